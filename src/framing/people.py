"""Who an article names: people and bodies, what introduces them, and whom short names and pronouns mean."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from framing.mentions import Actor, Unit
from framing.source_phrases import Phrase, part_of, side_of
from framing.tokens import sentence_spans

UNKNOWN = "unknown"
INITIAL = re.compile(r"(?:[A-Z]\.?){1,2}")
HONORIFICS = {"mr": "he", "sir": "he", "mrs": "she", "ms": "she", "miss": "she"}
PERSONAL = ("person", "title", "spokesperson")      # kinds of nouns that only people go by
SERVED = {"of", "at", "for", "with", "from", "in"}
NAMESAKES = 50             # people of one surname that are told apart
SINGULAR = {"he": "he", "him": "he", "his": "he", "himself": "he",
            "she": "she", "her": "she", "hers": "she", "herself": "she"}
PLURAL = {"they", "them", "their", "theirs"}
THIRD = {"it", "its"} | PLURAL
RECENT = 50                # sightings that a search looks back on


class Speaker(NamedTuple):
    """Who speaks: an actor of the corpus, ``unnamed official`` or ``unknown``.

    ``side`` and ``role`` are empty where unknown; ``named`` is a proper name that actors.csv lacks: its last two
    words, without initials.
    """

    source: str = UNKNOWN
    side: str = ""
    role: str = ""
    named: str = ""


@dataclass(eq=False)
class Being:
    """A person or body named in the article, and what its introductions say."""

    name: str
    human: bool
    actor: Actor | None = None
    certain: bool = False                       # known to be a person: by actors.csv, a title, or as a source
    side: str = ""
    role: str = ""
    pronoun: str = ""
    offices: set[str] = field(default_factory=set)

    def speaker(self) -> Speaker:
        """Return what the features store."""
        if self.actor:
            return Speaker(self.actor.name, self.actor.side, self.actor.role)
        words = [word for word in self.name.split() if not INITIAL.fullmatch(word)] or self.name.split()
        return Speaker(UNKNOWN, self.side, self.role, " ".join(words[-2:]))

    def learn(self, phrases: list[Phrase]) -> None:
        """Take office, side, role and pronoun from the phrases that introduce the name."""
        for phrase in phrases:
            nouns = [unit.noun for unit in phrase.core if unit.noun]
            self.offices |= {noun.office for noun in nouns}
            self.certain = self.certain or any(noun.kind in PERSONAL for noun in nouns)
            self.pronoun = self.pronoun or next(
                (HONORIFICS[unit.lower] for unit in phrase.core if unit.lower in HONORIFICS), "")
            self.side = self.side or _side(phrase)
            self.role = self.role or _role(phrase)


def _side(phrase):
    """A person has the side that the words name; whose friend or critic they are says nothing."""
    head = phrase.head
    if head.actor and not head.human:
        return head.actor.side
    serves = head.noun is not None and (head.noun.kind == "spokesperson" or head.noun.role == "official")
    kept = [unit for unit in phrase.core[:-1] if serves or not unit.human]
    return side_of(Phrase([*kept, head], phrase.rest))


def _role(phrase):
    """The role of a person's noun; where that says little (*president of*), the role of the body."""
    own = next((unit.noun.role for unit in reversed(phrase.core)
                if unit.noun and unit.noun.kind in PERSONAL and unit.noun.role), "")
    if own not in ("", "official"):
        return own
    bodies = [unit.actor.role if unit.actor else unit.noun.role for unit in reversed(phrase.core)
              if not unit.human and (unit.actor or (unit.noun and unit.noun.kind == "organisation"))]
    bodies += [unit.actor.role if unit.actor else unit.noun.role for unit in part_of(phrase.rest, SERVED)
               if not unit.human and (unit.actor or (unit.noun and unit.noun.kind == "organisation"))]
    body = next((role for role in bodies if role and role != "place"), "")
    if body in ("government", "politician") or (own and not body):
        return own or ("official" if body == "government" else body)
    return body


