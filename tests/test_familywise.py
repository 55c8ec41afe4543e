"""The family-wise p of word lists: a plain slow loop as oracle, its level without a difference, its power with one."""

import math
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from framing import inference, keyness, synthetic, word_sides
from framing.familywise import needed, step_down

TWO = {"focus": "outlet-01", "reference": "outlet-02"}
GROUPS = {"focus": "private", "reference": "nonprofit", "by": "group"}


def plain_z(y1, n1, y2, n2, share, measure):
    """The log of how much stronger a word is, over its standard error if both sides used it alike."""
    a = 0.5 if measure is keyness.log_ratio else 100 * share
    m1, m2 = (n1, n2) if measure is keyness.log_ratio else (n1 + 100 - y1 - a, n2 + 100 - y2 - a)
    alike = [(y1 + y2) * n / (n1 + n2) for n in (n1, n2)]
    return (math.log((y1 + a) / m1) - math.log((y2 + a) / m2)) / math.sqrt(sum(1 / (y + a) for y in alike))


def on_a_side(counts, tokens, outlets, mask, pooled):
    """Hits and tokens of the rows in a mask; of pooled outlets hits at their mean rate, in tokens dealt out evenly."""
    if not pooled:
        return counts[mask].sum(), tokens[mask].sum()
    rows = [mask & (outlets == outlet) for outlet in set(outlets[mask])]
    n = tokens.sum() * len(rows) / len(set(outlets))
    return n * np.mean([counts[own].sum() / tokens[own].sum() for own in rows]), n


def every_labeling(table, unit, is_focus):
    """All ways to deal the labels of units within events, as masks of rows."""
    units = table.assign(is_focus=is_focus).groupby(unit, as_index=False).agg(
        is_focus=("is_focus", "first"), stratum=("event", lambda events: " + ".join(sorted(set(events)))))
    strata = [part for _, part in units.groupby("stratum")]
    for picks in product(*[combinations(part[unit], int(part["is_focus"].sum())) for part in strata]):
        yield table[unit].isin([name for pick in picks for name in pick]).to_numpy()


def plain_westfall_young(dfm, is_focus, masks, measure, words, pooled=False):
    """Step-down max statistic as Ge, Dudoit and Speed (2003) write it, one word and one labeling at a time."""
    counts, (tokens, outlets) = dfm.counts.toarray(), dfm.articles[["n_tokens", "outlet"]].to_numpy().T
    column = {word: list(dfm.features).index(word) for word in words}

    def scores(mask):
        found = {}
        for word, j in column.items():
            sides = [on_a_side(counts[:, j], tokens, outlets, side, pooled) for side in (mask, ~mask)]
            found[word] = abs(plain_z(*sides[0], *sides[1], counts[:, j].sum() / tokens.sum(), measure))
        return found

    observed, moved = scores(is_focus), [scores(mask) for mask in masks]
    falling, p, smallest = sorted(words, key=observed.get, reverse=True), {}, 0
    for rank, word in enumerate(falling):
        rest = falling[rank:]
        as_large = [max(scored[other] for other in rest) >= observed[word] - 1e-9 for scored in moved]
        smallest = p[word] = max(smallest, np.mean(as_large))
    return observed, p


@pytest.mark.parametrize("measure", [keyness.log_odds, keyness.log_ratio])
@pytest.mark.parametrize(("shape", "sides"), [
    ({"n_articles": (4, 5), "n_events": 1}, TWO),
    ({"n_articles": 5, "n_events": 2}, TWO),
    ({"n_articles": 3, "n_outlets": 8}, GROUPS),
])
def test_family_wise_p_is_that_of_the_plain_loop(shape, sides, measure):
    dfm = synthetic.planted(4, {"word-002": 4.0}, n_words=14, n_tokens=80, **shape)
    side = sides.get("by", "outlet")
    is_focus = (dfm.articles[side] == sides["focus"]).to_numpy()
    counts = dfm.counts.toarray()
    words = list(dfm.features[(counts.sum(axis=0) >= 10) & ((counts > 0).sum(axis=0) >= 3)])
    table = measure(dfm, **sides).set_index("feature")
    unit = table["unit"].iloc[0]
    observed, p = plain_westfall_young(dfm, is_focus, every_labeling(dfm.articles, unit, is_focus), measure, words,
                                       pooled=unit == "outlet")
    assert set(table["n_family"]) == {len(words)} and len(words) > 5
    assert table["p_familywise"].dropna().to_dict() == pytest.approx(p)
    assert table.loc[words, "z_tested"].abs().to_dict() == pytest.approx(observed)


