"""Quotation marks: which characters of a paragraph stand between them."""

from __future__ import annotations

import re
from bisect import bisect_right

CLOSERS = {
    "“": "”\"", "”": "”\"", '"': "\"”", "„": "“”\"", "«": "»", "»": "«", "‹": "›",
    "›": "‹", "‘": "’'", "'": "'’", "‚": "‘’'"}
DOUBLE = "“”„\"«»‹›"
ANY_MARK = re.compile(r"``|''|[“”„\"«»‹›‘’‚']")
INCH = re.compile(r"\d\s?['’′]\s?\d{1,2}(?:''|\")")
ELIDED = re.compile(r"(?:\d\ds?|em|til|tis|twas|cause|bout|round|n|s|ll|re|ve|d|m|t)\b", re.IGNORECASE)
BRACKETS = "([{—–-/"


def marked_spans(text: str) -> list[tuple[int, int]]:
    """Return the characters between quotation marks, outermost marks only.

    A mark never closed ends with the paragraph; a closing mark without an opening one is passed over; curly
    and straight marks close each other. An apostrophe, a plural possessive, feet and inches and a cut-off
    year are no marks.

    Examples
    --------
    >>> text = "It’s “a ‘red’ line\\", the workers’ man of 6'2\\" said in the '90s, not ‘the end’."
    >>> [text[start:end] for start, end in marked_spans(text)]
    ['a ‘red’ line', 'the end']
    """
    return [(start, end) for start, end, _ in pairs(text)]


def pairs(text: str) -> list[tuple[int, int, bool]]:
    """Return start, end and whether it was closed of what stands between outermost marks, in order.

    Marks with neither letter nor digit between them are left out.
    """
    marks = _marks(text)
    ends = _single_ends(marks, text)
    spans, begins, closers, until = [], None, "", 0
    for at, size, sign, opens, closes in marks:
        if at < until:
            continue
        if begins is None:
            if sign in DOUBLE and opens:
                begins, closers = at + size, CLOSERS[sign]
            elif at in ends:
                until = ends[at]
                spans.append((at + size, until, True))
        elif closes and sign in closers:
            spans.append((begins, at, True))
            begins = None
    if begins is not None:
        spans.append((begins, len(text), False))
    return [span for span in spans if any(letter.isalnum() for letter in text[span[0]:span[1]])]


def _marks(text):
    """Return the marks of a paragraph, without feet and inches."""
    measures = {match.end() - size for match in INCH.finditer(text) for size in (1, 2)}
    measures |= {at for match in INCH.finditer(text) for at in range(match.start(), match.end())}
    found = []
    for match in ANY_MARK.finditer(text):
        if match.start() not in measures:
            found.append(_mark(text, match.start(), match.end()))
    return found


def _mark(text, at, stop):
    """Return place, size, sign, whether it may open and whether it may close, from the mark's neighbours."""
    sign = '"' if stop - at == 2 else text[at]
    before, after = text[at - 1:at], text[stop:stop + 1]
    open_left = not before or before.isspace() or before in BRACKETS or before in "“”\"‘'"
    open_right = not after or after.isspace()
    if sign == '"':
        opens = (open_left or not open_right) and not (before.isdigit() and not after.isalnum())
        closes = not (open_left and not open_right and before not in "“”\"‘'—–-" and after not in ",.;:?!)")
        return at, stop - at, sign, opens, closes or not before
    if sign in "‘'‚":
        opens = not (before.isalnum() or before == ".") and (after.isalnum() or after in "“\"[$" and bool(after))
        opens = opens and not ELIDED.match(text, stop)
        return at, 1, sign, opens, (sign != "‚" and bool(before.strip()) and not after.isalnum())
    if sign == "’":
        return at, 1, sign, False, bool(before.strip()) and not after.isalnum()
    if sign in "”»«›‹":
        return at, 1, sign, sign in "«‹" or (open_left and bool(after.strip())), True
    return at, 1, sign, True, sign == "“"


def _single_ends(marks, text):
    """Return for each single mark that opens a quotation the place of the one that closes it.

    An apostrophe after a plural's s, before another word, closes only where nothing better does.
    """
    opens = [at for at, _, sign, may_open, _ in marks if may_open and sign in "‘'‚"]
    closes = [at for at, _, sign, _, may_close in marks if may_close and sign in "’'‘"]
    strong = [at for at in closes if not _is_plural(text, at)]
    weak = [at for at in closes if _is_plural(text, at)]
    doubles = [at for at, _, sign, _, _ in marks if sign in DOUBLE]
    ends = {}
    for place, at in enumerate(opens):
        limit = opens[place + 1] if place + 1 < len(opens) else len(text)
        first_strong, first_weak = _next(strong, at), _next(weak, at)
        if first_strong is not None and first_strong < limit:
            end = first_strong
        elif first_weak is not None and first_weak < limit:
            end = first_weak
        else:
            end = first_strong
        if end is not None and (bisect_right(doubles, end) - bisect_right(doubles, at)) % 2 == 0:
            ends[at] = end
    return ends


def _is_plural(text, at):
    """Tell a mark like that of *the workers' party*: after an s, before a space and a letter."""
    return text[at - 1:at] == "s" and text[at + 1:at + 2] == " " and text[at + 2:at + 3].isalpha()


def _next(places, at):
    """Return the first of the sorted places after ``at``, or None."""
    index = bisect_right(places, at)
    return places[index] if index < len(places) else None
