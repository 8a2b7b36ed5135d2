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
