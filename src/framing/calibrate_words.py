"""Runs of what the package prints of words: keyness and word lists; and what a plain G2 or z would say."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from framing import calibrate_values as values
from framing import keyness, synthetic
from framing.vectorize import DocumentFeatureMatrix

FACTORS = {"word-005": 3.0, "word-015": 3.0, "word-030": 3.0}  # planted, for focus
SHAPE = {"n_words": 60, "n_tokens": 400, "clump": 0.5}
OUTLET_SPREAD = 0.3
FULL_RUNS = 250  # in which all is measured; in those after them word lists alone
LARGE = 100_000  # times as many tokens, without clumps, give the truth
ODDS, RATIO, LIST = "log-odds of a word", "log ratio of a word", "word list"
SCORES = {ODDS: "log_odds", RATIO: "log_ratio"}
FAMILY_WISE, LEVEL = "family-wise false alarms", 0.05


@dataclass(frozen=True)
class Words:
    """Sides of one cell, in articles or (pooled) outlets, and whether words are planted."""

    n_focus: int
    n_reference: int
    unit: str = "article"
    planted: bool = False

    @property
    def factors(self) -> dict[str, float]:
        """Words and their factors."""
        return FACTORS if self.planted else {}

    @property
    def sides(self) -> dict[str, str]:
        """Focus and reference, and the column that holds them."""
        if self.unit == "outlet":
            return {"focus": "private", "reference": "nonprofit", "by": "group"}
        return {"focus": "outlet-01", "reference": "outlet-02", "by": "outlet"}

    def corpus(self, seed: int | list[int], **shape) -> DocumentFeatureMatrix:
        """Draw the articles of one run; pooled outlets are of unequal size, whichever side they are on."""
        shape = SHAPE | shape
        if self.unit == "article":
            return synthetic.planted(seed, self.factors, n_articles=(self.n_focus, self.n_reference), **shape)
        n = 2 * self.n_focus
        sizes = np.random.default_rng(seed).permutation(np.resize(values.OUTLET_SIZES, n))
        shape = {"outlet_spread": OUTLET_SPREAD} | shape
        return synthetic.planted(seed, self.factors, side="private", n_outlets=n, n_articles=sizes, **shape)


def plan() -> Iterator[Words]:
    """Yield every cell: words used alike, words planted, words of pooled outlets."""
    yield from (Words(*n, planted=planted) for n in values.SIDES for planted in (False, True))
    yield from (Words(n, n, unit="outlet") for n in (4, 8))


def rows(cell: Words, runs: int) -> list[dict]:
    """Draw a cell's corpora and count what is printed of their words; some of it in fewer runs."""
    seed = zlib.crc32(repr(cell).encode())
    keys = {"kind": "drawn", "distribution": "words", "dispersion": SHAPE["clump"], "unit": cell.unit,
            "n_focus": cell.n_focus, "n_reference": cell.n_reference,
            "effect": 3.0 if cell.planted else 0.0, "seed": seed}
    found = [measured(cell.corpus([seed, run]), cell.sides) if run < FULL_RUNS
             else {ODDS: keyness.log_odds(cell.corpus([seed, run]), **cell.sides)} for run in range(runs)]
    return count(keys, found, truth(cell) if cell.planted else None)


def truth(cell: Words) -> dict[str, pd.Series]:
    """Give the planted words' scores in a corpus so large and even that they hold no chance."""
    large = cell.corpus(1, clump=0, n_tokens=SHAPE["n_tokens"] * LARGE)
    found = measured(large, cell.sides, prior_tokens=100.0 * LARGE, permute=False)
    planted = {name: table[table["feature"].isin([*cell.factors])] for name, table in found.items()}
    return {name: table.set_index("feature")[SCORES[name]] for name, table in planted.items()}


def measured(dfm: DocumentFeatureMatrix, sides: dict[str, str], **options) -> dict[str, pd.DataFrame]:
    """Compute what the package prints of the words of one corpus.

    Parameters
    ----------
    dfm : DocumentFeatureMatrix
    sides : dict
        ``focus``, ``reference`` and ``by``.
    **options
        As for `keyness.log_odds`.

    Returns
    -------
    dict
        Tables of log-odds and log ratios: ``feature``, the score, ``ci_low``, ``ci_high``, ``evidence``, ``p``;
        log-odds also with ``p_familywise``, ``z`` and ``g2``.
    """
    odds = keyness.log_odds(dfm, **sides, **options)
    ratio = keyness.log_ratio(dfm, **sides, permute=False)
    odds["g2"] = odds["feature"].map(ratio.set_index("feature")["g2"])
    return {ODDS: odds, RATIO: ratio.assign(p=np.nan)}


def count(keys: dict, found: list[dict[str, pd.DataFrame]], truths: dict[str, pd.Series] | None = None) -> list[dict]:
    """Count over runs, words of one run together: coverage, false alarms or power, and those of whole lists.

    Parameters
    ----------
    keys : dict
        What the rows start with.
    found : list of dict
        From `measured`, one per run.
    truths : dict of Series, optional
        The planted words' scores; then only these words are counted. Without it the truth is 0 for all.
    """
    counted = []
    for name in found[0]:
        table = pd.concat([tables[name].assign(run=run) for run, tables in enumerate(found) if name in tables],
                          ignore_index=True)
        if truths:
            table = table[table["feature"].isin(truths[name].index)]
        goal = table["feature"].map(truths[name]).to_numpy() if truths else 0.0
        ours = keys | {"instrument": name, "method": values.OURS}
        counted += values.tally(ours, table, goal, planted=bool(truths), run=table["run"])
        if name == ODDS:
            counted += _lists(keys, table, planted=bool(truths))
    return counted


def _lists(keys, table, *, planted):
    """Count the words that stand out of their list, by the package's p and by statistics of tokens."""
    table = table[table["p_familywise"].notna()]
    run, shown = table["run"].to_numpy(), np.ones(len(table), bool)
    passes = table["p_familywise"].to_numpy() <= LEVEL
    ours = keys | {"instrument": LIST, "method": values.OURS}
    if planted:
        return [values.counted(ours, "power", LEVEL, passes, shown, run)]
    found = _any(ours, run, passes)
    known = table["g2"].notna().to_numpy()
    g2, z, run = np.abs(table["g2"].to_numpy())[known], np.abs(table["z"].to_numpy())[known], run[known]
    each = {"G2": g2 > stats.chi2.isf(LEVEL, 1), "z of tokens": z > stats.norm.isf(LEVEL / 2)}
    for name, flags in each.items():
        theirs = keys | {"instrument": ODDS, "method": name}
        found.append(values.counted(theirs, "false alarms", LEVEL, flags, shown[known], run))
    corrected = g2 > stats.chi2.isf(LEVEL / table["n_family"].to_numpy()[known], 1)
    for name, flags in {**each, "G2, Bonferroni": corrected}.items():
        found += _any(ours | {"method": name}, run, flags)
    return found


def _any(keys, run, flags):
    """Count the runs with a flag among their words."""
    flagged = np.bincount(run, flags) > 0
    return [values.counted(keys, FAMILY_WISE, LEVEL, flagged, np.ones(flagged.size, bool), np.arange(flagged.size))]
