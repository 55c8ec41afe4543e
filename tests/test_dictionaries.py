"""Word lists of the user's own: invented dictionaries in each layout; terms that can't be counted are reported."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.corpus import OPTIONAL, CorpusError, read_corpus, read_table
from framing.dictionaries import read_list, read_liwc, read_quanteda, to_classes, to_topics
from framing.features import instruments
from framing.tokens import TermMatcher, parse_term, tokenize

LIWC = """%
1\tfunct (Function words)
125\taffect
stray
%
a\t1
abandon*\t125\t1
like\t(02 134)125/464\t253
kind of\t<of>131/125\t1
:)\t125
a lot\t1
It’s\t1
can’t\t1
ab*\t125
*ing\t1
lonely
lost\t99\t125
apart   1 125
"""
QUANTEDA = """
Economy:
  State: [tax*, 'Public  Spending', no, 12]
  Market:
    - Trade
    - t?x
Other: single
"""
TABLE = pd.DataFrame({"class": ["Bread", "Bread", "Storm"], "term": ["bread*", "daily bread", "storm"]})


def read(tmp_path, reader, data, name="t.dic"):
    path = tmp_path / name
    path.write_text(data, encoding="utf-8")
    table, broken = reader(path)
    return list(table.itertuples(index=False, name=None)), [str(fault) for fault in broken]


def test_liwc_categories_and_terms(tmp_path):
    terms, broken = read(tmp_path, read_liwc, LIWC)
    assert terms == [("funct", "a"), ("affect", "abandon*"), ("funct", "abandon*"), ("funct", "a lot"),
                     ("funct", "can't"), ("affect", "lost"), ("funct", "apart"), ("affect", "apart")]
    assert broken == [
        "t.dic, line 4: 'stray'; expected a category's number and name",
        "t.dic, line 8: term 'like': counts only beside certain words; expected a term without a condition",
        "t.dic, line 9: term 'kind of': counts only beside certain words; expected a term without a condition",
        "t.dic, line 16: term 'lonely': no category; expected the number of one",
        "t.dic, line 17: term 'lost': no category '99'; expected the number of one above",
        "t.dic, line 10: term ':)': ':)' is never a word of a text (it is read as 'nothing'); expected words as they "
        "are counted",
        't.dic, line 12: term \'It’s\': "it\'s" is never a word of a text (it is read as \'it\'); expected words as '
        "they are counted",
        "t.dic, line 14: term 'ab*': a wildcard * may stand only at the end of a word, after 3 letters or more",
        "t.dic, line 15: term '*ing': a wildcard * may stand only at the end of a word, after 3 letters or more"]


def test_quanteda_categories_are_flattened_and_words_stay_words(tmp_path):
    terms, broken = read(tmp_path, read_quanteda, QUANTEDA)
    assert terms == [("Economy.State", "tax*"), ("Economy.State", "public spending"), ("Economy.State", "no"),
                     ("Economy.State", "12"), ("Economy.Market", "trade"), ("Other", "single")]
    assert len(broken) == 1 and broken[0].startswith("t.dic, Economy.Market: term 't?x': 't?x' is never a word")


def test_yaml_that_names_code_is_only_words(tmp_path):
    assert read(tmp_path, read_quanteda, "a: !!python/object/apply:os.system [b]") == ([("a", "b")], [])


@pytest.mark.parametrize("head", ["term,class", "Word;Topic", "category\tentry", "list,note,term"])
def test_lists_with_any_of_these_columns(tmp_path, head):
    mark = next(mark for mark in ";\t," if mark in head)
    words = {"term": "US", "word": "US", "entry": "US", "note": "x"}
    row = mark.join(words.get(name, "place") for name in head.lower().split(mark))
    assert read(tmp_path, read_list, f"{head}\n{row}\n", "t.csv") == ([("place", "US")], [])


def test_rows_of_a_list_that_cannot_be_used_are_reported(tmp_path):
    terms, broken = read(tmp_path, read_list, "term,class\nUS,place\nNATO*,place\nOslo,place\nOslo,place\n,place\n"
                                              "war,\none,two,three\n" + "x" * 300 + ",place\n", "t.csv")
    assert terms == [("place", "US"), ("place", "NATO*"), ("place", "oslo")]
    assert [line.split(": ")[0] for line in broken] == [f"t.csv, row {row}" for row in (8, 6, 7, 9)]


@pytest.mark.parametrize(("reader", "data", "message"), [
    (read_liwc, "a\t1\n", "t.dic: 0 lines of %; expected two"),
    (read_liwc, "%\n1\ta\n%\n", r"t.dic: no term that can be used; expected one or more"),
    (read_liwc, "%\n1\ta\n%\n:)\t1", r"t.dic: no term that can be used \(t.dic, line 4: term ':\)'"),
    (read_quanteda, "a: [b", "t.dic, line 1: expected ',' or ']'"), (read_quanteda, "- a", "t.dic: no categories"),
    (read_quanteda, "a: &x [b]\nc: *x", "t.dic: an alias; expected none"), (read_quanteda, "a: " + "[" * 9999, "t.dic"),
    (read_list, "a,b\nc,d\n", "t.dic: columns 'a' and 'b'; expected term, and one of class, category and topic")])
def test_what_is_no_dictionary_is_refused(tmp_path, reader, data, message):
    with pytest.raises(CorpusError, match=message):
        read(tmp_path, reader, data)


@given(words=st.lists(st.text("abcdefgh’'-*.US:) é中", min_size=1, max_size=12), min_size=1, max_size=5))
def test_a_term_is_found_where_it_stands_or_reported(tmp_path_factory, words):
    path = tmp_path_factory.mktemp("t") / "t.csv"
    pd.DataFrame({"term": words, "class": "x"}).to_csv(path, index=False)
    try:
        table, broken = read_list(path)
    except CorpusError:
        return
    assert len(table) + len(broken) <= len(words) + 1
    for term in table["term"]:
        parse_term(term)
        assert TermMatcher([term]).find(tokenize(f"We said {term.replace('*', 'x')} again."))


def test_classes_are_made_once_and_what_stands_there_is_kept(tmp_path):
    assert to_classes(tmp_path, TABLE) == 3
    path = tmp_path / "classes.csv"
    made = path.read_bytes()
    assert list(read_table(path, OPTIONAL["classes"])["label"]) == ["Bread", "Bread", "Storm"]
    assert to_classes(tmp_path, TABLE) == 0 and path.read_bytes() == made
    path.write_text("note,class,label,term\nmine,Bread,Our bread,bread*\n")
    assert to_classes(tmp_path, TABLE) == 2
    assert path.read_text() == ("note,class,label,term\nmine,Bread,Our bread,bread*\n,Bread,Our bread,daily bread\n"
                                ",Storm,Storm,storm\n")
    assert [item.name for item in tmp_path.iterdir()] == ["classes.csv"]


def test_topics_get_what_they_lack(tmp_path):
    path = tmp_path / "topics.csv"
    path.write_text("topic,term,note\nStorm,storm,mine\n")
    assert to_topics(tmp_path, TABLE) == 2 and to_topics(tmp_path, TABLE) == 0
    assert path.read_text() == "topic,term,note\nStorm,storm,mine\nBread,bread*,\nBread,daily bread,\n"


def test_a_corpus_has_its_own_classes_or_the_shipped_ones(corpus, tmp_path):
    assert "militarist" in set(corpus.classes["class"])
    (tmp_path / "articles.csv").touch()
    to_classes(tmp_path, TABLE)
    assert list(read_corpus(tmp_path).classes["class"].unique()) == ["Bread", "Storm"]


def test_a_term_of_two_classes_counts_in_each():
    empty = pd.DataFrame(columns=["actor", "aliases", "side", "role"])
    topics = pd.DataFrame({"topic": ["Weather"], "term": ["rain"]})
    classes = pd.concat([TABLE, pd.DataFrame({"class": ["Storm"], "term": ["bread*"]})])
    tools = instruments(topics, empty, classes)
    assert {term: list(names) for term, names in tools.classes_of.items()} == {
        "bread*": ["Bread", "Storm"], "daily bread": ["Bread"], "storm": ["Storm"]}
    assert tools.classes.find(["daily", "bread", "breads"]) == [(0, 2, "daily bread"), (2, 1, "bread*")]
    assert (0, 2, "daily bread") in tools.phrases.find(["daily", "bread"])
