"""Loaded vocabulary: hits of word classes and scare quotes by voice, and the words of one's own list.

Own words are counted apart from words that an article quotes, retells or ascribes. Hits inside an actor's
name are left out of the classes, since a name is nobody's choice of words. Scare quotes are a voice themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from framing import compare, lexicons
from framing.by_voice import BOTH, in_order, in_voice, voice_hits, voice_tokens, voiced
from framing.identification import identification
from framing.inference import choose_rows
from framing.tokens import parse_term
from framing.vectorize import DocumentFeatureMatrix

MIN_PASSAGE = 25  # own words a passage needs for a rate of its own
CUE_CLASSES = ("neutral", "assertive", "doubting", "emotive", "belief")


def class_counts(hits: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame, *,
                 voice: str | Sequence[str] = BOTH, classes: pd.DataFrame | None = None) -> pd.DataFrame:
    """Count each word class's hits by article and voice, headlines and names left out.

    Parameters
    ----------
    hits, sentences : DataFrame
        Of a corpus.
    articles : DataFrame
        The articles to count in: ``article``, ``outlet``, ``event``, ``stage``, and ``genre`` if it has one.
    voice : str or sequence of str, default=("own", "others")
        As `by_voice.members` reads it.
    classes : DataFrame, optional
        ``class``, ``label``: those the features were built with, as ``corpus.classes`` has them; by default the
        shipped ones.

    Returns
    -------
    DataFrame
        One row per article, class and voice, also where nothing was found: the columns
        of ``articles`` named above, ``class``, ``label``, ``voice``, ``n_hits``, ``n_tokens``; ``n_passages``
        (with 25 tokens or more of that voice), ``n_passages_with`` a hit, and ``passage_rates``, their rates
        per 1,000 tokens in order.
    """
    chosen = articles["article"]
    sentences = sentences[sentences["article"].isin(chosen) & sentences["section"].ne("headline")]
    hits = hits[hits["article"].isin(chosen) & hits["in_name"].eq(0)]
    passages = voice_tokens(sentences, ("article", "passage"), voice=voice)
    classes = (lexicons.classes() if classes is None else classes)[["class", "label"]].drop_duplicates("class")
    found = voice_hits(hits, sentences, "classes", ("article", "passage", "category"), voice=voice)
    table = passages.merge(classes, how="cross").merge(
        found.rename(columns={"category": "class"}).drop(columns="n_sentences"),
        on=["article", "passage", "class", "voice"], how="left")
    table = table.fillna({"n_hits": 0}).sort_values("passage", kind="stable")
    large = table["n_tokens"] >= MIN_PASSAGE
    rate = (1000 * table["n_hits"] / table["n_tokens"].where(large)).map("{:.1f}".format)
    table = table.assign(
        n_passages=large.astype(int), n_passages_with=(large & table["n_hits"].gt(0)).astype(int),
        passage_rates=rate.where(large, ""))
    keys = ["article", "class", "label", "voice"]
    table = table.groupby(keys, as_index=False).agg({
        "n_hits": "sum", "n_tokens": "sum", "n_passages": "sum", "n_passages_with": "sum",
        "passage_rates": lambda rates: " ".join(filter(None, rates))})
    facts = articles[[name for name in ("article", "outlet", "event", "stage", "genre") if name in articles]]
    table = facts.merge(table, on="article").astype({"n_hits": int})
    return table.sort_values(["article", "class", "voice"], key=in_order, ignore_index=True)


def class_rates(counts: pd.DataFrame, by: str | None = None, *, voice: str = "own") -> pd.DataFrame:
    """Rate of each word class per 1,000 tokens, by article or outlet and by voice.

    Parameters
    ----------
    counts : DataFrame
        From `class_counts`.
    by : {"article", "outlet"}, optional
        By default as `choose_rows` says.
    voice : str, default="own"
        Of those in ``counts``, the one in which an outlet may stand out.

    Returns
    -------
    DataFrame
        One row per article (or outlet), class and voice with a token: ``per_1000_tokens``, ``n_hits``,
        ``n_tokens``, the result contract of `compare.rates`; for articles also the columns on passages.
        ``leads`` marks, in ``voice``, the outlet that stands out: of articles, each with twice the rate of every
        other outlet's articles or more, and five hits among them; of outlets, one whose every ratio to another
        has an interval above 1 or, where only described, is 2 or more, with one interval at least.
        ``identification`` says what else sets it apart from all the others.

    Raises
    ------
    ValueError
        If ``counts`` hold no such voice, or no token.

    Examples
    --------
    >>> counts = pd.DataFrame({"article": ["a", "b"], "outlet": ["Gazette", "Herald"], "event": "talks",
    ...     "stage": "during", "class": "threat", "label": "Threat", "voice": "own", "n_hits": [6, 1],
    ...     "n_tokens": 500, "n_passages": 5, "n_passages_with": [4, 1], "passage_rates": ""})
    >>> class_rates(counts)[["article", "per_1000_tokens", "n_hits", "leads", "evidence"]]
      article  per_1000_tokens  n_hits  leads  evidence
    0       a             12.0       6   True  describe
    1       b              2.0       1  False  describe
    """
    by = by or choose_rows(counts)
    keys = ["article", "outlet"] if by == "article" else ["outlet"]
    spoken = in_voice(counts, voice).query("n_tokens > 0")
    if not counts["n_tokens"].gt(0).any():
        raise ValueError(f"no tokens with voice {', '.join(counts['voice'].unique())}")
    table = compare.rates(counts, "n_hits", "n_tokens", [*keys, "class", "label", "voice"])
    leader = (_leading_articles if by == "article" else _leading_outlets)(spoken)
    table["leads"] = table["voice"].eq(voice) & table["outlet"].eq(table["class"].map(leader))
    table["identification"] = table["outlet"].where(table["leads"]).map({outlet: identification(
        spoken, "outlet", spoken["outlet"].eq(outlet), spoken["outlet"].ne(outlet)) for outlet in leader.values()})
    if by == "article":
        parts = ["n_passages", "n_passages_with", "passage_rates"]
        table = table.merge(counts[["article", "class", "voice", *parts]], on=["article", "class", "voice"])
    return table.sort_values([*keys, "class", "voice"], key=in_order, ignore_index=True)


def _leading_articles(counts: pd.DataFrame, min_hits: int = 5) -> dict[str, str]:
    """Find for each class the outlet whose articles each have twice the rate of any other's, or more."""
    counts = counts.assign(rate=counts["n_hits"] / counts["n_tokens"])
    leaders = {}
    for name, rows in counts.groupby("class"):
        top = rows.loc[rows["rate"].idxmax(), "outlet"]
        mine, others = rows[rows["outlet"].eq(top)], rows[rows["outlet"].ne(top)]
        above = mine["rate"].min() >= 2 * others["rate"].max()
        if len(others) and mine["n_hits"].sum() >= min_hits and above:
            leaders[name] = top
    return leaders


