"""Lists of stories that a search service gives: facts without texts.

Layouts, as the services document them: Media Cloud's download (``id``, ``indexed_date``, ``language``, ``media_name``,
``media_url``, ``publish_date``, ``title``, ``url``; its older one has ``stories_id``), GDELT's DOC 2.0 article list as
CSV (``URL``, ``MobileURL``, ``Date``, ``Title``) and JSON (``articles`` with ``url``, ``title``, ``seendate``,
``domain``, ``language``, ``sourcecountry``), and NewsAPI's JSON answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from framing import dates
from framing.corpus import CorpusError
from framing.csv_rows import open_csv
from framing.foreign import name_of, shown
from framing.json_rows import Unread, document, flat, items
from framing.records import Broken, Record
from framing.story_columns import Table, some
from framing.story_tables import stories

CUT = re.compile(r"(?:…|\.\.\.)\s*(?:\[\+\d+ chars\])?\s*$|\[\+\d+ chars\]\s*$")
GONE = "[Removed]"
# Spaces that GDELT puts around marks, where it is certain that English has none.
SPACES = [(re.compile(pattern), by) for pattern, by in (
    (r" +([,.;:?!%)\]…])", r"\1"), (r"([(\[$£€]) +", r"\1"), (r" +(['’]) +(s|t|re|ve|ll|d|m)\b", r"\1\2"),
    (r"\b([A-Z]\.) +(?=[A-Z]\.)", r"\1"), (r"(?<=\d)([.,]) +(?=\d)", r"\1"))]


def read_mediacloud(path: Path) -> Iterator[Record | Broken]:
    """Read a story list of Media Cloud, CSV.

    Raises
    ------
    CorpusError
        If the columns aren't those of such a list.
    """
    table = open_csv(path)
    _expect(table, ("title", "url", "publish_date", "media_name"), "a Media Cloud story list")
    yield from stories(table, {"text": "", "headline": "title", "outlet": "media_name", "published": "publish_date",
                               "url": "url", "byline": "", "genre": "", "event": ""})


def read_gdelt(path: Path) -> Iterator[Record | Broken]:
    """Read an article list of GDELT's DOC 2.0 interface, CSV or JSON.

    The day on which GDELT saw a page isn't the day of its publication: ``published`` stays empty, and the note has the
    day. Titles come with spaces around marks; where English surely has none they are taken out (``Talks end , U . S .
    says`` is *Talks end, U.S. says*), hyphens and quotation marks stay as they are. The outlet is the domain.

    Raises
    ------
    CorpusError
        If the layout isn't that of such a list.
    """
    path = Path(path)
    if path.name.lower().endswith((".json", ".json.gz")):
        rows = _articles(path, ("url", "title", "seendate"), "a GDELT article list")
    else:
        table = open_csv(path)
        _expect(table, ("url", "title"), "a GDELT article list")
        rows = _lower(table)
    for got in rows:
        yield got if isinstance(got, Broken) else _gdelt(*got)


def read_newsapi(path: Path) -> Iterator[Record | Broken]:
    """Read an answer of NewsAPI, JSON.

    Its ``content`` is cut after 200 characters: such a text isn't taken, and the note says so. A title that ends with a
    dash and the outlet's name loses them. Articles that NewsAPI has removed are broken records.

    Raises
    ------
    CorpusError
        If the layout isn't that of such an answer.
    """
    for got in _articles(Path(path), ("source", "title", "publishedAt"), "a NewsAPI answer"):
        yield got if isinstance(got, Broken) else _newsapi(*got)


def tightened(title: str) -> str:
    """Take out the spaces that GDELT puts around marks.

    Examples
    --------
    >>> tightened("Talks end , U . S . says ( again ) : $ 2 . 5 million , Oslo ' s answer - no !")
    "Talks end, U.S. says (again): $2.5 million, Oslo's answer - no!"
    """
    for pattern, by in SPACES:
        title = pattern.sub(by, title)
    return title


def _expect(table: Table, columns, what):
    have = {column.lower() for column in table.columns}
    missing = [column for column in columns if column not in have]
    if missing:
        raise CorpusError(f"{table.name}: no column {', '.join(missing)}; expected {what} with the columns "
                          f"{', '.join(columns)}; found {some(table.columns)}")


def _lower(table):
    for got in table.rows():
        yield got if isinstance(got, Broken) else (got[0], {name.lower(): cell for name, cell in got[1].items()})


def _articles(path, keys, what):
    """Give the objects of a document's list ``articles``."""
    text = document(path)
    start = re.search(r'"articles"\s*:\s*(?=\[)', text)
    if not start:
        error = next((item for item in items(text[:2000]) if isinstance(item, dict)), {})
        said = f": it says {shown(str(error['message']), 100)}" if error.get("message") else ""
        raise CorpusError(f"{name_of(path)}: no list named articles{said}; expected {what}, JSON")
    for number, value in enumerate(items(text, start.end()), 1):
        place = f"{name_of(path)}, article {number}"
        if isinstance(value, Unread):
            yield Broken(place, value.reason)
        elif not isinstance(value, dict) or not set(keys) <= set(value):
            found = some(list(value)) if isinstance(value, dict) else type(value).__name__
            yield Broken(place, f"found {found}; expected {what} with {', '.join(keys)}")
        else:
            yield place, flat(value)


def _gdelt(place, cells):
    seen = cells.get("seendate") or cells.get("date", "")
    day = dates.iso(seen)
    notes = [f"seen by GDELT on {day}; day of publication unknown" if day else "day of publication unknown"]
    if cells.get("language", "").lower() not in ("", "english"):
        notes.append(f"language: {cells['language']}")
    return Record(place, headline=tightened(cells["title"]), outlet=cells.get("domain", ""), url=cells["url"],
                  note="; ".join(notes))


def _newsapi(place, cells):
    outlet, title, content = cells.get("source.name", ""), cells["title"], cells.get("content", "")
    if GONE in (title, content):
        return Broken(place, "removed by NewsAPI; expected an article")
    cut = bool(CUT.search(content))
    notes = [dates.note(cells["publishedAt"]), "the text NewsAPI gives is cut and was not taken" if cut else ""]
    note = "; ".join(filter(None, notes))
    return Record(place, text="" if cut else content, headline=title.removesuffix(f" - {outlet}") if outlet else title,
                  outlet=outlet, byline=cells.get("author", "").replace("\n", ", "),
                  published=dates.iso(cells["publishedAt"]), url=cells.get("url", ""), note=note)
