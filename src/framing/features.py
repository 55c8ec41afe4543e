"""One article in, rows of features out. Word order is used here, and dropped here.

What leaves this module can't be put back into text: see `pool_plan` and `close_gaps`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache

from framing import lexicons
from framing.clean import CleanArticle
from framing.quotes import Span, voice_spans
from framing.tokens import TermMatcher, plain, sentence_spans, token_spans, tokenize

MIN_CELL = 25              # tokens: no smaller bag of words is stored
PASSAGE = 100              # tokens at which a passage closes
NEGATION_WITHIN = 3        # tokens between a negator and the word it turns
SCORED_VOICES = ("own", "quoted", "reported")
LISTS = ("vader", "tone")
MASKS = ("", "_masked", "_masked_topics")
REMAINDER = ("remainder", "remainder")
MASK = "name"              # stands for a masked name; in neither tone list


@dataclass
class Sentence:
    """One sentence: where it stands, its paragraph's characters, its tokens and their voices."""

    number: int
    section: str
    paragraph: int
    text: str
    end: int
    tokens: list[tuple[str, int, int]]
    voices: list[str]
    passage: int | None = None

    @property
    def words(self) -> list[str]:
        """The tokens without their places."""
        return [token for token, _, _ in self.tokens]


@dataclass
class Instruments:
    """Everything that is looked for in a sentence, compiled once.

    The word classes share one matcher, so that the longest term wins across them (*cold war* over *war*).
    """

    classes: TermMatcher
    class_of: dict[str, str]
    topics: dict[str, TermMatcher]
    tone: TermMatcher
    names: TermMatcher
    phrases: TermMatcher


def instruments(topics, aliases) -> Instruments:
    """Compile the package's word lists and the corpus's topics and names.

    Parameters
    ----------
    topics : DataFrame
        ``topic``, ``term``.
    aliases : iterable of str
        Names of actors as they are written.
    """
    classes = lexicons.class_terms()
    listed = {term for term in [*classes["term"], *topics["term"], *lexicons.tone()] if " " in term}
    return Instruments(
        classes=TermMatcher(classes["term"]),
        class_of=dict(zip(classes["term"], classes["class"], strict=True)),
        topics={name: TermMatcher(terms) for name, terms in topics.groupby("topic")["term"]},
        tone=TermMatcher(lexicons.tone()),
        names=TermMatcher(sorted({" ".join(tokenize(alias)) for alias in aliases})),
        phrases=TermMatcher(sorted(listed)))


def read_sentences(article: CleanArticle) -> tuple[list[Sentence], list[tuple[Sentence, Span, int]]]:
    """Return the article's sentences with the voice of each token, and its attributed spans.

    The headline is sentence 0; a span comes with the sentence it starts in and its number of tokens.
    """
    paragraphs = [("headline", article.headline), ("deck", article.deck)]
    paragraphs += [("body", paragraph) for paragraph in article.paragraphs]
    sentences, attributed, carried, number = [], [], False, 0
    for at, (section, text) in enumerate(paragraphs):
        if not text:
            continue
        spans, named = voice_spans(text, carried=carried and section == "body")
        carried = named
        bounds = [(0, len(text))] if section == "headline" else sentence_spans(text)
        here = []
        for start, end in bounds:
            tokens = [(token, a + start, b + start) for token, a, b in token_spans(text[start:end])]
            voices = [_voice_at(spans, a) for _, a, _ in tokens]
            number = 0 if section == "headline" else number + 1
            here.append(Sentence(number, section, at, text, end, tokens, voices))
        for span in spans:
            holders = [s for s in here if any(span.start <= a < span.end for _, a, _ in s.tokens)]
            if holders:
                size = sum(span.start <= a < span.end for s in holders for _, a, _ in s.tokens)
                attributed.append((holders[0], span, size))
        sentences += [sentence for sentence in here if sentence.tokens]
    number_passages(sentences)
    return sentences, attributed