def _leading_outlets(counts: pd.DataFrame) -> dict[str, str]:
    """Find for each class the outlet that stands above all others."""
    leaders = {}
    for name, rows in counts.groupby("class"):
        sums = rows.groupby("outlet")[["n_hits", "n_tokens"]].sum()
        rates = sums["n_hits"] / sums["n_tokens"]
        top, others = rates.idxmax(), rates.sort_values(ascending=False, kind="stable").index
        if len(sums) > 1 and sums.loc[top, "n_hits"] and _above_all(rows, top, others.drop(top)):
            leaders[name] = top
    return leaders


def _above_all(rows: pd.DataFrame, top: str, others: Iterable[str]) -> bool:
    """Hold an outlet against one after the other, the nearest first, until one isn't left behind."""
    some = False
    for other in others:
        ratio = compare.rate_ratio(rows, "n_hits", "n_tokens", "outlet", top, other).iloc[0]
        inferred = ratio["evidence"] == "interval"
        if not (ratio["ci_low"] > 1 if inferred else ratio["rate_ratio"] >= 2):
            return False
        some |= inferred
    return some


def scare_quotes(attributions: pd.DataFrame, tokens: pd.DataFrame, sentences: pd.DataFrame,
                 articles: pd.DataFrame, by: str | None = None, *,
                 spelled: dict[str, str] | None = None) -> pd.DataFrame:
    """Scare quotes per 1,000 own tokens, and the words in them.

    A scare quote is one to three tokens in quotation marks with no source near; the headline is left out.

    Parameters
    ----------
    attributions, tokens, sentences : DataFrame
        Of a corpus.
    articles : DataFrame
        The articles to count in: ``article``, ``outlet``.
    by : {"article", "outlet"}, optional
        By default as `choose_rows` says.
    spelled : dict, optional
        How to write a token, from `contrasts.spellings`.

    Returns
    -------
    DataFrame
        One row per article or outlet: ``per_1000_tokens`` of its own words, those in scare quotes with them,
        ``n_hits`` (scare quotes), ``n_tokens``, the result contract, ``words``: those in scare quotes without
        function words, most frequent first, with a count above one; which stood together isn't stored.
    """
    by = by or choose_rows(articles)
    running = sentences[sentences["section"].ne("headline")]
    spans = attributions[attributions["voice"].eq("scare") & attributions["sentence"].gt(0)]
    size = running.groupby("article")[["n_own", "n_scare"]].sum().sum(axis=1)
    counts = articles[["article", "outlet"]].assign(
        n_hits=articles["article"].map(spans["article"].value_counts()).fillna(0).astype(int),
        n_tokens=articles["article"].map(size).fillna(0).astype(int))
    keys = ["article", "outlet"] if by == "article" else ["outlet"]
    found = tokens[tokens["voice"].eq("scare") & tokens["section"].ne("headline")
                   & ~tokens["token"].isin(lexicons.words("function_words"))]
    found = found.merge(articles[["article", "outlet"]], on="article").groupby([by, "token"])["count"].sum()
    found = found.rename(index=spelled or {}, level="token")
    table = compare.rates(counts, "n_hits", "n_tokens", keys)
    return table.assign(words=[_words(found.get(key, pd.Series(dtype=int))) for key in table[by]])


