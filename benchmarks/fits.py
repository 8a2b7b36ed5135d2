"""Fits: each engine in a process of its own on the same counts, its snapshots judged by one referee."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from analysis.models import diversity, npmi
from benchmarks.alone import alone
from benchmarks.corpora import Corpus, load_corpus
from benchmarks.engines import ENGINES, Fit, Task, run
from benchmarks.plan import FitPlan
from benchmarks.referee import Referee

SLACK = 120.0  # seconds beyond twice its limit after which an engine is ended that never looked at the clock


@dataclass(frozen=True)
class Curve:
    """One fit as the referee saw it: held-out perplexity after so many seconds, and the themes at the end."""

    engine: str
    seed: int
    seconds: list[float]
    perplexity: list[float]
    preparation: float
    first_use: float
    npmi: float
    diversity: float
    alpha_scale: float
    alpha_shape: str
    smoothing: float

    @property
    def end(self) -> float:
        """The last perplexity."""
        return self.perplexity[-1]

    def reaches(self, value: float) -> float:
        """Return the seconds of the first snapshot at or below a perplexity, infinite if there is none.

        >>> Curve("a", 0, [1, 2], [9, 5], 0, 0, 0, 0, 0, "even", 0).reaches(7)
        2
        """
        both = zip(self.seconds, self.perplexity, strict=True)
        return next((seconds for seconds, perplexity in both if perplexity <= value), float("inf"))


def measure_fits(plan: FitPlan, engines: Sequence[str]) -> dict[str, Any]:
    """Return what was measured on one corpus: its size, the curves, and what was skipped."""
    corpus = load_corpus(plan.corpus, max_tokens=plan.max_tokens)
    referee = Referee(corpus)
    curves: list[Curve] = []
    found: dict[str, Any] = {**_size(corpus), "n_themes": plan.n_themes, "skipped": []}
    runs = {engine: asked for engine, asked in plan.runs().items() if engine in engines and asked[0]}
    for engine, (seeds, limit) in runs.items():
        if not ENGINES[engine].installed:
            found["skipped"].append(f"{engine}: {ENGINES[engine].package} is not installed")
        else:
            curves += _curves(engine, corpus, referee, plan.n_themes, seeds, limit, found)
    return {**found, "curves": [asdict(curve) for curve in curves]}


def _curves(
    engine: str, corpus: Corpus, referee: Referee, n_themes: int, seeds: int, limit: float, found: dict[str, Any]
) -> Iterator[Curve]:
    """Yield the curve of each seed; a fault of the engine ends its seeds and is told in ``found``."""
    try:
        for seed in range(seeds):
            task = Task(corpus.train, n_themes, seed)
            fit = alone(run, engine, task, limit, limit=SLACK + 2 * limit)
            yield _judged(engine, seed, fit, corpus, referee)
    except (RuntimeError, subprocess.TimeoutExpired) as fault:  # an engine that breaks must not lose the others' curves
        found["skipped"].append(f"{engine}: {fault}")


def _judged(engine: str, seed: int, fit: Fit, corpus: Corpus, referee: Referee) -> Curve:
    verdicts = [referee.judge(snapshot) for snapshot in fit.snapshots]
    last, phi = verdicts[-1], fit.snapshots[-1].phi
    return Curve(
        engine,
        seed,
        seconds=[snapshot.seconds for snapshot in fit.snapshots],
        perplexity=[verdict.perplexity for verdict in verdicts],
        preparation=fit.preparation,
        first_use=fit.first_use,
        npmi=float(np.nanmean(npmi(phi, corpus.train))),
        diversity=diversity(phi),
        alpha_scale=last.scale,
        alpha_shape=last.shape,
        smoothing=last.smoothing,
    )


def _size(corpus: Corpus) -> dict[str, int]:
    n_documents, n_terms = corpus.train.shape
    return {
        "n_documents": n_documents, "n_terms": n_terms, "n_tokens": corpus.n_tokens, "n_nonzero": corpus.train.nnz,
        "n_validation": corpus.validation.shape[0], "n_test": corpus.test.shape[0],
    }  # fmt: skip
