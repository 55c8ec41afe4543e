"""Drawing of listed words inside names and topic terms, and of how scores move when these are hidden."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from framing import style, wording
from framing.plots_sentiment import (
    COUNTS_RIGHT,
    NAMES_RIGHT,
    OTHERS,
    drawn_words,
    lane_of,
    most_rows,
    row_order,
    row_tops,
    scale,
    signed,
    write_rows,
)

MAX_WORDS = 12


def caption_name_audit(words: pd.DataFrame, reruns: pd.DataFrame, labels: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_name_audit`.

    Parameters
    ----------
    words : DataFrame
        From `sentiment.name_audit`.
    reruns : DataFrame
        From `sentiment.masked_reruns`.
    labels : DataFrame
        From `plots_sentiment.row_labels`.
    """
    drawn, level = _drawn_reruns(reruns), reruns["level"].iloc[0]
    n_articles = int(drawn.groupby("row")["n_articles"].max().sum())
    most = drawn.loc[drawn["shift"].abs().idxmax()]
    name = labels.loc[most["row"], "name"]
    moved = f"{wording.the(name)} article" if level == "article" else name
    voice = "own words" if most["voice"] == "own" else "others’ words"
    tone = reruns[(reruns["list"] == "tone") & (reruns["mask"] == drawn["mask"].iloc[0])]["shift"].abs().max()
    second = f"no row moves more than {tone:.2f} per 100 words" if tone >= 0.005 else "no row moves"
    findings = _audit_findings(words)
    inferred = drawn["evidence"].eq("interval").any()
    claim = f"In brackets: {wording.interval_words('article')}." if inferred else (
        "Describes these articles; nothing is inferred beyond them.")
    return style.Caption(
        title=style.first_title(findings),
        subtitle="Above: listed words that score although they stand in an actor’s name or a topic’s term. Below: "
                 "mean VADER score of sentences before and after both are hidden.",
        reading="Dark bar: in a name or topic term; light: elsewhere. Bold word: never elsewhere. Below, line from the "
                "score as it stands (tick) to the score with names and topic words hidden (dot: own words; "
                f"diamond: {wording.VOICES['others']}).",
        base=f"{wording.counted(n_articles, 'article')}. Largest move: {moved}, {voice}, "
             f"{signed(most['score'], 2)} to {signed(most['score_masked'], 2)}; on the tone list {second}. {claim}"
             f"{drawn_words(drawn)} Only names in actors.csv and terms in topics.csv are caught.",
        alt=f"Bars of {wording.counted(len(words), 'listed word')}, then arrows for "
            f"{wording.counted(len(labels), level)}. {findings[0]}. Hiding names and topic words moves "
            f"{moved} most. {wording.counted(n_articles, 'article')}.")


def _audit_findings(words: pd.DataFrame) -> list[str]:
    """Titles the table bears out, the fullest first."""
    if words.empty:
        return ["No listed word scores inside a name or a topic’s term"]
    findings, top = [], words.iloc[0]
    place = {"name": "a name", "topic": "a topic’s term"}.get(top["reason"], "names or topics")
    word = f"“{top['word'].removesuffix('*').capitalize()}”"
    if top["only"] and top["n_hits"] > 1:
        findings.append(f"{word} scores {top['n_hits']:,} times, always inside {place}")
    inside = top["n_in_name"] + top["n_in_topic"]
    findings.append(f"{word} scores {inside:,} of {top['n_hits']:,} times inside {place}")
    return [*findings, f"{wording.counted(len(words), 'listed word')} score inside names or topic terms"]


def _drawn_reruns(reruns: pd.DataFrame) -> pd.DataFrame:
    return reruns[(reruns["list"] == "vader") & (reruns["mask"] == "names and topics")]


