"""The clock that every engine runs under: it takes snapshots of the themes, and stops while it takes them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FACTOR = 1.15  # a snapshot is due when the seconds of the last, times so much, have gone by
SAME = 1.001  # a last snapshot is none where no more time has gone by


@dataclass(frozen=True)
class Snapshot:
    """The themes after some seconds of fitting: ``phi`` (themes x terms, rows sum to 1), ``alpha`` where learned."""

    seconds: float
    phi: NDArray[np.float32]
    alpha: Floats | None = None


class OutOfTime(Exception):  # noqa: N818 - a signal, no error
    """Raised inside an engine when its time is over."""


class Watch:
    """Counts the seconds an engine spends on fitting, and keeps snapshots of what it has learned.

    limit: after so many seconds ``look`` raises OutOfTime. Snapshots are kept at growing distances, a seventh of the
    seconds gone by.
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.snapshots: list[Snapshot] = []
        self.preparation = 0.0
        self._since = time.perf_counter()
        self._gone = 0.0

    def start(self) -> None:
        """Start to count: what came before (handing the counts over) is kept apart as preparation."""
        self.preparation = time.perf_counter() - self._since
        self._since = time.perf_counter()

    def look(self, learned: Callable[[], tuple[Floats, Floats | None]], *, last: bool = False) -> None:
        """Keep what has been ``learned`` (it returns phi and alpha) if it is due; the clock stops meanwhile.

        last: the engine is done, so this is kept in any case.
        """
        self._gone += time.perf_counter() - self._since
        over = self._gone >= self.limit
        before = self.snapshots[-1].seconds if self.snapshots else 0.0
        end = (over or last) and self._gone > SAME * before
        if not self.snapshots or self._gone >= FACTOR * before or end:
            self._keep(*learned())
        if over:
            raise OutOfTime
        self._since = time.perf_counter()

    def _keep(self, phi: Floats, alpha: Floats | None) -> None:
        shares = np.array(phi, dtype=np.float32)
        shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-30)
        self.snapshots.append(
            Snapshot(self._gone, shares, None if alpha is None else np.array(alpha, dtype=np.float64))
        )
