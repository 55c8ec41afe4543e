"""Comparisons of two sides, against plain loops and scipy."""

import itertools
from math import comb

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from two_outlets import TWO, articles, corrected_wilson, pooled

from framing import compare


def test_difference_is_welchs():
    table = articles(5, 9)
    row = compare.difference(table, "tone", **TWO).iloc[0]
    herald, gazette = (table.loc[table["outlet"] == name, "tone"] for name in ("Herald", "Gazette"))
    low, high = stats.ttest_ind(herald, gazette, equal_var=False).confidence_interval()
    got = row[["difference", "ci_low", "ci_high"]].astype(float)
    assert np.allclose(got, [herald.mean() - gazette.mean(), low, high], rtol=1e-9)
    assert np.allclose([row["tone_focus"], row["tone_reference"]], [herald.mean(), gazette.mean()])
    assert row[["n_articles_focus", "n_articles_reference", "n_outlets_focus"]].tolist() == [5, 9, 1]


@pytest.mark.parametrize("seed", range(3))
def test_permutation_p_is_scipys_where_sides_are_equal(seed):
    table = articles(5, 5, seed)
    row = compare.difference(table, "tone", **TWO).iloc[0]
    sample = [table.loc[table["outlet"] == name, "tone"] for name in ("Herald", "Gazette")]
    expected = stats.permutation_test(sample, lambda x, y: x.mean() - y.mean(), n_resamples=np.inf)
    assert np.isclose(row["p"], expected.pvalue) and np.isclose(row["p_min"], 2 / comb(10, 5))


def test_labels_move_within_event_and_within_stages_that_both_sides_have():
    where = {"event": ["one"] * 3 + ["two"] * 2 + ["one"] * 3 + ["two"] * 3,
             "stage": ["before", "during", "during", "after", "after",
                       "before", "during", "after", "during", "during", "during"]}
    table = articles(5, 6, 2, **where)
    row = compare.difference(table, "tone", **TWO).iloc[0]
    # In event one: before and during hold both sides, after does not. In event two no stage does.
    cells = [[0, 5], [1, 2, 6], [7], [3, 4, 8, 9, 10]]
    picks = [itertools.combinations(cell, sum(i < 5 for i in cell)) for cell in cells]
    tone, moved = table["tone"].to_numpy(), []
    for pick in itertools.product(*picks):
        chosen = np.isin(np.arange(11), [i for cell in pick for i in cell])
        moved.append(tone[chosen].mean() - tone[~chosen].mean())
    observed = tone[:5].mean() - tone[5:].mean()
    assert len(moved) == 2 * 3 * 1 * 10
    assert np.isclose(row["p"], np.mean(np.abs(moved) >= abs(observed) - 1e-12))
    assert np.isclose(row["p_min"], 1 / 60)


def test_events_that_no_side_shares_leave_nothing_to_move():
    row = compare.difference(articles(5, 5, event=["one"] * 5 + ["two"] * 5), "tone", **TWO).iloc[0]
    assert (row["p"], row["p_min"]) == (1, 1)


def test_rate_ratio_against_plain_loops():
    table = articles(5, 6, seed=5)
    row = compare.rate_ratio(table, "hits", "n_tokens", **TWO).iloc[0]
    hits, size, focus = table["hits"].to_numpy(), table["n_tokens"].to_numpy(), np.arange(11) < 5

    def log_ratio(is_focus, keep):
        one, other = is_focus & keep, ~is_focus & keep
        rates = [hits[side].sum() / size[side].sum() for side in (one, other)]
        return np.log(rates[0]) - np.log(rates[1])

    everything = np.ones(11, bool)
    left_out = np.array([log_ratio(focus, np.arange(11) != i) for i in range(11)])
    variance = [(part.size - 1) * part.var() for part in (left_out[:5], left_out[5:])]
    freedom = sum(variance) ** 2 / (variance[0] ** 2 / 4 + variance[1] ** 2 / 5)
    half = stats.t.ppf(0.975, freedom) * np.sqrt(sum(variance))
    full = log_ratio(focus, everything)
    picks = itertools.combinations(range(11), 5)
    moved = [log_ratio(np.isin(np.arange(11), pick), everything) for pick in picks]
    expected = np.exp([full, full - half, full + half, left_out.min(), left_out.max()])
    got = row[["rate_ratio", "ci_low", "ci_high", "loo_low", "loo_high"]].astype(float)
    assert np.allclose(got, expected, rtol=1e-9)
    assert np.isclose(row["p"], np.mean(np.abs(moved) >= abs(full) - 1e-12))


