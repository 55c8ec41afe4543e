"""Words for captions: counts, periods, lists, the noun for events; what an interval, a p and many looks mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")
STAGES = ("before", "during", "after")  # of an event, in order
OTHERS = "quoted, retold or ascribed"  # what figures call the voices that are not the outlet's own
VOICES = {"own": "own words", "others": f"words {OTHERS}", "quoted": "words in quotation marks",
          "reported": "retold words", "belief": "ascribed thoughts", "scare": "words in scare quotes",
          "all": "words of all voices"}
NOT_COUNTED = "-"  # in a series of days, a day without a count
FACTORS = {"outlet": "outlet", "group": "kind of outlet", "event": "event", "stage": "stage", "genre": "genre"}


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


def kind(group: str) -> str:
    """Name a kind of outlet at the head of a row, also where outlets.csv gives none.

    Examples
    --------
    >>> kind("state or party media"), kind("")
    ('State or party media', 'No kind given')
    """
    return capital(group) or "No kind given"


def a(noun: str) -> str:
    """Put the indefinite article before a noun.

    Examples
    --------
    >>> a("visit"), a("event")
    ('a visit', 'an event')
    """
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def the(name: str) -> str:
    """Put the definite article before a name that has none.

    Examples
    --------
    >>> the("Herald"), the("The Herald")
    ('the Herald', 'The Herald')
    """
    return name if name.lower().startswith("the ") else f"the {name}"


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
    >>> event_noun(["all"])  # what a corpus without events of its own has
    'event'
    """
    stems = {event.split("-")[0] for event in events}
    stem = stems.pop() if len(stems) == 1 else ""
    return stem if stem.isalpha() and stem.islower() and stem != "all" else "event"


def confounding(column: Iterable[str], *, event: str = "event") -> str:
    """Say in a caption what comparisons can't be told apart from; nothing where all are identified.

    Parameters
    ----------
    column : iterable of str
        Verdicts of `framing.identification.identification`, as a result table has them; empty ones are left out.
    event : str, default="event"
        The noun for an event, as `event_noun` finds it.

    Returns
    -------
    str
        One or two sentences where all rows have the same verdict, else one with counts.

    Examples
    --------
    >>> confounding(["identified"])
    ''
    >>> confounding(["confounded with event"], event="visit")
    'Confounded with visit: the sides have no visit in common, so a difference may come from that instead.'
    >>> confounding(["partly confounded with stage, genre"])
    'Partly confounded with stage and genre: a side has articles of a stage or genre that the other lacks.'
    >>> confounding(["identified", "partly confounded with stage", "confounded with event; partly with stage"])
    'Of 3 comparisons, 1 is identified; the others are confounded with event (1), partly with stage (2).'
    """
    names = FACTORS | {"event": event}
    rows = [confounders(cell) for cell in column if isinstance(cell, str) and cell]
    if not any(apart or partly for apart, partly in rows):
        return ""
    if all(row == rows[0] for row in rows):
        return _same_verdict(*([names[factor] for factor in factors] for factors in rows[0]))
    counts = [{names[factor]: sum(factor in row[which] for row in rows) for factor in names} for which in (0, 1)]
    apart, partly = (listed([f"{name} ({n})" for name, n in some.items() if n] or [""]) for some in counts)
    what = ", ".join(([f"confounded with {apart}"] if apart else [])
                     + ([f"partly {'' if apart else 'confounded '}with {partly}"] if partly else []))
    n = sum(not (apart or partly) for apart, partly in rows)
    if not n:
        return f"None of {len(rows)} comparisons is identified: they are {what}."
    others = "the other is" if n == len(rows) - 1 else "the others are"
    return f"Of {len(rows)} comparisons, {n} {'is' if n == 1 else 'are'} identified; {others} {what}."


def confounders(cell: str) -> tuple[list[str], list[str]]:
    """Split a verdict into the factors of which the sides share nothing, and those they share in part.

    Examples
    --------
    >>> confounders("confounded with event; partly with stage, genre"), confounders("identified")
    ((['event'], ['stage', 'genre']), ([], []))
    """
    parts = {"confounded": [], "partly": []}
    for part in cell.split("; ") if cell != "identified" else []:
        how, factors = part.split(" with ")
        parts[how.split()[0]] = factors.split(", ")
    return parts["confounded"], parts["partly"]


