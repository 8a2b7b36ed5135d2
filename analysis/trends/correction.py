"""Shares corrected by hand labels: what the model mismeasures is read off a random sample of labelled articles.

The corrected share is the model's share, tuned, plus what the labels say the tuned model is off by (prediction-powered
inference: Angelopoulos, Bates, Fannjiang, Jordan and Zrnic 2023, Science 382; the tuning: Angelopoulos, Duchi and Zrnic
2023, PPI++). Since the labelled articles are some of the corpus, this is the difference estimator of two-phase sampling
(Särndal, Swensson and Wretman 1992, chapter 9), and that is where the variance is from: labels stand for
1 / inclusion articles each. It holds however wrong the model is; a good model makes it narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.errors import InputError
from analysis.trends.cells import Cells
from analysis.trends.intervals import score_interval
from analysis.trends.periods import ALL_TIME, ENOUGH
from analysis.trends.scatter import ONE, Scatter, degrees_of

Floats = NDArray[np.float64]

_LABEL_COLUMNS = ("article_id", "theme", "label", "inclusion")
_SHOWN = 5  # faults of one kind that are named


@dataclass(frozen=True)
class _Labels:
    """The labels of one theme: the place of the article in the corpus, the label, the chance to be chosen."""

    place: NDArray[np.int64]
    label: Floats
    inclusion: Floats


def corrected_shares(
    cells: Cells,
    weights: Floats,
    labels: pd.DataFrame,
    article_ids: Sequence[str],
    *,
    themes: Sequence[str],
    estimand: str = "population",
    level: float = 0.9,
) -> pd.DataFrame:
    """Return the shares of the labelled themes as the labels correct them: a row for each theme, group and period.

    cells: of the denominator 'articles' or 'words'. weights: articles x themes; any measure does, the better it goes
    with the labels, the narrower the interval. article_ids: of the rows of ``weights``. labels: a row for each labelled
    article and theme: article_id, theme, label (0 to 1, the share of the article that is the theme's, or no and yes),
    inclusion (the probability with which the article was chosen for labelling, above 0, at most 1).

    Columns: theme, group, period ('all time' for the whole corpus), start, end; ``share`` (corrected; it may lie a
    little outside 0 to 1), ``low``, ``high`` (at ``level``; missing with fewer than five labels), ``model_share`` (as
    the model has it), ``labels_share`` and ``labels_width`` (of the labels alone, for comparison), ``tuning`` (what
    the model's share is multiplied by before it is corrected: the slope of labels on weights over all labels),
    ``correlation`` (of the two), ``n_labels`` (in the period) and ``n_effective`` (equally likely ones that tell as
    much). Where ``estimand`` is 'corpus', the doubt is that of labelling alone; else that of which articles there are,
    too.

    Raises InputError with every fault of the labels.

    >>> from analysis.trends.periods import Periods
    >>> ids = [f"a{i}" for i in range(40)]
    >>> articles = pd.DataFrame({"article_id": ids, "date": pd.Timestamp("2020-01-01"), "date_precision": "day"})
    >>> cells = Cells.of(articles, Periods.of(articles, "month"), words=np.ones(40))
    >>> theirs = np.tile([1.0, 0.0], 20)
    >>> labels = pd.DataFrame({"article_id": ids[:20], "theme": "war", "label": theirs[:20], "inclusion": 0.5})
    >>> weights = (theirs / 2)[:, None]  # the model sees half of it
    >>> found = corrected_shares(cells, weights, labels, ids, themes=["war"])
    >>> found[["model_share", "share"]].round(6).values.tolist()  # of all time, and of the month
    [[0.25, 0.5], [0.25, 0.5]]
    """
    _refuse_cells(cells)
    _refuse_labels(labels, article_ids, themes)
    place = pd.Index(article_ids)
    rows, spans = _rows(cells)
    tables = []
    for k, theme in enumerate(themes):
        mine = labels[labels["theme"] == theme].sort_values("article_id")
        if mine.empty:
            continue
        numbers = (mine[c].to_numpy(dtype=np.float64) for c in ("label", "inclusion"))
        of_theme = _Labels(place.get_indexer(mine["article_id"]), *numbers)
        found = _corrected(rows, np.nan_to_num(weights[:, k]), of_theme, estimand, level, len(cells.groups))
        tables.append(pd.concat([spans, found], axis=1).assign(theme=theme))
    table = pd.concat(tables, ignore_index=True)
    return table[["theme", *(c for c in table if c != "theme")]].assign(denominator=cells.denominator, level=level)


def corrected_difference(first: pd.Series, second: pd.Series) -> tuple[float, float, float]:
    """Return the difference of two corrected shares, first minus second, and its interval (low, high).

    first, second: rows of ``corrected_shares`` with no article in common. The interval is made of theirs (Zou and
    Donner 2008): each side of it is the root of the squared distances that go that way.

    >>> row = pd.Series({"share": 0.5, "low": 0.46, "high": 0.53})
    >>> tuple(round(x, 2) for x in corrected_difference(row, pd.Series({"share": 0.2, "low": 0.17, "high": 0.24})))
    (0.3, 0.24, 0.34)
    """
    difference = first["share"] - second["share"]
    down, up = (
        np.hypot(max(a["share"] - a["low"], 0.0), max(b["high"] - b["share"], 0.0))
        for a, b in ((first, second), (second, first))
    )
    return float(difference), float(difference - down), float(difference + up)


def _corrected(
    rows: sparse.csr_array, weights: Floats, labels: _Labels, estimand: str, level: float, n_groups: int
) -> pd.DataFrame:
    f, y, chance = weights[labels.place], labels.label, labels.inclusion
    slope, correlation = _tuning(y, f, 1 / chance)
    here = sparse.csr_array(rows[:, labels.place])
    model_share = rows @ weights
    found = {}
    for name, tuning in (("tuned", slope), ("alone", 0.0)):
        share, scatter = _two_phases(here, y, f, chance, tuning, model_share, estimand)
        found[name] = share, *_bounds(share, scatter, level, n_groups), scatter.n_effective[:, 0]
    share, low, high, n_effective = found["tuned"]
    alone, alone_low, alone_high, _ = found["alone"]
    return pd.DataFrame(
        {
            "share": share, "low": low, "high": high, "model_share": model_share,
            "labels_share": alone, "labels_width": alone_high - alone_low, "tuning": slope, "correlation": correlation,
            "n_labels": np.diff(here.indptr), "n_effective": n_effective,
        }
    )  # fmt: skip


def _tuning(y: Floats, f: Floats, stands_for: Floats) -> tuple[float, float]:
    """Return the slope of the labels on the weights, which makes the variance least, and their correlation.

    A slope below 0 is taken as 0: then the labels go alone. The slope may be above 1: a model that sees half of a
    theme is worth twice what it says.
    """
    dy, df = (x - np.average(x, weights=stands_for) for x in (y, f))
    together, of_f, of_y = (float(np.sum(stands_for * a * b)) for a, b in ((dy, df), (df, df), (dy, dy)))
    if of_f <= 0 or of_y <= 0:
        return 0.0, float("nan")
    return max(together / of_f, 0.0), together / np.sqrt(of_f * of_y)


def _two_phases(
    here: sparse.csr_array, y: Floats, f: Floats, chance: Floats, tuning: float, model_share: Floats, estimand: str
) -> tuple[Floats, Scatter]:
    """Return the corrected share of each row, and how far it scatters.

    here: rows x labelled articles, how much of the row's share each is. The second phase, which articles were labelled,
    gives sum (1 - chance) (u / chance)^2 (residual)^2; the first, which articles there are, sum u^2 (y - share)^2
    over all articles, for which the labelled ones stand.
    """
    stands_for = here.multiply(1 / chance).tocsr()
    total = np.asarray(stands_for.sum(axis=1))
    counted = total > 0
    residual = y - tuning * f
    mean = np.divide(stands_for @ residual, total, out=np.full_like(total, np.nan), where=counted)
    share = tuning * model_share + mean
    row = np.repeat(np.arange(here.shape[0]), np.diff(here.indptr))
    column, size = here.indices, stands_for.data / total[row]
    n = 1 / np.maximum(np.bincount(row, size**2, minlength=len(total)), 1e-300) * counted
    enlarged = np.divide(n, n - 1, out=np.ones_like(n), where=n > ONE)
    second = (1 - chance[column]) * size**2 * (residual[column] - mean[row]) ** 2
    first = chance[column] * size**2 * (y[column] - share[row]) ** 2 if estimand == "population" else 0.0 * second
    both = (first + second) * enlarged[row]
    variance, fourth = (np.bincount(row, both**power, minlength=len(total)).astype(np.float64) for power in (1, 2))
    blocks = np.where(n > ONE, variance, np.nan), n, degrees_of(variance, fourth, n)
    return share, Scatter(*(block[:, None] for block in blocks))


def _bounds(share: Floats, scatter: Scatter, level: float, n_groups: int) -> tuple[Floats, Floats]:
    """Return low and high of each row: the whole corpus speaks for itself, a group's periods for each other."""
    low, high = np.full_like(share, np.nan), np.full_like(share, np.nan)
    for rows in _blocks(len(share), n_groups):
        mine = Scatter(*(block[rows] for block in (scatter.variance, scatter.n_effective, scatter.degrees)))
        inside = np.clip(share[rows], 0, 1)[:, None]
        found = score_interval(inside, mine, np.zeros_like(inside), 0, level=level)
        low[rows], high[rows] = found.low[:, 0], found.high[:, 0]
    enough = (scatter.n_effective[:, 0] >= ENOUGH - 1e-9) & ~np.isnan(share)
    return np.where(enough, low, np.nan), np.where(enough, high, np.nan)


def _blocks(n_rows: int, n_groups: int) -> list[NDArray[np.int64]]:
    """Return which rows lend each other their scatter: all time of each group alone, and each group's periods."""
    rows = np.arange(n_rows).reshape(n_groups, -1)
    return [*rows[:, :1], *rows[:, 1:]]


def _rows(cells: Cells) -> tuple[sparse.csr_array, pd.DataFrame]:
    """Return how much of each row's share each article is (rows x articles), and what the rows are called.

    Rows go group by group: the whole time, then every period.
    """
    periods, n = cells.periods.periods, len(cells.periods.periods)
    of_stratum = _by_row(cells.mass)
    of_cell = _by_row(sparse.csr_array(cells.gather @ (of_stratum * cells.mix[:, None])))
    together = sparse.csr_array(np.kron(np.eye(len(cells.groups)), np.ones((1, n))))
    whole = _by_row(sparse.csr_array(together @ cells.gather @ cells.mass))
    stacked = sparse.csr_array(sparse.vstack([whole, of_cell]))
    order = [
        i
        for g in range(len(cells.groups))
        for i in (g, *range(len(cells.groups) + g * n, len(cells.groups) + (g + 1) * n))
    ]
    named = [(ALL_TIME, periods[0].start, periods[-1].end), *((p.name, p.start, p.end) for p in periods)]
    spans = pd.DataFrame(
        [(group, *name) for group in cells.groups for name in named], columns=["group", "period", "start", "end"]
    )
    for column in ("start", "end"):
        spans[column] = pd.to_datetime(spans[column]).astype("datetime64[s]")
    return sparse.csr_array(stacked[order]), spans


def _by_row(matrix: sparse.csr_array) -> sparse.csr_array:
    """Return the matrix with rows that sum to 1, or hold nothing."""
    total = np.asarray(matrix.sum(axis=1))
    each = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
    return sparse.csr_array(sparse.diags_array(each) @ matrix)


def _refuse_cells(cells: Cells) -> None:
    if cells.published is not None or cells.by_presence:
        wanted = "labels correct the denominators 'articles' and 'words'"
        raise InputError([f"{wanted}; the trends have {cells.denominator!r}: make cells of another denominator"])


def _refuse_labels(labels: pd.DataFrame, article_ids: Sequence[str], themes: Sequence[str]) -> None:
    """Raise InputError with every fault of the labels."""
    absent = [f"labels: the column {c!r} is missing" for c in _LABEL_COLUMNS if c not in labels]
    if absent:
        raise InputError(absent)
    label, inclusion = (pd.to_numeric(labels[c], errors="coerce") for c in ("label", "inclusion"))
    wrong = {
        "label is {label!r}; it must lie between 0 and 1": ~label.between(0, 1),
        "inclusion is {inclusion!r}; it must be above 0 and at most 1": ~(inclusion.between(0, 1) & (inclusion > 0)),
        "article_id {article_id!r} is not in the corpus": ~labels["article_id"].isin(list(article_ids)),
        "theme {theme!r} is not known (known: " + ", ".join(themes) + ")": ~labels["theme"].isin(list(themes)),
        "article {article_id!r} has a label for {theme!r} already; join the coders' labels to one": labels.duplicated(
            ["article_id", "theme"]
        ),
    }
    given = labels[list(_LABEL_COLUMNS)].astype(object).to_dict("records")
    faults = []
    for words, rows in wrong.items():
        where = np.flatnonzero(rows)
        faults += [f"labels, row {r}: {words.format(**given[r])}" for r in where[:_SHOWN]]
        if len(where) > _SHOWN:
            faults.append(f"labels: the same is wrong in {len(where) - _SHOWN} rows more")
    if labels.empty:
        faults.append("labels: there is none; label a random sample of the articles")
    if faults:
        raise InputError(faults)
