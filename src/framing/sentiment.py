"""Tone of own and others' words by two lists, the words behind a difference, and the words that misfire.

A sentence is scored apart for the outlet's own words and for words it quotes, retells or ascribes
(``others``). Two lists are always shown: VADER, -1 to 1 a sentence, an article being the mean of its
sentences; and the tone list, positive minus negative words per 100 words, an article being all its words taken
together, since a rate over five words is no rate. An outlet is the mean of its articles. The headline is apart.
Zero is no neutral point of either list.
"""

from itertools import combinations

import numpy as np
import pandas as pd

from framing import compare
from framing.by_voice import BOTH, GROUPS, in_order, in_voice, members, voiced
from framing.identification import identification
from framing.inference import MIN_UNITS, NoAnswer, as_list, choose_rows
from framing.tokens import parse_term

LISTS = {"vader": 1, "tone": 100}  # list and what its stored score is multiplied with
WEIGHTED = ("tone",)  # lists whose sentences count by their tokens
SCORED = [voice for voice in GROUPS if voice != "scare"]  # one to three words have no score
MASKS = {"none": "", "names": "_masked", "names and topics": "_masked_topics"}
MIN_TOKENS = 4  # as for quotations: fewer are a tag or a scrap
MIN_PASSAGE = 40  # tokens in a voice, for a passage's mean to be shown
KEYS = ["list", "voice"]
CONTRACT = ["unit", "n_units", "n_articles", "n_outlets",
            "ci_low", "ci_high", "loo_low", "loo_high", "evidence"]


def sentence_scores(sentences, *, voice=BOTH, mask="none", min_tokens=MIN_TOKENS):
    """Score each sentence by list and voice.

    Parameters
    ----------
    sentences : DataFrame
        The corpus's sentences.
    voice : str or sequence of str, default=("own", "others")
        As `by_voice.members` reads it, but for ``scare``: one to three words have no score.
    mask : {"none", "names", "names and topics"}
        Words that were hidden from the lists.
    min_tokens : int, default=4
        A sentence needs as many tokens in a voice to be scored in it: a tag such as *she said* has no tone.

    Returns
    -------
    DataFrame
        One row per article, sentence, list and voice: ``passage``, ``n_tokens``, ``score``. Where a sentence
        quotes, retells and ascribes, ``others`` is their mean by tokens; ``all`` is the score of the whole
        sentence. Headlines are left out.

    Raises
    ------
    ValueError
        If a voice or mask is unknown, or no sentence has ``min_tokens`` in any voice asked for.

    Examples
    --------
    >>> scores = pd.DataFrame({f"{name}_{voice}": [value] for name, value in (("vader", 0.4), ("tone", 0.1))
    ...                        for voice in ("own", "quoted", "reported", "belief")})
    >>> sentences = scores.assign(article="a", sentence=1, section="body", passage=1, n_own=5, n_quoted=6,
    ...                           n_reported=0, n_belief=0)
    >>> sentence_scores(sentences)[["list", "voice", "n_tokens", "score"]]
        list   voice  n_tokens  score
    0  vader     own         5    0.4
    1  vader  others         6    0.4
    2   tone     own         5   10.0
    3   tone  others         6   10.0
    """
    if mask not in MASKS:
        raise ValueError(f"mask {mask!r}: expected one of {', '.join(MASKS)}")
    running = sentences[sentences["section"] != "headline"]
    if running.empty:
        raise NoAnswer("there are only headlines; tone by voice needs an article held in full")
    parts = []
    for name, factor in LISTS.items():
        for spoken, group in _columns(voice).items():
            sizes = {member: running["n_tokens" if member == "all" else f"n_{member}"] for member in group}
            size = sum(sizes.values())
            summed = sum(n * running[f"{name}_{member}{MASKS[mask]}"].fillna(0) for member, n in sizes.items())
            part = running[["article", "sentence", "passage"]].assign(
                list=name, voice=spoken, n_tokens=size, score=factor * summed / size.where(size > 0))
            parts.append(part[size >= max(min_tokens, 1)])
    scores = pd.concat(parts, ignore_index=True)
    if scores.empty:
        raise ValueError(f"no sentence has {min_tokens} tokens with voice {', '.join(_columns(voice))}")
    return scores


def _columns(voice):
    """Say of which scores each voice is made: whole sentences have one of their own."""
    return {name: ("all",) if name == "all" else group for name, group in members(voice, SCORED).items()}


