"""Read exports of Nexis Uni: .docx with one article or many, .zip of such files, .rtf.

Unverified: no real export seen. The layout assumed, line by line (empty lines between don't matter):

    [cover: ``User Name:``, ``Date and Time:``, ``Job Number:``, ``Documents (60)``, ``1. <headline>`` and so on, each
     with ``Client/Matter:``, ``Search Terms:``, ``Search Type:``, ``Narrowed by:``, ``Content Type`` ...]
    <headline, on one line or more>
    <publication, one line>
    <date: ``June 19, 2030 Wednesday 10:04 AM EST``, ``June 2030``>
    [edition, up to two lines]
    ``Copyright ...`` [and more lines of it]
    ``Section:``, ``Length: 512 words``, ``Byline:``, ``Dateline:``, ``Highlight:`` (the deck), others of `FIELDS`, in
     any order, each at most once
    ``Body``, alone on its line
    <the article, a line a paragraph>
    [``Graphic``, alone on its line, and what it shows]
    [``Classification``, alone on its line, and ``Language:``, ``Publication-Type:``, ``Subject:`` ...]
    [``Load-Date: ...``]; this or Classification must be there
    ``End of Document``, alone on its line

The highlight becomes the text's first line. What stands under Graphic is left out and counted in the note; so far a
body paragraph that says nothing but *Graphic* can't be told from that label. Section, edition, dateline and a language
other than English are noted. Dates are read in English only: articles with month names of another language are broken.
The older LexisNexis layout (``1 of 60 DOCUMENTS``, ``LENGTH:``) isn't read.
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

END, BODY, GRAPHIC, CLASSES = "End of Document", "Body", "Graphic", "Classification"
FIELDS = {"Section", "Length", "Byline", "Dateline", "Highlight", "Series", "Column", "Edition", "Show", "Host",
          "Guests", "Anchors", "Reporters", "Distribution", "Correction-Date", "Correction"}
LONG = {"Copyright", "Byline", "Dateline", "Highlight", "Guests", "Correction"}  # these may go on for lines
TAIL = {"Language", "Publication-Type", "Journal Code", "Journal-Code", "Subject", "Company", "Organization", "Ticker",
        "Industry", "Geographic", "Person", "Load-Date", "ISSN", "Acc-No", "Transcript", "Correction-Date", "City",
        "State", "Country"}
MOST_HEADLINE = 4  # lines of a headline; more are something else
FIELD = re.compile(rf"({'|'.join(sorted(FIELDS))}):\s*(.*)", re.S)
LABEL = re.compile(r"[A-Z][A-Za-z]*(?:[ -][A-Za-z]+){0,2}:(?:\s|$)")
COVER = re.compile(r"(?:User Name|Date and Time|Job Number|Client/Matter|Search Terms|Search Type|Narrowed by):|"
                   r"Documents? \(\d+\)$|\d+\.\s|(?:Content Type|Narrowed by|News|-None-)(?:\t|$)|"
                   r"\|? ?About LexisNexis \|")
COVER_STARTS = re.compile(r"(?:User Name|Date and Time|Job Number):|Documents? \(\d+\)$")


def read_nexis(path: Path) -> Iterator[Record | Broken]:
    """Read the articles of a Nexis Uni export.

    Parameters
    ----------
    path : Path
        A .docx, .rtf or .zip file; what it is, is told from its first bytes.

    Yields
    ------
    Record or Broken
        Broken for an article or a member of the archive that isn't as the layout says.

    Raises
    ------
    CorpusError
        If the file can't be read, or is no such export.
    """
    path = Path(path)
    with limits.open_stream(path) as file:
        archive = newsbanks.container(file.read(8)) == "zip" and path.suffix.lower() != ".docx"
    if not archive:
        yield from _read_document(limits.read_bytes(path), name_of(path))
        return
    for member in limits.members(path):
        if isinstance(member, Broken):
            yield member
            continue
        name = f"{name_of(path)}, {member.name}"
        try:
            yield from _read_document(member.data, name)
        except CorpusError as error:
            yield Broken(name, str(error).removeprefix(f"{name}: "))


def _read_document(data: bytes, name: str) -> Iterator[Record | Broken]:
    kind = newsbanks.container(data)
    if kind not in ("zip", "rtf"):
        raise CorpusError(f"{name}: {kind}; expected a Nexis Uni export as .docx, .rtf or .zip of these")
    lines = newsbanks.numbered((newsbanks.docx_text if kind == "zip" else newsbanks.rtf_text)(data, name))
    if not any(line.bare == END for line in lines):
        old = any(re.fullmatch(r"\d+ of \d+ DOCUMENTS", line.bare) for line in lines)
        raise CorpusError(f"{name}: {'the older LexisNexis layout' if old else f'no line {END!r}'}; expected a Nexis "
                          "Uni export, in which every article ends on it")
    articles = _articles(lines)
    yield from newsbanks.read_articles(name, articles, _read_article)
    count = _stated_count(articles[0])
    if count and count != len(articles):
        yield Broken(name, f"{len(articles)} articles; expected {count}, as its cover says")


def _stated_count(lines: list[Line]) -> int:
    """Read how many articles the cover says there are; 0 where it doesn't."""
    cover = itertools.takewhile(lambda line: line.bare != BODY, lines if COVER_STARTS.match(lines[0].bare) else [])
    found = (re.fullmatch(r"Documents? \((\d{1,6})\)", line.bare) for line in cover)
    return next((int(count[1]) for count in found if count), 0)


def _articles(lines: list[Line]) -> list[list[Line]]:
    """Cut after each ``End of Document``; what stands after the last one is an article cut short."""
    articles: list[list[Line]] = [[]]
    for line in lines:
        articles[-1].append(line)
        if line.bare == END:
            articles.append([])
    return articles if articles[-1] else articles[:-1]


