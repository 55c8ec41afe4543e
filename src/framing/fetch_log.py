"""The log of every address asked: ``text/fetch.csv``, a row an outcome, written so that a killed run loses nothing.

A text and its row belong together. The text is written beside its place first (``<id>.txt.part``), then its row is
added, then the text is put in place. A run that is killed in between is mended by the next: a part whose row is there
is put in place, any other is removed, and a row that was cut off in the middle is dropped.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pandas as pd

from framing.corpus import CorpusError, read_table
from framing.files import digest, lock, refuse_link, text_path
from framing.placing import one_line

COLUMNS = ["id", "url", "outcome", "status", "reason", "final_url", "copy", "etag", "last_modified", "sha256",
           "found_headline", "found_byline", "found_published", "found_outlet", "found_language", "fetched_at"]
# What each outcome means; the codebook of a corpus repeats it.
OUTCOMES = {
    "fetched": "the page's text was written",
    "archived": "the page is gone; the text of an archive's copy was written",
    "unchanged": "asked again, and the text is the same",
    "shorter": "asked again, and the page's text is less than half as long; the old text stays",
    "refused": "not an address that is ever asked: not http or https, or not public",
    "disallowed": "the host's robots.txt says no",
    "gone": "the page is gone, and no copy was found; a text that was there stays",
    "unusable": "the host's answer has no article in it, or may not be read",
    "failed": "no answer this time; the next run tries again",
}
WITH_TEXT = ("fetched", "archived", "unchanged")
# Not asked again, unless told to. What was refused is looked at again: that asks nobody, and names may move.
FOR_GOOD = ("disallowed", "gone", "unusable")
# Where a row's fact goes in articles.csv.
FACTS = {"found_headline": "headline", "found_byline": "byline", "found_published": "published"}


def read(folder) -> pd.DataFrame:
    """Return the log, oldest row first; empty where nothing was fetched yet.

    Raises
    ------
    CorpusError
        If it isn't a table with the log's columns.
    """
    path = Path(folder) / "text" / "fetch.csv"
    if not path.is_file() or not path.stat().st_size:
        return pd.DataFrame(columns=COLUMNS, dtype=str)
    try:
        return read_table(path, COLUMNS, numbers=()).fillna("")
    except CorpusError as error:
        raise CorpusError(f"text/{error}; remove it to begin a new log") from error


def facts(folder) -> pd.DataFrame:
    """Return what the pages said of the articles fetched: ``id``, ``headline``, ``byline``, ``published``.

    Of an article fetched more than once the last word counts; what `framing.store.fill` reads.
    """
    log = read(folder)
    told = log[log["outcome"].isin(["fetched", "archived"])].drop_duplicates("id", keep="last")
    return told.rename(columns=FACTS)[["id", *FACTS.values()]].reset_index(drop=True)


class Log:
    """The log of a corpus folder, open for one run; use it in a ``with`` statement.

    Attributes
    ----------
    last : dict
        By id, an article's newest row.
    kept : dict
        By id, the newest row with a text.

    Raises
    ------
    CorpusError
        If ``text/`` or the log is a link, or another run has it open.
    """

    def __init__(self, folder: Path):
        self.texts = Path(folder) / "text"
        self.path = self.texts / "fetch.csv"
        self.last: dict[str, dict[str, str]] = {}
        self.kept: dict[str, dict[str, str]] = {}

    def __enter__(self) -> Log:
        refuse_link(self.texts)
        self.texts.mkdir(exist_ok=True)
        refuse_link(self.path)
        if self.path.exists() and not self.path.is_file():
            raise CorpusError(f"text/{self.path.name}: isn't a file; expected the log of fetch")
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) |
                             getattr(os, "O_BINARY", 0), 0o644)
        try:
            lock(self._file, "text/fetch.csv")
            self._open()
        except BaseException:
            os.close(self._file)
            raise
        return self

    def __exit__(self, *_) -> None:
        os.close(self._file)

    def _open(self) -> None:
        """Drop a row cut off at the end, read the rest, and finish or remove parts."""
        data = self.path.read_bytes()
        os.ftruncate(self._file, data.rfind(b"\n") + 1)
        for row in read(self.texts.parent).to_dict("records"):
            self._remember(row)
        if not os.fstat(self._file).st_size:
            self._write(COLUMNS)
        for part in sorted(self.texts.glob("*.txt.part")):
            path = part.with_suffix("")
            row = self.last.get(path.stem, {})
            if not part.is_symlink() and row.get("outcome") in WITH_TEXT and row["sha256"] == digest(part):
                os.replace(part, path)
            else:
                part.unlink()

    def _remember(self, row: dict[str, str]) -> None:
        self.last[row["id"]] = row
        if row["outcome"] in WITH_TEXT:
            self.kept[row["id"]] = row

    def _write(self, cells: list[str]) -> None:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(cells)
        data = line.getvalue().encode("utf-8", "replace")
        if os.write(self._file, data) != len(data):
            raise OSError(28, "no space left for a row of the log", str(self.path))
        os.fsync(self._file)

    def add(self, row: Mapping[str, str], text: str | None = None) -> dict[str, str]:
        """Add a row, with the article's text where there is one; return the row as written."""
        path = self.text_path(row["id"])
        part = path.with_name(path.name + ".part")
        done = dict.fromkeys(COLUMNS, "") | {name: one_line(str(value)) for name, value in row.items()}
        if text is not None:
            with suppress(FileNotFoundError):
                part.unlink()
            with open(part, "xb") as file:
                file.write(text.encode("utf-8", "replace"))
                file.flush()
                os.fsync(file.fileno())
            done["sha256"] = digest(part)
        self._write([done[name] for name in COLUMNS])
        if text is not None:
            os.replace(part, path)
        self._remember(done)
        return done

    def text_path(self, name: str) -> Path:
        """Return where an article's text belongs, see `framing.files.text_path`."""
        return text_path(self.texts.parent, name)
