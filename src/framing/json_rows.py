"""Rows of JSON: one object a line, a list of objects, objects one after the other, or a list inside an object.

Services wrap their list (``{"status": "ok", "articles": [...]}``): where a document is one object that isn't an article
itself, and there is one list of objects in it, or in an object in it, that list has the articles.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from framing import limits
from framing.corpus import CorpusError
from framing.foreign import name_of, said
from framing.records import Broken
from framing.story_columns import SYNONYMS, Table, plain_name

LOOKED_AT = 1000    # records whose keys make the columns
SPACE = re.compile(r"\s*")
OBJECTS = re.compile(r"\[\s*\{")
WRAPPED = 2    # objects around the list
ARTICLE_KEYS = {*SYNONYMS["text"], *SYNONYMS["headline"]}
DECODER = json.JSONDecoder(strict=False)    # raw line ends and tabs inside strings are let pass


@dataclass(frozen=True)
class Unread:
    """A piece of JSON that can't be read, and why."""

    reason: str


def open_json(path: Path, given: Mapping[str, str] | None = None) -> Table:
    """Find out the columns of JSON records: the keys of the first thousand, those inside a key with a dot.

    Parameters
    ----------
    path : Path
    given : mapping, optional
        Not needed here: keys can't be cut in two ways.

    Raises
    ------
    CorpusError
        If there is no object in it.
    """
    path = Path(path)
    lines = path.name.lower().removesuffix(".gz").removesuffix(".xz").endswith((".jsonl", ".ndjson"))
    rows = _line_rows if lines and not _is_list(path) else _document_rows
    columns, found = {}, 0
    for got in islice(rows(path), LOOKED_AT):
        if not isinstance(got, Broken):
            columns |= dict.fromkeys(got[1])
            found += 1
    if not found:
        first = next(rows(path), None)
        raise CorpusError(f"{name_of(path)}: no object; expected JSON with one object an article" + (
            f" ({first.place.removeprefix(f'{name_of(path)}, ')}: {first.reason})" if first else ""))
    return Table(name_of(path), list(columns), lambda: rows(path))


def items(text: str, start: int = 0) -> Iterator[object | Unread]:
    """Give the values of a list, or of values one after the other; for what can't be read, one error.

    After a broken object, reading goes on with the next that begins with the same key as the first.

    Examples
    --------
    >>> list(items('[{"a": 1}, {"a": 2}]')), list(items('{"a": 1}\\n{"a": 2}'))
    ([{'a': 1}, {'a': 2}], [{'a': 1}, {'a': 2}])
    >>> [type(item).__name__ for item in items('[{"a": 1}, {"a": 2, "b": x}, {"a": 3}]')]
    ['dict', 'Unread', 'dict']
    """
    at = SPACE.match(text, start).end()
    in_list, key = text[at:at + 1] == "[", None
    at = SPACE.match(text, at + in_list).end()
    while at < len(text) and text[at] != "]":
        try:
            value, end = DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield Unread(why(error))
            name = re.escape(json.dumps(key, ensure_ascii=False))
            following = key and re.compile(rf"[,}}\]]\s*(\{{\s*{name}\s*:)").search(text, at + 1)
            if not following:
                return
            at = following.start(1)
            continue
        yield value
        if key is None and isinstance(value, dict):
            key = next(iter(value), None)
        at = SPACE.match(text, end).end()
        if text[at:at + 1] == ",":
            at = SPACE.match(text, at + 1).end()
    if in_list and at >= len(text):
        yield Unread("the list isn't closed; expected a file that isn't cut short")


def document(path: Path) -> str:
    """Read a JSON document whole, packed or not.

    Raises
    ------
    CorpusError
        If it can't be read or is larger than a document may be.
    """
    with limits.open_stream(path) as stream:
        data = stream.read(limits.MAX_DOCUMENT + 1)
    if len(data) > limits.MAX_DOCUMENT:
        raise CorpusError(f"{name_of(path)}: more than {limits.MAX_DOCUMENT:,} bytes; expected fewer, or one "
                          "object a line in a file that ends on .jsonl")
    return limits.decode(data)


