"""The token rule, sentence cuts and listed terms."""

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import tokens
from framing.tokens import TermMatcher, parse_term, sentence_spans, token_spans, tokenize


@pytest.mark.parametrize(("text", "tokens"), [
    ("The U.S. agreed", ["the", "US", "agreed"]),
    ("the US and us", ["the", "US", "and", "us"]),
    ("a so-called rival", ["a", "so-called", "rival"]),
    ("it isn’t, isn't it", ["it", "isn't", "isn't", "it"]),
    ("some $360 billion", ["some", "$360", "billion"]),
    ("US-NATO and U.S.-China", ["US-NATO", "and", "US-china"]),
    ("oppose ‘Taiwan independence.'", ["oppose", "taiwan", "independence"]),
    ("later this year.There is", ["later", "this", "year", "there", "is"]),
    ("China’s officials’ Xi’an it’s", ["china", "officials", "xi'an", "it"]),
    ("3.5% of 1,000 on the 14th…and", ["3.5%", "of", "1,000", "on", "the", "14th", "and"]),
    ("BLINKEN IN US TALKS", ["blinken", "in", "us", "talks"]),
    ("war—and—peace", ["war", "and", "peace"]),
])
def test_token_rule(text, tokens):
    assert tokenize(text) == tokens


@given(st.text(max_size=80))
def test_tokens_stand_where_they_say(text):
    spans = token_spans(text)
    assert all(start < end <= len(text) for _, start, end in spans)
    assert [start for _, start, _ in spans] == sorted(start for _, start, _ in spans)


@pytest.mark.parametrize(("text", "n"), [
    ("It ended. Nothing came of it.", 2),
    ("Rep. Ann Lee (R-Wis.), chair of a panel, objected. So did others.", 2),
    ("U.S. Secretary of State Ann Lee left. She came back.", 2),
    ("The talks, held by the U.S. and others, ended.", 1),
])
def test_sentences_survive_abbreviations(text, n):
    assert len(sentence_spans(text)) == n


@pytest.mark.parametrize("term", ["*war", "w*r", "wa*", "cold  war", "", "war **", "cold war "])
def test_a_broken_term_is_refused(term):
    with pytest.raises(ValueError, match="term"):
        parse_term(term)


def test_the_longest_term_wins_and_tokens_count_once():
    hits = TermMatcher(["war", "cold war", "war of words", "escalat*"]).find(
        tokenize("A cold war of words, an escalating war"))
    assert hits == [(1, 2, "cold war"), (6, 1, "escalat*"), (7, 1, "war")]


def test_a_capital_term_matches_only_as_written():
    matcher = TermMatcher(["US"])
    assert matcher.find(tokenize("the US")) and not matcher.find(tokenize("tell us"))


def test_the_two_engines_agree_on_the_signs_they_share():
    signs = [chr(code) for code in range(sys.maxunicode + 1) if tokens.ALIKE.fullmatch(chr(code))]
    assert len(signs) > 30_000
    nltk_engine = tokens.tokenizer().__class__
    for kind in (r"\w", r"\d", tokens.LETTERS):
        assert re.findall(kind, "".join(signs)) == nltk_engine(kind).tokenize("".join(signs))


PIECES = st.sampled_from([*"aB3'’-.,$%é漢²\u0301_… ", "U.S.", "'s", "14th", "n't", "3.5", "m"])


@given(st.lists(PIECES, max_size=25).map("".join))
def test_both_engines_find_the_same_tokens(text):
    plain = tokens.plain(text)
    places = list(tokens.tokenizer().span_tokenize(plain))
    assert [(start, end) for _, start, end in token_spans(text)] == places
    assert tokenize(text) == [token for token, _, _ in token_spans(text)]
