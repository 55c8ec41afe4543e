"""Headlines that may be compared, by kind of outlet and by outlet; `headline_tone`, `headline_words` measure them.

A headline stands for itself: it is taken whole, quotation and all, for the outlet chose it whole. Where
outlets stand together the outlet is the unit, so that the outlet with most headlines isn't its kind. Every
table comes with all headlines, without those that another host may have changed, and without those that stand
under several outlets' names (``rows``): an agency's headline on its customers' pages is one newsroom's choice.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from framing.inference import NoAnswer, require

LISTS = ("vader", "tone")  # the main list first; names of actors are masked
ALL, KEPT, SINGLE = "all", "without retitled", "without repeated"
LEFT_OUT = {KEPT: "retitled", SINGLE: "repeated"}  # rows, and the column of what they leave out


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
        raise NoAnswer("articles: no row with use = compare has a headline, so there is nothing to compare")
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


def unit_of(table: pd.DataFrame, by: str) -> str:
    """Name the unit: the headline, or the outlet where ``by`` pools outlets."""
    return "article" if by == "outlet" or table["outlet"].nunique() == 1 else "outlet"


def selections(table: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Go through events: all headlines, and where some may be retitled or are repeated, without them."""
    for event, part in table.groupby("event"):
        yield event, ALL, part
        for rows, column in LEFT_OUT.items():
            if column in table and table[column].any() and not part[column].all():
                yield event, rows, part[~part[column]]
