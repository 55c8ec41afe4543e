"""Nexis Uni: invented articles written in the layout come back whole; anything else stops with its place."""

import io
import zipfile
from functools import cache
from xml.sax.saxutils import escape

import docx
import pytest
from hypothesis import given, settings
from invented_articles import ARTICLES, STORY, facts, many, rtf, wanted, zipped

from framing.corpus import CorpusError
from framing.nexis import read_nexis
from framing.records import Broken


def lines_of(article, *, length=None, graphic=(), load_date=True, classes=True, extra=()):
    """Write an article as the layout has it."""
    length = article.words if length is None else length
    month = "June" if article.day else "Juni"
    return [
        *article.headline, article.outlet, f"{month} {article.day}, 2030 Wednesday 10:04 AM GMT", "Final Edition",
        "Copyright 2030 Invented Publishing", "All Rights Reserved", f"Section: {article.section}",
        f"Length:\xa0{length} words", *([f"Byline: {article.byline}"] if article.byline else []), *extra,
        *([f"Highlight: {article.deck}"] if article.deck else []), "Body", *article.paragraphs,
        *(["Graphic", *graphic] if graphic else []),
        *(["Classification", "Language: ENGLISH", "Publication-Type: Newspaper", "Subject: BRIDGES (90%)"]
          if classes else []),
        *(["Load-Date: June 20, 2030"] if load_date else []), "End of Document"]


def cover(articles):
    return ["User Name: Example User", "Date and Time: Friday, June 21, 2030 2:00:00 PM EDT", "Job Number: 12345",
            f"Documents ({len(articles)})",
            *(line for n, article in enumerate(articles, 1) for line in (
                f"{n}. {' '.join(article.headline)}", "Client/Matter: -None-", "Search Terms: bridge",
                "Search Type: Terms and Connectors", "Narrowed by:", "Content Type\tNarrowed by", "News\t-None-"))]


@cache
def empty():
    """An empty Word file: its head, and its other parts."""
    file = io.BytesIO()
    docx.Document().save(file)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return parts.pop("word/document.xml").decode().partition("<w:body>")[0], parts


def word(lines):
    """Make a Word file, a paragraph a line, the start of each in bold."""
    head, parts = empty()
    return zipped(parts | {"word/document.xml": f"{head}<w:body>{paragraphs(lines)}</w:body></w:document>".encode()})


def paragraphs(lines):
    runs = (f"<w:r><w:rPr><w:b/></w:rPr>{run(line[:3])}</w:r><w:r>{run(line[3:])}</w:r>" for line in lines)
    return "".join(f"<w:p>{pair}</w:p>" for pair in runs)


def run(text):
    signs = (f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in text.split("\t"))
    return "<w:tab/>".join(signs)


def document(articles, **how):
    return word([*cover(articles), *(line for article in articles for line in lines_of(article, **how))])


@pytest.fixture
def read(tmp_path):
    def read(data, name="export.docx"):
        path = tmp_path / name
        path.write_bytes(data)
        return list(read_nexis(path))
    return read


def test_an_article_in_word_and_rtf_comes_whole(read):
    for name, data in (("a.docx", word(lines_of(STORY))), ("a.rtf", rtf(lines_of(STORY)))):
        [record] = read(data, name)
        assert facts(record) == wanted(STORY)
        assert record.place == f"{name}, article 1"
        assert record.note == "edition: Final Edition; section: World; Pg. 1"


def test_a_cover_isnt_part_of_the_first_article(read):
    articles = many(3)
    assert [facts(record) for record in read(document(articles))] == [wanted(article) for article in articles]


def test_sixty_articles_with_equal_headlines_are_sixty(read):
    records = read(document(many(60)))
    assert [record.text for record in records] == [article.text for article in many(60)]
    assert len({record.headline for record in records}) == 20


