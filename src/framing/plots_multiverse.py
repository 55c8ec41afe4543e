"""Drawing of a specification curve: every analysis of a question, sorted, over the choices that made it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from framing import multiverse, style, wording

HEAD, CURVE, BETWEEN = 0.34, 1.75, 0.36  # inches: key and ticks, the curve, from it to the first choice
ROW, GAP, BAR = 0.165, 0.07, 6.0  # a row; between choices; points: the height of a mark in it
RIGHT, COLUMNS = 5.22, (5.80, 6.58)  # where the curve ends; where the columns of numbers end
ASIDE, ASIDE_WIDTH = 5.60, 0.98  # the analyses with one unit left out
NAME, OPTION, NARROWEST = 1.1, 1.35, 1.75  # the most room names of choices and of values get; the least of both
MOST_LEFT_OUT = 40  # more would be a blur: those furthest out are drawn
ALONE: style.Mark = {**style.DESCRIBED, "ms": 3.8}


@dataclass(frozen=True)
class _Drawn:
    """Specifications in order, those with a unit left out, and what `multiverse` says of them."""

    sorted: pd.DataFrame
    aside: pd.DataFrame
    moves: pd.DataFrame
    whole: pd.Series
    names: dict[str, str]
    unit: str

    @property
    def place(self) -> int:
        return int(np.flatnonzero(self.sorted["main"])[0])

    def number(self, value: float) -> str:
        """Write an estimate with its sign and as many digits as the range asks for."""
        span = max(self.whole["high"], 0) - min(self.whole["low"], 0)
        text = f"{value:+.{0 if span >= 50 else 1 if span >= 5 else 2}f}"
        return text.replace("-", "−") if float(text) else text[1:]

    def agreeing(self) -> int:
        return round(self.whole["share_same_sign"] * self.whole["n_specifications"])


def _read(curve: pd.DataFrame, names: dict[str, str] | None, unit: str) -> _Drawn:
    own = curve[curve["left_out"].eq("") & curve["status"].eq("estimate")]
    own = own.assign(other=~own["main"]).sort_values(["estimate", "other"], kind="stable", ignore_index=True)
    aside = curve[curve["left_out"].ne("") & curve["main"] & curve["status"].eq("estimate")]
    plain = {name: name.replace("_", " ") for name in multiverse.choice_names(curve)} | (names or {})
    return _Drawn(own, aside, multiverse.moves(curve), multiverse.summary(curve).iloc[0], plain, unit)


def caption_specifications(curve: pd.DataFrame, subject: str, *, scale: str | None = None,
                           names: dict[str, str] | None = None, unit: str = "article",
                           higher: str = "", lower: str = "") -> style.Caption:
    """Word the caption of `plot_specifications`.

    Parameters
    ----------
    curve, subject, scale, names, unit, higher, lower
        As for `plot_specifications`.
    """
    drawn = _read(curve, names, unit)
    whole, title = drawn.whole, style.first_title(_titles(drawn, higher, lower))
    scale = scale or _fact(curve, "scale", "estimate")
    aside = f" Hollow: the main analysis without one {unit} each." if len(drawn.aside) else ""
    return style.Caption(
        title=title,
        subtitle=f"{subject}: {scale}.\nEach column is one analysis, a combination of the choices below, sorted."
                 f"{' That all agree is no test.' if whole['share_same_sign'] == 1 and len(drawn.sorted) > 1 else ''}",
        reading=f"Large dot, fine line: the main analysis. Dashed: the median.{aside} Bar: the analyses made with "
                "that value; beside it their median and the share with the main one’s sign, of those that exist with "
                "every other value of the choice, too. Dark: the choice whose medians lie furthest apart.",
        base=f"{_base(curve, drawn)} {_sizes(curve)}Analyses are no sample, and share their articles: "
             "no interval or p is given over them. They show what hangs on choices, not on chance. "
             f"{wording.confounding([_fact(curve, 'identification', '')])}",
        alt=f"Specification curve of {wording.counted(whole['n_specifications'], 'column')} over a matrix of "
            f"{wording.counted(drawn.moves['choice'].nunique(), 'choice')}. {title}. Main "
            f"{drawn.number(whole['main'])}, median {drawn.number(whole['median'])}. Described only.")


def _fact(curve: pd.DataFrame, column: str, otherwise: str) -> str:
    """What the main row says in a column that not every curve has."""
    main = curve[curve["main"] & curve["left_out"].eq("")].iloc[0]
    return str(main.get(column, otherwise))


def _titles(drawn: _Drawn, higher: str, lower: str) -> list[str]:
    """Titles the curve bears out, the fullest first."""
    whole, n = drawn.whole, f"{int(drawn.whole['n_specifications']):,}"
    if whole["n_specifications"] == 1:
        return ["One analysis: nothing was varied"]
    if pd.isna(whole["share_same_sign"]):
        return [f"Of {n} analyses the main one finds no difference"]
    k, said = drawn.agreeing(), higher if whole["main"] > 0 else lower
    if k == whole["n_specifications"]:
        titles = [f"All {n} analyses find {said}", f"All {n} analyses: {said}"]
        plain = f"All {n} analyses agree in sign"
    else:
        found = f"{k:,} of {n} analyses find {said}"
        titles, plain = [f"{found}, the main one too", found], f"{k:,} of {n} analyses share the main one’s sign"
    return [*(titles if said else []), plain]


def _base(curve: pd.DataFrame, drawn: _Drawn) -> str:
    whole = drawn.whole
    parts = [f"{wording.counted(whole['n_distinct'], 'different result')} "
             f"in {wording.counted(whole['n_specifications'], 'column')}"]
    dropped = curve[curve["left_out"].eq("") & curve["status"].ne("estimate")]
    for status, word in (("ruled out", "ruled out beforehand"), ("missing", "without an estimate")):
        reasons = dropped.loc[dropped["status"].eq(status), "reason"].value_counts()
        if len(reasons):
            parts.append(f"{reasons.sum():,} more {word} ({'; '.join(reasons.index[:2])})")
    unused = drawn.moves[drawn.moves["n_specifications"].eq(0)]
    if len(unused):
        values = [f"“{drawn.names[row.choice]}: {row.option}”" for row in unused.itertuples()]
        parts.append(f"none is left with {wording.listed(values)}")
    return f"{'; '.join(parts)}. Main: rank {int(whole['main_rank']):,} from below.{_moved(drawn)}{_left_out(drawn)}"


def _moved(drawn: _Drawn) -> str:
    """Say which choice moves the estimate most, by either measure, and which never does."""
    whole, moves = drawn.whole, drawn.moves.drop_duplicates("choice")
    if not whole["shift"] > 0:
        return ""
    first, second = (drawn.names[whole[column]] for column in ("moves_most", "explains_most"))
    share = f"{whole['share_of_variance']:.0%}"
    text = f" {wording.capital(first)} moves the median most, by {drawn.number(whole['shift']).lstrip('+')}"
    text += (f", and goes with {share} of the variance." if first == second else
             f"; {second} goes with most of the variance, {share}.")
    idle = [drawn.names[name] for name in moves.loc[moves["share_of_variance"].lt(1e-12), "choice"]]
    return text + (f" No difference is made by {wording.listed(idle)}." if idle else "")


def _left_out(drawn: _Drawn) -> str:
    whole, unit, text = drawn.whole, drawn.unit, ""
    if len(drawn.aside):
        text = (f" Without one {unit} the main one is {drawn.number(whole['loo_low'])} to "
                f"{drawn.number(whole['loo_high'])}, furthest off without "
                f"{drawn.names.get(whole['loo_most'], whole['loo_most'])}.")
    if whole["n_left_out_missing"]:
        text += (f" Without {int(whole['n_left_out_missing'])} of {wording.counted(whole['n_left_out'], unit)} "
                 "a side is empty or has no hit.")
    return text


def _sizes(curve: pd.DataFrame) -> str:
    sides = [_fact(curve, f"n_articles_{side}", "") for side in ("focus", "reference")]
    if not all(sides):
        return ""
    outlets = [_fact(curve, f"n_outlets_{side}", "") for side in ("focus", "reference")]
    sizes = [f"{wording.counted(int(float(n)), 'article')} of {wording.counted(int(float(m)), 'outlet')}"
             for n, m in zip(sides, outlets, strict=True)]
    return f"{' against '.join(sizes)} in the main one. "


def plot_specifications(curve: pd.DataFrame, subject: str, *, scale: str | None = None,
                        names: dict[str, str] | None = None, unit: str = "article",
                        higher: str = "", lower: str = "") -> style.Page:
    """Draw a specification curve over the choices that made it.

    Parameters
    ----------
    curve : DataFrame
        From `multiverse.specification_curve`; or one row with a ``reason`` why there is none.
    subject : str
        What is compared, for the subtitle: ``"Words of war, Herald against Gazette"``.
    scale : str, optional
        What the estimate is; by default the curve's own column ``scale``.
    names : dict, optional
        Option, or what is left out, to how it is written.
    unit : str, default="article"
        What was left out one at a time.
    higher, lower : str
        What an analysis finds above and below zero, for the title: ``"more words of war in the Herald"``.

    Returns
    -------
    Page
        Axes of the curve, of what is left out (where something was) and of the choices.

    References
    ----------
    Simonsohn, Simmons and Nelson (2020), Specification curve analysis, Nature Human Behaviour 4, figure 2.
    """
    if "estimate" not in curve:
        return style.nothing("This can’t be asked of this corpus", f"{subject}: {curve['reason'].iloc[0]}.")[0]
    drawn = _read(curve, names, unit)
    rows = _rows(drawn)
    caption = caption_specifications(curve, subject, scale=scale, names=names, unit=unit, higher=higher, lower=lower)
    fig = style.page(caption, HEAD + CURVE + BETWEEN + rows["bottom"].max())
    left = style.EDGE + _label_width(drawn) + 0.08
    _write_key(fig, drawn)
    _write_numbers(fig, drawn)
    _draw_curve(fig, drawn, left, (higher, lower))
    if len(drawn.aside):
        _draw_aside(fig, drawn)
    _draw_choices(fig, drawn, rows, left)
    return fig


def _label_width(drawn: _Drawn) -> float:
    """Room that names of choices and of their values take, one beside the other."""
    names = max(style.text_width(drawn.names[name], style.NOTE, bold=True) for name in drawn.moves["choice"])
    options = max(style.text_width(str(option), style.NOTE) for option in drawn.moves["option"])
    return max(NARROWEST, min(NAME, names) + 0.14 + min(OPTION, options))


def _rows(drawn: _Drawn) -> pd.DataFrame:
    """Where the rows stand, in inches down: values of a choice below each other, under each other's names."""
    height = style.row_height(map(str, drawn.moves["option"]), OPTION, style.NOTE, ROW)
    parts, top = [], 0.0
    for name, rows in drawn.moves.groupby("choice", sort=False):
        n_lines = len(style.wrap(drawn.names[name], NAME, style.NOTE, bold=True))
        middle = top + height * (np.arange(len(rows)) + 0.5)
        top += max(height * len(rows), ROW * n_lines)
        parts.append(rows.assign(middle=middle, bottom=top, is_first=np.arange(len(rows)) == 0))
        top += GAP
    return pd.concat(parts, ignore_index=True)


