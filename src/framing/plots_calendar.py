"""Drawing of a corpus over time: articles by day and kind of outlet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from framing import style, wording
from framing.labels import group_order, shown
from framing.wording import STAGES

NAMES_LEFT, NAMES_WIDTH = 1.93, 1.84  # inches: where the tiles start beside the names of groups
UNDATED = 0.40  # a column for articles without a date
ROW = 0.20
BARS = 0.52
GAP = 0.14  # between two events
MAX_KINDS = 12  # rows; more kinds of outlet are drawn as one
MAX_NAMED = 8  # full texts named one by one in a calendar; more are only counted


@dataclass(frozen=True)
class _Columns:
    """Where the columns of one event's calendar stand, and how high its rows are."""

    days: pd.DatetimeIndex
    n_days: int
    stages: list[str]
    row: float

    @property
    def pitch(self) -> float:
        undated = 0.22 + UNDATED * len(self.stages) if self.stages else 0
        return min(0.32, (style.WIDTH - style.EDGE - NAMES_LEFT - undated) / max(1, len(self.days)))

    def place(self, day: str, stage: str) -> float:
        """Centre of a column, in inches from the page's left edge."""
        if day:
            return NAMES_LEFT + self.pitch * (self.days.get_loc(pd.Timestamp(day)) + 0.5)
        right = style.WIDTH - style.EDGE - UNDATED * len(self.stages)
        return right + UNDATED * (self.stages.index(stage) + 0.5)


@dataclass(frozen=True)
class _Name:
    """The name of a full text beside its dot: left of it, or right where the left has no room."""

    x: float
    text: str

    @property
    def width(self) -> float:
        return style.text_width(self.text, style.NOTE)

    @property
    def is_right(self) -> bool:
        return self.x - 0.14 - self.width < style.EDGE + style.text_width("Full texts", style.NOTE)

    @property
    def left(self) -> float:
        return self.x - 0.06 if self.is_right else self.x - 0.14 - self.width

    @property
    def right(self) -> float:
        return self.x + (0.14 + self.width if self.is_right else 0.08)


def _columns(table: pd.DataFrame, event: pd.Series, stages: list[str]) -> _Columns:
    rows = table[table["event"].eq(event["event"]) & table["day"].ne("")]
    n_days = int(table["n_days"].max())
    known = [day for day in (event["starts"], event["ends"], *rows["day"]) if day]
    days = pd.date_range(min(known), max(known), freq=f"{n_days}D") if known else pd.DatetimeIndex([])
    row = style.row_height(map(wording.kind, table["group"].unique()), NAMES_WIDTH, style.NOTE, ROW)
    return _Columns(days, n_days, stages, row)


