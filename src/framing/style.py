"""How figures look: sizes, colours, the page with its title and foot, and the one way into `figures/`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image

from framing.layout import LEADING, drawable, layout_faults, text_width, wrap
from framing.layout import row_height as row_height

WIDTH = 6.69  # inches: 17 cm, read at 700 pixels
COLUMN = (WIDTH, 4.4)
EDGE = 0.06  # the one left edge of title, subtitle, row names and foot
SPARE = 0.1  # left free when text is wrapped: widths differ a little between resolutions

TITLE, SUBTITLE, LABEL, NOTE, SMALLEST = 13.0, 9.0, 8.5, 8.0, 7.5  # points
PREVIEW_DPI = 150
CHECKOUT = Path(__file__).resolve().parents[2]
MAX_TITLE, MAX_ALT = 60, 60  # characters; words

INK, SECOND, LINE, RULE, GRID, OWN = "#22272E", "#4E5661", "#8A929C", "#B9BFC6", "#E6E8EB", "#D9DBDE"
FAINT = "#6B737D"  # the lightest grey that text may have
DOT, FILL = "#A4ABB4", "#BCC3CB"  # one unit of an inferred row; light bars
SIDES = ("#2C5F9E", "#E5A11A")  # the first and the second side of a corpus
OTHER_SIDE = "#9AA0A6"
OUTLET_COLOURS = ("#0B8A8F", "#6B2F73", "#94A023", "#9C5A2B", "#D58CA8", "#3D4F5C", "#6FB1D6", "#C9A66B")

# Marks, as keyword arguments of `Axes.plot`; what each means is in every figure's Reading line.
Mark = dict[str, Any]
ESTIMATE: Mark = {"marker": "o", "ms": 6, "mfc": INK, "mec": "white", "mew": 0.7, "ls": "none", "zorder": 5}
QUOTED: Mark = {"marker": "D", "ms": 4.6, "mfc": "white", "mec": LINE, "mew": 1.1, "ls": "none", "zorder": 4}
DESCRIBED: Mark = {**QUOTED, "marker": "o", "ms": 4.2}
UNIT: Mark = {"marker": "o", "ms": 3.6, "mfc": DOT, "mec": "none", "ls": "none", "zorder": 3}
INTERVAL: Mark = {"color": INK, "lw": 3.0, "solid_capstyle": "butt", "zorder": 4}
QUOTED_INTERVAL: Mark = {"color": FILL, "lw": 2.0, "solid_capstyle": "butt", "zorder": 3}
LEAVE_ONE_OUT: Mark = {"color": LINE, "lw": 0.9, "solid_capstyle": "butt", "zorder": 3}
MEAN_TICK: Mark = {"marker": "|", "ms": 8, "mec": LINE, "mew": 1.4, "ls": "none", "zorder": 4}
PASSAGE: Mark = {"marker": "|", "ms": 6, "mec": LINE, "mew": 0.8, "ls": "none", "zorder": 2}
REFERENCE: Mark = {"color": SECOND, "lw": 1.0, "ls": (0, (4, 2)), "zorder": 2}

_HOUSE = Path(__file__).with_name("house.mplstyle")
_SETTINGS = {"svg.hashsalt": "framing", "svg.fonttype": "path"}


def use() -> None:
    """Set matplotlib to the house style; `page` does it too."""
    plt.style.use(_HOUSE)


@dataclass(frozen=True)
class Caption:
    """What a figure says of itself, drawn on its page and written beside it.

    Parameters
    ----------
    title : str
        One short sentence: the finding, computed from the table. At most 60 characters.
    subtitle : str
        What is counted, its unit, the period.
    reading, base : str
        What the marks mean; how many articles and outlets, the kind of interval, what it cannot tell.
    alt : str
        Kind of figure, rows and columns, the finding, the n. At most 60 words, no colours.

    Raises
    ------
    ValueError
        If the title or the alternative text is too long, or a part is empty.

    Examples
    --------
    >>> Caption("Talks lead", "Words per 1,000", "Dot: rate.", "2 articles.", "Dot plot of 2 articles.").title
    'Talks lead'
    """

    title: str
    subtitle: str
    reading: str
    base: str
    alt: str

    def __post_init__(self) -> None:
        for part in ("title", "subtitle", "reading", "base", "alt"):
            if not getattr(self, part).strip():
                raise ValueError(f"caption: {part} is empty")
        first_title([self.title])
        n_words = len(self.alt.split())
        if n_words > MAX_ALT or "\n" in self.alt:
            raise ValueError(f"caption: alt must be one line of at most {MAX_ALT} words, has {n_words}")


def title_fits(title: str) -> bool:
    """Say whether a title fits its line.

    Examples
    --------
    >>> title_fits("Talks lead"), title_fits("Talks " * 20)
    (True, False)
    """
    return len(title) <= MAX_TITLE and text_width(title, TITLE, bold=True) <= WIDTH - 2 * EDGE - SPARE


def first_title(candidates: Iterable[str]) -> str:
    """Pick the first title that fits; names from another corpus may be long.

    Examples
    --------
    >>> first_title(["The Morning Herald and Evening Gazette of the Lower Valley leads", "One outlet leads"])
    'One outlet leads'
    """
    titles = list(candidates)
    for title in titles:
        if title_fits(title):
            return title
    raise ValueError(f"caption: a title is one line of at most {MAX_TITLE} characters, not {titles!r}")


def outlet_colours(outlets: pd.DataFrame) -> dict[str, str]:
    """Give each outlet its colour, the same in every figure.

    Parameters
    ----------
    outlets : DataFrame
        ``outlet`` and ``order``, as in outlets.csv. The first eight by order get a colour of their own,
        the rest share a grey; always add a direct label.

    Examples
    --------
    >>> outlet_colours(pd.DataFrame({"outlet": ["Gazette", "Herald"], "order": [2, 1]}))
    {'Herald': '#0B8A8F', 'Gazette': '#6B2F73'}
    """
    names = outlets.sort_values(["order", "outlet"], na_position="last")["outlet"]
    return {name: OUTLET_COLOURS[i] if i < 8 else OTHER_SIDE for i, name in enumerate(names)}


def shade(share: float) -> str:
    """Colour a tile from light (0) to ink (1); text on it reads best in white from 0.55 up.

    Examples
    --------
    >>> shade(0), shade(1)
    ('#e6e8eb', '#22272e')
    """
    low, high = np.array(to_rgb(GRID)), np.array(to_rgb(INK))
    return to_hex(low + (high - low) * share)


def tile(ax: Axes, x: float, y: float, width: float, height: float, n: int, most: int) -> None:
    """Draw one count as a tile with its number, darker for more (somewhat less than in proportion)."""
    share = (n / most) ** 0.65
    ax.add_patch(Rectangle((x - width / 2, y - height / 2), width, height, fc=shade(share), lw=0, zorder=2))
    ax.text(x, y + 0.005, f"{n:,}", ha="center", va="center_baseline", fontsize=SMALLEST, zorder=3,
            color="white" if share > 0.55 else INK)


class Page(Figure):
    """A figure with title, subtitle and foot drawn; made by `page`.

    Positions are inches: ``left`` from the page's left edge, ``top`` down from where the content starts.
    """

    caption: Caption
    content_top: float
    content_height: float

    def draw(self, renderer: RendererBase) -> None:
        """Draw the page; a sign that the font lacks as a box."""
        for text in self.findobj(Text):
            assert isinstance(text, Text)
            text.set_text(drawable(text.get_text()))
        super().draw(renderer)

    def _y(self, top: float) -> float:
        return 1 - (self.content_top + top) / self.get_figheight()

    def axes_at(self, left: float, top: float, width: float, height: float, **options: Any) -> Axes:
        """Add axes whose box is given in inches; ticks stand above it, as everywhere."""
        box = (left / WIDTH, self._y(top + height), width / WIDTH, height / self.get_figheight())
        ax = self.add_axes(box, **options)
        ax.xaxis.tick_top()
        ax.spines[:].set_visible(False)
        return ax

    def inch_axes(self, top: float, height: float) -> Axes:
        """Add axes over the whole width, without ticks, whose units are inches from left and from top."""
        ax = self.axes_at(0, top, WIDTH, height)
        ax.set(xlim=(0, WIDTH), ylim=(height, 0))
        ax.set_axis_off()
        return ax

    def words(self, left: float, top: float, text: str, **options: Any) -> Text:
        """Write text with its baseline ``top`` inches down; options as of `Figure.text`."""
        return self.text(left / WIDTH, self._y(top), text, **{"fontsize": LABEL, "va": "baseline", **options})

    def label(self, left: float, middle: float, text: str, width: float, **options: Any) -> None:
        """Write a name in as many lines as ``width`` inches ask for, centred on ``middle``."""
        size = options.get("fontsize", LABEL)
        lines = wrap(text, width, size, bold=options.get("fontweight") == "bold")
        for i, line in enumerate(lines):
            down = (i - (len(lines) - 1) / 2) * size * LEADING / 72 + size * 0.38 / 72
            self.words(left, middle + down, line, **options)

    def rule(self, top: float, left: float = EDGE, right: float = WIDTH - EDGE, **options: Any) -> None:
        """Draw a hairline across."""
        style = {"color": RULE, "lw": 0.7, **options}
        self.add_artist(plt.Line2D((left / WIDTH, right / WIDTH), (self._y(top),) * 2, **style))

    def key(self, top: float, entries: Sequence[tuple[Mark, str]], left: float = EDGE) -> None:
        """Draw a legend of one line: mark (keyword arguments of a line) and what it means, in turn."""
        for mark, meaning in entries:
            is_line = mark.get("ls", "-") != "none"
            xs = (left, left + 0.2) if is_line else (left + 0.06,)
            style = {**mark, "zorder": 3}
            self.add_artist(plt.Line2D([x / WIDTH for x in xs], [self._y(top - 0.04)] * len(xs), **style))
            left += 0.27 if is_line else 0.17
            self.words(left, top, meaning, fontsize=NOTE, color=SECOND)
            left += text_width(meaning, NOTE) + 0.22


def page(caption: Caption, height: float) -> Page:
    """Start a figure: the caption drawn, and room for the content.

    Parameters
    ----------
    caption : Caption
        Title, subtitle and foot; `save_figure` checks that it is given the same one.
    height : float
        Inches of content, from the number of rows: 0.20 a row of words, 0.23 a matrix row, 0.30 two lanes,
        0.80 a strip. The page grows by what head and foot need.

    Returns
    -------
    Page
        A matplotlib figure with `axes_at`, `words`, `rule` and `key`.

    Examples
    --------
    >>> fig = page(Caption("Talks lead", "Words", "Dot: rate.", "2 articles.", "Dot plot."), height=1.0)
    >>> ax = fig.axes_at(left=1.5, top=0.2, width=4.0, height=0.8)
    >>> [float(round(x, 2)) for x in (fig.get_figheight(), *ax.get_position().bounds)]
    [2.23, 0.22, 0.28, 0.6, 0.36]
    >>> plt.close(fig)
    """
    use()
    full = WIDTH - 2 * EDGE - SPARE
    subtitle = wrap(caption.subtitle, full, SUBTITLE)
    foot = [(lead, wrap(text, full - 0.62, SMALLEST)) for lead, text in
            (("Reading", caption.reading), ("Base", caption.base))]
    top = 0.34 + 0.16 * len(subtitle) + 0.10
    n_lines = sum(len(lines) for _, lines in foot)
    total = top + height + 0.16 + 0.16 + 0.14 * n_lines + 0.03
    fig = plt.figure(FigureClass=Page, figsize=(WIDTH, round(total, 2)))
    assert isinstance(fig, Page)
    fig.caption, fig.content_top, fig.content_height = caption, top, height
    fig.words(EDGE, 0.25 - top, caption.title, fontsize=TITLE, fontweight="bold")
    for i, line in enumerate(subtitle):
        fig.words(EDGE, 0.47 + 0.16 * i - top, line, fontsize=SUBTITLE, color=SECOND)
    fig.rule(height + 0.16)
    down = height + 0.16 + 0.15
    for lead, lines in foot:
        fig.words(EDGE, down, lead, fontsize=SMALLEST, fontweight="bold", color=SECOND)
        for i, line in enumerate(lines):
            fig.words(EDGE + 0.62, down + 0.14 * i, line, fontsize=SMALLEST, color=SECOND)
        down += 0.14 * len(lines) + 0.03
    return fig


def nothing(title: str, sentence: str) -> tuple[Page, pd.DataFrame]:
    """Draw a page that says in a sentence why there is no figure, and give its table.

    Examples
    --------
    >>> fig, table = nothing("Nothing to compare", "There is one outlet only.")
    >>> table
                         reason
    0  There is one outlet only.
    """
    fig = page(Caption(title, sentence, "Nothing is drawn.", "This corpus.", f"No figure. {sentence}"), 0)
    return fig, pd.DataFrame({"reason": [sentence]})


def own_corpus() -> bool:
    """Tell whether FRAMING_CORPUS names a user's own folder, not the one shipped with the source."""
    corpus = os.environ.get("FRAMING_CORPUS")
    return bool(corpus) and Path(corpus).resolve() != CHECKOUT / "corpus"


