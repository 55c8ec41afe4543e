"""Keyness, dispersion and shared words, against plain formulas, scipy and a published example."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from framing import keyness, synthetic, vectorize
from framing.vectorize import DocumentFeatureMatrix

TWO = {"focus": "outlet-01", "reference": "outlet-02"}
CONTRACT = ["ci_low", "ci_high", "loo_low", "loo_high", "evidence", "p", "p_min", "identification"]
OF_THE_LIST = ["p_familywise", "n_family", "z_tested", "z_needed", "n_could_pass"]


def plain_log_odds(dfm, focus, reference, by="outlet", prior=100.0):
    """Word by word, as Monroe, Colaresi and Quinn (2008) write it; outlets of a side pooled by rate."""
    counts, table, result = dfm.counts.toarray(), dfm.articles, {}
    for j, word in enumerate(dfm.features):
        alpha, parts = prior * counts[:, j].sum() / table["n_tokens"].sum(), []
        for side in (focus, reference):
            on_side = table[table[by] == side]
            n = on_side["n_tokens"].sum()
            outlets = [rows for _, rows in on_side.groupby("outlet")]
            rates = [counts[rows.index, j].sum() / rows["n_tokens"].sum() for rows in outlets]
            parts.append((n * np.mean(rates), n))
        (y1, n1), (y2, n2) = parts
        if y1 + y2 > 0:
            delta = (np.log((y1 + alpha) / (n1 + prior - y1 - alpha))
                     - np.log((y2 + alpha) / (n2 + prior - y2 - alpha)))
            result[word] = delta, delta / np.sqrt(1 / (y1 + alpha) + 1 / (y2 + alpha))
    return result


def without(dfm, place):
    return dfm.take(np.delete(np.arange(len(dfm.articles)), place))


@pytest.mark.parametrize(("shape", "sides", "by"), [
    ({"n_outlets": 3, "n_articles": 3}, ("outlet-01", "outlet-03"), "outlet"),
    ({"n_outlets": 6, "n_articles": 2}, ("private", "nonprofit"), "group"),
])
def test_log_odds_and_z_are_those_of_the_plain_formula(shape, sides, by):
    dfm = synthetic.null_corpus(2, n_words=40, **shape)
    table = keyness.log_odds(dfm, *sides, by=by)
    expected = plain_log_odds(dfm, *sides, by=by)
    assert set(table["feature"]) == set(expected)
    got = table[["log_odds", "z"]].to_numpy()
    assert np.allclose(got, [expected[word] for word in table["feature"]], rtol=0, atol=1e-9)
    assert table["z"].is_monotonic_decreasing
    assert (table["unit"] == ("article" if by == "outlet" else "outlet")).all()


def test_contract_of_log_odds_is_that_of_refitting_without_each_article():
    dfm = synthetic.planted(5, {"word-001": 2.0}, n_articles=5, n_words=30, n_events=1)
    table = keyness.log_odds(dfm, **TWO).set_index("feature")
    refits = [pd.DataFrame(plain_log_odds(without(dfm, i), *TWO.values())).loc[0] for i in range(10)]
    left_out = pd.concat(refits, axis=1).T.to_numpy()[:, : len(refits[0])]
    left_out = pd.DataFrame(left_out, columns=refits[0].index)[table.index]
    assert np.allclose(table["loo_low"], left_out.min()) and np.allclose(table["loo_high"], left_out.max())
    variance = [4 / 5 * ((part - part.mean()) ** 2).sum() for part in (left_out[:5], left_out[5:])]
    freedom = (variance[0] + variance[1]) ** 2 / ((variance[0] ** 2 + variance[1] ** 2) / 4)
    half = stats.t.ppf(0.975, freedom) * np.sqrt(variance[0] + variance[1])
    often = (table["n_hits_focus"] >= 25) & (table["n_hits_reference"] >= 25)
    assert often.any() and not often.all()
    assert (table["evidence"] == np.where(often, "interval", "describe")).all()
    assert np.allclose((table["log_odds"] - half)[often], table["ci_low"][often])
    assert table.loc[~often, ["ci_low", "ci_high", "p"]].isna().all(axis=None)
    assert np.allclose(table["p_min"], 2 / 252) and table["p_familywise"].notna().all()


def test_permutation_p_of_a_word_by_moving_outlet_names():
    dfm = synthetic.planted(5, {"word-001": 2.0}, n_articles=4, n_words=10, n_events=1)
    table = keyness.log_odds(dfm, **TWO).set_index("feature")
    word, moved = table.index[table["evidence"] == "interval"][0], []
    for pick in combinations(range(8), 4):
        outlet = np.where(np.isin(np.arange(8), pick), *TWO.values())
        relabelled = replace(dfm, articles=dfm.articles.assign(outlet=outlet))
        moved.append(abs(keyness.log_odds(relabelled, **TWO).set_index("feature").loc[word, "z_tested"]))
    observed = abs(table.loc[word, "z_tested"])
    assert np.isclose(table.loc[word, "p"], np.mean(np.array(moved) >= observed - 1e-12))
    assert np.isclose(table.loc[word, "p_min"], 2 / 70)


def test_log_ratio_and_g2():
    dfm = synthetic.null_corpus(7, n_words=50)
    table = keyness.log_ratio(dfm, **TWO)
    sizes = dfm.articles.groupby("outlet")["n_tokens"].sum()
    n1, n2 = sizes["outlet-01"], sizes["outlet-02"]
    for row in table.itertuples():
        a, b = row.n_hits_focus, row.n_hits_reference
        cells = [[a, b], [n1 - a, n2 - b]]
        g2 = stats.chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
        assert abs(abs(row.g2) - g2) < 1e-9
        assert np.sign(row.g2) == np.sign(a / n1 - b / n2)
        assert abs(row.log_ratio - np.log2(((a + 0.5) / n1) / ((b + 0.5) / n2))) < 1e-9
    assert list(table.columns[-13:]) == CONTRACT + OF_THE_LIST


def test_results_name_the_voice_of_their_matrix(corpus):
    others = vectorize(corpus, voice="others")
    pair = others.articles["outlet"].unique()[:2]
    for table in (keyness.log_odds(others, *pair), keyness.log_ratio(others, *pair),
                  keyness.shared_words(others, list(pair), min_hits=1)):
        assert set(table["voice"]) == {"others"}
    sizes = vectorize(corpus, voice=("quoted", "reported", "belief")).articles
    assert table["n_hits"].sum() <= sizes.loc[sizes["outlet"].isin(pair), "n_tokens"].sum()


def test_columns_and_counts_of_log_odds():
    table = keyness.log_odds(synthetic.tiny(), "Herald", "Gazette")
    assert list(table.columns) == [
        "feature", "log_odds", "z", "n_hits_focus", "n_hits_reference",
        "per_1000_tokens_focus", "per_1000_tokens_reference", "n_articles_with_focus",
        "n_articles_with_reference", "max_article_share", "one_article", "voice", "unit",
        "n_units_focus", "n_units_reference", "n_articles_focus", "n_articles_reference",
        "n_outlets_focus", "n_outlets_reference", "n_tokens_focus", "n_tokens_reference", *CONTRACT, *OF_THE_LIST]
    candid = table.set_index("feature").loc["candid"]
    assert candid[["n_hits_focus", "n_hits_reference", "n_articles_with_focus"]].tolist() == [3, 9, 3]
    assert candid["max_article_share"] == 3 / 9 and not candid["one_article"]


def test_a_word_that_one_article_carries_is_flagged_and_described():
    dfm = synthetic.tiny()
    counts = dfm.counts.toarray()
    counts[:, 0] = [0, 0, 0, 0, 60, 20, 0, 0]
    table = keyness.log_odds(replace(dfm, counts=sparse.csr_array(counts)), "Herald", "Gazette")
    candid = table.set_index("feature").loc["candid"]
    assert candid["max_article_share"] == 0.75 and candid["one_article"] and candid["evidence"] == "describe"


def test_a_word_of_one_article_has_no_leave_one_out_range():
    dfm = synthetic.tiny()
    counts = dfm.counts.toarray()
    counts[:, 0] = [0, 0, 0, 0, 3, 0, 0, 0]
    table = keyness.log_odds(replace(dfm, counts=sparse.csr_array(counts)), "Herald", "Gazette")
    candid = table.set_index("feature").loc["candid"]
    assert np.isnan(candid["loo_low"]) and np.isfinite(candid["log_odds"])


def test_parts_of_an_article_are_not_units():
    dfm = synthetic.tiny()
    halves = dfm.take(np.repeat(np.arange(8), 2))
    table = keyness.log_odds(halves, "Herald", "Gazette")
    assert (table["n_units_focus"] == 4).all() and (table["n_articles_reference"] == 4).all()


def test_dropping_words_leaves_the_other_scores_as_they_were():
    dfm = synthetic.null_corpus(1, n_words=30)
    for measure in (keyness.log_odds, keyness.log_ratio):
        whole = measure(dfm, **TWO).set_index("feature")
        fewer = measure(dfm.trim(drop=["word-000"]), **TWO).set_index("feature")
        of_the_list = ["p_familywise", "n_family", "z_needed", "n_could_pass"]
        pd.testing.assert_frame_equal(whole.loc[fewer.index].drop(columns=of_the_list), fewer.drop(columns=of_the_list))


def test_background_of_ones_own():
    dfm = synthetic.tiny()
    own = pd.Series(dfm.counts.sum(axis=0), dfm.features)
    same = keyness.log_odds(dfm, "Herald", "Gazette", background=own)
    pooled = keyness.log_odds(dfm, "Herald", "Gazette")
    pd.testing.assert_series_equal(same["z"], pooled["z"])
    assert not np.allclose(same["loo_low"], pooled["loo_low"])  # a given one stays as it is
    with pytest.raises(ValueError, match="no count above 0 for: talks"):
        keyness.log_odds(dfm, "Herald", "Gazette", background=own.drop("talks"))


# Dispersion.


def test_dp_of_griess_example():
    """Gries (2008), section 3: five parts, word `a`; DP = 0.18, DPnorm = 0.18 / (1 - 0.18)."""
    parts = ["bamnibeup", "basatbewqn", "bcagabesta", "baghabeaat", "bahaabeaxat"]
    letters = sorted(set("".join(parts)))
    counts = sparse.csr_array(np.array([[part.count(letter) for letter in letters] for part in parts]))
    articles = pd.DataFrame({"article": list("12345"), "outlet": "one", "n_tokens": list(map(len, parts))})
    table = keyness.dispersion(DocumentFeatureMatrix(counts, articles, np.array(letters, object)))
    word = table.set_index("feature").loc["a"]
    assert (word["n_hits"], word["n_parts"], word["n_parts_with"]) == (15, 5, 5)
    assert abs(word["dp"] - 0.18) < 1e-12 and abs(word["dp_norm"] - 0.18 / 0.82) < 1e-12
    assert abs(word["max_part_share"] - 1 / 3) < 1e-12 and not word["one_part"]


def test_dispersion_against_plain_loops():
    dfm = synthetic.null_corpus(9, n_words=60)
    table = keyness.dispersion(dfm, by="outlet")
    counts, tokens = dfm.counts.toarray(), dfm.articles["n_tokens"].to_numpy()
    for row in table.itertuples():
        rows = (dfm.articles["outlet"] == row.outlet).to_numpy()
        hits, sizes = counts[rows, list(dfm.features).index(row.feature)], tokens[rows]
        dp = 0.5 * sum(abs(h / hits.sum() - s / sizes.sum()) for h, s in zip(hits, sizes, strict=True))
        assert abs(row.dp - dp) < 1e-9 and abs(row.dp_norm - dp / (1 - sizes.min() / sizes.sum())) < 1e-9
        assert row.n_parts_with == (hits > 0).sum()
        assert np.isclose(row.max_part_share, hits.max() / hits.sum())
        assert row.one_part == (hits.max() >= hits.sum() / 2)


def test_dispersion_over_passages():
    dfm = synthetic.tiny()
    parts = replace(dfm, articles=dfm.articles.assign(article="only", passage=range(8)))
    assert keyness.dispersion(parts, part=["article", "passage"])["n_parts"].eq(8).all()
    assert keyness.dispersion(parts)["dp_norm"].isna().all()


# Shared words.


def test_shared_words_are_those_used_alike():
    dfm = synthetic.planted(3, {"word-000": 4.0}, n_outlets=3, n_articles=6, n_words=40, clump=0.1)
    table = keyness.shared_words(dfm)
    rates = {}
    for outlet in dfm.articles["outlet"].unique():
        rows = (dfm.articles["outlet"] == outlet).to_numpy()
        hits, size = dfm.counts.toarray()[rows].sum(axis=0), dfm.articles.loc[rows, "n_tokens"].sum()
        rates[outlet] = pd.Series(np.log2((hits + 0.5) / size), dfm.features)
    spread = pd.DataFrame(rates).T.agg(np.ptp)
    assert np.allclose(table["log2_range"], spread[table["feature"]], atol=1e-9)
    assert table["log2_range"].is_monotonic_increasing and table["feature"].iloc[-1] == "word-000"
    assert (table["n_hits_low"] >= 5).all() and (table["evidence"] == "describe").all()
    assert table[["ci_low", "ci_high"]].isna().all(axis=None)
    refits = [keyness.shared_words(without(dfm, i), min_hits=0).set_index("feature") for i in range(18)]
    refits = pd.concat([refit["log2_range"] for refit in refits], axis=1).loc[table["feature"]]
    assert np.allclose(table["loo_low"], refits.min(axis=1))
    assert np.allclose(table["loo_high"], refits.max(axis=1))


def test_shared_words_of_some_sides_only():
    dfm = synthetic.null_corpus(3, n_outlets=4)
    assert (keyness.shared_words(dfm, ["outlet-01", "outlet-02"])["n_sides"] == 2).all()
    groups = keyness.shared_words(dfm, by="group")
    assert (groups["unit"] == "outlet").all() and (groups["n_units"] == 4).all()
    with pytest.raises(ValueError, match="two sides"):
        keyness.shared_words(dfm, ["outlet-01"])


# Planted, null, properties, refusals.


def test_a_planted_word_comes_first_and_its_interval_holds_the_truth():
    dfm = synthetic.planted(12, {"word-004": 3.0}, n_articles=12, clump=0.3)
    first = keyness.log_ratio(dfm, **TWO).iloc[0]
    assert first["feature"] == "word-004" == keyness.log_odds(dfm, **TWO).loc[0, "feature"]
    assert first["ci_low"] < np.log2(3.0) < first["ci_high"] and first["ci_low"] > 0 and first["p"] < 0.01


def test_without_a_difference_permutation_keeps_its_level_and_g2_does_not():
    p, flagged = [], []
    for seed in range(30):
        table = keyness.log_ratio(synthetic.null_corpus(seed, n_articles=6, n_words=60, n_events=1), **TWO)
        inferred = table[table["evidence"] == "interval"]
        p.append(inferred["p"])
        flagged.append(inferred["g2"].abs() > 3.84)
    assert 0.02 < (pd.concat(p) <= 0.05).mean() < 0.08
    assert pd.concat(flagged).mean() > 0.25


def test_outlets_that_differ_among_themselves_do_not_make_groups_differ():
    shape = {"n_outlets": 10, "n_articles": 4, "n_words": 30, "outlet_spread": 0.7}
    corpora = [synthetic.null_corpus(seed, **shape) for seed in range(25)]
    p = [keyness.log_odds(dfm, "private", "nonprofit", by="group")["p"].dropna() for dfm in corpora]
    assert 0.01 < (pd.concat(p) <= 0.05).mean() < 0.09


@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=st.integers(0, 999), n_articles=st.integers(1, 5), groups=st.booleans())
def test_swapping_sides_flips_signs_and_few_units_are_described(seed, n_articles, groups):
    dfm = synthetic.null_corpus(seed, n_articles=n_articles, n_words=12, n_outlets=6 if groups else 2)
    sides = ("private", "nonprofit") if groups else tuple(TWO.values())
    by = "group" if groups else "outlet"
    for measure, name in ((keyness.log_odds, "log_odds"), (keyness.log_ratio, "log_ratio")):
        table = measure(dfm, *sides, by=by).set_index("feature")
        swapped = measure(dfm, *sides[::-1], by=by).set_index("feature").loc[table.index]
        assert np.allclose(table[name], -swapped[name])
        assert np.allclose(table["loo_low"], -swapped["loo_high"], equal_nan=True)
        for column in ("p", "p_min", "p_familywise", "z_needed", "n_could_pass"):
            assert np.allclose(table[column], swapped[column], equal_nan=True)
        inferred = table[["ci_low", "ci_high", "p"]].notna()
        assert (inferred.any(axis=1) == (table["evidence"] == "interval")).all()
        n_units = table[["n_units_focus", "n_units_reference"]].min(axis=1)
        assert not (inferred.any(axis=1) & (n_units < 4)).any()


def test_row_order_does_not_matter():
    dfm = synthetic.null_corpus(6, n_words=40)
    order = np.random.default_rng(1).permutation(16)
    for measure in (keyness.log_odds, keyness.log_ratio):
        pd.testing.assert_frame_equal(measure(dfm, **TWO), measure(dfm.take(order), **TWO))
    pd.testing.assert_frame_equal(keyness.dispersion(dfm), keyness.dispersion(dfm.take(order)))


def test_refusals_name_what_there_is():
    dfm = synthetic.tiny()
    with pytest.raises(ValueError, match="no 'Courier'; outlet has: Gazette, Herald"):
        keyness.log_odds(dfm, "Courier", "Gazette")
    with pytest.raises(ValueError, match="focus and reference are both 'Herald'"):
        keyness.log_ratio(dfm, "Herald", "Herald")
    with pytest.raises(ValueError, match="prior_tokens is 0"):
        keyness.log_odds(dfm, "Herald", "Gazette", prior_tokens=0)
    with pytest.raises(ValueError, match="weight is 'tfidf'"):
        keyness.log_ratio(dfm.weighted("tfidf"), "Herald", "Gazette")
    with pytest.raises(ValueError, match="neither side uses a word"):
        keyness.log_odds(dfm.trim(min_count=999), "Herald", "Gazette")
