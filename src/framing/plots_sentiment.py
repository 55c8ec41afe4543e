"""Drawing of tone: scores by voice on two lists."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from framing import style, wording
from framing.labels import article_labels

NAMES_RIGHT = 2.06  # inches: row names end here, plots start a little further
PANEL, GAP = 1.82, 0.22
COUNTS_RIGHT = style.WIDTH - style.EDGE
MAX_ROWS = 16
LANE = 0.19  # between an article's own words and the others
BAND = "#F1F2F4"
LISTS = {"vader": ("VADER", "mean of sentences, −1 to +1"), "tone": ("Tone list", "net positive words per 100")}
OTHERS: style.Mark = {**style.QUOTED, "zorder": 6}


def row_labels(table: pd.DataFrame, articles: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Name the rows of a table from `sentiment.tone` or `sentiment.masked_reruns`.

    Returns
    -------
    DataFrame
        By row: ``name`` and ``detail`` (of an article: date, genre, doubt; of a group: how many articles).
    """
    level = table["level"].iloc[0]
    rows = table[table["level"] == level].groupby("row", sort=False)["n_articles"].max()
    if level == "article":
        return article_labels(articles, events).set_index("article").loc[rows.index, ["name", "detail"]]
    names = articles.drop_duplicates(level).set_index(level)["short" if level == "outlet" else "group"]
    names = names if level in ("outlet", "group") else pd.Series(rows.index, rows.index)
    return pd.DataFrame({"name": names.loc[rows.index], "detail": [wording.counted(n, "article") for n in rows]},
                        index=rows.index)


def rows_apart(table: pd.DataFrame) -> tuple[list[str], str]:
    """Name the rows that the widest gap in own words sets apart, where it is the same gap on both lists.

    Returns
    -------
    rows, end
        The smaller side of the gap, ``lowest`` or ``highest``; no rows where the lists differ.

    Examples
    --------
    >>> table = pd.DataFrame({"level": "article", "row": ["a", "b", "c"] * 2, "voice": "own",
    ...     "list": ["vader"] * 3 + ["tone"] * 3, "score": [-0.3, 0.1, 0.2, -2, 1, 0]})
    >>> rows_apart(table)
    (['a'], 'lowest')
    """
    own = table[(table["level"] == table["level"].iloc[0]) & (table["voice"] == "own")]
    scores = own.pivot(index="row", columns="list", values="score").dropna()
    below = []
    for name in scores:
        ordered = scores[name].sort_values(kind="stable")
        below.append(frozenset(ordered.index[:max(1, ordered.diff().fillna(0).argmax())]))
    if len(scores) < 2 or len(set(below)) > 1:
        return [], ""
    low = len(below[0]) * 2 <= len(scores)
    named = [row for row in own["row"].drop_duplicates() if row in scores.index and (row in below[0]) == low]
    return named, "lowest" if low else "highest"


def _clear_gaps(gaps: pd.DataFrame | None) -> pd.DataFrame:
    """Keep the pairs whose interval is off zero, to the same side, on both lists; the widest on VADER first."""
    if gaps is None or gaps.empty:
        return pd.DataFrame(columns=["focus", "reference"])
    pairs = gaps.pivot(index=["focus", "reference"], columns="list", values=["difference", "ci_high", "evidence"])
    clear = (pairs["ci_high"] < 0).all(axis=1) & (pairs["evidence"] == "interval").all(axis=1)
    return pairs[clear].sort_values(("difference", "vader"))["difference"].reset_index()


