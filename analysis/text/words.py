"""Words to terms: lemma, case, accents and stop words, each decided once for a distinct word."""

from __future__ import annotations

import unicodedata
from functools import cached_property
from pathlib import Path

from analysis.text.tokens import HYPHEN, tokens

# The lemmatiser reads these as forms of another word.
_EXCEPTIONS = {w: w for w in ("media", "data", "united", "armed")} | {"russians": "russian", "cubans": "cuban"}
_DIAERESIS = "\u0308"
# The country stands in capitals; 'us' in small letters is a pronoun.
_COUNTRY = {"US": "usa", "USA": "usa", "EEUU": "usa", "UK": "uk", "UN": "un", "EU": "eu"}


class Words:
    """Turns words into terms: lower case, lemma, accents folded ('Díaz-Canel' and 'Diaz-Canel' are one).

    One object serves a whole run: every distinct word of a language is looked up once.

    >>> words = Words()
    >>> words.term("Sanciones", "es"), words.term("sanctions", "en"), words.term("Díaz-Canel", "en")
    ('sancion', 'sanction', 'diaz-canel')
    """

    def __init__(self) -> None:
        self._terms: dict[tuple[str, str], str] = {}
        self._parts: dict[tuple[str, str], tuple[str, ...]] = {}
        self._stop_words: dict[str, frozenset[str]] = {}

    def term(self, word: str, language: str) -> str:
        """Return the term that a word of a language (en, es, ru) counts as."""
        key = (word, language)
        if key not in self._terms:
            self._terms[key] = self._look_up(word, language)
        return self._terms[key]

    def _look_up(self, word: str, language: str) -> str:
        if word in _COUNTRY:
            return _COUNTRY[word]
        lower = word.lower().replace("’", "'")
        if lower in _EXCEPTIONS:
            return _EXCEPTIONS[lower]
        return fold(self._lemmatiser.lemmatize(lower, language).lower())

    def parts(self, word: str, language: str) -> tuple[str, ...]:
        """Return the parts of a hyphenated word that are counted one by one, else the word alone.

        'Military-Technical' is two known words and counts as both; 'Díaz-Canel' is a name and stays whole.
        """
        if not HYPHEN.search(word):
            return (word,)
        key = (word, language)
        if key not in self._parts:
            pieces = tuple(HYPHEN.split(word))
            known = all(len(p) > 2 and self._lemmatiser.is_known(p.lower(), language) for p in pieces)
            self._parts[key] = pieces if known else (HYPHEN.sub("-", word),)
        return self._parts[key]

    def is_stop(self, word: str, language: str) -> bool:
        """Whether a word as it stands (not its lemma) is a stop word of the language, or a single letter."""
        if word in _COUNTRY:
            return False
        if language not in self._stop_words:
            self._stop_words[language] = stop_words(language)
        return len(word) < 2 or fold(word.lower()) in self._stop_words[language]

    def phrase(self, words: str, language: str) -> tuple[str, ...]:
        """Return the terms of a word or phrase in order, stop words among them: how a lexicon is matched.

        >>> Words().phrase("Great Patriotic War", "en")
        ('great', 'patriotic', 'war')
        """
        found = [p for t in tokens(words) for p in self.parts(t.word, language)]
        return tuple(self.term(word, language) for word in found)

    @cached_property
    def _lemmatiser(self) -> _Lemmatiser:
        return _Lemmatiser()


class _Lemmatiser:
    """The lemmatiser's two questions; its dictionaries are loaded when a language is first asked for."""

    def __init__(self) -> None:
        import simplemma

        self._library = simplemma

    def lemmatize(self, word: str, language: str) -> str:
        return str(self._library.lemmatize(word, language, low_memory=True))

    def is_known(self, word: str, language: str) -> bool:
        return bool(self._library.is_known(word, language, low_memory=True))


def fold(word: str) -> str:
    """Return a word without the accents of Latin letters, and with е for ё.

    Other scripts keep their marks: й is no accented и.

    >>> fold("cooperación"), fold("ещё"), fold("военный")
    ('cooperacion', 'еще', 'военный')
    """
    if word.isascii():
        return word
    letters: list[str] = []
    for mark in unicodedata.normalize("NFD", word):
        base = letters[-1] if letters else ""
        if not (unicodedata.combining(mark) and ((base.isascii() and base) or (base in "еЕ" and mark == _DIAERESIS))):
            letters.append(mark)
    return unicodedata.normalize("NFC", "".join(letters))


def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language, folded; their lists lie beside this file."""
    path = Path(__file__).parent / "stopwords" / f"{language}.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(fold(word) for line in lines if not line.startswith("#") for word in line.split())
