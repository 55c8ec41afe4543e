"""References that a library program exports, RIS and BibTeX: facts of articles without their texts.

An abstract isn't the article's text and is taken nowhere; neither are keywords, notes and attached files. The outlet
is the title of what the article stood in (newspaper, journal, website), else the publisher. A date counts only where
the day is known; a year or month alone goes into the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from framing import dates
from framing.corpus import CorpusError
from framing.foreign import name_of, shown
from framing.limits import decode, quiet, read_bytes
from framing.records import Broken, Record

ARTICLE_TYPES = {"NEWS", "MGZN", "ELEC", "BLOG", "GEN", "JOUR", "EJOUR", "ICOMM", "article", "online", "misc",
                 "electronic", "www"}
RIS_START = re.compile(r"^TY  - ", re.M)
RIS_ADDRESSES = re.compile(r"\s*;\s*(?=https?://)")
RIS_OUTLET = ("secondary_title", "alternate_title3", "journal_name", "alternate_title2", "tertiary_title", "publisher")
RIS_DATE = ("date", "publication_year", "year")
BIBTEX_OUTLET = ("journaltitle", "journal", "newspaper", "booktitle", "maintitle", "organization", "publisher")
BIBTEX_OTHER = re.compile(r"\s*@(?:string|comment|preamble)\b", re.I)
BIBTEX_FIELDS = {*BIBTEX_OUTLET, "title", "subtitle", "author", "date", "day", "month", "year", "url", "howpublished"}
BIBTEX_MARK = re.compile(r'(?<!\\)[{}"]|#')
BIBTEX_AND = re.compile(r"(?<!\\)[{}]|(?<=\s)and(?=\s)")
MAX_FACT = 100_000    # signs of a title and the like; turning LaTeX to letters takes a second for them
BIBTEX_ADDRESS = re.compile(r"https?://[^\s{}]+")


def read_ris(path: Path) -> Iterator[Record | Broken]:
    """Read RIS references, as Zotero, EndNote and data bases export them.

    Raises
    ------
    CorpusError
        If no record is in it.
    """
    import rispy

    text = decode(read_bytes(Path(path)))
    starts = [found.start() for found in RIS_START.finditer(text)]
    if not starts:
        raise CorpusError(f"{name_of(path)}: no line that begins with 'TY  - '; expected RIS references")
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True), 1):
        place = f"{name_of(path)}, record {number}"
        chunk = text[start:end]
        ends = re.search(r"^ER  -", chunk, re.M)
        try:
            found = rispy.loads(chunk if ends else f"{chunk}\nER  - \n", delimiter_tags_mapping={})[0]
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            yield Broken(place, f"can't be read ({type(error).__name__}); expected a RIS record")
            continue
        yield _from_ris(place, found, "" if ends else "the record has no end: the file may be cut short")


def read_bibtex(path: Path) -> Iterator[Record | Broken]:
    r"""Read BibTeX or BibLaTeX references; accents and signs written in LaTeX are turned to letters.

    Raises
    ------
    CorpusError
        If no reference is in it.
    """
    from bibtexparser import parse_string
    from bibtexparser.model import Entry, ParsingFailedBlock, String

    name, strings = name_of(path), {}
    with quiet("bibtexparser", "pylatexenc"):
        blocks = parse_string(decode(read_bytes(Path(path))), parse_stack=[]).blocks
        # A key that is there twice does no harm.
        blocks = [getattr(block, "ignore_error_block", None) or block for block in blocks]
        for block in blocks:
            if isinstance(block, String):
                strings.setdefault(block.key.lower(), _value(block.value, strings))
        if not any(isinstance(block, (Entry, ParsingFailedBlock)) for block in blocks):
            raise CorpusError(f"{name}: no entry that begins with '@'; expected BibTeX references")
        for block in blocks:
            place = f"{name}, line {(block.start_line or 0) + 1}"
            if isinstance(block, Entry):
                yield _from_bibtex(place, block, strings)
            elif isinstance(block, ParsingFailedBlock) and not BIBTEX_OTHER.match(block.raw or ""):
                yield Broken(place, "an entry that can't be read; expected braces or quotation marks that close, and "
                                    "commas between fields")


def _from_ris(place, found, note):
    def one(*names):
        values = (found.get(name) for name in names)
        return next((value for value in values if value and isinstance(value, str)), "")

    day, notes = _day([_ris_date(one(name)) for name in RIS_DATE])
    kind = one("type_of_reference")
    notes += [note, _type_note(kind)]
    urls = [url for field in found.get("urls", []) for url in RIS_ADDRESSES.split(field)
            if url.startswith(("http://", "https://"))]
    authors = found.get("authors") or found.get("first_authors") or []
    return Record(place, headline=one("title", "primary_title"), outlet=one(*RIS_OUTLET), published=day,
                  byline="; ".join(authors), url=(urls or [""])[0], note="; ".join(filter(None, notes)))


def _ris_date(text):
    """Take the day out of ``2024/04/03/`` or ``2024/04/03/evening``."""
    found = re.match(r"(\d{4}/\d{1,2}/\d{1,2})(?:/|$)", text.strip())
    return found[1] if found else text.strip(" /")


def _from_bibtex(place, entry, strings):
    fields = {key.lower(): _value(str(field.value), strings) for key, field in entry.fields_dict.items()
              if key.lower() in BIBTEX_FIELDS}
    long = next((name for name, value in fields.items() if len(value) > MAX_FACT), "")
    if long:
        return Broken(place, f"{long} of more than {MAX_FACT:,} signs; expected fewer")

    def one(*names):
        return next((text for text in (_letters(fields.get(name, "")) for name in names) if text), "")

    written = " ".join(filter(None, (one(name) for name in ("day", "month", "year"))))
    day, notes = _day([fields.get("date", ""), written, " ".join(filter(None, (one("month"), one("year"))))])
    address = BIBTEX_ADDRESS.search(fields.get("url") or fields.get("howpublished") or "")
    return Record(place, headline=": ".join(filter(None, (one("title"), one("subtitle")))), outlet=one(*BIBTEX_OUTLET),
                  published=day, byline="; ".join(_authors(fields.get("author", ""))),
                  note="; ".join(filter(None, [*notes, _type_note(entry.entry_type)])),
                  url=re.sub(r"\\([&%#_~$])(?:\{\})?", r"\1", address[0]) if address else "")


def _type_note(kind):
    return "" if kind in ARTICLE_TYPES or kind.lower() in ARTICLE_TYPES else f"reference of the type {shown(kind)}"


def _value(written: str, strings: dict[str, str]) -> str:
    """Put a value together, ``"The " # herald``, up to a sign more than a fact may have: strings of strings explode."""
    parts, depth, quoted, start = [], 0, False, 0
    for mark in BIBTEX_MARK.finditer(written):
        if mark[0] == '"':
            quoted ^= not depth
        elif mark[0] != "#":
            depth += 1 if mark[0] == "{" else -1
        elif not depth and not quoted:
            parts.append(written[start:mark.start()])
            start = mark.end()
    size, values = 0, []
    for part in map(str.strip, [*parts, written[start:]]):
        enclosed = len(part) > 1 and part[0] + part[-1] in ("{}", '""')
        values.append(part[1:-1] if enclosed else strings.get(part.lower(), part))
        size += len(values[-1])
        if size > MAX_FACT:
            break
    return "".join(values)[:MAX_FACT + 1]


