"""How often chance alone makes a step look so much better than a slow ramp: p-values by simulation."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.trends.steps import MIN_SIDE, Fits, fit_steps

Floats = NDArray[np.float64]

N_SERIES = 4_000  # simulated for each kind of series without a step
CARRIED = (0.0, 0.25, 0.5)  # how much of a period's noise carries over into the next
SLOW = 0.25  # standard errors of a period: by no more does a slow ramp rise from one period to the next
RAMPS = ((0.0, 1.0), (0.25, 0.75), (0.5, 1.0))  # when slow ramps begin and end, as parts of the whole time
TAIL = 0.02  # the share of a simulation's largest values from which smaller p-values are drawn out
LONG = 300  # periods; from here on fewer series are simulated
BEYOND = 2.5  # standard errors above 1, of the noise left over, up to which what is stated is taken at its word


@dataclass(frozen=True)
class Chance:
    """How large the statistic gets without a step.

    Each row is sorted and stands for one kind of series (a carry-over and a ramp). stated: where the noise is as large
    as the standard errors say. unknown: where it is larger by a factor that nobody knows.
    """

    stated: Floats
    unknown: Floats

    def p_values(self, fits: Fits, *, noise: float, n_series: int) -> Floats:
        """Return for each series how often chance makes a step look as good, in the worst kind of series: (series,).

        noise: how much larger the noise is than the standard errors say, the median of n_series. Where it, or what a
        series' own best step leaves over, is larger than chance makes it, the standard errors are not relied on. A step
        that is not likelier than one too near to an end counts as chance.
        """
        floor, error = max(noise, 1.0), np.sqrt(2 / (fits.n - 3))
        unknown = _exceeded(self.unknown, fits.statistic(floor=0.0))
        stated = _exceeded(self.stated, fits.statistic(floor=floor))
        relied = (noise <= 1 + BEYOND * error / np.sqrt(n_series)) & (fits.left_over() <= floor * (1 + BEYOND * error))
        return np.where(fits.at_edge(), 1.0, np.where(relied, stated, np.maximum(stated, unknown)))


def _exceeded(simulated: Floats, values: Floats) -> Floats:
    """Return the largest share, over the rows of ``simulated``, of values at least as large as each of ``values``.

    Beyond the largest 2% of a row the share falls off exponentially (a generalised Pareto tail of shape 0).
    """
    n = simulated.shape[1]
    tail = max(int(n * TAIL), 1)
    shares = []
    for row in simulated:
        start = row[-tail]
        decay = max(float((row[-tail:] - start).mean()), 1e-9)
        counted = (1 + n - np.searchsorted(row, values, side="left")) / (n + 1)
        shares.append(
            np.where(values > start, tail / n * np.exp(-(np.maximum(values, start) - start) / decay), counted)
        )
    return np.asarray(np.max(shares, axis=0))


def chance_of(n: int) -> Chance:
    """Return how large the statistic gets by chance in a series of ``n`` periods, or a few more."""
    return _simulated(next(size for size in _sizes() if size >= n))


def _sizes() -> list[int]:
    """Return the lengths that are simulated: each a fifth longer than the last, so that few are ever needed."""
    sizes = [2 * MIN_SIDE]
    while sizes[-1] < 20_000:
        sizes.append(max(sizes[-1] + 1, sizes[-1] * 6 // 5))
    return sizes


@functools.cache
def _simulated(n: int) -> Chance:
    """Return the statistics of series without a step: noise of every kind upon slow ramps of every kind.

    Slopes are spread evenly up to SLOW; without any ramp the statistic is smaller than with one. The noise is the same in every run, whatever the seed of the analysis: it is a yardstick, no part of the estimate.
    """
    n_series = N_SERIES if n < LONG else N_SERIES // 4
    random = np.random.default_rng(n)
    place = np.arange(n)
    stated, unknown = [], []
    for carry in CARRIED:
        noise = carried_noise(random.standard_normal((n_series, n)), carry)
        slope = random.uniform(-SLOW, SLOW, (n_series, 1))
        for begin, end in RAMPS:
            fits = fit_steps(noise + slope * np.clip(place - begin * n, 0, (end - begin) * n), np.ones(n), place)
            stated.append(np.sort(fits.statistic(floor=1.0)))
            unknown.append(np.sort(fits.statistic(floor=0.0)))
    return Chance(np.array(stated), np.array(unknown))


def carried_noise(fresh: Floats, carry: float) -> Floats:
    """Return noise of variance 1 of which the share ``carry`` carries over into the next period (AR(1)).

    fresh: independent noise of variance 1, (series, periods).
    """
    noise = fresh.copy()
    for t in range(1, noise.shape[1]):
        noise[:, t] = carry * noise[:, t - 1] + np.sqrt(1 - carry**2) * fresh[:, t]
    return noise
