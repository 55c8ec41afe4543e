"""Text on a page: its width, its lines, and what keeps it from being read."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable
from functools import cache

import numpy as np
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

LEADING = 1.15  # line to line, in sizes of the type
UNKNOWN = "□"  # drawn for a sign that the bundled font lacks: Chinese, Japanese, Korean, emoji


@cache
def _signs() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family="DejaVu Sans"))).get_charmap())


def drawable(text: str) -> str:
    """Put a box in place of each sign that the bundled font lacks; marks that turn a text's direction go.

    Examples
    --------
    >>> drawable("Талдау, النهار"), drawable("北方 Daily\u202e")
    ('Талдау, النهار', '□□ Daily')
    """
    if text.isascii() and text.isprintable():
        return text
    seen = (sign for sign in text if sign == "\n" or unicodedata.category(sign)[0] != "C")
    return "".join(sign if sign == "\n" or ord(sign) in _signs() else UNKNOWN for sign in seen)


def text_width(text: str, size: float = 8.5, *, bold: bool = False) -> float:
    """Measure a line of text in inches, at any resolution.

    Examples
    --------
    >>> text_width("wide", 9) > text_width("wide", 8) > 0
    True
    """
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(drawable(text), font, ismath=False)[0]) / 72


def wrap(text: str, width: float, size: float = 8.5, *, bold: bool = False) -> list[str]:
    """Break a text into lines by measured width.

    Parameters
    ----------
    text : str
        Words; a line break in it stays one.
    width : float
        Inches a line may take. A single word that is longer is broken.

    Examples
    --------
    >>> wrap("one two three", 0.6, 9)
    ['one two', 'three']
    """
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for word in _short_words(part, width, size, bold):
            longer = f"{line} {word}" if line else word
            if line and text_width(longer, size, bold=bold) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def _short_words(text: str, width: float, size: float, bold: bool) -> list[str]:
    words: list[str] = []
    for word in text.split():
        if text_width(word, size, bold=bold) <= width:
            words.append(word)
        else:
            n = max(2, int(len(word) * width / text_width(word, size, bold=bold)) - 1)
            words += textwrap.wrap(word, n)
    return words


def row_height(names: Iterable[str], width: float, size: float = 8.5, least: float = 0.20) -> float:
    """Find the height of rows whose longest name is wrapped to a width, all in inches.

    Examples
    --------
    >>> row_height(["Herald"], 1.0), row_height(["Herald of the Lower Valley"], 1.0) > 0.25
    (0.2, True)
    """
    n_lines = max((len(wrap(name, width, size)) for name in names), default=1)
    return least + (n_lines - 1) * size * LEADING / 72


def _texts(fig: Figure) -> list[Text]:
    """List the texts that show: tick labels outside the axis or of hidden axes do not."""
    shown = {text for text in fig.findobj(Text) if isinstance(text, Text)}
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            slack = 1e-6 * (high - low)
            hidden = not (ax.axison and axis.get_visible())
            if hidden:
                shown -= set(axis.findobj(Text))
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if hidden or not tick.get_visible() or not low - slack <= tick.get_loc() <= high + slack:
                    shown -= {tick.label1, tick.label2}
        if not ax.get_visible():
            shown -= set(ax.findobj(Text))
    return [text for text in shown if text.get_visible() and text.get_text().strip()]


def layout_faults(fig: Figure, smallest: float = 7.5) -> list[str]:
    """Name what a reader could not read: small text, texts that overlap, text off the page.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig = plt.figure(figsize=(2, 1))
    >>> _ = fig.text(0.1, 0.5, "one", fontsize=9), fig.text(0.1, 0.52, "two", fontsize=6)
    >>> layout_faults(fig)
    ["'two' is 6 pt, under 7.5", "'one' and 'two' overlap"]
    >>> plt.close(fig)
    """
    fig.draw_without_rendering()
    renderer = fig.canvas.get_renderer()  # type: ignore[attr-defined]
    texts = sorted(_texts(fig), key=lambda text: (text.get_text(), text.get_window_extent(renderer).bounds))
    if not texts:
        return ["the figure has no text"]
    boxes = np.array([text.get_window_extent(renderer).extents for text in texts]) * 72 / fig.dpi
    names = [repr(text.get_text()) for text in texts]
    faults = [f"{name} is {text.get_fontsize():g} pt, under {smallest}"
              for name, text in zip(names, texts, strict=True) if text.get_fontsize() < smallest]
    width, height = fig.get_size_inches() * 72
    off = (boxes[:, :2] < -0.5).any(axis=1) | (boxes[:, 2] > width + 0.5) | (boxes[:, 3] > height + 0.5)
    faults += [f"{names[i]} leaves the page" for i in np.flatnonzero(off)]
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    meet = ((high - low) > 1.0).all(axis=2)  # a point of shared margin is no overlap
    faults += [f"{names[i]} and {names[j]} overlap" for i, j in np.argwhere(np.triu(meet, 1))]
    return faults
