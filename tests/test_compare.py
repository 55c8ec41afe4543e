"""The result contract, against plain loops and scipy, and its refusals."""


import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats
from two_outlets import TWO, articles, corrected_wilson, pooled

from framing import compare

# One side.


def test_mean_of_one_outlet_has_the_t_interval():
    scores = articles(7, 0)["tone"]
    row = compare.means(articles(7, 0), "tone", "outlet").iloc[0]
    low, high = stats.ttest_1samp(scores, 0).confidence_interval()
    got = row[["tone", "ci_low", "ci_high"]].astype(float)
    assert np.allclose(got, [scores.mean(), low, high], rtol=1e-12)
    left_out = [np.delete(scores, i).mean() for i in range(7)]
    assert np.allclose(row[["loo_low", "loo_high"]].astype(float), [min(left_out), max(left_out)])
    assert (row["unit"], row["n_units"], row["n_articles"], row["n_outlets"]) == ("article", 7, 7, 1)


def test_sentences_are_averaged_within_articles_first():
    table = articles(5, 0)
    long = table.loc[np.repeat(np.arange(5), [1, 9, 2, 4, 3])].reset_index(drop=True)
    long["tone"] += np.tile([-1.0, 1.0], 10)[: len(long)]
    row = compare.means(long, "tone", "outlet").iloc[0]
    means = long.groupby("article")["tone"].mean()
    assert row["n_articles"] == 5 and np.isclose(row["tone"], means.mean())
    assert np.isclose(row["ci_low"], stats.ttest_1samp(means, 0).confidence_interval().low)


def test_rate_interval_is_the_jackknife_of_the_log_rate():
    table = articles(6, 0, seed=3)
    row = compare.rates(table, "hits", "n_tokens", "outlet").iloc[0]
    hits, size = table["hits"].to_numpy(), table["n_tokens"].to_numpy()
    left_out = [np.log(1000 * np.delete(hits, i).sum() / np.delete(size, i).sum()) for i in range(6)]
    rate = 1000 * hits.sum() / size.sum()
    se = np.sqrt(5 / 6 * sum((value - np.mean(left_out)) ** 2 for value in left_out))
    half = stats.t.ppf(0.975, 5) * se
    expected = [rate, rate * np.exp(-half), rate * np.exp(half), np.exp(min(left_out)), np.exp(max(left_out))]
    got = row[["per_1000_tokens", "ci_low", "ci_high", "loo_low", "loo_high"]].astype(float)
    assert np.allclose(got, expected, rtol=1e-12)
    assert (row["n_hits"], row["n_tokens"]) == (hits.sum(), size.sum())


def test_few_hits_are_described_and_no_hits_are_a_rate_of_zero():
    few = compare.rates(articles(6, 0, hits=[4, 5, 5, 5, 5, 5]), "hits", "n_tokens", "outlet").iloc[0]
    assert few["evidence"] == "describe" and np.isnan(few["ci_low"]) and few["loo_low"] > 0
    enough = compare.rates(articles(6, 0, hits=5), "hits", "n_tokens", "outlet").iloc[0]
    assert enough["evidence"] == "interval"
    none = compare.rates(articles(6, 0, hits=0), "hits", "n_tokens", "outlet").iloc[0]
    assert (none["per_1000_tokens"], none["loo_high"], none["evidence"]) == (0, 0, "describe")


def test_a_rate_that_one_article_alone_carries_is_described():
    one = compare.rates(articles(4, 0, hits=[90, 0, 0, 0]), "hits", "n_tokens", "outlet").iloc[0]
    assert one["evidence"] == "describe" and one["loo_low"] == 0


def test_a_side_without_spread_is_not_known_for_certain():
    table = articles(4, 40, tone=[0.0] * 4 + [0.5] * 12 + [0.0] * 28)
    row = compare.difference(table, "tone", **TWO).iloc[0]
    assert row["evidence"] == "describe" and np.isnan(row[["ci_low", "ci_high", "p"]].astype(float)).all()


def test_equal_units_have_no_spread_to_make_an_interval_of():
    row = compare.means(articles(6, 0, tone=0.1), "tone", "outlet").iloc[0]
    assert row["evidence"] == "describe" and np.isnan(row["ci_low"]) and np.isclose(row["loo_high"], 0.1)


@pytest.mark.parametrize("n_yes", [0, 1, 4, 6])
def test_share_of_one_outlet_has_wilsons_interval(n_yes):
    table = articles(6, 0, yes=[True] * n_yes + [False] * (6 - n_yes))
    row = compare.shares(table, "yes", "outlet").iloc[0]
    low, high = corrected_wilson(n_yes, 6)
    assert np.allclose(row[["share", "ci_low", "ci_high"]].astype(float), [n_yes / 6, low, high])
    assert (row["n_yes"], row["evidence"]) == (n_yes, "interval")
    mean = compare.means(table.assign(yes=table["yes"].astype(int)), "yes", "outlet").iloc[0]
    if n_yes in (0, 6):  # any score may be 0 everywhere
        assert mean["evidence"] == "describe"
    else:
        assert np.allclose(mean[["yes", "ci_low", "ci_high"]].astype(float), [n_yes / 6, low, high])


