import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.text import Words, count_terms, find_phrases
from tests.naive import naive_phrases

LAW = settings(max_examples=200)
WORDS = Words()
TEXTS = st.lists(
    st.lists(st.sampled_from(["oil", "gas", "prime", "minister", "the", "war", "army"]), max_size=12).map(" ".join),
    min_size=1,
    max_size=8,
)


def planted_texts(n=400, seed=0):
    """Texts of thirty words by chance; in every third two that always stand together, in every fifth three."""
    random = np.random.default_rng(seed)
    vocabulary = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in ("zzra", "zzlo", "zzmi", "zzne")]
    texts = []
    for i in range(n):
        drawn = list(random.choice(vocabulary, size=30))
        if i % 3 == 0:
            drawn[10:10] = ["saudi", "arabia"]
        if i % 5 == 0:
            drawn[20:20] = ["rio", "de", "janeiro"]
        texts.append(" ".join(drawn))
    return texts


def test_planted_phrases_are_found_and_no_others():
    found = find_phrases(planted_texts(), words=WORDS).set_index("phrase")
    assert {"saudi arabia", "rio de janeiro"} <= set(found.index)
    assert all(phrase in "saudi arabia, rio de janeiro" for phrase in found.index)
    assert found.loc["saudi arabia", "count"] == 134
    assert found.loc["saudi arabia", "npmi"] == pytest.approx(1)
    assert found.loc["rio de janeiro", "n_words"] == 3


@LAW
@given(TEXTS, st.sampled_from([(1, 0.0131, 2), (1, 0.3071, 3), (2, -0.9973, 3), (2, 0.5171, 5), (3, 0.1093, 4)]))
def test_phrases_are_the_naive_ones(texts, limits):
    rules = dict(zip(("min_count", "threshold", "max_words"), limits, strict=True))
    found = find_phrases(texts, words=WORDS, **rules)
    expected = naive_phrases(texts, WORDS, **rules)
    # Thresholds that no pair meets exactly, where rounding would decide.
    assert dict(zip(found["phrase"], found["npmi"], strict=True)) == pytest.approx(
        {phrase: npmi for phrase, (_, npmi) in expected.items()}
    )


@LAW
@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_the_texts_makes_no_difference(texts, random):
    shuffled = random.sample(texts, len(texts))
    rules = {"min_count": 1, "threshold": 0.1, "max_words": 4}
    pd.testing.assert_frame_equal(find_phrases(texts, words=Words(), **rules), find_phrases(shuffled, **rules))


def test_found_phrases_are_counted_as_terms_of_their_own():
    texts = planted_texts()
    found = find_phrases(texts, words=WORDS)
    counts = count_terms(texts, phrases=found["phrase"], words=WORDS)
    totals = dict(zip(counts.terms, counts.term_totals, strict=True))
    assert totals["saudi arabia"] == 134
    assert totals["rio de janeiro"] == 80
    assert "arabia" not in totals


def test_no_phrase_starts_or_ends_with_a_stop_word_and_few_texts_have_none():
    assert find_phrases(["the oil of the army"] * 20, words=WORDS).empty
    assert find_phrases([], words=WORDS).empty
    assert list(find_phrases([""]).columns) == ["phrase", "n_words", "count", "npmi"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"min_count": 0}, "min_count is 0; it must be 1 or more"),
        ({"threshold": 2.0}, "threshold is 2.0; it must be from -1"),
        ({"max_words": 1}, "max_words is 1; it must be 2 or more"),
    ],
)
def test_limits_out_of_range_are_refused(options, told):
    with pytest.raises(InputError) as caught:
        find_phrases(["oil"], **options)
    assert told in str(caught.value)


@pytest.mark.slow
def test_phrases_that_anybody_would_name_are_found_in_newswire():
    path = Path(os.environ.get("THEMELINE_CORPORA", ""), "reuters21578.parquet")
    if not path.is_file():
        pytest.skip("THEMELINE_CORPORA names no folder with reuters21578.parquet")
    texts = pd.read_parquet(path, columns=["text"])["text"].dropna().tolist()
    found = set(find_phrases(texts, words=WORDS)["phrase"])
    assert {
        "interest rate", "crude oil", "saudi arabia", "wall street", "white house", "hong kong", "prime minister",
        "federal reserve", "central bank", "vice president", "rio de janeiro",
    } <= found  # fmt: skip
