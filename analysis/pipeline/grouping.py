"""Groups of articles side by side: the values of a column, their shares, and how far each pair lies apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import tables, trends
from analysis.errors import InputError, suggest
from analysis.pipeline.fitting import Fitted
from analysis.pipeline.moving import UNDATED, cells_of, coarser
from analysis.settings import Settings

Floats = NDArray[np.float64]

MOST_GROUPS = 12  # values of the column that stand for themselves
OTHER = "(other)"  # the value that the rest of them have together
MOST_CELLS = 600  # groups x periods; where there are more, the groups are shown by longer periods


def refuse_unknown_group(articles: pd.DataFrame, column: str) -> None:
    """Raise InputError where the articles do not have the column by which they are grouped ('' groups by none)."""
    if column and column not in articles:
        near = suggest(column, map(str, articles))
        raise InputError([f"group: the articles have no column {column!r}{near}"])


def group_cells(
    articles: pd.DataFrame,
    periods: trends.Periods,
    words: Floats,
    settings: Settings,
    published: pd.DataFrame | None,
) -> dict[str, trends.Cells]:
    """Return the cells of each group of articles by period, and over the whole time: 'groups' and 'whole'."""
    column = settings.group
    kept = _largest(articles.loc[articles["date"].notna(), column])
    sides = [articles, *([published] if published is not None and column in published else [])]
    articles, *others = (side.assign(**{column: _joined(side[column], kept)}) for side in sides)
    if published is None:  # else it names the periods
        periods = coarser(articles, periods, MOST_CELLS // max(articles[column].nunique(dropna=False), 1), settings)
    given = others[0] if others else published
    cells = cells_of(articles, periods, words, settings, published=given, group=column)
    return {"groups": cells, "whole": cells.over_all_time()}


def _largest(values: pd.Series) -> frozenset[str]:
    """Return the values that most articles have, all where these are few; of equals the first by name."""
    sizes = values.dropna().astype("str").value_counts().rename_axis("value").reset_index()
    if len(sizes) <= MOST_GROUPS + 1:
        return frozenset(sizes["value"])
    return frozenset(sizes.sort_values(["count", "value"], ascending=[False, True])["value"].head(MOST_GROUPS))


def _joined(values: pd.Series, kept: frozenset[str]) -> pd.Series:
    named = values.astype("str").where(values.notna() & (values != ""))
    return named.where(named.isna() | named.isin(kept), OTHER)


def group_tables(
    fitted: dict[str, Fitted], cells: dict[str, trends.Cells], names: list[str], settings: Settings
) -> tuple[dict[str, pd.DataFrame], str]:
    """Return the tables group_trends, group_shares and comparisons, and why the last is empty where it is."""
    frames: dict[str, list[pd.DataFrame]] = {"groups": [], "whole": [], "comparisons": []}
    for name in ("groups", "whole"):
        for model, fit in fitted.items() if name in cells else ():
            shares = trends.share_table(
                cells[name],
                fit.article_weights,
                fit.draws[name],
                model=model,
                themes=names,
                estimand=settings.estimand,
                level=settings.level,
                presence=fit.spread.presence,
            )
            frames[name].append(shares)
            refits = fit.draws[name].array(len(names))
            frames["comparisons"].append(trends.compare_groups(shares, cells[name], refits))
    found = {
        "group_trends": _together("trends", frames["groups"]),
        "group_shares": _together("trends", frames["whole"]),
        "comparisons": trends.adjusted_comparisons(_together("comparisons", frames["comparisons"])),
    }
    return found, _why_none(found, settings)


def _together(name: str, frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True) if frames else tables.empty(name)


def _why_none(found: dict[str, pd.DataFrame], settings: Settings) -> str:
    if len(found["comparisons"]) or not settings.group:
        return ""
    return f"every article is of one {settings.group}" if len(found["group_shares"]) else UNDATED
