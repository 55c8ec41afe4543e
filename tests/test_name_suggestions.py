"""Names with their other forms, on invented articles: what is folded, what isn't, what is no name."""

from framing.name_runs import Written
from framing.name_suggestions import names


def found(*articles):
    return {name.text: name for name in names([list(article) for article in articles], Written())}


def test_a_last_name_is_folded_into_the_full_name_it_keeps_company_with():
    table = found(*[("On Monday Ms. Ann Lee spoke.", "Then Lee left, and so did Roe.")] * 3)
    assert table["Ann Lee"].aliases == ["Lee"] and table["Ann Lee"].kind == "person"
    assert len(table["Ann Lee"].places) == 3 and table["Ann Lee"].n_hits == 6 and "Roe" in table


def test_a_last_name_of_two_people_is_left_and_noted():
    table = found(("On Monday Ms. Ann Lee spoke.", "Then Lee left."), ("On Monday Mr. Bo Lee spoke.", "Then Lee left."))
    assert table["Lee"].note == "Ann Lee or Bo Lee?" and not table["Ann Lee"].aliases


def test_a_place_lends_its_last_word_to_nobody():
    table = found(*[("They met in East Harbour, near the Harbour gate.", "Then Harbour people left.")] * 3)
    assert table["East Harbour"].aliases == []


def test_plurals_adjectives_and_abbreviations_are_folded():
    table = found(*[("They live in Norland, where Norlanders and one Norlander eat; a Norlandish loaf.",
                     "Then Federalists met a Federalist, Rep. Bo Roe of Norl., as usual.")] * 4)
    assert set(table["Norland"].aliases) >= {"Norlandish"} and "Federalist" in table["Federalists"].aliases
    assert "Norlandish" not in table and "Federalist" not in table


def test_compounds_words_with_capitals_and_numbers_are_no_names():
    table = found(*[("We met in Norland for Norland-Sudland talks with Sudland; the Council ate.",
                     "That council left, the council said, but I’m here; a council, the council.")] * 3)
    assert set(table) == {"Norland", "Sudland"}


def test_parts_join_where_the_corpus_joins_them():
    table = found(*[("They asked the Gulf of Flour fund and the Ministry of Bread.", "So Rep. Bo Roe of Norland came."),
                    ("Near the Gulf of Flour they met in Norland.", "He left the Gulf of Flour in May.")])
    assert {"Gulf of Flour", "Ministry of Bread", "Bo Roe", "Norland"} <= set(table)
    assert table["Ministry of Bread"].kind == "organisation" and table["Bo Roe"].role == "politician"


def test_the_order_of_articles_changes_no_count():
    articles = [("On Monday Ms. Ann Lee spoke in Norland.", "Then Lee left."), ("The Norland Bread Board (NBB) met.",),
                ("They asked the NBB, and Lee.", "In Norland Ann Lee slept.")]
    one, other = found(*articles), found(*articles[::-1])
    assert {name: (table.n_hits, len(table.places)) for name, table in one.items()} == {
        name: (table.n_hits, len(table.places)) for name, table in other.items()}
