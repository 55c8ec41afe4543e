"""Headlines of many outlets: tone, topics and words, by kind of outlet and by outlet.

A headline stands for itself: it is taken whole, quotation and all, for the outlet chose it whole. Where
outlets stand together the outlet is the unit, so that the outlet with most headlines isn't its kind. Every
table comes with all headlines, without those that another host may have changed, and without those that stand
under several outlets' names (``rows``): an agency's headline on its customers' pages is one newsroom's choice.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing import compare, inference
from framing.effects import differ
from framing.identification import identification
from framing.inference import MIN_UNITS, require
from framing.vectorize import DocumentFeatureMatrix

LISTS = ("vader", "tone")  # the main list first; names of actors are masked
ALL, KEPT, SINGLE = "all", "without retitled", "without repeated"
LEFT_OUT = {KEPT: "retitled", SINGLE: "repeated"}  # rows, and the column of what they leave out
ANY_TOPIC, EVERYONE = "any topic", "all outlets"


def headlines(articles: pd.DataFrame, sentences: pd.DataFrame, repeats: pd.DataFrame | None = None, *,
              may_be_empty: bool = False) -> pd.DataFrame:
    """Take the headlines that may be compared.

    Parameters
    ----------
    articles, sentences : DataFrame
        Of a corpus; rows with ``use`` = compare and a headline are kept.
    repeats : DataFrame, optional
        From `verbatim.repeated_headlines`; without it none counts as repeated.
    may_be_empty : bool, default=False
        Give a table without rows where no headline may be compared.

    Returns
    -------
    DataFrame
        One row per headline: ``article``, ``outlet``, ``short``, ``group``, ``event``, ``stage``, ``genre``,
        ``retitled`` (the host may have changed it), ``repeated`` (several outlets taken here have it),
        ``vader`` and ``tone`` (scores of the whole headline, actors' names masked), ``vader_named`` and
        ``tone_named`` (the same with names).

    Raises
    ------
    ValueError
        If no headline may be compared, unless the table may be empty.

    Examples
    --------
    >>> import framing
    >>> corpus = framing.read_corpus()
    >>> table = headlines(corpus.articles, corpus.sentences)
    >>> bool(table["article"].is_unique)
    True
    """
    scores = {f"{name}_all_masked": name for name in LISTS}
    scores |= {f"{name}_all": f"{name}_named" for name in LISTS}
    facts = ["article", "outlet", "short", "group", "event", "stage", "genre"]
    require(articles, [*facts, "use", "retitled_risk"])
    require(sentences, ["article", "section", *scores])
    rows = sentences[sentences["section"].eq("headline")]
    kept = articles[articles["use"].eq("compare")]
    table = kept.merge(rows[["article", *scores]], on="article", validate="1:1").rename(columns=scores)
    if table.empty and not may_be_empty:
        raise ValueError("articles: no row with use = compare has a headline, so there is nothing to compare")
    table = table.assign(retitled=table["retitled_risk"].eq("yes"), repeated=_repeated(table, repeats))
    return table[[*facts, "retitled", "repeated", *scores.values()]].sort_values(
        ["event", "article"], ignore_index=True)


def _repeated(table: pd.DataFrame, repeats: pd.DataFrame | None) -> pd.Series:
    """Tell the headlines of a group of equal ones that two outlets or more of the table carry."""
    if repeats is None:
        return pd.Series(False, table.index)
    group = table["article"].map(repeats.set_index("article")["group"])
    return table.groupby(group)["outlet"].transform("nunique").gt(1)


def named(table: pd.DataFrame, by: str, *wanted: str) -> tuple[str | None, ...]:
    """Pick the sides of a comparison: those wanted if all are there, else the largest.

    Parameters
    ----------
    table : DataFrame
        From `headlines`.
    by : str
        ``group`` or ``outlet``.
    *wanted : str
        Values of ``by``.

    Returns
    -------
    tuple
        As many values as were wanted, largest (most outlets, then most headlines) first where they stand in
        for those; None where the corpus has too few.

    Examples
    --------
    >>> table = pd.DataFrame({"article": [1, 2, 3], "outlet": ["a", "b", "c"], "group": ["x", "x", "y"]})
    >>> named(table, "group", "y"), named(table, "group", "y", "z"), named(table.head(1), "group", "y", "z")
    (('y',), ('x', 'y'), ('x', None))
    """
    sizes = table.groupby(by).agg(outlets=("outlet", "nunique"), articles=("article", "nunique"))
    if set(wanted) <= set(sizes.index):
        return wanted
    order = sizes.reset_index().sort_values(["outlets", "articles", by], ascending=[False, False, True])[by]
    return (*order[:len(wanted)], *[None] * (len(wanted) - len(order)))


def _unit(table: pd.DataFrame, by: str) -> str:
    return "article" if by == "outlet" or table["outlet"].nunique() == 1 else "outlet"


def _selections(table: pd.DataFrame):
    """Each event's headlines: all, and where some may be retitled or are repeated, without them."""
    for event, part in table.groupby("event"):
        yield event, ALL, part
        for rows, column in LEFT_OUT.items():
            if column in table and table[column].any() and not part[column].all():
                yield event, rows, part[~part[column]]


def tone(table: pd.DataFrame, by: str = "group", *, reference: str | None = None,
         at_least: int = 1) -> pd.DataFrame:
    """Mean tone of headlines, and its difference from a reference.

    Parameters
    ----------
    table : DataFrame
        From `headlines`.
    by : str, default="group"
        ``group`` (the outlet is the unit) or ``outlet`` (the headline is).
    reference : str, optional
        The value of ``by`` that the others are held against, event by event.
    at_least : int, default=1
        Headlines a value of ``by`` needs on an event to have a row there; where none has as many, those with
        most are kept.

    Returns
    -------
    DataFrame
        One row per event, value of ``by``, ``list`` and ``rows``: ``score`` with the result contract (see
        `compare.means`), ``n_repeated`` of its headlines, ``unit_scores`` (each unit's score), of outlets
        ``short``, and against the reference ``difference``, ``difference_low``, ``difference_high``,
        ``difference_evidence``, ``p``, ``p_min`` (missing where all scores are equal), ``n_looks`` (how many
        differences of this list and these rows have an interval), ``smallest`` (half the interval: a smaller
        estimate could not have missed zero, a true difference of that size is found about half the time) and
        ``identification``, against all others on the event where there is no reference.

    Examples
    --------
    >>> scores = [0.0, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8]
    >>> table = pd.DataFrame({"article": range(8), "outlet": list("abcdefgh"), "event": "fair", "stage": "",
    ...     "group": ["x"] * 4 + ["y"] * 4, "retitled": False, "vader": scores, "tone": scores})
    >>> tone(table, reference="x")[["group", "list", "score", "difference", "p", "n_looks"]].round(2).head(2)
      group   list  score  difference     p  n_looks
    0     x   tone   0.15         NaN   NaN        1
    1     x  vader   0.15         NaN   NaN        1
    """
    require(table, ["article", "outlet", "event", "retitled", by, *LISTS])
    if reference is not None and reference not in set(table[by]):
        raise ValueError(f"reference: {by} has no {reference!r}; {by} has: {', '.join(sorted(table[by].unique()))}")
    unit = _unit(table, by)
    sizes = table.groupby(["event", by])["article"].transform("nunique")
    table = table[sizes >= min(at_least, sizes.max())]
    parts = []
    for event, rows, part in _selections(table):
        for name in LISTS:
            scored = part.dropna(subset=[name])
            if scored.empty:
                continue
            means = compare.means(scored, name, by, unit=unit, name="score")
            units = scored.groupby([by, unit])[name].mean().groupby(by).agg(_series)
            repeated = scored.groupby(by)["repeated"].sum() if "repeated" in scored else {}
            means = means.assign(event=event, list=name, rows=rows, unit_scores=means[by].map(units),
                                 n_repeated=means[by].map(repeated).fillna(0).astype(int))
            parts.append(means.merge(_differences(scored, name, by, reference, unit), on=by, how="left"))
    if not parts:
        raise ValueError(f"no headline has a value in {' or '.join(LISTS)}; expected one at least")
    result = pd.concat(parts, ignore_index=True)
    tested = result["difference_evidence"].eq("interval")
    result["n_looks"] = tested.groupby([result["list"], result["rows"]]).transform("sum")
    if by == "outlet":
        result["short"] = result[by].map(table.drop_duplicates(by).set_index(by)["short"])
    result["smallest"] = (result["difference_high"] - result["difference_low"]) / 2
    keys = ["event", by, "rows", "list"]
    return result[[*keys, *[column for column in result if column not in keys]]].sort_values(
        keys, ignore_index=True)


def _series(values: pd.Series) -> str:
    return " ".join(f"{value + 0.0:.4f}" for value in sorted(values))


def _differences(part: pd.DataFrame, name: str, by: str, reference: str | None, unit: str) -> pd.DataFrame:
    """Each value of ``by`` against the reference, where their scores differ at all."""
    columns = {"difference": "difference", "ci_low": "difference_low", "ci_high": "difference_high",
               "evidence": "difference_evidence", "p": "p", "p_min": "p_min"}
    found = []
    for value in part[by].unique():
        mine = part[by].eq(value)
        others = part[by].eq(reference) if reference is not None else ~mine
        if value == reference or not others.any():
            continue
        row = pd.DataFrame({by: [value], "identification": identification(part, by, mine, others)})
        if reference is not None and part.loc[mine | others, name].nunique() > 1:
            tested = compare.difference(part, name, by, value, reference, unit=unit)
            row = row.join(tested[list(columns)].rename(columns=columns))
        found.append(row)
    kinds = {by: object, **dict.fromkeys(columns.values(), float), "difference_evidence": object,
             "identification": object}
    empty = pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in kinds.items()})
    return pd.concat(found).reindex(columns=list(kinds)) if found else empty


