"""Drift: which words came into a theme, and which went from it, from period to period."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse, stats

from analysis import tables

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PRIOR, PRIOR_WORDS = 0.1, 500.0  # what the belief that nothing changed weighs: of the fewer words, and at most
N_WORDS = 10  # listed at most, a period and direction
LEAST_WORDS, LEAST_EXPECTED = 5.0, 1.0  # of a word, now and before together and in either; rarer ones are not tested
MIN_PASSAGES = 2  # with the word: one passage can repeat it
BLOCK = 5_000  # passages, or some more, whose words are shared out at a time


def theme_drift(
    counts: sparse.csr_array,
    weights: Floats,
    parts: sparse.csr_array,
    article_of: Integers,
    *,
    carried: Callable[[sparse.csr_array], Floats],
    model: str,
    themes: Sequence[str],
    terms: Sequence[str],
    passage_ids: Sequence[str],
    periods: pd.DataFrame,
    level: float,
) -> pd.DataFrame:
    """Return the table ``drift`` of one model, each term shown as it is counted.

    counts: passages x terms. weights: passages x themes, the share of a passage's words that each theme takes (missing
    ones count for nothing). parts: periods x articles, how much of each article falls into each period. article_of:
    the number of each passage's article, (passages,). carried: tells of some passages (counts, passages x terms) what
    each count carries of its passage's weights, counts x themes or more. periods: a row for each period in order, with
    frequency, period and start.

    A theme's words are those that carry its weight, each as far as it does: a word of another theme in the same
    passages is none of them. The model stays as it is, so only the words move. Each period is held against all earlier
    ones, never a later one: by the difference of a word's part in the theme's words over the standard error that it
    has where nothing changed, from how unevenly articles hold the word (articles are drawn, not words, so that a word
    which comes in bursts is no surer for it; the ratio estimator of Cochran 1977, chapter 6). p-values are adjusted
    over all words and periods of a theme that are worth LEAST_WORDS and expected LEAST_EXPECTED times on either side
    (Benjamini and Hochberg 1995); those of at most 1 - level are listed, and only with two passages that have the word.
    The log-odds ratio beside it is drawn towards no change by a prior of the theme's words up to the period (Monroe,
    Colaresi and Quinn 2008, equation 16).
    """
    binary = sparse.csr_array((np.ones_like(counts.data), counts.indices, counts.indptr), shape=counts.shape)
    by_term, inside = sparse.csc_array(counts), parts.toarray()[:, article_of]
    present = sparse.csr_array((inside > 0).astype(np.float64)) @ binary
    earlier = np.cumsum(inside, axis=0) - inside
    of_themes = words_of_themes(counts, parts, article_of, carried, len(themes))
    rows: list[dict[str, object]] = []
    for k, theme in enumerate(themes):
        weight = np.nan_to_num(weights[:, k])
        for row, p, w in _moved(of_themes[k], present.toarray(), level):
            now = row["direction"] == "came"
            place = periods.iloc[p]
            shown = _best_passage(by_term, w, weight, inside[p] if now else earlier[p])
            rows.append(
                {
                    "model": model, "theme": theme, "frequency": place["frequency"], "period": place["period"],
                    "start": place["start"], "term": terms[w], "written": terms[w],
                    "passage_id": passage_ids[shown], **row,
                }
            )  # fmt: skip
    return tables.conform("drift", pd.DataFrame(rows)) if rows else tables.empty("drift")


@dataclass(frozen=True)
class Words:
    """The words of a theme in some periods, and how unevenly articles hold them.

    words: how many of each word, periods x terms. squares: the sum over articles of the squares of what each holds,
    likewise; products: of that times all the article's words of the theme; lengths: of the squares of the latter,
    (periods,).
    """

    words: Floats
    squares: Floats
    products: Floats
    lengths: Floats

    def before(self) -> Words:
        """Return the same of all periods before each."""
        return Words(*(np.cumsum(block, axis=0) - block for block in self._blocks()))

    def __getitem__(self, period: int) -> Words:
        """Return those of one period: (terms,), and a number."""
        return Words(*(block[period] for block in self._blocks()))

    def _blocks(self) -> tuple[Floats, Floats, Floats, Floats]:
        return self.words, self.squares, self.products, self.lengths


def words_of_themes(
    counts: sparse.csr_array,
    parts: sparse.csr_array,
    article_of: Integers,
    carried: Callable[[sparse.csr_array], Floats],
    n_themes: int,
) -> list[Words]:
    """Return the words of each theme in each period; the arguments are those of ``theme_drift``."""
    shape = (parts.shape[0], counts.shape[1])
    found = [Words(*(np.zeros(size) for size in (shape, shape, shape, shape[:1]))) for _ in range(n_themes)]
    by_article = sparse.csc_array(parts)
    for rows in _blocks_of_articles(article_of):
        some, (articles, place) = counts[rows], np.unique(article_of[rows], return_inverse=True)
        belongs = sparse.csr_array((np.ones(len(rows)), (place, np.arange(len(rows)))))
        inside = sparse.csr_array(by_article[:, articles])
        own = carried(some)[:, :n_themes] * np.repeat(some.sum(axis=1), np.diff(some.indptr))[:, None]
        for theme, values in zip(found, own.T, strict=True):
            mine = belongs @ sparse.csr_array((values, some.indices, some.indptr), shape=some.shape)
            length = np.asarray(mine.sum(axis=1)).ravel()
            theme.words[:] += (inside @ mine).toarray()
            theme.squares[:] += (inside.power(2) @ mine.power(2)).toarray()
            theme.products[:] += (inside.power(2) @ sparse.csr_array(mine.multiply(length[:, None]))).toarray()
            theme.lengths[:] += inside.power(2) @ length**2
    return found


def _blocks_of_articles(article_of: Integers) -> list[Integers]:
    """Return the numbers of passages in blocks, with all passages of an article in the same."""
    order = np.argsort(article_of, kind="stable")
    ordered = article_of[order]
    return np.split(order, np.unique(np.searchsorted(ordered, ordered[::BLOCK])))[1:]


def log_odds(now: Floats, before: Floats) -> Floats:
    """Return each word's log-odds ratio now against before, drawn towards no change: (terms,).

    now, before: how often each word stands in either, (terms,).

    >>> log_odds(np.array([30.0, 70.0]), np.array([10.0, 90.0])).round(2)
    array([ 1.21, -1.21])
    """
    n_prior = min(PRIOR * min(now.sum(), before.sum()), PRIOR_WORDS)
    prior = np.maximum(n_prior * (now + before) / max((now + before).sum(), 1e-12), 1e-9)

    def odds(words: Floats) -> Floats:
        held = words + prior
        return np.asarray(np.log(held / np.maximum(held.sum() - held, 1e-9)))

    return odds(now) - odds(before)


def surety(now: Words, before: Words) -> tuple[Floats, NDArray[np.bool_]]:
    """Return by how many standard errors each word's part differs now, and which words are frequent enough to tell.

    now, before: of one period each. Both that come back are (terms,).
    """
    n_now, n_before, both = now.words.sum(), before.words.sum(), now.words + before.words
    common, squares = both / (n_now + n_before), now.squares + before.squares
    rest = squares - 2 * common * (now.products + before.products) + common**2 * (now.lengths + before.lengths)
    error = np.sqrt(np.maximum(rest, 0.0) / (n_now * n_before))
    z = np.divide(now.words / n_now - before.words / n_before, error, out=np.zeros_like(error), where=error > 0)
    worth = np.divide(both**2, squares, out=np.zeros_like(both), where=squares > 0)  # articles that hold it alike
    worth = np.minimum(worth, both)  # a word that hardly carries the theme is none of its words
    expected = worth * min(n_now, n_before) / (n_now + n_before)
    return z, (worth >= LEAST_WORDS) & (expected >= LEAST_EXPECTED)


def _moved(theme: Words, present: Floats, level: float) -> Iterator[tuple[dict[str, object], int, int]]:
    """Yield the listed words of one theme, each with the numbers of its period and term.

    present: the passages that have each word, periods x terms.
    """
    earlier, had = theme.before(), np.cumsum(present, axis=0) - present
    tried = [p for p in range(len(present)) if theme[p].words.sum() >= 1 and earlier[p].words.sum() >= 1]
    if not tried:
        return
    z, tested = (np.array(block) for block in zip(*(surety(theme[p], earlier[p]) for p in tried), strict=True))
    adjusted = np.ones_like(z)
    if tested.any():
        adjusted[tested] = stats.false_discovery_control(2 * stats.norm.sf(np.abs(z[tested])))
    for i, p in enumerate(tried):
        now, before = theme.words[p], earlier.words[p]
        passages, ratio = np.where(z[i] > 0, present[p], had[p]), log_odds(now, before)
        listed = (adjusted[i] <= 1 - level) & (passages >= MIN_PASSAGES)
        for direction, sign in (("came", 1), ("went", -1)):
            score = np.where(listed, sign * z[i], 0.0)
            for w in np.argsort(-score, kind="stable")[:N_WORDS]:
                if score[w] > 0:
                    yield {
                        "direction": direction, "before": before[w] / before.sum(), "now": now[w] / now.sum(),
                        "log_odds": ratio[w], "z": z[i, w], "p_adjusted": adjusted[i, w],
                        "n_passages": int(passages[w]),
                    }, p, int(w)  # fmt: skip


def _best_passage(by_term: sparse.csc_array, term: int, weight: Floats, inside: Floats) -> int:
    """Return the number of the passage with most of a word and of the theme.

    weight: of the theme, (passages,). inside: how much of each passage lies in the given periods, (passages,).
    """
    here = slice(by_term.indptr[term], by_term.indptr[term + 1])
    passages = by_term.indices[here]
    return int(passages[np.argmax(inside[passages] * weight[passages] * by_term.data[here])])
