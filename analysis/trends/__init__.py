"""Weights and dates to calendar periods, shares with intervals, and changes."""

from analysis.trends.agreement import curve_agreement, period_agreement
from analysis.trends.bursts import find_bursts, nearest_burst
from analysis.trends.cells import CLUSTERS, CORRECTABLE, DENOMINATORS, Cells
from analysis.trends.changes import find_changes
from analysis.trends.comparisons import adjusted_comparisons, compare_groups
from analysis.trends.correction import corrected_difference, corrected_shares
from analysis.trends.drift import theme_drift
from analysis.trends.events import check_events, event_changes, read_events
from analysis.trends.periods import Periods, choose_frequency, coarse_enough
from analysis.trends.planning import labels_needed, plan_labels
from analysis.trends.published import check_published, read_published
from analysis.trends.shares import ShareDraws, period_shares, share_table
from analysis.trends.slopes import find_slopes
from analysis.trends.smooth import smooth_shares

__all__ = [
    "CLUSTERS",
    "CORRECTABLE",
    "DENOMINATORS",
    "Cells",
    "Periods",
    "ShareDraws",
    "adjusted_comparisons",
    "check_events",
    "check_published",
    "choose_frequency",
    "coarse_enough",
    "compare_groups",
    "corrected_difference",
    "corrected_shares",
    "curve_agreement",
    "event_changes",
    "find_bursts",
    "find_changes",
    "find_slopes",
    "labels_needed",
    "nearest_burst",
    "period_agreement",
    "period_shares",
    "plan_labels",
    "read_events",
    "read_published",
    "share_table",
    "smooth_shares",
    "theme_drift",
]
