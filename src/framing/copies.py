"""Articles that are copies of one another: reposts, versions, shortened copies, one agency's story in many outlets.

Whole texts are compared before features are built (`runs`); which sentences articles share is measured by `reuse`.
Copies can be folded: each family then counts once, so that one newsroom doesn't become many.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from framing import check
from framing.corpus import COLUMNS, COPY_OF, CorpusError, read_table
from framing.csv_cells import with_cells
from framing.files import replace_file
from framing.line_rules import AGENCIES
from framing.runs import Runs
from framing.wording import counted

PAIR = ["article", "other", "outlet", "other_outlet", "n_shared", "containment", "containment_other", "kind"]
KEEP = ("earliest", "longest")
HEAD = 400                 # characters in which a story names its agency
CREDIT = re.compile(rf"\(({AGENCIES})\)|^(?:by )?({AGENCIES})$", re.I | re.M)
NAME = re.compile(rf"\b({AGENCIES})\b", re.I)
IN_FULL = {"ap": "associated press", "afp": "agence france-presse"}
FOLDED = re.compile(rf"{COPY_OF}(?P<id>\S+?)(?:; was (?P<use>compare|context)(?:: (?P<reason>.*))?)?$", re.S)
SHORT = 25                 # words; of shorter texts nothing is said, many pages have the same few words
LISTED = 20                # pairs that a report names


@dataclass(frozen=True)
class Families:
    """Groups of articles that are copies of one another, each with the one that stands for it.

    Attributes
    ----------
    pairs : DataFrame
        As `find_copies` returns them.
    kept : dict of str to str
        For each article that is a copy, the id of the one that is kept.
    outlets : dict of str to str
        Of every article in a family.
    """

    pairs: pd.DataFrame
    kept: dict[str, str]
    outlets: dict[str, str]

    def lines(self) -> list[str]:
        """Say how many families, articles and outlets there are, then name the pairs, those across outlets first."""
        ignored = self.pairs.attrs.get("n_ignored", 0)
        note = [f"{counted(ignored, 'run')} of words in more than 50 articles left aside."] if ignored else []
        groups = defaultdict(set)
        for name, kept in self.kept.items():
            groups[kept] |= {name, kept}
        if not groups:
            return ["No article is a copy of another.", *note]
        outlets = [{self.outlets[name] for name in group} for group in groups.values()]
        first = (f"{counted(len(groups), 'group')} of copies: {counted(sum(map(len, groups.values())), 'article')} of "
                 f"{counted(len(set().union(*outlets)), 'outlet')}; {sum(len(group) > 1 for group in outlets)} of them "
                 "across outlets.")
        named = [f"{row.article} ({row.outlet}) and {row.other} ({row.other_outlet}): {row.kind}, "
                 f"{row.containment:.0%} and {row.containment_other:.0%} shared"
                 for row in self.pairs.head(LISTED).itertuples()]
        more = len(self.pairs) - len(named)
        return [first, *named, *([f"and {more:,} more"] if more else []), *note]


def find_copies(texts, articles: pd.DataFrame | None = None, *, run: int = 8, share: float = 0.5) -> pd.DataFrame:
    """Return the pairs of articles of which one has at least this share of its words in runs that both have.

    Parameters
    ----------
    texts : mapping of str to str, or path-like
        Texts by article id, or a corpus folder.
    articles : DataFrame, optional
        Facts, with ``id`` and ``outlet``, and ``byline`` where agencies are to be found in it. A folder brings its own.
    run : int, default=8
        Words in a row that count as shared.
    share : float, default=0.5
        Of the words of one of the two. As it stands, copies are found with up to an eighth of their words replaced
        here and there, their paragraphs in any order and four fifths cut; with ``run=5, share=0.3`` with a quarter
        replaced, at the price of more pairs that are no copies.

    Returns
    -------
    DataFrame
        A row a pair, those of different outlets first, then by how much they share: ``article`` (the one of which more
        is in the other), ``other``, ``outlet``, ``other_outlet``; ``n_shared`` words of ``article`` in shared runs;
        ``containment``, their share, and ``containment_other``, the other's; ``kind``: *same text*; *shared agency
        copy* (both credit one agency); *near copy* (both hold the share); *part of* (only ``article`` does).
        ``attrs["n_ignored"]`` is the number of runs left aside because more than 50 texts have them.

    Raises
    ------
    CorpusError
        If a folder can't be read.

    Examples
    --------
    >>> words = [f"word{number}" for number in range(50)]
    >>> texts = {"gazette-1": " ".join(words), "herald-1": " ".join(words[10:]), "herald-2": "The harbour was calm."}
    >>> find_copies(texts)[["article", "other", "n_shared", "containment_other", "kind"]].to_dict("records")
    [{'article': 'herald-1', 'other': 'gazette-1', 'n_shared': 40, 'containment_other': 0.8, 'kind': 'near copy'}]
    """
    if not 0 < share <= 1:
        raise ValueError(f"share {share}; expected a number over 0, up to 1")
    texts, facts = _given(texts, articles)
    names = list(texts)
    outlets = [facts.get(name, {}).get("outlet", "") for name in names]
    agencies: list[str] = []
    runs = Runs(_watched(texts, facts, agencies), [outlet or name for outlet, name in zip(outlets, names, strict=True)],
                run=run)
    rows = [_row(names, outlets, agencies, runs, pair, share) for pair in runs.pairs(share)
            if min(runs.sizes[[pair.first, pair.second]]) >= SHORT]
    rows += _equal(names, outlets, runs, {frozenset((row["article"], row["other"])) for row in rows})
    table = pd.DataFrame(rows, columns=PAIR)
    table = table.assign(within=table["outlet"].eq(table["other_outlet"]) & table["outlet"].ne(""),
                         most=-table["containment"])
    table = table.sort_values(["within", "most", "article", "other"], ignore_index=True)[PAIR]
    table.attrs["n_ignored"] = runs.n_ignored
    return table


def families(texts, articles: pd.DataFrame | None = None, *, keep: str = "earliest", run: int = 8,
             share: float = 0.5) -> Families:
    """Group copies, and choose from each group the article that stands for it.

    Groups are connected: a copy of a copy is in the family. Kept is, of the articles in use, the agency's own version;
    else one that isn't merely part of another; of those the earliest dated (or ``keep="longest"``), then the first in
    the file.

    Parameters
    ----------
    texts, articles, run, share
        See `find_copies`; ``articles`` may also have ``published`` and ``use``.
    keep : str, default="earliest"
    """
    if keep not in KEEP:
        raise ValueError(f"keep {keep!r}; expected one of {', '.join(KEEP)}")
    texts, facts = _given(texts, articles)
    pairs = find_copies(texts, pd.DataFrame([{"id": name, **row} for name, row in facts.items()]), run=run, share=share)
    members = {*pairs["article"], *pairs["other"]}
    names = [name for name in (facts or texts) if name in members]
    place = {name: at for at, name in enumerate(names)}
    links = sparse.coo_array((np.ones(len(pairs)), (pairs["article"].map(place).to_numpy(int),
                                                    pairs["other"].map(place).to_numpy(int))), shape=(len(names),) * 2)
    group = sparse.csgraph.connected_components(links, directed=False)[1] if names else []
    parts = set(pairs.loc[pairs["containment_other"].lt(share), "article"])
    ranks = {name: _rank(facts.get(name, {}), texts[name], name in parts, keep, place[name]) for name in names}
    best: dict[int, str] = {}
    for name, number in zip(names, group, strict=True):
        best[number] = min(best.get(number, name), name, key=ranks.__getitem__)
    kept = {name: best[number] for name, number in zip(names, group, strict=True) if best[number] != name}
    return Families(pairs, kept, {name: facts.get(name, {}).get("outlet", "") for name in names})


def fold(folder, *, keep: str = "earliest", run: int = 8, share: float = 0.5) -> Families:
    """Leave all but one article of each family out of comparisons: ``use`` context, ``use_reason`` *copy of <id>*.

    What the row said before is kept behind it (*copy of <id>; was context: no headline*), so that `unfold` can put it
    back. Nothing else in articles.csv changes, and folding again changes nothing. Articles whose text is absent, or
    whose kept article's is, stay as they are.

    Parameters
    ----------
    folder : path-like
        A corpus folder.
    keep, run, share
        See `families` and `find_copies`.
    """
    articles, present = _articles(folder), check.texts(folder)
    folds = _folds(articles)
    old = {name: before for name, (kept, *before) in folds.items() if {name, kept} <= present.keys()}
    unfolded = articles.assign(**{column: [old[row.id][at] if row.id in old else getattr(row, column)
                                           for row in articles.itertuples()]
                                  for at, column in enumerate(("use", "use_reason"))})
    here = {name: present[name] for name in articles["id"] if name in present and (name in old or name not in folds)}
    found = families(_Texts(here), unfolded, keep=keep, run=run, share=share)
    cells = {name: {"use": use, "use_reason": reason} for name, (use, reason) in old.items()}
    for row in unfolded[unfolded["id"].isin(found.kept)].itertuples():
        cells[row.id] = {"use": "context", "use_reason": _reason(found.kept[row.id], row.use, row.use_reason)}
    _change(folder, cells)
    return found


def unfold(folder) -> list[str]:
    """Take every fold back: ``use`` and ``use_reason`` as they were. Return the articles' ids."""
    cells = {name: {"use": use, "use_reason": reason} for name, (_, use, reason) in _folds(_articles(folder)).items()}
    _change(folder, cells)
    return list(cells)


