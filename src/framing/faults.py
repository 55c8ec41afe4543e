"""What makes a corpus folder unusable: every fault of every file and row at once, each with its place and its fix."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from framing.corpus import COLUMNS, NUMBERS, OPTIONAL
from framing.files import LONGEST, names_a_file
from framing.placing import is_day
from framing.tokens import parse_term, tokenize
from framing.wording import STAGES

KEYS = {"articles": ("id",), "outlets": ("outlet", "short"), "events": ("event",), "actors": ("actor",),
        "topics": ("topic",), "classes": ("class",)}
REPEATED = ("topics", "classes")        # tables whose key stands in many rows
DATES = {"articles": ("published",), "events": ("starts", "ends"), "feeds": ("day",)}
NEEDED = {"articles": "`framing add` or `framing import` brings articles",
          "outlets": "add a row for each outlet that articles.csv names",
          "classes": "remove the file: then the shipped classes are counted"}     # tables that can't be empty
ALLOWED = {"extent": ("full", "headline", "none"), "use": ("compare", "context"), "stage": ("", *STAGES)}


@dataclass(frozen=True)
class Finding:
    """Something to know about a corpus folder.

    Attributes
    ----------
    level : str
        ``error`` (the folder can't be used), ``warning`` (something to mend) or ``note``.
    kind : str
        What sort of finding, in a few words that don't change.
    file : str
        As named in the folder: ``articles.csv``, ``text/a.txt``.
    row : int or None
        As a spreadsheet counts: the header is row 1.
    what : str
        What was found.
    fix : str
        What to do about it.
    column, value : str
        The cell, where it is one.
    expected : str
    """

    level: str
    kind: str
    file: str
    row: int | None
    what: str
    fix: str
    column: str = ""
    value: str = ""
    expected: str = ""

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, row {self.row}"
        return f"{place}: {self.what}" + (f"; expected {self.expected}" if self.expected else "")


def errors(folder) -> list[Finding]:
    """Return every fault of a corpus folder; none if it can be used.

    Examples
    --------
    >>> from framing.corpus import default_folder
    >>> errors(default_folder())
    []
    """
    return examine(folder)[1]


def examine(folder) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Read the tables of a corpus folder as they are written, with every fault of tables and texts.

    Returns
    -------
    (dict of DataFrame, list of Finding)
        The tables that can be read at all, all cells text, indexed by the file's row numbers; rows with too few
        or too many cells are left out.
    """
    folder, tables, known = Path(folder), {}, {}
    found: list[Finding] = []
    for name in (*COLUMNS, *(name for name in OPTIONAL if (folder / f"{name}.csv").exists())):
        table, keys, faults = _read(folder, name)
        found += faults
        if table is not None:
            tables[name] = table
        if keys is not None:
            known[name] = keys
    for name, table in tables.items():
        found += row_errors(name, table, known)
    return tables, found + _text_faults(folder, known.get("articles"))


def _read(folder: Path, name: str) -> tuple[pd.DataFrame | None, set[str] | None, list[Finding]]:
    """Return a table, the values of its first key (those of ragged rows too), and the faults of its form."""
    file = f"{name}.csv"
    path = folder / file
    if not path.is_file():
        return None, None, [_error("no file", file, f"no such file in {folder}",
                                    f"`framing new {folder}` makes what is missing")]
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, None, [_not_utf8(file, error)]
    rows, faults = _csv_rows(file, text)
    if not rows:
        return None, None, faults or [_error("no header", file, "no header", f"`framing new` makes {file} with one",
                                              expected="a CSV table with a header")]
    header = rows.pop(0)[1]
    faults += _header_faults(name, header)
    if not rows and name in NEEDED:
        faults.append(_error("no rows", file, "no rows", NEEDED[name], expected="one row or more below the header"))
    ragged = [(number, cells) for number, cells in rows if len(cells) != len(header)]
    faults += [_error("ragged row", file, f"{len(cells)} cells", "put quotation marks around a cell that has a comma",
                      number, expected=f"{len(header)}, as the header has") for number, cells in ragged]
    kept = [(number, cells) for number, cells in rows if len(cells) == len(header)]
    table = pd.DataFrame([cells for _, cells in kept], [number for number, _ in kept], header, dtype=str)
    key = (COLUMNS | OPTIONAL)[name][0]
    at = header.index(key) if key in header else None
    keys = None if at is None else {cells[at] for _, cells in rows if at < len(cells)}
    return table.loc[:, ~table.columns.duplicated()], keys, faults


def _csv_rows(file: str, text: str) -> tuple[list[tuple[int, list[str]]], list[Finding]]:
    """Return a CSV text's rows that hold something, by number, and the places that aren't CSV."""
    reader, rows, found, number = csv.reader(io.StringIO(text, newline=""), strict=True), [], [], 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return rows, found
        except csv.Error as error:
            found.append(_error("not CSV", file, f"{error}", "close the quotation mark and double those inside a cell",
                                number, expected="a row of comma-separated cells"))
            continue
        if any("\0" in cell for cell in cells):
            found.append(_error("not CSV", file, "a NUL character", "take it out", number, expected="text"))
        elif cells:
            rows.append((number, cells))


def _header_faults(name: str, header: list[str]) -> list[Finding]:
    file = f"{name}.csv"
    missing = [column for column in (COLUMNS | OPTIONAL)[name] if column not in header]
    twice = sorted({column for column in header if header.count(column) > 1})
    other = next((mark for mark in ";\t|" if len(header) == 1 and mark in header[0]), None)
    fix = f"save it with commas, not {other!r}, between cells" if other else "add it, with a cell for each row"
    found = [_error("missing column", file, f"missing column {', '.join(missing)}", fix)] if missing else []
    return found + [_error("doubled column", file, f"column {column!r} stands twice", "remove or rename one of them",
                           expected="each column once", column=column) for column in twice]


def row_errors(name: str, table: pd.DataFrame, known: dict[str, set[str]]) -> list[Finding]:
    """Return what is wrong with a table's cells.

    Parameters
    ----------
    name : str
        Which table of a corpus folder it is.
    table : DataFrame
        Its cells as text, indexed by the file's row numbers.
    known : dict of set
        Legal keys of other tables; those without an entry aren't asked.

    Examples
    --------
    >>> topics = pd.DataFrame({"topic": ["Bread", ""], "term": ["loaf*", "flour"]}, index=[2, 3])
    >>> [str(found) for found in row_errors("topics", topics, {})]
    ['topics.csv, row 3: topic is empty; expected a name']
    """
    found = [*_key_faults(name, table), *_unknown_faults(name, table, known), *_date_faults(name, table)]
    for column, allowed in ALLOWED.items() if name == "articles" else ():
        expected = f"one of {', '.join(filter(None, allowed))}" + (" or nothing" if "" in allowed else "")
        found += _cells(name, table, column, lambda value, allowed=allowed: value not in allowed, f"unknown {column}",
                        expected=expected, fix="write one of these")
    for column in sorted(NUMBERS & set((COLUMNS | OPTIONAL)[name])):
        found += _cells(name, table, column, _no_number, "not a number", expected="a number",
                        fix="write digits, or nothing")
    return found + SPECIAL.get(name, lambda _: [])(table)


def _cells(name: str, table: pd.DataFrame, column: str, wrong: Callable[[str], bool], kind: str, *, expected: str,
           fix: str, what: str = "{column} {value!r}") -> Iterator[Finding]:
    """Go through a column's cells that are wrong."""
    for number, value in table[column].items() if column in table else ():
        if wrong(value):
            yield _error(kind, f"{name}.csv", what.format(column=column, value=value), fix, number, column=column,
                         value=value, expected=expected)


def _key_faults(name, table):
    for column in KEYS.get(name, ()):
        yield from _cells(name, table, column, lambda value: not value.strip(), "empty key", expected="a name",
                          fix=f"write the {column}", what="{column} is empty")
    if name == "articles":
        yield from _cells(name, table, "id", lambda value: bool(value) and not names_a_file(value), "unfit id",
                          fix="rename it, here and in text/",
                          expected="a name a file can have: no slash, space or control character, no dot in front, "
                                   f"{LONGEST} bytes at most")
    for column in KEYS.get(name, ()) if name not in REPEATED else ():
        yield from _duplicates(name, table, column)


def _unknown_faults(name, table, known):
    for column in ("outlet", "event") if name in ("articles", "feeds") else ():
        there = known.get(f"{column}s")
        if there is not None:
            legal = there | {""} if column == "event" else there
            yield from _cells(name, table, column, lambda value, legal=legal: value not in legal, f"unknown {column}",
                              expected="one that is", fix=f"mend the name, or add a row for it to {column}s.csv",
                              what=f"{{column}} {{value!r}} isn't in {column}s.csv")


def _date_faults(name, table):
    for column in DATES.get(name, ()):
        may_be_empty = name != "feeds"
        yield from _cells(name, table, column, lambda value, empty=may_be_empty: not (is_day(value) or (
            empty and not value)), "unreadable date", fix="write the date so",
            expected="a date as YYYY-MM-DD" + (" or nothing" if may_be_empty else ""))


def _duplicates(name, table, column):
    if column not in table:
        return []
    alike = table[column].str.casefold() if column == "id" else table[column]  # as a file, A is a on some systems
    repeated = table.loc[alike.duplicated() & table[column].ne(""), column]
    return [_error("duplicate", f"{name}.csv", f"{column} {value!r} stands twice",
                   f"remove the row, or give it a {column} of its own", number, column=column, value=value,
                   expected=f"a unique {column}") for number, value in repeated.items()]


def _event_faults(events):
    if not {"starts", "ends"} <= set(events.columns):
        return []
    dated = events["starts"].map(is_day).astype(bool) & events["ends"].map(is_day).astype(bool)
    found = [_error("ends too early", "events.csv", f"ends {row.ends!r}", "mend one of the dates", row.Index,
                    column="ends", value=row.ends, expected=f"no day before it starts, {row.starts!r}")
             for row in events[dated & (events["ends"] < events["starts"])].itertuples()]
    half = events[events["starts"].eq("") != events["ends"].eq("")]
    return found + [_error("half a period", "events.csv", "one of starts and ends is empty",
                           "write the day twice where it is one day", row, expected="both dates or neither")
                    for row in half.index]


def _feed_faults(feeds):
    if not {"n_items", "n_about"} <= set(feeds.columns):
        return []
    items, about = (pd.to_numeric(feeds[column], errors="coerce") for column in ("n_items", "n_about"))
    return [_error("more about it than items", "feeds.csv", f"n_about {about[row]:g}", "mend one of the counts", row,
                   column="n_about", value=feeds.at[row, "n_about"], expected=f"no more than n_items, {items[row]:g}")
            for row in feeds.index[about > items]]


def _alias_faults(actors):
    return [_error("unfit alias", "actors.csv", f"alias {alias!r}", "remove it", row, column="aliases", value=alias,
                   expected="a name with letters or digits")
            for row, aliases in (actors["aliases"].items() if "aliases" in actors else ())
            for alias in aliases.split(";") if alias.strip() and not tokenize(alias)]


def _term_faults(table, file="topics.csv"):
    found = []
    for row, term in table["term"].items() if "term" in table else ():
        try:
            parse_term(term)
        except ValueError as error:
            what, _, expected = str(error).partition("; expected ")
            found.append(_error("unfit term", file, what, "mend the term", row, column="term", value=term,
                                expected=expected))
    return found


def _class_faults(classes):
    found = _term_faults(classes, "classes.csv")
    if {"class", "term"} <= set(classes.columns):    # a term may be of several classes: it counts in each
        found += [_error("duplicate", "classes.csv", f"term {row.term!r} stands twice in its class",
                         "remove one of the rows", number, column="term", value=row.term, expected="each term once")
                  for number, row in classes[classes.duplicated(["class", "term"])].iterrows()]
    return found


SPECIAL = {"events": _event_faults, "feeds": _feed_faults, "actors": _alias_faults, "topics": _term_faults,
           "classes": _class_faults}


def _text_faults(folder: Path, ids: set[str] | None) -> list[Finding]:
    if (folder / "text").is_symlink():
        return [_error("not a folder", "text", "is a link", "put the folder itself there",
                       expected="the folder of the articles' texts")]
    found = []
    for path in sorted((folder / "text").glob("*.txt")):
        file = f"text/{path.name}"
        if path.is_symlink() or not path.is_file():
            what = "is a link" if path.is_symlink() else "isn't a file"
            found.append(_error("not a file", file, what, "move it elsewhere", expected="the article's text"))
            continue
        if ids is not None and path.stem not in ids:
            found.append(_error("no row", file, "no row in articles.csv", "write its row, or move it elsewhere and "
                                f"`framing add {folder} FILE`", value=path.stem, expected=f"one with id {path.stem!r}"))
        try:
            if not path.read_bytes().decode("utf-8").strip():
                found.append(_error("empty text", file, "is empty", "remove it, or put the article's text there",
                                    expected="the article's text"))
        except UnicodeDecodeError as error:
            found.append(_not_utf8(file, error))
    return found


def _not_utf8(file: str, error: UnicodeDecodeError) -> Finding:
    line = error.object.count(b"\n", 0, error.start) + 1
    return _error("not UTF-8", file, f"expected UTF-8 text ({error.reason} at byte {error.start}, line {line})",
                  "save it as UTF-8 (a spreadsheet calls it CSV UTF-8)")


def _error(kind: str, file: str, what: str, fix: str, row: int | None = None, *, column: str = "", value: str = "",
           expected: str = "") -> Finding:
    return Finding("error", kind, file, row, what, fix, column, value, expected)


def _no_number(value: str) -> bool:
    try:
        return bool(value) and ("_" in value or not math.isfinite(float(value)))
    except ValueError:
        return True
