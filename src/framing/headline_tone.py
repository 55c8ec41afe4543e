"""Tone of headlines: of kinds of outlet and of outlets, differences from a reference, and whether outlets differ."""

from __future__ import annotations

import pandas as pd

from framing import compare
from framing.effects import differ
from framing.headlines import ALL, LISTS, selections, unit_of
from framing.identification import identification
from framing.inference import MIN_UNITS, require, side_values


def tone(table: pd.DataFrame, by: str = "group", *, reference: str | None = None,
         at_least: int = 1) -> pd.DataFrame:
    """Mean tone of headlines, and its difference from a reference.

    Parameters
    ----------
    table : DataFrame
        From `headlines`.
    by : str, default="group"
        ``group`` (the outlet is the unit) or ``outlet`` (the headline is).
    reference : str, optional
        The value of ``by`` that the others are held against, event by event.
    at_least : int, default=1
        Headlines a value of ``by`` needs on an event to have a row there; where none has as many, those with
        most are kept.

    Returns
    -------
    DataFrame
        One row per event, value of ``by``, ``list`` and ``rows``: ``score`` with the result contract (see
        `compare.means`), ``n_repeated`` of its headlines, ``unit_scores`` (each unit's score), of outlets
        ``short``, and against the reference ``difference``, ``difference_low``, ``difference_high``,
        ``difference_evidence``, ``p``, ``p_min`` (missing where all scores are equal), ``n_looks`` (how many
        differences of this list and these rows have an interval), ``smallest`` (half the interval: a smaller
        estimate could not have missed zero, a true difference of that size is found about half the time) and
        ``identification``, against all others on the event where there is no reference.

    Examples
    --------
    >>> scores = [0.0, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8]
    >>> table = pd.DataFrame({"article": range(8), "outlet": list("abcdefgh"), "event": "fair", "stage": "",
    ...     "group": ["x"] * 4 + ["y"] * 4, "retitled": False, "vader": scores, "tone": scores})
    >>> tone(table, reference="x")[["group", "list", "score", "difference", "p", "n_looks"]].round(2).head(2)
      group   list  score  difference     p  n_looks
    0     x   tone   0.15         NaN   NaN        1
    1     x  vader   0.15         NaN   NaN        1
    """
    require(table, ["article", "outlet", "event", "retitled", by, *LISTS])
    if reference is not None:
        side_values(table, by, "reference", reference)
    unit = unit_of(table, by)
    sizes = table.groupby(["event", by])["article"].transform("nunique")
    table = table[sizes >= min(at_least, sizes.max())]
    parts = []
    for event, rows, part in selections(table):
        for name in LISTS:
            scored = part.dropna(subset=[name])
            if scored.empty:
                continue
            means = compare.means(scored, name, by, unit=unit, name="score")
            units = scored.groupby([by, unit])[name].mean().groupby(by).agg(_series)
            repeated = scored.groupby(by)["repeated"].sum() if "repeated" in scored else {}
            means = means.assign(event=event, list=name, rows=rows, unit_scores=means[by].map(units),
                                 n_repeated=means[by].map(repeated).fillna(0).astype(int))
            parts.append(means.merge(_differences(scored, name, by, reference, unit), on=by, how="left"))
    if not parts:
        raise ValueError(f"no headline has a value in {' or '.join(LISTS)}; expected one at least")
    result = pd.concat(parts, ignore_index=True)
    tested = result["difference_evidence"].eq("interval")
    result["n_looks"] = tested.groupby([result["list"], result["rows"]]).transform("sum")
    if by == "outlet":
        result["short"] = result[by].map(table.drop_duplicates(by).set_index(by)["short"])
    result["smallest"] = (result["difference_high"] - result["difference_low"]) / 2
    keys = ["event", by, "rows", "list"]
    return result[[*keys, *[column for column in result if column not in keys]]].sort_values(
        keys, ignore_index=True)


def _series(values: pd.Series) -> str:
    return " ".join(f"{value + 0.0:.4f}" for value in sorted(values))


def _differences(part: pd.DataFrame, name: str, by: str, reference: str | None, unit: str) -> pd.DataFrame:
    """Each value of ``by`` against the reference, where their scores differ at all."""
    columns = {"difference": "difference", "ci_low": "difference_low", "ci_high": "difference_high",
               "evidence": "difference_evidence", "p": "p", "p_min": "p_min"}
    found = []
    for value in part[by].unique():
        mine = part[by].eq(value)
        others = part[by].eq(reference) if reference is not None else ~mine
        if value == reference or not others.any():
            continue
        row = pd.DataFrame({by: [value], "identification": identification(part, by, mine, others)})
        if reference is not None and part.loc[mine | others, name].nunique() > 1:
            tested = compare.difference(part, name, by, value, reference, unit=unit)
            row = row.join(tested[list(columns)].rename(columns=columns))
        found.append(row)
    kinds = {by: object, **dict.fromkeys(columns.values(), float), "difference_evidence": object,
             "identification": object}
    empty = pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in kinds.items()})
    return pd.concat(found).reindex(columns=list(kinds)) if found else empty


def spread(table: pd.DataFrame, name: str = "vader", *, at_least: int = MIN_UNITS,
           seed: int = 0) -> pd.DataFrame:
    """How much of the variation of headlines lies between outlets, and whether chance gives as much.

    Parameters
    ----------
    table : DataFrame
        From `headlines`.
    name : str, default="vader"
        The score.
    at_least : int, default=4
        Headlines an outlet needs on the event; never fewer than four.
    seed : int, default=0

    Returns
    -------
    DataFrame
        One row per event and ``rows``: ``share_between`` (share of the sum of squares between outlets),
        ``share_by_chance`` (its mean when headlines change outlets within their stage), ``n_outlets``,
        ``n_articles``, ``evidence``, ``p`` and ``p_min``: of the one question whether outlets differ at all. Of a
        table without headlines there is no row.

    Examples
    --------
    >>> table = pd.DataFrame({"article": range(16), "outlet": list("aaaabbbbccccdddd"), "event": "fair",
    ...     "stage": "", "vader": [0, 1, 0, 1] * 4})
    >>> spread(table)[["share_between", "n_outlets", "p"]].round(2)
       share_between  n_outlets    p
    0            0.0          4  1.0
    """
    require(table, ["event", name])
    table = table.dropna(subset=[name])
    chosen = list(selections(table))
    rows = [differ(part, name, at_least=at_least, seed=seed).rename(columns={"value": "list"}).assign(
        event=event, rows=kept) for event, kept, part in chosen or [("", ALL, table)]]
    result = pd.concat(rows, ignore_index=True)[:len(chosen)]
    first = ["event", "rows"]
    return result[[*first, *[column for column in result if column not in first]]]
