"""From a page's text as it was copied to headline, deck and body paragraphs.

Every line that is dropped is dropped by a named rule, and counted.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field

from framing.tokens import sentence_spans, tokenize

DECK_TOKENS = 30          # a longer first paragraph is a lead, not a deck
CATEGORY_WORDS = 25       # a longer line without a full stop is prose with its stop lost
APPEAL = re.compile(r"\b(donat\w+|fundrais\w+|subscri(?:be|bing|ption)\w*|newsletters?|chip in)\b|"
                    r"\braise [$€£]|support of our readers|become a member", re.I)
FIRST_PERSON = re.compile(r"\b(we|our|us|we're|we've|we'll)\b", re.I)
QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
MONTH = ("(?:january|february|march|april|may|june|july|august|september|october|november|december|"
         r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?")
DATE = rf"(?:(?:\d{{1,2}} )?{MONTH}(?: \d{{1,2}},?)? \d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
ENDS_PROSE = re.compile(r"[.?!:;…][\"'”’)\]]*$")

# (reason, pattern): a line that matches is dropped wherever it stands.
LINE_RULES = [(reason, re.compile(pattern, re.I)) for reason, pattern in [
    ("breadcrumb", r"^home\s*[»›>/|]"),
    ("menu", r"^skip to (main )?(content|footer|navigation)|^(main )?menu$|^toggle navigation"),
    ("contact line", r"^to contact .*:?$|^contact us\b"),
    ("contact line", r"^\W*(https?://|www\.)?[\w-]+(\.[\w-]+)+(/\S*)?\W*$"),
    ("source line", r"^(source|originally published (at|in|by))\s*:"),
    ("date line", rf"^\W*(published|updated|posted)?\W*{DATE}\W*$"),
    ("date line", rf"^[\w .'&-]{{2,40}},? {DATE}\s*[—–-]*$"),
    ("caption", r"\((left|right|center|centre|l|r|pictured|file photo)\)[^.]*\.?"
                r"|^(photo|image|picture|file photo)( by| credit)?\s*:"),
    ("share bar", r"^(share|tweet|print|email)( (this|on|via)\b.*)?$|^advertisement$|^read more\b"),
]]
# From such a line on, the page is no longer the article.
TAIL_RULES = [("comment form", re.compile(r"^(leave a (reply|comment)|comments?( \(\d+\))?|post a comment)\W*$",
                                          re.I))]


@dataclass
class CleanArticle:
    """An article's text by section, and how much of the page was dropped for which reason."""

    headline: str
    deck: str = ""
    paragraphs: list[str] = field(default_factory=list)
    dropped: dict[str, tuple[int, int]] = field(default_factory=dict)


def clean(raw: str, headline: str = "", byline: str = "") -> CleanArticle:
    """Find headline, deck and body paragraphs in a page's text.

    Parameters
    ----------
    raw : str
        The page as copied: one paragraph a line.
    headline : str
        The manifest's headline. Where empty, the first line left is taken.
    byline : str
        The manifest's byline, so that its line can be dropped.

    Returns
    -------
    CleanArticle
        ``dropped`` maps each reason to (lines, words).

    Raises
    ------
    ValueError
        If no body paragraph is left.

    Examples
    --------
    >>> page = "Home » Talks end\\nTalks end\\n\\nThe talks ended on Monday, officials\\n\\nsaid.\\n\\nLeave a Reply"
    >>> article = clean(page, "Talks end")
    >>> article.paragraphs, article.dropped
    (['The talks ended on Monday, officials said.'], {'breadcrumb': (1, 3), 'comment form': (1, 3)})
    """
    dropped: Counter = Counter()
    lines = [line for line in map(_plain_line, raw.splitlines()) if line]
    lines = _cut_tail(lines, dropped)
    lines = _drop_lines(lines, dropped)
    headline, lines = _take_headline(lines, headline, byline, dropped)
    lines = _drop_appeals(_rejoin(lines), dropped)
    deck, lines = _take_deck(lines)
    if not lines:
        raise ValueError("no body paragraph is left after cleaning")
    return CleanArticle(headline, deck, [unglue(line) for line in lines], _tally(dropped))


def unglue(text: str) -> str:
    """Put back the space lost after a sentence's end: small letter, stop, capital (``year.There``).

    Words glued without a stop between them are left: no rule can tell where to cut.
    """
    text = re.sub(r"(?<=[a-z]{2}[.?!])(?=[A-Z][a-z])", " ", text)
    return re.sub(r"(?<=\w…)(?=\w)", " ", text)


