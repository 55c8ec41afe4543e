"""The same words in several articles: shared quotations, wire copy, repeated headlines.

Articles are compared in memory while features are built, word order still known. Only numbers leave:
how many words two sentences share, never which (`reuse_pairs`). Nothing is hashed.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np

from framing import lexicons

RUN = 6                    # words in a row that two sentences must share
SHORT = (4, 5)             # a quotation this long counts where it stands whole inside the other's quotation
SHORT_WEIGHTY = 2          # words of a short quotation that aren't function words
HEADLINE = 0.8             # of one of two headlines: the share that the other must hold
OFTEN = 50                 # sentences with the same run; beyond, each is compared with the first of them only
LONG = 1_000               # words; of two longer sentences the longest run is found another way
READ = 400_000             # words of sentences that are kept in the form they are compared in
OWN = ("own", "", "")
ALPHABET = sys.maxunicode + 1      # characters there are to write words with


@dataclass(frozen=True, slots=True)
class Said:
    """Words ``first`` to ``end`` (excluded) of a sentence that aren't the outlet's own."""

    first: int
    end: int
    voice: str
    source: str = ""
    cue: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as it is compared: its number (0 is the headline), its words, what is not its outlet's own."""

    number: int
    words: list[str]
    said: tuple[Said, ...] = ()


def lines(sentences, spoken) -> list[Line]:
    """Return an article's sentences as `reuse_pairs` takes them.

    Parameters
    ----------
    sentences : list of sentences.Sentence
        With the number of the attributed span that each token lies in.
    spoken : list of sentences.Spoken
        Those spans; of a headline's the voice alone is known.
    """
    spans = {span.number: (span.speaker.source, span.attribution.cue) for span in spoken}
    found = []
    for sentence in sentences:
        said = []
        for number, places in groupby(range(len(sentence.tokens)), key=sentence.spoken.__getitem__):
            if number is not None:
                inside = list(places)
                whose = ("", "") if sentence.section == "headline" else spans[number]
                said.append(Said(inside[0], inside[-1] + 1, sentence.voices[inside[0]], *whose))
        found.append(Line(sentence.number, sentence.words, tuple(said)))
    return found


class Documents:
    """The sentences of many articles, each word kept as a number.

    Parameters
    ----------
    articles : mapping of str to list of Line, optional
        Articles to start with.

    Examples
    --------
    >>> documents = Documents()
    >>> documents.add("gazette-1", [Line(1, "The talks were frank and open , she said".split())])
    >>> len(documents)
    1
    """

    def __init__(self, articles: Mapping[str, Iterable[Line]] | None = None):
        self._numbers: dict[str, int] = {}
        self._lines: dict[str, list[_Line]] = {}
        for article, found in (articles or {}).items():
            self.add(article, found)

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, article: str, found: Iterable[Line]) -> None:
        """Add an article's sentences; an article that is there already is an error."""
        if article in self._lines:
            raise ValueError(f"article {article!r} is there already; expected each article once")
        numbers = self._numbers
        self._lines[article] = [
            _Line(article, line.number, array("i", [numbers.setdefault(word.lower(), len(numbers))
                                                    for word in line.words]), line.said, _short(line))
            for line in found]

    def sorted_lines(self) -> list[_Line]:
        """Return all sentences by article and number, whatever the order they came in."""
        return [line for article in sorted(self._lines)
                for line in sorted(self._lines[article], key=lambda line: line.number)]


@dataclass(frozen=True, slots=True)
class _Line:
    article: str
    number: int
    tokens: array
    said: tuple[Said, ...]
    short: tuple[Said, ...]


def _short(line: Line) -> tuple[Said, ...]:
    """Return the quotations too short to be found as a run, and with enough to tell them from stock phrases."""
    small = lexicons.words("function_words")

    def weighty(span):
        return sum(word.lower() not in small for word in line.words[span.first:span.end])
    return tuple(span for span in line.said if span.voice == "quoted" and span.end - span.first in SHORT
                 and weighty(span) >= SHORT_WEIGHTY)


