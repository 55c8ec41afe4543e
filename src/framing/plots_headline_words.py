"""Drawings of what headlines say: the topics they touch, and the words that set two sides apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from framing import style, wording
from framing.plots_headlines import ALL, KEPT, RETITLED, SAMPLE, SINGLE, shown_events

SIDES = ("focus", "reference")
ANY_TOPIC, EVERYONE = "any topic", "all outlets"  # as in the tables of `headlines`
ROW, TILE_ROW, HEAD = 0.23, 0.235, 0.62  # inches
MAX_TOPICS, MAX_TILES, MAX_WORDS, MAX_GROUPS = 10, 3, 8, 14
BAND = " Grey band: passes the test of all words together."
NONE: style.Mark = {"color": style.RULE, "lw": 1, "zorder": 2}


def _topic_order(table: pd.DataFrame) -> list[str]:
    """Topics that a headline touches, those of most outlets first; *any topic* leads."""
    rows = table[table["rows"].eq(ALL) & _everyone(table) & table["topic"].ne(ANY_TOPIC)]
    sums = rows.groupby("topic")[["n_outlets_yes", "n_yes"]].sum().query("n_yes > 0").reset_index()
    order = sums.sort_values(["n_outlets_yes", "n_yes", "topic"], ascending=[False, False, True])["topic"]
    return [ANY_TOPIC, *order[:MAX_TOPICS]] if len(order) else []


def _by(table: pd.DataFrame) -> str:
    return "group" if "group" in table else "outlet"


def _everyone(table: pd.DataFrame) -> pd.Series:
    return table[_by(table)].eq(EVERYONE)


def _leads(table: pd.DataFrame, names: pd.Series, rows: str) -> str:
    """Word how far each event's foremost topic is ahead, where that has an interval."""
    leads = table[table["rows"].eq(rows) & table["lead_evidence"].eq("interval")]
    return "; ".join(
        f"{names[row['event']]}: {row['topic']} ahead of {row['next_topic']} by {_points(row['lead'])} points "
        f"({_points(row['lead_low'])} to {_points(row['lead_high'])})" for _, row in leads.iterrows())


def _leads_single(table: pd.DataFrame, names: pd.Series, n_repeated: int) -> str:
    """Word the same leads without headlines that several outlets carry, in numbers where the topics are the same."""
    if not n_repeated:
        return ""
    leads = [table[table["rows"].eq(rows) & table["lead_evidence"].eq("interval")] for rows in (ALL, SINGLE)]
    pairs = [part[["event", "topic", "next_topic"]].to_numpy().tolist() for part in leads]
    said = (wording.listed([f"{_points(row.lead)} ({_points(row.lead_low)} to {_points(row.lead_high)})"
                            for row in leads[1].itertuples()]) if pairs[0] == pairs[1] and pairs[1]
            else _leads(table, names, SINGLE) or "no lead could be tested")
    return f" Without {wording.counted(n_repeated, 'headline')} that several outlets carry: {said}."


def _left_out(table: pd.DataFrame, rows: str) -> int:
    """Count the headlines that some rows leave out; 0 where there are no such rows."""
    total = table[_everyone(table) & table["topic"].eq(ANY_TOPIC)].groupby("rows")["n_articles"].sum()
    return int(total[ALL] - total.get(rows, total[ALL]))


def _topic_titles(table: pd.DataFrame, names: pd.Series) -> list[str]:
    leads = table[table["rows"].eq(ALL) & table["lead_evidence"].eq("interval")]
    ahead = leads[leads["lead_low"] > 0]
    if len(ahead):
        row = ahead.loc[ahead["lead"].idxmax()]
        return [f"One topic stands out: {row['topic']}, {names[row['event']]}", f"One topic stands out: {row['topic']}",
                "One topic stands out in the headlines"]
    return ["No topic stands out in the headlines"]