def tone(scores, articles, by=None):
    """Mean tone by article, outlet or another group, each list and voice apart.

    Parameters
    ----------
    scores : DataFrame
        From `sentence_scores`.
    articles : DataFrame
        ``article``, ``outlet`` and ``by``; groups come in the order in which they first stand here.
    by : str, optional
        A column of ``articles``; by default `choose_rows` decides.

    Returns
    -------
    DataFrame
        ``level`` (``by``), ``row`` (its value), ``list``, ``voice``, ``score``, ``n_sentences``, ``n_tokens``,
        the result contract and ``identification``: what else sets the row apart from all others, by the columns
        that ``articles`` has. After these the spread inside: rows of ``level`` ``passage`` for each passage
        of an article that has 40 tokens or more in the voice, or ``article`` for each article of a group, with
        the score and its counts only.

    Examples
    --------
    >>> scores = pd.DataFrame({"article": ["a", "a", "b"], "passage": 1, "list": "vader", "voice": "own",
    ...                        "n_tokens": 9, "score": [0.5, 0.1, -0.2]})
    >>> articles = pd.DataFrame({"article": ["b", "a"], "outlet": ["Herald", "Gazette"]})
    >>> tone(scores, articles).loc[:1, ["level", "row", "score", "n_sentences", "evidence"]]
         level row  score  n_sentences  evidence
    0  article   b   -0.2            1  describe
    1  article   a    0.3            2  describe
    """
    means, by = _joined(_means(scores, ["article"], ["score"]), articles, by)
    keys = [by, *KEYS]
    rows = compare.means(means, "score", keys)
    rows = rows.merge(means.groupby(keys, as_index=False)[["n_sentences", "n_tokens"]].sum(), on=keys)
    rows = _in_order(rows.assign(level=by, row=rows[by], inside=""), articles, by)
    finer = "passage" if by == "article" else "article"
    inside = _means(scores, ["article", "passage"], ["score"]) if finer == "passage" else means
    if finer == "passage":
        inside = inside[inside["n_tokens"] >= MIN_PASSAGE].reset_index(drop=True)
    inside = _in_order(inside.assign(level=finer, row=inside[by], inside=inside[finer]), articles, by)
    rows["identification"] = rows["row"].map(_identified(articles[articles["article"].isin(means["article"])], by))
    columns = ["level", "row", "inside", *KEYS, "score", "n_sentences", "n_tokens", *CONTRACT, "identification"]
    return pd.concat([rows, inside], ignore_index=True)[columns]


def _identified(articles, by):
    """What sets each value of ``by`` apart from the others beside it; of a single one there is nothing to say."""
    values = articles[by].unique()
    return {value: identification(articles, by, articles[by].eq(value), articles[by].ne(value))
            for value in values if len(values) > 1}


def _means(scores, keys, values):
    """Mean of sentences by list and voice within ``keys``, by tokens for the lists that are rates."""
    weight = scores["n_tokens"].where(scores["list"].isin(WEIGHTED), 1)
    sums = scores.assign(weight=weight, n_sentences=1, **{value: scores[value] * weight for value in values})
    table = sums.groupby([*keys, *KEYS], as_index=False)[[*values, "weight", "n_sentences", "n_tokens"]].sum()
    return table.assign(**{value: table[value] / table["weight"] for value in values})


def _joined(scores, articles, by):
    """Give each row the article's outlet and group; choose the group where none is named."""
    known = articles[articles["article"].isin(scores["article"])]
    by = by or choose_rows(known)
    columns = list(dict.fromkeys(["article", "outlet", by]))
    return scores.merge(known[columns], on="article", validate="m:1"), by


def _in_order(table, articles, by):
    """Sort by list and voice within the groups' order in ``articles``."""
    place = {value: at for at, value in enumerate(articles[by].drop_duplicates())}
    order = [*LISTS, *GROUPS]
    keys = pd.DataFrame({"row": table["row"].map(place), **{key: table[key].map(order.index) for key in KEYS}})
    return table.loc[keys.sort_values(["row", *KEYS], kind="stable").index].reset_index(drop=True)


