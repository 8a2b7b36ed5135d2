"""Presence put right by labels that people gave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

Floats = NDArray[np.float64]

LEAST, LEAST_EACH = 20, 5  # labels of a theme, and of either kind, without which nothing is put right
_LEAST = 1e-4  # presence that is told from none at the least
_HOLD = 2.0  # labels that speak for leaving presence as it is


@dataclass(frozen=True)
class Calibration:
    """How the log odds of a theme's presence are moved: slope times them, plus offset; from how many labels."""

    slope: float
    offset: float
    n_labels: int

    def __call__(self, presence: Floats) -> Floats:
        """Return presence as the labels have it; its order stays, and what is missing."""
        return np.asarray(special.expit(self.slope * _log_odds(presence) + self.offset))


def calibration(presence: Floats, labels: Floats, inclusion: Floats) -> Calibration | None:
    """Return how the presence of a theme is to be moved so that it says how often people find the theme.

    presence, labels: of the units (articles, or passages) that people labelled, 0 to 1. inclusion: the probability with
    which each was drawn; a label counts by 1 over it. None where there are fewer than 20 labels, or than five that say
    yes or no; missing presence and labels are left out.

    A logistic regression of the label on the log odds of presence (Platt 1999) with a slope above 0, held to no change
    as by two labels (a normal prior on the logarithm of the slope and on the offset, each of variance 1 / 2), so that
    few labels move presence little.

    >>> said = np.repeat([0.1, 0.9], 20)
    >>> found = calibration(said, np.tile([0.0, 0.0, 0.0, 1.0], 10), np.ones(40))
    >>> found(np.array([0.9])) < 0.6
    array([ True])
    """
    known = ~(np.isnan(presence) | np.isnan(labels))
    z, y, weight = _log_odds(presence[known]), labels[known], 1 / inclusion[known]
    yes = float(y.sum())
    if len(y) < LEAST or min(yes, len(y) - yes) < LEAST_EACH:
        return None
    weight = weight / weight.mean()

    def cost(at: Floats) -> float:
        told = np.exp(at[0]) * z + at[1]
        return float((weight * (np.logaddexp(0, told) - y * told)).sum() + _HOLD / 2 * (at**2).sum())

    found = optimize.minimize(cost, np.zeros(2), method="L-BFGS-B", bounds=[(-5, 5), (-20, 20)])
    return Calibration(float(np.exp(found.x[0])), float(found.x[1]), len(y))


def _log_odds(presence: Floats) -> Floats:
    return np.asarray(special.logit(np.clip(presence, _LEAST, 1 - _LEAST)))
