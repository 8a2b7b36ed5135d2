"""The weights of new articles to files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from analysis.hashing import sha256
from analysis.report.manifest import article_sums, this_platform
from analysis.report.write import as_csv, read_inputs
from analysis.results import Applied
from analysis.sealed import Kind, check_replaceable, write_sealed
from analysis.versions import versions

KIND = Kind("themeline weights", "manifest.json", 1, "`themeline apply`")
TABLES = ("weights", "passages", "passage_weights", "set_aside")


def write_weights(applied: Applied, out: str | Path, *, inputs: Iterable[str | Path] = ()) -> dict[str, Path]:
    """Write the weights of new articles into a folder and return the path of each file by its name.

    out: made where it does not exist; replaced whole where an earlier ``themeline apply`` made it. inputs: files
    besides the articles whose SHA-256 goes into the manifest (the bundle's, the metadata). Written are the tables as
    CSV, with the rounding of a report (``articles.csv`` without the texts), and manifest.json. Raises InputError
    where the folder holds anything else or cannot be written.
    """
    check_weights_path(out)
    sums = article_sums(applied.articles) | {name: sha256(data) for name, data in read_inputs(inputs).items()}
    files = {f"{name}.csv": as_csv(getattr(applied, name)) for name in TABLES}
    files["articles.csv"] = as_csv(applied.articles.drop(columns="text"))
    content = {
        "versions": versions(),
        "versions_of_bundle": dict(applied.bundle.versions),
        "platform": this_platform(),
        "settings": applied.bundle.settings.told(),
        "inputs": sums,
    }
    write_sealed(out, KIND, content, files)
    return {name: Path(out) / name for name in (*files, KIND.marker)}


def check_weights_path(out: str | Path) -> None:
    """Raise InputError where the weights cannot be written into a folder; leave no trace."""
    check_replaceable(out, KIND)
