"""A corpus drawn from latent Dirichlet allocation itself: real words are not needed, and the truth is known."""

from __future__ import annotations

import numpy as np
from scipy import sparse


def planted_counts(
    n_documents: int, *, n_themes: int = 50, n_terms: int = 8_000, n_words: int = 100, seed: int = 0
) -> sparse.csr_array:
    """Return counts (documents x terms) of documents that are mixtures of themes.

    Terms are as frequent as Zipf's law says; a theme scatters round that (a Dirichlet with few pseudo-counts, so that
    it has words of its own); a document holds a few of the themes (a Dirichlet, 0.1 a theme) and a Poisson
    number of words, ``n_words`` on average.
    """
    random = np.random.default_rng(seed)
    frequencies = 1 / (10 + np.arange(n_terms))
    themes = random.gamma(frequencies / frequencies.sum() * 0.05 * n_terms, size=(n_themes, n_terms)) + 1e-12
    cumulated = np.cumsum(themes, axis=1)
    mixtures = random.dirichlet(np.full(n_themes, 0.1), size=n_documents)
    of_theme = random.multinomial(random.poisson(n_words, n_documents), mixtures)
    documents = [np.repeat(np.arange(n_documents), of_theme[:, k]) for k in range(n_themes)]
    terms = [
        np.searchsorted(cumulated[k], random.random(len(documents[k])) * cumulated[k, -1]) for k in range(n_themes)
    ]
    rows, columns = np.concatenate(documents), np.concatenate(terms)
    counts = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(n_documents, n_terms)).tocsr()
    counts.sum_duplicates()
    return counts
