"""What sets two vocabularies apart, what they share, and how evenly words are spread.

Whose words are compared is a choice of the matrix: ``vectorize(corpus, voice=...)``; results name it in the
column ``voice``. Tokens are those of the matrix's ``n_tokens``, so dropping words from a matrix leaves the
scores of the others as they were. Where a side pools several outlets, the outlet is the unit and a side's rate
is the mean of its outlets' rates, so that the largest outlet isn't the side.
"""

import numpy as np
import pandas as pd
from scipy import sparse, special

from framing.inference import choose_unit, interval, permutation, require, sides, unit_strata

BLOCK = 2_000_000  # numbers in one dense piece of work


def log_odds(dfm, focus, reference, *, by="outlet", prior_tokens=100.0, background=None, seed=0):
    """Compare word use on two sides.

    Log-odds ratio with an informative Dirichlet prior: odds in the focus side over odds in
    the reference side, shrunk towards each word's overall share so luck tops no list.

    Parameters
    ----------
    dfm : DocumentFeatureMatrix
        Counts, articles x features, with the articles' table (see `vectorize`).
    focus, reference : str or list of str
        Values of ``by`` to compare; a list pools them. Positive scores lean towards ``focus``.
    by : str, default="outlet"
        Column of ``dfm.articles`` that holds the sides.
    prior_tokens : float, default=100.0
        Size of the prior: pseudo-tokens shared out by each word's share of the whole corpus.
    background : Series, optional
        Counts by word to take the prior from instead; by default all of ``dfm``, both sides in it.
    seed : int, default=0
        For labelings that are drawn.

    Returns
    -------
    DataFrame
        One row per word that either side uses, strongest lean to ``focus`` first: ``feature``,
        ``log_odds``, ``z`` (ranks, never tests), ``n_hits_focus``, ``n_hits_reference``,
        ``per_1000_tokens_focus``, ``per_1000_tokens_reference``, ``n_articles_with_focus``,
        ``n_articles_with_reference``, ``max_article_share`` (of the hits on the side it leans to, the
        share in one article; missing without any), ``one_article`` (half or more), then
        ``voice`` (of ``dfm``), ``unit``, sizes of the sides
        (``n_units_``, ``n_articles_``, ``n_outlets_``, ``n_tokens_`` with ``focus``, ``reference``)
        and the result contract: ``ci_low``, ``ci_high``, ``loo_low``, ``loo_high``, ``evidence``,
        ``p``, ``p_min`` (of one word looked at alone). Leaving a unit out takes it from the prior too:
        nothing is left of a word in one article, and for words of one side all ends may lie higher.

    Raises
    ------
    ValueError
        If a side is empty or both sides are the same; the message names the values there are.

    References
    ----------
    Monroe, Colaresi and Quinn (2008), Fightin' Words, Political Analysis 16(4), eq. 16 and 19-22.

    Examples
    --------
    >>> import framing.synthetic
    >>> dfm = framing.synthetic.tiny()          # two outlets, three words
    >>> log_odds(dfm, "Herald", "Gazette").round(2)[["feature", "log_odds", "z"]]
           feature  log_odds     z
    0  provocation      0.64  2.28
    1       candid     -0.48 -1.36
    2        talks     -0.23 -1.68
    """
    if not prior_tokens > 0:
        raise ValueError(f"prior_tokens is {prior_tokens}; expected a number above 0")
    two = _TwoSides(dfm, by, focus, reference)
    prior = _Prior(dfm, prior_tokens, background)

    def score(one, n_one, other, n_other, words, without=None):
        alpha = prior.of(words, without)
        scores = np.log(one + alpha) - np.log(n_one + prior_tokens - one - alpha)
        return scores - np.log(other + alpha) + np.log(n_other + prior_tokens - other - alpha)

    table = _compare(two, score, "log_odds", seed)
    one, other = (side.total()[0][two.words] + prior.of(two.words) for side in (two.focus, two.reference))
    table.insert(2, "z", table["log_odds"] / np.sqrt(1 / one + 1 / other))
    return table.sort_values("z", ascending=False, kind="stable", ignore_index=True)


