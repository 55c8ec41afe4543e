"""Open what others made, bounded: files, lines, archives; and bytes as text. Every reader of files comes here."""

from __future__ import annotations

import codecs
import gzip
import io
import logging
import lzma
import os
import re
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from framing.corpus import CorpusError
from framing.foreign import name_of, safe_name, said
from framing.records import Broken
from framing.xz import XzStream

MAX_DOCUMENT = 100_000_000  # bytes of one document
MAX_STREAM = 2_000_000_000  # bytes of a table or archive, which is never held whole
MAX_LINE = 20_000_000  # bytes of one line
MAX_RATIO = 200  # unpacked over packed bytes; text packs 3 to 20 times
FREE_RATIO = 10_000_000  # below this many unpacked bytes no ratio is looked at: even a bomb is harmless
MAX_DIRECTORY = 16_000_000  # bytes of a zip's list of members, 100,000 of them or more
_BLOCK = 1 << 20
_SAMPLE = 200_000
_NOISE = 0.1  # a smaller difference in charset-normalizer's disorder of the decoded text decides nothing
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\x00\x00": "utf-32", b"\x00\x00\xfe\xff": "utf-32",
         b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# Encodings that news pages were written in before UTF-8, the commonest first: it wins where two do equally well.
_GUESSED = ["cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp1258",
            "gb18030", "big5", "cp949", "euc_jp", "cp932", "cp874"]
# What pages mean by these names (https://encoding.spec.whatwg.org), and the families of codecs that hold text.
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
          "shift_jis": "cp932", "euc_kr": "cp949"}
_HALVES = re.compile("[\ud800-\udfff]")
_PLAIN_CODECS = ("cp", "iso8859", "koi8", "mac", "gb", "big5", "euc", "shift", "iso2022", "johab", "tis", "utf-8")


@dataclass(frozen=True)
class Member:
    """One file of an archive: its name, made harmless, and its bytes."""

    name: str
    data: bytes


def open_stream(path: Path, most: int = MAX_STREAM, *, unpack: bool = True) -> io.BufferedReader:
    """Open a regular file to read bytes from; one that ends on ``.gz`` or ``.xz`` is unpacked if ``unpack``.

    Raises
    ------
    CorpusError
        If it isn't there, can't be read, is no regular file (a pipe, a device, a folder) or is larger than ``most``.
    """
    path = Path(path)
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise CorpusError(f"{name_of(path)}: no such file in {path.parent}") from None
    except (OSError, ValueError) as error:
        raise CorpusError(f"{name_of(path)}: can't be opened ({getattr(error, 'strerror', error)})") from error
    state = os.fstat(number)
    if not stat.S_ISREG(state.st_mode) or state.st_size > most:
        os.close(number)
        found = f"{state.st_size:,} bytes; expected at most {most:,}" if stat.S_ISREG(state.st_mode) else \
            "not a regular file; expected a file, no folder, pipe or device"
        raise CorpusError(f"{name_of(path)}: {found}")
    file = os.fdopen(number, "rb")
    packed = unpack and path.suffix.lower() in (".gz", ".xz")
    return _Unpacked(file, name_of(path), state.st_size, most) if packed else file


def read_bytes(path: Path, most: int = MAX_DOCUMENT) -> bytes:
    """Read a document whole, refusing one larger than ``most`` bytes before a byte of it is read.

    Examples
    --------
    >>> len(read_bytes(Path(__file__))) > 1000
    True
    >>> read_bytes(Path(__file__), most=10)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    framing.corpus.CorpusError: limits.py: ... bytes; expected at most 10
    """
    with open_stream(path, most, unpack=False) as file:
        try:
            data = file.read(most + 1)
        except OSError as error:
            raise CorpusError(f"{name_of(path)}: can't be read ({error.strerror})") from error
    if len(data) > most:
        raise CorpusError(f"{name_of(path)}: more than {most:,} bytes; expected fewer")
    return data


def decode(data: bytes, charset: str = "") -> str:
    r"""Turn bytes to text: by their mark, as UTF-8, as declared, else as the likeliest older encoding; it never fails.

    A stray byte in UTF-8 text is read as Windows-1252. NULs and the mark are dropped, line ends become ``\n``.

    Parameters
    ----------
    data : bytes
        Of a file or a member of one.
    charset : str
        What a page or a server declares; believed only where it can be true.

    Examples
    --------
    >>> decode("Café".encode()), decode("Café".encode("utf-16")), decode("Ein schöner Tag für alle".encode("cp1252"))
    ('Café', 'Café', 'Ein schöner Tag für alle')
    >>> decode(b"one\r\ntwo\x00\rthree")
    'one\ntwo\nthree'
    """
    encoding = _encoding(data, guess=False) or _declared(data, charset)
    return plain(_decoded(data, encoding))


