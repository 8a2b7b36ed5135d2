"""A run whose presence is put right by labels."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy import special

import analysis as an
from analysis import tables
from analysis.cli import main
from analysis.pipeline.correcting import with_corrected
from analysis.report.calibrated import label_lines, presence_words, summary_words
from tests.planted import planted_articles
from tests.test_pipeline import LEXICON, QUICK

OF_TIME = ("trends", "trend_draws", "changes", "slopes", "smooth", "bursts", "events", "drift", "agreement")


@pytest.fixture(scope="module")
def run() -> an.Analysis:
    return an.analyse(planted_articles(40, seed=3), LEXICON, QUICK)


def labels_of(run: an.Analysis, unit: str, share: float, theme: str = "energy") -> pd.DataFrame:
    """Return labels that find a theme in the given share of the units, whatever the models say."""
    ids = run.articles["article_id"] if unit == "article" else run.passages["passage_id"]
    articles = ids if unit == "article" else run.passages["article_id"]
    n = len(ids)
    return pd.DataFrame(
        {
            "unit": unit, "unit_id": ids.to_numpy(), "article_id": articles.to_numpy(), "theme": theme,
            "label": (np.arange(n) % 10 < share * 10).astype(int), "share": 0.5, "coders": 1, "stratum": "all",
            "inclusion": 1.0,
        }
    )  # fmt: skip


def presence_of(run: an.Analysis, theme: str = "energy", model: str = "both") -> pd.Series:
    mine = run.weights[(run.weights["theme"] == theme) & (run.weights["model"] == model)]
    return mine.set_index("article_id")["presence"]


@pytest.mark.parametrize("unit", ["article", "passage"])
def test_presence_comes_nearer_to_what_people_said(run: an.Analysis, unit: str) -> None:
    found = an.calibrate(run, labels_of(run, unit, 0.3))
    before, after = (presence_of(each).mean() for each in (run, found))
    assert abs(after - 0.3) < abs(before - 0.3)
    told = found.weights.groupby("theme")["calibration"].unique()
    n = len(run.articles) if unit == "article" else len(run.passages)
    assert list(told["energy"]) == [f"presence: {n} labels of {unit}s, 1 coder each"]
    assert list(told["war"]) == ["none"]


def test_labels_of_some_articles_put_the_others_right() -> None:
    """Planted: people find the theme less often, and less surely, than the models have it."""
    n = 480
    run = an.analyse(planted_articles(n, seed=5), LEXICON, QUICK)
    before = presence_of(run).to_numpy()
    truth = special.expit(0.5 * special.logit(np.clip(before, 1e-4, 1 - 1e-4)) - 1)
    said = (np.random.default_rng(0).random(n) < truth).astype(int)
    after = presence_of(an.calibrate(run, labels_of(run, "article", 0.5).assign(label=said)[::2])).to_numpy()
    others = np.random.default_rng(1).random((200, n))[:, 1::2] < truth[1::2]  # what people would say of the other half
    brier = [((each[1::2] - others) ** 2).mean() for each in (before, after)]
    assert brier[1] < brier[0] - 0.05
    chance = 3 * np.sqrt((truth * (1 - truth))[::2].mean() / (n / 2))  # three standard errors of a mean of the labels
    assert abs((after - truth)[1::2].mean()) < chance < abs((before - truth)[1::2].mean())


def test_nothing_but_presence_changes_and_its_order_stays(run: an.Analysis) -> None:
    found = an.calibrate(run, labels_of(run, "article", 0.3))
    same = ["model", "article_id", "theme", "weight", "low", "high"]
    pd.testing.assert_frame_equal(found.weights[same], run.weights[same])
    for field in fields(an.Analysis):
        if field.name != "weights":
            assert getattr(found, field.name) is getattr(run, field.name)
    pd.testing.assert_series_equal(presence_of(found).rank(), presence_of(run).rank())
    mine = found.weights[found.weights["theme"] == "energy"]
    assert (mine["presence_low"] < mine["presence"]).all()
    assert (mine["presence"] < mine["presence_high"]).all()
    assert found.weights.loc[found.weights["theme"] == "war", "presence_low"].isna().all()
    pd.testing.assert_frame_equal(tables.conform("weights", found.weights), found.weights)


def test_labels_of_articles_go_before_labels_of_passages(run: an.Analysis) -> None:
    of_articles, of_passages = labels_of(run, "article", 0.3), labels_of(run, "passage", 0.8)
    both = pd.concat([of_passages, of_articles])
    pd.testing.assert_frame_equal(an.calibrate(run, both).weights, an.calibrate(run, of_articles).weights)
    few = pd.concat([of_passages, of_articles.head(12)])
    pd.testing.assert_frame_equal(an.calibrate(run, few).weights, an.calibrate(run, of_passages).weights)


def test_the_order_of_labels_and_of_their_themes_changes_nothing(run: an.Analysis) -> None:
    labels = pd.concat([labels_of(run, "article", 0.3), labels_of(run, "article", 0.6, "war")])
    shuffled = labels.sample(frac=1.0, random_state=1)
    pd.testing.assert_frame_equal(
        an.calibrate(run, labels).weights, an.calibrate(run, shuffled).weights, check_exact=True
    )


def test_a_tie_of_coders_counts_half(run: an.Analysis) -> None:
    labels = labels_of(run, "article", 0.5)
    tied = labels.assign(label=pd.array(np.where(labels.index < 20, labels["label"], np.nan), dtype="Int64"))
    tied["coders"] = np.where(tied["label"].isna(), 2, 1)
    found = an.calibrate(run, tied)
    assert set(found.weights["calibration"]) == {
        "none",
        f"presence: {len(labels)} labels of articles, 1 to 2 coders each",
    }


def test_few_labels_change_nothing(run: an.Analysis) -> None:
    found = an.calibrate(run, labels_of(run, "article", 0.3).head(12))
    pd.testing.assert_frame_equal(found.weights, run.weights)


def test_an_analysis_takes_labels_and_refuses_bad_ones_before_it_fits(run: an.Analysis) -> None:
    labels = labels_of(run, "article", 0.3)
    articles = planted_articles(40, seed=3)
    found = an.analyse(articles, LEXICON, QUICK, labels=labels)
    pd.testing.assert_frame_equal(found.weights, an.calibrate(run, labels).weights, check_exact=True)
    stages: list[str] = []
    with pytest.raises(an.InputError, match="'sport' is none of the run's"):
        an.analyse(
            articles, LEXICON, QUICK, labels=labels.assign(theme="sport"), progress=lambda *told: stages.append(told[0])
        )
    assert stages == []
    whole = found.corrected[found.corrected["period"] == "all time"]
    assert whole[["theme", "model", "n_labels"]].to_numpy().tolist() == [["energy", "both", 40]]
    assert whole["labels_share"].item() == pytest.approx(0.3)
    pd.testing.assert_frame_equal(found.corrected, an.corrected_trends(run, labels), check_exact=True)


def test_labels_of_passages_and_shares_of_something_else_leave_shares_as_they_are(run: an.Analysis) -> None:
    of_articles, of_passages = (labels_of(run, unit, 0.3) for unit in ("article", "passage"))
    among = replace(run, settings=run.settings.model_copy(update={"denominator": "articles_with_theme"}))
    assert with_corrected(run, of_passages).corrected.empty
    assert with_corrected(among, of_articles).corrected.empty
    both = with_corrected(run, pd.concat([of_passages, of_articles])).corrected
    pd.testing.assert_frame_equal(both, with_corrected(run, of_articles).corrected, check_exact=True)
    assert len(both) == 1 + run.trends["period"].nunique()


def test_every_fault_of_the_labels_is_told(run: an.Analysis) -> None:
    bad = labels_of(run, "article", 0.5)
    bad.loc[0, "unit_id"] = "nobody"
    bad.loc[1, "theme"] = "sport"
    bad.loc[2, "label"] = 7
    bad.loc[3, "inclusion"] = 0.0
    bad.loc[4, "coders"] = 0
    with pytest.raises(an.InputError) as told:
        an.calibrate(run, bad)
    for part in ("'nobody'", "'sport' is none of the run's", "the label 7", "an inclusion is 0", "of no coder"):
        assert part in str(told.value)
    with pytest.raises(an.InputError, match="'inclusion' is missing"):
        an.calibrate(run, bad.drop(columns="inclusion"))


def test_labels_of_another_corpus_are_told_in_a_few_lines(run: an.Analysis) -> None:
    strangers = labels_of(run, "passage", 0.5)
    strangers["unit_id"] = [f"p{i}" for i in strangers.index]
    with pytest.raises(an.InputError) as told:
        an.calibrate(run, strangers)
    assert len(told.value.faults) == 6
    assert told.value.faults[-1] == f"labels: and {len(strangers) - 5} more ids are of no passage of the run"


def test_the_same_unit_labelled_twice_is_told(run: an.Analysis) -> None:
    labels = labels_of(run, "article", 0.5)
    with pytest.raises(an.InputError, match="two rows share the key"):
        an.calibrate(run, pd.concat([labels, labels.head(1)]))


def test_a_run_is_put_right_once(run: an.Analysis) -> None:
    labels = labels_of(run, "article", 0.3)
    with pytest.raises(an.InputError, match="put right by labels before"):
        an.calibrate(an.calibrate(run, labels), labels)


def without_time(run: an.Analysis) -> an.Analysis:
    """Return a run of which no table says anything of time, whose report shows articles one by one."""
    return replace(run, **{name: getattr(run, name).iloc[:0] for name in OF_TIME})


def test_the_report_says_which_themes_labels_put_right(run: an.Analysis) -> None:
    assert presence_words(run) == "not calibrated"
    assert summary_words(run).startswith("Neither weights nor presence are calibrated")
    n = len(run.passages)
    one = an.calibrate(run, labels_of(run, "passage", 0.3))
    assert presence_words(one) == (
        f"put right by labels that people gave (Energy: {n} labels of passages, 1 coder each), "
        "and not calibrated for other themes"
    )
    assert "whether articles do was not asked" in summary_words(one)
    assert next(label_lines(one)) == f"presence of Energy: put right by {n} labels of passages, 1 coder each"
    assert "five that say no" in list(label_lines(one))[1]
    two = an.calibrate(run, pd.concat([labels_of(run, "article", 0.3), labels_of(run, "article", 0.6, "war")]))
    assert "for other themes" not in presence_words(two)
    assert "whether articles do was not asked" not in summary_words(two)
    caption = an.pictures(without_time(one))["heat"].caption
    assert f"Energy: {n} labels of passages" in caption


def test_the_command_line_takes_labels_and_refuses_what_is_none(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("a,b\n1,2\n")
    words = ["report", "seeds", "--out", str(tmp_path / "out"), "--labels", str(tmp_path / "labels.csv")]
    found = CliRunner().invoke(main, [*words, "--themes", str(tmp_path / "none.toml")])
    assert found.exit_code == 2
    assert "is no table of labels" in found.stderr
    assert "none.toml" in found.stderr
    assert not (tmp_path / "out").exists()


def test_a_report_with_labels_says_so_and_names_their_file(tmp_path: Path) -> None:
    articles = planted_articles(40, seed=3)
    articles.to_csv(tmp_path / "mine.csv", index=False)
    (tmp_path / "settings.toml").write_text("n_refits = 10\nmin_count = 1\nn_free = 1\n")
    (tmp_path / "themes.toml").write_text('[energy]\nwords = ["oil", "fuel"]\n\n[war]\nwords = ["army", "soldier"]\n')
    reading = an.read_articles(tmp_path / "mine.csv")
    ids = reading.articles["article_id"]
    labels = pd.DataFrame(
        {
            "unit": "article", "unit_id": ids, "article_id": ids, "theme": "energy", "label": np.arange(len(ids)) % 2,
            "share": 1.0, "coders": 1, "stratum": "all", "inclusion": 0.5,
        }
    )  # fmt: skip
    labels.to_csv(tmp_path / "labels.csv", index=False)
    words = ["report", str(tmp_path / "mine.csv"), "--out", str(tmp_path / "out")]
    options = [x for name in ("themes", "settings") for x in (f"--{name}", str(tmp_path / f"{name}.toml"))]
    found = CliRunner().invoke(main, [*words, *options, "--labels", str(tmp_path / "labels.csv")])
    assert found.exit_code == 0, found.output
    assert f"presence of Energy: put right by {len(ids)} labels of articles" in found.stdout
    assert "presence of War: not put right" in found.stdout
    assert "labels.csv" in json.loads((tmp_path / "out" / "manifest.json").read_text())["inputs"]
    weights = pd.read_csv(tmp_path / "out" / "tables" / "weights.csv")
    assert {"presence_low", "presence_high"} <= set(weights.columns)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert f"Energy: {len(ids)} labels of articles" in page
    corrected = pd.read_csv(tmp_path / "out" / "tables" / "corrected.csv")
    assert corrected["period"].iloc[0] == "all time"
    assert f"Shares as {len(ids)} labels of articles correct them stand in tables/corrected.csv" in page
    assert (
        f"articles that speak of Energy, by {len(ids)} labels of dated ones: {corrected['share'].iloc[0]:.1%} ("
        in found.stdout
    )
    told = pd.read_csv(tmp_path / "out" / "tables" / "columns.csv")
    assert told.loc[told["table"] == "corrected", "column"].tolist() == list(corrected)
