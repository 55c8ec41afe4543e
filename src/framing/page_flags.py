"""Signs that a page isn't one whole English article: each is a note to look at, none changes or drops anything.

What is told by sure signs only: machine translation and machine writing, where the page says so itself. Text whose
words a program has swapped for synonyms (*spun*) isn't told: no set of such pages was at hand to measure a sign on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from framing import lexicons, line_rules
from framing.clean import clean
from framing.line_rules import DATE, ENDS_PROSE, TIME, WORK
from framing.tokens import tokenize
from framing.wording import counted

LEAST = 25                 # tokens to tell a language from, and to call an article
FUNCTION = 0.25            # of an English text's words, at least; told so, no model is asked
SURE = 0.9                 # probability of a language
MIXED, FOREIGN = 0.2, 0.8  # shares of the words told to be in another language
STAMPS = 4                 # time stamps of their own
DATELINES = 3
SPEECHES, SPEECH_SHARE = 5, 0.3
STUB_LINE = 30             # words of a line that says so
STUB = 200                 # tokens; a longer text before a paywall's line is the article

LIVE_URL = re.compile(r"/live(-\w+)*/|live-?(updates?|blog|coverage)|/as-it-happened", re.I)
LIVE = re.compile(r"\blive[ -]?(updates?|blog|coverage|feed)\b|\bas it happened\b|[–—|-] live$|^live:|"
                  r"\bminute by minute\b", re.I)
ITEMS_URL = re.compile(r"/(newsletters?|briefings?|round-?ups?|playbook|digests?)/", re.I)
ITEMS = re.compile(r"\b((news|weekly|daily|week['’]s|morning|evening) (round-?up|digest|briefing|wrap|rundown)|"
                   r"round-?up:|"
                   r"news ?letter:|news in brief|in brief:|(morning|evening|daily|weekly) newsletter|week in review|"
                   r"\w+ things to know (for|today|this|on) ?\b|today['’]s headlines|what we['’]re reading|"
                   r"links? of the day|letters to the editor)", re.I)
DATELINE = re.compile(r"^[A-Z][A-Z.' -]{2,30}(?:, [\w. ]{2,25})? (?:\(\w+\) ?)?[–—-]{1,2} ?\S")
STAMP = re.compile(rf"^\W*(?:(?:last )?updated?|posted|published)?(?: at)?\W*(?:{DATE}\W*)?(?:{TIME})(?:\W|$)", re.I)
LABEL = re.compile(r"^(?:(?P<letter>[QA])[.:]|"
                   r"(?P<name>[A-Z][A-Z.,'’() -]{1,50}|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}):) ")
NO_SPEAKERS = {"facts", "the facts", "fact", "claim", "the claim", "more", "read", "read more", "related", "see also",
               "update", "watch", "photo", "note", "correction", "source", "by", "what", "why", "how", "when", "where"}
TRANSCRIPT = re.compile(r"\b(full|rush|edited|complete|read the) transcript\b|\btranscript(:|$)|^transcript\b", re.I)
CUT = re.compile(r"\[\+\d+ chars\]\W*$|\[(…|\.{3})\]\W*$|(…|\.{3})\s*$|\((more|continued)\)\W*$")
GOES_ON = re.compile(r"^\W*(continue reading|(read|see) (the )?(full|rest|whole|entire|complete)\b|read more\W*$|"
                     r"(the )?(full|rest of the) (story|article)\b|.{0,40}\bto (continue|keep) reading\b)", re.I)
ERROR = re.compile(r"\b(enable javascript|javascript is (disabled|required)|access denied|page not found|"
                   r"404 (error|not found)|"
                   r"are you a (robot|human)|verify (that )?you are (a )?human|just a moment|checking your browser|"
                   r"unusual traffic|not available in your (country|region))\b", re.I)
MACHINE = re.compile(
    rf"\bthis ({WORK}|translation|text|page) (was|is|has been) (\w+ )?(machine|automatically|auto|ai)[ -]"
    rf"(translated|generated|written|produced|created)\b|\bthis is an? (automated?|automatic|machine|ai) translation\b|"
    r"^\W*((machine|automatically|auto)[ -]translated|translated (automatically )?(by|with|using) (google|deepl|"
    r"microsoft|bing|chatgpt|an? ai)\b|ai[ -]generated (text|content|article|summary|translation))|"
    rf"\bthis {WORK} (was|is|has been) (\w+ )?(translated|written|generated|produced|created) (\w+ )?"
    r"(by|with|using)( the help of| help from)?( an?)? (ai|artificial intelligence|google translate|deepl|chatgpt|"
    r"large language model|generative ai|automated (system|insights|software))\b", re.I)


@dataclass(frozen=True)
class Flag:
    """A sign that a page isn't one whole English article: its kind, and what was seen."""

    kind: str
    why: str


