"""What is written about, how much and where: topics from a documented list, and a model of headlines."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from framing import compare
from framing.by_voice import BOTH, GROUPS, in_voice, members, voiced
from framing.inference import MIN_UNITS, NoAnswer, choose_rows, require
from framing.vectorize import DocumentFeatureMatrix
from framing.wording import STAGES

VOICES = (*BOTH, "all")
PLACES = ("headline", "early", "middle", "late")
DWELLS, TIMES = 1 / 8, 2  # an article apart on a topic: an eighth of its sentences, twice the next one's share
TOP = 10  # words that describe a modelled topic
SAME = 8 / 12  # Jaccard of two lists of ten words that share eight
KEYS = ["article", "topic", "voice"]
FACTS = ["article", "outlet", "short", "order", "event", "stage"]


def mentions(sentences: pd.DataFrame, hits: pd.DataFrame, *,
             voice: str | Sequence[str] = VOICES) -> pd.DataFrame:
    """List the sentences that touch each topic.

    Parameters
    ----------
    sentences, hits : DataFrame
        Of a corpus. A sentence touches every topic of which it holds a listed word or phrase.
    voice : str or sequence of str, default=("own", "others", "all")
        As `by_voice.members` reads it.

    Returns
    -------
    DataFrame
        ``article``, ``topic``, ``voice``, ``sentence`` (0 is the headline); each once.

    Examples
    --------
    >>> sentences = pd.DataFrame({"article": "a", "sentence": [0, 1, 2]})
    >>> hits = pd.DataFrame({"article": "a", "sentence": [1, 1, 2], "list": "topics", "category": "Trade",
    ...                      "voice": ["own", "own", "quoted"]})
    >>> mentions(sentences, hits)
      article  topic   voice  sentence
    0       a  Trade     all         1
    1       a  Trade     all         2
    2       a  Trade  others         2
    3       a  Trade     own         1
    """
    require(hits, ["article", "sentence", "list", "category", "voice"])
    found = hits[hits["list"].eq("topics")].rename(columns={"category": "topic"})
    found = found[found["article"].isin(sentences["article"])]
    keys = ["article", "topic", "voice", "sentence"]
    return voiced(found, voice)[keys].drop_duplicates().sort_values(keys, ignore_index=True)


def article_topics(articles: pd.DataFrame, sentences: pd.DataFrame, hits: pd.DataFrame,
                   topics: pd.DataFrame, *, voice: str | Sequence[str] = VOICES) -> pd.DataFrame:
    """Count the sentences of each article that touch each topic, by voice and place.

    Parameters
    ----------
    articles, sentences, hits, topics : DataFrame
        Of a corpus. Articles known by their headline alone are left out.
    voice : str or sequence of str, default=("own", "others", "all")
        As `by_voice.members` reads it.

    Returns
    -------
    DataFrame
        One row per article, topic and voice, zeros included: ``n_sentences`` of deck and body,
        ``n_touched`` of them and ``share``; ``headline`` (1 if it touches the topic); ``early``, ``middle``,
        ``late`` (share of the sentences of that third that touch it), ``lean`` (late minus early),
        ``first_mention`` (share of the text that is over before it; blank if never), and ``at`` (the numbers
        of the sentences that touch it).

    Examples
    --------
    >>> facts = {"outlet": "Gazette", "short": "Gazette", "order": 1, "event": "fair", "stage": "after"}
    >>> sentences = pd.DataFrame({"article": "a", "sentence": range(7), "section": "body"})
    >>> sentences.loc[0, "section"] = "headline"
    >>> hits = pd.DataFrame({"article": "a", "sentence": [0, 5, 6], "list": "topics", "category": "Trade",
    ...                      "voice": "own"})
    >>> counted = article_topics(pd.DataFrame({"article": ["a"], **facts}), sentences, hits,
    ...                          pd.DataFrame({"topic": ["Trade"]}))
    >>> counted[["voice", "n_touched", "share", "headline", "early", "late", "at"]].round(2).head(1)
      voice  n_touched  share  headline  early  late   at
    0   own          2   0.33         1    0.0   1.0  5 6
    """
    require(articles, FACTS)
    facts = [*FACTS, *(["genre"] if "genre" in articles else [])]
    require(sentences, ["article", "sentence", "section"])
    if topics.empty:
        raise NoAnswer("topics.csv lists no topic, so none can be counted")
    running = sentences[sentences["section"].ne("headline")]
    if running.empty:
        raise NoAnswer("no article has a text; topics are counted in sentences of deck and body")
    grid = pd.MultiIndex.from_product(
        [sorted(set(running["article"])), dict.fromkeys(topics["topic"]), list(members(voice))], names=KEYS)
    places, found = _thirds(running), mentions(sentences, hits, voice=voice)
    headline = found[found["sentence"].eq(0)].groupby(KEYS).size().reindex(grid, fill_value=0)
    found = found.merge(places, on=["article", "sentence"]).sort_values([*KEYS, "before"])
    if found.empty:
        raise NoAnswer("no sentence of deck or body has a term of topics.csv, so there is no topic to show")
    groups = found.groupby(KEYS)
    table = pd.DataFrame(index=grid).assign(
        n_touched=groups.size(), headline=headline, first_mention=groups["before"].min(),
        at=groups["sentence"].agg(lambda numbers: " ".join(map(str, numbers))))
    table = table.fillna({"n_touched": 0, "at": ""}).astype({"n_touched": int, "headline": int})
    touched, sizes = _by_third(found, KEYS).reindex(grid, fill_value=0), _by_third(places, ["article"])
    of = sizes.reindex(grid.get_level_values("article")).to_numpy(float)
    table = table.join(touched / np.where(of > 0, of, np.nan)).reset_index()
    table["n_sentences"] = table["article"].map(sizes.sum(axis=1))
    table["share"] = table["n_touched"] / table["n_sentences"]
    table["lean"] = table["late"] - table["early"]
    stages = {stage: place for place, stage in enumerate(STAGES)}
    known = articles[facts].sort_values(
        ["order", "event", "stage", "article"],
        key=lambda column: column.map(stages) if column.name == "stage" else column)
    table = known.merge(table, on="article", validate="1:m")
    return table[[*facts, "topic", "voice", "n_touched", "n_sentences", "share", "headline", "first_mention",
                  *PLACES[1:], "lean", "at"]]


def _thirds(running):
    """Say of each sentence how much of the article is over before it, and in which third it stands."""
    table = running.sort_values(["article", "sentence"])[["article", "sentence"]]
    order = table.groupby("article").cumcount()
    size = table.groupby("article")["sentence"].transform("size")
    third = (3 * (order + 0.5) / size).astype(int)
    return table.assign(before=order / size, place=third.map(dict(enumerate(PLACES[1:]))))


def _by_third(table, keys):
    counts = table.groupby([*keys, "place"]).size().unstack(fill_value=0)
    return counts.reindex(columns=PLACES[1:], fill_value=0)


def topic_shares(counted: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Share of sentences that touch each topic, by voice.

    Every share is of all sentences of an article, so all voices stand on one scale; a sentence may touch
    several topics, so shares need not sum to one.

    Parameters
    ----------
    counted : DataFrame
        From `article_topics`.
    by : {"article", "outlet"}, optional
        What a row is; default as `choose_rows` says.

    Returns
    -------
    DataFrame
        One row per article or outlet, topic and voice: ``share`` (mean over articles), ``share_all`` (mean
        over all rows), ``n_touched`` and ``n_sentences``, and the columns of `compare.means`. Topics by
        their share in all voices together, where ``counted`` has it, the most touched first.

    Examples
    --------
    >>> counted = pd.DataFrame({"article": list("abcd"), "outlet": "Gazette", "short": "Gazette", "order": 1,
    ...     "event": "fair", "topic": "Trade", "voice": "own", "n_touched": [1, 2, 3, 2], "n_sentences": 10})
    >>> counted["share"] = counted["n_touched"] / counted["n_sentences"]
    >>> topic_shares(counted)[["outlet", "topic", "share", "n_articles", "ci_low", "ci_high"]].round(2)
        outlet  topic  share  n_articles  ci_low  ci_high
    0  Gazette  Trade    0.2           4    0.07     0.33
    """
    table, keys = _over_rows(counted, "share", by)
    sums = counted.groupby(keys, as_index=False)[["n_touched", "n_sentences"]].sum()
    table = table.merge(sums, on=keys)
    table["share_all"] = table.groupby(["topic", "voice"])["share"].transform("mean")
    return _placed(table, counted, keys, _topic_order(table))


