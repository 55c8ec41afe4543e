"""Which words make a score, how many articles they come from, and what remains without each.

A word is left out by striking out its hits on both sides and scoring again; nothing is approximated by a slope.
Listed terms stay as they were found: without *cold war* its *war* doesn't come back. Where that is exact and where it
isn't, `score_sums` says; words for which it isn't have ``exact`` false.
"""

import numpy as np
import pandas as pd

from framing.identification import identification
from framing.inference import choose_unit, interval, require, side_name, side_values, sides
from framing.score_sums import MIN_TOKENS, sums

SIDES = ("focus", "reference")
UNITS = {"vader": "points", "tone": "per 100 words", "topics": "share of sentences"}  # other lists: a rate
MOST_PLACES = 20


def leverage(hits, sentences, articles, score, focus, reference=None, *, by="outlet", voice="own", category=None,
             min_tokens=MIN_TOKENS):
    """List the words that make a score, or the difference of two sides' scores, with what remains without each.

    Scores are those of the notebooks: ``vader`` (mean over sentences), ``tone`` (per 100 words), ``topics`` (share
    of sentences that touch one), and for any other list, as ``classes``, hits per 1,000 tokens, names left out.

    Parameters
    ----------
    hits, sentences : DataFrame
        Of a corpus; headlines are left out.
    articles : DataFrame
        The articles to count in: ``article``, ``outlet``, ``by``; ``event``, ``stage``, ``genre`` where known.
    score : str
        A list in ``hits``.
    focus, reference : value or list of values
        Values of ``by``; without ``reference`` the words that make one side's score.
    by : str, default="outlet"
        A column of ``articles``; ``article`` compares single ones.
    voice : str, default="own"
        As `by_voice.members` reads it, one.
    category : str, optional
        One word class or topic; by default all of the list together.
    min_tokens : int, default=4
        Of a voice in a sentence, for ``vader`` and ``tone``.

    Returns
    -------
    DataFrame
        One row per ``term`` (``part`` is ``term``), those that make the difference first, those that work against
        it last. ``n_hits_``, ``n_articles_with_`` and ``without_`` (the side's score without it) with ``focus``
        and ``reference``; ``estimate`` (all words in), ``estimate_without``, ``contribution`` (estimate less
        estimate without: what the term adds; the sum of these is the estimate for ``tone`` and rates, not for
        ``vader`` and ``topics``), ``share`` (of the estimate); ``estimate_without_above`` (without this and all
        rows above; only where the term adds to the difference), ``n_to_turn`` (how many rows from the top turn
        its sign; blank if none do); ``one_article`` (the side with more of it has several articles, and it stands
        in one), ``exact`` (see `score_sums`), ``places`` (``article:sentence``, twenty at most, then how many
        more). The contract's columns are those of ``estimate_without``; there is no p, since the words were found
        by looking. Rates have no interval, either: the jackknife of a difference of rates covers .87 at 4 articles
        against 40 (negative-binomial counts, dispersion 1, 20 hits an article); `compare.rate_ratio` has that of
        the ratio. Nor have shares that are 0 or 1 in every article. The last row (``part`` is ``all``) has every
        word in.

    Raises
    ------
    ValueError
        If list, category, voice or side is unknown, or no term of the list stands on either side.

    References
    ----------
    Gallagher et al. (2021), Generalized word shift graphs, EPJ Data Science 10:4, whose contributions these are
    where a score is a sum.

    Examples
    --------
    >>> sentences = pd.DataFrame({"article": ["a", "b"], "sentence": 1, "section": "body", "n_own": 500})
    >>> hits = pd.DataFrame({"article": ["a", "a", "b"], "sentence": 1, "list": "classes", "category": "threat",
    ...     "term": ["threat*", "menac*", "threat*"], "voice": "own", "in_name": 0, "count": [6, 1, 1], "value": 0})
    >>> articles = pd.DataFrame({"article": ["a", "b"], "outlet": ["Gazette", "Herald"]})
    >>> table = leverage(hits, sentences, articles, "classes", "Gazette", "Herald")
    >>> table[["term", "contribution", "estimate", "estimate_without", "places"]]
          term  contribution  estimate  estimate_without   places
    0  threat*          10.0      12.0               2.0  a:1 b:1
    1   menac*           2.0      12.0              10.0      a:1
    2                    NaN      12.0              12.0
    """
    made = sums(hits, sentences, score, voice=voice, category=category, min_tokens=min_tokens)
    table = articles[articles["article"].isin(made.s.index)].reset_index(drop=True)
    masks = _masks(table, by, focus, reference, score, voice)
    either = np.logical_or.reduce(list(masks.values()))
    found = made.found[made.found["article"].isin(table.loc[either, "article"])]
    if found.empty:
        names = sorted(made.found["term"].unique())
        raise ValueError(f"{score}: no term of it stands on either side with voice {voice!r}; "
                         f"elsewhere: {', '.join(names[:10]) or 'none'}")
    unit = choose_unit(table[either], [masks["focus"][either]])
    terms = pd.Index(sorted(found["term"].unique()))
    parts = {side: _side(made, found, table[mask], terms, unit, score) for side, mask in masks.items()}
    shares = made.y / made.s
    inferable = score in UNITS and not shares.loc[table.loc[either, "article"]].isin([0, 1]).all()
    result = _ordered(_rows(parts, terms, inferable).assign(**_places(found, terms), **_exact(made, found, terms)))
    result["estimate_without_above"], result["n_to_turn"] = _removal(result, made, found, table, masks, unit, score)
    facts = {"list": score, "category": category or "", "voice": voice, "by": by, "measured": _measured(score)}
    facts |= {side: side_name(value) for side, value in zip(SIDES, (focus, reference), strict=False) if side in masks}
    if reference is not None:
        facts["identification"] = identification(table, by, masks["focus"], masks["reference"])
    return _columns(result.assign(unit=unit, **facts, **_counts(parts, table, masks)))


