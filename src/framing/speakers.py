"""Who speaks: whose words an article is made of, and how evenly the word is shared.

Articles are taken in the order given, so `Corpus.full` gives tables in the order of the outlets.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing import compare, roster
from framing.by_voice import VOICES
from framing.inference import choose_rows, require
from framing.roster import SPOKEN, UNKNOWN


def along(strips: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Add to each stretch of an article whose side has the word there.

    Parameters
    ----------
    strips : DataFrame
        From `voice.strips`.
    spans : DataFrame
        From `roster.spoken`.

    Returns
    -------
    DataFrame
        ``article``, ``voice``, ``side`` (empty for the outlet's own words and its scare quotes),
        ``official``, ``start``, ``n_tokens``, ``n_article_tokens``; and ``share``, the share of the article's
        words that this side has over all its stretches.

    Examples
    --------
    >>> strips = pd.DataFrame({"article": "a", "voice": ["own", "quoted", "own"], "start": [0, 2, 6],
    ...                        "n_tokens": [2, 4, 4], "n_article_tokens": 10})
    >>> spans = pd.DataFrame({"article": "a", "start": [2], "side": ["Council"], "official": [True]})
    >>> along(strips, spans)[["voice", "side", "start", "n_tokens", "share"]]
        voice     side  start  n_tokens  share
    0     own               0         2    0.6
    1  quoted  Council      2         4    0.4
    2     own               6         4    0.6
    """
    require(strips, ["article", "voice", "start", "n_tokens", "n_article_tokens"])
    table = strips.merge(spans[["article", "start", "side", "official"]], on=["article", "start"], how="left",
                         validate="m:1")
    is_spoken = table["voice"].isin(SPOKEN)
    table["side"] = table["side"].astype(object).where(is_spoken, "").fillna(UNKNOWN)
    table["official"] = is_spoken & table["official"].eq(True)
    words = table.groupby(["article", "side"])["n_tokens"].transform("sum")
    columns = ["article", "voice", "side", "official", "start", "n_tokens", "n_article_tokens", "share"]
    return table.assign(share=words / table["n_article_tokens"])[columns]


