"""Words in the units of a comparison: hits and tokens of a side, without each of its units, and under moved labels."""

import numpy as np
from scipy import sparse

from framing.identification import identification
from framing.inference import choose_unit, sides, unit_strata

CELLS = 2**17  # numbers in one dense piece of work, few enough for a processor's cache
EXACT = 2**24  # whole numbers up to here are exact in single precision


class Side:
    """Hits of one side, words in rows and units in columns. Where outlets are pooled, they are the units.

    Then the side's rate is the mean of its outlets' rates, and its hits are as many as it would have at that rate.

    Parameters
    ----------
    dfm : DocumentFeatureMatrix
        Counts, of the side alone.
    unit : {"article", "outlet"}

    Examples
    --------
    >>> import framing.synthetic
    >>> dfm = framing.synthetic.tiny()
    >>> side = Side(dfm.take(dfm.articles["outlet"] == "Herald"), "article")
    >>> side.n_units, side.hits, side.total()[0]
    (4, array([ 3, 18, 40]), array([ 3., 18., 40.]))
    """

    def __init__(self, dfm, unit):
        names = dfm.articles["article"]
        articles = dfm if names.is_unique and names.is_monotonic_increasing else dfm.group(("article",))
        by_article = _by_word(articles.counts)
        units = articles if unit == "article" else dfm.group((unit,))
        self.counts = by_article if unit == "article" else _by_word(units.counts)
        self.tokens = units.articles["n_tokens"].to_numpy(float)
        self.n_units, self.n_tokens, self.pooled = len(self.tokens), self.tokens.sum(), unit == "outlet"
        # What adds up over units: hits, or rates where outlets are pooled.
        self.values = sparse.csr_array(self.counts / self.tokens) if self.pooled else self.counts
        self.sums = self.values.sum(axis=1, dtype=float)
        self.hits = self.counts.sum(axis=1, dtype=float).astype(int)
        self.n_articles, self.n_articles_with = len(articles.articles), (by_article > 0).sum(axis=1)
        self.max_share = by_article.max(axis=1).toarray() / np.where(self.hits, self.hits, np.nan)
        self.n_outlets = dfm.articles["outlet"].nunique()

    def total(self):
        """Hits by word and tokens."""
        return self._scaled(self.sums, self.n_tokens, self.n_units), self.n_tokens

    def left_out(self, words):
        """The same with each unit left out: words x units, and by unit."""
        n = self.n_tokens - self.tokens
        return self._scaled(self.sums[words, None] - self.values[words].toarray(), n, self.n_units - 1), n

    def units(self, words):
        """What each unit itself holds: hits, words x units, and tokens by unit."""
        return self.counts[words].toarray(), self.tokens

    def dealt(self, labels):
        """Labels as `moved` takes them: units x labelings, with each label's tokens and units by labeling."""
        one = labels.T
        n_units = [side.sum(axis=0)[:, None] for side in (one, 1 - one)]
        n_tokens = [(self.tokens @ side)[:, None] for side in (one, 1 - one)]
        if self.pooled:
            n_tokens = [even_tokens(self.n_tokens, n, self.n_units) for n in n_units]
        return np.ascontiguousarray(one, self.values.dtype), *zip(n_tokens, n_units, strict=True)

    def moved(self, words):
        """What takes dealt labels and returns hits (labelings x words) and tokens of units labelled 1, then of 0."""
        values, sums = self.values[words], self.sums[words]

        def sides(dealt):
            labels, (n_one, one_units), (n_other, other_units) = dealt
            one = np.ascontiguousarray((values @ labels).T, float)
            return (self._scaled(one, n_one, one_units), n_one,
                    self._scaled(sums - one, n_other, other_units), n_other)

        return sides

    def _scaled(self, values, tokens, n_units):
        return values * tokens / n_units if self.pooled else values


class TwoSides:
    """Focus and reference, the words that either uses, and what moving labels takes."""

    def __init__(self, dfm, by, focus, reference):
        dfm = counted(dfm)
        is_focus, is_reference = sides(dfm.articles, by, focus, reference)
        self.dfm, self.rows, self.voice, self.features = dfm, is_focus | is_reference, dfm.voice, dfm.features
        articles, is_first = dfm.articles[self.rows], is_focus[self.rows]
        self.unit = choose_unit(articles, [is_first])
        self.labels = unit_strata(articles, by, self.unit, is_first)
        self.identification = identification(dfm.articles, by, is_focus, is_reference)
        self.focus, self.reference = (Side(dfm.take(rows), self.unit) for rows in (is_focus, is_reference))
        self.n_hits = self.focus.hits + self.reference.hits
        self.words = np.flatnonzero(self.n_hits)
        if not self.words.size:
            raise ValueError("neither side uses a word of the matrix")

    def totals(self, words):
        """Hits (words x 1) and tokens of focus, then of reference."""
        (one, n_one), (other, n_other) = self.focus.total(), self.reference.total()
        return one[words, None], n_one, other[words, None], n_other

    def tested(self, words):
        """The same as it is tested: of pooled outlets each counts alike, so no labeling may weigh by their tokens."""
        one, n_one, other, n_other = self.totals(words)
        if self.unit == "article":
            return one, n_one, other, n_other
        n_tokens, n_units = n_one + n_other, self.focus.n_units + self.reference.n_units
        even = [even_tokens(n_tokens, side.n_units, n_units) for side in (self.focus, self.reference)]
        return one * even[0] / n_one, even[0], other * even[1] / n_other, even[1]


def even_tokens(n_tokens, n_units, n_units_in_all):
    """Tokens of a side if all units had as many."""
    return n_tokens * n_units / n_units_in_all


def counted(dfm):
    """Return the matrix without rows that have no tokens; raise ValueError where it holds no counts."""
    if dfm.choices.get("weight", "count") != "count":
        raise ValueError(f"weight is {dfm.choices['weight']!r}; this measure needs counts")
    rows = dfm.articles["n_tokens"].to_numpy() > 0
    return dfm if rows.all() else dfm.take(rows)


def blocks(words, n_columns):
    """Cut words so that each piece of so many columns stays in the cache."""
    width = max(1, CELLS // n_columns)
    return [words[start:start + width] for start in range(0, len(words), width)]


def _by_word(counts):
    exact = np.float32 if counts.sum(axis=0).max(initial=0) < EXACT else float
    return sparse.csr_array(counts.T, dtype=exact)
