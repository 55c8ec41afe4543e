"""Change between two events: plain loops, scipy and `compare` as oracles; coverage of the intervals by simulation."""

import itertools
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from framing import change, compare
from framing.paired import Kind, cells, parts
from framing.score_intervals import newcombe

TWO = ("spring", "autumn")
ALIKE = ["before", "after", "change", "others", "difference", "ci_low", "ci_high", "loo_low", "loo_high"]


def articles(sizes, seed=0, groups=None, values="normal"):
    """Articles of outlets o0, o1 ... with these numbers on the two events."""
    rng, rows = np.random.default_rng(seed), []
    for i, (n_before, n_after) in enumerate(sizes):
        for event, n in zip(TWO, (n_before, n_after), strict=True):
            for _ in range(n):
                tone = rng.normal(i / 5, 1) if values == "normal" else float(rng.random() < 0.4)
                rows.append({"article": f"a{len(rows)}", "outlet": f"o{i}", "event": event, "tone": tone,
                             "hits": int(rng.poisson(12)), "n_tokens": int(rng.integers(300, 900)),
                             "group": groups[i] if groups else "press"})
    return pd.DataFrame(rows)


SIZES = [(5, 4), (7, 6), (1, 3), (2, 2), (4, 1), (3, 8), (0, 3)]


def satterthwaite(sides):
    """A t interval's half width from the leave-one-out estimates of several sides, one at a time."""
    variances = []
    for side in sides:
        n, middle = len(side), sum(side) / len(side)
        variances.append((n - 1) / n * sum((value - middle) ** 2 for value in side))
    freedom = sum(variances) ** 2 / sum(v**2 / (len(s) - 1) for v, s in zip(variances, sides, strict=True))
    return stats.t.ppf(0.975, freedom) * sum(variances) ** 0.5


def changes_by_loop(cell, estimate, scale, outlet):
    """Difference in differences and leave-one-out estimates of each side, by plain loops over lists of articles."""
    def gap(a, b):
        return scale(a) - scale(b)

    own = {event: cell[outlet, event] for event in TWO}
    rest = [name for name, _ in cell if name != outlet and (name, TWO[0]) in cell and (name, TWO[1]) in cell]
    rest = list(dict.fromkeys(rest))

    def others(names):
        return gap(*(np.mean([estimate(cell[name, event]) for name in names]) for event in TWO[::-1]))

    def without(rows, i):
        return estimate(rows[:i] + rows[i + 1:])

    mine = gap(estimate(own[TWO[1]]), estimate(own[TWO[0]]))
    sides = [[gap(estimate(own[TWO[1]]), without(own[TWO[0]], i)) - others(rest) for i in range(len(own[TWO[0]]))],
             [gap(without(own[TWO[1]], i), estimate(own[TWO[0]])) - others(rest) for i in range(len(own[TWO[1]]))],
             [mine - others([name for name in rest if name != left]) for left in rest]]
    return mine - others(rest), sides


def by_cell(table, columns):
    return {key: [tuple(row) for row in part[columns].to_numpy(float)]
            for key, part in table.groupby(["outlet", "event"])}


@pytest.mark.parametrize("size", [None, "n_tokens"])
def test_an_outlets_interval_is_that_of_a_plain_loop(size):
    table = articles(SIZES)
    if size:
        cell, scale = by_cell(table, ["hits", "n_tokens"]), np.log
        result = change.outlet_changes(table, "hits", *TWO, size=size)

        def estimate(rows):
            return 1000 * sum(h for h, _ in rows) / sum(n for _, n in rows)
    else:
        cell, scale = by_cell(table, ["tone"]), float
        result = change.outlet_changes(table, "tone", *TWO)

        def estimate(rows):
            return sum(value for value, in rows) / len(rows)
    back = np.exp if size else float
    assert list(result["outlet"]) == ["o1", "o0", "o5", "o3", "o4", "o2"]
    for row in result.to_dict("records"):
        n = [len(cell[row["outlet"], event]) for event in TWO]
        assert [row["n_articles_before"], row["n_articles_after"]] == n
        assert row["n_outlets_others"] == row["n_units_others"] == 5
        if min(n) > 1:
            full, sides = changes_by_loop(cell, estimate, scale, row["outlet"])
            assert row["difference"] == pytest.approx(back(full))
            ends = np.concatenate(sides)
            assert (row["loo_low"], row["loo_high"]) == pytest.approx((back(ends.min()), back(ends.max())))
        else:
            assert np.isnan([row["loo_low"], row["loo_high"]]).all()
        assert (row["evidence"] == "interval") == (min(n) >= 4)
        if min(n) >= 4:
            half = satterthwaite(sides)
            assert (row["ci_low"], row["ci_high"]) == pytest.approx((back(full - half), back(full + half)))