def _voice_at(spans, position):
    return next((span.voice for span in spans if span.start <= position < span.end), "own")


def number_passages(sentences: list[Sentence]) -> None:
    """Number passages over deck and body; a last one under the smallest cell joins the one before.

    Scare quotes don't count towards the smallest cell: they are stored apart, and could be taken out.
    """
    passage, size, bound = 1, 0, Counter()
    running = [sentence for sentence in sentences if sentence.section != "headline"]
    for sentence in running:
        sentence.passage = passage
        size += len(sentence.tokens)
        bound[passage] += sum(voice != "scare" for voice in sentence.voices)
        if size >= PASSAGE:
            passage, size = passage + 1, 0
    last = max(bound, default=0)
    if last > 1 and bound[last] < MIN_CELL:
        for sentence in running:
            sentence.passage = min(sentence.passage, last - 1)


def pool_plan(sizes: dict[tuple[str, str], int]) -> dict[tuple[str, str], tuple[str, str]]:
    """Say in which cell each section's and voice's tokens are stored, so that none can be read back.

    A deck's cell under `MIN_CELL` tokens joins the body's of the same voice: the voice is worth more
    than the section. What is still smaller goes to the article's ``remainder``; while that is under
    `MIN_CELL`, the next smallest cell joins it, since what is left out could be had by subtraction.
    Headlines and scare quotes stay as they are.

    Examples
    --------
    >>> plan = pool_plan({("body", "own"): 40, ("body", "reported"): 9, ("body", "quoted"): 30, ("deck", "own"): 5})
    >>> plan["deck", "own"], plan["body", "quoted"], plan["body", "reported"]
    (('body', 'own'), ('remainder', 'remainder'), ('remainder', 'remainder'))
    """
    plan = {key: key for key in sizes}
    bound = {key: size for key, size in sizes.items() if key[0] != "headline" and key[1] != "scare"}
    for section, voice in sorted(key for key in bound if key[0] == "deck"):
        if bound[section, voice] < MIN_CELL and ("body", voice) in bound:
            plan[section, voice] = ("body", voice)
            bound["body", voice] += bound.pop((section, voice))
    rest = 0
    for key in sorted(bound, key=lambda key: (bound[key], key)):
        if bound[key] < MIN_CELL or 0 < rest < MIN_CELL:
            rest += bound[key]
            plan |= {source: REMAINDER for source, target in plan.items() if target == key}
    return plan


def close_gaps(sentences: list[Sentence], plan: dict[tuple[str, str], tuple[str, str]]) -> None:
    """Join passages until no sum of passages and no sum of cells differ by fewer than `MIN_CELL` tokens.

    Passages and cells hold the same tokens cut in two ways; where a sum of one lies within a sum of the
    other, the difference is a bag of words that nobody stored but anybody can have. Scare quotes are stored
    anyway and don't count.
    """
    running = [sentence for sentence in sentences if sentence.passage]
    while True:
        counts: Counter = Counter()
        for sentence in running:
            counts.update((sentence.passage, plan[sentence.section, voice]) for voice in sentence.voices
                          if voice != "scare")
        open_passage = _gap(counts)
        if open_passage is None:
            return
        last = max(sentence.passage for sentence in running)
        joins = open_passage if open_passage < last else last - 1
        for sentence in running:
            sentence.passage -= sentence.passage > joins


def _gap(counts: Counter) -> int | None:
    """Return a passage that gives a small bag away, or None."""
    passages = sorted({passage for passage, _ in counts})
    cells = sorted({cell for _, cell in counts})
    if len(passages) < 2:
        return None
    for choice in range(1, 2 ** len(cells)):
        chosen = {cell for at, cell in enumerate(cells) if choice >> at & 1}
        inside = Counter({passage: sum(counts[passage, cell] for cell in chosen) for passage in passages})
        outside = Counter({passage: sum(counts[passage, cell] for cell in cells if cell not in chosen)
                           for passage in passages})
        touched = [passage for passage in passages if inside[passage]]
        within = [passage for passage in passages if not outside[passage]]
        beyond = sum(outside[passage] for passage in touched)
        left = sum(inside[passage] for passage in passages if passage not in within)
        if 0 < beyond < MIN_CELL:
            return next(passage for passage in touched if outside[passage])
        if within and 0 < left < MIN_CELL:
            return within[0]
    return None


