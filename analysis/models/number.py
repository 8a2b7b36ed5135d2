"""How many themes to look for: what unseen words say, and whether other fits find the same themes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse, stats
from scipy.optimize import linear_sum_assignment
from sklearn.base import clone

from analysis import tables
from analysis.hashing import random_weights
from analysis.models.alignment import similarity
from analysis.models.held_out import completion_logs, split_tokens
from analysis.models.lda import LDA
from analysis.tables import TermCounts

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Map = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]

# From 2 on each is some 1.4 times the one before: less cannot be told apart.
CANDIDATES = (0, 1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64)

_ENOUGH = 0.95  # of what the best number adds to the smallest: more themes for the rest would be hard to read
_PASSAGES_A_THEME = 10  # a corpus is asked for no more themes than one for so many passages
_PASSES = 40  # of each fit, at most: enough to compare numbers, half the time of going on to the end
# A fit expects some words of every theme in a passage. Where that is too many, as in a small corpus, whose alpha is
# fixed, themes more only make it fewer of each, and unseen words are told better by themes that mean nothing. So each
# number is judged at the best of these times its alpha.
_TIMES_ALPHA = (1 / 64, 1 / 16, 1 / 4, 1.0, 4.0)


@dataclass(frozen=True)
class _Fold:
    """A fold: what a fit learns from, and the halves of the passages that it does not see."""

    number: int
    rest: sparse.csr_array
    seen: sparse.csr_array
    held: sparse.csr_array


@dataclass(frozen=True)
class _Tried:
    """A number of themes in one fold: the free profiles, and the log probability of a held word by times alpha."""

    profiles: Floats
    log_p: Floats


def choose_n_themes(
    counts: TermCounts,
    candidates: Sequence[int] = CANDIDATES,
    *,
    model: Any = None,
    groups: Sequence[str] | None = None,
    n_folds: int = 5,
    max_passages: int = 2_500,
    level: float = 0.9,
    seed: int = 0,
    run: Map = map,
) -> pd.DataFrame:
    """Return the table ``number_of_themes``: a row for each candidate, of which one is ``chosen``.

    candidates: numbers of free themes, beside what ``model`` guides and its background; 0 is tried only where there is
    such a theme. model: an unfitted estimator with ``alpha_`` after its fit (default: LDA with a background). groups:
    which article each passage is of; articles stay whole. run: how fits are carried out, as for ``refits``. Of a corpus
    of more than ``max_passages`` a sample is used, by a hash of the article, so the answer is for so many passages; a
    small corpus is asked for fewer themes (one for ten passages).

    Each number is fitted ``n_folds`` times, from another start each and on the articles of all folds but one. Columns:
    perplexity of the fold left out (by document completion, each number at the best of five multiples of its alpha);
    ``gain``, how many nats a held word is more probable than by the other folds' plain frequencies; stability, the mean
    cosine similarity of a fit's free themes to those of each other fit, matched one to one (missing for 0); low and
    high of both at ``level``: Student's t over the folds, so they cover the choice of articles and the start, though
    not that folds share articles.

    The rule: themes of a number tell enough where what they lose of the largest gain is no more than a standard error,
    or than 5% of what the best number adds to the smallest. Where the smallest tells enough, it is chosen: more gain
    nothing beyond their error. Else, of those that tell enough, the smallest is chosen whose stability is within one
    standard error of the most stable (the rule of Breiman, Friedman, Olshen and Stone 1984, section 3.4.3; errors are
    those of the folds' differences). The gain alone would go on rising with every theme more, and stability alone
    would stop at the first few. Where no number tells anything (no gain above 0), or the corpus cannot be divided, the
    smallest is chosen. Raises ValueError where there is no candidate, or one below 0, or 0 alone and no other theme.

    >>> random = np.random.default_rng(0)
    >>> rows = random.multinomial(20, np.repeat(np.kron(np.eye(3), np.full(5, 0.2)), 40, axis=0)).astype(float)
    >>> counts = TermCounts(sparse.csr_array(rows), tuple(f"p{i}" for i in range(120)), tuple("abcdefghijklmno"))
    >>> table = choose_n_themes(counts, [1, 2, 3, 5], model=LDA(1))
    >>> table.loc[table["chosen"], "n_themes"].tolist()
    [3]
    """
    model = LDA(1, background=True, n_jobs=1) if model is None else model
    fixed = model.n_themes - (model.free_themes.stop - model.free_themes.start)
    numbers = _numbers(candidates, fixed)
    articles = list(counts.passage_ids) if groups is None or len(set(groups)) < n_folds else list(groups)
    rows, article = _sample(articles, max_passages, seed)
    numbers = [n for n in numbers if n * _PASSAGES_A_THEME <= len(rows)] or numbers[:1]
    folds = list(_folds(sparse.csr_array(counts.counts[rows]), article, seed, n_folds))
    if len(folds) < 2:
        return _told(numbers, np.full((3, len(numbers), 1), np.nan), level)

    def fitted(task: tuple[int, _Fold]) -> _Tried:
        n, fold = task
        start = (seed * 1_000_003 + fold.number) % 2**31
        again = clone(model).set_params(n_themes=n + fixed, max_iter=_PASSES, random_state=start).fit(fold.rest)
        logs = [
            completion_logs(again.components_, times * again.alpha_, fold.seen, fold.held) for times in _TIMES_ALPHA
        ]
        return _Tried(again.components_[again.free_themes], np.sum(logs, axis=1) / fold.held.sum())

    tried = list(run(fitted, [(n, fold) for n in numbers for fold in folds]))
    by_number = [tried[i : i + len(folds)] for i in range(0, len(tried), len(folds))]
    log_p = np.array([_at_best([one.log_p for one in fits]) for fits in by_number])
    plain = np.array([_plain(fold) for fold in folds])
    stability = np.array([_likeness([one.profiles for one in fits]) for fits in by_number])
    return _told(numbers, np.array([log_p, log_p - plain, stability]), level)


def _numbers(candidates: Sequence[int], fixed: int) -> list[int]:
    """Return the numbers to try, the smallest first; 0 where ``fixed`` other themes make a model of their own."""
    numbers = [n for n in sorted(set(candidates)) if n or fixed]
    if not numbers or numbers[0] < 0:
        least = "0 or more" if fixed else "1 or more (no other theme is there)"
        raise ValueError(f"candidates are {list(candidates)}; give one number of themes or more, each {least}")
    return numbers


def _sample(articles: Sequence[str], max_passages: int, seed: int) -> tuple[Integers, Integers]:
    """Return the passages of whole articles, some ``max_passages`` at most, and the place of each one's article.

    Articles come in the order of a hash of their ids, so the sample does not depend on their own order.
    """
    names, article = np.unique(np.array(articles, dtype=object).astype(str), return_inverse=True)
    place = np.argsort(np.argsort(random_weights(names, draw=0, seed=seed), kind="stable"), kind="stable")
    within = np.cumsum(np.bincount(place[article])) <= max_passages
    within[0] = True
    rows = np.flatnonzero(within[place[article]])
    return rows, place[article][rows]


def _folds(X: sparse.csr_array, article: Integers, seed: int, n_folds: int) -> Iterable[_Fold]:
    """Yield the folds in which there is something to learn and something to foretell."""
    for number in range(n_folds):
        mine = article % n_folds == number
        rest, seen_and_held = X[~mine], X[mine]
        if not mine.any() or not rest.sum():
            continue
        seen, held = split_tokens(seen_and_held, random_state=seed)
        if held.sum():
            yield _Fold(number, rest, seen, held)


def _plain(fold: _Fold) -> float:
    """Return the log probability of a held word by plain frequencies, half a word added to each term."""
    frequency = np.asarray(fold.rest.sum(axis=0)).ravel() + 0.5
    return float(np.asarray(fold.held @ np.log(frequency / frequency.sum())).sum() / fold.held.sum())


def _at_best(log_p: Sequence[Floats]) -> Floats:
    """Return the log probabilities at the one multiple of alpha that is the best over all folds: (folds,)."""
    by_fold = np.array(log_p)
    return np.asarray(by_fold[:, by_fold.mean(axis=0).argmax()])


def _likeness(fits: Sequence[Floats]) -> Floats:
    """Return for each fit how like its themes are to those of the other fits, in the mean: (fits,).

    Missing where there are no themes.
    """
    if not len(fits[0]):
        return np.full(len(fits), np.nan)
    found = np.zeros((len(fits), len(fits)))
    for a in range(len(fits)):
        for b in range(a):
            similar = similarity(fits[a], fits[b])
            found[a, b] = found[b, a] = similar[linear_sum_assignment(-similar)].mean()
    return np.asarray(found.sum(axis=1) / (len(fits) - 1))


def _told(numbers: Sequence[int], figures: Floats, level: float) -> pd.DataFrame:
    """Return the table from log probability, gain and stability (each numbers x folds)."""
    log_p, gain, stability = figures
    low, high = _interval(-log_p, level)
    least, most = _interval(stability, level)
    table = {
        "n_themes": list(numbers),
        "perplexity": np.exp(-log_p.mean(axis=1)), "perplexity_low": np.exp(low), "perplexity_high": np.exp(high),
        "gain": gain.mean(axis=1), "stability": stability.mean(axis=1),
        "stability_low": np.clip(least, 0, 1), "stability_high": np.clip(most, 0, 1),
        "enough": _enough(gain), "chosen": np.arange(len(numbers)) == _chosen(gain, stability),
    }  # fmt: skip
    return tables.conform("number_of_themes", pd.DataFrame(table))


def _enough(gain: Floats) -> NDArray[np.bool_]:
    """Return which numbers tell anything of unseen words, and as much as the best does, within its error or nearly."""
    mean = gain.mean(axis=1)
    lost = gain[mean.argmax()] - gain
    may_lose = np.maximum((1 - _ENOUGH) * (mean.max() - mean[0]), _error(lost))
    return np.asarray((mean > 0) & (lost.mean(axis=1) <= may_lose))


def _chosen(gain: Floats, stability: Floats) -> int:
    """Return the place of the number that the rule chooses; the first where nothing is known."""
    tells = _enough(gain)
    if tells[0] or not tells.any():
        return 0
    enough = np.flatnonzero(tells)
    most = enough[np.argmax(stability[enough].mean(axis=1))]
    behind = stability[enough] - stability[most]
    return int(enough[behind.mean(axis=1) >= -_error(behind)][0])


def _error(values: Floats) -> Floats:
    """Return the standard error of the mean of each row, over the folds; missing with one fold."""
    n = values.shape[1]
    return np.asarray(values.std(axis=1, ddof=1) / np.sqrt(n)) if n > 1 else np.full(len(values), np.nan)


def _interval(values: Floats, level: float) -> tuple[Floats, Floats]:
    """Return low and high of the mean of each row: Student's t."""
    n = values.shape[1]
    half = stats.t.ppf((1 + level) / 2, max(n - 1, 1)) * _error(values)
    return values.mean(axis=1) - half, values.mean(axis=1) + half
