"""Drawings of the tone of headlines: by kind of outlet, and outlet by outlet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from framing import style, wording

ALL, KEPT, LISTS = "all", "without retitled", ("vader", "tone")  # as in the tables of `headlines`
MAX_ROWS = 30  # outlets with most headlines, of each event
MAX_PANELS = 2  # events side by side; the table has them all
HEAD = 0.72  # inches: key, names of events, ticks
DOT_PITCH, LANE, ROW_GAP, OUTLET_ROW, COUNTS = 0.062, 0.14, 0.14, 0.25, 0.68
RETITLED: style.Mark = {"marker": "^", "ms": 4.2, "mfc": "white", "mec": style.LINE, "mew": 1.0, "ls": "none",
                        "zorder": 4}
INSTRUMENT = "VADER (−1 to +1), actors’ names masked; zero isn’t neutral, it is mostly no listed word."
SAMPLE = "Found in feeds or by search: not a random sample, and wire copy may run under many names."


@dataclass(frozen=True)
class _Panel:
    """One event's part of a page: the table's rows, and an axes whose y is inches down."""

    ax: Axes
    rows: pd.DataFrame
    top: float
    right: float  # where counts end


def shown_events(table: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Pick the events to draw, those with most headlines, in order of time."""
    sizes = table[table["rows"].eq(ALL)].groupby("event")["n_articles"].sum()
    kept = sizes.sort_values(ascending=False, kind="stable").index[:MAX_PANELS]
    return events[events["event"].isin(kept)].sort_values(["starts", "event"])


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["list"].eq(LISTS[0])]


def _used(table: pd.DataFrame, reference: str | None) -> str | None:
    return reference if table["difference"].notna().any() else None


