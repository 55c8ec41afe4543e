"""Drawing of an instrument's scores on texts that others coded by hand, beside published ones."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from framing import style, wording

OURS = ("rules", "parser")
SETS = {"polnear": "PolNeAR"}  # sets whose name isn't their folder's
MEASURES = {"content_tokens": "Words that are somebody else’s", "sentences": "Sentences with such words",
            "direct_tokens": "Words in quotation marks that are (precision)",
            "content_spans": "Whole spans of such words, exact", "cue_tokens": "Words of cues",
            "cue_spans": "Whole cues, exact", "source_tokens": "Words of sources",
            "source_spans": "Whole sources, exact"}
ROW, HEAD, GAP = 0.17, 0.2, 0.06  # inches: an instrument, a measure's name, between measures
NAMES, PLOT, COLUMN = 2.05, 2.9, 0.5
COLUMNS = ("precision", "recall", "f1")


def _value(table: pd.DataFrame) -> pd.Series:
    """Give the value drawn: F1, or precision where that is all there is."""
    return table["f1"].fillna(table["precision"])


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    """Order the rows: measures as listed, the best instrument of each first."""
    rows = table[table["measure"].isin(MEASURES)].assign(value=_value)
    place = {measure: i for i, measure in enumerate(MEASURES)}
    return rows.assign(place=rows["measure"].map(place)).sort_values(
        ["place", "value", "instrument"], ascending=[True, False, True], ignore_index=True)


def _titles(rows: pd.DataFrame) -> list[str]:
    spans = rows[rows["measure"].eq("content_spans")]
    ours, others = (spans[spans["instrument"].isin(OURS) == mine] for mine in (True, False))
    if ours.empty or others.empty:
        return ["How well voices are told apart"]
    best = ours.iloc[0]
    low, high = (best[end] if pd.notna(best[end]) else best["value"] for end in ("ci_low", "ci_high"))
    below, above = others[others["value"] < low], others[others["value"] > high]
    near = others[others["value"].between(low, high)]
    said = [*[f"near {name}" for name in near["instrument"]],
            *([f"above {below['instrument'].iloc[0]}"] if len(below) and near.empty else []),
            *([f"below {above['instrument'].iloc[-1]}"] if len(above) else [])]
    return [f"Whole spans: ours {', '.join(said)}"]


def caption_scores(table: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_scores`.

    Parameters
    ----------
    table : DataFrame
        From `validate.voice_scores`.
    """
    rows = _drawn(table)
    ours = rows[rows["instrument"].isin(OURS)]
    title = style.first_title(_titles(rows))
    n, words = int(ours["n_articles"].max()), int(ours["n_tokens"].max())
    names = [SETS.get(name, name) for name in rows["set"].unique()]
    best = ours[ours["measure"].eq("content_tokens")].iloc[0]
    return style.Caption(
        title=title,
        subtitle="F1 (the balance of precision and recall) on news articles that others coded by hand.",
        reading="Dot with bar: measured by this package, "
                f"{wording.interval_words('article', of='of these newsrooms')}. Hollow: published or a floor, not "
                "counted here.",
        base=f"{wording.counted(n, 'article')}, {words:,} words, of {wording.listed(names)}, the "
             "part that no rule was written from; which constructions count was chosen on its training part. Published "
             "systems but the rule and CoreNLP were trained on that, too; they count in tokens of their own, on a part "
             "not stated: the same aim, not the same test.",
        alt=f"Dot plot of scores; {wording.counted(rows['measure'].nunique(), 'measure')}, rows are instruments. "
            f"{title}. Best on words: {best['instrument']}, F1 {best['value']:.2f}. {wording.counted(n, 'article')}.")


def plot_scores(table: pd.DataFrame) -> style.Page:
    """Draw how well voices are told apart, measure by measure.

    Parameters
    ----------
    table : DataFrame
        From `validate.voice_scores`.

    Returns
    -------
    Page
        One axes; x is the score, y inches down the content.
    """
    rows = _drawn(table)
    groups = rows.groupby("measure", sort=False)
    head = 0.2
    height = head + len(rows) * ROW + groups.ngroups * (HEAD + GAP)
    fig = style.page(caption_scores(table), height)
    ax = fig.axes_at(style.EDGE + NAMES, 0, PLOT, height)
    ax.set(xlim=(0, 1), ylim=(height, 0), xticks=[], yticks=[])
    ax.patch.set_visible(False)
    for tick in (0, 0.25, 0.5, 0.75, 1):
        ax.plot([tick, tick], [head - 0.05, height], color=style.GRID, lw=0.7, zorder=0)
        fig.words(style.EDGE + NAMES + PLOT * tick, 0.1, f"{tick:g}", ha="center", fontsize=style.SMALLEST,
                  color=style.SECOND)
    for i, name in enumerate(COLUMNS):
        fig.words(_column(i), 0.1, name.replace("f1", "F1"), ha="right", fontsize=style.SMALLEST, color=style.SECOND)
    top = head
    for measure, part in groups:
        fig.words(style.EDGE, top + 0.14, MEASURES[measure], fontweight="bold", fontsize=style.NOTE,
                  bbox={"fc": "white", "lw": 0, "pad": 0.5})
        top += HEAD
        for row in part.itertuples():
            _draw_row(fig, ax, row, top + ROW / 2)
            top += ROW
        top += GAP
    return fig


def _two_digits(score: float) -> str:
    return f"{score + 1e-9:.2f}"  # 0.175, as published, is 0.18


def _column(i: int) -> float:
    return style.WIDTH - style.EDGE - COLUMN * (len(COLUMNS) - 1 - i)


def _draw_row(fig: style.Page, ax: Axes, row, at: float) -> None:
    ours = row.instrument in OURS
    colour = style.INK if ours else style.SECOND
    fig.words(style.EDGE + 0.1, at + 0.04, row.instrument, fontsize=style.NOTE, color=colour)
    if row.evidence == "interval":
        ax.plot([row.ci_low, row.ci_high], [at, at], **style.INTERVAL)
    ax.plot([row.value], [at], clip_on=False, **(style.ESTIMATE if ours else style.DESCRIBED))
    for i, name in enumerate(COLUMNS):
        score = getattr(row, name)
        if score == score:  # not missing
            fig.words(_column(i), at + 0.04, _two_digits(score), ha="right", fontsize=style.NOTE,
                      color=colour)
