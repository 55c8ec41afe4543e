"""What sets two vocabularies apart, what they share, and how evenly words are spread.

Whose words are compared is a choice of the matrix: ``vectorize(corpus, voice=...)``; results name it in the
column ``voice``. Tokens are those of the matrix's ``n_tokens``, so dropping words from a matrix leaves the
scores of the others as they were. Where a side pools several outlets, the outlet is the unit and a side's rate
is the mean of its outlets' rates, so that the largest outlet isn't the side.
"""

import numpy as np
import pandas as pd
from scipy import special

from framing import familywise
from framing.inference import LABELINGS_AT_ONCE, MIN_UNITS, as_list, choose_unit, interval, labelings, require, sides
from framing.word_scores import Odds, Ratio, log_contrast, studentized
from framing.word_sides import Side, TwoSides, blocks, counted


def log_odds(dfm, focus, reference, *, by="outlet", prior_tokens=100.0, background=None, seed=0,
             min_hits=10, min_articles=3, permute=True):
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
    min_hits : int, default=10
    min_articles : int, default=3
        The family of words that are tested together: of so many hits in so many articles, both sides together,
        so that who wrote them doesn't decide.
    permute : bool, default=True
        Test by moving labels; without it (no ``p``, ``p_familywise``) large corpora take a tenth of the time.

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
        ``p`` (of one word looked at alone), ``p_min``, ``identification``. Leaving a unit out takes it from the
        prior too: nothing is left of a word in one article, and for words of one side all ends may lie higher.

        Of the list as a whole: ``p_familywise`` (Westfall and Young's step-down max statistic: the chance that
        luck alone makes any word of the family stand out so much), ``n_family``, ``z_tested`` (what both p are of:
        the log-odds over the standard error it would have if both sides used the word alike; ``z`` itself
        falls again when one side alone has a word), ``z_needed`` (what ``z_tested`` takes for a
        ``p_familywise`` of 5%) and ``n_could_pass`` (words of the family that would reach it if all
        their hits stood on one side: where it is 0, no word could have passed, and the list is a ranking).
        ``p_familywise`` is given for every word of the family where both sides have four units or more, also
        where ``evidence`` is ``describe``: moving labels is exact with few hits, unlike an interval.

    Raises
    ------
    ValueError
        If a side is empty or both sides are the same; the message names the values there are.

    References
    ----------
    Monroe, Colaresi and Quinn (2008), Fightin' Words, Political Analysis 16(4), eq. 16 and 19-22. Westfall and
    Young (1993), Resampling-based multiple testing (see `familywise.step_down`).

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
    two = TwoSides(dfm, by, focus, reference)
    measure = Odds(dfm, prior_tokens, background)
    table = _compare(two, measure, seed=seed, permute=permute, min_hits=min_hits, min_articles=min_articles)
    one, other = (side.total()[0][two.words] + measure.added(two.words)[:, 0] for side in (two.focus, two.reference))
    table.insert(2, "z", table["log_odds"] / np.sqrt(1 / one + 1 / other))
    return table.sort_values("z", ascending=False, kind="stable", ignore_index=True)


