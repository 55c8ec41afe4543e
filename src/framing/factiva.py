"""Read exports of Factiva: HTML, and RTF with field codes (*Full Article/Report plus Indexing*).

Unverified: no real export seen. The layouts assumed:

    HTML with codes: each article in ``<div class="article ...">`` (or in a table of its own) a table whose rows have a
     code in the first cell and its value in the second
    RTF with codes: the same rows as lines, code and value parted by a tab or a cell's end, or the code alone on its
     line; the value may go on for lines
    the codes, in any order, each at most once: SE section, HD headline, BY byline, CR credit, WC ``512 words``, PD
     ``19 June 2030``, ET time, SN publication, SC its code, ED edition, PG page, LA language, CY copyright, LP lead
     paragraph, TD the rest, ART captions, CT contact, RF references, and what is indexed: `CODES`; last
     AN ``Document ABCD000020300619ej6j0002x``, with which every article ends, coded or not
    HTML without codes: in ``<div class="article ...">`` [section], the headline in an element of a class
     ``...Headline``, [byline], ``512 words``, ``19 June 2030``, [``10:04``], publication, [its code, page, edition,
     language], copyright, then the text, whose first paragraph has the class ``articleParagraph``, and ``Document ...``

The text is LP and TD. Captions (ART) are left out and counted in the note. Section, column, edition, credit, the
document's number and a language other than English are noted. RTF without codes is an error, for nothing there tells
headline from text; so is RTF with one space after a code, for paragraphs may begin with capitals, too. Dates are read
in English only.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from framing import dates, limits, newsbanks
from framing.corpus import CorpusError
from framing.foreign import name_of, shown
from framing.newsbanks import Line, Unexpected
from framing.records import Broken, Record
from framing.wording import listed

CODES = {"SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "ART", "CT",
         "RF", "CLM", "CX", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "RST", "NP", "DE", "AN"}
NEEDED = ("HD", "PD", "SN")
CODED = re.compile(rf"\s*({'|'.join(sorted(CODES, key=len, reverse=True))})[ \xa0]*(?:\t|$)(.*)")
SPACED = re.compile(r"HD +\S")
LIKE_CODE = re.compile(r"\s*([A-Z]{2,4})[ \xa0]*(?:\t|$)")
NUMBER = re.compile(r"(?:AN\s+)?Document\s+(?=\w*\d{8})(\w{15,40})")
LENGTH = re.compile(r"\d[\d,. ]* words?")
TIME = re.compile(r"\d{1,2}:\d\d(?:\s?[AaPp][Mm])?(?:\s\w+)?")
RIGHTS = re.compile(r"Copyright\b|©|\([cC]\)")
AFTER = re.compile(r"Search Summary$|©|Copyright|Factiva$|Dow Jones Factiva$")


def read_factiva(path: Path) -> Iterator[Record | Broken]:
    """Read the articles of a Factiva export.

    Parameters
    ----------
    path : Path
        An HTML or RTF file; what it is, is told from its first bytes.

    Yields
    ------
    Record or Broken
        Broken for an article that isn't as the layout says.

    Raises
    ------
    CorpusError
        If the file can't be read, or is no such export.
    """
    name = name_of(path)
    data = limits.read_bytes(Path(path))
    kind = newsbanks.container(data)
    if kind == "html":
        yield from newsbanks.read_articles(name, _elements(data, name), _read_element)
    elif kind == "rtf":
        lines = newsbanks.numbered(newsbanks.rtf_text(data, name))
        yield from newsbanks.read_articles(name, _line_articles(lines, name), _read_lines)
    else:
        raise CorpusError(f"{name}: {kind}; expected a Factiva export as HTML or RTF")


def _elements(data: bytes, name: str) -> list:
    """Find the element of each article: its ``div``, or a table with codes outside of any."""
    tree = newsbanks.html_tree(data, name)
    articles: list = []
    inside: set = set()
    for node in tree.iter("div", "table"):
        if node not in inside and ("article" in _classes(node) or node.tag == "table" and "HD" in _codes(node)):
            articles.append(node)
            inside.update(node.iter("div", "table"))
    if not articles:
        raise CorpusError(f'{name}: no <div class="article"> and no table with a code HD; expected a Factiva export')
    return articles


def _classes(node) -> list[str]:
    return (node.get("class") or "").split()


def _rows(table) -> list[list]:
    """Give the cells of a table's rows, without those of tables inside it."""
    return [row.xpath("./td | ./th") for row in table.xpath("./tr | ./tbody/tr | ./thead/tr")]


def _codes(table) -> set[str]:
    """Find the codes that the first cells of a table's rows hold."""
    starts = ("".join(itertools.islice(cells[0].itertext(), 9))[:20] for cells in _rows(table) if cells)
    return CODES & {start.strip() for start in starts}


def _read_element(place: str, element) -> Record:
    coded = [table for table in element.iter("table") if _codes(table)]
    tops = [table for table in coded if not set(coded) & set(table.iterancestors("table"))]
    if not tops:
        return _read_display(place, element)
    fields: dict[str, str] = {}
    for cells in itertools.chain.from_iterable(map(_rows, tops)):
        texts = [newsbanks.body(newsbanks.numbered(newsbanks.html_lines(cell))) for cell in cells]
        if not "".join(texts):
            continue
        if len(texts) != 2 or texts[0].strip() not in CODES:
            raise Unexpected(f"a row that begins {shown(texts[0])}", "a code such as SN, in a cell of its own")
        _put(fields, texts[0].strip(), texts[1])
    return _record(place, fields)


