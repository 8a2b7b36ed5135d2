import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.text.tokens import tokens

LAW = settings(derandomize=True, deadline=None, max_examples=300)
TEXTS = (
    st.text()
    | st.text(alphabet="aéЙ\u0301'’-. \n@#:/1U")
    | st.lists(st.sampled_from(["U.", "S.", "'s", "http://", "@a"])).map("".join)
)


def words(text):
    return [token.word for token in tokens(text)]


@LAW
@given(TEXTS)
def test_a_tokens_start_and_end_cut_its_word_out_of_the_text(text):
    at = 0
    for token in tokens(text):
        assert at <= token.start < token.end <= len(text)
        written = text[token.start : token.end]
        assert token.word in (unicodedata.normalize("NFC", written), written.replace(".", "").upper())
        at = token.end


@LAW
@given(TEXTS)
def test_every_word_starts_with_a_letter_and_holds_no_space(text):
    assert all(
        word[0].isalnum() and not word[0].isdecimal() and not any(c.isspace() for c in word) for word in words(text)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. and the US told us", ["The", "US", "and", "the", "US", "told", "us"]),
        ("u.s.-led, e.g. oil.", ["US", "led", "EG", "oil"]),
        ("see https://a.b/c?d=é and www.a.b/c, pic.twitter.com/qNf0 too", ["see", "and", "too"]),
        ("(@EmbaCuba) wrote to a.b@c.cu: #CubaEsSalud", ["wrote", "to", "CubaEsSalud"]),
        ("In 1941-1945 some 23,792.5 men, 3rd G7", ["In", "some", "men", "G"]),
        ("Cuba’s workers' don't we're O'Brien’s", ["Cuba", "workers", "don", "we", "O'Brien"]),
        ("Military-Technical Díaz‑Canel a--b", ["Military-Technical", "Díaz‑Canel", "a", "b"]),
        ("Его й ё поздравил, ¿Qué?", ["Его", "й", "ё", "поздравил", "Qué"]),
        ("oil_price", ["oil", "price"]),
        ("Di\u0301az", ["Díaz"]),
        ("", []),
    ],
)
def test_the_words_of_a_text(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize("text", ["In 2022,Russia sent oil", "(1941.Leningrad stood)", "Oil,@emba.cu said"])
def test_a_number_or_user_name_without_a_space_swallows_no_word(text):
    assert {"Russia", "Leningrad", "Oil"} & set(words(text))
