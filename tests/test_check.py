"""Bad input: one clear line per fault, exit status 2, every file left as it was."""

import csv
import shutil

import pandas as pd
import pytest

from framing.__main__ import main
from framing.comparisons import support
from framing.corpus import COLUMNS, default_folder, read_corpus

SHIPPED = default_folder()


@pytest.fixture
def folder(tmp_path):
    target = tmp_path / "corpus"
    shutil.copytree(SHIPPED, target, ignore=shutil.ignore_patterns("text"))
    (target / "text").mkdir()
    return target


def state(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def append(folder, name, line):
    path = folder / name
    path.chmod(0o644)
    path.write_text(path.read_text(encoding="utf-8") + f"{line}\n", encoding="utf-8")


def last_row(path):
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def second_row_again(folder):
    path = folder / "articles.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8")


FAULTS = {
    "missing column": (lambda f: edit(f, "articles.csv", ",genre,", ",kind,"), "articles.csv: missing column genre"),
    "duplicate id": (second_row_again, "articles.csv, row LAST: id"),
    "unknown outlet": (lambda f: edit(f, "articles.csv", ",ABC News,", ",Nowhere Post,"),
                       "articles.csv, row 2: outlet 'Nowhere Post' isn't in outlets.csv"),
    "unknown event": (lambda f: edit(f, "articles.csv", ",visit-2023,", ",visit-1972,"),
                      "articles.csv, row 2: event 'visit-1972' isn't in events.csv"),
    "unreadable date": (lambda f: edit(f, "articles.csv", ",2023-06-19,", ",19/06/2023,"),
                        "articles.csv, row 2: published '19/06/2023'; expected a date as YYYY-MM-DD"),
    "empty text": (lambda f: (f / "text" / "wsws-2023-06-20.txt").write_text(" \n"),
                   "text/wsws-2023-06-20.txt: is empty"),
    "not UTF-8": (lambda f: (f / "text" / "wsws-2023-06-20.txt").write_bytes(b"caf\xe9 talks"),
                  "text/wsws-2023-06-20.txt: expected UTF-8"),
    "text without a row": (lambda f: (f / "text" / "stray.txt").write_text("Words."),
                           "text/stray.txt: no row in articles.csv"),
    "broken wildcard": (lambda f: edit(f, "topics.csv", "Taiwan,", "Taiwan,ta*wan,\nTaiwan,"),
                        "topics.csv, row 2: term 'ta*wan': a wildcard"),
    "a folder for a text": (lambda f: (f / "text" / "wsws-2023-06-20.txt").mkdir(),
                            "text/wsws-2023-06-20.txt: isn't a file"),
    "alias of marks": (lambda f: edit(f, "actors.csv", ",Blinken;", ",???;Blinken;"), "actors.csv, row 2: alias '???'"),
    "event ends before it starts": (lambda f: edit(f, "events.csv", ",2023-06-19", ",2023-06-17"),
                                    "events.csv, row 2: ends '2023-06-17'; expected no day before it starts"),
    "empty outlet": (lambda f: append(f, "outlets.csv", ",Nobody,US,private,,,200"),
                     "outlets.csv, row LAST: outlet is empty; expected a name"),
    "empty event": (lambda f: append(f, "events.csv", ",Third visit,2025-01-01,2025-01-02"),
                    "events.csv, row LAST: event is empty; expected a name"),
    "empty actor": (lambda f: edit(f, "actors.csv", "Antony Blinken,", " ,"), "actors.csv, row 2: actor is empty"),
    "empty topic": (lambda f: append(f, "topics.csv", ",weather,"), "topics.csv, row LAST: topic is empty"),
    "the same short name": (lambda f: edit(f, "outlets.csv", ",Truthout,", ",WSWS,"),
                            "outlets.csv, row 3: short 'WSWS' stands twice"),
    "no short name": (lambda f: edit(f, "outlets.csv", ",Truthout,", ",,"), "outlets.csv, row 3: short is empty"),
    "more about it than items": (lambda f: append(f, "feeds.csv", "Politico,feed,world,2023-06-19,whole,3,4"),
                                 "feeds.csv, row LAST: n_about 4; expected no more than n_items, 3"),
    "slash in an id": (lambda f: edit(f, "articles.csv", "\n", "\n../"), "articles.csv, row 2: id '../"),
    "space in an id": (lambda f: edit(f, "articles.csv", "\n", "\na b"), "articles.csv, row 2: id 'a b"),
    "control character in an id": (lambda f: edit(f, "articles.csv", "\n", "\na\x07"),
                                   "articles.csv, row 2: id 'a\\x07"),
    "dot before an id": (lambda f: edit(f, "articles.csv", "\n", "\n."), "articles.csv, row 2: id '."),
    "unknown use": (lambda f: edit(f, "articles.csv", ",compare,", ",maybe,"), "articles.csv, row"),
    "missing file": (lambda f: (f / "topics.csv").unlink(), "topics.csv: no such file"),
    "table not UTF-8": (lambda f: (f / "actors.csv").write_bytes(b"actor,aliases\xff"), "actors.csv: expected UTF-8"),
    "not a number": (lambda f: edit(f, "outlets.csv", ",1\n", ",first\n"), "outlets.csv, row 2: order 'first'"),
    "too few cells": (lambda f: append(f, "topics.csv", "weather,rain"),
                      "topics.csv, row LAST: 2 cells; expected 3, as the header has"),
    "too many cells": (lambda f: edit(f, "actors.csv", "Antony Blinken,", "Antony Blinken,,"),
                       "actors.csv, row 2: 5 cells; expected 4"),
    "open quotation mark": (lambda f: append(f, "topics.csv", 'weather,"rain,'),
                            "topics.csv, row LAST: unexpected end of data; expected a row of comma-separated cells"),
    "doubled column": (lambda f: (f / "feeds.csv").write_text(
        "outlet,feed,scope,day,read,n_items,n_about,scope\n"), "feeds.csv: column 'scope' stands twice"),
    "no row of articles": (lambda f: (f / "articles.csv").write_text(
        (f / "articles.csv").read_text().partition("\n")[0] + "\n"), "articles.csv: no rows; expected one row or more"),
    "semicolons": (lambda f: (f / "events.csv").write_text("event;name;starts;ends\n"),
                   "events.csv: missing column event, name, starts, ends"),
    "empty file": (lambda f: (f / "events.csv").write_text(""), "events.csv: no header; expected a CSV table"),
    "half a period": (lambda f: append(f, "events.csv", "third,Third visit,2025-01-01,"),
                      "events.csv, row LAST: one of starts and ends is empty; expected both dates or neither"),
    "unknown stage": (lambda f: edit(f, "articles.csv", ",during,", ",meanwhile,"),
                      "articles.csv, row 2: stage 'meanwhile'; expected one of before, during, after or nothing"),
    "term twice in a class": (lambda f: (f / "classes.csv").write_text(
        "class,label,term,note\na,A,bread,\nb,B,bread,\na,A,bread,\n"),
        "classes.csv, row 4: term 'bread' stands twice in its class; expected each term once"),
    "broken wildcard in a class": (lambda f: (f / "classes.csv").write_text(
        "class,label,term,note\na,A,b*read,\n"), "classes.csv, row 2: term 'b*read'"),
}


