"""Figures of headlines: marks and words read back from the axes and held against their tables."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import framing
from framing import headline_tone, headline_words, plots_headline_outlets, plots_headline_words, plots_headlines, style
from framing import headlines as measures
from framing.keyness import log_odds
from framing.layout import layout_faults

FIGURES = Path(__file__).parents[1] / "figures"


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def tone(heads):
    return headline_tone.tone(heads, reference="wire")


@pytest.fixture(scope="module")
def topics(corpus, heads):
    return headline_words.topics(heads, corpus.hits, corpus.sentences, corpus.topics["topic"])


@pytest.fixture(scope="module")
def words(corpus, heads):
    dfm = framing.vectorize(corpus, section="headline", voice="all")
    return headline_words.words(dfm, heads, "state or party media", "private", log_odds)


def drawn(ax, mark):
    """Return the x values of the lines drawn with a mark, each line's own."""
    keys = {"mfc": "markerfacecolor", "lw": "linewidth", "color": "color", "marker": "marker"}
    return [np.atleast_1d(line.get_xdata()) for line in ax.lines
            if all(getattr(line, f"get_{keys[key]}")() == mark[key] for key in keys if key in mark)]


def texts(fig):
    return [text.get_text() for text in fig.findobj(plt.Text)]


def test_constants_are_those_of_the_measure():
    assert (plots_headlines.ALL, plots_headlines.KEPT, plots_headlines.SINGLE, plots_headlines.LISTS) == (
        measures.ALL, measures.KEPT, measures.SINGLE, measures.LISTS)
    assert (plots_headline_words.ANY_TOPIC, plots_headline_words.EVERYONE) == (
        headline_words.ANY_TOPIC, headline_words.EVERYONE)


def test_every_interval_of_the_tone_is_drawn_and_no_other(corpus, tone):
    fig = plots_headlines.plot_tone(tone, corpus.events, "wire")
    for ax, (_, part) in zip(fig.axes, tone.query("rows == 'all' and list == 'vader'").groupby("event"), strict=True):
        bars = sorted(tuple(xs) for xs in drawn(ax, style.INTERVAL))
        inferred = part[part["evidence"].eq("interval")]
        assert bars == sorted(zip(inferred["ci_low"], inferred["ci_high"], strict=True))
        dots = sorted(x for xs in drawn(ax, {"marker": "o", "mfc": style.INK}) for x in xs)
        assert dots == sorted(inferred["score"])
        n_dots = sum(len(xs) for fill in (style.DOT, "white") for xs in drawn(ax, {"marker": "o", "mfc": fill}))
        assert n_dots == part["n_units"].sum()


def test_outlets_are_drawn_with_their_counts(corpus, heads):
    table = headline_tone.tone(heads, "outlet", at_least=4)
    fig = plots_headline_outlets.plot_outlets(table, headline_tone.spread(heads), corpus.events)
    shown = table.query("rows == 'all' and list == 'vader'")
    assert set(shown["short"]) <= set(texts(fig))
    bars = sorted(tuple(xs) for ax in fig.axes for xs in drawn(ax, style.INTERVAL))
    inferred = shown[shown["evidence"].eq("interval")]
    assert bars == sorted(zip(inferred["ci_low"], inferred["ci_high"], strict=True))
    means = sorted(x for ax in fig.axes for xs in drawn(ax, {"marker": "o", "mfc": style.INK}) for x in xs)
    assert means == sorted(inferred["score"])


def test_an_outlets_repeated_headlines_are_left_out_beside_it(corpus, heads):
    table = headline_tone.tone(heads, "outlet", at_least=4).query("list == 'vader'")
    fig = plots_headline_outlets.plot_outlets(table, headline_tone.spread(heads), corpus.events)
    both = table.query("rows == 'all'").merge(
        table.query("rows == 'without repeated'"), on=["event", "outlet"], suffixes=("", "_left"))
    changed = both[both["n_articles_left"] < both["n_articles"]]
    squares = sorted(x for ax in fig.axes for xs in drawn(ax, {"marker": "s"}) for x in xs)
    assert len(changed) > 2 and squares == sorted(changed["score_left"])
    assert (both["n_articles"] - both["n_articles_left"]).tolist() == both["n_repeated"].tolist()
    caption = fig.caption
    assert f"{both['n_repeated'].sum()} headlines, of {len(changed)} outlets, stand under" in caption.base
    assert "without those that several outlets carry p = " in caption.base and "Smallest attainable: " in caption.base
    assert "other headlines of the outlet on this event" in caption.reading and "partly confounded" in caption.base


