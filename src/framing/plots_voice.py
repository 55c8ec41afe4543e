"""Drawing of articles along their length: own words, words in quotation marks, words retold or ascribed."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from framing import style, wording
from framing.labels import article_labels

MOST = 8  # strips on a page
LINE, TALL, SHORT, TICK, GAP = 0.16, 0.28, 0.12, 0.07, 0.17  # inches: a line of a name, blocks, between strips
HEAD = 0.44  # legend and column heads
COLUMNS = {"own": "own", "quoted": "quoted", "reported": "retold"}
COLUMN, BESIDE = 0.54, 0.12  # inches: a column of shares, room before the first
STRIP = style.WIDTH - 2 * style.EDGE - BESIDE - COLUMN * len(COLUMNS)
BLOCKS = {"quoted": (TALL, style.INK), "reported": (SHORT, style.LINE)}
OWN: style.Mark = {"color": style.LINE, "lw": 1.0, "solid_capstyle": "butt", "zorder": 2}
SCARE: style.Mark = {"color": style.INK, "lw": 1.2, "solid_capstyle": "butt", "zorder": 4}
FAR = 2  # times as much: "far more"; the foot says so in words


def _shares(table: pd.DataFrame) -> pd.DataFrame:
    """Read each article's shares by voice off its stretches; a voice without a stretch has none."""
    wide = table.drop_duplicates(["article", "voice"]).pivot(index="article", columns="voice", values="share")
    return wide.reindex(columns=[*COLUMNS, "scare"]).fillna(0.0)


