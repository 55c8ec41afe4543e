"""The figure of leverage: what is drawn is what the table says, and every corpus gets an honest page."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from invented import invented

from framing import plots_leverage, style
from framing.leverage import leverage, leverage_or_reason
from framing.style import layout_faults


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def _table(corpus, score="vader", reference="Global Times", **options):
    return leverage(corpus.hits, corpus.sentences, corpus.full, score, "WSWS", reference, **options)


def _drawn(ax, **look):
    """Return the points of an axes' lines that have this look, in the order they were drawn."""
    lines = [line for line in ax.lines if all(getattr(line, f"get_{key}")() == value for key, value in look.items())]
    return [tuple(map(list, line.get_data())) for line in lines]


def test_dots_stand_at_the_estimate_without_the_word(corpus):
    table = _table(corpus)
    ax = plots_leverage.plot_leverage(table).axes[0]
    dots = _drawn(ax, marker="o", linestyle="None")
    assert [x for (x,), _ in dots] == [table["estimate"].iloc[0], *table["estimate_without"].iloc[:8]]
    assert [y for _, (y,) in dots] == list(range(9))
    hollow = [y for (line,) in [(line,) for line in ax.lines if line.get_marker() == "o"]
              if line.get_markerfacecolor() == "white" for y in line.get_ydata()]
    assert hollow == [i + 1 for i in range(8) if table["one_article"].iloc[i]]


def test_lines_stand_at_zero_and_at_the_full_estimate(corpus):
    table = _table(corpus)
    for ax in plots_leverage.plot_leverage(table).axes:
        upright = [line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 2
                   and line.get_xdata()[0] == line.get_xdata()[1] and list(line.get_ydata()) == [0, 1]]
        assert sorted(upright) == sorted([0, table["estimate"].iloc[0]])


def test_the_range_of_articles_and_that_of_the_other_words(corpus):
    table = _table(corpus)
    ax = plots_leverage.plot_leverage(table).axes[0]
    thin = _drawn(ax, color=style.LINE, marker="None")
    rest, whole = table.iloc[8:-1]["estimate_without"], table.iloc[-1]
    assert ([whole["loo_low"], whole["loo_high"]], [0, 0]) in thin
    assert ([rest.min(), rest.max()], [9, 9]) in thin


def test_the_path_ends_where_the_sign_turns(corpus):
    table = _table(corpus, "topics", "Politico", voice="all")
    (steps, rows) = _drawn(plots_leverage.plot_leverage(table).axes[1], marker="o")[0]
    n = int(table["n_to_turn"].iloc[0])
    assert len(steps) == min(n, 8) + 1 and rows == list(range(len(steps)))
    assert np.sign(steps[-1]) != np.sign(steps[0]) or n > 8


def test_counts_are_in_the_margin(corpus):
    table = _table(corpus)
    fig = plots_leverage.plot_leverage(table)
    texts = [text.get_text() for text in fig.texts]
    assert texts.count("(1)") == table.iloc[[*range(8), -1]][["n_articles_with_focus", "n_articles_with_reference"]].eq(
        1).sum().sum()
    rest = table.iloc[8:-1]
    assert f"{len(rest)} more words" in texts and str(rest["n_hits_focus"].sum()) in texts


@pytest.mark.parametrize("scores", [("vader",), ("vader", "tone"), ("classes", "topics")])
@pytest.mark.parametrize("reference", ["Global Times", "Politico", None])
def test_pages_are_readable(corpus, scores, reference):
    fig = plots_leverage.plot_leverage(*[_table(corpus, score, reference) for score in scores])
    assert not layout_faults(fig, style.SMALLEST)
    assert len(fig.axes) == 2 * len(scores)


def test_titles_are_borne_out(corpus):
    table = _table(corpus)
    top, whole = table.iloc[0], table.iloc[-1]
    outweighs = abs(top["contribution"]) > max(abs(whole["loo_low"] - whole["estimate"]),
                                               abs(whole["loo_high"] - whole["estimate"]))
    assert outweighs and "outweighs either Global Times article" in plots_leverage.caption_leverage(table).title
    single = plots_leverage.caption_leverage(_table(corpus, reference="Politico"))
    assert single.title == "“War” makes 39% of the difference" and "none to leave out" in single.reading
    both = plots_leverage.caption_leverage(_table(corpus, reference="Politico"), _table(corpus, "tone", "Politico"))
    assert both.title == "One word is 39% of the gap on VADER, 13% on the tone list"
    turning = plots_leverage.caption_leverage(leverage(
        corpus.hits, corpus.sentences, corpus.full, "topics", "Global Times", "Politico", voice="all"))
    assert turning.title == "The difference turns without “communication channels”"


def test_the_caption_says_what_else_sets_the_sides_apart(corpus):
    table = _table(corpus)
    caption = plots_leverage.caption_leverage(table)
    assert table["identification"].iloc[0].startswith("confounded with event")
    assert "the sides have no event and no genre in common" in caption.base
    assert "nothing is inferred" in caption.subtitle and "1 article against 2 articles" in caption.subtitle


def test_an_interval_is_drawn_where_the_table_has_one():
    world = invented((5,), (6,), "even", 0)
    table = leverage(world.hits, world.sentences, world.articles, "tone", "f0", "r0")
    fig = plots_leverage.plot_leverage(table)
    whole = table.iloc[-1]
    assert whole["evidence"] == "interval"
    assert _drawn(fig.axes[0], linewidth=style.INTERVAL["lw"]) == [([whole["ci_low"], whole["ci_high"]], [0, 0])]
    assert "95% jackknife t interval, if these were exchangeable" in fig.caption.reading
    assert "inferred" not in fig.caption.subtitle


def test_long_names_and_words_have_room(corpus):
    table = _table(corpus).assign(focus="The Morning Herald of the Valley", reference="state or party media")
    table.loc[0, "term"] = "strategic competitiveness dialogue"
    assert not layout_faults(plots_leverage.plot_leverage(table, table), style.SMALLEST)


def test_where_there_is_nothing_to_leave_out_the_page_says_so(corpus):
    reason = leverage_or_reason(corpus.hits, corpus.sentences, corpus.full, "vader", "Nobody", "WSWS")
    fig = plots_leverage.plot_leverage(reason, reason)
    assert not fig.axes and "outlet has no 'Nobody'" in fig.caption.subtitle
    beside = plots_leverage.plot_leverage(reason, _table(corpus, "tone"))
    assert len(beside.axes) == 2 and "VADER" not in beside.caption.subtitle


def test_one_article_alone(corpus):
    table = leverage(corpus.hits, corpus.sentences, corpus.full, "vader", corpus.full["article"].iloc[0], by="article")
    fig = plots_leverage.plot_leverage(table)
    assert not layout_faults(fig, style.SMALLEST)
    assert fig.caption.subtitle.startswith("Score of ") and "minus" not in fig.caption.subtitle
    assert pd.isna(table["loo_low"]).all()