def test_where_outlets_are_pooled_the_label_of_an_outlet_moves():
    table = pooled(5, 5)
    row = compare.difference(table, "tone", "group", "state", "private").iloc[0]
    by_outlet = table.groupby(["group", "outlet"])["tone"].mean()
    sample = [by_outlet["state"], by_outlet["private"]]
    expected = stats.permutation_test(sample, lambda x, y: x.mean() - y.mean(), n_resamples=np.inf)
    assert np.isclose(row["p"], expected.pvalue)
    names = [f"o0{number}" for number in range(10)]
    listed = compare.difference(table, "tone", "outlet", names[:5], names[5:])
    assert np.isclose(listed.loc[0, "p"], row["p"]) and listed.loc[0, "unit"] == "outlet"


def test_one_outlet_against_many_is_one_unit_against_many():
    row = compare.difference(pooled(1, 8, n_articles=6), "tone", "group", "state", "private").iloc[0]
    assert row[["n_units_focus", "n_units_reference", "evidence"]].tolist() == [1, 8, "describe"]
    assert np.isnan(row["p"]) and row["loo_low"] < row["loo_high"]


def test_drawn_labelings_repeat_with_their_seed_and_come_near_the_exact_p():
    table = articles(12, 12, 8)
    p = [compare.difference(table, "tone", **TWO, seed=seed).loc[0, "p"] for seed in (1, 1, 2)]
    sample = [table.loc[table["outlet"] == name, "tone"] for name in ("Herald", "Gazette")]
    assert p[0] == p[1] and abs(p[0] - stats.ttest_ind(*sample).pvalue) < 0.03
    assert compare.difference(table, "tone", **TWO).loc[0, "p_min"] == 1e-4


def test_one_comparison_for_each_topic():
    table = pd.concat([articles(5, 5, 1, topic="trade"), articles(5, 3, 2, topic="talks")])
    rows = compare.difference(table, "tone", **TWO, each="topic").set_index("topic")
    assert rows["evidence"].to_dict() == {"trade": "interval", "talks": "describe"}
    alone = compare.difference(table[table["topic"] == "trade"], "tone", **TWO).iloc[0]
    assert np.allclose(rows.loc["trade", ["p", "ci_low"]].astype(float), alone[["p", "ci_low"]].astype(float))


def test_a_reference_without_hits_gives_an_infinite_ratio():
    table = articles(5, 5, hits=[9] * 5 + [0] * 5)
    row = compare.rate_ratio(table, "hits", "n_tokens", **TWO).iloc[0]
    assert np.isinf(row["rate_ratio"]) and row["evidence"] == "describe" and np.isnan(row["p"])
    with pytest.raises(ValueError, match="hits is 0 in all 10 articles; expected hits on a side"):
        compare.rate_ratio(table.assign(hits=0), "hits", "n_tokens", **TWO)


def test_a_comparison_says_what_else_sets_its_sides_apart():
    table = articles(4, 4, event=["one"] * 4 + ["two"] * 4, genre=["news", "opinion"] * 4, stage="after")
    for rows in (compare.difference(table, "tone", **TWO), compare.rate_ratio(table, "hits", "n_tokens", **TWO)):
        assert rows["identification"].tolist() == ["confounded with event"]
    crossed = table.assign(event=["one", "one", "two", "two"] * 2)
    assert compare.difference(crossed, "tone", **TWO)["identification"].tolist() == ["identified"]


