"""Rows of a table of characters: CSV and its like, read strictly, and taken up again after a broken row.

Quotation marks are those of CSV: a cell may stand in double marks, with a mark inside written twice (or after a
backslash, where the row can't be read else). Cells keep every character; a formula (``=cmd|...``, ``@SUM(...)``) is
text like any other here and is never worked out: who writes a table decides about quoting.

Where a mark doesn't close, or the number of cells is wrong, the row is broken, and reading goes on with the next *line*
that has as many cells as the header, and figures and addresses where the rows before have them. So a text of several
lines that was broken isn't taken for rows.

A mark that closes in a later row makes one row of several. That is found where a whole row with figures or addresses
stands between, for then the row is broken too; two rows, or rows without such cells, can't be told from one.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from framing import limits
from framing.corpus import CorpusError
from framing.foreign import name_of
from framing.records import Broken
from framing.story_columns import Table, recognised, unique_names
from framing.wording import counted

DELIMITERS = ",;\t|"
READINGS = ("as CSV", "with backslashes", "with spaces")    # each tried where the one before fails
HEADER_LINES = 50
MOST_LINES = 100_000  # of one row: where a mark doesn't close, so many are read before that is said


@dataclass
class _Lines:
    """A file's lines, one after the other with their numbers, that can be given back."""

    path: Path
    taken: list[tuple[int, str]] = field(default_factory=list)    # of the row that is being read
    too_long: list[Broken] = field(default_factory=list)          # lines left out of it

    def __post_init__(self):
        self._source, self._back = self._numbered(), deque()

    def __iter__(self):
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES:
            raise StopIteration
        line = self._back.popleft() if self._back else next(self._source)
        self.taken.append(line)
        return line[1] + "\n"

    def _numbered(self):
        number = 0
        for line in limits.lines(self.path):
            if isinstance(line, Broken):
                self.too_long.append(line)
                line = ""
            for piece in line.split("\n") if "\n" in line else (line,):
                number += 1
                yield number, piece

    def begin(self) -> None:
        """Start a new row."""
        self.taken = []

    def give_back(self, keep: int = 0) -> None:
        """Put all lines of this row but the first ones back."""
        self._back.extendleft(reversed(self.taken[keep:]))
        self.taken = self.taken[:keep]


def open_csv(path: Path, given: Mapping[str, str] | None = None, delimiter: str = "") -> Table:
    """Find out a table's delimiter and header.

    Parameters
    ----------
    path : Path
    given : mapping, optional
        From field to column, which helps to tell the delimiter.
    delimiter : str, optional
        By default the one of comma, semicolon, tab and bar with which the header says most.

    Raises
    ------
    CorpusError
        If there is no header.
    """
    csv.field_size_limit(limits.MAX_LINE)
    path = Path(path)
    found = _header(path, given or {}, delimiter)
    return Table(name_of(path), found.columns, lambda: _rows(path, found))


@dataclass(frozen=True)
class _Header:
    delimiter: str
    columns: list[str]
    n_lines: int        # up to its end


def _header(path, given, delimiter):
    """Read the header with each delimiter, and keep the one that finds most known columns, then most columns."""
    lines = _Lines(path)
    while not "".join(line for _, line in lines.taken).strip():
        if next(lines, None) is None or lines.too_long:
            raise CorpusError(f"{name_of(path)}: {lines.too_long[0].reason if lines.too_long else 'empty'}; "
                              "expected a table with a header")
    said = re.fullmatch(r"sep=(.)\s*", lines.taken[-1][1])
    lines.give_back(len(lines.taken) - (not said))
    start, found = len(lines.taken), []
    for sign in delimiter or (said[1] if said else DELIMITERS):
        lines.begin()
        cells, _ = _cut(lines, sign)
        columns = unique_names(cells)
        if cells and len(lines.taken) <= HEADER_LINES:
            found.append((recognised(columns, given), len(columns), _Header(sign, columns, start + len(lines.taken))))
        lines.give_back()
    if not found:
        raise CorpusError(f"{name_of(path)}: the header can't be read as CSV; expected names of columns")
    best = max(found, key=lambda fit: fit[:2])[2]
    # With one column nothing tells the cells apart: a line is a cell, commas and all.
    return replace(best, delimiter="\x1f") if len(best.columns) == 1 and not (delimiter or said) else best


