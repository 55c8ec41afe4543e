"""Topics from a corpus's own words: a topic model's top terms (NMF) and collocations, as suggestions to edit."""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from framing import lexicons
from framing.mentions import CALENDAR
from framing.tokens import tokenize

MIN_SHARE = 0.02           # of the articles that a term stands in, two articles at least
MAX_SHARE = 0.5            # above it a word tells no topic from another
WHOLE = 30                 # articles from which each is one unit of the model; fewer are cut into passages
PASSAGE = 100              # tokens
TOPICS = (3, 12)           # the square root of the number of articles, within these
TERMS = 12                 # a topic
COLLOCATIONS = 80
MIN_BITS = 3.0             # pointwise mutual information of a collocation
MIN_LETTERS = 3
MIN_RESIDUAL = 0.5         # bits of residual idf of a word, where articles are units: below, it is spread like chance
TIMES = {"day", "days", "week", "weeks", "month", "months", "year", "years", "hour", "hours", "time", "times", "ago",
         "today", "recent", "recently", "hundred", "thousand", "million", "billion", "trillion", "percent"}
COLUMNS = ["topic", "term", "note", "n_articles", "n_outlets", "n_hits"]
MODEL, COLLOCATION = "suggestion: topic model", "suggestion: collocation"


def words_of(paragraphs: Iterable[str], left_out: Sequence[str] | set[str] = ()) -> Iterator[tuple[int, Counter]]:
    """Count the words of each paragraph that may tell a topic, and the pairs of them that stand side by side.

    Left out: function words (ours and scikit-learn's), words that introduce speech, words of time and number,
    acronyms, words of one or two letters, and ``left_out`` (names).

    Yields
    ------
    (int, Counter)
        The paragraph's number of tokens, and its words and pairs.

    Examples
    --------
    >>> [counts for _, counts in words_of(["The flour mills, she said on Monday."])]
    [Counter({'flour': 1, 'mills': 1, 'flour mills': 1})]
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    stopped = lexicons.words("function_words") | ENGLISH_STOP_WORDS | CALENDAR | TIMES | lexicons.cues().keys()
    stopped |= set(left_out)
    for text in paragraphs:
        tokens = tokenize(text)
        tells = [len(token) >= MIN_LETTERS and token[0].isalpha() and token.islower() and token not in stopped
                 for token in tokens]
        counts = Counter(token for token, kept in zip(tokens, tells, strict=True) if kept)
        counts.update(f"{tokens[at]} {tokens[at + 1]}" for at in range(len(tokens) - 1) if tells[at] and tells[at + 1])
        yield len(tokens), counts


def topics(articles: Sequence[Sequence[tuple[int, Counter]]], outlets: Sequence[str]) -> pd.DataFrame:
    """Suggest topics.

    Non-negative matrix factorisation of tf-idf weights, started from the singular vectors and so without chance. A
    term belongs to the topic it weighs most in; a topic is called by its two strongest.

    Parameters
    ----------
    articles : sequence
        For each article, its paragraphs as `words_of` counts them.
    outlets : sequence of str
        The outlet of each.

    Returns
    -------
    DataFrame
        One row per term, the largest topic first: ``topic``, ``term``, ``note``, ``n_articles``, ``n_outlets``,
        ``n_hits``. Empty where there is too little to tell topics apart.

    References
    ----------
    Lee and Seung (1999), Learning the parts of objects by non-negative matrix factorization, Nature 401.
    Church and Gale (1995), Poisson mixtures, Natural Language Engineering 1(2).
    Dunning (1993), Accurate methods for the statistics of surprise and coincidence, Computational Linguistics 19(1).

    Examples
    --------
    >>> bread, rain = ["flour oven loaf"] * 2, ["storm flood river"] * 2
    >>> articles = [list(words_of([text])) for text in [*bread, *rain, *bread, *rain]]
    >>> table = topics(articles, ["Herald", "Gazette"] * 4)
    >>> sorted(table.groupby("topic")["term"].agg(lambda terms: " ".join(sorted(set(" ".join(terms).split())))))
    ['flood river storm', 'flour loaf oven']
    """
    matrix, terms, owners = _matrix(articles)
    empty = pd.DataFrame(columns=COLUMNS)
    if not terms:
        return empty
    per_article = sparse.csr_array((np.ones(len(owners)), (owners, np.arange(len(owners))))) @ matrix
    codes, names = pd.factorize(np.array(outlets, object)[:per_article.shape[0]])
    per_outlet = sparse.csr_array((np.ones(len(codes)), (codes, np.arange(len(codes)))))
    table = pd.DataFrame({
        "term": terms, "n_articles": (per_article > 0).sum(axis=0), "n_hits": matrix.sum(axis=0).astype(int),
        "n_outlets": (per_outlet @ (per_article > 0).astype(int) > 0).sum(axis=0)})
    table["pair"] = table["term"].str.contains(" ")
    table = _kept(table, len(articles), len(names))
    if table.empty:
        return empty
    return _topics(matrix[:, table.index.to_numpy()], table.reset_index(drop=True), len(articles))


def _matrix(articles) -> tuple[sparse.csr_array, list[str], list[int]]:
    """Return counts of terms by unit, the terms in order, and each unit's article."""
    whole = len(articles) >= WHOLE
    index: dict[str, int] = {}
    rows, columns, counts, owners = [], [], [], []
    for at, article in enumerate(articles):
        for unit in _units(article, whole):
            rows += [len(owners)] * len(unit)
            columns += [index.setdefault(term, len(index)) for term in unit]
            counts += unit.values()
            owners.append(at)
    terms = sorted(index)
    place = np.empty(len(terms), int)
    place[[index[term] for term in terms]] = np.arange(len(terms))
    cells = (counts, (rows, place[columns] if columns else []))
    return sparse.csr_array(cells, shape=(len(owners), len(terms)), dtype=float), terms, owners


