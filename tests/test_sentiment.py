"""Tone by voice, word shift, name audit, masked reruns, agreement: against plain loops, scipy and VADER itself."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from framing import features, lexicons, read_corpus, sentiment, synthetic, vectorize, word_shift
from framing.by_voice import VOICES
from framing.plots_sentiment import rows_apart

FIGURES = Path(__file__).parents[1] / "figures"
SCORED = ("own", "quoted", "reported", "belief")
VALUES = {"word-003": -2.5, "word-010": 1.0, "word-02*": 0.5, "two words": 9.0}


def sentences(seed=0, n_articles=4, n_sentences=9):
    """Invented sentences of the codebook's form, headlines among them."""
    rng = np.random.default_rng(seed)
    rows = []
    for article in range(n_articles):
        for number in range(n_sentences):
            row = {"article": f"a{article}", "sentence": number, "section": "body" if number else "headline",
                   "passage": 1 + number // 4}
            row |= {f"n_{voice}": int(rng.integers(0, 60)) for voice in SCORED}
            row["n_tokens"] = sum(row[f"n_{voice}"] for voice in SCORED)
            for voice in (*SCORED, "all"):
                for name in sentiment.LISTS:
                    for suffix in sentiment.MASKS.values():
                        size = row["n_tokens" if voice == "all" else f"n_{voice}"]
                        row[f"{name}_{voice}{suffix}"] = rng.uniform(-1, 1) if size else np.nan
            rows.append(row)
    return pd.DataFrame(rows)


def outlets_of(n_articles=4, n_outlets=2):
    names = [f"a{i}" for i in range(n_articles)]
    return pd.DataFrame({"article": names, "outlet": [f"outlet-{i % n_outlets}" for i in range(n_articles)]})


PROVINCES = pd.DataFrame({"actor": ["United Provinces"], "aliases": "", "side": "", "role": "government"})


@pytest.mark.parametrize("text", [
    "The talks were not very good, and the minister’s threat isn’t helpful!",
    "“A great, GREAT success”, she said; but nobody’s kidding: it was a disaster.",
    "The United Provinces warned of war… and hoped for peace :)"])
def test_stored_vader_scores_are_those_of_its_authors_analyzer(text):
    tools = features.instruments(pd.DataFrame({"topic": ["War"], "term": ["war"]}), PROVINCES)
    straight = text.translate(str.maketrans("’…", "' "))
    expected = SentimentIntensityAnalyzer().polarity_scores(straight)["compound"]
    assert features.score(text, "vader", tools) == expected != 0


def test_a_sentence_of_several_other_voices_is_their_mean_by_tokens():
    table = sentences()
    scores = sentiment.sentence_scores(table).set_index(["article", "sentence", "list", "voice"])["score"]
    row = table[table[["n_quoted", "n_reported", "n_belief"]].gt(5).all(axis=1) & table["sentence"].gt(0)].iloc[0]
    sizes = row[["n_quoted", "n_reported", "n_belief"]].to_numpy(float)
    for name, factor in sentiment.LISTS.items():
        each = row[[f"{name}_quoted", f"{name}_reported", f"{name}_belief"]].to_numpy(float)
        assert scores[row["article"], row["sentence"], name, "others"] == pytest.approx(
            factor * (sizes @ each) / sizes.sum(), abs=1e-12)


def test_each_voice_is_scored_alone_and_all_is_the_sentence():
    table = sentences().set_index(["article", "sentence"])
    scores = sentiment.sentence_scores(table.reset_index(), voice=("quoted", "belief", "all"))
    assert set(scores["voice"]) == {"quoted", "belief", "all"}
    for row in scores.itertuples():
        stored = table.loc[(row.article, row.sentence)]
        size, factor = "n_tokens" if row.voice == "all" else f"n_{row.voice}", sentiment.LISTS[row.list]
        assert row.score == pytest.approx(factor * stored[f"{row.list}_{row.voice}"])
        assert row.n_tokens == stored[size] >= sentiment.MIN_TOKENS


def test_a_voice_without_score_or_words_says_so():
    table = sentences()
    with pytest.raises(ValueError, match="voice 'scare': expected one of own, others, quoted"):
        sentiment.sentence_scores(table, voice="scare")
    with pytest.raises(ValueError, match="no sentence has 4 tokens with voice belief"):
        sentiment.sentence_scores(table.assign(n_belief=0), voice="belief")
    scores = sentiment.sentence_scores(table.assign(n_belief=0), voice=("own", "belief"))
    assert set(scores["voice"]) == {"own"}
    with pytest.raises(ValueError, match="voice 'others': expected one of own"):
        sentiment.tone_gaps(scores, outlets_of(), voice="others")


def test_headlines_and_scraps_are_not_scored():
    table = sentences()
    assert (sentiment.sentence_scores(table)["sentence"] > 0).all()
    assert sentiment.sentence_scores(table, min_tokens=30)["n_tokens"].min() >= 30
    with pytest.raises(ValueError, match="names and topics"):
        sentiment.sentence_scores(table, mask="verbs")
    with pytest.raises(ValueError, match="only headlines"):
        sentiment.sentence_scores(table[table["section"] == "headline"])


def test_tone_of_an_article_is_that_of_a_plain_loop():
    scores = sentiment.sentence_scores(sentences())
    table = sentiment.tone(scores, outlets_of(), by="article")
    for row in table[table["level"] == "article"].itertuples():
        part = [s for s in scores.itertuples() if (s.article, s.list, s.voice) == (row.row, row.list, row.voice)]
        sizes = [s.n_tokens if row.list == "tone" else 1 for s in part]
        expected = sum(s.score * size for s, size in zip(part, sizes, strict=True)) / sum(sizes)
        assert row.score == pytest.approx(expected, abs=1e-9)
        assert (row.n_sentences, row.evidence) == (len(part), "describe")
    assert table.loc[table["level"] == "article", "ci_low"].isna().all()
    assert table.loc[table["level"] == "passage", "n_tokens"].min() >= sentiment.MIN_PASSAGE


def test_outlets_of_four_articles_get_the_t_interval_of_their_article_means():
    scores, articles = sentiment.sentence_scores(sentences(n_articles=10)), outlets_of(10)
    table = sentiment.tone(scores, articles)
    assert sentiment.choose_rows(articles) == "outlet"
    rows = table[(table["level"] == "outlet") & (table["list"] == "vader")]
    assert (rows["evidence"] == "interval").all()
    for row in rows.itertuples():
        units = table.query("level == 'article' and list == 'vader' and row == @row.row and voice == @row.voice")
        ends = stats.t.interval(0.95, len(units) - 1, units["score"].mean(), stats.sem(units["score"]))
        assert (row.ci_low, row.ci_high) == pytest.approx(ends, abs=1e-9)


def test_gaps_compare_only_groups_of_four_articles():
    scores = sentiment.sentence_scores(sentences(n_articles=10))
    gaps = sentiment.tone_gaps(scores, outlets_of(10))
    assert len(gaps) == 2 and (gaps["evidence"] == "interval").all()
    assert gaps.set_index("list").loc["vader", "difference"] <= 0
    assert sentiment.tone_gaps(scores, outlets_of(10, 5)).empty


def test_gaps_and_rows_say_what_else_sets_them_apart():
    articles = outlets_of(10).assign(event="fair", genre=["news"] * 9 + ["opinion"])
    scores = sentiment.sentence_scores(sentences(n_articles=10))
    assert sentiment.tone_gaps(scores, articles)["identification"].eq("partly confounded with genre").all()
    rows = sentiment.tone(scores, articles)[lambda t: t["level"].eq("outlet")]
    assert rows["identification"].eq("partly confounded with genre").all()
    alone = sentiment.tone(scores, articles.assign(outlet="outlet-0"))
    assert alone["identification"].isna().all()


def test_a_list_that_scores_all_alike_makes_no_gap():
    scores = sentiment.sentence_scores(sentences(n_articles=10))
    scores["score"] = scores["score"].where(scores["list"].eq("vader"), 0.0)
    gaps = sentiment.tone_gaps(scores, outlets_of(10))
    assert list(gaps["list"]) == ["vader"]
    assert sentiment.tone_gaps(scores.assign(score=0.0), outlets_of(10)).empty


def test_a_masked_rerun_is_the_tone_of_the_masked_scores():
    table, articles = sentences(3), outlets_of()
    rerun = sentiment.masked_reruns(table, articles, by="article")
    for mask, suffix in (("names", "_masked"), ("names and topics", "_masked_topics")):
        by_hand = table.copy()
        for voice in SCORED:
            for name in sentiment.LISTS:
                by_hand[f"{name}_{voice}"] = table[f"{name}_{voice}{suffix}"]
        keys = ["row", "list", "voice"]
        tones = [sentiment.tone(sentiment.sentence_scores(each), articles, by="article").query("level == 'article'")
                 .set_index(keys)["score"] for each in (table, by_hand)]
        part = rerun[rerun["mask"] == mask].set_index(keys)
        assert np.allclose(part["score"], tones[0].loc[part.index], rtol=0, atol=1e-9)
        assert np.allclose(part["score_masked"], tones[1].loc[part.index], rtol=0, atol=1e-9)
        assert np.allclose(part["shift"], part["score_masked"] - part["score"], rtol=0, atol=1e-9)


def test_masking_a_name_takes_its_score_away_end_to_end():
    tools = features.instruments(pd.DataFrame({"topic": ["War"], "term": ["war"]}), PROVINCES)
    whole, hidden = (features.score(text, "vader", tools) for text in ("The United Provinces", "The name"))
    assert whole > 0 == hidden


def test_audit_counts_names_before_topics_and_never_more_than_there_are():
    rows = [("a", 1, "vader", "united", "own", 1, 2, 3.6), ("a", 1, "vader", "war", "own", 0, 3, -8.7),
            ("a", 1, "topics", "trade war*", "own", 0, 1, 0.0), ("a", 1, "topics", "united", "own", 0, 5, 0.0),
            ("a", 0, "vader", "united", "own", 0, 9, 16.2), ("b", 1, "vader", "united", "quoted", 0, 1, 1.8),
            ("b", 1, "tone", "peace*", "own", 0, 1, 1.0), ("b", 1, "topics", "peacekeep*", "own", 0, 1, 0.0)]
    names = ["article", "sentence", "list", "term", "voice", "in_name", "count", "value"]
    audit = sentiment.name_audit(pd.DataFrame(rows, columns=names)).set_index("word")
    expected = {"united": (3, 2, 0, 1), "war": (3, 0, 1, 2), "peace*": (1, 0, 1, 0)}
    columns = ["n_hits", "n_in_name", "n_in_topic", "n_elsewhere"]
    assert {word: tuple(row) for word, row in audit[columns].iterrows()} == expected
    own = sentiment.name_audit(pd.DataFrame(rows, columns=names), voice="own").set_index("word")
    assert own["n_hits"].to_dict() == {"united": 2, "war": 3, "peace*": 1}
    assert audit.loc["war", "misfire"] == pytest.approx(-2.9) and list(audit["only"]) == [False, False, True]


def test_agreement_is_scipys_correlation_and_a_plain_count_of_signs():
    scores = sentiment.sentence_scores(sentences(5))
    scores.loc[scores.index % 7 == 0, "score"] = 0.0
    for row in sentiment.list_agreement(scores).itertuples():
        wide = scores[scores["voice"] == row.voice].pivot(index=["article", "sentence"], columns="list")["score"]
        assert row.correlation == pytest.approx(stats.pearsonr(wide["vader"], wide["tone"]).statistic, abs=1e-12)
        pairs = [(x, y) for x, y in zip(wide["vader"], wide["tone"], strict=True) if x and y]
        assert row.n_both == len(pairs)
        assert row.same_sign == pytest.approx(np.mean([x * y > 0 for x, y in pairs]))
        left = [stats.pearsonr(*wide.drop(name, level="article")[["vader", "tone"]].to_numpy().T).statistic
                for name in wide.index.get_level_values("article").unique()]
        assert (row.loo_low, row.loo_high) == pytest.approx((min(left), max(left)), abs=1e-12)


# Word shift


def plain_shift(dfm, focus, reference, by):
    """Word by word; a side of several outlets is the mean of their rates where outlets are pooled."""
    counts, result = dfm.counts.toarray(), {}
    pooled = by == "group"
    for j, word in enumerate(dfm.features):
        value = VALUES.get(word, 0.5 if word.startswith("word-02") else 0)
        rates = []
        for side in (focus, reference):
            rows = dfm.articles[dfm.articles[by] == side]
            parts = [part for _, part in rows.groupby("outlet")] if pooled else [rows]
            rates.append(np.mean([1000 * counts[part.index, j].sum() / part["n_tokens"].sum() for part in parts]))
        if value:
            result[word] = value * (rates[0] - rates[1])
    return result


@pytest.mark.parametrize(("shape", "sides", "by"), [
    ({"n_outlets": 2, "n_articles": 3}, ("outlet-01", "outlet-02"), "outlet"),
    ({"n_outlets": 6, "n_articles": 2}, ("private", "nonprofit"), "group")])
def test_word_shift_is_that_of_a_plain_loop_and_sums_to_the_difference(shape, sides, by):
    dfm = synthetic.null_corpus(4, n_words=40, **shape)
    table = word_shift.word_shift(dfm, VALUES, *sides, by=by)
    words, whole = table.iloc[:-1].set_index("word")["contribution"], table.iloc[-1]
    expected = plain_shift(dfm, *sides, by)
    assert set(words.index) == set(expected)
    assert np.allclose(words, [expected[word] for word in words.index], rtol=0, atol=1e-9)
    assert words.sum() == pytest.approx(whole["contribution"], abs=1e-9)
    assert whole["contribution"] == pytest.approx(whole["score_focus"] - whole["score_reference"], abs=1e-9)
    assert table["running_share"].iloc[-2] == pytest.approx(1)
    assert all(one >= other for one, other in pairwise(words.abs()))


def test_leaving_out_is_refitting_and_swapping_sides_flips_every_sign():
    dfm = synthetic.null_corpus(6, n_articles=3, n_words=40)
    table = word_shift.word_shift(dfm, VALUES, "outlet-01", "outlet-02").set_index("word")
    refits = [word_shift.word_shift(dfm.take(np.delete(np.arange(6), i)), VALUES, "outlet-01", "outlet-02")
              .set_index("word")["contribution"].reindex(table.index, fill_value=0) for i in range(6)]
    refits = pd.concat(refits, axis=1)
    assert np.allclose(table["loo_low"], refits.min(axis=1), rtol=0, atol=1e-9)
    assert np.allclose(table["loo_high"], refits.max(axis=1), rtol=0, atol=1e-9)
    swapped = word_shift.word_shift(dfm, VALUES, "outlet-02", "outlet-01").set_index("word")
    assert np.allclose(swapped["contribution"].loc[table.index], -table["contribution"], rtol=0, atol=1e-12)
    assert (table["evidence"] == "describe").all() and table["ci_low"].isna().all()


def test_one_article_a_side_leaves_nothing_out():
    dfm = synthetic.null_corpus(6, n_articles=3, n_words=40)
    one = word_shift.word_shift(dfm.take([0, 3]), VALUES, "outlet-01", "outlet-02")
    assert one[["loo_low", "loo_high", "ci_low", "ci_high"]].isna().all().all() and not one["one_article"].any()
    uneven = word_shift.word_shift(dfm.take([0, 3, 4]), VALUES, "outlet-01", "outlet-02")
    assert uneven["loo_low"].notna().all() and (uneven["evidence"] == "describe").all()


def test_a_word_shift_says_what_else_sets_its_sides_apart():
    dfm = synthetic.null_corpus(3, n_articles=3, n_words=60)
    assert dfm.articles["outlet"].nunique() == 2
    shift = word_shift.word_shift(dfm, VALUES, "outlet-01", "outlet-02")
    assert shift["identification"].eq("identified").all()
    dfm.articles["genre"] = dfm.articles["outlet"]
    shift = word_shift.word_shift(dfm, VALUES, "outlet-01", "outlet-02")
    assert shift["identification"].eq("confounded with genre").all()


def test_a_planted_word_leads_and_no_word_has_an_interval():
    dfm = synthetic.planted(2, {"word-003": 4.0}, n_articles=8)
    table = word_shift.word_shift(dfm, VALUES, "outlet-01", "outlet-02")
    top = table.iloc[0]
    assert top["word"] == "word-003" and top["loo_high"] < 0
    assert table["evidence"].eq("describe").all() and table[["ci_low", "ci_high"]].isna().all(axis=None)


def test_folding_keeps_the_sum_and_wrong_sides_are_named():
    dfm = synthetic.null_corpus(6, n_words=60)
    table = word_shift.word_shift(dfm, VALUES, "outlet-01", "outlet-02")
    folded = word_shift.fold_shift(table, 3)
    assert list(folded["part"]) == ["word"] * 3 + ["others", "all"]
    assert folded["contribution"].iloc[:-1].sum() == pytest.approx(table["contribution"].iloc[-1], abs=1e-9)
    assert folded["n_hits_focus"].iloc[:-1].sum() == table["n_hits_focus"].iloc[-1]
    with pytest.raises(ValueError, match="outlet-01"):
        word_shift.word_shift(dfm, VALUES, "Herald", "outlet-02")
    with pytest.raises(ValueError, match="no word"):
        word_shift.word_shift(dfm, {"absent": 1}, "outlet-01", "outlet-02")


def test_sides_fall_back_to_the_largest_groups_there_are():
    articles = synthetic.null_corpus(1, n_articles=3).articles
    one = articles[articles["outlet"] == "outlet-01"]
    assert word_shift.pick_sides(articles, "outlet-02", "outlet-01")["focus"] == "outlet-02"
    assert word_shift.pick_sides(articles, "Herald", "outlet-01")["by"] == "outlet"
    assert word_shift.pick_sides(one)["by"] == "event"
    assert word_shift.pick_sides(one.assign(event="fair"))["by"] == "article"
    with pytest.raises(ValueError, match="two articles"):
        word_shift.pick_sides(one.iloc[:1])


def test_the_shipped_corpus_scores_the_words_its_hits_list():
    corpus = read_corpus()
    dfm = vectorize(corpus, voice=VOICES)
    words = pd.Series(word_shift.word_values(dfm.features, lexicons.vader()), dfm.features)
    counts = pd.Series(np.asarray(dfm.counts.sum(axis=0)).ravel(), dfm.features)[words != 0]
    hits = corpus.hits.query("list == 'vader' and sentence > 0").groupby("term")["count"].sum()
    counts = counts.groupby(counts.index.str.lower()).sum()
    assert set(counts.index) <= set(hits.index) and (counts <= hits[counts.index]).all()
    swapped = replace(dfm, features=np.char.upper(dfm.features.astype(str)).astype(object))
    assert np.array_equal(word_shift.word_values(swapped.features, lexicons.vader()), words)


# What notebook 03 says in words, held against its figures' tables


def test_findings_of_the_notebook_point_where_their_tables_do():
    tone = pd.read_csv(FIGURES / "03-tone.csv").query("level == 'article'")
    own = tone[tone["voice"] == "own"].pivot(index="row", columns="list", values="score")
    low = {row for row in own.index if row.startswith(("wsws", "truthout"))}
    assert all(set(own[name].nsmallest(2).index) == low for name in own)
    others = tone[tone["voice"] == "others"].pivot(index="row", columns="list", values="score")
    assert (np.sign(others["vader"]) != np.sign(others["tone"])).any()
    assert (tone["evidence"] == "describe").all()
    assert rows_apart(tone) == ([], "")
    shift = pd.read_csv(FIGURES / "03-word-shift.csv")
    assert (shift["word"].iloc[0], shift["focus"].iloc[0]) == ("war", "WSWS")
    assert shift["contribution"].iloc[0] < 0 and shift["contribution"].iloc[-1] < shift["contribution"].iloc[0]
    others = pd.read_csv(FIGURES / "03-word-shift-others.csv")
    assert (others["word"].iloc[0], set(others["voice"])) == ("war", {"others"}) and others["contribution"].iloc[0] < 0
    audit = pd.read_csv(FIGURES / "03-name-audit.csv")
    united = audit[audit["word"] == "united"].iloc[0]
    assert united["n_elsewhere"] == 0 and united["n_in_name"] == united["n_hits"] > 1
    masked = audit.query("part == 'masked' and list == 'vader' and voice == 'own' and mask == 'names'")
    masked = masked.set_index("row")
    assert masked["shift"].idxmin().startswith("politico")
    assert set(masked["score_masked"].nsmallest(2).index) == low
