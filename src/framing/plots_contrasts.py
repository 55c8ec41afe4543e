"""Drawings of words that set two sides apart, and of words that all sides share."""

from __future__ import annotations

import calendar
from collections.abc import Mapping

import numpy as np
import pandas as pd
import textalloc
from matplotlib.axes import Axes

from framing import style, wording

MIN_HITS, MIN_NAMED, MIN_TITLED = 3, 4, 8  # on both sides together, for a word to be drawn, named, in the title
LABELLED = 8  # words named on each side of a panel
PANEL = 3.4
WORD: style.Mark = {**style.ESTIMATE, "ms": 4.6}
CARRIED: style.Mark = {**style.DESCRIBED, "ms": 4.2, "mec": style.SECOND}
UNNAMED: style.Mark = {**style.UNIT, "ms": 3.2}
MARKERS = ("o", "s", "^", "D")  # of the first four sides
SHARED_ROWS = 20
DAYS = {day.lower(): day for day in calendar.day_name}  # tokens are in small letters


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    """Keep words with enough hits; name the strongest on each side."""
    shown = table[table["n_hits_focus"] + table["n_hits_reference"] >= MIN_HITS].copy()
    many = shown["n_hits_focus"] + shown["n_hits_reference"] >= MIN_NAMED
    keys = [shown["focus"], shown["reference"], shown["log_odds"] > 0]
    rank = shown["z"].abs().where(many, 0).groupby(keys).rank(ascending=False, method="first")
    shown["named"] = many & (rank <= LABELLED) & shown["log_odds"].abs().ge(np.log(2))
    return shown


