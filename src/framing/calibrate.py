"""How often the package's intervals hold the truth, and how often it raises false alarms: ``framing calibrate``.

Each row of the table is one share, counted in runs on articles whose truth is known. Three kinds of truth: articles
drawn with or without a planted difference; labels shuffled among real speeches; one speaker's speeches split in
two. What the package prints stands beside what is printed by methods that take words or sentences for units.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd

from framing import calibrate_contrasts, calibrate_speeches, calibrate_values, calibrate_words
from framing.calibrate_values import OURS
from framing.calibrate_words import FAMILY_WISE
from framing.corpus import CorpusError
from framing.files import replace_file

SHIPPED = Path(__file__).parent / "scores" / "calibration.csv"
RUNS, LIST_RUNS = 4_000, 2_000
KEYS = ["kind", "instrument", "method", "distribution", "dispersion", "level", "unit", "n_focus", "n_reference",
        "effect"]
COLUMNS = [*KEYS, "quantity", "nominal", "runs", "printed", "share", "error", "seed", "source"]
WHOLE = {"n_reference": "Int64", "seed": "Int64"}  # with gaps
LEAST_COVERAGE, LEAST_PRINTED, MOST_FAMILY_WISE, ERRORS = 0.92, 0.05, 0.06, 3
BEYOND = "skewed scores"  # in the table because they occur; a t interval of a few of them is known to be too short


def drawn(*, runs: int = RUNS, list_runs: int = LIST_RUNS) -> pd.DataFrame:
    """Draw articles thousands of times and count what the package prints of them.

    Parameters
    ----------
    runs : int, default=4000
        For each cell of means, rates, shares, comparisons, leads and changes; planted ones take a quarter.
    list_runs : int, default=2000
        For each cell of word lists without a difference; planted ones and those of pooled outlets take an eighth.

    Returns
    -------
    DataFrame
        ``COLUMNS``, sorted: ``kind``, ``instrument`` (what is printed), ``method`` (``framing``, or another that
        stands beside it), ``distribution``, ``dispersion``, ``level`` (mean of the reference: hits an article,
        score, share of yes), ``unit``, ``n_focus``, ``n_reference`` (units a side; one side alone has no reference),
        ``effect`` (0: none; of counts and words a factor), ``quantity`` (coverage, false alarms, power), ``nominal``,
        ``runs``, ``printed`` (share of them in which it is printed at all), ``share`` (of those printed), ``error``
        (its Monte Carlo standard error), ``seed``, ``source`` (of the texts; empty if drawn).
    """
    jobs = [partial(calibrate_words.rows, cell, _list_runs(cell, list_runs)) for cell in calibrate_words.plan()]
    jobs += [partial(module.rows, cell, runs // 4 if cell.effect else runs)
             for module in (calibrate_contrasts, calibrate_values) for cell in module.plan()]
    return _table(jobs)


def real(folder: Path) -> pd.DataFrame:
    """Count the same on real speeches without a difference; as `drawn`.

    Parameters
    ----------
    folder : Path
        The folder of benchmarks.
    """
    speeches = calibrate_speeches.read(folder)
    return _table([partial(calibrate_speeches.rows, cell, speeches) for cell in calibrate_speeches.plan()])


def _list_runs(cell, runs):
    return runs // 8 if cell.planted or cell.unit == "outlet" else runs


def _table(jobs: list[Callable[[], list[dict]]]) -> pd.DataFrame:
    """Run the jobs in two processes, each with one thread: threads that wait for each other take ten times as long."""
    os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), "1")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        done = [row for rows in pool.map(_run, jobs) for row in rows]
    table = pd.DataFrame(done).reindex(columns=COLUMNS).astype(WHOLE)
    return table.sort_values([*KEYS, "quantity", "nominal"], ignore_index=True).round(6)


def _run(job):
    return job()


# ---- what is promised ------------------------------------------------------------------------------------


def misses(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in which the package doesn't keep what it promises where there is no difference.

    Coverage of at least 92% wherever an interval is printed in 5% of the runs or more, very skewed scores excepted;
    a p of a or less in at most a share a of the runs, up to three Monte Carlo errors; a false alarm in at most 6% of
    the word lists.

    Parameters
    ----------
    table : DataFrame
        From `drawn`, `real` or `shipped`.

    Examples
    --------
    >>> misses(shipped()).empty
    True
    """
    rows = table[table["method"].eq(OURS) & table["effect"].eq(0)]
    missed = {
        "coverage": rows["share"].lt(LEAST_COVERAGE) & rows["printed"].ge(LEAST_PRINTED)
        & rows["distribution"].ne(BEYOND),
        "false alarms": rows["share"].gt(rows["nominal"] + ERRORS * rows["error"]),
        FAMILY_WISE: rows["share"].gt(MOST_FAMILY_WISE) & rows["kind"].eq("drawn"),
    }
    return rows[np.logical_or.reduce([rows["quantity"].eq(name) & where for name, where in missed.items()])]


def shipped() -> pd.DataFrame:
    """Return the table that ships with the package: ``COLUMNS`` of `drawn` and `real`.

    Examples
    --------
    >>> sorted(shipped()["kind"].unique())
    ['drawn', 'labels shuffled', 'one speaker split']
    """
    return pd.read_csv(SHIPPED, dtype=WHOLE)


# ---- the command -----------------------------------------------------------------------------------------


def run(benchmarks: Path | None = None, *, out: Path) -> int:
    """Write the table and print what is missed; return 0, or 1 if something is.

    Parameters
    ----------
    benchmarks : Path, optional
        Folder with the speeches (`calibrate_speeches.FILE`); without it only drawn articles are counted.
    out : Path
        The table as CSV.
    """
    if out.is_dir():
        raise CorpusError(f"{out}: a folder; --out expects a file")
    parts = [real(benchmarks)] if benchmarks else []
    if not parts:
        print("no --benchmarks: drawn articles alone are counted, no speeches", file=sys.stderr)
    table = pd.concat([drawn(), *parts], ignore_index=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    replace_file(out, table.to_csv(index=False, lineterminator="\n"))
    print(f"{out}: {len(table)} rows written")
    missed = misses(table)
    if missed.empty:
        print(f"every interval printed in {LEAST_PRINTED:.0%} of the runs or more covers {LEAST_COVERAGE:.0%} or more; "
              "p and word lists keep their rates")
        return 0
    print(missed[[*KEYS, "quantity", "nominal", "printed", "share", "error"]].to_string(index=False, na_rep=""))
    return 1
