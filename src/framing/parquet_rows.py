"""Rows of a Parquet file, a few held at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from framing import limits
from framing.corpus import CorpusError
from framing.foreign import name_of, said
from framing.json_rows import flat
from framing.records import Broken
from framing.story_columns import Table, fields_of, mapping

BATCH = 16    # rows held at a time: few, for a text of 20 MB that all rows share is packed as one


def open_parquet(path: Path, given: Mapping[str, str] | None = None) -> Table:
    """Find out a Parquet file's columns, those inside another named with a dot.

    Parameters
    ----------
    path : Path
    given : mapping, optional
        From field to column, as for `framing.story_columns.mapping`; columns that aren't used aren't read.

    Raises
    ------
    CorpusError
        If it is no Parquet file, unpacks to more than 200 times its size, or its columns don't say which has the text.
    """
    path = Path(path)
    with _opened(path) as file:
        columns = [name for field in file.schema_arrow for name in _names(field)]
        wanted = fields_of(mapping(columns, given, name_of(path))).values()
        used = [name for name in file.schema_arrow.names
                if any(column == name or column.startswith(f"{name}.") for column in wanted)]
    return Table(name_of(path), columns, lambda: _rows(path, used))


@contextmanager
def _opened(path):
    """Open a Parquet file; whatever is wrong with it, now or while it is read, is one clear error."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with limits.open_stream(path) as stream:
        try:
            file = pq.ParquetFile(stream, pre_buffer=False, thrift_string_size_limit=10_000_000,
                                  thrift_container_size_limit=1_000_000)
            _check_size(path, file.metadata)
            yield file
        except CorpusError:
            raise
        except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError) as error:
            raise CorpusError(f"{name_of(path)}: {said(error)}; expected a whole Parquet file") from error


def _check_size(path, metadata):
    size = path.stat().st_size
    total = sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups))
    if total > max(limits.FREE_RATIO, limits.MAX_RATIO * size):
        raise CorpusError(f"{name_of(path)}: {size:,} bytes that unpack to {total:,}; expected at most "
                          f"{limits.MAX_RATIO} times as many")


def _names(field):
    import pyarrow as pa

    if pa.types.is_struct(field.type):
        return [f"{field.name}.{name}" for inner in field.type for name in _names(inner)]
    return [field.name]


def _rows(path: Path, used: list[str]) -> Iterator[tuple[str, dict[str, str]] | Broken]:
    number, read = 0, 0
    with _opened(path) as file:
        for batch in file.iter_batches(batch_size=BATCH, columns=used, use_threads=False):
            for values in _values(batch, used):
                number += 1
                place = f"{name_of(path)}, row {number}"
                if isinstance(values, str):
                    yield Broken(place, f"{values}; expected values that can be written as text")
                    continue
                cells = flat(values)
                read += sum(map(len, cells.values()))
                if read > limits.MAX_STREAM:
                    raise CorpusError(f"{place}: {read:,} characters so far; expected at most {limits.MAX_STREAM:,}")
                yield place, cells


def _values(batch, used):
    """Give each row's values; where a batch has one that Python can't hold, row by row, with what is wrong."""
    try:
        yield from batch.to_pylist()
    except (ValueError, OverflowError):
        for row in range(batch.num_rows):
            try:
                yield {name: batch[name][row].as_py() for name in used}
            except (ValueError, OverflowError) as error:
                yield said(error)
