"""Articles in tables, one a row: CSV, TSV, JSON and Parquet, with columns guessed from the header and shown.

What a column holds is guessed by `framing.story_columns`; an article's text stays as it stands in its cell, formulas
too. Rows are read one by one, so a table may be far larger than memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from framing import dates
from framing.csv_rows import open_csv
from framing.json_rows import open_json
from framing.parquet_rows import open_parquet
from framing.records import Broken, Record
from framing.story_columns import Table, fields_of, filled, mapping


def read_csv(path: Path, columns: Mapping[str, str] | None = None) -> Iterator[Record | Broken]:
    """Read a CSV file, its cells apart by comma, semicolon, tab or bar, packed with gzip or xz or not.

    Parameters
    ----------
    path : Path
    columns : mapping, optional
        From field to column where the header doesn't say it: ``{"text": "Body"}``.

    Raises
    ------
    CorpusError
        If it can't be read, or it isn't clear which column has the text or the headline.
    """
    yield from stories(open_csv(path, columns), columns)


def read_tsv(path: Path, columns: Mapping[str, str] | None = None) -> Iterator[Record | Broken]:
    """Read a table with tabs between cells, as `read_csv`; marks in it may be part of the text."""
    yield from stories(open_csv(path, columns, "\t"), columns)


def read_jsonl(path: Path, columns: Mapping[str, str] | None = None) -> Iterator[Record | Broken]:
    """Read JSON with an object an article: one a line (packed with gzip or xz or not), in a list, or alone.

    Parameters and errors are those of `read_csv`; a key inside another is named with a dot, ``source.name``.
    """
    yield from stories(open_json(path, columns), columns)


def read_parquet(path: Path, columns: Mapping[str, str] | None = None) -> Iterator[Record | Broken]:
    """Read a Parquet file a few rows at a time. Parameters and errors are those of `read_csv`."""
    yield from stories(open_parquet(path, columns), columns)


OPENERS = {"csv": open_csv, "tsv": partial(open_csv, delimiter="\t"), "jsonl": open_json, "parquet": open_parquet}


def columns_of(path: Path, kind: str, columns: Mapping[str, str] | None = None) -> dict[str, str]:
    """Say what the columns of a file of kind ``csv``, ``tsv``, ``jsonl`` or ``parquet`` are taken for.

    Returns
    -------
    dict
        As `framing.story_columns.mapping` gives it, for `framing.story_columns.shown`.
    """
    table = OPENERS[kind](Path(path), columns)
    return mapping(table.columns, columns, table.name)


def stories(table: Table, columns: Mapping[str, str] | None = None) -> Iterator[Record | Broken]:
    """Turn a table's rows into records.

    A date that reads two ways is read as the file's other dates are, where they decide it, else left empty with a note.
    """
    fields = fields_of(mapping(table.columns, columns, table.name))
    order = None
    for got in table.rows():
        if isinstance(got, Broken):
            yield got
            continue
        place, cells = got
        found = {field: filled(cells.get(column, ""), field) for field, column in fields.items()}
        day = found.get("published", "")
        if order is None and dates.is_ambiguous(day):
            order = dates.order_of(_cells(table, fields["published"]))
        found |= {"published": dates.iso(day, order or ""), "byline": found.get("byline", "").replace("\n", ", ")}
        yield Record(place, **found, note=dates.note(day, order or ""))


def _cells(table, column):
    return (got[1].get(column, "") for got in table.rows() if not isinstance(got, Broken))