def test_pooled_share_needs_five_outlets_with_a_yes_and_five_with_a_no():
    table = pooled(9, 0)
    first = table.groupby("outlet").cumcount() == 0
    enough = compare.shares(table.assign(yes=first & (table["outlet"] < "o05")), "yes", "group").iloc[0]
    assert enough[["evidence", "unit", "n_units", "n_yes"]].tolist() == ["interval", "outlet", 9, 5]
    shares = np.array([1 / 3] * 5 + [0] * 4)
    without = special.logit((shares.sum() - shares) / 8)
    half = stats.t.ppf(0.975, 8) * np.sqrt(8 / 9 * ((without - without.mean()) ** 2).sum())
    ends = special.expit(special.logit(5 / 27) + np.array([-half, half]))
    assert np.allclose(enough[["share", "ci_low", "ci_high"]].astype(float), [5 / 27, *ends])
    few = compare.shares(table.assign(yes=first & (table["outlet"] < "o04")), "yes", "group").iloc[0]
    assert few["evidence"] == "describe" and np.isnan(few["ci_high"])


# Pooled outlets.


def test_the_outlet_is_the_unit_where_outlets_are_pooled():
    table = pooled(5, 6, n_articles=4)
    table = table.drop(index=[0, 1, 2])  # one article left of the first outlet: it counts like the others
    rows = compare.means(table, "tone", "group").set_index("group")
    by_outlet = table[table["group"] == "state"].groupby("outlet")["tone"].mean()
    low, high = stats.ttest_1samp(by_outlet, 0).confidence_interval()
    state = rows.loc["state"]
    assert np.allclose([state["tone"], state["ci_low"], state["ci_high"]], [by_outlet.mean(), low, high])
    assert (state["unit"], state["n_units"], state["n_outlets"], state["n_articles"]) == ("outlet", 5, 5, 17)


def test_pooled_rate_is_the_mean_of_outlet_rates():
    table = pooled(5, 0)
    row = compare.rates(table, "hits", "n_tokens", "group").iloc[0]
    sums = table.groupby("outlet")[["hits", "n_tokens"]].sum()
    assert np.isclose(row["per_1000_tokens"], (1000 * sums["hits"] / sums["n_tokens"]).mean())


def test_many_articles_of_three_outlets_are_three_units():
    row = compare.means(pooled(3, 0, n_articles=30), "tone", "group").iloc[0]
    assert (row["n_articles"], row["evidence"]) == (90, "describe")
    with pytest.raises(ValueError, match="unit must be the outlet"):
        compare.means(pooled(3, 0), "tone", "group", unit="article")


def test_all_rows_together_and_an_outlet_as_unit_on_request():
    row = compare.means(articles(6, 6), "tone", []).iloc[0]
    assert (row["unit"], row["n_units"], row["evidence"]) == ("outlet", 2, "describe")
    alone = compare.means(articles(6, 0), "tone", "outlet", unit="outlet").iloc[0]
    assert (alone["unit"], alone["n_units"], alone["evidence"]) == ("outlet", 1, "describe")


# Properties.


sizes = st.integers(1, 6)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(n_focus=sizes, n_reference=sizes, seed=st.integers(0, 999), pool=st.booleans(), hit=st.integers(0, 90))
def test_no_path_infers_below_four_units_a_side(n_focus, n_reference, seed, pool, hit):
    table = pooled(n_focus, n_reference, seed) if pool else articles(n_focus, n_reference, seed)
    table["hits"] += hit
    table["yes"] = np.random.default_rng(seed).random(len(table)) < 0.5
    by, focus, reference = ("group", "state", "private") if pool else ("outlet", "Herald", "Gazette")
    n_units = {focus: n_focus, reference: n_reference}
    for rows in (compare.means(table, "tone", by), compare.rates(table, "hits", "n_tokens", by),
                 compare.shares(table, "yes", by)):
        units = rows[by].map(n_units)
        alone = pool and n_focus == n_reference == 1  # nothing is pooled: articles of one outlet
        assert alone or (rows["n_units"] == units).all()
        inferred = rows[["ci_low", "ci_high"]].notna().any(axis=1)
        assert not (inferred & (rows["n_units"] < 4)).any()
        assert ((rows["evidence"] == "interval") == inferred).all()
    for rows in (compare.difference(table, "tone", by, focus, reference),
                 compare.rate_ratio(table, "hits", "n_tokens", by, focus, reference)):
        row = rows.iloc[0]
        inferred = row[["ci_low", "ci_high", "p", "p_min"]].notna()
        assert inferred.all() or not inferred.any()
        assert (row["evidence"] == "interval") == inferred.all()
        assert not inferred.any() or min(row["n_units_focus"], row["n_units_reference"]) >= 4


