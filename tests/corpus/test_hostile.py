"""Inputs made to break readers, and whole files cut or spoiled: each ends as an article or with its reason."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import read_articles
from tests.fuzz import ENDINGS, read_any, seeds

CORPORA = Path(os.environ.get("THEMELINE_CORPORA", "no corpora"), "nasty")
START = seeds()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["JSONTestSuite", "blns", "chardet-tests", "csv-spectrum"])
def test_every_file_of_a_nasty_set_is_accounted_for(name: str, tmp_path: Path) -> None:
    archive = CORPORA / f"{name}.tar.xz"
    if not archive.is_file():
        pytest.skip("THEMELINE_CORPORA names no folder that holds the nasty sets")
    with tarfile.open(archive) as stream:
        stream.extractall(tmp_path, filter="data")
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    files = {path for path in files if "/." not in path}
    reading = read_articles(tmp_path)
    told = [*reading.articles["path"], *reading.set_aside["path"]]
    assert {next(file for file in files if path == file or path.startswith(f"{file}/")) for path in told} == files
    assert not set(reading.set_aside["reason"]) & {"breaks", "too slow"}


@pytest.mark.slow
def test_a_nasty_set_is_read_inside_its_archive() -> None:
    if not CORPORA.is_dir():
        pytest.skip("THEMELINE_CORPORA names no folder that holds the nasty sets")
    for archive in sorted(CORPORA.glob("*.tar.xz")):
        reading = read_articles(archive)
        with tarfile.open(archive) as stream:
            n_files = sum(entry.isfile() and "/." not in f"/{entry.name}" for entry in stream)
        assert len({*reading.articles["path"], *reading.set_aside["path"]}) == n_files


@pytest.mark.parametrize("name", sorted(START))
def test_an_input_that_once_broke_a_reader_is_read_or_told(name: str) -> None:
    assert read_any(START[name])


@pytest.mark.parametrize("name", sorted(START))
def test_a_file_that_breaks_off_anywhere_is_read_or_told(name: str) -> None:
    data = START[name]
    for tenth in range(10):
        assert read_any(data[: 1 + len(data) * tenth // 10])


@settings(max_examples=150)
@given(st.sampled_from(sorted(START)), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=20))
def test_a_file_with_spoiled_bytes_is_read_or_told(name: str, spoiled: list[tuple[float, int]]) -> None:
    data = bytearray(START[name])
    for where, byte in spoiled:
        data[max(1, round(where * (len(data) - 1)))] = byte
    assert read_any(bytes(data))


@settings(max_examples=200)
@given(st.integers(0, len(ENDINGS) - 1), st.binary(max_size=300))
def test_any_bytes_under_any_name_are_read_or_told(ending: int, data: bytes) -> None:
    assert read_any(bytes([ending]) + data)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.json", "a.jsonl", "a.html"])
def test_a_line_of_a_gigabyte_is_told_and_not_held(name: str, tmp_path: Path) -> None:
    start = {"a.csv": b"text\n", "a.json": b'[{"text": "', "a.jsonl": b'{"text": "', "a.html": b"<html><p>"}
    with (tmp_path / name).open("wb") as stream:
        stream.write(start.get(name, b""))
        for _ in range(1000):
            stream.write(b"oil " * (1 << 18))
    (tmp_path / "good.txt").write_text("The oil price rose.", encoding="utf-8")
    reading = read_articles(tmp_path)
    assert reading.set_aside[["path", "reason"]].to_numpy().tolist() == [[name, "too large"]]
    assert reading.articles["path"].tolist() == ["good.txt"]
