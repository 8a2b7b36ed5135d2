"""What is wrong, or odd, with one word, phrase or prefix of a lexicon, and what to do about it."""

from __future__ import annotations

import re
import unicodedata

from analysis.scripts import share_without_spaces

OPEN = "*"  # at the end of an entry: its last word is the beginning of any number of words
LONGEST = 200  # characters of an entry
LEAST_OPEN = 2  # letters of a prefix
_PATTERN = re.compile(r"\.[*+?]|[|^$()\[\]{}\\?]")
_SCRIPT = {"en": "LATIN", "es": "LATIN", "ru": "CYRILLIC"}
_KINDS = {int: "a number", float: "a number", bool: "no text", list: "a list", dict: "a table"}
_HYPHEN = re.compile("[-\u2010\u2011]")
_DIGIT = re.compile(r"\d")
_MARKUP = re.compile(r"<[^<>]*>|&(?:#\d+|\w+);")


def fault_of(written: object) -> str | None:
    """Return why an entry cannot be used and what to do, None where it can.

    >>> fault_of("oil|gas")
    "holds '|'; patterns are not read: give words one by one, and 'gas*' for all that begin with 'gas'"
    >>> fault_of("power plant*") is None
    True
    """
    if not isinstance(written, str):
        return f"is {_KINDS.get(type(written), 'no text')}; write each word in quotes: 'oil'"
    if not any(c.isalpha() for c in written):
        return "has no letters; a word has letters"
    if len(written) > LONGEST:
        return f"is {len(written):,} characters long; give at most {LONGEST}: words and short phrases"
    if odd := control_in(written):
        return f"holds the control character {odd!r}; write it without"
    if found := _PATTERN.search(written):
        sign = found[0]
        return f"holds {sign!r}; patterns are not read: give words one by one, and 'gas*' for all that begin with 'gas'"
    if OPEN in written[: -len(OPEN)]:
        return f"holds {OPEN} before its end; only the last word may be left open, as in 'sanction{OPEN}'"
    if written.endswith(OPEN) and sum(map(str.isalpha, written.rsplit(" ", 1)[-1])) < LEAST_OPEN:
        return f"begins too many words; give {LEAST_OPEN} letters or more before {OPEN}"
    return None


def odd_script(written: str, language: str | None) -> str | None:
    """Return what is odd about the letters of an entry in a language (None: in any), None where nothing is.

    >>> odd_script("нефть", "en"), odd_script("нефть", "ru")
    ('has letters of CYRILLIC in en', None)
    """
    if share_without_spaces(written):
        return (
            "is of a script without spaces between words, which cannot be counted word by word; it will match nothing"
        )
    for word in written.split():
        if len(scripts := {unicodedata.name(c, "?").split()[0] for c in word if c.isalpha()}) > 1:
            return f"mixes letters of {' and '.join(sorted(scripts))} in one word; it matches only what is spelt so"
        if language and scripts - {_SCRIPT[language]}:
            return f"has letters of {scripts.pop()} in {language}"
    return None


def unread_digits(written: str) -> bool:
    """Whether digits are so much of an entry that it cannot be counted: numbers are cut out of every text.

    'COP26' would count the word 'cop', and nothing is left of 'G7' and 'F-16' but a letter; of 'covid-19' and 'World
    War 2' words are left that say the same.

    >>> [unread_digits(word) for word in ("COP26", "G7 summit", "F-16", "covid-19", "World War 2", "oil")]
    [True, True, True, False, False, False]
    """
    for word in written.split() if _DIGIT.search(written) else ():
        mixed = any(_DIGIT.search(piece) and any(map(str.isalpha, piece)) for piece in _HYPHEN.split(word))
        if mixed or (_DIGIT.search(word) and sum(map(str.isalpha, word)) == 1):
            return True
    return False


def odd_digits(written: str) -> str | None:
    """Return what becomes of the digits of an entry, None where it has none.

    >>> odd_digits("covid-19")
    "holds digits, which are not counted; it counts as 'covid'"
    """
    if not _DIGIT.search(written):
        return None
    if unread_digits(written):
        return "holds digits, which are not counted; it will match nothing, give words that are written in letters"
    left = " ".join(filter(None, (_DIGIT.sub("", part).strip("-\u2010\u2011") for part in written.split())))
    return f"holds digits, which are not counted; it counts as {left!r}"


def control_in(text: str) -> str | None:
    """Return the first character that steers a terminal or is half of a pair, None where there is none."""
    return next((c for c in text if unicodedata.category(c) in ("Cc", "Cs")), None)


def has_markup(label: str) -> bool:
    """Whether a label looks like HTML.

    >>> has_markup("<b>Oil</b>"), has_markup("Oil & gas"), has_markup("x < y")
    (True, False, False)
    """
    return bool(_MARKUP.search(label))


def shown(written: object) -> str:
    """Return an entry as it is shown in a message: with escapes, and not all of a long one.

    >>> shown("o" * 100)
    "'oooooooooooooooooooooooooooooooooooooooo...'"
    """
    return repr(f"{written[:40]}..." if isinstance(written, str) and len(written) > 60 else written)
