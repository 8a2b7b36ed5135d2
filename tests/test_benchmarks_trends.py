"""The benchmark of trends reckons what it says, and runs; how good or fast anything is, is not tested."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.pipeline import analyse
from benchmarks.__main__ import main
from benchmarks.named.corpus import Named, planted
from benchmarks.named.methods import CEILING, OURS, PEER
from benchmarks.named.score import by_period
from benchmarks.trends import changes, coverage, measure, over_time, recessions, speed
from benchmarks.trends.replicates import code_mark, replicates
from benchmarks.trends.rows import TIMES, trend_rows, trend_tables


@pytest.fixture(scope="module")
def named() -> Named:
    return planted()


def test_the_truth_itself_is_without_error_and_half_of_it_moves_alike(named: Named) -> None:
    truth = by_period(named, named.truth, over_time.scored_rows(named))
    found = over_time.figures(truth, truth, named.themes)
    assert found["correlation"] == pytest.approx(1)
    assert (found["error"], set(found["themes"])) == (0, set(named.themes))
    half = over_time.figures(truth / 2, truth, named.themes)
    assert half["correlation"] == pytest.approx(1)
    assert half["error"] == pytest.approx(truth.to_numpy().mean() / 2)


def test_themes_told_apart_by_size_alone_correlate_only_when_pooled() -> None:
    truth = pd.DataFrame({0: [0.1, 0.2, 0.1, 0.2], 1: [0.8, 0.7, 0.8, 0.7]})
    level = pd.DataFrame({0: [0.15] * 4, 1: [0.75] * 4})
    found = over_time.figures(level, truth, ("small", "large"))
    assert found["correlation"] == 0
    assert found["pooled"] > 0.95


def test_our_shares_are_those_of_the_table_trends(named: Named) -> None:
    articles, lexicon = over_time.articles_and_lexicon(named)
    run = analyse(articles, lexicon, over_time.run_settings(period="day", n_free=2))
    blocks = over_time.blocks_of(run, articles["article_id"], named.themes)
    trends = run.trends[run.trends["model"] == "both"].pivot(index="period", columns="theme", values="share")
    mine = by_period(named, blocks["weight"], over_time.scored_rows(named))
    np.testing.assert_allclose(mine, trends.loc[mine.index, list(named.themes)], atol=1e-12)
    truth = by_period(named, named.truth, over_time.scored_rows(named))
    assert over_time.figures(mine, truth, named.themes)["correlation"] > 0.9
    missing = over_time.blocks_of(run, pd.Series(["a000001", "nobody"]), named.themes)["presence"]
    assert np.isnan(missing).all(axis=1).tolist() == [False, True]


def test_every_method_over_time_has_a_kind() -> None:
    kinds = [over_time.kind_of(name) for name in over_time.NAMES]
    assert kinds == [*[OURS] * 4, *[PEER] * 5, CEILING]
    assert over_time.SHOWN in over_time.NAMES


def test_a_peer_that_breaks_is_told_and_loses_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(named: Named) -> over_time.Found:
        yield "keywords, share of all words", 1.0, by_period(named, named.truth, over_time.scored_rows(named))
        raise RuntimeError("no memory")

    monkeypatch.setattr(over_time, "_by_article", breaks)
    for name in ("_ours", "_topics_over_time", "_shown_labels"):
        monkeypatch.setattr(over_time, name, lambda _: iter(()))
    found = over_time.measure_over_time("planted")
    assert list(found["methods"]) == ["keywords, share of all words"]
    assert found["skipped"] == ["breaks: no memory"]


def test_months_of_recessions_are_those_between_peak_and_trough() -> None:
    months = pd.period_range("1970-01", "2020-12", freq="M").astype(str)
    assert recessions.in_recession(pd.Index(months)).sum() == 17 + 7 + 17 + 9 + 9 + 19 + 3


def test_the_share_of_words_tells_planted_recessions() -> None:
    random = np.random.default_rng(0)
    good = [first + last for first in ("bar", "dol", "fen", "gim", "kor", "lut") for last in ("an", "ek", "il", "om")]
    bad = [*recessions.WORDS, "demand", "fear"]
    months = [f"{year}-{month:02d}" for year in (1979, 1980) for month in range(1, 13)]
    recession = recessions.in_recession(pd.Index(months))
    texts = [
        " ".join([*random.choice(good, 8), *random.choice(bad if r else good, 8)]).capitalize() + "."
        for r in [*recession, *recession]
    ]
    _, shares = recessions.shares_by_month(pd.DataFrame({"text": texts, "date": months * 2}))
    assert shares.index.tolist() == months
    assert (shares.loc[recession, recessions.PLAIN] > 0.1).all()
    assert (shares.loc[~recession, recessions.PLAIN] == 0).all()
    ours = shares[recessions.SHOWN]
    assert ours[recession].min() > ours[~recession].max()


def test_the_watch_adds_up_and_what_follows_the_weights_is_timed_part_by_part() -> None:
    watch = speed.Watch()
    assert [watch("a", lambda: 1), watch("a", lambda: 2), watch("b", lambda: 3)] == [1, 2, 3]
    assert list(watch.seconds) == ["a", "b"]
    found = speed.after_weights(300, "year", 2)
    parts = ("cells", "shares", "changes", "slopes", "smooth", "bursts", "agreement")
    assert found["all"] == pytest.approx(sum(found[name] for name in parts))


def test_replicates_that_are_kept_are_not_done_again(tmp_path: Path) -> None:
    kept, tasks = tmp_path / "kept.jsonl", [{"n": 1}, {"n": 1, "m": 1}, {"n": 1, "m": 1, "l": 1}]
    assert replicates(len, tasks[:2], kept, n_processes=1) == [1, 2]
    lines = kept.read_text(encoding="utf-8").replace('"2"', '"7"')
    other = json.dumps({"code": "of before", "task": json.dumps(tasks[2]), "result": "9"})
    kept.write_text(f"{lines}{other}\n" + '{"code": "broken of', encoding="utf-8")
    assert replicates(len, tasks[:2], kept) == [1, 7]
    assert replicates(len, tasks, kept, n_processes=1) == [1, 7, 3]
    assert replicates(len, tasks, kept) == [1, 7, 3]


def test_the_mark_of_code_is_another_for_other_code() -> None:
    assert code_mark(coverage.CODE) != code_mark(("benchmarks/trends/changes.py",))
    assert code_mark(measure.CHANGES_CODE) != code_mark(coverage.CODE)
    assert code_mark(coverage.CODE) == code_mark((*coverage.CODE, "benchmarks/trends/coverage.py"))


def test_a_replicate_of_coverage_comes_back_as_it_was() -> None:
    held = coverage.Held(*(np.array([0.1, np.nan]) for _ in range(5)), narrower=0.3)
    back = coverage.Held.of(json.loads(json.dumps(held.told())))
    for name, value in vars(held).items():
        np.testing.assert_equal(getattr(back, name), value)


def over_time_of(**values: float) -> dict[str, object]:
    same = {"pooled": 0.9, "seconds": 1.0, "themes": {"world": {"correlation": 0.5}}}
    return {**same, **values}


def test_ours_is_held_to_the_best_peer_and_to_what_is_asked() -> None:
    methods = {
        over_time.SHOWN: over_time_of(kind=OURS, correlation=0.85, error=0.02),
        "a": over_time_of(kind=PEER, correlation=0.8, error=0.05),
        "b": over_time_of(kind=PEER, correlation=0.7, error=0.03),
        "c": over_time_of(kind=CEILING, correlation=0.99, error=0.001),
    }
    told = {"methods": methods, "n_articles": 9, "n_periods": 3}
    results = {"trends": {"over_time": {"reuters21578": told, TIMES: told}}}
    rows = {(row.corpus, row.measure): row for row in trend_rows(results)}
    correlation, error = (
        rows["reuters21578", f"shares over time, {m}"] for m in ("correlation", "mean absolute error")
    )
    assert (correlation.peer, correlation.must, correlation.met) == ("a", 0.8, "must")
    assert (error.peer, error.must, error.aim, error.met) == ("b", 0.03, 0.015, "must")
    assert rows[TIMES, "shares over time, correlation"].must == 0.9
    assert rows[TIMES, "shares over time, correlation"].met == "no"


def test_coverage_must_be_near_its_level_on_either_side() -> None:
    def row(covered: float) -> str:
        told = {"kind": "drift", "n_articles": 200, "covered": covered}
        (found,) = trend_rows({"trends": {"coverage": {"x": told}}})
        return found.met

    assert [row(covered) for covered in (0.86, 0.88, 0.92, 0.94)] == ["no", "must", "must", "no"]


def test_changes_are_held_to_figures_by_the_number_of_periods() -> None:
    kind = {**vars(changes.Kind(24, carry=0.5)), "found": None, "alarms": None}
    rows = [
        kind | {"shape": "step", "found": 0.92},
        kind | {"shape": "flat", "alarms": 0.06},
        kind | {"shape": "hinge beside steps", "alarms": 0.03},
        kind | {"shape": "season", "alarms": 0.9},  # not asked for
        kind | {"shape": "flat", "alarms": 0.9, "excess": 3.0},
    ]
    results = {"trends": {"changes": {"n_replicates": 2, "n_runs": 10, "date": "2000-01-01", "rows": rows}}}
    assert [(row.value, row.met) for row in trend_rows(results)] == [(0.92, "must"), (0.06, "no"), (0.03, "must")]
    ((about, head, lines),) = trend_tables(results)
    assert "2 replicates of 10 runs" in about
    assert lines[0] == ("24", "8", "0.5", "1.0", "0.5", "step", "0.920", "")
    assert len(head) == len(lines[1])


def test_replicates_of_changes_are_put_together(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    row = {**vars(changes.Kind(24)), "shape": "step", "alarms": math.nan}

    def two(_: object, tasks: list[dict[str, int]], *__: object, **___: object) -> list[list[dict[str, object]]]:
        assert [task["seed"] for task in tasks] == [0, 1]
        return [[row | {"found": found}] for found in (0.5, 1.0)]

    monkeypatch.setattr(measure, "replicates", two)
    (found,) = measure.measure_trends({}, print, parts=["changes"], n_changes=2, kept=tmp_path / "kept")
    (mean,) = found["changes"]["rows"]
    assert (mean["found"], mean["alarms"], mean["shape"]) == (0.75, None, "step")


def test_a_part_that_is_not_measured_stays_as_it_was() -> None:
    before = {"refits": {"seconds": 1.0}, "coverage": {"old": {"covered": 0.9}}}
    (found,) = measure.measure_trends(before, print, parts=["coverage"])
    assert found == before


def test_a_quick_run_writes_the_figures_and_keeps_those_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speed, "alone", lambda work, *words, limit=None: work(*words))  # noqa: ARG005
    run = ["--quick", "--keep", "--only", "trends", "--out", str(tmp_path), "--parts"]
    main([*run, "refits"])
    main([*run, "after_weights"])
    found = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["trends"]
    assert found["refits"]["n_refits"] == 2
    assert found["after_weights"]["2000 articles by month"]["all"] > 0
    page = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "## Trends" in page
    assert "seconds of 2 refits" in page
