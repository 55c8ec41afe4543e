"""Texts and names that others wrote, made harmless to show in messages: no control sign reaches a terminal."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path


def shown(text: str, most: int = 40) -> str:
    r"""Write a piece of a file for a message: in marks, short, and what can't be seen as its escape.

    Examples
    --------
    >>> shown("a" * 50)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'"
    >>> print(shown("red\x1b[31m\n"))
    'red\x1b[31m'
    """
    text = text.strip()
    return repr(text if len(text) <= most else text[:most] + "…")


def said(error: Exception | str, most: int = 100) -> str:
    """Give what a library says is wrong, which may quote the file: its first line, short, without control signs.

    Examples
    --------
    >>> said(ValueError("cut short at \\x1b\\nline 2")), said(EOFError())
    ('cut short at ?', 'EOFError')
    """
    return visible(next(iter(str(error).splitlines()), "") or type(error).__name__)[:most]


def visible(text: str) -> str:
    r"""Put a question mark for every sign that can't be seen: control signs, and those that turn the direction.

    Examples
    --------
    >>> visible("red\x1b[31m"), visible("a\u202eb")
    ('red?[31m', 'a?b')
    """
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def safe_name(name: str) -> str:
    r"""Make a file's or an archive member's name harmless to show: no way up, no root, no drive, no control sign.

    Examples
    --------
    >>> safe_name("../../etc/passwd"), safe_name("C:\\news\\one\n.txt")
    ('etc/passwd', 'news/one?.txt')
    """
    parts = re.split(r"[/\\]+", "".join(
        "?" if unicodedata.category(sign)[0] == "C" or sign in "\u2028\u2029" else sign for sign in name))
    kept = [part for part in parts if part not in ("", ".", "..") and not re.fullmatch("[A-Za-z]:", part)]
    return "/".join(kept)[-200:] or "?"


def name_of(path: Path) -> str:
    """Name a file in messages and places.

    Examples
    --------
    >>> name_of(Path("news/stories.csv"))
    'stories.csv'
    """
    return safe_name(Path(path).name)
