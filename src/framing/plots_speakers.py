"""Drawing of who speaks: articles along their length, by side and voice."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from framing import style, wording
from framing.plots_rows import (
    LEAD,
    LINE,
    MOST,
    OTHER,
    UNKNOWN,
    commonest,
    groups_led,
    label_lines,
    out_of,
    percent,
    row_labels,
    side_looks,
    write_label,
)

TALL, SHORT, GAP = 0.24, 0.11, 0.15  # inches: blocks, between strips
BESIDE = 0.10  # room before the columns of shares
BASE_LINE: style.Mark = {"color": style.LINE, "lw": 1.0, "solid_capstyle": "butt", "zorder": 2}


def light(colour: str) -> str:
    """Give the light tint of a colour, for speakers of a side who are not its officials.

    Examples
    --------
    >>> light("#000000")
    '#8c8c8c'
    """
    return to_hex([1 - 0.45 * (1 - part) for part in to_rgb(colour)])


# Along the text


def _side_shares(table: pd.DataFrame, sides: list[str]) -> pd.DataFrame:
    """Read each article's shares by side off its stretches; sides that have no place of their own are others."""
    wide = table.drop_duplicates(["article", "side"]).pivot(index="article", columns="side", values="share")
    wide = wide.fillna(0.0).rename(columns={"": "own", **dict.fromkeys(sides[2:], OTHER)})
    wide = wide.T.groupby(level=0, sort=False).sum().T
    return wide.reindex(index=table["article"].unique(), columns=["own", *sides[:2], OTHER, UNKNOWN], fill_value=0.0)


def _leading(shares: pd.DataFrame, sides: list[str]) -> pd.Series:
    """Name the side that leads in each article, where one does."""
    known = shares[sides[:2]]
    if known.empty:
        return pd.Series(dtype=object)
    most = known.max(axis=1)
    ahead = most.gt(0) & most.ge(LEAD * _next(shares, sides))
    return known.idxmax(axis=1)[ahead]


def _next(shares: pd.DataFrame, sides: list[str]) -> pd.Series:
    """Give each article's largest share of a side but the one that leads of the two drawn up and down."""
    rivals = shares[[*sides[:2], OTHER]]
    first = shares[sides[:2]].idxmax(axis=1)
    return rivals.where(rivals.columns.to_numpy() != first.to_numpy()[:, None]).max(axis=1)


def _strip_titles(shares: pd.DataFrame, leading: pd.Series, names: pd.Series) -> list[str]:
    n = len(names)
    if not shares.drop(columns=["own", OTHER, UNKNOWN]).to_numpy().any():
        return ["No speaker here is known to be on a side"]
    if leading.empty:
        return ["Neither side leads in any article" if n > 1 else "Neither side leads in the article"]
    side = commonest(leading)
    k = int(leading.eq(side).sum())
    titles = [f"{side} voices lead in {out_of(k, n, 'article')}", f"One side leads in {out_of(k, n, 'article')}"]
    return [*(f"{name} voices lead in {group}" for name, group in groups_led(leading, names)), *titles]


