"""Weights and dates to calendar periods, shares with intervals, and changes."""

from analysis.trends.bursts import find_bursts
from analysis.trends.cells import CLUSTERS, DENOMINATORS, Cells
from analysis.trends.changes import find_changes
from analysis.trends.correction import corrected_difference, corrected_shares
from analysis.trends.drift import theme_drift
from analysis.trends.events import check_events, event_changes
from analysis.trends.periods import Periods, choose_frequency
from analysis.trends.planning import labels_needed, plan_labels
from analysis.trends.shares import ShareDraws, period_shares
from analysis.trends.slopes import find_slopes
from analysis.trends.smooth import smooth_shares

__all__ = [
    "CLUSTERS",
    "DENOMINATORS",
    "Cells",
    "Periods",
    "ShareDraws",
    "check_events",
    "choose_frequency",
    "corrected_difference",
    "corrected_shares",
    "event_changes",
    "find_bursts",
    "find_changes",
    "find_slopes",
    "labels_needed",
    "period_shares",
    "plan_labels",
    "smooth_shares",
    "theme_drift",
]