def report(folder, fold_them: bool | None = None) -> list[str]:
    """Say in lines what is a copy of what; with ``True`` fold the copies, with ``False`` take folds back.

    Examples
    --------
    >>> from framing.corpus import default_folder
    >>> report(default_folder())[0]
    'No article is a copy of another.'
    """
    if fold_them:
        found = fold(folder)
        return [*found.lines(), f"{counted(len(found.kept), 'article')} folded: out of comparisons as copies; "
                                "--keep takes that back"]
    restored = unfold(folder) if fold_them is False else []
    back = [f"{counted(len(restored), 'fold')} taken back"] if fold_them is False else []
    return [*families(folder).lines(), *back]


class _Texts(Mapping):
    """Texts of files, read each time one is asked for."""

    def __init__(self, paths: Mapping[str, Path]):
        self._paths = dict(paths)

    def __getitem__(self, name: str) -> str:
        path = self._paths[name]
        try:
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise CorpusError(f"text/{path.name}: expected UTF-8 text ({error.reason} at byte "
                              f"{error.start})") from error

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _given(texts, articles) -> tuple[Mapping[str, str], dict[str, dict]]:
    """Return texts by id, in the manifest's order, and facts by id."""
    if not isinstance(texts, Mapping):
        articles = _articles(texts) if articles is None else articles
        present = check.texts(texts)
        texts = _Texts({name: present[name] for name in articles["id"] if name in present})
    rows = [] if articles is None or articles.empty else articles.to_dict("records")
    return texts, {row["id"]: row for row in rows}


