"""Slow, obvious references that the clever code is compared with."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Collection, Sequence

from analysis.text import Words


def naive_words(text: str) -> list[str]:
    """Return the words of a text of plain chunks with white space between them; a dot inside marks an abbreviation."""
    words = []
    for chunk in text.split():
        bare = chunk.strip(",;:!?()“”«»—").lstrip("#")
        if "://" in bare or "@" in bare or not bare[:1].isalpha():
            continue
        if bare.count(".") > 1:
            bare = bare.replace(".", "").upper()
        for ending in ("'s", "’s"):
            bare = bare.removesuffix(ending)
        words.append(bare.rstrip("."))
    return words


def naive_terms(text: str, words: Words, language: str, phrases: Collection[tuple[str, ...]]) -> list[str]:
    """Return the counted terms of a text: at each word the longest phrase that starts there, else the word."""
    parts = [part for word in naive_words(text) for part in words.parts(word, language)]
    terms = [words.term(part, language) for part in parts]
    counted, at = [], 0
    while at < len(parts):
        lengths = [len(p) for p in phrases if len(p) > 1 and tuple(terms[at : at + len(p)]) == tuple(p)]
        length = max(lengths, default=1)
        if length > 1 or not words.is_stop(parts[at], language):
            counted.append(" ".join(terms[at : at + length]))
        at += length
    return counted


def naive_counts(
    texts: Sequence[str],
    words: Words,
    *,
    language: str = "en",
    phrases: Collection[tuple[str, ...]] = (),
    keep: Collection[str] = (),
    min_count: int = 1,
    max_share: float = 1.0,
) -> list[dict[str, int]]:
    """Return for each text how often each kept term stands in it."""
    counters = [Counter(naive_terms(text, words, language, phrases)) for text in texts]

    def is_kept(term: str) -> bool:
        n = sum(term in counter for counter in counters)
        return term in keep or (n >= min_count and (n <= 1 or n / len(texts) <= max_share))

    return [{term: n for term, n in counter.items() if is_kept(term)} for counter in counters]


def naive_weight(name: str, draw: int, seed: int) -> float:
    """Return an id's random weight, by the integers of Python instead of numpy's."""
    stream = naive_mix(naive_mix(naive_hash(name)) ^ naive_hash(f"{seed}/{draw}"))
    return -math.log(((stream >> 11) + 0.5) / 2**53)


def naive_hash(text: str) -> int:
    return int(hashlib.blake2b(text.encode(), digest_size=8).hexdigest(), 16)


def naive_mix(x: int) -> int:
    """One step of splitmix64."""
    x = (x + 0x9E3779B97F4A7C15) % 2**64
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB % 2**64
    return x ^ (x >> 31)
