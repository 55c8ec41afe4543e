"""Web archives: the HTML pages of a WARC file (ISO 28500) as articles, one record in memory at a time."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from framing.corpus import CorpusError
from framing.foreign import name_of, shown
from framing.limits import open_stream, quiet
from framing.pages import MAX_PAGE, body_text
from framing.records import Broken, Record

MAX_RECORD = 2 * MAX_PAGE  # bytes of a record that are looked at
MAX_SKIPPED = 200_000_000  # bytes that a packed record may unpack to: films are archived, too
MAX_HEAD = 64_000  # bytes of a record's head
PACKED, PLAIN = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]"), re.compile(rb"WARC/[01]\.\d\d?\r?\n")
_BLOCK = 1 << 18


class Chunk(NamedTuple):
    """A record's bytes, not more than `MAX_RECORD`, where it starts and ends, and what is wrong with it."""

    data: bytes
    start: int
    end: int
    fault: str = ""


def read_warc(path: Path) -> Iterator[Record | Broken]:
    """Read a WARC file, packed or not: every response that is HTML with status 200.

    The address is the one that was asked for. The date is the page's own: the day it was archived says nothing about
    its publication. A record that can't be read is Broken with its place in bytes; reading goes on at the next one.

    Raises
    ------
    CorpusError
        If there is no WARC record in the file.
    """
    path = Path(path)
    with open_stream(path, unpack=False) as file:
        head = file.read(16)
        start, mark = (PACKED, _packed) if PACKED.match(head) else (PLAIN, _plain)
        if not start.match(head):
            raise CorpusError(f"{name_of(path)}: no WARC record at its start; expected a web archive (.warc, .warc.gz)")
        place = 0
        while place is not None:
            chunk = mark(file, place)
            yield from _pages(chunk, f"{name_of(path)}, byte {place}")
            place = _next(file, chunk.end, start)


def _next(file, place: int, start: re.Pattern) -> int | None:
    """Return where the next record starts, at ``place`` or later."""
    file.seek(place)
    window = b""
    while block := file.read(_BLOCK):
        window += block
        found = start.search(window)
        if found:
            return place + found.start()
        place += len(window) - 16
        window = window[-16:]
    return None


def _packed(file, place: int) -> Chunk:
    """Unpack the gzip member at a place."""
    file.seek(place)
    unpacker, pieces, size = zlib.decompressobj(31), [], 0
    waiting = file.read(_BLOCK)
    while waiting and not unpacker.eof:
        try:
            piece = unpacker.decompress(waiting, _BLOCK * 4)
        except zlib.error as error:
            return Chunk(b"".join(pieces), place, place + 1, f"damaged ({error}); expected a whole record")
        pieces.append(piece[:max(0, MAX_RECORD - size)])
        size += len(piece)
        if size > MAX_SKIPPED:
            return Chunk(b"".join(pieces), place, place + 1, f"unpacks to more than {MAX_SKIPPED:,} bytes; expected "
                                                             "fewer")
        waiting = unpacker.unconsumed_tail or (b"" if unpacker.eof else file.read(_BLOCK))
    fault = "" if unpacker.eof else "cut short; expected a whole record"
    end = file.tell() - len(unpacker.unused_data)
    return Chunk(b"".join(pieces), place, end, fault or _too_large(size))


def _plain(file, place: int) -> Chunk:
    """Read the record that starts at a place."""
    file.seek(place)
    head = re.match(rb"(.*?\r?\n)\r?\n", file.read(MAX_HEAD), re.S)
    length = re.search(rb"^content-length:\s*(\d{1,12})\s*$", head[1], re.I | re.M) if head else None
    if not length:
        return Chunk(b"", place, place + 1, "a head without a length; expected a WARC record")
    size = int(length[1])
    file.seek(place)
    data = file.read(min(head.end() + size, MAX_RECORD))
    if len(data) < min(head.end() + size, MAX_RECORD):
        return Chunk(data, place, place + head.end(), "cut short; expected a whole record")
    file.seek(place + head.end() + size)
    if file.read(4).strip():
        return Chunk(data, place, place + head.end(), "a length that isn't the record's; expected a WARC record")
    return Chunk(data, place, place + head.end() + size, _too_large(size))


def _too_large(size: int) -> str:
    return f"a record of {size:,} bytes; expected at most {MAX_RECORD:,}" if size > MAX_RECORD else ""


def _pages(chunk: Chunk, place: str) -> Iterator[Record | Broken]:
    """Give the articles of a record; of a member that holds several, of each."""
    from warcio.archiveiterator import ArchiveIterator

    n_read = 0
    with quiet("warcio"), redirect_stderr(io.StringIO()):
        found = []
        try:
            archive = ArchiveIterator(io.BytesIO(chunk.data))
            for record in archive:
                n_read += bool(record.rec_type)
                if _is_page(record):
                    found.append(Broken(place, chunk.fault) if chunk.fault else _page(record, place))
            if archive.err_count and not chunk.fault:
                found = [Broken(place, "a length that isn't the record's; expected a WARC record")]
        except Exception as error:  # warcio raises whatever a damaged record makes it stumble on
            if not chunk.fault:
                found.append(Broken(place, f"a record that can't be read ({type(error).__name__}); expected a WARC "
                                           "record"))
    yield from found
    if chunk.fault and not n_read:
        yield Broken(place, chunk.fault)


def _is_page(record) -> bool:
    headers = record.http_headers
    kind = (headers.get_header("Content-Type") or "") if headers else ""
    return (record.rec_type == "response" and bool(headers) and headers.get_statuscode() == "200"
            and kind.split(";")[0].strip().lower() in ("text/html", "application/xhtml+xml"))


def _page(record, place: str) -> Record | Broken:
    """Read a response's page, its transfer and content encodings undone."""
    from warcio.bufferedreaders import ChunkedDataReader

    headers = record.http_headers
    stream = record.raw_stream
    if (headers.get_header("Transfer-Encoding") or "").lower() == "chunked":
        stream = ChunkedDataReader(stream)
    data = stream.read()
    packed = (headers.get_header("Content-Encoding") or "identity").strip().lower()
    if packed in ("gzip", "x-gzip", "deflate"):
        data = _unpacked(data)
    elif packed != "identity":
        return Broken(place, f"content encoding {shown(packed)}; expected gzip, deflate or none")
    charset = re.search(r"charset=[\"']?([\w-]{2,30})", headers.get_header("Content-Type"), re.I)
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    found = body_text(data, url, place, charset[1] if charset else "")
    return found if isinstance(found, Broken) else replace(found, url=url)


def _unpacked(data: bytes) -> bytes:
    """Unpack gzip or deflate up to the largest page and a byte more; what isn't packed after all stays."""
    for window in (47, -15):
        try:
            return zlib.decompressobj(window).decompress(data, MAX_PAGE + 1)
        except zlib.error:
            continue
    return data
