"""Headlines: tone, topics and words against plain loops and scipy; nothing inferred from fewer than four units."""

import itertools
import statistics

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import framing
from framing import headline_tone, headline_words, verbatim
from framing import headlines as measures
from framing.keyness import log_odds


@pytest.fixture(scope="module")
def tone(heads):
    return headline_tone.tone(heads, reference="wire")


@pytest.fixture(scope="module")
def topics(corpus, heads):
    return headline_words.topics(heads, corpus.hits, corpus.sentences, corpus.topics["topic"])


def invented(groups, scores, *, event="fair", retitled=False):
    """One headline for each score; outlets are named by group and number, ``groups`` gives a group each."""
    rows = [{"article": i, "outlet": outlet, "short": outlet, "group": group, "event": event, "stage": "during",
             "genre": "news", "retitled": retitled, "repeated": False, "vader": score, "tone": score / 2}
            for i, ((group, outlet), score) in enumerate(zip(groups, scores, strict=True))]
    return pd.DataFrame(rows)


def taken(heads, event, rows):
    """Take the headlines of an event that some rows rest on."""
    part = heads[heads["event"].eq(event)]
    return part[~part[measures.LEFT_OUT[rows]]] if rows in measures.LEFT_OUT else part


def outlets(**counts):
    return [(group, f"{group}{i}") for group, n in counts.items() for i in range(n)]


def test_only_headlines_that_may_be_compared_are_taken(corpus, heads):
    expected = [article for article, use, text in corpus.articles[["article", "use", "headline"]].to_numpy()
                if use == "compare" and text]
    assert sorted(heads["article"]) == sorted(expected)
    assert heads["retitled"].sum() == sum(
        corpus.articles.set_index("article")["retitled_risk"][article] == "yes" for article in expected)


def test_without_a_headline_there_is_one_clear_sentence(corpus):
    with pytest.raises(ValueError, match="no row with use = compare"):
        measures.headlines(corpus.articles.assign(use="context"), corpus.sentences)


def test_without_headlines_outlets_are_neither_spread_nor_toned(corpus, heads):
    none = measures.headlines(corpus.articles.assign(use="context"), corpus.sentences, may_be_empty=True)
    empty, some = headline_tone.spread(none), headline_tone.spread(heads)
    pd.testing.assert_frame_equal(empty, some.iloc[:0], check_index_type=False)
    with pytest.raises(ValueError, match="no column 'mood'"):
        headline_tone.spread(none, "mood")
    with pytest.raises(ValueError, match="no headline has a value in vader or tone"):
        headline_tone.tone(none)


def test_a_kind_is_the_mean_of_its_outlets_means(heads, tone):
    for _, row in tone.iterrows():
        rows = [head for head in taken(heads, row["event"], row["rows"]).to_dict("records")
                if head["group"] == row["group"]]
        assert row["n_repeated"] == sum(head["repeated"] for head in rows)
        by_outlet = {}
        for head in rows:
            by_outlet.setdefault(head["outlet"], []).append(head[row["list"]])
        means = [statistics.fmean(scores) for scores in by_outlet.values()]
        assert row["score"] == pytest.approx(statistics.fmean(means), abs=1e-12)
        assert (row["n_units"], row["n_articles"]) == (len(means), len(rows))
        if row["evidence"] == "interval":
            ends = stats.t.interval(0.95, len(means) - 1, row["score"], stats.sem(means))
            assert (row["ci_low"], row["ci_high"]) == pytest.approx(ends, abs=1e-9)


