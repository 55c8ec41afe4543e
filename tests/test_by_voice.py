"""Voices: one meaning of ``voice=`` for every measure, counts against plain loops."""

import pandas as pd
import pytest

from framing import by_voice
from framing.by_voice import VOICES, voice_hits, voice_tokens


def test_voices_are_the_designs():
    assert VOICES == ("own", "quoted", "reported", "belief", "scare")
    assert by_voice.members("all") == {"all": VOICES}
    assert by_voice.members(["others"]) == {"others": ("quoted", "reported", "belief")}


@pytest.mark.parametrize("voice", ["loud", ("own", "loud"), (), None, "any"])
def test_an_unknown_voice_names_the_known_ones(voice):
    with pytest.raises(ValueError, match="expected one of own, others, quoted, reported, belief, scare, all"):
        by_voice.members(voice)


def test_rows_stand_once_for_each_voice_that_takes_them_in():
    table = pd.DataFrame({"voice": [*VOICES, "remainder"], "n": range(6)})
    assert by_voice.voiced(table, ("others", "all"), apart=False)["n"].tolist() == [0, 1, 2, 3, 4]
    apart = by_voice.voiced(table, ("others", "all"))
    assert apart.groupby("voice")["n"].agg(list).to_dict() == {"all": [0, 1, 2, 3, 4], "others": [1, 2, 3]}


def test_a_result_without_the_voice_names_those_it_holds():
    with pytest.raises(ValueError, match="voice 'belief': expected one of own, others"):
        by_voice.in_voice(pd.DataFrame({"voice": ["own", "others"]}), "belief")


def test_voice_tokens_equal_a_plain_loop(corpus):
    table = voice_tokens(corpus.sentences, ["article", "passage"]).set_index(["article", "passage", "voice"])
    own, others = {}, {}
    for row in corpus.sentences.itertuples():
        if row.section != "headline":
            key = (row.article, row.passage)
            own[key] = own.get(key, 0) + row.n_own
            others[key] = others.get(key, 0) + row.n_quoted + row.n_reported + row.n_belief
    assert table["n_tokens"].xs("own", level="voice").to_dict() == own
    assert table["n_tokens"].xs("others", level="voice").to_dict() == others


def test_voice_hits_equal_a_plain_loop(corpus):
    found = {}
    for row in corpus.hits.itertuples():
        if row.list == "classes" and row.sentence > 0 and row.voice != "scare":
            key = (row.article, row.category, "own" if row.voice == "own" else "others")
            found[key] = found.get(key, 0) + row.count
    table = voice_hits(corpus.hits, corpus.sentences, "classes")
    counted = {tuple(key): n for *key, n in table[["article", "category", "voice", "n_hits"]].itertuples(index=False)}
    assert counted == found


def test_tokens_and_hits_of_each_voice_sum_to_all(corpus):
    for count, column in ((lambda voice: voice_tokens(corpus.sentences, voice=voice), "n_tokens"),
                          (lambda voice: voice_hits(corpus.hits, corpus.sentences, "tone", ["article"], voice=voice),
                           "n_hits")):
        sums = count(VOICES).groupby("article")[column].sum()
        assert sums.to_dict() == count("all").set_index("article")[column].to_dict()
    assert voice_tokens(corpus.sentences, voice="all")["n_tokens"].sum() == corpus.full["n_tokens"].sum()
