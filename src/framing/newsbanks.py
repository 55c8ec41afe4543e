"""What the readers of news databases' exports share: containers as lines, stated lengths, stopping with the place.

The layouts of `framing.nexis`, `framing.proquest` and `framing.factiva` are written from memory of the databases'
public help and of open-source readers (LexisNexisTools, tm.plugin.factiva, paperboy); no real export was at hand. So
nothing is guessed: an article that isn't as its layout says is `Broken`, with the line and what was expected there.

Lines are numbered as they come out of the file, empty ones counted. Paragraphs of a table's cells are lines of their
own, or one line with tabs between where each cell of a row has one; a footnote stands after the paragraph that refers
to it. Text boxes of RTF files, and page headers and footers, aren't read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from framing import dates, limits, markup
from framing.corpus import CorpusError
from framing.foreign import shown
from framing.records import Broken, Record
from framing.wording import MONTHS

TOLERANCE, FEW = 0.10, 20  # a stated length may be off by a tenth, or by so many words
MOST_HTML, MOST_RTF, MOST_WORD = 20_000_000, 40_000_000, 200_000_000  # bytes, of a Word file unpacked
MOST_TAGS = 2_000_000  # of a page or a part of a Word file: as a tree, each takes up to 300 bytes
RULE = "_" * 60
MONTH_LINE = re.compile(rf"(?:{'|'.join(MONTHS)}|Winter|Spring|Summer|Autumn|Fall)(?:,| \d{{1,2}},)? \d{{4}}")
_LINE_TAGS = {"p", "div", "br", "tr", "li", "ul", "ol", "dl", "dt", "dd", "table", "hr", "section", "article", "body",
              "blockquote", "pre", "center", "h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "caption"}
_UNREAD_TAGS = {"head", "script", "style", "template"}
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_CELL, _BAR = "|", "\ufdd0"  # striprtf writes cells as bars: the text's own bars step aside


class Line(NamedTuple):
    """A line of an export that isn't empty, and where it stands."""

    number: int
    text: str

    @property
    def bare(self) -> str:
        """Its text without white space around it, for comparing."""
        return self.text.strip()


class Unexpected(ValueError):
    """An article isn't as its layout says; ``where`` is its line, if one is to blame."""

    def __init__(self, found: str, expected: str, line: Line | None = None):
        self.where = f", line {line.number}" if line else ""
        super().__init__(f"{found}; expected {expected}")


def container(data: bytes) -> str:
    r"""Name what a file is by its first bytes, whatever its name says.

    Examples
    --------
    >>> container(b"{\\rtf1 x}"), container(b"PK\x03\x04"), container(b" <html>"), container(b"Title: x")
    ('rtf', 'zip', 'html', 'text')
    """
    start = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    kinds = {b"{\\rtf": "rtf", b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"%PDF": "PDF",
             b"\xd0\xcf\x11\xe0": "old Word (.doc)", b"<": "html"}
    return next((kind for mark, kind in kinds.items() if start.startswith(mark)), "text" if start else "empty")


def read_articles(name: str, parts: list, read: Callable) -> Iterator[Record | Broken]:
    """Read each part of an export; one that isn't as expected is Broken with its place."""
    for number, part in enumerate(parts, 1):
        place = f"{name}, article {number}"
        try:
            yield read(place, part)
        except Unexpected as stopped:
            yield Broken(place + stopped.where, str(stopped))