def _write_key(fig: style.Page, drawn: _Drawn) -> None:
    entries = [({"marker": "o", "ms": _dot(drawn), "mfc": style.SECOND, "mec": "none", "ls": "none"}, "one analysis"),
               (style.ESTIMATE, "the main one"), (style.REFERENCE, "median")]
    if len(drawn.aside):
        entries.append((ALONE, f"the main one without one {drawn.unit}"))
    fig.key(0.12, entries)


def _dot(drawn: _Drawn) -> float:
    return float(np.clip(4.0 * np.sqrt(40 / len(drawn.sorted)), 1.5, 4.0))


def _write_numbers(fig: style.Page, drawn: _Drawn) -> None:
    """The curve in five numbers, beside it."""
    whole = drawn.whole
    lines = [("main", drawn.number(whole["main"])), ("median", drawn.number(whole["median"])),
             ("middle half", drawn.number(whole["quarter"])), ("", f"to {drawn.number(whole['three_quarters'])}")]
    if pd.notna(whole["share_same_sign"]):
        lines.append(("same sign", f"{drawn.agreeing():,} of {int(whole['n_specifications']):,}"))
    for i, (name, value) in enumerate(lines):
        y = HEAD + CURVE / 2 + 0.15 * (i - 1.5)
        fig.words(style.EDGE, y, name, fontsize=style.NOTE, color=style.SECOND)
        fig.words(style.EDGE + 0.72, y, value, fontsize=style.NOTE, fontweight="bold")


