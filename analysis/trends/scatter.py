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
from scipy import sparse

from analysis.trends.cells import Cells

Floats = NDArray[np.float64]

ONE = 1 + 1e-9  # a single cluster, whatever the rounding of its mass
_BLOCK = 4  # themes at a time, which bounds the memory that a million articles take


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
    entries = _Entries.of(cells)
    blocks = []
    for start in range(0, weights.shape[1], _BLOCK):
        here = slice(start, start + _BLOCK)
        counts = presence[:, here] if cells.by_presence and presence is not None else None
        blocks.append(_scatter(cells, entries, weights[:, here], share[:, here], counts))
    return Scatter(*(np.concatenate(parts, axis=1) for parts in zip(*blocks, strict=True)))


@dataclass(frozen=True)
class _Entries:
    """The entries of the mass, one after another: their article, and the sums over clusters, strata and cells."""

    article: NDArray[np.int32]
    cluster: sparse.csr_array | None  # clusters of a stratum x entries; None where every entry is a cluster of its own
    stratum: sparse.csr_array  # strata x clusters
    stratum_of_entry: NDArray[np.int64]
    stratum_of_cluster: NDArray[np.int64]

    @classmethod
    def of(cls, cells: Cells) -> _Entries:
        mass = cells.mass
        n_strata = mass.shape[0]
        stratum = np.repeat(np.arange(n_strata), np.diff(mass.indptr))
        pairs = np.stack([stratum.astype(np.uint64), cells.clusters[mass.indices]])
        order = np.lexsort(pairs[::-1])
        new = np.concatenate([[True], (np.diff(pairs[:, order], axis=1) != 0).any(axis=0)]) if len(order) else order
        of_cluster = stratum[order][new] if len(order) else stratum
        n_clusters, n = len(of_cluster), len(stratum)
        cluster = None
        if n_clusters < n:
            number = np.empty(n, dtype=np.int64)
            number[order] = np.cumsum(new) - 1
            cluster = sparse.csr_array((np.ones(n), (number, np.arange(n))), shape=(n_clusters, n))
        ones = np.ones(n_clusters)
        sums = sparse.csr_array((ones, (of_cluster, np.arange(n_clusters))), shape=(n_strata, n_clusters))
        return cls(mass.indices, cluster, sums, stratum, of_cluster)

    def by_cluster(self, values: Floats) -> Floats:
        """Return sums over the entries of each cluster."""
        return values if self.cluster is None else np.asarray(self.cluster @ values)


def _scatter(
    cells: Cells, entries: _Entries, weights: Floats, share: Floats, presence: Floats | None
) -> tuple[Floats, Floats, Floats]:
    w = weights[entries.article]
    known = ~np.isnan(w)
    w = np.where(known, w, 0.0)
    counted = known if presence is None else np.where(known, presence[entries.article], 0.0)
    m, whole = cells.mass.data[:, None] * counted, entries.by_cluster(cells.parts[:, None] * known)
    m, rest = _filled_up(cells, entries, m)
    m_cluster = entries.by_cluster(m)
    total = entries.stratum @ m_cluster + rest
    n = _over(total**2, entries.stratum @ m_cluster**2 + rest)
    # Parts of articles that were spread over several periods are no whole articles.
    n = np.minimum(n, entries.stratum @ whole + rest)
    own_mean = _over(entries.stratum @ entries.by_cluster(m * w), total)
    center = np.where(n > ONE, own_mean, np.nan_to_num(share)[cells.cell_of])
    unit = _over(cells.mix[:, None] * (total > 0), cells.gather.T @ (cells.gather @ (cells.mix[:, None] * (total > 0))))
    unit = _over(unit, total)  # how much of the cell one article of the stratum is
    enlarged = unit * np.sqrt(np.where(n > ONE, _over(n, n - 1), 1.0))
    off = enlarged[entries.stratum_of_cluster] * entries.by_cluster(m * (w - center[entries.stratum_of_entry]))
    second, fourth = (
        cells.gather @ (entries.stratum @ off**power + rest * (enlarged * center) ** power) for power in (2, 4)
    )
    n_cell = _over(
        1.0, cells.gather @ (entries.stratum @ (unit[entries.stratum_of_cluster] * m_cluster) ** 2 + rest * unit**2)
    )
    n_cell = np.minimum(n_cell, cells.gather @ (entries.stratum @ whole + rest))
    # The variance of a sum of n squares, from their fourth powers: 2 / degrees = Var(s2) / s2^2 = (kurtosis - 1) / n.
    degrees = 2.0 / np.maximum(_over(fourth, second**2) - _over(1.0, n_cell), 2.0 / np.maximum(n_cell - 1, 1e-9))
    return np.where(n_cell > ONE, second, np.nan), n_cell, degrees


def _filled_up(cells: Cells, entries: _Entries, m: Floats) -> tuple[Floats, Floats]:
    """Return the mass that stands for all articles of a stratum, and how many were published outside the corpus."""
    if cells.published is None:
        return m, np.zeros((cells.mass.shape[0], 1))
    seen = entries.stratum @ entries.by_cluster(m)
    here = np.asarray(cells.mass.sum(axis=1))[:, None]
    scaled = m * np.divide(here, seen, out=np.ones_like(seen), where=seen > 0)[entries.stratum_of_entry]
    return scaled, np.maximum(cells.published[:, None] - here, 0.0)


def _over(above: Floats | float, below: Floats) -> Floats:
    return np.asarray(np.divide(above, below, out=np.zeros_like(below), where=below > 0))
