"""What two reports were made from, as far as it differs: settings by name, inputs by file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, NamedTuple

_ARTICLE = "articles/"
# Settings and lexicons: what they say is compared itself, and a file of defaults that is added makes no difference.
_TOLD_ELSEWHERE = (".toml", ".yml", ".yaml", ".dic")


class OtherSetting(NamedTuple):
    """A setting that differs: its name, and its values as the manifests have them (None where it was unknown)."""

    name: str
    before: Any
    after: Any


def other_settings(first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[OtherSetting, ...]:
    """Return the settings in which two manifests differ.

    >>> other_settings({"settings": {"seed": 0, "n_free": 2}}, {"settings": {"seed": 0, "n_free": "auto"}})
    (OtherSetting(name='n_free', before=2, after='auto'),)
    """
    before, after = first["settings"], second["settings"]
    names = dict.fromkeys([*before, *after])
    both = (OtherSetting(name, before.get(name), after.get(name)) for name in names)
    return tuple(other for other in both if other.before != other.after)


def other_inputs(first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[str, ...]:
    """Return in words which inputs of two manifests differ, without the files of settings and lexicons.

    >>> other_inputs({"inputs": {"articles/a": "1", "x.csv": "2"}}, {"inputs": {"articles/a": "3", "s.toml": "4"}})
    ('1 article changed', 'x.csv in the first alone')
    """
    before, after = (manifest["inputs"] for manifest in (first, second))
    sides = {
        "": sorted(name for name in before.keys() & after.keys() if before[name] != after[name]),
        " in the first alone": sorted(before.keys() - after.keys()),
        " in the second alone": sorted(after.keys() - before.keys()),
    }
    articles = (_articles(sum(map(_is_article, names)), where) for where, names in sides.items())
    files = (f"{name}{where}" for where, names in sides.items() for name in names if _is_other_file(name))
    return tuple(told for told in (*articles, *files) if told)


def _articles(n: int, where: str) -> str:
    if not n:
        return ""
    return f"{n:,} {'article' if n == 1 else 'articles'}{where or ' changed'}"


def _is_article(name: str) -> bool:
    return name.startswith(_ARTICLE)


def _is_other_file(name: str) -> bool:
    return not _is_article(name) and PurePath(name).suffix.lower() not in _TOLD_ELSEWHERE
