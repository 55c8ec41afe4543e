"""The units of `compare`: articles, or outlets of their articles, each with what is summed and in what.

A unit has ``y`` and ``s``, and a side's estimate is sum(y) / sum(s); where its values are yes and no also ``n_yes``,
which is missing elsewhere.
"""

import numpy as np

from framing.inference import require


def _by_article(table, keys, columns, how):
    require(table, ["article", "outlet", *keys, *columns])
    if table.empty:
        raise ValueError(f"no row has a value in {columns[0]}")
    return grouped(table, [*keys, "outlet", "article"])[columns].agg(how).reset_index().assign(n_articles=1)


def mean_units(table, value, keys, unit, yes_no=False):
    """Average a value by article, and over outlets if they are the unit.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"article": ["a", "a", "b"], "outlet": "Gazette", "tone": [1.0, 2.0, 0.0]})
    >>> mean_units(table, "tone", [], "outlet")[["outlet", "y", "n_articles", "s"]]
        outlet     y  n_articles    s
    0  Gazette  0.75           2  1.0
    """
    rows = _by_article(table, keys, [value], "mean").rename(columns={value: "y"})
    rows["n_yes"] = np.where(yes_no | _is_yes_no(rows, keys), rows["y"], np.nan)
    if unit == "outlet":
        outlets = grouped(rows, [*keys, "outlet"])
        rows = outlets.agg({"y": "mean", "n_articles": "sum"}).assign(n_yes=outlets["n_yes"].sum(min_count=1))
        rows = rows.reset_index()
    return rows.assign(s=1.0)


def _is_yes_no(rows, keys):
    """Tell of each row whether the values of its group are 0 in some articles and 1 in all others."""
    values = grouped(rows, keys)["y"] if keys else rows.assign(all=0).groupby("all")["y"]
    return values.transform(lambda group: set(group) == {0, 1}).to_numpy(bool)


def sized(table, hits, size):
    """Take the rows that hits can be counted in.

    Raises
    ------
    ValueError
        If hits are below 0 or infinite, or stand where there is nothing to count them in.

    Examples
    --------
    >>> import pandas as pd
    >>> len(sized(pd.DataFrame({"n_hits": [2, 0], "n_tokens": [9, 0]}), "n_hits", "n_tokens"))
    1
    """
    require(table, [hits, size])
    if not (np.isfinite(table[hits].astype(float).fillna(0)) & ~(table[hits] < 0)).all():
        raise ValueError(f"{hits} must hold counts, none below 0 and none infinite")
    if (table.loc[~(table[size] > 0), hits] > 0).any():
        raise ValueError(f"{hits} without {size}: hits need something to be counted in")
    return table[table[size] > 0]


def rate_units(table, hits, size, keys, unit, per):
    """Sum hits and size by article, or make rates of outlets if they are the unit.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"article": ["a", "b"], "outlet": "Gazette", "n_hits": [2, 1], "n_tokens": 500})
    >>> rate_units(table, "n_hits", "n_tokens", [], "outlet", 1000)[["outlet", "y", "s"]]
        outlet    y    s
    0  Gazette  3.0  1.0
    """
    table = table.assign(n_hits=table[hits], n_size=table[size])
    rows = _by_article(table, keys, ["n_hits", "n_size"], "sum")
    if unit == "article":
        return rows.assign(y=per * rows["n_hits"], s=rows["n_size"])
    rows = grouped(rows, [*keys, "outlet"])[["n_hits", "n_size", "n_articles"]].sum().reset_index()
    return rows.assign(y=per * rows["n_hits"] / rows["n_size"], s=1.0)


def grouped(table, keys):
    """Group by columns, each named once; a missing value is a value."""
    return table.groupby(list(dict.fromkeys(keys)), dropna=False, observed=True)


def groups(units, keys):
    """Go through the groups of a table, or through the whole of it without keys."""
    return grouped(units, keys) if keys else [((), units)]
