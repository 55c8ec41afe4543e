"""Words of a parsed sentence: which frames a cue counts with, and how the clauses under it begin."""

from __future__ import annotations

from functools import cache, lru_cache

from framing import lexicons

FINITE = {"VBD", "VBP", "VBZ", "MD"}
ASKING = {"whether", "if", "how", "why", "what", "who", "when", "where", "which", "whom", "whose"}
PARTS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "ADJ": "adjective"}
OPENING, CLOSING = set("([$“\"‘'#@"), set(")]%”\"’'")
AS_IN_RULES = {"object": "object", "clause": "bare", "to": "infinitive", "wh": "wh", "for": "for", "of": "of",
               "as": "as"}


@lru_cache(maxsize=100_000)
def frames(part: str, term: str) -> frozenset[str]:
    """Return the frames in which a cue counts.

    Examples
    --------
    >>> sorted(frames("verb", "accuse") - frames("verb", "*"))
    ['object', 'of']
    """
    listed = lexicons.complements()
    own = listed.get((part, term), _rule_frames().get((part, term), frozenset()))
    default = listed[part, "*"] if "noun" not in part or lexicons.cue_class(term) else frozenset()
    return frozenset(name for name in own | default if name[0] != "-" and "-" + name not in own)


@cache
def _rule_frames():
    """Return the frames of each cue of the rules' list, in the names used here."""
    return {("verb", cue.lemma): frozenset(AS_IN_RULES[name] for name in cue.frames if name in AS_IN_RULES)
            for cue in lexicons.cues().values()}


@cache
def _lemmas():
    return {term: cue.lemma for term, cue in lexicons.cues().items() if " " not in term}


def lemma(token) -> str:
    """Return the token's lemma, for a listed cue the list's."""
    return _lemmas().get(token.lower_, token.lemma_.lower())


def clause(verb) -> str:
    """Return how a clause begins: ``that``, ``infinitive``, ``wh``, ``bare`` (finite) or ``small``."""
    if any(child.dep_ == "mark" and child.lower_ == "that" for child in verb.lefts):
        return "that"
    if has_to(verb):
        return "infinitive"
    if verb.left_edge.lower_ in ASKING or any(child.lower_ in ASKING for child in verb.lefts):
        return "wh"
    finite = verb.tag_ in FINITE or any(
        child.dep_ in ("aux", "auxpass") and child.tag_ in FINITE for child in verb.lefts)
    return "bare" if finite else "small"


def has_to(verb) -> bool:
    """Tell a to-infinitive."""
    return any(child.tag_ == "TO" for child in verb.lefts)


def is_passive(verb) -> bool:
    """Tell a verb in the passive."""
    return any(child.dep_ == "auxpass" for child in verb.children)


def trimmed(doc, first: int, last: int) -> tuple[int, int]:
    """Return the range without the punctuation at its ends."""
    while first < last and doc[first].is_punct and doc[first].text not in OPENING:
        first += 1
    while last > first and doc[last - 1].is_punct and doc[last - 1].text not in CLOSING:
        last -= 1
    return first, last
