"""Texts that share runs of words: every run is hashed in memory, and nothing of it is kept or stored.

Pairs of sentences, for measures, are `reuse`'s; here whole texts are compared, before features are built.

References
----------
Broder (1997), On the resemblance and containment of documents (shingles, containment).
Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators (the mixing of a word's number).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

import numpy as np
from scipy import sparse

WORDS = re.compile(r"\w+")
OFTEN = 50                 # texts with the same run; in more it is a stock phrase or the page's furniture
FURNITURE = 3              # texts of one outlet with the same run; in more it is that outlet's furniture
WHOLE = 0.8                # of both texts: where that much is shared, runs that stand in many texts count, too
FACTOR = np.uint64(0x9E3779B97F4A7C15)
BLOCK = 512                # texts compared with all others at a time


@dataclass(frozen=True)
class Shared:
    """Two texts, by place, with the words of each that lie in runs that both have."""

    first: int
    second: int
    n_first: int
    n_second: int


class Runs:
    """The runs of words of many texts.

    Parameters
    ----------
    texts : iterable of str
        Read one at a time; words are compared in small letters, whatever stands between them.
    outlets : sequence of str, optional
        Whose each text is; without them each stands for itself.
    run : int, default=8
        Words in a row.

    Attributes
    ----------
    sizes : array of int
        Words of each text.
    digests : list of bytes
        A hash of each text's words, all in order.
    n_ignored : int
        Different runs that stand in more than 50 texts.

    Examples
    --------
    >>> runs = Runs(["one two three four five", "Two, three, four: six", "seven"], run=3)
    >>> runs.sizes.tolist(), [(pair.first, pair.second, pair.n_first) for pair in runs.pairs(0.5)]
    ([5, 4, 1], [(0, 1, 3)])
    """

    def __init__(self, texts: Iterable[str], outlets: Sequence[str] | None = None, *, run: int = 8):
        if run < 1:
            raise ValueError(f"run {run}; expected one word or more")
        self.run = run
        numbers: dict[str, int] = {}
        hashes, sizes, starts, self.digests = array("Q"), [], [0], []
        for text in texts:
            found = array("Q")
            for line in text.lower().splitlines():
                found.extend([numbers.setdefault(word, len(numbers)) for word in WORDS.findall(line)])
            words = np.array(found, np.uint64)
            hashes.frombytes(_rolled(_mixed(words), run).tobytes())
            starts.append(len(hashes))
            sizes.append(len(words))
            self.digests.append(sha256(words.tobytes()).digest())
        self.sizes, self._starts = np.array(sizes, int), np.array(starts)
        self.outlets = np.unique(list(outlets) if outlets is not None else range(len(sizes)), return_inverse=True)[1]
        del numbers
        self._number(np.frombuffer(hashes, np.uint64) if hashes else np.empty(0, np.uint64))

    def _number(self, hashes: np.ndarray) -> None:
        """Give every run that stands twice a number, -1 to the others, and find those of many texts."""
        ordered = np.sort(hashes)
        again = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        del ordered
        self._runs = np.concatenate([np.empty(0, np.int32), *(
            _find(again, hashes[start:end]) for start, end in pairwise(self._starts))])
        found = [np.unique(self._of(text)) for text in range(len(self.sizes))]
        found = [runs[runs >= 0] for runs in found]
        text = np.repeat(np.arange(len(found)), [len(runs) for runs in found])
        run = np.concatenate([np.empty(0, np.int32), *found])
        self._often = np.append(np.bincount(run, minlength=len(again)) > OFTEN, True)       # the last one is -1's
        self.n_ignored = int(self._often[:-1].sum())
        self._few, self._many = (sparse.csr_array(
            (np.ones(keep.sum(), np.int32), (text[keep], run[keep])), shape=(len(found), len(again)))
            for keep in (~self._often[run], self._often[run]))
        n_outlets = self.outlets.max(initial=0) + 1
        codes, n_texts = np.unique(run.astype(np.int64) * n_outlets + self.outlets[text], return_counts=True)
        self._furniture = codes[n_texts > FURNITURE]

    def _of(self, text: int) -> np.ndarray:
        return self._runs[self._starts[text]:self._starts[text + 1]]

    def pairs(self, share: float) -> list[Shared]:
        """Return the pairs of texts of which one has at least this share of its words in runs of the other.

        A run that stands in more than 50 texts, or in more than three of the two texts' one outlet, counts only where
        80 % of both texts are shared with it: a story that many ran is found, the furniture of pages isn't. Of texts
        that have mostly runs of more than 50, each is compared with the first of its kind.
        """
        found = []
        for first, second in sorted({*self._candidates(share), *self._everywhere(share)}):
            own = self._shared(first, second, ignoring=True)
            if self._reach(own, share, max):
                found.append(own)
            elif self._reach(whole := self._shared(first, second), max(WHOLE, share), min):
                found.append(whole)
        return found

    def _reach(self, pair: Shared, share: float, which) -> bool:
        return which(pair.n_first / self.sizes[pair.first], pair.n_second / self.sizes[pair.second]) >= share

    def _candidates(self, share: float) -> Iterable[tuple[int, int]]:
        """Yield pairs with enough runs in common: one covers no more words than it has."""
        for start in range(0, len(self.sizes), BLOCK):
            common = (self._few[start:start + BLOCK] @ self._few.T).tocoo()
            first, second = common.row + start, common.col
            keep = (first < second) & (
                common.data * self.run >= share * np.minimum(self.sizes[first], self.sizes[second]))
            yield from zip(first[keep].tolist(), second[keep].tolist(), strict=True)

    def _everywhere(self, share: float) -> Iterable[tuple[int, int]]:
        """Yield each text that has mostly runs of many texts, with the first text that has the same."""
        many = self._many.tocsc()
        used = np.diff(many.indptr)
        hub = np.repeat(many.indices[many.indptr[:-1][used > 0]], used[used > 0]).astype(np.int64)
        codes, n_runs = np.unique(hub * len(self.sizes) + many.indices, return_counts=True)
        first, second = np.divmod(codes, max(len(self.sizes), 1))
        keep = (first != second) & (n_runs * self.run >= share * np.minimum(self.sizes[first], self.sizes[second]))
        yield from zip(first[keep].tolist(), second[keep].tolist(), strict=True)

    def _shared(self, first: int, second: int, *, ignoring: bool = False) -> Shared:
        mine, theirs = self._of(first), self._of(second)
        common = np.intersect1d(mine, theirs)
        if ignoring:
            common = common[~self._often[common]]
            if self.outlets[first] == self.outlets[second]:
                codes = common.astype(np.int64) * (self.outlets.max() + 1) + self.outlets[first]
                common = common[~np.isin(codes, self._furniture)]
        common = common[common >= 0]
        return Shared(first, second, self._covered(np.isin(mine, common)), self._covered(np.isin(theirs, common)))

    def _covered(self, opens: np.ndarray) -> int:
        """Count the words that lie in the runs that open at these places."""
        return int((np.convolve(opens, np.ones(self.run, int)) > 0).sum()) if opens.any() else 0


def _mixed(numbers: np.ndarray) -> np.ndarray:
    """Spread numbers over 64 bits (SplitMix64), so that sums of them seldom meet."""
    mixed = (numbers + np.uint64(1)) * FACTOR
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _rolled(codes: np.ndarray, run: int) -> np.ndarray:
    n_runs = max(len(codes) - run + 1, 0)
    rolled = np.zeros(n_runs, np.uint64)
    for step in range(run):
        rolled = rolled * FACTOR + codes[step:step + n_runs]
    return rolled


def _find(known: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the place of each value in a sorted array, -1 where it isn't there."""
    if not len(known):
        return np.full(len(wanted), -1, np.int32)
    place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[place] == wanted, place, -1).astype(np.int32)