def tone_gaps(scores, articles, *, by="outlet", voice="own"):
    """Compare every two groups of four or more articles in one voice, each list apart.

    Parameters
    ----------
    scores, articles, by
        As for `tone`.
    voice : str, default="own"
        Of those in ``scores``.

    Returns
    -------
    DataFrame
        One row per pair and list: ``focus`` (the one lower on VADER), ``reference``, ``list``, ``difference``
        and the contract of `compare.difference`; empty where no two groups have four articles. A list that
        gives all articles of a pair one score has no row.
    """
    means = _means(in_voice(scores, voice), ["article"], ["score"])
    table = means.merge(articles, on="article", suffixes=("", "_article"))
    sizes = table.groupby(by)["article"].nunique()
    vader = table[table["list"] == "vader"].groupby(by)["score"].mean()
    large = vader.loc[sizes.index[sizes >= MIN_UNITS]].sort_values(kind="stable").index
    parts = []
    for low, high in combinations(large, 2):
        for name, rows in table[table[by].isin([low, high])].groupby("list"):
            if rows["score"].nunique() > 1:
                row = compare.difference(rows, "score", by, low, high)
                parts.append(row.assign(list=name, focus=low, reference=high))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def name_audit(hits, lists=tuple(LISTS), *, voice="all"):
    """Count the scored words that fire inside a name, or inside a topic's term.

    Parameters
    ----------
    hits : DataFrame
        The corpus's hits; headlines (sentence 0) are left out.
    lists : sequence of str
        Lists to audit.
    voice : str or sequence of str, default="all"
        As `by_voice.members` reads it; several are counted together.

    Returns
    -------
    DataFrame
        One row per list and word with such a hit, the largest sum of values first: ``value`` (mean of a hit),
        ``n_hits``, ``n_in_name`` (of an actor), ``n_in_topic`` (not in a name; a word of a topic's term that
        stands in the sentence in the same voice), ``n_elsewhere``, ``n_articles``, ``only`` (nowhere else),
        ``reason`` (``name``, ``topic`` or ``name, topic``), ``misfire`` (summed values of the hits that are
        not elsewhere).

    Examples
    --------
    >>> hits = pd.DataFrame({"article": "a", "sentence": [1, 2, 2], "list": ["vader", "vader", "topics"],
    ...     "category": "", "term": ["united", "war", "trade war"], "voice": "own", "in_name": [1, 0, 0],
    ...     "count": [1, 2, 1], "value": [1.8, -5.8, 0]})
    >>> name_audit(hits)[["word", "n_hits", "n_in_name", "n_in_topic", "n_elsewhere", "reason"]]
         word  n_hits  n_in_name  n_in_topic  n_elsewhere reason
    0     war       2          0           1            1  topic
    1  united       1          1           0            0   name
    """
    running = voiced(hits[hits["sentence"] > 0], voice, apart=False)
    rows = running[running["list"].isin(lists)].reset_index(drop=True)
    place = ["article", "sentence", "voice"]
    topics = running[running["list"] == "topics"].groupby(place)["term"].agg(list).rename("topics").reset_index()
    around = rows[place].merge(topics, on=place, how="left")["topics"]
    times = [_times(word, terms) if isinstance(terms, list) else 0
             for word, terms in zip(rows["term"], around, strict=True)]
    rows["n_in_name"] = rows["count"].where(rows["in_name"] == 1, 0)
    rows["n_in_topic"] = np.where(rows["in_name"] == 1, 0, np.minimum(rows["count"], times))
    rows["misfire"] = rows["value"] / rows["count"] * (rows["n_in_name"] + rows["n_in_topic"])
    table = rows.rename(columns={"term": "word"}).groupby(["list", "word"], as_index=False).agg(
        value=("value", "sum"), n_hits=("count", "sum"), n_in_name=("n_in_name", "sum"),
        n_in_topic=("n_in_topic", "sum"), n_articles=("article", "nunique"), misfire=("misfire", "sum"))
    caught = table["n_in_name"] + table["n_in_topic"]
    reasons = [", ".join(reason for reason, n in (("name", names), ("topic", topics)) if n)
               for names, topics in zip(table["n_in_name"], table["n_in_topic"], strict=True)]
    table = table.assign(value=table["value"] / table["n_hits"], n_elsewhere=table["n_hits"] - caught,
                         only=table["n_hits"] == caught, reason=reasons)
    return table[caught > 0].sort_values(["misfire", "list", "word"], ignore_index=True, key=lambda c: (
        -c.abs() if c.name == "misfire" else c))


def _times(word, terms):
    """Count the words of topic terms that a scored word may be."""
    return sum(_fits(word, *listed) for term in terms for listed in parse_term(term))


def _fits(word, listed, is_stem):
    bare, listed = word.removesuffix("*"), listed.lower()
    if word.endswith("*") and listed.startswith(bare):
        return True
    return bare.startswith(listed) if is_stem else bare == listed


