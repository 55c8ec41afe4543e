"""What `framing check` says of a corpus folder: errors; what to mend; what the corpus can and can't support."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap

import pandas as pd

from framing import balance, check, gaps, text_findings
from framing.comparisons import LINE, support
from framing.corpus import Corpus
from framing.faults import Finding, examine
from framing.wording import counted

ERRORS = 20                # of one kind that are printed
SHOWN = 3                  # warnings of one kind that are printed
LEVELS = ("error", "warning", "note")
HEADINGS = {"warning": "What to mend, most of it by hand:", "note": "What to know before comparing:"}
KINDS = gaps.KINDS | text_findings.KINDS | balance.KINDS
FIELDS = ("level", "kind", "file", "row", "column", "value", "what", "expected", "fix")


@dataclass(frozen=True)
class Checked:
    """What a corpus folder is good for.

    Attributes
    ----------
    findings : list of Finding
        All of them: errors, warnings, notes.
    errors : list of str
        Lines to print where the folder can't be used; empty where it can.
    lines : list of str
        Lines to print where it can.
    cells, support : DataFrame
        As `balance.cells` and `comparisons.support` count; without rows where there are errors.
    """

    folder: Path
    findings: list[Finding]
    errors: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    cells: pd.DataFrame = field(default_factory=pd.DataFrame)
    support: pd.DataFrame = field(default_factory=pd.DataFrame)

    def json(self) -> str:
        """Put everything in JSON, every finding and cell.

        ``errors``, ``warnings`` and ``notes`` are counts; ``findings`` have level, kind, file, row (the header is row
        1), column, value, what, expected, fix; ``cells`` and ``support`` are those tables, a row each. Keys are sorted.
        """
        found = [{name: getattr(finding, name) for name in FIELDS} for finding in self.findings]
        counts = {f"{level}s": sum(finding.level == level for finding in self.findings) for level in LEVELS}
        tables = {name: json.loads(getattr(self, name).to_json(orient="records")) for name in ("cells", "support")}
        return json.dumps(counts | tables | {"folder": str(self.folder), "findings": found}, indent=1, sort_keys=True,
                          ensure_ascii=False)


def report(folder, today: str = "") -> Checked:
    """Check a corpus folder.

    Parameters
    ----------
    folder : path-like
    today : str, optional
        ISO date after which a date is in the future.

    Examples
    --------
    >>> from framing.corpus import default_folder
    >>> checked = report(default_folder())
    >>> checked.errors, checked.lines[0].endswith("no faults")
    ([], True)
    """
    folder = Path(folder)
    tables, faults = examine(folder)
    if faults:
        return Checked(folder, faults, errors=list(_error_lines(faults)))
    corpus = Corpus(folder)
    lengths, found = text_findings.read_texts(folder, tables["articles"])
    found += gaps.gaps(folder, tables, today) + balance.unlike(folder, tables["articles"], lengths)
    found = sorted(found, key=lambda finding: (LEVELS.index(finding.level), list(KINDS).index(finding.kind)))
    cells, table = balance.cells(corpus.articles), support(corpus.articles)
    lines = [*_head_lines(corpus), *_finding_lines(found), "", *balance.cell_lines(cells), *check.support_note(table)]
    return Checked(folder, found, lines=lines, cells=cells, support=table)


def findings(folder) -> list[Finding]:
    """Return everything `report` finds in a corpus folder.

    Examples
    --------
    >>> from framing.corpus import default_folder
    >>> sorted({finding.level for finding in findings(default_folder())})
    ['note', 'warning']
    """
    return report(folder).findings


def _error_lines(faults: list[Finding]) -> Iterator[str]:
    """Put errors in lines, kind by kind of each file, with the fix of each kind."""
    for kind, alike in _grouped(faults, lambda fault: (fault.file.partition("/")[0], fault.kind)):
        yield from map(str, alike[:ERRORS])
        if len(alike) > ERRORS:
            yield f"  and {len(alike) - ERRORS:,} more: {kind[1]} (all of them: framing check --json)"
        yield f"  fix: {alike[0].fix}"


def _grouped(found: Iterable[Finding], key) -> Iterable[tuple]:
    groups: dict = {}
    for finding in found:
        groups.setdefault(key(finding), []).append(finding)
    return groups.items()


def _head_lines(corpus: Corpus) -> Iterator[str]:
    """Say how large the corpus is, which texts are absent, and on which lists its features stand."""
    articles, folder = corpus.articles, corpus.folder
    n_outlets, n_full = articles["outlet"].nunique(), articles["extent"].eq("full").sum()
    size = f"{counted(len(articles), 'article')} of {counted(n_outlets, 'outlet')}"
    yield f"{folder.resolve().name}: {size}, {n_full:,} with full text; no faults"
    has_features = (folder / "features" / "sentences.csv").is_file()
    known = set(corpus.sentences.query("sentence > 0")["article"]) if has_features else set()
    for name in check.absent_texts(folder, articles.rename(columns={"article": "id"})):
        yield f"text/{name}.txt: absent; " + ("the shipped features of this article stay in use" if name in known
                                              else "and no shipped features, so only its headline can be used")
    yield (check.list_note(corpus) if has_features
           else f"features/: not built yet; `framing features {shlex.quote(str(folder))}` builds them")


def _finding_lines(found: list[Finding]) -> Iterator[str]:
    """Put warnings and notes in lines, kind by kind: how many, the fix, the first of them."""
    for level, heading in HEADINGS.items():
        mine = [finding for finding in found if finding.level == level]
        if mine:
            yield from ("", heading)
        for kind, alike in _grouped(mine, lambda finding: finding.kind):
            yield from _wrapped(KINDS[kind].title(len(alike)), "- ", "  ")
            yield from _wrapped(f"fix: {alike[0].fix}", "    ", "         ")
            more = f"and {len(alike) - SHOWN:,} more" if len(alike) > SHOWN else ""
            if KINDS[kind].noun and alike[0].value:
                for finding in alike[:SHOWN]:
                    yield from _wrapped(str(finding), "    ", "      ")
                yield from [f"    {more}"] if more else []
            elif KINDS[kind].noun:
                yield " ".join(["   ", _places(alike[:SHOWN]), more]).rstrip()


def _places(alike: list[Finding]) -> str:
    """Name the files, or the rows of the one file, that have the same to be said of them."""
    if alike[0].row is None:
        return ", ".join(finding.file for finding in alike)
    return f"{alike[0].file}, row{'s' * (len(alike) > 1)} {', '.join(str(finding.row) for finding in alike)}"


def _wrapped(line: str, first: str, rest: str) -> list[str]:
    return wrap(line, LINE, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
