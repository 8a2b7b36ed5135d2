"""A folder that mixes the forms: read as a new user would, it gives what is known to be in it."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.corpus import Reading, read_articles
from tests.samples import Mixed, write_mixed


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mixed, Reading]:
    folder = tmp_path_factory.mktemp("mixed")
    return write_mixed(folder), read_articles(folder)


def start_of(text: str, title: object) -> str:
    """Return how a text starts below the title, where it repeats that."""
    words = " ".join(text.split())
    return words.removeprefix(title if isinstance(title, str) else "").strip()[:40]


def test_every_article_is_found_with_its_title_date_source_and_language(both: tuple[Mixed, Reading]) -> None:
    expected, reading = both
    rows = reading.articles
    told = {
        (row.path, start_of(row.text, row.title)): (
            row.title if isinstance(row.title, str) else None,
            row.source if isinstance(row.source, str) else None,
            row.date.date() if row.date is not pd.NaT else None,
            row.language,
        )
        for row in rows.itertuples()
    }
    wanted = {(a.path, start_of(a.text, a.title)): (a.title, a.source, a.date, a.language) for a in expected.articles}
    assert told == wanted


def test_what_is_no_article_is_set_aside(both: tuple[Mixed, Reading]) -> None:
    expected, reading = both
    assert sorted(set(reading.set_aside["path"])) == sorted(expected.refused)


def test_none_is_a_copy_and_all_are_counted(both: tuple[Mixed, Reading]) -> None:
    expected, reading = both
    assert reading.copies.empty
    assert len(reading.articles) == len(expected.articles)