def caption_tone(table: pd.DataFrame, labels: pd.DataFrame, gaps: pd.DataFrame | None = None) -> style.Caption:
    """Word the caption of `plot_tone`.

    Parameters
    ----------
    table : DataFrame
        From `sentiment.tone`.
    labels : DataFrame
        From `row_labels`.
    gaps : DataFrame, optional
        From `sentiment.tone_gaps`; the title names two outlets only where these allow it.
    """
    rows = table[table["level"] == table["level"].iloc[0]]
    one = rows["n_articles"].max() == 1
    n_articles = int(rows.groupby("row")["n_articles"].max().sum())
    n_sentences = rows[rows["list"] == "vader"].groupby("voice")["n_sentences"].sum()
    finding, alternative = _tone_finding(rows, labels, gaps)
    inferred = rows["evidence"].eq("interval").any()
    counts = " and ".join(f"{int(n_sentences.get(voice, 0)):,} {name}" for voice, name in (
        ("own", "sentences in own words"), ("others", "in others’")))
    inside = ("light ticks: its passages of 40 words or more in that voice (spread inside one article)" if one
              else "small dots: its articles")
    bars = f" Thick bar: {wording.interval_words('article')}." if inferred else ""
    band = " Grey band: rows of the title, set apart on both lists." if _band_rows(rows, gaps) else ""
    rule = "" if inferred else " Apart: the widest gap between rows parts the same ones on both lists."
    claim = "Each row is one article: nothing is inferred about an outlet." if one else (
        "Rows of under four articles are described only.")
    return style.Caption(
        title=style.first_title([finding, alternative]),
        subtitle="Mean tone of sentences by two word lists, an outlet’s own words apart from words quoted, "
                 "retold or ascribed. The scales differ: compare rows within a panel.",
        reading=f"Dot: own words; diamond: {wording.VOICES['others']}; {inside}.{band}"
                f"{bars} Right: sentences scored in own words (in others’).",
        base=f"{wording.counted(n_articles, 'article')}: {counts}; stretches under four words and headlines left "
             f"out. {claim}{rule}{drawn_words(rows)} Zero isn’t neutral: both lists score topics such as war, "
             f"too.{_gap_words(gaps)}{_against(rows, gaps)}",
        alt=f"Dot plot, two panels by word list; rows are {wording.counted(len(labels), table['level'].iloc[0])}. "
            f"{finding}. {wording.counted(n_articles, 'article')}, "
            f"{'intervals over articles' if inferred else 'only described'}.")


def _gap_words(gaps: pd.DataFrame | None) -> str:
    """Say how often two outlets were compared, and with what p the title's pair stands apart."""
    if gaps is None or gaps.empty:
        return ""
    text, clear = f" {wording.looks(len(gaps))}.", _clear_gaps(gaps)
    if clear.empty:
        return text
    pair = gaps[gaps["focus"].eq(clear["focus"].iloc[0]) & gaps["reference"].eq(clear["reference"].iloc[0])]
    said = "; ".join(f"{LISTS[row.list][0]} {signed(row.difference, 2)} ({signed(row.ci_low, 2)} to "
                     f"{signed(row.ci_high, 2)}), {wording.p_words(row.p, row.p_min)}" for row in pair.itertuples())
    return f"{text} Difference of the title’s two: {said}."


def _against(rows: pd.DataFrame, gaps: pd.DataFrame | None) -> str:
    """Say what the title's rows can't be told apart from; where it names none, in what else rows differ."""
    clear, named = _clear_gaps(gaps), _band_rows(rows, gaps)
    own = rows[rows["voice"].eq("own")].drop_duplicates("row").set_index("row")["identification"].dropna()
    if len(clear):
        pair = gaps[gaps["focus"].eq(clear["focus"].iloc[0]) & gaps["reference"].eq(clear["reference"].iloc[0])]
        text = wording.confounding(pair["identification"].iloc[:1])
    elif named:
        text = wording.confounding(own.reindex(named))
    else:
        found = {factor for cell in own for factors in wording.confounders(cell) for factor in factors}
        also = [factor for factor in ("event", "stage", "genre") if factor in found]
        text = f"Rows are confounded with {wording.listed(also)}." if also else ""
    return f" {text}" if text else ""


def _tone_finding(rows: pd.DataFrame, labels: pd.DataFrame, gaps: pd.DataFrame | None) -> tuple[str, str]:
    """Two titles, long and short, that the table bears out."""
    if rows["evidence"].eq("interval").any():
        clear = _clear_gaps(gaps)
        if gaps is None or gaps.empty:
            return "Tone of own words and of others’ words, on two lists", "Tone by voice"
        if clear.empty:
            return "No two outlets’ own words differ clearly on both lists", "Tone by voice"
        low, high = (labels["name"].get(clear[side].iloc[0], clear[side].iloc[0]) for side in ("focus", "reference"))
        return f"{low}’s own words score below {high}’s, on both lists", "Some outlets’ own words differ on both lists"
    (apart, end), noun = rows_apart(rows), rows["level"].iloc[0]
    if not apart:
        return f"No {noun} stands apart in own words on both lists", "The two lists disagree on tone"
    kind = noun if len(apart) == 1 else wording.plural(noun)
    names = wording.the(wording.listed(list(dict.fromkeys(labels.loc[apart, "name"]))))
    return (f"Own words score {end} in {names} {kind}", f"Both lists put the same {kind} {end} in own words")


