"""Drawing of how well a model's topics of headlines hold still."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from framing import style, wording

LEFT, ROW, LINE = 0.95, 0.46, 0.15  # inches: room for row names, a row of dots, a line of words
CHANCE: style.Mark = {**style.PASSAGE, "mec": style.LINE, "mew": 1.0, "ms": 5}
PANELS = (("same_seeds", "other random starts"), ("same_parts", "a fifth of the headlines left out"))


def caption_headline_topics(table: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_headline_topics` from its table.

    Parameters
    ----------
    table : DataFrame
        From `topics.headline_topics`.
    """
    ours, shuffled = (table[table["shuffled"].eq(i) & table["same_seeds"].notna()] for i in (0, 1))
    n, stable = len(ours), int(ours["stable"].sum())
    sizes = wording.listed([str(k) for k in table["n_topics"].unique()])
    verb = "holds" if stable < 2 else "hold"
    title = f"{stable or 'None'} of {n} modelled topics of headlines {verb} still" if n else (
        "Too few headlines for a model of their topics")
    mean, chance = (rows["same_parts"].mean() if n else 0 for rows in (ours, shuffled))
    return style.Caption(
        title=title,
        subtitle="How many of a topic’s ten top words come back when the model is run again: Jaccard, best match.",
        reading="Ring: a topic whose words are hidden; dot: one that holds still, with eight of ten words (dashed) on "
                "both counts and more than any tick. Ticks: topics of the same models with words shuffled among "
                "headlines, where nothing is to be found.",
        base=f"{wording.counted(table['n_articles'].iloc[0], 'headline')}; non-negative matrix factorization of "
             "tf-idf, exploratory. A model returns as many topics as it is asked for, whether there are any or not; "
             "no outlet is compared on them.",
        alt=f"Dot plot, rows are models of {sizes} topics, panels are repeated runs with other random starts and "
            f"without a fifth of the headlines. {title}; mean without a fifth {mean:.2f}, with shuffled words "
            f"{chance:.2f}. {wording.counted(table['n_articles'].iloc[0], 'headline')}.")


def plot_headline_topics(table: pd.DataFrame) -> style.Page:
    """Draw each modelled topic by how much of it comes back, and name those that hold still.

    Parameters
    ----------
    table : DataFrame
        From `topics.headline_topics`.

    Returns
    -------
    Page
        Two axes: other random starts, a part of the headlines.
    """
    sizes = list(table["n_topics"].unique())
    room = style.WIDTH - 2 * style.EDGE - LEFT - style.SPARE
    named = [(row.n_topics, line, i) for row in table[table["stable"]].itertuples() for i, line in enumerate(
        style.wrap(f"{wording.counted(row.n_headlines, 'headline')}: {row.words}", room, style.NOTE))]
    top = 0.42
    below = 0.30 + LINE * len(named) if named else 0
    fig = style.page(caption_headline_topics(table), top + ROW * len(sizes) + below)
    for i, k in enumerate(sizes):
        fig.words(style.EDGE, top + ROW * (i + 0.42) + 0.04, wording.counted(k, "topic"))
    width = (room + style.SPARE - 0.25) / 2
    for i, (column, name) in enumerate(PANELS):
        left = style.EDGE + LEFT + i * (width + 0.25)
        fig.words(left, 0.12, name, fontweight="bold")
        _draw_dots(fig.axes_at(left, top, width, ROW * len(sizes)), table, column, sizes)
    for i, (k, line, part) in enumerate(named):
        y = top + ROW * len(sizes) + 0.34 + LINE * i
        if not part:
            fig.words(style.EDGE, y, f"of {k}", fontsize=style.NOTE, color=style.SECOND)
        fig.words(style.EDGE + LEFT, y, line, fontsize=style.NOTE)
    if named:
        fig.words(style.EDGE, top + ROW * len(sizes) + 0.19, "Held still", fontsize=style.NOTE, fontweight="bold")
    return fig


def _draw_dots(ax: Axes, table: pd.DataFrame, column: str, sizes: list[int]) -> None:
    ax.patch.set_visible(False)
    ax.set(xlim=(0, 1.03), ylim=(len(sizes), 0), yticks=[])
    ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    ax.tick_params(axis="x", length=0, pad=2, labelsize=style.SMALLEST, labelcolor=style.SECOND)
    ax.vlines([0, 0.5, 1], 0, len(sizes), color=style.GRID, lw=0.8, zorder=0)
    ax.hlines(range(len(sizes) + 1), 0, 1, color=style.GRID, lw=0.8, zorder=0)
    ax.axvline(2 / 3, **style.REFERENCE)
    for i, k in enumerate(sizes):
        chance = table[table["n_topics"].eq(k) & table["shuffled"].eq(1)]
        ax.plot(chance[column], [i + 0.86] * len(chance), **CHANCE)
        rows = table[table["n_topics"].eq(k) & table["shuffled"].eq(0)].sort_values(column)
        lanes = [0.14, 0.46, 0.3, 0.62]  # neighbours stand one above the other, so that ties are seen
        for j, row in enumerate(rows.itertuples()):
            if row.same_seeds != row.same_seeds:
                ax.text(0.02, i + 0.5, "too few headlines", fontsize=style.NOTE, style="italic", color=style.FAINT,
                        va="center_baseline")
            mark = style.ESTIMATE if row.stable else style.DESCRIBED
            ax.plot([getattr(row, column)], [i + lanes[j % 4]], clip_on=False, **mark)
