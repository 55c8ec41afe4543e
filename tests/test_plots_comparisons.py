"""The drawing of what can be compared: read back from its axes, and words that hold for any corpus."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from framing import plots_comparisons, style
from framing.comparisons import support
from framing.layout import layout_faults
from framing.plots_comparisons import caption_comparisons, plot_comparisons
from framing.wording import FACTORS

BAR, FACTOR, FACTORS_AT = plots_comparisons.BAR, plots_comparisons.FACTOR, plots_comparisons.FACTORS_AT


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def articles(rows, **columns):
    table = pd.DataFrame(rows, columns=["outlet", "event", "genre"])
    facts = {"group": "private", "stage": "during", "extent": "full", "use": "context", "headline": "Talks"}
    return table.assign(article=range(len(table)), **(facts | columns))


def test_tiles_and_bars_show_their_table(corpus):
    table = support(corpus.articles)
    fig = plot_comparisons(table, event="visit")
    assert layout_faults(fig) == []
    (ax,) = fig.axes
    drawn = [int(text.get_text().replace(",", "")) for text in ax.texts]
    expected = [n for row in table.itertuples() for n in (
        row.n_pairs, row.n_infer, row.n_infer_identified + row.n_infer_partly, row.n_infer_identified)]
    assert drawn == expected
    tiles = [patch for patch in ax.patches if patch.get_x() < FACTORS_AT]
    assert len(tiles) == sum(n > 0 for n in expected)
    for colour, how in ((style.INK, "none"), (style.FILL, "part")):
        bars = [patch for patch in ax.patches if patch.get_x() >= FACTORS_AT
                and to_hex(patch.get_facecolor()) == colour.lower()]
        shares = table[[f"{how}_{factor}" for factor in FACTORS]].astype(float).div(table["n_pairs"], axis=0)
        assert [bar.get_width() / BAR for bar in bars] == pytest.approx([n for n in shares.stack() if n > 0])
    dashes = [line for line in ax.lines if line.get_xdata()[1] - line.get_xdata()[0] < 0.1]
    asked = table[[f"none_{factor}" for factor in FACTORS]]
    places = [(line.get_xdata().mean() - BAR / 2 - FACTORS_AT) / FACTOR for line in dashes]
    assert [round(place) for place in places] == [i for row in asked.isna().to_numpy() for i in row.nonzero()[0]]


def test_the_title_is_recounted(corpus):
    table = support(corpus.articles)
    n, partly, of = table[["n_infer_identified", "n_infer_partly", "n_pairs"]].sum()
    title = f"{n + partly:,} of {of:,} pairs can be tested, {n} without confounding"
    assert caption_comparisons(table).title == title


FOUR = [(outlet, "fair", "news") for outlet in ("Herald", "Gazette") for _ in range(4)]


@pytest.mark.parametrize(("table", "title"), [
    (articles(FOUR), "1 of 1 pair can be tested, 1 without confounding"),
    (articles(FOUR, use="compare"), "2 of 2 pairs can be tested, 2 without confounding"),
    (articles(FOUR[1:]), "Full texts carry no inference"),
    (articles(FOUR[1:], use="compare"), "Full texts and headlines carry no inference"),
    (articles(FOUR[:1]), "There is nothing to compare"),
    (articles(FOUR[:1], extent="none"), "There is nothing to compare"),
])
def test_it_can_be_drawn_of_any_corpus(table, title):
    fig = plot_comparisons(support(table), event="international exhibition")
    assert fig.caption.title == title
    assert layout_faults(fig) == []
    assert "0 pairs, " not in fig.caption.base
