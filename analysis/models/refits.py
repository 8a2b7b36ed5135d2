"""Fitting a model again and again, and what that says of the doubt in its weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats
from sklearn.base import clone

from analysis.hashing import stable_keys, weights_of_keys
from analysis.models.alignment import FLOOR, align
from analysis.models.languages import ThemesByLanguage
from analysis.models.weights import article_presence, article_weights
from analysis.tables import TermCounts

Floats = NDArray[np.float64]
Map = Callable[[Callable[[int], Any], Iterable[int]], Iterable[Any]]

MIN_PASSAGES = 3  # an article with fewer says nothing about how its passages differ


@dataclass(frozen=True)
class Draw:
    """One refit: articles x themes of weights and of presence, and each theme's similarity to the reference.

    In ``weights`` an article's passages are reweighted as they were for the fit; in ``plain`` they are not, so that
    only the model's own movement is left. A free theme that this refit does not find again is a column of missing
    weights.
    """

    number: int
    weights: Floats
    plain: Floats
    present: Floats
    similarity: Floats


def refits(
    model: Any,
    counts: TermCounts,
    member: sparse.csr_array,
    *,
    n_refits: int,
    seed: int,
    reweigh: bool = True,
    counts_as: Floats | None = None,
    run: Map = map,
) -> Iterator[dict[str, Draw]]:
    """Yield the refits of a fitted model in their order, each from a fresh start: a draw of each of its views.

    model: the fitted estimator; its views (see ``GuidedThemes.views``) are the references that themes are recognised
    by. member: articles x passages.
    reweigh: give every passage a random weight, a hash of its id, the draw's number and the seed (the
    Bayesian bootstrap), so that the choice of passages varies as well as the start; else only the start does.
    counts_as: what each passage counts in every fit, 1 where nothing is said.
    run: how the refits are carried out (``map``, or that of a pool); it must keep their order.
    """
    known = counts.totals > 0
    X, words, member = sparse.csr_array(counts.counts[known]), counts.totals[known], sparse.csr_array(member[:, known])
    keys = stable_keys(np.array(counts.passage_ids, dtype=object)[known])
    counts_as = np.ones(len(keys)) if counts_as is None else counts_as[known]

    def draw(number: int) -> dict[str, Draw]:
        weight = counts_as * weights_of_keys(keys, draw=number, seed=seed) if reweigh else counts_as
        start = int(seed * 1_000_003 + number) % (2**31)
        again = _unfitted(model, start).fit(X, sample_weight=weight)
        if isinstance(again, ThemesByLanguage):
            again.take_columns_of(model)
        told, views = again.told(X), again.views()
        return {
            name: _draw(number, reference, views[name], told[name], words, member, weight)
            for name, reference in model.views().items()
        }

    yield from run(draw, range(1, n_refits + 1))


def _unfitted(model: Any, start: int) -> Any:
    """Return a copy of a model to be fitted from another start.

    One fit of LDA teaches it: shares and weights scatter as with three (measured on news articles), in half the time.
    """
    one_teacher = {"n_teachers": 1} if "n_teachers" in model.get_params() else {}
    return clone(model).set_params(random_state=start, **one_teacher)


def _draw(
    number: int,
    reference: Any,
    again: Any,
    told: tuple[Floats, Floats],
    words: Floats,
    member: sparse.csr_array,
    weight: Floats,
) -> Draw:
    """Return what a refit says, its free themes put into the order of the reference."""
    columns, similar = align(reference.components_, again.components_, reference.free_themes)
    lost = np.zeros(len(columns), dtype=bool)
    lost[reference.free_themes] = similar[reference.free_themes] < FLOOR
    blocks = [article_weights(told[0], counted, member) for counted in (words * weight, words)]
    blocks.append(article_presence(told[1], member))
    weights, plain, present = (np.where(lost, np.nan, block[:, columns]) for block in blocks)
    return Draw(number, weights, plain, present, similar)


class Spread:
    """Adds up refits, one at a time, to the intervals of the articles' weights.

    Weights are compared on the scale z = arcsin(sqrt(weight)), on which a share's variance hardly depends on
    the share. The interval is z of the reference, plus and minus Student's t times the root mean square
    distance of the refits from it, so that both their scatter and a shift of the reference count. Student's t
    has one degree of freedom less than the article has passages, and the scatter is enlarged by
    sqrt((n + 1) / (n - 1)), because random weights understate it by that for n passages (Rubin 1981). No weighing
    can make a word appear that does not stand there, so ``high`` is at least the share at which none of the article's n
    counted words would be the theme's with a chance of 1 - level: 1 - (1 - level)^(1 / n); likewise ``low``.
    """

    def __init__(self, reference: Floats, n_passages: NDArray[np.int64], n_words: Floats) -> None:
        self._n_words = n_words
        self._z = _z(reference)
        self._n_passages = n_passages
        self._squares = np.zeros_like(reference)
        self._times = np.zeros_like(reference)
        self._present = np.zeros_like(reference)
        self._similarity = np.zeros(reference.shape[1])
        self._found = np.zeros(reference.shape[1], dtype=np.int64)
        self.n_refits = 0

    def add(self, draw: Draw) -> None:
        """Take in one refit."""
        known = ~np.isnan(draw.weights)
        distance = np.where(known, _z(np.where(known, draw.weights, 0.0)) - self._z, 0.0)
        self._squares += distance**2
        self._times += known
        self._present += np.nan_to_num(draw.present)
        found = draw.similarity >= FLOOR
        self._similarity += np.where(found, draw.similarity, 0.0)
        self._found += found
        self.n_refits += 1

    def interval(self, level: float, *, reweighed: bool = True) -> tuple[Floats, Floats]:
        """Return low and high (articles x themes).

        Where passages were reweighed they are missing for articles of fewer than three with counted words.
        """
        n = self._n_passages.astype(np.float64)[:, None]
        enough = (n >= MIN_PASSAGES) | (not reweighed)
        freedom = np.maximum(n - 1, 1) if reweighed else np.full_like(n, max(self.n_refits - 1, 1))
        enlarged = np.sqrt((n + 1) / np.maximum(n - 1, 1)) if reweighed else np.ones_like(n)
        scatter = np.sqrt(
            np.divide(self._squares, self._times, out=np.full_like(self._squares, np.nan), where=self._times > 1)
        )
        half = np.where(enough, stats.t.ppf((1 + level) / 2, freedom) * enlarged * scatter, np.nan)
        low = np.sin(np.clip(self._z - half, 0.0, np.pi / 2)) ** 2
        high = np.sin(np.clip(self._z + half, 0.0, np.pi / 2)) ** 2
        if not reweighed:
            return low, high
        unseen = 1 - (1 - level) ** (1 / np.maximum(self._n_words[:, None], 1.0))
        return np.minimum(low, 1 - unseen), np.maximum(high, unseen)

    @property
    def presence(self) -> Floats:
        """How probable it is that the article speaks of the theme, the mean over refits: articles x themes."""
        return np.divide(self._present, self._times, out=np.full_like(self._present, np.nan), where=self._times > 0)

    @property
    def found_in(self) -> NDArray[np.int64]:
        """In how many refits each theme was found again: (themes,)."""
        return self._found

    @property
    def stability(self) -> Floats:
        """The mean cosine similarity of each theme's terms to the reference, where it was found: (themes,)."""
        found = self._found.astype(np.float64)
        return np.divide(self._similarity, found, out=np.full_like(found, np.nan), where=found > 0)


def _z(weight: Floats) -> Floats:
    return np.asarray(np.arcsin(np.sqrt(np.clip(weight, 0.0, 1.0))))
