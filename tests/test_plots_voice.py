"""Strips read back from the axes and compared with their table."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from framing import read_corpus, style, voice
from framing.layout import layout_faults
from framing.plots_voice import BLOCKS, MOST, SHORT, TALL, caption_voice_strips, plot_voice_strips

EVENTS = pd.DataFrame({"event": ["fair-1"], "name": ["First fair"], "starts": ["2030-05-01"], "ends": ["2030-05-02"]})


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def corpus():
    return read_corpus()


def planted(*rows):
    """Strips and articles from (outlet, own, quoted, reported) words."""
    articles, parts = [], []
    for i, (outlet, *sizes) in enumerate(rows):
        name, at = f"a{i:02d}", 0
        articles.append({"article": name, "outlet": outlet, "short": outlet, "order": 1, "event": "fair-1",
                         "stage": "during", "published": "2030-05-01", "genre": "news", "attribution": "stated"})
        for kind, n in zip(("own", "quoted", "reported"), sizes, strict=True):
            if n:
                parts.append((name, kind, at, n, sum(sizes), n / sum(sizes)))
            at += n
    columns = ["article", "voice", "start", "n_tokens", "n_article_tokens", "share"]
    return pd.DataFrame(parts, columns=columns), pd.DataFrame(articles)


def strip_axes(fig):
    return max(fig.axes, key=lambda ax: len(ax.patches))


def test_blocks_and_shares_show_the_table(corpus):
    table = voice.strips(corpus.attributions, corpus.sentences)
    fig = plot_voice_strips(table, corpus.articles, corpus.events)
    assert layout_faults(fig) == []
    ax = strip_axes(fig)
    assert ax.get_xlim() == (0, table["n_article_tokens"].max())
    blocks = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    for kind, (height, colour) in BLOCKS.items():
        drawn = [patch for patch in blocks if to_hex(patch.get_facecolor()) == colour.lower()]
        assert {round(-patch.get_height(), 6) for patch in drawn} == {height}
        rows = table[table["voice"] == kind]
        assert sorted((patch.get_x(), patch.get_width()) for patch in drawn) == sorted(
            zip(rows["start"], rows["n_tokens"], strict=True))
    ticks = [line for line in ax.lines if line.get_color() == style.INK]
    assert len(ticks) == (table["voice"] == "scare").sum()
    shown = [text.get_text() for text in fig.texts]
    for row in table[table["voice"] != "scare"].drop_duplicates(["article", "voice"]).itertuples():
        assert f"{100 * row.share:.0f}%" in shown
    assert sum("attribution unverified" in text for text in shown) == corpus.full["attribution"].eq("unverified").sum()
    assert len({text for text in shown if "2024" in text}) == 2  # one outlet's two articles are told apart


def test_strips_survive_greyscale():
    def grey(colour):
        red, green, blue = plt.matplotlib.colors.to_rgb(colour)
        return 0.299 * red + 0.587 * green + 0.114 * blue
    assert TALL > 2 * SHORT and grey(BLOCKS["reported"][1]) - grey(BLOCKS["quoted"][1]) > 0.3


@pytest.mark.parametrize(("rows", "n_bold", "title"), [
    ([("Herald", 50, 10, 40), ("Post", 50, 40, 10)], 1, "The Herald article retells far more than it quotes"),
    ([("Herald", 50, 10, 40), ("Herald", 50, 15, 35), ("Post", 50, 25, 25)], 2,
     "Both Herald articles retell far more than they quote"),
    ([("Herald", 50, 10, 40), ("Herald", 50, 30, 20), ("Post", 50, 40, 10)], 1,
     "1 of 3 articles retells more than it quotes"),
    ([("Herald", 50, 10, 40), ("Post", 50, 10, 40)], 2, "2 of 2 articles retell more than they quote"),
    ([("Herald", 50, 25, 25), ("Post", 100, 0, 0)], 0, "None of 2 articles retell more than they quote"),
    ([("Herald", 50, 20, 30)], 1, "The article retells more than it quotes"),
    ([("Herald", 100, 0, 0)], 0, "The article quotes at least as much as it retells"),
    ([("The Morning Herald and Gazette of the Lower Valley", 50, 0, 40), ("Post", 50, 40, 10)], 1,
     "1 of 2 articles retells more than it quotes"),
])
def test_title_holds_only_while_true(rows, n_bold, title):
    table, articles = planted(*rows)
    fig = plot_voice_strips(table, articles, EVENTS)
    assert fig.caption == caption_voice_strips(table, articles, EVENTS) and fig.caption.title == title
    assert layout_faults(fig) == []
    bold = [text for text in fig.texts if text.get_fontweight() == "bold" and text.get_text().endswith("%")]
    assert len(bold) == n_bold


def test_a_page_holds_eight_strips_the_longest_of_each_outlet():
    rows = [(f"Herald {i % 4}", 30 + i, 10, 5) for i in range(20)]
    table, articles = planted(*rows)
    fig = plot_voice_strips(table, articles, EVENTS)
    lengths = [text.get_text().rsplit(" · ", 1)[1] for text in fig.texts if " · " in text.get_text()]
    assert sorted(lengths) == [f"{30 + i + 15} words" for i in range(12, 20)] and len(lengths) == MOST
    assert "Drawn: 8 of 20" in fig.caption.base
    many, many_articles = planted(*[(f"Outlet {i:02d}", 40, 10, 5) for i in range(11)])
    names = [text.get_text() for text in plot_voice_strips(many, many_articles, EVENTS).texts]
    assert sum(name.startswith("Outlet ") for name in names) == MOST


def test_long_names_take_lines_of_their_own():
    table, articles = planted(("The Morning Herald and Evening Gazette of the Lower Valley " * 3, 50, 9, 8))
    assert layout_faults(plot_voice_strips(table, articles, EVENTS)) == []


def test_a_corpus_without_texts_says_so():
    table, articles = planted(("Herald", 50, 10, 40))
    fig = plot_voice_strips(table.iloc[:0], articles, EVENTS)
    assert fig.caption.title == "No article here is held in full" and layout_faults(fig) == []
