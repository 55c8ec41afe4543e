"""One article a file, in every format: its facts, and every sign of its text; and folders of files."""

import io
import os
import time
import zipfile

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tiny_pdf import laid_out, made_pdf

from framing import documents
from framing.corpus import CorpusError
from framing.documents import (
    read_docx,
    read_folder,
    read_html,
    read_links,
    read_markdown,
    read_pdf,
    read_rtf,
    read_text,
    rejoined,
)
from framing.records import Broken, Record
from framing.story_columns import SYNONYMS

PARAGRAPHS = ["The ministers met on Monday.", "“It’s over,” she said. “We are done.”", "Rain fell on the town."]
HEADLINE = "Ministers leave without a deal"
SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co"))
WORDS = st.one_of(st.text(SIGNS, min_size=1, max_size=12), st.sampled_from(
    ["ministers", "הנשיא", "قال", "总统说", "👩\u200d👩\u200d👧", "“yes”", "it’s", "#", "-", "Date:", "\\par", "{x}"]))
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=30).map(" ".join).filter(
    lambda text: any(sign.isalpha() for sign in text)), min_size=1, max_size=8)
READERS = {".txt": read_text, ".md": read_markdown, ".html": read_html, ".pdf": read_pdf, ".docx": read_docx,
           ".rtf": read_rtf, ".url": read_links}


