"""What the texts of a corpus folder show: pages that aren't one whole article, copies of one another, changed texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from framing.check import texts
from framing.copies import families
from framing.corpus import is_folded
from framing.faults import Finding
from framing.gaps import Kind, finding
from framing.page_flags import flags

ALONE = 1_000_000          # characters of pages that one process reads before another is worth starting
PROCESSES = 8
BATCH = 50
ASIDE = "or set use to context in articles.csv and say why in use_reason"

KINDS = {
    "changed text": Kind("warning", "text", "changed since the features were built, or not in them yet",
                         "`framing features {folder}`"),
    "copy": Kind("warning", "article", "that a text shows to be a copy of another: one newsroom counts several times",
                 "`framing copies {folder} --fold` counts each family once, `framing copies {folder}` lists them"),
    "boilerplate only": Kind("warning", "text", "with hardly a word of article: only the headline counts",
                             "put the whole article into text/, or remove the text"),
    "truncated": Kind("warning", "text", "that may be cut short", f"put the whole article into text/, {ASIDE}"),
    "live page": Kind("warning", "text", "of a live page: many items, and none of them the article",
                      f"keep the item that is meant, {ASIDE}"),
    "several items": Kind("warning", "text", "of several items, not one article",
                          f"keep the one that is meant, {ASIDE}"),
    "not English": Kind("warning", "text", "not in English, the language of all word lists here",
                        "take a translation by the outlet itself, or remove the text"),
    "language mixed": Kind("warning", "text", "in two languages: what isn't English is counted and not understood",
                           f"keep the English part, {ASIDE}"),
    "machine-made": Kind("warning", "text", "that machines wrote or translated, as the page says",
                         f"take the original, {ASIDE}"),
    "transcript": Kind("note", "text", "that a transcript makes up: whose words these are is told by names, not marks",
                       f"give them a genre of their own, {ASIDE}"),
}


def read_texts(folder, articles: pd.DataFrame) -> tuple[dict[str, float], list[Finding]]:
    """Read every text once.

    Parameters
    ----------
    folder : path-like
    articles : DataFrame
        articles.csv, indexed by the file's rows.

    Returns
    -------
    (dict, list of Finding)
        Words by article id (tokens of deck and body where the features know them, else words of the page), and what
        the texts show.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> (folder / "text").mkdir()
    >>> _ = (folder / "text" / "a.txt").write_text("Talks ended on Monday.")
    >>> articles = pd.DataFrame({"id": ["a"], "headline": ["Talks end"], "byline": "", "n_tokens": "", "url": "",
    ...                          "text_sha256": "", "use": "compare", "use_reason": ""}, index=[2])
    >>> lengths, found = read_texts(folder, articles)
    >>> lengths, str(found[0])
    ({'a': 4}, 'text/a.txt: 4 tokens left after cleaning')
    """
    folder = Path(folder)
    paths, parts, pages = texts(folder), [], {}
    built = (folder / "features" / "provenance.json").is_file()
    lengths = {row.id: float(row.n_tokens) for row in articles.itertuples() if row.n_tokens}
    articles = articles[articles["id"].isin(paths)]
    for row in articles.itertuples():
        data = paths[row.id].read_bytes()
        pages[row.id] = data.decode("utf-8")
        if hashlib.sha256(data).hexdigest() != row.text_sha256:
            lengths[row.id] = len(pages[row.id].split())
            if built:
                parts.append(("changed text", f"text/{row.id}.txt", None, "isn't the text behind the features"))
    flagged = _flagged(pages, articles)
    parts += _copies(pages, articles[~is_folded(articles)])
    parts += [(kind, f"text/{name}.txt", None, why, "", name) for name, kind, why in flagged]
    return lengths, [finding(folder, *part, kinds=KINDS) for part in parts]


def _flagged(pages: dict[str, str], articles: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Go through the flags of all pages; where there are many, other processes read while this one goes on."""
    from joblib import Parallel, cpu_count, delayed

    read = [(row.id, pages[row.id], row.headline, row.url) for row in articles.itertuples()]
    batches = (read[at:at + BATCH] for at in range(0, len(read), BATCH))
    jobs = min(cpu_count(), PROCESSES, sum(map(len, pages.values())) // ALONE + 1)
    found = Parallel(jobs, return_as="generator", batch_size=1)(delayed(_flags)(batch) for batch in batches)
    return (flag for batch in found for flag in batch)


def _flags(pages) -> list[tuple[str, str, str]]:
    return [(name, flag.kind, flag.why) for name, page, headline, url in pages for flag in flags(page, headline, url)]


def _copies(pages: dict[str, str], articles: pd.DataFrame) -> Iterator[tuple]:
    """Name each copy with the article that would stand for it."""
    found = families({name: pages[name] for name in articles["id"]}, articles)
    rows = dict(zip(articles["id"], articles.index, strict=True))
    pairs = {frozenset((row.article, row.other)): row for row in found.pairs.itertuples()}
    for name, kept in found.kept.items():
        pair = pairs.get(frozenset((name, kept)))
        how = f"{pair.kind}, {pair.containment:.0%} of {pair.article} shared" if pair else "by way of others"
        yield ("copy", "articles.csv", rows[name], f"{name} ({found.outlets[name]}) is a copy of {kept} "
               f"({found.outlets[kept]}): {how}", "id", name)
