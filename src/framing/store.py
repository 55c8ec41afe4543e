"""Put records into a corpus folder: each article once, every file replaced whole, whatever stood there kept."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import chain, count
from pathlib import Path

import pandas as pd

from framing.corpus import COLUMNS, CorpusError, read_table
from framing.csv_cells import with_cells, with_rows
from framing.files import locked, refuse_link, replace_file, text_path
from framing.limits import plain
from framing.placing import UNKNOWN_OUTLET, address_key, event_of, host, ids, is_day, one_line, stage_of
from framing.records import Broken, Record

EVERYTHING = {"event": "all", "name": "All articles"}
MOST = 200_000  # articles of a folder, and records of a run: their rows are held at once
KEYS = {"articles": "id", "outlets": "outlet", "events": "event"}
FACTS = ("headline", "byline", "published", "url", "genre")


@dataclass
class Added:
    """What came of each record.

    Attributes
    ----------
    added : list of str
        Ids of new articles.
    completed : list of str
        Ids of articles that were there and have got a text or facts they lacked.
    known : list of str
        Lines, one per record that was there already.
    broken : list of Broken
    outlets, events : list of str
        New ones, whose rows in outlets.csv and events.csv want filling in.
    """

    added: list[str] = field(default_factory=list)
    completed: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    outlets: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)


def add_records(folder, items: Iterable[Record | Broken], *, outlet: str = "", event: str = "",
                genre: str = "") -> Added:
    """Add articles to a corpus folder.

    Two records are one article where the address and either headline or text are the same; without an address,
    where outlet, headline, date and text are. What a row lacks doesn't tell it apart: a text completes it.
    An article that is there is never changed otherwise.

    Parameters
    ----------
    folder : path-like
        A corpus folder (see `framing.scaffold.new`).
    items : iterable of Record or Broken
        As a reader gives them.
    outlet, event, genre : str
        For the records that don't say. Without any, the outlet is the address's host; the event is the nearest by
        date, or the only one; where events.csv is empty, one event ``all`` is made.

    Returns
    -------
    Added

    Raises
    ------
    CorpusError
        If the folder lacks a table. Nothing is written then.
    """
    with _open(Path(folder), event) as shelf:
        for number, item in enumerate(items):
            if number >= MOST:
                raise CorpusError(f"{item.place}: more than {MOST:,} records at once; expected fewer, split the file")
            if isinstance(item, Broken):
                shelf.done.broken.append(item)
            else:
                shelf.put(_tidied(item, outlet, genre))
        shelf.write()
    return shelf.done


def fill(folder, facts: pd.DataFrame) -> list[str]:
    """Fill empty cells of articles.csv, with the event and stage that a date brings.

    Parameters
    ----------
    folder : path-like
    facts : DataFrame
        ``id`` and any of ``headline``, ``byline``, ``published``, ``url``, ``genre``; unknown ids are passed over.

    Returns
    -------
    list of str
        Ids of the rows that changed.
    """
    with _open(Path(folder)) as shelf:
        for row in facts.fillna("").astype(str).to_dict("records"):
            if row["id"] in shelf.rows:
                found = {name: one_line(row[name]) for name in FACTS if row.get(name)}
                if not is_day(found.get("published", "")):
                    found.pop("published", None)
                shelf.complete(row["id"], found)
        shelf.write()
    return shelf.done.completed


@contextmanager
def _open(folder: Path, event: str = "") -> Iterator[_Shelf]:
    """Give the folder's shelf to one run at a time; what a killed run left is swept."""
    if not (folder / "articles.csv").is_file():
        raise CorpusError(f"articles.csv: no such file in {folder}; `framing new` makes an empty corpus folder")
    texts = folder / "text"
    refuse_link(texts)
    texts.mkdir(exist_ok=True)
    with locked(texts):
        for left in texts.glob(".new-*"):
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=texts) as waiting:
            yield _Shelf(folder, event, Path(waiting))


