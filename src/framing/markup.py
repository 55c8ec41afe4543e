"""Web pages as trees: one way to tell a page's encoding and to parse it, for every reader of HTML."""

from __future__ import annotations

import re

from framing.foreign import said
from framing.limits import decode

MAX_ATTRIBUTES = 1000  # of a tag; the parser takes time by their square
CHARSET = re.compile(rb"""<(?:meta[^>]{0,300}?charset|\?xml[^>]{0,200}?encoding)\s*=\s*["']?\s*([\w-]{2,30})""", re.I)


def source(data: bytes, charset: str = "") -> str:
    """Decode a page; where it isn't UTF-8, by the encoding that was declared outside of it, else inside.

    Examples
    --------
    >>> source("<meta charset=cp1251><p>Мост</p>".encode("cp1251"))
    '<meta charset=cp1251><p>Мост</p>'
    """
    declared = CHARSET.search(data[:4096])
    return decode(data, charset or (declared[1].decode("ascii") if declared else ""))


def tree(text: str, *, deep: bool = False):
    """Parse a page's text.

    Parameters
    ----------
    text : str
    deep : bool, default=False
        Whether elements may stand more than 255 deep in each other.

    Returns
    -------
    lxml.html.HtmlElement
        Without comments and processing instructions.

    Raises
    ------
    ValueError
        If the parser can't read it to its end, so that text would be lost; the message says why.

    Examples
    --------
    >>> tree("<p>Rain<!-- and snow --></p>").text_content()
    'Rain'
    """
    from lxml import etree, html

    if any(len(tag[0].split()) > MAX_ATTRIBUTES for tag in re.finditer(r"<[^<>]{10000,}", text)):
        raise ValueError(f"a tag of more than {MAX_ATTRIBUTES:,} attributes")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=deep, remove_comments=True, remove_pis=True)
    text = re.sub(r"[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)
    try:
        found = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ValueError("no HTML that can be read") from error
    fatal = next((entry.message for entry in parser.error_log if entry.level_name == "FATAL"), "")
    if fatal:
        raise ValueError(f"HTML that can't be read to its end ({said(fatal)})")
    return found
