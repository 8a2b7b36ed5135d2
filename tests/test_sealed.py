"""Sealed folders: written whole, replaced only by their own kind, and refused where anything is odd."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from analysis import sealed
from analysis.errors import InputError
from analysis.sealed import Kind, check_replaceable, read_sealed, write_sealed, write_whole
from tests.forged import forge

KIND = Kind("themeline test", "test.json", 2, "a test")
FILES = {"a.bin": b"one", "b.bin": b"two"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "deep" / "saved"
    write_sealed(path, KIND, {"said": {"x": 1}}, FILES)
    return path


def faults_of(folder: Path) -> str:
    with pytest.raises(InputError) as told:
        read_sealed(folder, KIND)
    return str(told.value)


def test_what_is_written_is_read_back(folder: Path) -> None:
    assert read_sealed(folder, KIND) == ({"said": {"x": 1}}, FILES)
    assert [path.name for path in folder.parent.iterdir()] == ["saved"]


def test_the_same_content_gives_the_same_bytes_and_replaces_the_old(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    write_sealed(folder, KIND, {"said": {"x": 1}}, dict(reversed(FILES.items())))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    write_sealed(folder, KIND, {}, {"c.bin": b"three"})
    assert read_sealed(folder, KIND) == ({}, {"c.bin": b"three"})
    assert {path.name for path in folder.iterdir()} == {"c.bin", "test.json"}


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    write_sealed(tmp_path, KIND, {}, FILES)
    assert read_sealed(tmp_path, KIND)[1] == FILES


def test_what_is_not_ours_is_never_overwritten(folder: Path, tmp_path: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match=r"holds files that a test did not write \(notes.txt\)"):
        write_sealed(folder, KIND, {}, FILES)
    with pytest.raises(InputError, match="another test did not write"):
        write_sealed(folder, Kind("other", "test.json", 1, "another test"), {}, FILES)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="is a file"):
        check_replaceable(tmp_path / "file", KIND)
    with pytest.raises(InputError, match="no folder that can be written"):
        check_replaceable(tmp_path / "file" / "below", KIND)
    assert (folder / "notes.txt").read_text() == (tmp_path / "file").read_text() == "mine"


def test_where_writing_fails_the_old_folder_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(InputError, match="No space left"):
        write_sealed(folder, KIND, {}, {"c.bin": b"three"})
    assert read_sealed(folder, KIND)[1] == FILES
    assert [path.name for path in folder.parent.iterdir()] == ["saved"]


def test_every_odd_file_is_named_at_once(folder: Path) -> None:
    (folder / "a.bin").write_bytes(b"One")
    (folder / "b.bin").rename(folder / "c.bin")
    (folder / "within").mkdir()
    told = faults_of(folder)
    for part in ("a.bin has changed", "b.bin is missing", "'c.bin' lies there", "'within' is a folder or a link"):
        assert part in told


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_link_is_no_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"one")
    (folder / "a.bin").unlink()
    (folder / "a.bin").symlink_to(tmp_path / "elsewhere")
    assert "'a.bin' is a folder or a link" in faults_of(folder)


@pytest.mark.parametrize(
    "name", ["../evil.bin", "/etc/passwd", "a/b.bin", "..", ".hidden", "C:\\x", "test.json", "x\n"]
)
def test_names_that_lead_elsewhere_are_refused(folder: Path, name: str) -> None:
    forge(folder, lambda told: told["files"].update({name: "0" * 64}))
    assert f"lists {name!r}, which is no plain file name" in faults_of(folder)


def test_an_edited_marker_is_refused(folder: Path) -> None:
    text = (folder / "test.json").read_text()
    (folder / "test.json").write_text(text.replace('"x": 1', '"x": 2'))
    assert "test.json has changed since it was saved" in faults_of(folder)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("{", "is no JSON"),
        ('{"format": NaN}', "it holds NaN"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "is not the marker of a themeline test"),
        ('{"format": "other"}', "is not the marker of a themeline test"),
        ('{"format": "themeline test", "format_version": "2"}', "version is '2'"),
        ('{"format": "themeline test", "format_version": true}', "version is True"),
        ('{"format": "themeline test", "format_version": 3}', "format 3 is newer.*install a newer Themeline"),
        ('{"format": "themeline test", "format_version": 1, "files": []}', "lists no files"),
    ],
)
def test_a_marker_that_says_something_else_is_refused(folder: Path, text: str, part: str) -> None:
    (folder / "test.json").write_text(text)
    with pytest.raises(InputError, match=part):
        read_sealed(folder, KIND)


def test_an_earlier_format_is_read(folder: Path) -> None:
    forge(folder, lambda told: told.update(format_version=1))
    assert read_sealed(folder, KIND)[1] == FILES


def test_other_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_sealed(tmp_path / "nowhere", KIND)
    with pytest.raises(InputError, match=r"no test\.json in it"):
        read_sealed(tmp_path, KIND)


def test_absurd_sizes_are_refused_before_they_are_read(folder: Path) -> None:
    os.truncate(folder / "a.bin", sealed.MOST_BYTES + 1)  # a hole, which takes no room
    assert "holds more than" in faults_of(folder)
    os.truncate(folder / "test.json", sealed.MOST_JSON + 1)
    assert "is larger than" in faults_of(folder)


def test_the_seal_does_not_depend_on_how_the_json_is_laid_out(folder: Path) -> None:
    told = json.loads((folder / "test.json").read_text())
    (folder / "test.json").write_text(json.dumps(dict(reversed(told.items()))))
    assert read_sealed(folder, KIND)[1] == FILES


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new folder" / "audit.json"
    write_whole(path, b"first")
    write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert [entry.name for entry in path.parent.iterdir()] == ["audit.json"]

    def killed(_path: Path, _data: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_bytes", killed)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"third")
    assert path.read_bytes() == b"second"
    assert [entry.name for entry in path.parent.iterdir()] == ["audit.json"]


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "file" / "audit.json", tmp_path):
        with pytest.raises(InputError, match="cannot be written"):
            write_whole(path, b"data")
