"""Say what is wrong with a corpus folder, a line per fault: file, row, what was expected; else what it can carry."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from framing import lexicons
from framing.comparisons import support, support_lines
from framing.corpus import COLUMNS, Corpus, CorpusError, read_table
from framing.inference import MIN_UNITS
from framing.tokens import parse_term, tokenize
from framing.wording import STAGES

EXTENTS = ("full", "headline", "none")
USES = ("compare", "context")


def find_faults(folder: Path) -> list[str]:
    """Return every fault of a corpus folder, a line each; none if it can be used.

    Examples
    --------
    >>> from framing.corpus import default_folder
    >>> find_faults(default_folder())
    []
    """
    tables, faults = {}, []
    for name, columns in COLUMNS.items():
        try:
            tables[name] = read_table(Path(folder) / f"{name}.csv", columns)
        except CorpusError as error:
            faults += str(error).splitlines()
    if "articles" in tables:
        faults += _article_faults(tables)
        faults += _text_faults(Path(folder), tables["articles"])
    for name, key in (("outlets", "outlet"), ("outlets", "short"), ("events", "event"), ("actors", "actor")):
        faults += _empty_faults(tables, name, key) + _duplicate_faults(tables, name, key)
    faults += _date_faults(tables, "events", ("starts", "ends"), may_be_empty=False)
    faults += _date_faults(tables, "feeds", ("day",), may_be_empty=False)
    faults += _unknown_faults(tables, "feeds", "outlet", tables.get("outlets"))
    faults += _order_faults(tables) + _feed_faults(tables)
    return faults + _empty_faults(tables, "topics", "topic") + _term_faults(tables) + _alias_faults(tables)


def texts(folder: Path) -> dict[str, Path]:
    """Return the corpus's text files by article id."""
    return {path.stem: path for path in sorted((Path(folder) / "text").glob("*.txt")) if path.is_file()}


def stale_lists(corpus: Corpus) -> list[str]:
    """Return the lists that have changed since the features were built: hits know the old ones only."""
    current = lexicons.digest() | {
        f"{name}.csv": hashlib.sha256((corpus.folder / f"{name}.csv").read_bytes()).hexdigest()
        for name in ("actors", "topics")}
    built = corpus.provenance["lists"]
    return sorted(name for name in current | built if current.get(name) != built.get(name))


def list_note(corpus: Corpus) -> str:
    """Say in one line whether hits and sentence shares stand on the lists as they are now.

    Examples
    --------
    >>> from framing.corpus import read_corpus
    >>> list_note(read_corpus())
    'The features were built with the word lists as they are now.'
    """
    stale = stale_lists(corpus)
    if not stale:
        return "The features were built with the word lists as they are now."
    return (f"{', '.join(stale)}: changed since the features were built, so hits and sentence shares follow the old "
            "list; `make features` rebuilds the articles whose texts are present.")


def support_note(corpus: Corpus) -> list[str]:
    """Say what each comparison that might be asked for is confounded with, and which have enough to infer from.

    Examples
    --------
    >>> from framing.corpus import read_corpus
    >>> support_note(read_corpus())[1].split(",")[0]
    'What can be compared'
    """
    return ["",
            "What can be compared, pair by pair. Confounded: the two sides share nothing of what stands in brackets",
            "(with the number of pairs), so a difference may come from that; partly: a side has some that the other",
            f"lacks; empty cells aren't looked at. Enough to infer from: {MIN_UNITS} articles a side, or {MIN_UNITS} "
            "outlets where",
            "a side pools outlets.",
            *support_lines(support(corpus.articles))]


def absent_texts(folder: Path, articles) -> list[str]:
    """Return the articles of extent ``full`` whose text isn't in the folder."""
    present = texts(folder)
    return [name for name in articles.loc[articles["extent"] == "full", "id"] if name not in present]


def _rows(table, mask):
    """Yield the file's row number (the header is row 1) and the row, where the mask holds."""
    for position in mask.to_numpy().nonzero()[0]:
        yield position + 2, table.iloc[position]


