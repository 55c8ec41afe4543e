"""Drawing of many outlets at once: each one's mean, and what is left of it once luck is taken out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing import style, wording
from framing.plots_headlines import INSTRUMENT, SAMPLE

MAX_ROWS, MAX_PANELS = 22, 2
ROW, HEAD, NAMES, COUNTS, GAP = 0.19, 0.84, 1.25, 0.42, 0.22  # inches
RAW: style.Mark = {**style.UNIT, "ms": 4.0}
KEY = ((RAW, "mean of an outlet’s headlines"), (style.ESTIMATE, "the same, shrunken"),
       (style.REFERENCE, "mean of outlets"))


def caption_effects(table: pd.DataFrame, differ: pd.DataFrame, events: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_effects` from its tables.

    Parameters
    ----------
    table, differ : DataFrame
        From `effects.effects` by event, and from `headline_tone.spread` or `effects.differ`.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.
    """
    names, noun = events.set_index("event")["name"], wording.event_noun(events["event"])
    pooled = table[table["shrunken"].notna()]
    n, total = table["outlet"].nunique(), int(table["n_articles"].sum())
    heaviest = pooled.groupby("event")["weight"].max()
    if pooled["between_sd"].eq(0).all():
        title = "As far as can be seen, luck alone sets outlets apart"
    elif heaviest.max() < 0.5:
        title = "Shrunken, no outlet keeps half of its distance"
    else:
        title = "Outlets with many headlines keep most of their distance"
    spreads = "; ".join(
        f"{names[row['event']]} {row['between_sd']:.2f} between outlets, {row['within_sd']:.2f} within; weights "
        f"{pooled.loc[pooled['event'].eq(row['event']), 'weight'].min():.2f} to {heaviest[row['event']]:.2f}"
        for _, row in pooled.drop_duplicates("event").iterrows())
    tested = differ[differ["evidence"].eq("interval")]
    tested = tested[tested["rows"].eq("all")] if "rows" in tested else tested
    question = "; ".join(f"{names[row['event']]} p = {row['p']:.2f} (smallest attainable {row['p_min']:.2g}, "
                         f"{row['n_outlets']} outlets with four headlines or more)" for _, row in tested.iterrows())
    drawn = table.groupby("event").size().max() > MAX_ROWS
    hidden = f" Drawn: on each {noun} the {MAX_ROWS} outlets with most headlines; all are pooled." if drawn else ""
    return style.Caption(
        title=title,
        subtitle="Mean sentiment of each outlet’s headlines, and the same drawn towards the mean of all outlets: "
                 f"the fewer headlines it has, the further. {wording.counted(n, 'outlet')}, "
                 f"{wording.counted(total, 'headline')}.",
        reading="Grey dot: plain mean. Ink dot: shrunken mean, the weight n / (n + k) times the distance from the mean "
                "of outlets, dashed. No intervals: the usual ones take the spread between outlets for known, though it "
                "is a guess from these same few, and so are too short.",
        base=f"{INSTRUMENT} Standard deviations: {spreads}. Do outlets differ at all? {question or 'Too few to test'}. "
             f"On the whole shrunken means are nearer to the truth; for an outlet unlike all others they are not."
             f"{hidden} {SAMPLE}",
        alt=f"Dot plot, {wording.counted(min(MAX_PANELS, table['event'].nunique()), 'panel')} by {noun}; rows are "
            f"outlets, most headlines first; plain mean linked to shrunken mean, without intervals. {title}. "
            f"{wording.counted(n, 'outlet')}, {wording.counted(total, 'headline')}.")


def plot_effects(table: pd.DataFrame, differ: pd.DataFrame, events: pd.DataFrame) -> style.Page:
    """Draw plain and shrunken means of outlets, events side by side.

    Parameters
    ----------
    table, differ, events
        As for `caption_effects`.

    Returns
    -------
    Page
        One axes an event; or a sentence where no event has four outlets and two headlines of one of them.
    """
    pooled = table[table["shrunken"].notna()]
    if pooled.empty:
        return style.nothing("Nothing to shrink here",
                             "It takes four outlets on one event, and two headlines of one of them.")[0]
    kept = pooled.groupby("event")["n_articles"].sum().sort_values(ascending=False, kind="stable").index[:MAX_PANELS]
    shown = events[events["event"].isin(kept)].sort_values(["starts", "event"])
    panels = [_rows(pooled, event) for event in shown["event"]]
    height = max(rows["height"].sum() for rows in panels)
    fig = style.page(caption_effects(table, differ, events), HEAD + height)
    fig.key(0.12, KEY)
    width = (style.WIDTH - 2 * style.EDGE + GAP) / len(panels) - GAP
    limits = pd.concat(panels)[["raw", "shrunken"]].agg(["min", "max"]).to_numpy()
    for i, (name, rows) in enumerate(zip(shown["name"], panels, strict=True)):
        _panel(fig, rows, name, style.EDGE + i * (width + GAP), width, (limits.min(), limits.max()))
    return fig


def _rows(pooled: pd.DataFrame, event: str) -> pd.DataFrame:
    rows = pooled[pooled["event"].eq(event)].sort_values(["n_articles", "outlet"], ascending=[False, True])
    rows = rows.head(MAX_ROWS).sort_values(["n_articles", "raw", "outlet"], ascending=[False, False, True])
    rows = rows.assign(name=rows["short"] if "short" in rows else rows["outlet"])
    rows["height"] = [style.row_height([name], NAMES, least=ROW) for name in rows["name"]]
    return rows.assign(y=rows["height"].cumsum() - rows["height"] / 2)


def _panel(fig: style.Page, rows: pd.DataFrame, name: str, left: float, width: float,
           limits: tuple[float, float]) -> None:
    """Draw one event's outlets from ``left`` inches on."""
    names = left + max(style.text_width(line) for label in rows["name"] for line in style.wrap(label, NAMES))
    ax = fig.axes_at(names + 0.12, HEAD, left + width - COUNTS - names - 0.12, rows["height"].sum())
    air = 0.06 * max(limits[1] - limits[0], 1e-9)
    step = next(step for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 100, 1e9) if (limits[1] - limits[0]) / step <= 4.2)
    ticks = np.arange(np.ceil(limits[0] / step), np.floor(limits[1] / step) + 1) * step
    ax.set(xlim=(limits[0] - air, limits[1] + air), ylim=(rows["height"].sum(), 0), yticks=[])
    ax.set_xticks(ticks, ["0" if abs(x) < 1e-9 else f"{x:+g}".replace("-", "−") for x in np.round(ticks, 6)])
    ax.axvline(rows["grand_mean"].iloc[0], **style.REFERENCE)
    for _, row in rows.iterrows():
        ax.plot([row["raw"], row["shrunken"]], [row["y"]] * 2, **style.LEAVE_ONE_OUT)
        ax.plot([row["raw"]], [row["y"]], **RAW)
        ax.plot([row["shrunken"]], [row["y"]], **{**style.ESTIMATE, "ms": 5})
        fig.label(names, HEAD + row["y"], row["name"], NAMES, ha="right")
        fig.words(left + width, HEAD + row["y"] + 0.045, f"{row['n_articles']:,}", ha="right")
    fig.words(left, 0.46, name, fontweight="bold", fontsize=style.SUBTITLE)
    fig.words(left + width, 0.46, "headlines", ha="right", fontsize=style.SMALLEST, color=style.SECOND)
