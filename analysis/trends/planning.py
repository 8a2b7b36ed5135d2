"""How many labels give which width: planning a sample for the correction of shares by hand labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from analysis.errors import InputError

FEWEST = 5  # labels in a period; with fewer, a corrected share has no interval


def plan_labels(
    n_labels: int | Sequence[int],
    *,
    n_articles: int,
    share: float,
    correlation: float,
    n_periods: int = 1,
    spread: float = 1.0,
    estimand: str = "population",
    level: float = 0.9,
) -> pd.DataFrame:
    """Return how wide the intervals of corrected shares will be: a row for each number of labels.

    n_labels: of articles drawn evenly at random, one number or several. n_articles: in the corpus. share: about how
    large the theme's share is; 0.5 gives the widest interval. correlation: of labels with the model's weights, from a
    pilot (the column ``correlation`` of ``corrected_shares``) or assumed. n_periods: over which the labels are spread
    evenly. spread: how much labels differ, as a part of what no and yes would, 1; labels by degree differ less.
    estimand: as there. level: of the interval.

    Columns: n_labels, ``width`` (from low to high) for the whole time, ``width_alone`` (labels without a model),
    ``period_width`` and ``period_width_alone`` (for one of the periods; missing where it has fewer than five labels).
    The variance is share (1 - share) spread times (1 - correlation^2) (1/n - 1/N) + 1/N, the last being left out
    where the estimand is 'corpus' (two-phase sampling: Cochran 1977, section 12.6).

    >>> plan = plan_labels([100, 400], n_articles=10_000, share=0.2, correlation=0.8, estimand="corpus")
    >>> plan[["n_labels", "width", "width_alone"]].round(3).values.tolist()
    [[100.0, 0.079, 0.132], [400.0, 0.039, 0.065]]
    """
    n_labels = [n_labels] if isinstance(n_labels, int) else list(n_labels)
    _refuse(n_labels, n_articles, share, correlation, n_periods, spread)
    unit = share * (1 - share) * spread
    table = pd.DataFrame({"n_labels": n_labels})
    for name, parts in (("width", 1), ("period_width", n_periods)):
        for ending, unexplained in (("", 1 - correlation**2), ("_alone", 1.0)):
            n, corpus = table["n_labels"] / parts, n_articles / parts
            first = 1 / corpus if estimand == "population" else 0.0
            error = np.sqrt(unit * (unexplained * np.clip(1 / n - 1 / corpus, 0, None) + first))
            width = 2 * stats.t.ppf((1 + level) / 2, np.maximum(n - 1, 1)) * error
            table[name + ending] = np.where(n >= FEWEST, width, np.nan)
    return table


def labels_needed(
    width: float, *, n_articles: int, share: float, correlation: float, n_periods: int = 1, **options: object
) -> int | None:
    """Return the least number of labels with which intervals are at most so wide, in each of ``n_periods``.

    None where even labels for every article would not do, since the articles are a sample themselves. The rest is as in
    ``plan_labels``.

    >>> labels_needed(0.1, n_articles=10_000, share=0.2, correlation=0.8, estimand="corpus")
    64
    """
    told = {"n_articles": n_articles, "share": share, "correlation": correlation, "n_periods": n_periods, **options}

    def suffices(n: int) -> bool:
        return bool(plan_labels([n], **told)["period_width"].iloc[0] <= width)  # type: ignore[arg-type]

    few, many = FEWEST * n_periods - 1, n_articles
    if few >= many or not suffices(many):
        return None
    while many - few > 1:  # a wider sample never gives a wider interval
        middle = (few + many) // 2
        few, many = (few, middle) if suffices(middle) else (middle, many)
    return many


def _refuse(
    n_labels: Sequence[int], n_articles: int, share: float, correlation: float, n_periods: int, spread: float
) -> None:
    checks = {
        f"n_labels is {list(n_labels)}; each must lie between 2 and n_articles, {n_articles}": all(
            2 <= n <= n_articles for n in n_labels
        ),
        f"share is {share}; it must lie between 0 and 1": 0 < share < 1,
        f"correlation is {correlation}; it must lie between -1 and 1": -1 <= correlation <= 1,
        f"n_periods is {n_periods}; it must be 1 or more": n_periods >= 1,
        f"spread is {spread}; it must be above 0 and at most 1": 0 < spread <= 1,
    }
    faults = [words for words, right in checks.items() if not right]
    if faults:
        raise InputError(faults)