def prominence(counted: pd.DataFrame, by: str | None = None, *, voice: str = "all") -> pd.DataFrame:
    """Where topics stand: headline, thirds of the text, first mention.

    Parameters
    ----------
    counted, by
        As for `topic_shares`.
    voice : str, default="all"
        Of those in ``counted``.

    Returns
    -------
    DataFrame
        One row per article or outlet and topic: ``lean`` (share of the last third's sentences that touch the
        topic minus the first third's) with the columns of `compare.means`; and the means of ``headline``,
        ``early``, ``middle``, ``late``, ``share``, ``first_mention`` (over the articles with one,
        ``n_mentioning``). Where rows are articles, ``at_`` with each voice of ``counted`` numbers
        the sentences, and ``at_rest`` those in none of these but ``voice``, as in scare quotes.
    """
    spoken = in_voice(counted, voice)
    table, keys = _over_rows(spoken, "lean", by)
    means = spoken.groupby(keys, as_index=False).agg(
        **{name: (name, "mean") for name in (*PLACES, "share", "first_mention")},
        n_mentioning=("first_mention", "count"), n_touched=("n_touched", "sum"),
        n_sentences=("n_sentences", "sum"))
    table = table.merge(means, on=keys)
    if keys[0] == "article":
        at = counted.pivot(index=["article", "topic"], columns="voice", values="at").add_prefix("at_")
        table = table.merge(_with_rest(at, f"at_{voice}").reset_index(), on=["article", "topic"])
    return _placed(table, counted, keys, _topic_order(table))