def test_few_hits_are_only_described():
    table = articles(SIZES).assign(hits=lambda t: t["hits"] // 10)
    assert set(change.outlet_changes(table, "hits", *TWO, size="n_tokens")["evidence"]) == {"describe"}


def test_yes_and_no_join_newcombes_interval_to_that_of_the_others():
    table = articles([(5, 6), *[(3, 3)] * 9], values="yes")
    row = change.outlet_changes(table, "tone", *TWO).query("outlet == 'o0'").iloc[0]
    shares = table.groupby(["outlet", "event"])["tone"].mean().unstack()[list(TWO)]
    moved = (shares[TWO[1]] - shares[TWO[0]]).drop("o0")
    half = stats.t.ppf(0.975, len(moved) - 1) * stats.sem(moved)
    yes = table[table["outlet"].eq("o0")].groupby("event")["tone"].sum()
    low, high = newcombe(yes[TWO[1]], 6, yes[TWO[0]], 5)
    own = shares.loc["o0", TWO[1]] - shares.loc["o0", TWO[0]]
    full = own - moved.mean()
    assert row["ci_low"] == pytest.approx(full - ((own - low) ** 2 + half**2) ** 0.5)
    assert row["ci_high"] == pytest.approx(full + ((high - own) ** 2 + half**2) ** 0.5)
    assert (row["n_yes_before"], row["n_yes_after"]) == (yes[TWO[0]], yes[TWO[1]])
    rare = table.assign(tone=table["tone"].where(table["outlet"].isin(["o0", "o1", "o2", "o3", "o4"]), 0.0))
    assert set(change.outlet_changes(rare, "tone", *TWO)["evidence"]) == {"describe"}


GROUPS = ["wire"] * 5 + ["state"] * 6 + ["party"] * 2


def test_kinds_of_outlet_are_compared_as_compare_does():
    table = articles([(3, 2)] * 13, groups=GROUPS)
    means = table.groupby(["outlet", "group", "event"])["tone"].mean().unstack().reset_index()
    moved = pd.DataFrame({"article": means["outlet"], "outlet": means["outlet"], "group": means["group"],
                          "moved": means[TWO[1]] - means[TWO[0]]})
    same = change.group_changes(table, "tone", *TWO).query("view == 'same outlets'")
    for row in same.to_dict("records"):
        others = [group for group in dict.fromkeys(GROUPS) if group != row["group"]]
        expected = compare.difference(moved, "moved", "group", row["group"], others, unit="outlet").iloc[0]
        for name in ("difference", "ci_low", "ci_high", "loo_low", "loo_high", "p", "p_min"):
            assert row[name] == pytest.approx(expected[name], nan_ok=True), name
        assert row["evidence"] == expected["evidence"]
        assert row["change"] == pytest.approx(expected["moved_focus"])
        assert (row["n_units_focus"], row["n_units_reference"]) == (GROUPS.count(row["group"]), 13 - GROUPS.count(
            row["group"]))
        assert row["n_looks"] == 2


def test_p_of_rates_counts_every_labeling():
    table = articles([(3, 2)] * 9, groups=["wire"] * 4 + ["state"] * 5)
    sums = table.groupby(["outlet", "event"])[["hits", "n_tokens"]].sum()
    rates = (sums["hits"] / sums["n_tokens"]).unstack()[list(TWO)].to_numpy()

    def difference(chosen):
        rest = [i for i in range(9) if i not in chosen]
        one, other = (np.log(rates[side, 1].mean() / rates[side, 0].mean()) for side in (list(chosen), rest))
        return one - other

    found = [abs(difference(chosen)) for chosen in itertools.combinations(range(9), 4)]
    row = change.group_changes(table, "hits", *TWO, size="n_tokens").query("group == 'wire'").iloc[0]
    assert row["difference"] == pytest.approx(np.exp(difference(range(4))))
    assert row["p"] == pytest.approx(np.mean(np.array(found) >= abs(difference(range(4))) - 1e-9))
    assert row["p_min"] == pytest.approx(1 / 126)


def test_all_outlets_of_each_event_are_only_described():
    table = articles([(2, 0)] * 5 + [(0, 3)] * 5 + [(2, 2)] * 10, groups=["wire"] * 10 + ["state"] * 10)
    rows = change.group_changes(table, "tone", *TWO).set_index(["group", "view"])
    everyone = rows.loc[("wire", "all outlets")]
    means = table[table["group"].eq("wire")].groupby(["event", "outlet"])["tone"].mean().groupby("event").mean()
    assert everyone["change"] == pytest.approx(means[TWO[1]] - means[TWO[0]])
    assert np.isnan(everyone[["ci_low", "ci_high", "p", "p_min"]].astype(float)).all()
    assert everyone["evidence"] == "describe" and everyone["n_outlets"] == 10
    assert np.isnan(rows.loc[("wire", "same outlets"), "change"])
    state = rows.loc["state"]
    assert state.loc["all outlets", "change"] == pytest.approx(state.loc["same outlets", "change"])


def test_the_change_of_all_is_a_paired_t_interval():
    table = articles(SIZES)
    row = change.common_changes(table, "tone", *TWO).iloc[0]
    means = table.groupby(["outlet", "event"])["tone"].mean().unstack().dropna()
    ends = stats.ttest_rel(means[TWO[1]], means[TWO[0]]).confidence_interval()
    assert row["change"] == pytest.approx((means[TWO[1]] - means[TWO[0]]).mean())
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(tuple(ends))
    assert row["n_up"] + row["n_down"] == row["n_outlets"] == 6


@settings(max_examples=5)
@given(st.integers(0, 10**6))
def test_swapping_events_flips_signs_and_order_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    table = articles(rng.integers(1, 7, (9, 2)), seed, groups=["wire"] * 4 + ["state"] * 5)
    for measure in (change.outlet_changes, change.group_changes):
        one, back = measure(table, "tone", *TWO), measure(table, "tone", *TWO[::-1])
        key = "outlet" if "outlet" in one else ["group", "view"]
        one, back = one.set_index(key).sort_index(), back.set_index(key).sort_index()
        for end, other in (("change", "change"), ("others", "others"), ("difference", "difference"),
                           ("ci_low", "ci_high"), ("loo_low", "loo_high")):
            np.testing.assert_allclose(one[end], -back[other], atol=1e-9)
        if "p" in one:
            np.testing.assert_allclose(one["p"], back["p"])
        shuffled = measure(table.sample(frac=1, random_state=seed % 1000), "tone", *TWO).set_index(key).sort_index()
        pd.testing.assert_frame_equal(one, shuffled)
    ratio, back = (change.outlet_changes(table, "hits", *events, size="n_tokens").set_index("outlet").sort_index()
                   for events in (TWO, TWO[::-1]))
    np.testing.assert_allclose(ratio["difference"], 1 / back["difference"])


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=8), st.booleans(),
       st.integers(0, 99))