def _put(fields, code, value, line=None):
    if code in fields:
        raise Unexpected(f"the code {code} twice", "each once", line)
    fields[code] = value


def _line_articles(lines: list[Line], name: str) -> list[list[Line]]:
    """Cut after each ``Document ...``; what stands after the last one is an article cut short."""
    if not any(CODED.match(line.text) for line in lines):
        spaced = any(SPACED.match(line.text) for line in lines)
        found = "codes parted by spaces" if spaced else "no line with a code such as HD"
        raise CorpusError(f"{name}: {found}; expected a Factiva export with codes, each parted from its value by a tab "
                          "or a cell (Full Article/Report plus Indexing)")
    articles: list[list[Line]] = [[]]
    for line in lines:
        articles[-1].append(line)
        if NUMBER.fullmatch(line.bare):
            articles.append([])
    return articles[:-1] if not articles[-1] or AFTER.match(articles[-1][0].bare) else articles


def _read_lines(place: str, lines: list[Line]) -> Record:
    if not NUMBER.fullmatch(lines[-1].bare):
        raise Unexpected(f"cut short after {shown(lines[-1].text)}", "a line 'Document ...' with its number", lines[-1])
    fields: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    current = ""
    for line in lines[:-1]:
        found = CODED.match(line.text)
        if found:
            current = found[1]
            _put(fields, current, "", line)
            values[current] = [found[2]]
        elif like := LIKE_CODE.match(line.text):
            raise Unexpected(f"the code {like[1]}", "one such as SN", line)
        elif not current:
            raise Unexpected(f"the line {shown(line.text)}", "a code such as HD", line)
        else:
            values[current].append(line.text)
    fields = {code: "\n".join(part for part in parts if part.strip()) for code, parts in values.items()}
    return _record(place, fields | {"AN": lines[-1].bare})


def _read_display(place: str, element) -> Record:
    """Read an article without codes, told by the lines ``512 words`` and the date, and by classes."""
    lines = newsbanks.numbered(newsbanks.html_lines(element))
    headline, first = _landmarks(element)
    size = next((place for place, line in enumerate(lines) if LENGTH.fullmatch(line.bare)), len(lines))
    end = max((place for place, line in enumerate(lines) if NUMBER.fullmatch(line.bare)), default=0)
    if size + 3 >= end or not newsbanks.is_date(lines[size + 1].bare):
        raise Unexpected("no lines with length, date and number", "'512 words' and the date after headline and byline, "
                         "and 'Document ...' last")
    heads = next(((a, b) for a in range(size) for b in range(a + 1, min(a + 6, size + 1)) if newsbanks.squeezed(
        newsbanks.body(lines[a:b])) == headline), None)
    source = size + 2 + bool(TIME.fullmatch(lines[size + 2].bare))
    start = next((place for place in range(source + 1, end) if lines[place].bare == first), None)
    if heads is None or start is None or not RIGHTS.match(lines[start - 1].bare):
        line = lines[0 if heads is None else start - 1 if start else source]
        raise Unexpected(f"the line {shown(line.text)}", "the headline" if heads is None else
                         "a line of copyright, and the text after it", line)
    return _record(place, {
        "SE": newsbanks.body(lines[:heads[0]]), "HD": headline, "BY": newsbanks.body(lines[heads[1]:size]),
        "WC": lines[size].bare, "PD": lines[size + 1].bare, "SN": lines[source].bare,
        "TD": newsbanks.body(lines[start:end]), "AN": lines[end].bare})


def _landmarks(element) -> tuple[str, str]:
    """Find the headline, and the first line of the text."""
    headings = [node for node in element.iter() if any(name.endswith("Headline") for name in _classes(node))]
    first = next((node for node in element.iter("p") if "articleParagraph" in _classes(node)), None)
    opening = newsbanks.numbered(newsbanks.html_lines(first)) if first is not None else []
    if len(headings) != 1 or not opening:
        raise Unexpected(f"{len(headings)} elements of a class ...Headline" if len(headings) != 1 else
                         "no paragraph of the class articleParagraph", "one, or codes in a table")
    return newsbanks.squeezed(newsbanks.html_lines(headings[0])), opening[0].bare


def _record(place: str, fields: dict[str, str]) -> Record:
    missing = [code for code in NEEDED if not fields.get(code)]
    if missing:
        raise Unexpected(f"no code {missing[0]}", f"at least {listed(NEEDED)}")
    text = "\n".join(fields[code] for code in ("LP", "TD") if fields.get(code))
    date = newsbanks.squeezed(fields["PD"])
    number = NUMBER.fullmatch(newsbanks.squeezed(fields.get("AN", "")))
    length = newsbanks.length_note(newsbanks.stated_length(fields["WC"]), newsbanks.words(text)) \
        if fields.get("WC") else ""
    left_out = newsbanks.words(fields.get("ART", ""))
    return Record(
        place, text=text, headline=newsbanks.squeezed(fields["HD"]), outlet=newsbanks.squeezed(fields["SN"]),
        byline=newsbanks.squeezed(fields.get("BY", "")), published=dates.iso(date),
        note=newsbanks.noted(
            "" if text else "no text in the export", dates.note(date),
            newsbanks.facts_note(fields, SE="section", CLM="column", ED="edition", CR="credit"),
            newsbanks.language_note(fields.get("LA", "")), f"left out: {left_out} words under ART" if left_out else "",
            f"Factiva document {number[1]}" if number else "", length))
