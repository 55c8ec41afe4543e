"""The drawing of a specification curve, read back from its axes."""

from io import BytesIO

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from framing import multiverse, plots_multiverse, specifications, style
from framing.layout import layout_faults
from framing.plots_multiverse import plot_specifications


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def texts(fig):
    return [text.get_text() for text in fig.texts]


def wave(n, shift=0.0, **more):
    """A curve of ``n`` specifications."""
    return multiverse.specification_curve(lambda a, left_out="": np.sin(a + len(left_out)) + shift,
                                          {"a": range(n)}, main={"a": min(2, n - 1)}, **more)


def gap(list, voice, least_count, extent, left_out=""):
    if least_count == 5 and list == "narrow":
        raise multiverse.NoEstimate("fewer than 5 hits")
    return ({"wide": 0.4, "narrow": 2.0}[list] - 0.9 * (voice == "all") + 0.05 * least_count + 0.1 * len(left_out)
            + 0.001 * len(extent))


GRID = {"list": ["wide", "narrow"], "voice": ["own", "all"], "least_count": [1, 3, 5],
        "extent": ["whole article", "first passage"]}


@pytest.fixture(scope="module")
def curve():
    return multiverse.specification_curve(gap, GRID, units=["x", "yyyy"], ruled_out=lambda list, voice, extent, **_: (
        "no" if extent == "first passage" and voice == "own" else ""))


def read_runs(line, n):
    """Which columns a broken line covers."""
    x = np.asarray(line.get_xdata()).reshape(-1, 3)
    covered = np.zeros(n, bool)
    for start, end, gap in x:
        assert np.isnan(gap)
        covered[int(start + 0.5):int(end + 0.5)] = True
    return covered


def test_every_estimate_and_every_choice_is_drawn_in_order(curve):
    fig = plot_specifications(curve, "Words, Herald against Gazette", scale="log-odds ratio")
    assert layout_faults(fig) == []
    above, aside, below = fig.axes
    own = curve[curve["left_out"].eq("") & curve["status"].eq("estimate")].sort_values("estimate", kind="stable")
    small = [line for line in above.lines if line.get_marker() == "o" and line.get_markersize() < 5]
    assert list(small[0].get_ydata()) == pytest.approx(list(own["estimate"]))
    (main,) = [line for line in above.lines if line.get_markersize() == style.ESTIMATE["ms"] and line is not small[0]
               and line.get_marker() == "o"]
    place = int(np.flatnonzero(own["main"])[0])
    assert (main.get_xdata()[0], main.get_ydata()[0]) == (place, own["estimate"].iloc[place])
    dashed = [line.get_ydata()[0] for line in above.lines if line.get_linestyle() == "--"]
    assert dashed == [pytest.approx(own["estimate"].median())]
    assert above.get_ylim() == aside.get_ylim() and above.get_ylim()[0] < 0 < above.get_ylim()[1]

    bars = [line for line in below.lines if line.get_linewidth() == plots_multiverse.BAR]
    rows = multiverse.moves(curve)
    assert len(bars) == len(rows) == sum(map(len, GRID.values()))
    for bar, (_, row) in zip(bars, rows.iterrows(), strict=True):
        assert list(read_runs(bar, len(own))) == list(own[row["choice"]].eq(row["option"]))
        assert bar.get_color() == (style.INK if row["choice"] == "list" else style.LINE)
    dots = [line for line in below.lines if line.get_marker() == "o"]
    assert [dot.get_xdata()[0] for dot in dots] == [place] * len(GRID)
    at = {bar.get_ydata()[0] for bar, main in zip(bars, rows["main"], strict=True) if main}
    assert {dot.get_ydata()[0] for dot in dots} == at


def test_units_left_out_stand_apart(curve):
    fig = plot_specifications(curve, "Words", unit="outlet", names={"yyyy": "the Herald"})
    hollow = [line for line in fig.axes[1].lines if line.get_marker() == "o"]
    assert list(hollow[0].get_ydata()) == pytest.approx(sorted(
        curve.loc[curve["left_out"].ne(""), "estimate"])) and hollow[0].get_markerfacecolor() == "white"
    assert "furthest off without the Herald" in fig.caption.base and "without one outlet" in texts(fig)
    alone = plot_specifications(wave(6), "Words")
    assert len(alone.axes) == 2 and "without one article" not in texts(alone)


def test_numbers_and_counts_are_printed(curve):
    fig, said = plot_specifications(curve, "Words"), multiverse.summary(curve).iloc[0]
    n, k = said["n_specifications"], round(said["share_same_sign"] * said["n_specifications"])
    shown = texts(fig)
    for text in (f"{said['main']:+.2f}", f"{said['median']:+.2f}", f"{k} of {n}"):
        assert text.replace("-", "−") in shown
    for row in multiverse.moves(curve).itertuples():
        assert str(row.option) in shown and f"{row.median:+.2f}".replace("-", "−") in shown
    assert f"{said['n_ruled_out']} more ruled out beforehand (no)" in fig.caption.base
    assert f"{said['n_missing']} more without an estimate (fewer than 5 hits)" in fig.caption.base
    assert "no interval or p is given" in fig.caption.base and "95%" not in fig.caption.base
    assert "List moves the median most, by" in fig.caption.base


