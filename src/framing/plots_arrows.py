"""What drawings of change share: a panel of arrows from one event to the next, and one of differences beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from framing import style

NAMES, COUNT, GAP = 1.5, 0.62, 0.40  # inches: the widest name, a column of counts, between the panels
LEFT_SHARE = 0.52  # of the room for both panels
HEAD, NOTE_ROOM = 0.72, 0.26
START: style.Mark = {"marker": "o", "ms": 3.0, "mfc": "white", "mew": 0.9, "ls": "none", "zorder": 4}
LOOKS = {"inferred": (style.INK, 1.8, 5.0), "few": (style.LINE, 1.2, 4.0), "one": (style.FILL, 1.0, 3.6)}


@dataclass(frozen=True)
class Sheet:
    """A page with its two panels; rows have their ``y`` in inches down from the panels' top."""

    fig: style.Page
    left: Axes
    right: Axes
    names: float  # where names end
    counts: tuple[float, float]  # where the two columns of counts end


def placed(rows: pd.DataFrame, pitch, above: float = 0.0) -> tuple[pd.DataFrame, float, float]:
    """Stack rows, inferred ones first.

    Parameters
    ----------
    rows : DataFrame
        ``name``, ``inferred``.
    pitch : float or list of float
        Inches a row takes.
    above : float, default=0.0
        Inches of a row above its line; by default half of it.

    Returns
    -------
    DataFrame
        The rows with ``y``, in inches.
    float
        Where the rule above those that are only described goes; 0 for no rule.
    float
        Height of all.

    Examples
    --------
    >>> rows, rule, height = placed(pd.DataFrame({"name": ["a", "b"], "inferred": [True, False]}), 0.2)
    >>> [round(y, 2) for y in rows["y"]], round(rule, 2)
    ([0.1, 0.56], 0.28)
    """
    heights = np.maximum(pitch, [style.row_height([name], NAMES, least=0.19) for name in rows["name"]])
    n = int(rows["inferred"].sum())
    gaps = np.where(np.arange(len(rows)) >= n, NOTE_ROOM, 0.0) if n < len(rows) else np.zeros(len(rows))
    tops = np.cumsum(heights) - heights + gaps
    rule = float(tops[n] - NOTE_ROOM + 0.08) if n < len(rows) else 0.0
    middle = np.where(above, above + 0.02, heights / 2)
    return rows.assign(y=tops + middle), rule, float((tops + heights)[-1])


def sheet(caption: style.Caption, rows: pd.DataFrame, height: float, names: list[str], compared: tuple[str, str],
          counted: str, *, share: bool = False) -> Sheet:
    """Start a page for placed rows.

    Parameters
    ----------
    caption : Caption
    rows : DataFrame
        From `placed`: ``before``, ``after``, the contract.
    height : float
        Inches.
    names : list of str
        The two events' names.
    compared : tuple of str
        The column of the right panel, and its heading.
    counted : str
        What the margin counts.
    share : bool, default=False
        Values are shares, to be written as per cent.
    """
    fig = style.page(caption, HEAD + height)
    widest = max(style.text_width(line) for name in rows["name"] for line in style.wrap(name, NAMES))
    left = style.EDGE + widest + 0.12
    room = style.WIDTH - style.EDGE - left - 2 * COUNT - 0.08 - GAP
    arrows = fig.axes_at(left, HEAD, LEFT_SHARE * room, height)
    changes = fig.axes_at(left + LEFT_SHARE * room + GAP, HEAD, (1 - LEFT_SHARE) * room, height)
    values = rows[["before", "after"]].to_numpy(float)
    _scale(arrows, float(np.nanmin(values)), float(np.nanmax(values)), height, share)
    ends = rows[[compared[0], "ci_low", "ci_high", "loo_low", "loo_high"]].to_numpy(float)
    points = [abs(value) for values in rows.get("points", []) for value in values]
    limit = np.nanmax([0.02, *np.abs(ends[np.isfinite(ends)]), *points])
    _scale(changes, -limit, limit, height, share)
    changes.axvline(0, **style.REFERENCE)
    right, middle = style.WIDTH - style.EDGE, left + LEFT_SHARE * room + GAP
    _head(fig, left, " → ".join(names), LEFT_SHARE * room, ha="left", fontsize=style.NOTE)
    _head(fig, middle, compared[1], (1 - LEFT_SHARE) * room, ha="left", fontsize=style.NOTE)
    for x, name in zip((right - COUNT, right), names, strict=True):
        _head(fig, x, name, COUNT - 0.06, ha="right", fontsize=style.SMALLEST)
    fig.words(right, HEAD - 0.60, counted, ha="right", fontsize=style.SMALLEST, color=style.SECOND)
    return Sheet(fig, arrows, changes, left - 0.12, (right - COUNT, right))