def log_ratio(dfm, focus, reference, *, by="outlet", seed=0):
    """Compare word use on two sides by size and by strength: Log Ratio, and signed G2.

    Log Ratio is the binary log of the ratio of rates with half a hit added on both sides, which
    decides the order of words that one side alone has: 1 means twice as often. G2 is Dunning's
    log-likelihood, negative where the word leans to reference; it takes tokens for independent and so
    serves to rank, never to test.

    Parameters
    ----------
    dfm, focus, reference, by, seed
        As for `log_odds`.

    Returns
    -------
    DataFrame
        As for `log_odds`, with ``log_ratio`` and ``g2`` for its scores; strongest ``g2`` first.

    References
    ----------
    Hardie (2014), Log Ratio: an informal introduction. Dunning (1993), Accurate methods for the
    statistics of surprise and coincidence, Computational Linguistics 19(1).

    Examples
    --------
    >>> import framing.synthetic
    >>> log_ratio(framing.synthetic.tiny(), "Herald", "Gazette").round(2)[["feature", "log_ratio", "g2"]]
           feature  log_ratio     g2
    0  provocation       2.63  14.22
    1        talks      -0.26  -2.28
    2       candid      -1.70  -4.82
    """
    two = _TwoSides(dfm, by, focus, reference)

    def score(one, n_one, other, n_other, words, without=None):
        return np.log2((one + 0.5) / n_one) - np.log2((other + 0.5) / n_other)

    table = _compare(two, score, "log_ratio", seed)
    (one, n_one), (other, n_other) = two.focus.total(), two.reference.total()
    table.insert(2, "g2", _signed_g2(one[two.words], other[two.words], n_one, n_other))
    return table.sort_values("g2", ascending=False, kind="stable", ignore_index=True)


def dispersion(dfm, *, part="article", by=None):
    """How evenly each word is spread over the parts of a corpus.

    Parameters
    ----------
    dfm : DocumentFeatureMatrix
    part : str or list of str, default="article"
        Columns of ``dfm.articles`` that name a part, as ``["article", "passage"]``.
    by : str, optional
        A column to look at each value of by itself, as ``"outlet"``.

    Returns
    -------
    DataFrame
        One row per word (and value of ``by``): ``n_hits``, ``n_parts`` (in the corpus),
        ``n_parts_with`` (range), ``dp`` (0 spread like the tokens, near 1 all in a small part),
        ``dp_norm`` (the largest ``dp`` there can be set to 1; missing with one part),
        ``max_part_share`` (share of hits in one part), ``one_part`` (that is half or more).

    References
    ----------
    Gries (2008), Dispersions and adjusted frequencies in corpora; Lijffijt and Gries (2012) for
    ``dp_norm``; International Journal of Corpus Linguistics 13(4) and 17(1).

    Examples
    --------
    >>> import framing.synthetic
    >>> dispersion(framing.synthetic.tiny(), by="outlet").query("feature == 'candid'").round(2)[
    ...     ["outlet", "n_hits", "n_parts_with", "dp", "max_part_share"]]
        outlet  n_hits  n_parts_with    dp  max_part_share
    0  Gazette       9             4  0.07            0.33
    3   Herald       3             3  0.23            0.33
    """
    keys = [part] if isinstance(part, str) else list(part)
    require(dfm.articles, keys + ([by] if by else []))
    dfm = _counted(dfm)
    values = sorted(dfm.articles[by].dropna().unique()) if by else [None]
    tables = []
    for value in values:
        parts = (dfm.take(dfm.articles[by] == value) if by else dfm).group(keys)
        table = _spread(parts.counts, parts.articles["n_tokens"].to_numpy(), dfm.features)
        tables.append(table.assign(**{by: value})[[by, *table]] if by else table)
    return pd.concat(tables, ignore_index=True)


