"""The texts that coders are given, and what each model says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from analysis.themes.validation.drafts import Said

Tables = Mapping[str, pd.DataFrame]


def units_of(tables: Tables, unit: str) -> pd.Series:
    """Return the article of each passage, or of each article itself, by its id, sorted by that."""
    table = tables["articles" if unit == "article" else "passages"]
    return table.set_index(f"{unit}_id", drop=False)["article_id"].rename_axis("unit_id").sort_index()


def reader_of(tables: Tables, unit: str) -> Callable[[str], str]:
    """Return what gives the text of a passage or an article by its id, as it stands in the article."""
    articles = dict(zip(tables["articles"]["article_id"], tables["articles"]["text"], strict=True))
    if unit == "article":
        return articles.__getitem__
    places = tables["passages"].set_index("passage_id")[["article_id", "start", "end"]]

    def read(passage_id: str) -> str:
        article_id, start, end = places.loc[passage_id]
        return str(articles[article_id][start:end])

    return read


def weights_of(tables: Tables, unit: str, model: str) -> pd.DataFrame:
    """Return one model's weights of the passages or articles: a row a text, a column a theme of ``themes``."""
    names = list(tables["themes"]["theme"])
    if unit == "article":
        return _block(tables["weights"], model, "weight")[names]
    mine = tables["passage_weights"]
    return mine[mine["model"] == model].set_index("passage_id")[names]


def presence_of(tables: Tables, unit: str, model: str) -> pd.DataFrame:
    """Return one model's presence of the themes in the articles; passages have none, and all is missing."""
    weights = weights_of(tables, unit, model)
    if unit == "article":
        return _block(tables["weights"], model, "presence")[list(weights)]
    return weights.where(weights.isna())


def models_of(tables: Tables, unit: str) -> list[str]:
    """Return the names of the models that weighed the texts."""
    return sorted(set(tables["weights" if unit == "article" else "passage_weights"]["model"]))


def said_of(tables: Tables, unit: str, unit_ids: list[str]) -> dict[tuple[str, str], tuple[Said, ...]]:
    """Return what each model says of some texts, by text and theme."""
    said: dict[tuple[str, str], list[Said]] = {}
    for model in models_of(tables, unit):
        weights = weights_of(tables, unit, model).reindex(unit_ids)
        presence = presence_of(tables, unit, model).reindex(unit_ids)
        for theme in weights:
            for unit_id, weight, present in zip(unit_ids, weights[theme], presence[theme], strict=True):
                said.setdefault((unit_id, theme), []).append(Said(model, float(weight), float(present)))
    return {place: tuple(rows) for place, rows in said.items()}


def _block(weights: pd.DataFrame, model: str, column: str) -> pd.DataFrame:
    mine = weights[weights["model"] == model]
    return mine.pivot_table(index="article_id", columns="theme", values=column, dropna=False)
