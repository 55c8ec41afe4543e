"""What stands under every figure: the meaning of its intervals, and beside a p the smallest one there could be."""

import re
from pathlib import Path

import pytest

import framing

CAPTIONS = sorted((Path(framing.__file__).parents[2] / "figures").glob("[0-9][0-9]-*.md"))
NO_INTERVALS = {"08-calibration"}  # counts how often intervals of invented values hold the truth, and draws none


def test_captions_are_there():
    assert {path.stem for path in CAPTIONS} > NO_INTERVALS


@pytest.fixture(params=CAPTIONS, ids=lambda path: path.stem)
def caption(request):
    return request.param.read_text(encoding="utf-8")


def test_an_interval_says_what_it_rests_on(caption, request):
    if request.node.callspec.id not in NO_INTERVALS and re.search(r"95% [\w ’-]*interval", caption):
        assert "if these were exchangeable with other" in caption


def test_a_p_stands_beside_the_smallest_attainable(caption):
    assert not re.search(r"\bp [=<] ?0", caption) or re.search("smallest attainable", caption, flags=re.I)


def test_percentages_are_written_alike(caption):
    assert not re.search(r"\d %", caption)