def plot_name_audit(words: pd.DataFrame, reruns: pd.DataFrame, labels: pd.DataFrame) -> style.Page:
    """Draw which words fire inside names and topic terms, and how scores move when these are hidden.

    Parameters
    ----------
    words, reruns, labels
        As for `caption_name_audit`.

    Returns
    -------
    Page
        One axes of bars by word, one of arrows by row.
    """
    drawn, top = _drawn_reruns(reruns), words.iloc[:MAX_WORDS]
    drawn = most_rows(drawn)
    order, cut = row_order(drawn)
    tops, height = row_tops(labels, order, cut)
    above = 0.34 + 0.2 * len(top) + (0.18 if len(words) > len(top) else 0)
    fig = style.page(caption_name_audit(words, reruns, labels), above + 0.75 + height)
    if len(top):
        _draw_words(fig, top, len(words) - len(top))
    fig.rule(above + 0.1)
    fig.words(NAMES_RIGHT + 0.1, above + 0.34, "Mean VADER score", fontweight="bold")
    head = above + 0.68
    ax = fig.axes_at(NAMES_RIGHT + 0.1, head, 2.9, height)
    values = drawn[["score", "score_masked"]].stack()
    scale(ax, values.min(), values.max(), height)
    write_rows(fig, labels, order, tops, head, cut, height)
    for _, row in drawn.iterrows():
        _draw_move(fig, ax, row, lane_of(tops, row["row"], row["voice"]), head)
    for text, at in (("moves by", 0.34), ("own, others", 0.48)):
        fig.words(COUNTS_RIGHT, above + at + 0.06, text, ha="right", fontsize=style.SMALLEST, color=style.SECOND)
    return fig


def _draw_words(fig: style.Page, words: pd.DataFrame, n_more: int) -> None:
    height = 0.2 * len(words)
    ax = fig.axes_at(NAMES_RIGHT + 0.1, 0.30, 2.0, height)
    ax.set(xlim=(0, words["n_hits"].max()), ylim=(len(words) - 0.5, -0.5), xticks=[], yticks=[])
    caught = words["n_in_name"] + words["n_in_topic"]
    ax.barh(range(len(words)), caught, height=0.62, color=style.SECOND)
    ax.barh(range(len(words)), words["n_elsewhere"], left=caught, height=0.62, color=style.FILL)
    heads = {"word and value": (NAMES_RIGHT, "right"), "hits inside, of all": (4.24, "left"),
             "in a": (5.36, "left"), "articles": (COUNTS_RIGHT, "right")}
    for head, (left, side) in heads.items():
        fig.words(left, 0.18, head, ha=side, fontsize=style.SMALLEST, color=style.SECOND)
    for i, (_, word) in enumerate(words.iterrows()):
        y = 0.30 + 0.2 * (i + 0.5) + 0.045
        name = word["word"] + ("" if word["list"] == "vader" else " (tone list)")
        value = signed(word["value"])
        right = NAMES_RIGHT - 0.34
        fig.words(right, y, name, ha="right", fontweight="bold" if word["only"] else "normal")
        fig.words(NAMES_RIGHT, y, value, ha="right", fontsize=style.NOTE, color=style.SECOND)
        fig.words(4.24, y, f"{word['n_hits'] - word['n_elsewhere']:,} of {word['n_hits']:,}", fontsize=style.NOTE)
        fig.words(5.36, y, word["reason"], fontsize=style.NOTE, color=style.SECOND)
        fig.words(COUNTS_RIGHT, y, f"{word['n_articles']:,}", ha="right", fontsize=style.NOTE, color=style.SECOND)
    if n_more:
        fig.words(NAMES_RIGHT, 0.30 + height + 0.13, f"and {wording.counted(n_more, 'other')}", ha="right",
                  fontsize=style.NOTE, color=style.SECOND)


def _draw_move(fig: style.Page, ax: Axes, row: pd.Series, y: float, head: float) -> None:
    moved = abs(row["shift"]) > 1e-9
    if moved:
        ax.plot([row["score"]], [y], **{**style.MEAN_TICK, "mec": style.SECOND})
        ax.plot([row["score"], row["score_masked"]], [y, y], color=style.SECOND, lw=1.2, zorder=3)
    ax.plot([row["score_masked"]], [y], **(style.ESTIMATE if row["voice"] == "own" else OTHERS))
    text = signed(row["shift"], 2)
    if row["evidence"] == "interval":
        text += f" ({signed(row['ci_low'], 2)} to {signed(row['ci_high'], 2)})"
    fig.words(COUNTS_RIGHT, head + y + 0.04, text, ha="right", fontsize=style.NOTE,
              color=style.FAINT if text == "0" else style.INK)
