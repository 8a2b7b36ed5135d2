"""How far the shares of cells scatter by the choice of articles: a variance, and what it rests on.

The share p of a cell is a mean, so what a cluster of articles adds to its error is u (w - p), where u is how much of
the cell the cluster is and w its mean weight; the variance is the sum of their squares (linearisation with clusters as
the units: Binder 1983). Where outlets are held in their mix, w is compared with the mean of the outlet (a stratum),
enlarged by n / (n - 1); an outlet with one cluster is compared with the whole cell, which errs on the wide side (the
rule 'adjust' for lonely units in R's survey: Lumley 2004).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.trends.cells import Cells
from analysis.trends.loops import add_clusters, add_distances

Floats = NDArray[np.float64]

ONE = 1 + 1e-9  # a single cluster, whatever the rounding of its mass


@dataclass(frozen=True)
class Scatter:
    """What the choice of articles does to shares, cells x themes each.

    variance: of the share, missing where fewer than two clusters speak. n_effective: the number of clusters of even
    size that tell as much (Kish 1965). degrees: what the variance is worth; few large weights among many small make it
    worth little.
    """

    variance: Floats
    n_effective: Floats
    degrees: Floats


def scatter_of(cells: Cells, weights: Floats, share: Floats, presence: Floats | None = None) -> Scatter:
    """Return how far the shares (cells x themes) scatter by the choice of articles.

    weights, presence: articles x themes.
    """
    entries = _entries(cells)
    total, above, squares, whole = (np.zeros((len(cells.cell_of), weights.shape[1])) for _ in range(4))
    told = weights, presence if cells.by_presence and presence is not None else np.empty((0, 0))
    where = entries.last, entries.ends
    add_clusters(*told, entries.article, entries.mass, entries.part, *where, total, above, squares, whole)
    scale, total, rest = _filled_up(cells, total)
    above, squares = scale * above, scale**2 * squares + rest
    # Parts of articles that were spread over several periods are no whole articles.
    n = np.minimum(_over(total**2, squares), whole + rest)
    center = np.where(n > ONE, _over(above, total), np.nan_to_num(share)[cells.cell_of])
    second, fourth = np.zeros_like(total), np.zeros_like(total)
    add_distances(*told, entries.article, entries.mass, *where, center, second, fourth)
    unit = _unit(cells, total)
    enlarged = unit * np.sqrt(np.where(n > ONE, _over(n, n - 1), 1.0))
    variance, fourth = (
        cells.gather @ (enlarged**power * (scale**power * off + rest * center**power))
        for power, off in ((2, second), (4, fourth))
    )
    n_cell = np.minimum(_over(1.0, cells.gather @ (unit**2 * squares)), cells.gather @ (whole + rest))
    return Scatter(np.where(n_cell > ONE, variance, np.nan), n_cell, degrees_of(variance, fourth, n_cell))


def degrees_of(second: Floats, fourth: Floats, n: Floats) -> Floats:
    """Return the degrees of freedom of a variance that is the sum of n squares, from their fourth powers.

    2 / degrees = Var(s2) / s2^2 = (kurtosis - 1) / n, which for normal errors gives n; at most n - 1.
    """
    return 2.0 / np.maximum(_over(fourth, second**2) - _over(1.0, n), 2.0 / np.maximum(n - 1, 1e-9))


@dataclass(frozen=True)
class _Entries:
    """The entries of the mass, stratum by stratum and cluster by cluster: see ``loops``."""

    article: NDArray[np.int64]
    mass: Floats
    part: Floats
    last: NDArray[np.bool_]
    ends: NDArray[np.int64]


def _entries(cells: Cells) -> _Entries:
    mass = cells.mass
    ends, article = mass.indptr.astype(np.int64), mass.indices.astype(np.int64)
    if cells.n_clusters == mass.shape[1]:
        return _Entries(article, mass.data, cells.parts, np.ones(len(article), np.bool_), ends)
    stratum = np.repeat(np.arange(mass.shape[0]), np.diff(ends))
    order = np.lexsort((cells.clusters[article], stratum))
    cluster = cells.clusters[article[order]]
    last = np.append((np.diff(cluster) != 0) | (np.diff(stratum) != 0), np.ones(min(len(cluster), 1), np.bool_))
    return _Entries(article[order], mass.data[order], cells.parts[order], last, ends)


def _unit(cells: Cells, total: Floats) -> Floats:
    """Return how much of its cell one article of a stratum is: strata x themes."""
    there = cells.mix[:, None] * (total > 0)
    return _over(_over(there, (cells.gather @ there)[cells.cell_of]), total)


def _filled_up(cells: Cells, seen: Floats) -> tuple[Floats, Floats, Floats]:
    """Return by what the mass is scaled, how much there is then, and how much was published outside the corpus.

    seen: the mass of articles that have a weight, strata x themes. Those that have none are taken to be like them.
    """
    if cells.published is None:
        return np.ones_like(seen), seen, np.zeros_like(seen)
    here = np.asarray(cells.mass.sum(axis=1))[:, None]
    scale = np.divide(here, seen, out=np.ones_like(seen), where=seen > 0)
    rest = np.maximum(cells.published[:, None] - here, 0.0) + np.zeros_like(seen)
    return scale, scale * seen + rest, rest


def _over(above: Floats | float, below: Floats) -> Floats:
    return np.asarray(np.divide(above, below, out=np.zeros_like(below), where=below > 0))
