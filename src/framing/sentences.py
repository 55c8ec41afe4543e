"""One article as sentences: every token with its voice, every attributed span with its speaker."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from framing.clean import CleanArticle
from framing.mentions import KnownActors
from framing.people import Speaker
from framing.quotes import Attribution, attribute
from framing.sources import resolve
from framing.tokens import sentence_spans, token_spans


@dataclass
class Sentence:
    """One sentence: where it stands, its paragraph's characters, its tokens and their voices.

    ``spoken`` holds, for each token, the number of the article's attributed span it lies in, or None.
    """

    number: int
    section: str
    paragraph: int
    text: str
    end: int
    tokens: list[tuple[str, int, int]]
    voices: list[str]
    spoken: list[int | None]
    passage: int | None = None

    @cached_property
    def words(self) -> list[str]:
        """The tokens without their places."""
        return [token for token, _, _ in self.tokens]


@dataclass(frozen=True, slots=True)
class Spoken:
    """An attributed span of deck or body: what it is, who speaks, and where it stands.

    ``number`` is what `Sentence.spoken` says of its tokens.
    """

    number: int
    attribution: Attribution
    speaker: Speaker
    text: str
    sentence: int
    start: int
    n_tokens: int


def read_sentences(article: CleanArticle, actors: KnownActors, parser=None) -> tuple[list[Sentence], list[Spoken]]:
    """Return an article's sentences and the spans of deck and body that aren't in the outlet's own voice.

    Parameters
    ----------
    article : CleanArticle
        Headline, deck and paragraphs.
    actors : KnownActors
        The corpus's (see `mentions.known_actors`).
    parser : Language, optional
        A spaCy pipeline (see `parse.load`); rules alone without it. A headline is always read by rules,
        since parsers are made for sentences.

    Returns
    -------
    (list of Sentence, list of Spoken)
        The headline is sentence 0, whatever its number of sentences; ``start`` of a span counts the tokens
        of deck and body before it.
    """
    head = _paragraph(article.headline, "headline", dict(enumerate(attribute([article.headline]))))
    running = [article.deck, *article.paragraphs]
    found = attribute(running, parser)
    speakers = resolve(running, found, actors)
    outer = [(part, speaker) for part, speaker in zip(found, speakers, strict=True) if not part.nested]
    by_paragraph: list[list[int]] = [[] for _ in running]
    for nth, (part, _) in enumerate(outer):
        by_paragraph[part.paragraph].append(nth)
    sentences: list[Sentence] = []
    for at, text in enumerate(running):
        parts = {nth: outer[nth][0] for nth in by_paragraph[at]}
        sentences += _paragraph(text, "body" if at else "deck", parts, at + 1)
    for number, sentence in enumerate(sentences, 1):
        sentence.number = number
    return head + sentences, _spoken(sentences, outer)


def _paragraph(text: str, section: str, parts: dict[int, Attribution], paragraph: int = 0) -> list[Sentence]:
    """Return a paragraph's sentences that hold a token; a headline is one, whatever its full stops."""
    numbers = sorted(parts, key=lambda nth: parts[nth].start)
    starts = [parts[nth].start for nth in numbers]
    bounds = sentence_spans(text) if section != "headline" else [(0, len(text))]
    sentences = []
    for start, end in bounds:
        tokens = [(token, a + start, b + start) for token, a, b in token_spans(text[start:end])]
        spoken = []
        for _, a, _ in tokens:
            nth = numbers[bisect_right(starts, a) - 1] if starts and starts[0] <= a else None
            spoken.append(nth if nth is not None and a < parts[nth].end else None)
        voices = ["own" if nth is None else parts[nth].voice for nth in spoken]
        if tokens:
            sentences.append(Sentence(0, section, paragraph, text, end, tokens, voices, spoken))
    return sentences


def _spoken(sentences: list[Sentence], outer: list[tuple[Attribution, Speaker]]) -> list[Spoken]:
    """Place each attributed span in the article; a span without a token is left out."""
    first, sizes, before = {}, Counter(), 0
    for sentence in sentences:
        for at, nth in enumerate(sentence.spoken):
            if nth is not None:
                first.setdefault(nth, (sentence, before + at))
                sizes[nth] += 1
        before += len(sentence.tokens)
    return [Spoken(nth, part, speaker, first[nth][0].text[part.start:part.end], first[nth][0].number,
                   first[nth][1], sizes[nth])
            for nth, (part, speaker) in enumerate(outer) if nth in first]