def _looks(table: pd.DataFrame, name: str, rows: str = ALL) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tell which differences of a list have an interval, and which of those miss zero."""
    chosen = table[table["list"].eq(name) & table["rows"].eq(rows)]
    tested = chosen[chosen["difference_evidence"].eq("interval")]
    return tested, tested[tested["difference_low"].gt(0) | tested["difference_high"].lt(0)]


def _tests(table: pd.DataFrame, names: pd.Series, reference: str, by: str) -> str:
    """Word what was tested, how often, and what could have shown."""
    tested, apart = _looks(table, LISTS[0])
    if tested.empty:
        return "No difference could be tested: it takes four units or more on both sides."
    low, high = tested["smallest"].min(), tested["smallest"].max()
    second, off = _looks(table, LISTS[1])
    text = (f"{wording.counted(len(tested), 'difference')} from {reference} tested, each within its event; "
            f"the intervals of {len(apart) or 'none'} miss zero.")
    if len(second):
        which = [f"{row[by]}, {names[row['event']]}, p = {row['p']:.2f}" for _, row in off.iterrows()]
        text += f" On a second word list {len(off) or 'none'} of {len(second)} miss zero"
        text += f" ({'; '.join(which[:2])})." if which else "."
    return (f"{text} That is {wording.counted(len(tested) + len(second), 'look')}: by chance one in 20 would miss. "
            f"An estimate under {low:.2f} to {high:.2f}, from row to row, could not have missed zero; a true "
            "difference of that size is found about half the time.")


def _without(table: pd.DataFrame) -> str:
    drawn = _drawn(table)
    n = drawn.loc[drawn["rows"].eq(ALL), "n_articles"].sum()
    if not drawn["rows"].eq(KEPT).any():
        return ""
    tested, apart = _looks(table, LISTS[0], KEPT)
    left = drawn[drawn["rows"].eq(KEPT)].groupby("event")["n_articles"].sum().sum()
    verdict = (f"{len(apart) or 'none'} of {len(tested)} miss zero" if len(tested)
               else "no difference can be tested")
    return f" Without the {n - left} headlines that a host may have changed, {verdict}."


def caption_tone(table: pd.DataFrame, events: pd.DataFrame, reference: str | None = None) -> style.Caption:
    """Word the caption of `plot_tone` from its table.

    Parameters
    ----------
    table : DataFrame
        From `headlines.tone`.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.
    reference : str, optional
        What the others were held against.
    """
    by, reference = "group" if "group" in table else "outlet", _used(table, reference)
    kind = "kind of outlet" if by == "group" else "outlet"
    rows = _drawn(table)[lambda t: t["rows"].eq(ALL)]
    names, n = events.set_index("event")["name"], int(rows["n_articles"].sum())
    tested, apart = _looks(table, LISTS[0])
    titles = [f"The tone of {wording.counted(n, 'headline')}, by {kind}"]
    strong = apart[apart["p"] * apart["n_looks"] < 0.05]
    if len(strong):
        which = strong.loc[strong["p"].idxmin()]
        more = "more positive" if which["difference"] > 0 else "more negative"
        titles = [f"{wording.capital(which[by])} headlines: {more} than {reference}", "Some headlines differ in tone",
                  *titles]
    elif len(apart):
        titles = [f"Of {len(tested)} differences in tone {len(apart)} show, as chance might have it"]
    elif len(tested):
        titles = [f"No {kind} stands apart in the tone of headlines", *titles]
    unit = str(rows["unit"].iloc[0])
    means = "headlines" if unit == "article" else "outlets"
    against = f"; held against {reference}" if reference else ""
    held = f" Dashed: mean of {reference} on the same event." if reference else ""
    when = wording.listed(list(names[shown_events(table, events)["event"]]))
    return style.Caption(
        title=style.first_title(titles),
        subtitle=f"Mean sentiment of headlines, negative words to the left, positive to the right{against}.\n"
                 f"{wording.counted(n, 'headline')}, {when}; small dots: one {means[:-1]} each.",
        reading=f"Dot and bar: mean over {means}, 95 % jackknife interval. Hollow dots, tick, thin line: fewer than "
                "four, so only their mean and its range when each is left out. Triangle (light bar: interval): "
                f"without headlines that a host may have changed; grey counts: what is left.{held}",
        base=f"{INSTRUMENT} "
             f"{_tests(table, names, reference or 'a reference', by)}{_without(table)} {SAMPLE}",
        alt=f"Dot plot, {wording.counted(rows['event'].nunique(), 'panel')} by event; rows are "
            f"{wording.counted(rows[by].nunique(), kind)}. {style.first_title(titles)}. "
            f"{wording.counted(n, 'headline')}; cells with fewer than four {means} are only described.")


def _limit(rows: pd.DataFrame) -> float:
    values = [float(value) for series in rows["unit_scores"] for value in series.split()]
    ends = rows[["ci_low", "ci_high"]].abs().max().dropna().tolist()
    return float(min(1, np.ceil(10 * max([0.1, *map(abs, values), *ends])) / 10))


def _panel_axes(fig: style.Page, left: float, width: float, height: float, limit: float) -> Axes:
    ax = fig.axes_at(left, HEAD, width, height)
    tick = next(step for step in (0.5, 0.2, 0.1, 0.05) if step <= limit)
    ax.set(xlim=(-limit, limit), ylim=(height, 0), yticks=[])
    ax.set_xticks([-tick, 0, tick], [f"−{tick:g}", "0", f"+{tick:g}"])
    return ax


def _stacks(series: str, bin_width: float) -> tuple[np.ndarray, np.ndarray]:
    """Place unit scores in towers: bin centres, and the place of each in its tower."""
    bins = np.round(np.array([float(value) for value in series.split()]) / bin_width).astype(int)
    order = np.arange(bins.size) - np.searchsorted(bins, bins)
    return bins * bin_width, order


def _draw_cell(panel: _Panel, row: pd.Series, kept: pd.DataFrame, y: float, *, towers: bool) -> None:
    ax = panel.ax
    per_inch = (ax.get_xlim()[1] - ax.get_xlim()[0]) / (ax.get_position().width * style.WIDTH)
    inferred = row["evidence"] == "interval"
    x, order = _stacks(row["unit_scores"], DOT_PITCH * per_inch)
    mark = style.UNIT if inferred else {**style.DESCRIBED, "ms": 3.6}
    ax.plot(x, y - 0.085 - DOT_PITCH * (order if towers else 0 * order), **mark, clip_on=False)
    if inferred:
        ax.plot([row["ci_low"], row["ci_high"]], [y, y], **style.INTERVAL)
        ax.plot([row["score"]], [y], **style.ESTIMATE)
    elif row["n_units"] > 1:
        ax.plot([row["loo_low"], row["loo_high"]], [y, y], **style.LEAVE_ONE_OUT)
        ax.plot([row["score"]], [y], **style.MEAN_TICK)
    for _, other in kept.iterrows():
        if other["evidence"] == "interval":
            ax.plot([other["ci_low"], other["ci_high"]], [y + LANE] * 2, **style.QUOTED_INTERVAL)
        ax.plot([other["score"]], [y + LANE], **RETITLED, clip_on=False)


def _kept(rows: pd.DataFrame, row: pd.Series, by: str) -> pd.DataFrame:
    """The same cell without headlines at risk, where that makes a difference to it; none may be left."""
    other = rows[rows["rows"].eq(KEPT)]
    same = other[other["event"].eq(row["event"]) & other[by].eq(row[by])]
    if len(other) and same.empty:
        gone = dict.fromkeys(["score", "ci_low", "ci_high"], np.nan) | {"n_units": 0, "n_articles": 0}
        return pd.DataFrame([{**row, **gone, "evidence": "describe"}])
    return same[same["n_articles"] < row["n_articles"]]


def _write_counts(fig: style.Page, panel: _Panel, row: pd.Series, kept: pd.DataFrame, y: float) -> None:
    """Units, and headlines in brackets where the unit is the outlet; under them those that are not at risk."""
    for i, line in enumerate([row, *[other for _, other in kept.iterrows()]]):
        look = {"color": style.FAINT, "fontsize": style.SMALLEST} if i else {"color": style.INK}
        top = panel.top + y + 0.045 + LANE * i
        if line["unit"] == "outlet":
            fig.words(panel.right - 0.36, top, f"{line['n_units']:,}", ha="right", **look)
            fig.words(panel.right, top, f"({line['n_articles']:,})", ha="right", **look | {"color": style.SECOND})
        else:
            fig.words(panel.right, top, f"{line['n_articles']:,}", ha="right", **look)


def _heads(fig: style.Page, panel: _Panel, name: str, unit: str, left: float) -> None:
    fig.words(left, 0.40, name, fontweight="bold", fontsize=style.SUBTITLE)
    heads = ("outlets", "(headlines)") if unit == "outlet" else ("", "headlines")
    for i, line in enumerate(heads):
        fig.words(panel.right, 0.40 + 0.14 * i, line, ha="right", fontsize=style.SMALLEST, color=style.SECOND)


def _key(fig: style.Page, reference: str | None, kept: bool) -> None:
    entries = [(style.ESTIMATE, "mean"), (style.INTERVAL, "95 % interval"),
               ({**style.DESCRIBED, "ms": 3.6}, "only described")]
    if kept:
        entries.append((RETITLED, "possibly retitled ones left out"))
    if reference:
        name = f"mean of {reference}"
        entries.append((style.REFERENCE, name if style.text_width(name, style.NOTE) < 1.0 else "reference"))
    fig.key(0.12, entries)


def plot_tone(table: pd.DataFrame, events: pd.DataFrame, reference: str | None = None) -> style.Page:
    """Draw the mean tone of headlines by kind of outlet, events side by side.

    Parameters
    ----------
    table : DataFrame
        From `headlines.tone`; the two events with most headlines are drawn.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.
    reference : str, optional
        The value whose mean is drawn as a line.

    Returns
    -------
    Page
        One axes an event.
    """
    by, shown = "group" if "group" in table else "outlet", shown_events(table, events)
    reference = _used(table, reference)
    rows = _drawn(table)[lambda t: t["event"].isin(shown["event"])]
    cells = rows[rows["rows"].eq(ALL)]
    order, n_inferred = _row_order(cells, by, len(shown))
    labels = {name: style.wrap(wording.capital(name), 1.5) for name in order}
    left = style.EDGE + max(style.text_width(line) for lines in labels.values() for line in lines) + 0.14
    gap = 0.2 if len(shown) > 1 else 0
    width = (style.WIDTH - style.EDGE - left + gap) / len(shown)
    limit = _limit(cells)
    inches = width - COUNTS - gap
    places, height, rule = _places(cells, rows, by, order, n_inferred, DOT_PITCH * 2 * limit / inches)
    fig = style.page(caption_tone(table, events, reference), HEAD + height + 0.02)
    _key(fig, reference, rows["rows"].eq(KEPT).any())
    for name, lines in labels.items():
        for i, line in enumerate(lines):
            fig.words(left - 0.14, HEAD + places[name] + 0.045 + 0.14 * (i - (len(lines) - 1) / 2), line, ha="right",
                      color=style.INK if order.index(name) < n_inferred else style.SECOND)
    if rule:
        fig.rule(HEAD + rule)
        noun = wording.event_noun(events["event"])
        where = f" on at least one {noun}" if len(shown) > 1 else ""
        why = f"Fewer than four {cells['unit'].iloc[0]}s{where}: no interval there"
        fig.words(style.EDGE, HEAD + rule + 0.14, why, style="italic", fontsize=style.SMALLEST, color=style.SECOND,
                  bbox={"fc": "white", "ec": "none", "pad": 0.8}, zorder=6)
    for i, event in enumerate(shown.itertuples()):
        ax = _panel_axes(fig, left + width * i, inches, height, limit)
        panel = _Panel(ax, rows[rows["event"].eq(event.event)], HEAD, left + width * i + inches + COUNTS - 0.05)
        _heads(fig, panel, event.name, str(cells["unit"].iloc[0]), left + width * i)
        line = panel.rows[panel.rows["rows"].eq(ALL) & panel.rows[by].eq(reference)]
        if len(line):
            ax.axvline(line["score"].iloc[0], **style.REFERENCE)
        for name in order:
            _draw_row(fig, panel, by, name, places[name], left + width * i)
    return fig


def _draw_row(fig: style.Page, panel: _Panel, by: str, name: str, y: float, left: float) -> None:
    row = panel.rows[panel.rows["rows"].eq(ALL) & panel.rows[by].eq(name)]
    if row.empty:
        fig.words(left, HEAD + y + 0.04, "none in the corpus", style="italic", fontsize=style.SMALLEST,
                  color=style.FAINT)
        return
    kept = _kept(panel.rows, row.iloc[0], by)
    _draw_cell(panel, row.iloc[0], kept, y, towers=True)
    _write_counts(fig, panel, row.iloc[0], kept, y)


def _row_order(cells: pd.DataFrame, by: str, n_events: int) -> tuple[list[str], int]:
    """Rows with an interval on every event first, then the others; larger ones first."""
    sizes = cells.groupby(by).agg(n=("n_units", "sum"), inferred=("evidence", lambda e: e.eq("interval").sum()))
    sizes["full"] = sizes["inferred"].eq(n_events)
    order = sizes.reset_index().sort_values(["full", "n", by], ascending=[False, False, True])
    return list(order[by]), int(order["full"].sum())


def _places(cells: pd.DataFrame, rows: pd.DataFrame, by: str, order: list[str], n_inferred: int,
            bin_width: float) -> tuple[dict[str, float], float, float]:
    """Where each row's bar stands, how high the rows are, and where the rule goes (0: nowhere)."""
    places, y, rule = {}, 0.0, 0.0
    for i, name in enumerate(order):
        if i == n_inferred:
            rule = y + 0.03 if i else 0.0
            y += 0.22 if i else 0.0
        mine = cells[cells[by].eq(name)]
        tower = max(int(_stacks(series, bin_width)[1].max()) for series in mine["unit_scores"])
        lane = LANE if any(len(_kept(rows, row, by)) for _, row in mine.iterrows()) else 0
        places[name] = y + 0.13 + DOT_PITCH * tower
        y = places[name] + lane + ROW_GAP
    return places, y, rule


