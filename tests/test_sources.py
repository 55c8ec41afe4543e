"""Who speaks: every rule, their order, and no guess without a rule."""

import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.mentions import known_actors
from framing.people import Speaker
from framing.quotes import Attribution, attribute
from framing.sources import resolve

ACTORS = pd.DataFrame([
    ("Norland government", "Norland;Norlandish;Norlander;Norlanders;NL;N.L.;Port Nor", "Norland", "government"),
    ("Norland foreign ministry", "Foreign Ministry;Ministry of Foreign Affairs;Foreign Minister", "Norland",
     "government"),
    ("Southland government", "Southland;Southish", "Southland", "government"),
    ("Southland State Office", "State Office;Secretary of State;secretary of state", "Southland", "government"),
    ("Ann Lee", "Lee;Minister Lee", "Norland", "official"),
    ("Gan Dao", "Gan Dao", "Norland", "official"),
    ("Ed Moss", "Moss", "Southland", "official"),
    ("Oak Institute", "Oak Institute", "Southland", "expert"),
    ("Farmers' Party", "Sower;Sowers;Farmers' Party", "Southland", "politician"),
    ("Hall of Songs", "Hall of Songs", "Norland", "place"),
    ("Daily Reed", "Daily Reed", "other", "media"),
], columns=["actor", "aliases", "side", "role"])
KNOWN = known_actors(ACTORS)
ACTOR = {row.actor: Speaker(row.actor, row.side, row.role) for row in ACTORS.itertuples()}
NOBODY = Speaker()


def speakers(text, *marks):
    """Return who each marked phrase is; paragraphs are lines, and phrases are found one after the other."""
    paragraphs, spans, seen = text.split("\n"), [], (0, 0)
    for mark in marks:
        number, start = next((number, start) for number, line in enumerate(paragraphs) if number >= seen[0]
                             and (start := line.find(mark, seen[1] if number == seen[0] else 0)) >= 0)
        spans.append(Attribution(number, 0, 0, "reported", source_at=(number, start, start + len(mark))))
        seen = (number, start + len(mark))
    return resolve(paragraphs, spans, KNOWN)


def speaker(text, mark):
    return speakers(text, mark)[-1]


@pytest.mark.parametrize(("phrase", "actor"), [
    ("Ann Lee", "Ann Lee"),
    ("Lee", "Ann Lee"),
    ("Ann B. Lee", "Ann Lee"),
    ("Norlandish Foreign Minister Ann Lee", "Ann Lee"),
    ("former Norland foreign minister Ann Lee", "Ann Lee"),
    ("Ann Lee of the Oak Institute, who advised Moss", "Ann Lee"),
    ("the head of the Oak Institute, Ann Lee", "Ann Lee"),
    ("Deputy Secretary for Trade and Rivers Ann Lee", "Ann Lee"),
    ("Lee herself", "Ann Lee"),
    ("Norland", "Norland government"),
    ("the Norlandish foreign ministry", "Norland foreign ministry"),
    ("Norland’s Foreign Ministry", "Norland foreign ministry"),
    ("a spokesman for the Southland State Office", "Southland State Office"),
    ("a State Office spokeswoman", "Southland State Office"),
    ("a spokesman for Ann Lee", "Ann Lee"),
    ("a State Office readout", "Southland State Office"),
    ("a Norlandish readout", "Norland government"),
    ("Minister Ann Lee", "Ann Lee"),
    ("the foreign ministry’s statement", "Norland foreign ministry"),
    ("a statement from Norland's Ministry of Foreign Affairs", "Norland foreign ministry"),
    ("a comment in the Daily Reed by Ed Moss", "Ed Moss"),
    ("an article in the Daily Reed", "Daily Reed"),
    ("some in the Farmers' Party", "Farmers' Party"),
    ("members of the Farmers' Party", "Farmers' Party"),
    ("the Norland side", "Norland government"),
])
def test_the_head_of_a_phrase_decides(phrase, actor):
    assert speaker(f"It rained, and {phrase} said that it would rain on.", phrase) == ACTOR[actor]


