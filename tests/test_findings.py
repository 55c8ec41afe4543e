"""What check says in all: exit status, layout, JSON, and every kind of error at once."""

import json
import shutil

import pandas as pd

from framing.__main__ import main
from framing.comparisons import materials, support
from framing.corpus import COLUMNS, default_folder, read_corpus
from framing.findings import ERRORS, FIELDS, KINDS, findings, report


def small(folder, n=6, **columns):
    """Make a corpus folder of invented articles without texts."""
    articles = pd.DataFrame({
        "id": [f"a{i}" for i in range(n)], "outlet": ["Herald", "Gazette"] * (n // 2), "headline": "Fair opens today",
        "published": "2030-05-01", "event": "fair", "stage": "during", "genre": "news", "extent": "headline",
        "use": "compare"}).assign(**columns)
    tables = {"articles": articles, "outlets": pd.DataFrame({"outlet": ["Herald", "Gazette"], "short": ["H", "G"]}),
              "events": pd.DataFrame({"event": ["fair"], "starts": ["2030-05-01"], "ends": ["2030-05-01"]})}
    for name, wanted in COLUMNS.items():
        table = tables.get(name, pd.DataFrame()).reindex(columns=wanted, fill_value="")
        table.to_csv(folder / f"{name}.csv", index=False)
    return folder


def test_many_errors_of_one_kind_are_cut_in_lines_and_whole_in_json(tmp_path, capsys):
    small(tmp_path, 60, published="soon", outlet="Nobody")
    assert main(["check", str(tmp_path)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2 * (ERRORS + 2)
    assert [line for line in lines if line.startswith("  and 40 more")] == [
        "  and 40 more: unknown outlet (all of them: framing check --json)",
        "  and 40 more: unreadable date (all of them: framing check --json)"]
    assert main(["check", str(tmp_path), "--json"]) == 2
    said = json.loads(capsys.readouterr().out)
    assert said["errors"] == len(said["findings"]) == 120 and said["cells"] == said["support"] == []
    assert all(set(finding) == set(FIELDS) for finding in said["findings"])


def test_json_has_every_finding_cell_and_comparison(tmp_path, capsys):
    small(tmp_path)
    assert main(["check", str(tmp_path), "--json"]) == 0
    text = capsys.readouterr().out
    said = json.loads(text)
    assert list(said) == sorted(said) == ["cells", "errors", "findings", "folder", "notes", "support", "warnings"]
    assert said["errors"] == 0 and said["warnings"] + said["notes"] == len(said["findings"])
    assert [finding["row"] for finding in said["findings"] if finding["kind"] == "no text"] == [2, 3, 4, 5, 6, 7]
    assert [cell["n_articles"] for cell in said["cells"]] == [3, 3]
    assert len(said["support"]) == len(support(read_corpus(tmp_path).articles))
    assert text == report(tmp_path).json() + "\n"


def test_warnings_do_not_stop_and_each_has_its_fix(tmp_path, capsys, monkeypatch):
    small(tmp_path, genre="", published="")
    monkeypatch.chdir(tmp_path)                 # lines are as long as the folder's name makes them
    assert main(["check", "."]) == 0
    lines = capsys.readouterr().out.splitlines()
    kinds = {finding.kind for finding in findings(tmp_path)}
    assert {"no text", "no genre", "no date", "no actors", "no topics", "no group"} <= kinds
    assert len([line for line in lines if line.startswith("- ")]) == len(kinds)
    assert len([line for line in lines if line.startswith("    fix: ")]) == len(kinds)
    assert max(map(len, lines)) <= 120


def test_a_corpus_without_articles_is_an_error_with_a_fix(tmp_path, capsys):
    small(tmp_path, 0)
    assert main(["check", str(tmp_path)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["articles.csv: no rows; expected one row or more below the header",
                     "  fix: `framing add` or `framing import` brings articles"]


def test_errors_come_before_everything_else(tmp_path):
    small(tmp_path, stage="soon")
    checked = report(tmp_path)
    assert checked.errors and not checked.lines and {finding.level for finding in checked.findings} == {"error"}


def test_five_hundred_outlets(tmp_path):
    n = 500
    small(tmp_path)
    names = [f"Paper {i}" for i in range(n)]
    articles = pd.DataFrame({"id": [f"a{i}" for i in range(n)], "outlet": names, "headline": "Fair", "event": "fair",
                             "extent": "headline", "use": "compare"})
    articles.reindex(columns=COLUMNS["articles"], fill_value="").to_csv(tmp_path / "articles.csv", index=False)
    pd.DataFrame({"outlet": names, "short": names}).reindex(columns=COLUMNS["outlets"], fill_value="").to_csv(
        tmp_path / "outlets.csv", index=False)
    checked = report(tmp_path)
    assert not checked.errors and len(checked.lines) < 100 and len(checked.cells) == n


def test_what_is_said_of_the_shipped_corpus_stays_said(tmp_path):
    target = tmp_path / "corpus"
    shutil.copytree(default_folder(), target, ignore=shutil.ignore_patterns("text"))
    lines = report(target).lines
    assert lines[0] == "corpus: 422 articles of 110 outlets, 5 with full text; no faults"
    assert sum("absent; the shipped features of this article stay in use" in line for line in lines) == 5
    assert "The features were built with the word lists as they are now." in lines


def test_folded_copies_are_in_no_comparison(tmp_path):
    small(tmp_path, extent="full", use=["context"] * 2 + ["compare"] * 4,
          use_reason=["copy of a2", "no headline", "", "", "", ""])
    corpus = read_corpus(tmp_path)
    assert sorted(corpus.full["article"]) == ["a1", "a2", "a3", "a4", "a5"]
    assert {name: len(rows) for name, rows in materials(corpus.articles).items()} == {"full texts": 5, "headlines": 4}
    assert report(tmp_path).cells["n_articles"].sum() == 5


def test_kinds_are_told_apart_by_their_names():
    assert len({kind.says for kind in KINDS.values()}) == len(KINDS)
