"""The report is one page that asks nobody for anything, and in which data stays data."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from odd_corpora import MARKUP, STRANGE, article, outlet, write

from framing.build import build_features
from framing.corpus import CorpusError
from framing.report import ROWS, report
from framing.style import Caption, page, save_figure

ALLOWED = {
    "html": {"lang"}, "head": set(), "meta": {"charset", "http-equiv", "content", "name"}, "title": set(),
    "style": set(),
    "body": set(), "header": set(), "nav": {"aria-labelledby"}, "main": {"id"}, "section": {"aria-labelledby"},
    "h1": set(), "h2": {"id"}, "h3": {"dir"}, "p": set(), "ul": set(), "ol": set(), "li": set(), "em": set(),
    "strong": set(), "code": set(), "a": {"href", "class"}, "dl": set(), "dt": set(), "dd": {"dir"}, "aside": {"class"},
    "div": {"class", "dir", "tabindex", "role", "aria-label"}, "figure": {"id"}, "img": {"src", "alt"},
    "figcaption": set(), "details": set(), "summary": set(), "table": set(), "caption": set(), "thead": set(),
    "tbody": set(), "tr": set(), "th": {"scope"}, "td": {"class", "dir"}}


class Page(HTMLParser):
    """Every element, attribute and text of a page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.texts, self.others = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attributes]

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        self.others.append(data)

    def handle_pi(self, data):
        self.others.append(data)


NASTY = ["<script>alert(1)</script>", "](javascript:alert(1))", "<img src=x onerror=alert(1)>", "$$x$$ {{ y }}",
         "\" onload=\"alert(1)", "' onload='alert(1)", "--><b>", "</style><script>", "\u202eltr", "<!-- x", "&lt;i&gt;"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A corpus whose every field is hostile, one figure made by hand, and its report."""
    import random

    folder = tmp_path_factory.mktemp("nasty") / "corpus"
    rng = random.Random(1)
    events = [("fair", f"June {NASTY[0]} {NASTY[4]}", "", "")]
    names = [*NASTY[:6], *STRANGE[:2]]
    rows = [article(rng, i, name, events[0], text="", genre=NASTY[2], note=NASTY[0],
                    headline=(NASTY + list(MARKUP))[i]) for i, name in enumerate(names)]
    write(folder, rows, [outlet(name, i, group=NASTY[i % 3]) for i, name in enumerate(names)], events=events)
    build_features(folder)
    caption = Caption("Talks <b>lead</b>", " ".join(NASTY), f"Dot {NASTY[2]}", f"**Base** {NASTY[0]}", NASTY[4])
    import pandas as pd

    table = pd.DataFrame({NASTY[0]: NASTY * 4, "n_articles": 12345, "share": 0.123456, "none": ""})
    save_figure(page(caption, 0.5), table, "06-headline-tone", caption, folder / "figures")
    return SimpleNamespace(folder=folder, path=report(folder), text=report(folder).read_text(encoding="utf-8"))


def test_only_our_elements_and_attributes_stand_on_the_page(made):
    found = Page(made.text)
    assert set(found.tags) <= set(ALLOWED)
    assert {(tag, name) for tag, name, _ in found.attributes if name not in ALLOWED[tag]} == set()
    assert not found.others
    assert found.tags.count("img") == 1 and found.tags.count("script") == 0


def test_the_page_asks_nobody_for_anything(made):
    found = Page(made.text)
    for tag, name, value in found.attributes:
        if name == "href":
            assert value.startswith("#") and value[1:] in {there for _, key, there in found.attributes if key == "id"}
        if name == "src":
            assert value.startswith(("data:image/png;base64,", "data:image/svg+xml;base64,")), tag
    style = re.search(r"<style>(.*?)</style>", made.text, flags=re.S)[1]
    assert "url(" not in style and "@import" not in style and "http" not in style
    policy = next(value for _, name, value in found.attributes if name == "content" and "default-src" in value)
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")


def test_data_is_shown_as_it_is(made):
    texts = "".join(Page(made.text).texts)
    for name in NASTY[:4]:
        assert name in texts
    assert "12,345" in texts and "0.123" in texts and "0.123456" not in texts
    assert f"The first {ROWS} of 44 rows" in texts
    assert "\u202e" not in texts


def test_alternative_text_is_the_captions(made):
    assert [value for tag, name, value in Page(made.text).attributes if name == "alt"] == [NASTY[4]]


def test_questions_and_limits_come_in_order_without_the_worked_case(made, corpus):
    texts = "".join(Page(made.text).texts)
    places = [texts.index(question) for question in ("What can this corpus support?", "Which loaded words", "How sure")]
    assert places == sorted(places)
    assert texts.count("What this cannot tell you") >= 20
    assert not any(re.search(rf"\b{re.escape(name)}\b", texts) for name in ("Global Times", "WSWS", "Blinken"))
    assert "import framing" not in texts


def test_a_second_report_has_the_same_bytes(made):
    before = made.path.read_bytes()
    assert report(made.folder).read_bytes() == before


def test_without_figures_one_line_says_what_to_run(tmp_path):
    import random

    folder = write(tmp_path / "corpus", [article(random.Random(1), 1, "Herald", text="")])
    with pytest.raises(CorpusError, match="framing figures"):
        report(folder)
    assert not (folder / "report.html").exists()