class Names:
    """The people and bodies an article names in full, and whom a short name means."""

    def __init__(self, units: list[list[Unit]]):
        self._beings: dict[tuple[str, ...], Being] = {}
        self._by_last, self._by_first = defaultdict(dict), defaultdict(dict)    # part of a name: being: first place
        self._bound: dict[str, Being] = {}
        self._in_full: set[tuple[str, str]] = set()         # part of a name, actor that the article names in full
        for paragraph, found in enumerate(units):
            for unit in found:
                if (unit.kind == "name" or unit.human) and len(unit.parts) > 1:
                    being = self._being(unit)
                    self._by_last[unit.parts[-1]].setdefault(being, (paragraph, unit.start))
                    self._by_first[unit.parts[0]].setdefault(being, (paragraph, unit.start))
                    if unit.human:
                        self._in_full |= {(unit.parts[0], unit.actor.name), (unit.parts[-1], unit.actor.name)}

    def _being(self, unit):
        if unit.human:
            return self._beings.setdefault((unit.actor.name,), Being(unit.actor.name, True, unit.actor, True))
        parts = unit.parts
        human = not any(len(word) > 1 and word.isupper() for word in unit.text.split())
        return self._beings.setdefault((parts[0], parts[-1], ""), Being(unit.text, human))

    def who(self, unit: Unit, place: tuple[int, int], offices: set[str]) -> Being | None:
        """Return who a name stands for at a place; ``offices`` are the titles beside it."""
        parts = unit.parts
        if not parts:
            return None
        if len(parts) > 1 or (unit.human and self._is_plain(unit.actor, parts[0])):
            return self._being(unit)
        other = self._by_short_name(parts[0], place, offices)
        return other or self._being(unit)

    def _is_plain(self, actor, part):
        """Whether an alias can be taken at its word: the actor is named in full, or nobody else of the name."""
        return (part, actor.name) in self._in_full or not (self._by_last.get(part) or self._by_first.get(part))

    def _by_short_name(self, part, place, offices):
        """The one person of that surname named before, else the one of the article; with a title, who bears it."""
        if part in self._bound:
            return self._bound[part]
        for known in (self._by_last.get(part, {}), self._by_first.get(part, {})):
            people = list(islice(known.items(), NAMESAKES))
            before = [being for being, first in people if first < place]
            fitting = before or [being for being, _ in people]
            if len(fitting) == 1:
                self._bound[part] = fitting[0]
                return fitting[0]
            titled = [being for being in fitting if being.offices & offices]
            if len(titled) == 1:
                return titled[0]
            if fitting:
                return None
        return None


class Sighting(NamedTuple):
    """Who stands where, outside others' words."""

    paragraph: int
    start: int
    who: Being | Speaker
    one: bool                                   # a single person
    subject: bool                               # neither a possessor nor after a preposition
    source: bool
    sure: bool = True                           # whether it is known to be a person
    many: bool = False                          # people in the plural: never *it*


class Sightings:
    """Who was seen so far in an article, in the order of reading."""

    def __init__(self, paragraphs: list[str]):
        self._paragraphs = paragraphs
        self._seen: list[Sighting] = []
        self._sentences: dict[int, list[int]] = {}

    def add(self, sighting: Sighting) -> None:
        """Note who stands at a place."""
        self._seen.append(sighting)

    def meant_by(self, word: str, place: tuple[int, int]) -> Being | Speaker | None:
        """Return whom a third person at a place means, or None.

        *He* and *she* are a single person, *it* and *they* are not. Going back by sentences to the start of the
        paragraph before: the last source of a sentence, else its first subject (*they* needs a source); failing
        that, the last person named there; failing that, a name at a sentence's start that may be a person's. Who
        was *he* once isn't *she* later: that, and Mr or Ms, is all that is known of gender.
        """
        wanted = SINGULAR.get(word, "")
        sentences = [[found for found in sentence if found.one == bool(wanted) and _may_be(found.who, wanted)
                      and not (found.many and word in ("it", "its"))]
                     for sentence in self._sentences_back(place)]
        spoke = (next((found for found in reversed(sentence) if found.source), None) or
                 next((found for found in sentence if found.subject and found.sure and word not in PLURAL), None)
                 for sentence in sentences)
        named = (found for sentence in sentences for found in reversed(sentence) if wanted and found.sure)
        unsure = (found for sentence in sentences for found in sentence if wanted and found.subject)
        chosen = next(filter(None, spoke), None) or next(named, None) or next(unsure, None)
        if chosen is None:
            return None
        if isinstance(chosen.who, Being) and wanted:
            chosen.who.pronoun, chosen.who.certain = wanted, True
        return chosen.who

    def _sentences_back(self, place):
        """Group what was seen in this paragraph and the one before by sentence, the nearest first."""
        groups = defaultdict(list)
        for found in islice(reversed(self._seen), RECENT):
            if found.paragraph < place[0] - 1:
                break
            if (found.paragraph, found.start) < place:
                groups[found.paragraph, self._sentence(found.paragraph, found.start)].append(found)
        return [sorted(groups[key], key=lambda found: found.start) for key in sorted(groups, reverse=True)]

    def _sentence(self, paragraph, start):
        if paragraph not in self._sentences:
            self._sentences[paragraph] = [first for first, _ in sentence_spans(self._paragraphs[paragraph])]
        return bisect_right(self._sentences[paragraph], start)


def _may_be(who, pronoun):
    return not isinstance(who, Being) or who.pronoun in ("", pronoun)
