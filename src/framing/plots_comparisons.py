"""Drawing of what a corpus can tell apart: pairs that are left step by step, and what their sides don't share."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from framing import style, wording
from framing.layout import wrap

ROW, HEADS, TITLE_ROW = 0.21, 0.54, 0.26  # inches: a row, the heads of columns, a material's name
STEPS_AT, STEP, TILE = 1.34, 0.76, 0.60  # where the tiles stand, one column of them, a tile
FACTORS_AT, FACTOR, BAR = 4.50, 0.43, 0.36
STEPS = ("asked", "enough\nunits", "not wholly\nconfounded", "identified")
NONE: style.Mark = {"marker": "s", "ms": 5.5, "mfc": style.INK, "mec": "none", "ls": "none"}
PART: style.Mark = {**NONE, "mfc": style.FILL}


def _steps(row) -> tuple[int, int, int, int]:
    """Count the pairs that are left at each step."""
    return (row.n_pairs, row.n_infer, row.n_infer_identified + row.n_infer_partly, row.n_infer_identified)


def _left(table: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Count by material, where it is there, the pairs that can be inferred from and aren't confounded, and all."""
    sums = table[table["n_articles"].gt(0)].groupby("material", sort=False)[
        ["n_infer_identified", "n_infer_partly", "n_pairs"]].sum()
    return {row.Index: (int(row.n_infer_identified + row.n_infer_partly), int(row.n_pairs))
            for row in sums.itertuples()}


def _titles(left: dict[str, tuple[int, int]], identified: int) -> Iterator[str]:
    n, of = (sum(counts) for counts in zip(*left.values(), strict=True))
    if not n:
        yield wording.capital(f"{wording.listed(list(left))} carry no inference")
    tested = f"{n:,} of {wording.counted(of, 'pair')} can be tested"
    yield f"{tested}, {identified:,} without confounding"
    yield tested


def caption_comparisons(table: pd.DataFrame, *, event: str = "event") -> style.Caption:
    """Word the caption of `plot_comparisons` from its table.

    Parameters
    ----------
    table : DataFrame
        From `comparisons.support`; at least one pair.
    event : str, default="event"
        The noun for an event, as `wording.event_noun` finds it.
    """
    left = _left(table)
    title = style.first_title(_titles(left, int(table["n_infer_identified"].sum())))
    kinds = table.loc[table["n_pairs"].gt(0), "by"].drop_duplicates()
    names = wording.listed([wording.plural(_name(by, event)) for by in kinds])
    sizes = table.groupby("material", sort=False)["n_articles"].max()
    base = "; ".join(f"{material} of {wording.counted(n, 'article')}" for material, n in sizes.items() if n)
    able = sum(n for n, _ in left.values())
    counts = "; ".join(f"{material}: {n:,} of {of:,}" for material, (n, of) in left.items())
    return style.Caption(
        title=title,
        subtitle=f"Pairs of {names} in this corpus: how many can be compared, and what stands in the way.",
        reading="Tile: pairs left, darker for a larger share of those asked. Enough units: four articles on each "
                "side, or four outlets where a side pools outlets (and four of those that stand on both sides). Not "
                "wholly confounded: the sides share at least one value of each column at the right. Identified: they "
                "share every one. Bar: share of the pairs asked whose sides share none (dark), or not all (light). "
                "Dash: not asked.",
        base=f"{wording.capital(base)}. {_identified(able, int(table['n_infer_identified'].sum()))}Every property is "
             f"looked at by itself: sides that share each {event} and each genre may have no combination of them in "
             "common. Empty cells, and all else that differs (author, length, agency copy), aren’t looked at. "
             "Counts, no interval.",
        alt=f"Table of tiles and bars; rows are what may be compared ({names}), for each material; columns are "
            f"pairs left when units, then shared values are asked for. {title}. {wording.capital(counts)}.")


def _identified(able: int, identified: int) -> str:
    if able == 1:
        return f"The pair left is {'' if identified else 'partly confounded, not '}identified. "
    if able == identified:
        words = "All that are left are identified. " if able else ""
    else:
        words = (f"Of the {able:,} pairs left, {identified:,} {'is' if identified == 1 else 'are'} identified, the "
                 f"{'others' if able - identified > 1 else 'other'} partly confounded. ")
    return words + ("If no two differed, one in twenty would still seem to. " if able else "")


