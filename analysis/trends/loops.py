"""Compiled loops: over all entries of a corpus, for sums over clusters, which add up to strata, and for correlations
within cells; over pairs of periods.

Entries go stratum by stratum (``ends`` says where each starts and ends), within it cluster by cluster (``last`` marks
the last entry of each). weights: articles x themes; a missing weight counts for nothing. presence: the same, or
without rows where articles do not count by it.
"""

from __future__ import annotations

import numpy as np

from analysis.compiled import compiled


@compiled()
def add_clusters(weights, presence, article, mass, part, last, ends, total, above, squares, whole):  # type: ignore[no-untyped-def]
    """Add up, strata x themes: the mass, mass times weight, the squared mass of clusters, and the parts of articles."""
    n_themes = weights.shape[1]
    held = np.zeros(n_themes)
    for s in range(len(ends) - 1):
        for e in range(ends[s], ends[s + 1]):
            i = article[e]
            for k in range(n_themes):
                w = weights[i, k]
                if w == w:  # not missing
                    m = mass[e] * presence[i, k] if len(presence) else mass[e]
                    total[s, k] += m
                    above[s, k] += m * w
                    whole[s, k] += part[e]
                    held[k] += m
            if last[e]:
                for k in range(n_themes):
                    squares[s, k] += held[k] * held[k]
                    held[k] = 0.0


@compiled()
def add_distances(weights, presence, article, mass, last, ends, center, second, fourth):  # type: ignore[no-untyped-def]
    """Add up, strata x themes, the second and fourth power of each cluster's mass times distance from ``center``."""
    n_themes = weights.shape[1]
    off = np.zeros(n_themes)
    for s in range(len(ends) - 1):
        for e in range(ends[s], ends[s + 1]):
            i = article[e]
            for k in range(n_themes):
                w = weights[i, k]
                if w == w:
                    m = mass[e] * presence[i, k] if len(presence) else mass[e]
                    off[k] += m * (w - center[s, k])
            if last[e]:
                for k in range(n_themes):
                    square = off[k] * off[k]
                    second[s, k] += square
                    fourth[s, k] += square * square
                    off[k] = 0.0


@compiled()
def correlate(a, b, mass, cell, least, total, spreads, product, influence):  # type: ignore[no-untyped-def]
    """Put the mean of each cell's products of a and b, both in units of their spread there, into ``product``.

    a, b, mass, cell: of each entry. total: mass of each cell. least: a spread below which there is none. spreads: cells
    x 2, filled. influence: filled with the sum of the squared mass times squared influence of each entry on ``product``
    as a correlation.
    """
    means = np.zeros_like(spreads)
    for e in range(len(cell)):
        c = cell[e]
        means[c, 0] += mass[e] * a[e]
        means[c, 1] += mass[e] * b[e]
    for c in range(len(total)):
        if total[c] > 0.0:
            means[c] /= total[c]
    for e in range(len(cell)):
        c = cell[e]
        u, v = a[e] - means[c, 0], b[e] - means[c, 1]
        spreads[c, 0] += mass[e] * u * u
        spreads[c, 1] += mass[e] * v * v
        product[c] += mass[e] * u * v
    for c in range(len(total)):
        if total[c] > 0.0:
            spreads[c] = np.sqrt(spreads[c] / total[c])
            product[c] /= total[c] * max(spreads[c, 0], least) * max(spreads[c, 1], least)
    for e in range(len(cell)):
        c = cell[e]
        u = (a[e] - means[c, 0]) / max(spreads[c, 0], least)
        v = (b[e] - means[c, 1]) / max(spreads[c, 1], least)
        # Devlin, Gnanadesikan and Kettenring 1975
        off = mass[e] * (u * v - product[c] * (u * u + v * v) / 2)
        influence[c] += off * off


@compiled(error_model="numpy")
def pair_slopes(time, share, slopes):  # type: ignore[no-untyped-def]
    """Put the slope between any two periods into ``slopes``, and return how many more rise than fall."""
    at, more = 0, 0
    for i in range(len(time)):
        for j in range(i + 1, len(time)):
            rise = share[j] - share[i]
            slopes[at] = rise / (time[j] - time[i])
            more += (rise > 0) - (rise < 0)
            at += 1
    return more