def figures_folder() -> Path:
    """Find where figures go: FRAMING_FIGURES, else figures/ of FRAMING_CORPUS, else of this checkout."""
    if folder := os.environ.get("FRAMING_FIGURES"):
        return Path(folder)
    if own_corpus():
        return Path(os.environ["FRAMING_CORPUS"]) / "figures"
    return (CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else Path.cwd()) / "figures"


def small_png(full: bytes, dpi: float) -> bytes:
    """Reduce a PNG to 256 colours, which no eye tells from the full one and is a third of its size."""
    small = BytesIO()
    image = Image.open(BytesIO(full)).convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=0)
    image.save(small, format="PNG", optimize=True, dpi=(dpi, dpi))
    return small.getvalue()


def _png(fig: Figure) -> bytes:
    full = BytesIO()
    fig.savefig(full, format="png", dpi=PREVIEW_DPI)
    return small_png(full.getvalue(), PREVIEW_DPI)


def as_markdown(text: str) -> str:
    r"""Write a caption so that names in it can't become markup, links or pictures, nor reach a terminal as controls.

    Examples
    --------
    >>> as_markdown("The <b>Herald</b> [x](y)"), as_plain(r"&lt;b> \[x\]")
    ('The &lt;b>Herald&lt;/b> \\[x\\](y)', '<b> [x]')
    """
    shown = "".join(sign if sign.isprintable() else "?" for sign in text)
    return shown.replace("<", "&lt;").replace("[", r"\[").replace("]", r"\]")


