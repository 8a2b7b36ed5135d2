import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import complete_articles
from analysis.corpus.dates import parse_date

DAYS = st.dates(min_value=dt.date(1000, 1, 1), max_value=dt.date(2999, 12, 31))


@given(DAYS, st.sampled_from([("%Y-%m-%d", "day"), ("%Y-%m", "month"), ("%Y", "year")]))
def test_a_written_date_comes_back_as_the_first_day_of_its_span(day, style):
    written, precision = style
    first = {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[precision]
    assert parse_date(f" {day.strftime(written)} ") == (first, precision)


@given(DAYS, st.times(), st.sampled_from(["", "Z", "+03:00", "-11:00"]), st.sampled_from("T "))
def test_a_time_and_its_offset_do_not_move_the_day(day, time, offset, between):
    assert parse_date(f"{day.isoformat()}{between}{time.isoformat()}{offset}") == (day, "day")


@pytest.mark.parametrize(
    "written",
    ["", "soon", "2022-13-45", "2022-13", "2022-02-30", "2022-1-5", "22-01-05", "0999", "20220105", "09.05.2022"],
)
def test_what_is_no_date_is_refused_with_its_value_and_what_is_allowed(written):
    with pytest.raises(ValueError, match="a date is written YYYY-MM-DD, YYYY-MM or YYYY") as caught:
        parse_date(written)
    assert repr(written) in str(caught.value)


@pytest.mark.parametrize("text", ["date 2022-12-29 They", " Date: 2022-12-29\nThey", "DATE\n2022-12-29"])
def test_a_leading_date_line_dates_the_text(text):
    (row,) = complete_articles(pd.DataFrame({"text": [text]})).to_dict("records")
    assert (row["date"].date(), row["date_precision"], row["date_source"]) == (dt.date(2022, 12, 29), "day", "header")
    assert text[:15].split()[0] in row["date_evidence"]


@pytest.mark.parametrize(
    "text",
    ["They met. date 2022-12-29", "updated 2022-12-29", "date 2022-13-45 They", "date 2022", "2022-12-29"],
)
def test_without_a_leading_date_line_there_is_no_date(text):
    assert complete_articles(pd.DataFrame({"text": [text]}))["date"].isna().all()


def test_a_leading_date_that_is_none_is_told():
    evidence = complete_articles(pd.DataFrame({"text": ["date 2022-13-45 They met."]}))["date_evidence"].item()
    assert "'date 2022-13-45', which is no date" in evidence
