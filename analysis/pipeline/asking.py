"""What is asked of the articles: checked whole, before anything is fitted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis import models, tables, trends
from analysis.errors import Faults
from analysis.pipeline.calibrating import labels_for
from analysis.pipeline.grouping import group_cells, refuse_unknown_group
from analysis.pipeline.moving import cells_of, periods_of
from analysis.pipeline.preparing import Prepared
from analysis.settings import Settings
from analysis.themes import Lexicon

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """What is asked of the articles, checked before anything is fitted.

    belongs: articles x passages. words: how many each article has. periods: None where no article has a date. cells:
    those in which shares are counted by name, 'all', and where groups are compared 'groups' and 'whole'.
    """

    belongs: sparse.csr_array
    words: Floats
    periods: trends.Periods | None
    cells: dict[str, trends.Cells]
    events: pd.DataFrame
    labels: pd.DataFrame | None


def asked_of(
    ready: Prepared,
    lexicon: Lexicon,
    settings: Settings,
    published: pd.DataFrame | None,
    events: pd.DataFrame | None,
    labels: pd.DataFrame | None,
) -> Asked:
    """Return what is asked; raise one InputError with the faults of the settings and of all tables that are given."""
    tables.refuse_unless_table(published=published, events=events, labels=labels)
    faults, articles = Faults("articles"), ready.articles
    index = pd.Index(articles["article_id"])
    belongs = models.membership(index.get_indexer(ready.passages["article_id"]), len(index))
    words = np.asarray(belongs @ ready.passages["n_tokens"].to_numpy(dtype=np.float64))
    if labels is not None:
        labels = faults.collect(labels_for, labels, articles, ready.passages, lexicon.names)
    dated = tables.empty("event_dates") if events is None else faults.collect(trends.check_events, events)
    faults.collect(refuse_unknown_group, articles, settings.group)
    grouped = bool(settings.group) and settings.group in articles
    periods = faults.collect(periods_of, articles, settings)
    cells: dict[str, trends.Cells | None] = {}
    if periods is not None:
        cells["all"] = faults.collect(cells_of, articles, periods, words, settings, published=published)
    if periods is not None and grouped:
        cells |= faults.collect(group_cells, articles, periods, words, settings, published) or {}
    faults.raise_if_any()
    return Asked(belongs, words, periods, {name: mine for name, mine in cells.items() if mine}, dated, labels)
