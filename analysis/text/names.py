"""Which terms are names: words that stand with a capital where a sentence goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from analysis.tables import LANGUAGES
from analysis.text.capitals import NEARLY_ALWAYS, capitals_tell
from analysis.text.reading import checked
from analysis.text.scan import Surfaces
from analysis.text.sequences import blocks
from analysis.text.words import Words


def find_names(
    texts: Sequence[str], *, languages: Sequence[str] | str = "en", words: Words | None = None
) -> frozenset[str]:
    """Return the terms that are names: written with a capital nearly always, wherever a capital tells something.

    texts: the passages. languages: one for each, or one for all; names are looked for in en, es and ru, where only
    names have a capital within a sentence (German gives one to every noun). words: to be shared by calls.

    A capital tells something where only a space parts the word from a word in small letters, or from a name that is
    parted so (as in 'of Saudi Arabia'): the word begins no sentence there. Passages in which most words have capitals,
    such as headlines, are passed over. A term is a name where at least nine in ten of its words in such places, one at
    the least, have a capital. So in English are months, days and peoples ('Russian'), which Spanish and Russian write
    small. A word that is never written small is a name as well where it is only part of one: a small corpus that has
    the Ministry of Armed Forces and no other ministry takes 'ministry', 'armed' and 'force' for names. Raises
    InputError as ``count_terms`` does.

    >>> sorted(find_names(["Oil was sold by Rosneft. Sales of oil to Saudi Arabia rose."]))
    ['arabia', 'rosneft', 'saudi']
    """
    texts, codes = checked(texts, languages)
    words = words or Words()
    capital, seen = Counter[str](), Counter[str]()
    for written, language, n in _inside(texts, codes):
        for part in (part for part in words.read(written, language) if not part.is_stop):
            seen[part.term] += n
            capital[part.term] += n * written[part.start].isupper()
    return frozenset(term for term, n in seen.items() if capital[term] >= NEARLY_ALWAYS * n)


def _inside(texts: list[str], codes: list[str]) -> Iterator[tuple[str, str, int]]:
    """Yield each word as it is written, its language, and how often it stands where a capital tells something."""
    surfaces, times = Surfaces(), np.zeros(0, dtype=np.int64)
    numbers = {language: number for number, language in enumerate(LANGUAGES)}
    told = [i for i, code in enumerate(codes) if code in numbers]
    texts, languages = [texts[i] for i in told], np.array([numbers[codes[i]] for i in told], dtype=np.uint8)
    for block in blocks(texts):
        found = surfaces.scan(texts[block], languages[block], places=True)
        more = np.bincount(found.ids[capitals_tell(found, surfaces)], minlength=len(surfaces))
        more[: len(times)] += times
        times = more
    chosen = np.flatnonzero(times)
    written = surfaces.written(0).take(pa.array(chosen)).to_pylist()
    spoken = [LANGUAGES[number] for number in surfaces.languages(0)[chosen].tolist()]
    yield from zip(written, spoken, times[chosen].tolist(), strict=True)
