"""What the default corpus must show, in both models."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis as an
from analysis.models import calibration
from analysis.pipeline import count_passages
from tests.gold_scores import THEMES, as_text, auc, gold_scores, labelled_passages

MODELS = ("lda", "tfidf")


def years_by_weight(run: an.Analysis, theme: str, model: str) -> list[int]:
    mine = run.theme(theme)
    return list(mine[mine["model"] == model].sort_values("weight", ascending=False)["date"].dt.year)


@pytest.mark.parametrize("model", MODELS)
def test_the_most_military_articles_are_those_of_2019_and_2023(run: an.Analysis, model: str) -> None:
    assert set(years_by_weight(run, "military", model)[:2]) == {2019, 2023}


@pytest.mark.parametrize("model", MODELS)
def test_the_memory_of_the_war_weighs_most_in_2024_and_2025(run: an.Analysis, model: str) -> None:
    assert set(years_by_weight(run, "ww2_memory", model)[:2]) == {2024, 2025}


@pytest.mark.parametrize("model", MODELS)
def test_sanctions_weigh_least_in_2023(run: an.Analysis, model: str) -> None:
    assert years_by_weight(run, "sanctions", model)[-1] == 2023


def test_the_weights_come_from_the_texts_and_not_from_titles_or_file_names(run: an.Analysis, root: Path) -> None:
    plain = run.articles[["article_id", "text", "date"]]
    lexicon, settings = an.Lexicon.load(root / "seeds" / "themes.toml"), an.Settings(n_refits=10)
    telling = plain.assign(title="sanctions oil missile", path=[f"victory-day-{i}.txt" for i in range(5)])
    first, second = (an.analyse(articles, lexicon, settings).weights for articles in (plain, telling))
    pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_both_models_find_the_labelled_passages(run: an.Analysis) -> None:
    scores = gold_scores(run)
    print("\n" + as_text(scores))  # noqa: T201 (pytest -s shows it)
    by_model = scores.pivot_table(index="theme", columns="model", values="auc")
    lexicon = by_model["lexicon"]
    assert (lexicon == 1).any()
    assert (lexicon < 1).any()
    for model in MODELS:
        assert by_model[model].min() >= 0.9
        # Where the words of the lexicon alone put every passage right, nothing can be above them: then not below, by
        # more than a pair or two of passages that a model puts the other way round.
        assert (by_model[model] > lexicon)[lexicon < 1].all()
        assert (by_model[model] >= lexicon - 0.005)[lexicon == 1].all()
    assert (scores["low"] <= scores["auc"]).all()
    assert (scores["auc"] <= scores["high"] + 1e-9).all()


def test_auc_of_a_hand_made_case() -> None:
    truth = np.array([True, True, False, False])
    assert auc(np.array([3.0, 1.0, 2.0, 0.0]), truth) == 0.75
    assert auc(np.zeros(4), truth) == 0.5


def test_the_seed_texts_are_the_ones_that_were_dated(root: Path) -> None:
    table = pd.read_csv(root / "seeds" / "articles.csv")
    files = {path.name: path for path in (root / "seeds" / "articles").iterdir()}
    assert set(table["file"]) == set(files)
    for row in table.itertuples():
        assert hashlib.sha256(files[row.file].read_bytes()).hexdigest() == row.sha256
    assert sorted(table["date"]) == ["2019-07-22", "2022-12-29", "2023-04-20", "2024-05-09", "2025-05-05"]


def test_five_articles_make_no_trend_and_the_reason_is_told(run: an.Analysis) -> None:
    assert run.changes.empty
    assert run.trends["low"].isna().all()
    told = run.set_aside.query("stage == 'changes'")["detail"].item()
    assert "0 of 7 periods" in told


def test_furniture_is_set_aside_with_its_reason(run: an.Analysis) -> None:
    furniture = run.set_aside[run.set_aside["stage"] == "furniture"]
    assert sorted(furniture["reason"]) == ["date line", "filed under", "headline", "link", "source line"]
    terms = set(run.theme_terms["term"])
    assert not {"http", "https", "twitter.com", "file", "filed"} & terms


def brier_held_out(presence: np.ndarray, said: np.ndarray, seed: int) -> list[float]:
    """Return the mean squared error on a third of the passages, before and after the others put presence right."""
    order = np.random.default_rng(seed).permutation(len(said))
    others, held = np.split(order, [2 * len(order) // 3])
    found = calibration(presence[others], said[others], np.ones(len(others)))
    after = presence if found is None else found(presence)
    return [float(((each - said)[held] ** 2).mean()) for each in (presence, after)]


def test_labels_of_some_passages_put_the_presence_of_others_right(run: an.Analysis, root: Path) -> None:
    """Four themes, three models; a third of the passages that a reader labelled is held out, thirty times over."""
    labelled, names = labelled_passages(run).set_index("passage_id"), list(run.themes["theme"])
    counts, _ = count_passages(run.articles, an.Lexicon.load(root / "seeds" / "themes.toml"), run.settings)
    brier = []
    for _, presence in run.bundle.model.told(counts.counts).values():
        for theme in THEMES:
            said = labelled.loc[list(counts.passage_ids), theme].to_numpy(dtype=float)
            of_theme = [brier_held_out(presence[:, names.index(theme)], said, seed) for seed in range(30)]
            brier.append(np.mean(of_theme, axis=0))
    before, after = np.transpose(brier)
    assert (after < before + 0.005).all()
    assert after.mean() < 0.75 * before.mean()
