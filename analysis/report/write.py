"""A run to files: everything is made first, then written, so that nothing is left half-written."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import Faults, InputError
from analysis.hashing import sha256
from analysis.report.articles_read import articles_read
from analysis.report.columns import columns_told
from analysis.report.copies import with_named_copies
from analysis.report.excluded_words import excluded_words
from analysis.report.figures import pictures
from analysis.report.manifest import as_json, manifest
from analysis.report.over_time.words import dates_as_written
from analysis.report.page import page
from analysis.results import Analysis
from analysis.sealed import read_json

MANIFEST, PAGE = "manifest.json", "report.html"
TABLES = ("themes", "weights", "theme_terms", "lexicon", "trends", "changes", "quality", "set_aside")
# Those that have something to say of some runs only are written where they do.
OF_SOME_RUNS = (
    "slopes", "smooth", "bursts", "events", "event_dates", "drift", "drift_contexts", "agreement", "group_trends",
    "group_shares", "comparisons", "number_of_themes", "names_left_out", "corrected",
)  # fmt: skip


def write_report(
    run: Analysis, out: str | Path, *, inputs: Iterable[str | Path] = (), read: pd.DataFrame | None = None
) -> dict[str, Path]:
    """Write the report of a run into a folder and return the path of each file by its name.

    out: made where it does not exist; files of an earlier report in it are replaced, others are left alone.
    inputs: files besides the articles whose SHA-256 goes into the manifest (the lexicon, the settings, the metadata).
    read: the articles as they were read; those that the run left out, copies, are named, and are in the manifest too.
    Written are a picture each as SVG and PNG with the values drawn as CSV, the tables as CSV in ``tables`` (the shares
    of each refit, ``trend_draws``, as Parquet; of the articles all but their texts) with what their columns
    mean, report.html and manifest.json. Raises InputError where the folder cannot be written, or holds a
    manifest.json that is no report's.
    """
    out = Path(out)
    check_report_path(out)
    named_inputs = read_inputs(inputs)
    files = _files(with_named_copies(run, read), named_inputs, read)
    _replace(out, files)
    return {name: out / name for name in files}


def read_inputs(inputs: Iterable[str | Path]) -> dict[str, bytes]:
    """Return the input files by name (with the folder where two share one); raise InputError for what is unreadable."""
    paths = [Path(path) for path in inputs]
    names = Counter(path.name for path in paths)
    read, faults = {}, Faults("inputs")
    for path in paths:
        try:
            name = path.name if names[path.name] == 1 else f"{path.absolute().parent.name}/{path.name}"
            read[name] = path.read_bytes()
        except OSError as error:
            faults.add(f"'{path}' cannot be read ({error.strerror})")
    faults.raise_if_any()
    return read


def check_writable(out: str | Path) -> None:
    """Raise InputError where a folder cannot be made or written into; leave no trace."""
    out = Path(out)
    existing = next(parent for parent in (out, *out.absolute().parents) if parent.exists())
    advice = "name a folder that you may write to"
    if not existing.is_dir():
        raise InputError([f"--out '{out}': '{existing}' is a file, not a folder; {advice}"])
    if not os.access(existing, os.W_OK | os.X_OK):
        raise InputError([f"--out '{out}': '{existing}' cannot be written; {advice}"])


def check_report_path(out: str | Path) -> None:
    """Raise InputError where a report cannot be written into a folder; leave no trace."""
    check_writable(out)
    _outputs_of(Path(out))


def _files(run: Analysis, inputs: Mapping[str, bytes], read: pd.DataFrame | None) -> dict[str, bytes]:
    """Return every file of the report by its name, the manifest last."""
    files: dict[str, bytes] = {}
    drawn = []
    for picture in pictures(run).values():
        svg = picture.svg()
        drawn.append((picture, svg))
        files[f"{picture.name}.svg"] = svg
        files[f"{picture.name}.png"] = picture.png()
        files[f"{picture.name}.csv"] = as_csv(picture.values)
    for name in TABLES:
        files[f"tables/{name}.csv"] = as_csv(getattr(run, name))
    for name in OF_SOME_RUNS:
        if len(table := getattr(run, name)):
            files[f"tables/{name}.csv"] = as_csv(table)
    if len(table := excluded_words(run.bundle.lexicon)):
        files["tables/excluded_words.csv"] = as_csv(table)
    files["tables/articles_read.csv"] = as_csv(articles_read(run))
    files["tables/columns.csv"] = as_csv(columns_told())
    files["tables/trend_draws.parquet"] = as_parquet(run.trend_draws)
    about = manifest(run, inputs, files, read)
    files[PAGE] = page(run, drawn, about).encode("utf-8")
    return {**files, MANIFEST: as_json(manifest(run, inputs, files, read))}


def as_csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV in UTF-8: numbers with six significant digits, dates as YYYY-MM-DD."""
    return str(dates_as_written(table).to_csv(index=False, lineterminator="\n", float_format="%.6g")).encode("utf-8")


def as_parquet(table: pd.DataFrame) -> bytes:
    """Return a table as Parquet, for R and others: too many rows for CSV."""
    return bytes(table.to_parquet(index=False))


def _replace(out: Path, files: Mapping[str, bytes]) -> None:
    """Write all files into a hidden folder inside, then move them up, and drop what an earlier report left behind."""
    earlier = _outputs_of(out)
    partial = out / ".partial"
    try:
        shutil.rmtree(partial, ignore_errors=True)
        for name, data in files.items():
            path = partial / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        for name in files:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (partial / name).replace(out / name)
        for name in earlier.keys() - files.keys():
            if _is_as_written(out / name, earlier[name]):
                (out / name).unlink()
    except OSError as error:
        raise InputError([f"--out '{out}': cannot be written ({error.strerror}); name another folder"]) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _outputs_of(out: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that an earlier report in the folder wrote, by name; none where it has none.

    Raises InputError where its manifest.json is none of a report: that is somebody else's, and would be lost.
    """
    path = out / MANIFEST
    if not path.exists():
        return {}
    try:
        told = read_json(path.read_bytes())
    except (OSError, ValueError):
        told = None
    if not _is_manifest(told):
        advice = "move it away, or name another folder"
        raise InputError([f"--out '{out}': its {MANIFEST} was not written by 'report' and would be lost; {advice}"])
    return {name: digest for name, digest in told["outputs"].items() if _is_inside(name)}


def _is_manifest(told: Any) -> bool:
    """Whether what a JSON file says is the manifest of a report, by this or an earlier version."""
    if not isinstance(told, dict) or not isinstance(told.get("themeline"), str):
        return False
    parts = (told.get("inputs"), told.get("outputs"))
    return all(isinstance(part, dict) and all(isinstance(digest, str) for digest in part.values()) for part in parts)


def _is_inside(name: str) -> bool:
    return not Path(name).is_absolute() and ".." not in Path(name).parts


def _is_as_written(path: Path, digest: str) -> bool:
    """Whether a file is there and nobody has changed it since a manifest listed it."""
    return path.is_file() and sha256(path.read_bytes()) == digest
