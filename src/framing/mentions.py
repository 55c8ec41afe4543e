"""What stands in a text that can be a source: names, actors of the corpus, and nouns for people and organisations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from framing import lexicons
from framing.tokens import TermMatcher, token_spans, tokenize

HUMAN_ROLES = {"official", "politician", "expert", "activist"}
PARTICLES = {"de", "van", "von", "der", "den", "al", "bin", "el", "la", "da", "dos", "del", "ibn"}
CALENDAR = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february",
            "march", "april", "june", "july", "august", "september", "october", "november", "december", "jan", "feb",
            "mar", "apr", "jun", "jul", "aug", "sept", "oct", "nov", "dec"}
OPENERS = {"yesterday", "today", "tomorrow", "later", "earlier", "meanwhile", "still", "instead", "thus", "perhaps",
           "maybe", "once", "never", "always", "indeed", "however", "even", "now", "next", "last", "first", "second",
           "third", "asked", "given", "according", "despite", "amid", "like", "unlike"}     # capital words, no names
TITLE_CASE = 0.6            # share of capital initials above which a capital says nothing
ENDS = re.compile(r"[.?!]\W*$")
OPENS = re.compile(r"[.?!:“\"…]")


@dataclass(frozen=True, slots=True)
class Actor:
    """A row of actors.csv, with the words its names are made of."""

    name: str
    side: str
    role: str
    human: bool
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a listed term means: an actor, a noun for a source, or both (*Foreign Minister*)."""

    actor: Actor | None
    noun: lexicons.SourceNoun | None


NOTHING = Entry(None, None)


@dataclass(frozen=True, slots=True)
class KnownActors:
    """The corpus's actors, compiled: what may be found, and what it means."""

    matcher: TermMatcher
    entries: dict[str, Entry]


@dataclass(slots=True)
class Unit:
    """One piece of a paragraph: an actor, a listed noun, a name that isn't listed, or any other word."""

    start: int
    end: int
    text: str
    kind: str                                   # actor | noun | name | word
    actor: Actor | None = None
    noun: lexicons.SourceNoun | None = None
    gap: str = ""                               # what stands between the unit before and this one
    possessive: bool = False
    first: bool = False                         # opens a sentence, where a capital says nothing

    lower: str = field(init=False)
    _parts: list[str] | None = field(init=False, default=None)

    def __post_init__(self):
        self.lower = self.text.lower()

    @property
    def parts(self) -> list[str]:
        """The tokens of a name in small letters, without initials."""
        if self._parts is None:
            self._parts = [part.lower() for part in tokenize(self.text) if len(part) > 1 and part.lower() != "the"]
        return self._parts

    @property
    def human(self) -> bool:
        """Whether it names a person that actors.csv lists."""
        return self.actor is not None and self.actor.human and not (self.noun and self.noun.kind == "organisation")


def known_actors(actors) -> KnownActors:
    """Compile the corpus's actors.

    Parameters
    ----------
    actors : DataFrame
        actors.csv: ``actor``, ``aliases`` (separated by ``;``), ``side``, ``role``.

    Examples
    --------
    >>> import pandas as pd
    >>> compiled = known_actors(pd.DataFrame({"actor": ["Ann Lee"], "aliases": ["Lee;Minister Lee"],
    ...                                       "side": ["Norland"], "role": ["official"]}))
    >>> sorted(term for term, entry in compiled.entries.items() if entry.actor)
    ['ann lee', 'lee']
    """
    nouns = lexicons.source_nouns()
    entries = {term: Entry(None, noun) for form, noun in nouns.items() if (term := " ".join(tokenize(form)))}
    plain_nouns = dict(entries)
    for row in actors.itertuples():
        names = [row.actor, *(alias.strip() for alias in row.aliases.split(";") if alias.strip())]
        words = frozenset(word.lower() for name in names for word in tokenize(name))
        actor = Actor(row.actor, row.side, row.role, _is_human(row.actor, row.role, plain_nouns), words)
        terms = {" ".join(tokenize(name)) for name in names}
        for term in sorted(terms):
            if term and not (actor.human and _is_titled(term, terms, plain_nouns)):
                entries.setdefault(term, Entry(None, None))
                if entries[term].actor is None:
                    entries[term] = Entry(actor, _noun_in(term, plain_nouns))
    return KnownActors(TermMatcher(entries), entries)


def _is_human(name, role, nouns):
    """A person: an official, or two or more words without an organisation's noun or an acronym."""
    tokens = tokenize(name)
    if role not in HUMAN_ROLES or any(token.isupper() and len(token) > 1 for token in tokens):
        return False
    return role == "official" or (len(tokens) > 1 and "of" not in tokens and not any(
        nouns[token].noun.kind == "organisation" for token in tokens if token in nouns))


def _is_titled(term, terms, nouns):
    """Whether a name is a title and another name of the same person: the title is read by itself."""
    title, _, name = term.partition(" ")
    return title in nouns and name in terms


def _noun_in(term, nouns):
    """Return the noun a name ends with (*Foreign Ministry*), or begins with before *of* (*Ministry of Trade*)."""
    tokens = term.lower().split()
    for first in range(len(tokens)):
        if (found := nouns.get(" ".join(tokens[first:]))) is not None:
            return found.noun
    return nouns[tokens[0]].noun if tokens[1:2] == ["of"] and tokens[0] in nouns else None


