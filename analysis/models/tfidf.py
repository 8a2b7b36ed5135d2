"""Themes by non-negative factors of TF-IDF, guided by a prior over terms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special
from sklearn.feature_extraction.text import TfidfTransformer

from analysis.compiled import compiled
from analysis.models.classifiers import FREEDOM, Classifiers, learn_classifiers, of_each_theme
from analysis.models.factors import factorise
from analysis.models.guided import Floats, GuidedThemes, beside, presence_of, rows_to_shares, shares, times_held
from analysis.models.lessons import Lessons
from analysis.models.nonnegative import nonnegative_amounts

_FIXED = 1e7  # passages that would have to say otherwise before a profile moved that is to stay


class TfidfThemes(GuidedThemes):
    """Themes by non-negative matrix factorisation of TF-IDF values.

    Passages are rows of TF-IDF (1 + log count, times the inverse document frequency, scaled to length 1). They are
    explained by non-negative amounts of themes, whose profiles are non-negative too. The parameters are those of
    ``LDA``: the squared distance of a guided profile from its prior counts as much as ``strength`` passages.

    Whether a passage speaks of a guided theme at all, ``presence``, is told by a classifier of TF-IDF values. It learns
    from the passages that the lexicon is sure of, against those without any of its words, and then from all of them,
    the others labelled by what it said itself.

    After ``fit``: ``components_`` (themes x terms, rows sum to 1), ``idf_`` (terms,), ``n_iter_``, and the classifiers'
    ``coefficients_`` (terms x guided themes), ``offsets_`` and ``n_sure_``, from how many sure passages they learned.

    >>> import numpy as np
    >>> counts = np.array([[4, 3, 0, 0], [3, 4, 0, 0], [0, 0, 3, 4], [0, 0, 4, 3]])
    >>> TfidfThemes(2, prior=[[1, 0, 0, 0]]).fit_transform(counts).argmax(axis=1)
    array([0, 0, 1, 1])
    """

    def _learn(self, X: sparse.csr_array, weight: Floats, guide: Floats, random: np.random.RandomState) -> None:
        self.idf_ = np.ones(X.shape[1])
        for passages, mine in self._by_language(X):
            self.idf_[mine] = TfidfTransformer(sublinear_tf=True).fit(self._part(X, passages, mine)).idf_
        rows = self.tfidf(X)
        lessons = Lessons.of(X, guide)
        learned = _learn_from_words(rows, lessons, self._counting_alike(X, weight))
        self.coefficients_, self.offsets_ = learned.coefficients, learned.offsets
        self.n_sure_ = lessons.sure.sum(axis=0).astype(np.float64)
        allowed, factors = self._may_hold(rows, guide, weight), np.zeros((self.n_themes, X.shape[1]))
        self.n_iter_ = 0
        parts = self._by_language(X)
        for (passages, mine), times in zip(parts, times_held([weight[p].sum() for p, _ in parts]), strict=True):
            part = self._part(rows, passages, mine), weight[passages], guide[:, mine], allowed[:, mine]
            factors[:, mine] = self._factors(*part, self.strength * times, random)
        # A theme that explains nothing keeps a row of zeros: no passage has any of it.
        self.components_ = shares(self._evened(factors))

    def _factors(
        self,
        rows: sparse.csr_array,
        weight: Floats,
        guide: Floats,
        allowed: NDArray[np.bool_],
        strength: float,
        random: np.random.RandomState,
    ) -> Floats:
        """Return the profiles that explain the rows of one language best: themes x terms."""
        target, pull = self._target(rows, guide, allowed[-1], strength)
        profiles = self._start(rows, guide, target, allowed, random)
        # Only proportions count; so no weight is out of reach of single precision.
        most = weight.max()
        heavy, pull = sparse.diags_array(np.sqrt(weight / most)).tocsr() @ rows, pull / most
        if self.languages is not None:
            # Free themes would take words of a guided theme in one language, and not in another, as they happen to
            # start. So guided themes are found without them, and stay where they are when free ones join.
            without = np.ones((self.n_themes, 1), dtype=np.bool_)
            without[self.free_themes] = False
            found = self._explaining(heavy, np.where(without, profiles, 0.0), allowed & without, target, pull)
            target[: len(guide)] = profiles[: len(guide)] = found[: len(guide)]
            pull[: len(guide)] = _FIXED / most
        return self._explaining(heavy, profiles, allowed, target, pull)

    def _explaining(
        self, heavy: sparse.csr_array, profiles: Floats, allowed: NDArray[np.bool_], target: Floats, pull: Floats
    ) -> Floats:
        """Return profiles that explain weighed rows, from those to start from."""
        found, n_passes = factorise(heavy, profiles, allowed, target, pull, max_iter=self.max_iter, tol=self.tol)
        self.n_iter_ = max(self.n_iter_, n_passes)
        return found

    def _weigh(self, X: sparse.csr_array) -> Floats:
        return self._weigh_rows(self.tfidf(X), X)

    def weights_and_presence(self, X: sparse.csr_array) -> tuple[Floats, Floats]:
        """Return both of passages that were checked and have known terms."""
        return self.told_of_rows(self.tfidf(X), X)

    def told_of_rows(self, rows: sparse.csr_array, X: sparse.csr_array) -> tuple[Floats, Floats]:
        """Return weights and presence of passages, given their rows of TF-IDF as well."""
        weights = self._weigh_rows(rows, X)
        present = presence_of(weights)
        learned = special.expit(Classifiers(self.coefficients_, self.offsets_).log_odds(rows))
        present[:, : len(self.offsets_)] = Lessons.of(X, self._guide(X.shape[1])).with_words(learned, self.n_sure_)
        return weights, present

    def _weigh_rows(self, rows: sparse.csr_array, X: sparse.csr_array) -> Floats:
        profiles, amounts = self.profiles(), np.zeros((X.shape[0], self.n_themes))
        for passages, mine in self._by_language(X):
            some = _amounts(self._part(rows, passages, mine), profiles[:, mine])
            amounts[passages] = np.where(profiles[:, mine].any(axis=1), some, 0.0)
        return rows_to_shares(amounts)

    def tfidf(self, X: sparse.csr_array) -> sparse.csr_array:
        """Return counts as rows of TF-IDF, CSR; none is negative, also where a count is a fraction of one."""
        row = np.repeat(np.arange(X.shape[0]), np.diff(X.indptr))
        values = np.maximum(1 + np.log(np.maximum(X.data, 1e-12)), 0.0) * self.idf_[X.indices]
        length = np.sqrt(np.bincount(row, values**2, minlength=X.shape[0]))
        return sparse.csr_array((values / np.maximum(length, 1e-12)[row], X.indices, X.indptr), shape=X.shape)

    def _target(
        self, rows: sparse.csr_array, guide: Floats, common: NDArray[np.bool_], strength: float
    ) -> tuple[Floats, Floats]:
        """Return the profiles that guided themes are held to (themes x terms), and how firmly (themes,).

        common: which terms the background may hold, (terms,).
        """
        n_terms = rows.shape[1]
        target, pull = np.zeros((self.n_themes, n_terms)), np.zeros(self.n_themes)
        frequency = np.asarray(rows.sum(axis=0)).ravel()
        if self.background:
            everywhere = np.where(common, frequency, 0.0)
            target[-1] = everywhere / max(float(np.linalg.norm(everywhere)), 1e-12)
            pull[-1] = strength
        if len(guide):
            profile = guide * frequency
            length = np.sqrt((profile**2).sum(axis=1, keepdims=True))
            target[: len(guide)] = profile / np.maximum(length, 1e-12)
            pull[: len(guide)] = strength
        return target, pull

    def _start(
        self,
        rows: sparse.csr_array,
        guide: Floats,
        target: Floats,
        allowed: NDArray[np.bool_],
        random: np.random.RandomState,
    ) -> Floats:
        mean = np.asarray(rows.mean(axis=0)).ravel()
        profiles = target.copy()
        near = beside(rows, guide, np.ones(rows.shape[0]))
        profiles[: len(guide)] += near / np.maximum(np.linalg.norm(near, axis=1, keepdims=True), 1e-300)
        profiles[self.free_themes] = mean * random.gamma(1.0, 1.0, profiles[self.free_themes].shape)
        return np.where(allowed, profiles, 0.0)


def _learn_from_words(rows: sparse.csr_array, lessons: Lessons, weight: Floats) -> Classifiers:
    """Return classifiers taught by the lexicon alone: rows it is sure of first, then all, by what those taught."""
    each = of_each_theme(weight, lessons.sure.shape[1])
    first = learn_classifiers(rows, lessons.sure.astype(np.float64), each * lessons.decided(), freedom=FREEDOM)
    teacher = special.expit(first.log_odds(rows))
    return learn_classifiers(rows, lessons.labels(teacher, unnamed=0.0), each, freedom=FREEDOM)


def _amounts(rows: sparse.csr_array, profiles: Floats) -> Floats:
    """Return the non-negative amounts of each theme that explain each row best, by least squares, row by row."""
    gram = _gram(profiles.T)
    # Profiles may coincide, or be 0; the ridge is far below the digits that are kept.
    gram += np.eye(len(gram)) * max(np.trace(gram) * 1e-10, 1e-300)
    return nonnegative_amounts(gram, _towards(rows, profiles))


def _towards(rows: sparse.csr_array, profiles: Floats) -> Floats:
    """Return the product of each row with each profile: (rows, themes)."""
    return np.ascontiguousarray(rows @ np.ascontiguousarray(profiles.T))


def _gram(columns: Floats) -> Floats:
    """Return the products of all columns with each other."""
    gram = np.zeros((columns.shape[1], columns.shape[1]))
    _multiply(np.ascontiguousarray(columns), gram)
    return gram


# The linear algebra is written out, since libraries take their sums in an order that depends on their threads.


@compiled()
def _multiply(columns, gram):  # type: ignore[no-untyped-def]
    for row in range(columns.shape[0]):
        for i in range(columns.shape[1]):
            x = columns[row, i]
            if x != 0:
                for j in range(columns.shape[1]):
                    gram[i, j] += x * columns[row, j]