def log_ratio(dfm, focus, reference, *, by="outlet", seed=0, min_hits=10, min_articles=3, permute=True):
    """Compare word use on two sides by size and by strength: Log Ratio, and signed G2.

    Log Ratio is the binary log of the ratio of rates with half a hit added on both sides, which
    decides the order of words that one side alone has: 1 means twice as often. G2 is Dunning's
    log-likelihood, negative where the word leans to reference; it takes tokens for independent and so
    serves to rank, never to test.

    Parameters
    ----------
    dfm, focus, reference, by, seed, min_hits, min_articles, permute
        As for `log_odds`.

    Returns
    -------
    DataFrame
        As for `log_odds`, with ``log_ratio`` and ``g2`` for its scores; strongest ``g2`` first. ``z_tested`` is
        the log ratio over its standard error.

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
    two = TwoSides(dfm, by, focus, reference)
    table = _compare(two, Ratio(), seed=seed, permute=permute, min_hits=min_hits, min_articles=min_articles)
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
    keys = as_list(part)
    require(dfm.articles, keys + ([by] if by else []))
    dfm = counted(dfm)
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
    dfm = counted(dfm)
    values = sorted(dfm.articles[by].dropna().unique()) if values is None else list(values)
    if len(values) < 2:
        raise ValueError(f"{by}: {values}; sharing takes two sides or more")
    rows = np.logical_or(*sides(dfm.articles, by, values[0], values[1:]))
    if len(set(values)) < len(values):
        raise ValueError(f"{by}: {values}; expected each side once")
    unit = choose_unit(dfm.articles[rows], [by])
    parts = [Side(dfm.take((dfm.articles[by] == value).to_numpy()), unit) for value in values]
    hits = np.array([part.hits for part in parts])
    words = np.flatnonzero(hits.min(axis=0) >= min_hits)

    totals = [part.total() for part in parts]
    logs = np.array([np.log2((y[words] + 0.5) / n) for y, n in totals])
    ranges = [np.full((1, words.size), np.nan)]
    for place, part in enumerate(parts):
        if part.n_units > 1:
            y, n = part.left_out(words)
            without, rest = np.log2((y + 0.5) / n).T, np.delete(logs, place, axis=0)
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


@np.errstate(divide="ignore", invalid="ignore")
def _compare(two, measure, *, seed, permute, min_hits, min_articles):
    """Score every word: with all units, with each left out, and with labels moved."""
    words = two.words
    scores = measure.scale * log_contrast(measure, *two.totals(words), measure.added(words))[:, 0]
    contract = _contract(two, measure, scores)
    n_articles = two.focus.n_articles_with[words] + two.reference.n_articles_with[words]
    family = (two.n_hits[words] >= min_hits) & (n_articles >= min_articles) & np.isfinite(scores)
    test = _tested(two, measure, family, (contract["evidence"] == "interval").to_numpy(), permute, seed)
    table = pd.DataFrame({"feature": two.features[words], measure.name: scores})
    return pd.concat([table, _side_columns(two, scores), contract, test], axis=1)


def _contract(two, measure, scores):
    """Intervals and leave-one-out ranges."""
    tables, both = [], (two.focus, two.reference)
    for places in blocks(np.arange(two.words.size), max(side.n_units for side in both)):
        words = two.words[places]
        one, n_one, other, n_other = two.totals(words)
        added = [measure.added(words, side.units(words)) for side in both]
        left_out = [
            log_contrast(measure, *two.focus.left_out(words), other, n_other, added[0]),
            log_contrast(measure, one, n_one, *two.reference.left_out(words), added[1])]
        hits = [side.hits[words] for side in both]
        tables.append(interval(scores[places], [measure.scale * side.T for side in left_out], hits=hits))
    return pd.concat(tables, ignore_index=True)


def _tested(two, measure, family, inferred, permute, seed):
    """Test words by moving labels: each alone where it has an interval, and the family as a whole."""
    totals, added = two.tested(two.words), measure.added(two.words)
    z = studentized(measure, *totals, added)[:, 0]
    table = pd.DataFrame({
        "p": np.nan, "p_min": np.nan, "identification": two.identification, "p_familywise": np.nan,
        "n_family": family.sum(), "z_tested": z, "z_needed": np.nan,
        "n_could_pass": 0 if permute else np.nan}, index=range(z.size))
    if not permute or min(two.focus.n_units, two.reference.n_units) < MIN_UNITS:
        return table
    every = labelings(two.labels["is_focus"], two.labels["stratum"], seed=seed)
    p, p_familywise, maxima = _step_down(two, measure, np.abs(z), family, inferred & ~family, every)
    z_needed, (_, n_one, _, n_other) = familywise.needed(maxima), totals
    n_hits = two.n_hits[two.words][:, None]
    one_sided = [studentized(measure, one, n_one, n_hits - one, n_other, added) for one in (n_hits, 0 * n_hits)]
    could_pass = (np.abs(one_sided).max(axis=0)[:, 0] >= z_needed) | (p_familywise <= familywise.LEVEL)
    return table.assign(
        p=np.where(inferred, p, np.nan), p_min=np.where(inferred | family, every.p_min, np.nan),
        p_familywise=p_familywise, z_needed=z_needed, n_could_pass=(family & could_pass).sum())


def _step_down(two, measure, z, family, apart, every):
    both = Side(two.dfm.take(two.rows), two.unit)

    def statistic(words):
        sides, added = both.moved(words), measure.added(words).T
        return lambda dealt: np.abs(studentized(measure, *sides(dealt), added))

    tests = []
    for chosen in (family, apart):
        places = np.flatnonzero(chosen)
        places = places[np.argsort(z[places], kind="stable")]
        tests.append([(block, statistic(two.words[block])) for block in blocks(places, LABELINGS_AT_ONCE)])
    dealt = (both.dealt(labels) for labels in every)
    return familywise.step_down(tests[0], z, dealt, every.n, apart=tests[1])


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
