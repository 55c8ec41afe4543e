"""Suggestions are files beside the tables, equal twice; what is marked yes is taken over once, whole or not at all."""

import shutil

import pandas as pd
import pytest

from framing.__main__ import main
from framing.corpus import COLUMNS, CorpusError, default_folder, read_table
from framing.suggest import SUGGESTED, accept, suggest

BREAD = ["The bakery in Norland baked bread on Monday, and Ms. Ann Lee praised the bakery.",
         "Later Lee told the Norland Bread Board (NBB) that flour prices rose in every bakery.",
         "The board said that flour and bread were dear, and that the bakery must bake more bread."]


@pytest.fixture
def folder(tmp_path):
    names = ["Herald", "Gazette", "Post"]
    articles = pd.DataFrame({"id": [f"a{i}" for i in range(6)], "outlet": names * 2, "headline": "Bread dear",
                             "extent": "full", "use": "compare"})
    tables = {"articles": articles, "outlets": pd.DataFrame({"outlet": names, "short": names})}
    for name, columns in COLUMNS.items():
        tables.get(name, pd.DataFrame()).reindex(columns=columns, fill_value="").to_csv(
            tmp_path / f"{name}.csv", index=False)
    (tmp_path / "text").mkdir()
    for i in range(6):
        (tmp_path / "text" / f"a{i}.txt").write_text("\n".join([*BREAD, f"Visitor {i} came to the mill by cart."] * 2))
    return tmp_path


def files(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def mark(folder, name, key, **cells):
    path = folder / f"{name}.suggested.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column, value in cells.items():
        table.loc[table.iloc[:, 1].eq(key), column] = value
    table.to_csv(path, index=False)


def test_suggestions_are_files_of_their_own_and_equal_twice(folder, capsys):
    before = files(folder)
    assert main(["suggest", str(folder)]) == 0
    assert "actors.suggested.csv" in capsys.readouterr().out
    first = files(folder)
    assert {name: first[name] for name in before} == before
    suggest(folder)
    assert files(folder) == first
    for name, columns in SUGGESTED.items():
        table = pd.read_csv(folder / f"{name}.suggested.csv", keep_default_na=False)
        assert list(table.columns) == columns and table["note"].str.startswith("suggestion").all() and len(table)
        assert table["example"].str.fullmatch(r"a\d, sentence \d+").all() and table["keep"].eq("").all()


def test_names_come_with_aliases_counts_and_a_place(folder):
    table = suggest(folder).actors.set_index("actor")
    columns = ["aliases", "kind", "side", "n_articles", "n_outlets", "n_hits", "example"]
    assert table.loc["Ann Lee", columns].tolist() == ["Lee", "person", "", "6", "3", "24", "a0, sentence 1"]
    assert table.loc["Norland Bread Board", "aliases"] == "NBB"


def test_what_is_marked_is_taken_over_once(folder):
    suggest(folder)
    mark(folder, "actors", "Ann Lee", keep="Yes", side="Norland", role="official")
    term = pd.read_csv(folder / "topics.suggested.csv")["topic"].iloc[0]
    mark(folder, "topics", term, keep="x", topic="Bread")
    lines = accept(folder)
    assert lines[0] == "actors.csv: 1 row added, 0 there already"
    actors = read_table(folder / "actors.csv", COLUMNS["actors"])
    assert actors.to_dict("records") == [{"actor": "Ann Lee", "aliases": "Lee", "side": "Norland", "role": "official"}]
    topics = read_table(folder / "topics.csv", COLUMNS["topics"])
    assert set(topics["topic"]) == {"Bread"} and topics["note"].str.startswith("suggestion").all()
    once = files(folder)
    assert accept(folder)[0] == "actors.csv: 0 rows added, 1 there already" and files(folder) == once


def test_marks_outlive_another_run_and_accepted_names_are_not_suggested_again(folder):
    suggest(folder)
    mark(folder, "actors", "Norland", keep="no")
    mark(folder, "actors", "Ann Lee", keep="yes", role="expert")
    suggest(folder)
    table = pd.read_csv(folder / "actors.suggested.csv", keep_default_na=False).set_index("actor")
    assert table.loc["Ann Lee", "role"] == "expert" and table.loc["Norland", "keep"] == "no" and table.index.is_unique
    accept(folder)
    (folder / "actors.suggested.csv").unlink()
    assert "Ann Lee" not in set(suggest(folder).actors["actor"])


@pytest.mark.parametrize(("name", "column", "value", "says"), [
    ("actors", "keep", "perhaps", "keep 'perhaps'; expected yes, no or nothing"),
    ("actors", "aliases", "???", "alias '???'; expected a name with letters or digits"),
    ("topics", "term", "b*read", "term 'b*read': a wildcard"), ("topics", "topic", " ", "topic is empty")])
def test_a_row_that_cannot_be_taken_stops_all(folder, name, column, value, says):
    suggest(folder)
    path = folder / f"{name}.suggested.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table["keep"] = "yes"
    table.loc[0, column] = value
    table.to_csv(path, index=False)
    before = files(folder)
    with pytest.raises(CorpusError, match=rf"^{name}.suggested.csv, row 2: ") as error:
        accept(folder)
    assert says in str(error.value) and files(folder) == before


def test_without_suggestions_or_texts_it_says_what_to_do(folder, capsys):
    assert main(["suggest", str(folder), "--accept"]) == 2
    assert "no suggestions in it" in capsys.readouterr().err
    shutil.rmtree(folder / "text")
    assert main(["suggest", str(folder)]) == 2
    assert "no text in text/ and no features" in capsys.readouterr().err


def test_features_give_topics_and_the_names_of_those_quoted(tmp_path):
    target = tmp_path / "corpus"
    shutil.copytree(default_folder(), target, ignore=shutil.ignore_patterns("text"))
    made = suggest(target)
    assert "features" in made.lines()[0] and len(made.topics) and made.actors["kind"].eq("person").all()
    first = files(target)
    suggest(target)
    assert files(target) == first


def test_folded_copies_count_once(folder):
    articles = pd.read_csv(folder / "articles.csv", dtype=str, keep_default_na=False)
    articles.loc[3:, ["use", "use_reason"]] = ["context", "copy of a0"]
    articles.to_csv(folder / "articles.csv", index=False)
    assert set(suggest(folder).actors["n_articles"]) == {"3"}