def _folded(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Join the smallest kinds of outlet to one where there are too many; also lists the rows, those joined last."""
    kinds = group_order(table)
    if len(kinds) <= MAX_KINDS:
        return table, kinds
    named = kinds[:MAX_KINDS - 1]
    others = f"{len(kinds) - len(named):,} other kinds"
    return table.assign(group=table["group"].where(table["group"].isin(named), others)), [*named, others]


def _peaks(table: pd.DataFrame) -> pd.DataFrame:
    """Find each event's day with most articles; no row for an event where two days tie."""
    days = table[table["day"].ne("")].groupby(["event", "day"], as_index=False)["n_articles"].sum()
    top = days[days["n_articles"].eq(days.groupby("event")["n_articles"].transform("max"))]
    return top.drop_duplicates("event", keep=False).set_index("event")


def _calendar_titles(table: pd.DataFrame, events: pd.DataFrame, known: pd.DataFrame) -> list[str]:
    noun, one = wording.event_noun(events["event"]), len(events) == 1
    dated = table.loc[table["day"].ne(""), "n_articles"].sum()
    of_them = "none of them" if not dated else "each" if dated == table["n_articles"].sum() else f"{dated:,} of them"
    titles = [f"{wording.counted(table['n_articles'].sum(), 'article')}, {of_them} with a date"]
    if len(known) == len(events) and table["n_days"].max() == 1:
        if known["day"].between(known["starts"], known["ends"]).all():
            during = noun if one else wording.plural(noun)
            titles.insert(0, f"In this corpus, articles peak during the {during}")
        if known["day"].eq(known["ends"]).all() and known["starts"].ne(known["ends"]).all():
            which = "the" if one else "each"
            titles.insert(0, f"In this corpus, articles peak on {which} {noun}’s last day")
    return titles


def caption_calendar(table: pd.DataFrame, events: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_calendar` from its table.

    Parameters
    ----------
    table : DataFrame
        From `coverage.calendar`.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``, ``ends``.
    """
    events = shown(events, table)
    known = events.set_index("event").join(_peaks(table), how="inner")
    noun, n_days = wording.event_noun(events["event"]), int(table["n_days"].max())
    n, full = int(table["n_articles"].sum()), int(table["n_full"].sum())
    dated = int(table.loc[table["day"].ne(""), "n_articles"].sum())
    column = {1: "day", 7: "week"}.get(n_days, f"{n_days} days")
    unit = f"a {column}" if n_days in (1, 7) else f"per {column}"
    undated = "; at the right those without a date, by stage" if dated < n else ""
    lengths = [wording.period(*row) for row in events[["starts", "ends"]].to_numpy() if all(row)]
    several = noun if len(lengths) == 1 else wording.plural(noun)
    span = f"\n{wording.capital(several)}: {wording.listed(lengths)}." if lengths else ""
    dark = f", dark within the {noun}" if lengths else ""
    n_kinds = table["group"].nunique()
    joined = f" The {n_kinds - MAX_KINDS + 1:,} kinds with fewest articles share a row." if n_kinds > MAX_KINDS else ""
    finding = f"Columns are periods of {n_days} days" if n_days > 1 else "Columns are days"
    if n_days == 1 and 0 < len(known) <= 3:
        finding = "; ".join(f"{row['name']}: most on {wording.period(row['day'], row['day'])}, "
                            f"{row['n_articles']}" for _, row in known.iterrows())
    return style.Caption(
        title=style.first_title(_calendar_titles(table, events, known)),
        subtitle=f"Articles {unit} by kind of outlet{undated}.{span}",
        reading=f"Bars: articles {unit} over all outlets{dark}. Tiles: articles of one kind of "
                f"outlet, darker for more; blank: none in the corpus. Dot: an article held in full.{joined}",
        base=f"{wording.counted(n, 'article')}: {dated:,} dated, {n - dated:,} without a date; {full:,} held "
             "in full. The calendar shows what this corpus holds, and so how it was collected, not how much "
             "an outlet ran. Counts, no interval.",
        alt=f"Calendar of {wording.counted(len(events), noun)}; rows are kinds of outlet. {finding}. "
            f"{wording.counted(n, 'article')}, {n - dated:,} undated, {full:,} held in full.")


def plot_calendar(table: pd.DataFrame, events: pd.DataFrame) -> style.Page:
    """Draw articles by day and kind of outlet, one event above the other.

    Parameters
    ----------
    table : DataFrame
        From `coverage.calendar`. Beyond twelve kinds of outlet the smallest are drawn as one.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``, ``ends``.

    Returns
    -------
    Page
        Two axes an event: bars of all outlets, tiles by group.
    """
    undated = set(table.loc[table["day"].eq(""), "stage"])
    stages = [stage for stage in (*STAGES, "unknown") if stage in undated]
    caption = caption_calendar(table, events)
    table, groups = _folded(table)
    blocks = []
    for _, event in shown(events, table).iterrows():
        columns = _columns(table, event, stages)
        rows = table[table["event"].eq(event["event"])]
        blocks.append((event, rows, columns, _named(rows, columns)))
    fixed = 0.22 + BARS + 0.20 + blocks[0][2].row * len(groups) + 0.06
    heights = [fixed + 0.17 * len(lines) for *_, lines in blocks]
    fig = style.page(caption, sum(heights) + GAP * (len(heights) - 1))
    top = 0.0
    for block, height in zip(blocks, heights, strict=True):
        _draw_event(fig, top, *block, table, groups)
        top += height + GAP
    return fig


def _draw_event(fig: style.Page, top: float, event: pd.Series, rows: pd.DataFrame, columns: _Columns,
                lines: list[list[_Name]], table: pd.DataFrame, groups: list[str]) -> None:
    days, row = columns.days, columns.row
    dated = rows[rows["day"].ne("")]
    names = style.wrap(event["name"], NAMES_WIDTH, style.SUBTITLE, bold=True)
    for i, line in enumerate(names[:2]):
        fig.words(style.EDGE, top + 0.16 + 0.16 * i, line, fontweight="bold", fontsize=style.SUBTITLE)
    about = [wording.counted(rows["n_articles"].sum(), "article")]
    if len(dated) and columns.n_days == 1:
        about.append(wording.period(min(dated["day"]), max(dated["day"])))
    for i, line in enumerate(about):
        fig.words(style.EDGE, top + 0.17 + 0.16 * (len(names[:2]) + i), line, color=style.SECOND, fontsize=style.NOTE)
    last = pd.Timedelta(days=columns.n_days - 1)
    inside = list((days <= pd.Timestamp(event["ends"])) & (days + last >= pd.Timestamp(event["starts"])))
    everywhere = table[table["day"].ne("")].groupby(["event", "day"])["n_articles"].sum()
    if len(days):
        bars = fig.axes_at(NAMES_LEFT, top + 0.22, columns.pitch * len(days), BARS)
        bars.set(xlim=(-0.5, len(days) - 0.5), ylim=(0, everywhere.max() if len(everywhere) else 1))
        _draw_bars(bars, dated.groupby("day")["n_articles"].sum(), columns, inside)
    top += 0.22 + BARS + 0.20
    _day_labels(fig, top - 0.06, columns, inside)
    tiles = fig.inch_axes(top, row * len(groups))
    _draw_tiles(tiles, rows, columns, groups, most=_tile_counts(table, "event").max())
    for i, group in enumerate(groups):
        y, present = top + row * (i + 0.5), rows["group"].eq(group).any()
        fig.label(style.EDGE, y, wording.kind(group), NAMES_WIDTH, fontsize=style.NOTE,
                  color=style.INK if present else style.FAINT)
        if not present:
            fig.words(NAMES_LEFT + 0.02, y + 0.04, "none in the corpus", style="italic", fontsize=style.SMALLEST,
                      color=style.FAINT)
    _draw_named(fig, top + row * len(groups), lines)


def _draw_bars(ax: Axes, totals: pd.Series, columns: _Columns, inside: list[bool]) -> None:
    ax.set(xticks=[], yticks=[])
    heights = [int(totals.get(f"{day:%Y-%m-%d}", 0)) for day in columns.days]
    colours = [style.INK if now else style.LINE for now in inside]
    ax.bar(range(len(heights)), heights, width=0.8, color=colours)
    for i, n in enumerate(heights):
        if n:
            ax.annotate(f"{n:,}", (i, n), (0, 2), textcoords="offset points", ha="center",
                        annotation_clip=False, fontsize=style.SMALLEST,
                        color=style.INK if inside[i] else style.SECOND)


def _day_labels(fig: style.Page, top: float, columns: _Columns, inside: list[bool]) -> None:
    """Write days of the month, some dates where columns are weeks or more, stages where there is no date."""
    daily = columns.n_days == 1 and columns.pitch > 0.14
    small = {"ha": "center", "fontsize": style.SMALLEST}
    for i in range(0, len(columns.days), 1 if daily else int(np.ceil(0.55 / columns.pitch))):
        day = columns.days[i]
        look = {"color": style.INK, "fontweight": "bold"} if inside[i] else {"color": style.SECOND}
        text = f"{day.day}" if daily else f"{day.day} {wording.MONTHS[day.month - 1][:3]}"
        fig.words(columns.place(f"{day:%Y-%m-%d}", ""), top, text, **small, **look)
    for stage in columns.stages:
        fig.words(columns.place("", stage), top, stage, color=style.SECOND, **small)
    if columns.stages:
        middle = (columns.place("", columns.stages[0]) + columns.place("", columns.stages[-1])) / 2
        fig.words(middle, top - 0.16, "no date", color=style.SECOND, **small)


def _tile_counts(table: pd.DataFrame, *keys: str) -> pd.Series:
    stage = table["stage"].where(table["day"].eq(""), "")  # a bin of days may hold two stages
    return table.assign(stage=stage).groupby([*keys, "group", "day", "stage"])["n_articles"].sum()


def _draw_tiles(ax: Axes, rows: pd.DataFrame, columns: _Columns, groups: list[str], most: int) -> None:
    for (group, day, stage), n in _tile_counts(rows).items():
        width, height = (columns.pitch if day else UNDATED) - 0.012, columns.row - 0.012
        style.tile(ax, columns.place(day, stage), columns.row * (groups.index(group) + 0.5), width, height,
                   int(n), most)


def _named(rows: pd.DataFrame, columns: _Columns) -> list[list[_Name]]:
    """Sort the names of full texts into lines in which none meets another."""
    full = rows[rows["n_full"].gt(0)]
    found = [_Name(columns.place(row["day"], row["stage"]), name) for _, row in full.iterrows()
             for name in row["full_texts"].split("; ")]
    if len(found) > MAX_NAMED:
        return []
    lines: list[list[_Name]] = []
    for name in sorted(found, key=lambda name: (name.x, name.text)):
        line = next((line for line in lines if line[-1].right + 0.04 < name.left), None)
        if line is None:
            lines.append(line := [])
        line.append(name)
    return lines


def _draw_named(fig: style.Page, top: float, lines: list[list[_Name]]) -> None:
    if not lines:
        return
    fig.words(style.EDGE, top + 0.16, "Full texts", fontsize=style.NOTE)
    ax = fig.inch_axes(top, 0.17 * len(lines) + 0.04)
    for i, line in enumerate(lines):
        for name in line:
            shift, align = (0.08, "left") if name.is_right else (-0.08, "right")
            fig.words(name.x + shift, top + 0.16 + 0.17 * i, name.text, ha=align, fontsize=style.NOTE)
            ax.plot([name.x], [0.12 + 0.17 * i], marker="o", ms=4.5, mfc=style.INK, mec="none")
