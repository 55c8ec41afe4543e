"""Cleaning, on invented pages and on the five real articles where their texts are present."""

import hashlib

import pytest

from framing import check, read_corpus
from framing.clean import clean, unglue
from framing.corpus import default_folder
from framing.marks import marked_spans
from framing.tokens import sentence_spans, tokenize

BODY = "Officials met for a long second day of talks about trade and travel, a spokesman said on Monday."

# Counted by hand in the pages: body paragraphs, sentences, spans in outer quotation marks, whether there is a
# deck, and what is dropped; and the first 16 digits of SHA-256 of the first and last three body words.
HAND = {
    "wsws-2023-06-20": (17, 41, 21, False, {"byline", "contact line", "date line"},
                        "aede8c38267d8ea8", "900875bf93c6f276"),
    "truthout-2023-06-19": (16, 20, 17, True, {"appeal", "caption", "menu"},
                            "aede8c38267d8ea8", "cbadb0541182bb99"),
    "politico-2023-06-preview": (22, 46, 22, True, {"breadcrumb", "category line"},
                                 "2ae2770b9c34bed9", "19c179017a244ea7"),
    "globaltimes-2024-04-27": (26, 39, 11, False, {"breadcrumb", "category line", "source line"},
                               "aede8c38267d8ea8", "378ef569af86cd67"),
    "globaltimes-2024-04-fivegoals": (28, 40, 12, False, {"comment form", "date line"},
                                      "def633777903a774", "e4fc74baf9fa9dd5"),
}


def digest(words):
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:16]


@pytest.mark.parametrize("name", HAND)
def test_the_five_articles_match_a_count_by_hand(name):
    page = check.texts(default_folder()).get(name)
    if page is None:
        pytest.skip(f"corpus/text/{name}.txt isn't present")
    row = read_corpus().articles.set_index("article").loc[name]
    article = clean(page.read_text(encoding="utf-8"), row["headline"], row["byline"])
    words = [token for paragraph in article.paragraphs for token in tokenize(paragraph)]
    found = (len(article.paragraphs), sum(len(sentence_spans(text)) for text in article.paragraphs),
             sum(len(marked_spans(text)) for text in article.paragraphs), bool(article.deck),
             set(article.dropped), digest(words[:3]), digest(words[-3:]))
    assert found == HAND[name]
    assert article.headline == row["headline"]


@pytest.mark.parametrize(("line", "reason"), [
    ("Home » News » Talks end", "breadcrumb"), ("Skip to content", "menu"),
    ("Asia World News Politics", "category line"),
    ("Ann Lee (left) shakes hands with a minister.", "caption"), ("Source: The Gazette", "source line"),
    ("To contact the Gazette visit:", "contact line"), ("**[gazette.example/contact](https://x)**", "contact line"),
    ("19 June 2023", "date line"), ("The Gazette, April 2024 —", "date line"), ("By Ann Lee", "byline"),
])
def test_a_line_is_dropped_for_its_reason(line, reason):
    article = clean(f"Talks end\n{line}\n\n{BODY}\n\n{BODY}", "Talks end", "Ann Lee")
    assert article.dropped == {reason: (1, len(tokenize(line.split("](")[0])))}
    assert article.paragraphs == [BODY, BODY]


def test_the_title_is_kept_once_whatever_its_marks():
    article = clean(f"Talks ‘end’\n\n{BODY}\n\nTalks 'end'\n\n{BODY}", 'Talks "end"')
    assert article.headline == 'Talks "end"'
    assert article.dropped == {"repeated title": (1, 2)}


def test_an_appeal_goes_and_a_quoted_we_stays():
    appeal = "We need your help.\n\nOur readers keep us going: please donate today."
    quoted = "“We will donate what we can,” the minister told reporters after the meeting ended on Monday."
    assert clean(f"{BODY}\n\n{BODY}\n\n{quoted}\n\n{appeal}", "Talks end").dropped == {"appeal": (2, 12)}
    assert clean(f"{BODY}\n\n{BODY}\n\n{quoted}", "Talks end").dropped == {}


def test_a_broken_sentence_is_joined_and_a_subheading_is_not():
    page = f"{BODY}\n\nThey spoke of dialogue or conflict,\n\npeace or war.\n\nWhat comes next\n\nNothing is known."
    assert clean(page, "T").paragraphs[1:] == [
        "They spoke of dialogue or conflict, peace or war.", "What comes next", "Nothing is known."]


def test_a_page_without_an_article_is_an_error():
    with pytest.raises(ValueError, match="no body paragraph"):
        clean("Skip to content\n\nLeave a Reply\n\nYour name", "Talks end")


@pytest.mark.parametrize(("glued", "split"), [
    ("this year.There is", "this year. There is"), ("for its sake…the end", "for its sake… the end"),
    ("over Taiwanunjustly jailed", "over Taiwanunjustly jailed"), ("the U.S.China tie", "the U.S.China tie"),
    ("at gazette.Com", "at gazette. Com"), ("version 2.0", "version 2.0")])
def test_glued_words_are_split_only_after_a_stop(glued, split):
    assert unglue(glued) == split
