import pytest
import simplemma
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.text import Words
from analysis.text.tokens import tokens
from analysis.text.words import fold, stop_words

LAW = settings(max_examples=300)
LANGUAGES = ("en", "es", "ru")


@pytest.fixture(scope="module")
def words():
    return Words()


@LAW
@given(st.text() | st.text(alphabet="aeEйЙёñ\u0301\u0308\u0323"))
def test_to_fold_twice_is_to_fold_once(word):
    assert fold(fold(word)) == fold(word)


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("cooperación", "cooperacion"),
        ("ñandú", "nandu"),
        ("oil", "oil"),
        ("военный", "военный"),
        ("и\u0306", "й"),
        ("ещё", "еще"),
        ("e\u0301", "e"),
        ("x\u0304", "x"),
    ],
)
def test_accents_of_latin_letters_are_folded_and_other_scripts_keep_their_marks(word, folded):
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("language", "forms", "term"),
    [
        ("en", ["sanction", "Sanctions", "SANCTIONS"], "sanction"),
        ("en", ["Díaz-Canel", "Diaz-Canel", "DÍAZ-CANEL"], "diaz-canel"),
        ("en", ["O'Brien", "O’Brien"], "o'brien"),
        ("en", ["US", "USA"], "usa"),
        ("en", ["media", "Media"], "media"),
        ("en", ["Russian", "Russians"], "russian"),
        ("es", ["sanción", "Sanciones"], "sancion"),
        ("es", ["EEUU"], "usa"),
        ("ru", ["санкция", "Санкции", "санкций"], "санкция"),
        ("ru", ["военный", "Военные", "военных"], "военный"),
    ],
)
def test_the_forms_of_a_word_are_one_term(words, language, forms, term):
    assert {words.term(form, language) for form in forms} == {term}


def test_the_pronoun_us_is_not_the_country(words):
    assert words.term("us", "en") != words.term("US", "en")
    assert words.is_stop("us", "en")
    assert not words.is_stop("US", "en")


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Military-Technical", ("Military", "Technical")),
        ("Military‑Technical", ("Military", "Technical")),
        ("Díaz-Canel", ("Díaz-Canel",)),
        ("Díaz‑Canel", ("Díaz-Canel",)),
        ("oil", ("oil",)),
    ],
)
def test_a_compound_of_known_words_is_taken_apart_and_a_name_stays_whole(words, word, parts):
    assert words.parts(word, "en") == parts


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_words_are_folded_small_letters_and_known_in_any_case(words, language):
    stops = stop_words(language)
    assert len(stops) > 100
    for word in sorted(stops):
        assert word == fold(word.lower())
        assert words.is_stop(word, language)
        assert words.is_stop(word.capitalize(), language)


@pytest.mark.parametrize(("word", "language"), [("sanctions", "en"), ("energía", "es"), ("военный", "ru")])
def test_words_of_a_theme_are_no_stop_words(words, word, language):
    assert not words.is_stop(word, language)


def test_a_phrase_is_its_terms_in_order_with_its_stop_words(words):
    assert words.forms("Great Patriotic War", "en") == (("great", "patriotic", "war"),)
    assert words.forms("Día de la Victoria", "es") == (("dia", "de", "el", "victoria"),)
    assert words.forms("https://a.b", "en") == ()


@pytest.mark.parametrize(
    ("written", "places"),
    [
        ("Military-Technical", [(0, 8), (9, 18)]),
        ("military-\ntechnical", [(0, 8), (10, 19)]),
        ("military-\u200b\ntechnical", [(0, 8), (11, 20)]),
        ("anti-sanc-\ntions", [(0, 4), (5, 16)]),
        ("Cuba’s", [(0, 4)]),
        ("Cu\u200bba\u200b’\u200bs", [(0, 5)]),
        ("U.S.", [(0, 4)]),
    ],
)
def test_the_parts_of_a_written_word_stand_where_they_say(words, written, places):
    assert [(part.start, part.end) for part in words.read(written, "en")] == places


KNOWN = [
    "the", "sanctions", "ties", "countries", "naval", "oil", "gas", "run", "ran", "better", "paris", "x", "comieron",
    "dijo", "mente", "casas",
]  # fmt: skip
ENDINGS = ["cies", "tions", "doms", "ized", "erves", "s", "ing", "mente", "dole"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n_others", [0, 2000])
def test_lemmas_are_those_of_the_library_one_by_one_and_all_together(language, n_others):
    small = KNOWN + [root + ending for root in ("zqor", "pharmo") for ending in ENDINGS]
    others = ["abc"] * n_others  # so many that the large dictionary is asked
    said = [fold(simplemma.lemmatize(word, language).lower()) for word in small]
    words = Words()
    assert words.read_small(small + others, language)[0][: len(small)] == said
    assert [words.term(word, language) for word in small] == said


@given(st.lists(st.text("aBcsdé'-. ", max_size=8), max_size=3).map(" ".join), st.sampled_from(["en", "es", "fr"]))
def test_a_phrase_is_read_like_a_text(phrase: str, language: str) -> None:
    """Also where it is plain enough to be split at its spaces, and when it is asked for again."""
    words = Words()
    expected = tuple(words.term(p, language) for t in tokens(phrase) for p in words.parts(t.word, language))
    said = words.forms(phrase, language)
    assert said[:1] == ((expected,) if expected else ())
    assert said == words.forms(phrase, language)
    assert len(set(said)) == len(said)
