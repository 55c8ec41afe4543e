"""Texts and names of others in messages: one line, short, and nothing a terminal would obey."""

import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from framing.foreign import name_of, safe_name, said, shown

SIGNS = st.text(st.characters() | st.sampled_from("\x1b\x07\u202e\u2028\x85/\\\\.\\n\ud800"))


def harmless(text):
    return not any(unicodedata.category(sign) in ("Cc", "Cs", "Cf", "Zl", "Zp") for sign in text)


@given(SIGNS)
def test_nothing_shown_does_harm(text):
    assert harmless(shown(text)) and harmless(said(ValueError(text))) and harmless(safe_name(text))
    assert harmless(name_of(Path("in") / (text.replace("\0", "") or "x")))
    assert len(said(ValueError(text))) <= 100 and len(safe_name(text)) <= 200


def test_names_stay_readable():
    assert shown("  Ministers leave, “It’s over” ") == "'Ministers leave, “It’s over”'"
    assert name_of(Path("in") / "الجريدة 晚报.txt") == "الجريدة 晚报.txt" and name_of(Path("a\nb.txt")) == "a?b.txt"
