"""The result contract: units, intervals, leave-one-out ranges, permutation p, evidence.

Every result table of the suite gets these columns here, so that no measure decides for itself what
it may claim. Words and sentences of one article are not independent: the unit is the article, and
where articles of several outlets stand together it is the outlet. The column ``evidence`` says

- ``describe``: no interval, no p; fewer than four units on a side, fewer than five hits a unit on
  average (rates), nothing finite once a unit is left out, or a side without any spread between its units, which
  would count as known for certain;
- ``interval``: delete-one jackknife, t with Satterthwaite degrees of freedom, log scale for rates
  and ratios, plain scale for means; for comparisons a permutation p, beside it the smallest there could be.
  Values that are 0 in some articles and 1 in all others are shares of yes and no, and have intervals of their own
  (see `shares`).

An interval says how far the estimate would move if these articles were exchangeable with other articles of the
outlet on this event, or these outlets with others of their kind. ``identification`` says of a comparison what
else sets its two sides apart (see `identification`).

The table in has one row per article, or several (sentences, passages), with columns ``article``
and ``outlet``; comparisons use ``event`` and ``stage`` where it has them. Rows without a value are
left out, so an article with no hit needs its row with a 0.
"""

import numpy as np
import pandas as pd
from scipy import special

from framing.identification import identification
from framing.inference import (
    MIN_OUTLETS_EACH_ANSWER,
    MIN_UNITS,
    as_list,
    choose_unit,
    interval,
    permutation,
    require,
    sides,
    unit_strata,
)
from framing.score_intervals import newcombe, wilson
from framing.units import grouped, groups, mean_units, rate_units, sized

NO_INTERVAL = dict.fromkeys(("ci_low", "ci_high", "loo_low", "loo_high"), np.nan) | {"evidence": "describe"}


def means(table, value, by, *, unit=None, name=None):
    """Mean per group: over articles, or over outlets of their article means.

    Parameters
    ----------
    table : DataFrame
        Rows with ``article``, ``outlet``, ``value`` and the columns of ``by``; rows of one article are
        averaged first, rows without a value are left out.
    value : str
        The column to average.
    by : str or list of str
        The columns that name a group; an empty list takes all rows together.
    unit : {"article", "outlet"}, optional
        By default the outlet where some group holds several outlets, else the article.
    name : str, optional
        The estimate's column; by default ``value``.

    Returns
    -------
    DataFrame
        One row per group: its columns, the estimate, ``unit``, ``n_units``, ``n_articles``,
        ``n_outlets``, ``ci_low``, ``ci_high``, ``loo_low``, ``loo_high``, ``evidence``.

    Examples
    --------
    >>> table = pd.DataFrame({"article": list("abcd"), "outlet": "Gazette", "tone": [1.0, 2.0, 3.0, 6.0]})
    >>> means(table, "tone", "outlet")[["outlet", "tone", "n_articles", "ci_low", "ci_high"]].round(2)
        outlet  tone  n_articles  ci_low  ci_high
    0  Gazette   3.0           4   -0.44     6.44
    """
    keys = as_list(by)
    require(table, [value])
    table = table.dropna(subset=[value])
    unit = choose_unit(table, keys, unit)
    units = mean_units(table, value, keys, unit)
    return _one_sided(units, keys, unit, name or value)


def rates(table, hits, size, by, *, per=1000, unit=None, name=None):
    """Hits per 1,000 tokens, or per any size, by group: summed over articles, averaged over outlets.

    Parameters
    ----------
    table : DataFrame
        Rows with ``article``, ``outlet``, ``hits``, ``size`` and the columns of ``by``, summed within
        an article. An article without a hit needs its row; one of size 0 has no rate and is left out.
    hits, size : str
        Columns of counts.
    by, unit
        As for `means`.
    per : int, default=1000
    name : str, optional
        The estimate's column; by default ``per_1000_tokens`` for size ``n_tokens``, and so on.

    Returns
    -------
    DataFrame
        As for `means`, with ``n_hits`` and the summed ``size``; the interval is made on the log scale.

    Examples
    --------
    >>> table = pd.DataFrame({"article": list("abcd"), "outlet": "Gazette", "n": [5, 6, 7, 8]})
    >>> table["n_tokens"] = 500
    >>> rates(table, "n", "n_tokens", "outlet")[["outlet", "per_1000_tokens", "ci_low", "ci_high"]].round(1)
        outlet  per_1000_tokens  ci_low  ci_high
    0  Gazette             13.0     9.5     17.8
    """
    keys = as_list(by)
    table = sized(table, hits, size)
    unit = choose_unit(table, keys, unit)
    units = rate_units(table, hits, size, keys, unit, per)
    return _one_sided(units, keys, unit, name or _rate_name(per, size), log=True, size=size)


