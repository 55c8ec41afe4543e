"""From a page's text as it was copied to headline, deck and body paragraphs.

Every line that is dropped is dropped by a named rule, and counted.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field

from framing import line_rules
from framing.line_rules import ENDS_PROSE
from framing.tokens import sentence_spans, tokenize

DECK_TOKENS = 30          # a longer first paragraph is a lead, not a deck
CATEGORY_WORDS = 25       # a longer line without a full stop is prose with its stop lost
TITLE_SLACK = 8           # words, beyond twice a title's, at which a line can't be the title
PROSE_WORDS = 8           # a line that long, with a stop at its end, is the article's
LIST_LINES = 10           # links under one heading
BIO_WORDS = 70
APPEAL = re.compile(r"\b(donat\w+|fundrais\w+|subscri(?:be|bing|ption)\w*|newsletters?|chip in)\b|"
                    r"\braise [$€£]|support of our readers|become a member", re.I)
FIRST_PERSON = re.compile(r"\b([Ww]e|[Oo]ur|[Uu]s|[Ww]e'(?:re|ve|ll))\b")
READER = re.compile(r"\b(you|your|you're|you've|please|readers?)\b", re.I)
QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
# Who wrote it, at the end: a name, what it is (a reporter, the author of), for whom.
BIO = re.compile(
    r"\W*(?P<name>(?:[A-Z][\w.'’-]*,? ){2,6})(?:[^.]{0,80}, )?(?:is|was|are|writes|covers|reports|works|serves|teaches|"
    r"can be reached)\b(?=.{0,200}?\b(?:reporters?|correspondents?|columnists?|editors?|writers?|journalists?|authors?|"
    r"contribut\w+|fellow|professor|hosts?|analyst|producer|blogger|lecturer|researcher|scholar|attorney|novelist|"
    r"historian|strategist|columns?|covers|writes|twitter|e-?mail|book|director|member|president|student)\b)")


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
    lines = _drop_lines(_drop_lists(_cut_tail(lines, dropped), dropped), dropped)
    headline, lines = _take_headline(lines, headline, byline, dropped)
    lines = _rejoin(_drop_links(lines, dropped))
    lines = _drop_bios(_drop_appeals(_drop_bios(lines, byline, dropped), dropped), byline, dropped)
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
    line = re.sub(r"\[([^\[\]]{0,999})\]\([^()]{0,999}\)", r"\1", line)
    line = re.sub(r"(?<!\w)(\*{1,2}|_{1,2})(?=\S)(.{1,999}?)(?<=\S)\1(?!\w)", r"\2", line)
    line = re.sub(r"^#{1,6} ", "", line.strip())
    return re.sub(r"\s+", " ", line).strip()


def _drop(dropped: Counter, reason: str, line: str) -> None:
    dropped[reason, "lines"] += 1
    dropped[reason, "words"] += len(tokenize(line))


def _tally(dropped: Counter) -> dict[str, tuple[int, int]]:
    reasons = sorted({reason for reason, _ in dropped})
    return {reason: (dropped[reason, "lines"], dropped[reason, "words"]) for reason in reasons}


def _is_prose(line: str) -> bool:
    return line.count(" ") >= PROSE_WORDS - 1 and bool(ENDS_PROSE.search(line))


def _cut_tail(lines, dropped):
    """Cut the page where readers' comments begin; with all its prose below, such a line is only a link to them."""
    prose = [_is_prose(line) for line in lines]
    kept = []
    for position, line in enumerate(lines):
        if not line_rules.COMMENTS.search(line):
            kept.append(line)
            continue
        is_link = not any(prose[:position]) and any(prose[position:])
        for tail in [line] if is_link else lines[position:]:
            _drop(dropped, "comment form", tail)
        if not is_link:
            break
    return kept


def _drop_lists(lines, dropped):
    """Drop headings over lists of links, with the links: short lines without a full stop, below the first prose."""
    kept, prose, room = [], False, 0
    for line in lines:
        if prose and line_rules.LISTS.search(line):
            room = LIST_LINES
            _drop(dropped, "related list", line)
        elif room and line.count(" ") < CATEGORY_WORDS and (line.endswith("?") or not ENDS_PROSE.search(line)):
            room -= 1
            _drop(dropped, "related list", line)
        else:
            room = 0
            prose = prose or _is_prose(line)
            kept.append(line)
    return kept


def _drop_lines(lines, dropped):
    kept = []
    for line in lines:
        reason = line_rules.reason(line)
        if reason:
            _drop(dropped, reason, line)
        else:
            kept.append(line)
    return kept


def _drop_links(lines, dropped):
    kept = []
    for line in lines:
        if kept and line_rules.is_link(line):
            _drop(dropped, "related link", line)
        else:
            kept.append(line)
    return kept


def _drop_bios(lines, byline, dropped):
    """Drop who the author is from the end: somebody the article doesn't name elsewhere, or the byline does."""
    while len(lines) > 1 and _is_bio(lines[-1], byline, lines[:-1]):
        _drop(dropped, "author's bio", lines[-1])
        lines = lines[:-1]
    return lines


def _is_bio(line, byline, above) -> bool:
    found = BIO.match(line) if line.count(" ") < BIO_WORDS else None
    if not found:
        return False
    surname = found["name"].replace(",", "").split()[-1].lower()
    return surname in _key(byline) or not any(surname in paragraph.lower() for paragraph in above)


def _key(line: str) -> list[str]:
    return [token.lower() for token in tokenize(line)]


def _take_headline(lines, headline, byline, dropped):
    """Split off the headline; drop its repeats, the byline, and category lines above the body."""
    if not headline and lines:
        headline, lines = lines[0], lines[1:]
    wanted, author = _key(headline), _key(byline)
    most = 2 * max(len(wanted), len(author)) + TITLE_SLACK
    seen, above, kept = 0, True, []
    for line in lines:
        words = _key(line) if line.count(" ") < most else None
        if words == wanted:
            seen += 1
            if seen > 1:
                _drop(dropped, "repeated title", line)
        elif byline and words in (author, ["by", *author]):
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

    The run begins with a paragraph that speaks as *we* outside quotation marks and names such an appeal, or with short
    ones right before it that say both *we* and *you*; all that follow speak as *we* or name an appeal. It counts as one
    only if it turns to readers.
    """
    start = len(lines)
    while start and (_speaks_to_readers(lines[start - 1]) or APPEAL.search(QUOTED.sub(" ", lines[start - 1]))):
        start -= 1
    asking = [place for place in range(start, len(lines))
              if APPEAL.search(QUOTED.sub(" ", lines[place])) and _speaks_to_readers(lines[place])]
    if not any(READER.search(lines[place]) for place in asking):
        return lines
    first = asking[0]
    while first > start and _opens_appeal(lines[first - 1]):
        first -= 1
    for line in lines[first:]:
        _drop(dropped, "appeal", line)
    return lines[:first]


def _opens_appeal(line) -> bool:
    return line.count(" ") < CATEGORY_WORDS and _speaks_to_readers(line) and bool(READER.search(line))


def _take_deck(lines):
    """Split off a deck: a first paragraph of one short sentence, before a longer paragraph."""
    if len(lines) < 3 or not ENDS_PROSE.search(lines[0]):
        return "", lines
    n_tokens = len(tokenize(lines[0]))
    is_deck = (n_tokens <= DECK_TOKENS and len(sentence_spans(lines[0])) == 1
               and len(tokenize(lines[1])) > n_tokens)
    return (unglue(lines[0]), lines[1:]) if is_deck else ("", lines)
