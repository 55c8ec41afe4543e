"""Every fault of every row at once, machine-readable: kind, place, cell, what was found and expected, and a fix."""

import csv
import shutil

import pandas as pd
import pytest

from framing import check
from framing.corpus import default_folder
from framing.faults import errors, examine


@pytest.fixture
def folder(tmp_path):
    target = tmp_path / "corpus"
    shutil.copytree(default_folder(), target, ignore=shutil.ignore_patterns("text", "features"))
    return target


def rewrite(path, change):
    """Change a table's rows, the header among them, and write them back."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def test_every_row_of_every_file_is_named_at_once(folder):
    def spoil_feeds(rows):
        items = rows[0].index("n_items")
        for at in (3, 7, 8):
            rows[at][items] = "many"
        del rows[10][2:]

    def spoil_articles(rows):
        for at in (1, 2, 3):
            rows[at][rows[0].index("outlet")] = "Nowhere Post"
        rows[5][rows[0].index("published")] = "June"
    rewrite(folder / "feeds.csv", spoil_feeds)
    rewrite(folder / "articles.csv", spoil_articles)
    (folder / "actors.csv").write_bytes(b"actor,aliases,side,role\nAndr\xe9,,,\n")
    found = errors(folder)
    places = {(fault.kind, fault.file, fault.row) for fault in found}
    assert places == {
        *(("not a number", "feeds.csv", row) for row in (4, 8, 9)), ("ragged row", "feeds.csv", 11),
        *(("unknown outlet", "articles.csv", row) for row in (2, 3, 4)), ("unreadable date", "articles.csv", 6),
        ("not UTF-8", "actors.csv", None)}
    assert all(fault.fix and fault.what and fault.level == "error" for fault in found)
    (date,) = [fault for fault in found if fault.kind == "unreadable date"]
    assert (date.column, date.value, date.expected) == ("published", "June", "a date as YYYY-MM-DD or nothing")


def test_rows_are_counted_as_a_spreadsheet_counts_them(folder):
    path = folder / "topics.csv"
    path.write_text('topic,term,note\nBread,flour,"two\nlines"\n\nBread,b*d,\n', encoding="utf-8")
    (fault,) = errors(folder)
    assert (fault.kind, fault.row) == ("unfit term", 4)


def test_a_ragged_row_still_names_its_outlet(folder):
    rewrite(folder / "outlets.csv", lambda rows: rows[1].pop())
    assert [(fault.kind, fault.row) for fault in errors(folder)] == [("ragged row", 2)]


@pytest.mark.parametrize("cell", ["1e999", "inf", "nan", "1_000", "１２x", "0x10", "--1"])
def test_what_is_no_number_is_said(folder, cell):
    rewrite(folder / "outlets.csv", lambda rows: rows[4].__setitem__(rows[0].index("order"), cell))
    assert [(fault.kind, fault.row, fault.value) for fault in errors(folder)] == [("not a number", 5, cell)]


def test_what_may_be_empty(folder):
    def empty(*columns):
        def change(rows):
            for row in rows[1:]:
                for column in columns:
                    row[rows[0].index(column)] = ""
        return change
    rewrite(folder / "events.csv", empty("starts", "ends"))
    rewrite(folder / "articles.csv", empty("event", "stage", "genre", "published", "headline"))
    rewrite(folder / "outlets.csv", empty("group", "country"))
    for name in ("feeds", "actors", "topics"):
        rewrite(folder / f"{name}.csv", lambda rows: rows.__delitem__(slice(1, None)))
    assert errors(folder) == []


def test_tables_are_read_as_written_by_row(folder):
    tables, found = examine(folder)
    assert not found and set(tables) == {"articles", "feeds", "outlets", "events", "actors", "topics"}
    table = pd.read_csv(folder / "articles.csv", dtype=str, keep_default_na=False)
    assert tables["articles"].index.tolist() == list(range(2, len(table) + 2))
    assert (tables["articles"].to_numpy() == table.to_numpy()).all()


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"\0\0\0", b"id\n" * 3, b'"', b",,,\n,,\n", b"a,b\n\"x\"y,2\n",
                                  b"id,outlet\r" * 3, "﻿".encode(), b"=cmd(),x\n" + b"9" * 200_000])
@pytest.mark.parametrize("name", ["articles", "outlets", "topics"])
def test_nonsense_is_a_list_of_faults_never_a_crash(folder, name, data):
    (folder / f"{name}.csv").write_bytes(data)
    assert errors(folder)


def test_a_text_that_leads_elsewhere_is_named_and_not_read(folder, tmp_path):
    (tmp_path / "secret").write_text("The password is harbour.", encoding="utf-8")
    name = pd.read_csv(folder / "articles.csv", dtype=str)["id"][0]
    (folder / "text").mkdir()
    (folder / "text" / f"{name}.txt").symlink_to(tmp_path / "secret")
    assert errors(folder) and f"text/{name}.txt: is a link" in str(errors(folder)[0])
    assert check.texts(folder) == {}
    (folder / "text" / f"{name}.txt").unlink()
    (folder / "text").rmdir()
    (folder / "text").symlink_to(tmp_path)
    assert [finding.file for finding in errors(folder)] == ["text"]
