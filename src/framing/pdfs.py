"""The text of a PDF: its lines by pypdf, rejoined to paragraphs by where they stand on the page.

A PDF knows signs and their places, no paragraphs. A paragraph ends where the gap to the next line is larger than the
page's usual one, the next line is indented or set in another size, or a sentence ends in a line that isn't full. A
hyphen at a line's end stays, and the next line follows without a space (``inter-national``): whether it belongs to the
word can't be known, and so nothing is lost. Ligatures are written as letters. Columns come as the file has them.

Running heads and feet are left out: a page's top or bottom line that stands on two or more pages, and on at least half
of them, with whatever numbers. A title is one line, and short lines between it and the first paragraph stay lines.

In any text, not only a PDF's, the lines above the first paragraph may say by whom, when and for whom it was written.
Such a line is *By* and a name; a date alone; a name and a date (``The Example, 3 April 2024``; with ``|`` also more
parts); or, between headline and first paragraph, a name of one to six capitalised words just above or below the date:
the outlet, where only one of the two lines can be it. What stands in paragraphs is never taken, nor is a line with a
key (``Date: 3 April 2024``): those count only together, see `framing.documents`.
"""

from __future__ import annotations

import io
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Collection
from itertools import pairwise, takewhile
from statistics import median
from typing import NamedTuple

from framing import dates
from framing.corpus import CorpusError
from framing.foreign import said
from framing.limits import plain, quiet
from framing.newsbanks import squeezed

SECONDS = 30  # for a whole document; 200 pages of a newspaper take 10
MAX_CONTENT = 1_500_000  # bytes of one page's drawing orders
WIDE_GAP, INDENT, SIZES, FULL = 1.35, 0.8, 1.15, 0.8  # of the usual gap, of a sign's size, size to size, of a full line
STACKED = 2  # lines that a running head or foot may have
SPACED, FAR = 1.8, 3  # sizes of a sign from line to line: more than single spacing has, and more than double
TITLE_SIZE, TITLE_LENGTH = 1.2, 300  # of the page's usual size; signs
ENDS = re.compile(r"[.!?…:][\"'”’»)\]]*$")
LIGATURES = {sign: unicodedata.normalize("NFKC", sign) for sign in "ﬀﬁﬂﬃﬄﬅﬆ"}
MOST_LINES, MOST_WORDS, LONGEST = 8, 15, 120  # lines of a head; words and signs of a line of it
LONGEST_HEADLINE, NAME_WORDS = 200, 6  # signs; words
PROSE_ENDS = re.compile(r"[.!?…:;,。！？؟][\"'”’»)\]]*$")
BY = re.compile(r"by:?\s+(\S.*)", re.I)
PARTS = re.compile(r"\s*[|·•]\s*")
NAME = re.compile(r"[^\W_][\w&.'’ -]*")
SMALL = {"a", "and", "at", "da", "das", "de", "del", "della", "der", "des", "di", "du", "for", "in", "la", "le", "of",
         "on", "the", "to", "van", "von", "y"}  # words of names that have no capital
NO_OUTLET = {"advertisement", "analysis", "breaking news", "business", "comment", "culture", "editorial", "exclusive",
             "news", "opinion", "politics", "print", "published", "share", "sport", "sports", "updated", "world"}
Facts = dict[str, str]


class Line(NamedTuple):
    """A line of a page: its text, where it starts, and how large its signs are."""

    text: str
    x: float
    y: float
    size: float


