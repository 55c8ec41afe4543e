"""The registry of kinds: every reader is there, and a file that can't be read stops nothing."""

import pytest

from framing import kinds
from framing.corpus import CorpusError
from framing.records import Broken, Record


@pytest.mark.parametrize("kind", kinds.KINDS.values(), ids=lambda kind: kind.name)
def test_every_reader_is_there_and_says_what_it_reads(kind):
    assert kind.open().__doc__ and kind.says and kind.suffixes


@pytest.mark.parametrize("name", kinds.WORD_LISTS)
def test_every_reader_of_word_lists_is_there(name):
    from framing import dictionaries

    assert getattr(dictionaries, kinds.WORD_LISTS[name][0]).__doc__


@pytest.mark.parametrize("name, kind", [("a.txt", "text"), ("A.HTM", "html"), ("a.json", "jsonl"), ("a.csv.gz", "csv"),
                                        ("a.docx", "docx"), ("a.zip", "nexis"), ("x.bib", "bibtex")])
def test_a_name_suggests_a_kind(name, kind):
    assert kinds.guess(name).name == kind


@pytest.mark.parametrize("name", ["a", "a.xyz", ".csv.bak"])
def test_a_name_that_suggests_nothing_is_one_line(name):
    with pytest.raises(CorpusError, match="can't tell what it is; expected"):
        kinds.guess(name)


def test_an_unknown_kind_lists_those_there_are():
    with pytest.raises(CorpusError, match="expected one of text, markdown"):
        kinds.named("word")


def test_layouts_written_without_a_real_export_at_hand_are_marked():
    assert {name for name, kind in kinds.KINDS.items() if not kind.verified} == {
        "nexis", "proquest", "factiva", "mediacloud", "gdelt", "newsapi"}


def test_one_file_that_cannot_be_read_stops_nothing(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"no zip")
    (tmp_path / "b.txt").write_text("Bridge opens\n\nThe mayor opened it.", encoding="utf-8")
    names = ["a.docx", "nowhere.txt", "b.txt", "c.xyz"]
    found = list(kinds.read_files(tmp_path / name for name in names))
    assert [type(item) for item in found] == [Broken, Broken, Record, Broken]
    assert [item.place for item in found] == names


def test_a_folder_is_read_file_by_file(tmp_path):
    (tmp_path / "in/The Herald").mkdir(parents=True)
    (tmp_path / "in/The Herald/a.txt").write_text("Bridge opens\n\nThe mayor opened it.", encoding="utf-8")
    (tmp_path / "in/rows.csv").write_text("title,text,source\nBridge falls,It fell.,Gazette\n", encoding="utf-8")
    found = list(kinds.read_files([tmp_path / "in"]))
    assert [(item.headline, item.outlet) for item in found] == [("Bridge opens", "The Herald"),
                                                                ("Bridge falls", "Gazette")]
