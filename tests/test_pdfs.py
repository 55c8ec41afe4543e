"""PDFs as text: paragraphs found again, no sign lost, and what can't be read named."""

import io

import matplotlib.pyplot as plt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_pdf import laid_out, made_pdf

from framing import pdfs
from framing.corpus import CorpusError
from framing.pdfs import bare, first_line, pdf_text, told_above

PARAGRAPHS = ["The ministers met on Monday in the old harbour town and talked for eleven hours behind closed doors, as "
              "they had done a year before, and neither side would say when they might meet again.",
              "“It’s over,” she said. “We are done talking about definitions (and much else).”",
              "Rain fell on the town all day. Fishermen kept their boats in the harbour while the delegations drove "
              "past in a long line of black cars towards the airport. Nobody waved to them from the pier or the road.",
              "The next meeting is planned for autumn."]
CHOSEN = ["Rain fell.", "war-torn", "“No,”", "she", "said", "Café", "internationalisation", "(so", "50%)", "a", "the"]
WORDS = st.lists(st.sampled_from(CHOSEN), min_size=1, max_size=60).map(" ".join)


@pytest.mark.parametrize("layout", [{"gap": 10}, {"indent": 18}, {"gap": 4, "indent": 18}, {}])
def test_wrapped_lines_become_paragraphs(layout):
    text, title = pdf_text(made_pdf([laid_out(PARAGRAPHS, title="Ministers leave without a deal", **layout)]), "a.pdf")
    assert text.split("\n") == ["Ministers leave without a deal", *PARAGRAPHS]
    assert title == "Ministers leave without a deal"


def test_a_paragraph_goes_on_across_pages():
    lines = laid_out(PARAGRAPHS, gap=10)
    text, title = pdf_text(made_pdf([lines[:2], lines[2:]]), "a.pdf")
    assert text.split("\n") == PARAGRAPHS and title == ""


def running(page, number, *, foot="Page"):
    """Put a running head and a foot around a page's lines."""
    return [(50, 820, 9, f"Red Lantern Weekly Page {number}"), *page, (280, 30, 9, f"{foot} {number}")]


@pytest.mark.parametrize("first", [0, 1])
def test_running_heads_and_feet_are_left_out(first):
    lines = laid_out(PARAGRAPHS, gap=10)
    pages = [lines[:2], lines[2:4], lines[4:]]
    made = [page if number < first else running(page, number + 1) for number, page in enumerate(pages)]
    assert pdf_text(made_pdf(made), "a.pdf")[0].split("\n") == PARAGRAPHS
    drawn_last = [sorted(page, key=lambda line: line[2], reverse=True) for page in made]
    assert pdf_text(made_pdf(drawn_last), "a.pdf")[0].split("\n") == PARAGRAPHS
    (_, *rest), = [running(lines, 1)]
    assert "Page 1" in pdf_text(made_pdf([rest]), "a.pdf")[0]


def test_a_title_that_pages_repeat_stays_and_so_does_a_text_of_equal_pages():
    title = "Ministers leave without a deal"
    pages = [laid_out(PARAGRAPHS, title=title, gap=10), laid_out(PARAGRAPHS, gap=10, top=760),
             laid_out(PARAGRAPHS[:1], gap=10, top=760)]
    made = [pages[0], *([(50, 820, 9, f"{title} {number}"), *page] for number, page in enumerate(pages[1:], 2))]
    text, found = pdf_text(made_pdf(made), "a.pdf")
    assert found == title and text.count(title) == 1 and text.startswith(title + "\n" + PARAGRAPHS[0])
    assert pdf_text(made_pdf([[(50, 700, 11, "Rain fell.")]] * 2), "a.pdf")[0] == "Rain fell.\nRain fell."