def shares(table, yes, by, *, unit=None, name="share"):
    """Share of articles with a yes, by group: plain within an outlet, averaged over outlets.

    The interval is Wilson's with continuity correction for articles of one outlet; over outlets it is the
    jackknife's on the logit scale, and only where five or more outlets have a yes and five or more have a no.

    Parameters
    ----------
    table : DataFrame
        One row per article and group, with ``article``, ``outlet`` and ``yes``.
    yes : str
        A column of true and false, or 1 and 0.
    by, unit, name
        As for `means`.

    Returns
    -------
    DataFrame
        As for `means`, with ``n_yes``.

    Examples
    --------
    >>> table = pd.DataFrame({"article": list("abcd"), "outlet": "Gazette", "asks": [1, 0, 0, 0]})
    >>> shares(table, "asks", "outlet")[["share", "n_yes", "n_articles", "ci_low", "ci_high"]].round(2)
       share  n_yes  n_articles  ci_low  ci_high
    0   0.25      1           4    0.01     0.78
    """
    keys = as_list(by)
    require(table, [yes, *keys])
    table = table.dropna(subset=[yes])
    unit = choose_unit(table, keys, unit)
    if not table[yes].isin([0, 1]).all():
        raise ValueError(f"{yes} must hold true and false, or 1 and 0")
    if table.duplicated([*keys, "article"]).any():
        raise ValueError(f"{yes} must have one row per article and group")
    units = mean_units(table.assign(**{yes: table[yes].astype(float)}), yes, keys, unit, yes_no=True)
    n_yes = grouped(units, keys)["n_yes"].sum() if keys else [units["n_yes"].sum()]
    result = _one_sided(units, keys, unit, name)
    result.insert(result.columns.get_loc("ci_low"), "n_yes", np.asarray(n_yes, int))
    return result


def difference(table, value, by, focus, reference, *, each=(), unit=None, name="difference", seed=0):
    """Difference of two sides' means, focus minus reference.

    Of yes and no the interval is Newcombe's for articles of two outlets; where outlets are pooled it is the
    jackknife's, cut at -1 and 1, and asks of both sides what `shares` asks of one.

    Parameters
    ----------
    table : DataFrame
        As for `means`; where it has ``event`` and ``stage``, labels move within them.
    value : str
        The column to average.
    by : str
        The column that holds the sides.
    focus, reference : value or list of values
        Values of ``by``; a list pools them, and then the outlet is the unit.
    each : str or list of str, optional
        Columns to make one comparison for each value of, as topic or voice.
    unit, name
        As for `means`.
    seed : int, default=0
        For labelings that are drawn.

    Returns
    -------
    DataFrame
        One row per value of ``each``: the estimate, ``<value>_focus``, ``<value>_reference``, ``unit``,
        and for either side ``n_units_``, ``n_articles_``, ``n_outlets_``; ``ci_low``, ``ci_high``,
        ``loo_low``, ``loo_high``, ``evidence``, ``p``, ``p_min``, ``identification``.

    Raises
    ------
    ValueError
        If a side is unknown or empty, the sides overlap, a unit stands on both, or all values are the same.

    Examples
    --------
    >>> tone = [1.0, 2.0, 3.0, 4.0, 3.0, 4.0, 5.0, 6.0]
    >>> table = pd.DataFrame({"article": range(8), "outlet": ["Gazette"] * 4 + ["Herald"] * 4, "tone": tone})
    >>> result = difference(table, "tone", "outlet", "Herald", "Gazette")
    >>> result[["difference", "ci_low", "ci_high", "p"]].round(2)
       difference  ci_low  ci_high     p
    0         2.0   -0.23     4.23  0.14
    """
    keys = as_list(each)
    require(table, [value, *keys])
    table, unit, labels = _two_sides(table, value, by, focus, reference, unit)
    if table[value].nunique() == 1:
        n = table["article"].nunique()
        raise ValueError(f"{value} is {table[value].iloc[0]} in all {n} articles; expected values that differ")
    units = mean_units(table, value, keys, unit)
    result = _two_sided(units, keys, unit, labels, name, value, seed)
    return result.assign(identification=_identified(table, keys, by, unit, labels))


