"""From what was measured to one table: this project against each peer, and against what was asked for."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from benchmarks.corpus_rows import corpus_rows
from benchmarks.fits import Curve
from benchmarks.named.rows import named_rows
from benchmarks.plan import TIMED
from benchmarks.row import GIGABYTE, Row
from benchmarks.trends.rows import trend_rows

OURS = "themeline"
LARGE = 1_000_000  # words from which on a corpus is large
MUST_LARGE, AIM_LARGE = 10.0, 25.0  # times faster than tomotopy, large corpora
MUST_SMALL, AIM_SMALL = 3.0, 10.0  # the same, corpora of ready-made words
MUST_SLOW, AIM_SLOW = 50.0, 200.0  # times faster than the others
MUST_TOKENS, AIM_TOKENS = 8.0, 15.0  # times faster than CountVectorizer
NOT_ASKED = ("tomotopy, 1 worker", "gensim LdaModel")


def rows(results: dict[str, Any]) -> list[Row]:
    """Return the table of everything that ``results`` holds."""
    found: list[Row] = []
    for name, fits in results.get("fits", {}).items():
        found += fit_rows(name, fits["n_tokens"], [Curve(**curve) for curve in fits["curves"]])
    others = (corpus_rows, named_rows, trend_rows, _limit_rows, _token_rows, _growth_rows, _start_rows)
    return [*found, *(row for lines in others for row in lines(results))]


def fit_rows(corpus: str, n_tokens: int, curves: list[Curve]) -> Iterator[Row]:
    """Yield the lines of one corpus: time against each peer, then perplexity, NPMI and diversity at the end.

    At the end it is set beside the best peer: the one with the lowest perplexity, as words at random are diverse too.
    """
    by_engine: dict[str, list[Curve]] = defaultdict(list)
    for curve in curves:
        by_engine[curve.engine].append(curve)
    ours = by_engine.pop(OURS, [])
    if not ours or not by_engine:
        return
    for peer, theirs in by_engine.items():
        yield time_row(corpus, peer, ours, theirs, *asked(corpus, peer, n_tokens))
    best = min(by_engine, key=lambda peer: statistics.median(curve.end for curve in by_engine[peer]))
    yield _end_row(corpus, best, ours, by_engine[best])
    for measure in ("npmi", "diversity"):
        yield _spread_row(measure, corpus, best, ours, by_engine[best])


def asked(corpus: str, peer: str, n_tokens: int) -> tuple[float | None, float | None]:
    """Return how many times faster than a peer a fit must and should be."""
    if peer in NOT_ASKED:
        return None, None
    if peer != TIMED:
        return MUST_SLOW, AIM_SLOW
    if n_tokens > LARGE:
        return MUST_LARGE, AIM_LARGE
    return (MUST_SMALL, AIM_SMALL) if corpus.startswith("octis") else (None, None)


def time_row(
    corpus: str, peer: str, ours: list[Curve], theirs: list[Curve], must: float | None, aim: float | None
) -> Row:
    """Return how many times faster we reach what the peer reaches, seed by seed: the median of the ratios.

    What the peer reaches is the best value of tomotopy's 300 iterations, and the value at the end of its time
    for the others. It is reached with the first snapshot at or below it.
    """
    best = peer.startswith("tomotopy")
    pairs = []
    for one, other in zip(ours, theirs, strict=False):
        value = min(other.perplexity) if best else other.end
        pairs.append((one.reaches(value), other.reaches(value)))
    seconds = [statistics.median(side) for side in zip(*pairs, strict=True)]
    ratio = statistics.median(b / a for a, b in pairs)
    return Row("seconds to the peer's " + ("best" if best else "end"), corpus, peer, *seconds, ratio, must, aim)


def _end_row(corpus: str, peer: str, ours: list[Curve], theirs: list[Curve]) -> Row:
    """Return our perplexity at the end beside the best peer's: medians of the seeds, and their ratio."""
    mine, other = (statistics.median(curve.end for curve in side) for side in (ours, theirs))
    return Row("perplexity at the end", corpus, peer, mine, other, other / mine, 1.0, 1 / 0.97)


def _spread_row(measure: str, corpus: str, peer: str, ours: list[Curve], theirs: list[Curve]) -> Row:
    """Return our median beside the best peer's and how far it lies above; it may lie as low as its lowest seed."""
    values = [getattr(curve, measure) for curve in theirs]
    mine, other = statistics.median(getattr(curve, measure) for curve in ours), statistics.median(values)
    return Row(f"{measure} at the end, difference", corpus, peer, mine, other, mine - other, min(values) - other, 0.0)


def _limit_rows(results: dict[str, Any]) -> Iterator[Row]:
    limits = results.get("limits", {})
    for n in (1, 2):
        ours = limits.get(f"ours_{n}")
        if ours and f"bare_{n}" in limits:
            bare = limits[f"bare_{n}"]
            what = f"non-zeros a second, {n} thread{'s' * (n > 1)}"
            yield Row(what, limits["corpus"], "the machine", ours, bare, ours / bare, 0.5, 0.8)


def _growth_rows(results: dict[str, Any]) -> Iterator[Row]:
    if growth := results.get("growth"):
        yield Row(
            "growth of time (exponent)", growth["corpus"], "", growth["exponent"], math.nan, growth["exponent"], 1.05,
            less=True,
        )  # fmt: skip
    if peak := results.get("memory", {}).get("peak_bytes"):
        value = peak / GIGABYTE
        yield Row("memory of a fit, GB", results["memory"]["corpus"], "", value, math.nan, value, 1.5, 0.5, less=True)


def _start_rows(results: dict[str, Any]) -> Iterator[Row]:
    for name, found in results.get("start", {}).items():
        seconds = found["median"]
        yield Row(f"seconds of {name}", "", "", seconds, math.nan, seconds, found["allowed"], less=True)


def _token_rows(results: dict[str, Any]) -> Iterator[Row]:
    """Yield our ways to count beside each peer; only that with plain words, known before, is held to a figure."""
    found = {(line["corpus"], line["who"]): line["seconds"] for line in results.get("tokens", [])}
    for (corpus, ours), seconds in found.items():
        for peer in (who for on, who in found if on == corpus and not who.startswith("ours")):
            if ours.startswith("ours"):
                asked = (MUST_TOKENS, AIM_TOKENS) if (ours, peer) == ("ours", "CountVectorizer") else (None, None)
                what = f"seconds to counts{ours.removeprefix('ours')}"
                yield Row(what, corpus, peer, seconds, found[corpus, peer], found[corpus, peer] / seconds, *asked)
