"""The noun phrase of a source: which word is its head, whose it is, and what else it says of the source."""

from __future__ import annotations

import re
from dataclasses import dataclass

from framing.mentions import Unit
from framing.nodes import POSSESSIVES

DETERMINERS = {"the", "this", "that", "these", "those"}
ARTICLES = {"a", "an", "one", "another", "some", "many", "several", "few", "two", "three", "other", "most"}
RELATIVES = {"who", "whom", "whose", "which", "that", "where", "when", "while", "after", "before", "as", "because"}
OWNING = {"of", "for", "from", "at", "in", "with", "within", "inside", "by", "under"}
OTHER_PREPOSITIONS = {"on", "to", "about", "against", "over", "toward", "towards", "among", "near", "between", "behind",
                      "regarding", "into", "during", "than", "like"}
PREPOSITIONS = OWNING | OTHER_PREPOSITIONS
SPEAKS_FOR = ("by", "from", "for", "at", "with", "of", "in")     # the first of these that is there says whose it is
VERBS = {"is", "was", "were", "are", "has", "had", "have", "will", "would", "could", "may", "did", "does", "said",
         "says"}
QUALIFIERS = {"former", "ex", "then", "senior", "top", "deputy", "acting", "longtime", "veteran", "prominent",
              "retired", "late", "current", "assistant", "associate", "fellow", "outgoing", "incoming", "leading",
              "high-ranking", "mr", "mrs", "ms"}
DEMONYM = re.compile(r"(?:[ice]an|[bgmy]an|ese|ish|ch|i)s?$|^(?:[A-Z]\.?){2,}$")
TRAILING = ("self", "selves", "ly", "also")      # endings of words after a head: himself, recently
APPOSITION = 25            # units after a name that may say who it is
BEFORE = 10                # units before a name that may say so


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: the units up to its head, and what follows the head."""

    core: list[Unit]
    rest: list[Unit]

    @property
    def head(self) -> Unit:
        """The unit that decides who it is."""
        return self.core[-1]

    @property
    def definite(self) -> bool:
        """Whether it points back: *the official*, *this official*."""
        return self.core[0].lower in DETERMINERS

    @property
    def former(self) -> bool:
        """Whether it speaks of an office left: *the former president*."""
        return any(unit.lower in ("former", "ex") or unit.lower.startswith("ex-") for unit in self.core)


def read_phrase(units: list[Unit]) -> Phrase | None:
    """Find the head of a noun phrase.

    The head is the last unit before the first preposition, comma, bracket or relative word. A bare title before a
    preposition gives way to the person the phrase ends with (*Secretary for Trade Ann Lee*), and a noun to the
    person named beside it (*the president of the bank, Ann Lee*).
    """
    if not units:
        return None
    stretch = _until(units, _breaks)
    core = _until(stretch, _follows_head)
    if len(core) < len(stretch) and _is_person(stretch[-1]) and _is_bare_title(core):
        return Phrase(stretch, units[len(stretch):])
    named = _named_beside(units[len(stretch):]) if core[-1].kind == "noun" and core[-1].noun.kind != "document" else []
    if named:
        return Phrase(core + named, [])
    size = len(core)
    while size > 1 and core[size - 1].kind == "word" and core[size - 1].lower.endswith(TRAILING):
        size -= 1
    return Phrase(core[:size], units[len(core):])


def _until(units, stops):
    size = next((at for at in range(1, len(units)) if stops(units, at)), len(units))
    return units[:size]


def _breaks(units, at):
    gap = units[at].gap.replace("’", "'").removeprefix("'s").removeprefix("'")
    return bool(gap.strip(" .\"“”‘'-")) or units[at].lower in RELATIVES


def _follows_head(units, at):
    unit, before = units[at], units[at - 1]
    participle = unit.lower.endswith("ing") and before.kind != "word" and (
        at + 1 == len(units) or units[at + 1].kind == "word")
    return unit.kind == "word" and (unit.lower in PREPOSITIONS or participle)


def _is_person(unit):
    return unit.human or unit.kind == "name"


def _is_bare_title(core):
    head, first = core[-1], core[0]
    return (head.noun is not None and head.noun.kind in ("person", "title") and not head.noun.plural
            and head.text[0].isupper() and (first.kind != "word" or first.lower in QUALIFIERS))


def _named_beside(units):
    """Return the person's name that follows a comma, with the titles before it."""
    if not units or units[0].gap.strip() not in {",", "—", "–", "-", "--"}:
        return []
    beside = _until(units, lambda found, at: _breaks(found, at) or _follows_head(found, at))
    titled = all(unit.kind != "word" or unit.lower in QUALIFIERS for unit in beside)
    return beside if titled and _is_person(beside[-1]) else []


