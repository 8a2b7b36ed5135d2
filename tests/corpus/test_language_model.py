"""The compiled walk over the library's model gives what the library gives."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.corpus.language_model import evidence

ALL = ("en", "es", "ru")
PIECES = (
    "Ministers agreed ",
    "los ministros ",
    "цены на зерно ",
    "NIÑO ",
    "n\u0303",
    "é",
    "\ud800",
    "石油",
    "1941 ",
    "\n",
)


@lru_cache
def library(languages):
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(languages))
    return identifier


@settings(max_examples=150)
@given(
    st.lists(st.text() | st.lists(st.sampled_from(PIECES), max_size=12).map("".join), min_size=1, max_size=6),
    st.sampled_from([ALL, ("ru", "en"), ("fr", "en", "de", "es")]),
)
@example(["LOS MINISTROS DEL NORTE", "The same word " * 3_000, "x"], ALL)
def test_the_chances_are_those_of_the_library(texts, languages):
    scores, _ = evidence(texts, languages)
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    for text, row in zip(texts, chances, strict=True):
        known = dict(library(languages).rank(text)) if any(map(str.isalpha, text)) else {}
        expected = [known.get(code, 1 / len(languages)) for code in languages]
        assert row == pytest.approx(expected, abs=1e-4)


@given(st.lists(st.text("abzAZ éñÁ.,@[`{0 абяЯёЁ", max_size=20), max_size=5))
def test_letters_are_counted_by_script(texts):
    _, letters = evidence(texts, ALL)
    latin = [sum(c.isalpha() and c < "Ͱ" for c in text) for text in texts]
    cyrillic = [sum(c.isalpha() and c >= "Ѐ" for c in text) for text in texts]
    assert letters.tolist() == [list(pair) for pair in zip(latin, cyrillic, strict=True)]
