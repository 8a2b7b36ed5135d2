"""Suggestions: planted words that no lexicon names come first, and what must not be suggested is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pipeline import check_lexicon
from analysis.settings import Settings
from analysis.themes import Lexicon
from analysis.themes.suggest import log_odds
from tests.themes.naive import log_odds as naive_log_odds

THEMES = {
    "energy": ["oil", "fuel", "gas", "refinery", "pipeline", "barrel"],
    "war": ["army", "soldier", "missile", "tank", "trench", "weapon"],
}
LEXICON = Lexicon({name: words[:3] for name, words in THEMES.items()})
COMMON = [f"{a}{b}" for a in ("bri", "cal", "dor", "fen", "gol") for b in ("mant", "pell", "rund", "stok", "vint")]


def planted(n: int = 120, seed: int = 0) -> pd.DataFrame:
    """Return articles of which every third is of energy, every third of war, the others of neither.

    Of an article's 40 words a quarter are its theme's; half of the words of each theme are in the lexicon. One energy
    article repeats a name that stands nowhere else; two articles have a word of their own.
    """
    random = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        own = [random.choice(words) for words in [list(THEMES.values())[i % 3]] for _ in range(10)] if i % 3 < 2 else []
        words = [
            *own,
            *random.choice(COMMON, 40 - len(own)),
            *(["zorbak"] * 30 if i == 0 else []),
            *["quillo"] * (i in (0, 3)),
        ]
        rows.append(" ".join(map(str, random.permutation(words))).capitalize() + ".")
    return pd.DataFrame({"text": rows, "title": [f"Title {i}" for i in range(n)]})


@pytest.mark.parametrize("seed", range(3))
def test_planted_words_that_the_lexicon_does_not_name_come_first(seed: int) -> None:
    found = check_lexicon(planted(seed=seed), LEXICON, Settings()).suggestions
    for theme, words in THEMES.items():
        mine = found[found["theme"] == theme].sort_values("rank")
        assert set(mine["term"].head(3)) == set(words[3:])
        assert mine["rank"].tolist() == list(range(1, len(mine) + 1))
        assert (mine["score"].diff().dropna() <= 1e-9).all()
        assert (mine["share_sure"] > mine["share_other"]).all()


def test_no_word_of_the_lexicon_no_stop_word_and_no_rare_word_is_suggested() -> None:
    articles = planted()
    articles["text"] = "The of and " + articles["text"]
    found = set(check_lexicon(articles, LEXICON, Settings(max_share=1.0)).suggestions["term"])
    listed = {word for words in THEMES.values() for word in words[:3]}
    assert not found & (listed | {"the", "of", "and", "zorbak", "quillo"})


def test_each_suggestion_is_shown_where_it_stands() -> None:
    articles = planted()
    check = check_lexicon(articles, LEXICON, Settings())
    for (_, term), places in check.contexts.groupby(["theme", "term"]):
        assert 1 <= len(places) <= 3
        assert places["article_id"].is_unique
        for row in places.itertuples():
            text = check.articles.set_index("article_id").loc[row.article_id, "text"]
            assert text[row.start : row.end].lower() == row.keyword.lower() == term
            assert f"{row.before}{row.keyword}{row.after}" in text
    assert set(check.contexts["term"]) == set(check.suggestions["term"])


def test_words_are_looked_for_in_nothing_where_no_article_is_sure() -> None:
    check = check_lexicon(planted(), Lexicon({"a": ["oil"], "b": ["football"]}), Settings())
    assert check.suggestions.empty
    assert check.contexts.empty


counts = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).filter(any), min_size=2, max_size=8)


@given(counts, st.integers(0, 30), st.integers(0, 30))
def test_log_odds_are_those_of_the_formula_and_turn_with_the_groups(pairs, more, others) -> None:
    first, second = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    n_first, n_second = int(first.max()) + more, int(second.max()) + others
    found = log_odds(first, second, n_first, n_second)
    np.testing.assert_allclose(found, naive_log_odds(first, second, n_first, n_second), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found, -log_odds(second, first, n_second, n_first), rtol=1e-9, atol=1e-9)