def pdf_text(data: bytes, name: str) -> tuple[str, str]:
    """Return a PDF's text, a paragraph a line, and the title set in larger type on its first page, if there is one.

    Raises
    ------
    CorpusError
        If it isn't a PDF, is encrypted or damaged, takes too long, or has no text.
    """
    import pypdf

    started, pages = time.monotonic(), []
    with quiet("pypdf"):
        try:
            reader = pypdf.PdfReader(io.BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                raise CorpusError(f"{name}: encrypted; expected a PDF without a password")
            for number, page in enumerate(reader.pages, 1):
                pages.append(_lines(page, f"{name}, page {number}"))
                if time.monotonic() - started > SECONDS:
                    raise CorpusError(f"{name}, page {number}: {SECONDS} seconds have passed; expected a PDF that can "
                                      "be read in that time")
        except CorpusError:
            raise
        except pypdf.errors.DependencyError as error:
            raise CorpusError(f"{name}: encrypted ({error}); expected a PDF without a password") from error
        except Exception as error:  # pypdf raises whatever a damaged file makes it stumble on
            raise CorpusError(f"{name}: a PDF that can't be read ({_said(error)}); expected a whole one") from error
    if not any(pages):
        raise CorpusError(f"{name}: {len(pages)} pages without text; expected text, not a scan (a program for OCR can "
                          "add it)")
    first, *others = filter(None, _without_running(pages))
    title = _title(first)
    paragraphs = _across([_first_page(first, title), *map(_paragraphs, others)])
    return plain("\n".join(paragraphs)), joined([line.text for line in first[title]]) if first[title] else ""


def _said(error) -> str:
    return f"{type(error).__name__}: {said(error)}"


def _lines(page, place) -> list[Line]:
    """Read a page's lines with their places."""
    contents = page.get_contents()
    if contents is not None and len(contents.get_data()) > MAX_CONTENT:
        raise CorpusError(f"{place}: more than {MAX_CONTENT:,} bytes of drawing orders; expected fewer")
    lines, pieces = [], []

    def visit(text, cm, tm, _font, size):
        for part in re.split(r"(\n)", text):
            if part == "\n":
                lines.append(_line(pieces))
                pieces.clear()
            elif part:
                pieces.append((part, cm, tm, size))

    page.extract_text(visitor_text=visit)
    lines.append(_line(pieces))
    return [line for line in lines if line.text]


def _line(pieces) -> Line:
    """Put a line together; it stands where its first visible piece does."""
    text = " ".join("".join(part for part, *_ in pieces).split())
    for sign, letters in LIGATURES.items():
        text = text.replace(sign, letters)
    for part, cm, tm, size in pieces:
        if part.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[2]) or 1
            return Line(text, x, y, abs(size) * scale or 1)
    return Line("", 0, 0, 1)


def _without_running(pages: list[list[Line]]) -> list[list[Line]]:
    """Leave out running heads and feet; a title that they repeat in smaller type stays."""
    pages = list(filter(None, pages))
    for _ in range(STACKED):
        edges = [_edges(page) for page in pages]
        counts = Counter(key for page in edges for key in {_unnumbered(line) for line in page})
        running = {key for key, count in counts.items() if count >= max(2, len(pages) / 2)}
        sizes = {key: min(line.size for page in edges for line in page if _unnumbered(line) == key) for key in running}
        left = [[line for line in page if not (line in edge and _unnumbered(line) in running
                                               and line.size <= SIZES * sizes[_unnumbered(line)])]
                for page, edge in zip(pages, edges, strict=True)]
        if not running or not any(left):
            break
        pages = left
    return pages


def _edges(page: list[Line]) -> set[Line]:
    """Give a page's top and bottom lines, in its order or by their places."""
    heights = [line.y for line in page]
    return {line for place, line in enumerate(page)
            if place in (0, len(page) - 1) or line.y in (max(heights), min(heights))}


def _unnumbered(line: Line) -> str:
    return " ".join(re.sub(r"\d+", " ", line.text).casefold().split())


def _first_page(lines: list[Line], title: slice) -> list[str]:
    """Rejoin the first page's lines: its title is one line, and short lines above the first paragraph stay lines."""
    heading, below = [joined([line.text for line in lines[title]])] if lines[title] else [], lines[title.stop:]
    return [*_paragraphs(lines[:title.start]), *heading, *_paragraphs(below, _deliberate(below))]


def _deliberate(lines: list[Line]) -> set[int]:
    """Find the lines that begin anew above the first paragraph: the line above had room for their first word.

    The first paragraph begins with the first full line in the page's usual type.
    """
    full = FULL * sorted(len(line.text) * line.size for line in lines)[int(len(lines) * 0.9)] if lines else 0
    usual = median([line.size for line in lines] or [0])
    found: set[int] = set()
    for place, (line, after) in enumerate(pairwise(lines), 1):
        if len(f"{line.text} {after.text.split()[0]}") * line.size < full:
            found.add(place)
        elif line.size <= SIZES * usual:
            break
    return found


