"""Figures of change and of shrunken effects: marks and words read back from the axes and held against their tables."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from framing import change, effects, headline_tone, headline_words, headlines, plots_change, plots_effects, style
from framing.layout import layout_faults

EVENTS = pd.DataFrame({"event": ["fair-1", "fair-2", "fair-3"], "name": ["May 2030", "May 2031", "May 2032"],
                       "starts": ["2030-05-01", "2031-05-01", "2032-05-01"]})
EACH = ["list", "rows"]


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def invented(sizes, groups=None, seed=0, topic=0.3):
    """Headlines of outlets o0, o1 ... with these numbers on each event."""
    rng, rows = np.random.default_rng(seed), []
    for i, counts in enumerate(sizes):
        for event, n in zip(EVENTS["event"], counts, strict=False):
            for _ in range(n):
                vader, tone = rng.normal(0, 0.3, 2)
                rows.append({"article": f"a{len(rows)}", "outlet": f"o{i}", "short": f"Outlet {i}", "event": event,
                             "group": groups[i] if groups else "press", "stage": "during", "genre": "news",
                             "retitled": bool(i % 3 == 0), "repeated": False, "vader": vader, "tone": tone,
                             "trade": float(rng.random() < topic), "any topic": float(rng.random() < topic)})
    return pd.DataFrame(rows)


def measured(heads, events=EVENTS):
    first, last = change.two_events(heads, events)
    scores = change.stacked(heads, ["vader", "tone"])
    yes = change.stacked(heads, ["trade", "any topic"], name="topic", value="yes")
    return {"common": change.common_changes(scores, "score", first, last, each=EACH),
            "outlets": change.outlet_changes(scores, "score", first, last, each=EACH),
            "groups": change.group_changes(scores, "score", first, last, each=EACH),
            "topics": change.common_changes(yes, "yes", first, last, each=["topic", "rows"])}


def figures(tables, events=EVENTS):
    return {"outlets": plots_change.plot_outlets(tables["outlets"], tables["common"], events),
            "groups": plots_change.plot_groups(tables["groups"], tables["common"], events),
            "topics": plots_change.plot_topics(tables["topics"], events)}


@pytest.fixture(scope="module")
def shipped(corpus, heads):
    names = sorted(set(corpus.topics["topic"]))
    touched = headline_words.touched(heads, corpus.hits, corpus.sentences, names).rename(columns={names[0]: "trade"})
    return measured(touched, corpus.events)


def drawn(ax, mark):
    keys = {"mfc": "markerfacecolor", "lw": "linewidth", "marker": "marker"}
    return [np.atleast_1d(line.get_xdata()) for line in ax.lines
            if all(getattr(line, f"get_{keys[key]}")() == mark[key] for key in keys if key in mark)]


def texts(fig):
    return [text.get_text() for text in fig.findobj(plt.Text)]


def test_constants_are_those_of_the_measure():
    assert [change.ALL, *change.LEFT_OUT] == [plots_change.ALL, plots_change.KEPT, plots_change.SINGLE]
    assert (plots_change.SAME, plots_change.ALL_OUTLETS) == (change.SAME, change.ALL_OUTLETS)
    assert (plots_change.ANY_TOPIC, plots_change.LISTS) == (headline_words.ANY_TOPIC, headlines.LISTS)
    assert change.LEFT_OUT == headlines.LEFT_OUT


def test_every_outlet_has_its_arrow_and_only_inferred_ones_an_interval(corpus, shipped):
    table = shipped["outlets"].query("list == 'vader' and rows == 'all'")
    fig = figures(shipped, corpus.events)["outlets"]
    left, right = fig.axes[:2]
    ways = {tuple(line.get_xdata()) for line in left.lines if len(line.get_xdata()) == 2}
    for row in table.to_dict("records"):
        assert (row["before"], row["after"]) in ways or abs(row["change"]) < 0.05 * np.ptp(left.get_xlim())
    inferred = table[table["evidence"].eq("interval")]
    bars = sorted(tuple(x) for x in drawn(right, style.INTERVAL))
    assert bars == sorted(zip(inferred["ci_low"], inferred["ci_high"], strict=True))
    assert len(drawn(right, style.ESTIMATE)) == len(inferred) == 2
    single = table[["n_articles_before", "n_articles_after"]].min(axis=1).eq(1).sum()
    assert len(drawn(right, style.DESCRIBED)) == single
    written = texts(fig)
    for row in table.to_dict("records"):
        assert row["short"] in written
    assert written.count("Fewer than four headlines on a visit: no interval") == 1
    assert layout_faults(fig, style.SMALLEST) == []


def test_every_kind_has_its_outlets_and_what_other_choices_give(corpus, shipped):
    table = shipped["groups"].query("list == 'vader'")
    same = table.query("rows == 'all' and view == 'same outlets' and n_outlets > 0")
    fig = figures(shipped, corpus.events)["groups"]
    right = fig.axes[1]
    bars = sorted(tuple(x) for x in drawn(right, style.INTERVAL))
    inferred = same[same["evidence"].eq("interval")]
    assert bars == sorted(zip(inferred["ci_low"], inferred["ci_high"], strict=True))
    squares = [float(x[0]) for x in drawn(right, plots_change.UNPAIRED)]
    everyone = table.query("rows == 'all' and view == 'all outlets'").set_index("group")["difference"]
    assert sorted(squares) == pytest.approx(sorted(everyone.loc[same["group"]]))
    dots = np.concatenate(drawn(right, style.UNIT))
    assert len(dots) == inferred["n_outlets"].sum()
    assert layout_faults(fig, style.SMALLEST) == []


def test_topics_are_counted_and_only_frequent_ones_inferred(corpus, shipped):
    table = shipped["topics"].query("rows == 'all'")
    fig = figures(shipped, corpus.events)["topics"]
    inferred = table[table["evidence"].eq("interval")]
    assert len(drawn(fig.axes[1], style.INTERVAL)) == len(inferred)
    assert layout_faults(fig, style.SMALLEST) == []


def captions(tables, events):
    return {"outlets": plots_change.caption_outlets(tables["outlets"], events),
            "groups": plots_change.caption_groups(tables["groups"], events),
            "topics": plots_change.caption_topics(tables["topics"], events)}


def test_captions_say_what_intervals_rest_on_and_what_could_have_shown(corpus, shipped):
    said = captions(shipped, corpus.events)
    assert all("interval, if these were exchangeable with other" in caption.reading for caption in said.values())
    assert "those of the other kinds with others of theirs" in said["groups"].reading
    for kind in ("outlets", "groups"):
        main = shipped[kind].query("list == 'vader' and rows == 'all' and evidence == 'interval'")
        low, high = sorted((main["ci_high"] - main["ci_low"]) / 2)
        assert f"had to be larger than {low:.2f} (for the other row {high:.2f}). " in said[kind].base
        assert " 4 looks: where nothing differs, one interval in 20 still misses zero. " in said[kind].base
        assert "may have changed: one can still be tested, and its interval holds zero. " in said[kind].base


def test_a_change_of_all_is_no_proof_of_what_made_it(corpus, shipped):
    said = captions(shipped, corpus.events)["topics"].base
    assert "Why it changed isn’t known" in said and "Partly confounded with stage and genre" in said
    assert "doing" not in said


def test_what_the_notebook_says_of_intervals(shipped):
    """Two outlets and two kinds are tested; only one interval, a kind's on the second list, misses zero."""
    rows = [shipped[kind].query("rows == 'all' and evidence == 'interval'") for kind in ("outlets", "groups")]
    assert [table["list"].value_counts().to_dict() for table in rows] == [{"vader": 2, "tone": 2}] * 2
    off = [table[table["ci_low"].gt(0) | table["ci_high"].lt(0)] for table in rows]
    assert off[0].empty and list(off[1]["list"]) == ["tone"] and off[1]["p"].item() > 0.05
    main = rows[0].query("list == 'vader'")
    assert ((main["ci_high"] - main["ci_low"]) / 2).between(0.45, 0.505).all()


