"""Runs of capitalised words, what stands around them, and acronyms: each rule on invented sentences."""

import pytest

from framing.name_runs import Written, acronyms, chains


def texts(*paragraphs):
    return [atom.text for chain in chains(list(paragraphs), Written()) for atom in chain.atoms]


@pytest.mark.parametrize(("text", "wanted"), [
    ("On Monday President Ann Lee of Norland spoke.", ["Ann Lee", "Norland"]),
    ("They saw Ms. Bo B. Roe in New Harbour.", ["Bo B. Roe", "New Harbour"]),
    ("He met Norland’s Bread Council there.", ["Norland", "Bread Council"]),
    ("There was the Trade Ministry, Herald Holdings and rain.", ["Trade Ministry", "Herald Holdings"]),
    ("Yesterday was calm. Still, nobody came.", []),
    ("BREAD PRICES RISE AGAIN IN ALL TOWNS", []),
])
def test_runs(text, wanted):
    assert texts(text) == wanted


def test_what_stands_around_a_name_is_noted():
    (one,), (two,) = (chain.atoms for chain in chains(["In the end Sen. Ann Lee said so in Norland."], Written()))
    assert (one.titled, one.role, one.placed, one.speaks) == (True, "politician", False, True)
    assert (two.titled, two.placed, two.dotted) == (False, True, False)


def test_how_words_are_written_is_counted():
    written = Written()
    chains(["They met Bread Council members; the council ate bread in Norland."], written)
    assert written.is_name("Norland", 0.8) and not written.is_name("bread", 0.8) and not written.is_name("oven", 0.0)


@pytest.mark.parametrize(("text", "wanted"), [
    ("the Bread and Butter Board (BBB) met", [("BBB", "Bread and Butter Board")]),
    ("the Office of Flour (OF) met", [("OF", "Office of Flour")]),
    ("the Norland Oven Works (N.O.W.) met", [("NOW", "Norland Oven Works")]),
    ("many people came (USA) and left (2030) again (R)", []),
    ("(ABC) at the start", []),
])
def test_acronyms(text, wanted):
    assert list(acronyms(text)) == wanted
