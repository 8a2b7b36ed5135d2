"""Groups side by side in a run: a planted difference, many values, few articles."""

from __future__ import annotations

import numpy as np
import pandas as pd

import analysis as an
from analysis.pipeline.grouping import MOST_CELLS, MOST_GROUPS
from tests.pipeline.conftest import LEXICON, QUICK, moving_articles
from tests.planted import planted_articles

BY_SOURCE = QUICK.model_copy(update={"group": "source", "period": "year"})


def of_pair(table: pd.DataFrame, theme: str, first: str, second: str, period: str = "all time") -> pd.DataFrame:
    mine = table[(table["theme"] == theme) & (table["period"] == period)]
    return mine[(mine["first"] == f"source={first}") & (mine["second"] == f"source={second}")]


def test_an_outlet_that_writes_more_of_a_theme_stands_apart_from_the_others(moved: an.Analysis) -> None:
    north = of_pair(moved.comparisons, "energy", "north", "south")
    assert set(north["model"]) == {"lda", "tfidf", "both"}
    assert (north["low"] > 0.03).all()
    assert (north["p_adjusted"] < 0.01).all()
    alike = of_pair(moved.comparisons, "energy", "east", "south")
    assert (alike["low"] < 0).all()
    assert (alike["high"] > 0).all()
    assert (alike["p_adjusted"] > 0.1).all()


def test_a_group_has_the_shares_that_its_articles_have(moved: an.Analysis) -> None:
    weights = moved.weights.merge(moved.articles[["article_id", "source", "date"]], on="article_id")
    mine = weights[(weights["model"] == "both") & (weights["source"] == "north")]
    shares = moved.group_shares.query("model == 'both' and group == 'source=north'").set_index("theme")["share"]
    pd.testing.assert_series_equal(
        shares.sort_index(), mine.groupby("theme")["weight"].mean().rename("share"), check_exact=False
    )
    month = moved.group_trends.query("model == 'both' and group == 'source=north' and period == '2021-03'")
    of_month = mine[mine["date"].dt.strftime("%Y-%m") == "2021-03"].groupby("theme")["weight"].mean()
    np.testing.assert_allclose(month.set_index("theme").loc[of_month.index, "share"], of_month)


def test_differences_are_those_of_the_shares_beside_them(moved: an.Analysis) -> None:
    table = moved.comparisons
    np.testing.assert_allclose(table["difference"], table["share_first"] - table["share_second"])
    known = table.dropna(subset=["low"])
    assert len(known)
    assert ((known["low"] <= known["difference"]) & (known["difference"] <= known["high"])).all()
    assert (known["first"] < known["second"]).all()
    assert table["low"].isna().equals(table["p"].isna())


def test_the_trends_of_all_articles_are_those_without_groups(moved: an.Analysis) -> None:
    plain = an.analyse(moving_articles(), LEXICON, QUICK)
    for name in ("trends", "changes", "slopes", "weights", "smooth"):
        pd.testing.assert_frame_equal(getattr(plain, name), getattr(moved, name), check_exact=True)
    assert plain.comparisons.empty
    assert not (plain.set_aside["stage"] == "comparisons").any()


def test_values_beyond_the_largest_stand_together() -> None:
    articles = planted_articles(60).assign(source=[f"s{max(i // 2, 14):02d}" for i in range(60)])
    run = an.analyse(articles, LEXICON, BY_SOURCE)
    groups = run.group_shares[run.group_shares["model"] == "both"].drop_duplicates("group").set_index("group")
    assert len(groups) == MOST_GROUPS + 1
    assert groups["n_articles"].sum() == 60
    assert groups["n_articles"]["source=s14"] == 30
    assert "source=s15" in groups.index  # of equals, the first by name
    assert groups["n_articles"]["source=(other)"] == 2 * (16 - MOST_GROUPS)


