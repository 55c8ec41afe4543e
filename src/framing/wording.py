"""Words for captions: counts, periods, lists and the noun for the events of a corpus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")
STAGES = ("before", "during", "after")  # of an event, in order
OTHERS = "quoted, retold or ascribed"  # what figures call the voices that are not the outlet's own
VOICES = {"own": "own words", "others": f"words {OTHERS}", "quoted": "words in quotation marks",
          "reported": "retold words", "belief": "ascribed thoughts", "scare": "words in scare quotes",
          "all": "words of all voices"}
NOT_COUNTED = "-"  # in a series of days, a day without a count


def voice_words(voice: str) -> str:
    """Name the words of a voice, or of several as a result lists them.

    Examples
    --------
    >>> voice_words("own"), voice_words("others"), voice_words("own, scare")
    ('own words', 'words quoted, retold or ascribed', 'own words and words in scare quotes')
    """
    return listed([VOICES.get(name, "words") for name in voice.split(", ")])


def of_sources(voice: str) -> bool:
    """Tell whether a voice, or each of several, is that of those an outlet quotes.

    Examples
    --------
    >>> of_sources("own"), of_sources("quoted, reported")
    (False, True)
    """
    return set(voice.split(", ")) <= {"others", "quoted", "reported", "belief"}


def counted(n: int, noun: str) -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> counted(1, "article"), counted(1200, "article"), counted(2, "body of text")
    ('1 article', '1,200 articles', '2 bodies of text')
    """
    return f"{int(n):,} {noun if n == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """Give the plural of a regular noun, by its first word where an "of" follows.

    Examples
    --------
    >>> plural("visit"), plural("summit of two"), plural("body")
    ('visits', 'summits of two', 'bodies')
    """
    head, of, rest = noun.partition(" of ")
    if head.endswith("y") and head[-2:-1] not in "aeiou":
        head = head[:-1] + "ie"
    elif head.endswith(("s", "sh", "ch", "x")):
        head += "e"
    return f"{head}s{of}{rest}"


def capital(text: str) -> str:
    """Begin with a capital and leave the rest as it is.

    Examples
    --------
    >>> capital("state or party media"), capital("TV")
    ('State or party media', 'TV')
    """
    return text[:1].upper() + text[1:]


def a(noun: str) -> str:
    """Put the indefinite article before a noun.

    Examples
    --------
    >>> a("visit"), a("event")
    ('a visit', 'an event')
    """
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def possessive(name: str) -> str:
    """Write a name's possessive.

    Examples
    --------
    >>> possessive("Herald"), possessive("Times")
    ('Herald’s', 'Times’')
    """
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def listed(names: Sequence[str]) -> str:
    """Join names as in running text.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def period(first: str, last: str) -> str:
    """Write a period of ISO days with the year once.

    Examples
    --------
    >>> period("2030-05-01", "2030-05-09"), period("2030-04-30", "2030-05-01")
    ('1–9 May 2030', '30 April – 1 May 2030')
    """
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    tail = f"{end.day} {MONTHS[end.month - 1]} {end.year}"
    if start == end:
        return tail
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{tail}"
    year = f" {start.year}" if start.year != end.year else ""
    return f"{start.day} {MONTHS[start.month - 1]}{year} – {tail}"


def event_noun(events: Iterable[str]) -> str:
    """Find the word that all event ids start with, else "event".

    Examples
    --------
    >>> event_noun(["visit-2023", "visit-2024"]), event_noun(["fair-1", "strike-2"]), event_noun(["2030"])
    ('visit', 'event', 'event')
    """
    stems = {event.split("-")[0] for event in events}
    stem = stems.pop() if len(stems) == 1 else ""
    return stem if stem.isalpha() and stem.islower() else "event"
