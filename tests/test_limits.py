"""Opening files, archives and lines that may be hostile: bounded, named, and never a trace."""

import gzip
import io
import os
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import limits
from framing.corpus import CorpusError
from framing.limits import Member, decode, lines, members, open_stream, read_bytes, safe_name
from framing.records import Broken

SENTENCES = [("cp1252", "Le président a dit « très bien » aux députés."), ("cp1252", "It’s “quoted” — really"),
             ("cp1251", "Президент сказал, что всё хорошо."), ("koi8_r", "Президент сказал, что всё хорошо."),
             ("cp1253", "Ο πρόεδρος είπε ότι όλα είναι καλά"), ("cp1256", "قال الرئيس إن كل شيء على ما يرام"),
             ("gb18030", "总统说，一切都很好。"),
             ("big5", "總統說，一切都很好。"), ("cp949", "대통령은 모든 것이 좋다고 말했다."), ("utf-8", "😀 “yes”"),
             ("utf-8-sig", "הנשיא אמר"), ("utf-16", "Hello 总统"), ("utf-16-le", "Hello there"),
             ("utf-16-be", "Hello there"), ("utf-32", "Hello 😀")]


def zipped(*files, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return file.getvalue()


def test_a_file_is_refused_by_its_size_before_it_is_read(tmp_path):
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(3_000_000_000)
    for read in (read_bytes, lambda path: list(lines(path)), lambda path: list(members(path))):
        with pytest.raises(CorpusError, match=r"large.txt: 3,000,000,000 bytes; expected at most"):
            read(large)


def test_only_regular_files_are_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path, found in ((tmp_path / "pipe", "not a regular file"), (tmp_path, "not a regular file"),
                        (tmp_path / "none", "no such file"), (tmp_path / "a\0b", "can't be opened"),
                        ("/dev/zero", "not a regular file")):
        with pytest.raises(CorpusError, match=found):
            read_bytes(path)


@pytest.mark.parametrize(("encoding", "text"), SENTENCES)
def test_text_is_decoded(tmp_path, encoding, text):
    assert decode(text.encode(encoding)) == text
    (tmp_path / "a.txt").write_bytes(f"{text}\n{text}\n".encode(encoding))
    assert list(lines(tmp_path / "a.txt")) == [text, text]


@given(st.text())
def test_utf8_loses_nothing_but_nuls_marks_and_kinds_of_line_ends(text):
    wanted = text.removeprefix("\ufeff").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    assert decode(text.encode("utf-8")) in (wanted, wanted.removeprefix("\ufeff")) or "\x00" in text


@given(st.binary(), st.sampled_from(["", "utf-8", "latin-1", "hex", "utf-7", "no such", "cp932", "\0"]))
def test_decoding_never_fails(data, charset):
    assert "\x00" not in decode(data, charset)


def test_a_stray_byte_spoils_only_itself():
    data = "“Never,” she said. It’s all over now.".encode() + b" Caf\xe9 \x93no\x94 \x81"
    assert decode(data) == "“Never,” she said. It’s all over now. Café “no” \x81"


def test_a_declared_encoding_is_believed_where_it_can_be_true():
    assert decode("Łódź".encode("iso8859-2"), "ISO-8859-2") == "Łódź"
    assert decode("“so”".encode("cp1252"), "iso-8859-1") == "“so”"
    assert decode("Łódź".encode(), "iso-8859-2") == "Łódź"


def test_a_line_too_long_is_named_and_the_rest_read(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"one\r\n" + b"x" * 5_000 + b"\nthree\n" + b"y" * 100 + b"\n" + b"z" * 101)
    found = list(lines(tmp_path / "a.csv", most=100))
    assert [found[0], found[2], found[3]] == ["one", "three", "y" * 100]
    assert str(found[1]) == "a.csv, row 2: a line of more than 100 bytes; expected a shorter one"
    assert found[4].place == "a.csv, row 5" and len(found) == 5


def test_packed_lines_are_unpacked_and_bombs_stopped(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress("one\nzwölf\n".encode()))
    assert list(lines(tmp_path / "a.csv.gz")) == ["one", "zwölf"]
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(bytes(50_000_000)))
    with pytest.raises(CorpusError, match="unpacks to more than 10,000,000 bytes"):
        list(lines(tmp_path / "b.csv.gz"))
    (tmp_path / "c.csv.gz").write_bytes(gzip.compress(b"one\ntwo\n" * 9_000)[:-20])
    with pytest.raises(CorpusError, match="damaged"):
        list(lines(tmp_path / "c.csv.gz"))


