"""Every column of the tables of time is documented, and nothing else is."""

from __future__ import annotations

import pytest

from analysis.contracts import CONTRACTS
from analysis.report.columns import MEANINGS, columns_of_time


@pytest.mark.parametrize("table", MEANINGS)
def test_every_column_has_a_unit_and_a_meaning_and_shares_a_denominator(table: str) -> None:
    rows = columns_of_time().query("table == @table").set_index("column")
    assert rows.index.tolist() == list(CONTRACTS[table].columns)
    assert rows["unit"].ne("").all()
    assert rows["meaning"].ne("").all()
    of_shares = rows[rows["unit"].str.startswith("shares")]
    assert of_shares["share_of"].ne("").all()
    assert set(MEANINGS[table]) <= set(rows.index), "a column is told that the table does not have"


def test_the_tables_that_tell_of_time_are_all_told() -> None:
    assert set(MEANINGS) >= {
        "trends",
        "changes",
        "slopes",
        "smooth",
        "bursts",
        "events",
        "drift",
        "agreement",
        "comparisons",
        "corrected",
    }
