"""Calendar periods against counting day by day."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.trends import Periods, choose_frequency
from analysis.trends.periods import FREQUENCIES, period_of, span_of
from tests.trends import naive

ODD_DAYS = ["1700-02-28", "1700-12-31", "2000-02-29", "2020-12-31", "2021-01-03", "2100-02-28", "2100-12-31"]


@pytest.mark.parametrize("frequency", FREQUENCIES)
@pytest.mark.parametrize("day", ODD_DAYS)
def test_a_period_holds_the_days_that_share_its_name_and_no_others(frequency, day):
    day = dt.date.fromisoformat(day)
    period = period_of(day, frequency)
    assert period.name == naive.name_of(day, frequency)
    inside = [period.start + dt.timedelta(days=i) for i in range((period.end - period.start).days + 1)]
    assert {naive.name_of(d, frequency) for d in inside} == {period.name}
    for outside in (period.start - dt.timedelta(days=1), period.end + dt.timedelta(days=1)):
        assert naive.name_of(outside, frequency) != period.name


@settings(max_examples=100)
@given(st.dates(dt.date(1500, 1, 1), dt.date(2500, 1, 1)), st.sampled_from(["day", "month", "year"]))
def test_a_span_is_every_day_that_the_date_can_mean(date, precision):
    days = naive.days_of(date, precision)
    assert span_of(date, precision) == (days[0], days[-1])


a_date = st.one_of(st.none(), st.dates(dt.date(2019, 11, 1), dt.date(2021, 2, 28)))


@settings(max_examples=40)
@given(
    articles=st.lists(st.tuples(a_date, st.sampled_from(["day", "month", "year"])), min_size=1, max_size=6),
    frequency=st.sampled_from(FREQUENCIES),
)
def test_every_article_is_spread_as_counting_its_days_spreads_it(articles, frequency):
    dates, precisions = zip(*articles, strict=True)
    column = pd.Series(pd.to_datetime(pd.Series(dates, dtype=object))).astype("datetime64[s]")
    periods = Periods.of(pd.DataFrame({"date": column, "date_precision": precisions}), frequency)
    if not any(dates):
        assert periods is None
        return
    expected = naive.parts(dates, precisions, frequency)
    assert [p.name for p in periods.periods] == list(expected)
    np.testing.assert_allclose(periods.parts.toarray(), list(expected.values()), atol=1e-12)
    np.testing.assert_allclose(periods.parts.sum(axis=0), [float(d is not None) for d in dates])


def test_empty_periods_between_articles_are_kept(dated):
    periods = Periods.of(dated(["2020-01-15", "2020-12-15"]), "month")
    assert len(periods.periods) == 12
    assert np.count_nonzero(periods.parts.sum(axis=1)) == 2


@pytest.mark.parametrize("frequency", FREQUENCIES)
def test_articles_of_one_date_give_one_period(dated, frequency):
    periods = Periods.of(dated(["2020-02-29"] * 3), frequency)
    assert periods.parts.toarray().tolist() == [[1.0, 1.0, 1.0]]


def test_a_period_that_the_articles_do_not_fill_is_partial(shares_of):
    for days, partial in (
        (["2020-01-02", "2020-02-10", "2020-03-31"], [True, False, False]),
        (["2020-01-01", "2020-03-30"], [False, False, True]),
    ):
        assert shares_of(days, np.ones((len(days), 1)))[0]["partial"].tolist() == partial


def test_a_year_of_which_only_the_year_is_known_is_not_partial(shares_of):
    table, _ = shares_of(["2020-01-01"], np.ones((1, 1)), precision="year", frequency="year")
    assert table["partial"].tolist() == [False]


@pytest.mark.parametrize(
    ("days", "precision", "frequency"),
    [
        (["2020-01-01"] * 5, "day", "day"),
        (["2020-01-01"] * 4, "day", "year"),
        ([f"2020-01-{d:02d}" for d in range(6, 13)], "day", "week"),
        ([f"2020-{m:02d}-{d:02d}" for m in range(1, 7) for d in (1, 8, 15, 22, 28)], "day", "month"),
        ([f"2020-{m:02d}-{d:02d}" for m in range(1, 13) for d in (1, 20)], "day", "quarter"),
        (["2020-01-01"] * 9, "month", "month"),
        (["2020-01-01"] * 9, "year", "year"),
        ([None] * 9, "day", "year"),
    ],
)
def test_the_finest_frequency_is_chosen_that_fills_half_its_periods(dated, days, precision, frequency):
    assert choose_frequency(dated(days, precision)) == frequency


def test_articles_count_for_the_choice_as_much_as_they_count(dated):
    days = dated(["2020-01-01"] * 8 + ["2020-01-02"] * 8)
    assert choose_frequency(days) == "day"
    assert choose_frequency(days, np.full(16, 0.5)) == "week"
    assert choose_frequency(days, np.full(16, 5 / 8) * (1 - 1e-15)) == "day"


def test_articles_are_left_as_they_were(dated):
    articles = dated(["2020-01-15", None, "2020-12-15"])
    before = articles.copy()
    Periods.of(articles, "month")
    choose_frequency(articles)
    pd.testing.assert_frame_equal(articles, before)
