"""How far a whole list of tests may be trusted: the step-down max statistic of Westfall and Young."""

import numpy as np

LEVEL = 0.05


def step_down(family, observed, labelings, n_labelings, *, apart=()):
    """Permutation p of many tests: of each by itself, and of each in a family of all.

    The family-wise p of a test tells how often chance alone makes some test stand out as much as this one, among
    those that stand out no more than it does. It holds its level however the tests depend on each other.

    Parameters
    ----------
    family : list of (array of int, callable)
        Blocks of tests: their places in ``observed``, smallest observed statistic first, within blocks and over
        them; and what takes a block of labelings and returns statistics, labelings x tests.
    observed : array
        The statistic of each test, never negative.
    labelings : iterable
        Blocks of labelings, the observed one among them; what a block is, only the callables know.
    n_labelings : int
    apart : list of (array of int, callable), optional
        Blocks of tests outside the family, in any order.

    Returns
    -------
    p, p_familywise : arrays
        One for each of ``observed``; missing for those in no block, and p_familywise for those apart.
    maxima : array
        The largest statistic of the family in each labeling.

    References
    ----------
    Westfall and Young (1993), Resampling-based multiple testing. The algorithm is that of Ge, Dudoit and Speed
    (2003), Resampling-based multiple testing for microarray data analysis, Test 12(1), box 2.

    Examples
    --------
    >>> from framing.inference import labelings
    >>> scores = np.array([[1, 5, 2, 4, 3, 6], [1, 2, 3, 7, 8, 9.0]])
    >>> is_focus = np.arange(6) > 2
    >>> family = [(np.array([0, 1]), lambda labels: np.abs((2 * labels - 1) @ scores.T))]
    >>> p, p_familywise, _ = step_down(family, np.array([5.0, 18.0]), labelings(is_focus), 20)
    >>> p.round(2), p_familywise.round(2)
    (array([0.4, 0.1]), array([0.4, 0.1]))
    """
    bars = observed - _rounding(observed)
    alone, among, maxima = np.zeros(observed.size), np.zeros(observed.size), [np.empty(0)]
    for labels in labelings:
        for places, statistic in apart:
            alone[places] += np.count_nonzero(statistic(labels) >= bars[places], axis=0)
        largest = 0.0
        for places, statistic in family:
            moved = statistic(labels)
            alone[places] += np.count_nonzero(moved >= bars[places], axis=0)
            moved[:, 0] = np.maximum(moved[:, 0], largest)
            np.maximum.accumulate(moved, axis=1, out=moved)
            among[places] += np.count_nonzero(moved >= bars[places], axis=0)
            largest = moved[:, -1].copy()
        if family:
            maxima.append(largest)
    p, p_familywise = np.full((2, observed.size), np.nan)
    for places, _ in (*family, *apart):
        p[places] = alone[places] / n_labelings
    falling = [places[::-1] for places, _ in family[::-1]]
    order = np.concatenate(falling) if falling else np.empty(0, int)
    p_familywise[order] = np.maximum.accumulate(among[order]) / n_labelings
    return p, p_familywise, np.concatenate(maxima)


def needed(maxima):
    """The smallest statistic that stands out from a whole family at 5%; missing where none does.

    Examples
    --------
    >>> [float(needed(np.arange(n, dtype=float))) for n in (100, 19)]
    [95.0, nan]
    """
    falling = np.sort(maxima)[::-1]
    if not falling.size:
        return np.nan
    too_low = falling[int(LEVEL * falling.size + 1e-9)]
    enough = falling[falling > too_low + _rounding(too_low)]
    return enough[-1] if enough.size else np.nan


def _rounding(statistic):
    """Differences that come from rounding alone."""
    return 1e-9 * (1 + statistic)
