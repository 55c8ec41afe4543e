"""Quotation marks, and the voice, cue and source of every stretch that isn't the outlet's own."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.marks import marked_spans
from framing.quotes import attribute


def voices(*paragraphs):
    return [(item.voice, paragraphs[item.paragraph][item.start:item.end])
            for item in attribute(list(paragraphs)) if not item.nested]


def sources(*paragraphs):
    """Return (quotation's first word, cue, source) of what is quoted."""
    return [(paragraphs[item.paragraph][item.start:item.end].split()[0], item.cue,
             paragraphs[item.source_at[0]][slice(*item.source_at[1:])] if item.source_at else None)
            for item in attribute(list(paragraphs)) if item.voice == "quoted"]


@pytest.mark.parametrize(("text", "inside"), [
    ('He said "one thing" and "another".', ["one thing", "another"]),
    ("“Outer ‘inner’ words,” he said.", ["Outer ‘inner’ words,"]),
    ("“Outer ‘island freedom.'” he said.", ["Outer ‘island freedom.'"]),
    ("“Outer ‘never closed,” he said.", ["Outer ‘never closed,"]),
    ('It "opens straight and closes curly.” Then more.', ["opens straight and closes curly."]),
    ("“Never closed, to the end.", ["Never closed, to the end."]),
    ("The workers’ party isn’t the owners' party.", []),
    ("‘Candid’ talks", ["Candid"]),
    ("It’s the ‘harbour card’, they’d say.", ["harbour card"]),
    ("The ‘experts’ and the ‘pundits’ agree.", ["experts", "pundits"]),
    ("‘We back the workers’ struggle,’ he said.", ["We back the workers’ struggle,"]),
    ("‘It was “bad”, I think,’ he said.", ["It was “bad”, I think,"]),
    ("Said by him.” And that was it.", []),
    ("„Guten Tag“, »nein«, «oui».", ["Guten Tag", "nein", "oui"]),
    ("''I want it,'' he said. ``You do,'' she said.", ["I want it,", "You do,"]),
    ("A 24\" screen, a man of 6'2\", and \"hello\".", ["hello"]),
    ("Rock 'n' roll in the '90s, tell 'em \"yes\".", ["yes"]),
    ("", []), ('"', []), ('""', []),
])
def test_marks(text, inside):
    assert [text[start:end] for start, end in marked_spans(text)] == inside


@pytest.mark.parametrize(("text", "expected"), [
    ("She said that talks had failed.", [("reported", "that talks had failed")]),
    ("She said talks had failed.", [("reported", "talks had failed")]),
    ("She believes that talks had failed.", [("belief", "that talks had failed")]),
    ("According to the ministry, talks had failed.", [("reported", "talks had failed")]),
    ("“It was a very long day,” she said.", [("quoted", "It was a very long day,")]),
    ("She said the day was “long” there.",
     [("reported", "the day was"), ("quoted", "long"), ("reported", "there")]),
    ("They met in the name of “free navigation” again.", [("scare", "free navigation")]),
    ("So-called “experts” met again.", [("scare", "experts")]),
    ("He set out a plan known as “stepping stones” there.", []),
    ("He wrote a book, “Going Home Again”, last year.", []),
    ("He read an article entitled “a long war in the making” there.", []),
    ("This underlines the fact that talks had failed.", []),
])
def test_voices(text, expected):
    assert voices(text) == expected


@pytest.mark.parametrize(("paragraphs", "expected"), [
    (["“It was a very long day,” Jane Doe said."], [("It", "say", "Jane Doe")]),
    (["“It was a very long day,” said Jane Doe, the mayor."], [("It", "say", "Jane Doe, the mayor")]),
    (["Jane Doe said: “It was a very long day.”"], [("It", "say", "Jane Doe")]),
    (["Ann said “we won it all” and Bob said “we lost it all”."], [("we", "say", "Ann"), ("we", "say", "Bob")]),
    (["“It was long,” Jane Doe said. “We never slept at all.”"],
     [("It", "say", "Jane Doe"), ("We", "say", "Jane Doe")]),
    (["Jane Doe said it was long.", "“We never slept at all.”"], [("We", "", "Jane Doe")]),
    (["Jane Doe said: “We never slept.", "“We never ate.”"], [("We", "say", "Jane Doe"), ("We", "say", "Jane Doe")]),
    (["“We never slept at all.”"], [("We", "", None)]),
])
def test_sources(paragraphs, expected):
    assert sources(*paragraphs) == expected


def test_a_source_carries_over_one_paragraph_to_a_pronoun():
    text = "He wanted peace in the name of “no war” there."
    assert ("scare", "no war") not in voices("Jane Doe said it was long.", text)
    alone = "They met in the name of “no war” there."
    assert ("scare", "no war") in voices("The sea is blue.", alone)


def test_what_lies_inside_another_content_is_nested():
    found = attribute(["She said that the mayor believes that it is full."])
    assert [(item.voice, item.cue, item.nested) for item in found] == [("reported", "say", False),
                                                                      ("belief", "believe", True)]


def test_classes_come_with_the_cue():
    (found,) = attribute(["She claimed that talks had failed."])
    assert (found.cue, found.cue_class, found.cue_at) == ("claim", "doubting", (0, 4, 11))


PIECES = [*"“”\"‘’'«»‹›‚„ .,;:—()\n\0ab", "said ", "was quoted as saying ", "that ", "He ", "U.S. ", "according to ",
          "is ", "she thinks ", "🙂 ", "שלום "]
MARKS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(MARKS, max_size=4))
def test_hostile_marks_never_raise_and_never_overlap(paragraphs):
    found = attribute(paragraphs)
    assert all(0 <= item.start < item.end <= len(paragraphs[item.paragraph]) for item in found)
    plain = [item for item in found if not item.nested]
    assert all((a.paragraph, a.end) <= (b.paragraph, b.start) or a.paragraph < b.paragraph
               for a, b in zip(plain, plain[1:], strict=False))
    assert found == sorted(found, key=lambda item: (item.paragraph, item.start, -item.end))


@pytest.mark.parametrize("piece", ['"a" ', "‘a’ ", "“a ", "a” ", "'a ", "“a ‘b"])
def test_100_000_marks_in_one_paragraph(piece, no_collector):
    def seconds(times):
        start = time.process_time()
        marked_spans(piece * times)
        return time.process_time() - start
    seconds(10)
    assert seconds(100_000) < 12 * min(seconds(10_000) for _ in range(3)) + 0.3


def test_all_quoted_and_none_quoted():
    assert voices("“" + "word " * 500 + "”") == [("quoted", "word " * 500)]
    assert voices("word " * 500) == []
    assert attribute([]) == []
    assert len(attribute(['"a" ' * 20_000])) == 20_000


def test_time_is_linear(no_collector):
    def seconds(times):
        paragraphs = ["The mayor said that it was “full” now. “We saw it all ourselves,” she said. "] * times
        start = time.process_time()
        attribute(paragraphs)
        attribute([" ".join(paragraphs)])
        return time.process_time() - start
    seconds(5)
    assert min(seconds(1000) for _ in range(3)) < 12 * min(seconds(100) for _ in range(3)) + 0.1
