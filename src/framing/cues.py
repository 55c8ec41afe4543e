"""Listed cues in a sentence: how each is used and what follows it (its frame)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from framing import lexicons
from framing.nodes import (
    ADVERBS,
    AUXILIARIES,
    BE,
    BREAKS,
    COMPLEMENTS,
    DETERMINERS,
    FINITE,
    PREPOSITIONS,
    SUBJECTS,
    TIMES,
    WH,
    Sentence,
    word_set,
)
from framing.tokens import TermMatcher

CLAUSE_WITHIN = 12         # nodes in which a clause without "that" shows its verb
ADVERBIAL_WITHIN = 14      # nodes of "in a statement after the meeting" between a cue and its content
LISTENER_WITHIN = 9        # nodes of "told reporters from Oslo" between a cue and its content
TELLS = word_set("tell assure remind inform warn notify ask advise brief reassure")
PLACES = word_set("in on at during after before through via from while last this")
PARTICIPLES = word_set("told said thought found held seen known written shown read heard understood meant sent")


@dataclass(frozen=True)
class Cue:
    """A listed cue in a sentence: its nodes, how it is used and what follows it."""

    first: int             # node where its verb group begins
    head: int
    last: int
    after: int             # first node of what follows
    term: str
    lemma: str
    kind: str
    use: str
    frame: str
    clause: bool


@cache
def _listed():
    cues = lexicons.cues()
    return TermMatcher(cues), cues


def find_cues(sentence: Sentence) -> list[Cue]:
    """Return the listed cues of a sentence in order, whether their frame counts or not."""
    matcher, listed = _listed()
    found = [_read_cue(sentence, head, head + size - 1, term, listed[term])
             for head, size, term in matcher.find(sentence.words)]
    return [cue for cue in found if cue is not None]


def _read_cue(sentence, head, last, term, entry):
    first = _group_start(sentence, head)
    use = _use(sentence, first, head, entry)
    if use is None:
        return None
    after = _after_listener(sentence, last) if entry.lemma in TELLS and use != "noun" else last + 1
    if use != "noun" and entry.clause:
        after = _after_adverbial(sentence, after)
    frame = _frame(sentence, after)
    if frame in COMPLEMENTS:               # *called for*: the preposition is part of the cue
        last = after if after == last + 1 else last
        after += 1
    kind = "belief" if entry.cue_class == "belief" else "speech"
    return Cue(first, head, last, after, term, entry.lemma, kind, use, frame, entry.clause)


def _group_start(sentence, head):
    """Return the first node of the verb group that ends with the cue."""
    at, words = head, sentence.words
    while at > 0 and head - at < 6 and not sentence.breaks[at - 1] and (
            words[at - 1] in AUXILIARIES or words[at - 1] in ADVERBS or words[at - 1] == "to"
            or (words[at - 1].endswith("ly") and len(words[at - 1]) > 4)) and words[at - 1] not in SUBJECTS:
        at -= 1
    return at


def _use(sentence, first, head, entry):
    """Return how a cue is used: verb, passive, infinitive, noun or phrase; None for an adjective."""
    words, form = sentence.words, sentence.words[head]
    if entry.part == "phrase":
        return "phrase"
    if head > 0 and sentence.is_capital(head) and not sentence.in_title_case:
        return None
    before = words[head - 1] if head and not sentence.breaks[head - 1] else ""
    group = set(words[first:head])
    if entry.part == "noun":
        return "noun"
    if entry.part == "adjective":
        return None if before in DETERMINERS else "verb"
    possessed = head > 0 and sentence.is_possessive(head - 1)
    if form.endswith("ing"):
        return None if before in DETERMINERS or possessed else "verb"
    if form.endswith(("ed", "ken", "ten", "wn")) or form in PARTICIPLES:
        if group & BE:
            return "passive"
        return None if before in DETERMINERS or possessed or before in PREPOSITIONS else "verb"
    if before in DETERMINERS or (before in PREPOSITIONS and before != "like") or possessed:
        return "noun"
    if "to" in group:
        return "infinitive"
    if head + 1 < len(words) and words[head + 1] in FINITE:
        return "noun"
    if not entry.ambiguous or group & AUXILIARIES or before in SUBJECTS | ADVERBS or not before:
        return "verb"
    if form.endswith("s"):
        return "verb" if sentence.is_capital(head - 1) or before in {"and", "which"} else "noun"
    return "verb" if before.endswith("s") or before == "and" else "noun"


def _after_listener(sentence, last):
    """Return the first node after the one who is told: *told reporters in Oslo that*."""
    at, words = last + 1, sentence.words
    if at < len(sentence) and (words[at] in {"that", "to"} or words[at] in WH or sentence.breaks[last]):
        return at
    stop = min(len(sentence), last + LISTENER_WITHIN)
    at += 1
    while at < stop:
        word = words[at]
        if (sentence.breaks[at - 1] or sentence.nodes[at].marked or word in {"that", "to"} or word in WH
                or word in SUBJECTS or word in PLACES or word in TIMES
                or (word in DETERMINERS and not sentence.is_possessive(at - 1))):
            return at
        at += 1
    return stop if stop == len(sentence) else min(last + 2, len(sentence))


def _after_adverbial(sentence, at):
    """Return the first node after when and where it was said: *said on Monday in a statement*."""
    words = sentence.words
    if at > 0 and sentence.breaks[at - 1]:
        return at
    while at < len(sentence) and words[at] in TIMES and not sentence.breaks[at - 1]:
        at += 1
    if at >= len(sentence) or sentence.breaks[at - 1] or words[at] not in PLACES:
        return at
    start, stop = at, min(len(sentence), at + ADVERBIAL_WITHIN)
    at += 1
    while at < stop:
        word = words[at]
        if sentence.breaks[at - 1] or word == "that" or sentence.nodes[at].marked:
            return at
        if (word in SUBJECTS or (word in DETERMINERS and words[at - 1] not in PREPOSITIONS)) and at - start > 1:
            return at
        at += 1
    return stop if stop == len(sentence) else start


def _frame(sentence, after):
    """Return what follows a cue; see `lexicons.cues`."""
    if after >= len(sentence):
        return "close"
    gap, word = sentence.gaps[after - 1], sentence.words[after]
    if sentence.nodes[after].marked:
        return "quote"
    if ":" in gap:
        return "colon"
    if sentence.breaks[after - 1]:
        return "comma"
    if word in {"and", "but", "or"}:
        return "close"
    if word in {"that", "to"}:
        return word
    if word in WH:
        return "wh"
    if word in COMPLEMENTS:
        return word
    return "clause" if _opens_clause(sentence, after) else "object"


def _opens_clause(sentence, at):
    """Tell whether the nodes from ``at`` can be a clause without *that*."""
    words = sentence.words
    if words[at] in SUBJECTS:
        return True
    stop = min(at + CLAUSE_WITHIN, len(sentence))
    if words[at] in FINITE:
        return False
    for place in range(at + 1, stop):
        if words[place] in BREAKS or words[place] == "to" or sentence.breaks[place - 1]:
            return False
        if sentence.is_finite(place):
            return True
    return False


def counts(cue: Cue) -> bool:
    """Tell whether the list counts a cue in this use with this frame."""
    name = cue.frame if cue.use in {"verb", "phrase"} else f"{cue.use}:{cue.frame}"
    return name in _listed()[1][cue.term].frames
