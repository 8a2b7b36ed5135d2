"""What a change did: planted changes are told, and nothing is told where nothing changed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis as an
from analysis.errors import InputError
from analysis.report import compare_runs, moves_json, moves_lines, write_moves
from analysis.report.articles_read import articles_read
from analysis.report.excluded_words import excluded_words
from analysis.report.manifest import as_json, manifest
from analysis.report.moves.picture import shares_picture
from analysis.report.write import TABLES, as_csv
from tests.planted import planted_articles

QUICK = an.Settings(n_refits=10, min_count=1, n_free=1, period="quarter")
BEFORE = {"energy": ["oil", "fuel", "gas"], "war": ["army", "soldier", "missile"]}
AFTER = {"energy": ["oil", "fuel", "pipeline", "coal"], "war": ["army", "soldier", "missile"], "river": ["brimant"]}


def write_tables(run: an.Analysis, folder: Path) -> Path:
    """Write what of a report is compared: its tables, its articles, its manifest; no pictures."""
    (folder / "tables").mkdir(parents=True)
    for name in TABLES:
        (folder / "tables" / f"{name}.csv").write_bytes(as_csv(getattr(run, name)))
    (folder / "tables" / "articles_read.csv").write_bytes(as_csv(articles_read(run)))
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
    assert moves.settings == moves.inputs == ()
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


def test_shares_before_and_after_are_those_of_the_reports(reports: list[Path]) -> None:
    moves = compare_runs(*reports)
    told = moves.shares.set_index(["model", "theme", "period"])
    for side, folder in zip(("before", "after"), reports, strict=True):
        trends = pd.read_csv(folder / "tables" / "trends.csv")
        trends = trends[trends["theme"].isin(["energy", "war", "background"])].set_index(["model", "theme", "period"])
        np.testing.assert_allclose(told.loc[trends.index, side], trends["share"])
    river = moves.shares[moves.shares["theme"] == "river"]
    assert len(river)
    assert river["before"].isna().all()
    assert (told["change"].dropna() == (told["after"] - told["before"]).dropna()).all()


def copied(report: Path, folder: Path) -> Path:
    return Path(shutil.copytree(report, folder))


def change_tables(folder: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    for name in ("themes", "weights", "trends"):
        path = folder / "tables" / f"{name}.csv"
        path.write_bytes(as_csv(change(pd.read_csv(path))))


def with_two_free(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which 'war' and 'energy' are the free themes 2 and 3, beside the one that was there."""
    names = {"war": "free_2", "energy": "free_3"}
    table = table.assign(theme=table["theme"].replace(names))
    return (
        table.assign(kind=table["kind"].where(~table["theme"].isin(names.values()), "free"))
        if "kind" in table
        else table
    )


def test_free_themes_that_changed_places_are_compared_with_themselves(reports: list[Path], tmp_path: Path) -> None:
    first, second = (copied(reports[0], tmp_path / name) for name in ("first", "second"))
    for folder in (first, second):
        change_tables(folder, with_two_free)
    turned = {"free_1": "free_2", "free_2": "free_3", "free_3": "free_1"}
    change_tables(second, lambda table: table.assign(theme=table["theme"].replace(turned)))
    moves = compare_runs(first, second)
    free = moves.themes[moves.themes["theme"].str.startswith("free")]
    assert {(row.theme_before, row.theme) for row in free.itertuples()} == set(turned.items())
    assert (free["moved"] < 1e-9).all()
    assert (free["share_moved"] < 1e-9).all()
    assert moves.articles.empty
    assert "(free_1 in the first, free_2 in the second)" in "\n".join(moves_lines(moves))


def test_a_free_theme_that_is_not_found_again_is_compared_with_no_other(reports: list[Path], tmp_path: Path) -> None:
    first, second = (copied(reports[0], tmp_path / name) for name in ("first", "second"))
    change_tables(first, with_two_free)
    change_tables(second, with_two_free)
    path = second / "tables" / "weights.csv"
    weights = pd.read_csv(path)
    mine = weights["theme"] == "free_2"
    other = weights.loc[mine, "weight"].groupby(weights["model"]).transform(lambda w: w.to_numpy()[::-1])
    path.write_bytes(as_csv(weights.assign(weight=weights["weight"].where(~mine, other))))
    moves = compare_runs(first, second)
    found = moves.themes[moves.themes["theme"].str.startswith("free_2")].set_index("theme")["found_in"]
    assert set(found.items()) == {("free_2", "second"), ("free_2 (first)", "first")}
    lines = "\n".join(moves_lines(moves))
    assert "only in the second: no such theme in the first" in lines
    assert "only in the first: no such theme in the second" in lines
    assert not moves.articles["theme"].str.startswith("free_2").any()


def test_what_is_no_longer_excluded_is_told(reports: list[Path], tmp_path: Path) -> None:
    first, second = (copied(reports[0], tmp_path / name) for name in ("first", "second"))
    for folder, excluded in ((first, ["oil painting", "oil paint"]), (second, ["oil paint", "gas mask"])):
        lexicon = an.Lexicon({"energy": {"words": ["oil"], "exclude": excluded}})
        (folder / "tables" / "excluded_words.csv").write_bytes(as_csv(excluded_words(lexicon)))
    moves = compare_runs(first, second)
    assert set(zip(moves.words["kind"], moves.words["change"], moves.words["term"], strict=True)) == {
        ("exclusion", "dropped", "oil painting"),
        ("exclusion", "added", "gas mask"),
    }
    lines = list(moves_lines(moves))
    assert "no longer excluded, energy: oil painting" in lines
    assert "excluded now, energy: gas mask" in lines
    assert "the same" not in "\n".join(lines)
    assert {"oil painting"} < set(compare_runs(first, reports[0]).words["term"])


