"""Drawing of how often intervals hold the truth and how often word lists raise a false alarm, method by method."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from framing import style

OURS = "framing"
OTHER: style.Mark = {**style.QUOTED, "ms": 4.4}
RESAMPLED: style.Mark = {**style.QUOTED, "marker": "^", "ms": 4.8}
OWN: style.Mark = {**style.ESTIMATE, "ms": 5}
BEYOND: style.Mark = {**style.DESCRIBED, "mec": style.INK}
MARKS = {OURS: OWN, "bootstrap of articles": RESAMPLED}
PROMISED, NOMINAL, LEVEL = 0.92, 0.95, 0.05
OFTEN = 0.05  # share of runs in which an interval has to be printed to be counted
FAMILY_WISE, SKEWED, ONE_SPEAKER = "family-wise false alarms", "skewed scores", "one speaker split"
ROW, HEAD, GAP, AXIS = 0.155, 0.2, 0.11, 0.2  # inches: a row, a group's name, between groups, tick labels
NAMES, PLOT, RIGHT = 0.62, 2.42, 3.5  # inches: row names, plots, where the right column starts
LEFT_GROUPS = [("Rates", "drawn", "counts", "rate ratio"),
               ("Mean scores", "drawn", "scores", "difference of means"),
               ("Shares of yes", "drawn", "yes/no", "difference of shares"),
               ("Very skewed scores (nothing is promised)", "drawn", SKEWED, "difference of means")]
RIGHT_GROUPS = [("Tone", "labels shuffled", "speeches", "difference of means"),
                ("Rate of positive words", "labels shuffled", "speeches", "rate ratio")]
LISTS = [("Invented articles", "drawn"), ("Real speeches, labels shuffled", "labels shuffled"),
         ("One speaker’s speeches split in two", ONE_SPEAKER)]
LIST_METHODS = (OURS, "G2, Bonferroni")


def _null(table: pd.DataFrame) -> pd.DataFrame:
    """Keep comparisons of articles where there is no difference, and the methods that are drawn."""
    return table[table["effect"].eq(0) & table["unit"].eq("article") & table["n_reference"].notna()]


def _covered(table: pd.DataFrame, kind: str, distribution: str, instrument: str) -> pd.DataFrame:
    rows = _null(table)
    return rows[rows["kind"].eq(kind) & rows["distribution"].eq(distribution) & rows["instrument"].eq(instrument)
                & rows["quantity"].eq("coverage") & rows["printed"].ge(OFTEN)]


def _listed(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    rows = _null(table)
    return rows[rows["kind"].eq(kind) & rows["quantity"].eq(FAMILY_WISE) & rows["method"].isin(LIST_METHODS)]


def drawn_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a calibration table that the figure draws, with their ``panel`` and ``group``.

    Parameters
    ----------
    table : DataFrame
        From `calibrate.shipped`.
    """
    return _drawn(table).reset_index(drop=True)


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    parts = [_covered(table, *group).assign(panel="coverage", group=name)
             for name, *group in (*LEFT_GROUPS, *RIGHT_GROUPS)]
    parts += [_listed(table, kind).assign(panel="lists", group=name) for name, kind in LISTS]
    return pd.concat(parts)


