"""Comparisons: the shares of groups of articles side by side, and how far each pair of groups lies apart."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analysis import tables
from analysis.trends.cells import Cells
from analysis.trends.periods import ALL_TIME

Floats = NDArray[np.float64]

_NAMES = ["model", "theme", "frequency", "period", "denominator"]


def compare_groups(shares: pd.DataFrame, cells: Cells, refits: Floats) -> pd.DataFrame:
    """Return the table ``comparisons`` of one model, without ``p_adjusted``: a row for each pair, theme and period.

    shares: the rows of ``trends`` that ``period_shares`` returns for these cells, in their order. refits: the shares of
    each refit, draws x cells x themes (``ShareDraws.array``).

    ``difference`` is the share of the first group minus that of the second. Its interval is made of the two shares' own
    (Zou 2007: each side is the root of the squared distances that go that way), which keeps their lopsidedness where
    shares are small. Groups have no article in common, but the same refits: what the model's own doubt moves in both
    alike is taken off by the correlation that the refits show. Where clusters (an outlet's day) reach into both groups,
    their chance is in both, and is not taken off. ``p`` is that of Student's t for the same standard errors. Both are
    missing where one of the shares has no interval.
    """
    n_groups, n_periods = len(cells.groups), len(cells.periods.periods)
    n_themes = len(shares) // max(n_groups * n_periods, 1)
    blocks = {
        name: shares[name].to_numpy(dtype=np.float64).reshape(n_groups, n_periods * n_themes)
        for name in ("share", "low", "high", "from_articles", "from_model", "degrees", "n_articles")
    }
    doubt = refits.reshape(len(refits), n_groups, n_periods * n_themes) - blocks["share"]
    named = shares.iloc[: n_periods * n_themes][[*_NAMES, "start", "end", "level"]].reset_index(drop=True)
    frames = [
        named.assign(first=cells.groups[i], second=cells.groups[j], **_apart(blocks, doubt, i, j))
        for i, j in combinations(range(n_groups), 2)
    ]
    return pd.concat(frames, ignore_index=True) if frames else tables.empty("comparisons")


def _apart(blocks: dict[str, Floats], doubt: Floats, i: int, j: int) -> dict[str, Floats]:
    a, b = ({name: block[g] for name, block in blocks.items()} for g in (i, j))
    variance = [x["from_articles"] ** 2 + x["from_model"] ** 2 for x in (a, b)]
    together = _mean_known(doubt[:, i] * doubt[:, j])
    error = np.sqrt(np.maximum(variance[0] + variance[1] - 2 * together, 1e-300))
    alike = np.clip(together / np.maximum(np.sqrt(variance[0] * variance[1]), 1e-300), -1, 1)
    difference = a["share"] - b["share"]
    low, high = difference - _reach(a, b, alike), difference + _reach(b, a, alike)
    # Satterthwaite 1946: the degrees of freedom of a sum of two variances.
    degrees = (variance[0] + variance[1]) ** 2 / np.maximum(
        variance[0] ** 2 / a["degrees"] + variance[1] ** 2 / b["degrees"], 1e-300
    )
    p = 2 * stats.t.sf(np.abs(difference) / error, np.maximum(degrees, 1))
    return {
        "share_first": a["share"], "share_second": b["share"], "difference": difference, "low": low, "high": high,
        "p": np.where(np.isnan(low), np.nan, p), "n_first": a["n_articles"], "n_second": b["n_articles"],
    }  # fmt: skip


def _reach(a: dict[str, Floats], b: dict[str, Floats], alike: Floats) -> Floats:
    """Return how far below a minus b its interval goes: a may be lower, b higher, both by chance that goes together."""
    down, up = a["share"] - a["low"], b["high"] - b["share"]
    return np.sqrt(np.maximum(down**2 + up**2 - 2 * alike * down * up, 0.0))


def _mean_known(values: Floats) -> Floats:
    known = ~np.isnan(values)
    return np.asarray(np.where(known, values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1))


def adjusted_comparisons(comparisons: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``comparisons`` with ``p_adjusted``, over all rows of all time, and over all rows of periods.

    The share of false ones among those below some bound is that bound (Benjamini and Hochberg 1995).
    """
    p_adjusted = pd.Series(np.nan, index=comparisons.index)
    for whole in (True, False):
        mine = comparisons["p"].notna() & ((comparisons["period"] == ALL_TIME) == whole)
        if mine.any():
            p_adjusted[mine] = stats.false_discovery_control(comparisons.loc[mine, "p"])
    return tables.conform("comparisons", comparisons.assign(p_adjusted=p_adjusted))
