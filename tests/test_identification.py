"""What a comparison is confounded with: against a plain loop, and in whole corpora."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.identification import FACTORS, identification, verdict
from framing.wording import confounders, confounding

rows = st.lists(st.fixed_dictionaries({
    "outlet": st.sampled_from(["Herald", "Gazette", "Post"]), "group": st.sampled_from(["private", "wire", ""]),
    "event": st.sampled_from(["fair", "strike"]), "stage": st.sampled_from(["before", "during", ""]),
    "genre": st.sampled_from(["news", "opinion", None, ""])}), min_size=2, max_size=9)


def plain(table, by, focus, reference):
    """Ask factor by factor and value by value."""
    beside = {"outlet": {"outlet", "group"}, "group": {"outlet", "group"}}.get(by, {by})
    apart, partly = [], []
    for factor in ["outlet", "group", "event", "stage", "genre"]:
        if factor in beside:
            continue
        values = {side: {row[factor] for row in table.to_dict("records") if row[by] == side and row[factor]}
                  for side in (focus, reference)}
        shared = [value for value in values[focus] if value in values[reference]]
        alone = [value for side, other in ((focus, reference), (reference, focus))
                 for value in values[side] if value not in values[other]]
        if alone:
            (partly if shared else apart).append(factor)
    if not apart:
        return f"partly confounded with {', '.join(partly)}" if partly else "identified"
    return f"confounded with {', '.join(apart)}" + (f"; partly with {', '.join(partly)}" if partly else "")


@given(rows, st.sampled_from(FACTORS))
def test_as_a_plain_loop_says(records, by):
    table = pd.DataFrame(records).astype(object).fillna("")
    values = sorted(value for value in set(table[by]) if value)
    for focus in values:
        for reference in set(values) - {focus}:
            is_focus, is_reference = table[by] == focus, table[by] == reference
            says = identification(table, by, is_focus, is_reference)
            assert says == plain(table, by, focus, reference)
            assert says == identification(table, by, is_reference, is_focus)
            twice = pd.concat([table, table]).sample(frac=1, random_state=1)
            assert says == identification(twice, by, twice[by] == focus, twice[by] == reference)


@pytest.mark.parametrize("empty", ["", None, float("nan"), pd.NA])
def test_an_empty_value_is_no_value(empty):
    table = pd.DataFrame({"outlet": ["Herald", "Herald", "Gazette"], "genre": ["news", empty, "news"]})
    herald = table["outlet"] == "Herald"
    assert identification(table, "outlet", herald, ~herald) == "identified"
    nothing = table.assign(genre=["news", "news", empty])
    assert identification(nothing, "outlet", herald, ~herald) == "confounded with genre"
    assert identification(table.assign(genre=empty), "outlet", herald, ~herald) == "identified"


def test_absent_columns_are_not_asked():
    table = pd.DataFrame({"side": ["a", "b"], "event": ["fair", "strike"]})
    assert identification(table, "side", table["side"] == "a", table["side"] == "b") == "confounded with event"
    assert identification(table[["side"]], "side", table["side"] == "a", table["side"] == "b") == "identified"


@pytest.mark.parametrize(("focus", "says"), [
    ([False, False], r"focus: 0 of 2 rows; expected at least one of 2"),
    ([True], r"focus: 1 of 1 rows; expected at least one of 2")])
def test_a_side_without_rows_is_an_error(focus, says):
    with pytest.raises(ValueError, match=says):
        identification(pd.DataFrame({"event": ["fair", "fair"]}), "outlet", focus, [False, True])


lists = st.lists(st.sampled_from(FACTORS), unique=True)


@given(lists, lists)
def test_a_verdict_can_be_read_back(apart, partly):
    assert confounders(verdict(apart, partly)) == (apart, partly)


@given(st.lists(st.tuples(lists, lists), min_size=1, max_size=5))
def test_a_caption_names_every_factor_and_none_besides(verdicts):
    says = confounding([verdict(*some) for some in verdicts], event="visit")
    names = {"outlet": "outlet", "group": "kind of outlet", "event": "visit", "stage": "stage", "genre": "genre"}
    concerned = {names[factor] for some in verdicts for factors in some for factor in factors}
    assert (says == "") == (not concerned)
    words = says.replace("kind of outlet", "kind")
    for name in names.values():
        assert (name.replace("kind of outlet", "kind") in words) == (name in concerned)
    assert not says or says.endswith(".")


@pytest.mark.parametrize(("column", "says"), [
    (["identified", None, float("nan"), ""], ""),
    (["confounded with event"] * 3,
     "Confounded with event: the sides have no event in common, so a difference may come from that instead."),
    (["confounded with event, genre; partly with stage"],
     "Confounded with event and genre: the sides have no event and no genre in common, so a difference may come from "
     "these instead. Partly confounded with stage: a side has articles of a stage that the other lacks."),
    (["confounded with event", "partly confounded with group"],
     "None of 2 comparisons is identified: they are confounded with event (1), partly with kind of outlet (1)."),
    (["identified", "identified", "partly confounded with stage"],
     "Of 3 comparisons, 2 are identified; the other is partly confounded with stage (1)."),
])
def test_captions(column, says):
    assert confounding(column) == says
