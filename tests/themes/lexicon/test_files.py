"""Files: TOML and quanteda's dictionaries in YAML, also spoiled ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import Faults, InputError
from analysis.tables import LANGUAGES
from analysis.themes.lexicon import Lexicon
from analysis.themes.lexicon.files import LARGEST
from analysis.themes.lexicon.toml_lines import without_repeats

DICTIONARY = """\
# of a kind that quanteda writes
Economy:
  Prices:
    - inflation
    - price*
  Tax & Duty: [tariff, income tax]
  Work:
    - wage
    - Strikes: [strike*, walkout]
war: army
no:
  - "no"
  - null
"""


def test_a_dictionary_of_quanteda_gives_a_theme_for_each_path_of_keys(load) -> None:
    for name in ("d.yml", "d.YAML"):
        lexicon = load(DICTIONARY, name)
        assert lexicon.names == (
            "economy_prices", "economy_tax_duty", "economy_work", "economy_work_strikes", "war", "no",
        )  # fmt: skip
        labels = [theme.label for theme in lexicon.themes]
        assert labels[:2] == ["Economy: Prices", "Economy: Tax & Duty"]
        words = [theme.words["ru"] for theme in lexicon.themes]
        assert words == [
            ("inflation", "price*"), ("tariff", "income tax"), ("wage",), ("strike*", "walkout"), ("army",),
            ("no", "null"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        ("a: [oil]\nb: [g?s, '*gas']\n",
         [", line 2: theme 'b' has the word 'g?s'", ", line 2: theme 'b' has the word '*gas'"]),
        ("a: [oil]\na: [gas]\n", [", line 2: the theme 'a' stands twice (first in line 1)"]),
        ("A b: [oil]\na-b: [gas]\n", [", line 2: the keys 'a-b' make the theme's name 'a_b', which another has"]),
        ("a: &x [oil]\nb: *x\n", [", line 2: refers to *x; references are not followed"]),
        ("a: !!python/object/apply:os.system ['false|']\n", [", line 1: theme 'a' has the word 'false|'"]),
        ("- oil\n- gas\n", [", line 1: holds no keys"]),
        ("oil", [", line 1: holds no keys"]),
        ("a: [[oil]]\n", [", line 1: has a list within a list"]),
        ("a:\nb: []\n", [", line 1: theme 'a' has no words", ", line 2: theme 'b' has no words"]),
        ("a: [oil\n", [", line 2: is no YAML"]),
        ("a:\n\t- oil\n", [", line 2: is no YAML"]),
        ("? [x]\n: oil\n", [", line 1: has a key that is no word"]),
        ("", [": names no theme"]),
        (b"a: [\xff]\n", [", line 1: is no UTF-8 text"]),
        ("a: [o\x00il]\n", [": is no YAML"]),
        ("a: " + "{x: " * 50 + "1" + "}" * 50, [", line 1: has keys within keys more than 20 deep"]),
        ("a: " + "[" * 20_000, None),
    ],
)  # fmt: skip
def test_a_spoiled_dictionary_is_refused_with_every_fault_and_line(faults_of, content, faults) -> None:
    told = faults_of(content, "d.yml")
    if faults is not None:
        found = [next((f for f in told if f.startswith(fault)), fault + " ?") for fault in faults]
        assert sorted(found) == sorted(told)


def test_a_file_of_toml_that_is_nested_too_deep_or_too_large_is_refused(faults_of) -> None:
    (told,) = faults_of("a = " + "[" * 20_000)
    assert "too deep" in told or "is no TOML" in told
    (told,) = faults_of(b"#" * (LARGEST + 1))
    assert "larger than 8 MB" in told


def test_a_byte_order_mark_and_line_ends_of_windows_change_nothing(load) -> None:
    text = "[a]\nwords = ['oil',\n'oil']\n"
    plain, odd = load(text), load(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert plain.themes == odd.themes
    assert plain.notes == odd.notes


def test_exclusions_are_read_for_every_language_or_for_each(load) -> None:
    lexicon = load(
        "[a]\nwords = ['oil']\nexclude = ['oil painting']\n[b]\nwords = ['x yo*']\n[b.exclude]\nes = ['x yow']\n"
    )
    assert lexicon.themes[0].exclude == dict.fromkeys(("en", "es", "ru"), ("oil painting",))
    assert lexicon.themes[1].exclude == {"es": ("x yow",)}
    assert lexicon.notes == ()


names = st.sampled_from(["a", "b", "c_d"])
strings = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8)


@given(st.dictionaries(names, st.lists(strings, min_size=1, max_size=5), min_size=1))
def test_the_line_of_every_word_is_found_however_it_is_written(themes) -> None:
    """Written one a line, with quotes in strings and brackets in comments, each word is found where it stands."""
    lines, places = [], {}
    for name, words in themes.items():
        lines += [f"[{name}]  # ['x']", "words = ["]
        for word in words:
            written = (
                '"' + "".join(f"\\U{ord(c):08x}" for c in word) + '"' if "'" in word or len(word) % 2 else f"'{word}'"
            )
            lines.append(f"  {written}, # ] '")
            places.setdefault((name, word), len(lines))
        lines.append("]")
    faults = Faults("x")
    text, found = without_repeats("\n".join(lines), faults)
    assert text == "\n".join(lines)
    assert not faults.found
    assert {key: found.of(key[0], "words", key[1]) for key in places} == places


def test_the_lexicon_of_an_earlier_run_is_taken_as_it_was() -> None:
    """What was no fault then is none when its bundle is read."""
    words = {"a": {"words": {"en": ["oil|gas", "<b>"]}, "label": "<b>", "colour": "#000000"}}
    with pytest.raises(InputError):
        Lexicon(words)
    assert Lexicon.kept(words).themes[0].words == {"en": ("oil|gas", "<b>")}


def test_keys_that_are_all_codes_of_languages_hold_a_themes_words_in_each(load) -> None:
    text = "energy:\n  en: [oil, gas*]\n  es: petróleo\nworld:\n  trade:\n    ru: [нефть]\n  en: [x, y]\n"
    lexicon = load(text, "d.yml")
    assert [(theme.name, dict(theme.words)) for theme in lexicon.themes] == [
        ("energy", {"en": ("oil", "gas*"), "es": ("petróleo",)}),
        ("world_trade", {"ru": ("нефть",)}),
        ("world_en", dict.fromkeys(LANGUAGES, ("x", "y"))),
    ]


def test_what_is_no_list_of_words_of_a_language_is_refused_with_its_line(faults_of) -> None:
    told = faults_of("energy:\n  en:\n    - oil\n    - [gas]\n  es: [gas, 'a|b']\n  en: [coal]\n", "d.yml")
    assert told[0].startswith(", line 4: the words in 'en' must be one list of words")
    assert told[1].startswith(", line 6: the language 'en' stands twice")
    assert told[2].startswith(", line 5: theme 'energy' has the word 'a|b' in 'es'")
