"""What drawings of speakers share: rows of articles or outlets, how a title names them, and how sides look."""

from __future__ import annotations

import pandas as pd

from framing import style, wording
from framing.labels import article_labels

MOST = 8  # rows on a page
LEAD = 1.25  # times as many words as the next: "lead"; the foot says so in words
MOST_NAMED = 3  # outlets in a title
FEW = 4  # articles of an outlet: fewer are described only
LINE = 0.16  # inches: a line of a row's label
OTHER, UNKNOWN = "other", "unknown"  # sides, as the tables call them


def rows_of(table: pd.DataFrame) -> str:
    """Say what the rows of a table are: ``article`` or ``outlet``."""
    return "article" if "article" in table else "outlet"


def kept_rows(table: pd.DataFrame) -> list:
    """List the rows that a page holds, in their order: those with most articles.

    Examples
    --------
    >>> kept_rows(pd.DataFrame({"outlet": [f"o{i}" for i in range(9)], "n_articles": [1, *[2] * 8]}))[0]
    'o1'
    """
    sizes = table.groupby(rows_of(table), sort=False)["n_articles"].max()
    kept = set(sizes.sort_values(ascending=False, kind="stable").index[:MOST])
    return [key for key in sizes.index if key in kept]


def row_labels(keys, articles: pd.DataFrame, events: pd.DataFrame, by: str) -> pd.DataFrame:
    """Name the rows of a figure.

    Parameters
    ----------
    keys : iterable
        Articles or outlets, in order.
    articles, events : DataFrame
        Of the corpus.
    by : {"article", "outlet"}

    Returns
    -------
    DataFrame
        By key: ``name``, ``detail`` (of an article: date, genre, doubt; of an outlet: how many articles).
    """
    keys = list(dict.fromkeys(keys))
    if by == "article":
        return article_labels(articles, events).set_index("article").loc[keys, ["name", "detail"]]
    groups = articles.groupby("outlet")
    details = [f"{wording.counted(n, 'article')}{', only described' if n < FEW else ''}"
               for n in groups["article"].nunique().loc[keys]]
    return pd.DataFrame({"name": groups["short"].first().loc[keys], "detail": details}, index=keys)


def label_lines(name: str, detail: str) -> list[tuple[str, str]]:
    """Break a row's label into lines of a bold and a plain part; most take one."""
    full = style.WIDTH - 2 * style.EDGE - style.SPARE
    if style.text_width(name, bold=True) + 0.1 + style.text_width(detail, style.NOTE) <= full:
        return [(name, detail)]
    return [*[(line, "") for line in style.wrap(name, full, bold=True)],
            *[("", line) for line in style.wrap(detail, full, style.NOTE)]]


def row_heads(keys, articles: pd.DataFrame, events: pd.DataFrame, by: str) -> dict[str, list[tuple[str, str]]]:
    """Return the lines of each row's label, as `label_lines` breaks what `row_labels` says."""
    labels = row_labels(keys, articles, events, by)
    return {key: label_lines(row["name"], row["detail"]) for key, row in labels.iterrows()}


def hidden_rows(n: int) -> str:
    """Say at the end of a caption how many of ``n`` rows are drawn, where that isn't all.

    Examples
    --------
    >>> hidden_rows(9), hidden_rows(8)
    (' Drawn: 8 of 9 rows, those with most articles.', '')
    """
    return f" Drawn: {MOST} of {n:,} rows, those with most articles." if n > MOST else ""


def write_label(fig: style.Page, top: float, lines: list[tuple[str, str]]) -> None:
    """Write a row's label from ``top`` inches down."""
    for i, (name, detail) in enumerate(lines):
        y = top + LINE * (i + 1) - 0.05
        fig.words(style.EDGE, y, name, fontweight="bold")
        indent = style.text_width(name, bold=True) + 0.1 if name else 0
        fig.words(style.EDGE + indent, y, detail, fontsize=style.NOTE, color=style.SECOND)


