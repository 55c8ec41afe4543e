"""Thousands of runs at once of what `compare` prints for means, rates, shares and their comparisons.

Articles are drawn whose truth is known; a run is one such set of articles. The arithmetic is that of the
package (`inference.interval`, `inference.permutation`, `compare` itself for shares), with a column a run; a
test holds the columns against the public functions.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import pandas as pd
from scipy import special, stats

from framing import compare, synthetic
from framing.inference import MIN_OUTLETS_EACH_ANSWER, interval, permutation

OURS = "framing"
NOMINAL = 0.95
ALPHAS = (0.05, 0.10, 0.20)
SIDES = ((4, 4), (6, 6), (8, 8), (12, 12), (4, 40))
ONE_SIDE = (4, 6, 8, 12, 40)
OUTLET_SIZES = (1, 2, 4, 9)  # articles of pooled outlets, in turn
RATE_SPREAD, SCORE_SPREAD, SHARE_SIZE = 0.1, 0.5, 10.0  # between outlets: dispersion, standard deviation, a + b
SENTENCES, ALIKE = 45, 0.036  # an article; correlation of their scores, as measured on speeches
RESAMPLES = 999
AT_ONCE = 100  # runs whose labels move together: small enough for the cache
NAMES = {"counts": ("rate", "rate ratio"), "scores": ("mean", "difference of means"),
         "skewed scores": ("mean", "difference of means"), "yes/no": ("share", "difference of shares")}


@dataclass(frozen=True)
class Cell:
    """What is drawn in one cell of the table.

    Attributes
    ----------
    distribution : str
        As for `synthetic.article_values`.
    n_focus, n_reference : int
        Units a side; no reference means one side alone.
    level : float
        Mean of the reference, and of focus but for the effect.
    dispersion : float
        Of counts.
    unit : {"article", "outlet"}
    effect : float
        Nothing (0), a factor on the rate of focus, or what is added to its mean.
    """

    distribution: str
    n_focus: int
    n_reference: int = 0
    level: float = 0.0
    dispersion: float = np.nan
    unit: str = "article"
    effect: float = 0.0

    @property
    def log(self) -> bool:
        """Counts are compared as ratios."""
        return self.distribution == "counts"

    @property
    def truth(self) -> float:
        """What the interval is to cover."""
        if not self.n_reference:
            return self.level
        return (self.effect or 1.0) if self.log else self.effect

    @property
    def levels(self) -> list[float]:
        """The mean of each side."""
        focus = self.level * (self.effect or 1.0) if self.log else self.level + self.effect
        return [focus, self.level] if self.n_reference else [self.level]


# ---- the plan, and a cell's rows of the table ------------------------------------------------------------


def plan() -> Iterator[Cell]:
    """Yield every cell: one side, two sides that are alike, two sides with a planted difference."""
    drawn = [("counts", hits, dispersion, 2.0) for dispersion in (0.2, 0.5, 1.0) for hits in (5.0, 20.0)]
    drawn += [("scores", 0.0, np.nan, 1.0), ("skewed scores", 0.0, np.nan, 1.0)]
    drawn += [("yes/no", share, np.nan, 0.4) for share in (0.1, 0.3)]
    for distribution, level, dispersion, effect in drawn:
        for unit in ("article", "outlet") if distribution != "skewed scores" else ("article",):
            yield from (Cell(distribution, n, 0, level, dispersion, unit) for n in ONE_SIDE)
            yield from (Cell(distribution, *n, level, dispersion, unit, planted)
                        for n in SIDES for planted in (0.0, effect))


def rows(cell: Cell, runs: int) -> list[dict]:
    """Draw a cell's runs and count: what the package prints, and what others would."""
    seed = zlib.crc32(repr(cell).encode())
    rng = np.random.default_rng(seed)
    sides = draw(cell, runs, rng)
    keys = {"kind": "drawn", "instrument": NAMES[cell.distribution][len(sides) - 1], "method": OURS,
            "distribution": cell.distribution, "dispersion": cell.dispersion, "level": cell.level, "unit": cell.unit,
            "n_focus": cell.n_focus, "n_reference": cell.n_reference or np.nan, "effect": cell.effect, "seed": seed}
    found = tally(keys, printed(cell, sides), cell.truth, planted=bool(cell.effect))
    if len(sides) == 2 and cell.unit == "article" and not cell.effect:
        for name in OTHERS_OF.get(cell.distribution, ()):
            found += tally(keys | {"method": name}, OTHERS[name](cell, sides, rng), cell.truth)
    return found