def article_rows(name: str, article: CleanArticle, tools: Instruments) -> dict[str, list[dict]]:
    """Return the rows of every feature table for one article.

    ``pairs`` are its two-word runs, kept or dropped when all articles have been read.
    """
    sentences, attributed = read_sentences(article)
    plan = pool_plan(Counter((sentence.section, voice) for sentence in sentences for voice in sentence.voices))
    close_gaps(sentences, plan)
    cells, passages, phrases, pairs = (defaultdict(Counter) for _ in range(4))
    rows: dict[str, list[dict]] = {"sentences": [], "hits": []}
    for sentence in sentences:
        for word, voice in zip(sentence.words, sentence.voices, strict=True):
            cells[plan[sentence.section, voice]][word] += 1
        if sentence.passage:
            passages[sentence.passage].update(sentence.words)
        for key, phrase in _phrases(sentence, tools.phrases):
            phrases[key][phrase] += 1
        for key, phrase in _pairs(sentence):
            pairs[key][phrase] += 1
        rows["sentences"].append({"article": name} | _sentence_row(sentence, tools))
        rows["hits"] += [{"article": name, "sentence": sentence.number} | hit for hit in _hits(sentence, tools)]
    rows["tokens"] = [{"article": name, "section": section, "voice": voice, "token": token, "count": count}
                      for (section, voice), cell in cells.items() for token, count in cell.items()]
    rows["passages"] = [{"article": name, "passage": passage, "token": token, "count": count}
                        for passage, cell in passages.items() for token, count in cell.items()]
    for table, counts in (("phrases", phrases), ("pairs", pairs)):
        rows[table] = [{"article": name, "section": section, "voice": voice, "phrase": phrase, "count": count}
                       for (section, voice), cell in counts.items() for phrase, count in cell.items()]
    rows["attributions"] = _attribution_rows(name, sentences, attributed)
    rows["cleaning"] = [{"article": name, "reason": reason, "n_lines": n_lines, "n_words": n_words}
                        for reason, (n_lines, n_words) in article.dropped.items()]
    return rows


def _phrases(sentence, matcher):
    for at, size, term in matcher.find(sentence.words):
        voices = set(sentence.voices[at:at + size])
        if len(voices) == 1:
            yield (sentence.section, voices.pop()), term


def _pairs(sentence):
    words, voices = sentence.words, sentence.voices
    for at in range(len(words) - 1):
        if voices[at] == voices[at + 1]:
            yield (sentence.section, voices[at]), f"{words[at]} {words[at + 1]}"


def _hits(sentence, tools):
    """Return a row per list, category, listed term and voice found in the sentence."""
    words, voices = sentence.words, sentence.voices
    found: Counter = Counter()
    values: Counter = Counter()
    in_name = {at for first, size, _ in tools.names.find(words) for at in range(first, first + size)}

    def add(kind, category, term, at, value=0.0, size=1):
        key = (kind, category, term, voices[at], int(in_name.issuperset(range(at, at + size))))
        found[key] += 1
        values[key] += value

    listed = [("classes", tools.class_of[term], at, size, term) for at, size, term in tools.classes.find(words)]
    listed += [("topics", topic, at, size, term)
               for topic, matcher in tools.topics.items() for at, size, term in matcher.find(words)]
    for kind, category, at, size, term in listed:
        if len(set(voices[at:at + size])) == 1:
            add(kind, category, term, at, size=size)
    for at, term, value in tone_hits(words, tools.tone):
        add("tone", "positive" if value > 0 else "negative", term, at, value)
    for at, word in enumerate(words):
        value = lexicons.vader().get(word.lower())
        if value:
            add("vader", "positive" if value > 0 else "negative", word.lower(), at, value)
    return [{"list": kind, "category": category, "term": term, "voice": voice, "in_name": named,
             "count": count, "value": round(values[kind, category, term, voice, named], 4)}
            for (kind, category, term, voice, named), count in found.items()]