def _units(article, whole: bool) -> Iterator[Counter]:
    unit, size = Counter(), 0
    for n_tokens, counts in article:
        unit.update(counts)
        size += n_tokens
        if size >= PASSAGE and not whole:
            yield unit
            unit, size = Counter(), 0
    if unit:
        yield unit


def _kept(table: pd.DataFrame, n_articles: int, n_outlets: int) -> pd.DataFrame:
    """Keep words of enough articles and outlets but not of most, and of pairs the strongest collocations.

    Words that stand in as many articles as chance would put them (residual idf, Church and Gale 1995) tell nothing.
    """
    enough = min(n_articles, max(2, math.ceil(MIN_SHARE * n_articles)))
    table = table[(table["n_articles"] >= enough) & (table["n_outlets"] >= min(2, n_outlets)) & (table["n_hits"] > 1)]
    words = table[~table["pair"]]
    n_hits = words.set_index("term")["n_hits"]
    if n_articles >= WHOLE:
        by_chance = n_articles * (1 - np.exp(-words["n_hits"] / n_articles))
        words = words[np.log2(by_chance / words["n_articles"]) >= MIN_RESIDUAL]
    pairs = _collocations(table[table["pair"]], n_hits)
    usual = words["n_articles"] > max(MAX_SHARE * n_articles, enough)
    return pd.concat([words[~usual], pairs]).sort_index()


def _collocations(pairs: pd.DataFrame, n_hits: pd.Series) -> pd.DataFrame:
    """Keep the pairs whose words stand side by side far more often than chance, most surprising first."""
    from nltk.metrics import BigramAssocMeasures

    total = int(n_hits.sum())
    margins = [(row.n_hits, tuple(int(n_hits.get(word, 0)) for word in row.term.split())) for row in pairs.itertuples()]
    bits = [BigramAssocMeasures.pmi(n, both, total) if min(both) else 0.0 for n, both in margins]
    surprise = [BigramAssocMeasures.likelihood_ratio(n, both, total) if min(both) else 0.0 for n, both in margins]
    scored = pairs.assign(bits=bits, surprise=np.round(surprise, 6))
    strong = scored[scored["bits"] >= MIN_BITS].sort_values(["surprise", "term"], ascending=[False, True])
    return strong.head(COLLOCATIONS).drop(columns=["bits", "surprise"])


def _topics(counts: sparse.csr_array, table: pd.DataFrame, n_articles: int) -> pd.DataFrame:
    """Fit the model and list each topic's strongest terms, with all its collocations."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfTransformer

    k = min(max(TOPICS[0], min(TOPICS[1], round(math.sqrt(n_articles)))), *(side - 1 for side in counts.shape))
    if k < 1:
        return pd.DataFrame(columns=COLUMNS)
    weights = TfidfTransformer(sublinear_tf=True).fit_transform(sparse.csr_matrix(counts))
    model = NMF(k, init="nndsvd", random_state=0, max_iter=400)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        share = model.fit_transform(weights)
    loadings = np.round(model.components_, 6)
    order = np.argsort(-np.round(share.sum(axis=0), 6), kind="stable")
    table = table.assign(place=np.argsort(order)[loadings.argmax(axis=0)], loading=loadings.max(axis=0))
    table = table[table["loading"] > 0].sort_values(["place", "loading", "term"], ascending=[True, False, True])
    table["note"] = np.where(table["pair"], COLLOCATION, MODEL)
    table["topic"] = table.groupby("place")["term"].transform(lambda terms: " / ".join(terms.head(2)))
    return table[(table.groupby("place").cumcount() < TERMS) | table["pair"]][COLUMNS].reset_index(drop=True)
