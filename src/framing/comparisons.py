"""Every comparison a corpus might be asked for: what it is confounded with, whether it has the units to infer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from textwrap import wrap

import numpy as np
import pandas as pd
from scipy import sparse

from framing.corpus import is_folded
from framing.identification import FACTORS, asked, verdict
from framing.inference import MIN_UNITS, require
from framing.wording import confounders

SIDES = ("focus", "reference")
KINDS = ("identified", "partly", "confounded")
COUNTS = [f"{count}_{side}" for count in ("n_units", "n_articles", "n_outlets") for side in SIDES]
COLUMNS = ["material", "by", *SIDES, "unit", *COUNTS, "n_outlets_both", "identification", "short", "can"]
SUPPORT = ["material", "by", "n_articles", "n_values", "n_pairs", *(f"n_{kind}" for kind in KINDS),
           "partly_with", "confounded_with", "n_infer", *(f"n_infer_{kind}" for kind in KINDS), "infer",
           *(f"{how}_{factor}" for factor in FACTORS for how in ("none", "part"))]
LISTED = 10  # comparisons named one by one
LINE = 112  # characters a printed line may have
BLOCK = 200_000  # pairs held at once


def materials(articles: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Split the articles by what may be compared of them: their full texts, their headlines; no folded copies.

    Examples
    --------
    >>> articles = pd.DataFrame({"extent": ["full", "headline"], "use": ["context", "compare"], "headline": "Talks"})
    >>> {name: len(rows) for name, rows in materials(articles).items()}
    {'full texts': 1, 'headlines': 1}
    """
    require(articles, ["extent", "use", "headline"])
    articles = articles[~is_folded(articles)]
    may = articles["use"].eq("compare") & articles["headline"].fillna("").ne("")
    return {"full texts": articles[articles["extent"].eq("full")], "headlines": articles[may]}


def comparisons(articles: pd.DataFrame, factors: Sequence[str] = FACTORS) -> pd.DataFrame:
    """List every comparison of two outlets, groups, events, stages or genres, with what stands against it.

    Parameters
    ----------
    articles : DataFrame
        One row per article: ``article``, ``outlet``, ``extent``, ``use``, ``headline`` and the columns of
        ``factors``; rows with an empty value stand on no side.
    factors : sequence of str
        What to compare by.

    Returns
    -------
    DataFrame
        One row per material (full texts; headlines that may be compared), factor (``by``) and pair of its
        values, most articles first. ``unit``: the outlet where a side pools outlets, else the article.
        ``n_units_``, ``n_articles_``, ``n_outlets_`` of either side, ``n_outlets_both``. ``identification``:
        see `framing.identification.identification`. ``short``: the side with fewer than four units (``both``;
        empty for none). ``can``: ``infer`` where no side is short and, if outlets stand on both sides, so
        that each gives its own difference, four or more do; else ``describe``.

    Examples
    --------
    >>> articles = pd.DataFrame({"article": list("abc"), "outlet": ["Herald", "Herald", "Gazette"], "extent": "full",
    ...                          "event": ["fair", "fair", "strike"], "use": "context", "headline": ""})
    >>> table = comparisons(articles, ["outlet"])
    >>> table[["focus", "reference", "n_units_focus", "n_units_reference", "identification", "short", "can"]].T
                                          0
    focus                            Herald
    reference                       Gazette
    n_units_focus                         2
    n_units_reference                     1
    identification     confounded with event
    short                              both
    can                            describe
    """
    blocks = [table.assign(material=material, by=by)[COLUMNS]
              for material, by, kept in _questions(articles, factors) for table in _pairs(kept, by)]
    return pd.concat(blocks, ignore_index=True) if blocks else pd.DataFrame(columns=COLUMNS)