def leverage_or_reason(*args, **options):
    """Give `leverage`, or in one row (``list``, ``reason``) why there is none; for notebooks that run on any corpus.

    Examples
    --------
    >>> hits = pd.DataFrame(columns=["article", "sentence", "list", "category", "term", "voice", "in_name", "count",
    ...                              "value"])
    >>> leverage_or_reason(hits, None, None, "vader", "Herald")
        list                                           reason
    0  vader  score 'vader': expected a list in the hits: none
    """
    try:
        return leverage(*args, **options)
    except ValueError as error:
        return pd.DataFrame({"list": [args[3]], "reason": [str(error)]})


def _measured(score):
    return UNITS.get(score, "per 1,000 words")


def _masks(table, by, focus, reference, score, voice):
    require(table, ["article", "outlet", by])
    if table.empty:
        raise ValueError(f"{score}: no article has a sentence to score with voice {voice!r}")
    if reference is None:
        return {"focus": table[by].isin(side_values(table, by, "focus", focus)).to_numpy()}
    return dict(zip(SIDES, sides(table, by, focus, reference), strict=True))


# Sides.


def _side(made, found, table, terms, unit, score):
    """One side's estimates without each term, and last with all; the same with each unit left out; the counts."""
    found = found[found["article"].isin(table["article"])]
    cells = made.cells.loc[found["cell"]]
    without = made.change(found, cells["total"].to_numpy() - found["value"].to_numpy(),
                          cells["n_hits"].to_numpy() - found["count"].to_numpy())
    at = pd.Index(table["article"]).get_indexer(found["article"]), terms.get_indexer(found["term"])
    y = np.zeros((len(table), len(terms) + 1))
    np.add.at(y, at, without)
    y += made.y.loc[table["article"]].to_numpy()[:, None]
    full, left_out = _averaged(y, made.s.loc[table["article"]].to_numpy(float), table["outlet"], unit, score)
    by_term = found.groupby("term")
    n_hits = by_term["count"].sum().reindex(terms, fill_value=0).to_numpy()
    return {"without": full, "left_out": left_out, "n_hits": np.append(n_hits, n_hits.sum()),
            "n_articles_with": np.append(by_term["article"].nunique().reindex(terms, fill_value=0),
                                         found["article"].nunique())}