@pytest.mark.parametrize(("phrase", "expected"), [
    ("a senior Norland official", ("unnamed official", "Norland", "official")),
    ("officials in Port Nor", ("unnamed official", "Norland", "official")),
    ("officials", ("unnamed official", "", "official")),
    ("Norlandish and Southish diplomats", ("unnamed official", "", "official")),
    ("N.L. officials", ("unnamed official", "Norland", "official")),
    ("a State Office official", ("unnamed official", "Southland", "official")),
    ("an official from the State Office who asked not to be named", ("unnamed official", "Southland", "official")),
    ("the Norland ambassador to Southland", ("unnamed official", "Norland", "official")),
    ("Norlandish experts", ("unknown", "Norland", "expert")),
    ("Norland's analysts", ("unknown", "Norland", "expert")),
    ("a Norland expert", ("unknown", "", "expert")),
    ("an expert on Norland", ("unknown", "", "expert")),
    ("a scholar at the Oak Institute", ("unknown", "Southland", "expert")),
    ("critics", ("unknown", "", "")),
    ("two Southland newspapers", ("unknown", "Southland", "media")),
    ("a Southland media report", ("unknown", "Southland", "media")),
    ("Sowers and Norland", ("unknown", "", "")),
    ("Ann Lee and Gan Dao", ("unknown", "Norland", "official")),
    ("Eastland's foreign ministry", ("unknown", "", "government")),
    ("Southland's foreign ministry", ("unknown", "Southland", "government")),
    ("the Norlanders", ("unknown", "Norland", "")),
    ("the Elm Sower", ("unknown", "Southland", "politician")),
    ("a Sower", ("unknown", "Southland", "politician")),
    ("most ministers, among them Ann Lee", ("unnamed official", "", "official")),
    ("he and a reporter", ("unknown", "", "media")),
    ("the Hall of Songs", ("unknown", "", "")),
    ("the rain in Norland", ("unknown", "", "")),
    ("both sides", ("unknown", "", "")),
])
def test_without_a_name_there_is_a_role_and_a_side_at_most(phrase, expected):
    assert speaker(f"It rained, and {phrase} said that it would rain on.", phrase) == Speaker(*expected)


@pytest.mark.parametrize(("phrase", "expected"), [
    ("Bo Roe", ("", "", "Bo Roe")),
    ("Bo Roe, an economist", ("", "expert", "Bo Roe")),
    ("Bo Roe, 45, a professor at the Oak Institute", ("Southland", "expert", "Bo Roe")),
    ("Bo Q. Roe, who served as a general", ("", "military", "Bo Roe")),
    ("Sen. Bo Roe (F-Port Nor)", ("", "politician", "Bo Roe")),
    ("Norlandish economist Bo Roe", ("Norland", "expert", "Bo Roe")),
    ("a Norlandish activist, Bo Roe", ("Norland", "activist", "Bo Roe")),
    ("Bo Roe, president of the Elm Bank", ("", "business", "Bo Roe")),
    ("Bo van Roe", ("", "", "van Roe")),
    ("Bo Lee", ("", "", "Bo Lee")),
    ("Gan Wu", ("", "", "Gan Wu")),
    ("the Elm Times", ("", "media", "Elm Times")),
])
def test_names_that_the_corpus_lacks_are_kept_in_two_words(phrase, expected):
    assert speaker(f"It rained, and {phrase}, said that it would rain on.", phrase) == Speaker("unknown", *expected)


def test_a_surname_after_a_full_name():
    text = "Bo Roe, an economist, came.\nRoe said so. Lee did not. Dao did, said Gan."
    full, first, lee, dao, gan = speakers(text + " Gan Dao left.", "Bo Roe", "Roe", "Lee", "Dao", "Gan")
    assert full == first == Speaker("unknown", "", "expert", "Bo Roe")
    assert (lee, dao, gan) == (ACTOR["Ann Lee"], ACTOR["Gan Dao"], ACTOR["Gan Dao"])


def test_an_alias_yields_to_another_of_the_name_who_alone_is_introduced():
    assert speakers("Bo Lee, a nurse, came. Lee said so.", "Bo Lee", "Lee")[1].named == "Bo Lee"
    both = speakers("Ann Lee met Bo Lee, a nurse. Lee said so.", "Ann Lee", "Bo Lee", "Lee")
    assert both[2] == ACTOR["Ann Lee"]


