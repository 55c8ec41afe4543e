"""Records into a corpus folder: nothing lost, nothing twice, nothing changed that stood there."""

import hashlib
import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import build, check, files, scaffold, store
from framing.corpus import CorpusError
from framing.records import Broken, Record

TEXT = "The mayor of Northport opened the bridge.\nNobody came."


@pytest.fixture
def folder(tmp_path):
    scaffold.new(tmp_path / "bridge")
    return tmp_path / "bridge"


def articles(folder):
    return pd.read_csv(folder / "articles.csv", dtype=str, keep_default_na=False)


def state(folder):
    return {path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def record(place="a.txt", **facts):
    return Record(place, **({"headline": "Bridge opens", "outlet": "The Herald", "published": "2030-05-01",
                             "text": TEXT} | facts))


def test_a_record_becomes_a_row_and_a_text(folder):
    done = store.add_records(folder, [record(byline="Ann  Example", genre="news")])
    assert done.added == ["theherald-2030-05-01"] and done.outlets == ["The Herald"] and done.events == ["all"]
    [row] = articles(folder).to_dict("records")
    assert (row["byline"], row["genre"], row["extent"], row["use"]) == ("Ann Example", "news", "full", "compare")
    assert (folder / "text/theherald-2030-05-01.txt").read_text(encoding="utf-8") == TEXT + "\n"
    assert check.find_faults(folder) == []


def test_adding_twice_changes_nothing(folder):
    items = [record(), record("b.txt", url="https://herald.example/b"), record("c.txt", headline="", url=""),
             record("d.txt", text="", url="http://herald.example/d", headline=""), Broken("e.pdf", "no text in it")]
    store.add_records(folder, items)
    before = state(folder)
    again = store.add_records(folder, items)
    assert state(folder) == before
    assert not again.added and not again.completed and len(again.known) == 4 and len(again.broken) == 1


def test_addresses_that_differ_in_tracking_only_are_one_page(folder):
    done = store.add_records(folder, [record(url="https://www.herald.example/a?utm_source=x"),
                                      record("b", url="http://herald.example/a/#top")])
    assert len(done.added) == 1 and done.known == ["b: is theherald-2030-05-01 already"]


def test_one_address_with_two_headlines_is_two_articles(folder):
    items = [record(url="https://herald.example/"), record(
        url="https://herald.example/", headline="Bridge falls", text="The bridge fell.")]
    assert len(store.add_records(folder, items).added) == 2


def test_letters_under_one_headline_are_all_kept(folder):
    items = [record(text=f"Letter number {n}") for n in range(30)]
    done = store.add_records(folder, items)
    assert len(done.added) == 30 and done.added[1].endswith("-b") and done.added[29].endswith("-30")
    assert not store.add_records(folder, items).added


def test_the_same_text_in_two_outlets_is_two_articles(folder):
    assert len(store.add_records(folder, [record(), record(outlet="The Gazette")]).added) == 2


def test_a_row_without_text_is_completed_and_keeps_its_facts(folder):
    store.add_records(folder, [record(text="", byline="Ann")])
    done = store.add_records(folder, [record(byline="Bob")])
    [row] = articles(folder).to_dict("records")
    assert done.completed == ["theherald-2030-05-01"] and row["byline"] == "Ann" and row["extent"] == "full"
    other = store.add_records(folder, [record(text="Another letter under the same head.")])
    assert len(other.added) == 1


def test_a_reference_without_its_text_is_the_article_that_has_one(folder):
    store.add_records(folder, [record()])
    done = store.add_records(folder, [record("b.ris", text="", url="https://herald.example/a")])
    assert done.completed == ["theherald-2030-05-01"] and articles(folder)["url"][0] == "https://herald.example/a"


def test_a_text_that_is_there_is_kept(folder):
    store.add_records(folder, [record(url="https://herald.example/a")])
    done = store.add_records(folder, [record("b", url="https://herald.example/a", text="Edited since.")])
    assert done.known == ["b: is theherald-2030-05-01 already; the text there was kept"]
    assert (folder / "text/theherald-2030-05-01.txt").read_text(encoding="utf-8") == TEXT + "\n"


def test_what_a_hand_wrote_into_the_tables_stays(folder):
    store.add_records(folder, [record()])
    table = articles(folder).assign(note="read twice", colour="red")
    table.to_csv(folder / "articles.csv", index=False)
    store.add_records(folder, [record(headline="Bridge closes")])
    rows = articles(folder)
    assert list(rows["colour"]) == ["red", ""] and list(rows["note"]) == ["read twice", ""]


def test_what_a_spreadsheet_wrote_stays_to_the_byte(folder):
    store.add_records(folder, [record()])
    path = folder / "articles.csv"
    quoted = path.read_bytes().replace(b"\n", b"\r\n").replace(b"Bridge opens", b'"Bridge opens"')
    path.write_bytes(b"\xef\xbb\xbf" + quoted)
    before = path.read_bytes()
    store.add_records(folder, [record()])
    assert path.read_bytes() == before
    store.add_records(folder, [record(headline="Bridge closes, again")])
    assert path.read_bytes().startswith(before) and path.read_bytes().count(b"\r\n") == 3
    store.add_records(folder, [record(byline="Ann")])
    assert path.read_bytes().startswith(before[:before.index(b"page,")]) and b",Ann," in path.read_bytes()


@pytest.mark.parametrize("name", ["../../evil", "/tmp/evil", "a/b", "..", "a" * 300])
def test_an_id_that_leads_elsewhere_is_refused(folder, name):
    store.add_records(folder, [record(text="", url="https://herald.example/a")])
    path = folder / "articles.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("theherald-2030-05-01", name), encoding="utf-8")
    before = state(folder.parent)
    with pytest.raises(CorpusError, match="expected a name a file can have"):
        store.add_records(folder, [record(url="https://herald.example/a")])
    assert state(folder.parent) == before


def test_more_records_than_can_be_held_are_refused(folder, monkeypatch):
    monkeypatch.setattr(store, "MOST", 3)
    before = state(folder)
    with pytest.raises(CorpusError, match="d: more than 3 records at once"):
        store.add_records(folder, [record(place) for place in "abcd"])
    assert state(folder) == before


def test_two_runs_at_once_are_refused(folder):
    with files.locked(folder / "text"), pytest.raises(CorpusError, match="another run"):
        store.add_records(folder, [record()])
    assert store.add_records(folder, [record()]).added


def test_a_linked_text_folder_is_refused(folder, tmp_path):
    (folder / "text").rmdir()
    (tmp_path / "elsewhere").mkdir()
    (folder / "text").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CorpusError, match="is a link"):
        store.add_records(folder, [record()])
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("facts", [{"headline": "", "published": "", "url": ""}, {}, {"text": "", "headline": ""}])
def test_many_alike_take_no_time_by_the_square(folder, facts):
    def seconds(n):
        scaffold.new(folder / str(n))
        items = [record(**({"url": f"https://herald.example/{i}", "text": f"Letter {i}"} | facts) | (
            {"text": f"Letter {i}"} if facts.get("text", "x") else {})) for i in range(n)]
        started = time.process_time()
        assert len(store.add_records(folder / str(n), items).added) == n
        return time.process_time() - started

    assert seconds(3000) < 8 * seconds(1000) + 1


