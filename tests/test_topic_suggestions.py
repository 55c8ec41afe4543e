"""Planted topics are found; words of everywhere and names are left out; the same every time."""

import numpy as np
import pytest

from framing.topic_suggestions import COLLOCATION, MODEL, TERMS, topics, words_of

PLANTED = {"bread": ["flour", "oven", "loaf", "dough", "yeast", "crust", "bakery"],
           "storm": ["flood", "river", "rain", "hail", "levee", "dam", "gale"],
           "court": ["jury", "verdict", "bail", "plea", "appeal", "ruling", "docket"]}
EVERYWHERE = ["people", "city", "street", "house", "talk", "plan", "part", "work"]


def corpus(n=60, seed=3):
    """Invent articles of one topic each, with words of everywhere and one pair that always stands together."""
    rng = np.random.default_rng(seed)
    articles, truth = [], []
    for at in range(n):
        name = list(PLANTED)[at % len(PLANTED)]
        pieces = []
        for _ in range(8):
            pieces += [*rng.choice(PLANTED[name], 3), *rng.choice(EVERYWHERE, 4)]
        if name == "court":
            pieces += ["supreme", "bench"] * 2
        articles.append(list(words_of([" ".join(pieces)])))
        truth.append(name)
    return articles, [f"outlet {at % 4}" for at in range(n)], truth


def test_planted_topics_are_found():
    articles, outlets, _ = corpus()
    table = topics(articles, outlets)
    for words in PLANTED.values():
        owners = table.loc[table["term"].isin(words), "topic"]
        assert len(owners) >= len(words) - 1
        strangers = {word for other in PLANTED.values() if other is not words for word in other}
        assert not strangers & set(table.loc[table["topic"].isin(owners), "term"])
    assert not set(EVERYWHERE) & set(table["term"])
    assert table.loc[table["term"].eq("supreme bench"), "note"].tolist() == [COLLOCATION]
    assert table.loc[table["note"].eq(MODEL)].groupby("topic").size().le(TERMS).all()
    assert table["term"].is_unique


def test_counts_are_those_of_the_articles():
    articles, outlets, _ = corpus()
    table = topics(articles, outlets).set_index("term")
    for term in ("flour", "supreme bench"):
        hits = [sum(counts[term] for _, counts in article) for article in articles]
        assert table.loc[term, "n_hits"] == sum(hits)
        assert table.loc[term, "n_articles"] == sum(n > 0 for n in hits)
        assert table.loc[term, "n_outlets"] == len({outlet for outlet, n in zip(outlets, hits, strict=True) if n})


def test_the_same_comes_out_twice():
    articles, outlets, _ = corpus()
    assert topics(articles, outlets).equals(topics(articles, outlets))


@pytest.mark.parametrize("articles", [[], [[]], [list(words_of([""]))], [list(words_of(["flour"]))],
                                      [list(words_of(["flour oven"]))] * 2])
def test_too_little_gives_an_empty_table(articles):
    table = topics(articles, ["Herald"] * len(articles))
    assert list(table.columns) == ["topic", "term", "note", "n_articles", "n_outlets", "n_hits"] and len(table) <= 3


def test_names_function_words_and_numbers_are_left_out():
    (_, counts), = words_of(["On Monday the NBB said 20 bakers from Norland bake bread in two weeks"], {"norland"})
    assert dict(counts) == {"bakers": 1, "bake": 1, "bread": 1, "bake bread": 1}
