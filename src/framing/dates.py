"""Dates of publication as files write them, read as ISO dates or not at all.

Read are: year first (``2024-04-03``, ``2024/4/3``, ``20240403``, ``20240403T101500Z``, ``2024年4月3日``), an English
month name (``April 3, 2024``, ``3rd Apr. 2024``, ``Wed, 03 Apr 2024 10:15:00 GMT``), seconds or milliseconds since
1970 (as UTC), and numbers with the year last (``18/04/2024``) where only one order makes a date or the order is given.
A weekday, a time of day and words like *published* may stand beside. The day is the one that is written: a time zone
moves nothing. Years have four digits; a month or year alone, a range of days and *two hours ago* are no dates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache

from framing.foreign import shown
from framing.wording import MONTHS

YEARS = range(1600, 2101)
LONGEST = 120  # characters; what is longer is no date
EPOCH_ENDS = 1_900_000_000  # seconds, in 2030: ten digits from here on may be year, month, day and hour
MONTH_NUMBERS = {name[:size].lower(): number for number, name in enumerate(MONTHS, 1)
                 for size in (3, 4, len(name))}
WEEKDAY = r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?"
ZONE = r"(?:\s*(?:z\b|utc|gmt|msk|(?!oct\b|sept\b)[a-z]{1,4}t\b))?(?:\s*[+-]\d\d:?\d\d\b)?(?:\s*\([^()]*\))?"
TIME = rf"(?:\bat\s+)?(?:(?<=\d)t|\b)\d{{1,2}}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s*[ap]\.?m\b\.?)?{ZONE}"
HOUR = rf"(?:\bat\s+)?\b\d{{1,2}}\s*[ap]\.?m\b\.?{ZONE}"
LEAD = r"^(?:(?:first\s+)?(?:published|posted)(?:\s+on|:)?|date:?|on)\s+"
DAY_ZONE = r"(?<=-\d\d)(?:z|[+-]\d\d:\d\d)$"
BESIDE = re.compile(rf"{LEAD}|{TIME}|{HOUR}|{DAY_ZONE}|{WEEKDAY}", re.A)
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:t?\d{4}(?:\d\d)?z?)?", re.A)
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日", re.A)
NAMED = re.compile(r"([a-z]{3,9})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?[\s,-]+(\d{4})|"
                   r"(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s-]*([a-z]{3,9})\.?[\s,-]*(\d{4})|"
                   r"(\d{4})[\s-]+([a-z]{3,9})\.?[\s-]+(\d{1,2})", re.A)
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.A)


def iso(text: str, order: str = "") -> str:
    """Read one date.

    Parameters
    ----------
    text : str
        As a file has it.
    order : {"", "dmy", "mdy"}
        Which of two numbers before the year is the day, as `order_of` finds it from the file's other dates.

    Returns
    -------
    str
        ``YYYY-MM-DD``; empty where the text isn't one whole date, or reads two ways.

    Examples
    --------
    >>> iso("Wed, 03 Apr 2024 23:15:00 -0500"), iso("Published April 3rd, 2024 at 10 a.m. ET"), iso("20240403T101500Z")
    ('2024-04-03', '2024-04-03', '2024-04-03')
    >>> iso("18/04/2024"), iso("03/04/2024"), iso("03/04/2024", "dmy"), iso("April 2024"), iso("2023-02-30")
    ('2024-04-18', '', '2024-04-03', '', '')
    """
    found = {day for day, _ in _readings(text)}
    if len(found) > 1:
        found = {day for day, of in _readings(text) if of == order}
    return found.pop() if len(found) == 1 else ""


def order_of(texts: Iterable[str]) -> str:
    """Tell whether the day or the month comes first, from those dates of a file that can be read one way only.

    Returns
    -------
    {"", "dmy", "mdy"}
        Empty where no date decides, or two decide differently.

    Examples
    --------
    >>> order_of(["03/04/2024", "18/04/2024"]), order_of(["03/04/2024"]), order_of(["18/04/2024", "04/18/2024"])
    ('dmy', '', '')
    """
    deciding = (readings[0][1] for readings in map(_readings, texts) if len(readings) == 1)
    orders = set(deciding) - {""}
    return orders.pop() if len(orders) == 1 else ""


def is_ambiguous(text: str) -> bool:
    """Tell a date that reads two ways: ``03/04/2024``, but not ``04/04/2024``."""
    return len({day for day, _ in _readings(text)}) > 1


def note(text: str, order: str = "") -> str:
    """Say why a date was left empty, for an article's note; empty where it was read or there is none.

    Examples
    --------
    >>> note("03/04/2024")
    "date '03/04/2024' reads two ways"
    >>> note("spring 2024"), note("2024-04-03")
    ("date 'spring 2024' isn't a whole day", '')
    """
    if not text.strip() or iso(text, order):
        return ""
    return f"date {shown(text)} reads two ways" if is_ambiguous(text) else f"date {shown(text)} isn't a whole day"


def year(text: str) -> str:
    """Return the one year that a text names, else nothing.

    Examples
    --------
    >>> year("spring 2024"), year("2023/2024"), year("n.d.")
    ('2024', '', '')
    """
    found = {digits for digits in re.findall(r"(?<!\d)\d{4}(?!\d)", text[:LONGEST], re.A) if int(digits) in YEARS}
    return found.pop() if len(found) == 1 else ""


@lru_cache(maxsize=10_000)
def _readings(text: str) -> list[tuple[str, str]]:
    """Return the days a text may stand for, each with the order of its numbers where that is what tells."""
    if len(text) > LONGEST:
        return []
    text = unicodedata.normalize("NFKC", text).lower().strip()
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    if re.fullmatch(r"\d{10}|\d{13}", text, re.A):
        return _since_epoch(int(text[:10]))
    found = COMPACT.fullmatch(text)
    if found:
        return _day(*found.groups())
    text = BESIDE.sub(" ", text, count=4).strip(" ,;|-")
    text = re.sub(r"\s+", " ", text)
    return _day_in_words(text) or _days_in_numbers(text)


def _day_in_words(text):
    """Read a date that has its year first, or its month by name."""
    found = YEAR_FIRST.fullmatch(text)
    if found:
        return _day(*(part for part in found.groups() if part and part.isdigit()))
    found = NAMED.fullmatch(text)
    if not found:
        return []
    parts = [part for part in found.groups() if part]
    name = next(part for part in parts if part.isalpha())
    month = MONTH_NUMBERS.get(name)
    parts.remove(name)
    whole, day = sorted(parts, key=len, reverse=True)
    return _day(whole, month, day) if month else []


def _days_in_numbers(text):
    """Read a date of numbers with the year last, day or month first."""
    found = YEAR_LAST.fullmatch(text)
    if not found:
        return []
    first, _, second, whole = found.groups()
    return _day(whole, second, first, "dmy") + _day(whole, first, second, "mdy")


def _since_epoch(seconds):
    day = datetime.fromtimestamp(seconds, UTC).date()
    return [(day.isoformat(), "")] if seconds < EPOCH_ENDS else []


def _day(whole, month, day, order=""):
    try:
        found = date(int(whole), int(month), int(day))
    except ValueError:
        return []
    return [(found.isoformat(), order)] if found.year in YEARS else []
