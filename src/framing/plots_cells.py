"""Drawing of a corpus by outlet: articles in each stage of each event, empty cells included."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.axes import Axes

from framing import style, wording
from framing.labels import group_order, shown

ROW, NAMES, TILE = 0.18, 1.16, 0.30  # inches
BETWEEN_EVENTS, BETWEEN_COLUMNS = 0.06, 0.26
MIN_LINES = 16  # fewer stand in one column
MAX_EVENTS = 10  # as many as the cells of one page can show
FULL_DOT: style.Mark = {"marker": "o", "ms": 4, "mfc": "white", "mec": style.INK, "mew": 0.8, "zorder": 4}

Line = tuple[str, pd.DataFrame]  # a name and its cells; a group's name has none


@dataclass(frozen=True)
class _Grid:
    """Where the cells of one column of lines stand, in inches."""

    events: pd.DataFrame
    stages: list[str]
    left: float
    top: float
    room: float
    row: float

    @property
    def pitch(self) -> float:
        return min(TILE, (self.room / len(self.events) - BETWEEN_EVENTS) / len(self.stages))

    def place(self, event: str, stage: str) -> float:
        """Centre of a column of cells."""
        i, j = list(self.events["event"]).index(event), self.stages.index(stage)
        step = self.pitch * len(self.stages) + BETWEEN_EVENTS
        return self.left + NAMES + i * step + self.pitch * (j + 0.5)


def _finding(table: pd.DataFrame, noun: str) -> str:
    sizes = table.pivot_table("n_articles", "outlet", "event", aggfunc="sum")
    n, n_events = sizes.shape
    everywhere = int(sizes.gt(0).all(axis=1).sum())
    if n == 1:
        return f"One outlet, {wording.counted(sizes.to_numpy().sum(), 'article')}"
    if n_events == 1:
        return f"{int(sizes.sum(axis=1).ge(4).sum())} of {n} outlets have four or more articles"
    if everywhere == n:
        every = "both" if n_events == 2 else f"all {n_events}"
        return f"All {n} outlets are in the corpus for {every} {wording.plural(noun)}"
    if n_events == 2:
        verb = "is" if n - everywhere == 1 else "are"
        return f"{n - everywhere} of {n} outlets {verb} in the corpus for one {noun} only"
    return f"{everywhere} of {n} outlets are in the corpus for all {n_events} {wording.plural(noun)}"


def caption_cells(table: pd.DataFrame, folded: pd.DataFrame, events: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_cells` from its table.

    Parameters
    ----------
    table : DataFrame
        From `coverage.cells`: what the caption counts.
    folded : DataFrame
        The same from `coverage.fold`: the rows that are drawn.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.
    """
    noun = wording.event_noun(events["event"])
    per = table.groupby(["outlet", "event"])[["n_articles", "n_full"]].sum().gt(0)
    everywhere = per.groupby("outlet").all().sum()
    n, n_events = per.index.get_level_values("outlet").nunique(), table["event"].nunique()
    total, full = int(table["n_articles"].sum()), int(table["n_full"].sum())
    n_full = int(everywhere["n_full"])
    all_events = f"{'both' if n_events == 2 else f'all {n_events}'} {wording.plural(noun)}"
    own = folded.loc[folded["outlet"].ne(""), "outlet"].nunique()
    empty = int(table["n_articles"].eq(0).sum())
    several, stages = "", set(table["stage"])
    if n_events > 1 and full:
        who = "No outlet has" if not n_full else "One outlet has" if n_full == 1 else f"{n_full} outlets have"
        several = f" {who} a full text on {all_events}."
    size = f"{wording.counted(n, 'outlet')}, {wording.counted(total, 'article')}"
    finding = _finding(table, noun)
    sums = table[~table["outlet"].isin(folded["outlet"])].groupby("outlet")[["n_articles", "n_full"]].sum()
    cut = sums["n_articles"].ge(4).any() or sums["n_full"].any()  # more outlets than a page holds
    few = "no more articles than those above them" if cut else "fewer than four articles"
    return style.Caption(
        title=style.first_title([finding, size]),
        subtitle=(f"Articles in the corpus by outlet and stage of each {noun}: before, during, after it"
                  f"{', unknown' if 'unknown' in stages else ''}." if len(stages) > 1 else
                  f"Articles in the corpus by outlet and {noun}; their stage is unknown."),
        reading="Tile: articles of one outlet in one stage, darker for more. Dash: none in the corpus. White "
                f"dot: a full text among them. Others: outlets of the kind with {few}, together.",
        base=f"{size}; {full:,} of the articles held in full. {empty:,} of {len(table):,} cells are empty."
             f"{several} The corpus is no census: an empty cell does not say that an outlet ran nothing. "
             "Counts, no interval.",
        alt=f"Table of tiles; rows are {wording.counted(own, 'outlet')} by kind, and the others of each kind "
            f"together; columns are {wording.counted(n_events, noun)} in stages. {finding}. "
            f"{wording.counted(total, 'article')}; {empty:,} of {len(table):,} cells empty.")


