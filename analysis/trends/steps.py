"""How well a step, and a slow ramp, fit a series of shares whose noise is uneven and carries over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MIN_SIDE = 5  # periods on each side of a step
KNOTS = (0.25, 0.375, 0.5, 0.625, 0.75)  # where a ramp begins or ends, as parts of the whole time
CARRIES = (0.0, 0.15, 0.3, 0.5)  # how much of a period's noise carries over into the next one (rho of an AR(1))


@dataclass(frozen=True)
class Fits:
    """What is left of series when a ramp or a step is fitted: squared error in units of the noise's least variance.

    line, ramp: series x carries, of a straight line and of the best ramp. step: series x carries x splits. A split s
    has s periods before the step, and none of them has fewer than MIN_SIDE on a side. edge: series x carries, of the
    best step that has. log_scale: carries, half the log determinant of the noise's precision.
    """

    line: Floats
    ramp: Floats
    step: Floats
    edge: Floats
    log_scale: Floats
    n: int

    def step_likelihood(self, *, floor: float) -> Floats:
        """Return the log-likelihood of each step, at its best carry-over and variance: series x splits."""
        return np.asarray(_likelihood(self.step, self.log_scale[:, None], self.n, floor).max(axis=1))

    def statistic(self, *, floor: float) -> Floats:
        """Return by how much the best step is likelier (log) than a straight line: (series,).

        floor: the least variance that the noise can have; 0 where nothing is known of it.
        """
        return np.asarray(self._best_step(floor) - self._best(self.line, floor))

    def margin(self, *, floor: float) -> Floats:
        """Return by how much the best step is likelier (log) than the best slow ramp of any kind: (series,)."""
        return np.asarray(self._best_step(floor) - self._best(self.ramp, floor))

    def at_edge(self) -> NDArray[np.bool_]:
        """Return whether a step (or outlier) nearer to an end than MIN_SIDE periods is likelier: (series,)."""
        return np.asarray(self._best(self.edge, 1.0) > self._best_step(1.0))

    def _best_step(self, floor: float) -> Floats:
        # The likelihood falls with the squared error alone, so the best split of each carry-over is found first.
        return self._best(self.step.min(axis=2), floor)

    def _best(self, error: Floats, floor: float) -> Floats:
        return np.asarray(_likelihood(error, self.log_scale, self.n, floor).max(axis=1))

    def best(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return each series' likeliest split (periods before the step), and which carry-over goes with it."""
        likelihood = _likelihood(self.step, self.log_scale[:, None], self.n, 1.0)
        best = likelihood.reshape(len(likelihood), -1).argmax(axis=1)
        return best % self.step.shape[2] + MIN_SIDE, best // self.step.shape[2]


def _likelihood(error: Floats, log_scale: Floats, n: int, floor: float) -> Floats:
    """Return the normal log-likelihood where the noise's variance is the likeliest that is at least ``floor``."""
    variance = np.maximum(error / (n - 1), max(floor, 1e-12))
    return np.asarray(log_scale - n / 2 * np.log(variance) - error / (2 * variance))


def fit_steps(series: Floats, weight: Floats, place: NDArray[np.int64]) -> Fits:
    """Return how the best ramp and every step fit the series: generalised least squares under AR(1) noise.

    series: (series, periods). weight: one over the least variance of a period's noise, (periods,). place: the number of
    each period in the calendar, (periods,): noise fades over gaps.
    """
    n = series.shape[1]
    ones, slow = np.ones(n), ramps(place)
    inner = np.abs(np.arange(1, n) - n / 2) <= n / 2 - MIN_SIDE
    line, ramp, step, edge, log_scale = [], [], [], [], []
    for carry in CARRIES:
        y, even, rising = (whiten(x, weight, place, carry) for x in (series, ones, slow))
        level = even / np.linalg.norm(even)
        y, rising = (x - np.multiply.outer(x @ level, level) for x in (y, rising))
        total = (y**2).sum(axis=-1)
        explained = (y @ (rising / np.linalg.norm(rising, axis=1)[:, None]).T) ** 2
        line.append(total - explained[:, 0])
        ramp.append(total - explained.max(axis=1))
        left = total[:, None] - _explained_by_steps(y, even, level, _first(weight, place, carry))
        step.append(left[:, inner])
        edge.append(left[:, ~inner].min(axis=1))
        log_scale.append(_log_scale(place, carry))
    lines, slow_ones, steps, edges = (np.maximum(np.stack(x, axis=1), 0.0) for x in (line, ramp, step, edge))
    return Fits(lines, slow_ones, steps, edges, np.array(log_scale), n)


def _explained_by_steps(y: Floats, even: Floats, level: Floats, first: Floats) -> Floats:
    """Return by how much each step lowers the squared error of each series, its level taken off: series x splits.

    A whitened step is 0 before the split, ``first`` in the period after it and ``even``, the whitened constant, from
    then on; so all products with it are sums from a period to the end. Splits from 1 to the periods less 1.
    """

    def product(x: Floats) -> Floats:  # of every step with x (..., periods)
        later = np.cumsum((x * even)[..., ::-1], axis=-1)[..., ::-1]
        return np.asarray((first * x + later - x * even)[..., 1:])

    squares = np.cumsum((even**2)[::-1])[::-1] - even**2 + first**2
    own = squares[1:] - product(level) ** 2
    return np.asarray(product(y) ** 2 / own)


def _first(weight: Floats, place: NDArray[np.int64], carry: float) -> Floats:
    """Return what a whitened step is in the first period after it, for each period that can be it."""
    kept = np.concatenate([[0.0], carry ** np.diff(place)])
    return np.asarray(np.sqrt(weight / (1 - kept**2)))


def ramps(place: NDArray[np.int64]) -> Floats:
    """Return slow courses, each from 0 to 1: a straight line, and lines that begin, or end, at one of the KNOTS."""
    time = (place - place[0]) / (place[-1] - place[0])
    begin = [np.maximum(time - knot, 0.0) / (1 - knot) for knot in KNOTS]
    end = [np.minimum(time / knot, 1.0) for knot in KNOTS]
    inner = [np.clip(2 * (time - knot), 0.0, 1.0) for knot in KNOTS if knot <= 0.5]
    return np.array([time, *begin, *end, *inner])


def whiten(x: Floats, weight: Floats, place: NDArray[np.int64], carry: float) -> Floats:
    """Return ``x`` (..., periods) turned so that noise of these weights and this carry-over is even and independent."""
    scaled = x * np.sqrt(weight)
    kept = carry ** np.diff(place)
    fresh = (scaled[..., 1:] - kept * scaled[..., :-1]) / np.sqrt(1 - kept**2)
    return np.concatenate([scaled[..., :1], fresh], axis=-1)


def _log_scale(place: NDArray[np.int64], carry: float) -> float:
    return float(-0.5 * np.log1p(-(carry ** (2 * np.diff(place)))).sum())
