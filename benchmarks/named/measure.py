"""Measure how well methods find named themes: each in a process of its own, on the same counts."""

from __future__ import annotations

import subprocess
import time
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from benchmarks.alone import alone
from benchmarks.engines import ROOM
from benchmarks.named.corpus import Named, load_named, planted
from benchmarks.named.methods import CEILING, CEILING_NAME, METHODS, NAMES
from benchmarks.named.score import scored
from benchmarks.named.task import Mask, Scores
from benchmarks.named.words import supervised

LONGEST = 1800.0  # seconds that one method may take, its small fit before included
SEED = 0


def measure_named(corpus: str, names: Sequence[str], before: dict[str, Any]) -> dict[str, Any]:
    """Return the size of a corpus, the figures of each method by name, and what was skipped.

    names: of methods, and of the ceiling. before: what an earlier run found, kept for methods not measured now.
    """
    named = load_named(corpus)
    skipped: list[str] = []
    methods = before.get("methods", {}) | dict(_measured(named, names, skipped))
    return {**_size(named), "methods": {name: methods[name] for name in NAMES if name in methods}, "skipped": skipped}


def fit(name: str, counts: sparse.csr_array, terms: Sequence[str], member: Mask) -> tuple[float, Scores]:
    """Return the seconds of a method from counts to scores, and these, after a small fit that loads and compiles."""
    work = METHODS[name].fit_score
    small = planted(n_articles=1200)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        work(small.counts, small.terms, small.member, SEED)
        np.ones(ROOM, dtype=np.uint8)  # a virtual machine may take longer to give memory than a fit does to fill it
        start = time.perf_counter()
        found = work(counts, terms, member, SEED)
        return time.perf_counter() - start, found


def ceiling(counts: sparse.csr_array, truth: Mask, labelled: Mask) -> tuple[float, Scores]:
    """Return the same of classifiers that were shown the truth."""
    start = time.perf_counter()
    found = supervised(counts, truth, labelled, SEED)
    return time.perf_counter() - start, found


def _measured(named: Named, names: Sequence[str], skipped: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in names:
        if reason := _absent(name):
            skipped.append(reason)
            continue
        try:
            seconds, found = _alone(named, name)
        except (RuntimeError, subprocess.TimeoutExpired) as fault:  # a peer that breaks must not lose the others
            skipped.append(f"{name}: {fault}")
            continue
        yield name, _figures(named, name, seconds, found)


def _alone(named: Named, name: str) -> tuple[float, Scores]:
    if name == CEILING_NAME:
        return alone(ceiling, named.counts, named.truth, named.labelled, limit=LONGEST)
    return alone(fit, name, named.counts, named.terms, named.member, limit=LONGEST)


def _absent(name: str) -> str | None:
    method = METHODS.get(name)
    return None if method is None or method.installed else f"{name}: {method.package} is not installed"


def _figures(named: Named, name: str, seconds: float, found: Scores) -> dict[str, Any]:
    kind = METHODS[name].kind if name in METHODS else CEILING
    by_scores = scored(named, found.scores)["correlation"]
    figures = {"kind": kind, "seconds": seconds, **scored(named, *found), "correlation_of_scores": by_scores}
    print(f"    {name}: {seconds:.1f} s, AUC {figures['auc']:.3f}", flush=True)
    return figures


def _size(named: Named) -> dict[str, Any]:
    words = {
        theme: [named.terms[j] for j in np.flatnonzero(row)]
        for theme, row in zip(named.themes, named.member, strict=True)
    }
    return {"n_articles": named.counts.shape[0], "n_terms": named.counts.shape[1], "words": words}