def plot_cells(table: pd.DataFrame, folded: pd.DataFrame, events: pd.DataFrame) -> style.Page:
    """Draw a table of tiles: articles of each outlet by event and stage.

    Parameters
    ----------
    table : DataFrame
        From `coverage.cells`: what the caption counts.
    folded : DataFrame
        The same from `coverage.fold`: the rows that are drawn.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.

    Returns
    -------
    Page
        One axes for all tiles.
    """
    known = shown(events, table)
    if len(known) > MAX_EVENTS:
        raise ValueError(f"cells: at most {MAX_EVENTS} events fit a page, there are {len(known)}")
    stages, lines = list(dict.fromkeys(table["stage"])), _lines(folded)
    full = style.WIDTH - 2 * style.EDGE
    half = (full - BETWEEN_COLUMNS) / 2
    needed = NAMES + len(known) * (TILE * len(stages) + BETWEEN_EVENTS)
    heads = [style.text_width(name, style.NOTE, bold=True) for name, cells in lines if cells.empty]
    wide = len(lines) < MIN_LINES or max(needed, *heads) > half
    cut = len(lines) if wide else _cut(lines)
    row = style.row_height(folded["short"], NAMES - 0.08, style.NOTE, ROW)
    grid = _Grid(known, stages, style.EDGE, 0.0, (full if wide else half) - NAMES, row)
    names_height = style.row_height(known["name"], grid.pitch * len(stages), style.NOTE, least=0.14)
    top = names_height + 0.20
    fig = style.page(caption_cells(table, folded, events), top + row * max(cut, len(lines) - cut))
    ax, most = fig.inch_axes(0, fig.content_height), int(table["n_articles"].max())
    for part, left in ((lines[:cut], style.EDGE), (lines[cut:], style.EDGE + half + BETWEEN_COLUMNS)):
        if part:
            placed = replace(grid, left=left, top=top)
            _draw_heads(fig, placed, names_height)
            _draw_lines(fig, ax, part, placed, most)
    return fig


def _lines(drawn: pd.DataFrame) -> list[Line]:
    """List the lines of the table: a group's name alone, then each of its rows with its cells."""
    lines: list[Line] = []
    for group in group_order(drawn):
        rows = drawn[drawn["group"].eq(group)]
        lines.append((wording.kind(group), rows.iloc[:0]))
        lines += [(str(cells["short"].iloc[0]), cells)
                  for _, cells in rows.groupby(["outlet", "short"], sort=False)]
    return lines


def _cut(lines: list[Line]) -> int:
    """Find the group at which a second column of lines may start, so that both are about as long."""
    starts = [i for i, (_, cells) in enumerate(lines) if cells.empty]
    return min(starts[1:] or [len(lines)], key=lambda i: max(i, len(lines) - i))


def _draw_heads(fig: style.Page, grid: _Grid, height: float) -> None:
    width = grid.pitch * len(grid.stages)
    for _, event in grid.events.iterrows():
        middle = (grid.place(event["event"], grid.stages[0]) + grid.place(event["event"], grid.stages[-1])) / 2
        fig.label(middle, grid.top - 0.20 - height / 2, event["name"], width, ha="center", fontsize=style.NOTE,
                  fontweight="bold")
        if width > 0.8 and len(grid.stages) > 1:
            text = "before → after" + ", unknown" * ("unknown" in grid.stages)
            text = text if style.text_width(text, style.SMALLEST) < width else "before → after"
            fig.words(middle, grid.top - 0.06, text, ha="center", fontsize=style.SMALLEST,
                      color=style.SECOND)


def _draw_lines(fig: style.Page, ax: Axes, lines: list[Line], grid: _Grid, most: int) -> None:
    for i, (name, cells) in enumerate(lines):
        y = grid.top + grid.row * (i + 0.5)
        if cells.empty:
            fig.words(grid.left, y + 0.055, name, fontsize=style.NOTE, fontweight="bold")
            continue
        single = bool(cells["outlet"].iloc[0])
        fig.label(grid.left, y, name, NAMES - 0.08, fontsize=style.NOTE,
                  color=style.INK if single else style.SECOND)
        for _, cell in cells.iterrows():
            x, n = grid.place(cell["event"], cell["stage"]), int(cell["n_articles"])
            if not n:
                ax.plot([x - 0.025, x + 0.025], [y, y], color=style.RULE, lw=1)
            elif single:
                style.tile(ax, x, y, grid.pitch - 0.012, grid.row - 0.012, n, most)
            else:
                ax.text(x, y + 0.005, f"{n:,}", ha="center", va="center_baseline", fontsize=style.SMALLEST,
                        color=style.SECOND)
            if cell["n_full"]:
                ax.plot([x + grid.pitch / 2 - 0.05], [y - 0.04], **FULL_DOT)
