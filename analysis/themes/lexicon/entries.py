"""An entry of the lexicon: a word, a phrase or a prefix, and which terms of a corpus it stands for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.themes.lexicon.word_checks import OPEN, unread_digits

Phrase = tuple[str, ...]
Forms = Callable[[str, str], tuple[Phrase, ...]]  # the terms of a word or phrase and of its forms, in a language

_UNKNOWN = "und"  # of this language no lemma is known: a word is itself, in small letters and without accents


@dataclass(frozen=True)
class Theme:
    """A named theme: its name (the column), its label and colour on charts, its words per language.

    exclude: per language, words and phrases that are not the theme's, though they hold its words or begin so.
    """

    name: str
    label: str
    colour: str
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """An entry as it is written in a language, and its terms.

    forms: its terms in a row, and those of its other forms ('paint' and 'painting', of 'painting'), none where nothing
    of it is a word; of a prefix the last term is the beginning of words.

    >>> entry = Entry("power plant*", "en", (("power", "plant"),), True)
    >>> list(entry.among(["plant", "power plant", "power plantation", "power plant worker"]))
    ['power plant', 'power plantation']
    """

    written: str
    language: str
    forms: tuple[Phrase, ...]
    is_open: bool

    @property
    def terms(self) -> Phrase:
        """Its terms as it is written."""
        return self.forms[0] if self.forms else ()

    @property
    def term(self) -> str:
        """The term that it counts as when it stands so in a text; of a prefix, what the terms begin with."""
        return " ".join(self.terms)

    def among(self, ordered: Sequence[str]) -> Iterator[str]:
        """Yield those of the terms that it stands for; ``ordered``: terms in their order."""
        for form in self.forms:
            yield from self._of_form(form, ordered)

    def _of_form(self, form: Phrase, ordered: Sequence[str]) -> Iterator[str]:
        term = " ".join(form)
        at = bisect_left(ordered, term)
        if not self.is_open:
            if at < len(ordered) and ordered[at] == term:
                yield ordered[at]
            return
        while at < len(ordered) and ordered[at].startswith(term):
            if ordered[at].count(" ") == len(form) - 1:
                yield ordered[at]
            at += 1

    def phrases(self, vocabulary: Sequence[str]) -> Iterator[Phrase]:
        """Yield the terms in a row that it stands for; ``vocabulary``: the words of the corpus as terms, in order."""
        if not self.is_open:
            yield from self.forms
            return
        for form in self.forms:
            yield from ((*form[:-1], word) for word in self._of_form(form[-1:], vocabulary))


def entries(words: Mapping[str, Sequence[str]], forms: Forms) -> Iterator[Entry]:
    """Yield the entries of some words per language; those in which nothing is a word have no forms."""
    for code, written in words.items():
        for word in written:
            yield _entry(word, code, forms)


def _entry(written: str, code: str, forms: Forms) -> Entry:
    if unread_digits(written):
        return Entry(written, code, (), False)
    if not written.endswith(OPEN):
        return Entry(written, code, forms(written, code), False)
    first, _, last = written[: -len(OPEN)].rpartition(" ")
    # The beginning of a word has no lemma.
    beginnings, before = forms(last, _UNKNOWN)[:1], forms(first, code) or ((),)
    return Entry(written, code, tuple((*form, *beginning) for beginning in beginnings for form in before), True)


class Matcher:
    """Says which terms a theme's entries stand for, without those that it excludes.

    >>> theme = Theme("energy", "Energy", "#E69F00", {"en": ("oil", "gas*")}, {"en": ("gastric", "olive oil")})
    >>> plain = lambda words, code: (tuple(words.split()),)
    >>> [(e.written, found) for e, found in Matcher(theme, plain).among(["gas", "gastric", "gastrula", "oil"])]
    [('oil', ['oil']), ('gas*', ['gas', 'gastrula'])]
    """

    def __init__(self, theme: Theme, forms: Forms) -> None:
        self.entries = [entry for entry in entries(theme.words, forms) if entry.forms]
        self.empty = [entry for entry in entries(theme.words, forms) if not entry.forms]
        self.excluded = [entry for entry in entries(theme.exclude, forms) if entry.forms]
        self.empty_excluded = [entry for entry in entries(theme.exclude, forms) if not entry.forms]

    def among(self, ordered: Sequence[str]) -> Iterator[tuple[Entry, list[str]]]:
        """Yield each entry and those of the terms that it stands for; ``ordered``: terms in their order."""
        left_out = self.left_out(ordered)
        for entry in self.entries:
            yield entry, [t for t in entry.among(ordered) if not (entry.is_open and t in left_out)]

    def left_out(self, ordered: Sequence[str]) -> frozenset[str]:
        """Return those of the terms that the theme excludes; ``ordered``: terms in their order."""
        return frozenset(term for entry in self.excluded for term in entry.among(ordered))

    def phrases(self, vocabulary: Sequence[str]) -> frozenset[Phrase]:
        """Return the theme's words and phrases as terms in a row."""
        left_out = self.excluded_phrases(vocabulary)
        return frozenset(
            phrase
            for entry in self.entries
            for phrase in entry.phrases(vocabulary)
            if not (entry.is_open and phrase in left_out)
        )

    def excluded_phrases(self, vocabulary: Sequence[str]) -> frozenset[Phrase]:
        """Return what the theme excludes as terms in a row."""
        return frozenset(phrase for entry in self.excluded for phrase in entry.phrases(vocabulary))
