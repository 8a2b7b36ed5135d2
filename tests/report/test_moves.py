"""What a change did: planted changes are told, and nothing is told where nothing changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis as an
from analysis.errors import InputError
from analysis.report import compare_runs, moves_json, moves_lines, write_moves
from analysis.report.manifest import as_json, manifest
from analysis.report.write import TABLES, as_csv
from tests.planted import planted_articles

QUICK = an.Settings(n_refits=10, min_count=1, n_free=1, period="quarter")
BEFORE = {"energy": ["oil", "fuel", "gas"], "war": ["army", "soldier", "missile"]}
AFTER = {"energy": ["oil", "fuel", "pipeline", "coal"], "war": ["army", "soldier", "missile"], "river": ["brimant"]}


def write_tables(run: an.Analysis, folder: Path) -> Path:
    """Write what of a report is compared: its tables, its manifest, the values of the chart of time; no pictures."""
    (folder / "tables").mkdir(parents=True)
    for name in TABLES:
        (folder / "tables" / f"{name}.csv").write_bytes(as_csv(getattr(run, name)))
    dated = run.articles[["article_id", "date", "title"]]
    (folder / "weight-by-date.csv").write_bytes(as_csv(dated))
    (folder / "manifest.json").write_bytes(as_json(manifest(run, {}, {})))
    return folder


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The reports of the same articles with two lexicons."""
    articles = an.prepare(planted_articles(40, seed=2).assign(title="A title"), QUICK)
    return [
        write_tables(an.analyse(articles, an.Lexicon(words), QUICK), tmp_path_factory.mktemp("reports") / "one")
        for words in (BEFORE, AFTER)
    ]


def test_nothing_moved_from_a_report_to_itself(reports: list[Path]) -> None:
    moves = compare_runs(reports[0], reports[0])
    assert (moves.themes["moved"] == 0).all()
    assert (moves.themes["correlation"].dropna() > 1 - 1e-9).all()
    assert moves.words.empty
    assert moves.articles.empty
    assert moves.made_from == ()
    lines = "\n".join(moves_lines(moves))
    assert "the words of the lexicon are the same" in lines
    assert "no article's weight moved" in lines


def test_words_added_and_dropped_are_told_with_how_often_they_occur(reports: list[Path]) -> None:
    moves = compare_runs(*reports)
    told = {(row.change, row.theme, row.term) for row in moves.words.itertuples()}
    assert told == {
        ("added", "energy", "pipeline"),
        ("added", "energy", "coal"),
        ("added", "river", "brimant"),
        ("dropped", "energy", "gas"),
    }
    counts = moves.words.set_index("term")["count"]
    assert counts["coal"] == 0
    assert counts["gas"] > 0


def test_how_far_themes_moved_is_what_the_weights_of_both_runs_say(reports: list[Path]) -> None:
    moves = compare_runs(*reports)
    first, second = (
        pd.read_csv(folder / "tables" / "weights.csv").pivot(
            index="article_id", columns=["model", "theme"], values="weight"
        )
        for folder in reports
    )
    for row in moves.themes[moves.themes["found_in"] == "first and second"].itertuples():
        a, b = first[row.model, row.theme], second[row.model, row.theme]
        np.testing.assert_allclose([row.before, row.after], [a.mean(), b.mean()])
        np.testing.assert_allclose(row.moved, (a - b).abs().mean())
        np.testing.assert_allclose(row.correlation, np.corrcoef(a, b)[0, 1])
    only = moves.themes[moves.themes["theme"] == "river"]
    assert set(only["found_in"]) == {"second"}
    assert only["before"].isna().all()
    assert "only in the second" in "\n".join(moves_lines(moves))


def test_shares_that_moved_name_the_period_that_moved_most(reports: list[Path]) -> None:
    moves = compare_runs(*reports)
    first, second = (
        pd.read_csv(folder / "tables" / "trends.csv").set_index(["model", "theme", "period"])["share"]
        for folder in reports
    )
    row = moves.themes.set_index(["model", "theme"]).loc[("lda", "energy")]
    change = (second - first).loc["lda", "energy"].dropna()
    np.testing.assert_allclose(row["share_moved"], change.abs().mean())
    assert row["period"] == change.abs().idxmax()
    np.testing.assert_allclose(row["share_most"], change[row["period"]])


def test_the_articles_that_moved_most_come_first_with_their_titles(reports: list[Path]) -> None:
    moved = compare_runs(*reports).articles
    assert (moved["change"].abs().diff().dropna() <= 1e-9).all()
    np.testing.assert_allclose(moved["change"], moved["after"] - moved["before"])
    assert moved["article"].str.endswith("A title").all()


def test_other_articles_are_counted_and_other_settings_told(reports: list[Path], tmp_path: Path) -> None:
    fewer = planted_articles(30, seed=2).assign(title=None, date=None)
    settings = QUICK.model_copy(update={"seed": 1})
    write_tables(an.analyse(fewer, an.Lexicon(BEFORE), settings), tmp_path / "third")
    moves = compare_runs(reports[0], tmp_path / "third")
    assert moves.n_articles == (30, 10, 0)
    assert moves.made_from == ("settings", "inputs")
    assert moves.themes["share_moved"].isna().all()  # no article has a date


def test_moves_are_written_as_json_and_tables(reports: list[Path], tmp_path: Path) -> None:
    moves = compare_runs(*reports)
    told = json.loads(moves_json(moves))
    assert told["n_articles"] == {"both": 40, "only_first": 0, "only_second": 0}
    assert len(told["themes"]) == len(moves.themes)
    assert moves_json(moves) == moves_json(compare_runs(*reports))
    for name, path in write_moves(moves, tmp_path / "out").items():
        assert len(pd.read_csv(path)) == len(getattr(moves, name))


def test_a_folder_without_a_report_or_with_a_spoiled_one_is_refused(reports: list[Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no report"):
        compare_runs(reports[0], tmp_path)
    spoiled = tmp_path / "spoiled"
    shutil.copytree(reports[1], spoiled)
    for name, content, told in (
        ("weights", "model,theme\nlda,energy\n", "lacks article_id, weight"),
        ("weights", "model,theme,article_id,weight\nlda,energy,a,much\n", "has no numbers in weight"),
        ("lexicon", "", "cannot be read"),
    ):
        (spoiled / "tables" / f"{name}.csv").write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=told):
            compare_runs(reports[0], spoiled)
        shutil.copy(reports[1] / "tables" / f"{name}.csv", spoiled / "tables" / f"{name}.csv")
