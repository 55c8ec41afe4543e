"""Word lists of the user's own, LIWC and quanteda dictionaries and CSV lists, as classes or topics of a corpus.

A term is kept in this package's grammar (`framing.tokens.parse_term`): words separated by single spaces, ``*`` at the
end of a word of three letters or more. Capitals become small; acronyms of two to five capitals (*US*) stay in a CSV
list only, for LIWC and quanteda don't tell them from other words. A term that can't be counted is reported, with why:
another wildcard, a condition on the words around, signs that are no words (``:)``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from framing.corpus import COLUMNS, OPTIONAL, CorpusError, read_table
from framing.csv_rows import open_csv
from framing.files import replace_file
from framing.foreign import name_of, said, shown
from framing.limits import decode, read_bytes
from framing.records import Broken
from framing.story_columns import some
from framing.tokens import ACRONYM, parse_term, tokenize

MOST = 10_000_000    # bytes of a dictionary
CLASS_COLUMNS = ("class", "category", "topic", "list", "dimension")
TERM_COLUMNS = ("term", "word", "token", "entry", "pattern", "lemma")


def read_liwc(path: Path) -> tuple[pd.DataFrame, list[Broken]]:
    """Read a LIWC dictionary (``.dic``): categories by number between two lines of ``%``, then a term a line.

    Conditional entries (``like (02 134)125/464``, ``kind <of>131/125``) hold only beside certain words; they are
    skipped and reported.

    Returns
    -------
    (DataFrame, list of Broken)
        ``class``, ``term``, in the file's order; and the terms that can't be used.

    Raises
    ------
    CorpusError
        If it has no header of that form, or no usable term.
    """
    name, lines = name_of(path), decode(read_bytes(Path(path), MOST)).split("\n")
    marks = [number for number, line in enumerate(lines) if line.strip() == "%"][:2]
    if len(marks) < 2:
        raise CorpusError(f"{name}: {len(marks)} lines of %; expected two, with numbers and names of categories inside")
    names, broken, found = {}, [], []
    for number in range(marks[0] + 1, marks[1]):
        parts = lines[number].split(None, 1)
        if len(parts) == 2 and parts[0].isdecimal():
            names[parts[0]] = re.sub(r"\s*\(.*\)$", "", parts[1]).strip()
        elif parts:
            broken.append(Broken(f"{name}, line {number + 1}", f"{shown(lines[number])}; expected a category's "
                                                               "number and name"))
    for number in range(marks[1] + 1, len(lines)):
        place = f"{name}, line {number + 1}"
        term, categories, faults = _liwc_entry(lines[number], names)
        found += [(place, category, term) for category in categories]
        broken += [Broken(place, f"term {shown(term)}: {fault}") for fault in faults]
    return _usable(name, found, broken)


def read_quanteda(path: Path) -> tuple[pd.DataFrame, list[Broken]]:
    """Read a quanteda dictionary as YAML; categories inside categories are joined with a dot, ``economy.state``.

    Returns and errors are those of `read_liwc`. What YAML would take for yes, no or a number is a word here.
    """
    import yaml

    name, text = name_of(path), decode(read_bytes(Path(path), MOST))

    class Plain(yaml.BaseLoader):
        def compose_node(self, parent, index):
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("an alias; expected none")
            return super().compose_node(parent, index)

    try:
        tree = yaml.load(text, Loader=Plain)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}, line {mark.line + 1}" if mark else name
        problem = getattr(error, "problem", None) or (error if str(error) else "nested too deeply")
        raise CorpusError(f"{place}: {said(problem)}; expected YAML with lists of words by category") from error
    if not isinstance(tree, dict):
        raise CorpusError(f"{name}: no categories; expected YAML with lists of words by category")
    return _usable(name, [(f"{name}, {category or 'top'}", category, term) for category, term in _leaves(tree)], [])


def read_list(path: Path) -> tuple[pd.DataFrame, list[Broken]]:
    """Read a table with a column ``term`` (or word) and one of ``class``, ``category``, ``topic`` (or list).

    Returns and errors are those of `read_liwc`.
    """
    table = open_csv(Path(path))
    by_name = {column.lower(): column for column in reversed(table.columns)}
    columns = [next((by_name[name] for name in names if name in by_name), None)
               for names in (CLASS_COLUMNS, TERM_COLUMNS)]
    if None in columns:
        raise CorpusError(f"{table.name}: columns {some(table.columns)}; expected term, and one of class, "
                          "category and topic")
    found, broken = [], []
    for got in table.rows():
        if isinstance(got, Broken):
            broken.append(got)
        else:
            found.append((got[0], *(got[1][column] for column in columns)))
    return _usable(table.name, found, broken, acronyms=True)


def to_classes(folder: Path, table: pd.DataFrame) -> int:
    """Add terms to a corpus's own word classes; figures then use these instead of the classes shipped.

    Parameters
    ----------
    folder : path-like
        A corpus folder; ``classes.csv`` is made there, or gets the rows it lacks.
    table : DataFrame
        ``class``, ``term``.

    Returns
    -------
    int
        How many rows are new; a second time none.
    """
    path = Path(folder) / "classes.csv"
    columns = OPTIONAL["classes"]
    old = read_table(path, columns) if path.is_file() else pd.DataFrame(columns=columns, dtype=str)
    labels = dict(zip(old["class"], old["label"], strict=True))
    shown = [labels.get(name, name.replace(".", ": ")) for name in table["class"]]
    return _append(path, old, table.assign(label=shown, note=""), "class")


def to_topics(folder: Path, table: pd.DataFrame) -> int:
    """Add terms to a corpus's topics.csv, each class a topic. Parameters and return are those of `to_classes`."""
    path = Path(folder) / "topics.csv"
    return _append(path, read_table(path, COLUMNS["topics"]), table.rename(columns={"class": "topic"}), "topic")


