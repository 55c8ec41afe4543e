"""Rebuild a corpus folder's features from its texts, keeping the rows of articles whose text is absent."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import tempfile
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from framing import __version__, check, lexicons
from framing.clean import CleanArticle, clean
from framing.corpus import COLUMNS, FEATURES, CorpusError, read_table
from framing.features import MIN_CELL, PASSAGE, article_rows, instruments

PAIR_OUTLETS = 3           # outlets a two-word run must stand in to be stored
LIBRARIES = ("nltk", "nupunkt", "vaderSentiment")


def build_features(folder) -> dict[str, list[str]]:
    """Write ``features/`` of a corpus folder, and the columns of articles.csv that derive from texts.

    Nothing is written before every article has been read; each file is replaced whole.

    Parameters
    ----------
    folder : path-like
        A corpus folder; texts in ``text/<id>.txt``.

    Returns
    -------
    dict
        Article ids: ``rebuilt`` (text present), ``kept`` (extent ``full``, text absent, rows kept as
        they were) and ``missing`` (extent ``full``, neither text nor rows).

    Raises
    ------
    CorpusError
        If the folder has a fault that `check.find_faults` names.
    """
    folder = Path(folder)
    faults = check.find_faults(folder)
    if faults:
        raise CorpusError("\n".join(faults))
    facts = {name: read_table(folder / f"{name}.csv", columns) for name, columns in COLUMNS.items()}
    aliases = [alias.strip() for cell in facts["actors"]["aliases"] for alias in cell.split(";") if alias.strip()]
    tools = instruments(facts["topics"], [*facts["actors"]["actor"], *aliases])
    present = check.texts(folder)
    old = _old_rows(folder)
    absent = check.absent_texts(folder, facts["articles"])
    kept = [name for name in absent if name in set(old["sentences"].query("sentence > 0")["article"])]

    rows: dict[str, list[dict]] = {name: [] for name in (*FEATURES, "pairs")}
    hashes = {}
    for article in facts["articles"].itertuples():
        if article.id in kept or (article.id not in present and not article.headline):
            continue
        page = present.get(article.id)
        for name, found in article_rows(article.id, _read_article(article, page), tools).items():
            rows[name] += found
        if page:
            hashes[article.id] = hashlib.sha256(page.read_bytes()).hexdigest()
    tables = _tables(rows, old, kept, facts["articles"])
    hashes |= {name: digest for name, digest in _old_hashes(folder).items() if name in kept}
    _write(folder, tables, hashes, facts["articles"])
    return {"rebuilt": sorted(present), "kept": kept, "missing": [name for name in absent if name not in kept]}


def _read_article(article, page: Path | None) -> CleanArticle:
    if page is None:
        return CleanArticle(article.headline)
    try:
        return clean(page.read_text(encoding="utf-8"), article.headline, article.byline)
    except ValueError as error:
        raise CorpusError(f"text/{page.name}: {error}; expected an article") from error


def _old_rows(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the feature tables as they stand, every cell as it is written."""
    tables = {}
    for name, columns in FEATURES.items():
        path = folder / "features" / f"{name}.csv"
        tables[name] = (pd.read_csv(path, dtype=str, keep_default_na=False) if path.is_file()
                        else pd.DataFrame(columns=columns, dtype=str))
    tables["sentences"]["sentence"] = pd.to_numeric(tables["sentences"]["sentence"])
    return tables


def _old_hashes(folder: Path) -> dict[str, str]:
    path = folder / "features" / "provenance.json"
    return json.loads(path.read_text(encoding="utf-8"))["texts"] if path.is_file() else {}


def _tables(rows, old, kept, articles) -> dict[str, pd.DataFrame]:
    """Join new rows and kept ones, with the two-word runs that enough outlets share."""
    tables = {}
    for name, columns in FEATURES.items():
        new = pd.DataFrame(rows[name], columns=columns).map(_cell)
        shipped = old[name][old[name]["article"].isin(kept)].reindex(columns=columns).map(_cell)
        tables[name] = pd.concat([new, shipped], ignore_index=True)
    pairs = pd.DataFrame(rows["pairs"], columns=FEATURES["phrases"]).map(_cell)
    known = pd.concat([pairs, tables["phrases"]]).merge(
        articles[["id", "outlet"]], left_on="article", right_on="id")
    spread = known.groupby("phrase")["outlet"].nunique()
    shared = pairs[pairs["phrase"].isin(spread.index[spread >= PAIR_OUTLETS])]
    phrases = pd.concat([tables["phrases"], shared], ignore_index=True)
    tables["phrases"] = phrases.drop_duplicates(FEATURES["phrases"][:-1])
    return {name: _sorted(table) for name, table in tables.items()}


def _cell(value) -> str:
    if value is None or value != value:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    """Sort rows by every column, numbers by size."""
    keys = table.apply(lambda column: pd.to_numeric(column) if column.name in (
        "sentence", "passage", "start", "paragraph") else column)
    return table.iloc[keys.reset_index(drop=True).sort_values(list(table.columns), kind="stable").index]


def _write(folder, tables, hashes, articles) -> None:
    target = folder / "features"
    target.mkdir(exist_ok=True)
    for name, table in tables.items():
        replace_file(target / f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))
    inputs = {f"{name}.csv": hashlib.sha256((folder / f"{name}.csv").read_bytes()).hexdigest()
              for name in ("actors", "topics")}
    provenance = {
        "extractor": f"framing {__version__}", "voice": "quotation marks and report verbs, no parser",
        "libraries": {name: version(name) for name in LIBRARIES},
        "settings": {"min_cell": MIN_CELL, "passage": PASSAGE, "pair_outlets": PAIR_OUTLETS},
        "lists": inputs | lexicons.digest(), "texts": dict(sorted(hashes.items()))}
    replace_file(target / "provenance.json", json.dumps(provenance, indent=1) + "\n")
    sentences = tables["sentences"]
    running = sentences[sentences["section"] != "headline"]
    sizes = pd.to_numeric(running["n_tokens"]).groupby(running["article"]).sum().to_dict()
    _update_articles(folder / "articles.csv", sizes, hashes)


def _update_articles(path: Path, sizes: dict[str, int], hashes: dict[str, str]) -> None:
    """Fill in ``extent``, ``n_tokens`` and ``text_sha256``; every other cell stays as it was written."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = reader.fieldnames, list(reader)
    for row in rows:
        name = row["id"]
        if name in hashes:
            row |= {"extent": "full", "n_tokens": str(sizes[name]), "text_sha256": hashes[name]}
    lines = pd.DataFrame(rows, columns=columns).to_csv(index=False, lineterminator="\n")
    replace_file(path, lines)


def replace_file(path: Path, text: str) -> None:
    """Write a file beside its place, then put it there in one step; an equal file isn't touched."""
    data = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == data:
        return
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.chmod(temporary, 0o644)
    os.replace(temporary, path)