@pytest.mark.parametrize("changed", [
    STORY.but(byline=""), STORY.but(headline=["Bridge opens", "after nine years"]), STORY.but(outlet="港口報"),
    STORY.but(deck="A mayor waits."), STORY.but(paragraphs=["本文です。", "جسر", "Γέφυρα 😀", *STORY.paragraphs]),
    STORY.but(headline=["1. FC Harbour wins"]),
    STORY.but(paragraphs=[*STORY.headline, *STORY.paragraphs, "Body", "Load-Date: soon", "Length: 3 words"])])
def test_variations_come_whole(read, changed):
    for data, name in ((document([changed]), "a.docx"), (rtf(lines_of(changed)), "a.rtf")):
        [record] = read(data, name)
        assert facts(record) == wanted(changed, deck=True)


def test_a_length_that_is_off_is_noted_with_both_numbers(read):
    [record] = read(word(lines_of(STORY, length=900)))
    assert record.text == STORY.text
    assert f"stated length 900 words, read {STORY.words}" in record.note


def test_what_is_left_out_after_the_body_is_counted(read):
    [record] = read(word(lines_of(STORY, graphic=["A bridge at dawn.", "Photo: Nobody"])))
    assert record.text == STORY.text
    assert "left out: 6 words under 'Graphic'" in record.note


def test_links_tables_insertions_text_boxes_and_notes_are_kept_and_deletions_left_out(read):
    head, parts = empty()
    before, after = (paragraphs(lines) for lines in halves(lines_of(STORY)))
    rich = ("<w:p><w:r><w:t>See </w:t></w:r><w:hyperlink><w:r><w:t>this link</w:t></w:r></w:hyperlink><w:ins><w:r>"
            "<w:t>, added</w:t></w:r></w:ins><w:del><w:r><w:delText>, gone</w:delText></w:r></w:del><w:r>"
            '<w:noBreakHyphen/><w:t>x</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
            f"<w:sdt><w:sdtContent>{paragraphs(['In a control.'])}</w:sdtContent></w:sdt>"
            f"<w:tbl>{row('Year', 'Cost')}{row('2021', '3 | 4')}</w:tbl>"
            f"<w:p><w:r><w:pict><w:txbxContent>{paragraphs(['In a box.'])}</w:txbxContent></w:pict></w:r></w:p>")
    space = head[head.index("<w:document"):].replace("<w:document", "<w:footnotes").replace("<w:body>", "")
    parts = parts | {
        "word/document.xml": f"{head}<w:body>{before}{rich}{after}</w:body></w:document>".encode(),
        "word/footnotes.xml": (f'{space}<w:footnote w:id="2">{paragraphs(["A note."])}</w:footnote>'
                               "</w:footnotes>").encode(),
        "word/_rels/document.xml.rels": parts["word/_rels/document.xml.rels"].replace(
            b"</Relationships>", b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/'
            b'2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>')}
    [record] = read(zipped(parts))
    assert record.text == "\n".join([*STORY.paragraphs, "See this link, added\u2011x", "A note.", "In a control.",
                                     "Year\tCost", "2021\t3 | 4", "In a box."])


def halves(lines):
    end = lines.index(STORY.paragraphs[-1]) + 1
    return lines[:end], lines[end:]


def row(*cells):
    return f"<w:tr>{''.join(f'<w:tc>{paragraphs([cell])}</w:tc>' for cell in cells)}</w:tr>"


@pytest.mark.parametrize(("change", "reason"), [
    (lambda lines: ["Mood: dark" if line.startswith("Section") else line for line in lines],
     "line 7: the label 'Mood'; expected one such as Section"),
    (lambda lines: [line for line in lines if line != "Body"], "no line 'Body'"),
    (lambda lines: [line.replace("June 19", "19. Juni") for line in lines], "no date in English"),
    (lambda lines: lines[:2] + ["June 18, 2030"] + lines[2:], "two dates"),
    (lambda lines: [*lines[:4], "Byline: A", *lines[4:]], "the label 'Byline' twice"),
    (lambda lines: [line.replace("words", "pages") if "Length" in line and line.startswith("L") else line
                    for line in lines], "the length"),
    (lambda lines: [line for line in lines if ":" not in line or not line.startswith(("Lang", "Load", "Publ", "Subj"))],
     "no 'Classification'"),
    (lambda lines: [line for line in lines if line != "Classification"], "the label 'Subject'"),
    (lambda lines: ["a", "b", "c", "d", *lines], "5 lines before the publication")])
