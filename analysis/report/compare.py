"""Whether two reports are the same: to the byte on one platform, within the stated tolerance on two."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError


def compare_reports(first: str | Path, second: str | Path) -> list[str]:
    """Return every way in which the report in ``second`` differs from that in ``first``; none where they are the same.

    Where both manifests name the same platform, every file must be the same to the byte. Else the same files must
    be there, and every number in the CSV files must be within the first manifest's tolerance; pictures and the page,
    which are drawn from these numbers, are then not compared. Files that no manifest lists count as differences.
    Raises InputError where a folder holds no report.
    """
    folders = (Path(first), Path(second))
    manifests = [report_manifest(folder) for folder in folders]
    names = [_names(folder) for folder in folders]
    differences = [f"{name}: only in {folders[0]}" for name in sorted(names[0] - names[1])]
    differences += [f"{name}: only in {folders[1]}" for name in sorted(names[1] - names[0])]
    for key in ("settings", "lexicon", "inputs"):
        if manifests[0][key] != manifests[1][key]:
            differences.append(f"manifest.json: made from other {key}")
    same_platform = manifests[0]["platform"] == manifests[1]["platform"]
    for name in sorted(names[0] & names[1]):
        a, b = ((folder / name).read_bytes() for folder in folders)
        if same_platform and a != b:
            differences.append(f"{name}: not the same bytes{_where(name, a, b)}")
        elif not same_platform and name.endswith(".csv"):
            differences += [f"{name}: {fault}" for fault in _beyond(a, b, manifests[0]["tolerance"])]
    return differences


def report_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of the report in a folder; raise InputError where there is none."""
    try:
        content = dict(json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise InputError(
            [f"'{folder}' holds no report (manifest.json: {error}); name a folder made by 'report'"]
        ) from None
    missing = sorted({"platform", "settings", "lexicon", "inputs", "tolerance"} - set(content))
    if missing:
        raise InputError([f"'{folder}/manifest.json' lacks {', '.join(missing)}; make the report anew"])
    return content


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _where(name: str, a: bytes, b: bytes) -> str:
    """Return where two text files part, for the reader of the message."""
    if Path(name).suffix not in {".csv", ".json"}:
        return ""
    lines = zip(a.decode("utf-8").splitlines(), b.decode("utf-8").splitlines(), strict=False)
    parted = next(((i, x, y) for i, (x, y) in enumerate(lines, 1) if x != y), None)
    return f" (line {parted[0]}: {parted[1][:80]!r} became {parted[2][:80]!r})" if parted else ""


def _beyond(a: bytes, b: bytes, tolerance: float) -> list[str]:
    """Return the columns of two CSV files whose values differ by more than the tolerance, or in words."""
    tables = [pd.read_csv(io.BytesIO(data)) for data in (a, b)]
    if list(tables[0]) != list(tables[1]) or len(tables[0]) != len(tables[1]):
        return ["has other columns or another number of rows"]
    faults = []
    for column in tables[0]:
        x, y = tables[0][column], tables[1][column]
        if x.dtype.kind in "fi" and y.dtype.kind in "fi":
            size = np.maximum(np.maximum(x.abs(), y.abs()), 1.0)  # above 1 the tolerance is relative
            off = float((np.abs(x - y) / size).fillna(0.0).max()) if len(x) else 0.0
            if off > tolerance or (x.isna() != y.isna()).any():
                faults.append(f"{column} differs by up to {off:.3g} (tolerance {tolerance})")
        elif not x.equals(y):
            faults.append(f"{column} differs")
    return faults
