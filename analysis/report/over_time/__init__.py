"""The pictures of time: shares, changes, events, groups, words and the articles behind; and why one is not there."""

from __future__ import annotations

from collections.abc import Callable

from analysis.report.over_time import agreement, articles, changes, drift, events, groups, shares
from analysis.report.picture import Picture
from analysis.results import Analysis

KINDS: tuple[Callable[[Analysis], Picture | None], ...] = (
    shares.trend,
    shares.share_by_period,
    shares.calendar,
    changes.steps,
    changes.slopes,
    changes.bursts,
    events.around_events,
    articles.weight_by_date,
    articles.behind,
    drift.words_that_moved,
    groups.side_by_side,
    groups.differences,
    groups.by_period,
    agreement.by_period,
)
