import os
import re
import tarfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.text.tokens import tokens
from tests.naive import UNSEEN, naive_tokens

LAW = settings(max_examples=300)
TEXTS = (
    st.text()
    | st.text(alphabet="aéЙ\u0301'’-. \n@#:/1U")
    | st.lists(st.sampled_from(["U.", "S.", "'s", "http://", "@a"])).map("".join)
)

# Texts of pieces that mean something to the scanner, glued without a space between them.
PIECES = st.sampled_from([
    "oil", "Oil", "U", "é", "e\u0301", "Й", "й", "油", "ไทย", "한국", "हिन्दी", "ß", "ﬁ", "ª", "²",
    "½", "0", "9", "p", "w", "t", "_", ".", ",", "+", "-", "‐", "'", "’", "ʼ", "@", ":", "/", "://",
    "www.", "www", "pic.twitter.com/", "#", " ", "\n", "\r\n", "\t", "\u00a0", "-\n", "- \n ", "'s",
    "’re", "\u200b", "\u200d", "\u00ad", "\ufeff", "\u202e", "\ufe0f", "\u0301", "😀", "👩\u200d👧",
    "\ud800", "a.b@c.de", "U.S.", "\U00020000", "\U000e0041", "\x00", "\x85", "\u2028",
])  # fmt: skip
MIXED = st.lists(PIECES, max_size=14).map("".join) | st.text()


def words(text):
    return [token.word for token in tokens(text)]


@LAW
@given(TEXTS)
def test_a_tokens_start_and_end_cut_its_word_out_of_the_text(text):
    at = 0
    for token in tokens(text):
        assert at <= token.start < token.end <= len(text)
        written = "".join(c for c in text[token.start : token.end] if ord(c) not in UNSEEN)
        joined = re.sub(r"-\s+", "\u00ad", written)
        assert token.word in (unicodedata.normalize("NFC", joined), written.replace(".", "").upper())
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


@settings(max_examples=3000)
@given(MIXED)
def test_tokens_are_those_of_the_naive_expression(text):
    assert list(tokens(text)) == naive_tokens(text)


def nasty_texts():
    """The files of the nasty archives, each as the text that a lenient reader makes of it."""
    folder = os.environ.get("THEMELINE_CORPORA")
    if not folder or not Path(folder, "nasty").is_dir():
        pytest.skip("THEMELINE_CORPORA names no folder with the archives of nasty texts")
    for archive in sorted(Path(folder, "nasty").glob("*.tar.xz")):
        with tarfile.open(archive) as files:
            for member in files:
                if member.isfile():
                    yield member.name, files.extractfile(member).read()


@pytest.mark.slow
def test_nasty_files_have_the_naive_tokens():
    n_words = 0
    for name, content in nasty_texts():
        for encoding in ("utf-8", "latin-1"):
            text = content.decode(encoding, errors="surrogateescape")[:20_000]
            found = list(tokens(text))
            assert found == naive_tokens(text), (name, encoding)
            n_words += len(found)
    assert n_words > 100_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sanc\u00adtions za\u200bhtjev \ufeffoil\u200d \u202eoil\u202c", ["sanctions", "zahtjev", "oil", "oil"]),
        ("Nin\u0303o Niño", ["Niño", "Niño"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("한국어 단어", ["한국어", "단어"]),
        ("oil 石油价格 oil ราคาน้ำมัน gas", ["oil", "oil", "gas"]),
        ("石油oil的", ["oil"]),
        ("oil😀gas ❤️ 👩‍👧 1️⃣ ℹ️", ["oil", "gas", "ℹ"]),
        ("Рutin", ["Рutin"]),
        ("l’été aujourd'hui", ["l’été", "aujourd'hui"]),
        ("sanc-\ntions sanc-\r\n  tions", ["sanc\u00adtions", "sanc\u00adtions"]),
        ("Díaz-\nCanel oil -\ngas war-\n\npeace", ["Díaz", "Canel", "oil", "gas", "war", "peace"]),
        ("\ud800oil\udfff", ["oil"]),
        ("ftp://x.y/z, mailto:a.b+c@d.co.uk oil@gas @a@b.c", ["mailto", "oil", "gas", "b", "c"]),
        ("m² ½ Ⅷ 5g G7x", ["m", "G"]),
    ],
)
def test_the_words_of_odd_text(text, expected):
    assert words(text) == expected


def test_a_long_text_of_anything_is_read_in_good_order():
    text = "a@" * 100_000 + "a-\n" * 100_000 + "." * 100_000 + "x" * 1_000_000
    assert len(words(text)) > 100_000