def as_plain(markdown: str) -> str:
    """Take back what `as_markdown` wrote."""
    return markdown.replace("&lt;", "<").replace(r"\[", "[").replace(r"\]", "]")


def save_figure(fig: Figure, table: pd.DataFrame, name: str, caption: Caption, folder: Path | None = None) -> None:
    """Write a figure, the table behind it and its caption into `figures/`.

    Makes ``name`` .svg, .png, .csv and .md, each in one step. Equal results give equal bytes. The figure
    stays open, so that a notebook shows it.

    Parameters
    ----------
    fig : Figure
        From `page`.
    table : DataFrame
        The result that was drawn, in the order to be written.
    name : str
        Number of the notebook and a subject: ``"02-word-classes"``.
    caption : Caption
        The one the page was made with; its alternative text opens the .md.
    folder : Path, optional
        Another folder than `figures_folder`.

    Raises
    ------
    ValueError
        If the caption is not the one on the page, the table is empty, text is too small, overlaps or leaves
        the page. Nothing is written then. (On a user's own corpus a crowded page is written and says so.)
    """
    if getattr(fig, "caption", caption) != caption:
        raise ValueError(f"{name}: the page was drawn with another caption")
    if table.empty:
        raise ValueError(f"{name}: the table is empty")
    with mpl.rc_context(_SETTINGS):
        faults = layout_faults(fig, SMALLEST)
        if faults and not own_corpus():
            raise ValueError(f"{name}: " + "; ".join(faults))
        svg = BytesIO()
        fig.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        png = _png(fig)
    parts = (caption.alt, f"**{caption.title}**", caption.subtitle,
             f"**Reading** {caption.reading}", f"**Base** {caption.base}",
             *([f"**Layout** {len(faults)} faults, first: {faults[0]}."] if faults else []))
    files = {".svg": svg.getvalue(), ".png": png,
             ".csv": table.to_csv(index=False, lineterminator="\n", float_format="%.10g").encode(),
             ".md": ("\n\n".join(as_markdown(" ".join(part.split())) for part in parts) + "\n").encode()}
    folder = folder or figures_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, content in files.items():
        unfinished = folder / f".{name}{suffix}.part"
        unfinished.write_bytes(content)
        unfinished.replace(folder / f"{name}{suffix}")
