"""Shrunken outlet effects: published numbers, closed forms, simulated truth; and the one question if outlets differ."""

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from framing import headline_tone
from framing.effects import differ, effects, shares_between

# Hachemeister (1975), average bodily injury claims of five states by quarter, and numbers of claims; expected results
# are those that R's package actuar prints for `cm(~state, ...)` on them.
RATIOS = """1738 1642 1794 2051 2079 2234 2032 2035 2115 2262 2267 2517
1364 1408 1597 1444 1342 1675 1470 1448 1464 1831 1612 1471
1759 1685 1479 1763 1674 2103 1502 1622 1828 2155 2233 2059
1223 1146 1010 1257 1426 1532 1953 1123 1343 1243 1762 1306
1456 1499 1609 1741 1482 1572 1606 1735 1607 1573 1613 1690"""
WEIGHTS = """7861 9251 8706 8575 7917 8263 9456 8003 7365 7832 7849 9077
1622 1742 1523 1515 1622 1602 1964 1515 1527 1748 1654 1861
1147 1357 1329 1204 998 1077 1277 1218 896 1003 1108 1121
407 396 348 341 315 328 352 331 287 384 321 342
2902 3172 3046 3068 2693 2910 3275 2697 2663 3017 3242 3425"""


def numbers(text):
    return np.array([line.split() for line in text.splitlines()], float)


def outlets(sizes, means, seed, sd=1.0):
    rng = np.random.default_rng(seed)
    outlet = np.repeat([f"o{i:02}" for i in range(len(sizes))], sizes)
    tone = np.repeat(means, sizes) + rng.normal(0, sd, len(outlet))
    return pd.DataFrame({"article": range(len(outlet)), "outlet": outlet, "tone": tone})


def test_rates_are_shrunken_as_another_program_does():
    ratios, weights = numbers(RATIOS), numbers(WEIGHTS)
    table = pd.DataFrame({"article": range(60), "outlet": np.repeat(list("12345"), 12),
                          "hits": (ratios * weights).ravel(), "size": weights.ravel()})
    result = effects(table, "hits", size="size", per=1).sort_values("outlet")
    assert list(result["shrunken"].round(3)) == [2055.165, 1523.706, 1793.444, 1442.967, 1603.285]
    assert list(result["weight"].round(4)) == [0.9847, 0.9276, 0.8985, 0.7279, 0.9588]
    assert result["between_sd"].iloc[0] ** 2 == pytest.approx(89638.73, abs=0.01)
    assert result["within_sd"].iloc[0] ** 2 * weights.mean() == pytest.approx(139120026, abs=1)
    assert result["grand_mean"].iloc[0] == pytest.approx(1683.713, abs=0.001)


@pytest.mark.parametrize("seed", range(6))
def test_with_equal_numbers_the_factor_is_one_less_one_over_f(seed):
    table = outlets([5] * 8, np.linspace(0, seed / 3, 8), seed)
    f = stats.f_oneway(*[part["tone"] for _, part in table.groupby("outlet")]).statistic
    result = effects(table, "tone")
    factor = max(0.0, 1 - 1 / f)
    assert result["weight"].to_numpy() == pytest.approx(factor)
    middle = table.groupby("outlet")["tone"].mean().mean()
    assert result["grand_mean"].to_numpy() == pytest.approx(middle)
    assert result["shrunken"].to_numpy() == pytest.approx(middle + factor * (result["raw"] - middle))


def test_unequal_numbers_by_a_plain_loop_and_leaving_each_article_out():
    table = outlets([1, 2, 3, 5, 8, 13], [0, 1, -1, 2, 0.5, -0.5], 3)

    def plain(rows):
        cells = {outlet: list(part["tone"]) for outlet, part in rows.groupby("outlet")}
        n = {outlet: len(values) for outlet, values in cells.items()}
        total, means = sum(n.values()), {outlet: sum(values) / len(values) for outlet, values in cells.items()}
        within = sum((v - means[o]) ** 2 for o, values in cells.items() for v in values) / (total - len(n))
        grand = sum(rows["tone"]) / total
        msb = sum(n[o] * (means[o] - grand) ** 2 for o in n) / (len(n) - 1)
        between = max(0, (msb - within) / ((total - sum(k * k for k in n.values()) / total) / (len(n) - 1)))
        weight = {o: n[o] / (n[o] + within / between) for o in n}
        middle = sum(weight[o] * means[o] for o in n) / sum(weight.values())
        return {o: middle + weight[o] * (means[o] - middle) for o in n}

    result = effects(table, "tone").set_index("outlet")
    assert result["shrunken"].to_dict() == pytest.approx(plain(table))
    for outlet, part in table.groupby("outlet"):
        left_out = [plain(table.drop(i))[outlet] for i in part.index] if len(part) > 1 else [np.nan]
        ends = result.loc[outlet, ["loo_low", "loo_high"]].astype(float)
        assert tuple(ends) == pytest.approx((min(left_out), max(left_out)), nan_ok=True)