def test_outlets_apart_by_copies_alone_are_not_titled_so(corpus, heads):
    table, spread = headline_tone.tone(heads, "outlet", at_least=4), headline_tone.spread(heads)
    found = spread.assign(p=spread["p"].where(spread["rows"].ne("all"), 0.001))
    assert plots_headline_outlets.caption_outlets(table, found, corpus.events).title.startswith("No sign")
    found = spread.assign(p=0.001)
    assert plots_headline_outlets.caption_outlets(table, found, corpus.events).title == (
        "Outlets differ in the tone of headlines")


def test_topics_print_their_counts_and_draw_only_shares_with_evidence(corpus, topics):
    fig = plots_headline_words.plot_topics(topics, corpus.events)
    everyone = topics[topics["group"].eq("all outlets") & topics["rows"].eq("all")]
    for ax, (_, part) in zip(fig.axes, everyone.groupby("event"), strict=False):
        inferred = part[part["evidence"].eq("interval") & part["n_yes"].gt(0)]
        assert sorted(xs[0] for xs in drawn(ax, {"marker": "o", "mfc": style.INK})) == sorted(inferred["share"])
        assert len(drawn(ax, style.INTERVAL)) == len(inferred)
    row = topics.query("group == 'private' and rows == 'all' and topic == 'Taiwan'").iloc[0]
    assert f"{row['n_yes']} of {row['n_articles']}" in texts(fig)


def test_a_word_that_passes_has_a_band_and_the_caption_its_p(corpus, words):
    fig = plots_headline_words.plot_words(words, corpus.events)
    passing = words[words["p_familywise"] <= 0.05]
    assert len(fig.axes[0].patches) == len(passing) == 1
    said = fig.caption
    assert f"“{passing['feature'].iloc[0]}”: p = " in said.base and "smallest attainable" in said.base
    assert "Partly confounded with genre" in said.base and "Grey band" in said.reading
    none = plots_headline_words.caption_words(words.assign(p_familywise=np.nan, n_could_pass=0), corpus.events)
    assert "No word could have passed" in none.base and "nothing is inferred" in none.subtitle


def test_words_are_hollow_where_one_headline_carries_them(corpus, words):
    fig = plots_headline_words.plot_words(words, corpus.events)
    shown = words[words["feature"].isin(texts(fig))]
    assert len(shown) == 16
    solid = sorted(xs[0] for xs in drawn(fig.axes[0], {"marker": "o", "mfc": style.INK}))
    hollow = sorted(xs[0] for xs in drawn(fig.axes[0], {"marker": "o", "mfc": "white"}))
    assert solid == sorted(shown.loc[~shown["one_article"].astype(bool), "log_odds"])
    assert hollow == sorted(shown.loc[shown["one_article"].astype(bool), "log_odds"])


def test_all_texts_can_be_read(corpus, heads, tone, topics, words):
    by_outlet = headline_tone.tone(heads, "outlet", at_least=4)
    figures = [plots_headlines.plot_tone(tone, corpus.events, "wire"),
               plots_headline_outlets.plot_outlets(by_outlet, headline_tone.spread(heads), corpus.events),
               plots_headline_words.plot_topics(topics, corpus.events),
               plots_headline_words.plot_words(words, corpus.events)]
    assert [layout_faults(fig) for fig in figures] == [[], [], [], []]


def small(n_outlets, n_headlines, group="kind"):
    rows = [{"article": f"{i}-{j}", "outlet": f"The Long Evening Name of Outlet {i}", "short": f"The Long Outlet {i}",
             "group": group, "event": "fair", "stage": "during", "genre": "news", "retitled": False,
             "repeated": j == 0, "vader": (3 * i + j) % 5 / 5, "tone": 0.0, "n_articles": 1}
            for i in range(n_outlets) for j in range(n_headlines)]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(("n_outlets", "n_headlines"), [(1, 1), (1, 7), (3, 2), (9, 5)])