def test_nothing_is_inferred_from_fewer_than_four_units_a_side(sizes, yes, seed):
    table = articles(sizes, seed, groups=["wire", "state"] * 4, values="yes" if yes else "normal")
    if table.empty or table["event"].nunique() < 2:
        return
    rows = change.outlet_changes(table, "tone", *TWO)
    few = rows[["n_units_before", "n_units_after", "n_units_others"]].min(axis=1) < 4
    assert rows.loc[few | rows["evidence"].eq("describe"), ["ci_low", "ci_high"]].isna().all(axis=None)
    assert "p" not in rows
    groups = change.group_changes(table, "tone", *TWO)
    few = groups[["n_units_focus", "n_units_reference"]].min(axis=1) < 4
    claims = ["ci_low", "ci_high", "p", "p_min"]
    assert groups.loc[few | groups["evidence"].eq("describe"), claims].isna().all(axis=None)
    common = change.common_changes(table, "tone", *TWO)
    assert common.loc[common["n_units"] < 4, ["ci_low", "ci_high"]].isna().all(axis=None)


def test_cells_without_a_hit_raise_no_warning():
    """Infinite changes on both sides have no difference, and that is said by a missing value alone."""
    table = articles([(4, 4)] * 8, groups=["press"] * 4 + ["state"] * 4)
    table.loc[table["event"].eq("autumn") & table["outlet"].isin(["o0", "o5"]), "hits"] = 0
    alone = table[table["outlet"].isin(["o0", "o5"])]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for rows in (table, alone):
            own = change.outlet_changes(rows, "hits", *TWO, size="n_tokens").set_index("outlet")
            kinds = change.group_changes(rows, "hits", *TWO, size="n_tokens")
            change.common_changes(rows, "hits", *TWO, size="n_tokens")
    assert own["difference"].isna().all() and set(own["evidence"]) == {"describe"}
    assert kinds["difference"].isna().all() and kinds["p"].isna().all()


