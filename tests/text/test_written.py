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
    "победы", "Победа", "ещё", "paintings", "oil-rich", "Россия", "according", "accord", "by-\nelection",
    "sanc-\ntions", "de-\nfacto", "victory", "day", "#Army",
]  # fmt: skip
LANGUAGES = ["en", "es", "ru", "fr"]


def shown(texts, *terms, language="en", **others):
    return [written_forms(texts, terms, languages=language, **others)[term] for term in terms]


@pytest.mark.parametrize(
    ("text", "language", "term", "expected"),
    [
        ("we met in Cuba and in cuba" + ", in Cuba" * 9, "en", "cuba", "Cuba"),
        ("we met in Cuba and in cuba" + ", in Cuba" * 7, "en", "cuba", "cuba"),
        ("MOSCOW (AP) and MOSCOW (AP), as they said in Moscow on a day", "en", "moscow", "Moscow"),
        ("they said that the NATO of that day, and NATO", "en", "nato", "NATO"),
        ("Asked of that. Asked of this, they asked", "en", "ask", "asked"),
        ("Frequently they went", "en", "frequently", "frequently"),
        ("US troops", "en", "usa", "US"),
        ("TALKS IN KITCHENS", "en", "kitchen", "kitchens"),  # no place where a capital tells anything
        ("Cuesta. Bermúdez came", "en", "bermudez", "Bermúdez"),  # no word of the dictionary
        ("cuesta, Cuesta", "fr", "cuesta", "cuesta"),
        ("Sanctions. Sanctions. The sanctions", "en", "sanction", "sanctions"),
        ("a sanction " + "sanctions " * 99, "en", "sanction", "sanction"),  # the lemma, in one of a hundred
        ("a sanction " + "sanctions " * 100, "en", "sanction", "sanctions"),
        ("according to them " * 9 + "a peace accord", "en", "accord", "accord"),  # a stop word counts for nothing
        ("said by the U.S. and by the US", "en", "usa", "US"),
        ("la cooperación y la COOPERACIÓN", "es", "cooperacion", "cooperación"),
        ("the sanc-\ntions of that Díaz-Canel’s", "en", "diaz-canel", "Díaz-Canel"),
        ("sanc-\ntions", "en", "sanction", "sanctions"),
        ("a by-\nelection", "en", "by-election", "by-election"),
        ("он был в Москве и из Москвы уехал", "ru", "москва", "Москва"),
        ("войны, войне", "ru", "война", "война"),
        ("ещё", "fr", "еще", "ещё"),
        ("oil", "en", "gas", "gas"),  # does not occur
    ],
)
def test_a_term_is_shown_as_it_is_written(text, language, term, expected):
    assert shown([text], term, language=language) == [expected]


def test_of_forms_as_frequent_the_first_is_shown():
    assert shown(["they met, and then they meets"], "meet") == ["meets"]


def test_a_phrase_is_shown_as_it_is_written_where_it_is_one():
    texts = ["the victory of the day", "and on\nVictory\n  Day", "VICTORY DAY", "it was on Victory Day"]
    assert shown(texts, "victory day", "victory", phrases=["victory day"]) == ["Victory Day", "victory"]
    assert shown(texts, "victory day", phrases=[("victory", "day")]) == ["Victory Day"]
    spanish = ["fue en el día de la Victoria, el día de la Victoria"]
    assert shown(spanish, "dia de el victoria", language="es", phrases=["dia de el victoria"]) == ["día de la Victoria"]


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("said of oil https://t.co/abc prices", "oil price", "oil prices"),
        ("an army. War came", "army war", "army war"),
        ("the vic-\ntory day", "victory day", "victory day"),
        ("of a military-technical kind", "military technical", "military-technical"),
    ],
)
def test_what_stands_between_the_words_of_a_phrase_is_left_out(text, phrase, expected):
    assert shown([text], phrase, phrases=[phrase]) == [expected]


def test_a_word_inside_a_phrase_says_nothing_of_the_word_alone():
    texts = ["then the United Nations met, the United Nations", "it is a nation"]
    assert shown(texts, "nation", phrases=["united nation"]) == ["nation"]


def test_two_terms_are_never_shown_alike():
    texts = ["several sanctions", "des sanctions"]
    forms = written_forms(texts, ["sanction", "sanctions"], languages=["en", "fr"])
    assert forms == {"sanction": "sanction", "sanctions": "sanctions"}


@given(st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=30), st.sampled_from(LANGUAGES))
def test_what_is_shown_is_counted_as_its_term(written, language):
    words = Words()
    text = " ".join([*written, "gas"])
    terms = count_terms([text], languages=language, words=words).terms
    for term, form in written_forms([text], terms, languages=language, words=words).items():
        assert form == term or [part.term for part in words.read(form, language)] == [term]


@given(st.permutations([f"the {a} and {b}" for a, b in zip(WRITTEN, reversed(WRITTEN), strict=True)]))
def test_the_order_of_the_texts_changes_no_word(texts):
    terms = (*count_terms(WRITTEN).terms, "victory day")
    mixed = random.Random(0).sample(terms, len(terms))
    assert written_forms(texts, terms, phrases=["victory day"]) == written_forms(
        sorted(texts), mixed, phrases=["victory day"]
    )


def test_many_languages_are_refused_as_where_they_are_counted():
    codes = [f"{a}{b}" for a in "abcdefghijkl" for b in "abcdefghijkl"]
    with pytest.raises(InputError, match="144 languages; at most 127"):
        written_forms(["a"] * len(codes), ["a"], languages=codes)


def test_texts_are_checked_as_where_they_are_counted():
    with pytest.raises(InputError, match="languages has 1 entries for 2 texts"):
        written_forms(["a", "b"], ["a"], languages=["en"])
