"""Outlets on two events: the estimate of every cell, and changes with one unit left out; for `change`.

Articles have y and s, and the estimate of a cell is sum(y) / sum(s): s is 1 for means and a size for rates. Several
outlets together have the mean of their estimates on either event.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from framing.identification import identification, verdict
from framing.inference import MIN_OUTLETS_EACH_ANSWER, interval, require, sides

FACTORS = ("stage", "genre")
ENDS = ("before", "after")
DESCRIBE = {"ci_low": np.nan, "ci_high": np.nan, "evidence": "describe"}


@dataclass(frozen=True)
class Kind:
    """What is measured: rates, whose change is a log ratio; yes and no; or means.

    Examples
    --------
    >>> float(Kind(rates=False, yes_no=False).change(2.0, 3.0)), round(float(Kind(True, False).change(2.0, 1.0)), 2)
    (1.0, -0.69)
    """

    rates: bool
    yes_no: bool

    @np.errstate(divide="ignore", invalid="ignore")
    def change(self, before, after):
        """Give the change on the scale on which it varies evenly."""
        return np.log(after) - np.log(before) if self.rates else np.subtract(after, before)

    def back(self, change: float) -> float:
        """Give a change as it is read: of rates a ratio."""
        return float(np.exp(change) if self.rates else change)

    def interval(self, change: float, left_out: list, hits: list) -> dict:
        """Give the contract of one change; ``left_out`` and ``hits`` have an entry a side."""
        columns = [np.asarray(side, float)[:, None] for side in left_out]
        counts = [[float(side)] for side in hits] if self.rates else None
        return interval([change], columns, hits=counts, log=self.rates).iloc[0].to_dict()


@dataclass(frozen=True)
class Side:
    """A side's estimates on both events, its change, and that change with each unit left out."""

    before: float
    after: float
    change: float
    left_out: np.ndarray
    hits: float  # those of the event with fewer


def parts(table: pd.DataFrame, value: str, size: str | None, per: float, events: tuple[str | None, str | None],
          keys: list[str], more: tuple[str, ...] = ()) -> Iterator[tuple[tuple, pd.DataFrame, Kind]]:
    """Yield the articles of two events for each value of ``keys``, and what is measured in them.

    Parameters
    ----------
    table : DataFrame
        As for `change.outlet_changes`.
    value, size, per
        As there.
    events : tuple
        Before and after; with None there is nothing to yield.
    keys, more : list and tuple of str
        Columns to look at each value of by itself, and columns to keep.

    Examples
    --------
    >>> table = pd.DataFrame({"article": [1, 1, 2], "outlet": "Post", "event": ["x", "x", "y"], "tone": [1, 2, 4]})
    >>> [(key, articles, kind)] = parts(table, "tone", None, 1, ("x", "y"), [])
    >>> articles[["article", "y", "is_after"]]
       article    y  is_after
    0        1  1.5     False
    1        2  4.0      True
    """
    require(table, ["article", "outlet", "event", value, *keys, *more, *([size] if size else [])])
    if None in events:
        return
    is_after, is_before = sides(table, "event", events[1], events[0])
    if table[["article", "outlet"]].isna().any(axis=None):
        raise ValueError("every row needs an article and an outlet")
    if on_both := sorted(set(table.loc[is_after, "article"]) & set(table.loc[is_before, "article"])):
        raise ValueError(f"article on both events: {', '.join(map(str, on_both[:3]))}")
    rows = table.assign(is_after=is_after, y=table[value], s=table[size] if size else 1.0)[is_after | is_before]
    kept = [name for name in (*FACTORS, *more) if name in rows]
    how = dict.fromkeys(["y", "s"], "sum") if size else {"y": "mean", "s": "first"}
    by = [*keys, "outlet", "event", "article"]
    how |= dict.fromkeys(["is_after", *kept], "first")
    rows = rows.dropna(subset=["y"]).groupby(by, observed=True).agg(how).reset_index()
    if (rows.loc[~(rows["s"] > 0), "y"] > 0).any():
        raise ValueError(f"{value} without {size}: hits need something to be counted in")
    rows = rows[rows["s"] > 0].assign(n_hits=lambda t: t["y"])
    if size:
        rows["y"] *= per
    for key, part in rows.groupby(keys, observed=True) if keys else [((), rows)]:
        yield key, part, Kind(bool(size), size is None and bool(part["y"].isin([0, 1]).all()))


