"""Drawing of whose words an article or outlet gives, by kind of speaker."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from framing import style, wording
from framing.plots_rows import (
    LEAD,
    LINE,
    UNKNOWN,
    commonest,
    groups_led,
    hidden_rows,
    kept_rows,
    label_lines,
    out_of,
    percent,
    row_labels,
    rows_of,
    write_label,
)

QUOTED, RETOLD = style.SECOND, style.FILL  # the two parts of a bar
SWATCH: style.Mark = {"marker": "s", "ms": 7, "mec": "none", "ls": "none"}
BAR = 0.13  # inches: thickness of a bar
ROW = LINE + BAR + 0.17


def _kinds(table: pd.DataFrame) -> list[str]:
    """List the classes of speakers that have a word somewhere, in the table's order."""
    words = table.groupby("speaker", sort=False)["n_tokens"].sum()
    return list(words.index[words > 0])


def _ahead(table: pd.DataFrame, leads: pd.DataFrame) -> pd.Series:
    """Name the kind that leads in each row, where one does: by a quarter, or by an interval off zero."""
    by = rows_of(table)
    if by == "outlet":
        sure = leads["evidence"].eq("interval") & leads["ci_low"].gt(0)
    else:
        shares = table.set_index([by, "speaker"])["share"]
        most, second = (shares.reindex(pd.MultiIndex.from_frame(leads[[by, end]])).to_numpy()
                        for end in ("leader", "next"))
        sure = most >= LEAD * second
    return leads[sure].set_index(by)["leader"]


def _whose_titles(leader: pd.Series, names: pd.Series, by: str) -> list[str]:
    n = len(names)
    if leader.empty:
        return [f"In no {by} does one kind of speaker {'clearly ' if by == 'outlet' else ''}lead" if n > 1 else
                f"No kind of speaker leads in the {by}"]
    top, k = commonest(leader), int(leader.eq(commonest(leader)).sum())
    rows = out_of(k, n, by)
    titles = [f"{wording.capital(top)} {'clearly ' if by == 'outlet' else ''}lead in {rows}",
              f"One kind of speaker leads in {rows}"]
    if by == "outlet":
        return titles
    return [*(f"{wording.capital(name)} lead in {group}" for name, group in groups_led(leader, names)), *titles]


