"""Indirect speech and belief with the parser: constructions, sources, bounds, hostile text (invented sentences)."""

import importlib.util
import sys

import pytest

from framing import dependencies, lexicons, parse
from framing.marks import marked_spans
from framing.quotes import attribute

FRAMES = {"that", "wh", "infinitive", "bare", "small", "ing", "object", "predicate", "subject", "fronted"}


@pytest.fixture(scope="module")
def nlp():
    loaded = parse.load()
    if loaded is None:
        pytest.skip("needs the extra [parse]: spaCy and an English model")
    return loaded


def read(text, nlp):
    """Return (source, term, content) of each relation of a paragraph, as words."""
    return [(text[slice(*relation.source)] if relation.source else None, relation.term,
             [text[slice(*piece)] for piece in relation.content])
            for relation in parse.relations(text, marked_spans(text), nlp)]


CONSTRUCTIONS = {
    "that": ("Jane Doe, the mayor of Oslo, said that the bridge was closed.",
             ("Jane Doe, the mayor of Oslo", "say", ["that the bridge was closed"])),
    "without that": ("Two officials said the bridge was closed.",
                     ("Two officials", "say", ["the bridge was closed"])),
    "whether": ("Reporters asked whether the bridge would open again.",
                ("Reporters", "ask", ["whether the bridge would open again"])),
    "told somebody": ("The mayor told reporters on Monday that the bridge was closed.",
                      ("The mayor", "tell", ["that the bridge was closed"])),
    "trailing": ("The bridge will open in May, the mayor said.",
                 ("the mayor", "say", ["The bridge will open in May"])),
    "inverted": ("The bridge will open in May, said Jane Doe, the mayor.",
                 ("Jane Doe, the mayor", "say", ["The bridge will open in May"])),
    "set in": ("The bridge, officials say, will open in May.",
               ("officials", "say", ["The bridge", "will open in May"])),
    "as": ("As the mayor said on Monday, the bridge is closed.",
           ("the mayor", "say", ["the bridge is closed"])),
    "according to, first": ("According to the mayor, the bridge is closed.",
                            ("the mayor", "according to", ["the bridge is closed"])),
    "according to, last": ("The bridge is closed, according to two officials.",
                           ("two officials", "according to", ["The bridge is closed"])),
    "infinitive": ("The mayor promised to open the bridge.",
                   ("The mayor", "promise", ["to open the bridge"])),
    "accused of": ("The mayor accused the council of closing the bridge.",
                   ("The mayor", "accuse", ["the council of closing the bridge"])),
    "called for": ("The mayor called for a new bridge.",
                   ("The mayor", "call for", ["a new bridge"])),
    "described as": ("The mayor described the bridge as a danger.",
                     ("The mayor", "describe", ["the bridge as a danger"])),
    "criticized for": ("Critics criticized the mayor for closing the bridge.",
                       ("Critics", "criticize", ["the mayor for closing the bridge"])),
    "noun": ("The mayor rejected the council's claim that the bridge was safe.",
             ("the council's", "claim", ["that the bridge was safe"])),
    "passive": ("The mayor was criticized by the council.",
                ("the council", "criticize", ["The mayor"])),
    "quoted as saying, last": ("The mayor would open the bridge, the Gazette quoted an official as saying last week.",
                               ("an official", "quote", ["The mayor would open the bridge"])),
    "quoted as saying, first": ("The Gazette quoted the mayor as saying that the bridge was closed.",
                                ("the mayor", "say", ["that the bridge was closed"])),
    "by whom it was predicted": ("The delay predicted by the council was short.", ("the council", "predict", [])),
    "trailing, after an added clause": (
        "The delays are hard to explain, as the bridge is new, Ann Lee, a professor, told the Gazette.",
        ("Ann Lee, a professor", "tell", ["The delays are hard to explain, as the bridge is new"])),
    "after a title": ("In the report entitled “A bridge too long,” Doe argued the town should still mend the road.",
                      ("Doe", "argue", ["the town should still mend the road"])),
}


@pytest.mark.parametrize("name", CONSTRUCTIONS)
def test_finds_source_cue_and_content_of_each_construction(nlp, name):
    text, expected = CONSTRUCTIONS[name]
    assert expected in read(text, nlp)


def test_agent_and_patient_are_not_swapped(nlp):
    active = read("The council accused the mayor of fraud.", nlp)
    passive = read("The mayor was accused of fraud by the council.", nlp)
    assert [source for source, term, _ in active + passive if term == "accuse"] == ["The council", "the council"]


@pytest.mark.parametrize("text, kind", [
    ("The mayor said that the bridge was closed.", "speech"),
    ("The mayor believes that the bridge is closed.", "belief"),
    ("The mayor hopes to open the bridge.", "belief"),
    ("Residents are convinced that the bridge is closed.", "belief")])
def test_tells_speech_from_belief(nlp, text, kind):
    assert [relation.kind for relation in parse.relations(text, [], nlp)] == [kind]


def test_a_clause_added_after_a_comma_is_not_content(nlp):
    text = "The mayor said that the council closed the bridge, which was built in 1900."
    assert read(text, nlp)[0][2] == ["that the council closed the bridge"]


def test_content_leaves_out_marks_and_cues_in_marks_are_passed_over(nlp):
    text = 'The mayor said that the bridge was "closed for good" and "they said that it was safe".'
    (found,) = parse.relations(text, marked_spans(text), nlp)
    assert [text[slice(*piece)] for piece in found.content] == ["that the bridge was", "and"]