def test_other_corpora_give_figures_or_a_sentence(n_outlets, n_headlines):
    events = pd.DataFrame({"event": ["fair"], "name": ["Fair 2030"], "starts": ["2030-05-01"], "ends": ["2030-05-02"]})
    heads = small(n_outlets, n_headlines)
    by_outlet = headline_tone.tone(heads, "outlet", at_least=4)
    none = headline_words.words(None, heads, "kind", None, log_odds)
    pages = [plots_headlines.plot_tone(headline_tone.tone(heads, reference="kind"), events, "kind"),
             plots_headline_outlets.plot_outlets(by_outlet, headline_tone.spread(heads), events),
             plots_headline_words.plot_words(none, events)]
    assert [layout_faults(page) for page in pages] == [[], [], []]
    assert "No words of headlines to compare" in texts(pages[2])
    if n_outlets < 4 and n_headlines < 4:
        assert not any(drawn(ax, style.INTERVAL) for page in pages for ax in page.axes)


def test_a_title_names_a_kind_only_where_its_p_holds_for_all_looks(corpus, tone):
    title = plots_headlines.caption_tone(tone, corpus.events, "wire").title
    assert title == "No kind of outlet stands apart in the tone of headlines"
    base = plots_headlines.caption_tone(tone, corpus.events, "wire").base
    looks = (tone["rows"].eq("all") & tone["difference_evidence"].eq("interval")).sum()
    assert f"{looks} looks" in base and "about half the time" in base and "smallest attainable" in base
    assert "To miss zero a difference had to be larger than 0.27 (for other rows up to 0.66); a true" in base
    assert "Partly confounded with genre" in base and "several outlets carry" in base
    main = tone["list"].eq("vader") & tone["rows"].eq("all") & tone["difference_evidence"].eq("interval")
    first = tone.index[main][0]
    lifted = tone.copy()
    lifted.loc[first, ["difference", "difference_low", "difference_high", "p"]] = [0.4, 0.1, 0.7, 0.03]
    assert "as chance might have it" in plots_headlines.caption_tone(lifted, corpus.events, "wire").title
    lifted.loc[first, "p"] = 0.001
    assert "more positive than wire" in plots_headlines.caption_tone(lifted, corpus.events, "wire").title


# What the first screen of the notebook says in words, held against the tables of its figures.


def read(name):
    path = FIGURES / f"06-{name}.csv"
    if not path.exists():
        pytest.skip("figures are not made yet")
    return pd.read_csv(path)


def test_no_kind_stands_apart_from_the_wires_but_one_on_the_second_list():
    tested = read("headline-tone").query("difference_evidence == 'interval'")
    table = tested.query("rows == 'all'")
    off = tested[tested["difference_low"].gt(0) | tested["difference_high"].lt(0)]
    assert list(off["list"]) == ["tone"] and table["smallest"][table["list"].eq("vader")].min() > 0.2
    assert list(off["rows"]) == ["all"] and "without repeated" in set(tested["rows"])  # gone without copies


def test_most_headlines_of_two_outlets_are_carried_by_others():
    table = read("headline-outlets").query("rows == 'all' and list == 'vader'").set_index(["event", "short"])
    found = table.loc["visit-2024", ["n_repeated", "n_articles"]]
    assert found.loc["Japan Today"].tolist() == [3, 4] and found.loc["CNA"].tolist() == [3, 5]


def test_one_topic_stands_out_on_the_second_visit():
    leads = read("headline-topics").query("rows == 'all' and lead_low > 0")
    assert list(zip(leads["topic"], leads["event"], strict=True)) == [("Russia and Ukraine", "visit-2024")]


def test_state_media_favour_visit_and_no_other_word_passes():
    table = read("headline-words").set_index("feature")
    row = table.loc["visit"]
    assert row["n_articles_with_focus"] / row["n_articles_focus"] > row["n_articles_with_reference"] / row[
        "n_articles_reference"]
    assert row["log_odds"] > 0 and row["log_odds_kept"] > 0 and set(table["evidence"]) == {"describe"}
    assert list(table.index[table["p_familywise"] <= 0.05]) == ["visit"] and row["p_familywise_single"] > 0.05
    assert pd.isna(row["p_familywise_kept"])  # too few hits where a host may have changed the others
    assert table.loc["support", "log_odds"] < 0 and table.loc["russia", "log_odds"] < 0
    assert pd.isna(table.loc[["support", "russia"], "p_familywise"]).all()