def test_what_else_differs_is_named():
    table = articles([(4, 4)] * 6).assign(stage="during", genre="news")
    rows = change.outlet_changes(table, "tone", *TWO)
    assert set(rows["identification"]) == {"identified"}
    own, after = table["outlet"].eq("o0"), table["event"].eq(TWO[1])
    table.loc[own & after, "stage"] = "after"
    table.loc[own & after & table["article"].str.endswith("5"), "genre"] = "opinion"
    rows = change.outlet_changes(table, "tone", *TWO).set_index("outlet")["identification"]
    assert rows["o0"] == "confounded with stage; partly with genre"
    assert rows["o1"] == "partly confounded with stage, genre"
    assert change.common_changes(table, "tone", *TWO)["identification"].item() == "partly confounded with stage, genre"
    table.loc[after, "stage"] = "after"
    assert change.common_changes(table, "tone", *TWO)["identification"].item() == (
        "confounded with stage; partly with genre")
    assert change.common_changes(articles([(2, 2)] * 3), "tone", *TWO)["identification"].item() == "identified"
    table.loc[after & ~own, "stage"] = "during"
    groups = change.group_changes(table.assign(group=np.where(own, "wire", "state")), "tone", *TWO)
    assert set(groups.loc[groups["group"].eq("wire"), "identification"]) == {"confounded with stage; partly with genre"}


def test_the_same_outlets_may_differ_in_what_all_together_share():
    """Each outlet's events have a stage of their own, and the events have the same ones over all outlets."""
    table = articles([(2, 2)] * 4)
    early = table["event"].eq(TWO[0]) == table["outlet"].isin(["o0", "o1"])
    result = change.common_changes(table.assign(stage=np.where(early, "before", "after")), "tone", *TWO)
    assert result["identification"].item() == "confounded with stage"


def test_several_measures_at_once_are_each_by_itself():
    table = articles(SIZES)
    long = change.stacked(table.assign(retitled=table["outlet"].eq("o1")), ["tone", "hits"])
    rows = change.outlet_changes(long, "score", *TWO, each=["list", "rows"])
    mine = rows[rows["list"].eq("tone") & rows["rows"].eq("all")].reset_index(drop=True)
    pd.testing.assert_frame_equal(mine[ALIKE], change.outlet_changes(table, "tone", *TWO)[ALIKE])
    assert "o1" not in set(rows.loc[rows["rows"].eq("without retitled"), "outlet"])


def test_where_there_is_no_change_there_is_no_row():
    table = articles([(3, 0), (0, 3)])
    for measure in (change.outlet_changes, change.group_changes, change.common_changes):
        assert measure(table, "tone", "spring", None).empty
        assert "difference" in measure(table, "tone", None, None) or measure is change.common_changes
    assert change.outlet_changes(table, "tone", *TWO).empty
    assert change.common_changes(table, "tone", *TWO).empty
    assert change.group_changes(table, "tone", *TWO).query("view == 'same outlets'")["change"].isna().all()
    alone = change.outlet_changes(articles([(3, 3)]), "tone", *TWO).iloc[0]
    assert np.isnan(alone["difference"]) and alone["evidence"] == "describe" and np.isfinite(alone["change"])


def test_bad_questions_have_clear_answers():
    table = articles([(3, 3)] * 2)
    with pytest.raises(ValueError, match="focus: event has no 'winter'; event has: autumn, spring"):
        change.outlet_changes(table, "tone", "spring", "winter")
    with pytest.raises(ValueError, match="focus and reference are both 'spring'"):
        change.group_changes(table, "tone", "spring", "spring")
    with pytest.raises(ValueError, match="no column 'mood'"):
        change.common_changes(table, "mood", *TWO)
    with pytest.raises(ValueError, match="hits without n_tokens"):
        change.outlet_changes(table.assign(n_tokens=0), "hits", *TWO, size="n_tokens")


