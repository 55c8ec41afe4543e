"""Indirect speech and belief by rules: what each construction's content, cue and source are."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import lexicons
from framing.marks import marked_spans
from framing.nodes import read_sentences
from framing.speech import relations


def read(text):
    """Return (content, cue, source) of each relation, as words."""
    found = relations(text, marked_spans(text))
    return [(" | ".join(text[a:b] for a, b in relation.content), text[slice(*relation.cue)],
             text[slice(*relation.source)] if relation.source else None) for relation in found]


SPEECH = [
    # that and zero-that
    ("She said that the bridge had failed.", ("that the bridge had failed", "said", "She")),
    ("The mayor said the bridge had failed.", ("the bridge had failed", "said", "The mayor")),
    ("The mayor has also said whether it is safe.", ("whether it is safe", "has also said", "The mayor")),
    # trailing, inverted, interrupting
    ("The bridge has failed, the mayor said.", ("The bridge has failed", "said", "the mayor")),
    ("The bridge has failed, the minister said on Tuesday.", ("The bridge has failed", "said", "the minister")),
    ("The bridge has failed, said Jane Doe, the mayor.", ("The bridge has failed", "said", "Jane Doe, the mayor")),
    ("The bridge, she said, has failed.", ("The bridge | has failed", "said", "she")),
    ("“It has failed,” she said two days later.", ("", "said", "she")),
    # according to, as ... put it
    ("According to the ministry, it has failed.", ("it has failed", "According to", "the ministry")),
    ("It has failed, according to the ministry.", ("It has failed", "according to", "the ministry")),
    ("As the mayor noted, it has failed.", ("it has failed", "noted", "the mayor")),
    # relative clause and apposition before the cue
    ("Jane Doe, who runs the port, warned that it is full.",
     ("that it is full", "warned", "Jane Doe, who runs the port")),
    ("Jane Doe, the mayor of Oslo, warned that it is full.",
     ("that it is full", "warned", "Jane Doe, the mayor of Oslo")),
    # told somebody, when and where
    ("The mayor told reporters that it is full.", ("that it is full", "told", "The mayor")),
    ("She told the Daily Bugle on Monday it was full.", ("it was full", "told", "She")),
    ("She said in a statement that it was full.", ("that it was full", "said", "She")),
    # things that speak, the passive, nouns
    ("A statement said that it was full.", ("that it was full", "said", "A statement")),
    ("A poll found wide support for it.", ("wide support for it", "found", "A poll")),
    ("He was told that it was full.", ("that it was full", "was told", "He")),
    ("Her claim that it was full fell flat.", ("that it was full fell flat", "claim", "Her")),
    # attitudes
    ("He criticized the mayor for the delay.", ("the mayor for the delay", "criticized", "He")),
    ("He accused the mayor of delay.", ("the mayor of delay", "accused", "He")),
    ("She urged the council to act.", ("the council to act", "urged", "She")),
    ("They called for an inquiry.", ("an inquiry", "called for", "They")),
]
BELIEF = [
    ("She believes that it was full.", ("that it was full", "believes", "She")),
    ("The mayor wants to leave.", ("to leave", "wants", "The mayor")),
    ("He hopes the port will open.", ("the port will open", "hopes", "He")),
    ("She is convinced that it was full.", ("that it was full", "is convinced", "She")),
]


@pytest.mark.parametrize(("text", "expected"), SPEECH + BELIEF)
def test_constructions(text, expected):
    assert expected in read(text)


@pytest.mark.parametrize(("text", "kind"), [(text, "speech") for text, _ in SPEECH]
                         + [(text, "belief") for text, _ in BELIEF])
def test_kinds(text, kind):
    assert kind in {relation.kind for relation in relations(text, marked_spans(text))}


@pytest.mark.parametrize("text", [
    "The minister said goodbye in the following year, and left.",
    "The said bridge was full.",
    "On Monday the bridge was full.",
    "The reported deaths were few.",
    "The state of the bridge is poor.",
    "Nobody thinks that the bridge is safe.",
    "No one said that the bridge is safe.",
    "This shows that the bridge is safe.",
    "The only point of contention that was solved is small.",
    "She concluded a long visit to Oslo.",
    "The shops offered angry responses.",
    "Challenges ahead",
])
def test_own_words(text):
    assert not any(content for content, _, _ in read(text)) or "said goodbye" in text


def test_what_follows_belongs_to_its_own_cue():
    found = read("The mayor said it was full, adding that it would close.")
    assert ("it was full", "said", "The mayor") in found
    assert ("that it would close", "adding", "The mayor") in found
    found = read("The mayor said it was full and warned that it would close.")
    assert ("it was full", "said", "The mayor") in found
    assert ("that it would close", "warned", "The mayor") in found


def test_a_subordinate_clause_ends_its_content():
    assert ("it was full", "said", "the mayor") in read("Although the mayor said it was full, it stayed open.")


def test_a_participle_after_while_shares_the_subject():
    found = read("The mayor left the town, while acknowledging that it was full.")
    assert found == [("that it was full", "acknowledging", "The mayor")]


def test_a_headline_names_who_speaks_before_a_colon():
    assert read("Mayor Doe: Bridge will never open again.") == [("Bridge will never open again", ":", "Mayor Doe")]
    assert read("Breaking: Bridge will never open again.") == []


def test_content_leaves_out_what_stands_in_marks():
    (content, cue, source), *_ = read("She said that it was “never open” in winter.")
    assert (content, cue, source) == ("that it was | in winter", "said", "She")


def test_every_frame_of_the_list_is_one_that_is_read():
    names = {"that", "wh", "to", "quote", "colon", "clause", "object", "comma", "close", "headline"}
    for term, cue in lexicons.cues().items():
        for frame in cue.frames:
            use, _, name = frame.rpartition(":")
            assert use in {"", "passive", "infinitive", "noun"}, term
            assert name in names or name.isalpha(), term
        assert cue.cue_class in {"neutral", "assertive", "doubting", "emotive", "belief"}, term


PIECES = [*"“”\"‘’'«» .,;:—()\n\0ab", "said ", "that ", "He ", "U.S. ", "according to ", "as ", "is ", "told ",
          "claim ", "'s ", " and ", "who ", "שלום ", "🙂 "]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_text_is_read(text):
    marks = marked_spans(text)
    nodes = [node for sentence in read_sentences(text, marks) for node in sentence.nodes]
    assert all(a.end <= b.start or b.marked for a, b in zip(nodes, nodes[1:], strict=False))
    for relation in relations(text, marks):
        for start, end in [relation.cue, *relation.content, *([relation.source] if relation.source else [])]:
            assert 0 <= start < end <= len(text)


def test_time_is_linear(no_collector):
    def seconds(times):
        text = "The mayor said that it was “full” and she left, they say, "  * times
        marks, start = marked_spans(text), time.process_time()
        relations(text, marks)
        return time.process_time() - start
    seconds(20)
    assert min(seconds(2000) for _ in range(3)) < 12 * min(seconds(200) for _ in range(3)) + 0.2