def support(articles: pd.DataFrame, factors: Sequence[str] = FACTORS) -> pd.DataFrame:
    """Count what all comparisons by a factor are good for; as many pairs as there are need little memory.

    Parameters
    ----------
    articles, factors
        As for `comparisons`.

    Returns
    -------
    DataFrame
        One row per material and factor (``by``): ``n_articles``, ``n_values``; ``n_pairs``, of them
        ``n_identified``, ``n_partly``, ``n_confounded``, with what (``partly_with``, ``confounded_with``: the
        factors and how many of these pairs each stands against); ``n_infer``: pairs with the units for an
        inference, of them ``n_infer_identified``, ``n_infer_partly``, ``n_infer_confounded``; ``infer``:
        which these are, where ten at most aren't confounded. ``none_event``, ``part_event`` and so on: pairs
        whose sides share no event, or not every one; empty where a factor isn't asked.

    Examples
    --------
    >>> articles = pd.DataFrame({"article": list("abc"), "outlet": ["Herald", "Herald", "Gazette"], "extent": "full",
    ...                          "event": ["fair", "fair", "strike"], "use": "context", "headline": ""})
    >>> table = support(articles, ["outlet", "event"])
    >>> table[["material", "by", "n_pairs", "n_confounded", "confounded_with", "n_infer"]].head(2)
         material      by  n_pairs  n_confounded confounded_with  n_infer
    0  full texts  outlet        1             1         event 1        0
    1  full texts   event        1             1        outlet 1        0
    """
    rows = [{"material": material, "by": by, "n_articles": kept["article"].nunique(), "n_values": kept[by].nunique()}
            | _tally(_pairs(kept, by), asked(kept, by)) for material, by, kept in _questions(articles, factors)]
    table = pd.DataFrame(rows).reindex(columns=SUPPORT)
    return table.astype(dict.fromkeys(SUPPORT[-2 * len(FACTORS):], "Int64"))


def _questions(articles: pd.DataFrame, factors: Sequence[str]) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Go through materials and factors, each with the articles that have a value."""
    require(articles, ["article", "outlet", *factors])
    for material, rows in materials(articles).items():
        for by in factors:
            yield material, by, rows[rows[by].notna() & rows[by].ne("")]


def _pairs(rows: pd.DataFrame, by: str) -> Iterator[pd.DataFrame]:
    """Compare each value with all after it, as many values at once as a block holds."""
    n_articles = rows.groupby(by)["article"].nunique().sort_index().sort_values(ascending=False, kind="stable")
    values, n = n_articles.index.to_numpy(object), len(n_articles)
    outlets = _stands(rows, by, "outlet", values)
    stands = {factor: _stands(rows, by, factor, values) for factor in asked(rows, by)}
    step = max(1, BLOCK // max(1, n))
    for start in range(0, n - 1, step):
        one, other = np.triu_indices(min(step, n - 1 - start), 1, n - start)
        one, other = one + start, other + start
        table = pd.DataFrame({"focus": values[one], "reference": values[other]})
        table["n_outlets_both"] = _shared(outlets, one, other)
        for side, at in zip(SIDES, (one, other), strict=True):
            table[f"n_articles_{side}"] = n_articles.to_numpy()[at]
            table[f"n_outlets_{side}"] = outlets.sum(axis=1)[at]
        table["identification"] = _verdicts(stands, one, other)
        yield _units(table)


def _stands(rows: pd.DataFrame, by: str, factor: str, values: np.ndarray) -> sparse.csr_array:
    """Mark with 1 which values of a factor stand with each value of ``by``."""
    rows = rows[rows[factor].notna() & rows[factor].ne("")]
    codes, names = pd.factorize(rows[factor])
    cells = pd.DataFrame({"i": pd.Index(values).get_indexer(rows[by]), "j": codes}).drop_duplicates()
    ones = np.ones(len(cells), np.int32)
    return sparse.csr_array((ones, (cells["i"], cells["j"])), shape=(len(values), len(names)))


def _shared(stands: sparse.csr_array, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Count the values that both of each pair stand with."""
    first, last = (one[0], one[-1] + 1) if len(one) else (0, 0)
    return (stands[first:last] @ stands.T).toarray()[one - first, other]


