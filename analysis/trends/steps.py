"""How probable a step, a slow ramp and nothing make a series of shares whose noise is uneven and carries over.

Each course (nothing, a ramp, a step) is compared by the probability that it gives to the series, averaged over what is
not known of it: its height or slope (normal), its place (all alike) and how much noise carries over (all alike). That
is the marginal likelihood of a linear model with a flat prior on the level (a Bayes factor: Kass and Raftery 1995), so
that neither the many places of a step nor the many kinds of ramps win by their number. Heights and slopes are counted
in standard errors of the share of a period whose number of articles is in the middle.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

MIN_SIDE = 5  # periods on each side of a step
CARRIES = (0.0, 0.15, 0.3, 0.5)  # how much of a period's noise carries over into the next one (rho of an AR(1))
STEP = (4.5, 1.5)  # mean and standard deviation of a step's height, up or down
SLOW = (0.0, 0.1)  # the same of how far a slow ramp rises from one period to the next
STEEP = (0.0, 0.35)  # and a steep one: as far as a step within twelve periods
STEEP_RAMPS, STEEP_LINE = 0.02, 0.1  # how probable steep ones are beside slow ones; more would cost steps
RAMP_PARTS = (1 / 2, 2 / 3, 5 / 6)  # of the whole time, that a ramp takes
KNEES = (1 / 4, 1 / 2)  # of the whole time, that is level before or after a line


@dataclass(frozen=True)
class Fits:
    """What is left of series when a level, a ramp or a step is fitted: squared error in units of the noise's variance.

    level: series x carries. ramp: series x carries x ramps, the straight line first. step: series x carries x splits. A
    split s has s periods before the step, and none of them has fewer than MIN_SIDE on a side. edge: series x carries,
    of the best step that has. ramp_size, step_size: carries x ramps or splits, how much a ramp that rises by one
    standard error a period, or a step as high, is seen: the squared error without it. log_scale: carries, of the
    likelihood.
    """

    level: Floats
    ramp: Floats
    step: Floats
    edge: Floats
    ramp_size: Floats
    step_size: Floats
    log_scale: Floats
    n: int

    def left_over(self) -> Floats:
        """Return the noise's variance beside each series' best step, in units of what its errors say: (series,)."""
        return np.asarray(self.step.min(axis=(1, 2)) / (self.n - 3))

    def statistic(self, *, floor: float) -> Floats:
        """Return by how much a step is more probable (log) than a slow ramp or nothing: (series,).

        The noise's variance is what the best step leaves over, and at least ``floor``.
        """
        variance = self._variance(floor)
        level = self._evidence(self.level[..., None], np.zeros((len(CARRIES), 1)), SLOW, variance)
        slow, steep = (self._evidence(self.ramp, self.ramp_size, slope, variance) for slope in (SLOW, STEEP))
        nothing = [
            _mean(level), _mean(slow), _mean(steep) + np.log(STEEP_RAMPS), _mean(steep[..., :1]) + np.log(STEEP_LINE)
        ]  # fmt: skip
        return np.asarray(_mean(self._steps(variance)) - special.logsumexp(nothing, axis=0))

    def step_likelihood(self, *, floor: float) -> Floats:
        """Return how probable (log) each step makes the series, over all carries and heights: series x splits."""
        return np.asarray(special.logsumexp(self._steps(self._variance(floor)), axis=1))

    def at_edge(self) -> NDArray[np.bool_]:
        """Return whether a step (or outlier) nearer to an end than MIN_SIDE periods is likelier: (series,)."""
        half = 2 * self._variance(1.0)[:, None]
        edge, step = (self.log_scale - left / half for left in (self.edge, self.step.min(axis=2)))
        return np.asarray(edge.max(axis=1) > step.max(axis=1))

    def best(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return each series' most probable split (periods before the step), and which carry-over goes with it."""
        split = self.step_likelihood(floor=1.0).argmax(axis=1)
        steps = self._steps(self._variance(1.0))
        return split + MIN_SIDE, steps[np.arange(len(split)), :, split].argmax(axis=1)

    def _variance(self, floor: float) -> Floats:
        return np.maximum(self.left_over(), max(floor, 1e-12))

    def _steps(self, variance: Floats) -> Floats:
        return self._evidence(self.step, self.step_size, STEP, variance)

    def _evidence(self, left: Floats, size: Floats, height: tuple[float, float], variance: Floats) -> Floats:
        """Return the log marginal likelihood of courses whose height is normal: series x carries x courses.

        left: what each course leaves at its best height. height: mean, of both signs, and standard deviation.
        """
        mean, spread = height
        noise = variance[:, None, None]
        known = 1 + spread**2 * size  # the variance of the best height over that of its error
        found = np.sqrt(np.maximum(self.level[..., None] - left, 0.0) / noise)  # the best height over its error
        off = [(found - sign * mean * np.sqrt(size)) ** 2 / known for sign in (1, -1)]
        missed = off[0] if mean == 0 else -2 * (np.logaddexp(-off[0] / 2, -off[1] / 2) - np.log(2))
        return np.asarray(self.log_scale[:, None] - (left / noise + missed + np.log(known)) / 2)


