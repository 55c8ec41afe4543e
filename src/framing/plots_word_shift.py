"""Drawing of a word shift: what each word adds to the difference in tone between two sides."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from framing import style, wording
from framing.plots_sentiment import signed

ROW = 0.2  # inches
COUNT_RIGHTS = (0.52, 1.24)  # where the hits of either side end
LEFT, RIGHT = 1.62, 5.42  # the bars and their words stand between these
TOTAL, TOTAL_WIDTH = 5.66, 0.86
DARK, LIGHT = style.SECOND, style.FILL
MAX_RUNNING = 2.5  # a running share far outside 0 to 1 says nothing: the whole is near 0


def caption_word_shift(shift: pd.DataFrame, list_name: str = "VADER") -> style.Caption:
    """Word the caption of `plot_word_shift`.

    Parameters
    ----------
    shift : DataFrame
        From `word_shift.word_shift`, `word_shift.fold_shift` or `word_shift.folded_shift`.
    list_name : str
        Of the list of scored words.
    """
    whole, words = shift.iloc[-1], shift[shift["part"] == "word"]
    focus, reference = whole["focus"], whole["reference"]
    sizes = [wording.counted(whole[f"n_articles_{side}"], "article") for side in ("focus", "reference")]
    total = f"{signed(whole['contribution'], 0)} points"
    if pd.notna(whole["loo_low"]):
        total += f", {signed(whole['loo_low'], 0)} to {signed(whole['loo_high'], 0)} {_left_out(whole)}"
    findings = _shift_findings(words, whole)
    return style.Caption(
        title=style.first_title(findings),
        subtitle=f"What each word adds to the difference in tone, {focus} minus {reference}, "
                 f"{wording.voice_words(whole['voice'])}; points per 1,000 words. Describes {sizes[0]} against "
                 f"{sizes[1]}; nothing is inferred.",
        reading=f"Dark or light: used more or less. + or −: a positive or negative word. {_lines(whole)}",
        base=f"{list_name} word values, no negation. Mean score: {focus} {signed(whole['score_focus'], 0)}, "
             f"{reference} {signed(whole['score_reference'], 0)}; all words together {total}. "
             f"{_confounded(whole)}Zero would be equal tone, not neutral tone.",
        alt=f"Word shift, bars for {wording.counted(len(words), 'word')}: {focus} minus {reference}. {findings[0]}. "
            f"All words: {signed(whole['contribution'], 0)} points per 1,000. {sizes[0]} against {sizes[1]}, "
            "described only.")


def _left_out(whole: pd.Series) -> str:
    unit = whole["unit"]
    several = [whole[side] for side in ("focus", "reference") if whole[f"n_units_{side}"] > 1]
    return f"when each {several[0]} {unit} is left out" if len(several) == 1 else f"when each {unit} is left out"


def _lines(whole: pd.Series) -> str:
    """Say what the thin lines and grey words show, and of which side they can show nothing."""
    unit = whole["unit"]
    single = [whole[side] for side in ("focus", "reference") if whole[f"n_units_{side}"] == 1]
    if len(single) == 2:
        return f"No range is drawn: with one {unit} a side there is none to leave out."
    silent = "".join(f" {name} is one {unit}: the line shows nothing of it." for name in single)
    return f"Thin line: range {_left_out(whole)}.{silent} Grey word: from one article of several."


def _confounded(whole: pd.Series) -> str:
    """Name what the sides do not share, with a space after it."""
    said = wording.confounding([whole["identification"]])
    return f"{said} " if said else ""


def _crosses_zero(row: pd.Series) -> bool:
    return row["loo_low"] <= 0 <= row["loo_high"]


def _shift_findings(words: pd.DataFrame, whole: pd.Series) -> list[str]:
    """Titles the table bears out, the fullest first."""
    word, share = words.iloc[0], words["running_share"].iloc[0]
    focus, reference = whole["focus"], whole["reference"]
    sources = " sources" if wording.of_sources(whole["voice"]) else ""
    if sources:
        focus, reference = f"{wording.possessive(focus)} sources", wording.possessive(reference)
    if _crosses_zero(whole):
        weak = "the difference in tone hangs on one article"
        return [f"{focus} and {reference}: {weak}", wording.capital(weak)]
    tone = "darker" if whole["contribution"] < 0 else "brighter"
    findings = [f"What makes {focus} {tone} than {reference}", "Which words make the difference in tone"]
    if share <= 0 or share > 1 or _crosses_zero(word):
        return findings
    of_articles = f"article{'’s' if whole['n_articles_focus'] == 1 else 's’'}"
    owner = f"{wording.the(whole['focus'])} {'sources’' if sources else of_articles}"  # of these, not of the outlet
    name = f"“{word['word'].capitalize()}”"
    if share < 0.25:
        return [f"{name} adds most to {owner} {tone} tone", f"{name} adds most to the difference in tone", *findings]
    named = f"{name} alone makes {share:.0%} of"
    return [f"{named} {owner} {tone} tone", f"{named} the difference in tone", *findings]


def plot_word_shift(shift: pd.DataFrame, list_name: str = "VADER") -> style.Page:
    """Draw the contribution of each word, with counts, a running total and the sizes of the texts.

    Parameters
    ----------
    shift, list_name
        As for `caption_word_shift`.

    Returns
    -------
    Page
        One axes of bars, one of the running total, one of text sizes; none where the table has but a reason.
    """
    if "reason" in shift:
        return style.nothing("No words to compare here", shift["reason"].iloc[0])[0]
    rows, whole = shift.iloc[:-1], shift.iloc[-1]
    head, height = 0.62, ROW * len(rows)
    fig = style.page(caption_word_shift(shift, list_name), head + height + 0.62)
    _write_heads(fig, rows, whole, head)
    ax = _bars(fig, rows, head, height)
    for i, (_, row) in enumerate(rows.iterrows()):
        _draw_word(fig, ax, row, i)
        _write_counts(fig, row, head + ROW * (i + 0.5) + 0.045)
    if rows["running_share"].abs().max() <= MAX_RUNNING:
        _draw_running(fig, rows, head, height)
    _draw_sizes(fig, whole, head + height + 0.24)
    return fig


def _label(row: pd.Series) -> str:
    return row["word"] if row["part"] == "others" else f"{row['word']} {'+' if row['value'] > 0 else '−'}"


def _look(row: pd.Series) -> dict:
    light = row["one_article"] or row["part"] == "others"
    return {"fontsize": style.LABEL, "color": style.FAINT if light else style.INK,
            "fontweight": "normal" if light else "bold"}


def _ends(row: pd.Series) -> tuple[float, float]:
    """The bar's and the thin line's two ends, zero included."""
    ends = [end for end in (row["contribution"], row["loo_low"], row["loo_high"], 0.0) if pd.notna(end)]
    return min(ends), max(ends)


def _bars(fig: style.Page, rows: pd.DataFrame, head: float, height: float) -> Axes:
    """Scale the axis so that every word has room beside its bar."""
    room = {True: [], False: []}  # left of zero, right of zero: inches a word takes, points its bar takes
    for _, row in rows.iterrows():
        bold = _look(row)["fontweight"] == "bold"
        words = style.text_width(_label(row), style.LABEL, bold=bold) + 0.12
        low, high = _ends(row)
        room[row["contribution"] < 0].append((words, -low if row["contribution"] < 0 else high))
        room[row["contribution"] >= 0].append((0.02, high if row["contribution"] < 0 else -low))
    width = RIGHT - LEFT
    best = (0.0, width / 2)
    for zero in np.linspace(0.02, width - 0.02, 200):
        scales = [(side - words) / points for side, left in ((zero, True), (width - zero, False))
                  for words, points in room[left] if points > 0]
        fits = all(side >= words for side, left in ((zero, True), (width - zero, False)) for words, _ in room[left])
        if fits and min(scales) > best[0]:
            best = (min(scales), zero)
    scale, zero = best[0] or 1.0, best[1]
    ax = fig.axes_at(LEFT, head, width, height)
    ax.set(xlim=(-zero / scale, (width - zero) / scale), ylim=(len(rows) - 0.5, -0.5), yticks=[])
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(lambda value, _: signed(value))
    _light_axis(ax)
    ax.axvline(0, color=style.LINE, lw=0.9, zorder=3)
    return ax


def _light_axis(ax: Axes) -> None:
    ax.tick_params(axis="x", length=0, pad=2, labelsize=style.NOTE, labelcolor=style.SECOND)
    ax.grid(axis="x", color=style.GRID, lw=0.7)
    ax.set_axisbelow(True)


def _draw_word(fig: style.Page, ax: Axes, row: pd.Series, i: int) -> None:
    down, more = row["contribution"] < 0, row["per_1000_tokens_focus"] > row["per_1000_tokens_reference"]
    colour = style.GRID if row["part"] == "others" else DARK if more else LIGHT
    ax.barh(i, row["contribution"], height=0.66, color=colour, zorder=2)
    low, high = _ends(row)
    if pd.notna(row["loo_low"]) and row["loo_high"] - row["loo_low"] > 1e-9:
        ends = ([row["loo_low"], row["loo_high"]], [i, i])
        ax.plot(*ends, color="white", lw=2.6, solid_capstyle="butt", zorder=4)
        ax.plot(*ends, color=style.INK, lw=1.0, solid_capstyle="butt", zorder=5)
    ax.annotate(_label(row), (low if down else high, i), (-4 if down else 4, 0), textcoords="offset points",
                ha="right" if down else "left", va="center_baseline", annotation_clip=False, **_look(row))


def _write_counts(fig: style.Page, row: pd.Series, y: float) -> None:
    for side, right in zip(("focus", "reference"), COUNT_RIGHTS, strict=True):
        holders = row[f"n_articles_with_{side}"]
        fig.words(right - 0.02, y, f"{row[f'n_hits_{side}']:,}", ha="right", fontsize=style.NOTE,
                  color=style.INK if row[f"n_hits_{side}"] else style.FAINT)
        if holders > 0:
            fig.words(right + 0.02, y, f"({int(holders):,})", fontsize=style.NOTE, color=style.SECOND)


def _write_heads(fig: style.Page, rows: pd.DataFrame, whole: pd.Series, head: float) -> None:
    note = {"fontsize": style.SMALLEST, "color": style.SECOND}
    n_lines = max(len(_head_lines(whole[side])) for side in ("focus", "reference"))
    fig.words(style.EDGE, head - 0.06 - 0.13 * n_lines, "hits (articles)", **note)
    for side, right in zip(("focus", "reference"), COUNT_RIGHTS, strict=True):
        for i, line in enumerate(reversed(_head_lines(whole[side]))):
            fig.words(right + 0.2, head - 0.06 - 0.13 * i, line, ha="right", **note)
    focus = whole["focus"]
    entries = [(DARK, f"{focus} uses it more"), (LIGHT, "less")]
    left = LEFT
    for colour, text in entries:
        fig.add_artist(_swatch(fig, left, 0.06, colour))
        fig.words(left + 0.26, 0.1, text, fontsize=style.NOTE, color=style.SECOND)
        left += 0.26 + style.text_width(text, style.NOTE) + 0.24
    heads = (f"← {focus} darker", f"{focus} brighter →")
    if sum(style.text_width(text, bold=True) for text in heads) > RIGHT - LEFT - 0.2:  # the key has the name
        heads = ("← darker", "brighter →")
    if (rows["contribution"] < 0).any():
        fig.words(LEFT, head - 0.26, heads[0], fontweight="bold")
    if (rows["contribution"] > 0).any():
        fig.words(RIGHT, head - 0.26, heads[1], ha="right", fontweight="bold")


def _head_lines(name: str) -> list[str]:
    return style.wrap(name, 0.7, style.SMALLEST)[:2]


def _swatch(fig: style.Page, left: float, middle: float, colour: str):
    from matplotlib.patches import Rectangle

    x, y = left / style.WIDTH, 1 - (fig.content_top + middle + 0.05) / fig.get_figheight()
    return Rectangle((x, y), 0.2 / style.WIDTH, 0.1 / fig.get_figheight(), transform=fig.transFigure, fc=colour, lw=0)


def _draw_running(fig: style.Page, rows: pd.DataFrame, head: float, height: float) -> None:
    fig.words(TOTAL + TOTAL_WIDTH / 2, head - 0.26, "running total", ha="center", fontweight="bold")
    ax = fig.axes_at(TOTAL, head, TOTAL_WIDTH, height)
    running = rows["running_share"]
    room = 0.06 * (max(1, running.max()) - min(0, running.min()))
    low, high = min(0, running.min()) - room, max(1, running.max()) + room
    ticks = {0: "0", 0.5: "50", 1: "100%"} if high - low < 1.3 else {0: "0", 1: "100%"}
    ax.set(xlim=(low, high), ylim=(len(rows) - 0.5, -0.5), yticks=[], xticks=list(ticks), xticklabels=ticks.values())
    _light_axis(ax)
    ax.plot(running, range(len(rows)), color=style.SECOND, lw=1.0, marker="o", ms=2.6)


def _draw_sizes(fig: style.Page, whole: pd.Series, top: float) -> None:
    fig.rule(top - 0.1)
    fig.words(style.EDGE, top + 0.13, "Words compared", fontweight="bold")
    most = max(whole["n_tokens_focus"], whole["n_tokens_reference"])
    names = [whole[side] for side in ("focus", "reference")]
    left = 1.5 + max(style.text_width(name) for name in names) + 0.1
    ax = fig.axes_at(left, top, 4.8 - left, 0.4)
    ax.set(xlim=(0, most), ylim=(1.5, -0.5), xticks=[], yticks=[])
    for i, side in enumerate(("focus", "reference")):
        n = whole[f"n_tokens_{side}"]
        ax.barh(i, n, height=0.6, color=LIGHT)
        y = top + 0.2 * (i + 0.5) + 0.045
        fig.words(left - 0.08, y, whole[side], ha="right")
        articles = wording.counted(whole[f"n_articles_{side}"], "article")
        fig.words(left + (4.8 - left) * n / most + 0.08, y, f"{articles}, {n:,} words", fontsize=style.NOTE,
                  color=style.SECOND)
