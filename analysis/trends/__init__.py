"""Weights and dates to calendar periods, shares with intervals, and changes."""

from analysis.trends.cells import CLUSTERS, DENOMINATORS, Cells
from analysis.trends.changes import find_changes
from analysis.trends.periods import Periods, choose_frequency
from analysis.trends.shares import ShareDraws, period_shares

__all__ = [
    "CLUSTERS",
    "DENOMINATORS",
    "Cells",
    "Periods",
    "ShareDraws",
    "choose_frequency",
    "find_changes",
    "period_shares",
]