def _append(path, old, new, key):
    there = set(zip(old[key], old["term"], strict=True))
    fresh = [pair not in there for pair in zip(new[key], new["term"], strict=True)]
    added = new[fresh].drop_duplicates([key, "term"])
    if len(added):
        table = pd.concat([old, added], ignore_index=True)[list(old.columns)].fillna("")
        replace_file(path, table.to_csv(index=False, lineterminator="\n"))
    return len(added)


def _liwc_entry(line: str, names: dict[str, str]) -> tuple[str, list[str], list[str]]:
    """Return a line's term, its categories, and what is wrong with it."""
    parts = [part for part in line.split("\t") if part.strip()]
    if len(parts) == 1:    # spaces for tabs
        parts = re.split(r"\s+(?=[(<]|\d+(?:\s+\d+)*\s*$)", line.strip(), maxsplit=1)
    if not line.strip():
        return "", [], []
    term, numbers = parts[0].strip(), " ".join(parts[1:]).split()
    if re.search(r"[(<]", " ".join(numbers)) or re.search(r"\s[(<]", term):
        return term, [], ["counts only beside certain words; expected a term without a condition"]
    unknown = [number for number in numbers if number not in names]
    faults = [f"no category {shown(number)}; expected the number of one above" for number in unknown]
    return term, [names[number] for number in numbers if number in names], faults if numbers else [
        "no category; expected the number of one"]


def _leaves(tree: dict, above: str = "") -> Iterator[tuple[str, str]]:
    """Give category and term for each word of a tree, without recursion."""
    stack = [(above, tree)]
    while stack:
        name, node = stack.pop()
        if isinstance(node, dict):
            stack += [(f"{name}.{key}" if name else str(key), inner) for key, inner in reversed(node.items())]
        elif isinstance(node, list):
            stack += [(name, inner) for inner in reversed(node)]
        elif node:
            yield name, str(node)


def _usable(name: str, found: list[tuple[str, str, str]], broken: list[Broken], *, acronyms: bool = False):
    """Make the table of those terms that can be counted, and report the others once."""
    rows = []
    for place, category, term in found:
        try:
            if not category:
                raise ValueError(f"term {shown(term)}: no class; expected one")
            rows.append((category, _term(term, acronyms)))
        except ValueError as error:
            broken.append(Broken(place, str(error)))
    if not rows:
        first = f" ({broken[0]})" if broken else ""
        raise CorpusError(f"{name}: no term that can be used{first}; expected one or more")
    table = pd.DataFrame(rows, columns=["class", "term"]).drop_duplicates(ignore_index=True)
    return table, list(dict.fromkeys(broken))


def _term(text: str, acronyms: bool) -> str:
    """Write a term in the package's grammar, or say why that can't be done."""
    words = text.replace("’", "'").split()
    kept = [word if acronyms and ACRONYM.fullmatch(word.removesuffix("*")) else word.lower() for word in words]
    term = " ".join(kept)
    if not kept or len(text) > 200:
        raise ValueError(f"term {shown(text)}: expected one word or a few")
    for word, is_stem in parse_term(term):
        written = word + "x" * is_stem
        tokens = tokenize(f"x {written}")[1:]
        if [token.lower() for token in tokens] != [written.lower()]:
            read = shown(" ".join(tokens) or "nothing")
            raise ValueError(f"term {shown(text)}: {shown(word)} is never a word of a text (it is read as {read}); "
                             "expected words as they are counted")
    return term
