"""Counts of articles, cells and feeds, against plain recounts."""

from collections import Counter

import pandas as pd
import pytest

from framing import coverage


@pytest.fixture
def events():
    return pd.DataFrame({"event": ["fair-2", "fair-1"], "name": ["Second fair", "First fair"],
                         "starts": ["2031-05-01", "2030-05-01"], "ends": ["2031-05-03", "2030-05-02"]})


@pytest.fixture
def outlets():
    names = ["Herald", "Gazette", "Post", "Wire One", "Silent"]
    return pd.DataFrame({"outlet": names, "short": [name[:7] for name in names], "order": range(5),
                         "group": ["private", "private", "private", "wire", "wire"]})


@pytest.fixture
def articles(outlets):
    rows = [("Herald", "fair-1", "during", "2030-05-01", "full"), ("Herald", "fair-1", "during", "2030-05-02", "none"),
            ("Herald", "fair-1", "after", "", "headline"), ("Herald", "fair-2", "after", "2031-05-09", "headline"),
            ("Gazette", "fair-1", "during", "2030-05-02", "headline"), ("Post", "fair-1", "before", "", "headline"),
            ("Wire One", "fair-2", "during", "2031-05-02", "headline")]
    table = pd.DataFrame(rows, columns=["outlet", "event", "stage", "published", "extent"])
    table["attribution"] = ["unverified", *["stated"] * 6]
    return table.merge(outlets, on="outlet", how="left")


def feeds(rows):
    return pd.DataFrame(rows, columns=["outlet", "feed", "scope", "day", "n_items", "n_about"])


def test_calendar_counts_each_article_once(articles, events):
    table = coverage.calendar(articles, events)
    found = {(row.event, row.group, row.stage, row.day): row.n_articles for row in table.itertuples()}
    assert found == Counter(zip(articles["event"], articles["group"], articles["stage"], articles["published"],
                                strict=True))
    assert list(table["event"].unique()) == ["fair-1", "fair-2"]  # by time, not by file
    named = table[table["n_full"].gt(0)]
    assert named[["day", "full_texts"]].to_numpy().tolist() == [["2030-05-01", "Herald (unverified)"]]


def test_calendar_does_not_depend_on_row_order_and_leaves_its_input(articles, events):
    before = articles.copy()
    turned = coverage.calendar(articles.iloc[::-1], events.iloc[::-1])
    pd.testing.assert_frame_equal(turned, coverage.calendar(articles, events))
    pd.testing.assert_frame_equal(articles, before)


def test_calendar_joins_days_where_they_are_too_many(articles, events):
    articles.loc[1, "published"] = "2030-07-02"
    table = coverage.calendar(articles, events)
    assert set(table["n_days"]) == {7} and table["n_articles"].sum() == len(articles)
    assert pd.to_datetime(table.loc[table["day"].ne(""), "day"]).isin(
        pd.to_datetime(["2030-05-01", "2030-06-26", "2031-05-01", "2031-05-08"])).all()


def test_cells_hold_every_combination(articles, outlets, events):
    table = coverage.cells(articles, outlets, events)
    assert len(table) == 4 * 2 * 3  # the outlet without an article is left out
    counts = Counter(zip(articles["outlet"], articles["event"], articles["stage"], strict=True))
    for row in table.itertuples():
        assert row.n_articles == counts[row.outlet, row.event, row.stage]
    assert table[["n_articles", "n_headlines", "n_full"]].sum().tolist() == [7, 6, 1]


def test_fold_keeps_sums_and_names(articles, outlets, events):
    table = coverage.cells(articles, outlets, events)
    folded = coverage.fold(table)
    assert folded[["n_articles", "n_full"]].sum().equals(table[["n_articles", "n_full"]].sum())
    assert list(folded["short"].unique()) == ["Herald", "2 others", "Wire On"]  # a single small one keeps its name
    assert coverage.fold(table, at_least=1)["outlet"].ne("").all()


def test_unknown_stage_gets_a_column(articles, outlets, events):
    articles.loc[0, "stage"] = ""
    assert set(coverage.cells(articles, outlets, events)["stage"]) == {"before", "during", "after", "unknown"}


def test_feed_shares_use_counted_days_only(outlets, events):
    table = coverage.feed_shares(feeds([
        ("Herald", "a", "world", "2030-04-30", 10, 0), ("Herald", "a", "world", "2030-05-01", 20, 3),
        ("Herald", "a", "world", "2030-05-02", None, 9), ("Herald", "a", "world", "2030-05-03", 10, 1),
        ("Gazette", "b", "world", "2030-05-02", 50, 1), ("Post", "c", "top", "2030-05-02", None, 2),
        ("Herald", "d", "world", "2031-05-01", 5, 0)]), events, outlets)
    first = table.iloc[0]
    assert (first["n_items"], first["n_about"], first["share"]) == (40, 4, 0.1)
    assert (first["n_days"], first["n_event_days"], first["event_days"]) == (3, 1, 2)
    assert (first["first_day"], first["about_by_day"]) == ("2030-04-30", "0 3 - 1")
    assert table["outlet"].tolist() == ["Herald", "Gazette", "Post", "Herald"]
    assert table["event"].tolist() == ["fair-1"] * 3 + ["fair-2"]
    silent = table.iloc[2]
    assert silent["n_days"] == 0 and pd.isna(silent["share"]) and set(silent["about_by_day"].split()) == {"-"}


def test_feeds_without_a_counted_day_are_an_error(outlets, events):
    for table in (feeds([]), feeds([("Herald", "a", "world", "2030-05-01", None, 1)])):
        with pytest.raises(ValueError, match="no day has n_items"):
            coverage.feed_shares(table, events, outlets)


def test_missing_columns_are_named(articles, events):
    with pytest.raises(ValueError, match="articles: no column stage; there are outlet"):
        coverage.calendar(articles.drop(columns="stage"), events)
    with pytest.raises(ValueError, match="articles: the table is empty"):
        coverage.calendar(articles.iloc[:0], events)
