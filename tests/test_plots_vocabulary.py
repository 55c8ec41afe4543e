"""The drawings of notebook 02, read back from their axes; and the findings the notebook states."""

import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import framing
from framing import (
    contrasts,
    keyness,
    labels,
    lexicons,
    plots_contrasts,
    plots_vocabulary,
    style,
    vocabulary,
    wording,
)
from framing.layout import layout_faults

FIGURES = Path(__file__).parents[1] / "figures"


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def texts(fig):
    return [text.get_text() for text in fig.texts]


def marks(ax, marker, size):
    return [float(line.get_xdata()[0]) for line in ax.lines
            if line.get_marker() == marker and line.get_markersize() == size]


@pytest.fixture(scope="module")
def classes(corpus):
    rates = vocabulary.class_rates(vocabulary.class_counts(corpus.hits, corpus.sentences, corpus.full))
    named = labels.article_labels(corpus.full, corpus.events)
    return rates, plots_vocabulary.column_labels(rates, corpus.full, named)


def test_word_classes_draw_every_rate_and_print_every_hit(classes):
    rates, columns = classes
    fig = plots_vocabulary.plot_word_classes(rates, columns)
    assert layout_faults(fig) == [] and len(fig.axes) == len(columns)
    drawn, counted, _ = plots_vocabulary._class_order(rates)
    assert len(drawn) == 8 and set(drawn) | set(counted) <= set(rates["class"])
    for ax, key in zip(fig.axes, columns["key"], strict=True):
        mine = rates[rates["article"].eq(key) & rates["class"].isin(drawn) & rates["n_hits"].gt(0)]
        for voice, mark in (("own", style.ESTIMATE), ("others", style.QUOTED)):
            expected = mine.loc[mine["voice"].eq(voice), "per_1000_tokens"]
            assert sorted(marks(ax, mark["marker"], mark["ms"])) == pytest.approx(sorted(expected))
    numbers = [text for text in texts(fig) if text.isdigit()]
    shown = rates[rates["class"].isin(drawn) & rates["n_hits"].gt(0)]["n_hits"]
    assert sorted(numbers) == sorted(map(str, shown))
    assert sum(" / " in text and text[0].isdigit() for text in texts(fig)) == len(counted) * len(columns)


@pytest.mark.parametrize("n", [1, 73])
def test_few_or_many_classes_of_one_s_own_fit_the_page(corpus, n):
    kinds = ["A category with a fairly long name", "posemo", "Economy: State", "Averyveryverylongsinglewordlabel"]
    own = pd.DataFrame([(f"class-{i}", f"{kinds[i % 4]} {i}") for i in range(n)], columns=["class", "label"])
    hits = corpus.hits[corpus.hits["list"].eq("classes")]
    hits = hits.assign(category=np.random.default_rng(1).choice(own["class"], len(hits)))
    rates = vocabulary.class_rates(vocabulary.class_counts(hits, corpus.sentences, corpus.full, classes=own))
    named = labels.article_labels(corpus.full, corpus.events)
    fig = plots_vocabulary.plot_word_classes(rates, plots_vocabulary.column_labels(rates, corpus.full, named))
    assert layout_faults(fig) == [] and fig.get_size_inches()[1] < 9
    assert ("more with hits are in the table only" in fig.caption.reading) is (n > 24)


def test_unverified_attribution_is_printed(classes, corpus):
    fig = plots_vocabulary.plot_word_classes(*classes)
    assert texts(fig).count("unverified") == corpus.full["attribution"].eq("unverified").sum() == 2


def invented_classes(n_outlets, n_articles):
    rng = np.random.default_rng(4)
    rows = [{"article": f"{o}-{i}", "outlet": f"outlet-{o}", "class": name, "label": label, "voice": voice,
             "n_hits": rng.poisson(25 if (o, name) == (0, "threat") else 8), "n_tokens": 500}
            for o in range(n_outlets) for i in range(n_articles if o else 2)
            for name, label in lexicons.classes()[["class", "label"]].to_numpy()[:5] for voice in ("own", "others")]
    for row in rows:
        row["n_hits"] += 20 * (row["outlet"] == "outlet-1" and row["class"] == "boosters")
    table = pd.DataFrame(rows).assign(event="fair", stage="during", n_passages=4, n_passages_with=2, passage_rates="")
    articles = table[["article", "outlet"]].drop_duplicates().assign(short=lambda t: t["outlet"].str.upper())
    return table, articles


