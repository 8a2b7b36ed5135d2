"""Bursts: planted ones, and the cheapest course of states out of all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.trends import find_bursts, nearest_burst
from analysis.trends.bursts import cheapest_states, likeliest_days
from tests.trends import naive


@settings(max_examples=40)
@given(gain=st.lists(st.floats(-3, 3), min_size=1, max_size=9), price=st.floats(0, 4))
def test_no_course_of_states_gains_more(gain, price):
    best, worth = naive.cheapest_states(gain, price)
    assert worth(cheapest_states(np.array(gain), price).tolist()) == pytest.approx(best, abs=1e-9)


def test_planted_bursts_are_found_with_their_days(courses):
    random = np.random.default_rng(0)
    rate = np.full(200, 0.05)
    rate[60:70], rate[150:153] = 0.25, 0.3
    shares = random.binomial(40, rate) / 40
    bursts = find_bursts(courses(shares, frequency="day", n_effective=40.0))
    days = pd.date_range("2010-01-01", periods=200)
    assert len(bursts) == 2
    assert (bursts["start"] - pd.Series(days[[60, 150]])).abs().max() <= pd.Timedelta(days=1)
    assert (bursts["end"] - pd.Series(days[[69, 152]])).abs().max() <= pd.Timedelta(days=1)
    assert (bursts["share"] > 3 * bursts["usual"]).all()
    assert (bursts["strength"] > 0).all()
    assert bursts["n_articles"].tolist() == [40 * ((b.end - b.start).days + 1) for b in bursts.itertuples()]


@pytest.mark.parametrize("shares", [np.zeros(20), np.ones(20), np.full(20, np.nan), np.full(20, 0.2)])
def test_days_that_are_all_alike_have_no_burst(courses, shares):
    assert find_bursts(courses(shares, frequency="day")).empty


def test_the_days_that_come_nearest_to_a_burst_are_told_with_the_articles_that_are_short(courses):
    share = np.full(40, 0.12)
    share[12:15] = 0.5
    few = courses(share, frequency="day", n_effective=3.0)
    assert find_bursts(few).empty
    near = nearest_burst(few)
    days = pd.date_range("2010-01-01", periods=40)
    assert (near["start"], near["end"], near["n_articles"]) == (days[12], days[14], 9.0)
    assert near["share"] == pytest.approx(0.5)
    for n, found in ((np.floor(near["needed"]), 0), (np.ceil(near["needed"]), 1)):
        assert len(find_bursts(courses(share, frequency="day", n_effective=n / 3))) == found
    assert nearest_burst(courses(np.full(20, 0.2), frequency="day")) is None


@settings(max_examples=40)
@given(gain=st.lists(st.floats(-3, 3), min_size=1, max_size=9))
def test_no_run_of_days_gains_more_than_the_likeliest(gain):
    runs = [sum(gain[i:j]) for i in range(len(gain)) for j in range(i + 1, len(gain) + 1)]
    assert sum(gain[likeliest_days(np.array(gain))]) == pytest.approx(max(runs), abs=1e-9)


def test_months_have_no_bursts_of_days(courses):
    assert find_bursts(courses(np.r_[np.full(20, 0.01), 0.9])).empty
