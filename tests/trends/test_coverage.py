"""The study of coverage in a small form: what it plants, and what it counts."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.trends import coverage
from benchmarks.trends.corpora import COMMON, CURVES, FAMILIES, MEAN, THEMES, planted_trends


@pytest.mark.parametrize("family", FAMILIES)
def test_articles_have_the_planted_shares_and_passages_the_words(family):
    planted = planted_trends(1500, family=family, seed=1)
    month = planted.articles["date"].to_numpy().astype("datetime64[M]").astype(int)
    expected = planted.rates[month - month.min()].mean(axis=0)
    np.testing.assert_allclose(planted.weights.mean(axis=0), expected, rtol=0.2)
    assert planted.counts.totals.min() == planted.counts.totals.max() == 40
    words = planted.counts.counts @ planted.lexicon.T
    has = np.bincount(planted.article_of, words[:, 0]) / np.bincount(planted.article_of)
    assert np.corrcoef(has, planted.weights[:, 0])[0, 1] > 0.6


def test_curves_are_one_on_average():
    time = (np.arange(1600) + 0.5) / 1600
    assert all(abs(curve(time).mean() - 1) < 0.01 for curve in CURVES.values())
    assert len(THEMES) * MEAN * 2.5 < 2 - COMMON  # no month has more than all of its words taken


def test_the_same_seed_plants_the_same_corpus():
    first, second = (planted_trends(100, family="bursts", seed=3) for _ in range(2))
    assert (first.counts.counts != second.counts.counts).nnz == 0


def test_half_of_the_lexicon_is_half_of_its_words():
    whole, half = (planted_trends(100, half_lexicon=h).lexicon for h in (False, True))
    assert (half.sum(axis=1) * 2 == whole.sum(axis=1)).all()


def test_coverage_of_weights_that_are_drawn_is_near_its_level():
    found = coverage.measure_weights("rare", "ramp", 15, rate=0.12, n_replicates=20)
    assert 0.86 <= found["covered"] <= 0.96
    assert 0 < found["error"] < 0.03
    assert found["width"] < found["score"]


def test_a_replicate_with_models_holds_shares_and_their_correction(monkeypatch):
    monkeypatch.setattr(coverage, "N_REFITS", 2)
    held = coverage._replicate("mixtures", 200, 80, False, 0)
    rates = planted_trends(200, seed=0).rates.ravel()
    np.testing.assert_allclose(held.rate, rates)
    assert np.nanmean((held.low <= rates) & (rates <= held.high)) > 0.6
    assert np.nanmean(held.corrected) > 0.6
    assert held.narrower > 0.05
    found = coverage.summary([held, held])
    assert found["error"] == 0
    assert found["bias"] == pytest.approx(np.mean(held.share - rates))


def test_the_study_prints_a_line_for_each_kind(monkeypatch, capsys):
    monkeypatch.setattr(coverage, "WEIGHTS", {"even": coverage.WEIGHTS["even"]})
    coverage.main(["--study", "weights", "--replicates", "2"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 16
    assert all("covered" in line for line in lines)
