"""What is asked is checked before anything is counted or fitted, and all that is wrong with it is told at once."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as an
from analysis.pipeline import analysing
from tests.pipeline.conftest import LEXICON, QUICK
from tests.planted import planted_articles


def test_all_faults_are_told_at_once_and_before_the_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysing, "count_ready", lambda *_: pytest.fail("the models were begun"))
    settings = QUICK.model_copy(update={"group": "outlet", "denominator": "published", "fixed_mix": True})
    label = {"unit": "article", "unit_id": "x", "article_id": "x", "theme": "sport", "label": 1, "share": 1.0}
    with pytest.raises(an.InputError) as caught:
        an.analyse(
            planted_articles(12),
            LEXICON,
            settings,
            events=pd.DataFrame({"date": ["2020-02-30"], "label": [""]}),
            published=pd.DataFrame({"period": ["2020-01", "2020-02"], "n": [-1, 8]}),
            labels=pd.DataFrame([{**label, "coders": 1, "stratum": "s", "inclusion": 0.5}]),
        )
    told = str(caught.value)
    for fault in (
        "no article of the run is called 'x'",
        "the theme 'sport' is none of the run's",
        "events, row 1: '2020-02-30' is no date",
        "events, row 1: the label is empty",
        "group: the articles have no column 'outlet'",
        "published: the column 'source' is missing; outlets are held in their mix",
        "published, row 1: n is -1",
        "fixed_mix: no article names its outlet",
    ):
        assert fault in told
    assert len(set(caught.value.faults)) == len(caught.value.faults)


def test_a_group_that_published_does_not_know_is_told_once() -> None:
    settings = QUICK.model_copy(update={"group": "source", "denominator": "published", "period": "year"})
    articles = planted_articles(12).assign(source="north")
    with pytest.raises(an.InputError) as caught:
        an.analyse(articles, LEXICON, settings, published=pd.DataFrame({"period": ["2020", "2021"], "n": [50, 50]}))
    assert caught.value.faults == ("published: the column 'source' is missing; it is grouped by",)


def test_a_table_that_is_not_asked_for_is_refused() -> None:
    with pytest.raises(an.InputError, match="but denominator is 'articles'; set 'published'"):
        an.analyse(planted_articles(12), LEXICON, QUICK, published=pd.DataFrame({"period": ["2020-01"], "n": [50]}))


def test_what_is_no_table_and_no_settings_is_told(moved: an.Analysis) -> None:
    articles = planted_articles(24)
    with pytest.raises(an.InputError) as told:
        an.analyse(articles, LEXICON, QUICK, events="events.csv", labels=3)  # type: ignore[arg-type]
    assert [fault.split(";")[0] for fault in told.value.faults] == ["events is a str", "labels is a int"]
    with pytest.raises(an.InputError, match="settings is a dict; give Settings"):
        an.analyse(articles, LEXICON, {"n_refits": 10})  # type: ignore[arg-type]
    for correct in (an.calibrate, an.corrected_trends):
        with pytest.raises(an.InputError, match="labels is a str; it must be a table"):
            correct(moved, "labels.csv")  # type: ignore[arg-type]
