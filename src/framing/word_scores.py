"""How much stronger a word is on one side than on the other: two measures, and what is tested of them."""

import numpy as np


class Odds:
    """Log-odds: a prior adds to a word's hits, and the other tokens stand against it.

    Parameters
    ----------
    dfm : DocumentFeatureMatrix
        The corpus that the prior is taken from.
    prior_tokens : float
    background : Series, optional
        Counts by word to take it from instead.
    """

    name, scale = "log_odds", 1.0

    def __init__(self, dfm, prior_tokens, background=None):
        if not prior_tokens > 0:
            raise ValueError(f"prior_tokens is {prior_tokens}; expected a number above 0")
        self.prior_tokens, self.given = prior_tokens, background is not None
        if self.given:
            self.counts, self.n_tokens = background.reindex(dfm.features).to_numpy(float), background.sum()
            if not (self.counts > 0).all():
                lacking = ", ".join(dfm.features[~(self.counts > 0)][:3])
                raise ValueError(f"background has no count above 0 for: {lacking}")
        else:
            self.counts, self.n_tokens = dfm.counts.sum(axis=0), dfm.articles["n_tokens"].sum()

    def added(self, words, without=None):
        """Pseudo-tokens of words (words x 1); or without units of the corpus, of these hits and tokens."""
        counts, n_tokens = self.counts[words, None], self.n_tokens
        if without is not None and not self.given:
            counts, n_tokens = counts - without[0], n_tokens - without[1]
        return counts * (self.prior_tokens / n_tokens)

    def against(self, n_tokens, hits):
        return n_tokens + self.prior_tokens - hits


class Ratio:
    """Log Ratio: half a hit is added, and all tokens stand against the word."""

    name, scale = "log_ratio", 1 / np.log(2)

    def added(self, words, without=None):
        return np.full((len(words), 1), 0.5)

    def against(self, n_tokens, hits):
        return n_tokens


def log_contrast(measure, one, n_one, other, n_other, added):
    """The natural log of how much stronger words are on the first side; of any shape.

    Examples
    --------
    >>> bool(np.isclose(log_contrast(Ratio(), 19.5, 1000, 4.5, 500, 0.5), np.log((20 / 1000) / (5 / 500))))
    True
    """
    one, other = one + added, other + added
    return np.log(one * measure.against(n_other, other) / (measure.against(n_one, one) * other))


def studentized(measure, one, n_one, other, n_other, added):
    """The same over the standard error it would have if both sides used the word alike.

    With the error at the hits as they are (the ``z`` of Monroe, Colaresi and Quinn) a word that one side alone
    has would count for less than one that is nearly so, because its error comes from the hits it lacks.

    Examples
    --------
    >>> hits = np.array([50, 95, 100])
    >>> studentized(Ratio(), hits, 1000, 100 - hits, 1000, 0.5).round(1)
    array([ 0. , 14.3, 26.6])
    """
    alike = (one + other) * (n_one / (n_one + n_other)) + added
    both = one + other + 2 * added
    return log_contrast(measure, one, n_one, other, n_other, added) * np.sqrt(alike * (both - alike) / both)