def test_what_the_notebook_says_of_how_headlines_were_found(corpus, heads):
    both = heads.groupby("outlet")["event"].transform("nunique").eq(2)
    found = heads[both].merge(corpus.articles[["article", "sample"]], on="article")
    shares = found["sample"].eq("feed").groupby(found["event"]).mean()
    assert shares.iloc[0] > 0.5 > shares.iloc[-1]


def test_titles_say_what_the_table_says():
    quiet = measured(invented([(6, 6)] * 9, ["wire"] * 4 + ["state"] * 5, seed=4))
    assert plots_change.caption_groups(quiet["groups"], EVENTS).title.startswith("Two of 2 kinds can be tested")
    heads = invented([(6, 6)] * 10, ["wire"] * 5 + ["state"] * 5, seed=1)
    moved = heads["outlet"].lt("o5") & heads["event"].eq("fair-2")
    heads["vader"] = heads["vader"].where(~moved, heads["vader"] + 3)
    loud = measured(heads)
    assert plots_change.caption_groups(loud["groups"], EVENTS).title.endswith("headlines changed unlike the others’")
    title = plots_change.caption_outlets(loud["outlets"], EVENTS).title
    assert title.endswith("of 10 outlets tested changed unlike the others")
    heads["trade"] = heads["event"].eq("fair-2") * 1.0 * (np.random.default_rng(2).random(len(heads)) < 0.7)
    assert plots_change.caption_topics(measured(heads)["topics"], EVENTS).title.startswith("Trade: in more headlines")


