"""The lexicon: the themes that the user names, and the words that name them, per language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import Faults, suggest
from analysis.tables import LANGUAGES, PERIODS

Phrase = tuple[str, ...]
Normalise = Callable[[str, str], Phrase]

KEYS = ("label", "colour", "words")
# Okabe and Ito's colours, which colour-blind readers can tell apart; for themes that name none.
PALETTE = ("#E69F00", "#0072B2", "#CC79A7", "#D55E00", "#009E73", "#56B4E9", "#F0E442", "#000000")
_REPEATED = "\ue000"  # stands in for the name of a theme whose table stands twice; no name can be this
_NAME = re.compile(r"[a-z][a-z0-9_]*")
# Names that columns of the package's own tables have.
_RESERVED = {"all", "background", "model", "article", "article_id", "passage_id", "theme", "date", "period", *PERIODS}
_HEADER = re.compile(r"^\s*\[\s*(['\"]?)([^\[\]'\"]+)\1\s*\]\s*(?:#.*)?$")


@dataclass(frozen=True)
class Theme:
    """A named theme: its name (the column), its label and colour on charts, its words per language."""

    name: str
    label: str
    colour: str
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Lexicon:
    """The named themes in their order, which is the order of their columns everywhere.

    themes: for each theme's name a list of words (for every language), or a dict with the keys label, colour and
    words (a list, or a list for each of en, es and ru). A phrase is words with spaces between them.
    Raises InputError with every fault.

    >>> Lexicon({"energy": ["oil", "power plant"], "war": ["army"]}).names
    ('energy', 'war')
    """

    def __init__(self, themes: Mapping[str, Any]) -> None:
        faults = Faults("lexicon")
        self.themes = _themes_of(themes, faults, {})
        faults.raise_if_any()

    @classmethod
    def load(cls, path: str | Path) -> Lexicon:
        """Return the lexicon of a TOML file (one table a theme); raise InputError with every fault."""
        path = Path(path)
        faults = Faults(str(path))
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            faults.add(f"cannot be read ({error.strerror}); name a TOML file with a table for each theme")
        except UnicodeDecodeError as error:
            faults.add(f"is no UTF-8 text ({error.reason} at byte {error.start}); save it as UTF-8")
        faults.raise_if_any()
        text, lines = _without_repeats(text, faults)
        try:
            values = tomllib.loads(text)
            values.pop(_REPEATED, None)
        except tomllib.TOMLDecodeError as error:
            faults.add(f"is no TOML: {error}")
            values = {}
        lexicon = cls.__new__(cls)
        lexicon.themes = _themes_of(values, faults, lines) if values or not faults.found else ()
        faults.raise_if_any()
        return lexicon

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the themes in order."""
        return tuple(theme.name for theme in self.themes)

    def phrases(self, normalise: Normalise) -> dict[str, frozenset[Phrase]]:
        """Return for each theme its words and phrases as the terms that a text's words become.

        normalise: text's own ``Words.phrase``, handed in, so that the lexicon is matched on the same lemmas.
        """
        return {theme.name: frozenset(_normalised(theme, normalise)) for theme in self.themes}

    def matrix(self, terms: Sequence[str], normalise: Normalise) -> NDArray[np.bool_]:
        """Return which terms belong to which theme: shape (named themes, terms)."""
        column = {term: j for j, term in enumerate(terms)}
        member = np.zeros((len(self.themes), len(terms)), dtype=bool)
        for k, phrases in enumerate(self.phrases(normalise).values()):
            for phrase in phrases:
                if (j := column.get(" ".join(phrase))) is not None:
                    member[k, j] = True
        return member

    def against(self, terms: Sequence[str], counts: Sequence[float], normalise: Normalise) -> list[dict[str, Any]]:
        """Return a record for each term of each theme: theme, term, words, languages, count (0: does not occur).

        words and languages: those of the lexicon that become this term, joined by commas. The count is that of the
        term, whatever language it stands in.
        """
        known = dict(zip(terms, counts, strict=True))
        records = []
        for theme in self.themes:
            entries: dict[str, list[tuple[str, str]]] = {}
            for code, word, term in _entries(theme, normalise):
                entries.setdefault(term, []).append((word, code))
            for term, of in entries.items():
                words, languages = (", ".join(dict.fromkeys(parts)) for parts in zip(*of, strict=True))
                told = {"theme": theme.name, "term": term, "words": words, "languages": languages}
                records.append({**told, "count": float(known.get(term, 0.0))})
        return records


def _entries(theme: Theme, normalise: Normalise) -> Iterator[tuple[str, str, str]]:
    for code, words in theme.words.items():
        for word in words:
            yield code, word, " ".join(normalise(word, code))


