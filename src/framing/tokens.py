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
from functools import cache, lru_cache

LETTERS = r"[^\W\d_]"
INITIALS = rf"(?:(?:{LETTERS}\.){{2,}}|(?:{LETTERS}\.)+{LETTERS}\b)"
WORD = rf"{LETTERS}+(?:'(?!s\b){LETTERS}+)*"
NUMBER = r"[$€£¥]?\d+(?:[.,]\d+)*(?:%|(?:st|nd|rd|th|bn|m)\b)?"
PART = rf"(?:{INITIALS}|{WORD}|{NUMBER})"
PATTERN = rf"(?<!\w')(?:{PART})(?:-{PART})*"
# NLTK's engine is four times as slow, and gives up after five seconds. The two differ in what they call a letter,
# but not on these signs: Latin, Greek, Cyrillic, Hebrew, Chinese, Japanese, Korean, and the marks of prose.
FAST = re.compile(PATTERN)
ALIKE = re.compile(r"[\x00-\xb1\xb4-\xb8\xba\xbb\xbf-\u02af\u0391-\u03a1\u03a3-\u03ff\u0400-\u0482\u048a-\u052f"
                   r"\u05d0-\u05ea\u1e00-\u1eff\u2010-\u203a\u20a0-\u20bf\u3000-\u3004\u3008-\u301c\u3041-\u3096"
                   r"\u30a1-\u30fa\u4e00-\u9fef\uac00-\ud7a3\uff01-\uff0f\uff1a-\uff3e]*")
ACRONYM = re.compile(r"[A-Z]{2,5}")
MIN_STEM = 3
KEPT = 2 ** 15             # tokens that are remembered once read or looked up


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
    shouting = _is_shouting(text)
    return [(_normal(text[start:end], shouting), start, end) for start, end in _places(text)]


def tokenize(text: str) -> list[str]:
    """Return the tokens of a text.

    Examples
    --------
    >>> tokenize("$360 billion for US-NATO last year.There it is")
    ['$360', 'billion', 'for', 'US-NATO', 'last', 'year', 'there', 'it', 'is']
    """
    text = plain(text)
    shouting = _is_shouting(text)
    found = FAST.findall(text) if ALIKE.fullmatch(text) else tokenizer().tokenize(text)
    return [_normal(token, shouting) for token in found]


def _places(text):
    if ALIKE.fullmatch(text):
        return [match.span() for match in FAST.finditer(text)]
    return tokenizer().span_tokenize(text)


def _is_shouting(text):
    return not any(letter.islower() for letter in text)


@lru_cache(maxsize=KEPT)
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
        self._begun: dict[str, tuple] = {}    # terms by a token they begin with, kept once looked up

    def find(self, tokens: list[str]) -> list[tuple[int, int, str]]:
        """Return (position, number of tokens, term) of each hit, in order."""
        begun = self._begun
        starts = [begun[token] if token in begun else self._look_up(token) for token in tokens]
        hits, free = [], 0
        for position in [at for at, terms in enumerate(starts) if terms]:
            if position < free:
                continue
            found = [(len(words), len(term), term) for words, term in starts[position]
                     if len(words) == 1 or _goes_on(words, tokens, position)]
            if found:
                size, _, term = max(found)
                hits.append((position, size, term))
                free = position + size
        return hits

    def _look_up(self, token):
        """Return the terms whose first word the token fits, and remember them."""
        if len(self._begun) >= KEPT:
            self._begun.clear()
        lower = token.lower()
        candidates = list(self._exact.get(lower, ()))
        if token != lower:
            candidates += self._exact.get(token, ())
        for size in self._stem_sizes:
            candidates += self._stems.get(lower[:size], ())
        terms = self._begun[token] = tuple(
            (words, term) for words, term in candidates if _fits(token, lower, *words[0]))
        return terms


def _goes_on(words, tokens, position):
    """Tell whether the words of a term after its first one stand after a position."""
    after = tokens[position + 1:position + len(words)]
    return len(after) == len(words) - 1 and all(
        _fits(token, token.lower(), *word) for token, word in zip(after, words[1:], strict=True))


def _fits(token, lower, word, is_stem):
    seen = lower if word == word.lower() else token
    return seen.startswith(word) if is_stem else seen == word
