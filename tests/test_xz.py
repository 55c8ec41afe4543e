"""Files packed with xz: whole, several together, filled up, cut short, damaged, and those that ask for much memory."""

import io
import lzma

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.xz import XzStream

DATA = b"one line\n" * 20_000


def unpack(packed, size=1 << 14):
    stream, parts = XzStream(io.BytesIO(packed)), []
    while part := stream.read(size):
        parts.append(part)
        assert len(part) <= size
    assert stream.tell() == sum(map(len, parts))
    return b"".join(parts)


@given(parts=st.lists(st.binary(max_size=300), min_size=1, max_size=4), size=st.integers(1, 400),
       filling=st.sampled_from([0, 4, 100_000]))
def test_all_that_was_packed_comes_out(parts, size, filling):
    assert unpack((b"\0" * filling).join(map(lzma.compress, parts)), size) == b"".join(parts)


def test_it_can_be_read_again_from_the_start_only():
    stream = XzStream(io.BytesIO(lzma.compress(DATA)))
    assert stream.read(9) == b"one line\n" and stream.seek(0) == 0 == stream.tell() and stream.read(3) == b"one"
    with pytest.raises(io.UnsupportedOperation):
        stream.seek(5)


@pytest.mark.parametrize("packed", [b"", lzma.compress(DATA)[:-20], b"no xz file", lzma.compress(DATA) + b"rest",
                                    lzma.compress(DATA, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}])])
def test_damaged_files_and_those_that_ask_for_much_memory_are_refused(packed):
    with pytest.raises((EOFError, lzma.LZMAError)):
        unpack(packed)
