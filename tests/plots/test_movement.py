"""Values before pixels: curves, steps, slopes, events and drift as they stand in their tables."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.dates import date2num

from analysis import plots
from analysis.plots.style import INK

START = pd.date_range("2020-01-01", periods=4, freq="MS")
SMOOTH = pd.DataFrame(
    {
        "model": "lda",
        "start": START,
        "end": START + pd.offsets.MonthEnd(0),
        "share": [0.2, np.nan, 0.3, 0.35],
        "low": [0.1, np.nan, 0.25, 0.3],
        "high": [0.3, np.nan, 0.35, 0.4],
    }
)
CHANGES = pd.DataFrame(
    {
        "model": ["lda", "tfidf", "lda"],
        "theme": ["oil", "oil", "war"],
        "at": START[[1, 1, 2]],
        "at_low": START[[0, 1, 2]],
        "at_high": START[[2, 1, 3]],
        "before": [0.1, 0.12, 0.5],
        "after": [0.3, 0.33, 0.2],
    }
)
SLOPES = pd.DataFrame(
    {
        "model": ["lda", "lda"],
        "theme": ["oil", "war"],
        "slope": [-0.01, 0.02],
        "low": [-0.03, 0.01],
        "high": [0.005, 0.04],
        "p_adjusted": [0.3, 0.01],
    }
)
EVENTS = pd.DataFrame(
    {
        "model": "lda",
        "label": ["a strike", "a vote"],
        "date": START[[1, 2]],
        "before": [0.1, 0.3],
        "after": [0.3, 0.25],
        "low": [0.1, np.nan],
        "high": [0.3, np.nan],
        "p_adjusted": [0.02, 0.6],
    }
)
DRIFT = pd.DataFrame(
    {
        "period": ["2020", "2020", "2020", "2021"],
        "start": pd.to_datetime(["2020-01-01"] * 3 + ["2021-01-01"]),
        "term": ["gas", "shale", "coal", "wind"],
        "written": ["gas", "Shale", "coal", "wind"],
        "direction": ["came", "came", "went", "came"],
        "z": [3.0, 5.0, -4.0, 6.0],
    }
)


def test_the_curve_goes_through_its_shares_and_breaks_where_there_is_none(ax):
    band, line = plots.draw_smooth(SMOOTH, ax, colour="#E69F00")
    np.testing.assert_array_equal(line.get_ydata(), SMOOTH["share"])
    assert date2num(line.get_xdata()[0]) == date2num(pd.Timestamp("2020-01-16 12:00"))
    corners = np.concatenate([path.vertices for path in band.get_paths()])
    assert len(band.get_paths()) == 2
    assert {0.1, 0.3, 0.25, 0.35, 0.4} <= set(corners[:, 1].round(6))


def test_a_step_stands_at_its_date_and_points_where_the_share_went(ax):
    artists = plots.draw_changes(CHANGES, ax)
    lines, texts = artists[:3], artists[3:]
    assert [line.get_marker() for line in lines] == ["^", "^", "v"]
    for line, step in zip(lines, CHANGES.itertuples(), strict=True):
        np.testing.assert_allclose(date2num(line.get_xdata()), date2num([step.at_low, step.at, step.at_high]))
        assert line.get_markevery() == [1]
    assert [text.get_text() for text in texts] == ["LDA: 10% to 30%", "TF-IDF: 12% to 33%", "LDA: 50% to 20%"]
    rows = [line.get_ydata()[0] for line in lines]
    assert rows[0] < rows[1] < rows[2]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["oil", "war"]


def test_a_step_on_a_chart_is_a_line_at_its_date_and_a_span_of_the_dates_it_may_have(ax):
    one, other = CHANGES.iloc[[0]], CHANGES.iloc[[2]]
    for step, words in ((one, "▲ 10% to 30%"), (other, "▼ 50% to 20%")):
        line, span, text = plots.draw_steps(step, ax)
        assert date2num(line.get_xdata()[0]) == date2num(step["at"].iloc[0])
        assert [span.get_x(), span.get_x() + span.get_width()] == date2num(step[["at_low", "at_high"]].iloc[0]).tolist()
        assert text.get_text().strip() == words
    assert plots.draw_steps(CHANGES.iloc[:0], ax) == []
    first, second = (plots.draw_steps(one, ax, line=line)[2] for line in (0, 1))
    assert second.xyann[1] <= first.xyann[1] - first.get_fontsize()


def test_bursts_are_bars_over_their_days_with_their_share_where_they_are_few(ax):
    bursts = pd.DataFrame(
        {"theme": ["oil", "war"], "start": START[[0, 1]], "end": START[[0, 1]] + pd.Timedelta(days=2),
         "share": [0.4, 0.5]}
    )  # fmt: skip
    *bars, oil, war = plots.draw_bursts(bursts, ax, ["war", "oil"])
    assert [bar.get_x() for bar in bars] == date2num(bursts["start"]).tolist()
    assert [bar.get_width() for bar in bars] == [3, 3]
    assert [bar.get_y() + bar.get_height() / 2 for bar in bars] == [1, 0]
    assert [oil.get_text(), war.get_text()] == ["40%", "50%"]
    many = pd.concat([bursts.iloc[[0]]] * 5)
    assert len(plots.draw_bursts(many, ax, ["oil"])) == 5


def test_slopes_stand_in_order_with_intervals_and_are_filled_where_sure(ax):
    oil, war, *beside = plots.draw_slopes(SLOPES, ax)
    assert [text.get_text() for text in beside] == ["p .300", "p .010"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["war", "oil"]
    assert (oil[0].get_xdata()[0], war[0].get_xdata()[0]) == (-0.01, 0.02)
    assert oil[1].get_segments()[0][:, 0] == pytest.approx([-0.03, 0.005])
    assert [to_hex(bars[0].get_markerfacecolor()) for bars in (oil, war)] == ["#ffffff", INK.lower()]


def test_events_show_the_change_and_an_interval_only_where_there_is_one(ax):
    strike, vote = plots.draw_events(EVENTS, ax)
    assert strike[0].get_xdata()[0] == pytest.approx(0.2)
    assert strike[1].get_segments()[0][:, 0] == pytest.approx([0.1, 0.3])
    assert vote[0].get_xdata()[0] == pytest.approx(-0.05)
    assert vote[1].get_segments() == []
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a strike, 2020-02-01", "a vote, 2020-03-01"]


def test_events_stand_at_their_dates_on_a_chart(ax):
    curve = plots.draw_smooth(SMOOTH, ax, colour="#E69F00")
    artists = plots.draw_event_dates(EVENTS, ax)
    assert [date2num(line.get_xdata()[0]) for line in artists[:2]] == date2num(EVENTS["date"]).tolist()
    assert [text.get_text() for text in artists[2:]] == ["a strike", "a vote"]
    assert [text.get_rotation() for text in artists[2:]] == [90, 90]
    assert max(artist.get_zorder() for artist in artists) < min(drawn.get_zorder() for drawn in curve)
    assert [text.get_rotation() for text in plots.draw_event_dates(EVENTS, ax, upright=False)[2:]] == [0, 0]
    ax.figure.savefig(io.BytesIO(), format="png")  # where a label stands is worked out when it is rendered


def test_words_that_came_stand_above_the_line_the_surest_next_to_it(ax):
    texts = {text.get_text(): text.get_position() for text in plots.draw_drift(DRIFT, ax)}
    assert texts == {"Shale": (0, 1), "gas": (0, 2), "coal": (0, -1), "wind": (1, 1)}
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2020", "2021"]


def test_a_theme_whose_words_only_came_has_no_room_below(ax):
    plots.draw_drift(DRIFT[DRIFT["direction"] == "came"], ax)
    low, high = ax.get_ylim()
    assert (low, high) == pytest.approx((-0.8, 2.8))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["came"]


def test_no_more_words_are_written_than_asked_for(ax):
    assert [text.get_text() for text in plots.draw_drift(DRIFT.iloc[:2], ax, n_words=1)] == ["Shale"]
