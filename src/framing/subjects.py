"""Who speaks: the noun phrase that a cue belongs to, by rules. Ranges are nodes, from and up to."""

from __future__ import annotations

from framing.nodes import (
    ADVERBS,
    BREAKS,
    DETERMINERS,
    FINITE,
    POSSESSIVES,
    PREPOSITIONS,
    SUBORDINATORS,
    TIMES,
    Sentence,
)

SUBJECT_WITHIN = 40        # nodes looked at for the subject of a cue
RELATIVES = {"who", "which", "whose", "where", "that"}
SPEAK = {"said", "says", "say", "told", "tells", "think", "thinks", "thought", "believe", "believes", "knew", "know"}
VERBS = FINITE | SPEAK
LEADING = ADVERBS | {"but", "and", "or", "yet"}
Range = tuple[int, int]


def before_verb(sentence: Sentence, at: int, finite: bool) -> Range | None:
    """Return the noun phrase right before the verb group that begins at node ``at``.

    Parameters
    ----------
    finite : bool
        Whether the group has a finite verb; the subject of an infinitive stands before the verb it hangs on.
    """
    begins = phrase_start(sentence, at)
    verbs = [place for place in range(begins + 1, at) if sentence.words[place] in VERBS]
    relative = next((place for place in range(begins + 1, at) if sentence.words[place] in RELATIVES), at)
    if finite and verbs and verbs[-1] < relative and verbs[-1] + 1 < at:
        begins = verbs[-1] + 1
    elif not finite:
        place = next((place for place in range(begins + 1, relative) if sentence.is_finite(place)), at)
        return trimmed(sentence, begins, place)
    return trimmed(sentence, begins, at)


def trimmed(sentence: Sentence, first: int, stop: int) -> Range | None:
    """Return a noun phrase without *but* and *now* before it or *on Monday* and *last week* after it."""
    words = sentence.words
    while first < stop and words[first] in LEADING:
        first += 1
    while stop - 1 > first and (words[stop - 1] in TIMES or words[stop - 1] in ADVERBS or words[stop - 2] == "last"
                                or words[stop - 1] in {"on", "last", "late"}):
        stop -= 1
    return (first, stop) if first < stop else None


def phrase_start(sentence: Sentence, stop: int) -> int:
    """Return where the noun phrase before ``stop`` begins."""
    at, words = stop - 1, sentence.words
    while at > 0 and stop - at < SUBJECT_WITHIN:
        determiner = words[at - 1] == "that" and at > 1 and words[at - 2] in PREPOSITIONS
        if sentence.breaks[at - 1] or sentence.nodes[at - 1].marked or (words[at - 1] in BREAKS and not determiner):
            break
        if words[at - 1] == "and" and sentence.has_finite(sentence.punctuated_before(at - 1), at - 1):
            break
        at -= 1
    return at


def before_comma(sentence: Sentence, at: int) -> Range | None:
    """Return the noun phrase whose apposition or relative clause closes with a comma before ``at``."""
    begins, stop, segments = None, at, 0
    while stop > 0 and segments < 5 and not sentence.nodes[stop - 1].marked:
        start = sentence.punctuated_before(stop - 1)
        marked = [place for place in range(start, stop) if sentence.nodes[place].marked]
        start = marked[-1] + 1 if marked else start
        relative = next((place for place in range(start, stop) if sentence.words[place] in RELATIVES), stop)
        if segments == 0 and start > 0 and sentence.words[start] in PREPOSITIONS:
            segments, stop = 1, start
            continue
        if sentence.has_finite(start, relative) or (
                start != relative and sentence.words[start] in PREPOSITIONS | SUBORDINATORS):
            break
        segments += 1
        begins = start if start < relative else begins
        stop = start
    return trimmed(sentence, begins, at) if begins is not None and segments > 1 else None


def inverted(sentence: Sentence, first: int, last: int) -> Range | None:
    """Return the noun phrase after the cue in *..., said Jane Doe, the mayor.*"""
    at = last + 1
    if at >= len(sentence) or sentence.breaks[last]:
        return None
    if not (sentence.nodes[first - 1].marked or sentence.has_finite(0, first)):
        return None
    end = at
    while end < len(sentence) - 1 and not sentence.breaks[end] and not sentence.is_finite(end + 1):
        end += 1
    if end < len(sentence) - 1 and not sentence.breaks[end] and sentence.words[end] != "who":
        return None
    while end < len(sentence) - 1 and not _closes_apposition(sentence, end):
        end += 1
    return at, end + 1


def _closes_apposition(sentence, at):
    following = sentence.words[at + 1]
    return (sentence.nodes[at + 1].marked or any(sign in sentence.gaps[at] for sign in ";:—")
            or (sentence.breaks[at] and following.endswith("ing")))


def owner(sentence: Sentence, at: int) -> Range | None:
    """Return who holds the noun at node ``at``: *her claim*, *the mayor's claim*, or the sentence's subject."""
    for place in range(at - 1, max(-1, at - 5), -1):
        if sentence.breaks[place] and place != at - 1:
            break
        if sentence.words[place] in POSSESSIVES:
            return place, place + 1
        if sentence.is_possessive(place):
            begins = place
            while begins > 0 and place - begins < 8 and not sentence.breaks[begins - 1] and (
                    sentence.is_capital(begins - 1) or sentence.words[begins - 1] in DETERMINERS):
                begins -= 1
            return begins, place + 1
    return main_subject(sentence, at)


def main_subject(sentence: Sentence, before: int) -> Range | None:
    """Return the first noun phrase of the clause before a node that stands before a finite verb."""
    start = sentence.punctuated_before(before)
    while True:
        opener = sentence.words[start]
        verb = next((place for place in range(start, before) if sentence.is_finite(place)), None)
        if verb is not None and verb > start and opener not in PREPOSITIONS | SUBORDINATORS | RELATIVES:
            break
        if start == 0:
            return None
        start = sentence.punctuated_before(start - 1)
    return trimmed(sentence, start, _group_start(sentence, verb))


def _group_start(sentence, verb):
    while verb > 1 and sentence.words[verb - 1] in ADVERBS:
        verb -= 1
    return verb