def test_with_four_articles_columns_are_outlets_with_intervals():
    table, articles = invented_classes(7, 5)
    rates = vocabulary.class_rates(table)
    columns = plots_vocabulary.column_labels(rates, articles, None)
    fig = plots_vocabulary.plot_word_classes(rates, columns)
    assert layout_faults(fig) == [] and len(fig.axes) == 7
    bars = [line for ax in fig.axes for line in ax.lines if line.get_linewidth() == style.INTERVAL["lw"]]
    own = rates[rates["voice"].eq("own")]
    assert len(bars) == own["evidence"].eq("interval").sum() > 0
    assert not [line for line in fig.axes[0].lines if line.get_linewidth() == style.INTERVAL["lw"]]  # two articles
    assert fig.caption.title == "OUTLET-1 uses most boosters"
    assert wording.interval_words("article") in fig.caption.reading and "no interval" not in fig.caption.base
    assert "Held against" not in fig.caption.base  # the leader and the others share event and stage
    apart = rates.assign(identification=rates["identification"].where(~rates["leads"], "confounded with genre"))
    told = plots_vocabulary.caption_word_classes(apart, columns).base
    assert "Held against all others: confounded with genre" in told


def test_scare_quotes_print_their_words(corpus, classes):
    table = vocabulary.scare_quotes(corpus.attributions, corpus.tokens, corpus.sentences, corpus.full)
    fig = plots_vocabulary.plot_scare_quotes(table, classes[1])
    assert layout_faults(fig) == []
    assert sorted(marks(fig.axes[0], "o", style.ESTIMATE["ms"])) == pytest.approx(sorted(table["per_1000_tokens"]))
    drawn = " ".join(texts(fig))                   # a long list of words takes two lines
    assert all(words in drawn for words in table["words"])


@pytest.fixture(scope="module")
def sides(corpus):
    own = framing.vectorize(corpus)
    names = contrasts.side_names(corpus.outlets, corpus.events, own.articles, "outlet")
    content = own.trim(drop=lexicons.words("function_words"))
    return own, content, names, contrasts.side_notes(corpus.full, "outlet")


def test_set_apart_names_words_and_hollows_the_carried(corpus, sides):
    own, content, names, notes = sides
    table = pd.concat([contrasts.carried(
        keyness.log_odds(content, one, other).assign(focus=one, reference=other, by="outlet"), corpus.passages,
        own.articles) for one, other in contrasts.leading_pairs(own.articles)])
    fig = plots_contrasts.plot_set_apart(table, names, notes)
    assert layout_faults(fig) == []
    shown = plots_contrasts._shown(table)
    named = shown[shown["named"]]
    labelled = [text.get_text().rsplit(" ", 1) for ax in fig.axes for text in ax.texts]
    written = [f"{word} {hits}" for words, hits in labelled for word in words.split(", ")]
    spelled = [plots_contrasts.DAYS.get(word, word) for word in named["feature"]]
    assert sorted(written) == sorted(f"{word} {row.n_hits_focus}:{row.n_hits_reference}"
                                     for word, row in zip(spelled, named.itertuples(), strict=True))
    hollow = sum(len(marks(ax, "o", plots_contrasts.CARRIED["ms"])) for ax in fig.axes)
    assert hollow == named["carried"].sum() > 0
    assert "1 article, unverified attribution" in texts(fig)
    assert "Bar" not in fig.caption.reading
    tops = plots_contrasts.top_words(table)
    for side, word in tops.items():
        assert not table[table["feature"].eq(word) & table["side"].eq(side)].iloc[0]["carried"]
    titled = re.findall("“(.+?)”", fig.caption.title.lower())  # as many of them as fit
    assert titled and set(titled) <= set(tops.values())


def test_set_apart_says_what_a_test_of_all_words_finds(corpus, sides):
    own, _, names, notes = sides
    pairs = contrasts.leading_pairs(own.articles)
    table = contrasts.score_pairs(own, pairs, keyness.log_odds, corpus.passages)
    base = plots_contrasts.caption_set_apart(table, names, notes, {}, 100).base
    assert base.count("No word could have passed a test of all words together: the list is a ranking.") == 1
    assert "comparisons is identified" in base and "genre" in base and ".0 words" not in base
    first = table["focus"].eq(pairs[0][0])
    table.loc[first, ["n_family", "n_could_pass", "p_min"]] = [12, 5, 0.001]
    table.loc[table.index[first][0], "p_familywise"] = 0.02
    base = plots_contrasts.caption_set_apart(table, names, notes, {}, 100).base
    word = table.loc[table.index[first][0], "feature"]
    assert f"“{word}”: p = 0.02, smallest attainable 0.001" in base and "of 12 words tested together" in base
    assert "no word could have passed" in base  # the other pair


