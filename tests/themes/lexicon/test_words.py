"""Bad words, and odd ones: what is said of each, and in which line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.text import Words
from analysis.themes.lexicon import Lexicon
from analysis.themes.lexicon.word_checks import fault_of


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("oil|gas", "holds '|'; patterns are not read"),
        ("^gas$", "holds '^'"),
        ("gas.*", "holds '.*'"),
        ("gas?", "holds '?'"),
        ("(gas)", "holds '('"),
        ("[gG]as", "holds '['"),
        ("*gas", "holds * before its end"),
        ("natural* gas", "holds * before its end"),
        ("gas**", "holds * before its end"),
        ("g*", "begins too many words"),
        ("natural *", "begins too many words"),
        ("*", "has no letters"),
        ("", "has no letters"),
        (" ", "has no letters"),
        ("2022", "has no letters"),
        ("o\x00il", r"holds the control character '\x00'"),
        ("oil\ngas", r"holds the control character '\n'"),
        ("o\x1b[31mil", r"holds the control character '\x1b'"),
        ("\ud800il", "holds the control character"),
        ("o" * 201, "is 201 characters long"),
    ],
)
def test_a_word_that_cannot_be_used_is_refused_with_what_to_do(word: str, fault: str) -> None:
    for part in ("words", "exclude"):
        with pytest.raises(InputError) as caught:
            Lexicon({"energy": {"words": ["coal", "plan*"]} | {part: ["mine*", word]}})
        (told,) = caught.value.faults
        assert fault in told
        assert "'energy'" in told
        assert len(told) < 300


@pytest.mark.parametrize("word", ["U.S.", "AT&T", "LGBTQ+", "Helms-Burton", "o'clock", "gas*"])
def test_words_with_signs_that_are_no_pattern_are_taken(word: str) -> None:
    assert Lexicon({"energy": [word]}).notes == ()


def test_every_word_at_fault_is_told_with_its_own_line(faults_of) -> None:
    told = faults_of(
        "[energy]\nwords = [\n  'oil', # 'coal|'\n  'oil|gas',\n  '', 'gas.*' ]\n\n"
        '[war.words]\nen = ["ar\\u0000my", """tank?"""]\nes = [\'tanque\', \'^tanque\']\n'
    )
    assert [fault.partition(": ")[0] for fault in told] == [
        ", line 4",
        ", line 5",
        ", line 5",
        ", line 8",
        ", line 8",
        ", line 9",
    ]


@pytest.mark.parametrize(
    ("content", "note"),
    [
        ("[a]\nwords = ['oil',\n'gas',\n'Oil']", "line 4: theme 'a' has the word 'Oil' twice; once is enough"),
        ("[a.words]\nen = ['oil',\n'Oil']", "line 3: theme 'a' has the word 'Oil' twice in 'en'; once is enough"),
        ("[a]\nwords = ['oil',\n'COP26']", "line 3: theme 'a' has the word 'COP26', which holds digits, which are not"),
        ("[a]\nwords = ['covid-19']", "which holds digits, which are not counted; it counts as 'covid'"),
        (
            "[a]\nlabel = '<b>Oil</b>'\nwords = ['oil']",
            "line 1: the label of theme 'a' is '<b>Oil</b>'; markup is not read",
        ),
        (
            "[a.words]\nen = ['oil', 'нефть']",
            "line 2: theme 'a' has the word 'нефть', which has letters of CYRILLIC in en",
        ),
        (
            "[a.words]\nru = ['нефть',\n 'oil']",
            "line 3: theme 'a' has the word 'oil', which has letters of LATIN in ru",
        ),
        (
            "[a.words]\nru = ['нeфть']",
            "line 2: theme 'a' has the word 'нeфть', which mixes letters of CYRILLIC and LATIN",
        ),
        ("[a]\nwords = ['石油', 'oil']", "line 2: theme 'a' has the word '石油', which is of a script without spaces"),
        ("[a]\nwords = ['oil']\nexclude = ['boil']", "line 3: theme 'a' excludes the word 'boil', but has no prefix"),
    ],
)
def test_what_is_odd_about_a_word_is_noted_with_its_line(load, content: str, note: str) -> None:
    (told,) = load(content).notes
    assert note in told


@pytest.mark.parametrize("word", ["COP26", "G7", "F-16", "G7 summit", "A-10", "MH17", "5G"])
def test_a_word_whose_digits_are_much_of_it_matches_nothing(load, word: str) -> None:
    lexicon = load(f"[a]\nwords = ['{word}']\nexclude = ['oil {word}']")
    assert [note.split("which ", 1)[1] for note in lexicon.notes] == [
        "holds digits, which are not counted; it will match nothing, give words that are written in letters"
    ] * 2
    assert lexicon.phrases(Words().forms)["a"] == frozenset()


def test_a_theme_whose_words_are_all_anothers_is_noted(load) -> None:
    words = [f"word{letter}" for letter in "abcdefghij"]
    (told,) = load(f"[a]\nwords = {words}\n[b]\nwords = {words[::-1]}").notes
    assert "line 3: all words of theme 'b' are words of 'a' too" in told
    (told,) = load(f"[a]\nwords = {words[:5]}\n[b]\nwords = {words[1:]}").notes
    assert "line 1: 4 of the 5 words of theme 'a' are words of 'b' too" in told
    assert load(f"[a]\nwords = {words[:5]}\n[b]\nwords = {words[2:]}").notes == ()
    assert load("[a]\nwords = ['oil']\n[b]\nwords = ['oil', 'gas']").notes == ()


def test_a_thousand_words_of_a_theme_are_noted() -> None:
    words = [f"word{'abcdefghij'[i % 10]}{'abcdefghij'[i // 10 % 10]}{'abcdefghij'[i // 100]}" for i in range(1000)]
    (told,) = Lexicon({"a": words}).notes
    assert "theme 'a' has 1,000 words; each is taken for a sign of it" in told
    assert Lexicon({"a": words[1:]}).notes == ()


def test_words_for_every_language_may_be_of_any_alphabet(load) -> None:
    assert load("[a]\nwords = ['oil', 'нефть', 'petróleo']").notes == ()


def test_a_word_that_is_excluded_too_is_refused(faults_of) -> None:
    (told,) = faults_of("[a]\nwords = ['oil', 'gas*']\nexclude = [\n'Oil']")
    assert told.startswith(", line 4: theme 'a' both has and excludes 'Oil'")


@given(st.text(max_size=30))
def test_no_text_is_too_odd_to_be_judged(text: str) -> None:
    faults = [fault_of(text)]
    try:
        lexicon = Lexicon({"a": {"words": {"en": [text]}, "label": text}})
    except InputError:
        return
    assert faults == [None]
    assert lexicon.themes[0].words == {"en": (text,)}


def test_ten_thousand_words_are_taken_with_their_lines(load, faults_of) -> None:
    words = [f"word{'abcdefghij'[i % 10]}{i}" for i in range(10_000)]
    text = "[a]\nwords = [\n" + "".join(f"'{word}',\n" for word in words) + "]\n"
    assert load(text).themes[0].words["en"] == tuple(words)
    (told,) = faults_of(text.replace("'wordj9999'", "'word|'"))
    assert told.startswith(", line 10002: ")
