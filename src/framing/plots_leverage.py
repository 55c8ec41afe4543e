"""Drawing of leverage: a difference with all words in, without each of them, and without the first few together."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from framing import style, wording
from framing.plots_sentiment import signed

ROW = 0.2  # inches
N_WORDS = 8  # of a score; the others share a row
GAP = 0.3
PANEL, PANEL_RIGHT = 1.5, 3.72  # without one word; further right where words are long
PATH, PATH_WIDTH = 3.98, 1.3  # without the first few
COUNTS = {"focus": 5.86, "reference": 6.46}  # where the hits of either side end
ONE: style.Mark = {**style.ESTIMATE, "ms": 5}
ONE_ARTICLE: style.Mark = {**style.DESCRIBED, "ms": 4.6}
PULL: style.Mark = {"color": style.LINE, "lw": 0.9, "zorder": 3}
STEPS: style.Mark = {"color": style.SECOND, "lw": 1.0, "marker": "o", "ms": 2.6, "zorder": 3}
LISTS = {"vader": "VADER", "tone": "the tone list", "classes": "loaded words", "topics": "topics"}


def list_name(table: pd.DataFrame) -> str:
    """Name the score of a leverage table: its class or topic, else its list.

    Examples
    --------
    >>> list_name(pd.DataFrame({"list": ["topics", "topics"], "category": "Trade"}))
    'Trade'
    """
    whole = table.iloc[-1]
    return whole["category"] or LISTS.get(whole["list"], whole["list"])


def caption_leverage(*tables: pd.DataFrame, names: list[str] | None = None) -> style.Caption:
    """Word the caption of `plot_leverage`; arguments as there."""
    names = names or [list_name(table) for table in tables]
    whole = tables[0].iloc[-1]
    titles = _titles(tables, names)
    spoken = wording.voice_words(whole["voice"])
    n_words = wording.listed([f"{len(table) - 1:,} of {name}" for table, name in zip(tables, names, strict=True)])
    return style.Caption(
        title=style.first_title(titles),
        subtitle=f"{_compared(whole)} in {wording.listed(names)}, {spoken}: with all words, and scored again without "
                 f"each.{_claim(tables)}",
        reading=f"Dot: {_what(whole)} without this word, pulled from the dashed "
                f"line, where it stands with all; hollow: one article of several has all its hits. {_ranges(tables)}"
                f"{_others(tables)}",
        base=f"Words with a hit: {n_words}. {_inexact(tables)}The words drawn were picked for their weight; with "
             f"the heaviest out first, any {_what(whole)} shrinks. {_identified(whole)}"
             f"{'Zero: no difference, not neutral.' if 'reference' in whole else 'Zero is no neutral point.'}",
        alt=f"Dot plot, rows are words that make {_compared(whole, short=True)} in {wording.listed(names)}. "
            f"{style.first_title(titles)}. "
            f"{' '.join(_turning(table, name) for table, name in zip(tables, names, strict=True))} {_sizes(whole)}.")


def _what(whole: pd.Series) -> str:
    return "difference" if "reference" in whole else "score"


def _compared(whole: pd.Series, short: bool = False) -> str:
    if "reference" not in whole:
        return f"the score of {whole['focus']}" if short else f"Score of {whole['focus']}"
    named = f"{whole['focus']} minus {whole['reference']}"
    return named if short else f"Difference {named}"


def _sizes(whole: pd.Series) -> str:
    return " against ".join(wording.counted(whole[f"n_articles_{side}"], "article") for side in _sides(whole))


def _sides(whole: pd.Series) -> list[str]:
    return [side for side in ("focus", "reference") if f"n_hits_{side}" in whole]


def _claim(tables) -> str:
    whole = tables[0].iloc[-1]
    if any(table.iloc[-1]["evidence"] == "interval" for table in tables):
        return f" {_sizes(whole)}."
    return f" Describes {_sizes(whole)}; nothing is inferred."


def _ranges(tables) -> str:
    """Say what the line on the first row is."""
    whole = tables[0].iloc[-1]
    if any(table.iloc[-1]["evidence"] == "interval" for table in tables):
        return f"Bar on the first row: {wording.interval_words(whole['unit'])}."
    several = [whole[side] for side in _sides(whole) if whole[f"n_units_{side}"] > 1]
    if not several:
        return f"With one {whole['unit']}{' a side' if 'reference' in whole else ''} there is none to leave out."
    each = f"{several[0]} {whole['unit']}" if len(several) == 1 < len(_sides(whole)) else whole["unit"]
    return f"Thin line on the first row: with each {each} left out instead."


def _others(tables) -> str:
    """Say what the last row is, and what a star means, where there are any."""
    more = any(len(table) - 1 > N_WORDS for table in tables)
    stems = any(table["term"].iloc[:N_WORDS].str.contains("*", regex=False).any() for table in tables)
    return f"{' Last row: range of the others’ dots.' if more else ''}{' *: any ending.' if stems else ''}"


def _inexact(tables) -> str:
    rows = [table for table in tables if table["list"].iloc[0] == "vader"]
    n = sum(int((~table["exact"]).sum()) for table in rows)
    return f"VADER is scored again exactly but for {wording.counted(n, 'word')}, which are estimated. " if n else ""


def _identified(whole: pd.Series) -> str:
    said = wording.confounding([whole.get("identification", "")])
    return f"{said} " if said else ""


def _turning(table: pd.DataFrame, name: str) -> str:
    n = table["n_to_turn"].iloc[-1]
    if np.isnan(n):
        return f"No number of words turns {name}."
    return f"{wording.counted(n, 'word')} turn{'s' if n == 1 else ''} the sign of {name}."


def _titles(tables, names) -> list[str]:
    """Sentences the tables bear out, the fullest first; the last fits always."""
    whole, top = tables[0].iloc[-1], tables[0].iloc[0]
    word, share, titles = f"“{top['term']}”", top["share"], []
    on = f"On {names[0]}, {word}" if len(tables) > 1 else f"“{wording.capital(top['term'])}”"
    if whole["n_to_turn"] == 1:
        titles += [f"The difference turns without {word}", "Without one word the difference turns"]
    elif _outweighs(top, whole):
        several = [side for side in _sides(whole) if whole[f"n_articles_{side}"] > 1]
        each = "either" if whole[f"n_articles_{several[0]}"] == 2 else "any"
        whose = f"{each} {whole[several[0]]} article" if len(several) == 1 else "any article"
        titles += [f"{on} outweighs {whose}"]
    if len(tables) > 1 and all(0 < table["share"].iloc[0] <= 1 for table in tables):
        of, second = "gap" if "reference" in whole else "score", tables[1]["share"].iloc[0]
        titles += [f"One word is {share:.0%} of the {of} on {names[0]}, {second:.0%} on {names[1]}"]
    if 0 < share <= 1:
        titles += [f"{on} makes {share:.0%} of the {_what(whole)}", f"One word makes {share:.0%} of the {_what(whole)}"]
    return [*titles, "What remains without each word"]


def _outweighs(top: pd.Series, whole: pd.Series) -> bool:
    """Tell whether the first word moves the estimate more than any single article that can be left out."""
    if whole["unit"] != "article" or pd.isna(whole["loo_low"]):
        return False
    return abs(top["contribution"]) > max(abs(whole[end] - whole["estimate"]) for end in ("loo_low", "loo_high"))


def plot_leverage(*tables: pd.DataFrame, names: list[str] | None = None) -> style.Page:
    """Draw for one or two scores the words that carry a difference, and what is left of it without them.

    Parameters
    ----------
    *tables : DataFrame
        From `leverage.leverage` or `leverage.leverage_or_reason`, of the same sides and voice.
    names : list of str, optional
        What to call each score; by default its class or topic, else its list.

    Returns
    -------
    Page
        For each score one axes of single words and one of words left out together. A score without words is
        left out, and where none has any the page says so.
    """
    drawn = [table for table in tables if "reason" not in table]
    if not drawn:
        return style.nothing("No words to leave out here", f"{wording.capital(tables[0]['reason'].iloc[0])}.")[0]
    names = names if names and len(drawn) == len(tables) else [list_name(table) for table in drawn]
    heights = [_head(table) + ROW * len(_rows(table)) for table in drawn]
    fig = style.page(caption_leverage(*drawn, names=names), sum(heights) + GAP * (len(drawn) - 1))
    top = 0.0
    for table, name, height in zip(drawn, names, heights, strict=True):
        if top:
            fig.rule(top - GAP / 2, color=style.GRID)
        _draw_score(fig, table, name, top)
        top += height + GAP
    return fig


def _head(table: pd.DataFrame) -> float:
    """Inches above a score's rows: room for its name, its unit and the sides' names over their counts."""
    whole = table.iloc[-1]
    return 0.24 + 0.13 * max(2, *(len(_side_lines(whole[side])) for side in _sides(whole)), 0)


def _side_lines(name: str) -> list[str]:
    return style.wrap(name, 0.62, style.SMALLEST)


def _rows(table: pd.DataFrame) -> pd.DataFrame:
    """All words, the words that make most of the difference, and the row of the others."""
    words, whole = table[table["part"].eq("term")], table.iloc[-1:]
    rest = words.iloc[N_WORDS:]
    joined = [whole.assign(part="rest", term=f"{len(rest):,} more words" if len(rest) > 1 else "1 more word")]
    return pd.concat([whole, words.iloc[:N_WORDS], *(joined if len(rest) else [])], ignore_index=True)


def _draw_score(fig: style.Page, table: pd.DataFrame, name: str, top: float) -> None:
    rows, words = _rows(table), table[table["part"].eq("term")]
    whole, first = table.iloc[-1], top + _head(table)
    left = max(PANEL, min(3.0, 0.2 + max(style.text_width(term, bold=True) for term in rows["term"])))
    _write_heads(fig, whole, name, top, left, first)
    values = [0.0, *words["estimate_without"], *whole[["ci_low", "ci_high", "loo_low", "loo_high"]].dropna()]
    room = 0.06 * (max(values) - min(values) or 1)
    limits = min(values) - room, max(values) + room
    axes = [_panel(fig, start, first, width, len(rows), limits, whole)
            for start, width in ((left, PANEL_RIGHT - left), (PATH, PATH_WIDTH))]
    for i, (_, row) in enumerate(rows.iterrows()):
        _draw_row(axes[0], row, words.iloc[N_WORDS:], i)
        _write_row(fig, row, words.iloc[N_WORDS:], left, first + ROW * (i + 0.5) + 0.045)
    _draw_path(axes[1], rows, whole, limits)


def _panel(fig, left, top, width, n, limits, whole) -> Axes:
    ax = fig.axes_at(left, top, width, ROW * n)
    ax.set(xlim=limits, ylim=(n - 0.5, -0.5), yticks=[])
    ax.xaxis.set_major_locator(MaxNLocator(4 if width > 1.5 else 2, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(lambda value, _: signed(value, _tick_digits(limits)))
    ax.tick_params(axis="x", length=0, pad=2, labelsize=style.NOTE, labelcolor=style.SECOND)
    ax.grid(axis="x", color=style.GRID, lw=0.7)
    ax.axvline(0, color=style.LINE, lw=0.9, zorder=2)
    ax.axvline(whole["estimate"], **style.REFERENCE)
    return ax


def _tick_digits(limits) -> int:
    span = limits[1] - limits[0]
    return 0 if span > 4 else 1 if span > 0.4 else 2


def _draw_row(ax: Axes, row: pd.Series, rest: pd.DataFrame, i: int) -> None:
    if row["part"] == "rest":
        ends = rest["estimate_without"].min(), rest["estimate_without"].max()
        ax.plot(ends, [i, i], **style.LEAVE_ONE_OUT)
        return
    if row["part"] == "all":
        if row["evidence"] == "interval":
            ax.plot([row["ci_low"], row["ci_high"]], [i, i], **style.INTERVAL)
        elif pd.notna(row["loo_low"]):
            ax.plot([row["loo_low"], row["loo_high"]], [i, i], **style.LEAVE_ONE_OUT)
    else:
        ax.plot([row["estimate"], row["estimate_without"]], [i, i], **PULL)
    ax.plot(row["estimate_without"], i, **(ONE_ARTICLE if row["one_article"] else ONE))


def _write_row(fig: style.Page, row: pd.Series, rest: pd.DataFrame, left: float, y: float) -> None:
    light = row["part"] == "rest" or row["one_article"]
    text = "all words" if row["part"] == "all" else row["term"]
    fig.words(left - 0.1, y, text, ha="right", color=style.FAINT if light else style.INK,
              fontweight="bold" if row["part"] == "term" and not light else "normal")
    for side in _sides(row):
        n_hits = rest[f"n_hits_{side}"].sum() if row["part"] == "rest" else row[f"n_hits_{side}"]
        fig.words(COUNTS[side] - 0.02, y, f"{n_hits:,}", ha="right", fontsize=style.NOTE,
                  color=style.INK if n_hits else style.FAINT)
        if row["part"] != "rest" and row[f"n_articles_with_{side}"]:
            fig.words(COUNTS[side] + 0.02, y, f"({row[f'n_articles_with_{side}']:,})", fontsize=style.NOTE,
                      color=style.SECOND)


def _write_heads(fig: style.Page, whole: pd.Series, name: str, top: float, left: float, first: float) -> None:
    note = {"fontsize": style.SMALLEST, "color": style.SECOND}
    fig.words(style.EDGE, top + 0.13, wording.capital(name), fontweight="bold")
    fig.words(style.EDGE, top + 0.27, _unit(whole), **note)
    for middle, text in (((left + PANEL_RIGHT) / 2, "without this word"), (PATH + PATH_WIDTH / 2, "and all above it")):
        fig.words(middle, top + 0.13, text, ha="center", fontweight="bold")
    fig.words(style.WIDTH - style.EDGE, top + 0.13, "hits (articles)", ha="right", **note)
    for side in _sides(whole):
        for i, line in enumerate(reversed(_side_lines(whole[side]))):
            fig.words(COUNTS[side] + 0.16, first - 0.08 - 0.13 * i, line, ha="right", **note)


def _unit(whole: pd.Series) -> str:
    return {"points": "points, −1 to +1"}.get(whole["measured"], whole["measured"])


def _draw_path(ax: Axes, rows: pd.DataFrame, whole: pd.Series, limits) -> None:
    """Draw what is left with more and more words out, down to where its sign turns."""
    n = whole["n_to_turn"]
    path = rows.loc[rows["part"].eq("term"), "estimate_without_above"].dropna().to_numpy()
    path = path if np.isnan(n) else path[:int(n)]
    ax.plot(np.clip([whole["estimate"], *path], *limits), range(len(path) + 1), **STEPS)
    said = "doesn’t turn" if np.isnan(n) else f"turns with {wording.counted(n, 'word')}"
    ax.text(np.mean(limits), len(rows) - 1, said, ha="center", va="center_baseline", fontsize=style.SMALLEST,
            color=style.SECOND, bbox={"fc": "white", "ec": "none", "pad": 1}, zorder=6)