def caption_outlets(table: pd.DataFrame, spread: pd.DataFrame, events: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_outlets` from its tables.

    Parameters
    ----------
    table, spread : DataFrame
        From `headlines.tone` by outlet, and from `headlines.spread`.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.
    """
    rows = _drawn(table)[lambda t: t["rows"].eq(ALL)]
    names = events.set_index("event")["name"]
    tested = spread[spread["evidence"].eq("interval")]
    apart = tested[tested["p"] < 0.05]
    n, n_outlets = int(rows["n_articles"].sum()), rows["outlet"].nunique()
    least = ("one", "two", "three", "four")[min(4, int(rows["n_articles"].min())) - 1]
    titles = [f"The tone of headlines, outlet by outlet: {wording.counted(n_outlets, 'outlet')}", "Tone by outlet"]
    if len(apart):
        titles = [f"Outlets differ in the tone of headlines on {wording.listed(list(names[apart['event']]))}",
                  "Outlets differ in the tone of headlines"]
    elif len(tested):
        titles = ["No sign that outlets differ in the tone of headlines"]
    said = "; ".join(f"{names[row['event']]} {100 * row['share_between']:.0f} % of the variation lies between "
                     f"{row['n_outlets']} outlets, by chance {100 * row['share_by_chance']:.0f} % (p = {row['p']:.2f})"
                     for _, row in tested.iterrows())
    test = (f"Do outlets differ at all? {said}; headlines moved between outlets within their stage, 9,999 times. "
            if said else "Too few outlets to test whether they differ. ")
    finding = f"Outlets differ on {len(apart) or 'none'} of {wording.counted(len(tested), 'event')}." if said else ""
    return style.Caption(
        title=style.first_title(titles),
        subtitle=f"Mean sentiment of each outlet’s headlines; outlets with {least} or more on the event.\n"
                 f"{wording.counted(n, 'headline')} of {wording.counted(n_outlets, 'outlet')}; small dots: one "
                 "headline, or several of equal score.",
        reading="Dot and bar: mean over headlines, 95 % jackknife interval, were they exchangeable with the "
                "outlet’s others. Tick: no interval (equal scores, or fewer than four). Triangle, light bar: without "
                "headlines that a host may have changed; grey numbers: how many are left.",
        base=f"{INSTRUMENT} {test}"
             f"Rows are ordered by the mean, which is no ranking. {SAMPLE}",
        alt=f"Dot plot, {wording.counted(rows['event'].nunique(), 'panel')} by event; rows are "
            f"{wording.counted(n_outlets, 'outlet')} with {least} headlines or more, ordered by mean tone. {finding} "
            f"{wording.counted(n, 'headline')}.")


def plot_outlets(table: pd.DataFrame, spread: pd.DataFrame, events: pd.DataFrame) -> style.Page:
    """Draw the mean tone of each outlet's headlines, events side by side, each with its own rows.

    Parameters
    ----------
    table, spread : DataFrame
        From `headlines.tone` by outlet, and from `headlines.spread`.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.

    Returns
    -------
    Page
        One axes an event.
    """
    shown = shown_events(table, events)
    rows = _drawn(table)[lambda t: t["event"].isin(shown["event"])]
    cells = rows[rows["rows"].eq(ALL)].sort_values(["n_articles", "outlet"], ascending=[False, True])
    cells = cells.groupby("event").head(MAX_ROWS).sort_values(["score", "outlet"], ascending=[False, True])
    lanes = [LANE * bool(len(_kept(rows, row, "outlet"))) for _, row in cells.iterrows()]
    names = {name: style.wrap(name, 1.35) for name in cells["short"]}
    lines = 0.14 * (cells["short"].map(names).map(len) - 1)
    cells = cells.assign(height=np.maximum(lanes, lines) + OUTLET_ROW - 0.01)
    cells["y"] = cells.groupby("event")["height"].cumsum() - cells["height"] + 0.16
    fig = style.page(caption_outlets(table, spread, events), HEAD + (cells["y"] + cells["height"]).max() - 0.1)
    _key(fig, None, rows["rows"].eq(KEPT).any())
    labels = max(style.text_width(line) for lines in names.values() for line in lines) + 0.12
    gap = 0.2 if len(shown) > 1 else 0
    width = (style.WIDTH - 2 * style.EDGE + gap) / len(shown)
    inches = width - labels - 0.5 - gap
    limit = _limit(cells)
    for i, event in enumerate(shown.itertuples()):
        mine, left = cells[cells["event"].eq(event.event)], style.EDGE + width * i + labels
        ax = _panel_axes(fig, left, inches, (mine["y"] + mine["height"]).max() - 0.1, limit)
        panel = _Panel(ax, rows[rows["event"].eq(event.event)], HEAD, left + inches + 0.5)
        _heads(fig, panel, event.name, "article", left)
        for _, row in mine.iterrows():
            kept = _kept(panel.rows, row, "outlet")
            _draw_cell(panel, row, kept, row["y"], towers=False)
            for j, line in enumerate(names[row["short"]]):
                fig.words(left - 0.12, HEAD + row["y"] + 0.045 + 0.14 * j, line, ha="right")
            _write_counts(fig, panel, row, kept, row["y"])
    return fig
