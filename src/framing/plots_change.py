"""Drawings of change between two events: by outlet, by kind of outlet and by topic, beside the others' change."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from framing import style, wording
from framing.plots_arrows import arrow, difference, note, placed, sheet, write
from framing.plots_headlines import INSTRUMENT, RETITLED, SAMPLE, for_sure, to_miss_zero

ANY_TOPIC, ALL, KEPT, LISTS = "any topic", "all", "without retitled", ("vader", "tone")  # as in the tables of `change`
SINGLE, SAME, ALL_OUTLETS = "without repeated", "same outlets", "all outlets"
MAX_ROWS, ROW, TOPIC_ROW, DOTS, LANE, FEW = 26, 0.19, 0.24, 0.16, 0.13, 4
UNPAIRED: style.Mark = {"marker": "s", "ms": 3.6, "mfc": "white", "mec": style.LINE, "mew": 1.0, "ls": "none",
                        "zorder": 4}
OWN_MINUS_OTHERS = ("difference", "own change minus that of the others")
UNKNOWN = "Why it changed isn’t known: news, time and the way headlines were found may all have a part."
COMMON = "The difference takes for granted that, left alone, an outlet would have moved like the others."
NUMBERS = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def caption_outlets(table: pd.DataFrame, events: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_outlets` from its table.

    Parameters
    ----------
    table : DataFrame
        From `change.outlet_changes` of headline scores, by list and rows; the first list is drawn.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.
    """
    rows, noun = _drawn(table), wording.event_noun(events["event"])
    tested, apart = _looks(rows)
    n, single = len(rows), int(rows[["n_articles_before", "n_articles_after"]].min(axis=1).eq(1).sum())
    titles = [f"{wording.counted(n, 'outlet')} on {_both(events)}: how their headlines changed",
              f"{wording.counted(n, 'outlet')}: how their headlines changed"]
    if len(apart):
        titles = [f"{len(apart)} of {len(tested)} outlets tested changed unlike the others", *titles]
    elif len(tested):
        titles = [_none_apart(len(tested), n, "outlet"), *titles]
    elif n:
        titles = [f"No outlet has enough headlines on {_both(events)}", *titles]
    total = int(rows[["n_articles_before", "n_articles_after"]].sum().sum())
    bar = wording.interval_words("article", noun="headline", of=f"of the outlet on that {noun}")
    hidden = f" Drawn: {MAX_ROWS} of {n:,} outlets, those with most headlines." if n > MAX_ROWS else ""
    size = f"{wording.counted(total, 'headline')} of the {wording.counted(n, 'outlet')} that have {_both(events)}"
    return style.Caption(
        title=style.first_title(titles),
        subtitle=f"Mean sentiment of an outlet’s headlines, first {noun} to last; right: own change minus that of the\n"
                 f"mean of the others (difference in differences). {wording.capital(size)}.",
        reading="Arrow: from the first mean to the last, to the right if more positive; lighter where a cell has "
                "fewer than four headlines, lightest where it has one. Dot and bar: the difference, headlines and "
                f"outlets being units, and its {bar}, and with other outlets. Tick, line: its range when one is left "
                "out. Hollow dot: one headline, nothing to leave out.",
        base=f"{INSTRUMENT} {_tests(table, tested)} {_number(single)} of {n} have a single headline on a "
             f"{noun}: such a mean jumps, and one that stood far out comes back by chance. {COMMON} "
             f"{wording.confounding(rows['identification'], event=noun)} {SAMPLE}{hidden}",
        alt=f"Arrows in {wording.counted(min(n, MAX_ROWS), 'row')}, one an outlet, from mean headline sentiment on the "
            f"first {noun} to the last, then differences from the others’ change; {len(tested)} with intervals, "
            f"{len(apart) or 'none'} off zero. {wording.counted(total, 'headline')}.")


