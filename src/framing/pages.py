"""A web page as an article: its body by trafilatura, its facts from the page's own words and metadata."""

from __future__ import annotations

import re

from framing import markup
from framing.limits import quiet
from framing.records import Broken, Record

MAX_PAGE = 10_000_000  # bytes; long live pages have 3 million
MAX_ELEMENTS = 30_000  # trafilatura takes five seconds for so many; long live pages have 10,000
LIBRARIES = ("trafilatura", "htmldate", "courlan", "charset_normalizer")
# A date is taken from metadata, <time> and the address; never from any date that stands somewhere in the text.
DATES = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
HTML = re.compile(r"<(!doctype|html|head|title|body|div|article|section|p|h[1-6]|span|br|ul|ol|table|pre)\b", re.I)
# These name an account or an owner of rights, not the outlet; trafilatura would take them for it.
NO_OUTLET = "//meta[@name='twitter:site' or @name='copyright' or @name='rbpubname']"
LINE_TAGS = {"body", "div", "head", "p", "list", "item", "quote", "table", "row", "code", "lb"}  # of trafilatura
BLOCKS = {"address", "article", "blockquote", "body", "br", "center", "dd", "details", "div", "dl", "dt", "figcaption",
          "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section",
          "summary", "table", "tbody", "td", "th", "tr", "ul"}
NO_BODY = {"aside", "button", "footer", "form", "head", "iframe", "nav", "noscript", "script", "select", "style", "svg",
           "template", "textarea"}


def body_text(data: bytes, url: str = "", place: str = "page", charset: str = "") -> Record | Broken:
    """Find the article in a page.

    Parameters
    ----------
    data : bytes
        The page as saved or served.
    url : str
        Where it came from; the page's own canonical address goes before.
    place : str
        For messages: the file, or the address.
    charset : str
        The encoding that the server declared.

    Returns
    -------
    Record or Broken
        The body's headings, paragraphs, list items and table rows are a line each. The headline is the page's ``<h1>``
        where one fits, else the title in its metadata. ``outlet`` is empty where the page doesn't name its site,
        ``published`` where neither metadata nor address has a date. Broken where there is no article text in it.

    Examples
    --------
    >>> page = b"<title>Rain - The Test</title><h1>Rain</h1><p>Rain fell &amp; fell.</p><script>var x</script>"
    >>> record = body_text(page)
    >>> record.headline, record.text
    ('Rain', 'Rain fell & fell.')
    >>> print(body_text(b"<html><body><script>draw()</script></body></html>", place="a.html"))
    a.html: no article text in the page; expected paragraphs (pages built by scripts and paywalls have none)
    """
    if len(data) > MAX_PAGE:
        return Broken(place, f"a page of {len(data):,} bytes; expected at most {MAX_PAGE:,}")
    source = markup.source(data, charset)
    tree, fault = _tree(source) if HTML.search(source) else (None, "no HTML in it; expected a web page")
    if fault:
        return Broken(place, fault)
    try:
        found, site = _extract(tree, url)
    except Exception as error:  # trafilatura and its helpers raise whatever a damaged page makes them stumble on
        return Broken(place, f"a page that can't be read ({type(error).__name__}); expected HTML")
    lines = _completed(_lines(found.body), _blocks(tree)) if found is not None else []
    if not lines:
        return Broken(place, "no article text in the page; expected paragraphs (pages built by scripts and paywalls "
                             "have none)")
    headline = _headline(tree, found.title or "", site)
    lines = lines[1:] if len(lines) > 1 and lines[0].casefold() == headline.casefold() else lines
    return Record(place, "\n".join(lines), headline, site, (found.author or "").replace("; ", ", "), found.date or "",
                  found.url or url)


def _tree(source: str):
    """Parse a page; return its tree, and what is wrong where the parser gave up on its way."""
    try:
        tree = markup.tree(source)
    except ValueError as error:
        return None, f"{error}; expected a web page"
    size = sum(1 for _ in tree.iter()) + sum(text.count("\n") for text in tree.xpath("//pre//text()"))
    if size > MAX_ELEMENTS:
        return None, f"a page of {size:,} elements; expected at most {MAX_ELEMENTS:,}"
    _break_lines(tree)
    return tree, ""


def _break_lines(tree) -> None:
    """Write the line ends of preformatted text as elements: else its lines would be joined."""
    for node in list(tree.xpath("//pre/descendant-or-self::*")):
        first, *lines = (node.text or "").split("\n")
        if lines:
            node.text = first
            for line in reversed(lines):
                node.insert(0, _line_end(node, line))
        first, *lines = (node.tail or "").split("\n") if node.tag != "pre" else [""]
        if lines:
            node.tail = first
            for line in reversed(lines):
                node.addnext(_line_end(node, line))


