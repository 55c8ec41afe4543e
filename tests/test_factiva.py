"""Factiva: invented articles written in the layouts come back whole; anything else stops with its place."""

from html import escape

import pytest
from hypothesis import given, settings
from invented_articles import ARTICLES, STORY, facts, many, rtf_escaped, wanted

from framing.corpus import CorpusError
from framing.factiva import read_factiva
from framing.records import Broken

FONTS = "{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}}"


def rows_of(article, number=0, *, length=None):
    """Give an article's codes and values, a value a list of paragraphs."""
    rows = [("SE", [article.section]), ("HD", article.headline), ("BY", [article.byline]),
            ("WC", [f"{article.words if length is None else length:,} words"]), ("PD", [f"{article.day} June 2030"]),
            ("ET", ["10:04"]), ("SN", [article.outlet]), ("SC", ["INVH"]), ("ED", ["Final"]), ("LA", ["English"]),
            ("CY", ["Copyright 2030 Invented Publishing"]), ("LP", article.paragraphs[:1]),
            ("TD", article.paragraphs[1:]), ("ART", ["A bridge at dawn"]), ("CO", ["invpub : Invented Publishing"]),
            ("IN", ["Bridges"]), ("NS", ["gtrans : Transport"]), ("AN", [f"Document INVH000020300619ej6j{number:05d}"])]
    return [(code, values) for code, values in rows if values and any(values)]


def as_html(articles, change=lambda rows: rows, **how):
    made = []
    for n, article in enumerate(articles):
        rows = "".join(f"<tr><td class='index'><b>{code}&nbsp;</b></td><td>{cell(values)}</td></tr>\n"
                       for code, values in change(rows_of(article, n, **how)))
        made.append(f"<div class='article enArticle'><table>{rows}</table></div><br/>")
    return f"<html><body><div id='pageArticles'>{''.join(made)}</div></body></html>".encode()


def cell(values):
    return "".join(f"<p class='articleParagraph'>{escape(value)}\n</p>" for value in values)


def as_rtf(articles, change=lambda rows: rows, **how):
    """Write rows as RTF tables, code and value in a cell each."""
    lines = ("\\par\n".join([f"\\intbl {{\\b {code}}}\\cell {rtf_escaped(values[0])}", *map(rtf_escaped, values[1:])])
             + "\\cell\\row\n" for n, article in enumerate(articles) for code, values in change(
                 rows_of(article, n, **how)))
    end = "\\pard Search Summary\\par Results Found\\cell 3\\row}"
    return ("{\\rtf1\\ansi\\ansicpg1252\\uc1" + FONTS + "\n" + "".join(lines) + end).encode("ascii")


def as_display(articles, **how):
    """Write articles without codes."""
    made = []
    for n, article in enumerate(articles):
        facts = dict(rows_of(article, n))
        head = "<br/>".join(map(escape, article.headline))
        divs = [f"<div>{escape(' '.join(facts[code]))}</div>" for code in (
            "BY", "WC", "PD", "ET", "SN", "SC", "LA", "CY") if code in facts]
        made.append(f"<div class='article enArticle'><div>{article.section}</div><div id='hd'><span class='enHeadline'>"
                    f"{head}</span></div>{''.join(divs)}{cell(article.paragraphs)}<p>{facts['AN'][0]}</p></div>")
    return f"<html><body>{''.join(made)}</body></html>".encode()


FORMS = {"a.html": as_html, "a.rtf": as_rtf, "display.html": as_display}


@pytest.fixture
def read(tmp_path):
    def read(data, name):
        path = tmp_path / name
        path.write_bytes(data)
        return list(read_factiva(path))
    return read


@pytest.mark.parametrize("name", FORMS)
def test_articles_come_whole_in_every_form(read, name):
    articles = many(60)
    records = read(FORMS[name](articles), name)
    assert [facts(record) for record in records] == [wanted(article) for article in articles]
    assert records[6].place == f"{name}, article 7"
    assert "section: World; Pg. 1" in records[0].note
    assert "Factiva document INVH000020300619ej6j00000" in records[0].note
    assert ("left out: 4 words under ART" in records[0].note) == (name != "display.html")


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("changed", [
    STORY.but(byline=""), STORY.but(headline=["Bridge opens", "after nine years"]), STORY.but(outlet="港口報"),
    STORY.but(paragraphs=["本文です。", "جسر", "Γέφυρα 😀", *STORY.paragraphs]), STORY.but(byline="Harbour"),
    STORY.but(paragraphs=STORY.paragraphs[:1]), STORY.but(headline=["SN The network", "Document of the year"])])
