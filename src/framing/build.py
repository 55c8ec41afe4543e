"""Rebuild a corpus folder's features from its texts, keeping the rows of articles whose text is absent."""

from __future__ import annotations

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
from framing.tokens import tokenize

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
    known = set(old["sentences"].loc[old["sentences"]["sentence"] != "0", "article"])
    kept = [name for name in absent if name in known]

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
    _write(folder, tables, hashes)
    return {"rebuilt": sorted(present), "kept": kept, "missing": [name for name in absent if name not in kept]}


def _read_article(article, page: Path | None) -> CleanArticle:
    if page is None:
        return CleanArticle(article.headline)
    try:
        found = clean(page.read_text(encoding="utf-8"), article.headline, article.byline)
    except ValueError as error:
        raise CorpusError(f"text/{page.name}: {error}; expected an article") from error
    n_tokens = sum(len(tokenize(paragraph)) for paragraph in [found.deck, *found.paragraphs])
    if n_tokens < MIN_CELL:
        raise CorpusError(f"text/{page.name}: {n_tokens} tokens are left after cleaning; expected {MIN_CELL} or more")
    return found


def _old_rows(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the feature tables as they stand, every cell as it is written."""
    tables = {}
    for name, columns in FEATURES.items():
        path = folder / "features" / f"{name}.csv"
        try:
            tables[name] = read_table(path, columns, numbers=()) if path.is_file() else pd.DataFrame(
                columns=columns, dtype=str)
        except CorpusError as error:
            raise CorpusError(f"features/{error}; remove features/ to build it anew") from error
    return tables


def _old_hashes(folder: Path) -> dict[str, str]:
    path = folder / "features" / "provenance.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))["texts"] if path.is_file() else {}
    except (ValueError, KeyError) as error:
        raise CorpusError("features/provenance.json: expected JSON with the texts' hashes; "
                          "remove features/ to build it anew") from error


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


def _write(folder, tables, hashes) -> None:
    """Make the contents of every file, then put them in place one by one."""
    inputs = {f"{name}.csv": hashlib.sha256((folder / f"{name}.csv").read_bytes()).hexdigest()
              for name in ("actors", "topics")}
    provenance = {
        "extractor": f"framing {__version__}", "voice": "quotation marks and report verbs, no parser",
        "libraries": {name: version(name) for name in LIBRARIES},
        "settings": {"min_cell": MIN_CELL, "passage": PASSAGE, "pair_outlets": PAIR_OUTLETS},
        "lists": inputs | lexicons.digest(), "texts": dict(sorted(hashes.items()))}
    target = folder / "features"
    contents = {target / f"{name}.csv": table.to_csv(index=False, lineterminator="\n")
                for name, table in tables.items()}
    contents[target / "provenance.json"] = json.dumps(provenance, indent=1) + "\n"
    contents[folder / "articles.csv"] = _updated_articles(folder / "articles.csv", tables["sentences"], hashes)
    target.mkdir(exist_ok=True)
    for path, text in contents.items():
        replace_file(path, text)


def _updated_articles(path: Path, sentences: pd.DataFrame, hashes: dict[str, str]) -> str:
    """Fill in ``extent``, ``n_tokens`` and ``text_sha256``; every other cell stays as it was written."""
    running = sentences[sentences["section"] != "headline"]
    sizes = pd.to_numeric(running["n_tokens"]).groupby(running["article"]).sum()
    articles = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    full = articles["id"].isin(hashes)
    articles.loc[full, "extent"] = "full"
    articles.loc[full, "n_tokens"] = articles.loc[full, "id"].map(sizes).astype(str)
    articles.loc[full, "text_sha256"] = articles.loc[full, "id"].map(hashes)
    return articles.to_csv(index=False, lineterminator="\n")


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
