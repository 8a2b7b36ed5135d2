"""How terms are written: the form of each that readers know it by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np

from analysis.text.counting import locate_terms
from analysis.text.reading import checked
from analysis.text.scan import Surfaces
from analysis.text.sequences import Joiner, Phrase, blocks
from analysis.text.tokens import BROKEN, word_of
from analysis.text.words import Words, fold

_N_TEXTS = 20  # in which a phrase is looked at, at most
_OFTEN = 0.1  # of a term's words: so many are written as the lemma, or small, and the others are forms of that


def written_forms(
    texts: Sequence[str],
    terms: Collection[str],
    *,
    languages: Sequence[str] | str = "en",
    phrases: Iterable[Phrase | str] = (),
    words: Words | None = None,
) -> dict[str, str]:
    """Return for each term how it is written in the texts: with its accents and capitals, and as a word that occurs.

    texts: the passages. languages: one for each, or one for all. phrases: as ``count_terms`` was given them. words: to
    be shared by calls. A term is shown as its lemma where a tenth of its words are written so, else as the form that is
    most frequent; small where a tenth of that form's words are; what occurs in no text stays as it is. Raises
    InputError as ``count_terms`` does.

    >>> texts = ["Díaz-Canel met Putin: sanctions.", "Sanctions of the day of victory: Victory Day"]
    >>> written_forms(texts, ["diaz-canel", "sanction", "victory day"], phrases=["victory day"])
    {'diaz-canel': 'Díaz-Canel', 'sanction': 'sanctions', 'victory day': 'Victory Day'}
    """
    words = words or Words()
    wanted = dict.fromkeys(sorted(terms))
    texts, codes = checked(texts, languages)
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for term, form, n in (*_of_words(texts, codes, words), *_of_phrases(texts, codes, wanted, phrases, words)):
        if term in wanted:
            found[term][form] += n
    return {term: _shown(term, found[term]) if term in found else term for term in wanted}


def _of_words(texts: list[str], codes: list[str], words: Words) -> Iterator[tuple[str, str, int]]:
    """Yield the term, the form and the number of each counted word as it is written somewhere."""
    surfaces, times = Surfaces(), np.zeros(0, dtype=np.int64)
    names = list(dict.fromkeys(codes))
    numbers = np.array([names.index(code) for code in codes], dtype=np.uint8)
    for block in blocks(texts):
        found = surfaces.scan(texts[block], numbers[block])
        more = np.bincount(found.ids, minlength=len(surfaces))
        more[: len(times)] += times
        times = more
    written, spoken = surfaces.written(0).to_pylist(), surfaces.languages(0).tolist()
    for word, language, n in zip(written, spoken, times.tolist(), strict=True):
        for part in words.read(word, names[language]):
            yield part.term, word_of(word[part.start : part.end])[0].replace(BROKEN, ""), n


def _of_phrases(
    texts: list[str], codes: list[str], wanted: Collection[str], phrases: Iterable[Phrase | str], words: Words
) -> Iterator[tuple[str, str, int]]:
    """Yield each wanted phrase as it is written in some of the texts that have it."""
    joined = [phrase if isinstance(phrase, str) else " ".join(phrase) for phrase in phrases]
    mine = [phrase for phrase in joined if " " in phrase and phrase in wanted]
    if not mine:
        return
    chosen = _texts_with(mine, texts, codes, joined, words)
    some, ids = [texts[i] for i in chosen], list(map(str, chosen))
    places = locate_terms(some, passage_ids=ids, languages=[codes[i] for i in chosen], phrases=joined, words=words)
    text_of = dict(zip(ids, some, strict=True))
    for place in places[places["term"].isin(mine)].itertuples():
        yield place.term, " ".join(text_of[place.passage_id][place.start : place.end].split()), 1


def _texts_with(terms: list[str], texts: list[str], codes: list[str], phrases: list[str], words: Words) -> list[int]:
    """Return the numbers of the first texts that have each of some phrases."""
    joiner, chosen = Joiner(phrases, words.numbers), set[int]()
    left = {words.numbers.number(term): _N_TEXTS for term in terms}
    for block in blocks(texts):
        joined = joiner.join(words.numbers.read(texts[block], codes[block]))
        at = np.flatnonzero(np.isin(joined.terms, list(left)))
        rows = np.searchsorted(joined.ends, at, side="right") - 1 + block.start
        for row, term in dict.fromkeys(zip(rows.tolist(), joined.terms[at].tolist(), strict=True)):
            if left[term] > 0:
                left[term] -= 1
                chosen.add(row)
    return sorted(chosen)


def _shown(term: str, forms: Counter[str]) -> str:
    """Return the form that a term is shown as."""
    small = Counter[str]()
    for form, n in forms.items():
        small[form.lower()] += n
    own = {form: n for form, n in small.items() if fold(form) == term}
    best = _first(own if sum(own.values()) >= _OFTEN * small.total() else small)
    cases = {form: n for form, n in forms.items() if form.lower() == best}
    return best if cases.get(best, 0) >= _OFTEN * small[best] else _first(cases)


def _first(forms: Mapping[str, int]) -> str:
    """Return the most frequent form; of several, the first in order."""
    return min(forms, key=lambda form: (-forms[form], form))
