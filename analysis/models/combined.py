"""LDA and TF-IDF together: one weight and one presence of each theme from both."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse, special

from analysis.models.alignment import match_free
from analysis.models.classifiers import FREEDOM, Classifiers, learn_classifiers
from analysis.models.guided import Floats, GuidedThemes, shares
from analysis.models.lda import LDA
from analysis.models.lessons import Lessons
from analysis.models.tfidf import TfidfThemes

_FROM_LDA = 0.2  # of the log odds of a guided theme; the rest is from the classifiers, which LDA has taught
_LEAST = 1e-4  # probability that LDA may give at the least


class CombinedThemes(GuidedThemes):
    """Themes by LDA and by TF-IDF, fitted to the same passages, and what the two say together.

    The parameters are those of ``LDA``. A weight is the mean of the weights in both models. Presence of a guided theme:
    a classifier of TF-IDF values learns from the passages that the lexicon is sure of; where the words of the lexicon
    do not decide, LDA is its teacher (two views of the same passages that teach each other, as in co-training, Blum
    and Mitchell 1998); its log odds count for four fifths, those of LDA for one. Presence of another theme: the mean of
    both models'.

    After ``fit``: ``lda_`` and ``tfidf_``, the two fitted models, whose free themes stand in the same order;
    ``components_`` (themes x terms, the mean of both), ``coefficients_`` (terms x guided themes) and ``offsets_``.

    >>> import numpy as np
    >>> counts = np.array([[4, 3, 0, 0], [3, 4, 0, 0], [0, 0, 3, 4], [0, 0, 4, 3]])
    >>> CombinedThemes(2, prior=[[1, 0, 0, 0]]).fit_transform(counts).argmax(axis=1)
    array([0, 0, 1, 1])
    """

    def __init__(
        self,
        n_themes: int = 10,
        *,
        prior: ArrayLike | None = None,
        strength: float = 10.0,
        background: bool = False,
        max_iter: int = 200,
        tol: float = 1e-4,
        n_jobs: int | None = -1,
        random_state: Any = 0,
    ) -> None:
        super().__init__(
            n_themes, prior=prior, strength=strength, background=background, max_iter=max_iter, tol=tol,
            random_state=random_state,
        )  # fmt: skip
        self.n_jobs = n_jobs

    def _learn(self, X: sparse.csr_array, weight: Floats, guide: Floats, random: np.random.RandomState) -> None:
        same = {name: getattr(self, name) for name in ("prior", "strength", "background", "max_iter", "tol")}
        seeds = random.randint(2**31 - 1, size=2).tolist()
        lda = LDA(self.n_themes, **same, n_jobs=self.n_jobs, random_state=seeds[0])
        tfidf = TfidfThemes(self.n_themes, **same, random_state=seeds[1])
        self.lda_, self.tfidf_ = lda.fit(X, sample_weight=weight), tfidf.fit(X, sample_weight=weight)
        self.n_iter_ = max(self.lda_.n_iter_, self.tfidf_.n_iter_)
        match_free(self.lda_, self.tfidf_)
        self.components_: Floats = shares(self.lda_.components_ + self.tfidf_.components_)
        labels = Lessons.of(X, guide).labels(self.lda_.presence(X)[:, : len(guide)])
        each = np.repeat((weight / weight.mean())[:, None], len(guide), axis=1)
        learned = learn_classifiers(self.tfidf_.tfidf(X), labels, each, freedom=FREEDOM)
        self.coefficients_, self.offsets_ = learned.coefficients, learned.offsets

    def _weigh(self, X: sparse.csr_array) -> Floats:
        return np.asarray((self.lda_.transform(X) + self.tfidf_.transform(X)) / 2)

    def _present(self, X: sparse.csr_array) -> Floats:
        by_lda = self.lda_.presence(X)
        present = (by_lda + self.tfidf_.presence(X)) / 2
        n_guided = len(self.offsets_)
        own = Classifiers(self.coefficients_, self.offsets_).log_odds(self.tfidf_.tfidf(X))
        theirs = special.logit(np.clip(by_lda[:, :n_guided], _LEAST, 1 - _LEAST))
        present[:, :n_guided] = special.expit((1 - _FROM_LDA) * own + _FROM_LDA * theirs)
        return np.asarray(present)
