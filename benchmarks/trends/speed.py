"""How long refits take, and all that comes after the weights: on made-up weights of very many articles."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from analysis import models
from analysis.pipeline import count_passages, prepare
from analysis.tables import TermCounts
from analysis.trends import (
    Cells,
    Periods,
    ShareDraws,
    find_bursts,
    find_changes,
    find_slopes,
    period_agreement,
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
SIZES = ((20_000, "month"), (20_000, "week"), (1_000_000, "month"), (1_000_000, "day"))
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
    cells = _cells(ready.articles, "day", np.asarray(belongs @ counts.totals))
    n_themes = len(member) + FREE  # one of these is the background
    watch = Watch()
    with threadpool_limits(limits=1), ThreadPoolExecutor(THREADS) as pool:
        model = models.CombinedThemes(
            n_themes, prior=member.astype(np.float64), background=True, n_jobs=1, random_state=SEED
        )
        model.fit(counts.counts)  # loads and compiles
        watch("fit", lambda: model.fit(counts.counts))
        takers = _takers(model, counts, belongs, cells)

        def run(work: Callable[[int], Any], numbers: Iterable[int]) -> Iterable[Any]:
            return pool.map(work, numbers)

        def again() -> None:
            for of_views in models.refits(model, counts, belongs, n_refits=n_refits, seed=SEED, run=run):
                for name, draw in of_views.items():
                    spread, draws = takers[name]
                    spread.add(draw)
                    draws.add(draw.plain, draw.present)

        watch("seconds", again)
    told = {"corpus": corpus, "n_passages": len(counts.passage_ids), "n_themes": n_themes, "n_refits": n_refits}
    return {**told, **watch.seconds, "processor": watch.processor}


def _takers(
    model: models.CombinedThemes, counts: TermCounts, belongs: sparse.csr_array, cells: Cells
) -> dict[str, tuple[models.Spread, ShareDraws]]:
    """Return what adds up the refits of each view."""
    n_passages, words = np.diff(belongs.indptr), np.asarray(belongs @ counts.totals)
    return {
        name: (
            models.Spread(models.article_weights(weights, counts.totals, belongs), n_passages, words),
            ShareDraws(cells),
        )
        for name, (weights, _) in model.told(counts.counts).items()
    }


def measure_after_weights(n_articles: int, period: str, n_refits: int = N_REFITS) -> dict[str, Any]:
    """Return the seconds of each part of what follows the weights, in a process of its own, for made-up articles.

    cells: periods and what each article counts in them; shares: the table ``trends`` of one model; changes, slopes,
    smooth, bursts (of days only), agreement: these tables; ``all``: their sum. Apart from it ``draws``: what the shares
    of all refits take, whose weights come one after another, while the models are fitted. processor: the seconds of the
    processor that all took, draws included.
    """
    alone(after_weights, 1000, "month", 2)  # what is compiled is kept for the next process
    return alone(after_weights, n_articles, period, n_refits, limit=LONGEST)


def after_weights(n_articles: int, period: str, n_refits: int) -> dict[str, Any]:
    """Return what ``measure_after_weights`` does, here."""
    random = np.random.default_rng(SEED)
    articles, weights = made_weights(n_articles, random)
    themes = [f"theme {k:02d}" for k in range(weights.shape[1])]
    words = random.integers(100, 1000, n_articles).astype(np.float64)
    watch = Watch()
    cells = watch("cells", lambda: _cells(articles, period, words))
    draws = ShareDraws(cells)
    for _ in range(n_refits):
        again = weights * random.uniform(0.9, 1.1, weights.shape[1])
        watch("draws", partial(draws.add, again))
    same = {"model": "both", "themes": themes, "estimand": "population", "level": LEVEL}
    present = np.sqrt(weights)  # any will do
    trends, each = watch("shares", lambda: period_shares(cells, weights, draws, presence=present, **same))
    watch("changes", lambda: find_changes(trends, each, level=LEVEL))
    watch("slopes", lambda: find_slopes(trends, level=LEVEL))
    watch("smooth", lambda: smooth_shares(trends, level=LEVEL))
    watch("bursts", lambda: find_bursts(trends))
    also = {"model": "lda~tfidf", "themes": themes, "level": LEVEL}
    watch("agreement", lambda: period_agreement(cells, weights, present, **also))
    after = sum(seconds for name, seconds in watch.seconds.items() if name != "draws")
    return {**watch.seconds, "all": after, "processor": watch.processor}


class Watch:
    """Does pieces of work, and adds up the seconds of each by name, and those of the processor together."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.processor = 0.0

    def __call__(self, name: str, work: Callable[[], Any]) -> Any:
        """Return what the work gives."""
        start, cpu = time.perf_counter(), time.process_time()
        result = work()
        self.processor += time.process_time() - cpu
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
        return result


def made_weights(n_articles: int, random: np.random.Generator) -> tuple[pd.DataFrame, Floats]:
    """Return made-up articles over ten years, and weights: each has a few of the themes, one of which rises."""
    day = np.sort(random.integers(0, N_DAYS, n_articles))
    weights = random.gamma(0.2, size=(n_articles, N_THEMES))
    weights[:, 0] *= 0.5 + day / N_DAYS
    date = np.datetime64("2010-01-01") + day.astype("timedelta64[D]")
    ids = [f"a{i:07d}" for i in range(n_articles)]
    articles = pd.DataFrame({"article_id": ids, "date": date.astype("datetime64[s]"), "date_precision": "day"})
    return articles, weights / weights.sum(axis=1, keepdims=True)


def _cells(articles: pd.DataFrame, period: str, words: Floats) -> Cells:
    return Cells.of(articles, Periods.of(articles, period), words=words)
