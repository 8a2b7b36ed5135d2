"""The benchmarks run, split without copies, and reckon their ratios rightly; how fast anything is, is not tested."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from benchmarks.__main__ import main
from benchmarks.copies import made_up, ours, scored
from benchmarks.corpora import load_corpus
from benchmarks.fits import Curve
from benchmarks.growth import exponent
from benchmarks.ratios import fit_rows, time_row
from benchmarks.referee import Referee
from benchmarks.watch import OutOfTime, Snapshot, Watch


def curve(engine: str, seed: int, *points: tuple[float, float], npmi: float = 0.1, diversity: float = 0.5) -> Curve:
    seconds, perplexity = (list(side) for side in zip(*points, strict=True))
    return Curve(engine, seed, seconds, perplexity, 0.0, 0.0, npmi, diversity, 0.1, "even", 0.0)


def test_time_to_a_value_is_the_first_snapshot_at_or_below_it() -> None:
    ours = [curve("themeline", 0, (0.5, 900), (1, 790), (2, 700)), curve("themeline", 1, (1, 750))]
    theirs = [curve("tomotopy, 2 workers", s, (5, 1000), (20, 800), (30, 810)) for s in (0, 1)]
    row = time_row("any", "tomotopy, 2 workers", ours, theirs, 10.0, 25.0)
    assert (row.ours, row.theirs, row.value) == (1, 20, 20)
    assert row.met == "must"


def test_a_value_that_we_never_reach_is_no_ratio() -> None:
    row = time_row("any", "gensim LdaModel", [curve("themeline", 0, (1, 900))], [curve("x", 0, (9, 800))], 50.0, 200.0)
    assert math.isinf(row.ours)
    assert row.value == 0
    assert row.met == "no"


def test_ends_are_set_beside_the_best_peer() -> None:
    ours = [curve("themeline", seed, (1, 700), npmi=0.19) for seed in range(5)]
    tomotopy = [curve("tomotopy, 2 workers", s, (9, 710), npmi=0.18 + 0.01 * s) for s in range(5)]
    worse = [curve("gensim LdaModel", 0, (9, 900), npmi=0.1)]
    rows = {row.measure: row for row in fit_rows("any", 2_000_000, [*ours, *tomotopy, *worse])}
    assert rows["perplexity at the end"].peer == "tomotopy, 2 workers"
    assert rows["perplexity at the end"].met == "must"
    assert rows["npmi at the end, difference"].met == "must"  # below the peer's median, within the spread of its seeds
    assert rows["npmi at the end, difference"].must == pytest.approx(0.18 - 0.20)


def test_the_exponent_of_growth_is_the_slope_of_the_logarithms() -> None:
    assert exponent([10, 20, 80], [1, 2, 8]) == pytest.approx(1)
    assert exponent([10, 20, 40], [1, 4, 16]) == pytest.approx(2)


def test_the_referee_prefers_the_true_themes() -> None:
    corpus = load_corpus("planted_600")
    random = np.random.default_rng(0)
    true = np.asarray(corpus.train[:60].toarray() + 0.01)
    true /= true.sum(axis=1, keepdims=True)
    noise = random.dirichlet(np.ones(true.shape[1]), size=60)
    referee = Referee(corpus)
    near, far = (referee.judge(Snapshot(1.0, phi.astype(np.float32))).perplexity for phi in (true, noise))
    assert near < far


def test_the_parts_of_a_corpus_are_the_same_each_time_and_hold_all_of_it() -> None:
    first, second = load_corpus("planted_300"), load_corpus("planted_300")
    assert (first.test != second.test).nnz == 0
    assert first.train.shape[0] > first.test.shape[0] > 0
    assert sum(part.shape[0] for part in (first.train, first.validation, first.test)) == 300


def test_made_up_copies_are_known_and_found() -> None:
    articles = made_up(200)
    assert len(articles.copy_of) == 20
    assert all(articles.texts[int(copy[1:])] != articles.texts[int(of[1:])] for copy, of in articles.copy_of.items())
    score = scored(ours, articles, 1)
    assert (score["recall"], score["precision"], score["found"]) == (1, 1, 20)


def test_the_watch_stops_an_engine_and_keeps_what_it_had() -> None:
    watch = Watch(0.0)
    watch.start()
    with pytest.raises(OutOfTime):
        watch.look(lambda: (np.array([[1.0, 3.0]]), None))
    assert watch.snapshots[0].phi.tolist() == [[0.25, 0.75]]


@pytest.mark.slow
def test_a_quick_run_writes_a_table_a_picture_and_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engines = ["--engines", "themeline", "scikit-learn batch"]
    main(["--quick", "--seeds", "1", *engines, "--only", "fits", "memory", "--out", str(tmp_path)])
    assert "perplexity at the end" in capsys.readouterr().out
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert {row["measure"] for row in results["table"]} >= {"seconds to the peer's end", "npmi at the end, difference"}
    assert (tmp_path / "results.png").stat().st_size > 10_000
    assert "## The engines' settings" in (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
