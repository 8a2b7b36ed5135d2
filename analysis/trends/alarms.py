"""How often chance alone makes a step look so much better than a slow ramp: p-values from a table of simulations."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.trends.steps import Fits

Floats = NDArray[np.float64]

BEYOND = 2.5  # standard errors above 1, of the noise left over, up to which what is stated is taken at its word


@dataclass(frozen=True)
class Chance:
    """How large the statistic gets without a step, in the worst kind of series: a value for each of the shares.

    share: of the series without a step, those in which the statistic is larger; it falls. stated: where the noise is as
    large as the standard errors say. unknown: where it is larger by a factor that nobody knows.
    """

    share: Floats
    stated: Floats
    unknown: Floats

    def p_values(self, fits: Fits, noise: Noise) -> Floats:
        """Return for each series how often chance makes a step look as good, in the worst kind of series: (series,).

        Where a series' own best step leaves over more than chance does, the standard errors are not relied on. A step
        that is not likelier than one too near to an end counts as chance.
        """
        unknown = self._exceeded(self.unknown, fits.statistic(floor=0.0))
        stated = self._exceeded(self.stated, fits.statistic(floor=noise.factor))
        relied = noise.as_stated & (fits.left_over() <= noise.factor * _most_by_chance(fits.n, 1))
        return np.where(fits.at_edge(), 1.0, np.where(relied, stated, np.maximum(stated, unknown)))

    def _exceeded(self, simulated: Floats, values: Floats) -> Floats:
        """Return how often chance exceeds each of ``values``; beyond what was simulated it falls off exponentially."""
        logs = np.log(self.share)
        slopes = np.diff(logs) / np.diff(simulated)
        below = logs[0] + slopes[0] * (np.minimum(values, simulated[0]) - simulated[0])
        beyond = slopes[-1] * (np.maximum(values, simulated[-1]) - simulated[-1])
        between = np.interp(values, simulated, logs) - logs[0]
        return np.asarray(np.exp(np.minimum(below + between + beyond, 0.0)))


@dataclass(frozen=True)
class Noise:
    """By what factor the variance of the noise exceeds what is stated, at least 1, and whether chance explains it."""

    factor: float
    as_stated: bool


def noise_of(fits: list[Fits]) -> Noise:
    """Return by how much the noise of several series exceeds what is stated: the median, so that one is not for all."""
    factor = float(np.median([f.left_over()[0] for f in fits]))
    n = float(np.median([f.n for f in fits]))
    return Noise(max(factor, 1.0), factor <= _most_by_chance(n, len(fits)))


def _most_by_chance(n: float, n_series: int) -> float:
    return float(1 + BEYOND * np.sqrt(2 / (n - 3) / n_series))


@functools.cache
def chance_of(n: int) -> Chance:
    """Return how large the statistic gets by chance in a series of ``n`` periods.

    ``chances.csv`` has it for some lengths, as ``python -m benchmarks.trends.chances`` simulated it once for all; those
    between are read off on a logarithmic scale. Longer ones take the values of the longest, which are larger than
    theirs: the longer a series, the more surely a ramp is told from a step.
    """
    table = _simulated()
    sizes = np.log(table.index.unique("n_periods").to_numpy())
    by_kind = {
        kind: np.array([np.interp(np.log(n), sizes, part[share]) for share in table.columns])
        for kind, part in table.groupby(level="noise", sort=True)
    }
    return Chance(np.array(table.columns, dtype=np.float64), by_kind["stated"], by_kind["unknown"])


@functools.cache
def _simulated() -> pd.DataFrame:
    with (files("analysis.trends") / "chances.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, index_col=["noise", "n_periods"]).sort_index()
