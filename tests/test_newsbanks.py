"""Containers of exports as text: nothing of a body is lost, and nothing but one clear line comes of damage."""

import io
import random
import re
import resource
import subprocess
import sys
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_articles import LETTERS, many, rtf, zipped
from test_factiva import FORMS as FACTIVA
from test_nexis import document, empty, lines_of, word
from test_proquest import FORMS as PROQUEST

from framing import newsbanks
from framing.corpus import CorpusError
from framing.factiva import read_factiva
from framing.nexis import read_nexis
from framing.proquest import read_proquest
from framing.records import Broken, Record

NOISE = random.Random(0).randbytes(200_000)  # so that no archive packs too well
READERS = [read_nexis, read_proquest, read_factiva]


def rich(body):
    return newsbanks.rtf_text(b"{\\rtf1\\ansi\\ansicpg1252\\uc1 " + body + b"}", "a.rtf")


def page(body, head=b""):
    tree = newsbanks.html_tree(b"<html><head>" + head + b"</head><body>" + body + b"</body></html>", "a.html")
    return [line.text for line in newsbanks.numbered(newsbanks.html_lines(tree))]


@given(st.lists(st.text(LETTERS + "\t"), max_size=5))
def test_every_sign_of_rtf_comes_back(lines):
    text = newsbanks.rtf_text(rtf(lines), "a.rtf")
    assert text.split("\n")[:-1] == (lines or [""])


@settings(max_examples=25)
@given(st.lists(st.text(LETTERS + "\t"), min_size=1, max_size=5))
def test_every_sign_of_word_comes_back(lines):
    assert newsbanks.docx_text(word(lines), "a.docx").split("\n") == lines


@given(st.lists(st.text(LETTERS).map(lambda text: " ".join(filter(None, text.split(" ")))), max_size=5))
def test_every_sign_of_a_page_comes_back_but_runs_of_spaces(lines):
    from html import escape

    body = "".join(f"<p>{escape(line)}</p>" for line in lines).encode()
    assert page(body, b"<meta charset=utf-8>") == [line for line in lines if line.strip()]


def test_rtf_keeps_notes_cells_and_bars_and_adds_no_addresses():
    assert rich(b"One{\\super 1}{\\footnote The {\\i note}.} two.\\par Three.\\par") == "One1 two.\nThe note.\nThree.\n"
    assert rich(b"a{\\*\\footnote x}") == "a\nx"
    assert rich(b"\\intbl A\\cell B | C\\cell\\row\\pard D\\'7c\\par") == "A\tB | C\nD|\n"
    link = b"{\\field{\\*\\fldinst{HYPERLINK \"https://example.org\"}}{\\fldrslt{words}}}"
    assert rich(link + b" and " + link) == "words and words"


def test_rtf_reads_code_pages_and_pairs_of_units():
    assert rich(b"caf\\'e9 \\u-10179?\\u-8704? \\'93x\\'94 \\u20013?") == "café 😀 “x” 中"
    assert rich(b"{\\fonttbl{\\f1\\fcharset204 A;}}\\f1 \\'cf\\'f0") == "Пр"


def test_words_that_were_moved_or_deleted_stay_where_they_went():
    body = ("<w:p><w:moveFrom w:id='1' w:author='A'><w:r><w:t>Moved.</w:t></w:r></w:moveFrom>"
            "<w:r><w:t>First.</w:t></w:r><w:del w:id='2' w:author='A'><w:r><w:tab/><w:delText>Gone.</w:delText></w:r>"
            "</w:del></w:p>"
            "<w:p><w:moveTo w:id='3' w:author='A'><w:r><w:t>Moved.</w:t></w:r></w:moveTo></w:p>")
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word(["X"]))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = re.sub(rb"<w:p>.*</w:p>|<w:p .*</w:p>", body.encode(), data, flags=re.S)
            new.writestr(name, data)
    assert newsbanks.docx_text(file.getvalue(), "a.docx") == "First.\nMoved."


def test_a_page_keeps_tables_rules_and_breaks_and_leaves_out_scripts():
    body = (b"<script>x</script><p>A<br>B <!-- c -->C</p><hr><table><tr><td>1</td><td>2</td></tr></table>"
            b"<style>y</style><b>D</b>E")
    assert page(body) == ["A", "B C", "_" * 60, "1\t2", "DE"]


def test_a_page_is_read_in_the_encoding_it_states():
    assert page("<p>Prague: Žižkov, Čech</p>".encode("cp1250"), b'<meta charset="windows-1250">') == [
        "Prague: Žižkov, Čech"]
    head = b'<meta http-equiv=x content="text/html; charset=shift_jis">'
    assert page("<p>東京</p>".encode("shift_jis"), head) == ["東京"]
    assert page("<p>é</p>".encode(), b'<meta charset="hex">') == ["é"]


