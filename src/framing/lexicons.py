"""Word lists with their provenance, read from the CSV files beside the code."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parent / "lexicons"


@dataclass(frozen=True)
class ReportVerb:
    """One form of a report verb: its stance, whether a clause follows, whether it may be a noun."""

    stance: str
    takes_clause: bool
    ambiguous: bool


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
def vader() -> dict[str, float]:
    """Return VADER's word values as its authors' analyzer reads them."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer().lexicon


@cache
def report_verbs() -> dict[str, ReportVerb]:
    """Return the forms of report verbs, and *according to*."""
    table = _read("report_verbs")
    return {row.term: ReportVerb(row.stance, row.clause == "yes", row.ambiguous == "yes")
            for row in table.itertuples()}


@cache
def words(name: str) -> tuple[str, ...]:
    """Return a plain list: ``function_words`` or ``negators``."""
    return tuple(_read(name)["term"])


def digest() -> dict[str, str]:
    """Return the SHA-256 of every list, by file name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(FOLDER.glob("*.csv"))}