@settings(max_examples=20, deadline=None, derandomize=True)
@given(n_focus=st.integers(2, 6), n_reference=st.integers(2, 6), seed=st.integers(0, 999))
def test_swapping_sides_flips_signs_and_row_order_does_not_matter(n_focus, n_reference, seed):
    table = articles(n_focus, n_reference, seed)
    row = compare.difference(table, "tone", **TWO).iloc[0]
    swapped = compare.difference(table, "tone", "outlet", "Gazette", "Herald").iloc[0]
    for end, other in (("difference", "difference"), ("ci_low", "ci_high"), ("loo_low", "loo_high")):
        assert np.isclose(row[end], -swapped[other], equal_nan=True)
    assert np.isclose(row["p"], swapped["p"], equal_nan=True)
    ratio = compare.rate_ratio(table, "hits", "n_tokens", **TWO)
    shuffled = compare.rate_ratio(table.sample(frac=1, random_state=seed), "hits", "n_tokens", **TWO)
    pd.testing.assert_frame_equal(ratio, shuffled)


@pytest.mark.parametrize("n_runs", [200, pytest.param(2000, marks=pytest.mark.slow)])
def test_intervals_cover_and_p_keeps_its_level(n_runs):
    rng, missed, false_alarms = np.random.default_rng(11), 0, 0
    for seed in range(n_runs):
        row = compare.rate_ratio(articles(6, 6, seed + 1000), "hits", "n_tokens", **TWO).iloc[0]
        missed += not row["ci_low"] < 1 < row["ci_high"]
        table = pooled(5, 5, seed)
        table["tone"] += np.repeat(rng.normal(size=10), 3)  # outlets differ, groups do not
        false_alarms += compare.difference(table, "tone", "group", "state", "private").loc[0, "p"] <= 0.05
    # Counts that a true 5 % leaves once in a thousand; with 5 against 5 outlets p <= .05 means 12 in 252.
    assert missed <= stats.binom.ppf(0.999, n_runs, 0.05)
    low, high = stats.binom.ppf([0.0005, 0.9995], n_runs, 12 / 252)
    assert low <= false_alarms <= high


# Refusals.


@pytest.mark.parametrize(("focus", "reference", "message"), [
    ("Herald", "Herald", "focus and reference are both 'Herald'; outlet has: Gazette, Herald"),
    ("Courier", "Gazette", "focus: outlet has no 'Courier'; outlet has: Gazette, Herald"),
    ("Herald", [], "reference: outlet has no empty list; outlet has"),
    (["Herald", "Gazette"], "Gazette", "both 'Gazette'"),
])
def test_sides_that_make_no_comparison(focus, reference, message):
    with pytest.raises(ValueError, match=message):
        compare.difference(articles(4, 4), "tone", "outlet", focus, reference)


def test_faults_in_the_table_are_named():
    table = articles(4, 4, stage=["before", "after"] * 4, event="one")
    with pytest.raises(ValueError, match="no column 'mood'; there are: article, outlet"):
        compare.means(table, "mood", "outlet")
    with pytest.raises(ValueError, match="no row has a value in tone"):
        compare.means(table.assign(tone=np.nan), "tone", "outlet")
    with pytest.raises(ValueError, match="hits without n_tokens"):
        compare.rates(table.assign(n_tokens=0), "hits", "n_tokens", "outlet")
    with pytest.raises(ValueError, match="true and false"):
        compare.shares(table, "tone", "outlet")
    with pytest.raises(ValueError, match="outlet on both sides: Gazette, Herald"):
        compare.difference(table, "tone", "stage", "before", "after")
    with pytest.raises(ValueError, match="tone is 0.5 in all 8 articles; expected values that differ"):
        compare.difference(table.assign(tone=0.5), "tone", **TWO)
    with pytest.raises(ValueError, match="outlet 'Herald': none of its 4 rows has a value in tone"):
        compare.difference(table.assign(tone=table["tone"].where(table["outlet"] != "Herald")), "tone", **TWO)
    with pytest.raises(ValueError, match="outlet has: nothing, the table is empty"):
        compare.difference(table.head(0), "tone", **TWO)
    with pytest.raises(ValueError, match="every row needs an article and an outlet"):
        compare.means(table.assign(article=None), "tone", "outlet")


def test_nothing_of_the_input_is_changed():
    table = articles(4, 4)
    before = table.copy()
    compare.rate_ratio(table, "hits", "n_tokens", **TWO)
    compare.means(table, "tone", "outlet")
    pd.testing.assert_frame_equal(table, before)
