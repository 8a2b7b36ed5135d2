"""The order of the stages: articles and a lexicon in, every table out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from analysis import models, tables, themes, trends
from analysis.pipeline.calibrating import calibrate, labels_for
from analysis.pipeline.checking import corpus_of, lexicon_table
from analysis.pipeline.counting import Counted, count_ready
from analysis.pipeline.evidence import article_evidence, evidence_table
from analysis.pipeline.fitting import Fitted, Progress, numbers_tried, put_in_order, unfitted_model, with_refits
from analysis.pipeline.moving import cells_of, share_tables
from analysis.pipeline.preparing import Prepared, each_counts_as, made_ready, settings_for
from analysis.pipeline.weighing import passage_weights_table, quality_table, weights_table
from analysis.results import Analysis, Bundle
from analysis.settings import Settings
from analysis.themes import Lexicon
from analysis.versions import versions


def analyse(
    articles: pd.DataFrame | Prepared,
    lexicon: Lexicon,
    settings: Settings | None = None,
    *,
    set_aside: pd.DataFrame | None = None,
    published: pd.DataFrame | None = None,
    like: Analysis | Bundle | None = None,
    labels: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Return the analysis of some articles by the themes of a lexicon.

    articles: any DataFrame with the column ``text``, and ``date`` where it is known (see ``complete_articles``), or
    what ``prepare`` made of it. set_aside: what reading could not use, to be kept with the rest. published: how
    much was published at all, where that is the denominator (``trends.Cells.of``). like: an earlier run, or its bundle:
    free themes that are found again keep the names that they have there. labels: what people said of some of the
    articles or passages, by which presence is put right (see ``calibrate``). progress: called with a stage's name, how
    much of it is done, and how much there is. A theme none of whose words occurs keeps its column,
    with no weight, and is told in ``set_aside``. Raises InputError with every fault of the input. The result depends on
    the articles, the lexicon and the settings alone, not on the order of the articles, nor on threads.

    >>> texts = ["Oil and gas. " * 20, "The army fought a war. " * 20]
    >>> lexicon = Lexicon({"energy": ["oil", "gas"], "war": ["army", "war"]})
    >>> found = analyse(pd.DataFrame({"text": texts}), lexicon, Settings(min_count=1, n_free=0))
    >>> energy = found.theme("energy")
    >>> sorted(energy[energy["model"] == "lda"]["weight"].round(1).tolist())
    [0.0, 1.0]
    """
    settings = settings_for(articles, settings)
    tell = progress or _silent
    # One thread for linear algebra: the order in which a sum is taken must not depend on the machine.
    with threadpool_limits(limits=1):
        if not isinstance(lexicon, Lexicon):
            lexicon = Lexicon(lexicon)
        ready = made_ready(articles, settings)
        articles, passages = ready.articles, ready.passages
        if labels is not None:  # before hours of work
            labels = labels_for(labels, articles, passages, lexicon.names)
        counted = count_ready(ready, lexicon, settings)
        index = pd.Index(articles["article_id"])
        belongs = models.membership(index.get_indexer(passages["article_id"]), len(index))
        held = lexicon_table(lexicon, counted, corpus_of(ready, counted, belongs))
        parts = [set_aside, ready.set_aside, themes.empty_themes(held)]
        aside = tables.conform("set_aside", pd.concat([p for p in parts if p is not None], ignore_index=True))
        counts_as = each_counts_as(articles, settings)
        frequency = trends.choose_frequency(articles) if settings.period == "auto" else settings.period
        periods = trends.Periods.of(articles, frequency, counts_as)
        words = np.asarray(belongs @ passages["n_tokens"].to_numpy(dtype=np.float64))
        tried = numbers_tried(counted, list(passages["article_id"]), settings)
        n_free = settings.n_free if settings.n_free != "auto" else int(tried.loc[tried["chosen"], "n_themes"].iloc[0])
        model = unfitted_model(counted, n_free, settings)
        model.fit(counted.counts.counts, sample_weight=np.asarray(counts_as @ belongs))
        free = put_in_order(model, counted, n_free, like)
        cells = cells_of(articles, periods, words, published, settings)
        fitted = with_refits(model, counted, belongs, counts_as, cells, settings, tell)
    run = _tables(articles, passages, aside, counted, fitted, cells, lexicon, held, settings, model, free, tried)
    return run if labels is None else calibrate(run, labels)


def _silent(stage: str, done: int, of: int) -> None:
    """Tell nobody of the progress."""


def _tables(
    articles: pd.DataFrame,
    passages: pd.DataFrame,
    aside: pd.DataFrame,
    counted: Counted,
    fitted: dict[str, Fitted],
    cells: trends.Cells | None,
    lexicon: Lexicon,
    held: pd.DataFrame,
    settings: Settings,
    model: models.CombinedThemes,
    free: list[str],
    tried: pd.DataFrame,
) -> Analysis:
    names = [*lexicon.names, *free, themes.background_name()]
    totals = counted.counts.term_totals
    terms = pd.concat(
        [
            themes.theme_terms(f.model.components_, totals, counted.counts.terms, counted.member, model=m, themes=names)
            for m, f in fitted.items()
        ],
        ignore_index=True,
    )
    shares, share_draws = share_tables(fitted, cells, names, settings)
    changes, why = trends.find_changes(shares, share_draws, level=settings.level)
    if why:
        row = {
            "stage": "changes",
            "path": "all articles",
            "position": 0,
            "reason": "no change to report",
            "detail": why,
        }
        aside = tables.conform("set_aside", pd.concat([aside, pd.DataFrame([row])], ignore_index=True))
    quality = quality_table(counted, fitted, names, settings)
    spread = fitted["lda"].spread
    lda_terms = terms[terms["model"] == "lda"]
    table = themes.themes_table(
        lexicon,
        lda_terms,
        free=free,
        stability=spread.stability,
        found_in=spread.found_in,
        junk=models.junk_reasons(quality, model="lda", named=lexicon.names),
    )
    return Analysis(
        articles=articles,
        passages=passages.assign(n_counted=counted.counts.totals),
        set_aside=aside,
        themes=table,
        theme_terms=terms,
        weights=weights_table(articles, fitted, names, settings),
        passage_weights=passage_weights_table(
            counted.counts.passage_ids, {m: f.passage_weights for m, f in fitted.items()}, names
        ),
        evidence=evidence_table(passages, counted, fitted, names),
        trends=shares,
        trend_draws=share_draws,
        changes=changes,
        quality=quality,
        explain=article_evidence,
        number_of_themes=tried,
        lexicon=held,
        settings=settings,
        bundle=Bundle(
            model=model,
            terms=counted.counts.terms,
            phrases=counted.phrases,
            themes=table,
            lexicon=lexicon,
            settings=settings,
            versions=versions(),
        ),
    )
