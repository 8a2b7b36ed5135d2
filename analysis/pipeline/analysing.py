"""The order of the stages: articles and a lexicon in, every table out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from analysis import tables, themes
from analysis.pipeline.agreeing import agreement_tables
from analysis.pipeline.asking import asked_of
from analysis.pipeline.behind import articles_behind
from analysis.pipeline.calibrating import calibrate
from analysis.pipeline.checking import corpus_of, lexicon_table
from analysis.pipeline.correcting import with_corrected
from analysis.pipeline.counting import count_ready, names_left_out, shown_as_written
from analysis.pipeline.evidence import article_evidence, evidence_table
from analysis.pipeline.fitting import Progress, numbers_tried, put_in_order, unfitted_model, with_refits
from analysis.pipeline.over_time import over_time
from analysis.pipeline.preparing import Prepared, each_counts_as, made_ready, settings_for
from analysis.pipeline.weighing import (
    passage_weights_table,
    quality_table,
    terms_table,
    themes_table,
    weights_table,
)
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
    events: pd.DataFrame | None = None,
    like: Analysis | Bundle | None = None,
    labels: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Return the analysis of some articles by the themes of a lexicon.

    articles: any DataFrame with the column ``text``, and ``date`` where it is known (see ``complete_articles``), or
    what ``prepare`` made of it. set_aside: what reading could not use, to be kept with the rest. published: how
    much was published at all, where that is the denominator (``trends.Cells.of``). events: dates with labels, around
    which each theme's movement is held against other dates (``trends.event_changes``). like: an earlier run, or its
    bundle: free themes that are found again keep the names that they have there. labels: what people said of some of
    the articles or passages, by which presence is put right (see ``calibrate``), and shares where they are of articles
    (see ``corrected_trends``). progress: called with a stage's name,
    how much of it is done, and how much there is. A theme none of whose words occurs keeps its column,
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
    # One thread for linear algebra: the order in which a sum is taken must not depend on the machine.
    with threadpool_limits(limits=1):
        lexicon = Lexicon.of(lexicon)
        ready = made_ready(articles, settings)
        asked = asked_of(ready, lexicon, settings, published, events, labels)  # faults are told before hours of work
        counted = count_ready(ready, lexicon, settings)
        held = lexicon_table(lexicon, counted, corpus_of(ready, counted, asked.belongs))
        counts_as = each_counts_as(ready.articles, settings)
        tried = numbers_tried(counted, ready.passages, settings)
        n_free = settings.n_free if settings.n_free != "auto" else int(tried.loc[tried["chosen"], "n_themes"].iloc[0])
        model = unfitted_model(counted, n_free, settings)
        model.fit(counted.counts.counts, sample_weight=np.asarray(counts_as @ asked.belongs))
        free = put_in_order(model, counted, n_free, like)
        fitted = with_refits(model, counted, asked.belongs, counts_as, asked.cells, settings, progress or _silent)
        names = [*lexicon.names, *free, themes.background_name()]
        moved, told = over_time(ready, counted, fitted, asked, names, settings)
        agreement, curves = agreement_tables(fitted, asked.cells.get("all"), names, settings)
        quality = quality_table(counted, fitted, names, settings, curves=curves)
        terms = terms_table(counted, fitted, names)
        left_out = names_left_out(ready, counted)
        terms, left_out, moved["drift"] = shown_as_written(ready, counted, terms, left_out, moved["drift"])
        table = themes_table(lexicon, terms, free, fitted["lda"], quality)
        run = Analysis(
            articles=ready.articles,
            passages=ready.passages.assign(n_counted=counted.counts.totals),
            set_aside=_together([set_aside, ready.set_aside, themes.empty_themes(held), told]),
            themes=table,
            theme_terms=terms,
            weights=weights_table(ready.articles, fitted, names, settings),
            passage_weights=passage_weights_table(
                counted.counts.passage_ids, {m: f.passage_weights for m, f in fitted.items()}, names
            ),
            evidence=evidence_table(ready.passages, counted, fitted, names),
            **moved,
            agreement=agreement,
            quality=quality,
            explain=article_evidence,
            find_behind=articles_behind,
            published=published,
            number_of_themes=tried,
            names_left_out=left_out,
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
    return run if asked.labels is None else with_corrected(calibrate(run, asked.labels), asked.labels)


def _together(parts: list[pd.DataFrame | None]) -> pd.DataFrame:
    return tables.conform("set_aside", pd.concat([p for p in parts if p is not None], ignore_index=True))


def _silent(stage: str, done: int, of: int) -> None:
    """Tell nobody of the progress."""
