"""From what a file or a dict says to themes; what is no theme is told, all of it at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from analysis.errors import Faults, suggest
from analysis.tables import LANGUAGES, PERIODS
from analysis.themes.lexicon.entries import Theme
from analysis.themes.lexicon.lines import Lines
from analysis.themes.lexicon.word_checks import control_in

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


def _theme_of(name: str, value: Any, number: int, faults: Faults, lines: Lines) -> Theme:
    line = lines.themes.get(name)
    if name in _RESERVED or re.fullmatch(r"free_\d+", name):
        faults.add(f"the theme's name {name!r} is one of the package's own columns; choose another", line=line)
    if not _NAME.fullmatch(name):
        faults.add(f"the theme's name {name!r} must be small letters, digits and _, and start with a letter", line=line)
    if _are_tables(value):
        faults.add(f"{name!r} is a list of tables; write [{name}] with single brackets, once", line=line)
        return Theme(name, name, PALETTE[0])
    if isinstance(value, list | tuple | set):
        value = {"words": sorted(value) if isinstance(value, set) else list(value)}
    if not isinstance(value, Mapping):
        faults.add(f"{name!r} is {value!r}; a theme is a table with the keys {', '.join(KEYS)}", line=line)
        return Theme(name, name, PALETTE[0])
    for key in sorted(map(str, set(value) - set(KEYS))):
        told = f"; for words of a language write words.{key}" if key in LANGUAGES else suggest(key, KEYS)
        faults.add(f"unknown key {key!r} in theme {name!r}{told}", line=line)
    label = value.get("label", name.replace("_", " ").capitalize())
    colour = value.get("colour", PALETTE[number % len(PALETTE)])
    if not isinstance(label, str) or not label.strip() or control_in(label):
        faults.add(f"the label of theme {name!r} is {label!r}; it must be words", line=line)
    if not isinstance(colour, str) or not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        faults.add(f"the colour of theme {name!r} is {colour!r}; it must be like '#E69F00'", line=line)
    lists = (_lists_of(name, part, _said_of(name, part, value, faults, line), faults, line) for part in KEYS[2:])
    return Theme(name, str(label).strip(), str(colour), *lists)


def _said_of(name: str, part: str, value: Mapping[str, Any], faults: Faults, line: int | None) -> Any:
    """Return the words of a theme as they are given, or those that it excludes; note where it has none."""
    said = value.get(part) or {}
    empty = not said or (isinstance(said, Mapping) and not any(said.values()))
    if part == "words" and empty:
        if set(value).isdisjoint(LANGUAGES):  # else what to write is told already
            told = "give it words = ['...'] or a list for each language"
            faults.add(f"theme {name!r} has no words; {told}", line=line)
        return {}
    return value.get(part, {})


def _lists_of(name: str, part: str, said: Any, faults: Faults, line: int | None) -> dict[str, tuple[Any, ...]]:
    """Return the words of a theme, or those that it excludes, by language."""
    if _are_tables(said):
        told = f"write {part} = ['...'], or [{name}.{part}] with single brackets and a list for each language"
        faults.add(f"the {part} of theme {name!r} are a list of tables; {told}", line=line)
        return {}
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


def _are_tables(said: Any) -> bool:
    """Whether something is a list of tables, as [[double brackets]] make in TOML."""
    return isinstance(said, list | tuple) and bool(said) and all(isinstance(value, Mapping) for value in said)
