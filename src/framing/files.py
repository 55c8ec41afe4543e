"""Files of a corpus folder: written whole or not at all, and never outside it."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from framing.corpus import CorpusError

LONGEST = 200  # bytes of an id: file systems take 255, and features and temporary files add to it
UNFIT = set('/\\ :*?"<>|')  # in an id, on one system or another
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)  # what Windows keeps for itself


def replace_file(path: Path, text: str) -> None:
    """Write a file beside its place, then put it there in one step; an equal file isn't touched."""
    data = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == data:
        return
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.chmod(temporary, 0o644)
    os.replace(temporary, path)


def digest(path: Path) -> str:
    """Return a file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def names_a_file(name: str) -> bool:
    """Tell whether an id can be a file's name on every system, and no way out of its folder.

    Examples
    --------
    >>> [names_a_file(name) for name in ("herald-2030", "晚报", "../herald", "a:b", "con", "")]
    [True, True, False, False, False, False]
    """
    return (bool(name) and not name.startswith(".") and not name.endswith(".") and not RESERVED.fullmatch(name)
            and len(name.encode("utf-8", "replace")) <= LONGEST
            and all(sign.isprintable() and sign not in UNFIT for sign in name))


def text_path(folder: Path, name: str) -> Path:
    """Return where an article's text belongs, ``text/<id>.txt``.

    Raises
    ------
    CorpusError
        If that would be outside the folder, or is a link.
    """
    texts = folder / "text"
    path = texts / f"{name}.txt"
    if not names_a_file(name):
        raise CorpusError(f"articles.csv: id {name!r}; expected a name a file can have")
    refuse_link(texts)
    refuse_link(path)
    return path


def refuse_link(path: Path) -> None:
    """Refuse to write through a link, which may lead anywhere.

    Raises
    ------
    CorpusError
        If ``text/``, or a file in it, is a link.
    """
    if path.is_symlink():
        place = path.name if path.name == "text" else f"text/{path.name}"
        raise CorpusError(f"{place}: is a link to another place; expected a folder or file of the corpus itself")


def lock(handle: int, name: str) -> None:
    """Let one run at a time have an open file or folder; a run that is killed lets go of it.

    Raises
    ------
    CorpusError
        If another run has it.
    """
    try:
        import fcntl
    except ImportError:  # Windows: nothing guards against two runs
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise CorpusError(f"{name}: another run of framing has it open; wait for its end") from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs from changing a folder meanwhile.

    Raises
    ------
    CorpusError
        If another run is at it.
    """
    if os.name == "nt":  # a folder can't be opened there
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        lock(handle, folder.name)
        yield
    finally:
        os.close(handle)
