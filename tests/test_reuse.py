"""Words shared between articles: against a plain recount, and whatever the order of the articles."""

from time import process_time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import reuse
from framing.clean import CleanArticle
from framing.corpus import FEATURES
from framing.mentions import known_actors
from framing.reuse import OFTEN, RUN, Documents, Line, Said, kept_rows, lines, reuse_pairs
from framing.sentences import read_sentences
from framing.tokens import tokenize

PLEDGE = tokenize("we will build the long bridge over the river")


def slow_longest(a, b):
    return max((k for i in range(len(a)) for j in range(len(b)) for k in range(min(len(a) - i, len(b) - j) + 1)
                if a[i:i + k] == b[j:j + k]), default=0)


def slow_shared(a, b):
    runs = {tuple(b[j:j + RUN]) for j in range(len(b) - RUN + 1)}
    return len({at for i in range(len(a) - RUN + 1) if tuple(a[i:i + RUN]) in runs for at in range(i, i + RUN)})


def numbered(*sentences):
    return [Line(number, words) for number, words in enumerate(sentences, start=1)]


SENTENCE = st.lists(st.sampled_from("ab"), max_size=14) | st.lists(st.sampled_from("abcdefgh"), max_size=14)
ARTICLES = st.dictionaries(st.sampled_from(["x", "y", "z", "w"]), st.lists(SENTENCE, max_size=4), min_size=1)


@given(ARTICLES)
def test_rows_are_those_of_a_plain_recount(articles):
    expected = set()
    for mine, ours in articles.items():
        for other, theirs in articles.items():
            for i, a in enumerate(ours, start=1):
                for j, b in enumerate(theirs, start=1):
                    n = slow_shared(a, b)
                    if mine != other and n:
                        expected.add((mine, other, i, j, len(a), n, slow_longest(a, b), round(n / len(a), 4)))
    rows = reuse_pairs({name: numbered(*sentences) for name, sentences in articles.items()})
    keys = ["article", "other", "sentence", "other_sentence", "n_tokens", "n_shared", "longest_run", "containment"]
    assert [tuple(row[key] for key in keys) for row in rows] == sorted(expected)
    assert {(row["voice"], row["other_voice"], row["source"], row["cue"], row["other_cue"]) for row in rows} <= {
        ("own", "own", "", "", "")}


@st.composite
def spoken(draw):
    """A sentence of few different words with parts of it quoted or retold."""
    words = draw(st.lists(st.sampled_from(["river", "bridge", "the", "old"]), min_size=1, max_size=16))
    cuts = sorted(draw(st.sets(st.integers(0, len(words)), max_size=5)))
    said = [Said(first, end, draw(st.sampled_from(["quoted", "reported", "scare"])),
                 draw(st.sampled_from(["Jane Doe", ""])), draw(st.sampled_from(["say", "claim"])))
            for first, end in zip(cuts[::2], cuts[1::2], strict=False)]
    return words, tuple(said)


@given(st.dictionaries(st.sampled_from(["x", "y", "z"]), st.lists(spoken(), max_size=4)), st.randoms())
def test_pairs_agree_both_ways_and_order_does_not_matter(articles, random):
    documents = {name: [Line(number, *parts) for number, parts in enumerate(found)]
                 for name, found in articles.items()}
    rows = reuse_pairs(documents)
    shuffled = list(documents)
    random.shuffle(shuffled)
    assert reuse_pairs({name: random.sample(documents[name], len(documents[name])) for name in shuffled}) == rows
    by_key = {(row["article"], row["other"], row["sentence"], row["other_sentence"]): row for row in rows}
    assert len(by_key) == len(rows)
    for (article, other, sentence, other_sentence), row in by_key.items():
        back = by_key[other, article, other_sentence, sentence]
        assert (row["longest_run"], row["voice"], row["cue"]) == (
            back["longest_run"], back["other_voice"], back["other_cue"])
        assert article != other and 0 < row["containment"] <= 1
        assert 4 <= row["longest_run"] <= row["n_tokens"] and row["n_shared"] <= row["n_tokens"]
        assert (sentence == 0) == (other_sentence == 0)


def test_a_short_quotation_counts_where_it_is_whole_and_quoted_in_the_other():
    short = Line(1, tokenize("this was meddling in river affairs he said"), (Said(2, 6, "quoted", "John Roe", "say"),))
    long = tokenize("stop meddling in river affairs or leave")
    inside = Line(3, long, (Said(0, 7, "quoted", "Jane Doe", "warn"),))
    mine, theirs = reuse_pairs({"a": [short], "b": [inside]})
    assert (mine["n_shared"], mine["longest_run"], mine["cue"], mine["other_cue"]) == (4, 4, "say", "warn")
    assert (theirs["n_shared"], theirs["source"], theirs["containment"]) == (4, "Jane Doe", round(4 / 7, 4))
    assert not reuse_pairs({"a": [short], "b": [Line(3, long)]})
    assert not reuse_pairs({"a": [Line(1, short.words, (Said(1, 7, "quoted"),))], "b": [inside]})


def test_a_short_stock_phrase_is_no_quotation():
    stock = Line(1, tokenize("i will not do"), (Said(0, 4, "quoted"),))
    assert not reuse_pairs({"a": [stock], "b": [stock]})


def test_voice_source_and_cue_are_those_of_most_of_the_shared_words():
    words = ["officials", "said", *PLEDGE]
    first = Line(1, words, (Said(2, 5, "reported", "unknown", "say"), Said(5, 11, "quoted", "Jane Doe", "vow")))
    rows = reuse_pairs({"a": [first], "b": [Line(1, PLEDGE)]})
    assert [(row["voice"], row["source"], row["cue"], row["other_voice"], row["other_cue"]) for row in rows] == [
        ("quoted", "Jane Doe", "vow", "own", ""), ("own", "", "", "quoted", "vow")]


