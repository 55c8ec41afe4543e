"""Readers attacked from outside: invented articles in odd clothes come back whole, damage gives one clear line."""

import contextlib
import csv
import io
import json
import os
import time
import unicodedata
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_articles import LETTERS

from framing import dates, dictionaries, kinds
from framing.corpus import CorpusError
from framing.records import Broken, Record

SIGNS = LETTERS + "\t=+@`^~_[]#*\u200d\u202e\u05d0"
CELL = st.text(SIGNS + "\n", min_size=1, max_size=60).map(lambda text: f"q{text}q")
LINE = st.text(SIGNS.replace("\t", ""), min_size=1, max_size=80).map(lambda text: f"Q{text}q.")
ROWS = st.lists(st.tuples(LINE, CELL), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    folder = tmp_path_factory.mktemp("attacked")

    def read(kind, data, name):
        path = folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(kinds.KINDS[kind].open()(path))
    return read


def visible(text):
    return "".join(text.split())


@settings(max_examples=60)
@given(ROWS, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_tables_keep_every_sign(read, rows, delimiter, end, every):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL if every else 0)
    writer.writerows([("headline", "text"), *rows])
    found = read("csv", file.getvalue(), "a.csv")
    assert [(record.headline, record.text) for record in found] == rows


@settings(max_examples=60)
@given(ROWS)
def test_tables_with_tabs_take_marks_for_text(read, rows):
    rows = [(head, body.replace("\t", " ").replace("\n", " ")) for head, body in rows]
    lines = ["headline\ttext", *("\t".join(row) for row in rows)]
    assert [(record.headline, record.text) for record in read("tsv", "\n".join(lines), "a.tsv")] == rows


@settings(max_examples=60)
@given(ROWS, st.booleans())
def test_json_keeps_every_sign(read, rows, ascii_only):
    items = [json.dumps({"title": head, "body": body}, ensure_ascii=ascii_only) for head, body in rows]
    for name, data in (("a.jsonl", "\n".join(items)), ("a.json", f"[{', '.join(items)}]")):
        assert [(record.headline, record.text) for record in read("jsonl", data, name)] == rows


@settings(max_examples=40)
@given(st.lists(LINE, min_size=1, max_size=8))
def test_texts_and_markdown_keep_every_visible_sign(read, lines):
    for kind, name in (("text", "a.txt"), ("markdown", "a.md")):
        [record] = read(kind, "\n\n".join(lines), name)
        assert visible(record.headline + record.text) == visible("".join(lines)) or \
            visible(record.text) == visible("".join(lines))


@settings(max_examples=40)
@given(st.lists(st.text("abcd efgh ijkl,;()中文ßé😀&<>", min_size=30, max_size=200), min_size=3, max_size=8))
def test_pages_keep_every_visible_sign_of_their_paragraphs(read, lines):
    lines = [f"Said number {number}: {line} and so on, at length." for number, line in enumerate(lines)]
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    [record] = read("html", f"<html><head><meta charset=utf-8><title>A head</title></head><body><article>"
                            f"<h1>A head</h1>{body}</article></body></html>", "a.html")
    assert visible(record.text) == visible("".join(lines))


@given(st.text(max_size=60) | st.from_regex(r"\d{1,4}[-/. ]\w{1,9}[-/., ]+\d{1,4}( \d\d:\d\d)?", fullmatch=True))
def test_a_date_is_a_day_or_nothing(text):
    found = dates.iso(text)
    assert found == "" or len(found) == 10
    dates.note(text)
    dates.order_of([text])


@pytest.mark.parametrize(("kind", "name", "data"), [
    ("jsonl", "a.jsonl", r'{"title": "\ud800x", "text": "a\udfffb \ud83d\ude00"}'),
    ("jsonl", "a.jsonl", r'{"\ud800": 1, "title": "x", "text": "y"}'),
    ("newsapi", "a.json", r'{"status": "ok", "articles": [{"title": "\udc00", "url": "https://example.org/\udc00"}]}'),
    ("html", "a.html", "<html><p>Half a pair: &#xD800; and enough words for a paragraph here.</p></html>"),
    ("csv", "a.csv", b"headline,text\nA,\xed\xa0\x80 half a pair\n"),
    ("ris", "a.ris", b"TY  - NEWS\nTI  - \xed\xa0\x80\nER  - \n")])
def test_half_a_surrogate_pair_can_be_written_as_utf_8(read, kind, name, data):
    for record in read(kind, data, name):
        for value in vars(record).values():
            value.encode("utf-8")


@pytest.mark.parametrize(("kind", "name", "data"), [
    ("mediacloud", "a.csv", "id,title\x1b[2J,url\n1,x,y\n"), ("csv", "a.csv", "he\x1bad,te\x07xt\n1,x\n"),
    ("gdelt", "a.csv", "UR\x1bL,Ti\x08tle\n1,x\n"), ("jsonl", "a.jsonl", '{"a\\u001bb": 1}\n'),
    ("links", "a.links", "\x1b[2Jnot an address\n"), ("parquet", "a.parquet", b"PAR1\x0f\x0f\x0f\x01\x00\x00\x00PAR1"),
    ("bibtex", "a.bib", "@art\x1bicle{a, title={x\n"), ("ris", "a.ris", "TY  - \x1b[2J\nER  - \n")])
def test_no_control_sign_of_a_file_reaches_the_screen(read, kind, name, data):
    try:
        shown = [str(item) if isinstance(item, Broken) else item.note for item in read(kind, data, name)]
    except CorpusError as error:
        shown = [str(error)]
    assert not [text for text in shown if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text)]


