"""Actors and topics proposed from a corpus's own texts, in CSV files to edit, and taken over where you say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from framing import check
from framing.clean import clean
from framing.corpus import COLUMNS, Corpus, CorpusError, is_folded, read_table
from framing.faults import row_errors
from framing.files import replace_file
from framing.name_runs import Written
from framing.name_suggestions import CAPITAL, Name, names
from framing.progress import track
from framing.tokens import TermMatcher, sentence_spans, tokenize
from framing.topic_suggestions import topics, words_of
from framing.wording import counted

MIN_ARTICLES = 2           # that a name stands in, of two outlets, where there are as many
ACTORS = 100               # names proposed
COUNTS = ["n_articles", "n_outlets", "n_hits", "example"]
SUGGESTED = {"actors": ["keep", *COLUMNS["actors"], "kind", *COUNTS, "note"],
             "topics": ["keep", "topic", "term", *COUNTS, "note"]}
KEYS = {"actors": ["actor"], "topics": ["topic", "term"]}
YES, NO = ("yes", "y", "x"), ("", "no", "n")


@dataclass(frozen=True)
class Suggested:
    """What was proposed: ``actors`` and ``topics`` as they are in DIR/actors.suggested.csv and topics.suggested.csv."""

    folder: Path
    actors: pd.DataFrame
    topics: pd.DataFrame
    basis: str

    def lines(self) -> list[str]:
        """Say what to do with it."""
        return [f"{counted(len(self.actors), 'name')} in {self.folder / 'actors.suggested.csv'}, "
                f"{counted(len(self.topics), 'term')} of {counted(self.topics['topic'].nunique(), 'topic')} in "
                f"{self.folder / 'topics.suggested.csv'}, from {self.basis}",
                "They are suggestions of counts, not findings. Write yes into keep for the rows you want, mend names, "
                "aliases, topics; fill in side and role;",
                f"then `framing suggest {self.folder} --accept` copies these rows into actors.csv and topics.csv."]


@dataclass
class _Article:
    """An article as it is read here: running text by paragraph."""

    name: str
    outlet: str
    paragraphs: list[str] = field(default_factory=list)

    @cached_property
    def sentences(self) -> list[tuple[int, int, int, list[str]]]:
        """Number, paragraph, end and tokens of each sentence, numbered as the features number them."""
        found = [(at, end, words) for at, text in enumerate(self.paragraphs) for start, end in sentence_spans(text)
                 if (words := tokenize(text[start:end]))]
        return [(number, *rest) for number, rest in enumerate(found, 1)]

    def place(self, number: int) -> str:
        """Write where a sentence stands."""
        return f"{self.name}, sentence {number}"


def suggest(folder) -> Suggested:
    """Write actors.suggested.csv and topics.suggested.csv into a corpus folder; no other file is touched.

    Names are runs of capitalised words inside sentences, in two articles and outlets or more (where there are two),
    with short names, acronyms and plurals as aliases; those in actors.csv are left out. Topics are a topic model's
    strongest terms and collocations (`topic_suggestions.topics`), without names. Rows that already have something in
    ``keep`` stay as they are.

    Parameters
    ----------
    folder : path-like
        A corpus folder. Without any text, topics come from the features, and names from who is quoted there.

    Raises
    ------
    CorpusError
        If the folder has a fault, or neither texts nor features.
    """
    folder = Path(folder)
    if faults := check.find_faults(folder):
        raise CorpusError("\n".join(faults))
    articles = read_table(folder / "articles.csv", COLUMNS["articles"])
    articles = articles[~is_folded(articles)].sort_values("id")
    read = _read(folder, articles)
    actors = read_table(folder / "actors.csv", COLUMNS["actors"])
    if read:
        tables = _from_texts(read, actors)
        basis = f"{counted(len(read), 'text')} of {counted(len({article.outlet for article in read}), 'outlet')}"
    else:
        tables = _from_features(folder, articles, actors)
        basis = "the features, which know neither capitals nor word order: names are those of people quoted"
    tables = {name: _with_kept(folder, name, table) for name, table in tables.items()}
    for name, table in tables.items():
        replace_file(folder / f"{name}.suggested.csv", table.to_csv(index=False, lineterminator="\n"))
    return Suggested(folder, tables["actors"], tables["topics"], basis)


def _read(folder: Path, articles: pd.DataFrame) -> list[_Article]:
    """Clean the texts there are; a page without a paragraph of article is passed over."""
    paths, read = check.texts(folder), []
    rows = [row for row in articles.itertuples() if row.id in paths]
    for row in track(rows, "Reading texts"):
        try:
            found = clean(paths[row.id].read_text(encoding="utf-8"), row.headline, row.byline)
        except ValueError:
            continue
        read.append(_Article(row.id, row.outlet, [found.deck, *found.paragraphs]))
    return read


def _from_texts(read: list[_Article], actors: pd.DataFrame) -> dict[str, pd.DataFrame]:
    written = Written()
    found = names(track([article.paragraphs for article in read], "Finding names"), written)
    capital = {word for word in written.capital if written.is_name(word, CAPITAL / 2)}
    counts = [list(words_of(article.paragraphs, capital)) for article in track(read, "Counting words")]
    table = topics(counts, [article.outlet for article in read])
    table["example"] = _examples(table["term"], read)
    return {"actors": _actor_rows(found, read, actors), "topics": table}


def _actor_rows(found: list[Name], read: list[_Article], actors: pd.DataFrame) -> pd.DataFrame:
    known = {_read_as(form) for row in actors.itertuples() for form in (row.actor, *row.aliases.split(";"))}
    outlets = [article.outlet for article in read]
    n_outlets = min(2, len(set(outlets)))
    rows = []
    for name in found:
        spread = len({outlets[at] for at in name.places})
        if (_read_as(name.text) in known or len(name.places) < min(MIN_ARTICLES, len(read)) or spread < n_outlets
                or name.n_hits < MIN_ARTICLES or len(rows) == ACTORS):
            continue
        at, place = min(name.first.items())
        number = next(number for number, paragraph, end, _ in read[at].sentences if (paragraph, end) > place)
        rows.append({"actor": name.text, "aliases": ";".join(name.aliases), "role": name.role, "kind": name.kind,
                     "n_articles": len(name.places), "n_outlets": spread, "n_hits": name.n_hits,
                     "example": read[at].place(number), "note": "; ".join(filter(None, ["suggestion", name.note]))})
    return pd.DataFrame(rows, columns=SUGGESTED["actors"][1:])


def _read_as(form: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in tokenize(form))


def _examples(terms: Sequence[str], read: list[_Article]) -> list[str]:
    """Name the first sentence that each term stands in."""
    matchers, found = {term: TermMatcher([term]) for term in terms}, {}
    for article in read:
        if len(found) == len(matchers):
            break
        text = " ".join(article.paragraphs).lower()
        for term in [term for term in matchers if term not in found and term.split()[0] in text]:
            number = next((number for number, _, _, words in article.sentences if matchers[term].find(words)), None)
            if number is not None:
                found[term] = article.place(number)
    return [found.get(term, "") for term in terms]


def _from_features(folder: Path, articles: pd.DataFrame, actors: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Suggest from passages' words and from the proper names of people quoted."""
    if not (folder / "features" / "passages.csv").is_file():
        raise CorpusError(f"{folder}: no text in text/ and no features; `framing fetch {folder}` gets texts")
    corpus = Corpus(folder)
    outlet = dict(zip(articles["id"], articles["outlet"], strict=True))
    quoted = corpus.attributions[corpus.attributions["named"].ne("") & corpus.attributions["article"].isin(outlet)]
    known = {_read_as(form) for row in actors.itertuples() for form in (row.actor, *row.aliases.split(";"))}
    people = [{"actor": name, "kind": "person", "role": _mode(rows["role"]), "n_articles": rows["article"].nunique(),
               "n_outlets": rows["article"].map(outlet).nunique(), "n_hits": len(rows), "note": "suggestion: is quoted",
               "example": f"{rows['article'].iloc[0]}, sentence {rows['sentence'].iloc[0]}"}
              for name, rows in quoted.groupby("named") if _read_as(name) not in known]
    passages = corpus.passages[corpus.passages["article"].isin(outlet)]
    masked = {word for row in actors.itertuples() for word in _read_as(f"{row.actor} {row.aliases}")}
    counts = {article: [_tokens(part, masked) for _, part in rows.groupby("passage")]
              for article, rows in passages.groupby("article")}
    table = pd.DataFrame(people, columns=SUGGESTED["actors"][1:]).sort_values(
        ["n_articles", "n_hits", "actor"], ascending=[False, False, True], ignore_index=True)
    return {"actors": table.head(ACTORS),
            "topics": topics(list(counts.values()), [outlet[name] for name in counts]).assign(example="")}


