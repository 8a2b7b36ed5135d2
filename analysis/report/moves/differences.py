"""How far themes moved from one report to another, as tables: weights, shares, articles, words of the lexicon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis import tables
from analysis.report.moves.reading import ReportTables

MOST_ARTICLES = 20  # articles that moved most, of each model and theme


def both_sides(before: pd.DataFrame, after: pd.DataFrame, key: Sequence[str], value: str) -> pd.DataFrame:
    """Return the rows of both tables side by side, with the columns before, after and change, and what else they have.

    A row of one table alone has no value on the other side.
    """
    key = list(key)
    first, second = (table.drop_duplicates(key) for table in (before, after))
    about = pd.concat([second, first]).drop(columns=value).drop_duplicates(key)
    sides = [one[[*key, value]].rename(columns={value: name}) for one, name in ((first, "before"), (second, "after"))]
    both = sides[0].merge(sides[1], on=key, how="outer").merge(about, on=key).sort_values(key, ignore_index=True)
    return both.assign(change=both["after"] - both["before"])


def theme_moves(
    weights: pd.DataFrame,
    shares: pd.DataFrame,
    before: pd.DataFrame,
    after: pd.DataFrame,
    named_before: Mapping[str, str],
) -> pd.DataFrame:
    """Return the table ``theme_moves``. named_before: what a theme of the first report is called there."""
    first, second = (dict(zip(table["theme"], table["label"], strict=True)) for table in (before, after))
    labels = {theme: second.get(theme, first.get(theme)) for theme in [*second, *first]}
    rows = []
    for model in dict.fromkeys(weights["model"]):
        for theme, label in labels.items():
            found_in = " and ".join(name for name, of in (("first", first), ("second", second)) if theme in of)
            mine, by_period = (
                table[(table["theme"] == theme) & (table["model"] == model)] for table in (weights, shares)
            )
            about = {"model": model, "theme": theme, "theme_before": named_before.get(theme), "label": label}
            rows.append({**about, "found_in": found_in, **_weights_moved(mine), **_shares_moved(by_period)})
    return tables.conform("theme_moves", pd.DataFrame(rows))


def _weights_moved(mine: pd.DataFrame) -> dict[str, Any]:
    """Return mean weights over each report's own articles, and what the articles of both say."""
    shared = mine.dropna(subset=["before", "after"])
    varies = len(shared) > 2 and shared["before"].std() > 0 and shared["after"].std() > 0
    return {
        "before": mine["before"].mean(),
        "after": mine["after"].mean(),
        "moved": shared["change"].abs().mean(),
        "correlation": shared["before"].corr(shared["after"]) if varies else float("nan"),
    }


def _shares_moved(mine: pd.DataFrame) -> dict[str, Any]:
    shared = mine.dropna(subset=["before", "after"])
    if shared.empty:
        return {"share_moved": float("nan"), "share_most": float("nan"), "period": None}
    size = shared["change"].abs().round(9)
    most = shared.loc[size.idxmax()]
    return {"share_moved": size.mean(), "share_most": most["change"], "period": most["period"]}


def share_moves(shares: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the table ``share_moves``: each theme's share of each period, before and after."""
    return tables.conform("share_moves", shares.assign(label=shares["theme"].map(labels).astype("str")))


def article_moves(weights: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return the articles whose weight of a theme moved most, of each model and theme, the most moved first."""
    moved = weights.dropna(subset=["change"])
    moved = moved[moved["change"].abs().round(6) > 0].assign(size=lambda t: t["change"].abs().round(9))
    moved = moved.sort_values(["size", "model", "theme", "article_id"], ascending=[False, True, True, True])
    moved = moved.groupby(["model", "theme"], sort=False).head(MOST_ARTICLES)
    named = moved["article_id"].map(titles).astype("str")
    return tables.conform("article_moves", moved.drop(columns="size").assign(article=named))


def word_moves(before: ReportTables, after: ReportTables) -> pd.DataFrame:
    """Return the table ``word_moves``: the terms that only one of the lexicons has, and what only one excludes."""
    words = _one_sided(before.lexicon, after.lexicon).assign(kind="word")
    first, second = (part.excluded.assign(term=part.excluded["words"]) for part in (before, after))
    excluded = _one_sided(first, second).assign(kind="exclusion", count=float("nan"))
    found = pd.concat([part for part in (words, excluded) if len(part)] or [words])
    return tables.conform("word_moves", found.sort_values(["kind", "change", "theme", "term"], ignore_index=True))


def _one_sided(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of which only one table has the theme and term: 'dropped' those of the first, else 'added'."""
    key = ["theme", "term"]
    first, second = (table.drop_duplicates(key) for table in (before, after))
    both = [pd.MultiIndex.from_frame(table[key]) for table in (first, second)]
    dropped, added = first[~both[0].isin(both[1])], second[~both[1].isin(both[0])]
    return pd.concat([dropped.assign(change="dropped"), added.assign(change="added")])
