"""An xz file as it unpacks, with the bound on memory that ``lzma.LZMAFile`` lacks."""

from __future__ import annotations

import io
import lzma
import os

MEMORY = 300_000_000    # bytes a packed file may ask for; the strongest setting of xz needs 65 million
_BLOCK = 1 << 16


class XzStream:
    """Bytes unpacked from an open file, read forwards, or again from the start.

    Examples
    --------
    >>> import lzma
    >>> XzStream(io.BytesIO(lzma.compress(b"one") + lzma.compress(b"two"))).read(100)
    b'one'
    """

    def __init__(self, file):
        self._file = file
        self.seek(0)

    def tell(self) -> int:
        """Return how many bytes have been unpacked."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go back to the start."""
        if (offset, whence) != (0, os.SEEK_SET):
            raise io.UnsupportedOperation("an xz file is read from the start")
        self._file.seek(0)
        self._stream, self._at = lzma.LZMADecompressor(memlimit=MEMORY), 0
        return 0

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes, none at the end.

        Raises
        ------
        EOFError, lzma.LZMAError
            If the file is cut short, damaged, or asks for more memory than it may have.
        """
        data = b""
        while not data:
            if self._stream.eof and not self._begin_next():
                break
            more = self._file.read(_BLOCK) if self._stream.needs_input else b""
            if self._stream.needs_input and not more:
                raise EOFError("cut short")
            data = self._stream.decompress(more, size)
        self._at += len(data)
        return data

    def _begin_next(self) -> bool:
        """Begin the next of several packed files put together; zeros between them are filling."""
        rest = self._stream.unused_data.lstrip(b"\0")
        while not rest and (block := self._file.read(_BLOCK)):
            rest = block.lstrip(b"\0")
        if rest:
            self._file.seek(-len(rest), os.SEEK_CUR)
            self._stream = lzma.LZMADecompressor(memlimit=MEMORY)
        return bool(rest)
