"""A run whose presence is put right by labels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import analysis as an
from analysis.cli import main
from tests.planted import planted_articles
from tests.test_pipeline import LEXICON, QUICK


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


@pytest.mark.parametrize("unit", ["article", "passage"])
def test_presence_comes_nearer_to_what_people_said(run: an.Analysis, unit: str) -> None:
    found = an.calibrate(run, labels_of(run, unit, 0.3))
    before, after = (
        each.weights.query("theme == 'energy' and model == 'both'")["presence"].mean() for each in (run, found)
    )
    assert abs(after - 0.3) < abs(before - 0.3)
    told = found.weights.groupby("theme")["calibration"].unique()
    assert told["energy"][0].startswith("presence: ")
    assert list(told["war"]) == ["none"]
    same = ["model", "article_id", "theme", "weight", "low", "high"]
    pd.testing.assert_frame_equal(found.weights[same], run.weights[same])


def test_few_labels_change_nothing(run: an.Analysis) -> None:
    found = an.calibrate(run, labels_of(run, "article", 0.3).head(12))
    pd.testing.assert_frame_equal(found.weights, run.weights)


def test_every_fault_of_the_labels_is_told(run: an.Analysis) -> None:
    bad = labels_of(run, "article", 0.5)
    bad.loc[0, "unit_id"] = "nobody"
    bad.loc[1, "theme"] = "sport"
    bad.loc[2, "label"] = 7
    bad.loc[3, "inclusion"] = 0.0
    with pytest.raises(an.InputError) as told:
        an.calibrate(run, bad)
    for part in ("'nobody'", "'sport' is none of the run's", "the label 7", "an inclusion is 0"):
        assert part in str(told.value)
    with pytest.raises(an.InputError, match="'inclusion' is missing"):
        an.calibrate(run, bad.drop(columns="inclusion"))


def test_the_command_line_takes_labels_and_refuses_what_is_none(tmp_path) -> None:
    (tmp_path / "labels.csv").write_text("a,b\n1,2\n")
    words = ["report", "seeds", "--out", str(tmp_path / "out"), "--labels", str(tmp_path / "labels.csv")]
    found = CliRunner().invoke(main, words)
    assert found.exit_code == 2
    assert "is no table of labels" in found.stderr
    assert not (tmp_path / "out").exists()
