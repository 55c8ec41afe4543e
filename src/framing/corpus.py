"""Read a corpus folder: facts, and the features derived from its articles."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from framing import lexicons
from framing.wording import STAGES

# Columns each table must have; more are kept. DESIGN of the tables: corpus/README.md.
COLUMNS = {
    "articles": ["id", "outlet", "headline", "headline_basis", "byline", "published", "published_basis", "event",
                 "stage", "genre", "url", "republished_by", "attribution", "sample", "use", "use_reason",
                 "retitled_risk", "note", "extent", "n_tokens", "text_sha256"],
    "feeds": ["outlet", "feed", "scope", "day", "read", "n_items", "n_about"],
    "outlets": ["outlet", "short", "country", "group", "ownership", "ownership_basis", "order"],
    "events": ["event", "name", "starts", "ends"],
    "actors": ["actor", "aliases", "side", "role"],
    "topics": ["topic", "term", "note"],
}
OPTIONAL = {"classes": ["class", "label", "term", "note"]}    # tables a folder may have
VOICED = ["own", "quoted", "reported", "belief"]
SCORES = [f"{name}_{voice}{suffix}" for voice in (*VOICED, "all") for name in ("vader", "tone")
          for suffix in ("", "_masked", "_masked_topics")]
FEATURES = {
    "tokens": ["article", "section", "voice", "token", "count"],
    "passages": ["article", "passage", "token", "count"],
    "phrases": ["article", "section", "voice", "phrase", "count"],
    "sentences": ["article", "sentence", "section", "paragraph", "passage", "n_tokens",
                  *(f"n_{voice}" for voice in (*VOICED, "scare")), *SCORES],
    "hits": ["article", "sentence", "list", "category", "term", "voice", "in_name", "count", "value"],
    "attributions": ["article", "sentence", "voice", "source", "side", "role", "named", "cue", "cue_class", "start",
                     "n_tokens", "vader", "tone"],
    "reuse": ["article", "other", "sentence", "other_sentence", "voice", "other_voice", "source", "cue", "other_cue",
              "n_tokens", "n_shared", "longest_run", "containment"],
    "cleaning": ["article", "reason", "n_lines", "n_words"],
}
TEXT = {"article", "other", "section", "voice", "other_voice", "token", "phrase", "term", "list", "category", "source",
        "side", "role", "named", "cue", "other_cue", "cue_class", "reason"}
NUMBERS = {"n_tokens", "n_items", "n_about", "order"}
COPY_OF = "copy of "       # how ``use_reason`` of an article folded into another begins; the other's id follows


class CorpusError(ValueError):
    """A corpus folder can't be used as it is; the message has one line per fault."""


def default_folder() -> Path:
    """Return the folder named by ``FRAMING_CORPUS``, else the corpus shipped with the source."""
    named = os.environ.get("FRAMING_CORPUS")
    return Path(named) if named else Path(__file__).resolve().parents[2] / "corpus"


def read_table(path: Path, columns: list[str], *, numbers=NUMBERS) -> pd.DataFrame:
    """Read one CSV file; an empty cell is an empty string, except in columns of numbers.

    Parameters
    ----------
    path : Path
        The file.
    columns : list of str
        Columns it must have; others are kept.
    numbers : collection of str
        Columns to read as numbers, where they are there.

    Raises
    ------
    CorpusError
        If the file is absent, isn't UTF-8, or lacks a column.
    """
    if not path.is_file():
        raise CorpusError(f"{path.name}: no such file in {path.parent}")
    try:
        table = pd.read_csv(path, keep_default_na=False, dtype=str, encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path.name}: expected UTF-8 text ({error.reason} at byte {error.start})") from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise CorpusError(f"{path.name}: expected a CSV table with a header ({str(error).strip()})") from error
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise CorpusError(f"{path.name}: missing column {', '.join(missing)}")
    for column in sorted(set(numbers) & set(table.columns)):
        values = pd.to_numeric(table[column].where(table[column] != ""), errors="coerce")
        bad = values.isna() & (table[column] != "")
        if bad.any():
            row = int(bad.to_numpy().argmax())
            raise CorpusError(f"{path.name}, row {row + 2}: {column} {table[column].iloc[row]!r}: expected a number")
        table[column] = values
    return table


