import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.dates import written
from tests.corpus.dates.tongues import EVERY_FORM, MONTHS, in_words

DAYS = st.dates(min_value=dt.date(1600, 1, 1), max_value=dt.date(2099, 12, 31))
TIMES = (
    "",
    " 10:30",
    ", 10:30",
    " 3:45 pm",
    " 10:30:59 GMT",
    " 23:30 +0300",
    ", 10.30 Uhr",
    " 15h30",
    " at 9:05 a.m. EST",
)


@given(DAYS, st.sampled_from(EVERY_FORM), st.sampled_from(TIMES), st.sampled_from([str, str.upper, str.lower]))
def test_a_day_in_the_words_of_six_languages_is_read_back(day, form, time, case):
    candidate = written(case(in_words(day, *form)) + time, "column")
    assert (candidate.date, candidate.precision, candidate.other) == (day, "day", None)
    assert candidate.confidence > 0.7


@given(DAYS, st.sampled_from(sorted(MONTHS)), st.sampled_from(["{m} {y}", "{m} de {y}", "{m}, {y}"]))
def test_a_month_in_words_is_a_month(day, language, form):
    candidate = written(in_words(day, language, form), "column")
    assert (candidate.date, candidate.precision) == (day.replace(day=1), "month")


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d.%m.%Y", "%Y-%m-%dT%H:%M:%SZ"]))
def test_a_day_in_figures_whose_order_is_known_is_read_back(day, form):
    assert written(f" {dt.datetime.combine(day, dt.time(9, 8, 7)):{form}} ", "column").date == day


@given(st.datetimes(dt.datetime(1995, 1, 1), dt.datetime(2029, 1, 1)), st.sampled_from(["", "000", ".5"]))
def test_seconds_since_1970_are_read_in_utc(moment, rest):
    moment = moment.replace(tzinfo=dt.UTC)
    assert written(f"{int(moment.timestamp())}{rest}", "column").date == moment.date()


@given(DAYS, st.sampled_from("/-"))
def test_an_ambiguous_date_in_figures_tells_both_readings_until_its_order_is_known(day, between):
    figures = f"{day.day:02}{between}{day.month:02}{between}{day.year}"
    candidate = written(figures, "column")
    assert candidate.date == day
    if day.day <= 12 and day.day != day.month:
        assert candidate.other == dt.date(day.year, day.day, day.month)
        assert candidate.confidence < 0.5
        settled = written(figures, "column", order="mdy")
        assert (settled.date, settled.other) == (candidate.other, None)
    else:
        assert candidate.other is None
    assert written(figures, "column", order="dmy")[:3] == (day, "day", "column")


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("Mon, 9 May 2022 23:30:00 +0300 (MSK)", "2022-05-09"),  # RFC 822: the date as it was written
        ("2022-05-09T23:30:00-11:00", "2022-05-09"),
        ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06"),  # RFC 850
        ("Tue Jun 22 07:46:22 EST 2010", "2010-06-22"),  # ctime
        ("20220509T101112Z", "2022-05-09"),
        ("2022-05-09 10:11:12.123456", "2022-05-09"),
        ("9 May '22", "2022-05-09"),
        ("31/12/99", "1999-12-31"),
        ("05.03.22", "2022-03-05"),
        ("2022 May 9", "2022-05-09"),
        ("1. Jänner 2020", "2020-01-01"),
        ("10 OCT 2022 10:30 OCT", None),  # no zone bears the name of a month
    ],
)
def test_forms_of_feeds_and_tables(words, date):
    candidate = written(words, "column")
    assert (candidate and str(candidate.date)) == date


@pytest.mark.parametrize(
    "words",
    [
        "", "12", "1.5", "Spring 2020", "2020-13-01", "29 de febrero de 2021", "5 May", "13/05/22", "9 May 2022 to go",
        "9 May 2022, 10 May 2022", "5-7 May 2022", "2022-05-09 1200 people", "Tuesday", "yesterday", "99", "May",
        "2022-5", "0/0/2022", "00.00.2022", "32 May 2022", "9 Mau 2022", "12345678901", "20221332", "2022" * 40,
    ],
)  # fmt: skip
def test_what_is_no_date_gives_none(words):
    assert written(words, "column") is None


def test_a_wrong_day_of_the_week_leaves_little_confidence():
    assert (
        written("Tuesday, 9 May 2022", "header").confidence < 0.5 < written("Monday, 9 May 2022", "header").confidence
    )


@given(
    st.text(max_size=200) | st.text(alphabet="0123456789 -/.:TZ", max_size=40), st.sampled_from([None, "dmy", "mdy"])
)
def test_no_words_raise_and_what_comes_back_is_sound(words, order):
    candidate = written(words, "column", order=order)
    if candidate is not None:
        assert 0 < candidate.confidence <= 1
        assert candidate.place == "column"
        assert candidate.other != candidate.date
        assert order is None or candidate.other is None
