"""How well voice is told apart: the articles of PolNeAR, as coded and as this package marks them.

The protocol. A token is a match of `TOKEN`, and belongs to a span that holds its first character. A span
of content, cue or source is a run of consecutive tokens of one attribution, so marks and spaces neither
lengthen nor split it. Beliefs count as content; scare quotes have no source and don't.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd

from framing import parse, quotes
from framing.corpus import CorpusError
from framing.inference import interval

TOKEN = re.compile(r"\w+(?:[’'.-]\w+)*")
PARTS = ("content", "cue", "source")
MEASURES = {
    "content_tokens": "tokens in attributed content",
    "direct_tokens": "tokens of direct quotation that are attributed content; no recall is defined",
    "sentences": "nupunkt sentences with a token in attributed content",
    "cue_tokens": "tokens in cues",
    "source_tokens": "tokens in sources",
    "content_spans": "whole spans of content, exact to the token",
    "cue_spans": "whole cues, exact to the token",
    "source_spans": "whole sources, exact to the token",
}
PRECISION_ONLY = "direct_tokens"
TWO_PROCESSES_FROM = {False: 800, True: 200}   # articles, by whether they are parsed; fewer don't repay the start
BATCH = 64   # articles held in memory at a time


def read(path: Path) -> Iterator[dict]:
    """Yield the articles of one file: ``text``, and ``attributions`` of content, cue and source pieces.

    Raises
    ------
    CorpusError
        At the first record that isn't as described; the message names the file and the line.
    """
    for number, record in _json_lines(path):
        if fault := _fault(record):
            raise CorpusError(f"{path.parent.name}/{path.name}, line {number}: {fault}")
        yield record


def _json_lines(path):
    name = f"{path.parent.name}/{path.name}"
    number = 0
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, json.loads(line)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise CorpusError(f"{name}: expected a whole gzip file ({error})") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{name}: expected UTF-8 text after line {number} ({error.reason})") from error
    except (ValueError, RecursionError) as error:
        raise CorpusError(f"{name}, line {number}: expected one JSON object a line ({error})") from error


def _fault(record) -> str | None:
    """Say what is wrong with one article, or None."""
    if not isinstance(record, dict):
        return f"expected an object, not {type(record).__name__}"
    for key, kind in (("text", str), ("attributions", list)):
        if not isinstance(record.get(key), kind):
            return f"expected {key!r} to be {kind.__name__}, not {type(record.get(key)).__name__}"
    text = record["text"]
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return "expected 'text' without lone surrogates"
    for at, attribution in enumerate(record["attributions"]):
        if not isinstance(attribution, dict):
            return f"expected attributions[{at}] to be an object, not {type(attribution).__name__}"
        for key in PARTS:
            pieces = attribution.get(key)
            if not isinstance(pieces, list):
                return f"expected attributions[{at}] to have a list {key!r}"
            for piece in pieces:
                if not _is_piece(piece, len(text)):
                    return f"attributions[{at}], {key}: {str(piece)[:40]}; expected [start, end], " \
                           f"0 <= start <= end <= {len(text)}"
    return None


def _is_piece(piece, length) -> bool:
    return (isinstance(piece, list) and len(piece) == 2 and all(type(at) is int for at in piece)
            and 0 <= piece[0] <= piece[1] <= length)


def article_counts(text: str, coded: list[dict], found: list[dict], direct: list[tuple[int, int]]) -> np.ndarray:
    """Count what coders and instrument marked in one article.

    Parameters
    ----------
    text : str
        The article.
    coded, found : list of dict
        Attributions of the coders and of the instrument: ``content``, ``cue`` and ``source``, each a list
        of (start, end) characters.
    direct : list of (int, int)
        What the instrument holds to be direct quotation.

    Returns
    -------
    array of shape (8, 3)
        For each of `MEASURES` what both marked, what the instrument marked, what the coders marked.

    Examples
    --------
    >>> text = "It rains, she said."
    >>> coded = [{"content": [(0, 8)], "cue": [(14, 18)], "source": [(10, 13)]}]
    >>> found = [{"content": [(3, 8)], "cue": [(14, 18)], "source": []}]
    >>> table = pd.DataFrame(article_counts(text, coded, found, []), list(MEASURES), ["both", "found", "coded"])
    >>> table.loc[["content_tokens", "sentences", "content_spans"]]
                    both  found  coded
    content_tokens     1      1      2
    sentences          1      1      1
    content_spans      0      1      1
    """
    starts = [match.start() for match in TOKEN.finditer(text)]
    sentence = _sentence_numbers(text, starts)
    marked = {}
    for side, attributions in (("found", found), ("coded", coded)):
        for part in PARTS:
            each = [_tokens(attribution[part], starts) for attribution in attributions]
            marked[side, f"{part}_tokens"] = set().union(*each)
            marked[side, f"{part}_spans"] = set().union(*map(_runs, each))
        marked[side, "sentences"] = {sentence[at] for at in marked[side, "content_tokens"]}
    marked["found", PRECISION_ONLY] = _tokens(direct, starts)
    marked["coded", PRECISION_ONLY] = marked["coded", "content_tokens"]
    return np.array([[len(marked["found", name] & marked["coded", name]), len(marked["found", name]),
                      len(marked["coded", name])] for name in MEASURES])


def _tokens(pieces, starts) -> set[int]:
    """Return the numbers of the tokens whose first character lies in a piece."""
    return {at for start, end in pieces for at in range(bisect_left(starts, start), bisect_left(starts, end))}


def _runs(tokens) -> set[tuple[int, int]]:
    """Return the first and last token of each run of consecutive tokens."""
    firsts = sorted(at for at in tokens if at - 1 not in tokens)
    lasts = sorted(at for at in tokens if at + 1 not in tokens)
    return set(zip(firsts, lasts, strict=True))


def _sentence_numbers(text, starts) -> list[int]:
    from nupunkt import sent_spans

    ends = [end for _, end in sent_spans(text)]
    return [bisect_left(ends, start + 1) for start in starts]


def _found(text: str, parser) -> tuple[list[dict], list[tuple[int, int]]]:
    """Return the instrument's attributions as the coders' are written, and its direct quotation."""
    lines, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append((at, line))
        at += len(line) + 1
    groups, direct = {}, []
    for number, span in enumerate(quotes.attribute([line for _, line in lines], parser=parser)):
        if span.voice == "scare":
            continue
        group = groups.setdefault(span.cue_at or number, {part: [] for part in PARTS})
        for part, place in (("content", (span.paragraph, span.start, span.end)),
                            ("cue", span.cue_at), ("source", span.source_at)):
            if place:
                offset = lines[place[0]][0]
                group[part].append((offset + place[1], offset + place[2]))
        if span.voice == "quoted" and not span.nested:
            direct.append(group["content"][-1])
    return list(groups.values()), direct


def _count_article(record, parsed):
    """Return one article's counts and its number of tokens."""
    found, direct = _found(record["text"], parse.load() if parsed else None)
    return (article_counts(record["text"], record["attributions"], found, direct),
            sum(1 for _ in TOKEN.finditer(record["text"])))


