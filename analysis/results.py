"""What an analysis gives: its tables by name, for notebooks, reports and files."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.errors import InputError
from analysis.settings import Settings

MODELS = {"lda": "LDA", "tfidf": "TF-IDF"}  # the models of a run, by their name in tables, and on charts


@dataclass(frozen=True)
class Analysis:
    """The tables of a run by name (their contracts stand in tables.py), and the settings it was made with.

    Two have no contract: ``passage_weights`` is a wide block with the columns model, passage_id and one a theme;
    ``lexicon`` has a row for each term of each theme (theme, term, words, languages, count: how often it occurs).
    """

    articles: pd.DataFrame
    passages: pd.DataFrame
    set_aside: pd.DataFrame
    themes: pd.DataFrame
    theme_terms: pd.DataFrame
    weights: pd.DataFrame
    passage_weights: pd.DataFrame
    evidence: pd.DataFrame
    trends: pd.DataFrame
    trend_draws: pd.DataFrame
    changes: pd.DataFrame
    quality: pd.DataFrame
    lexicon: pd.DataFrame
    settings: Settings

    def __repr__(self) -> str:
        sizes = (len(self.articles), len(self.passages), int((self.themes["kind"] == "named").sum()))
        return "Analysis of {} articles, {} passages, {} named themes".format(*sizes)

    def theme(self, name: str) -> pd.DataFrame:
        """Return one theme over all articles: date and its precision, title, each model's weight and interval.

        Sorted by date, undated articles last. Raises InputError where no theme has that name.
        """
        if name not in set(self.themes["theme"]):
            raise InputError([f"no theme is called {name!r} (known: {', '.join(self.themes['theme'])})"])
        mine = self.weights[self.weights["theme"] == name]
        dated = self.articles[["article_id", "date", "date_precision", "title"]]
        return dated.merge(mine, on="article_id").sort_values(["date", "article_id", "model"], ignore_index=True)
