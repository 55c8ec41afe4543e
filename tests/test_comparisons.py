"""Every pair at once equals pair by pair; counts add up; large corpora stay quick and small."""

import time
import tracemalloc
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import comparisons as module
from framing.comparisons import comparisons, materials, support, support_lines
from framing.identification import FACTORS, identification
from framing.inference import choose_unit, unit_strata
from framing.wording import confounders

corpora = st.lists(st.fixed_dictionaries({
    "outlet": st.sampled_from([f"outlet {n}" for n in range(6)]), "group": st.sampled_from(["private", "wire", ""]),
    "event": st.sampled_from(["fair", "strike"]), "stage": st.sampled_from(["before", "during", ""]),
    "genre": st.sampled_from(["news", "opinion", ""]), "extent": st.sampled_from(["full", "headline"]),
    "use": st.sampled_from(["compare", "context"]), "headline": st.sampled_from(["Talks", ""])}),
    min_size=1, max_size=30)


def made(records):
    return pd.DataFrame(records).assign(article=[f"article {n}" for n in range(len(records))])


def large(n_outlets, n_each=1, seed=0):
    rng = np.random.default_rng(seed)
    n = n_outlets * n_each
    return pd.DataFrame({
        "article": np.arange(n), "outlet": [f"outlet {i // n_each}" for i in range(n)],
        "group": [f"group {i // n_each % 8}" for i in range(n)], "event": rng.choice(["fair", "strike"], n),
        "stage": rng.choice(["before", "during", "after"], n), "genre": rng.choice(["news", "opinion", "wire"], n),
        "extent": "headline", "use": "compare", "headline": "Talks"})


def by_hand(rows, by, focus, reference):
    """One pair from its articles, with the functions that results are made with."""
    is_focus, is_reference = rows[by] == focus, rows[by] == reference
    both = rows[is_focus | is_reference]
    unit = choose_unit(both, [by])
    sides = [rows[is_focus], rows[is_reference]]
    n_units = [side[unit].nunique() for side in sides]
    few = [n < 4 for n in n_units]
    twice = set(sides[0]["outlet"]) & set(sides[1]["outlet"])
    own = unit == "article" or len(twice) in (0, *range(4, 100))
    return {
        "unit": unit, "n_units": tuple(n_units), "n_articles": tuple(side["article"].nunique() for side in sides),
        "n_outlets": tuple(side["outlet"].nunique() for side in sides), "n_outlets_both": len(twice),
        "identification": identification(rows, by, is_focus, is_reference),
        "short": "both" if all(few) else "focus" if few[0] else "reference" if few[1] else "",
        "can": "describe" if any(few) or not own else "infer"}


@given(corpora)
@settings(max_examples=30)
def test_as_pair_by_pair(records):
    articles = made(records)
    table = comparisons(articles)
    n_pairs = 0
    for material, rows in materials(articles).items():
        for by in FACTORS:
            pairs = list(combinations(sorted({value for value in rows[by] if value}), 2))
            n_pairs += len(pairs)
            mine = table[table["material"].eq(material) & table["by"].eq(by)]
            assert sorted(tuple(sorted(pair)) for pair in mine[["focus", "reference"]].to_numpy()) == pairs
            for row in mine.to_dict("records"):
                expected = by_hand(rows, by, row["focus"], row["reference"])
                for name, value in expected.items():
                    here = tuple(row[f"{name}_{side}"] for side in ("focus", "reference")) if isinstance(
                        value, tuple) else row[name]
                    assert here == value, name
    assert len(table) == n_pairs


@given(corpora)
@settings(max_examples=30)
def test_support_counts_the_pairs(records):
    articles = made(records)
    pairs, table = comparisons(articles), support(articles)
    assert list(table[["material", "by"]].itertuples(index=False, name=None)) == [
        (material, by) for material in ("full texts", "headlines") for by in FACTORS]
    for row in table.itertuples():
        mine = pairs[pairs["material"].eq(row.material) & pairs["by"].eq(row.by)]
        kinds = mine["identification"].str.split().str[0]
        able = mine["can"].eq("infer")
        assert row.n_pairs == len(mine) == row.n_identified + row.n_partly + row.n_confounded
        assert row.n_infer == able.sum() == row.n_infer_identified + row.n_infer_partly + row.n_infer_confounded
        assert (row.n_confounded, row.n_infer_partly) == (kinds.eq("confounded").sum(), (kinds[able] == "partly").sum())
        for kind, place, says in (("confounded", 0, row.confounded_with), ("partly", 1, row.partly_with)):
            counts = {factor: sum(factor in confounders(cell)[place] for cell in mine["identification"][kinds == kind])
                      for factor in FACTORS}
            assert says == ", ".join(f"{factor} {n}" for factor, n in counts.items() if n)
        for place, how in enumerate(("none", "part")):
            for factor in FACTORS:
                n = getattr(row, f"{how}_{factor}")
                asked = factor != row.by and {factor, row.by} != {"outlet", "group"}
                against = sum(factor in confounders(cell)[place] for cell in mine["identification"])
                assert n == against if asked else pd.isna(n)
    assert all(len(line) <= 112 for line in support_lines(table))


def test_blocks_join_without_a_seam(monkeypatch):
    articles = large(40, 3)
    whole, counts = comparisons(articles), support(articles)
    monkeypatch.setattr(module, "BLOCK", 100)
    pd.testing.assert_frame_equal(comparisons(articles), whole)
    pd.testing.assert_frame_equal(support(articles), counts)


def test_row_order_does_not_matter():
    articles = large(12, 4)
    pd.testing.assert_frame_equal(comparisons(articles.sample(frac=1, random_state=3)), comparisons(articles))


def test_few_comparisons_that_can_be_inferred_are_named():
    articles = large(16, 3).assign(event="fair", stage="during", genre="news")
    articles["group"] = np.where(articles["outlet"].str[-1].astype(int) % 2, "private", "wire")
    (row,) = support(articles, ["group"]).query("material == 'headlines'").itertuples()
    assert (row.n_infer_identified, row.infer) == (1, "private against wire")
    assert support_lines(support(articles, ["group"]))[-1] == "  enough to infer from: private against wire"
    many = large(60, 4).assign(event="fair", stage="during", genre="news")
    (row,) = support(many, ["outlet"]).query("material == 'headlines'").itertuples()
    assert (row.n_infer, row.infer) == (60 * 59 / 2, "")


def test_outlets_on_both_sides_need_to_be_four():
    """Elsewhere `compare` refuses them: their own differences are what may be averaged."""
    articles = made([{"outlet": outlet, "event": event, "extent": "full", "use": "", "headline": ""}
                     for event, outlets in (("fair", "abcde"), ("strike", "abcfg")) for outlet in outlets])
    (row,) = comparisons(articles, ["event"]).itertuples()
    assert (row.n_units_focus, row.n_units_reference, row.n_outlets_both) == (5, 5, 3)
    assert (row.short, row.can) == ("", "describe")
    with pytest.raises(ValueError, match="outlet on both sides"):
        unit_strata(articles, "event", "outlet", articles["event"] == "fair")


def test_a_large_corpus_is_quick_and_small(no_collector):
    articles = large(500)
    start = time.perf_counter()
    table = comparisons(articles)
    assert len(table) > 124_000 and time.perf_counter() - start < 20
    tracemalloc.start()
    support(articles)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200e6
    start = time.perf_counter()
    comparisons(large(110, 4))
    assert time.perf_counter() - start < 4


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="no column 'genre'; there are: article"):
        comparisons(large(3)[["article", "outlet", "event", "extent", "use", "headline"]], ["outlet", "genre"])