def plain(text: str) -> str:
    r"""Drop NULs and a byte order mark, make every line end ``\n``, and mend halves of surrogate pairs.

    Examples
    --------
    >>> plain("one\r\ntwo\x00"), plain("\ud83d\ude00 \ud83d")
    ('one\ntwo', '😀 �')
    """
    if _HALVES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.removeprefix("\ufeff").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def lines(path: Path, most: int = MAX_LINE) -> Iterator[str | Broken]:
    """Give a file's lines without their ends, in order; one longer than ``most`` bytes as Broken with its row.

    Examples
    --------
    >>> next(lines(Path(__file__)))[:9]
    '\"\"\"Open w'
    """
    name = name_of(path)
    with open_stream(path) as file:
        encoding = _encoding(file.read(_SAMPLE))
        file.seek(0)
        if encoding.startswith(("utf-16", "utf-32")):
            file = io.TextIOWrapper(file, encoding, errors="replace", newline=None)
        row, end = 0, "\n" if isinstance(file, io.TextIOWrapper) else b"\n"
        while line := file.readline(most + 1):
            row += 1
            if len(line) <= most or line.endswith(end):
                text = line if isinstance(line, str) else _decoded(line, encoding)
                yield plain(text.rstrip("\r\n"))
                continue
            while line and not line.endswith(end):
                line = file.readline(_BLOCK)
            yield Broken(f"{name}, row {row}", f"a line of more than {most:,} bytes; expected a shorter one")


def members(source: Path | bytes, name: str = "", most: int = MAX_DOCUMENT) -> Iterator[Member | Broken]:
    """Give the files of a zip archive in its order, those of a zip inside it too, but no deeper.

    Parameters
    ----------
    source : Path or bytes
        The archive.
    name : str
        Its name for messages, where it comes as bytes.
    most : int
        Bytes a member may have.

    Yields
    ------
    Member or Broken
        Broken for a member that is encrypted, damaged, too large, or a zip in a zip in a zip.

    Raises
    ------
    CorpusError
        If it is no zip archive, or unpacks to more than 2 GB or to more than 200 times its size.
    """
    if isinstance(source, bytes):
        yield from _members(io.BytesIO(source), name, most, inner=False)
    else:
        with open_stream(source) as file:
            yield from _members(file, name or name_of(source), most, inner=False)


@contextmanager
def quiet(*libraries: str) -> Iterator[None]:
    """Keep libraries from writing to the terminal what they stumble over: a reader says it in one line of its own."""
    loggers = {name: logging.getLogger(name) for name in libraries}
    levels = {name: logger.level for name, logger in loggers.items()}
    for logger in loggers.values():
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for name, logger in loggers.items():
            logger.setLevel(levels[name])


def _members(file, name, most, inner):
    with _archive(file, name) as archive:
        for info in archive.infolist():
            member = safe_name(info.filename)
            if info.is_dir() or member.startswith("__MACOSX/") or member.endswith(".DS_Store"):
                continue
            got = _member(archive, info, f"{name}, {member}", most)
            nested = isinstance(got, bytes) and got[:4] == b"PK\x03\x04" and member.lower().endswith(".zip")
            if isinstance(got, Broken):
                yield got
            elif nested and inner:
                yield Broken(f"{name}, {member}", "an archive in an archive in an archive; expected at most two levels")
            elif nested:
                yield from _nested(got, f"{name}, {member}", most)
            else:
                yield Member(member, got)


def _nested(data, name, most):
    try:
        for got in _members(io.BytesIO(data), name, most, inner=True):
            yield got if isinstance(got, Broken) else Member(f"{name.split(', ', 1)[1]}/{got.name}", got.data)
    except CorpusError as error:
        yield Broken(name, str(error).removeprefix(f"{name}: "))


def _member(archive, info, place, most):
    if info.file_size > most:
        return Broken(place, f"{info.file_size:,} bytes unpacked; expected at most {most:,}")
    if info.flag_bits & 1:
        return Broken(place, "encrypted; expected a member without a password")
    try:
        with archive.open(info) as file:
            return file.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        return Broken(place, f"damaged ({said(error)}); expected a whole member")


