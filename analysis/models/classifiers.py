"""Linear classifiers of all themes at once, learned from uncertain labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special

from analysis.compiled import compiled

Floats = NDArray[np.float64]

FREEDOM = 1.0  # how much labels count against the penalty; .5 to 2 were alike
# Over all rows: at least so many rounds, and as many as make so many steps, so that few rows are learned to the end.
# More rounds over 20,000 rows change no rank that could be measured (4 to 24 were tried).
_ROUNDS, _STEPS = 6, 40_000


@dataclass(frozen=True)
class Classifiers:
    """How much each term speaks for each theme: coefficients (terms x themes) and offsets (themes,), in log odds."""

    coefficients: Floats
    offsets: Floats

    def log_odds(self, rows: sparse.csr_array) -> Floats:
        """Return the log odds that each row speaks of each theme: rows x themes."""
        return np.asarray(rows @ self.coefficients) + self.offsets


def learn_classifiers(rows: sparse.csr_array, labels: Floats, weight: Floats, *, freedom: float) -> Classifiers:
    """Return logistic regressions, one a theme, that foretell labels which may be uncertain.

    rows: CSR, passages x terms. labels: passages x themes, 0 to 1. weight: passages x themes, how much each label
    counts; 0 leaves it out. freedom: how much the labels count against a penalty of half the squared coefficients (C of
    liblinear).

    Minimises |w|^2 / 2 + freedom sum_i weight_i (log(1 + exp(z_i)) - y_i z_i), z = w x + offset, by descent along one
    dual coordinate at a time (Yu, Huang and Lin 2011), which is here the fitted label s_i = 1 / (1 + exp(-z_i)):
    w = freedom sum_i weight_i (y_i - s_i) x_i throughout. The rows are taken in their order, all themes at once; the
    offset is the log odds of the mean label, and may move as a term does that every row has once.

    >>> rows = sparse.csr_array(np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]))
    >>> learned = learn_classifiers(rows, np.array([[1.0], [0.0], [0.0]]), np.ones((3, 1)), freedom=1.0)
    >>> bool(learned.coefficients[0, 0] > 0 > learned.coefficients[1, 0])
    True
    """
    counted = weight.sum(axis=0)
    base = (labels * weight).sum(axis=0) / np.maximum(counted, 1e-300)
    offsets = special.logit(np.clip(base, 1e-6, 1 - 1e-6))
    coefficients = np.zeros((rows.shape[1] + 1, labels.shape[1]))  # the last row: a term that every passage has
    length = np.asarray(rows.multiply(rows).sum(axis=1)).ravel() + 1.0
    rounds = max(_ROUNDS, _STEPS // rows.shape[0])
    _descend(
        rows.indptr.astype(np.int64), rows.indices.astype(np.int64), rows.data.astype(np.float64),
        np.ascontiguousarray(labels), np.ascontiguousarray(freedom * weight), length, offsets, coefficients, rounds,
    )  # fmt: skip
    return Classifiers(coefficients[:-1], offsets + coefficients[-1])


def of_each_theme(weight: Floats, n_themes: int) -> Floats:
    """Return how much the labels of each passage count (passages x themes): only proportions of ``weight`` matter."""
    return np.repeat((weight / weight.mean())[:, None], n_themes, axis=1)


@compiled(error_model="numpy")
def _descend(indptr, indices, data, labels, cost, length, offsets, coefficients, rounds):  # type: ignore[no-untyped-def]
    n_rows, n_themes = labels.shape
    fitted = labels.copy()
    z, step = np.empty(n_themes), np.empty(n_themes)
    last = len(coefficients) - 1
    for _ in range(rounds):
        for i in range(n_rows):
            for k in range(n_themes):
                z[k] = offsets[k] + coefficients[last, k]
            for place in range(indptr[i], indptr[i + 1]):
                x, j = data[place], indices[place]
                for k in range(n_themes):
                    z[k] += x * coefficients[j, k]
            for k in range(n_themes):
                # One step of Newton's method towards the z that this label would have if all others stayed.
                pull = cost[i, k] * length[i]
                s = 1.0 / (1.0 + np.exp(-z[k]))
                new = z[k] - pull * (s - fitted[i, k]) / (1.0 + pull * s * (1.0 - s))
                s = 1.0 / (1.0 + np.exp(-new))
                step[k] = cost[i, k] * (fitted[i, k] - s)
                fitted[i, k] = s
            for place in range(indptr[i], indptr[i + 1]):
                x, j = data[place], indices[place]
                for k in range(n_themes):
                    coefficients[j, k] += x * step[k]
            for k in range(n_themes):
                coefficients[last, k] += step[k]
