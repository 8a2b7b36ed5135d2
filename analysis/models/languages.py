"""LDA and TF-IDF together for passages in several languages, of which none has a say in the words of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from analysis.models.alignment import similarity
from analysis.models.combined import CombinedThemes
from analysis.models.guided import Floats, GuidedThemes, shares
from analysis.tables import TermCounts

Integers = NDArray[np.int64]

_LEAST = 10  # passages of a language that is told apart: the words of fewer are chance
_ROUNDS = 10  # at most, in which passages go to the language that their words are of
_NOTHING = 1e-12  # of all words: a theme that takes none in a language still shows its terms there


def language_counts(counts: TermCounts, languages: Sequence[str]) -> Floats | None:
    """Return how often each term stands in passages of each language: languages x terms, or None where there is one.

    languages: what each passage is taken to be in. A passage whose words stand mostly in passages of another language
    is counted there, such as one of names and numbers; languages of fewer than ten passages are counted with the one
    that most passages are in. Rows are in the order of the languages' codes.

    >>> rows = sparse.csr_array(np.kron(np.eye(2), np.ones((12, 2))))
    >>> counts = TermCounts(rows, tuple(map(str, range(24))), ("año", "casa", "house", "year"))
    >>> language_counts(counts, ["es"] * 12 + ["en"] * 11 + ["es"])
    array([[ 0.,  0., 12., 12.],
           [12., 12.,  0.,  0.]])
    """
    known = counts.totals > 0
    X, codes = counts.counts[known], np.array(languages, dtype=object).astype(str)[known]
    _, language = np.unique(codes, return_inverse=True)
    for _ in range(_ROUNDS):
        language = _without_few(language)
        moved = _spoken(X, _counted(X, language))
        if (moved == language).all():
            break
        language = moved
    table = _counted(X, _without_few(language))
    return table if len(table) > 1 else None


def _without_few(language: Integers) -> Integers:
    """Return the languages numbered anew, those of few passages counted with the most frequent one."""
    sizes = np.bincount(language)
    kept = np.where((sizes >= _LEAST)[language], language, sizes.argmax())
    return np.unique(kept, return_inverse=True)[1]


def _counted(X: sparse.csr_array, language: Integers) -> Floats:
    """Return how often each term stands in the passages of each language: languages x terms."""
    n = len(language)
    member = sparse.csr_array((np.ones(n), (language, np.arange(n))), shape=(language.max(initial=0) + 1, n))
    return np.asarray((member @ X).todense())


def _spoken(X: sparse.csr_array, table: Floats) -> Integers:
    """Return the language of each passage: the one that its words stand in most, (passages,)."""
    totals = table.sum(axis=0)
    of_term = np.divide(table, totals, out=np.zeros_like(table), where=totals > 0)
    return np.asarray(np.asarray(X @ of_term.T).argmax(axis=1), dtype=np.int64)


@dataclass(frozen=True)
class Apart:
    """Passages whose terms are told apart by language.

    counts: passages x terms of all languages. language: the number of each passage's, (passages,). kept: which of the
    counts told apart are still there, all but those of terms that the passage's language does not know.
    """

    counts: sparse.csr_array
    language: Integers
    kept: NDArray[np.bool_]


class ThemesByLanguage(GuidedThemes):
    """Themes of passages in several languages, by ``CombinedThemes``, with weights that are alike over languages.

    The parameters are those of ``CombinedThemes``, a background being needed, and language_counts: how often each term
    stands in passages of each language, languages x terms (see ``language_counts``). A passage is in the language that
    its words stand in most. A word that two languages write alike is a term of its own in either, so that every theme
    has a profile in each language, learned from its passages alone and held as firmly as their number asks.

    A guided theme and the background are one column over all languages. Of free themes every language has as many as
    there are columns for them, so that guided themes have the same room in each; what the words of different languages
    have in common is not known. The heaviest of them are the columns of free themes, of each language as many as its
    share of the words; the others go to the background.

    After ``fit``: ``both_``, the fitted ``CombinedThemes`` of the terms told apart; ``place_`` (languages x themes),
    the column to which each of its themes goes in each language; ``words_``, how many words it takes there by LDA; and
    ``components_`` (themes x terms, the languages' profiles by these words).

    >>> words = np.array([[4, 3, 0, 0], [3, 4, 0, 0], [0, 0, 3, 4], [0, 0, 4, 3]])
    >>> counts = np.kron(np.eye(2), words)
    >>> spoken = np.kron(np.eye(2), np.ones((1, 4)))
    >>> prior = [[1, 1, 0, 0, 1, 1, 0, 0]]
    >>> model = ThemesByLanguage(2, prior=prior, language_counts=spoken).fit(counts)
    >>> model.transform(counts).argmax(axis=1)
    array([0, 0, 1, 1, 0, 0, 1, 1])
    """

    def __init__(
        self,
        n_themes: int = 10,
        *,
        prior: ArrayLike | None = None,
        strength: float = 10.0,
        background: bool = True,
        max_iter: int = 10,
        tol: float = 1e-4,
        language_counts: ArrayLike | None = None,
        n_teachers: int = 3,
        n_jobs: int | None = -1,
        random_state: Any = 0,
    ) -> None:
        super().__init__(
            n_themes, prior=prior, strength=strength, background=background, max_iter=max_iter, tol=tol,
            random_state=random_state,
        )  # fmt: skip
        self.language_counts = language_counts
        self.n_teachers = n_teachers
        self.n_jobs = n_jobs

    @property
    def lda_(self) -> LanguageView:
        """The fitted LDA, its columns those of this model."""
        return LanguageView(self, self.both_.lda_)

    @property
    def tfidf_(self) -> LanguageView:
        """The fitted TF-IDF themes, likewise."""
        return LanguageView(self, self.both_.tfidf_)

    def views(self) -> dict[str, Any]:
        """Return the models that it holds by their names in tables, and itself: lda, tfidf, both."""
        return {"lda": self.lda_, "tfidf": self.tfidf_, "both": self}

    def apart(self, X: sparse.csr_array) -> Apart:
        """Return passages with their terms told apart."""
        table = self._table()
        language = _spoken(X, table)
        column = np.where(table > 0, (np.cumsum(table.ravel() > 0) - 1).reshape(table.shape), -1)
        row = np.repeat(np.arange(X.shape[0]), np.diff(X.indptr))
        columns = column[language[row], X.indices]
        kept = columns >= 0
        ends = np.concatenate([[0], np.cumsum(np.bincount(row[kept], minlength=X.shape[0]))])
        shape = (X.shape[0], int(column.max()) + 1)
        return Apart(sparse.csr_array((X.data[kept], columns[kept], ends), shape=shape), language, kept)

    def told_by(self, model: GuidedThemes, X: sparse.csr_array) -> dict[str, tuple[Floats, Floats]]:
        """Return weights and presence of passages by the views of one of the models of terms told apart."""
        apart = self.apart(X)
        return {
            name: (self.placed(weights, apart.language), self.placed(present, apart.language, np.maximum))
            for name, (weights, present) in model.told(apart.counts).items()
        }

    def take_columns_of(self, reference: ThemesByLanguage) -> None:
        """Let those free themes be the columns that are most like an earlier fit's, one to one in each language.

        reference: a model fitted with the same ``language_counts``. Else the heaviest of this fit would be shown, and a
        theme that only takes a little less than before would be missed.
        """
        free, language = self.free_themes, np.asarray(self.both_.languages)
        mine, theirs = (model.both_.lda_.components_[free] for model in (self, reference))
        places = reference.place_.copy()
        places[:, free] = self.n_themes - 1
        for code, place in enumerate(reference.place_[:, free]):
            shown, here = np.flatnonzero(place < self.n_themes - 1), language == code
            rows, found = linear_sum_assignment(-similarity(theirs[shown][:, here], mine[:, here]))
            places[code, free.start + found] = place[shown[rows]]
        self._place(places)

    def placed(self, block: Floats, language: Integers, join: np.ufunc = np.add) -> Floats:
        """Return what the themes of ``both_`` have (rows x themes) in the columns of this model.

        language: of each row. join: what is made of themes that go to the same column, the sum or the maximum.
        """
        placed = np.zeros_like(block)
        for code, place in enumerate(self.place_):
            mine = np.flatnonzero(language == code)
            for theme, column in enumerate(place):
                placed[mine, column] = join(placed[mine, column], block[mine, theme])
        return placed

    def components_of(self, profiles: Floats) -> Floats:
        """Return profiles over the terms (themes x terms) from those over the terms told apart, by ``words_``."""
        language, term = np.nonzero(self._table() > 0)
        heavy = np.maximum(self.words_, _NOTHING * self.words_.sum())
        rows = np.zeros((self.n_themes, self.n_features_in_))
        for code, place in enumerate(self.place_):
            mine = language == code
            for theme, column in enumerate(place):
                rows[column, term[mine]] += heavy[code, theme] * profiles[theme, mine]
        return shares(rows)

    def _learn(self, X: sparse.csr_array, weight: Floats, guide: Floats, random: np.random.RandomState) -> None:
        same = ("n_themes", "strength", "background", "max_iter", "tol", "n_teachers", "n_jobs")
        language, term = np.nonzero(self._table() > 0)
        apart = self.apart(X)
        self.both_ = CombinedThemes(
            **{name: getattr(self, name) for name in same}, prior=guide[:, term], languages=language,
            random_state=random.randint(2**31 - 1),
        ).fit(apart.counts, sample_weight=weight)  # fmt: skip
        lengths = np.asarray(apart.counts.sum(axis=1)).ravel() * weight
        takes = np.nan_to_num(self.both_.lda_.transform(apart.counts)) * lengths[:, None]
        codes = range(len(self._table()))
        self.words_: Floats = np.array([takes[apart.language == code].sum(axis=0) for code in codes])
        self.n_iter_ = self.both_.n_iter_
        self._place(_places(self.words_, self.free_themes))

    def _place(self, places: Integers) -> None:
        self.place_ = places
        self.components_: Floats = self.components_of(self.both_.profiles())

    def weights_and_presence(self, X: sparse.csr_array) -> tuple[Floats, Floats]:
        """Return both of passages that were checked and have known terms."""
        return self._told(X)["both"]

    def _weigh(self, X: sparse.csr_array) -> Floats:
        return self.weights_and_presence(X)[0]

    def _told(self, X: sparse.csr_array) -> dict[str, tuple[Floats, Floats]]:
        return self.told_by(self.both_, X)

    def _table(self) -> Floats:
        return np.asarray(self.language_counts, dtype=np.float64)

    def _checked_for_fit(
        self, X: Any, sample_weight: ArrayLike | None, *, reset: bool = True
    ) -> tuple[sparse.csr_array, Floats, Floats]:
        X, weight, guide = super()._checked_for_fit(X, sample_weight, reset=reset)
        table = self._table()
        if table.ndim != 2 or not len(table) or table.shape[1] != X.shape[1]:
            raise ValueError(f"language_counts has the shape {table.shape}; it must be (languages, {X.shape[1]} terms)")
        if not np.isfinite(table).all() or (table < 0).any() or not table.any():
            raise ValueError(
                "language_counts holds a negative or infinite value, or nothing but 0; give counts of terms"
            )
        if not self.background:
            raise ValueError("background is False; themes of several languages need one, which takes lesser themes")
        return X, weight, guide


class LanguageView(GuidedThemes):
    """One of the fitted models that ``ThemesByLanguage`` holds, its columns those of the whole."""

    def __init__(self, whole: ThemesByLanguage, model: GuidedThemes) -> None:
        super().__init__(whole.n_themes, prior=whole.prior, background=whole.background)
        self.whole = whole
        self.model = model
        self.n_features_in_ = whole.n_features_in_

    @property
    def components_(self) -> Floats:
        """The profiles over the terms: themes x terms, rows sum to 1."""
        return self.whole.components_of(self.model.profiles())

    def views(self) -> dict[str, Any]:
        """Return itself by the model's name in tables."""
        return dict.fromkeys(self.model.views(), self)

    def told_apart(self, counts: TermCounts) -> TermCounts:
        """Return counts as ``model`` takes them, each term numbered in each language that has it."""
        apart = self.whole.apart(counts.counts)
        return TermCounts(apart.counts, counts.passage_ids, tuple(map(str, range(apart.counts.shape[1]))))

    def weights_and_presence(self, X: sparse.csr_array) -> tuple[Floats, Floats]:
        """Return both of passages that were checked and have known terms."""
        (told,) = self.whole.told_by(self.model, X).values()
        return told

    def _weigh(self, X: sparse.csr_array) -> Floats:
        return self.weights_and_presence(X)[0]


def _places(words: Floats, free: slice) -> Integers:
    """Return to which column each theme goes in each language (languages x themes); the last is the background.

    words: languages x themes. Each language has as many columns of free themes as its share of the words, those left
    over going to the largest remainders; they are the ones of its free themes that take most.
    """
    n_languages, n_themes = words.shape
    places = np.tile(np.arange(n_themes), (n_languages, 1))
    places[:, free] = n_themes - 1
    n_free = free.stop - free.start
    due = n_free * words.sum(axis=1) / words.sum()
    number = np.floor(due).astype(np.int64)
    number[np.argsort(-(due - number), kind="stable")[: n_free - number.sum()]] += 1
    column = free.start
    for code in range(n_languages):
        heaviest = np.argsort(-words[code, free], kind="stable")[: number[code]]
        places[code, free.start + heaviest] = np.arange(column, column + number[code])
        column += number[code]
    return places
