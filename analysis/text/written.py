"""How terms are written: the form of each that readers know it by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.tables import LANGUAGES
from analysis.text.capitals import NEARLY_ALWAYS
from analysis.text.reading import checked
from analysis.text.sequences import Joiner, Phrase, blocks
from analysis.text.tokens import BROKEN, word_of
from analysis.text.words import Words, fold

_SELDOM = 0.01  # of a term's words: if fewer are written as the lemma, it is shown as the form that is most frequent
_SOMETIMES = 0.1  # of the words with capitals: if so many have small letters as well, these are shown

Part = tuple[int, int]  # of a written word: the number of the word, and which part of it


def written_forms(
    texts: Sequence[str],
    terms: Collection[str],
    *,
    languages: Sequence[str] | str = "en",
    phrases: Iterable[Phrase | str] = (),
    words: Words | None = None,
) -> dict[str, str]:
    """Return for each term how it is written where it is counted: with accents and capitals, in a form that occurs.

    texts: the passages. languages: one for each, or one for all. phrases: as ``count_terms`` was given them. words: to
    be shared by calls. A term is shown as its lemma where one in a hundred of its words is written so, and in Cyrillic
    always; else as the form that is most frequent. It has a capital where nine in ten words have one, of those where a
    capital tells something (``capitals``), and of those that no dictionary has. What occurs in no text, and what would
    be shown like another term, is shown as it is counted. Raises InputError as ``count_terms`` does.

    >>> texts = ["The talks of Díaz-Canel with Putin about sanctions", "Sanctions, and parades on Victory Day"]
    >>> written_forms(texts, ["diaz-canel", "sanction", "victory day"], phrases=["victory day"])
    {'diaz-canel': 'Díaz-Canel', 'sanction': 'sanctions', 'victory day': 'Victory Day'}
    """
    words = words or Words()
    texts, codes = checked(texts, languages)
    wanted = sorted(terms)
    forms: defaultdict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    for term, form, tells, n in _forms(texts, codes, wanted, phrases, words):
        forms[term][form, tells] += n
    shown = {term: _shown(term, forms[term]) if term in forms else term for term in wanted}
    times = Counter(shown.values())
    return {term: form if times[form] == 1 else term for term, form in shown.items()}


def _forms(
    texts: list[str], codes: list[str], wanted: list[str], phrases: Iterable[Phrase | str], words: Words
) -> Iterator[tuple[str, str, bool, int]]:
    """Yield a term, a form of it, whether a capital tells something there, and how often it is so where it counts."""
    numbers, times = words.numbers, Counter[tuple[int, Written]]()
    joiner = Joiner(phrases, numbers)
    for block in blocks(texts):
        sequences, read = numbers.read_words(texts[block], codes[block])
        joined = joiner.join(sequences, places=True)
        mine = np.isin(joined.terms, [n for n in map(numbers.find, wanted) if n is not None])
        terms, first, last = joined.terms[mine], joined.first[mine], joined.last[mine]
        of_code = np.stack([read.ids[read.word], read.part, read.word], axis=1)
        tells = read.tells[read.word]
        alone = first == last
        at = first[alone]
        for (term, word, part, told), n in _times(np.stack([terms[alone], *of_code[at, :2].T, tells[at]], axis=1)):
            times[term, Written(((word, part),), "", bool(told))] += n
        for i in np.flatnonzero(~alone).tolist():
            codes_of = of_code[first[i] : last[i] + 1]
            between = "".join("-" if same else " " for same in np.diff(codes_of[:, 2]) == 0)
            parts = tuple(map(tuple, codes_of[:, :2].tolist()))
            times[int(terms[i]), Written(parts, between, bool(tells[first[i] : last[i] + 1].all()))] += 1
    piece_of = _pieces({part for _, written in times for part in written.parts}, words)
    for (term, written), n in times.items():
        pieces = [piece_of[part] for part in written.parts]
        rest = (between + piece.letters for between, piece in zip(written.between, pieces[1:], strict=True))
        told = written.tells or any(piece.tells for piece in pieces)
        yield numbers.terms[term], pieces[0].letters + "".join(rest), told, n


class Written(NamedTuple):
    """How a term is written in some place: parts of words, what stands between them, and whether a capital tells."""

    parts: tuple[Part, ...]
    between: str
    tells: bool


class Piece(NamedTuple):
    """The letters of a part of a written word, and whether its capital tells something wherever it stands.

    It does where small letters would count as another term (US), or are no word of the dictionary (Bermúdez).
    """

    letters: str
    tells: bool


def _times(rows: NDArray[np.int64]) -> Iterator[tuple[list[int], int]]:
    """Return the distinct rows of a block of whole numbers, and how often each stands there."""
    distinct, times = np.unique(rows, axis=0, return_counts=True)
    return zip(distinct.tolist(), times.tolist(), strict=True)


def _pieces(parts: set[Part], words: Words) -> dict[Part, Piece]:
    """Return parts of written words; a word broken at the end of a line is whole again."""
    chosen = sorted({word for word, _ in parts})
    written = dict(zip(chosen, words.numbers.written(chosen), strict=True))
    found = {}
    for number, part in parts:
        word, language = written[number]
        place = words.read(word, language)[part]
        broken, _ = word_of(word[place.start : place.end])
        whole = (broken.replace(BROKEN, between) for between in ("", "-"))
        form = next((form for form in whole if words.term(form, language) == place.term), place.term)
        small = form.lower()
        unknown = language in LANGUAGES and not words.is_known(small, language)
        found[number, part] = Piece(form, unknown or words.term(small, language) != place.term)
    return found


def _shown(term: str, forms: Mapping[tuple[str, bool], int]) -> str:
    """Return the form that a term is shown as, of its forms where a capital tells something and where it does not."""
    small = _sums((form.lower(), n) for (form, _), n in forms.items())
    own = {form: n for form, n in small.items() if fold(form) == term}
    if own and sum(own.values()) >= _SELDOM * small.total():
        best = _first(own)
    else:
        best = _first(small) if term.isascii() else term
    told = _sums((form != form.lower(), n) for (form, tells), n in forms.items() if tells)
    if told[True] < NEARLY_ALWAYS * max(told.total(), 1):
        return best
    capital = _sums((form, n) for (form, _), n in forms.items() if form.lower() == best != form)
    mixed = {form: n for form, n in capital.items() if not form.isupper()}
    return _first((mixed if sum(mixed.values()) >= _SOMETIMES * capital.total() else capital) or {best.capitalize(): 1})


def _sums(counts: Iterable[tuple[Any, int]]) -> Counter[Any]:
    summed: Counter[Any] = Counter()
    for key, n in counts:
        summed[key] += n
    return summed


def _first(forms: Mapping[str, int]) -> str:
    """Return the most frequent form; of several, the first in order."""
    return min(forms, key=lambda form: (-forms[form], form))
