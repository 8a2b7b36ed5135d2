"""Names: found by their capitals within sentences, and left alone where a capital tells nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.text import Words, count_terms, find_names
from tests.naive import naive_names

LAW = settings(max_examples=200)
WORDS = Words()
TEXTS = st.lists(
    st.lists(
        st.sampled_from(["oil", "Oil", "oil.", "of", "Of", "Cuba", "Cuba,", "(Cuba)", "cuba", "Bush", "bushes", "US"]),
        min_size=1,
        max_size=8,
    ).map(" ".join),
    max_size=8,
)


@LAW
@given(TEXTS)
def test_names_are_those_of_plain_loops_over_words(texts):
    assert find_names(texts, words=WORDS) == naive_names(texts, WORDS)


@LAW
@given(TEXTS, st.randoms(use_true_random=False))
def test_neither_order_nor_what_was_read_before_makes_a_difference(texts, random):
    found = find_names(texts, words=Words())
    assert find_names(random.sample(texts, len(texts)), words=WORDS) == found


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("El viaje de Putin a Cuba con rusos y militares.", "es", {"putin", "cuba"}),
        ("Вчера встретился Путин и русские военные из Москвы.", "ru", {"путин", "москва"}),
        ("He met Díaz-Canel and the U.S.-led mission", "en", {"diaz-canel", "usa"}),
        ("In sales of Saudi Arabian oil to firms of Vladimir Ivanovich Petrov it rose", "en",
         {"saudi", "arabian", "vladimir", "ivanovich", "petrov"}),
        ("Der Preis für das Öl steigt, und das Haus ist kalt.", "de", set()),
        ("Meanwhile he left. Meanwhile, she said: Never. “Never,” he said\nAgain", "en", set()),
        ("RUSSIA TO SEND OIL TO CUBA", "en", set()),
        ("Russia Sends More Oil to Cuba and Iran", "en", set()),
        ("to @Rosneft and https://Rosneft.ru/Oil of 5 Rosneft of  Rosneft", "en", set()),
        ("oil Gas", "en", {"gas"}),
    ],
)  # fmt: skip
def test_a_capital_tells_something_only_where_a_sentence_goes_on(text, language, names):
    assert find_names([text], languages=language, words=WORDS) == names


def test_a_text_does_not_go_on_in_the_next():
    assert find_names(["the oil ", "Gas is here"], words=WORDS) == set()
    assert find_names(["", "the oil", "", " Gas is here"], words=WORDS) == set()


def test_a_slip_makes_no_name_a_word_and_no_word_a_name():
    texts = ["the oil of Cuba"] * 9 + ["the Oil of cuba"]
    assert find_names(texts, words=WORDS) == {"cuba"}
    assert find_names([*texts, "the oil of cuba"], words=WORDS) == set()


def test_a_name_in_one_language_is_judged_with_the_same_term_in_others():
    texts = ["the light of Sol", "la luz del sol"]
    assert "sol" in find_names(texts[:1], words=WORDS)
    assert find_names(texts, languages=["en", "es"], words=WORDS) == set()


def test_names_that_were_found_are_left_out_of_counts_but_for_those_kept():
    texts = ["the oil of Cuba", "an army of Putin"]
    names = find_names(texts, words=WORDS)
    assert count_terms(texts, leave_out=names, words=WORDS).terms == ("army", "oil")
    assert count_terms(texts, leave_out=names, keep=["cuba"], words=WORDS).terms == ("army", "cuba", "oil")


def test_no_texts_have_no_names_and_odd_ones_are_refused():
    assert find_names([]) == set()
    with pytest.raises(InputError, match=r"texts\[0\] is None"):
        find_names([None])
