"""What every reader of files gives: articles as records; what can't be read as a broken record with its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Record:
    """One article as a file gave it; an empty string where the file didn't say.

    Attributes
    ----------
    place : str
        Where it stood, for messages: ``stories.csv, row 7``.
    text : str
        The article as plain text, one paragraph a line; empty where the file has facts only.
    headline, byline, url, genre, note : str
    outlet : str
        As the file names the publisher; never guessed from the address here.
    published : str
        ISO date, ``YYYY-MM-DD``.
    event : str
        Only where the file has a column for it.
    """

    place: str
    text: str = ""
    headline: str = ""
    outlet: str = ""
    byline: str = ""
    published: str = ""
    url: str = ""
    genre: str = ""
    event: str = ""
    note: str = ""


@dataclass(frozen=True)
class Broken:
    """A record that couldn't be read: its place, and what was wrong and expected."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"
