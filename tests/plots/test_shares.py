"""Values before pixels: shares as points, on calendars, by group, by agreement, and the articles behind them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.dates import date2num

from analysis import plots

START = pd.date_range("2020-11-01", periods=4, freq="MS")
TRENDS = pd.DataFrame(
    {
        "frequency": "month",
        "period": START.strftime("%Y-%m"),
        "start": START,
        "end": START + pd.offsets.MonthEnd(0),
        "partial": [False, False, False, True],
        "share": [0.2, np.nan, 0.3, 0.4],
        "low": [0.1, np.nan, np.nan, 0.3],
        "high": [0.3, np.nan, np.nan, 0.5],
        "n_articles": [10.0, 0.0, 2.0, 5.0],
    }
)
GROUPS = pd.DataFrame(
    {"group": ["Post", "Star", "None"], "share": [0.2, 0.3, np.nan], "low": [0.1, np.nan, np.nan],
     "high": [0.4, np.nan, np.nan]}
)  # fmt: skip
PAIRS = pd.DataFrame(
    {"model": "both", "first": ["Post", "Post"], "second": ["Star", "None"], "difference": [-0.1, np.nan],
     "low": [-0.2, np.nan], "high": [-0.05, np.nan], "p_adjusted": [0.01, np.nan]}
)  # fmt: skip
BEHIND = pd.DataFrame(
    {"label": ["2020 $a_b$", "same", "same"], "carried": [0.05, 0.02, 0.01], "weight": [0.9, 0.5, 0.2]}
)


def segments(lines):
    return [np.array(segment) for segment in lines.get_segments() if np.isfinite(segment).sum() == 4]


def test_a_share_is_a_point_in_the_middle_of_its_period_hollow_where_it_says_little(ax):
    lines, filled, hollow = plots.draw_share_points(TRENDS, ax, colour="#E69F00")
    middle = date2num(pd.to_datetime(["2020-11-16 00:00", "2021-01-16 12:00", "2021-02-15 00:00"]))
    np.testing.assert_allclose(filled.get_offsets(), [[middle[0], 0.2]])
    np.testing.assert_allclose(hollow.get_offsets(), [[middle[1], 0.3], [middle[2], 0.4]])
    assert to_hex(filled.get_facecolor()[0]).upper() == "#E69F00"
    assert to_hex(hollow.get_facecolor()[0]) == "#ffffff"
    np.testing.assert_allclose([s[:, 1] for s in segments(lines)], [[0.1, 0.3], [0.3, 0.5]])


def test_a_share_of_what_was_published_is_hollow_where_few_articles_were_found_and_seen_whole_on_the_axis(ax):
    found = TRENDS.assign(share=[0.2, 0.0, 0.3, 0.4], low=[0.1, 0.0, 0.2, 0.3], high=[0.3, 0.1, 0.4, 0.5])
    lines, filled, hollow = plots.draw_share_points(found.assign(partial=False), ax, colour="#E69F00")
    assert filled.get_offsets()[:, 1].tolist() == [0.2, 0.4]
    assert hollow.get_offsets()[:, 1].tolist() == [0.0, 0.3]
    assert len(segments(lines)) == 4
    assert not hollow.get_clip_on()


def test_a_point_is_larger_the_more_articles_it_rests_on(ax):
    _, filled, hollow = plots.draw_share_points(TRENDS, ax, colour="red")
    (ten,), (two, five) = filled.get_sizes(), hollow.get_sizes()
    assert two < five < ten


def test_points_of_many_periods_are_smaller_and_stand_behind_the_curve(ax):
    def drawn(table):
        _, filled, _ = plots.draw_share_points(table, ax, colour="red")
        return filled.get_sizes().max(), filled.get_zorder()

    many = pd.concat([TRENDS.iloc[[0]].assign(start=day, end=day) for day in pd.date_range("2000-01-01", periods=300)])
    (small, behind), (large, before) = drawn(many), drawn(TRENDS)
    assert small < large
    line = plots.draw_smooth(TRENDS.assign(model="both"), ax, colour="red")[1]
    assert behind < line.get_zorder() < before


def test_shares_that_are_all_missing_draw_no_point(ax):
    _, filled, hollow = plots.draw_share_points(TRENDS.iloc[[1]], ax, colour="red")
    assert len(filled.get_offsets()) == len(hollow.get_offsets()) == 0


def test_the_number_of_articles_is_a_bar_as_wide_as_the_period_hatched_where_it_is_covered_in_part(ax):
    bars = plots.draw_n_articles(TRENDS, ax)
    assert [bar.get_height() for bar in bars] == [10, 0, 2, 5]
    assert [bar.get_width() for bar in bars] == [30, 31, 31, 28]
    assert [bool(bar.get_hatch()) for bar in bars] == [False, False, False, True]


def test_a_calendar_has_a_row_for_each_year_and_numbers_in_percent(ax):
    image, *numbers = plots.draw_calendar(TRENDS, ax, top=0.4)
    cells = image.get_array().filled(np.nan)
    assert cells.shape == (2, 12)
    assert (cells[0, 10], cells[1, 0], cells[1, 1]) == (0.2, 0.3, 0.4)
    assert np.isnan(cells).sum() == 24 - 3
    assert {number.get_position(): number.get_text() for number in numbers} == {
        (10, 0): "20",
        (0, 1): "30",
        (1, 1): "40",
    }
    assert [label.get_text() for label in ax.get_yticklabels()] == ["2020", "2021"]
    assert ax.patch.get_hatch()


@pytest.mark.parametrize(("top", "numbers"), [(0.04, ["2.0", "3.0", "4.0"]), (0.004, ["0.20", "0.30", "0.40"])])
def test_small_shares_on_a_calendar_have_decimals(top, numbers, ax):
    small = TRENDS.assign(share=TRENDS["share"] * top / 0.4)
    assert [number.get_text() for number in plots.draw_calendar(small, ax, top=top)[1:]] == numbers


@pytest.mark.parametrize(
    ("frequency", "start", "row", "column", "n_columns"),
    [
        ("day", "2020-02-29", "2020-02", "29", 31),
        ("week", "2020-12-28", "2020", "53", 53),  # Monday of the ISO week 53, which ends in 2021
        ("week", "2019-12-30", "2020", "1", 53),
        ("month", "1700-03-01", "1700", "Mar", 12),
        ("quarter", "2100-10-01", "2100", "Q4", 4),
        ("year", "1987-01-01", "1980s", "7", 10),
    ],
)
def test_a_period_stands_where_the_calendar_has_it(frequency, start, row, column, n_columns):
    cells = plots.calendar_cells(
        pd.DataFrame(
            {"frequency": [frequency], "start": pd.to_datetime([start]).astype("datetime64[s]"), "share": [0.5]}
        )
    )
    assert cells.shape == (1, n_columns)
    assert cells.loc[row, column] == 0.5


def test_a_wide_calendar_names_few_columns_and_writes_no_numbers(ax):
    days = pd.date_range("2020-01-01", "2020-03-31")
    drawn = plots.draw_calendar(pd.DataFrame({"frequency": "day", "start": days, "share": 0.1}), ax, top=0.1)
    assert len(drawn) == 1
    assert 3 <= len(ax.get_xticklabels()) < 31


def test_groups_are_points_with_intervals_hollow_without_and_none_where_nothing_is_known(ax):
    post, star = plots.draw_group_shares(GROUPS, ax, colour="#E69F00")
    assert [bar[0].get_xdata()[0] for bar in (post, star)] == [0.2, 0.3]
    assert post[1].get_segments()[0][:, 0] == pytest.approx([0.1, 0.4])
    assert star[1].get_segments() == []
    assert [to_hex(bar[0].get_markerfacecolor()).upper() for bar in (post, star)] == ["#E69F00", "#FFFFFF"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Post", "Star", "None"]


def test_a_share_outside_its_interval_is_drawn_where_it_is(ax):
    (one,) = plots.draw_group_shares(GROUPS.iloc[[0]].assign(share=0.5), ax, colour="red")
    assert one[0].get_xdata()[0] == 0.5
    assert one[1].get_segments()[0][:, 0] == pytest.approx([0.1, 0.4])


def test_a_difference_is_named_by_what_is_taken_from_what(ax):
    (pair,) = plots.draw_comparisons(PAIRS, ax)
    assert pair[0].get_xdata()[0] == -0.1
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Post less Star"]


def test_long_names_of_a_pair_stand_on_two_lines(ax):
    long = PAIRS.assign(first="The Frankfurt Gazette", second="The Daily Star")
    plots.draw_comparisons(long, ax)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["The Frankfurt Gazette\nless The Daily Star"]


def test_long_names_of_groups_leave_room_for_fewer_periods(ax):
    starts = pd.date_range("2020-01-01", periods=24, freq="MS")
    table = pd.DataFrame({"period": starts.strftime("%Y-%m"), "start": starts, "share": 0.1, "group": "Post"})
    n_named = []
    for name in ("Post", "x" * 30, "x" * 90):
        plots.draw_group_trends(table.assign(group=name), ax, top=0.1)
        n_named.append(len(ax.get_xticklabels()))
    assert n_named == [6, 4, 1]


def test_groups_over_time_keep_the_tables_order_and_empty_cells(ax):
    table = pd.concat([TRENDS.assign(group="Star"), TRENDS.assign(group="Post", share=0.1)])
    image, *_ = plots.draw_group_trends(table, ax, top=0.4)
    np.testing.assert_array_equal(image.get_array().filled(np.nan), [[0.2, np.nan, 0.3, 0.4], [0.1] * 4])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Star", "Post"]


def test_agreement_by_period_has_hollow_points_where_it_has_no_interval(ax):
    table = TRENDS.rename(columns={"share": "value"})
    zero, lines, known, unknown = plots.draw_agreement_by_period(table, ax, colour="#E69F00")
    assert zero.get_ydata() == [0, 0]
    assert known.get_offsets()[:, 1].tolist() == [0.2, 0.4]
    assert unknown.get_offsets()[:, 1].tolist() == [0.3]
    assert len(segments(lines)) == 2
    assert ax.get_ylim() == (-0.05, 1.05)


def test_articles_behind_a_share_are_bars_and_two_of_one_name_stay_two(ax):
    *bars, first, second, third = plots.draw_behind(BEHIND, ax, colour="#E69F00")
    assert [bar.get_width() for bar in bars] == [0.05, 0.02, 0.01]
    assert [text.get_text() for text in (first, second, third)] == ["weight 90%", "weight 50%", "weight 20%"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["2020 $a_b$", "same", "same"]
    ax.figure.canvas.draw()
    assert {label.get_text() for label in ax.get_xticklabels()} >= {"0", "2", "4"}


def test_percents_on_an_axis_are_not_rounded(ax):
    plots.draw_group_shares(GROUPS.assign(share=[0.005, 0.011, 0.02], low=np.nan), ax, colour="red")
    ax.figure.canvas.draw()
    places = [100 * place for place in ax.get_xticks()]
    assert [label.get_text() for label in ax.get_xticklabels()] == [f"{place:g}%" for place in np.round(places, 9)]


@pytest.mark.parametrize(
    ("draw", "given"),
    [
        (lambda t, ax: plots.draw_share_points(t, ax, colour="red"), TRENDS),
        (lambda t, ax: plots.draw_n_articles(t, ax), TRENDS),
        (lambda t, ax: plots.draw_calendar(t, ax, top=1.0), TRENDS),
        (lambda t, ax: plots.draw_group_shares(t, ax, colour="red"), GROUPS),
        (lambda t, ax: plots.draw_comparisons(t, ax), PAIRS),
        (lambda t, ax: plots.draw_behind(t, ax, colour="red"), BEHIND),
    ],
    ids=["share_points", "n_articles", "calendar", "group_shares", "comparisons", "behind"],
)
def test_drawing_leaves_the_table_as_it_was(ax, draw, given):
    before = given.copy()
    draw(given, ax)
    pd.testing.assert_frame_equal(given, before)
