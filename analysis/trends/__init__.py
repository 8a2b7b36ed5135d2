"""Weights and dates to calendar periods, shares with intervals, and changes."""

from analysis.trends.bursts import find_bursts
from analysis.trends.changes import find_changes
from analysis.trends.drift import theme_drift
from analysis.trends.events import check_events, event_changes
from analysis.trends.periods import Periods, choose_frequency
from analysis.trends.shares import ShareDraws, period_shares
from analysis.trends.slopes import find_slopes
from analysis.trends.smooth import smooth_shares

__all__ = [
    "Periods",
    "ShareDraws",
    "check_events",
    "choose_frequency",
    "event_changes",
    "find_bursts",
    "find_changes",
    "find_slopes",
    "period_shares",
    "smooth_shares",
    "theme_drift",
]