def _with_rest(at, whole):
    """Add the sentence numbers that stand in the column ``whole`` alone."""
    parts = at.drop(columns=whole)
    rest = [" ".join(number for number in numbers.split() if number not in " ".join(found).split())
            for numbers, found in zip(at[whole], parts.to_numpy(), strict=True)]
    return parts.assign(at_rest=rest)


def leaders(counted: pd.DataFrame, by: str | None = None, *, voice: str = "own") -> pd.DataFrame:
    """Find who gives each topic the most room in one voice, and whether the others stay behind.

    Parameters
    ----------
    counted, by
        As for `topic_shares`. Outlets with fewer than four articles are left out.
    voice : str, default="own"
        Of those in ``counted``.

    Returns
    -------
    DataFrame
        One row per topic that one of them touches, largest difference first: ``leader``, ``share``, ``next`` and
        ``difference`` (from the row that comes closest) with the columns of `compare.difference`; ``apart``. An
        article is apart with an eighth of its sentences and twice the next one's share; an outlet, if the intervals
        of its differences from every other outlet leave out zero.

    Examples
    --------
    >>> counted = pd.DataFrame({"article": ["a", "b"], "outlet": ["Gazette", "Herald"], "topic": "Trade",
    ...                         "voice": "own", "share": [0.2, 0.05]})
    >>> leaders(counted)[["topic", "leader", "share", "next", "difference", "apart", "evidence"]]
       topic leader  share next  difference  apart  evidence
    0  Trade      a    0.2    b        0.15   True  describe
    """
    by = by or choose_rows(counted)
    spoken = in_voice(counted, voice)
    if by == "outlet":
        spoken = spoken[spoken.groupby(["outlet", "topic"])["article"].transform("nunique").ge(MIN_UNITS)]
    spoken = spoken[spoken.groupby("topic")["share"].transform("max").gt(0)]
    means = spoken.groupby(["topic", by], as_index=False)["share"].mean()
    if means.empty or means[by].nunique() < 2:
        return pd.DataFrame(columns=["topic", "leader", "share", "next", "difference", "apart", "evidence"])
    rows = [{"topic": topic} | _lead(spoken[spoken["topic"].eq(topic)], part.set_index(by)["share"], by)
            for topic, part in means.groupby("topic")]
    return pd.DataFrame(rows).sort_values(["difference", "topic"], ascending=[False, True], ignore_index=True)