class _Shelf:
    """A corpus folder's rows, by id, and what identifies them; new texts wait beside their place until all is read."""

    def __init__(self, folder: Path, event: str, waiting: Path):
        self.folder, self.event, self.waiting, self.done = folder, event, waiting, Added()
        tables = {name: read_table(folder / f"{name}.csv", COLUMNS[name], numbers=()) for name in KEYS}
        self.columns = {name: list(table.columns) for name, table in tables.items()}
        self.before = {name: {row[KEYS[name]]: row for row in table.to_dict("records")}
                       for name, table in tables.items()}
        self.rows, self.outlets, self.events = (
            {key: dict(row) for key, row in self.before[name].items()} for name in KEYS)
        self.touched: set[str] = set()
        self.digests: dict[str, str] = {}          # of the articles that have a text
        self.exact: dict[tuple[str, ...], str] = {}
        self.near: dict[tuple[str, ...], list[str]] = {}
        self.without_text: dict[tuple[str, ...], dict[str, None]] = {}
        self.proposals: dict[tuple[str, str], Iterator[str]] = {}
        for name in self.rows:
            path = text_path(folder, name)
            if path.is_file():
                self.digests[name] = _digest(path.read_bytes())
            self._remember(name)

    def _remember(self, name: str) -> None:
        row = self.rows[name]
        for place in _places(row):
            for key in _keys(place, row["headline"], self.digests.get(name, "")):
                self.exact.setdefault(key, name)
            self.near.setdefault(place, []).append(name)
            if name in self.digests:
                self.without_text.get(place, {}).pop(name, None)
            else:
                self.without_text.setdefault(place, {})[name] = None

    def _find(self, record: Record) -> str | None:
        """Return the article that a record is: the same in address (else facts) and headline or text, or one of
        the same address or facts where one of the two lacks the text, and at an address the headline, that would
        tell them apart.
        """
        facts = {"url": record.url, "outlet": _outlet(record), "headline": record.headline,
                 "published": record.published}
        digest = _digest(record.text.encode()) if record.text else ""
        for place in _places(facts):
            for key in _keys(place, record.headline, digest):
                if key in self.exact and self._may_be(self.exact[key], record, place):
                    return self.exact[key]
            for name in (self.without_text if digest else self.near).get(place, ()):
                told_apart = record.headline and self.rows[name]["headline"] and place[0] == "address"
                if not told_apart and self._may_be(name, record, place):
                    return name
        return None

    def _may_be(self, name: str, record: Record, place: tuple[str, ...]) -> bool:
        """Tell whether facts alone may join the two: not where both have an address, which then differ."""
        return place[0] == "address" or not (record.url and self.rows[name]["url"])

    def put(self, record: Record) -> None:
        if not (record.text or record.headline or record.url):
            self.done.broken.append(Broken(record.place, "no text, headline or address; expected one of them"))
            return
        name = self._find(record)
        if name is None:
            self._add(record)
            return
        facts = {fact: getattr(record, fact) for fact in FACTS}
        if not self.complete(name, facts, record.text):
            differs = record.text and _digest(record.text.encode()) != self.digests[name]
            kept = "; the text there was kept" if differs else ""
            self.done.known.append(f"{record.place}: is {name} already{kept}")

    def complete(self, name: str, facts: dict[str, str], text: str = "") -> bool:
        """Give a row what it lacks; say whether it lacked something."""
        row, before = self.rows[name], dict(self.rows[name])
        row |= {fact: value for fact, value in facts.items() if value and not row[fact]}
        if row["headline"] and not before["headline"]:
            row["headline_basis"] = "page"
            if before["use_reason"] == "no headline":
                row |= {"use": "compare", "use_reason": ""}
        if row["published"] and not before["published"]:
            row["published_basis"] = "page or address"
            self._place(row)
        if text and name not in self.digests:
            self._keep_text(name, row, text)
        elif row == before:
            return False
        self._remember(name)
        if name not in self.touched:
            self.touched.add(name)
            self.done.completed.append(name)
        return True

    def _add(self, record: Record) -> None:
        if len(self.rows) >= MOST:
            raise CorpusError(f"articles.csv: more than {MOST:,} articles; expected fewer in one corpus folder")
        record = replace(record, outlet=_outlet(record))
        about = record.outlet, record.published
        name = next(self.proposals.setdefault(about, ids(*about, self.rows.keys())))
        row = dict.fromkeys(self.columns["articles"], "")
        row |= {fact: value for fact, value in asdict(record).items() if fact in row and fact not in ("place", "text")}
        row |= {"id": name, "headline_basis": "page" if record.headline else "missing",
                "published_basis": "page or address" if record.published else "unknown",
                "attribution": "stated", "sample": "found", "retitled_risk": "no",
                "use": "compare" if record.headline else "context",
                "use_reason": "" if record.headline else "no headline",
                "extent": "headline" if record.headline else "none"}
        self._place(row)
        self._add_outlet(record.outlet)
        self.rows[name] = row
        if record.text:
            self._keep_text(name, row, record.text)
        self._remember(name)
        self.touched.add(name)
        self.done.added.append(name)

    def _keep_text(self, name: str, row: dict[str, str], text: str) -> None:
        row["extent"] = "full"
        replace_file(self.waiting / text_path(self.folder, name).name, text + "\n")
        self.digests[name] = _digest(text.encode())

    def _place(self, row: dict[str, str]) -> None:
        """Set a row's event and stage, where they are open."""
        if not (row["event"] or self.event) and not self.events:
            self._add_event(EVERYTHING)
        row["event"] = row["event"] or self.event or event_of(row["published"], list(self.events.values()))
        if row["event"] and row["event"] not in self.events:
            self._add_event({"event": row["event"], "name": row["event"]})
        if row["event"] and not row["stage"]:
            event = self.events[row["event"]]
            row["stage"] = stage_of(row["published"], event["starts"], event["ends"])

    def _add_event(self, facts: dict[str, str]) -> None:
        self.events[facts["event"]] = dict.fromkeys(self.columns["events"], "") | facts
        self.done.events.append(facts["event"])

    def _add_outlet(self, outlet: str) -> None:
        if outlet in self.outlets:
            return
        orders = [int(row["order"]) for row in self.outlets.values() if row["order"].isdecimal()]
        shorts = {row["short"] for row in self.outlets.values()}
        plain = outlet.removeprefix("The ")
        names = chain((plain, outlet), (f"{outlet} ({number})" for number in count(2)))
        short = next(name for name in names if name and name not in shorts)
        self.outlets[outlet] = dict.fromkeys(self.columns["outlets"], "") | {
            "outlet": outlet, "short": short, "order": str(max(orders, default=0) + 1)}
        self.done.outlets.append(outlet)

    def write(self) -> None:
        """Put tables, then texts in place: a run cut short leaves rows whose text the next run brings."""
        for name, rows in (("outlets", self.outlets), ("events", self.events), ("articles", self.rows)):
            path, before = self.folder / f"{name}.csv", self.before[name]
            changed = {row: {column: value for column, value in now.items() if value != before[row][column]}
                       for row, now in rows.items() if row in before and now != before[row]}
            text = with_cells(path.read_bytes().decode("utf-8"), KEYS[name], changed, name=path.name)
            replace_file(path, with_rows(text, [row for key, row in rows.items() if key not in before]))
        for path in sorted(self.waiting.iterdir()):
            path.replace(self.folder / "text" / path.name)


