"""Articles from tables: every kind gives the same records, loses no article and no character, and dates are decided."""

import csv
import gzip
import json
import lzma
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.corpus import CorpusError
from framing.records import Broken, Record
from framing.story_columns import SYNONYMS, shown
from framing.story_tables import columns_of, read_csv, read_jsonl, read_parquet, read_tsv

COLUMNS = {"text": "Body", "headline": "Title", "outlet": "Source", "published": "Date", "url": "URL",
           "byline": "Author", "genre": "Section", "event": "Event"}
READERS = {"csv": read_csv, "tsv": read_tsv, "jsonl": read_jsonl, "parquet": read_parquet}
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00\ufeff"), max_size=60)
STORY = st.fixed_dictionaries({"Body": WORDS, "Title": WORDS, "Source": WORDS, "URL": WORDS, "Id": st.just("7")})


def write(path, kind, stories):
    if kind == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(stories), path)
    elif kind == "jsonl":
        path.write_text("\n".join(map(json.dumps, stories)))
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(stories[0]), delimiter="\t" if kind == "tsv" else ",")
            writer.writeheader()
            writer.writerows(stories)
    return path


@pytest.mark.parametrize("kind", READERS)
@given(stories=st.lists(STORY, min_size=1, max_size=5))
def test_no_article_and_no_character_is_lost(tmp_path_factory, kind, stories):
    path = write(tmp_path_factory.mktemp("t") / f"t.{kind}", kind, stories)
    nothing = {"nan", "none", "null", "na", "n/a", "#n/a", "<na>", "nat"}
    expected = [["" if story[column].strip().lower() in ({"nan"} if column == "Title" else nothing) else story[column]
                 for column in ("Body", "Title", "Source", "URL")] for story in stories]
    got = list(READERS[kind](path))
    assert [[record.text, record.headline, record.outlet, record.url] for record in got] == expected


@pytest.mark.parametrize("kind", READERS)
def test_every_field_of_a_record_is_filled(tmp_path, kind):
    values = {"text": "One.\nTwo.", "headline": "Talks end", "outlet": "Herald", "published": "3 April 2024",
              "url": "https://herald.example/a", "byline": "A. One", "genre": "news", "event": "talks"}
    path = write(tmp_path / f"t.{kind}", kind, [{COLUMNS[field]: value for field, value in values.items()}])
    place = "row 2 (lines 2 to 3)" if kind in ("csv", "tsv") else "line 1" if kind == "jsonl" else "row 1"
    assert list(READERS[kind](path)) == [Record(f"t.{kind}, {place}", **values | {"published": "2024-04-03"})]
    assert set(COLUMNS) == set(SYNONYMS)
    assert shown(columns_of(path, kind)) == [f"{field} from {COLUMNS[field]!r}" for field in SYNONYMS]


@pytest.mark.parametrize("kind", READERS)
def test_columns_can_be_named_by_hand_and_must_be_where_it_is_not_clear(tmp_path, kind):
    path = write(tmp_path / f"t.{kind}", kind, [{"kopf": "Talks end", "zeile": "Long.", "id": "1"}])
    with pytest.raises(CorpusError, match=f"t.{kind}: no column for text or headline; .* 'kopf', 'zeile' and 'id'"):
        list(READERS[kind](path))
    record, = READERS[kind](path, {"headline": "kopf", "text": "zeile"})
    assert (record.headline, record.text) == ("Talks end", "Long.")
    with pytest.raises(CorpusError, match="no column 'body' for text"):
        columns_of(path, kind, {"text": "body"})


@pytest.mark.parametrize("kind", READERS)
def test_the_files_other_dates_decide_the_order(tmp_path, kind):
    def days(*written):
        path = write(tmp_path / f"t.{kind}", kind, [{"title": "A", "date": date} for date in written])
        return [(record.published, record.note) for record in READERS[kind](path)]

    assert days("03/04/2024", "18/04/2024") == [("2024-04-03", ""), ("2024-04-18", "")]
    assert days("03/04/2024", "04/18/2024")[0] == ("2024-03-04", "")
    assert days("03/04/2024", "soon") == [("", "date '03/04/2024' reads two ways"),
                                          ("", "date 'soon' isn't a whole day")]


@pytest.mark.parametrize(("name", "pack"), [("t.csv.gz", gzip.compress), ("t.csv.xz", lzma.compress)])
def test_packed_tables_are_read(tmp_path, name, pack):
    (tmp_path / name).write_bytes(pack(b"title,text\nA,one\n"))
    assert list(read_csv(tmp_path / name)) == [Record(f"{name}, row 2", text="one", headline="A")]


def test_bylines_of_several_people_are_one_line(tmp_path):
    path = tmp_path / "t.json"
    path.write_text(json.dumps([{"title": "A", "authors": ["A. One", "B. Two"]}]))
    assert next(read_jsonl(path)).byline == "A. One, B. Two"


@pytest.mark.parametrize("kind", READERS)
def test_a_headline_may_say_none(tmp_path, kind):
    rows = [{"title": title, "text": "Long.", "source": "N/A"} for title in ("None", "NA", "null", "nan", "")]
    found = list(READERS[kind](write(tmp_path / f"t.{kind}", kind, rows)))
    assert [record.headline for record in found] == ["None", "NA", "null", "", ""]
    assert {(record.text, record.outlet) for record in found} == {("Long.", "")}


def test_what_json_and_parquet_say_is_missing_is_empty(tmp_path):
    rows = [{"title": None, "text": "Long."}, {"title": float("nan"), "text": "Long."}, {"title": "A", "text": "Long."}]
    assert [record.headline for record in read_jsonl(write(tmp_path / "t.jsonl", "jsonl", rows))] == ["", "", "A"]
    del rows[1]
    assert [record.headline for record in read_parquet(write(tmp_path / "t.parquet", "parquet", rows))] == ["", "A"]


def test_broken_rows_are_given_in_their_place(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("title,text\nA\nB,two\n")
    broken, record = read_csv(path)
    assert isinstance(broken, Broken) and record.headline == "B"


@pytest.mark.slow
@pytest.mark.parametrize("kind", READERS)
def test_a_hundred_thousand_rows_take_seconds_and_little_memory(tmp_path, kind, no_collector):
    text = "A sentence of some words, with a comma.\n" * 20
    path = write(tmp_path / f"t.{kind}", kind, [
        {"title": f"Story {n}", "text": f"{n} {text}", "date": "2024-04-03"} for n in range(100_000)])
    began = time.process_time()
    assert sum(isinstance(record, Record) for record in READERS[kind](path)) == 100_000
    assert time.process_time() - began < 30
    tracemalloc.start()
    records = READERS[kind](path)
    for _ in range(3_000):
        next(records)
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()
