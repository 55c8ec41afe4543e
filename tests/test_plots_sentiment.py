"""Tone, word shift and name audit: read back from the axes and compared with their tables."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from framing import plots_name_audit, plots_sentiment, plots_word_shift, sentiment, style, synthetic, word_shift
from framing.layout import layout_faults

EVENTS = pd.DataFrame({"event": ["fair"], "name": ["May 2030"], "starts": ["2030-05-01"], "ends": ["2030-05-02"]})
VALUES = {f"word-{rank:03d}": value for rank, value in zip(range(0, 60, 3), [-2.5, 1.0, -1.5, 2.0] * 5, strict=True)}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("FRAMING_FIGURES", str(tmp_path))
    yield tmp_path
    plt.close("all")


def corpus(per_outlet, gap=0.0, seed=1):
    """Invented sentences of outlets with so many articles each; the first outlet's own words are darker by `gap`."""
    rng = np.random.default_rng(seed)
    articles, rows = [], []
    for outlet, n in per_outlet.items():
        for number in range(n):
            name = f"{outlet}-{number}"
            articles.append({"article": name, "outlet": outlet, "short": outlet, "group": "private", "event": "fair",
                             "stage": "before", "published": "", "genre": "news", "attribution": "unverified"})
            for sentence in range(1, 13):
                row = {"article": name, "sentence": sentence, "section": "body", "passage": 1 + sentence // 5}
                row |= {"n_own": 20, "n_quoted": 15, "n_reported": 3, "n_belief": 2}
                shift = gap if outlet == next(iter(per_outlet)) else 0
                for voice in ("own", "quoted", "reported", "belief"):
                    score = np.clip(rng.normal(-shift if voice == "own" else 0.1, 0.2), -1, 1)
                    for suffix, moved in (("", 0), ("_masked", 0.05), ("_masked_topics", 0.1)):
                        row |= {f"vader_{voice}{suffix}": score - moved, f"tone_{voice}{suffix}": (score - moved) / 9}
                rows.append(row)
    return pd.DataFrame(articles), pd.DataFrame(rows)


def drawn(per_outlet, gap=0.0):
    articles, sentences = corpus(per_outlet, gap)
    scores = sentiment.sentence_scores(sentences)
    table, gaps = sentiment.tone(scores, articles), sentiment.tone_gaps(scores, articles)
    labels = plots_sentiment.row_labels(table, articles, EVENTS)
    return table, labels, gaps, plots_sentiment.plot_tone(table, labels, gaps)


def marks(ax, style_of):
    return [float(line.get_xdata()[0]) for line in ax.lines
            if line.get_marker() == style_of["marker"] and len(line.get_xdata()) == 1]


def bars(ax, width):
    return [tuple(map(float, line.get_xdata())) for line in ax.lines
            if line.get_linewidth() == width and len(line.get_xdata()) == 2]


def test_tone_draws_every_row_once_and_no_bar_for_single_articles():
    table, labels, _, fig = drawn({"Herald": 1, "Gazette": 2, "Courier": 1}, gap=0.6)
    rows = table[table["level"] == "article"]
    for ax, name in zip(fig.axes, ("vader", "tone"), strict=True):
        for voice, mark in (("own", style.ESTIMATE), ("others", style.QUOTED)):
            expected = rows[(rows["list"] == name) & (rows["voice"] == voice)]["score"]
            assert sorted(marks(ax, mark)) == pytest.approx(sorted(expected))
        assert not bars(ax, style.INTERVAL["lw"]) and not bars(ax, style.QUOTED_INTERVAL["lw"])
        passages = [x for line in ax.lines if line.get_marker() == "|" for x in line.get_xdata()]
        inside = table[(table["level"] == "passage") & (table["list"] == name)]["score"]
        assert sorted(passages) == pytest.approx(sorted(inside))
    assert "Herald article" in fig.caption.title and "nothing is inferred about an outlet" in fig.caption.base
    assert labels["detail"].str.contains("attribution unverified").all()
    assert not layout_faults(fig)
    style.save_figure(fig, table, "03-tone", fig.caption)


def test_intervals_are_those_of_the_table_and_a_small_outlet_has_none():
    table, labels, gaps, fig = drawn({"Herald": 5, "Gazette": 6, "Courier": 2}, gap=0.5)
    rows = table[table["level"] == "outlet"]
    inferred = rows[(rows["evidence"] == "interval") & (rows["list"] == "vader") & (rows["voice"] == "own")]
    assert len(inferred) == 2
    assert np.allclose(sorted(bars(fig.axes[0], style.INTERVAL["lw"])),
                       sorted(zip(inferred["ci_low"], inferred["ci_high"], strict=True)), rtol=0, atol=1e-12)
    assert fig.caption.title == "Herald’s own words score below Gazette’s, on both lists"
    assert any("Fewer than 4 articles" in text.get_text() for text in fig.texts)
    assert not layout_faults(fig) and len(gaps) == 2
    said = fig.caption
    assert "2 looks" in said.base and said.base.count("smallest attainable") == 2 and "exchangeable" in said.reading
    other = plots_sentiment.caption_tone(table, labels, gaps.assign(identification="confounded with event")).base
    assert "Confounded with event: the sides have no event in common" in other


def test_titles_claim_no_more_than_the_table_bears():
    table, labels, gaps, fig = drawn({"Herald": 5, "Gazette": 6})
    assert fig.caption.title == "No two outlets’ own words differ clearly on both lists"
    alone = drawn({"Herald": 5})[3].caption
    assert alone.title == "Tone of own words and of others’ words, on two lists"
    articles = pd.DataFrame({"level": "article", "row": ["a", "b"] * 2, "voice": "own",
                             "list": ["vader"] * 2 + ["tone"] * 2, "score": [-1, 1, 1, -1]})
    assert plots_sentiment.rows_apart(articles)[0] == []
    assert plots_sentiment.rows_apart(articles.assign(score=[-1, 1, -2, 0]))[0] == ["a"]
    wide = pd.concat([articles, articles.assign(row=["c", "d"] * 2)]).assign(score=[-1, -2, -1, -2, 5, -3, 1, -9])
    assert plots_sentiment.rows_apart(wide) == ([], "")


def test_word_shift_bars_colours_and_lines_are_those_of_the_table():
    dfm = synthetic.null_corpus(3, n_articles=3, n_words=60)
    table = word_shift.fold_shift(word_shift.word_shift(dfm, VALUES, "outlet-01", "outlet-02"), 10)
    fig = plots_word_shift.plot_word_shift(table)
    rows, ax = table.iloc[:-1], fig.axes[0]
    assert [bar.get_width() for bar in ax.patches] == pytest.approx(list(rows["contribution"]))
    more = rows["per_1000_tokens_focus"] > rows["per_1000_tokens_reference"]
    colours = [plt.matplotlib.colors.to_hex(bar.get_facecolor()).upper() for bar in ax.patches]
    assert colours[:-1] == [plots_word_shift.DARK if dark else plots_word_shift.LIGHT for dark in more[:-1]]
    lines = [tuple(line.get_xdata()) for line in ax.lines if line.get_linewidth() == 1.0]
    shown = rows[(rows["loo_high"] - rows["loo_low"]) > 1e-9]
    assert np.allclose(lines, shown[["loo_low", "loo_high"]], rtol=0, atol=1e-12)
    signs = [text.get_text()[-1] for text in ax.texts][:-1]
    assert signs == ["+" if value > 0 else "−" for value in rows["value"][:-1]]
    low, high = ax.get_xlim()
    assert low < rows["loo_low"].min() and rows["loo_high"].max() < high
    assert not layout_faults(fig)
    style.save_figure(fig, table, "03-word-shift", fig.caption)


@pytest.mark.parametrize(("rows", "says"), [([0, 3], "No range is drawn"), ([0, 3, 4], "outlet-01 is one article")])
def test_a_side_of_one_article_has_no_line_and_says_so(rows, says):
    dfm = synthetic.null_corpus(3, n_articles=3, n_words=60).take(rows)
    table = word_shift.fold_shift(word_shift.word_shift(dfm, VALUES, "outlet-01", "outlet-02"), 12)
    fig = plots_word_shift.plot_word_shift(table)
    assert says in fig.caption.reading and "nothing is inferred" in fig.caption.subtitle
    if len(rows) == 2:
        assert not [line for line in fig.axes[0].lines if line.get_linewidth() == 1.0]
    assert not layout_faults(fig)


def test_a_difference_that_turns_without_one_article_is_titled_so():
    dfm = synthetic.null_corpus(3, n_articles=3, n_words=60)
    table = word_shift.word_shift(dfm, VALUES, "outlet-01", "outlet-02")
    table.loc[table.index[-1], ["loo_low", "loo_high"]] = [-1.0, 1.0]
    assert "hangs on one article" in plots_word_shift.caption_word_shift(table).title
    table["loo_low"], table["loo_high"] = table["contribution"] - 1e-6, table["contribution"] + 1e-6
    assert "hangs" not in plots_word_shift.caption_word_shift(table).title


def test_a_shift_of_quoted_words_is_that_of_the_sources():
    dfm = synthetic.null_corpus(3, n_articles=3, n_words=60)
    dfm.choices["voice"] = ["others"]
    table = word_shift.word_shift(dfm, VALUES, "outlet-01", "outlet-02")
    table["loo_low"], table["loo_high"] = table["contribution"] - 1e-6, table["contribution"] + 1e-6
    caption = plots_word_shift.caption_word_shift(table)
    assert "words quoted, retold or ascribed" in caption.subtitle and "own words" not in caption.subtitle
    assert "sources" in caption.title or caption.title.startswith("Which words")


def test_a_shift_of_sides_that_share_no_event_says_so():
    dfm = synthetic.null_corpus(3, n_articles=4, n_words=60)
    table = word_shift.word_shift(dfm, VALUES, "outlet-01", "outlet-02")
    caption = plots_word_shift.caption_word_shift(table)
    assert "onfounded" not in caption.base and "nothing is inferred" in caption.subtitle
    table["identification"] = "confounded with event; partly with genre"
    base = plots_word_shift.caption_word_shift(table).base
    assert "Confounded with event" in base and "Partly confounded with genre" in base


def test_a_side_without_words_is_a_page_that_says_so():
    table = word_shift.folded_shift(synthetic.tiny(), VALUES, "Herald", "Courier")
    page = plots_word_shift.plot_word_shift(table)
    assert page.caption.title == "No words to compare here" and not layout_faults(page)


def test_name_audit_bars_and_moves_are_those_of_the_tables():
    articles, sentences = corpus({"Herald": 1, "Gazette": 1})
    masked = sentiment.masked_reruns(sentences, articles)
    words = pd.DataFrame({"list": "vader", "word": ["united", "war"], "value": [1.8, -2.9], "n_hits": [7, 5],
                          "n_in_name": [7, 0], "n_in_topic": [0, 2], "n_elsewhere": [0, 3], "n_articles": [2, 1],
                          "only": [True, False], "reason": ["name", "topic"], "misfire": [12.6, -5.8]})
    labels = plots_sentiment.row_labels(masked, articles, EVENTS)
    fig = plots_name_audit.plot_name_audit(words, masked, labels)
    above, below = fig.axes
    assert [bar.get_width() for bar in above.patches] == [7, 2, 0, 3]
    rows = masked[(masked["list"] == "vader") & (masked["mask"] == "names and topics")]
    for voice, mark in (("own", style.ESTIMATE), ("others", style.QUOTED)):
        expected = rows[rows["voice"] == voice]["score_masked"]
        assert sorted(marks(below, mark)) == pytest.approx(sorted(expected))
    assert sorted(marks(below, style.MEAN_TICK)) == pytest.approx(sorted(rows["score"]))
    assert fig.caption.title == "“United” scores 7 times, always inside a name"
    assert not layout_faults(fig)
    none = plots_name_audit.plot_name_audit(words.iloc[:0], masked, labels)
    assert none.caption.title.startswith("No listed word") and not layout_faults(none)
