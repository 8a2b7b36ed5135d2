"""What a person is told of a lexicon held against articles."""

from __future__ import annotations

import re

import pandas as pd

from analysis.pipeline import check_lexicon
from analysis.report import lexicon_lines
from analysis.settings import Settings

TEXTS = ["The museum sells oil paintings and more oil paintings to people.", "Missiles flew, and missiles fell."]


def told(words: dict) -> str:
    check = check_lexicon(pd.DataFrame({"text": TEXTS}), words, Settings(max_share=1.0), suggest=False)
    return "\n".join(lexicon_lines(check, {name: name.title() for name in words}))


def test_of_very_many_words_a_few_are_listed_and_the_rest_is_a_number() -> None:
    letters = "bcdfghjklmnpqrstvwxz"
    words = [f"{a}o{b}a{c}" for a in letters for b in letters for c in letters]
    lines = told({"a": words, "b": [*words[:50], "museum"]}).splitlines()
    (absent, other) = [line for line in lines if line.startswith("  absent: ")]
    assert re.search(r"and 7,9\d\d more$", absent)
    assert re.search(r"and (?:29|30) more$", other)
    assert max(map(len, lines)) < 1_500


def test_what_is_excluded_is_told_with_how_often_and_what_never_hit() -> None:
    lines = told(
        {
            "energy": {"words": ["museum"], "exclude": ["oil painting", "oil panting"]},
            "war": {"words": ["missil*"], "exclude": ["missiles"]},
        }
    )
    assert "  kept out: oil painting 2 in 1 of the articles" in lines
    assert "  excluded, but never found: oil panting (there is: oil)" in lines
    assert "  begun by nothing but what the theme excludes: missil*" in lines