def read(path):
    if path.suffix not in READERS:
        raise CorpusError(f"{path.name}: can't tell what it is")
    return READERS[path.suffix](path)


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def word(paragraphs, headline="", **properties):
    document, file = docx.Document(), io.BytesIO()
    if headline:
        document.add_heading(headline, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    document.save(file)
    return file.getvalue()


def rtf(paragraphs):
    def escaped(sign):
        units = sign.encode("utf-16-le")
        plain = ("\\" if sign in "\\{}" else "") + sign
        return plain if sign.isascii() else "".join(
            f"\\u{int.from_bytes(units[i:i + 2], 'little', signed=True)}?" for i in range(0, len(units), 2))

    return "{\\rtf1\\ansi " + "\\par\n".join("".join(map(escaped, text)) for text in paragraphs) + "\\par}"


def squeezed(text):
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def whole(record):
    """All lines of a record, the headline's too."""
    return ([record.headline] if record.headline else []) + squeezed(record.text)


@settings(max_examples=60)
@given(TEXTS)
@example(["Date: 2024-04-03"])
def test_no_sign_is_lost(tmp_path_factory, paragraphs):
    folder, wanted = tmp_path_factory.mktemp("a"), squeezed("\n".join(paragraphs))
    joined = "\n\n".join(paragraphs)
    for name, content in (("a.txt", "A start.\n" + joined), ("a.docx", word(["A start.", *paragraphs])),
                          ("a.md", "A start.\n\n" + joined), ("a.rtf", rtf(["A start.", *paragraphs]))):
        (record,) = read(write(folder / name, content))
        got = squeezed(record.text)
        assert got == ["A start.", *wanted], name


@pytest.mark.parametrize("suffix", [".txt", ".docx", ".rtf", ".pdf", ".html", ".md"])
def test_every_format_gives_the_same_article(tmp_path, suffix):
    html = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    contents = {".txt": HEADLINE + "\n\n" + "\n".join(PARAGRAPHS), ".md": f"# {HEADLINE}\n\n" + "\n\n".join(PARAGRAPHS),
                ".docx": word(PARAGRAPHS, HEADLINE), ".rtf": rtf([HEADLINE, "", *PARAGRAPHS]),
                ".pdf": made_pdf([laid_out(PARAGRAPHS, title=HEADLINE, gap=8)]),
                ".html": f"<html><body><article><h1>{HEADLINE}</h1>{html}</article></body></html>"}
    (record,) = read(write(tmp_path / f"a{suffix}", contents[suffix]))
    assert record.headline == HEADLINE and squeezed(record.text) == PARAGRAPHS and record.place == f"a{suffix}"


def test_facts_in_the_head_are_taken_only_if_it_has_nothing_else(tmp_path):
    head = ("Title: Talks end\nSource: The Example\nDate: 3 April 2024\nAuthor: A. Bee\nByline: C. Dee\n"
            "Link: https://x.example\n")
    (record,) = read_text(write(tmp_path / "a.txt", head + "Genre: news\nEvent: talks\n\nThey left.\n\nRain fell."))
    assert record == Record("a.txt", "They left.\n\nRain fell.", "Talks end", "The Example", "A. Bee, C. Dee",
                            "2024-04-03", "https://x.example", "news", "talks")
    for other in ("Note: This is text.\n", "They left.\n", ":\n"):
        (record,) = read_text(write(tmp_path / "a.txt", head + other + "\nRain fell."))
        assert record.text == head + other + "\nRain fell." and record.outlet == record.published == ""
    (record,) = read_text(write(tmp_path / "a.txt", "Date: 03/04/2024\n\nRain fell."))
    assert (record.published, record.note) == ("", "date '03/04/2024' reads two ways")


@pytest.mark.parametrize(("text", "headline"), [
    ("Talks end\n\nThey left.", "Talks end"), ("Talks end?\n\nThey left.", "Talks end?"), ("Talks end\nThey left.", ""),
    ("They left.\n\nRain fell.", ""), ("x" * 201 + "\n\nRain fell.", ""), ("Talks end\n\n", ""),
    ("\n\nTalks end\n\nYes.", "Talks end")])
def test_a_first_line_is_the_headline_where_it_can_be_one(tmp_path, text, headline):
    (record,) = read_text(write(tmp_path / "a.txt", text))
    assert record.headline == headline and whole(record) == squeezed(text)


PRINTED = [HEADLINE, "By Elias Thorne", "The Halverin Courier", "19 March 2025"]


@pytest.mark.parametrize("suffix", [".txt", ".docx", ".rtf", ".pdf"])
def test_facts_stand_in_lines_above_the_first_paragraph(tmp_path, suffix):
    for head, outlet, day in ((PRINTED, "The Halverin Courier", "2025-03-19"),
                              ([HEADLINE, "Red Lantern Weekly, 16 March 2025", "By Elias Thorne"],
                               "Red Lantern Weekly", "2025-03-16")):
        body = [*PARAGRAPHS, "The next meeting is planned for autumn, in the old town."]
        lines = [*head, *body]
        below = [(50, 740 - 14 * place, 11, line) for place, line in enumerate(head[1:])]
        contents = {".txt": "\n".join(lines), ".docx": word(lines), ".rtf": rtf(lines),
                    ".pdf": made_pdf([[(50, 780, 24, HEADLINE), *below, *laid_out(body, top=680, gap=8)]])}
        (record,) = read(write(tmp_path / f"a{suffix}", contents[suffix]))
        assert (record.headline, record.byline, record.outlet, record.published, record.note) == (
            HEADLINE, "Elias Thorne", outlet, day, "")
        assert squeezed(record.text) == lines[1:]


def test_explicit_facts_come_before_lines_and_a_date_that_reads_two_ways_stays_empty(tmp_path):
    (record,) = read_text(write(tmp_path / "a.txt", "Outlet: The Other\nDate: 2025-03-20\n\n" + "\n".join(
        [HEADLINE, "", *PRINTED[1:], *PARAGRAPHS])))
    assert (record.outlet, record.published, record.byline) == ("The Other", "2025-03-20", "Elias Thorne")
    (record,) = read_text(write(tmp_path / "a.txt", f"{HEADLINE}\n\n03/04/2025\n\n" + "\n".join(PARAGRAPHS)))
    assert (record.published, record.note) == ("", "date '03/04/2025' reads two ways")


def test_front_matter_holds_facts(tmp_path):
    front = "---\ntitle: 'Talks: the end'\ndate: 2024-04-03\nauthor: [A. Bee, C. Dee]\ntags: [x]\nurl: null\n---\n"
    (record,) = read_markdown(write(tmp_path / "a.md", front + "# Another title\n\nThey **left**.\n"))
    assert (record.headline, record.published, record.url) == ("Talks: the end", "2024-04-03", "")
    assert record.byline == "A. Bee, C. Dee"
    assert record.text == "# Another title\n\nThey **left**."
    (record,) = read_markdown(write(tmp_path / "a.md", "---\nlayout: x\n---\nTalks end\n=========\n\nThey left."))
    assert record.headline == "Talks end" and "They left." in record.text
    (record,) = read_markdown(write(tmp_path / "a.md", "---\nA rule, no front matter.\n---\nThey left."))
    assert record.text == "---\nA rule, no front matter.\n---\nThey left." or "They left." in record.text


LAUGHS = "\n".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9) if i else 'x'}]" for i in range(30))


