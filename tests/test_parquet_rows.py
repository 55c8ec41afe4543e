"""Parquet files row by row: values of every sort, columns inside columns, damaged files and bombs."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import limits
from framing.corpus import CorpusError
from framing.parquet_rows import open_parquet
from framing.records import Broken


@pytest.fixture
def read(tmp_path):
    def reading(columns, given=None):
        pq.write_table(pa.table(columns), tmp_path / "t.parquet")
        table = open_parquet(tmp_path / "t.parquet", given)
        return table.columns, list(table.rows())
    return reading


def test_values_of_every_sort_are_text(read):
    columns, rows = read({
        "title": pa.array(["A", None]), "text": pa.array(["x\r\ny", "z"]).dictionary_encode(),
        "date": pa.array([datetime(2024, 4, 3, 10), None]), "source": [{"id": 1, "name": "Herald"}, None],
        "authors": [["A. One", "B. Two"], []], "section": pa.array([b"caf\xc3\xa9", b""]), "event": [1.5, float("nan")],
        "a.url": ["u", "v"], "embedding": [[0.1], [0.2]]})
    assert columns == ["title", "text", "date", "source.id", "source.name", "authors", "section", "event", "a.url",
                       "embedding"]
    assert rows[0] == ("t.parquet, row 1", {
        "title": "A", "text": "x\ny", "date": "2024-04-03 10:00:00", "source.id": "1", "source.name": "Herald",
        "authors": "A. One\nB. Two", "section": "café", "event": "1.5"})
    assert not any(rows[1][1][name] for name in ("title", "date", "authors", "section", "event"))


@pytest.mark.parametrize("days", [[date(2024, 4, 3)], [datetime(2024, 4, 3, 12, tzinfo=UTC)],
                                  pa.array([1712145600000000001], pa.timestamp("ns")), ["2024-04-03"]])
def test_days_of_every_sort_can_be_read(read, days):
    from framing.dates import iso

    assert iso(read({"title": ["A"], "date": days})[1][0][1]["date"]) == "2024-04-03"


def test_a_value_beyond_all_dates_breaks_its_row_only(read):
    days = pa.array([0, 2**62, 0], pa.timestamp("ms"))
    _, rows = read({"title": ["A", "B", "C"], "date": days})
    assert [isinstance(row, Broken) for row in rows] == [False, True, False]
    assert str(rows[1]).startswith("t.parquet, row 2: ")


def test_more_rows_than_are_held_at_a_time(read):
    _, rows = read({"title": [str(n) for n in range(1000)]})
    assert [cells["title"] for _, cells in rows] == [str(n) for n in range(1000)]
    assert rows[-1][0] == "t.parquet, row 1000"


def test_a_bomb_is_stopped(read, monkeypatch):
    monkeypatch.setattr(limits, "MAX_STREAM", 100_000)
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 500), pa.array(["x" * 1000]))
    with pytest.raises(CorpusError, match="t.parquet, row 101: 100,000 characters|t.parquet, row 100: 100,"):
        read({"title": ["A"] * 500, "text": text})
    monkeypatch.undo()
    monkeypatch.setattr(limits, "FREE_RATIO", 1000)
    monkeypatch.setattr(limits, "MAX_RATIO", 2)
    with pytest.raises(CorpusError, match="t.parquet: .* bytes that unpack to .*; expected at most 2 times as many"):
        read({"text": [f"{n}" * 5000 for n in range(20)]})


@given(cut=st.integers(0, 2000), flips=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=4))
def test_damaged_files_give_a_clear_error(tmp_path_factory, cut, flips):
    path = tmp_path_factory.mktemp("t") / "t.parquet"
    pq.write_table(pa.table({"title": ["A", "B"], "text": ["one", "two"]}), path)
    data = bytearray(path.read_bytes())
    for place, value in flips:
        data[place % len(data)] = value
    path.write_bytes(data[:max(0, len(data) - cut)] if cut < 1000 else data)
    try:
        rows = list(open_parquet(path).rows())
    except CorpusError as error:
        assert str(error).startswith("t.parquet: ") and "\n" not in str(error)
    else:
        assert len(rows) <= 2
