"""Thousands of runs at once of what the package prints of two contrasts: a lead, a change beside other changes.

The lead of the foremost of several kinds over the next is looked at because it leads (`headline_words.topics`,
`speakers.leaders`), so its interval is to hold the lead of whichever two came first. A change between two events is
taken beside that of others (`change`). A test holds the columns against the public functions.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import pandas as pd

from framing import calibrate_values as values
from framing.inference import MIN_OUTLETS_EACH_ANSWER, interval, permutation
from framing.score_intervals import newcombe

KINDS = 6  # that may lead
MOVES = 0.3  # spread of outlets' own changes: of scores, and of rates in proportion
NAMES = {"lead": "lead of the foremost", "outlet": "change of an outlet beside others",
         "group": "change of a kind beside others", "common": "change in common"}


@dataclass(frozen=True)
class Contrast:
    """What is drawn.

    Attributes
    ----------
    name : {"lead", "outlet", "group", "common"}
    distribution, level, dispersion
        As for `calibrate_values.Cell`.
    n_focus : int
        Units of a lead; articles of an outlet on either event; outlets of a kind, or all of them.
    n_reference : int
        The other outlets.
    effect : float
        The first kind's lead; the own change, for rates a factor.
    """

    name: str
    distribution: str
    n_focus: int
    n_reference: int = 0
    level: float = 0.0
    dispersion: float = np.nan
    effect: float = 0.0

    @property
    def log(self) -> bool:
        """Counts change by a factor."""
        return self.distribution == "counts"

    @property
    def unit(self) -> str:
        """An outlet's change and a lead of scores are over articles."""
        articles = self.name == "outlet" or (self.name == "lead" and self.distribution == "scores")
        return "article" if articles else "outlet"


def plan() -> Iterator[Contrast]:
    """Yield every cell of leads and changes, without and with a planted one."""
    for effect in (0.0, 1.0):
        yield from (Contrast("lead", "scores", n, effect=effect) for n in values.ONE_SIDE)
        yield from (Contrast("lead", "yes/no", n, level=0.2, effect=0.3 * effect) for n in values.ONE_SIDE)
    drawn = [("counts", 5.0, 0.5, 2.0), ("counts", 20.0, 0.5, 2.0), ("scores", 0.0, np.nan, 1.0),
             ("yes/no", 0.1, np.nan, 0.4), ("yes/no", 0.3, np.nan, 0.4)]
    for distribution, level, dispersion, effect in drawn:
        for planted in (0.0, effect):
            shape = {"level": level, "dispersion": dispersion, "effect": planted}
            yield from (Contrast("common", distribution, n, **shape) for n in values.ONE_SIDE)
            yield from (Contrast(name, distribution, *n, **shape) for name in ("outlet", "group") for n in values.SIDES)


def rows(cell: Contrast, runs: int) -> list[dict]:
    """Draw a cell's runs and count what the package prints."""
    seed = zlib.crc32(repr(cell).encode())
    rng = np.random.default_rng(seed)
    table, truth = lead(cell, runs, rng) if cell.name == "lead" else change(cell, runs, rng)
    keys = {"kind": "drawn", "instrument": NAMES[cell.name], "method": values.OURS, "distribution": cell.distribution,
            "dispersion": cell.dispersion, "level": cell.level, "unit": cell.unit, "n_focus": cell.n_focus,
            "n_reference": cell.n_reference or np.nan, "effect": cell.effect, "seed": seed}
    return values.tally(keys, table, truth, planted=bool(cell.effect))


# ---- a lead ----------------------------------------------------------------------------------------------