@pytest.mark.parametrize("front", ["a: [", "a: *b", "title: &a [*a]", "[" * 9_000, "a: !!python/object:os.system x",
                                   f"{LAUGHS}\ntitle: *a29", f"{LAUGHS}\ntitle: [*a29, *a29]"])
def test_hostile_front_matter_is_named_or_harmless(tmp_path, front):
    started = time.process_time()
    try:
        (record,) = read_markdown(write(tmp_path / "a.md", f"---\n{front}\n---\nThey left."))
        assert record.text == "They left."
    except CorpusError as error:
        assert str(error).startswith("a.md, row ") and "front matter that isn't YAML" in str(error)
    assert time.process_time() - started < 5


def test_wrapped_text_is_rejoined_and_other_lines_are_left():
    wrapped = ("The ministers met on Monday in the old harbour town\nand talked for eleven hours behind closed doors, "
               "and\nneither side would say when they might meet for an-\nother round of talks about it.\n\nRain fell.")
    assert rejoined(wrapped).split("\n") == [
        "The ministers met on Monday in the old harbour town and talked for eleven hours behind closed doors, and "
        "neither side would say when they might meet for an-other round of talks about it.", "", "Rain fell."]
    poem = "Rain on the roof,\nrain on the road,\nrain on the sea"
    assert rejoined(poem) == poem and rejoined("") == ""


def test_words_tables_and_properties_of_a_word_file(tmp_path):
    data = word(["Rain in town", *PARAGRAPHS], title="Rain in town", author="PC of Ann")
    (record,) = read_docx(write(tmp_path / "a.docx", data))
    assert (record.headline, record.byline, record.published) == ("Rain in town", "", "")
    (record,) = read_docx(write(tmp_path / "a.docx", word(PARAGRAPHS, title="Microsoft Word - draft")))
    assert record.headline == "" and squeezed(record.text) == PARAGRAPHS
    document = docx.Document()
    document.add_paragraph("Before.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Rain", "3 days"
    document.add_paragraph("After.")
    document.save(tmp_path / "b.docx")
    (record,) = read_docx(tmp_path / "b.docx")
    assert squeezed(record.text) == ["Before.", "Rain 3 days", "After."]


def test_a_list_of_addresses(tmp_path):
    (tmp_path / "a.links").write_text("# mine\nhttps://x.example/1\n\nftp://x\nhttp://y.example/ü?a=b\n")
    found = list(read_links(tmp_path / "a.links"))
    assert [record.url for record in found if isinstance(record, Record)] == ["https://x.example/1", "http://y.example/ü?a=b"]
    assert str(found[1]) == "a.links, row 4: 'ftp://x'; expected an address that starts with http:// or https://"
    (tmp_path / "b.url").write_text("[InternetShortcut]\r\nURL=https://x.example/1\r\nIconIndex=0\r\n")
    assert [record.url for record in read_links(tmp_path / "b.url")] == ["https://x.example/1"]


@pytest.mark.parametrize("data", ["", "\n\n", "# nothing\n", "words\nmore\n", "[InternetShortcut]\nIconIndex=0\n"])
def test_a_list_without_an_address_is_one_fault(tmp_path, data):
    found = list(read_links(write(tmp_path / "a.links", data)))
    assert list(map(str, found)) == [
        "a.links: no address in it; expected an address that starts with http:// or https://"]


def test_a_text_of_addresses_is_a_list_of_links(tmp_path):
    found = list(read_text(write(tmp_path / "a.txt", "\nhttps://x.example/1\n\n http://y.example/2 \n")))
    assert found == [Record("a.txt, row 2", url="https://x.example/1"), Record("a.txt, row 4", url="http://y.example/2")]
    [record] = read_text(write(tmp_path / "b.txt", "https://x.example/1\n\nWords about it.\n"))
    assert record.text


def billion_laughs():
    """A Word file whose text is an entity of entities."""
    file, laughs = io.BytesIO(), "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha"}">' for i in range(12))
    with zipfile.ZipFile(io.BytesIO(word(["A start."]))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(b"?>", f"?><!DOCTYPE x [{laughs}]>".encode(), 1).replace(b"A start.", b"&l11;")
            new.writestr(name, data)
    return file.getvalue()


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 60_000_000)
    return file.getvalue()


