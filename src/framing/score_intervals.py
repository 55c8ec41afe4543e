"""Intervals for shares of yes and no: one outlet's share, and the difference of two."""

import numpy as np
from scipy import stats


def wilson(n_yes, n):
    """Wilson's score interval with continuity correction.

    The plain one covers a share of .3 in four articles 92 times in a hundred, and one of .5 88 times; corrected,
    shares of .1, .3 and .5 in 4, 6, 8, 12 or 40 articles are each covered 96 times or more (all sums exact).

    Parameters
    ----------
    n_yes, n : int
        Articles with a yes, and all articles.

    Returns
    -------
    low, high : float

    References
    ----------
    Newcombe (1998), Two-sided confidence intervals for the single proportion, Statistics in Medicine 17(8),
    method 4.

    Examples
    --------
    >>> low, high = wilson(1, 4)
    >>> round(low, 2), round(high, 2)
    (0.01, 0.78)
    """
    ends = stats.binomtest(int(n_yes), int(n)).proportion_ci(method="wilsoncc")
    return float(ends.low), float(ends.high)


def newcombe(n_yes_focus, n_focus, n_yes_reference, n_reference):
    """Newcombe's interval for the difference of two shares, made of both sides' Wilson intervals.

    Parameters
    ----------
    n_yes_focus, n_focus, n_yes_reference, n_reference : int

    Returns
    -------
    low, high : float

    References
    ----------
    Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in
    Medicine 17(8), method 11.

    Examples
    --------
    >>> low, high = newcombe(56, 70, 48, 80)        # a case of the paper's table II
    >>> round(low, 4), round(high, 4)
    (0.0428, 0.3422)
    """
    one, other = n_yes_focus / n_focus, n_yes_reference / n_reference
    (one_low, one_high), (other_low, other_high) = wilson(n_yes_focus, n_focus), wilson(n_yes_reference, n_reference)
    below, above = np.hypot(one - one_low, other_high - other), np.hypot(one_high - one, other - other_low)
    return float(one - other - below), float(one - other + above)