def _words(counts: pd.Series) -> str:
    counts = counts.sort_index().sort_values(ascending=False, kind="stable")
    return ", ".join(f"{word} ({n})" if n > 1 else word for word, n in counts.items())


def cue_classes(attributions: pd.DataFrame, articles: pd.DataFrame, by: str | None = None, *,
                voice: str | Sequence[str] = "others") -> pd.DataFrame:
    """Share of cue classes among the words that introduce somebody's words.

    A cue is counted once a sentence, whatever the number of spans it introduces.

    Parameters
    ----------
    attributions : DataFrame
        Of a corpus; spans without a cue are left out.
    articles : DataFrame
        The articles to count in: ``article``, ``outlet``.
    by : {"article", "outlet"}, optional
        By default as `choose_rows` says.
    voice : str or sequence of str, default="others"
        What is introduced, as `by_voice.members` reads it; several are counted together.

    Returns
    -------
    DataFrame
        One row per article (or outlet) with a cue, and ``cue_class`` (of thoughts: ``belief``):
        ``per_100_cues``, ``n_hits``, ``n_cues`` and the result contract; empty where there is no cue.

    Examples
    --------
    >>> spans = pd.DataFrame({"article": "a", "sentence": [1, 2], "voice": "quoted", "cue": ["say", "claim"],
    ...                       "cue_class": ["neutral", "doubting"]})
    >>> table = cue_classes(spans, pd.DataFrame({"article": ["a"], "outlet": "Gazette"}))
    >>> table.loc[table["n_hits"] > 0, ["article", "cue_class", "per_100_cues", "n_cues"]]
      article cue_class  per_100_cues  n_cues
    0       a   neutral          50.0       2
    2       a  doubting          50.0       2
    """
    by = by or choose_rows(articles)
    keys = ["article", "outlet"] if by == "article" else ["outlet"]
    cues = attributions[attributions["article"].isin(articles["article"]) & attributions["sentence"].gt(0)]
    cues = voiced(cues[cues["cue_class"].isin(CUE_CLASSES)], voice, apart=False)
    if cues.empty:
        return pd.DataFrame(columns=[*keys, "cue_class", "per_100_cues", "n_hits", "n_cues"])
    cues = cues.drop_duplicates(["article", "sentence", "cue"])
    counts = pd.crosstab(cues["article"], cues["cue_class"]).reindex(
        index=articles["article"], columns=list(CUE_CLASSES), fill_value=0)
    table = counts.stack().rename("n_hits").reset_index().merge(articles[["article", "outlet"]], on="article")
    table["n_cues"] = table.groupby("article")["n_hits"].transform("sum")
    rates = compare.rates(table, "n_hits", "n_cues", [*keys, "cue_class"], per=100)
    return rates.sort_values([*keys, "cue_class"], ignore_index=True,
                             key=lambda c: c.map(CUE_CLASSES.index) if c.name == "cue_class" else c)


