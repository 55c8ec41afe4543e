"""Scores on sets that others coded by hand: the ``framing validate`` command, and the scores it ships.

The folder of benchmarks has a folder a set, and in it a file a part (``polnear/dev.jsonl.gz``). A set is
scored by its entry in `SETS`: a reader that checks each record, and a function from a file to a table.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from framing import parse, polnear
from framing.corpus import CorpusError
from framing.files import replace_file

SCORES = Path(__file__).parent / "scores"
SUFFIX = ".jsonl.gz"
COLUMNS = ["set", "part", "instrument", "measure", "precision", "recall", "f1", "n", "n_found", "n_both",
           "n_articles", "n_tokens", "ci_low", "ci_high", "loo_low", "loo_high", "evidence", "protocol", "source"]
PRINTED = ["set", "part", "instrument", "measure", "precision", "recall", "f1", "ci_low", "ci_high", "n", "n_articles"]


@dataclass(frozen=True)
class Benchmark:
    """How one set is read and scored.

    Attributes
    ----------
    read : callable
        Takes a file; yields its records, each checked.
    score : callable
        Takes a file, its number of records, and whether to score the parser, too; returns rows of
        ``COLUMNS`` without ``set`` and ``part``.
    """

    read: Callable[[Path], Iterator[dict]]
    score: Callable[[Path, int, bool], pd.DataFrame]


SETS = {"polnear": Benchmark(polnear.read, polnear.score)}


# ---- the command -----------------------------------------------------------------------------------------


def find_parts(folder: Path, names: list[str] | None = None, *, train: bool = False) -> list[tuple[str, Path]]:
    """Return the files to score in a folder of benchmarks: (set, file), sorted.

    Parameters
    ----------
    folder : Path
        The folder of benchmarks.
    names : list of str, optional
        Sets to score; by default every set of `SETS` that is there.
    train : bool, default=False
        Score the part named ``train``, too.

    Raises
    ------
    CorpusError
        If the folder or a wanted set is absent or unknown, or no part is to be scored.
    """
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such folder of benchmark sets")
    known = ", ".join(SETS)
    for name in names or []:
        if name not in SETS:
            raise CorpusError(f"no instrument is scored on {name!r}; the sets are: {known}")
        if not (folder / name).is_dir():
            raise CorpusError(f"{folder}: no folder {name!r} in it")
    present = [name for name in SETS if (folder / name).is_dir() and name in (names or SETS)]
    if not present:
        raise CorpusError(f"{folder}: no set that can be scored; expected a folder named: {known}")
    parts = []
    for name in present:
        files = sorted(path for path in (folder / name).glob(f"*{SUFFIX}") if path.is_file() and path.name[0] != ".")
        scored = [path for path in files if train or part_name(path) != "train"]
        if not scored:
            beside = " beside train, which --train scores" if files else ""
            raise CorpusError(f"{folder / name}: no part *{SUFFIX}{beside}")
        parts += [(name, path) for path in scored]
    return parts


def part_name(path: Path) -> str:
    """Return a part's name: the file's, without its suffix."""
    return path.name.removesuffix(SUFFIX)


def scores(parts: list[tuple[str, Path]], *, parser: bool) -> pd.DataFrame:
    """Score files of benchmark sets; every record is checked before the first is scored.

    Parameters
    ----------
    parts : list of (str, Path)
        Sets and their files, from `find_parts`.
    parser : bool
        Score the parser, too.

    Returns
    -------
    DataFrame
        One row per set, part, instrument and measure: ``precision``, ``recall``, ``f1``; ``n`` units the
        coders marked (for precision alone: the instrument marked), ``n_found`` the instrument marked,
        ``n_both``; a jackknife interval over articles, of F1 (or of precision alone); ``protocol``.
    """
    sizes = [sum(1 for _ in SETS[name].read(path)) for name, path in parts]
    for (name, path), size in zip(parts, sizes, strict=True):
        if not size:
            raise CorpusError(f"{name}/{path.name}: no record in it")
    tables = [SETS[name].score(path, size, parser).assign(set=name, part=part_name(path))
              for (name, path), size in zip(parts, sizes, strict=True)]
    return pd.concat(tables, ignore_index=True)[COLUMNS].round(6)


def run(benchmarks: Path, names: Sequence[str] | None = None, *, train: bool = False, parser: bool | None = None,
        out: Path) -> int:
    """Print the scores and write them to a file; return 0.

    Parameters
    ----------
    benchmarks : Path
        Folder with a folder a set, such as ``polnear/dev.jsonl.gz``.
    names : sequence of str, optional
        Score these sets only.
    train : bool, default=False
        Score the part named train, too.
    parser : bool, optional
        Insist on the parser, or leave it out; by default it is scored where it is installed.
    out : Path
        The table as CSV.

    Raises
    ------
    CorpusError
        If a set or the parser insisted on isn't there, or ``out`` is a folder.
    """
    parts = find_parts(benchmarks, names, train=train)
    if out.is_dir():
        raise CorpusError(f"{out}: a folder; --out expects a file")
    others = sorted(path.name for path in benchmarks.iterdir()
                    if path.is_dir() and path.name not in SETS and not path.name.startswith("."))
    if others and not names:
        print(f"no instrument is scored on: {', '.join(others)}", file=sys.stderr)
    parsed = parser is not False and parse.load() is not None
    if not parsed and parser is not False:
        line = "the parser isn't installed (extra [parse])"
        if parser:
            raise CorpusError(line)
        print(f"{line}: the rules alone are scored", file=sys.stderr)
    table = scores(parts, parser=parsed)
    out.parent.mkdir(parents=True, exist_ok=True)
    replace_file(out, table.to_csv(index=False, lineterminator="\n"))
    print(_text(table[PRINTED]))
    found = published(*table["set"].unique())
    if len(found):
        print("\nPublished figures and floors, not computed here (protocols in framing.validate.published):")
        print(_text(found[["set", "part", "instrument", "measure", "precision", "f1"]]))
    print(f"\n{out}: {len(table)} rows written")
    return 0


def _text(table) -> str:
    return table.to_string(index=False, na_rep="", float_format="%.3f")


# ---- the shipped scores ----------------------------------------------------------------------------------


def published(*sets: str) -> pd.DataFrame:
    """Return the published figures and floors of some sets: rows of `COLUMNS` as far as they are known.

    Examples
    --------
    >>> published("polnear").query("measure == 'content_spans'")[["instrument", "f1"]].head(3)
      instrument     f1
    0       rule  0.056
    1    CoreNLP  0.175
    2        CRF  0.286
    """
    table = pd.read_csv(SCORES / "published.csv", keep_default_na=False, na_values={"precision": "", "f1": ""})
    return table[table["set"].isin(sets)].reset_index(drop=True)


def voice_scores() -> pd.DataFrame:
    """Return how well voice is told apart: the shipped scores, then the published figures beside them.

    Returns
    -------
    DataFrame
        `COLUMNS`; ``instrument`` is ``rules`` or ``parser`` where measured by ``framing validate``
        (``source`` says so); ``protocol`` says how a published figure differs.

    Examples
    --------
    >>> voice_scores()["set"].unique().tolist()
    ['polnear']
    """
    measured = pd.read_csv(SCORES / "voice.csv", keep_default_na=False,
                           na_values=dict.fromkeys(COLUMNS[4:16], ""))
    listed = published("polnear").reindex(columns=COLUMNS)
    return pd.concat([measured, listed], ignore_index=True).astype({"n": "Int64", "n_articles": "Int64"})
