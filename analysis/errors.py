"""The exceptions of the package, and the collector that tells all faults of one input at once."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import Any


class ThemelineError(Exception):
    """The root of every error that Themeline raises on purpose."""


class InputError(ThemelineError, ValueError):
    """What the user gave cannot be used; ``faults`` lists everything that is wrong with it.

    Each fault names the place, the value, what is allowed and, where there is one, the next step. The
    command line prints them and ends with exit code 2.

    >>> raise InputError(["articles.csv, row 3: '2022-13-01' is no date"])
    Traceback (most recent call last):
    ...
    analysis.errors.InputError: articles.csv, row 3: '2022-13-01' is no date
    """

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class ContractError(ThemelineError, ValueError):
    """A table broke its contract between two stages: a fault of the program, not of the input."""


class Faults:
    """Collects the faults of one input, so that the user can mend them in one go.

    >>> faults = Faults("settings.toml")
    >>> faults.add("level is 90; it must lie between 0.5 and 0.999")
    >>> faults.raise_if_any()
    Traceback (most recent call last):
    ...
    analysis.errors.InputError: settings.toml: level is 90; it must lie between 0.5 and 0.999
    """

    def __init__(self, where: str) -> None:
        self.where = where
        self.found: list[str] = []

    def about(self, where: str) -> Faults:
        """Return a collector for another input whose faults are told together with these."""
        other = Faults(where)
        other.found = self.found
        return other

    def add(self, fault: str, *, line: int | None = None) -> None:
        """Note one fault, with the line of the file where that is known."""
        place = self.where if line is None else f"{self.where}, line {line}"
        self.found.append(f"{place}: {fault}")

    def collect(self, make: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Return what a function makes; where it raises InputError, note its faults, each once, and return None."""
        try:
            return make(*args, **kwargs)
        except InputError as error:
            self.found.extend(fault for fault in error.faults if fault not in self.found)
        return None

    def raise_if_any(self) -> None:
        """Raise one InputError with every fault noted so far; do nothing where there is none."""
        if self.found:
            raise InputError(self.found)


def nearest(name: str, known: Iterable[str], *, alike: float = 0.6) -> str:
    """Return the known name that is spelt most like ``name``, '' where none is as much alike as ``alike`` says.

    >>> nearest("sead", ["seed", "level"]), nearest("x", ["seed", "level"])
    ('seed', '')
    """
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1, cutoff=alike)), "")


def suggest(name: str, known: Iterable[str]) -> str:
    """Return ' (did you mean ...?)' for the known name nearest to ``name``, else the list of known names.

    >>> suggest("sead", ["seed", "level"])
    " (did you mean 'seed'?)"
    >>> suggest("x", ["seed", "level"])
    ' (known: level, seed)'
    """
    known = sorted(known)
    near = nearest(name, known)
    return f" (did you mean {near!r}?)" if near else f" (known: {', '.join(known)})"
