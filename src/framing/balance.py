"""How a corpus's articles lie: cells of outlet, event, stage and genre, lengths, and articles unlike their outlet's."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median_low

import numpy as np
import pandas as pd

from framing.comparisons import materials
from framing.corpus import is_folded
from framing.faults import Finding
from framing.gaps import Kind, finding
from framing.inference import MIN_UNITS
from framing.wording import counted

CELL = ["outlet", "event", "stage", "genre"]
LISTED = 12                # cells named one by one
UNLIKE = 3                 # times longer or shorter that is asked about

KINDS = {
    "unlike genre": Kind("note", "article", "alone in genre at an outlet",
                         "compare within genre, or set use to context in articles.csv and say why in use_reason"),
    "unlike length": Kind("note", "article", f"{UNLIKE} times longer or shorter than its outlet's others",
                          "look whether the text is whole, and one article; compare rates, or first paragraphs"),
    "uneven lengths": Kind("note", "outlet", f"whose articles are {UNLIKE} times longer or shorter than the others'",
                           "compare shares and rates, not counts; see whether texts are whole"),
}


def cells(articles: pd.DataFrame) -> pd.DataFrame:
    """Count the articles of each outlet, event, stage and genre; folded copies don't count.

    Parameters
    ----------
    articles : DataFrame
        As `comparisons.support` takes it.

    Returns
    -------
    DataFrame
        One row per cell, most articles first: ``outlet``, ``event``, ``stage``, ``genre`` (empty where unknown),
        ``n_articles``, of them ``n_full_texts`` and ``n_headlines`` that may be compared.

    Examples
    --------
    >>> articles = pd.DataFrame({"outlet": ["Herald", "Herald", "Gazette"], "extent": ["full", "headline", "headline"],
    ...                          "event": "fair", "stage": "", "genre": "news", "use": "compare", "headline": "Talks"})
    >>> cells(articles)[["outlet", "n_articles", "n_full_texts", "n_headlines"]]
        outlet  n_articles  n_full_texts  n_headlines
    0   Herald           2             1            2
    1  Gazette           1             0            1
    """
    marked = articles.assign(**{f"n_{name.replace(' ', '_')}": articles.index.isin(rows.index).astype(int)
                                for name, rows in materials(articles).items()}, n_articles=1)
    marked = marked[~is_folded(articles)]
    counts = marked.groupby(CELL, as_index=False)[["n_articles", "n_full_texts", "n_headlines"]].sum()
    return counts.sort_values(["n_articles", *CELL], ascending=[False] + [True] * len(CELL), ignore_index=True)


def cell_lines(table: pd.DataFrame) -> list[str]:
    """Put `cells` in plain lines: all of them where they are few, else how many can carry what.

    Examples
    --------
    >>> table = pd.DataFrame({"outlet": ["Herald", "Gazette"], "event": "fair", "stage": "", "genre": "news",
    ...                       "n_articles": [2, 1], "n_full_texts": [1, 0], "n_headlines": [2, 1]})
    >>> for line in cell_lines(table):
    ...     print(line)
    Cells of outlet, event, stage and genre: 2; one article: 1; 4 or more, enough to infer from: none.
      Herald, fair, -, news: 2 articles (1 full text, 2 headlines to compare)
      Gazette, fair, -, news: 1 article (0 full texts, 1 headline to compare)
    """
    n = table["n_articles"]
    one, enough = int(n.eq(1).sum()), int(n.ge(MIN_UNITS).sum())
    lines = [f"Cells of outlet, event, stage and genre: {len(table):,}; one article: {one or 'none'}; "
             f"{MIN_UNITS} or more, enough to infer from: {enough or 'none'}."]
    if len(table) > LISTED:
        lines.append(f"The {LISTED} with most articles:")
    for row in table.head(LISTED).itertuples():
        place = ", ".join(getattr(row, name) or "-" for name in CELL)
        lines.append(f"  {place}: {counted(row.n_articles, 'article')} ({counted(row.n_full_texts, 'full text')}, "
                     f"{counted(row.n_headlines, 'headline')} to compare)")
    return lines


def unlike(folder, articles: pd.DataFrame, lengths: dict[str, float]) -> list[Finding]:
    """Return the articles that differ most from the rest of their outlet, and outlets from the other outlets.

    Parameters
    ----------
    folder : path-like
        For the fixes.
    articles : DataFrame
        articles.csv, indexed by the file's rows.
    lengths : dict
        Words by article id, where known.

    Examples
    --------
    >>> articles = pd.DataFrame({"id": list("abcd"), "outlet": "Herald", "genre": ["news", "news", "news", "opinion"],
    ...                          "use": "compare", "use_reason": ""}, index=[2, 3, 4, 5])
    >>> for found in unlike("mine", articles, {"a": 500, "b": 450, "c": 1700, "d": 520}):
    ...     print(found)
    articles.csv, row 5: d is the one opinion among 4 articles of Herald
    articles.csv, row 4: c has 1,700 words; the median of Herald's other 3 is 500
    """
    kept = articles[~is_folded(articles)]
    kept = kept.assign(length=kept["id"].map(lengths))
    found = [*_unlike_genre(kept[kept["genre"].ne("")]), *_unlike_length(kept.dropna(subset="length"))]
    return [finding(folder, *parts, kinds=KINDS) for parts in found]


def _unlike_genre(articles) -> Iterator[tuple]:
    n_outlet = articles.groupby("outlet")["id"].transform("size")
    n_genre = articles.groupby(["outlet", "genre"])["id"].transform("size")
    alone = articles.assign(n=n_outlet)[(n_genre == 1) & (n_outlet >= MIN_UNITS)]
    for row in alone.sort_values("n", ascending=False, kind="stable").itertuples():
        yield ("unlike genre", "articles.csv", row.Index,
               f"{row.id} is the one {row.genre} among {row.n} articles of {row.outlet}", "genre", row.genre)


def _unlike_length(articles) -> Iterator[tuple]:
    """Go through articles whose length is far from their outlet's others', the farthest first; then outlets."""
    rows = []
    for outlet, mine in articles.groupby("outlet"):
        if len(mine) < MIN_UNITS:
            continue
        lengths = mine["length"].to_numpy()
        for at, row in enumerate(mine.itertuples()):
            median = float(np.median(np.delete(lengths, at)))
            if (ratio := max(row.length, median) / max(1, min(row.length, median))) >= UNLIKE:
                rows.append((-ratio, row.Index, f"{row.id} has {row.length:,.0f} words; the median of {outlet}'s other "
                             f"{len(mine) - 1} is {median:,.0f}", row.length))
    for _, row, what, length in sorted(rows):
        yield "unlike length", "articles.csv", row, what, "n_tokens", f"{length:.0f}"
    medians = articles.groupby("outlet")["length"].median()
    usual = median_low(medians) if len(medians) else 0
    for outlet, median in medians.items():
        if max(median, usual) / max(1, min(median, usual)) >= UNLIKE:
            yield ("uneven lengths", "articles.csv", None,
                   f"articles of {outlet} have a median of {median:,.0f} words, those of most outlets {usual:,.0f}",
                   "n_tokens", f"{median:.0f}")
