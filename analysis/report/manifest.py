"""What a report was made from and with, so that it can be made again and checked."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_info

from analysis import __version__
from analysis.hashing import sha256
from analysis.results import Analysis

# What numbers and pictures depend on; another version of any of these may change the last digits.
LIBRARIES = (
    "llvmlite", "matplotlib", "numba", "numpy", "pandas", "pillow", "py3langid", "pyarrow", "scikit-learn", "scipy",
    "simplemma",
)  # fmt: skip

# Values made on another platform may differ by this much (above 1: by this part of them).
TOLERANCE = 0.005


def manifest(
    run: Analysis, inputs: Mapping[str, bytes], outputs: Mapping[str, bytes], read: pd.DataFrame | None = None
) -> dict[str, Any]:
    """Return the manifest: versions, platform, settings, and the SHA-256 of every input and output.

    inputs: the files besides the articles by name, such as themes.toml. The articles' own sums come from their table;
    read: the one from which the run left out copies, where there is one.
    """
    articles = article_sums(_offered(run.articles, read))
    return {
        "themeline": __version__,
        "platform": this_platform(),
        "settings": run.settings.told(),
        "lexicon": sha256(run.lexicon.to_csv(index=False, lineterminator="\n").encode("utf-8")),
        "inputs": dict(sorted({**articles, **{name: sha256(data) for name, data in inputs.items()}}.items())),
        "outputs": {name: sha256(data) for name, data in sorted(outputs.items())},
        "tolerance": TOLERANCE,
    }


def _offered(articles: pd.DataFrame, read: pd.DataFrame | None) -> pd.DataFrame:
    """Return article_id, path and sha256 of the articles of a run, and of those that were read beside them."""
    columns = ["article_id", "path", "sha256"]
    if read is None:
        return articles[columns]
    left_out = ~read["article_id"].isin(articles["article_id"])
    return pd.concat([articles[columns], read.loc[left_out, columns]], ignore_index=True)


def article_sums(articles: pd.DataFrame) -> dict[str, str]:
    """Return the SHA-256 of each article by its path; its identifier is added where the path does not tell it apart."""
    path, own = articles["path"], articles["article_id"]
    names = path.where(path.notna() & ~path.duplicated(keep=False), path.fillna("") + "#" + own)
    return {f"articles/{name}": digest for name, digest in zip(names, articles["sha256"], strict=True)}


def this_platform() -> dict[str, Any]:
    """Return what the bytes of a report depend on besides its inputs: system, processor, versions."""
    simd = np.show_config(mode="dicts")["SIMD Extensions"]
    kernels = sorted({str(pool.get("architecture")) for pool in threadpool_info() if pool["user_api"] == "blas"})
    return {
        "system": platform.system(),
        "machine": platform.machine(),
        "processor": {"simd": simd.get("found", []), "blas": kernels},
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def as_json(content: Mapping[str, Any]) -> bytes:
    """Return the manifest as it is written: JSON with a line a value."""
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
