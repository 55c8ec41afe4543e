"""The copy of a page that is gone, from the Internet Archive's Wayback Machine: the one nearest a day.

Copies are listed by the archive's CDX server (github.com/internetarchive/wayback, wayback-cdx-server) and fetched as
they were stored, without its toolbar (``id_`` after the timestamp).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from framing.addresses import Target
from framing.web import Answer, Budget, NoAnswer, Unusable, Web

ARCHIVE = "https://web.archive.org"


@dataclass(frozen=True)
class Copy:
    """One stored copy: when it was stored (``YYYYMMDDhhmmss``), and where it is."""

    timestamp: str
    url: str

    @property
    def day(self) -> str:
        return f"{self.timestamp[:4]}-{self.timestamp[4:6]}-{self.timestamp[6:8]}"


def nearest_copy(web: Web, url: str, published: str, budget: Budget, *, archive: str = ARCHIVE) -> Copy | None:
    """Find the copy stored nearest the day of publication.

    Parameters
    ----------
    web : Web
    url : str
        The page's address.
    published : str
        ISO date; where empty, the oldest copy is taken.
    budget : Budget
    archive : str
        The archive's own address.

    Returns
    -------
    Copy or None
        None where the archive has no copy with status 200.

    Raises
    ------
    NoAnswer
        If the archive couldn't be asked.
    """
    query = urlencode({"url": url, "output": "json", "fl": "timestamp,original", "filter": "statuscode:200",
                       "collapse": "timestamp:8"})
    answer = web.follow(f"{archive.rstrip('/')}/cdx/search/cdx?{query}", budget)
    answer.expect_ready()
    if answer.status != 200:  # a site the archive doesn't show
        return None
    copies = [Copy(stamp, f"{archive.rstrip('/')}/web/{stamp}id_/{original}") for stamp, original in _rows(answer.body)]
    return choose(copies, published)


def read_copy(web: Web, copy: Copy, budget: Budget) -> Answer:
    """Ask for a copy; the archive's own redirects are followed, others aren't.

    Raises
    ------
    NoAnswer, Unusable, Refused
    """
    origin = web.target(copy.url).origin

    def stays(to: Target) -> None:
        if to.origin != origin:
            raise Unusable("the copy leads out of the archive")

    answer = web.follow(copy.url, budget, may=stays)
    answer.expect_ready()
    return answer


def choose(copies: list[Copy], published: str) -> Copy | None:
    """Take the copy nearest a day, the older of two as near; the oldest where no day is known.

    Examples
    --------
    >>> copies = [Copy(stamp + "120000", "") for stamp in ("20300420", "20300503", "20310101")]
    >>> choose(copies, "2030-05-01").day, choose(copies, "").day
    ('2030-05-03', '2030-04-20')
    """
    if not copies:
        return None
    if not published:
        return min(copies, key=lambda copy: copy.timestamp)
    day = date.fromisoformat(published)
    return min(copies, key=lambda copy: (abs((date.fromisoformat(copy.day) - day).days), copy.timestamp))


def _rows(body: bytes) -> list[tuple[str, str]]:
    """Read the archive's list: rows of timestamp and address under a header, or nothing."""
    try:
        rows = json.loads(body) if body.strip() else []
        found = [(str(stamp), str(original)) for stamp, original in rows[1:]]
        for stamp, _ in found:
            if not re.fullmatch("[0-9]{14}", stamp):
                raise ValueError(stamp)
            date.fromisoformat(Copy(stamp, "").day)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NoAnswer("the list of copies can't be read") from error
    return found