def _paragraphs(lines: list[Line], deliberate: Collection[int] = ()) -> list[str]:
    """Rejoin a page's lines to paragraphs."""
    gaps = [above.y - line.y for above, line in pairwise(lines)]
    usual = median([gap for gap in gaps if gap > 0] or [0])
    full = sorted(len(line.text) for line in lines)[int(len(lines) * 0.9)] if lines else 0
    paragraphs: list[list[str]] = []
    for place, line in enumerate(lines):
        if place and place not in deliberate and not _breaks(lines[place - 1], line, usual, full):
            paragraphs[-1].append(line.text)
        else:
            paragraphs.append([line.text])
    return list(map(joined, paragraphs))


def _breaks(above: Line, line: Line, usual: float, full: int) -> bool:
    gap, size = above.y - line.y, max(above.size, line.size)
    if size > SIZES * min(above.size, line.size):
        return True
    if gap > min(WIDE_GAP * usual, FAR * size) or gap > 0 and line.x - above.x > INDENT * size:
        return True
    return bool(ENDS.search(above.text)) and (gap > SPACED * size or len(above.text) < FULL * full)


def _across(pages) -> list[str]:
    """Rejoin a paragraph that a page's end broke: no stop at its end, a small letter next."""
    paragraphs: list[str] = []
    for page in pages:
        if paragraphs and page and page[0][0].islower() and not ENDS.search(paragraphs[-1]):
            paragraphs[-1], page = joined([paragraphs[-1], page[0]]), page[1:]
        paragraphs += page
    return paragraphs


def joined(lines: list[str]) -> str:
    """Put the lines of a wrapped paragraph together, with a space where a word ends.

    Examples
    --------
    >>> joined(["They left", "without a deal."]), joined(["an inter-", "national treaty"]), joined(["总统，", "都好。"])
    ('They left without a deal.', 'an inter-national treaty', '总统，都好。')
    """
    return "".join(f"{line}{_between(line, after)}" for line, after in pairwise(lines)) + lines[-1]


def _between(line: str, after: str) -> str:
    broken = re.fullmatch(r"\w[-\u00ad\u2010]", line[-2:]) and after[:1].islower()
    wide = line and after and all(unicodedata.east_asian_width(sign) in "WF" for sign in (line[-1], after[0]))
    return "" if broken or wide else " "


def _title(lines: list[Line]) -> slice:
    """Return the place of the first page's lines of the largest type, if they are larger than the rest and few."""
    largest, usual = max(line.size for line in lines), median(line.size for line in lines)
    first = next(place for place, line in enumerate(lines) if line.size > largest / 1.02)
    found = list(takewhile(lambda line: line.size > largest / 1.02, lines[first:]))
    is_title = largest > TITLE_SIZE * usual and 2 < len(joined([line.text for line in found])) <= TITLE_LENGTH
    return slice(first, first + len(found)) if is_title else slice(0, 0)


def first_line(text: str) -> str:
    r"""Return the first line where it can be a headline: short, no closing full stop, a blank line after it.

    A line with the date above it is passed over.

    Examples
    --------
    >>> first_line("Talks end\n\nThey left."), first_line("3 April 2024\n\nTalks end\n\nThey left.")
    ('Talks end', 'Talks end')
    >>> first_line("Talks end\nThey left.")
    ''
    """
    first, _, rest = text.lstrip("\n").partition("\n")
    told = _told(squeezed(first))
    if "published" in told:
        below = _alone(rest)
        below = "" if _told(below) else below
        if below or len(told) == 1:
            return below
    return _alone(text)