def _mean(evidence: Floats) -> Floats:
    """Return the log of the mean over carries and courses: (series,)."""
    return np.asarray(special.logsumexp(evidence, axis=(1, 2)) - np.log(evidence[0].size))


def fit_steps(series: Floats, weight: Floats, place: NDArray[np.int64]) -> Fits:
    """Return how a level, every slow ramp and every step fit the series: generalised least squares under AR(1) noise.

    series: (series, periods). weight: one over the variance of a period's noise, (periods,). place: the number of each
    period in the calendar, (periods,): noise fades over gaps.
    """
    courses = ramps(place)
    errors, sizes = zip(*(_fit(series, courses, weight, place, carry) for carry in CARRIES), strict=True)
    level, ramp, step, edge = (np.maximum(np.stack(x, axis=1), 0.0) for x in zip(*errors, strict=True))
    ramp_size, step_size, scale = (np.array(x) for x in zip(*sizes, strict=True))
    return Fits(level, ramp, step, edge, ramp_size, step_size, scale, series.shape[1])


def _fit(
    series: Floats, courses: Floats, weight: Floats, place: NDArray[np.int64], carry: float
) -> tuple[tuple[Floats, Floats, Floats, Floats], tuple[Floats, Floats, float]]:
    """Return the fields of ``Fits`` for one carry-over: the errors, then the sizes and the scale."""
    n, unit = len(weight), np.median(weight)
    y, even, rising = (whiten(x, weight, place, carry) for x in (series, np.ones(n), courses))
    length = np.linalg.norm(even)
    level = even / length
    y, rising = (x - np.multiply.outer(x @ level, level) for x in (y, rising))
    total, size = (y**2).sum(axis=-1), (rising**2).sum(axis=-1)
    explained, own = _steps(y, even, level, _first(weight, place, carry))
    left, inner = total[:, None] - explained, np.abs(np.arange(1, n) - n / 2) <= n / 2 - MIN_SIDE
    errors = total, total[:, None] - (y @ rising.T) ** 2 / size, left[:, inner], left[:, ~inner].min(axis=1)
    return errors, (size / unit, own[inner] / unit, float(_log_scale(place, carry) - np.log(length)))


def _steps(y: Floats, even: Floats, level: Floats, first: Floats) -> tuple[Floats, Floats]:
    """Return by how much each step lowers the squared error of each series, its level taken off, and its own.

    The first is series x splits, the second splits, from 1 to the periods less 1. A whitened step is 0 before the
    split, ``first`` in the period after it and ``even``, the whitened constant, from then on; so all products with it
    are sums from a period to the end.
    """

    def product(x: Floats) -> Floats:  # of every step with x (..., periods)
        later = np.cumsum((x * even)[..., ::-1], axis=-1)[..., ::-1]
        return np.asarray((first * x + later - x * even)[..., 1:])

    squares = np.cumsum((even**2)[::-1])[::-1] - even**2 + first**2
    own = squares[1:] - product(level) ** 2
    return np.asarray(product(y) ** 2 / own), own


def _first(weight: Floats, place: NDArray[np.int64], carry: float) -> Floats:
    """Return what a whitened step is in the first period after it, for each period that can be it."""
    kept = np.concatenate([[0.0], carry ** np.diff(place)])
    return np.asarray(np.sqrt(weight / (1 - kept**2)))


def ramps(place: NDArray[np.int64]) -> Floats:
    """Return slow courses that rise by 1 a period where they rise: ramps x periods.

    First a straight line; then ramps over half of the time or more, which begin and end at different times; then lines
    that are level up to, or from, a knee.
    """
    time = (place - place[0]).astype(np.float64)
    whole = time[-1]
    spans = [(begin, part) for part in RAMP_PARTS for begin in np.linspace(-part / 4, 1 - 3 * part / 4, 4)]
    knees = [*((knee, 1.0) for knee in KNEES), *((0.0, 1 - knee) for knee in KNEES)]
    return np.array([np.clip(time - begin * whole, 0.0, part * whole) for begin, part in [(0.0, 1.0), *spans, *knees]])


def whiten(x: Floats, weight: Floats, place: NDArray[np.int64], carry: float) -> Floats:
    """Return ``x`` (..., periods) turned so that noise of these weights and this carry-over is even and independent."""
    scaled = x * np.sqrt(weight)
    kept = carry ** np.diff(place)
    fresh = (scaled[..., 1:] - kept * scaled[..., :-1]) / np.sqrt(1 - kept**2)
    return np.concatenate([scaled[..., :1], fresh], axis=-1)


def _log_scale(place: NDArray[np.int64], carry: float) -> float:
    return float(-0.5 * np.log1p(-(carry ** (2 * np.diff(place)))).sum())
