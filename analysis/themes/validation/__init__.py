"""Human validation: tasks for coders that do not give the models' answers away, and what the coders' answers say."""

from analysis.themes.validation.agreement import krippendorff_alpha
from analysis.themes.validation.answers import check_key, read_answers
from analysis.themes.validation.drawing import Drawn, draw_tasks, needed_tables
from analysis.themes.validation.labels import checked_labels, label_table, read_labels
from analysis.themes.validation.plan import Plan
from analysis.themes.validation.scoring import score_answers

__all__ = [
    "Drawn",
    "Plan",
    "check_key",
    "checked_labels",
    "draw_tasks",
    "krippendorff_alpha",
    "label_table",
    "needed_tables",
    "read_answers",
    "read_labels",
    "score_answers",
]
