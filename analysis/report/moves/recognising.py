"""Which free theme of one report is which of another: by their weights in the articles of both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from analysis.report.moves.reading import ReportTables

ALIKE = 0.5  # correlation of weights; less, and they are not called the same theme
_FEWEST = 3  # articles of both reports, below which no correlation tells anything


def names_in_second(before: ReportTables, after: ReportTables) -> dict[str, str]:
    """Return for each theme of the first report the name under which it is compared.

    That is its own name, and for a free theme that of the free theme of the second report that it is matched with;
    without such a match its own, marked where another theme of the second report has it.
    """
    taken = set(after.themes["theme"])
    own = {theme: theme for theme in before.themes["theme"]}
    lost = {theme: f"{theme} (first)" if theme in taken else theme for theme in _free(before)}
    return {**own, **lost, **_matched(before, after)}


def renamed(tables: ReportTables, names: dict[str, str]) -> ReportTables:
    """Return the tables with other names of themes."""
    of = {name: getattr(tables, name) for name in ("themes", "weights", "trends")}
    return replace(tables, **{name: table.assign(theme=table["theme"].map(names)) for name, table in of.items()})


def _free(tables: ReportTables) -> list[str]:
    return list(tables.themes.loc[tables.themes["kind"] == "free", "theme"])


def _matched(before: ReportTables, after: ReportTables) -> dict[str, str]:
    """Return the free themes of both, by the name in the first: one to one, the most alike in sum."""
    mine, theirs = (_wide(tables) for tables in (before, after))
    both = pd.concat([mine, theirs], axis=1, join="inner").dropna()
    if both.index.get_level_values("article_id").nunique() < _FEWEST or not len(mine.columns) * len(theirs.columns):
        return {}
    n = len(mine.columns)
    alike = _correlations(both.to_numpy()[:, :n], both.to_numpy()[:, n:])
    pairs = zip(*linear_sum_assignment(-alike), strict=True)
    return {mine.columns[i]: theirs.columns[j] for i, j in pairs if alike[i, j] >= ALIKE}


def _wide(tables: ReportTables) -> pd.DataFrame:
    """Return the weights of the free themes: a row for each model and article, a column a theme in its order."""
    free = _free(tables)
    mine = tables.weights[tables.weights["theme"].isin(free)]
    wide = mine.pivot_table(index=["model", "article_id"], columns="theme", values="weight", aggfunc="first")
    return wide.reindex(columns=free)


def _correlations(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlation of each column with each other one; 0 where one does not vary."""
    a, b = (x - x.mean(axis=0) for x in (first, second))
    size = np.outer(np.linalg.norm(a, axis=0), np.linalg.norm(b, axis=0))
    return np.asarray(np.divide(a.T @ b, size, out=np.zeros_like(size), where=size > 0))