def _places(table: pd.DataFrame, articles: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Order the articles: by outlet, then in time; name them, with their length."""
    facts = articles[articles["article"].isin(table["article"])]
    stages = {stage: i for i, stage in enumerate(wording.STAGES)}
    facts = facts.assign(starts=facts["event"].map(events.set_index("event")["starts"]),
                         nth=facts["stage"].map(stages).fillna(len(stages)))
    facts = facts.sort_values(["order", "outlet", "starts", "nth", "published", "article"], na_position="last")
    labels = article_labels(facts, events)
    sizes = table.drop_duplicates("article").set_index("article")["n_article_tokens"]
    return labels.assign(outlet=facts["outlet"].to_numpy(), n=labels["article"].map(sizes)).reset_index(drop=True)


def _drawn(places: pd.DataFrame) -> pd.DataFrame:
    """Keep as many articles as a page holds: the longest of each outlet first, then their second longest."""
    rank = places.groupby("outlet")["n"].rank(method="first", ascending=False)
    return places.loc[sorted(rank.sort_values(kind="stable").index[:MOST])]


def _named(places: pd.DataFrame, shares: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Find titles, the first that fits is taken, and the articles that the title is about."""
    more = shares.index[shares["reported"] > shares["quoted"]]
    far = shares.index[(shares["reported"] > 0) & (shares["reported"] >= FAR * shares["quoted"])]
    n, k = len(shares), len(more)
    titles = [f"{f'{k:,}' if k else 'None'} of {n:,} articles {'retells' if k == 1 else 'retell'} more than "
              f"{'it quotes' if k == 1 else 'they quote'}"]
    if n == 1:
        titles = [f"The article {'retells more than' if k else 'quotes at least as much as'} it "
                  f"{'quotes' if k else 'retells'}"]
    mine = places[places["outlet"].isin(places.loc[places["article"].isin(far), "outlet"])]
    if not len(far) or len(mine) > len(far) or mine["outlet"].nunique() > 1 or len(far) == n:
        return titles, list(more)
    name, m = mine["name"].iloc[0], len(far)
    who = (f"{'Both' if m == 2 else f'All {m}'} {name} articles retell" if m > 1 else
           f"{wording.capital(wording.the(name))} article retells")
    it = "they quote" if m > 1 else "it quotes"
    special = f"{who} far more than {it}"
    return ([special, *titles], list(far)) if style.title_fits(special) else (titles, list(more))


def caption_voice_strips(table: pd.DataFrame, articles: pd.DataFrame, events: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_voice_strips`.

    Parameters
    ----------
    table : DataFrame
        From `voice.strips`.
    articles, events : DataFrame
        Of the corpus.
    """
    places, shares = _places(table, articles, events), _shares(table)
    titles, _ = _named(places, shares)
    n, drawn = len(places), len(_drawn(places))
    who = f"{wording.counted(n, 'article')} of {wording.counted(places['outlet'].nunique(), 'outlet')}"
    rest = f" Drawn: {drawn} of {n:,}, the longest of each outlet first; the title counts all." if drawn < n else ""
    most = shares["scare"].max()
    scare = f"at most {100 * most:.1f}% of an article" if most else "none here"
    about = int(shares["own"].lt(0.5).sum())
    return style.Caption(
        title=style.first_title(titles),
        subtitle="Each line is one article, first word to last; a block is somebody else’s words.\n"
                 f"Describes {wording.counted(n, 'article')}; nothing is inferred about any outlet.",
        reading="Tall block: in quotation marks. Short block: retold, or a thought ascribed. Thin line: the outlet’s "
                f"own words. Tick below: one to three words in marks without a source ({scare}). "
                f"Bold: retold or ascribed {'at least twice as much as' if len(titles) > 1 else 'more than'} quoted.",
        base=f"{who}, {int(places['n'].sum()):,} words of deck and body. A program found the spans; it misses "
             "some speech retold without a verb, which counts as own, and takes some own claims for retold ones. It is "
             f"not said here whose words they are.{rest}",
        alt=f"Strips along the text, rows are {who}. Own words are {shares['own'].min():.0%} to "
            f"{shares['own'].max():.0%}, quoted {shares['quoted'].min():.0%} to {shares['quoted'].max():.0%}, "
            f"retold or ascribed {shares['reported'].min():.0%} to {shares['reported'].max():.0%}; others’ words are "
            f"the larger part in {about}. Described only.")


def plot_voice_strips(table: pd.DataFrame, articles: pd.DataFrame, events: pd.DataFrame) -> style.Page:
    """Draw each article as a line of its length, with a block where somebody else has the word.

    Parameters
    ----------
    table : DataFrame
        From `voice.strips`. At most eight articles are drawn: the longest of each outlet first.
    articles, events : DataFrame
        Of the corpus: they name and order the articles.

    Returns
    -------
    Page
        One axes with all strips; x in words, y in inches down the content. Where no article has a text, a page
        that says so.
    """
    if table.empty:
        return style.nothing(
            "No article here is held in full",
            "Whose words an article gives is seen in full texts only: "
            f"of {wording.counted(len(articles), 'article')} in this corpus, none has one.")[0]
    places, shares = _places(table, articles, events), _shares(table)
    bold = _named(places, shares)[1]
    drawn = _drawn(places)
    heads = {row.article: _label_lines(row) for row in drawn.itertuples()}
    height = HEAD + sum(LINE * len(lines) + TALL + TICK + GAP for lines in heads.values()) - GAP + 0.04
    fig = style.page(caption_voice_strips(table, articles, events), height)
    longest = int(drawn["n"].max())
    ax = fig.axes_at(style.EDGE, 0, STRIP, height)
    ax.set(xlim=(0, longest), ylim=(height, 0), xticks=[], yticks=[])
    ax.patch.set_visible(False)
    _heads(fig)
    ticks = [tick for tick in MaxNLocator(6, integer=True).tick_values(0, longest) if 0 < tick <= longest]
    _write_ticks(fig, ticks, longest)
    top = HEAD
    for article, lines in heads.items():
        for i, (name, detail) in enumerate(lines):
            y = top + LINE * (i + 1) - 0.05
            fig.words(style.EDGE, y, name, fontweight="bold")
            indent = style.text_width(name, bold=True) + 0.1 if name else 0
            fig.words(style.EDGE + indent, y, detail, fontsize=style.NOTE, color=style.SECOND)
        base = top + LINE * len(lines) + TALL + 0.03
        _draw_strip(ax, table[table["article"].eq(article)], base, ticks)
        _write_shares(fig, shares.loc[article], base, article in bold)
        top = base + TICK + GAP - 0.03
    return fig


def _write_ticks(fig: style.Page, ticks: list[float], longest: int) -> None:
    for tick in [0, *ticks]:
        text = f"{tick:,.0f}{' words' if tick == ticks[-1] else ''}" if tick else "0"
        left = style.EDGE + STRIP * tick / longest
        fig.words(left, 0.32, text, ha="center" if tick else "left", fontsize=style.SMALLEST, color=style.SECOND)


def _label_lines(row) -> list[tuple[str, str]]:
    """Break a label into lines of a bold and a plain part; most take one."""
    detail = f"{row.detail} · {wording.counted(row.n, 'word')}"
    full = style.WIDTH - 2 * style.EDGE - style.SPARE
    if style.text_width(row.name, bold=True) + 0.1 + style.text_width(detail, style.NOTE) <= full:
        return [(row.name, detail)]
    return [*[(line, "") for line in style.wrap(row.name, full, bold=True)],
            *[("", line) for line in style.wrap(detail, full, style.NOTE)]]


def _heads(fig: style.Page) -> None:
    """Draw the legend, and the heads of the columns of shares."""
    ax, left, base = fig.inch_axes(0, 0.2), style.EDGE, 0.12
    for voice, meaning in (("quoted", "quoted"), ("reported", "retold or ascribed"), ("own", "own words"),
                           ("scare", "in marks, no source")):
        ax.plot([left, left + 0.26], [base, base], **OWN)
        if voice in BLOCKS:
            height, colour = BLOCKS[voice]
            ax.add_patch(Rectangle((left + 0.06, base), 0.14, -0.4 * height, fc=colour, lw=0))
        if voice == "scare":
            ax.plot([left + 0.13] * 2, [base, base + TICK], **SCARE)
        fig.words(left + 0.31, base + 0.02, meaning, fontsize=style.NOTE, color=style.SECOND)
        left += 0.31 + style.text_width(meaning, style.NOTE) + 0.2
    small = {"ha": "right", "fontsize": style.NOTE, "color": style.SECOND}
    fig.words(style.WIDTH - style.EDGE, 0.14, "share of the article’s words", **small)
    for i, name in enumerate(COLUMNS.values()):
        fig.words(_column(i), 0.32, name, **small)


def _column(i: int) -> float:
    """Right edge of a column of shares."""
    return style.WIDTH - style.EDGE - COLUMN * (len(COLUMNS) - 1 - i)


def _draw_strip(ax: Axes, stretches: pd.DataFrame, base: float, ticks: list[float]) -> None:
    length = int(stretches["n_article_tokens"].iloc[0])
    for tick in ticks:
        ax.plot([tick, tick], [base - TALL, base + TICK], color=style.GRID, lw=0.7, zorder=1)
    ax.plot([0, length], [base, base], **OWN)
    ax.plot([length, length], [base - 0.05, base + 0.05], **OWN, clip_on=False)
    for row in stretches.itertuples():
        if row.voice in BLOCKS:
            height, colour = BLOCKS[row.voice]
            ax.add_patch(Rectangle((row.start, base), row.n_tokens, -height, fc=colour, ec=colour, lw=0.4, zorder=3))
        elif row.voice == "scare":
            middle = row.start + row.n_tokens / 2
            ax.plot([middle, middle], [base, base + TICK], **SCARE)


def _write_shares(fig: style.Page, shares: pd.Series, base: float, bold: bool) -> None:
    for i, voice in enumerate(COLUMNS):
        share = shares[voice]
        text = f"{100 * share:.0f}%" if share == 0 or share >= 0.005 else "<1%"
        strong = bold and voice == "reported"
        fig.words(_column(i), base + 0.01, text, ha="right", color=style.INK if strong else style.SECOND,
                  fontweight="bold" if strong else "normal")
