"""How probable it is that passages speak of guided themes: what words, LDA and associations say, put together.

A classifier of TF-IDF values learns from the passages that the lexicon is sure of; where its words do not decide, LDA
teaches it (two views of the same passages, as in co-training, Blum and Mitchell 1998). The teacher has a part in the
log odds of a theme as well. A short passage hardly holds two words of a theme, and LDA has few words to go by; but many
such passages together show which terms go with which. So the shorter passages are, and the more of them there are, the
more associations take the place of LDA and of the words that decide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special

from analysis.models.associations import mean_of_terms, offsets_for
from analysis.models.calibration import log_odds
from analysis.models.classifiers import FREEDOM, Classifiers, learn_classifiers, of_each_theme
from analysis.models.lessons import Lessons

Floats = NDArray[np.float64]

_FROM_LDA = 0.3  # of the log odds where associations have no say; the rest is from the classifiers
_FROM_ASSOCIATIONS = 0.5  # likewise where they have all
_SHORT, _LONG = 15.0, 35.0  # words
_MANY = 1000  # passages


@dataclass(frozen=True)
class Presence:
    """What was learned of the presence of guided themes.

    say: how much associations have to say, 0 to 1 (see ``say_of_associations``). associations: terms x themes, whose
    mean over a passage's terms is in log odds; None where they have nothing to say.
    """

    classifiers: Classifiers
    associations: Floats | None
    say: float

    @classmethod
    def learn(
        cls,
        X: sparse.csr_array,
        rows: sparse.csr_array,
        by_lda: Floats,
        lessons: Lessons,
        association: Floats | None,
        say: float,
        weight: Floats,
    ) -> Presence:
        """Learn from counts and their TF-IDF (passages x terms), and from what LDA says (passages x themes).

        association: as the function of that name has it. By associations as many passages speak of a theme as by the
        words and LDA; the more they have to say, the nearer as hold one of its words, which is nearer the truth for
        news in a sentence or two, though short passages may speak of a theme without.
        """
        labels = lessons.labels(by_lda)
        if association is not None:
            speak = say * ~lessons.unnamed + (1 - say) * labels
            level = (speak * weight[:, None]).sum(axis=0) / weight.sum()
            by_terms = mean_of_terms(X, association)
            offsets = offsets_for(by_terms, level, weight)
            association = association + offsets
            teacher = special.expit((1 - say) * log_odds(by_lda) + say * (by_terms + offsets))
            labels = (1 - say) * lessons.labels(teacher) + say * teacher
        each = of_each_theme(weight, labels.shape[1])
        return cls(learn_classifiers(rows, labels, each, freedom=FREEDOM), association, say)

    def of(self, X: sparse.csr_array, rows: sparse.csr_array, by_lda: Floats) -> Floats:
        """Return the presence of the themes in passages, likewise given: passages x themes, 0 to 1."""
        learned = self.classifiers.log_odds(rows)
        odds = (1 - _FROM_LDA) * learned + _FROM_LDA * log_odds(by_lda)
        if self.associations is not None:
            by_associations = mean_of_terms(X, self.associations)
            instead = (1 - _FROM_ASSOCIATIONS) * learned + _FROM_ASSOCIATIONS * by_associations
            odds = (1 - self.say) * odds + self.say * instead
        return np.asarray(special.expit(odds))


def say_of_associations(X: sparse.csr_array) -> float:
    """Return how much associations have to say of passages, 0 to 1: more where these are short, and many.

    Up to a median of 15 words n^2 / (n^2 + 1000^2) for n passages, whatever they weigh; less for more words, and 0 from
    35 on.

    >>> [round(say_of_associations(sparse.csr_array(np.full((n, 1), 30.0))), 3) for n in (60, 1000, 9000)]
    [0.001, 0.125, 0.247]
    """
    n_passages, words = int(X.shape[0]), float(np.median(X.sum(axis=1)))
    short = float(np.clip((_LONG - words) / (_LONG - _SHORT), 0.0, 1.0))
    return short * n_passages**2 / (n_passages**2 + _MANY**2)
