"""What fitted models say, as tables: weights of articles and passages, and the quality of themes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import models, tables, themes
from analysis.pipeline.counting import Counted
from analysis.pipeline.fitting import Fitted
from analysis.results import VIEWS, Analysis
from analysis.settings import Settings
from analysis.themes import Lexicon

Floats = NDArray[np.float64]


def weights_table(
    articles: pd.DataFrame, fitted: dict[str, Fitted], names: list[str], settings: Settings
) -> pd.DataFrame:
    """Return the table ``weights`` of all models, each weight with its interval."""
    frames = []
    for model, fit in fitted.items():
        low, high = fit.spread.interval(settings.level, reweighed=settings.estimand == "population")
        blocks = {"weight": fit.article_weights, "low": low, "high": high, "presence": fit.spread.presence}
        frames.append(weight_rows(articles["article_id"], names, model, blocks))
    return tables.conform("weights", pd.concat(frames, ignore_index=True))


def weight_rows(ids: Iterable[str], names: list[str], model: str, blocks: dict[str, Floats]) -> pd.DataFrame:
    """Return one model's rows of ``weights`` from blocks of articles x themes, one a column."""
    index = pd.MultiIndex.from_product([ids, names], names=["article_id", "theme"])
    frame = pd.DataFrame({name: block.ravel() for name, block in blocks.items()}, index=index).reset_index()
    return frame.assign(model=model, calibration="none")


def passage_weights_table(passage_ids: Iterable[str], weights: dict[str, Floats], names: list[str]) -> pd.DataFrame:
    """Return the weights of the passages: model, passage_id, then a column for each theme."""
    ids = list(passage_ids)
    frames = [
        pd.DataFrame(block, columns=names).assign(model=model, passage_id=ids)[["model", "passage_id", *names]]
        for model, block in weights.items()
    ]
    return pd.concat(frames, ignore_index=True)


def terms_table(counted: Counted, fitted: dict[str, Fitted], names: list[str]) -> pd.DataFrame:
    """Return the table ``theme_terms`` of all models."""
    counts = counted.counts
    frames = [
        themes.theme_terms(
            fit.model.components_, counts.term_totals, counts.terms, counted.member, model=model, themes=names
        )
        for model, fit in fitted.items()
    ]
    return pd.concat(frames, ignore_index=True)


def themes_table(
    lexicon: Lexicon, terms: pd.DataFrame, free: list[str], by_lda: Fitted, quality: pd.DataFrame
) -> pd.DataFrame:
    """Return the table ``themes``: named ones, free ones, the background, as LDA found them."""
    return themes.themes_table(
        lexicon,
        terms[terms["model"] == "lda"],
        free=free,
        stability=by_lda.spread.stability,
        found_in=by_lda.spread.found_in,
        junk=models.junk_reasons(quality, model="lda", named=lexicon.names),
    )


def quality_table(
    counted: Counted, fitted: dict[str, Fitted], names: list[str], settings: Settings, *, curves: pd.DataFrame
) -> pd.DataFrame:
    """Return how far the two models agree on each theme, with all words and without the lexicon's, and its quality.

    curves: rows on how alike the two models' curves are.
    """
    others = models.masked(counted.counts, np.asarray(counted.member.any(axis=0)))
    seen = {
        "agreement": [fitted[name].passage_weights for name in VIEWS],
        "agreement_masked": [fitted[name].model.transform(others) for name in VIEWS],
    }
    frames = []
    for measure, (first, second) in seen.items():
        value, low, high = models.agreement(
            first, second, counted.counts.passage_ids, level=settings.level, seed=settings.seed
        )
        figures = {"model": "lda~tfidf", "theme": names, "measure": measure, "value": value, "low": low, "high": high}
        frames.append(pd.DataFrame(figures))
    for model, fit in fitted.items():
        figures = {"model": model, "theme": names, "measure": "stability", "value": fit.spread.stability}
        frames.append(pd.DataFrame(figures))
        if model in VIEWS:
            frames.append(
                models.model_quality(
                    fit.model, counted.counts, fit.passage_weights, name=model, themes=names, seed=settings.seed
                )
            )
    return tables.conform("quality", pd.concat([*frames, curves], ignore_index=True))


def article_words(run: Analysis) -> Floats:
    """Return how many words each article of a run has: (articles,)."""
    words = run.passages.groupby("article_id")["n_tokens"].sum()
    return np.asarray(words.reindex(run.articles["article_id"], fill_value=0), dtype=np.float64)


def theme_of_articles(run: Analysis, model: str, theme: str, column: str) -> Floats:
    """Return a column of ``weights`` of one model and theme in the order of the run's articles: (articles,)."""
    mine = run.weights[(run.weights["theme"] == theme) & (run.weights["model"] == model)]
    by_article = mine.set_index("article_id")[column]
    return np.asarray(by_article.reindex(run.articles["article_id"]), dtype=np.float64)