def _plain_line(line: str) -> str:
    """Undo escapes, markup and odd white space in one line."""
    line = html.unescape(line).replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "")
    line = re.sub(r"\\([$*_#\[\]()\\~`>-])", r"\1", line)
    line = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)
    line = re.sub(r"(?<!\w)(\*{1,2}|_{1,2})(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", line)
    line = re.sub(r"^#{1,6} ", "", line.strip())
    return re.sub(r"\s+", " ", line).strip()


def _drop(dropped: Counter, reason: str, line: str) -> None:
    dropped[reason, "lines"] += 1
    dropped[reason, "words"] += len(tokenize(line))


def _tally(dropped: Counter) -> dict[str, tuple[int, int]]:
    reasons = sorted({reason for reason, _ in dropped})
    return {reason: (dropped[reason, "lines"], dropped[reason, "words"]) for reason in reasons}


def _cut_tail(lines, dropped):
    for position, line in enumerate(lines):
        for reason, pattern in TAIL_RULES:
            if pattern.search(line):
                for tail in lines[position:]:
                    _drop(dropped, reason, tail)
                return lines[:position]
    return lines


def _drop_lines(lines, dropped):
    kept = []
    for line in lines:
        reason = next((reason for reason, pattern in LINE_RULES if pattern.search(line)), None)
        if reason:
            _drop(dropped, reason, line)
        else:
            kept.append(line)
    return kept


def _key(line: str) -> list[str]:
    return [token.lower() for token in tokenize(line)]


def _take_headline(lines, headline, byline, dropped):
    """Split off the headline; drop its repeats, the byline, and category lines above the body."""
    if not headline and lines:
        headline, lines = lines[0], lines[1:]
    wanted, seen, above, kept = _key(headline), 0, True, []
    for line in lines:
        words = _key(line)
        if words == wanted:
            seen += 1
            if seen > 1:
                _drop(dropped, "repeated title", line)
        elif byline and words in (_key(byline), ["by", *_key(byline)]):
            _drop(dropped, "byline", line)
        elif above and _is_category(line):
            _drop(dropped, "category line", line)
        else:
            above = False
            kept.append(line)
    return headline, kept


def _is_category(line: str) -> bool:
    """Tell a line of section names: no full stop, every longer word capitalised."""
    words = line.split()
    longer = [word for word in words if len(word) > 3]
    return (not ENDS_PROSE.search(line) and 0 < len(words) <= CATEGORY_WORDS
            and all(word[0].isupper() for word in longer or words))


def _rejoin(lines):
    """Join a paragraph that a blank line broke: no stop at its end, a small letter next."""
    joined: list[str] = []
    for line in lines:
        if joined and not ENDS_PROSE.search(joined[-1]) and line[0].islower():
            joined[-1] += " " + line
        else:
            joined.append(line)
    return joined


def _speaks_to_readers(paragraph: str) -> bool:
    return bool(FIRST_PERSON.search(QUOTED.sub(" ", paragraph.replace("’", "'"))))


def _drop_appeals(lines, dropped):
    """Drop the closing run of paragraphs in which the outlet asks its readers for money.

    The run is the paragraphs at the end that speak as *we* outside quotation marks or name such an
    appeal; it counts as one only if an appeal is in it.
    """
    start = len(lines)
    while start and (_speaks_to_readers(lines[start - 1]) or APPEAL.search(QUOTED.sub(" ", lines[start - 1]))):
        start -= 1
    tail = lines[start:]
    if not any(APPEAL.search(line) and _speaks_to_readers(line) for line in tail):
        tail, start = [], len(lines)
    for line in tail:
        _drop(dropped, "appeal", line)
    return lines[:start]


def _take_deck(lines):
    """Split off a deck: a first paragraph of one short sentence, before a longer paragraph."""
    if len(lines) < 3 or not ENDS_PROSE.search(lines[0]):
        return "", lines
    n_tokens = len(tokenize(lines[0]))
    is_deck = (n_tokens <= DECK_TOKENS and len(sentence_spans(lines[0])) == 1
               and len(tokenize(lines[1])) > n_tokens)
    return (unglue(lines[0]), lines[1:]) if is_deck else ("", lines)
