"""The referee: how well snapshots of any engine foretell the unseen half of unseen documents, judged alike for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.compiled import compiled, over_blocks
from benchmarks.corpora import Corpus
from benchmarks.watch import Floats, Snapshot

STEPS = 50  # at most, of the fixed point for a document's themes
SCALES = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)  # of alpha: the mean pseudo-count of a theme
SMOOTHING = (0.0, 0.001, 0.01, 0.03, 0.1, 0.2, 0.4)  # part of a theme that is the corpus's own distribution
N_VALIDATION, N_TEST = 400, 2000
BLOCK = 64


def split_tokens(counts: sparse.csr_array, random_state: int) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Return two counts that add up to those given: half of each document's words, at random, and the others."""
    random = np.random.default_rng(random_state)
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    numbers = counts.data.astype(np.int64)
    row, column = np.repeat(rows, numbers), np.repeat(counts.indices, numbers)
    order = np.lexsort((random.random(len(row)), row))
    place = np.arange(len(row)) - np.searchsorted(row, row)
    seen = place % 2 == 0  # the first, third, ... of the shuffled words
    return tuple(_counted(row[order][half], column[order][half], counts.shape) for half in (seen, ~seen))


def _counted(rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]) -> sparse.csr_array:
    counts = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    counts.sum_duplicates()
    return counts


def completion_perplexity(phi: Floats, alpha: Floats, seen: sparse.csr_array, held: sparse.csr_array) -> float:
    """Return exp of minus the mean log probability of the held words, given the seen words of the same document.

    phi: themes x terms, rows sum to 1. alpha: (themes,). A document's themes are the fixed point of theta_k
    proportional to alpha_k + expected words of theme k among those seen (at most 50 steps).
    """
    columns = np.ascontiguousarray(phi.T, dtype=np.float32)
    sums = np.zeros(seen.shape[0])

    def work(start: int, end: int) -> None:
        _log_probability(
            start, end, columns, alpha.astype(np.float32), seen.indptr, seen.indices, seen.data.astype(np.float32),
            held.indptr, held.indices, held.data.astype(np.float32), sums,
        )  # fmt: skip

    over_blocks(work, seen.shape[0], size=BLOCK, n_jobs=None)
    return float(np.exp(-sums.sum() / held.data.sum()))


@compiled(fastmath=True)
def _log_probability(start, end, phi, alpha, s_ptr, s_terms, s_counts, h_ptr, h_terms, h_counts, sums):  # type: ignore[no-untyped-def]
    n_themes = phi.shape[1]
    theta, moved = np.empty(n_themes, np.float32), np.empty(n_themes, np.float32)
    for d in range(start, end):
        theta[:] = alpha / alpha.sum()
        n_words = s_counts[s_ptr[d] : s_ptr[d + 1]].sum()
        for _ in range(STEPS):
            moved[:] = 0
            for i in range(s_ptr[d], s_ptr[d + 1]):
                row = phi[s_terms[i]]
                expected = np.float32(1e-20)
                for k in range(n_themes):
                    expected += theta[k] * row[k]
                ratio = s_counts[i] / expected
                for k in range(n_themes):
                    moved[k] += ratio * row[k]
            change = np.float32(0)
            scale = np.float32(1) / (n_words + alpha.sum())
            for k in range(n_themes):
                new = (alpha[k] + theta[k] * moved[k]) * scale
                change += abs(new - theta[k])
                theta[k] = new
            if change < 1e-3:
                break
        theta /= theta.sum()
        total = 0.0
        for i in range(h_ptr[d], h_ptr[d + 1]):
            row = phi[h_terms[i]]
            probability = 0.0
            for k in range(n_themes):
                probability += theta[k] * row[k]
            total += h_counts[i] * np.log(probability + 1e-20)
        sums[d] = total


@dataclass(frozen=True)
class Verdict:
    """What the referee found: perplexity on the test documents, with the values tuned on the validation documents."""

    perplexity: float
    scale: float
    shape: str
    smoothing: float


class Referee:
    """Judges the snapshots of one corpus; the halves of the documents are the same for every engine and seed."""

    def __init__(self, corpus: Corpus) -> None:
        totals = np.asarray(corpus.train.sum(axis=0)).ravel() + 0.5
        self._common = (totals / totals.sum()).astype(np.float32)
        self._validation = split_tokens(corpus.validation[:N_VALIDATION], 0)
        self._test = split_tokens(corpus.test[:N_TEST], 0)

    def judge(self, snapshot: Snapshot) -> Verdict:
        """Return the held-out perplexity of a snapshot, with alpha and the smoothing of phi that suit it best."""
        shapes = {"even": np.ones(len(snapshot.phi))}
        if snapshot.alpha is not None:
            shapes["own"] = snapshot.alpha / snapshot.alpha.mean()

        def phi(smoothing: float) -> Floats:
            return (1 - smoothing) * snapshot.phi + smoothing * self._common

        def loss(smoothing: float, shape: str, scale: float) -> float:
            return completion_perplexity(phi(smoothing), scale * shapes[shape], *self._validation)

        shape = list(shapes)[-1]
        smoothing = _lowest(lambda value: loss(value, shape, 0.1), SMOOTHING, start=2)
        scale = _lowest(lambda value: loss(smoothing, shape, value), SCALES, start=SCALES.index(0.1))
        smoothing = _lowest(lambda value: loss(value, shape, scale), SMOOTHING, start=SMOOTHING.index(smoothing))
        shape = min(shapes, key=lambda name: loss(smoothing, name, scale))
        return Verdict(
            completion_perplexity(phi(smoothing), scale * shapes[shape], *self._test), scale, shape, smoothing
        )


def _lowest(loss: Callable[[float], float], grid: tuple[float, ...], *, start: int) -> float:
    """Return the value of the grid that no neighbour undercuts, walking downhill from ``grid[start]``."""
    found = {start: loss(grid[start])}
    at = start
    while True:
        for beside in (at - 1, at + 1):
            if 0 <= beside < len(grid) and beside not in found:
                found[beside] = loss(grid[beside])
        best = min(found, key=lambda i: found[i])
        if best == at:
            return grid[at]
        at = best
