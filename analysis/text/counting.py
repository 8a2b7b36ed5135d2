"""Passages to TermCounts, and terms back to where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.errors import InputError
from analysis.tables import LANGUAGES, TermCounts
from analysis.text.tokens import HYPHEN, Token, tokens
from analysis.text.words import Words

Phrase = tuple[str, ...]


def count_terms(
    texts: Sequence[str],
    *,
    passage_ids: Sequence[str] | None = None,
    languages: Sequence[str] | str = "en",
    phrases: Collection[Phrase] = (),
    keep: Collection[str] = (),
    min_count: int = 1,
    max_share: float = 1.0,
    words: Words | None = None,
) -> TermCounts:
    """Return how often each term stands in each text.

    texts: the passages. passage_ids: one for each (default: their numbers). languages: one for each, or one
    for all (en, es, ru). phrases: terms in a row that count as one term, joined by spaces ('victory day'); a
    word inside a phrase is not counted again. keep: terms that count however rare or common they are. A
    term must stand in at least ``min_count`` texts and in at most ``max_share`` of them.

    Returns TermCounts: CSR of float64, texts x terms, the terms sorted.
    Raises InputError where no term is left.

    >>> count_terms(["Oil and gas.", "Oil!"]).terms
    ('gas', 'oil')
    """
    words = words or Words()
    codes = [languages] * len(texts) if isinstance(languages, str) else list(languages)
    if len(codes) != len(texts):
        raise InputError(
            [f"languages has {len(codes)} entries for {len(texts)} texts; give one for each, or one for all"]
        )
    if unknown := sorted(set(codes) - set(LANGUAGES)):
        raise InputError([f"language {code!r} is none of {', '.join(LANGUAGES)}" for code in unknown])
    ids = tuple(passage_ids) if passage_ids is not None else tuple(str(i) for i in range(len(texts)))
    tree = _phrase_tree(phrases)
    counted = [Counter(o[2] for o in _occurrences(t, c, words, tree)) for t, c in zip(texts, codes, strict=True)]
    found_in: Counter[str] = Counter()
    for counter in counted:
        found_in.update(counter.keys())
    most = max_share * len(texts)
    kept = set(keep)
    terms = tuple(sorted(t for t, n in found_in.items() if t in kept or min_count <= n <= max(most, 1)))
    if not terms:
        allowed = f"in {min_count} passages or more and in at most {max_share:.0%} of {len(texts)}"
        raise InputError([f"no term stands {allowed}; lower min_count, raise max_share, or check the language"])
    return TermCounts(_matrix(counted, terms), ids, terms)


def _matrix(counted: list[Counter[str]], terms: tuple[str, ...]) -> sparse.csr_array:
    column = {term: j for j, term in enumerate(terms)}
    rows = [sorted((column[t], n) for t, n in counter.items() if t in column) for counter in counted]
    indptr = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int32)
    indices = np.array([j for row in rows for j, _ in row], dtype=np.int32)
    data = np.array([n for row in rows for _, n in row], dtype=np.float64)
    return sparse.csr_array((data, indices, indptr), shape=(len(counted), len(terms)))


def locate_terms(
    texts: Sequence[str],
    *,
    passage_ids: Sequence[str],
    languages: Sequence[str],
    phrases: Collection[Phrase] = (),
    words: Words | None = None,
) -> pd.DataFrame:
    """Return where each counted word stands: passage_id, start and end (characters of the passage), term."""
    words = words or Words()
    tree = _phrase_tree(phrases)
    rows = [
        (passage_id, start, end, term)
        for passage_id, text, code in zip(passage_ids, texts, languages, strict=True)
        for start, end, term in _occurrences(text, code, words, tree)
    ]
    return pd.DataFrame(rows, columns=["passage_id", "start", "end", "term"])


def _phrase_tree(phrases: Collection[Phrase]) -> dict[str, list[Phrase]]:
    """Return the phrases of two terms or more by their first term, the longest first."""
    tree: dict[str, list[Phrase]] = {}
    for phrase in sorted(set(phrases), key=lambda p: (-len(p), p)):
        if len(phrase) > 1:
            tree.setdefault(phrase[0], []).append(phrase)
    return tree


def _occurrences(
    text: str, language: str, words: Words, tree: dict[str, list[Phrase]]
) -> Iterator[tuple[int, int, str]]:
    """Yield the counted words of a text in order; of two phrases that start at a word the longer one."""
    found = [
        (start, end, words.term(part, language), words.is_stop(part, language))
        for token in tokens(text)
        for start, end, part in _parts(text, token, words.parts(token.word, language))
    ]
    terms = [term for _, _, term, _ in found]
    at = 0
    while at < len(found):
        start, end, term, is_stop = found[at]
        phrase = next((p for p in tree.get(term, ()) if tuple(terms[at : at + len(p)]) == p), None)
        if phrase:
            yield start, found[at + len(phrase) - 1][1], " ".join(phrase)
            at += len(phrase)
            continue
        if not is_stop:
            yield start, end, term
        at += 1


def _parts(text: str, token: Token, parts: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """Yield the parts of a word with their places in the text, cut at its hyphens."""
    if len(parts) == 1:
        yield token.start, token.end, parts[0]
        return
    start = token.start
    for part, raw in zip(parts, HYPHEN.split(text[token.start : token.end]), strict=True):
        yield start, start + len(raw), part
        start += len(raw) + 1
