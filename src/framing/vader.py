"""VADER's compound score: its authors' rules, asked only about the words they can give a value to.

A word's value hangs on the three words before it, the two after it, and on whether the text has words in capitals
beside others. The authors' code looks at the whole text for each such word; here it looks at that window, once for
each window, so that time grows with length.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from heapq import heappop, heappush
from types import SimpleNamespace

from framing import lexicons

BEFORE, AFTER = 3, 2       # words that a word's value hangs on
BUT = "but"                # halves what stands before it, and adds half to what comes after
KEPT = 2 ** 15             # words and windows that are remembered


def compound(text: str) -> float:
    """Score a text from -1 to 1, exactly as `lexicons.vader_analyzer` does.

    Examples
    --------
    >>> text = "The talks were GOOD, but nobody was very happy!"
    >>> compound(text) == lexicons.vader_analyzer().polarity_scores(text)["compound"]
    True
    """
    lexicon = lexicons.vader()
    text = _spelled(text).strip()
    found = [_word(piece) for piece in text.split()]
    listed = [at for at, (_, lower, may_count) in enumerate(found) if may_count and lower in lexicon]
    if not listed:
        return 0.0
    mixes_capitals = 0 < sum(word.isupper() for word, _, _ in found) < len(found)
    values = []
    for at in listed:
        first = max(at - BEFORE, 0)
        window, lower, _ = zip(*found[first:at + AFTER + 1], strict=True)
        values.append(_value(window, at - first, mixes_capitals, tuple(map(lexicon.get, lower))))
    turn = next((at for at, (_, lower, _) in enumerate(found) if lower == BUT), None)
    if turn is not None:
        values = _turned(values, sum(at < turn for at in listed))
    return lexicons.vader_analyzer().score_valence(values, text)["compound"]


def _spelled(text):
    """Return the text with each emoji in words."""
    emojis = lexicons.vader_analyzer().emojis
    if emojis.keys().isdisjoint(text):
        return text
    pieces, after_space = [], True
    for sign in text:
        if sign in emojis and not after_space:
            pieces.append(" ")
        pieces.append(emojis.get(sign, sign))
        after_space = sign == " "
    return "".join(pieces)


@lru_cache(maxsize=KEPT)
def _word(piece):
    """Return a word without the punctuation around it, the same in small letters, and whether it may have a value."""
    from vaderSentiment.vaderSentiment import BOOSTER_DICT, SentiText

    (word,) = SentiText(piece).words_and_emoticons
    return word, word.lower(), word.lower() not in BOOSTER_DICT


@lru_cache(maxsize=KEPT)
def _value(window, at, mixes_capitals, listed):
    """Return the value of one word of a window; *kind of* has none. What the list says of each is part of the key."""
    if window[at].lower() == "kind" and window[at + 1:at + 2] and window[at + 1].lower() == "of":
        return 0
    text = SimpleNamespace(words_and_emoticons=window, is_cap_diff=mixes_capitals)
    return lexicons.vader_analyzer().sentiment_valence(0, text, window[at], at, [])[-1]


def _turned(values, n_before):
    """Weigh the values around *but* as the authors' code does: of equal values it finds the first each time."""
    values, places = list(values), defaultdict(list)
    for at, value in enumerate(values):
        places[value].append(at)
    for turn in range(len(values)):
        value = values[turn]
        at = heappop(places[value])
        values[at] = value * (0.5 if at < n_before else 1.5)
        heappush(places[values[at]], at)
    return values
