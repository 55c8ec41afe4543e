"""The engine behind the result contract; `test_compare` checks it through the tables."""

import itertools
from math import comb

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from framing import inference
from framing.inference import labelings, permutation


def test_interval_takes_many_estimates_at_once():
    values = np.random.default_rng(1).normal(size=(6, 40))
    left_out = (values.sum(axis=0) - values) / 5
    table = inference.interval(values.mean(axis=0), [left_out])
    for place, row in table.iterrows():
        ends = stats.ttest_1samp(values[:, place], 0).confidence_interval()
        assert np.allclose([row["ci_low"], row["ci_high"]], ends)


def test_a_side_of_one_unit_is_not_left_out():
    table = inference.interval([1.0], [np.full((1, 1), np.nan), np.array([[0.5], [2.0], [1.0], [1.5]])])
    assert table.loc[0, ["loo_low", "loo_high", "evidence"]].tolist() == [0.5, 2.0, "describe"]


def test_hits_count_on_each_side_by_itself():
    left_out = [np.random.default_rng(1).normal(size=(4, 3)) for _ in range(2)]
    table = inference.interval(np.zeros(3), left_out, hits=[[20, 19, 99], [20, 99, 19]])
    assert table["evidence"].tolist() == ["interval", "describe", "describe"]


def test_smallest_p_is_that_of_the_number_of_labelings():
    scores = np.arange(10.0)[:, None] ** 3

    def apart(labels):
        return labels @ scores / labels.sum(axis=1, keepdims=True) - (
            (1 - labels) @ scores / (1 - labels).sum(axis=1, keepdims=True))

    for n_focus, smallest in ((5, 2 / comb(10, 5)), (4, 1 / comb(10, 4))):
        p, p_min = inference.permutation(apart, np.arange(10) >= 10 - n_focus)
        assert np.isclose(p_min, smallest) and p[0] >= p_min - 1e-12


def test_labelings_without_a_finite_difference_count_as_extreme():
    scores = np.array([[1.0], [1.0], [0.0], [0.0]])

    def log_ratio(labels):
        return np.log(labels @ scores) - np.log((1 - labels) @ scores)

    p, _ = inference.permutation(log_ratio, [True, False, True, False])
    assert p[0] == 1  # observed 0; two of the six are infinite


@pytest.mark.parametrize("strata", [None, list("aabbb" * 2)])
def test_blocks_of_labelings_are_all_there_are(strata, monkeypatch):
    is_focus = np.array([1, 0, 0, 1, 0, 0, 1, 1, 0, 0], bool)
    monkeypatch.setattr("framing.inference.LABELINGS_AT_ONCE", 7)
    every = labelings(is_focus, strata)
    rows = np.concatenate(list(every)).astype(int)
    cells = np.zeros(10, int) if strata is None else pd.factorize(np.array(strata))[0]
    plain = {labels for labels in itertools.product((0, 1), repeat=10)
             if all(np.array(labels)[cells == cell].sum() == is_focus[cells == cell].sum() for cell in set(cells))}
    assert len(rows) == every.n == len(plain) and {tuple(row) for row in rows} == plain


def test_drawn_labelings_start_with_the_observed_and_keep_their_strata():
    is_focus, strata = np.arange(40) % 2 == 0, np.repeat(["a", "b"], 20)
    every = labelings(is_focus, strata, seed=3)
    blocks = list(every)
    rows = np.concatenate(blocks)
    assert every.n == len(rows) == 10_000 and every.p_min == 1e-4 and max(map(len, blocks)) <= 256
    assert (rows[0] == is_focus).all() and (rows[:, :20].sum(axis=1) == 10).all() and rows.std(axis=0).min() > 0.4
    assert (np.concatenate(list(every)) == rows).all()


@pytest.mark.parametrize("seed", range(5))
def test_permutation_in_blocks_is_scipys(seed):
    x, y = np.random.default_rng(seed).normal(size=(2, 6))
    scores = np.concatenate([x, y])
    p, p_min = permutation(lambda labels: (2 * labels - 1) @ scores[:, None], np.arange(12) < 6)
    exact = stats.permutation_test((x, y), lambda a, b: a.mean() - b.mean(), n_resamples=np.inf)
    assert np.isclose(p[0], exact.pvalue) and np.isclose(p_min, 2 / 924)
