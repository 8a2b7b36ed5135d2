"""The articles behind a point: what each carries adds up to the point."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as an
from tests.pipeline.conftest import BURST, LEXICON, QUICK
from tests.planted import planted_articles


def test_the_articles_behind_a_planted_burst_are_those_of_its_days(moved: an.Analysis) -> None:
    table = moved.behind("war", BURST[0][:7], n=30)
    assert table["date"].between(*BURST).all()
    assert table["carried"].is_monotonic_decreasing
    assert len(moved.behind("war", BURST[0][:7])) == 10


@pytest.mark.parametrize(
    "options",
    [
        {"copies": "weigh"},
        {"denominator": "words", "fixed_mix": True},
        {"denominator": "articles_with_theme"},
        {"denominator": "published", "fixed_mix": True},
    ],
    ids=str,
)
def test_what_articles_carry_adds_up_to_the_share(options: dict[str, object]) -> None:
    articles = planted_articles(24, seed=1).assign(source=["north", "south", "south"] * 8)
    articles.loc[0, "date"] = "2020"  # spread over the quarters
    articles.loc[1, "duplicate_of"] = "p0002"
    published = None
    if options.get("denominator") == "published":
        dates = [f"2020-{month:02d}-01" for month in range(1, 13)] + [f"2021-{month:02d}-01" for month in range(1, 13)]
        published = pd.DataFrame({"date": dates * 2, "source": ["north"] * 24 + ["south"] * 24, "n": 30})
    settings = an.Settings.of({"n_refits": 10, "n_free": 0, "period": "quarter", **options})
    run = an.analyse(articles, LEXICON, settings, published=published)
    for model in ("both", "lda"):
        mine = run.trends[(run.trends["theme"] == "energy") & (run.trends["model"] == model)]
        sums = [run.behind("energy", p, model=model, n=1000)["carried"].sum() for p in mine["period"]]
        np.testing.assert_allclose(sums, mine["share"].fillna(0.0), atol=1e-12)


def test_an_article_of_which_the_year_is_known_lies_in_a_month_in_part() -> None:
    articles = planted_articles(12)
    articles.loc[0, "date"] = "2020"
    table = an.analyse(articles, LEXICON, QUICK).behind("energy", "2020-01", n=100).set_index("article_id")
    assert table.loc["p0000", "part"] == pytest.approx(31 / 366)


def test_what_a_run_does_not_have_is_told_with_what_it_has(moved: an.Analysis) -> None:
    with pytest.raises(an.InputError, match="no period is called '2022-01'"):
        moved.behind("war", "2022-01")
    with pytest.raises(an.InputError, match="no theme is called 'sport'"):
        moved.behind("sport", "2021-01")
    with pytest.raises(an.InputError, match="no model is called 'gpt'"):
        moved.behind("war", "2021-01", model="gpt")
    undated = an.analyse(pd.DataFrame({"text": ["Oil and gas. The army took the oil."]}), LEXICON, QUICK)
    with pytest.raises(an.InputError, match="no article has a date"):
        undated.behind("war", "2021-01")
