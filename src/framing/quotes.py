"""Whose words: quotation marks, report verbs, and the voice of every token.

First version, by rules: marks and a list of report verbs. It finds what stands in marks reliably and
retold speech only where a listed verb or *according to* introduces it; nothing is ascribed to a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from framing import lexicons
from framing.tokens import TermMatcher, plain, sentence_spans, token_spans

OPENING, CLOSING, STRAIGHT = "“„«", "”»", '"'
SHORT = 3                  # marks around this many tokens or fewer may be scare quotes
THAT_WITHIN = 15           # tokens between a report verb and its "that"
VERB_WITHIN = 12           # tokens between a report verb and the verb of a clause without "that"
SUBJECT_WITHIN = 20        # tokens between the comma and a verb that closes a sentence
AFTER_CLOSING_VERB = 8     # tokens after such a verb (told reporters on Tuesday)
TITLED = {"entitled", "titled", "headlined", "headline", "article", "book", "film", "song", "novel", "essay"}
FINITE = {
    "is", "are", "was", "were", "has", "have", "had", "will", "would", "should", "could", "can", "may", "might",
    "must", "do", "does", "did", "cannot", "isn't", "aren't", "wasn't", "weren't", "hasn't", "haven't", "hadn't",
    "won't", "wouldn't", "shouldn't", "couldn't", "can't", "doesn't", "don't", "didn't"}
DETERMINERS = {"the", "a", "an", "this", "that", "these", "those", "its", "his", "her", "their", "of", "by"}
PASSIVE = {"is", "are", "was", "were", "be", "been", "being"}
CARRIERS = {"he", "she", "they", "it"}


@dataclass(frozen=True)
class Span:
    """Characters of one paragraph that aren't in the outlet's own voice."""

    start: int
    end: int
    voice: str
    cue: str = ""
    stance: str = ""


@dataclass(frozen=True)
class Cue:
    """A report verb (or *according to*) found in a sentence: its token positions and kind."""

    first: int
    last: int
    term: str
    stance: str
    takes_clause: bool


def marked_spans(text: str) -> list[tuple[int, int]]:
    """Return the characters between quotation marks, outermost marks only.

    A straight mark opens where none is open; a mark never closed ends with the paragraph; a closing
    mark without an opening one is passed over. Single marks count where they open before a letter at a
    word's start and close after one at a word's end; an apostrophe never opens.

    Examples
    --------
    >>> text = "It’s “a ‘red’ line\\", he said, not ‘the end’."
    >>> [text[start:end] for start, end in marked_spans(text)]
    ['a ‘red’ line', 'the end']
    """
    spans, start, single = [], None, False
    for position, mark in enumerate(text):
        if start is None:
            if mark in OPENING or mark == STRAIGHT:
                start, single = position + 1, False
            elif mark in "‘'" and _opens_single(text, position):
                start, single = position + 1, True
        elif (_closes_single(text, position) if single else mark in CLOSING or mark == STRAIGHT):
            spans.append((start, position))
            start = None
    if start is not None:
        spans.append((start, len(text)))
    return [(start, end) for start, end in spans if any(letter.isalnum() for letter in text[start:end])]


def _opens_single(text, position):
    before, after = text[position - 1:position], text[position + 1:position + 2]
    rest = text[position + 1:]
    return (not before.isalnum() and before != "." and after.isalnum()
            and re.search(r"\w[,.?!]?['’](?!\w)", rest) is not None)


def _closes_single(text, position):
    before, after = text[position - 1:position], text[position + 1:position + 2]
    return text[position] in "’'" and not before.isspace() and not after.isalnum()


def report_cues(tokens: list[str], free: list[bool]) -> list[Cue]:
    """Return the report verbs among the tokens that stand outside marks (``free``)."""
    matcher, verbs = _report_verbs()
    cues = []
    for first, size, term in matcher.find(tokens):
        last, verb = first + size - 1, verbs[term]
        follower = tokens[last + 1] if last + 1 < len(tokens) else ""
        before = tokens[first - 1] if first else ""
        introduces = follower == "that" or bool(follower and not free[last + 1])
        is_past = term.endswith("ed") and before and before not in DETERMINERS
        sure = not verb.ambiguous or is_past or introduces
        unspoken = before in PASSIVE or (before == "to" and not introduces)
        if all(free[first:last + 1]) and sure and not unspoken:
            cues.append(Cue(first, last, term, verb.stance, verb.takes_clause))
    return cues


@cache
def _report_verbs():
    verbs = lexicons.report_verbs()
    return TermMatcher(verbs), verbs


def voice_spans(text: str, *, carried: bool = False) -> tuple[list[Span], bool]:
    """Return the spans of a paragraph that aren't the outlet's own words, and whether a source was named.

    Parameters
    ----------
    text : str
        One paragraph (or a headline).
    carried : bool
        Whether the paragraph before named a source, so that *he* or *she* can stand for it.

    Returns
    -------
    (list of Span, bool)
        Spans in order, never overlapping: ``quoted``, ``reported`` or ``scare``.

    Examples
    --------
    >>> text = 'He said that the talks were "candid". So-called "experts" doubt it.'
    >>> [(text[span.start:span.end], span.voice, span.cue) for span in voice_spans(text)[0]]
    [('the talks were', 'reported', 'said'), ('candid', 'quoted', 'said'), ('experts', 'scare', '')]
    """
    marks = marked_spans(text)
    spans: list[Span] = []
    named = carried
    for start, end in sentence_spans(text):
        found, named = _sentence_voices(text, start, end, marks, named)
        spans += found
    spans = _join_split(sorted(spans, key=lambda span: (span.start, span.end)))
    return spans, any(span.cue for span in spans)


def _sentence_voices(text, start, end, marks, carried):
    """Return one sentence's spans and whether it names a source."""
    inside = [(max(start, a), min(end, b)) for a, b in marks if a < end and b > start]
    tokens = [(token, a + start, b + start) for token, a, b in token_spans(text[start:end])]
    words = [token for token, _, _ in tokens]
    free = [not any(a <= at < b for a, b in inside) for _, at, _ in tokens]
    cues = report_cues(words, free)
    carries = carried and bool(words) and words[0] in CARRIERS
    spans = []
    for a, b in inside:
        voice = _marked_voice(text, a, b, words, tokens, bool(cues) or carries)
        if voice != "own":
            cue = _nearest(cues, tokens, a, b) if voice == "quoted" else None
            spans.append(Span(a, b, voice, cue.term if cue else "", cue.stance if cue else ""))
    for cue in cues:
        bounds = _retold(text, start, end, cue, tokens, words, free)
        if bounds:
            spans += _outside(text, *bounds, inside, cue, spans)
    return spans, bool(cues) or carries


