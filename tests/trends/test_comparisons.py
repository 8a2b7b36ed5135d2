"""Groups side by side: how often the interval of a difference holds it, and what refits move in both alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import tables
from analysis.trends import ShareDraws, adjusted_comparisons, compare_groups, share_table
from analysis.trends.comparisons import ALL_TIME

JANUARY = "2020-01-15"


def compared(cells, weights, refits=()):
    draws = ShareDraws(cells)
    for refit in refits or (weights, weights):
        draws.add(refit)
    themes = [f"t{k}" for k in range(weights.shape[1])]
    told = {"model": "lda", "themes": themes, "estimand": "population", "level": 0.9}
    shares = share_table(cells, weights, draws, **told)
    return adjusted_comparisons(compare_groups(shares, cells, draws.array(len(themes))))


def test_the_interval_holds_the_planted_difference_as_often_as_it_says(cells_of):
    """Each of 300 months is a replicate: 12 articles of one outlet, 25 of the other, and skew weights."""
    random = np.random.default_rng(0)
    months = np.arange("1990-01", "2015-01", dtype="datetime64[M]").astype("datetime64[D]")
    dates, source = np.repeat(months, 37), np.tile(["north"] * 12 + ["south"] * 25, len(months))
    mean = np.where(source == "north", 0.3, 0.1)
    weights = random.beta(2 * mean, 2 * (1 - mean))[:, None]
    table = compared(cells_of(dates, columns={"source": source}, group="source"), weights)
    assert len(table) == len(months)
    held = table["low"].le(0.2) & table["high"].ge(0.2)
    assert 0.85 <= held.mean() <= 0.95
    assert (table["difference"].between(table["low"], table["high"])).all()


def test_without_a_difference_p_is_seldom_small(cells_of):
    random = np.random.default_rng(1)
    months = np.arange("1990-01", "2015-01", dtype="datetime64[M]").astype("datetime64[D]")
    dates, source = np.repeat(months, 40), np.tile(["north", "south"] * 20, len(months))
    weights = random.beta(0.4, 1.6, len(dates))[:, None]
    table = compared(cells_of(dates, columns={"source": source}, group="source"), weights)
    assert 0.05 <= (table["p"] < 0.1).mean() <= 0.15
    assert (table["p_adjusted"] > 0.05).all()


def test_what_refits_move_in_both_groups_alike_is_no_doubt_of_the_difference(cells_of):
    source = ["north", "south"] * 40
    cells = cells_of([JANUARY] * 80, columns={"source": source}, group="source")
    random = np.random.default_rng(2)
    weights = random.uniform(0.3, 0.5, (80, 1))
    shifts = random.normal(0, 0.05, 40)
    alike = compared(cells, weights, [weights + shift for shift in shifts])
    signs = np.where(np.array(source) == "north", 1, -1)[:, None]
    apart = compared(cells, weights, [weights + shift * signs for shift in shifts])
    widths = [(t["high"] - t["low"]).item() for t in (alike, apart)]
    plain = compared(cells, weights)
    assert widths[0] < 2 * (plain["high"] - plain["low"]).item()
    assert widths[1] > 3 * widths[0]


def test_pairs_of_all_groups_are_told_once_with_what_stands_beside(cells_of):
    source = [*["a"] * 6, *["b"] * 6, *["c"] * 3]
    weights = np.r_[np.full(6, 0.6), np.full(6, 0.2), np.full(3, 0.4)][:, None] * [[1, 0.5]]
    table = compared(cells_of([JANUARY] * 15, columns={"source": source}, group="source"), weights)
    assert list(zip(table["first"], table["second"], strict=True))[::2] == [
        ("source=a", "source=b"), ("source=a", "source=c"), ("source=b", "source=c"),
    ]  # fmt: skip
    first = table.iloc[0]
    assert (first["share_first"], first["share_second"], first["difference"]) == pytest.approx((0.6, 0.2, 0.4))
    assert (first["n_first"], first["n_second"]) == (6, 6)
    assert table["low"].isna().tolist() == [False, False, True, True, True, True]  # three articles have no interval
    assert table["p_adjusted"].notna().equals(table["low"].notna())


def test_one_group_has_nothing_to_be_compared_with(cells_of):
    table = compared(cells_of([JANUARY] * 9, columns={"source": "north"}, group="source"), np.full((9, 1), 0.5))
    assert table.empty
    assert list(table) == list(tables.empty("comparisons"))


def test_rows_of_all_time_and_of_periods_are_adjusted_apart():
    rows = pd.DataFrame({"period": [ALL_TIME] * 2 + ["2020-01"] * 2, "p": [0.01, 0.02, 0.04, np.nan]})
    fixed = {"model": "lda", "theme": ["a", "b", "a", "b"], "frequency": "month", "denominator": "articles"}
    when = {"start": pd.Timestamp("2020-01-01"), "end": pd.Timestamp("2020-01-31"), "level": 0.9}
    sides = {"first": "x=1", "second": "x=2", "n_first": 9, "n_second": 9}
    table = adjusted_comparisons(rows.assign(**fixed, **when, **sides))
    assert table["p_adjusted"].tolist()[:3] == pytest.approx([0.02, 0.02, 0.04])
    assert np.isnan(table["p_adjusted"].iloc[3])