def test_headlines_are_compared_with_headlines_and_more_strictly():
    head = tokenize("minister calls for the north to manage differences")
    longer = [*head, *tokenize("in a trip of charm")]
    title = tokenize("the foreign minister of the north republic visits")
    rows = reuse_pairs({"a": [Line(0, head)], "b": [Line(0, longer)], "c": [Line(1, head)]})
    assert [(row["article"], row["other"], row["containment"]) for row in rows] == [
        ("a", "b", 1.0), ("b", "a", round(8 / 13, 4))]
    assert not reuse_pairs({"a": [Line(0, [*title, "oslo", "again"])], "b": [Line(0, [*title[:6], "says", "no"])]})


def test_boilerplate_is_compared_with_its_first_sentence_only():
    n = OFTEN + 150
    rows = reuse_pairs({f"article-{number:03d}": [Line(1, PLEDGE)] for number in range(n)})
    assert len(rows) == 2 * (n - 1)
    assert {row["other"] for row in rows if row["article"] != "article-000"} == {"article-000"}
    assert len(reuse_pairs({f"article-{number:03d}": [Line(1, PLEDGE)] for number in range(OFTEN)})) == OFTEN * (
        OFTEN - 1)


def test_letters_in_capitals_are_the_same_words():
    assert len(reuse_pairs({"a": [Line(0, PLEDGE)], "b": [Line(0, [word.upper() for word in PLEDGE])]})) == 2


def test_hostile_sentences_are_read():
    echo = ["na"] * 20_000
    rows = reuse_pairs({"a": numbered(echo, []), "b": numbered(echo[:-1]), "c": []})
    assert [row["longest_run"] for row in rows] == [19_999, 19_999]
    assert reuse_pairs({}) == [] == reuse_pairs({"a": []})


@given(st.text("ab", min_size=1, max_size=60), st.text("ab", min_size=1, max_size=60))
def test_the_longest_run_of_long_sentences_is_that_of_a_plain_search(first, second):
    first, second = sorted((first, second), key=len)
    assert reuse._longest_of_long(first, second) == slow_longest(first, second)


def test_two_giant_sentences_are_compared_in_time():
    giant = [f"w{at}" for at in range(100_000)]
    start = process_time()
    rows = reuse_pairs({"a": numbered(giant), "b": numbered(["so", *giant[5:]]), "c": numbered(giant[50:70])})
    assert [row["longest_run"] for row in rows] == [99_995, 20, 99_995, 20, 20, 20]
    assert process_time() - start < 60


def test_forgetting_sentences_changes_nothing(monkeypatch):
    documents = {f"a{at}": numbered(PLEDGE, PLEDGE[at:]) for at in range(3)}
    expected = reuse_pairs(documents)
    monkeypatch.setattr(reuse, "READ", 10)
    assert reuse_pairs(documents) == expected


def test_an_article_is_added_once():
    documents = Documents({"a": []})
    with pytest.raises(ValueError, match="'a' is there already"):
        documents.add("a", [])


def test_lines_give_each_token_the_span_it_lies_in():
    text = 'Jane Doe said: "We will build the bridge. It will be long." Nobody asked.'
    head = "“We will build the bridge”, Jane Doe says"
    actors = pd.DataFrame({"actor": ["Jane Doe"], "aliases": ["Doe"], "side": ["Norland"], "role": ["official"]})
    found = lines(*read_sentences(CleanArticle(head, "", [text]), known_actors(actors)))
    quoted = [[line.words[span.first:span.end] for span in line.said if span.voice == "quoted"] for line in found]
    assert quoted == [[PLEDGE[:4] + ["bridge"]]] * 2 + [[tokenize("it will be long")], []]
    assert {(span.source, span.cue) for line in found[1:] for span in line.said} == {("Jane Doe", "say")}
    assert {(span.source, span.cue) for span in found[0].said} == {("", "")}


def test_rows_of_absent_texts_are_kept_unless_the_other_text_changed():
    def row(article, other, sentence):
        return dict.fromkeys(FEATURES["reuse"], "") | {"article": article, "other": other, "sentence": sentence}
    old = pd.DataFrame([row("gone", "same", "3"), row("same", "gone", "1"), row("gone", "edited", "3"),
                        row("same", "same-2", "1"), row("gone", "gone-2", "2"), row("gone", "same", "0"),
                        row("gone", "dropped", "1")])
    kept = kept_rows(old, {"gone", "gone-2"}, {"same", "same-2"})
    assert kept[["article", "other"]].to_numpy().tolist() == [["gone", "same"], ["same", "gone"], ["gone", "gone-2"]]


def test_rows_have_the_columns_of_the_table():
    rows = reuse_pairs({"a": numbered(PLEDGE), "b": numbered(PLEDGE)})
    assert list(rows[0]) == FEATURES["reuse"]


def test_more_different_words_than_there_are_characters_change_nothing(monkeypatch):
    sayings = [[f"w{start + at}" for at in range(9)] for start in range(0, 90, 5)]
    documents = {f"a{at}": [Line(number, words) for number, words in enumerate(sayings[at:] + sayings[:at], 1)]
                 for at in range(3)}
    expected = reuse_pairs(documents)
    monkeypatch.setattr(reuse, "ALPHABET", 40)
    assert reuse_pairs(documents) == expected
    assert len(expected) == 6 * len(sayings)