def test_drawn_labelings_count_the_observed_one():
    dfm = synthetic.planted(1, {"word-003": 3.0}, n_articles=10, n_words=4, n_tokens=40, n_events=1)
    table = keyness.log_odds(dfm, **TWO, seed=5).set_index("feature")
    is_focus = (dfm.articles["outlet"] == "outlet-01").to_numpy()
    masks = [labels > 0 for block in inference.labelings(is_focus, seed=5) for labels in block]
    assert len(masks) == 10_000 and (masks[0] == is_focus).all() and len(table) == 4
    words = list(table.index[table["p_familywise"].notna()])
    _, p = plain_westfall_young(dfm, is_focus, masks, keyness.log_odds, words)
    assert table["p_familywise"].dropna().to_dict() == pytest.approx(p)


def test_step_down_rises_and_is_no_smaller_than_the_p_of_a_word_alone():
    dfm = synthetic.planted(3, {"word-004": 6.0, "word-010": 5.0}, n_articles=7, n_words=60, n_events=1,
                            clump=0.3)
    table = keyness.log_ratio(dfm, **TWO)
    falling = table.dropna(subset="p_familywise").sort_values("z_tested", key=np.abs, ascending=False)
    assert falling["p_familywise"].is_monotonic_increasing
    both = falling.dropna(subset="p")
    assert len(both) > 5 and (both["p_familywise"] >= both["p"]).all()
    assert (falling["p_familywise"] >= falling["p_min"]).all()
    passes = falling["z_tested"].abs() >= falling["z_needed"] - 1e-6
    assert passes.any() and (falling.loc[passes, "p_familywise"] <= 0.05).all()


def test_how_work_is_cut_into_blocks_changes_nothing(monkeypatch):
    dfm = synthetic.planted(2, {"word-004": 3.0}, n_articles=9, n_words=50, n_events=1)
    whole = keyness.log_odds(dfm, **TWO)
    monkeypatch.setattr(word_sides, "CELLS", 700)
    pd.testing.assert_frame_equal(keyness.log_odds(dfm, **TWO), whole)


def test_the_family_is_a_matter_of_both_sides_together():
    dfm = synthetic.planted(2, {}, n_articles=5, n_words=80, n_tokens=300)
    counts = dfm.counts.toarray()
    for least in ({}, {"min_hits": 40, "min_articles": 8}):
        table = keyness.log_odds(dfm, **TWO, **least)
        n_hits = table["n_hits_focus"] + table["n_hits_reference"]
        n_articles = pd.Series((counts > 0).sum(axis=0), dfm.features)[table["feature"]].to_numpy()
        inside = (n_hits >= least.get("min_hits", 10)) & (n_articles >= least.get("min_articles", 3))
        assert (table["p_familywise"].notna() == inside).all() and (table["n_family"] == inside.sum()).all()
        assert (table["p"].notna() == (table["evidence"] == "interval")).all()
        assert 0 < inside.sum() < len(table)
    nobody = keyness.log_odds(dfm, **TWO, min_hits=10**6)
    assert nobody["p_familywise"].isna().all() and (nobody["n_could_pass"] == 0).all() and nobody["p"].notna().any()


def test_a_word_of_one_side_alone_passes():
    dfm = synthetic.planted(1, {"word-004": 1e-9}, n_articles=12, n_events=1)
    for measure in (keyness.log_odds, keyness.log_ratio):
        word = measure(dfm, **TWO).set_index("feature").loc["word-004"]
        assert word["n_hits_focus"] == 0 and word["evidence"] == "describe"
        assert word["p_familywise"] <= 0.01 and abs(word["z_tested"]) >= word["z_needed"]


def test_a_strong_word_is_found_at_twelve_a_side():
    found = [keyness.log_odds(synthetic.planted(seed, {"word-004": 8.0}, n_articles=12, n_events=1), **TWO)
             .set_index("feature").loc["word-004", "p_familywise"] <= 0.05 for seed in range(10)]
    assert np.mean(found) >= 0.9


@pytest.mark.parametrize(("n_articles", "n_events", "smallest"), [(3, 1, None), (4, 2, 2 / 36), (3, 2, None)])
def test_where_no_word_could_pass_the_table_says_so(n_articles, n_events, smallest):
    dfm = synthetic.planted(1, {"word-001": 50.0}, n_articles=n_articles, n_events=n_events, n_words=30)
    for measure in (keyness.log_odds, keyness.log_ratio):
        table = measure(dfm, **TWO)
        assert (table["n_could_pass"] == 0).all() and table["z_needed"].isna().all() and (table["n_family"] > 9).all()
        p = table["p_familywise"]
        assert p.isna().all() if smallest is None else p.min() >= smallest - 1e-12