def spread(table: pd.DataFrame, name: str = "vader", *, at_least: int = MIN_UNITS,
           seed: int = 0) -> pd.DataFrame:
    """How much of the variation of headlines lies between outlets, and whether chance gives as much.

    Parameters
    ----------
    table : DataFrame
        From `headlines`.
    name : str, default="vader"
        The score.
    at_least : int, default=4
        Headlines an outlet needs on the event; never fewer than four.
    seed : int, default=0

    Returns
    -------
    DataFrame
        One row per event and ``rows``: ``share_between`` (share of the sum of squares between outlets),
        ``share_by_chance`` (its mean when headlines change outlets within their stage), ``n_outlets``,
        ``n_articles``, ``evidence``, ``p`` and ``p_min``: of the one question whether outlets differ at all. Of a
        table without headlines there is no row.

    Examples
    --------
    >>> table = pd.DataFrame({"article": range(16), "outlet": list("aaaabbbbccccdddd"), "event": "fair",
    ...     "stage": "", "vader": [0, 1, 0, 1] * 4})
    >>> spread(table)[["share_between", "n_outlets", "p"]].round(2)
       share_between  n_outlets    p
    0            0.0          4  1.0
    """
    require(table, ["event", name])
    table = table.dropna(subset=[name])
    selections = list(_selections(table))
    rows = [differ(part, name, at_least=at_least, seed=seed).rename(columns={"value": "list"}).assign(
        event=event, rows=kept) for event, kept, part in selections or [("", ALL, table)]]
    result = pd.concat(rows, ignore_index=True)[:len(selections)]
    first = ["event", "rows"]
    return result[[*first, *[column for column in result if column not in first]]]


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
    >>> table = headlines(corpus.articles, corpus.sentences)
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
    for group, unit in ((everyone, _unit(table, "group")), (wide, _unit(table, by))):
        for event, rows, part in _selections(group):
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
