"""Names as they stand in a text: runs of capitalised words, the titles before them, and what joins two of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from framing import lexicons
from framing.mentions import Unit, known_actors, read_units
from framing.tokens import tokenize

JOINS = re.compile(r"\s+(of|for|and|&)(?:\s+the)?\s+|\s*(&)\s*")    # what may stand inside one name
BRACKETED = re.compile(r"\(([A-Z][A-Za-z&.]{1,9})\)")
SMALL = {"of", "and", "for", "the", "in", "on", "to", "&"}          # words that acronyms leave out
PERSON = ("person", "title", "spokesperson")
PLACED = {"in", "near", "across", "throughout", "outside", "inside"}


class Atom(NamedTuple):
    """A run of capitalised words: its key (tokens), how it was written, and what stands around it."""

    key: tuple[str, ...]
    text: str
    paragraph: int
    start: int
    first: bool                # opens a sentence, where a capital says little
    titled: bool               # after Mr, Ms or a title
    role: str                  # what the title says
    placed: bool               # after *in* and the like
    speaks: bool               # before or after a verb of saying
    dotted: bool               # before a full stop, as abbreviations are


class Chain(NamedTuple):
    """Atoms with what stands between each two: *Department* of *Justice*."""

    atoms: list[Atom]
    joins: list[str]


@dataclass
class Written:
    """How words are written in a corpus: with a small letter, or with a capital inside a sentence."""

    small: Counter = field(default_factory=Counter)
    capital: Counter = field(default_factory=Counter)

    def is_name(self, word: str, share: float) -> bool:
        """Tell a word that at least this share of places writes with a capital."""
        lower = word.lower()
        return self.capital[lower] >= share * (self.capital[lower] + self.small[lower]) > 0


NOBODY = known_actors(pd.DataFrame(columns=["actor", "aliases", "side", "role"]))


def chains(paragraphs: list[str], written: Written) -> list[Chain]:
    """Find the names of an article, and note in ``written`` how its words are written.

    Examples
    --------
    >>> found = chains(["On Monday Sen. Ann Lee left the Department of Trade."], Written())
    >>> [[atom.text for atom in chain.atoms] for chain in found], found[0].atoms[0].role
    ([['Ann Lee'], ['Department', 'Trade']], 'politician')
    """
    found = []
    for paragraph, units in enumerate(read_units(paragraphs, NOBODY)):
        _count(units, written)
        found += _joined(paragraphs[paragraph], list(_atoms(units, paragraph)))
    return found


def _count(units: list[Unit], written: Written) -> None:
    for unit in units:
        if unit.text[0].islower():
            written.small[unit.lower] += 1
        elif not unit.first and unit.kind in ("name", "noun"):
            written.capital.update(word.lower() for word in tokenize(unit.text))


def _atoms(units: list[Unit], paragraph: int) -> Iterator[Atom]:
    """Cut a paragraph's units into runs: a title is none, and a possessive or a mark ends one."""
    at = 0
    while at < len(units):
        last = at
        while _is_piece(units, last) and last + 1 < len(units) and _is_piece(units, last + 1) and not (
                units[last].possessive or units[last + 1].gap.strip()):
            last += 1
        if _is_piece(units, at):
            yield _atom(units, at, last, paragraph)
        at = last + 1


def _is_piece(units, at):
    unit = units[at]
    if unit.kind == "name":
        return True
    return (unit.kind == "noun" and unit.text[0].isupper() and (unit.noun.kind not in PERSON or unit.noun.plural)
            and not unit.text.endswith("."))


def _atom(units, at, last, paragraph):
    run, after = units[at:last + 1], units[last + 1] if last + 1 < len(units) else None
    before = [unit for unit in units[max(0, at - 2):at] if not run[0].gap.strip(" .")][::-1]
    nearest = before[0] if before else None
    noun = nearest.noun if nearest else None
    title = noun if noun and noun.kind in PERSON and not noun.plural else None
    cues = lexicons.cues()
    speaks = (after is not None and not after.gap.strip(" ,") and after.lower in cues) or (
        nearest is not None and nearest.lower in cues and cues[nearest.lower].part == "verb")
    placed = [unit.lower for unit in before if unit.lower != "the"][:1]
    text = " ".join(" ".join(unit.text.split()) for unit in run)
    return Atom(_key(text), text, paragraph, run[0].start, run[0].first, title is not None, title.role if title else "",
                bool(PLACED.intersection(placed)), speaks, after is not None and after.gap.startswith("."))


def _key(text: str) -> tuple[str, ...]:
    """Return a name's tokens without initials, small but for acronyms; never none."""
    tokens = tokenize(f"{text} x")[:-1]         # a small letter beside them keeps acronyms capital
    kept = [token for token in tokens if len(token) > 1 and token != "the"]
    return tuple(kept or tokens)


def _joined(text: str, atoms: list[Atom]) -> Iterator[Chain]:
    """Chain the atoms that only *of*, *for*, *and* or *&* divides."""
    chain, joins = [], []
    for atom in atoms:
        between = JOINS.fullmatch(text[chain[-1].start + len(chain[-1].text):atom.start]) if chain else None
        if chain and not between:
            yield Chain(chain, joins)
            chain, joins = [], []
        if between:
            joins.append(" ".join(between.group(0).split()))
        chain.append(atom)
    if chain:
        yield Chain(chain, joins)


def acronyms(text: str) -> Iterator[tuple[str, str]]:
    """Go through acronyms with the name before their brackets: *Board of Trade (BT)*.

    Every letter of the acronym is the initial of a word, in order; small words may be left out.

    Examples
    --------
    >>> list(acronyms("He left the Bureau of Bread and Butter (BBB) and the Board of Trade (BOT) in 2030 (May)."))
    [('BBB', 'Bureau of Bread and Butter'), ('BOT', 'Board of Trade')]
    """
    for match in BRACKETED.finditer(text):
        short = match.group(1).replace(".", "")
        letters = [sign for sign in short if sign.isupper()]
        words = text[:match.start()].split()[-2 * len(letters) - 2:] if len(letters) > 1 else []
        full = _spelt_out(letters, words, SMALL) or _spelt_out(letters, words, set())
        if full:
            yield short, full


def _spelt_out(letters: list[str], words: list[str], skipped: set[str]) -> str:
    """Return the last words whose initials are the letters; small words may misfit, and skipped ones must."""
    left, at = list(letters), len(words)
    while left and at:
        at -= 1
        lower = words[at].lower()
        if lower not in skipped and words[at][0].upper() == left[-1]:
            left.pop()
        elif lower not in SMALL:
            return ""
    return "" if left or not words[at:] or words[at][0].islower() else " ".join(words[at:])
