"""Slow and obvious references for the models: plain loops, and every possible order tried."""

from __future__ import annotations

from itertools import permutations

import numpy as np


def em_pass(counts, weight, theta, phi, alpha, eta):
    """Return theta and phi after one pass of expectation-maximisation: every word of every passage in turn."""
    n_dk, n_kw = np.zeros(theta.shape), np.zeros(phi.shape)
    for d, row in enumerate(counts):
        for w, count in enumerate(row):
            if count:
                parts = [theta[d, k] * phi[k, w] for k in range(len(phi))]
                for k, part in enumerate(parts):
                    n_dk[d, k] += count * part / sum(parts)
                    n_kw[k, w] += weight[d] * count * part / sum(parts)
    theta = np.array([(alpha + row) / (alpha + row).sum() for row in n_dk])
    return theta, np.array([(e + row) / (e + row).sum() for e, row in zip(eta, n_kw, strict=True)])


def article_weights(passage_weights, words, article_of_passage, n_articles):
    """Return each article's mean over its passages, weighted by words, missing ones left out."""
    means = np.full((n_articles, passage_weights.shape[1]), np.nan)
    for a in range(n_articles):
        mass, total = np.zeros(passage_weights.shape[1]), 0.0
        for p, article in enumerate(article_of_passage):
            if article == a and not np.isnan(passage_weights[p]).all():
                mass, total = mass + words[p] * passage_weights[p], total + words[p]
        if total > 0:
            means[a] = mass / total
    return means


def best_sum(similarity):
    """Return the largest sum of similarities over all ways to match rows and columns one to one."""
    n = len(similarity)
    return max(sum(similarity[i, order[i]] for i in range(n)) for order in permutations(range(n)))


def completion_perplexity(phi, alpha, seen, held, n_steps=300):
    """Return the perplexity of the held words, each passage's weights inferred from the seen ones word by word."""
    logs, n = 0.0, 0.0
    for known, asked in zip(seen, held, strict=True):
        theta = alpha / alpha.sum()
        for _ in range(n_steps):
            counts = alpha.astype(float).copy()
            for w, count in enumerate(known):
                if count:
                    parts = theta * phi[:, w]
                    counts += count * parts / parts.sum()
            theta = counts / counts.sum()
        for w, count in enumerate(asked):
            if count:
                logs += count * np.log(sum(theta[k] * phi[k, w] for k in range(len(phi))))
                n += count
    return np.exp(-logs / n)


def pair_npmi(X, i, j):
    """Return the normalised pointwise mutual information of two terms, by counting passages one by one."""
    n = len(X)
    p_i, p_j = sum(row[i] > 0 for row in X) / n, sum(row[j] > 0 for row in X) / n
    p_ij = sum(row[i] > 0 and row[j] > 0 for row in X) / n + 1e-12
    return np.log(p_ij / (p_i * p_j)) / -np.log(p_ij)


def c_v(X, top):
    """Return C_v of one theme's top terms: the mean cosine of each term's vector with the sum of them all."""
    vectors = [np.array([pair_npmi(X, i, j) for j in top]) for i in top]
    whole = sum(vectors)
    return np.mean([v @ whole / np.sqrt((v @ v) * (whole @ whole)) for v in vectors])


def theme_figures(components, weights, counts):
    """Return the figures of themes by the formulas of MALLET's topic diagnostics, theme by theme and word by word."""
    n_terms = counts.shape[1]
    q = counts.sum(axis=0) / counts.sum()
    rows = []
    for k, p in enumerate(components):
        words = [w[k] * row.sum() for w, row in zip(weights, counts, strict=True) if not np.isnan(w).any()]
        known = [w for w in weights if not np.isnan(w).any()]
        holds = [i for i, n in enumerate(words) if n >= 0.5]
        first = [i for i in holds if known[i][k] == max(known[i])]
        rows.append(
            {
                "n_words": sum(words),
                "document_entropy": -sum(n / sum(words) * np.log(n / sum(words)) for n in words if n > 0),
                "rank_1": len(first) / len(holds) if holds else np.nan,
                "allocation_ratio": ratio(sum(w[k] >= 0.5 for w in known), sum(w[k] >= 0.02 for w in known)),
                "corpus_distance": sum(a * np.log(a / b) for a, b in zip(p, q, strict=True) if a > 0),
                "uniform_distance": sum(a * np.log(a * n_terms) for a in p if a > 0),
                "effective_terms": 1 / sum(a**2 for a in p),
            }
        )
    return rows


def ratio(above, below):
    return above / below if below else np.nan
