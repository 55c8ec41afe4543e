"""How speakers are brought in: how far down each side is first heard, by which cues, and scare quotes.

Articles are taken in the order given, so `Corpus.full` gives tables in the order of the outlets.
"""

from __future__ import annotations

import pandas as pd

from framing import compare, roster
from framing.inference import as_list, choose_rows, require
from framing.roster import SPEECH

CUE_CLASSES = ("neutral", "assertive", "doubting", "emotive", "belief")


def heard(spans: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame,
          actors: pd.DataFrame) -> pd.DataFrame:
    """Say for each article where each side is first quoted or reported; thoughts ascribed to it don't count.

    Parameters
    ----------
    spans : DataFrame
        From `roster.spoken`.
    sentences, articles, actors : DataFrame
        Of a corpus; articles to count in have a text.

    Returns
    -------
    DataFrame
        One row per article and side of actors.csv: ``n_before`` (words of deck and body before it),
        ``share_before`` (of the article), both missing where the side isn't heard; ``first``, 1 for the side
        that is heard before the others, and 0; missing for all sides where none is heard.

    Examples
    --------
    >>> spans = pd.DataFrame({"article": "a", "voice": "quoted", "side": ["B", "A"], "start": [5, 20]})
    >>> sentences = pd.DataFrame({"article": ["a"], "section": "body", "n_tokens": 50})
    >>> articles = pd.DataFrame({"article": ["a"], "outlet": "Gazette", "short": "Gazette"})
    >>> actors = pd.DataFrame({"actor": ["Ann", "Bob"], "side": ["A", "B"]})
    >>> heard(spans, sentences, articles, actors)[["article", "side", "n_before", "share_before", "first"]]
      article side  n_before  share_before  first
    0       a    A      20.0           0.4    0.0
    1       a    B       5.0           0.1    1.0
    """
    require(spans, ["article", "voice", "side", "start"])
    running = sentences[sentences["section"].ne("headline")]
    length = running.groupby("article")["n_tokens"].sum()
    facts = articles.loc[articles["article"].isin(length.index), ["article", "outlet", "short"]]
    table = facts.merge(pd.DataFrame({"side": roster.sides(actors)}), how="cross")
    said = spans[spans["voice"].isin(SPEECH)].astype({"side": object})
    starts = said.groupby(["article", "side"], as_index=False)["start"].min()
    table = table.merge(starts.rename(columns={"start": "n_before"}), on=["article", "side"], how="left")
    earliest = table.groupby("article")["n_before"].transform("min")
    first = table["n_before"].eq(earliest).astype(float).where(earliest.notna())
    return table.assign(n_before=table["n_before"].astype(float), first=first,
                        share_before=table["n_before"] / table["article"].map(length).astype(float))


