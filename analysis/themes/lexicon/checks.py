"""From what a file or a dict says to themes, with every fault told at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.errors import Faults, suggest
from analysis.tables import LANGUAGES, PERIODS
from analysis.themes.lexicon.entries import OPEN, Theme
from analysis.themes.lexicon.lines import Lines
from analysis.themes.lexicon.word_checks import control_in, fault_of, has_markup, odd_script, shown

KEYS = ("label", "colour", "words", "exclude")
# Okabe and Ito's colours, which colour-blind readers can tell apart; for themes that name none.
PALETTE = ("#E69F00", "#0072B2", "#CC79A7", "#D55E00", "#009E73", "#56B4E9", "#F0E442", "#000000")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
# Names that columns of the package's own tables have.
_RESERVED = {"all", "background", "model", "article", "article_id", "passage_id", "theme", "date", "period", *PERIODS}


def themes_of(values: Any, faults: Faults, lines: Lines) -> tuple[Theme, ...]:
    """Return the themes of a mapping of names to what is said of each; note what is no such thing."""
    if not isinstance(values, Mapping):
        faults.add(f"is {type(values).__name__}; it must map each theme's name to its words")
        return ()
    values = {str(name): value for name, value in values.items()}
    if not values:
        faults.add("names no theme; give each theme a table with its words, such as [energy] words = ['oil', 'gas']")
    themes = tuple(_theme_of(name, value, i, faults, lines) for i, (name, value) in enumerate(values.items()))
    for column in ("name", "label"):
        seen: dict[str, str] = {}
        for theme in themes:
            value = getattr(theme, column)
            if (other := seen.setdefault(value.casefold(), theme.name)) != theme.name:
                faults.add(
                    f"the themes {other!r} and {theme.name!r} share the {column} {value!r}; each needs its own",
                    line=lines.themes.get(theme.name),
                )
    return themes


def judge_words(themes: Sequence[Theme], faults: Faults, lines: Lines) -> tuple[str, ...]:
    """Note each word that cannot be used, and return what is odd about the others."""
    odd = Faults(faults.where)
    for theme in themes:
        if has_markup(theme.label):
            told = f"the label of theme {theme.name!r} is {theme.label!r}; markup is not read but shown as it stands"
            odd.add(told, line=lines.themes.get(theme.name))
        for part in ("words", "exclude"):
            _note_faults(theme, part, faults, lines)
            _note_oddities(theme, part, odd, lines)
        _note_exclusions(theme, faults, odd, lines)
    return tuple(odd.found)


def _theme_of(name: str, value: Any, number: int, faults: Faults, lines: Lines) -> Theme:
    line = lines.themes.get(name)
    if name in _RESERVED or re.fullmatch(r"free_\d+", name):
        faults.add(f"the theme's name {name!r} is one of the package's own columns; choose another", line=line)
    if not _NAME.fullmatch(name):
        faults.add(f"the theme's name {name!r} must be small letters, digits and _, and start with a letter", line=line)
    if isinstance(value, list | tuple | set):
        value = {"words": sorted(value) if isinstance(value, set) else list(value)}
    if not isinstance(value, Mapping):
        faults.add(f"{name!r} is {value!r}; a theme is a table with the keys {', '.join(KEYS)}", line=line)
        return Theme(name, name, PALETTE[0])
    for key in sorted(set(value) - set(KEYS)):
        faults.add(f"unknown key {key!r} in theme {name!r}{suggest(key, KEYS)}", line=line)
    label = value.get("label", name.replace("_", " ").capitalize())
    colour = value.get("colour", PALETTE[number % len(PALETTE)])
    if not isinstance(label, str) or not label.strip() or control_in(label):
        faults.add(f"the label of theme {name!r} is {label!r}; it must be words", line=line)
    if not isinstance(colour, str) or not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        faults.add(f"the colour of theme {name!r} is {colour!r}; it must be like '#E69F00'", line=line)
    words = value.get("words")
    if not words or (isinstance(words, Mapping) and not any(words.values())):
        faults.add(f"theme {name!r} has no words; give it words = ['...'] or a list for each language", line=line)
        words = {}
    lists = (
        _lists_of(name, part, said, faults, line)
        for part, said in (("words", words), ("exclude", value.get("exclude", {})))
    )
    return Theme(name, str(label).strip(), str(colour), *lists)


def _lists_of(name: str, part: str, said: Any, faults: Faults, line: int | None) -> dict[str, tuple[Any, ...]]:
    """Return the words of a theme, or those that it excludes, by language."""
    if isinstance(said, list):
        said = dict.fromkeys(LANGUAGES, said)
    if not isinstance(said, Mapping):
        faults.add(f"{part} of theme {name!r} is {said!r}; it must be a list, or a list for each language", line=line)
        return {}
    said = {str(code): entries for code, entries in said.items()}
    for code in sorted(set(said) - set(LANGUAGES)):
        faults.add(f"theme {name!r} has {part} in {code!r}{suggest(code, LANGUAGES)}", line=line)
    for code in sorted(set(said) & set(LANGUAGES)):
        if not isinstance(said[code], list):
            faults.add(f"the {part} of theme {name!r} in {code!r} are {said[code]!r}; they must be a list", line=line)
    return {code: tuple(said[code]) for code in LANGUAGES if isinstance(said.get(code), list)}


def _distinct(theme: Theme, part: str) -> Iterator[tuple[Any, str]]:
    """Yield each entry of a theme once, with the first language that has it."""
    told = set()
    for code, written in getattr(theme, part).items():
        for entry in written:
            if repr(entry) not in told:
                told.add(repr(entry))
                yield entry, code


def _note_faults(theme: Theme, part: str, faults: Faults, lines: Lines) -> None:
    for entry, code in _distinct(theme, part):
        if fault := fault_of(entry):
            told = f"theme {theme.name!r} {_VERBS[part]} {shown(entry)} in {code!r}, which {fault}"
            faults.add(told, line=lines.of(theme.name, part, entry))


_VERBS = {"words": "has the word", "exclude": "excludes"}


def _note_oddities(theme: Theme, part: str, odd: Faults, lines: Lines) -> None:
    by_language = {code: [e for e in written if not fault_of(e)] for code, written in getattr(theme, part).items()}
    everywhere = set.intersection(*map(set, by_language.values())) if len(by_language) == len(LANGUAGES) else set()
    for entry, code in _distinct(theme, part):
        spoken = None if entry in everywhere else code
        if entry in by_language[code] and (said := odd_script(entry, spoken)):
            told = f"theme {theme.name!r} {_VERBS[part]} {shown(entry)}, which {said}"
            odd.add(told, line=lines.of(theme.name, part, entry))
    told_twice = set()
    for code, written in by_language.items():
        seen: dict[str, str] = {}
        for entry in written:
            if _alike(entry) in seen and _alike(entry) not in told_twice:
                told_twice.add(_alike(entry))
                told = f"theme {theme.name!r} {_VERBS[part]} {shown(entry)} twice in {code!r}; once is enough"
                odd.add(told, line=lines.of(theme.name, part, entry, last=True))
            seen.setdefault(_alike(entry), entry)


def _note_exclusions(theme: Theme, faults: Faults, odd: Faults, lines: Lines) -> None:
    """Note words that a theme both has and excludes, and single words that it excludes though it has no prefix."""
    own = {_alike(e) for written in theme.words.values() for e in written if isinstance(e, str)}
    is_open = any(e.endswith(OPEN) for e in own)
    for entry, _ in _distinct(theme, "exclude"):
        if not isinstance(entry, str):
            continue
        line = lines.of(theme.name, "exclude", entry)
        if _alike(entry) in own:
            faults.add(f"theme {theme.name!r} both has and excludes {shown(entry)}; strike one", line=line)
        elif entry.isalpha() and not is_open:
            told = f"theme {theme.name!r} excludes the word {shown(entry)}, but has no prefix that could match it"
            odd.add(told, line=line)


def _alike(entry: str) -> str:
    return " ".join(entry.casefold().split())
