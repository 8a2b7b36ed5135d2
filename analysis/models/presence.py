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

_FROM_LDA = 0.3  # of the log odds where associations have no say; the rest is from the classifiers
_FROM_ASSOCIATIONS = 0.5  # likewise where they have all
_SHORT, _LONG = 15.0, 35.0  # words
_MANY = 1000  # passages
_LEAST = 1e-4  # probability that LDA may give at the least


@dataclass(frozen=True)
class Presence:
    """What was learned of the presence of guided themes.

    associations: terms x themes, whose mean over a passage's terms is in log odds. say: how much they have to say, 0 to
    1 (see ``say_of_associations``).
    """

    classifiers: Classifiers
    associations: Floats
    say: float

    @classmethod
    def learn(
        cls,
        X: sparse.csr_array,
        rows: sparse.csr_array,
        by_lda: Floats,
        lessons: Lessons,
        associations: Floats,
        say: float,
        weight: Floats,
    ) -> Presence:
        """Learn from counts and their TF-IDF (passages x terms), and from what LDA says (passages x themes).

        associations: as ``association`` has them; say: how much they have to say. As many passages speak of a theme by
        them as by the words and LDA; where they alone have a say, as hold one of its words.
        """
        labels = lessons.labels(by_lda)
        if say:
            told = say * ~lessons.unnamed + (1 - say) * labels
            level = (told * weight[:, None]).sum(axis=0) / weight.sum()
            by_terms = mean_of_terms(X, associations)
            offsets = offsets_for(by_terms, level, weight)
            associations = associations + offsets
            teacher = special.expit((1 - say) * _log_odds(by_lda) + say * (by_terms + offsets))
            # The fewer words a passage has, the less those that it has or lacks decide.
            labels = (1 - say) * lessons.labels(teacher) + say * teacher
        each = of_each_theme(weight, labels.shape[1])
        return cls(learn_classifiers(rows, labels, each, freedom=FREEDOM), associations, say)

    def of(self, X: sparse.csr_array, rows: sparse.csr_array, by_lda: Floats) -> Floats:
        """Return the presence of the themes in passages, likewise given: passages x themes, 0 to 1."""
        learned = self.classifiers.log_odds(rows)
        without = (1 - _FROM_LDA) * learned + _FROM_LDA * _log_odds(by_lda)
        with_all = (1 - _FROM_ASSOCIATIONS) * learned + _FROM_ASSOCIATIONS * mean_of_terms(X, self.associations)
        return np.asarray(special.expit((1 - self.say) * without + self.say * with_all))


def say_of_associations(X: sparse.csr_array, weight: Floats) -> float:
    """Return how much associations have to say of passages, 0 to 1: more where these are short, and many.

    1 up to a mean of 15 words, 0 from 35 on; times n^2 / (n^2 + 1000^2) for n passages.

    >>> [round(say_of_associations(sparse.csr_array(np.full((n, 1), 30.0)), np.ones(n)), 3) for n in (60, 1000, 9000)]
    [0.001, 0.125, 0.247]
    """
    n_passages = int(X.shape[0])
    words = float((np.asarray(X.sum(axis=1)).ravel() * weight).sum() / weight.sum())
    short = float(np.clip((_LONG - words) / (_LONG - _SHORT), 0.0, 1.0))
    return short * n_passages**2 / (n_passages**2 + _MANY**2)


def _log_odds(probability: Floats) -> Floats:
    return np.asarray(special.logit(np.clip(probability, _LEAST, 1 - _LEAST)))
