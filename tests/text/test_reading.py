"""Texts that are read once: they count as if they were read each time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.text import count_terms, find_phrases, read_texts

texts = st.lists(
    st.lists(st.sampled_from(["oil", "Gas", "the", "army", "día"]), max_size=6).map(" ".join), min_size=1, max_size=5
)
phrases = st.lists(
    st.lists(st.sampled_from(["oil", "gas", "the", "army"]), min_size=2, max_size=3).map(" ".join), max_size=3
)


@given(texts, st.lists(phrases, min_size=1, max_size=3))
def test_what_was_read_once_counts_like_the_texts_whatever_was_counted_before(texts, lexicons) -> None:
    texts = [*texts, "tank"]  # so that some term is left
    read = read_texts(texts, languages="en")
    vocabulary = read.vocabulary
    for joined in lexicons:
        again, fresh = count_terms(read, phrases=joined), count_terms(texts, phrases=joined)
        assert again.terms == fresh.terms
        np.testing.assert_array_equal(again.counts.toarray(), fresh.counts.toarray())
    assert read_texts(texts, languages="en").vocabulary == vocabulary == count_terms(texts).terms
    assert len(read) == len(texts)


def test_phrases_are_found_in_what_was_read() -> None:
    texts = ["Prime ministers met", "The prime minister"] * 5
    assert find_phrases(read_texts(texts)).equals(find_phrases(texts))


def test_texts_that_are_none_are_refused_before_they_are_read() -> None:
    with pytest.raises(InputError, match=r"texts\[1\] is None"):
        read_texts(["oil", None])
    with pytest.raises(InputError, match="passage_ids has 1 entries for 2 texts"):
        count_terms(read_texts(["oil", "gas"]), passage_ids=["a"])
