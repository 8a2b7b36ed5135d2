"""Where free themes start from."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from analysis.models import LDA
from analysis.models.start import prototypes
from tests.planted import planted

NONE = np.zeros((0, 90))


@pytest.fixture(scope="module")
def pure():
    """Passages of one planted theme each, without common words, and which theme that is."""
    random = np.random.default_rng(0)
    profiles = np.kron(np.eye(6), np.full(15, 1 / 15))
    theme = random.integers(0, 6, 400)
    return sparse.csr_array(np.array([random.multinomial(20, profiles[k]) for k in theme]).astype(float)), profiles


def starts(X, n, weight=None, near=NONE, seed=0):
    weight = np.ones(X.shape[0]) if weight is None else weight
    return prototypes(X, weight, n, near, np.random.RandomState(seed))


def test_picks_spread_over_the_planted_themes(pure):
    X, profiles = pure
    n_found = [len(set((starts(X, 6, seed=seed) @ profiles.T).argmax(axis=1))) for seed in range(30)]
    assert np.mean(n_found) > 5  # six passages picked blindly would be of four


@pytest.mark.parametrize("seed", range(10))
def test_picks_keep_away_from_the_profiles_that_are_there(pure, seed):
    X, profiles = pure
    found = starts(X, 3, near=profiles[:3], seed=seed)
    assert (found @ profiles.T).argmax(axis=1).min() >= 3


def test_profiles_sum_to_one_and_leave_no_term_out(pure):
    found = starts(pure[0], 8)
    np.testing.assert_allclose(found.sum(axis=1), 1.0)
    assert found.min() > 0


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(pure):
    assert starts(pure[0], 4).tobytes() == starts(pure[0], 4).tobytes()
    assert starts(pure[0], 4).tobytes() != starts(pure[0], 4, seed=1).tobytes()


def test_more_starts_than_passages_and_equal_passages_work():
    for X in (np.eye(2, 5) + 1, np.ones((3, 5)), np.eye(1, 5)):
        found = starts(sparse.csr_array(X), 7, near=np.zeros((0, 5)))
        np.testing.assert_allclose(found.sum(axis=1), 1.0)


def test_a_heavy_passage_is_picked_first(pure):
    X, profiles = pure
    heavy = np.where(np.arange(X.shape[0]) == 7, 1e12, 1.0)
    home = (X[[7]] @ profiles.T).argmax()
    assert (starts(X, 1, heavy) @ profiles.T).argmax() == home


def test_passages_of_no_weight_are_never_started_from():
    corpus = planted(n_articles=10)
    X = corpus.counts.counts
    weight = (np.arange(X.shape[0]) % 2).astype(float)
    first, second = (
        LDA(5, max_iter=1).fit(rows, sample_weight=w).components_.tobytes()
        for rows, w in ((X, weight), (X[weight > 0], None))
    )
    assert first == second
