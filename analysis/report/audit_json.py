"""The audit as JSON, for other programs."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from analysis.corpus.audit import Audit

SCHEMA_VERSION = 1  # counts up when a key is renamed, moved or taken away; new keys may come at any time
TABLES = (
    "counts", "reasons", "set_aside", "doubtful", "dates", "copies", "copy_groups", "notes", "coverage_gaps",
    "coverage_spans", "coverage_months",
)  # fmt: skip


def audit_json(audit: Audit) -> bytes:
    """Return the audit as JSON in UTF-8, the same bytes for the same audit.

    Its keys: format, schema_version, totals (a number for each count), and each table as a list of rows. Dates are
    YYYY-MM-DD, what is missing is null, keys are sorted.
    """
    told = {
        "format": "themeline-audit",
        "schema_version": SCHEMA_VERSION,
        "totals": {
            str(row.count_): int(row.n) for row in audit.totals.rename(columns={"count": "count_"}).itertuples()
        },
        **{name: [_row(row) for row in getattr(audit, name).to_dict("records")] for name in TABLES},
    }
    return (json.dumps(told, indent=1, sort_keys=True, allow_nan=False) + "\n").encode("ascii")


def _row(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(name): _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else value
