"""Specification curves against plain loops."""

import numpy as np
import pandas as pd
import pytest

from framing import compare
from framing.multiverse import NoEstimate, moves, specification_curve, summary

CHOICES = {"a": [1.0, 2.5, -4.0], "b": ["x", "y"], "c": [0, 1, 2, 3]}


def invented(a, b, c, left_out=""):
    """A measure without any order: ruled out, missing and infinite here and there."""
    value = np.sin(7 * a + 3 * len(left_out) + 2 * c) + (0.3 if b == "y" else 0)
    if a == 2.5 and c == 3:
        raise NoEstimate("too few")
    return np.inf if (a == -4.0 and b == "y" and c == 0) else value


def not_both(a, b, c):
    return "b is x only with even c" if b == "x" and c % 2 else ""


@pytest.fixture(scope="module")
def curve():
    return specification_curve(invented, CHOICES, units=["p", "qq"], everywhere=True, ruled_out=not_both)


def test_the_grid_is_a_plain_loop(curve):
    expected = []
    for left_out in ("", "unit"):
        for a in CHOICES["a"]:
            for b in CHOICES["b"]:
                for c in CHOICES["c"]:
                    for unit in ["p", "qq"] if left_out else [""]:
                        expected.append((a, b, c, unit, a == 1.0 and b == "x" and c == 0))
    assert list(curve[["a", "b", "c", "left_out", "main"]].itertuples(index=False, name=None)) == expected
    for row in curve.itertuples():
        if not_both(row.a, row.b, row.c):
            assert (row.status, row.reason) == ("ruled out", "b is x only with even c") and np.isnan(row.estimate)
        elif row.a == 2.5 and row.c == 3:
            assert (row.status, row.reason) == ("missing", "too few") and np.isnan(row.estimate)
        elif row.a == -4.0 and row.b == "y" and row.c == 0:
            assert (row.status, row.reason) == ("missing", "the estimate is inf") and np.isnan(row.estimate)
        else:
            assert row.status == "estimate" and row.estimate == invented(row.a, row.b, row.c, row.left_out)


def test_units_are_left_out_of_the_main_specification_unless_asked():
    curve = specification_curve(invented, CHOICES, main={"c": 2}, units=["p", "qq"])
    out = curve[curve["left_out"].ne("")]
    assert list(out["left_out"]) == ["p", "qq"] and out["main"].all() and out["c"].eq(2).all()
    assert curve["main"].sum() == 3 and len(curve) == 24 + 2


def test_summary_and_moves_by_hand(curve):
    own = [row for row in curve.itertuples() if row.left_out == "" and row.status == "estimate"]
    estimates, main = [row.estimate for row in own], invented(1.0, "x", 0)
    said = summary(curve).iloc[0]
    assert said["n_specifications"] == len(own) and said["n_ruled_out"] == 6 and said["n_missing"] == 2
    assert said["median"] == pytest.approx(np.median(estimates))
    assert said["main"] == main and said["main_rank"] == sorted(estimates).index(main) + 1
    assert said["share_same_sign"] == pytest.approx(np.mean([np.sign(value) == np.sign(main) for value in estimates]))
    assert [said["quarter"], said["three_quarters"]] == pytest.approx(np.quantile(estimates, [0.25, 0.75]))
    out = [invented(1.0, "x", 0, unit) for unit in ("p", "qq")]
    assert (said["loo_low"], said["loo_high"], said["n_left_out"]) == (min(out), max(out), 2)
    assert said["loo_shift"] == pytest.approx(max(*out, main) - min(*out, main))
    assert said["loo_most"] == ("p", "qq")[int(np.argmax(np.abs(np.array(out) - main)))]

    known = {(row.a, row.b, row.c): row.estimate for row in own}
    for place, name in enumerate("abc"):
        options = CHOICES[name]
        matched = {option: [] for option in options}
        for key in known:
            others = [key[:place] + (option,) + key[place + 1:] for option in options]
            if all(other in known for other in others):
                matched[key[place]].append(known[key])
        medians = [np.median(values) if values else np.nan for values in matched.values()]
        rows = moves(curve).query("choice == @name").set_index("option")
        assert list(rows.loc[options, "median"]) == pytest.approx(medians, nan_ok=True)
        assert list(rows.loc[options, "n_matched"]) == [len(values) for values in matched.values()]
        if not np.isnan(medians).any():
            assert rows["shift"].iloc[0] == pytest.approx(max(medians) - min(medians))


