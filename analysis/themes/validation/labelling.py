"""Tasks in which coders say which named themes a text speaks of."""

from __future__ import annotations

import pandas as pd

from analysis.themes.validation.drafts import Draft, Option
from analysis.themes.validation.plan import Plan
from analysis.themes.validation.sampling import draw_sample, heaviest_theme
from analysis.themes.validation.texts import Tables, reader_of, said_of, units_of, weights_of


def label_drafts(tables: Tables, plan: Plan) -> list[Draft]:
    """Return a task for each text of a random sample; its options are the named themes, in the same order everywhere.

    The sample is drawn from all passages, or all articles, and every text keeps its stratum and its probability of
    being drawn, with which what coders say of the sample can be carried over to all texts.
    """
    named = tables["themes"][tables["themes"]["kind"] == "named"].sort_values("order")
    units, read = units_of(tables, plan.unit), reader_of(tables, plan.unit)
    strata = _strata(tables, plan, units.index, list(named["theme"]))
    sample = draw_sample(strata, plan.n_labels, seed=plan.seed).join(units, on="unit_id")
    said = said_of(tables, plan.unit, sample["unit_id"].tolist())
    return [
        Draft(
            "label",
            tuple(Option(t.label, t.theme, said[row.unit_id, t.theme]) for t in named.itertuples()),
            text=read(row.unit_id),
            unit=plan.unit,
            unit_id=row.unit_id,
            article_id=row.article_id,
            stratum=row.stratum,
            inclusion=row.inclusion,
        )
        for row in sample.itertuples()
    ]


def _strata(tables: Tables, plan: Plan, unit_ids: pd.Index, named: list[str]) -> pd.Series:
    if plan.design == "simple":
        return pd.Series("all", index=unit_ids)
    return heaviest_theme(weights_of(tables, plan.unit, plan.model).reindex(unit_ids)[named])