def _tidied(record: Record, outlet: str, genre: str) -> Record:
    lines = {name: one_line(value) for name, value in asdict(record).items() if name not in ("place", "text")}
    lines |= {"outlet": lines["outlet"] or one_line(outlet), "genre": lines["genre"] or one_line(genre)}
    if lines["published"] and not is_day(lines["published"]):
        lines["note"] = "; ".join(filter(None, [lines["note"], f"date as given: {lines['published']}"]))
        lines["published"] = ""
    text = plain(record.text).strip("\n")
    return replace(record, **lines, text=text if text.strip() else "")


def _outlet(record: Record) -> str:
    return record.outlet or host(record.url) or UNKNOWN_OUTLET


def _digest(text: bytes) -> str:
    return hashlib.sha256(text.strip(b"\n")).hexdigest()


def _places(facts: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return where articles that might be this one are kept: at its address, and at its facts."""
    at_address = [("address", address_key(facts["url"]))] if facts["url"] else []
    if facts["url"] and not facts["headline"]:
        return at_address
    return [*at_address, ("facts", facts["outlet"], facts["headline"].casefold(), facts["published"])]


def _keys(place: tuple[str, ...], headline: str, digest: str) -> list[tuple[str, ...]]:
    """Return what makes it this one: its text; at an address its headline, too."""
    keys = [(*place, "text", digest)] if digest else []
    return [*keys, (*place, "headline", headline.casefold())] if headline and place[0] == "address" else keys