def _count_articles(path, n_articles, parsed):
    """Yield `_count_article` of each article in the file's order, one batch in memory at a time."""
    records, count = read(path), partial(_count_article, parsed=parsed)
    if n_articles < TWO_PROCESSES_FROM[parsed]:
        yield from map(count, records)
        return
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        while batch := list(islice(records, BATCH)):
            yield from pool.map(count, batch, chunksize=4)


def score(path: Path, n_articles: int, parser: bool) -> pd.DataFrame:
    """Score the voice of every token of one file, by rules and, if wanted, with the parser."""
    return pd.concat([_scores(list(_count_articles(path, n_articles, parsed))).assign(instrument=instrument)
                      for instrument, parsed in (("rules", False), ("parser", True))[:1 + parser]])


def _scores(counted) -> pd.DataFrame:
    """Turn the articles' counts into precision, recall and F1 over all of them, with jackknife intervals."""
    counts = np.array([count for count, _ in counted])
    total = counts.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = _ratios(total)
        left_out = np.array([_judged(_ratios(total - count)) for count in counts])
    spread = interval(_judged(ratios), [left_out])
    spread[["ci_low", "ci_high"]] = spread[["ci_low", "ci_high"]].clip(0, 1)
    both, found, coded = total.T
    only_precision = np.array(list(MEASURES)) == PRECISION_ONLY
    return pd.DataFrame({
        "measure": list(MEASURES), **dict(zip(("precision", "recall", "f1"), ratios, strict=True)),
        "n": np.where(only_precision, found, coded), "n_found": found, "n_both": both,
        "n_articles": len(counted), "n_tokens": sum(n for _, n in counted),
        **spread, "protocol": list(MEASURES.values()), "source": "framing validate"})


def _ratios(total):
    """Return precision, recall and F1 of each measure; not a number where nothing is marked."""
    both, found, coded = total.T
    keeps = np.where(np.array(list(MEASURES)) == PRECISION_ONLY, np.nan, 1.0)
    return both / found, keeps * both / coded, keeps * 2 * both / (found + coded)


def _judged(ratios):
    """Return what the interval is of: F1, or precision where that is all there is."""
    precision, _, f1 = ratios
    return np.where(np.array(list(MEASURES)) == PRECISION_ONLY, precision, f1)