def _verdicts(stands: dict[str, sparse.csr_array], one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Write each pair's verdict: every factor is 0 (the same values), 1 (some shared) or 2 (none)."""
    code = np.zeros(len(one), int)
    for matrix in stands.values():
        shared, sizes = _shared(matrix, one, other), matrix.sum(axis=1)
        differs = (shared < sizes[one]) | (shared < sizes[other])
        code = 3 * code + differs * np.where(shared > 0, 1, 2)
    texts = [verdict(*([factor for factor, state in zip(stands, states, strict=True) if state == wanted]
                       for wanted in (2, 1))) for states in product(range(3), repeat=len(stands))]
    return np.array(texts, object)[code]


def _units(table: pd.DataFrame) -> pd.DataFrame:
    pooled = table[["n_outlets_focus", "n_outlets_reference"]].max(axis=1) > 1
    table["unit"] = np.where(pooled, "outlet", "article")
    for side in SIDES:
        table[f"n_units_{side}"] = table[f"n_outlets_{side}"].where(pooled, table[f"n_articles_{side}"])
    few = [table[f"n_units_{side}"] < MIN_UNITS for side in SIDES]
    table["short"] = np.select([few[0] & few[1], *few], ["both", *SIDES], "")
    own = ~pooled | table["n_outlets_both"].eq(0) | table["n_outlets_both"].ge(MIN_UNITS)
    table["can"] = np.where(table["short"].eq("") & own, "infer", "describe")
    return table


def _tally(tables: Iterable[pd.DataFrame], factors: Sequence[str]) -> dict[str, int | str]:
    """Count pairs by verdict and name the few that can be inferred from."""
    counts: Counter[tuple[str, str]] = Counter()
    named: list[str] = []
    for table in tables:
        counts.update(table.groupby(["identification", "can"]).size().to_dict())
        able = table[table["can"].eq("infer") & ~table["identification"].str.startswith("confounded")]
        named += [f"{row.focus} against {row.reference}" + (" (partly)" if row.identification != "identified" else "")
                  for row in able.head(LISTED + 1 - len(named)).itertuples()]
    row: dict[str, int | str] = {"n_pairs": counts.total(), "infer": "; ".join(named) if len(named) <= LISTED else ""}
    row["n_infer"] = sum(n for (_, can), n in counts.items() if can == "infer")
    for kind, place in (("identified", 0), ("partly", 1), ("confounded", 0)):
        mine = {key: n for key, n in counts.items() if kind_of(key[0]) == kind}
        row |= {f"n_{kind}": sum(mine.values()),
                f"n_infer_{kind}": sum(n for (_, can), n in mine.items() if can == "infer"),
                f"{kind}_with": ", ".join(f"{factor} {n:,}" for factor in factors if (n := _with(mine, factor, place)))}
    return row | {f"{how}_{factor}": _with(counts, factor, place)
                  for place, how in enumerate(("none", "part")) for factor in factors}


def _with(counts: dict[tuple[str, str], int], factor: str, place: int) -> int:
    return sum(n for (says, _), n in counts.items() if factor in confounders(says)[place])


def kind_of(identification: str) -> str:
    """Say in a word whether a comparison is ``identified``, ``partly`` confounded or ``confounded``.

    Examples
    --------
    >>> [kind_of(says) for says in ("identified", "partly confounded with stage", "confounded with event")]
    ['identified', 'partly', 'confounded']
    """
    return identification.split()[0]


def support_lines(table: pd.DataFrame) -> list[str]:
    """Put what `support` counts in plain lines, as `framing check` prints them.

    Examples
    --------
    >>> articles = pd.DataFrame({"article": list("abc"), "outlet": ["Herald", "Herald", "Gazette"], "extent": "full",
    ...                          "event": ["fair", "fair", "strike"], "use": "context", "headline": ""})
    >>> for line in support_lines(support(articles, ["outlet"])):
    ...     print(line)
    full texts, by outlet: 1 pair, confounded (event)
      enough to infer from: none
    headlines: none
    """
    lines = []
    for material, rows in table.groupby("material", sort=False):
        if not rows["n_pairs"].any():
            nothing = "nothing to compare, no property has two values" if rows["n_articles"].any() else "none"
            lines.append(f"{material}: {nothing}")
            continue
        for row in rows.itertuples():
            lines += [f"{material}, by {row.by}: {_verdict_words(row)}"]
            lines += [f"  enough to infer from: {_able_words(row)}"] if row.n_pairs else []
    return [part for line in lines for part in wrap(line, LINE, subsequent_indent="    ", break_on_hyphens=False)]


def _verdict_words(row) -> str:
    if not row.n_pairs:
        return f"{'one value' if row.n_values else 'no value'}, nothing to compare"
    kinds = [(n, words, also) for n, words, also in (
        (row.n_identified, "identified", ""), (row.n_partly, "partly confounded", row.partly_with),
        (row.n_confounded, "confounded", row.confounded_with)) if n]
    if row.n_pairs == 1:
        also = ", ".join(part.rsplit(" ", 1)[0] for part in kinds[0][2].split(", "))
        return f"1 pair, {kinds[0][1]}" + (f" ({also})" if also else "")
    words = [f"{n:,} {words}" + (f" ({also})" if also else "") for n, words, also in kinds]
    return f"{row.n_pairs:,} pairs: {', '.join(words)}"


def _able_words(row) -> str:
    counts = ((row.n_infer_identified, "identified"), (row.n_infer_partly, "partly confounded"))
    names = [row.infer] if row.infer else [f"{n:,} {words}" for n, words in counts if n]
    names += [f"{row.n_infer_confounded:,} confounded"] if row.n_infer_confounded else []
    return ("; " if row.infer else ", ").join(names) or "none"
