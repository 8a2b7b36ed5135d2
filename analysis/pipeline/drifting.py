"""Drift: which words came into each theme and went from it, with the passages that show it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import models, tables, themes, trends
from analysis.hashing import stable_keys
from analysis.pipeline.counting import Counted
from analysis.pipeline.evidence import contexts_of
from analysis.pipeline.fitting import Fitted
from analysis.pipeline.moving import UNDATED, coarser
from analysis.pipeline.preparing import Prepared
from analysis.settings import Settings

MOST_PERIODS = 16  # with more, longer ones are taken: a change of words needs words to be seen in
MOST_PASSAGES = 100_000  # with more, as many are chosen by a hash of their ids
MODEL = "both"  # whose weights say which passages are of a theme


def drift_tables(
    ready: Prepared,
    counted: Counted,
    fitted: dict[str, Fitted],
    names: list[str],
    periods: trends.Periods | None,
    settings: Settings,
) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Return the tables ``drift`` and ``drift_contexts``, and why they are empty or from fewer passages ('' else).

    Left out is the background, in which the words of all themes come and go.
    """
    nothing = tables.empty("drift"), tables.empty("contexts")
    if periods is None:
        return *nothing, UNDATED
    longer = coarser(ready.articles, periods, MOST_PERIODS, settings)
    spans = pd.DataFrame({"period": [p.name for p in longer.periods], "start": [p.start for p in longer.periods]})
    chosen = chosen_passages(counted.counts.passage_ids)
    article_of = pd.Index(ready.articles["article_id"]).get_indexer(ready.passages["article_id"])[chosen]
    told = [name for name in names if name != themes.background_name()]
    drift = trends.theme_drift(
        counted.counts.counts[chosen],
        fitted[MODEL].passage_weights[chosen][:, : len(told)],
        longer.parts,
        article_of,
        carried=lambda some: models.carried_weights(fitted[MODEL].model, some)[0],
        model=MODEL,
        themes=told,
        terms=counted.counts.terms,
        passage_ids=[counted.counts.passage_ids[i] for i in chosen],
        periods=spans.assign(frequency=longer.frequency),
        level=settings.level,
    )
    shown = drift[["theme", "term", "passage_id"]].drop_duplicates()
    n_all = len(counted.counts.passage_ids)
    some = f"read from {len(chosen):,} of {n_all:,} passages, chosen by a hash" if len(chosen) < n_all else ""
    why = some or ("" if len(drift) else "no theme's words changed by more than chance makes them")
    return drift, contexts_of(ready, counted, shown), why


def chosen_passages(passage_ids: tuple[str, ...], most: int = MOST_PASSAGES) -> np.ndarray:
    """Return the numbers of the passages that are read, in order: all, or those with the least hashes of their ids."""
    if len(passage_ids) <= most:
        return np.arange(len(passage_ids))
    return np.sort(np.argsort(stable_keys(passage_ids), kind="stable")[:most])