def test_shrunken_means_are_nearer_to_the_truth():
    rng, errors = np.random.default_rng(5), []
    for seed in range(200):
        truth, sizes = rng.normal(0, 0.5, 20), rng.integers(1, 9, 20)
        result = effects(outlets(sizes, truth, seed), "tone").sort_values("outlet")
        errors.append([((result[name] - truth) ** 2).mean() for name in ("raw", "shrunken")])
    raw, shrunken = np.mean(errors, axis=0)
    assert shrunken < 0.6 * raw
    assert np.mean([one > other for one, other in errors]) > 0.9


def test_of_equal_outlets_little_is_left():
    kept = [effects(outlets([4] * 12, np.zeros(12), seed), "tone")["weight"].mean() for seed in range(200)]
    assert np.mean([weight == 0 for weight in kept]) > 0.4 and np.mean(kept) < 0.2


def test_an_effect_is_a_dot_and_never_an_interval():
    result = effects(outlets([6] * 6, range(6), 0), "tone")
    assert set(result["evidence"]) == {"describe"}
    assert not {"ci_low", "ci_high", "p"} & set(result.columns)


@pytest.mark.parametrize("sizes", [[3, 3, 3], [1] * 6, [5]])
def test_too_little_to_shrink_is_missing_and_not_made_up(sizes):
    result = effects(outlets(sizes, range(len(sizes)), 0), "tone")
    assert result["shrunken"].isna().all() and result["raw"].notna().all() and result["weight"].isna().all()


def test_order_of_rows_and_other_events_do_not_matter():
    table = outlets([2, 3, 4, 5, 6], range(5), 1).assign(event="fair")
    other = table.assign(event="strike", article=table["article"] + 100, tone=table["tone"] * 3)
    both = effects(pd.concat([other, table]).sample(frac=1, random_state=0), "tone", each="event")
    alone = effects(table, "tone")
    mine = both[both["event"].eq("fair")].drop(columns="event").reset_index(drop=True)
    pd.testing.assert_frame_equal(mine, alone)
    assert list(alone["n_articles"]) == [6, 5, 4, 3, 2]


def test_the_question_if_outlets_differ_is_an_exact_one():
    """Six values in three outlets, small enough to deal out in every way."""
    values, outlet = np.array([0.0, 0.5, 2.0, 2.6, 1.0, 4.0]), list("aabbcc")
    shares = shares_between(values, outlet, [""] * 6)

    def share(order):
        moved = values[list(order)]
        return sum(2 * (moved[2 * i:2 * i + 2].mean() - values.mean()) ** 2 for i in range(3)) / (
            (values - values.mean()) ** 2).sum()

    every = np.array([share(order) for order in itertools.permutations(range(6))])
    assert shares[0] == pytest.approx(every[0])
    exact = (every >= every[0] - 1e-9).mean()
    assert (shares >= shares[0] - 1e-9).mean() == pytest.approx(exact, abs=4 * (exact * (1 - exact) / 1e4) ** 0.5)


def test_articles_change_outlets_only_within_event_and_stage():
    """Outlets that differ in nothing but the event they cover do not differ."""
    table = outlets([6] * 8, np.repeat([0, 5], 4), 2)
    table["event"] = np.where(table["outlet"] < "o04", "fair", "strike")
    assert differ(table, "tone")["p"].iloc[0] > 0.05
    assert differ(table.drop(columns="event"), "tone")["p"].iloc[0] < 0.001


