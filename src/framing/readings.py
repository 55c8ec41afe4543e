"""Articles read one by one, by one process or several: their rows as lines of CSV, and what is compared across them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from framing import files, parse
from framing.cells import MIN_CELL
from framing.clean import CleanArticle, clean
from framing.corpus import FEATURES
from framing.feature_files import csv_text, ordered, written
from framing.features import Instruments, article_rows, instruments
from framing.reuse import Line, lines
from framing.sentences import read_sentences
from framing.tokens import tokenize

ALONE = ("tokens", "passages", "sentences", "hits", "attributions", "cleaning")   # tables that no other article touches
LISTS = {"topics": ["topic", "term"], "actors": ["actor", "aliases", "side", "role"], "classes": ["class", "term"]}
PHRASE = FEATURES["phrases"].index("phrase")
ONE_PROCESS = 1_000_000    # bytes of text that one process has read before two have got ready
MOST = 8                   # processes started unasked
BATCH = 200_000            # bytes of text given to a process at once
HEADLINE = 500             # bytes that an article without a text counts for


@dataclass(frozen=True)
class Task:
    """An article to read, with the file of its text; of one whose rows are ``kept`` only the headline is compared."""

    id: str
    headline: str
    byline: str = ""
    page: Path | None = None
    kept: bool = False


@dataclass(frozen=True)
class Reading:
    """What came of an article.

    Attributes
    ----------
    article : str
        Its id.
    lines : list of reuse.Line
        Its sentences, to be compared with others'.
    tables : dict of str to str
        Lines of CSV, for each of the tables that hang on no other article.
    phrases : str
        Lines of the table of phrases, each after a tab; before it the two-word run that must stand in other
        outlets, too, if the line is to be kept.
    runs : set of str
        All its phrases and two-word runs.
    n_tokens : int
        Tokens of its text; 0 where it has none, or one too short to be used.
    sha256 : str
        Of its text's file.
    """

    article: str
    lines: list[Line]
    tables: dict[str, str]
    phrases: str
    runs: set[str]
    n_tokens: int
    sha256: str


def read_all(tasks: list[Task], lists: dict[str, pd.DataFrame], parser=None,
             jobs: int | None = None) -> Iterator[Reading]:
    """Read articles, in the order given whatever the number of processes.

    Parameters
    ----------
    tasks : list of Task
    lists : dict of str to DataFrame
        The corpus's ``topics``, ``actors`` and word ``classes``, as `features.instruments` takes them.
    parser : Language, optional
        A spaCy pipeline. Only that of `parse.load` is had by other processes, too.
    jobs : int, optional
        Processes; by default one for each core, and this one alone where there is little to read.
    """
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs {jobs}; expected 1 or more")
    known = tuple(tuple(lists[name][columns].itertuples(index=False, name=None)) for name, columns in LISTS.items())
    elsewhere = parser is None or parser is parse.load()
    jobs = (jobs or _processes(tasks)) if elsewhere else 1
    if jobs == 1:
        for batch in _batches(tasks):
            yield from _read_batch(batch, known, parser)
        return
    from joblib import Parallel, delayed

    calls = (delayed(_read_elsewhere)(batch, known, parser is not None) for batch in _batches(tasks))
    for found in Parallel(jobs, return_as="generator", batch_size=1)(calls):
        yield from found


def _processes(tasks):
    size = sum(map(_size, tasks))
    if size < ONE_PROCESS:
        return 1
    from joblib import cpu_count

    return min(cpu_count(), MOST, size // ONE_PROCESS + 1)


def _size(task):
    return HEADLINE + (task.page.stat().st_size if task.page else 0)


def _batches(tasks):
    """Cut the articles into lists of about equal work."""
    batch, size = [], 0
    for task in tasks:
        batch.append(task)
        size += _size(task)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _read_elsewhere(batch, known, parsed):
    """Read articles in another process, which loads the parser once and keeps it."""
    return _read_batch(batch, known, parse.load() if parsed else None)


def _read_batch(batch, known, parser):
    tools = _compiled(known)
    return [_read(task, tools, parser) for task in batch]


@lru_cache(maxsize=1)
def _compiled(known) -> Instruments:
    return instruments(*(pd.DataFrame(rows, columns=columns, dtype=str)
                         for rows, columns in zip(known, LISTS.values(), strict=True)))


def _read(task: Task, tools: Instruments, parser) -> Reading:
    article = cleaned(task)
    sentences, spoken = read_sentences(article, tools.actors, parser)
    compared = lines(sentences, spoken)
    if task.kept:
        return Reading(task.id, compared, {}, "", set(), 0, "")
    rows = article_rows(task.id, sentences, spoken, tools)
    rows["cleaning"] = [{"article": task.id, "reason": reason, "n_lines": n_lines, "n_words": n_words}
                        for reason, (n_lines, n_words) in article.dropped.items()]
    tables = {name: csv_text(ordered(written(rows[name], FEATURES[name]), FEATURES[name])) for name in ALONE}
    n_tokens = sum(len(sentence.tokens) for sentence in sentences if sentence.section != "headline")
    digest = files.digest(task.page) if n_tokens else ""
    return Reading(task.id, compared, tables, *_phrases(rows), n_tokens, digest)


def cleaned(task: Task) -> CleanArticle:
    """Return an article's headline, with its text where enough of that is left after cleaning."""
    alone = CleanArticle(task.headline)
    if task.page is None:
        return alone
    text = task.page.read_text(encoding="utf-8")
    try:
        found = clean(text, task.headline, task.byline)
    except ValueError:
        return alone
    n_tokens = sum(len(tokenize(paragraph)) for paragraph in [found.deck, *found.paragraphs])
    return found if n_tokens >= MIN_CELL else alone


def _phrases(rows):
    """Return the lines of the table of phrases, and all phrases and two-word runs."""
    columns = FEATURES["phrases"]
    listed, runs = (written(rows[name], columns) for name in ("phrases", "pairs"))
    known = {tuple(row[:-1]) for row in listed}
    both = ordered(listed + [row for row in runs if tuple(row[:-1]) not in known], columns)
    text = csv_text(both).split("\n")
    marked = [f"{'' if tuple(row[:-1]) in known else row[PHRASE]}\t{line}\n"
              for row, line in zip(both, text, strict=False)]
    return "".join(marked), {row[PHRASE] for row in both}
