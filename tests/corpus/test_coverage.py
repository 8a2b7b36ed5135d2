"""Gaps: those that were planted are found, and no rhythm is taken for one."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.coverage import article_days, find_coverage

LAW = settings(max_examples=50)
START = np.datetime64("2020-01-06")  # a Monday


def articles(days, source="A", precision="day", n=1):
    """Return the dated articles of a source: ``n`` on each of some days, counted from 6 January 2020."""
    dates = (START + np.repeat(np.asarray(days, dtype=np.int64), n)).astype("datetime64[s]")
    return pd.DataFrame({"source": source, "date": dates, "date_precision": precision}).astype(
        {"source": "str", "date_precision": "str"}
    )


def coverage(*tables):
    return find_coverage(article_days(pd.concat(tables, ignore_index=True)))


def found(*tables):
    """Return the gaps as (source or '', first day, last day, kind), days counted as in ``articles``."""
    gaps = coverage(*tables).gaps
    places = [((gaps[side] - START) / np.timedelta64(1, "D")).astype(int) for side in ("start", "end")]
    return list(zip(gaps["source"], *places, gaps["kind"], strict=True))


def without(days, first, last):
    days = np.asarray(days)
    return days[(days < first) | (days > last)]


DAILY = np.arange(400)
RHYTHMS = {
    "daily": DAILY,
    "on working days": DAILY[DAILY % 7 < 5],
    "on Thursdays": DAILY[DAILY % 7 == 3],
    "every 45 days": np.arange(0, 4000, 45),
    "daily, then monthly": np.concatenate([np.arange(200), np.arange(200, 1800, 30)]),
    "monthly, then daily": np.concatenate([np.arange(0, 900, 30), np.arange(900, 1100)]),
    "with days off around a feast": without(DAILY, 350, 354),
}


@pytest.mark.parametrize("rhythm", RHYTHMS)
def test_a_rhythm_is_no_gap(rhythm):
    assert found(articles(RHYTHMS[rhythm])) == []


@pytest.mark.parametrize(
    ("rhythm", "first", "last"),
    [
        ("daily", 100, 106), ("daily", 100, 390), ("on working days", 98, 109), ("on Thursdays", 101, 136),
        ("every 45 days", 1756, 2069), ("daily, then monthly", 60, 70), ("daily, then monthly", 621, 1200),
    ],
)  # fmt: skip
def test_a_planted_gap_is_found(rhythm, first, last):
    days = without(RHYTHMS[rhythm], first, last)
    before, behind = days[days < first].max(), days[days > last].min()
    assert found(articles(days)) == [("", before + 1, behind - 1, "gap")]


def test_several_gaps_do_not_hide_each_other():
    days = without(without(without(DAILY, 50, 80), 100, 220), 300, 310)
    assert [gap[1:3] for gap in found(articles(days))] == [(50, 80), (100, 220), (300, 310)]


@pytest.mark.parametrize("rate", [0.05, 0.2, 0.5, 0.9])
def test_days_drawn_by_chance_have_hardly_ever_a_gap(rate):
    rng = np.random.default_rng(0)
    drawn = [np.flatnonzero(rng.random(int(150 / rate)) < rate) for _ in range(60)]
    assert sum(bool(found(articles(days))) for days in drawn) <= 2


@pytest.mark.parametrize(("rate", "days"), [(0.9, 10), (0.5, 30), (0.2, 90)])
def test_a_gap_in_days_drawn_by_chance_is_found(rate, days):
    rng = np.random.default_rng(1)
    drawn = [without(np.flatnonzero(rng.random(600) < rate), 300, 300 + days) for _ in range(30)]
    hits = [any(first <= 301 and last >= 299 + days for _, first, last, _ in found(articles(d))) for d in drawn]
    assert np.mean(hits) > 0.8


def test_what_a_gap_should_have_held_is_told_by_its_neighbours():
    one = coverage(articles(without(DAILY, 100, 129), n=4)).gaps.iloc[0]
    assert one["days"] == 30
    assert one["expected"] == pytest.approx(120, abs=0.5)


def test_an_outlet_that_begins_late_or_ends_early_is_told():
    gaps = found(articles(DAILY, "A"), articles(np.arange(200, 400), "B"), articles(np.arange(250), "C"))
    assert gaps == [("B", 0, 199, "before"), ("C", 250, 399, "after")]


def test_a_gap_of_one_outlet_is_none_of_the_corpus():
    assert found(articles(DAILY, "A"), articles(without(DAILY, 100, 150), "B")) == [("B", 100, 150, "gap")]


def test_articles_without_a_source_are_judged_on_their_own():
    nameless = articles(without(DAILY, 100, 150)).assign(source=pd.Series([None] * 349, dtype="str"))
    gaps = coverage(articles(DAILY, "A"), nameless).gaps
    assert gaps[["scope", "source"]].to_numpy().tolist() == [["source", ""]]


def test_an_article_of_a_month_may_be_of_any_day_of_it():
    days = without(DAILY, 117, 145)  # 2 to 30 May 2020
    monthly = articles([116], precision="month")
    assert found(articles(days)) != []
    assert found(articles(days), monthly) == []
    assert coverage(articles(days), monthly).spans["unit"].tolist() == ["day"]


@pytest.mark.parametrize(("unit", "precision"), [("M", "month"), ("Y", "year")])
def test_months_and_years_have_gaps_of_their_own(unit, precision):
    places = np.delete(np.arange(60), range(30, 38))
    dates = places.astype(f"datetime64[{unit}]").astype("datetime64[s]")
    table = pd.DataFrame({"source": "A", "date": dates, "date_precision": precision})
    gaps = coverage(table).gaps
    first, last = (np.array([30, 38]).astype(f"datetime64[{unit}]")).astype("datetime64[D]")
    assert gaps[["start", "end"]].to_numpy().astype("datetime64[D]").tolist() == [[first.item(), (last - 1).item()]]


def test_few_articles_show_no_rhythm():
    spans = coverage(articles([0, 1, 2, 300])).spans
    assert found(articles([0, 1, 2, 300])) == []
    assert not spans["judged"].any()


def test_a_month_that_is_not_covered_to_its_ends_is_told():
    spans = coverage(articles(np.arange(10, 190))).spans  # 16 January to 13 July 2020
    assert spans[["partial_first", "partial_last"]].to_numpy().tolist() == [[True, True]]
    spans = coverage(articles(np.arange(26, 177))).spans  # February to June, to the day
    assert spans[["partial_first", "partial_last"]].to_numpy().tolist() == [[False, False]]


def test_no_dated_article_has_no_coverage():
    undated = articles([0]).assign(date=pd.NaT)
    assert [len(table) for table in find_coverage(article_days(undated))] == [0, 0, 0]


@LAW
@given(st.lists(st.tuples(st.integers(0, 900), st.sampled_from("AB"), st.sampled_from(["day", "month", "year"]))))
def test_every_dated_article_is_counted_once_in_a_month(rows):
    tables = [articles([day], source, precision) for day, source, precision in rows]
    months = coverage(articles([], "A"), *tables).months
    sums = months.groupby("scope")["n_articles"].sum()
    assert sums.get("corpus", 0) == pytest.approx(len(rows))
    assert sums.get("source", len(rows)) == pytest.approx(len(rows))


@LAW
@given(st.lists(st.integers(0, 3000), min_size=12, unique=True))
def test_a_gap_holds_no_article_and_lies_within_the_span(days):
    for source, first, last, kind in found(articles(days)):
        assert (source, kind) == ("", "gap")
        assert not [day for day in days if first <= day <= last]
        assert min(days) < first <= last < max(days)


def test_time_before_1970_is_time_as_well():
    table = articles(without(DAILY, 100, 150))
    old = table.assign(date=table["date"] - pd.Timedelta(days=365 * 100))
    assert len(coverage(old).gaps) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "gaps"),
    [
        ("nyt_snippets_2020_2022", [("2020-12-31", "2021-01-31")]),
        ("nyt_headlines_2013_2020", [("2017-01-01", "2019-11-30")]),
        ("nyt_fulltext_2019_2020", [("2020-02-02", "2020-06-30"), ("2020-08-02", "2020-09-30")]),
        ("newsgroups20", [("1992-06-29", "1993-02-21")]),
        ("uk_immigration_news", []),
        ("beige_book", []),
        ("kremlin_ru", []),
    ],
)
def test_the_gaps_of_real_corpora_are_found(name, gaps):
    path = Path(os.environ.get("THEMELINE_CORPORA", ""), f"{name}.parquet")
    if not path.is_file():
        pytest.skip(f"THEMELINE_CORPORA names no folder with {path.name}")
    table = pd.read_parquet(path, columns=["date", "date_precision", "source"]).dropna(subset=["date"])
    table["date"] = pd.to_datetime(table["date"], format="ISO8601").astype("datetime64[s]")
    told = coverage(table).gaps.query("scope == 'corpus'")
    assert [(f"{gap.start:%Y-%m-%d}", f"{gap.end:%Y-%m-%d}") for gap in told.itertuples()] == gaps