def _rows(path: Path, header: _Header) -> Iterator[tuple[str, dict[str, str]] | Broken]:
    """Give the rows, and as Broken what isn't one."""
    lines, row, broken, looks = _Lines(path), 1, None, None
    for _ in range(header.n_lines):
        next(lines)
    while True:
        cells, fault, runs_on = _row(lines, header, looks)
        if not lines.taken:
            break
        first, last = lines.taken[0][0], lines.taken[-1][0]
        if lines.too_long:
            yield from lines.too_long
            fault = "a line of it is too long" if any(cells) or fault else ""
            lines.too_long = []
        if broken and (fault or not any(cells) or not _alike(cells, looks)):
            broken |= {"last": last}
            continue
        if broken:
            yield _broken(name_of(path), **broken)
            broken = None
        row += 1
        if fault:
            broken = {"row": row, "first": first, "last": last, "fault": fault}
            if not runs_on:
                yield _broken(name_of(path), **broken)
                broken = None
        elif any(cells):
            looks = looks or [_look(cell) for cell in cells]
            yield _place(name_of(path), row, first, last), dict(zip(header.columns, cells, strict=True))
    if broken:
        yield _broken(name_of(path), **broken)


def _row(lines: _Lines, header: _Header, looks: list[str] | None) -> tuple[list[str], str, bool]:
    """Read one row: its cells, else what is wrong, and whether it may run on in the next lines."""
    width, fault, size = len(header.columns), "", 0
    for reading in READINGS:
        lines.begin()
        cells, wrong = _cut(lines, header.delimiter, reading)
        if header.delimiter == "\t" and (wrong or len(lines.taken) > 1) and _whole_by_tabs(lines, width):
            lines.give_back(1)
            return lines.taken[0][1].split("\t"), "", False
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if not wrong and _holds_rows(lines, header, looks):
            wrong = "a quotation mark that closes in a later row"
        if not wrong and len(cells) in (0, width):
            return cells, "", False
        fault = fault or wrong or f"{counted(len(cells), 'cell')}; expected {width}, as in the header"
        size = size or len(lines.taken)
        lines.give_back()
    lines.begin()
    next(lines)
    return [], fault, size > 1 or "mark" in fault


def _cut(lines, delimiter, reading=READINGS[0]):
    """Cut one row into cells, or say what is wrong with it."""
    source = map(_doubled, lines) if reading == "with backslashes" else lines
    spaces = reading == "with spaces"
    try:
        return next(csv.reader(source, delimiter=delimiter, strict=True, skipinitialspace=spaces), []), ""
    except csv.Error as error:
        if "field limit" in str(error):
            return [], f"a cell of more than {limits.MAX_LINE:,} characters, or a quotation mark that doesn't close"
        if "end of data" in str(error):
            return [], "a quotation mark that doesn't close"
        return [], "a quotation mark inside a cell in marks; expected it written twice"


def _doubled(line):
    """Write marks that stand after a backslash as CSV does: twice."""
    return re.sub(r'\\(["\\])', lambda found: '""' if found[1] == '"' else "\\", line)


def _whole_by_tabs(lines, width):
    """Tell lines that have a cell for each column by their tabs alone: there, marks are part of the text."""
    return width > 1 and all(line.count("\t") == width - 1 for _, line in lines.taken[:1 + (len(lines.taken) > 1)])


def _holds_rows(lines, header, looks):
    """Tell a row that swallowed another: a line inside has all its cells, with figures and addresses in place.

    First and last line don't count: they have the cells around a text of several lines.
    """
    if not any(looks or []):
        return False
    inside = (line.split(header.delimiter) for _, line in lines.taken[1:-1])
    return any(len(cells) == len(looks) and all(_look(cell) == look for cell, look in zip(cells, looks, strict=True)
                                                if look) for cells in inside)


def _look(cell: str) -> str:
    if re.match("https?://", cell):
        return "address"
    return "figures" if sum(map(str.isdecimal, cell)) * 2 > len(cell) else ""


def _alike(cells, looks):
    """Tell a row with figures and addresses where the first row has them."""
    return all(not look or not cell or _look(cell) == look for cell, look in zip(cells, looks or [], strict=False))


def _place(name, row, first, last):
    if row == first == last:
        return f"{name}, row {row}"
    return f"{name}, row {row} ({f'line {first}' if first == last else f'lines {first} to {last}'})"


def _broken(name, row, first, last, fault):
    return Broken(_place(name, row, first, last), fault)
