"""Leaving words out: against plain re-computation from hits, and against VADER with the word taken from its list."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from framing import check, compare, lexicons, parse, sentiment, topics, vocabulary
from framing.clean import clean
from framing.corpus import COLUMNS, read_table
from framing.features import article_rows, instruments, voice_text
from framing.leverage import leverage
from framing.readings import Task, cleaned
from framing.sentences import read_sentences
from framing.tokens import plain

PLAIN = ["The bitter row ruined a bright festival in Lowmere.", "A happy crowd cheered the brave bakers there.",
         "Anger and grief filled the harbour in the evening.", "The council spoke about bread and ovens that day.",
         "A terrible storm brought grief to the bakers again.", "Friendly talks about bread ovens began at noon."]
ODD = ["The talks were not good, but the very happy bakers smiled.", "Nobody was ever terribly sad in the bakery!!",
       "The bread was good and the row was not bitter at all."]
NAMES = pd.DataFrame({"actor": ["Lowmere"], "aliases": [""], "side": [""], "role": ["place"]})
TERMS = pd.DataFrame({"topic": ["Bread", "Bread", "Weather"], "term": ["bread", "oven*", "storm"]})


@cache
def _tools():
    return instruments(TERMS, NAMES)


def _features(texts):
    """Features of invented articles, as the corpus's tables."""
    tools, rows = _tools(), {"sentences": [], "hits": []}
    for name, lines in texts.items():
        article = clean("\n\n".join(["Title of it", " ".join(lines)]), "Title of it")
        found = article_rows(name, *read_sentences(article, tools.actors), tools)
        for table in rows:
            rows[table] += found[table]
    return pd.DataFrame(rows["sentences"]), pd.DataFrame(rows["hits"])


def _articles(names):
    return pd.DataFrame({"article": list(names), "outlet": [name.split("-")[0] for name in names], "event": "fair",
                         "stage": "after", "genre": "news", "short": "x", "order": 1})


def _texts(*, odd=False, n=4, seed=0):
    rng = np.random.default_rng(seed)
    pool = PLAIN + ODD if odd else PLAIN
    return {f"{outlet}-{i}": list(rng.choice(pool, 9)) for outlet in ("Herald", "Gazette") for i in range(n)}


def _tone_difference(sentences, articles, name):
    scores = sentiment.sentence_scores(sentences, voice="own")
    table = sentiment.tone(scores, articles, "outlet").query("level == 'outlet' and list == @name").set_index("row")
    return table.loc["Herald", "score"] - table.loc["Gazette", "score"]


def test_vader_without_a_word_is_vader_whose_list_lacks_it(monkeypatch):
    texts = _texts(n=2)
    sentences, hits = _features(texts)
    articles = _articles(texts)
    table = leverage(hits, sentences, articles, "vader", "Herald", "Gazette").iloc[:-1]
    assert table["exact"].all() and len(table) > 8
    assert table["estimate"].iloc[0] == pytest.approx(_tone_difference(sentences, articles, "vader"))
    for row in table.itertuples():
        with monkeypatch.context() as patch:
            patch.delitem(lexicons.vader_analyzer().lexicon, row.term)
            assert row.estimate_without == pytest.approx(_tone_difference(_features(texts)[0], articles, "vader"))


def test_words_left_out_together_are_vader_whose_list_lacks_all_of_them(monkeypatch):
    texts = _texts()
    sentences, hits = _features(texts)
    table = leverage(hits, sentences, _articles(texts), "vader", "Herald", "Gazette")
    path = table[table["estimate_without_above"].notna()]
    assert len(path) > 3 and path["estimate_without_above"].iloc[0] == path["estimate_without"].iloc[0]
    for row in path.itertuples():
        monkeypatch.delitem(lexicons.vader_analyzer().lexicon, row.term)
        now = _tone_difference(_features(texts)[0], _articles(texts), "vader")
        assert row.estimate_without_above == pytest.approx(now)
    turned = np.sign(path["estimate_without_above"]).ne(np.sign(path["estimate"])).to_numpy()
    assert path["n_to_turn"].iloc[0] == turned.argmax() + 1