def first_heard(hearings: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """How far down each side is first heard.

    Parameters
    ----------
    hearings : DataFrame
        From `heard`.
    by : {"article", "outlet"}, optional
        What a row is, by default as `choose_rows` says.

    Returns
    -------
    DataFrame
        One row per ``by`` and side: ``share_before`` and ``n_before`` (means over the articles in which the
        side is heard, whose number is ``n_articles``), ``n_first`` (articles in which it is heard first),
        ``n_all`` (articles), and the result contract of ``share_before``.

    Examples
    --------
    >>> table = pd.DataFrame({"article": "a", "outlet": "Gazette", "short": "Gazette", "side": ["A", "B"],
    ...     "n_before": [20.0, None], "share_before": [0.4, None], "first": [1.0, 0.0]})
    >>> first_heard(table)[["article", "side", "share_before", "n_before", "n_first", "n_all"]]
      article side  share_before  n_before  n_first  n_all
    0       a    A           0.4      20.0        1      1
    1       a    B           NaN       NaN        0      1
    """
    by = by or choose_rows(hearings)
    first = ["share_before", "n_before", "n_first", "n_all"]
    if hearings["share_before"].notna().sum() == 0:
        return roster.no_rows(hearings, by, first, ["side"])
    counts = hearings.groupby([by, "side"], sort=False).agg(
        n_before=("n_before", "mean"), n_first=("first", "sum"), n_all=("article", "nunique")).reset_index()
    means = compare.means(hearings, "share_before", [by, "side"])
    means[["ci_low", "ci_high"]] = means[["ci_low", "ci_high"]].clip(0, 1)
    table = counts.astype({"n_first": int}).merge(means, on=[by, "side"], how="left")
    sizes = ["n_units", "n_articles", "n_outlets"]
    table = table.assign(**table[sizes].fillna(0).astype(int), evidence=table["evidence"].fillna("describe"),
                         unit=table["unit"].fillna(means["unit"].iloc[0]))
    return roster.named_rows(table, hearings, by, first, {"side": list(dict.fromkeys(hearings["side"]))})


def first_voices(hearings: pd.DataFrame, by=()) -> pd.DataFrame:
    """Share of articles in which each side is heard before the others.

    Parameters
    ----------
    hearings : DataFrame
        From `heard`; articles in which no side is heard are left out.
    by : str or list of str, optional
        Columns to divide the articles by; by default all stand together, outlets as units.

    Returns
    -------
    DataFrame
        As from `compare.shares`, one row per ``by`` and side.
    """
    keys = [*as_list(by), "side"]
    if hearings["first"].notna().sum() == 0:
        return pd.DataFrame(columns=[*keys, "share", "n_yes", *roster.CONTRACT])
    order = {side: i for i, side in enumerate(hearings["side"].unique())}
    table = compare.shares(hearings, "first", keys)
    return table.sort_values(keys, key=lambda column: column.map(order) if column.name == "side" else column,
                             ignore_index=True)


def cues(spans: pd.DataFrame, articles: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """How each side's words are introduced: share of each class of cues.

    A cue counts once for a sentence and source, however many spans it introduces there.

    Parameters
    ----------
    spans, articles
        As for `word_shares`; spans without a cue are left out.
    by : str, optional
        What a row is: ``article``, ``outlet``, or ``all`` for all articles together, outlets as units. By
        default as `choose_rows` says.

    Returns
    -------
    DataFrame
        One row per ``by``, side and class of cues: ``share`` of the side's ``n_cues``, ``n_hits``, ``cues``
        (the cues themselves, commonest first, with a count above one), and the result contract.

    Examples
    --------
    >>> spans = pd.DataFrame({"article": "a", "sentence": [1, 2, 3], "side": "A", "source": "Mayor", "named": "",
    ...     "cue": ["say", "say", "claim"], "cue_class": ["neutral", "neutral", "doubting"]})
    >>> articles = pd.DataFrame({"article": ["a"], "outlet": "Gazette", "short": "Gazette"})
    >>> table = cues(spans, articles)
    >>> table.loc[table["n_hits"].gt(0), ["side", "cue_class", "n_hits", "n_cues", "cues"]]
      side cue_class  n_hits  n_cues     cues
    0    A   neutral       2       3  say (2)
    2    A  doubting       1       3    claim
    """
    require(spans, ["article", "sentence", "side", "source", "named", "cue", "cue_class"])
    by = by or choose_rows(articles)
    first = ["share", "n_hits", "n_cues", "cues"]
    rows = articles.assign(all="all articles")
    rows = rows.drop(columns="short") if by == "all" else rows
    found = spans[spans["cue"].ne("") & spans["cue_class"].isin(CUE_CLASSES)]
    found = found.drop_duplicates(["article", "sentence", "source", "named", "cue"])
    found = found.astype({"side": object}).merge(rows[list(dict.fromkeys(["article", "outlet", by]))], on="article")
    if found.empty:
        return roster.no_rows(rows, by, first, ["side", "cue_class"])
    hits = found.groupby(list(dict.fromkeys(["article", "outlet", by, "side"])))["cue_class"].value_counts()
    full = hits.unstack(fill_value=0).reindex(columns=CUE_CLASSES, fill_value=0).rename_axis(columns="cue_class")
    full = full.stack().rename("n_hits").reset_index()
    full["n_cues"] = full.groupby(["article", "side"])["n_hits"].transform("sum")
    keys = [by, "side", "cue_class"]
    table = compare.rates(full, "n_hits", "n_cues", keys, per=1, name="share")
    table = table.merge(_cue_lists(found, keys), on=keys, how="left").fillna({"cues": ""})
    within = {"side": list(dict.fromkeys(spans["side"].sort_values())), "cue_class": list(CUE_CLASSES)}
    return roster.named_rows(table.assign(ci_high=table["ci_high"].clip(upper=1)), rows, by, first, within)


def _cue_lists(found: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Write out the cues of each row, commonest first."""
    words = found.groupby([*keys, "cue"]).size().rename("n").reset_index()
    words = words.sort_values(["n", "cue"], ascending=[False, True])
    words["cues"] = words["cue"] + [f" ({n})" if n > 1 else "" for n in words["n"]]
    return words.groupby(keys, as_index=False)["cues"].agg(", ".join)


def scare_quotes(attributions: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame,
                 by: str | None = None) -> pd.DataFrame:
    """Scare quotes per 1,000 words of an outlet's own prose: as spans, and as the words in them.

    Parameters
    ----------
    attributions, sentences : DataFrame
        Of a corpus; headlines are left out.
    articles, by
        As for `word_shares`.

    Returns
    -------
    DataFrame
        One row per ``by`` and ``counted`` (``spans`` or ``words``): ``per_1000_tokens`` of the outlet's own
        words with those in scare quotes, ``n_hits``, ``n_tokens``, and the result contract.

    Examples
    --------
    >>> spans = pd.DataFrame({"article": ["a"], "sentence": 1, "voice": "scare", "n_tokens": 2})
    >>> sentences = pd.DataFrame({"article": ["a"], "section": "body", "n_own": 98, "n_scare": 2})
    >>> articles = pd.DataFrame({"article": ["a"], "outlet": "Gazette", "short": "Gazette"})
    >>> scare_quotes(spans, sentences, articles)[["article", "counted", "per_1000_tokens", "n_hits", "n_tokens"]]
      article counted  per_1000_tokens  n_hits  n_tokens
    0       a   spans             10.0       1       100
    1       a   words             20.0       2       100
    """
    by = by or choose_rows(articles)
    running = sentences[sentences["section"].ne("headline")]
    size = running.groupby("article")[["n_own", "n_scare"]].sum().sum(axis=1)
    found = attributions[attributions["voice"].eq("scare") & attributions["sentence"].gt(0)]
    found = found.groupby("article")["n_tokens"].agg(["count", "sum"])
    facts = articles[["article", "outlet"]].assign(n_tokens=articles["article"].map(size).fillna(0).astype(int))
    parts = [facts.assign(counted=name, n_hits=facts["article"].map(found[column]).fillna(0).astype(int))
             for name, column in (("spans", "count"), ("words", "sum"))]
    counts = pd.concat(parts)
    first = ["per_1000_tokens", "n_hits", "n_tokens"]
    if not counts["n_tokens"].any():
        return roster.no_rows(articles, by, first, ["counted"])
    table = compare.rates(counts, "n_hits", "n_tokens", [by, "counted"])
    return roster.named_rows(table, articles, by, first, {"counted": ["spans", "words"]})
