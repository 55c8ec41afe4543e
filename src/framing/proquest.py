"""Read exports of ProQuest: HTML, RTF, plain text.

Unverified: no real export seen. The layout assumed, the same in all three once they are text:

    [``Report Information from ProQuest``, date; ``Table of contents``]
    a rule: ten or more ``_`` alone on a line, in HTML ``<hr>``; before the first document it may be missing
    [``Document 3 of 60``]
    [<headline, where no field Title has it>]
    fields, each at a line's start with its name in `FIELDS`, in any order: ``Title:``, ``Author:``,
     ``Publication title:`` (else ``Publication info: <publication>; <place> ... 19 Jun 2030: A.1.``),
     ``Publication date: Jun 19, 2030``, ``Abstract:``, ``Links:``, ``Section:``, ``Document type:``, ``Word count:``,
     ``Document URL:`` ...
    ``Full text:`` and the article, a line a paragraph; more fields may follow it, up to the rule
    a rule, and the next document; after the last one ``Contact ProQuest``, ``Copyright ©``, ``Bibliography``

The text ends where from some line on every line begins with a field's name that the document has once only, one of them
a name that is never text (`ONLY_FIELDS`). A last paragraph that begins like a field (*Section: ...*) before such fields
can't be told from one. A name that is never text inside the text, an unknown name among the fields, and a rule that no
document follows are errors. Abstracts aren't part of the text. Section, edition, dateline, document type and a language
other than English are noted. Dates are read in English only.
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

TEXT = "Full text"
ONLY_FIELDS = {"Publication title", "Publication info", "Publication date", "Publication year", "Publication subject",
               "ProQuest document ID", "Document URL", "Source type", "Language of publication", "Document type",
               "Last updated", "Country of publication", "Place of publication", "ISSN", "e-ISSN",
               "ProQuest document link", TEXT}
FIELDS = ONLY_FIELDS | {
    "Title", "Alternate title", "Subtitle", "Author", "Abstract", "Links", "Subject", "Location", "People",
    "Company / organization", "Business indexing term", "Identifier / keyword", "Classification", "Volume", "Issue",
    "Pages", "First page", "Number of pages", "Section", "Column", "Edition", "Dateline", "Word count", "Publisher",
    "Copyright", "Database", "Document feature", "Notes", "DOI", "Accession number", "CODEN", "Credit", "Series",
    "Correspondence author", "Author affiliation", "Source attribution", "Supplement", "Publication note", "Rights",
    "Product name", "Sales", "Ticker", "NAICS", "Illustrations", "Geographic", "Publication history", "Online date"}
LONG = {"Abstract", "Links", "Title", "Copyright", "Notes", "Author affiliation", "Publication info"}  # several lines
GENRES = {"news": "news", "editorial": "editorial", "opinion": "opinion", "commentary": "opinion"}
_NAMES = "|".join(map(re.escape, sorted(FIELDS, key=len, reverse=True)))
FIELD = re.compile(rf"({_NAMES})\s*:(?:[ \t\xa0]+|$)(.*)", re.S)
LABEL = re.compile(r"[A-Z][a-z]+(?: [a-z/]+){0,3}:(?:\s|$)")
RULE = re.compile(r"_{10,}")
COUNT = re.compile(r"Document (\d{1,6}) of (\d{1,6})")
AROUND = re.compile(r"Report Information from ProQuest|Table of contents$|Contact ProQuest|Bibliography$|"
                    r"Copyright ©|Citation style:|Search Strategy$|Database copyright|ProQuest$")


def read_proquest(path: Path) -> Iterator[Record | Broken]:
    """Read the articles of a ProQuest export.

    Parameters
    ----------
    path : Path
        An HTML, RTF or text file; what it is, is told from its first bytes.

    Yields
    ------
    Record or Broken
        Broken for a document that isn't as the layout says.

    Raises
    ------
    CorpusError
        If the file can't be read, or is no such export.
    """
    name = name_of(path)
    data = limits.read_bytes(Path(path))
    kind = newsbanks.container(data)
    if kind not in ("html", "rtf", "text"):
        raise CorpusError(f"{name}: {kind}; expected a ProQuest export as HTML, RTF or text")
    if kind == "html":
        text = newsbanks.html_lines(newsbanks.html_tree(data, name))
    else:
        text = newsbanks.rtf_text(data, name) if kind == "rtf" else limits.decode(data)
    documents = _documents(newsbanks.numbered(text), name)
    yield from newsbanks.read_articles(name, documents, _read_document)
    found = (COUNT.fullmatch(document[0].bare) for document in documents)
    counts = {int(count[2]) for count in found if count}
    if counts and counts != {len(documents)}:
        yield Broken(name, f"{len(documents)} documents; expected {max(counts)}, as 'Document 1 of {max(counts)}' says")


def _documents(lines: list[Line], name: str) -> list[list[Line]]:
    """Cut at the rules; what a rule parts without a document beginning after it stays with what is before."""
    if not any(_label(line) in ONLY_FIELDS for line in lines):
        raise CorpusError(f"{name}: no field such as {TEXT}: or Publication title:; expected a ProQuest export")
    parts: list[list[Line]] = [[]]
    for line in lines:
        if RULE.fullmatch(line.bare):
            parts.append([])
        parts[-1].append(line)
    documents: list[list[Line]] = []
    last = max((place for place, part in enumerate(parts) if _begins(part)), default=0)
    for place, part in enumerate(parts):
        inside = [line for line in part if not RULE.fullmatch(line.bare)]
        if not inside or AROUND.match(inside[0].bare) and (not documents or place > last):
            continue
        if _begins(part) or not documents:
            documents.append(inside)
        else:
            documents[-1] += part
    return documents


def _begins(part: list[Line]) -> bool:
    """Tell whether a document begins after a rule."""
    first = next((line for line in part if not RULE.fullmatch(line.bare)), None)
    return first is not None and bool(COUNT.fullmatch(first.bare) or FIELD.match(first.bare))


def _read_document(place: str, lines: list[Line]) -> Record:
    inner = next((line for line in lines if RULE.fullmatch(line.bare)), None)
    if inner:
        raise Unexpected("a rule inside the document", "'Document 2 of 3' or a field such as Title: after it", inner)
    titles, fields, text = _parts(lines[1:] if COUNT.fullmatch(lines[0].bare) else lines)
    headline = newsbanks.squeezed(fields.get("Title") or titles)
    if not headline:
        raise Unexpected("no headline", "a field Title:, or a line before the first field", lines[0])
    info = newsbanks.squeezed(fields.get("Publication info", ""))
    date, kind = fields.get("Publication date") or _date_in(info), fields.get("Document type", "").casefold()
    genre = GENRES.get(kind, "")
    stated = newsbanks.stated_length(fields["Word count"]) if fields.get("Word count") else None
    both = fields.get("Title") and titles and newsbanks.squeezed(titles) != headline
    return Record(
        place, text=text, headline=headline, byline=newsbanks.squeezed(fields.get("Author", "")),
        outlet=newsbanks.squeezed(fields.get("Publication title", "")) or info.partition(";")[0].strip(),
        published=dates.iso(date), url=fields.get("Document URL", ""), genre=genre,
        note=newsbanks.noted(
            "" if TEXT in fields else "no full text in the export", f"also headed: {titles}" if both else "",
            dates.note(date), newsbanks.facts_note(fields, Section="section", Edition="edition", Dateline="dateline"),
            "" if genre or not kind else f"document type: {fields['Document type']}",
            newsbanks.language_note(fields.get("Language of publication", "")),
            newsbanks.length_note(stated, newsbanks.words(text)) if stated is not None and TEXT in fields else ""))


def _parts(lines: list[Line]) -> tuple[str, dict[str, str], str]:
    """Part a document into lines before its fields, fields, and text."""
    start = next((place for place, line in enumerate(lines) if FIELD.match(line.bare)), None)
    if start is None:
        raise Unexpected("no field", "one such as Publication title:", lines[0] if lines else None)
    opening = next((place for place, line in enumerate(lines) if _label(line) == TEXT), len(lines))
    end = _text_end(lines, opening)
    fields = _fields(itertools.chain(lines[start:opening], lines[end:]))
    if opening == len(lines):
        return newsbanks.body(lines[:start]), fields, ""
    first = FIELD.match(lines[opening].text.lstrip())[2]
    return (newsbanks.body(lines[:start]), fields | {TEXT: ""},
            "\n".join(part for part in (first, newsbanks.body(lines[opening + 1:end])) if part.strip()))


def _label(line: Line) -> str:
    found = FIELD.match(line.bare)
    return found[1] if found else ""


def _text_end(lines: list[Line], opening: int) -> int:
    """Find where the text ends: from there on every line is a field that the document has once."""
    seen = [_label(line) for line in lines[:opening + 1]]
    end = len(lines)
    while end > opening + 1 and (label := _label(lines[end - 1])) and label not in seen:
        seen.append(label)
        end -= 1
    inside = next((line for line in lines[opening + 1:end] if _label(line) in ONLY_FIELDS), None)
    if inside:
        raise Unexpected(f"the field {_label(inside)!r} inside the full text", "it before, or with nothing but fields "
                         "after it", inside)
    return end if ONLY_FIELDS & {_label(line) for line in lines[end:]} else len(lines)


def _fields(lines) -> dict[str, str]:
    fields, current = {}, ""
    for line in lines:
        found = FIELD.match(line.bare)
        if found and found[1] in fields:
            raise Unexpected(f"the field {found[1]!r} twice", "each once", line)
        if found:
            current, fields[found[1]] = found[1], found[2]
        elif line.bare in ("ProQuest document link",):
            continue
        elif LABEL.match(line.bare) and current != "Abstract":
            raise Unexpected(f"the field {shown(line.bare.split(':')[0])}", "one such as Section:", line)
        elif current not in LONG:
            raise Unexpected(f"the line {shown(line.text)}", "a field such as Publication title:", line)
        else:
            fields[current] += f"\n{line.bare}"
    return fields


def _date_in(info: str) -> str:
    """Take the day out of ``Publication info``, where one stands in it."""
    found = set(re.findall(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b", info))
    return found.pop() if len(found) == 1 else ""
