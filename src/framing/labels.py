"""How figures name articles (outlet, date, visit, genre, a doubt) and order events and groups of outlets."""

from __future__ import annotations

from datetime import date

import pandas as pd

from framing.wording import MONTHS


def day(value: str) -> str:
    """Write an ISO date as it is read: ``19 June 2023``; empty for none.

    Examples
    --------
    >>> day("2023-06-09"), day("")
    ('9 June 2023', '')
    """
    if not value:
        return ""
    moment = date.fromisoformat(value)
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def article_labels(articles: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Name each article.

    Parameters
    ----------
    articles, events : DataFrame
        Of a corpus.

    Returns
    -------
    DataFrame
        ``article``; ``name`` (the outlet's short name); ``when`` (its date, else stage and event: *before,
        June 2023*); ``detail`` (when, genre, and *attribution unverified* where it is), in the order given.

    Examples
    --------
    >>> articles = pd.DataFrame({"article": ["a"], "short": ["Gazette"], "published": [""], "stage": ["before"],
    ...     "event": ["talks"], "genre": ["news"], "attribution": ["unverified"]})
    >>> events = pd.DataFrame({"event": ["talks"], "name": ["June 2023"]})
    >>> article_labels(articles, events).loc[0, "detail"]
    'before, June 2023 · news · attribution unverified'
    """
    names = events.set_index("event")["name"]
    stage = articles["stage"].fillna("")
    undated = (stage + ", ").where(stage.ne(""), "") + articles["event"].map(names)
    when = articles["published"].map(day)
    when = when.where(when != "", undated)
    genre = (" · " + articles["genre"]).where(articles["genre"].fillna("").ne(""), "")
    doubt = articles["attribution"].eq("unverified").map({True: " · attribution unverified", False: ""})
    return pd.DataFrame({"article": articles["article"], "name": articles["short"], "when": when,
                         "detail": when + genre + doubt}).reset_index(drop=True)


def shown(events: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Keep the events that a table has rows for, in their order in time.

    Examples
    --------
    >>> events = pd.DataFrame({"event": ["b", "a", "c"], "starts": ["2031-01-01", "2030-01-01", "2032-01-01"]})
    >>> list(shown(events, pd.DataFrame({"event": ["a", "b"]}))["event"])
    ['a', 'b']
    """
    return events[events["event"].isin(table["event"])].sort_values(["starts", "event"])


def group_order(table: pd.DataFrame) -> list[str]:
    """List groups of outlets, most articles first.

    Examples
    --------
    >>> group_order(pd.DataFrame({"group": ["wire", "private", "wire"], "n_articles": [2, 3, 2]}))
    ['wire', 'private']
    """
    sizes = table.groupby("group")["n_articles"].sum()
    return list(sizes.sort_values(ascending=False, kind="stable").index)
