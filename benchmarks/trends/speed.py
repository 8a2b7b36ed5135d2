"""How long refits take, and all that comes after the weights: on made-up weights of very many articles."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from analysis import models
from analysis.pipeline import count_passages, prepare
from analysis.trends import (
    Cells,
    Periods,
    ShareDraws,
    choose_frequency,
    find_changes,
    find_slopes,
    period_shares,
    smooth_shares,
)
from benchmarks.alone import alone
from benchmarks.named.corpus import load_named
from benchmarks.named.measure import LONGEST, SEED
from benchmarks.named.task import FREE
from benchmarks.trends.over_time import articles_and_lexicon, run_settings

Floats = NDArray[np.float64]

N_REFITS, THREADS, LEVEL = 50, 2, 0.9
SIZES = (20_000, 1_000_000)
N_THEMES, N_DAYS = 28, 3653  # of the made-up weights: ten years


def measure_refits(corpus: str, n_refits: int = N_REFITS) -> dict[str, Any]:
    """Return how many passages and themes there are, and the seconds of a fit and of refits on two cores.

    The counts are those of passages as a run makes them. In a process of its own; what a first fit compiles is not
    counted. Shares and intervals are added up with the refits, as in a run.
    """
    return alone(refit, corpus, n_refits, limit=LONGEST)


def refit(corpus: str, n_refits: int) -> dict[str, Any]:
    """Return what ``measure_refits`` does, here."""
    articles, lexicon = articles_and_lexicon(load_named(corpus))
    ready = prepare(articles[articles["text"].str.strip() != ""], run_settings())
    counts, member = count_passages(ready, lexicon)
    ids = pd.Index(ready.articles["article_id"])
    belongs = models.membership(ids.get_indexer(ready.passages["article_id"]), len(ids))
    cells = _cells(ready.articles, words=np.asarray(belongs @ counts.totals))
    n_themes = len(member) + FREE  # one of these is the background
    with threadpool_limits(limits=1), ThreadPoolExecutor(THREADS) as pool:
        model = models.CombinedThemes(
            n_themes, prior=member.astype(np.float64), background=True, n_jobs=1, random_state=SEED
        )
        model.fit(counts.counts)  # loads and compiles
        start = time.perf_counter()
        model.fit(counts.counts)
        fitted = time.perf_counter()
        draws = {name: ShareDraws(cells) for name in model.views()}
        weights = {
            name: models.article_weights(w, counts.totals, belongs) for name, (w, _) in model.told(counts.counts).items()
        }
        n_passages, words = np.diff(belongs.indptr), np.asarray(belongs @ counts.totals)
        spreads = {name: models.Spread(w, n_passages, words) for name, w in weights.items()}

        def run(work: Callable[[int], Any], numbers: Iterable[int]) -> Iterable[Any]:
            return pool.map(work, numbers)

        for of_views in models.refits(model, counts, belongs, n_refits=n_refits, seed=SEED, run=run):
            for name, draw in of_views.items():
                spreads[name].add(draw)
                draws[name].add(draw.plain, draw.present)
        ended = time.perf_counter()
    return {
        "corpus": corpus, "n_passages": len(counts.passage_ids), "n_themes": n_themes, "n_refits": n_refits,
        "fit": fitted - start, "seconds": ended - fitted,
    }  # fmt: skip


def measure_after_weights(n_articles: int, n_refits: int = N_REFITS) -> dict[str, float]:
    """Return the seconds of each part of what follows the weights, in a process of its own, for made-up articles.

    cells: periods and what each article counts in them; draws: the shares of all refits, whose weights come one after
    another; shares: the table ``trends``; changes, slopes, smooth: these tables. ``all`` is their sum.
    """
    alone(after_weights, 1000, 2)  # what is compiled is kept for the next process
    return alone(after_weights, n_articles, n_refits, limit=LONGEST)


def after_weights(n_articles: int, n_refits: int) -> dict[str, float]:
    """Return what ``measure_after_weights`` does, here."""
    random = np.random.default_rng(SEED)
    articles, weights = made_weights(n_articles, random)
    after = {}
    start = time.perf_counter()
    cells = _cells(articles, words=random.integers(100, 1000, n_articles).astype(np.float64))
    after["cells"] = time.perf_counter() - start
    draws, taken = ShareDraws(cells), 0.0
    for _ in range(n_refits):
        again = weights * random.uniform(0.9, 1.1, weights.shape[1])
        start = time.perf_counter()
        draws.add(again)
        taken += time.perf_counter() - start
    after["draws"] = taken
    themes = [f"theme {k:02d}" for k in range(weights.shape[1])]
    start = time.perf_counter()
    trends, each = period_shares(
        cells, weights, draws, model="both", themes=themes, estimand="population", level=LEVEL
    )
    after["shares"] = time.perf_counter() - start
    for name, work in {
        "changes": lambda: find_changes(trends, each, level=LEVEL),
        "slopes": lambda: find_slopes(trends, level=LEVEL),
        "smooth": lambda: smooth_shares(trends, level=LEVEL),
    }.items():
        start = time.perf_counter()
        work()
        after[name] = time.perf_counter() - start
    return after | {"all": sum(after.values())}


def made_weights(n_articles: int, random: np.random.Generator) -> tuple[pd.DataFrame, Floats]:
    """Return made-up articles over ten years, and weights: each has a few of the themes, one of which rises."""
    day = np.sort(random.integers(0, N_DAYS, n_articles))
    weights = random.gamma(0.2, size=(n_articles, N_THEMES))
    weights[:, 0] *= 0.5 + day / N_DAYS
    date = np.datetime64("2010-01-01") + day.astype("timedelta64[D]")
    ids = [f"a{i:07d}" for i in range(n_articles)]
    articles = pd.DataFrame({"article_id": ids, "date": date.astype("datetime64[s]"), "date_precision": "day"})
    return articles, weights / weights.sum(axis=1, keepdims=True)


def _cells(articles: pd.DataFrame, words: Floats) -> Cells:
    return Cells.of(articles, Periods.of(articles, choose_frequency(articles)), words=words)