def tally(keys: dict, table: pd.DataFrame, truth, *, planted: bool = False, run=None) -> list[dict]:
    """Count in how many runs the truth is held, and how often p is small.

    Parameters
    ----------
    keys : dict
        What the rows start with.
    table : DataFrame
        ``ci_low``, ``ci_high``, ``evidence``, ``p``; one row per run, or several.
    truth : float or array
    planted : bool, default=False
        There is a difference: a small p is power, not a false alarm.
    run : array of int, optional
        The run of each row. Rows of one run are no independent evidence, and the error allows for that.

    Returns
    -------
    list of dict
        Coverage and, where p is printed, false alarms (power) at each nominal rate, as ``share`` of what is
        printed; ``error`` is the Monte Carlo standard error.

    Examples
    --------
    >>> table = pd.DataFrame({"ci_low": [-1, 0.1], "ci_high": 1, "evidence": "interval", "p": np.nan})
    >>> [(row["quantity"], row["share"], row["printed"]) for row in tally({}, table, 0)]
    [('coverage', 0.5, 1.0)]
    """
    run = np.arange(len(table)) if run is None else np.asarray(run)
    shown = table["evidence"].eq("interval").to_numpy()
    low, high = (table[end].to_numpy(float) for end in ("ci_low", "ci_high"))
    found = [counted(keys, "coverage", NOMINAL, (low <= truth) & (truth <= high) & shown, shown, run)]
    p = table["p"].to_numpy(float)
    if not np.isnan(p).all():
        quantity, alphas = ("power", ALPHAS[:1]) if planted else ("false alarms", ALPHAS)
        shown = ~np.isnan(p)
        found += [counted(keys, quantity, alpha, shown & (p <= alpha), shown, run) for alpha in alphas]
    return found


def counted(keys: dict, quantity: str, nominal: float, flags, shown, run) -> dict:
    """Count flags among what is shown; the error takes runs for independent, not the rows within one."""
    n_shown, n_flags = (np.bincount(run, rows) for rows in (shown, flags))
    total = n_shown.sum()
    share = n_flags.sum() / total if total else np.nan
    error = np.sqrt(((n_flags - share * n_shown) ** 2).sum()) / total if total else np.nan
    return {**keys, "quantity": quantity, "nominal": nominal, "runs": n_shown.size, "printed": float(np.mean(shown)),
            "share": float(share), "error": float(error)}


@dataclass(frozen=True)
class Side:
    """One side in all runs, as `compare` has it: y and s by unit (units x runs), estimate sum(y) / sum(s)."""

    y: np.ndarray
    s: np.ndarray
    hits: np.ndarray

    @property
    def full(self) -> np.ndarray:
        """The estimate of each run."""
        return self.y.sum(axis=0) / self.s.sum(axis=0)

    @property
    def left_out(self) -> np.ndarray:
        """The estimates with each unit left out."""
        return (self.y.sum(axis=0) - self.y) / (self.s.sum(axis=0) - self.s)


def draw(cell: Cell, runs: int, rng: np.random.Generator) -> list[Side]:
    """Draw the sides of a cell: focus and reference, or one side."""
    sizes = [n for n in (cell.n_focus, cell.n_reference) if n]
    return [_draw_side(cell, n, level, runs, rng) for n, level in zip(sizes, cell.levels, strict=True)]


def _draw_side(cell, n, level, runs, rng):
    if cell.unit == "article":
        y = synthetic.article_values(rng, (n, runs), cell.distribution, level=level, dispersion=cell.dispersion)
        return Side(y.astype(float), np.ones((n, 1)), y.sum(axis=0))
    levels = outlet_levels(cell.distribution, level, (n, runs), rng)
    return draw_outlets(cell.distribution, levels, cell.dispersion, rng)


