"""How often planted steps are found, and how often a step is listed where there is none.

A run is a set of themes over some periods. The noise of a period's share is as large as its interval says (times
``excess``), part of it carries over into the next period, and the number of articles differs from period to period.

What 'four standard errors' means here: the step is four times as high as the standard error of the share of one period,
of the one whose number of articles is in the middle: the error that the table of trends states (its interval at 90% is
3.3 of them wide). All of the noise is that error, also where part of it carries over. A ramp is slow where it takes
half of the time or more and rises from one period to the next by a quarter of a standard error at most, and by no
more than sixteen over the whole time; a steep one
rises by up to eight standard errors in all, in as little as half of the time, and nobody could tell it from a step
where that are six or eight periods. Beside steps: every other theme steps, and the others must not be listed though
that makes a run less strict. ``bound`` says how often a step could be found at all.

``python -m benchmarks.trends.changes`` prints the study; ``measure`` is what the tests call in a small form.
"""

from __future__ import annotations

import argparse
import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special, stats

from analysis import tables
from analysis.trends import find_changes
from analysis.trends.steps import whiten
from benchmarks.trends.chances import RAMPS, carried_noise, slow_ramps, steepest, without_step

HEIGHT = 4.0  # standard errors
EDGE = 6  # periods at least on either side of a step
ERROR = 0.02  # of a share on the arcsine scale, in a period with the middle number of articles
STEEP = 8.0  # standard errors by which a steep ramp rises at most
STEPS = ("step", "pulse", "two steps")
BESIDE = tuple(f"{name} beside steps" for name in RAMPS)
SHAPES = ("flat", *RAMPS, *BESIDE, *(f"steep {name}" for name in RAMPS), "season", *STEPS)


@dataclass(frozen=True)
class Kind:
    """A kind of run: so many themes over so many periods, with noise that carries over and exceeds what is stated."""

    n_periods: int
    n_themes: int = 8
    carry: float = 0.0
    excess: float = 1.0
    uneven: float = 0.5  # standard deviation of the log number of articles


def measure(kind: Kind, shape: str, *, n_runs: int, seed: int) -> dict[str, float]:
    """Return how ``n_runs`` runs of one kind went in which every theme has the shape, at its own place.

    Beside steps every other theme has it, and the others step.
    For shapes with steps: found, the share of planted steps with one listed within one period; extra, listed steps that
    are none, for each theme; held, of the found ones' dates the share inside at_low to at_high; covered, of the found
    ones' heights the share inside low to high. For others: alarms, the share of runs in which anything was listed of a
    theme that does not step.
    """
    random = np.random.default_rng(seed)
    runs = [_run(kind, shape, random) for _ in range(n_runs)]
    if shape not in STEPS:
        return {"alarms": float(np.mean([_alarmed(run) for run in runs]))}
    found = [match for run in runs for match in _matches(run)]
    n_planted = sum(len(steps) for run in runs for steps in run.steps)
    n_listed = sum(len(run.changes) for run in runs)
    return {
        "found": len(found) / n_planted,
        "extra": (n_listed - len(found)) / (n_runs * kind.n_themes),
        "held": float(np.mean([held for held, _ in found])) if found else np.nan,
        "covered": float(np.mean([covered for _, covered in found])) if found else np.nan,
    }


@dataclass(frozen=True)
class Run:
    """One run: where each theme's steps were planted, the shares without noise (themes x periods), what was listed."""

    start: pd.DatetimeIndex
    steps: list[list[int]]
    truth: np.ndarray
    changes: pd.DataFrame


def _run(kind: Kind, shape: str, random: np.random.Generator) -> Run:
    n = kind.n_periods
    start = pd.date_range("1990-01-01", periods=n, freq="MS")
    n_effective = np.maximum(np.round(40 * np.exp(kind.uneven * random.standard_normal(n))), 5.0)
    error = ERROR * np.sqrt(np.median(n_effective) / n_effective)
    courses = [_course(name, n, random) for name in _shapes(shape, kind.n_themes)]
    z = np.pi / 6 + ERROR * np.array([values for values, _ in courses])
    noise = carried_noise(random.standard_normal(z.shape), kind.carry) * error * np.sqrt(kind.excess)
    trends = trends_of(z + noise, error, n_effective, start)
    changes, _ = find_changes(trends, tables.empty("trend_draws"), level=0.9)
    return Run(start, [steps for _, steps in courses], np.sin(z) ** 2, changes)


def _shapes(shape: str, n_themes: int) -> list[str]:
    """Return the shape of each theme: all alike, or every other one a step."""
    if shape not in BESIDE:
        return [shape] * n_themes
    return ["step" if k % 2 else shape.removesuffix(" beside steps") for k in range(n_themes)]