def test_differences_are_welch_intervals_and_their_looks_are_counted(heads, tone):
    tested = tone[tone["difference_evidence"].eq("interval")]
    for _, row in tested.iterrows():
        rows = taken(heads, row["event"], row["rows"])
        sides = [rows[rows["group"].eq(group)].groupby("outlet")[row["list"]].mean()
                 for group in (row["group"], "wire")]
        ends = stats.ttest_ind(*sides, equal_var=False).confidence_interval()
        assert (row["difference_low"], row["difference_high"]) == pytest.approx(tuple(ends), abs=1e-9)
        assert row["smallest"] == pytest.approx((ends.high - ends.low) / 2)
    for (name, rows), part in tone.groupby(["list", "rows"]):
        assert set(part["n_looks"]) == {len(tested[tested["list"].eq(name) & tested["rows"].eq(rows)])}
    assert tone.loc[tone["group"].eq("wire"), "difference"].isna().all()


def test_p_is_that_of_every_labeling():
    scores = [0.1, 0.5, 0.2, 0.9, -0.4, -0.1, 0.3, -0.7]
    table = headline_tone.tone(invented(outlets(x=4, y=4), scores), reference="y")
    row = table.query("group == 'x' and list == 'vader'")
    observed = abs(np.mean(scores[:4]) - np.mean(scores[4:]))
    found = [abs(np.mean([scores[i] for i in chosen]) - np.mean([s for i, s in enumerate(scores) if i not in chosen]))
             for chosen in itertools.combinations(range(8), 4)]
    assert row["p"].iloc[0] == pytest.approx(np.mean([value >= observed - 1e-9 for value in found]))
    assert row["p_min"].iloc[0] == pytest.approx(2 / 70)


def test_tone_by_outlet_keeps_those_with_enough_headlines_on_the_event(heads):
    table = headline_tone.tone(heads, "outlet", at_least=4).query("rows == 'all' and list == 'vader'")
    sizes = heads.groupby(["event", "outlet"]).size()
    assert set(zip(table["event"], table["outlet"], strict=True)) == set(sizes.index[sizes >= 4])
    assert set(table["unit"]) == {"article"}


def test_where_no_outlet_has_four_headlines_the_largest_are_described():
    table = headline_tone.tone(invented([("x", "a"), ("x", "a"), ("x", "b")], [0.1, 0.2, 0.3]), "outlet", at_least=4)
    assert set(table["outlet"]) == {"a"} and set(table["evidence"]) == {"describe"}


@settings(max_examples=25)
@given(st.integers(1, 6), st.integers(1, 6), st.booleans())
def test_no_interval_and_no_p_for_fewer_than_four_units_a_side(n, m, retitled):
    scores = np.linspace(-0.8, 0.9, n + m) ** 3
    table = invented(outlets(x=n, y=m), scores)
    table["retitled"] = retitled & (np.arange(n + m) % 2 == 0)
    result = headline_tone.tone(table, reference="y")
    few = result["n_units"] < 4
    assert result.loc[few, ["ci_low", "ci_high"]].isna().all(axis=None)
    sizes = result[result["group"].eq("y")].set_index(["rows", "list"])["n_units"].to_dict()
    for _, row in result.iterrows():
        if min(row["n_units"], sizes.get((row["rows"], row["list"]), 0)) < 4:
            assert np.isnan([row["difference_low"], row["difference_high"], row["p"], row["p_min"]]).all()
    spread = headline_tone.spread(pd.concat([table] * 3).assign(article=range(3 * (n + m))))
    assert spread["p"].isna().all()  # three headlines an outlet


def test_without_retitled_headlines_is_the_same_as_dropping_them(heads, tone):
    kept = tone.query("rows == 'without retitled'").reset_index(drop=True)
    dropped = headline_tone.tone(heads[~heads["retitled"]], reference="wire").query("rows == 'all'")
    dropped = dropped.reset_index(drop=True)
    columns = ["event", "group", "list", "score", "n_units", "ci_low", "difference", "p"]
    pd.testing.assert_frame_equal(kept[columns], dropped[columns])


