"""Latent Dirichlet allocation, guided by a prior over terms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from analysis.compiled import n_threads, threads
from analysis.models.em import (
    LEAST_PASSAGES,
    HeldOut,
    Languages,
    Learning,
    Passages,
    Profiles,
    expect,
    settle,
)
from analysis.models.guided import (
    Floats,
    GuidedThemes,
    beside,
    presence_of,
    refuse_unless_number,
    rows_to_shares,
    shares,
    times_held,
)
from analysis.models.lanes import aligned, padded
from analysis.models.lessons import BELIEVED, Lessons
from analysis.models.rows import canonical_order, merged
from analysis.models.start import prototypes

ENGINES = ("themeline", "gensim", "sklearn")

_BACKGROUND = 3.0  # the background expects this many times the words of another theme in a passage
_WORDS = 8.0  # that a passage is taken to have beforehand, of all themes together
_MORE, _MOST, _MOST_EACH = 2000.0, 48.0, 0.5  # where alpha is learned: more over their length, at most, of each theme
_ERRORS, _FEW = (1.0, 2.0), 100  # above chance, of a term that a theme may hold: one more for 100 passages more
_UNHEARD = 1e-9  # share of a language that no passage is in: its terms stay possible
_SETTLED = 1e-3  # share of a passage's words that may still move, when its weights are found
_NEAR = 1e-2  # share of a passage's words that may still move, where LDA teaches another model
_STEPS = 100  # at most, until the weights of a passage are found
_SLOWER, _LATER = 0.7, 1.0  # how fast partial fits forget: (batches + 1) ** -0.7 (Hoffman, Blei and Bach 2010)


class LDA(GuidedThemes):
    """Themes by latent Dirichlet allocation.

    n_themes: how many columns. prior: guided themes x terms, 0 or more; theme k is fitted as if ``strength`` passages
    more held nothing but the terms of row k: a firm hold in a small corpus, a light one in a large; beside these it may
    hold only terms that stand beside them more often than chance would have it, by a standard error with 100 passages
    or fewer and by two with 200 or more. background: whether the last theme starts from, and is held to, the
    frequencies of the corpus. anchor: guided themes are held as well by the words of the passages that the prior is
    sure of (see ``Lessons``), from the eleventh such passage on, as firmly as there are such passages, but no more than
    ``anchor`` times ``strength``. alpha: how many words of each theme a passage is taken to have beforehand (None:
    eight over the number of themes, of the background three times that); beta: how many of each term a theme is taken
    to have. learn_priors: whether, from 400 different passages on, both are learned, alpha for each theme, and from a
    larger one on (None: 2,000 words over the length of passages, 8 to 48), since a small one fixes themes too early.
    engine: 'themeline', or 'gensim' or 'sklearn' to learn the profiles with those libraries from the same prior and
    start; weights are inferred in the same way. max_iter: passes over all passages, at most; before them come some over
    parts of a large corpus, and after them five with the passages held out. tol: the fit ends when a pass adds less
    than this to the mean log probability of words in passages held out, a twentieth of all; where fewer than 400
    differ, none is held out, and it ends when less than this share of the words moves. n_jobs: threads, -1 for every
    core; they change no bit of the result, nor does the order of the passages. random_state: where the free themes
    start.

    After ``fit``: ``components_`` (themes x terms, rows sum to 1), ``alpha_`` (themes,), ``beta_``, ``n_iter_``. How
    words are shared out is told in ``analysis.models.em``. ``transform`` gives the expected share of the passage's
    words.

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
        anchor: float = 0.0,
        alpha: float | None = None,
        beta: float = 0.05,
        learn_priors: bool = True,
        engine: str = "themeline",
        max_iter: int = 200,
        tol: float = 1e-4,
        languages: ArrayLike | None = None,
        n_jobs: int | None = -1,
        random_state: Any = 0,
    ) -> None:
        super().__init__(
            n_themes, prior=prior, strength=strength, background=background, max_iter=max_iter, tol=tol,
            languages=languages, random_state=random_state,
        )  # fmt: skip
        self.anchor = anchor
        self.alpha = alpha
        self.beta = beta
        self.learn_priors = learn_priors
        self.engine = engine
        self.n_jobs = n_jobs

    def iter_fit(self, X: Any, sample_weight: ArrayLike | None = None, *, every: int = 5) -> Iterator[Self]:
        """Fit as ``fit`` does, and yield the estimator, fitted as far, after every so many passes and at the end.

        For progress, and to look at themes as they take shape. Raises what ``fit`` raises.

        >>> import numpy as np
        >>> counts = np.array([[4, 3, 0, 0], [3, 4, 0, 0], [0, 0, 3, 4], [0, 0, 4, 3]])
        >>> passes = [model.n_iter_ for model in LDA(2, max_iter=8, tol=0).iter_fit(counts)]
        >>> passes
        [5, 8]
        """
        X, weight, guide = self._checked_for_fit(X, sample_weight)
        yield from self._learning(X, weight, guide, check_random_state(self.random_state), every)

    def partial_fit(self, X: Any, y: Any = None, sample_weight: ArrayLike | None = None) -> Self:  # noqa: ARG002
        """Learn from one batch of passages more; the first call fits them as ``fit`` does.

        The batch is taken as typical of all passages so far, and what was learned before counts less and less:
        1 - (batches before + 1) ** -0.7. The vocabulary, alpha and beta stay those of the first batch.
        """
        if not hasattr(self, "_counted"):
            self.fit(X, sample_weight=sample_weight)
            X, weight, guide = self._checked_for_fit(X, sample_weight)
            allowed = self._held_terms(X, guide, weight)
            self._eta = self._pseudo_counts(X, weight, guide, allowed) + self.beta_ * allowed
            self._counted = self._count_words(X, weight)
            self._n_batches, self._n_words = 1, float(self._counted.sum())
            return self
        X, weight, _ = self._checked_for_fit(X, sample_weight, reset=False)
        new = self._count_words(X, weight)
        self._n_batches += 1
        self._n_words += float(new.sum())
        fresh = (self._n_batches + _LATER) ** -_SLOWER
        self._counted = (1 - fresh) * self._counted + fresh * new * (self._n_words / new.sum())
        self.components_: Floats = shares(self._counted + np.where(self.components_ > 0, self._eta, 0.0))
        return self

    def perplexity(self, X: Any) -> float:
        """Return how many words each word of these passages is as surprising as: the lower, the better the model.

        Half of each passage's words are shown to the model, the other half foretold, by document completion
        (Wallach, Murray, Salakhutdinov and Mimno 2009). Passages must not be those of the fit. Raises ValueError where
        there is no word to foretell.
        """
        log_p, n_words = self._foretold(X)
        return float(np.exp(-log_p / n_words))

    def score(self, X: Any, y: Any = None) -> float:  # noqa: ARG002
        """Return the log probability of the words that ``perplexity`` foretells: the higher, the better."""
        return self._foretold(X)[0]

    def _learn(self, X: sparse.csr_array, weight: Floats, guide: Floats, random: np.random.RandomState) -> None:
        for _ in self._learning(X, weight, guide, random, every=self.max_iter):
            pass

    def _learning(
        self, X: sparse.csr_array, weight: Floats, guide: Floats, random: np.random.RandomState, every: int
    ) -> Iterator[Self]:
        self.__dict__.pop("_counted", None)  # what partial fits before this one had learned
        rows, weight = merged(X, weight)
        allowed = self._held_terms(rows, guide, weight)
        held = self._pseudo_counts(rows, weight, guide, allowed)
        start = self._start(rows, weight, guide, held, allowed, random)
        self.alpha_, self.beta_ = self._first_alpha(rows), float(self.beta)
        if self.engine != "themeline":
            self.n_iter_, self.components_ = self.max_iter, self._by_library(rows, weight, held, allowed, start, random)
            yield self
            return
        # The frequent terms together: their rows stay in the processor's caches.
        order = np.argsort(-np.bincount(rows.indices, minlength=rows.shape[1]), kind="stable")
        back = np.argsort(order)
        rows = rows[:, order]
        rows.sort_indices()
        profiles = Profiles(
            start[:, order], held[:, order], allowed[:, order], self.beta,
            self._shares_of_words(rows, weight, back),
        )  # fmt: skip
        self.n_iter_ = 0
        with threads(self.n_jobs) as run:
            learning = Learning(rows, weight, profiles, self.alpha_, learn_priors=self.learn_priors, run=run)
            del rows, held, start  # the largest of what is no longer needed
            for _ in learning.passes(self.max_iter, self.tol):
                self.n_iter_ += 1
                if self.n_iter_ % every == 0:
                    self._take(learning, back)
                    yield self
            if self.n_iter_ % every:
                self._take(learning, back)
                yield self

    def _take(self, learning: Learning, order: NDArray[np.int64]) -> None:
        """Take over what was learned so far, its terms put into the given order."""
        self.components_ = learning.profiles.shares()[:, order]
        self.alpha_ = learning.alpha[: self.n_themes].astype(np.float64)
        self.beta_ = float(learning.profiles.beta)

    def _refuse_parameters(self) -> None:
        super()._refuse_parameters()
        refuse_unless_number(self, "anchor")
        refuse_unless_number(self, "beta", *([] if self.alpha is None else ["alpha"]), zero=False)
        n_threads(self.n_jobs)
        if self.languages is not None and self.engine != "themeline":
            raise ValueError(f"engine is {self.engine!r}; passages in several languages need 'themeline'")
        if self.engine not in ENGINES:
            raise ValueError(f"engine is {self.engine!r}; it must be one of {', '.join(map(repr, ENGINES))}")

    def _by_library(
        self, rows: sparse.csr_array, weight: Floats, held: Floats, allowed: NDArray[np.bool_], start: Floats,
        random: np.random.RandomState,
    ) -> Floats:  # fmt: skip
        from analysis.models.gensim_engine import gensim_profiles
        from analysis.models.sklearn_engine import sklearn_profiles

        eta = held + self.beta * allowed
        seed = int(random.randint(2**31 - 1))
        learn: Any = partial(gensim_profiles, alpha=self.alpha_)
        if self.engine == "sklearn":
            learn = partial(sklearn_profiles, alpha=self.alpha_[0])
        profiles = learn(rows, weight, eta=eta, start=start, max_iter=self.max_iter, seed=seed)
        # The libraries give a term that a theme may not hold a pseudo-count that is small, but not 0.
        return shares(np.where(allowed, profiles, 0.0))

    def lesson(self, X: sparse.csr_array) -> Floats:
        """Return the presence of the guided themes, passages x guided themes, near enough to teach another model."""
        n_guided, _ = self._numbers()
        return presence_of(self._weigh(X, tol=_NEAR)[:, :n_guided])

    def _weigh(self, X: sparse.csr_array, tol: float = _SETTLED) -> Floats:
        expected, alpha = self._settled(X, tol)
        # The share of the passage's words themselves, without alpha: a theme of which no word stands there has none.
        return rows_to_shares(np.maximum(expected.astype(np.float64) - alpha, 0.0))

    def _settled(self, X: sparse.csr_array, tol: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return alpha plus the expected words of each theme in each passage (passages x themes), and alpha.

        tol: a passage is done when less than this share of its words moves.
        """
        phi, alpha = self._as_blocks()
        passages = Passages.of(X)
        expected = expect(passages, alpha)
        with threads(self.n_jobs) as run:
            settle(passages, expected, phi, alpha, 0, len(passages), steps=_STEPS, tol=tol, run=run)
        return expected[:, : self.n_themes], alpha[: self.n_themes]

    def _as_blocks(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the profiles (terms x themes) and alpha as the compiled loops take them."""
        width = padded(self.n_themes)
        phi, alpha = aligned(self.components_.shape[1], width), aligned(1, width)[0]
        phi[:, : self.n_themes] = self.profiles().T
        alpha[: self.n_themes] = self.alpha_
        return phi, alpha

    def _count_words(self, X: sparse.csr_array, weight: Floats) -> Floats:
        """Return how many words of each term each theme is expected to have in these passages: themes x terms."""
        theta = self._weigh(X)
        phi = self.profiles()
        expected = np.einsum("nk,nk->n", theta[_rows(X)], phi.T[X.indices])
        ratio = sparse.csr_array(
            (X.data * weight[_rows(X)] / np.maximum(expected, 1e-300), X.indices, X.indptr), shape=X.shape
        )
        return np.asarray(phi * (ratio.T @ theta).T)

    def _foretold(self, X: Any) -> tuple[float, float]:
        """Return the log probability of the halves of the passages that are hidden, and how many words they have."""
        check_is_fitted(self)
        phi, alpha = self._as_blocks()
        X = self._checked(X, reset=False)
        n_words = np.asarray(X.sum(axis=1)).ravel()
        # One word has no other that could foretell it, so such a passage gets no weight.
        X = X[canonical_order(X, np.where(n_words > 1, n_words, 0.0))]
        hidden = HeldOut(sparse.csr_array(X), alpha)
        if hidden.n_words == 0:
            raise ValueError("there is no word to foretell; give passages of two known words or more")
        with threads(self.n_jobs) as run:
            told = hidden.foretell(phi, alpha, np.zeros_like(alpha), steps=_STEPS, run=run)
        return told.log_p, hidden.n_words

    def _first_alpha(self, rows: sparse.csr_array) -> Floats:
        """Return alpha for each theme to start from: the background's is larger, since every passage has its words."""
        each = _WORDS / self.n_themes
        if self.learn_priors and rows.shape[0] >= LEAST_PASSAGES:
            more = float(np.clip(_MORE * rows.shape[0] / rows.sum(), _WORDS, _MOST)) / self.n_themes
            each = max(each, min(more, _MOST_EACH))
        alpha = np.full(self.n_themes, each if self.alpha is None else float(self.alpha))
        if self.background:
            alpha[-1] *= _BACKGROUND
        return alpha

    def _held_terms(self, rows: sparse.csr_array, guide: Floats, weight: Floats) -> NDArray[np.bool_]:
        """Return which theme may hold which term; of several languages some are small, and chance would decide."""
        if len(self._terms_by_language()) > 1:
            return self._allowed(guide)
        return self._may_hold(rows, guide, weight, errors=float(np.clip(rows.shape[0] / _FEW, *_ERRORS)))

    def _pseudo_counts(
        self, rows: sparse.csr_array, weight: Floats, guide: Floats, allowed: NDArray[np.bool_]
    ) -> Floats:
        """Return what the themes are held to (themes x terms): how many words of each term they have beforehand."""
        totals = np.asarray(rows.T @ weight).ravel()
        firm = self.strength * totals.sum() / weight.sum()
        held = np.zeros((self.n_themes, rows.shape[1]))
        parts = self._terms_by_language()
        for mine, times in zip(parts, times_held([totals[mine].sum() for mine in parts]), strict=True):
            named, firm_here = guide[:, mine], firm * times
            held[: len(guide), mine] = np.where(named > 0, firm_here * rows_to_shares(named * totals[mine]), 0.0)
            if self.background:
                common = np.where(allowed[-1, mine], totals[mine], 0.0)
                held[-1, mine] = firm_here * common / max(common.sum(), 1e-300)
        if self.anchor:
            held[: len(guide)] += self._words_of_sure_passages(rows, weight, guide, allowed)
        return held

    def _words_of_sure_passages(
        self, rows: sparse.csr_array, weight: Floats, guide: Floats, allowed: NDArray[np.bool_]
    ) -> Floats:
        """Return how many words of each term guided themes have from the passages that the lexicon is sure of.

        They are those that these passages have more of than all have.
        """
        sure = Lessons.of(rows, guide).sure * weight[:, None]
        totals = np.asarray(rows.T @ weight).ravel()
        length = np.maximum(np.asarray(rows.sum(axis=1)).ravel(), 1e-300)
        words = np.asarray(rows.T @ (sure / length[:, None])).T
        more = np.zeros_like(words)
        for mine in self._terms_by_language():
            profile, common = shares(words[:, mine]), totals[mine] / max(totals[mine].sum(), 1e-300)
            part = shares(np.where(allowed[: len(guide), mine], np.maximum(profile - common, 0.0), 0.0))
            here, whole = words[:, mine].sum(axis=1), words.sum(axis=1)
            more[:, mine] = part * np.divide(here, whole, out=np.zeros_like(here), where=whole > 0)[:, None]
        n_sure = np.maximum(sure.sum(axis=0) / weight.mean() - BELIEVED, 0.0)  # the words of a few are chance
        firm = np.minimum(self.anchor * self.strength, n_sure) * totals.sum() / len(weight)
        return np.asarray(firm[:, None] * more)

    def _start(
        self, rows: sparse.csr_array, weight: Floats, guide: Floats, held: Floats, allowed: NDArray[np.bool_],
        random: np.random.RandomState,
    ) -> Floats:  # fmt: skip
        """Return the profiles that fitting starts from (themes x terms, rows sum to 1).

        A guided theme starts from the words that stand beside its own, so that it finds those that nobody listed
        before another theme takes them; the background from the frequencies of the corpus; the free ones from
        passages far from the guided ones and from each other.
        """
        start = held + self.beta
        start[: len(guide)] += beside(rows, guide, weight)
        if self.background:
            start[-1] += np.asarray(rows.T @ weight).ravel()
        n_free = self.free_themes.stop - self.free_themes.start
        if n_free:
            start[self.free_themes] = 0.0
            for passages, mine in self._by_language(rows):
                some, near = rows[passages][:, mine], start[: len(guide), mine]
                start[self.free_themes, mine] = prototypes(some, weight[passages], n_free, near, random)
        return shares(np.where(allowed, start, 0.0))

    def _shares_of_words(self, rows: sparse.csr_array, weight: Floats, place: NDArray[np.int64]) -> Languages:
        """Return of each language the places of its terms and its share of all words; of one alone nothing."""
        if self.languages is None:
            return ()
        totals = np.asarray(rows.T @ weight).ravel()
        places = [np.sort(place[mine]) for mine in self._terms_by_language()]
        return [(mine, max(float(totals[mine].sum() / totals.sum()), _UNHEARD)) for mine in places]


def _rows(X: sparse.csr_array) -> NDArray[np.int64]:
    """Return the row of each count."""
    return np.repeat(np.arange(X.shape[0]), np.diff(X.indptr))
