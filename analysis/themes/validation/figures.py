"""A figure of the table ``validation``."""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis.themes.validation.rates import Rate

CODERS = "coders"  # stands for a model where a figure is of the coders alone
ALL = "all"  # and for a theme where it is of all themes together
INTRUSIONS = ("word_intrusion", "theme_intrusion")

Row = dict[str, Any]


def figure(about: tuple[str, str, str], measure: str, found: Rate, n: tuple[int, int], covers: str) -> Row:
    """Return a row of ``validation``. about: kind of task, model, theme. n: how many tasks, and answers to them."""
    if np.isnan(found.low) and not covers.startswith("none"):
        covers = "none: nothing to measure it by"
    return {
        **dict(zip(("kind", "model", "theme"), about, strict=True)),
        "measure": measure,
        **found._asdict(),
        **dict(zip(("n_tasks", "n_answers"), n, strict=True)),
        "covers": covers,
    }
