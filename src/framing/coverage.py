"""What a corpus holds: articles by day, outlets by event and stage, shares of feeds."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from framing.inference import NoAnswer
from framing.wording import NOT_COUNTED, STAGES

BINS = (1, 7, 28, 91, 364)  # days a calendar column may stand for


def _require(table: pd.DataFrame, name: str, columns: Iterable[str]) -> None:
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise ValueError(f"{name}: no column {', '.join(missing)}; there are {', '.join(table.columns)}")
    if table.empty:
        raise ValueError(f"{name}: the table is empty")


def _ordered(events: pd.DataFrame) -> list[str]:
    return list(events.sort_values(["starts", "event"])["event"])


def _with_texts(articles: pd.DataFrame) -> pd.DataFrame:
    """Add what the counts need: a stage, 0 or 1 for a headline and a full text, the text's label."""
    full = articles["extent"].eq("full")
    doubt = articles["attribution"].eq("unverified").map({True: " (unverified)", False: ""})
    return articles.assign(
        stage=articles["stage"].fillna("").replace("", "unknown"),
        published=articles["published"].fillna("").astype(str),
        n_full=full.astype(int),
        n_headlines=articles["extent"].isin(["full", "headline"]).astype(int),
        full_texts=(articles["short"] + doubt).where(full, ""))


def _names(values: pd.Series) -> str:
    return "; ".join(sorted(value for value in values if value))


