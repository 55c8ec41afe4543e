"""Drawing of the tone of headlines by kind of outlet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from framing import style, wording

ALL, KEPT, SINGLE, LISTS = "all", "without retitled", "without repeated", ("vader", "tone")  # as in `headlines`
MAX_PANELS = 2  # events side by side; the table has them all
HEAD = 0.72  # inches: key, names of events, ticks
DOT_PITCH, LANE, ROW_GAP, COUNTS = 0.062, 0.14, 0.14, 0.68
RETITLED: style.Mark = {"marker": "^", "ms": 4.2, "mfc": "white", "mec": style.LINE, "mew": 1.0, "ls": "none",
                        "zorder": 4}
MARKS = ((style.ESTIMATE, "mean"), (style.INTERVAL, "95% interval"),
         ({**style.DESCRIBED, "ms": 3.6}, "only described"))
INSTRUMENT = "VADER (−1 to +1), actors’ names masked; zero isn’t neutral, it is mostly no listed word."
SAMPLE = "Found in feeds or by search: not a random sample; copy under another headline isn’t seen."


@dataclass(frozen=True)
class _Panel:
    """One event's part of a page: the table's rows, and an axes whose y is inches down."""

    ax: Axes
    rows: pd.DataFrame
    right: float  # where counts end


def shown_events(table: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Pick the events to draw, those with most headlines, in order of time."""
    sizes = table[table["rows"].eq(ALL)].groupby("event")["n_articles"].sum()
    kept = sizes.sort_values(ascending=False, kind="stable").index[:MAX_PANELS]
    return events[events["event"].isin(kept)].sort_values(["starts", "event"])


