"""Invented articles of two outlets and of two groups, and a closed form, for the tests of `compare`."""

import numpy as np
import pandas as pd
from scipy import stats

TWO = {"by": "outlet", "focus": "Herald", "reference": "Gazette"}


def articles(n_herald, n_gazette, seed=0, **columns):
    """One row per article of two outlets, with invented scores and counts."""
    rng, n = np.random.default_rng(seed), n_herald + n_gazette
    return pd.DataFrame({
        "article": [f"a{number}" for number in range(n)],
        "outlet": ["Herald"] * n_herald + ["Gazette"] * n_gazette,
        "tone": rng.normal(size=n), "hits": rng.negative_binomial(5, 0.3, n),
        "n_tokens": rng.integers(300, 900, n),
    }).assign(**columns)


def pooled(n_focus, n_reference, seed=0, n_articles=3):
    """Outlets of two groups, a few articles each."""
    n = n_focus + n_reference
    table = articles(n * n_articles, 0, seed)
    number = np.repeat(np.arange(n), n_articles)
    group = np.where(number < n_focus, "state", "private")
    return table.assign(outlet=[f"o{i:02d}" for i in number], group=group)


def corrected_wilson(n_yes, n):
    """Newcombe's (1998) closed form with continuity correction; the ends of all and none are 0 and 1."""
    z, p = stats.norm.ppf(0.975), n_yes / n
    low = (2 * n * p + z**2 - 1 - z * np.sqrt(z**2 - 2 - 1 / n + 4 * p * (n * (1 - p) + 1))) / (2 * (n + z**2))
    high = (2 * n * p + z**2 + 1 + z * np.sqrt(z**2 + 2 - 1 / n + 4 * p * (n * (1 - p) - 1))) / (2 * (n + z**2))
    return 0 if n_yes == 0 else low, 1 if n_yes == n else high