def flat(value: dict, depth: int = 3) -> dict[str, str]:
    """Turn an object into cells; a key inside a key is named with a dot, a list has an item a line.

    Objects further in than ``depth`` are left out.

    Examples
    --------
    >>> flat({"title": "Talks", "source": {"id": None, "name": "Herald"}, "authors": ["A. One", {"name": "B. Two"}]})
    {'title': 'Talks', 'source.id': '', 'source.name': 'Herald', 'authors': 'A. One\\nB. Two'}
    """
    cells: dict[str, str] = {}
    for key, inner in value.items():
        if isinstance(inner, dict):
            cells |= {f"{key}.{name}": cell for name, cell in flat(inner, depth - 1).items()} if depth > 1 else {}
        else:
            cells[key] = _cell(inner)
    return cells


def why(error: ValueError | RecursionError) -> str:
    """Say what is wrong with JSON, with its place in the line."""
    if isinstance(error, RecursionError):
        return "brackets inside brackets, too deep to read; expected JSON"
    if not isinstance(error, json.JSONDecodeError):
        return f"{said(error)}; expected JSON"
    return f"{error.msg[:80]} at character {error.colno}; expected JSON"


def _cell(value) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, list):
        plain = (item.get("name") if isinstance(item, dict) else item for item in value)
        return "\n".join(filter(None, (_cell(item) for item in plain if not isinstance(item, (list, dict)))))
    if isinstance(value, bytes):
        return limits.decode(value)
    return limits.plain(value) if isinstance(value, str) else str(value)


def _is_list(path):
    first = next((line for line in limits.lines(path) if isinstance(line, Broken) or line.strip()), "")
    return not isinstance(first, Broken) and first.lstrip().startswith("[")


def _line_rows(path: Path) -> Iterator[tuple[str, dict[str, str]] | Broken]:
    for number, line in enumerate(limits.lines(path), 1):
        if isinstance(line, Broken):
            yield line
        elif line.strip():
            place = f"{name_of(path)}, line {number}"
            try:
                yield _row(place, DECODER.decode(line))
            except (ValueError, RecursionError) as error:
                yield Broken(place, why(error))


def _document_rows(path: Path) -> Iterator[tuple[str, dict[str, str]] | Broken]:
    text = document(path)
    for number, value in enumerate(items(text, start_of_list(text)), 1):
        place = f"{name_of(path)}, record {number}"
        yield Broken(place, value.reason) if isinstance(value, Unread) else _row(place, value)


def start_of_list(text: str) -> int:
    """Return where the articles start: at the list inside the document's only object, else at the document's start.

    Examples
    --------
    >>> start_of_list('{"status": "ok", "articles": [{"title": "A"}]}'), start_of_list(' [{"title": "A"}]')
    (29, 1)
    """
    at = SPACE.match(text).end()
    if text[at:at + 1] != "{":
        return at
    found, end = _lists(text, at)
    whole = not SPACE.sub("", text[end:end + 1000])
    return found[0] if len(found) == 1 and whole else at


def _lists(text: str, at: int, depth: int = WRAPPED) -> tuple[list[int], int]:
    """Find the lists of objects in an object that starts at a place, and where it ends; an article has none."""
    found: list[int] = []
    is_article = False
    at = SPACE.match(text, at + 1).end()
    try:
        while text[at:at + 1] not in ("}", ""):
            key, at = DECODER.raw_decode(text, at)
            at = SPACE.match(text, SPACE.match(text, at).end() + 1).end()    # over the colon
            if OBJECTS.match(text, at):
                found.append(at)
                at = _list_end(text, at)
            elif text[at:at + 1] == "{" and depth > 1:
                inner, at = _lists(text, at, depth - 1)
                found += inner
            else:
                value, at = DECODER.raw_decode(text, at)
                is_article = is_article or plain_name(str(key)) in ARTICLE_KEYS and isinstance(value, str)
            at = SPACE.match(text, at).end()
            at = SPACE.match(text, at + (text[at:at + 1] == ",")).end()
    except (ValueError, RecursionError):    # a broken record: what is wrong with it is said when it is read
        at = len(text)
    return [] if is_article else found, at + 1


def _list_end(text: str, at: int) -> int:
    """Return where a list ends, its items passed over one by one."""
    at = SPACE.match(text, at + 1).end()
    while text[at:at + 1] not in ("]", ""):
        _, at = DECODER.raw_decode(text, at)
        at = SPACE.match(text, at).end()
        at = SPACE.match(text, at + (text[at:at + 1] == ",")).end()
    return at + 1


def _row(place, value):
    if not isinstance(value, dict):
        kind = {list: "a list", str: "a string"}.get(type(value), "a number or null")
        return Broken(place, f"{kind}; expected an object with a key for each fact")
    return place, flat(value)
