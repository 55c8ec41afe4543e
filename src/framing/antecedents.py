"""Whom a pronoun means: the people and bodies seen before it, sentence by sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from itertools import islice
from typing import NamedTuple

from framing.people import Being, Speaker
from framing.tokens import sentence_spans

SINGULAR = {"he": "he", "him": "he", "his": "he", "himself": "he",
            "she": "she", "her": "she", "hers": "she", "herself": "she"}
PLURAL = {"they", "them", "their", "theirs"}
THIRD = {"it", "its"} | PLURAL
RECENT = 50                # sightings that a search looks back on


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