def read_units(paragraphs: list[str], compiled: KnownActors) -> list[list[Unit]]:
    """Return every paragraph's units in order; a word written small elsewhere is no name where it opens a sentence."""
    tokens = [token_spans(text) for text in paragraphs]
    common = {text[a:b] for text, found in zip(paragraphs, tokens, strict=True) for _, a, b in found
              if text[a].islower()}
    named = {text[a:b] for text, found in zip(paragraphs, tokens, strict=True)
             for (_, _, before), (_, a, b) in pairwise(found)
             if text[a].isupper() and not OPENS.search(text[before:a])}
    return [_paragraph_units(text, found, compiled, common, named)
            for text, found in zip(paragraphs, tokens, strict=True)]


def _paragraph_units(text, tokens, compiled, common, named):
    units = _pieces(text, tokens, compiled)
    shouting = _is_title_case(text, tokens)
    for before, unit in pairwise([None, *units]):
        unit.gap = text[before.end if before else 0:unit.start]
        if before and unit.gap[:1] == "." and _is_abbreviation(before):
            unit.gap = unit.gap[1:]
        unit.first = before is None or OPENS.search(unit.gap) is not None
        if unit.kind == "word" and unit.text[0].isupper() and not shouting and _may_be_name(unit, common, named):
            unit.kind = "name"
    units = units if shouting else _with_longer_names(text, units)
    for unit in units:
        if unit.kind == "name" and unit.first and " " not in unit.text and unit.text not in named:
            unit.kind = "word"
    return units


def _pieces(text, tokens, compiled):
    """Cut a paragraph at listed terms; everything else is a word."""
    hits = {first: (size, compiled.entries[term])
            for first, size, term in compiled.matcher.find([token for token, _, _ in tokens])}
    pieces, at = [], 0
    while at < len(tokens):
        size, entry = hits.get(at, (1, NOTHING))
        start, end = tokens[at][1], tokens[at + size - 1][2]
        if entry.actor and entry.actor.human and not text[start].isupper():
            entry = Entry(None, entry.noun)
        noun = entry.noun or (_hyphenated(tokens[at][0], compiled) if size == 1 else None)
        kind = "actor" if entry.actor else "noun" if noun else "word"
        possessive = text[end:end + 2].replace("’", "'") == "'s" or (
            text[end - 1] == "s" and text[end:end + 1] in tuple("'’"))
        pieces.append(Unit(start, end, text[start:end], kind, entry.actor, noun, possessive=possessive))
        at += size
    return pieces


def _hyphenated(token, compiled):
    """Return the noun for a person in *ex-president* or *president-elect*."""
    for part in (token.split("-")[-1], token.split("-")[0]) if "-" in token else ():
        entry = compiled.entries.get(part)
        if entry and entry.noun and entry.noun.kind in ("person", "title"):
            return entry.noun
    return None


def _is_title_case(text, tokens):
    longer = [text[a].isupper() for _, a, b in tokens if b - a > 3]
    return len(tokens) > 4 and not ENDS.search(text) and sum(longer) > TITLE_CASE * len(longer)


def _is_abbreviation(unit):
    return len(unit.text) == 1 or (unit.noun is not None and unit.noun.abbreviation)


def _may_be_name(unit, common, named):
    text, lower = unit.text, unit.lower
    if lower in lexicons.words("function_words"):
        return False
    if len(text) == 1:
        return not unit.first
    return lower not in CALENDAR and (not unit.first or text in named or not (
        lower in common or lower in OPENERS or lower.endswith("ly")))


def _with_longer_names(text, units):
    """Join the pieces of one name: *Wu* the actor isn't *Wu Ming*, nor *Ming van Wu*."""
    joined, at = [], 0
    while at < len(units):
        last = at
        while _in_name(units[last]) and (after := _continues(units, last)) > last:
            last = after
        joined.append(_joined(text, units[at:last + 1]))
        at = last + 1
    return joined


def _continues(units, at):
    """Return the position of the piece that goes on with the name at this one, or the same position."""
    here, after, second = (units[at + step] if at + step < len(units) else None for step in range(3))
    if here.possessive or after is None or after.gap.strip():
        return at
    if after.text in PARTICLES and second and not second.gap.strip():
        return at + 2 if here.kind == second.kind == "name" else at
    return at + 1 if _in_name(after) and "name" in (here.kind, after.kind) else at


def _in_name(unit):
    return unit is not None and (unit.kind == "name" or (unit.human and len(unit.parts) == 1))


def _joined(text, units):
    if len(units) == 1:
        return units[0]
    first, last = units[0], units[-1]
    whole = Unit(first.start, last.end, text[first.start:last.end], "name",
                 gap=first.gap, possessive=last.possessive, first=first.first)
    actors = [unit.actor for unit in units if unit.actor]
    parts = whole.parts
    if actors and {parts[0], parts[-1]} <= actors[0].words and parts[0] != parts[-1]:
        whole.kind, whole.actor = "actor", actors[0]
    return whole
