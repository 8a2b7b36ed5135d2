"""How well themes foretell words that they have not seen: perplexity by document completion.

One referee for every engine: it is given nothing but profiles, alpha and counts, and infers the weights of each
passage itself. Half of a passage's words tell its weights, the other half is foretold (Wallach, Murray,
Salakhutdinov and Mimno 2009, section 4.4; Hoffman, Blei, Wang and Paisley 2013, section 4).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.base import clone
from sklearn.utils import check_array

from analysis.compiled import compiled, over_blocks
from analysis.hashing import mix64, random_weights, stable_hash
from analysis.tables import TermCounts

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Halves = tuple[sparse.csr_array, sparse.csr_array]

_BLOCK = 128  # passages that a thread takes at a time
_LEAST = np.float32(1e-37)  # a probability below this would divide to infinity in single precision
_WORTH = 1e-5  # tuning goes on while a step betters the perplexity by this part
_SLACK = 1e-4  # rows in single precision sum to 1 within this
_SUMS = {"reassoc", "contract"}  # sums may be taken in the order that the processor adds fastest


def split_tokens(X: Any, random_state: int = 0) -> Halves:
    """Return the counts in two halves: each passage's words are dealt out at random, half to either side.

    X: whole counts, passages x terms, dense or CSR. Returns (seen, held), CSR of the same shape that add up to X; of
    an odd number of words, ``seen`` has one more. Which word goes where is a hash of the passage's own counts and of
    ``random_state``, so it does not depend on the other passages nor on their order.
    Raises ValueError where a count is negative, not whole or not a number.

    >>> seen, held = split_tokens([[4, 3, 0], [0, 0, 2]])
    >>> (seen + held).toarray().tolist(), held.sum(axis=1).tolist()
    ([[4.0, 3.0, 0.0], [0.0, 0.0, 2.0]], [3.0, 1.0])
    """
    X = _checked_counts(X, "X")
    if (X.data != np.floor(X.data)).any():
        raise ValueError("X holds a count that is not whole, so its words cannot be dealt out; give plain counts")
    times = X.data.astype(np.int64)
    passage = np.repeat(np.repeat(np.arange(X.shape[0]), np.diff(X.indptr)), times)
    term = np.repeat(X.indices.astype(np.int64), times)
    order = np.lexsort((_token_keys(X, times, random_state), passage))
    n_words = np.bincount(passage, minlength=X.shape[0])
    first = np.cumsum(n_words) - n_words
    place = np.arange(len(order)) - first[passage]  # passage is sorted already, so order keeps it
    is_seen = place < (n_words - n_words // 2)[passage]
    seen, held = (_tally(passage[part], term[order][part], X.shape) for part in (is_seen, ~is_seen))
    return seen, held


def _token_keys(X: sparse.csr_array, times: Integers, random_state: int) -> NDArray[np.uint64]:
    """Return a number for each word of each passage: a hash of the passage's counts, the term, and which of its words.

    Integers wrap round at 64 bits, so sums of them do not depend on any order.
    """
    terms, stream = X.indices.astype(np.uint64), np.uint64(stable_hash(f"halves/{random_state}"))
    entries = mix64(mix64(terms) ^ times.astype(np.uint64))
    sums = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(entries, dtype=np.uint64)])
    passages = np.repeat(np.diff(sums[X.indptr]), np.diff(X.indptr))
    nth = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    return mix64(np.repeat(mix64(passages ^ mix64(terms ^ stream)), times) ^ nth.astype(np.uint64))


def _tally(passage: Integers, term: Integers, shape: tuple[int, int]) -> sparse.csr_array:
    counts = sparse.csr_array(sparse.coo_array((np.ones(len(term)), (passage, term)), shape=shape))
    counts.sum_duplicates()
    return counts


def completion_perplexity(
    phi: ArrayLike,
    alpha: ArrayLike,
    seen: Any,
    held: Any,
    *,
    n_steps: int = 50,
    tol: float = 1e-4,
    n_jobs: int | None = None,
) -> float:
    """Return how many equally likely terms the model hesitates between for a held word: lower is better.

    phi: themes x terms, rows sum to 1. alpha: (themes,), above 0. seen, held: passages x terms, the two halves of
    ``split_tokens``. n_steps, tol: steps for each passage's weights, ended when they move by less than ``tol`` in sum.
    n_jobs: threads (default: every core); the result is the same to the byte for any number, and for any order of the
    passages. It is exp(-sum log p(w) / number of held words), p(w) = sum_k theta_k phi_kw, and theta the
    fixed point of theta_k ~ alpha_k + sum_w x_w theta_k phi_kw / p(w) over the seen half, from
    theta ~ alpha (the MAP estimate of Asuncion, Welling, Smyth and Teh 2009, alpha being one less than Dirichlet's).

    Raises ValueError where shapes do not fit, a value is not a number, alpha is not above 0, nothing is held, or
    a word stands there to which no theme gives any probability: its perplexity is infinite, and to leave it out
    would favour a model that gives up rare words. Smooth phi first (as ``tuned_completion_perplexity`` does).

    >>> even = np.full((2, 50), 1 / 50)
    >>> round(completion_perplexity(even, [1, 1], np.eye(50), np.eye(50)), 9)
    50.0
    """
    profiles, prior = _checked_model(phi, alpha)
    seen, held = _checked_halves(profiles, seen, held)
    _refuse_impossible(profiles, seen + held)
    return _perplexity(_log_likelihoods(profiles, prior, seen, held, n_steps, tol, n_jobs), held)


def completion_logs(phi: ArrayLike, alpha: ArrayLike, seen: Any, held: Any) -> Floats:
    """Return the log probability of each passage's held words, (passages,), as ``completion_perplexity`` takes it.

    A theme without any term is left out. Raises ValueError as ``completion_perplexity`` does.
    """
    holds = np.asarray(phi).sum(axis=1) > 0
    profiles, prior = _checked_model(np.asarray(phi)[holds], np.asarray(alpha)[holds])
    _refuse_impossible(profiles, seen + held)
    return _log_likelihoods(profiles, prior, seen, held, 50, 1e-4, 1)


@dataclass(frozen=True)
class Tuned:
    """What tuning chose, and how it did: ``perplexity`` on the test passages, ``validation`` on those it tuned on.

    alpha: (themes,). smoothing: the part of every profile that is spread over all terms alike.
    """

    perplexity: float
    validation: float
    alpha: Floats
    smoothing: float


def tuned_completion_perplexity(
    phi: ArrayLike,
    validation: tuple[Any, Any],
    test: tuple[Any, Any],
    *,
    alpha: ArrayLike | None = None,
    n_steps: int = 50,
    tol: float = 1e-4,
    n_jobs: int | None = None,
) -> Tuned:
    """Return the perplexity of profiles whose alpha and smoothing were tuned on other passages.

    So that engines are compared by what they learned, not by how well their settings suit the referee.
    phi: themes x terms. validation, test: (seen, held) of two sets of held-out passages. alpha: the model's own; its
    shape is tried beside an even one. The sum of alpha (in words) is doubled or halved from 10, and the smoothing s
    of phi (1 - s) + s / terms changed tenfold from 0.001, in turn, until neither betters the validation passages.
    Raises ValueError as ``completion_perplexity`` does.

    >>> halves = split_tokens(np.tile([8, 8, 0], (4, 1)))
    >>> found = tuned_completion_perplexity([[0.5, 0.5, 0], [0, 0, 1]], halves, halves)
    >>> round(found.perplexity, 1), found.alpha.shape
    (2.0, (2,))
    """
    even = np.ones(len(np.asarray(phi)))
    profiles, given = _checked_model(phi, even if alpha is None else alpha)
    shapes = [even / even.sum(), *([] if alpha is None else [given / given.sum()])]
    tuning, testing = (_checked_halves(profiles, *halves) for halves in (validation, test))

    def score(total: float, smoothing: float, shape: Floats, halves: Halves) -> float:
        smoothed = (1 - smoothing) * profiles + smoothing / profiles.shape[1]
        return _perplexity(_log_likelihoods(smoothed, total * shape, *halves, n_steps, tol, n_jobs), halves[1])

    found = [(*_search(partial(score, shape=shape, halves=tuning)), shape) for shape in shapes]
    best, total, smoothing, shape = min(found, key=lambda one: one[0])
    return Tuned(score(total, smoothing, shape, testing), best, total * shape, smoothing)


def _search(score: Callable[[float, float], float]) -> tuple[float, float, float]:
    """Return the least score and where it is: the sum of alpha, and the smoothing, each climbed in turn."""
    known: dict[tuple[int, int], float] = {}

    def at(place: tuple[int, int]) -> float:
        if place not in known:
            known[place] = score(10 * 2.0 ** place[0], 10.0 ** (place[1] - 3))
        return known[place]

    here = (0, 0)
    while True:
        doubled, tenfold = here
        near = [(doubled - 1, tenfold), (doubled + 1, tenfold), (doubled, tenfold - 1), (doubled, tenfold + 1)]
        best = min((p for p in near if abs(p[0]) <= 12 and -9 <= p[1] <= 2), key=at)
        if not at(best) < (1 - _WORTH) * at(here):
            return at(here), 10 * 2.0 ** here[0], 10.0 ** (here[1] - 3)
        here = best


@dataclass(frozen=True)
class HeldOut:
    """The perplexity of a model on passages it was not fitted on, and that of the corpus's plain frequencies."""

    perplexity: float
    unigram: float


def held_out_perplexity(model: Any, counts: TermCounts, *, seed: int = 0, n_folds: int = 5) -> HeldOut:
    """Return how well a model foretells passages that it was not fitted on, each passage held out once.

    model: an estimator with ``components_`` and ``alpha_`` (LDA); it is fitted anew on all folds but one, in
    turn. Which passage falls into which fold is a hash of its id. ``unigram`` is the same figure without any themes:
    every passage has the frequencies of the other folds, half a word added to each term (Krichevsky and Trofimov
    1981). Passages of one article may stand on both sides, so this tells how well themes describe such a
    corpus, not how they carry over to another. A fold is left out where it holds no word, or the others do; a theme
    where it holds no term. Both figures are missing where no fold is left.
    """
    X, logs, plain, n_held = counts.counts, [], [], 0.0
    for mine in _folds(counts.passage_ids, seed, n_folds):
        rest = X[~mine]
        seen, held = split_tokens(X[mine], random_state=seed)
        if rest.sum() and held.sum():
            again = clone(model).fit(rest)
            logs.append(completion_logs(again.components_, again.alpha_, seen, held))
            frequency = np.asarray(rest.sum(axis=0)).ravel() + 0.5
            plain.append(np.asarray(held @ np.log(frequency / frequency.sum())))
            n_held += float(held.sum())
    if not logs:
        return HeldOut(math.nan, math.nan)
    return HeldOut(*(math.exp(-math.fsum(np.concatenate(parts)) / n_held) for parts in (logs, plain)))


def _folds(ids: Sequence[str], seed: int, n_folds: int) -> Iterator[NDArray[np.bool_]]:
    """Yield which passages are in each fold: (passages,); every passage is in one, and no fold is empty."""
    keys = random_weights(ids, draw=0, seed=seed)
    place = np.argsort(np.argsort(keys, kind="stable"), kind="stable")
    for number in range(min(n_folds, len(ids))):
        yield place % n_folds == number


def _perplexity(logs: Floats, held: sparse.csr_array) -> float:
    """Return the perplexity from the passages' log-likelihoods; summed exactly, so in any order to the same byte."""
    return math.exp(-math.fsum(logs) / math.fsum(held.data))


def _checked_model(phi: ArrayLike, alpha: ArrayLike) -> tuple[Floats, Floats]:
    """Return the profiles, their rows summing to 1 in double precision, and alpha; raise ValueError for bad ones."""
    rows: Floats = np.asarray(check_array(phi, dtype=np.float64, input_name="phi"))
    prior: Floats = np.asarray(alpha, dtype=np.float64)
    if prior.shape != (len(rows),):
        raise ValueError(f"alpha has the shape {prior.shape}; phi has {len(rows)} themes, so it must be ({len(rows)},)")
    if not (np.isfinite(prior).all() and (prior > 0).all()):
        raise ValueError(f"alpha holds {prior.min():g}; every value must be a number above 0")
    totals = rows.sum(axis=1, keepdims=True)
    if (rows < 0).any() or np.abs(totals - 1).max() > _SLACK:
        raise ValueError("phi must hold no negative value, and each of its rows must sum to 1")
    return rows / totals, prior


def _checked_counts(X: Any, name: str) -> sparse.csr_array:
    X = sparse.csr_array(check_array(X, accept_sparse="csr", dtype=np.float64, input_name=name), copy=True)
    X.sum_duplicates()
    X.eliminate_zeros()
    if X.nnz and X.data.min() < 0:
        raise ValueError(f"{name} holds {X.data.min():g}; counts must be 0 or more")
    return X


def _checked_halves(phi: Floats, seen: Any, held: Any) -> Halves:
    seen, held = _checked_counts(seen, "seen"), _checked_counts(held, "held")
    if seen.shape != held.shape or seen.shape[1] != phi.shape[1]:
        raise ValueError(
            f"seen has the shape {seen.shape} and held {held.shape}; both must be (passages, {phi.shape[1]} terms)"
        )
    if not held.nnz:
        raise ValueError("held has no word, so there is nothing to foretell; give passages of two words or more")
    return seen, held


def _refuse_impossible(phi: Floats, X: sparse.csr_array) -> None:
    words = np.asarray(X.sum(axis=0)).ravel()
    impossible = np.flatnonzero((words > 0) & (phi.max(axis=0) <= 0))
    if len(impossible):
        raise ValueError(
            f"{len(impossible)} terms that occur ({words[impossible].sum():g} words) have no probability in any theme, "
            f"among them the columns {impossible[:5].tolist()}; smooth phi, or use tuned_completion_perplexity"
        )


def _log_likelihoods(
    phi: Floats, alpha: Floats, seen: sparse.csr_array, held: sparse.csr_array, n_steps: int, tol: float, n_jobs: Any
) -> Floats:
    """Return the log-likelihood of each passage's held words: (passages,)."""
    by_term = np.ascontiguousarray(phi.T)
    single, pseudo = by_term.astype(np.float32), alpha.astype(np.float32)
    known, asked = (_parts(half) for half in (seen, held))
    logs = np.zeros(seen.shape[0])

    def work(start: int, end: int) -> None:
        _complete(start, end, *known, *asked, single, by_term, pseudo, n_steps, np.float32(tol), logs)

    over_blocks(work, len(logs), size=_BLOCK, n_jobs=n_jobs)
    return logs


def _parts(half: sparse.csr_array) -> tuple[Integers, Integers, NDArray[np.float32]]:
    """Return where each passage starts, its terms and their counts, always of the same kinds: compiled once."""
    return half.indptr.astype(np.int64), half.indices.astype(np.int64), half.data.astype(np.float32)


@compiled(fastmath=_SUMS)
def _complete(  # type: ignore[no-untyped-def]
    start, end, starts, terms, counts, held_starts, held_terms, held_counts, single, exact, alpha, n_steps, tol, logs
):
    """Write the log-likelihood of the held words of the passages ``start`` to ``end`` into ``logs``."""
    for d in range(start, end):
        mine = slice(starts[d], starts[d + 1])
        theta = _mixture(terms[mine], counts[mine], single, alpha, n_steps, tol)
        total = theta.sum()
        for i in range(held_starts[d], held_starts[d + 1]):
            p = 0.0
            for k in range(len(theta)):
                p += theta[k] * exact[held_terms[i], k]
            logs[d] += held_counts[i] * math.log(p / total)


@compiled(fastmath=_SUMS)
def _mixture(terms, counts, phi, alpha, n_steps, tol):  # type: ignore[no-untyped-def]
    """Return theta of one passage: (themes,), float64 that sums to 1 within single precision."""
    theta = alpha / alpha.sum()
    moved = np.empty_like(theta)
    for _ in range(n_steps):
        _responsibility(terms, counts, phi, theta, moved)
        total = np.float32(0)
        for k in range(len(theta)):
            moved[k] = alpha[k] + theta[k] * moved[k]
            total += moved[k]
        change = np.float32(0)
        for k in range(len(theta)):
            share = moved[k] / total
            change += abs(share - theta[k])
            theta[k] = share
        if change < tol:
            break
    return theta.astype(np.float64)


@compiled(fastmath=_SUMS)
def _responsibility(terms, counts, phi, theta, out):  # type: ignore[no-untyped-def]
    """Write sum_w x_w phi_kw / p_w into ``out`` (themes,).

    Four terms at a time: theta is then read and ``out`` written a quarter as often, which takes half the time.
    """
    zero = np.float32(0)
    out[:] = zero
    fours = len(terms) // 4 * 4
    for i in range(0, fours, 4):
        a, b, c, d = phi[terms[i]], phi[terms[i + 1]], phi[terms[i + 2]], phi[terms[i + 3]]
        p, q, r, s = zero, zero, zero, zero
        for k in range(len(theta)):
            p += theta[k] * a[k]
            q += theta[k] * b[k]
            r += theta[k] * c[k]
            s += theta[k] * d[k]
        p, q = counts[i] / max(p, _LEAST), counts[i + 1] / max(q, _LEAST)
        r, s = counts[i + 2] / max(r, _LEAST), counts[i + 3] / max(s, _LEAST)
        for k in range(len(theta)):
            out[k] += p * a[k] + q * b[k] + r * c[k] + s * d[k]
    for i in range(fours, len(terms)):
        p = zero
        for k in range(len(theta)):
            p += theta[k] * phi[terms[i], k]
        p = counts[i] / max(p, _LEAST)
        for k in range(len(theta)):
            out[k] += p * phi[terms[i], k]