def rate_ratio(table, hits, size, by, focus, reference, *, each=(), per=1000, unit=None,
               name="rate_ratio", seed=0):
    """Ratio of two sides' rates, focus over reference.

    Parameters
    ----------
    table, hits, size, per
        As for `rates`.
    by, focus, reference, each, unit, name, seed
        As for `difference`.

    Returns
    -------
    DataFrame
        As for `difference`, with each side's rate, ``n_hits_focus`` and ``n_hits_reference``. The
        interval is made on the log scale. Over a reference without hits the ratio is infinite.

    Raises
    ------
    ValueError
        As for `difference`; or if there is no hit on either side.

    Examples
    --------
    >>> table = pd.DataFrame({"article": range(8), "outlet": ["Gazette"] * 4 + ["Herald"] * 4,
    ...                       "n": [5, 6, 7, 8, 10, 12, 14, 16], "n_tokens": 500})
    >>> ratio = rate_ratio(table, "n", "n_tokens", "outlet", "Herald", "Gazette")
    >>> ratio[["rate_ratio", "ci_low", "ci_high", "p"]].round(2)
       rate_ratio  ci_low  ci_high     p
    0         2.0    1.42     2.82  0.03
    """
    keys = as_list(each)
    require(table, [hits, size, *keys])
    table, unit, labels = _two_sides(sized(table, hits, size), hits, by, focus, reference, unit)
    if not table[hits].sum() > 0:
        raise ValueError(f"{hits} is 0 in all {table['article'].nunique()} articles; expected hits on a side")
    units = rate_units(table, hits, size, keys, unit, per)
    result = _two_sided(units, keys, unit, labels, name, _rate_name(per, size), seed, log=True)
    return result.assign(identification=_identified(table, keys, by, unit, labels))


# Behind the tables: units as `units` makes them.


def _rate_name(per, size):
    return f"per_{per}_{size.removeprefix('n_')}"


@np.errstate(divide="ignore", invalid="ignore")
def _estimate(part, log):
    """The estimate of one side, and the estimates with each unit left out."""
    y, s = part["y"].to_numpy(float), part["s"].to_numpy(float)
    full, without = np.divide(y.sum(), s.sum()), (y.sum() - y) / (s.sum() - s)
    return (np.log(full), np.log(without)) if log else (full, without)


def _counts(part):
    n_articles, n_outlets = part["n_articles"].sum(), part["outlet"].nunique()
    return {"n_units": len(part), "n_articles": n_articles, "n_outlets": n_outlets}


def _one_row(part, unit, name, counts, log=False):
    full, without = _estimate(part, log)
    hits = [[part["n_hits"].sum()]] if log else None
    columns = interval([full], [without[:, None]], hits=hits, log=log).iloc[0].to_dict()
    if _has_answers(part):
        columns |= _share_interval([part], unit, columns)
    return {name: np.exp(full) if log else full, "unit": unit} | _counts(part) | counts | columns


def _one_sided(units, keys, unit, name, log=False, size=None):
    rows = []
    for key, part in groups(units, keys):
        row = _lone_row if len(part) == 1 else _one_row
        counts = {"n_hits": part["n_hits"].sum(), size: part["n_size"].sum()} if size else {}
        rows.append(dict(zip(keys, key, strict=True)) | row(part, unit, name, counts, log))
    return pd.DataFrame(rows)


@np.errstate(divide="ignore", invalid="ignore")
def _lone_row(part, unit, name, counts, log=False):
    """A single unit, as most are in a corpus of many outlets: no interval, and nothing to leave out."""
    full = np.divide(part["y"].sum(), part["s"].sum())
    return {name: np.exp(np.log(full)) if log else full, "unit": unit, "n_units": 1,
            "n_articles": part["n_articles"].sum(), "n_outlets": part["outlet"].nunique()} | counts | NO_INTERVAL


def _has_answers(part):
    return "n_yes" in part and part["n_yes"].notna().all()