def test_an_unexpected_article_is_broken_with_its_place_and_the_rest_read(read, change, reason):
    first, second = many(2)
    found = read(word([*change(lines_of(first)), *lines_of(second)]))
    assert isinstance(found[0], Broken)
    assert str(found[0]).startswith("export.docx, article 1, line ") or "length" in reason
    assert reason in str(found[0])
    assert facts(found[1]) == wanted(second)


def test_a_file_cut_short_says_so(read):
    lines = [*lines_of(STORY), *lines_of(STORY)[:12]]
    whole, cut = read(rtf(lines), "a.rtf")
    assert facts(whole) == wanted(STORY)
    assert "cut short after" in str(cut)
    assert "expected 3, as its cover says" in str(read(word([*cover(many(3)), *lines_of(many(3)[0])]))[-1])
    with pytest.raises(CorpusError, match="a.docx"):
        read(word(lines_of(STORY))[:9000], "a.docx")


def test_an_archive_gives_its_members_and_the_broken_ones_with_their_names(read):
    inner = zipped({"../../up.docx": document(many(2))})
    damaged = bytearray(zipped({
        "one.docx": word(lines_of(STORY)), "notes.txt": b"none", "sub/two.rtf": rtf(lines_of(STORY)),
        "cut.docx": word(lines_of(STORY))[:5000], "inner.zip": inner, "deep.zip": zipped({"x.zip": inner})}))
    found = read(bytes(damaged), "all.zip")
    assert [item.place for item in found if not isinstance(item, Broken)] == [
        "all.zip, one.docx, article 1", "all.zip, sub/two.rtf, article 1", "all.zip, inner.zip/up.docx, article 1",
        "all.zip, inner.zip/up.docx, article 2"]
    broken = [str(item) for item in found if isinstance(item, Broken)]
    assert [line.split(": ")[0] for line in broken] == [
        "all.zip, notes.txt", "all.zip, cut.docx", "all.zip, deep.zip, x.zip"]
    assert "expected a Nexis Uni export" in broken[0]


@pytest.mark.parametrize(("name", "data", "message"), [
    ("a.docx", b"", "empty; expected"), ("a.docx", b"%PDF-1.7", "PDF; expected"),
    ("a.rtf", b"<html>", "html; expected"), ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"old Word"),
    ("a.docx", word(["Hello"]), "no line 'End of Document'"), ("a.zip", b"PK\x03\x04", "zip archive"),
    ("a.rtf", rtf(["1 of 2 DOCUMENTS", "The Herald"]), "older LexisNexis layout"),
    ("a.docx", zipped({"a.txt": b"x"}), "no readable Word file"),
    ("a.rtf", b"{\\rtf1 \\uc \\u99999999?", "damaged RTF")])
def test_another_kind_of_file_is_refused_in_one_line(read, name, data, message):
    with pytest.raises(CorpusError, match=message) as caught:
        read(data, name)
    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)


@settings(max_examples=25)
@given(ARTICLES)
def test_invented_records_come_back_whole(tmp_path_factory, articles):
    folder = tmp_path_factory.mktemp("nexis")
    lines = [line for article in articles for line in lines_of(article)]
    for name, data in (("a.docx", document(articles)), ("a.rtf", rtf(lines))):
        (folder / name).write_bytes(data)
        found = list(read_nexis(folder / name))
        assert [facts(record) for record in found] == [wanted(article) for article in articles]


def test_a_word_file_that_unpacks_to_gigabytes_is_refused(read):
    file = io.BytesIO(word(lines_of(STORY)))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for n in range(3):
            archive.writestr(f"word/media/{n}.bin", bytes(90_000_000))
    with pytest.raises(CorpusError, match="expected at most"):
        read(file.getvalue())
