"""All that moved over time: the tables of trends, and what is told where one of them is empty."""

from __future__ import annotations

import pandas as pd

from analysis import tables
from analysis.pipeline.asking import Asked
from analysis.pipeline.bursting import bursts_of
from analysis.pipeline.counting import Counted
from analysis.pipeline.drifting import drift_tables
from analysis.pipeline.fitting import Fitted
from analysis.pipeline.grouping import group_tables
from analysis.pipeline.moving import found_in_shares, moved_around, trend_tables
from analysis.pipeline.preparing import Prepared
from analysis.settings import Settings

# The reason that ``set_aside`` gives for a table of a run that is not what one would expect.
REASONS = {
    "bursts": "no burst to report",
    "changes": "no change to report",
    "comparisons": "nothing to compare",
    "drift": "no drift to report",
    "events": "event not tried",
    "slopes": "no slope to report",
    "smooth": "no smooth curve",
}


def over_time(
    ready: Prepared,
    counted: Counted,
    fitted: dict[str, Fitted],
    asked: Asked,
    names: list[str],
    settings: Settings,
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Return the tables of what moved over time by name, and rows of ``set_aside`` that say why some are empty."""
    shares, draws = trend_tables(fitted, asked.cells.get("all"), names, settings)
    found = found_in_shares(shares, draws, settings)
    found["bursts"] = bursts_of(ready.articles, fitted, names, asked.words, settings)
    groups, no_pairs = group_tables(fitted, asked.cells, names, settings)
    events, untried = moved_around(shares, asked.events, settings)
    drift, contexts, of_drift = drift_tables(ready, counted, fitted, names, asked.periods, settings)
    made = {name: table for name, (table, _) in found.items()}
    made |= {"trends": shares, "trend_draws": draws, "events": events, "event_dates": asked.events}
    made |= {"drift": drift, "drift_contexts": contexts, **groups}
    told = [(name, why) for name, (_, why) in found.items()]
    told += [("comparisons", no_pairs), ("drift", of_drift), *(("events", why) for why in untried)]
    return made, _told([(name, why) for name, why in told if why])


def _told(reasons: list[tuple[str, str]]) -> pd.DataFrame:
    """Return rows of ``set_aside`` from the names of tables and why they are empty."""
    if not reasons:
        return tables.empty("set_aside")
    rows = pd.DataFrame(reasons, columns=["stage", "detail"])
    return tables.conform(
        "set_aside",
        rows.assign(path="all articles", position=rows.groupby("stage").cumcount(), reason=rows["stage"].map(REASONS)),
    )
