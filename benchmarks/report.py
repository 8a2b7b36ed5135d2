"""What was measured, written down: the table on the terminal, results.json, the picture and RESULTS.md."""

from __future__ import annotations

import importlib.metadata
import json
import math
import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.engines import ENGINES
from benchmarks.named.bias import HEAD as BIAS_HEAD
from benchmarks.named.bias import METHOD as BIAS_METHOD
from benchmarks.named.bias import bias_lines
from benchmarks.named.rows import METHOD as NAMED_METHOD
from benchmarks.named.rows import named_tables
from benchmarks.picture import draw_curves
from benchmarks.ratios import rows
from benchmarks.row import Row
from benchmarks.trends.rows import METHOD as TRENDS_METHOD
from benchmarks.trends.rows import trend_tables

PACKAGES = (
    "numpy", "scipy", "numba", "tomotopy", "gensim", "scikit-learn", "corextopic", "bertopic", "polars", "datasketch",
    "htmldate", "trafilatura",
)  # fmt: skip
HEAD = ("measure", "corpus", "peer", "ours", "theirs", "ratio", "must", "aim", "met")

METHOD = """\
Every engine gets the same counts of the same documents. Documents whose first 200 letters are the same are one group
of copies, and a group goes as a whole into training, validation (7.5%) or test (7.5%). An engine runs alone, each fit
in a new process, after a small fit that loads and compiles what it needs; it shows its themes now and then, and the
clock stops while they are copied. Handing the counts over, loading and compiling are not counted; they stand apart.
A gigabyte of memory is touched before, as a virtual machine may take longer to give it than a fit does to fill it.

The referee judges the themes of every engine alike. Half of the words of each held-out document are seen; from them
the document's themes are inferred by the fixed point of alpha plus expected words (at most 50 steps), and the
perplexity of the other half is taken. For each snapshot three things are tuned on the validation documents: how large
alpha is, whether it is even or has the engine's own shape, and how much of the corpus's own distribution is mixed into
the themes. The perplexity that stands here is that of the test documents.

NPMI: the ten first terms of each theme, together where a training document has both. Diversity: the share of distinct
terms among the 25 first of all themes. Time to a value: the first snapshot at or below it; for tomotopy the value is
its best within 300 iterations, for the other peers that at the end of their time limit, so that another limit would
give another ratio. Ratios are taken seed by seed, then their median. NPMI and diversity
are set beside the peer with the lowest perplexity at the end: words taken at random are diverse too.

Dates: a page, text or file of a gold set has the gold's day, another, or none; a date that was left open because places
contradict each other counts as none. htmldate reads the same pages in the same run. Of the texts of trove_text whose
gold's day is written nowhere, most state another day at their head; `dated though nothing states it` leaves these
out. Copies: datasketch gets the same shingles, 128 permutations and the same threshold; of Reuters and the New York
Times only exact copies are known, so that near ones lower the precision of both. Reading: 100,000 made-up articles of
some 3 kB, as a table with dates and as loose text files whose dates are searched."""