def test_where_vader_is_not_a_plain_sum_the_word_says_so(monkeypatch):
    texts = _texts(odd=True, n=2)
    sentences, hits = _features(texts)
    table = leverage(hits, sentences, _articles(texts), "vader", "Herald", "Gazette").iloc[:-1].set_index("term")
    assert not table["exact"].all() and not table.loc["good", "exact"]
    for term, row in table[table["exact"]].iterrows():
        with monkeypatch.context() as patch:
            patch.delitem(lexicons.vader_analyzer().lexicon, term)
            now = _tone_difference(_features(texts)[0], _articles(texts), "vader")
        assert row["estimate_without"] == pytest.approx(now)


def test_a_word_that_not_turns_is_taken_out_as_turned(monkeypatch):
    texts = {"Herald-0": ["Happy bakers stood in the harbour all day, and the bread was not good."]}
    sentences, hits = _features(texts)
    table = leverage(hits, sentences, _articles(["Herald-0"]), "vader", "Herald").set_index("term")
    assert not table.loc["good", "exact"]
    for term in ("good", "happy"):
        with monkeypatch.context() as patch:
            patch.delitem(lexicons.vader_analyzer().lexicon, term)
            now = _features(texts)[0]
        assert table.loc[term, "estimate_without"] == pytest.approx(now["vader_own"].iloc[-1])


def _without(hits, term, name="tone"):
    return hits[~(hits["list"].eq(name) & hits["term"].eq(term))]


def test_tone_without_a_word_is_its_hits_struck_out():
    texts = _texts(odd=True)
    sentences, hits = _features(texts)
    articles = _articles(texts)
    table = leverage(hits, sentences, articles, "tone", "Herald", "Gazette").iloc[:-1]
    assert table["exact"].all()
    for row in table.itertuples():
        left = _without(hits, row.term).query("list == 'tone' and voice == 'own'")
        sums = left.groupby(["article", "sentence"])["value"].sum().rename("left").reset_index()
        now = sentences.merge(sums, on=["article", "sentence"], how="left").fillna({"left": 0})
        now = now.assign(tone_own=now["left"] / now["n_own"])
        assert row.estimate_without == pytest.approx(_tone_difference(now, articles, "tone"), abs=1e-5)
    assert table["contribution"].sum() == pytest.approx(table["estimate"].iloc[0], abs=1e-5)


def test_articles_may_be_numbered():
    texts = _texts(n=2)
    sentences, hits = _features(texts)
    articles, number = _articles(texts), {name: i for i, name in enumerate(texts)}
    named = leverage(hits, sentences, articles, "tone", "Herald", "Gazette")
    tables = [table.assign(article=table["article"].map(number)) for table in (hits, sentences, articles)]
    numbered = leverage(*tables, "tone", "Herald", "Gazette")
    pd.testing.assert_frame_equal(numbered.drop(columns="places"), named.drop(columns="places"))
    assert [len(places.split()) for places in numbered["places"]] == [len(p.split()) for p in named["places"]]
    assert numbered["places"].iloc[0].split(":")[0] in map(str, number.values())


def test_rates_are_those_of_the_vocabulary_notebook(corpus):
    focus, reference = corpus.full["outlet"].iloc[0], corpus.full["outlet"].iloc[-1]
    table = leverage(corpus.hits, corpus.sentences, corpus.full, "classes", focus, reference, category="militarist")
    for row in [*table.iloc[:-1].itertuples(), None]:
        hits = _without(corpus.hits, row.term, "classes") if row else corpus.hits
        counts = vocabulary.class_counts(hits, corpus.sentences, corpus.full, voice="own")
        rates = compare.rates(counts[counts["class"].eq("militarist")], "n_hits", "n_tokens", "outlet")
        rates = rates.set_index("outlet")["per_1000_tokens"]
        now = table["estimate_without"].iloc[row.Index if row else -1]
        assert now == pytest.approx(rates[focus] - rates[reference])
    assert table["contribution"].sum() == pytest.approx(table["estimate"].iloc[0])
    assert table["share"].sum() == pytest.approx(1)