def test_nothing_of_the_input_is_changed():
    table = articles(SIZES, groups=GROUPS)
    before = table.copy()
    change.outlet_changes(table, "hits", *TWO, size="n_tokens")
    change.group_changes(table, "tone", *TWO)
    pd.testing.assert_frame_equal(table, before)


def test_headlines_by_a_plain_loop(corpus, heads):
    first, last = change.two_events(heads, corpus.events)
    rows = change.outlet_changes(heads, "vader", first, last).set_index("outlet")
    cell = {}
    for head in heads.to_dict("records"):
        cell.setdefault(head["outlet"], {}).setdefault(head["event"], []).append(head["vader"])
    both = {outlet: {event: np.mean(scores) for event, scores in events.items()} for outlet, events in cell.items()
            if len(events) == 2}
    assert set(rows.index) == set(both)
    for outlet, row in rows.iterrows():
        others = np.mean([one[last] - one[first] for name, one in both.items() if name != outlet])
        assert row["difference"] == pytest.approx(both[outlet][last] - both[outlet][first] - others)


# How often the interval of one outlet's difference in differences holds the truth.


def drawn(rng, own, n_others, kind, n_runs):
    """Articles of an outlet without a change of its own, and of others whose changes vary about none; many runs."""
    sizes = rng.integers(1, 9, (n_runs, n_others + 1, 2))
    sizes[:, 0] = own
    shape = (n_runs, n_others + 1, 1)
    base, shift = rng.normal(0, 0.5, shape), rng.normal(0, 0.3, shape) * (np.arange(n_others + 1) > 0)[:, None]
    event = np.array([0, 1])
    run, outlet, when = (np.repeat(axis.ravel(), sizes.ravel()) for axis in np.indices(sizes.shape))
    level = np.repeat((base + shift * event).ravel(), sizes.ravel())
    if kind == "mean":
        y = level + rng.normal(size=level.size)
    elif kind == "rate":  # mean 8 hits, negative binomial with dispersion .5
        drift = shift - 0.045 * (np.arange(n_others + 1) > 0)[:, None]  # so that rates of the others stay on average
        mean = 8 * np.exp(np.repeat((drift * event).ravel(), sizes.ravel()))
        y = rng.negative_binomial(2, 2 / (2 + mean))
    else:
        y = (rng.random(level.size) < kind).astype(float)
    names = pd.Series(run * 100 + outlet)  # the first outlet of a run has a multiple of 100
    return pd.DataFrame({"outlet": names, "event": np.array(TWO)[when], "y": y, "article": range(level.size),
                         "n_tokens": 500})


def coverage(own, n_others, kind, n_runs):
    """How many runs have an interval, and how many of those hold the truth."""
    size, what = "n_tokens" if kind == "rate" else None, Kind(kind == "rate", kind not in ("mean", "rate"))
    table = drawn(np.random.default_rng(11), own, n_others, kind, n_runs)
    ((_, table, _),) = parts(table, "y", size, 1000, TWO, [])
    mine = dict(list(table[table["outlet"] % 100 == 0].groupby("outlet")))
    rows = [change._outlet_row(mine[run[0]], outlets, run[0], what)
            for _, outlets in cells(table).groupby(lambda name: name // 100) for run in [outlets.index]]
    rows = [row for row in rows if row["evidence"] == "interval"]
    return len(rows), sum(row["ci_low"] <= (1 if kind == "rate" else 0) <= row["ci_high"] for row in rows)


CELLS = list(itertools.product([(4, 4), (4, 12), (12, 4)], [4, 12], ["mean", "rate", 0.1, 0.3]))


@pytest.mark.slow
@pytest.mark.parametrize(("own", "n_others", "kind"), CELLS)
def test_intervals_cover_where_they_are_printed(own, n_others, kind):
    printed, covered = coverage(own, n_others, kind, 2000)
    assert printed < 0.05 * 2000 or covered >= 0.92 * printed, (printed, covered)


@pytest.mark.parametrize(("own", "n_others", "kind"), [((4, 12), 6, "mean"), ((4, 4), 12, "rate"), ((5, 4), 12, 0.3)])
def test_intervals_cover_in_a_short_run(own, n_others, kind):
    printed, covered = coverage(own, n_others, kind, 100)
    assert printed > 50 and covered >= stats.binom.ppf(0.001, printed, 0.92)
