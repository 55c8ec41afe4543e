"""Drawings of topics: how much of each article or outlet touches them, where they stand, a model's stability."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from framing import style, wording
from framing.labels import article_labels

NAMES, ROW, GAP = 1.46, 0.30, 0.26  # inches: room for topics, a row, between two blocks of columns
ACROSS, MOST = 5, 10  # columns side by side, and in all
WIDEST = 1.7
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LEAN = 1 / 4  # of a third's sentences: less is not worth a title
OWN: style.Mark = {"color": style.INK, "lw": 1.5, "solid_capstyle": "butt"}
OTHERS: style.Mark = {"color": style.LINE, "lw": 1.5, "solid_capstyle": "butt"}
HEADLINE: style.Mark = {"marker": "s", "ms": 4.6, "mfc": style.INK, "mec": "none", "ls": "none"}


@dataclass(frozen=True)
class _Column:
    """One article or outlet: its name and what is said under it."""

    key: str
    name: str
    details: list[str] = field(default_factory=list)
    described: bool = False


def number(n: int) -> str:
    """Write a small number as a word.

    Examples
    --------
    >>> number(2), number(12)
    ('two', '12')
    """
    return NUMBERS[n] if n < len(NUMBERS) else f"{n:,}"


def _by(table: pd.DataFrame) -> str:
    return "article" if "article" in table else "outlet"


def _listed(table: pd.DataFrame) -> list[str]:
    """List the topics that some sentence touches, in the table's order."""
    touched = table.groupby("topic", sort=False)["n_touched"].sum()
    return list(touched.index[touched > 0])


def _columns(table: pd.DataFrame, articles: pd.DataFrame, events: pd.DataFrame) -> list[_Column]:
    rows = table.drop_duplicates(_by(table))
    sentences = [wording.counted(n, "sentence") for n in rows["n_sentences"]]
    if _by(table) == "outlet":
        return [_Column(row.outlet, row.short, [wording.counted(row.n_articles, "article"), n, *(
            ["only described"] if row.n_articles < 4 else [])], row.n_articles < 4)
                for row, n in zip(rows.itertuples(), sentences, strict=True)]
    labels = article_labels(articles, events).set_index("article")
    details = labels["detail"].str.replace(", ", ",\n").str.split(" · ")
    return [_Column(row.article, labels.at[row.article, "name"], [*details[row.article], n])
            for row, n in zip(rows.itertuples(), sentences, strict=True)]


def _drawn(columns: list[_Column], table: pd.DataFrame) -> list[_Column]:
    """Keep as many columns as a page holds: those with most articles."""
    sizes = table.groupby(_by(table))["n_articles"].max()
    kept = sorted(columns, key=lambda column: -sizes[column.key])[:MOST]
    return [column for column in columns if column in kept]