def draw_outlets(distribution: str, levels: np.ndarray, dispersion: float, rng: np.random.Generator) -> Side:
    """Draw outlets of unequal size, with a mean each (outlets x runs)."""
    sizes = np.resize(OUTLET_SIZES, len(levels))
    y = np.stack([synthetic.article_values(rng, (size, level.size), distribution, level=level,
                                           dispersion=dispersion).mean(axis=0)
                  for size, level in zip(sizes, levels, strict=True)])
    return Side(y, np.ones((len(y), 1)), sizes @ y)


def outlet_levels(distribution: str, level: float, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Draw the mean of each outlet; they differ, around ``level``."""
    if distribution == "counts":
        return level * rng.gamma(1 / RATE_SPREAD, RATE_SPREAD, shape)
    if distribution == "yes/no":
        return rng.beta(level * SHARE_SIZE, (1 - level) * SHARE_SIZE, shape)
    return level + rng.normal(0, SCORE_SPREAD, shape)


# ---- what the package prints -----------------------------------------------------------------------------


def printed(cell: Cell, sides: list[Side]) -> pd.DataFrame:
    """Compute what the package prints in each run.

    Parameters
    ----------
    cell : Cell
    sides : list of Side
        From `draw`.

    Returns
    -------
    DataFrame
        One row per run: ``ci_low``, ``ci_high``, ``evidence``, ``p``.
    """
    if cell.distribution == "yes/no" and cell.unit == "article":
        return _looked_up(cell, sides)
    table = _jackknife(cell, sides)
    if cell.distribution == "yes/no":
        table = _as_shares(sides, table)
    table["p"] = np.nan
    if len(sides) == 2:
        runs = np.flatnonzero(table["evidence"] == "interval")
        table.loc[runs, "p"] = permuted(sides, runs, cell.log)
    return table


@np.errstate(divide="ignore", invalid="ignore")
def _jackknife(cell, sides):
    scale = np.log if cell.log else np.asarray
    hits = [side.hits for side in sides] if cell.log else None
    if len(sides) == 1:
        return interval(scale(sides[0].full), [scale(sides[0].left_out)], hits=hits, log=cell.log)
    (one, without), (other, other_without) = ((scale(side.full), scale(side.left_out)) for side in sides)
    return interval(one - other, [without - other, one - other_without], hits=hits, log=cell.log)


def permuted(sides: list[Side], runs: np.ndarray, log: bool) -> np.ndarray:
    """Compute the permutation p of some runs."""
    is_focus = np.repeat([True, False], [len(side.y) for side in sides])
    y = np.concatenate([side.y[:, runs] for side in sides])
    s = np.concatenate([np.broadcast_to(side.s, side.y.shape)[:, runs] for side in sides])
    p = np.empty(runs.size)
    for start in range(0, runs.size, AT_ONCE):
        block = slice(start, start + AT_ONCE)
        p[block] = permutation(partial(_moved, y[:, block], s[:, block], log), is_focus)[0]
    return p


def _moved(y, s, log, labels):
    one, other = (chosen @ y / (chosen @ s) for chosen in (labels, 1 - labels))
    return np.log(one) - np.log(other) if log else one - other


def _looked_up(cell, sides):
    """Shares of n articles have n + 1 values, so `compare` itself is asked about each (pair of them)."""
    n = [len(side.y) for side in sides]
    codes = np.ravel_multi_index([side.hits.astype(int) for side in sides], [size + 1 for size in n])
    return _ask(*n).iloc[codes].reset_index(drop=True)


@cache
def _ask(*n):
    pairs = np.array(np.meshgrid(*(np.arange(size + 1) for size in n), indexing="ij")).reshape(len(n), -1).T
    rows = [pd.DataFrame({"cell": code, "outlet": f"outlet-{side}", "article": [f"{side}-{i}" for i in range(size)],
                          "yes": (np.arange(size) < n_yes).astype(float)})
            for code, pair in enumerate(pairs) for side, (size, n_yes) in enumerate(zip(n, pair, strict=True))
            if 0 < pair.sum() < sum(n) or len(n) == 1]
    table = pd.concat(rows, ignore_index=True)
    if len(n) == 1:
        answers = compare.shares(table, "yes", "cell").assign(p=np.nan)
    else:
        answers = compare.difference(table, "yes", "outlet", "outlet-0", "outlet-1", each="cell")
    answers = answers.set_index("cell")[["ci_low", "ci_high", "evidence", "p"]]
    return answers.reindex(range(len(pairs))).fillna({"evidence": "describe"})


@np.errstate(divide="ignore", invalid="ignore")
def _as_shares(sides, table):
    """Shares of pooled outlets: printed where five have a yes and five a no, one side on the logit scale."""
    few = table["evidence"].eq("describe").to_numpy(copy=True)
    for side in sides:
        few |= np.minimum((side.y > 0).sum(axis=0), (side.y < 1).sum(axis=0)) < MIN_OUTLETS_EACH_ANSWER
    ends = ["ci_low", "ci_high"]
    if len(sides) == 1:
        [side] = sides
        table[ends] = special.expit(interval(special.logit(side.full), [special.logit(side.left_out)])[ends])
    table[ends] = table[ends].clip(-1, 1)
    table.loc[few, ends] = np.nan
    return table.assign(evidence=np.where(few, "describe", "interval"))


# ---- what others print, for contrast ---------------------------------------------------------------------


def words_as_units(cell: Cell, sides: list[Side], rng=None) -> pd.DataFrame:
    """Take every hit for independent of the others (Poisson): normal interval of the log rate ratio."""
    with np.errstate(divide="ignore", invalid="ignore"):
        full = np.log(sides[0].full) - np.log(sides[1].full)
        error = np.sqrt(sum(1 / side.hits for side in sides))
    return _normal(full, error, log=True)


def sentences_as_units(cell: Cell, sides: list[Side], rng: np.random.Generator) -> pd.DataFrame:
    """Take every sentence for independent: Welch's t over sentences, which a bootstrap of them comes close to.

    Sentences are drawn around their article's mean so that this has the spread it was drawn with.
    """
    variances, freedom = [], []
    for side in sides:
        n, runs = side.y.shape
        sentence = 1 / (ALIKE + (1 - ALIKE) / SENTENCES)  # its variance, where an article's mean has 1
        within = sentence * (1 - ALIKE) * rng.chisquare(n * (SENTENCES - 1), runs)
        total = within + SENTENCES * ((side.y - side.full) ** 2).sum(axis=0)
        variances.append(total / (n * SENTENCES - 1) / (n * SENTENCES))
        freedom.append(n * SENTENCES - 1)
    pooled = sum(variances) ** 2 / sum(v**2 / f for v, f in zip(variances, freedom, strict=True))
    full = sides[0].full - sides[1].full
    half = stats.t.ppf(0.975, pooled) * np.sqrt(sum(variances))
    p = 2 * stats.t.sf(np.abs(full) / np.sqrt(sum(variances)), pooled)
    return pd.DataFrame({"ci_low": full - half, "ci_high": full + half, "evidence": "interval", "p": p})


def article_bootstrap(cell: Cell, sides: list[Side], rng: np.random.Generator) -> pd.DataFrame:
    """Resample articles and take percentiles; the same resamples serve all runs."""
    scale = np.log if cell.log else np.asarray
    moved = 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        for side, sign in zip(sides, (1, -1), strict=False):
            n = len(side.y)
            times = rng.multinomial(n, np.full(n, 1 / n), RESAMPLES)
            moved = moved + sign * scale(times @ side.y / (times @ side.s))
        low, high = np.nanquantile(moved, [0.025, 0.975], axis=0)
    ends = np.exp([low, high]) if cell.log else (low, high)
    return pd.DataFrame({"ci_low": ends[0], "ci_high": ends[1], "evidence": "interval", "p": np.nan})


def _normal(full, error, *, log):
    full, error = (np.where(np.isfinite(full) & np.isfinite(error), value, np.nan) for value in (full, error))
    ends = full + stats.norm.ppf([[0.025], [0.975]]) * error
    low, high = np.exp(ends) if log else ends
    return pd.DataFrame({"ci_low": low, "ci_high": high, "evidence": np.where(np.isnan(full), "describe", "interval"),
                         "p": 2 * stats.norm.sf(np.abs(full) / error)})


OTHERS = {"words as units": words_as_units, "sentences as units": sentences_as_units,
          "bootstrap of articles": article_bootstrap}
OTHERS_OF = {"counts": ("words as units", "bootstrap of articles"),
             "scores": ("sentences as units", "bootstrap of articles")}
