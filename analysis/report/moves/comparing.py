"""Two reports compared: how far the themes of one moved from those of another, and to files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.report.compare import report_manifest
from analysis.report.manifest import as_json
from analysis.report.moves.differences import article_moves, both_sides, share_moves, theme_moves, word_moves
from analysis.report.moves.made_from import OtherSetting, other_inputs, other_settings
from analysis.report.moves.picture import shares_picture
from analysis.report.moves.reading import ReportTables, read_tables, titles
from analysis.report.moves.recognising import names_in_second, renamed
from analysis.report.over_time.words import dates_as_written
from analysis.report.write import as_csv
from analysis.sealed import write_whole


@dataclass(frozen=True, eq=False)
class Moves:
    """How two reports differ; the tables have contracts.

    themes: a row for each model and theme, ``theme_moves``. shares: of each theme and period, before and after,
    ``share_moves``. articles: those whose weights moved most, ``article_moves``. words: what was added to the lexicon
    and dropped from it, ``word_moves``. made_from: what else differs ('settings', 'inputs', 'platform'). settings: each
    that differs, before and after. inputs: what of the inputs differs, in words. colours: of each theme. n_articles:
    how many both reports have, the first alone, and the second alone.
    """

    themes: pd.DataFrame
    shares: pd.DataFrame
    articles: pd.DataFrame
    words: pd.DataFrame
    made_from: tuple[str, ...]
    settings: tuple[OtherSetting, ...]
    inputs: tuple[str, ...]
    colours: dict[str, str]
    n_articles: tuple[int, int, int]

    @property
    def periods(self) -> tuple[str, str]:
        """How long the periods of both reports are; '' where a report has no share."""
        known = (self.shares.loc[self.shares[side].notna(), "frequency"] for side in ("before", "after"))
        first, second = (", ".join(sorted(set(lengths))) for lengths in known)
        return first, second

    def __repr__(self) -> str:
        n = self.words["change"].value_counts()
        return f"Moves of {len(self.themes)} themes; words: {n.get('added', 0)} added, {n.get('dropped', 0)} dropped"


def compare_runs(first: str | Path, second: str | Path) -> Moves:
    """Return how far the themes of the report in ``second`` moved from those of the report in ``first``.

    Named themes and the background are recognised by their names. A free theme is recognised by its weights: the two
    reports' free themes are matched one to one so that the correlations of their weights, over the articles of both,
    are largest in sum; below .5 they are not the same theme. It has the name that it has in the second report
    (``theme_before``: in the first). Raises InputError where a folder holds no report, or one whose tables cannot be
    read.
    """
    folders = (Path(first), Path(second))
    manifests = [report_manifest(folder) for folder in folders]
    before, after = (read_tables(folder) for folder in folders)
    names = names_in_second(before, after)
    named_before = {new: old for old, new in names.items()}
    before = renamed(before, names)
    weights = both_sides(before.weights, after.weights, ["model", "article_id", "theme"], "weight")
    shares = both_sides(before.trends, after.trends, ["model", "theme", "frequency", "period"], "share")
    ids = [set(part.weights["article_id"]) for part in (before, after)]
    settings, inputs = other_settings(*manifests), other_inputs(*manifests)
    differs = {"settings": settings, "inputs": inputs, "platform": manifests[0]["platform"] != manifests[1]["platform"]}
    return Moves(
        themes=theme_moves(weights, shares, before.themes, after.themes, named_before),
        shares=share_moves(shares, _of_themes(before, after, "label")),
        articles=article_moves(weights, titles(folders[1]) | titles(folders[0])),
        words=word_moves(before, after),
        made_from=tuple(part for part, other in differs.items() if other),
        settings=settings,
        inputs=inputs,
        colours=_of_themes(before, after, "colour"),
        n_articles=(len(ids[0] & ids[1]), len(ids[0] - ids[1]), len(ids[1] - ids[0])),
    )


def moves_json(moves: Moves) -> bytes:
    """Return moves as JSON: the tables as lists of rows, missing values as null."""
    rows = {
        name: dates_as_written(table).astype(object).where(table.notna(), None).to_dict("records")
        for name, table in _tables(moves).items()
    }
    n = dict(zip(("both", "only_first", "only_second"), moves.n_articles, strict=True))
    about = {
        "made_from_other": list(moves.made_from),
        "settings": [other._asdict() for other in moves.settings],
        "inputs": list(moves.inputs),
        "n_articles": n,
    }
    return as_json({**about, **rows})


def write_moves(moves: Moves, out: str | Path) -> dict[str, Path]:
    """Write the tables into a folder as CSV, and where there are shares a picture of them; return each file's path."""
    files = {f"{name}.csv": as_csv(table) for name, table in _tables(moves).items()}
    picture = shares_picture(moves.shares, moves.colours)
    if picture is not None:
        files |= {"shares.svg": picture.svg(), "shares.png": picture.png()}
    for name, data in files.items():
        write_whole(Path(out) / name, data)
    return {name: Path(out) / name for name in files}


def _tables(moves: Moves) -> dict[str, pd.DataFrame]:
    return {"themes": moves.themes, "shares": moves.shares, "articles": moves.articles, "words": moves.words}


def _of_themes(before: ReportTables, after: ReportTables, column: str) -> dict[str, str]:
    """Return a column of the themes of both reports by theme: those of the second, then those of the first alone."""
    second, first = (dict(zip(part.themes["theme"], part.themes[column], strict=True)) for part in (after, before))
    return second | {theme: value for theme, value in first.items() if theme not in second}