def caption_speaker_strips(table: pd.DataFrame, sides: list[str], articles: pd.DataFrame,
                           events: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_speaker_strips`.

    Parameters
    ----------
    table, sides, articles, events
        As for `plot_speaker_strips`.
    """
    shares = _side_shares(table, sides)
    names = row_labels(shares.index, articles, events, "article")["name"]
    leading, n = _leading(shares, sides), len(shares)
    drawn = min(n, MOST)
    rest = f" Drawn: {drawn} of {n:,}, the longest of each outlet first; the title counts all." if drawn < n else ""
    words = table.drop_duplicates("article")["n_article_tokens"].sum()
    outlets = articles.loc[articles["article"].isin(shares.index), "outlet"].nunique()
    who = f"{wording.counted(n, 'article')} of {wording.counted(outlets, 'outlet')}"
    title = style.first_title(_strip_titles(shares, leading, names))
    merged = f" Other: also {wording.listed(sides[2:])}." if len(sides) > 2 else ""
    ranges = "; ".join(f"{name} {percent(shares[side].min())} to {percent(shares[side].max())}" for side, name in (
        ("own", "own words"), *((side, side) for side in sides[:2])))
    return style.Caption(
        title=title,
        subtitle="Each line is one article, first word to last; a block is somebody else’s words.\n"
                 f"Describes {wording.counted(n, 'article')}; nothing is inferred about any outlet.",
        reading="Tall block: in quotation marks. Short block: retold, or a thought ascribed. Full colour: officials; "
                "light: experts, media and others of that side. Thin line: the outlet’s own words. Bold: a side that "
                "leads, with at least a quarter more words than the next.",
        base=f"{who}, {int(words):,} words. Sides are those of actors.csv; a source not listed there, whose "
             f"description names no side, is unknown.{merged} {_doubt(shares, leading, sides)}{rest}",
        alt=f"Strips along the text, rows are {who}. {title}. Shares of an article’s words: {ranges}. Described only.")


def _doubt(shares: pd.DataFrame, leading: pd.Series, sides: list[str]) -> str:
    """Say whose lead unknown speakers could overturn."""
    if leading.empty or len(sides) < 2:
        return ""
    led = shares.loc[leading.index]
    safe = int((led[sides[:2]].max(axis=1) - _next(led, sides)).gt(led[UNKNOWN]).sum())
    where = "no article" if not safe else out_of(safe, len(leading), "article")
    return f"In {where} the leading side would lead even if all words of unknown speakers were the next one’s."


def plot_speaker_strips(table: pd.DataFrame, sides: list[str], articles: pd.DataFrame,
                        events: pd.DataFrame) -> style.Page:
    """Draw each article as a line of its length, with a block where somebody else has the word.

    The first side stands above the line, the second below, all others across it.

    Parameters
    ----------
    table : DataFrame
        From `speakers.along`. At most eight articles are drawn: the longest of each outlet first.
    sides : list of str
        Of the corpus, in order.
    articles, events : DataFrame
        Of the corpus, articles in the order of the rows.

    Returns
    -------
    Page
        One axes with all strips; x in words, y in inches down the content. Where no article has a text, a page
        that says so.
    """
    if table.empty:
        return style.nothing("No article here is held in full",
                             "Who speaks is seen in full texts only, and this corpus has none.")[0]
    table = _in_order(table, articles)
    shares = _side_shares(table, sides)
    leading = _leading(shares, sides)
    sizes = table.drop_duplicates("article").set_index("article")["n_article_tokens"]
    drawn = _drawn(sizes, articles)
    labels = row_labels(drawn, articles, events, "article")
    heads = {key: label_lines(row["name"], f"{row['detail']} · {wording.counted(sizes[key], 'word')}")
             for key, row in labels.iterrows()}
    columns = _Columns(shares.columns)
    head = 0.30 + LINE * columns.n_lines
    height = head + 0.09 + sum(LINE * len(lines) + 2 * TALL + GAP for lines in heads.values()) - GAP
    fig = style.page(caption_speaker_strips(table, sides, articles, events), height)
    longest, width, looks = int(sizes[drawn].max()), columns.left - BESIDE - style.EDGE, side_looks(sides)
    ax = fig.axes_at(style.EDGE, 0, width, height)
    ax.set(xlim=(0, longest), ylim=(height, 0), xticks=[], yticks=[])
    ax.patch.set_visible(False)
    _strip_legend(fig, sides, looks)
    columns.write_heads(fig, head)
    ticks, top = _write_ticks(fig, longest, width, head), head + 0.07
    for key, lines in heads.items():
        write_label(fig, top, lines)
        base = top + LINE * len(lines) + TALL
        _draw_strip(ax, table[table["article"].eq(key)], base, ticks, looks)
        columns.write(fig, shares.loc[key], base + 0.04, leading.get(key, ""))
        top = base + TALL + GAP
    return fig


def _in_order(table: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    place = {article: i for i, article in enumerate(articles["article"])}
    return table[table["article"].isin(place)].sort_values(
        ["article", "start"], key=lambda column: column.map(place) if column.name == "article" else column)


def _drawn(sizes: pd.Series, articles: pd.DataFrame) -> list:
    """Keep as many articles as a page holds: the longest of each outlet first, then their second longest."""
    outlets = sizes.index.map(articles.set_index("article")["outlet"])
    rank = sizes.groupby(outlets).rank(method="first", ascending=False)
    kept = set(rank.sort_values(kind="stable").index[:MOST])
    return [key for key in sizes.index if key in kept]


class _Columns:
    """Columns of shares at the right, as wide as their heads ask for."""

    def __init__(self, names) -> None:
        self.heads = {name: style.wrap(name, 0.72, style.NOTE) for name in names}
        self.right: dict[str, float] = {}
        at = style.WIDTH - style.EDGE
        for name in reversed(list(names)):
            self.right[name] = at
            at -= max(0.36, *(style.text_width(line, style.NOTE) for line in self.heads[name])) + 0.10
        self.left = at
        self.n_lines = max(len(lines) for lines in self.heads.values())

    def write_heads(self, fig: style.Page, bottom: float) -> None:
        small = {"ha": "right", "fontsize": style.NOTE, "color": style.SECOND}
        fig.words(style.WIDTH - style.EDGE, bottom - LINE * self.n_lines, "share of the article’s words", **small)
        for name, lines in self.heads.items():
            for i, line in enumerate(reversed(lines)):
                fig.words(self.right[name], bottom - LINE * i, line, **small)

    def write(self, fig: style.Page, shares: pd.Series, at: float, bold: str) -> None:
        for name, share in shares.items():
            fig.words(self.right[name], at, percent(share), ha="right",
                      color=style.INK if name == bold else style.SECOND,
                      fontweight="bold" if name == bold else "normal")


def _write_ticks(fig: style.Page, longest: int, width: float, bottom: float) -> list[float]:
    ticks = [tick for tick in MaxNLocator(5, integer=True).tick_values(0, longest) if 0 < tick <= longest]
    for tick in [0, *ticks]:
        text = f"{tick:,.0f}{' words' if ticks and tick == ticks[-1] else ''}"
        fig.words(style.EDGE + width * tick / longest, bottom, text, ha="center" if tick else "left",
                  fontsize=style.SMALLEST, color=style.SECOND)
    return ticks


def _block(ax: Axes, place: str, start: float, base: float, width: float, height: float, **look) -> None:
    bottom = base + height / 2 if place == "across" else base + height if place == "down" else base
    ax.add_patch(Rectangle((start, bottom), width, -height, **{"lw": 0.5, "zorder": 3, **look}))


def _strip_legend(fig: style.Page, sides: list[str], looks: dict[str, tuple[str, str]]) -> None:
    ax, left, base = fig.inch_axes(0, 0.24), style.EDGE, 0.10
    entries = [*((f"{side}, {looks[side][0]}", looks[side]) for side in sides[:2]),
               ("other, across", looks[OTHER]), ("unknown", looks[UNKNOWN])]
    for meaning, (place, colour) in entries:
        ax.plot([left, left + 0.26], [base, base], **BASE_LINE)
        _block(ax, place, left + 0.06, base, 0.14, 0.12, fc=colour, ec=_edge(colour))
        fig.words(left + 0.31, base + 0.03, meaning, fontsize=style.NOTE, color=style.SECOND)
        left += 0.31 + style.text_width(meaning, style.NOTE) + 0.18
    ax.plot([left, left + 0.34], [base + 0.04] * 2, **BASE_LINE)
    _block(ax, "up", left + 0.06, base + 0.04, 0.1, 0.15, fc=style.SECOND, ec=style.SECOND)
    _block(ax, "up", left + 0.2, base + 0.04, 0.1, 0.07, fc=style.SECOND, ec=style.SECOND)
    fig.words(left + 0.39, base + 0.03, "quoted, retold", fontsize=style.NOTE, color=style.SECOND)


def _edge(colour: str) -> str:
    return style.LINE if colour == style.GRID else colour


def _draw_strip(ax: Axes, stretches: pd.DataFrame, base: float, ticks: list[float],
                looks: dict[str, tuple[str, str]]) -> None:
    length = int(stretches["n_article_tokens"].iloc[0])
    for tick in ticks:
        ax.plot([tick, tick], [base - TALL, base + TALL], color=style.GRID, lw=0.7, zorder=1)
    ax.plot([0, length], [base, base], **BASE_LINE)
    ax.plot([length, length], [base - 0.05, base + 0.05], **BASE_LINE, clip_on=False)
    for row in stretches[stretches["side"].ne("")].itertuples():
        place, colour = looks[row.side]
        full = row.official or place == "across"
        _block(ax, place, row.start, base, row.n_tokens, TALL if row.voice == "quoted" else SHORT,
               fc=colour if full else light(colour), ec=_edge(colour))