def test_events_by_date_and_stages(folder):
    (folder / "events.csv").write_text("event,name,starts,ends\nopening,May,2030-05-01,2030-05-01\n"
                                       "closing,June,2030-06-10,2030-06-12\n", encoding="utf-8")
    days = ["2030-04-30", "2030-05-01", "2030-06-20", ""]
    store.add_records(folder, [record(published=day, headline=day) for day in days])
    rows = articles(folder).set_index("published")
    assert list(rows.loc[days, "event"]) == ["opening", "opening", "closing", ""]
    assert list(rows.loc[days, "stage"]) == ["before", "during", "after", ""]


def test_features_tell_the_stage_once_the_event_has_days(folder):
    store.add_records(folder, [record(published=day, text=TEXT * 3) for day in ("2030-04-30", "2030-05-02")])
    (folder / "events.csv").write_text("event,name,starts,ends\nall,May,2030-05-01,2030-05-01\n", encoding="utf-8")
    build.build_features(folder)
    assert list(articles(folder)["stage"]) == ["before", "after"]


def test_options_stand_in_for_what_records_do_not_say(folder):
    store.add_records(folder, [record(outlet="", genre=""), record(genre="opinion", headline="x", event="fair")],
                      outlet="The Star", event="strike", genre="news")
    rows = articles(folder)
    assert list(rows["outlet"]) == ["The Star", "The Herald"]
    assert list(rows["genre"]) == ["news", "opinion"] and list(rows["event"]) == ["strike", "fair"]


