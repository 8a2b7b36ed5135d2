"""Which lemmas a word of a lexicon stands for: in each language words whose forms the lemmatiser parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.text import Words
from analysis.text.forms import lemmas_of

WORDS = Words()

# Each word with forms of it, all of which it must find in a text.
FORMS = {
    "en": {
        "painting": "painting paintings",
        "paintings": "painting paintings",
        "meeting": "meeting meetings",
        "training": "training trainings",
        "killing": "killing killings",
        "shelling": "shelling shellings",
        "drilling": "drilling drillings",
        "saving": "saving savings",
        "holding": "holding holdings",
        "earning": "earning earnings",
        "building": "building buildings",
        "wound": "wound wounds wounded",
        "defence": "defence defences",
        "defences": "defence defences",
        "Iranian": "Iranian Iranians",
        "Iraqis": "Iraqi Iraqis",
        "sanction": "sanction sanctions sanctioned",
        "refugee": "refugee refugees",
        "policy": "policy policies",
        "box": "box boxes",
    },
    "es": {
        "vacuna": "vacuna vacunas",
        "vacunas": "vacuna vacunas",
        "energético": "energético energética energéticos energéticas",
        "energéticos": "energético energética energéticos energéticas",
        "revolución": "revolución revoluciones",
        "revoluciones": "revolución revoluciones",
        "fracción": "fracción fracciones",
        "doctor": "doctor doctores",
        "vaca": "vaca vacas",
        "finanza": "finanza finanzas",
        "operadora": "operadora operadoras",
        "sanción": "sanción sanciones",
        "misil": "misil misiles",
        "petrolero": "petrolero petrolera petroleros petroleras",
        "químico": "químico química químicos químicas",
        "voz": "voz voces",
    },
    "ru": {
        "банк": "банк банка банки банков банке",
        "банки": "банк банка банки банков банке",
        "данные": "данные данных данным данными",
        "санкция": "санкция санкции санкций санкциями",
        "ракета": "ракета ракеты ракет ракетами",
        "вакцина": "вакцина вакцины вакцин",
        "переговоры": "переговоры переговоров переговорам",
        "пошлина": "пошлина пошлины пошлин",
        "беженец": "беженец беженцы беженцев",
        "нефтяной": "нефтяной нефтяная нефтяные нефтяных",
        "учение": "учение учения учений",
        "обстрел": "обстрел обстрелы обстрелов",
        "война": "война войны войн",
        "уголь": "уголь угля",
        "бой": "бой бои боев",
    },
}


@pytest.mark.parametrize(("language", "word"), [(code, word) for code, words in FORMS.items() for word in words])
def test_a_word_stands_for_all_its_forms(language: str, word: str) -> None:
    stands_for = {phrase for (phrase,) in WORDS.forms(word, language)}
    assert {WORDS.term(form, language) for form in FORMS[language][word].split()} <= stands_for


@pytest.mark.parametrize(
    ("language", "word", "other"),
    [
        ("en", "new", "news"),
        ("en", "mean", "means"),
        ("en", "savings", "save"),
        ("en", "meet", "meetings"),
        ("en", "wounds", "wind"),
        ("en", "ethic", "ethics"),
        ("en", "clothe", "clothes"),
        ("es", "caso", "casa"),
        ("es", "puerto", "puerta"),
        ("es", "junta", "junto"),
        ("es", "dicha", "dicho"),
        ("es", "pico", "pica"),
        ("es", "casas", "casar"),
        ("es", "energética", "energético"),
        ("ru", "мир", "миро"),
        ("ru", "дух", "духовой"),
    ],
)
def test_a_word_does_not_stand_for_another_that_is_spelt_like_a_form_of_it(language, word, other) -> None:
    assert (WORDS.term(other, language),) not in WORDS.forms(word, language)


def test_a_phrase_stands_for_its_words_in_all_their_forms() -> None:
    assert set(WORDS.forms("oil paintings", "en")) == {("oil", "paint"), ("oil", "painting")}
    assert set(WORDS.forms("sector energético", "es")) == {("sector", "energetico"), ("sector", "energetica")}


def test_a_phrase_of_very_many_forms_stands_for_its_own_lemmas_alone() -> None:
    assert WORDS.forms("meeting " * 12, "en") == (("meet",) * 12,)


def test_no_form_of_a_word_is_a_stop_word() -> None:
    for language, words in FORMS.items():
        for word in words:
            others = [form for (form,) in WORDS.forms(word, language)[1:]]
            assert not [form for form in others if WORDS.is_stop(form, language)]


@pytest.mark.parametrize("language", ["en", "es", "ru"])
@given(st.text("aeiobcáéngsrz", max_size=9), st.dictionaries(st.text("abns", max_size=4), st.text("abns", max_size=4)))
def test_a_words_own_lemma_comes_first_and_none_twice(language, word, known) -> None:
    found = lemmas_of(word, language, known.get)
    assert found[:1] == ([known[word]] if word in known else [])
    assert len(set(found)) == len(found)
