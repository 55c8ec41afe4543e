"""Invented tables of a corpus, as wild as they come: few articles or few outlets a side, ties, empty voices."""

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
from scipy import sparse

from framing import lexicons
from framing.corpus import SCORES, VOICED
from framing.vectorize import DocumentFeatureMatrix

KINDS = ("wild", "even", "yes and no", "tied", "one voice")
WORDS = ["war", "good", "bad", "threat", "peace", "talks", *(f"word-{i:02d}" for i in range(14))]
TOPICS = ("Bread", "Weather")
SIDES = ("North", "South")


@cache
def invented(focus: tuple, reference: tuple, kind: str, seed: int, n_events: int = 1) -> SimpleNamespace:
    """Make a corpus of outlets ``f0``, ``f1`` ... of the group ``left`` and ``r0`` ... of ``right``.

    ``focus`` and ``reference`` have the number of articles of each outlet, on every event.
    """
    rng = np.random.default_rng([seed, KINDS.index(kind), *focus, 99, *reference])
    rows = [{"article": f"{side}{i}-{event}-{j}", "outlet": f"{side}{i}", "group": group, "event": f"event-{event}"}
            for side, group, sizes in (("f", "left", focus), ("r", "right", reference))
            for i, n in enumerate(sizes) for event in range(n_events) for j in range(n)]
    articles = pd.DataFrame(rows)
    order = {name: i for i, name in enumerate(articles["outlet"].unique())}
    articles = articles.assign(
        short=articles["outlet"], order=articles["outlet"].map(order), genre="news", use="compare", published="",
        stage=rng.choice(["before", "after"] if kind == "wild" else ["after"], len(articles)), extent="full",
        retitled_risk=rng.choice(["yes", ""], len(articles)), attribution="stated", country="")
    events = pd.DataFrame({"event": [f"event-{i}" for i in range(n_events)], "name": "x",
                           "starts": [f"203{i}-01-01" for i in range(n_events)]})
    sentences = _sentences(articles["article"], kind, rng)
    made = SimpleNamespace(
        kind=kind, articles=articles, full=articles, events=events, sentences=sentences,
        hits=_hits(sentences, kind, rng), attributions=_attributions(sentences, kind, rng),
        values=_values(articles, kind, rng), dfm=_matrix(articles, kind, rng),
        actors=pd.DataFrame({"actor": ["Ann", "Bob"], "aliases": "", "side": SIDES, "role": "official"}),
        topics=pd.DataFrame({"topic": TOPICS, "term": ["bread", "storm"], "note": ""}),
        passages=pd.DataFrame(columns=["article", "passage", "token", "count"]))
    made.tokens = pd.DataFrame(columns=["article", "section", "voice", "token", "count"])
    return made


def _numbers(kind, rng, n):
    """Values of articles: far apart, all but one alike, 0 and 1, or a few that come again and again."""
    if kind == "even":
        return np.append(np.zeros(n - 1), 1.0) + rng.normal(0, 1e-3, n)
    if kind == "yes and no":
        return rng.permutation(np.resize([0.0, 1.0], n))
    if kind == "tied":
        return rng.choice([0.1, 0.2, 0.3], n)
    return rng.standard_cauchy(n)


def _counts(kind, rng, n, mean=30):
    if kind == "yes and no":
        return rng.integers(0, 2, n)
    if kind in ("even", "tied"):
        return mean + rng.integers(0, 3, n)
    return rng.negative_binomial(2, 2 / (2 + mean), n) + 6 * rng.integers(0, 2, n)


def _values(articles, kind, rng):
    """One row per article with a mean, a count with its size, and a yes or no."""
    n = len(articles)
    return articles.assign(tone=_numbers(kind, rng, n), n_hits=_counts(kind, rng, n), retitled=False, repeated=False,
                           n_tokens=rng.integers(200, 900, n), asks=_numbers("yes and no", rng, n))


def _sentences(names, kind, rng, n=11):
    table = pd.DataFrame([(name, i) for name in names for i in range(n)], columns=["article", "sentence"])
    table["section"] = np.where(table["sentence"].eq(0), "headline", "body")
    table = table.assign(paragraph=table["sentence"], passage=(table["sentence"] + 2) // 3)
    for voice in (*VOICED, "scare"):
        size = rng.integers(4, 30, len(table)) if voice in VOICED else rng.integers(0, 3, len(table))
        table[f"n_{voice}"] = size if voice == "own" or kind != "one voice" else 0
    table["n_tokens"] = table[[f"n_{voice}" for voice in (*VOICED, "scare")]].sum(axis=1)
    for column in SCORES:
        score = np.clip(_numbers(kind, rng, len(table)) / 3, -0.99, 0.99)
        table[column] = np.where(column.split("_")[1] in ("own", "all") or kind != "one voice", score.round(4), np.nan)
    return table


def _hits(sentences, kind, rng, per_sentence=6):
    spots = sentences.loc[sentences.index.repeat(per_sentence), ["article", "sentence"]].reset_index(drop=True)
    n = len(spots)
    name = rng.choice(["classes", "topics", "vader", "tone"], n)
    category = np.select([name == "classes", name == "topics"],
                         [rng.choice(lexicons.classes()["class"][:3], n), rng.choice(TOPICS, n)], "positive")
    voices = ["own"] if kind == "one voice" else [*VOICED, "own", "scare"]
    spots = spots.assign(**{"list": name}, category=category, term=rng.choice(WORDS[:6], n), in_name=0,
                         voice=rng.choice(voices, n), value=rng.choice([-1.0, 1.0, 2.0], n),
                         count=1 + _counts(kind, rng, n, 3))
    return spots.drop_duplicates(["article", "sentence", "list", "category", "term", "voice"], ignore_index=True)


def _attributions(sentences, kind, rng):
    table = sentences.loc[sentences["sentence"].gt(0), ["article", "sentence"]].reset_index(drop=True)
    table = table.iloc[:0] if kind == "one voice" else table
    table = table.loc[table.index.repeat(9)].reset_index(drop=True)
    n = len(table)
    source = rng.choice(["Ann", "Bob", "unknown"], n)
    cue = rng.choice(["say", "claim", "insist"], n)
    return table.assign(
        voice=rng.choice(["quoted", "reported", "belief", "scare"], n), source=source, named="",
        side=pd.Series(source).map(dict(zip(("Ann", "Bob"), SIDES, strict=True))).fillna("").to_numpy(),
        role=np.where(source == "unknown", "", "official"), cue=cue,
        cue_class=pd.Series(cue).map({"say": "neutral", "claim": "doubting", "insist": "assertive"}).to_numpy(),
        start=table.groupby("article").cumcount() * 5, n_tokens=1 + _counts(kind, rng, n, 4), vader=0.0, tone=0.0)


def _matrix(articles, kind, rng):
    counts = np.stack([_counts(kind, rng, len(WORDS)) for _ in range(len(articles))])
    table = articles[["article", "outlet", "event", "stage", "genre", "group"]].assign(n_tokens=counts.sum(axis=1) + 40)
    return DocumentFeatureMatrix(sparse.csr_array(counts), table, np.array(WORDS), choices={"voice": ["own"]})
