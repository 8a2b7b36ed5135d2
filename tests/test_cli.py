"""The command line: what it prints, what it writes, and what it says of bad input."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from analysis.cli import main
from analysis.hashing import sha256
from tests.forged import forge

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
    assert "periods are years, chosen from the data: the longest" in result.output
    assert "<p>Periods are years, chosen" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_events_what_was_published_and_groups_are_asked_for_by_options(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    given = {"events": "date,label\n2020-06-01,Talks\n", "published": "period,n,language\n2020,9,en\n2021,9,en\n"}
    for name, text in given.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    options = [word for name in given for word in (f"--{name}", tmp_path / f"{name}.csv")]
    result = report(*options, "--by", "language")
    assert result.exit_code == 0, result.output
    written = tmp_path / "out" / "tables"
    assert pd.read_csv(written / "event_dates.csv")["label"].tolist() == ["Talks"]
    assert "note: Talks, 2020-06-01: does not have 3 periods with a share before its own" in result.stderr
    groups = pd.read_csv(written / "group_shares.csv")
    assert set(groups["group"]) == {"language=en"}
    assert set(groups["denominator"]) == {"published"}
    assert set(groups["total"]) == {18}
    draws = pd.read_parquet(written / "trend_draws.parquet")
    assert sorted(draws["draw"].unique()) == list(range(1, 11))
    assert {"share", "resampled"} <= set(draws)
    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert {"events.csv", "published.csv"} <= set(told["inputs"])
    assert (told["settings"]["group"], told["settings"]["denominator"]) == ("language", "published")


def test_the_manifest_lists_all_that_was_read_copies_outlets_and_an_earlier_bundle(
    report: Callable[..., Result], collection: Path, tmp_path: Path
) -> None:
    (collection / "sources.csv").write_text("source,began\nPost,1990-01-01\n", encoding="utf-8")
    text = (collection / "articles" / "oil.txt").read_text(encoding="utf-8")
    (collection / "articles" / "again.txt").write_text(text.replace("\n\n", "\n\n\n"), encoding="utf-8")
    kept = tmp_path / "models"
    assert report("--save-bundle", kept).exit_code == 0
    result = report("--like", kept)
    assert result.exit_code == 0, result.output
    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    names = ("articles/again.txt", "articles/oil.txt", "articles/war.txt")
    files = {name: collection / name for name in (*names, "articles.csv", "sources.csv", "themes.toml")}
    files["bundle.json"] = kept / "bundle.json"
    assert {name: sha256(path.read_bytes()) for name, path in files.items()}.items() <= told["inputs"].items()
    assert {"numba", "llvmlite"} <= set(told["platform"]["libraries"])


def test_two_denominators_are_refused(report: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "published.csv").write_text("period,n\n2020,9\n2021,9\n", encoding="utf-8")
    (tmp_path / "settings.toml").write_text(FEW_REFITS + 'denominator = "words"\n', encoding="utf-8")
    result = report("--published", tmp_path / "published.csv")
    refused(result, "--published makes shares of what was published", "denominator = 'words'; leave out one")
    assert not (tmp_path / "out").exists()


def test_faults_of_events_and_of_what_was_published_are_told_with_all_others(
    report: Callable[..., Result], collection: Path, tmp_path: Path
) -> None:
    (tmp_path / "events.csv").write_text("date,label\n2020-13-01,\n", encoding="utf-8")
    (collection / "themes.toml").write_text("[energy]\nwords = []\n", encoding="utf-8")
    result = report("--events", tmp_path / "events.csv", "--published", tmp_path / "none.csv", "--by", "languge")
    refused(result, "events.csv, line 2: '2020-13-01' is no date", "the label is empty", "none.csv", "themes.toml")
    refused(result, "group: the articles have no column 'languge' (did you mean 'language'?)")
    assert not (tmp_path / "out").exists()


def test_copies_are_left_out_but_where_they_are_asked_for(
    report: Callable[..., Result], collection: Path, tmp_path: Path
) -> None:
    text = (collection / "articles" / "oil.txt").read_text(encoding="utf-8")
    (collection / "articles" / "again.txt").write_text(text.replace("\n\n", "\n\n\n"), encoding="utf-8")
    for words, n_articles in (((), 2), (("--copies", "keep"), 3), (("--copies", "weigh"), 3)):
        result = report(*words)
        assert result.exit_code == 0, result.output
        weights = pd.read_csv(tmp_path / "out" / "tables" / "weights.csv")
        assert weights["article_id"].nunique() == n_articles
        aside = pd.read_csv(tmp_path / "out" / "tables" / "set_aside.csv")
        copies = aside[aside["reason"] == "copy"]
        assert len(copies) == 3 - n_articles
        assert f"{n_articles} articles, " in result.output
        assert ("1 copy of an article is left out" in result.output) == (n_articles == 2)
        both = {"again.txt", "oil.txt"}
        for row in copies.itertuples():
            assert {row.path, row.detail.removeprefix("is a copy of ")} == both


def test_two_reports_are_the_same_with_one_thread_and_with_two(report: Callable[..., Result], tmp_path: Path) -> None:
    assert report().exit_code == 0
    shutil.move(tmp_path / "out", tmp_path / "first")
    assert report("--threads", "2").exit_code == 0
    assert themeline("verify", tmp_path / "first", tmp_path / "out").exit_code == 0
    (tmp_path / "out" / "heat.csv").write_text("spoiled\n", encoding="utf-8")
    differs = themeline("verify", tmp_path / "first", tmp_path / "out")
    assert differs.exit_code == 1
    assert "heat.csv" in differs.stderr


def test_where_no_further_words_are_found_the_reason_is_told(collection: Path) -> None:
    told = themeline("themes", collection, "--suggest").stdout
    assert told.count("no further words: ") == 2
    assert "no further words" not in themeline("themes", collection).stdout


def test_two_reports_are_compared(report: Callable[..., Result], collection: Path, tmp_path: Path) -> None:
    assert report().exit_code == 0
    shutil.move(tmp_path / "out", tmp_path / "first")
    text = (collection / "themes.toml").read_text(encoding="utf-8")
    (collection / "themes.toml").write_text(text.replace('"fuel"', '"pipeline"'), encoding="utf-8")
    assert report().exit_code == 0
    folders = (tmp_path / "first", tmp_path / "out")
    result = themeline("compare", *folders, "--json", tmp_path / "a.json", "--out", tmp_path / "moved")
    assert result.exit_code == 0, result.output
    for words in ("2 articles are in both", "added, energy: pipeline 3", "dropped, energy: fuel 4", "moved most:"):
        assert words in result.stdout
    assert {row["term"] for row in json.loads((tmp_path / "a.json").read_text())["words"]} == {"pipeline", "fuel"}
    tables = {f"{name}.csv" for name in ("themes", "shares", "articles", "words")}
    assert {path.name for path in (tmp_path / "moved").iterdir()} == tables | {"shares.svg", "shares.png"}
    refused(themeline("compare", tmp_path, tmp_path / "out"), "holds no report")


@pytest.mark.parametrize("command", ["compare", "verify"])
def test_folders_of_reports_that_do_not_exist_are_told_at_once(command: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    result = themeline(command, tmp_path / "nope", tmp_path / "file")
    refused(result, "nope' does not exist; name the folder of a report", "file' is a file, not a folder")
    assert "Errno" not in result.stderr


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused(themeline("audit", tmp_path / "empty"), "holds no article")
    refused(themeline("audit", tmp_path / "nowhere"), "nowhere' does not exist")


def test_a_file_that_is_no_text_is_refused_where_it_was_named(tmp_path: Path) -> None:
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff")
    (tmp_path / "table.xlsx").write_bytes(b"PK\x03\x04")
    refused(
        themeline("audit", tmp_path / "picture.txt", tmp_path / "table.xlsx"),
        "picture.txt' is a picture", "table.xlsx' is a spreadsheet", "save its sheet as CSV",
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


def test_a_theme_none_of_whose_words_occurs_keeps_its_column_and_is_told(
    report: Callable[..., Result], collection: Path, tmp_path: Path
) -> None:
    with (collection / "themes.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[sport]\nwords = ["football", "missles"]\n\n[music]\nwords = ["the", "of"]\n')
    result = report()
    assert result.exit_code == 0, result.output
    assert (
        "the theme 'sport' stays empty: none of its words occurs in the articles; near them are missile"
        in result.stderr
    )
    assert "the theme 'music' stays empty: all its words are stop words" in result.stderr
    aside = pd.read_csv(tmp_path / "out" / "tables" / "set_aside.csv")
    assert list(aside.loc[aside["stage"] == "lexicon", "path"]) == ["sport", "music"]
    themes = pd.read_csv(tmp_path / "out" / "tables" / "themes.csv")
    assert list(themes["theme"])[:4] == ["energy", "war", "sport", "music"]


def test_a_folder_that_cannot_be_written_is_refused_before_any_work(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file is in the way", encoding="utf-8")
    refused(report(), "is a file, not a folder")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "a file is in the way"


def test_no_result_is_read_as_an_article(collection: Path, tmp_path: Path) -> None:
    (collection / "settings.toml").write_text(FEW_REFITS, encoding="utf-8")
    for command in ("report", "themes"):
        for out in (collection, collection / "articles", collection / "articles" / ".." / "articles"):
            refused(themeline(command, collection, "--out", out), "is a folder of the articles; name another")
    refused(themeline("validate", "draw", collection, "--out", collection / "articles"), "is a folder of the articles")
    refused(themeline("apply", tmp_path / "no", collection, "--out", collection), "is a folder of the articles")
    for told in ("", "set aside: out holds a report"):
        result = themeline("report", collection, "--out", collection / "articles" / "out")
        assert result.exit_code == 0, result.output
        assert "2 articles, " in result.stdout
        assert told in result.stderr


def test_pages_that_were_written_are_no_articles_wherever_they_are_copied_to(collection: Path, tmp_path: Path) -> None:
    (collection / "settings.toml").write_text(FEW_REFITS, encoding="utf-8")
    assert themeline("report", collection, "--out", tmp_path / "out").exit_code == 0
    assert themeline("audit", collection, "--page", tmp_path / "audit.html").exit_code == 0
    assert themeline("validate", "draw", collection, "--out", tmp_path / "tasks").exit_code == 0
    for page in ("out/report.html", "audit.html", "tasks/tasks.html"):
        shutil.copy(tmp_path / page, collection / "articles")
    told = themeline("audit", collection)
    assert told.stdout.startswith("5 read = 2 kept"), told.output
    assert told.stdout.count("is a page that Themeline wrote") == 3


def test_faults_of_several_inputs_are_told_together(
    report: Callable[..., Result], collection: Path, tmp_path: Path
) -> None:
    (collection / "articles.csv").write_text("file,date\noil.txt,never\n", encoding="utf-8")
    (collection / "themes.toml").write_text("[energy\n", encoding="utf-8")
    (tmp_path / "settings.toml").write_text("threads = 0\n", encoding="utf-8")
    refused(report(), "'never' is no date", "is no TOML", "threads is 0")


def test_a_bundle_at_fault_is_told_with_all_others(tmp_path: Path) -> None:
    names = ("--themes", tmp_path / "no.toml", "--like", tmp_path / "nobundle", "--out", tmp_path / "out")
    refused(
        themeline("report", tmp_path / "nowhere", *names), "nowhere' does not exist", "no.toml", "nobundle: does not"
    )


def test_no_themes_at_all_is_refused(report: Callable[..., Result], collection: Path) -> None:
    (collection / "themes.toml").unlink()
    refused(report(), "no themes are named", "--themes FILE")


def test_the_audit_adds_up(collection: Path) -> None:
    (collection / "articles" / "undated.txt").write_text("A text of no date.", encoding="utf-8")
    (collection / "articles" / "page.doc").write_text("no", encoding="utf-8")
    result = themeline("audit", collection)
    assert result.exit_code == 0
    assert "4 read = 3 kept (1 undated) + 1 set aside" in result.stdout
    assert "2020-01-05  metadata" in result.stdout
    assert "page.doc has the ending '.doc'" in result.stdout


def test_the_audit_writes_a_page_json_and_a_table_to_fill_in(collection: Path, tmp_path: Path) -> None:
    (collection / "articles" / "undated.txt").write_text("They met on 3 June 2022 in town.", encoding="utf-8")
    files = ("--page", tmp_path / "a.html", "--json", tmp_path / "a.json", "--write", tmp_path / "new" / "a.csv")
    result = themeline("audit", collection, *files)
    assert result.exit_code == 0, result.output
    assert "3 rows in" in result.stdout
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["totals"]["undated"] == 1
    table = pd.read_csv(tmp_path / "new" / "a.csv", dtype="str").set_index("file")
    assert table["date_proposed"].dropna().to_dict() == {"undated.txt": "2022-06-03"}
    again = themeline("audit", collection, "--metadata", tmp_path / "new" / "a.csv")
    assert "3 read = 3 kept (1 undated) + 0 set aside" in again.stdout


def test_the_audit_keeps_the_further_columns_of_the_metadata(collection: Path, tmp_path: Path) -> None:
    known = "file,fecha,region\noil.txt,2020-01-05,north\nwar.txt,2021-06-07,south\n"
    (collection / "articles.csv").write_text(known, encoding="utf-8")
    result = themeline("audit", collection, "--write", tmp_path / "new.csv")
    assert result.exit_code == 0, result.output
    assert "columns of articles.csv guessed: date=fecha" in result.stdout
    table = pd.read_csv(tmp_path / "new.csv")
    assert table[["date", "region"]].to_numpy().tolist() == [["2020-01-05", "north"], ["2021-06-07", "south"]]
    told = themeline("themes", collection).stderr
    assert "note: columns of articles.csv guessed: date=fecha (oil.txt and 1 more)" in told


def test_the_audit_overwrites_no_table_and_says_so_before_any_work(collection: Path, tmp_path: Path) -> None:
    result = themeline("audit", collection, "--write", collection / "articles.csv", "--page", tmp_path / "a.html")
    refused(result, "articles.csv' exists")
    assert not (tmp_path / "a.html").exists()


def test_files_are_written_where_nobody_reads_what_is_printed(collection: Path, tmp_path: Path) -> None:
    for command, options in (
        ("audit", ("--page", tmp_path / "a.html", "--json", tmp_path / "a.json", "--write", tmp_path / "a.csv")),
        ("themes", ("--picture", tmp_path / "a.svg", "--out", tmp_path / "tables")),
    ):
        process = subprocess.Popen(
            [sys.executable, "-m", "analysis", command, collection, *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.close()
        process.communicate()
    assert {path.name for path in tmp_path.iterdir()} >= {"a.html", "a.json", "a.csv", "a.svg", "tables"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no such names")
def test_no_name_of_a_file_steers_the_terminal(report: Callable[..., Result], collection: Path) -> None:
    (collection / "articles" / "red\x1b[31m.txt").write_bytes(b"\x00\x01\xff")
    result = report()
    assert result.exit_code == 0, result.output
    assert "set aside: red?[31m.txt" in result.stderr
    refused(themeline("audit", collection / "red\x1b[32m.txt"), "red?[32m.txt' does not exist")


def test_no_page_is_written_among_the_articles(collection: Path, tmp_path: Path) -> None:
    (tmp_path / "there.csv").write_text("precious", encoding="utf-8")
    words = ("--page", collection / "articles" / "x" / "a.html", "--write", tmp_path / "there.csv")
    refused(themeline("audit", collection, *words), "a.html' lies among the articles", "there.csv' exists")
    assert themeline("audit", collection, "--page", collection / "a.html").exit_code == 0


def test_the_audit_takes_other_columns(tmp_path: Path) -> None:
    table = "body,teaser,published\nOil rose and rose.,x,2020-01-05\n"
    (tmp_path / "a.csv").write_text(table, encoding="utf-8")
    result = themeline("audit", tmp_path / "a.csv", "--columns", "text=body,date=published")
    assert result.exit_code == 0, result.output
    assert "2020-01-05  column" in result.stdout
    assert themeline("audit", tmp_path / "a.csv", "--columns", "text").exit_code == 2


def test_columns_that_there_are_not_are_told_with_those_that_there_are(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("body,Published\nOil rose and rose.,2020-01-05\n", encoding="utf-8")
    wrong = themeline("audit", tmp_path / "a.csv", tmp_path / "none.csv", "--columns", "dat=Published,txt=body,x=y")
    refused(wrong, "'dat=Published' names no column of ours (did you mean 'date'?); allowed are text, title, date")
    refused(wrong, "'txt=body' names no column of ours (did you mean 'text'?)", "'x=y' names no", "none.csv' does not")
    wrong = themeline("audit", tmp_path / "a.csv", "--columns", "text=tx,date=dt")
    refused(wrong, "has no column 'dt' and no column 'tx'; its columns are 'body', 'Published'")


def test_the_themes_command_says_what_occurs_and_what_does_not(collection: Path) -> None:
    (collection / "themes.toml").write_text(
        '[energy]\nwords = ["oil", "coal", "feul", "the", "army"]\n\n[war]\nwords = ["army*"]\n\n'
        '[sport]\nwords = ["chess"]\n',
        encoding="utf-8",
    )
    result = themeline("themes", collection)
    assert result.exit_code == 0, result.output
    assert "2 of 2 articles (100%) have a word of some theme" in result.stdout
    assert "Energy: 2 of 5 terms occur" in result.stdout
    assert "oil       8 in 2 (100%) of the articles, 2020-01-05 to 2021-06-07" in result.stdout
    assert "absent: coal, feul (there is: fuel)" in result.stdout
    assert "stop words, which are not counted: the" in result.stdout
    assert "other themes have it too: army (War)" in result.stdout
    assert "Sport: none of its words occurs; the theme will stay empty" in result.stdout
    assert "the theme 'sport' stays empty" in result.stderr


def test_words_of_languages_that_no_article_is_in_are_counted_and_not_listed(collection: Path) -> None:
    (collection / "themes.toml").write_text('[a.words]\nen = ["oil"]\nru = ["нефть", "газ"]\n', encoding="utf-8")
    result = themeline("themes", collection)
    assert "of languages that no passage is in: 2 more terms, which do not occur" in result.stdout
    (collection / "themes.toml").write_text('[a.words]\nen = ["oil"]\nru = ["нефть"]\n', encoding="utf-8")
    told = themeline("themes", collection).stdout
    assert "of languages that no passage is in: 1 more term, which does not occur" in told
    assert "absent" not in result.stdout


def test_the_themes_command_suggests_words_and_writes_picture_and_tables(collection: Path, tmp_path: Path) -> None:
    for i, bird in enumerate(["wren", "robin", "rook", "swan", "kite", "gull"]):
        (collection / "articles" / f"{bird}.txt").write_text(
            f"A {bird} sat by the mill of river {i}.", encoding="utf-8"
        )
    for i, verb in enumerate(["sells", "buys", "spills", "burns"]):
        text = f"The <b>refinery</b> of town {i} {verb} oil and fuel by night."
        (collection / "articles" / f"{verb}.txt").write_text(text, encoding="utf-8")
    files = ("--picture", tmp_path / "a.svg", "--out", tmp_path / "tables")
    result = themeline("themes", collection, "--suggest", *files)
    assert result.exit_code == 0, result.output
    assert "refinery: 4 of its sure articles (100%) have it, 1 of the others (12%)" in result.stdout
    assert "The <b> [refinery] </b> of town" in result.stdout
    assert (tmp_path / "a.svg").read_bytes().startswith(b"<?xml")
    assert {p.name for p in (tmp_path / "tables").iterdir()} == {
        "lexicon.csv", "coverage.csv", "suggestions.csv", "contexts.csv",
    }  # fmt: skip
    refused(themeline("themes", collection, "--picture", tmp_path / "a.txt"), "the ending must be .svg or .png")


def test_odd_words_are_noted_and_dictionaries_of_quanteda_are_read(collection: Path, tmp_path: Path) -> None:
    (tmp_path / "d.yml").write_text("energy:\n  - oil\n  - Oil\nwar: [arm*]\n", encoding="utf-8")
    result = themeline("themes", collection, "--themes", tmp_path / "d.yml")
    assert result.exit_code == 0, result.output
    assert "d.yml, line 3: theme 'energy' has the word 'Oil' twice; once is enough" in result.stderr
    (tmp_path / "d.yml").write_text("energy: ['oil|gas', '']\nwar: ['*army']\n", encoding="utf-8")
    refused(
        themeline("themes", collection, "--themes", tmp_path / "d.yml"),
        "line 1: theme 'energy' has the word 'oil|gas'", "line 1: theme 'energy' has the word ''",
        "line 2: theme 'war' has the word '*army'",
    )  # fmt: skip


@pytest.fixture
def bundle(report: Callable[..., Result], tmp_path: Path) -> Path:
    """The models of the collection, kept by the report."""
    result = report("--save-bundle", tmp_path / "model")
    assert result.exit_code == 0, result.output
    assert "the models are in" in result.stdout
    return tmp_path / "model"


def test_kept_models_give_the_articles_of_the_report_the_same_weights(
    bundle: Path, collection: Path, tmp_path: Path
) -> None:
    result = themeline("apply", bundle, collection, "--out", tmp_path / "weights")
    assert result.exit_code == 0, result.output
    assert "War: LDA" in result.stdout
    first, second = (
        pd.read_csv(path / "weights.csv")[["model", "article_id", "theme", "weight"]]
        for path in (tmp_path / "out" / "tables", tmp_path / "weights")
    )
    pd.testing.assert_frame_equal(first, second, check_exact=True)
    names = {path.name for path in (tmp_path / "weights").iterdir()}
    assert names == {f"{n}.csv" for n in ("articles", "passages", "passage_weights", "set_aside", "weights")} | {
        "manifest.json"
    }
    manifest = json.loads((tmp_path / "weights" / "manifest.json").read_text(encoding="utf-8"))
    assert {"bundle.json", "articles.csv", "articles/oil.txt", "articles/war.txt"} == set(manifest["inputs"])


def test_new_articles_are_weighed_and_the_unknown_told(bundle: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (new / "some.txt").write_text("Oil for the army. Bananas.", encoding="utf-8")
    (new / "none.txt").write_text("Bananas ripen slowly.", encoding="utf-8")
    (new / "broken.txt").write_bytes(b"\x00\xff")
    for _ in range(2):  # the folder of an earlier apply is replaced
        result = themeline("apply", bundle, new, "--out", tmp_path / "weights")
    assert result.exit_code == 0, result.output
    assert "set aside: broken.txt" in result.stderr
    assert "counted: 2 of 6 words" in result.stdout
    assert "1 of 2 articles have no counted word" in result.stdout
    aside = pd.read_csv(tmp_path / "weights" / "set_aside.csv")
    assert sorted(aside["path"]) == ["broken.txt", "none.txt"]
    articles = pd.read_csv(tmp_path / "weights" / "articles.csv").set_index("path")
    assert articles["n_left_out"].to_dict() == {"some.txt": 1, "none.txt": 3}
    weights = pd.read_csv(tmp_path / "weights" / "weights.csv")
    missing = weights["article_id"] == articles["article_id"]["none.txt"]
    assert weights.loc[missing, "weight"].isna().all()
    assert weights.loc[~missing].groupby("model")["weight"].sum().to_numpy() == pytest.approx(1, abs=1e-4)
    (new / "some.txt").unlink()
    assert themeline("apply", bundle, new, "--out", tmp_path / "weights").exit_code == 0


def test_faults_of_apply_are_told_together(bundle: Path, tmp_path: Path) -> None:
    (bundle / "lda_.components_.npy").write_bytes(b"spoiled")
    refused(
        themeline(
            "apply", bundle, tmp_path / "nowhere", "--metadata", tmp_path / "no.csv", "--out", tmp_path / "out"
        ),
        "lda_.components_.npy has changed since it was saved", "nowhere' does not exist", "no.csv: cannot be read",
        "holds files that `themeline apply` did not write",
    )  # fmt: skip


def test_another_version_is_told(bundle: Path, collection: Path, tmp_path: Path) -> None:
    forge(bundle, lambda told: told["versions"].update(simplemma="0.0.1"))
    result = themeline("apply", bundle, collection, "--out", tmp_path / "weights")
    assert result.exit_code == 0
    assert "the models were fitted with simplemma 0.0.1, now" in result.stderr


def test_models_are_kept_in_no_folder_of_other_files(report: Callable[..., Result], collection: Path) -> None:
    refused(report("--save-bundle", collection), "holds files that", "articles.csv")
    refused(report("--save-bundle", collection / "themes.toml"), "themes.toml' is a file")


@pytest.mark.parametrize("command", ["report", "apply", "audit", "themes", "verify"])
def test_every_command_has_help(command: str) -> None:
    result = themeline(command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


@pytest.mark.slow
def test_killing_the_audit_at_any_moment_leaves_no_half_written_file(tmp_path: Path) -> None:
    from tests.samples import write_mixed

    folder, out = tmp_path / "mixed", tmp_path / "out"
    folder.mkdir()
    out.mkdir()
    write_mixed(folder)
    words = ["--json", out / "audit.json", "--page", out / "audit.html", "--write", out / "articles.csv"]
    command = [sys.executable, "-m", "analysis", "audit", folder, *words]
    start = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    whole = time.monotonic() - start
    sizes = {path.name: path.stat().st_size for path in out.iterdir()}
    assert set(sizes) == {"audit.json", "audit.html", "articles.csv"}
    for part in range(1, 13):
        for path in out.iterdir():
            path.unlink()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * part / 12)
        process.kill()
        process.wait()
        written = {path.name: path.stat().st_size for path in out.iterdir() if path.name in sizes}
        assert all(size == sizes[name] for name, size in written.items())


def test_free_themes_keep_the_names_of_an_earlier_bundle(
    report: Callable[..., Result], tmp_path: Path, collection: Path
) -> None:
    assert report("--save-bundle", tmp_path / "model").exit_code == 0
    result = report("--like", tmp_path / "model")
    assert result.exit_code == 0, result.output
    themes = pd.read_csv(tmp_path / "out" / "tables" / "themes.csv")
    assert themes["theme"].tolist() == ["energy", "war", "free_1", "background"]
    refused(report("--like", collection), str(collection), "bundle.json")
