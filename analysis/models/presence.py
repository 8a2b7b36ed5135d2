"""How probable it is that passages speak of guided themes: what words, LDA and associations say, put together.

A classifier of TF-IDF values learns from the passages that the lexicon is sure of; where its words do not decide, LDA
teaches it (two views of the same passages, as in co-training, Blum and Mitchell 1998), and where passages are short
associations do. A short passage hardly holds two words of a theme, and a fit of LDA has few words to go by; but many
such passages together show which terms go with which. Who teaches has a part in a theme's log odds as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special

from analysis.models.associations import mean_of_terms, offsets_for
from analysis.models.classifiers import FREEDOM, Classifiers, learn_classifiers, of_each_theme
from analysis.models.lessons import Lessons

Floats = NDArray[np.float64]

_FROM_LDA = 0.3  # of the log odds where passages are long; the rest is from the classifiers
_FROM_ASSOCIATIONS = 0.5  # likewise where they are short
_SHORT, _LONG = 15.0, 35.0  # words
_LEAST = 1e-4  # probability that LDA may give at the least


@dataclass(frozen=True)
class Presence:
    """What was learned of the presence of guided themes.

    associations: terms x themes, whose mean over a passage's terms is in log odds. short: how short the passages were
    that it was learned from, 0 to 1; where it is 0, associations have no say.
    """

    classifiers: Classifiers
    associations: Floats
    short: float

    @classmethod
    def learn(
        cls,
        X: sparse.csr_array,
        rows: sparse.csr_array,
        by_lda: Floats,
        lessons: Lessons,
        associations: Floats,
        short: float,
        weight: Floats,
    ) -> Presence:
        """Learn from counts and their TF-IDF (passages x terms), and from what LDA says (passages x themes).

        associations: as ``association`` has them. As many passages speak of a theme by them as by the words and LDA;
        where passages are short, as hold one of its words.
        """
        labels = lessons.labels(by_lda)
        if short:
            told = short * ~lessons.unnamed + (1 - short) * labels
            level = (told * weight[:, None]).sum(axis=0) / weight.sum()
            by_terms = mean_of_terms(X, associations)
            offsets = offsets_for(by_terms, level, weight)
            associations = associations + offsets
            teacher = special.expit((1 - short) * _log_odds(by_lda) + short * (by_terms + offsets))
            # The fewer words a passage has, the less those that it has or lacks decide.
            labels = (1 - short) * lessons.labels(teacher) + short * teacher
        each = of_each_theme(weight, labels.shape[1])
        return cls(learn_classifiers(rows, labels, each, freedom=FREEDOM), associations, short)

    def of(self, X: sparse.csr_array, rows: sparse.csr_array, by_lda: Floats) -> Floats:
        """Return the presence of the themes in passages, likewise given: passages x themes, 0 to 1."""
        learned = self.classifiers.log_odds(rows)
        if_long = (1 - _FROM_LDA) * learned + _FROM_LDA * _log_odds(by_lda)
        if_short = (1 - _FROM_ASSOCIATIONS) * learned + _FROM_ASSOCIATIONS * mean_of_terms(X, self.associations)
        return np.asarray(special.expit((1 - self.short) * if_long + self.short * if_short))


def shortness(X: sparse.csr_array, weight: Floats) -> float:
    """Return how short passages are, 0 to 1: 1 up to a mean of 15 words, 0 from 35 on.

    >>> [shortness(sparse.csr_array([[n]]), np.ones(1)) for n in (10, 30, 60)]
    [1.0, 0.25, 0.0]
    """
    words = float((np.asarray(X.sum(axis=1)).ravel() * weight).sum() / weight.sum())
    return float(np.clip((_LONG - words) / (_LONG - _SHORT), 0.0, 1.0))


def _log_odds(probability: Floats) -> Floats:
    return np.asarray(special.logit(np.clip(probability, _LEAST, 1 - _LEAST)))