def plot_outlets(table: pd.DataFrame, common: pd.DataFrame, events: pd.DataFrame) -> style.Page:
    """Draw each outlet's change as an arrow, and its distance from the change of all others.

    Parameters
    ----------
    table, events
        As for `caption_outlets`.
    common : DataFrame
        From `change.common_changes` of the same scores.

    Returns
    -------
    Page
        Two axes, arrows and differences; or a sentence where no outlet has both events.
    """
    rows = _drawn(table).head(MAX_ROWS)
    if rows.empty:
        return _nothing(events)
    rows = rows.assign(name=rows["short"] if "short" in rows else rows["outlet"], inferred=_inferred(rows))
    rows = _led(common, rows.sort_values("inferred", ascending=False, kind="stable"))
    rows, rule, height = placed(rows, ROW)
    noun = wording.event_noun(events["event"])
    page = sheet(caption_outlets(table, events), rows, height, _names(table, events), OWN_MINUS_OTHERS, "headlines")
    few = f"headlines on {wording.a(noun)}" if rows["n_outlets_others"].max() >= FEW else "other outlets"
    note(page, rule, f"Fewer than four {few}: no interval")
    for _, row in rows.iterrows():
        arrow(page.left, row, _look(row))
        difference(page.right, row, "difference")
        write(page, row, _look(row), [f"{row['n_articles_before']:,}", f"{row['n_articles_after']:,}"])
    return page.fig


def caption_groups(table: pd.DataFrame, events: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_groups` from its table.

    Parameters
    ----------
    table : DataFrame
        From `change.group_changes` of headline scores, by list and rows; the first list is drawn.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.
    """
    rows, noun = _same(table), wording.event_noun(events["event"])
    tested, apart = _looks(rows)
    strong = for_sure(apart)
    titles = ["How the tone of headlines changed, by kind of outlet", "Change by kind of outlet"]
    if len(strong):
        which = strong.loc[strong["p"].idxmin(), "group"]
        titles = [f"{wording.capital(which)} headlines changed unlike the others’",
                  "Some kinds changed unlike the others"]
    elif len(apart):
        titles = [f"{len(apart)} of {len(tested)} kinds changed apart, as chance might have it", *titles]
    elif len(tested):
        titles = [_none_apart(len(tested), len(rows), "kind"), *titles]
    elif rows["others"].isna().all():
        titles = ["One kind of outlet only, and none to hold it against", *titles]
    elif len(rows):
        titles = [f"No kind has enough outlets on {_both(events)} to be tested", *titles]
    n = int(rows["n_outlets"].sum())
    total = int(rows[["n_articles_before", "n_articles_after"]].sum().sum())
    left_out = "".join(f" {what}: the same without headlines {which}." for rerun, what, which in (
        (KEPT, "Triangle", "that a host may have changed"),) if rerun in set(table["rows"]))
    return style.Caption(
        title=style.first_title(titles),
        subtitle=f"Mean sentiment of headlines over the outlets that have {_both(events)}, first to last;\n"
                 f"right: own change minus that of all other outlets. {wording.counted(n, 'outlet')}, "
                 f"{wording.counted(total, 'headline')}.",
        reading="Arrow: from the first mean to the last, to the right if more positive. Small dots: each outlet’s "
                "own change minus that of the other "
                f"kinds. Dot and bar: their mean and its {wording.interval_words('outlet')}, and those of the other "
                "kinds with others of theirs; tick and line: too few, the range when one is left out. Square: all "
                f"outlets of each {noun}, not the same ones, only described.{left_out}",
        base=f"{INSTRUMENT} {_tests(table[table['view'].eq(SAME)], tested)}{_p_values(tested)} {COMMON} Outlets with "
             f"{_both(events)} may differ from those with one. "
             f"{wording.confounding(rows['identification'], event=noun)} {SAMPLE}",
        alt=f"Arrows in {wording.counted(len(rows), 'row')}, one a kind of outlet, of mean headline sentiment from the "
            f"first {noun} to the last, then differences from the others’ change; {len(tested)} with intervals. "
            f"{style.first_title(titles)}. {wording.counted(n, 'outlet')}, {wording.counted(total, 'headline')}.")


def plot_groups(table: pd.DataFrame, common: pd.DataFrame, events: pd.DataFrame) -> style.Page:
    """Draw the change of each kind of outlet, and its distance from the change of all other outlets.

    Parameters
    ----------
    table, events
        As for `caption_groups`.
    common : DataFrame
        From `change.common_changes` of the same scores.

    Returns
    -------
    Page
        Two axes, arrows and differences; or a sentence where no outlet has both events.
    """
    rows = _same(table)
    if rows.empty:
        return _nothing(events)
    rows = rows.assign(inferred=_inferred(rows)).sort_values(
        ["inferred", "n_outlets", "n_articles_before", "group"], ascending=[False, False, False, True])
    rows = rows.assign(name=rows["group"].map(wording.kind),
                       points=[_own_minus_others(row) for _, row in rows.iterrows()])
    pitch = [DOTS + LANE, *[DOTS + 2 * LANE + 0.10] * len(rows)]
    rows, rule, height = placed(_led(common, rows), pitch, above=DOTS)
    page = sheet(caption_groups(table, events), rows, height, _names(table, events), OWN_MINUS_OTHERS,
                 "outlets (headlines)")
    note(page, rule, f"Fewer than four outlets that have {_both(events)}: no interval")
    for _, row in rows.iterrows():
        arrow(page.left, row, _look(row))
        _units(page.right, row)
        difference(page.right, row, "difference")
        _reruns(page.right, table, row)
        write(page, row, _look(row), [f"{row['n_outlets']:,} ({row[name]:,})"
                                      for name in ("n_articles_before", "n_articles_after")])
    return page.fig


def caption_topics(table: pd.DataFrame, events: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_topics` from its table.

    Parameters
    ----------
    table : DataFrame
        From `change.common_changes` of yes and no, by topic and rows.
    events : DataFrame
        events.csv: ``event``, ``name``, ``starts``.
    """
    rows, noun = _touched(table), wording.event_noun(events["event"])
    tested, apart = _looks(rows)
    apart = apart[apart["topic"].ne(ANY_TOPIC)]
    n, titles, ups = int(rows["n_outlets"].max()), ["How the topics of headlines changed"], ""
    if len(apart):
        which = apart.loc[apart["change"].abs().idxmax()]
        ups = f" {which['n_up']:.0f} of {n} outlets have more of it, {which['n_down']:.0f} less."
        way = "more" if which["change"] > 0 else "fewer"
        titles = [f"{wording.capital(which['topic'])}: in {way} headlines of the same outlets",
                  f"One topic: in {way} headlines of the same outlets", *titles]
    elif len(tested):
        titles = ["No topic is seen to come or go in the same outlets’ headlines", *titles]
    total = int(rows[["n_articles_before", "n_articles_after"]].max().sum())
    bar = wording.interval_words("outlet", of=f"that have {_both(events)}")
    return style.Caption(
        title=style.first_title(titles),
        subtitle="Share of headlines that touch a listed topic, mean over the "
                 f"{wording.counted(n, 'outlet')} that have {_both(events)},\n"
                 f"first {noun} to last; right: the change.",
        reading=f"Arrow: from the first share to the last. Dot and bar: mean change of the outlets and its {bar}; "
                "tick and line: only described, the range when an outlet is left out.",
        base=f"{wording.counted(total, 'headline')}; counts: those that touch the topic. An interval takes five "
             f"outlets with a yes and five with a no; of these intervals {_verdict(rows)}.{ups}"
             f"{_without(table)} {UNKNOWN} {wording.confounding(rows['identification'], event=noun)} {SAMPLE}",
        alt=f"Arrows in {wording.counted(len(rows), 'row')} of topics, from the share of headlines on the first {noun} "
            f"to the last, then the change with {len(tested)} intervals. {style.first_title(titles)}. "
            f"{wording.counted(n, 'outlet')}, {wording.counted(total, 'headline')}.")


def plot_topics(table: pd.DataFrame, events: pd.DataFrame) -> style.Page:
    """Draw how often each topic was touched on either event by the outlets that have both.

    Parameters
    ----------
    table, events
        As for `caption_topics`.

    Returns
    -------
    Page
        Two axes, arrows and changes; or a sentence where no outlet has both events, or no topic is touched.
    """
    if table.empty:
        return _nothing(events)
    touched = _touched(table)
    if touched.empty:
        return style.nothing("No listed topic in any headline", "No headline touches one of the listed topics.")[0]
    rows = touched.assign(inferred=_inferred(touched), size=touched["change"].abs(), name=touched["topic"].map(
        wording.capital), together=touched["topic"].eq(ANY_TOPIC)).sort_values(
        ["inferred", "together", "size", "topic"], ascending=[False, False, False, True])
    rows, rule, height = placed(rows, TOPIC_ROW)
    compared = ("change", "change of the same outlets")
    page = sheet(caption_topics(table, events), rows, height, _names(table, events), compared, "headlines", share=True)
    note(page, rule, "Fewer than five outlets with such a headline: only described")
    for _, row in rows.iterrows():
        arrow(page.left, row, _look(row))
        difference(page.right, row, "change")
        write(page, row, _look(row), [f"{row['n_yes_before']:,}", f"{row['n_yes_after']:,}"])
    return page.fig


# Behind the captions and drawings.


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["list"].eq(LISTS[0]) & table["rows"].eq(ALL)]


def _same(table: pd.DataFrame) -> pd.DataFrame:
    """The kinds that have an outlet with both events."""
    rows = _drawn(table)
    return rows[rows["view"].eq(SAME) & rows["n_outlets"].gt(0)]


def _touched(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["rows"].eq(ALL) & (table["before"].gt(0) | table["after"].gt(0))]


def _inferred(rows: pd.DataFrame) -> pd.Series:
    return rows["evidence"].eq("interval")


def _looks(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tell which differences have an interval, and which of those miss zero."""
    tested = rows[_inferred(rows)]
    return tested, tested[tested["ci_low"].gt(0) | tested["ci_high"].lt(0)]


def _look(row: pd.Series) -> str:
    if row["inferred"]:
        return "inferred"
    smallest = min(row["n_articles_before"], row["n_articles_after"])
    return "one" if row["unit"] == "article" and smallest < 2 else "few"


def _number(n: int) -> str:
    return NUMBERS[n] if n < len(NUMBERS) else f"{n:,}"


def _none_apart(n: int, n_all: int, noun: str) -> str:
    none = {1: "it doesn’t stand apart", 2: "neither stands apart"}.get(n, "none stands apart")
    return f"{_number(n)} of {wording.counted(n_all, noun)} can be tested, and {none}"


def _both(events: pd.DataFrame) -> str:
    """Name the two events that are compared."""
    noun = wording.event_noun(events["event"])
    return f"both {wording.plural(noun)}" if len(events) == 2 else f"the first and last {noun}"


def _names(table: pd.DataFrame, events: pd.DataFrame) -> list[str]:
    names = events.set_index("event")["name"]
    return [str(names[table[column].iloc[0]]) for column in ("event_before", "event_after")]


def _nothing(events: pd.DataFrame) -> style.Page:
    noun = wording.event_noun(events["event"])
    return style.nothing("There is no change to draw", f"No outlet here has headlines on two {wording.plural(noun)}, "
                         "so none can be compared with itself.")[0]


def _led(common: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Put the mean of all outlets with both events before the rows: an arrow without a difference."""
    mean = _drawn(common).iloc[[0]]
    n = int(mean["n_outlets"].iloc[0])
    first = mean.assign(name=f"Mean of {wording.counted(n, 'outlet')}", inferred=True, difference=np.nan)
    first["points"] = [[]]
    rows = rows if "points" in rows else rows.assign(points=[[] for _ in range(len(rows))])
    return pd.concat([first, rows], ignore_index=True)


def _own_minus_others(row: pd.Series) -> list[float]:
    """Each outlet's own change minus that of the others; none where there are no others."""
    changes = [float(value) for value in row["unit_changes"].split()]
    return [change - row["others"] for change in changes] if np.isfinite(row["others"]) else []


def _rerun(table: pd.DataFrame, **chosen: str) -> pd.DataFrame:
    """Rows of the table by values of columns."""
    return table[np.logical_and.reduce([table[name].eq(value) for name, value in chosen.items()])]


def _verdict(rows: pd.DataFrame) -> str:
    tested, apart = _looks(rows)
    if tested.empty:
        return "none can be drawn"
    if len(tested) == 1:
        return f"the only one {'misses' if len(apart) else 'holds'} zero"
    return f"{len(apart) or 'none'} of {len(tested)} miss{'es' if len(apart) == 1 else ''} zero"


def _tests(table: pd.DataFrame, tested: pd.DataFrame) -> str:
    """Word what was tested, on both lists, and without headlines that may be another's."""
    if tested.empty:
        return "No difference could be tested: it takes four units or more of each side."
    text = f"Intervals: {_verdict(tested)}"
    second = _rerun(table, list=LISTS[1], rows=ALL)
    n = len(tested) + int(_inferred(second).sum())
    text += f", on a second word list {_verdict(second)}. {wording.looks(n)}."
    text += f" {to_miss_zero((tested['ci_high'] - tested['ci_low']) / 2)}."
    return text + _without(_rerun(table, list=LISTS[0]))


def _without(table: pd.DataFrame) -> str:
    """Word what is left without headlines that may be another's."""
    text = ""
    for rows, what in ((KEPT, "that a host may have changed"), (SINGLE, "that several outlets carry")):
        left = _rerun(table, rows=rows)
        tested, apart = _looks(left)
        alone = f"one can still be tested, and its interval {'misses' if len(apart) else 'holds'} zero"
        if len(left):
            text += f" Without headlines {what}: {alone if len(tested) == 1 else _verdict(left)}."
    return text


def _p_values(tested: pd.DataFrame) -> str:
    """Word the permutation p of each kind, with the smallest there could be."""
    if tested["p"].isna().all():
        return ""
    said = [f"{row['group']} {row['p']:.2f} (smallest attainable {row['p_min']:.1g})"
            for _, row in tested[tested["p"].notna()].iterrows()]
    return f" Permutation p: {', '.join(said)}."


def _units(ax: Axes, row: pd.Series) -> None:
    """Draw each outlet's own change minus that of the others, above the row."""
    mark = style.UNIT if row["evidence"] == "interval" else {**style.DESCRIBED, "ms": 3.4}
    ax.plot(row["points"], [row["y"] - 0.10] * len(row["points"]), **mark, clip_on=False)


def _reruns(ax: Axes, table: pd.DataFrame, row: pd.Series) -> None:
    """Draw the same difference from other headlines or outlets, below the row."""
    mine = _rerun(table, list=LISTS[0], group=row["group"])
    for i, (rows, view, mark) in enumerate(((KEPT, SAME, RETITLED), (ALL, ALL_OUTLETS, UNPAIRED)), start=1):
        found = _rerun(mine, rows=rows, view=view)
        for _, other in found[found["difference"].notna()].iterrows():
            if other["evidence"] == "interval":
                ax.plot([other["ci_low"], other["ci_high"]], [row["y"] + LANE * i] * 2, **style.QUOTED_INTERVAL)
            ax.plot([other["difference"]], [row["y"] + LANE * i], **mark, clip_on=False)