def test_a_surname_of_two_is_nobody_unless_a_title_or_its_first_use_tells():
    two = "Bo Roe, a general, met Cy Roe, a nurse. "
    assert speakers(two + "Roe said so.", "Bo Roe", "Cy Roe", "Roe")[2] == Speaker(named="Roe")
    assert speakers(two + "Gen. Roe said so.", "Bo Roe", "Cy Roe", "Gen. Roe")[2].named == "Bo Roe"
    bound = speakers("Bo Roe came. Roe said so.\nCy Roe left. Roe said more.", "Bo Roe", "Roe", "Cy Roe", "Roe")
    assert bound[3].named == "Bo Roe"


def test_a_surname_in_a_headline_before_the_full_name():
    assert speaker("Yesterday, Roe said no.\nIt was Bo Roe, a nurse.", "Roe").named == "Bo Roe"


@pytest.mark.parametrize(("text", "mark", "expected"), [
    ("Southland Secretary of State Ed Moss came. The secretary of state said so.", "The secretary of state", "Ed Moss"),
    ("Southland Secretary of State Ed Moss came. The top Southish diplomat said so.", "The top Southish diplomat",
     "Ed Moss"),
    ("Southland Secretary of State Ed Moss came. The Southish diplomat said so.", "The Southish diplomat", "Ed Moss"),
    ("Foreign Minister Ann Lee met Secretary of State Ed Moss. The Southland secretary of state said so.",
     "The Southland secretary of state", "Ed Moss"),
    ("The secretary of state said so.", "The secretary of state", "Southland State Office"),
])
def test_a_title_is_the_one_person_introduced_with_it(text, mark, expected):
    assert speaker(text, mark) == ACTOR[expected]


def test_a_title_of_two_is_nobody():
    text = "President Ann Lee met President Ed Moss. The president said so."
    assert speaker(text, "The president") == Speaker("unknown", "", "official")
    assert speaker(text.replace("The pres", "The Norland pres"), "The Norland president") == ACTOR["Ann Lee"]
    assert speaker("Former President Ed Moss came. The president said so.", "The president").source == "unknown"
    assert speaker("Former President Ed Moss came. The former president said so.",
                   "The former president") == ACTOR["Ed Moss"]


def test_the_noun_points_to_the_last_one_introduced_by_it():
    text = "A Norland official said so. A Southland official said no.\nThe official did. The Norland official did."
    found = speakers(text, "A Norland official", "A Southland official", "The official", "The Norland official")
    assert [who.side for who in found] == ["Norland", "Southland", "Southland", "Norland"]
    text = "Bo Roe, a professor of law, came. Cy Poe, a nurse, left. The professor said so. A professor said no."
    the, other = speakers(text, "The professor", "A professor")
    assert the.named == "Bo Roe"
    assert other == Speaker("unknown", "", "expert")
    text = "The Norland Foreign Ministry was quiet. Then the ministry said so. The officials said no."
    assert speakers(text, "the ministry", "The officials") == [
        ACTOR["Norland foreign ministry"], Speaker("unnamed official", "", "official")]


@pytest.mark.parametrize(("text", "marks", "expected"), [
    ("Ann Lee said so. He said more.", ("Ann Lee", "He"), "Ann Lee"),
    ("Ann Lee said so.\nHe said more.", ("Ann Lee", "He"), "Ann Lee"),
    ("Ann Lee met Ed Moss. She said so.", ("She",), "Ann Lee"),
    ("Ann Lee came. After a meeting with Ed Moss, she said so.", ("she",), "Ann Lee"),
    ("A gift to Ed Moss was sent. He said no.", ("He",), "Ed Moss"),
    ("Mr. Moss came with Ann Lee. She said so.", ("She",), "Ann Lee"),
    ("The foreign ministry said so. It said more.", ("The foreign ministry", "It"), "Norland foreign ministry"),
    ("Norland's foreign ministry said so. Ann Lee left. Its statement said more.",
     ("Norland's foreign ministry", "Its statement"), "Norland foreign ministry"),
    ("Sowers said so. They said more.", ("Sowers", "They"), "Farmers' Party"),
    ("Ann Lee, who said so, left.", ("who",), "Ann Lee"),
    ("The foreign ministry, which said so, was quiet.", ("which",), "Norland foreign ministry"),
])
def test_pronouns(text, marks, expected):
    assert speakers(text, *marks)[-1] == ACTOR[expected]


