"""Whose words: strips against a token-by-token recount, shares against plain means."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framing import read_corpus, voice

FIGURES = Path(__file__).parents[1] / "figures"


@pytest.fixture(scope="module")
def corpus():
    return read_corpus()


def article_sentences(name, **counts):
    columns = dict.fromkeys(("n_own", "n_quoted", "n_reported", "n_belief", "n_scare"), 0)
    return pd.DataFrame({"article": [name], "section": "body", **columns, **{f"n_{k}": n for k, n in counts.items()}})


def spans(name, *rows):
    return pd.DataFrame([(name, *row) for row in rows], columns=["article", "voice", "start", "n_tokens"])


def test_strips_tile_every_article_as_a_slow_recount_does(corpus):
    table = voice.strips(corpus.attributions, corpus.sentences)
    assert set(table["article"]) == set(corpus.full["article"])
    for row in corpus.full.itertuples():
        tokens = np.full(int(row.n_tokens), "own", dtype=object)
        for span in corpus.attributions[corpus.attributions["article"] == row.article].itertuples():
            tokens[span.start:span.start + span.n_tokens] = voice.ASCRIBED.get(span.voice, span.voice)
        mine = table[table["article"] == row.article]
        assert np.repeat(mine["voice"].to_numpy(object), mine["n_tokens"]).tolist() == tokens.tolist()
        assert mine["start"].tolist() == mine["n_tokens"].cumsum().shift(fill_value=0).tolist()
        for stretch in mine.itertuples():
            assert stretch.share == pytest.approx((tokens == stretch.voice).mean())


def test_strips_do_not_depend_on_row_order_and_leave_their_input(corpus):
    attributions, sentences = corpus.attributions.copy(), corpus.sentences.copy()
    turned = voice.strips(attributions.iloc[::-1], sentences.iloc[::-1])
    pd.testing.assert_frame_equal(turned, voice.strips(attributions, sentences))
    pd.testing.assert_frame_equal(attributions, corpus.attributions)
    pd.testing.assert_frame_equal(sentences, corpus.sentences)


def test_words_ascribed_without_marks_count_as_reported():
    sentences = article_sentences("a", own=1, belief=2, reported=1)
    table = voice.strips(spans("a", ("belief", 0, 2), ("reported", 3, 1)), sentences)
    assert table[["voice", "start", "n_tokens"]].to_numpy().tolist() == [["reported", 0, 2], ["own", 2, 1],
                                                                        ["reported", 3, 1]]
    assert table["share"].tolist() == [0.75, 0.25, 0.75]


@pytest.mark.parametrize(("rows", "what"), [
    ([("quoted", 0, 3), ("quoted", 2, 1)], "overlap"),
    ([("quoted", 8, 4)], "past its end"),
    ([("quoted", 0, 3)], "disagree on the words of a, own"),
    ([("quoted", 0, 2), ("whispered", 4, 2)], "disagree"),
])
def test_strips_refuse_what_does_not_add_up(rows, what):
    with pytest.raises(ValueError, match=what):
        voice.strips(spans("a", *rows), article_sentences("a", own=6, quoted=4))


def test_a_corpus_without_a_text_has_no_strips(corpus):
    headlines = corpus.sentences[corpus.sentences["section"] == "headline"]
    assert voice.strips(corpus.attributions.iloc[:0], headlines).empty
    with pytest.raises(ValueError, match="no article has a text"):
        voice.voice_shares(headlines, corpus.articles)


def test_shares_of_an_article_sum_to_one_and_infer_nothing(corpus):
    table = voice.voice_shares(corpus.sentences, corpus.articles)
    assert list(table["article"].unique()) == list(corpus.full.sort_values(["order", "article"])["article"])
    assert table.groupby("article")["share"].sum().to_numpy() == pytest.approx(np.ones(len(corpus.full)))
    sizes = corpus.full.set_index("article")["n_tokens"]
    assert table.groupby("article")["n_tokens"].sum().to_dict() == sizes.to_dict()
    assert set(table["evidence"]) == {"describe"} and table[["ci_low", "ci_high"]].isna().all(axis=None)


def test_outlets_with_four_articles_get_intervals_within_0_and_1():
    own = {"Herald": [10, 90, 100, 100], "Post": [50, 60]}
    names = [(outlet, f"{outlet}-{i}", n) for outlet, sizes in own.items() for i, n in enumerate(sizes)]
    sentences = pd.concat([article_sentences(name, own=n, quoted=100 - n) for _, name, n in names])
    articles = pd.DataFrame(names, columns=["outlet", "article", "n"]).assign(order=1, group="private")
    articles["short"] = articles["outlet"]
    table = voice.voice_shares(sentences, articles).set_index(["outlet", "voice"])
    for outlet, sizes in own.items():
        assert table.loc[(outlet, "own"), "share"] == pytest.approx(np.mean(sizes) / 100)
        assert table.loc[(outlet, "own"), "n_tokens"] == sum(sizes)
    assert table.loc["Herald", "evidence"].tolist()[:2] == ["interval"] * 2
    assert set(table.loc["Post", "evidence"]) == {"describe"}
    assert table.loc[("Herald", "own"), "ci_high"] == 1 and table.loc[("Herald", "quoted"), "ci_low"] == 0
    assert set(voice.voice_shares(sentences, articles, by="group")["unit"]) == {"outlet"}


# What the first screen of notebook 01 and its cells on this case say in words.


def figure(name):
    return pd.read_csv(FIGURES / f"{name}.csv", keep_default_na=False)


def test_articles_peak_on_the_last_day_of_each_visit(corpus):
    table = figure("01-calendar").query("day != ''").groupby(["event", "day"])["n_articles"].sum()
    peaks = dict(table.groupby("event").idxmax())
    assert peaks == {event: (event, last) for event, last in corpus.events[["event", "ends"]].to_numpy()}


def test_most_outlets_are_here_for_one_visit_and_none_in_full_for_both(corpus):
    cells = figure("01-cells").groupby(["outlet", "event"])[["n_articles", "n_full"]].sum().gt(0)
    visits = cells.groupby("outlet").sum()
    assert visits["n_articles"].eq(1).mean() > 0.5 and visits["n_full"].max() == 1


def test_full_texts_mix_outlet_with_visit_and_genre_and_headlines_tell_kinds_apart_best():
    table = figure("01-comparisons").set_index(["material", "by"])
    full, heads = table.loc["full texts"], table.loc["headlines"]
    assert full["n_infer"].eq(0).all() and full.loc["outlet", "n_confounded"] == full.loc["outlet", "n_pairs"]
    for by in ("event", "genre"):
        assert int(full.loc[by, "none_outlet"]) == full.loc[by, "n_pairs"]
    share, kinds = heads["n_infer"] / heads["n_pairs"], heads.loc["group"]
    assert share["outlet"] < 0.5 < share["group"]
    assert int(kinds["none_event"]) + int(kinds["part_event"]) == 0
    assert int(kinds["none_genre"]) + int(kinds["part_genre"]) > kinds["n_pairs"] / 2


def test_only_two_articles_retell_far_more_than_they_quote():
    strips = figure("01-voice-strips")
    words = strips.pivot_table("n_tokens", "article", "voice", aggfunc="sum")
    far = words["reported"] / words["quoted"] > 2
    assert list(far.index[far]) == [name for name in far.index if name.startswith("globaltimes")]
    shares = words.div(words.sum(axis=1), axis=0)
    by_marks, by_all = shares["quoted"].nlargest(2), (shares["quoted"] + shares["reported"]).nlargest(2)
    assert set(by_marks.index) == {"politico-2023-06-preview", "truthout-2023-06-19"}
    assert set(by_all.index) == set(far.index[far])
    mostly_others = shares["quoted"] + shares["reported"] > shares["own"]
    assert list(shares.index[~mostly_others]) == ["wsws-2023-06-20"]