def _archive(file, name):
    """Open a zip archive after its sizes are known to be bearable; declared sizes bind, zipfile reads no more."""
    size = file.seek(0, os.SEEK_END)
    if _directory_size(file, size) > MAX_DIRECTORY:
        raise CorpusError(f"{name}: a list of members of more than {MAX_DIRECTORY:,} bytes; expected a smaller archive")
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, struct.error, OSError, ValueError, NotImplementedError, OverflowError) as error:
        raise CorpusError(f"{name}: expected a zip archive ({said(error)})") from error
    total = sum(info.file_size for info in archive.infolist())
    if total > MAX_STREAM or total > max(FREE_RATIO, MAX_RATIO * size):
        archive.close()
        raise CorpusError(f"{name}: {size:,} bytes that unpack to {total:,}; expected at most {MAX_STREAM:,} and at "
                          f"most {MAX_RATIO} times the archive")
    return archive


def _directory_size(file, size):
    """Read how long the list of members is; zipfile would hold it whole before anyone could look."""
    start = max(0, size - 66_000)
    file.seek(start)
    tail = file.read(66_000)
    end = tail.rfind(b"PK\x05\x06")
    found = struct.unpack("<L", tail[end + 12:end + 16])[0] if 0 <= end <= len(tail) - 16 else 0
    large = tail.rfind(b"PK\x06\x06", 0, max(end, 0))
    if 0 <= large <= len(tail) - 48:  # zip64: the longer numbers count
        found = struct.unpack("<Q", tail[large + 40:large + 48])[0]
    return found


class _Unpacked(io.BufferedReader):
    """A gzip or xz file as it unpacks, stopped where it proves a bomb, cut short or damaged."""

    def __init__(self, file, name, packed, most):
        self._file = file
        unpacked = XzStream(file) if name.lower().endswith(".xz") else gzip.GzipFile(fileobj=file)
        super().__init__(_Guarded(unpacked, name, max(FREE_RATIO, MAX_RATIO * packed), most))

    def close(self):
        super().close()
        self._file.close()


class _Guarded(io.RawIOBase):
    def __init__(self, packed, name, ratio, most):
        self._packed, self._name, self._most = packed, name, min(ratio, most)

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, offset, whence=os.SEEK_SET):
        return self._packed.seek(offset, whence)

    def readinto(self, buffer):
        try:
            data = self._packed.read(len(buffer))
        except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
            raise CorpusError(f"{self._name}: damaged ({said(error)}); expected a whole packed file") from error
        if self._packed.tell() > self._most:
            raise CorpusError(f"{self._name}: unpacks to more than {self._most:,} bytes; expected less")
        buffer[:len(data)] = data
        return len(data)


def _encoding(data: bytes, *, guess: bool = True) -> str:
    """Name the encoding of bytes, or of a file's first bytes; "utf-8" also where most of it is."""
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return encoding
    head = data[:4096]
    if head.count(0) > len(head) * 0.3:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    bad = len(data) - len(data.decode("utf-8", "ignore").encode())
    good = len(data.translate(None, bytes(range(128)))) - bad
    if bad * 2 <= good + 6 * (len(data) == _SAMPLE):  # a sample may end inside a sign
        return "utf-8"
    return _guess(data) if guess else ""


def _declared(data: bytes, charset: str) -> str:
    """Return a declared encoding that fits the bytes, as browsers read its name; else nothing."""
    try:
        name = codecs.lookup(charset.strip().lower()).name
        name = _WIDER.get(name, name)
        if name.startswith(_PLAIN_CODECS):
            data.decode(name)
            return name
    except (LookupError, UnicodeError, ValueError):
        pass
    return ""


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    first = next(place for place, value in enumerate(data) if value > 127)
    found = from_bytes(data[max(0, first - 1000):][:_SAMPLE], cp_isolation=_GUESSED)
    ranked = [(match.chaos > _NOISE, -round(match.coherence, 1), _GUESSED.index(name), name)
              for match in found for name in match.could_be_from_charset if name in _GUESSED]
    return min(ranked)[-1] if ranked else "cp1252"


def _decoded(data: bytes, encoding: str = "") -> str:
    encoding = encoding or _encoding(data)
    if encoding.startswith("utf-8"):
        text = data.decode("utf-8", "surrogateescape")
        return text if text.isascii() else re.sub("[\udc80-\udcff]+", _western, text)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        if encoding.startswith("utf-"):
            return data.decode(encoding, "replace")
    return re.sub("[\udc80-\udcff]+", _western, data.decode("ascii", "surrogateescape"))


def _western(found: re.Match) -> str:
    """Read stray bytes as Windows-1252, the five it leaves empty as Latin-1."""
    signs = (bytes([ord(sign) - 0xdc00]) for sign in found[0])
    return "".join(sign.decode("cp1252" if sign not in b"\x81\x8d\x8f\x90\x9d" else "latin-1") for sign in signs)
