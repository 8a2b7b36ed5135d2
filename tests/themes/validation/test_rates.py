"""Rates and areas under the curve: their values against slow references, their intervals against planted truths."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from analysis.themes.validation.rates import area_under_curve, rate
from tests.themes import naive

ROWS = st.lists(
    st.tuples(st.integers(0, 1), st.floats(0.5, 9), st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=20
)


@given(ROWS)
def test_a_rate_lies_in_its_interval_and_is_the_weighted_share(rows):
    hits, weights, clusters, _ = zip(*rows, strict=True)
    found = rate(hits, weights, clusters, level=0.9)
    assert found.value == pytest.approx(sum(y * w for y, w in zip(hits, weights, strict=True)) / sum(weights))
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high


@given(ROWS)
def test_the_area_is_that_of_all_pairs_one_by_one(rows):
    hits, weights, clusters, scores = zip(*rows, strict=True)
    found = area_under_curve(scores, hits, weights, clusters, level=0.9)
    assert found.value == pytest.approx(naive.area(scores, hits, weights), nan_ok=True, abs=1e-12)
    if np.isfinite(found.value):
        assert 0 <= found.low <= found.value <= found.high <= 1


def covered(n_tasks, n_coders, p, alike, *, n=600, seed=0):
    """Return how often the interval holds the truth, where the answers to a task are alike (the more, the larger)."""
    random = np.random.default_rng(seed)
    tasks = np.repeat(np.arange(n_tasks), n_coders)
    hit = 0
    for _ in range(n):
        own = random.beta(p / alike, (1 - p) / alike, n_tasks)
        found = rate(random.random(len(tasks)) < own[tasks], np.ones(len(tasks)), tasks, level=0.9)
        hit += found.low <= p <= found.high
    return hit / n


@pytest.mark.parametrize(("n_tasks", "p"), [(6, 0.5), (6, 0.8), (12, 0.9), (30, 0.8)])
def test_the_interval_of_answers_that_cluster_by_task_holds_the_truth_as_often_as_it_says(n_tasks, p):
    assert 0.87 <= covered(n_tasks, 3, p, alike=0.5) <= 1


def test_answers_that_cluster_make_the_interval_wider():
    hits, one_each = [1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0], range(12)
    by_task = rate(hits, np.ones(12), np.repeat(range(4), 3), level=0.9)
    alone = rate(hits, np.ones(12), one_each, level=0.9)
    assert by_task.high - by_task.low > 1.4 * (alone.high - alone.low)


def test_the_interval_of_an_area_holds_the_truth_as_often_as_it_says():
    random, shift = np.random.default_rng(1), 1.2
    truth, hit, n = norm.cdf(shift / np.sqrt(2)), 0, 400
    for _ in range(n):
        y = np.repeat([0, 1], [25, 12])
        found = area_under_curve(random.normal(shift * y), y, np.ones(37), np.arange(37), level=0.9)
        hit += found.low <= truth <= found.high
    assert 0.87 <= hit / n <= 1


def test_intervals_of_texts_drawn_with_unequal_probability_hold_the_truth_as_often_as_they_say():
    # Twelve heavy texts stand for as much as sixty light ones.
    random, n, inside = np.random.default_rng(2), 400, np.zeros(2)
    weights = np.repeat([5.0, 1.0], [12, 60])
    scores_of_many = random.normal(size=200_000)
    yes_of_many = random.random(200_000) < 1 / (1 + np.exp(-scores_of_many))
    area = area_under_curve(scores_of_many, yes_of_many, np.ones(200_000), np.arange(200_000), level=0.9).value
    for _ in range(n):
        found = rate(random.random(72) < 0.4, weights, np.arange(72), level=0.9)
        scores = random.normal(size=72)
        yes = random.random(72) < 1 / (1 + np.exp(-scores))
        under = area_under_curve(scores, yes, weights, np.arange(72), level=0.9)
        inside += [found.low <= 0.4 <= found.high, under.low <= area <= under.high]
    assert (inside / n >= 0.87).all()


def test_a_perfect_score_of_few_is_no_certainty():
    few = rate([1, 1, 1], [1, 1, 1], [0, 1, 2], level=0.9)
    many = rate(np.ones(60), np.ones(60), np.arange(60), level=0.9)
    assert few.value == few.high == many.value == 1
    assert few.low < 0.6 < 0.95 < many.low
    assert area_under_curve([0, 0, 1], [0, 0, 1], [1, 1, 1], [0, 1, 2], level=0.9).low < 0.6


def test_nothing_has_no_rate():
    assert np.isnan(rate([], [], [], level=0.9)).all()
    assert np.isnan(area_under_curve([1, 2], [1, 1], [1, 1], [0, 1], level=0.9)).all()
