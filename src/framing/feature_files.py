"""Feature tables as files: an article's rows as sorted CSV, the rows that stand there already, and the swap at the end.

Every table's first column is the article, so a table sorted article by article is sorted as a whole, and no table
has to be held in memory.
"""

from __future__ import annotations

import csv
import filecmp
import io
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from framing.corpus import CorpusError

BY_SIZE = {"sentence", "other_sentence", "passage", "start", "paragraph"}      # sorted as numbers, not as text
ANEW = "remove features/ to build it anew"


def written(rows: Iterable[dict], columns: list[str]) -> list[list[str]]:
    """Return rows with every value as it is written, in the order of the columns.

    Examples
    --------
    >>> written([{"article": "a", "vader": 0.123456789, "tone": None}], ["article", "vader", "tone"])
    [['a', '0.123457', '']]
    """
    return [[_written(row[column]) for column in columns] for row in rows]


def _written(value):
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def ordered(rows: Iterable[list[str]], columns: list[str]) -> list[list[str]]:
    """Sort rows by every column in turn, numbers by size and empty cells after them.

    Examples
    --------
    >>> ordered([["a", "10"], ["a", ""], ["a", "9"]], ["article", "sentence"])
    [['a', '9'], ['a', '10'], ['a', '']]
    """
    by_size = [at for at, column in enumerate(columns) if column in BY_SIZE]

    def key(row):
        found: list = list(row)
        for at in by_size:
            found[at] = float(row[at]) if row[at] else float("inf")
        return found
    return sorted(rows, key=key)


def csv_text(rows: Iterable[list[str]]) -> str:
    """Return rows as lines of CSV.

    Examples
    --------
    >>> csv_text([["a", "3,000", "2"]])
    'a,"3,000",2\\n'
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


class Shipped:
    """A feature table as it stands, read an article at a time.

    Parameters
    ----------
    path : Path
        The file; without one there are no rows.
    columns : list of str
        Columns it must have; others are passed over.

    Raises
    ------
    CorpusError
        If it isn't a table with these columns: at once for its header, for its rows when they are read.
    """

    def __init__(self, path: Path, columns: list[str]):
        self._path, self._name, self._order = path, f"features/{path.name}", []
        if path.is_file():
            with path.open("rb") as file:
                header = next(self._read(file), None)
            if not header:
                raise CorpusError(f"{self._name}: expected a CSV table with a header; {ANEW}")
            header[0] = header[0].lstrip("\ufeff")
            missing = [column for column in columns if column not in header]
            if missing:
                raise CorpusError(f"{self._name}: missing column {', '.join(missing)}; {ANEW}")
            self._width = len(header)
            self._order = [header.index(column) for column in columns]
            self._numbers = [header.index(column) for column in columns if column in BY_SIZE]

    def rows(self, article: str) -> list[list[str]]:
        """Return an article's rows, every cell as it is written."""
        if article not in self._places:
            return []
        found = []
        with self._path.open("rb") as file:
            for start, end in self._places[article]:
                file.seek(start)
                found += csv.reader(io.StringIO(file.read(end - start).decode(), newline=""))
        return [[row[at] for at in self._order] for row in found]

    @cached_property
    def _places(self):
        """Where each article's rows stand: bytes from and up to."""
        places: dict[str, list[list[int]]] = defaultdict(list)
        if not self._order:
            return places
        with self._path.open("rb") as file:
            rows = self._read(file)
            next(rows)
            start = file.tell()
            for number, row in enumerate(rows, start=2):
                self._check(number, row)
                end, stretches = file.tell(), places[row[self._order[0]]]
                if stretches and stretches[-1][1] == start:
                    stretches[-1][1] = end
                else:
                    stretches.append([start, end])
                start = end
        return places

    def _check(self, number, row):
        if len(row) != self._width:
            raise CorpusError(f"{self._name}, row {number}: {len(row)} cells; expected {self._width}; {ANEW}")
        for at in self._numbers:
            if row[at] and not row[at].removesuffix(".0").isdecimal():
                raise CorpusError(f"{self._name}, row {number}: {row[at]!r}; expected a whole number; {ANEW}")

    def _read(self, file) -> Iterator[list[str]]:
        try:
            yield from csv.reader(line.decode() for line in file)
        except UnicodeDecodeError as error:
            raise CorpusError(f"{self._name}: expected UTF-8 text ({error.reason} at byte {error.start}); "
                              f"{ANEW}") from error
        except csv.Error as error:
            raise CorpusError(f"{self._name}: expected a CSV table with a header ({error}); {ANEW}") from error


def put_in_place(drafts: dict[Path, Path]) -> None:
    """Put files where they belong: all are copied beside their places first; an equal file isn't touched.

    Parameters
    ----------
    drafts : dict of Path to Path
        Each file's place, and where it is now.
    """
    beside: dict[Path, str] = {}
    try:
        for path, draft in drafts.items():
            if path.is_file() and filecmp.cmp(path, draft, shallow=False):
                continue
            handle, beside[path] = tempfile.mkstemp(dir=path.parent, prefix=path.name)
            with os.fdopen(handle, "wb") as file, draft.open("rb") as source:
                shutil.copyfileobj(source, file)
            os.chmod(beside[path], 0o644)
        for path in list(beside):
            os.replace(beside[path], path)
            del beside[path]
    finally:
        for temporary in beside.values():
            os.unlink(temporary)
