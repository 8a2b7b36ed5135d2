"""Texts to sequences of term numbers: the words of a text in order, each the number of its term."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import NamedTuple, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analysis.compiled import compiled
from analysis.errors import InputError
from analysis.text.capitals import capitals_tell
from analysis.text.scan import N_LANGUAGES, Found, Surfaces

Phrase = tuple[str, ...]

BLOCK_CHARACTERS = 1 << 23  # of the texts that are read at a time: what bounds the memory
BLOCK_TEXTS = 10_000


class Part(NamedTuple):
    """A counted part of a word: its place in the word as written, its term, whether it is a stop word."""

    start: int
    end: int
    term: str
    is_stop: bool


class Reader(Protocol):
    """Turns words as they are written into terms; what it says of a word never changes."""

    def small(self, written: pa.LargeStringArray, language: str) -> tuple[pa.LargeStringArray, NDArray[np.bool_]]:
        """Return words in small letters, and for which of them these are all that matters: they can be read at once."""

    def read(self, written: str, language: str) -> Sequence[Part]:
        """Return the counted parts of a word, one at least."""

    def read_small(self, words: list[str], language: str) -> tuple[list[str], list[bool]]:
        """Return the terms of words that ``small`` gave, one of each, and whether each is a stop word."""


class Sequences(NamedTuple):
    """The words of some texts in order, one after the other.

    codes: twice the number of the word's term, and one more where the word is a stop word. ends: where each text's
    codes end, with a 0 before. spans: first and last character (end exclusive) in the text, where asked for.
    """

    codes: NDArray[np.int32]
    ends: NDArray[np.int64]
    spans: NDArray[np.int64]


class WordsRead(NamedTuple):
    """The words of some texts as they are written.

    ids: the number of each written word. tells: whether a capital tells a name there. word, part: which of these words
    each code of the sequences is of, and which part of it.
    """

    ids: NDArray[np.int32]
    tells: NDArray[np.bool_]
    word: NDArray[np.int64]
    part: NDArray[np.int64]


class TermNumbers:
    """Gives every term a number and turns texts into sequences of them.

    A word as it is written is turned into terms once, by the reader; from then on it is a number that stands for them.

    >>> from analysis.text import Words
    >>> numbers = TermNumbers(Words())
    >>> numbers.read(["The oil, Oil"], ["en"]).codes.tolist(), numbers.terms
    ([1, 2, 2], ['the', 'oil'])
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._surfaces = Surfaces()
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)  # in the order of the numbers
        self._languages: dict[str, int] = {}
        self._codes = np.empty(0, dtype=np.int32)  # the codes of each written word, one word after the other
        self._ends = np.zeros(1, dtype=np.int64)  # and where each word's codes end
        self._order = np.empty(0, dtype=np.int64)
        self._terms: list[str] = []

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def terms(self) -> list[str]:
        """All terms, each at its number."""
        if len(self._terms) < len(self):
            self._terms = list(self._numbers)
        return self._terms

    def number(self, term: str) -> int:
        """Return the number of a term, a new one where it is new."""
        return self._numbers[term]

    def find(self, term: str) -> int | None:
        """Return the number of a term, or None where it has none."""
        return self._numbers.get(term)

    @property
    def order(self) -> NDArray[np.int64]:
        """The numbers of all terms, in the order of the terms."""
        if len(self._order) < len(self):
            # By their bytes in UTF-8, which is the order of Python's strings as well.
            self._order = pc.sort_indices(pa.array(self.terms, pa.large_string())).to_numpy().astype(np.int64)
        return self._order

    def read(self, texts: list[str], languages: Sequence[str], *, places: bool = False) -> Sequences:
        """Return the words of the texts; ``places``: and where each stands."""
        found = self._scan(texts, languages, places=places)
        if len(self._codes) == len(self._ends) - 1 and not places:  # every word is one term
            return Sequences(self._codes[found.ids], found.ends, np.empty((0, 2), dtype=np.int64))
        codes, ends = _expanded(found.ids, found.ends, self._codes, self._ends)
        return Sequences(codes, ends, self._places(found) if places else np.empty((0, 2), dtype=np.int64))

    def read_words(self, texts: list[str], languages: Sequence[str]) -> tuple[Sequences, WordsRead]:
        """Return the words of the texts, and the written word that each code is of."""
        found = self._scan(texts, languages, places=True)
        codes, ends = _expanded(found.ids, found.ends, self._codes, self._ends)
        sizes = np.diff(self._ends)[found.ids]
        word = np.repeat(np.arange(len(sizes)), sizes)
        part = np.arange(len(word)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        tells = capitals_tell(found, self._surfaces)
        return Sequences(codes, ends, np.empty((0, 2), dtype=np.int64)), WordsRead(found.ids, tells, word, part)

    def written(self, numbers: list[int]) -> Iterator[tuple[str, str]]:
        """Return written words, by the numbers that ``read_words`` gives them, each with its language."""
        chosen = pa.array(numbers, pa.int64())
        return self._named(self._surfaces.written(0).take(chosen), self._surfaces.languages(0)[numbers])

    def _scan(self, texts: list[str], languages: Sequence[str], *, places: bool) -> Found:
        """Return the written words of the texts; what is new among them is learned."""
        for code in dict.fromkeys(languages):
            self._languages.setdefault(code, len(self._languages))
        if len(self._languages) > N_LANGUAGES:
            raise InputError([f"there are {len(self._languages)} languages; at most {N_LANGUAGES} can be told apart"])
        known = np.fromiter(map(self._languages.__getitem__, languages), dtype=np.uint8, count=len(texts))
        found = self._surfaces.scan(texts, known, places=places)
        self._learn()
        return found

    def _learn(self) -> None:
        """Turn the written words that are new into terms."""
        first = len(self._ends) - 1
        if first == len(self._surfaces):
            return
        written, languages = self._surfaces.written(first), self._surfaces.languages(first)
        at_once, codes_at_once = np.zeros(len(written), dtype=np.bool_), np.empty(len(written), dtype=np.int32)
        for code, language in enumerate(self._languages):
            mine = np.flatnonzero(languages == code)
            if len(mine):
                words, are_small = self._reader.small(written.take(pa.array(mine)), language)
                at_once[mine] = are_small
                codes_at_once[mine[are_small]] = self._codes_at_once(words.filter(pa.array(are_small)), language)
        other_codes, other_sizes = self._other_codes(written.filter(pa.array(~at_once)), languages[~at_once])
        sizes = np.ones(len(written), dtype=np.int64)
        sizes[~at_once] = other_sizes
        ends = np.cumsum(sizes)
        codes = np.empty(ends[-1], dtype=np.int32)
        codes[np.repeat(at_once, sizes)] = codes_at_once[at_once]
        codes[np.repeat(~at_once, sizes)] = other_codes
        self._ends = np.concatenate([self._ends, ends + len(self._codes)])
        self._codes = np.concatenate([self._codes, codes])

    def _codes_at_once(self, words: pa.LargeStringArray, language: str) -> NDArray[np.int64]:
        """Return the codes of words in small letters, each of them looked up once."""
        distinct = words.dictionary_encode()
        terms, are_stops = self._reader.read_small(distinct.dictionary.to_pylist(), language)
        numbers = np.fromiter(map(self._numbers.__getitem__, terms), dtype=np.int64, count=len(terms))
        found: NDArray[np.int64] = (2 * numbers + np.array(are_stops, dtype=np.int64))[distinct.indices.to_numpy()]
        return found

    def _other_codes(self, written: pa.LargeStringArray, languages: NDArray[np.uint8]) -> tuple[list[int], list[int]]:
        """Return the codes of any words, and how many each has."""
        codes, sizes = [], []
        for word, language in self._named(written, languages):
            parts = self._reader.read(word, language)
            codes += [2 * self.number(part.term) + part.is_stop for part in parts]
            sizes.append(len(parts))
        return codes, sizes

    def _named(self, written: pa.LargeStringArray, languages: NDArray[np.uint8]) -> Iterator[tuple[str, str]]:
        """Return each word and the name of its language."""
        names = list(self._languages)
        return zip(written.to_pylist(), map(names.__getitem__, languages.tolist()), strict=True)

    def _places(self, found: Found) -> NDArray[np.int64]:
        """Return where each part of each word stands, in characters of its text."""
        words = list(self._named(self._surfaces.written(0), self._surfaces.languages(0)))
        places = [
            (start + part.start, start + part.end)
            for (start, _), number in zip(found.characters().tolist(), found.ids.tolist(), strict=True)
            for part in self._reader.read(*words[number])
        ]
        return np.array(places, dtype=np.int64).reshape(-1, 2)


class Joined(NamedTuple):
    """What counts of some sequences: words that are no stop words, and phrases.

    terms: the number of each. first, last: which codes of the sequences it takes (both inclusive), where asked for.
    ends: where each text's terms end, with a 0 before.
    """

    terms: NDArray[np.int32]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    ends: NDArray[np.int64]


class Joiner:
    """Joins terms in a row to phrases; of the phrases that start at a word, the longest.

    phrases: tuples of terms, stop words among them, or one string with spaces between the terms; those of a single
    term change nothing.

    >>> from analysis.text import Words
    >>> numbers = TermNumbers(Words())
    >>> joiner = Joiner(["victory day"], numbers)
    >>> [numbers.terms[n] for n in joiner.join(numbers.read(["On Victory Day, a victory"], ["en"])).terms]
    ['victory day', 'victory']
    """

    def __init__(self, phrases: Iterable[Phrase | str], numbers: TermNumbers) -> None:
        self._children: dict[tuple[int, int], int] = {}
        self._phrase_at = [-1]  # the phrase that ends at each node of the tree of phrases
        for phrase in sorted({tuple(p.split()) if isinstance(p, str) else tuple(p) for p in phrases}):
            if len(phrase) > 1:
                self._add([numbers.number(term) for term in phrase], numbers.number(" ".join(phrase)))
        edges = np.array(
            sorted((node << 32 | term, child) for (node, term), child in self._children.items()), dtype=np.int64
        ).reshape(-1, 2)
        self._edges, self._nodes = edges[:, 0].copy(), edges[:, 1].copy()
        self._phrases = np.array(self._phrase_at, dtype=np.int32)
        terms = np.unique([term for (node, term) in self._children if node == 0]).astype(np.int64)
        self._starts = np.zeros(terms[-1] + 1 if len(terms) else 0, dtype=np.bool_)
        self._starts[terms] = True

    def _add(self, terms: list[int], phrase: int) -> None:
        node = 0
        for term in terms:
            if (node, term) not in self._children:
                self._children[node, term] = len(self._phrase_at)
                self._phrase_at.append(-1)
            node = self._children[node, term]
        self._phrase_at[node] = phrase

    def join(self, sequences: Sequences, *, places: bool = False) -> Joined:
        """Return what counts of the sequences; ``places``: and which codes it takes."""
        return Joined(
            *_joined(sequences.codes, sequences.ends, self._starts, self._edges, self._nodes, self._phrases, places)
        )


def blocks(texts: Sequence[str]) -> Iterator[slice]:
    """Yield slices of the texts, one at least: of some eight million characters, or ten thousand texts, at the most.

    >>> list(blocks(["oil", "gas"]))
    [slice(0, 2, None)]
    """
    ends = np.cumsum([0, *map(len, texts)])
    first = 0
    while True:
        full = int(np.searchsorted(ends, ends[first] + BLOCK_CHARACTERS, side="right")) - 1
        stop = min(max(full, first + 1), first + BLOCK_TEXTS, len(texts))
        yield slice(first, stop)
        first = stop
        if first == len(texts):
            break


@compiled()
def _expanded(ids, ends, codes, code_ends):  # type: ignore[no-untyped-def]
    """Return the codes of words in a row, of each word one at least, and where each text's end."""
    n = 0
    for number in ids:
        n += code_ends[number + 1] - code_ends[number]
    found = np.empty(n, dtype=np.int32)
    found_ends = np.zeros(len(ends), dtype=np.int64)
    n = 0
    for text in range(len(ends) - 1):
        for i in range(ends[text], ends[text + 1]):
            first, end = code_ends[ids[i]], code_ends[ids[i] + 1]
            found[n] = codes[first]
            n += 1
            for j in range(first + 1, end):
                found[n] = codes[j]
                n += 1
        found_ends[text + 1] = n
    return found, found_ends


@compiled()
def _joined(codes, ends, starts, edges, nodes, phrases, places):  # type: ignore[no-untyped-def]
    terms = np.empty(len(codes), dtype=np.int32)
    n_places = len(codes) if places else 0
    first, last = np.empty(n_places, dtype=np.int64), np.empty(n_places, dtype=np.int64)
    term_ends = np.zeros(len(ends), dtype=np.int64)
    n = 0
    for text in range(len(ends) - 1):
        at, end = ends[text], ends[text + 1]
        while at < end:
            term, stop = codes[at] >> 1, at + 1
            counts = not codes[at] & 1
            if term < len(starts) and starts[term]:
                phrase, phrase_stop = _phrase_at(codes, at, end, edges, nodes, phrases)
                if phrase >= 0:
                    term, stop, counts = phrase, phrase_stop, True
            if counts:
                terms[n] = term
                if places:
                    first[n], last[n] = at, stop - 1
                n += 1
            at = stop
        term_ends[text + 1] = n
    return terms[:n], first[:n], last[:n], term_ends


@compiled()
def _phrase_at(codes, at, end, edges, nodes, phrases):  # type: ignore[no-untyped-def]
    """Return the longest phrase that starts at ``at`` and where it ends, or -1."""
    node, phrase, stop = 0, np.int32(-1), at
    for i in range(at, end):
        edge = np.int64(node) << 32 | (codes[i] >> 1)
        place = np.searchsorted(edges, edge)
        if place == len(edges) or edges[place] != edge:
            break
        node = nodes[place]
        if phrases[node] >= 0:
            phrase, stop = phrases[node], i + 1
    return phrase, stop
