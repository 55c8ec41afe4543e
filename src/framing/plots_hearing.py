"""Drawings of how speakers are brought in: where each side is first heard, and the cues of its words."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from framing import style, wording
from framing.plots_rows import (
    LINE,
    groups_led,
    hidden_rows,
    kept_rows,
    out_of,
    percent,
    row_heads,
    rows_of,
    side_looks,
    write_label,
)

LANE, GAP = 0.18, 0.10  # inches: a line of a side's lane, between rows
WIDEST = 2.6  # inches: a line beside a mark
MARKERS = {"up": "^", "down": "v", "across": "s"}
CUE_HEADS = {"neutral": "neutral", "assertive": "assertive", "doubting": "doubting", "emotive": "emotive",
             "belief": "thought or wish"}
SIDE_NAMES = 1.02  # inches: room for a side and its number of cues
MOST_CUES = 5  # named in a cell
FEW_DOUBTS = 0.1  # of all cues: fewer are "few"


def _marker(place: str, colour: str) -> style.Mark:
    return {"marker": MARKERS[place], "ms": 6.8, "mfc": colour, "mec": "white", "mew": 0.4, "ls": "none", "zorder": 5}


# First heard


def _first_counts(table: pd.DataFrame) -> pd.Series:
    """Count by side the articles in which it is heard first."""
    return table.groupby("side", sort=False)["n_first"].sum()


def _first_titles(table: pd.DataFrame) -> list[str]:
    if rows_of(table) == "article":
        firsts = table[table["n_first"].gt(0)].set_index("article")["side"]
        groups = groups_led(firsts, table.drop_duplicates("article").set_index("article")["short"])
        return [*(f"{side} voices are heard first in {group}" for side, group in groups), *_counted_titles(table)]
    return _counted_titles(table)


def _counted_titles(table: pd.DataFrame) -> list[str]:
    counts = _first_counts(table)
    n = int(table.groupby("side")["n_all"].sum().max())
    top, k = counts.idxmax(), int(counts.max())
    if len(counts) == 1:
        heard = int(table["n_articles"].sum())
        return [f"{top} voices are heard in {out_of(heard, n, 'article')}",
                f"One side is heard in {out_of(heard, n, 'article')}"]
    if (counts == k).sum() > 1:
        return ["No side is heard first more often than another"]
    return [f"{top} voices are heard first in {out_of(k, n, 'article')}",
            f"One side is heard first in {out_of(k, n, 'article')}"]


def caption_first_heard(table: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_first_heard`.

    Parameters
    ----------
    table : DataFrame
        From `hearing.first_heard`.
    """
    by = rows_of(table)
    rows = table.drop_duplicates(by)
    title = style.first_title(_first_titles(table))
    n = int(table.groupby("side")["n_all"].sum().max())
    later = table["share_before"].max()
    bars = ("" if by == "article" else " Mean of the articles in which the side is heard, with "
            f"{wording.interval_words('article')}; thin and grey: range when each of fewer than four is left out.")
    what = ("Describes these articles; nothing is inferred about any outlet." if by == "article" else
            "The title counts articles, whatever the outlet.")
    return style.Caption(
        title=title,
        subtitle="Where a side is quoted or reported for the first time, as a share of the words of deck and body.",
        reading=f"The line is {'an article' if by == 'article' else 'an outlet’s articles'} from the first word on. "
                f"Bold: {'heard first' if by == 'article' else 'most often first'}.{bars}",
        base=f"{wording.counted(n, 'article')}. Sides as in actors.csv, with their experts and media; speakers of "
             f"unknown side may come earlier. Headlines and thoughts ascribed to somebody don’t count. "
             f"{what}{hidden_rows(len(rows))}",
        alt=f"Dot plot; rows are {wording.counted(len(rows), by)}, marks are sides. {title}. The latest first hearing "
            f"comes after {percent(later)} of the text. {wording.counted(n, 'article')}.")