def flags(text: str, headline: str = "", url: str = "") -> list[Flag]:
    """Return what a page's text, headline and address say against its being one whole English article.

    Parameters
    ----------
    text : str
        The page as it came, one paragraph a line.
    headline, url : str
        Where known.

    Returns
    -------
    list of Flag
        ``kind`` is *boilerplate only*, *live page*, *several items*, *transcript*, *not English*, *language mixed*,
        *truncated* or *machine-made*.

    Examples
    --------
    >>> [flag.kind for flag in flags("10:42 Ministers arrive.", "Talks live: updates", "https://gazette.example/live/1")]
    ['boilerplate only', 'live page']
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    try:
        body = clean(text, headline)
        paragraphs = [part for part in ("" if headline else body.headline, body.deck, *body.paragraphs) if part]
    except ValueError:
        paragraphs = []
    n_tokens = sum(len(tokenize(part)) for part in paragraphs)
    whys = {"boilerplate only": _boilerplate(lines, n_tokens), "live page": _live(lines, headline, url),
            "several items": _items(lines, headline, url), "transcript": _transcript(lines, headline),
            **_languages(paragraphs), "truncated": _truncated(lines, paragraphs, n_tokens),
            "machine-made": _machine(lines)}
    return [Flag(kind, why) for kind, why in whys.items() if why]


def _boilerplate(lines, n_tokens) -> str:
    if n_tokens >= STUB:
        return ""
    found = next((found[0] for line in lines if (found := ERROR.search(line))), "")
    if found:
        return f"{found!r} and {counted(n_tokens, 'token')}"
    return f"{counted(n_tokens, 'token')} left after cleaning" if n_tokens < LEAST else ""


def _live(lines, headline, url) -> str:
    if LIVE_URL.search(url):
        return "the address says so"
    if LIVE.search(headline):
        return "the headline says so"
    n_stamps = sum(bool(STAMP.match(line)) for line in lines)
    return f"{n_stamps} lines with a time of their own" if n_stamps >= STAMPS else ""


def _items(lines, headline, url) -> str:
    if ITEMS_URL.search(url):
        return "the address says so"
    if ITEMS.search(headline):
        return "the headline says so"
    n_datelines = sum(bool(DATELINE.match(line)) for line in lines)
    return f"{n_datelines} datelines" if n_datelines >= DATELINES else ""


def _transcript(lines, headline) -> str:
    if TRANSCRIPT.search(headline):
        return "the headline says so"
    if any(line_rules.reason(line) == "transcript note" for line in lines):
        return "the page says so"
    names = Counter(found["letter"] or found["name"] for line in lines if (found := LABEL.match(line))
                    and (found["name"] or "").lower() not in NO_SPEAKERS)
    speeches = sum(n for n in names.values() if n > 1)
    if speeches >= SPEECHES and speeches >= SPEECH_SHARE * len(lines) and sum(n > 1 for n in names.values()) > 1:
        return f"{speeches} of {counted(len(lines), 'paragraph')} open with a speaker's name"
    return ""


def _languages(paragraphs) -> dict[str, str]:
    """Tell by words: each piece of 25 tokens or more counts for the language it is surely in."""
    words: Counter = Counter()
    for piece, n_tokens in _pieces(paragraphs):
        words[_language(piece)] += n_tokens
    if not words:
        return {}
    foreign = 1 - words["en"] / words.total()
    other = max((language for language in words if language != "en"), key=words.__getitem__, default="")
    why = f"{foreign:.0%} of the words in another language, mostly {other}"
    return {"not English": why if foreign >= FOREIGN else "",
            "language mixed": why if MIXED <= foreign < FOREIGN else ""}


def _language(piece: str) -> str:
    """Name the language a piece is surely in; English where a quarter of its words are English function words."""
    tokens, small = re.findall(r"[^\W\d_]+", piece.lower()), lexicons.words("function_words")
    if sum(token in small for token in tokens) >= FUNCTION * len(tokens):
        return "en"
    language, probability = _identifier().classify(piece)
    return language if probability >= SURE else "en"


def _pieces(paragraphs) -> Iterator[tuple[str, int]]:
    piece, n_tokens = "", 0
    for paragraph in paragraphs:
        piece, n_tokens = f"{piece} {paragraph}", n_tokens + len(re.findall(r"\w+", paragraph))
        if n_tokens >= LEAST:
            yield piece, n_tokens
            piece, n_tokens = "", 0


@cache
def _identifier():
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _truncated(lines, paragraphs, n_tokens) -> str:
    if not lines:
        return ""
    found = CUT.search(paragraphs[-1] if paragraphs else lines[-1]) or CUT.search(lines[-1])
    if found and (n_tokens < STUB or "[" in found[0] or "(" in found[0]):
        return f"it ends with {found[0].strip()!r}"
    goes_on = any(line_rules.reason(line) == "paywall line" or GOES_ON.match(line) for line in lines[-3:]
                  if line.count(" ") < STUB_LINE)
    if goes_on and n_tokens < STUB:
        return f"{counted(n_tokens, 'token')} and a line that the page goes on elsewhere"
    last = paragraphs[-1] if paragraphs else ""
    if n_tokens < STUB and len(last.split()) >= 8 and re.search(r"[\w,]$", last) and not ENDS_PROSE.search(last):
        return "it ends without a full stop"
    return ""


def _machine(lines) -> str:
    for line in lines:
        if len(line) <= line_rules.LONGEST and (found := MACHINE.search(line)):
            return f"the page says {found[0].strip()!r}"
    return ""