def _same_verdict(apart: list[str], partly: list[str]) -> str:
    sentences = []
    if apart:
        none, instead = listed([f"no {name}" for name in apart]), "that" if len(apart) == 1 else "these"
        sentences.append(f"Confounded with {listed(apart)}: the sides have {none} in common, so a difference may come "
                         f"from {instead} instead.")
    if partly:
        some = a(" or ".join(", ".join(partly).rsplit(", ", 1)))
        sentences.append(f"Partly confounded with {listed(partly)}: a side has articles of {some} that the other "
                         "lacks.")
    return " ".join(sentences)


def interval_words(unit: str, kind: str = "jackknife t", *, noun: str = "article", of: str = "") -> str:
    """Name an interval and the condition it holds under, which no caption that draws one leaves out.

    Parameters
    ----------
    unit : {"article", "outlet"}
        What was left out in turn.
    kind : str, default="jackknife t"
        How it was made.
    noun : str, default="article"
        What the articles are called, as headline.
    of : str, optional
        What else of theirs stands in one row or side; by default the outlet's on the events covered, or outlets
        of the kind.

    Examples
    --------
    >>> interval_words("article", noun="headline", of="of the outlet on this event")
    '95% jackknife t interval, if these were exchangeable with other headlines of the outlet on this event'
    >>> interval_words("outlet", "Wilson")
    '95% Wilson interval, if these were exchangeable with other outlets of the kind'
    """
    others = noun if unit == "article" else unit
    of = of or ("of the outlet on the events covered" if unit == "article" else "of the kind")
    return f"95% {kind} interval, if these were exchangeable with other {plural(others)} {of}"


def p_words(p: float, p_min: float) -> str:
    """Write a permutation p beside the smallest one that so many units could have given.

    Examples
    --------
    >>> p_words(0.0412, 0.0286), p_words(0.0002, 0.0001)
    ('p = 0.041, smallest attainable 0.029', 'p = 0.0002, smallest attainable 0.0001')
    """
    return f"p = {small(p)}, smallest attainable {small(p_min)}"


def small(value: float) -> str:
    """Write a share below one with two digits after the point, or that count below a tenth, where a line is drawn.

    Examples
    --------
    >>> small(0.412), small(0.0521), small(0.00012), small(7e-05), small(1.0)
    ('0.41', '0.052', '0.00012', '0.00007', '1.00')
    """
    return f"{value:.2f}" if value >= 0.0995 else f"{Decimal(f'{value:.2g}'):f}"


def looks(n: int) -> str:
    """Say how often was looked, and what chance makes of that.

    Examples
    --------
    >>> looks(14)
    '14 looks: where nothing differs, one interval in 20 still misses zero'
    """
    return f"{counted(n, 'look')}: where nothing differs, one interval in 20 still misses zero" if n else (
        "Nothing could be tested")


def family_words(n_passing: int, n_family: int, n_could_pass: int, noun: str = "article") -> str:
    """Say what a family-wise test of many words at once leaves of a list of them.

    Parameters
    ----------
    n_passing : int
        Words whose ``p_familywise`` is at most 0.05.
    n_family, n_could_pass : int
        As `keyness.log_odds` gives them: words tested together, those of them that could have passed.
    noun : str, default="article"
        What the articles are called.

    Examples
    --------
    >>> family_words(1, 30, 12)
    'Of 30 words tested together (10 hits in 3 articles or more) 1 passes at 5%, 12 could have.'
    >>> family_words(0, 9, 0)
    'No word could have passed a test of all words together: the list is a ranking.'
    """
    if not n_could_pass:
        return "No word could have passed a test of all words together: the list is a ranking."
    passing = f"{n_passing or 'none'} {'pass' if n_passing > 1 else 'passes'}"
    return (f"Of {counted(n_family, 'word')} tested together (10 hits in 3 {plural(noun)} or more) {passing} at 5%, "
            f"{n_could_pass} could have.")
