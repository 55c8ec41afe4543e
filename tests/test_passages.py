"""Passages open only with the very text the features were built from, under the features' own numbers."""

import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from framing.build import build_features
from framing.corpus import COLUMNS, read_corpus
from framing.passages import _sentences, open_passage

PAGE = """Town hall and port agree

Town hall and port agree

The mayor of Lowmere met the harbour board on Monday, and both sides said that they were content.

“We have a deal,” said Ada Quill, who chairs the board. The U.S. firm that owns the cranes wasn’t asked!

Nobody in the fish market had heard of it by noon. “Not a word,” a trader said. He shrugged and went on.
"""


@pytest.fixture
def folder(tmp_path):
    """A corpus of one invented article with its text, and one headline without."""
    outlets = {"outlet": ["Herald"], "short": ["Herald"], "group": ["private"], "order": [1]}
    events = {"event": ["deal"], "name": ["May 2030"], "starts": ["2030-05-01"], "ends": ["2030-05-02"]}
    articles = {"id": ["a", "b"], "outlet": "Herald", "headline": ["Town hall and port agree", "Cranes stand still"],
                "event": "deal", "stage": "after", "published": "2030-05-02", "use": "compare",
                "extent": ["full", "headline"]}
    given = {"articles": articles, "outlets": outlets, "events": events, "actors": {}, "topics": {}, "feeds": {}}
    for name, columns in COLUMNS.items():
        table = pd.DataFrame(given[name], dtype=object).reindex(columns=columns)
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "a.txt").write_text(PAGE, encoding="utf-8")
    build_features(tmp_path)
    return tmp_path


def test_a_sentence_opens_between_its_neighbours(folder):
    head, *lines = open_passage(read_corpus(folder), "a", 3).splitlines()
    assert head == "a, sentence 3 of 6"
    assert [line[:6].split() for line in lines] == [["2"], [">", "3"], ["4"]]
    assert lines[1].endswith("3  The U.S. firm that owns the cranes wasn’t asked!")
    assert lines[0].endswith("2  “We have a deal,” said Ada Quill, who chairs the board.")


def test_the_edges_of_an_article_and_its_headline(folder):
    corpus = read_corpus(folder)
    assert open_passage(corpus, "a", 0, around=0).endswith(">   0  Town hall and port agree")
    assert len(open_passage(corpus, "a", 6, around=2).splitlines()) == 4


def test_without_the_text_one_line_says_which_is_wanted(folder):
    digest = hashlib.sha256((folder / "text" / "a.txt").read_bytes()).hexdigest()
    shutil.rmtree(folder / "text")
    said = open_passage(read_corpus(folder), "a", 3)
    assert said == f"a: the text isn't here; expected text/a.txt with SHA-256 {digest}"


def test_another_version_of_the_text_stays_closed(folder):
    path = folder / "text" / "a.txt"
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text(PAGE.replace("Monday", "Tuesday"), encoding="utf-8")
    said = open_passage(read_corpus(folder), "a", 3)
    assert expected in said and "isn't the text" in said and "\n" not in said and "mayor" not in said


def test_what_has_no_text_and_what_does_not_exist(folder):
    corpus = read_corpus(folder)
    assert "no text of it was ever held" in open_passage(corpus, "b", 0)
    with pytest.raises(ValueError, match=r"'c'.*2 articles"):
        open_passage(corpus, "c", 1)
    with pytest.raises(ValueError, match="sentence 7: a has sentences 0 to 6"):
        open_passage(corpus, "a", 7)


def _numbers_agree(corpus, article):
    facts = corpus.articles.set_index("article", drop=False).loc[article]
    mine = [(s.number, s.section, s.paragraph, len(s.tokens)) for s in _sentences(corpus, facts)]
    stored = corpus.sentences[corpus.sentences["article"].eq(article)].sort_values("sentence")
    assert mine == list(stored[["sentence", "section", "paragraph", "n_tokens"]].itertuples(index=False, name=None))


def test_numbers_are_those_of_the_features(folder):
    _numbers_agree(read_corpus(folder), "a")


def test_numbers_are_those_of_the_shipped_features(corpus):
    present = [name for name in corpus.full["article"] if (corpus.folder / "text" / f"{name}.txt").is_file()]
    present = [name for name in present if open_passage(corpus, name, 1).count("\n")]
    if not present:
        pytest.skip("no text of the shipped corpus is in corpus/text")
    for name in present:
        _numbers_agree(corpus, name)


def test_no_stored_notebook_opens_a_passage():
    for path in (Path(__file__).parents[1] / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert not [cell for cell in cells if cell["cell_type"] == "code" and "open_passage" in "".join(cell["source"])]
