"""The pictures of time: each says what it rests on, shows its table, and is left out where it has nothing to say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis as an
from analysis.plots import in_style
from analysis.report.over_time import agreement, articles, changes, drift, events, groups, shares
from analysis.report.over_time.drift import first_moves, shown_moves
from analysis.report.over_time.left_out import left_out
from analysis.report.over_time.words import chosen_periods, covered
from tests.report.redrawn import draw, drifted

TIME = [
    "trend", "share-by-period", "calendar", "changes", "slopes", "events", "weight-by-date", "behind", "group-shares",
    "comparisons", "group-trends", "agreement-by-period",
]  # fmt: skip


def test_every_part_of_time_is_drawn(drawn) -> None:
    time = {name: picture for name, picture in drawn.items() if picture.over_time}
    assert [name for name in time if name not in {"bursts", "drift"}] == TIME
    for name, picture in time.items():
        assert picture.alt, name
        assert len(picture.values), name


def test_the_trend_shows_the_shares_of_both_models_together_the_curve_and_the_steps(moved, drawn) -> None:
    values = drawn["trend"].values
    points = values[values["drawn"] == "point"].merge(
        moved.trends[moved.trends["model"] == "both"], on=["theme", "period"], suffixes=("", "_table")
    )
    assert len(points) == 2 * 24
    for column in ("share", "low", "high", "n_articles"):
        np.testing.assert_array_equal(points[column], points[f"{column}_table"])
    assert (values["drawn"] == "curve").sum() == 2 * 24
    step = values[values["drawn"] == "step"]
    assert step["theme"].tolist() == ["energy"]
    assert step["at"].tolist() == ["2021-01-01"]


def test_what_was_found_is_told_above_the_picture(moved, drawn) -> None:
    found = moved.changes[(moved.changes["model"] == "both") & (moved.changes["theme"] == "energy")].iloc[0]
    told = f"Energy (LDA and TF-IDF) from {found['before']:.0%} to {found['after']:.0%} at 2021-01-01"
    assert told in drawn["changes"].finding
    assert "overstate the truth" in drawn["changes"].caption
    p = np.where(moved.slopes["theme"] == "energy", 0.004, 0.2)
    sure = draw(changes.slopes, moved, slopes=moved.slopes.assign(p_adjusted=p))
    assert sure.finding.startswith("By both models together, 1 of 2 themes rose or fell: ")
    assert "points a year, p .004)" in sure.finding
    assert drawn["comparisons"].finding.startswith("None of 2 differences")


def test_nothing_found_is_said_too(moved) -> None:
    flat = draw(changes.slopes, moved, slopes=moved.slopes.assign(p_adjusted=1.0))
    assert flat.finding.startswith("No theme has a slope")
    still = draw(events.around_events, moved, events=moved.events.assign(p_adjusted=1.0))
    assert still.finding.startswith(
        "Too few other dates to tell whether a theme moved more than it does at other times"
    )
    assert "at least 19 are needed" in still.finding
    assert "there are 13. The largest moves: Energy by +" in still.finding
    assert "(as much around 0 of 13 other dates)" in still.finding
    many = draw(events.around_events, moved, events=moved.events.assign(p_adjusted=1.0, p=0.5, n_placebo=19))
    assert many.finding.startswith("Around no event did a theme move so much more")
    assert "(as much around 9 of 19 other dates)" in many.finding
    apart = draw(groups.differences, moved, comparisons=moved.comparisons.assign(p_adjusted=0.001, difference=-0.1))
    assert "War: Star over <i>Post</i> by +10.0 points (p .001)" in apart.finding


def test_a_line_is_described_where_one_is_drawn(moved) -> None:
    assert "Its line is the 90% interval" in draw(events.around_events, moved).caption
    bare = draw(events.around_events, moved, events=moved.events.assign(low=np.nan, high=np.nan, n_placebo=4))
    assert "No mark has a line: an interval needs 9 other dates, and there are 4." in bare.caption
    assert "Its line" not in bare.caption
    some = moved.events.assign(low=moved.events["low"].where(moved.events["theme"] == "war"))
    assert "(none with fewer than 9 of them)" in draw(events.around_events, moved, events=some).caption


def test_the_caption_says_what_the_band_covers_and_who_has_a_say_in_the_curve(moved, drawn) -> None:
    assert "later periods have a say too" in drawn["trend"].caption
    assert "not the allowance that the points' intervals have for its level" in drawn["trend"].caption
    past = replace(moved, settings=moved.settings.model_copy(update={"looks_ahead": False}))
    assert (
        "follows from the periods up to each; the models learned from the articles of all"
        in draw(shares.trend, past).caption
    )
    none = draw(shares.trend, moved, smooth=moved.smooth.assign(share=np.nan, low=np.nan, high=np.nan))
    assert "curve" not in none.caption


def test_the_period_that_was_chosen_is_told_with_the_reason(moved, run: an.Analysis) -> None:
    assert chosen_periods(moved) == ""  # the settings name it
    auto = replace(moved, settings=moved.settings.model_copy(update={"period": "auto"}))
    assert chosen_periods(auto).startswith("months, chosen from the data: the shortest that the dates allow")
    assert "(24 of 24)" in chosen_periods(auto)
    assert chosen_periods(run).startswith("years, chosen from the data: the longest, since of none that are shorter do")
    assert chosen_periods(replace(auto, trends=moved.trends.iloc[:0])) == ""


def test_steps_and_bursts_that_no_chart_shows_are_told_as_left_out(moved) -> None:
    other = moved.changes.assign(theme="background")
    hidden = replace(moved, changes=other, bursts=moved.bursts.iloc[:0])
    assert "Steps: no named theme has any; tables/changes.csv has those of others." in left_out(hidden)
    assert not any(line.startswith("Steps") for line in left_out(moved))


def test_a_theme_that_came_nearest_to_a_burst_is_called_by_its_label(run: an.Analysis) -> None:
    label = run.themes.set_index("theme").loc["free_2", "label"].removeprefix("Free: ")
    named = run.themes.set_index("theme").loc["energy", "label"]
    for theme, told in (("free_2", f"Free 2: {label}"), ("energy", named), ("gone", "gone")):
        row = {"stage": "bursts", "path": "bursts", "position": 0, "article_id": None, "reason": "nothing found",
               "detail": f"no theme; nearest came '{theme}' with 40% of 5 articles"}  # fmt: skip
        (line,) = [part for part in left_out(replace(run, set_aside=pd.DataFrame([row]))) if part.startswith("Bursts")]
        assert line == f"Bursts: no theme; nearest came '{told}' with 40% of 5 articles."


@pytest.mark.parametrize(
    ("table", "kind"),
    [("changes", changes.steps), ("slopes", changes.slopes), ("events", events.around_events),
     ("agreement", agreement.by_period), ("group_shares", groups.side_by_side), ("group_trends", groups.by_period),
     ("comparisons", groups.differences), ("drift", drift.words_that_moved), ("bursts", changes.bursts)],
)  # fmt: skip
def test_a_part_without_rows_is_left_out(moved, table, kind) -> None:
    assert draw(kind, moved, **{table: getattr(moved, table).iloc[:0]}) is None


@pytest.mark.parametrize("kind", [shares.trend, shares.share_by_period, shares.calendar, articles.behind])
def test_shares_without_any_interval_are_left_out(moved, kind) -> None:
    assert draw(kind, moved, trends=moved.trends.assign(low=np.nan, high=np.nan)) is None


def test_the_axis_and_the_caption_name_the_denominator(moved) -> None:
    words = moved.trends.assign(denominator="words, fixed mix of outlets")
    trend = draw(shares.trend, moved, trends=words)
    assert "each article counts by its words, outlets in the mix of the whole time" in trend.caption
    assert trend.figure.get_supylabel() == "share: mean over the month's words"
    corpus = replace(moved, settings=moved.settings.model_copy(update={"estimand": "corpus"}))
    assert covered(moved).startswith("the choice of articles")
    assert covered(corpus).startswith("the refitting")


def test_the_articles_behind_the_highest_share_are_those_of_its_period(moved, drawn) -> None:
    values = drawn["behind"].values
    both = moved.trends[moved.trends["model"] == "both"]
    assert set(values["theme"]) == {"energy", "war"}
    for theme, mine in values.groupby("theme"):
        rows = both[(both["theme"] == theme) & both["low"].notna()]
        assert mine["share"].iloc[0] == rows["share"].max()
        assert set(mine["period"]) == set(rows.loc[rows["share"] == rows["share"].max(), "period"])
        assert mine["date"].str.startswith(mine["period"].iloc[0]).all()
        assert mine["carried"].is_monotonic_decreasing
        assert mine["carried"].sum() <= mine["share"].iloc[0] + 1e-9


def test_the_page_shows_events_and_groups_as_text_and_says_what_is_not_there(moved, tmp_path: Path) -> None:
    page = an.write_report(moved, tmp_path / "out")["report.html"].read_text(encoding="utf-8")
    assert "<b>" not in page
    assert "<i>" not in page
    assert "&lt;i&gt;Post&lt;/i&gt;" in page
    for name in TIME:
        assert f'<h2 id="{name}">' in page
        assert f'href="#{name}"' in page
        assert (tmp_path / "out" / f"{name}.csv").exists()
    assert '<h2 id="left-out">' in page
    assert "Events: far away, 2030-01-01: lies outside" in page


def test_five_articles_have_one_picture_of_time_and_the_reasons_why_no_other(run: an.Analysis) -> None:
    assert [name for name, picture in an.pictures(run).items() if picture.over_time] == ["weight-by-date"]
    lines = left_out(run)
    assert lines[0] == "Trends: none of 7 years has the five articles that an interval needs."
    assert [line.partition(":")[0] for line in lines][:3] == ["Trends", "Steps", "Slopes"]
    assert len(lines) == len(set(lines)) <= 6


def test_a_single_period_is_told_as_one(run: an.Analysis) -> None:
    one = replace(run, trends=run.trends[run.trends["period"] == run.trends["period"].iloc[0]])
    assert left_out(one)[0].startswith("Trends: all articles lie in one year")


def test_without_a_date_one_line_says_it_all(run: an.Analysis) -> None:
    assert left_out(replace(run, trends=run.trends.iloc[:0])) == ["All of it: no article has a date."]


def test_thousands_of_points_are_left_out_for_the_trend(moved) -> None:
    many = replace(moved, articles=pd.concat([moved.articles] * 6, ignore_index=True))
    assert any(line.startswith("Article by article") for line in left_out(many))
    assert not any(line.startswith("Article by article") for line in left_out(moved))


def test_a_word_is_told_where_it_first_came_with_the_passage_that_shows_it(moved) -> None:
    run = drifted(moved)
    moves = first_moves(run)
    assert moves[["period", "direction"]].to_numpy().tolist() == [["2020-02", "came"], ["2020-03", "went"]]
    values = draw(drift.words_that_moved, run).values
    assert values["z"].tolist() == [5.0, -3.0]
    (shown,) = shown_moves(run, pd.Series({run.drift_contexts["article_id"].iloc[0]: "an article"}))
    assert shown["what"].endswith("came in 2020-02 (0.0% of the theme's words before, 25.0% then; in 7 passages)")
    assert (shown["before"], shown["keyword"], shown["article"]) == ("one <b> ", moves["term"].iloc[0], "an article")


def test_no_more_periods_of_drift_are_shown_than_have_room(moved) -> None:
    run = drifted(moved)
    starts = pd.date_range("2020-01-01", periods=12, freq="MS")
    row = run.drift.iloc[0].to_dict()
    many = [
        {**row, "start": s, "period": f"{s:%Y-%m}", "term": f"w{i}", "written": f"w{i}", "z": float(i)}
        for i, s in enumerate(starts)
    ]
    values = draw(drift.words_that_moved, run, drift=pd.DataFrame(many)).values
    assert values["term"].tolist() == [f"w{i}" for i in range(4, 12)]


def test_bursts_are_told_with_the_strongest_first(moved) -> None:
    day = {"model": "both", "theme": "energy", "frequency": "day", "denominator": "articles", "group": "all",
           "usual": 0.1, "n_articles": 4.0}  # fmt: skip
    dates = [pd.Timestamp("2020-03-01"), pd.Timestamp("2020-05-01")]
    bursts = [{**day, "start": d, "end": d, "share": s, "strength": s} for d, s in zip(dates, (0.4, 0.6), strict=True)]
    picture = draw(changes.bursts, moved, bursts=pd.DataFrame(bursts))
    assert picture.finding.startswith("The strongest: Energy 2020-05-01 to 2020-05-01, 60% of 4 articles (usually 10%)")
    assert "neither an interval nor a p-value" in picture.caption


def test_the_same_run_gives_the_same_bytes(moved, drawn) -> None:
    for kind, name in ((shares.trend, "trend"), (groups.by_period, "group-trends")):
        assert draw(kind, moved).svg() == drawn[name].svg()


def test_one_period_makes_no_trend(moved) -> None:
    first = moved.trends[moved.trends["period"] == "2020-03"]
    assert draw(shares.trend, moved, trends=first) is None
    assert draw(agreement.by_period, moved, trends=first) is None
    assert left_out(replace(moved, trends=first))[0] == "Trends: all articles lie in one month."
    assert draw(articles.behind, moved, trends=first).values["period"].unique().tolist() == ["2020-03"]


def test_a_long_label_is_cut_above_a_chart_and_whole_in_the_text(moved) -> None:
    label = "a very long label that goes on and on and on " * 3
    run = replace(moved, themes=moved.themes.assign(label=label))
    with in_style():
        title = shares.trend(run).figure.axes[0].get_title(loc="left")
        finding = changes.steps(run).finding
    assert len(title) <= 46
    assert title.endswith(" …")
    assert label in finding
