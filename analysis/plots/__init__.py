"""One picture a file: a table and an Axes in, artists out. Nothing here makes a figure or writes a file."""

from analysis.plots.agreement import draw_agreement
from analysis.plots.agreement_by_period import draw_agreement_by_period
from analysis.plots.before_and_after import draw_before_and_after
from analysis.plots.behind import draw_behind
from analysis.plots.bursts import draw_bursts
from analysis.plots.calendar import calendar_cells, draw_calendar
from analysis.plots.changes import draw_changes, draw_steps
from analysis.plots.composition import draw_composition
from analysis.plots.coverage import draw_coverage
from analysis.plots.drift import N_WORDS, draw_drift
from analysis.plots.events import draw_event_dates, draw_events
from analysis.plots.groups import draw_comparisons, draw_group_shares, draw_group_trends, pair_names
from analysis.plots.heat import draw_heat
from analysis.plots.legible import make_legible
from analysis.plots.lexicon import draw_lexicon
from analysis.plots.number_of_themes import draw_number_of_themes
from analysis.plots.passages import draw_passage, passage_height
from analysis.plots.share_by_period import draw_share_by_period
from analysis.plots.share_points import draw_n_articles, draw_share_points
from analysis.plots.slopes import draw_slopes
from analysis.plots.smooth import draw_smooth
from analysis.plots.style import MODEL_MARKS, PALE, in_style
from analysis.plots.theme_words import draw_theme_words
from analysis.plots.weight_by_date import draw_weight_by_date

__all__ = [
    "MODEL_MARKS",
    "N_WORDS",
    "PALE",
    "calendar_cells",
    "draw_agreement",
    "draw_agreement_by_period",
    "draw_before_and_after",
    "draw_behind",
    "draw_bursts",
    "draw_calendar",
    "draw_changes",
    "draw_comparisons",
    "draw_composition",
    "draw_coverage",
    "draw_drift",
    "draw_event_dates",
    "draw_events",
    "draw_group_shares",
    "draw_group_trends",
    "draw_heat",
    "draw_lexicon",
    "draw_n_articles",
    "draw_number_of_themes",
    "draw_passage",
    "draw_share_by_period",
    "draw_share_points",
    "draw_slopes",
    "draw_smooth",
    "draw_steps",
    "draw_theme_words",
    "draw_weight_by_date",
    "in_style",
    "make_legible",
    "pair_names",
    "passage_height",
]