def test_variations_come_whole(read, name, changed):
    [record] = read(FORMS[name]([changed]), name)
    assert facts(record) == wanted(changed)


def test_a_length_that_is_off_is_noted(read):
    for name in ("a.html", "a.rtf"):
        [record] = read(FORMS[name]([STORY], length=1200), name)
        assert f"stated length 1200 words, read {STORY.words}" in record.note


def test_a_table_in_the_text_is_kept(read):
    table = "<table><tr><td>HD</td><td>PD</td></tr><tr><td>1</td><td>2 | 3</td></tr></table>"
    data = as_html([STORY])
    data = data.replace("<p class='articleParagraph'>“We waited".encode(), f"{table}<p>“We waited".encode())
    [record] = read(data, "a.html")
    lines = STORY.paragraphs
    assert record.text == "\n".join([*lines[:-1], "HD\tPD", "1\t2 | 3", lines[-1]])


@pytest.mark.parametrize("name", ["a.html", "a.rtf"])
@pytest.mark.parametrize(("change", "reason"), [
    (lambda rows: [*rows[:3], ("ZQ", ["x"]), *rows[3:]], "ZQ"),
    (lambda rows: [*rows[:3], ("BY", ["x"]), *rows[3:]], "the code BY twice"),
    (lambda rows: [row for row in rows if row[0] != "SN"], "no code SN"),
    (lambda rows: [("WC", ["many"]) if row[0] == "WC" else row for row in rows], "the length 'many'")])
def test_an_unexpected_article_is_broken_with_its_place_and_the_rest_read(read, name, change, reason):
    articles = many(3)
    found = read(FORMS[name](articles, lambda rows: change(rows) if "ej6j00001" in rows[-1][1][0] else rows), name)
    assert [isinstance(item, Broken) for item in found] == [False, True, False]
    assert str(found[1]).startswith(f"{name}, article 2")
    assert reason in str(found[1])


def test_a_file_cut_short_says_so(read):
    data = as_rtf(many(2))
    whole, cut = read(data[:data.rindex(b"Document ")] + b"}", "a.rtf")
    assert facts(whole) == wanted(many(2)[0])
    assert "cut short after" in str(cut)
    page = as_display(many(2))
    _, cut = read(page[:page.rindex(b"Document")], "a.html")
    assert str(cut).startswith("a.html, article 2: no lines with length, date and number; expected")


def test_codes_parted_by_spaces_and_no_codes_are_refused(read):
    for text, message in (("HD Bridge opens\\par SN Herald", "parted by spaces"), ("Bridge opens", "no line with")):
        with pytest.raises(CorpusError, match=message):
            read(b"{\\rtf1 " + text.encode() + b"}", "a.rtf")


@pytest.mark.parametrize(("name", "data", "message"), [
    ("a.html", b"", "empty; expected"), ("a.html", b"PK\x03\x04", "zip; expected"),
    ("a.rtf", b"Hello", "text; expected"),
    ("a.html", b"<html><div class='articles'>x</div></html>", 'no <div class="article">'),
    ("a.html", b"<html><div class='article'>" + b"<div>" * 5000, "can't be read to its end")])
def test_another_kind_of_file_is_refused_in_one_line(read, name, data, message):
    with pytest.raises(CorpusError, match=message) as caught:
        read(data, name)
    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)


@settings(max_examples=25)
@given(ARTICLES)
def test_invented_records_come_back_whole(tmp_path_factory, articles):
    folder = tmp_path_factory.mktemp("factiva")
    for name, write in FORMS.items():
        (folder / name).write_bytes(write(articles))
        found = list(read_factiva(folder / name))
        expected = [wanted(article) for article in articles]
        if name.endswith(".html"):  # a page's runs of spaces are one space
            expected = [tuple("\n".join(map(spaced, part.split("\n"))) for part in fields) for fields in expected]
        assert [facts(record) for record in found] == expected


def spaced(line):
    return " ".join(piece for piece in line.split(" ") if piece)
