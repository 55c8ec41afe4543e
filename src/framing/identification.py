"""What a comparison can't be told apart from: the events, stages, genres or outlets its sides don't share."""

from __future__ import annotations

import numpy as np
import pandas as pd

FACTORS = ("outlet", "group", "event", "stage", "genre")
# Properties of one another: an outlet has one group, so two outlets never share what is theirs alone.
NOT_ASKED = {"outlet": ("outlet", "group"), "short": ("outlet", "group"), "group": ("group", "outlet")}


def identification(articles: pd.DataFrame, by: str, is_focus, is_reference) -> str:
    """Say whether two sides can be told apart from what else differs between their articles.

    Sides that share no event, say, differ in event as much as in what is compared, and no statistic can
    tell which of them makes a difference. Every factor is asked by itself: sides that share each event and
    each genre may still have no event and genre together.

    Parameters
    ----------
    articles : DataFrame
        Rows with any of ``outlet``, ``group``, ``event``, ``stage``, ``genre``. Factors without a column
        aren't asked; several rows of an article count once; an empty value is no value, and a side
        without any value shares none.
    by : str
        What is compared; never asked itself, nor what goes with it: no ``group`` where outlets are compared,
        no ``outlet`` where groups are.
    is_focus, is_reference : arrays of bool
        Which rows are on which side.

    Returns
    -------
    str
        ``identified``; ``confounded with event, genre`` (the sides share no value of either); ``partly
        confounded with stage`` (they share one, and a side has one that the other lacks); or both, joined:
        ``confounded with event; partly with stage``.

    Raises
    ------
    ValueError
        If a side has no row.

    Examples
    --------
    >>> articles = pd.DataFrame({"outlet": ["Herald", "Herald", "Gazette"], "event": ["fair", "fair", "strike"],
    ...                          "genre": ["news", "opinion", "news"]})
    >>> identification(articles, "outlet", articles["outlet"] == "Herald", articles["outlet"] == "Gazette")
    'confounded with event; partly with genre'
    """
    sides = [np.asarray(is_focus, bool), np.asarray(is_reference, bool)]
    for name, side in zip(("focus", "reference"), sides, strict=True):
        if side.shape != (len(articles),) or not side.any():
            raise ValueError(f"{name}: {int(side.sum())} of {side.size} rows; expected at least one of {len(articles)}")
    apart, partly = [], []
    for factor in asked(articles, by):
        values = articles[factor].to_numpy(object)
        focus, reference = (_values(values[side]) for side in sides)
        if focus != reference:
            (partly if focus & reference else apart).append(factor)
    return verdict(apart, partly)


def asked(articles: pd.DataFrame, by: str) -> list[str]:
    """List the factors a comparison is held against: those with a column, but not what is compared.

    Examples
    --------
    >>> asked(pd.DataFrame(columns=["outlet", "group", "event", "genre"]), "outlet")
    ['event', 'genre']
    """
    return [factor for factor in FACTORS if factor in articles and factor not in NOT_ASKED.get(by, (by,))]


def verdict(apart: list[str], partly: list[str]) -> str:
    """Write what `identification` returns from the factors that are not shared, and those shared in part.

    Examples
    --------
    >>> verdict([], []), verdict([], ["stage"]), verdict(["event", "genre"], [])
    ('identified', 'partly confounded with stage', 'confounded with event, genre')
    """
    if apart:
        return f"confounded with {', '.join(apart)}" + (f"; partly with {', '.join(partly)}" if partly else "")
    return f"partly confounded with {', '.join(partly)}" if partly else "identified"


def _values(column: np.ndarray) -> set:
    return {value for value in set(column) if not pd.isna(value) and value != ""}