def _lead(rows, shares, by):
    shares = shares.sort_values(ascending=False, kind="stable")
    leader, share = shares.index[0], shares.iloc[0]
    found = {"leader": leader, "share": share}
    rivals = shares.index[1:]
    if level := [other for other in rivals if rows.loc[rows[by].isin([leader, other]), "share"].nunique() == 1]:
        return found | {"next": level[0], "apart": False, "difference": 0.0, "evidence": "describe"}
    sides = [compare.difference(rows, "share", by, leader, other).iloc[0] for other in rivals]
    closest = int(np.argmin([side["difference"] for side in sides]))
    if by == "article":
        apart = share >= max(DWELLS, TIMES * shares.iloc[1])
    else:
        apart = all(side["evidence"] == "interval" and side["ci_low"] > 0 for side in sides)
    contract = sides[closest].drop(["share_focus", "share_reference"]).to_dict()
    return found | {"next": rivals[closest], "apart": bool(apart)} | contract


def _over_rows(counted, value, by):
    by = by or choose_rows(counted)
    if by not in ("article", "outlet"):
        raise ValueError(f"by is {by!r}; expected 'article' or 'outlet'")
    keys = [by, "topic", *(["voice"] if "voice" in counted and counted["voice"].nunique() > 1 else [])]
    if value == "share" and "voice" not in keys:
        keys.append("voice")
    return compare.means(counted, value, keys), keys


def _topic_order(table):
    rows = table[table["voice"].eq("all")] if "voice" in table and table["voice"].eq("all").any() else table
    shares = rows.groupby("topic")["share"].mean().reset_index()
    return list(shares.sort_values(["share", "topic"], ascending=[False, True])["topic"])


def _placed(table, counted, keys, topics):
    """Add outlet and event to each row, and sort: outlets by order, articles by event and stage, topics by share."""
    facts = ["outlet", "short", "order"]
    if keys[0] == "article":
        facts += [fact for fact in ("event", "stage") if fact in counted]
    known = counted[list(dict.fromkeys([keys[0], *facts]))].drop_duplicates(keys[0])
    table = known.merge(table, on=keys[0])
    place = {name: {value: i for i, value in enumerate(values)}
             for name, values in (("topic", topics), ("voice", GROUPS), ("stage", STAGES))}
    by = [*(fact for fact in facts[2:] if fact in table), *keys]
    table = table.sort_values(by, key=lambda c: c.map(place[c.name]) if c.name in place else c)
    return table.drop(columns=["order", "stage"], errors="ignore").reset_index(drop=True)