def plot_tone(table: pd.DataFrame, labels: pd.DataFrame, gaps: pd.DataFrame | None = None) -> style.Page:
    """Draw tone by row, list and voice.

    Parameters
    ----------
    table, labels, gaps
        As for `caption_tone`.

    Returns
    -------
    Page
        One axes for each list.
    """
    level = table["level"].iloc[0]
    rows, inside = table[table["level"] == level], table[table["level"] != level]
    band = _band_rows(rows, gaps)
    rows = most_rows(rows, band)
    order, cut = row_order(rows)
    tops, height = row_tops(labels, order, cut)
    head = 0.72
    fig = style.page(caption_tone(table, labels, gaps), head + height + 0.2)
    within = style.PASSAGE if level == "article" else {**style.UNIT, "ms": 3}
    fig.key(0.08, [(style.ESTIMATE, "own words"), (OTHERS, wording.VOICES["others"]),
                   (within, "passages of the article" if level == "article" else "its articles")])
    write_rows(fig, labels, order, tops, head, cut, height)
    for i, (name, (title, unit)) in enumerate(LISTS.items()):
        left = NAMES_RIGHT + 0.1 + i * (PANEL + GAP)
        fig.words(left, 0.34, title, fontweight="bold")
        fig.words(left, 0.48, unit, fontsize=style.SMALLEST, color=style.SECOND)
        ax = fig.axes_at(left, head, PANEL, height)
        values = table.loc[table["row"].isin(order) & (table["list"] == name), ["score", "ci_low", "ci_high"]].stack()
        scale(ax, values.min(), values.max(), height)
        for row in set(band) & set(order):
            ax.axhspan(tops[row][0], tops[row][1], color=BAND, lw=0, zorder=0)
        for (row, voice), part in rows[rows["list"] == name].groupby(["row", "voice"], sort=False):
            y = lane_of(tops, row, voice)
            dots = inside[(inside["list"] == name) & (inside["row"] == row) & (inside["voice"] == voice)]
            ax.plot(dots["score"], [y] * len(dots), **within)
            _estimate(ax, part.iloc[0], y, voice)
        fig.words(left, head + height + 0.14, "← negative words", fontsize=style.SMALLEST, color=style.SECOND)
        fig.words(left + PANEL, head + height + 0.14, "positive →", ha="right", fontsize=style.SMALLEST,
                  color=style.SECOND)
    _write_counts(fig, rows[rows["list"] == "vader"], order, tops, head)
    return fig


def _band_rows(rows: pd.DataFrame, gaps: pd.DataFrame | None) -> list[str]:
    if rows["evidence"].eq("interval").any():
        clear = _clear_gaps(gaps)
        return [] if clear.empty else [clear["focus"].iloc[0], clear["reference"].iloc[0]]
    return rows_apart(rows)[0]


def most_rows(rows: pd.DataFrame, first: Sequence[str] = ()) -> pd.DataFrame:
    """Keep as many rows as a page holds: those named first, then those with most articles and sentences."""
    sizes = rows.groupby("row", sort=False)[["n_articles", "n_sentences"]].max()
    ranked = sizes.sort_values(["n_articles", "n_sentences"], ascending=False, kind="stable").index
    kept = [*first, *(row for row in ranked if row not in set(first))][:MAX_ROWS]
    return rows[rows["row"].isin(kept)]


def drawn_words(rows: pd.DataFrame) -> str:
    """Say in a caption which rows a page that can't hold all of them has."""
    n, level = rows["row"].nunique(), rows["level"].iloc[0]
    if n <= MAX_ROWS:
        return ""
    most = "sentences" if level == "article" else "articles"
    return f" Drawn: {MAX_ROWS} of {wording.counted(n, level)}, with most {most}; the table has all."


def row_order(rows: pd.DataFrame) -> tuple[list[str], int | None]:
    """Put inferred rows first; say where the described ones start, if there are both."""
    names = list(rows["row"].drop_duplicates())
    inferred = set(rows.loc[rows["evidence"] == "interval", "row"])
    order = [row for row in names if row in inferred] + [row for row in names if row not in inferred]
    return order, len(inferred) if 0 < len(inferred) < len(names) else None


def _detail_lines(labels: pd.DataFrame, row: str) -> list[str]:
    text, room = labels.loc[row, "detail"], NAMES_RIGHT - style.EDGE
    if style.text_width(text, style.SMALLEST) > room:
        text = "\n".join(text.rsplit(" · ", 1))
    return style.wrap(text, room, style.SMALLEST)


def _name_lines(labels: pd.DataFrame, row: str) -> list[str]:
    return style.wrap(labels.loc[row, "name"], NAMES_RIGHT - style.EDGE, bold=True)


