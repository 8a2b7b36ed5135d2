"""Every column of a report's tables is documented, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import analysis as an
from analysis.contracts import CONTRACTS
from analysis.report.columns import MEANINGS, columns_told
from analysis.report.write import OF_SOME_RUNS, TABLES


@pytest.mark.parametrize("table", MEANINGS)
def test_every_column_has_a_unit_and_a_meaning_and_shares_a_denominator(table: str) -> None:
    rows = columns_told().query("table == @table").set_index("column")
    columns = list(CONTRACTS[table].columns) if table in CONTRACTS else []
    assert rows.index.tolist()[: len(columns)] == columns
    assert rows.index.is_unique
    assert rows["unit"].ne("").all()
    assert rows["meaning"].ne("").all()
    of_shares = rows[rows["unit"].str.startswith("shares")]
    assert of_shares["share_of"].ne("").all()
    besides = (
        {"calibration", "presence_low", "presence_high"}
        if table == "weights"
        else set()
        if columns
        else set(rows.index)
    )
    assert set(rows.index) - set(columns) <= besides, "a column is told that the table does not have"


def test_every_table_that_can_be_written_is_told() -> None:
    others = {"articles_read", "excluded_words", "trend_draws"}
    assert {*TABLES, *OF_SOME_RUNS, *others, "behind"} == set(MEANINGS)


def test_every_column_of_a_report_is_told(moved: an.Analysis, tmp_path: Path) -> None:
    written = an.write_report(moved, tmp_path / "out")
    told = pd.read_csv(written.pop("tables/columns.csv")).groupby("table")["column"].agg(set)
    tables = {name: path for name, path in written.items() if name.startswith("tables/") and name.endswith(".csv")}
    assert len(tables) > 15
    for name, path in tables.items():
        assert set(pd.read_csv(path)) <= told[Path(name).stem], name
