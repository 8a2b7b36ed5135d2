"""How large chance makes the statistic of steps: the simulation behind ``analysis/trends/chances.csv``.

Series without a step: noise as large as the standard errors say, of which 0, .25 or .5 carries over into the next
period, on a slow ramp: over the whole time, over its middle half, or over its second half. Slopes are spread evenly up
to a quarter of a standard error a period, and sixteen over the whole time. The table has, for each length and each of
some shares, the value that this share of the series exceeds, in the kind of series where it is largest.
``python -m benchmarks.trends.chances`` writes it anew, which is needed whenever the statistic
(``analysis/trends/steps.py``) changes, and takes some minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

import analysis.trends
from analysis.trends.steps import MIN_SIDE, fit_steps

SIZES = (2 * MIN_SIDE, 11, 12, 13, 14, 16, 18, 20, 24, 28, 32, 36, 42, 48, 60, 72, 96, 120, 180, 240)
CARRIED = (0.0, 0.25, 0.5)  # how much of a period's noise carries over into the next
SLOW = 0.25  # standard errors of a period: by no more does a slow ramp rise from one period to the next,
HIGH = 16.0  # and by no more would it rise over the whole time
RAMPS = {"ramp": (0.0, 1.0), "half ramp": (0.25, 0.75), "hinge": (0.5, 1.0)}  # when they begin and end
SHARES = (0.5, 0.2, 0.1, 0.05, 0.02, 0.005, 0.001, 0.0001)
TAIL = 0.02  # the share of the largest values from which smaller shares' values are drawn out
FLOORS = {"stated": 1.0, "unknown": 0.0}  # the least variance of the noise, in units of what is stated


def slow_ramps(shape: str, slopes: np.ndarray, n: int) -> np.ndarray:
    """Return slow ramps of one shape, in standard errors of a period: slopes x periods."""
    begin, end = RAMPS[shape]
    return np.multiply.outer(slopes, np.clip(np.arange(n) - begin * n, 0, (end - begin) * n))


def steepest(n: int) -> float:
    """Return by how much a slow ramp rises at most from one of ``n`` periods to the next, in standard errors."""
    return min(SLOW, HIGH / n)


def carried_noise(fresh: np.ndarray, carry: float) -> np.ndarray:
    """Return noise of variance 1 of which the share ``carry`` carries over into the next period (AR(1)).

    fresh: independent noise of variance 1, (series, periods).
    """
    noise = fresh.copy()
    for t in range(1, noise.shape[1]):
        noise[:, t] = carry * noise[:, t - 1] + np.sqrt(1 - carry**2) * fresh[:, t]
    return noise


def without_step(n: int, carry: float, shape: str, n_series: int, random: np.random.Generator) -> np.ndarray:
    """Return series of one kind without a step, in standard errors: series x periods."""
    slopes = random.uniform(-steepest(n), steepest(n), n_series)
    return slow_ramps(shape, slopes, n) + carried_noise(random.standard_normal((n_series, n)), carry)


def simulated(n: int, n_series: int) -> pd.DataFrame:
    """Return the table's two rows for one length: ``n_series`` series of each kind."""
    random = np.random.default_rng(n)
    kinds = [list(_statistics(n, carry, shape, n_series, random)) for carry in CARRIED for shape in RAMPS]
    values = np.array([[exceeded_by(np.concatenate(part)) for part in zip(*kind, strict=True)] for kind in kinds])
    index = pd.MultiIndex.from_product([FLOORS, [n]], names=["noise", "n_periods"])
    return pd.DataFrame(values.max(axis=0), index=index, columns=SHARES)


def _statistics(n: int, carry: float, shape: str, n_series: int, random: np.random.Generator) -> Iterator[list]:
    at_once = min(n_series, max(200_000 // n, 100))  # so that all splits of all series fit into memory
    for _ in range(n_series // at_once):
        fits = fit_steps(without_step(n, carry, shape, at_once, random), np.ones(n), np.arange(n))
        yield [fits.statistic(floor=floor) for floor in FLOORS.values()]


def exceeded_by(statistic: np.ndarray) -> list[float]:
    """Return the value that each of SHARES exceeds; beyond the largest 2% they grow as an exponential tail's."""
    start = np.quantile(statistic, 1 - TAIL)
    decay = (statistic[statistic > start] - start).mean()
    return [
        float(np.quantile(statistic, 1 - share) if share >= TAIL else start + decay * np.log(TAIL / share))
        for share in SHARES
    ]


def main() -> None:
    """Write the table."""
    table = pd.concat([simulated(n, min(20_000, 1_200_000 // n)) for n in SIZES])
    table.sort_index().round(3).to_csv(Path(analysis.trends.__file__).parent / "chances.csv", lineterminator="\n")


if __name__ == "__main__":
    main()
