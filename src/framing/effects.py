"""Several outlets at once: how far each is from the mean of all once luck is taken out, and whether they differ.

Of many outlets some stand far out by chance, most of all those with few articles. Partial pooling moves every
outlet's mean towards the mean of all: the less an outlet has, and the less outlets differ at all, the further. The
moved means are nearer to the truth on the whole, but no interval goes with them: the usual ones take the spread
between outlets for known, though it is estimated from the same few, and are too short (Morris 1983, Parametric
empirical Bayes inference, JASA 78). Whether outlets differ at all is one question, with one p.
"""

from __future__ import annotations

from collections import Counter
from math import factorial, prod

import numpy as np
import pandas as pd

from framing.inference import MIN_UNITS, SAMPLED_LABELINGS, as_list, choose_unit, require

NUMBERS_AT_ONCE = 4_000_000
MEANS = ["raw", "shrunken", "grand_mean", "weight", "between_sd", "within_sd"]
SIZES = ["n_units", "n_articles", "n_outlets"]
RANGE = ["loo_low", "loo_high"]


def effects(table: pd.DataFrame, value: str, by: str = "outlet", *, size: str | None = None, per: float = 1000,
            each=()) -> pd.DataFrame:
    """Each outlet's mean, and the same shrunken towards the mean of all outlets.

    Bühlmann and Straub's credibility estimate, the closed form of normal-normal partial pooling: the spread within
    outlets is pooled, that between them comes from the one-way analysis of variance by the method of moments, at
    least 0. With as many articles of each outlet the shrunken distance is 1 - 1/F of the plain one.

    Parameters
    ----------
    table : DataFrame
        Rows with ``article``, ``value`` and ``by``, several of an article averaged (summed, for rates); rows
        without a value are left out.
    value : str
        The column to average.
    by : str, default="outlet"
        What is shrunken; a column.
    size : str, optional
        Makes ``value`` hits, and the estimate hits per ``per`` of this size: articles count by their size.
    per : float, default=1000
    each : str or list of str, optional
        Columns to look at each value of by itself, as event.

    Returns
    -------
    DataFrame
        One row per outlet, most articles first: ``raw`` (its mean or rate), ``shrunken``, ``grand_mean`` (of
        outlets, each weighing as its mean can be relied on), ``weight`` (n / (n + k): 1 keeps the raw mean, 0
        gives the grand mean), ``between_sd`` (of outlets), ``within_sd`` (of articles; for rates of one of mean
        size), ``unit``, ``n_units``, ``n_articles``, ``n_outlets`` (all that are pooled), ``loo_low`` and
        ``loo_high`` (of ``shrunken``, one article of the outlet left out) and ``evidence``, always ``describe``.
        With fewer than four outlets, or one article of each, nothing can be shrunken: ``shrunken`` is missing.
        Of a table without rows there is none.

    Raises
    ------
    ValueError
        If no row has a value, a row that has one lacks its article or outlet, or hits lack a size.

    References
    ----------
    Bühlmann and Straub (1970), Glaubwürdigkeit für Schadensätze, Mitteilungen der Vereinigung schweizerischer
    Versicherungsmathematiker 70. Efron and Morris (1977), Stein's paradox in statistics, Scientific American 236.

    Examples
    --------
    >>> table = pd.DataFrame({"article": range(8), "outlet": list("abcdabcd"), "tone": [0, 1, 2, 5, 3, 4, 5, 8]})
    >>> effects(table, "tone")[["outlet", "raw", "shrunken", "grand_mean", "weight"]].round(2)
      outlet  raw  shrunken  grand_mean  weight
    0      a  1.5      2.46         3.5    0.52
    1      b  2.5      2.98         3.5    0.52
    2      c  3.5      3.50         3.5    0.52
    3      d  6.5      5.05         3.5    0.52
    """
    keys = as_list(each)
    articles = _articles(table, value, size, per, [*keys, by])
    parts = []
    groups = articles.groupby(keys, dropna=False, observed=True) if keys else [((), articles)]
    for key, part in groups if len(articles) else ():
        rows = _pooled(part, by).assign(**dict(zip(keys, key, strict=True)))
        parts.append(rows.sort_values(["n_articles", by], ascending=[False, True]))
    result = pd.concat(parts, ignore_index=True) if parts else articles[[*keys, by]].assign(
        **dict.fromkeys([*MEANS, *RANGE], 0.0), **dict.fromkeys(SIZES, 0))
    result = result.assign(value=value, unit="article", evidence="describe")
    return result[[*keys, by, "value", *MEANS, "unit", *SIZES, *RANGE, "evidence"]]


