"""The face that LDA and TF-IDF share: guided columns first, free ones after them, a background last."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from analysis.models.rows import canonical_order

Floats = NDArray[np.float64]

_MOST, _MOST_WORDS = 1e12, 1e35  # a count, whose square is taken, and all words by their weights: in single precision
_MOST_TERMS = 2**31 - 1
_MOST_FIRMER = 4.0  # times as firmly as in the smallest language themes are held in any other, at most
_MOST_MORE = 10.0  # times as much as its weight, at most, a passage of a language of few counts to a classifier
_HALF = 0.15  # of a passage's words: with so many of a theme it is as likely as not that the passage speaks of it


class GuidedThemes(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Counts of terms to themes, of which the first may be guided by a prior. Not used by itself.

    A theme's column never moves: row k of ``prior`` guides column k of ``transform``; then come the free
    themes; the background, where there is one, is last. A term that the prior gives to some themes is
    withheld from all others, and guided themes hold, beside their own, only terms that stand beside these
    more often than everywhere (unless every theme is guided). languages: where passages are in several, the number of
    each term's language, (terms,); every passage then holds terms of one alone. A theme has a profile of its own in
    each, and is held in the smallest as in a corpus of its own, in the others more firmly as they are larger: what is
    learned from more passages would else depend less on the prior, and weights on how many passages a language has.
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
        languages: ArrayLike | None = None,
        random_state: Any = 0,
    ) -> None:
        self.n_themes = n_themes
        self.prior = prior
        self.strength = strength
        self.background = background
        self.max_iter = max_iter
        self.tol = tol
        self.languages = languages
        self.random_state = random_state

    def fit(self, X: Any, y: Any = None, sample_weight: ArrayLike | None = None) -> Self:  # noqa: ARG002
        """Learn the themes from counts (passages x terms, non-negative reals, dense or CSR).

        sample_weight: how much each passage counts (default: 1 each). Returns the estimator, with ``components_``
        (themes x terms, each row sums to 1, or to 0 where a theme may hold no term). Raises ValueError for what
        cannot be fitted: negative or infinite counts, a prior of another shape, fewer themes than the prior guides.
        """
        return self.learn(*self._checked_for_fit(X, sample_weight))

    def learn(self, X: sparse.csr_array, weight: Floats, guide: Floats) -> Self:
        """Fit to passages that were checked and put in order, as one model has another do, from a fresh start."""
        self.n_features_in_ = X.shape[1]
        self._learn(X, weight, guide, check_random_state(self.random_state))
        return self

    def transform(self, X: Any) -> Floats:
        """Return the weight of each theme in each passage: shape (passages, themes), each row sums to 1.

        A passage without a known term gives a row of missing values.
        """
        X, known = self._known(X)
        return _with_missing(self._weigh(X) if known.any() else np.empty((0, self.n_themes)), known)

    def presence(self, X: Any) -> Floats:
        """Return how probable it is that each passage speaks of each theme at all: shape (passages, themes), 0 to 1.

        Unlike weights, several of a passage may be near 1. Not calibrated against labels by people. A passage
        without a known term gives a row of missing values.
        """
        X, known = self._known(X)
        return _with_missing(self._present(X) if known.any() else np.empty((0, self.n_themes)), known)

    def told(self, X: Any) -> dict[str, tuple[Floats, Floats]]:
        """Return what ``transform`` and ``presence`` of each of the model's views give, worked out together."""
        X, known = self._known(X)
        blocks = self._told(X) if known.any() else dict.fromkeys(self.views(), (np.empty((0, self.n_themes)),) * 2)
        return {name: (_with_missing(w, known), _with_missing(p, known)) for name, (w, p) in blocks.items()}

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:  # noqa: ARG002
        """Return a name for each column: guided_0, ..., free_0, ..., background."""
        check_is_fitted(self)
        n_guided, n_free = self._numbers()
        names = [f"guided_{k}" for k in range(n_guided)] + [f"free_{k}" for k in range(n_free)]
        return np.array([*names, *(["background"] if self.background else [])], dtype=object)

    @property
    def free_themes(self) -> slice:
        """The columns of the free themes."""
        n_guided, n_free = self._numbers()
        return slice(n_guided, n_guided + n_free)

    def _learn(self, X: sparse.csr_array, weight: Floats, guide: Floats, random: np.random.RandomState) -> None:
        raise NotImplementedError

    def _weigh(self, X: sparse.csr_array) -> Floats:
        raise NotImplementedError

    def _present(self, X: sparse.csr_array) -> Floats:
        return self.weights_and_presence(X)[1]

    def _told(self, X: sparse.csr_array) -> dict[str, tuple[Floats, Floats]]:
        (name,) = self.views()
        return {name: self.weights_and_presence(X)}

    def weights_and_presence(self, X: sparse.csr_array) -> tuple[Floats, Floats]:
        """Return both of passages that were checked and have known terms, as one model tells another in a fit."""
        weights = self._weigh(X)
        return weights, presence_of(weights)

    def _known(self, X: Any) -> tuple[sparse.csr_array, NDArray[np.bool_]]:
        """Return the passages that have a known term, and which they are."""
        check_is_fitted(self)
        X = self._checked(X, reset=False)
        known = np.asarray(X.sum(axis=1)).ravel() > 0
        return X[known], known

    def _checked_for_fit(
        self, X: Any, sample_weight: ArrayLike | None, *, reset: bool = True
    ) -> tuple[sparse.csr_array, Floats, Floats]:
        """Return the passages that count, in an order that depends on them alone, their weights, and the guide."""
        self._refuse_parameters()
        X = self._checked(X, reset=reset)
        weight = _check_sample_weight(sample_weight, X, ensure_non_negative=True)
        if weight.max() > _MOST_WORDS or np.asarray(X.sum(axis=1)).ravel() @ weight > _MOST_WORDS:
            raise ValueError(
                f"the passages hold more than {_MOST_WORDS:g} words by their weights; divide sample_weight by its mean"
            )
        guide = self._guide(X.shape[1])
        self._refuse_languages(X)
        order = canonical_order(X, weight)
        if not len(order):
            raise ValueError("every count is 0, so there is nothing to learn from; check the vocabulary")
        return sparse.csr_array(X[order]), weight[order], guide

    def _checked(self, X: Any, *, reset: bool) -> sparse.csr_array:
        X = validate_data(self, X, reset=reset, accept_sparse="csr", dtype=np.float64)
        if X.shape[1] > _MOST_TERMS:
            raise ValueError(f"X has {X.shape[1]} terms; there must be no more than {_MOST_TERMS}")
        X = sparse.csr_array(X, copy=True)
        X.sum_duplicates()
        X.eliminate_zeros()
        if X.nnz and X.data.min() < 0:
            raise ValueError(f"Negative values in data passed to {type(self).__name__}; counts must be 0 or more")
        if X.nnz and X.data.max() > _MOST:
            raise ValueError(f"X holds the count {X.data.max():g}; counts must be no more than {_MOST:g}")
        return X

    def _refuse_parameters(self) -> None:
        """Raise ValueError for a parameter that is no number, or out of its range."""
        refuse_unless_whole(self, "n_themes", "max_iter")
        refuse_unless_number(self, "strength", "tol")

    def _numbers(self) -> tuple[int, int]:
        """Return how many themes are guided and how many are free."""
        n_guided = 0 if self.prior is None else np.shape(self.prior)[0]
        return n_guided, self.n_themes - n_guided - bool(self.background)

    def _guide(self, n_terms: int) -> Floats:
        """Return the prior as an array (guided themes x terms), checked against the number of terms and themes."""
        guide = np.zeros((0, n_terms)) if self.prior is None else np.asarray(self.prior, dtype=np.float64)
        if guide.ndim != 2 or guide.shape[1] != n_terms:
            raise ValueError(f"the prior has the shape {guide.shape}; it must be (guided themes, {n_terms} terms)")
        n_guided, n_free = self._numbers()
        if n_free < 0:
            least = n_guided + bool(self.background)
            raise ValueError(f"n_themes is {self.n_themes}; with this prior and background it must be {least} or more")
        if not np.isfinite(guide).all() or (guide < 0).any():
            raise ValueError("the prior holds a negative or infinite value; give each term of a theme a weight above 0")
        return guide

    def _refuse_languages(self, X: sparse.csr_array) -> None:
        """Raise ValueError where ``languages`` does not fit the terms, or a passage is in more than one."""
        if self.languages is None:
            return
        languages = np.asarray(self.languages)
        if languages.shape != (X.shape[1],) or languages.dtype.kind not in "iu":
            told = f"{languages.dtype} of shape {languages.shape}"
            raise ValueError(f"languages is {told}; it must be a whole number for each of the {X.shape[1]} terms")
        words = np.diff(X.indptr)
        of_word = languages[X.indices]
        first = np.repeat(of_word[X.indptr[:-1][words > 0]], words[words > 0])
        if (of_word != first).any():
            raise ValueError("languages: a passage holds terms of two languages; give each language terms of its own")

    def views(self) -> dict[str, GuidedThemes]:
        """Return the fitted models that it holds by their names in tables: itself."""
        return {type(self).__name__.lower(): self}

    def _allowed(self, guide: Floats) -> NDArray[np.bool_]:
        """Return which theme may hold which term: all may, but for terms that the prior gives to some.

        A guided theme without any term, in a language, may hold none there.
        """
        allowed = np.tile(~(guide > 0).any(axis=0), (self.n_themes, 1))
        for mine in self._terms_by_language():
            allowed[: len(guide), mine] &= (guide[:, mine] > 0).any(axis=1, keepdims=True)
        allowed[: len(guide)] |= guide > 0
        return allowed

    def _may_hold(
        self, X: sparse.csr_array, guide: Floats, weight: Floats, *, errors: float = 0.0
    ) -> NDArray[np.bool_]:
        """Return which theme may hold which term of these passages: ``_allowed``, less what is as common elsewhere.

        A guided theme holds its own words, and those that stand beside them more often than everywhere, by at least so
        many standard errors of what chance would put there. It would else take up words of all articles, and least
        squares would lend it to what moves most rows, such as a language. Where every theme is guided, no other could
        hold those words, and all themes may.
        """
        allowed = self._allowed(guide)
        if len(guide) == self.n_themes:
            return allowed
        for passages, mine in self._by_language(X):
            rows, heavy, named = self._part(X, passages, mine), weight[passages], guide[:, mine]
            everywhere = np.asarray(rows.T @ heavy).ravel()
            everywhere = everywhere / max(everywhere.sum(), 1e-300)
            parts, words = parts_of(rows, named, heavy), np.asarray(rows.sum(axis=1)).ravel()
            near, by_chance = np.asarray(rows.T @ parts).T, np.outer(words @ parts, everywhere)
            # By chance each word is drawn from everywhere, and counts as the part of its passage: a Poisson sum.
            variance = np.outer(words @ parts**2, everywhere)
            allowed[: len(guide), mine] &= (named > 0) | (near > by_chance + errors * np.sqrt(variance))
        return allowed

    def profiles(self) -> Floats:
        """Return the profiles by which passages are weighed: ``components_``, each row's sum 1 in each language.

        Shape (themes, terms). The sum is 0 where a theme may hold no term.
        """
        return self._evened(self.components_)

    def _evened(self, rows: Floats) -> Floats:
        """Return rows that sum to 1 in each language; as they are, where there is but one."""
        if self.languages is None:
            return rows
        evened = np.zeros_like(rows)
        for mine in self._terms_by_language():
            evened[:, mine] = shares(rows[:, mine])
        return evened

    def _terms_by_language(self) -> list[Any]:
        """Return where the terms of each language stand: all of them, where there is but one."""
        if self.languages is None:
            return [slice(None)]
        languages = np.asarray(self.languages)
        return [np.flatnonzero(languages == code) for code in np.unique(languages)]

    def _by_language(self, X: sparse.csr_array) -> list[tuple[Any, Any]]:
        """Return for each language of some passages where they stand, and where its terms do.

        X: passages that have a term each.
        """
        if self.languages is None:
            return [(slice(None), slice(None))]
        languages = np.asarray(self.languages)
        of_passage = languages[X.indices[X.indptr[:-1]]]
        return [
            (np.flatnonzero(of_passage == code), np.flatnonzero(languages == code)) for code in np.unique(of_passage)
        ]

    def _part(self, X: sparse.csr_array, passages: Any, terms: Any) -> sparse.csr_array:
        """Return the passages and terms of one language; the counts themselves, where there is but one."""
        return X if self.languages is None else X[passages][:, terms]

    def _counting_alike(self, X: sparse.csr_array, weight: Floats) -> Floats:
        """Return the weights of passages so that each language has about the same in sum."""
        if self.languages is None:
            return weight
        alike, parts = weight.copy(), self._by_language(X)
        for passages, _ in parts:
            alike[passages] *= min(weight.sum() / (len(parts) * weight[passages].sum()), _MOST_MORE)
        return alike

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.input_tags.positive_only = True
        return tags


