"""Tuning against plain loops over groups, and what one group, or groups that do not vary, get."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.trends.tuning import tuning_of
from tests.trends import naive


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), n_groups=st.integers(1, 5), n=st.integers(2, 60))
def test_slopes_are_what_loops_over_groups_give(seed, n_groups, n):
    random = np.random.default_rng(seed)
    label, weight, stands_for = random.uniform(0, 1, n), random.uniform(0, 1, n), random.uniform(1, 9, n)
    group = random.integers(0, n_groups, n)
    found = tuning_of(label, weight, stands_for, group, n_groups)
    slope, own = naive.tuning(label, weight, stands_for, group, n_groups)
    np.testing.assert_allclose(found.slope, slope, atol=1e-9)
    np.testing.assert_allclose(found.own, own, atol=1e-9)


def test_with_one_group_it_is_the_slope_over_all_labels():
    random = np.random.default_rng(3)
    weight = random.uniform(0, 1, 30)
    label = np.clip(0.8 * weight + random.normal(0, 0.1, 30), 0, 1)
    found = tuning_of(label, weight, np.ones(30), np.zeros(30, np.int64), 1)
    assert found.slope == pytest.approx(np.polyfit(weight, label, 1)[0])
    assert found.correlation == pytest.approx(np.corrcoef(weight, label)[0, 1])
    assert found.own == 0


def test_groups_that_differ_only_in_their_means_share_the_slope_within_them():
    """Labels and weights are both higher in the second group, but within a group they do not go together."""
    weight, group = np.tile([0.1, 0.2, 0.1, 0.2], 4), np.repeat([0, 1], 8)
    label = np.tile([0.2, 0.2, 0.3, 0.3], 4)
    found = tuning_of(label + 0.5 * group, weight + 0.3 * group, np.ones(16), group, 2)
    np.testing.assert_allclose(found.slope, 0, atol=1e-9)


def test_a_group_without_labels_or_of_weights_all_alike_takes_over_what_the_others_say():
    weight, label = np.array([0.1, 0.3, 0.5, 0.25, 0.25, 0.25]), np.array([0.2, 0.6, 1.0, 0.1, 0.2, 0.3])
    found = tuning_of(label, weight, np.ones(6), np.repeat([0, 1], 3), 3)
    np.testing.assert_allclose(found.slope[:2], 2)
    assert found.slope[2] == 0  # no label, no share that it could be used for
    assert np.isnan(found.correlation[1:]).all()
