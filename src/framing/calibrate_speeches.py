"""Real texts without a difference: speeches whose labels are shuffled, and one speaker's speeches split in two.

The speeches are State of the Union addresses (NLTK's ``state_union``; public domain), each cut to about the length
of a news article. They are read when calibrating and never shipped.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from framing import calibrate_values as values
from framing import calibrate_words as words
from framing import lexicons
from framing.corpus import CorpusError
from framing.tokens import plain, sentence_spans, tokenize
from framing.vectorize import DocumentFeatureMatrix

FILE = Path("us_speeches") / "speeches.jsonl.gz"
KIND, LENGTH = "state_union", 1000  # tokens
SIDES = ((4, 4), (8, 8), (12, 12), (4, 40))
SPLIT = (4, 4)
LABELS = {"focus": "one", "reference": "other", "by": "outlet"}
RUNS, LIST_RUNS, RESAMPLED_RUNS = 4_000, 100, 400
SHUFFLED, ONE_SPEAKER = "labels shuffled", "one speaker split"


@dataclass(frozen=True)
class Speeches:
    """What is counted in each speech.

    Attributes
    ----------
    speaker : array of str
    scores : list of array
        VADER's compound score of each sentence.
    positive, n_tokens : arrays of int
        Tokens that VADER's list has as positive, and all tokens.
    counts : sparse array
        Speeches x words.
    features : array of str
    """

    speaker: np.ndarray
    scores: list[np.ndarray]
    positive: np.ndarray
    n_tokens: np.ndarray
    counts: sparse.csr_array
    features: np.ndarray


def read(folder: Path) -> Speeches:
    """Read and count the speeches of a folder of benchmarks.

    Raises
    ------
    CorpusError
        If the file isn't there, or a record in it isn't as expected.
    """
    path = folder / FILE
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
        records = [(record["speaker"], record["text"]) for record in records if record["kind"] == KIND]
    except FileNotFoundError:
        raise CorpusError(f"{folder}: no file {FILE} in it; real texts are calibrated on its speeches") from None
    except (gzip.BadGzipFile, EOFError, ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{path}: expected JSON lines with kind, speaker and text, gzipped ({error})") from error
    if len(records) < sum(SIDES[-1]):
        raise CorpusError(f"{path}: {len(records)} speeches of kind {KIND!r}; expected {sum(SIDES[-1])} or more")
    return _counted(records)


def _counted(records):
    positive = {term for term, value in lexicons.vader().items() if value > 0}
    scores, bags = [], []
    for _, text in records:
        bag, own = Counter(), []
        for sentence in _sentences(text):
            if bag.total() >= LENGTH:
                break
            bag.update(tokenize(sentence))
            own.append(lexicons.vader_analyzer().polarity_scores(plain(sentence))["compound"])
        scores.append(np.array(own))
        bags.append(bag)
    features = sorted(set().union(*bags))
    place = {feature: i for i, feature in enumerate(features)}
    entries = [(row, place[word], n) for row, bag in enumerate(bags) for word, n in bag.items()]
    at, word, n = np.array(entries).T
    return Speeches(
        speaker=np.array([speaker for speaker, _ in records]), scores=scores,
        positive=np.array([sum(n for word, n in bag.items() if word in positive) for bag in bags]),
        n_tokens=np.array([bag.total() for bag in bags]),
        counts=sparse.csr_array((n, (at, word)), shape=(len(bags), len(features))), features=np.array(features, object))


def _sentences(text):
    """Sentences after the title, which is the first line."""
    for line in text.splitlines()[1:]:
        yield from (line[start:end] for start, end in sentence_spans(line))


# ---- splits ----------------------------------------------------------------------------------------------


def shuffled(speeches: Speeches, n: tuple[int, int], runs: int) -> list[np.ndarray]:
    """Draw both sides of each run, whoever spoke: places of speeches, runs x units."""
    rng = np.random.default_rng(zlib.crc32(repr((SHUFFLED, n)).encode()))
    order = rng.permuted(np.tile(np.arange(len(speeches.speaker)), (runs, 1)), axis=1)
    return [order[:, :n[0]], order[:, n[0]:sum(n)]]


def split(speeches: Speeches) -> list[np.ndarray]:
    """List every way to split eight speeches of one speaker in four and four.

    A permutation deals these eight in the same ways, so over all of them it keeps its level by construction: what is
    counted of it checks the program. What other methods print of the same splits is the finding.
    """
    both = []
    for speaker, n in sorted(Counter(speeches.speaker).items()):
        own = np.flatnonzero(speeches.speaker == speaker)[:sum(SPLIT)]
        if n >= sum(SPLIT):
            both += [(own[[*picked]], np.delete(own, picked)) for picked in combinations(range(8), 4) if 0 in picked]
    return [np.array(side) for side in zip(*both, strict=True)]


def plan() -> list[tuple[str, tuple[int, int]]]:
    """List the cells: kind and sides."""
    return [*((SHUFFLED, n) for n in SIDES), (ONE_SPEAKER, SPLIT)]


def rows(cell: tuple[str, tuple[int, int]], speeches: Speeches) -> list[dict]:
    """Count what the package and others print of tone, of a rate and of words where there is no difference."""
    kind, n = cell
    picked = shuffled(speeches, n, RUNS) if kind == SHUFFLED else split(speeches)
    seed = zlib.crc32(repr((SHUFFLED, n)).encode()) if kind == SHUFFLED else np.nan
    keys = {"kind": kind, "distribution": "speeches", "unit": "article", "n_focus": n[0], "n_reference": n[1],
            "effect": 0.0, "seed": seed,
            "source": f"{len(speeches.speaker)} State of the Union addresses, the first {LENGTH:,} words of each"}
    found = []
    for distribution in ("scores", "counts"):
        found += _values(keys, speeches, picked, values.Cell(distribution, *n))
    few = [side[:RESAMPLED_RUNS] for side in picked]
    found += values.tally(keys | {"instrument": values.NAMES["scores"][1], "method": "bootstrap of sentences"},
                          _resampled(speeches, few), 0.0)
    lists = [words.measured(_matrix(speeches, *both), LABELS)
             for both in zip(*(side[:LIST_RUNS] for side in picked), strict=True)]
    return found + words.count(keys, lists)


def _values(keys, speeches, picked, cell):
    """Tone, or the rate of positive words."""
    log = cell.log
    y = speeches.positive if log else np.array([score.mean() for score in speeches.scores])
    s = speeches.n_tokens if log else np.ones(len(y))
    sides = [values.Side(y[side].T.astype(float), s[side].T.astype(float), y[side].sum(axis=1)) for side in picked]
    keys = keys | {"instrument": values.NAMES[cell.distribution][1], "method": values.OURS}
    found = values.tally(keys, values.printed(cell, sides), cell.truth)
    if log:
        found += values.tally(keys | {"method": "words as units"}, values.words_as_units(cell, sides), cell.truth)
    return found


def _resampled(speeches, picked):
    """Percentiles of the difference of two means of resampled sentences."""
    rng, ends = np.random.default_rng(1), []
    for both in zip(*picked, strict=True):
        pools = [np.concatenate([speeches.scores[place] for place in side]) for side in both]
        one, other = (rng.choice(pool, (values.RESAMPLES, pool.size)).mean(axis=1) for pool in pools)
        ends.append(np.quantile(one - other, [0.025, 0.975]))
    return pd.DataFrame(np.array(ends), columns=["ci_low", "ci_high"]).assign(evidence="interval", p=np.nan)


def _matrix(speeches, one, other):
    places = np.concatenate([one, other])
    articles = pd.DataFrame({"article": places, "outlet": np.repeat(["one", "other"], [len(one), len(other)]),
                             "n_tokens": speeches.n_tokens[places]})
    dfm = DocumentFeatureMatrix(speeches.counts[places], articles, speeches.features, choices={"voice": ["own"]})
    return dfm.trim(min_count=10, min_articles=3)