def caption_whose_words(table: pd.DataFrame, leads: pd.DataFrame, articles: pd.DataFrame,
                        events: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_whose_words`.

    Parameters
    ----------
    table, leads, articles, events
        As for `plot_whose_words`.
    """
    by, kinds = rows_of(table), _kinds(table)
    rows = table.drop_duplicates(by)
    labels = row_labels(rows[by], articles, events, by)
    title = style.first_title(_whose_titles(_ahead(table, leads), labels["name"], by))
    n_articles, words = int(rows["n_articles"].sum()), table["n_tokens"].sum()
    unknown = table.loc[table["speaker"].eq(UNKNOWN), "n_tokens"].sum() / words
    bars = ("" if by == "article" else f" Line under a bar: {wording.interval_words('article')}; thin and grey: range "
            "when each of fewer than four is left out.")
    lead = ("with at least a quarter more words than the next known kind" if by == "article" else
            "the interval of its difference from the next known kind leaves out zero")
    claim = "" if by == "outlet" else " It describes these articles; nothing is inferred about any outlet."
    return style.Caption(
        title=title,
        subtitle=f"Share of the words that are {wording.OTHERS} in an article, by who speaks"
                 f"{'' if by == 'article' else '; mean of an outlet’s articles'}.",
        reading=f"Each column has its own start; all have one scale. Bold: leads, {lead}.{bars}",
        base=f"{wording.counted(n_articles, 'article')}, {int(words):,} such words. Kinds follow the roles of "
             f"actors.csv; {percent(unknown)} of the words are of unknown speakers: not listed there, or not found."
             f"{claim}{hidden_rows(len(rows))}",
        alt=f"Bars in a table: rows are {wording.counted(len(rows), by)}, columns {len(kinds)} kinds of speakers. "
            f"{title}. {percent(unknown)} of words have an unknown speaker. {wording.counted(n_articles, 'article')}.")


def plot_whose_words(table: pd.DataFrame, leads: pd.DataFrame, articles: pd.DataFrame,
                     events: pd.DataFrame) -> style.Page:
    """Draw whose words each article or outlet gives: a column for each kind of speaker.

    Parameters
    ----------
    table : DataFrame
        From `speakers.word_shares`, by ``speaker``. At most eight rows are drawn: those with most articles.
    leads : DataFrame
        From `speakers.leaders`.
    articles, events : DataFrame
        Of the corpus.

    Returns
    -------
    Page
        One axes with all bars, in inches. Where nobody's words are given, a page that says so.
    """
    if table.empty:
        return style.nothing("No words of others were found here",
                             "Whose words are given is seen in full texts that quote or retell somebody.")[0]
    by, kinds = rows_of(table), _kinds(table)
    shown = table[table[by].isin(kept_rows(table))]
    words = shown.groupby(by)["n_tokens"].sum()
    labels = row_labels(shown[by], articles, events, by)
    heads = {key: label_lines(row["name"], f"{row['detail']} · {wording.counted(words[key], 'word')} of others")
             for key, row in labels.iterrows()}
    pitch = (style.WIDTH - 2 * style.EDGE) / len(kinds)
    names = {kind: style.wrap(kind, pitch - 0.03, style.SMALLEST) for kind in kinds}
    head = 0.24 + 0.13 * max(len(lines) for lines in names.values())
    height = head + 0.08 + sum(ROW + LINE * (len(lines) - 1) for lines in heads.values()) - 0.06
    fig = style.page(caption_whose_words(table, leads, articles, events), height)
    fig.key(0.10, [({**SWATCH, "mfc": QUOTED}, "in quotation marks"),
                   ({**SWATCH, "mfc": RETOLD}, "retold or ascribed")])
    for i, lines in enumerate(names.values()):
        for j, line in enumerate(reversed(lines)):
            fig.words(style.EDGE + pitch * i, head - 0.04 - 0.13 * j, line, fontsize=style.SMALLEST,
                      color=style.SECOND)
    scale = min(1.5, pitch - 0.42) / shown[["share", "ci_high"]].max(axis=None)
    ax, leading, top = fig.inch_axes(0, height), _ahead(table, leads), head + 0.08
    fig.rule(top - 0.05, color=style.GRID)
    for key, lines in heads.items():
        write_label(fig, top, lines)
        middle = top + LINE * len(lines) + BAR / 2 + 0.02
        for row in shown[shown[by].eq(key)].itertuples():
            if row.speaker in kinds:
                left = style.EDGE + pitch * kinds.index(row.speaker)
                _draw_bar(fig, ax, row, left, middle, scale, row.speaker == leading.get(key, ""))
        top += ROW + LINE * (len(lines) - 1)
    return fig


def _draw_bar(fig: style.Page, ax: Axes, row, left: float, middle: float, scale: float, bold: bool) -> None:
    look = {"lw": 0, "zorder": 3}
    end, marked = left + scale * row.share, left + scale * row.share_quoted
    ax.add_patch(Rectangle((left, middle - BAR / 2), marked - left, BAR, fc=QUOTED, **look))
    ax.add_patch(Rectangle((marked, middle - BAR / 2), end - marked, BAR, fc=RETOLD, **look))
    ax.plot([left, left], [middle - 0.09, middle + 0.09], color=style.RULE, lw=0.8, zorder=4)
    below = middle + BAR / 2 + 0.035
    if row.evidence == "interval":
        ax.plot([left + scale * row.ci_low, left + scale * row.ci_high], [below] * 2, **{**style.INTERVAL, "lw": 1.8})
    elif row.n_articles > 1 and row.loo_high > row.loo_low:
        ax.plot([left + scale * row.loo_low, left + scale * row.loo_high], [below] * 2, **style.LEAVE_ONE_OUT)
    fig.words(end + 0.05, middle + 0.04, percent(row.share), fontsize=style.LABEL if row.share else style.SMALLEST,
              fontweight="bold" if bold else "normal", color=style.INK if bold else style.SECOND)
