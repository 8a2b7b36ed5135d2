"""Which language a text is in, among those that may occur."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_READ = 600  # characters, from the first letter on, that the language of a whole article is told from
_EVEN = 1 / 3  # added to each language's share of an article before a passage leans on it; more of it: less lean
_BLOCK = 8_192  # texts that are held as bytes at a time
_SCRIPT_OF = {"en": "Latin", "es": "Latin", "ru": "Cyrillic"}


def language_of(text: str, languages: tuple[str, ...]) -> str:
    """Return the code of the language, of those given, that the start of the text is most likely in.

    One language given means no guess. A text without a letter is given the first.

    >>> language_of("Los presidentes hablaron de la cooperación", ("en", "es"))
    'es'
    """
    return article_languages([text], languages)[0]


def article_languages(texts: Sequence[str], languages: tuple[str, ...]) -> list[str]:
    """Return the language of each of many articles, told from 600 characters from their first letter on.

    >>> article_languages(["1941. The army", "El petróleo subió"], ("en", "es"))
    ['en', 'es']
    """
    firsts = (next((at for at, character in enumerate(text) if character.isalpha()), 0) for text in texts)
    starts = [text[first : first + _READ] for text, first in zip(texts, firsts, strict=True)]
    return [language for language, _ in languages_of(starts, languages)]


def languages_of(
    texts: Sequence[str], languages: tuple[str, ...], *, articles: Sequence[str] | None = None
) -> list[tuple[str, float]]:
    """Return for each text the language, of those given, that it is most likely in, and how sure that is (0 to 1).

    articles: of each text the article that it is a passage of; without them each text stands alone. The rule:

    1. The script in which most of the letters are written rules out the languages that are written in another
       (English and Spanish in Latin, Russian in Cyrillic letters); what it settles is as sure as its share of the
       letters.
    2. Among the languages left, the library's model gives each a probability from the text itself.
    3. A passage leans on its article: the probabilities are multiplied by the share that each language has in the
       *other* passages of the article (by length, before any leaning), plus a third. So an article all in one
       language pulls four to one: a passage of four words follows it unless it is clearly in another language,
       and one of a line or more, such as a quotation, decides for itself. An article half in one language and
       half in another pulls to neither.

    Where nothing decides, such as for a text without a letter that stands alone, it is the first of the languages.
    One language given means no guess, and full confidence. Raises ValueError for a language without a model.

    >>> texts = ["Director General", "The price of grain rose after the harvest had failed."]
    >>> [code for code, _ in languages_of(texts, ("en", "es"))]
    ['es', 'en']
    >>> [code for code, _ in languages_of(texts, ("en", "es"), articles=["a", "a"])]
    ['en', 'en']
    """
    if len(languages) == 1:
        return [(languages[0], 1.0)] * len(texts)
    chances, shares = np.zeros((len(texts), len(languages))), np.ones(len(texts))
    for start in range(0, len(texts), _BLOCK):
        block = slice(start, start + _BLOCK)
        chances[block], shares[block] = _alone(texts[block], languages)
    if articles is not None:
        chances *= _lean(chances, np.array([len(text) for text in texts], dtype=np.int64), articles)
        chances /= chances.sum(axis=1, keepdims=True)
    best = chances.argmax(axis=1) if len(texts) else np.zeros(0, dtype=np.int64)
    sure = np.round(chances[np.arange(len(texts)), best] * shares, 4)
    return [(languages[i], confidence) for i, confidence in zip(best.tolist(), sure.tolist(), strict=True)]


def _alone(texts: Sequence[str], languages: tuple[str, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each language's probability from the text alone, and the share of the letters in its script."""
    from analysis.corpus.language_model import evidence

    scores, letters = evidence(texts, languages)
    shares = np.ones(len(texts))
    for column, script in enumerate(("Latin", "Cyrillic")):
        mine, others = letters[:, column], letters[:, 1 - column]
        ruled_out = np.array([_SCRIPT_OF.get(code, script) != script for code in languages])
        if ruled_out.any() and not ruled_out.all():
            settled = mine > others
            scores[np.ix_(settled, ruled_out)] = -np.inf
            shares[settled] = mine[settled] / (mine + others)[settled]
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    return chances / chances.sum(axis=1, keepdims=True), shares


def _lean(chances: NDArray[np.float64], lengths: NDArray[np.int64], articles: Sequence[str]) -> NDArray[np.float64]:
    """Return what each passage's article gives each language; even for an article of one passage."""
    # Whole numbers, so that the sum is the same in any order.
    weights = np.rint(chances * lengths[:, None]).astype(np.int64)
    codes, _ = pd.factorize(np.array(articles, dtype=object))
    totals = np.zeros((codes.max(initial=-1) + 1, chances.shape[1]), dtype=np.int64)
    np.add.at(totals, codes, weights)
    others = totals[codes] - weights
    lean: NDArray[np.float64] = others / np.maximum(others.sum(axis=1, keepdims=True), 1) + _EVEN
    return lean