def shared_words(dfm, values=None, *, by="outlet", min_hits=5):
    """Words that all sides use about equally often: the vocabulary they share.

    Looking for differences alone makes a blind spot for likeness (Baker's lockwords).

    Parameters
    ----------
    dfm : DocumentFeatureMatrix
    values : list, optional
        Values of ``by`` to compare; by default all.
    by : str, default="outlet"
    min_hits : int, default=5
        Hits a word needs on every side; rates of rarer words are alike by luck.

    Returns
    -------
    DataFrame
        One row per word, most alike first: ``feature``, ``log2_range`` (binary log of the highest rate
        over the lowest, half a hit added to each: 0 alike, 1 twice as often), ``per_1000_tokens`` (mean
        over sides), ``per_1000_tokens_low``, ``per_1000_tokens_high``, ``n_hits``, ``n_hits_low``
        (on the side with fewest), ``n_sides``, ``voice``, ``unit``, ``n_units``, ``n_articles``, ``n_outlets``,
        ``n_articles_with`` and the result contract. A range of the highest over the lowest has no
        honest interval by leaving one out: ``evidence`` is always ``describe``.

    References
    ----------
    Baker (2011), Times may change, but we will always have money, Journal of English Linguistics 39(1).

    Examples
    --------
    >>> import framing.synthetic
    >>> shared_words(framing.synthetic.tiny()).round(2)[["feature", "log2_range", "per_1000_tokens"]]
      feature  log2_range  per_1000_tokens
    0   talks        0.26           720.03
    """
    require(dfm.articles, [by])
    dfm = _counted(dfm)
    values = sorted(dfm.articles[by].dropna().unique()) if values is None else list(values)
    if len(values) < 2:
        raise ValueError(f"{by}: {values}; sharing takes two sides or more")
    rows = np.logical_or(*sides(dfm.articles, by, values[0], values[1:]))
    unit = choose_unit(dfm.articles[rows], [by])
    parts = [_Side(dfm, (dfm.articles[by] == value).to_numpy(), unit) for value in values]
    hits = np.array([part.hits for part in parts])
    words = np.flatnonzero(hits.min(axis=0) >= min_hits)

    totals = [part.total() for part in parts]
    logs = np.array([np.log2((y[words] + 0.5) / n) for y, n in totals])
    ranges = [np.full((1, words.size), np.nan)]
    for place, part in enumerate(parts):
        if part.n_units > 1:
            y, n = part.left_out(words)
            without, rest = np.log2((y + 0.5) / n), np.delete(logs, place, axis=0)
            ranges.append(np.maximum(without, rest.max(axis=0)) - np.minimum(without, rest.min(axis=0)))
    ranges = np.concatenate(ranges[1:] or ranges)
    per_1000 = np.array([1000 * y[words] / n for y, n in totals])
    table = pd.DataFrame({
        "feature": dfm.features[words], "log2_range": np.ptp(logs, axis=0),
        "per_1000_tokens": per_1000.mean(axis=0), "per_1000_tokens_low": per_1000.min(axis=0),
        "per_1000_tokens_high": per_1000.max(axis=0), "n_hits": hits[:, words].sum(axis=0),
        "n_hits_low": hits[:, words].min(axis=0),
        "n_articles_with": sum(part.n_articles_with[words] for part in parts),
        "n_sides": len(parts), "voice": dfm.voice, "unit": unit, "n_units": sum(part.n_units for part in parts),
        "n_articles": sum(part.n_articles for part in parts),
        "n_outlets": dfm.articles.loc[rows, "outlet"].nunique(), "ci_low": np.nan, "ci_high": np.nan,
        "loo_low": ranges.min(axis=0), "loo_high": ranges.max(axis=0), "evidence": "describe"})
    return table.sort_values(["log2_range", "feature"], ignore_index=True)


