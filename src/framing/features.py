"""One article in, rows of features out. Word order is used here, and dropped here.

What leaves this module can't be put back into text: see `pool_plan` and `close_gaps`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from framing import lexicons, vader
from framing.cells import close_gaps, number_passages, pool_plan
from framing.mentions import KnownActors, known_actors
from framing.sentences import Sentence, Spoken
from framing.tokens import TermMatcher, plain, tokenize

NEGATION_WITHIN = 3        # tokens between a negator and the word it turns
SCORED_VOICES = ("own", "quoted", "reported", "belief")
LISTS = ("vader", "tone")
MASKS = ("", "_masked", "_masked_topics")
MASK = "name"              # stands for a masked name; in neither tone list


@dataclass
class Instruments:
    """Everything that is looked for in a sentence, compiled once.

    The word classes share one matcher, so that the longest term wins across them (*cold war* over *war*).
    """

    classes: TermMatcher
    classes_of: dict[str, list[str]]
    topics: dict[str, TermMatcher]
    tone: TermMatcher
    names: TermMatcher
    phrases: TermMatcher
    actors: KnownActors


def instruments(topics, actors, classes=None) -> Instruments:
    """Compile the package's word lists and the corpus's topics and actors.

    Parameters
    ----------
    topics : DataFrame
        ``topic``, ``term``.
    actors : DataFrame
        ``actor``, ``aliases`` (separated by semicolons), ``side``, ``role``.
    classes : DataFrame, optional
        ``class``, ``term``: the word classes, by default those shipped. A term of several counts in each.
    """
    aliases = [alias.strip() for cell in actors["aliases"] for alias in cell.split(";") if alias.strip()]
    shipped = lexicons.class_terms()
    classes = shipped if classes is None else classes
    listed = {term for term in [*classes["term"], *shipped["term"], *topics["term"], *lexicons.tone()] if " " in term}
    return Instruments(
        classes=TermMatcher(classes["term"].unique()),
        classes_of=classes.groupby("term")["class"].unique().to_dict(),
        topics={name: TermMatcher(terms) for name, terms in topics.groupby("topic")["term"]},
        tone=TermMatcher(lexicons.tone()),
        names=TermMatcher(sorted({" ".join(tokenize(alias)) for alias in [*actors["actor"], *aliases]})),
        phrases=TermMatcher(sorted(listed)),
        actors=known_actors(actors))


def article_rows(name: str, sentences: list[Sentence], spoken: list[Spoken],
                 tools: Instruments) -> dict[str, list[dict]]:
    """Return the rows of every feature table for one article.

    ``pairs`` are its two-word runs, kept or dropped when all articles have been read.
    """
    number_passages(sentences)
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
        names = _places(tools.names.find(sentence.words))
        topics = {topic: matcher.find(sentence.words) for topic, matcher in tools.topics.items()}
        topical = names.union(*map(_places, topics.values()))
        rows["sentences"].append({"article": name} | _sentence_row(sentence, names, topical, tools))
        rows["hits"] += [{"article": name, "sentence": sentence.number} | hit
                         for hit in _hits(sentence, names, topics, tools)]
    rows["tokens"] = [{"article": name, "section": section, "voice": voice, "token": token, "count": count}
                      for (section, voice), cell in cells.items() for token, count in cell.items()]
    rows["passages"] = [{"article": name, "passage": passage, "token": token, "count": count}
                        for passage, cell in passages.items() for token, count in cell.items()]
    for table, counts in (("phrases", phrases), ("pairs", pairs)):
        rows[table] = [{"article": name, "section": section, "voice": voice, "phrase": phrase, "count": count}
                       for (section, voice), cell in counts.items() for phrase, count in cell.items()]
    rows["attributions"] = [{"article": name} | _attribution_row(span, tools) for span in spoken]
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


def _places(hits):
    """Return the places of the words that are part of a listed term."""
    return {at for first, size, _ in hits for at in range(first, first + size)}


def _hits(sentence, names, topics, tools):
    """Return a row per list, category, listed term and voice found in the sentence."""
    words, voices = sentence.words, sentence.voices
    found: Counter = Counter()
    values: Counter = Counter()

    def add(kind, category, term, at, value=0.0, size=1):
        key = (kind, category, term, voices[at], int(names.issuperset(range(at, at + size))))
        found[key] += 1
        values[key] += value

    listed = [("classes", name, at, size, term) for at, size, term in tools.classes.find(words)
              for name in tools.classes_of[term]]
    listed += [("topics", topic, at, size, term) for topic, hits in topics.items() for at, size, term in hits]
    for kind, category, at, size, term in listed:
        if len(set(voices[at:at + size])) == 1:
            add(kind, category, term, at, size=size)
    for at, term, value in tone_hits(words, tools.tone):
        add("tone", "positive" if value > 0 else "negative", term, at, value)
    vader_values = lexicons.vader()
    for at, word in enumerate(map(str.lower, words)):
        if value := vader_values.get(word):
            add("vader", "positive" if value > 0 else "negative", word, at, value)
    return [{"list": kind, "category": category, "term": term, "voice": voice, "in_name": named,
             "count": count, "value": round(values[kind, category, term, voice, named], 4)}
            for (kind, category, term, voice, named), count in found.items()]


def tone_hits(words: list[str], matcher: TermMatcher) -> list[tuple[int, str, int]]:
    """Return (position, term, value) of the tone list's hits; a negator up to 3 tokens before turns one.

    Examples
    --------
    >>> tone_hits("not a hostile act".split(), TermMatcher(lexicons.tone()))
    [(2, 'hostil*', 1)]
    """
    values, negators = lexicons.tone(), lexicons.words("negators")
    hits = []
    for at, _, term in matcher.find(words):
        before = words[max(0, at - NEGATION_WITHIN):at]
        turned = sum(word.lower() in negators for word in before) % 2
        hits.append((at, term, -values[term] if turned else values[term]))
    return hits


def score(text: str, name: str, tools: Instruments) -> float:
    """Score a piece of text with one list: ``vader`` (compound, -1 to 1) or ``tone``.

    VADER is `vader.compound`; ``tone`` is positive minus negative hits over tokens.
    """
    if name == "vader":
        return vader.compound(plain(text))
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
    return unmarked("".join(pieces))


def unmarked(text: str) -> str:
    """Return the text without quotation marks, which are no part of what is said.

    Examples
    --------
    >>> unmarked("“candid” talks")
    'candid talks'
    """
    return re.sub(r"[“”\"«»„]", "", text).strip()


def _sentence_row(sentence, names, topical, tools):
    words, voices = sentence.words, sentence.voices
    row = {"sentence": sentence.number, "section": sentence.section, "paragraph": sentence.paragraph,
           "passage": sentence.passage, "n_tokens": len(words)}
    row |= {f"n_{voice}": voices.count(voice) for voice in (*SCORED_VOICES, "scare")}
    known: dict[tuple, dict[str, float]] = {}   # one voice alone, or nothing masked: the same text again
    for voice in (*SCORED_VOICES, "all"):
        said = [at for at, other in enumerate(voices) if voice in (other, "all")]
        whose = None if len(said) == len(words) else voice
        for suffix, masked in zip(MASKS, (frozenset(), names, topical), strict=True):
            masked = frozenset(masked.intersection(said))
            if said and (whose, masked) not in known:
                text = voice_text(sentence, whose, masked)
                known[whose, masked] = {name: round(score(text, name, tools), 6) for name in LISTS}
            row |= {f"{name}_{voice}{suffix}": known[whose, masked][name] if said else None for name in LISTS}
    return row


def _attribution_row(span, tools):
    found, speaker = span.attribution, span.speaker
    row = {"sentence": span.sentence, "voice": found.voice, "source": speaker.source, "side": speaker.side,
           "role": speaker.role, "named": speaker.named, "cue": found.cue, "cue_class": found.cue_class,
           "start": span.start, "n_tokens": span.n_tokens}
    return row | {name: round(score(unmarked(span.text), name, tools), 6) for name in LISTS}
