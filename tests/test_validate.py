"""The command line for human validation: from articles to tasks, from answers to scores."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from analysis.cli import main
from analysis.report import read_key
from tests.themes.validation.planted import answered, truthful


def validate(*words: object) -> Result:
    return CliRunner().invoke(main, ["validate", *map(str, words)])


@pytest.fixture
def tasks(collection: Path, tmp_path: Path) -> Path:
    (collection / "settings.toml").write_text("n_refits = 10\nn_free = 1\npassage_words = 10\n", encoding="utf-8")
    words = ("--labels", 5, "--passages", 3, "--words", 1, "--design", "simple")
    result = validate("draw", collection, "--out", tmp_path / "tasks", *words)
    assert result.exit_code == 0, result.output
    assert "Texts and their themes: 5 tasks" in result.stdout
    assert "and nobody" in result.stdout
    return tmp_path / "tasks"


def test_tasks_are_drawn_from_articles_and_answers_scored(tasks: Path, tmp_path: Path) -> None:
    given = answered(read_key(tasks), "Ann", truthful(lambda _unit, theme: theme == "war"))
    given.to_csv(tmp_path / "ann.csv", index=False)
    result = validate("score", tasks, tmp_path / "ann.csv", "--out", tmp_path / "scores")
    assert result.exit_code == 0, result.output
    assert f"{len(given)} answers of Ann to {len(given)} tasks" in result.stdout
    labels = pd.read_csv(tmp_path / "scores" / "labels.csv")
    assert labels.groupby("theme")["label"].mean().to_dict() == {"energy": 0, "war": 1}
    assert {path.name for path in tasks.iterdir()} == {"tasks.csv", "tasks.html", "key.csv"}


def test_tasks_need_no_shares_of_what_was_published(tasks: Path, collection: Path, tmp_path: Path) -> None:
    with (collection / "settings.toml").open("a", encoding="utf-8") as stream:
        stream.write('denominator = "published"\n')
    words = ("--labels", 5, "--passages", 3, "--words", 1, "--design", "simple")
    result = validate("draw", collection, "--out", tmp_path / "again", *words)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "again" / "tasks.csv").read_bytes() == (tasks / "tasks.csv").read_bytes()


def test_faults_of_answers_are_told_together(tasks: Path, tmp_path: Path) -> None:
    (tmp_path / "ann.csv").write_text("task_id,answer\nnone-such,A\n", encoding="utf-8")
    result = validate("score", tasks, tmp_path / "ann.csv", tmp_path / "ben.csv")
    assert result.exit_code == 2
    assert "'none-such' is not among those that were drawn" in result.stderr
    assert "ben.csv: cannot be read" in result.stderr


def test_faults_of_a_plan_are_told_before_any_work(tasks: Path, collection: Path) -> None:
    result = validate("draw", collection, "--out", tasks, "--tasks", "lable", "--labels", 0, "--model", "foo")
    assert result.exit_code == 2
    for part in ("did you mean 'label'?", "n_labels is 0", "no model 'foo'", "and answers to them"):
        assert part in result.stderr


def test_a_report_serves_for_word_intrusion(root: Path, tmp_path: Path) -> None:
    result = validate("draw", root / "figures", "--tasks", "word_intrusion", "--out", tmp_path / "tasks", "--seed", 4)
    assert result.exit_code == 0, result.output
    assert "Word intrusion: 16 tasks" in result.stdout
    result = validate("draw", root / "figures", "--out", tmp_path / "more")
    assert result.exit_code == 2
    assert "tables/passages.csv is missing" in result.stderr


@pytest.mark.parametrize("command", ["draw", "score"])
def test_every_command_has_help(command: str) -> None:
    result = validate(command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout
