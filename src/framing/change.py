"""Change between two events: an outlet's or a kind's own, beside the change of all others.

The news of two events differs, so an outlet that changed has not therefore changed its manner. What all outlets
have in common goes out when the change of the others is taken from an outlet's own: the *difference in
differences*. It takes for granted that without a change of its own the outlet would have moved like the others,
which two events cannot show.

- Only outlets with articles on both events have a change. An event's estimate over several outlets is the mean of
  theirs; for rates the change is the log of the ratio of such means.
- Of one outlet the articles on either event are units, and the other outlets are: an interval takes four of each.
  There is no p. Dealing the outlets' places anew would take changes of one headline and of twenty for equals, and
  dealing the events anew asks whether anybody changed, not whether this outlet did otherwise.
- Of a kind the outlets are units, its own and all others: interval and permutation p as in `compare`. That p takes
  outlets with one article and with ten for equals, so it is rough.
- Yes and no: the own change has Newcombe's interval, joined to that of the others by their distances from the
  estimates (Zou and Donner 2008, Construction of confidence limits about effect measures, Statistics in Medicine
  27(10)); pooled outlets need five with a yes and five with a no.
- Whoever stood highest on the first event tends to come down on the second by chance alone (regression to the
  mean): no outlet is to be picked by where it stood.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing.identification import verdict
from framing.inference import MIN_UNITS, as_list, permutation, require, unit_strata
from framing.paired import (
    DESCRIBE,
    ENDS,
    FACTORS,
    Kind,
    Side,
    cell,
    cells,
    counts,
    few_answers,
    identified,
    parts,
    together,
)
from framing.score_intervals import newcombe

SAME, ALL_OUTLETS = "same outlets", "all outlets"
ALL, LEFT_OUT = "all", {"without retitled": "retitled", "without repeated": "repeated"}
NUMBERS = ["event_before", "event_after", "before", "after", "change"]
CONTRACT = ["ci_low", "ci_high", "loo_low", "loo_high", "evidence"]
OWN_SIZES = ["unit", "n_units_before", "n_units_after", "n_units_others", "n_articles_before", "n_articles_after",
             "n_outlets_others", "n_articles_others_before", "n_articles_others_after"]
GROUP_SIZES = ["unit", "n_units_focus", "n_units_reference", "n_outlets", "n_outlets_others", "n_articles_before",
               "n_articles_after", "n_articles_others_before", "n_articles_others_after"]
COMMON_SIZES = ["unit", "n_units", "n_outlets", "n_articles_before", "n_articles_after"]


def two_events(table: pd.DataFrame, events: pd.DataFrame) -> tuple[str | None, str | None]:
    """Pick the first and the last event that a table has articles on.

    Parameters
    ----------
    table : DataFrame
        With ``event``.
    events : DataFrame
        events.csv: ``event``, ``starts``.

    Returns
    -------
    tuple
        Two events, or one and None, or two None.

    Examples
    --------
    >>> events = pd.DataFrame({"event": ["b", "a", "c"], "starts": ["2031-01-01", "2030-01-01", "2032-01-01"]})
    >>> two_events(pd.DataFrame({"event": ["a", "c", "b"]}), events), two_events(pd.DataFrame({"event": ["b"]}), events)
    (('a', 'c'), ('b', None))
    """
    require(table, ["event"])
    known = list(events[events["event"].isin(table["event"])].sort_values(["starts", "event"])["event"])
    return (known[0] if known else None), (known[-1] if len(known) > 1 else None)


def stacked(table: pd.DataFrame, columns: list[str], *, name: str = "list", value: str = "score") -> pd.DataFrame:
    """Put several value columns under one another, with all rows and without those that may mislead.

    Parameters
    ----------
    table : DataFrame
        One row per article. Where it has ``retitled`` or ``repeated``, its rows come again without those.
    columns : list of str
        The value columns.
    name, value : str
        The columns of the result that say which column a value is from, and hold it.

    Returns
    -------
    DataFrame
        The other columns of ``table``, ``name``, ``value`` and ``rows``: ``all``, ``without retitled``,
        ``without repeated``.

    Examples
    --------
    >>> table = pd.DataFrame({"article": [1, 2], "retitled": [False, True], "vader": [0.1, 0.2]})
    >>> stacked(table, ["vader"])[["article", "list", "score", "rows"]]
       article   list  score              rows
    0        1  vader    0.1               all
    1        2  vader    0.2               all
    2        1  vader    0.1  without retitled
    """
    keys = [column for column in table if column not in columns]
    long = table.melt(keys, columns, name, value)
    parts = [long.assign(rows=ALL)]
    parts += [long[~long[column]].assign(rows=rows) for rows, column in LEFT_OUT.items()
              if column in table and table[column].any()]
    return pd.concat(parts, ignore_index=True)


def outlet_changes(table: pd.DataFrame, value: str, before: str | None, after: str | None, *, size: str | None = None,
                   per: float = 1000, each=()) -> pd.DataFrame:
    """Each outlet's change from one event to another, and how far it is from the change of the others.

    Parameters
    ----------
    table : DataFrame
        Rows with ``article``, ``outlet``, ``event`` and ``value``, several of an article averaged (summed, for
        rates); rows without a value are left out. ``short``, ``group``, ``stage`` and ``genre`` are used if there.
    value : str
        The column to average. Values that are 0 or 1 in every article are taken for yes and no.
    before, after : str or None
        Events. With None for one of them there is no change, and no row.
    size : str, optional
        Makes ``value`` hits, and the estimate hits per ``per`` of this size.
    per : float, default=1000
    each : str or list of str, optional
        Columns to look at each value of by itself, as topic or list.

    Returns
    -------
    DataFrame
        One row per outlet with articles on both events, most articles in its smaller cell first: ``before``,
        ``after``, ``change``, ``others`` (the change of the mean of all other such outlets) and ``difference``,
        own change minus theirs; for rates changes are ratios, and ``difference`` a ratio of ratios. Sizes:
        ``n_articles_before``, ``n_articles_after``, ``n_outlets_others``, ``n_articles_others_before``,
        ``n_articles_others_after``. ``ci_low``, ``ci_high``, ``evidence`` are of ``difference``, and so are
        ``loo_low``, ``loo_high``, which take two articles on either event. ``identification`` names the stages
        and genres in which the outlet's two events differ, or the outlet and the others.

    Raises
    ------
    ValueError
        If an event is unknown or both are the same.

    Examples
    --------
    >>> table = pd.DataFrame({"article": range(8), "outlet": ["Gazette"] * 4 + ["Herald"] * 4,
    ...                       "event": ["fair", "strike"] * 4, "tone": [1, 3, 1, 3, 2, 2, 2, 3]})
    >>> result = outlet_changes(table, "tone", "fair", "strike")
    >>> result[["outlet", "before", "after", "change", "others", "difference", "evidence"]]
        outlet  before  after  change  others  difference  evidence
    0  Gazette     1.0    3.0     2.0     0.5         1.5  describe
    1   Herald     2.0    2.5     0.5     2.0        -1.5  describe
    """
    keys, events = as_list(each), {"event_before": before, "event_after": after}
    rows = []
    for key, articles, kind in parts(table, value, size, per, (before, after), keys):
        outlets = cells(articles).dropna()
        here = articles[articles["outlet"].isin(outlets.index)]
        for outlet in outlets.index:
            own = here["outlet"].eq(outlet).to_numpy()
            row = _outlet_row(here[own], outlets, outlet, kind)
            row |= {"identification": identified(here, "outlet", own), **_yeses(row, kind)}
            rows.append({**dict(zip(keys, key, strict=True)), "value": value, "outlet": outlet, **events, **row})
    names = [name for name in ("short", "group") if name in table]
    columns = [*keys, "outlet", *names, "value", *NUMBERS, "others", "difference", *OWN_SIZES,
               *_hit_names(size, rows), *CONTRACT, "identification"]
    result = pd.DataFrame(rows, columns=[name for name in columns if name not in names])
    first = table.drop_duplicates("outlet").set_index("outlet")[names]
    return _ordered(result.join(first, on="outlet")[columns], keys)


def group_changes(table: pd.DataFrame, value: str, before: str | None, after: str | None, *, by: str = "group",
                  size: str | None = None, per: float = 1000, each=(), seed: int = 0) -> pd.DataFrame:
    """The change of each kind of outlet between two events, and how far it is from that of all other outlets.

    Parameters
    ----------
    table, value, before, after, size, per, each
        As for `outlet_changes`.
    by : str, default="group"
        The column that holds the kinds; an outlet has one.
    seed : int, default=0
        For labelings that are drawn.

    Returns
    -------
    DataFrame
        One row per kind and ``view``. In the view ``same outlets`` the outlets with articles on both events are
        units: ``before``, ``after``, ``change``, ``others`` (of all other outlets), ``difference``,
        ``unit_changes`` (each outlet's own), sizes, ``ci_low``, ``ci_high``, ``loo_low``, ``loo_high``,
        ``evidence``, ``p``, ``p_min``, ``n_looks`` (how many differences have an interval), ``identification``.
        The view ``all outlets`` takes whoever is there on either event: its change is also one of membership, so
        it is only described.

    Examples
    --------
    >>> table = pd.DataFrame({"article": range(16), "outlet": list("aabbccddeeffgghh"), "event": ["x", "y"] * 8,
    ...     "group": ["wire"] * 8 + ["state"] * 8, "tone": [0, 3, 0, 4, 0, 3, 0, 4, 0, 1, 0, 2, 0, 1, 0, 2]})
    >>> result = group_changes(table, "tone", "x", "y").query("view == 'same outlets'")
    >>> result[["group", "change", "others", "difference", "ci_low", "ci_high", "p"]].round(2)
       group  change  others  difference  ci_low  ci_high     p
    0  state     1.5     3.5        -2.0    -3.0     -1.0  0.03
    2   wire     3.5     1.5         2.0     1.0      3.0  0.03
    """
    keys, events = as_list(each), {"event_before": before, "event_after": after}
    rows = []
    for key, articles, kind in parts(table, value, size, per, (before, after), keys, (by,)):
        part = [{by: name, "view": view, **_group_row(articles, by, name, view, kind, seed)}
                for name in sorted(articles[by].dropna().unique()) for view in (SAME, ALL_OUTLETS)]
        n_looks = sum(row["evidence"] == "interval" for row in part)
        same = {**dict(zip(keys, key, strict=True)), "value": value, **events, "n_looks": n_looks}
        rows += [{**same, **row, **_yeses(row, kind)} for row in part]
    columns = [*keys, by, "view", "value", *NUMBERS, "others", "difference", "unit_changes", *GROUP_SIZES,
               *_hit_names(size, rows), *CONTRACT, "p", "p_min", "n_looks", "identification"]
    return pd.DataFrame(rows, columns=columns)


def common_changes(table: pd.DataFrame, value: str, before: str | None, after: str | None, *, size: str | None = None,
                   per: float = 1000, each=()) -> pd.DataFrame:
    """The change that the outlets with articles on both events have together, whatever brought it.

    Parameters
    ----------
    table, value, before, after, size, per, each
        As for `outlet_changes`.

    Returns
    -------
    DataFrame
        One row per value of ``each``: ``before``, ``after``, ``change``, ``n_up`` and ``n_down`` (outlets by the
        direction of their own change), sizes, and the contract of ``change`` with outlets as units. No p.
        ``identification`` names the stages and genres in which the outlets' two events differ: ``confounded``
        where no outlet has one on both events, ``partly`` where some outlet's events differ in them.

    Examples
    --------
    >>> table = pd.DataFrame({"article": range(8), "outlet": list("aabbccdd"), "event": ["x", "y"] * 4,
    ...                       "tone": [0, 3, 0, 4, 0, 3, 0, 4]})
    >>> common_changes(table, "tone", "x", "y")[["before", "after", "change", "ci_low", "ci_high", "n_up"]].round(2)
       before  after  change  ci_low  ci_high  n_up
    0     0.0    3.5     3.5    2.58     4.42     4
    """
    keys, events = as_list(each), {"event_before": before, "event_after": after}
    rows = []
    for key, articles, kind in parts(table, value, size, per, (before, after), keys):
        outlets = cells(articles).dropna()
        if outlets.empty:
            continue
        side = together(outlets, kind)
        row = {"before": side.before, "after": side.after, "change": kind.back(side.change),
               **kind.interval(side.change, [side.left_out], [side.hits])}
        row |= _pooled_answers([outlets], row) if kind.yes_no else {}
        moved = np.sign(outlets["after"] - outlets["before"])
        row |= counts(outlets)
        row["identification"] = _within(articles[articles["outlet"].isin(outlets.index)])
        rows.append({**dict(zip(keys, key, strict=True)), "value": value, **events, **row, **_yeses(row, kind),
                     "unit": "outlet", "n_units": len(outlets), "n_outlets": len(outlets),
                     "n_up": int(moved.gt(0).sum()), "n_down": int(moved.lt(0).sum())})
    columns = [*keys, "value", *NUMBERS, "n_up", "n_down", *COMMON_SIZES, *_hit_names(size, rows),
               *CONTRACT, "identification"]
    return pd.DataFrame(rows, columns=columns)


# Behind the tables.


def _hit_names(size, rows: list[dict]) -> list[str]:
    """Columns of what was counted: hits of rates, yeses of yes and no."""
    if size:
        return [f"n_hits_{end}" for end in ENDS]
    return [f"n_yes_{end}" for end in ENDS] if rows and all("n_yes_before" in row for row in rows) else []


def _within(articles: pd.DataFrame) -> str:
    """Name the factors in which outlets' two events differ: apart where they do in every outlet, else partly."""
    apart, partly = [], []
    for factor in [name for name in FACTORS if name in articles]:
        found = {identified(own, "outlet", np.ones(len(own), bool))
                 for _, own in articles[["outlet", "is_after", factor]].groupby("outlet")}
        if found == {f"confounded with {factor}"}:
            apart.append(factor)
        elif found != {"identified"}:
            partly.append(factor)
    return verdict(apart, partly)


def _yeses(row: dict, kind: Kind) -> dict:
    return {f"n_yes_{end}": row[f"n_hits_{end}"] for end in ENDS} if kind.yes_no else {}


@np.errstate(divide="ignore", invalid="ignore")
def _outlet_row(own: pd.DataFrame, outlets: pd.DataFrame, outlet: str, kind: Kind) -> dict:
    first, last = own[~own["is_after"]], own[own["is_after"]]
    (before, before_without), (after, after_without) = cell(first), cell(last)
    change, rest = kind.change(before, after), outlets.drop(outlet)
    row = {"before": before, "after": after, "change": kind.back(change), "unit": "article",
           "n_units_before": len(first), "n_units_after": len(last), "n_units_others": len(rest),
           "n_outlets_others": len(rest), **counts(outlets.loc[[outlet]]), **counts(rest, "_others"), **DESCRIBE}
    if rest.empty:
        return row
    others = together(rest, kind)
    left_out = [kind.change(before_without, after) - others.change, kind.change(before, after_without) - others.change,
                change - others.left_out]
    hits = [first["n_hits"].sum(), last["n_hits"].sum(), others.hits]
    row |= {"others": kind.back(others.change), "difference": kind.back(change - others.change)}
    row |= kind.interval(change - others.change, left_out, hits)
    if min(len(first), len(last)) < 2:
        row |= {"loo_low": np.nan, "loo_high": np.nan}
    return row | (_answers(row, rest, kind) if kind.yes_no else {})


def _answers(row: dict, rest: pd.DataFrame, kind: Kind) -> dict:
    """The interval of yes and no: the own change's and the others' distances from their estimates, joined."""
    others = together(rest, kind)
    ends = kind.interval(others.change, [others.left_out], [])
    few = min(row["n_articles_before"], row["n_articles_after"]) < MIN_UNITS or few_answers(rest)
    if few or ends["evidence"] == "describe":
        return DESCRIBE
    low, high = newcombe(row["n_hits_after"], row["n_articles_after"], row["n_hits_before"], row["n_articles_before"])
    below = np.hypot(row["change"] - low, ends["ci_high"] - others.change)
    above = np.hypot(high - row["change"], others.change - ends["ci_low"])
    return {"ci_low": max(row["difference"] - below, -2), "ci_high": min(row["difference"] + above, 2),
            "evidence": "interval"}


def _pooled_answers(sides: list[pd.DataFrame], row: dict) -> dict:
    """Of yes and no, what is left of a jackknife interval over outlets."""
    if any(map(few_answers, sides)):
        return DESCRIBE
    return {"ci_low": np.maximum(row["ci_low"], -len(sides)), "ci_high": np.minimum(row["ci_high"], len(sides))}


def _group_row(articles: pd.DataFrame, by: str, name: str, view: str, kind: Kind, seed: int) -> dict:
    groups, outlets = articles.groupby("outlet")[by].first(), cells(articles)
    outlets = outlets.dropna() if view == SAME else outlets
    focus = groups.loc[outlets.index].eq(name).to_numpy()
    mine, rest = outlets[focus], outlets[~focus]
    row = {"unit": "outlet", "n_units_focus": len(mine), "n_units_reference": len(rest), "n_outlets": len(mine),
           "n_outlets_others": len(rest), **counts(mine), **counts(rest, "_others"), **DESCRIBE}
    if not mine[list(ENDS)].notna().any().all():
        return row
    own = together(mine, kind)
    row |= {"before": own.before, "after": own.after, "change": kind.back(own.change),
            "unit_changes": _series(kind, mine)}
    if not rest[list(ENDS)].notna().any().all():
        return row
    row |= _against(own, together(rest, kind), kind)
    here = articles[articles["outlet"].isin(outlets.index)]
    row["identification"] = identified(here, by, here[by].eq(name).to_numpy())
    if view == ALL_OUTLETS:
        return row | DESCRIBE
    row |= _pooled_answers([mine, rest], row) if kind.yes_no else {}
    if row["evidence"] == "interval":
        strata = unit_strata(here, by, "outlet", here[by].eq(name)).loc[outlets.index, "stratum"]
        values = outlets[list(ENDS)].to_numpy(float)
        p, p_min = permutation(lambda labels: _moved(labels, values, kind), focus, strata, seed=seed)
        row |= {"p": p[0], "p_min": p_min}
    return row


@np.errstate(divide="ignore", invalid="ignore")
def _against(own: Side, others: Side, kind: Kind) -> dict:
    difference = own.change - others.change
    left_out = [own.left_out - others.change, own.change - others.left_out]
    return {"others": kind.back(others.change), "difference": kind.back(difference),
            **kind.interval(difference, left_out, [own.hits, others.hits])}


@np.errstate(divide="ignore", invalid="ignore")
def _moved(labels: np.ndarray, values: np.ndarray, kind: Kind) -> np.ndarray:
    """The difference in differences for each row of labels."""
    one, other = ((side @ values) / side.sum(axis=1, keepdims=True) for side in (labels, 1 - labels))
    return (kind.change(*one.T) - kind.change(*other.T))[:, None]


def _series(kind: Kind, outlets: pd.DataFrame) -> str:
    both = outlets[list(ENDS)].dropna()
    changes = np.sort([kind.back(change) for change in kind.change(*both.to_numpy(float).T)])
    return " ".join(f"{change + 0.0:.4f}" for change in changes)


def _ordered(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Rows in order of ``keys``, then those whose smaller cell is larger, then the larger, then by name."""
    sizes = rows[["n_articles_before", "n_articles_after"]]
    order = rows.assign(_smaller=-sizes.min(axis=1), _larger=-sizes.max(axis=1))
    return rows.loc[order.sort_values([*keys, "_smaller", "_larger", "outlet"]).index].reset_index(drop=True)