def _articles(folder) -> pd.DataFrame:
    return read_table(Path(folder) / "articles.csv", COLUMNS["articles"])


def _watched(texts, facts, agencies: list[str]) -> Iterable[str]:
    """Yield the texts, noting for each the agency that it credits."""
    for name, text in texts.items():
        agencies.append(_agency(text, facts.get(name, {})))
        yield text


def _agency(text: str, row: dict) -> str:
    """Name the agency a story credits: in its byline, or in brackets or on a line of its own at its beginning."""
    found = NAME.search(row.get("byline") or "") or CREDIT.search(text[:HEAD])
    name = next(filter(None, found.groups())).lower() if found else ""
    return IN_FULL.get(name, name)


def _row(names, outlets, agencies, runs, pair, share) -> dict:
    first, second = pair.first, pair.second
    mine, theirs = pair.n_first / runs.sizes[first], pair.n_second / runs.sizes[second]
    n_shared = pair.n_first
    if theirs > mine:
        first, second, mine, theirs, n_shared = second, first, theirs, mine, pair.n_second
    if runs.digests[first] == runs.digests[second]:
        kind = "same text"
    elif agencies[first] and agencies[first] == agencies[second]:
        kind = "shared agency copy"
    else:
        kind = "near copy" if theirs >= share else "part of"
    return _pair(names, outlets, first, second, n_shared, mine, theirs, kind)


def _equal(names, outlets, runs, known) -> list[dict]:
    """Return the pairs of texts with the same words that no run told of, each with the first of its kind."""
    rows, first_with = [], {}
    for at, digest in enumerate(runs.digests):
        kept = first_with.setdefault(digest, at) if runs.sizes[at] >= SHORT else at
        if kept != at and frozenset((names[kept], names[at])) not in known:
            rows.append(_pair(names, outlets, kept, at, int(runs.sizes[at]), 1.0, 1.0, "same text"))
    return rows


def _pair(names, outlets, first, second, n_shared, mine, theirs, kind) -> dict:
    return dict(zip(PAIR, (names[first], names[second], outlets[first], outlets[second], n_shared,
                                       round(float(mine), 4), round(float(theirs), 4), kind), strict=True))


def _rank(row: dict, text: str, is_part: bool, keep: str, place: int) -> tuple:
    """Order a family: in use, the agency's own, not a mere part, dated, early (or long), first in the file."""
    agency, outlet = _agency(text, row), (row.get("outlet") or "").lower()
    own = bool(agency) and (agency in outlet or outlet in agency.split() or IN_FULL.get(outlet) == agency)
    date = row.get("published") or ""
    age = -len(text) if keep == "longest" else 0
    return row.get("use") == "context", not own, is_part, age, not date, date, place


def _reason(kept: str, use: str, reason: str) -> str:
    was = "" if (use, reason) == ("compare", "") else f"; was {use}" + (f": {reason}" if reason else "")
    return f"{COPY_OF}{kept}{was}"


def _folds(articles) -> dict[str, tuple[str, str, str]]:
    """Return, for each folded row, the article that is kept, and use and reason as they were."""
    ids, folds = set(articles["id"]), {}
    for row in articles.itertuples():
        found = FOLDED.match(row.use_reason)
        if found and row.use == "context" and (found["use"] or found["id"] in ids):
            folds[row.id] = found["id"], found["use"] or "compare", found["reason"] or ""
    return folds


def _change(folder, cells) -> None:
    path = Path(folder) / "articles.csv"
    if cells:
        replace_file(path, with_cells(path.read_bytes().decode("utf-8"), "id", cells))
