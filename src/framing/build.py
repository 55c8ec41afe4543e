"""Rebuild a corpus folder's features from its texts, keeping the rows of articles whose text is absent."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from framing import __version__, check, lexicons, parse
from framing.cells import MIN_CELL, PASSAGE
from framing.clean import CleanArticle, clean
from framing.corpus import COLUMNS, FEATURES, CorpusError, read_table
from framing.features import article_rows, instruments
from framing.reuse import Documents, kept_rows, lines, reuse_pairs
from framing.sentences import read_sentences
from framing.tokens import tokenize

PAIR_OUTLETS = 3           # outlets a two-word run must stand in to be stored
LIBRARIES = ("nltk", "nupunkt", "vaderSentiment")


def build_features(folder, parser=None) -> dict[str, list[str]]:
    """Write ``features/`` of a corpus folder, and the columns of articles.csv that derive from texts.

    Nothing is written before every article has been read; each file is replaced whole.

    Parameters
    ----------
    folder : path-like
        A corpus folder; texts in ``text/<id>.txt``.
    parser : Language, optional
        A spaCy pipeline for better voices (see `parse.load`); rules alone without it.

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
    tools = instruments(facts["topics"], facts["actors"])
    present = check.texts(folder)
    old = _old_rows(folder)
    absent = check.absent_texts(folder, facts["articles"])
    known = set(old["sentences"].loc[old["sentences"]["sentence"] != "0", "article"])
    kept = [name for name in absent if name in known]

    rows = _read_all(facts["articles"], present, kept, tools, parser)
    hashes = {name: hashlib.sha256(page.read_bytes()).hexdigest() for name, page in present.items()}
    old_texts, readers = _old_provenance(folder) if kept else ({}, {})
    unchanged = {name for name in present if old_texts.get(name, {}).get("sha256") == hashes[name]}
    old["reuse"] = kept_rows(old["reuse"], set(kept), unchanged)
    tables = _tables(rows, old, kept, facts["articles"])
    texts = {name: old_texts[name] for name in kept if name in old_texts} | {
        name: {"sha256": digest, "voice": reader(parser)} for name, digest in hashes.items()}
    readers |= {reader(parser): parse.describe(parser) if parser else {}}
    _write(folder, tables, texts, readers)
    return {"rebuilt": sorted(present), "kept": kept, "missing": [name for name in absent if name not in kept]}


def _read_all(articles, present, kept, tools, parser) -> dict[str, list[dict]]:
    """Return the feature rows of every article but the kept ones, and the pairs that share words.

    Of a kept article the headline is compared with the others' headlines.
    """
    rows: dict[str, list[dict]] = {name: [] for name in (*FEATURES, "pairs")}
    documents = Documents()
    for article in articles.itertuples():
        if article.id not in present and not article.headline:
            continue
        cleaned = _read_article(article, present.get(article.id))
        sentences, spoken = read_sentences(cleaned, tools.actors, parser)
        documents.add(article.id, lines(sentences, spoken))
        if article.id in kept:
            continue
        for name, found in article_rows(article.id, sentences, spoken, tools).items():
            rows[name] += found
        rows["cleaning"] += [{"article": article.id, "reason": reason, "n_lines": n_lines, "n_words": n_words}
                             for reason, (n_lines, n_words) in cleaned.dropped.items()]
    rows["reuse"] = reuse_pairs(documents)
    return rows


def reader(parser) -> str:
    """Name what told the voices apart."""
    if parser is None:
        return "rules"
    return parse.label(parser)


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


def _old_provenance(folder: Path) -> tuple[dict[str, dict], dict[str, dict]]:
    """Read what provenance says of each text (its hash, what told its voices apart), and of those readers."""
    path = folder / "features" / "provenance.json"
    try:
        stated = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"texts": {}, "readers": {}}
        texts = {name: {"sha256": facts["sha256"], "voice": facts["voice"]} for name, facts in stated["texts"].items()}
        return texts, {facts["voice"]: stated["readers"][facts["voice"]] for facts in texts.values()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError("features/provenance.json: expected JSON with each text's sha256 and voice; "
                          "remove features/ to build it anew") from error


def _tables(rows, old, kept, articles) -> dict[str, pd.DataFrame]:
    """Join new rows and kept ones, with the two-word runs that enough outlets share."""
    tables = {}
    for name, columns in FEATURES.items():
        new = pd.DataFrame(rows[name], columns=columns).map(_cell)
        shipped = old[name] if name == "reuse" else old[name][old[name]["article"].isin(kept)]
        tables[name] = pd.concat([new, shipped.reindex(columns=columns).map(_cell)], ignore_index=True)
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
        "sentence", "other_sentence", "passage", "start", "paragraph") else column)
    return table.iloc[keys.reset_index(drop=True).sort_values(list(table.columns), kind="stable").index]


def _write(folder, tables, texts, readers) -> None:
    """Make the contents of every file, then put them in place one by one."""
    inputs = {f"{name}.csv": hashlib.sha256((folder / f"{name}.csv").read_bytes()).hexdigest()
              for name in ("actors", "topics")}
    provenance = {
        "extractor": f"framing {__version__}",
        "libraries": {name: version(name) for name in LIBRARIES},
        "settings": {"min_cell": MIN_CELL, "passage": PASSAGE, "pair_outlets": PAIR_OUTLETS},
        "lists": inputs | lexicons.digest(), "texts": dict(sorted(texts.items())),
        "readers": {name: readers[name] for name in sorted({facts["voice"] for facts in texts.values()})}}
    target = folder / "features"
    contents = {target / f"{name}.csv": table.to_csv(index=False, lineterminator="\n")
                for name, table in tables.items()}
    contents[target / "provenance.json"] = json.dumps(provenance, indent=1) + "\n"
    contents[folder / "articles.csv"] = _updated_articles(folder / "articles.csv", tables["sentences"], texts)
    target.mkdir(exist_ok=True)
    for path, text in contents.items():
        replace_file(path, text)


def _updated_articles(path: Path, sentences: pd.DataFrame, texts: dict[str, dict]) -> str:
    """Fill in ``extent``, ``n_tokens`` and ``text_sha256``; every other cell stays as it was written."""
    running = sentences[sentences["section"] != "headline"]
    sizes = pd.to_numeric(running["n_tokens"]).groupby(running["article"]).sum()
    articles = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    full = articles["id"].isin(texts)
    articles.loc[full, "extent"] = "full"
    articles.loc[full, "n_tokens"] = articles.loc[full, "id"].map(sizes).astype(str)
    articles.loc[full, "text_sha256"] = articles.loc[full, "id"].map(
        {name: facts["sha256"] for name, facts in texts.items()})
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
