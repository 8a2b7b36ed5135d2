"""In which lines of a file the themes and their words stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Lines:
    """The line of each theme, and those of each of its words; empty where a lexicon comes from no file.

    >>> lines = Lines({"energy": 1})
    >>> lines.note("energy", "words", "oil", 2)
    >>> lines.note("energy", "words", bare("7"), 3)
    >>> [lines.of("energy", "words", word) for word in ("oil", 7, 8)], lines.of("war", "words", "army")
    ([2, 3, 1], None)
    """

    themes: dict[str, int] = field(default_factory=dict)
    _words: defaultdict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def note(self, theme: str, part: str, word: str, line: int) -> None:
        """Note that a word stands in a line, in the part 'words' or 'exclude' of a theme."""
        self._words[theme, part, word].append(line)

    def of(self, theme: str, part: str, word: object, *, last: bool = False) -> int | None:
        """Return the first (or last) line of a word, else that of its theme, None where neither is known."""
        written = word if isinstance(word, str) else bare(str(word).lower())
        found = self._words.get((theme, part, written))
        return found[-1 if last else 0] if found else self.themes.get(theme)


def bare(written: str) -> str:
    """Return what a value that is no text, such as 7 or true, is noted as: no word begins so."""
    return f"\x00{written}"
