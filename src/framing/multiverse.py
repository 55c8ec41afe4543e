"""Every defensible analysis of one question: a specification curve for any measure, and what moves it.

A specification is one combination of an analyst's choices. A curve tells how much a finding owes to the
choices that made it. It is no better estimate, and no test: specifications are neither drawn from anything nor
independent, so there is no p over a curve, and no interval. Nor are all analyses equal. A choice that asks
another question, or that nobody would defend, hides a finding as well as it can make one, so list only those
between which a careful reader could not decide, and before looking.

References
----------
Steegen, Tuerlinckx, Gelman and Vanpaemel (2016), Increasing transparency through a multiverse analysis,
Perspectives on Psychological Science 11(5). Simonsohn, Simmons and Nelson (2020), Specification curve analysis,
Nature Human Behaviour 4. Del Giudice and Gangestad (2021), A traveler's guide to the multiverse, Advances in
Methods and Practices in Psychological Science 4(1), on analyses that aren't equivalent.
"""

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from itertools import product

import numpy as np
import pandas as pd

OWN = ("left_out", "main", "estimate", "status", "reason")  # columns of a curve that are no choices


class NoEstimate(ValueError):
    """Raised by a measure for a specification that these articles can't answer; the message says why."""


def specification_curve(measure, choices, *, main=None, units=(), everywhere=False, ruled_out=None,
                        name="estimate", jobs=1):
    """Make the same estimate in every combination of an analyst's choices.

    Parameters
    ----------
    measure : callable
        ``measure(**choice)`` returns a number or one result row (mapping, Series, DataFrame of one row) that
        holds the estimate under ``name``; other columns are kept. It may raise `NoEstimate`. Where there are
        ``units`` it also takes ``left_out``, the one to do without.
    choices : dict
        Option to its defensible values: strings or numbers, the first of each being the main one.
    main : dict, optional
        Other main values, for any of the options.
    units : sequence of str
        Articles to leave out one at a time: a question apart from the analyst's choices.
    everywhere : bool, default=False
        Leave them out in every specification; by default in the main one only.
    ruled_out : callable, optional
        ``ruled_out(**choice)`` returns why a combination makes no sense, or an empty string.
    name : str, default="estimate"
    jobs : int, default=1
        Processes. Each imports everything anew, which takes as long as two to four seconds of work, so this pays only
        where a curve takes well over ten; those of `specifications` take one or two. The measure must be one that
        can be pickled.

    Returns
    -------
    DataFrame
        One row per specification, the whole grid: the choices, ``left_out`` (empty, or a unit), ``main``
        (the choices are the main ones), ``estimate``, ``status`` and ``reason``, then what else the measure
        returned. The status is ``estimate``; ``ruled out``; or ``missing``, where the measure had none or one
        that isn't finite. Rows that leave a unit out come last.

    Raises
    ------
    ValueError
        If an option has no value or one twice, ``main`` names an unknown one, the main specification has no
        estimate, or several specifications all have the same, so that the choices can't have reached the measure.

    Examples
    --------
    >>> def gap(add, scale):
    ...     return (add - 1) * scale
    >>> curve = specification_curve(gap, {"add": [3, 2, 0], "scale": [1, 10]})
    >>> curve[["add", "scale", "main", "estimate"]]
       add  scale   main  estimate
    0    3      1   True       2.0
    1    3     10  False      20.0
    2    2      1  False       1.0
    3    2     10  False      10.0
    4    0      1  False      -1.0
    5    0     10  False     -10.0
    """
    grid = _grid(choices)
    chosen = _main(choices, main or {})
    plan = [(choice, "") for choice in grid]
    plan += [(choice, unit) for choice in grid if everywhere or choice == chosen for unit in units]
    reasons = [str(ruled_out(**choice) or "") if ruled_out else "" for choice, _ in plan]
    runs = [choice | ({"left_out": unit} if unit != "" else {})
            for (choice, unit), reason in zip(plan, reasons, strict=True) if not reason]
    found = iter(_run(measure, runs, name, jobs))
    rows = []
    for (choice, unit), reason in zip(plan, reasons, strict=True):
        row = {"estimate": np.nan, "status": "ruled out", "reason": reason} if reason else next(found)
        keys = choice | {"left_out": unit, "main": choice == chosen}
        rows.append(keys | {column: value for column, value in row.items() if column not in keys})
    return _checked(pd.DataFrame(rows))


def _grid(choices):
    if not choices:
        raise ValueError("choices: none are given; a curve takes one option or more")
    for option, values in choices.items():
        if isinstance(values, str) or not len(values):
            raise ValueError(f"choices: {option} is {values!r}; expected a list of one value or more")
        if len(set(values)) < len(values):
            raise ValueError(f"choices: {option} names a value twice: {list(values)!r}")
        if option in OWN:
            raise ValueError(f"choices: {option!r} is a column of every curve; give the option another name")
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]