class _Side:
    """The units of one side. Pooled units are outlets; then the side's rate is the mean of theirs."""

    def __init__(self, dfm, rows, unit):
        articles, units = (dfm.take(rows).group((key,)) for key in ("article", unit))
        self.pooled = unit == "outlet"
        self.counts, self.tokens = units.counts.tocsc(), units.articles["n_tokens"].to_numpy()
        # What adds up over units: counts, or rates where outlets are pooled.
        self.values = sparse.csc_array(self.counts / self.tokens[:, None]) if self.pooled else self.counts
        self.hits, self.n_tokens = self.counts.sum(axis=0).astype(int), self.tokens.sum()
        self.n_articles_with = (articles.counts > 0).sum(axis=0)
        self.max_share = articles.counts.max(axis=0).toarray() / np.where(self.hits, self.hits, np.nan)
        self.n_units, self.n_articles = len(self.tokens), len(articles.articles)
        self.n_outlets = dfm.articles.loc[rows, "outlet"].nunique()

    def _scaled(self, values, tokens, n_units):
        return values * tokens / n_units if self.pooled else values

    def total(self):
        """Hits by word, as many as the side would have at its rate, and tokens."""
        return self._scaled(self.values.sum(axis=0), self.n_tokens, self.n_units), self.n_tokens

    def left_out(self, words):
        """The same with each unit left out: units x words, units x 1."""
        values, n = self.values[:, words], (self.n_tokens - self.tokens)[:, None]
        return self._scaled(values.sum(axis=0) - values.toarray(), n, self.n_units - 1), n

    def units(self, words):
        """Each unit's own counts and tokens: units x words, units x 1."""
        return self.counts[:, words].toarray(), self.tokens[:, None]

    def labelled(self, labels, words):
        """The same for chosen units: labelings x words, labelings x 1."""
        n = (labels @ self.tokens)[:, None]
        return self._scaled(labels @ self.values[:, words].toarray(), n, labels.sum(axis=1, keepdims=True)), n


class _Prior:
    """Pseudo-tokens by word."""

    def __init__(self, dfm, prior_tokens, background):
        self.prior_tokens, self.given = prior_tokens, background is not None
        if self.given:
            self.counts, self.n_tokens = background.reindex(dfm.features).to_numpy(float), background.sum()
            if not (self.counts > 0).all():
                lacking = ", ".join(dfm.features[~(self.counts > 0)][:3])
                raise ValueError(f"background has no count above 0 for: {lacking}")
        else:
            self.counts, self.n_tokens = dfm.counts.sum(axis=0), dfm.articles["n_tokens"].sum()

    def of(self, words, without=None):
        """Pseudo-tokens of these words; ``without`` units (counts, tokens) of the corpus itself."""
        if without is None or self.given:
            return self.prior_tokens * self.counts[words] / self.n_tokens
        counts, tokens = without
        return self.prior_tokens * (self.counts[words] - counts) / (self.n_tokens - tokens)


def _counted(dfm):
    """The matrix without rows that have no tokens."""
    if dfm.choices.get("weight", "count") != "count":
        raise ValueError(f"weight is {dfm.choices['weight']!r}; this measure needs counts")
    return dfm.take(dfm.articles["n_tokens"].to_numpy() > 0)


class _TwoSides:
    """Focus, reference, the two together, each unit's label, and the words that either side uses."""

    def __init__(self, dfm, by, focus, reference):
        dfm = _counted(dfm)
        is_focus, is_reference = sides(dfm.articles, by, focus, reference)
        rows = is_focus | is_reference
        self.unit = choose_unit(dfm.articles[rows], [is_focus[rows]])
        self.labels = unit_strata(dfm.articles[rows], by, self.unit, is_focus[rows])
        self.focus, self.reference, self.both = (
            _Side(dfm, chosen, self.unit) for chosen in (is_focus, is_reference, rows))
        self.voice, self.features, self.words = dfm.voice, dfm.features, np.flatnonzero(self.both.hits)
        if not self.words.size:
            raise ValueError("neither side uses a word of the matrix")