def refuse_unless_number(model: BaseEstimator, *names: str, zero: bool = True) -> None:
    """Raise ValueError where a parameter is not a finite number above 0, or 0 where that is allowed."""
    for name in names:
        value: Any = getattr(model, name)
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        if not is_number or not 0 <= value < np.inf or (value == 0 and not zero):
            raise ValueError(f"{name} is {value!r}; it must be {'0 or more' if zero else 'a number above 0'}")


def refuse_unless_whole(model: BaseEstimator, *names: str) -> None:
    """Raise ValueError where a parameter is not a whole number above 0."""
    for name in names:
        value = getattr(model, name)
        if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
            raise ValueError(f"{name} is {value!r}; it must be a whole number, 1 or more")


def _with_missing(block: Floats, known: NDArray[np.bool_]) -> Floats:
    """Return a row for every passage: missing values for those that are not known."""
    if known.all():
        return block
    every = np.full((len(known), block.shape[1]), np.nan)
    every[known] = block
    return every


def presence_of(weights: Floats) -> Floats:
    """Return how probable a theme of these weights is to be spoken of: w^2 / (w^2 + .15^2).

    A few words that a theme shares with others say little, a fifth of all words nearly everything.
    """
    squares = weights * weights
    squares /= squares + _HALF**2
    return np.asarray(squares)


