"""LDA and TF-IDF together: one weight and one presence of each theme from both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from analysis.compiled import n_threads
from analysis.models.alignment import match_free
from analysis.models.associations import association
from analysis.models.classifiers import Classifiers
from analysis.models.guided import Floats, GuidedThemes, refuse_unless_whole, shares
from analysis.models.lda import LDA
from analysis.models.lessons import Lessons
from analysis.models.presence import Presence, say_of_associations
from analysis.models.tfidf import TfidfThemes

_ANCHOR = 30.0  # see LDA: 3 to 100 were alike, and better than none; guided themes then hardly depend on the start
_FEW, _LEAST_FROM_TFIDF = 1500.0, 0.1  # passages; of a weight, where there are many: LDA gains more from them
_MANY, _MOST = 2250.0, 30.0  # passages: with fewer, more passes are made, up to so many times as many
_SOME = 2000  # passages by which fits are compared


class CombinedThemes(GuidedThemes):
    """Themes by LDA and by TF-IDF, fitted to the same passages, and what the two say together.

    The parameters are those of ``LDA``, but that ``max_iter``, for 2,250 passages or more, is small: the longer the
    models are fitted, the better they foretell words and the further the guided themes drift from what their words
    mean. n_teachers: how many fits of LDA are made from different starts, since each settles on other free themes; the
    one that foretells words best is kept.

    Of a weight a half is from either model where passages are few, nine tenths are from LDA where they are many.
    Presence of a guided theme is what a classifier of TF-IDF values has learned from the lexicon's words and from all
    fits of LDA together, what these say, and with which terms the theme's words go together; the last counts where
    passages are short and many (see ``Presence``). Presence of another theme is what LDA says.

    After ``fit``: ``lda_`` and ``tfidf_``, the two fitted models, whose free themes stand in the same order; the
    ``others_``, further fits of LDA; ``from_tfidf_``, the part of a weight that is from TF-IDF; ``components_`` (themes
    x terms, mixed likewise); and what presence is told by: the classifiers' ``coefficients_`` (terms x guided themes)
    and ``offsets_`` (guided themes,), ``say_``, how much associations have to say, 0 to 1, and the ``associations_``
    (terms x guided themes; None where they have nothing to say).

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
        max_iter: int = 10,
        tol: float = 1e-4,
        languages: ArrayLike | None = None,
        n_teachers: int = 3,
        n_jobs: int | None = -1,
        random_state: Any = 0,
    ) -> None:
        super().__init__(
            n_themes, prior=prior, strength=strength, background=background, max_iter=max_iter, tol=tol,
            languages=languages, random_state=random_state,
        )  # fmt: skip
        self.n_teachers = n_teachers
        self.n_jobs = n_jobs

    def _refuse_parameters(self) -> None:
        super()._refuse_parameters()
        refuse_unless_whole(self, "n_teachers")

    def _learn(self, X: sparse.csr_array, weight: Floats, guide: Floats, random: np.random.RandomState) -> None:
        same = {name: getattr(self, name) for name in ("prior", "strength", "background", "tol", "languages")}
        # A pass over few passages moves the themes little.
        same["max_iter"] = int(self.max_iter * np.clip(_MANY / X.shape[0], 1, _MOST))
        tfidf_start, *starts = random.randint(2**31 - 1, size=1 + self.n_teachers).tolist()
        tfidf = TfidfThemes(self.n_themes, **same, random_state=tfidf_start)
        guided = {**same, "anchor": _ANCHOR, "n_jobs": self.n_jobs}
        teachers = [LDA(self.n_themes, **guided, random_state=start) for start in starts]
        with _beside(n_threads(self.n_jobs)) as begin:
            fitting = begin(partial(tfidf.learn, X, weight, guide))
            fits = [lda.learn(X, weight, guide) for lda in teachers]
            self.tfidf_ = fitting()
        self.lda_, *self.others_ = sorted(fits, key=partial(_surprise, X))
        self.from_tfidf_ = max(0.5 * _FEW / (_FEW + X.shape[0]), _LEAST_FROM_TFIDF)
        for mine in self._terms_by_language():
            match_free(self.lda_, self.tfidf_, mine)
        self.components_: Floats = shares(self.mixed(self.lda_.components_, self.tfidf_.components_))
        self.n_iter_ = max(self.lda_.n_iter_, self.tfidf_.n_iter_)
        by_lda = np.asarray(sum(lda.lesson(X) for lda in (self.lda_, *self.others_)) / len(fits))
        self._learn_presence(X, weight, guide, by_lda)

    def _learn_presence(self, X: sparse.csr_array, weight: Floats, guide: Floats, by_lda: Floats) -> None:
        """Learn of the presence of the guided themes, LDA saying ``by_lda`` (passages x guided themes)."""
        # Of languages, the one in which they can say least tells how much they may say in all, so that all say alike.
        self.say_ = min(say_of_associations(self._part(X, *part)) for part in self._by_language(X))
        together = self._association(X, weight, guide) if self.say_ else None
        rows, lessons, alike = self.tfidf_.tfidf(X), Lessons.of(X, guide), self._counting_alike(X, weight)
        learned = Presence.learn(X, rows, by_lda, lessons, together, self.say_, alike)
        self.coefficients_, self.offsets_ = learned.classifiers.coefficients, learned.classifiers.offsets
        self.associations_ = learned.associations

    def _association(self, X: sparse.csr_array, weight: Floats, guide: Floats) -> Floats:
        """Return how much each term goes together with each guided theme's words in its language: terms x themes."""
        together = np.zeros((X.shape[1], len(guide)))
        for passages, mine in self._by_language(X):
            together[mine] = association(self._part(X, passages, mine), guide[:, mine], weight[passages])
        return together

    def _taught(self, X: sparse.csr_array, first: Floats) -> Floats:
        """Return what all fits of LDA say together of the presence of the guided themes: passages x guided themes.

        first: what the first of them, ``lda_``, says.
        """
        others = sum(lda.weights_and_presence(X)[1][:, : first.shape[1]] for lda in self.others_)
        return np.asarray((first + others) / (1 + len(self.others_)))

    def mixed(self, by_lda: Floats, by_tfidf: Floats) -> Floats:
        """Return what both models together say of weights, or of what sums up to them."""
        return np.asarray((1 - self.from_tfidf_) * by_lda + self.from_tfidf_ * by_tfidf)

    def views(self) -> dict[str, GuidedThemes]:
        """Return the models that it holds by their names in tables, and itself: lda, tfidf, both."""
        return {"lda": self.lda_, "tfidf": self.tfidf_, "both": self}

    def _weigh(self, X: sparse.csr_array) -> Floats:
        return self._told(X)["both"][0]

    def _present(self, X: sparse.csr_array) -> Floats:
        return self._together(X, self.tfidf_.tfidf(X), self.lda_.weights_and_presence(X)[1])

    def _told(self, X: sparse.csr_array) -> dict[str, tuple[Floats, Floats]]:
        rows = self.tfidf_.tfidf(X)
        lda, tfidf = self.lda_.weights_and_presence(X), self.tfidf_.told_of_rows(rows, X)
        return {"lda": lda, "tfidf": tfidf, "both": (self.mixed(lda[0], tfidf[0]), self._together(X, rows, lda[1]))}

    def _together(self, X: sparse.csr_array, rows: sparse.csr_array, by_lda: Floats) -> Floats:
        """Return the presence of all themes, the first fit of LDA saying ``by_lda``: passages x themes.

        rows: the passages' TF-IDF.
        """
        n_guided = len(self.offsets_)
        learned = Presence(Classifiers(self.coefficients_, self.offsets_), self.associations_, self.say_)
        present = learned.of(X, rows, self._taught(X, by_lda[:, :n_guided]))
        lessons = Lessons.of(X, self._guide(X.shape[1]))
        return np.hstack([lessons.with_words(present, self.tfidf_.n_sure_), by_lda[:, n_guided:]])


@contextmanager
def _beside(n_threads: int) -> Iterator[Callable[[Callable[[], Any]], Callable[[], Any]]]:
    """Yield a function that begins some work in a thread of its own, and returns a function that waits for its result.

    With one thread the work is done when its result is asked for.
    """
    if n_threads == 1:
        yield lambda work: work
        return
    with ThreadPoolExecutor(1) as pool:
        yield lambda work: pool.submit(work).result


def _surprise(X: sparse.csr_array, lda: LDA) -> float:
    """Return how badly a fit foretells words of the passages, of 2,000 where there are more (they are in no order)."""
    some = X[:_SOME]
    return -lda.score(some) if (np.asarray(some.sum(axis=1)) > 1).any() else 0.0