def differ(table: pd.DataFrame, value: str, by: str = "outlet", *, size: str | None = None,
           at_least: int = MIN_UNITS, seed: int = 0) -> pd.DataFrame:
    """Do outlets differ at all? Share of the variation between them, and how often chance gives as much.

    Kinds that pool outlets are only described: their articles can't change places one by one.

    Parameters
    ----------
    table : DataFrame
        As for `effects`; where it has ``event`` and ``stage``, articles change outlets only within them.
    value, by, size
        As for `effects`; a rate is that of an article.
    at_least : int, default=4
        Articles an outlet needs; never fewer than four.
    seed : int, default=0

    Returns
    -------
    DataFrame
        One row: ``share_between`` (share of the sum of squares between outlets), ``share_by_chance`` (its mean
        when articles change outlets), ``n_outlets``, ``n_articles``, ``evidence``, ``p`` (from 9,999 labelings
        that are drawn, always, and the observed one) and ``p_min``, the smallest that these numbers of articles
        could give.

    Examples
    --------
    >>> table = pd.DataFrame({"article": range(16), "outlet": list("aaaabbbbccccdddd"), "tone": [0, 1, 0, 1] * 4})
    >>> differ(table, "tone")[["share_between", "n_outlets", "p"]].round(2)
       share_between  n_outlets    p
    0            0.0          4  1.0
    """
    strata = [name for name in ("event", "stage") if name in table]
    articles = _articles(table, value, size, 1, [*strata, by])
    articles = articles[articles.groupby(by)["article"].transform("nunique") >= max(at_least, MIN_UNITS)]
    values, n_outlets = (articles["y"] / articles["s"]).to_numpy(float), articles[by].nunique()
    row = {"value": value, "share_between": np.nan, "share_by_chance": np.nan, "n_outlets": n_outlets,
           "n_articles": len(articles), "evidence": "describe", "p": np.nan, "p_min": np.nan}
    if n_outlets >= MIN_UNITS and np.ptp(values) > 0 and choose_unit(table, [by]) == "article":
        cells = articles.groupby(strata, dropna=False).ngroup() if strata else np.zeros(len(values), int)
        shares = shares_between(values, articles[by], cells, seed=seed)
        row |= {"share_between": shares[0], "share_by_chance": shares[1:].mean(), "evidence": "interval",
                "p_min": max(1 / shares.size, _least_p(cells, articles[by]))}
        row["p"] = max((shares >= shares[0] - 1e-12).mean(), row["p_min"])  # a draw may fall below it by luck
    return pd.DataFrame([row])


