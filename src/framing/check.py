"""Say what is wrong with a corpus folder, a line per fault: file, row, what was expected; else what it can carry."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing import lexicons
from framing.comparisons import support_lines
from framing.corpus import Corpus
from framing.faults import errors
from framing.files import digest
from framing.inference import MIN_UNITS


def find_faults(folder: Path) -> list[str]:
    """Return every fault of a corpus folder, a line each; none if it can be used.

    Examples
    --------
    >>> from framing.corpus import default_folder
    >>> find_faults(default_folder())
    []
    """
    return [str(fault) for fault in errors(folder)]


def texts(folder: Path) -> dict[str, Path]:
    """Return the corpus's text files by article id."""
    return {path.stem: path for path in sorted((Path(folder) / "text").glob("*.txt"))
            if path.is_file() and not path.is_symlink()}


def list_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every list that features are built with, the corpus's own ones first."""
    own = {"actors.csv": "actors.csv", "topics.csv": "topics.csv", "own classes.csv": "classes.csv"}
    paths = {name: Path(folder) / file for name, file in own.items()}
    return {name: digest(path) for name, path in paths.items()
            if path.is_file()} | lexicons.digest()


def stale_lists(corpus: Corpus) -> list[str]:
    """Return the lists that have changed since the features were built: hits know the old ones only."""
    current, built = list_hashes(corpus.folder), corpus.provenance["lists"]
    return sorted(name for name in current | built if current.get(name) != built.get(name))


def list_note(corpus: Corpus) -> str:
    """Say in one line whether hits and sentence shares stand on the lists as they are now.

    Examples
    --------
    >>> from framing.corpus import read_corpus
    >>> list_note(read_corpus())
    'The features were built with the word lists as they are now.'
    """
    stale = stale_lists(corpus)
    if not stale:
        return "The features were built with the word lists as they are now."
    return (f"{', '.join(stale)}: changed since the features were built, so hits and sentence shares follow the old "
            "list; `framing features` rebuilds the articles whose texts are present.")


def support_note(table: pd.DataFrame) -> list[str]:
    """Say what each comparison that might be asked for is confounded with, and which have enough to infer from.

    Parameters
    ----------
    table : DataFrame
        As `comparisons.support` counts.

    Examples
    --------
    >>> from framing.comparisons import support
    >>> from framing.corpus import read_corpus
    >>> support_note(support(read_corpus().articles))[1].split(",")[0]
    'What can be compared'
    """
    return ["",
            "What can be compared, pair by pair. Confounded: the two sides share nothing of what stands in brackets",
            "(with the number of pairs), so a difference may come from that; partly: a side has some that the other",
            f"lacks; empty cells aren't looked at. Enough to infer from: {MIN_UNITS} articles a side, or {MIN_UNITS} "
            "outlets where",
            "a side pools outlets.",
            *support_lines(table)]


def absent_texts(folder: Path, articles) -> list[str]:
    """Return the articles of extent ``full`` whose text isn't in the folder."""
    present = texts(folder)
    return [name for name in articles.loc[articles["extent"] == "full", "id"] if name not in present]
