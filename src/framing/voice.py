"""Whose words an article is made of: its own, quoted, retold, and where along the text they stand."""

from __future__ import annotations

import pandas as pd

from framing import compare
from framing.inference import choose_rows, require

VOICES = ("own", "quoted", "reported", "scare")  # `reported` holds `belief` too: words ascribed without marks
ASCRIBED = {"belief": "reported"}


def voice_counts(sentences: pd.DataFrame) -> pd.DataFrame:
    """Count each article's words by voice, headlines left out.

    Parameters
    ----------
    sentences : DataFrame
        Of a corpus.

    Returns
    -------
    DataFrame
        One row per article and voice, zeros included: ``n_tokens``, ``n_article_tokens``, ``share`` of the
        article's words. No row where no article has a text.

    Examples
    --------
    >>> sentences = pd.DataFrame({"article": "a", "section": "body", "n_own": [5, 3], "n_quoted": [0, 8],
    ...                           "n_reported": [4, 0], "n_belief": 0, "n_scare": 0})
    >>> voice_counts(sentences)
      article     voice  n_tokens  n_article_tokens  share
    0       a       own         8                20    0.4
    1       a    quoted         8                20    0.4
    2       a  reported         4                20    0.2
    3       a     scare         0                20    0.0
    """
    columns = [f"n_{voice}" for voice in (*VOICES, *ASCRIBED)]
    require(sentences, ["article", "section", *columns])
    running = sentences[sentences["section"].ne("headline")]
    wide = running.groupby("article")[columns].sum().rename(columns=lambda name: name.removeprefix("n_"))
    wide = wide.rename(columns=ASCRIBED).T.groupby(level=0).sum().T[list(VOICES)].astype(int)
    table = wide.rename_axis(columns="voice").stack().rename("n_tokens").reset_index()
    table["n_article_tokens"] = table.groupby("article")["n_tokens"].transform("sum")
    return table.assign(share=table["n_tokens"] / table["n_article_tokens"])