def calendar(articles: pd.DataFrame, events: pd.DataFrame, *, max_columns: int = 22) -> pd.DataFrame:
    """Count articles by event, group of outlet and day; undated ones by stage.

    Parameters
    ----------
    articles : DataFrame
        `Corpus.articles`: ``event``, ``stage``, ``published``, ``extent``, ``attribution``, ``short`` and
        ``group``.
    events : DataFrame
        events.csv: ``event``, ``starts``, ``ends``.
    max_columns : int, default=22
        Where an event takes more days, they are joined to weeks, then to 28, 91 or 364 days.

    Returns
    -------
    DataFrame
        One row per event, group and day with articles (``day`` is the first of ``n_days``), or stage without
        a date (``day`` is empty): ``n_articles``, ``n_full``, ``full_texts`` (outlets of the full texts).

    Examples
    --------
    >>> articles = pd.DataFrame({"event": "fair", "stage": "during", "published": ["2030-05-02", ""],
    ...     "extent": ["full", "headline"], "attribution": "stated", "short": "Herald", "group": "private"})
    >>> events = pd.DataFrame({"event": ["fair"], "starts": ["2030-05-01"], "ends": ["2030-05-02"]})
    >>> calendar(articles, events)[["stage", "day", "n_articles", "full_texts"]]
        stage         day  n_articles full_texts
    0  during                       1
    1  during  2030-05-02           1     Herald
    """
    _require(articles, "articles", ("event", "stage", "published", "extent", "attribution", "short", "group"))
    _require(events, "events", ("event", "starts", "ends"))
    rows = _with_texts(articles)
    days = pd.to_datetime(rows["published"].replace("", None))
    first, last = event_days(articles, events)
    longest = (last - first).dt.days.fillna(0).max()  # an event may have no day at all
    n_days = next((size for size in BINS if longest < size * max_columns), BINS[-1])
    first = rows["event"].map(first)
    start = first + pd.to_timedelta((days - first).dt.days // n_days * n_days, unit="D")
    rows = rows.assign(day=start.dt.strftime("%Y-%m-%d").fillna(""), n_days=n_days)
    rows["stage"] = rows["stage"].where(rows["day"].eq("") | (n_days == 1), "")
    keys = ["event", "group", "stage", "day", "n_days"]
    table = rows.groupby(keys, as_index=False).agg(
        n_articles=("event", "size"), n_full=("n_full", "sum"), full_texts=("full_texts", _names))
    return _sorted(table, events, ["group", "day", "stage"])


def event_days(articles: pd.DataFrame, events: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Find the first and the last day of each event's calendar: of the event or of an article on it."""
    days = pd.to_datetime(articles["published"].replace("", None)).groupby(articles["event"])
    known = events.set_index("event")
    starts, ends = pd.to_datetime(known["starts"]), pd.to_datetime(known["ends"])
    first = pd.concat([starts, days.min()], axis=1).min(axis=1)
    last = pd.concat([ends, days.max()], axis=1).max(axis=1)
    return first, last


def _sorted(table: pd.DataFrame, events: pd.DataFrame, then: list[str]) -> pd.DataFrame:
    place = {event: i for i, event in enumerate(_ordered(events))}
    stages = {stage: i for i, stage in enumerate(STAGES)}

    def key(column: pd.Series) -> pd.Series:
        if column.name == "event":
            return column.map(place)
        return column.map(lambda stage: stages.get(stage, 9)) if column.name == "stage" else column

    return table.sort_values(["event", *then], key=key, ignore_index=True, kind="stable")


def cells(articles: pd.DataFrame, outlets: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Count articles by outlet, event and stage, empty cells included.

    Parameters
    ----------
    articles, events : DataFrame
        As in `calendar`.
    outlets : DataFrame
        outlets.csv: ``outlet``, ``short``, ``group``. Outlets without an article are left out.

    Returns
    -------
    DataFrame
        One row per outlet, event and stage: ``n_articles``, ``n_headlines``, ``n_full``; and ``n_outlets``,
        which is 1 until `fold` joins rows.

    Examples
    --------
    >>> articles = pd.DataFrame({"outlet": "Herald", "event": "fair", "stage": "during", "published": "",
    ...     "extent": ["full", "headline"], "attribution": "stated", "short": "Herald", "group": "private"})
    >>> outlets = pd.DataFrame({"outlet": ["Herald"], "short": ["Herald"], "group": ["private"]})
    >>> events = pd.DataFrame({"event": ["fair"], "starts": ["2030-05-01"], "ends": ["2030-05-02"]})
    >>> cells(articles, outlets, events)[["outlet", "stage", "n_articles", "n_full"]]
       outlet   stage  n_articles  n_full
    0  Herald  before           0       0
    1  Herald  during           2       1
    2  Herald   after           0       0
    """
    _require(articles, "articles", ("outlet", "event", "stage", "extent", "attribution", "short"))
    _require(outlets, "outlets", ("outlet", "short", "group"))
    _require(events, "events", ("event", "starts"))
    rows = _with_texts(articles)
    unknown = rows["stage"].eq("unknown")
    stages = [*(() if unknown.all() else STAGES), *(["unknown"] if unknown.any() else [])]
    present = sorted(set(rows["outlet"]))
    keys = ["outlet", "event", "stage"]
    index = pd.MultiIndex.from_product([present, _ordered(events), stages], names=keys)
    counts = rows.groupby(keys).agg(
        n_articles=("event", "size"), n_headlines=("n_headlines", "sum"), n_full=("n_full", "sum"))
    table = counts.reindex(index, fill_value=0).reset_index().assign(n_outlets=1)
    return outlets[["outlet", "short", "group"]].merge(table, on="outlet", how="right")


def fold(table: pd.DataFrame, *, at_least: int = 4, most: int = 60) -> pd.DataFrame:
    """Join the small outlets of each group to one row, so that the matrix fits a page.

    Parameters
    ----------
    table : DataFrame
        From `cells`.
    at_least : int, default=4
        Outlets with as many articles over all events, or with a full text, keep a row of their own.
    most : int, default=60
        Rows of their own at most, for the outlets with most articles.

    Returns
    -------
    DataFrame
        As `cells`; joined rows have an empty ``outlet`` and say in ``short`` how many outlets they hold.

    Examples
    --------
    >>> table = pd.DataFrame({"outlet": ["Herald", "Gazette", "Post"], "short": ["Herald", "Gazette", "Post"],
    ...     "group": "private", "event": "fair", "stage": "during", "n_articles": [5, 1, 2],
    ...     "n_headlines": [5, 1, 1], "n_full": 0, "n_outlets": 1})
    >>> fold(table)[["outlet", "short", "n_outlets", "n_articles"]]
       outlet    short  n_outlets  n_articles
    0  Herald   Herald          1           5
    1          2 others         2           3
    """
    sums = table.groupby("outlet")[["n_articles", "n_full"]].transform("sum")
    own = sums["n_articles"].ge(at_least) | sums["n_full"].gt(0)
    ranked = sums[own].assign(outlet=table["outlet"]).drop_duplicates("outlet").sort_values(
        ["n_articles", "n_full"], ascending=False, kind="stable")
    own &= table["outlet"].isin(ranked["outlet"].head(most))
    n_cells = table.groupby("outlet")["group"].transform("size")
    alone = (~own).groupby(table["group"]).transform("sum").eq(n_cells)
    small = ~own & ~alone  # one small outlet keeps its name
    keys = ["group", "event", "stage"]
    joined = table[small].groupby(keys, as_index=False, sort=False)[
        ["n_articles", "n_headlines", "n_full", "n_outlets"]].sum()
    joined = joined.assign(outlet="", short=[f"{n} others" for n in joined["n_outlets"]])
    kept = table.assign(total=sums["n_articles"])[~small]
    kept = kept.sort_values(["group", "total", "outlet"], ascending=[True, False, True], kind="stable")
    rows = pd.concat([kept.drop(columns="total"), joined[list(table.columns)]])
    return rows.sort_values("group", kind="stable", ignore_index=True)


def feed_shares(feeds: pd.DataFrame, events: pd.DataFrame, outlets: pd.DataFrame) -> pd.DataFrame:
    """Count what share of each feed's items is about the event.

    Counts over all days on which every item was counted; a full count, so no interval. A day belongs to the
    event nearest to it. Feeds differ in scope: compare them within a scope, and over the same days.

    Parameters
    ----------
    feeds : DataFrame
        feeds.csv: ``outlet``, ``feed``, ``scope``, ``day``, ``n_items``, ``n_about``; blank ``n_items`` where
        items were not counted.
    events, outlets : DataFrame
        events.csv and outlets.csv.

    Returns
    -------
    DataFrame
        One row per event, scope, outlet and feed, largest share first: ``n_days`` counted, ``n_event_days``
        of them within the ``event_days`` of the event, ``n_items``, ``n_about``, ``share`` (blank where no
        day was counted), ``first_day`` and ``about_by_day`` (items about it by day, ``-`` not counted).

    Raises
    ------
    ValueError
        If no feed has a counted day, or no event has days.

    Examples
    --------
    >>> feeds = pd.DataFrame({"outlet": "Herald", "feed": "a", "scope": "world", "n_items": [10, None, 30],
    ...     "day": ["2030-05-01", "2030-05-02", "2030-05-03"], "n_about": [1, None, 1]})
    >>> events = pd.DataFrame({"event": ["fair"], "starts": ["2030-05-01"], "ends": ["2030-05-02"]})
    >>> outlets = pd.DataFrame({"outlet": ["Herald"], "short": ["Herald"]})
    >>> feed_shares(feeds, events, outlets)[["n_days", "n_items", "n_about", "share", "about_by_day"]]
       n_days  n_items  n_about  share about_by_day
    0       2       40        2   0.05        1 - 1
    """
    if feeds.empty or not feeds["n_items"].notna().any():
        raise ValueError("feeds: no day has n_items, so nothing can be said on how much was covered")
    _require(feeds, "feeds", ("outlet", "feed", "scope", "day", "n_items", "n_about"))
    days = _dated(feeds, events)
    keys = ["event", "scope", "outlet", "feed"]
    counted = days[days["n_items"].notna()]
    sums = counted.assign(n_days=1).groupby(keys)[["n_days", "during", "n_items", "n_about"]].sum()
    series = counted.groupby(keys)[["day", "n_about"]].apply(lambda rows: dict(rows.to_numpy()))
    table = days[[*keys, "event_days"]].drop_duplicates(keys).merge(
        sums.astype(int).reset_index().rename(columns={"during": "n_event_days"}), on=keys, how="left")
    table = table.fillna({"n_days": 0, "n_event_days": 0, "n_items": 0, "n_about": 0})
    table = table.astype(dict.fromkeys(("n_days", "n_event_days", "n_items", "n_about"), int))
    table["share"] = (table["n_about"] / table["n_items"]).where(table["n_items"] > 0)
    period = days.groupby("event")["day"].agg(["min", "max"])
    table["first_day"] = table["event"].map(period["min"])
    table["about_by_day"] = [
        _series(series.get(tuple(row), {}), *period.loc[row[0]]) for row in table[keys].to_numpy()]
    table = table.merge(outlets[["outlet", "short"]], on="outlet", how="left").assign(evidence="describe")
    table = table.sort_values(["share", "outlet", "feed"], ascending=[False, True, True], ignore_index=True)
    return _sorted(table, events, [])[[
        *keys, "short", "n_days", "n_event_days", "event_days", "n_items", "n_about", "share", "evidence",
        "first_day", "about_by_day"]]


def _dated(feeds: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Give each feed day its nearest event, and whether the day lies in it."""
    events = events[events["starts"].ne("") & events["ends"].ne("")]
    if events.empty:
        raise NoAnswer("no event has days in events.csv, so no day of a feed can be told to belong to one")
    day = pd.to_datetime(feeds["day"])
    gaps = {}
    for _, event in events.sort_values(["starts", "event"]).iterrows():
        starts, ends = pd.Timestamp(event["starts"]), pd.Timestamp(event["ends"])
        gaps[event["event"]] = ((starts - day).dt.days.clip(lower=0) + (day - ends).dt.days.clip(lower=0))
    gap = pd.DataFrame(gaps)
    length = (pd.to_datetime(events["ends"]) - pd.to_datetime(events["starts"])).dt.days + 1
    event = gap.idxmin(axis=1)
    return feeds.assign(
        day=day.dt.strftime("%Y-%m-%d"), event=event, during=gap.min(axis=1).eq(0).astype(int),
        event_days=event.map(dict(zip(events["event"], length, strict=True))))


def _series(about: dict[str, float], first: str, last: str) -> str:
    days = pd.date_range(first, last).strftime("%Y-%m-%d")
    return " ".join(str(int(about[day])) if day in about else NOT_COUNTED for day in days)