def _name(factor: str, event: str, room: float = style.WIDTH) -> str:
    """Name a factor; a noun for events that is too long gives way to "event"."""
    fits = factor == "event" and style.text_width(event, style.NOTE) <= room
    return event if fits else wording.FACTORS[factor]


def plot_comparisons(table: pd.DataFrame, *, event: str = "event") -> style.Page:
    """Draw how many pairs are left when enough units are asked for, then shared events, genres and so on.

    Parameters
    ----------
    table : DataFrame
        From `comparisons.support`.
    event : str, default="event"
        The noun for an event.

    Returns
    -------
    Page
        One axes in inches. A page with a sentence where there is no pair.
    """
    if not table["n_pairs"].any():
        return style.nothing("There is nothing to compare", "No outlet, group, event, stage or genre has another one "
                             "beside it.")[0]
    materials = list(table.groupby("material", sort=False))
    rows = sum(len(part) if part["n_articles"].any() else 1 for _, part in materials)
    fig = style.page(caption_comparisons(table, event=event), HEADS + TITLE_ROW * len(materials) + ROW * rows)
    ax = fig.inch_axes(0, fig.content_height)
    _heads(fig, event)
    top = HEADS
    for material, part in materials:
        n = int(part["n_articles"].max())
        fig.words(style.EDGE, top + 0.18, wording.capital(material), fontweight="bold")
        after = style.EDGE + style.text_width(wording.capital(material), bold=True) + 0.1
        fig.words(after, top + 0.18, wording.counted(n, "article") if n else "none in the corpus",
                  fontsize=style.NOTE, color=style.SECOND)
        top += TITLE_ROW
        for row in part.itertuples() if n else ():
            _row(fig, ax, row, top + ROW / 2, event)
            top += ROW
        top += 0 if n else ROW
    return fig


def _heads(fig: style.Page, event: str) -> None:
    fig.words(STEPS_AT, 0.08, "Pairs left, step by step", fontsize=style.NOTE, fontweight="bold")
    fig.words(FACTORS_AT, 0.08, "What the sides don’t share", fontsize=style.NOTE, fontweight="bold")
    fig.key(0.23, [(NONE, "none shared"), (PART, "not all")], left=FACTORS_AT)
    for i, name in enumerate(STEPS):
        _head(fig, STEPS_AT + STEP * i + TILE / 2, name.split("\n"))
    for i, factor in enumerate(wording.FACTORS):
        lines = wrap("kind" if factor == "group" else _name(factor, event, FACTOR), FACTOR, style.SMALLEST)
        _head(fig, FACTORS_AT + FACTOR * i + BAR / 2, lines)


def _head(fig: style.Page, middle: float, lines: list[str]) -> None:
    for i, line in enumerate(reversed(lines[:2])):
        fig.words(middle, HEADS - 0.07 - 0.13 * i, line, ha="center", fontsize=style.SMALLEST, color=style.SECOND)


def _row(fig: style.Page, ax: Axes, row, y: float, event: str) -> None:
    fig.words(style.EDGE, y + 0.045, f"by {_name(row.by, event, STEPS_AT - 0.4)}", fontsize=style.NOTE)
    if not row.n_pairs:
        words = "one value, nothing to compare" if row.n_values else "no value"
        fig.words(STEPS_AT, y + 0.045, words, fontsize=style.NOTE, color=style.FAINT, style="italic")
        return
    for i, n in enumerate(_steps(row)):
        x = STEPS_AT + STEP * i + TILE / 2
        if n:
            style.tile(ax, x, y, TILE, ROW - 0.03, n, row.n_pairs)
        else:
            ax.text(x, y + 0.005, "0", ha="center", va="center_baseline", fontsize=style.SMALLEST, color=style.FAINT)
    for i, factor in enumerate(wording.FACTORS):
        left, none = FACTORS_AT + FACTOR * i, getattr(row, f"none_{factor}")
        if pd.isna(none):
            ax.plot([left + BAR / 2 - 0.025, left + BAR / 2 + 0.025], [y, y], color=style.RULE, lw=1)
        else:
            dark, light = (BAR * n / row.n_pairs for n in (none, getattr(row, f"part_{factor}")))
            for at, width, colour in ((left, dark, style.INK), (left + dark, light, style.FILL)):
                if width:
                    ax.add_patch(Rectangle((at, y - 0.05), width, 0.10, fc=colour, lw=0, zorder=2))
            ax.plot([left, left + BAR], [y + 0.06, y + 0.06], color=style.GRID, lw=0.8)