def _main(choices, main):
    for option, value in main.items():
        if option not in choices or value not in choices[option]:
            known = ", ".join(map(repr, choices.get(option, choices)))
            raise ValueError(f"main: {option} = {value!r}; expected one of {known}")
    return {option: main.get(option, values[0]) for option, values in choices.items()}


def _run(measure, runs, name, jobs):
    if jobs <= 1 or len(runs) < 2:
        return [_estimate(measure, run, name) for run in runs]
    try:
        pickle.dumps(measure)
    except Exception as error:
        raise ValueError(f"jobs={jobs}: the measure can't be sent to another process ({error}); define it in a "
                         "module, or use jobs=1") from error
    size = -(-len(runs) // jobs)
    parts = [runs[start:start + size] for start in range(0, len(runs), size)]
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        found = pool.map(_part, [measure] * len(parts), parts, [name] * len(parts))
        return [row for part in found for row in part]


def _part(measure, runs, name):
    return [_estimate(measure, run, name) for run in runs]


def _estimate(measure, run, name):
    try:
        row = measure(**run)
    except NoEstimate as reason:
        return {"estimate": np.nan, "status": "missing", "reason": str(reason)}
    except Exception as error:
        error.add_note(f"in the specification {run}")
        raise
    if isinstance(row, pd.DataFrame):
        if len(row) != 1:
            raise ValueError(f"measure: {len(row)} rows for the specification {run}; expected one")
        row = row.iloc[0]
    row = {name: row} if np.isscalar(row) else dict(row)
    if name not in row:
        raise ValueError(f"measure: no {name!r} in the row it returned; there are: {', '.join(map(str, row))}")
    estimate = float(row.pop(name))
    if not np.isfinite(estimate):
        return {"estimate": np.nan, "status": "missing", "reason": f"the estimate is {estimate}", **row}
    return {"estimate": estimate, "status": "estimate", "reason": "", **row}


def _checked(curve):
    own = curve[curve["left_out"].eq("")]
    main, estimates = own[own["main"]].iloc[0], own["estimate"].dropna()
    if main["status"] != "estimate":
        raise ValueError(f"the main specification has no estimate: {main['reason']}")
    if len(estimates) > 1 and estimates.nunique() == 1:
        raise ValueError(f"all {len(estimates)} specifications give {estimates.iloc[0]:g}: the choices don't reach the "
                         "measure")
    return curve


def choice_names(curve):
    """List the options of a curve.

    Examples
    --------
    >>> choice_names(specification_curve(lambda add: add, {"add": [1, 2]}))
    ['add']
    """
    return list(curve.columns[:curve.columns.get_loc("left_out")])


def moves(curve):
    """How far each choice moves the estimate.

    Only specifications count whose counterparts with every other value of the option have an estimate too, all
    else equal; so combinations that were ruled out favour nobody. They may differ from option to option.

    Parameters
    ----------
    curve : DataFrame
        From `specification_curve`; rows that leave a unit out don't count.

    Returns
    -------
    DataFrame
        One row per value of each option, the option that moves most first: ``choice``, ``option``, ``main``,
        ``n_specifications`` (all with an estimate), ``n_matched``; of the matched ones ``median`` and
        ``share_same_sign`` (as the main estimate). Then, the same for all values of the option: ``shift``, the
        range of these medians, and ``share_of_variance``, the sum of squares between its values over the whole,
        which in a full grid adds up over options to 1 at most. What options do together only is in neither.

    Examples
    --------
    >>> curve = specification_curve(lambda add, scale: (add - 1) * scale, {"add": [3, 2, 0], "scale": [1, 10]})
    >>> moves(curve).drop(columns=["n_matched", "share_same_sign"]).round(2)
      choice option   main  n_specifications  median  shift  share_of_variance
    0    add      3   True                 2    11.0   16.5               0.54
    1    add      2  False                 2     5.5   16.5               0.54
    2    add      0  False                 2    -5.5   16.5               0.54
    3  scale      1   True                 3     1.0    9.0               0.10
    4  scale     10  False                 3    10.0    9.0               0.10
    """
    own, names = _with_estimate(curve), choice_names(curve)
    parts = []
    for name in names:
        options = list(dict.fromkeys(curve[name]))
        others = [other for other in names if other != name]
        n_counterparts = own.groupby(others or (lambda _: 0))[name].transform("size")
        parts.append(_moved(own, name, options, n_counterparts.eq(len(options))))
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values("shift", ascending=False, kind="stable", ignore_index=True)


def _moved(own, name, options, is_matched):
    """The rows of one option in `moves`."""
    main, matched = own[own["main"]].iloc[0], own[is_matched]
    groups = {option: matched.loc[matched[name].eq(option), "estimate"] for option in options}
    medians = [values.median() for values in groups.values()]
    mean = matched["estimate"].mean()
    between = sum(len(values) * (values.mean() - mean) ** 2 for values in groups.values() if len(values))
    whole = ((matched["estimate"] - mean) ** 2).sum()
    return pd.DataFrame({
        "choice": name, "option": pd.Series(options, dtype=object),
        "main": [option == main[name] for option in options],
        "n_specifications": [int(own[name].eq(option).sum()) for option in options],
        "n_matched": [len(values) for values in groups.values()], "median": medians,
        "share_same_sign": [_share(values, np.sign(main["estimate"])) for values in groups.values()],
        "shift": max(medians) - min(medians), "share_of_variance": between / whole if whole > 0 else np.nan})


def summary(curve):
    """What a specification curve says, in one row.

    Parameters
    ----------
    curve : DataFrame
        From `specification_curve`.

    Returns
    -------
    DataFrame
        Of the analyst's choices: ``n_specifications`` (with an estimate), ``n_distinct`` (different estimates:
        a choice that reaches nothing repeats them), ``n_ruled_out``, ``n_missing``; ``median``, ``quarter``,
        ``three_quarters`` (the middle half), ``low``, ``high``; ``main`` (its estimate), ``main_rank`` (1 is the
        lowest), ``share_same_sign`` (as the main one; missing if that is 0); ``moves_most`` and its ``shift``,
        ``explains_most`` and its ``share_of_variance`` (see `moves`; the two needn't agree). Of the main
        specification with each unit left out, where that was asked for: ``n_left_out``, ``n_left_out_missing``,
        ``loo_low``, ``loo_high``, ``loo_share_same_sign``, ``loo_shift`` (range of these and the main estimate)
        and ``loo_most`` (the unit without which it moves most).

    Examples
    --------
    >>> curve = specification_curve(lambda add, scale: (add - 1) * scale, {"add": [3, 2, 0], "scale": [1, 10]})
    >>> summary(curve)[["n_specifications", "median", "share_same_sign", "main", "main_rank", "moves_most"]].round(2)
       n_specifications  median  share_same_sign  main  main_rank moves_most
    0                 6     1.5             0.67   2.0          4        add
    """
    own, estimates = curve[curve["left_out"].eq("")], _with_estimate(curve)["estimate"]
    main = float(own.loc[own["main"], "estimate"].iloc[0])
    quarter, median, three_quarters = estimates.quantile([0.25, 0.5, 0.75])
    moved = moves(curve)
    most, next_to = (moved.loc[moved[column].fillna(0).idxmax()] for column in ("shift", "share_of_variance"))
    return pd.DataFrame([{
        "n_specifications": len(estimates), "n_distinct": estimates.round(9).nunique(),
        "n_ruled_out": int(own["status"].eq("ruled out").sum()),
        "n_missing": int(own["status"].eq("missing").sum()), "median": median, "quarter": quarter,
        "three_quarters": three_quarters, "low": estimates.min(), "high": estimates.max(), "main": main,
        "main_rank": int(estimates.lt(main).sum()) + 1, "share_same_sign": _share(estimates, np.sign(main)),
        "moves_most": most["choice"] if most["shift"] > 0 else "", "shift": most["shift"],
        "explains_most": next_to["choice"] if next_to["share_of_variance"] > 0 else "",
        "share_of_variance": next_to["share_of_variance"], **_left_out(curve, main)}])


def _left_out(curve, main):
    rows = curve[curve["left_out"].ne("") & curve["main"]]
    found = rows.dropna(subset=["estimate"])
    counts = {"n_left_out": len(rows), "n_left_out_missing": len(rows) - len(found)}
    if found.empty:
        return counts | dict.fromkeys(["loo_low", "loo_high", "loo_share_same_sign", "loo_shift"], np.nan) | {
            "loo_most": ""}
    values = found["estimate"]
    return counts | {
        "loo_low": values.min(), "loo_high": values.max(), "loo_share_same_sign": _share(values, np.sign(main)),
        "loo_shift": max(values.max(), main) - min(values.min(), main),
        "loo_most": found.loc[(values - main).abs().idxmax(), "left_out"]}


def _with_estimate(curve):
    return curve[curve["left_out"].eq("") & curve["status"].eq("estimate")]


def _share(values, sign):
    return np.sign(values).eq(sign).mean() if sign and len(values) else np.nan
