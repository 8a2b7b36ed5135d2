"""Texts whose words are read once, to be counted any number of times with other phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.errors import InputError
from analysis.text.sequences import Sequences, TermNumbers, blocks
from analysis.text.words import Words

_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")


@dataclass(frozen=True, eq=False)
class ReadTexts:
    """The words of some texts in order, as numbers of their terms; phrases are not joined yet.

    words: what turned them into terms; it grows with each count, so that two threads must not count at once.
    """

    sequences: tuple[Sequences, ...]
    words: Words

    def __len__(self) -> int:
        return sum(len(part.ends) - 1 for part in self.sequences)

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """The terms of all words that count (stop words do not), in order.

        >>> read_texts(["The oil and gas"]).vocabulary
        ('gas', 'oil')
        """
        numbers = self.words.numbers
        counted = [np.unique(part.codes[part.codes & 1 == 0] >> 1) for part in self.sequences]
        return tuple(sorted(numbers.terms[n] for n in np.unique(np.concatenate(counted)).tolist()))


def read_texts(texts: Sequence[str], *, languages: Sequence[str] | str = "en", words: Words | None = None) -> ReadTexts:
    """Return texts with their words read, for ``count_terms`` and ``find_phrases`` to take in place of the texts.

    languages: one for each text, or one for all. Four bytes a word are held in memory. Raises InputError as
    ``count_terms`` does.

    >>> from analysis.text import count_terms
    >>> read = read_texts(["Oil and gas.", "Victory Day!"])
    >>> count_terms(read).terms, count_terms(read, phrases=["victory day"]).terms
    (('gas', 'oil', 'victory'), ('gas', 'oil', 'victory day'))
    """
    texts, codes = checked(texts, languages)
    words = words or Words()
    return ReadTexts(tuple(_blocks_of(texts, codes, words.numbers)), words)


def sequences_of(
    texts: Sequence[str] | ReadTexts, languages: Sequence[str] | str, words: Words | None
) -> tuple[Iterator[Sequences], TermNumbers, int]:
    """Return the words of texts block by block, what numbers their terms, and how many texts there are."""
    if isinstance(texts, ReadTexts):
        return iter(texts.sequences), texts.words.numbers, len(texts)
    texts, codes = checked(texts, languages)
    numbers = (words or Words()).numbers
    return _blocks_of(texts, codes, numbers), numbers, len(texts)


def _blocks_of(texts: list[str], codes: list[str], numbers: TermNumbers) -> Iterator[Sequences]:
    return (numbers.read(texts[block], codes[block]) for block in blocks(texts))


def checked(texts: Sequence[str], languages: Sequence[str] | str) -> tuple[list[str], list[str]]:
    """Return the texts as a list and the language of each, or raise InputError with every fault of them."""
    if isinstance(texts, str):
        raise InputError([f"texts is one str ({texts[:20]!r}); give a list of texts"])
    texts = list(texts)
    faults = []
    if not set(map(type, texts)) <= {str}:
        odd = ((i, text) for i, text in enumerate(texts) if not isinstance(text, str))
        faults += [f"texts[{i}] is {text!r}; it must be a str, leave it out or give ''" for i, text in odd]
    codes = [languages] * len(texts) if isinstance(languages, str) else list(languages)
    if len(codes) != len(texts):
        faults.append(f"languages has {len(codes)} entries for {len(texts)} texts; give one for each, or one for all")
    advice = "give a code of two or three letters (en, es, ru; fr), or 'und' where it is not known"
    unknown = [code for code in dict.fromkeys(codes) if not (isinstance(code, str) and _CODE.fullmatch(code))]
    faults += [f"language {code!r} is no code of a language; {advice}" for code in unknown]
    if faults:
        raise InputError(faults)
    return texts, codes
