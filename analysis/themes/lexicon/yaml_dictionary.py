"""Dictionaries of quanteda in YAML: keys within keys, and lists of words."""

from __future__ import annotations

import re
from typing import Any

from analysis.errors import Faults
from analysis.tables import LANGUAGES
from analysis.themes.lexicon.lines import Lines

_DEEPEST = 20  # keys within keys
_OTHERS = re.compile(r"[^a-z0-9]+")


def read_dictionary(text: str, faults: Faults) -> tuple[dict[str, Any], Lines]:
    r"""Return the themes of a dictionary and where they stand: every path of keys that holds words is a theme.

    Nothing is made of the file but text: tags are not obeyed, and references, by which a few lines can stand for
    gigabytes, are not followed.

    >>> read_dictionary("Economy:\n  Prices: [inflation, price*]\n  - tax", Faults("d.yml"))[0]
    {}
    >>> read_dictionary("Economy:\n  Prices: [inflation, price*]", Faults("d.yml"))[0]
    {'economy_prices': {'label': 'Economy: Prices', 'words': ['inflation', 'price*']}}
    >>> read_dictionary("Economy:\n  en: [price*]\n  es: [precio]", Faults("d.yml"))[0]
    {'economy': {'label': 'Economy', 'words': {'en': ['price*'], 'es': ['precio']}}}
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.AliasEvent):
                where = event.start_mark.line + 1
                faults.add(f"refers to *{event.anchor}; references are not followed, write the words out", line=where)
        root = None if faults.found else yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or error
        faults.add(f"is no YAML: {said}", line=mark.line + 1 if mark else None)
        return {}, Lines()
    except RecursionError:
        faults.add(f"has keys within keys more than {_DEEPEST} deep; write fewer")
        return {}, Lines()
    walk = _Walk(faults)
    if root is not None:
        walk.mapping(root, ())
    return walk.values, walk.lines


class _Walk:
    """Gathers the words of each path of keys."""

    def __init__(self, faults: Faults) -> None:
        self.values: dict[str, Any] = {}
        self.lines = Lines()
        self._faults = faults
        self._paths: dict[tuple[str, ...], str] = {}

    def mapping(self, node: Any, path: tuple[str, ...]) -> None:
        if node.id != "mapping":
            self._faults.add("holds no keys; write a theme's name, a colon, and a list of its words", line=_line(node))
            return
        seen: dict[str, int] = {}
        for key, value in node.value:
            name = str(key.value) if key.id == "scalar" else ""
            if not name.strip():
                self._faults.add("has a key that is no word; name the theme", line=_line(key))
            elif (first := seen.setdefault(name, _line(key))) != _line(key):
                told = f"the theme {name!r} stands twice (first in line {first}); join their words"
                self._faults.add(told, line=_line(key))
            else:
                self._value(value, (*path, name), _line(key))

    def _value(self, node: Any, path: tuple[str, ...], line: int) -> None:
        if len(path) > _DEEPEST:
            self._faults.add(f"has keys within keys more than {_DEEPEST} deep; write fewer", line=line)
        elif _is_by_language(node):
            self._by_language(node.value, path, line)
        elif node.id == "mapping" and node.value:
            self.mapping(node, path)
        else:
            self._words(node.value if node.id == "sequence" else [node], path, line)

    def _words(self, nodes: list[Any], path: tuple[str, ...], line: int) -> None:
        plain = [node for node in nodes if node.id == "scalar"]
        if plain or not nodes or all(node.id == "mapping" and not node.value for node in nodes):
            self._theme(path, plain, line)
        for node in nodes:
            if node.id == "mapping":
                self.mapping(node, path)
            elif node.id == "sequence":
                self._faults.add("has a list within a list; write one list of words", line=_line(node))

    def _by_language(self, pairs: list[tuple[Any, Any]], path: tuple[str, ...], line: int) -> None:
        words: dict[str, list[Any]] = {}
        for key, value in pairs:
            nodes = value.value if value.id == "sequence" else [value]
            if key.value in words:
                self._faults.add(f"the language {key.value!r} stands twice; join its words", line=_line(key))
            for node in nodes:
                if node.id != "scalar":
                    self._faults.add(f"the words in {key.value!r} must be one list of words", line=_line(node))
            words[key.value] = [node for node in nodes if node.id == "scalar"]
        if name := self._name(path, line):
            self._note(name, path, [node for nodes in words.values() for node in nodes], line)
            self.values[name]["words"] = {code: _written(nodes) for code, nodes in words.items()}

    def _theme(self, path: tuple[str, ...], nodes: list[Any], line: int) -> None:
        if name := self._name(path, line):
            self._note(name, path, nodes, line)
            self.values[name]["words"] = _written(nodes)

    def _name(self, path: tuple[str, ...], line: int) -> str | None:
        """Return the name of a theme, None where another has it, which is told."""
        name = "_".join(_OTHERS.sub("_", key.lower()).strip("_") for key in path)
        if (other := self._paths.setdefault(path, name)) != name or name in self.values:
            told = f"the keys {' > '.join(path)!r} make the theme's name {other!r}, which another has; rename one"
            self._faults.add(told, line=line)
            return None
        return name

    def _note(self, name: str, path: tuple[str, ...], nodes: list[Any], line: int) -> None:
        self.values[name] = {"label": ": ".join(path)}
        self.lines.themes[name] = line
        for node in nodes:
            self.lines.note(name, "words", str(node.value), _line(node))


def _is_by_language(node: Any) -> bool:
    """Whether a key holds keys, all of them codes of languages."""
    return node.id == "mapping" and bool(node.value) and all(key.value in LANGUAGES for key, _ in node.value)


def _written(nodes: list[Any]) -> list[str]:
    return [str(node.value) for node in nodes if not _is_null(node)]


def _is_null(node: Any) -> bool:
    """Whether nothing is written where a word could be; a word such as 'no' or 'null' is one."""
    return not node.value and not node.style


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1