def _least_p(cells, outlets) -> float:
    """Share of all ways to deal articles to outlets that tell the same outlets apart as one of them does."""
    dealt = pd.crosstab(np.asarray(cells), np.asarray(outlets)).to_numpy()
    ways = prod(factorial(int(row.sum())) // prod(factorial(int(k)) for k in row) for row in dealt)
    return prod(factorial(n) for n in Counter(map(tuple, dealt.T)).values()) / ways


def shares_between(values, outlets, strata, *, seed: int = 0) -> np.ndarray:
    """Share of the sum of squares between outlets: the observed one, then 9,999 with values dealt anew within strata.

    Examples
    --------
    >>> shares = shares_between(np.array([0.0, 1.0, 4.0, 5.0]), ["a", "a", "b", "b"], ["x"] * 4)
    >>> len(shares), round(float(shares[0]), 2)
    (10000, 0.94)
    """
    values = np.asarray(values, float) - np.mean(values)
    codes, rng = pd.factorize(np.asarray(strata))[0], np.random.default_rng(seed)
    cells = [np.flatnonzero(codes == code) for code in range(codes.max() + 1)]
    members = pd.get_dummies(np.asarray(outlets)).to_numpy(float)
    n_at_once, moved = max(1, NUMBERS_AT_ONCE // values.size), [values[None, :]]
    sums = []
    for start in range(0, SAMPLED_LABELINGS, n_at_once):
        block = np.tile(values, (min(n_at_once, SAMPLED_LABELINGS - start), 1))
        for cell in cells:
            block[:, cell] = rng.permuted(block[:, cell], axis=1)
        moved = block if start else np.concatenate([values[None, :], block])
        sums.append(((moved @ members) ** 2 / members.sum(axis=0)).sum(axis=1))
    return np.concatenate(sums) / (values**2).sum()


def _articles(table: pd.DataFrame, value: str, size: str | None, per: float, keys: list[str]) -> pd.DataFrame:
    """One row per article: y and s, whose ratio is its value, and s its weight."""
    require(table, ["article", value, *keys, *([size] if size else [])])
    rows = table.assign(y=table[value], s=table[size] if size else 1.0).dropna(subset=["y"])
    if rows.empty and len(table):
        raise ValueError(f"no row has a value in {value}")
    if rows[["article", keys[-1]]].isna().any(axis=None):
        raise ValueError(f"every row needs an article and {keys[-1]}")
    if size and (rows.loc[~(rows["s"] > 0), "y"] > 0).any():
        raise ValueError(f"{value} without {size}: hits need something to be counted in")
    how = {"y": "sum", "s": "sum"} if size else {"y": "mean", "s": "first"}
    rows = rows.groupby([*keys, "article"], dropna=False, observed=True).agg(how).reset_index()
    return rows[rows["s"] > 0].assign(y=lambda part: (per if size else 1) * part["y"])


def _pooled(articles: pd.DataFrame, by: str) -> pd.DataFrame:
    """Shrink the outlets of one comparison, with all articles and with each left out."""
    y, s = articles["y"].to_numpy(float), articles["s"].to_numpy(float)
    outlet, names = pd.factorize(articles[by], sort=True)
    each = np.stack([np.ones(y.size), s, y, y**2 / s])  # n, weight, weighted sum, weighted sum of squares
    sums = np.stack([np.bincount(outlet, column, names.size) for column in each])
    full = _shrink(*sums)
    loo_low, loo_high = _left_out(each, sums, outlet)
    n = sums[0].astype(int)
    within_sd = np.sqrt(full["within"] / s.mean())
    return pd.DataFrame({
        by: names, "raw": full["raw"], "shrunken": full["shrunken"], "grand_mean": full["grand_mean"][()],
        "weight": full["weight"], "between_sd": np.sqrt(full["between"])[()], "within_sd": within_sd[()],
        "n_units": n, "n_articles": n, "n_outlets": names.size, "loo_low": loo_low, "loo_high": loo_high})


@np.errstate(divide="ignore", invalid="ignore")
def _shrink(n, s, y, squares) -> dict[str, np.ndarray]:
    """Bühlmann and Straub from sums by outlet, outlets last; an outlet with nothing left has weight 0."""
    n_outlets, raw = (s > 0).sum(axis=-1), np.where(s > 0, y / s, 0)
    freedom = n.sum(axis=-1) - n_outlets
    within = np.where(freedom > 0, np.maximum(0, (squares - s * raw**2).sum(axis=-1)) / freedom, np.nan)
    total = s.sum(axis=-1)
    mean = (s * raw).sum(axis=-1) / total
    spread = (s * (raw - mean[..., None]) ** 2).sum(axis=-1) - (n_outlets - 1) * within
    between = np.maximum(0, spread / (total - (s**2).sum(axis=-1) / total))
    within = np.where(n_outlets >= MIN_UNITS, within, np.nan)
    between = np.where(n_outlets >= MIN_UNITS, between, np.nan)
    b, w = between[..., None], within[..., None]
    weight = np.where(b > 0, s * b / (s * b + w), 0 * b)
    trust = np.where(b > 0, weight, s)
    grand_mean = (trust * raw).sum(axis=-1) / trust.sum(axis=-1)
    shrunken = grand_mean[..., None] + weight * (raw - grand_mean[..., None])
    return {"raw": raw, "weight": weight, "shrunken": shrunken, "between": between, "within": within,
            "grand_mean": np.where(np.isnan(between), np.nan, grand_mean)}


def _left_out(each, sums, outlet) -> tuple[np.ndarray, np.ndarray]:
    """Range of each outlet's shrunken mean with one of its articles left out; none for an outlet of one."""
    low, high = np.full(sums.shape[1], np.nan), np.full(sums.shape[1], np.nan)
    for code in np.flatnonzero(sums[0] > 1):
        mine = np.flatnonzero(outlet == code)
        without = np.repeat(sums[:, None, :], mine.size, axis=1)
        without[:, :, code] -= each[:, mine]
        shrunken = _shrink(*without)["shrunken"][:, code]
        low[code], high[code] = shrunken.min(), shrunken.max()
    return low, high