def percent(share: float) -> str:
    """Write a share so that little is not read as nothing.

    Examples
    --------
    >>> percent(0.004), percent(0), percent(0.126)
    ('<1%', '0', '13%')
    """
    return "0" if share == 0 else f"{100 * share:.0f}%" if share >= 0.005 else "<1%"


def behind(figure: style.Page, table: pd.DataFrame) -> pd.DataFrame:
    """Give the table to save with a figure: where there was nothing to draw, the sentence that says so."""
    return table if len(table) else pd.DataFrame({"reason": [figure.caption.subtitle]})


def named_group(names: pd.Series, chosen: list, noun: str = "article") -> str:
    """Name chosen rows if they are all rows of one to three names, and others are left.

    Parameters
    ----------
    names : Series
        Name of each row.
    chosen : list
        Of the index of ``names``.

    Examples
    --------
    >>> names = pd.Series({"a": "Herald", "b": "Herald", "c": "Post", "d": "Gazette"})
    >>> named_group(names, ["a", "b"]), named_group(names, ["a"]), named_group(names, ["c", "d"])
    ('both Herald articles', '', 'the Post and Gazette articles')
    """
    mine = names[names.isin(names.loc[chosen])]
    whose = list(dict.fromkeys(mine))
    if not len(chosen) or len(mine) > len(chosen) or len(whose) > MOST_NAMED or len(chosen) == len(names):
        return ""
    n = len(chosen)
    if n == 1 or len(whose) > 1:
        return f"the {wording.listed(whose)} {noun}{'s' if n > 1 else ''}"
    return f"{'both' if n == 2 else f'all {n}'} {whose[0]} {noun}s"


def out_of(k: int, n: int, noun: str) -> str:
    """Write how many of how many.

    Examples
    --------
    >>> out_of(2, 3, "article"), out_of(2, 2, "article"), out_of(3, 3, "outlet"), out_of(1, 1, "article")
    ('2 of 3 articles', 'both articles', 'all 3 outlets', 'the article')
    """
    if k < n:
        return f"{k} of {wording.counted(n, noun)}"
    return f"the {noun}" if n == 1 else f"both {wording.plural(noun)}" if n == 2 else f"all {wording.counted(n, noun)}"


def groups_led(leaders: pd.Series, names: pd.Series) -> list[tuple[str, str]]:
    """Find who leads in all rows of some names and in no other row; the largest such group first, of the fewest names.

    Parameters
    ----------
    leaders : Series
        Who leads in each row; rows without a leader may be missing.
    names : Series
        Name of each row.

    Examples
    --------
    >>> names = pd.Series({"a": "Herald", "b": "Herald", "c": "Post"})
    >>> groups_led(pd.Series({"a": "Strikers", "b": "Strikers"}), names)
    [('Strikers', 'both Herald articles')]
    """
    chosen = {leader: list(rows.index) for leader, rows in leaders.groupby(leaders, sort=False)}
    named = [(leader, named_group(names, rows)) for leader, rows in chosen.items()]
    outlets = {leader: names.loc[rows].nunique() for leader, rows in chosen.items()}
    return sorted((pair for pair in named if pair[1]), key=lambda pair: (-len(chosen[pair[0]]), outlets[pair[0]]))


def commonest(values: pd.Series) -> str:
    """Return the value that occurs most often; the first of equals."""
    return values.value_counts(sort=False).sort_values(ascending=False, kind="stable").index[0]


def side_looks(sides: list[str]) -> dict[str, tuple[str, str]]:
    """Give each side its place against the line, ``up``, ``down`` or ``across``, and its colour.

    Examples
    --------
    >>> side_looks(["Council", "Strikers", "Owners"])["Owners"]
    ('across', '#9AA0A6')
    """
    places = dict(zip(sides, zip(("up", "down"), style.SIDES, strict=True), strict=False))
    rest = [*sides[2:], OTHER]
    return {**places, **dict.fromkeys(rest, ("across", style.OTHER_SIDE)), UNKNOWN: ("across", style.GRID)}
