"""Who a speaker is: the sides of a corpus, and classes of speakers by the roles that actors.csv gives."""

from __future__ import annotations

import pandas as pd

from framing.by_voice import GROUPS
from framing.inference import require

SPEECH = ("quoted", "reported")  # not belief: whom a thought or wish is ascribed to need not have said a word
SPOKEN = GROUPS["others"]
OTHER, UNKNOWN = "other", "unknown"
OTHER_OFFICIALS, UNNAMED = "other governments", "unnamed officials"
OFFICIAL_ROLES = ("official", "government", "politician", "military", "institution")
CLASSES = {"expert": "experts", "business": "businesses", "activist": "activists", "union": "activists",
           "media": "media"}
REST = "others"  # a role of actors.csv that stands in neither
CONTRACT = ("unit", "n_units", "n_articles", "n_outlets", "ci_low", "ci_high", "loo_low", "loo_high", "evidence")


def sides(actors: pd.DataFrame) -> list[str]:
    """List the sides of a corpus in the order of its actors.csv; ``other`` is none.

    Examples
    --------
    >>> sides(pd.DataFrame({"actor": ["Mayor", "Union", "UN"], "side": ["Council", "Strikers", "other"]}))
    ['Council', 'Strikers']
    """
    require(actors, ["side"])
    return [side for side in dict.fromkeys(actors["side"]) if side not in ("", OTHER)]


def classes(actors: pd.DataFrame) -> list[str]:
    """List the classes of speakers, officials of each side first, ``unknown`` last.

    Examples
    --------
    >>> classes(pd.DataFrame({"actor": ["Mayor"], "side": ["Council"]}))[:3]
    ['Council officials', 'other governments', 'unnamed officials']
    """
    named = [f"{side} officials" for side in sides(actors)]
    return [*named, OTHER_OFFICIALS, UNNAMED, *dict.fromkeys(CLASSES.values()), REST, UNKNOWN]


def possible(actors: pd.DataFrame) -> list[str]:
    """List the classes that a listed actor can be in, and that of unnamed officials.

    Examples
    --------
    >>> possible(pd.DataFrame({"side": ["Council", "other"], "role": ["official", "media"]}))
    ['Council officials', 'unnamed officials', 'media']
    """
    found = {_class("listed", *row) for row in actors[["side", "role"]].itertuples(index=False)}
    return [name for name in classes(actors) if name in (found | {UNNAMED}) - {UNKNOWN}]


def _class(source: str, side: str, role: str) -> str:
    if source.startswith("unnamed"):
        return UNNAMED
    if role in OFFICIAL_ROLES and side:
        return OTHER_OFFICIALS if side == OTHER else f"{side} officials"
    return CLASSES.get(role, UNKNOWN if source in ("", UNKNOWN) or not side else REST)


def spoken(attributions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Keep the spans that are somebody's words, and say what kind of speaker each has.

    Parameters
    ----------
    attributions, actors : DataFrame
        Of a corpus. Scare quotes, which nobody says, and headlines are left out.

    Returns
    -------
    DataFrame
        The rows of ``attributions`` with ``side`` (``unknown`` for none) and ``speaker`` (see `classes`), both
        categories in order, and ``official``: an official of a side, of another government, or an unnamed one.

    Examples
    --------
    >>> spans = pd.DataFrame({"article": "a", "sentence": [1, 2, 3], "voice": ["quoted", "reported", "scare"],
    ...     "source": ["Mayor", "unknown", ""], "side": ["Council", "", ""], "role": ["official", "", ""],
    ...     "named": "", "cue": "say", "cue_class": "neutral", "start": [0, 9, 30], "n_tokens": [5, 8, 1]})
    >>> actors = pd.DataFrame({"actor": ["Mayor"], "side": ["Council"], "role": ["official"]})
    >>> spoken(spans, actors)[["source", "side", "speaker", "official"]]
        source     side            speaker  official
    0    Mayor  Council  Council officials      True
    1  unknown  unknown            unknown     False
    """
    text = ["source", "side", "role", "named", "cue", "cue_class"]
    require(attributions, ["article", "sentence", "voice", "start", "n_tokens", *text])
    spans = attributions[attributions["voice"].isin(SPOKEN) & attributions["sentence"].gt(0)]
    spans = spans.assign(**spans[text].fillna(""))
    order = classes(actors)
    found = [_class(*row) for row in spans[["source", "side", "role"]].itertuples(index=False)]
    officials = {name for name in order if name.endswith(" officials")} | {OTHER_OFFICIALS}
    known = [*sides(actors), OTHER]
    side = pd.Categorical(spans["side"].where(spans["side"].isin(known), UNKNOWN), [*known, UNKNOWN])
    return spans.assign(side=side, speaker=pd.Categorical(found, order),
                        official=[name in officials for name in found]).reset_index(drop=True)


def named_rows(table: pd.DataFrame, articles: pd.DataFrame, by: str, first: list[str],
               within: dict[str, list] | None = None) -> pd.DataFrame:
    """Name a table's rows and put them in the order of the articles, estimates before their contract.

    Parameters
    ----------
    table : DataFrame
        From `compare`, one row per ``by`` and the columns of ``within``; it may lack all rows.
    articles : DataFrame
        Their order is the rows' order; ``short`` names an article's outlet.
    by : str
        A column of both.
    first : list of str
        Columns to stand before the contract's.
    within : dict, optional
        Columns that tell the rows of one ``by`` apart, each with the order of its values.

    Examples
    --------
    >>> table = pd.DataFrame({"outlet": ["Post", "Herald"], "share": [0.2, 0.3], **dict.fromkeys(CONTRACT, 1)})
    >>> articles = pd.DataFrame({"outlet": ["Herald", "Post"], "short": ["Herald", "The Post"]})
    >>> named_rows(table, articles, "outlet", ["share"])[["outlet", "short", "share"]]
       outlet     short  share
    0  Herald    Herald    0.3
    1    Post  The Post    0.2
    """
    orders = {by: list(dict.fromkeys(articles[by])), **(within or {})}
    table = table.sort_values(list(orders), ignore_index=True, key=lambda column: column.map(
        {value: i for i, value in enumerate(orders[column.name])}))
    if "short" in articles:
        table = table.assign(short=table[by].map(dict(zip(articles[by], articles["short"], strict=True))))
    names = [by, *(["short"] if "short" in articles else []), *(within or {})]
    return table[[*names, *first, *CONTRACT]]


def no_rows(articles: pd.DataFrame, by: str, first: list[str], within=()) -> pd.DataFrame:
    """Give the table of `named_rows` without a row, for a corpus in which there is nothing to count."""
    return pd.DataFrame(columns=[by, *(["short"] if "short" in articles else []), *within, *first, *CONTRACT])
