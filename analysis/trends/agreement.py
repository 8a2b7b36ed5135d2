"""Agreement over time: whether two models say the same of the articles of a period, and draw the same curves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse, stats

from analysis import tables
from analysis.trends.cells import Cells
from analysis.trends.loops import correlate
from analysis.trends.periods import ENOUGH, enough
from analysis.trends.series import arcsine

Floats = NDArray[np.float64]

_NONE = 1e-12  # a spread below which a model gives all articles the same weight
_SURE = 1 - 1e-6  # a correlation nearer to 1 has no place on Fisher's scale


def period_agreement(
    cells: Cells, first: Floats, second: Floats, *, model: str, themes: Sequence[str], level: float
) -> pd.DataFrame:
    """Return the table ``agreement``: a row for each theme and period.

    first, second: the weights that two models give, articles x themes. ``value`` is the correlation of the two over the
    articles of the period, each with what it counts there, on the scale arcsin(sqrt(weight)), so that a few large
    weights do not decide alone. The interval is Student's t on Fisher's scale, its standard error that of the
    articles' influence on the correlation (as clusters are not told apart, outlets that copy each other make it too
    narrow), and never below Fisher's own, 1 / sqrt(n - 3). Below five articles, by their effective number, there is no
    interval; where a model gives all articles the same weight, no correlation.

    Two models that were given the same words of the same lexicon agree more than two that were not.
    """
    both = np.asarray(~np.isnan(first + second).any(axis=1))
    in_cell = sparse.coo_array(cells.gather @ cells.mass)
    kept = both[in_cell.coords[1]] & (in_cell.data > 0)
    cell, article, mass = in_cell.coords[0][kept].astype(np.int64), in_cell.coords[1][kept], in_cell.data[kept]
    by_theme = [
        _correlations(arcsine(first[article, k]), arcsine(second[article, k]), mass, cell, cells.n_cells, level)
        for k in range(len(themes))
    ]
    n_articles = np.bincount(cell, minlength=cells.n_cells) if len(cell) else np.zeros(cells.n_cells)
    spans = pd.DataFrame(
        [(g, p.name, p.start, p.end) for g in cells.groups for p in cells.periods.periods],
        columns=["group", "period", "start", "end"],
    )
    frames = [
        spans.assign(theme=theme, value=value, low=low, high=high, n_articles=n_articles)
        for theme, (value, low, high) in zip(themes, by_theme, strict=True)
    ]
    fixed = {"model": model, "frequency": cells.periods.frequency, "denominator": cells.denominator, "level": level}
    return tables.conform("agreement", pd.concat(frames, ignore_index=True).assign(**fixed))


def _correlations(
    a: Floats, b: Floats, mass: Floats, cell: NDArray[np.int64], n_cells: int, level: float
) -> tuple[Floats, Floats, Floats]:
    """Return the correlation of a and b in each cell, and its interval: (cells,) each."""
    total, squares = (np.bincount(cell, m, minlength=n_cells).astype(np.float64) for m in (mass, mass**2))
    n = _over(total**2, squares)
    spreads, product, influence = np.zeros((n_cells, 2)), np.zeros(n_cells), np.zeros(n_cells)
    correlate(a, b, mass, cell, _NONE, total, spreads, product, influence)
    value = np.where((spreads > _NONE).all(axis=1), np.clip(product, -1, 1), np.nan)
    spread = np.sqrt(_over(influence, total**2)) / (1 - np.clip(value**2, 0, _SURE))
    error = np.maximum(spread, 1 / np.sqrt(np.maximum(n - 3, 1e-9)))
    half = stats.t.ppf((1 + level) / 2, np.maximum(n - 2, 1)) * error
    scale = np.arctanh(np.clip(value, -_SURE, _SURE))
    there = enough(n)
    low, high = np.minimum(np.tanh(scale - half), value), np.maximum(np.tanh(scale + half), value)
    return value, np.where(there, low, np.nan), np.where(there, high, np.nan)


def curve_agreement(
    shares: Sequence[Floats], draws: Sequence[Floats], *, themes: Sequence[str], level: float
) -> pd.DataFrame:
    """Return how alike the curves of two models are, a row for each theme: theme, value, low, high.

    shares: of each model, periods x themes. draws: of refits with randomly weighted articles, draws x periods x themes
    (``ShareDraws.resampled``). ``value`` is the correlation of the two models' shares over the periods (on the arcsine
    scale), missing below five periods. The interval is Student's t on Fisher's scale, its standard error the scatter of
    the correlation over the draws, never below Fisher's own. Both models read the same articles, so chance that is in
    the articles is in both curves.
    """
    rows = []
    for k, theme in enumerate(themes):
        curves, again = [_on_arcs(s[:, k]) for s in shares], [_on_arcs(d[:, :, k]) for d in draws]
        known = ~np.isnan(curves[0] + curves[1])
        told = (np.nan, np.nan, np.nan)
        if known.sum() >= ENOUGH:
            told = _alike([c[known] for c in curves], [d[:, known] for d in again], level)
        rows.append((theme, *told))
    return pd.DataFrame(rows, columns=["theme", "value", "low", "high"])


def _alike(curves: list[Floats], draws: list[Floats], level: float) -> tuple[float, float, float]:
    """Return the correlation of two curves, and its interval."""
    n = len(curves[0])
    value = float(_rows_correlated(curves[0][None], curves[1][None])[0])
    again = _rows_correlated(*draws)
    moved = (_fisher(again) - _fisher(value))[~np.isnan(again)]
    error = max(float(np.sqrt(np.mean(moved**2))) if len(moved) else 0.0, 1 / np.sqrt(max(n - 3, 1)))
    half = stats.t.ppf((1 + level) / 2, max(n - 2, 1)) * error
    low, high = np.tanh(_fisher(value) - half), np.tanh(_fisher(value) + half)
    return value, float(np.minimum(low, value)), float(np.maximum(high, value))


def _on_arcs(share: Floats) -> Floats:
    """Return shares on the arcsine scale, missing where they are."""
    return np.where(np.isnan(share), np.nan, arcsine(np.nan_to_num(share)))


def _fisher(value: Floats | float) -> Floats:
    return np.asarray(np.arctanh(np.clip(value, -_SURE, _SURE)))


def _rows_correlated(a: Floats, b: Floats) -> Floats:
    """Return the correlation of each row of a with that of b; missing where one of them does not move."""
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    spread = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    return np.asarray(np.divide((a * b).sum(axis=1), spread, out=np.full_like(spread, np.nan), where=spread > 1e-12))


def _over(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.divide(above, below, out=np.zeros_like(below), where=below > 0))