def test_a_pronoun_too_far_from_anyone_is_nobody():
    assert speaker("Ann Lee came.\nIt rained.\nShe said so.", "She") == NOBODY
    assert speaker("He said so.", "He") == NOBODY
    assert speaker("Ann Lee came. Who said so?", "Who") == NOBODY
    assert speaker("Norland was dry. They said so.", "They") == NOBODY
    assert speakers("Some experts said so. It said more.", "Some experts", "It")[1] == NOBODY


def test_others_words_give_no_antecedent_but_the_first_person():
    text = "Ed Moss came. “I think Ann Lee is tired and we are late,” he said."
    start, end = text.index("I think"), text.index(",”")
    spans = [
        Attribution(0, start, end, "quoted", source_at=(0, text.index("he said"), text.index(" said"))),
        Attribution(0, start + 8, end, "belief", source_at=(0, start, start + 1), nested=True),
        Attribution(0, start + 8, end, "belief", source_at=(0, text.index("we are"), text.index(" are")), nested=True)]
    assert resolve([text], spans, KNOWN) == [ACTOR["Ed Moss"]] * 3
    assert speaker("We said so.", "We") == NOBODY


def test_a_noun_beside_a_name_is_that_person():
    text = "Sen. Bo Roe (F-Port Nor), co-chair of the panel, said so."
    assert speaker(text, "co-chair of the panel").named == "Bo Roe"


def test_one_speaker_for_each_attribution_in_order():
    spans = attribute(["Ann Lee said that it rained.", "So-called “rain” fell.", "It was dry, said Moss."])
    found = resolve(["Ann Lee said that it rained.", "So-called “rain” fell.", "It was dry, said Moss."], spans, KNOWN)
    assert found == [ACTOR["Ann Lee"], NOBODY, ACTOR["Ed Moss"]]
    assert resolve([], [], KNOWN) == []


PIECES = [*"“”\"‘’'«» .,;:—()\n&-", "Ann Lee", "Lee ", "He ", "the official ", "Norland’s ", "of ", "and ",
          "a spokesman ", "who ", "statement ", "Roe ",
          "Bo Roe, a nurse, ", "J. ", "NL", "ministry ", "I ", "some ", "said ", "İ", "ß"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), max_size=4),
       st.lists(st.tuples(st.integers(-1, 5), st.integers(-5, 90), st.integers(-5, 90), st.booleans()), max_size=12))
def test_hostile_input_never_raises(paragraphs, places):
    spans = [Attribution(abs(number), max(start, 0), max(end, 0), "quoted" if nested else "reported",
                         source_at=(number, start, end), nested=nested) for number, start, end, nested in places]
    found = resolve(paragraphs, spans, KNOWN)
    assert len(found) == len(spans)
    assert all(who.source in {*ACTOR, "unknown", "unnamed official"} for who in found)
    assert all(len(who.named.split()) <= 2 for who in found)


@pytest.mark.parametrize("text", [
    "Bo Roe, a nurse, came. Roe said so. He said more. The nurse said no. ", "Bo Roe and ", "The official said so. ",
    "a spokesman for the head of ", "Lee Roe ", "Cy A Roe, a nurse, met him. "])
@pytest.mark.parametrize("together", [True, False])
def test_time_is_linear(text, together, no_collector):
    def seconds(n_characters):
        times = n_characters // len(text)
        paragraphs = [text * times] if together else [text] * times
        spans = [Attribution(number, 0, 0, "reported", source_at=(number, start, start + 12))
                 for number, line in enumerate(paragraphs) for start in range(0, len(line), 20)]
        took = []
        for _ in range(2):
            begin = time.process_time()
            resolve(paragraphs, spans, KNOWN)
            took.append(time.process_time() - begin)
        return min(took)
    assert seconds(80_000) < 20 * seconds(8_000)
