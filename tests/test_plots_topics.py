"""Drawings of topics, read back from their axes; captions held against their tables."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle
from test_topics import corpus, headlines

from framing import plots_headline_model, plots_topics, style, topics
from framing.layout import layout_faults

FIGURES = Path(__file__).parents[1] / "figures"
EVENTS = pd.DataFrame({"event": ["fair-0", "fair-1"], "name": ["May 2030", "June 2030"]})


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def drawn(**shape):
    """Draw an invented corpus; return tables and pages."""
    articles, sentences, hits, listed = corpus(**shape)
    articles = articles.assign(published="", genre="news", attribution="stated")
    articles.loc[0, "attribution"] = "unverified"
    counted = topics.article_topics(articles, sentences, hits, listed)
    shares, leads, places = topics.topic_shares(counted), topics.leaders(counted), topics.prominence(counted)
    return (shares, leads, places, plots_topics.plot_topic_shares(shares, leads, articles, EVENTS),
            plots_topics.plot_prominence(places, articles, EVENTS))


def marks(ax, marker):
    """List the points drawn with a marker."""
    lines = [line for line in ax.get_lines() if line.get_marker() == marker]
    return sorted((float(x), float(y)) for line in lines for x, y in line.get_xydata())


def texts(fig):
    return [text.get_text() for text in fig.texts]


SMALL = {"sizes": (2, 1, 2), "seed": 3}
LARGE = {"sizes": (6, 6, 5, 2), "seed": 5, "rate": 0.05, "planted": {("outlet-1", "River"): 0.9}}


@pytest.mark.parametrize("shape", [SMALL, LARGE])
def test_marks_are_the_shares_in_the_table(shape):
    shares, _, _, fig, _ = drawn(**shape)
    by = shares.columns[0]
    listed = [name for name in shares["topic"].drop_duplicates() if name != "Music"]
    for ax, key in zip(fig.axes, shares[by].drop_duplicates(), strict=True):
        for voice, marker, lane in (("own", "o", 0.3), ("others", "D", 0.7)):
            rows = shares[shares[by].eq(key) & shares["voice"].eq(voice) & shares["share"].gt(0)]
            expected = sorted((row.share, listed.index(row.topic) + lane) for row in rows.itertuples())
            assert np.allclose(marks(ax, marker), expected)


def test_bars_stand_only_where_the_table_has_an_interval():
    shares, _, places, fig, where = drawn(**SMALL)
    widths = {line.get_linewidth() for ax in fig.axes for line in ax.get_lines()}
    assert style.INTERVAL["lw"] not in widths and style.QUOTED_INTERVAL["lw"] not in widths
    shares, _, _, fig, _ = drawn(**LARGE)
    for ax, outlet in zip(fig.axes, shares["outlet"].drop_duplicates(), strict=True):
        rows = shares[shares["outlet"].eq(outlet) & shares["voice"].eq("own") & shares["share"].gt(0)]
        bars = sorted(tuple(line.get_xdata()) for line in ax.get_lines() if line.get_linewidth() == 3)
        ends = rows.loc[rows["evidence"].eq("interval"), ["ci_low", "ci_high"]].clip(lower=0)
        assert np.allclose(bars, sorted(map(tuple, ends.to_numpy()))) if len(ends) else not bars


@pytest.mark.parametrize("shape", [SMALL, LARGE, {"sizes": (5,)}, {"sizes": (1,)}, {"sizes": (4,) * 12}])
def test_every_page_can_be_read(shape):
    *_, fig, where = drawn(**shape)
    assert not layout_faults(fig) and not layout_faults(where)
    assert len(fig.axes) == len(where.axes) <= plots_topics.MOST


def test_labels_name_topics_rows_and_doubt():
    *_, fig, where = drawn(**SMALL)
    for page in (fig, where):
        said = " ".join(texts(page))
        assert "Harvest" in said and "Outlet-0" in said and "attribution unverified" in said
        assert "Music" in page.caption.base and "Music" not in said.split("Reading")[0]
        assert "nothing is inferred" in page.caption.subtitle


def test_the_cell_of_a_planted_leader_is_shaded_and_titled():
    shares, leads, _, fig, _ = drawn(**LARGE)
    shaded = [i for i, ax in enumerate(fig.axes) if any(isinstance(p, Rectangle) for p in ax.patches)]
    assert shaded == [1] and "Outlet-1 gives River most room" in fig.caption.title
    assert fig.axes[1].texts[0].get_text() == f"{leads.loc[0, 'share']:.0%}"
    assert "onfounded" not in fig.caption.base and "exchangeable" in fig.caption.reading
    told = plots_topics.caption_topic_shares(shares, leads.assign(identification="confounded with stage")).base
    assert "Outlet-1 against Outlet-" in told and "confounded with stage" in told
    nobody = leads.assign(apart=False)
    assert "No outlet" in plots_topics.caption_topic_shares(shares, nobody).title


def test_ticks_stand_where_the_sentences_are():
    *_, places, _, where = drawn(**SMALL)
    for ax, (_, rows) in zip(where.axes, places.groupby("article", sort=False), strict=True):
        xs = sorted(float(line.get_xdata()[0]) for line in ax.get_lines() if line.get_linewidth() == 1.5)
        expected = sorted((int(at) - 0.5) / row.n_sentences for row in rows.itertuples()
                          for at in f"{row.at_own} {row.at_others} {row.at_rest}".split())
        assert np.allclose(xs, expected)
        assert len(marks(ax, "s")) == rows["headline"].sum()


def test_tiles_print_the_percentages():
    *_, places, _, where = drawn(**LARGE)
    for ax, (_, rows) in zip(where.axes, places.groupby("outlet", sort=False), strict=True):
        rows = rows[rows["topic"].ne("Music")]
        values = rows[["headline", "early", "middle", "late"]].to_numpy()
        assert sorted(text.get_text() for text in ax.texts) == sorted(f"{100 * v:.0f}" for v in values[values > 0])


def test_headline_model_draws_each_topic_twice_and_names_only_stable_ones():
    model = topics.headline_topics(headlines(1, 4), [4], n_runs=3)
    model = pd.concat([model, model.assign(n_topics=6, stable=False, words="", same_parts=0.3)])
    fig = plots_headline_model.plot_headline_topics(model)
    for ax, column in zip(fig.axes, ("same_seeds", "same_parts"), strict=True):
        assert np.allclose([x for x, _ in marks(ax, "o")], sorted(model.loc[model["shuffled"].eq(0), column]))
    assert fig.caption.title.startswith("4 of 8") and not layout_faults(fig)
    said = " ".join(texts(fig))
    assert all(words.split(", ")[0] in said for words in model["words"] if words)


def test_a_model_of_too_few_headlines_says_so():
    model = topics.headline_topics(headlines(3, 2, n=8), [4], n_runs=2)
    fig = plots_headline_model.plot_headline_topics(model)
    assert "Too few" in fig.caption.title and not layout_faults(fig)


# What notebook 04 says in words, held against its figures' tables.


def test_one_article_stands_apart_narrowly_and_voice_changes_the_picture():
    shares = pd.read_csv(FIGURES / "04-topics.csv")
    own = shares[shares["voice"].eq("own")].pivot(index="article", columns="topic", values="share")
    apart = own.apply(lambda column: column.max() >= max(1 / 8, 2 * column.nlargest(2).iloc[1]))
    assert list(apart.index[apart]) == ["Russia and Ukraine"]
    hits = shares[shares["voice"].eq("own") & shares["topic"].eq("Russia and Ukraine")].nlargest(1, "share").iloc[0]
    assert (hits["n_touched"] - 1) / hits["n_sentences"] < 1 / 8
    assert own["Russia and Ukraine"].idxmax().startswith("wsws")
    second = own["US domestic politics"].nlargest(2).index.str.split("-").str[0].to_list()
    assert second == ["truthout", "politico"]
    times = shares.pivot_table(index="article", columns="topic", values="n_touched", aggfunc="max")
    assert times[["Fentanyl", "Human rights", "South China Sea"]].max().max() == 3
    assert shares["article"].drop_duplicates()[lambda a: a.str.startswith("globaltimes")].to_list() == [
        "globaltimes-2024-04-fivegoals", "globaltimes-2024-04-27"]  # the one from before the visit first
    others = shares[shares["voice"].eq("others")].pivot(index="article", columns="topic", values="share")
    party, russia = own.index.str.startswith("globaltimes"), "Russia and Ukraine"
    assert (others.loc[party, russia] > own.loc[party, russia]).all()
    assert 0.4 < others.loc["wsws-2023-06-20", russia] / (others + own).loc["wsws-2023-06-20", russia] < 0.5
    assert (others.loc[party, "US domestic politics"] > own.loc[party, "US domestic politics"]).all()
    themselves = own.index.str.startswith(("truthout", "politico"))
    assert (own.loc[themselves, "US domestic politics"] > others.loc[themselves, "US domestic politics"]).all()
    assert shares["evidence"].eq("describe").all()


def test_the_headline_topic_comes_back_at_the_end():
    places = pd.read_csv(FIGURES / "04-prominence.csv").set_index(["article", "topic"])
    assert places.index[places["headline"].eq(1)].to_list() == [("wsws-2023-06-20", "Russia and Ukraine")]
    row = places.loc[("wsws-2023-06-20", "Russia and Ukraine")]
    assert row["late"] > 0.5 > row["early"] > 0 == row["middle"]
    later = places.loc[("globaltimes-2024-04-27", "US domestic politics")]
    assert later["late"] > 0.5 > 0 == later["early"] == later["middle"]


def test_modelled_topics_survive_other_starts_but_not_other_headlines():
    model = pd.read_csv(FIGURES / "04-headline-model.csv")
    ours, shuffled = (model[model["shuffled"].eq(i)] for i in (0, 1))
    assert ours["same_seeds"].median() > 0.8 > 2 / 3 > ours["same_parts"].median()
    assert ours["same_parts"].mean() - shuffled["same_parts"].mean() < 0.15
    assert ours["stable"].mean() < 1 / 4
