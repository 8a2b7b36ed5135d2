"""Every picture of time has room for its words, however long, alike or many the names of groups, events and themes."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.text import Text

import analysis as an
from analysis.report.figures import _agreement
from analysis.report.over_time import articles, changes, events, groups, shares
from tests.report.redrawn import cut_words, draw, words_over_words

ALIKE = ["Frankfurter Allgemeine Zeitung", "Frankfurter Allgemeine Sonntagszeitung"]
LONG = "Energy & <b>power</b> of a rather long label that goes on and on"
GROUPS = [groups.side_by_side, groups.differences, groups.by_period]


def renamed(run: an.Analysis, names: list[str]) -> dict[str, pd.DataFrame]:
    """Return the tables of groups as if they were of other groups: each is a copy of the first, pairs of the pair."""
    given = [f"source={name}" for name in names]
    shares, by_period = (
        pd.concat([table[table["group"] == table["group"].iloc[0]].assign(group=name) for name in given])
        for table in (run.group_shares, run.group_trends)
    )
    pairs = pd.concat([run.comparisons.assign(first=a, second=b) for a, b in combinations(given, 2)])
    return {"group_shares": shares, "group_trends": by_period, "comparisons": pairs}


def long_themes(run: an.Analysis) -> pd.DataFrame:
    """Return the table of themes with long labels that read the same for forty letters."""
    return run.themes.assign(label=[f"{LONG}, part {i}" for i in range(len(run.themes))])


@pytest.mark.parametrize("kind", GROUPS)
@pytest.mark.parametrize(
    "names", [ALIKE, [f"The Very Long Named Regional Newspaper of District {i}" for i in range(14)]]
)
def test_long_names_of_groups_leave_their_charts_room(moved, kind, names) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a layout that does not fit is only warned of
        picture = draw(kind, moved, **renamed(moved, names), themes=long_themes(moved))
        assert not cut_words(picture.figure)
        assert not words_over_words(picture.figure)
        picture.png()
    labels = [label.get_text() for label in picture.figure.axes[0].get_yticklabels()]
    assert len(set(labels)) == len(labels) >= 1
    assert not any("source=" in label for label in labels)
    assert all(ax.get_position().width > 0.25 for ax in picture.figure.axes)  # of the figure's width; half is a row's
    column = "first" if kind is groups.differences else "group"
    assert set(picture.values[column]) <= set(names)
    assert "whole in the values" in picture.caption


def test_groups_that_stand_together_are_told(moved) -> None:
    tables = renamed(moved, ["Post", "(other)"])
    for kind in GROUPS:
        assert "(other) is all smaller ones together" in draw(kind, moved, **tables).caption
    assert "(other)" not in draw(groups.side_by_side, moved).caption


def marked(moved: an.Analysis, dates: list[str], names: list[str]):
    return draw(shares.trend, moved, event_dates=pd.DataFrame({"date": pd.to_datetime(dates), "label": names}))


def texts(picture) -> list[str]:
    return [text.get_text() for text in picture.figure.axes[0].texts if text.get_text()]


def test_events_that_are_few_short_and_apart_are_named_on_the_trend(moved) -> None:
    picture = marked(moved, ["2021-01-01", "2021-08-01"], ["closing", "vote"])
    assert {"closing", "vote"} <= set(texts(picture))
    assert "Dashed lines are the events given." in picture.caption


@pytest.mark.parametrize(
    ("dates", "names", "numbers"),
    [
        (["2021-08-01"], ["a very long name of an event"], ["1"]),
        (["2021-08-01", "2021-08-02", "2021-10-01"], ["b", "a", "c"], ["1–2", "3"]),
        (["2020-12-01"], ["vote"], ["1"]),  # where the words of the step stand
        ([f"2020-{month:02d}-01" for month in range(2, 10)], list("abcdefgh"), ["1–2", "3–4", "5–6", "7–8"]),
    ],
)
def test_events_that_are_long_close_or_many_are_numbers_that_the_caption_explains(moved, dates, names, numbers):
    picture = marked(moved, dates, names)
    assert [text for text in texts(picture) if text[0] not in "▲▼"] == numbers
    told = sorted(zip(dates, names, strict=True))
    assert "; ".join(f"{n} {name} ({date})" for n, (date, name) in enumerate(told, start=1)) in picture.caption
    assert picture.values.query("drawn == 'event'")[["at", "label"]].to_numpy().tolist() == [list(e) for e in told]
    assert not cut_words(picture.figure)
    assert not words_over_words(picture.figure)


def test_more_events_than_a_caption_holds_are_in_the_values(moved) -> None:
    dates = [f"{day:%Y-%m-%d}" for day in pd.date_range("2020-02-01", periods=40, freq="7D")]
    picture = marked(moved, dates, [f"event {i}" for i in range(40)])
    assert "and 20 more, in the values." in picture.caption
    assert (picture.values["drawn"] == "event").sum() == 40


def test_no_label_of_an_event_stands_before_a_point_an_interval_or_a_curve(moved) -> None:
    for names in (["closing"], ["a very long name of an event"]):
        ax = marked(moved, ["2021-08-01"], names).figure.axes[0]
        (label,) = [text for text in ax.texts if text.get_text() in {"closing", "1"}]
        curves = [line for line in ax.lines if len(line.get_xdata()) > 2]
        data = [artist.get_zorder() for artist in [*ax.collections, *curves]]
        assert len(data) >= 5
        assert label.get_zorder() < min(data)


def test_events_and_themes_whose_names_begin_alike_keep_rows_of_their_own(moved) -> None:
    names = [f"A long event name number {i} that is long" for i in range(2)]
    both = pd.concat([moved.events.assign(label=name) for name in names])
    picture = draw(events.around_events, moved, events=both, themes=long_themes(moved))
    assert len({label.get_text() for label in picture.figure.axes[0].get_yticklabels()}) == 2
    assert set(picture.values["label"]) == set(names)
    assert not cut_words(picture.figure)
    slopes = draw(changes.slopes, moved, themes=long_themes(moved)).figure.axes[0]
    assert len({label.get_text() for label in slopes.get_yticklabels()}) == 2


def test_long_labels_leave_room_for_what_stands_along_the_foot(moved) -> None:
    picture = draw(_agreement, moved, themes=long_themes(moved))
    assert not cut_words(picture.figure)
    assert len({label.get_text() for label in picture.figure.axes[0].get_yticklabels()}) == 2


def test_a_heading_above_the_articles_behind_a_share_is_not_cut(moved) -> None:
    titles = moved.articles.assign(title="A rather long headline about something that happened in a far away town")
    picture = draw(articles.behind, moved, themes=long_themes(moved), articles=titles)
    assert not cut_words(picture.figure)
    assert not words_over_words(picture.figure)
    assert picture.figure.axes[0].get_title(loc="left").splitlines()[-1].endswith(" articles")


def test_of_small_shares_headings_have_decimals_and_a_calendar_of_weeks_speaks_of_no_numbers(moved) -> None:
    small = moved.trends.assign(share=moved.trends["share"] / 40)
    assert "numbers are percent" in draw(shares.calendar, moved).caption
    titles = [ax.get_title(loc="left") for ax in draw(shares.calendar, moved, trends=small).figure.axes]
    titles += [ax.get_title(loc="left") for ax in draw(articles.behind, moved, trends=small).figure.axes]
    assert len(titles) == 4
    assert all(re.search(r"\d\.\d+%", title) for title in titles)
    weeks = moved.trends.assign(frequency="week")
    assert "numbers are percent" not in draw(shares.calendar, moved, trends=weeks).caption


def test_the_legend_of_shares_by_period_has_the_marks_that_the_charts_have(moved) -> None:
    (legend,) = draw(shares.share_by_period, moved).figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["LDA", "TF-IDF (in the theme's colour)"]
    assert {line.get_marker() for line in legend.findobj(Line2D)} == {"|", "None"}
    assert any(patch.get_alpha() == 0.25 for patch in legend.get_patches())


@pytest.mark.parametrize("n_days", [2, 7, 8, 14, 15, 30, 60, 120, 250, 700])
def test_dates_along_the_foot_do_not_stand_over_each_other(moved, n_days) -> None:
    periods = moved.trends["start"].drop_duplicates()
    days = pd.date_range("2021-11-20", periods=n_days, freq="D")[: len(periods)]
    days = days if n_days <= len(periods) else pd.date_range(days[0], freq=f"{n_days // len(periods)}D", periods=24)
    start = dict(zip(periods, days, strict=False))
    mine = moved.trends[moved.trends["start"].isin(list(start))]
    trends = mine.assign(start=mine["start"].map(start), end=mine["start"].map(start))
    figure = draw(shares.share_by_period, moved, trends=trends).figure
    assert len(figure.axes[-1].get_xticks()) >= 2
    assert not words_over_words(figure)
    assert not words_over_words(draw(shares.trend, moved, trends=trends, changes=moved.changes.iloc[:0]).figure)


def test_what_the_font_lacks_is_told_without_a_warning(moved) -> None:
    odd, name = "中国石油产量 & Ñandú", r"\u4e2d\u56fd… & Ñandú"
    other = replace(
        moved,
        articles=moved.articles.assign(title=odd, text="石油 " + moved.articles["text"].str[3:]),
        themes=moved.themes.assign(label=[f"{odd} {i}" for i in range(len(moved.themes))]),
        theme_terms=moved.theme_terms.assign(written="石油"),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = an.pictures(replace(other, **renamed(moved, ["人民日报", "Post"])))
        for picture in drawn.values():
            picture.png()
    assert len(drawn) > 10
    shown = [text.get_text() for picture in drawn.values() for text in picture.figure.findobj(Text)]
    assert not [text for text in shown if "石" in text or "中" in text or "人" in text]
    for words in (f"{name} 0", r"\u77f3\u6cb9", r"\u4eba\u6c11…"):
        assert any(words in text for text in shown)
    assert odd in set(drawn["weight-by-date"].values["title"])


def test_without_a_share_of_a_theme_no_articles_are_behind_it(moved) -> None:
    none = moved.trends["theme"] == "war"
    trends = moved.trends.assign(share=moved.trends["share"].mask(none, 0.0))
    assert set(draw(articles.behind, moved, trends=trends).values["theme"]) == {"energy"}
    assert draw(articles.behind, moved, trends=trends.assign(share=0.0)) is None


def test_a_month_of_which_much_was_published_and_nothing_found_is_hollow_and_whole(moved) -> None:
    month = moved.trends["period"] == "2020-05"
    of_all = moved.trends.assign(
        denominator="published",
        share=moved.trends["share"].mask(month, 0.0),
        low=moved.trends["low"].mask(month, 0.0),
        n_articles=moved.trends["n_articles"].mask(month, 0.0),
    )
    ax = draw(shares.trend, moved, trends=of_all).figure.axes[0]
    drawn = [points for points in ax.collections if isinstance(points, PathCollection)]
    points = [points for points in drawn if np.isclose(points.get_offsets()[:, 1], 0.0).any()]
    assert [to_hex(found.get_facecolor()[0]) for found in points] == ["#ffffff"]
    assert not points[0].get_clip_on()
    assert "nothing published" in draw(shares.calendar, moved, trends=of_all).caption
    assert "one without published articles" in draw(shares.share_by_period, moved, trends=of_all).caption
