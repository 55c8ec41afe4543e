"""Figures and notebooks of a corpus folder, without make: what is stale is executed, each notebook in a process."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from framing.corpus import CorpusError, read_corpus
from framing.execute import FIGURE_SUFFIXES, figure_names, is_own, source_notebooks, strip_metadata, without_case
from framing.files import digest, replace_file
from framing.progress import track

PACKAGE = Path(__file__).parent
INPUTS = ("*.py", "*.mplstyle", "lexicons/*.csv", "scores/*.csv")
POINTER = """# Figures of these notebooks are of the corpus in the folder above, and go to its figures/.
import os

os.environ["FRAMING_CORPUS"] = os.path.abspath("..")"""


@dataclass(frozen=True)
class Made:
    """What a run did: notebooks by file name.

    Attributes
    ----------
    executed, current : list of str
        Executed now; up to date already.
    failed : dict of str to str
        Notebooks that did not run, each with what they said.
    folder : Path
        Where the figures are.
    """

    executed: list[str]
    current: list[str]
    failed: dict[str, str]
    folder: Path


@dataclass(frozen=True)
class Copied:
    """What `notebooks` did, by file name.

    Attributes
    ----------
    written, current : list of str
        Written now; there already as they are.
    beside : dict of str to str
        Notebooks that the user changed: these stay, and the new one stands beside under the name given.
    folder : Path
    """

    folder: Path
    written: list[str] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)


def figures(folder, *, jobs: int = 2, notebooks: Iterable[str] | None = None) -> Made:
    """Execute the notebooks that are stale on a corpus, and put figures and executed copies into its folder.

    A notebook is stale if its executed copy in ``build/`` is missing or older than the notebook, the package, its word
    lists, a table of the corpus or its features, or if a figure that it names is missing from ``figures/``.

    Parameters
    ----------
    folder : path-like
        A corpus folder of the user's own, with features.
    jobs : int, default=2
        Notebooks executed at a time, each in a process of its own.
    notebooks : iterable of str, optional
        Only these, by number (``"02"``) or name; all by default.

    Returns
    -------
    Made

    Raises
    ------
    CorpusError
        If there is no corpus, it has no features, a notebook is unknown, or the folder is the shipped corpus.
    """
    corpus = read_corpus(folder).folder
    if not is_own(corpus):
        raise CorpusError(f"{corpus}: this is the shipped corpus; its figures are made by `make figures`")
    if not (corpus / "features" / "sentences.csv").is_file():
        raise CorpusError(f"{corpus}: no features; run `framing features {corpus}` first")
    chosen = _chosen(source_notebooks(own=True), notebooks)
    stale = [path for path in chosen if _is_stale(path, corpus)]
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        answers = track(pool.map(lambda path: _run(path, corpus), stale), "notebooks", total=len(stale))
        said = dict(zip((path.name for path in stale), answers, strict=True))
    return Made(executed=[name for name, text in said.items() if not text],
                current=[path.name for path in chosen if path not in stale],
                failed={name: text for name, text in said.items() if text}, folder=corpus / "figures")


def _chosen(paths: list[Path], wanted: Iterable[str] | None) -> list[Path]:
    if wanted is None:
        return paths
    names = {name: path for path in paths for name in (path.name, path.stem, path.name[:2])}
    if unknown := [name for name in wanted if name not in names]:
        raise CorpusError(f"notebook {unknown[0]!r}: expected one of {', '.join(path.stem for path in paths)}")
    return sorted({names[name] for name in wanted})


def _is_stale(path: Path, corpus: Path) -> bool:
    executed = corpus / "build" / path.name
    if not executed.is_file():
        return True
    inputs = [path, *(file for pattern in INPUTS for file in PACKAGE.glob(pattern)), *corpus.glob("*.csv"),
              *(corpus / "features").iterdir()]
    made = executed.stat().st_mtime_ns
    names = figure_names(path.read_text(encoding="utf-8"), path.name[:2])
    return any(file.stat().st_mtime_ns > made for file in inputs) or not all(
        (corpus / "figures" / f"{name}{suffix}").is_file() for name in names for suffix in FIGURE_SUFFIXES)


def _run(path: Path, corpus: Path) -> str:
    """Execute one notebook; returns what it said if it failed, else nothing."""
    command = [sys.executable, "-m", "framing.execute", str(path), str(corpus / "build" / path.name),
               "--figures", str(corpus / "figures"), "--corpus", str(corpus)]
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(command, env=os.environ | threads, capture_output=True, text=True, encoding="utf-8",
                          errors="replace", check=False, stdin=subprocess.DEVNULL)
    if not done.returncode:
        return ""
    return (done.stderr.strip().splitlines() or [f"{path.name}: stopped with status {done.returncode}"])[0]


def notebooks(folder) -> Copied:
    """Copy the notebooks into a corpus folder, pointed at it, without the cells that speak of the worked example.

    They open in Jupyter as they are; ``notebooks/`` may move with its folder. A copy that the user has changed is never
    overwritten: where the package's notebook is another one by now, that stands beside it as ``<name>-new.ipynb``.

    Parameters
    ----------
    folder : path-like
        A corpus folder.

    Returns
    -------
    Copied

    Raises
    ------
    CorpusError
        If there is no corpus, or the package was installed without notebooks.
    """
    corpus = read_corpus(folder).folder
    target = corpus / "notebooks"
    if not is_own(corpus):
        raise CorpusError(f"{corpus}: this is the shipped corpus; its notebooks are in notebooks/")
    paths = source_notebooks(own=True)
    target.mkdir(exist_ok=True)
    log = target / ".written.json"
    known = _log(log)
    copied = Copied(target)
    for path in paths:
        text = _pointed(path)
        places = [path.name, *(f"{path.stem}-new{number or ''}.ipynb" for number in range(1000))]
        if any(known.get(name) == _digest(text) and (target / name).exists() for name in places):
            copied.current.append(path.name)  # this very notebook was written, and may have been changed since
            continue
        name = next(name for name in places if _is_free(target / name, known))
        replace_file(target / name, text)
        known[name] = _digest(text)
        if name == path.name:
            copied.written.append(name)
        else:
            copied.beside[path.name] = name
    replace_file(log, json.dumps(known, indent=1, sort_keys=True) + "\n")
    return copied


def _is_free(place: Path, known: dict[str, str]) -> bool:
    """Tell whether a file may be written: it isn't there, or is as we wrote it."""
    return not place.exists() or known.get(place.name) == digest(place)


def _log(path: Path) -> dict[str, str]:
    """Read which bytes were written last time: a copy that differs from these is the user's."""
    try:
        known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except ValueError:
        known = {}
    return known if isinstance(known, dict) else {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _pointed(path: Path) -> str:
    """Return a notebook without outputs and cells of the worked example; its first code cell names the folder."""
    notebook = without_case(strip_metadata(nbformat.read(path, as_version=4)))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    first = next(place for place, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    notebook.cells.insert(first, nbformat.v4.new_code_cell(POINTER, id="corpus-folder"))
    return nbformat.writes(notebook) + "\n"
