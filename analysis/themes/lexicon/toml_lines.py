"""Where the themes and words of a TOML file stand: the standard library's reader says no lines."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from analysis.errors import Faults
from analysis.themes.lexicon.lines import Lines, bare

_REPEATED = "\ue000"  # begins what stands in for a name that stands twice; no name can begin so
_KEY = r"""(?:[^\s\[\]'"=.#]+|"[^"\n]*"|'[^'\n]*')"""
_KEYS = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = re.compile(rf"[ \t]*\[[ \t]*(?P<keys>{_KEYS})[ \t]*\](?=[ \t]*(?:#|\n|\Z))")
_LISTED = re.compile(rf"[ \t]*\[\[[ \t]*(?P<keys>{_KEYS})[ \t]*\]\](?=[ \t]*(?:#|\n|\Z))")
_ASSIGNED = re.compile(rf"[ \t]*(?P<keys>{_KEYS})[ \t]*=")
_ONE_KEY = re.compile(_KEY)
_TOKEN = re.compile(
    r'(?s)(?P<string>"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|(?P<comment>#[^\n]*)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<newline>\n)|(?P<bare>[^\s\[\]{},#=\"']+)"
)


def without_repeats(text: str, faults: Faults) -> tuple[str, Lines]:
    """Return the text with each table and key that stood before renamed, so that the rest can be read, and its lines.

    Notes each that stands twice as a fault.
    """
    scan = _Scan(text, faults)
    scan.run()
    pieces, at = [], 0
    for (start, end), other in scan.repeats:
        pieces += [text[at:start], other]
        at = end
    return "".join([*pieces, text[at:]]), scan.lines


def without_marks(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a file without the tables and keys that ``without_repeats`` renamed."""
    return {
        name: without_marks(value) if isinstance(value, dict) else value
        for name, value in values.items()
        if not name.startswith(_REPEATED)
    }


class _Scan:
    """One walk over the text: statements begin where no bracket is open; a string belongs to the one it stands in."""

    def __init__(self, text: str, faults: Faults) -> None:
        self.lines, self.repeats = Lines(), list[tuple[tuple[int, int], str]]()
        self._text, self._faults = text, faults
        self._table: tuple[str, ...] = ()
        self._path: tuple[str, ...] = ()  # of the value that is being read: its table's keys and its own
        self._stands: dict[tuple[str, ...], int] = {}  # in which line the table or value of each path first stands
        self._is_repeated = False  # whether the table that is being read was renamed

    def run(self) -> None:
        at, line, depth = self._statement(0, 1), 1, 0
        while token := _TOKEN.search(self._text, at):
            at = token.end()
            if token["string"]:
                self._word(_value(token["string"]), line)
            elif token["bare"]:
                self._word(bare(token["bare"]), line)
            depth = max(0, depth + bool(token["open"]) - bool(token["close"]))
            line += token[0].count("\n")
            if token["newline"] and not depth:
                at = self._statement(at, line)

    def _statement(self, at: int, line: int) -> int:
        """Take note of the table or key that begins here, and return where to read on."""
        if header := _HEADER.match(self._text, at) or _LISTED.match(self._text, at):
            self._table = self._path = _keys(header["keys"])
            self._note_table(header, line)
            return header.end()
        if assigned := _ASSIGNED.match(self._text, at):
            self._path = (*self._table, *_keys(assigned["keys"]))
            self.lines.themes.setdefault(self._path[0], line)
            if not self._is_repeated and self._stood(self._path, line):
                self.repeats.append((assigned.span("keys"), self._other_name()))
            for n in range(len(self._table) + 1, len(self._path)):  # 'words.en = ' makes a table of words as well
                self._stands.setdefault(self._path[:n], line)
            return assigned.end()
        return at

    def _note_table(self, header: re.Match[str], line: int) -> None:
        name = self._table[0]
        if header.re is _LISTED:  # may stand any number of times, each with keys of its own
            self._stands = {path: at for path, at in self._stands.items() if path[: len(self._table)] != self._table}
            self._is_repeated = False
        else:
            self._is_repeated = self._stood(self._table, line)
            if self._is_repeated:
                self.repeats.append((header.span(), f"[{self._other_name()}]"))
        self.lines.themes.setdefault(name, line)

    def _stood(self, path: tuple[str, ...], line: int) -> bool:
        """Whether a table or key stood before, which is told then."""
        first = self._stands.setdefault(path, line)
        if first == line:
            return False
        what = f"the theme {path[0]!r}" if len(path) == 1 else f"{'.'.join(path[1:])!r} of theme {path[0]!r}"
        advice = "join their words" if len(path) == 1 or path[1] in ("words", "exclude") else "strike one"
        self._faults.add(f"{what} stands twice (first in line {first}); {advice}", line=line)
        return True

    def _other_name(self) -> str:
        return f'"{_REPEATED}{len(self.repeats)}"'

    def _word(self, word: str, line: int) -> None:
        if len(self._path) < 2 or self._path[1] in ("words", "exclude"):
            part = self._path[1] if len(self._path) > 1 else "words"
            self.lines.note(self._path[0] if self._path else "", part, word, line)


def _keys(written: str) -> tuple[str, ...]:
    return tuple(key.strip("'\"") for key in _ONE_KEY.findall(written))


def _value(literal: str) -> str:
    """Return what a string of TOML stands for; itself where it is none."""
    if literal[0] not in literal[1:-1] and "\\" not in literal and "\n" not in literal:
        return literal[1:-1]
    try:
        return str(tomllib.loads(f"x = {literal}")["x"])
    except tomllib.TOMLDecodeError:
        return literal