def test_what_was_published_by_outlets_that_stand_together_stands_together() -> None:
    articles = planted_articles(60).assign(source=[f"s{i % 15:02d}" for i in range(60)])
    n = pd.DataFrame({"period": "2020", "source": [f"s{k:02d}" for k in range(17)], "n": 10})
    n = pd.concat([n, n.assign(period="2021")])
    settings = BY_SOURCE.model_copy(update={"denominator": "published"})
    total = an.analyse(articles, LEXICON, settings, published=n).group_shares.groupby("group")["total"].first()
    assert total["source=s00"] == 20
    assert total["source=(other)"] == 20 * (17 - MOST_GROUPS)  # two of them have no article at all


def test_many_groups_of_many_days_are_shown_by_longer_periods() -> None:
    articles = planted_articles(60).assign(source=["a", "b"] * 30)
    run = an.analyse(articles, LEXICON, BY_SOURCE.model_copy(update={"period": "day"}))
    assert run.trends["frequency"].unique().tolist() == ["day"]
    assert run.group_trends["frequency"].unique().tolist() == ["week"]
    n_cells = run.group_trends[["group", "period"]].drop_duplicates().shape[0]
    assert n_cells <= MOST_CELLS


def test_a_group_of_one_article_has_a_share_and_no_interval() -> None:
    articles = planted_articles(40).assign(source=["alone", *["many"] * 38, None])
    run = an.analyse(articles, LEXICON, BY_SOURCE)
    shares = run.group_shares.query("model == 'both' and theme == 'energy'").set_index("group")
    assert shares["n_articles"].to_dict() == {"source unknown": 1, "source=alone": 1, "source=many": 38}
    assert shares.loc["source=alone", "share"] >= 0
    assert np.isnan(shares.loc["source=alone", "low"])
    mine = of_pair(run.comparisons, "energy", "alone", "many")
    assert mine["difference"].notna().all()
    assert mine["low"].isna().all()


def test_groups_are_shares_of_what_was_published_in_them() -> None:
    articles = planted_articles(40).assign(source=["north", "south"] * 20)
    settings = BY_SOURCE.model_copy(update={"denominator": "published", "fixed_mix": True})
    n = pd.DataFrame({"period": ["2020", "2021"] * 2, "source": ["north"] * 2 + ["south"] * 2, "n": [100, 100, 40, 40]})
    run = an.analyse(articles, LEXICON, settings, published=n)
    plain = an.analyse(articles, LEXICON, BY_SOURCE)
    key = ["model", "theme", "group"]
    seen, whole = (r.group_shares.set_index(key) for r in (run, plain))
    for source, published in (("north", 200), ("south", 80)):
        mine = [t.xs(f"source={source}", level="group") for t in (seen, whole)]
        np.testing.assert_allclose(mine[0]["share"], mine[1]["share"] * 20 / published)
    by_period = run.group_trends.groupby(["model", "theme", "group"])["count"].sum()
    np.testing.assert_allclose(by_period, seen.loc[by_period.index, "count"])


def test_articles_without_the_value_have_a_row_of_what_was_published() -> None:
    articles = planted_articles(24).assign(source=np.resize(["north", "south", None], 24))
    months = articles["date"].str[:7].unique()
    named = sorted(articles["source"].dropna().unique())
    rows = pd.DataFrame([(month, source, 90) for month in months for source in (*named, "")])
    settings = BY_SOURCE.model_copy(update={"period": "month", "denominator": "published"})
    blank, missing = (
        an.analyse(articles, LEXICON, settings, published=rows.set_axis(["period", "source", "n"], axis=1).replace(r))
        for r in ({}, {"source": {"": None}})
    )
    assert "source unknown" in set(blank.group_trends["group"])
    pd.testing.assert_frame_equal(blank.group_trends, missing.group_trends, check_exact=True)


def test_a_value_that_only_undated_articles_have_is_no_group() -> None:
    articles = planted_articles(24).assign(source=np.resize(["north", "south"], 24))
    articles.loc[articles.index[-2:], ["date", "source"]] = [None, "lost"]
    run = an.analyse(articles, LEXICON, BY_SOURCE)
    assert set(run.group_trends["group"]) == {"source=north", "source=south"}
    assert set(run.comparisons["first"]) | set(run.comparisons["second"]) == {"source=north", "source=south"}