def _marked_voice(text, start, end, words, tokens, has_source):
    within = [at for at, (_, a, _) in enumerate(tokens) if start <= a < end]
    if within and within[0] and words[within[0] - 1] in TITLED:
        return "own"
    if len(within) > SHORT:
        return "quoted"
    initials = [text[tokens[at][1]] for at in within]
    in_title_case = sum(text[a].isupper() for _, a, _ in tokens) > 0.6 * len(tokens)
    if len(within) > 1 and all(letter.isupper() for letter in initials) and not in_title_case:
        return "own"
    return "quoted" if has_source else "scare"


def _nearest(cues, tokens, start, end):
    def distance(cue):
        at = tokens[cue.first][1]
        return (0 if start <= at < end else min(abs(at - start), abs(at - end)), cue.first)
    return min(cues, key=distance, default=None)


def _retold(text, start, end, cue, tokens, words, free):
    """Return the characters of a sentence that a cue marks as retold speech, or None."""
    before = text[start:tokens[cue.first][1]]
    after = words[cue.last + 1:]
    unmarked = after[:(free[cue.last + 1:] + [False]).index(False)]
    if cue.term == "according to":
        if cue.first == 0:
            comma = plain(text[:end]).find(",", tokens[cue.last][2])
            return (comma + 1, end) if comma > 0 else None
        return start, tokens[cue.first][1]
    if not cue.takes_clause:
        return None
    comma = start + max(before.rfind(","), before.rfind("”"), before.rfind('"'))
    n_subject = sum(comma < a < tokens[cue.first][1] for _, a, _ in tokens)
    closes = (comma >= start and n_subject <= SUBJECT_WITHIN and "that" not in after
              and (n_subject == 0 or len(after) <= AFTER_CLOSING_VERB) and not _opens_clause(unmarked))
    that = unmarked.index("that") if "that" in unmarked[:THAT_WITHIN] else None
    if that and unmarked[that - 1] == "fact":
        return None
    if that is not None and not _opens_clause(unmarked[:that]):
        return tokens[cue.last + 1 + that][2], end
    if closes:
        return start, comma
    if _opens_clause(unmarked):
        return tokens[cue.last + 1][1], end
    return None


def _opens_clause(after):
    """Tell whether the tokens after a report verb can be a clause without *that*."""
    return bool(after) and after[0] not in FINITE and any(word in FINITE for word in after[1:VERB_WITHIN])


def _outside(text, start, end, inside, cue, taken):
    """Return the parts of (start, end) that are neither in marks nor already retold."""
    blocks = sorted(inside + [(span.start, span.end) for span in taken])
    pieces, at = [], start
    for a, b in blocks:
        if a > at and min(a, end) > at:
            pieces.append((at, min(a, end)))
        at = max(at, b)
    if at < end:
        pieces.append((at, end))
    return [Span(*_trimmed(text, a, b), "reported", cue.term, cue.stance)
            for a, b in pieces if any(letter.isalnum() for letter in text[a:b])]


def _trimmed(text, start, end):
    """Return the span without the marks and spaces at its ends."""
    letters = [at for at in range(start, end) if text[at].isalnum() or text[at] == "$"]
    return letters[0], letters[-1] + 1


def _join_split(spans):
    """Join the pieces of one quotation that runs over several sentences."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and last.voice == span.voice == "quoted" and span.start - last.end <= 1:
            joined[-1] = Span(last.start, span.end, "quoted", last.cue or span.cue, last.stance or span.stance)
        else:
            joined.append(span)
    return joined