def _averaged(y, s, outlets, unit, score):
    """Mean over articles, or over outlets of theirs; rates are of an outlet's articles taken together."""
    s = s[:, None]
    if score in UNITS:
        y, s = y / s, np.ones_like(s)
    if unit == "outlet":
        code, names = pd.factorize(outlets)
        member = np.eye(len(names))[:, code]
        y = (member @ y) / (member @ s)
        s = np.ones((len(names), 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return y.sum(axis=0) / s.sum(), (y.sum(axis=0) - y) / (s.sum() - s)


def _rows(parts, terms, inferable):
    """A row per term and one for all: estimates, counts and the contract."""
    one, other = parts["focus"], parts.get("reference")
    estimates, left_out = one["without"], [one["left_out"]]
    if other is not None:
        estimates = one["without"] - other["without"]
        left_out = [one["left_out"] - other["without"], one["without"] - other["left_out"]]
    whole, change = estimates[-1], np.append(estimates[-1] - estimates[:-1], np.nan)
    rows = pd.DataFrame({"part": [*["term"] * len(terms), "all"], "term": [*terms, ""], "estimate": whole,
                         "estimate_without": estimates, "contribution": change, "share": change / (whole or np.nan)})
    for side, part in parts.items():
        rows = rows.assign(**{f"without_{side}": part["without"], f"n_hits_{side}": part["n_hits"],
                              f"n_articles_with_{side}": part["n_articles_with"]})
    contract = interval(estimates, left_out)
    if not inferable:
        contract = contract.assign(ci_low=np.nan, ci_high=np.nan, evidence="describe")
    several = {side: part["left_out"].shape[0] > 1 for side, part in parts.items()}
    more = "focus" if other is None else np.where(one["n_hits"] >= other["n_hits"], "focus", "reference")
    holders = one["n_articles_with"] if other is None else np.where(
        more == "focus", one["n_articles_with"], other["n_articles_with"])
    rows["one_article"] = (holders == 1) & np.vectorize(several.get)(more) & rows["part"].eq("term")
    return pd.concat([rows, contract], axis=1)


def _places(found, terms):
    spots = found.sort_values(["article", "sentence"])[["term", "article", "sentence"]].drop_duplicates()
    named = spots["article"].astype(str) + ":" + spots["sentence"].astype(str)
    spots = named.groupby(spots["term"]).agg(list).loc[terms]
    listed = [" ".join(spot[:MOST_PLACES]) + (f" +{len(spot) - MOST_PLACES}" if len(spot) > MOST_PLACES else "")
              for spot in spots]
    return {"places": [*listed, ""]}


def _exact(made, found, terms):
    """Tell of each term whether every sentence with it is scored again exactly."""
    cells = made.cells.loc[found["cell"]]
    alone = found["count"].to_numpy() == cells["n_hits"].to_numpy()
    exact = pd.Series(cells["plain"].to_numpy() | alone).groupby(found["term"].to_numpy()).all().loc[terms]
    return {"exact": [*exact, True]}


def _ordered(rows):
    towards = np.sign(rows["estimate"].iloc[-1]) or 1.0
    terms = rows.iloc[:-1].assign(towards=-towards * rows["contribution"]).sort_values(["towards", "term"])
    return pd.concat([terms.drop(columns="towards"), rows.iloc[-1:]], ignore_index=True)


def _removal(rows, made, found, table, masks, unit, score):
    """Estimates with the terms left out one after the other, and how many it takes to turn the sign."""
    whole = rows["estimate"].iloc[-1]
    y, weight = made.y.to_numpy(float).copy(), made.cells["weight"].to_numpy()
    total, n_hits, given = (made.cells[name].to_numpy().copy() for name in ("total", "n_hits", "given"))
    hits, steps = dict(list(found.groupby("term"))), []
    for term in rows.loc[rows["part"].eq("term") & (rows["contribution"] * (np.sign(whole) or 1) > 0), "term"]:
        at, count, value = (hits[term][name].to_numpy() for name in ("cell", "count", "value"))
        total[at], n_hits[at] = total[at] - value, n_hits[at] - count
        now = made.squash(total[at], n_hits[at])
        np.add.at(y, made.y.index.get_indexer(hits[term]["article"]), weight[at] * (now - given[at]))
        given[at] = now
        steps.append(y.copy())
    path = _estimates(np.reshape(steps, (len(steps), y.size)).T, made, table, masks, unit, score)
    turned = np.flatnonzero(np.sign(path) == -np.sign(whole)) if whole else []
    return np.append(path, np.full(len(rows) - len(path), np.nan)), turned[0] + 1 if len(turned) else np.nan


def _estimates(y, made, table, masks, unit, score):
    """One side's estimate, or the difference of two, for each column of article sums."""
    means = []
    for mask in masks.values():
        at = made.y.index.get_indexer(table.loc[mask, "article"])
        means.append(_averaged(y[at], made.s.to_numpy(float)[at], table.loc[mask, "outlet"], unit, score)[0])
    return means[0] - (means[1] if len(means) > 1 else 0)


def _counts(parts, table, masks):
    counts = {}
    for side, mask in masks.items():
        counts |= {f"n_units_{side}": len(parts[side]["left_out"]), f"n_articles_{side}": int(mask.sum()),
                   f"n_outlets_{side}": table.loc[mask, "outlet"].nunique()}
    return counts


def _columns(rows):
    both = [side for side in SIDES if f"n_hits_{side}" in rows]
    first = ["part", "list", "category", "voice", "term", "measured",
             *(f"{name}_{side}" for name in ("n_hits", "n_articles_with") for side in both), "contribution", "estimate",
             "estimate_without", "share", *(f"without_{side}" for side in both), "estimate_without_above",
             "n_to_turn", "one_article", "exact", "places", "by", *both, "unit"]
    return rows[[*first, *(column for column in rows if column not in first)]]