def times_held(sizes: list[float]) -> list[float]:
    """Return how many times as firmly as in a corpus of its own themes are held in languages of these sizes.

    >>> times_held([1000.0, 20.0, 10.0])
    [4.0, 2.0, 1.0]
    """
    least = min((size for size in sizes if size), default=1.0)
    return [min(size / least, _MOST_FIRMER) for size in sizes]


def shares(rows: Floats) -> Floats:
    """Return rows that sum to 1; a row of zeros, such as a theme's that may hold no term, stays one."""
    totals = rows.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(rows, totals, out=np.zeros_like(rows), where=totals > 0))


def rows_to_shares(weights: Floats) -> Floats:
    """Return rows that sum to 1; a row without any weight becomes even."""
    totals = weights.sum(axis=1, keepdims=True)
    even = np.full_like(weights, 1.0 / weights.shape[1])
    return np.asarray(np.divide(weights, totals, out=even, where=totals > 0), dtype=np.float64)


def beside(X: sparse.csr_array, guide: Floats, weight: Floats) -> Floats:
    """Return how much of each term stands beside each guided theme's terms: guided themes x terms.

    Each passage counts by its weight and by the share of its words that are the theme's.
    """
    return np.asarray(X.T @ parts_of(X, guide, weight)).T


def parts_of(X: sparse.csr_array, guide: Floats, weight: Floats) -> Floats:
    """Return the share of each passage's words that are each guided theme's, times its weight: passages x themes."""
    words = np.asarray(X.sum(axis=1)).ravel()
    return np.asarray((X @ guide.T) * (weight / np.maximum(words, 1e-300))[:, None])
