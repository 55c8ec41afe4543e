"""An answer's article: by what its bytes are, then by what the host says they are."""

import pytest
from misbehaving_server import story

from framing.answers import article, language
from framing.records import Broken, Record
from framing.web import Answer

RUSSIAN = "Порт закрыт из-за шторма, сказал начальник порта. " * 8
FRENCH = "Le port était fermé à cause de la tempête, a déclaré le maire. " * 8


def read(body, kind):
    return article(Answer("http://herald.example/a", 200, {"content-type": kind} if kind else {}, body))


@pytest.mark.parametrize("kind", ["text/html", "TEXT/HTML; Charset=utf-8", "application/xhtml+xml", "", "text/html;;",
                                  'text/html; charset="', "text/html; charset=idna", "text/html; charset*=utf-8''x"])
def test_a_page_is_read_whatever_the_host_says_of_its_signs(kind):
    found = read(story().encode(), kind)
    assert isinstance(found, Record) and found.headline == "Storm closes harbour"


@pytest.mark.parametrize("words, encoding, stated, in_page", [
    (RUSSIAN, "cp1251", "windows-1251", ""), (RUSSIAN, "koi8-r", "KOI8-R", ""), (RUSSIAN, "utf-8", "windows-1251", ""),
    (RUSSIAN, "cp1251", "iso-8859-1", "windows-1251"), (RUSSIAN, "utf-8", "iso-8859-1", ""),
    (FRENCH, "latin-1", "iso-8859-1", ""), (FRENCH, "cp1252", "", ""), (FRENCH, "utf-8", "us-ascii", "")])
def test_signs_come_out_right(words, encoding, stated, in_page):
    meta = f'<meta charset="{in_page}">' if in_page else ""
    page = f"<html><head>{meta}</head><p>{words}</p></html>".encode(encoding)
    assert read(page, f"text/html; charset={stated}").text == words.strip()


@pytest.mark.parametrize("kind", ["image/png", "application/json", "application/rss+xml", "video/mp4", "text/css"])
def test_other_kinds_are_no_articles(kind):
    assert read(b"x", kind).reason == f"content type {kind!r}; expected HTML, plain text or PDF"


def test_a_pdf_is_one_by_its_first_bytes():
    for kind in ("text/html", "application/pdf", ""):
        found = read(b"%PDF-1.7 and no more", kind)
        assert isinstance(found, Broken) and found.reason.startswith("PDF: ")


@pytest.mark.parametrize("page, said", [
    (b'<html lang="en">', "en"), (b"<HTML class=x LANG=zh-Hans-CN>", "zh-Hans-CN"), (b"<html><p lang='fr'>", ""),
    (b'<html xml:lang="de">', "de"), (b'<html lang="">', ""), (b"", ""), (b"<html " * 5000, "")])
def test_the_language_is_what_the_page_says(page, said):
    assert language(page) == said