def test_each_comparison_has_its_own_identification_and_its_own_yes_or_no():
    table = articles(8, 8, event=["one", "two"] * 8, stage="after", topic=["a"] * 4 + ["b"] * 4 + ["a"] * 4 + ["b"] * 4)
    apart = table["topic"].eq("b")
    table.loc[apart, "event"] = np.where(table.loc[apart, "outlet"] == "Herald", "one", "two")
    table["mark"] = np.where(apart, [1, 0, 0, 1] * 4, table["tone"])
    rows = compare.difference(table, "mark", **TWO, each="topic")
    assert rows["identification"].tolist() == ["identified", "confounded with event"]
    alone = compare.difference(table[apart], "mark", **TWO)
    ends = ["ci_low", "ci_high"]
    assert np.allclose(rows.loc[1, ends].astype(float), alone.loc[0, ends].astype(float))
    ratios = compare.rate_ratio(table, "hits", "n_tokens", **TWO, each="event")
    assert ratios["identification"].eq("identified").all()


def test_rows_without_a_value_do_not_choose_the_unit():
    table = articles(4, 1, group="state")
    blank = table.assign(tone=table["tone"].where(table["outlet"].eq("Herald")))
    assert compare.means(blank, "tone", "group").loc[0, ["unit", "n_units"]].tolist() == ["article", 4]
    sizes = table.assign(n_tokens=table["n_tokens"].where(table["outlet"].eq("Herald"), 0))
    sizes["hits"] = sizes["hits"].where(sizes["n_tokens"] > 0, 0)
    assert compare.rates(sizes, "hits", "n_tokens", "group").loc[0, "unit"] == "article"


def test_articles_without_a_stage_or_an_event_can_be_compared():
    table = articles(5, 5, event=["one", None] * 5, stage=[np.nan, "after"] * 5)
    assert compare.difference(table, "tone", **TWO).loc[0, "evidence"] == "interval"


@pytest.mark.parametrize(("n_yes", "of"), [((4, 1), (6, 5)), ((0, 1), (4, 40)), ((5, 0), (5, 9))])
def test_difference_of_shares_has_newcombes_interval(n_yes, of):
    table = articles(*of, yes=np.concatenate([np.arange(n) < k for k, n in zip(n_yes, of, strict=True)]).astype(int))
    row = compare.difference(table, "yes", **TWO).iloc[0]
    (one, other), ((low, high), (other_low, other_high)) = np.divide(n_yes, of), map(corrected_wilson, n_yes, of)
    expected = [one - other, one - other - np.hypot(one - low, other_high - other),
                one - other + np.hypot(high - one, other - other_low)]
    assert np.allclose(row[["difference", "ci_low", "ci_high"]].astype(float), expected)
    assert (row["evidence"], row["p"] >= row["p_min"] > 0) == ("interval", True)
    few = compare.difference(pd.concat([table.head(3), table.tail(of[1])]), "yes", **TWO).iloc[0]
    assert few["evidence"] == "describe" and np.isnan(few[["ci_low", "ci_high", "p"]].astype(float)).all()


@pytest.mark.parametrize(("n_with", "evidence"), [(5, "interval"), (4, "describe")])
def test_difference_of_pooled_shares_asks_the_same_of_both_sides(n_with, evidence):
    table = pooled(9, 9)
    first, place = table.groupby("outlet").cumcount() == 0, table["outlet"].str[1:].astype(int) % 9
    table["yes"] = (first & (place < np.where(table["group"] == "state", 7, n_with))).astype(int)
    row = compare.difference(table, "yes", "group", "state", "private").iloc[0]
    assert row["evidence"] == evidence and row[["ci_low", "p"]].isna().all() == (evidence == "describe")