def _article_faults(tables):
    articles = tables["articles"]
    faults = _empty_faults(tables, "articles", "id")
    faults += [f"articles.csv, row {row}: id {line['id']!r}; expected a name a file can have: no slash, space or "
               "control character, no dot in front"
               for row, line in _rows(articles, ~articles["id"].map(_names_a_file))]
    faults += _duplicate_faults(tables, "articles", "id")
    faults += _unknown_faults(tables, "articles", "outlet", tables.get("outlets"))
    faults += _unknown_faults(tables, "articles", "event", tables.get("events"))
    faults += _date_faults(tables, "articles", ("published",), may_be_empty=True)
    for column, allowed in (("extent", EXTENTS), ("stage", STAGES), ("use", USES)):
        faults += [f"articles.csv, row {row}: {column} {line[column]!r}; expected one of {', '.join(allowed)}"
                   for row, line in _rows(articles, ~articles[column].isin(allowed))]
    return faults


def _names_a_file(name: str) -> bool:
    return not name.startswith(".") and all(sign.isprintable() and sign not in "/\\ " for sign in name)


def _empty_faults(tables, name, key):
    if name not in tables:
        return []
    table = tables[name]
    return [f"{name}.csv, row {row}: {key} is empty; expected a name"
            for row, _ in _rows(table, table[key].str.strip() == "")]


def _duplicate_faults(tables, name, key):
    if name not in tables:
        return []
    table = tables[name]
    repeated = table[key].duplicated() & (table[key] != "")
    return [f"{name}.csv, row {row}: {key} {line[key]!r} stands twice; expected a unique {key}"
            for row, line in _rows(table, repeated)]


def _unknown_faults(tables, name, column, known):
    if name not in tables or known is None:
        return []
    table = tables[name]
    return [f"{name}.csv, row {row}: {column} {line[column]!r} isn't in {column}s.csv; expected one that is"
            for row, line in _rows(table, ~table[column].isin(known[column]))]


def _date_faults(tables, name, columns, *, may_be_empty):
    if name not in tables:
        return []
    table, expected = tables[name], "a date as YYYY-MM-DD" + (" or nothing" if may_be_empty else "")
    return [f"{name}.csv, row {row}: {column} {line[column]!r}; expected {expected}"
            for column in columns for row, line in _rows(table, ~table[column].map(_is_date))
            if line[column] or not may_be_empty]


def _order_faults(tables):
    if "events" not in tables:
        return []
    events = tables["events"]
    dated = events["starts"].map(_is_date).astype(bool) & events["ends"].map(_is_date).astype(bool)
    return [f"events.csv, row {row}: ends {line['ends']!r}; expected no day before it starts, {line['starts']!r}"
            for row, line in _rows(events, dated & (events["ends"] < events["starts"]))]


def _feed_faults(tables):
    if "feeds" not in tables:
        return []
    feeds = tables["feeds"]
    return [f"feeds.csv, row {row}: n_about {line['n_about']:g}; expected no more than n_items, {line['n_items']:g}"
            for row, line in _rows(feeds, feeds["n_about"] > feeds["n_items"])]


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _text_faults(folder, articles):
    faults = [f"text/{path.name}: isn't a file; expected the article's text"
              for path in sorted((folder / "text").glob("*.txt")) if not path.is_file()]
    for name, path in texts(folder).items():
        if name not in set(articles["id"]):
            faults.append(f"text/{path.name}: no row in articles.csv; expected one with id {name!r}")
        try:
            if not path.read_bytes().decode("utf-8").strip():
                faults.append(f"text/{path.name}: is empty; expected the article's text")
        except UnicodeDecodeError as error:
            faults.append(f"text/{path.name}: expected UTF-8 text ({error.reason} at byte {error.start})")
    return faults


def _alias_faults(tables):
    if "actors" not in tables:
        return []
    return [f"actors.csv, row {row}: alias {alias!r}; expected a name with letters or digits"
            for row, aliases in enumerate(tables["actors"]["aliases"], start=2)
            for alias in aliases.split(";") if alias.strip() and not tokenize(alias)]


def _term_faults(tables):
    faults = []
    if "topics" not in tables:
        return faults
    for position, row in enumerate(tables["topics"].itertuples(), start=2):
        try:
            parse_term(row.term)
        except ValueError as error:
            faults.append(f"topics.csv, row {position}: {error}")
    return faults
