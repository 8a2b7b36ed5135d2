"""How often planted steps are found, and how often a step is listed where there is none.

A run is a set of themes over some periods. The noise of a period's share is as large as its interval says (times
``excess``), part of it carries over into the next period, and the number of articles differs from period to period.
The height of a step is counted in standard errors of the share of a period with the middle number of articles.
``python -m benchmarks.trends.changes`` prints the study; ``measure`` is what the tests call in a small form.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis import tables
from analysis.trends import find_changes
from analysis.trends.alarms import carried_noise

HEIGHT = 4.0  # standard errors
EDGE = 6  # periods at least on either side of a step
ERROR = 0.02  # of a share on the arcsine scale, in a period with the middle number of articles
SHAPES = ("flat", "ramp", "half ramp", "hinge", "season", "step", "pulse", "two steps")


@dataclass(frozen=True)
class Kind:
    """A kind of run: so many themes over so many periods, with noise that carries over and exceeds what is stated."""

    n_periods: int
    n_themes: int = 8
    carry: float = 0.0
    excess: float = 1.0
    uneven: float = 0.5  # standard deviation of the log number of articles


def measure(kind: Kind, shape: str, *, n_runs: int, seed: int) -> dict[str, float]:
    """Return how ``n_runs`` runs of one kind went in which every theme has the same shape (at its own place).

    For shapes with steps: found, the share of planted steps with one listed within one period; extra, listed steps that
    are none, for each theme; held, of the found ones' dates the share inside at_low to at_high; covered, of the found
    ones' heights the share inside low to high. For others: alarms, the share of runs in which anything was listed.
    """
    random = np.random.default_rng(seed)
    runs = [_run(kind, shape, random) for _ in range(n_runs)]
    if not any(steps for run in runs for steps in run.steps):
        return {"alarms": float(np.mean([len(run.changes) > 0 for run in runs]))}
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
    shapes = [_shape(shape, n, random) for _ in range(kind.n_themes)]
    z = np.pi / 6 + ERROR * np.array([values for values, _ in shapes])
    noise = carried_noise(random.standard_normal(z.shape), kind.carry) * error * np.sqrt(kind.excess)
    trends = trends_of(z + noise, error, n_effective, start)
    changes, _ = find_changes(trends, tables.empty("trend_draws"), level=0.9)
    return Run(start, [steps for _, steps in shapes], np.sin(z) ** 2, changes)


def _shape(shape: str, n: int, random: np.random.Generator) -> tuple[np.ndarray, list[int]]:
    """Return a theme's course in standard errors, and the first period after each of its steps."""
    time, up = np.arange(n), HEIGHT * random.choice([-1.0, 1.0])
    rise = random.uniform(0, 2) * up
    if shape in ("step", "pulse", "two steps"):
        first = int(random.integers(EDGE, n - EDGE + 1)) if shape == "step" else n // 3
        steps = [first] if shape == "step" else [first, 2 * n // 3]
        heights = [up] if shape == "step" else [up, -up if shape == "pulse" else up]
        return sum(h * (time >= s) for h, s in zip(heights, steps, strict=True)), steps
    courses = {
        "flat": np.zeros(n),
        "ramp": rise * time / (n - 1),
        "half ramp": rise * np.clip((time - n / 4) / (n / 2), 0, 1),
        "hinge": rise * np.clip((time - n / 2) / (n / 2), 0, 1),
        "season": up / 4 * np.sin(2 * np.pi * (time + random.uniform(0, 12)) / 12),
    }
    return courses[shape], []


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
    theme = np.repeat([f"theme {k:02d}" for k in range(n_themes)], len(start))
    return tables.conform(
        "trends",
        table.assign(
            **fixed, theme=theme, share=share, low=low, high=high, partial=False, n_missing=0.0, covers="noise"
        ),
    )


def _matches(run: Run) -> list[tuple[bool, bool]]:
    """Return for each planted step with a listed one within a period: are its date and height in their intervals."""
    found = []
    for k, steps in enumerate(run.steps):
        listed = run.changes[run.changes["theme"] == f"theme {k:02d}"]
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
    """Return the whole study: a row for each kind of run and shape."""
    rows = []
    for n in (12, 24, 36, 60, 120):
        for carry in (0.0, 0.25, 0.5):
            for themes in (8, 28):
                kind = Kind(n, themes, carry)
                for shape in SHAPES if n >= 24 else ("flat", "ramp", "step"):
                    few = max(n_runs * 8 // themes, 1) if shape in ("step", "pulse", "two steps") else n_runs
                    rows.append({**vars(kind), "shape": shape, **measure(kind, shape, n_runs=few, seed=seed)})
        for excess in (1.5, 3.0):
            kind = Kind(n, carry=0.5, excess=excess)
            rows += [{**vars(kind), "shape": s, **measure(kind, s, n_runs=n_runs, seed=seed)} for s in ("flat", "ramp")]
    return pd.DataFrame(rows)


def main() -> None:
    """Print the study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100, help="runs of each kind and shape (100)")
    print(study(n_runs=parser.parse_args().runs).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
