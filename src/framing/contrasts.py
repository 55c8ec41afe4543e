"""Choose what to set apart: which sides, without whose names, and which words one part alone carries.

Whose words they are is a choice of the matrix: ``vectorize(corpus, voice=...)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from framing import wording
from framing.inference import MIN_UNITS, NoAnswer, require
from framing.tokens import parse_term, tokenize
from framing.vectorize import DocumentFeatureMatrix

PERSONS = ("official", "politician", "expert")
MIN_SUBJECT = 4  # letters a word of a name needs to be a subject as well


def sides_by(articles: pd.DataFrame) -> str:
    """Say what two vocabularies can be compared by: outlets, else events, else articles.

    Examples
    --------
    >>> sides_by(pd.DataFrame({"article": ["a", "b"], "outlet": "Gazette", "event": "talks"}))
    'article'
    """
    for column in ("outlet", "event", "article"):
        if articles[column].nunique() > 1:
            return column
    raise NoAnswer("there are not two articles with a text; setting vocabularies apart takes two")


def leading_pairs(articles: pd.DataFrame, by: str = "outlet", n_pairs: int = 2) -> list[tuple[str, str]]:
    """Pick which sides to compare: those with most articles, then most tokens, in a chain.

    Parameters
    ----------
    articles : DataFrame
        Of a matrix: ``article``, ``n_tokens`` and ``by``.
    by : str, default="outlet"
    n_pairs : int, default=2

    Returns
    -------
    list of (str, str)
        Focus and reference; the last pair is the largest side against the second.

    Examples
    --------
    >>> articles = pd.DataFrame({"article": range(4), "outlet": list("aabc"), "n_tokens": [9, 9, 5, 7]})
    >>> leading_pairs(articles)
    [('c', 'b'), ('a', 'c')]
    """
    sizes = articles.groupby(by).agg(n=("article", "nunique"), n_tokens=("n_tokens", "sum"))
    order = list(sizes.sort_values(["n", "n_tokens"], ascending=False, kind="stable").index[:n_pairs + 1])
    return list(zip(order[:-1], order[1:], strict=True))[::-1]


def name_words(actors: pd.DataFrame, features: Iterable[str], keep: Iterable[str] = ()) -> list[str]:
    """Pick the words of which actors' names are made.

    Parameters
    ----------
    actors : DataFrame
        actors.csv: ``actor``, ``aliases``.
    features : iterable of str
        Words of a matrix; one with hyphens is a name if all its parts are.
    keep : iterable of str
        Listed terms, as of topics.csv: their words also name a subject, and stay unless one is a whole name.

    Examples
    --------
    >>> actors = pd.DataFrame({"actor": ["Ann Lee", "Defence ministry"],
    ...                        "aliases": ["Lee", "Ministry of Defence;Ruritania"]})
    >>> name_words(actors, ["ann", "defence", "lee-led", "ministry", "ruritania"], keep=["defence polic*"])
    ['ann', 'ministry', 'ruritania']
    """
    written = [name for row in actors.itertuples() for name in (row.actor, *row.aliases.split(";"))]
    words = [[word.lower() for word in tokenize(name)] for name in written]
    whole = {name[0] for name in words if len(name) == 1}
    subjects = [word for term in keep for word in parse_term(term.lower())]
    names = {word for name in words for word in name} - whole
    names = {word for word in names if len(word) < MIN_SUBJECT or not any(
        word.startswith(stem) if is_stem else word == stem for stem, is_stem in subjects)} | whole
    return [feature for feature in features if all(part in names for part in feature.lower().split("-"))]


def spellings(actors: pd.DataFrame) -> dict[str, str]:
    """Return names as they are written, by their stored form: tokens are in small letters.

    Parameters
    ----------
    actors : DataFrame
        actors.csv: ``actor``, ``aliases``, ``role``. One-word aliases count, and the parts of a full name that
        is an alias of an official, a politician or an expert.

    Examples
    --------
    >>> actors = pd.DataFrame({"actor": ["Ann Lee", "Ruritania"], "role": ["official", "government"],
    ...                        "aliases": ["Ann Lee", "Ruritania;US;the ministry"]})
    >>> spellings(actors)
    {'ann': 'Ann', 'lee': 'Lee', 'ruritania': 'Ruritania', 'US': 'US'}
    """
    written: dict[str, str] = {}
    for row in actors.itertuples():
        for alias in row.aliases.split(";"):
            if " " not in alias or (alias == row.actor and row.role in PERSONS):
                for word in alias.split():
                    written.setdefault(tokenize(f"a {word}")[-1], word)  # capitals alone would read as a heading
    return written


def score_pairs(dfm: DocumentFeatureMatrix, pairs: Iterable[tuple[str, str]], score: Callable[..., pd.DataFrame],
                passages: pd.DataFrame, *, by: str = "outlet", **options) -> pd.DataFrame:
    """Score the words of each pair of sides, and mark those that one part carries.

    Parameters
    ----------
    dfm : DocumentFeatureMatrix
    pairs : iterable of (str, str)
        Focus and reference; a pair of which one side has no word in the matrix is left out.
    score : callable
        `keyness.log_odds`; it gets ``by`` and ``options``, too.
    passages : DataFrame
        Of a corpus.
    by : str, default="outlet"

    Returns
    -------
    DataFrame
        The tables of `carried` below each other; where no pair is left, one row with the ``reason``.

    Examples
    --------
    >>> import framing.synthetic, framing.keyness
    >>> passages = pd.DataFrame({"article": ["herald-01"], "token": ["talks"], "count": [10]})
    >>> table = score_pairs(framing.synthetic.tiny(), [("Herald", "Gazette")], framing.keyness.log_odds, passages)
    >>> table[["focus", "reference", "feature", "side"]].head(2)
        focus reference      feature     side
    0  Herald   Gazette  provocation   Herald
    1  Herald   Gazette       candid  Gazette
    """
    require(dfm.articles, [by])
    heard = set(dfm.articles[by])
    found = [score(dfm, focus, reference, by=by, **options).assign(focus=focus, reference=reference, by=by)
             for focus, reference in pairs if {focus, reference} <= heard]
    if not found:
        return pd.DataFrame({"reason": ["No two of these sides have words in this voice."]})
    return pd.concat([carried(table, passages, dfm.articles) for table in found], ignore_index=True)


def carried(scores: pd.DataFrame, passages: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Mark words that one part of the side they lean to carries, so that they may be that part's subject.

    The parts are passages on a side with fewer than four articles, else articles. Passages hold all voices.

    Parameters
    ----------
    scores : DataFrame
        From `keyness.log_odds`, of one pair of sides, with columns ``focus`` and ``reference`` that name the
        sides and ``by``, the column of ``articles`` they stand in.
    passages : DataFrame
        Of a corpus.
    articles : DataFrame
        Of the matrix that was scored.

    Returns
    -------
    DataFrame
        ``scores`` with ``per_1000_tokens`` (both sides together), ``side`` (that it leans to), ``passage_share``
        (of the word's hits on that side, the largest in one passage) and ``carried``: half or more in one part,
        or all in one of several articles.
    """
    table = scores.assign(side=np.where(scores["log_odds"] > 0, scores["focus"], scores["reference"]))
    parts = passages.merge(articles, on="article")
    top = {}
    for by, side in table[["by", "side"]].drop_duplicates().itertuples(index=False):
        words = parts[parts[by].eq(side)].groupby("token")["count"]
        top |= {(side, word): share for word, share in (words.max() / words.sum()).items()}
    keys = zip(table["side"], table["feature"], strict=True)
    table["passage_share"] = [top.get(key, np.nan) for key in keys]
    focus = table["side"].eq(table["focus"])
    n = table["n_articles_focus"].where(focus, table["n_articles_reference"])
    n_with = table["n_articles_with_focus"].where(focus, table["n_articles_with_reference"])
    few = n < MIN_UNITS
    in_one = (few & table["passage_share"].ge(0.5)) | (~few & table["one_article"])
    n_hits = table["n_hits_focus"] + table["n_hits_reference"]
    rate = 1000 * n_hits / (table["n_tokens_focus"] + table["n_tokens_reference"])
    return table.assign(per_1000_tokens=rate, carried=in_one | ((n > 1) & (n_with == 1)))


