"""The log outlives a killed run: a text and its row come together, a cut row goes, nothing is written elsewhere."""

import os

import pytest

from framing import scaffold
from framing.corpus import CorpusError
from framing.fetch_log import COLUMNS, FOR_GOOD, OUTCOMES, WITH_TEXT, Log, digest, facts, read

ROW = {"id": "a0", "url": "http://herald.example/a", "outcome": "fetched", "status": "200", "reason": "",
       "found_headline": "Storm,\n closes \"harbour\"", "found_published": "2030-05-01"}
TEXT = "Ships waited.\n"


@pytest.fixture
def folder(tmp_path):
    scaffold.new(tmp_path / "corpus")
    return tmp_path / "corpus"


def add(folder, text=TEXT, **more):
    with Log(folder) as log:
        return log.add(ROW | more, text)


def test_a_row_and_its_text_come_together(folder):
    row = add(folder)
    path = folder / "text" / "a0.txt"
    assert path.read_text() == TEXT
    assert row["sha256"] == digest(path)
    table = read(folder)
    assert list(table.columns) == COLUMNS
    assert table.to_dict("records") == [row]
    assert row["found_headline"] == 'Storm, closes "harbour"'
    assert sorted(os.listdir(folder / "text")) == ["a0.txt", "fetch.csv"]


def test_rows_are_added_never_changed(folder):
    add(folder)
    before = (folder / "text" / "fetch.csv").read_bytes()
    add(folder, None, outcome="failed", reason="status 500")
    assert (folder / "text" / "fetch.csv").read_bytes().startswith(before)
    with Log(folder) as log:
        assert log.last["a0"]["outcome"] == "failed"
        assert log.kept["a0"]["outcome"] == "fetched"


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_row_cut_off_is_dropped_and_the_log_goes_on(folder, cut):
    add(folder)
    path = folder / "text" / "fetch.csv"
    whole = path.read_bytes()
    add(folder, None, id="a1", outcome="gone")
    path.write_bytes(path.read_bytes()[:-cut])
    with Log(folder) as log:
        assert set(log.last) == {"a0"}
        assert path.read_bytes() == whole
        log.add(ROW | {"id": "a2", "outcome": "gone"})
    assert list(read(folder)["id"]) == ["a0", "a2"]


def test_a_header_cut_off_is_written_anew(folder):
    (folder / "text" / "fetch.csv").write_text("id,url,outc")
    add(folder)
    assert len(read(folder)) == 1


def test_a_run_killed_before_the_row_leaves_nothing(folder, monkeypatch):
    monkeypatch.setattr(Log, "_write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        add(folder)
    monkeypatch.undo()
    assert not (folder / "text" / "a0.txt").exists()
    with Log(folder) as log:
        assert not log.last
    assert os.listdir(folder / "text") == ["fetch.csv"]


def test_a_run_killed_after_the_row_is_finished_by_the_next(folder, monkeypatch):
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        add(folder)
    monkeypatch.undo()
    assert not (folder / "text" / "a0.txt").exists()
    with Log(folder):
        assert (folder / "text" / "a0.txt").read_text() == TEXT
    assert len(os.listdir(folder / "text")) == 2


def test_a_part_that_isnt_the_rows_is_removed(folder):
    add(folder)
    (folder / "text" / "a0.txt.part").write_text("Ships wai")
    (folder / "text" / "b.txt.part").symlink_to("a0.txt")
    with Log(folder):
        assert (folder / "text" / "a0.txt").read_text() == TEXT
    assert len(os.listdir(folder / "text")) == 2


def test_facts_are_those_of_the_last_text(folder):
    add(folder)
    add(folder, found_headline="Storm opens harbour", found_byline="A. Baker")
    add(folder, None, outcome="failed", found_headline="")
    add(folder, None, id="a1", outcome="gone")
    assert facts(folder).to_dict("records") == [
        {"id": "a0", "headline": "Storm opens harbour", "byline": "A. Baker", "published": "2030-05-01"}]


def test_no_log_is_an_empty_one(folder):
    assert read(folder).empty and facts(folder).empty


@pytest.mark.parametrize("name", ["../a", "a/b", "/etc/passwd", "", "a\0b", "..\\..\\a/../b", "x" * 300])
def test_a_text_stays_in_its_folder(folder, name):
    with Log(folder) as log, pytest.raises(CorpusError, match="expected a name a file can have"):
        log.add(ROW | {"id": name}, TEXT)


def test_links_are_refused(folder, tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    (folder / "text" / "a0.txt").symlink_to(outside)
    with pytest.raises(CorpusError, match="text/a0.txt: is a link"):
        add(folder)
    (folder / "text" / "a0.txt.part").symlink_to(outside)
    (folder / "text" / "a0.txt").unlink()
    add(folder)
    assert outside.read_text() == "mine"
    (folder / "text" / "fetch.csv").unlink()
    (folder / "text" / "fetch.csv").symlink_to(outside)
    with pytest.raises(CorpusError, match="text/fetch.csv: is a link"):
        add(folder)
    assert outside.read_text() == "mine"


def test_a_linked_folder_is_refused(folder, tmp_path):
    (folder / "text").rmdir()
    (tmp_path / "elsewhere").mkdir()
    (folder / "text").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CorpusError, match="text: is a link"):
        add(folder)
    assert not os.listdir(tmp_path / "elsewhere")


@pytest.mark.parametrize("content", ["id,url\na,b\n", "talks\n", "\xff\n"])
def test_another_table_is_no_log(folder, content):
    (folder / "text" / "fetch.csv").write_text(content, encoding="latin-1")
    with pytest.raises(CorpusError, match="text/fetch.csv.*remove it to begin a new log"):
        add(folder)
    assert (folder / "text" / "fetch.csv").read_text(encoding="latin-1") == content


def test_a_folder_is_no_log(folder):
    (folder / "text" / "fetch.csv").mkdir()
    with pytest.raises(CorpusError, match="isn't a file"):
        add(folder)


def test_one_run_at_a_time(folder):
    with Log(folder), pytest.raises(CorpusError, match="another run"):
        add(folder)
    add(folder)


def test_every_outcome_has_its_meaning():
    assert set(WITH_TEXT) | set(FOR_GOOD) < set(OUTCOMES)
    assert not set(WITH_TEXT) & set(FOR_GOOD)
