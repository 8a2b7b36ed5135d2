"""The versions that results depend on: of this package, of the interpreter, of the libraries."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import version

from analysis import __version__

# What the words and weights of a passage depend on; another version of any of these may change them.
LIBRARIES = ("llvmlite", "numba", "numpy", "pandas", "py3langid", "scikit-learn", "scipy", "simplemma")


def versions() -> dict[str, str]:
    """Return the version of this package, of Python and of each library, by name.

    >>> list(versions())[:3]
    ['themeline', 'python', 'llvmlite']
    """
    own = {"themeline": __version__, "python": platform.python_version()}
    return own | {name: version(name) for name in LIBRARIES}


def moved(then: Mapping[str, str]) -> list[str]:
    """Return what is of another version now than ``then``, in words.

    >>> moved({**versions(), "themeline": "0.0.1"})[0].startswith("themeline 0.0.1, now ")
    True
    """
    now = versions()
    return [f"{name} {then[name]}, now {now[name]}" for name in now if name in then and then[name] != now[name]]
