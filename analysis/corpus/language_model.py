"""The library's model of languages, read by a compiled loop: many short texts at once.

py3langid walks over a text's bytes with a table of moves, counts the features that it meets, and adds up the
logarithm of each count times the feature's weight in each language. That walk is done here over all texts in one
buffer; its model, its weights and its result are the library's.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.compiled import compiled

LATIN, CYRILLIC = 0, 1  # columns of Evidence.letters


class Evidence(NamedTuple):
    """What speaks for the languages: scores (texts, languages), letters (texts, scripts)."""

    scores: NDArray[np.float64]
    letters: NDArray[np.int64]


class _Model(NamedTuple):
    moves: NDArray[Any]  # 256 to a row, one for each byte: the next state
    rows: NDArray[np.int64]  # state to the start of its row of moves
    features: NDArray[np.int32]  # state to the feature that ends in it, or -1
    weights: NDArray[np.float64]  # (features, languages)
    starts: NDArray[np.float64]  # (languages,)


def evidence(texts: Sequence[str], languages: tuple[str, ...]) -> Evidence:
    """Return what speaks for each language, tempered by length as the library does; nothing: the same for each.

    The scores are logarithms of weights that need not sum to one. Raises ValueError for a language that the
    library does not know.

    >>> evidence(["Привет, world", ""], ("en", "ru")).letters.tolist()
    [[5, 6], [0, 0]]
    """
    model = _model(languages)
    pieces = [_bytes_of(text) for text in texts]
    ends = np.cumsum([0, *map(len, pieces)], dtype=np.int64)
    scores = np.zeros((len(texts), len(languages)))
    letters = np.zeros((len(texts), 2), dtype=np.int64)
    _walk(np.frombuffer(b"".join(pieces), dtype=np.uint8), ends, *model, scores, letters)
    return Evidence(scores, letters)


def _bytes_of(text: str) -> bytes:
    """Return the bytes that the library would read; none where the text has no letter."""
    if not any(map(str.isalpha, text)):
        return b""
    if text.isupper():
        text = text.lower()
    return unicodedata.normalize("NFC", text).encode("utf-8", errors="surrogatepass")


@lru_cache(maxsize=4)
def _model(languages: tuple[str, ...]) -> _Model:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    library = LanguageIdentifier.from_model_file(MODEL_FILE)
    if unknown := sorted(set(languages) - set(library.nb_classes)):
        raise ValueError(f"no model of the languages {', '.join(unknown)}")
    columns = [library.nb_classes.index(code) for code in languages]
    return _Model(
        moves=np.asarray(library.tk_nextmove),
        rows=np.asarray(library.tk_row, dtype=np.int64) * 256,
        features=np.asarray(library.tk_output, dtype=np.int32),
        weights=np.ascontiguousarray(library.nb_ptc[:, columns], dtype=np.float64),
        starts=np.asarray(library.nb_pc[columns], dtype=np.float64),
    )


@compiled()
def _walk(text, ends, moves, rows, features, weights, starts, scores, letters):  # type: ignore[no-untyped-def]
    """Fill in the scores and the letters of each text."""
    counts = np.zeros(len(weights), dtype=np.int32)
    met = np.empty(min(len(weights), len(text)), dtype=np.int32)
    for i in range(len(ends) - 1):
        start, end = ends[i], ends[i + 1]
        _count_letters(text, start, end, letters[i])
        n_met = _count_features(text, start, end, moves, rows, features, counts, met)
        if n_met:
            scores[i] = starts
            for feature in met[:n_met]:
                weight = math.log1p(counts[feature])
                counts[feature] = 0
                for language in range(len(starts)):
                    scores[i, language] += weight * weights[feature, language]
            scores[i] /= math.sqrt(end - start)


@compiled()
def _count_features(text, start, end, moves, rows, features, counts, met):  # type: ignore[no-untyped-def]
    """Count the features from start to end; return how many differ, and which in ``met``."""
    state = n_met = 0
    for at in range(start, end):
        state = moves[rows[state] + text[at]]
        feature = features[state]
        if feature >= 0:
            if not counts[feature]:
                met[n_met] = feature
                n_met += 1
            counts[feature] += 1
    return n_met


@compiled()
def _count_letters(text, start, end, letters):  # type: ignore[no-untyped-def]
    for at in range(start, end):
        byte = text[at]
        if 65 <= byte & 0xDF <= 90 or 0xC3 <= byte <= 0xCA:  # A to Z, or the first byte of one with an accent
            letters[LATIN] += 1
        elif 0xD0 <= byte <= 0xD3:  # the first byte of a Cyrillic letter
            letters[CYRILLIC] += 1
