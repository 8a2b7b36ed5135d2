"""Weights and dates to calendar periods, shares with intervals, and changes."""

from analysis.trends.cells import CLUSTERS, DENOMINATORS, Cells
from analysis.trends.changes import find_changes
from analysis.trends.correction import corrected_difference, corrected_shares
from analysis.trends.periods import Periods, choose_frequency
from analysis.trends.planning import labels_needed, plan_labels
from analysis.trends.shares import ShareDraws, period_shares

__all__ = [
    "CLUSTERS",
    "DENOMINATORS",
    "Cells",
    "Periods",
    "ShareDraws",
    "choose_frequency",
    "corrected_difference",
    "corrected_shares",
    "find_changes",
    "labels_needed",
    "period_shares",
    "plan_labels",
]
