"""What the word measures cost beside other programs' ways: ``python -m framing.bench [--quick]``, ``make bench``.

Texts and counts are invented at run time: words by Zipf's law, articles of about 800 tokens. Costs are CPU seconds
(median of rounds taken in turn) and the peak of what Python and numpy allocate above the loaded input; only
ratios are printed, since seconds say more about the machine. Beside each ratio stands whether both ways give
the same numbers.
"""

import argparse
import gc
import statistics
import sys
import time
import tracemalloc
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd
from scipy import sparse

from framing import keyness
from framing.inference import Labelings, interval, labelings
from framing.vectorize import DocumentFeatureMatrix
from framing.word_scores import Odds, studentized
from framing.word_sides import TwoSides

LETTERS = "etaoinshrdlucmwfgypbvkjxqz"
SIDES = ("Herald", "Gazette")


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    articles: tuple[int, ...] = (1_000, 10_000)
    n_words: int = 15_000
    permuted_articles: int = 2_000
    permuted_words: int = 20_000
    blocks: int = 40  # of 256 labelings: the 10,000 that are drawn
    loop_blocks: int = 4  # the loop is timed on these and scaled up
    rounds: int = 3


QUICK = Sizes((60,), 300, 60, 300, 4, 2, 1)


def main(arguments=None):
    """Print the table of ratios; return 1 where a goal is missed or numbers differ."""
    parser = argparse.ArgumentParser(prog="framing.bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to try the bench itself")
    table = ratios(QUICK if parser.parse_args(arguments).quick else Sizes())
    print(table.to_string(index=False, float_format="{:.2f}".format, justify="left"))
    return 0 if table["reached"].all() and table["same_numbers"].all() else 1


def ratios(sizes):
    """Measure everything.

    Parameters
    ----------
    sizes : Sizes

    Returns
    -------
    DataFrame
        ``goal`` (its number in the project's list), ``what``, ``ratio``, ``at_most``, ``reached``,
        ``same_numbers``.
    """
    rows = []
    for n_articles in sizes.articles:
        rows += _intervals(n_articles, sizes)
    table = pd.DataFrame(rows + _permutations(sizes), columns=["goal", "what", "ratio", "at_most", "same_numbers"])
    table.insert(4, "reached", table["ratio"] <= table["at_most"])
    return table


# ---- intervals of log-odds from counts, against one point estimate from text ------------------------------


def _intervals(n_articles, sizes):
    dfm, texts = corpus(n_articles, sizes.n_words)
    halves = [texts[::2], texts[1::2]]

    def theirs():
        return fighting_words(*halves, sizes.n_words)

    def ours():
        return keyness.log_odds(dfm, *SIDES, permute=False)

    same = _same_z(dfm, theirs()) and _same_intervals()
    what = f"{n_articles:,} articles, {sizes.n_words:,} words: log-odds with intervals, to FightingWords' estimate"
    return [("G4", f"{what}, time", _time(ours, theirs, sizes.rounds), 1.0, same),
            ("G4", f"{what}, memory", _peak(ours) / _peak(theirs), 0.25, same)]


def fighting_words(focus, reference, max_features, prior=0.1):
    """ConvoKit's FightingWords, re-created: one z for each word, from text.

    ConvoKit itself brings far more than this; its computation is scikit-learn's CountVectorizer with its own
    rule for words, here on single words, made dense; sums by side; log-odds under a uniform prior, z. Its loop
    over words is left out in its favour: the formula runs over all of them at once.

    Examples
    --------
    >>> fighting_words(["talks talks strike"], ["talks strike strike"], 10).round(2).to_dict()
    {'strike': -1.1, 'talks': 1.1}
    """
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(decode_error="ignore", max_features=max_features)
    counts = vectorizer.fit_transform(focus + reference).toarray()
    one, other = (half.sum(axis=0) + prior for half in (counts[:len(focus)], counts[len(focus):]))
    score = np.log(one / (one.sum() - one)) - np.log(other / (other.sum() - other))
    return pd.Series(score / np.sqrt(1 / one + 1 / other), vectorizer.get_feature_names_out())


def _same_z(dfm, theirs):
    """Whether both ways agree under the same prior."""
    uniform = pd.Series(1, dfm.features)
    ours = keyness.log_odds(dfm, *SIDES, background=uniform, prior_tokens=0.1 * len(uniform), permute=False)
    ours = ours.set_index("feature")["z"]
    return bool(len(ours) == len(theirs) and np.allclose(ours, theirs[ours.index], atol=1e-9))


def _same_intervals():
    """Whether intervals are those of scoring again without each article, on a small corpus."""
    dfm, _ = corpus(40, 60)
    table = keyness.log_odds(dfm, *SIDES, permute=False).set_index("feature").loc[dfm.features]
    left_out = np.array([_score_again(dfm.take(np.arange(40) != place)) for place in range(40)])
    is_focus = (dfm.articles["outlet"] == SIDES[0]).to_numpy()
    hits = [table["n_hits_focus"].to_numpy(), table["n_hits_reference"].to_numpy()]
    again = interval(table["log_odds"], [left_out[is_focus], left_out[~is_focus]], hits=hits)
    ends = ["ci_low", "ci_high", "loo_low", "loo_high"]
    return np.allclose(table[ends], again[ends], equal_nan=True) and table["ci_low"].notna().any()


