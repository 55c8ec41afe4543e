"""ProQuest: invented articles written in the layout come back whole; anything else stops with its place."""

from html import escape

import pytest
from hypothesis import given, settings
from invented_articles import ARTICLES, STORY, TRAPS, facts, many, rtf, wanted

from framing.corpus import CorpusError
from framing.proquest import read_proquest
from framing.records import Broken

RULE = "_" * 60
TAIL = ["Subject: Bridges; Harbours", "Publication year: 2030", "Source type: Newspaper",
        "Language of publication: English", "Document type: News", "ProQuest document ID: 123456",
        "Document URL: https://example.org/docview/123456", "Copyright: Copyright Invented Jun 19, 2030",
        "Last updated: 2030-06-20", "Database: Invented Newsstream"]
END = [RULE, "Contact ProQuest", "Copyright © 2030 ProQuest LLC. All rights reserved."]


def lines_of(article, *, first=False, tail=TAIL):
    """Write a document; fields before the full text, or what it is about only after it."""
    about = [f"Publication title: {article.outlet}", f"Publication date: Jun {article.day}, 2030",
             f"Section: {article.section}"]
    return [f"Title: {article.headline[0]}", *article.headline[1:],
            *([f"Author: {article.byline}"] if article.byline else []), *(about if first else []),
            "Abstract: A bridge.", "More: of it.", f"Full text: {article.paragraphs[0]}", *article.paragraphs[1:],
            *tail[:1], *([] if first else about), *tail[1:]]


def as_text(articles, **how):
    lines = ["Report Information from ProQuest", "21 June 2030 14:02"]
    for n, article in enumerate(articles, 1):
        lines += [RULE, f"Document {n} of {len(articles)}", *lines_of(article, **how)]
    return "\r\n\r\n".join([*lines, *END]).encode()


def as_html(articles, **how):
    documents = []
    for n, article in enumerate(articles, 1):
        lines = [f"<p>Document {n} of {len(articles)}</p>"]
        for line in lines_of(article, **how):
            label, colon, value = line.partition(": ")
            is_field = colon and len(label) < 30 and line not in TRAPS
            lines.append(f"<p><strong>{label}: </strong>{escape(value)}</p>" if is_field else
                         f"<p>{escape(line).replace(' ', ' <!-- x -->', 1)}</p>")
        documents.append("\n".join(lines))
    body = "<hr/>".join(documents)
    return (f"<html><head><title>ProQuest</title><style>p {{}}</style></head><body>{body}<hr/><p>Contact ProQuest</p>"
            "</body></html>").encode()


def as_rtf(articles, **how):
    return rtf(as_text(articles, **how).decode().replace("\r\n\r\n", "\n").split("\n"))


FORMS = {"a.txt": as_text, "a.html": as_html, "a.rtf": as_rtf}


@pytest.fixture
def read(tmp_path):
    def read(data, name="a.txt"):
        path = tmp_path / name
        path.write_bytes(data)
        return list(read_proquest(path))
    return read


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("first", [True, False])
def test_articles_come_whole_in_every_form(read, name, first):
    articles = many(60)
    records = read(FORMS[name](articles, first=first), name)
    assert [facts(record) for record in records] == [wanted(article) for article in articles]
    assert records[6].place == f"{name}, article 7"
    assert (records[0].genre, records[0].url) == ("news", "https://example.org/docview/123456")
    assert records[0].note == "section: World; Pg. 1"


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("changed", [
    STORY.but(byline=""), STORY.but(headline=["Bridge opens", "after nine years"]), STORY.but(outlet="港口報"),
    STORY.but(paragraphs=["本文です。", "جسر", "Γέφυρα 😀", *STORY.paragraphs]),
    STORY.but(paragraphs=[*STORY.headline, *STORY.paragraphs, "Section: this closes no text.", "Then it ends."])])
def test_variations_come_whole(read, name, changed):
    [record] = read(FORMS[name]([changed]), name)
    assert facts(record) == wanted(changed)


