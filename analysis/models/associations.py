"""Which terms go together with a theme's words, and what a passage says of the theme by that alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse, special

from analysis.models.rows import counted_once

Floats = NDArray[np.float64]

_FIRM = 1000.0  # different words beside a word: with so many, what stands there counts as much as what stands anywhere
_STEEP = 4.0  # log odds for each unit of mean association; 3 to 6 were alike
_LEAST = 0.05  # a word's association with the theme's others, at least
_NOWHERE = -20.0  # log odds, in a language that has none of the theme's words
_AT_ONCE = 64  # words whose companions are counted together
_RAREST = 1e-6  # of all passages: a level
_NEAR = 1e-5  # log odds


def association(counts: sparse.csr_array, guide: Floats, weight: Floats) -> Floats:
    """Return how much each term goes together with each guided theme's words: terms x themes.

    counts: passages x terms, of one language. guide: themes x terms, above 0 for a theme's words. weight: how much each
    passage counts; only proportions matter. The mean over a passage's different terms, plus an offset, is the log odds
    that it speaks of the theme. Where no word of a theme occurs, each term says that it does not: -20.

    A term goes together with a word as far as it is more frequent in passages with that word than anywhere (pointwise
    mutual information, Church and Hanks 1990), p(term | word) being drawn to p(term) as by 1,000 words from anywhere.
    With a theme it does as far as it is with the mean of the theme's words, itself left out (Turney and Littman 2003
    tell the sense of words in that way): so a frequent word does not stand for its whole theme. Words count as they go
    together with the theme's others.

    >>> counts = sparse.csr_array(np.kron(np.eye(2), np.ones((300, 3))))
    >>> association(counts, np.array([[1, 1, 0, 0, 0, 0]]), np.ones(600)).ravel().round(1).tolist()
    [2.2, 2.2, 2.2, -1.9, -1.9, -1.9]
    """
    there = counted_once(counts)
    heavy = counted_once(counts, np.repeat(weight / weight.mean(), np.diff(counts.indptr)))
    frequency = np.asarray(heavy.sum(axis=0)).ravel()
    frequency = frequency / max(frequency.sum(), 1e-300)
    found = np.full((counts.shape[1], len(guide)), _NOWHERE)
    for theme, named in enumerate(guide):
        words = np.flatnonzero((named > 0) & (frequency > 0))
        if len(words):
            found[:, theme] = _with_theme(there, heavy, frequency, words)
    return found


def _with_theme(
    there: sparse.csr_array, heavy: sparse.csr_array, frequency: Floats, words: NDArray[np.int64]
) -> Floats:
    """Return how much each term goes together with the words of one theme: (terms,).

    there: which terms stand in each passage. heavy: the same, times the passages' weights. frequency: of terms.
    """
    sums, counted = np.zeros(len(frequency)), np.zeros(len(frequency))
    for first in range(0, len(words), _AT_ONCE):
        some, column = words[first : first + _AT_ONCE], np.arange(min(_AT_ONCE, len(words) - first))
        beside = np.asarray((sparse.csr_array(there[:, some].T) @ heavy).T.todense())
        beside[some, column] = 0.0  # none stands beside itself
        # How many times as frequent a term is beside each word as anywhere.
        anywhere = _FIRM / (beside.sum(axis=0) + _FIRM)
        times = np.divide(beside * (anywhere / _FIRM), frequency[:, None], out=np.zeros_like(beside), where=beside > 0)
        times += anywhere
        times[some, column] = 0.0
        with_others = times[words].sum(axis=0) / max(len(words) - 1, 1)
        counts_as = np.maximum(np.log(np.maximum(with_others, 1e-300)), _LEAST)
        sums += (times * counts_as).sum(axis=1)  # no product of matrices, whose sums libraries take as they like
        counted += counts_as.sum()
        counted[some] -= counts_as
    known = (sums > 0) & (frequency > 0)
    return np.asarray(_STEEP * np.log(np.divide(sums, counted, out=np.ones_like(sums), where=known)))


def mean_of_terms(counts: sparse.csr_array, values: Floats) -> Floats:
    """Return the mean value of the different terms of each passage: passages x themes; values: terms x themes."""
    sums, different = counted_once(counts) @ values, np.diff(counts.indptr)
    return np.asarray(sums / np.maximum(different, 1)[:, None])


def offsets_for(log_odds: Floats, level: Floats, weight: Floats) -> Floats:
    """Return what to add to log odds (passages x themes) so that their probabilities have the mean ``level`` (themes,).

    >>> offsets_for(np.array([[1.0], [-1.0]]), np.array([0.5]), np.ones(2)).round(6) + 0
    array([0.])
    """
    aims, whole = np.clip(level, _RAREST, 1 - _RAREST), weight.sum()

    def missing(offset: float, odds: Floats, aim: float) -> float:
        return float((special.expit(odds + offset) * weight).sum() / whole - aim)

    found = np.zeros(len(aims))
    for theme, (odds, aim) in enumerate(zip(np.ascontiguousarray(log_odds.T), aims, strict=True)):
        least, most = special.logit(aim) - odds.max() - 1, special.logit(aim) - odds.min() + 1
        found[theme] = optimize.brentq(missing, least, most, args=(odds, aim), xtol=_NEAR)
    return found