def _authors(text: str) -> list[str]:
    """Split names at each *and* outside braces; *others* is nobody."""
    names, depth, start = [], 0, 0
    for mark in BIBTEX_AND.finditer(text):
        if mark[0] in "{}":
            depth += 1 if mark[0] == "{" else -1
        elif not depth:
            names.append(text[start:mark.start()])
            start = mark.end()
    return [name for name in map(_letters, [*names, text[start:]]) if name and name != "others"]


def _day(texts):
    """Return the first whole day, else none with a note of the year."""
    day = next(filter(None, map(_iso, texts)), "")
    year = next(filter(None, map(dates.year, texts)), "")
    return day, [f"published {year}, day unknown"] if year and not day else []


def _iso(text):
    """Read a day; where the month is given as a number before the year, as BibTeX has it, too."""
    found = re.fullmatch(r"(\d{1,2}) (\d{1,2}) (\d{4})", text)
    return dates.iso(f"{found[3]}-{found[2]}-{found[1]}" if found else text)


@cache
def _decoder():
    from bibtexparser.middlewares import LatexDecodingMiddleware

    return LatexDecodingMiddleware()


def _letters(text: str) -> str:
    """Turn LaTeX to plain letters; text that isn't LaTeX enough for that stays, without its braces."""
    from bibtexparser.model import Entry, Field

    if not re.search(r"[\\{}~]|--|``|''", text):
        return text.strip()
    escaped = re.sub(r"(?<!\\)([&%#])", r"\\\1", text)
    decoded = _decoder().transform_entry(Entry("article", "key", [Field("text", escaped)]), None)
    if isinstance(decoded, Entry):
        return " ".join(decoded.fields[0].value.split())
    return re.sub(r"[{}]", "", text).strip()