def lead(cell: Contrast, runs: int, rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """Compute the interval of the lead of the foremost kind over the next; the truth is that of these two."""
    levels = np.full(KINDS, cell.level) + cell.effect * (np.arange(KINDS) == 0)
    kinds = [values.draw(values.Cell(cell.distribution, cell.n_focus, level=level, unit=cell.unit), runs, rng)[0].y
             for level in levels]
    return lead_of(np.stack(kinds), cell), _truth(np.stack(kinds), levels)


def _first_two(kinds):
    return np.argsort(-kinds.mean(axis=1), axis=0, kind="stable")[:2]


def _truth(kinds, levels):
    first, second = levels[_first_two(kinds)]
    return first - second


def lead_of(kinds: np.ndarray, cell: Contrast) -> pd.DataFrame:
    """The lead in each run: kinds x units x runs."""
    first, second = (kinds[place, :, np.arange(kinds.shape[2])].T for place in _first_two(kinds))
    gap = first - second
    table = interval(gap.mean(axis=0), [(gap.sum(axis=0) - gap) / (len(gap) - 1)]).assign(p=np.nan)
    if cell.distribution == "yes/no":
        few = np.minimum((first > 0).sum(axis=0), (first < 1).sum(axis=0)) < MIN_OUTLETS_EACH_ANSWER
        table["evidence"] = table["evidence"].mask(few, "describe")
    return table


# ---- changes ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ends:
    """Units before and after, in all runs."""

    before: values.Side
    after: values.Side

    @property
    def hits(self) -> np.ndarray:
        """Those of the event with fewer."""
        return np.minimum(self.before.hits, self.after.hits)


def change(cell: Contrast, runs: int, rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Compute what the package prints of a change, in each run, and what it is to hold."""
    truth = (cell.effect or 1.0) if cell.log else cell.effect
    if cell.name == "common":
        return common_change(cell, _outlets(cell, cell.n_focus, truth, runs, rng)), truth
    still = 1.0 if cell.log else 0.0
    others = _outlets(cell, cell.n_reference, still, runs, rng)
    if cell.name == "group":
        return group_change(cell, _outlets(cell, cell.n_focus, truth, runs, rng), others), truth
    levels = (cell.level, cell.level * truth if cell.log else cell.level + truth)
    own = [values.draw(values.Cell(cell.distribution, cell.n_focus, 0, level, cell.dispersion), runs, rng)[0]
           for level in levels]
    return outlet_change(cell, Ends(*own), others), truth


def _outlets(cell, n, moved, runs, rng):
    """Outlets of unequal size with levels and changes of their own, around a common change."""
    before = values.outlet_levels(cell.distribution, cell.level, (n, runs), rng)
    if cell.log:
        after = before * moved * rng.gamma(1 / MOVES**2, MOVES**2, (n, runs))
    elif cell.distribution == "yes/no":
        after = values.outlet_levels("yes/no", cell.level + moved, (n, runs), rng)
    else:
        after = before + moved + rng.normal(0, MOVES, (n, runs))
    return Ends(*(values.draw_outlets(cell.distribution, level, cell.dispersion, rng) for level in (before, after)))


def _moved(cell, before, after):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(after) - np.log(before) if cell.log else after - before


def _together(cell, ends):
    """The change of outlets together, and with each left out."""
    return (_moved(cell, ends.before.full, ends.after.full), _moved(cell, ends.before.left_out, ends.after.left_out))


def common_change(cell: Contrast, outlets: Ends) -> pd.DataFrame:
    """As `change.common_changes`."""
    full, left_out = _together(cell, outlets)
    table = interval(full, [left_out], hits=[outlets.hits] if cell.log else None, log=cell.log).assign(p=np.nan)
    return _described(cell, table, [outlets])


@np.errstate(invalid="ignore")
def group_change(cell: Contrast, own: Ends, others: Ends) -> pd.DataFrame:
    """As `change.group_changes`, outlets on both events."""
    (mine, mine_without), (rest, rest_without) = _together(cell, own), _together(cell, others)
    hits = [own.hits, others.hits] if cell.log else None
    table = interval(mine - rest, [mine_without - rest, mine - rest_without], hits=hits, log=cell.log)
    table = _described(cell, table, [own, others]).assign(p=np.nan)
    runs = np.flatnonzero(table["evidence"] == "interval")
    ends = [np.concatenate([mine.y, rest.y]) for mine, rest in
            ((own.before, others.before), (own.after, others.after))]
    is_focus = np.arange(len(ends[0])) < cell.n_focus
    for start in range(0, runs.size, values.AT_ONCE):
        block = runs[start:start + values.AT_ONCE]
        table.loc[block, "p"] = permutation(partial(_relabelled, cell, *(end[:, block] for end in ends)), is_focus)[0]
    return table


def _relabelled(cell, before, after, labels):
    one, other = (_moved(cell, *(chosen @ end / chosen.sum(axis=1, keepdims=True) for end in (before, after)))
                  for chosen in (labels, 1 - labels))
    return one - other


@np.errstate(invalid="ignore")
def outlet_change(cell: Contrast, own: Ends, others: Ends) -> pd.DataFrame:
    """As `change.outlet_changes`, for one outlet."""
    mine, (rest, rest_without) = _moved(cell, own.before.full, own.after.full), _together(cell, others)
    left_out = [_moved(cell, own.before.left_out, own.after.full) - rest,
                _moved(cell, own.before.full, own.after.left_out) - rest, mine - rest_without]
    hits = [own.before.hits, own.after.hits, others.hits] if cell.log else None
    table = interval(mine - rest, left_out, hits=hits, log=cell.log).assign(p=np.nan)
    if cell.distribution != "yes/no":
        return table
    ends = interval(rest, [rest_without])
    low, high = _newcombe(cell.n_focus)[own.after.hits.astype(int), own.before.hits.astype(int)].T
    below, above = np.hypot(mine - low, ends["ci_high"] - rest), np.hypot(high - mine, rest - ends["ci_low"])
    table = table.assign(ci_low=mine - rest - below, ci_high=mine - rest + above, evidence=ends["evidence"])
    return _described(cell, table, [others])


@cache
def _newcombe(n):
    return np.array([[newcombe(after, n, before, n) for before in range(n + 1)] for after in range(n + 1)])


def _described(cell, table, sides):
    """Of yes and no: printed where on every side five outlets have a yes and five a no, cut at the ends."""
    if cell.distribution != "yes/no":
        return table
    few = np.zeros(len(table), bool)
    for ends in sides:
        yes = ((ends.before.y > 0) | (ends.after.y > 0)).sum(axis=0)
        no = ((ends.before.y < 1) | (ends.after.y < 1)).sum(axis=0)
        few |= np.minimum(yes, no) < MIN_OUTLETS_EACH_ANSWER
    furthest = 1 if cell.name == "common" else 2
    table[["ci_low", "ci_high"]] = table[["ci_low", "ci_high"]].clip(-furthest, furthest)
    return table.assign(evidence=table["evidence"].mask(few, "describe"))