def plot_first_heard(table: pd.DataFrame, sides: list[str], articles: pd.DataFrame,
                     events: pd.DataFrame) -> style.Page:
    """Draw how far down each side is first heard.

    Parameters
    ----------
    table : DataFrame
        From `hearing.first_heard`. At most eight rows are drawn: those with most articles.
    sides : list of str
        Of the corpus, in order.
    articles, events : DataFrame
        Of the corpus.

    Returns
    -------
    Page
        One axes with all rows; x is the share of the text, y inches down the content. Where no side is heard, a
        page that says so.
    """
    if table.empty:
        return style.nothing("No side is heard here",
                             "Who is heard first is seen in full texts that quote somebody of a listed side.")[0]
    by = rows_of(table)
    shown = table[table[by].isin(kept_rows(table.assign(n_articles=table["n_all"])))]
    heads = row_heads(shown[by], articles, events, by)
    labels = {(row[by], row["side"]): style.wrap(_hearing(row), WIDEST, style.NOTE, bold=True)
              for _, row in shown.iterrows()}
    lane = LANE * max(len(lines) for lines in labels.values())
    lanes, head = lane * max(2, shown["side"].nunique()), 0.24
    height = head + sum(LINE * len(lines) + lanes + GAP for lines in heads.values()) - GAP
    fig = style.page(caption_first_heard(table), height)
    most = shown[["share_before", "ci_high", "loo_high"]].max(axis=None)
    right = next(end for end in (0.1, 0.2, 0.4, 0.6, 0.8, 1.0) if most <= end)
    beside = max(style.text_width(line, style.NOTE, bold=True) for lines in labels.values() for line in lines)
    width = style.WIDTH - 2 * style.EDGE - beside - 0.15
    ax = fig.axes_at(style.EDGE, 0, width, height)
    ax.set(xlim=(0, right), ylim=(height, 0), xticks=[], yticks=[])
    ax.patch.set_visible(False)
    for tick in np.linspace(0, right, 5):
        text = f"{tick:.0%} of the text" if tick == right else f"{100 * tick:.3g}%" if tick else "start"
        fig.words(style.EDGE + width * tick / right, 0.1, text, ha="center" if tick else "left",
                  fontsize=style.SMALLEST, color=style.SECOND)
    looks, top = side_looks(sides), head
    for key, lines in heads.items():
        write_label(fig, top, lines)
        top += LINE * len(lines)
        _draw_row(ax, shown[shown[by].eq(key)], top, lane, looks, labels)
        top += lanes + GAP
    return fig


def _hearing(row: pd.Series) -> str:
    """Say beside a mark whose it is, and how soon or how often first."""
    if row["n_units"] == 0:
        return f"{row['side']}: not heard"
    return f"{row['side']}, " + (f"after {wording.counted(row['n_before'], 'word')}" if row["n_all"] == 1
                                 else f"first in {row['n_first']} of {row['n_all']}")


def _draw_row(ax: Axes, rows: pd.DataFrame, top: float, lane: float, looks: dict[str, tuple[str, str]],
              labels: dict) -> None:
    """Draw one row: the first side above its line, the others below."""
    first, bottom = rows["n_first"].max(), top + lane * max(2, len(rows))
    middle, right = top + lane, ax.get_xlim()[1]
    for tick in np.linspace(0, right, 5):
        ax.plot([tick, tick], [top, bottom], color=style.GRID, lw=0.7, zorder=1)
    ax.plot([0, right], [middle, middle], color=style.RULE, lw=0.8, zorder=2)
    for i, row in enumerate(rows.itertuples()):
        y, end = top + lane * (i + 0.5), row.share_before
        if row.evidence == "interval":
            ax.plot([row.ci_low, row.ci_high], [y, y], **{**style.INTERVAL, "lw": 2.2})
            end = row.ci_high
        elif row.n_units > 1:
            ax.plot([row.loo_low, row.loo_high], [y, y], **style.LEAVE_ONE_OUT)
            end = row.loo_high
        if row.n_units:
            ax.plot([row.share_before], [y], clip_on=False, **_marker(*looks[row.side]))
        strong, heard = row.n_first == first and first > 0, row.n_units > 0
        ax.annotate("\n".join(labels[getattr(row, rows_of(rows)), row.side]), (end if heard else 0, y),
                    (6 if heard else 2, 0), textcoords="offset points", annotation_clip=False, va="center",
                    fontsize=style.NOTE, fontweight="bold" if strong else "normal",
                    color=style.INK if strong else style.SECOND if heard else style.FAINT,
                    bbox={"fc": "white", "lw": 0, "pad": 0.6}, zorder=2.5)