def reuse_pairs(documents: Documents | Mapping[str, Iterable[Line]]) -> list[dict]:
    """Return the pairs of sentences, of two articles each, that share words.

    Two sentences share words where they have a run of six words or more in common, or where a whole
    quotation of four or five words of one stands inside a quotation of the other. Headlines are compared
    with headlines only, and share words where such runs cover 80 % of one of them: names and titles alone
    make runs of six there. A run that stands in more than 50 sentences is looked up against the
    first of them only, by article and number, so that boilerplate costs no more than its length.

    Parameters
    ----------
    documents : Documents, or mapping of str to list of Line
        The articles, in any order.

    Returns
    -------
    list of dict
        Sorted, each pair in both directions: ``article``, ``other``, ``sentence``, ``other_sentence``;
        ``voice``, ``source`` and ``cue`` of most of the shared words, ``other_voice`` and ``other_cue`` of the
        other's; ``n_tokens`` of the sentence, ``n_shared`` of them in shared runs and short quotations,
        ``longest_run`` of words in common, ``containment`` (``n_shared`` over ``n_tokens``).

    Examples
    --------
    >>> said = Said(0, 7, "quoted", "Jane Doe", "say")
    >>> rows = reuse_pairs({"gazette-1": [Line(4, "we will not walk away from this she said".split(), (said,))],
    ...                     "herald-1": [Line(2, "he claimed we will not walk away from it".split())]})
    >>> [(row["article"], row["voice"], row["n_shared"], row["containment"]) for row in rows]
    [('gazette-1', 'quoted', 6, 0.6667), ('herald-1', 'own', 6, 0.6667)]
    """
    if not isinstance(documents, Documents):
        documents = Documents(documents)
    all_lines = documents.sorted_lines()
    letters: dict[int, str] = {}
    read: dict[int, _Sentence] = {}
    rows, n_words = [], 0
    for pair in _candidates(all_lines):
        size = sum(len(all_lines[at].tokens) for at in pair)
        if len(letters) + size > ALPHABET or n_words > READ:
            letters, read, n_words = {}, {}, 0      # sentences are compared only where they share their letters
        for at in pair:
            if at not in read:
                read[at] = _Sentence(all_lines[at], letters)
                n_words += len(all_lines[at].tokens)
        rows += _rows(*(read[at] for at in pair))
    return sorted(rows, key=lambda row: (row["article"], row["other"], row["sentence"], row["other_sentence"]))


def kept_rows(old, absent: set[str], unchanged: set[str]):
    """Return the rows of an earlier table that can't be computed anew.

    Parameters
    ----------
    old : DataFrame
        features/reuse.csv as it stands, every cell a string.
    absent, unchanged : set of str
        Articles whose text is absent and whose features are kept; articles whose text is there and is the
        one that the old table was made from.

    Returns
    -------
    DataFrame
        Rows of two such articles, at least one of them absent; without pairs of headlines, which are always there.
    """
    known = old["article"].isin(absent | unchanged) & old["other"].isin(absent | unchanged)
    touched = old["article"].isin(absent) | old["other"].isin(absent)
    return old[known & touched & old["sentence"].ne("0")]


class _Sentence:
    """A sentence with one letter for each word, so that a run of words is a piece of a string."""

    def __init__(self, line: _Line, letters: dict[int, str]):
        self.line = line
        self.text = "".join([letters.setdefault(token, chr(len(letters))) for token in line.tokens])
        self.short = {self.text[span.first:span.end] for span in line.short}

    @cached_property
    def runs(self) -> dict[str, list[int]]:
        """Every six words in a row, with the places they start at."""
        found = defaultdict(list)
        for at in range(len(self.text) - RUN + 1):
            found[self.text[at:at + RUN]].append(at)
        return found

    @cached_property
    def quoted(self) -> dict[str, list[int]]:
        """Every four and five words in a row inside a quotation, with the places they start at."""
        found = defaultdict(list)
        for span in self.line.said:
            if span.voice == "quoted":
                for size in SHORT:
                    for at in range(span.first, span.end - size + 1):
                        found[self.text[at:at + size]].append(at)
        return found

    def covered_by(self, other: _Sentence) -> list[int]:
        """Return the places of the words that the other sentence has, too, in runs or short quotations."""
        places: set[int] = set()
        for words in self.runs.keys() & other.runs.keys():
            for at in self.runs[words]:
                places.update(range(at, at + RUN))
        if self.short or other.short:
            for words in (self.short & other.quoted.keys()) | (other.short & self.quoted.keys()):
                for at in self.quoted[words]:
                    places.update(range(at, at + len(words)))
        return sorted(places)

    def whose(self, places: list[int]) -> tuple[str, str, str]:
        """Return voice, source and cue of most of the words at these places; the first of equals."""
        return Counter(self._owner.get(at, OWN) for at in places).most_common(1)[0][0]

    @cached_property
    def _owner(self):
        return {at: (span.voice, span.source, span.cue) for span in self.line.said
                for at in range(span.first, span.end)}


def _longest_run(first: str, second: str) -> int:
    first, second = sorted((first, second), key=len)
    if len(first) > LONG:
        return _longest_of_long(first, second)
    best = 0
    for at in range(len(first)):
        while at + best < len(first) and first[at:at + best + 1] in second:
            best += 1
    return best


def _longest_of_long(first: str, second: str) -> int:
    """Number the runs of 1, 2, 4, 8 ... words, and put the longest one in common together from these.

    Doubling as in Karp, Miller and Rosenberg (1972), Rapid identification of repeated patterns, STOC 4, 125-136.
    """
    words = np.array([ord(word) for word in first + second])
    runs = [_numbered(words, np.zeros_like(words))]
    while 2 ** len(runs) <= len(first):
        half = 2 ** (len(runs) - 1)
        runs.append(_numbered(runs[-1][:-half], runs[-1][half:]))
    longest, known = 0, np.zeros(len(words) + 1, int)
    for power in range(len(runs) - 1, -1, -1):
        size = longest + 2 ** power
        if size > len(first):
            continue
        tried = _numbered(known[:len(words) - size + 1], runs[power][longest:])
        if np.isin(tried[:len(first) - size + 1], tried[len(first):]).any():
            longest, known = size, tried
    return longest


