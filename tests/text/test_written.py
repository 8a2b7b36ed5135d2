"""How terms are written: accents, capitals, and a form that occurs."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.text import Words, count_terms, written_forms

WRITTEN = [
    "Cuba", "cuba", "CUBA", "Díaz-Canel", "sanctions", "Sanctions", "sanction", "vacunas", "Vacuna", "NATO", "U.S.",
    "победы", "Победа", "ещё", "paintings", "oil-rich", "Россия",
]  # fmt: skip
LANGUAGES = ["en", "es", "ru", "fr"]


def shown(texts, *terms, language="en", **others):
    return [written_forms(texts, terms, languages=language, **others)[term] for term in terms]


@pytest.mark.parametrize(
    ("text", "language", "term", "expected"),
    [
        ("cuba.com, CUBA" + " Cuba" * 9, "en", "cuba", "Cuba"),
        ("Sanctions. Sanctions. The sanctions", "en", "sanction", "sanctions"),  # small in one of three
        ("a sanction " + "sanctions " * 9, "en", "sanction", "sanction"),  # the lemma, in one of ten
        ("a sanction " + "sanctions " * 10, "en", "sanction", "sanctions"),
        ("The U.S. and the US", "en", "usa", "US"),
        ("La cooperación y la COOPERACIÓN", "es", "cooperacion", "cooperación"),
        ("sanc-\ntions of Díaz-Canel’s", "en", "diaz-canel", "Díaz-Canel"),
        ("sanc-\ntions", "en", "sanction", "sanctions"),
        ("ещё", "fr", "еще", "ещё"),
        ("oil", "en", "gas", "gas"),  # does not occur
    ],
)
def test_a_term_is_shown_as_it_is_written(text, language, term, expected):
    assert shown([text], term, language=language) == [expected]


def test_of_forms_as_frequent_the_first_is_shown():
    assert shown(["Havana HAVANA"], "havana") == ["HAVANA"]


def test_a_phrase_is_shown_as_it_is_written_where_it_is_one():
    texts = ["the victory of the day", "On\nVictory\n  Day", "VICTORY DAY", "Victory Day"]
    assert shown(texts, "victory day", "victory", phrases=["victory day"]) == ["Victory Day", "victory"]
    assert shown(texts, "victory day", phrases=[("victory", "day")]) == ["Victory Day"]
    assert shown(["día de la Victoria"], "dia de el victoria", language="es", phrases=["dia de el victoria"]) == [
        "día de la Victoria"
    ]


def test_of_a_phrase_the_first_texts_are_looked_at():
    texts = ["red army"] * 20 + ["Red Army"] * 500
    assert shown(texts, "red army", phrases=["red army"]) == ["red army"]


@given(st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=30), st.sampled_from(LANGUAGES))
def test_what_is_shown_is_counted_as_its_term(written, language):
    words = Words()
    text = " ".join([*written, "gas"])
    terms = count_terms([text], languages=language, words=words).terms
    for term, form in written_forms([text], terms, languages=language, words=words).items():
        assert [part.term for part in words.read(form, language)] == [term]


@given(st.permutations([f"{a} {b}" for a, b in zip(WRITTEN, reversed(WRITTEN), strict=True)]))
def test_the_order_of_the_texts_changes_no_word(texts):
    terms = count_terms(WRITTEN).terms
    assert written_forms(texts, terms) == written_forms(sorted(texts), random.Random(0).sample(terms, len(terms)))


def test_texts_are_checked_as_where_they_are_counted():
    with pytest.raises(InputError, match="languages has 1 entries for 2 texts"):
        written_forms(["a", "b"], ["a"], languages=["en"])
