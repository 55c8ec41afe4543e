"""Drawings of loaded vocabulary: word classes by voice, and scare quotes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from framing import style, wording

DRAWN, MIN_DRAWN = 8, 5  # classes with marks, and the hits such a class needs; the others are only counted
COUNTED = 16  # classes that are only counted; those with fewer hits still are named in the table alone
COLUMNS = 5  # in one bank
BANKS = 2
NAMES = 1.30  # inches for names of classes
ROW, LANE, COUNT_ROW = 0.36, 0.085, 0.17
COUNTS, GAP = 0.22, 0.16  # for the hits beside a column, and between columns
NONE = {"ms": 2.6, "mew": 0.7, "mec": style.LINE}  # marks without a hit are small
BAND = "#EEF0F2"
BEYOND: style.Mark = {"marker": ">", "ms": 3, "mec": "none", "mfc": style.LINE, "ls": "none", "zorder": 3}
OWN_DESCRIBED: style.Mark = {**style.DESCRIBED, "mec": style.INK}
MAX_ROWS = 16  # of scare quotes
SCARE_ROW = 0.42


def class_words(label: str) -> str:
    """Name the words of a class in few words.

    Examples
    --------
    >>> class_words("War and weapons"), class_words("Hedges"), class_words("Common good")
    ('war words', 'hedges', 'common good words')
    """
    first = _first_word(label).lower()
    return first if first in ("hedges", "boosters") else f"{first} words"


def _first_word(label: str) -> str:
    """Shorten *War and weapons* to *War*, *Emotive words* to *Emotive*; a label that isn't so made stays whole."""
    first = label.partition(" and ")[0].removesuffix(" words")
    return label if " " in first and first != label.removesuffix(" words") else first


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _unit(table: pd.DataFrame) -> str:
    return "article" if "article" in table else "outlet"


def _class_order(table: pd.DataFrame) -> tuple[list[str], list[str], list[str]]:
    """Sort classes, leading ones first, then by hits in own words: to be drawn, to be counted, without a hit."""
    own = table["n_hits"].where(table["voice"].eq("own"), 0)
    ranks = table.assign(own=own).groupby("class").agg(leads=("leads", "any"), own=("own", "sum"), n=("n_hits", "sum"))
    ranks = ranks.sort_values(["leads", "own", "n"], ascending=False, kind="stable")
    drawn = list(ranks.index[ranks["n"] >= min(MIN_DRAWN, ranks["n"].max())][:DRAWN])
    rest = ranks.drop(drawn)
    return drawn, list(rest.index[rest["n"] > 0]), list(rest.index[rest["n"] == 0])


def _class_titles(table: pd.DataFrame, names: dict[str, str]) -> list[str]:
    """List titles that the table bears out, the fullest first."""
    by_article = _unit(table) == "article"
    leads = table[table["leads"]].sort_values("per_1000_tokens", ascending=False, kind="stable")
    leads = leads.drop_duplicates("outlet")
    if table["outlet"].nunique() == 1:
        label = table.set_index("class")["label"][_class_order(table)[0][0]]
        return [f"{_capital(class_words(label if isinstance(label, str) else label.iloc[0]))} come most often"]
    if leads.empty:
        rest = "No word class marks one outlet’s articles" if by_article else "No outlet leads in any word class"
        return [rest]
    name = [names[outlet] for outlet in leads["outlet"]]
    words = [class_words(label) for label in leads["label"]]
    titles = []
    if by_article:
        n = table[table["outlet"].eq(leads["outlet"].iloc[0])]["article"].nunique()
        one = f"{_capital(words[0])} mark {wording.the(name[0])} {'article' if n == 1 else 'articles'}"
        if len(leads) > 1:
            titles += [f"{one}, {words[1].removesuffix(' words')} {wording.possessive(name[1])}"]
        return [*titles, one, f"{_capital(words[0])} mark one outlet’s articles"]
    one = f"{name[0]} uses most {words[0]}"
    if len(leads) > 1:
        titles += [f"{one}, {name[1]} most {words[1]}"]
    return [*titles, one, f"One outlet uses most {words[0]}"]


def _the_side(top: pd.DataFrame, names: dict[str, str]) -> str:
    name = names[top["outlet"].iloc[0]]
    if "article" not in top:
        return name
    single = top["outlet"].eq(top["outlet"].iloc[0]).sum() == 1
    return f"{wording.the(name) if single else f'one {name}'} article"


