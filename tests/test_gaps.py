"""What the tables lack or say twice: each kind of finding once, where it should be, and never elsewhere."""

import pandas as pd
import pytest

from framing.corpus import COLUMNS
from framing.faults import examine
from framing.gaps import KINDS, gaps

OUTLETS = ["Herald", "Gazette", "The  Herald", "post.example", "The Post", "Idle Times"]


@pytest.fixture
def folder(tmp_path):
    """Make a folder with one of each."""
    rows = [("a", "Herald", "Fair opens", "2030-05-01", "during", "news", "https://herald.example/a", "fair"),
            ("b", "Herald", "Fair opens", "2030-05-01", "during", "news", "https://herald.example/b", "fair"),
            ("c", "Gazette", "", "2030-05-03", "before", "news", "http://www.herald.example/a/", "fair"),
            ("d", "The Post", "Storm", "2031-05-03", "after", "", "https://post.example/d", "fair"),
            ("e", "post.example", "Rain", "2030-05-02", "", "news", "", "fair"),
            ("f", "The  Herald", "Hail", "", "", "news", "", ""),
            ("g", "Gazette", "Snow", "2099-01-01", "", "news", "", "winter"),
            ("h", "Gazette", "", "", "", "", "", "fair")]
    columns = ["id", "outlet", "headline", "published", "stage", "genre", "url", "event"]
    articles = pd.DataFrame(rows, columns=columns).reindex(columns=COLUMNS["articles"], fill_value="").assign(
        extent="headline", use="compare", attribution="stated")
    articles.loc[articles["id"].eq("h"), ["use", "use_reason"]] = ["context", "copy of a"]
    articles.loc[articles["id"].eq("a"), "extent"] = "full"
    outlets = pd.DataFrame({"outlet": OUTLETS, "short": OUTLETS, "group": ["private"] * 5 + [""]})
    events = pd.DataFrame({"event": ["fair", "winter"], "name": "", "starts": ["2030-05-01", ""],
                           "ends": ["2030-05-02", ""]})
    tables = {"articles": articles, "outlets": outlets, "events": events}
    for name, columns in COLUMNS.items():
        table = tables.get(name, pd.DataFrame(columns=columns)).reindex(columns=columns, fill_value="")
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "notes.docx").write_bytes(b"PK")
    (tmp_path / "text" / "g.txt").write_text("Snow fell.")
    return tmp_path


WANTED = {
    "no text": {3, 4, 5, 6, 7}, "no headline": {4}, "no date": {7}, "no event": {7}, "no stage": {6}, "no genre": {5},
    "future date": {8}, "far from its event": {5}, "stage against date": {4}, "address twice": {4},
    "headline twice": {3},
    "event without dates": {3}, "no group": {7}, "outlet twice": {4, 5}, "no actors": {None}, "no topics": {None},
    "text in another form": {None}, "no feeds": {None}, "folded copy": {9}, "outlet without articles": {7}}


def test_each_kind_is_found_where_it_is_and_nowhere_else(folder):
    tables, faults = examine(folder)
    assert not faults
    found = gaps(folder, tables, today="2040-01-01")
    places = {}
    for finding in found:
        places.setdefault(finding.kind, set()).add(finding.row)
    assert places == WANTED
    assert {finding.kind: finding.level for finding in found} == {kind: KINDS[kind].level for kind in WANTED}
    assert all(finding.fix and "{" not in finding.fix for finding in found)
    assert KINDS.keys() - WANTED.keys() == {"outlet unknown"}


def test_articles_of_no_known_publisher_are_said(folder):
    from framing.store import UNKNOWN_OUTLET

    for name in ("articles", "outlets"):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text().replace("Gazette", UNKNOWN_OUTLET))
    found = gaps(folder, examine(folder)[0])
    assert [finding.row for finding in found if finding.kind == "outlet unknown"] == [3]


def test_a_title_counts_what_it_is_about():
    assert KINDS["no date"].title(1).startswith("1 article without a date")
    assert KINDS["no date"].title(1200).startswith("1,200 articles without a date")
