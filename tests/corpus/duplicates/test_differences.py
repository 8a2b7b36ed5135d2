import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.duplicates.differences import show_difference

TEXTS = (
    st.lists(st.sampled_from(["oil", "gas", "rose", "fell", "石油", "a.b", " ", "\n\n", "  "])).map(" ".join)
    | st.text()
)


@settings(max_examples=300)
@given(TEXTS, TEXTS)
def test_both_texts_stand_in_the_difference_and_equal_stretches_have_the_same_words(first, second):
    found = show_difference(first, second)
    assert "".join(d.left for d in found) == first
    assert "".join(d.right for d in found) == second
    for difference in found:
        assert (difference.kind == "first") == (not difference.right)
        assert (difference.kind == "second") == (not difference.left)
        assert (difference.left.split() == difference.right.split()) or difference.kind != "equal"


@given(TEXTS)
def test_a_text_and_itself_differ_nowhere(text):
    assert [d.kind for d in show_difference(text, text)] == ["equal"] * bool(text)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("", "", []),
        ("Oil rose.", "", [("first", "Oil rose.", "")]),
        ("Oil rose.", "Oil  rose.", [("equal", "Oil rose.", "Oil  rose.")]),
        ("Oil rose.", "oil rose.", [("changed", "Oil ", "oil "), ("equal", "rose.", "rose.")]),
        ("a b c", "a c", [("equal", "a ", "a "), ("first", "b ", ""), ("equal", "c", "c")]),
        ("石油价格", "石油的价格", [("equal", "石油", "石油"), ("second", "", "的"), ("equal", "价格", "价格")]),
    ],
)  # fmt: skip
def test_differences_are_told_word_by_word(first, second, expected):
    assert [tuple(d) for d in show_difference(first, second)] == expected


def test_a_moved_paragraph_leaves_the_others_equal():
    one, two, three = (" ".join(f"{name}{i}" for i in range(40)) + " " for name in "xyz")
    found = show_difference(one + two + three, one + three + two)
    equal = "".join(d.left for d in found if d.kind == "equal")
    assert one in equal
    assert len(equal) > len(one + two) - 10


@pytest.mark.parametrize("words", [["a"], ["a", "b"], [f"w{i}" for i in range(20_000)]])
def test_long_texts_take_bounded_time(words):
    rng = random.Random(0)
    first, second = (" ".join(rng.choices(words, k=100_000)) for _ in range(2))
    start = time.process_time()
    found = show_difference(first, f"{second} end")
    assert time.process_time() - start < 20
    assert "".join(d.left for d in found) == first
