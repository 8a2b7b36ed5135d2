"""Names are made to fit, and no two become alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.report.labels import brief

names = st.lists(st.text("ab …(12)", max_size=60), max_size=12)


@given(names, st.integers(12, 40))
def test_no_two_names_become_alike_none_is_too_long_and_those_that_fit_stay(given_names, width):
    found = brief(given_names, width)
    assert list(found) == list(dict.fromkeys(given_names))
    assert len(set(found.values())) == len(found)
    assert all(len(short) <= width for short in found.values())
    assert all(short == whole for whole, short in found.items() if len(whole) <= width)


@pytest.mark.parametrize(
    ("given_names", "expected"),
    [
        (["The Daily News of all the North", "The Daily News of all the South"],
         ["The Daily … all the North", "The Daily … all the South"]),
        (["a strike of the miners in the year 1 at the pit", "a strike of the miners in the year 2 at the pit"],
         ["a strike of … 1 at the pit", "a strike of … 2 at the pit"]),
        (["Sueddeutsche-Zeitung-am-Wochenende"], ["Sueddeutsche … m-Wochenende"]),
        (["x" * 30 + "a" + "y" * 30, "x" * 30 + "b" + "y" * 30], ["x" * 20 + " … (1)", "x" * 20 + " … (2)"]),
    ],
)  # fmt: skip
def test_what_tells_names_apart_is_kept(given_names, expected):
    assert list(brief(given_names, 27).values()) == expected