def _share_interval(parts, unit, jackknife):
    """The interval of a share, or of the difference of two: units of one side, or of focus and reference."""
    if unit == "article":
        few = min(map(len, parts)) < MIN_UNITS
        counts = [n for part in parts for n in (part["n_yes"].sum(), len(part))]
        low, high = (wilson if len(parts) == 1 else newcombe)(*counts)
    else:
        answers = [min((part["y"] > 0).sum(), (part["y"] < 1).sum()) for part in parts]
        few = min(answers) < MIN_OUTLETS_EACH_ANSWER or jackknife["evidence"] == "describe"
        low, high = _logit_interval(parts[0]["y"]) if len(parts) == 1 and not few else np.clip(
            [jackknife["ci_low"], jackknife["ci_high"]], -1, 1)
    if few:
        return {"ci_low": np.nan, "ci_high": np.nan, "evidence": "describe"}
    return {"ci_low": low, "ci_high": high, "evidence": "interval"}


def _logit_interval(shares):
    """On this scale a mean share near 0 varies evenly: the plain jackknife covers .91 of .1 over 40 outlets."""
    shares = shares.to_numpy()
    without = special.logit((shares.sum() - shares) / (len(shares) - 1))
    ends = interval([special.logit(shares.mean())], [without[:, None]])[["ci_low", "ci_high"]]
    return special.expit(ends.iloc[0].to_numpy())


def _two_sides(table, value, by, focus, reference, unit):
    """The rows of both sides, their unit, and each unit's label and stratum."""
    for name, rows in zip((focus, reference), sides(table, by, focus, reference), strict=True):
        if table.loc[rows, value].isna().all():
            raise ValueError(f"{by} {name!r}: none of its {rows.sum()} rows has a value in {value}")
    table = table.dropna(subset=[value])
    is_focus, is_reference = sides(table, by, focus, reference)
    table, is_focus = table[is_focus | is_reference], is_focus[is_focus | is_reference]
    unit = choose_unit(table, [is_focus], unit)
    return table, unit, unit_strata(table, by, unit, is_focus)


def _identified(table, keys, by, unit, labels):
    """What else sets the sides apart, in each comparison; missing where a side has no row in it."""
    rows = table.assign(is_focus=table[unit].map(labels["is_focus"]))
    return [identification(part, by, part["is_focus"], ~part["is_focus"]) if part["is_focus"].nunique() == 2
            else np.nan for _, part in groups(rows, keys)]


@np.errstate(divide="ignore", invalid="ignore")
def _two_sided(units, keys, unit, labels, name, value, seed, log=False):
    back = np.exp if log else np.asarray
    rows = []
    for key, part in groups(units, keys):
        part = part.merge(labels, left_on=unit, right_index=True)
        focus, reference = part[part["is_focus"]], part[~part["is_focus"]]
        (one, one_without), (other, other_without) = _estimate(focus, log), _estimate(reference, log)
        hits = [[side["n_hits"].sum()] for side in (focus, reference)] if log else None
        left_out = [(one_without - other)[:, None], (one - other_without)[:, None]]
        columns = interval([one - other], left_out, hits=hits, log=log).iloc[0].to_dict()
        if _has_answers(part):
            columns |= _share_interval([focus, reference], unit, columns)
        columns |= {"p": np.nan, "p_min": np.nan}
        if columns["evidence"] == "interval":
            moved = permutation(_moved(part, log), part["is_focus"], part["stratum"], seed=seed)
            columns |= {"p": moved[0][0], "p_min": moved[1]}
        row = {**dict(zip(keys, key, strict=True)), name: back(one - other)[()], "unit": unit}
        for suffix, estimate, side in (("focus", one, focus), ("reference", other, reference)):
            counts = _counts(side) | ({"n_hits": side["n_hits"].sum()} if log else {})
            row |= {f"{value}_{suffix}": back(estimate)[()]} | {f"{k}_{suffix}": v for k, v in counts.items()}
        rows.append(row | columns)
    return pd.DataFrame(rows)


def _moved(part, log):
    """The difference of the sides for each row of labels."""
    y, s = part[["y"]].to_numpy(float), part[["s"]].to_numpy(float)

    def statistic(labels):
        one, other = (labels @ y) / (labels @ s), ((1 - labels) @ y) / ((1 - labels) @ s)
        return np.log(one) - np.log(other) if log else one - other

    return statistic