def voice_shares(sentences: pd.DataFrame, articles: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Share of all words in each of the five voices.

    Parameters
    ----------
    sentences : DataFrame
        Of a corpus; headlines are left out.
    articles : DataFrame
        The articles to count in: ``article``, ``outlet``, ``short``.
    by : {"article", "outlet"}, optional
        What a row is, by default as `choose_rows` says.

    Returns
    -------
    DataFrame
        One row per ``by`` and voice: ``share`` (mean over articles), ``n_tokens`` and the result contract.

    Examples
    --------
    >>> sentences = pd.DataFrame({"article": ["a"], "section": "body", "n_own": 6, "n_quoted": 3,
    ...                           "n_reported": 0, "n_belief": 1, "n_scare": 0})
    >>> articles = pd.DataFrame({"article": ["a"], "outlet": "Gazette", "short": "Gazette"})
    >>> voice_shares(sentences, articles)[["article", "voice", "share", "evidence"]].head(2)
      article   voice  share  evidence
    0       a     own    0.6  describe
    1       a  quoted    0.3  describe
    """
    columns = {f"n_{voice}": voice for voice in VOICES}
    require(sentences, ["article", "section", *columns])
    running = sentences[sentences["section"].ne("headline")]
    wide = running.groupby("article")[list(columns)].sum().rename(columns=columns)
    counts = wide.rename_axis(columns="voice").stack().rename("n_tokens").reset_index()
    return _shares(counts, articles, "voice", VOICES, by or choose_rows(articles), {"n_tokens": "sum"})


def word_shares(spans: pd.DataFrame, articles: pd.DataFrame, what: str = "speaker",
                by: str | None = None) -> pd.DataFrame:
    """Share of others' words, quoted and retold, that each kind of speaker has.

    Parameters
    ----------
    spans : DataFrame
        From `roster.spoken`.
    articles : DataFrame
        The articles to count in: ``article``, ``outlet``, ``short``; those that give nobody's words have no
        share.
    what : {"speaker", "side", "official"}, default="speaker"
        What the words are divided by.
    by : {"article", "outlet"}, optional
        What a row is, by default as `choose_rows` says.

    Returns
    -------
    DataFrame
        One row per ``by`` and value of ``what`` that occurs: ``share`` (mean over articles),
        ``share_quoted`` (the part of it in quotation marks), ``n_tokens``, ``n_spans``, ``n_sources``
        (different ones with a name, summed over articles), and the result contract.

    Examples
    --------
    >>> spans = pd.DataFrame({"article": "a", "voice": ["quoted", "reported"], "n_tokens": [6, 2],
    ...     "speaker": ["experts", "unknown"], "source": ["Dr Doe", "unknown"], "named": ""})
    >>> articles = pd.DataFrame({"article": ["a"], "outlet": "Gazette", "short": "Gazette"})
    >>> word_shares(spans, articles)[["article", "speaker", "share", "n_tokens", "n_sources"]]
      article  speaker  share  n_tokens  n_sources
    0       a  experts   0.75         6          1
    1       a  unknown   0.25         2          0
    """
    require(spans, ["article", "voice", "n_tokens", "source", "named", what])
    nameless = spans["source"].isin(["", UNKNOWN]) | spans["source"].str.startswith("unnamed")
    rows = spans.assign(n_quoted=spans["n_tokens"].where(spans["voice"].eq("quoted"), 0),
                        name=spans["named"].where(nameless, spans["source"]).replace("", np.nan))
    counts = rows.groupby(["article", what], as_index=False, observed=True).agg(
        n_tokens=("n_tokens", "sum"), n_quoted=("n_quoted", "sum"), n_spans=("n_tokens", "size"),
        n_sources=("name", "nunique"))
    order = list(dict.fromkeys(spans[what].sort_values()))
    return _shares(counts.astype({what: object}), articles, what, order, by or choose_rows(articles),
                   {"share_quoted": "mean", "n_tokens": "sum", "n_spans": "sum", "n_sources": "sum"})


def _shares(counts: pd.DataFrame, articles: pd.DataFrame, what: str, order, by: str,
            beside: dict[str, str]) -> pd.DataFrame:
    """Mean shares of the words counted in each article; ``counts`` lacks the kinds that an article has none of."""
    grid = articles[["article", "outlet"]].merge(pd.DataFrame({what: list(order)}, dtype=object), how="cross")
    full = grid.merge(counts, on=["article", what], how="left").fillna(0)
    total = full.groupby("article")["n_tokens"].transform("sum")
    full = full.assign(share=full["n_tokens"] / total.where(total > 0)).dropna(subset=["share"])
    if full.empty:
        return roster.no_rows(articles, by, ["share", *beside], [what])
    if "n_quoted" in full:
        full["share_quoted"] = full["n_quoted"] / total.loc[full.index]
    table = compare.means(full, "share", [by, what])
    table[["ci_low", "ci_high"]] = table[["ci_low", "ci_high"]].clip(0, 1)
    sums = full.groupby([by, what], as_index=False).agg(beside)
    sums = sums.astype({name: int for name in beside if name.startswith("n_")})
    return roster.named_rows(table.merge(sums, on=[by, what]), articles, by, ["share", *beside], {what: list(order)})


def leaders(spans: pd.DataFrame, articles: pd.DataFrame, what: str = "speaker",
            by: str | None = None) -> pd.DataFrame:
    """Who has most of others' words in each row, and by how much more than the next.

    Parameters
    ----------
    spans, articles, what, by
        As for `word_shares`; words of unknown speakers lead nowhere.

    Returns
    -------
    DataFrame
        One row per ``by``: ``leader``, ``next``, ``difference`` (mean over articles of the difference of
        their shares), and the result contract. Rows in which fewer than two kinds speak are left out. The leader
        is chosen for leading, so of two kinds that are alike one leads clearly in up to one row of twenty.

    Examples
    --------
    >>> spans = pd.DataFrame({"article": "a", "voice": "quoted", "n_tokens": [6, 2],
    ...     "speaker": ["experts", "media"], "source": ["Dr Doe", "Herald"], "named": ""})
    >>> articles = pd.DataFrame({"article": ["a"], "outlet": "Gazette", "short": "Gazette"})
    >>> leaders(spans, articles)[["article", "leader", "next", "difference", "evidence"]]
      article   leader   next  difference  evidence
    0       a  experts  media         0.5  describe
    """
    by = by or choose_rows(articles)
    shares = word_shares(spans, articles, what, by)
    shares = shares[shares[what].ne(UNKNOWN) & shares["share"].gt(0)]
    single = word_shares(spans, articles, what, "article").merge(articles[["article", "outlet"]], on="article")
    parts = []
    for key, part in shares.groupby(by, sort=False):
        top = part.sort_values("share", ascending=False, kind="stable")[what].head(2).tolist()
        if len(top) == 2:
            wide = single[single[by].eq(key)].pivot(index=["article", "outlet"], columns=what, values="share")
            gaps = wide.assign(difference=wide[top[0]] - wide[top[1]]).reset_index()
            parts.append(compare.means(gaps, "difference", [by]).assign(leader=top[0], next=top[1]))
    first = ["leader", "next", "difference"]
    return roster.named_rows(pd.concat(parts), articles, by, first) if parts else roster.no_rows(articles, by, first)


def evenness(spans: pd.DataFrame, articles: pd.DataFrame, actors: pd.DataFrame,
             by: str | None = None) -> pd.DataFrame:
    """How evenly the turns to speak are spread over classes of speakers: 0 one class only, 1 all alike.

    Shannon's entropy of the turns' classes over the log of k, the number of classes that a listed actor or an
    unnamed official can be in. A source has one turn a sentence, however many spans it has there; unknown speakers
    are left out. From few turns entropy comes out too low, by about (classes seen - 1) / (2 n log k): the column
    ``small_sample`` has it.

    Parameters
    ----------
    spans, articles, by
        As for `word_shares`; articles in which no known speaker has a turn have no value.
    actors : DataFrame
        Of a corpus.

    Returns
    -------
    DataFrame
        One row per ``by``: ``evenness`` (mean over articles), ``small_sample``, ``n_classes`` (k),
        ``n_turns``, and the result contract.

    References
    ----------
    Miller (1955), Note on the bias of information estimates.

    Examples
    --------
    >>> actors = pd.DataFrame({"actor": ["Ann", "Bob"], "side": ["A", "B"], "role": "official"})
    >>> spans = pd.DataFrame({"article": "a", "sentence": [1, 2, 3, 4], "source": ["Ann", "Ann", "Bob", "Bob"],
    ...                       "named": "", "speaker": ["A officials"] * 2 + ["B officials"] * 2})
    >>> articles = pd.DataFrame({"article": ["a"], "outlet": "Gazette", "short": "Gazette"})
    >>> evenness(spans, articles, actors)[["article", "evenness", "small_sample", "n_classes", "n_turns"]].round(2)
      article  evenness  small_sample  n_classes  n_turns
    0       a      0.63          0.11          3        4
    """
    by, first = by or choose_rows(articles), ["evenness", "small_sample", "n_classes", "n_turns"]
    k = len(roster.possible(actors))
    turn = ["article", "sentence", "source", "named", "speaker"]
    require(spans, turn)
    turns = spans[spans["speaker"].ne(UNKNOWN)].astype({"speaker": object}).drop_duplicates(turn)
    counts = turns.groupby(["article", "speaker"]).size()
    counts = counts[counts.index.isin(articles["article"], level="article")]
    if counts.empty or k < 2:
        return roster.no_rows(articles, by, first)
    n = counts.groupby(level="article").sum()
    share = counts / n.reindex(counts.index.get_level_values("article")).to_numpy()
    entropy = (share * np.log(1 / share)).groupby(level="article").sum()
    seen = counts.groupby(level="article").size()
    table = pd.DataFrame({"n_turns": n, "evenness": entropy / np.log(k),
                          "small_sample": (seen - 1) / (2 * n * np.log(k))}).reset_index()
    table = table.merge(articles[["article", "outlet"]], on="article")
    means = compare.means(table, "evenness", [by])
    means[["ci_low", "ci_high"]] = means[["ci_low", "ci_high"]].clip(0, 1)
    sums = table.groupby(by, as_index=False).agg(n_turns=("n_turns", "sum"), small_sample=("small_sample", "mean"))
    return roster.named_rows(means.merge(sums, on=by).assign(n_classes=k), articles, by, first)