def test_a_headline_without_a_field_and_a_publication_without_one(read):
    lines = [RULE, "Document 1 of 1", "Harbour bridge", "opens", "Author: Ann",
             "Publication info: The Herald; Oslo [Oslo]19 Jun 2030: A.1.", "ProQuest document link",
             "Full text:", "One.", "Two."]
    [record] = read("\n".join(lines).encode())
    assert facts(record) == ("Harbour bridge opens", "The Herald", "2030-06-19", "Ann", "One.\nTwo.")


def test_a_document_without_full_text_is_a_headline_and_says_so(read):
    [record] = read(f"{RULE}\nTitle: Bridge opens\nPublication title: Herald\nDocument type: Feature".encode())
    assert (record.headline, record.text, record.genre) == ("Bridge opens", "", "")
    assert record.note == "no full text in the export; document type: Feature"


def test_a_length_that_is_off_is_noted(read):
    [record] = read(as_text([STORY], tail=[*TAIL, "Word count: 999"]))
    assert f"stated length 999 words, read {STORY.words}" in record.note


@pytest.mark.parametrize(("change", "reason"), [
    (lambda lines: [*lines[:1], "Mood: dark", *lines[1:]], "the field 'Mood'; expected one such as Section:"),
    (lambda lines: [*lines[:2], "By chance", *lines[2:]], "the line 'By chance'"),
    (lambda lines: [lines[0], lines[0], *lines[1:]], "the field 'Title' twice"),
    (lambda lines: [*lines[:-1], "Between.", lines[-1]], "inside the full text"),
    (lambda lines: [*lines[:8], RULE, *lines[8:]], "a rule inside the document"),
    (lambda lines: [line for line in lines if not line.startswith("Title")], "no headline")])
def test_an_unexpected_document_is_broken_with_its_place_and_the_rest_read(read, change, reason):
    first, second = many(2)
    lines = [RULE, "Document 1 of 2", *change(lines_of(first)), RULE, "Document 2 of 2", *lines_of(second), *END]
    found = read("\n".join(lines).encode())
    assert isinstance(found[0], Broken)
    assert str(found[0]).startswith("a.txt, article 1, line ")
    assert reason in str(found[0])
    assert facts(found[1]) == wanted(second)


def test_a_file_cut_short_says_how_many_documents_are_missing(read):
    data = as_text(many(5))
    found = read(data[:data.index(b"Document 4 of 5")])
    assert [facts(record) for record in found[:3]] == [wanted(article) for article in many(5)[:3]]
    assert str(found[3]) == "a.txt: 3 documents; expected 5, as 'Document 1 of 5' says"


@pytest.mark.parametrize(("name", "data", "message"), [
    ("a.txt", b"", "empty; expected"), ("a.html", b"PK\x03\x04", "zip; expected"),
    ("a.txt", b"Hello there.", "no field"), ("a.html", b"<html><p>Title: x</p>", "no field such as Full text:"),
    ("a.rtf", b"%PDF", "PDF; expected")])
def test_another_kind_of_file_is_refused_in_one_line(read, name, data, message):
    with pytest.raises(CorpusError, match=message) as caught:
        read(data, name)
    assert str(caught.value).startswith(name)


@settings(max_examples=25)
@given(ARTICLES)
def test_invented_records_come_back_whole(tmp_path_factory, articles):
    folder = tmp_path_factory.mktemp("proquest")
    for name, write in FORMS.items():
        (folder / name).write_bytes(write(articles))
        found = list(read_proquest(folder / name))
        expected = [wanted(article) for article in articles]
        if name == "a.html":  # a page's runs of spaces are one space
            expected = [tuple("\n".join(map(spaced, part.split("\n"))) for part in fields) for fields in expected]
        assert [facts(record) for record in found] == expected


def spaced(line):
    return " ".join(piece for piece in line.split(" ") if piece)