# Cues


def _doubts(table: pd.DataFrame, sides: list[str]) -> pd.DataFrame:
    """Sum by side the cues and the doubting ones among them."""
    rows = table[table["cue_class"].eq("doubting") & table["side"].isin(sides)]
    return rows.groupby("side", sort=False)[["n_hits", "n_cues"]].sum().astype(int)


def _cue_titles(table: pd.DataFrame, sides: list[str]) -> list[str]:
    doubts = _doubts(table, sides)
    hits, n = doubts.sum()
    if not hits:
        return [f"None of {wording.counted(n, 'cue')} doubts {'either side' if len(doubts) == 2 else 'a side'}"]
    if hits / n < FEW_DOUBTS or len(doubts) < 2:
        return [f"Few cues doubt {'either side' if len(doubts) == 2 else 'a side'}: {hits} of {n:,}"]
    each = [f"{side} {row.n_hits} of {row.n_cues:,}" for side, row in doubts.iterrows()]
    return [f"Doubting cues: {', '.join(each)}", f"Doubting cues: {hits:,} of {n:,}"]


def caption_cues(table: pd.DataFrame, sides: list[str]) -> style.Caption:
    """Word the caption of `plot_cues`.

    Parameters
    ----------
    table : DataFrame
        From `hearing.cues`.
    sides : list of str
        Of the corpus, in order.
    """
    by = rows_of(table)
    known = table[table["side"].isin(sides)]
    rows = known.drop_duplicates(by)
    title = style.first_title(_cue_titles(table, sides))
    heads = known.drop_duplicates([by, "side"])
    n_cues = int(heads["n_cues"].sum())
    rest = table[table["cue_class"].eq("doubting") & ~table["side"].isin(sides)][["n_hits", "n_cues"]].sum().astype(int)
    doubts = _doubts(table, sides)
    each = wording.listed([f"{row.n_hits} of {row.n_cues} for {side}" for side, row in doubts.iterrows()])
    numbers = ("Number: cues." if by == "article" else
               f"Percent: share of the side’s cues, where possible with {wording.interval_words('article')}.")
    return style.Caption(
        title=title,
        subtitle="The verbs and phrases that bring in each side’s words, by class.",
        reading=f"{numbers} Beneath: the cues, commonest first, in brackets how often. Darker: a larger number. "
                "A dash: none.",
        base=f"{n_cues:,} cues of the sides; {rest['n_cues']:,} more, of others or unknown speakers, are left out, "
             f"{rest['n_hits']:,} of them doubting. A cue "
             "counts once for a sentence and source. Its class comes from a word list, not from reading: to claim a "
             f"right is no doubt.{hidden_rows(len(rows))} Nothing is inferred about any outlet with fewer than four "
             "articles.",
        alt=f"Table of cues: rows are {wording.counted(len(rows), by)} and the sides in each, columns five classes. "
            f"{title}. Doubting cues: {each}. {n_cues:,} cues.")


