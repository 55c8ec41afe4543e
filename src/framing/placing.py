"""Where a record belongs in a corpus: what makes two records one article, its id, its event and its stage."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from urllib.parse import parse_qsl, urlencode, urlsplit

TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|mc_cid|mc_eid|ocid|cmpid|smid)$", re.I)
UNKNOWN_OUTLET = "Unknown outlet"
ID_LETTERS = 40           # of the outlet's name in an id


def one_line(value: str) -> str:
    """Put a field on one line, without control characters.

    Examples
    --------
    >>> one_line(" Talks\\x00 end\\n at  last ")
    'Talks end at last'
    """
    kept = "".join(" " if sign.isspace() else sign for sign in value
                   if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cs"))
    return " ".join(kept.split())


def address_key(url: str) -> str:
    """Reduce an address to what names the page: no scheme, ``www.``, fragment or tracking parameters.

    Examples
    --------
    >>> address_key("https://www.herald.example/a/?utm_source=feed#top") == address_key("http://herald.example/a")
    True
    >>> address_key("http://herald.example/story?id=2")
    'herald.example/story?id=2'
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url.strip()
    kept = urlencode([(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True)
                      if not TRACKING.match(key)])
    return f"{host}{port}{parts.path.rstrip('/')}" + (f"?{kept}" if kept else "")


def host(url: str) -> str:
    """Return an address's host without ``www.``; empty where there is none.

    Examples
    --------
    >>> host("https://www.herald.example/a"), host("no address")
    ('herald.example', '')
    """
    try:
        return (urlsplit(url.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def ids(outlet: str, published: str, taken: Collection[str]) -> Iterator[str]:
    """Propose ids for an outlet's article of a day, the first free one first: outlet, date, letter.

    Examples
    --------
    >>> next(ids("The Évening Post", "2030-05-01", {"theeveningpost-2030-05-01"}))
    'theeveningpost-2030-05-01-b'
    >>> next(ids("晚报", "", ()))
    'outlet-undated'
    """
    plain = unicodedata.normalize("NFKD", outlet.lower()).encode("ascii", "ignore").decode()
    stem = f"{re.sub('[^a-z0-9]', '', plain)[:ID_LETTERS] or 'outlet'}-{published or 'undated'}"
    letters = "abcdefghijklmnopqrstuvwxyz"
    for place in count():
        suffix = "" if not place else f"-{letters[place]}" if place < len(letters) else f"-{place + 1}"
        if stem + suffix not in taken:
            yield stem + suffix


def is_day(value: str) -> bool:
    """Tell whether a cell is an ISO date.

    Examples
    --------
    >>> is_day("2030-05-01"), is_day(""), is_day("1 May")
    (True, False, False)
    """
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def event_of(published: str, events: Sequence[Mapping[str, str]]) -> str:
    """Return the event an article belongs to: the only one, else the one whose days are nearest; else none.

    Parameters
    ----------
    published : str
        ISO date or empty.
    events : sequence of mapping
        Each ``event``, ``starts`` and ``ends``; days may be empty.

    Examples
    --------
    >>> events = [{"event": "fair", "starts": "2030-05-01", "ends": "2030-05-02"},
    ...           {"event": "strike", "starts": "2030-09-01", "ends": "2030-09-03"}]
    >>> event_of("2030-08-20", events), event_of("", events), event_of("", events[:1])
    ('strike', '', 'fair')
    """
    if len(events) == 1:
        return events[0]["event"]
    dated = [event for event in events if all(is_day(event[day]) for day in ("starts", "ends"))]
    if not published or not dated:
        return ""
    return min(dated, key=lambda event: _days_away(published, event["starts"], event["ends"]))["event"]


def _days_away(published: str, starts: str, ends: str) -> int:
    day, first, last = map(date.fromisoformat, (published, starts, ends))
    return max((first - day).days, (day - last).days, 0)


def stage_of(published: str, starts: str, ends: str) -> str:
    """Say whether a day is before, during or after an event; nothing where a date is missing.

    Examples
    --------
    >>> stage_of("2030-05-02", "2030-05-01", "2030-05-02"), stage_of("", "2030-05-01", "2030-05-02")
    ('during', '')
    """
    if not (published and starts and ends):
        return ""
    return "before" if published < starts else "after" if published > ends else "during"