def test_large_corpora_are_dealt_in_blocks(monkeypatch):
    table = outlets([5] * 6, range(6), 4)
    whole = shares_between(table["tone"], table["outlet"], [""] * 30)
    monkeypatch.setattr("framing.effects.NUMBERS_AT_ONCE", 300)
    blocks = shares_between(table["tone"], table["outlet"], [""] * 30)
    assert len(blocks) == len(whole) == 10_000 and blocks[0] == pytest.approx(whole[0])
    assert np.quantile(blocks, [0.5, 0.95]) == pytest.approx(np.quantile(whole, [0.5, 0.95]), abs=0.02)


def test_headlines_ask_the_same_question(heads):
    spread = headline_tone.spread(heads).query("rows == 'all'").set_index("event")
    for event, part in heads.groupby("event"):
        mine = differ(part, "vader").iloc[0]
        for name in ("share_between", "share_by_chance", "p", "n_outlets", "n_articles"):
            assert spread.loc[event, name] == mine[name]


@pytest.mark.parametrize(("tone", "far_apart"), [([0, 1, 2, 3.5, 20, 21, 22, 24], True),
                                                 ([0, 1, 20, 21, 2, 3.5, 22, 24], False)])
def test_the_smallest_p_is_that_of_every_dealing(tone, far_apart):
    """Two outlets of four articles on either of two events: 70 times 70 dealings, and 4 that tell apart as well."""
    table = pd.DataFrame({"article": range(16), "outlet": np.repeat(list("abcd"), 4), "tone": [*tone, *tone],
                          "event": np.repeat(["fair", "strike"], 8)})
    row, values, whole = differ(table, "tone").iloc[0], np.array(tone), sum(tone)
    halves = [values[list(chosen)].sum() for chosen in itertools.combinations(range(8), 4)]
    between = np.array([half**2 + (whole - half) ** 2 for half in halves])
    every = np.add.outer(between, between).ravel()
    assert row["p_min"] == pytest.approx((every >= every.max() - 1e-9).mean())
    exact = (every >= 2 * between[0] - 1e-9).mean()
    assert row["p"] == pytest.approx(exact, abs=5 * (exact * (1 - exact) / 1e4) ** 0.5)
    assert row["p"] >= row["p_min"] and (exact == pytest.approx(row["p_min"])) == far_apart


def test_the_smallest_p_of_many_articles_is_one_of_the_dealings_drawn():
    assert differ(outlets([40] * 6, range(6), 0), "tone")["p_min"].iloc[0] == 1e-4


def test_where_each_outlet_has_its_own_event_nothing_can_be_dealt():
    row = differ(outlets([5] * 4, range(4), 0).assign(event=lambda table: table["outlet"]), "tone").iloc[0]
    assert (row["p"], row["p_min"]) == (1, 1)


def test_a_missing_value_of_each_is_a_value():
    table = outlets([2, 3, 4, 5], range(4), 1)
    both = pd.concat([table.assign(event="fair"), table.assign(event=None, article=table["article"] + 100)])
    result = effects(both, "tone", each="event")
    assert len(result) == 8 and result["event"].isna().sum() == 4


def test_without_rows_there_is_a_table_without_rows():
    table = outlets([2, 3, 4, 5], range(4), 1).assign(event="fair", hits=3, size=100)
    for options in ({}, {"each": "event"}, {"size": "size", "value": "hits"}):
        options = {"value": "tone", **options}
        full, empty = effects(table, **options), effects(table.iloc[:0], **options)
        pd.testing.assert_frame_equal(empty, full.iloc[:0], check_index_type=False)
    with pytest.raises(ValueError, match="no column 'mood'"):
        effects(table.iloc[:0], "mood")


def test_bad_questions_have_clear_answers():
    table = outlets([3] * 4, range(4), 0)
    with pytest.raises(ValueError, match="no column 'mood'"):
        effects(table, "mood")
    with pytest.raises(ValueError, match="no row has a value in tone"):
        effects(table.assign(tone=np.nan), "tone")
    with pytest.raises(ValueError, match="every row needs an article and outlet"):
        effects(table.assign(outlet=table["outlet"].replace("o01", None)), "tone")
    with pytest.raises(ValueError, match="tone without size: hits need something to be counted in"):
        effects(table.assign(tone=1, size=[0] + [9] * 11), "tone", size="size")