def test_words_that_could_pass_are_those_of_which_one_side_alone_would():
    dfm = synthetic.planted(7, {"word-001": 6.0}, n_articles=6, n_words=60, n_tokens=250, n_events=1, clump=0.5)
    table = keyness.log_ratio(dfm, **TWO)
    n1, n2 = table.loc[0, ["n_tokens_focus", "n_tokens_reference"]]
    hits = (table["n_hits_focus"] + table["n_hits_reference"])[table["p_familywise"].notna()]

    def one_sided(here, there):
        ratio = np.log((hits + 0.5) / here / (0.5 / there))
        return (ratio / np.sqrt(sum(1 / (hits * n / (here + there) + 0.5) for n in (here, there)))).abs()

    could = (one_sided(n1, n2) >= table.loc[0, "z_needed"]) | (one_sided(n2, n1) >= table.loc[0, "z_needed"])
    assert (table["n_could_pass"] == could.sum()).all() and 0 < could.sum() < len(hits)


def test_intervals_can_be_had_alone():
    dfm = synthetic.planted(2, {"word-004": 3.0}, n_articles=6)
    for measure in (keyness.log_odds, keyness.log_ratio):
        whole, alone = measure(dfm, **TWO), measure(dfm, **TWO, permute=False)
        assert list(alone.columns) == list(whole.columns)
        tested = ["p", "p_min", "p_familywise", "z_needed", "n_could_pass"]
        assert alone[tested].isna().all(axis=None)
        pd.testing.assert_frame_equal(alone.drop(columns=tested), whole.drop(columns=tested))


def test_sides_and_rows_may_change_places():
    dfm = synthetic.planted(8, {"word-004": 3.0}, n_articles=12, n_words=60, n_events=1)
    table = keyness.log_odds(dfm, **TWO).set_index("feature")
    swapped = keyness.log_odds(dfm, TWO["reference"], TWO["focus"]).set_index("feature").loc[table.index]
    mixed = keyness.log_odds(dfm.take(np.random.default_rng(1).permutation(24)), **TWO).set_index("feature")
    for other in (swapped, mixed.loc[table.index]):
        assert np.allclose(table["p_familywise"], other["p_familywise"], equal_nan=True)
        assert np.allclose(table[["z_needed", "n_could_pass"]], other[["z_needed", "n_could_pass"]])


@pytest.mark.parametrize(("n_runs", "at_most"), [
    (100, stats.binom.ppf(0.999, 100, 0.06)), pytest.param(2000, 120, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("shape", "sides"), [
    ({"n_articles": 6, "n_events": 1}, TWO),
    ({"n_articles": 6, "n_events": 2}, TWO),
    ({"n_articles": 2, "n_outlets": 10, "outlet_spread": 0.5}, GROUPS),
])
def test_without_a_difference_a_list_seldom_names_a_word(shape, sides, n_runs, at_most):
    false = 0
    for seed in range(10_000, 10_000 + n_runs):
        dfm = synthetic.null_corpus(seed, n_words=60, n_tokens=250, **shape)
        false += (keyness.log_odds(dfm, **sides)["p_familywise"] <= 0.05).any()
    assert false <= at_most


# The engine by itself.


def test_tests_apart_do_not_weigh_on_the_family():
    rng = np.random.default_rng(1)
    scores, is_focus = rng.normal(size=(6, 8)), np.arange(8) < 4

    def statistic(rows):
        return lambda labels: np.abs((2 * labels - 1) @ scores[rows].T)

    observed = statistic(np.arange(6))(is_focus[None, :])[0]
    small = np.argsort(observed[:4])
    every = inference.labelings(is_focus)
    alone, among, maxima = step_down([(small, statistic(small))], observed, every, every.n)
    apart = np.array([4, 5])
    p, p_familywise, same = step_down([(small[:2], statistic(small[:2])), (small[2:], statistic(small[2:]))],
                                      observed, every, every.n, apart=[(apart, statistic(apart))])
    assert np.allclose(among, p_familywise, equal_nan=True) and np.allclose(maxima, same)
    assert np.isnan(p_familywise[apart]).all() and np.isnan(alone[apart]).all()
    expected, _ = inference.permutation(lambda labels: (2 * labels - 1) @ scores.T, is_focus)
    assert np.allclose(p, expected)


def test_what_is_needed_leaves_a_twentieth():
    values = np.random.default_rng(3).normal(size=1000)
    z = needed(values)
    assert (values >= z).mean() == 0.05
    assert needed(np.repeat([3.0, 2.0, 1.0], [4, 6, 90])) == 3.0  # ten of a hundred have 2 or more
    assert np.isnan(needed(np.ones(100))) and np.isnan(needed(np.array([])))
