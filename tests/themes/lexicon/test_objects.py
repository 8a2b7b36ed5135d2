from pathlib import Path

import numpy as np
import pytest

from analysis.contracts import LANGUAGES
from analysis.errors import InputError
from analysis.text import Words, count_terms
from analysis.themes.lexicon import KEYS, PALETTE, Lexicon

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
WORDS = Words()


def test_the_seed_themes_have_words_in_every_language_and_a_colour_of_their_own():
    lexicon = Lexicon.load(SEEDS / "themes.toml")
    assert lexicon.names == ("energy", "military", "ww2_memory", "sanctions", "diplomacy", "trade_and_aid")
    assert all(tuple(theme.words) == LANGUAGES and all(theme.words.values()) for theme in lexicon.themes)
    assert len({theme.colour for theme in lexicon.themes}) == len(lexicon.themes)


def test_no_seed_word_names_two_themes_or_none():
    phrases = Lexicon.load(SEEDS / "themes.toml").phrases(WORDS.forms)
    assert () not in set().union(*phrases.values())
    assert sum(len(p) for p in phrases.values()) == len(set().union(*phrases.values()))


def test_a_file_and_a_dict_give_the_same_lexicon(tmp_path):
    path = tmp_path / "themes.toml"
    text = "[war]\nlabel = 'War'\ncolour = '#000000'\n[war.words]\nen = ['army']\n[energy]\nwords = ['oil', 'gas']\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    plain = Lexicon({"war": {"label": "War", "colour": "#000000", "words": {"en": ["army"]}}, "energy": ["oil", "gas"]})
    assert Lexicon.load(path).themes == plain.themes
    assert plain.names == ("war", "energy")


def test_what_a_theme_leaves_out_is_filled_in():
    theme = Lexicon({"trade_and_aid": ["loan"]}).themes[0]
    assert (theme.label, theme.colour) == ("Trade and aid", PALETTE[0])
    assert theme.words == dict.fromkeys(LANGUAGES, ("loan",))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (
            "[energy]\nlabl = 'E'\nwords = ['oil']",
            ", line 1: unknown key 'labl' in theme 'energy' (did you mean 'label'?)",
        ),
        (
            "\n[energy]\ncolor = '#000000'\nwords = ['oil']",
            ", line 2: unknown key 'color' in theme 'energy' (did you mean 'colour'?)",
        ),
        (
            "[energy]\nxyz = 1\nwords = ['oil']",
            f", line 1: unknown key 'xyz' in theme 'energy' (known: {', '.join(sorted(KEYS))})",
        ),
        (
            "[energy]\ncolour = 'red'\nwords = ['oil']",
            ", line 1: the colour of theme 'energy' is 'red'; it must be like",
        ),
        ("[energy]\ncolour = '#12345'\nwords = ['oil']", ", line 1: the colour of theme 'energy' is '#12345'"),
        ("[energy]\nlabel = ' '\nwords = ['oil']", ", line 1: the label of theme 'energy' is ' '"),
        ("[energy]", ", line 1: theme 'energy' has no words"),
        ("[energy]\nwords = []", ", line 1: theme 'energy' has no words"),
        ("[energy.words]\nen = []", ", line 1: theme 'energy' has no words"),
        ("[energy.words]\nen = ['oil']\nfr = ['huile']", ", line 1: theme 'energy' has words in 'fr' (known"),
        ("[energy.words]\nen = 'oil'", ", line 1: the words of theme 'energy' in 'en' are 'oil'; they must be a list"),
        ("[energy.words]\nen = ['oil', '2022']", ", line 2: theme 'energy' has the word '2022' in 'en'"),
        ("[energy]\nwords = ['oil', 7]", ", line 2: theme 'energy' has the word 7, which is a number; write"),
        ("[energy]\nwords = ['x',\n2.5]", ", line 3: theme 'energy' has the word 2.5, which is a number"),
        ("[energy]\nwords = ['x',\ntrue]", ", line 3: theme 'energy' has the word True, which is no text"),
        ("[energy]\nwords = [['oil']]", ", line 1: theme 'energy' has the word ['oil'], which is a list; write each"),
        ("[energy]\nwords = ['oil', {a=1}]", ", line 1: theme 'energy' has the word {'a': 1}, which is a table"),
        ("[energy]\nwords = [{a=1}]", ", line 1: the words of theme 'energy' are a list of tables; write words ="),
        ("\n[[energy]]\nwords = ['oil']", ", line 2: 'energy' is a list of tables; write [energy] with single"),
        ("[[energy.words]]\nen = ['oil']", ", line 1: the words of theme 'energy' are a list of tables; write"),
        ("[energy]\nen = ['oil']", ", line 1: unknown key 'en' in theme 'energy'; for words of a language write"),
        ("energy = 5", ", line 1: 'energy' is 5; a theme is a table"),
        ("[Energy]\nwords = ['oil']", ", line 1: the theme's name 'Energy' must be small letters"),
        (
            "[a]\nwords = ['oil']\n[b]\nlabel = 'a'\nwords = ['gas']",
            ", line 3: the themes 'a' and 'b' share the label 'a'",
        ),
        (
            "[a]\nwords = ['x']\n# [a]\n[b]\nwords = ['y']\n[a] # again\nwords = ['z']",
            ", line 6: the theme 'a' stands twice (first in line 1)",
        ),
        ("[a]\nwords = ['x']\n['a']\nwords = ['z']", ", line 3: the theme 'a' stands twice (first in line 1)"),
        ("", ": names no theme"),
        ("[energy\nwords = ['oil']", ", line 1: is no TOML"),
        ("[a]\nwords = ['x']\nwords = ['y']", ", line 3: 'words' of theme 'a' stands twice (first in line 2); join"),
        ("[a]\nlabel = 'x'\nlabel = 'y'\nwords=['z']", ", line 3: 'label' of theme 'a' stands twice (first in line 2)"),
        ("[a.words]\nen = ['x']\n[a.words]\nes = ['y']", ", line 3: 'words' of theme 'a' stands twice (first in"),
        ("[a]\nwords = ['x']\n[a.words]\nes = ['y']", ", line 3: 'words' of theme 'a' stands twice (first in line 2)"),
        ("[a]\nwords.en = ['x']\nwords.en = ['y']", ", line 3: 'words.en' of theme 'a' stands twice"),
        ("[a]\nwords.en = ['x']\n[a.words]\nes = ['y']", ", line 3: 'words' of theme 'a' stands twice (first in"),
        ("a = ['x']\na = ['y']", ", line 2: the theme 'a' stands twice (first in line 1)"),
        ("a = {words = ['x'], words = ['y']}", ", line 1: is no TOML: a name stands twice, or is both"),
        (b"[a]\nwords = ['\xff']", ", line 2: is no UTF-8 text"),
    ],
)  # fmt: skip
def test_a_fault_is_told_once_with_its_line_and_value(faults_of, content, fault):
    (told,) = faults_of(content)
    assert told.startswith(fault)


