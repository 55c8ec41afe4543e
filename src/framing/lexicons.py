"""Word lists with their provenance, read from the CSV files beside the code."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parent / "lexicons"


@dataclass(frozen=True)
class Cue:
    """One form of a cue."""

    lemma: str
    cue_class: str
    part: str                  # verb, noun, adjective or phrase
    clause: bool               # may stand after what it introduces, or interrupt it: ..., she said
    ambiguous: bool            # noun and verb look alike: claim, claims
    frames: frozenset[str]     # with which it counts


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv", keep_default_na=False)


@cache
def classes() -> pd.DataFrame:
    """Return the word classes: ``class``, ``label``, ``reason``, ``source``, one row each."""
    return _read("classes")


@cache
def class_terms() -> pd.DataFrame:
    """Return every listed term: ``class``, ``term``, ``note``.

    Examples
    --------
    >>> terms = class_terms()
    >>> bool(terms["term"].is_unique)          # no term counts in two classes
    True
    """
    lists = [_read(name).assign(**{"class": name}) for name in classes()["class"]]
    return pd.concat(lists, ignore_index=True)[["class", "term", "note"]]


@cache
def tone() -> dict[str, int]:
    """Return the tone list: term to +1 or -1."""
    table = _read("tone")
    return dict(zip(table["term"], table["value"].astype(int), strict=True))


@cache
def vader_analyzer():
    """Return VADER's analyzer, its authors' and unchanged."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


def vader() -> dict[str, float]:
    """Return VADER's word values as its authors' analyzer reads them."""
    return vader_analyzer().lexicon


@cache
def cues() -> dict[str, Cue]:
    """Return the forms that introduce speech or thought, with the frames in which they count.

    A frame is what follows: ``that``, ``wh`` (whether, how ...), ``to``, ``quote``, ``colon``, ``clause`` (without
    *that*), ``object``, ``comma``, ``close`` (the sentence ends) or a preposition. It is written plainly for a
    verb or phrase, with ``passive:``, ``infinitive:`` or ``noun:`` before it for another use.

    Examples
    --------
    >>> cue = cues()["accused"]
    >>> cue.lemma, cue.cue_class, sorted(cue.frames)
    ('accuse', 'emotive', ['clause', 'infinitive:object', 'object', 'of', 'passive:by', 'passive:of', 'quote', 'wh'])
    """
    table = _read("cues")
    return {row.term: Cue(row.lemma, row.cue_class, row.part, row.clause == "yes", row.ambiguous == "yes",
                          frozenset(row.frames.split())) for row in table.itertuples()}


@cache
def cue_class(lemma: str) -> str:
    """Return the class of a cue's lemma: neutral, assertive, doubting, emotive or belief; empty if it isn't listed.

    Examples
    --------
    >>> cue_class("claim"), cue_class("hope"), cue_class("rain")
    ('doubting', 'belief', '')
    """
    return _cue_classes().get(lemma, "")


@cache
def _cue_classes():
    rows = _read("complements").itertuples()
    return {row.lemma: row.cue_class for row in rows} | {cue.lemma: cue.cue_class for cue in cues().values()}


@cache
def complements() -> dict[tuple[str, str], frozenset[str]]:
    """Return the frames in which a cue counts when parsed, by part of speech and lemma.

    A frame is what follows: ``that``, ``wh``, ``infinitive``, ``bare`` (a clause without *that*), ``small`` (one
    without a finite verb), ``ing``, ``object``, ``predicate``, ``subject`` (of a passive), ``fronted`` (a clause
    before the cue) or a preposition. The row ``*`` holds for every cue with a class; ``-that`` takes ``that`` out
    of it.
    """
    return {(row.part, row.lemma): frozenset(row.frames.split()) for row in _read("complements").itertuples()}


@dataclass(frozen=True)
class SourceNoun:
    """A noun for a source: ``person``, ``title`` (an office one person holds at a time), ``spokesperson``,
    ``organisation``, ``document`` or ``part`` (*members of*); the role it stands for; equal offices share a name.
    """

    kind: str
    role: str
    office: str
    plural: bool
    abbreviation: bool


@cache
def source_nouns() -> dict[str, SourceNoun]:
    """Return the nouns that stand for sources, singular and plural.

    Examples
    --------
    >>> noun = source_nouns()["congresswomen"]
    >>> noun.kind, noun.role, noun.office, noun.plural
    ('person', 'politician', 'representative', True)
    """
    return {form: SourceNoun(row.kind, row.role, row.office or row.term.rstrip("."), plural, form.endswith("."))
            for row in _read("source_nouns").itertuples()
            for form, plural in ((row.term, False), (row.plural, True)) if form}


@cache
def words(name: str) -> frozenset[str]:
    """Return a plain list: ``function_words`` or ``negators``.

    Examples
    --------
    >>> "not" in words("negators")
    True
    """
    return frozenset(_read(name)["term"])


def digest() -> dict[str, str]:
    """Return the SHA-256 of every list, by file name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(FOLDER.glob("*.csv"))}
