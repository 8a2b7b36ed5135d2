"""What several test files share: the seed corpus, analysed once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import analysis as an
from tests.gold_scores import seed_run

ROOT = Path(__file__).parents[1]

# Laws are tried on the same examples every time, however slow the machine; --hypothesis-profile search tries others.
_ANY_MACHINE = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}
settings.register_profile("same", derandomize=True, **_ANY_MACHINE)
settings.register_profile("search", derandomize=False, **_ANY_MACHINE)
settings.load_profile("same")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def run() -> an.Analysis:
    """The analysis of the seed articles at the default settings."""
    return seed_run()


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """A folder with two short articles, their metadata and two themes, for tests to spoil."""
    folder = tmp_path / "mine"
    (folder / "articles").mkdir(parents=True)
    oil = "The oil price rose. Fuel was short. The refinery stood still, and oil went by pipeline.\n\n"
    war = "The army marched. Soldiers of the army held the town. A missile fell, and the army stayed.\n\n"
    (folder / "articles" / "oil.txt").write_text(oil * 3 + "A soldier of the army drove by.\n", encoding="utf-8")
    (folder / "articles" / "war.txt").write_text(war * 3 + "There was no oil, and no fuel but oil.\n", encoding="utf-8")
    (folder / "articles.csv").write_text("file,date\noil.txt,2020-01-05\nwar.txt,2021-06-07\n", encoding="utf-8")
    (folder / "themes.toml").write_text(
        '[energy]\nwords = ["oil", "fuel"]\n\n[war]\nlabel = "War"\nwords = ["army", "soldier"]\n', encoding="utf-8"
    )
    return folder
