"""What headlines are about: the share that touches each topic, and the words that set two sides apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing import compare, inference
from framing.headlines import selections, unit_of
from framing.vectorize import DocumentFeatureMatrix

ANY_TOPIC, EVERYONE = "any topic", "all outlets"


def touched(table: pd.DataFrame, hits: pd.DataFrame, sentences: pd.DataFrame, names) -> pd.DataFrame:
    """Say of each headline which listed topics it touches.

    Parameters
    ----------
    table, hits, sentences, names
        As for `topics`.

    Returns
    -------
    DataFrame
        ``table`` with a column of 0 and 1 for every topic, and ``any topic``.

    Examples
    --------
    >>> table, sentences = pd.DataFrame({"article": ["a", "b"]}), pd.DataFrame({"article": ["a", "b"],
    ...     "sentence": 0, "section": "headline"})
    >>> hits = pd.DataFrame({"article": ["a"], "sentence": [0], "list": ["topics"], "category": ["trade"]})
    >>> touched(table, hits, sentences, ["trade"])
      article  trade  any topic
    0       a    1.0        1.0
    1       b    0.0        0.0
    """
    heads = sentences.loc[sentences["section"].eq("headline"), ["article", "sentence"]]
    found = hits[hits["list"].eq("topics")].merge(heads, on=["article", "sentence"])
    yes = pd.crosstab(found["article"], found["category"]).gt(0).reindex(
        index=table["article"], columns=sorted(set(names)), fill_value=False)
    yes[ANY_TOPIC] = yes.any(axis=1)
    return table.merge(yes.astype(float), left_on="article", right_index=True)


def topics(table: pd.DataFrame, hits: pd.DataFrame, sentences: pd.DataFrame, names,
           by: str = "group") -> pd.DataFrame:
    """Share of headlines that touch each listed topic.

    Parameters
    ----------
    table : DataFrame
        From `headlines`.
    hits, sentences : DataFrame
        The corpus's hits, and the sentences that say which are headlines.
    names : iterable of str
        The topics; ``any topic`` is added.
    by : str, default="group"
        A column that tells kinds of outlet apart; rows of all outlets together are added under ``all outlets``.

    Returns
    -------
    DataFrame
        One row per event, value of ``by``, ``rows`` and ``topic``: ``share`` with the result contract (see
        `compare.shares`: pooled, an interval only where five outlets have a yes and five a no),
        ``n_yes``, ``n_outlets_yes``. In the row of each event's foremost topic over all outlets also
        ``next_topic`` and ``lead`` over it, ``lead_low``, ``lead_high``, ``lead_evidence``. A planted lead is told
        too small, since the runner-up is the luckiest of several: its interval covers .94 over 40 outlets, and .91
        where scores of 40 articles lead (see `calibrate.shipped`).

    Examples
    --------
    >>> import framing
    >>> corpus = framing.read_corpus()
    >>> table = framing.headlines.headlines(corpus.articles, corpus.sentences)
    >>> shares = topics(table, corpus.hits, corpus.sentences, corpus.topics["topic"])
    >>> bool((shares.loc[shares["evidence"] == "interval", "n_outlets_yes"] >= 5).all())
    True
    """
    if by == "outlet":
        raise ValueError("by is 'outlet'; expected a column that tells kinds of outlet apart, such as 'group'")
    names = sorted(set(names))
    wide = touched(table, hits, sentences, names)
    everyone = wide.assign(**{by: EVERYONE})
    result, leads = [], []
    for group, unit in ((everyone, unit_of(table, "group")), (wide, unit_of(table, by))):
        for event, rows, part in selections(group):
            long = part.melt([by, "article", "outlet"], [*names, ANY_TOPIC], "topic", "yes")
            shares = compare.shares(long, "yes", [by, "topic"], unit=unit)
            outlets = long[long["yes"] > 0].groupby([by, "topic"])["outlet"].nunique().rename("n_outlets_yes")
            shares = shares.merge(outlets, on=[by, "topic"], how="left").fillna({"n_outlets_yes": 0})
            result.append(shares.assign(event=event, rows=rows).astype({"n_outlets_yes": int}))
            if group is everyone:
                leads.append(_lead(part, shares, unit).assign(**{"event": event, "rows": rows, by: EVERYONE}))
    keys = ["event", by, "rows", "topic"]
    merged = pd.concat(result).merge(pd.concat(leads), on=keys, how="left")
    return merged[[*keys, *[column for column in merged if column not in keys]]].sort_values(
        keys, ignore_index=True)


def _lead(part: pd.DataFrame, shares: pd.DataFrame, unit: str) -> pd.DataFrame:
    """How far the foremost topic is ahead of the next, outlet by outlet; inferred only where its share is."""
    order = shares[shares["topic"].ne(ANY_TOPIC)].sort_values(["share", "topic"], ascending=[False, True])
    if len(order) < 2 or not order["share"].iloc[0]:
        return pd.DataFrame({"topic": order["topic"][:1]})
    first, second = order["topic"].iloc[:2]
    lead = compare.means(part.assign(lead=part[first] - part[second]), "lead", [], unit=unit).iloc[0]
    inferred = lead["evidence"] == "interval" == order["evidence"].iloc[0]
    ends = (lead["ci_low"], lead["ci_high"]) if inferred else (np.nan, np.nan)
    return pd.DataFrame({"topic": [first], "next_topic": second, "lead": lead["lead"], "lead_low": ends[0],
                         "lead_high": ends[1], "lead_evidence": "interval" if inferred else "describe"})


def words(dfm: DocumentFeatureMatrix, table: pd.DataFrame, focus: str | None, reference: str | None, score, *,
          by: str = "group", event: str | None = None, drop=(), min_articles: int = 2) -> pd.DataFrame:
    """Words that set the headlines of two sides apart on one event, as a ranking.

    Parameters
    ----------
    dfm : DocumentFeatureMatrix
        Tokens of headlines: ``vectorize(corpus, section="headline", voice="all")``.
    table : DataFrame
        From `headlines`.
    focus, reference : str or None
        Values of ``by``; without a second one there is nothing to compare.
    score : callable
        `keyness.log_odds`, or a measure like it with a column ``log_odds``.
    by : str, default="group"
    event : str, optional
        By default the one on which the smaller side has most headlines.
    drop : iterable of str
        Words to leave out, as function words; rates stay per token of the whole headline.
    min_articles : int, default=2
        Headlines with the word on the side that it leans to.

    Returns
    -------
    DataFrame
        What ``score`` says of each word, strongest lean to ``focus`` first, after ``event``, ``focus`` and
        ``reference``; with ``_kept`` its ``log_odds``, ``p_familywise`` and ``p_min`` without headlines that may
        have been retitled, with ``_single`` those without repeated ones. Where there is nothing to compare: one
        row whose ``feature`` is empty.

    Examples
    --------
    >>> from framing import keyness, synthetic
    >>> dfm = synthetic.tiny()
    >>> table = dfm.articles.assign(event="fair", retitled=False)
    >>> words(dfm, table, "Herald", "Gazette", keyness.log_odds, by="outlet")[["feature", "log_odds"]].round(2)
           feature  log_odds
    0  provocation      0.64
    1       candid     -0.48
    2        talks     -0.23
    """
    if None not in (focus, reference):
        inference.sides(table, by, focus, reference)
    sizes = table.groupby(["event", by])["article"].nunique().unstack(fill_value=0)
    sides = [side for side in (focus, reference) if side in sizes]
    if event is None and len(set(sides)) == 2:
        event = sizes[sides].min(axis=1).idxmax()
    if len(set(sides)) < 2 or not sizes.loc[event, sides].min():
        return pd.DataFrame({"event": [event], "focus": focus, "reference": reference, "feature": "",
                             "evidence": "describe"})
    rows = table[table["event"].eq(event)]
    scored = score(_only(dfm, rows), focus, reference, by=by)
    for suffix, column in (("kept", "retitled"), ("single", "repeated")):
        kept = rows[~rows[column]] if column in rows else rows
        again = (score(_only(dfm, kept), focus, reference, by=by) if set(sides) <= set(kept[by])
                 else scored.iloc[:0]).set_index("feature")
        for name in ("log_odds", "p_familywise", "p_min"):
            scored[f"{name}_{suffix}"] = scored["feature"].map(again[name])
    held = scored["n_articles_with_focus"].where(scored["log_odds"] > 0, scored["n_articles_with_reference"])
    scored = scored[(held >= min_articles) & ~scored["feature"].isin(set(drop))].reset_index(drop=True)
    if scored.empty:
        scored = scored.reindex([0]).assign(feature="", evidence="describe")
    scored.insert(0, "event", event)
    scored.insert(1, "focus", focus)
    scored.insert(2, "reference", reference)
    return scored


def _only(dfm: DocumentFeatureMatrix, rows: pd.DataFrame) -> DocumentFeatureMatrix:
    return dfm.take(dfm.articles["article"].isin(rows["article"]).to_numpy())
