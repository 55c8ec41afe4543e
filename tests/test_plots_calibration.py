"""The calibration figure read back from its axes and compared with the shipped table."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from framing import calibrate, style
from framing.layout import layout_faults
from framing.plots_calibration import (
    FAMILY_WISE,
    LISTS,
    OFTEN,
    ONE_SPEAKER,
    OURS,
    PROMISED,
    SKEWED,
    caption_calibration,
    drawn_rows,
    plot_calibration,
)


@pytest.fixture(scope="module")
def shipped():
    return calibrate.shipped()


@pytest.fixture(scope="module")
def table(shipped):
    return drawn_rows(shipped)


@pytest.fixture(scope="module")
def caption(shipped):
    return caption_calibration(shipped)


def marks(ax):
    return [line for line in ax.lines if line.get_marker() not in (None, "None", "")]


def test_every_share_is_drawn_once_and_the_page_is_clean(shipped, table):
    fig = plot_calibration(shipped)
    assert layout_faults(fig, style.SMALLEST) == []
    drawn = np.concatenate([line.get_xdata() for ax in fig.axes for line in marks(ax)])
    assert np.allclose(np.sort(drawn), np.sort(table["share"]))
    plt.close(fig)


def test_our_marks_alone_are_filled(shipped, table):
    fig = plot_calibration(shipped)
    filled = np.concatenate([line.get_xdata() for ax in fig.axes for line in marks(ax)
                             if line.get_markerfacecolor() == style.INK])
    ours = table[table["method"].eq(OURS) & table["distribution"].ne(SKEWED)]
    assert np.allclose(np.sort(filled), np.sort(ours["share"]))
    plt.close(fig)


def test_a_band_stands_only_where_something_is_promised(shipped, table):
    fig = plot_calibration(shipped)
    bands = [collection for ax in fig.axes for collection in ax.collections]
    promised = table[table["panel"].eq("coverage") & table["distribution"].ne(SKEWED)]
    assert len(bands) == promised["group"].nunique()
    assert "this package, nothing promised" in {text.get_text() for text in fig.texts}
    plt.close(fig)


def test_the_title_holds_for_every_mark_and_the_promise_for_every_filled_one(table, caption):
    covered = table[table["panel"].eq("coverage")]
    ours = covered[covered["method"].eq(OURS)]
    others = covered[covered["method"].ne(OURS)]
    assert ours.loc[ours["distribution"].ne(SKEWED), "share"].min() >= PROMISED > others["share"].median()
    lists = table[table["panel"].eq("lists")].groupby(["kind", "method"])["share"].max()
    assert all(lists[kind][OURS] < lists[kind]["G2, Bonferroni"] for _, kind in LISTS)
    assert f"{ours['share'].min():.0%} over articles" in caption.title
    assert f"{covered.loc[covered['method'].eq('words as units'), 'share'].min():.0%} over words" in caption.title


def test_the_base_tells_the_worst_that_is_not_drawn(shipped, table, caption):
    ours = shipped[shipped["method"].eq(OURS) & shipped["quantity"].eq("coverage")]
    worst = ours.loc[ours["printed"].ge(OFTEN), "share"].min()
    drawn = table[table["method"].eq(OURS) & table["panel"].eq("coverage")]
    assert worst < drawn["share"].min() and f"(very skewed {worst:.0%})" in caption.base
    assert f"very skewed scores: {drawn.loc[drawn['distribution'].ne(SKEWED), 'share'].min():.0%}" in caption.base
    assert f"({drawn['printed'].min():.0%} to 100% of them" in caption.base
    assert ours.loc[ours["printed"].lt(OFTEN), "share"].min() < worst  # "some far worse"


def test_the_base_tells_how_many_splits_are_counted(shipped, caption):
    runs = shipped[shipped["kind"].eq(ONE_SPEAKER)].groupby("quantity")["runs"].max()
    assert f"{runs[FAMILY_WISE]} of {runs['coverage']} splits" in caption.base
    drawn = caption_calibration(shipped[shipped["kind"].eq("drawn")])
    assert "Speeches" not in drawn.base and "splits" not in drawn.base
