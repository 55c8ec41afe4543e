"""Units, sides, intervals and permutation: the arithmetic behind the result contract of `compare`."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import comb, prod

import numpy as np
import pandas as pd
from scipy import special  # its stats take longer to load than all else here

MIN_UNITS = 4
MIN_HITS = 5
MIN_OUTLETS_EACH_ANSWER = 5  # with a yes, and with a no, for an interval of a pooled share
EXACT_LABELINGS = 20_000
SAMPLED_LABELINGS = 9_999
LABELINGS_AT_ONCE = 256
MAX_ARTICLES = 8  # as many as can stand as rows of their own


def interval(full, left_out, *, hits=None, log=False):
    """Intervals, leave-one-out ranges and evidence for k estimates at once.

    Parameters
    ----------
    full : array of shape (k,)
        The estimates with every unit in, on the scale on which they vary evenly.
    left_out : list of arrays of shape (n_units, k)
        For each side the estimates with one of its units left out. One side, or focus and reference.
    hits : list of arrays of shape (k,), optional
        Hits on each side, for estimates made of counts.
    log : bool, default=False
        The estimates are logs: give the ends as ratios.

    Returns
    -------
    DataFrame
        ``ci_low``, ``ci_high``, ``loo_low``, ``loo_high``, ``evidence``; k rows.

    Examples
    --------
    >>> scores = np.array([1.0, 2.0, 3.0, 6.0])
    >>> without = (scores.sum() - scores) / 3
    >>> interval([scores.mean()], [without[:, None]]).round(2)
       ci_low  ci_high  loo_low  loo_high  evidence
    0   -0.44     6.44      2.0      3.67  interval
    """
    full = np.asarray(full, float)
    n_units = [len(side) for side in left_out]
    loo = np.concatenate([side for side in left_out if len(side) > 1] or [np.full((1, full.size), np.nan)])
    enough = np.full(full.size, min(n_units) >= MIN_UNITS) & np.isfinite(full) & np.isfinite(loo).all(axis=0)
    for side_hits, n in zip(hits or [], n_units, strict=False):
        enough &= np.asarray(side_hits) >= MIN_HITS * n
    half = np.full(full.size, np.nan)
    if enough.any():
        variance = np.array([(len(side) - 1) * side[:, enough].var(axis=0) for side in left_out])
        spread = (variance > (1e-12 * np.maximum(1, np.abs(full[enough]))) ** 2).all(axis=0)
        enough[enough] = spread
        variance = variance[:, spread]
        freedom = variance.sum(axis=0) ** 2 / (variance**2 / (np.array(n_units)[:, None] - 1)).sum(axis=0)
        half[enough] = special.stdtrit(freedom, 0.975) * np.sqrt(variance.sum(axis=0))
    ends = np.stack([full - half, full + half, loo.min(axis=0), loo.max(axis=0)])
    columns = ["ci_low", "ci_high", "loo_low", "loo_high"]
    table = pd.DataFrame((np.exp(ends) if log else ends).T, columns=columns)
    return table.assign(evidence=np.where(enough, "interval", "describe"))


def permutation(statistic, is_focus, strata=None, *, seed=0):
    """Two-sided permutation p: how often moved labels give a difference at least as large.

    Labels move within strata: every labeling where there are at most 20,000, else 9,999 drawn ones
    and the observed one.

    Parameters
    ----------
    statistic : callable
        Takes labels of shape (n_labelings, n_units), 1 for focus and 0 for reference; returns
        differences of shape (n_labelings, k), positive for focus.
    is_focus : array of bool
        The observed label of each unit.
    strata : array, optional
        The stratum of each unit; by default all units are in one.
    seed : int, default=0

    Returns
    -------
    p : array of shape (k,)
    p_min : float
        The smallest p that this many units in these strata could give.

    Examples
    --------
    >>> scores = np.arange(8.0)
    >>> p, p_min = permutation(lambda labels: (2 * labels - 1) @ scores[:, None], scores > 3)
    >>> p.round(3), round(p_min, 3)
    (array([0.029]), 0.029)
    """
    every = labelings(is_focus, strata, seed=seed)
    extreme, slack = 0, None
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = np.abs(statistic(np.asarray(is_focus, float)[None, :]))[0]
        for labels in every:
            moved = np.abs(statistic(labels))
            if slack is None:  # rounding, set against how large differences are
                slack = 1e-9 * np.where(np.isfinite(moved), moved, 0).max(axis=0)
            extreme = extreme + (~(moved < observed - slack)).sum(axis=0)
    return extreme / every.n, every.p_min


@dataclass(frozen=True)
class Labelings:
    """The ways to deal two sides' labels to units, in blocks; made by `labelings`.

    Iterating gives float arrays of shape (n_labelings, n_units), 1 for focus and 0 for reference; drawn
    ones start with the observed labeling.

    Attributes
    ----------
    n : int
        How many there are in all blocks, the observed one among them.
    p_min : float
        The smallest two-sided p that they could give.
    """

    n: int
    p_min: float
    _blocks: Callable[[], Iterator[np.ndarray]]

    def __iter__(self):
        return self._blocks()


def labelings(is_focus, strata=None, *, seed=0):
    """List the ways to move labels within strata: all of up to 20,000, else the observed and 9,999 drawn ones.

    Parameters
    ----------
    is_focus, strata, seed
        As for `permutation`.

    Returns
    -------
    Labelings
        They come in blocks, so that memory does not grow with their number.

    Examples
    --------
    >>> every = labelings([True, True, False, False])
    >>> every.n, round(every.p_min, 2), next(iter(every)).shape
    (6, 0.33, (6, 4))
    """
    is_focus = np.asarray(is_focus, bool)
    codes = np.zeros(is_focus.size, int) if strata is None else pd.factorize(np.asarray(strata))[0]
    cells = [np.flatnonzero(codes == code) for code in range(codes.max() + 1)]
    sizes = [(cell.size, int(is_focus[cell].sum())) for cell in cells]
    n = prod(comb(*size) for size in sizes)
    if n > EXACT_LABELINGS:
        n = SAMPLED_LABELINGS + 1
        return Labelings(n, 1 / n, lambda: _drawn_labelings(cells, is_focus, n, np.random.default_rng(seed)))
    mirrored = n > 1 and all(size == 2 * n_focus for size, n_focus in sizes)
    return Labelings(n, (2 if mirrored else 1) / n, lambda: _every_labeling(cells, sizes, n))


def _every_labeling(cells, sizes, n):
    choices = [np.array(list(itertools.combinations(range(size), n_focus)), int) for size, n_focus in sizes]
    for start in range(0, n, LABELINGS_AT_ONCE):
        numbers = np.arange(start, min(start + LABELINGS_AT_ONCE, n))
        labels = np.zeros((numbers.size, sum(size for size, _ in sizes)))
        picks = np.unravel_index(numbers, [len(choice) for choice in choices])
        for cell, choice, pick in zip(cells, choices, picks, strict=True):
            np.put_along_axis(labels, cell[choice[pick]], 1.0, axis=1)
        yield labels


def _drawn_labelings(cells, is_focus, n, rng):
    for start in range(0, n, LABELINGS_AT_ONCE):
        labels = np.tile(is_focus.astype(float), (min(LABELINGS_AT_ONCE, n - start), 1))
        moved = labels[1 if start == 0 else 0:]
        for cell in cells:
            moved[:, cell] = rng.permuted(moved[:, cell], axis=1)
        yield labels


def sides(table, by, focus, reference):
    """Tell which rows are focus and which are reference.

    Parameters
    ----------
    table : DataFrame
    by : str
        The column that holds the sides.
    focus, reference : value or list of values
        Values of ``by``; a list pools them.

    Returns
    -------
    is_focus, is_reference : arrays of bool

    Raises
    ------
    ValueError
        If a side is empty or unknown or both overlap; the message names the values there are.

    Examples
    --------
    >>> is_focus, _ = sides(pd.DataFrame({"outlet": ["Gazette", "Herald"]}), "outlet", "Herald", "Gazette")
    >>> is_focus
    array([False,  True])
    """
    require(table, [by])
    one, other = side_values(table, by, "focus", focus), side_values(table, by, "reference", reference)
    if both := [value for value in one if value in other]:
        raise ValueError(f"focus and reference are both {', '.join(map(repr, both))}; {_has(table, by)}")
    return table[by].isin(one).to_numpy(), table[by].isin(other).to_numpy()


def side_values(table, by, name, side):
    """List the values of one side; one that the table lacks is an error that names those it has.

    Examples
    --------
    >>> side_values(pd.DataFrame({"outlet": ["Gazette", "Herald"]}), "outlet", "focus", "Herald")
    ['Herald']
    """
    known, values = table[by].dropna().unique(), as_list(side)
    unknown = [value for value in values if value not in known]
    if unknown or not values:
        missing = ", ".join(map(repr, unknown)) or "empty list"
        raise ValueError(f"{name}: {by} has no {missing}; {_has(table, by)}")
    return values


def _has(table, by):
    known = table[by].dropna().unique()
    return f"{by} has: {', '.join(sorted(map(str, known))) or 'nothing, the table is empty'}"


def as_list(values):
    """Read an option that takes one value or several.

    Examples
    --------
    >>> as_list("Herald"), as_list(2030), as_list(("Herald", "Gazette"))
    (['Herald'], [2030], ['Herald', 'Gazette'])
    """
    return [values] if isinstance(values, str) or not np.iterable(values) else list(values)


def side_name(side):
    """Write a side, one value or several pooled, in one cell.

    Examples
    --------
    >>> side_name("Herald"), side_name(["Herald", "Gazette"])
    ('Herald', 'Herald, Gazette')
    """
    return ", ".join(map(str, as_list(side)))


def choose_unit(table, keys, unit=None):
    """Name the unit: ``outlet`` where some row of the result pools outlets, else ``article``.

    Parameters
    ----------
    table : DataFrame
        With ``article`` and ``outlet``.
    keys : list
        Columns or arrays that tell the rows of the result apart; may be empty.
    unit : {"article", "outlet"}, optional
        Insist on one.

    Raises
    ------
    ValueError
        If articles are asked for as units where outlets are pooled, or a row has no article or outlet.

    Examples
    --------
    >>> table = pd.DataFrame({"article": [1, 2], "outlet": ["Gazette", "Herald"], "group": "private"})
    >>> choose_unit(table, ["group"]), choose_unit(table, ["outlet"])
    ('outlet', 'article')
    """
    require(table, ["article", "outlet"])
    if table[["article", "outlet"]].isna().any(axis=None):
        raise ValueError("every row needs an article and an outlet")
    if unit not in (None, "article", "outlet"):
        raise ValueError(f"unit is {unit!r}; expected 'article' or 'outlet'")
    groups = table.groupby(keys, dropna=False, observed=True) if keys else table
    pooled = np.max(groups["outlet"].nunique()) > 1
    if pooled and unit == "article":
        raise ValueError("articles of several outlets stand together, so the unit must be the outlet")
    return unit or ("outlet" if pooled else "article")


def choose_rows(articles):
    """Say what a figure's rows are: articles while they are few, else outlets.

    Parameters
    ----------
    articles : DataFrame
        ``article``, ``outlet``.

    Returns
    -------
    str
        ``outlet`` where an outlet has the four articles an interval takes, or there are more than eight.

    Examples
    --------
    >>> choose_rows(pd.DataFrame({"article": [1, 2], "outlet": "Gazette"}))
    'article'
    """
    n = articles.groupby("outlet")["article"].nunique()
    return "outlet" if n.max() >= MIN_UNITS or n.sum() > MAX_ARTICLES else "article"


def unit_strata(table, by, unit, is_focus):
    """Tell within what the labels of units may move: one row per unit, ``is_focus`` and ``stratum``.

    A stratum is the event, and the stage of it where both sides have that stage; for outlets the set
    of events and stages they cover. Units of stages that one side alone has share what is left of the event,
    so there stages may mix. The column that is compared is never held fixed.

    Examples
    --------
    >>> table = pd.DataFrame({"article": list("abc"), "outlet": list("GHH"), "event": ["one", "one", "two"]})
    >>> unit_strata(table, "outlet", "article", [True, False, False])
             is_focus stratum
    article
    a            True     one
    b           False     one
    c           False     two
    """
    rows = table.assign(is_focus=np.asarray(is_focus, bool))
    both = rows.groupby(unit)["is_focus"].nunique()
    if (both > 1).any():
        names = ", ".join(map(str, both.index[both > 1][:3]))
        raise ValueError(f"{unit} on both sides: {names}; take its own difference, then the mean")
    event, stage = (rows[column].astype(object).fillna("").astype(str) if column in rows and by != column
                    else pd.Series("", rows.index) for column in ("event", "stage"))
    rows = rows.assign(wide=event, fine=event + " " + stage)
    units = rows.groupby(unit).agg(
        is_focus=("is_focus", "first"),
        wide=("wide", lambda column: " + ".join(sorted(set(column)))),
        fine=("fine", lambda column: " + ".join(sorted(set(column)))),
    )
    shared = (units.groupby("fine")["is_focus"].transform("nunique") > 1) & bool(stage.any())
    return units[["is_focus"]].assign(stratum=units["fine"].where(shared, units["wide"]))


class NoAnswer(ValueError):
    """A corpus can't answer a question; the message is one sentence that says why.

    In a notebook that runs on a user's corpus, the sentence stands where the figure would.
    """


def require(table, columns):
    """Raise ValueError naming the columns that a table lacks."""
    if missing := [column for column in columns if column not in table]:
        known = ", ".join(map(str, table.columns))
        raise ValueError(f"no column {', '.join(map(repr, missing))}; there are: {known}")
