"""Words to terms: lemma, case, accents and stop words, each decided once for a distinct word."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import product
from math import prod
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analysis.tables import LANGUAGES
from analysis.text.characters import APOSTROPHES, HYPHENS, IGNORABLE
from analysis.text.forms import lemmas_of
from analysis.text.sequences import Part, TermNumbers
from analysis.text.tokens import BROKEN, ENDING, HYPHEN, tokens, word_of

# The lemmatiser reads these as forms of another word.
_EXCEPTIONS = {w: w for w in ("media", "data", "united", "armed")} | {"russians": "russian", "cubans": "cuban"}
_DIAERESIS = "\u0308"
# The country stands in capitals; 'us' in small letters is a pronoun.
_COUNTRY = {"US": "usa", "USA": "usa", "EEUU": "usa", "UK": "uk", "UN": "un", "EU": "eu"}
_PIECE = re.compile(rf"[^{HYPHENS}{IGNORABLE}\s][^{HYPHENS}\s]*")
_ANY_HYPHEN = re.compile(f"[{HYPHENS}{BROKEN}]")
_BROKEN_WORD = re.compile(f"([^{HYPHENS}{BROKEN}]+){BROKEN}(?=([^{HYPHENS}{BROKEN}]+))")
_ASCII = r"^[!-\-/-~]+$"  # but no stop, and no space
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_MOST_FORMS = 64  # of a phrase: one that could be read in more ways stands for its own lemmas alone
_MANY = 2000  # words looked up, from which the large dictionary pays for the time to load it


class Words:
    """Turns words into terms: lower case, lemma, accents folded ('Díaz-Canel' and 'Diaz-Canel' are one).

    One object serves a whole run: every distinct word of a language is looked up once. Languages other than en, es
    and ru have neither lemmas nor stop words: a word is itself in small letters.

    >>> words = Words()
    >>> words.term("Sanciones", "es"), words.term("sanctions", "en"), words.term("Díaz-Canel", "en")
    ('sancion', 'sanction', 'diaz-canel')
    """

    def __init__(self) -> None:
        self.numbers = TermNumbers(self)
        self._terms: dict[tuple[str, str], str] = {}
        self._forms: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = {}
        self._stop_words: dict[str, frozenset[str]] = {}

    def read(self, written: str, language: str) -> tuple[Part, ...]:
        """Return the counted parts of a word as it is written in a text: one, or those between its hyphens.

        >>> [part.term for part in Words().read("Military-Technical", "en")]
        ['military', 'technical']
        """
        if written.isalpha() and written.isascii():  # most words are: nothing to take apart
            return (self._part(0, len(written), written, language),)
        word, length = word_of(written)
        if language not in LANGUAGES and word.isascii():  # nothing to look up, and nothing to fold
            return (Part(0, length, word.lower(), len(word) < 2),)
        segments = self._segments(word, language)
        if len(segments) == 1:
            return (self._part(0, length, segments[0], language),)
        return tuple(self._parts_of(written[:length], segments, language))

    def small(self, written: pa.LargeStringArray, language: str) -> tuple[pa.LargeStringArray, NDArray[np.bool_]]:
        """Return words in small letters, and for which of them these are all that matters: they can be read at once.

        Endings such as 's are cut off. What is left must be letters of ASCII, and no country in capitals; where no
        lemma is looked up, characters of ASCII, none of them a stop or a space.
        """
        others = pc.invert(pc.ascii_is_alpha(written))
        words = pc.replace_with_mask(written, others, pc.replace_substring_regex(written.filter(others), ENDING, ""))
        if language in LANGUAGES:
            are_small = pc.and_not(pc.ascii_is_alpha(words), pc.is_in(words, pa.array(_COUNTRY, pa.large_string())))
        else:
            are_small = pc.match_substring_regex(words, _ASCII)
        return pc.ascii_lower(words), are_small.to_numpy(zero_copy_only=False)

    def read_small(self, words: list[str], language: str) -> tuple[list[str], list[bool]]:
        """Return the terms of words that ``small`` gave, and whether each is a stop word.

        >>> Words().read_small(["the", "sanctions"], "en")
        (['the', 'sanction'], [True, False])
        """
        stops = self._stops(language)
        return self._terms_of(words, language), [len(word) < 2 or word in stops for word in words]

    def _terms_of(self, words: list[str], language: str) -> list[str]:
        if language not in LANGUAGES:
            return words
        lemmas = self._lemmatiser.lemmatize_all(words, language)
        return [_EXCEPTIONS.get(word) or fold(lemma.lower()) for word, lemma in zip(words, lemmas, strict=True)]

    def _parts_of(self, written: str, segments: tuple[str, ...], language: str) -> Iterator[Part]:
        pieces = [piece.span() for piece in _PIECE.finditer(written)]
        for segment in segments:
            mine, pieces = pieces[: segment.count(BROKEN) + 1], pieces[segment.count(BROKEN) + 1 :]
            yield self._part(mine[0][0], mine[-1][1], segment, language)

    def _part(self, start: int, end: int, segment: str, language: str) -> Part:
        word = segment.replace(BROKEN, "")
        return Part(start, end, self.term(word, language), self.is_stop(word, language))

    def term(self, word: str, language: str) -> str:
        """Return the term that a word of a language counts as."""
        key = (word, language)
        if key not in self._terms:
            self._terms[key] = self._look_up(word, language)
        return self._terms[key]

    def _look_up(self, word: str, language: str) -> str:
        lower = word.lower()
        if not lower.isalpha():
            lower = _APOSTROPHE.sub("'", lower)
        if language not in LANGUAGES:
            return fold(lower)
        if word in _COUNTRY:
            return _COUNTRY[word]
        if lower in _EXCEPTIONS:
            return _EXCEPTIONS[lower]
        return fold(self._lemmatiser.lemmatize(lower, language).lower())

    def parts(self, word: str, language: str) -> tuple[str, ...]:
        """Return the parts of a hyphenated word that are counted one by one, else the word alone.

        'Military-Technical' is two known words and counts as both; 'Díaz-Canel' is a name and stays whole. A word
        broken at the end of a line (its hyphen a soft one) is joined, unless its halves are known words and it is not.
        """
        return tuple(segment.replace(BROKEN, "") for segment in self._segments(word, language))

    def _segments(self, word: str, language: str) -> tuple[str, ...]:
        """Return the parts of a word, with a soft hyphen where two lines were joined."""
        if not _ANY_HYPHEN.search(word):
            return (word,)
        if language not in LANGUAGES:  # no word is known
            return (HYPHEN.sub("-", word),)
        mended = word
        if BROKEN in word:
            mended = _BROKEN_WORD.sub(lambda found: self._mend(found[1], found[2], language), word)
        pieces = tuple(HYPHEN.split(mended))
        counted_apart = all(len(p) > 2 and self.is_known(p.replace(BROKEN, ""), language) for p in pieces)
        return pieces if counted_apart else ("-".join(pieces),)

    def _mend(self, left: str, right: str, language: str) -> str:
        """Return the left half with the hyphen that the word has, or a soft one where it is one word."""
        both = self.is_known(left, language) and self.is_known(right, language)
        return left + ("-" if both and not self.is_known(left + right, language) else BROKEN)

    def is_known(self, word: str, language: str) -> bool:
        """Whether the language's dictionary has a word, in small letters; no other language than en, es, ru has any."""
        return language in LANGUAGES and self._lemmatiser.is_known(word.lower(), language)

    def is_stop(self, word: str, language: str) -> bool:
        """Whether a word as it stands (not its lemma) is a stop word of the language, or a single letter."""
        if word in _COUNTRY and language in LANGUAGES:
            return False
        known = self._stops(language)
        return len(word) < 2 or (bool(known) and fold(word.lower()) in known)

    def _stops(self, language: str) -> frozenset[str]:
        if language not in self._stop_words:
            self._stop_words[language] = stop_words(language) if language in LANGUAGES else frozenset()
        return self._stop_words[language]

    def forms(self, words: str, language: str) -> tuple[tuple[str, ...], ...]:
        """Return the terms of a word or phrase and of its regular forms, as they are counted: how a lexicon is matched.

        First those of the word as it is written; none where nothing is a word. See ``forms.lemmas_of``.

        >>> Words().forms("oil painting", "en")
        (('oil', 'paint'), ('oil', 'painting'))
        """
        key = (words, language)
        if key not in self._forms:
            ways = [self._terms_for(word, language) for word in self._words_of(words, language)]
            few = prod(map(len, ways)) <= _MOST_FORMS
            self._forms[key] = tuple(product(*(ways if few else [way[:1] for way in ways]))) if ways else ()
        return self._forms[key]

    def _terms_for(self, word: str, language: str) -> list[str]:
        """Return the term of a word, and those of its forms that are no stop words."""
        term, lower = self.term(word, language), word.lower()
        if language not in LANGUAGES or word in _COUNTRY or lower in _EXCEPTIONS:
            return [term]
        lemmas = lemmas_of(lower, language, lambda form: self._lemmatiser.find(form, language))
        others = dict.fromkeys(_EXCEPTIONS.get(lemma) or fold(lemma) for lemma in lemmas)
        return [term, *(other for other in others if other != term and other not in self._stops(language))]

    def _words_of(self, phrase: str, language: str) -> list[str]:
        pieces = phrase.split(" ")
        if all(piece.isalpha() and piece.isascii() for piece in pieces):  # nothing to look for, and nothing to part
            return pieces
        return [part for token in tokens(phrase) for part in self.parts(token.word, language)]

    @cached_property
    def _lemmatiser(self) -> _Lemmatiser:
        return _Lemmatiser()