def _normalised(theme: Theme, normalise: Normalise) -> Iterator[Phrase]:
    for code, words in theme.words.items():
        for word in words:
            if phrase := normalise(word, code):
                yield phrase


def _without_repeats(text: str, faults: Faults) -> tuple[str, dict[str, int]]:
    """Note themes whose table stands twice, and rename the later ones so that the rest can still be read.

    Returns the text and the line of each theme's table.
    """
    lines = text.splitlines()
    first: dict[str, int] = {}
    for i, line in enumerate(lines):
        found = _HEADER.match(line)
        if not found:
            continue
        name = found[2].strip()
        if name in first:
            faults.add(f"the theme {name!r} stands twice (first in line {first[name]}); join their words", line=i + 1)
            lines[i] = f'["{_REPEATED}".{i}]'
        else:
            first[name] = i + 1
    return "\n".join(lines), first


def _themes_of(values: Mapping[str, Any], faults: Faults, lines: Mapping[str, int]) -> tuple[Theme, ...]:
    if not isinstance(values, Mapping):
        faults.add(f"is {type(values).__name__}; it must map each theme's name to its words")
        return ()
    values = {str(name): value for name, value in values.items()}
    if not values:
        faults.add("names no theme; give each theme a table with its words, such as [energy] words = ['oil', 'gas']")
    themes = [_theme_of(name, value, i, faults, lines) for i, (name, value) in enumerate(values.items())]
    for column in ("name", "label"):
        seen: dict[str, str] = {}
        for theme in themes:
            value = getattr(theme, column)
            if (other := seen.setdefault(value.casefold(), theme.name)) != theme.name:
                faults.add(
                    f"the themes {other!r} and {theme.name!r} share the {column} {value!r}; each needs its own",
                    line=lines.get(theme.name),
                )
    return tuple(themes)


def _theme_of(name: str, value: Any, number: int, faults: Faults, lines: Mapping[str, int]) -> Theme:
    line = lines.get(name)
    if name in _RESERVED or re.fullmatch(r"free_\d+", name):
        faults.add(f"the theme's name {name!r} is one of the package's own columns; choose another", line=line)
    if not _NAME.fullmatch(name):
        faults.add(f"the theme's name {name!r} must be small letters, digits and _, and start with a letter", line=line)
    if isinstance(value, list | tuple | set):
        value = {"words": list(value)}
    if not isinstance(value, Mapping):
        faults.add(f"{name!r} is {value!r}; a theme is a table with the keys {', '.join(KEYS)}", line=line)
        return Theme(name, name, PALETTE[0])
    for key in sorted(set(value) - set(KEYS)):
        faults.add(f"unknown key {key!r} in theme {name!r}{suggest(key, KEYS)}", line=line)
    label = value.get("label", name.replace("_", " ").capitalize())
    colour = value.get("colour", PALETTE[number % len(PALETTE)])
    if not isinstance(label, str) or not label.strip():
        faults.add(f"the label of theme {name!r} is {label!r}; it must be words", line=line)
    if not isinstance(colour, str) or not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        faults.add(f"the colour of theme {name!r} is {colour!r}; it must be like '#E69F00'", line=line)
    return Theme(name, str(label).strip(), str(colour), _words_of(name, value.get("words"), faults, line))


def _words_of(name: str, words: Any, faults: Faults, line: int | None) -> dict[str, tuple[str, ...]]:
    if isinstance(words, list):
        words = dict.fromkeys(LANGUAGES, words)
    if not isinstance(words, Mapping) or not any(words.values()):
        faults.add(f"theme {name!r} has no words; give it words = ['...'] or a list for each language", line=line)
        return {}
    words = {str(code): entries for code, entries in words.items()}
    for code in sorted(set(words) - set(LANGUAGES)):
        faults.add(f"theme {name!r} has words in {code!r}{suggest(code, LANGUAGES)}", line=line)
    good = {code: list(words[code]) for code in LANGUAGES if isinstance(words.get(code), list)}
    told = set()
    for code, entries in good.items():
        for entry in entries:
            if (not isinstance(entry, str) or not any(c.isalpha() for c in entry)) and repr(entry) not in told:
                told.add(repr(entry))
                faults.add(f"theme {name!r} has the word {entry!r} in {code!r}; a word has letters", line=line)
    for code in sorted(set(words) & set(LANGUAGES) - set(good)):
        faults.add(f"the words of theme {name!r} in {code!r} are {words[code]!r}; they must be a list", line=line)
    return {code: tuple(e for e in entries if isinstance(e, str)) for code, entries in good.items()}
