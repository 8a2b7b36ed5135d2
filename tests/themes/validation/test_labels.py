"""Labels that are read back."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis import tables
from analysis.errors import InputError
from analysis.report import write_scores
from analysis.themes.validation import read_labels


def test_what_was_written_is_read_whatever_texts_and_themes_are_called(tmp_path: Path) -> None:
    names = ["007", "NA", "null", "1e3", "война"]
    labels = tables.conform(
        "labels",
        pd.DataFrame(
            {
                "unit": "article", "unit_id": names, "article_id": names, "theme": ["2020", "NA", "a,b", "x", "y"],
                "label": pd.array([1, 0, None, 1, 0], dtype="Int64"), "share": [1.0, 0.0, 0.5, 0.75, 0.25], "coders": 4,
                "stratum": "none", "inclusion": 0.125,
            }
        ),
    )  # fmt: skip
    written = write_scores(tmp_path, scores=tables.empty("validation"), labels=labels, answers=tables.empty("answers"))
    pd.testing.assert_frame_equal(read_labels(written["labels.csv"]), labels)


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", None])
def test_what_is_no_table_of_labels_is_told(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "labels.csv"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(InputError, match="is no table of labels"):
        read_labels(path)
