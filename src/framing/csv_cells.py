"""Change single cells of a CSV file and no other byte: quotes, line ends and blank lines stay as they were."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

from framing.corpus import CorpusError

CELL = re.compile(r'("(?:[^"]|"")*"[^,\r\n]*|(?!")[^,\r\n]*)(,|\r\n|\n|\r|\Z)')


def with_cells(text: str, key: str, changes: Mapping[str, Mapping[str, str]], *, name: str = "articles.csv") -> str:
    """Return a CSV file's text with some cells changed.

    Parameters
    ----------
    text : str
        The file, line ends as they are.
    key : str
        The column that identifies a row.
    changes : mapping of str to mapping of str to str
        By the row's key: column and new value.
    name : str
        What the file is called, for messages.

    Raises
    ------
    CorpusError
        If a column is missing, or a changed row is too short to have it.

    Examples
    --------
    >>> with_cells('id,use\\r\\n"a",x\\r\\nb,"x"\\r\\n', "id", {"b": {"use": "y, z"}})
    'id,use\\r\\n"a",x\\r\\nb,"y, z"\\r\\n'
    """
    rows = _rows(text, name)
    header = [_value(text[start:end].removeprefix("\ufeff")) for start, end in rows[0]] if rows else []
    wanted = {key, *(column for cells in changes.values() for column in cells)}
    if missing := sorted(wanted - set(header)):
        raise CorpusError(f"{name}: missing column {', '.join(missing)}")
    at = {column: header.index(column) for column in wanted}
    edits = []
    for number, cells in enumerate(rows[1:], start=2):
        row = changes.get(_value(text[slice(*cells[at[key]])])) if len(cells) > at[key] else None
        for column, value in (row or {}).items():
            if len(cells) <= at[column]:
                raise CorpusError(f"{name}, row {number}: {len(cells)} cells; expected {len(header)}")
            edits.append((*cells[at[column]], value))
    for start, end, value in sorted(edits, reverse=True):
        if _value(text[start:end]) != value:
            text = text[:start] + _cell(value) + text[end:]
    return text


def with_rows(text: str, rows: Sequence[Mapping[str, str]]) -> str:
    """Return a CSV file's text with rows added at its end, in its own line ends and order of columns.

    Examples
    --------
    >>> with_rows("id,use\\r\\na,x\\r\\n", [{"use": "y, z", "id": "b"}])
    'id,use\\r\\na,x\\r\\nb,"y, z"\\r\\n'
    """
    if not rows:
        return text
    end = "\r\n" if "\r\n" in text else "\n"
    added = io.StringIO()
    header = next(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    writer = csv.DictWriter(added, header, lineterminator=end)
    writer.writerows(rows)
    return text + ("" if text.endswith(("\n", "\r")) else end) + added.getvalue()


def _rows(text: str, name: str) -> list[list[tuple[int, int]]]:
    """Return where each cell of each row stands; blank lines have no row."""
    rows, row, place = [], [], 0
    while place < len(text) or row:
        found = CELL.match(text, place)
        if found is None:
            raise CorpusError(f"{name}, row {len(rows) + 1}: a quotation mark isn't closed; expected a CSV table")
        row.append(found.span(1))
        place = found.end()
        if found[2] != ",":
            if len(row) > 1 or found[1]:
                rows.append(row)
            row = []
    return rows


def _value(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _cell(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if re.search(r'[",\r\n]', value) else value
