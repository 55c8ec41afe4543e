"""The token rule, sentences, and listed terms found in tokens.

The rule, in full. ’ reads as ' and … as a space. A token is

- a run of letters, with apostrophes inside (``isn't``), but without a possessive 's (``Oslo's`` is ``oslo``);
- initials with their dots (``U.S.``), which are dropped when capital (``US``);
- a number with its currency or per cent sign (``$360``, ``3.5%``, ``14th``);
- any of these joined by hyphens (``so-called``, ``US-NATO``).

Tokens are lower-cased, except acronyms: two to five capital letters stay capital, so that ``US`` isn't
the pronoun; in a sentence without any small letter everything is lower-cased.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

LETTERS = r"[^\W\d_]"
INITIALS = rf"(?:(?:{LETTERS}\.){{2,}}|(?:{LETTERS}\.)+{LETTERS}\b)"
WORD = rf"{LETTERS}+(?:'(?!s\b){LETTERS}+)*"
NUMBER = r"[$€£¥]?\d+(?:[.,]\d+)*(?:%|(?:st|nd|rd|th|bn|m)\b)?"
PART = rf"(?:{INITIALS}|{WORD}|{NUMBER})"
PATTERN = rf"(?<!\w')(?:{PART})(?:-{PART})*"
ACRONYM = re.compile(r"[A-Z]{2,5}")
MIN_STEM = 3


@cache
def tokenizer():
    """Return NLTK's RegexpTokenizer with this module's pattern."""
    from nltk.tokenize import RegexpTokenizer

    return RegexpTokenizer(PATTERN)


def plain(text: str) -> str:
    """Return the text as the token rule reads it; every character keeps its place."""
    return text.replace("’", "'").replace("…", " ")


def token_spans(text: str) -> list[tuple[str, int, int]]:
    """Return each token with the characters it covers.

    Examples
    --------
    >>> [token for token, start, end in token_spans("The U.S. isn’t Oslo’s ‘so-called’ rival.")]
    ['the', 'US', "isn't", 'oslo', 'so-called', 'rival']
    """
    text = plain(text)
    shouting = not any(letter.islower() for letter in text)
    return [(_normal(text[start:end], shouting), start, end)
            for start, end in tokenizer().span_tokenize(text)]


def tokenize(text: str) -> list[str]:
    """Return the tokens of a text.

    Examples
    --------
    >>> tokenize("$360 billion for US-NATO last year.There it is")
    ['$360', 'billion', 'for', 'US-NATO', 'last', 'year', 'there', 'it', 'is']
    """
    return [token for token, _, _ in token_spans(text)]


def _normal(token: str, shouting: bool) -> str:
    if shouting:
        return token.lower()
    return "-".join(_normal_part(part) for part in token.split("-"))


def _normal_part(part: str) -> str:
    bare = part.replace(".", "")
    return bare if ACRONYM.fullmatch(bare) else part.lower()


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the sentences of one paragraph as character spans, by nupunkt.

    Examples
    --------
    >>> text = "Talks began. The U.S. said they were candid."
    >>> [text[start:end] for start, end in sentence_spans(text)]
    ['Talks began.', 'The U.S. said they were candid.']
    """
    from nupunkt import sent_spans

    spans: list[tuple[int, int]] = []
    for start, end in sent_spans(text):
        piece = text[start:end]
        start, end = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        if start >= end:
            continue
        if spans and _is_false_cut(text[slice(*spans[-1])], text[start:end]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _is_false_cut(before: str, after: str) -> bool:
    """Tell a cut inside brackets, before a small letter or dash, or after nothing but initials."""
    return (before.count("(") > before.count(")") or after[0] in ")]–—-" or after[0].islower()
            or re.fullmatch(INITIALS, before) is not None)


def parse_term(term: str) -> list[tuple[str, bool]]:
    """Read a listed term: words separated by single spaces, each with an optional ``*`` at its end.

    Returns
    -------
    list of (str, bool)
        Each word, and whether it is a stem (``escalat*``).

    Raises
    ------
    ValueError
        If a wildcard stands elsewhere than at a word's end, or follows fewer than 3 letters.

    Examples
    --------
    >>> parse_term("bloc politic*")
    [('bloc', False), ('politic', True)]
    """
    words = term.split(" ")
    if not all(words):
        raise ValueError(f"term {term!r}: expected words separated by single spaces")
    parsed = []
    for word in words:
        stem, is_stem = word.removesuffix("*"), word.endswith("*")
        if "*" in stem or (is_stem and len(stem) < MIN_STEM):
            raise ValueError(f"term {term!r}: a wildcard * may stand only at the end of a word, "
                             f"after {MIN_STEM} letters or more")
        parsed.append((stem, is_stem))
    return parsed


class TermMatcher:
    """Find listed terms in a list of tokens, longest first, no token used twice.

    A term in small letters matches in any case; one with a capital only as written (``US``).

    Parameters
    ----------
    terms : iterable of str
        Terms as `parse_term` reads them.

    Examples
    --------
    >>> TermMatcher(["cold war", "war", "provoc*"]).find("a provocative cold war".split())
    [(1, 1, 'provoc*'), (2, 2, 'cold war')]
    """

    def __init__(self, terms):
        self._exact, self._stems = defaultdict(list), defaultdict(list)
        for term in terms:
            words = parse_term(term)
            first, is_stem = words[0]
            (self._stems if is_stem else self._exact)[first].append((words, term))
        self._stem_sizes = sorted({len(stem) for stem in self._stems})
        self._begun: dict[str, tuple] = {}    # terms by a token they may begin with, kept once looked up

    def find(self, tokens: list[str]) -> list[tuple[int, int, str]]:
        """Return (position, number of tokens, term) of each hit, in order."""
        hits, position = [], 0
        while position < len(tokens):
            token = tokens[position]
            begun = self._begun.get(token)
            if begun is None:
                begun = self._begun[token] = self._beginning_with(token)
            found = [(len(words), len(term), term) for words, term in begun
                     if _stands(words, tokens[position:position + len(words)])]
            if found:
                size, _, term = max(found)
                hits.append((position, size, term))
                position += size
            else:
                position += 1
        return hits

    def _beginning_with(self, token):
        lower = token.lower()
        candidates = list(self._exact.get(lower, ()))
        if token != lower:
            candidates += self._exact.get(token, ())
        for size in self._stem_sizes:
            candidates += self._stems.get(lower[:size], ())
        return tuple(candidates)


def _stands(words, tokens):
    return len(words) == len(tokens) and all(
        _fits(token, token.lower(), *word) for token, word in zip(tokens, words, strict=True))


def _fits(token, lower, word, is_stem):
    seen = lower if word == word.lower() else token
    return seen.startswith(word) if is_stem else seen == word
