"""Drawing of the tone of headlines outlet by outlet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from framing import style, wording
from framing.plots_headlines import (
    ALL,
    INSTRUMENT,
    KEPT,
    LANE,
    MARKS,
    RETITLED,
    SAMPLE,
    SINGLE,
    draw_cell,
    draw_rerun,
    limit_of,
    main_list,
    panel_axes,
    rerun,
    shown_events,
    write_counts,
)

MAX_ROWS = 30  # outlets with most headlines, of each event
ONE_COLUMN = 10  # rows; more stand in two columns
HEAD, ROW, GAP, COUNTS = 0.60, 0.25, 0.24, 0.42  # inches: head of a block, a row, between columns, for counts
REPEATED: style.Mark = {**RETITLED, "marker": "s", "ms": 3.8}
RERUNS = {KEPT: RETITLED, SINGLE: REPEATED}


@dataclass(frozen=True)
class _Block:
    """One event's rows in one column: the rest of an event may stand in the next."""

    event: str
    rows: pd.DataFrame
    column: int
    top: float
    is_first: bool


def _apart(spread: pd.DataFrame) -> pd.DataFrame:
    """Keep the events on which outlets differ, as many as were looked at, with and without repeated headlines."""
    tested = spread[spread["evidence"].eq("interval")]
    low = tested["p"] * tested.groupby("rows")["event"].transform("nunique") < 0.05
    found = tested[tested["rows"].eq(ALL) & low]
    doubted = tested.loc[tested["rows"].eq(SINGLE) & ~low, "event"]
    return found[~found["event"].isin(doubted)]


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _test_words(spread: pd.DataFrame, names: pd.Series) -> str:
    """Word the one question asked of each event, and what it comes to without some headlines."""
    tested = spread[spread["evidence"].eq("interval")]
    parts = []
    for which, where in ((ALL, ""), (KEPT, "without those that a host may have changed "),
                         (SINGLE, "without those that several outlets carry ")):
        p = [f"{wording.small(row.p)}{'' if where else f' ({names[row.event]})'}"
             for row in tested[tested["rows"].eq(which)].itertuples()]
        parts += [f"{where}p = {wording.listed(p)}"] if p else []
    if tested.empty:
        return "Too few outlets to test whether they differ."
    n = tested.loc[tested["rows"].eq(ALL), "event"].nunique()
    return ("Do outlets differ at all? Headlines moved between outlets within their stage: "
            f"{'; '.join(parts)}. Smallest attainable: {wording.small(tested['p_min'].max())}; "
            f"{wording.counted(n, 'event')}, so {wording.counted(n, 'look')}.")


