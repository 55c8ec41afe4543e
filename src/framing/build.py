"""Rebuild a corpus folder's features from its texts, keeping the rows of articles whose text is absent."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from framing import __version__, check, parse
from framing.cells import MIN_CELL, PASSAGE
from framing.corpus import COLUMNS, FEATURES, CorpusError, read_table, word_classes
from framing.csv_cells import with_cells
from framing.feature_files import ANEW, Shipped, csv_text, ordered, put_in_place, written
from framing.placing import stage_of
from framing.readings import ALONE, PHRASE, Reading, Task, read_all
from framing.reuse import Documents, kept_rows, reuse_pairs

PAIR_OUTLETS = 3           # outlets a two-word run must stand in to be stored
# Columns of articles.csv that are filled in here.
WRITTEN = ("stage", "use", "use_reason", "extent", "n_tokens", "text_sha256")
LIBRARIES = ("nltk", "nupunkt", "vaderSentiment")


def build_features(folder, parser=None, *, jobs: int | None = None, progress=None) -> dict[str, list[str]]:
    """Write ``features/`` of a corpus folder, and the columns of articles.csv that derive from texts.

    Nothing is written before every article has been read; each file is replaced whole. An article whose text has
    fewer than 25 tokens left after cleaning is used by its headline alone.

    Parameters
    ----------
    folder : path-like
        A corpus folder; texts in ``text/<id>.txt``.
    parser : Language, optional
        A spaCy pipeline for better voices (see `parse.load`); rules alone without it.
    jobs : int, optional
        Processes that read articles; by default one for each core, and one alone where there is little to read.
        The features are the same whatever their number.
    progress : callable, optional
        Given what is gone through, a label and ``total``, gives it on: `progress.track`. Silent by default.

    Returns
    -------
    dict
        Article ids: ``rebuilt`` (text present), ``short`` (text present, but too short to be used), ``kept``
        (extent ``full``, text absent, rows kept as they were) and ``missing`` (extent ``full``, neither text nor rows).

    Raises
    ------
    CorpusError
        If the folder has a fault that `check.find_faults` names.
    """
    folder = Path(folder)
    faults = check.find_faults(folder)
    if faults:
        raise CorpusError("\n".join(faults))
    articles = read_table(folder / "articles.csv", COLUMNS["articles"])
    lists = {name: read_table(folder / f"{name}.csv", COLUMNS[name]) for name in ("topics", "actors")}
    old = {name: Shipped(folder / "features" / f"{name}.csv", columns) for name, columns in FEATURES.items()}
    absent, present = check.absent_texts(folder, articles), check.texts(folder)
    kept = [name for name in absent if any(row[1] != "0" for row in old["sentences"].rows(name))]
    tasks = [Task(row.id, row.headline, row.byline, present.get(row.id), row.id in kept)
             for row in articles.sort_values("id").itertuples() if row.headline or row.id in present or row.id in kept]
    outlets = dict(zip(articles["id"], articles["outlet"], strict=True))
    with tempfile.TemporaryDirectory(prefix="framing-") as work, _Drafts(Path(work), outlets) as drafts:
        readings = read_all(tasks, lists | {"classes": word_classes(folder)}, parser, jobs)
        for reading in readings if progress is None else progress(readings, "Reading articles", total=len(tasks)):
            drafts.add(_as_shipped(reading, old) if reading.article in kept else reading)
        texts, readers = _old_provenance(folder) if kept else ({}, {})
        unchanged = {name for name, digest in drafts.digests.items() if texts.get(name, {}).get("sha256") == digest}
        drafts.finish(_kept_reuse(folder, set(kept), unchanged))
        voice = {reader(parser): parse.describe(parser) if parser else {}}
        _write(folder, drafts, {name: texts[name] for name in kept if name in texts}, readers | voice, reader(parser))
    return {"rebuilt": [name for name in present if name in drafts.digests],
            "short": [name for name in present if name not in drafts.digests],
            "kept": kept, "missing": [name for name in absent if name not in kept]}


def reader(parser) -> str:
    """Name what told the voices apart."""
    if parser is None:
        return "rules"
    return parse.label(parser)


class _Drafts:
    """The feature tables in the making: files that grow article by article, and what is compared across articles."""

    def __init__(self, work: Path, outlets: dict[str, str]):
        self.work, self._outlets = work, outlets
        self.sizes: dict[str, int] = {}         # tokens of each text
        self.digests: dict[str, str] = {}       # of each text that was read
        self._documents = Documents()
        self._runs: list = []
        self._numbers = {outlet: number for number, outlet in enumerate(sorted(set(outlets.values())))}
        self._run_outlets: list[int] = []
        self._marked = (work / "marked").open("w", encoding="utf-8", newline="")
        self._files = {name: self._begun(name) for name in FEATURES}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for file in (self._marked, *self._files.values()):
            file.close()

    def _begun(self, name):
        file = (self.work / f"{name}.csv").open("w", encoding="utf-8", newline="")
        file.write(csv_text([FEATURES[name]]))
        return file

    def add(self, reading: Reading) -> None:
        """Take an article; they come in the order of their ids."""
        import pyarrow as pa

        self._documents.add(reading.article, reading.lines)
        for name, text in reading.tables.items():
            self._files[name].write(text)
        self._marked.write(reading.phrases)
        self._runs.append(pa.array(reading.runs, pa.string()))
        self._run_outlets.append(self._numbers[self._outlets[reading.article]])
        if reading.n_tokens:
            self.sizes[reading.article] = reading.n_tokens
        if reading.sha256:
            self.digests[reading.article] = reading.sha256

    def finish(self, kept_reuse: list[list[str]]) -> None:
        """Complete the tables for which all articles must have been read."""
        shared = self._shared_runs()
        self._marked.close()
        with (self.work / "marked").open(encoding="utf-8", newline="") as lines:
            for line in lines:
                run, _, row = line.partition("\t")
                if not run or run in shared:
                    self._files["phrases"].write(row)
        rows = written(reuse_pairs(self._documents), FEATURES["reuse"]) + kept_reuse
        self._files["reuse"].write(csv_text(ordered(rows, FEATURES["reuse"])))
        self.__exit__()

    def _shared_runs(self) -> set[str]:
        """Return the two-word runs that stand in enough outlets."""
        import pyarrow as pa
        import pyarrow.compute as pc

        outlets = np.repeat(np.array(self._run_outlets, np.int32), [len(runs) for runs in self._runs])
        table = pa.table({"run": pa.chunked_array(self._runs, pa.string()), "outlet": outlets})
        self._runs.clear()
        spread = table.group_by(["run", "outlet"]).aggregate([]).group_by("run").aggregate([("outlet", "count")])
        return set(spread.filter(pc.field("outlet_count") >= PAIR_OUTLETS)["run"].to_pylist())


def _as_shipped(reading: Reading, old: dict[str, Shipped]) -> Reading:
    """Return an article with the rows that stand in the features."""
    rows = {name: ordered(table.rows(reading.article), FEATURES[name]) for name, table in old.items()}
    sizes = pd.DataFrame(rows["sentences"], columns=FEATURES["sentences"]).query("section != 'headline'")["n_tokens"]
    marked = [f"\t{line}\n" for line in csv_text(rows["phrases"]).split("\n")[:-1]]
    return replace(reading, tables={name: csv_text(rows[name]) for name in ALONE}, phrases="".join(marked),
                   runs={row[PHRASE] for row in rows["phrases"]}, n_tokens=int(pd.to_numeric(sizes).sum()))


def _kept_reuse(folder: Path, kept: set[str], unchanged: set[str]) -> list[list[str]]:
    path = folder / "features" / "reuse.csv"
    if not kept or not path.is_file():
        return []
    try:
        old = read_table(path, FEATURES["reuse"], numbers=())
    except CorpusError as error:
        raise CorpusError(f"features/{error}; {ANEW}") from error
    return kept_rows(old, kept, unchanged)[FEATURES["reuse"]].to_numpy().tolist()


def _old_provenance(folder: Path) -> tuple[dict[str, dict], dict[str, dict]]:
    """Read what provenance says of each text (its hash, what told its voices apart), and of those readers."""
    path = folder / "features" / "provenance.json"
    try:
        stated = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"texts": {}, "readers": {}}
        texts = {name: {"sha256": facts["sha256"], "voice": facts["voice"]} for name, facts in stated["texts"].items()}
        return texts, {facts["voice"]: stated["readers"][facts["voice"]] for facts in texts.values()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(f"features/provenance.json: expected JSON with each text's sha256 and voice; {ANEW}"
                          ) from error


def _write(folder: Path, drafts: _Drafts, kept: dict[str, dict], readers: dict[str, dict], voice: str) -> None:
    """Make the contents of the last two files, then put all in place."""
    texts = kept | {name: {"sha256": digest, "voice": voice} for name, digest in drafts.digests.items()}
    provenance = {
        "extractor": f"framing {__version__}",
        "libraries": {name: version(name) for name in LIBRARIES},
        "settings": {"min_cell": MIN_CELL, "passage": PASSAGE, "pair_outlets": PAIR_OUTLETS},
        "lists": check.list_hashes(folder), "texts": dict(sorted(texts.items())),
        "readers": {name: readers[name] for name in sorted({facts["voice"] for facts in texts.values()})}}
    (drafts.work / "provenance.json").write_text(json.dumps(provenance, indent=1) + "\n", encoding="utf-8")
    articles = _updated_articles(folder / "articles.csv", drafts.sizes, texts)
    (drafts.work / "articles.csv").write_text(articles, encoding="utf-8", newline="")
    target = folder / "features"
    target.mkdir(exist_ok=True)
    names = [f"{name}.csv" for name in FEATURES] + ["provenance.json"]
    put_in_place({target / name: drafts.work / name for name in names} |
                 {folder / "articles.csv": drafts.work / "articles.csv"})


def _updated_articles(path: Path, sizes: dict[str, int], texts: dict[str, dict]) -> str:
    """Fill in ``extent``, ``n_tokens``, ``text_sha256``, and what follows from dates and headlines filled in since.

    An article of extent ``full`` without a text and without features stays as it is, since its text may turn up.
    """
    before = read_table(path, COLUMNS["articles"], numbers=())
    articles = before.copy()
    full = articles["id"].isin(texts)
    articles.loc[full, "extent"] = "full"
    articles.loc[full, "n_tokens"] = articles.loc[full, "id"].map(sizes).astype(str)
    articles.loc[full, "text_sha256"] = articles.loc[full, "id"].map(
        {name: facts["sha256"] for name, facts in texts.items()})
    rest = ~full & (articles["extent"].ne("full") | articles["id"].isin(list(check.texts(path.parent))))
    has_headline = articles["headline"].str.strip().ne("")
    articles.loc[rest, "extent"] = np.where(has_headline[rest], "headline", "none")
    articles.loc[rest, ["n_tokens", "text_sha256"]] = ""
    events = read_table(path.with_name("events.csv"), COLUMNS["events"]).set_index("event")[["starts", "ends"]]
    days = events.reindex(articles["event"]).fillna("").itertuples(index=False)
    stages = [stage_of(day, *event) for day, event in zip(articles["published"], days, strict=True)]
    articles["stage"] = articles["stage"].where(articles["stage"].ne(""), stages)
    articles.loc[has_headline & articles["use_reason"].eq("no headline"), ["use", "use_reason"]] = ["compare", ""]
    changed = articles[articles.ne(before).any(axis=1)]
    cells = {row["id"]: {column: row[column] for column in WRITTEN} for row in changed.to_dict("records")}
    return with_cells(path.read_bytes().decode("utf-8"), "id", cells)