def _rows(first: _Sentence, second: _Sentence) -> list[dict]:
    """Return the two rows of a pair of sentences, none where they share too little."""
    sides = [(first, first.covered_by(second)), (second, second.covered_by(first))]
    shares = [len(places) / len(side.text) for side, places in sides]
    if not all(shares) or (first.line.number == 0 and max(shares) < HEADLINE):
        return []
    longest = _longest_run(first.text, second.text)
    whose = [side.whose(places) for side, places in sides]
    rows = []
    for me, it in ((0, 1), (1, 0)):
        mine, theirs = sides[me][0].line, sides[it][0].line
        rows.append({
            "article": mine.article, "other": theirs.article, "sentence": mine.number,
            "other_sentence": theirs.number, "voice": whose[me][0], "other_voice": whose[it][0],
            "source": whose[me][1], "cue": whose[me][2], "other_cue": whose[it][2], "n_tokens": len(mine.tokens),
            "n_shared": len(sides[me][1]), "longest_run": longest, "containment": round(shares[me], 4)})
    return rows


def _candidates(all_lines: list[_Line]) -> list[tuple[int, int]]:
    """Return the places of pairs of sentences with a run, or a short quotation, in common."""
    sizes = [len(line.tokens) for line in all_lines]
    line_at = np.append(np.repeat(np.arange(len(all_lines)), sizes), [-1] * RUN).astype(np.int32)
    tokens = np.concatenate([*(np.frombuffer(line.tokens, np.int32) for line in all_lines if line.tokens),
                             np.zeros(RUN, np.int32)])
    quotation, short = _marked(all_lines, sizes)
    article = np.unique([line.article for line in all_lines], return_inverse=True)[1]
    headline = np.array([line.number == 0 for line in all_lines])

    two = _numbered(tokens[:-1], tokens[1:])
    four = _numbered(two[:-2], two[2:])
    found = []
    for size, runs in ((4, four), (5, _numbered(four[:-1], tokens[4:])), (RUN, _numbered(four[:-2], two[4:]))):
        last = slice(size - 1, size - 1 + len(runs))
        keep = (line_at[:len(runs)] == line_at[last]) & (line_at[:len(runs)] >= 0) & (np.bincount(runs)[runs] > 1)
        if size in SHORT:
            keep &= (quotation[:len(runs)] == quotation[last]) & (quotation[:len(runs)] > 0)
            keep &= np.isin(runs, runs[short[:len(runs)] == size])
        found.append(_links(runs[keep], line_at[:len(runs)][keep], len(all_lines)))
    pairs = np.unique(np.concatenate(found))
    first, second = np.divmod(pairs, max(len(all_lines), 1))
    apart = (article[first] != article[second]) & (headline[first] == headline[second])
    return list(zip(first[apart].tolist(), second[apart].tolist(), strict=True))


def _marked(all_lines, sizes):
    """Return, word by word, the number of the quotation it lies in, and the size of a short one that it opens."""
    quotation, short = (np.zeros(sum(sizes) + RUN, np.int32) for _ in range(2))
    number = at = 0
    for line, size in zip(all_lines, sizes, strict=True):
        for span in line.said:
            if span.voice == "quoted":
                number += 1
                quotation[at + span.first:at + span.end] = number
        for span in line.short:
            short[at + span.first] = span.end - span.first
        at += size
    return quotation, short


def _numbered(first, second):
    """Number the pairs of two aligned columns of numbers: equal pairs get equal numbers, others don't."""
    pairs = first.astype(np.int64) * (int(second.max()) + 1) + second
    order = np.argsort(pairs, kind="stable")
    pairs = pairs[order]
    numbers = np.zeros(len(pairs), np.int32)
    numbers[order[1:]] = np.cumsum(pairs[1:] != pairs[:-1], dtype=np.int32)
    return numbers


def _links(runs, line_at, n_lines):
    """Return the pairs of sentences that share a run, as ``first * n_lines + second``."""
    codes = np.unique(runs.astype(np.int64) * max(n_lines, 1) + line_at)
    runs, line_at = np.divmod(codes, max(n_lines, 1))
    _, start, place, count = np.unique(runs, return_index=True, return_inverse=True, return_counts=True)
    often = count[place] > OFTEN
    hubs = line_at[start[place]][often]
    found = [hubs * n_lines + line_at[often]]
    few = (count[place] > 1) & ~often
    runs, line_at = runs[few], line_at[few]
    for step in range(1, OFTEN):
        same = runs[:-step] == runs[step:]
        if not same.any():
            break
        found.append(np.unique(line_at[:-step][same] * n_lines + line_at[step:][same]))
    return np.unique(np.concatenate(found))