@pytest.mark.parametrize("command", ["check", "features"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_clear_line(folder, capsys, fault, command):
    spoil, says = FAULTS[fault]
    spoil(folder)
    says = says.replace("LAST", str(last_row(folder / says.split(",")[0])) if "LAST" in says else "LAST")
    before = state(folder)
    assert main([command, str(folder)]) == 2
    lines = capsys.readouterr().err.splitlines()
    fixes = [line for line in lines if line.startswith("  fix: ")]
    assert len(fixes) == (1 if command == "check" else 0)
    lines = [line for line in lines if line not in fixes]
    assert len([line for line in lines if line.startswith(says)]) == 1, lines
    assert len(lines) == 1, lines
    assert state(folder) == before


def test_every_fault_is_named_at_once(folder, capsys):
    for fault in ("unknown outlet", "unreadable date", "broken wildcard", "text without a row"):
        FAULTS[fault][0](folder)
    assert main(["check", str(folder)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len([line for line in lines if not line.startswith("  fix: ")]) == 4 and len(lines) == 8


def test_an_absent_text_is_reported_and_fine(folder, capsys):
    assert main(["check", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "no faults" in out and out.count("absent; the shipped features") == 5
    assert main(["features", str(folder)]) == 0
    assert capsys.readouterr().out.count("its shipped features were kept") == 5


def test_an_empty_date_is_legal(folder):
    edit(folder, "articles.csv", ",2023-06-19,", ",,")
    assert main(["check", str(folder)]) == 0


def test_no_corpus_there(tmp_path, capsys):
    assert main(["check", str(tmp_path)]) == 2
    assert "articles.csv: no such file" in capsys.readouterr().err


FEATURE_FAULTS = {
    "cut-off table": (lambda f: (f / "features" / "hits.csv").write_text("article,sentence\n"), "features/hits.csv"),
    "broken provenance": (lambda f: (f / "features" / "provenance.json").write_text("{"), "features/provenance.json"),
}


@pytest.mark.parametrize("fault", FEATURE_FAULTS)
def test_features_refuse_in_one_line_and_leave_everything(folder, capsys, fault):
    spoil, says = FEATURE_FAULTS[fault]
    spoil(folder)
    before = state(folder)
    assert main(["features", str(folder)]) == 2
    assert capsys.readouterr().err.startswith(says)
    assert state(folder) == before


@pytest.mark.parametrize("text", ["Talks ended on Monday.", "Skip to content\n"])
def test_a_text_of_a_few_words_is_reported_and_fine(folder, capsys, text):
    (folder / "text" / "wsws-2023-06-20.txt").write_text(text)
    assert main(["check", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "1 text with hardly a word of article: only the headline counts" in out
    assert "1 text changed since the features were built" in out


def test_a_byte_order_mark_does_no_harm(folder):
    path = folder / "articles.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert main(["check", str(folder)]) == 0 and main(["features", str(folder)]) == 0


def test_a_changed_list_is_said_in_one_line(folder, capsys):
    edit(folder, "topics.csv", "Taiwan,", "Taiwan,quite new,\nTaiwan,")
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out.count("topics.csv: changed since the features were built") == 1


def test_a_folder_that_cannot_be_written_is_one_line(folder, capsys, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied", str(folder))
    monkeypatch.setattr("framing.build.tempfile.mkstemp", refuse)
    edit(folder, "topics.csv", "Taiwan,", "Taiwan,quite new,\nTaiwan,")
    assert main(["features", str(folder)]) == 2
    assert capsys.readouterr().err == f"{folder}: Permission denied\n"


def test_what_can_be_compared_is_said_in_plain_lines(capsys):
    assert main(["check", str(SHIPPED)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 120
    table = support(read_corpus(SHIPPED).articles).set_index(["material", "by"])
    for material, by in table.index:
        (line,) = [line for line in lines if line.startswith(f"{material}, by {by}: ")]
        assert f"{table.loc[(material, by), 'n_pairs']:,} pair" in line


OUTLETS = "outlet,short,country,group,ownership,ownership_basis,order\nHerald,Herald,,,,,1\nGazette,Gazette,,,,,2\n"
EVENTS = "event,name,starts,ends\nfair,Fair,2030-05-01,2030-05-02\n"
ODD = {
    "one article": ([("a", "Herald", "headline", "compare", "news")], "headlines: nothing to compare"),
    "no full text": ([("a", "Herald", "headline", "compare", "news"), ("b", "Gazette", "headline", "compare", "")],
                     "full texts: none"),
    "no genre": ([("a", "Herald", "full", "context", ""), ("b", "Gazette", "full", "context", "")],
                 "full texts, by genre: no value, nothing to compare"),
    "no headline to compare": ([("a", "Herald", "full", "context", "news"), ("b", "Gazette", "full", "context", "")],
                               "headlines: none"),
}


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_corpus_is_told_what_it_can_support(tmp_path, capsys, odd):
    rows, says = ODD[odd]
    for name, columns in COLUMNS.items():
        (tmp_path / f"{name}.csv").write_text(",".join(columns) + "\n")
    (tmp_path / "outlets.csv").write_text(OUTLETS)
    (tmp_path / "events.csv").write_text(EVENTS)
    table = pd.DataFrame(rows, columns=["id", "outlet", "extent", "use", "genre"]).assign(
        headline="Talks", event="fair", stage="during").reindex(columns=COLUMNS["articles"], fill_value="")
    table.to_csv(tmp_path / "articles.csv", index=False)
    assert main(["check", str(tmp_path)]) == 0
    assert any(line.startswith(says) for line in capsys.readouterr().out.splitlines())
