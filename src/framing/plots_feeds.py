"""Drawing of how much each feed gave an event: shares by scope of feed, and items day by day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from framing import style, wording
from framing.wording import NOT_COUNTED

ROW, HEAD, SCOPE_HEAD = 0.19, 0.48, 0.25  # inches
VALUE, COUNTS, STRIP, WIDE_STRIP, GAP = 0.42, 0.54, 0.74, 1.6, 0.10  # inches: parts of a panel after its dots
BETWEEN = 0.22  # two panels
MAX_NAME, HEAD_WIDTH = 1.30, 2.2  # inches before a name is wrapped
MAX_FEEDS = 36  # rows; the table has them all
MAX_PANELS = 2  # events side by side; the table has them all
PART: style.Mark = {**style.ESTIMATE, "mfc": "white", "mec": style.LINE, "mew": 1.2, "ms": 5}
GROUND = {"fc": "white", "ec": "none", "pad": 0.8}  # so that no grid line runs through words


@dataclass(frozen=True)
class _Panel:
    """One event's part of the page."""

    event: pd.Series
    rows: pd.DataFrame  # of the table, with `y`: inches from the top of the content
    left: float
    width: float
    top: float  # where the rows begin

    @property
    def strip(self) -> float:
        return STRIP if self.width < 4 else WIDE_STRIP

    @property
    def dots(self) -> float:
        return self.width - VALUE - COUNTS - GAP - self.strip

    def axes(self, fig: style.Page, left: float, width: float) -> Axes:
        """Add axes over all rows whose y is inches from the top of the content."""
        ax = fig.axes_at(left, self.top, width, fig.content_height - self.top)
        ax.set_ylim(fig.content_height, self.top)
        return ax


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the events to draw, and of the feeds with an item about one of them those with the largest shares."""
    rows = _with_items(table)
    largest = rows.groupby(["scope", "name"])["share"].max().sort_values(ascending=False, kind="stable")
    return rows[pd.MultiIndex.from_frame(rows[["scope", "name"]]).isin(largest.index[:MAX_FEEDS])]


def _with_items(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the events to draw, and the feeds with an item about one of them."""
    counted = table[table["share"].notna()]
    events = counted.groupby("event")["n_days"].sum().sort_values(ascending=False, kind="stable")
    rows = _with_names(table[table["event"].isin(events.index[:MAX_PANELS])])
    some = rows.groupby(["scope", "name"])["n_about"].transform("sum").gt(0)
    return rows[some] if some.any() else rows


def _with_names(rows: pd.DataFrame) -> pd.DataFrame:
    """Name each feed by its outlet, with a number where an outlet has several of one scope."""
    nth = rows.groupby(["event", "scope", "outlet"]).cumcount()
    return rows.assign(name=rows["short"] + nth.map(lambda n: f" ({n + 1})" if n else ""))


def _order(rows: pd.DataFrame, events: list[str]) -> list[tuple[str, list[str]]]:
    """Order scopes by their largest share, feeds by share in the first event, then in the next."""
    shares = rows.pivot_table("share", ["scope", "name"], "event").reindex(columns=events)
    shares = shares.reset_index().sort_values([*events, "name"], ascending=[False] * len(events) + [True])
    tops = rows.groupby("scope")["share"].max().dropna()
    scopes = sorted(tops.index, key=lambda scope: (-tops[scope], scope))
    return [(scope, list(shares.loc[shares["scope"].eq(scope), "name"])) for scope in scopes]


def _silent(table: pd.DataFrame) -> str:
    """Name the feeds that are left out because none of their counted items is about an event."""
    drawn = _with_items(table)
    events = drawn["event"].unique()
    rest = table[table["event"].isin(events) & table["n_items"].gt(0) & ~table.index.isin(drawn.index)]
    if rest.empty:
        return ""
    items = rest.groupby("short")["n_items"].sum().sort_values(ascending=False, kind="stable")
    names = [f"{name} ({n:,})" for name, n in items.items()]
    more = [f"{len(names) - 8} more"] if len(names) > 8 else []
    return f" Not drawn, with no item about it (of so many): {wording.listed(names[:8] + more)}."


def _left_out(table: pd.DataFrame) -> str:
    events, feeds = table.loc[table["share"].notna(), "event"].nunique(), _with_items(table)
    rest = {f"{wording.counted(n, noun)} with {why}": n for n, noun, why in (
        (events - feeds["event"].nunique(), "event", "fewer counted days"),
        (feeds.groupby(["scope", "name"]).ngroups - MAX_FEEDS, "feed", "a smaller share"))}
    named = [text for text, n in rest.items() if n > 0]
    return f" {wording.listed(named)}: in the table only." if named else ""


