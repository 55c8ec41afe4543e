"""A question that can't be asked gets one plain sentence: the value that is wrong, and what there is."""

from dataclasses import replace

import numpy as np
import pytest
from invented import invented

from framing import (
    by_voice,
    change,
    compare,
    contrasts,
    headline_tone,
    headline_words,
    headlines,
    keyness,
    leverage,
    sentiment,
    topics,
    vectorize,
    vocabulary,
    word_shift,
)

WORLD = invented((2,), (3,), "wild", 0)
ONE_VOICE = invented((2,), (3,), "one voice", 0)
LEXICON = {"war": -2.9, "good": 1.9}

# Measures of two sides: (values, dfm, focus, reference, by).
TWO_SIDES = {
    "difference": lambda v, dfm, *two, by="outlet": compare.difference(v, "tone", by, *two),
    "rate_ratio": lambda v, dfm, *two, by="outlet": compare.rate_ratio(v, "n_hits", "n_tokens", by, *two),
    "word_shift": lambda v, dfm, *two, by="outlet": word_shift.word_shift(dfm, LEXICON, *two, by=by),
    "log_odds": lambda v, dfm, *two, by="outlet": keyness.log_odds(dfm, *two, by=by),
    "log_ratio": lambda v, dfm, *two, by="outlet": keyness.log_ratio(dfm, *two, by=by),
    "shared_words": lambda v, dfm, *two, by="outlet": keyness.shared_words(dfm, list(two), by=by),
    "leverage": lambda v, dfm, *two, by="outlet": leverage.leverage(
        WORLD.hits, WORLD.sentences, v, "vader", *two, by=by),
}


def _asked(name, *two, values=WORLD.values, dfm=WORLD.dfm, **options):
    with pytest.raises(ValueError) as caught:
        TWO_SIDES[name](values, dfm, *two, **options)
    said = str(caught.value)
    assert "\n" not in said
    return said


@pytest.mark.parametrize("name", TWO_SIDES)
def test_sides_that_are_equal_unknown_or_not_there(name):
    assert _asked(name, "f0", "f0") == "focus and reference are both 'f0'; outlet has: f0, r0"
    assert _asked(name, "nobody", "r0") == "focus: outlet has no 'nobody'; outlet has: f0, r0"
    assert _asked(name, "f0", "nobody") == "reference: outlet has no 'nobody'; outlet has: f0, r0"
    assert _asked(name, ["f0", "r0"], "r0") == "focus and reference are both 'r0'; outlet has: f0, r0"
    assert _asked(name, "f0", "r0", by="paper").startswith("no column 'paper'; there are: article, ")


@pytest.mark.parametrize("name", TWO_SIDES)
def test_a_side_that_is_empty_after_filtering(name):
    kept = WORLD.dfm.take((WORLD.dfm.articles["outlet"] != "f0").to_numpy())
    left = WORLD.values[WORLD.values["outlet"].ne("f0")]
    assert _asked(name, "f0", "r0", values=left, dfm=kept) == "focus: outlet has no 'f0'; outlet has: r0"


@pytest.mark.parametrize(("name", "column"), [("difference", "tone"), ("rate_ratio", "n_hits")])
def test_a_side_without_a_value(name, column):
    blank = WORLD.values.assign(**{column: WORLD.values[column].where(WORLD.values["outlet"].ne("f0"))})
    assert _asked(name, "f0", "r0", values=blank) == f"outlet 'f0': none of its 2 rows has a value in {column}"


def test_rows_of_nobody():
    nameless = WORLD.values.assign(outlet=np.nan, group="left")
    with pytest.raises(ValueError, match="every row needs an article and an outlet"):
        compare.means(nameless, "tone", "group")
    matrix = replace(WORLD.dfm, articles=WORLD.dfm.articles.assign(outlet=np.nan))
    with pytest.raises(ValueError, match="every row needs an article and an outlet"):
        keyness.log_odds(matrix, "left", "right", by="group")


def test_an_article_on_both_events():
    values = invented((2,), (2, 2), "wild", 0, 2).values
    twice = values.assign(article=values["article"].where(values["outlet"].ne("f0"), "same"))
    with pytest.raises(ValueError, match="article on both events: same"):
        change.outlet_changes(twice, "tone", "event-0", "event-1")


def test_hits_that_are_no_counts():
    for wrong in (-1, np.inf):
        with pytest.raises(ValueError, match="n_hits must hold counts, none below 0 and none infinite"):
            compare.rates(WORLD.values.assign(n_hits=wrong), "n_hits", "n_tokens", "outlet")


def test_topics_of_headlines_by_outlet():
    table = headlines.headlines(WORLD.articles, WORLD.sentences)
    with pytest.raises(ValueError, match="by is 'outlet'; expected a column that tells kinds of outlet apart"):
        headline_words.topics(table, WORLD.hits, WORLD.sentences, ["Trade"], by="outlet")


def test_headlines_held_against_nobody():
    table = headlines.headlines(WORLD.articles, WORLD.sentences)
    with pytest.raises(ValueError, match="reference: outlet has no 'nobody'; outlet has: f0, r0"):
        headline_tone.tone(table, by="outlet", reference="nobody")
    with pytest.raises(ValueError, match="focus: outlet has no 'nobody'; outlet has: f0, r0"):
        headline_words.words(WORLD.dfm, table, "nobody", "r0", keyness.log_odds, by="outlet")
    with pytest.raises(ValueError, match="no column 'paper'; there are: article"):
        headline_words.words(WORLD.dfm, table, "f0", "r0", keyness.log_odds, by="paper")
    assert headline_words.words(WORLD.dfm, table, "f0", None, keyness.log_odds, by="outlet")["feature"].tolist() == [""]


