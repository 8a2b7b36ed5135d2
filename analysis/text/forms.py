"""Which lemmas a word of a lexicon stands for: its own, and those that its regular forms are read as.

The lemmatiser looks up each form alone, and so parts some forms of a word: of 'painting' it makes 'paint', of
'paintings' 'painting'; of 'vacuna' 'vacuno', of 'vacunas' 'vacunar'.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Lemma = Callable[[str], str | None]  # of a form in small letters; None where the dictionary does not know it

# Nouns whose plural the dictionary has as a word of its own: 'savings', and peoples ('Iranians', 'Iraqis', 'Greeks').
_PEOPLE = re.compile(r".{3,}(?:an|i|ak|ek|kh)")
_NOUN_OF_VERB = re.compile(r".{2,}ing")
_INFINITIVE = re.compile(r".+[aei]r")
_ADJECTIVE = re.compile(r".*[áéíóú].*ico")  # 'energético', not 'pico'
_UNCHANGED = re.compile(r".{3,}[aeiou]s")  # 'crisis', and what is a plural itself
_PLAIN = str.maketrans("áéíóú", "aeiou")
_RUSSIAN = {"а": "ыи", "я": "и", "ь": "и", "й": "и", "о": "а", "е": "я"}
_SINGULARS = {
    "en": {"s": [""], "es": [""], "ies": ["y"]},
    "es": {"s": [""], "es": [""], "ces": ["z"]}
    | {f"{v}{c}es": [f"{a}{c}"] for v, a in zip("aeiou", "áéíóú", strict=True) for c in "ns"},
    "ru": {"ы": ["", "а"], "и": ["", "а", "я", "ь", "й"], "а": ["о"], "я": ["е"], "ые": ["ый", "ой"], "ие": ["ий"]},
}
_RUSSIAN_ADJECTIVES = {"ый": "ые", "ий": "ие", "ой": "ые", "ые": "ых", "ие": "их"}


def lemmas_of(word: str, language: str, lemma: Lemma) -> list[str]:
    """Return the lemmas that a word in small letters stands for, its own first; none where it is not known.

    Another lemma is taken where the dictionary reads a regular form of the word (its plural; of a Spanish adjective,
    its feminine) so, and either takes this lemma for a form of the word's own, or it is what becomes of such words:
    'savings' of 'saving', 'Iranians' of 'Iranian', 'revolucionar' of 'revoluciones', 'energética' of 'energético'. So
    'new' does not stand for 'news', nor 'caso' for 'casa'. A plural stands for what its singular does, unless it is a
    word of its own ('savings').

    >>> known = {"painting": "paint", "paintings": "painting"}
    >>> lemmas_of("painting", "en", known.get), lemmas_of("paintings", "en", known.get)
    (['paint', 'painting'], ['painting', 'paint'])
    """
    found = _as_singular(word, language, lemma)
    for singular in _singulars(word, language) if found else ():
        mine = _as_singular(singular, language, lemma)
        if found[0] in mine and (found[0] != word or language != "en" or _PEOPLE.fullmatch(singular)):
            found += mine
    return list(dict.fromkeys(found))


def _as_singular(word: str, language: str, lemma: Lemma) -> list[str]:
    own = lemma(word)
    if own is None:
        return []
    found = [own]
    for form in _plurals(word, language):
        if (read := lemma(form)) and _belongs(form, read, word, own, language, lemma):
            found.append(read)
    if language == "es" and _ADJECTIVE.fullmatch(word) and lemma(feminine := f"{word[:-1]}a") == feminine:
        found.append(feminine)
    return found


def _belongs(form: str, read: str, word: str, own: str, language: str, lemma: Lemma) -> bool:
    """Whether a word stands for what its plural is read as."""
    if read == word or lemma(read) == own:
        return True
    if language == "en":
        return read == form and bool(_NOUN_OF_VERB.fullmatch(word) or _PEOPLE.fullmatch(word))
    if language == "es":  # a noun's plural that is read as a verb's form, or as a word of its own
        return not _INFINITIVE.fullmatch(own) and (bool(_INFINITIVE.fullmatch(read)) or read == form == f"{own}s")
    return False


def _singulars(word: str, language: str) -> list[str]:
    """Return the words whose plural a word could be."""
    endings = _SINGULARS.get(language, {})
    stems = [word[: -len(end)] + start for end, starts in endings.items() if word.endswith(end) for start in starts]
    return [stem for stem in stems if word in _plurals(stem, language)]


def _plurals(word: str, language: str) -> list[str]:
    """Return the plural of a word as if it were regular; in Russian, those that its ending allows."""
    if language == "en":
        return [_english(word)]
    if language == "es":
        return [] if _UNCHANGED.fullmatch(word) else [_spanish(word)]
    if (ending := word[-2:]) in _RUSSIAN_ADJECTIVES:
        return [word[:-2] + _RUSSIAN_ADJECTIVES[ending]]
    if word[-1:] in _RUSSIAN:
        return [word[:-1] + ending for ending in _RUSSIAN[word[-1]]]
    return [f"{word}ы", f"{word}и"]


def _english(word: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return f"{word}es"
    return f"{word[:-1]}ies" if re.search(r"[^aeiou]y$", word) else f"{word}s"


def _spanish(word: str) -> str:
    if re.search(r"[aeiouáéó]$", word):
        return f"{word}s"
    if word.endswith("z"):
        return f"{word[:-1]}ces"
    if re.search(r"[áéíóú][ns]$", word):
        return f"{word[:-2]}{word[-2:].translate(_PLAIN)}es"
    return f"{word}es"
