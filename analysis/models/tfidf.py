"""Themes by non-negative factors of TF-IDF, guided by a prior over terms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import solve_triangular
from scipy.optimize import nnls
from sklearn.feature_extraction.text import TfidfTransformer

from analysis.models.guided import Floats, GuidedThemes, beside, rows_to_shares, shares


class TfidfThemes(GuidedThemes):
    """Themes by non-negative matrix factorisation of TF-IDF values.

    Passages are rows of TF-IDF (1 + log count, times the inverse document frequency, scaled to length 1). They are
    explained by non-negative amounts of themes, whose profiles are non-negative too. The parameters are those of
    ``LDA``: the squared distance of a guided profile from its prior counts as much as ``strength`` passages.

    After ``fit``: ``components_`` (themes x terms, rows sum to 1), ``idf_`` (terms,), ``n_iter_``.

    >>> import numpy as np
    >>> counts = np.array([[4, 3, 0, 0], [3, 4, 0, 0], [0, 0, 3, 4], [0, 0, 4, 3]])
    >>> TfidfThemes(2, prior=[[1, 0, 0, 0]]).fit_transform(counts).argmax(axis=1)
    array([0, 0, 1, 1])
    """

    def _learn(self, X: sparse.csr_array, weight: Floats, guide: Floats, random: np.random.RandomState) -> None:
        transformer = TfidfTransformer(sublinear_tf=True).fit(X)
        self.idf_ = transformer.idf_
        rows = self._tfidf(X)
        allowed = self._allowed(guide)
        target, pull = self._target(rows, guide)
        profiles = self._start(rows, guide, target, allowed, random)
        heavy = sparse.diags_array(np.sqrt(weight)).tocsr() @ rows
        amounts = np.full((rows.shape[0], self.n_themes), 1.0 / self.n_themes)
        for n_passes in range(1, self.max_iter + 1):
            self.n_iter_ = n_passes
            amounts = _sweep(heavy, amounts, profiles)
            moved = _profiles(heavy, amounts, profiles, allowed, target, pull)
            change = np.abs(moved - profiles).sum() / max(profiles.sum(), 1e-12)
            profiles = moved
            if change < self.tol:
                break
        # A theme that explains nothing keeps a row of zeros: no passage has any of it.
        self.components_ = shares(profiles)

    def _weigh(self, X: sparse.csr_array) -> Floats:
        return rows_to_shares(_amounts(self._tfidf(X), self.components_))

    def _tfidf(self, X: sparse.csr_array) -> sparse.csr_array:
        """Return rows of TF-IDF; unlike the library's own, none is negative where a count is a fraction of one."""
        rows = sparse.csr_array((1 + np.log(np.maximum(X.data, 1e-12)), X.indices, X.indptr), shape=X.shape)
        rows.data = np.maximum(rows.data, 0.0)
        rows = sparse.csr_array(rows @ sparse.diags_array(self.idf_).tocsr())
        length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        return sparse.csr_array(sparse.diags_array(1 / np.maximum(length, 1e-12)).tocsr() @ rows)

    def _target(self, rows: sparse.csr_array, guide: Floats) -> tuple[Floats, Floats]:
        """Return the profiles that guided themes are held to (themes x terms), and how firmly (themes,)."""
        n_terms = rows.shape[1]
        target, pull = np.zeros((self.n_themes, n_terms)), np.zeros(self.n_themes)
        frequency = np.asarray(rows.sum(axis=0)).ravel()
        if self.background:
            common = np.where(self._allowed(guide)[-1], frequency, 0.0)
            target[-1] = common / max(float(np.linalg.norm(common)), 1e-12)
            pull[-1] = self.strength
        if len(guide):
            profile = guide * frequency
            length = np.sqrt((profile**2).sum(axis=1, keepdims=True))
            target[: len(guide)] = profile / np.maximum(length, 1e-12)
            pull[: len(guide)] = self.strength
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


def _amounts(rows: sparse.csr_array, profiles: Floats) -> Floats:
    """Return the non-negative amounts of each theme that explain each row best, by least squares, row by row.

    Solved exactly on the normal equations (Lawson and Hanson's active sets), so that no row depends on the others.
    """
    gram = profiles @ profiles.T
    # Profiles may coincide; the ridge is far below the digits that are kept.
    factor = np.linalg.cholesky(gram + np.eye(len(gram)) * np.trace(gram) * 1e-10)
    towards = solve_triangular(factor, np.asarray(rows @ profiles.T).T, lower=True).T
    return np.array([nnls(factor.T, row)[0] for row in towards])


def _sweep(rows: sparse.csr_array, amounts: Floats, profiles: Floats) -> Floats:
    """Return the amounts after one round of exact steps, theme by theme, for the given profiles."""
    amounts = amounts.copy()
    gram = profiles @ profiles.T
    explained = np.asarray(rows @ profiles.T)
    for k in range(len(profiles)):
        if gram[k, k] > 0:
            step = amounts[:, k] + (explained[:, k] - amounts @ gram[:, k]) / gram[k, k]
            amounts[:, k] = np.maximum(step, 0.0)
    return amounts


def _profiles(
    rows: sparse.csr_array, amounts: Floats, profiles: Floats, allowed: NDArray[np.bool_], target: Floats, pull: Floats
) -> Floats:
    """Return the profiles after one round of exact steps, theme by theme, for the given amounts.

    Minimises the squared error of the rows plus ``pull`` times the squared distance from ``target``
    (hierarchical alternating least squares, Cichocki and Phan 2009, with that penalty added).
    """
    profiles = profiles.copy()
    gram = amounts.T @ amounts
    explained = np.asarray(rows.T @ amounts).T
    for k in range(len(profiles)):
        firmness = gram[k, k] + pull[k]
        if firmness > 0:
            others = gram[k] @ profiles - gram[k, k] * profiles[k]
            step = (explained[k] - others + pull[k] * target[k]) / firmness
            profiles[k] = np.where(allowed[k], np.maximum(step, 0.0), 0.0)
    return profiles
