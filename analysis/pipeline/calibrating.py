"""Presence put right by what people said of some articles or passages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from analysis import models, tables
from analysis.errors import InputError
from analysis.pipeline.counting import count_known, nothing_told
from analysis.pipeline.preparing import texts_of
from analysis.results import Analysis
from analysis.themes.validation import checked_labels


def calibrate(run: Analysis, labels: pd.DataFrame) -> Analysis:
    """Return a run whose presence is put right by what people said of some of its articles or passages.

    labels: the table ``labels`` of human validation (see ``themes.validation``): for each unit that was drawn and each
    theme whether most coders found it there (a tie counts half), and the probability with which the unit was drawn. The
    column ``calibration`` of ``weights`` says for each theme by how many labels of what presence was put right, or
    'none': with fewer than 20, or than five of either kind, nothing is changed (see ``models.calibration``).

    Labels of articles put articles right. Where there are not enough of these, labels of passages put passages right,
    and an article is taken to have a theme as probably as its surest passage (``models.article_presence``): passages
    are then right on the whole, of articles that was not asked. Labels of the two are never taken together.

    ``presence_low`` and ``presence_high``, missing where nothing was put right, say at the level of the settings what
    the choice of labelled units leaves open. Weights are shares of words, of which labels say nothing: not the column
    ``share`` either, which is how many of the coders found the theme. So weights stay, their intervals stay, which
    cover nothing of this, and so do shares, also those of the denominator 'articles_with_theme'. Nothing of it goes
    into the bundle: articles that are weighed later have the presence that the models gave.

    Raises InputError with every fault of the labels, and for a run that was put right before.
    """
    tables.refuse_unless_table(labels=labels)
    labels = labels_for(labels, run.articles, run.passages, run.bundle.lexicon.names)
    if (run.weights["calibration"] != "none").any():
        raise InputError(["the run's presence was put right by labels before; give the run as 'analyse' returned it"])
    of_passages = _presence_of_passages(run, labels.loc[labels["unit"] == "passage", "unit_id"])
    parts = []
    for (model, theme), mine in run.weights.groupby(["model", "theme"], sort=False):
        presence = {
            "article": mine.set_index("article_id")["presence"],
            "passage": of_passages[str(model)][str(theme)],
        }
        parts.append(_put_right(mine, labels[labels["theme"] == theme], presence, run.settings.level))
    return replace(run, weights=tables.conform("weights", pd.concat(parts).sort_index()))


def labels_for(
    labels: pd.DataFrame, articles: pd.DataFrame, passages: pd.DataFrame, named: Iterable[str]
) -> pd.DataFrame:
    """Return the labels, checked against the articles, passages and themes that they speak of."""
    units = {"article": set(articles["article_id"]), "passage": set(passages["passage_id"])}
    return checked_labels(labels, units=units, themes=list(named))


def _presence_of_passages(run: Analysis, passage_ids: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Return the presence of the themes in some passages, by each model: a row a passage, a column a theme."""
    passages = run.passages[run.passages["passage_id"].isin(set(passage_ids))]
    with threadpool_limits(limits=1):
        counts, _ = count_known(texts_of(run.articles, passages, run.settings), passages, run.bundle)
        told = run.bundle.model.told(counts.counts) if counts.passage_ids else nothing_told(run.bundle)
    names = list(run.bundle.themes["theme"])
    return {
        model: pd.DataFrame(presence, index=list(counts.passage_ids), columns=names)
        for model, (_, presence) in told.items()
    }


def _put_right(rows: pd.DataFrame, labels: pd.DataFrame, presence: dict[str, pd.Series], level: float) -> pd.DataFrame:
    """Return the rows of ``weights`` of one model and theme, their presence put right where there are labels enough.

    presence: of articles and of passages, by their ids; what is tried first comes first.
    """
    for unit, by_id in presence.items():
        asked = labels[labels["unit"] == unit].sort_values("unit_id")  # sums are taken in one order
        found = models.calibration(
            asked["unit_id"].map(by_id).to_numpy(dtype=np.float64),
            asked["label"].astype("Float64").fillna(asked["share"]).to_numpy(dtype=np.float64),
            asked["inclusion"].to_numpy(dtype=np.float64),
            asked["article_id"],
        )
        if found is not None:
            before = rows["presence"].to_numpy()
            low, high = found.interval(before, level)
            told = f"presence: {found.n_labels} labels of {unit}s, {_coders(asked['coders'])}"
            return rows.assign(presence=found(before), calibration=told, presence_low=low, presence_high=high)
    return rows


def _coders(each: pd.Series) -> str:
    """Return how many coders a label is of, in words."""
    least, most = int(each.min()), int(each.max())
    return f"{least if least == most else f'{least} to {most}'} coder{'' if most == 1 else 's'} each"