def strips(attributions: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Lay out each article along its length: whose words follow whose.

    Parameters
    ----------
    attributions, sentences : DataFrame
        Of a corpus.

    Returns
    -------
    DataFrame
        One row per stretch of one voice, in the order of the text and without a gap: ``article``, ``voice``,
        ``start`` (words of deck and body before it), ``n_tokens``; and ``share``, the share of the article's
        ``n_article_tokens`` words that this voice has over all its stretches. No row where no article has a
        text.

    Raises
    ------
    ValueError
        If the spans of one overlap or do not add up to its sentences' counts.

    Examples
    --------
    >>> sentences = pd.DataFrame({"article": ["a"], "section": "body", "n_own": 6, "n_quoted": 4,
    ...                           "n_reported": 0, "n_belief": 0, "n_scare": 0})
    >>> attributions = pd.DataFrame({"article": ["a"], "voice": "quoted", "start": 2, "n_tokens": 4})
    >>> strips(attributions, sentences)[["article", "voice", "start", "n_tokens", "share"]]
      article   voice  start  n_tokens  share
    0       a     own      0         2    0.6
    1       a  quoted      2         4    0.4
    2       a     own      6         4    0.6
    """
    require(attributions, ["article", "voice", "start", "n_tokens"])
    counts = voice_counts(sentences)
    totals = counts.drop_duplicates("article")[["article", "n_article_tokens"]]
    spans = attributions[["article", "voice", "start", "n_tokens"]].replace({"voice": ASCRIBED})
    end = totals.rename(columns={"n_article_tokens": "start"}).assign(voice="", n_tokens=0)
    known = pd.concat([spans[spans["article"].isin(totals["article"])], end])
    known = known.sort_values(["article", "start", "n_tokens"], ignore_index=True)
    before = (known["start"] + known["n_tokens"]).groupby(known["article"]).shift(fill_value=0)
    gaps = known.assign(voice="own", n_tokens=known["start"] - before, start=before)
    if gaps["n_tokens"].lt(0).any():
        wrong = gaps.loc[gaps["n_tokens"].lt(0), "article"].iloc[0]
        raise ValueError(f"attributions: spans of {wrong} overlap or run past its end")
    table = pd.concat([known[known["voice"].ne("")], gaps])
    table = table[table["n_tokens"].gt(0)].merge(
        counts[["article", "voice", "n_article_tokens", "share"]], on=["article", "voice"], how="left")
    _agree(table, counts)
    return table.sort_values(["article", "start"], ignore_index=True)


def _agree(table: pd.DataFrame, counts: pd.DataFrame) -> None:
    keys = ["article", "voice"]
    found = table.groupby(keys)["n_tokens"].sum()
    stated = counts.set_index(keys)["n_tokens"]
    off = stated[stated.ne(found.reindex(stated.index, fill_value=0))]
    if len(off) or not found.index.isin(stated.index).all():
        where = ", ".join(off.index[0]) if len(off) else "a voice that is not known"
        raise ValueError(f"attributions and sentences disagree on the words of {where}; run `make features`")


def voice_shares(sentences: pd.DataFrame, articles: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Share of words in each voice, by article or by outlet.

    Parameters
    ----------
    sentences, articles : DataFrame
        Of a corpus. Articles known by their headline alone are left out.
    by : str, optional
        What a row is: ``article``, ``outlet``, ``group``. By default as `choose_rows` says.

    Returns
    -------
    DataFrame
        One row per ``by`` and voice: ``share`` (mean over articles, or over outlets in a group),
        ``n_tokens`` in that voice, and the columns of `compare.means`, intervals cut at 0 and 1; rows in the
        order of the outlets.

    Raises
    ------
    ValueError
        If no article has a text.

    Examples
    --------
    >>> sentences = pd.DataFrame({"article": list("abcd"), "section": "body", "n_own": [5, 6, 7, 6],
    ...     "n_quoted": [5, 4, 3, 4], "n_reported": 0, "n_belief": 0, "n_scare": 0})
    >>> articles = pd.DataFrame({"article": list("abcd"), "outlet": "Gazette", "short": "Gazette", "order": 1})
    >>> table = voice_shares(sentences, articles)
    >>> table[["outlet", "voice", "share", "n_tokens", "ci_low", "ci_high", "evidence"]].round(2).head(2)
        outlet   voice  share  n_tokens  ci_low  ci_high  evidence
    0  Gazette     own    0.6        24    0.47     0.73  interval
    1  Gazette  quoted    0.4        16    0.27     0.53  interval
    """
    facts = list(dict.fromkeys(["article", "outlet", "short", "order", *([by] if by else [])]))
    require(articles, facts)
    counts = voice_counts(sentences).merge(articles[facts], on="article", how="inner", validate="m:1")
    if counts.empty:
        raise ValueError("no article has a text; voices are counted in sentences of deck and body")
    by = by or choose_rows(counts)
    table = compare.means(counts, "share", [by, "voice"])
    table[["ci_low", "ci_high"]] = table[["ci_low", "ci_high"]].clip(0, 1)
    table = table.merge(counts.groupby([by, "voice"], as_index=False)["n_tokens"].sum(), on=[by, "voice"])
    place = counts.groupby(by)["order"].min()
    names = ["outlet", "short"] if by == "article" else ["short"] if by == "outlet" else []
    table = table.merge(counts[list(dict.fromkeys([by, *names]))].drop_duplicates(), on=by)
    table = table.assign(place=table[by].map(place), nth=table["voice"].map(VOICES.index))
    table = table.sort_values(["place", by, "nth"], ignore_index=True, na_position="last")
    rest = [name for name in table if name not in {by, *names, "voice", "share", "n_tokens", "place", "nth"}]
    return table[[by, *names, "voice", "share", "n_tokens", *rest]]


def against_reader(read: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Set the voices that were found beside those a reader found.

    Parameters
    ----------
    read : DataFrame
        ``article``, ``sentence`` and a reader's tokens by voice (``n_own`` ...), every sentence of an article.
    sentences : DataFrame
        Of a corpus.

    Returns
    -------
    DataFrame
        One row per article that was read: ``own``, ``own_by_reader`` (shares of its tokens),
        ``more_own_found`` (first minus second), ``main_voice_alike`` (share of sentences whose
        commonest voice is the same), ``n_sentences``, ``n_tokens``.

    Raises
    ------
    ValueError
        If the tokens of a sentence aren't as many as were read; the message names the first.

    Examples
    --------
    >>> found = pd.DataFrame({"article": "a", "sentence": [1, 2], "n_own": [6, 0], "n_quoted": [4, 10],
    ...                       "n_reported": 0, "n_belief": 0, "n_scare": 0})
    >>> read = found.assign(n_own=[2, 0], n_reported=[4, 0])
    >>> against_reader(read, found)[["article", "own", "own_by_reader", "main_voice_alike"]]
      article  own  own_by_reader  main_voice_alike
    0       a  0.3            0.1               0.5
    """
    columns = [f"n_{voice}" for voice in (*VOICES, *ASCRIBED)]
    keys = ["article", "sentence"]
    require(read, [*keys, *columns])
    ours = sentences.set_index(keys)[columns]
    hand = read.set_index(keys)[columns].sort_index()
    ours = ours.reindex(hand.index)
    off = ours.sum(axis=1).ne(hand.sum(axis=1))
    if off.any():
        name, number = off.index[off][0]
        raise ValueError(f"{name}, sentence {number}: not as many tokens as were read; was the text changed?")
    alike = (ours.idxmax(axis=1) == hand.idxmax(axis=1)).groupby("article")
    found, known = (counts.groupby("article").sum() for counts in (ours, hand))
    n_tokens = found.sum(axis=1)
    table = pd.DataFrame({"own": found["n_own"] / n_tokens, "own_by_reader": known["n_own"] / n_tokens})
    return table.assign(more_own_found=table["own"] - table["own_by_reader"], main_voice_alike=alike.mean(),
                        n_sentences=alike.size(), n_tokens=n_tokens).reset_index()