def _compare(two, score, name, seed):
    """Score every word: with all units, with each left out, and with labels moved."""
    (one, n_one), (other, n_other) = two.focus.total(), two.reference.total()
    hits = [two.focus.hits, two.reference.hits]
    scores, contracts = [], []
    with np.errstate(divide="ignore", invalid="ignore"):
        for words in _blocks(two.words, two.both.n_units):
            scores.append(score(one[words], n_one, other[words], n_other, words))
            left_out = [
                score(*two.focus.left_out(words), other[words], n_other, words, two.focus.units(words)),
                score(one[words], n_one, *two.reference.left_out(words), words, two.reference.units(words))]
            contracts.append(interval(scores[-1], left_out, hits=[side[words] for side in hits]))
        contract = pd.concat(contracts, ignore_index=True).assign(p=np.nan, p_min=np.nan)
        inferred = np.flatnonzero(contract["evidence"] == "interval")
        for block in _blocks(inferred, 20_000):
            p, p_min = permutation(_moved(two.both, score, two.words[block]), two.labels["is_focus"],
                                   two.labels["stratum"], seed=seed)
            contract.loc[block, ["p", "p_min"]] = np.column_stack([p, np.full(p.size, p_min)])
    scores = np.concatenate(scores)
    table = pd.DataFrame({"feature": two.features[two.words], name: scores})
    return pd.concat([table, _side_columns(two, scores), contract], axis=1)


def _moved(both, score, words):
    def statistic(labels):
        return score(*both.labelled(labels, words), *both.labelled(1 - labels, words), words)

    return statistic


def _side_columns(two, scores):
    """What stands behind the scores on either side, and whether one article carries them."""
    words, pair = two.words, {"focus": two.focus, "reference": two.reference}
    share = np.where(scores > 0, *(side.max_share[words] for side in pair.values()))
    rates = {name: 1000 * side.total()[0][words] / side.total()[1] for name, side in pair.items()}
    sizes = {
        f"n_{what}_{name}": getattr(side, f"n_{what}")
        for what in ("units", "articles", "outlets", "tokens") for name, side in pair.items()}
    return pd.DataFrame({
        **{f"n_hits_{name}": side.hits[words] for name, side in pair.items()},
        **{f"per_1000_tokens_{name}": rates[name] for name in pair},
        **{f"n_articles_with_{name}": side.n_articles_with[words] for name, side in pair.items()},
        "max_article_share": share, "one_article": share >= 0.5, "voice": two.voice, "unit": two.unit, **sizes})


def _blocks(words, height):
    """Cut words so that a dense piece of this height stays small."""
    width = max(1, BLOCK // height)
    return [words[start:start + width] for start in range(0, len(words), width)]


def _signed_g2(one, other, n_one, n_other):
    """Dunning's log-likelihood over the four cells, with the sign of the difference in rates."""
    share = (one + other) / (n_one + n_other)
    cells = [(one, n_one * share), (other, n_other * share),
             (n_one - one, n_one * (1 - share)), (n_other - other, n_other * (1 - share))]
    g2 = 2 * sum(special.xlogy(seen, seen / np.where(expected > 0, expected, 1)) for seen, expected in cells)
    return np.sign(one / n_one - other / n_other) * np.maximum(g2, 0)


def _spread(counts, tokens, features):
    """Dispersion of every word over parts: one row per word that occurs."""
    hits = counts.sum(axis=0)
    words = np.flatnonzero(hits)
    counts, hits = counts[:, words].tocoo(), hits[words]
    part, word = counts.coords
    seen, expected = counts.data / hits[word], (tokens / tokens.sum())[part]
    held = np.bincount(word, np.abs(seen - expected) - expected, words.size)
    dp = 0.5 * (1 + held)  # parts without the word differ by all they expect
    room = 1 - (tokens / tokens.sum()).min()
    top = counts.tocsc().max(axis=0).toarray() / hits
    return pd.DataFrame({
        "feature": features[words], "n_hits": hits.astype(int), "n_parts": tokens.size,
        "n_parts_with": np.bincount(word, minlength=words.size), "dp": dp,
        "dp_norm": dp / room if room > 0 else np.nan, "max_part_share": top, "one_part": top >= 0.5})