def test_a_headline_counts_as_repeated_where_several_of_these_outlets_carry_it(corpus, heads):
    repeats = verbatim.repeated_headlines(corpus.reuse, corpus.articles)
    used = repeats.merge(heads[["article"]], on="article")
    several = {group for group, part in used.groupby("group") if part["outlet"].nunique() > 1}
    assert set(heads.loc[heads["repeated"], "article"]) == set(used.loc[used["group"].isin(several), "article"])
    assert 0 < heads["repeated"].sum() < len(used)  # one stands twice on its own outlet's pages
    assert not measures.headlines(corpus.articles, corpus.sentences)["repeated"].any()


def test_copies_of_one_headline_make_no_outlets_apart_once_they_are_left_out():
    table = invented([("x", name) for name in "abcdef" for _ in range(4)], [0.1, -0.1, 0.2, -0.2] * 6)
    copied = table["outlet"].isin(["a", "b", "c"])
    table.loc[copied, "vader"] = [0.90, 0.91, 0.89, 0.92] * 3
    spread = headline_tone.spread(table.assign(repeated=copied)).set_index("rows")
    assert spread.loc["all", "p"] < 0.01 and np.isnan(spread.loc["without repeated", "p"])
    assert spread.loc["without repeated", "n_outlets"] == 3


def test_each_row_says_what_else_sets_it_apart(heads, tone):
    for row in tone.to_dict("records"):
        if row["group"] == "wire":
            assert not isinstance(row["identification"], str)
            continue
        part = taken(heads, row["event"], row["rows"])
        for factor in ("stage", "genre"):
            mine, wires = (set(part.loc[part["group"].eq(group), factor]) for group in (row["group"], "wire"))
            assert (factor in row["identification"]) == (mine != wires), (row["group"], factor)
    alone = headline_tone.tone(invented([("x", "a")] * 5, [0.1, 0.2, 0.3, 0.4, 0.5]), "outlet")
    assert alone["identification"].isna().all()


def test_equal_scores_are_no_difference_to_test():
    table = headline_tone.tone(invented(outlets(x=4, y=4, z=4), [0.0] * 8 + [0.1, 0.2, 0.3, 0.4]), reference="y")
    rows = table[table["list"].eq("vader")].set_index("group")
    assert np.isnan(rows.loc["x", ["difference", "p", "p_min"]].astype(float)).all()
    assert rows.loc["x", "identification"] == "identified" and rows.loc["z", "difference"] == pytest.approx(0.25)
    silent = headline_tone.tone(invented(outlets(x=4, y=4), [0.0] * 8), reference="y")
    assert silent["n_looks"].eq(0).all() and silent["difference"].isna().all()
    even = invented([("x", name) for name in "abcd" for _ in range(4)], [0.0] * 16)
    assert np.isnan(headline_tone.spread(even)["p"][0])


def test_share_between_outlets_is_that_of_an_analysis_of_variance(heads):
    table = headline_tone.spread(heads)
    for _, row in table.iterrows():
        part = taken(heads, row["event"], row["rows"])
        groups = [scores for _, scores in part.groupby("outlet")["vader"] if len(scores) >= 4]
        f = stats.f_oneway(*groups).statistic
        between, within = len(groups) - 1, sum(map(len, groups)) - len(groups)
        assert row["share_between"] == pytest.approx(f * between / (f * between + within))
        assert (row["n_outlets"], row["n_articles"]) == (len(groups), sum(map(len, groups)))


def test_planted_outlets_are_found_and_equal_ones_are_not():
    rng, names = np.random.default_rng(1), [("x", f"o{i}") for i in range(6) for _ in range(6)]
    noise = rng.normal(0, 0.2, 36)
    assert headline_tone.spread(invented(names, noise + np.repeat(np.arange(6), 6) * 0.3))["p"].iloc[0] < 0.001
    alarms = [headline_tone.spread(invented(names, rng.normal(0, 1, 36)), seed=i)["p"].iloc[0] < 0.05
              for i in range(60)]
    assert sum(alarms) <= 9  # of 60, three expected