def test_words_of_sources_are_titled_as_theirs(corpus, sides):
    _, _, names, notes = sides
    others = framing.vectorize(corpus, voice="others").trim(drop=lexicons.words("function_words"))
    one, other = contrasts.leading_pairs(others.articles)[0]
    table = contrasts.carried(keyness.log_odds(others, one, other).assign(focus=one, reference=other, by="outlet"),
                              corpus.passages, others.articles)
    apart = plots_contrasts.plot_set_apart(table, names, notes)
    assert set(table["voice"]) == {"others"} and "words quoted, retold or ascribed" in apart.caption.subtitle
    tops = plots_contrasts.top_words(table)
    assert ("sources" if tops else "No frequent word sets these sources apart") in apart.caption.title
    hits = table.set_index("feature")[["n_hits_focus", "n_hits_reference"]].sum(axis=1)
    assert all(hits[word] >= plots_contrasts.MIN_TITLED for word in tops.values())
    rates = contrasts.side_rates(others, keyness.shared_words(others, min_hits=1))
    shared = plots_contrasts.plot_shared_words(rates, names, notes)
    assert "sources share" in shared.caption.title and "own words" not in shared.caption.subtitle
    assert layout_faults(apart) == layout_faults(shared) == []


def test_a_voice_that_no_side_has_is_a_page_that_says_so(corpus, sides):
    own, _, names, notes = sides
    nobody = own.take(np.zeros(len(own.articles), bool))
    table = contrasts.score_pairs(nobody, contrasts.leading_pairs(own.articles), keyness.log_odds, corpus.passages)
    page = plots_contrasts.plot_set_apart(table, names, notes)
    assert page.caption.title == "No words to set apart here" and layout_faults(page) == []


def test_an_article_without_a_quotation_has_no_mark_for_one(classes):
    rates, columns = classes
    quiet = columns["key"].iloc[0]
    fig = plots_vocabulary.plot_word_classes(
        rates[~(rates["article"].eq(quiet) & rates["voice"].eq("others"))], columns)
    assert marks(fig.axes[0], "D", style.QUOTED["ms"]) == [] != marks(fig.axes[1], "D", style.QUOTED["ms"])
    assert layout_faults(fig) == []


def test_shared_words_draw_each_side_once(sides):
    _, content, names, notes = sides
    shared = keyness.shared_words(content, min_hits=2)
    table = contrasts.side_rates(content, shared)
    fig = plots_contrasts.plot_shared_words(table, names, notes)
    assert layout_faults(fig) == []
    drawn = [float(line.get_xdata()[0]) for line in fig.axes[0].lines if line.get_marker() in plots_contrasts.MARKERS]
    assert sorted(drawn) == pytest.approx(sorted(table["per_1000_tokens"]))


def figure_table(name):
    path = FIGURES / f"{name}.csv"
    if not path.exists():
        pytest.skip(f"{path.name} isn't made yet")
    return pd.read_csv(path)


def test_the_findings_on_word_classes_hold():
    table = figure_table("02-word-classes")
    leads = table[table["leads"]].groupby("class")["outlet"].agg(lambda outlets: sorted(set(outlets)))
    assert leads.to_dict() == {"cooperation_harmony": ["Global Times"], "militarist": ["WSWS"]}
    war = table[table["class"].eq("militarist")].set_index("outlet").groupby("voice")["per_1000_tokens"].idxmax()
    assert war.to_dict() == {"own": "WSWS", "others": "WSWS"}
    cooperation = table[table["class"].eq("cooperation_harmony") & table["outlet"].eq("WSWS")].set_index("voice")
    assert cooperation.loc["own", "n_hits"] == 0 < cooperation.loc["others", "n_hits"]
    assert table["evidence"].eq("describe").all()


def test_the_findings_on_words_hold():
    table = figure_table("02-set-apart").set_index(["focus", "reference", "feature"])["log_odds"]
    assert table["WSWS", "Politico", "war"] > 0 > table["WSWS", "Politico", "said"]
    assert table["Global Times", "WSWS", "said"] > 0 and table["Global Times", "WSWS", "experts"] > 0
    others = figure_table("02-set-apart-others").set_index(["focus", "reference", "feature"])["log_odds"].sort_index()
    assert (others["Global Times", "WSWS"][["relations", "rights", "trade"]] > 0).all()
    assert others["Global Times", "WSWS", "war"] < 0 < others["WSWS", "Politico", "war"]
    assert figure_table("02-scare-quotes")["per_1000_tokens"].max() < 5
    shared = figure_table("02-shared-words").query("alike")["feature"]
    assert {"foreign", "chinese", "china"} >= set(shared)