def caption_feed_shares(table: pd.DataFrame, events: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_feed_shares` from its table.

    Parameters
    ----------
    table : DataFrame
        From `coverage.feed_shares`.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``, ``ends``.
    """
    rows = _drawn(table)
    rows = rows[rows["share"].notna()]
    noun, several = wording.event_noun(events["event"]), rows["event"].nunique() > 1
    the = wording.a(noun) if several else f"the {noun}"
    top = rows.loc[rows.groupby("event")["share"].idxmax()]
    n, scopes = round(100 * top["share"].max()), set(top["scope"])
    compared = len(scopes) == 1 and rows["scope"].nunique() > 1
    feeds = f"{scopes.pop().capitalize()} feeds" if compared else "Feeds"
    titles = [f"{who} gave {the} up to {n} of every 100 items" for who in (feeds, "Feeds")]
    if n < 1:
        titles = [f"No feed gave {the} as much as 1 of every 100 items"]
    used = _with_names(table[table["event"].isin(rows["event"])])[lambda t: t["n_items"].gt(0)]
    n_feeds = used.groupby(["scope", "name"]).ngroups
    pairs = f" ({len(used):,} pairs of feed and {noun})" if several else ""
    names = events.set_index("event")["name"]
    finding = "; ".join(f"{row['name']}, {row['scope']}, {row['share']:.1%} in {names[row['event']]}"
                        for _, row in top.iterrows())
    items = f"{used['n_about'].sum():,} of {wording.counted(used['n_items'].sum(), 'item')}"
    return style.Caption(
        title=style.first_title(titles),
        subtitle=f"Share of all items in an outlet’s feed that are about the {noun}, by scope of the feed, "
                 "over the days on which every item was counted.",
        reading=f"Dot: share of items; hollow where not every day of the {noun} itself was counted. Columns: "
                f"items about it by day, dark within the {noun}; a line under them marks the counted days.",
        base=f"{items} in {wording.counted(n_feeds, 'feed')}{pairs}; full counts, no sample: no interval. Feeds "
             "differ in scope and in the days counted: compare outlets within one scope only, best an outlet "
             f"with itself over the days.{_silent(table)}{_left_out(table)}",
        alt=f"Dot plot with strips of days, {wording.counted(top['event'].nunique(), noun)}; rows are "
            f"{rows.groupby(['scope', 'name']).ngroups:,} of {wording.counted(n_feeds, 'feed')} in "
            f"{wording.counted(rows['scope'].nunique(), 'scope')}. Largest share: {finding}. {items}; full "
            "counts, no interval.")


def plot_feed_shares(table: pd.DataFrame, events: pd.DataFrame) -> style.Page:
    """Draw each feed's share of items about an event, and its items by day.

    Parameters
    ----------
    table : DataFrame
        From `coverage.feed_shares`. The two events with most counted days are drawn side by side.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``, ``ends``.

    Returns
    -------
    Page
        Two axes an event: dots, and strips of columns.
    """
    rows = _drawn(table)
    shown = events[events["event"].isin(rows["event"])].sort_values(["starts", "event"])
    order = _order(rows, list(shown["event"]))
    names = [name for _, members in order for name in members]
    width = min(MAX_NAME, 0.01 + max(style.text_width(name) for name in names))
    row = style.row_height(names, width, least=ROW)
    top = HEAD + style.row_height(shown["name"], HEAD_WIDTH, style.SUBTITLE, least=0)
    fig = style.page(caption_feed_shares(table, events), top + len(order) * SCOPE_HEAD + len(names) * row)
    places, y = {}, top
    for i, (scope, members) in enumerate(order):
        if i:
            fig.rule(y + 0.05)
        fig.words(style.EDGE, y + 0.19, scope.capitalize(), fontweight="bold")
        y += SCOPE_HEAD
        for name in members:
            places[scope, name] = y + row / 2
            fig.label(style.EDGE + width, y + row / 2, name, width, ha="right")
            y += row
    rows = rows.assign(y=[places.get(key, np.nan) for key in zip(rows["scope"], rows["name"], strict=True)])
    left = style.EDGE + width + 0.16
    step = (style.WIDTH - style.EDGE - left + BETWEEN) / len(shown)
    for i, (_, event) in enumerate(shown.iterrows()):
        panel = _Panel(event, rows[rows["event"].eq(event["event"])], left + step * i, step - BETWEEN, top)
        _draw_dots(fig, panel, rows)
        _draw_strips(fig, panel, max(max(_days(series)) for series in rows["about_by_day"]))
    return fig


def _days(series: str) -> list[int]:
    """Read a series of days; -1 stands for a day that was not counted."""
    return [-1 if day == NOT_COUNTED else int(day) for day in series.split()]


def _draw_dots(fig: style.Page, panel: _Panel, rows: pd.DataFrame) -> None:
    limit = max(0.001, float(rows["share"].max()))
    ax = panel.axes(fig, panel.left, panel.dots)
    ax.set(xlim=(0, limit), yticks=[])
    steps = MaxNLocator(3 if panel.dots < 1.5 else 5, steps=[1, 2, 5, 10]).tick_values(0, limit)
    ticks = [tick for tick in steps if 0 <= tick <= limit]
    ax.set_xticks(ticks, [f"{100 * tick:g}%" if tick else "0" for tick in ticks])
    middle = panel.top - HEAD + 0.07 - style.row_height([panel.event["name"]], HEAD_WIDTH, style.SUBTITLE, 0) / 2
    fig.label(panel.left, middle, panel.event["name"], HEAD_WIDTH, fontweight="bold", fontsize=style.SUBTITLE)
    right, small = panel.left + panel.dots + VALUE + COUNTS, {"fontsize": style.SMALLEST, "color": style.SECOND}
    for i, line in enumerate(("items about", "it, of all")):
        fig.words(right, panel.top - 0.20 + 0.13 * i, line, ha="right", **small)
    known = panel.rows[panel.rows["share"].notna() & panel.rows["y"].notna()]
    for _, row in known.iterrows():
        share, y, whole = row["share"], row["y"], row["n_event_days"] == row["event_days"]
        ax.plot([0, share], [y, y], color=style.RULE, lw=1.2, zorder=2, clip_on=False)
        ax.plot([share], [y], **(style.ESTIMATE if whole else PART), clip_on=False)
        ax.annotate(f"{100 * share:.1f}%" if row["n_about"] else "0", (share, y), (6, -3), bbox=GROUND,
                    textcoords="offset points", fontsize=style.NOTE, annotation_clip=False,
                    color=style.INK if whole else style.SECOND)
        fig.words(right, y + 0.045, f"{row['n_about']:,} / {row['n_items']:,}", ha="right", **small)
    for y in sorted(set(rows["y"].dropna()) - set(known["y"])):
        fig.words(panel.left + 0.03, y + 0.045, "not counted", style="italic", bbox=GROUND, **small)


def _draw_strips(fig: style.Page, panel: _Panel, most: int) -> None:
    left = panel.left + panel.dots + VALUE + COUNTS + GAP
    ax = panel.axes(fig, left, panel.strip)
    n_days = len(_days(panel.rows["about_by_day"].iloc[0]))
    days = pd.date_range(panel.rows["first_day"].iloc[0], periods=n_days)
    inside = (days >= pd.Timestamp(panel.event["starts"])) & (days <= pd.Timestamp(panel.event["ends"]))
    ax.set(xlim=(-0.5, n_days - 0.5), xticks=[], yticks=[])
    first, last = f"{days[0]:%Y-%m-%d}", f"{days[-1]:%Y-%m-%d}"
    dates = style.wrap(wording.period(first, last).removesuffix(f" {last[:4]}"), panel.strip, style.SMALLEST)
    for i, line in enumerate(reversed(["items by day", *dates][:3])):
        fig.words(left, panel.top - 0.07 - 0.13 * i, line, fontsize=style.SMALLEST, color=style.SECOND)
    for _, row in panel.rows[panel.rows["share"].notna() & panel.rows["y"].notna()].iterrows():
        counts, base = np.array(_days(row["about_by_day"])), row["y"] + 0.4 * ROW
        runs = np.split(np.flatnonzero(counts >= 0), np.flatnonzero(np.diff(np.flatnonzero(counts >= 0)) > 1) + 1)
        for run in runs:
            ax.plot([run[0] - 0.5, run[-1] + 0.5], [base, base], color=style.RULE, lw=0.6, zorder=1)
        x = np.flatnonzero(counts > 0)
        ax.bar(x, -0.8 * ROW * counts[x] / max(1, most), bottom=base, width=0.8, zorder=2,
               color=[style.INK if now else style.LINE for now in inside[x]])
