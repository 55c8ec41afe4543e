"""Who speaks: from the words that name a source to an actor of the corpus, by stated rules within one article.

The head of the phrase decides (`source_phrases.read_phrase`). In order:

1. *I*, *we*: whoever's words they stand in. *He*, *she*: going back by sentences to the start of the paragraph
   before, the first sentence in which a person is a source or a subject; failing that, the person named last
   there. *They*, *it*: the last source there that is no single person. Others' words are passed over.
2. A name of actors.csv, full or alias, longest first. An alias inside a longer name isn't that actor, nor is one
   whose phrase names another side (*Southland's foreign ministry*).
3. A surname, or the first part of a name, after a full name: the one it fits, by a title beside it if it fits
   several. Once it stood for one person it stays with that person.
4. A title (*the foreign minister*): the person introduced with that office, if there is exactly one.
5. *The official*, *the professor*, *the group*: the last one introduced by that noun.
6. A spokesperson or document: whose it is. *Some in*, *members of*: the body they belong to.
7. Any other official: ``unnamed official``; any other noun: ``unknown`` with the noun's role. Both have a side if
   the phrase names one.
8. ``unknown``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from typing import NamedTuple

from framing.mentions import KnownActors, read_units
from framing.people import PERSONAL, SINGULAR, THIRD, UNKNOWN, Being, Names, Sighting, Sightings, Speaker
from framing.source_phrases import (
    PREPOSITIONS,
    Phrase,
    and_split,
    part_of,
    read_phrase,
    side_of,
    titles_of,
    whose,
)

UNNAMED = "unnamed official"
NOBODY = Speaker()
FIRST = {"i", "me", "my", "we", "us", "our", "mine", "ours", "i'm", "we're", "i've", "we've"}
NOMINATIVE = {"he", "she", "it", "they", "i", "we"}
RELATIVES = {"who", "whom", "whose", "which", "that"}
PLACED = {"of", "in", "at", "from"}         # a bare name after these is hardly a person's
BELONGING = {"of", "in", "on", "at", "from", "within", "inside"}
LONGEST = 60               # units of a source's phrase that are looked at
RECENT = 50                # introductions that a search looks back on
DEPTH = 4                  # owners of owners (*a spokesman for the head of the union of ...*)


class _Introduced(NamedTuple):
    """Who was introduced by a noun, and the other words of the phrase."""

    who: Being | Speaker
    words: frozenset[str]
    former: bool
    plural: bool


class _Within(NamedTuple):
    """The first person inside others' words: whoever speaks the attribution of this number."""

    attribution: int


def resolve(paragraphs: list[str], attributions: list, actors: KnownActors) -> list[Speaker]:
    """Say who speaks in each attribution, by the rules above; never a guess without one.

    Parameters
    ----------
    paragraphs : list of str
        The article's paragraphs.
    attributions : list of Attribution
        As `quotes.attribute` returns them: their ``source_at`` is the phrase that names the source.
    actors : KnownActors
        The corpus's, from `mentions.known_actors`.

    Returns
    -------
    list of Speaker
        One for each attribution, in their order.

    Examples
    --------
    >>> import pandas as pd
    >>> from framing.mentions import known_actors
    >>> from framing.quotes import attribute
    >>> actors = pd.DataFrame({"actor": ["Ann Lee"], "aliases": ["Lee"], "side": ["Norland"], "role": ["official"]})
    >>> text = ["Ann Lee said that it had rained.", "Bo Roe, an economist in Oslo, said that it was dry."]
    >>> for speaker in resolve(text, attribute(text), known_actors(actors)):
    ...     print(*speaker, sep="|")
    Ann Lee|Norland|official|
    unknown||expert|Bo Roe
    """
    if all(span.source_at is None for span in attributions):
        return [NOBODY] * len(attributions)
    article = _Article(paragraphs, attributions, actors)
    places = sorted({span.source_at for span in attributions
                     if span.source_at is not None and 0 <= span.source_at[0] < len(paragraphs)})
    found = {place: article.source(*place) for place in places}
    return [_final(found.get(span.source_at), found, attributions) for span in attributions]


def _final(who, found, attributions) -> Speaker:
    if isinstance(who, _Within):
        who = found.get(attributions[who.attribution].source_at)
    return who.speaker() if isinstance(who, Being) else who if isinstance(who, Speaker) else NOBODY


def _settled(who) -> Speaker:
    return who.speaker() if isinstance(who, Being) else who


