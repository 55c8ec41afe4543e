"""Web archives made by warcio, whole and damaged."""

import gzip
import io

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from framing import warcs
from framing.corpus import CorpusError
from framing.records import Broken, Record
from framing.warcs import read_warc

PAGE = ('<html><head><title>{0}</title><meta property="article:published_time" content="2024-04-03"></head><body>'
        "<article><h1>{0}</h1><p>The ministers of {0} met on Monday.</p><p>They left “without a word”.</p></article>"
        "</body></html>")
TEXT = "The ministers of {0} met on Monday.\nThey left “without a word”."


def archive(pages, *, packed=True, kind="response"):
    """Write a WARC; a page is its name, or its name with bytes, status and headers."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=packed)
    for page in pages:
        name, data, status, headers = page if isinstance(page, tuple) else (page, None, "200 OK", {})
        data = PAGE.format(name).encode() if data is None else data
        head = StatusAndHeaders(status, [*({"Content-Type": "text/html; charset=utf-8"} | headers).items()],
                                protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(
            f"https://news.example/{name}", kind, payload=io.BytesIO(data), http_headers=head,
            warc_headers_dict={"WARC-Date": "2025-01-01T00:00:00Z"}))
    return file.getvalue()


def read(tmp_path, data, name="a.warc.gz"):
    (tmp_path / name).write_bytes(data)
    return list(read_warc(tmp_path / name))


@pytest.mark.parametrize("packed", [True, False])
def test_pages_are_read_with_their_own_date(tmp_path, packed):
    records = read(tmp_path, archive(["north", "south", "north"], packed=packed), "a.warc.gz" if packed else "a.warc")
    assert [record.headline for record in records] == ["north", "south", "north"]
    assert [record.text for record in records] == [TEXT.format(name) for name in ("north", "south", "north")]
    assert {record.published for record in records} == {"2024-04-03"}
    assert records[0].url == "https://news.example/north" and records[0].place.endswith(", byte 0")


def test_the_day_of_archiving_is_no_date_of_publication(tmp_path):
    page = b"<html><body><article><h1>Rain</h1><p>Rain fell on the town.</p></article></body></html>"
    assert read(tmp_path, archive([("rain", page, "200 OK", {})]))[0].published == ""


def test_what_is_no_page_is_passed_over(tmp_path):
    others = [("gone", None, "404 Not Found", {}), ("moved", None, "301 Moved", {}),
              ("picture", b"\x89PNG", "200 OK", {"Content-Type": "image/png"}), "page"]
    assert [record.headline for record in read(tmp_path, archive(others))] == ["page"]
    assert read(tmp_path, archive(["page"], kind="resource")) == []


@pytest.mark.parametrize("packed", [True, False])
def test_a_damaged_record_is_named_and_the_rest_read(tmp_path, packed):
    parts = [archive([name], packed=packed) for name in ("one", "two", "three")]
    broken = bytearray(parts[1])
    if packed:
        broken[40:60] = bytes(20)
    else:
        broken = broken.replace(b"Content-Length: ", b"Content-Length: 9", 1)
    records = read(tmp_path, parts[0] + bytes(broken) + parts[2], "a.warc.gz" if packed else "a.warc")
    assert [record.headline for record in records if isinstance(record, Record)] == ["one", "three"]
    faults = [record for record in records if isinstance(record, Broken)]
    assert faults and faults[0].place.endswith(f", byte {len(parts[0])}")


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_cut_short_says_so(tmp_path, packed):
    whole = archive(["one", "two"], packed=packed)
    records = read(tmp_path, whole[:-100], "a.warc.gz" if packed else "a.warc")
    assert isinstance(records[0], Record) and "cut short" in str(records[-1])
    assert not isinstance(records[-1], Record)


def test_encodings_of_the_page_are_undone(tmp_path):
    page = PAGE.format("café").encode("cp1252")
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (page[:50], page[50:])) + b"0\r\n\r\n"
    plain = {"Content-Type": "text/html; charset=iso-8859-1"}
    packed = [("gzip", gzip.compress(page), "200 OK", plain | {"Content-Encoding": "gzip"}),
              ("chunks", chunks, "200 OK", plain | {"Transfer-Encoding": "chunked"}),
              ("not packed", page, "200 OK", plain | {"Content-Encoding": "gzip"}),
              ("unknown", page, "200 OK", plain | {"Content-Encoding": "br"})]
    records = read(tmp_path, archive(packed))
    assert [record.headline for record in records[:3]] == ["café"] * 3
    assert "expected gzip, deflate or none" in str(records[3])


def test_bombs_are_stopped(tmp_path, monkeypatch):
    bomb = gzip.compress(bytes(warcs.MAX_PAGE + 10_000_000))
    records = read(tmp_path, archive([("bomb", bomb, "200 OK", {"Content-Encoding": "gzip"}), "page"]))
    assert "expected at most" in str(records[0]) and records[1].headline == "page"
    monkeypatch.setattr(warcs, "MAX_SKIPPED", 5_000_000)
    records = read(tmp_path, gzip.compress(b"WARC/1.0\r\n" + bytes(6_000_000)) + archive(["page"]))
    assert "unpacks to more than" in str(records[0]) and records[-1].headline == "page"


def test_a_large_page_is_named_and_a_large_picture_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(warcs, "MAX_RECORD", 3_000)
    large = PAGE.format("x").encode() + b"<p>And so on and on.</p>" * 1_000
    for packed in (True, False):
        pages = [("large", large, "200 OK", {}), ("picture", large, "200 OK", {"Content-Type": "image/png"}), "page"]
        records = read(tmp_path, archive(pages, packed=packed), "a.warc.gz" if packed else "a.warc")
        assert [type(record) for record in records] == [Broken, Record]


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<html><p>x</p></html>", b"\x00" * 1000])
def test_what_is_no_archive_is_refused(tmp_path, data):
    with pytest.raises(CorpusError, match="no WARC record"):
        read(tmp_path, data)


def test_nothing_is_written_to_the_terminal(tmp_path, capfd):
    data = bytearray(archive(["one", "two"], packed=False))
    data[data.find(b"HTTP/1.1"):][:4] = b"XXXX"
    read(tmp_path, bytes(data[:900]) + b"junk" * 50 + bytes(data[900:]), "a.warc")
    assert capfd.readouterr() == ("", "")
