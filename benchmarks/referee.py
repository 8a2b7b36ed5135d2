"""The referee: how well snapshots of any engine foretell the unseen half of unseen documents, judged alike for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.models import completion_perplexity, split_tokens
from benchmarks.corpora import Corpus
from benchmarks.watch import Floats, Snapshot

SCALES = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)  # of alpha: the mean pseudo-count of a theme
SMOOTHING = (0.0001, 0.001, 0.01, 0.03, 0.1, 0.2, 0.4)  # part of a theme that is the corpus's own distribution
N_VALIDATION, N_TEST = 400, 2000


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
            mixed = (1 - smoothing) * snapshot.phi.astype(np.float64) + smoothing * self._common
            return np.asarray(mixed / mixed.sum(axis=1, keepdims=True))  # a theme may have come to hold nothing

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