CORPORA = {
    "one outlet": invented([(5, 5)]),
    "one headline": invented([(1, 0)]),
    "one event": invented([(3, 0), (2, 0)]),
    "two outlets apart": invented([(3, 0), (0, 2)]),
    "two headlines": invented([(1, 1)]),
    "three events": invented([(2, 1, 4), (3, 0, 2), (1, 1, 5), (4, 4, 4), (5, 5, 5)], ["wire"] * 2 + ["state"] * 3),
    "many outlets": invented([(4, 5)] * 40, ["wire", "state", "party of the lower valley and the hills"] * 14),
    "without topics": invented([(2, 2)] * 6, topic=0),
    "all retitled": invented([(2, 2)] * 6).assign(retitled=True),
    "equal scores": invented([(4, 4)] * 8, ["wire"] * 4 + ["state"] * 4).assign(vader=0.0, tone=0.0),
}


@pytest.mark.parametrize("name", CORPORA)
def test_other_corpora_have_figures_or_a_sentence_that_says_why_not(name, tmp_path, monkeypatch):
    monkeypatch.setenv("FRAMING_FIGURES", str(tmp_path))
    heads, tables = CORPORA[name], measured(CORPORA[name])
    for kind, fig in figures(tables).items():
        table = tables[kind] if len(tables[kind]) else pd.DataFrame({"reason": [fig.caption.subtitle]})
        style.save_figure(fig, table, f"07-{kind}", fig.caption)
    if heads.groupby("outlet")["event"].nunique().max() < 2:
        assert fig.caption.title == "There is no change to draw"
    table = effects.effects(heads, "vader", each="event")
    fig = plots_effects.plot_effects(table, headline_tone.spread(heads), EVENTS)
    style.save_figure(fig, table, "08-shrunken", fig.caption)
    assert (fig.caption.title == "Nothing to shrink here") == table["shrunken"].isna().all()


def test_shrunken_dots_are_linked_to_plain_ones_without_intervals(corpus, heads):
    table = effects.effects(heads, "vader", each="event")
    fig = plots_effects.plot_effects(table, headline_tone.spread(heads), corpus.events)
    for ax, (_, part) in zip(fig.axes, table.groupby("event"), strict=True):
        assert not drawn(ax, style.INTERVAL)
        pairs = {tuple(line.get_xdata()) for line in ax.lines if line.get_linewidth() == style.LEAVE_ONE_OUT["lw"]}
        known = set(zip(part["raw"], part["shrunken"], strict=True))
        assert pairs <= known and len(pairs) > 15
        dashed = [line for line in ax.lines if line.get_linestyle() == "--"]
        assert dashed[0].get_xdata()[0] == part["grand_mean"].iloc[0]
    assert layout_faults(fig, style.SMALLEST) == []
    assert "No intervals" in fig.caption.reading