def test_members_come_in_order_with_harmless_names(tmp_path):
    inner = zipped(("c.txt", b"3"), ("deep.zip", zipped(("d.txt", b"4"))))
    data = zipped(("b/a.txt", b"1"), ("../../up.txt", b"2"), ("__MACOSX/x", b"-"), (".DS_Store", b"-"),
                  ("in.zip", inner))
    (tmp_path / "all.zip").write_bytes(data)
    found = list(members(tmp_path / "all.zip"))
    assert found[:3] == [Member("b/a.txt", b"1"), Member("up.txt", b"2"), Member("in.zip/c.txt", b"3")]
    assert str(found[3]) == ("all.zip, in.zip, deep.zip: an archive in an archive in an archive; expected at most two "
                             "levels")
    assert list(members(data, "all.zip")) == found and not list(tmp_path.glob("**/up.txt"))


@pytest.mark.parametrize("name", ["/etc/passwd", "..", "a/../../b", "C:\\x", "\\\\host\\x", "a\x00b", "x" * 999, "",
                                  "\u202ea"])
def test_names_are_made_harmless(name):
    safe = safe_name(name)
    assert safe and not safe.startswith("/") and ".." not in safe.split("/") and len(safe) <= 200
    assert "\\" not in safe and safe.isprintable()


def test_bombs_and_damage_are_named():
    with pytest.raises(CorpusError, match="at most 200 times the archive"):
        list(members(zipped(("a", bytes(50_000_000))), "bomb.docx"))
    assert list(map(str, members(zipped(("a", bytes(30_000))), "large.docx", 20_000))) == [
        "large.docx, a: 30,000 bytes unpacked; expected at most 20,000"]
    for data in (b"", b"PK\x03\x04", zipped(("a", b"x"))[:-5], b"junk" * 99):
        with pytest.raises(CorpusError, match="x.zip: expected a zip archive"):
            list(members(data, "x.zip"))
    data = zipped(("a", b"one" * 99), ("b", b"two"), compression=zipfile.ZIP_STORED)
    found = list(members(data.replace(b"oneone", b"ononee", 1), "x.zip"))
    assert "x.zip, a: damaged (Bad CRC-32" in str(found[0]) and found[1] == Member("b", b"two")


def test_an_encrypted_member_is_named():
    data = bytearray(zipped(("a", b"one")))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + place] |= 1
    assert "x.zip, a: encrypted" in str(list(members(bytes(data), "x.zip"))[0])


def test_a_list_of_members_too_long_is_refused():
    data = bytearray(zipped(("a", b"one")))
    end = data.find(b"PK\x05\x06")
    data[end + 12:end + 16] = struct.pack("<L", 40_000_000)
    with pytest.raises(CorpusError, match="list of members of more than"):
        list(members(bytes(data), "x.zip"))


@given(st.binary(min_size=1, max_size=40), st.integers(0, 200))
def test_damaged_archives_never_fail_otherwise(noise, place):
    data = bytearray(zipped(("one.txt", b"text " * 50), ("in.zip", zipped(("two.txt", b"more")))))
    data[place:place + len(noise)] = noise
    try:
        assert all(isinstance(found, (Member, Broken)) for found in members(bytes(data), "x.zip"))
    except CorpusError as error:
        assert str(error).startswith("x.zip")


def test_streams_close(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"x"))
    with open_stream(tmp_path / "a.gz") as file:
        assert file.read() == b"x"
    assert file.closed and file._file.closed
    assert read_bytes(tmp_path / "a.gz") != b"x" and limits.MAX_RATIO == 200
