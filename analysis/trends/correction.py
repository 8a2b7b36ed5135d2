"""Shares corrected by hand labels: what the model mismeasures is read off a random sample of labelled articles.

The corrected share is the model's share, tuned, plus what the labels say the tuned model is off by (prediction-powered
inference: Angelopoulos, Bates, Fannjiang, Jordan and Zrnic 2023, Science 382; the tuning: Angelopoulos, Duchi and Zrnic
2023, PPI++). Since the labelled articles are some of the corpus, this is the difference estimator of two-phase sampling
(Särndal, Swensson and Wretman 1992, chapter 9), and that is where the variance is from: labels stand for
1 / inclusion articles each. It holds however wrong the model is; a good model makes it narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.errors import InputError
from analysis.trends.cells import Cells
from analysis.trends.intervals import score_interval
from analysis.trends.periods import ALL_TIME, enough
from analysis.trends.scatter import ONE, Scatter, degrees_of
from analysis.trends.tuning import tuning_of

Floats = NDArray[np.float64]

_LABEL_COLUMNS = ("article_id", "theme", "label", "inclusion")
_MOST_EFFECT = 4.0  # of the design, on labels alone: articles of uneven size, or uneven chances to be labelled
_SHOWN = 5  # faults of one kind that are named


@dataclass(frozen=True)
class _Labels:
    """The labels of one theme: the article's place in the corpus, the label, the chance to be chosen, the group."""

    place: NDArray[np.int64]
    label: Floats
    inclusion: Floats
    group: NDArray[np.int64]


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
    inclusion (the probability with which the article was chosen for labelling, above 0, at most 1). Where there is a
    column ``unit``, as in the table ``labels`` of human validation, it must say 'article': what is said of a passage
    does not hold of its article.

    Columns: theme, group, period ('all time' for the whole corpus), start, end; ``share`` (corrected; it may lie a
    little outside 0 to 1), ``low``, ``high`` (at ``level``; missing with fewer than five labels), ``model_share`` (as
    the model has it), ``labels_share`` and ``labels_width`` (of the labels alone, for comparison), ``tuning`` (what
    the model's share is multiplied by before it is corrected: the slope of labels on weights over all labels, or in the
    group, ``tuning_of``), ``correlation`` (of the two, in the group), ``n_labels`` (in the period) and ``n_effective``
    (equally likely ones that tell as much). Where ``estimand`` is 'corpus', the doubt is that of labelling alone; else
    that of which articles there are, too.

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
    model_shares, tables = _model_shares(cells, weights), []
    for k, theme in enumerate(themes):
        mine = labels[labels["theme"] == theme].sort_values("article_id")
        if mine.empty:
            continue
        label, inclusion = (mine[c].to_numpy(dtype=np.float64) for c in ("label", "inclusion"))
        where = place.get_indexer(mine["article_id"])
        inside = cells.group_of[where] >= 0
        of_theme = _Labels(*(each[inside] for each in (where, label, inclusion, cells.group_of[where])))
        found = _corrected(rows, np.nan_to_num(weights[:, k]), of_theme, estimand, level, len(cells.groups))
        tables.append(pd.concat([spans, found], axis=1).assign(theme=theme, model_share=model_shares[:, k]))
    table = pd.concat(tables, ignore_index=True)
    ordered = ["theme", "group", "period", "start", "end", "share", "low", "high", "model_share"]
    table = table[[*ordered, *(c for c in table if c not in ordered)]]
    return table.assign(denominator=cells.denominator, level=level)


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
    tuning = tuning_of(y, f, 1 / chance, labels.group, n_groups)
    here = sparse.csr_array(rows[:, labels.place])
    here.sort_indices()  # as those of products are
    model_share, n_labels = rows @ weights, np.diff(here.indptr)
    of_row = np.repeat(np.arange(n_groups), len(model_share) // n_groups)
    # A slope that a group's labels chose costs them its part of a degree of freedom, each period as much as it has.
    spent = tuning.own[of_row] * n_labels / np.maximum(np.bincount(labels.group, minlength=n_groups), 1)[of_row]
    nothing, found = np.zeros(n_groups), {}
    for name, slope, cost in (("tuned", tuning.slope, spent), ("alone", nothing, 0.0 * spent)):
        residual, told = y - slope[labels.group] * f, slope[of_row] * model_share
        share, scatter = _two_phases(here, y, residual, chance, told, cost, estimand)
        found[name] = share, *_bounds(share, scatter, level, n_groups), scatter.n_effective[:, 0]
    share, low, high, n_effective = found["tuned"]
    alone, alone_low, alone_high, _ = found["alone"]
    return pd.DataFrame(
        {
            "share": share, "low": low, "high": high, "labels_share": alone,
            "labels_width": alone_high - alone_low, "tuning": tuning.slope[of_row],
            "correlation": tuning.correlation[of_row], "n_labels": n_labels, "n_effective": n_effective,
        }
    )  # fmt: skip


def _two_phases(
    here: sparse.csr_array, y: Floats, residual: Floats, chance: Floats, told: Floats, spent: Floats, estimand: str
) -> tuple[Floats, Scatter]:
    """Return the corrected share of each row, and how far it scatters.

    here: rows x labelled articles, how much of the row's share each is. residual: of each label, what the tuned weight
    leaves of it. told, spent: of each row, the tuned model's share, and the degrees of freedom that tuning cost. The
    second phase, which articles were labelled, gives sum (1 - chance) (u / chance)^2 (residual)^2; the first, which
    articles there are, sum u^2 (y - share)^2 over all articles, for which the labelled ones stand.
    """
    stands_for = here.multiply(1 / chance).tocsr()
    total = np.asarray(stands_for.sum(axis=1))
    counted = total > 0
    mean = np.divide(stands_for @ residual, total, out=np.full_like(total, np.nan), where=counted)
    share = told + mean
    row = np.repeat(np.arange(here.shape[0]), np.diff(here.indptr))
    column, size = here.indices, stands_for.data / total[row]
    n = 1 / np.maximum(np.bincount(row, size**2, minlength=len(total)), 1e-300) * counted
    left = n - 1 - spent
    enlarged = np.divide(n, left, out=np.ones_like(n), where=left > ONE - 1)
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
        of_coins, rest = _split(inside, mine) if len(rows) == 1 else (mine, np.zeros_like(inside))
        found = score_interval(inside, of_coins, rest, mine.n_effective, level=level)
        low[rows], high[rows] = found.low[:, 0], found.high[:, 0]
    told = enough(scatter.n_effective[:, 0]) & ~np.isnan(share)
    return np.where(told, low, np.nan), np.where(told, high, np.nan)


def _split(share: Floats, scatter: Scatter) -> tuple[Scatter, Floats]:
    """Return what of the scatter coins of that share can make, and the variance beyond.

    Labels scatter about as coins do, and ever less towards 0 and 1; what the tuned weights add does not. Taken for
    coins of a huge design effect, it would say of a share of 1 that it may as well be a quarter.
    """
    coins = _MOST_EFFECT * share * (1 - share) / np.maximum(scatter.n_effective - 1, 1e-9)
    rest = np.maximum(np.nan_to_num(scatter.variance - coins), 0.0)
    return replace(scatter, variance=np.minimum(scatter.variance, coins)), rest


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


def _model_shares(cells: Cells, weights: Floats) -> Floats:
    """Return the shares of all themes as the model has them: those rows x themes."""
    n_groups, n_themes = len(cells.groups), weights.shape[1]
    whole, each = (of.shares(weights).reshape(n_groups, -1, n_themes) for of in (cells.over_all_time(), cells))
    return np.concatenate([whole, each], axis=1).reshape(-1, n_themes)


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
    _refuse_passages(labels)
    label, inclusion = (pd.to_numeric(labels[c], errors="coerce").astype("Float64") for c in ("label", "inclusion"))
    wrong = {
        "label is {label!r}; it must lie between 0 and 1": ~label.between(0, 1).fillna(False),
        "inclusion is {inclusion!r}; it must be above 0 and at most 1": ~(
            inclusion.between(0, 1) & (inclusion > 0)
        ).fillna(False),
        "article_id {article_id!r} is not in the corpus": ~labels["article_id"].isin(list(article_ids)),
        "theme {theme!r} is not known (known: " + ", ".join(themes) + ")": ~labels["theme"].isin(list(themes)),
        "article {article_id!r} has a label for {theme!r} already; give one: "
        "join the coders' labels, and have articles labelled, not passages (--unit article)": labels.duplicated(
            ["article_id", "theme"]
        ),
    }
    given = labels[list(_LABEL_COLUMNS)].astype(object).to_dict("records")
    faults = []
    for words, rows in wrong.items():
        where = np.flatnonzero(rows.to_numpy(dtype=bool))
        faults += [f"labels, row {r}: {words.format(**given[r])}" for r in where[:_SHOWN]]
        if len(where) > _SHOWN:
            faults.append(f"labels: the same is wrong in {len(where) - _SHOWN} rows more")
    if labels.empty:
        faults.append("labels: there is none; label a random sample of the articles")
    if faults:
        raise InputError(faults)


def _refuse_passages(labels: pd.DataFrame) -> None:
    """Raise InputError where labels say that they are of passages: what holds of one need not hold of its article."""
    if "unit" not in labels:
        return
    other = labels.loc[labels["unit"] != "article", "unit"].astype("str")
    if len(other):
        found = f"{len(other)} of {len(labels)} are of the unit {', '.join(map(repr, sorted(set(other))))}"
        advice = "only labels of articles correct shares: draw tasks with `themeline validate draw --unit article`"
        raise InputError([f"labels: {found}; {advice}"])