def masked_reruns(sentences, articles, by=None, *, voice=BOTH, min_tokens=MIN_TOKENS):
    """Score again with names hidden, and with names and topic words hidden.

    Parameters
    ----------
    sentences, voice, min_tokens
        As for `sentence_scores`.
    articles, by
        As for `tone`.

    Returns
    -------
    DataFrame
        One row per group, list, voice and ``mask`` (``names``, ``names and topics``): ``score`` as it stands,
        ``score_masked``, ``shift`` (masked minus as it stands) with the result contract, ``n_sentences`` and
        ``n_changed`` of them.
    """
    plain = sentence_scores(sentences, voice=voice, min_tokens=min_tokens)
    parts = []
    for mask in [mask for mask in MASKS if mask != "none"]:
        masked = sentence_scores(sentences, voice=voice, mask=mask, min_tokens=min_tokens)["score"]
        table = plain.assign(score_masked=masked, shift=masked - plain["score"])
        changed = table[table["shift"].abs() > 1e-9].groupby(["article", *KEYS]).size().rename("n_changed")
        table = _means(table, ["article"], ["score", "score_masked", "shift"])
        table = table.join(changed, on=["article", *KEYS]).fillna({"n_changed": 0}).astype({"n_changed": int})
        table, by = _joined(table, articles, by)
        keys = [by, *KEYS]
        rows = compare.means(table, "shift", keys).assign(mask=mask, level=by, row=lambda t, by=by: t[by])
        for value in ("score", "score_masked"):
            rows = rows.merge(compare.means(table, value, keys)[[*keys, value]], on=keys)
        parts.append(rows.merge(table.groupby(keys, as_index=False)[["n_sentences", "n_changed"]].sum(), on=keys))
    whole = _in_order(pd.concat(parts, ignore_index=True), articles, by)
    first = ["level", "row", *KEYS, "mask", "score", "score_masked", "shift", "n_sentences", "n_changed"]
    return whole[first + CONTRACT]


def list_agreement(scores, by="voice"):
    """Correlation and agreement in sign of VADER and the tone list, over sentences.

    Parameters
    ----------
    scores : DataFrame
        From `sentence_scores`.
    by : str or list of str, default="voice"
        Columns to tell apart: ``voice``, ``article``.

    Returns
    -------
    DataFrame
        One row per value of ``by``: ``correlation`` (Pearson), its ``loo_low`` and ``loo_high`` with each
        article left out, ``n_sentences``, ``n_both`` (neither list is 0), ``same_sign`` (share of these),
        ``n_one`` (one list is silent), ``n_neither``, ``n_articles``, ``evidence`` (always ``describe``:
        sentences of one article aren't independent).

    Examples
    --------
    >>> scores = pd.DataFrame({"article": "a", "sentence": [1, 2, 3] * 2, "voice": "own",
    ...     "list": ["vader"] * 3 + ["tone"] * 3, "score": [0.5, -0.5, 0.2, 4.0, -2.0, 0.0]})
    >>> list_agreement(scores)[["correlation", "n_sentences", "n_both", "same_sign"]].round(2)
       correlation  n_sentences  n_both  same_sign
    0         0.91            3       2        1.0
    """
    keys = as_list(by)
    pairs = scores.pivot(index=["article", "sentence", "voice"], columns="list", values="score").reset_index()
    rows = []
    for key, part in pairs.groupby(keys):
        x, y = part["vader"], part["tone"]
        both = x.ne(0) & y.ne(0)
        names = part["article"].unique()
        loo = [_correlation(part[part["article"] != name]) for name in names] if len(names) > 1 else [np.nan]
        rows.append(dict(zip(keys, key, strict=True)) | {
            "correlation": _correlation(part), "loo_low": np.min(loo), "loo_high": np.max(loo),
            "n_sentences": len(part), "n_both": both.sum(),
            "same_sign": (np.sign(x) == np.sign(y))[both].mean() if both.any() else np.nan,
            "n_one": (x.ne(0) ^ y.ne(0)).sum(), "n_neither": (x.eq(0) & y.eq(0)).sum(),
            "n_articles": len(names), "evidence": "describe"})
    return pd.DataFrame(rows).sort_values(keys, key=in_order, ignore_index=True)


def _correlation(part):
    x, y = part["vader"].to_numpy(), part["tone"].to_numpy()
    return np.corrcoef(x, y)[0, 1] if len(x) > 2 and x.std() > 0 and y.std() > 0 else np.nan
