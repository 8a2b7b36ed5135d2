"""Drift: which words came into a theme, and which went from it, from period to period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse, stats

from analysis import tables

Floats = NDArray[np.float64]

PRIOR_WORDS = 500.0  # how many words the belief that nothing changed weighs
N_WORDS = 10  # listed at most, a period and direction
LEAST_WORDS = 5.0  # expected of a word, now and before together; rarer ones are not tested
MIN_PASSAGES = 2  # with the word: one passage can repeat it


def theme_drift(
    counts: sparse.csr_array,
    weights: Floats,
    parts: sparse.csr_array,
    *,
    model: str,
    themes: Sequence[str],
    terms: Sequence[str],
    passage_ids: Sequence[str],
    periods: pd.DataFrame,
    level: float,
) -> pd.DataFrame:
    """Return the table ``drift`` of one model.

    counts: passages x terms. weights: passages x themes, the share of a passage's words that each theme takes (missing
    ones count for nothing). parts: periods x passages, how much of each passage falls into each period. periods: a row
    for each period in order, with frequency, period and start.

    The words that a theme is expected to have in a period are its passages' words, each passage by its weight; the
    model stays as it is, so only the words move. Each period is held against all earlier ones, never a later one, by
    the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, equations 15 to 22): the
    prior has the theme's words up to the period, as PRIOR_WORDS words, and draws what few words say towards no change.
    p-values come from its standard errors and are adjusted over all words and periods of a theme that have LEAST_WORDS
    (Benjamini and Hochberg 1995); those of at most 1 - level are listed, and only with two passages that have the word.
    The errors suppose that words fall one by one; words that come in clusters make them too small.
    """
    binary = sparse.csr_array((np.ones_like(counts.data), counts.indices, counts.indptr), shape=counts.shape)
    present = (sparse.csr_array(parts > 0).astype(np.float64) @ binary).toarray()
    by_term, inside = sparse.csc_array(counts), parts.toarray()
    earlier = np.cumsum(inside, axis=0) - inside
    rows: list[dict[str, object]] = []
    for k, theme in enumerate(themes):
        weight = np.nan_to_num(weights[:, k])
        words = expected_words(counts, weight, parts)
        for row, p, w in _moved(words, present, level):
            now = row["direction"] == "came"
            place = periods.iloc[p]
            shown = _best_passage(by_term, w, weight, inside[p] if now else earlier[p])
            names = {"model": model, "theme": theme, "frequency": place["frequency"], "period": place["period"]}
            rows.append({**names, "start": place["start"], "term": terms[w], "passage_id": passage_ids[shown], **row})
    return tables.conform("drift", pd.DataFrame(rows)) if rows else tables.empty("drift")


def expected_words(counts: sparse.csr_array, weight: Floats, parts: sparse.csr_array) -> Floats:
    """Return how many of each word a theme is expected to have in each period: periods x terms.

    weight: the theme's, (passages,).
    """
    return np.asarray((parts.multiply(weight[None, :]).tocsr() @ counts).toarray())


def log_odds(now: Floats, before: Floats, *, prior_words: float = PRIOR_WORDS) -> tuple[Floats, Floats]:
    """Return each word's log-odds ratio now against before, and its standard error: both (terms,).

    now, before: how often each word stands in either, (terms,).

    >>> log_odds(np.array([30.0, 70.0]), np.array([10.0, 90.0]))[0].round(2)
    array([ 0.21, -0.21])
    """
    prior = prior_words * (now + before) / max((now + before).sum(), 1e-12)
    prior = np.maximum(prior, 1e-9)

    def odds(words: Floats) -> Floats:
        held = words + prior
        return np.asarray(np.log(held / np.maximum(held.sum() - held, 1e-9)))

    error = np.sqrt(1 / (now + prior) + 1 / (before + prior))
    return odds(now) - odds(before), error


def _moved(words: Floats, present: Floats, level: float) -> Iterator[tuple[dict[str, object], int, int]]:
    """Return the listed words of one theme, each with the numbers of its period and term.

    words, present: periods x terms, the expected words and the passages that have each.
    """
    earlier = np.cumsum(words, axis=0) - words
    had = np.cumsum(present, axis=0) - present
    tried = [p for p in range(len(words)) if words[p].sum() >= 1 and earlier[p].sum() >= 1]
    if not tried:
        return
    found = [log_odds(words[p], earlier[p]) for p in tried]
    z = np.array([ratio / error for ratio, error in found])
    tested = words[tried] + earlier[tried] >= LEAST_WORDS  # says nothing of which way a word moved
    adjusted = np.ones_like(z)
    if tested.any():
        adjusted[tested] = stats.false_discovery_control(2 * stats.norm.sf(np.abs(z[tested])))
    for i, p in enumerate(tried):
        passages = np.where(z[i] > 0, present[p], had[p])
        listed = (adjusted[i] <= 1 - level) & (passages >= MIN_PASSAGES)
        for direction, sign in (("came", 1), ("went", -1)):
            score = np.where(listed, sign * z[i], 0.0)
            for w in np.argsort(-score, kind="stable")[:N_WORDS]:
                if score[w] > 0:
                    yield {
                        "direction": direction, "before": earlier[p, w] / earlier[p].sum(),
                        "now": words[p, w] / words[p].sum(), "log_odds": found[i][0][w], "z": z[i, w],
                        "p_adjusted": adjusted[i, w], "n_passages": int(passages[w]),
                    }, p, int(w)  # fmt: skip


def _best_passage(by_term: sparse.csc_array, term: int, weight: Floats, inside: Floats) -> int:
    """Return the number of the passage with most of a word and of the theme.

    weight: of the theme, (passages,). inside: how much of each passage lies in the given periods, (passages,).
    """
    here = slice(by_term.indptr[term], by_term.indptr[term + 1])
    passages = by_term.indices[here]
    return int(passages[np.argmax(inside[passages] * weight[passages] * by_term.data[here])])
