"""Topics: every count against plain loops, intervals against t, and what must not be claimed."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse, stats

from framing import topics
from framing.by_voice import voice_hits
from framing.vectorize import DocumentFeatureMatrix

NAMES = ["Harvest", "Roads", "River"]
VOICE_OF = {"own": "own", "quoted": "others", "reported": "others", "belief": "others", "scare": None}


def corpus(seed=1, sizes=(5, 4, 2), rate=0.2, planted=None):
    """Invent articles, sentences, hits and topics; ``planted`` gives (outlet, topic) another rate."""
    rng = np.random.default_rng(seed)
    articles, sentences, hits = [], [], []
    for order, size in enumerate(sizes):
        outlet = f"outlet-{order}"
        for i in range(size):
            name = f"{outlet}-{i}"
            articles.append({"article": name, "outlet": outlet, "short": outlet.title(), "order": order,
                             "event": f"fair-{i % 2}", "stage": "during"})
            n = int(rng.integers(7, 30))
            for number in range(n + 1):
                section = "headline" if number == 0 else "deck" if number == 1 else "body"
                sentences.append({"article": name, "sentence": number, "section": section,
                                  "passage": number // 5})
                for topic in NAMES:
                    chance = (planted or {}).get((outlet, topic), rate)
                    hits += [{"article": name, "sentence": number, "list": "topics", "category": topic,
                              "term": term, "voice": str(rng.choice(list(VOICE_OF))), "count": 1}
                             for term in ("a", "b") if rng.random() < chance]
                hits.append({"article": name, "sentence": number, "list": "classes", "category": "Roads",
                             "term": "c", "voice": "own", "count": 1})
    articles.append(articles[0] | {"article": "headline-only"})
    sentences.append({"article": "headline-only", "sentence": 0, "section": "headline", "passage": np.nan})
    listed = pd.DataFrame({"topic": [*NAMES, "Roads", "Music"], "term": list("abcde")})
    return pd.DataFrame(articles), pd.DataFrame(sentences), pd.DataFrame(hits), listed


def plain_row(sentences, hits, article, topic, voice):
    """Count one row of `article_topics` the slow way."""
    numbers = [s.sentence for s in sentences.itertuples() if s.article == article and s.section != "headline"]
    touched = set()
    for hit in hits.itertuples():
        if hit.list == "topics" and hit.article == article and hit.category == topic and (
                voice == "all" or VOICE_OF[hit.voice] == voice):
            touched.add(hit.sentence)
    inside = [number in touched for number in numbers]
    n = len(numbers)
    thirds = {"early": [], "middle": [], "late": []}
    for i, yes in enumerate(inside):
        middle = (i + 0.5) / n
        thirds["early" if middle < 1 / 3 else "middle" if middle < 2 / 3 else "late"].append(yes)
    row = {place: sum(part) / len(part) for place, part in thirds.items()}
    return row | {"n_touched": sum(inside), "n_sentences": n, "share": sum(inside) / n, "headline": int(0 in touched),
                  "lean": row["late"] - row["early"],
                  "first_mention": inside.index(True) / n if any(inside) else np.nan,
                  "at": " ".join(str(number) for number in numbers if number in touched)}


def test_article_topics_equal_plain_loops():
    articles, sentences, hits, listed = corpus()
    counted = topics.article_topics(articles, sentences, hits, listed)
    assert len(counted) == 11 * 4 * 3 and "headline-only" not in set(counted["article"])
    for row in counted.to_dict("records"):
        for column, value in plain_row(sentences, hits, row["article"], row["topic"], row["voice"]).items():
            assert row[column] == pytest.approx(value, nan_ok=True) if column != "at" else row["at"] == value, column


def test_each_voice_is_counted_as_its_hits_and_a_silent_one_touches_nothing():
    articles, sentences, hits, listed = corpus(6)
    quiet = hits[hits["voice"].ne("belief")]
    counted = topics.article_topics(articles, sentences, quiet, listed, voice=("quoted", "belief", "scare"))
    touched = hits[hits["list"].eq("topics") & hits["sentence"].gt(0)].groupby("voice")
    pairs = touched.apply(lambda part: len(part.drop_duplicates(["article", "category", "sentence"])))
    sums = counted.groupby("voice")["n_touched"].sum()
    assert (sums["quoted"], sums["scare"], sums["belief"]) == (pairs["quoted"], pairs["scare"], 0)
    assert counted.loc[counted["voice"].eq("belief"), "share"].eq(0).all()
    assert topics.leaders(counted, voice="quoted")["leader"].notna().all()
    places = topics.prominence(counted, voice="quoted", by="article")
    assert {"at_belief", "at_scare", "at_rest"} < set(places)


def test_an_unknown_voice_names_the_known_ones():
    articles, sentences, hits, listed = corpus()
    with pytest.raises(ValueError, match="voice 'any': expected one of own, others"):
        topics.article_topics(articles, sentences, hits, listed, voice="any")
    counted = topics.article_topics(articles, sentences, hits, listed, voice="own")
    assert set(topics.topic_shares(counted)["voice"]) == {"own"}
    with pytest.raises(ValueError, match="voice 'all': expected one of own"):
        topics.prominence(counted)


def test_counts_agree_with_the_shared_helper_and_do_not_depend_on_row_order():
    articles, sentences, hits, listed = corpus(2)
    counted = topics.article_topics(articles, sentences, hits, listed)
    ours = counted[counted["voice"].ne("all") & counted["n_touched"].gt(0)]
    theirs = voice_hits(hits, sentences, "topics").rename(columns={"category": "topic"})
    both = ours.merge(theirs, on=["article", "topic", "voice"], how="outer")
    assert (both["n_touched"] == both["n_sentences_y"]).all()
    again = topics.article_topics(articles.sample(frac=1, random_state=0), sentences.sample(frac=1, random_state=1),
                                  hits.sample(frac=1, random_state=2), listed)
    pd.testing.assert_frame_equal(counted, again)


def test_rows_become_outlets_with_four_articles_and_the_interval_is_t():
    counted = topics.article_topics(*corpus())
    assert topics.choose_rows(counted) == "outlet"
    shares = topics.topic_shares(counted)
    for row in shares.to_dict("records"):
        values = counted.loc[counted["outlet"].eq(row["outlet"]) & counted["topic"].eq(row["topic"])
                             & counted["voice"].eq(row["voice"]), "share"]
        assert row["share"] == pytest.approx(values.mean())
        assert row["n_articles"] == len(values)
        if len(values) < 4 or values.nunique() == 1:
            assert row["evidence"] == "describe" and np.isnan(row["ci_low"])
        else:
            low, high = stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))
            assert (row["ci_low"], row["ci_high"]) == pytest.approx((low, high))
    own = shares[shares["voice"].eq("own") & shares["topic"].eq("River")]
    assert own["share_all"].nunique() == 1
    assert own["share_all"].iloc[0] == pytest.approx(own["share"].mean())


def test_single_articles_are_only_described():
    counted = topics.article_topics(*corpus(sizes=(2, 1, 3)))
    assert topics.choose_rows(counted) == "article"
    for table in (topics.topic_shares(counted), topics.prominence(counted), topics.leaders(counted)):
        assert table["evidence"].eq("describe").all()
        assert table[["ci_low", "ci_high"]].isna().all(axis=None)
    assert topics.leaders(counted)["p"].isna().all()


def test_prominence_of_outlets_is_the_mean_over_articles():
    counted = topics.article_topics(*corpus(3))
    places = topics.prominence(counted)
    spoken = counted[counted["voice"].eq("all")]
    for row in places.to_dict("records"):
        part = spoken[spoken["outlet"].eq(row["outlet"]) & spoken["topic"].eq(row["topic"])]
        for column in ("headline", "early", "middle", "late", "lean", "share", "first_mention"):
            assert row[column] == pytest.approx(part[column].mean(), nan_ok=True), column


def test_positions_are_split_by_voice():
    counted = topics.article_topics(*corpus(4, sizes=(2, 2)))
    places = topics.prominence(counted)
    for row in places.itertuples():
        found = set(f"{row.at_own} {row.at_others} {row.at_rest}".split())
        anyhow = counted.query("article == @row.article and topic == @row.topic and voice == 'all'")["at"].iloc[0]
        assert found == set(anyhow.split())
        assert not set(row.at_rest.split()) & set(f"{row.at_own} {row.at_others}".split())


def test_a_planted_leader_is_apart_and_only_there():
    counted = topics.article_topics(*corpus(5, sizes=(6, 6, 6), rate=0.05, planted={("outlet-1", "River"): 0.9}))
    leads = topics.leaders(counted)
    assert leads.loc[0, ["topic", "leader"]].to_list() == ["River", "outlet-1"]
    assert leads["apart"].to_list() == [True, False, False]  # nobody touches the fourth topic
    assert leads["identification"].eq("identified").all()
    assert 0 < leads.loc[0, "p_min"] <= leads.loc[0, "p"] < 0.05
    own = counted[counted["voice"].eq("own") & counted["topic"].eq("River")].groupby("outlet")["share"].mean()
    assert leads.loc[0, "difference"] == pytest.approx(own["outlet-1"] - own.drop("outlet-1").max())


def test_without_a_difference_outlets_are_seldom_apart():
    alarms = [topics.leaders(topics.article_topics(*corpus(seed, sizes=(5, 5, 5), rate=0.15)))["apart"].any()
              for seed in range(12)]
    assert sum(alarms) <= 3


def test_an_article_is_apart_by_the_stated_rule():
    def leads(first, second):
        table = pd.DataFrame({"article": ["a", "b"], "outlet": ["Gazette", "Herald"], "topic": "Roads",
                              "voice": "own", "share": [first, second]})
        return topics.leaders(table).loc[0, "apart"]

    assert leads(0.125, 0.06) and leads(0.5, 0.25)
    assert not leads(0.12, 0.0) and not leads(0.5, 0.26)


def test_a_tie_is_no_lead_and_an_untouched_topic_has_none():
    table = pd.DataFrame({"article": list("abcdefgh"), "outlet": ["Gazette"] * 4 + ["Herald"] * 4, "topic": "Roads",
                          "voice": "own", "share": 0.2})
    lead = topics.leaders(table).loc[0]
    assert (lead["difference"], lead["apart"], lead["evidence"]) == (0, False, "describe")
    both = pd.concat([table.assign(share=np.linspace(0.1, 0.8, 8)), table.assign(topic="River", share=0.0)])
    assert list(topics.leaders(both)["topic"]) == ["Roads"]
    assert topics.leaders(table.assign(share=0.0)).empty


def test_a_lead_says_what_else_sets_the_two_apart():
    articles, sentences, hits, listed = corpus(5, sizes=(4, 4), rate=0.3)
    first = articles["outlet"].eq("outlet-0")
    counted = topics.article_topics(articles.assign(genre=first.map({True: "news", False: "opinion"})), sentences, hits,
                                    listed)
    assert topics.leaders(counted)["identification"].eq("confounded with genre").all()


def test_one_outlet_or_article_has_nobody_to_lead():
    counted = topics.article_topics(*corpus(sizes=(5,)))
    assert topics.leaders(counted).empty and topics.leaders(counted[counted["article"].eq("outlet-0-1")]).empty


def test_wrong_input_names_what_is_wrong():
    articles, sentences, hits, listed = corpus()
    with pytest.raises(ValueError, match="no article has a text"):
        topics.article_topics(articles, sentences[sentences["sentence"].eq(0)], hits, listed)
    with pytest.raises(ValueError, match="'stage'"):
        topics.article_topics(articles.drop(columns="stage"), sentences, hits, listed)
    with pytest.raises(ValueError, match="'words'"):
        topics.topic_shares(topics.article_topics(articles, sentences, hits, listed), by="words")


def headlines(seed, n_blocks, n=160, words=12, noise=0.02):
    """Invent headlines of words from one block each; with one block nothing tells them apart."""
    rng = np.random.default_rng(seed)
    block = np.repeat(np.arange(n_blocks), words)
    common = np.where(np.arange(len(block)) % words < 10, 0.45, 0.1)  # ten words of a block stand out
    rates = np.where(block == rng.integers(0, n_blocks, (n, 1)), common, noise)
    counts = sparse.csr_array((rng.random(rates.shape) < rates).astype(int))
    names = np.array([f"w{b}-{i:02d}" for i, b in enumerate(block)], object)
    return DocumentFeatureMatrix(counts, pd.DataFrame({"article": range(n)}), names)


def test_planted_topics_of_headlines_hold_still_and_keep_their_words():
    model = topics.headline_topics(headlines(1, 4), [4], n_runs=4)
    ours = model[model["shuffled"].eq(0)]
    assert ours["stable"].all() and ours["n_headlines"].sum() == model["n_articles"].iloc[0]
    assert not model.loc[model["shuffled"].eq(1), "stable"].any()
    for words in ours["words"]:
        assert len(words.split(", ")) == 10
        assert len({word.split("-")[0] for word in words.split(", ")}) == 1


def test_headlines_without_topics_have_few_that_hold_still_and_hide_the_rest():
    models = [topics.headline_topics(headlines(seed, 1, words=40), [4, 6], n_runs=5) for seed in range(3)]
    for model in models:
        assert model["words"].ne("").equals(model["stable"])
        assert model[["same_seeds", "same_parts"]].stack().between(0, 1).all()
    assert sum(model["stable"].sum() for model in models) <= 3  # of 30
    again = topics.headline_topics(headlines(0, 1, words=40), [4, 6], n_runs=5)
    pd.testing.assert_frame_equal(models[0], again)


def test_too_few_headlines_are_not_modelled():
    model = topics.headline_topics(headlines(3, 2, n=18), [2, 4], n_runs=2)
    assert model["n_topics"].to_list() == [2, 2, 2, 2, 4]
    assert model.loc[4, ["same_seeds", "same_parts"]].isna().all() and not model.loc[4, "stable"]


def test_best_match_is_the_jaccard_of_word_sets():
    runs = [[["a", "b"], ["x", "y"]], [["b", "c"], ["a", "z"]]]
    assert topics._same(["a", "b"], runs) == pytest.approx((1 + 1 / 3) / 2)
