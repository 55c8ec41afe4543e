"""Cleaning, on invented pages and on the five real articles where their texts are present."""

import hashlib
import time

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


@pytest.mark.parametrize(("line", "reason"), [
    ("Share on Facebook Share on Twitter Copy link", "share bar"), ("Advertisement", "advertisement"),
    ("Story continues below advertisement", "advertisement"), ("READ MORE: Ministers leave early", "read more"),
    ("(See also: Ministers leave early)", "read more"), ("Don’t miss: Ministers leave early", "read more"),
    ("Sign up for our daily newsletter and get the day’s news by e-mail.", "sign-up line"),
    ("Get the stories you care about delivered to your inbox.", "sign-up line"),
    ("By signing up, you agree to our Privacy Policy", "sign-up line"),
    ("Already a subscriber? Log in", "paywall line"),
    ("You have read 3 of 5 free articles this month.", "paywall line"), ("Continue reading", "paywall line"),
    ("Follow us on Twitter and Instagram", "follow line"), ("Follow Ann Lee on X @annlee", "follow line"),
    ("This website uses cookies to improve your experience.", "cookie notice"), ("10:42 a.m. ET", "time stamp"),
    ("Updated 3 hours ago", "time stamp"), ("Published 3 June 2024, 10:42 BST", "date line"),
    ("4 min read", "player line"), ("Enlarge this image", "player line"), ("Listen · 4:05 4:05", "player line"),
    ("This article was originally published by The Gazette.", "republication line"),
    ("© 2024 The Gazette. All rights reserved.", "copyright line"), ("Tags: trade, ministers, harbour", "tag list"),
    ("The views expressed in this article are the author’s own.", "disclaimer"),
    ("Bob Ray contributed to this report from the harbour.", "reporting credit"),
    ("(Reporting by Bob Ray; editing by Cat Poe)", "reporting credit"), ("Photo: Bob Ray", "caption"),
    ("The minister waves from the harbour, June 3, 2024. (Bob Ray/Reuters)", "caption"), ("Bob Ray/AP", "caption"),
    ("DOW 38,120.5 +0.4% FTSE 7,900.1 -0.2% DAX 16,010 +1.1%", "ticker"),
    ("What a day at the harbour! — Bob Ray (@bobray) June 3, 2024", "embedded post"),
    ("MINISTERS LEAVE THE HARBOUR EARLY AFTER A LONG NIGHT", "related link"),
    ("This is a rush transcript. Copy may not be in its final form.", "transcript note"),
])
def test_a_line_of_the_page_is_dropped_by_name_anywhere_in_the_body(line, reason):
    article = clean(f"{BODY}\n{line}\n{BODY}", "Talks end", "Cat Poe")
    assert article.dropped == {reason: (1, len(tokenize(line)))}
    assert article.paragraphs == [BODY, BODY]


@pytest.mark.parametrize("line", [
    "OSLO (Reuters) - Ministers met on Monday.", "OSLO, June 3 (AP) — Ministers met on Monday.",
    "Correction: An earlier version of this article misspelled Ms. Lee’s name.",
    "Editor’s note: This article has been updated with a comment from the ministry.",
    "Senator Bob Ray (R) of Ohio told reporters that ministers share the blame.",
    "Share prices fell on Monday after ministers left the harbour early.",
    "Read more closely, the treaty says nothing of the kind, the minister said.",
    "Follow the money, said the minister, and you will find the harbour.",
    "People should sign up for health coverage before Monday, the minister said in a newsletter.",
    "The newspaper published the advertisement on Monday, and readers complained.",
    "“All of our readers are entitled to their views,” the editor said on Monday.",
    "Ms. Lee, who contributed to the campaign, is a professor at the harbour’s school.",
    "Comments by the minister were posted on Facebook and Twitter on Monday.",
    "Updated figures show that exports fell by 3.2% in 2024.", "What comes next",
])
def test_prose_that_sounds_like_a_page_is_kept(line):
    article = clean(f"{BODY}\n{line}\n{BODY}", "Talks end", "Cat Poe")
    assert article.dropped == {}
    assert article.paragraphs == [BODY, line, BODY]


def test_a_list_of_related_stories_goes_with_its_heading_and_ends_at_prose():
    links = "Related articles\nMinisters leave early\nWho pays for the harbour?"
    article = clean(f"{BODY}\n{links}\n{BODY}\nMost read\nTen harbours to see", "Talks end")
    assert article.paragraphs == [BODY, BODY]
    assert article.dropped == {"related list": (5, 16)}


def test_comments_end_the_article_and_a_link_to_them_above_it_does_not():
    below = clean(f"{BODY}\n{BODY}\nComments (2)\nBob Ray\nThis is what I think of all of these ministers.", "T")
    assert below.paragraphs == [BODY, BODY]
    assert below.dropped == {"comment form": (3, 14)}
    assert clean(f"Comments (2)\n{BODY}\n{BODY}", "T").dropped == {"comment form": (1, 2)}


def test_the_author_goes_from_the_end_and_a_person_of_the_story_stays():
    bio = "Cat Poe is a reporter for The Gazette. Follow her on Twitter."
    assert clean(f"{BODY}\n{BODY}\n{bio}", "T").dropped == {"author's bio": (1, 12)}
    assert clean(f"{BODY}\nCat Poe walked in.\n{bio}", "T").dropped == {}
    assert clean(f"{BODY}\nCat Poe walked in.\n{bio}", "T", "Cat Poe").dropped == {"author's bio": (1, 12)}
    assert clean(f"{bio}\n{BODY}\n{BODY}", "T").dropped == {}


def test_an_opinion_that_says_we_is_no_appeal():
    opinion = "We all donate something, and US readers of our newsletters know it."
    pages = [f"{BODY}\n{BODY}\nWe must do better by you.\nThe US and its allies met.", f"{BODY}\n{BODY}\n“{opinion}”"]
    assert [clean(page, "T").dropped for page in pages] == [{}, {}]
    long = "We told you so, " + " ".join(["and the ministers heard us"] * 9) + "."
    asked = "Please donate today: we need your support of our work."
    assert clean(f"{BODY}\n{BODY}\n{long}\n{asked}", "T").dropped == {"appeal": (1, 10)}


@pytest.mark.parametrize("line", ["[" * 40_000, "[a](" * 20_000, "*a " * 30_000, "“" * 60_000, "a.b-" * 30_000,
                                  "1:11" * 30_000, "A " * 50_000, "Share " * 20_000])
def test_a_hostile_line_takes_no_time(line, no_collector):
    began = time.process_time()
    clean(f"{BODY}\n{line}\n{BODY}", "Talks end")
    assert time.process_time() - began < 5


def test_a_page_without_an_article_is_an_error():
    with pytest.raises(ValueError, match="no body paragraph"):
        clean("Skip to content\n\nLeave a Reply\n\nYour name", "Talks end")


@pytest.mark.parametrize(("glued", "split"), [
    ("this year.There is", "this year. There is"), ("for its sake…the end", "for its sake… the end"),
    ("over Taiwanunjustly jailed", "over Taiwanunjustly jailed"), ("the U.S.China tie", "the U.S.China tie"),
    ("at gazette.Com", "at gazette. Com"), ("version 2.0", "version 2.0")])
def test_glued_words_are_split_only_after_a_stop(glued, split):
    assert unglue(glued) == split
