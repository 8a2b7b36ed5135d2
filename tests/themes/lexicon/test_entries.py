"""Prefixes and exclusions, against a slow and obvious reference."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.text import Words, count_terms, read_texts
from analysis.themes.lexicon import Lexicon

WORDS = Words()


def counted(lexicon: Lexicon, texts: list[str], languages="en"):
    """Return what the pipeline makes of texts: how often each theme's terms stand in each."""
    read = read_texts(texts, languages=languages, words=Words())
    phrases = frozenset().union(*lexicon.phrases(WORDS.forms, read.vocabulary).values())
    counts = count_terms(read, phrases=phrases | lexicon.excluded(WORDS.forms, read.vocabulary))
    return np.asarray(counts.counts @ lexicon.matrix(counts.terms, WORDS.forms).T.astype(float))


def test_a_prefix_stands_for_all_words_that_begin_so_whatever_their_capitals_and_accents() -> None:
    lexicon = Lexicon({"a": {"words": {"es": ["SANCIÓN*", "energ*"]}}})
    texts = ["Las sanciones sancionaron", "La energía energética", "El casino", "Nada"]
    assert counted(lexicon, texts, "es").ravel().tolist() == [2, 2, 0, 0]


def test_the_last_word_of_a_phrase_may_be_open() -> None:
    lexicon = Lexicon({"a": ["nuclear plant*"]})
    texts = ["A nuclear plant", "Nuclear plantations", "plant of nuclear", "nuclear, the plant"]
    assert counted(lexicon, texts).ravel().tolist() == [1, 1, 0, 0]


def test_an_excluded_phrase_counts_for_itself_and_so_for_no_theme() -> None:
    lexicon = Lexicon({"a": {"words": ["oil"], "exclude": ["oil painting", "olive oil*"]}, "b": ["oil", "painting"]})
    texts = ["oil", "an oil painting", "oil paintings of oil", "olive oil", "olive oils", "painting"]
    assert counted(lexicon, texts).T.tolist() == [[1, 0, 1, 0, 0, 0], [1, 0, 1, 0, 0, 1]]


def test_a_phrase_that_one_theme_excludes_may_be_another_themes() -> None:
    lexicon = Lexicon({"a": {"words": ["oil"], "exclude": ["oil painting"]}, "b": ["oil painting"]})
    assert counted(lexicon, ["oil painting", "oil"]).tolist() == [[0, 1], [1, 0]]


def test_an_excluded_word_is_left_out_of_what_the_prefixes_of_its_own_theme_match() -> None:
    lexicon = Lexicon({"a": {"words": ["gas*"], "exclude": ["gastric*", "gasp"]}, "b": ["gas*"]})
    texts = ["gas", "gasoline", "gastric", "gastrically", "gasp", "gasping"]
    assert counted(lexicon, texts)[:, 0].tolist() == [1, 1, 0, 0, 0, 0]
    assert counted(lexicon, texts)[:, 1].tolist() == [1, 1, 1, 1, 1, 1]


def test_a_phrase_is_excluded_in_all_its_forms() -> None:
    for written in ("oil painting", "oil paintings", "Oil Paintings"):
        lexicon = Lexicon({"a": {"words": {"en": ["oil"]}, "exclude": {"en": [written]}}})
        texts = ["They sell oil paintings and more oil paintings", "An oil painting, and oil"]
        assert counted(lexicon, texts).ravel().tolist() == [0, 1]


def test_words_phrases_and_the_first_words_of_prefixes_match_in_all_their_forms() -> None:
    lexicon = Lexicon({"a": {"words": {"en": ["meeting", "oil painting", "shelling campaign*"]}}})
    texts = ["Two meetings, a meeting", "Oil paintings", "the shelling campaigns of shellings campaigners", "nothing"]
    assert counted(lexicon, texts).ravel().tolist() == [2, 1, 2, 0]


letters = st.text("ab", min_size=1, max_size=4)
phrases = st.lists(letters, min_size=1, max_size=3).map(" ".join)
listed = st.lists(st.tuples(phrases, st.booleans()), min_size=1, max_size=4)


@given(st.lists(phrases, unique=True, max_size=12), listed, listed)
def test_prefixes_and_exclusions_are_those_of_the_obvious_way(terms, words, exclude) -> None:
    """Word by word: an entry is a term, or begins one of as many words; what is excluded is no prefix's."""

    def matches(entry, term):
        written, is_open = entry
        same = len(written.split()) == len(term.split())
        return term.startswith(written) and same if is_open else term == written

    def plain(written, _code):
        return (tuple(written.split()),)

    entries = {"words": words, "exclude": exclude}
    lexicon = Lexicon.kept({"a": {k: {"en": [w + "*" * o for w, o in v]} for k, v in entries.items()}})
    expected = [any(matches(e, t) and not (e[1] and any(matches(x, t) for x in exclude)) for e in words) for t in terms]
    assert lexicon.matrix(terms, plain)[0].tolist() == expected
