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


def test_another_table_is_told_by_the_columns_it_lacks_and_a_word_by_its_row(tmp_path: Path) -> None:
    path = tmp_path / "key.csv"
    path.write_text(
        "task_id,letter,unit,unit_id,article_id,theme,stratum,inclusion,label\nt,A,passage,p,a,war,s,1,War\n"
    )
    with pytest.raises(InputError) as error:
        read_labels(path)
    (told,) = error.value.faults
    assert told.startswith(f"{path}: is no table of labels: it has no column share, coders; give the labels.csv that")
    rows = "unit,unit_id,article_id,theme,stratum,inclusion,label,share,coders\npassage,p,a,war,s,1,,0.5,2\n"
    path.write_text(rows + "passage,q,a,war,s,1,yes,much,2\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_labels(path)
    told = "\n".join(error.value.faults)
    assert "label 'yes' (row 3) is no number" in told
    assert "share 'much' (row 3) is no number" in told


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", None])
def test_what_is_no_table_of_labels_is_told(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "labels.csv"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(InputError, match="is no table of labels"):
        read_labels(path)