def _course(shape: str, n: int, random: np.random.Generator) -> tuple[np.ndarray, list[int]]:
    """Return a theme's course in standard errors, and the first period after each of its steps."""
    time, up = np.arange(n), HEIGHT * random.choice([-1.0, 1.0])
    if shape in STEPS:
        first = int(random.integers(EDGE, n - EDGE + 1)) if shape == "step" else n // 3
        steps = [first] if shape == "step" else [first, 2 * n // 3]
        heights = [up] if shape == "step" else [up, -up if shape == "pulse" else up]
        return sum(h * (time >= s) for h, s in zip(heights, steps, strict=True)), steps
    if shape in RAMPS:
        return slow_ramps(shape, random.uniform(-steepest(n), steepest(n), 1), n)[0], []
    if shape.startswith("steep "):
        ramp = slow_ramps(shape.removeprefix("steep "), np.ones(1), n)[0]
        return random.uniform(-STEEP, STEEP) * ramp / ramp[-1], []
    if shape == "season":
        return up / 4 * np.sin(2 * np.pi * (time + random.uniform(0, 12)) / 12), []
    return np.zeros(n), []


def trends_of(z: np.ndarray, error: np.ndarray, n_effective: np.ndarray, start: pd.DatetimeIndex) -> pd.DataFrame:
    """Return the table ``trends`` of themes whose shares are given on the arcsine scale (themes x periods)."""
    half = stats.t.ppf(0.95, n_effective - 1) * error
    share, low, high = (np.sin(np.clip(x, 0, np.pi / 2)).ravel() ** 2 for x in (z, z - half, z + half))
    n_themes = len(z)
    fixed = {"model": "lda", "frequency": "month", "denominator": "articles", "group": "all", "level": 0.9}
    by_period = {
        "period": start.strftime("%Y-%m-%d"), "start": start, "end": start + pd.offsets.MonthEnd(0),
        "n_articles": n_effective, "n_effective": n_effective, "n_words": 500 * n_effective,
    }  # fmt: skip
    table = pd.DataFrame({name: np.tile(np.asarray(values), n_themes) for name, values in by_period.items()})
    theme = np.repeat([_name(k) for k in range(n_themes)], len(start))
    return tables.conform(
        "trends",
        table.assign(
            **fixed, theme=theme, share=share, low=low, high=high, partial=False, n_missing=0.0, covers="noise"
        ),
    )


def _alarmed(run: Run) -> bool:
    """Return whether a step is listed of a theme that has none."""
    return bool(run.changes["theme"].isin([_name(k) for k, steps in enumerate(run.steps) if not steps]).any())


def _name(k: int) -> str:
    return f"theme {k:02d}"


def _matches(run: Run) -> list[tuple[bool, bool]]:
    """Return for each planted step with a listed one within a period: are its date and height in their intervals."""
    found = []
    for k, steps in enumerate(run.steps):
        listed = run.changes[run.changes["theme"] == _name(k)]
        at = run.start.get_indexer(listed["at"])
        for step in steps:
            near = np.flatnonzero(np.abs(at - step) <= 1)
            if len(near):
                row = listed.iloc[near[0]]
                height = run.truth[k, step] - run.truth[k, step - 1]
                held = row["at_low"] <= run.start[step] <= row["at_high"]
                found.append((bool(held), bool(row["low"] <= height <= row["high"])))
    return found


def study(*, n_runs: int, seed: int = 0) -> pd.DataFrame:
    """Return the whole study: a row for each kind of run and shape, those with steps beside what is possible."""
    rows = []
    for n in (12, 16, 24, 36, 48, 120):
        kinds = [Kind(n, carry=carry) for carry in (0.0, 0.25, 0.5)]
        shapes = SHAPES if n >= 24 else [name for name in SHAPES if name not in ("pulse", "two steps")]
        for kind, shape in itertools.product(kinds, shapes):
            possible = {"bound": bound(n, kind.carry, n_tests=kind.n_themes, seed=seed)} if shape == "step" else {}
            rows.append({**vars(kind), "shape": shape, **measure(kind, shape, n_runs=n_runs, seed=seed), **possible})
        for excess, shape in itertools.product((1.5, 3.0), ("flat", "ramp")):
            kind = Kind(n, carry=0.5, excess=excess)
            rows.append({**vars(kind), "shape": shape, **measure(kind, shape, n_runs=n_runs, seed=seed)})
    return pd.DataFrame(rows)


def bound(n: int, carry: float, *, n_tests: int, seed: int, n_series: int = 4_000) -> float:
    """Return the share of steps that the best test finds within a period: one that is told all but where and which way.

    It knows the noise, how much carries over, the height of steps, the kind of ramp and how steep such ramps are, and
    weighs step against ramp by their likelihoods (Neyman and Pearson 1933), with 5% false alarms over n_tests themes.
    The number of articles is the same in all periods. The kind of ramp is the one that hides steps best.
    """
    random = np.random.default_rng(seed)
    at = np.arange(EDGE, n - EDGE + 1)
    up = HEIGHT * (np.arange(n) >= at[:, None])
    place = random.integers(0, len(at), n_series)
    planted = up[place] + carried_noise(random.standard_normal((n_series, n)), carry)
    logs = _log_likelihood(planted, np.concatenate([up, -up]), carry)
    near = np.abs(np.logaddexp(*np.split(logs, 2, axis=1)).argmax(axis=1) - place) <= 1
    found = []
    for shape in RAMPS:
        kinds = slow_ramps(shape, np.linspace(-1, 1, 51) * steepest(n), n)
        ratio, chance = (
            special.logsumexp(_log_likelihood(y, np.concatenate([up, -up]), carry), axis=1)
            - special.logsumexp(_log_likelihood(y, kinds, carry), axis=1)
            for y in (planted, without_step(n, carry, shape, n_series, random))
        )
        found.append(float(np.mean(near & (ratio > np.quantile(chance, 1 - 0.05 / n_tests)))))
    return min(found)


def _log_likelihood(series: np.ndarray, courses: np.ndarray, carry: float) -> np.ndarray:
    """Return the log-likelihood of courses at an unknown level, but for a constant: series x courses."""
    n = series.shape[1]
    even, y, x = (whiten(a, np.ones(n), np.arange(n), carry) for a in (np.ones(n), series, courses))
    y, x = (a - np.multiply.outer(a @ even, even) / (even @ even) for a in (y, x))
    return np.asarray(y @ x.T - (x**2).sum(axis=1) / 2)


def main() -> None:
    """Print the study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100, help="runs of each kind and shape (100)")
    print(study(n_runs=parser.parse_args().runs).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
