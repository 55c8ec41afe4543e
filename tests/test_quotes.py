"""Quotation marks, report verbs and the voice of every token."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.clean import CleanArticle
from framing.features import read_sentences
from framing.quotes import marked_spans, voice_spans


def voices(text, **options):
    return [(span.voice, text[span.start:span.end]) for span in voice_spans(text, **options)[0]]


@pytest.mark.parametrize(("text", "inside"), [
    ('He said "one thing" and "another".', ["one thing", "another"]),
    ("“Outer ‘inner’ words,” he said.", ["Outer ‘inner’ words,"]),
    ("“Outer ‘Taiwan independence.'” he said.", ["Outer ‘Taiwan independence.'"]),
    ("“Outer ‘never closed,” he said.", ["Outer ‘never closed,"]),
    ('It "opens straight and closes curly.” Then more.', ["opens straight and closes curly."]),
    ("“Never closed, to the end.", ["Never closed, to the end."]),
    ("The workers’ party isn’t the owners' party.", []),
    ("‘Candid’ talks", ["Candid"]),
    ("It’s the ‘China card’, they’d say.", ["China card"]),
    ("Said by him.” And that was it.", []),
])
def test_marks(text, inside):
    assert [text[start:end] for start, end in marked_spans(text)] == inside


@pytest.mark.parametrize(("text", "expected"), [
    ("She said that talks had failed.", [("reported", "talks had failed")]),
    ("She said talks had failed.", [("reported", "talks had failed")]),
    ("Talks had failed, the minister said.", [("reported", "Talks had failed")]),
    ("Talks had failed, said the minister, who left.", [("reported", "Talks had failed")]),
    ("According to the ministry, talks had failed.", [("reported", "talks had failed")]),
    ("Talks had failed, according to the ministry.", [("reported", "Talks had failed")]),
    ("“It was a very long day,” she said.", [("quoted", "It was a very long day,")]),
    ("She called the day “long”, he said.", [("reported", "She called the day"), ("quoted", "long")]),
    ("They met in the name of “free navigation” again.", [("scare", "free navigation")]),
    ("He wrote a book, “Going Home Again”, last year.", []),
    ("He read an article entitled “a long war in the making” there.", []),
    ("The minister said goodbye.", []),
    ("The mood was underscored when talks, which were short, had failed.", []),
    ("This underlines the fact that talks had failed.", []),
    ("It is better to argue than it is to fight.", []),
])
def test_voices(text, expected):
    assert voices(text) == expected


def test_a_source_carries_over_one_paragraph():
    text = "He wanted “no war” there."
    assert voices(text) == [("scare", "no war")]
    assert voices(text, carried=True) == [("quoted", "no war")]


def test_stance_comes_with_the_cue():
    (span,), named = voice_spans("She claimed that talks had failed.")
    assert (span.cue, span.stance, named) == ("claimed", "doubting", True)


PIECES = [*"“”\"‘’'«» .,;—()\nab", "said ", "that ", "He ", "U.S. ", "according to ", "is "]
MARKS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@settings(max_examples=200, deadline=None)
@given(MARKS)
def test_hostile_marks_never_raise_and_never_lose_a_token(text):
    spans, _ = voice_spans(text)
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
    sentences, _ = read_sentences(CleanArticle("", "", [text]))
    assert all(len(sentence.tokens) == len(sentence.voices) for sentence in sentences)


def test_many_marks_in_one_paragraph():
    assert len(marked_spans('"a" ' * 20_000)) == 20_000