def test_a_title_of_three_lines_is_one_and_lines_below_it_stay_lines():
    title = ["Ministers leave the old", "harbour town without a", "deal"]
    head = ["By Elias Thorne", "The Halverin Courier", "19 March 2025"]
    deck = [(50, 690, 14, "Talks on the border have ended after eleven hours"), (50, 672, 14, "of fog and silence")]
    lines = [(50, 780 - 28 * place, 24, text) for place, text in enumerate(title)] + deck
    lines += [(50, 650 - 14 * place, 11, text) for place, text in enumerate(head)]
    text, found = pdf_text(made_pdf([lines + laid_out(PARAGRAPHS, top=608)]), "a.pdf")
    assert found == " ".join(title)
    assert text.split("\n") == [found, f"{deck[0][3]} {deck[1][3]}", *head, *PARAGRAPHS]


def test_a_hyphen_at_a_line_end_stays_and_a_ligature_is_letters():
    lines = [(50, 700, 11, "They spoke of an inter-"), (50, 686, 11, "national treaty - and of war-"),
             (50, 672, 11, "torn towns.")]
    assert pdf_text(made_pdf([lines]), "a.pdf")[0] == "They spoke of an inter-national treaty - and of war-torn towns."


@settings(max_examples=40)
@given(st.lists(WORDS, min_size=1, max_size=5), st.sampled_from([{"gap": 10}, {"indent": 18}, {}]))
def test_no_sign_is_lost(paragraphs, layout):
    text, _ = pdf_text(made_pdf([laid_out(paragraphs, **layout)]), "a.pdf")
    assert "".join(text.split()) == "".join("".join(paragraphs).split())


def test_other_scripts_are_read():
    fig, file = plt.figure(), io.BytesIO()
    lines = ["Министры уехали.", "Οι υπουργοί έφυγαν.", "“Łódź” naïve"]
    for place, line in enumerate(lines):
        fig.text(0.1, 0.9 - place * 0.2, line)
    with plt.rc_context({"pdf.fonttype": 42}):
        fig.savefig(file, format="pdf")
    plt.close(fig)
    assert pdf_text(file.getvalue(), "a.pdf")[0].split("\n") == lines


def test_a_scan_is_named():
    with pytest.raises(CorpusError, match=r"scan.pdf: 2 pages without text; expected text, not a scan"):
        pdf_text(made_pdf([b"0 0 100 100 re f", []]), "scan.pdf")