@pytest.mark.parametrize(("name", "content", "said"), [
    ("a.txt", b"", "no text in it"), ("a.txt", b"\n \n", "no text in it"), ("a.md", b"", "no text in it"),
    ("a.txt", bytes(range(256)) * 9, "control signs"), ("a.txt", b"%PDF-1.4", "PDF by its first bytes"),
    ("a.md", b"PK\x03\x04", "zip by its first bytes"), ("a.html", b"", "no HTML"), ("a.pdf", b"", "can't be read"),
    ("a.pdf", b"<html>", "can't be read"), ("a.docx", b"", "expected a Word file"),
    ("a.docx", b"PK\x03\x04", "zip archive"), ("a.docx", word([]), "no text in it"),
    ("a.docx", b"\xd0\xcf\x11\xe0old", "old Word"), ("a.docx", bomb(), "times the archive"),
    ("a.docx", word(["x"])[:-99], "zip archive"),
    ("a.docx", word(["x"]).replace(b"document.xml", b"dokument.xml"), "Word file"),
    ("a.rtf", b"plain", "expected rich text"), ("a.rtf", b"{\\rtf1", "no text in it")])
def test_what_is_no_article_is_named(tmp_path, name, content, said, capfd):
    try:
        (found,) = read(write(tmp_path / name, content))
        assert isinstance(found, Broken)
    except CorpusError as error:
        found = error
    assert str(found).startswith(name) and said in str(found) and "\n" not in str(found)
    assert capfd.readouterr() == ("", "")


def test_entities_of_entities_do_not_grow(tmp_path):
    started = time.process_time()
    try:
        (record,) = read_docx(write(tmp_path / "a.docx", billion_laughs()))
        assert isinstance(record, Broken) or len(record.text) < 1_000
    except CorpusError as error:
        assert "no readable Word file" in str(error)
    assert time.process_time() - started < 5


