import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.languages import language_of

LAW = settings(derandomize=True, deadline=None)
ALL = ("en", "es", "ru")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The presidents spoke about the cooperation of their countries in the energy sector.", "en"),
        ("Los presidentes hablaron de la cooperación de sus países en el sector de la energía.", "es"),
        ("Президенты обсудили сотрудничество двух стран в области энергетики.", "ru"),
    ],
)
def test_a_sentence_is_known_by_its_language(text, language):
    assert language_of(text, ALL) == language


@LAW
@given(st.text(), st.sampled_from([ALL, ("es", "ru"), ("en",)]))
def test_the_language_is_always_one_of_those_that_may_occur(text, languages):
    assert language_of(text, languages) in languages


@pytest.mark.parametrize("text", ["", "1941–1945", "…"])
def test_a_text_without_a_letter_is_given_the_first_language(text):
    assert language_of(text, ("ru", "en")) == "ru"


def test_with_one_language_there_is_no_guess():
    assert language_of("Los presidentes hablaron de la cooperación", ("en",)) == "en"