def list_rates(dfm: DocumentFeatureMatrix, terms: Iterable[str], *,
               phrases: pd.DataFrame | None = None, by: str | list[str] = "outlet",
               looked_for: Iterable[str] = ()) -> pd.DataFrame:
    """Rate of any list of terms per 1,000 tokens, counted from stored words without a text.

    Parameters
    ----------
    dfm : DocumentFeatureMatrix
        Words by article.
    terms : iterable of str
        Words, stems with a final ``*`` and runs of words, read as the package's own lists are; one word of a
        text counts once, the longest term first.
    phrases : DataFrame, optional
        Of the corpus; needed for runs of words, counted in the sections and voices of ``dfm``.
    by : str or list of str, default="outlet"
        Columns of ``dfm.articles`` to give rates by; ``["outlet", "voice"]`` where it has both.
    looked_for : iterable of str
        Runs of words that features were built with beside the package's lists, as the corpus's topics: 0
        where they are not found. Other runs must be among the stored ones.

    Returns
    -------
    DataFrame
        As `compare.rates`: ``by``, ``per_1000_tokens``, ``n_hits``, ``n_tokens`` and the result contract.

    Raises
    ------
    ValueError
        If the list is empty, a term can't be read, or a run of words was never looked for.

    Examples
    --------
    >>> import framing.synthetic
    >>> rates = list_rates(framing.synthetic.tiny(), ["provoc*", "talks"])
    >>> rates[["outlet", "per_1000_tokens", "n_hits"]].round(1)
        outlet  per_1000_tokens  n_hits
    0  Gazette            823.5      42
    1   Herald            950.8      58
    """
    terms = list(dict.fromkeys(terms))
    if not terms:
        raise ValueError("terms: the list is empty")
    parsed = {term: parse_term(term) for term in terms}
    singles = [words[0] for words in parsed.values() if len(words) == 1]
    runs = {term: words for term, words in parsed.items() if len(words) > 1}
    counted = [any(_fits(word, *single) for single in singles) for word in dfm.features]
    hits = dfm.counts @ np.array(counted, int)
    if runs:
        hits = hits + _run_hits(dfm, phrases, runs, singles, looked_for)
    return compare.rates(dfm.articles.assign(n_hits=hits), "n_hits", "n_tokens", by)


def _fits(token: str, word: str, is_stem: bool) -> bool:
    seen = token.lower() if word == word.lower() else token
    return seen.startswith(word) if is_stem else seen == word


def _run_hits(dfm, phrases, runs, singles, looked_for) -> np.ndarray:
    """Count runs of words by unit, less their words that were counted as words already."""
    if phrases is None:
        raise ValueError(f"terms {', '.join(map(repr, runs))}: runs of words need the corpus's phrases")
    listed = {*lexicons.class_terms()["term"], *lexicons.tone(), *looked_for, *phrases["phrase"]}
    if unknown := [term for term in runs if term not in listed]:
        raise ValueError(f"terms {', '.join(map(repr, unknown))}: not among the stored phrases; add them to "
                         "topics.csv and rebuild the features from the texts")
    weights = {term: 1 - sum(any(_fits(word, *single) for single in singles) for word, _ in words)
               for term, words in runs.items()}
    keys = [key for key in ("article", "section", "voice") if key in dfm.articles]
    found = phrases[phrases["phrase"].isin(weights) & phrases["section"].isin(dfm.choices["section"])]
    found = voiced(found, dfm.choices["voice"], apart="voice" in keys)
    found = found.assign(n=found["count"] * found["phrase"].map(weights).astype(float))
    sums = found.groupby(keys, as_index=False)["n"].sum()
    return dfm.articles[keys].merge(sums, on=keys, how="left")["n"].fillna(0).astype(int).to_numpy()
