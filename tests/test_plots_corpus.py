"""Calendar, cells and feed shares: read back from the axes and compared with their tables."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from framing import coverage, read_corpus, style
from framing.labels import shown
from framing.layout import layout_faults
from framing.plots_calendar import caption_calendar, plot_calendar
from framing.plots_cells import caption_cells, plot_cells
from framing.plots_feeds import caption_feed_shares, plot_feed_shares


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("FRAMING_FIGURES", str(tmp_path))
    yield tmp_path
    plt.close("all")


@pytest.fixture(scope="module")
def corpus():
    return read_corpus()


@pytest.fixture(scope="module")
def events():
    return pd.DataFrame({"event": ["fair-1", "fair-2"], "name": ["First fair", "Second fair"],
                         "starts": ["2030-05-01", "2031-05-01"], "ends": ["2030-05-02", "2031-05-03"]})


def articles(rows, group="private"):
    table = pd.DataFrame(rows, columns=["outlet", "event", "stage", "published", "extent"])
    return table.assign(short=table["outlet"], group=group, attribution="stated")


def outlets(table):
    return table[["outlet", "short", "group"]].drop_duplicates().assign(order=1)


def rectangles(ax):
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def numbers(ax):
    return [int(text.get_text().replace(",", "")) for text in ax.texts]


def test_calendar_shows_its_table(corpus):
    table = coverage.calendar(corpus.articles, corpus.events)
    fig = plot_calendar(table, corpus.events)
    assert layout_faults(fig) == []
    bars = [ax for ax in fig.axes if ax.axison]
    by_day = table[table["day"].ne("")].groupby(["event", "day"])["n_articles"].sum()
    for ax, event in zip(bars, table["event"].unique(), strict=True):
        heights = [int(bar.get_height()) for bar in rectangles(ax)]
        assert [height for height in heights if height] == by_day[event].tolist() == numbers(ax)
        assert ax.get_ylim()[1] == by_day.max()  # one scale for all events
        starts, ends = corpus.events.set_index("event").loc[event, ["starts", "ends"]]
        dark = sum(bar.get_height() for bar in rectangles(ax) if bar.get_facecolor()[0] < 0.2)
        assert dark == by_day[event].loc[starts:ends].sum()
    tiles = [number for ax in fig.axes if not ax.axison for number in numbers(ax)]
    cells = table.groupby(["event", "group", "day", "stage"])["n_articles"].sum()
    assert sorted(tiles) == sorted(cells) and sum(tiles) == len(corpus.articles)
    shown = [text.get_text() for text in fig.texts]
    for name in table.loc[table["n_full"].gt(0), "full_texts"]:
        assert set(name.split("; ")) <= set(shown)


@pytest.mark.parametrize(("days", "title"), [
    (["2030-05-01", "2030-05-02", "2030-05-02"], "In this corpus, articles peak on the fair’s last day"),
    (["2030-05-01", "2030-05-01", "2030-05-02"], "In this corpus, articles peak during the fair"),
    (["2030-05-01", "2030-05-01", "2030-05-02", "2030-05-02"], "4 articles, each with a date"),  # a tie
    (["2030-05-01", "2030-05-03", "2030-05-03"], "3 articles, each with a date"),
    (["", ""], "2 articles, none of them with a date"),
])
def test_calendar_title_holds_only_while_true(events, days, title):
    table = articles([("Herald", "fair-1", "during", day, "headline") for day in days])
    counts = coverage.calendar(table, events[:1])
    assert caption_calendar(counts, events).title == title
    assert layout_faults(plot_calendar(counts, events)) == []


def test_a_group_without_articles_is_said_not_left_blank(events):
    table = articles([("Herald", "fair-1", "during", "2030-05-01", "full"),
                      ("Wire", "fair-2", "after", "", "headline")], group=["private", "wire"])
    fig = plot_calendar(coverage.calendar(table, events), events)
    assert [text.get_text() for text in fig.texts].count("none in the corpus") == 2


def test_cells_show_their_table(corpus):
    table = coverage.cells(corpus.articles, corpus.outlets, corpus.events)
    drawn = coverage.fold(table)
    fig = plot_cells(table, drawn, corpus.events)
    assert layout_faults(fig) == []
    (ax,) = fig.axes
    assert sorted(numbers(ax)) == sorted(drawn.loc[drawn["n_articles"].gt(0), "n_articles"])
    assert len(rectangles(ax)) == (drawn["n_articles"].gt(0) & drawn["outlet"].ne("")).sum()
    marks = [line for line in ax.lines if line.get_marker() == "o"]
    assert len(marks) == drawn["n_full"].gt(0).sum()
    assert len(ax.lines) - len(marks) == drawn["n_articles"].eq(0).sum()  # every empty cell has its dash
    names = [text.get_text() for text in fig.texts]
    assert set(drawn["short"]) <= set(names)


def test_cells_title_is_recounted(corpus, events):
    table = coverage.cells(corpus.articles, corpus.outlets, corpus.events)
    seen = corpus.articles.groupby("outlet")["event"].nunique()
    title = caption_cells(table, coverage.fold(table), corpus.events).title
    assert title.startswith(f"{(seen == 1).sum()} of {len(seen)} outlets")
    one = articles([("Herald", "fair-1", "during", "", "full")])
    alone = coverage.cells(one, outlets(one), events[:1])
    assert caption_cells(alone, coverage.fold(alone), events).title == "One outlet, 1 article"
    assert layout_faults(plot_cells(alone, coverage.fold(alone), events)) == []


def test_feed_shares_show_their_table(corpus):
    table = coverage.feed_shares(corpus.feeds, corpus.events, corpus.outlets)
    fig = plot_feed_shares(table, corpus.events)
    assert layout_faults(fig) == []
    some = table.groupby(["scope", "outlet"])["n_about"].transform("sum").gt(0) & table["share"].notna()
    rows = table[some]
    dots, strips = fig.axes[::2], fig.axes[1::2]
    events = shown(corpus.events, rows)["event"]
    for dot, strip, event in zip(dots, strips, events, strict=True):
        mine = rows[rows["event"].eq(event)]
        marks = [line for line in dot.lines if line.get_marker() == "o"]
        assert sorted(mark.get_xdata()[0] for mark in marks) == pytest.approx(sorted(mine["share"]))
        whole = [mark for mark in marks if mark.get_markerfacecolor() == style.INK]
        assert len(whole) == mine["n_event_days"].eq(mine["event_days"]).sum()
        assert dot.get_xlim() == dots[0].get_xlim()
        heights = sum(abs(bar.get_height()) for bar in rectangles(strip))
        single = min(abs(bar.get_height()) for ax in strips for bar in rectangles(ax))
        assert heights / single == pytest.approx(mine["n_about"].sum())
    words = {text.get_text() for text in fig.texts}
    assert {f"{row.n_about:,} / {row.n_items:,}" for row in rows.itertuples()} <= words


def test_feed_title_is_recounted(corpus):
    table = coverage.feed_shares(corpus.feeds, corpus.events, corpus.outlets)
    known = corpus.feeds[corpus.feeds["n_items"].notna()].assign(year=lambda rows: rows["day"].str[:4])
    sums = known.groupby(["year", "scope", "outlet", "feed"])[["n_about", "n_items"]].sum()
    share = sums["n_about"] / sums["n_items"]
    title = caption_feed_shares(table, corpus.events).title
    assert f"up to {share.max():.0%}"[:-1] in title
    seen = sums[sums["n_items"].gt(0)].reset_index()
    n_feeds, n_pairs = len(seen[["scope", "outlet"]].drop_duplicates()), len(seen)
    assert f"in {n_feeds} feeds ({n_pairs} pairs" in caption_feed_shares(table, corpus.events).base
    best = {key[1] for key in share.groupby("year").idxmax()}
    assert (len(best) == 1) == title.lower().startswith(f"{best.pop()} feeds")


def test_no_number_or_name_is_fixed(events):
    """One outlet, one event; then a corpus with long names, a stray date and unknown stages."""
    one = articles([("Herald", "fair-1", "during", "2030-05-01", "full")])
    feeds = pd.DataFrame({"outlet": "Herald", "feed": "a", "scope": "world", "n_items": [30, 50], "n_about": [0, 0],
                          "day": ["2030-05-01", "2030-05-02"]})
    shares = coverage.feed_shares(feeds, events[:1], outlets(one))
    assert caption_feed_shares(shares, events).title == "No feed gave the fair as much as 1 of every 100 items"
    assert layout_faults(plot_feed_shares(shares, events)) == []
    rows = [(f"The Morning Herald and Gazette of Valley {i}", f"fair-{1 + i % 2}", "", day, "full")
            for i, day in enumerate(["2030-05-01", "2031-05-02", "", "1999-01-01", "2030-05-02"] * 9)]
    many = articles(rows, group="newspapers that belong to somebody whose name is long")
    table = coverage.calendar(many, events)
    assert layout_faults(plot_calendar(table, events)) == []
    counts = coverage.cells(many, outlets(many), events)
    assert layout_faults(plot_cells(counts, coverage.fold(counts), events)) == []
