"""Agreement of coders against published examples and a slow reference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.themes.validation import krippendorff_alpha
from tests.themes import naive


def units(*coders):
    """Return units x coders from a string of answers for each coder; a dot is a missing one."""
    return np.array([[np.nan if c == "." else float(ord(c)) for c in row] for row in zip(*coders, strict=True)])


@pytest.mark.parametrize(
    ("coders", "published"),
    [
        # Krippendorff (2011), examples A (two observers, binary), B (two observers, nominal), C (four, some missing)
        (("0100000010", "1110010000"), 0.095),
        (("aabbdcccedda", "babbbccceddd"), 0.692),
        (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
        # three coders and fifteen units, most of them coded by two: the example of the encyclopedia
        ((".....34121133.3", "1.213343.......", "..21344.21133.4"), 0.691),
    ],
)
def test_alpha_is_that_of_the_published_examples(coders, published):
    table = units(*coders)
    value = krippendorff_alpha(table)[0]
    assert round(float(value), 3) == published
    assert value == pytest.approx(naive.alpha([row[~np.isnan(row)].tolist() for row in table]))


@given(st.lists(st.lists(st.sampled_from([0.0, 1.0, 2.0, np.nan]), min_size=3, max_size=3), min_size=1, max_size=8))
def test_alpha_is_that_of_all_pairs_one_by_one(rows):
    table = np.array(rows)
    slow = naive.alpha([row[~np.isnan(row)].tolist() for row in table])
    assert krippendorff_alpha(table)[0] == pytest.approx(slow, nan_ok=True)


def test_who_agrees_everywhere_has_one_and_who_says_one_thing_only_nothing():
    assert krippendorff_alpha(units("abcab", "abcab"))[0] == 1
    assert np.isnan(krippendorff_alpha(units("aaaaa", "aaaaa"))[0])
    assert np.isnan(krippendorff_alpha(units("ab...", "..abc"))[0])


def test_coders_who_guess_agree_as_chance_has_it():
    random = np.random.default_rng(3)
    assert krippendorff_alpha(random.integers(0, 3, (3000, 3)).astype(float))[0] == pytest.approx(0, abs=0.03)


def test_guessing_among_few_options_in_some_units_is_no_agreement():
    random = np.random.default_rng(4)
    n_options = np.repeat([2, 6], 1500)
    guesses = np.floor(random.random((3000, 3)) * n_options[:, None])
    assert krippendorff_alpha(guesses)[0] > 0.08
    assert krippendorff_alpha(guesses, groups=n_options)[0] == pytest.approx(0, abs=0.03)
    assert krippendorff_alpha(guesses, groups=np.zeros(3000)) == krippendorff_alpha(guesses)


def test_only_the_relation_of_the_weights_counts_and_a_unit_without_weight_does_not():
    table = units("aabbdcccedda", "babbbcccedda")
    same = krippendorff_alpha(table, np.array([[1.0] * 12, [7.0] * 12]))
    assert same == pytest.approx(float(krippendorff_alpha(table)[0]))
    # all the weight on the units on which they agree
    agreed = (table[:, 0] == table[:, 1]).astype(float)
    assert krippendorff_alpha(table, agreed[None, :])[0] == pytest.approx(1)