def _pairs(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(table[["focus", "reference"]].drop_duplicates().itertuples(index=False, name=None))


def top_words(table: pd.DataFrame) -> dict[str, str]:
    """Find the word that most sets each side apart, on eight hits or more and not carried by one part of it.

    Parameters
    ----------
    table : DataFrame
        From `contrasts.carried`, several pairs of sides below each other; a side in two pairs takes its first.
    """
    solid = _shown(table).query("not carried and named")
    solid = solid[solid["n_hits_focus"] + solid["n_hits_reference"] >= MIN_TITLED]
    words: dict[str, str] = {}
    for pair in _pairs(table):
        rows = solid[solid["focus"].eq(pair[0]) & solid["reference"].eq(pair[1])]
        for side in pair:
            mine = rows[rows["side"].eq(side)]
            if len(mine) and side not in words:
                words[side] = mine.loc[mine["z"].abs().idxmax(), "feature"]
    return words


def _capital(quoted: str) -> str:
    return quoted[:1] + quoted[1:2].upper() + quoted[2:]


def _words(table: pd.DataFrame) -> str:
    return wording.voice_words(table["voice"].iloc[0])


def _noun(table: pd.DataFrame) -> str:
    """Say what of a side is meant where its name alone would say too much."""
    return "sources" if wording.of_sources(table["voice"].iloc[0]) else "text"


def _apart_titles(table: pd.DataFrame, names: Mapping[str, str], spelled: Mapping[str, str]) -> list[str]:
    noun = _noun(table)
    owned = noun != "text" or not table["evidence"].eq("interval").any()
    tops: dict[str, list[str]] = {}
    for side, word in top_words(table).items():
        tops.setdefault(f"“{spelled.get(word, word)}”", []).append(
            wording.possessive(names[side]) if owned else names[side])
    parts = [(wording.listed(sides), word) for word, sides in tops.items()]
    text = f" {noun}" if owned else ""
    titles = []
    for n in range(len(parts), 0, -1):
        (who, word), *others = parts[:n]
        titles.append(f"{_capital(word)} marks {who}{text}" + "".join(f", {word} {who}" for who, word in others))
    if parts:
        titles.append(f"{_capital(parts[0][1])} sets one side apart")
    these = "sources" if noun == "sources" else "sides"
    return [*titles, "Words that set outlets apart" if parts else f"No frequent word sets these {these} apart"]


def _tested(table: pd.DataFrame, names: Mapping[str, str], spelled: Mapping[str, str]) -> str:
    """Say for each pair of sides what a test of all its words together finds."""
    said = {}
    for (focus, reference), rows in table.groupby(["focus", "reference"], sort=False):
        one, passing = rows.iloc[0], rows[rows["p_familywise"] <= 0.05].sort_values("p_familywise", kind="stable")
        text = wording.family_words(len(passing), one["n_family"], one["n_could_pass"])
        if len(passing):
            best = passing.iloc[0]
            text += (f" “{spelled.get(best['feature'], best['feature'])}”: "
                     f"{wording.p_words(best['p_familywise'], best['p_min'])}.")
        said.setdefault(text, []).append(f"{names[focus]} against {names[reference]}")
    return next(iter(said)) if len(said) == 1 else " ".join(
        f"{'; '.join(pairs)}: {text[:1].lower()}{text[1:]}" for text, pairs in said.items())


def caption_set_apart(table: pd.DataFrame, names: Mapping[str, str], notes: Mapping[str, str],
                      spelled: Mapping[str, str], prior_tokens: float) -> style.Caption:
    """Word the caption of `plot_set_apart` from its table.

    Parameters
    ----------
    table, names, notes, spelled, prior_tokens
        As for `plot_set_apart`.
    """
    pairs, shown = _pairs(table), _shown(table)
    sizes = pd.concat([table[[end, f"n_articles_{end}", f"n_tokens_{end}"]].set_axis(["side", "n", "tokens"], axis=1)
                       for end in ("focus", "reference")]).drop_duplicates("side")
    inferred = table["evidence"].eq("interval").any()
    bars = (f" Bar: {wording.interval_words(table['unit'].iloc[0])}." if shown.loc[
        shown["named"], "evidence"].eq("interval").any() else "")
    claim = ("Words with an interval were picked from many." if inferred else "No interval below four articles a side.")
    claim = " ".join(filter(None, (claim, _tested(table, names, spelled), wording.confounding(
        table.drop_duplicates(["focus", "reference"])["identification"]))))
    described = "" if inferred else f" Describes {wording.counted(sizes['n'].sum(), 'article')}; nothing is inferred."
    title = style.first_title(_apart_titles(table, names, spelled))
    against = "; ".join(f"{names[one]} against {names[other]}" for one, other in pairs)
    side_sizes = "; ".join(f"{names[row.side]}: {notes[row.side]}, {int(row.tokens):,} words"
                           for row in sizes.itertuples())
    return style.Caption(
        title=title,
        subtitle=f"Odds of a word on one side over the other, in {_words(table)}, against how often "
                 f"both use it. Numbers: its hits, above and below.{described}",
        reading="Hollow, grey: half or more of its hits stand in one passage (with four or more articles: in one "
                f"article), or all in one of several articles, so it may be that part’s subject.{bars} Small dot: "
                f"another word with {MIN_HITS} hits or more.",
        base=f"{side_sizes}. Function words and words of actors’ names left out; for a title a word needs "
             f"{MIN_TITLED} hits, not all in one part. Odds are drawn towards the share in "
             f"the whole corpus by {prior_tokens:,.0f} words of it; passages hold all voices. {claim}",
        alt=f"Scatter plot, {wording.counted(len(pairs), 'panel')}: {against}, in {_words(table)}. "
            f"Log-odds of words against their frequency, {len(shown)} marks. {title}. "
            f"{'Intervals over articles' if inferred else 'Only described'}.")


def plot_set_apart(table: pd.DataFrame, names: Mapping[str, str], notes: Mapping[str, str], *,
                   spelled: Mapping[str, str] | None = None, prior_tokens: float = 100.0) -> style.Page:
    """Draw the log-odds of words against their frequency, a panel for each pair of sides.

    Parameters
    ----------
    table : DataFrame
        From `contrasts.score_pairs`, one or two pairs.
    names, notes : mapping
        How to write each side, and what its articles are: from `contrasts.side_names` and `side_notes`.
    spelled : mapping, optional
        How to write a word.
    prior_tokens : float, default=100.0
        The prior that `keyness.log_odds` was given.

    Returns
    -------
    Page
        An axes for each pair; none where the table has but a reason.
    """
    if "reason" in table:
        return style.nothing("No words to set apart here", table["reason"].iloc[0])[0]
    pairs, spelled = _pairs(table), DAYS | dict(spelled or {})
    if len(pairs) > 2:
        raise ValueError(f"set apart: a page holds two pairs, there are {len(pairs)}")
    fig = style.page(caption_set_apart(table, names, notes, spelled, prior_tokens), PANEL + 0.82)
    shown = _shown(table)
    pitch = (style.WIDTH - style.EDGE - 0.38) / len(pairs)
    top = 1.2 * max(shown["log_odds"].abs().max(), np.log(4))
    for i, (focus, reference) in enumerate(pairs):
        rows = shown[shown["focus"].eq(focus) & shown["reference"].eq(reference)]
        left, width = 0.42 + pitch * i, pitch - 0.14
        _side_head(fig, left, 0.12, f"↑ more in {names[focus]}", notes[focus])
        fig.words(left, 0.45, "hits per 1,000 words of both:", fontsize=style.SMALLEST, color=style.SECOND)
        ax = fig.axes_at(left, 0.62, width, PANEL)
        _scatter(ax, rows, shown["per_1000_tokens"], top, first=i == 0)
        _side_head(fig, left, 0.62 + PANEL + 0.08, f"↓ more in {names[reference]}", notes[reference])
        _name_words(ax, rows, spelled)
    return fig


def _side_head(fig: style.Page, left: float, top: float, head: str, note: str) -> None:
    fig.words(left, top, head, fontweight="bold")
    fig.words(left, top + 0.14, note, fontsize=style.SMALLEST, color=style.SECOND)


def _scatter(ax: Axes, rows: pd.DataFrame, rates: pd.Series, top: float, *, first: bool) -> None:
    factors = [2, 4, 8, 16, 32, 64]
    shown = [factor for factor in factors if np.log(factor) < top]
    shown = shown[::-(-len(shown) // 3)]
    ticks = [(sign * np.log(factor), f"{factor}×") for sign in (1, -1) for factor in shown]
    ax.set(xscale="log", ylim=(-top, top), xlim=(0.85 * rates.min(), 1.35 * rates.max()))
    ax.set_yticks([0, *(value for value, _ in ticks)], ["even", *(name for _, name in ticks)] if first else [""] * (
        len(ticks) + 1))
    ax.tick_params(axis="y", labelsize=style.SMALLEST, labelcolor=style.SECOND)
    marks = [value for value in (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if rates.min() <= value <= 1.3 * rates.max()]
    ax.set_xticks(marks, [f"{value:g}" for value in marks])
    ax.set_xticks([], minor=True)
    ax.tick_params(axis="x", labelsize=style.SMALLEST, pad=1)
    ax.grid(False, axis="x")
    ax.grid(True, axis="y")
    ax.axhline(0, color=style.LINE, lw=0.8, zorder=1)
    for row in rows.itertuples():
        mark = (CARRIED if row.carried else WORD) if row.named else UNNAMED
        if row.named and row.evidence == "interval":
            ax.plot([row.per_1000_tokens] * 2, [max(row.ci_low, -top), min(row.ci_high, top)],
                    **style.INTERVAL | {"lw": 1.4})
        ax.plot([row.per_1000_tokens], [row.log_odds], **mark)


def _name_words(ax: Axes, rows: pd.DataFrame, spelled: Mapping[str, str]) -> None:
    """Write the named words beside their marks, none over another; words of one place share a label."""
    named = rows[rows["named"]].sort_values(["carried", "per_1000_tokens", "feature"], ascending=[False, True, True])
    if named.empty:
        return
    named = named.assign(word=[spelled.get(feature, feature) for feature in named["feature"]])
    place = ["per_1000_tokens", "log_odds", "n_hits_focus", "n_hits_reference", "carried"]
    named = named.groupby(place, sort=False)["word"].agg(", ".join).reset_index()
    texts = [f"{row.word} {row.n_hits_focus}:{row.n_hits_reference}" for row in named.itertuples()]
    textalloc.allocate(
        ax, list(named["per_1000_tokens"]), list(named["log_odds"]), texts,
        x_scatter=list(rows["per_1000_tokens"]), y_scatter=list(rows["log_odds"]), textsize=style.NOTE,
        textcolor=[style.FAINT if carried else style.INK for carried in named["carried"]], linecolor=style.RULE,
        linewidth=0.6, margin=0.010, min_distance=0.012, max_distance=0.30, nbr_candidates=600,
        avoid_label_lines_overlap=True, avoid_crossing_label_lines=True)


def caption_shared_words(table: pd.DataFrame, names: Mapping[str, str], notes: Mapping[str, str],
                         spelled: Mapping[str, str]) -> style.Caption:
    """Word the caption of `plot_shared_words` from its table.

    Parameters
    ----------
    table, names, notes, spelled
        As for `plot_shared_words`.
    """
    words = table.drop_duplicates("feature")
    alike = [f"“{spelled.get(word, word)}”" for word in words.loc[words["alike"], "feature"]]
    sides = table.drop_duplicates("side")
    n = len(sides)
    noun = wording.plural(table["by"].iloc[0])
    every = f"Both {noun}" if n == 2 else f"All {_number(n)} {noun}"
    owned = _noun(table) != "text" or (sides["n_articles"].min() < 4 and noun == "outlets")
    whose = f"{wording.possessive(every)} {_noun(table).removesuffix('s')}s" if owned else every
    titles = [f"{whose} share {wording.listed(alike[:k])}" for k in (3, 2, 1) if len(alike) >= k]
    titles.append(f"{every} use {wording.counted(len(alike), 'word')} about alike" if alike
                  else f"{every} use no word alike")
    title = style.first_title(titles)
    floor = int(words["n_hits_low"].min())
    sizes = "; ".join(f"{names[row.side]}: {notes[row.side]}, {row.n_tokens:,} words"
                      for row in sides.itertuples()) if n <= 6 else f"{n} {noun}"
    return style.Caption(
        title=title,
        subtitle=f"Words that {every.lower()} use {_times(floor)} or more in {_words(table)}: hits "
                 "per 1,000 words, most alike first. Function words left out.",
        reading="Mark: one rate; line: from the lowest to the highest, and at its right how many times that is. Above "
                "the hairline: at most twice as often. Numbers: hits.",
        base=f"{sizes}. Rates from a few hits are alike, or apart, by luck; no interval fits a highest over a lowest, "
             "so this only describes. Sharing a word is not sharing what is said with it.",
        alt=f"Dot plot; rows are the {min(len(words), SHARED_ROWS)} words most alike of those that all {n} {noun} use, "
            f"marks their rates. {title}. Only described.")


def _number(n: int) -> str:
    return {3: "three", 4: "four", 5: "five", 6: "six"}.get(n, f"{n}")


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n} times")


def plot_shared_words(table: pd.DataFrame, names: Mapping[str, str], notes: Mapping[str, str], *,
                      spelled: Mapping[str, str] | None = None) -> style.Page:
    """Draw the rates of words that all sides use, most alike first.

    Parameters
    ----------
    table : DataFrame
        From `contrasts.side_rates`.
    names, notes : mapping
        How to write each side, and what its articles are: from `contrasts.side_names` and `side_notes`.
    spelled : mapping, optional
        How to write a word.

    Returns
    -------
    Page
        One axes.
    """
    spelled = DAYS | dict(spelled or {})
    words = list(dict.fromkeys(table["feature"]))[:SHARED_ROWS]
    rows = table[table["feature"].isin(words)]
    sides = [side for side in names if side in set(table["side"])]
    alike = int(rows.drop_duplicates("feature")["alike"].sum())
    place = {word: 0.22 * (i + 0.5) + (0.14 if alike and i >= alike else 0) for i, word in enumerate(words)}
    heads = [style.wrap(names[side], 0.62, style.SMALLEST) for side in sides] if len(sides) <= 5 else []
    few = len(sides) <= len(MARKERS)
    head = (0.30 if few else 0.12) + 0.13 * max([len(lines) for lines in heads] or [1])
    height = max(place.values()) + 0.13
    left, right = 1.05, style.WIDTH - style.EDGE - (0.66 * len(heads) + 0.5 if heads else 0.9)
    fig = style.page(caption_shared_words(table, names, notes, spelled), head + height)
    if few:
        marks = {side: _side_mark(i, list(names).index(side)) for i, side in enumerate(sides)}
        fig.key(0.10, [(marks[side], names[side]) for side in sides])
    ax = fig.axes_at(left, head, right - left, height)
    ax.set(xlim=(0, 1.06 * rows["per_1000_tokens"].max()), ylim=(height, 0), yticks=[])
    ax.tick_params(labelsize=style.SMALLEST, pad=1)
    ax.locator_params(axis="x", nbins=4)
    for word, part in rows.groupby("feature", sort=False):
        y = place[word]
        fig.words(left - 0.12, head + y + 0.045, spelled.get(word, word), ha="right")
        ax.plot([part["per_1000_tokens"].min(), part["per_1000_tokens"].max()], [y, y], **style.LEAVE_ONE_OUT)
        part = part.set_index("side").loc[sides]
        for side, rate in part["per_1000_tokens"].items():
            ax.plot([rate], [y], clip_on=False, **(marks[side] if few else style.DESCRIBED))
        _shared_counts(fig, part, right, head + y + 0.04, by_side=bool(heads))
    _shared_heads(fig, heads, right, head)
    if 0 < alike < len(words):
        fig.rule(head + 0.22 * alike + 0.07, color=style.RULE)
    return fig


def _side_mark(i: int, order: int) -> style.Mark:
    """Give the i-th side its marker, and the colour of its place among all sides."""
    colour = style.OUTLET_COLOURS[order] if order < len(style.OUTLET_COLOURS) else style.OTHER_SIDE
    return {"marker": MARKERS[i], "ms": 5, "mfc": colour, "mec": "white", "mew": 0.5, "ls": "none", "zorder": 5}


def _shared_counts(fig: style.Page, part: pd.DataFrame, right: float, y: float, *, by_side: bool) -> None:
    fig.words(right + 0.44, y, f"{part['times'].iloc[0]:.1f}×", ha="right", fontsize=style.NOTE, color=style.SECOND)
    counts = list(part["n_hits"]) if by_side else [part["n_hits"].sum()]
    for i, n in enumerate(counts):
        fig.words(right + 0.44 + 0.66 * (i + 1) * (1 if by_side else 0.65), y, f"{n:,}", ha="right",
                  fontsize=style.NOTE)


def _shared_heads(fig: style.Page, heads: list[list[str]], right: float, head: float) -> None:
    for i, lines in enumerate(heads):
        for j, line in enumerate(reversed(lines)):
            fig.words(right + 0.44 + 0.66 * (i + 1), head - 0.06 - 0.13 * j, line, ha="right", fontsize=style.SMALLEST,
                      color=style.SECOND)
    fig.words(right + 0.44, head - 0.06, "apart", ha="right", fontsize=style.SMALLEST, color=style.SECOND)
    if not heads:
        fig.words(right + 0.44 + 0.43, head - 0.06, "hits", ha="right", fontsize=style.SMALLEST, color=style.SECOND)
