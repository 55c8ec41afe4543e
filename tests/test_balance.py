"""Cells against a plain count; articles unlike the rest of their outlet, planted."""

from collections import Counter

import numpy as np
import pandas as pd

from framing.balance import CELL, cell_lines, cells, unlike


def made(n=60, seed=0):
    rng = np.random.default_rng(seed)
    return pd.DataFrame({
        "id": [f"a{i}" for i in range(n)], "article": [f"a{i}" for i in range(n)], "outlet": rng.choice(list("ABC"), n),
        "event": rng.choice(["fair", "strike", ""], n), "stage": rng.choice(["before", ""], n), "genre": "news",
        "extent": rng.choice(["full", "headline"], n), "use": rng.choice(["compare", "context"], n), "headline": "x",
        "use_reason": rng.choice(["", "copy of a1"], n)}, index=range(2, n + 2))


def test_cells_count_every_article_once_but_folded_copies():
    articles = made()
    table = cells(articles)
    plain, full, heads = Counter(), Counter(), Counter()
    for row in articles.to_dict("records"):
        cell = tuple(row[name] for name in CELL)
        if row["use"] == "context" and row["use_reason"]:
            continue
        plain[cell] += 1
        full[cell] += row["extent"] == "full"
        heads[cell] += row["use"] == "compare"
    for counts, column in ((plain, "n_articles"), (full, "n_full_texts"), (heads, "n_headlines")):
        assert table.set_index(CELL)[column].to_dict() == {cell: counts[cell] for cell in plain}
    assert table["n_articles"].is_monotonic_decreasing


def test_many_cells_are_summed_up():
    lines = cell_lines(cells(made()))
    assert len(lines) <= 15 and "one article: " in lines[0]
    assert cell_lines(cells(made(0)))[0].endswith("enough to infer from: none.")


def test_the_odd_one_is_named():
    articles = made(20).assign(outlet="A", genre=["news"] * 19 + ["opinion"], use_reason="")
    lengths = dict.fromkeys(articles["id"], 500.0) | {"a3": 100.0, "a4": 5000.0}
    found = unlike("mine", articles, lengths)
    assert [(finding.kind, finding.row) for finding in found] == [
        ("unlike genre", 21), ("unlike length", 6), ("unlike length", 5)]
    assert not unlike("mine", articles.assign(genre="news"), dict.fromkeys(articles["id"], 500.0))


def test_an_outlet_of_long_articles_is_named_and_three_articles_are_too_few_to_differ():
    articles = made(9).assign(outlet=list("AAABBBCCC"), use_reason="")
    lengths = dict(zip(articles["id"], [100, 900, 100, 100, 100, 100, 2000, 2000, 2000], strict=True))
    assert [finding.what for finding in unlike("mine", articles, lengths)] == [
        "articles of C have a median of 2,000 words, those of most outlets 100"]
