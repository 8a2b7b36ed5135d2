"""What is wrong, or odd, with the words of themes, told with their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from analysis.errors import Faults
from analysis.tables import LANGUAGES
from analysis.themes.lexicon.entries import Theme
from analysis.themes.lexicon.lines import Lines
from analysis.themes.lexicon.word_checks import OPEN, fault_of, has_markup, odd_digits, odd_script, shown

MANY_WORDS = 1000  # of a theme in a language, from which on it is noted that a handful says more
_TWINS = 0.8  # of the words of the theme that has fewer: from this share on the other theme has nearly all
_LEAST_TWINS = 2  # words that two themes share, at least, to be called alike
_VERBS = {"words": "has the word", "exclude": "excludes"}


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
        _note_many(theme, odd, lines)
    _note_twins(themes, odd, lines)
    return tuple(odd.found)


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
            place = _place(theme, part, entry, code)
            told = f"theme {theme.name!r} {_VERBS[part]} {shown(entry)}{place}, which {fault}"
            faults.add(told, line=lines.of(theme.name, part, entry))


def _place(theme: Theme, part: str, entry: Any, code: str) -> str:
    """Return in which language an entry stands, nothing where it is one for all."""
    by_language = getattr(theme, part)
    everywhere = len(by_language) == len(LANGUAGES) and all(entry in written for written in by_language.values())
    return "" if everywhere else f" in {code!r}"


def _note_oddities(theme: Theme, part: str, odd: Faults, lines: Lines) -> None:
    by_language = {code: [e for e in written if not fault_of(e)] for code, written in getattr(theme, part).items()}
    everywhere = set.intersection(*map(set, by_language.values())) if len(by_language) == len(LANGUAGES) else set()
    for entry, code in _distinct(theme, part):
        if entry not in by_language[code]:
            continue
        for said in (odd_script(entry, None if entry in everywhere else code), odd_digits(entry)):
            if said:
                told = f"theme {theme.name!r} {_VERBS[part]} {shown(entry)}, which {said}"
                odd.add(told, line=lines.of(theme.name, part, entry))
    told_twice = set()
    for code, written in by_language.items():
        seen: dict[str, str] = {}
        for entry in written:
            if _alike(entry) in seen and _alike(entry) not in told_twice:
                told_twice.add(_alike(entry))
                place = "" if entry in everywhere else f" in {code!r}"
                told = f"theme {theme.name!r} {_VERBS[part]} {shown(entry)} twice{place}; once is enough"
                odd.add(told, line=lines.of(theme.name, part, entry, last=True))
            seen.setdefault(_alike(entry), entry)


def _note_exclusions(theme: Theme, faults: Faults, odd: Faults, lines: Lines) -> None:
    """Note words that a theme both has and excludes, and single words that it excludes though it has no prefix."""
    own = words_of(theme)
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


def _note_many(theme: Theme, odd: Faults, lines: Lines) -> None:
    most = max(map(len, theme.words.values()), default=0)
    if most >= MANY_WORDS:
        advice = "each is taken for a sign of it, so that a handful which mean it say more"
        told = f"theme {theme.name!r} has {most:,} words; {advice}"
        odd.add(told, line=lines.themes.get(theme.name))


def _note_twins(themes: Sequence[Theme], odd: Faults, lines: Lines) -> None:
    """Note pairs of themes of which one has nearly all words of the other."""
    named = {theme.name: words_of(theme) for theme in themes}
    for (first, one), (second, other) in combinations(named.items(), 2):
        n_shared, least = len(one & other), min(len(one), len(other))
        if n_shared >= max(_LEAST_TWINS, _TWINS * least):
            fewer, more = (second, first) if len(other) <= len(one) else (first, second)
            how = "all words" if n_shared == least else f"{n_shared:,} of the {least:,} words"
            told = (
                f"{how} of theme {fewer!r} are words of {more!r} too; give it words of its own, which tell them apart"
            )
            odd.add(told, line=lines.themes.get(fewer))


def words_of(theme: Theme) -> set[str]:
    """Return the distinct entries of a theme, whatever their language and capitals."""
    return {_alike(e) for written in theme.words.values() for e in written if isinstance(e, str)}
