"""The models of a run: how many free themes, the fit, and the refits that say how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis import models, tables, themes, trends
from analysis.pipeline.counting import Counted
from analysis.results import Analysis, Bundle
from analysis.settings import Settings
from analysis.tables import TermCounts

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
RunModel = models.CombinedThemes | models.ThemesByLanguage


@dataclass(frozen=True)
class Fitted:
    """One model: its fit, and what its refits said."""

    model: Any
    passage_weights: Floats
    article_weights: Floats
    spread: models.Spread
    draws: dict[str, trends.ShareDraws]  # by the name of their cells

    def add(self, draw: models.Draw) -> None:
        """Take in one refit."""
        self.spread.add(draw)
        for draws in self.draws.values():
            draws.add(draw.plain, draw.present)


def unfitted_model(counted: Counted, n_free: int, settings: Settings) -> RunModel:
    """Return the models of a run before they are fitted: the lexicon's themes, free ones and the background."""
    n_themes, prior = len(counted.member) + n_free + 1, counted.member.astype(np.float64)
    # The refits run side by side, so each on one thread.
    same: dict[str, Any] = {"prior": prior, "background": True, "random_state": settings.seed, "n_jobs": 1}
    if counted.languages is None:
        return models.CombinedThemes(n_themes, **same)
    return models.ThemesByLanguage(n_themes, language_counts=counted.languages, **same)


def numbers_tried(counted: Counted, passages: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return the table ``number_of_themes``, without rows where the number of free themes is given.

    Where there are several languages, the passages in the most frequent one are asked.
    """
    if settings.n_free != "auto":
        return tables.empty("number_of_themes")
    counts, member, articles = counted.counts, counted.member, passages["article_id"]
    if counted.languages is not None:
        asked = np.flatnonzero(passages["language"] == passages["language"].mode()[0])
        counts, known = _some_passages(counts, asked)
        member, articles = member[:, known], articles.iloc[asked]
    n_themes, prior = len(member) + 2, member.astype(np.float64)
    model = models.LDA(n_themes, prior=prior, background=True, random_state=settings.seed, n_jobs=1)
    with ThreadPoolExecutor(settings.threads) as pool:
        return models.choose_n_themes(
            counts, model=model, groups=list(articles), level=settings.level, seed=settings.seed, run=pool.map
        )


def _some_passages(counts: TermCounts, rows: NDArray[np.int64]) -> tuple[TermCounts, NDArray[np.int64]]:
    """Return the counts of some passages, of the terms that stand there, and which terms those are."""
    some = counts.counts[rows]
    known = np.flatnonzero(some.sum(axis=0))
    ids, terms = (np.array(names, dtype=object) for names in (counts.passage_ids, counts.terms))
    return TermCounts(some[:, known], tuple(ids[rows]), tuple(terms[known])), known


def put_in_order(model: Any, counted: Counted, n_free: int, like: Analysis | Bundle | None) -> list[str]:
    """Put the free themes of the first model into their order, and return their names."""
    counts = counted.counts
    models.order_free(model, np.nan_to_num(model.lda_.transform(counts.counts)).T @ counts.totals)
    if like is None:
        return themes.free_names(n_free)
    bundle = like.bundle if isinstance(like, Analysis) else like
    is_free = (bundle.themes["kind"] == "free").to_numpy()
    earlier = bundle.model.lda_.components_[is_free]
    same = models.recognise(model, counts.terms, earlier, bundle.terms)
    return themes.carried_names(same, list(bundle.themes.loc[is_free, "theme"]))


def with_refits(
    model: RunModel,
    counted: Counted,
    belongs: sparse.csr_array,
    counts_as: Floats,
    cells: dict[str, trends.Cells],
    settings: Settings,
    tell: Progress,
) -> dict[str, Fitted]:
    """Return the fitted model's views by name, each with what the refits say of its weights and shares."""
    fitted, words = {}, counted.counts.totals
    n_passages, n_words = (np.asarray(belongs @ each) for each in ((words > 0).astype(np.float64), words))
    for name, (by_passage, _) in model.told(counted.counts.counts).items():
        by_article = models.article_weights(by_passage, words, belongs)
        spread = models.Spread(by_article, n_passages, n_words)
        draws = {of: trends.ShareDraws(mine, seed=settings.seed) for of, mine in cells.items()}
        fitted[name] = Fitted(model.views()[name], by_passage, by_article, spread, draws)
    with ThreadPoolExecutor(settings.threads) as pool:

        def run(refit: Callable[[int], Any], numbers: Iterable[int]) -> Iterable[Any]:
            return pool.map(refit, numbers)

        again = models.refits(
            model,
            counted.counts,
            belongs,
            n_refits=settings.n_refits,
            seed=settings.seed,
            reweigh=settings.estimand == "population",
            counts_as=np.asarray(counts_as @ belongs),
            run=run,
        )
        for number, of_views in enumerate(again, start=1):
            for name, draw in of_views.items():
                fitted[name].add(draw)
            tell("refits", number, settings.n_refits)
    return fitted