def _line_end(node, following: str):
    element = node.makeelement("br")
    element.tail = following
    return element


def _extract(tree, url):
    """Let trafilatura find body and facts; return them, and the name the page gives its site."""
    import trafilatura

    for element in tree.xpath(NO_OUTLET):
        element.drop_tree()
    with quiet(*LIBRARIES):
        found = trafilatura.bare_extraction(tree, url=url or None, include_comments=False, with_metadata=True,
                                            date_extraction_params=DATES)
    named = _squeezed(" ".join(tree.xpath("//meta[@property='og:site_name']/@content")[:1]))
    # Without a name trafilatura takes the address's host.
    guessed = found.sitename or "" if found is not None else ""
    return found, named or ("" if "." in guessed else guessed)


def _lines(body) -> list[str]:
    """Write trafilatura's elements as lines."""
    from lxml import etree

    pieces = []
    for event, node in etree.iterwalk(body, events=("start", "end")):
        end = "\n" if node.tag in LINE_TAGS else " " if node.tag == "cell" else ""
        text = (node.text if event == "start" else node.tail if node is not body else "") or ""
        pieces += [end, text if _is_code(node, event) else text.replace("\n", " ")]
    return [line for line in map(_squeezed, "".join(pieces).split("\n")) if line]


def _is_code(node, event) -> bool:
    """Tell text whose line ends count."""
    holder = node if event == "start" else node.getparent()
    return holder is not None and holder.tag == "code"


def _blocks(tree) -> list[tuple[str, tuple]]:
    """Give the page's lines, without navigation and the like, each with its place: holder, tag, class and id."""
    from lxml import etree

    lines, pieces, linked = [], [], 0
    walk = etree.iterwalk(tree, events=("start", "end"))
    holders = []

    def close():
        nonlocal linked
        text = _squeezed("".join(pieces))
        if text and holders and linked * 2 < len(text):
            node = holders[-1]
            lines.append((text, (node.getparent(), node.tag, node.get("class"), node.get("id"))))
        pieces.clear()
        linked = 0

    for event, node in walk:
        skipped, block = node.tag in NO_BODY, node.tag in BLOCKS
        if block:
            close()
        if event == "start" and block and node.tag != "br":
            holders.append(node)
        elif event == "end" and block and node.tag != "br":
            holders.pop()
        if event == "start" and skipped:
            walk.skip_subtree()
        text = (node.text if event == "start" and not skipped else node.tail if event == "end" else "") or ""
        linked += len(text) if event == "start" and node.tag == "a" else 0
        pieces.append(text)
    close()
    return lines


def _completed(lines: list[str], blocks: list) -> list[str]:
    """Put back the paragraphs that trafilatura dropped from among those it kept.

    It drops a paragraph like an earlier one, or one that is the name of a network; those that stand in the same place
    as kept ones (same holder, tag, class and id) and aren't links are text. It drops invisible signs, too, so the
    page's own line stands for its. Of a very short page it gives all words in one line: the page's lines are better.
    """
    keys = [_key(text) for text, _ in blocks]
    if len(lines) == 1 and _key(lines[0]) not in keys:
        return [text for text, _ in blocks]
    kept = set(map(_key, lines))
    places = {place for key, (_, place) in zip(keys, blocks, strict=True) if key in kept}
    completed, seen = [], 0
    for line in lines:
        try:
            match = keys.index(_key(line), seen)
        except ValueError:
            completed.append(line)
            continue
        completed += [text for text, place in blocks[seen:match] if place in places] + [blocks[match][0]]
        seen = match + 1
    return completed + [text for text, place in blocks[seen:] if place in places]


def _key(text: str) -> str:
    """Return a line's visible signs: trafilatura drops the others, as those that join emoji."""
    text = "".join(text.split())
    return text if text.isprintable() else "".join(sign for sign in text if sign.isprintable())


def _headline(tree, title: str, site: str) -> str:
    """Choose the headline: the only ``<h1>``, or of several the one most like the title; else the title itself."""
    title = re.sub(rf"\s+[|·–—-]\s+{re.escape(site)}$", "", _squeezed(title)) if site else _squeezed(title)
    heads = [head for head in (_squeezed(node.text_content()) for node in tree.iter("h1"))
             if head and head.casefold() != site.casefold()]
    if len(heads) == 1:
        return heads[0]
    words = set(title.casefold().split())
    shared = {head: len(words & set(head.casefold().split())) for head in heads}
    best = max(shared, key=shared.get, default="")
    return best if best and shared[best] * 2 >= len(words) else title


def _squeezed(text: str) -> str:
    return " ".join(text.split())
