"""Tables that are given beside the articles: what is read, and what is said of faults."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.trends import read_events, read_published
from analysis.trends.given import read_given


@pytest.fixture
def saved(tmp_path):
    def save(content):
        path = tmp_path / "given.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return save


def test_events_are_read_whatever_stands_beside_them(saved):
    text = '\ufefflabel, date ,who\r\n"Fall, of the wall",1989-11-09,x\r\n\r\n Plan ,1948-04-03T10:00,y\r\n'
    table = read_events(saved(text))
    assert table["label"].tolist() == ["Plan", "Fall, of the wall"]
    assert table["date"].tolist() == [pd.Timestamp("1948-04-03"), pd.Timestamp("1989-11-09")]


def test_faults_of_events_are_told_with_their_lines(saved):
    path = saved("date,label\n2020-01-01,a\n\n2020-13-01,\n2020-01-01,a\n")
    with pytest.raises(InputError) as caught:
        read_events(path)
    assert list(caught.value.faults) == [
        f"{path}, line 4: '2020-13-01' is no date; write it as 2020-12-31",
        f"{path}, line 4: the label is empty; name the event",
        f"{path}, line 5: 'a' on 2020-01-01 stands there twice; leave one out",
    ]


def test_what_was_published_is_read_as_it_stands(saved):
    table = read_published(saved("period,n,source\n2020-01, 12 ,007\n2020-02,8,NA\n"))
    assert table.to_dict("list") == {"period": ["2020-01", "2020-02"], "n": ["12", "8"], "source": ["007", "NA"]}


def test_faults_of_what_was_published_are_told_with_their_lines(saved):
    path = saved("date,n\n2020-01-01,x\nonce,-1\n2020-01-02,5\n")
    with pytest.raises(InputError) as caught:
        read_published(path)
    assert list(caught.value.faults) == [
        f"{path}, line 2: n is 'x'; it must be a number, 0 or more",
        f"{path}, line 3: n is '-1'; it must be a number, 0 or more",
        f"{path}, line 3: 'once' is no date; write YYYY-MM-DD",
    ]


def test_many_faults_of_a_kind_are_counted(saved):
    with pytest.raises(InputError) as caught:
        read_published(saved("period,n\n" + "2020,?\n" * 9))
    assert len(caught.value.faults) == 6
    assert "the same is wrong in 4 rows more" in caught.value.faults[-1]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "the column 'date' is missing; there are none"),
        ("label\nx\n", "the column 'date' is missing; there are 'label'"),
        ("date;label\n2020-01-01;x\n", "separates its columns by ';'"),
        ("date,date\n1,2\n", "line 1: names a column twice"),
        ("date,label\n2020-01-01\n", "line 2: has 1 cells where the first line names 2 columns"),
        ('date,label\n2020-01-01,"x\n', "is no CSV in UTF-8"),
        (b"date,label\n2020-01-01,\xff\n", "is no CSV in UTF-8"),
        ("date\n2020-01-01\n", "the column 'label' is missing"),
    ],
)
def test_what_is_no_table_of_events_is_refused(saved, content, told):
    with pytest.raises(InputError, match=told):
        read_events(saved(content))


def test_what_cannot_be_opened_is_told(tmp_path):
    with pytest.raises(InputError, match="name an existing CSV file"):
        read_given(tmp_path / "none.csv", needed="n")
    with pytest.raises(InputError, match="cannot be read"):
        read_given(tmp_path, needed="n")


def test_a_table_of_a_header_alone_has_no_rows(saved):
    assert read_events(saved("date,label\n")).empty


@pytest.mark.parametrize("date", ["01/02/2020", "Jan 5", "2020-13-01", ""])
def test_dates_of_what_was_published_are_not_guessed(saved, date):
    with pytest.raises(InputError, match=f"line 2: '{date}' is no date; write YYYY-MM-DD"):
        read_published(saved(f"date,n\n{date},5\n"))