@pytest.mark.parametrize("voice", ["own", "others", "all"])
def test_topics_are_those_of_the_topic_notebook(corpus, voice):
    focus, reference = corpus.full["outlet"].iloc[0], corpus.full["outlet"].iloc[-1]
    name = corpus.hits.query("list == 'topics'")["category"].value_counts().index[0]
    table = leverage(corpus.hits, corpus.sentences, corpus.full, "topics", focus, reference, category=name, voice=voice)
    for row in [*table.iloc[:-1].itertuples(), None]:
        hits = _without(corpus.hits, row.term, "topics") if row else corpus.hits
        counted = topics.article_topics(corpus.full, corpus.sentences, hits, corpus.topics, voice=voice)
        shares = topics.topic_shares(counted, "outlet").query("topic == @name").set_index("outlet")["share"]
        now = table["estimate_without"].iloc[row.Index if row else -1]
        assert now == pytest.approx(shares[focus] - shares[reference])


@pytest.mark.parametrize("voice", ["own", "others", "all", "quoted"])
@pytest.mark.parametrize("name", ["vader", "tone"])
def test_the_estimate_is_that_of_the_tone_notebook(corpus, name, voice):
    tone = sentiment.tone(sentiment.sentence_scores(corpus.sentences, voice=voice), corpus.full, "outlet")
    tone = tone.query("level == 'outlet' and list == @name").set_index("row")["score"]
    one, other = tone.index[0], tone.index[-1]
    table = leverage(corpus.hits, corpus.sentences, corpus.full, name, one, other, voice=voice)
    assert table["estimate"].to_numpy() == pytest.approx(tone[one] - tone[other])
    assert table["without_focus"].iloc[-1] == pytest.approx(tone[one])


def test_contract_with_units_left_out_against_a_plain_loop():
    texts = _texts(n=5)
    sentences, hits = _features(texts)
    articles = _articles(texts)
    table = leverage(hits, sentences, articles, "vader", "Herald", "Gazette")
    assert table["evidence"].eq("interval").any() and table["n_units_focus"].eq(5).all()
    whole, top = table.iloc[-1], table.iloc[0]
    scores = sentiment.sentence_scores(sentences, voice="own").query("list == 'vader'").merge(articles, on="article")
    by_hand = compare.difference(scores, "score", "outlet", "Herald", "Gazette").iloc[0]
    for column in ("ci_low", "ci_high", "loo_low", "loo_high"):
        assert whole[column] == pytest.approx(by_hand[column])
    ends = [leverage(hits, sentences, articles[articles["article"].ne(name)], "vader", "Herald", "Gazette")
            .set_index("term").loc[top["term"], "estimate_without"] for name in articles["article"]]
    assert (min(ends), max(ends)) == pytest.approx((top["loo_low"], top["loo_high"]))


def test_pooled_outlets_are_the_units():
    texts = {f"o{i}-{j}": PLAIN[i % 3:i % 3 + 4] for i in range(6) for j in range(1 + i % 2)}
    sentences, hits = _features(texts)
    articles = _articles(texts).assign(group=lambda t: np.where(t["outlet"].isin(["o0", "o1", "o2"]), "one", "two"))
    table = leverage(hits, sentences, articles, "tone", "one", "two", by="group")
    scores = sentiment.sentence_scores(sentences, voice="own").query("list == 'tone'").merge(articles, on="article")
    means = scores.groupby(["group", "outlet", "article"]).apply(
        lambda part: np.average(part["score"], weights=part["n_tokens"]), include_groups=False)
    means = means.groupby(["group", "outlet"]).mean().groupby("group").mean()
    assert table["estimate"].iloc[0] == pytest.approx(means["one"] - means["two"])
    assert table["unit"].eq("outlet").all() and table["n_units_focus"].eq(3).all()
    assert table["ci_low"].isna().all() and table["evidence"].eq("describe").all()


