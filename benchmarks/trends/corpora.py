"""Corpora with known courses of their themes' shares, from the family that the models fit and from outside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.tables import TermCounts

Floats = NDArray[np.float64]

CURVES: dict[str, Callable[[Floats], Floats]] = {  # of time from 0 to 1; each is 1 on average
    "flat": lambda t: np.ones_like(t),
    "ramp": lambda t: 0.4 + 1.2 * t,
    "step": lambda t: np.where(t < 0.5, 0.5, 1.5),
    "pulse": lambda t: 0.8 + 1.6 * (abs(t - 0.5) < 0.0625),
    "season": lambda t: 1 + 0.6 * np.sin(4 * np.pi * t),
}
THEMES = tuple(CURVES)  # a theme for each curve
COMMON = 0.4  # of all words are common to all articles
MEAN = 0.12  # share of a theme of an article's words that are not common
N_TERMS, N_LEXICON = 40, 8  # of a theme
N_COMMON = 200
PASSAGE = 40  # words
FAMILIES = ("mixtures", "bursts", "drift")


@dataclass(frozen=True)
class PlantedTrends:
    """Articles with dates, the counts of their passages, and the truth.

    articles: article_id, date, date_precision. article_of: of each passage. weights: the true ones of ``THEMES``
    (articles x themes). rates: what they were drawn round, in each month (months x themes). lexicon: themes x terms, of
    which words the models are told.
    """

    articles: pd.DataFrame
    counts: TermCounts
    article_of: NDArray[np.int64]
    weights: Floats
    rates: Floats
    lexicon: Floats


def planted_trends(
    n_articles: int, *, family: str = "mixtures", n_months: int = 16, half_lexicon: bool = False, seed: int = 0
) -> PlantedTrends:
    """Return about ``n_articles`` articles over some months, of uneven number, with one theme for each of the curves.

    An article holds a few of the themes (a Dirichlet) and 3 to 12 passages. family: 'mixtures' (what LDA supposes),
    'bursts' (an article repeats its own choice of a theme's words: a Dirichlet-multinomial), or 'drift' (the words of
    every theme give way to others as time goes). half_lexicon: whether the models are told of but half of the words, so
    that they see too little.
    """
    random = np.random.default_rng(seed)
    months = np.arange(n_months)
    rates = MEAN * (1 - COMMON) * np.column_stack([curve((months + 0.5) / n_months) for curve in CURVES.values()])
    of_month = 6 + random.poisson(random.gamma(2, max(n_articles / n_months - 6, 1) / 2, n_months))
    month = np.repeat(months, of_month)
    named = rates[month] / (1 - COMMON)
    mixtures = np.array([random.dirichlet(2.0 * m) for m in np.column_stack([named, 1 - named.sum(axis=1)])])
    article_of = np.repeat(np.arange(len(month)), random.integers(3, 13, len(month)))
    counts = np.array([_passage(mixtures[i], month[i] / n_months, family, i, seed, random) for i in article_of])
    day = random.integers(0, 28, len(month)).astype("timedelta64[D]")
    date = (np.datetime64("2015-01") + month.astype("timedelta64[M]")).astype("datetime64[D]") + day
    ids = [f"a{i:06d}" for i in range(len(month))]
    articles = pd.DataFrame({"article_id": ids, "date": date.astype("datetime64[s]"), "date_precision": "day"})
    lexicon = np.zeros((len(THEMES), counts.shape[1]))
    for k in range(len(THEMES)):
        first = k * N_TERMS
        lexicon[k, first : first + (N_LEXICON // 2 if half_lexicon else N_LEXICON)] = 1
    named_counts = TermCounts(
        sparse.csr_array(counts.astype(np.float64)),
        tuple(f"p{i:07d}" for i in range(len(counts))),
        tuple(f"t{j:04d}" for j in range(counts.shape[1])),
    )
    return PlantedTrends(articles, named_counts, article_of, mixtures[:, :-1] * (1 - COMMON), rates, lexicon)


@cache
def _profiles() -> Floats:
    """Return the words of each theme, of the rest, and of all: (themes + 2) x terms, the same in every corpus."""
    random, n = np.random.default_rng(11), len(THEMES) + 1
    profiles = np.zeros((n + 1, n * N_TERMS + N_COMMON))
    for k in range(n):
        own = np.zeros(n * N_TERMS)
        own[k * N_TERMS : (k + 1) * N_TERMS] = random.dirichlet(np.full(N_TERMS, 2.0))
        others = random.dirichlet(np.full(n * N_TERMS, 0.3))  # a tenth of its words other themes have as well
        profiles[k, : n * N_TERMS] = 0.9 * own + 0.1 * others
    profiles[n, n * N_TERMS :] = random.dirichlet(np.full(N_COMMON, 0.5))
    return profiles


def _passage(
    mixture: Floats, time: float, family: str, article: int, seed: int, random: np.random.Generator
) -> NDArray[np.int64]:
    profiles, n = _profiles(), len(mixture)
    if family == "drift":  # the later half of a theme's own words takes over from the earlier
        late = np.tile(np.repeat([0.0, 1.0], N_TERMS // 2), n)
        pull = np.ones(profiles.shape[1])
        pull[: n * N_TERMS] = np.where(late > 0, 0.3 + 1.4 * time, 1.7 - 1.4 * time)
        profiles = profiles * pull
        profiles = profiles / profiles.sum(axis=1, keepdims=True)
    if family == "bursts":  # the same choice in all passages of an article
        own = np.random.default_rng((seed, article))
        burst = own.gamma(profiles * 60 + 1e-12)
        profiles = burst / burst.sum(axis=1, keepdims=True)
    scattered = random.dirichlet(8 * mixture + 0.02)
    words = np.append(scattered * (1 - COMMON), COMMON) @ profiles
    return np.asarray(random.multinomial(PASSAGE, words / words.sum()))