def numbered(text: str) -> list[Line]:
    """Give the lines of a text that aren't empty, with their numbers."""
    return [Line(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def squeezed(text: str) -> str:
    """Make runs of white space one space, as fields of facts are kept."""
    return " ".join(text.split())


def body(lines: list[Line]) -> str:
    """Join lines as an article's text, every character kept."""
    return "\n".join(line.text for line in lines)


def words(text: str) -> int:
    """Count words as databases do: what stands between white space.

    Examples
    --------
    >>> words("The U.S. said: well-known")
    4
    """
    return len(text.split())


def stated_length(text: str, line: Line | None = None) -> int:
    """Read a stated length such as ``1,024 words``.

    Examples
    --------
    >>> stated_length("1,024 words"), stated_length("512")
    (1024, 512)
    """
    found = re.fullmatch(r"([\d,. \xa0]*\d)(?:\s+words?)?", text.strip(), re.A)
    digits = re.sub(r"[^\d]", "", found[1], flags=re.A) if found else ""
    if not digits or len(digits) > 9:
        raise Unexpected(f"the length {shown(text)}", "a number of words", line)
    return int(digits)


def length_note(stated: int, read: int) -> str:
    """Say where a stated length and the words read differ by more than a tenth and more than 20 words.

    Examples
    --------
    >>> length_note(512, 500), length_note(512, 300)
    ('', 'stated length 512 words, read 300')
    """
    return f"stated length {stated} words, read {read}" if abs(stated - read) > max(FEW, TOLERANCE * stated) else ""


def noted(*notes: str) -> str:
    """Join what is to be noted of an article.

    Examples
    --------
    >>> noted("", "section: World", "dateline: OSLO")
    'section: World; dateline: OSLO'
    """
    return "; ".join(squeezed(note) for note in notes if note)


def facts_note(fields: dict[str, str], **labels: str) -> str:
    """Note facts that no column of articles.csv holds, by label.

    Examples
    --------
    >>> facts_note({"Section": "World", "Edition": ""}, Section="section", Edition="edition")
    'section: World'
    """
    return noted(*(f"{label}: {fields[name]}" for name, label in labels.items() if fields.get(name)))


def language_note(language: str) -> str:
    """Note a language other than English.

    Examples
    --------
    >>> language_note("ENGLISH"), language_note("Norwegian")
    ('', 'language: Norwegian')
    """
    return "" if language.strip().casefold() in ("", "english", "en") else f"language: {language}"


def is_date(text: str) -> bool:
    """Tell whether a line is an English date with its month's name, or a month or season with a year.

    Examples
    --------
    >>> is_date("June 19, 2030 Wednesday 10:04 AM EST"), is_date("June 2030"), is_date("19. Juni 2030")
    (True, True, False)
    """
    text = squeezed(text)
    return bool(MONTH_LINE.fullmatch(text) or re.search("[A-Za-z]{3}", text) and dates.iso(text))


def html_tree(data: bytes, name: str):
    """Parse a page; where it isn't UTF-8, in the encoding it states.

    Raises
    ------
    CorpusError
        If the page is more than the parser can read, so that text would be lost.
    """
    _check_size(data, name, MOST_HTML)
    try:
        return markup.tree(markup.source(data), deep=True)
    except ValueError as error:
        raise CorpusError(f"{name}: {error}; expected a saved page with whole articles") from error


def html_lines(element) -> str:
    """Write an element as text: a line for each block and line break, tabs between cells, a rule for ``<hr>``."""
    from lxml import etree

    pieces = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if tag in _UNREAD_TAGS:
                walk.skip_subtree()
                continue
            pieces.append("\n" if tag in _LINE_TAGS else "")
            pieces.append(_collapsed(node.text))
        else:
            pieces.append(f"{RULE}\n" if tag == "hr" else "\n" if tag in _LINE_TAGS else "")
            pieces.append("\t" if tag in ("td", "th") and node.getnext() is not None else "")
            pieces.append(_collapsed(node.tail) if node is not element else "")
    lines = (re.sub(" {2,}", " ", line).strip(" ") for line in "".join(pieces).split("\n"))
    return "\n".join(lines)


def rtf_text(data: bytes, name: str) -> str:
    """Write an RTF file as text, with footnotes after their paragraph and tabs between a table's cells.

    Raises
    ------
    CorpusError
        If striprtf can't read it.
    """
    from striprtf.striprtf import rtf_to_text

    _check_size(data, name, MOST_RTF)
    source = _footnotes_in_place(limits.decode(data))
    source = re.sub(r"\\\||\\'7c|\|", _BAR, source, flags=re.I)
    source = source.replace("{\\field{", "{\\field {")  # else striprtf adds a link's address to its words
    _check_fonts(source, name)
    try:
        text = rtf_to_text(source, errors="replace")
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
        raise CorpusError(f"{name}: damaged RTF ({type(error).__name__}); expected a whole file") from error
    text = re.sub(rf"{re.escape(_CELL)}+(?=\n|$)", "", text).replace(_CELL, "\t").replace(_BAR, "|")
    return limits.plain(text)


def docx_text(data: bytes, name: str) -> str:
    """Write a Word file as text: paragraphs, tables, text boxes and notes in reading order, deleted words left out.

    Raises
    ------
    CorpusError
        If it is no Word file, damaged or too large.
    """
    import docx

    _check_word(data, name)
    try:
        document = docx.Document(io.BytesIO(data))
        root, notes = document.element.body, _notes(document.part)
    except Exception as error:  # python-docx raises whatever a damaged part makes it stumble on
        raise CorpusError(f"{name}: no readable Word file ({type(error).__name__}); expected a whole .docx") from error
    lines, rows = [], {}
    for paragraph, text, ids in _paragraphs(root):
        row = next(paragraph.iterancestors(f"{_WORD}tr"), None)
        if row is not None and row in rows and "\n" not in text and _is_plain(row):
            lines[rows[row]] += f"\t{text}"
        else:
            rows = {row: len(lines)} if row is not None else {}
            lines.append(text)
        lines += [notes[number] for number in ids if number in notes]
    return limits.plain("\n".join(lines))


def _check_size(data, name, most):
    """Refuse what would take more than a gigabyte as a tree or in the reading."""
    if len(data) > most:
        raise CorpusError(f"{name}: {len(data):,} bytes; expected at most {most:,}")
    if data.count(b"<") > MOST_TAGS:
        raise CorpusError(f"{name}: {data.count(b'<'):,} tags; expected at most {MOST_TAGS:,}")


def _check_word(data, name):
    """Refuse a Word file that is damaged or too large, a part at a time, before python-docx holds it whole."""
    total = 0
    for part in limits.members(data, name):
        if isinstance(part, Broken):
            raise CorpusError(str(part))
        total += len(part.data)
        _check_size(part.data, f"{name}, {part.name}", MOST_WORD)
        if total > MOST_WORD:
            raise CorpusError(f"{name}: more than {MOST_WORD:,} bytes unpacked; expected fewer")


def _collapsed(text):
    return re.sub(r"[ \t\r\n\f]+", " ", text) if text else ""


def _footnotes_in_place(source: str) -> str:
    """Move each footnote, which striprtf leaves out, to after its paragraph."""
    if "\\footnote" not in source:
        return source
    kept, waiting, place = [], [], 0
    for found in re.finditer(r"\{\s*(?:\\\*\s*)?\\footnote(?![a-z]) ?|\\par(?![a-z])", source):
        if found.start() < place:
            continue
        kept.append(source[place:found.start()])
        if found[0] == "\\par":
            kept += [*waiting, "\\par"]
            waiting, place = [], found.end()
        else:
            place = _group_end(source, found.start())
            waiting.append("\\par{" + source[found.end():place])
    return "".join([*kept, *waiting, source[place:]])


def _group_end(source, start):
    depth = 0
    for found in re.compile(r"\\[{}\\]|[{}]").finditer(source, start):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    return len(source)


def _check_fonts(source, name):
    """Refuse a font table that striprtf's pattern would take hours over."""
    from striprtf.striprtf import font_table_group

    entries = font_table_group(source).split(";")
    if max(map(len, entries)) > 10_000 or len(entries) > 10_000:
        raise CorpusError(f"{name}: an RTF font table of {sum(map(len, entries)):,} characters; expected a smaller one")


def _paragraphs(root):
    """Give each paragraph under a Word element with its text and the numbers of the notes it refers to."""
    found: dict = {}
    for node in root.iter(f"{_WORD}p", f"{_WORD}t", f"{_WORD}sym", f"{_WORD}footnoteReference",
                          f"{_WORD}endnoteReference", *(_WORD + sign for sign in _SIGNS)):
        tag = node.tag.removeprefix(_WORD)
        if tag == "p":
            found[node] = ([], [])
            continue
        inside = node.iterancestors(f"{_WORD}p", f"{_WORD}del", f"{_WORD}moveFrom")
        above = next(inside, None)
        if above is None or above not in found:    # outside a paragraph, or in words that were deleted or moved away
            continue
        pieces, ids = found[above]
        if tag.endswith("Reference"):
            ids.append((tag.removesuffix("Reference"), node.get(f"{_WORD}id")))
        elif tag == "sym":
            pieces.append(chr(int(node.get(f"{_WORD}char"), 16)))
        elif tag != "tab" or node.getparent().tag != f"{_WORD}tabs":
            pieces.append(_SIGNS.get(tag) or node.text or "")
    for paragraph, (pieces, ids) in found.items():
        if not any(above.tag.endswith("}Fallback") for above in paragraph.iterancestors()):
            yield paragraph, "".join(pieces), ids


def _is_plain(row) -> bool:
    """Tell a table's row with one paragraph a cell."""
    return all(len(cell.findall(f".//{_WORD}p")) == 1 for cell in row.findall(f"{_WORD}tc"))


def _notes(part) -> dict:
    """Read a Word file's footnotes and endnotes, by kind and number."""
    from lxml import etree

    notes = {}
    for relation in part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1].removesuffix("s")
        if kind not in ("footnote", "endnote") or relation.is_external:
            continue
        root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
        for note in root.iter(f"{_WORD}{kind}"):
            notes[kind, note.get(f"{_WORD}id")] = "\n".join(text for _, text, _ in _paragraphs(note)).strip()
    return notes