def _invented(rng, planted=0):
    """Hits of one list in ten articles; side A has a planted term more often."""
    names = [f"{side}-{i}" for side in "AB" for i in range(5)]
    sentences = pd.DataFrame([{"article": name, "sentence": i, "section": "body", "n_own": 20} for name in names
                              for i in range(1, 21)])
    hits = pd.DataFrame([{"article": name, "sentence": int(rng.integers(1, 21)), "list": "classes", "category": "c",
                          "term": term, "voice": "own", "in_name": 0, "count": 1, "value": 0}
                         for name in names for term in ["even", "odd", "planted"]
                         for _ in range(rng.poisson(4) + planted * (term == "planted") * name.startswith("A"))])
    return hits, sentences, _articles(names)


@pytest.mark.parametrize("seed", range(4))
def test_a_planted_term_stands_first(seed):
    table = leverage(*_invented(np.random.default_rng(seed), planted=20), "classes", "A", "B")
    assert table["term"].iloc[0] == "planted" and table["share"].iloc[0] > 0.7
    assert table["loo_low"].iloc[-1] > 0
    assert table["evidence"].eq("describe").all() and table["ci_low"].isna().all()


def test_swapped_sides_flip_every_sign_and_order_of_rows_does_not_matter():
    hits, sentences, articles = _invented(np.random.default_rng(1), planted=3)
    table = leverage(hits, sentences, articles, "classes", "A", "B").set_index("term")
    mixed = [part.sample(frac=1, random_state=2) for part in (hits, sentences, articles)]
    flipped = leverage(*mixed, "classes", "B", "A").set_index("term").loc[table.index]
    for column in ("estimate", "estimate_without", "contribution", "estimate_without_above"):
        np.testing.assert_allclose(flipped[column].dropna(), -table[column].dropna())
    assert (flipped["places"] == table["places"]).all()


def test_places_point_and_never_quote():
    hits, sentences, articles = _invented(np.random.default_rng(3))
    more = hits.loc[hits.index[:1].repeat(30)].assign(sentence=[*range(1, 16)] * 2, article=["A-0", "B-1"] * 15)
    table = leverage(pd.concat([hits, more]), sentences, articles, "classes", "A", "B").iloc[:-1]
    for row in table.itertuples():
        found = pd.concat([hits, more]).query("term == @row.term").sort_values(["article", "sentence"])
        spots = list(dict.fromkeys(found["article"] + ":" + found["sentence"].astype(str)))
        shown = row.places.split()
        assert shown[:20] == spots[:20] and shown[20:] == ([f"+{len(spots) - 20}"] if len(spots) > 20 else [])


def test_one_article_of_several_is_marked():
    hits, sentences, articles = _invented(np.random.default_rng(4))
    lone = hits.iloc[:1].assign(term="lone", article="A-3", count=9)
    table = leverage(pd.concat([hits, lone]), sentences, articles, "classes", "A", "B").set_index("term")
    assert list(table.index[table["one_article"]]) == ["lone"]
    assert table.loc["lone", ["n_hits_focus", "n_articles_with_focus", "n_hits_reference"]].tolist() == [9, 1, 0]


def test_shares_of_yes_and_no_get_no_interval_of_means():
    names = [f"{side}-{i}" for side in "AB" for i in range(8)]
    sentences = pd.DataFrame({"article": names, "sentence": 1, "section": "body", "n_own": 20})
    hits = pd.DataFrame({"article": names[::2][:6] + names[1:4], "sentence": 1, "list": "topics", "category": "c",
                         "term": "bread", "voice": "own", "in_name": 0, "count": 1, "value": 0.0})
    table = leverage(hits, sentences, _articles(names), "topics", "A", "B")
    assert table["evidence"].eq("describe").all() and table["ci_low"].isna().all()


