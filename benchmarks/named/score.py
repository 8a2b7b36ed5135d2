"""How near scores and shares of named themes come to the truth."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from benchmarks.named.corpus import Mask, Named

Floats = NDArray[np.float64]
MEASURES = ("auc", "average_precision", "correlation", "period_error", "level_error")


def scored(named: Named, scores: ArrayLike, shares: ArrayLike | None = None, *, part: str = "score") -> dict[str, Any]:
    """Return the figures of some scores on the labelled articles of a part: means over the themes, and each theme's.

    scores: articles x themes, the higher the likelier; missing ones rank lowest. shares: likewise, what the method
    takes for the theme's share of, or presence in, an article (default: the scores); a missing one is left out of
    means.
    The result's ``themes`` has for each theme, and the result itself for the mean of all themes:

    - auc, average_precision: of the scores;
    - correlation: of the mean share in a period with the share of its articles that have the label, over periods with
      enough labelled articles (Pearson's);
    - period_error: the mean absolute difference of the two;
    - level, truth, level_error: the mean share over all these articles, the share that has the label, and their
      absolute difference;
    - elsewhere: the mean share in articles of the part without any label, where there are such with a share.
    """
    scores = np.nan_to_num(np.asarray(scores, dtype=np.float64), nan=-np.inf)
    shares = np.asarray(scores if shares is None else shares, dtype=np.float64)
    shares = np.where(np.isfinite(shares), shares, np.nan)
    if not scores.shape == shares.shape == named.truth.shape:
        raise ValueError(f"scores and shares have the shapes {scores.shape}, {shares.shape}, not {named.truth.shape}")
    rows, others = named.parts[part] & named.labelled, named.parts[part] & ~named.labelled
    periods = [by_period(named, side, rows) for side in (shares, named.truth)]
    themes = {}
    for k, theme in enumerate(named.themes):
        figures = {**_ranked(named.truth[rows, k], scores[rows, k]), **compared(*(side[k] for side in periods))}
        level, truth = float(np.nanmean(shares[rows, k])), float(named.truth[rows, k].mean())
        themes[theme] = figures | {"level": level, "truth": truth, "level_error": abs(level - truth)}
        if np.isfinite(shares[others, k]).any():
            themes[theme]["elsewhere"] = float(np.nanmean(shares[others, k]))
    means = {key: float(np.mean([one[key] for one in themes.values()])) for key in next(iter(themes.values()))}
    return {**means, "n_articles": int(rows.sum()), "n_periods": len(periods[0]), "themes": themes}


def _ranked(truth: NDArray[np.bool_], score: Floats) -> dict[str, float]:
    lowest = np.where(np.isfinite(score), score, score[np.isfinite(score)].min(initial=0.0) - 1.0)
    return {
        "auc": float(roc_auc_score(truth, lowest)),
        "average_precision": float(average_precision_score(truth, lowest)),
    }


def by_period(named: Named, block: NDArray[Any], rows: Mask) -> pd.DataFrame:
    """Return the mean of a block (articles x themes) over the given articles of each period that has enough of them."""
    n = pd.Series(1, index=named.period[rows]).groupby(level=0).sum()
    means = pd.DataFrame(block[rows], index=named.period[rows]).groupby(level=0).mean()
    return means.loc[n.index[n >= named.least]]


def compared(estimated: pd.Series, true: pd.Series) -> dict[str, float]:
    """Return the correlation (0 where a side never changes) and the mean absolute error of a theme's shares."""
    moves = estimated.std() > 0 and true.std() > 0
    return {
        "correlation": float(np.corrcoef(estimated, true)[0, 1]) if moves else 0.0,
        "period_error": float((estimated - true).abs().mean()),
    }