def _score_again(dfm):
    counts, sizes = dfm.counts.toarray(), dfm.articles["n_tokens"].to_numpy()
    prior, logs = 100 * counts.sum(axis=0) / sizes.sum(), []
    for side in SIDES:
        rows = (dfm.articles["outlet"] == side).to_numpy()
        one, n = counts[rows].sum(axis=0) + prior, sizes[rows].sum() + 100
        logs.append(np.log(one / (n - one)))
    return logs[0] - logs[1]


# ---- permutations, against a loop that masks rows ---------------------------------------------------------


def _permutations(sizes):
    few, many = sizes.loop_blocks, sizes.blocks
    whole = _Moving(sizes.permuted_articles, sizes.permuted_words)
    small = _Moving(60, 100)
    same = np.allclose(small.blocks_of(2), small.loop_over(2))
    n = whole.every(many).n
    what = f"{n:,} permutations of {sizes.permuted_articles:,} articles, {sizes.permuted_words:,} words"
    loop_over_blocks = _time(lambda: whole.blocks_of(many), lambda: whole.loop_over(few), sizes.rounds, many / few)
    return [("G11", f"{what}, time, to a loop that masks rows", loop_over_blocks, 0.6, same),
            ("G11", f"{what}, memory, to that of {whole.every(few).n:,}",
             _peak(lambda: whole.blocks_of(many)) / _peak(lambda: whole.blocks_of(few)), 1.1, same)]


class _Moving:
    """Family-wise p of all words of a corpus, in blocks and in a loop."""

    def __init__(self, n_articles, n_words):
        dfm, _ = corpus(n_articles, n_words, n_tokens=700)
        self.two, self.measure = TwoSides(dfm, "outlet", *SIDES), Odds(dfm, 100.0)
        self.counts, self.tokens = dfm.counts, dfm.articles["n_tokens"].to_numpy()
        words = self.two.words
        self.z = np.abs(studentized(self.measure, *self.two.totals(words), self.measure.added(words)))[:, 0]

    def every(self, n_blocks):
        """The first blocks of the drawn labelings."""
        drawn = labelings(self.two.labels["is_focus"])
        size = len(next(iter(drawn)))
        return Labelings(min(n_blocks * size, drawn.n), drawn.p_min, lambda: islice(drawn, n_blocks))

    def blocks_of(self, n_blocks):
        family = np.ones(self.z.size, bool)
        return keyness._step_down(self.two, self.measure, self.z, family, ~family, self.every(n_blocks))[1]

    def loop_over(self, n_blocks):
        """The same, one permutation at a time: mask rows, sum, score, count."""
        order = np.argsort(self.z, kind="stable")
        words = self.two.words[order]
        counts, added = self.counts[:, words].astype(float), self.measure.added(words)[:, 0]
        sums, n_tokens, bars = counts.sum(axis=0), self.tokens.sum(), self.z[order] * (1 - 1e-9) - 1e-9
        every, extreme = self.every(n_blocks), np.zeros(order.size)
        for labels in every:
            for mask in labels > 0:
                one, n_one = counts[mask].sum(axis=0), self.tokens[mask].sum()
                moved = np.abs(studentized(self.measure, one, n_one, sums - one, n_tokens - n_one, added))
                extreme += np.maximum.accumulate(moved) >= bars
        p = np.empty(order.size)
        p[order] = np.maximum.accumulate(extreme[::-1])[::-1] / every.n
        return p


# ---- invented input, and how costs are taken --------------------------------------------------------------


def corpus(n_articles, n_words, *, n_tokens=810, seed=0):
    """Counts and texts of two outlets whose words follow Zipf's law; every word occurs.

    Examples
    --------
    >>> dfm, texts = corpus(4, 30)
    >>> dfm.counts.shape, [len(text.split()) for text in texts] == dfm.articles["n_tokens"].tolist()
    ((4, 30), True)
    """
    rng = np.random.default_rng(seed)
    weight = 1 / np.arange(5, n_words + 5)
    sizes = np.maximum(n_tokens / 10, rng.normal(n_tokens, n_tokens / 4, n_articles)).astype(int)
    column = np.searchsorted(np.cumsum(weight[:-1]) / weight.sum(), rng.random(sizes.sum()))
    column[rng.permutation(column.size)[:n_words]] = np.arange(n_words)
    column = rng.permutation(n_words)[column]
    names = np.array(sorted(map(_name, range(26, n_words + 26))), object)
    texts = [" ".join(part) for part in np.split(names[column], np.cumsum(sizes)[:-1])]
    row = np.repeat(np.arange(n_articles), sizes)
    counts = sparse.coo_array((np.ones(row.size, int), (row, column)), shape=(n_articles, n_words))
    articles = pd.DataFrame({"article": [f"article-{number:05d}" for number in range(n_articles)],
                             "outlet": np.resize(SIDES, n_articles), "n_tokens": sizes})
    return DocumentFeatureMatrix(sparse.csr_array(counts), articles, names), texts


def _name(number):
    """A made-up word; of two letters or more from 26 on."""
    name = LETTERS[number % 26]
    while number := number // 26:
        name += LETTERS[number % 26]
    return name


def _time(ours, theirs, rounds, times=1.0):
    """CPU time of ours over that of theirs, which stands for so many times its work."""
    spent = {ours: [], theirs: []}
    for _ in range(rounds):
        for job in (theirs, ours):
            gc.collect()
            start = time.process_time()
            job()
            spent[job].append(time.process_time() - start)
    return statistics.median(spent[ours]) / (times * statistics.median(spent[theirs]))


def _peak(job):
    """The most that is allocated at once beyond what there is before."""
    gc.collect()
    tracemalloc.start()
    job()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


if __name__ == "__main__":
    sys.exit(main())