def test_one_side_alone():
    hits, sentences, articles = _invented(np.random.default_rng(5))
    table = leverage(hits, sentences, articles, "classes", "A")
    assert table["estimate"].iloc[0] == pytest.approx(1000 * hits["article"].str.startswith("A").sum() / 2000)
    assert not [column for column in table if column.endswith("reference")] and "identification" not in table
    one = leverage(hits, sentences, articles, "classes", "A-0", by="article")
    assert one["n_articles_focus"].eq(1).all() and one["ci_low"].isna().all()


@pytest.mark.parametrize(("change", "says"), [
    ({"score": "loaded"}, "score 'loaded': expected a list in the hits: classes"),
    ({"category": "war"}, "category 'war': expected one of c"),
    ({"voice": "theirs"}, "voice 'theirs': expected one of own, others"),
    ({"voice": ["own", "others"]}, "expected one of own, others"),
    ({"voice": "quoted"}, "no article has a sentence to score with voice 'quoted'"),
    ({"focus": "C"}, "focus: outlet has no 'C'; outlet has: A, B"),
    ({"focus": "C", "reference": None}, "focus: outlet has no 'C'; outlet has: A, B"),
    ({"focus": "B"}, "focus and reference are both 'B'"),
    ({"by": "paper"}, "no column 'paper'"),
])
def test_bad_questions_get_clear_errors(change, says):
    hits, sentences, articles = _invented(np.random.default_rng(6))
    sentences = sentences.assign(n_quoted=0)
    asked = {"score": "classes", "focus": "A", "reference": "B"} | change
    with pytest.raises(ValueError, match=says):
        leverage(hits, sentences, articles, **asked)


def test_a_list_without_a_hit_on_either_side_is_an_error():
    hits, sentences, articles = _invented(np.random.default_rng(7))
    with pytest.raises(ValueError, match="no term of it stands on either side"):
        leverage(hits[hits["article"].str.startswith("B")], sentences, articles, "classes", "A")


def test_error_of_vader_on_the_texts_at_hand(corpus, monkeypatch):
    """The numbers in the module's docstring, where the texts are present and read as they were."""
    nlp, present = parse.load(), check.texts(corpus.folder)
    if nlp is None or set(present) != set(corpus.full["article"]):
        pytest.skip("needs the five texts and the parser")
    tools, lexicon = instruments(corpus.topics, corpus.actors), lexicons.vader_analyzer().lexicon
    facts = read_table(corpus.folder / "articles.csv", COLUMNS["articles"]).set_index("id")[["headline", "byline"]]
    texts = {name: read_sentences(cleaned(Task(name, *facts.loc[name], page)), tools.actors, nlp)[0]
             for name, page in present.items()}
    for voice, mean, most, moved in (("own", 0.0003, 0.0096, 0.011), ("quoted", 0.001, 0.03, 0.022),
                                     ("reported", 0.001, 0.03, 0.017)):
        errors, moves = [], []
        for name, text in texts.items():
            spoken = [plain(voice_text(s, voice)) for s in text if s.number and s.voices.count(voice) >= 4]
            table = leverage(corpus.hits, corpus.sentences, corpus.full, "vader", name, by="article", voice=voice)
            for row in table.iloc[:-1].itertuples():
                with monkeypatch.context() as patch:
                    patch.delitem(lexicon, row.term)
                    true = np.mean([lexicons.vader_analyzer().polarity_scores(part)["compound"] for part in spoken])
                errors.append(abs(row.estimate_without - true))
                moves.append(abs(row.contribution))
                assert not row.exact or errors[-1] < 1e-4, (name, row.term)
        print(voice, np.mean(errors), max(errors), np.mean(moves))
        assert np.mean(errors) < mean and max(errors) < most
        assert np.mean(moves) == pytest.approx(moved, abs=0.001)