def test_the_title_says_what_the_curve_does():
    def title(curve, **how):
        return plot_specifications(curve, "Words", **how).caption.title

    find = {"higher": "more war in the Herald", "lower": "less war in the Herald"}
    assert title(wave(1)) == "One analysis: nothing was varied"
    assert title(wave(6, 2.0)) == "All 6 analyses agree in sign"
    assert title(wave(6, 2.0), **find) == "All 6 analyses find more war in the Herald"
    long = "more words of conflict in the Evening News"          # with a verb it would be too long
    assert title(wave(6, 2.0), higher=long) == f"All 6 analyses: {long}"
    assert title(wave(6, -2.0), **find) == "All 6 analyses find less war in the Herald"
    n = int((np.sin(range(30)) > 0).sum())
    assert title(wave(30)) == f"{n} of 30 analyses share the main one’s sign"
    assert title(wave(30), **find) == f"{n} of 30 analyses find more war in the Herald"
    assert title(wave(30), higher="brighter") == f"{n} of 30 analyses find brighter, the main one too"
    agree, part = (plot_specifications(wave(6, shift), "Words").caption.subtitle for shift in (2.0, 0.0))
    assert agree.endswith("That all agree is no test.") and not part.endswith("test.")
    zero = multiverse.specification_curve(lambda a: a, {"a": [0.0, 1.0]})
    assert title(zero) == "Of 2 analyses the main one finds no difference"


def test_a_value_that_no_analysis_is_left_with_is_named():
    curve = multiverse.specification_curve(lambda a, b: a, {"a": [1, 2], "b": ["in", "out"]},
                                           ruled_out=lambda a, b: "too few" if b == "out" else "")
    base = plot_specifications(curve, "Words", names={"b": "opinion pieces"}).caption.base
    assert "2 more ruled out beforehand (too few); none is left with “opinion pieces: out”. Main" in base
    assert "none is left" not in plot_specifications(wave(6), "Words").caption.base


def test_ends_are_named_only_where_there_are_analyses():
    both = texts(plot_specifications(wave(9), "Words", higher="up", lower="down"))
    assert "↑ up" in both and "↓ down" in both
    assert "↓ down" not in texts(plot_specifications(wave(9, 5.0), "Words", higher="up", lower="down"))


@pytest.mark.parametrize("n", [1, 2, 60, 1000])
def test_a_page_holds_one_to_a_thousand(n):
    rng = np.random.default_rng(n)
    sizes = {1: (1, 1, 1), 2: (2, 1, 1), 60: (3, 4, 5), 1000: (10, 10, 10)}[n]
    choices = dict(zip(("function_words", "prior", "what stands in the headline"), map(range, sizes), strict=True))
    curve = multiverse.specification_curve(lambda **_: rng.normal(), choices)
    fig = plot_specifications(curve, "Words, Herald against Gazette", scale="log-odds ratio")
    assert layout_faults(fig) == []
    svg = BytesIO()
    with mpl.rc_context({"svg.hashsalt": "framing", "svg.fonttype": "path"}):
        fig.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    assert len(svg.getvalue()) < 1_000_000 and b"<image" not in svg.getvalue()


def test_long_names_are_wrapped_and_not_cut():
    long = "words of the Morning Herald and Evening Gazette"
    choices = {long: [f"value {long} {i}" for i in range(3)], "x": [1]}
    curve = multiverse.specification_curve(lambda **choice: 1.5 + int(choice[long][-1]), choices)
    fig = plot_specifications(curve, "Words")
    assert layout_faults(fig) == [] and set(long.split()) <= set(" ".join(texts(fig)).split())


def test_a_question_that_cant_be_asked_is_a_page_that_says_so():
    fig = plot_specifications(pd.DataFrame({"reason": ["reference: outlet has no empty list"]}), "Words of war")
    assert "Words of war: reference: outlet has no empty list." in " ".join(texts(fig)) and layout_faults(fig) == []


def test_curves_of_the_shipped_corpus(corpus):
    sides = specifications.one_and_rest(corpus.full, "WSWS")
    lists = {"war": ["militarist"], "war, threat": ["militarist", "threat"]}
    for question, arguments, options, how in (
            (specifications.word_lean, ["war"], sides, {}),
            (specifications.list_gap, [lists], sides | {"ratio": False}, {}),
            (specifications.tone_gap, [], sides, {"names": specifications.names(corpus)}),
            (specifications.headline_gap, ["visit-2023", "party or movement press", "wire"], {}, {"unit": "outlet"})):
        curve = specifications.answer(question, corpus, *arguments, **options)
        fig = plot_specifications(curve, "This against that", **how)
        assert layout_faults(fig) == []
        assert "onfounded with" in fig.caption.base and len(fig.caption.alt.split()) <= style.MAX_ALT
