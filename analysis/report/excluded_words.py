"""The words that the themes of a lexicon exclude, as a table."""

from __future__ import annotations

import pandas as pd

from analysis import tables
from analysis.themes import Lexicon


def excluded_words(lexicon: Lexicon) -> pd.DataFrame:
    """Return the table ``excluded_words``: what each theme excludes in each language, as the lexicon says it.

    >>> excluded_words(Lexicon({"energy": {"words": ["oil"], "exclude": ["oil painting"]}}))["words"].unique().tolist()
    ['oil painting']
    """
    rows = [
        (theme.name, language, words)
        for theme in lexicon.themes
        for language, excluded in theme.exclude.items()
        for words in excluded
    ]
    table = pd.DataFrame(rows, columns=["theme", "language", "words"], dtype="str").drop_duplicates()
    return tables.conform("excluded_words", table)
