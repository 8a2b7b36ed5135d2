"""The command line: what it prints, what it writes, and what it says of bad input."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.cli import main

FEW_REFITS = "n_refits = 10\nmin_count = 1\nn_free = 1\n"


def themeline(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def report(collection: Path, tmp_path: Path) -> Callable[..., Result]:
    """Run the report on the collection, with few refits; the folder it writes to is tmp_path / 'out'."""
    (tmp_path / "settings.toml").write_text(FEW_REFITS, encoding="utf-8")

    def run(*words: str | Path) -> Result:
        return themeline(
            "report", collection, "--settings", tmp_path / "settings.toml", "--out", tmp_path / "out", *words
        )

    return run


def refused(result: Result, *parts: str) -> None:
    """Assert that the input was refused with every part told, and nothing but faults on stderr."""
    assert result.exit_code == 2, result.output
    for part in parts:
        assert part in result.stderr
    assert "Traceback" not in result.output
    assert all(line.startswith("themeline: ") for line in result.stderr.strip().splitlines())


def test_a_report_has_pictures_values_page_and_manifest(report: Callable[..., Result], tmp_path: Path) -> None:
    result = report()
    assert result.exit_code == 0, result.output
    names = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert {"report.html", "manifest.json", "tables/weights.csv", "tables/trends.csv"} <= names
    for name in ("weight-by-date", "composition", "heat", "theme-words", "agreement", "passages"):
        assert {f"{name}.svg", f"{name}.png", f"{name}.csv"} <= names


def test_two_reports_are_the_same_with_one_thread_and_with_two(report: Callable[..., Result], tmp_path: Path) -> None:
    assert report().exit_code == 0
    shutil.move(tmp_path / "out", tmp_path / "first")
    assert report("--threads", "2").exit_code == 0
    assert themeline("verify", tmp_path / "first", tmp_path / "out").exit_code == 0
    (tmp_path / "out" / "heat.csv").write_text("spoiled\n", encoding="utf-8")
    differs = themeline("verify", tmp_path / "first", tmp_path / "out")
    assert differs.exit_code == 1
    assert "heat.csv" in differs.stderr


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused(themeline("audit", tmp_path / "empty"), "holds no article", ".txt")
    refused(themeline("audit", tmp_path / "nowhere"), "nowhere' does not exist")


def test_a_file_that_is_no_text_is_refused_where_it_was_named(tmp_path: Path) -> None:
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff")
    (tmp_path / "table.xlsx").write_bytes(b"PK\x03\x04")
    refused(
        themeline("audit", tmp_path / "picture.txt", tmp_path / "table.xlsx"),
        "picture.txt' is no UTF-8 text", "table.xlsx' has the ending '.xlsx'",
    )  # fmt: skip


def test_a_folder_of_nothing_but_such_files_is_refused_with_each(collection: Path) -> None:
    for path in (collection / "articles").iterdir():
        path.write_bytes(b"\x00\x01\xff")
    (collection / "articles.csv").unlink()
    refused(themeline("audit", collection), "oil.txt", "war.txt", "no article is left")


def test_among_good_files_it_is_set_aside_and_told(
    report: Callable[..., Result], collection: Path, tmp_path: Path
) -> None:
    (collection / "articles" / "broken.txt").write_bytes(b"\x00\x01\xff")
    result = report()
    assert result.exit_code == 0
    assert "set aside: broken.txt" in result.stderr
    assert "broken.txt" in (tmp_path / "out" / "tables" / "set_aside.csv").read_text(encoding="utf-8")


def test_all_faults_of_the_metadata_are_told_at_once(
    report: Callable[..., Result], collection: Path, tmp_path: Path
) -> None:
    (collection / "articles.csv").write_text(
        "file,date,date_precision\noil.txt,2022-13-45,day\nwar.txt,2022,day\nwar.txt,2021-02-29,decade\n",
        encoding="utf-8",
    )
    refused(
        report(), "line 2: '2022-13-45' is no date", "line 3: date '2022' is less precise",
        "line 4: file 'war.txt' stands", "line 4: '2021-02-29' is no date", "line 4: date_precision 'decade'",
    )  # fmt: skip
    assert not (tmp_path / "out").exists()


def test_a_metadata_row_for_a_missing_file_is_refused(report: Callable[..., Result], collection: Path) -> None:
    with (collection / "articles.csv").open("a", encoding="utf-8") as stream:
        stream.write("gas.txt,2020-01-01\ncoal.txt,2020-01-01\n")
    refused(report(), "line 4: the file 'gas.txt' does not exist", "line 5: the file 'coal.txt'")


def test_all_faults_of_the_themes_are_told_at_once(
    report: Callable[..., Result], collection: Path, tmp_path: Path
) -> None:
    (collection / "themes.toml").write_text(
        '[energy]\nwords = ["oil"]\ncolor = "#E69F00"\n\n'
        '[war]\nwords = []\ncolour = "red"\n\n[energy]\nwords = ["gas"]\n',
        encoding="utf-8",
    )
    refused(
        report(), "line 9: the theme 'energy' stands twice (first in line 1)", "'color'", "did you mean 'colour'?",
        "theme 'war' has no words", "'red'",
    )  # fmt: skip
    assert not (tmp_path / "out").exists()


def test_an_unknown_setting_names_the_nearest(report: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("sed = 1\nlevel = 90\nperiod = 'decade'\n", encoding="utf-8")
    refused(report(), "'sed' (did you mean 'seed'?)", "level is 90", "period is 'decade'", "'month'")


def test_a_theme_none_of_whose_words_occurs_is_refused(
    report: Callable[..., Result], collection: Path, tmp_path: Path
) -> None:
    with (collection / "themes.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[sport]\nwords = ["football"]\n\n[music]\nwords = ["opera"]\n')
    refused(report(), "none of the words of the theme 'sport' occurs", "'music'")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_refused_before_any_work(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file is in the way", encoding="utf-8")
    refused(report(), "is a file, not a folder")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "a file is in the way"


def test_faults_of_several_inputs_are_told_together(
    report: Callable[..., Result], collection: Path, tmp_path: Path
) -> None:
    (collection / "articles.csv").write_text("file,date\noil.txt,never\n", encoding="utf-8")
    (collection / "themes.toml").write_text("[energy\n", encoding="utf-8")
    (tmp_path / "settings.toml").write_text("threads = 0\n", encoding="utf-8")
    refused(report(), "'never' is no date", "is no TOML", "threads is 0")


def test_no_themes_at_all_is_refused(report: Callable[..., Result], collection: Path) -> None:
    (collection / "themes.toml").unlink()
    refused(report(), "no themes are named", "--themes FILE")


def test_the_audit_adds_up(collection: Path) -> None:
    (collection / "articles" / "undated.txt").write_text("A text of no date.", encoding="utf-8")
    (collection / "articles" / "page.html").write_text("<p>no</p>", encoding="utf-8")
    result = themeline("audit", collection)
    assert result.exit_code == 0
    assert "4 read = 3 kept (1 undated) + 1 set aside" in result.stdout
    assert "2020-01-05  metadata" in result.stdout
    assert "page.html has the ending '.html'" in result.stdout


def test_the_themes_command_says_what_occurs(collection: Path) -> None:
    (collection / "themes.toml").write_text('[energy]\nwords = ["oil", "coal"]\n', encoding="utf-8")
    result = themeline("themes", collection)
    assert result.exit_code == 0
    assert "oil 8" in result.stdout
    assert "absent: coal" in result.stdout


@pytest.mark.parametrize("command", ["report", "audit", "themes", "verify"])
def test_every_command_has_help(command: str) -> None:
    result = themeline(command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout
