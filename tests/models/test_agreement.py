"""How far two models agree."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.models import agreement, masked

IDS = [f"p{i}" for i in range(300)]
FIRST = np.random.default_rng(0).dirichlet(np.ones(3), 300)


def agree(first, second, **options):
    return agreement(first, second, IDS, **{"level": 0.9, "seed": 0, **options})


def test_a_model_agrees_with_itself_entirely():
    value, low, high = agree(FIRST, FIRST)
    np.testing.assert_allclose([value, low, high], 1.0, atol=1e-5)


def test_the_value_lies_in_its_interval_even_where_two_models_are_the_same():
    value, low, high = agree(FIRST, FIRST)
    assert (low <= value).all()
    assert (value <= high).all()


def test_shuffled_weights_agree_on_nothing():
    value, low, high = agree(FIRST, np.random.default_rng(1).permutation(FIRST))
    assert np.abs(value).max() < 0.15
    assert (low < 0).all()
    assert (high > 0).all()


def test_which_model_comes_first_does_not_matter():
    noisy = FIRST + np.random.default_rng(2).normal(0, 0.1, FIRST.shape)
    np.testing.assert_allclose(agree(FIRST, noisy), agree(noisy, FIRST), atol=1e-12)


def test_the_order_of_the_passages_does_not_matter():
    order = np.random.default_rng(3).permutation(300)
    noisy = FIRST + np.random.default_rng(2).normal(0, 0.1, FIRST.shape)
    shuffled = agreement(FIRST[order], noisy[order], [IDS[i] for i in order], level=0.9, seed=0)
    np.testing.assert_allclose(shuffled, agree(FIRST, noisy), atol=1e-12)


def test_passages_that_miss_in_either_model_are_left_out():
    holes = FIRST.copy()
    holes[:100] = np.nan
    rest = agreement(FIRST[100:], FIRST[100:] ** 2, IDS[100:], level=0.9, seed=0)
    np.testing.assert_array_equal(agree(holes, FIRST**2), rest)


def test_a_theme_that_never_varies_has_no_agreement():
    flat = np.tile([0.2, 0.8], (300, 1))
    assert np.isnan(agree(flat, FIRST[:, :2])).all()


def test_no_passages_in_common_give_no_agreement():
    assert np.isnan(agree(FIRST * np.nan, FIRST)).all()


def test_the_interval_covers_the_correlation_of_all_passages_that_could_have_been():
    random = np.random.default_rng(4)
    truth, hits = 0.6, []
    for seed in range(150):
        pairs = random.multivariate_normal([0.5, 0.5], 0.01 * np.array([[1, truth], [truth, 1]]), 60)
        first, second = np.sin(pairs.T) ** 2  # so that the scale of comparison is the normal one
        _, low, high = agreement(first[:, None], second[:, None], IDS[:60], level=0.9, seed=seed, n_draws=50)
        hits.append(low[0] <= truth <= high[0])
    assert 0.83 <= np.mean(hits) <= 0.97


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9])
def test_a_higher_level_gives_a_wider_interval(level):
    noisy = FIRST + np.random.default_rng(2).normal(0, 0.1, FIRST.shape)
    _, low, high = agree(FIRST, noisy, level=level)
    _, lower, higher = agree(FIRST, noisy, level=level + 0.05)
    assert (lower < low).all()
    assert (high < higher).all()


def test_masking_leaves_the_other_words_as_they_were(small):
    listed = small.lexicon.any(axis=0)
    others = masked(small.counts, listed).toarray()
    assert others[:, listed].sum() == 0
    assert np.array_equal(others[:, ~listed], small.counts.counts.toarray()[:, ~listed])