def test_a_huge_line_is_refused_by_its_size(tmp_path):
    for name in ("a.txt", "a.md", "a.html", "a.pdf", "a.docx", "a.rtf", "a.url"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(2_100_000_000)
        with pytest.raises(CorpusError, match=f"{name}: 2,100,000,000 bytes; expected at most"):
            list(read(tmp_path / name))


@settings(max_examples=60)
@given(st.sampled_from([".txt", ".md", ".html", ".docx", ".rtf", ".pdf"]), st.binary(min_size=1, max_size=60),
       st.floats(0, 1), st.floats(0, 1))
def test_damaged_files_never_fail_otherwise(tmp_path_factory, suffix, noise, place, end):
    whole_file = {".docx": word(PARAGRAPHS), ".rtf": rtf(PARAGRAPHS).encode(), ".pdf": made_pdf([laid_out(PARAGRAPHS)])}
    data = bytearray(whole_file.get(suffix, b"---\ntitle: x\n---\n<p>Rain" + "\n\n".join(PARAGRAPHS).encode()))
    start = int(place * len(data))
    data[start:start + len(noise)] = noise
    path = write(tmp_path_factory.mktemp("a") / f"a{suffix}", bytes(data[:int(len(data) * (1 - end / 2))]))
    try:
        assert all(isinstance(found, (Record, Broken)) for found in read(path))
    except CorpusError as error:
        assert str(error).startswith("a.") and "\n" not in str(error)


def test_a_folder_is_read_in_order_with_its_facts(tmp_path):
    folder = tmp_path / "mine"
    for name, content in (("b.txt", "Rain fell."), ("North Post/2024/a.txt", "Outlet: The Other\n\nThey left."),
                          ("North Post/c.txt", "They met."), (".hidden.txt", "x"), ("~$c.docx", "x"),
                          ("page.html", "<p>Hail fell."), ("page_files/x.js", "x"), ("odd.xyz", "x"),
                          ("empty.txt", ""), ("Thumbs.db", "x")):
        write(folder / name, content)
    os.symlink(tmp_path, folder / "out")
    os.symlink("/etc/passwd", folder / "up.txt")
    write(folder / "facts.csv", "file,outlet,published,genre\nb.txt,The Paper,2024-04-03,news\n"
                                "North Post\\c.txt,,03/04/2024,\ngone.txt,x,,\n")
    found = list(read_folder(folder, read))
    records = {record.place: record for record in found if isinstance(record, Record)}
    assert list(records) == ["North Post/2024/a.txt", "North Post/c.txt", "b.txt", "page.html"]
    assert [record.outlet for record in records.values()] == ["The Other", "North Post", "The Paper", ""]
    assert (records["b.txt"].published, records["b.txt"].genre) == ("2024-04-03", "news")
    assert records["North Post/c.txt"].note == "date '03/04/2024' reads two ways"
    assert [str(broken) for broken in found if isinstance(broken, Broken)] == [
        "empty.txt: no text in it; expected an article", "odd.xyz: can't tell what it is",
        "out: a link; expected the file itself", "up.txt: a link; expected the file itself",
        "facts.csv, row 4: file 'gone.txt'; expected a file of the folder"]


def test_a_table_of_facts_that_cannot_be_used_is_named(tmp_path):
    write(tmp_path / "facts.csv", "name\nx\n")
    with pytest.raises(CorpusError, match="facts.csv: missing column file"):
        list(read_folder(tmp_path, read))
    write(tmp_path / "facts.csv", "file\nx\nx\n")
    with pytest.raises(CorpusError, match="facts.csv, row 3: file 'x' again; expected each file once"):
        list(read_folder(tmp_path, read))
    with pytest.raises(CorpusError, match="no such folder"):
        list(read_folder(tmp_path / "none", read))
    assert documents.FACTS_FILE == "facts.csv"


def test_a_table_of_facts_may_name_its_columns_otherwise(tmp_path):
    write(tmp_path / "a.txt", "They met.")
    write(tmp_path / "facts.csv", "File,date,Überschrift,source,author,publisher,mood\n"
                                  "a.txt,3 April 2024,Talks end,The Paper,A. Bee,X,grim\n")
    broken, record = read_folder(tmp_path, read)
    assert str(broken) == ("facts.csv, row 1: columns 'source' and 'mood' aren't used; expected file and any of "
                           "headline, outlet, byline, published, url, genre, event")
    assert (record.headline, record.outlet, record.byline, record.published) == (
        "Talks end", "X", "A. Bee", "2024-04-03")
    write(tmp_path / "facts.csv", "file,mood\na.txt,grim\n")
    assert str(next(read_folder(tmp_path, read))).startswith("facts.csv, row 1: column 'mood' isn't used; expected")
    write(tmp_path / "facts.csv", "file\na.txt\n")
    assert [found.text for found in read_folder(tmp_path, read)] == ["They met."]
    assert all(key in SYNONYMS[field] for key, field in documents.KEYS.items())


def test_facts_find_a_file_whose_name_a_system_spells_otherwise(tmp_path):
    write(tmp_path / "cafe\u0301.txt", "The mayor opened it.")
    write(tmp_path / "facts.csv", "file,outlet\ncaf\u00e9.txt,The Paper\n")
    assert [found.outlet for found in documents.read_folder(tmp_path, documents.read_text)] == ["The Paper"]