def caption_topics(table: pd.DataFrame, events: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_topics` from its table.

    Parameters
    ----------
    table : DataFrame
        From `headline_words.topics`.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.
    """
    names, unit = events.set_index("event")["name"], table.loc[_everyone(table), "unit"].iloc[0]
    total = table[table["rows"].eq(ALL) & _everyone(table) & table["topic"].eq(ANY_TOPIC)]
    n, n_yes, units = int(total["n_articles"].sum()), int(total["n_yes"].sum()), unit + "s"
    said, single = _leads(table, names, ALL), _leads_single(table, names, _left_out(table, SINGLE))
    without = (f" Triangle: without {wording.counted(_left_out(table, KEPT), 'headline')} that a host may have changed."
               if _has_kept(table) else "")
    n_leads = int((table["rows"].eq(ALL) & table["lead_evidence"].eq("interval")).sum())
    picked = f" {wording.looks(n_leads)}; each pair was picked by these same shares." if n_leads else ""
    pooled = unit == "outlet"
    rule = (" An interval takes five outlets with a yes and five with a no; other shares are only described."
            if pooled else " An interval takes four headlines.")
    bar = (wording.interval_words("outlet", of="of these kinds") if pooled else
           wording.interval_words("article", "Wilson", noun="headline", of="of the outlet on this event"))
    kind = "kind of outlet" if _by(table) == "group" else "outlet"
    alt_lead = _topic_titles(table, names)[0]
    return style.Caption(
        title=style.first_title([*_topic_titles(table, names), "Topics in headlines"]),
        subtitle=f"Share of headlines that touch a listed topic, {'mean over outlets' if pooled else 'of all'}; below, "
                 f"headlines that do, of how many, by {kind}.",
        reading=f"Dot and bar: share and {bar}; tick and thin line: share and its range when each {unit} is left out."
                f"{without} Tiles: darker for a larger share; dash: no headline in the corpus.",
        base=f"{n_yes:,} of {wording.counted(n, 'headline')} touch a topic; the others have none of the listed words."
             f"{rule} Stands out: ahead of the next topic in the same {units}. "
             f"{said or 'No lead could be tested'}.{picked}{single} Tiles are counts, not tested. {SAMPLE}",
        alt=f"Dot plot of {wording.counted(len(_topic_order(table)), 'row')} of topics, then tiles by {kind}, for "
            f"{wording.counted(len(total), 'event')}. {alt_lead}. {n_yes:,} of {wording.counted(n, 'headline')} touch "
            "a topic.")


def _points(share: float) -> str:
    return f"{round(100 * share)}".replace("-", "−")


def _has_kept(table: pd.DataFrame) -> bool:
    return bool(table["rows"].eq(KEPT).any())


def plot_topics(table: pd.DataFrame, events: pd.DataFrame) -> style.Page:
    """Draw the share of headlines that touch each topic, and counts by kind of outlet.

    Parameters
    ----------
    table : DataFrame
        From `headline_words.topics`; the two events with most headlines are drawn.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.

    Returns
    -------
    Page
        One axes of shares an event, and one of tiles.
    """
    order = _topic_order(table)
    if not order:
        return style.nothing("No listed topic in any headline", "No headline touches one of the listed topics.")[0]
    shown = shown_events(table[_everyone(table) & table["topic"].eq(ANY_TOPIC)], events)
    by, rows = _by(table), table[table["event"].isin(shown["event"])]
    groups = _group_order(rows, by)
    labels = {name: style.wrap(wording.kind(name), 1.75, style.NOTE) for name in [*order, *groups]}
    widest = max(style.text_width(line, style.NOTE, bold=True) for lines in labels.values() for line in lines)
    left = style.EDGE + widest + 0.14
    width = (style.WIDTH - style.EDGE - left + 0.2) / len(shown)
    heads = {event: _tile_topics(rows, event) for event in shown["event"]}
    tile = (width - 0.2) / max(1, *map(len, heads.values()))
    wrapped = {topic: style.wrap(topic, tile - 0.05, style.SMALLEST) for topics in heads.values() for topic in topics}
    top = HEAD + ROW * len(order) + 0.2
    below = top + 0.13 * max(map(len, wrapped.values())) + 0.07
    fig = style.page(caption_topics(table, events), below + _rows_height(groups, labels) + 0.02)
    limit = float(np.nanmax(rows.loc[_everyone(rows), ["share", "ci_high", "loo_high"]].to_numpy(float)))
    for i, event in enumerate(shown.itertuples()):
        _draw_shares(fig, rows[rows["event"].eq(event.event) & _everyone(rows)], order, event.name,
                     left + width * i, width - 0.2, min(1.0, 1.05 * limit))
    for i, name in enumerate(order):
        fig.words(left - 0.14, HEAD + ROW * (i + 0.5) + 0.045, wording.capital(name), ha="right", fontsize=style.NOTE,
                  fontweight="bold" if name == ANY_TOPIC else "normal")
    fig.rule(top - 0.12)
    columns = [(event, topic, left + width * i + tile * j, tile - 0.02)
               for i, event in enumerate(shown["event"]) for j, topic in enumerate(heads[event])]
    for _, topic, x, across in columns:
        for k, line in enumerate(reversed(wrapped[topic])):
            fig.words(x + across / 2, below - 0.06 - 0.13 * k, line, ha="center", fontsize=style.SMALLEST,
                      color=style.SECOND)
    _draw_tiles(fig, rows, by, {name: labels[name] for name in groups}, columns, left - 0.14, below)
    return fig


def _draw_tiles(fig: style.Page, rows: pd.DataFrame, by: str, labels: dict[str, list[str]],
                columns: list[tuple[str, str, float, float]], right: float, top: float) -> None:
    """Draw a row of counts for each group; a column is an event, a topic, its left edge and width."""
    total, y = _rows_height(list(labels), labels), 0.0
    ax = fig.axes_at(0, top, style.WIDTH, total)
    ax.set(xlim=(0, style.WIDTH), ylim=(total, 0))
    ax.set_axis_off()
    for name, lines in labels.items():
        height = _row_height(lines)
        for k, line in enumerate(lines):
            fig.words(right, top + y + height / 2 + 0.045 + 0.13 * (k - (len(lines) - 1) / 2), line, ha="right",
                      fontsize=style.NOTE)
        cells = rows[rows["rows"].eq(ALL) & rows[by].eq(name)].set_index(["event", "topic"])
        for event, topic, x, across in columns:
            cell = cells.loc[(event, topic)] if (event, topic) in cells.index else None
            _draw_tile(ax, cell, (x, y), (across, height - 0.02))
        y += height


def _group_order(rows: pd.DataFrame, by: str) -> list[str]:
    sizes = rows[rows["rows"].eq(ALL) & rows["topic"].eq(ANY_TOPIC) & ~_everyone(rows)].groupby(by)["n_articles"].sum()
    return list(sizes.reset_index().sort_values(["n_articles", by], ascending=[False, True])[by][:MAX_GROUPS])


def _row_height(lines: list[str]) -> float:
    return TILE_ROW + 0.1 * (len(lines) - 1)


def _rows_height(groups: list[str], labels: dict[str, list[str]]) -> float:
    return sum(_row_height(labels[name]) for name in groups)


def _tile_topics(rows: pd.DataFrame, event: str) -> list[str]:
    """The topics most outlets touch on one event."""
    return _topic_order(rows[rows["event"].eq(event)])[1:MAX_TILES + 1]


def _draw_shares(fig: style.Page, rows: pd.DataFrame, order: list[str], name: str, left: float,
                 width: float, limit: float) -> None:
    everything = rows[rows["rows"].eq(ALL)].set_index("topic")
    fig.words(left, 0.12, name, fontweight="bold", fontsize=style.SUBTITLE)
    for i, line in enumerate(("headlines", "(outlets)")):
        fig.words(left + width, 0.20 + 0.14 * i, line, ha="right", fontsize=style.SMALLEST, color=style.SECOND)
    one = everything.iloc[0]
    fig.words(left, 0.30, f"{wording.counted(one['n_articles'], 'headline')}, "
              f"{wording.counted(one['n_outlets'], 'outlet')}", fontsize=style.SMALLEST, color=style.SECOND)
    ax = fig.axes_at(left, HEAD, width - 0.72, ROW * len(order))
    step = next(step for step in (0.01, 0.05, 0.1, 0.2, 0.5) if limit / step <= 4)
    ticks = np.arange(0, limit + 1e-9, step)
    ax.set(xlim=(0, limit), ylim=(ROW * len(order), 0), yticks=[])
    ax.set_xticks(ticks, [f"{100 * tick:.0f}%" if tick else "0" for tick in ticks])
    for i, topic in enumerate(order):
        y, row = ROW * (i + 0.5), everything.loc[topic]
        other = rows[rows["rows"].eq(KEPT) & rows["topic"].eq(topic)]
        _draw_share(ax, row, other, y)
        look = {"color": style.INK if row["n_yes"] else style.FAINT}
        of = f"({row['n_outlets_yes']:,})"
        before = max(0.30, style.text_width(of) + 0.05)
        fig.words(left + width - before, HEAD + y + 0.045, f"{row['n_yes']:,}", ha="right", **look)
        fig.words(left + width, HEAD + y + 0.045, of, ha="right", color=style.SECOND)


def _draw_share(ax: Axes, row: pd.Series, other: pd.DataFrame, y: float) -> None:
    if not row["n_yes"]:
        return
    if row["evidence"] == "interval":
        ax.plot([row["ci_low"], row["ci_high"]], [y, y], **style.INTERVAL)
        ax.plot([row["share"]], [y], **style.ESTIMATE, clip_on=False)
    else:
        ax.plot([row["loo_low"], row["loo_high"]], [y, y], **style.LEAVE_ONE_OUT)
        ax.plot([row["share"]], [y], **style.MEAN_TICK)
    if len(other) and other["n_articles"].iloc[0] < row["n_articles"]:
        ax.plot(other["share"], [y + 0.085], **{**RETITLED, "ms": 3.6}, clip_on=False)


def _draw_tile(ax: Axes, cell: pd.Series | None, corner: tuple[float, float], size: tuple[float, float]) -> None:
    x, y = corner[0] + size[0] / 2, corner[1] + size[1] / 2
    if cell is None:
        ax.plot([x - 0.04, x + 0.04], [y, y], **NONE)
        return
    share = cell["n_yes"] / cell["n_articles"]
    fill = style.shade(0.4 * share**0.65) if cell["n_yes"] else "white"
    ax.add_patch(Rectangle(corner, *size, fc=fill, ec=style.GRID, lw=0.6))
    ax.text(x, y, f"{cell['n_yes']:.0f} of {cell['n_articles']:.0f}", ha="center", va="center_baseline",
            fontsize=style.SMALLEST, color=style.INK if cell["n_yes"] else style.FAINT)


def _drawn_words(table: pd.DataFrame) -> pd.DataFrame:
    """The words that rank highest on either side, strongest lean to focus first; those without a side are out."""
    ranked = table[table["feature"].ne("")]
    if ranked.empty:
        return ranked
    focus = ranked[ranked["log_odds"] > 0].nlargest(MAX_WORDS, "z")
    reference = ranked[ranked["log_odds"] < 0].nsmallest(MAX_WORDS, "z")
    return pd.concat([part.sort_values(["log_odds", "feature"], ascending=[False, True])
                      for part in (focus, reference)], ignore_index=True)


def _passing(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the words that pass the test of all words together."""
    return table[table["p_familywise"] <= 0.05]


def _word_titles(table: pd.DataFrame) -> list[str]:
    """Name the word whose share of headlines differs most, of those that pass a test, else that several carry."""
    drawn = _drawn_words(table)
    carried = drawn[~drawn["one_article"].astype(bool)]
    carried = carried if _passing(drawn).empty else _passing(drawn)
    share = {side: carried[f"n_articles_with_{side}"] / carried[f"n_articles_{side}"] for side in SIDES}
    gap, titles = share["focus"] - share["reference"], []
    for side, other, lean in ((*SIDES, 1), (*SIDES[::-1], -1)):
        mine = (gap * lean)[(gap * lean > 0) & (carried["log_odds"] * lean > 0)]
        if len(mine):
            row = carried.loc[mine.idxmax()]
            here, there = (f"{row[f'n_articles_with_{where}']} of {row[f'n_articles_{where}']} {row[where]}"
                           for where in (side, other))
            start = f"“{row['feature']}”"
            titles += [f"{start}: {here} headlines, {there}", f"{start}: in {here} headlines",
                       f"In these headlines {start} leans to one side"]
    return [*titles, "No word sets the two sides apart"]


def _fragile(passing: pd.DataFrame) -> str:
    """Say without which headlines nothing would pass."""
    lost = [what for name, what in (("single", "repeated"), ("kept", "possibly retitled"))
            if not (passing[f"p_familywise_{name}"] <= 0.05).any()]
    return f", but not without {' or '.join(lost)} headlines" if lost else ""


def _tests(table: pd.DataFrame) -> str:
    """Say what a test of all words together finds, and what of that is left without some headlines."""
    one, passing = table.iloc[0], _passing(table)
    text = wording.family_words(len(passing), one["n_family"], one["n_could_pass"], "headline")
    for row in passing.head(2).to_dict("records"):
        again = [f"without {what} {wording.small(row[f'p_familywise_{name}'])}"
                 if row[f"p_familywise_{name}"] >= 0 else f"without {what} too few hits to be tested"
                 for name, what in (("single", "repeated headlines"), ("kept", "those that a host may have changed"))]
        text += f" “{row['feature']}”: {wording.p_words(row['p_familywise'], row['p_min'])}; {', '.join(again)}."
    return text


def caption_words(table: pd.DataFrame, events: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_words` from its table.

    Parameters
    ----------
    table : DataFrame
        From `headline_words.words`.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.
    """
    one, drawn, passing = table.iloc[0], _drawn_words(table), _passing(table)
    name = events.set_index("event")["name"][one["event"]]
    sizes = {side: f"{one[side]} ({wording.counted(one[f'n_articles_{side}'], 'headline')} of "
                   f"{wording.counted(one[f'n_outlets_{side}'], 'outlet')})" for side in SIDES}
    inferred = int(table["evidence"].eq("interval").sum())
    bar = wording.interval_words(str(one["unit"]), "jackknife", noun="headline")
    claim = ("" if inferred else f"{wording.counted(len(passing), 'word')} of {one['n_family']} tested pass"
             f"{'es' * (len(passing) == 1)}{_fragile(passing)}; the rest is a ranking." if len(passing) else
             "Describes these headlines; nothing is inferred.")
    title = style.first_title(_word_titles(table))
    return style.Caption(
        title=title,
        subtitle=f"Odds of a word in headlines, {name}: {sizes['focus']} against {sizes['reference']}. {claim}".strip(),
        reading="Filled dot: log-odds with a Dirichlet prior; hollow: one headline holds half of the word’s hits or "
                f"more. Thin line: range when each {one['unit']} is left out.{f' Thick: {bar}.' if inferred else ''} "
                f"Triangle: without headlines that a host may have changed.{BAND if len(passing) else ''}",
        base="Headlines whole, in small letters; function words left out; words in two headlines or more of the "
             f"side they lean to. An {one['unit']} is the unit; prior of 100 tokens shared out by the event’s "
             "headlines. With no hit opposite the ratio is the prior’s: read the counts. An interval takes five hits "
             f"a unit: {inferred or 'none'} of {wording.counted(len(table), 'word')}. {_tests(table)} "
             f"{wording.confounding(table['identification'][:1])} {SAMPLE}",
        alt=f"Dot plot of {len(drawn)} words, rows ordered by lean, counts on both sides. {title}. "
            f"{wording.capital(sizes['focus'])} against {sizes['reference']}; "
            f"{wording.counted(len(passing), 'word')} of {one['n_family']} tested together pass at 5%.")


def plot_words(table: pd.DataFrame, events: pd.DataFrame) -> style.Page:
    """Draw the words that set two sides' headlines apart.

    Parameters
    ----------
    table : DataFrame
        From `headline_words.words`; the eight words that rank highest on each side are drawn.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.

    Returns
    -------
    Page
        One axes.
    """
    drawn = _drawn_words(table)
    if drawn.empty:
        return style.nothing(
            "No words of headlines to compare",
            "It takes two sides with headlines on one event, and words that two headlines of a side share.")[0]
    one, n_focus = table.iloc[0], int((drawn["log_odds"] > 0).sum())
    gap = 0.12 if 0 < n_focus < len(drawn) else 0
    y = 0.21 * (np.arange(len(drawn)) + 0.5) + np.where(np.arange(len(drawn)) < n_focus, 0, gap)
    fig = style.page(caption_words(table, events), HEAD + 0.21 * len(drawn) + gap)
    left, width = style.EDGE + 0.85, style.WIDTH - 2 * style.EDGE - 1.7
    ax = fig.axes_at(left, HEAD, width, 0.21 * len(drawn) + gap)
    ends = np.exp(np.nanmax(np.abs(drawn[["log_odds", "log_odds_kept", "loo_low", "loo_high"]].to_numpy(float))))
    limit = np.log(min(ends * 1.25, 600))
    ax.set(xlim=(-limit, limit), ylim=(0.21 * len(drawn) + gap, 0), yticks=[])
    ticks = [tick for tick in (4, 16, 64, 256) if np.log(tick) < limit] or [2]
    ax.set_xticks([*(-np.log(ticks[::-1])), 0, *np.log(ticks)], [*(f"{t}×" for t in ticks[::-1]), "even",
                                                             *(f"{t}×" for t in ticks)])
    ax.axvline(0, color=style.LINE, lw=1.0, zorder=2)
    middle = left + width / 2
    for text, x, side in ((f"← more in {one['reference']}", middle - 0.12, "right"),
                          (f"more in {one['focus']} →", middle + 0.12, "left")):
        for i, line in enumerate(style.wrap(text, width / 2 - 0.2, bold=True)):
            fig.words(x, 0.16 + 0.14 * i, line, ha=side, fontweight="bold")
    for side, x, place in (("reference", style.EDGE, "left"), ("focus", style.WIDTH - style.EDGE, "right")):
        for i, line in enumerate(("headlines", f"of {one[f'n_articles_{side}']:.0f}")):
            fig.words(x, 0.16 + 0.14 * i, line, ha=place, fontsize=style.SMALLEST, color=style.SECOND)
    if gap:
        fig.rule(HEAD + 0.21 * n_focus + gap / 2, color=style.GRID)
    for place, (_, row) in zip(y, drawn.iterrows(), strict=True):
        _draw_word(ax, row, place, limit)
        for side, x in (("reference", style.EDGE + 0.3), ("focus", style.WIDTH - style.EDGE - 0.05)):
            n = row[f"n_articles_with_{side}"]
            fig.words(x, HEAD + place + 0.045, f"{n:.0f}", ha="right", color=style.INK if n else style.FAINT)
    return fig


def _draw_word(ax: Axes, row: pd.Series, y: float, limit: float) -> None:
    lean, hollow = np.sign(row["log_odds"]), bool(row["one_article"])
    if row["p_familywise"] <= 0.05:
        ax.axhspan(y - 0.1, y + 0.1, color=style.GRID, lw=0, zorder=0.5)
    if row["evidence"] == "interval":
        ax.plot([row["ci_low"], row["ci_high"]], [y, y], **style.INTERVAL)
    ax.plot([row["loo_low"], row["loo_high"]], [y, y], **style.LEAVE_ONE_OUT)
    ax.plot([row["log_odds"]], [y], **(style.DESCRIBED if hollow else style.ESTIMATE))
    if np.isfinite(row["log_odds_kept"]):
        ax.plot([row["log_odds_kept"]], [y], **{**RETITLED, "ms": 3.6, "zorder": 3})
    past = min(0, *(lean * row[column] for column in ("loo_low", "loo_high") if np.isfinite(row[column])), 0)
    at = lean * (past - 0.02 * limit)  # beside its mark, past a whisker that crosses the line
    ax.text(at, y, row["feature"], ha="right" if lean > 0 else "left", va="center_baseline", zorder=6,
            color=style.SECOND if hollow else style.INK, fontweight="normal" if hollow else "bold",
            bbox={"fc": style.GRID if row["p_familywise"] <= 0.05 else "white", "ec": "none", "pad": 0.6})
