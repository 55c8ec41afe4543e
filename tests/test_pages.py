"""Web pages as articles: facts, every paragraph, and nothing that isn't text."""

import html
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import pages
from framing.pages import body_text
from framing.records import Broken, Record

HEAD = ('<meta charset="utf-8"><title>Ministers leave without a deal | The Example</title>'
        '<meta property="og:title" content="Ministers leave without a deal | The Example">'
        '<meta property="og:site_name" content="The Example"><meta name="author" content="Ann Sample">'
        '<meta property="article:published_time" content="2024-04-03T10:15:00Z">'
        '<link rel="canonical" href="https://news.example/a/1">')
BODY = ["The ministers met on Monday.", "“It’s over,” she said.", "What next", "First a rest", "Then a walk",
        "A quoted line.", "Another one.", "Rain 3 days"]
PAGE = ("<html><head>{0}<style>p {{color: red}}</style></head><body><nav><ul><li><a href=/>Home</a></li></ul></nav>"
        "<article><h1>Ministers leave without a deal</h1><p>The ministers met on&nbsp;<b>Monday</b>.</p><script>var x"
        "</script><p>&ldquo;It&rsquo;s over,&rdquo; she said.</p><h2>What next</h2><ul><li>First a rest</li><li>Then a "
        "walk</li></ul><blockquote><p>A quoted line.</p><p>Another one.</p></blockquote><table><tr><td>Rain</td><td>3 "
        "days</td></tr></table></article><footer>Copyright 2019</footer></body></html>")
SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co"))
WORDS = st.one_of(st.text(SIGNS, min_size=1, max_size=12), st.sampled_from(
    ["ministers", "הנשיא", "قال", "总统说", "😀", "👩\u200d👩\u200d👧", "“yes”", "it’s", "<b>", "&amp;", "Print"]))
PARAGRAPHS = st.lists(st.lists(WORDS, min_size=1, max_size=30).map(" ".join).filter(
    lambda text: any(sign.isalpha() for sign in text)), min_size=1, max_size=8)


def test_a_page_gives_its_facts_and_every_paragraph():
    record = body_text(PAGE.format(HEAD).encode())
    assert record.text.split("\n") == BODY
    assert (record.headline, record.outlet) == ("Ministers leave without a deal", "The Example")
    assert (record.byline, record.published, record.url) == ("Ann Sample", "2024-04-03", "https://news.example/a/1")


def test_what_a_page_does_not_say_stays_empty():
    record = body_text(PAGE.format("<meta name='twitter:site' content='@example'>").encode(), "https://news.example/x")
    assert (record.outlet, record.byline, record.published, record.url) == ("", "", "", "https://news.example/x")
    dated = body_text(PAGE.format("").encode(), "https://news.example/2024/04/03/x")
    assert dated.published == "2024-04-03"
    page = b"<html><body><article><h1>Rain</h1><p>On 5 May 2021 rain fell on the town.</p></article></body></html>"
    assert body_text(page).published == ""


@settings(max_examples=150)
@given(PARAGRAPHS, st.sampled_from(["<article>{}</article>", "{}", "<div class='story-body'>{}</div>"]))
def test_no_sign_of_a_paragraph_is_lost(paragraphs, holder):
    body = "".join(f"<p>{html.escape(text)}</p>\n" for text in paragraphs)
    page = f"<html><body><nav>Home</nav><h1>A headline no paragraph has</h1>{holder.format(body)}</body></html>"
    record = body_text(page.encode())
    assert record.text.split("\n") == [" ".join(text.split()) for text in paragraphs]


def test_lines_of_a_paragraph_are_lines():
    page = "<html><body><article><p>Verse one<br>verse two<br><br>verse three</p><pre>one\ntwo</pre></article></body>"
    assert body_text(page.encode()).text.split("\n")[:3] == ["Verse one", "verse two", "verse three"]


def test_preformatted_text_of_many_lines_is_refused_in_time():
    started = time.process_time()
    found = body_text(b"<html><body><pre>" + b"x\n" * 2_000_000 + b"</pre></body></html>")
    assert "elements; expected at most" in str(found) and time.process_time() - started < 10
    verses = "\n".join(f"Verse {n} of the long poem" for n in range(20_000))
    record = body_text(f"<html><body><article><h1>A poem</h1><pre>{verses}</pre></article></body></html>".encode())
    assert record.text == verses and time.process_time() - started < 30


def test_links_and_captions_beside_paragraphs_stay_out():
    text = "".join(f"<p>Sentence {i} of the story, which says a thing.</p>" for i in range(9))
    page = (f"<html><body><article>{text}<p><a href=/x>Another story entirely</a></p>{text.replace('Sentence', 'Line')}"
            "</article><aside><p>Sign up for our letter.</p></aside></body></html>")
    found = body_text(page.encode()).text
    assert "Another story" not in found and "Sign up" not in found and len(found.split("\n")) == 18


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16"])
@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-8", "no-such-thing", ""])
def test_encodings_are_found(encoding, declared):
    meta = f'<meta charset="{declared}">' if declared else ""
    text = "Un café “très” près, à Genève, où l’été fut bref."
    page = f"<html><head>{meta}</head><body><article><p>{text}</p></article></body></html>"
    assert body_text(page.encode(encoding)).text == text
    assert body_text(page.replace(meta, "").encode(encoding), charset=declared).text == text


def test_of_several_headings_the_one_like_the_title_is_the_headline():
    page = ("<html><head><title>Rain falls on the harbour - The Example</title></head><body><h1>The Example</h1>"
            "<h1>Heavy rain falls on the harbour</h1><article><p>Rain fell all day long.</p></article></body></html>")
    assert body_text(page.encode()).headline == "Heavy rain falls on the harbour"


@pytest.mark.parametrize(("data", "said"), [
    (b"", "no HTML"), (b"just words", "no HTML"), (bytes(range(256)) * 50, "no HTML"), (b"%PDF-1.4 <<", "no HTML"),
    (b"<html></html>", "no article text"), (b"<html><body><script>x()</script></body></html>", "no article text"),
    (b"<html>" + b"x" * pages.MAX_PAGE, "expected at most"),
    (b"<p>x" * (pages.MAX_ELEMENTS + 1), "elements; expected at most"),
    (b"<div>" * 100_000 + b"<p>deep</p>", "can't be read to its end"),
    (b"<html><body><p>" + b"<b>" * 100_000 + b"deep</p>", "can't be read to its end")])
def test_pages_without_an_article_are_named(data, said, capfd):
    started = time.process_time()
    found = body_text(data, place="a.html")
    assert isinstance(found, Broken) and str(found).startswith("a.html: ") and said in found.reason
    assert "\n" not in str(found) and capfd.readouterr() == ("", "") and time.process_time() - started < 10


@settings(max_examples=100)
@given(st.binary(max_size=60), st.integers(0, 900), st.integers(1, 1200))
def test_damaged_pages_never_fail(noise, place, end):
    data = bytearray(PAGE.format(HEAD).encode())
    data[place:place + len(noise)] = noise
    assert isinstance(body_text(bytes(data[:end])), (Record, Broken))


@pytest.mark.parametrize("script", ["[" * 100_000, '{"@type": "NewsArticle", "datePublished": ["x"], "author": 7}',
                                    '{"@graph": [{"@type": []}]}', "{" * 10_000, '"\\ud800"'])
def test_hostile_metadata_does_no_harm(script, capfd):
    head = f'<script type="application/ld+json">{script}</script>'
    record = body_text(PAGE.format(head).encode())
    assert isinstance(record, Record) and record.text.split("\n") == BODY and capfd.readouterr() == ("", "")