class _Lemmatiser:
    """The lemmatiser's two questions, answered by its dictionary alone wherever that has the word.

    The library has its dictionaries in two makes that say the same: a slim one, soon there, is asked for the first
    words; a large one, three times as fast, from the two-thousandth on. Each is loaded when a language first needs it.
    """

    def __init__(self) -> None:
        import simplemma
        from simplemma.strategies import RulesStrategy, dictionaries

        self._library = simplemma
        self._slim, self._large = dictionaries.LOW_MEMORY_DICTIONARY_FACTORY, dictionaries.DEFAULT_DICTIONARY_FACTORY
        self._by_rule = RulesStrategy().get_lemma
        self._asked: Counter[str] = Counter()

    def lemmatize(self, word: str, language: str) -> str:
        found = self._finder(language, 1)(word)
        return found or str(self._library.lemmatize(word, language, low_memory=self._is_new(language)))

    def lemmatize_all(self, words: list[str], language: str) -> list[str]:
        """Return the lemmas of words in small letters of ASCII, the same as ``lemmatize`` gives.

        Of what the library tries after its dictionary, nothing but the rules changes such words of English.
        """
        find = self._finder(language, len(words))
        if language != "en":
            return [find(word) or self.lemmatize(word, language) for word in words]
        by_rule = self._by_rule
        return [find(word) or find(word.capitalize()) or by_rule(word, "en") or word for word in words]

    def find(self, word: str, language: str) -> str | None:
        """Return the lemma of a word in small letters, in small letters; None where the dictionary does not have it."""
        find = self._finder(language, 1)
        found = find(word) or find(word.capitalize())
        return found.lower() if found else None

    def is_known(self, word: str, language: str) -> bool:
        known = self._finder(language, 1)(word) is not None
        return known or bool(self._library.is_known(word, language, low_memory=self._is_new(language)))

    def _finder(self, language: str, n_words: int) -> Callable[[str], str | None]:
        """Return the look into the dictionary, to be used for so many words."""
        self._asked[language] += n_words
        find: Callable[[str], str | None]
        find = (self._slim if self._is_new(language) else self._large).get_dictionary(language).get
        return find

    def _is_new(self, language: str) -> bool:
        return self._asked[language] < _MANY


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