class _Article:
    """One article, read from its start to each source in turn."""

    def __init__(self, paragraphs, attributions, actors):
        self.paragraphs, self.actors = paragraphs, actors
        self.units = read_units(paragraphs, actors)
        self.starts = [[unit.start for unit in units] for units in self.units]
        self.names = Names(self.units)
        self.introduced: dict[str, list[_Introduced]] = defaultdict(list)
        self.sightings = Sightings(paragraphs)
        self.beside: dict[tuple[int, int], Being] = {}         # where an apposition starts: whose it is
        self.ahead = ((paragraph, at) for paragraph, units in enumerate(self.units)
                      for at, unit in enumerate(units) if unit.kind != "word")
        self.next = next(self.ahead, None)
        self.contents = defaultdict(list)
        for number, span in enumerate(attributions):
            if not span.nested:
                self.contents[span.paragraph].append((span.start, span.end, span.voice, number))
        for spans in self.contents.values():
            spans.sort()

    def source(self, paragraph, start, end):
        """Return who a source's phrase stands for, and remember it."""
        while self.next and (self.next[0], self.units[self.next[0]][self.next[1]].start) < (paragraph, end):
            self._note(*self.next)
            self.next = next(self.ahead, None)
        units = self._slice(paragraph, start, end)
        if not units:
            return NOBODY
        who = self.beside.get((paragraph, start)) or self._phrase(units, (paragraph, start))
        self._remember(who, read_phrase(units), (paragraph, start))
        return who

    def _slice(self, paragraph, start, end):
        first = bisect_right(self.starts[paragraph], start - 1)
        last = min(bisect_right(self.starts[paragraph], end - 1), first + LONGEST)
        units = self.units[paragraph][first:last]
        cuts_before = first and self.units[paragraph][first - 1].end > start
        if cuts_before or (units and units[-1].end > end):
            return read_units([self.paragraphs[paragraph][max(start, 0):end]], self.actors)[0][:LONGEST]
        return units

    def _note(self, paragraph, at):
        """Note a name, with what introduces it."""
        units, unit = self.units[paragraph], self.units[paragraph][at]
        if unit.kind == "actor" and not unit.human:
            self._note_body(paragraph, at)
        if (unit.kind != "name" and not unit.human) or "(" in unit.gap:
            return
        before, beside = titles_of(units, at)
        preceding = units[at - len(before) - 1].lower if at > len(before) else ""
        if preceding in PLACED and not before:
            beside = []
        phrases = [phrase for phrase in (read_phrase(before), read_phrase(beside)) if phrase]
        who = self.names.who(unit, (paragraph, unit.start), {part.noun.office for part in before if part.noun})
        after = units[at + 1] if at + 1 < len(units) else None
        if who is None or (after and after.noun and after.text[0].isupper() and not after.gap.strip()):
            return                              # the rest is part of the name: *Oslo Family Association*
        who.learn(phrases)
        if beside:
            self.beside[paragraph, beside[0].start] = who
        who.human = who.human and (who.certain or preceding != "the")
        for phrase in phrases:
            for noun in (found for found in phrase.core if found.noun):
                self._introduce(noun, who, phrase)
        likely = who.certain or unit.first or len(unit.parts) > 1
        if who.human and likely and self._content_at(paragraph, unit.start) is None:
            subject = not unit.possessive and preceding not in PREPOSITIONS
            self.sightings.add(Sighting(paragraph, unit.start, who, True, subject, False, who.certain))

    def _note_body(self, paragraph, at):
        units, unit = self.units[paragraph], self.units[paragraph][at]
        who = _settled_actor(unit.actor)
        if unit.noun and unit.noun.kind not in PERSONAL:
            self._introduce(unit, who, Phrase([unit], []))
        after = units[at + 1] if at + 1 < len(units) else None
        modifies = unit.possessive or (after and after.kind != "word" and not after.gap.strip())
        preceding = next((found.lower for found in reversed(units[max(0, at - 2):at]) if found.lower != "the"), "")
        if not modifies and preceding not in PREPOSITIONS and self._content_at(paragraph, unit.start) is None:
            self.sightings.add(Sighting(paragraph, unit.start, who, False, True, False))

    def _introduce(self, unit, who, phrase):
        words = frozenset(found.lower for found in phrase.core if found.kind in ("name", "actor"))
        entry = _Introduced(who, words, phrase.former, unit.noun.plural)
        for office in self._offices(unit):
            self.introduced[office].append(entry)

    def _offices(self, unit):
        """Return the noun, and the last word of a longer one (*the ministry* for the foreign ministry)."""
        words = unit.lower.split(" of ")[0].split()
        short = self.actors.entries.get(words[-1])
        shortens = short and short.noun and words[0] not in ("vice", "deputy", "assistant", "under")
        return {unit.noun.office, short.noun.office} if shortens else {unit.noun.office}

    def _phrase(self, units, place, depth=0):
        """Return who a phrase stands for: its head decides which rule applies."""
        phrase = read_phrase(units)
        if phrase is None or depth > DEPTH:
            return NOBODY
        head, first = phrase.head, units[0].lower
        if first in RELATIVES and len(phrase.core) == 1:
            return self._antecedent(first, place, depth)
        if _is_pronoun(phrase):
            return self._pronoun(first, place)
        halves = and_split(phrase)
        if halves:
            return self._both([self._phrase(half, place, depth + 1) for half in halves])
        if head.human or head.kind == "name":
            offices = {unit.noun.office for unit in phrase.core if unit.noun}
            who = self.names.who(head, place, offices)
            if who and len(phrase.core) > 1:
                before = read_phrase([unit for unit in units if unit.start < head.start])
                who.learn([before])
            return who or NOBODY
        if head.actor:
            return self._body(phrase)
        return self._by_noun(phrase, place, depth) if head.noun else NOBODY

    def _both(self, found):
        """Two who speak together: what they have in common."""
        if any(isinstance(who, _Within) for who in found):
            return NOBODY
        pair = {_settled(who) for who in found}
        if len(pair) == 1:
            return found[0]
        sides, roles = ({getattr(who, part) for who in pair} for part in ("side", "role"))
        return Speaker(UNKNOWN, sides.pop() if len(sides) == 1 else "", roles.pop() if len(roles) == 1 else "")

    def _body(self, phrase):
        """An actor that is no person, unless the phrase says that it is another's."""
        head, actor = phrase.head, phrase.head.actor
        if head.noun and head.noun.kind in PERSONAL:
            return self._introduced_by(phrase, actor.side, head.noun) or _settled_actor(actor)
        owner = part_of(phrase.rest, {"of"})[:2] if head.noun else []
        other = side_of(Phrase([*phrase.core[:-1], replace(head, actor=None)], phrase.rest[:1] + owner))
        unlisted = head.noun and any(unit.kind == "name" for unit in [*phrase.core[:-1], *owner])
        if (other and other != actor.side) or unlisted:
            return Speaker(UNKNOWN, other, actor.role)
        if self._are_members(phrase):
            return Speaker(UNKNOWN, actor.side, "" if actor.role == "government" else actor.role)
        return NOBODY if actor.role == "place" else _settled_actor(actor)

    def _are_members(self, phrase):
        """Tell *Norlanders* or *the Norlander*, who are people, and *a Sower*, who isn't the party."""
        head, entries = phrase.head, self.actors.entries
        one, many = (entries.get(name) for name in (head.lower.removesuffix("s"), head.lower + "s"))
        first = phrase.core[0].lower
        if head.lower.endswith("s") and one and one.actor is head.actor:
            return head.actor.role == "government"
        return (not head.noun and first in ("a", "an")) or bool(first == "the" and many and many.actor is head.actor)

    def _by_noun(self, phrase, place, depth):
        """A noun without a name: pointing back, speaking for another, or unnamed."""
        noun, head = self._qualified(phrase), phrase.head
        named = _proper_name(phrase)
        if named:
            return Speaker(UNKNOWN, side_of(phrase), noun.role if noun.kind == "organisation" else "media", named)
        if noun.kind == "part":
            owner = phrase.core[:-1] if head.lower == "side" else part_of(phrase.rest, BELONGING)
            return self._phrase(owner, place, depth + 1)
        if noun.kind in ("spokesperson", "document") and not noun.role:
            found = self._phrase(whose(phrase), place, depth + 1)
            if found != NOBODY:
                return found
        side = side_of(phrase)
        known = self._introduced_by(phrase, side, noun)
        if known:
            return known
        if noun.kind == "person" and noun.role == "official":
            return Speaker(UNNAMED, side, "official")
        before = [unit.noun.role for unit in phrase.core[:-1] if unit.noun and unit.noun.role]
        return Speaker(UNKNOWN, side, noun.role or (before[-1] if before and noun.kind not in PERSONAL else ""))

    def _qualified(self, phrase):
        """Return the noun, or the listed longer one it is short for (*the top Norland diplomat*: top diplomat).

        *The diplomat*, where nobody was called one, is short for the top diplomat.
        """
        head = phrase.head
        for unit in phrase.core[:-1]:
            longer = self.actors.entries.get(f"{unit.lower} {head.lower}")
            if longer and longer.noun:
                return longer.noun
        top = self.actors.entries.get(f"top {head.lower}")
        points_back = top and phrase.definite and not head.noun.plural and not self.introduced[head.noun.office]
        return top.noun if points_back and self._introduced_by(phrase, side_of(phrase), top.noun) else head.noun

    def _introduced_by(self, phrase, side, noun):
        """Who was introduced by this noun: for an office exactly one, else the last one.

        Only a phrase that points back can mean them; names in it must fit, if they fit anyone.
        """
        if phrase.core[0].lower in ("a", "an") or (noun.kind != "title" and not phrase.definite):
            return None
        fitting = [entry for entry in reversed(self.introduced[noun.office][-RECENT:])
                   if (entry.plural, entry.former) == (noun.plural, phrase.former)
                   and (not side or _settled(entry.who).side in ("", side))]
        words = {unit.lower for unit in phrase.core[:-1] if unit.kind == "name"}
        fitting = [entry for entry in fitting if words <= entry.words] or fitting
        people = {_settled(entry.who): entry.who for entry in fitting}
        if noun.kind == "title" or words:
            return next(iter(people.values())) if len(people) == 1 else None
        return fitting[0].who if fitting else None

    def _antecedent(self, word, place, depth):
        """The nearest name or noun before *who* or *which* in its sentence; right before *that*."""
        paragraph, start = place
        units, last = self.units[paragraph], bisect_right(self.starts[paragraph], start - 1)
        for at in range(last, max(last - LONGEST, 0), -1):
            if at < len(units) and units[at].first:
                break
            if self._fits_relative(units[at - 1], word, paragraph):
                return self._phrase([*titles_of(units, at - 1)[0], units[at - 1]], place, depth + 1)
            if word == "that":
                break
        return NOBODY

    def _fits_relative(self, unit, word, paragraph):
        """Tell whether *who* can mean a person, *which* a body, *that* either."""
        if unit.kind == "name":
            being = self.names.who(unit, (paragraph, unit.start), set())
            person = being is not None and being.certain
        else:
            person = unit.human or (unit.noun is not None and unit.noun.kind in PERSONAL)
        return unit.kind != "word" and (word == "that" or person == (word != "which"))

    def _pronoun(self, word, place):
        inside = self._content_at(*place)
        if word in FIRST:
            return _Within(inside[3]) if inside else NOBODY
        if inside and inside[2] in ("quoted", "scare"):
            return NOBODY
        return self.sightings.meant_by(word, place) or NOBODY

    def _content_at(self, paragraph, start):
        """Return the attribution whose words stand at a place, if any."""
        spans = self.contents[paragraph]
        at = bisect_right(spans, (start, float("inf"))) - 1
        return spans[at] if at >= 0 and start < spans[at][1] else None

    def _remember(self, who, phrase, place):
        """Note a source, so that a pronoun or *the official* may mean it."""
        if isinstance(who, _Within) or who == NOBODY:
            return
        noun = phrase.head.noun
        if noun and not phrase.head.human:
            self._introduce(phrase.head, who, phrase)
        one = bool(noun and noun.kind in PERSONAL and not noun.plural)
        if isinstance(who, Being):
            who.certain = who.certain or (who.human and " " in who.name)
            one = who.human and who.certain
        if self._content_at(*place) is None:
            many = bool(noun and noun.plural and not isinstance(who, Being))
            self.sightings.add(Sighting(*place, who, one, True, True, many=many))


def _is_pronoun(phrase):
    first = phrase.core[0]
    alone = len(phrase.core) == 1 or (
        first.lower in NOMINATIVE and phrase.core[1].kind == "word" and phrase.core[1].lower not in ("and", "or"))
    shouted = first.text.isupper() and first.text != "I"             # US isn't us
    return alone and first.kind == "word" and not shouted and first.lower in SINGULAR.keys() | FIRST | THIRD


def _settled_actor(actor):
    return Speaker(actor.name, actor.side, actor.role)


def _proper_name(phrase):
    """Return the last two words of a name that a capital noun ends (*Oslo Times*), or nothing."""
    head = phrase.head
    if len(phrase.core) < 2 or head.noun.kind not in ("organisation", "document"):
        return ""
    before = phrase.core[-2]
    proper = before.kind != "word" and not before.possessive and before.text[0].isupper() and head.text[0].isupper()
    return " ".join(f"{before.text} {head.text}".split()[-2:]) if proper else ""