def test_files_of_settings_and_lexicons_are_no_other_inputs(reports: list[Path], tmp_path: Path) -> None:
    other = copied(reports[0], tmp_path / "other")
    content = json.loads((other / "manifest.json").read_text(encoding="utf-8"))
    content["inputs"] |= {"settings.toml": "0", "words.yml": "1"}
    (other / "manifest.json").write_bytes(as_json(content))
    assert compare_runs(reports[0], other).made_from == ()
    content["inputs"] |= {"events.csv": "2", next(name for name in content["inputs"] if "articles/" in name): "3"}
    (other / "manifest.json").write_bytes(as_json(content))
    assert compare_runs(reports[0], other).inputs == ("1 article changed", "events.csv in the second alone")


def test_the_articles_that_moved_most_come_first_with_their_titles(reports: list[Path]) -> None:
    moved = compare_runs(*reports).articles
    assert (moved["change"].abs().diff().dropna() <= 1e-9).all()
    np.testing.assert_allclose(moved["change"], moved["after"] - moved["before"])
    assert moved["article"].str.endswith("A title").all()


def test_articles_are_told_once_as_a_report_calls_them_without_the_background(
    reports: list[Path], tmp_path: Path
) -> None:
    first, second = (copied(report, tmp_path / name) for report, name in zip(reports, ("first", "second"), strict=True))
    for folder in (first, second):
        table = pd.read_csv(folder / "tables" / "articles_read.csv").assign(title=None, date=None)
        table["path"] = table["article_id"] + ".txt"
        (folder / "tables" / "articles_read.csv").write_bytes(as_csv(table))
    lines = list(moves_lines(compare_runs(first, second)))
    told = lines[lines.index("the articles that moved most:") + 1 :]
    names = [line.partition(":")[0] for line in told]
    assert len(names) == len(set(names)) == 10
    assert all(re.fullmatch(r"  undated p\d+\.txt", name) for name in names)
    assert all(line.endswith("by LDA and TF-IDF") for line in told)
    assert not any("background" in line.lower() for line in told)
    shares = next(line for line in lines if "shares by" in line)
    assert re.search(r"shares by \d+\.\d points, most [+-]\d+\.\d points in 20\d\d-Q\d", shares)


def test_other_periods_are_told_and_each_line_is_drawn_over_its_own(reports: list[Path], tmp_path: Path) -> None:
    articles = planted_articles(40, seed=2).assign(title="A title")
    by_year = QUICK.model_copy(update={"period": "year"})
    write_tables(an.analyse(articles, an.Lexicon(BEFORE), by_year), tmp_path / "years")
    moves = compare_runs(reports[0], tmp_path / "years")
    assert moves.periods == ("quarter", "year")
    assert "their periods differ (quarter, then year), so no share is compared" in "\n".join(moves_lines(moves))
    picture = shares_picture(moves.shares, moves.colours)
    before, after = picture.figure.axes[0].lines
    assert (len(before.get_xdata()), len(after.get_xdata())) == (8, 2)
    assert np.isfinite(before.get_ydata().astype(float)).all()
    assert "periods differ" not in "\n".join(moves_lines(compare_runs(*reports)))


def test_other_articles_are_counted_and_other_settings_told(reports: list[Path], tmp_path: Path) -> None:
    fewer = planted_articles(30, seed=2).assign(title=None, date=None)
    settings = QUICK.model_copy(update={"seed": 1})
    write_tables(an.analyse(fewer, an.Lexicon(BEFORE), settings), tmp_path / "third")
    moves = compare_runs(reports[0], tmp_path / "third")
    assert moves.n_articles == (30, 10, 0)
    assert moves.made_from == ("settings", "inputs")
    assert moves.settings == (("seed", 0, 1),)
    assert moves.inputs == ("10 articles in the first alone",)
    lines = "\n".join(moves_lines(moves))
    assert "other settings: seed 0, then 1" in lines
    assert "other inputs: 10 articles in the first alone" in lines
    assert moves.themes["share_moved"].isna().all()  # no article has a date


def test_moves_are_written_as_json_and_tables(reports: list[Path], tmp_path: Path) -> None:
    moves = compare_runs(*reports)
    told = json.loads(moves_json(moves))
    assert told["n_articles"] == {"both": 40, "only_first": 0, "only_second": 0}
    assert len(told["themes"]) == len(moves.themes)
    assert moves_json(moves) == moves_json(compare_runs(*reports))
    files = write_moves(moves, tmp_path / "out")
    for name in ("themes", "shares", "articles", "words"):
        assert len(pd.read_csv(files.pop(f"{name}.csv"))) == len(told[name]) == len(getattr(moves, name))
    assert set(files) == {"shares.svg", "shares.png"}
    assert all(path.stat().st_size for path in files.values())


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
