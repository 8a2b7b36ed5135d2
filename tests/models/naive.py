"""Slow and obvious references for the models: plain loops, and every possible order tried."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from scipy import optimize


def word_parts(x, row, n, alpha, phi_w):
    """Return how x times a word of a passage (row) is shared out: n is alpha plus the passage's expected words."""
    if sum(row) == x <= 1:
        left = list(alpha)
    else:
        p = sum(n[k] * phi_w[k] for k in range(len(n)))
        left = [max(n[k] * (1 - min(x, 1) * phi_w[k] / p), alpha[k]) for k in range(len(n))]
    parts = np.array([left[k] * phi_w[k] for k in range(len(n))])
    return parts / parts.sum()


def settle(row, n, alpha, phi, steps):
    """Return alpha plus the expected words of each theme in one passage, after some steps."""
    for _ in range(steps):
        new = np.array(alpha, dtype=float)
        for w, x in enumerate(row):
            if x:
                new += x * word_parts(x, row, n, alpha, phi[:, w])
        n = new
    return n


def stands_beside(counts, weight, named, errors):
    """Return which terms are more frequent beside the named ones than chance would have it, passage by passage."""
    near, everywhere = np.zeros(counts.shape[1]), weight @ counts / (weight @ counts).sum()
    expected, variance = np.zeros(counts.shape[1]), np.zeros(counts.shape[1])
    for row, heavy in zip(counts, weight, strict=True):
        part = heavy * (row @ named) / row.sum()
        near += part * row
        expected += part * row.sum() * everywhere
        variance += part**2 * row.sum() * everywhere
    return near > expected + errors * np.sqrt(variance)


def em_pass(counts, weight, expected, last, phi, alpha, pseudo, stretch, softest=0.0, shared=0.0):
    """Return (expected, counts, phi) after one pass: every word of every passage in turn, then steps stretched.

    shared: themes x terms, which part of each profile is drawn as in all passages; phi is with it.
    """
    found, new = np.zeros(phi.shape), np.zeros(expected.shape)
    for d, row in enumerate(counts):
        new[d] = alpha
        for w, x in enumerate(row):
            if x:
                parts = word_parts(x, row, expected[d], alpha, phi[:, w])
                soft = softest * min(max((sum(row) - 30) / 50, 0), 1)
                parts = x * parts * (1 - soft * (parts - (parts**2).sum()))
                new[d] += parts
                found[:, w] += weight[d] * parts
    expected = np.maximum(new + stretch * (new - expected), alpha)
    found *= np.maximum(1 - np.divide(shared, phi, out=np.ones_like(phi), where=phi > 0), 0)
    phi = np.maximum(found + stretch * (found - last), 0.1 * found) + pseudo
    totals = phi.sum(axis=1, keepdims=True)
    own = np.divide(phi, totals, out=np.zeros_like(phi), where=totals > 0)
    return expected, found, (1 - np.sum(shared, axis=-1, keepdims=True)) * own + shared


def foretell(seen, hidden, expected, phi, alpha, rate, steps):
    """Return (explained, log p, cost, spread, kept) of the hidden words, passage by passage and word by word."""
    explained, log_p, cost, spread, kept = np.zeros(len(phi)), 0.0, 0.0, 0.0, 0.0
    for d, row in enumerate(hidden):
        n = settle(seen[d], expected[d], alpha, phi, steps)
        for w, x in enumerate(row):
            if x:
                p = n @ phi[:, w]
                log_p += x * np.log(p / n.sum())
                cost += x / n.sum()
                for k in range(len(phi)):
                    explained[k] += x * phi[k, w] / p
                    spread += x * n[k] * rate[k] / p
                    kept += x * n[k] * phi[k, w] * rate[k] / p
    return explained, log_p, cost, spread, kept


def cvb0(row, alpha, phi, steps):
    """Return alpha plus the expected words of a passage by CVB0 itself: each word's parts are kept, and left out."""
    words = [w for w, x in enumerate(row) for _ in range(int(x))]
    parts = [alpha * phi[:, w] / (alpha @ phi[:, w]) for w in words]
    for _ in range(steps):
        for i, w in enumerate(words):
            left = alpha + sum(part for j, part in enumerate(parts) if j != i)
            parts[i] = left * phi[:, w] / (left @ phi[:, w])
    return alpha + sum(parts)


def plain_em(X, phi, alpha, beta, n_passes):
    """Return the profiles that the same expectation-maximisation finds where words are not left out."""
    row, term = X.nonzero()
    x = X[row, term]
    theta = np.tile(alpha, (X.shape[0], 1))
    for _ in range(n_passes):
        parts = theta[row] * phi[:, term].T
        parts *= (x / parts.sum(axis=1))[:, None]
        theta, counts = np.tile(alpha, (X.shape[0], 1)), np.full(phi.shape, beta)
        np.add.at(theta, row, parts)
        np.add.at(counts.T, term, parts)
        phi = counts / counts.sum(axis=1, keepdims=True)
    return phi


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