def _value_axes(fig: style.Page, drawn: _Drawn, left: float, width: float) -> Axes:
    ends = [0.0, drawn.whole["low"], drawn.whole["high"], *drawn.aside["estimate"]]
    low, high = min(ends), max(ends)
    room = 0.07 * ((high - low) or 1.0)
    ax = fig.axes_at(left, HEAD, width, CURVE)
    ax.set(ylim=(low - room, high + room), xticks=[])
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:+g}".replace("-", "−") if value else "0")
    ax.tick_params(axis="y", length=0, labelsize=style.NOTE, labelcolor=style.SECOND)
    ax.grid(axis="y", color=style.GRID, lw=0.7)
    ax.set_axisbelow(True)
    ax.axhline(0, color=style.SECOND, lw=1.0, zorder=2)
    return ax


def _draw_curve(fig: style.Page, drawn: _Drawn, left: float, ends: tuple[str, str]) -> None:
    n = len(drawn.sorted)
    ax = _value_axes(fig, drawn, left, RIGHT - left)
    ax.set_xlim(*_across(n))
    ax.axhline(drawn.whole["median"], **style.REFERENCE)
    ax.plot(range(n), drawn.sorted["estimate"], marker="o", ms=_dot(drawn), mfc=style.SECOND, mec="none", ls="none",
            zorder=3)
    ax.axvline(drawn.place, color=style.LINE, lw=0.7, zorder=1)
    ax.plot([drawn.place], [drawn.whole["main"]], **style.ESTIMATE, clip_on=False)
    for arrow, text, middle, is_there in (("↑", ends[0], HEAD + 0.16, drawn.whole["high"] > 0),
                                          ("↓", ends[1], HEAD + CURVE - 0.16, drawn.whole["low"] < 0)):
        if text and is_there:
            fig.label(style.EDGE, middle, f"{arrow} {text}", left - style.EDGE - 0.45, fontsize=style.NOTE,
                      color=style.SECOND)


