"""Events: planted ones, dates without any, and the faults of the input."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.trends import check_events, event_changes
from analysis.trends.events import moving_means

EVENTS = check_events(pd.DataFrame({"date": ["2012-07-14"], "label": ["a strike"]}))  # in month 30 of 60


def noise(seed, shape):
    return np.random.default_rng(seed).normal(0, 0.02, shape)


def test_a_theme_that_jumps_at_the_event_is_told_from_one_that_does_not(courses):
    jump = np.where(np.arange(60) >= 30, 0.5, 0.2)
    rows = event_changes(courses(np.array([jump, np.full(60, 0.3)]) + noise(0, (2, 60))), EVENTS, level=0.9)
    moved, still = (rows.iloc[i] for i in range(2))
    assert (moved["before"], moved["after"]) == pytest.approx((0.2, 0.5), abs=0.03)
    assert moved["low"] <= 0.3 <= moved["high"]
    assert moved["p"] == 1 / (1 + moved["n_placebo"])
    assert moved["p_adjusted"] < 0.1
    assert still["p_adjusted"] > 0.1


def test_no_other_date_has_the_event_in_its_windows(courses):
    rows = event_changes(courses(0.3 + noise(1, 60)), EVENTS, level=0.9, window=4)
    assert rows["n_placebo"][0] == (60 - 8 + 1) - 8


def test_dates_without_an_event_have_small_p_values_as_often_as_they_should(courses):
    trends = courses(0.3 + noise(2, (200, 60)))
    p = event_changes(trends, EVENTS, level=0.9)["p"]
    assert np.mean(p <= 0.1) == pytest.approx(0.1, abs=0.07)


def test_events_near_the_ends_or_in_a_gap_are_left_out(courses):
    shares = 0.3 + noise(3, 60)
    shares[40] = np.nan
    dates = ["1999-01-01", "2010-02-01", "2013-04-01", "2014-12-31", "2020-01-01"]
    events = check_events(pd.DataFrame({"date": dates, "label": "x"}))
    assert event_changes(courses(shares), events, level=0.9).empty


def test_a_short_series_has_no_interval_but_a_p_value(courses):
    rows = event_changes(
        courses(0.3 + noise(4, 8)), check_events(pd.DataFrame({"date": ["2010-05-01"], "label": "x"})), level=0.9
    )
    assert rows["low"].isna().all()
    assert rows["p"].tolist() == [1.0]


def test_all_faults_of_a_table_of_events_are_told_at_once():
    table = pd.DataFrame({"date": ["2020-01-01", "2020-01-01", "soon", None], "label": ["a", "a", "b", " "]})
    with pytest.raises(InputError) as caught:
        check_events(table, where="events.csv")
    assert len(caught.value.faults) == 4
    for words in (
        "row 2: 'a' on 2020-01-01 stands there twice",
        "row 3: 'soon' is no date",
        "row 4: the label is empty",
    ):
        assert words in str(caught.value)
    with pytest.raises(InputError, match="column 'label' is missing"):
        check_events(table[["date"]])


def test_of_a_time_in_any_zone_the_day_is_that_which_is_written():
    given = [
        "2022-02-24T23:30:00-05:00",
        "2022-02-25T00:10:00Z",
        dt.datetime(2022, 2, 26, 1, tzinfo=dt.UTC),
        "2022-02-27",
    ]
    table = check_events(pd.DataFrame({"date": given, "label": list("abcd")}))
    assert table["date"].dt.strftime("%m-%d").tolist() == ["02-24", "02-25", "02-26", "02-27"]
    with pytest.raises(InputError, match=r"'24\.2\.2022' is no date"):
        check_events(pd.DataFrame({"date": ["24.2.2022"], "label": ["a"]}))


def test_moving_means_are_those_of_the_windows():
    random = np.random.default_rng(5)
    values, weight = random.uniform(size=12), random.uniform(1, 3, 12)
    before, after = moving_means(values, weight, 3)
    for i in range(3, 10):
        assert before[i] == pytest.approx(np.average(values[i - 3 : i], weights=weight[i - 3 : i]))
        assert after[i] == pytest.approx(np.average(values[i : i + 3], weights=weight[i : i + 3]))
    assert np.isnan(before[:3]).all()
    assert np.isnan(after[10:]).all()
