"""Recognising the themes of one fit in another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FLOOR = 0.5  # themes whose terms have a lower cosine similarity are not taken for the same theme
_BY_THEME = ("components_", "alpha_")  # what an estimator has learned of each theme, one row a theme


def similarity(a: Floats, b: Floats) -> Floats:
    """Return the cosine similarity of every theme of a with every theme of b: shape (themes of a, themes of b)."""
    return np.asarray(_unit(a) @ _unit(b).T)


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-300))


def align(reference: Floats, components: Floats, free: slice) -> tuple[Integers, Floats]:
    """Return for each theme of the reference the column of the same theme in another fit, and their similarity.

    Themes outside ``free`` keep their column; the free ones are matched one to one so that their
    similarities are largest in sum (the Hungarian method, Kuhn 1955).
    """
    columns = np.arange(len(reference))
    similar = similarity(reference, components)
    rows, matched = linear_sum_assignment(-similar[free, free])
    columns[free][rows] = columns[free][matched]
    return columns, similar[np.arange(len(reference)), columns]


def match_free(reference: Any, model: Any, terms: Any = slice(None)) -> None:
    """Put the profiles of a model's free themes into the order in which the reference has them.

    So a free theme's column is the nearest thing in both models; how near, ``align`` tells. terms: where the terms of
    one language stand, whose profiles go with no other language's; all terms otherwise.
    """
    columns, _ = align(reference.components_[:, terms], model.components_[:, terms], model.free_themes)
    model.components_[:, terms] = model.components_[columns][:, terms]


def order_free(model: Any, words: Floats) -> None:
    """Put the free themes of a fitted model into the order of their weight in the corpus, the heaviest first.

    words: (themes,), how many words each column takes. A few articles more change a sum over all articles little, and a
    small theme that comes up among the others takes a place near the end, so most themes keep theirs.
    """
    columns = np.arange(len(words))
    free = model.free_themes
    columns[free] = columns[free][np.argsort(-words[free], kind="stable")]
    _reorder(model, columns)


def recognise(
    model: Any, terms: Sequence[str], earlier: Floats, earlier_terms: Sequence[str]
) -> tuple[int | None, ...]:
    """Put the free themes of a fitted model into the order of earlier ones; return which each of them is.

    model: of a ``CombinedThemes``, LDA is compared, and all of it is put in order. terms: what the model's columns
    count. earlier: free themes of an earlier fit x its own ``earlier_terms``. Themes
    are matched one to one, as ``align`` does it, over the terms of both, and taken for the same where their similarity
    is ``FLOOR`` or more. Returns for each free theme the row of ``earlier``, or None where it is new; the new ones
    come last, in the order that they had.

    >>> from types import SimpleNamespace
    >>> model = SimpleNamespace(components_=np.array([[0, 0.4, 0.6], [1, 0, 0], [0, 1, 0]]), free_themes=slice(0, 3))
    >>> recognise(model, ["oil", "ship", "wheat"], np.array([[0.9, 0.1], [0.3, 0.7]]), ["oil", "wheat"])
    (0, 1, None)
    """
    free = model.free_themes
    mine = getattr(model, "lda_", model).components_[free]
    union = {term: j for j, term in enumerate(dict.fromkeys([*earlier_terms, *terms]))}
    similar = similarity(_spread_out(mine, terms, union), _spread_out(earlier, earlier_terms, union))
    same: list[int | None] = [None] * len(mine)
    for k, row in zip(*linear_sum_assignment(-similar), strict=True):
        if similar[k, row] >= FLOOR:
            same[k] = int(row)
    order = sorted(range(len(mine)), key=lambda k: (same[k] is None, same[k] if same[k] is not None else k))
    columns = np.arange(len(model.components_))
    columns[free] = columns[free][order]
    _reorder(model, columns)
    return tuple(same[k] for k in order)


def _spread_out(profiles: Floats, terms: Sequence[str], union: dict[str, int]) -> Floats:
    """Return profiles over the terms of both fits: 0 for those that they do not know."""
    wide = np.zeros((len(profiles), len(union)))
    wide[:, [union[term] for term in terms]] = profiles
    return wide


def _reorder(model: Any, columns: Integers) -> None:
    """Put the columns of a model, and of those that it holds, into another order."""
    for part in vars(model).get("lda_"), vars(model).get("tfidf_"):
        if part is not None:
            _reorder(part, columns)
    if hasattr(model, "place_"):
        model.place_ = np.argsort(columns)[model.place_]
    for name in _BY_THEME:
        if hasattr(model, name):
            setattr(model, name, getattr(model, name)[columns])
