"""Invented corpora and article values whose truth is known: without a difference, or with a planted one."""

import numpy as np
import pandas as pd
from scipy import sparse

from framing.vectorize import DocumentFeatureMatrix


def tiny():
    """Two outlets, four articles each, three words.

    Examples
    --------
    >>> dfm = tiny()
    >>> pd.DataFrame(dfm.counts.toarray(), columns=dfm.features).groupby(dfm.articles["outlet"]).sum()
             candid  provocation  talks
    outlet
    Gazette       9            2     40
    Herald        3           18     40
    """
    counts = [[3, 1, 10], [2, 0, 11], [2, 1, 10], [2, 0, 9], [1, 6, 10], [1, 4, 11], [0, 5, 9], [1, 3, 10]]
    outlets = pd.DataFrame({"outlet": ["Gazette", "Herald"], "group": ["private", "nonprofit"]})
    return _matrix(np.array(counts), outlets.loc[[0] * 4 + [1] * 4], ["candid", "provocation", "talks"], 1)


def null_corpus(seed, **shape):
    """A corpus without any difference between outlets or groups.

    Parameters
    ----------
    seed : int
    **shape
        As for `planted`.

    Examples
    --------
    >>> null_corpus(1, n_articles=5).counts.shape
    (10, 200)
    """
    return planted(seed, {}, **shape)


def planted(seed, factors, *, side="outlet-01", n_outlets=2, n_articles=8, n_words=200, n_tokens=600,
            n_events=2, clump=1.0, outlet_spread=0.0):
    """A corpus in which one side uses some words more, or less, by a known factor.

    Counts are negative binomial: a word that an article uses at all, it tends to use again.

    Parameters
    ----------
    seed : int
    factors : dict
        Word to factor on its rate in the articles of ``side``; words are ``word-000`` (the most
        frequent) and so on.
    side : str, default="outlet-01"
        An outlet, or a group: outlets are in turn ``private`` and ``nonprofit``.
    n_outlets, n_words : int
    n_articles : int or sequence of int, default=8
        Articles of each outlet.
    n_tokens : int
        Tokens of a middling article; lengths vary around it.
    n_events : int, default=2
        Articles of an outlet take events in turn.
    clump : float, default=1.0
        Variance of a word's rate between articles over its squared mean; 0 gives Poisson counts.
    outlet_spread : float, default=0.0
        Spread of the log of a word's rate between outlets of one group.

    Returns
    -------
    DocumentFeatureMatrix

    Examples
    --------
    >>> dfm = planted(1, {"word-010": 3.0})
    >>> dfm.articles[["article", "outlet", "group", "event"]].head(2)
            article     outlet    group    event
    0  outlet-01-01  outlet-01  private  event-1
    1  outlet-01-02  outlet-01  private  event-2
    """
    rng = np.random.default_rng(seed)
    words = [f"word-{rank:03d}" for rank in range(n_words)]
    outlets = pd.DataFrame({"outlet": [f"outlet-{number:02d}" for number in range(1, n_outlets + 1)]})
    outlets["group"] = [("private", "nonprofit")[number % 2] for number in range(n_outlets)]
    if side not in outlets.to_numpy() or not set(factors) <= set(words):
        raise ValueError(f"side {side!r} and words {sorted(factors)} must be in the corpus")
    rate = 1 / np.arange(5, n_words + 5)
    rates = rate / rate.sum() * np.exp(rng.normal(0, outlet_spread, (n_outlets, n_words)))
    on_side = (outlets == side).any(axis=1).to_numpy()
    rates[np.ix_(on_side, [words.index(word) for word in factors])] *= list(factors.values())
    rows = np.repeat(np.arange(n_outlets), n_articles)
    expected = rates[rows] * n_tokens * rng.lognormal(0, 0.4, (rows.size, 1))
    counts = article_values(rng, expected.shape, "counts", level=expected, dispersion=clump)
    return _matrix(counts, outlets.loc[rows], words, n_events)


DISTRIBUTIONS = ("counts", "scores", "skewed scores", "yes/no")


def article_values(seed, shape, distribution, *, level=0.0, dispersion=1.0):
    """Draw article values of a known mean.

    Parameters
    ----------
    seed : int or Generator
    shape : int or tuple of int
    distribution : {"counts", "scores", "skewed scores", "yes/no"}
        Negative binomial; Gaussian and exponential, both of spread 1; 1 with the chance ``level``, else 0.
    level : float or array, default=0.0
        The mean.
    dispersion : float, default=1.0
        Of counts: variance of the rate between articles over its squared mean; 0 gives Poisson counts.

    Raises
    ------
    ValueError
        If the distribution is unknown.

    Examples
    --------
    >>> article_values(1, (2, 3), "counts", level=20, dispersion=0.5)
    array([[19, 18, 24],
           [ 7, 25, 17]])
    """
    rng = np.random.default_rng(seed)
    if distribution == "counts":
        return rng.poisson(level * rng.gamma(1 / dispersion, dispersion, shape) if dispersion else level, shape)
    if distribution == "yes/no":
        return (rng.random(shape) < level).astype(float)
    if distribution == "scores":
        return level + rng.normal(size=shape)
    if distribution == "skewed scores":
        return level + rng.exponential(size=shape) - 1
    raise ValueError(f"distribution {distribution!r}: expected one of {', '.join(DISTRIBUTIONS)}")


def _matrix(counts, articles, features, n_events):
    place = articles.groupby("outlet").cumcount().to_numpy()
    articles = articles.reset_index(drop=True)
    number = pd.Series(place + 1).map("{:02d}".format)
    articles.insert(0, "article", articles["outlet"].str.lower() + "-" + number)
    articles["event"] = [f"event-{n + 1}" for n in place % n_events]
    articles = articles.assign(stage="during", genre="news", n_tokens=counts.sum(axis=1))
    choices = {"voice": ["own"], "weight": "count", "synthetic": True}
    return DocumentFeatureMatrix(
        sparse.csr_array(counts), articles, np.array(features, object), ("outlet", "event"), choices)
