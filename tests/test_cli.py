"""The command as a stranger uses it: help, plain lines, plain exit codes."""

import json
import os
import subprocess
import sys

import pandas as pd
import pytest

from framing import stories
from framing.__main__ import main
from framing.cli import app

COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands]


@pytest.fixture
def table(tmp_path):
    """Eight invented articles as one CSV file."""
    path = tmp_path / "strike.csv"
    stories.stories().to_csv(path, index=False)
    return path


@pytest.fixture
def folder(tmp_path):
    assert main(["new", str(tmp_path / "strike")]) == 0
    return tmp_path / "strike"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps(command, capsys):
    assert main([command, "--help"]) == 0
    printed = capsys.readouterr().out
    assert "Usage: framing" in printed and "--help" in printed


def test_the_commands_are_those_of_the_readme():
    assert {"new", "add", "import", "fetch", "copies", "suggest", "check", "features", "figures", "notebooks", "report",
            "validate", "calibrate"} == set(COMMANDS)


@pytest.mark.parametrize("arguments", [["bogus"], ["add"], ["check", "a", "b"], ["import", "x", "y", "--from"],
                                       ["check", "nowhere"], ["features", "nowhere"], ["fetch", "nowhere"],
                                       ["copies", "nowhere"], ["suggest", "nowhere"], ["figures", "nowhere"],
                                       ["notebooks", "nowhere"], ["report", "nowhere"], ["validate"],
                                       ["add", "nowhere", "nothing.txt"], ["new", "nowhere/in/it"],
                                       ["import", "nowhere", "x.csv", "--column", "headline"]])
def test_bad_input_is_status_2_and_no_trace(arguments, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert said.strip() and "Traceback" not in said and list(tmp_path.iterdir()) == []


def test_nothing_asked_is_the_help(capsys):
    assert main([]) == 2
    shown = capsys.readouterr()
    assert "new" in shown.out + shown.err


def test_completion_is_offered(capsys, monkeypatch):
    assert main(["--help"]) == 0 and "--install-completion" in capsys.readouterr().out


def test_from_a_table_to_checked_features(folder, table, capsys):
    assert main(["add", str(folder), str(table)]) == 0
    assert "8 articles added" in capsys.readouterr().out
    assert main(["check", str(folder)]) == 0
    assert main(["features", str(folder), "--no-parser"]) == 0
    assert "features of 8 articles" in capsys.readouterr().out
    assert main(["add", str(folder), str(table)]) == 0
    assert "0 articles added, 0 completed, 8 there already, 0 not read" in capsys.readouterr().out


def test_columns_are_shown_and_can_be_named(folder, tmp_path, capsys):
    path = tmp_path / "odd.csv"
    pd.DataFrame({"Kop": ["Bridge opens"], "Verhaal": ["The mayor opened it."], "outlet": ["Herald"]}).to_csv(path)
    assert main(["import", str(folder), str(path), "--column", "headline=Kop", "--column", "text=Verhaal"]) == 0
    shown = capsys.readouterr()
    assert "Kop" in shown.err and "1 article added" in shown.out


def test_what_could_not_be_read_is_status_1(folder, tmp_path, capsys):
    (tmp_path / "a.pdf").write_bytes(b"no pdf")
    assert main(["add", str(folder), str(tmp_path / "a.pdf"), "https://herald.example/a"]) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith("a.pdf: ") and "1 article added" in shown.out


def test_kinds_are_listed_with_their_doubt(capsys):
    assert main(["import", "--kinds"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("nexis") and "unverified: no real export seen" in line for line in lines)


def test_an_unverified_kind_says_so(folder, tmp_path, capsys):
    (tmp_path / "a.rtf").write_bytes(b"x")
    assert main(["import", str(folder), str(tmp_path / "a.rtf"), "--from", "factiva"]) == 2
    assert capsys.readouterr().err.startswith("factiva: unverified")


def test_a_word_list_of_ones_own(folder, tmp_path, capsys):
    path = tmp_path / "mine.csv"
    path.write_text("class,term\nharbour,quay*\nharbour,crane\n", encoding="utf-8")
    assert main(["import", str(folder), str(path), "--from", "list", "--as", "topics"]) == 0
    assert "2 terms, 2 of them new in topics.csv" in capsys.readouterr().out
    assert main(["import", str(folder), str(path), "--from", "list", "--as", "topics"]) == 0
    assert "2 terms, 0 of them new" in capsys.readouterr().out


def test_check_speaks_json(folder, table, capsys):
    main(["add", str(folder), str(table)])
    capsys.readouterr()
    assert main(["check", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)


def test_looking_at_the_help_loads_no_heavy_library():
    code = ("import sys; from framing.__main__ import main; main(['--help']); "
            "heavy = {'trafilatura', 'pypdf', 'docx', 'pyarrow.parquet', 'lxml', 'urllib3', 'matplotlib', 'sklearn'}; "
            "print(sorted(heavy & set(sys.modules)))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]", done.stdout[-300:]


def test_a_terminal_that_cannot_show_a_sign_is_no_reason_to_stop(folder, tmp_path):
    (tmp_path / "a.csv").write_text("title,text,source\nBridge opens,It opened.,北方\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "framing", "add", str(folder), str(tmp_path / "a.csv")],
                          capture_output=True, text=True, env=os.environ | {"PYTHONIOENCODING": "cp1252"})
    assert done.returncode == 0 and "Traceback" not in done.stderr


def test_no_control_sign_of_a_table_reaches_the_terminal(folder, table, capsys):
    main(["add", str(folder), str(table)])
    path = folder / "outlets.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Dockside", "Dock\x1b[31mside"), encoding="utf-8")
    main(["check", str(folder)])
    shown = capsys.readouterr()
    assert "\x1b" not in shown.out + shown.err