def test_in_a_full_grid_without_interaction_the_shares_of_variance_add_up():
    curve = specification_curve(lambda a, b, c: a + 3 * (b == "y") - c, CHOICES)
    table = moves(curve).drop_duplicates("choice")
    assert table["share_of_variance"].sum() == pytest.approx(1)
    wide = curve["estimate"].to_numpy().reshape(3, 2, 4)
    for axes, name in (((1, 2), "a"), ((0, 2), "b"), ((0, 1), "c")):
        share = wide.mean(axis=axes).var() / wide.var()
        assert table.set_index("choice").loc[name, "share_of_variance"] == pytest.approx(share)
    assert table["choice"].iloc[0] == "a" == summary(curve)["moves_most"].iloc[0]


def test_a_choice_that_reaches_nothing_repeats_results():
    said = summary(specification_curve(lambda a, idle: a, {"a": [1, 2, 3], "idle": [0, 1]})).iloc[0]
    assert (said["n_specifications"], said["n_distinct"], said["moves_most"]) == (6, 3, "a")


def test_of_a_main_estimate_of_zero_no_share_has_its_sign():
    said = summary(specification_curve(lambda a: a, {"a": [0.0, 1.0, -1.0]})).iloc[0]
    assert np.isnan(said["share_same_sign"]) and said["main_rank"] == 2


def test_one_specification_is_a_curve():
    curve = specification_curve(lambda a: 0.5, {"a": ["only"]})
    said = summary(curve).iloc[0]
    assert (said["n_specifications"], said["median"], said["moves_most"], said["shift"]) == (1, 0.5, "", 0)


def test_result_rows_keep_their_columns():
    table = pd.DataFrame({"article": range(8), "outlet": list("ggggHHHH"), "tone": np.arange(8.0)})

    def measure(scale, left_out=-1):
        rows = table[table["article"] != left_out].assign(tone=lambda t: t["tone"] * scale)
        return compare.difference(rows, "tone", "outlet", "H", "g")

    curve = specification_curve(measure, {"scale": [1, 2]}, name="difference", units=[0, 7])
    assert list(curve["estimate"]) == pytest.approx([4, 8, 3.5, 3.5]) and curve["evidence"].iloc[0] == "interval"
    assert list(curve["n_articles_focus"]) == [4, 4, 4, 3]


@pytest.mark.parametrize(("choices", "more", "message"), [
    ({}, {}, "choices: none are given"),
    ({"a": []}, {}, "choices: a is \\[\\]"),
    ({"a": "xy"}, {}, "choices: a is 'xy'"),
    ({"a": [1, 2, 1]}, {}, "names a value twice"),
    ({"status": [1]}, {}, "'status' is a column of every curve"),
    ({"a": [1, 2]}, {"main": {"a": 3}}, "main: a = 3; expected one of 1, 2"),
    ({"a": [1, 2]}, {"main": {"b": 3}}, "main: b = 3; expected one of 'a'"),
    ({"a": [np.nan, 2]}, {}, "main specification has no estimate: the estimate is nan"),
    ({"a": [1, 2]}, {"ruled_out": lambda a: "never" if a == 1 else ""}, "main specification has no estimate: never"),
    ({"a": [1, 2]}, {"name": "share"}, None),
])
def test_bad_questions_get_clear_errors(choices, more, message):
    if message is None:
        assert list(specification_curve(lambda a: a, choices, **more)["estimate"]) == [1, 2]
        return
    with pytest.raises(ValueError, match=message):
        specification_curve(lambda a: a, choices, **more)


def test_a_constant_measure_is_an_error():
    with pytest.raises(ValueError, match="all 2 specifications give 7: the choices don't reach the measure"):
        specification_curve(lambda a: 7.0, {"a": [1, 2]})


def test_a_row_without_the_estimate_and_an_error_inside_name_the_specification():
    with pytest.raises(ValueError, match="no 'share' in the row it returned; there are: rate"):
        specification_curve(lambda a: {"rate": 1}, {"a": [1]}, name="share")
    with pytest.raises(KeyError) as raised:
        specification_curve(lambda a: {}["lost"], {"a": ["x"]})
    assert raised.value.__notes__ == ["in the specification {'a': 'x'}"]