def test_an_outlet_nobody_names_is_the_host_or_unknown(folder):
    store.add_records(folder, [record(outlet="", url="https://www.herald.example/a"), record(outlet="", url="")])
    assert list(articles(folder)["outlet"]) == ["herald.example", "Unknown outlet"]


def test_new_outlets_get_a_short_name_and_a_place_each(folder):
    names = ["The Herald", "Herald", "The Star"]
    store.add_records(folder, [record(outlet=name) for name in names])
    outlets = pd.read_csv(folder / "outlets.csv", dtype=str)
    assert list(outlets["short"]) == ["Herald", "Herald (2)", "Star"] and list(outlets["order"]) == ["1", "2", "3"]


def test_a_date_that_is_none_goes_to_the_note(folder):
    store.add_records(folder, [record(published="03/04/2030")])
    [row] = articles(folder).to_dict("records")
    assert row["published"] == "" and row["note"] == "date as given: 03/04/2030"
    assert check.find_faults(folder) == []


def test_a_record_of_nothing_is_broken(folder):
    done = store.add_records(folder, [Record("x.csv, row 7", outlet="The Herald")])
    assert [str(broken) for broken in done.broken] == [
        "x.csv, row 7: no text, headline or address; expected one of them"]


def test_fill_takes_empty_cells_only(folder):
    store.add_records(folder, [record(url="https://herald.example/a", headline="", published="", text="")])
    found = pd.DataFrame([{"id": "theherald-undated", "headline": "Bridge\nopens", "published": "2030-05-01",
                           "byline": ""}, {"id": "nobody", "headline": "x"}])
    assert store.fill(folder, found) == ["theherald-undated"]
    [row] = articles(folder).to_dict("records")
    assert (row["headline"], row["headline_basis"], row["use"]) == ("Bridge opens", "page", "compare")
    assert (row["published"], row["published_basis"]) == ("2030-05-01", "page or address")
    assert store.fill(folder, found.assign(headline="Other")) == []


def test_a_folder_without_tables_is_refused_and_left(tmp_path):
    with pytest.raises(CorpusError, match=r"articles.csv: no such file"):
        store.add_records(tmp_path, [record()])
    assert list(tmp_path.iterdir()) == []


def test_a_run_cut_short_is_healed_by_the_next(folder, monkeypatch):
    whole = Path.replace

    def breaks(path, target):
        if path.suffix == ".txt":
            raise KeyboardInterrupt
        return whole(path, target)

    monkeypatch.setattr(Path, "replace", breaks)
    with pytest.raises(KeyboardInterrupt):
        store.add_records(folder, [record()])
    assert check.find_faults(folder) == [] and list((folder / "text").iterdir()) == []
    monkeypatch.setattr(Path, "replace", whole)
    done = store.add_records(folder, [record()])
    assert done.completed == ["theherald-2030-05-01"]
    assert (folder / "text/theherald-2030-05-01.txt").read_text(encoding="utf-8") == TEXT + "\n"


@settings(max_examples=25)
@given(st.lists(st.builds(Record, place=st.just("x"), text=st.text(max_size=40), headline=st.text(max_size=20),
                          outlet=st.text(max_size=12), published=st.sampled_from(["", "2030-05-01", "never"]),
                          url=st.sampled_from(["", "https://a.example/x", "https://[broken", "x:y"])), max_size=8))
def test_whatever_the_fields_hold_the_folder_stays_sound(tmp_path_factory, records):
    folder = tmp_path_factory.mktemp("wild") / "corpus"
    scaffold.new(folder)
    done = store.add_records(folder, records)
    before = state(folder)
    assert not store.add_records(folder, records).added
    assert state(folder) == before
    texts = {path.read_text(encoding="utf-8") for path in (folder / "text").glob("*")}
    for item in records:
        kept = item.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removeprefix("\ufeff").strip("\n")
        assert not kept.strip() or kept + "\n" in texts or done.known