def machine() -> dict[str, Any]:
    """Return what the numbers depend on: processor, cores, system, versions."""
    return {
        "processor": _processor(), "cores": os.cpu_count(), "system": platform.system(),
        "architecture": platform.machine(), "python": platform.python_version(),
        "versions": {name: version for name in PACKAGES if (version := _version(name))},
    }  # fmt: skip


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def write_results(results: dict[str, Any], folder: Path) -> None:
    """Write results.json, results.png and RESULTS.md into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    table = [{**asdict(row), "met": row.met} for row in rows(results)]
    text = json.dumps(_finite({**results, "table": table}), indent=1, allow_nan=False)
    (folder / "results.json").write_text(text + "\n", encoding="utf-8")
    if results.get("fits"):
        draw_curves(results, folder / "results.png")
    (folder / "RESULTS.md").write_text(markdown(results), encoding="utf-8")


def _finite(value: Any) -> Any:
    """Return the value with null for numbers that JSON cannot hold, and floats at six digits."""
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    return value


def terminal_table(results: dict[str, Any]) -> str:
    """Return the table of ratios as lines of plain text, columns aligned."""
    lines = [HEAD, *(_cells(row) for row in rows(results))]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def _cells(row: Row) -> tuple[str, ...]:
    numbers = (row.ours, row.theirs, row.value, row.must, row.aim)
    return (row.measure, row.corpus, row.peer, *(_number(number) for number in numbers), row.met)


def _number(value: float | None) -> str:
    if value is None or math.isnan(value):
        return ""
    if math.isinf(value):
        return "never"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def markdown(results: dict[str, Any]) -> str:
    """Return RESULTS.md."""
    return "\n\n".join(part for part in _sections(results) if part) + "\n"


def _sections(results: dict[str, Any]) -> Iterator[str]:
    about = results["machine"]
    yield "# Results of `make benchmark`"
    yield (
        f"Measured on {results['date']}: {about['processor']}, {about['cores']} cores, {about['system']} "
        f"{about['architecture']}, Python {about['python']}; "
        + ", ".join(f"{name} {version}" for name, version in about["versions"].items())
        + ". This file is written by `python -m benchmarks`; the numbers behind it are in `results.json`."
    )
    if results.get("apart"):
        told = "; ".join(f"{section}: {where}" for section, where in results["apart"].items())
        yield f"Parts that were measured at another time, or on another machine: {told}."
    table = rows(results)
    yield "## This project and its peers"
    yield "`ratio` is what `must` and `aim` are about; seconds and perplexities are medians of the seeds."
    yield _table(HEAD, (_cells(row) for row in table))
    yield "## What was not reached"
    yield _not_reached(table)
    if results.get("named"):
        yield "## Named themes\n\n" + NAMED_METHOD
        for about, head, lines in named_tables(results):
            yield f"{about}\n\n{_table(head, lines)}"
    if results.get("bias"):
        yield f"{BIAS_METHOD}\n\n{_table(BIAS_HEAD, bias_lines(results['bias']))}"
    if results.get("trends"):
        yield "## Trends\n\n" + TRENDS_METHOD
        for about, head, lines in trend_tables(results):
            yield f"{about}\n\n{_table(head, lines)}"
    if results.get("fits"):
        yield "## Perplexity against time"
        yield "![Held-out perplexity against seconds of fitting, a panel for each corpus](results.png)"
        yield _corpora(results["fits"])
        yield _ends(results["fits"])
        yield _first_uses(results["fits"])
    yield _limits(results.get("limits", {}))
    yield _growth(results.get("growth", {}))
    yield "## How it is measured"
    yield METHOD
    yield "## The engines' settings"
    yield _table(("engine", "settings"), ((engine.name, engine.settings) for engine in ENGINES.values()))
    if skipped := _skipped(results):
        yield "## Skipped\n\n" + "\n".join(f"- {line}" for line in skipped)


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rule = ["---"] * len(head)
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, rule, *lines))


def _not_reached(table: list[Row]) -> str:
    missed = [row for row in table if row.met == "no"]
    if not missed:
        return "All that must be reached is reached."
    return "\n".join(
        f"- {', '.join(filter(None, (row.measure, row.corpus, row.peer)))}: "
        f"{_number(row.value)}, must be {'at most' if row.less else 'at least'} {_number(row.must)}"
        for row in missed
    )


def _corpora(fits: dict[str, Any]) -> str:
    keys = ("n_themes", "n_documents", "n_terms", "n_tokens", "n_validation", "n_test")
    head = ("corpus", "themes", "documents", "terms", "words", "validation documents", "test documents")
    return _table(head, ((name, *(f"{found[key]:,}" for key in keys)) for name, found in fits.items()))


def _ends(fits: dict[str, Any]) -> str:
    """Return the table of every engine's end: the range over its seeds."""
    head = ("corpus", "engine", "seeds", "seconds", "perplexity", "NPMI", "diversity", "handing over, s")
    return "At the end of each fit, the least and the most of the seeds:\n\n" + _table(head, _end_lines(fits))


def _end_lines(fits: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, found in fits.items():
        for engine in ENGINES:
            curves = [curve for curve in found["curves"] if curve["engine"] == engine]
            if curves:
                values = (
                    [curve["seconds"][-1] for curve in curves],
                    [curve["perplexity"][-1] for curve in curves],
                    *([curve[key] for curve in curves] for key in ("npmi", "diversity", "preparation")),
                )
                yield (name, engine, str(len(curves)), *(_range(value) for value in values))


def _range(values: list[float]) -> str:
    low, high = _number(min(values)), _number(max(values))
    return low if low == high else f"{low} to {high}"


def _first_uses(fits: dict[str, Any]) -> str:
    curves = [curve for found in fits.values() for curve in found["curves"]]
    seconds = {engine: [curve["first_use"] for curve in curves if curve["engine"] == engine] for engine in ENGINES}
    lines = ((engine, _range(values)) for engine, values in seconds.items() if values)
    head = ("engine", "seconds")
    return "How much longer a first small fit takes in a new process (loading, compiling):\n\n" + _table(head, lines)


def _limits(limits: dict[str, Any]) -> str:
    if "triad_1" not in limits:
        return ""
    lines = (
        (str(n), f"{limits[f'triad_{n}'] / 1e9:.1f}", f"{limits[f'bytes_{n}'] / 1e9:.1f}",
         f"{limits[f'bare_{n}'] / 1e6:.1f}", f"{limits[f'ours_{n}'] / 1e6:.1f}" if limits.get(f"ours_{n}") else "")
        for n in (1, 2)
    )  # fmt: skip
    head = ("threads", "triad, GB/s", "bare pass, GB/s", "bare pass, million non-zeros/s", "ours, million non-zeros/s")
    return f"## The machine's limits\n\nOn the counts of {limits['corpus']}, {limits['n_themes']} themes.\n\n" + _table(
        head, lines
    )


def _growth(growth: dict[str, Any]) -> str:
    if not growth:
        return ""
    lines = ((f"{t:,}", f"{s:.2f}") for t, s in zip(growth["tokens"], growth["seconds"], strict=True))
    return f"## Growth with the corpus ({growth['corpus']})\n\n" + _table(("words", "seconds"), lines)


def _skipped(results: dict[str, Any]) -> list[str]:
    sections = (results.get("named", {}), results.get("trends", {}).get("over_time", {}), results.get("fits", {}))
    parts = [part for section in sections for part in section.items()]
    inside = [f"{name}: {line}" for name, found in parts for line in found["skipped"]]
    return [*results.get("skipped", []), *inside]