def told_above(text: str, headline: str = "") -> Facts:
    r"""Find byline, date (as written) and outlet in the lines above an article's first paragraph.

    Parameters
    ----------
    text : str
        With or without the headline's line, which tells nothing.
    headline : str
        Where there is none, the first line is it if all the others above the paragraph tell something.

    Examples
    --------
    >>> told_above("Talks end\nBy A. Bee\nThe Example\n3 April 2024\nThey left on Monday.") == {
    ...     "byline": "A. Bee", "published": "3 April 2024", "outlet": "The Example", "headline": "Talks end"}
    True
    >>> told_above("They left on Monday.\n3 April 2024")
    {}
    """
    head = _lines_above(text, headline)
    title = next((place for place, line in enumerate(head) if bare(line) == bare(headline)), None) if headline else 0
    told = [{} if place == title and headline else _told(line) for place, line in enumerate(head)]
    facts: Facts = {}
    for found in told:
        facts = found | facts
    outlet = _beside_the_date(head, told, title) if "outlet" not in facts else ""
    if headline:
        return facts | ({"outlet": outlet} if outlet else {})
    if facts and not told[0] and all(found or line == outlet for line, found in zip(head[1:], told[1:], strict=True)):
        facts |= {"headline": head[0]} | ({"outlet": outlet} if outlet else {})
    return facts


def bare(line: str) -> str:
    """Reduce a line to its words, as headlines are compared: without Markdown's marks, in small letters."""
    return squeezed(re.sub(r"^#+ |(?<=\S) #+$", "", line.strip())).casefold()


def _alone(text: str) -> str:
    first, _, rest = text.lstrip("\n").partition("\n")
    first, is_alone = squeezed(first), rest.startswith("\n") and rest.strip()
    return first if is_alone and _can_be_headline(first) else ""


def _can_be_headline(line: str) -> bool:
    return len(line) <= LONGEST_HEADLINE and not line.endswith((".", ",", ";", ":"))


def _lines_above(text: str, headline: str) -> list[str]:
    """Give the lines above the first that is prose, the headline's among them."""
    head: list[str] = []
    for line in filter(None, map(squeezed, re.findall(r".+", text[:MOST_LINES * 1_000]))):
        is_title = bare(line) == bare(headline) if headline else not head and _can_be_headline(line)
        is_prose = len(line.split()) > MOST_WORDS or len(line) > LONGEST or PROSE_ENDS.search(line)
        if len(head) == MOST_LINES or is_prose and not is_title:
            break
        head.append(line)
    return head


def _told(line: str) -> Facts:
    """Read a line of a head: by whom, when, and beside a date for whom."""
    if len(line) > LONGEST:
        return {}
    parts, cut = list(filter(None, PARTS.split(line))), False
    if not any(map(_is_date, parts)):
        cuts = [[line[:found.start()], line[found.end():]] for found in re.finditer(r",\s*", line)]
        parts, cut = next(((both, True) for both in cuts if _is_date(both[1])), ([line], False))
    facts: Facts = {}
    for part in parts:
        by = BY.fullmatch(part)
        if _is_date(part):
            facts.setdefault("published", part)
        elif by and _is_name(by[1].split(",")[0], MOST_WORDS):
            facts.setdefault("byline", by[1])
        elif len(parts) > 1 and _can_be_outlet(part):
            facts.setdefault("outlet", part)
    return {} if cut and len(facts) == 1 else facts


def _beside_the_date(head, told, title) -> str:
    """Return the one line next to the date, below the headline, that can be an outlet's name."""
    day = next((place for place, found in enumerate(told) if list(found) == ["published"]), None)
    if day is None or title is None:
        return ""
    found = [head[place] for place in (day - 1, day + 1)
             if title < place < len(head) and not told[place] and _can_be_outlet(head[place])]
    return found[0] if len(found) == 1 else ""


def _is_date(text: str) -> bool:
    is_bare = not text.isdigit() and not text.casefold().startswith("date:")
    return is_bare and (bool(dates.iso(text)) or dates.is_ambiguous(text))


def _can_be_outlet(text: str) -> bool:
    return _is_name(text) and text.casefold() not in NO_OUTLET


def _is_name(text: str, most: int = NAME_WORDS) -> bool:
    words = text.split()
    return (bool(NAME.fullmatch(text)) and text != text.lower() and len(words) <= most
            and all(word in SMALL or not word.islower() for word in words))