@pytest.mark.parametrize("text", [
    "The bridge was so old that the council closed it.",
    "The fact that the bridge was closed helped the shops.",
    "The council closed the bridge, and the shops lost money.",
    "The council approved the bridge and appointed a new mayor.",
    "Nobody thinks that the bridge is safe.",
    "No one thinks that the bridge is safe.",
    "This shows that the bridge is safe.",
    "The delay suggests that the bridge is old."])
def test_nobody_speaks(nlp, text):
    assert read(text, nlp) == []


@pytest.mark.parametrize("text", ["The council responded by closing the bridge.", "The shops offered angry responses."])
def test_deeds_have_no_content(nlp, text):
    assert not any(content for _, _, content in read(text, nlp))


@pytest.mark.parametrize("text, source", [
    ("Talks ended with what was described as a modest “success” there.", None),
    ("Yet it is better to ask for “more” than to wait.", None),
    ("The bridge, “long” in words predicted by the council, closed.", "the council")])
def test_what_and_it_are_no_sources(nlp, text, source):
    assert {found for found, _, _ in read(text, nlp)} <= {source}


def test_a_document_does_not_speak_the_next_words_of_a_person(nlp):
    paragraph = ("“We have no time to lose now,” the mayor told Doe, according to the minutes. "
                 "“We must mend the bridge.”")
    first, *_, last = [item for item in attribute([paragraph], nlp) if item.voice == "quoted"]
    assert first.source_at == last.source_at
    assert paragraph[slice(*last.source_at[1:])] == "the mayor"


def test_the_assembly_joins_quoted_and_retold_words(nlp):
    text = 'The mayor said that the bridge was "closed for good this time" on Monday.'
    voices = [(text[a.start:a.end], a.voice, a.cue) for a in attribute([text], nlp)]
    assert voices[:2] == [("that the bridge was", "reported", "say"),
                          ("closed for good this time", "quoted", "say")]


HOSTILE = ["", " ", "\0", "\ud800 said that \udfff", "“" * 3000, '"' * 3001, "(" * 2000, "said " * 2000,
           "according to " * 400, "he said that " * 600, "“He said it is”, " * 300, "a" * 150_000,
           "that that that as as , , said", "🎉 said that 🎉.", "\u202ehe said that it is\u202c."]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_text_never_raises_and_stays_in_bounds(nlp, text):
    found = parse.relations(text, marked_spans(text), nlp)
    for relation in found:
        for start, end in [relation.cue, *relation.content, *([relation.source] if relation.source else [])]:
            assert 0 <= start < end <= len(text)
    assert found == sorted(found, key=lambda relation: relation.cue)


def test_long_paragraphs_are_read_in_blocks(nlp):
    text = "The mayor said that the bridge was closed. " * 1500
    found = parse.relations(text, [], nlp)
    assert len(found) == 1500
    assert {text[slice(*relation.content[0])] for relation in found} == {"that the bridge was closed"}


def test_the_same_text_gives_the_same_relations(nlp):
    text = "Jane Doe warned on Monday that talks had failed, and officials hope to meet again."
    assert parse.relations(text, [], nlp) == parse.relations(text, [], nlp)


def test_describe_names_versions_and_weights(nlp):
    described = parse.describe(nlp)
    assert described["model"] in parse.MODELS
    assert len(described["sha256"]) == 64
    assert described == parse.describe(nlp)


def test_without_spacy_there_is_no_parser(monkeypatch):
    monkeypatch.setitem(sys.modules, "spacy", None)
    assert parse.load.__wrapped__() is None


def test_without_a_model_there_is_no_parser(monkeypatch):
    if importlib.util.find_spec("spacy") is None:
        pytest.skip("needs spaCy")
    monkeypatch.setattr(parse, "MODELS", ("no_such_model",))
    assert parse.load.__wrapped__() is None


def test_listed_frames_are_known_and_every_part_of_speech_has_a_default():
    listed = lexicons.complements()
    parts = {part for part, _ in listed}
    assert parts == {"verb", "noun", "owned noun", "adjective"}
    assert all((part, "*") in listed for part in parts)
    names = {name.removeprefix("-") for frames in listed.values() for name in frames}
    assert all(name in FRAMES or name.isalpha() for name in names)


def test_every_listed_cue_has_a_class():
    counting = {lemma for (_, lemma), frames in lexicons.complements().items()
                if lemma != "*" and any(name[0] != "-" for name in frames)}
    assert not {lemma for lemma in counting if not lexicons.cue_class(lemma)}


def test_a_row_adds_to_the_default_and_minus_takes_out():
    assert "that" in dependencies.frames("verb", "no-such-verb")
    assert "that" not in dependencies.frames("noun", "no-such-noun")
    assert "that" in dependencies.frames("noun", "claim")
    assert "that" not in dependencies.frames("noun", "fact")
    assert {"object", "of", "that"} <= dependencies.frames("verb", "accuse")


@pytest.mark.parametrize(("text", "term"), [
    ("The mayor called on the council to leave.", "call on"), ("The mayor called the council a danger.", "call")])
def test_a_listed_phrase_is_the_cue_before_its_verb(nlp, text, term):
    assert [found.term for found in parse.relations(text, [], nlp)] == [term]


@pytest.mark.parametrize("text", [
    "The council failed to condemn the flood.", "The council’s failure to condemn the flood cost votes.",
    "The harbour is known as a trap for ships."])
def test_what_nobody_said_stays_own(nlp, text):
    assert parse.relations(text, [], nlp) == []


def test_adding_belongs_to_who_speaks_not_to_who_is_spoken_of(nlp):
    text = "The mayor said that the harbour would create jobs, adding that the fees would fall."
    sources = {found.term: text[slice(*found.source)] for found in parse.relations(text, [], nlp)}
    assert sources == {"say": "The mayor", "add": "The mayor"}
