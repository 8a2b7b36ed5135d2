"""How often the intervals of shares hold the planted shares, how wide they are, and what labels mend.

Two studies. In the first the articles' weights are drawn as they are, so that the interval's own statistics are
judged: few articles, rare themes, weights that are all or nothing, uneven numbers. In the second, words are drawn and
the models are fitted again and again, as in a run. Coverage is counted in each replicate and averaged over replicates;
``error`` is the standard error of that mean. The estimand is the rate that the articles are drawn round.

What the models mismeasure is no matter of chance, so it is reported apart: ``bias`` is the mean of share minus rate,
``off`` its mean absolute size in a theme and month over the replicates, and ``apart`` says how often the interval,
moved by it, holds the rate. ``corrected`` is the coverage after correction by labels, ``narrower`` by how much the
interval is then narrower than that of the labels alone. ``score`` is the mean interval score (Gneiting and Raftery
2007: width, and 2 / (1 - level) times by how much the rate lies outside).

``lowest`` and ``highest`` are the coverage of the theme that is covered least and most.

``python -m benchmarks.trends.coverage`` prints both studies; ``--replicates`` and ``--articles`` make them small, and
``--kept`` names a file that keeps each replicate, so that a study that is broken off goes on where it was.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from analysis import models
from analysis.trends import Cells, Periods, ShareDraws, corrected_shares, period_shares
from benchmarks.trends.corpora import CURVES, FAMILIES, THEMES, PlantedTrends, planted_trends
from benchmarks.trends.replicates import Task, replicates

Floats = NDArray[np.float64]

LEVEL = 0.9
N_MONTHS = 24  # of the first study
N_REFITS = 10
N_FREE = 1
KINDS = {family: {"family": family} for family in FAMILIES} | {
    "half of the lexicon": {"family": "mixtures", "half_lexicon": True}
}  # of the second study
# The code that its replicates depend on; kept ones of other code are not used.
_STAGE = ("cells", "correction", "intervals", "loops", "periods", "published", "scatter", "shares", "tuning")
CODE = (
    "analysis/models/*.py",
    *(f"analysis/trends/{name}.py" for name in _STAGE),
    *(f"benchmarks/trends/{name}.py" for name in ("corpora", "coverage")),
)


def _even(random: np.random.Generator, rate: Floats) -> Floats:
    return np.asarray(random.beta(8 * rate, 8 * (1 - rate)))


def _bursty(random: np.random.Generator, rate: Floats) -> Floats:
    return np.asarray(random.beta(0.5 * rate, 0.5 * (1 - rate)))


def _rare(random: np.random.Generator, rate: Floats) -> Floats:
    return np.asarray((random.random(len(rate)) < rate / 0.5) * random.beta(3, 3, len(rate)))


def _mixed(random: np.random.Generator, rate: Floats) -> Floats:
    """An article of three is nearly all of the theme or nearly none; the others are even."""
    pull = np.where(random.permuted(np.arange(len(rate))) % 3 == 0, 1.0, 15.0)
    return np.asarray(random.beta(pull * rate, pull * (1 - rate)))


WEIGHTS: dict[str, Callable[[np.random.Generator, Floats], Floats]] = {
    "even": _even,
    "bursty": _bursty,
    "rare": _rare,
    "mixed": _mixed,
}


@dataclass(frozen=True)
class Held:
    """What one replicate gave: rows of the trends of planted themes, their rates beside."""

    share: Floats
    low: Floats
    high: Floats
    rate: Floats
    corrected: Floats  # one for each row, 1 where the corrected interval holds the rate; missing where there is none
    narrower: float

    def told(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {name: np.asarray(value).tolist() for name, value in asdict(self).items()}

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        """Return what was told."""
        return cls(**{name: np.array(v) if isinstance(v, list) else v for name, v in told.items()})


def measure_weights(
    kind: str, curve: str, n_articles: int | None, *, rate: float, n_replicates: int
) -> dict[str, float]:
    """Return how intervals hold where weights are drawn without a model; n_articles: a month, None for uneven ones."""
    found = []
    for seed in range(n_replicates):
        random = np.random.default_rng((seed, n_articles or 0))
        time = (np.arange(N_MONTHS) + 0.5) / N_MONTHS
        rates = np.minimum(rate * CURVES[curve](time), 0.45)
        n = np.full(N_MONTHS, n_articles) if n_articles else 5 + random.poisson(random.gamma(1, 12, N_MONTHS))
        weights = WEIGHTS[kind](random, np.repeat(rates, n))[:, None]
        month = np.repeat(np.arange(N_MONTHS), n).astype("timedelta64[M]")
        dates = (np.datetime64("2015-01") + month).astype("datetime64[s]")
        articles = pd.DataFrame(
            {"article_id": np.arange(len(dates)).astype(str), "date": dates, "date_precision": "day"}
        )
        cells = Cells.of(articles, Periods.of(articles, "month"), words=np.ones(len(dates)))
        table, _ = _trends(cells, weights, ShareDraws(cells), ["t"])
        found.append(_held(table, rates[:, None], ("t",)))
    return summary(found)


def measure_models(
    family: str,
    n_articles: int,
    *,
    n_replicates: int,
    n_labels: int = 200,
    half_lexicon: bool = False,
    n_processes: int = 2,
    kept: Path | None = None,
) -> dict[str, float]:
    """Return how intervals hold where words are drawn and models fitted: see the top of the file.

    kept: a file outside of the repository that keeps each replicate (see ``replicates``).
    """
    same = {"family": family, "n_articles": n_articles, "n_labels": n_labels, "half_lexicon": half_lexicon}
    tasks = [same | {"seed": seed} for seed in range(n_replicates)]
    told = replicates(replicate, tasks, kept, code=CODE, n_processes=n_processes)
    return summary([Held.of(one) for one in told], n_themes=len(THEMES))


def replicate(task: Task) -> dict[str, Any]:
    """Return one replicate as JSON can hold it."""
    return _replicate(**task).told()


def _replicate(family: str, n_articles: int, n_labels: int, half_lexicon: bool, seed: int) -> Held:
    planted = planted_trends(n_articles, family=family, half_lexicon=half_lexicon, seed=seed)
    with threadpool_limits(limits=1):
        cells, weights, presence, draws = _fitted(planted, seed)
    table, _ = _trends(cells, weights, draws, [*THEMES, *_others(weights)], presence)
    held = _held(table, planted.rates, THEMES)
    return _with_labels(held, planted, cells, weights, n_labels, seed)


def _others(weights: Floats) -> list[str]:
    return [f"other {k}" for k in range(weights.shape[1] - len(THEMES))]


def _fitted(planted: PlantedTrends, seed: int) -> tuple[Cells, Floats, Floats, ShareDraws]:
    """Return the cells, the articles' weights and presence, and the refits' shares, as the pipeline makes them.

    But presence is that of the fit; a run takes its mean over the refits. That moved coverage by .0002 at most with 200
    articles (60 replicates of each kind) and .002 with 2,000 (12 of each).
    """
    counts, n = planted.counts, len(planted.articles)
    belongs = models.membership(planted.article_of, n)
    n_themes = len(THEMES) + N_FREE + 1
    model = models.CombinedThemes(n_themes, prior=planted.lexicon, background=True, n_jobs=1, random_state=seed)
    model.fit(counts.counts)
    by_passage, present = model.told(counts.counts)["both"]
    weights = models.article_weights(by_passage, counts.totals, belongs)
    cells = Cells.of(planted.articles, Periods.of(planted.articles, "month"), words=np.asarray(belongs @ counts.totals))
    draws = ShareDraws(cells, seed=seed)
    for of_views in models.refits(model, counts, belongs, n_refits=N_REFITS, seed=seed):
        draws.add(of_views["both"].plain)
    return cells, weights, models.article_presence(present, belongs), draws


def _trends(
    cells: Cells, weights: Floats, draws: ShareDraws, themes: list[str], presence: Floats | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    return period_shares(
        cells, weights, draws, model="both", themes=themes, estimand="population", level=LEVEL, presence=presence
    )


def _held(table: pd.DataFrame, rates: Floats, themes: tuple[str, ...]) -> Held:
    wide = [
        table.pivot_table(index="start", columns="theme", values=c, dropna=False)[list(themes)]
        for c in ("share", "low", "high")
    ]
    share, low, high = (block.to_numpy().ravel() for block in wide)
    return Held(share, low, high, rates.ravel(), np.full(share.shape, np.nan), np.nan)


def _with_labels(held: Held, planted: PlantedTrends, cells: Cells, weights: Floats, n_labels: int, seed: int) -> Held:
    """Return the replicate with the shares of all time and of each theme corrected by labels of articles at random."""
    n = len(planted.articles)
    n_labels = min(n_labels, n // 2)
    chosen = np.sort(np.random.default_rng((seed, 1)).choice(n, n_labels, replace=False))
    ids = planted.articles["article_id"].to_numpy()
    labels = pd.concat(
        pd.DataFrame(
            {"article_id": ids[chosen], "theme": theme, "label": planted.weights[chosen, k], "inclusion": n_labels / n}
        )
        for k, theme in enumerate(THEMES)
    )
    found = corrected_shares(cells, weights[:, : len(THEMES)], labels, list(ids), themes=THEMES, level=LEVEL)
    month = planted.articles["date"].to_numpy().astype("datetime64[M]").astype(int)
    rates = planted.rates[month - month.min()].mean(axis=0)  # the mix of months that the articles are of
    whole = found[found["period"] == "all time"]
    aims = np.concatenate([rates, planted.rates.T.ravel()])
    rows = pd.concat([whole, found[found["period"] != "all time"]])
    known = rows["low"].notna().to_numpy()
    inside = np.where(known, (rows["low"] <= aims) & (aims <= rows["high"]), np.nan)
    narrower = 1 - float(((whole["high"] - whole["low"]) / whole["labels_width"]).mean())
    return Held(held.share, held.low, held.high, held.rate, inside, narrower)


def summary(found: list[Held], n_themes: int = 1) -> dict[str, float]:
    """Return the means over replicates of what the study asks for: see the top of the file."""
    share, low, high, rate = (np.array([getattr(r, c) for r in found]) for c in ("share", "low", "high", "rate"))
    known = ~np.isnan(low)
    inside = np.where(known, (low <= rate) & (rate <= high), np.nan)
    off = np.nanmean(share - rate, axis=0)
    apart = np.where(known, (low - off <= rate) & (rate <= high - off), np.nan)
    outside = np.maximum(low - rate, 0) + np.maximum(rate - high, 0)
    each = np.nanmean(inside, axis=1)
    corrected = np.array([np.nanmean(r.corrected) if not np.isnan(r.corrected).all() else np.nan for r in found])
    of_theme = np.nanmean(inside.reshape(-1, n_themes), axis=0)
    figures = {
        "covered": each.mean(),
        "error": each.std(ddof=1) / np.sqrt(len(each)),
        "lowest": of_theme.min(),
        "highest": of_theme.max(),
        "apart": np.nanmean(apart),
        "bias": off.mean(),
        "off": abs(off).mean(),
        "width": np.nanmean(high - low),
        "score": np.nanmean(high - low + 2 / (1 - LEVEL) * outside),
    }
    if not np.isnan(corrected).all():
        figures["corrected"] = np.nanmean(corrected)
        figures["corrected_error"] = np.nanstd(corrected, ddof=1) / np.sqrt(len(corrected))
        figures["narrower"] = float(np.mean([r.narrower for r in found]))
    return {name: float(value) for name, value in figures.items()}


def main(arguments: list[str] | None = None) -> None:
    """Print both studies, a line for each kind."""
    parser = argparse.ArgumentParser(description="Coverage of the intervals of shares.")
    parser.add_argument("--replicates", type=int, default=400)
    parser.add_argument("--articles", type=int, nargs="*", default=[200])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--kept", type=Path, help="a file outside of the repository that keeps each replicate")
    parser.add_argument("--study", choices=("weights", "models", "both"), default="both")
    asked = parser.parse_args(arguments)
    if asked.study != "models":
        for kind in WEIGHTS:
            for curve in ("flat", "ramp", "pulse", "season"):
                for n in (6, 15, 60, None):
                    found = measure_weights(kind, curve, n, rate=0.12, n_replicates=asked.replicates)
                    _tell(f"weights {kind}, {curve}, {n or 'uneven'} a month", found)
    if asked.study != "weights":
        for n in asked.articles:
            for kind, planted in KINDS.items():
                found = measure_models(
                    n_articles=n, n_replicates=asked.replicates, n_processes=asked.processes, kept=asked.kept, **planted
                )
                _tell(f"models {kind}, {n} articles", found)


def _tell(what: str, found: dict[str, float]) -> None:
    print(f"{what:52}", *(f"{name} {value:.3f}" for name, value in found.items()), flush=True)


if __name__ == "__main__":
    main()