@pytest.mark.parametrize(("reader", "data"), [
    (dictionaries.read_list, "ter\x1b[2Jm,words\nx,y\n"),
    (dictionaries.read_liwc, "%\n1\tgood\n%\nha\x1b[2J*x\t1\nok\t1\n"),
    (dictionaries.read_quanteda, "a:\n  - ha\x08p*p\n  - good\n")])
def test_no_control_sign_of_a_word_list_reaches_the_screen(tmp_path, reader, data):
    path = tmp_path / "a.txt"
    path.write_text(data)
    try:
        shown = [str(broken) for broken in reader(path)[1]]
    except CorpusError as error:
        shown = [str(error)]
    assert not [text for text in shown if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text)]


@pytest.mark.parametrize(("kind", "name", "unit"), [
    ("bibtex", "a.bib", "@article{"), ("bibtex", "a.bib", "@article{a, title={x\n"), ("ris", "a.ris", "TY  - NEWS\n"),
    ("jsonl", "a.json", '{"title": "x"'), ("csv", "a.csv", 'x,"y\n'), ("csv", "a.csv", 'x,"y"z\n'),
    ("links", "a.links", "https://"), ("markdown", "a.md", "---\n"), ("text", "a.txt", "word " * 18 + "\n")])
def test_damage_takes_time_in_proportion_to_its_length(read, kind, name, unit):
    """Eight times the damage: in proportion about 8 times the time, by the square 64 times."""
    def seconds(n):
        started = time.process_time()
        with contextlib.suppress(CorpusError):
            read(kind, "headline,text\n" * (kind == "csv") + unit * n, name)
        return time.process_time() - started

    seconds(10)
    assert seconds(4000) < 24 * seconds(500) + 1


def test_names_in_braces_are_one_author_and_others_is_none(read):
    data = "@online{a, title={T}, author={Ann Example and {The Press and Company} and others}}"
    [record] = read("bibtex", data, "a.bib")
    assert record.byline == "Ann Example; The Press and Company"


def test_strings_that_are_put_together_are_read(read):
    text = '@string{h = "Herald"}\n@article{a, title = {T}, journal = "The " # h}'
    assert [record.outlet for record in read("bibtex", text, "a.bib")] == ["The Herald"]


def test_of_two_addresses_in_one_field_the_first_is_taken(read):
    data = "TY  - NEWS\nTI  - A\nUR  - https://example.org/a;https://example.org/b\nER  - \n"
    assert [record.url for record in read("ris", data, "a.ris")] == ["https://example.org/a"]


def test_verses_keep_their_lines(read):
    lines = "".join(f"<p>Paragraph {n} has words enough to count as prose, said the mayor.</p>" for n in range(5))
    [record] = read("html", f"<html><body><article><h1>A head</h1>{lines}<pre>One verse here\nAnother verse</pre>"
                            "</article></body></html>", "a.html")
    assert record.text.split("\n")[-2:] == ["One verse here", "Another verse"]


def test_a_folder_of_traps_is_read_to_its_end(tmp_path):
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "away.txt").symlink_to("/etc/hostname")
    os.mkfifo(folder / "pipe.txt")
    (folder / "unknown.xyz").write_bytes(b"\0")
    (folder / "empty.csv").write_bytes(b"")
    (folder / "new\nline.txt").write_text("Text one.\n")
    (folder / "z.txt").write_text("Bridge opens\n\nText one.\n")
    found = list(kinds.read_files([folder]))
    assert [item.headline for item in found if isinstance(item, Record) and item.headline] == ["Bridge opens"]
    assert not [item for item in found if "\n" in item.place or isinstance(item, Broken) and "\n" in str(item)]
    broken = " ".join(str(item) for item in found if isinstance(item, Broken))
    assert all(name in broken for name in ("away.txt", "pipe.txt", "unknown.xyz", "empty.csv"))
