"""Dates at the edges, very many articles, and what must not matter: order, time zone."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

PROGRAM = """
import numpy as np, pandas as pd
from analysis.trends import Cells, Periods, ShareDraws, period_shares
random = np.random.default_rng(0)
dates = pd.Series(pd.date_range("2020-12-20", periods=40, freq="D")).astype("datetime64[s]")
articles = pd.DataFrame({"article_id": [f"a{i}" for i in range(40)], "date": dates, "date_precision": "day",
                         "source": random.choice(["Ñ", "z"], 40)})
cells = Cells.of(articles, Periods.of(articles, "week"), words=np.ones(40), fixed_mix=True, cluster="outlet_day")
weights = random.dirichlet(np.ones(3), 40)
draws = ShareDraws(cells, seed=1)
draws.add(weights)
for table in period_shares(cells, weights, draws, model="m", themes=["a", "b", "c"], estimand="population", level=0.9):
    print(table.to_csv())
"""


def test_neither_time_zone_nor_locale_nor_the_seed_of_hashes_changes_a_byte():
    changes = [{"TZ": "UTC"}, {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"}]
    told = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM], env={**os.environ, **change}, capture_output=True, check=True
        ).stdout
        for change in changes
    ]
    assert told[0] == told[1]
    assert b"2020-W53" in told[0]


@settings(max_examples=20)
@given(seed=st.integers(0, 1000), fixed_mix=st.booleans(), denominator=st.sampled_from(["articles", "words"]))
def test_the_order_of_articles_changes_nothing_but_rounding(shares_of, seed, fixed_mix, denominator):
    random = np.random.default_rng(seed)
    dates = np.array(["2020-01-01", "2020-02-29", "2020-03-31"], dtype="datetime64[D]")[random.integers(0, 3, 30)]
    weights, words, source = random.dirichlet(np.ones(2), 30), random.uniform(9, 99, 30), random.choice(["n", "s"], 30)
    order = random.permutation(30)
    tables = [
        shares_of(
            dates[o], weights[o], words=words[o], columns={"source": source[o]}, fixed_mix=fixed_mix,
            denominator=denominator,
        )[0]
        for o in (np.arange(30), order)
    ]  # fmt: skip
    pd.testing.assert_frame_equal(*tables)


@pytest.mark.parametrize("frequency", ["day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize("date", ["1700-02-28", "2100-02-28", "2020-02-29", "2020-12-31", "2021-01-01"])
def test_articles_of_one_date_are_one_period_with_one_share(shares_of, date, frequency):
    weights = np.random.default_rng(0).dirichlet(np.ones(2), 6)
    table, draws = shares_of([date] * 6, weights, frequency=frequency)
    np.testing.assert_allclose(table["share"], weights.mean(axis=0))
    assert table["low"].notna().all()
    assert (table["start"] <= pd.Timestamp(date)).all()
    assert (table["end"] >= pd.Timestamp(date)).all()
    assert len(draws) == 2


def test_one_article_is_one_point_without_an_interval(shares_of):
    table, _ = shares_of(["2020-02-29"], np.array([[0.3, 0.7]]))
    assert table["share"].tolist() == pytest.approx([0.3, 0.7])
    assert table[["low", "high", "from_articles"]].isna().all(axis=None)


def test_articles_without_dates_are_in_no_period_and_change_nothing(shares_of):
    weights = np.random.default_rng(0).dirichlet(np.ones(2), 8)
    some, _ = shares_of(["2020-01-01"] * 6 + [None, None], weights)
    without, _ = shares_of(["2020-01-01"] * 6, weights[:6])
    pd.testing.assert_frame_equal(some, without)


def test_a_year_of_which_only_the_year_is_known_lies_in_every_month_by_its_days(shares_of):
    table, _ = shares_of(["2100-01-01"] * 12, np.ones((12, 1)), precision="year")
    assert table["n_articles"].sum() == pytest.approx(12)
    assert table["n_articles"][1] == pytest.approx(12 * 28 / 365)  # 2100 is no leap year


def test_a_million_articles_of_one_day_are_one_point(shares_of):
    first = np.random.default_rng(0).beta(2, 6, 1_000_000)
    table, _ = shares_of(np.full(1_000_000, np.datetime64("2020-02-29")), first[:, None], frequency="day")
    assert table["share"].item() == pytest.approx(first.mean())
    assert table["from_articles"].item() == pytest.approx(first.std() / 1000, rel=1e-3)
    assert table["n_effective"].item() == pytest.approx(1_000_000)
