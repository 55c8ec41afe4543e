"""What the rules and the parser both return: who says what, by which cue, in one paragraph."""

from __future__ import annotations

from dataclasses import dataclass

SHOWING = {"show", "suggest", "indicate", "mean", "reflect", "underscore", "highlight", "demonstrate", "prove"}
POINTING = {"this", "that", "these", "those"}       # *this shows that* is the writer's own conclusion


@dataclass(frozen=True, slots=True)
class Relation:
    """A cue with its source and what it introduces, as characters of one paragraph.

    Attributes
    ----------
    content : tuple of (int, int)
        Pieces of indirect content outside quotation marks, each with its *that*, *whether* or *to*;
        empty where the cue only introduces a quotation.
    cue : (int, int)
        The verb or phrase that introduces it.
    source : (int, int) or None
        The whole noun phrase of who speaks or thinks.
    term : str
        The cue's lemma or listed phrase, as in `lexicons.cues`.
    kind : str
        ``speech`` or ``belief``.
    """

    content: tuple[tuple[int, int], ...]
    cue: tuple[int, int]
    source: tuple[int, int] | None
    term: str
    kind: str