def _draw_aside(fig: style.Page, drawn: _Drawn) -> None:
    """The main specification with each unit left out, in order; of very many those furthest from it."""
    far = (drawn.aside["estimate"] - drawn.whole["main"]).abs().sort_values(ascending=False, kind="stable")
    values = drawn.aside.loc[far.index[:MOST_LEFT_OUT], "estimate"].sort_values(kind="stable")
    ax = _value_axes(fig, drawn, ASIDE, ASIDE_WIDTH)
    ax.set_yticklabels([])
    ax.set_xlim(-1, len(values))
    ax.axhline(drawn.whole["main"], color=style.LINE, lw=0.7, zorder=2)
    ax.plot(range(len(values)), values, **ALONE)
    fig.words(ASIDE + ASIDE_WIDTH / 2, HEAD - 0.07, f"without one {drawn.unit}", ha="center", fontsize=style.SMALLEST,
              color=style.SECOND)


def _draw_choices(fig: style.Page, drawn: _Drawn, rows: pd.DataFrame, left: float) -> None:
    top, n = HEAD + CURVE + BETWEEN, len(drawn.sorted)
    for text, right in zip(("median", "same sign"), COLUMNS, strict=True):
        fig.words(right, top - 0.08, text, ha="right", fontsize=style.SMALLEST, color=style.SECOND)
    height = rows["bottom"].max()
    ax = fig.axes_at(left, top, RIGHT - left, height)
    ax.set(xlim=_across(n), ylim=(height, 0), xticks=[], yticks=[])
    ax.axvline(drawn.place, color=style.LINE, lw=0.7, zorder=1)
    for _, row in rows.iterrows():
        leads = row["choice"] == drawn.whole["moves_most"]
        ax.axhline(row["middle"], color=style.GRID, lw=0.7, zorder=0)
        chosen = drawn.sorted[row["choice"]].eq(row["option"]).to_numpy()
        x = _runs(chosen)
        ax.plot(x, np.full(len(x), row["middle"]), color=style.INK if leads else style.LINE, lw=BAR,
                solid_capstyle="butt", zorder=2)
        if row["main"]:
            ax.plot([drawn.place], [row["middle"]], **{**style.ESTIMATE, "ms": 5.0}, clip_on=False)
        _write_row(fig, drawn, row, top, left, "bold" if leads else "normal")


def _across(n: int) -> tuple[float, float]:
    """Limits for ``n`` columns, with room for a mark on the first or last."""
    return -0.5 - 0.015 * n, n - 0.5 + 0.015 * n


def _runs(chosen: np.ndarray) -> np.ndarray:
    """Ends of each run of neighbours, with a gap after it: one line draws them all."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], chosen.astype(int), [0]]))) - 0.5
    pairs = edges.reshape(-1, 2)
    return np.column_stack([pairs, np.full(len(pairs), np.nan)]).ravel()


def _write_row(fig: style.Page, drawn: _Drawn, row: pd.Series, top: float, left: float, weight: str) -> None:
    y, look = top + row["middle"], {"fontsize": style.NOTE, "fontweight": weight}
    if row["is_first"]:
        for i, line in enumerate(style.wrap(drawn.names[row["choice"]], NAME, style.NOTE, bold=True)):
            fig.words(style.EDGE, y + 0.042 + 0.128 * i, line, **look)
    for i, line in enumerate(lines := style.wrap(str(row["option"]), OPTION, style.NOTE)):
        fig.words(left - 0.08, y + 0.042 + 0.128 * (i - (len(lines) - 1) / 2), line, ha="right", fontsize=style.NOTE,
                  color=style.INK if row["main"] else style.SECOND)
    if row["n_matched"]:
        share = "–" if pd.isna(row["share_same_sign"]) else f"{row['share_same_sign']:.0%}"
        for text, right in zip((drawn.number(row["median"]), share), COLUMNS, strict=True):
            fig.words(right, y + 0.042, text, ha="right", **look)