@cache
def _negators() -> frozenset[str]:
    return frozenset(lexicons.words("negators"))


def tone_hits(words: list[str], matcher: TermMatcher) -> list[tuple[int, str, int]]:
    """Return (position, term, value) of the tone list's hits; a negator up to 3 tokens before turns one.

    Examples
    --------
    >>> tone_hits("not a hostile act".split(), TermMatcher(lexicons.tone()))
    [(2, 'hostil*', 1)]
    """
    values, negators = lexicons.tone(), _negators()
    hits = []
    for at, _, term in matcher.find(words):
        before = words[max(0, at - NEGATION_WITHIN):at]
        turned = sum(word.lower() in negators for word in before) % 2
        hits.append((at, term, -values[term] if turned else values[term]))
    return hits


@cache
def _vader():
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


def score(text: str, name: str, tools: Instruments) -> float:
    """Score a piece of text with one list: ``vader`` (compound, -1 to 1) or ``tone``.

    VADER is its authors' analyzer, unchanged. ``tone`` is positive minus negative hits over tokens.
    """
    if name == "vader":
        return _vader().polarity_scores(plain(text))["compound"]
    words = tokenize(text)
    return sum(value for _, _, value in tone_hits(words, tools.tone)) / max(len(words), 1)


def voice_text(sentence: Sentence, voice: str | None, masked=frozenset()) -> str:
    """Return the characters of a sentence in one voice (all: None), masked tokens replaced by `MASK`."""
    pieces, tokens = [], sentence.tokens
    for at, (_, start, end) in enumerate(tokens):
        if voice is not None and sentence.voices[at] != voice:
            continue
        after = tokens[at + 1][1] if at + 1 < len(tokens) else sentence.end
        pieces.append((MASK if at in masked else sentence.text[start:end]) + sentence.text[end:after])
    return re.sub(r"[“”\"«»„]", "", "".join(pieces)).strip()


def _sentence_row(sentence, tools):
    words, voices = sentence.words, sentence.voices
    names = {at for first, size, _ in tools.names.find(words) for at in range(first, first + size)}
    topical = names | {at for matcher in tools.topics.values()
                       for first, size, _ in matcher.find(words) for at in range(first, first + size)}
    masks = dict(zip(MASKS, (frozenset(), names, topical), strict=True))
    row = {"sentence": sentence.number, "section": sentence.section, "paragraph": sentence.paragraph,
           "passage": sentence.passage, "n_tokens": len(words)}
    row |= {f"n_{voice}": voices.count(voice) for voice in (*SCORED_VOICES, "belief", "scare")}
    for voice in (*SCORED_VOICES, "all"):
        empty = voice != "all" and voice not in voices
        for name in LISTS:
            for suffix, masked in masks.items():
                row[f"{name}_{voice}{suffix}"] = None if empty else round(score(
                    voice_text(sentence, None if voice == "all" else voice, masked), name, tools), 6)
    return row


def _attribution_rows(name, sentences, attributed):
    starts, at = {}, 0
    for sentence in sentences:
        if sentence.section != "headline":
            starts[sentence.number] = at
            at += len(sentence.tokens)
    rows = []
    for sentence, span, size in attributed:
        if sentence.section != "headline":
            before = sum(a < span.start for _, a, _ in sentence.tokens)
            rows.append({"article": name, "sentence": sentence.number, "voice": span.voice, "cue": span.cue,
                         "stance": span.stance, "start": starts[sentence.number] + before, "n_tokens": size})
    return rows