def log_odds(rows, labels, weight, *, freedom):
    """Return the log odds of logistic regressions, theme by theme, by a general minimiser.

    The offset is the log odds of the mean label plus the coefficient of a term that every row has once.
    """
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    found = []
    for k in range(labels.shape[1]):
        mean = np.average(labels[:, k], weights=weight[:, k])
        offset = np.log(mean / (1 - mean))

        def cost(w, k=k, offset=offset):
            z = rows @ w + offset
            return w @ w / 2 + freedom * (weight[:, k] * (np.logaddexp(0, z) - labels[:, k] * z)).sum()

        found.append(rows @ optimize.minimize(cost, np.zeros(rows.shape[1]), tol=1e-10).x + offset)
    return np.array(found).T


def lessons(counts, guide):
    """Return which passages are sure of a theme, without its words, or sure of another one: passages x themes each."""
    n, n_themes = len(counts), len(guide)
    sure, unnamed, elsewhere = (np.zeros((n, n_themes), dtype=bool) for _ in range(3))
    different, words = (
        [[f(row[guide[k] > 0]) for k in range(n_themes)] for row in counts]
        for f in (lambda x: int((x > 0).sum()), lambda x: float(x.sum()))
    )
    for i in range(n):
        for k in range(n_themes):
            others = [words[i][j] for j in range(n_themes) if j != k]
            sure[i, k] = different[i][k] >= 2 and words[i][k] > max(others, default=0)
            unnamed[i, k] = different[i][k] == 0
    for i in range(n):
        for k in range(n_themes):
            elsewhere[i, k] = different[i][k] < 2 and any(sure[i, j] for j in range(n_themes) if j != k)
    return sure, unnamed, elsewhere


def associations(counts, guide, weight):
    """Return how much each term goes together with the words of each theme, pair by pair: terms x themes.

    -20 where a theme has no word that occurs.
    """
    n_terms, there = counts.shape[1], counts > 0
    weight = weight / weight.mean()
    often = np.array([weight[there[:, t]].sum() for t in range(n_terms)])
    often = often / often.sum()

    def together(t, w):
        """Return how many times as frequent a term is beside a word as anywhere."""
        beside = [weight[there[:, w] & there[:, u]].sum() if u != w else 0.0 for u in range(n_terms)]
        return (beside[t] + 1000 * often[t]) / (sum(beside) + 1000) / often[t]

    found = np.zeros((n_terms, len(guide)))
    for k, named in enumerate(guide):
        words = [w for w in range(n_terms) if named[w] > 0 and often[w] > 0]
        if not words:
            found[:, k] = -20
            continue
        counts_as = {}
        for w in words:
            others = [together(u, w) for u in words if u != w]
            counts_as[w] = max(np.log(np.mean(others)), 0.05) if others else 0.05
        for t in np.flatnonzero(often):
            pairs = [(counts_as[w], together(t, w)) for w in words if w != t]
            if pairs:
                found[t, k] = 4 * np.log(sum(a * x for a, x in pairs) / sum(a for a, _ in pairs))
    return found


def naive_calibration(presence, labels, inclusion):
    """Return the slope and the offset of a calibration: the best pair of ever finer grids."""
    z = [np.log(p / (1 - p)) for p in np.clip(presence, 1e-4, 1 - 1e-4)]
    counts = [1 / p for p in inclusion]
    effective = sum(counts) ** 2 / sum(c**2 for c in counts)
    counts = [c * effective / sum(counts) for c in counts]

    def loss(slope, offset):
        chance = [1 / (1 + np.exp(-slope * x - offset)) for x in z]
        told = [c * (y * np.log(p) + (1 - y) * np.log(1 - p)) for c, y, p in zip(counts, labels, chance, strict=True)]
        return -sum(told) + np.log(slope) ** 2 + offset**2

    slope, offset, step = 1.0, 0.0, 0.5
    while step > 0.002:
        near = [(slope + i * step, offset + j * step) for i in range(-3, 4) for j in range(-3, 4)]
        slope, offset = min((pair for pair in near if pair[0] > 0), key=lambda pair: loss(*pair))
        step /= 2
    return slope, offset


def factors(rows, profiles, allowed, target, pull, max_iter, part=None):
    """Return profiles after passes of hierarchical alternating least squares: one entry after the other."""
    phi, amounts = np.array(profiles, dtype=float), np.full((len(rows), len(profiles)), 1 / len(profiles))
    for number in range(1, max_iter + 1):
        n = part if part and number <= max_iter * 2 / 3 else len(rows)
        for row, a in zip(rows[:n], amounts[:n], strict=True):
            for k, profile in enumerate(phi):
                if profile.any():
                    a[k] = max(a[k] + (row - a @ phi) @ profile / (profile @ profile), 0.0)
        firm = pull * n / len(rows)
        for w in range(phi.shape[1]):
            for k in range(len(phi)):
                below = amounts[:n, k] @ amounts[:n, k] + firm[k]
                rest = amounts[:n, k] @ (rows[:n, w] - amounts[:n] @ phi[:, w]) + firm[k] * (target[k, w] - phi[k, w])
                if below > 0:
                    phi[k, w] = max(phi[k, w] + rest / below, 0.0) if allowed[k, w] else 0.0
    return phi


def left_over(rows, profiles):
    """Return the squared error of rows by the best non-negative amounts of the profiles."""
    return sum(optimize.nnls(profiles.T, row)[1] ** 2 for row in rows)