@pytest.mark.parametrize(("reader", "data", "message"), [
    (newsbanks.html_tree, b"<p>" + b"<b></b>" * 1_100_000, "2,200,001 tags; expected at most 2,000,000"),
    (newsbanks.html_tree, b"<p>" + b"x" * 20_000_000, "20,000,003 bytes; expected at most 20,000,000"),
    (newsbanks.html_tree, b"<div>" * 10_000, "can't be read to its end"),
    (newsbanks.rtf_text, b"{\\rtf1{\\fonttbl" + b"\\f1" * 10_000, "font table"),
    (newsbanks.rtf_text, b"{\\rtf1 \\u9999999?}", "damaged RTF"),
    (newsbanks.docx_text, word(["x"])[:-30], "zip archive"),
    (newsbanks.docx_text, zipped(empty()[1]), "no readable Word file"),
    (newsbanks.docx_text, zipped(empty()[1] | {"word/document.xml": b"<a>" * 9}), "no readable Word file"),
    (newsbanks.docx_text, zipped(empty()[1] | {"word/document.xml": b"<w:p/>" * 2_000_001, "noise": NOISE}),
     "tags; expected")])
def test_what_is_too_large_or_damaged_is_refused_in_one_line(reader, data, message):
    with pytest.raises(CorpusError, match=message) as caught:
        reader(data, "a")
    assert "\n" not in str(caught.value)


def test_no_entity_of_a_word_file_is_opened():
    head, parts = empty()
    bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "' + "y" * 99 + '">]>'
    body = f"{head.replace('<w:document', bomb + '<w:document', 1)}<w:body><w:p><w:r><w:t>&a;&b;z</w:t></w:r></w:p>"
    data = zipped(parts | {"word/document.xml": f"{body}</w:body></w:document>".encode()})
    try:
        assert newsbanks.docx_text(data, "a.docx").strip() in ("", "z")
    except CorpusError as error:
        assert "no readable Word file" in str(error)


def seeds():
    articles = many(2)
    lines = [line for article in articles for line in lines_of(article)]
    return [document(articles), zipped({"a.docx": document(articles)}), rtf(lines),
            *(write(articles) for write in [*FACTIVA.values(), *PROQUEST.values()])]


@pytest.mark.parametrize("n", [60, pytest.param(2000, marks=pytest.mark.slow)])
def test_fuzzed_bytes_give_records_or_one_clear_line(tmp_path, n):
    chance, starts = random.Random(5), seeds()
    for _ in range(n):
        data = bytearray(chance.choice(starts))
        for _ in range(chance.choice([1, 4, 40])):
            place = chance.randrange(len(data))
            how = chance.randrange(4)
            if how == 0:
                data[place] = chance.randrange(256)
            elif how == 1:
                del data[place:place + chance.randrange(1, 50)]
            elif how == 2:
                data[place:place] = data[chance.randrange(len(data)):][:chance.randrange(60)]
            else:
                data[place:place] = chance.choice([b"\\u", b"{", b"}", b"\\'", b"<", b"&#x", b"\0", b"\xff", b"\\bin9",
                                                   b"<td>", b"\\cell", b"</div>", "end of document\u2028".encode()])
        path = tmp_path / chance.choice(["a.docx", "a.zip", "a.rtf", "a.html", "a.txt"])
        path.write_bytes(data)
        for read in READERS:
            try:
                found = list(read(path))
            except CorpusError as error:
                assert str(error).startswith(path.name) and len(str(error)) < 600
                continue
            for item in found:
                assert isinstance(item, Broken | Record) and item.place.startswith(path.name)
                (item.text if isinstance(item, Record) else str(item)).encode()


@pytest.mark.slow
@pytest.mark.parametrize("write", [
    "b'{\\\\rtf1 HD\\\\tab x\\\\par ' + b'\\\\u20013?' * 4_900_000", "b'{\\\\rtf1 ' + b'{\\\\footnote x}' * 2_000_000",
    "b'<html><div class=article>' + b'<p>x' * 1_900_000", "b'<html>' + b'<a b c d e f g h i j k>' * 850_000",
    "b'<html>' + b'<table><tr><td>' * 600", "b'<html>' + b'&#20013;' * 2_400_000", "b'Title: x' * 12_000_000"])
def test_large_files_stay_below_a_gigabyte(tmp_path, write):
    """The readers run in a process of its own, which may have no more memory."""
    code = (f"from pathlib import Path; from framing import newsbanks; p = Path({str(tmp_path / 'a')!r})\n"
            f"p.write_bytes({write})\n"
            "from framing.corpus import CorpusError\nfrom framing import factiva, proquest, nexis\n"
            "for read in (factiva.read_factiva, proquest.read_proquest, nexis.read_nexis):\n"
            "    try: print(len(list(read(p))))\n    except CorpusError as error: print(error)\n")

    def bounded():
        resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30))

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, preexec_fn=bounded, timeout=900)
    assert done.returncode == 0, done.stderr[-2000:]
