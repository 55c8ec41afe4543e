"""Drawings of speakers, read back from their axes; captions held against their tables."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle
from test_speakers import ACTORS, EVENTS, invented

from framing import (
    hearing,
    plots_hearing,
    plots_rows,
    plots_scores,
    plots_speakers,
    plots_whose,
    roster,
    speakers,
    style,
    validate,
    voice,
)
from framing.layout import layout_faults

SIDES = roster.sides(ACTORS)
LONG = "The Morning Herald and Evening Gazette of the Lower Valley"
FOUR = pd.concat([ACTORS, pd.DataFrame({"actor": ["Mill Union", "Eve Fir"], "side": ["Owners of the Lower Valley Mills",
                  "Greens"], "role": "politician", "aliases": ""})], ignore_index=True)


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


class Drawn:
    """An invented corpus with its tables and pages."""

    def __init__(self, sizes, actors=ACTORS, name=None, **shape):
        self.articles, self.sentences, self.attributions = invented(sizes, actors=actors, **shape)
        if name:
            self.articles["short"] = name
        self.sides, self.spans = roster.sides(actors), roster.spoken(self.attributions, actors)
        full = self.articles, EVENTS
        strips = voice.strips(self.attributions, self.sentences)
        self.strips = speakers.along(strips, self.spans)
        self.shares = speakers.word_shares(self.spans, self.articles)
        self.leads = speakers.leaders(self.spans, self.articles)
        self.first = hearing.first_heard(hearing.heard(self.spans, self.sentences, self.articles, actors))
        self.cues = hearing.cues(self.spans, self.articles)
        self.pages = {
            "strips": plots_speakers.plot_speaker_strips(self.strips, self.sides, *full),
            "whose": plots_whose.plot_whose_words(self.shares, self.leads, *full),
            "first": plots_hearing.plot_first_heard(self.first, self.sides, *full),
            "cues": plots_hearing.plot_cues(self.cues, self.sides, *full)}

    def said(self, page):
        return [text.get_text() for text in self.pages[page].findobj(plt.Text)]


@pytest.fixture(scope="module")
def small():
    return Drawn((2, 1, 2))


@pytest.fixture(scope="module")
def large():
    return Drawn((6, 5, 2, 1), lean="Strikers")


@pytest.mark.parametrize("shape", [
    {"sizes": (2, 1, 2)}, {"sizes": (6, 5, 2, 1)}, {"sizes": (1,)}, {"sizes": (4,) * 12, "n_spans": 5},
    {"sizes": (2, 1), "name": LONG}, {"sizes": (2, 1), "actors": FOUR, "n_spans": 30},
    {"sizes": (5, 4), "actors": FOUR}, {"sizes": (2,), "actors": ACTORS[ACTORS["side"] != "Strikers"]},
    {"sizes": (2, 1), "actors": ACTORS.iloc[:0]}])
def test_every_page_can_be_read(shape):
    for page in Drawn(**shape).pages.values():
        assert not layout_faults(page), page.caption.title


def blocks(ax, colours):
    return sorted((patch.get_x(), patch.get_width()) for patch in ax.patches
                  if isinstance(patch, Rectangle) and to_hex(patch.get_facecolor()) in colours)


def test_blocks_stand_on_their_sides_place(small):
    page, table = small.pages["strips"], small.strips
    ax = max(page.axes, key=lambda ax: len(ax.patches))
    for side, (place, colour) in plots_rows.side_looks(SIDES).items():
        rows = table[table["side"].eq(side)]
        light = plots_speakers.light(colour)
        assert blocks(ax, {colour.lower(), light}) == sorted(zip(rows["start"], rows["n_tokens"], strict=True))
        drawn = [patch for patch in ax.patches if to_hex(patch.get_facecolor()) in {colour.lower(), light}]
        steps = {round(abs(patch.get_height()), 6) for patch in drawn}
        assert steps <= {plots_speakers.TALL, plots_speakers.SHORT}
        if place != "across":
            assert len(blocks(ax, {colour.lower()})) == rows["official"].sum()
    lines = [line.get_ydata()[0] for line in ax.lines if line.get_color() == style.LINE and line.get_xdata()[0] == 0]
    up, down = ([patch.get_y() for patch in ax.patches if to_hex(patch.get_facecolor()) in
                 {colour.lower(), plots_speakers.light(colour)}] for colour in style.SIDES)
    assert all(min(abs(y - line) for line in lines) < 1e-9 for y in up)
    assert all(min(abs(y - line) for line in lines) > 0.1 for y in down)


def test_sides_survive_greyscale():
    def grey(colour):
        return np.dot(to_rgb(colour), (0.299, 0.587, 0.114))
    full, light = style.SIDES, [plots_speakers.light(colour) for colour in style.SIDES]
    assert all(grey(one) - grey(other) > 0.15 for one, other in zip(light, full, strict=True))
    assert {place for place, _ in plots_rows.side_looks(SIDES).values()} == {"up", "down", "across"}


def test_columns_of_shares_are_the_tables(small):
    said = small.said("strips")
    for row in small.strips.drop_duplicates(["article", "side"]).itertuples():
        assert plots_rows.percent(row.share) in said
    assert {"own", *SIDES, "other", "unknown"} <= set(said)


def test_a_page_holds_eight_strips():
    page = Drawn((5, 4, 3)).pages["strips"]
    assert sum(" · " in text.get_text() for text in page.texts) == plots_rows.MOST
    assert "Drawn: 8 of 12" in page.caption.base


def strips_of(*rows):
    """Strips of (outlet, words of the first side, of the second, of unknown speakers); 100 words of its own each."""
    articles, parts = [], []
    for i, (outlet, *words) in enumerate(rows):
        total = 100 + sum(words)
        articles.append((f"a{i}", outlet, outlet, "fair-1", "during", "2030-05-01", "news", "stated"))
        at = 0
        for side, n in zip(("", *SIDES, "unknown"), (100, *words), strict=True):
            parts.append((f"a{i}", "reported" if side else "own", side, False, at, n, total, n / total))
            at += n
    columns = ["article", "voice", "side", "official", "start", "n_tokens", "n_article_tokens", "share"]
    table = pd.DataFrame(parts, columns=columns)
    names = ["article", "outlet", "short", "event", "stage", "published", "genre", "attribution"]
    return table[table["n_tokens"] > 0], pd.DataFrame(articles, columns=names)


@pytest.mark.parametrize(("rows", "title", "safe"), [
    ([("Herald", 9, 50, 0), ("Herald", 9, 40, 0), ("Post", 50, 9, 0)],
     "Strikers voices lead in both Herald articles", "all 3 articles"),
    ([("Herald", 9, 50, 60), ("Herald", 50, 9, 0), ("Post", 50, 9, 0)], "Council voices lead in 2 of 3 articles",
     "2 of 3 articles"),
    ([("Herald", 50, 9, 0), ("Post", 50, 9, 0)], "Council voices lead in both articles", "both articles"),
    ([("Herald", 50, 41, 0), ("Post", 40, 40, 0)], "Neither side leads in any article", None),
    ([("Herald", 50, 9, 0)], "Council voices lead in the article", "the article"),
    ([("Herald", 0, 0, 30)], "No speaker here is known to be on a side", None),
])
def test_the_title_of_strips_holds_only_while_true(rows, title, safe):
    table, articles = strips_of(*rows)
    page = plots_speakers.plot_speaker_strips(table, SIDES, articles, EVENTS)
    assert page.caption.title == title and not layout_faults(page)
    assert ("In " in page.caption.base) == (safe is not None)
    assert safe is None or f"In {safe} the leading side would lead even if" in page.caption.base
    bold = [text for text in page.texts if text.get_fontweight() == "bold" and text.get_text().endswith("%")]
    assert len(bold) == len(plots_speakers._leading(plots_speakers._side_shares(table, SIDES), SIDES))


@pytest.mark.parametrize("size", ["small", "large"])
def test_bars_are_the_shares_marked_and_retold(size, request):
    drawn = request.getfixturevalue(size)
    ax = max(drawn.pages["whose"].axes, key=lambda ax: len(ax.patches))
    rows = drawn.shares[drawn.shares["speaker"].isin(plots_whose._kinds(drawn.shares))]
    marked, retold = (sorted(patch.get_width() for patch in ax.patches if to_hex(patch.get_facecolor()) == colour)
                      for colour in (plots_whose.QUOTED.lower(), plots_whose.RETOLD.lower()))
    scale = max(marked) / rows["share_quoted"].max()
    assert np.allclose(marked, scale * rows["share_quoted"].sort_values())
    assert np.allclose(retold, scale * (rows["share"] - rows["share_quoted"]).sort_values(), atol=1e-9)
    lines = [line for line in ax.lines if line.get_linewidth() == 1.8]
    assert len(lines) == rows["evidence"].eq("interval").sum()
    widths = sorted(np.ptp(line.get_xdata()) for line in lines)
    inferred = rows[rows["evidence"].eq("interval")]
    assert np.allclose(widths, scale * (inferred["ci_high"] - inferred["ci_low"]).sort_values())


def test_a_kind_of_speaker_leads_by_a_quarter_or_an_interval(small, large):
    shares = small.shares.pivot(index="article", columns="speaker", values="share").drop(columns="unknown")
    for article, leader in plots_whose._ahead(small.shares, small.leads).items():
        most = shares.loc[article].nlargest(2)
        assert most.index[0] == leader and most.iloc[0] >= 1.25 * most.iloc[1]
    clear = large.leads[large.leads["ci_low"] > 0]
    assert list(plots_whose._ahead(large.shares, large.leads).index) == list(clear["outlet"])
    assert "clearly" in large.pages["whose"].caption.title or not len(clear)


@pytest.mark.parametrize("size", ["small", "large"])
def test_marks_stand_where_a_side_is_first_heard(size, request):
    drawn = request.getfixturevalue(size)
    page, table = drawn.pages["first"], drawn.first
    marks = {marker: sorted(float(line.get_xdata()[0]) for ax in page.axes for line in ax.lines
                            if line.get_marker() == marker) for marker in "^v"}
    for side, marker in zip(SIDES, "^v", strict=True):
        assert np.allclose(marks[marker], table.loc[table["side"].eq(side), "share_before"].dropna().sort_values())
    n_bars = sum(line.get_linewidth() == 2.2 for ax in page.axes for line in ax.lines)
    assert n_bars == table["evidence"].eq("interval").sum()
    counts = table.groupby("side")["n_first"].sum()
    n = table.groupby("side")["n_all"].sum().max()
    title = page.caption.title
    k = plots_rows.out_of(counts.max(), n, "article")
    assert f"{counts.idxmax()} voices are heard first in {k}" == title or "No side" in title or size == "small"


@pytest.mark.parametrize(("firsts", "title"), [
    ({"Herald": "AA", "Post": "B"}, "A voices are heard first in both Herald articles"),
    ({"Herald": "AB", "Post": "B", "Gazette": "B"}, "B voices are heard first in 3 of 4 articles"),
    ({"Herald": "AA", "Post": "B", "Gazette": "B"}, "A voices are heard first in both Herald articles"),
    ({"Herald": "AB", "Post": "AB"}, "No side is heard first more often than another"),
    ({"Herald": "A"}, "A voices are heard first in the article"),
])
def test_the_title_of_first_hearing_holds_only_while_true(firsts, title):
    rows = [(f"{name}-{i}", name, side, float(side == first), 0.1 + 0.1 * (side != first))
            for name, order in firsts.items() for i, first in enumerate(order) for side in "AB"]
    heard = pd.DataFrame(rows, columns=["article", "outlet", "side", "first", "share_before"])
    table = hearing.first_heard(heard.assign(short=heard["outlet"], n_before=100 * heard["share_before"]))
    assert plots_hearing.caption_first_heard(table).title == title


def test_a_side_that_is_silent_is_said_to_be():
    drawn = Drawn((2, 1))
    spans = drawn.spans[drawn.spans["side"].ne("Strikers")]
    table = hearing.first_heard(hearing.heard(spans, drawn.sentences, drawn.articles, ACTORS))
    page = plots_hearing.plot_first_heard(table, SIDES, drawn.articles, EVENTS)
    said = [text.get_text() for ax in page.axes for text in ax.texts]
    assert said.count("Strikers: not heard") == 3 and not layout_faults(page)


@pytest.mark.parametrize("size", ["small", "large"])
def test_cells_print_the_cues_counts(size, request):
    drawn = request.getfixturevalue(size)
    page = drawn.pages["cues"]
    rows = drawn.cues[drawn.cues["side"].isin(SIDES) & drawn.cues["n_hits"].gt(0)]
    numbers = rows["n_hits"].map(str) if size == "small" else rows["share"].map(plots_rows.percent)
    bold = sorted(text.get_text() for text in page.texts if text.get_fontweight() == "bold")
    assert not pd.Series(numbers).value_counts().gt(pd.Series(bold).value_counts().reindex(numbers.unique())).any()
    ax = max(page.axes, key=lambda ax: len(ax.patches))
    assert len(ax.patches) == len(rows)


def cue_table(*rows):
    """Cues of one article from (side, doubting, others)."""
    spans = [(side, i, "claim" if i < doubting else "say", "doubting" if i < doubting else "neutral")
             for side, doubting, rest in rows for i in range(doubting + rest)]
    spans = pd.DataFrame(spans, columns=["side", "sentence", "cue", "cue_class"])
    articles = pd.DataFrame({"article": ["a"], "outlet": "Herald", "short": "Herald"})
    return hearing.cues(spans.assign(article="a", source=spans["side"], named=""), articles)


@pytest.mark.parametrize(("rows", "title"), [
    ([("Council", 0, 8), ("Strikers", 0, 5)], "None of 13 cues doubts either side"),
    ([("Council", 1, 18), ("Strikers", 0, 5)], "Few cues doubt either side: 1 of 24"),
    ([("Council", 1, 18), ("Strikers", 4, 5)], "Doubting cues: Council 1 of 19, Strikers 4 of 9"),
    ([("Council", 0, 8), ("unknown", 3, 0)], "None of 8 cues doubts a side"),
])
def test_the_title_of_cues_counts_doubt_of_the_sides(rows, title):
    table = cue_table(*rows)
    caption = plots_hearing.caption_cues(table, SIDES)
    assert caption.title == title
    assert ("3 more" in caption.base and "3 of them doubting" in caption.base) == (rows[-1][0] == "unknown")


def test_nothing_to_draw_is_a_page_that_says_so():
    none = Drawn((2, 1))
    empty = {
        "strips": plots_speakers.plot_speaker_strips(none.strips.iloc[:0], SIDES, none.articles.iloc[:0], EVENTS),
        "whose": plots_whose.plot_whose_words(none.shares.iloc[:0], none.leads.iloc[:0], none.articles, EVENTS),
        "first": plots_hearing.plot_first_heard(none.first.iloc[:0], SIDES, none.articles, EVENTS),
        "cues": plots_hearing.plot_cues(none.cues.iloc[:0], SIDES, none.articles, EVENTS)}
    for page in empty.values():
        assert not layout_faults(page)
        assert list(plots_rows.behind(page, pd.DataFrame()).columns) == ["reason"]


def test_scores_are_drawn_as_they_ship():
    table = validate.voice_scores()
    page = plots_scores.plot_scores(table)
    assert not layout_faults(page)
    ax = page.axes[0]
    dots = [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() == "o"]
    assert np.allclose(sorted(dots), table["f1"].fillna(table["precision"]).sort_values())
    bars = [line for line in ax.lines if line.get_linewidth() == style.INTERVAL["lw"]]
    assert len(bars) == table["evidence"].eq("interval").sum()


@pytest.mark.parametrize(("best", "title"), [
    (0.35, "Whole spans: ours above CRF, below BERT"), (0.9, "Whole spans: ours above BERT"),
    (0.1, "Whole spans: ours below CRF"), (0.3, "Whole spans: ours near CRF, below BERT")])
def test_the_title_of_scores_ranks_whole_spans(best, title):
    rows = pd.DataFrame({"instrument": ["rules", "parser", "CRF", "BERT"], "f1": [0.05, best, 0.286, 0.689]})
    table = rows.assign(set="invented", measure="content_spans", precision=np.nan, recall=np.nan, n_articles=9,
                        n_tokens=900, ci_low=best - 0.02, ci_high=best + 0.02, evidence="interval")
    table = pd.concat([table, table.head(2).assign(measure="content_tokens")])
    assert plots_scores.caption_scores(table).title == title