def side_rates(dfm: DocumentFeatureMatrix, shared: pd.DataFrame, by: str = "outlet") -> pd.DataFrame:
    """Hits and rates of shared words on each side.

    Parameters
    ----------
    dfm : DocumentFeatureMatrix
        The one whose words are shared, or one of the same features in another voice.
    shared : DataFrame
        From `keyness.shared_words`; ``times``, ``alike`` and ``n_hits_low`` are what it says.
    by : str, default="outlet"

    Returns
    -------
    DataFrame
        One row per word, in the order of ``shared``, and side, largest first: ``feature``, ``by``, ``side``,
        ``n_hits``, ``n_tokens``, ``per_1000_tokens``, ``n_articles``, ``times`` (highest rate over lowest),
        ``alike`` (that is 2 or less), ``n_hits_low``, ``voice``, ``evidence``.

    Examples
    --------
    >>> import framing.synthetic, framing.keyness
    >>> dfm = framing.synthetic.tiny()
    >>> side_rates(dfm, framing.keyness.shared_words(dfm)).round(1)[["feature", "side", "n_hits", "times"]]
      feature     side  n_hits  times
    0   talks   Herald      40    1.2
    1   talks  Gazette      40    1.2
    """
    if shared.empty:
        raise NoAnswer("no word stands on every side, so none is shared")
    sides = dfm.group((by,))
    place = {feature: i for i, feature in enumerate(dfm.features)}
    rows = []
    for row in shared.itertuples():
        counts = sides.counts[:, [place[row.feature]]].toarray()[:, 0].astype(int)
        part = sides.articles.rename(columns={by: "side"}).assign(by=by).sort_values("n_tokens", ascending=False)
        times = 2 ** row.log2_range
        rows.append(part.assign(feature=row.feature, n_hits=counts[part.index], times=times, alike=times <= 2,
                                n_hits_low=row.n_hits_low, voice=dfm.voice, evidence=row.evidence))
    table = pd.concat(rows, ignore_index=True)
    table["per_1000_tokens"] = 1000 * table["n_hits"] / table["n_tokens"]
    return table[["feature", "by", "side", "n_hits", "n_tokens", "per_1000_tokens", "n_articles", "times", "alike",
                  "n_hits_low", "voice", "evidence"]]