@pytest.mark.parametrize("measure", [
    lambda by: contrasts.score_pairs(WORLD.dfm, [("f0", "r0")], keyness.log_odds, WORLD.passages, by=by),
    lambda by: word_shift.folded_shift(WORLD.dfm, LEXICON, "f0", "r0", by=by)])
def test_a_column_that_is_not_there(measure):
    with pytest.raises(ValueError, match="no column 'paper'; there are: article"):
        measure("paper")


def test_constant_values():
    assert "tone is 1.0 in all 5 articles" in _asked("difference", "f0", "r0", values=WORLD.values.assign(tone=1.0))
    assert "n_hits is 0 in all 5 articles" in _asked("rate_ratio", "f0", "r0", values=WORLD.values.assign(n_hits=0))


@pytest.mark.parametrize("measure", [change.outlet_changes, change.group_changes, change.common_changes])
def test_events_that_are_equal_or_unknown(measure):
    values = invented((2,), (2, 2), "wild", 0, 2).values
    with pytest.raises(ValueError, match="both 'event-0'; event has: event-0, event-1"):
        measure(values, "tone", "event-0", "event-0")
    with pytest.raises(ValueError, match="event has no 'event-9'; event has: event-0, event-1"):
        measure(values, "tone", "event-0", "event-9")
    assert measure(values.assign(tone=np.nan), "tone", "event-0", "event-1").empty


def _topics(world, **options):
    return topics.article_topics(world.articles, world.sentences, world.hits, world.topics, **options)


def _counts(world, **options):
    return vocabulary.class_counts(world.hits, world.sentences, world.articles, **options)


# Measures that take a voice, from a corpus or from a table that holds some voices apart.
FROM_A_CORPUS = {
    "sentence_scores": lambda w, voice: sentiment.sentence_scores(w.sentences, voice=voice),
    "masked_reruns": lambda w, voice: sentiment.masked_reruns(w.sentences, w.articles, voice=voice),
    "name_audit": lambda w, voice: sentiment.name_audit(w.hits, voice=voice),
    "class_counts": lambda w, voice: _counts(w, voice=voice),
    "cue_classes": lambda w, voice: vocabulary.cue_classes(w.attributions, w.articles, voice=voice),
    "mentions": lambda w, voice: topics.mentions(w.sentences, w.hits, voice=voice),
    "article_topics": lambda w, voice: _topics(w, voice=voice),
    "voice_tokens": lambda w, voice: by_voice.voice_tokens(w.sentences, voice=voice),
    "voice_hits": lambda w, voice: by_voice.voice_hits(w.hits, w.sentences, "classes", voice=voice),
    "leverage": lambda w, voice: leverage.leverage(w.hits, w.sentences, w.articles, "vader", "f0", "r0", voice=voice),
    "vectorize": lambda w, voice: vectorize(w, voice=voice),
}
FROM_A_TABLE = {
    "tone_gaps": lambda w, voice: sentiment.tone_gaps(sentiment.sentence_scores(w.sentences), w.articles, voice=voice),
    "class_rates": lambda w, voice: vocabulary.class_rates(_counts(w), voice=voice),
    "prominence": lambda w, voice: topics.prominence(_topics(w), voice=voice),
    "leaders": lambda w, voice: topics.leaders(_topics(w), voice=voice),
    "in_voice": lambda w, voice: by_voice.in_voice(_counts(w), voice),
}


@pytest.mark.parametrize("voice", ["theirs", None, ()])
@pytest.mark.parametrize("name", FROM_A_CORPUS)
def test_a_voice_that_is_none(name, voice):
    with pytest.raises(ValueError, match=r"^voice ('theirs'|None|\(\)): expected one") as caught:
        FROM_A_CORPUS[name](WORLD, voice)
    assert "own, others" in str(caught.value)


@pytest.mark.parametrize("voice", ["theirs", "belief", None, (), ("own", "others"), ["own"]])
@pytest.mark.parametrize("name", FROM_A_TABLE)
def test_a_voice_that_a_table_does_not_hold_or_several(name, voice):
    with pytest.raises(ValueError, match=r"^voice .*: expected one of own, others") as caught:
        FROM_A_TABLE[name](WORLD, voice)
    assert repr(voice) in str(caught.value)


@pytest.mark.parametrize("name", ["sentence_scores", "masked_reruns", "leverage"])
def test_a_voice_that_does_not_occur_has_no_mean(name):
    with pytest.raises(ValueError, match="quoted"):
        FROM_A_CORPUS[name](ONE_VOICE, "quoted")


def test_a_voice_that_does_not_occur_has_no_rate():
    with pytest.raises(ValueError, match="no tokens with voice quoted"):
        vocabulary.class_rates(_counts(ONE_VOICE, voice="quoted"), voice="quoted")


def test_where_a_notebook_may_ask_in_vain_the_table_says_why():
    """These are made for notebooks that run on any corpus: no error, but a row with the reason."""
    table = word_shift.folded_shift(WORLD.dfm, LEXICON, "nobody", "r0")
    assert list(table.columns) == ["reason"] and len(table) == 1
    table = contrasts.score_pairs(WORLD.dfm, [("nobody", "r0")], keyness.log_odds, WORLD.passages)
    assert list(table.columns) == ["reason"] and len(table) == 1
    table = leverage.leverage_or_reason(WORLD.hits, WORLD.sentences, WORLD.articles, "vader", "nobody", "r0")
    assert table["reason"].tolist() == ["focus: outlet has no 'nobody'; outlet has: f0, r0"]
    table = headline_words.words(WORLD.dfm, WORLD.values, "f0", None, keyness.log_odds, by="outlet")
    assert table["feature"].tolist() == [""]