def _head(fig: style.Page, x: float, text: str, width: float, **options) -> None:
    for i, line in enumerate(style.wrap(text, width, options["fontsize"], bold=True)[:2]):
        fig.words(x, HEAD - 0.46 + 0.135 * i, line, fontweight="bold", **options)


def _scale(ax: Axes, low: float, high: float, height: float, share: bool) -> None:
    """Set limits with a little air, and three or four round ticks."""
    span, signed = max(high - low, 1e-9), low < 0
    low, high = low - 0.06 * span, high + 0.06 * span
    step = next(step for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1000, 1e9)
                if (high - low) / step <= 4.2)
    ticks = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    digits = max(0, int(np.ceil(-np.log10(step))))
    ax.set(xlim=(low, high), ylim=(height, 0), yticks=[])
    ax.set_xticks(ticks, [_tick(value, digits, share, signed) for value in ticks])
    ax.tick_params(axis="x", labelsize=style.SMALLEST)


def _tick(value: float, digits: int, share: bool, signed: bool) -> str:
    number = f"{abs(100 * value if share else value):.{0 if share else digits}f}"
    sign = "−" if value < -1e-12 else "+" if signed and value > 1e-12 else ""
    return "0" if abs(value) < 1e-12 else sign + number + ("%" if share else "")


def arrow(ax: Axes, row: pd.Series, look: str) -> None:
    """Draw the way from the first event's estimate to the last one's; a dot alone where it is too short."""
    colour, width, head = LOOKS[look]
    x0, x1, y = row["before"], row["after"], row["y"]
    per_inch = np.ptp(ax.get_xlim()) / (ax.get_position().width * style.WIDTH)
    ax.plot([x0], [y], **{**START, "mec": colour})
    if abs(x1 - x0) < 0.05 * per_inch:
        return
    ax.plot([x0, x1], [y, y], color=colour, lw=width, solid_capstyle="butt", zorder=3)
    ax.plot([x1], [y], marker=">" if x1 > x0 else "<", ms=head, mfc=colour, mec="none", ls="none", zorder=4)


def difference(ax: Axes, row: pd.Series, name: str) -> None:
    """Draw what the table gives: interval and dot; range and tick; or a hollow dot."""
    if not np.isfinite(row[name]):  # nothing to hold it against
        return
    x, y = row[name], row["y"]
    if row["evidence"] == "interval":
        ax.plot([row["ci_low"], row["ci_high"]], [y, y], **style.INTERVAL)
        ax.plot([x], [y], **style.ESTIMATE)
    elif np.isfinite(row["loo_low"]):
        ax.plot([row["loo_low"], row["loo_high"]], [y, y], **style.LEAVE_ONE_OUT)
        ax.plot([x], [y], **style.MEAN_TICK)
    else:
        ax.plot([x], [y], **style.DESCRIBED)


def write(page: Sheet, row: pd.Series, look: str, counts: list[str]) -> None:
    """Write a row's name and what stands behind it."""
    lines = style.wrap(row["name"], NAMES)
    for i, line in enumerate(lines):
        page.fig.words(page.names, HEAD + row["y"] + 0.045 + 0.135 * (i - (len(lines) - 1) / 2), line, ha="right",
                       color=style.INK if look == "inferred" else style.FAINT)
    for x, text in zip(page.counts, counts, strict=True):
        page.fig.words(x, HEAD + row["y"] + 0.045, text, ha="right", fontsize=style.NOTE,
                       color=style.INK if look == "inferred" else style.FAINT)


def note(page: Sheet, rule: float, text: str) -> None:
    """Draw the rule above the rows that are only described, and say why they are."""
    if rule:
        page.fig.rule(HEAD + rule)
        page.fig.words(style.EDGE, HEAD + rule + 0.135, text, fontsize=style.SMALLEST, fontstyle="italic",
                       color=style.SECOND)