class _Layout:
    """Where blocks of columns stand: measured before the page is made, drawn after."""

    def __init__(self, columns: list[_Column], topics: list[str], ticks: float) -> None:
        n_blocks = -(-len(columns) // ACROSS)
        across = -(-len(columns) // n_blocks)
        self.groups = [columns[i:i + across] for i in range(0, len(columns), across)]
        self.pitch = min(WIDEST, (style.WIDTH - 2 * style.EDGE - NAMES) / across)
        self.topics, self.ticks = topics, ticks
        room = self.pitch - 0.12
        self.heads = [[[*[(line, True) for line in style.wrap(column.name, room, style.LABEL, bold=True)],
                        *[(line, False) for part in column.details for line in style.wrap(part, room, style.NOTE)]]
                       for column in group] for group in self.groups]
        self.tall = [max(len(head) for head in heads) * 0.135 + 0.06 for heads in self.heads]
        self.height = 0.24 + sum(self.tall) + n_blocks * (ticks + ROW * len(topics)) + GAP * (n_blocks - 1)

    def draw(self, fig: style.Page, key: list[tuple[style.Mark, str]]) -> list[tuple[_Column, Axes]]:
        fig.key(0.10, key)
        top, placed = 0.24, []
        for group, heads, tall in zip(self.groups, self.heads, self.tall, strict=True):
            for i, (column, head) in enumerate(zip(group, heads, strict=True)):
                left = style.EDGE + NAMES + i * self.pitch
                for j, (line, bold) in enumerate(head):
                    fig.words(left, top + 0.125 + 0.135 * j, line, fontsize=style.LABEL if bold else style.NOTE,
                              fontweight="bold" if bold else "normal",
                              color=style.INK if bold and not column.described else style.SECOND)
                ax = fig.axes_at(left, top + tall + self.ticks, self.pitch - 0.12, ROW * len(self.topics))
                ax.patch.set_visible(False)
                ax.set(ylim=(len(self.topics), 0), yticks=[])
                ax.tick_params(axis="x", length=0, pad=2, labelsize=style.SMALLEST, labelcolor=style.SECOND)
                placed.append((column, ax))
            self._names(fig, top + tall + self.ticks, len(group))
            top += tall + self.ticks + ROW * len(self.topics) + GAP
        return placed

    def _names(self, fig: style.Page, top: float, n_columns: int) -> None:
        right = style.EDGE + NAMES + n_columns * self.pitch - 0.12
        for i, topic in enumerate(self.topics):
            fig.rule(top + ROW * i, right=right, color=style.GRID, zorder=0)
            lines = style.wrap(topic, NAMES - 0.1, style.LABEL)
            for j, line in enumerate(lines):
                fig.words(style.EDGE, top + ROW * (i + 0.5) + 0.04 + 0.13 * (j - (len(lines) - 1) / 2), line)
        fig.rule(top + ROW * len(self.topics), right=right, color=style.GRID, zorder=0)


def _base(table: pd.DataFrame) -> str:
    """Say what was counted, and what the page leaves out."""
    by = _by(table)
    rows = table.drop_duplicates(by)
    listed = _listed(table)
    absent = [topic for topic in dict.fromkeys(table["topic"]) if topic not in listed]
    none = f" No sentence touches {_either(absent)}." if absent else ""
    hidden = len(rows) - MOST
    left_out = f" {wording.counted(hidden, by)} with fewer articles only in the table." if hidden > 0 else ""
    return (f"{wording.counted(rows['n_articles'].sum(), 'article')} of "
            f"{wording.counted(rows['outlet'].nunique(), 'outlet')}, {int(rows['n_sentences'].sum()):,} sentences. A "
            "topic is a list of words: sentences on it without one are missed."
            f"{none}{left_out}")


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _describes(table: pd.DataFrame) -> str:
    n = len(table.drop_duplicates(_by(table)))
    return f"Describes {wording.counted(n, 'article')}; nothing is inferred about any outlet."


# How much


def _share_titles(table: pd.DataFrame, leads: pd.DataFrame) -> list[str]:
    by = _by(table)
    names = table.drop_duplicates(by).set_index(by)["short"]
    apart = leads[leads["apart"].astype(bool)] if len(leads) else leads
    n, first = apart["leader"].nunique() if len(leads) else 0, _listed(table)[0]
    if leads.empty:
        return [f"{first} comes up most in these articles", "One topic comes up most in these articles"]
    if not n:
        return ["No article dwells on a topic of its own" if by == "article"
                else "No outlet stands apart from all others on a topic"]
    if n == 1:
        name, topic = names[apart["leader"].iloc[0]], apart["topic"].iloc[0]
        titles = ([f"Only {wording.the(name)} article itself dwells on {topic}"] if by == "article"
                  else [f"{name} gives {topic} most room, in its own words", f"{name} gives {topic} most room"])
        return [*(titles if len(apart) == 1 else []), f"One {by} dwells on a topic of its own"]
    of = number(len(names))
    return [f"{number(n).capitalize()} of {of} {by}s dwell on a topic of their own"]


def caption_topic_shares(table: pd.DataFrame, leads: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_topic_shares` from its tables.

    Parameters
    ----------
    table : DataFrame
        From `topics.topic_shares`.
    leads : DataFrame
        From `topics.leaders`.
    """
    by, n = _by(table), len(table.drop_duplicates(_by(table)))
    title = style.first_title(_share_titles(table, leads))
    names = table.drop_duplicates(by).set_index(by)["short"]
    apart = leads[leads["apart"].astype(bool)] if len(leads) else leads
    found = "; ".join(f"{names[row.leader]} on {row.topic} ({row.share:.0%}, next {row.share - row.difference:.0%})"
                      for row in apart.head(3).itertuples())
    if by == "article":
        which = "Shaded: own words in an eighth of the sentences or more, and twice the next article’s share."
        bars = "Where inside an article its sentences stand: see the strips by topic. "
        doubt = " Rule for shading: set after seeing these shares."
    else:
        which = "Shaded: the intervals of its differences from every other outlet with four articles leave out zero."
        n_bars = int((table["evidence"].eq("interval") & table["voice"].eq("own")).sum())
        bars = (f"Bar: {wording.interval_words('article')}; thin line, fewer than four: range when each is left out. ")
        doubt = (f" {n_bars} intervals of own words: one in 20 misses its true share." if n_bars else
                 " Described only: no outlet has an interval.")
    if len(apart) and (against := wording.confounding(apart["identification"])):
        pair = f"{names[apart['leader'].iloc[0]]} against {names[apart['next'].iloc[0]]}"
        doubt += f" {pair if len(apart) == 1 else 'Each held against the next'}: {against[:1].lower()}{against[1:]}"
    return style.Caption(
        title=title,
        subtitle=f"Share of an article’s sentences that touch a topic.\n{_describes(table)}" if by == "article" else
                 "Share of sentences that touch a topic, mean of an outlet’s articles.",
        reading=f"Both voices are shares of all sentences of an article; a sentence may touch several topics. No mark: "
                f"no such sentence. {bars}{which if len(apart) else ''}".strip(),
        base=_base(table) + doubt,
        alt=f"Dot plot; rows are {len(_listed(table))} topics, columns {wording.counted(n, by)}, own words above words "
            f"{wording.OTHERS}. {title}. {found + '.' if found else ''}".strip())


def plot_topic_shares(table: pd.DataFrame, leads: pd.DataFrame, articles: pd.DataFrame,
                      events: pd.DataFrame) -> style.Page:
    """Draw the share of sentences that touch each topic, own words above others' words.

    Parameters
    ----------
    table, leads : DataFrame
        From `topics.topic_shares` and `topics.leaders`.
    articles, events : DataFrame
        Of the corpus, for the names of articles.

    Returns
    -------
    Page
        One axes per article or outlet, a row per topic.
    """
    by, topics = _by(table), _listed(table)
    columns = _drawn(_columns(table, articles, events), table)
    layout = _Layout(columns, topics, ticks=0.20)
    fig = style.page(caption_topic_shares(table, leads), layout.height)
    placed = layout.draw(fig, [(style.ESTIMATE, "own words"), (style.QUOTED, wording.VOICES["others"]),
                               (style.REFERENCE, f"own words, mean of all {by}s")])
    split = table[table["voice"].isin(["own", "others"]) & table["topic"].isin(topics)
                  & table[by].isin([column.key for column in columns])]
    most = max(split["share"].max(), split["ci_high"].max(), 0.05)
    step = next(step for step in (0.05, 0.1, 0.2, 0.25, 0.5) if most / step < 2.6)
    most = step * np.ceil(most / step) if most > 0.75 * step * np.ceil(most / step) else most
    apart = {(row.leader, row.topic) for row in leads.itertuples() if row.apart}
    ticks = np.arange(0, most + step / 100, step)
    at_edge = ticks[-1] > 0.9 * most
    names = [*(f"{100 * x:.0f}" for x in ticks[:-1]), f"{ticks[-1]:.0%}"]
    if at_edge and len(ticks) > 3 and len(columns) > 3:  # the last label reaches into the place of the one before
        names[-2] = ""
    for column, ax in placed:
        ax.set_xlim(0, min(most * 1.07, 1.03))
        ax.set_xticks(ticks, names)
        ax.get_xticklabels()[-1].set_ha("right" if at_edge else "center")
        ax.vlines(ticks, 0, len(topics), color=style.GRID, lw=0.8, zorder=0)
        _draw_shares(ax, split[split[by].eq(column.key)], topics,
                     {topic for key, topic in apart if key == column.key})
    return fig


def _draw_shares(ax: Axes, rows: pd.DataFrame, topics: list[str], apart: set[str]) -> None:
    place = {topic: i for i, topic in enumerate(topics)}
    right = ax.get_xlim()[1]
    for topic in apart:
        ax.add_patch(Rectangle((0, place[topic]), right, 1, fc=style.GRID, lw=0, zorder=0.5))
    looks = (("own", 0.3, style.ESTIMATE, style.INTERVAL), ("others", 0.7, style.QUOTED, style.QUOTED_INTERVAL))
    for voice, lane, mark, bar in looks:
        part = rows[rows["voice"].eq(voice)]
        y = part["topic"].map(place) + lane
        found = part["share"].gt(0)
        for row, at in zip(part[found].itertuples(), y[found], strict=True):
            if row.evidence == "interval":
                ax.plot([max(row.ci_low, 0), row.ci_high], [at, at], **bar)
            elif row.n_articles > 1:
                ax.plot([row.loo_low, row.loo_high], [at, at], **style.LEAVE_ONE_OUT)
        ax.plot(part.loc[found, "share"], y[found], clip_on=False, **mark)
        if voice == "own":
            for mean, at in zip(part["share_all"], part["topic"].map(place), strict=True):
                ax.plot([mean, mean], [at + 0.06, at + 0.94], **style.REFERENCE)
            for row, at in zip(part.itertuples(), y, strict=True):
                if row.topic in apart:
                    ends = row.ci_low if row.evidence == "interval" else row.share
                    left = row.share > right / 2
                    x = (ends - 0.07 * right) if left else row.share + 0.07 * right
                    ax.text(x, at, f"{row.share:.0%}", ha="right" if left else "left", va="center_baseline",
                            fontsize=style.LABEL, fontweight="bold", zorder=3,
                            bbox={"fc": style.GRID, "lw": 0, "pad": 0.8})


# Where


def _leaning(table: pd.DataFrame) -> pd.DataFrame:
    """Find the cells whose topic keeps to one end: the first is the title's."""
    if _by(table) == "article":
        found = table[table["lean"].abs().ge(LEAN)]
    else:
        found = table[table["evidence"].eq("interval") & (table["ci_low"].gt(0) | table["ci_high"].lt(0))]
    return found.reindex(found["lean"].abs().sort_values(ascending=False, kind="stable").index)


def caption_prominence(table: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_prominence` from its table.

    Parameters
    ----------
    table : DataFrame
        From `topics.prominence`.
    """
    by, lean = _by(table), _leaning(table)
    rows = table.drop_duplicates(by)
    titles = [f"No topic keeps to one end of {'an article' if by == 'article' else 'an outlet’s articles'}"]
    found = ""
    if len(lean):
        row = lean.iloc[0]
        whose = f"{wording.the(row['short'])} article" if by == "article" else f"{row['short']}’s articles"
        end = ("end" if row["lean"] > 0 else "open") + ("s" if by == "article" else "")
        titles = [f"{wording.capital(whose)} {end} on {row['topic']}",
                  f"{wording.counted(len(lean), 'topic')} keep to one end"]
        found = (f"{row['topic']}: {row['early']:.0%} of the first third’s sentences, {row['late']:.0%} of the last "
                 "third’s.")
    if by == "article":
        n = int(table.groupby("article")["headline"].max().sum())
        subtitle = (f"Sentences that touch a topic, from start to end of each article. "
                    f"{number(n).capitalize()} of {number(len(rows))} headlines {'does' if n == 1 else 'do'}.\n"
                    f"{_describes(table)}")
        reading = ("Tick: a sentence, up in own words, down in words quoted, retold or ascribed. Light lines part an "
                   "article’s thirds. A dash: not touched.")
        reading += " Short tick: in scare quotes." if table["at_rest"].ne("").any() else ""
        reading += " Shaded: the third that the title names." if len(lean) else ""
        doubt = " One article cannot speak for its outlet."
    else:
        subtitle = ("Percent of headlines (H) and of the sentences in the first, middle and last third (1, 2, 3) that "
                    "touch a topic, mean of an outlet’s articles, in any voice.")
        reading = ("Darker: more. Framed: last minus first third leaves out zero with its "
                   f"{wording.interval_words('article')}. A dash: none.")
        doubt = f" {wording.looks(int(table['evidence'].eq('interval').sum()))}."
    return style.Caption(
        title=style.first_title(titles), subtitle=subtitle, reading=reading, base=_base(table) + doubt,
        alt=f"{'Strips' if by == 'article' else 'Tiles'} by topic ({len(_listed(table))} rows) and {by} "
            f"({len(rows)} columns), showing where in the text each topic is touched. {style.first_title(titles)}. "
            f"{found}".strip())


def plot_prominence(table: pd.DataFrame, articles: pd.DataFrame, events: pd.DataFrame) -> style.Page:
    """Draw where topics stand: along each article, or in headline and thirds of an outlet's articles.

    Parameters
    ----------
    table : DataFrame
        From `topics.prominence`.
    articles, events : DataFrame
        Of the corpus, for the names of articles.

    Returns
    -------
    Page
        One axes per article or outlet, a row per topic.
    """
    by, topics, lean = _by(table), _listed(table), _leaning(table)
    columns = _drawn(_columns(table, articles, events), table)
    layout = _Layout(columns, topics, ticks=0.20)
    fig = style.page(caption_prominence(table), layout.height)
    if by == "article":
        key = [({**OWN, "marker": "|", "ms": 6, "mew": 1.5, "mec": style.INK, "ls": "none"}, "own words"),
               ({**OTHERS, "marker": "|", "ms": 6, "mew": 1.5, "mec": style.LINE, "ls": "none"},
                wording.VOICES["others"]), (HEADLINE, "in the headline")]
        lean = lean.head(1)
    else:
        key = [({"marker": "s", "ms": 7, "mfc": style.shade(share), "mec": "none", "ls": "none"}, f"{share:.0%}")
               for share in (0.1, 0.5, 0.9)]
    draw = _draw_strips if by == "article" else _draw_tiles
    for column, ax in layout.draw(fig, key):
        rows = table[table[by].eq(column.key)].set_index("topic").loc[topics]
        draw(ax, rows, lean[lean[by].eq(column.key)].set_index("topic")["lean"].to_dict())
    return fig


def _draw_strips(ax: Axes, rows: pd.DataFrame, leaning: dict[str, float]) -> None:
    ax.set_xlim(-0.16, 1)
    ax.set_xticks([0, 1], ["start", "end"])
    ax.get_xticklabels()[0].set_ha("left")
    ax.get_xticklabels()[-1].set_ha("right")
    ax.vlines([0, 1 / 3, 2 / 3, 1], 0, len(rows), color=style.GRID, lw=0.8, zorder=0)
    for i, (topic, row) in enumerate(rows.iterrows()):
        y = i + 0.5
        if topic in leaning:
            ax.add_patch(Rectangle((2 / 3 if leaning[topic] > 0 else 0, i), 1 / 3, 1, fc=style.GRID, lw=0,
                                   zorder=0.5))
        if not row["n_touched"] and not row["headline"]:
            ax.plot([-0.01, 0.05], [y, y], color=style.RULE, lw=1)
            continue
        ax.plot([0, 1], [y, y], color=style.RULE, lw=0.7, zorder=1)
        for column, look, ends in (("at_own", OWN, (0, -0.36)), ("at_others", OTHERS, (0, 0.36)),
                                   ("at_rest", OTHERS, (-0.14, 0.14))):
            for at in row[column].split():
                x = (int(at) - 0.5) / max(row["n_sentences"], int(at))
                ax.plot([x, x], [y + ends[0], y + ends[1]], zorder=3, **look)
        if row["headline"]:
            ax.plot([-0.1], [y], clip_on=False, **HEADLINE)


def _draw_tiles(ax: Axes, rows: pd.DataFrame, leaning: dict[str, float]) -> None:
    places = ("headline", "early", "middle", "late")
    ax.set_xlim(0, len(places))
    ax.grid(False)
    ax.set_xticks(np.arange(len(places)) + 0.5, ["H", "1", "2", "3"])
    for i, (topic, row) in enumerate(rows.iterrows()):
        for j, place in enumerate(places):
            share = row[place]
            if not share > 0:
                ax.plot([j + 0.42, j + 0.58], [i + 0.5, i + 0.5], color=style.RULE, lw=1)
                continue
            ax.add_patch(Rectangle((j + 0.03, i + 0.06), 0.94, 0.88, fc=style.shade(0.9 * share), lw=0))
            ax.text(j + 0.5, i + 0.52, f"{100 * share:.0f}", ha="center", va="center_baseline",
                    fontsize=style.SMALLEST, color="white" if share > 0.5 else style.INK)
        if topic in leaning:
            x = 3 if leaning[topic] > 0 else 1
            ax.add_patch(Rectangle((x + 0.03, i + 0.06), 0.94, 0.88, fc="none", ec=style.INK, lw=1.4, zorder=5))
