"""The report: pictures with their values, a page that opens without a network, and a manifest of it all."""

from analysis.report.applied import check_weights_path, write_weights
from analysis.report.audit_json import audit_json
from analysis.report.audit_page import audit_page
from analysis.report.audit_words import audit_lines
from analysis.report.calibrated import label_lines
from analysis.report.compare import compare_reports
from analysis.report.figures import pictures
from analysis.report.lexicon_files import check_picture_path, write_lexicon, write_lexicon_picture
from analysis.report.lexicon_picture import lexicon_picture
from analysis.report.lexicon_words import lexicon_lines
from analysis.report.moves import Moves, compare_runs, moves_json, moves_lines, write_moves
from analysis.report.names_words import names_lines
from analysis.report.over_time.words import chosen_periods
from analysis.report.picture import Picture
from analysis.report.validation import (
    check_tasks_path,
    draw_validation,
    is_report,
    read_key,
    read_report_tables,
    write_scores,
    write_tasks,
)
from analysis.report.validation_words import drawn_lines, score_lines
from analysis.report.write import check_report_path, check_writable, write_report

__all__ = [
    "Moves",
    "Picture",
    "audit_json",
    "audit_lines",
    "audit_page",
    "check_picture_path",
    "check_report_path",
    "check_tasks_path",
    "check_weights_path",
    "check_writable",
    "chosen_periods",
    "compare_reports",
    "compare_runs",
    "draw_validation",
    "drawn_lines",
    "is_report",
    "label_lines",
    "lexicon_lines",
    "lexicon_picture",
    "moves_json",
    "moves_lines",
    "names_lines",
    "pictures",
    "read_key",
    "read_report_tables",
    "score_lines",
    "write_lexicon",
    "write_lexicon_picture",
    "write_moves",
    "write_report",
    "write_scores",
    "write_tasks",
    "write_weights",
]