def test_every_fault_of_a_file_is_told_at_once(faults_of):
    told = faults_of(
        "[energy]\nlabl = 'E'\ncolour = 'red'\nwords = ['oil']\n"
        "[war]\nlabel = 'War'\n[energy]\nwords = ['gas']\n[peace.words]\nfr = ['paix']\n"
    )
    assert len(told) == 5
    for words in ("'energy' stands twice", "'labl'", "'red'", "'war' has no words", "'fr'"):
        assert words in "\n".join(told)


def test_a_repeated_key_does_not_hide_the_faults_of_what_follows(faults_of):
    told = faults_of(
        "[a]\nwords = ['x']\nwords = ['y']\n[b]\nwords = ['z|']\n[[c]]\nwords = ['x']\n[[c]]\nwords = ['y']"
    )
    assert [fault.split(":")[0] for fault in told] == [", line 3", ", line 6", ", line 5"]


def test_a_lexicon_says_what_it_holds():
    lexicon = Lexicon({"energy": ["oil", "gas"], "war": {"words": {"en": ["army"], "ru": ["армия", "танк"]}}})
    assert repr(lexicon) == "Lexicon of 2 themes: energy (2 words), war (3 words)"
    assert repr(Lexicon({f"t_{c}": [f"w{c}"] for c in "abcdefghijk"})).endswith("t_h (1 words), and 3 more")


def test_a_repeated_theme_does_not_hide_that_the_rest_is_no_toml(faults_of):
    told = faults_of("[a]\nwords = ['x']\n[a]\nwords = [\n")
    assert len(told) == 2
    assert "stands twice" in told[0]
    assert "is no TOML" in told[1]


def test_a_file_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        Lexicon.load(tmp_path / "none.toml")


def test_the_words_of_a_theme_are_matched_in_all_their_forms():
    lexicon = Lexicon(
        {"memory": ["Victory Day", "tribute"], "sanctions": {"words": {"es": ["sanción"], "en": ["sanctions"]}}}
    )
    phrases = lexicon.phrases(WORDS.forms)
    assert phrases["sanctions"] == {("sancion",), ("sanction",)}
    assert ("victory", "day") in phrases["memory"]
    counts = count_terms(["Tributes on VICTORY DAY", "New sanctions"], phrases=phrases["memory"], words=WORDS)
    assert counts.terms == ("sanction", "tribute", "victory day")
    member = lexicon.matrix(counts.terms, WORDS.forms)
    np.testing.assert_array_equal(member, [[False, True, True], [True, False, False]])