def plot_cues(table: pd.DataFrame, sides: list[str], articles: pd.DataFrame, events: pd.DataFrame) -> style.Page:
    """Draw which cues bring in each side's words, row by row.

    Parameters
    ----------
    table : DataFrame
        From `hearing.cues`, by article or outlet. At most eight rows are drawn: those with most articles.
    sides : list of str
        Of the corpus, in order; speakers of other and unknown side are left out.
    articles, events : DataFrame
        Of the corpus.

    Returns
    -------
    Page
        One axes with all cells, in inches. Where no side has a cue, a page that says so.
    """
    known = table[table["side"].isin(sides)]
    if known.empty:
        return style.nothing("No cue brings in a listed side here",
                             "How a side is brought in is seen in full texts that quote somebody of it.")[0]
    by = rows_of(table)
    shown = known[known[by].isin(kept_rows(known))]
    heads = row_heads(shown[by], articles, events, by)
    pitch = (style.WIDTH - 2 * style.EDGE - SIDE_NAMES) / len(CUE_HEADS)
    cells = {key: _cell_lines(row, pitch - 0.12) for key, row in shown.set_index([by, "side", "cue_class"]).iterrows()}
    lines = pd.Series({key: max(len(cell), len(_side_name(key[1])) - 1) for key, cell in cells.items()})
    tall = (0.2 + 0.125 * lines.groupby(level=[0, 1], sort=False).max()).to_dict()
    height = 0.24 + sum(LINE * len(heads[key]) + GAP for key in heads) + sum(tall.values()) + 0.04 * len(tall) - GAP
    fig = style.page(caption_cues(table, sides), height)
    for i, (cue_class, name) in enumerate(CUE_HEADS.items()):
        fig.words(style.EDGE + SIDE_NAMES + pitch * i + 0.05, 0.1, name, fontsize=style.NOTE, color=style.SECOND,
                  fontweight="bold" if cue_class == "doubting" else "normal")
    ax, looks, top = fig.inch_axes(0, height), side_looks(sides), 0.24
    for key, label in heads.items():
        write_label(fig, top, label)
        top += LINE * len(label)
        for side in dict.fromkeys(shown.loc[shown[by].eq(key), "side"]):
            rows = shown[shown[by].eq(key) & shown["side"].eq(side)]
            _draw_side(fig, ax, rows, cells, top, tall[key, side], pitch, looks[side], shown["n_hits"].max())
            top += tall[key, side] + 0.04
        top += GAP
    return fig


def _side_name(side: str) -> list[str]:
    return style.wrap(side, SIDE_NAMES - 0.45, style.NOTE)


def _cell_lines(row: pd.Series, width: float) -> list[str]:
    """Break the cues of a cell into lines; of many, name the commonest."""
    cues = row["cues"].split(", ") if row["cues"] else []
    more = [f"{len(cues) - MOST_CUES + 1} more"] if len(cues) > MOST_CUES else []
    cues = cues[:MOST_CUES - 1] if more else cues
    return style.wrap(", ".join([*cues, *more]), width, style.SMALLEST) if cues else []


def _draw_side(fig: style.Page, ax: Axes, rows: pd.DataFrame, cells: dict, top: float, tall: float, pitch: float,
               look: tuple[str, str], most: int) -> None:
    by, first = rows_of(rows), rows.iloc[0]
    ax.plot([style.EDGE + 0.06], [top + 0.105], **_marker(*look))
    for i, line in enumerate(_side_name(first["side"])):
        fig.words(style.EDGE + 0.16, top + 0.14 + 0.13 * i, line, fontsize=style.NOTE)
    fig.words(style.EDGE + SIDE_NAMES - 0.1, top + 0.14, f"{first['n_cues']:,}", fontsize=style.NOTE, ha="right",
              color=style.SECOND)
    for i, row in enumerate(rows.itertuples()):
        left = style.EDGE + SIDE_NAMES + pitch * i
        if not row.n_hits:
            ax.plot([left + 0.05, left + 0.13], [top + 0.1] * 2, color=style.RULE, lw=1)
            continue
        part = row.n_hits / most if by == "article" else row.share
        ax.add_patch(Rectangle((left, top), pitch - 0.03, tall, fc=style.shade(0.32 * part), lw=0, zorder=1))
        number = f"{row.n_hits:,}" if by == "article" else percent(row.share)
        fig.words(left + 0.05, top + 0.14, number, fontweight="bold")
        if row.evidence == "interval":
            indent = style.text_width(number, bold=True) + 0.1
            fig.words(left + indent, top + 0.14, f"{100 * row.ci_low:.0f}–{percent(row.ci_high)}",
                      fontsize=style.SMALLEST, color=style.SECOND)
        for j, line in enumerate(cells[getattr(row, by), row.side, row.cue_class]):
            fig.words(left + 0.05, top + 0.27 + 0.125 * j, line, fontsize=style.SMALLEST, color=style.INK)
