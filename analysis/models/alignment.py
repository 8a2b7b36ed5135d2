"""Recognising the themes of one fit in another."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Floats = NDArray[np.float64]

FLOOR = 0.5  # themes whose terms have a lower cosine similarity are not taken for the same theme


def similarity(a: Floats, b: Floats) -> Floats:
    """Return the cosine similarity of every theme of a with every theme of b: shape (themes of a, themes of b)."""
    return np.asarray(_unit(a) @ _unit(b).T)


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-300))


def align(reference: Floats, components: Floats, free: slice) -> tuple[NDArray[np.int64], Floats]:
    """Return for each theme of the reference the column of the same theme in another fit, and their similarity.

    Themes outside ``free`` keep their column; the free ones are matched one to one so that their
    similarities are largest in sum (the Hungarian method, Kuhn 1955).
    """
    columns = np.arange(len(reference))
    similar = similarity(reference, components)
    rows, matched = linear_sum_assignment(-similar[free, free])
    columns[free][rows] = columns[free][matched]
    return columns, similar[np.arange(len(reference)), columns]


def match_free(reference: Any, model: Any) -> None:
    """Put the free themes of a fitted model into the order in which the reference has them.

    So a free theme's column is the nearest thing in both models; how near, ``align`` tells.
    """
    columns, _ = align(reference.components_, model.components_, model.free_themes)
    model.components_ = model.components_[columns]
