"""What a change of the lexicon, the settings or the articles did: the themes of one report beside those of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import tables
from analysis.errors import InputError
from analysis.report.compare import report_manifest
from analysis.report.manifest import as_json
from analysis.report.write import as_csv
from analysis.sealed import write_whole

MOST_ARTICLES = 20  # articles that moved most, of each model and theme
_READ: dict[str, tuple[str, ...]] = {
    "themes": ("theme", "label", "kind"),
    "weights": ("model", "article_id", "theme", "weight"),
    "trends": ("model", "theme", "period", "share"),
    "lexicon": ("theme", "term", "words", "count"),
}
_NUMBERS = ("weight", "share", "count")
_TEXT = ("theme", "label", "kind", "model", "article_id", "period", "term", "words", "title", "date")


@dataclass(frozen=True, eq=False)
class Moves:
    """How two reports differ; the tables have contracts.

    themes: a row for each model and theme, ``theme_moves``. articles: those whose weights moved most,
    ``article_moves``. words: what was added to the lexicon and dropped from it, ``word_moves``. made_from: what else
    differs ('settings', 'inputs', 'platform'). n_articles: how many both reports have, the first alone, and the second
    alone.
    """

    themes: pd.DataFrame
    articles: pd.DataFrame
    words: pd.DataFrame
    made_from: tuple[str, ...]
    n_articles: tuple[int, int, int]

    def __repr__(self) -> str:
        n = self.words["change"].value_counts()
        return f"Moves of {len(self.themes)} themes; words: {n.get('added', 0)} added, {n.get('dropped', 0)} dropped"


def compare_runs(first: str | Path, second: str | Path) -> Moves:
    """Return how far the themes of the report in ``second`` moved from those of the report in ``first``.

    Named themes are recognised by their names. Free themes and the background have the same names in any two reports
    and need not be the same themes: their correlation tells. Raises InputError where a folder holds no report, or one
    whose tables cannot be read.
    """
    folders = (Path(first), Path(second))
    manifests = [report_manifest(folder) for folder in folders]
    before, after = ({name: _read(folder, name) for name in _READ} for folder in folders)
    weights = _both(before["weights"], after["weights"], ["model", "article_id", "theme"], "weight")
    shares = _both(before["trends"], after["trends"], ["model", "theme", "period"], "share")
    ids = [set(part["weights"]["article_id"]) for part in (before, after)]
    return Moves(
        themes=_theme_moves(weights, shares, before["themes"], after["themes"]),
        articles=_article_moves(weights, _titles(folders[1]) | _titles(folders[0])),
        words=_word_moves(before["lexicon"], after["lexicon"]),
        made_from=tuple(key for key in ("settings", "inputs", "platform") if manifests[0][key] != manifests[1][key]),
        n_articles=(len(ids[0] & ids[1]), len(ids[0] - ids[1]), len(ids[1] - ids[0])),
    )


def moves_json(moves: Moves) -> bytes:
    """Return moves as JSON: the tables as lists of rows, missing values as null."""
    parts = {"themes": moves.themes, "articles": moves.articles, "words": moves.words}
    rows = {name: table.astype(object).where(table.notna(), None).to_dict("records") for name, table in parts.items()}
    n = dict(zip(("both", "only_first", "only_second"), moves.n_articles, strict=True))
    return as_json({"made_from_other": list(moves.made_from), "n_articles": n, **rows})


def write_moves(moves: Moves, out: str | Path) -> dict[str, Path]:
    """Write the tables into a folder as CSV and return the path of each."""
    parts = {"themes": moves.themes, "articles": moves.articles, "words": moves.words}
    written = {name: Path(out) / f"{name}.csv" for name in parts}
    for name, path in written.items():
        write_whole(path, as_csv(parts[name]))
    return written


def _read(folder: Path, name: str) -> pd.DataFrame:
    path = folder / "tables" / f"{name}.csv"
    kinds = dict.fromkeys(_TEXT, "str")
    blank = dict.fromkeys(_NUMBERS, "")
    try:
        table = pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values=blank)
    except (OSError, ValueError) as error:
        raise InputError([f"'{path}' cannot be read ({error}); make the report anew"]) from None
    numbers = {c: pd.to_numeric(table[c], errors="coerce") for c in _NUMBERS if c in _READ[name] and c in table}
    missing = [column for column in _READ[name] if column not in table]
    odd = [c for c, read in numbers.items() if (read.isna() & table[c].notna()).any()]
    if missing or odd:
        told = f"lacks {', '.join(missing)}" if missing else f"has no numbers in {', '.join(odd)}"
        raise InputError([f"'{path}' {told}; make the report anew"])
    return table.assign(**numbers)[list(_READ[name])]


def _titles(folder: Path) -> dict[str, str]:
    """Return date and title of each article that a chart of time shows, by its id; none where there is no chart."""
    path = folder / "weight-by-date.csv"
    try:
        table = pd.read_csv(path, dtype="str", keep_default_na=False)[["article_id", "date", "title"]]
    except (OSError, ValueError, KeyError):
        return {}
    return dict(zip(table["article_id"], table["date"] + " " + table["title"], strict=True))


def _both(before: pd.DataFrame, after: pd.DataFrame, key: Sequence[str], value: str) -> pd.DataFrame:
    """Return the rows of both tables side by side, with the columns before, after and change."""
    first = before.drop_duplicates(list(key)).rename(columns={value: "before"})
    second = after.drop_duplicates(list(key)).rename(columns={value: "after"})
    both = first.merge(second, on=list(key), how="outer").sort_values(list(key), ignore_index=True)
    return both.assign(change=both["after"] - both["before"])


def _theme_moves(
    weights: pd.DataFrame, shares: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame
) -> pd.DataFrame:
    first, second = (dict(zip(table["theme"], table["label"], strict=True)) for table in (before, after))
    labels = {theme: second.get(theme, first.get(theme)) for theme in [*second, *first]}
    rows = []
    for model in dict.fromkeys(weights["model"]):
        for theme, label in labels.items():
            found_in = " and ".join(name for name, of in (("first", first), ("second", second)) if theme in of)
            mine, by_period = (
                table[(table["theme"] == theme) & (table["model"] == model)] for table in (weights, shares)
            )
            about = {"model": model, "theme": theme, "label": label, "found_in": found_in}
            rows.append({**about, **_weights_moved(mine), **_shares_moved(by_period)})
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


def _article_moves(weights: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return the articles whose weight of a theme moved most, of each model and theme, the most moved first."""
    moved = weights.dropna(subset=["change"])
    moved = moved[moved["change"].abs().round(6) > 0].assign(size=lambda t: t["change"].abs().round(9))
    moved = moved.sort_values(["size", "model", "theme", "article_id"], ascending=[False, True, True, True])
    moved = moved.groupby(["model", "theme"], sort=False).head(MOST_ARTICLES)
    named = moved["article_id"].map(titles).astype("str")
    return tables.conform("article_moves", moved.drop(columns="size").assign(article=named))


def _word_moves(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the terms that only one of the lexicons has, with the words that they come from."""
    key = ["theme", "term"]
    first, second = (table.drop_duplicates(key) for table in (before, after))
    both = first.merge(second, on=key, how="outer", suffixes=("_before", "_after"), indicator=True)
    kinds = {"left_only": ("dropped", "before"), "right_only": ("added", "after")}
    frames = []
    for side, (change, suffix) in kinds.items():
        mine = both[both["_merge"] == side]
        frames.append(mine[key].assign(change=change, words=mine[f"words_{suffix}"], count=mine[f"count_{suffix}"]))
    return tables.conform("word_moves", pd.concat(frames, ignore_index=True).sort_values(["change", *key]))
