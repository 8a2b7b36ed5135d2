"""Where the themes and words of a TOML file stand: the standard library's reader says no lines."""

from __future__ import annotations

import re
import tomllib

from analysis.errors import Faults
from analysis.themes.lexicon.lines import Lines

_REPEATED = "\ue000"  # stands in for the name of a theme whose table stands twice; no name can be this
_KEY = r"""(?:[^\s\[\]'"=.#]+|"[^"\n]*"|'[^'\n]*')"""
_KEYS = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = re.compile(rf"[ \t]*\[[ \t]*(?P<keys>{_KEYS})[ \t]*\](?=[ \t]*(?:#|\n|\Z))")
_ASSIGNED = re.compile(rf"[ \t]*(?P<keys>{_KEYS})[ \t]*=")
_ONE_KEY = re.compile(_KEY)
_TOKEN = re.compile(
    r'(?s)(?P<string>"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|(?P<comment>#[^\n]*)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<newline>\n)"
)


def without_repeats(text: str, faults: Faults) -> tuple[str, Lines]:
    """Return the text with later tables of the same theme renamed, so that the rest can be read, and its lines.

    Notes each theme whose table stands twice as a fault.
    """
    scan = _Scan(text, faults)
    scan.run()
    pieces, at = [], 0
    for number, (start, end) in enumerate(scan.repeats):
        pieces += [text[at:start], f'["{_REPEATED}".{number}]']
        at = end
    return "".join([*pieces, text[at:]]), scan.lines


def without_marks(values: dict[str, object]) -> dict[str, object]:
    """Return the values of a file without the tables that ``without_repeats`` renamed."""
    return {name: value for name, value in values.items() if name != _REPEATED}


class _Scan:
    """One walk over the text: statements begin where no bracket is open; a string belongs to the one it stands in."""

    def __init__(self, text: str, faults: Faults) -> None:
        self.lines, self.repeats = Lines(), list[tuple[int, int]]()
        self._text, self._faults = text, faults
        self._table: tuple[str, ...] = ()
        self._path: tuple[str, ...] = ()  # of the value that is being read: its table's keys and its own
        self._tables: dict[str, int] = {}

    def run(self) -> None:
        at, line, depth = self._statement(0, 1), 1, 0
        while token := _TOKEN.search(self._text, at):
            at = token.end()
            if token["string"]:
                self._string(token["string"], line)
            depth = max(0, depth + bool(token["open"]) - bool(token["close"]))
            line += token[0].count("\n")
            if token["newline"] and not depth:
                at = self._statement(at, line)

    def _statement(self, at: int, line: int) -> int:
        """Take note of the table or key that begins here, and return where to read on."""
        if header := _HEADER.match(self._text, at):
            self._table = self._path = _keys(header["keys"])
            self._note_table(header.span(), line)
            return header.end()
        if assigned := _ASSIGNED.match(self._text, at):
            self._path = (*self._table, *_keys(assigned["keys"]))
            self.lines.themes.setdefault(self._path[0], line)
            return assigned.end()
        return at

    def _note_table(self, span: tuple[int, int], line: int) -> None:
        name = self._table[0]
        if len(self._table) == 1 and (first := self._tables.setdefault(name, line)) != line:
            told = f"the theme {name!r} stands twice (first in line {first}); join their words"
            self._faults.add(told, line=line)
            self.repeats.append(span)
        self.lines.themes.setdefault(name, line)

    def _string(self, literal: str, line: int) -> None:
        if len(self._path) < 2 or self._path[1] in ("words", "exclude"):
            part = self._path[1] if len(self._path) > 1 else "words"
            self.lines.note(self._path[0] if self._path else "", part, _value(literal), line)


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