def and_split(phrase: Phrase) -> list[list[Unit]]:
    """Return the two halves of *Ann Lee and Bo Roe*; nothing where *and* joins the words before one head."""
    core = phrase.core
    at = next((at for at in range(1, len(core) - 1) if core[at].lower in ("and", "or", "&")), 0)
    if not at or any(unit.kind == "word" and unit.lower in PREPOSITIONS for unit in core):
        return []
    left, right = core[at - 1], core[-1]
    person = _is_person(left) and right.kind != "word" and not (left.kind == "name" and right.kind == "noun")
    people = left.noun is not None and left.noun.plural and right.kind != "word"
    bodies = left.actor is not None and right.actor is not None
    return [core[:at], core[at + 1:] + phrase.rest] if person or people or bodies else []


def part_of(rest: list[Unit], prepositions: set[str]) -> list[Unit]:
    """Return what follows a preposition right after the head."""
    return rest[1:] if rest and rest[0].lower in prepositions and not rest[0].gap.strip() else []


def whose(phrase: Phrase) -> list[Unit]:
    """Return the units that say whose a document or spokesperson is, or nothing.

    *The ministry's statement*, *a Norland readout*, *a spokesman for the bank*, *a comment in the Herald by Ann Lee*.
    What follows *of* or *for* after a document is its subject; *in* comes last.
    """
    before = phrase.core[:-1]
    owners = [at for at, unit in enumerate(before) if unit.possessive or unit.lower in POSSESSIVES or (
        unit.kind != "word" and unit.lower != "official" and not (
            unit.noun and unit.noun.kind in ("document", "part")))]
    if owners:
        return before[before[0].lower in ("a", "an"):owners[-1] + 1]
    starts: dict[str, int] = {}
    for at, unit in enumerate(phrase.rest):
        if _breaks(phrase.rest, at):
            break
        starts.setdefault(unit.lower, at)
    document = phrase.head.noun is not None and phrase.head.noun.kind == "document"
    for word in ("by", "from", "in") if document else SPEAKS_FOR:
        if word in starts:
            return phrase.rest[starts[word] + 1:]
    return []


def side_of(phrase: Phrase) -> str:
    """Return the side that the words of a phrase name, or nothing.

    First the words before the head: the first that names one; where *and* joins them, all must agree. Then what
    follows *of, for, from, at, in* and the like, up to any other preposition. Before an expert's noun a country
    counts only as an adjective or possessive: a Norland expert may know Norland and not be from there.
    """
    noun = phrase.head.noun
    expert = noun is not None and noun.role == "expert"
    before = [unit.actor.side for unit in phrase.core[:-1] if unit.actor and unit.actor.side and (
        not expert or unit.possessive or unit.human or " " in unit.text or DEMONYM.search(unit.text))]
    if before:
        joined = any(unit.lower in ("and", "or") for unit in phrase.core)
        return before[0] if not joined or len(set(before)) == 1 else ""
    for at, unit in enumerate(phrase.rest):
        if _breaks(phrase.rest, at) or unit.lower in OTHER_PREPOSITIONS or (expert and unit.lower == "for"):
            break
        if unit.actor and unit.actor.side:
            return unit.actor.side
    return ""


def titles_of(units: list[Unit], at: int) -> tuple[list[Unit], list[Unit]]:
    """Return what introduces the name at a position: the titles before it, the apposition after it."""
    first = at
    while first and at - first < BEFORE and _introduces(units, first - 1):
        first -= 1
    return units[first:at], _apposition(units, at + 1)


def _introduces(units, at):
    here, after = units[at], units[at + 1]
    if after.gap.replace("’", "'").removeprefix("'s").removeprefix("'").strip():
        return False
    if here.kind == "word" and here.lower in {"of", "for", "and", "to"}:
        return at > 0 and units[at - 1].kind != "word" and units[at - 1].text[0].isupper()
    return here.kind != "word" or here.lower in QUALIFIERS or here.lower.endswith("-old")


def _apposition(units, at):
    if at < len(units) and "(" in units[at].gap:
        at = next((later for later in range(at, min(at + 6, len(units))) if ")" in units[later].gap), len(units))
    if at < len(units) and units[at].text.isdigit():
        at += 1
    if at >= len(units) or units[at].gap.strip(" ).") != ",":
        return []
    found = units[at:at + APPOSITION]
    found = _until(found[_relative(found):], lambda these, here: bool(re.search(r"[,;:()—–.?!]", these[here].gap)))
    if not found:
        return []
    phrase = Phrase(_until(found, lambda these, here: _follows_head(these, here)
                           or these[here].lower in RELATIVES | VERBS | {"and"}), [])
    opens = phrase.core[0].kind != "word" or phrase.core[0].lower in DETERMINERS | ARTICLES | POSSESSIVES | QUALIFIERS
    size = next((here for here, unit in enumerate(found) if unit.lower in VERBS), len(found))
    return found[:size] if opens and phrase.head.noun else []


def _relative(units):
    """Return how many units a *who is* or *who served as* takes."""
    words = [unit.lower for unit in units[:3]]
    if words[:1] != ["who"]:
        return 0
    return 2 if words[1:2] in (["is"], ["was"]) else 3 if words[2:3] == ["as"] else 0
