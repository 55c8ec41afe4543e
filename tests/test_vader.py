"""VADER looked up word by word gives what its authors' code gives for the whole text."""

from time import process_time

from hypothesis import given
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES

from framing import lexicons, vader

ANALYZER = lexicons.vader_analyzer()
FEW = ["good", "bad", "kind", "no", "great", "war", "like"]         # so that equal values come again
LIST = sorted(ANALYZER.lexicon)
PLAIN = ["but", "But", "of", "or", "nor", "never", "so", "this", "without", "doubt", "least", "at", "the", "bed", "US"]
EDGES = [*BOOSTER_DICT, *NEGATE, *(word for term in SPECIAL_CASES for word in term.split())]
WORD = st.one_of(*(st.sampled_from(words) for words in (FEW, LIST, PLAIN, EDGES, sorted(ANALYZER.emojis))))
WORDS = st.tuples(WORD, st.sampled_from(["", "", "!", "?", ".", ",", "?!"]), st.booleans()).map(
    lambda parts: (parts[0].upper() if parts[2] else parts[0]) + parts[1])


@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", "  ", "\t", ""])).map("".join), max_size=30).map("".join))
def test_scores_are_the_authors(text):
    assert vader.compound(text) == ANALYZER.polarity_scores(text)["compound"]


def test_the_authors_examples():
    assert vader.compound("VADER is smart, handsome, and funny!") == 0.8439
    assert vader.compound("At least it isn't a horrible book.") == 0.431
    assert vader.compound("") == vader.compound("...") == 0.0


def test_time_grows_with_length(no_collector):
    def seconds(n):
        start = process_time()
        vader.compound("a good day but a very bad night 🙂 " * n)
        return process_time() - start

    seconds(10)
    assert min(seconds(20_000) for _ in range(2)) < 25 * max(min(seconds(2_000) for _ in range(3)), 0.005)
