"""Turn stored counts into a document-feature matrix: the helper every measure starts from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy import sparse

from framing.by_voice import members, voiced
from framing.inference import NoAnswer

SECTIONS = ("headline", "deck", "body")
WEIGHTS = ("count", "share", "tfidf")
ARTICLE_COLUMNS = ["article", "outlet", "event", "stage", "genre", "group"]
CELL_COLUMNS = ["section", "voice"]


@dataclass(frozen=True)
class DocumentFeatureMatrix:
    """Counts of words, units x features, with a table that says what each row is.

    Attributes
    ----------
    counts : scipy.sparse.csr_array, shape (n_units, n_features)
        Tokens (or weights) of each feature in each unit. A unit is an article, or a part of one
        where ``by`` names ``section`` or ``voice``.
    articles : DataFrame
        One row per row of ``counts``: ``article``, ``outlet``, ``event`` ... and ``n_tokens``,
        the unit's tokens before any feature was dropped.
    features : ndarray of str
        One name per column of ``counts``, sorted.
    by : tuple of str
        The default grouping.
    choices : dict
        How the matrix was made: ``voice``, ``section``, ``weight`` and so on.
    """

    counts: sparse.csr_array
    articles: pd.DataFrame
    features: np.ndarray
    by: tuple[str, ...] = ("outlet", "event")
    choices: dict = field(default_factory=dict)

    @property
    def voice(self) -> str:
        """The voices that were counted, for the column ``voice`` of results."""
        return ", ".join(self.choices.get("voice", ()))

    def in_voice(self, voice: str) -> DocumentFeatureMatrix:
        """Return the rows of one voice, of a matrix that holds several apart; none where nobody has it."""
        if "voice" not in self.articles or voice not in self.choices["voice"]:
            raise ValueError(f"voice {voice!r}: expected one of those apart in the matrix: {self.voice or 'none'}")
        rows = self.take((self.articles["voice"] == voice).to_numpy())
        return replace(rows, choices=self.choices | {"voice": [voice]})

    def take(self, rows) -> DocumentFeatureMatrix:
        """Return the matrix with only these rows (a boolean mask or positions)."""
        rows = np.asarray(rows)
        table = self.articles[rows] if rows.dtype == bool else self.articles.iloc[rows]
        return replace(self, counts=self.counts[rows], articles=table.reset_index(drop=True))

    def trim(self, *, min_count: int = 1, min_articles: int = 1, drop=()) -> DocumentFeatureMatrix:
        """Return the matrix without rare features and without the words in ``drop``.

        ``n_tokens`` keeps its meaning: rates stay per token of the whole text.
        """
        totals = self.counts.sum(axis=0)
        holders = (self.counts > 0).sum(axis=0)
        keep = (totals >= min_count) & (holders >= min_articles) & ~np.isin(self.features, list(drop))
        choices = self.choices | {
            "min_count": min_count, "min_articles": min_articles, "n_dropped_words": len(set(drop))}
        return replace(self, counts=self.counts[:, keep], features=self.features[keep], choices=choices)

    def group(self, by: tuple[str, ...] | None = None) -> DocumentFeatureMatrix:
        """Return the matrix with rows summed within ``by`` (default: the matrix's own grouping).

        Raises ValueError for shares and tf-idf, which don't add up: group the counts, then weigh them.
        """
        if self.choices.get("weight", "count") != "count":
            raise ValueError(f"weight is {self.choices['weight']!r}; group the counts, then call weighted()")
        by = list(by or self.by)
        groups = self.articles.groupby(by, sort=True)
        code = groups.ngroup().to_numpy()
        table = groups.agg(n_articles=("article", "nunique"), n_tokens=("n_tokens", "sum")).reset_index()
        members = sparse.csr_array(
            (np.ones(len(code)), (code, np.arange(len(code)))), shape=(len(table), len(code)))
        return replace(self, counts=sparse.csr_array(members @ self.counts), articles=table, by=tuple(by))

    def weighted(self, weight: str) -> DocumentFeatureMatrix:
        """Return the matrix as ``"count"``, ``"share"`` (rows sum to one) or ``"tfidf"``.

        tf-idf is scikit-learn's: smoothed idf over the rows, each row scaled to length one.
        """
        if weight not in WEIGHTS:
            raise ValueError(f"weight {weight!r}: expected one of {', '.join(WEIGHTS)}")
        counts = self.counts
        if weight == "share":
            from sklearn.preprocessing import normalize
            counts = normalize(counts.astype(float), norm="l1")
        elif weight == "tfidf":
            from sklearn.feature_extraction.text import TfidfTransformer
            counts = TfidfTransformer().fit_transform(counts)
        return replace(self, counts=sparse.csr_array(counts), choices=self.choices | {"weight": weight})


def vectorize(corpus, by=("outlet", "event"), section=None, voice="own", weight="count", *,
              features="tokens") -> DocumentFeatureMatrix:
    """Vectorize each outlet's coverage.

    Parameters
    ----------
    corpus : Corpus
        From `read_corpus`.
    by : sequence of str, default=("outlet", "event")
        Default grouping of the matrix: any of ``article``, ``outlet``, ``event``, ``stage``,
        ``genre``, ``group``; with ``section`` or ``voice`` in it, each article has a row per
        section, or per voice asked for.
    section : str or sequence of str, optional
        ``headline``, ``deck``, ``body``. Default: deck and body, the running text.
    voice : str or sequence of str, default="own"
        As `by_voice.members` reads it; several are counted together unless ``by`` holds ``voice``.
        ``"all"`` takes every token, also those pooled because their cell was too small to ship; other
        voices lack these.
    weight : {"count", "share", "tfidf"}
        Weights by row (an article), see `DocumentFeatureMatrix.weighted`.
    features : {"tokens", "phrases"}
        Single words, or the listed and recurring phrases the features hold.

    Returns
    -------
    DocumentFeatureMatrix
        Articles without a token in the chosen sections and voices have no row.

    Raises
    ------
    ValueError
        If ``by``, ``section``, ``voice``, ``weight`` or ``features`` has an unknown value, or
        nothing is left; the message names the values there are.

    Examples
    --------
    >>> import framing
    >>> dfm = framing.vectorize(framing.read_corpus())
    >>> dfm.group().articles.columns.tolist()
    ['outlet', 'event', 'n_articles', 'n_tokens']
    """
    by = (by,) if isinstance(by, str) else tuple(by)
    _known("by", by, ARTICLE_COLUMNS + CELL_COLUMNS)
    _known("features", (features,), ("tokens", "phrases"))
    sections = _listed("section", section, SECTIONS, default=("deck", "body"))
    voices = list(members(voice))
    chosen = {"sections": sections, "voice": voices, "apart": "voice" in by,
              "pooled": "all" in voices and section is None}
    name = "token" if features == "tokens" else "phrase"

    cells = _cells(corpus.tokens if features == "tokens" else corpus.phrases, **chosen)
    if cells.empty:
        reason = f"no tokens with section {', '.join(sections)} and voice {', '.join(voices)}"
        raise NoAnswer(f"no article has a text to count words in: {reason}" if "headline" not in sections else reason)
    keys = ["article"] + [column for column in CELL_COLUMNS if column in by]
    dfm = _matrix(cells, keys, name)
    tokens = cells if features == "tokens" else _cells(corpus.tokens, **chosen)
    sizes = tokens.groupby(keys, as_index=False)["count"].sum().rename(columns={"count": "n_tokens"})
    table = dfm.articles.merge(corpus.articles[ARTICLE_COLUMNS], on="article", how="left", validate="m:1")
    table = table.merge(sizes, on=keys, how="left", validate="1:1")
    choices = {"section": list(sections), "voice": voices, "features": features, "weight": "count",
               "pooled_cells": chosen["pooled"]}
    return replace(dfm, articles=table, by=by, choices=choices).weighted(weight)


def _cells(cells, sections, voice, *, apart, pooled):
    """Take the cells of the chosen sections and voices, and what was pooled of an article."""
    rows = voiced(cells[cells["section"].isin(sections)], voice, apart=apart)
    rest = cells[cells["section"].eq("remainder") & pooled].assign(voice="all")
    return pd.concat([rows, rest], ignore_index=True) if len(rest) else rows


def _matrix(cells, keys, name) -> DocumentFeatureMatrix:
    """Build the sparse matrix in one pass from long counts."""
    groups = cells.groupby(keys, sort=True)
    rows = groups.ngroup().to_numpy()
    columns, features = pd.factorize(cells[name], sort=True)
    table = groups.size().reset_index()[keys]
    counts = sparse.coo_array(
        (cells["count"].to_numpy(), (rows, columns)), shape=(len(table), len(features)))
    return DocumentFeatureMatrix(sparse.csr_array(counts), table, np.asarray(features, dtype=object))


def _listed(option, value, known, *, default):
    """Read an option that takes one value, several, or ``"all"``."""
    if value is None:
        return default
    if value == "all":
        return known
    values = (value,) if isinstance(value, str) else tuple(value)
    _known(option, values, known)
    return values


def _known(option, values, known):
    unknown = [value for value in values if value not in known]
    if unknown:
        raise ValueError(f"{option} {unknown[0]!r}: expected one of {', '.join(known)}")
