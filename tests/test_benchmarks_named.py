"""The benchmark of named themes scores what is known rightly, and runs; how good any method is, is not tested."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.themes.lexicon import Lexicon
from benchmarks.__main__ import main
from benchmarks.named import words
from benchmarks.named.bias import CASES, HEAD, bias_lines, measure_bias
from benchmarks.named.corpus import CORPORA, HERE, Named, missing, planted
from benchmarks.named.methods import CEILING_NAME, METHODS, PEER
from benchmarks.named.rows import ASKED, SHOWN, named_rows
from benchmarks.named.score import scored


@pytest.fixture(scope="module")
def named() -> Named:
    return planted()


def test_the_truth_itself_scores_without_a_fault(named: Named) -> None:
    figures = scored(named, named.truth)
    assert (figures["auc"], figures["average_precision"]) == (1, 1)
    assert figures["correlation"] == pytest.approx(1)
    assert (figures["period_error"], figures["level_error"]) == (0, 0)
    assert set(figures["themes"]) == set(named.themes)


def test_a_score_that_tells_nothing_is_worth_nothing(named: Named) -> None:
    figures = scored(named, np.full(named.truth.shape, 0.5))
    assert (figures["auc"], figures["correlation"]) == (0.5, 0)
    assert figures["average_precision"] == pytest.approx(named.truth.mean())
    assert figures["level_error"] == pytest.approx(np.abs(0.5 - named.truth.mean(axis=0)).mean())


def test_shares_of_half_the_truth_move_with_it_and_miss_half_its_level(named: Named) -> None:
    figures = scored(named, named.truth, named.truth / 2)
    assert figures["correlation"] == pytest.approx(1)
    assert figures["level_error"] == pytest.approx(named.truth.mean() / 2)


def test_missing_scores_rank_last_and_missing_shares_are_left_out(named: Named) -> None:
    scores = np.where(named.truth, 1.0, np.nan)
    figures = scored(named, scores)
    assert figures["auc"] == 1
    assert figures["level"] == 1
    assert scored(named, -scores)["auc"] == 1


def test_only_the_part_is_scored_and_what_has_no_label_stands_apart(named: Named) -> None:
    shown = np.arange(len(named.truth)) % 2 == 0
    wrong = np.where(shown[:, None], named.truth, ~named.truth)
    assert scored(replace(named, parts={"score": shown}), wrong)["auc"] == 1
    figures = scored(replace(named, labelled=shown), wrong)
    assert figures["auc"] == 1
    assert figures["elsewhere"] == pytest.approx((~named.truth[~shown]).mean())


def test_periods_with_few_labelled_articles_are_not_compared(named: Named) -> None:
    period = named.period.copy()
    period[:5] = "1999-12-31"
    share = named.truth.astype(float)
    share[:5] = 9.0
    assert scored(replace(named, period=period, least=6), named.truth, share)["correlation"] == pytest.approx(1)
    assert scored(replace(named, period=period, least=5), named.truth, share)["correlation"] < 0.9


def test_scores_of_another_shape_are_refused(named: Named) -> None:
    with pytest.raises(ValueError, match=r"not \(400, 3\)"):
        scored(named, named.truth[:, :2])


def test_planted_themes_are_found_by_their_words_and_by_what_stands_beside_them(named: Named) -> None:
    for method in (words.share_of_words, words.sure_articles):
        found = method(named.counts, named.terms, named.member, 0)
        assert scored(named, *found)["auc"] > 0.98
        assert found.shares.min() >= 0
        assert found.shares.max() <= 1


def test_planted_articles_speak_of_themes_as_often_as_they_are_told_to() -> None:
    assert planted(rates=(0.01, 0.08)).truth.mean() < 0.08
    assert 0.5 < planted(rates=(0.5, 0.9)).truth.mean() < 0.9


def test_the_bias_of_weights_is_small_and_presence_is_rather_too_low_than_too_high() -> None:
    rows = measure_bias()
    assert [(row["case"], row["model"]) for row in rows] == [
        (case, v) for case in CASES for v in ("lda", "tfidf", "both")
    ]
    for row in rows:
        assert abs(row["weight_bias"]) < 0.04
        assert abs(row["weight_bias"]) <= abs(row["weight_farthest"]) < 0.05
        assert -0.33 < row["presence_bias"] < 0.02
    assert all(len(line) == len(HEAD) for line in bias_lines(rows))


def test_headlines_are_every_fifth_of_whole_years_that_have_keywords() -> None:
    dates = ["2013-12-31", *(f"2014-01-{day:02d}" for day in range(1, 13)), "2016-12-31", "2019-12-01"]
    labels = ["Art"] * 3 + [""] + ["Art"] * 11
    articles, month, parts, _ = CORPORA["nyt_headlines_2014_2016"](pd.DataFrame({"date": dates, "label": labels}))
    assert articles["date"].tolist() == ["2014-01-01", "2014-01-07", "2014-01-12"]
    assert set(month) == {"2014-01"}
    assert parts["score"].all()


def test_openings_of_posts_are_their_own_words_and_fall_into_uneven_periods() -> None:
    posts = ["Ann writes:\n> what is asked\n" + "answer " * 40 + "\n-- \nBob"] * 960
    articles = pd.DataFrame({"label": ["sci.space", "rec.autos"] * 480, "text": posts})
    openings, period, _, _ = CORPORA["newsgroups20_openings"](articles)
    assert set(openings["text"]) == {" ".join(["answer"] * 32)}
    each = pd.crosstab(period, articles["label"])
    assert each.shape == (24, 2)
    assert each.max().min() > 2 * 480 / 24
    again = CORPORA["newsgroups20_openings"](articles)[1]
    np.testing.assert_array_equal(period, again)


def test_a_corpus_whose_file_is_missing_is_told_by_the_files_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THEMELINE_CORPORA", str(tmp_path))
    assert "no folder that holds newsgroups20.parquet" in str(missing("newsgroups20_openings"))
    (tmp_path / "newsgroups20.parquet").touch()
    assert missing("newsgroups20_openings") is None


@pytest.mark.parametrize("corpus", CORPORA)
def test_eight_themes_of_six_words_or_so_are_named(corpus: str) -> None:
    lexicon = Lexicon.load(HERE / f"{corpus}.toml")
    assert len(lexicon.themes) == 8
    assert all(6 <= len(theme.words["en"]) <= 7 for theme in lexicon.themes)


def test_ours_is_set_beside_the_best_of_the_peers_and_never_the_ceiling() -> None:
    def found(kind: str, value: float) -> dict[str, object]:
        return {"kind": kind, **dict.fromkeys((measure for measure, *_ in ASKED), value), "correlation_of_scores": 0.95}

    methods = {SHOWN: found("ours", 0.98), "a": found(PEER, 0.8), "b": found(PEER, 0.9), "c": found("ceiling", 0.99)}
    results = {"named": {corpus: {"methods": methods} for corpus in CORPORA}}
    rows = {(row.corpus, row.measure): row for row in named_rows(results)}
    reuters, *others = (rows[corpus, "named themes, area under ROC"] for corpus in CORPORA)
    assert (reuters.peer, reuters.must, reuters.met) == ("b", 0.975, "must")
    assert {(other.peer, other.must, other.met) for other in others} == {("b", 0.9, "must")}
    assert rows["reuters21578", "named themes, error of the shares' level"].peer == "a"
    assert rows["reuters21578", "named themes, correlation of shares over time"].theirs == 0.95


@pytest.mark.slow
def test_a_quick_run_writes_the_figures_and_keeps_those_of_before(tmp_path: Path) -> None:
    run = ["--quick", "--keep", "--only", "named", "--out", str(tmp_path), "--methods"]
    main([*run, "share of words"])
    main([*run, "TF-IDF of words"])
    methods = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["named"]["planted"]["methods"]
    assert list(methods) == ["share of words", "TF-IDF of words"]
    assert methods["share of words"]["themes"]["theme_0"]["auc"] > 0.9
    page = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert all(name in page for name in (*METHODS, *CASES, CEILING_NAME, "average precision", "elsewhere |"))