def test_an_encrypted_file_is_named():
    import pypdf

    writer, file = pypdf.PdfWriter(io.BytesIO(made_pdf([laid_out(PARAGRAPHS)]))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(file)
    with pytest.raises(CorpusError, match="locked.pdf: encrypted"):
        pdf_text(file.getvalue(), "locked.pdf")


def test_pages_that_take_too_long_or_are_too_large_are_named(monkeypatch):
    with pytest.raises(CorpusError, match=r"page 2: more than 1,500,000 bytes of drawing orders"):
        pdf_text(made_pdf([laid_out(PARAGRAPHS), b"0 0 m " * 2_000_000]), "large.pdf")
    monkeypatch.setattr(pdfs, "SECONDS", -1)
    with pytest.raises(CorpusError, match="page 1: -1 seconds have passed"):
        pdf_text(made_pdf([laid_out(PARAGRAPHS)]), "slow.pdf")


@settings(max_examples=60)
@given(st.binary(min_size=1, max_size=40), st.integers(0, 2500), st.integers(0, 2500))
def test_damaged_files_never_fail_otherwise(noise, place, end):
    data = bytearray(made_pdf([laid_out(PARAGRAPHS), laid_out(PARAGRAPHS[:1])]))
    data[place:place + len(noise)] = noise
    try:
        text, _ = pdf_text(bytes(data[:len(data) - end % len(data)]), "a.pdf")
        assert text
    except CorpusError as error:
        assert str(error).startswith("a.pdf") and "\n" not in str(error)


def test_nothing_is_written_to_the_terminal(capfd):
    data = made_pdf([laid_out(PARAGRAPHS)])
    pdf_text(data.replace(b"0000000009", b"0000000019"), "a.pdf")
    with pytest.raises(CorpusError):
        pdf_text(b"%PDF-1.4\n" + bytes(range(256)) * 20, "a.pdf")
    assert capfd.readouterr() == ("", "")


BODY = "The ministers met on Monday in the old harbour town.\nRain fell."
FACTS = {"byline": "Elias Thorne", "outlet": "The Halverin Courier", "published": "19 March 2025"}


@pytest.mark.parametrize("lines", [
    ["By Elias Thorne", "The Halverin Courier", "19 March 2025"],
    ["The Halverin Courier, 19 March 2025", "By Elias Thorne"],
    ["BY Elias Thorne", "19 March 2025", "The Halverin Courier"],
    ["The Halverin Courier | 19 March 2025", "by Elias Thorne"],
    ["By Elias Thorne | The Halverin Courier | 19 March 2025"],
    ["Opinion", "19 March 2025", "The Halverin Courier", "By: Elias Thorne"]])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_lines_of_a_head_are_read(lines, gap):
    assert told_above(gap.join(["Talks end", *lines, BODY]), "Talks end") == FACTS


@pytest.mark.parametrize(("line", "day"), [
    ("Wednesday, March 19, 2025 10:15 AM", "Wednesday, March 19, 2025 10:15 AM"), ("2025-03-19", "2025-03-19"),
    ("Published: 19 March 2025", "Published: 19 March 2025"), ("03/04/2025", "03/04/2025"), ("20250319", None),
    ("Date: 19 March 2025", None), ("spring 2025", None), ("Talks of a summer, 19 March 2025", None),
    ("They met on 19 March 2025", None)])
def test_a_line_is_a_date_as_a_whole(line, day):
    assert told_above(f"Talks end\n{line}\n{BODY}", "Talks end") == ({"published": day} if day else {})


@pytest.mark.parametrize("line", [
    "By Monday the ministers had left", "By the numbers", "By", "By 2030", "Elias Thorne"])
def test_what_is_no_byline_is_left(line):
    assert told_above(f"Talks end\n{line}\n{BODY}", "Talks end") == {}


@pytest.mark.parametrize(("lines", "outlet"), [
    (["By Elias Thorne, Political Editor", "19 March 2025"], ""), (["They left at night", "19 March 2025"], ""),
    (["The Example", "19 March 2025", "Selmouth"], ""), (["World", "19 March 2025"], ""),
    (["The Example", "By A. Bee", "19 March 2025"], ""), (["France 24", "19 March 2025"], "France 24"),
    (["The Voice of Selmouth", "19 March 2025"], "The Voice of Selmouth")])
def test_an_outlet_is_the_one_name_beside_the_date(lines, outlet):
    assert told_above("\n".join(["Talks end", *lines, BODY]), "Talks end").get("outlet", "") == outlet


def test_nothing_is_taken_from_paragraphs():
    for lines in (["Talks end", "They left.", *FACTS.values()], [BODY, "By Elias Thorne", "19 March 2025"],
                  ["Talks end", "word " * 16, "19 March 2025"], ["Talks end", *["a line"] * 7, "19 March 2025"],
                  ["Talks end", "总统说，都好。", "19 March 2025"]):
        assert told_above("\n".join(lines), "Talks end") == {}


def test_a_headline_is_found_above_lines_that_tell_something():
    head = ["By Elias Thorne", "The Halverin Courier", "19 March 2025"]
    assert told_above("\n".join(["Will the talks end?", *head, BODY])) == FACTS | {"headline": "Will the talks end?"}
    for lines in (["Talks end", "They left at night", *head], head, ["The Example", "3 April 2024", "Talks end"]):
        assert "headline" not in told_above("\n".join([*lines, BODY]))
    assert first_line("19 March 2025\n\nTalks end\n\n" + BODY) == "Talks end"
    assert first_line("Red Lantern Weekly, 16 March 2025\n\nTalks end\n\n" + BODY) == "Talks end"
    assert first_line("Press Briefing, 16 March 2025\n\n" + BODY) == "Press Briefing, 16 March 2025"
    assert first_line("19 March 2025\n\n" + BODY) == ""
    assert bare("# Talks  end #") == "talks end"


@given(st.text(max_size=300), st.text(max_size=20))
def test_any_text_is_read(text, headline):
    assert all(fact in {"byline", "published", "outlet", "headline"} for fact in told_above(text, headline))
    assert first_line(text) == "" or first_line(text) in " ".join(text.split())
