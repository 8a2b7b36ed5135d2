"""All that is measured of trends, part by part."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.named.corpus import PLANTED
from benchmarks.named.corpus import missing as missing_named
from benchmarks.trends import changes, coverage, recessions
from benchmarks.trends.over_time import measure_over_time
from benchmarks.trends.replicates import Task, replicates
from benchmarks.trends.rows import KINDS
from benchmarks.trends.speed import SIZES, measure_after_weights, measure_refits

PARTS = ("over_time", "recessions", "refits", "after_weights", "coverage", "changes")
LABELLED = ("reuters21578", "nyt_snippets_2020_2022")  # corpora whose shares over time are known
RUNS = 10  # of each kind and shape of the study of changes, in one replicate
CHANGES_CODE = ("analysis/trends/*.py", "analysis/trends/*.csv", "benchmarks/trends/ch*.py")

Skip = Callable[[str], None]


def measure_trends(
    before: dict[str, Any],
    skip: Skip,
    *,
    parts: Sequence[str] = PARTS,
    quick: bool = False,
    studies: dict[int, int] | None = None,
    n_changes: int = 0,
    kept: Path | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield what is known after each part: that of ``before``, and in its place what was measured now.

    parts: of ``PARTS``. quick: on a small planted corpus. studies: of coverage, how many replicates for each number of
    articles; n_changes: replicates of the study of changes; both take long, and without any the part is left as it was.
    kept: a file that keeps their replicates. skip: is told what is not measured, and why.
    """
    found = dict(before)
    measured: dict[str, Callable[[], dict[str, Any]]] = {
        "over_time": lambda: _over_time(skip, quick=quick),
        "recessions": lambda: {} if quick else _recessions(skip),
        "refits": lambda: _refits(skip, quick=quick),
        "after_weights": lambda: _after_weights(quick=quick),
        "coverage": lambda: _coverage(studies or {}, kept),
        "changes": lambda: _changes(n_changes, kept) if n_changes else {},
    }
    for part in (part for part in PARTS if part in parts):
        print(f"  trends: {part}", flush=True)
        if now := measured[part]():
            found[part] = {**found.get(part, {}), **now}
        yield found


def _over_time(skip: Skip, *, quick: bool) -> dict[str, Any]:
    found = {}
    for corpus in (PLANTED,) if quick else LABELLED:
        if reason := missing_named(corpus):
            skip(reason.replace("named themes", "shares over time"))
            continue
        found[corpus] = measure_over_time(corpus)
    return found


def _recessions(skip: Skip) -> dict[str, Any]:
    if reason := recessions.missing():
        skip(reason.replace("named themes", "recessions"))
        return {}
    return recessions.measure_recessions()


def _refits(skip: Skip, *, quick: bool) -> dict[str, Any]:
    corpus = PLANTED if quick else "reuters21578"
    if reason := missing_named(corpus):
        skip(reason.replace("named themes", "refits"))
        return {}
    return measure_refits(corpus, *((2,) if quick else ()))


def _after_weights(*, quick: bool) -> dict[str, Any]:
    return {
        f"{n} articles by {period}": {"n_articles": n, "period": period, **measure_after_weights(n, period)}
        for n, period in (((2000, "month"),) if quick else SIZES)
    }


def _coverage(studies: dict[int, int], kept: Path | None) -> dict[str, Any]:
    found = {}
    for n_articles, n_replicates in studies.items():
        for kind, planted in coverage.KINDS.items():
            figures = coverage.measure_models(n_articles=n_articles, n_replicates=n_replicates, kept=kept, **planted)
            about = {"kind": kind, "n_articles": n_articles, "n_replicates": n_replicates, "date": _today()}
            found[f"{kind}, {n_articles} articles"] = {**about, **figures}
            print(f"    {kind}, {n_articles} articles: {figures['covered']:.3f} covered", flush=True)
    return found


def changes_replicate(task: Task) -> list[dict[str, Any]]:
    """Return one replicate of the study of changes: a row for each kind of run and shape."""
    return changes.study(n_runs=task["n_runs"], seed=task["seed"]).to_dict("records")


def _changes(n_replicates: int, kept: Path | None, n_runs: int = RUNS) -> dict[str, Any]:
    tasks = [{"study": "changes", "n_runs": n_runs, "seed": seed} for seed in range(n_replicates)]
    tables = [pd.DataFrame(rows) for rows in replicates(changes_replicate, tasks, kept, code=CHANGES_CODE)]
    means = pd.concat(tables).groupby(list(KINDS), sort=False, dropna=False).mean().reset_index()
    rows = means.astype(object).where(means.notna(), None).to_dict("records")
    return {"n_replicates": n_replicates, "n_runs": n_runs, "date": _today(), "rows": rows}


def _today() -> str:
    return str(datetime.datetime.now(tz=datetime.UTC).date())