def _read_article(place: str, lines: list[Line]) -> Record:
    if lines[-1].bare != END:
        raise Unexpected(f"cut short after {shown(lines[-1].text)}", f"a line {END!r}", lines[-1])
    lines = _without_cover(lines[:-1])
    day = _date_place(lines)
    headline, outlet = lines[:day - 1], lines[day - 1].bare
    if len(headline) > MOST_HEADLINE:
        raise Unexpected(f"{len(headline)} lines before the publication {shown(outlet)}", "a headline of at most "
                         f"{MOST_HEADLINE}", headline[0])
    editions, fields, start = _fields(lines, day)
    text, tail = _text_and_tail(lines[start:])
    deck = fields.get("Highlight", "")
    stated = newsbanks.stated_length(fields["Length"]) if "Length" in fields else None
    date = lines[day].bare
    return Record(
        place, text="\n".join(part for part in (deck, text) if part), outlet=newsbanks.squeezed(outlet),
        headline=newsbanks.squeezed(" ".join(line.text for line in headline)),
        byline=newsbanks.squeezed(fields.get("Byline", "")), published=dates.iso(date),
        note=newsbanks.noted(
            dates.note(date), *(f"edition: {edition}" for edition in editions),
            newsbanks.facts_note(fields, Section="section", Edition="edition", Dateline="dateline"),
            newsbanks.language_note(tail.get("Language", "")), tail["graphic"],
            newsbanks.length_note(stated, newsbanks.words(text)) if stated is not None else ""))


def _without_cover(lines: list[Line]) -> list[Line]:
    """Leave out the cover page; where it lists the articles, the first headline says where it ends."""
    if not lines or not COVER_STARTS.match(lines[0].bare):
        return lines
    day = _date_place(lines)
    covered = [place for place, line in enumerate(lines[:day - 1]) if COVER.match(line.bare)]
    entry = next((re.sub(r"^1\.\s+", "", line.bare) for line in lines[:day] if re.match(r"1\.\s", line.bare)), None)
    repeated = [place for place, line in enumerate(lines[:day - 1]) if newsbanks.squeezed(line.bare) == entry]
    return lines[(repeated or [covered[-1] + 1])[-1]:]


def _date_place(lines: list[Line]) -> int:
    """Find the line with the date: after headline and publication, before the fields."""
    found = []
    for place, line in enumerate(lines):
        if place > 2 and line.bare == BODY or found and _label(line):
            break
        if place > 1 and newsbanks.is_date(line.bare):
            found.append(place)
    if len(found) != 1:
        raise Unexpected("no date in English" if not found else f"two dates, {shown(lines[found[0]].text)} and "
                         f"{shown(lines[found[1]].text)}", "headline, publication and one date, each on its line, "
                         "before Copyright and the fields", lines[found[1] if found else 0] if lines else None)
    return found[0]


def _label(line: Line) -> str:
    """Name the field that a line begins, if it does."""
    found = FIELD.match(line.bare)
    return found[1] if found else "Copyright" if re.match(r"Copyright\b|©", line.bare) else ""


def _fields(lines: list[Line], day: int) -> tuple[list[str], dict[str, str], int]:
    """Read what stands between date and body: editions, fields, and where the body starts."""
    end = next((place for place, line in enumerate(lines) if place > day and line.bare == BODY), None)
    if end is None:
        raise Unexpected(f"no line {BODY!r}", f"it after {shown(lines[day].text)} and the fields", lines[day])
    editions, fields, current = [], {}, ""
    for line in lines[day + 1:end]:
        label = _label(line)
        if label in fields:
            raise Unexpected(f"the label {label!r} twice", f"each once before {BODY!r}", line)
        if label:
            current, fields[label] = label, FIELD.match(line.bare)[2] if label != "Copyright" else line.bare
        elif LABEL.match(line.bare):
            raise Unexpected(f"the label {shown(line.bare.split(':')[0])}", f"one such as Section, or {BODY!r}", line)
        elif current in LONG:
            fields[current] = "\n".join(part for part in (fields[current], line.text) if part)
        elif current or len(editions) == 2:
            raise Unexpected(f"the line {shown(line.text)}", f"a field or {BODY!r}", line)
        else:
            editions.append(line.bare)
    return editions, fields, end + 1


def _text_and_tail(lines: list[Line]) -> tuple[str, dict[str, str]]:
    """Part the body from what follows it, found from the end."""
    ends = [place for place, line in enumerate(lines)
            if line.bare == CLASSES and place + 1 < len(lines) and _tail_label(lines[place + 1])]
    if not ends:
        ends = [len(lines) - 1]
        if not lines or _tail_label(lines[-1]) != "Load-Date":
            raise Unexpected(f"no {CLASSES!r} or 'Load-Date:'", f"them before {END!r}", lines[-1] if lines else None)
        if len(lines) > 1 and _tail_label(lines[-2]):
            raise Unexpected(f"the label {_tail_label(lines[-2])!r}", f"a line {CLASSES!r} before it", lines[-2])
    tail = {_tail_label(line): line.bare.partition(":")[2].strip() for line in lines[ends[-1]:]}
    shows = [place for place, line in enumerate(lines[:ends[-1]]) if line.bare == GRAPHIC]
    end = shows[-1] if shows else ends[-1]
    n_shown = sum(newsbanks.words(line.text) for line in lines[end + 1:ends[-1]])
    tail["graphic"] = f"left out: {n_shown} words under {GRAPHIC!r}" if shows else ""
    return newsbanks.body(lines[:end]), tail


def _tail_label(line: Line) -> str:
    label = line.bare.partition(":")
    return label[0] if label[1] and label[0] in TAIL else ""