def caption_calibration(table: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_calibration`.

    Parameters
    ----------
    table : DataFrame
        From `calibrate.shipped`.

    Examples
    --------
    >>> from framing import calibrate
    >>> caption_calibration(calibrate.shipped()).title
    '95% can mean 87% over articles, but 33% over words'
    """
    drawn = drawn_rows(table)
    covered, lists = drawn[drawn["panel"].eq("coverage")], drawn[drawn["panel"].eq("lists")]
    least = covered.groupby("method")["share"].min()
    sentences = least[least.index.str.contains("sentences")].min()
    alarms = lists.groupby("method")["share"]
    n = drawn["runs"]
    return style.Caption(
        title=f"95% can mean {least[OURS]:.0%} over articles, but {least['words as units']:.0%} over words",
        subtitle="How often a 95% interval of a difference holds the truth, by articles a side; and how often a list "
                 "of words that don’t differ has one that passes for different.",
        reading="Dot: this package, units are articles. Hollow dot: this package, nothing promised. Diamond: words or "
                "sentences taken for units; in lists, G2 with Bonferroni. Triangle: articles resampled, percentiles. "
                f"Invented articles: a mark for each distribution. Shaded: what is promised, {PROMISED:.0%} or more. "
                "Dashed: the nominal 95%, and 5%.",
        base=f"{n.min():,} to {n.max():,} runs a mark, none with a difference, so the truth is known. Invented "
             f"articles: {_invented(covered)}.{_speeches(table)} {_printed(covered[covered['method'].eq(OURS)])} "
             f"{_worst(table)} In lists, where both sides are alike, a permutation keeps 5% by construction: the dots "
             "check the program, the diamonds are the finding. How articles were picked isn’t tested.",
        alt=f"Dot plots by method and articles a side. Intervals that hold the truth: {_or_more(least[OURS])} over "
            f"articles, as few as {least['words as units']:.0%} over words, {sentences:.0%} over sentences. Word "
            f"lists with a false alarm: {alarms.max()[OURS]:.0%} at most here, "
            f"{_or_more(alarms.min()['G2, Bonferroni'])} by G2 with Bonferroni.")


def _or_more(share: float) -> str:
    """Round down, so that the sentence holds."""
    return f"{math.floor(share * 100)}% or more"


def _printed(ours: pd.DataFrame) -> str:
    rates = ours[ours["distribution"].eq("counts")]
    few = rates[rates["level"].eq(rates["level"].min())]
    all_runs, rare = (f"{rows['printed'].min():.0%} to {rows['printed'].max():.0%}" for rows in (ours, few))
    return (f"Counted are runs in which an interval is printed ({all_runs} of them; with {few['level'].min():g} hits "
            f"{rare}).")


def _worst(table: pd.DataFrame) -> str:
    """Say how low the package's intervals get, drawn or not, with and without very skewed scores."""
    ours = table[table["method"].eq(OURS) & table["quantity"].eq("coverage") & table["printed"].ge(OFTEN)]
    is_drawn, skewed = ours.index.isin(_drawn(table).index), ours["distribution"].eq(SKEWED)
    shown, *rest = (ours.loc[where, "share"].min() for where in (is_drawn & ~skewed, ~is_drawn & ~skewed,
                                                                 ~is_drawn & skewed))
    return (f"Worst without very skewed scores: {shown:.0%}. Not drawn: planted differences, one side alone, changes, "
            f"leads, single words, outlets pooled, at worst {rest[0]:.0%} (very skewed {rest[1]:.0%}); and whatever "
            f"is printed in under {OFTEN:.0%} of runs, some far worse.")


def _invented(table: pd.DataFrame) -> str:
    counts, shares = (table[table["distribution"].eq(name)] for name in ("counts", "yes/no"))
    hits = " or ".join(f"{level:g}" for level in sorted(counts["level"].unique()))
    yes = " or ".join(f"{level:.0%}" for level in sorted(shares["level"].unique()))
    return f"{hits} hits, dispersion {counts['dispersion'].min():g} to {counts['dispersion'].max():g}; yes in {yes}"


def _speeches(table: pd.DataFrame) -> str:
    """Name the speeches, and how many of one speaker's splits there are and how many are counted in lists."""
    own = table[table["kind"].eq(ONE_SPEAKER)]
    texts = "; ".join(table["source"].dropna().unique())
    if own.empty:
        return f" Speeches: {texts}." if texts else ""
    n_lists = own.loc[own["quantity"].eq(FAMILY_WISE), "runs"].max()
    return f" Speeches: {texts}; of one speaker’s, {n_lists} of {own['runs'].max()} splits."


def plot_calibration(table: pd.DataFrame) -> style.Page:
    """Draw coverage and false alarms by method and articles a side.

    Parameters
    ----------
    table : DataFrame
        From `calibrate.shipped`.

    Returns
    -------
    Page
        A pair of axes for each column, and one for word lists; x is a share, y inches down.
    """
    caption, table = caption_calibration(table), drawn_rows(table)
    left, right, lists = ([name for name, *_ in groups] for groups in (LEFT_GROUPS, RIGHT_GROUPS, LISTS))
    heights = [_height(table, names) for names in (left, right, lists)]
    top = 0.5
    below = top + heights[1] + 0.32
    fig = style.page(caption, max(top + heights[0], below + heights[2]))
    fig.key(0.1, [(OWN, "this package"), (BEYOND, "this package, nothing promised"),
                  (OTHER, "words or sentences as units"), (RESAMPLED, "bootstrap of articles")])
    _panel(fig, table, left, style.EDGE, top, heights[0], (0.3, 1.0))
    _panel(fig, table, right, RIGHT, top, heights[1], (0.3, 1.0))
    for left_edge, down, says in ((style.EDGE, top, "Intervals that hold the truth: invented articles"),
                                  (RIGHT, top, "The same: real speeches, labels shuffled"),
                                  (RIGHT, below, "Lists of words with a false alarm")):
        fig.words(left_edge, down - 0.06, says, fontweight="bold", fontsize=style.LABEL)
    _panel(fig, table, lists, RIGHT, below, heights[2], (0.0, 1.0))
    return fig


def _sides(table: pd.DataFrame, name: str) -> list[tuple[int, int]]:
    rows = table[table["group"].eq(name)]
    return sorted({(int(b), int(a)) for a, b in zip(rows["n_focus"], rows["n_reference"], strict=True)})


def _height(table: pd.DataFrame, names: list[str]) -> float:
    return AXIS + sum(HEAD + GAP + ROW * len(_sides(table, name)) for name in names)


def _backdrop(ax: Axes, rows: pd.DataFrame, top: float, bottom: float) -> None:
    """Draw the nominal share of a group, and the band of what is promised where something is."""
    is_list = rows["panel"].eq("lists").any()
    ax.plot([LEVEL if is_list else NOMINAL] * 2, [top, bottom], **style.REFERENCE)
    if not is_list and rows["distribution"].ne(SKEWED).all():
        ax.fill_betweenx([top, bottom], PROMISED, 1, color=style.GRID, lw=0, zorder=0)


def _panel(fig, table, names, left, top, height, limits) -> None:
    """Draw groups of rows under one scale."""
    ax = fig.axes_at(left + NAMES, top, PLOT, height)
    ax.set(xlim=limits, ylim=(height, 0), xticks=[], yticks=[])
    ax.patch.set_visible(False)
    low, high = limits
    for tick in (0.3, 0.5, 0.7, 0.95) if low else (0.05, 0.5, 1.0):
        fig.words(left + NAMES + PLOT * (tick - low) / (high - low), top + 0.1, f"{tick:.0%}", ha="center",
                  fontsize=style.SMALLEST, color=style.SECOND)
    down = AXIS
    for name in names:
        fig.words(left, top + down + 0.14, name, fontsize=style.NOTE)
        down += HEAD
        group = table[table["group"].eq(name)]
        _backdrop(ax, group, down, down + ROW * len(_sides(table, name)))
        for many, few in _sides(table, name):
            rows = group[group["n_focus"].eq(few) & group["n_reference"].eq(many)]
            fig.words(left + NAMES - 0.12, top + down + ROW / 2 + 0.04, f"{few} v {many}", ha="right",
                      fontsize=style.SMALLEST, color=style.SECOND)
            ax.plot(limits, [down + ROW / 2] * 2, color=style.GRID, lw=0.5, zorder=0)
            for row in rows.itertuples():
                mark = BEYOND if (row.method, row.distribution) == (OURS, SKEWED) else MARKS.get(row.method, OTHER)
                ax.plot([row.share], [down + ROW / 2], clip_on=False, **mark)
            down += ROW
        down += GAP
