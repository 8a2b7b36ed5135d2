"""Latent Dirichlet allocation against plain loops."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from analysis.models import LDA
from tests.models.naive import em_pass
from tests.planted import planted


@pytest.mark.parametrize("background", [False, True])
@pytest.mark.parametrize("guide", [False, True])
def test_fitting_is_expectation_maximisation(small, background, guide):
    counts = small.counts.counts.toarray()[:12]
    prior = small.lexicon if guide else None
    settings = {"n_themes": 5, "prior": prior, "background": background, "tol": 0, "random_state": 1}
    weight = np.linspace(0.2, 2, len(counts))
    phi = LDA(**settings, max_iter=0).fit(counts).components_
    alpha = np.array([0.3] * 4 + [0.9 if background else 0.3])
    theta = np.tile(alpha / alpha.sum(), (len(counts), 1))
    eta = pseudo_counts(counts, small.lexicon[: 3 if guide else 0], background)
    for _ in range(4):
        theta, phi = em_pass(counts, weight, theta, phi, alpha, eta)
    fitted = LDA(**settings, max_iter=4).fit(counts, sample_weight=weight)
    np.testing.assert_allclose(fitted.components_, phi, rtol=1e-9)


def pseudo_counts(counts, lexicon, background):
    """Return what five themes are taken to have beforehand, as the docstring of LDA tells it."""
    eta = np.full((5, counts.shape[1]), 0.1)
    totals, ten_passages = counts.sum(axis=0), 10 * counts.sum() / len(counts)
    for w in np.flatnonzero(lexicon.any(axis=0)):
        eta[:, w] = np.where(np.append(lexicon[:, w], [0, 0]) > 0, 0.1, 0.0)
    for k, row in enumerate(lexicon):
        eta[k] += row * totals / (row * totals).sum() * ten_passages
    if background:
        free = np.where(lexicon.any(axis=0), 0, totals)
        eta[-1] += free / free.sum() * ten_passages
    return eta


def test_a_row_that_counts_twice_is_the_row_given_twice(small):
    counts = small.counts.counts
    weight = np.ones(counts.shape[0])
    weight[:7] = 2
    twice = sparse.vstack([counts, counts[:7]], format="csr")
    model = LDA(4, tol=0, max_iter=40, random_state=2)
    weighed = model.fit(counts, sample_weight=weight).components_
    np.testing.assert_allclose(weighed, model.fit(twice).components_, rtol=1e-9)


def test_a_row_that_counts_for_nothing_is_a_row_left_out(small):
    counts = small.counts.counts
    weight = (np.arange(counts.shape[0]) >= 7).astype(float)
    model = LDA(4, tol=0, max_iter=40, random_state=2)
    weighed = model.fit(counts, sample_weight=weight).components_
    np.testing.assert_allclose(weighed, model.fit(counts[7:]).components_, rtol=1e-9)


def test_doubling_all_counts_hardly_moves_the_weights(corpus):
    model = LDA(4, prior=corpus.lexicon, background=True)
    once, twice = (model.fit_transform(n * corpus.counts.counts) for n in (1, 2))
    assert np.abs(once - twice).mean() < 0.02


def test_weights_are_the_share_of_words_where_every_word_is_listed():
    corpus = planted(n_articles=6, n_lexicon=20, n_words=50)
    found = LDA(4, prior=corpus.lexicon, background=True).fit_transform(corpus.counts.counts)
    listed = corpus.counts.counts @ corpus.lexicon.T / corpus.counts.totals[:, None]
    np.testing.assert_allclose(found[:, :3], listed, atol=0.05)


def test_an_unknown_engine_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"engine is 'mallet'.*'themeline' or 'gensim'"):
        LDA(2, engine="mallet").fit(np.eye(3) + 1)
