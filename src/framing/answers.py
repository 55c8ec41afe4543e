"""What a server's answer holds: an article with its facts, and the language the page says it is in."""

from __future__ import annotations

import re
from email.message import Message

from framing.corpus import CorpusError
from framing.limits import decode
from framing.records import Broken, Record
from framing.web import Answer

PAGES = ("text/html", "application/xhtml+xml", "")
# Servers state this where nobody told them better; the page itself then knows better, or its bytes do.
NO_EVIDENCE = ("iso-8859-1", "latin-1", "latin1", "us-ascii", "windows-1252")


def article(answer: Answer) -> Record | Broken:
    """Read the article an answer holds; Broken where there is none.

    Examples
    --------
    >>> headers = {"content-type": "text/plain; charset=iso-8859-5"}
    >>> article(Answer("http://herald.example/a", 200, headers, "Мир".encode("iso-8859-5"))).text
    'Мир'
    >>> article(Answer("http://herald.example/a", 200, {"content-type": "image/png"}, b"")).reason
    "content type 'image/png'; expected HTML, plain text or PDF"
    """
    stated = Message()
    stated["content-type"] = answer.headers.get("content-type", "")
    kind = stated.get_content_type() if stated["content-type"] else ""
    if kind == "application/pdf" or answer.body[:1024].lstrip().startswith(b"%PDF-"):
        return _pdf(answer)
    charset = str(stated.get_param("charset", ""))
    charset = "" if charset.lower() in NO_EVIDENCE else charset
    if kind == "text/plain":
        return Record(answer.url, text=decode(answer.body, charset))
    if kind in PAGES:
        from framing.pages import body_text

        return body_text(answer.body, url=answer.url, place=answer.url, charset=charset)
    return Broken(answer.url, f"content type {kind[:80]!r}; expected HTML, plain text or PDF")


def language(body: bytes) -> str:
    """Return the language a page says it is in; empty where it doesn't.

    Examples
    --------
    >>> language(b'<!doctype html><html class="page" lang="en-GB">')
    'en-GB'
    """
    found = re.search(rb"<html\b[^>]{0,2000}?\blang\s*=\s*[\"']?([A-Za-z]{2,3}(-[A-Za-z0-9]+)*)", body[:20_000], re.I)
    return found[1].decode("ascii") if found else ""


def _pdf(answer: Answer) -> Record | Broken:
    from framing.pdfs import pdf_text

    try:
        text, title = pdf_text(answer.body, "PDF")
    except CorpusError as error:
        return Broken(answer.url, str(error))
    return Record(answer.url, text=text, headline=title)
