"""Presence put right by labels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from analysis.models import calibration
from tests.models.naive import naive_calibration


def a_sample(seed, n=400, slope=0.5, offset=-1.0):
    """Return presence, the truth that it mistells by a slope and an offset, and labels drawn from that truth."""
    random = np.random.default_rng(seed)
    z = random.normal(0, 2, n)
    truth = special.expit(slope * z + offset)
    return special.expit(z), truth, (random.random(n) < truth).astype(float)


def test_planted_slopes_and_offsets_are_put_right_on_others():
    presence, _, labels = a_sample(0, n=2000)
    found = calibration(presence, labels, np.ones(2000))
    others, truth, _ = a_sample(1)
    assert np.abs(found(others) - truth).mean() < 0.03 < 0.1 < np.abs(others - truth).mean()
    assert abs(found(others).mean() - truth.mean()) < 0.03


@pytest.mark.parametrize(("slope", "offset"), [(0.5, -1.0), (0.5, 1.0), (1.0, -2.0), (2.0, 0.5)])
def test_labels_that_were_held_out_are_foretold_better(slope, offset):
    presence, _, labels = a_sample(4, n=4000, slope=slope, offset=offset)
    found = calibration(presence[:150], labels[:150], np.ones(150))
    mine, theirs = presence[150:], labels[150:]
    assert ((found(mine) - theirs) ** 2).mean() < ((mine - theirs) ** 2).mean()
    assert abs(found(mine).mean() - theirs.mean()) < abs(mine.mean() - theirs.mean()) / 2


def test_the_numbers_are_where_a_slow_search_finds_them():
    presence, _, labels = a_sample(5, n=60)
    inclusion = np.where(presence > 0.5, 0.5, 0.1)
    found = calibration(presence, labels, inclusion)
    slope, offset = naive_calibration(presence, labels, inclusion)
    assert (found.slope, found.offset) == pytest.approx((slope, offset), abs=0.006)


def test_labels_that_count_alike_count_one_whatever_their_inclusion():
    presence, _, labels = a_sample(6, n=80)
    first, second = (calibration(presence, labels, np.full(80, each)) for each in (1.0, 0.01))
    assert (first.slope, first.offset) == pytest.approx((second.slope, second.offset), abs=1e-4)


def test_intervals_hold_what_was_planted():
    at, held = special.expit(np.array([-4.0, -1.0, 0.0, 1.0, 4.0])), []
    for seed in range(120):
        presence, _, labels = a_sample(seed, n=150)
        low, high = calibration(presence, labels, np.ones(150)).interval(at, 0.9)
        held.append((low <= (right := special.expit(0.5 * special.logit(at) - 1))) & (right <= high))
    assert ((np.mean(held, axis=0) > 0.8) & (np.mean(held, axis=0) < 0.98)).all()


def test_labels_that_come_in_clusters_say_less():
    """Ten passages of an article that are all alike are one observation."""
    presence, _, labels = a_sample(7, n=40)
    ten = [np.repeat(x, 10) for x in (presence, labels, np.ones(40))]
    together, apart = calibration(*ten, np.repeat(np.arange(40), 10)), calibration(*ten)
    assert (together.slope, together.offset) == (apart.slope, apart.offset)
    widths = [np.diff(found.interval(np.array([0.5]), 0.9), axis=0).item() for found in (together, apart)]
    assert widths[0] > 2 * widths[1]


def test_uneven_draws_are_weighed():
    presence, truth, labels = a_sample(2, n=20_000)
    inclusion = np.where(presence > 0.5, 0.2, 0.02)
    drawn = np.random.default_rng(3).random(20_000) < inclusion
    weighed, plain = (
        calibration(presence[drawn], labels[drawn], each[drawn]) for each in (inclusion, np.ones_like(inclusion))
    )
    errors = [abs(found(presence).mean() - truth.mean()) for found in (weighed, plain)]
    assert errors[0] < 0.05
    assert (weighed.slope, weighed.offset) != (plain.slope, plain.offset)


@pytest.mark.parametrize("labels", [np.r_[np.ones(4), np.zeros(40)], np.r_[np.ones(9), np.zeros(9)]])
def test_too_few_labels_change_nothing(labels):
    assert calibration(np.linspace(0, 1, len(labels)), labels, np.ones(len(labels))) is None


def test_few_labels_do_no_harm():
    worse = []
    for seed in range(30):
        presence, truth, labels = a_sample(seed, n=24, slope=1.0, offset=0.0)
        found = calibration(presence, labels, np.ones(24))
        if found is not None:
            worse.append(np.abs(found(presence) - truth).mean())
    assert len(worse) > 20
    assert np.mean(worse) < 0.12


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000))
def test_order_stays_and_missing_values(seed):
    presence, _, labels = a_sample(seed, n=60)
    found = calibration(presence, labels, np.ones(60))
    some = np.sort(np.r_[np.random.default_rng(seed).random(20), 0.0, 1.0])
    if found is not None:
        moved = found(some)
        assert (np.diff(moved) >= 0).all()
        assert ((moved >= 0) & (moved <= 1)).all()
        assert np.isnan(found(np.array([np.nan]))).all()
        low, high = found.interval(some, 0.9)
        assert ((low >= 0) & (low <= moved) & (moved <= high) & (high <= 1)).all()