def is_folded(articles: pd.DataFrame) -> pd.Series:
    """Tell the articles that were folded into another as its copies; they count in no comparison.

    Examples
    --------
    >>> is_folded(pd.DataFrame({"use": "context", "use_reason": ["", "copy of herald-2030-05-01"]})).tolist()
    [False, True]
    """
    if "use_reason" not in articles:
        return pd.Series(False, articles.index)
    return articles["use"].eq("context") & articles["use_reason"].fillna("").str.startswith(COPY_OF)


def word_classes(folder: Path) -> pd.DataFrame:
    """Return the word classes a folder's articles are counted by: those of its own classes.csv, else the shipped ones.

    Returns
    -------
    DataFrame
        ``class``, ``label``, ``term``, ``note``.

    Examples
    --------
    >>> word_classes(default_folder()).columns.tolist()
    ['class', 'label', 'term', 'note']
    """
    path = Path(folder) / "classes.csv"
    if path.is_file():
        return read_table(path, OPTIONAL["classes"])
    shipped = lexicons.class_terms().merge(lexicons.classes()[["class", "label"]], on="class", validate="m:1")
    return shipped[OPTIONAL["classes"]]


@dataclass(frozen=True)
class Corpus:
    """A corpus folder, its tables read when first asked for.

    Attributes
    ----------
    folder : Path
    articles, feeds, outlets, events, actors, topics : DataFrame
        The folder's tables. ``articles`` has its key as ``article`` and each outlet's ``short``,
        ``group``, ``country`` and ``order`` beside it.
    tokens, passages, phrases, sentences, hits, attributions, reuse, cleaning : DataFrame
        The features, see the codebook.
    """

    folder: Path

    @cached_property
    def articles(self) -> pd.DataFrame:
        """Every article of the manifest."""
        table = self._facts("articles").rename(columns={"id": "article"})
        outlets = self.outlets[["outlet", "short", "group", "country", "order"]]
        return table.merge(outlets, on="outlet", how="left", validate="m:1")

    @cached_property
    def classes(self) -> pd.DataFrame:
        """The word classes with their terms: the folder's own, else the shipped ones."""
        return word_classes(self.folder)

    @cached_property
    def provenance(self) -> dict:
        """How the features were made."""
        return json.loads((self.folder / "features" / "provenance.json").read_text(encoding="utf-8"))

    @cached_property
    def full(self) -> pd.DataFrame:
        """The articles with a full text behind their features, in outlet order, then in time; no folded copies."""
        table = self.articles[self.articles["extent"].eq("full") & ~is_folded(self.articles)]
        stages = {stage: place for place, stage in enumerate(STAGES)}
        return table.sort_values(["order", "event", "stage", "published", "article"], ignore_index=True,
                                 key=lambda column: column.map(stages) if column.name == "stage" else column)

    def _facts(self, name: str) -> pd.DataFrame:
        return read_table(self.folder / f"{name}.csv", COLUMNS[name])

    def _features(self, name: str) -> pd.DataFrame:
        path = self.folder / "features" / f"{name}.csv"
        if not path.is_file():
            raise CorpusError(f"features/{name}.csv: no such file; run `framing features` first")
        return pd.read_csv(path, keep_default_na=False, na_values={column: [""] for column in FEATURES[name]
                           if column not in TEXT}, dtype=dict.fromkeys(TEXT & set(FEATURES[name]), str))


def _lazy(read, name: str, doc: str) -> cached_property:
    reader = cached_property(lambda corpus: read(corpus, name))
    reader.__doc__ = doc
    reader.__set_name__(Corpus, name)
    return reader


for _name in ("feeds", "outlets", "events", "actors", "topics"):
    setattr(Corpus, _name, _lazy(Corpus._facts, _name, f"{_name}.csv as it stands."))
for _name in FEATURES:
    setattr(Corpus, _name, _lazy(Corpus._features, _name, f"features/{_name}.csv."))


def read_corpus(path=None) -> Corpus:
    """Open a corpus folder.

    Parameters
    ----------
    path : path-like, optional
        Default: the folder named by ``FRAMING_CORPUS``, else the one shipped with the source.

    Returns
    -------
    Corpus

    Raises
    ------
    CorpusError
        If there is no articles.csv in it.

    Examples
    --------
    >>> import framing
    >>> corpus = framing.read_corpus()
    >>> len(corpus.full) <= len(corpus.articles)
    True
    """
    folder = Path(path) if path else default_folder()
    if not (folder / "articles.csv").is_file():
        raise CorpusError(f"{folder}: no articles.csv in it; expected a corpus folder")
    return Corpus(folder)