def _mode(values: pd.Series) -> str:
    return min(Counter(values).items(), key=lambda item: (-item[1], item[0]))[0]


def _tokens(passage: pd.DataFrame, masked: set[str]) -> tuple[int, Counter]:
    counts = Counter()
    for word, n in zip(passage["token"], passage["count"].astype(int), strict=True):
        for _, kept in words_of([word], masked) if not word.isupper() else ():
            counts.update(dict.fromkeys(kept, n))
    return int(passage["count"].sum()), counts


def _with_kept(folder: Path, name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Put the rows of an earlier run that have something in ``keep`` first, as they are."""
    columns = SUGGESTED[name]
    table = table.reindex(columns=columns).astype(object).fillna("").astype(str)
    path = folder / f"{name}.suggested.csv"
    if not path.is_file():
        return table
    old = read_table(path, ["keep", *KEYS[name]], numbers=()).fillna("")
    old = old[old["keep"].str.strip().ne("")]
    seen = set(old[KEYS[name]].itertuples(index=False, name=None))
    new = [row not in seen for row in table[KEYS[name]].itertuples(index=False, name=None)]
    return pd.concat([old, table[new]], ignore_index=True).fillna("")


def accept(folder) -> list[str]:
    """Copy the suggested rows whose ``keep`` says yes into actors.csv and topics.csv; twice changes nothing.

    Parameters
    ----------
    folder : path-like

    Returns
    -------
    list of str
        A line for each file.

    Raises
    ------
    CorpusError
        If there are no suggestions, or a row can't be taken; nothing is written then.
    """
    folder = Path(folder)
    if faults := check.find_faults(folder):
        raise CorpusError("\n".join(faults))
    paths = {name: path for name in SUGGESTED if (path := folder / f"{name}.suggested.csv").is_file()}
    if not paths:
        raise CorpusError(f"{folder}: no suggestions in it; `framing suggest {folder}` writes them")
    kept = {name: _accepted(path, name) for name, path in paths.items()}
    contents, lines = {}, []
    for name, rows in kept.items():
        table = read_table(folder / f"{name}.csv", COLUMNS[name], numbers=())
        there = set(table[KEYS[name]].itertuples(index=False, name=None))
        new = rows[[key not in there for key in rows[KEYS[name]].itertuples(index=False, name=None)]]
        lines.append(f"{name}.csv: {counted(len(new), 'row')} added, {len(rows) - len(new):,} there already")
        merged = pd.concat([table, new.reindex(columns=table.columns)], ignore_index=True).fillna("")
        if len(new):
            contents[folder / f"{name}.csv"] = merged.to_csv(index=False, lineterminator="\n")
    for path, text in contents.items():
        replace_file(path, text)
    return lines


def _accepted(path: Path, name: str) -> pd.DataFrame:
    """Read the rows to keep; stop where one says neither yes nor no, or can't be a row of the table."""
    table = read_table(path, ["keep", *COLUMNS[name][:2]], numbers=()).fillna("")
    table = table.set_axis(range(2, len(table) + 2))
    said = table["keep"].str.strip().str.lower()
    faults = [f"{path.name}, row {row}: keep {table.at[row, 'keep']!r}; expected yes, no or nothing"
              for row in table.index[~said.isin(YES + NO)]]
    rows = table[said.isin(YES)].reindex(columns=[column for column in table.columns if column in COLUMNS[name]])
    faults += [str(replace(fault, file=path.name)) for fault in row_errors(name, rows, {})]
    if faults:
        raise CorpusError("\n".join(faults))
    return rows
