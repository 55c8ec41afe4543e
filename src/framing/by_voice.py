"""Which voices there are, and tokens, sentences and hits counted in those asked for.

Every measure takes ``voice=`` as this module reads it: one of

- ``own``: the outlet's own words;
- ``others``: words quoted, retold or ascribed, together; ``quoted``, ``reported`` and ``belief`` apart;
- ``scare``: one to three words in quotation marks without a source, in neither of the above;
- ``all``: every word;

or several of them. In tables several stand apart, and the column ``voice`` names them. An unknown voice is
an error that names the known ones. A voice that occurs in no chosen text counts 0; where nothing is left to
take a rate or a mean of, that is an error, too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from framing.inference import NoAnswer

VOICES = ("own", "quoted", "reported", "belief", "scare")
GROUPS = {"own": ("own",), "others": ("quoted", "reported", "belief"), "quoted": ("quoted",),
          "reported": ("reported",), "belief": ("belief",), "scare": ("scare",), "all": VOICES}
STORED = GROUPS | {"others": (*GROUPS["others"], "others"), "all": (*VOICES, "others")}  # few tokens are pooled
BOTH = ("own", "others")  # what figures show beside each other


def members(voice: str | Sequence[str], known: Collection[str] = tuple(GROUPS)) -> dict[str, tuple[str, ...]]:
    """Say which stored voices each voice asked for takes in.

    Parameters
    ----------
    voice : str or sequence of str
        One voice or several.
    known : collection of str
        The voices that can be asked for; by default all.

    Raises
    ------
    ValueError
        If there is no such voice, or none is asked for.

    Examples
    --------
    >>> members(("own", "others"))
    {'own': ('own',), 'others': ('quoted', 'reported', 'belief')}
    """
    names = (voice,) if isinstance(voice, str) else tuple(voice or ())
    for name in names or (voice,):
        if name not in known:
            raise _unknown(name, known)
    return {name: GROUPS[name] for name in names}


def _unknown(voice, known) -> ValueError:
    return ValueError(f"voice {voice!r}: expected one of {', '.join(known) or 'none, the table is empty'}")


def voiced(table: pd.DataFrame, voice: str | Sequence[str], *, apart: bool = True) -> pd.DataFrame:
    """Take the rows of a corpus table that stand in the voices asked for.

    Parameters
    ----------
    table : DataFrame
        With ``voice`` as it is stored: tokens, phrases, hits, attributions.
    voice : str or sequence of str
        As `members` reads it.
    apart : bool, default=True
        Give a row once for each voice asked for that takes it in, and name that voice; else once, as stored.

    Examples
    --------
    >>> hits = pd.DataFrame({"term": ["war", "talks"], "voice": ["own", "belief"]})
    >>> voiced(hits, ("others", "all"))
        term   voice
    0  talks  others
    1    war     all
    2  talks     all
    """
    groups = {name: STORED[name] for name in members(voice)}
    if not apart:
        return table[table["voice"].isin({member for group in groups.values() for member in group})]
    parts = [table[table["voice"].isin(group)].assign(voice=name) for name, group in groups.items()]
    return pd.concat(parts, ignore_index=True)


def in_voice(table: pd.DataFrame, voice: str) -> pd.DataFrame:
    """Take the rows of a result in one voice; one it does not hold is an error that names those it holds.

    Raises
    ------
    ValueError
        If the table has no row in that voice, or several voices are asked for.

    Examples
    --------
    >>> in_voice(pd.DataFrame({"voice": ["own", "others"], "share": [0.2, 0.1]}), "own")
      voice  share
    0   own    0.2
    """
    if table.empty:
        raise NoAnswer("no article is held in full, so there are no words to tell apart by voice")
    if not isinstance(voice, str) or voice not in set(table["voice"]):
        raise _unknown(voice, table["voice"].unique())
    return table[table["voice"].eq(voice)]


def in_order(column: pd.Series) -> pd.Series:
    """Key to sort by: voices as this module lists them, other columns as they are."""
    return column.map(list(GROUPS).index) if column.name == "voice" else column


def voice_tokens(sentences: pd.DataFrame, keys=("article",), *, voice: str | Sequence[str] = BOTH) -> pd.DataFrame:
    """Count tokens and sentences by voice, headlines left out.

    Parameters
    ----------
    sentences : DataFrame
        The corpus's sentences.
    keys : sequence of str
        Columns to count within: ``article``, or ``article`` and ``passage``.
    voice : str or sequence of str, default=("own", "others")
        As `members` reads it.

    Returns
    -------
    DataFrame
        ``keys``, ``voice``, ``n_tokens``, ``n_sentences`` (sentences with at least one token in that voice), one
        row for each combination, also where it is 0.

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
    for name, group in members(voice).items():
        size = running[[f"n_{member}" for member in group]].sum(axis=1)
        part = running[list(keys)].assign(voice=name, n_tokens=size, n_sentences=(size > 0).astype(int))
        parts.append(part.groupby([*keys, "voice"], as_index=False).sum())
    return pd.concat(parts, ignore_index=True).sort_values([*keys, "voice"], key=in_order, ignore_index=True)


def voice_hits(hits: pd.DataFrame, sentences: pd.DataFrame, name: str, keys=("article", "category"), *,
               voice: str | Sequence[str] = BOTH) -> pd.DataFrame:
    """Count one list's hits by voice, headlines left out.

    Parameters
    ----------
    hits, sentences : DataFrame
        The corpus's hits, and the sentences that say where each stands.
    name : str
        The list: ``classes``, ``topics``, ``vader`` or ``tone``.
    keys : sequence of str
        Columns to count within: of ``hits``, or of ``sentences`` (``passage``).
    voice : str or sequence of str, default=("own", "others")
        As `members` reads it.

    Returns
    -------
    DataFrame
        ``keys``, ``voice``, ``n_hits``, ``n_sentences`` (sentences hit); only combinations with a hit have a row.
    """
    found = hits[hits["list"] == name].merge(
        sentences[["article", "sentence", "section", "passage"]], on=["article", "sentence"])
    groups = voiced(found[found["section"] != "headline"], voice).groupby([*keys, "voice"])
    return groups.agg(n_hits=("count", "sum"), n_sentences=("sentence", "nunique")).reset_index()
