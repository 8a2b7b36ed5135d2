"""A long passage is shown where its marks weigh most; every mark that is shown still lies on its word."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.report.figures import _LONGEST, excerpt

WORDS = [f"word{i:04d}" for i in range(600)]
TEXT = " ".join(WORDS)


def marked(places: list[int], weight: float = 0.5) -> pd.DataFrame:
    starts = [TEXT.index(WORDS[i]) for i in places]
    rows = {"start": starts, "end": [s + 8 for s in starts], "term": [WORDS[i] for i in places], "weight": weight}
    return pd.DataFrame(rows)


def test_a_short_passage_is_shown_whole() -> None:
    marks = marked([1, 5])
    shown, places = excerpt(TEXT[:200], marks)
    assert shown == TEXT[:200]
    pd.testing.assert_frame_equal(places, marks)


@given(st.lists(st.integers(0, 599), min_size=1, max_size=40, unique=True).map(sorted))
def test_marks_stay_on_their_words_and_one_at_least_is_shown(places: list[int]) -> None:
    shown, marks = excerpt(TEXT, marked(places))
    assert len(marks)
    assert len(shown) <= _LONGEST + 4
    assert [shown[m.start : m.end] for m in marks.itertuples()] == list(marks["term"])
    assert set(shown.strip("… ").split(" ")) <= set(WORDS), "a word was cut"


@pytest.mark.parametrize(("places", "seen"), [([3, 400, 401, 402], 401), ([3, 4, 5, 590], 4)])
def test_the_stretch_with_most_marks_is_chosen(places: list[int], seen: int) -> None:
    shown, _ = excerpt(TEXT, marked(places))
    assert WORDS[seen] in shown
    assert shown.startswith("… ") == (seen > 100)
    assert shown.endswith(" …")


def test_a_long_passage_without_marks_or_spaces_is_cut() -> None:
    assert len(excerpt("x" * 5000, marked([]))[0]) == _LONGEST
    one = pd.DataFrame({"start": [2000], "end": [2010], "term": ["x"], "weight": [1.0]})
    assert len(excerpt("x" * 5000, one)[0]) <= _LONGEST + 4
