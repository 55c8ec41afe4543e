"""Invented corpora hold what they promise."""

import numpy as np
import pytest

from framing import synthetic


def test_tiny_has_the_counts_of_the_style_page():
    dfm = synthetic.tiny().group(("outlet",))
    assert dfm.articles["outlet"].tolist() == ["Gazette", "Herald"]
    assert dfm.features.tolist() == ["candid", "provocation", "talks"]
    assert dfm.counts.toarray().tolist() == [[9, 2, 40], [3, 18, 40]]


def test_a_seed_gives_the_same_corpus_and_another_seed_another():
    one, same, other = (synthetic.null_corpus(seed).counts.toarray() for seed in (1, 1, 2))
    assert (one == same).all() and (one != other).any()


def test_counts_are_clumpier_than_poisson():
    shape = {"n_articles": 400, "n_outlets": 1, "n_words": 5}
    even, clumpy = (synthetic.null_corpus(3, clump=clump, **shape).counts.toarray() for clump in (0, 1.0))
    assert (clumpy.var(axis=0) > 3 * even.var(axis=0)).all()


@pytest.mark.parametrize("side", ["outlet-01", "private"])
def test_planted_factor_is_in_the_rates_of_the_side(side):
    dfm = synthetic.planted(4, {"word-003": 3.0}, side=side, n_outlets=4, n_articles=400)
    on_side = (dfm.articles[["outlet", "group"]] == side).any(axis=1).to_numpy()
    tokens, hits = dfm.articles["n_tokens"].to_numpy(), dfm.counts[:, [3]].toarray()[:, 0]
    ratio = hits[on_side].sum() / tokens[on_side].sum() / (hits[~on_side].sum() / tokens[~on_side].sum())
    assert 2.5 < ratio < 3.3
    assert (dfm.counts.sum(axis=1) == tokens).all()
    assert np.isin(["event-1", "event-2"], dfm.articles["event"]).all()


def test_a_word_or_side_that_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="word-999"):
        synthetic.planted(1, {"word-999": 2.0})
    with pytest.raises(ValueError, match="nobody"):
        synthetic.planted(1, {}, side="nobody")


@pytest.mark.parametrize(("distribution", "level", "dispersion", "variance"), [
    ("counts", 20.0, 0.5, 20 + 0.5 * 20**2), ("counts", 5.0, 0.0, 5), ("scores", 0.3, 1.0, 1),
    ("skewed scores", 0.3, 1.0, 1), ("yes/no", 0.3, 1.0, 0.21)])
def test_article_values_have_the_mean_and_spread_they_promise(distribution, level, dispersion, variance):
    drawn = synthetic.article_values(5, 100_000, distribution, level=level, dispersion=dispersion)
    assert abs(drawn.mean() - level) < 5 * (variance / 100_000) ** 0.5
    assert 0.95 < drawn.var() / variance < 1.05


def test_outlets_may_differ_in_size_and_a_distribution_must_be_known():
    assert synthetic.null_corpus(1, n_articles=(4, 40)).articles["outlet"].value_counts().tolist() == [40, 4]
    with pytest.raises(ValueError, match="yes/no"):
        synthetic.article_values(1, 3, "counted")