def headline_topics(dfm: DocumentFeatureMatrix, n_topics=(4, 6, 8), *, n_runs: int = 20, kept: float = 0.8,
                    seed: int = 0) -> pd.DataFrame:
    """Model the topics of headlines, and hide those that do not hold still.

    Non-negative matrix factorization of tf-idf weights; exploratory. The best of ``n_runs`` seeds is
    compared with the other seeds, and with ``n_runs`` models of a random part of the headlines. The same is
    done with the words shuffled among headlines: so much holds still where no word keeps company.

    Parameters
    ----------
    dfm : DocumentFeatureMatrix
        Counts of headlines, trimmed; a word in more than half of them is left out.
    n_topics : sequence of int
        How many topics to ask for, in turn.
    n_runs, kept, seed
        Models to compare with on either count, and the share of headlines each of the second kind sees.

    Returns
    -------
    DataFrame
        One row per model and topic: ``n_topics``, ``shuffled`` (0 or 1), ``topic``, ``same_seeds`` and
        ``same_parts`` (best-match Jaccard of its ten top words, mean over runs), ``stable`` (both two thirds
        or more, as where eight of ten words come back, and more than any shuffled topic of that model),
        ``words`` (empty unless stable), ``n_headlines`` (that load on it most), ``n_articles``,
        ``evidence``. A model with fewer than five headlines a topic, or of fewer than 20 words, is one row
        without numbers.

    Examples
    --------
    >>> from framing.synthetic import null_corpus
    >>> found = headline_topics(null_corpus(1, n_words=40, n_tokens=12), [3], n_runs=3)
    >>> bool((found["words"].ne("") == found["stable"]).all())
    True
    """
    if not dfm.counts.nnz:
        raise NoAnswer("there are too few headlines to compare, with too few words in common, to model topics in them")
    shares = (dfm.counts > 0).mean(axis=0)
    counts, words = dfm.counts[:, shares <= 0.5], dfm.features[shares <= 0.5]
    counts = counts[counts.sum(axis=1) > 0]
    n, rng = counts.shape[0], np.random.default_rng(seed)
    shuffled = sparse.csr_array(rng.permuted(counts.toarray(), axis=0))
    parts = [np.sort(rng.permutation(n)[:round(kept * n)]) for _ in range(n_runs)]
    rows = []
    for k in n_topics:
        if n < 5 * k or len(words) < 2 * TOP:
            rows.append({"n_topics": k, "shuffled": 0, "same_seeds": np.nan, "same_parts": np.nan, "words": "",
                         "n_headlines": 0})
        else:
            rows += [{"n_topics": k, "shuffled": i} | topic for i, each in enumerate((counts, shuffled))
                     for topic in _modelled(each, words, k, parts, seed)]
    table = pd.DataFrame(rows)
    chance = table[table["shuffled"].eq(1)].groupby("n_topics")["same_parts"].max()
    enough = table[["same_seeds", "same_parts"]].min(axis=1) >= SAME - 1e-9
    table["stable"] = enough & (table["same_parts"] > table["n_topics"].map(chance)) & table["shuffled"].eq(0)
    table["words"] = table["words"].where(table["stable"], "")
    keys = ["n_topics", "shuffled"]
    table = table.sort_values([*keys, "same_parts", "same_seeds", "n_headlines"],
                              ascending=[True, True, False, False, False], ignore_index=True)
    table.insert(2, "topic", table.groupby(keys).cumcount() + 1)
    return table.assign(n_articles=n, evidence="describe")


def _modelled(counts, words, k, parts, seed):
    """Describe the topics of the best of many runs by how much of each the other runs find again."""
    from sklearn.feature_extraction.text import TfidfTransformer

    weights = TfidfTransformer().fit_transform(counts)
    runs = [_factors(weights, k, seed + run) for run in range(len(parts) + 1)]
    best = min(range(len(runs)), key=lambda run: runs[run][2])
    tops = _top_words(runs[best][1], words)
    others = [_top_words(run[1], words) for i, run in enumerate(runs) if i != best]
    drawn = [_top_words(_factors(weights[part], k, seed)[1], words) for part in parts]
    load = np.bincount(runs[best][0].argmax(axis=1), minlength=k)
    return [{"same_seeds": _same(top, others), "same_parts": _same(top, drawn), "words": ", ".join(top),
             "n_headlines": n} for top, n in zip(tops, load, strict=True)]


def _factors(weights, k, seed):
    """Factorize once; a run that stops short of convergence is one more run to disagree."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    model = NMF(k, init="random", random_state=seed, max_iter=1000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        loads = model.fit_transform(weights)
    return loads, model.components_, model.reconstruction_err_


def _top_words(components, words):
    return [list(words[np.argsort(-row, kind="stable")[:TOP]]) for row in components]


def _same(top, runs):
    """Mean over runs of the best match among a run's topics."""
    def jaccard(one, other):
        return len(set(one) & set(other)) / len(set(one) | set(other))

    return float(np.mean([max(jaccard(top, other) for other in run) for run in runs]))