def common_floor(dfm: DocumentFeatureMatrix, by: str = "outlet", n_words: int = 10) -> int:
    """Find the most hits (10, 5, 3, 2 or 1) that enough words have on every side.

    Examples
    --------
    >>> import framing.synthetic
    >>> common_floor(framing.synthetic.tiny(), n_words=2)
    3
    """
    fewest = dfm.group((by,)).counts.toarray().min(axis=0)
    return next((floor for floor in (10, 5, 3, 2) if (fewest >= floor).sum() >= n_words), 1)


def side_names(outlets: pd.DataFrame, events: pd.DataFrame, articles: pd.DataFrame, by: str) -> dict[str, str]:
    """Return how each side is written: an outlet's short name, an event's name, else an article's id.

    Parameters
    ----------
    outlets, events : DataFrame
        outlets.csv: ``outlet``, ``short``, ``order``; events.csv: ``event``, ``name``.
    articles : DataFrame
        With ``article``.
    by : {"outlet", "event", "article"}

    Examples
    --------
    >>> outlets = pd.DataFrame({"outlet": ["The Herald"], "short": ["Herald"], "order": [1]})
    >>> side_names(outlets, None, None, "outlet")
    {'The Herald': 'Herald'}
    """
    if by == "article":
        return {article: article for article in articles["article"]}
    table, name = (outlets.sort_values("order"), "short") if by == "outlet" else (events, "name")
    return dict(zip(table[by], table[name], strict=True))


def side_notes(articles: pd.DataFrame, by: str) -> dict[str, str]:
    """Say how many articles a side has, and whether who published them is in doubt.

    Parameters
    ----------
    articles : DataFrame
        Of a corpus, those compared: ``article``, ``attribution`` and ``by``.
    by : str

    Examples
    --------
    >>> articles = pd.DataFrame({"article": ["a", "b"], "outlet": "Herald", "attribution": ["stated", "unverified"]})
    >>> side_notes(articles, "outlet")
    {'Herald': '2 articles, 1 of unverified attribution'}
    """
    notes = {}
    for side, rows in articles.groupby(by):
        n, doubtful = len(rows), int(rows["attribution"].eq("unverified").sum())
        doubt = f", {'' if n == doubtful == 1 else f'{doubtful} of '}unverified attribution" if doubtful else ""
        notes[side] = wording.counted(n, "article") + doubt
    return notes