def row_tops(labels: pd.DataFrame, order: list[str], cut: int | None,
              least: float = 0.44) -> tuple[dict[str, tuple[float, float]], float]:
    """Place rows below each other, each as high as its label; where described ones start leave a line."""
    tops, top = {}, 0.0
    for i, row in enumerate(order):
        top += 0.24 if i == cut else 0
        n_more = len(_name_lines(labels, row)) - 1 + len(_detail_lines(labels, row))
        height = max(least, 0.24 + 0.125 * n_more)
        tops[row] = (top, top + height)
        top += height
    return tops, top


def lane_of(tops: dict[str, tuple[float, float]], row: str, voice: str) -> float:
    """Place a voice's mark in its row: own words above the others."""
    low, high = tops[row]
    return (low + high) / 2 + (-LANE if voice == "own" else LANE) / 2


def write_rows(fig: style.Page, labels: pd.DataFrame, order: list[str], tops: dict[str, tuple[float, float]],
                head: float, cut: int | None, height: float) -> None:
    """Write the names of the rows, and the line below which rows are only described."""
    for i, row in enumerate(order):
        names, lines = _name_lines(labels, row), _detail_lines(labels, row)
        low, high = tops[row]
        y = head + (low + high) / 2 - 0.125 * (len(names) - 1 + len(lines)) / 2 + 0.04
        colour = style.SECOND if cut is not None and i >= cut else style.INK
        for name in names[:-1]:
            fig.words(NAMES_RIGHT, y, name, ha="right", fontweight="bold", color=colour)
            y += 0.125
        fig.words(NAMES_RIGHT, y, names[-1], ha="right", fontweight="bold", color=colour)
        for at, line in enumerate(lines, start=1):
            fig.words(NAMES_RIGHT, y + 0.005 + 0.125 * at, line, ha="right", fontsize=style.SMALLEST,
                      color=style.SECOND)
        if i == cut:
            fig.rule(head + low - 0.22)
            fig.words(style.EDGE, head + low - 0.08, "Fewer than 4 articles: described, no interval",
                      style="italic", fontsize=style.NOTE, color=style.SECOND)


def scale(ax: Axes, low: float, high: float, height: float) -> None:
    """Set up an axis of scores that holds zero, ticks on top."""
    low, high = min(low, 0), max(high, 0)
    room = 0.06 * (high - low or 1)
    ax.set(xlim=(low - room, high + room), ylim=(height, 0), yticks=[])
    ax.xaxis.get_major_locator().set_params(nbins=4, steps=[1, 2, 5, 10])
    ax.xaxis.set_major_formatter(lambda value, _: signed(value))
    ax.tick_params(axis="x", length=0, pad=2, labelsize=style.NOTE, labelcolor=style.SECOND)
    ax.grid(axis="x", color=style.GRID, lw=0.7, zorder=0)
    ax.axvline(0, color=style.LINE, lw=0.8, zorder=1)
    ax.set_axisbelow(True)


def signed(value: float, digits: int | None = None) -> str:
    """Write a number with its sign and a true minus.

    Examples
    --------
    >>> signed(-0.5), signed(2), signed(0), signed(0.043, 2)
    ('−0.5', '+2', '0', '+0.04')
    """
    text = f"{value:+.{digits}f}" if digits is not None else f"{value:+.3g}"
    return "0" if float(text) == 0 else text.replace("-", "−")


def _estimate(ax: Axes, row: pd.Series, y: float, voice: str) -> None:
    if row["evidence"] == "interval":
        bar = style.INTERVAL if voice == "own" else style.QUOTED_INTERVAL
        ax.plot([row["ci_low"], row["ci_high"]], [y, y], **bar)
    elif pd.notna(row["loo_low"]):
        ax.plot([row["loo_low"], row["loo_high"]], [y, y], **style.LEAVE_ONE_OUT)
    ax.plot([row["score"]], [y], **(style.ESTIMATE if voice == "own" else OTHERS))


def _write_counts(fig: style.Page, rows: pd.DataFrame, order: list[str], tops: dict[str, tuple[float, float]],
                  head: float) -> None:
    fig.words(COUNTS_RIGHT, head - 0.37, "sentences", ha="right", fontsize=style.SMALLEST, color=style.SECOND)
    fig.words(COUNTS_RIGHT, head - 0.24, "own (others)", ha="right", fontsize=style.SMALLEST, color=style.SECOND)
    counts = rows.pivot(index="row", columns="voice", values="n_sentences")
    counts = counts.reindex(columns=["own", "others"]).fillna(0)
    for row in order:
        low, high = tops[row]
        own, others = (int(n) for n in counts.loc[row])
        fig.words(COUNTS_RIGHT, head + (low + high) / 2 + 0.04, f"{own:,} ({others:,})", ha="right",
                  fontsize=style.NOTE, color=style.SECOND)
