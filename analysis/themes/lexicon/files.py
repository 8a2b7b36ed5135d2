"""Files that name themes: TOML, and quanteda's YAML; read with distrust, with the line of every word."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from analysis.errors import Faults
from analysis.themes.lexicon.lines import Lines
from analysis.themes.lexicon.toml_lines import without_marks, without_repeats
from analysis.themes.lexicon.yaml_dictionary import read_dictionary

YAML = (".yml", ".yaml")
_PLACE = re.compile(r" \(at line (\d+), column \d+\)")
_TWICE = re.compile("Cannot (?:overwrite|declare|mutate)|Duplicate")
LARGEST = 1 << 23  # bytes: some half a million words


def read_values(path: Path, faults: Faults) -> tuple[dict[str, Any], Lines]:
    """Return what a file says of each theme, and the lines; raise InputError where nothing can be read of it.

    Faults that leave something to be read are noted.
    """
    text = _text(path, faults)
    faults.raise_if_any()
    values, lines = (read_dictionary if path.suffix.lower() in YAML else _read_toml)(text, faults)
    if not values:
        faults.raise_if_any()
    return values, lines


def _text(path: Path, faults: Faults) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            faults.add(f"is larger than {LARGEST >> 20} MB; a lexicon is a list of words, name the file of themes")
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        faults.add(f"cannot be read ({error.strerror}); name a TOML file with a table for each theme")
    except UnicodeDecodeError as error:
        before = data[: error.start].count(b"\n") + 1
        faults.add(f"is no UTF-8 text ({error.reason} at byte {error.start}); save it as UTF-8", line=before)
    return ""


def _read_toml(text: str, faults: Faults) -> tuple[dict[str, Any], Lines]:
    text, lines = without_repeats(text, faults)
    try:
        return without_marks(tomllib.loads(text)), lines
    except tomllib.TOMLDecodeError as error:
        at, said = _PLACE.search(str(error)), _PLACE.sub("", str(error))
        if _TWICE.match(said):
            said = f"a name stands twice, or is both a value and a table; strike one, or join them ({said})"
        faults.add(f"is no TOML: {said}", line=int(at[1]) if at else None)
    except RecursionError:
        faults.add("is no TOML: brackets within brackets, too deep to read")
    return {}, lines
