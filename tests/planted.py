"""Corpora with a known truth: themes of separate words, articles of known mixtures, passages of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.tables import TermCounts


@dataclass(frozen=True)
class Planted:
    """What was planted: counts of passages, which article each belongs to, and the truth behind them."""

    counts: TermCounts
    article_of_passage: np.ndarray
    article_weights: np.ndarray
    passage_weights: np.ndarray
    profiles: np.ndarray
    lexicon: np.ndarray


def planted(
    *,
    n_articles: int = 30,
    n_passages: int = 12,
    n_words: int = 25,
    n_themes: int = 3,
    words_per_theme: int = 20,
    n_common: int = 30,
    common: float = 0.4,
    spread: float = 0.5,
    n_lexicon: int = 5,
    seed: int = 0,
) -> Planted:
    """Return passages drawn from themes of separate words plus a background of common words (the last theme).

    Each article has a mixture of the themes; each passage's mixture scatters around its article's (``spread``: the
    smaller, the more; a Dirichlet with ``spread`` times 20 pseudo-counts); a part ``common`` of all words is
    background. ``lexicon`` (n_themes x terms) marks the first ``n_lexicon`` words of each theme.
    """
    random = np.random.default_rng(seed)
    n_terms = n_themes * words_per_theme + n_common
    profiles = np.zeros((n_themes + 1, n_terms))
    for k in range(n_themes):
        profiles[k, k * words_per_theme : (k + 1) * words_per_theme] = random.dirichlet(np.full(words_per_theme, 2.0))
    profiles[-1, n_themes * words_per_theme :] = random.dirichlet(np.full(n_common, 2.0))
    mixtures = random.dirichlet(np.full(n_themes, 0.7), size=n_articles)
    article_of_passage = np.repeat(np.arange(n_articles), n_passages)
    scattered = np.array([random.dirichlet(spread * 20 * m + 0.05) for m in mixtures[article_of_passage]])
    passage_weights = np.column_stack([scattered * (1 - common), np.full(len(scattered), common)])
    rows = np.array([random.multinomial(n_words, p @ profiles) for p in passage_weights])
    article_weights = np.column_stack([mixtures * (1 - common), np.full(n_articles, common)])
    lexicon = np.zeros((n_themes, n_terms))
    for k in range(n_themes):
        lexicon[k, k * words_per_theme : k * words_per_theme + n_lexicon] = 1
    ids = tuple(f"p{i:05d}" for i in range(len(rows)))
    terms = tuple(f"t{j:04d}" for j in range(n_terms))
    counts = TermCounts(sparse.csr_array(rows.astype(np.float64)), ids, terms)
    return Planted(counts, article_of_passage, article_weights, passage_weights, profiles, lexicon)


def planted_articles(n: int = 120, *, step: float = 0.0, seed: int = 0) -> pd.DataFrame:
    """Return articles of plain text over two years, a week's span apart; after the middle 'energy' rises by ``step``.

    Each article is 60 words: energy words with probability .2 (+ step after the middle), war words .2, the rest common.
    """
    random = np.random.default_rng(seed)
    energy = ["oil", "fuel", "gas", "electricity", "refinery", "pipeline"]
    war = ["army", "soldier", "missile", "tank", "troop", "weapon"]
    common = [f"{a}{b}" for a in ("bri", "cal", "dor", "fen", "gol") for b in ("mant", "pell", "rund", "stok", "vint")]
    rows = []
    for i in range(n):
        p = 0.2 + (step if i >= n // 2 else 0.0)
        kind = random.choice(3, size=60, p=[p, 0.2, 0.8 - p])
        words = [str(random.choice((energy, war, common)[k])) for k in kind]
        sentences = [" ".join(words[j : j + 12]).capitalize() + "." for j in range(0, 60, 12)]
        date = pd.Timestamp("2020-01-01") + pd.Timedelta(days=int(i * 730 / n))
        rows.append({"article_id": f"p{i:04d}", "text": "\n\n".join(sentences), "date": date.strftime("%Y-%m-%d")})
    return pd.DataFrame(rows)
