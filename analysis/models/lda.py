"""Latent Dirichlet allocation, guided by a prior over terms."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from analysis.models.guided import Floats, GuidedThemes, beside, rows_to_shares, shares

_BASE = 0.1  # pseudo-count of every term in every theme that may hold it
_BACKGROUND = 3.0  # the background expects this many times the words of another theme in a passage


class LDA(GuidedThemes):
    """Themes by latent Dirichlet allocation, fitted by expectation-maximisation of the posterior's mode.

    n_themes: how many columns. prior: guided themes x terms, 0 or more; theme k is fitted as if ``strength`` passages
    more held nothing but the terms of row k: a firm hold in a small corpus, a light one in a large. background:
    whether the last theme starts from, and is held to, the frequencies of the corpus. alpha: how many words of each
    theme a passage is taken to have beforehand. engine: 'themeline', or 'gensim' to learn the profiles with gensim
    from the same prior and start; weights are inferred in the same way. max_iter and tol: passes over the counts,
    ended when the mean change of a passage's weights falls below tol. random_state: where the free themes start.

    After ``fit``: ``components_`` (themes x terms, rows sum to 1), ``n_iter_``. Updates: theta_dk is
    proportional to alpha_k + n_dk and phi_kw to eta_kw + n_kw, with the expected counts n of the last pass
    (the MAP estimate of Asuncion, Welling, Smyth and Teh 2009, with hyperparameters one larger). ``transform``
    gives the expected share of the passage's words, n_dk / n_d.

    >>> import numpy as np
    >>> counts = np.array([[4, 3, 0, 0], [3, 4, 0, 0], [0, 0, 3, 4], [0, 0, 4, 3]])
    >>> LDA(2, prior=[[1, 0, 0, 0]], strength=1).fit_transform(counts).argmax(axis=1)
    array([0, 0, 1, 1])
    """

    def __init__(
        self,
        n_themes: int = 10,
        *,
        prior: ArrayLike | None = None,
        strength: float = 10.0,
        background: bool = False,
        alpha: float = 0.3,
        engine: str = "themeline",
        max_iter: int = 200,
        tol: float = 1e-4,
        random_state: Any = 0,
    ) -> None:
        super().__init__(
            n_themes, prior=prior, strength=strength, background=background, max_iter=max_iter, tol=tol,
            random_state=random_state,
        )  # fmt: skip
        self.alpha = alpha
        self.engine = engine

    def _learn(self, X: sparse.csr_array, weight: Floats | None, guide: Floats, random: np.random.RandomState) -> None:
        if not self.alpha > 0:
            raise ValueError(f"alpha is {self.alpha}; it must be above 0")
        eta = self._pseudo_counts(X, guide)
        start = self._start(X, guide, eta, random)
        if self.engine == "gensim":
            self.n_iter_, self.components_ = self.max_iter, self._by_gensim(X, weight, eta, start, random)
        elif self.engine == "themeline":
            self.n_iter_, self.components_ = self._by_em(X, weight, eta, start)
        else:
            raise ValueError(f"engine is {self.engine!r}; it must be 'themeline' or 'gensim'")

    def _by_em(self, X: sparse.csr_array, weight: Floats | None, eta: Floats, phi: Floats) -> tuple[int, Floats]:
        """Return the number of passes and the profiles, by expectation-maximisation from the profiles given."""
        theta = self._expected(X.shape[0])
        n_passes = 0
        for _ in range(self.max_iter):
            n_passes += 1
            ratio = _ratios(X, theta, phi)
            weighted = ratio if weight is None else _like(X, ratio.data * np.repeat(weight, np.diff(X.indptr)))
            moved = shares(self._alpha() + theta * (ratio @ phi.T))
            phi = shares(eta + phi * (weighted.T @ theta).T)
            change = np.average(np.abs(moved - theta).sum(axis=1), weights=weight)
            theta = moved
            if change < self.tol:
                break
        return n_passes, phi

    def _by_gensim(
        self, X: sparse.csr_array, weight: Floats | None, eta: Floats, start: Floats, random: np.random.RandomState
    ) -> Floats:
        from analysis.models.gensim_engine import gensim_profiles

        seed = int(random.randint(2**31 - 1))
        return gensim_profiles(X, weight, eta=eta, alpha=self._alpha(), start=start, max_iter=self.max_iter, seed=seed)

    def _weigh(self, X: sparse.csr_array) -> Floats:
        theta = self._expected(X.shape[0])
        moving = np.arange(X.shape[0])
        for _ in range(self.max_iter):
            # Each passage stops by itself, so that its weights do not depend on the passages beside it.
            part = X[moving]
            moved = shares(
                self._alpha() + theta[moving] * (_ratios(part, theta[moving], self.components_) @ self.components_.T)
            )
            change = np.abs(moved - theta[moving]).sum(axis=1)
            theta[moving] = moved
            moving = moving[change >= self.tol]
            if not len(moving):
                break
        # The share of the passage's words themselves, without alpha: a theme of which no word stands there has none.
        return shares(theta * (_ratios(X, theta, self.components_) @ self.components_.T))

    def _alpha(self) -> Floats:
        """Return alpha for each theme: the background's is larger, since every passage has its words."""
        alpha = np.full(self.n_themes, float(self.alpha))
        if self.background:
            alpha[-1] *= _BACKGROUND
        return alpha

    def _expected(self, n_passages: int) -> Floats:
        """Return the weights that a passage is taken to have before it is read."""
        alpha = self._alpha()
        return np.tile(alpha / alpha.sum(), (n_passages, 1))

    def _pseudo_counts(self, X: sparse.csr_array, guide: Floats) -> Floats:
        """Return eta (themes x terms): what each theme is taken to have of each term beforehand."""
        totals = np.asarray(X.sum(axis=0)).ravel()
        held = self.strength * totals.sum() / X.shape[0]
        eta = np.where(self._allowed(guide), _BASE, 0.0)
        eta[: len(guide)] += np.where(guide > 0, held * rows_to_shares(guide * totals), 0.0)
        if self.background:
            common = np.where(eta[-1] > 0, totals, 0.0)
            eta[-1] += held * common / max(common.sum(), 1e-300)
        return eta

    def _start(self, X: sparse.csr_array, guide: Floats, eta: Floats, random: np.random.RandomState) -> Floats:
        """Return the profiles that fitting starts from (themes x terms, rows sum to 1).

        A guided theme starts from the words that stand beside its own, so that it finds those that nobody listed
        before another theme takes them; the background from the frequencies of the corpus; the free ones at random.
        """
        allowed = eta > 0
        start = eta.copy()
        start[: len(guide)] += np.where(allowed[: len(guide)], beside(X, guide), 0.0)
        start[self.free_themes] *= 1 + random.gamma(1.0, 1.0 / _BASE, start[self.free_themes].shape)
        if self.background:
            start[-1] += np.where(allowed[-1], np.asarray(X.sum(axis=0)).ravel(), 0.0)
        return shares(start)


def _like(X: sparse.csr_array, data: Floats) -> sparse.csr_array:
    return sparse.csr_array((data, X.indices, X.indptr), shape=X.shape)


def _ratios(X: sparse.csr_array, theta: Floats, phi: Floats) -> sparse.csr_array:
    """Return count over expected share, x_dw / sum_k theta_dk phi_kw, for the counts that are not zero."""
    rows = np.repeat(np.arange(X.shape[0]), np.diff(X.indptr))
    expected = np.einsum("nk,nk->n", theta[rows], phi.T[X.indices])
    return _like(X, X.data / expected)
