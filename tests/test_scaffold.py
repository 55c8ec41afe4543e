"""A new corpus folder: whole, explained, and never at the cost of what is there."""

import re

import pytest

from framing import check, scaffold
from framing.corpus import COLUMNS, CorpusError, read_table


def test_every_table_is_there_with_its_header(tmp_path):
    scaffold.new(tmp_path / "strike")
    for name, columns in COLUMNS.items():
        table = read_table(tmp_path / "strike" / f"{name}.csv", columns)
        assert list(table.columns) == columns and table.empty
    assert (tmp_path / "strike/text").is_dir()


def test_the_codebook_explains_every_column_and_no_other():
    text = scaffold.codebook("strike")
    assert text.startswith("# Codebook: strike\n") and "{name}" not in text
    for name, columns in COLUMNS.items():
        section = re.split(r"\n## ", text.split(f"\n## {name}.csv")[1])[0]
        cells = re.findall(r"^\| ([a-z_0-9, ]+) \|", section, re.M)
        listed = [part.strip() for cell in cells for part in cell.split(",")]
        assert [word for word in listed if word != "column"] == columns, name


def test_what_is_there_stays(tmp_path):
    scaffold.new(tmp_path)
    (tmp_path / "topics.csv").unlink()
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    assert scaffold.new(tmp_path) == ["topics.csv"]
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine"


def test_texts_are_kept_out_of_a_repository(tmp_path):
    scaffold.new(tmp_path / "strike")
    assert "text/" in (tmp_path / "strike/.gitignore").read_text(encoding="utf-8").splitlines()


def test_a_place_that_cannot_be_a_folder_is_one_line(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    for place in (tmp_path / "file", tmp_path / "no" / "strike"):
        with pytest.raises(CorpusError, match="expected"):
            scaffold.new(place)


def test_an_empty_corpus_is_told_what_it_lacks(tmp_path):
    scaffold.new(tmp_path / "strike")
    assert check.find_faults(tmp_path / "strike")
