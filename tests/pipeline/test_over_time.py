"""What moved over time in a run: planted slopes, curves, bursts, events, changed words, agreement."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import analysis as an
from analysis import tables
from analysis.pipeline.bursting import bursts_of
from analysis.pipeline.drifting import chosen_passages
from analysis.pipeline.moving import found_in_shares
from tests.pipeline.conftest import BURST, LEXICON, NEW_WORD, OLD_WORD, QUICK
from tests.planted import planted_articles

MODELS = {"lda", "tfidf", "both"}


def test_every_table_of_time_keeps_its_contract(moved: an.Analysis) -> None:
    names = tables.CONTRACTS.keys() & {field.name for field in fields(moved)}
    assert names >= {"slopes", "smooth", "bursts", "events", "drift", "agreement", "group_trends", "comparisons"}
    for name in names:
        table = getattr(moved, name)
        pd.testing.assert_frame_equal(tables.conform(name, table), table.reset_index(drop=True))


def test_a_planted_ramp_has_a_slope_and_nothing_else_has_one_as_sure(moved: an.Analysis) -> None:
    slopes = moved.slopes.set_index(["theme", "model"])
    assert set(slopes.loc["energy"].index) == MODELS
    assert (slopes.loc["energy", "p_adjusted"] < 0.05).all()
    assert (slopes.loc["energy", "low"] > 0.03).all()  # .15 a year of the words was planted
    assert (slopes.loc["war", "slope"].abs() < 0.05).all()
    assert slopes.loc["war", "p"].min() > 10 * slopes.loc["energy", "p"].max()


def test_the_smooth_curve_rises_where_the_share_does(moved: an.Analysis) -> None:
    for _, curve in moved.smooth[moved.smooth["theme"] == "energy"].groupby("model"):
        assert len(curve) == 24
        assert curve["share"].iloc[-1] > curve["share"].iloc[0] + 0.1
        assert curve["looks_ahead"].all()


def test_the_planted_burst_is_found_in_its_days_whatever_the_periods_are(moved: an.Analysis) -> None:
    war = moved.bursts[moved.bursts["theme"] == "war"]
    assert set(war["model"]) == MODELS
    assert (war["frequency"] == "day").all()
    for burst in war.itertuples():
        assert burst.start <= pd.Timestamp(BURST[0])
        assert burst.end >= pd.Timestamp(BURST[1])
        assert burst.end - burst.start <= pd.Timedelta(days=12)
    assert "energy" not in set(moved.bursts["theme"])


def test_where_no_article_has_a_date_each_table_of_time_says_so() -> None:
    run = an.analyse(planted_articles(12).assign(date=None), LEXICON, QUICK)
    told = run.set_aside.set_index("stage")["detail"]
    assert set(told[["changes", "slopes", "smooth"]]) == {"no article has a date"}
    assert run.trends.empty


def test_the_background_has_no_bursts_and_where_none_is_found_the_nearest_days_are_told(moved: an.Analysis) -> None:
    assert "background" not in set(moved.bursts["theme"])
    names = ["energy", "war", "background"]
    three = moved.articles.iloc[:90].assign(date=pd.Timestamp("2020-01-01") + pd.to_timedelta(np.arange(90) // 3, "D"))
    flat = np.full((90, 3), 1 / 3)
    flat[30:36] = [0.8, 0.1, 0.1]
    flat[60:75] = [0.05, 0.05, 0.9]
    found, why = bursts_of(three, {"both": SimpleNamespace(article_weights=flat)}, names, np.ones(90), QUICK)
    assert found.empty
    assert "nearest came 'energy' with 80% of 6 articles on 2020-01-11 to 2020-01-12 (usually " in why


def test_articles_without_a_weight_make_no_burst() -> None:
    day = np.repeat(np.arange(60), 10)
    articles = pd.DataFrame(
        {
            "article_id": [f"a{i:03d}" for i in range(600)],
            "date": pd.Timestamp("2020-01-01") + pd.to_timedelta(day, "D"),
        }
    ).assign(date_precision="day")
    weights = np.full((600, 1), 0.1)
    weights[day == 30] = np.nan
    weights[300] = 1.0  # one of ten articles of a day is known, and is all of the theme
    found, why = bursts_of(articles, {"both": SimpleNamespace(article_weights=weights)}, ["war"], np.ones(600), QUICK)
    assert found.empty
    assert "100% of 1 articles on 2020-01-31" in why


def test_articles_of_a_month_say_nothing_of_days() -> None:
    articles = planted_articles(24).assign(date=lambda t: t["date"].str[:7])
    run = an.analyse(articles, LEXICON, QUICK)
    assert run.bursts.empty
    assert reasons(run, "bursts") == ["of no article the day is known"]


def reasons(run: an.Analysis, stage: str) -> list[str]:
    return run.set_aside.loc[run.set_aside["stage"] == stage, "detail"].tolist()


EVENTS = pd.DataFrame(
    {"date": ["2021-01-01", "1990-05-05", "2020-02-01"], "label": ["the step", "long ago", "too early"], "by": "me"}
)


@pytest.fixture(scope="module")
def stepped() -> an.Analysis:
    return an.analyse(planted_articles(150, step=0.3, seed=2), LEXICON, QUICK, events=EVENTS)


def test_a_theme_that_stepped_at_an_event_moved_there_as_at_no_other_date(stepped: an.Analysis) -> None:
    energy = stepped.events[stepped.events["theme"] == "energy"]
    assert set(energy["model"]) == MODELS
    assert set(energy["label"]) == {"the step"}
    assert (energy["p"] == 1 / (1 + energy["n_placebo"])).all()
    assert (energy["after"] - energy["before"] > 0.1).all()
    assert (stepped.events["window"] == 3).all()


def test_events_that_cannot_be_tried_are_told_and_kept_to_be_drawn(stepped: an.Analysis) -> None:
    told = reasons(stepped, "events")
    assert told[0] == "long ago, 1990-05-05: lies outside the articles' time, 2020-01-01 to 2021-12-31"
    assert told[1].startswith("too early, 2020-02-01: does not have 3 periods with a share before its own")
    assert stepped.event_dates["label"].tolist() == ["long ago", "too early", "the step"]
    assert list(stepped.event_dates) == ["date", "label"]


def test_the_window_round_an_event_and_whether_curves_look_ahead_are_settings() -> None:
    settings = QUICK.model_copy(update={"event_periods": 1, "looks_ahead": False})
    run = an.analyse(planted_articles(72, step=0.3), LEXICON, settings, events=EVENTS)
    assert set(run.events["label"]) == {"the step", "too early"}
    assert (run.events["window"] == 1).all()
    assert not run.smooth["looks_ahead"].any()


def test_the_words_that_were_exchanged_came_and_went_with_the_passages_that_show_it(moved: an.Analysis) -> None:
    war = moved.drift[moved.drift["theme"] == "war"].set_index("term")
    assert set(war.loc[[NEW_WORD], "direction"]) == {"came"}
    assert set(war[war["start"] >= "2021"].loc[[OLD_WORD], "direction"]) == {"went"}
    assert war.loc[[NEW_WORD], "start"].min() == pd.Timestamp("2021-01-01")
    assert set(moved.drift["theme"]) <= {"energy", "war"}
    shown = moved.drift_contexts.set_index(["theme", "term", "passage_id"])
    texts = moved.articles.set_index("article_id")["text"]
    for row in moved.drift.itertuples():
        place = shown.loc[(row.theme, row.term, row.passage_id)].squeeze()
        assert texts[place["article_id"]][place["start"] : place["end"]].lower() == row.term == place["keyword"].lower()


def test_two_models_agree_on_planted_themes_period_by_period_and_in_their_curves(moved: an.Analysis) -> None:
    mine = moved.agreement[moved.agreement["theme"].isin(["energy", "war"])]
    assert len(mine) == 2 * 24
    assert set(mine["model"]) == {"lda~tfidf"}
    assert mine["value"].median() > 0.8
    known = mine.dropna(subset=["low"])
    assert (known["low"] <= known["value"]).all()
    assert (known["value"] <= known["high"]).all()
    curves = moved.quality[moved.quality["measure"] == "agreement_over_time"].set_index("theme")
    assert (curves.loc[["energy", "war"], "low"] > 0.7).all()


def test_one_article_without_a_date_moves_nowhere_and_says_why() -> None:
    settings = QUICK.model_copy(update={"group": "source"})
    text = "Oil and gas. The army took the oil. Fuel."
    run = an.analyse(pd.DataFrame({"text": [text], "source": ["north"]}), LEXICON, settings, events=EVENTS)
    for name in ("slopes", "smooth", "bursts", "events", "drift", "agreement", "group_trends", "comparisons"):
        assert getattr(run, name).empty, name
    for stage in ("slopes", "smooth", "drift", "comparisons"):
        assert reasons(run, stage) == ["no article has a date"]
    assert len(reasons(run, "events")) == 3


@pytest.mark.parametrize("date", ["2020-02-29", "1700-01-01", "2100-12-31"])
def test_one_article_with_a_date_is_a_point(date: str) -> None:
    settings = QUICK.model_copy(update={"group": "source"})
    article = {"text": ["Oil and gas. The army took the oil. Fuel."], "source": ["north"], "date": [date]}
    run = an.analyse(pd.DataFrame(article), LEXICON, settings)
    assert (run.group_shares["n_articles"] == 1).all()
    assert run.smooth["share"].isna().all()
    assert reasons(run, "smooth") == ["a curve needs 5 periods with a share; 1 of 1 have one"]
    assert reasons(run, "comparisons") == ["every article is of one source"]
    assert run.behind("energy", date[:7])["part"].tolist() == [1.0]


@pytest.mark.parametrize(
    ("n_periods", "n_known", "slope", "curve"),
    [
        (4811, 2, "a slope needs 8 periods with a share; 2 of 4,811", "a curve needs 5 periods with a share; 2 of"),
        (2400, 800, "", "2,400 periods are too many; choose longer ones (at most 2,000)"),
        (1500, 1200, "1,200 periods are too many; choose longer ones (at most 1,000)", ""),
    ],
)  # fmt: skip
def test_few_shares_are_told_before_many_periods(
    moved: an.Analysis, n_periods: int, n_known: int, slope: str, curve: str
) -> None:
    one = moved.trends[(moved.trends["theme"] == "energy") & (moved.trends["model"] == "both")].iloc[[0]]
    shares = one.loc[one.index.repeat(n_periods)].reset_index(drop=True)
    start = pd.Series(pd.date_range("1800-01-01", periods=n_periods, freq="D")).astype("datetime64[s]")
    shares = shares.assign(start=start, end=start, period=start.dt.strftime("%Y-%m-%d"), frequency="day", low=np.nan)
    shares.loc[shares.index >= n_known, "share"] = np.nan
    found = found_in_shares(shares, moved.trend_draws.iloc[:0], QUICK)
    assert found["slopes"][1].startswith(slope)
    assert found["smooth"][1].startswith(curve)
    assert bool(found["slopes"][1]) == bool(slope)
    assert bool(found["smooth"][1]) == bool(curve)


def all_tables(run: an.Analysis) -> str:
    """Return every table of a run as one text, numbers to their last digit."""
    made = {field.name: getattr(run, field.name) for field in fields(an.Analysis)}
    return "\n".join(f"{name}\n{t.to_csv()}" for name, t in made.items() if isinstance(t, pd.DataFrame))


def test_another_order_time_zone_locale_process_and_number_of_threads_change_nothing(
    moved: an.Analysis, root: Path
) -> None:
    code = (
        "import analysis as an; from tests.pipeline.conftest import LEXICON, QUICK, moving_articles;"
        "from tests.pipeline.test_over_time import all_tables;"
        "shuffled = moving_articles().sample(frac=1.0, random_state=3);"
        "settings = QUICK.model_copy(update={'group': 'source', 'threads': 2});"
        "print(all_tables(an.analyse(shuffled, LEXICON, settings)), end='')"
    )
    elsewhere = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONUTF8": "1"}
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={**os.environ, **elsewhere},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert told.stdout == all_tables(moved)


def test_of_many_passages_as_many_as_can_be_read_are_chosen_whatever_their_order() -> None:
    ids = tuple(f"a{i:03d}" for i in range(100))
    chosen = chosen_passages(ids, most=20)
    assert len(set(chosen)) == 20
    assert (np.diff(chosen) > 0).all()
    turned = chosen_passages(ids[::-1], most=20)
    assert {ids[i] for i in chosen} == {ids[::-1][i] for i in turned}
    assert chosen_passages(ids).tolist() == list(range(100))


def test_a_period_that_is_covered_in_part_says_nothing_of_what_was_published() -> None:
    articles = planted_articles(260).iloc[3:-3]  # the first and last month begin late and end early
    months = articles["date"].str[:7]
    published = months.value_counts().rename_axis("period").reset_index(name="n").assign(n=lambda t: 10 * t["n"])
    published.loc[published["period"].isin([months.min(), months.max()]), "n"] *= 50
    settings = QUICK.model_copy(update={"period": "month", "denominator": "published"})
    run = an.analyse(articles, LEXICON, settings, published=published)
    ends = run.trends["period"].isin([months.min(), months.max()])
    assert run.trends.loc[ends, "partial"].all()
    assert run.trends.loc[ends, "share"].notna().all()
    energy = run.smooth[(run.smooth["theme"] == "energy") & (run.smooth["model"] == "both")]
    inside = run.trends[(run.trends["theme"] == "energy") & (run.trends["model"] == "both") & ~run.trends["partial"]]
    assert energy["share"].min() > 0.5 * inside["share"].mean()
    assert run.changes.empty
