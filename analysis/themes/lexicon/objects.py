"""The lexicon as an object: its themes in order, and which terms are whose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import Faults
from analysis.tables import TermCounts
from analysis.themes.held import Corpus, IsStop, lexicon_table
from analysis.themes.lexicon.checks import themes_of
from analysis.themes.lexicon.entries import Forms, Matcher, Phrase
from analysis.themes.lexicon.files import read_values
from analysis.themes.lexicon.judging import judge_words, words_of
from analysis.themes.lexicon.lines import Lines

_SHOWN = 8  # themes in what a notebook shows of a lexicon


class Lexicon:
    """The named themes in their order, which is the order of their columns everywhere.

    themes: for each theme's name a list of words (for every language), or a dict with the keys label, colour, words and
    exclude (each of these two a list, or a list for each of en, es and ru). A phrase is words with spaces between them.
    A word stands for all its forms, and so for all that its lemma stands for: 'meeting' for meetings, but for met too,
    since a text's 'meeting' is read as a form of 'meet'; 'meet' does not stand for 'meetings'. A * at the end is a
    prefix: 'sanction*' stands for all words that begin so, held against their lemmas. A phrase that a theme excludes
    ('oil painting') counts as a term of its own, and so is no 'oil' to any theme; a word that it excludes is left out
    of what its prefixes stand for. A word may stand in two themes. Numbers are not counted: 'covid-19' is 'covid', and
    'COP26' matches nothing.

    ``notes``: what is odd about the words though they can be used, each with its place.
    Raises InputError with every fault.

    >>> Lexicon({"energy": ["oil", "power plant"], "war": {"words": ["army", "milit*"], "exclude": ["militate"]}}).names
    ('energy', 'war')
    """

    def __init__(self, themes: Mapping[str, Any]) -> None:
        self._fill(themes, Faults("lexicon"), Lines())

    def _fill(self, values: Any, faults: Faults, lines: Lines) -> None:
        self.themes = themes_of(values, faults, lines)
        self.notes = judge_words(self.themes, faults, lines)
        faults.raise_if_any()

    @classmethod
    def load(cls, path: str | Path) -> Lexicon:
        """Return the lexicon of a TOML file (one table a theme) or of a dictionary of quanteda in YAML.

        Raises InputError with every fault and its line. In YAML (.yml, .yaml) keys within keys become one name,
        joined by _, but for codes of languages (en, es, ru), which hold the words in each; entries that stand under no
        such code are of every language; the only sign of a pattern is * at the end.
        """
        faults = Faults(str(path))
        values, lines = read_values(Path(path), faults)
        lexicon = cls.__new__(cls)
        lexicon._fill(values, faults, lines)
        return lexicon

    @classmethod
    def of(cls, themes: Lexicon | Mapping[str, Any]) -> Lexicon:
        """Return a lexicon as it is, or that of a dict."""
        return themes if isinstance(themes, Lexicon) else cls(themes)

    @classmethod
    def kept(cls, themes: Mapping[str, Any]) -> Lexicon:
        """Return the lexicon of an earlier run, with its words as they were taken then."""
        faults = Faults("lexicon")
        lexicon = cls.__new__(cls)
        lexicon.themes, lexicon.notes = themes_of(themes, faults, Lines()), ()
        faults.raise_if_any()
        return lexicon

    def __repr__(self) -> str:
        told = ", ".join(f"{theme.name} ({len(words_of(theme)):,} words)" for theme in self.themes[:_SHOWN])
        more = f", and {len(self.themes) - _SHOWN:,} more" if len(self.themes) > _SHOWN else ""
        return f"Lexicon of {len(self.themes):,} themes: {told}{more}"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the themes in order."""
        return tuple(theme.name for theme in self.themes)

    def phrases(self, forms: Forms, vocabulary: Sequence[str] = ()) -> dict[str, frozenset[Phrase]]:
        """Return for each theme its words and phrases as the terms that a text's words become.

        forms: text's own ``Words.forms``, handed in, so that the lexicon is matched on the same lemmas.
        vocabulary: the words of the corpus as terms, in order, among which prefixes find what they stand for.
        """
        return {theme.name: Matcher(theme, forms).phrases(vocabulary) for theme in self.themes}

    def excluded(self, forms: Forms, vocabulary: Sequence[str] = ()) -> frozenset[Phrase]:
        """Return the phrases that some theme excludes, as terms: they count as terms of their own."""
        found = (p for theme in self.themes for p in Matcher(theme, forms).excluded_phrases(vocabulary))
        return frozenset(phrase for phrase in found if len(phrase) > 1)

    def matrix(self, terms: Sequence[str], forms: Forms) -> NDArray[np.bool_]:
        """Return which terms belong to which theme: shape (named themes, terms)."""
        column = {term: j for j, term in enumerate(terms)}
        member = np.zeros((len(self.themes), len(terms)), dtype=bool)
        ordered = sorted(column)
        for k, theme in enumerate(self.themes):
            for _, found in Matcher(theme, forms).among(ordered):
                member[k, [column[term] for term in found]] = True
        return member

    def against(
        self, corpus: Corpus | TermCounts, forms: Forms | None = None, is_stop: IsStop | None = None
    ) -> pd.DataFrame:
        """Return the table ``lexicon``: what each word says of a corpus, see ``lexicon_table``.

        corpus: what ``count_terms`` returns will do; each text is then an article without a date, and phrases occur if
        they were counted. forms, is_stop: text's own ``Words.forms`` and ``Words.is_stop``; unless they are given,
        those that made the counts, else a word is itself in small letters.

        >>> from scipy import sparse
        >>> counts = TermCounts(sparse.csr_array(np.array([[2.0, 1.0], [0.0, 3.0]])), ("a", "b"), ("gas", "oil"))
        >>> Lexicon({"energy": ["Oil", "coal"]}).against(counts)[["term", "count", "n_articles"]].values.tolist()
        [['oil', 4.0, 2], ['coal', 0.0, 0]]
        """
        counts = corpus if isinstance(corpus, TermCounts) else corpus.counts
        held = Corpus.of(counts) if isinstance(corpus, TermCounts) else corpus
        forms = forms or (counts.words.forms if counts.words else lambda words, _: (tuple(words.lower().split()),))
        is_stop = is_stop or (counts.words.is_stop if counts.words else lambda _word, _code: False)
        return lexicon_table(self.themes, held, forms, is_stop)