def main_list(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of the list that is drawn."""
    return table[table["list"].eq(LISTS[0])]


def _used(table: pd.DataFrame, reference: str | None) -> str | None:
    return reference if table["difference"].notna().any() else None


def _looks(table: pd.DataFrame, name: str, rows: str = ALL) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tell which differences of a list have an interval, and which of those miss zero."""
    chosen = table[table["list"].eq(name) & table["rows"].eq(rows)]
    tested = chosen[chosen["difference_evidence"].eq("interval")]
    return tested, tested[tested["difference_low"].gt(0) | tested["difference_high"].lt(0)]


def to_miss_zero(halves: pd.Series) -> str:
    """Say how large a difference had to be for its interval to miss zero, from half the intervals' widths.

    Examples
    --------
    >>> to_miss_zero(pd.Series([0.5, 0.47]))
    'To miss zero a difference had to be larger than 0.47 (for the other row 0.50)'
    >>> to_miss_zero(pd.Series([0.3, 0.5, 0.4]))
    'To miss zero a difference had to be larger than 0.30 (for other rows up to 0.50)'
    """
    low, *_, high = [f"{half:.2f}" for half in sorted([*halves, halves.max()])]
    others = "for the other row" if len(halves) == 2 else "for other rows up to"
    return f"To miss zero a difference had to be larger than {low}" + (f" ({others} {high})" if high != low else "")


def _tests(table: pd.DataFrame, names: pd.Series, reference: str, by: str) -> str:
    """Word what was tested, how often, and what could have shown."""
    tested, apart = _looks(table, LISTS[0])
    if tested.empty:
        return "No difference could be tested: it takes four units or more on both sides, and scores that differ."
    second, off = _looks(table, LISTS[1])
    text = (f"{wording.counted(len(tested), 'difference')} from {reference} tested, each within its event; "
            f"the intervals of {len(apart) or 'none'} miss zero{_named(apart, names, by)}.")
    if len(second):
        text += (f" On a second word list {len(off) or 'none'} of {len(second)} miss zero{_named(off, names, by)}.")
    return (f"{text} {wording.looks(len(tested) + len(second))}. {to_miss_zero(tested['smallest'])}; a true difference "
            "of that size is found about half the time.")


def _named(rows: pd.DataFrame, names: pd.Series, by: str) -> str:
    said = [f"{row[by]}, {names[row['event']]}, {wording.p_words(row['p'], row['p_min'])}"
            for _, row in rows.iterrows()]
    return f" ({'; '.join(said[:2])}{' and others' if len(said) > 2 else ''})" if said else ""


def for_sure(apart: pd.DataFrame) -> pd.DataFrame:
    """Keep the differences that would stand out among as many looks (Bonferroni)."""
    return apart[apart["p"] * apart["n_looks"] < 0.05]


def _without(table: pd.DataFrame, rows: str, what: str) -> str:
    """Say what is left of the differences without some headlines, on both lists."""
    n_all, n_left = (main_list(table)[lambda t, which=which: t["rows"].eq(which)]["n_articles"].sum()
                     for which in (ALL, rows))
    if not n_left:
        return ""
    said, looks = [], []
    for name, where in zip(LISTS, ("", " on the second list"), strict=True):
        tested, apart = _looks(table, name, rows)
        looks.append(tested)
        said += [(f"{len(apart) or 'none'} of {len(tested)} miss zero", where)] if len(tested) else []
    if len(dict(said)) < len(said):
        said = [(said[0][0], " on either list")]
    verdict = " and ".join(map("".join, said)) or "no difference can be tested"
    tested = pd.concat(looks)
    least = tested.loc[tested["p"].idxmin()] if len(tested) else None
    p = "" if least is None else f" (least {wording.p_words(least['p'], least['p_min'])})"
    return f" Without the {wording.counted(n_all - n_left, 'headline')} that {what}, {verdict}{p}."


def caption_tone(table: pd.DataFrame, events: pd.DataFrame, reference: str | None = None) -> style.Caption:
    """Word the caption of `plot_tone` from its table.

    Parameters
    ----------
    table : DataFrame
        From `headline_tone.tone`.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.
    reference : str, optional
        What the others were held against.
    """
    by, reference = "group" if "group" in table else "outlet", _used(table, reference)
    kind = "kind of outlet" if by == "group" else "outlet"
    rows = main_list(table)[lambda t: t["rows"].eq(ALL)]
    names, n = events.set_index("event")["name"], int(rows["n_articles"].sum())
    tested, apart = _looks(table, LISTS[0])
    titles = [f"The tone of {wording.counted(n, 'headline')}, by {kind}"]
    strong = for_sure(apart)
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
    bar = wording.interval_words(unit, noun="headline", of="" if unit == "outlet" else "of the outlet on this event")
    compared = rows[rows["difference_evidence"].eq("interval")] if len(tested) else rows
    against = f"; held against {reference}" if reference else ""
    held = f" Dashed: mean of {reference} on the same event." if reference else ""
    when = wording.listed(list(names[shown_events(table, events)["event"]]))
    return style.Caption(
        title=style.first_title(titles),
        subtitle=f"Mean sentiment of headlines, negative words to the left, positive to the right{against}.\n"
                 f"{wording.counted(n, 'headline')}, {when}; small dots: one {means[:-1]} each.",
        reading=f"Dot and bar: mean over {means}, {bar}. Hollow dots, tick, thin line: fewer than four, so only their "
                "mean and its range when each is left out. Triangle (light bar: interval): without headlines that a "
                f"host may have changed; grey counts: what is left.{held}",
        base=f"{INSTRUMENT} {_tests(table, names, reference or 'a reference', by)}"
             f"{_without(table, KEPT, 'a host may have changed')}{_without(table, SINGLE, 'several outlets carry')} "
             f"{wording.confounding(compared['identification'])} {SAMPLE}",
        alt=f"Dot plot, {wording.counted(rows['event'].nunique(), 'panel')} by event; rows are "
            f"{wording.counted(rows[by].nunique(), kind)}. {style.first_title(titles)}. "
            f"{wording.counted(n, 'headline')}; cells with fewer than four {means} are only described.")


def limit_of(rows: pd.DataFrame) -> float:
    """Choose the end of the scale: past every unit and interval, at most 1."""
    values = [float(value) for series in rows["unit_scores"] for value in series.split()]
    ends = rows[["ci_low", "ci_high"]].abs().max().dropna().tolist()
    return float(min(1, np.ceil(10 * max([0.1, *map(abs, values), *ends])) / 10))


def panel_axes(fig: style.Page, left: float, top: float, width: float, height: float, limit: float) -> Axes:
    """Start the axes of tone, even on both sides of zero; y is inches down."""
    ax = fig.axes_at(left, top, width, height)
    tick = next(step for step in (0.5, 0.2, 0.1, 0.05) if step <= limit)
    ax.set(xlim=(-limit, limit), ylim=(height, 0), yticks=[])
    ax.set_xticks([-tick, 0, tick], [f"−{tick:g}", "0", f"+{tick:g}"])
    return ax


def _stacks(series: str, bin_width: float) -> tuple[np.ndarray, np.ndarray]:
    """Place unit scores in towers: bin centres, and the place of each in its tower."""
    bins = np.round(np.array([float(value) for value in series.split()]) / bin_width).astype(int)
    order = np.arange(bins.size) - np.searchsorted(bins, bins)
    return bins * bin_width, order


def draw_cell(ax: Axes, row: pd.Series, y: float, *, towers: bool) -> None:
    """Draw units, mean and interval of a row; units of equal score stand on each other in towers."""
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


def draw_rerun(ax: Axes, row: pd.Series, y: float, mark: style.Mark) -> None:
    """Draw a row's mean, and interval if any, without some of its headlines."""
    if row["evidence"] == "interval":
        ax.plot([row["ci_low"], row["ci_high"]], [y, y], **style.QUOTED_INTERVAL)
    ax.plot([row["score"]], [y], **mark, clip_on=False)


def rerun(rows: pd.DataFrame, row: pd.Series, by: str, which: str = KEPT) -> pd.DataFrame:
    """The same cell without some headlines, where that makes a difference to it; none may be left."""
    other = rows[rows["rows"].eq(which)]
    same = other[other["event"].eq(row["event"]) & other[by].eq(row[by])]
    if len(other) and same.empty:
        gone = dict.fromkeys(["score", "ci_low", "ci_high"], np.nan) | {"n_units": 0, "n_articles": 0}
        return pd.DataFrame([{**row, **gone, "evidence": "describe"}])
    return same[same["n_articles"] < row["n_articles"]]


def write_counts(fig: style.Page, lines: list[pd.Series], right: float, top: float) -> None:
    """Units, and headlines in brackets where the unit is the outlet; under them what reruns have left."""
    for i, line in enumerate(lines):
        look = {"color": style.FAINT, "fontsize": style.SMALLEST} if i else {"color": style.INK}
        y = top + 0.045 + LANE * i
        if line["unit"] == "outlet":
            fig.words(right - 0.36, y, f"{line['n_units']:,}", ha="right", **look)
            fig.words(right, y, f"({line['n_articles']:,})", ha="right", **look | {"color": style.SECOND})
        else:
            fig.words(right, y, f"{line['n_articles']:,}", ha="right", **look)


def _heads(fig: style.Page, panel: _Panel, name: str, unit: str, left: float) -> None:
    fig.words(left, 0.40, name, fontweight="bold", fontsize=style.SUBTITLE)
    heads = ("outlets", "(headlines)") if unit == "outlet" else ("", "headlines")
    for i, line in enumerate(heads):
        fig.words(panel.right, 0.40 + 0.14 * i, line, ha="right", fontsize=style.SMALLEST, color=style.SECOND)


def _key(fig: style.Page, reference: str | None, kept: bool) -> None:
    entries = [*MARKS, *([(RETITLED, "possibly retitled ones left out")] if kept else [])]
    if reference:
        name = f"mean of {reference}"
        entries.append((style.REFERENCE, name if style.text_width(name, style.NOTE) < 1.0 else "reference"))
    fig.key(0.12, entries)


def plot_tone(table: pd.DataFrame, events: pd.DataFrame, reference: str | None = None) -> style.Page:
    """Draw the mean tone of headlines by kind of outlet, events side by side.

    Parameters
    ----------
    table : DataFrame
        From `headline_tone.tone`; the two events with most headlines are drawn.
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
    rows = main_list(table)[lambda t: t["event"].isin(shown["event"])]
    cells = rows[rows["rows"].eq(ALL)]
    order, n_inferred = _row_order(cells, by, len(shown))
    labels = {name: style.wrap(wording.kind(name), 1.5) for name in order}
    left = style.EDGE + max(style.text_width(line) for lines in labels.values() for line in lines) + 0.14
    gap = 0.2 if len(shown) > 1 else 0
    width = (style.WIDTH - style.EDGE - left + gap) / len(shown)
    limit = limit_of(cells)
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
        ax = panel_axes(fig, left + width * i, HEAD, inches, height, limit)
        panel = _Panel(ax, rows[rows["event"].eq(event.event)], left + width * i + inches + COUNTS - 0.05)
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
    others = [other for _, other in rerun(panel.rows, row.iloc[0], by).iterrows()]
    draw_cell(panel.ax, row.iloc[0], y, towers=True)
    for other in others:
        draw_rerun(panel.ax, other, y + LANE, RETITLED)
    write_counts(fig, [row.iloc[0], *others], panel.right, HEAD + y)


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
        lane = LANE if any(len(rerun(rows, row, by)) for _, row in mine.iterrows()) else 0
        places[name] = y + 0.13 + DOT_PITCH * tower
        y = places[name] + lane + ROW_GAP
    return places, y, rule
