"""The project's own files agree with each other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

from analysis import Settings, __version__

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def wants(requirements: list[str]) -> dict[str, str]:
    """Return the version ranges by the package's name."""
    parts = (re.match(r"([A-Za-z0-9_.-]+)(.*)", line) for line in requirements)
    return {re.sub(r"[._]", "-", found[1].lower()): found[2].strip() for found in parts if found}


def test_conda_users_get_the_same_versions_as_pip_users() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    plain = [line for line in environment["dependencies"] if isinstance(line, str)]
    from_pip = next(line["pip"] for line in environment["dependencies"] if isinstance(line, dict))
    conda = wants(plain + from_pip)
    assert conda.pop("python") == PROJECT["requires-python"]
    assert conda.pop("pip") == ""
    assert conda == wants(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["notebooks"])


def test_the_lock_file_pins_every_dependency_with_hashes_and_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {name.lower().replace("_", "-") for name in re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE)}
    extras = PROJECT["optional-dependencies"]
    assert set(wants(PROJECT["dependencies"] + extras["notebooks"] + extras["dev"])) <= pinned
    assert "--index" not in lock
    assert "://" not in lock
    for block in re.split(r"\n(?=\S)", lock.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_settings_toml_holds_every_setting_at_its_default() -> None:
    values = tomllib.loads((ROOT / "settings.toml").read_text(encoding="utf-8"))
    assert set(values) == set(Settings.model_fields)
    assert Settings.load(ROOT / "settings.toml") == Settings()


def test_the_version_is_the_same_everywhere() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == __version__
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_make_help_lists_every_target_that_the_readme_names() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE))
    named = set(
        re.findall(r"(?:`|^    )make ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {"figures", "test"} <= named
    assert named <= targets
