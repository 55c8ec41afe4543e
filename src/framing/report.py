"""One offline HTML page with every figure, its caption and its table, for people who don't open notebooks.

Prose comes from the notebooks that stand with the package, everything else is data: it is escaped wherever it stands,
and the page asks no other host for anything.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import nbformat
import pandas as pd

from framing.comparisons import materials, support, support_lines
from framing.corpus import Corpus, CorpusError, read_corpus
from framing.execute import CASE, figure_names, is_own, source_notebooks
from framing.files import replace_file
from framing.style import as_plain
from framing.wording import counted, period

ROWS = 30            # of a table
SVG_LIMIT = 400_000  # bytes; a larger drawing is shown by its preview
LIMITS = "What this cannot tell you"
STYLE = Path(__file__).with_name("report.css")
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
"""


@dataclass(frozen=True)
class Chapter:
    """What the report takes from one notebook: its question, its prose in Markdown, its figures in order.

    ``parts`` are pairs of ``figure`` and a name, or of ``text`` or ``limits`` and Markdown.
    """

    number: str
    question: str
    parts: list[tuple[str, str]]


def report(folder) -> Path:
    """Write ``report.html`` into a corpus folder, from the figures that were made for it.

    Parameters
    ----------
    folder : path-like
        A corpus folder with ``figures/`` (see `figures_run.figures`). The report on the shipped corpus, whose figures
        stand in ``figures/`` of the checkout, is written there, too.

    Returns
    -------
    Path
        The page: one file, without a script, a link to another host or anything to load.

    Raises
    ------
    CorpusError
        If there is no corpus, no notebook or no figure.
    """
    corpus = read_corpus(folder)
    own = is_own(folder)
    figures = corpus.folder / "figures" if own else corpus.folder.resolve().parent / "figures"
    chapters = [_chapter(path, own) for path in source_notebooks(own)]
    if not any((figures / f"{name}.md").is_file() for chapter in chapters for kind, name in chapter.parts
               if kind == "figure"):
        raise CorpusError(f"{figures}: no figure in it; run `framing figures {corpus.folder}` first")
    target = (corpus.folder if own else corpus.folder.resolve().parent / "build") / "report.html"
    target.parent.mkdir(exist_ok=True)
    replace_file(target, _page(corpus, chapters, figures))
    return target


def _chapter(path: Path, own: bool) -> Chapter:
    """Read a notebook: the question, what is counted, on the shipped corpus the finding, figures and limits."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells
             if not (own and CASE in cell.metadata.get("tags", []))]
    heading, _, lead = cells[0].source.partition("\n")
    parts, number = [("text", lead)], path.name[:2]
    if CASE in cells[1].metadata.get("tags", []):
        parts += [("text", cells[1].source)]
    for cell in cells[1:]:
        if cell.cell_type == "code":
            parts += [("figure", name) for name in figure_names(cell.source.replace('"', '\\"'), number)]
        elif LIMITS in cell.source:
            parts += [("limits", cell.source[cell.source.index(LIMITS) + len(LIMITS):].lstrip(".*\n "))]
    return Chapter(number, heading.lstrip("# "), parts)


def _page(corpus: Corpus, chapters: list[Chapter], figures: Path) -> str:
    title = f"{counted(len(corpus.articles), 'article')} of {counted(corpus.articles['outlet'].nunique(), 'outlet')}"
    lines = [HEAD.format(policy=POLICY, title=f"{title}: a comparison of news coverage",
                         style=STYLE.read_text(encoding="utf-8")),
             '<a class="skip" href="#content">Skip to the figures</a>\n',
             f"<header>\n<h1>{title}</h1>\n<p>How they tell it, compared: words, tone, topics, "
             f"sources, headlines. What a figure finds stands above it, what it rests on below, and after it what it "
             f"cannot tell.</p>\n{''.join(_facts(corpus))}</header>\n",
             '<nav aria-labelledby="contents"><h2 id="contents">Questions</h2>\n<ol>\n',
             *(f'<li><a href="#n{chapter.number}">{_prose(chapter.question, inline=True)}</a></li>\n'
               for chapter in chapters),
             '</ol>\n</nav>\n<main id="content">\n']
    for chapter in chapters:
        lines += [f'<section aria-labelledby="n{chapter.number}">\n<h2 id="n{chapter.number}">'
                  f"{_prose(chapter.question, inline=True)}</h2>\n", *_parts(chapter, figures), "</section>\n"]
    return "".join([*lines, "</main>\n</body>\n</html>\n"])


def _facts(corpus: Corpus) -> Iterator[str]:
    """Say what the corpus is and what it can support."""
    articles = corpus.articles
    dates = sorted(date for date in articles["published"] if date)
    events = [row.name + (f" ({period(row.starts, row.ends)})" if row.starts and row.ends else "")
              for row in corpus.events.itertuples(index=False)]
    facts = {"Events": "; ".join(events),
             "Held in full": counted(len(corpus.full), "article"),
             "Headlines to compare": f"{len(materials(articles)['headlines']):,}",
             "Dates": period(dates[0], dates[-1]) if dates else "none known",
             "Without a date": counted(len(articles) - len(dates), "article")}
    yield "<dl>\n" + "".join(f'<dt>{name}</dt><dd dir="auto">{_safe(value)}</dd>\n' for name, value in facts.items())
    yield "</dl>\n<h2>What can be compared</h2>\n"
    yield ("<p>Pair by pair: <em>confounded</em> means that the two sides share nothing of what stands in brackets, "
           "so that a difference may come from it; <em>partly</em>, that a side has some that the other lacks."
           "</p>\n<ul>\n")
    joined = re.sub(r"\n {4,}", " ", "\n".join(support_lines(support(articles))))
    for line in re.sub(r"\n  (?=enough)", "; ", joined).split("\n"):
        yield f"<li>{_safe(line)}</li>\n"
    yield "</ul>\n"


def _parts(chapter: Chapter, figures: Path) -> Iterator[str]:
    for kind, value in chapter.parts:
        if kind == "figure":
            yield _figure(value, figures)
        elif kind == "limits":
            yield f'<aside class="limits"><h3>{LIMITS}</h3>\n{_prose(value)}</aside>\n'
        else:
            yield f'<div class="lead">{_prose(value)}</div>\n'


def _figure(name: str, figures: Path) -> str:
    """Draw a figure with its caption and the head of its table; a sentence where it wasn't made."""
    caption = figures / f"{name}.md"
    if not caption.is_file():
        return f"<p>Figure {name} was not made.</p>\n"
    alt, title, *paragraphs = as_plain(caption.read_text(encoding="utf-8")).strip().split("\n\n")
    body = "".join(f"<p>{_led(paragraph)}</p>\n" for paragraph in paragraphs)
    return (f'<figure id="f{name}">\n<h3 dir="auto">{_safe(title.strip("*"))}</h3>\n'
            f'<img src="{_image(figures / name)}" alt="{_safe(alt)}">\n'
            f'<figcaption><details><summary>Caption as text</summary>\n<div dir="auto">{body}</div></details>'
            f'</figcaption>\n'
            f'{_table(figures / f"{name}.csv", name)}</figure>\n')


def _led(paragraph: str) -> str:
    """Write a paragraph of a caption, with its first word as a lead where it has one."""
    lead = re.match(r"\*\*(\w+)\*\* ", paragraph)
    return f"<strong>{_safe(lead[1])}</strong> {_safe(paragraph[lead.end():])}" if lead else _safe(paragraph)


def _image(stem: Path) -> str:
    drawing, preview = Path(f"{stem}.svg"), Path(f"{stem}.png")
    use_drawing = drawing.is_file() and drawing.stat().st_size <= SVG_LIMIT
    path, kind = (drawing, "svg+xml") if use_drawing else (preview, "png")
    data = path.read_bytes()
    if use_drawing:
        data = re.sub(rb"<!--.*?-->", b"", data, flags=re.S)
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def _table(path: Path, name: str) -> str:
    table = pd.read_csv(path, keep_default_na=False, dtype=str, encoding="utf-8")
    n, table = len(table), table.head(ROWS)
    table = table.loc[:, table.ne("").any()]
    first = f"The first {ROWS} of {n:,} rows" if n > ROWS else counted(n, "row")
    columns = {column: _shown(table[column]) for column in table}
    head = "".join(f'<th scope="col">{_safe(column.replace("_", " "))}</th>' for column in columns)
    looks = {True: 'class="n"', False: 'dir="auto"'}
    rows = "".join("<tr>" + "".join(f"<td {looks[numeric]}>{_safe(cells[i])}</td>"
                                    for numeric, cells in columns.values()) + "</tr>\n" for i in range(len(table)))
    return (f'<details><summary>The table behind it</summary>\n<div class="wide" tabindex="0" role="region" '
            f'aria-label="Table of {name}">\n<table>\n<caption>{first}; {name}.csv has all.</caption>\n'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n</details>\n")


def _shown(column: pd.Series) -> tuple[bool, list[str]]:
    """Round a column of numbers to three digits, counts to whole ones; leave any other as it is."""
    values = pd.to_numeric(column.where(column.ne("")), errors="coerce")
    if values.isna().ne(column.eq("")).any():
        return False, list(column)
    counts = str(column.name).startswith("n_")
    return True, ["" if value != value else _number(value, counts) for value in values]


def _number(value: float, count: bool) -> str:
    """Write a number for a reader.

    Examples
    --------
    >>> [_number(value, False) for value in (0.123456, 12.0, 1234.5, -0.00004, 2023)]
    ['0.123', '12', '1234', '-4e-05', '2023']
    >>> _number(12345, True)
    '12,345'
    """
    if count or abs(value) >= 1000:
        return f"{value:,.0f}" if count else f"{value:.0f}"
    return f"{value:.3g}"


def _safe(text: str) -> str:
    """Escape data for HTML, as text or in quotes; control characters go."""
    return escape("".join(sign for sign in text if sign.isprintable() or sign in "\n\t\u200c\u200d"), quote=True)


def _prose(text: str, *, inline: bool = False) -> str:
    """Turn Markdown of the package's own notebooks into HTML."""
    from nbconvert.filters import markdown2html

    html = markdown2html(text).strip()
    return html.removeprefix("<p>").removesuffix("</p>") if inline else f"{html}\n"