def cells(articles: pd.DataFrame) -> pd.DataFrame:
    """Estimate every cell: one row per outlet.

    Parameters
    ----------
    articles : DataFrame
        From `parts`.

    Returns
    -------
    DataFrame
        By outlet: ``before`` and ``after`` (missing without an article), and for either the articles and hits.

    Examples
    --------
    >>> articles = pd.DataFrame({"outlet": ["Post", "Post", "Herald"], "is_after": [False, True, True],
    ...                          "y": [1.0, 3.0, 2.0], "s": 1.0, "n_hits": 0})
    >>> cells(articles)[["before", "after", "n_articles_after"]]
            before  after  n_articles_after
    outlet
    Herald     NaN    2.0                 1
    Post       1.0    3.0                 1
    """
    what = ["y", "s", "n_hits", "n_articles"]
    sums = articles.assign(n_articles=1).groupby(["outlet", "is_after"])[what].sum().unstack()
    sums = sums.reindex(columns=pd.MultiIndex.from_product([what, [False, True]]))
    table = pd.DataFrame({name: sums["y", end] / sums["s", end] for name, end in zip(ENDS, (False, True), strict=True)})
    for name, end in zip(ENDS, (False, True), strict=True):
        table[f"n_articles_{name}"] = sums["n_articles", end].fillna(0).astype(int)
        table[f"n_hits_{name}"] = sums["n_hits", end].fillna(0)
    return table


def together(outlets: pd.DataFrame, kind: Kind) -> Side:
    """Take outlets as one side, its units; an outlet may lack one of the events.

    Examples
    --------
    >>> outlets = pd.DataFrame({"before": [1.0, 3.0], "after": [2.0, 6.0], "n_hits_before": 0, "n_hits_after": 0})
    >>> side = together(outlets, Kind(rates=False, yes_no=False))
    >>> float(side.change), side.left_out
    (2.0, array([3., 1.]))
    """
    values = outlets[list(ENDS)].to_numpy(float)
    there, values = ~np.isnan(values), np.nan_to_num(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        full = values.sum(axis=0) / there.sum(axis=0)
        without = (values.sum(axis=0) - values) / (there.sum(axis=0) - there)
    hits = min(outlets["n_hits_before"].sum(), outlets["n_hits_after"].sum())
    return Side(full[0], full[1], kind.change(*full), kind.change(*without.T), hits)


def cell(articles: pd.DataFrame) -> tuple[float, np.ndarray]:
    """Estimate one cell, and with each of its articles left out.

    Examples
    --------
    >>> cell(pd.DataFrame({"y": [1.0, 3.0], "s": 1.0}))
    (2.0, array([3., 1.]))
    """
    y, s = articles["y"].to_numpy(float), articles["s"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(y.sum() / s.sum()), (y.sum() - y) / (s.sum() - s)


def few_answers(outlets: pd.DataFrame) -> bool:
    """Say that fewer than five outlets have a yes, or fewer than five a no, on either event.

    Examples
    --------
    >>> few_answers(pd.DataFrame({"before": [0.5] * 5, "after": 0.0})), few_answers(pd.DataFrame(
    ...     {"before": [0.5] * 4, "after": 0.0}))
    (False, True)
    """
    shares = outlets[list(ENDS)]
    answers = shares.gt(0).any(axis=1).sum(), shares.lt(1).any(axis=1).sum()
    return bool(min(answers) < MIN_OUTLETS_EACH_ANSWER)


def counts(outlets: pd.DataFrame, infix: str = "") -> dict[str, int]:
    """Count articles and hits of outlets on either event.

    Examples
    --------
    >>> counts(pd.DataFrame({"n_articles_before": [1, 2], "n_articles_after": 1, "n_hits_before": 0,
    ...                      "n_hits_after": 0}), "_others")["n_articles_others_before"]
    3
    """
    return {f"{what}{infix}_{end}": int(outlets[f"{what}_{end}"].sum()) for what in ("n_articles", "n_hits")
            for end in ENDS}


def identified(articles: pd.DataFrame, by: str, is_own: np.ndarray) -> str:
    """Name the factors in which a side's two events differ, or the side and the others.

    Parameters
    ----------
    articles : DataFrame
        From `parts`: of the side and of the others.
    by : str
        ``outlet`` or ``group``, what is compared.
    is_own : array of bool

    Examples
    --------
    >>> articles = pd.DataFrame({"outlet": list("aabb"), "is_after": [False, True] * 2, "genre": "news",
    ...                          "stage": ["before", "after", "before", "after"]})
    >>> identified(articles, "outlet", (articles["outlet"] == "a").to_numpy())
    'confounded with stage'
    """
    mine, is_after = articles[is_own], articles.loc[is_own, "is_after"].to_numpy()
    apart, partly = [], []
    for factor in [name for name in FACTORS if name in articles]:
        found = {identification(mine[[factor]], "event", is_after, ~is_after)}
        found |= {identification(articles[[factor]], by, is_own, ~is_own)} if not is_own.all() else set()
        if f"confounded with {factor}" in found:
            apart.append(factor)
        elif found != {"identified"}:
            partly.append(factor)
    return verdict(apart, partly)
