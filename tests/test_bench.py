"""The bench runs, its peers compute the same numbers, and it says which goals it misses."""

import numpy as np
import pandas as pd
import pytest

from framing import bench


@pytest.fixture(scope="module")
def table():
    return bench.ratios(bench.QUICK)


def test_every_ratio_stands_beside_a_check_of_the_numbers(table):
    assert table["goal"].tolist() == ["G4", "G4", "G11", "G11"]
    assert table["same_numbers"].all() and (table["ratio"] > 0).all()
    assert (table["reached"] == (table["ratio"] <= table["at_most"])).all()


def test_a_missed_goal_is_told(table, monkeypatch, capsys):
    monkeypatch.setattr(bench, "ratios", lambda sizes: table.assign(reached=[True, False, True, True]))
    assert bench.main(["--quick"]) == 1 and "False" in capsys.readouterr().out
    monkeypatch.setattr(bench, "ratios", lambda sizes: table.assign(reached=True))
    assert bench.main([]) == 0


def test_fighting_words_are_those_of_the_published_formula():
    """Monroe, Colaresi and Quinn (2008), eq. 16, 20 and 22, word by word under a uniform prior of 0.1."""
    dfm, texts = bench.corpus(6, 12, n_tokens=50)
    z = bench.fighting_words(texts[::2], texts[1::2], 12)
    counts = pd.DataFrame(dfm.counts.toarray(), columns=dfm.features)
    y1, y2 = counts[::2].sum(), counts[1::2].sum()
    for word in dfm.features:
        a, b = y1[word] + 0.1, y2[word] + 0.1
        delta = np.log(a / (y1.sum() + 1.2 - a)) - np.log(b / (y2.sum() + 1.2 - b))
        assert z[word] == pytest.approx(delta / np.sqrt(1 / a + 1 / b))


def test_peers_are_not_spared_the_work():
    moving = bench._Moving(40, 50)
    assert np.allclose(moving.blocks_of(1), moving.loop_over(1)) and moving.every(40).n == 10_000
