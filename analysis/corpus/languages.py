"""Which language a text is in, among those that may occur."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


def language_of(text: str, languages: tuple[str, ...]) -> str:
    """Return the code of the language, of those given, that the text is most likely in.

    One language given means no guess. A text without a letter is given the first.

    >>> language_of("Los presidentes hablaron de la cooperación", ("en", "es"))
    'es'
    """
    if len(languages) == 1 or not any(c.isalpha() for c in text):
        return languages[0]
    code, _ = _identifier(languages).classify(text)
    return str(code) if code in languages else languages[0]


@lru_cache(maxsize=4)
def _identifier(languages: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(languages))
    return identifier
