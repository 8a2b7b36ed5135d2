"""What the tests of the corpus share: small folders of articles, and articles without files."""

import time
from pathlib import Path

import pandas as pd
import pytest

from analysis.corpus import complete_articles, read_articles
from analysis.errors import InputError

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@pytest.fixture(scope="session")
def seeds():
    """The articles of the seed corpus."""
    return read_articles(SEEDS).articles


@pytest.fixture
def folder(tmp_path):
    """Make a folder from names and contents (text in UTF-8, or bytes)."""

    def make(files, *, name="mine"):
        for path, content in files.items():
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / name

    return make


@pytest.fixture(scope="session")
def article():
    """Make the table of one article from its text and further columns."""

    def make(text, **columns):
        return complete_articles(pd.DataFrame([{"text": text, "language": "en", **columns}]))

    return make


@pytest.fixture(scope="session")
def faults_of():
    """Return the faults that a call raises in one InputError."""

    def find(call, *args, **options):
        with pytest.raises(InputError) as caught:
            call(*args, **options)
        return caught.value.faults

    return find


@pytest.fixture(scope="session")
def seconds_of():
    """Return how long a call keeps this process busy, at best of three: waiting for other processes does not count."""

    def measure(call):
        times = []
        for _ in range(3):
            start = time.process_time()
            call()
            times.append(time.process_time() - start)
        return min(times)

    return measure
