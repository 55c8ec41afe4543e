"""What articles have in common word for word: shared quotations, copies, repeated headlines."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from framing.inference import require

COPY = 0.5                 # of an article's words found in another: a copy
STANDING = 5               # other articles of its outlet that have a sentence: standing text of the pages
STANDING_SHARE = 0.6       # of the sentence's words that they have
SURE_RUN = 10              # words in a row that are a quotation and no stock phrase, whoever is named as source
NOBODY = ("", "unknown", "unnamed official")
COLUMNS = ["article", "other", "sentence", "other_sentence", "voice", "other_voice", "source", "cue", "n_tokens",
           "n_shared", "longest_run", "containment"]
FACTS = ["article", "outlet", "published", "event"]


def shared_quotations(reuse: pd.DataFrame, articles: pd.DataFrame, copied: pd.DataFrame | None = None) -> pd.DataFrame:
    """List the quotations that several articles carry, with the words each takes and the cue it sets before them.

    Two sentences carry the same quotation where they share words (see `reuse.reuse_pairs`), at least one puts
    most of them in quotation marks, and either ten words in a row are shared, or the other quotes or retells
    them, too, on the same event, and the sources aren't two different known ones. Sentences linked in this
    way form a group; so two quotations that one sentence joins are one group.

    Parameters
    ----------
    reuse, articles : DataFrame
        Of the corpus.
    copied : DataFrame, optional
        From `copies`: what only an article and its copy share isn't listed.

    Returns
    -------
    DataFrame
        A row per sentence: ``group`` (1 has most outlets), ``n_outlets``, ``n_articles`` and ``n_events`` of the
        group; ``article``, ``outlet``, ``event``, ``published``, ``is_first`` (of an article dated before all
        others of the group), ``sentence``; ``voice``, ``source``, ``cue`` of most of the shared words;
        ``n_tokens`` of the sentence, ``n_shared`` and ``longest_run`` with the sentence it shares most with.

    Examples
    --------
    >>> reuse = pd.DataFrame({
    ...     "article": ["a", "b"], "other": ["b", "a"], "sentence": [4, 2], "other_sentence": [2, 4],
    ...     "voice": "quoted", "other_voice": "quoted", "source": "Jane Doe", "cue": ["say", "claim"],
    ...     "n_tokens": [12, 9], "n_shared": 7, "longest_run": 7, "containment": [0.58, 0.78]})
    >>> articles = pd.DataFrame({"article": ["a", "b"], "outlet": ["Gazette", "Herald"], "event": "talks",
    ...                          "published": ["2030-05-02", "2030-05-01"]})
    >>> shared_quotations(reuse, articles)[["group", "outlet", "cue", "n_shared", "is_first"]]
       group   outlet    cue  n_shared  is_first
    0      1   Herald  claim         7      True
    1      1  Gazette    say         7     False
    """
    require(reuse, COLUMNS)
    require(articles, FACTS)
    rows = reuse[reuse["sentence"].ne(0)]
    marked = rows[["voice", "other_voice"]].eq("quoted").any(axis=1)
    rows = rows[marked & (rows["longest_run"].ge(SURE_RUN) | _said_alike(rows, articles))]
    if copied is not None:
        pairs = set(zip(copied["earlier"], copied["later"], strict=True))
        rows = rows[[not {(a, b), (b, a)} & pairs for a, b in zip(rows["article"], rows["other"], strict=True)]]
    table = _grouped(rows).merge(articles[FACTS], on="article", validate="m:1")
    for name, column in (("n_outlets", "outlet"), ("n_articles", "article"), ("n_events", "event")):
        table[name] = table.groupby("group")[column].transform("nunique")
    table["is_first"] = _is_first(table)
    most = table.groupby("group")["n_shared"].transform("max")
    order = table.assign(most=most, when=table["published"].replace("", "9999")).sort_values(
        ["n_outlets", "n_articles", "most", "group", "when", "article", "sentence"],
        ascending=[False, False, False, True, True, True, True])
    order["group"] = pd.factorize(order["group"])[0] + 1
    return order[["group", "n_outlets", "n_articles", "n_events", *FACTS, "is_first", "sentence", "voice", "source",
                  "cue", "n_tokens", "n_shared", "longest_run"]].reset_index(drop=True)


def cues_side_by_side(table: pd.DataFrame) -> pd.DataFrame:
    """Put the outlets and cues of each shared quotation in one row.

    Parameters
    ----------
    table : DataFrame
        From `shared_quotations`.

    Returns
    -------
    DataFrame
        One row per group: ``group``, ``n_outlets``, ``n_articles``, ``n_events``, ``sources``, ``cues`` (each outlet
        with its cues, a dash for none), ``least_shared`` and ``most_shared`` words, ``first`` (the article dated
        before all others, else empty).

    Examples
    --------
    >>> table = pd.DataFrame({"group": 1, "n_outlets": 2, "n_articles": 2, "n_events": 1, "article": ["a", "b"],
    ...     "outlet": ["Herald", "Gazette"], "is_first": [True, False], "source": "Jane Doe",
    ...     "cue": ["claim", "say"], "n_shared": [9, 7]})
    >>> cues_side_by_side(table)[["cues", "least_shared", "most_shared", "first"]]
                         cues  least_shared  most_shared first
    0  Gazette say; Herald claim             7            9     a
    """
    rows = []
    for group, part in table.groupby("group"):
        cues = sorted({f"{outlet} {cue or '–'}" for outlet, cue in zip(part["outlet"], part["cue"], strict=True)})
        rows.append({"group": group, **part[["n_outlets", "n_articles", "n_events"]].iloc[0],
                     "sources": "; ".join(sorted(set(part["source"]) - {""})), "cues": "; ".join(cues),
                     "least_shared": part["n_shared"].min(), "most_shared": part["n_shared"].max(),
                     "first": "; ".join(sorted(set(part.loc[part["is_first"], "article"])))})
    return pd.DataFrame(rows, columns=["group", "n_outlets", "n_articles", "n_events", "sources", "cues",
                                       "least_shared", "most_shared", "first"])


def copies(reuse: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame, *,
           share: float = COPY) -> pd.DataFrame:
    """Find articles of which half or more stands in another: wire copy, versions, near-duplicates.

    A sentence of which five or more other articles of its outlet have 60 % is standing text of the pages
    (newsletter forms, series notes) and is left out, of the shared words and of the article.

    Parameters
    ----------
    reuse, sentences, articles : DataFrame
        Of the corpus.
    share : float, default=0.5
        The share of one of the two articles from which a pair is listed.

    Returns
    -------
    DataFrame
        One row per pair, the largest share first: ``earlier``, ``later`` (by date; by name where dates are
        equal or missing, then ``dated`` is false), their outlets, ``same_outlet``; ``earlier_share`` and
        ``later_share``, at most, of the deck's and body's words that stand in the other; ``n_sentences`` of the
        later one that share words, ``longest_run``, and ``kind``: ``near-duplicate`` where both shares reach a
        half, ``contained`` where one does, else ``partly``.

    Examples
    --------
    >>> reuse = pd.DataFrame({
    ...     "article": ["a", "b"], "other": ["b", "a"], "sentence": 1, "other_sentence": 1, "voice": "own",
    ...     "other_voice": "own", "source": "", "cue": "", "n_tokens": 30, "n_shared": 30, "longest_run": 30,
    ...     "containment": 1.0})
    >>> sentences = pd.DataFrame({"article": ["a", "b", "b"], "sentence": [1, 1, 2], "section": "body",
    ...                           "n_tokens": [30, 30, 45]})
    >>> articles = pd.DataFrame({"article": ["a", "b"], "outlet": ["Gazette", "Wire"], "event": "talks",
    ...                          "published": ["2030-05-02", "2030-05-01"]})
    >>> copies(reuse, sentences, articles)[["earlier", "later", "earlier_share", "later_share", "kind"]]
      earlier later  earlier_share  later_share       kind
    0       b     a            0.4          1.0  contained
    """
    require(reuse, COLUMNS)
    require(sentences, ["article", "sentence", "section", "n_tokens"])
    require(articles, FACTS)
    sides = _sides(reuse, sentences, articles)
    both = sides.merge(sides, left_on=["article", "other"], right_on=["other", "article"], suffixes=("", "_other"))
    both = both[both[["share", "share_other"]].max(axis=1) >= share]
    dates, outlets = (articles.set_index("article")[name] for name in ("published", "outlet"))
    when, other_when = (both[name].map(dates).fillna("") for name in ("article", "other"))
    dated = when.ne("") & other_when.ne("") & when.ne(other_when)
    pairs = both.assign(dated=dated)[np.where(dated, when < other_when, both["article"] < both["other"])]
    table = pd.DataFrame({
        "earlier": pairs["article"], "later": pairs["other"], "earlier_outlet": pairs["article"].map(outlets),
        "later_outlet": pairs["other"].map(outlets), "dated": pairs["dated"], "earlier_share": pairs["share"],
        "later_share": pairs["share_other"], "n_sentences": pairs["n_sentences_other"],
        "longest_run": pairs["longest_run"]})
    shares = table[["earlier_share", "later_share"]]
    table.insert(4, "same_outlet", table["earlier_outlet"] == table["later_outlet"])
    table["kind"] = np.select([shares.min(axis=1) >= COPY, shares.max(axis=1) >= COPY],
                              ["near-duplicate", "contained"], "partly")
    order = table.assign(most=shares.max(axis=1)).sort_values(["most", "earlier", "later"],
                                                              ascending=[False, True, True])
    return order.drop(columns="most").reset_index(drop=True)


def repeated_headlines(reuse: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """List the headlines that several articles on one event carry: one newsroom's words, counted for several outlets.

    Parameters
    ----------
    reuse, articles : DataFrame
        Of the corpus. `reuse.reuse_pairs` says when two headlines share their words.

    Returns
    -------
    DataFrame
        A row per article: ``group`` (1 has most outlets), ``n_outlets``, ``n_articles``, ``article``, ``outlet``,
        ``published``, ``event``, ``headline``, ``republished_by`` (what the manifest knows), ``use``, ``containment``
        (of its words in the headline that it shares most with).
    """
    require(reuse, COLUMNS)
    require(articles, [*FACTS, "headline", "republished_by", "use"])
    rows = reuse[reuse["sentence"].eq(0) & _one_event(reuse, articles)]
    table = _grouped(rows).merge(
        articles[[*FACTS, "headline", "republished_by", "use"]], on="article", validate="m:1")
    for name, column in (("n_outlets", "outlet"), ("n_articles", "article")):
        table[name] = table.groupby("group")[column].transform("nunique")
    table = table.sort_values(["n_outlets", "n_articles", "group", "published", "article"],
                              ascending=[False, False, True, True, True], ignore_index=True)
    table["group"] = pd.factorize(table["group"])[0] + 1
    return table[["group", "n_outlets", "n_articles", *FACTS, "headline", "republished_by", "use", "containment"]]


def _said_alike(rows: pd.DataFrame, articles: pd.DataFrame) -> pd.Series:
    """Tell pairs in which both give the words as somebody's, on one event and not as two different people's."""
    sources = rows.set_index(["article", "other", "sentence", "other_sentence"])["source"]
    back = pd.MultiIndex.from_frame(rows[["other", "article", "other_sentence", "sentence"]])
    other = pd.Series(sources.reindex(back).to_numpy(), rows.index)
    alike = rows["source"].eq(other) | rows["source"].isin(NOBODY) | other.isin(NOBODY)
    spoken = ~rows[["voice", "other_voice"]].isin(["own", "scare"]).any(axis=1)
    return alike & spoken & _one_event(rows, articles)


def _one_event(rows: pd.DataFrame, articles: pd.DataFrame) -> pd.Series:
    events = articles.set_index("article")["event"]
    return rows["article"].map(events) == rows["other"].map(events)


def _sides(reuse, sentences, articles) -> pd.DataFrame:
    """Return for each pair of articles, both ways, what of the first stands in the second."""
    rows = reuse[reuse["sentence"].ne(0)]
    standing = _standing(rows, articles)
    rows = rows[~_among(rows, ["article", "sentence"], standing) & ~_among(rows, ["other", "other_sentence"], standing)]
    shared = rows.groupby(["article", "other", "sentence"], as_index=False).agg(
        n_shared=("n_shared", "sum"), n_tokens=("n_tokens", "first"), longest_run=("longest_run", "max"))
    shared["n_shared"] = shared[["n_shared", "n_tokens"]].min(axis=1)
    sides = shared.groupby(["article", "other"], as_index=False).agg(
        n_shared=("n_shared", "sum"), n_sentences=("sentence", "size"), longest_run=("longest_run", "max"))
    running = sentences[sentences["section"].ne("headline")]
    running = running[~_among(running, ["article", "sentence"], standing)]
    length = running.groupby("article")["n_tokens"].sum()
    return sides.assign(share=sides["n_shared"] / sides["article"].map(length).astype(float))


def _standing(rows: pd.DataFrame, articles: pd.DataFrame) -> pd.MultiIndex:
    """Return (article, sentence) of the sentences that an outlet's pages repeat.

    Often repeated ones are compared with the first of them only, so what has the same words is standing, too.
    """
    outlets = articles.set_index("article")["outlet"]
    same = rows[(rows["article"].map(outlets) == rows["other"].map(outlets)) & rows["containment"].ge(STANDING_SHARE)]
    often = same.groupby(["article", "sentence"])["other"].nunique()
    first = often.index[often >= STANDING]
    linked = same[_among(same, ["other", "other_sentence"], first)]
    return first.union(pd.MultiIndex.from_frame(linked[["article", "sentence"]]))


def _among(table: pd.DataFrame, columns: list[str], keys: pd.MultiIndex) -> np.ndarray:
    return pd.MultiIndex.from_frame(table[columns]).isin(keys)


def _grouped(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each sentence once, with its closest match and the number of its group of linked sentences."""
    best = rows.sort_values(["article", "sentence", "n_shared", "other", "other_sentence"],
                            ascending=[True, True, False, True, True]).drop_duplicates(["article", "sentence"])
    places = pd.MultiIndex.from_frame(best[["article", "sentence"]])
    one = places.get_indexer(pd.MultiIndex.from_frame(rows[["article", "sentence"]]))
    two = places.get_indexer(pd.MultiIndex.from_frame(rows[["other", "other_sentence"]]))
    links = coo_array((np.ones(len(rows)), (one, two)), shape=(len(best), len(best)))
    group = connected_components(links, directed=False)[1] if len(best) else np.array([], int)
    return best.assign(group=group)


def _is_first(table: pd.DataFrame) -> pd.Series:
    """Tell the article dated before all others of its group, where all are dated."""
    when = table["published"].fillna("")
    all_dated = when.ne("").groupby(table["group"]).transform("all")
    first = when.eq(when.groupby(table["group"]).transform("min"))
    alone = table["article"].where(first).groupby(table["group"]).transform("nunique").eq(1)
    return first & all_dated & alone
