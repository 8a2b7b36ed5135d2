"""The mixed folder itself: its texts are apart from each other, and all of it is accounted for."""

from collections import Counter
from pathlib import Path

import pytest

from tests.samples import stories, write_mixed


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mixed")
    return folder, write_mixed(folder)


def test_no_two_of_its_texts_are_alike():
    told = stories()
    assert len(told) == 30
    assert all(60 <= story.n_words <= 150 for story in told)
    runs = [{tuple(words[i : i + 4]) for i in range(len(words) - 3)} for words in (s.text.split() for s in told)]
    assert max(Counter(run for some in runs for run in some).values()) < 4


def test_every_file_is_accounted_for(mixed):
    folder, expected = mixed
    names = {article.path.partition("/")[0] for article in expected.articles} | set(expected.refused)
    assert {file.name for file in folder.iterdir()} == names
    assert len({Path(name).suffix for name in names}) >= 12
    assert len(expected.articles) == 30


def test_it_is_the_same_each_time(mixed, tmp_path):
    folder, expected = mixed
    assert write_mixed(tmp_path) == expected
    for file in folder.iterdir():
        if file.suffix.lower() not in {".docx", ".gz"}:  # their libraries write when and who
            assert (tmp_path / file.name).read_bytes() == file.read_bytes()