def test_topic_shares_by_a_plain_loop(corpus, heads, topics):
    hits = corpus.hits[corpus.hits["list"].eq("topics")]
    section = corpus.sentences.set_index(["article", "sentence"])["section"].to_dict()
    touched = {(hit.article, hit.category) for hit in hits.itertuples()
               if section[hit.article, hit.sentence] == "headline"}
    any_topic = {article for article, _ in touched}
    for row in topics[topics["rows"].eq("all")].itertuples():
        by_outlet = {}
        for head in heads.itertuples():
            if head.event == row.event and row.group in (head.group, "all outlets"):
                yes = head.article in any_topic if row.topic == "any topic" else (head.article, row.topic) in touched
                by_outlet.setdefault(head.outlet, []).append(yes)
        assert row.share == pytest.approx(statistics.fmean(map(statistics.fmean, by_outlet.values())))
        assert row.n_yes == sum(map(sum, by_outlet.values()))
        assert row.n_outlets_yes == sum(map(any, by_outlet.values()))
        n_no = sum(not all(answers) for answers in by_outlet.values())
        assert (row.evidence == "interval") == (row.n_outlets_yes >= 5 and n_no >= 5)


def test_a_lead_is_the_paired_difference_of_the_two_foremost_topics(topics):
    leads = topics[topics["next_topic"].notna()]
    assert set(leads["group"]) == {"all outlets"}
    for row in leads.itertuples():
        shares = topics[topics["event"].eq(row.event) & topics["rows"].eq(row.rows)
                        & topics["group"].eq("all outlets") & topics["topic"].ne("any topic")]
        first, second = sorted(shares["share"], reverse=True)[:2]
        assert row.lead == pytest.approx(first - second)
        assert (row.lead_evidence == "interval") <= (row.evidence == "interval")


def test_words_are_the_log_odds_of_the_event_with_outlets_as_units(corpus, heads):
    dfm = framing.vectorize(corpus, section="headline", voice="all")
    table = headline_words.words(dfm, heads, "state or party media", "private", log_odds, drop=["the"])
    event = table["event"].iloc[0]
    sizes = heads.groupby(["event", "group"]).size()
    smaller = {name: min(sizes[name, "state or party media"], sizes[name, "private"])
               for name in heads["event"].unique()}
    assert smaller[event] == max(smaller.values())
    rows = set(heads.loc[heads["event"].eq(event), "article"])
    own = dfm.take(dfm.articles["article"].isin(rows).to_numpy())
    expected = log_odds(own, "state or party media", "private", by="group").set_index("feature")
    assert table["log_odds"].to_numpy() == pytest.approx(expected.loc[table["feature"], "log_odds"].to_numpy())
    assert set(table["unit"]) == {"outlet"} and "the" not in set(table["feature"])
    held = np.where(table["log_odds"] > 0, table["n_articles_with_focus"], table["n_articles_with_reference"])
    assert (held >= 2).all() and table.loc[table["evidence"].eq("describe"), "p"].isna().all()
    rows = set(heads.loc[heads["event"].eq(event) & ~heads["repeated"], "article"])
    own = dfm.take(dfm.articles["article"].isin(rows).to_numpy())
    single = log_odds(own, "state or party media", "private", by="group").set_index("feature").reindex(table["feature"])
    for column in ("log_odds", "p_familywise"):
        assert table[f"{column}_single"].to_numpy() == pytest.approx(single[column].to_numpy(), nan_ok=True)


def test_words_without_two_sides_are_one_row_that_says_so(corpus, heads):
    dfm = framing.vectorize(corpus, section="headline", voice="all")
    table = headline_words.words(dfm, heads, "private", None, log_odds)
    assert list(table["feature"]) == [""] and set(table["evidence"]) == {"describe"}


def test_sides_stand_in_for_those_a_corpus_lacks():
    table = invented(outlets(x=3, y=2, z=1), range(6))
    assert measures.named(table, "group", "z", "x") == ("z", "x")
    assert measures.named(table, "group", "wire", "private") == ("x", "y")
    assert measures.named(table[table["group"].eq("x")], "group", "wire", "private") == ("x", None)
