"""JSON records row by row: lines, lists and single objects; a broken one is reported and the rest read."""

import gzip
import json
import lzma

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import limits
from framing.corpus import CorpusError
from framing.json_rows import flat, items, open_json, start_of_list
from framing.records import Broken

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00\ufeff"))
STORIES = [{"title": f"Story {n}", "text": f"One\n{n} “{n}”", "source": {"name": "Herald"}} for n in range(4)]


def read(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    got = list(open_json(path).rows())
    return [row for row in got if not isinstance(row, Broken)], [str(row) for row in got if isinstance(row, Broken)]


WRITTEN = {
    "a.jsonl": "\n".join(map(json.dumps, STORIES)), "a.ndjson": "\n\n".join(map(json.dumps, STORIES)) + "\n",
    "a.json": json.dumps(STORIES), "b.json": json.dumps(STORIES, indent=2, ensure_ascii=False),
    "c.json": "\n".join(map(json.dumps, STORIES)), "d.json": "\n".join(json.dumps(s, indent=1) for s in STORIES),
    "b.jsonl": json.dumps(STORIES, indent=2), "e.json": "\ufeff " + json.dumps(STORIES).replace("}, {", "}\n{"),
}


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("packed", ["", ".gz", ".xz"])
def test_every_way_to_write_records_gives_them_all(tmp_path, name, packed):
    pack = {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress}[packed]
    rows, broken = read(tmp_path, name + packed, pack(WRITTEN[name].encode()))
    assert not broken and [cells for _, cells in rows] == [flat(story) for story in STORIES]
    place = "line 1" if name in ("a.jsonl", "a.ndjson") else "record 1"
    assert rows[0][0] == f"{name}{packed}, {place}"


@given(stories=st.lists(st.fixed_dictionaries({"title": TEXT, "text": TEXT.filter(lambda t: len(t.strip()) > 4)}),
                        min_size=1, max_size=6), plain=st.booleans(), name=st.sampled_from(["t.jsonl", "t.json"]))
def test_no_record_and_no_character_is_lost(tmp_path_factory, stories, plain, name):
    lines = [json.dumps(story, ensure_ascii=plain) for story in stories]
    written = "\n".join(lines) if name == "t.jsonl" else f"[{','.join(lines)}]"
    rows, broken = read(tmp_path_factory.mktemp("t"), name, written)
    assert not broken and [cells["text"] for _, cells in rows] == [story["text"] for story in stories]


def test_broken_lines_are_reported_and_the_rest_goes_on(tmp_path):
    rows, broken = read(tmp_path, "t.jsonl", '{"title": "A"}\n{"title": \n[1]\n"x"\n3\n' + "[" * 100_000 + "\n"
                        + '{"n": ' + "9" * 5000 + '}\n{"title": "B"}\nnull\n{"title": "C"')
    assert [(place, cells["title"]) for place, cells in rows] == [("t.jsonl, line 1", "A"), ("t.jsonl, line 8", "B")]
    assert [line.split(":")[0][-1] for line in broken] == list("2345679") + ["0"]
    assert all("expected" in line for line in broken)
    assert broken[1] == "t.jsonl, line 3: a list; expected an object with a key for each fact"


def test_a_broken_record_in_a_list_is_skipped(tmp_path):
    rows, broken = read(tmp_path, "t.json", '[{"title": "A", "x": {"title": "no"}}, {"title": "B", "x": {"title": 1} x}'
                                            ',\n{"title" : "C"}, 7, {"title": "D"}')
    assert [cells["title"] for _, cells in rows] == ["A", "C", "D"]
    assert [line.split(":")[0] for line in broken] == ["t.json, record 2", "t.json, record 4", "t.json, record 6"]
    assert "cut short" in broken[-1]


def test_cells_of_every_sort():
    assert flat({"a": None, "b": float("nan"), "c": 3, "d": True, "e": ["x", None, {"name": "y"}], "f": "NaN", "g": {},
                 "h": {"i": {"j": 1, "k": {"l": 1}}}, "l": "a\r\nb\x00c", "m": b"caf\xc3\xa9"}) == {
        "a": "", "b": "", "c": "3", "d": "True", "e": "x\ny", "f": "NaN", "h.i.j": "1", "l": "a\nbc", "m": "café"}


@pytest.mark.parametrize("wrap", [
    lambda rows: {"status": "ok", "total": 4, "articles": rows}, lambda rows: {"data": rows, "tags": ["a"]},
    lambda rows: {"results": rows, "meta": {"page": 1}}, lambda rows: {"response": {"docs": rows, "pages": 2}},
    lambda rows: {"meta": {"title": "All of it", "pages": [1, 2]}, "results": rows}])
def test_a_list_inside_an_object_is_read_where_it_is_the_only_one(tmp_path, wrap):
    for indent in (None, 1):
        rows, broken = read(tmp_path, "t.json", json.dumps(wrap(STORIES), indent=indent))
        assert not broken and [cells for _, cells in rows] == [flat(story) for story in STORIES]
        assert rows[1][0] == "t.json, record 2"


@pytest.mark.parametrize("document", [
    {"title": "A", "text": "B", "authors": [{"name": "C"}]}, {"title": "A", "related": [{"title": "B", "text": "C"}]},
    {"x": [{"title": "A"}], "y": [{"title": "B"}]}, {"title": {"x": 1}}, {"a": {"b": {"c": [{"title": "A"}]}}}])
def test_an_article_with_lists_in_it_and_two_lists_are_one_object(tmp_path, document):
    rows, broken = read(tmp_path, "t.json", json.dumps(document))
    assert not broken and [cells for _, cells in rows] == [flat(document)]


def test_objects_that_follow_each_other_keep_their_lists(tmp_path):
    objects = [{"id": n, "links": [{"href": "x"}]} for n in range(3)]
    rows, _ = read(tmp_path, "t.json", "\n".join(map(json.dumps, objects)))
    assert [cells["id"] for _, cells in rows] == ["0", "1", "2"]


def test_a_wrapped_list_that_is_damaged_is_read_as_far_as_it_can_be(tmp_path):
    rows, broken = read(tmp_path, "t.json", '{"articles": [{"title": "A"}, {"title": x}, {"title": "C"}, {"title": "D')
    assert [cells["title"] for _, cells in rows] == ["A", "C"] and len(broken) == 2


def test_keys_of_later_records_are_columns_too(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text('{"a": 1}\n\n{"b": 2}\nx\n{"a": 1, "c": {"d": 3}}\n')
    assert open_json(path).columns == ["a", "b", "c.d"]


@pytest.mark.parametrize(("data", "message"), [
    ("", "t.json: no object; expected JSON"), ("[]", "t.json: no object"), ("<html>", r"\(record 1: Expecting value"),
    ("[1, 2]", r"no object; expected JSON with one object an article \(record 1: a number or null"),
    ("[" * 200_000, "too deep to read"),
])
def test_a_file_without_objects_is_refused(tmp_path, data, message):
    with pytest.raises(CorpusError, match=message):
        read(tmp_path, "t.json", data)


def test_a_document_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_DOCUMENT", 50)
    with pytest.raises(CorpusError, match="t.json: more than 50 bytes; expected fewer, or one object a line"):
        read(tmp_path, "t.json", WRITTEN["a.json"])


@given(text=st.text() | st.text('[]{}":, ab1\n'))
def test_any_text_gives_values_and_an_end(text):
    assert len(list(items(text))) <= len(text) + 1
    assert 0 <= start_of_list("{" + text) <= len(text) + 1
