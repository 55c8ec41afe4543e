"""Tokens, sentences and hits counted apart for an outlet's own words and for others' words in it."""

from __future__ import annotations

import pandas as pd

GROUPS = {"own": ("own",), "others": ("quoted", "reported", "belief")}


def voice_tokens(sentences: pd.DataFrame, keys=("article",)) -> pd.DataFrame:
    """Count tokens and sentences by voice, headlines left out.

    Parameters
    ----------
    sentences : DataFrame
        The corpus's sentences.
    keys : sequence of str
        Columns to count within: ``article``, or ``article`` and ``passage``.

    Returns
    -------
    DataFrame
        ``keys``, ``voice`` (``own``; ``others`` for words quoted or retold; scare quotes are in neither),
        ``n_tokens``, ``n_sentences`` (sentences with at least one token in that voice), one row for each
        combination, also where it is 0.

    Examples
    --------
    >>> sentences = pd.DataFrame({"article": ["a", "a"], "section": "body", "n_own": [5, 3],
    ...                           "n_quoted": [0, 4], "n_reported": 0, "n_belief": 0})
    >>> voice_tokens(sentences)
      article   voice  n_tokens  n_sentences
    0       a     own         8            2
    1       a  others         4            1
    """
    running = sentences[sentences["section"] != "headline"]
    parts = []
    for voice, members in GROUPS.items():
        size = running[[f"n_{member}" for member in members]].sum(axis=1)
        part = running[list(keys)].assign(voice=voice, n_tokens=size, n_sentences=(size > 0).astype(int))
        parts.append(part.groupby([*keys, "voice"], as_index=False).sum())
    order = pd.CategoricalDtype(list(GROUPS), ordered=True)
    table = pd.concat(parts, ignore_index=True)
    table = table.sort_values([*keys, "voice"], key=lambda column: (
        column.astype(order) if column.name == "voice" else column), ignore_index=True)
    return table


def voice_hits(hits: pd.DataFrame, sentences: pd.DataFrame, name: str,
               keys=("article", "category")) -> pd.DataFrame:
    """Count one list's hits by voice, headlines left out.

    Parameters
    ----------
    hits, sentences : DataFrame
        The corpus's hits, and the sentences that say where each stands.
    name : str
        The list: ``classes``, ``topics``, ``vader`` or ``tone``.
    keys : sequence of str
        Columns to count within: of ``hits``, or of ``sentences`` (``passage``).

    Returns
    -------
    DataFrame
        ``keys``, ``voice`` (``own`` or ``others``), ``n_hits``, ``n_sentences`` (sentences hit); only
        combinations with a hit have a row.
    """
    voice_of = {member: voice for voice, members in GROUPS.items() for member in members}
    found = hits[hits["list"] == name].merge(
        sentences[["article", "sentence", "section", "passage"]], on=["article", "sentence"])
    found = found[found["section"] != "headline"].assign(voice=lambda t: t["voice"].map(voice_of))
    groups = found.dropna(subset=["voice"]).groupby([*keys, "voice"])
    return groups.agg(n_hits=("count", "sum"), n_sentences=("sentence", "nunique")).reset_index()
