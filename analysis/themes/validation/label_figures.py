"""What each model's weights are worth against what most coders say."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.themes.validation.figures import CODERS, Row, figure
from analysis.themes.validation.labels import label_table
from analysis.themes.validation.plan import HEAVY, LIKELY
from analysis.themes.validation.rates import Rate, area_under_curve, rate

_FLOORS = {"weight": HEAVY, "presence": LIKELY}  # from which a theme is said to be there
_TEXTS = "the choice of texts"


def label_figures(answers: pd.DataFrame, key: pd.DataFrame, *, level: float) -> Iterator[Row]:
    """Yield how common each theme is by the coders, and how far each model's weight and presence say the same."""
    labels = label_table(answers, key).dropna(subset=["label"])
    said = key[key["kind"] == "label"][["unit_id", "theme", "model", "weight", "presence"]]
    for theme, mine in labels.groupby("theme"):
        yes, counts = mine["label"].astype("float64"), 1 / mine["inclusion"]
        n = (len(mine), int(mine["coders"].sum()))
        found = rate(yes, counts, mine["article_id"], level=level)
        yield figure(("label", CODERS, theme), "prevalence", found, n, _TEXTS)
        for model, its in said[said["theme"] == theme].groupby("model"):
            both = mine.merge(its.drop(columns=["theme", "model"]), on="unit_id")
            for column, floor in _FLOORS.items():
                for measure, found in _against(both.dropna(subset=[column]), column, floor, level).items():
                    yield figure(("label", model, theme), f"{measure}_{column}", found, n, _TEXTS)


def _against(both: pd.DataFrame, column: str, floor: float, level: float) -> dict[str, Rate]:
    """Return what a model's weight or presence is worth against labels; nothing where no text has one."""
    if both.empty:
        return {}
    yes, said = both["label"].to_numpy() == 1, both[column].to_numpy() >= floor
    counts, articles = 1 / both["inclusion"].to_numpy(), both["article_id"].to_numpy()

    def among(these: NDArray[np.bool_]) -> Rate:
        return rate((yes & said)[these], counts[these], articles[these], level=level) if these.any() else Rate()

    return {
        "precision": among(said),
        "recall": among(yes),
        "f1": Rate(*(2 * x / (1 + x) for x in among(said | yes))),  # F1 of the hits' part x of the union
        "auc": area_under_curve(both[column], yes, counts, articles, level=level),
    }