def caption_word_classes(table: pd.DataFrame, labels: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_word_classes` from its table.

    Parameters
    ----------
    table : DataFrame
        From `vocabulary.class_rates`.
    labels : DataFrame
        ``key`` (article or outlet), ``name`` and ``detail`` in the order of the columns, from `column_labels`.
    """
    unit, n_classes, few = _unit(table), table["class"].nunique(), _class_order(table)[1:]
    names = dict(zip(table["outlet"], table[unit].map(labels.set_index("key")["name"]), strict=True))
    own = table[table["voice"].eq("own")]
    n_articles = int(own.drop_duplicates(unit)["n_articles"].sum())
    tokens = table.drop_duplicates([unit, "voice"]).groupby("voice")["n_tokens"].sum()
    title = style.first_title(_class_titles(table, names))
    inferred = table["evidence"].eq("interval").any()
    counts = " Below the line: classes with fewest hits in own words." if few[0] else ""
    counts += f" {len(few[0]) - COUNTED} more with hits are in the table only." if len(few[0]) > COUNTED else ""
    label = table.drop_duplicates("class").set_index("class")["label"]
    without = [label[name] for name in few[1][:DRAWN]] + [f"{len(few[1]) - DRAWN} more"] * (len(few[1]) > DRAWN)
    counts += f" No hit at all: {wording.listed(without)}." if few[1] else ""
    marked = own["leads"].any()
    band = " Grey band: stands out, see Base." if marked else ""
    passages = (" Light ticks: passages with a hit in own words (spread inside one article); arrow: beyond the scale."
                if unit == "article" else "")
    bars = (f" Bar: {wording.interval_words('article')}; hollow circle: fewer than four articles or too few hits, only "
            "described." if inferred else "")
    own_mark = "Filled" if inferred or unit == "article" else "Hollow circle"
    more = (f" {len(labels) - COLUMNS * BANKS:,} {wording.plural(unit)} with fewer words: in the table only."
            if len(labels) > COLUMNS * BANKS else "")
    base = (f"{wording.counted(n_articles, 'article')} of {wording.counted(own['outlet'].nunique(), 'outlet')}; "
            f"{tokens['own']:,} own words, {tokens.get('others', 0):,} {wording.OTHERS}. "
            "Hits inside actors’ names left out. ")
    looks = int(own["evidence"].eq("interval").sum())
    rule = ("the ratio to every other outlet has an interval above 1, or is 2 where only described. "
            if unit == "outlet" else "each article at twice any other outlet’s rate, five hits in all, "
            "a convention, set with the shipped counts in view. ")
    claim = (f"{looks} intervals in own words: one in 20 misses its true rate." if inferred else
             "A description, no interval: nothing is inferred about the outlets.")
    against = wording.confounding(own[own["leads"]].drop_duplicates("outlet")["identification"])
    against = f" Held against all others: {against[:1].lower()}{against[1:]}" if against else ""
    claim = (f"Stands out: {rule}" if marked else "") + claim + against
    top = own[own["leads"]].sort_values("per_1000_tokens", ascending=False)
    finding = (f"{_capital(class_words(top['label'].iloc[0]))} stand out in {_the_side(top, names)} at "
               f"{top['per_1000_tokens'].iloc[0]:.0f} per 1,000 own words." if len(top) else title + ".")
    return style.Caption(
        title=title,
        subtitle="Words of each class per 1,000 words of that voice, headlines left out; numbers are hits.",
        reading=f"{own_mark}: own words. Diamond: words {wording.OTHERS}. Small: no hit.{passages}{bars}{band}{counts}",
        base=base + claim + more,
        alt=f"Dot plot; columns are {wording.counted(len(labels), unit)}, rows {n_classes} classes of words, own words "
            f"and others’ apart. {finding} {wording.counted(n_articles, 'article')}.")


def column_labels(table: pd.DataFrame, articles: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Name the rows of a table by article or outlet.

    Parameters
    ----------
    table : DataFrame
        With ``article`` or ``outlet``, ``n_articles``.
    articles : DataFrame
        Of the corpus, in the order to be drawn: ``article``, ``outlet``, ``short``.
    named : DataFrame
        From `labels.article_labels`.

    Returns
    -------
    DataFrame
        ``key``, ``name``, ``detail``.
    """
    if _unit(table) == "article":
        chosen = named[named["article"].isin(table["article"])]
        return chosen.rename(columns={"article": "key"})[["key", "name", "detail"]].reset_index(drop=True)
    n = table.groupby("outlet")["n_articles"].max()
    chosen = articles[articles["outlet"].isin(n.index)].drop_duplicates("outlet")
    return pd.DataFrame({
        "key": chosen["outlet"], "name": chosen["short"],
        "detail": [wording.counted(n[outlet], "article") for outlet in chosen["outlet"]]}).reset_index(drop=True)


def plot_word_classes(table: pd.DataFrame, labels: pd.DataFrame) -> style.Page:
    """Draw rates of word classes: a column an article or outlet, a row a class, own above others' words.

    Parameters
    ----------
    table : DataFrame
        From `vocabulary.class_rates`.
    labels : DataFrame
        From `column_labels`; more than ten columns are cut, those with most own words stay.

    Returns
    -------
    Page
        An axes for each column.
    """
    unit = _unit(table)
    drawn, counted, _ = _class_order(table)
    counted = counted[:COUNTED]
    size = table[table["voice"].eq("own")].groupby(unit)["n_tokens"].max()
    kept = labels["key"].map(size).rank(ascending=False, method="first") <= COLUMNS * BANKS
    shown = labels[kept]
    n_banks = -(-len(shown) // COLUMNS)
    per_bank = -(-len(shown) // n_banks)
    pitch = (style.WIDTH - style.EDGE - NAMES) / per_bank
    heads = [_head_lines(row, pitch) for row in shown.itertuples()]
    head = 0.30 + 0.14 * max(len(lines) for lines in heads)
    height = head + ROW * len(drawn) + (0.26 + COUNT_ROW * len(counted) if counted else 0)
    fig = style.page(caption_word_classes(table, labels), 0.20 + n_banks * height + 0.24 * (n_banks - 1))
    _class_key(fig, table)
    limit = _limit(table[table["class"].isin(drawn)])
    for bank in range(n_banks):
        top, part = 0.20 + bank * (height + 0.24), slice(bank * per_bank, (bank + 1) * per_bank)
        _class_names(fig, table, drawn, counted, top + head)
        for i, (row, lines) in enumerate(zip(shown[part].itertuples(), heads[part], strict=True)):
            cells = table[table[unit].eq(row.key)].set_index(["class", "voice"])
            _class_column(fig, cells, (drawn, counted), lines, NAMES + pitch * i, top, head, pitch, limit)
    return fig


def _head_lines(row, pitch: float) -> list[str]:
    parts = row.detail.split(" · ")
    return [line for text, size in ((row.name, style.LABEL), *((part, style.SMALLEST) for part in parts))
            for line in style.wrap(text, pitch - 0.08, size, bold=text == row.name)]


def _class_key(fig: style.Page, table: pd.DataFrame) -> None:
    entries = [(style.ESTIMATE, "own words"), (style.QUOTED, wording.VOICES["others"])]
    if "passage_rates" in table:
        entries.append((style.PASSAGE, "passages, own words"))
    if table["evidence"].eq("interval").any():
        entries.append((style.INTERVAL, "95% interval"))
    fig.key(0.10, entries)


def _limit(table: pd.DataFrame) -> float:
    """Choose the right end of all scales: past every mark, not past every wide interval."""
    top = table["per_1000_tokens"].max()
    wide = np.nanmax([0.0, *table["ci_high"].to_numpy(float)])
    return max(5.0, 1.3 * top, min(1.05 * wide, 2 * top))


def _class_names(fig: style.Page, table: pd.DataFrame, drawn: list[str], counted: list[str], top: float) -> None:
    label = table.drop_duplicates("class").set_index("class")["label"]
    for i, name in enumerate(drawn):
        lines = style.wrap(label[name], NAMES - 0.16)
        lines = lines if len(lines) < 3 else [lines[0], f"{lines[1]} …"]
        for j, line in enumerate(lines):
            y = top + ROW * (i + 0.5) + 0.045 + 0.14 * (j - (len(lines) - 1) / 2)
            fig.words(NAMES - 0.12, y, line, ha="right")
    top += ROW * len(drawn)
    if counted:
        fig.rule(top + 0.06, color=style.GRID)
        fig.words(style.EDGE, top + 0.21, f"Fewest hits in own words: only counted, own words / {wording.OTHERS}",
                  fontsize=style.SMALLEST, style="italic", color=style.FAINT)
    for i, name in enumerate(counted):
        lines = style.wrap(label[name], NAMES + 0.4, style.SMALLEST)
        fits = style.text_width(label[name], style.SMALLEST) < NAMES + 0.5
        text = label[name] if fits or len(lines) < 2 else _first_word(label[name])
        text = text if text != label[name] or fits else f"{lines[0]} …"
        fig.words(style.EDGE, top + 0.26 + COUNT_ROW * (i + 0.72), text, fontsize=style.SMALLEST, color=style.SECOND)


def _class_column(fig: style.Page, cells: pd.DataFrame, classes: tuple[list[str], list[str]], lines: list[str],
                  left: float, top: float, head: float, pitch: float, limit: float) -> None:
    (shown, counted), right = classes, left + pitch - GAP
    is_described = "article" not in cells and not cells["evidence"].eq("interval").any()
    for i, line in enumerate(lines):
        bold = {"fontweight": "bold"} if i == 0 else {"fontsize": style.SMALLEST, "color": style.SECOND}
        fig.words(left, top + 0.14 + 0.14 * i, line, **bold | ({"color": style.FAINT} if is_described else {}))
    ax = fig.axes_at(left, top + head, pitch - COUNTS - GAP, ROW * len(shown))
    ax.set(xlim=(0, limit), ylim=(ROW * len(shown), 0), yticks=[])
    step = next(step for step in (2, 5, 10, 20, 50, 100, 200, 500, 1000) if limit / step < 3)
    ax.set_xticks(np.arange(0, limit, step))
    ax.tick_params(labelsize=style.SMALLEST, pad=1)
    for i, name in enumerate(shown):
        y = ROW * (i + 0.5)
        if cells["leads"].get((name, "own"), False):
            ax.add_patch(Rectangle((-0.06, 1 - (y + ROW / 2 - 0.02) / (ROW * len(shown))), (right + 0.10 - left) / (
                right - COUNTS - left), (ROW - 0.04) / (ROW * len(shown)), transform=ax.transAxes, color=BAND, lw=0,
                zorder=0, clip_on=False))
        for voice, lane in (("own", y - LANE), ("others", y + LANE)):
            if (name, voice) not in cells.index:  # not a word in that voice
                continue
            cell = cells.loc[(name, voice)]
            _class_mark(ax, cell, voice, lane, limit)
            if cell["n_hits"]:
                colour = style.INK if voice == "own" else style.FAINT
                fig.words(right, top + head + lane + 0.04, f"{cell['n_hits']:,}", ha="right", color=colour,
                          fontsize=style.SMALLEST)
    for i, name in enumerate(counted):
        own, others = (int(cells["n_hits"].get((name, voice), 0)) for voice in ("own", "others"))
        y = top + head + ROW * len(shown) + 0.26 + COUNT_ROW * (i + 0.72)
        fig.words(right, y, f"{own} / {others}", ha="right", fontsize=style.SMALLEST, color=style.SECOND)


def _class_mark(ax: Axes, cell: pd.Series, voice: str, y: float, limit: float) -> None:
    mark = style.ESTIMATE if voice == "own" else style.QUOTED
    if "passage_rates" not in cell and cell["evidence"] == "describe" and voice == "own":
        mark = OWN_DESCRIBED
    if voice == "own" and "passage_rates" in cell:
        rates = [float(rate) for rate in cell["passage_rates"].split() if float(rate) > 0]
        ax.plot([rate for rate in rates if rate <= limit], [y] * sum(rate <= limit for rate in rates),
                **style.PASSAGE)
        if any(rate > limit for rate in rates):
            ax.plot([0.985 * limit], [y], **BEYOND)
    if cell["evidence"] == "interval":
        bar = style.INTERVAL if voice == "own" else style.QUOTED_INTERVAL
        ax.plot([cell["ci_low"], min(cell["ci_high"], limit)], [y, y], **bar)
    if not cell["n_hits"]:
        mark = mark | NONE | ({"mfc": style.LINE} if voice == "own" else {})
    ax.plot([cell["per_1000_tokens"]], [y], clip_on=False, **mark)


def caption_scare_quotes(table: pd.DataFrame, labels: pd.DataFrame) -> style.Caption:
    """Word the caption of `plot_scare_quotes` from its table.

    Parameters
    ----------
    table : DataFrame
        From `vocabulary.scare_quotes`.
    labels : DataFrame
        From `column_labels`.
    """
    unit, n = _unit(table), int(table["n_hits"].sum())
    most = int(table["n_hits"].max())
    inferred = table["evidence"].eq("interval").any()
    titles = [f"{wording.counted(n, 'scare quote')} in {wording.counted(int(table['n_articles'].sum()), 'article')}"]
    if not n:
        titles = [f"No scare quote in any {unit}"]
    elif unit == "article" and most <= 5:
        titles = [f"Few scare quotes by rule: at most {_number(most)} in an article"]
    elif unit == "outlet" and table["per_1000_tokens"].max() < 5:
        titles = ["Few scare quotes by rule in every outlet"]
    bars = f" Bar: {wording.interval_words('article')}; hollow: only described." if inferred else ""
    return style.Caption(
        title=style.first_title(titles),
        subtitle="Scare quotes per 1,000 words of own prose, their number, and the words in them. A scare quote: one "
                 "to three words in quotation marks with no source near.",
        reading=f"Dot: rate; the number beside it: scare quotes. Words: without function words; which of them stood "
                f"together isn’t stored; in brackets how often.{bars}",
        base=f"{n} scare quotes in {wording.counted(int(table['n_articles'].sum()), 'article')}, "
             f"{int(table['n_tokens'].sum()):,} own words with those in scare quotes, headlines left out. "
             "Found by rule: a short quotation whose source stands far off counts too. "
             + ("" if inferred else "A description; nothing is inferred about the outlets.")
             + (f" Drawn: {MAX_ROWS} of {len(table):,} {unit}s, those with most words; the table has all."
                if len(table) > MAX_ROWS else ""),
        alt=f"Dot plot with a list of words; rows are {wording.counted(len(table), unit)}. {n} scare quotes, at most "
            f"{most} in one {unit}. {wording.counted(int(table['n_articles'].sum()), 'article')}.")


def _number(n: int) -> str:
    return ("none", "one", "two", "three", "four", "five")[n] if n <= 5 else f"{n}"


def plot_scare_quotes(table: pd.DataFrame, labels: pd.DataFrame) -> style.Page:
    """Draw scare quotes by article or outlet with their words.

    Parameters
    ----------
    table : DataFrame
        From `vocabulary.scare_quotes`.
    labels : DataFrame
        From `column_labels`; rows beyond sixteen are left out, those with most words stay.

    Returns
    -------
    Page
        One axes.
    """
    unit = _unit(table)
    rows = table.set_index(unit)
    size = labels["key"].map(rows["n_tokens"])
    shown = labels[size.rank(ascending=False, method="first") <= MAX_ROWS]
    widest = max(*(style.text_width(text, style.SMALLEST) for text in shown["detail"]),
                 *(style.text_width(name, bold=True) for name in shown["name"]))
    left = min(2.78, max(1.4, style.EDGE + widest + 0.25))
    wide, words = 1.35, left + 1.62
    fig = style.page(caption_scare_quotes(table, labels), 0.36 + SCARE_ROW * len(shown))
    fig.words(words, 0.12, "words in scare quotes", fontsize=style.NOTE, color=style.SECOND)
    fig.words(left, 0.12, "per 1,000 own words", fontsize=style.NOTE, color=style.SECOND)
    ax = fig.axes_at(left, 0.36, wide, SCARE_ROW * len(shown))
    limit = max(1.0, 1.2 * rows.loc[shown["key"], "per_1000_tokens"].max())
    ax.set(xlim=(0, limit), ylim=(SCARE_ROW * len(shown), 0), yticks=[])
    ax.set_xticks(np.arange(0, limit, next(step for step in (0.5, 1, 2, 5, 10, 20, 50, 100) if limit / step < 5)))
    ax.tick_params(labelsize=style.SMALLEST, pad=1)
    for i, label in enumerate(shown.itertuples()):
        row, y = rows.loc[label.key], SCARE_ROW * (i + 0.5)
        fig.words(style.EDGE, 0.36 + y - 0.02, label.name, fontweight="bold")
        fig.words(style.EDGE, 0.36 + y + 0.12, label.detail, fontsize=style.SMALLEST, color=style.SECOND)
        described = unit == "outlet" and row["evidence"] == "describe"
        if row["evidence"] == "interval":
            ax.plot([row["ci_low"], min(row["ci_high"], limit)], [y, y], **style.INTERVAL)
        ax.plot([row["per_1000_tokens"]], [y], clip_on=False, **(OWN_DESCRIBED if described else style.ESTIMATE))
        ax.annotate(f"{row['n_hits']:,}", (row["per_1000_tokens"], y), (6, -3), textcoords="offset points",
                    fontsize=style.NOTE)
        lines = style.wrap(row["words"] or "none", style.WIDTH - style.EDGE - words, style.NOTE)
        lines = lines[:2] if len(lines) < 3 else [lines[0], lines[1].rsplit(",", 1)[0] + ", and others"]
        for j, line in enumerate(lines):
            fig.words(words, 0.36 + y + 0.05 + 0.15 * (j - (len(lines) - 1) / 2), line, fontsize=style.NOTE,
                      color=style.INK if row["words"] else style.FAINT)
    return fig