def caption_outlets(table: pd.DataFrame, spread: pd.DataFrame, events: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_outlets` from its tables.

    Parameters
    ----------
    table, spread : DataFrame
        From `headline_tone.tone` by outlet, and from `headline_tone.spread`.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.
    """
    rows = main_list(table)[lambda t: t["rows"].eq(ALL)]
    names = events.set_index("event")["name"]
    tested, apart = spread[spread["evidence"].eq("interval") & spread["rows"].eq(ALL)], _apart(spread)
    n, n_outlets = int(rows["n_articles"].sum()), rows["outlet"].nunique()
    n_repeated, n_hosts = int(rows["n_repeated"].sum()), rows.loc[rows["n_repeated"] > 0, "outlet"].nunique()
    least = ("one", "two", "three", "four")[min(4, int(rows["n_articles"].min())) - 1]
    heads = f"{least} headline{'' if least == 'one' else 's'}"
    titles = [f"The tone of headlines, outlet by outlet: {wording.counted(n_outlets, 'outlet')}", "Tone by outlet"]
    if len(apart):
        titles = [f"Outlets differ in the tone of headlines on {wording.listed(list(names[apart['event']]))}",
                  "Outlets differ in the tone of headlines"]
    elif len(tested):
        titles = ["No sign that outlets differ in the tone of headlines"]
    finding = f"Outlets differ on {len(apart) or 'none'} of {wording.counted(len(tested), 'event')}." if len(
        tested) else ""
    bar = wording.interval_words("article", noun="headline", of="of the outlet on this event")
    square = "; square: without those that several outlets carry" if table["rows"].eq(SINGLE).any() else ""
    shared = (f" {wording.counted(n_repeated, 'headline')}, of {wording.counted(n_hosts, 'outlet')}, stand under "
              "others’ names here, too: one newsroom’s words." if n_repeated else "")
    against = wording.confounding(rows["identification"])
    drawn = (f" Drawn: of each event the {MAX_ROWS} outlets with most headlines; the table has all."
             if rows.groupby("event").size().max() > MAX_ROWS else "")
    against = f"Each outlet held against the others: {against[:1].lower()}{against[1:]} " if against else ""
    return style.Caption(
        title=style.first_title(titles),
        subtitle=f"Mean sentiment of each outlet’s headlines; outlets with {least} or more on the event.\n"
                 f"{wording.counted(n, 'headline')} of {wording.counted(n_outlets, 'outlet')}; small dots: one "
                 "headline, or several of equal score.",
        reading=f"Dot and bar: mean over headlines, {bar}. Tick: no interval (equal scores, or fewer than four). "
                f"Triangle: without headlines that a host may have changed{square}; light bar: interval; grey numbers: "
                "how many are left.",
        base=f"{INSTRUMENT} {_test_words(spread, names)}{shared} Rows are ordered by the mean, which is no ranking. "
             f"{against}{SAMPLE}{drawn}",
        alt=f"Dot plot by event; rows are {wording.counted(n_outlets, 'outlet')} with {heads} or more, "
            f"ordered by mean tone. {finding} {wording.counted(n, 'headline')}.")


def plot_outlets(table: pd.DataFrame, spread: pd.DataFrame, events: pd.DataFrame) -> style.Page:
    """Draw the mean tone of each outlet's headlines, event by event, each with its own rows.

    Parameters
    ----------
    table, spread, events
        As for `caption_outlets`.

    Returns
    -------
    Page
        One axes an event; two where its rows go on in the second column.
    """
    shown = shown_events(table, events)
    rows = main_list(table)[lambda t: t["event"].isin(shown["event"])]
    cells, names = _placed(rows, list(shown["event"]))
    blocks, height = _blocks(cells)
    n_columns = max(block.column for block in blocks) + 1
    fig = style.page(caption_outlets(table, spread, events), height)
    fig.key(0.12, [*MARKS, *[(mark, f"without {what}") for which, mark, what in (
        (KEPT, RETITLED, "retitled"), (SINGLE, REPEATED, "repeated")) if rows["rows"].eq(which).any()]])
    room = max(style.text_width(line) for lines in names.values() for line in lines) + 0.12
    width = (style.WIDTH - 2 * style.EDGE - GAP * (n_columns - 1)) / n_columns
    limit, tested = limit_of(cells), spread[spread["rows"].eq(ALL)].set_index("event")
    title = shown.set_index("event")["name"]
    for block in blocks:
        left = style.EDGE + (width + GAP) * block.column
        _write_head(fig, block, title[block.event], tested.loc[block.event], left, left + width)
        top = block.top + HEAD
        ax = panel_axes(fig, left + room, top, width - room - COUNTS, block.rows["height"].sum(), limit)
        for _, row in block.rows.iterrows():
            for j, line in enumerate(names[row["short"]]):
                fig.words(left + room - 0.12, top + row["y"] + 0.045 + 0.14 * j, line, ha="right")
            draw_cell(ax, row, row["y"], towers=False)
            others = _reruns(rows, row)
            for i, (which, other) in enumerate(others, start=1):
                draw_rerun(ax, other, row["y"] + LANE * i, RERUNS[which])
            write_counts(fig, [row, *[other for _, other in others]], left + width, top + row["y"])
    return fig


def _reruns(rows: pd.DataFrame, row: pd.Series) -> list[tuple[str, pd.Series]]:
    """List the row's results without some headlines, where these make a difference to it."""
    return [(which, other) for which in RERUNS for _, other in rerun(rows, row, "outlet", which).iterrows()]


def _placed(rows: pd.DataFrame, order: list[str]) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Sort the rows to draw, event by event and by their mean, and say how high each is."""
    cells = rows[rows["rows"].eq(ALL)].sort_values(["n_articles", "outlet"], ascending=[False, True])
    cells = cells.groupby("event").head(MAX_ROWS)
    cells = cells.assign(place=cells["event"].map(order.index)).sort_values(
        ["place", "score", "outlet"], ascending=[True, False, True], ignore_index=True)
    names = {name: style.wrap(name, 1.25) for name in cells["short"]}
    lanes = [LANE * len(_reruns(rows, row)) for _, row in cells.iterrows()]
    lines = 0.14 * (cells["short"].map(names).map(len) - 1)
    return cells.assign(height=np.maximum(lanes, lines) + ROW), names


def _blocks(cells: pd.DataFrame) -> tuple[list[_Block], float]:
    """Part the rows into one column or two of about equal height; give the blocks and the height of all."""
    best = None
    cuts = [len(cells)] if len(cells) <= ONE_COLUMN else range(1, len(cells))
    for cut in cuts:
        blocks, heights, seen = [], [], set()
        for column, part in enumerate((cells.iloc[:cut], cells.iloc[cut:])):
            top = 0.24
            for event, rows in part.groupby("event", sort=False):
                ends = rows["height"].cumsum()
                rows = rows.assign(y=ends - rows["height"] + 0.14)
                blocks.append(_Block(event, rows, column, top, event not in seen))
                seen.add(event)
                top += HEAD + ends.iloc[-1] + 0.08
            heights.append(top)
        if best is None or max(heights) < best[1]:
            best = (blocks, max(heights))
    return best


def _write_head(fig: style.Page, block: _Block, name: str, test: pd.Series, left: float, right: float) -> None:
    fig.words(left, block.top + 0.16, name if block.is_first else f"{name}, continued", fontweight="bold",
              fontsize=style.SUBTITLE)
    small = {"fontsize": style.SMALLEST, "color": style.SECOND}
    fig.words(right, block.top + 0.16, "headlines", ha="right", **small)
    if block.is_first and test["evidence"] == "interval":
        fig.words(left, block.top + 0.30, f"between outlets {_percent(test['share_between'])} of the variation, "
                  f"by chance {_percent(test['share_by_chance'])}", **small)
