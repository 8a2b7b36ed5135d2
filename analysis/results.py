"""What an analysis gives: its tables by name, and what it learned, for notebooks, reports, files and new articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis import tables
from analysis.errors import InputError, suggest
from analysis.settings import Settings
from analysis.shown import Shown, show_article, show_theme

# The models of a run, by their name in tables, and on charts: two views of the same words, and what they say together.
VIEWS = {"lda": "LDA", "tfidf": "TF-IDF"}
MODELS = {**VIEWS, "both": "LDA and TF-IDF"}


@dataclass(frozen=True, eq=False)
class Bundle:
    """What an analysis learned, whole: all that it takes to weigh new articles as the old ones were weighed.

    model: the fitted ``CombinedThemes``, or ``ThemesByLanguage`` where the articles are in several languages. terms:
    what its columns count, in order. phrases: the terms in a row that count as one. themes: the table ``themes``, a
    row for each of the estimators' columns. lexicon: the ``Lexicon`` that the named themes come from. versions: of this
    package, Python and the libraries, when the models were fitted.
    """

    model: Any
    terms: tuple[str, ...]
    phrases: frozenset[tuple[str, ...]]
    themes: pd.DataFrame
    lexicon: Any
    settings: Settings
    versions: Mapping[str, str]

    @property
    def models(self) -> dict[str, Any]:
        """The fitted models by their names in tables (see ``MODELS``)."""
        return dict(self.model.views())

    def __repr__(self) -> str:
        return f"Bundle of LDA and TF-IDF: {len(self.themes)} themes, {len(self.terms)} terms"


@dataclass(frozen=True, eq=False)
class Applied:
    """The weights that a bundle's models give to new articles; the tables are those of an ``Analysis``.

    ``weights`` has no intervals: those come from refits, and nothing is fitted here. ``articles``
    and ``passages`` have two columns more: n_counted, the words that are among the bundle's terms, and n_left_out,
    those that are not (unknown to it, or left out as too common or rare when it was fitted); stop words are
    in neither. An article without a counted word has missing weights and stands in ``set_aside``.
    """

    articles: pd.DataFrame
    passages: pd.DataFrame
    set_aside: pd.DataFrame
    weights: pd.DataFrame
    passage_weights: pd.DataFrame
    bundle: Bundle

    def __repr__(self) -> str:
        return f"Applied to {len(self.articles)} articles, {len(self.passages)} passages: {self.bundle!r}"


@dataclass(frozen=True, eq=False)
class LexiconCheck:
    """A lexicon held against articles, before any model; the tables have contracts.

    words: the table ``lexicon``. exclusions: how often what a theme excludes is kept from it. coverage: how much of the
    corpus has words of each theme. suggestions, contexts: words that the themes could have, and where they stand; empty
    where none were looked for. articles: what was looked through. languages: those that its passages are in. empty: a
    row of ``set_aside`` for each theme none of whose words occurs.
    """

    words: pd.DataFrame
    exclusions: pd.DataFrame
    coverage: pd.DataFrame
    suggestions: pd.DataFrame
    contexts: pd.DataFrame
    articles: pd.DataFrame
    languages: tuple[str, ...]
    empty: pd.DataFrame
    settings: Settings

    def __repr__(self) -> str:
        n_themes, n_absent = len(self.coverage) - 1, int((self.words["count"] == 0).sum())
        return f"LexiconCheck: {n_themes} themes, {len(self.words)} terms, {n_absent} of them do not occur"


@dataclass(frozen=True)
class Analysis:
    """The tables of a run by name (their contracts stand in contracts.py), the settings it was made with, and
    ``bundle``, what it learned.

    ``number_of_themes`` has rows where the number was left to the corpus, ``names_left_out`` where names were left out.
    ``explain`` makes the table ``evidence`` of any articles, with all their passages and themes; ``article`` shows it.
    One has no contract: ``passage_weights`` is a wide block with the columns model, passage_id and one a theme. Why a
    table of time is empty is told in ``set_aside``, by its name. ``published``: the table of how much was published at
    all, as it was given. ``corrected`` has rows where labels of articles were given.
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
    slopes: pd.DataFrame
    smooth: pd.DataFrame
    bursts: pd.DataFrame
    events: pd.DataFrame
    event_dates: pd.DataFrame
    drift: pd.DataFrame
    drift_contexts: pd.DataFrame
    agreement: pd.DataFrame
    group_trends: pd.DataFrame
    group_shares: pd.DataFrame
    comparisons: pd.DataFrame
    quality: pd.DataFrame
    number_of_themes: pd.DataFrame
    names_left_out: pd.DataFrame
    lexicon: pd.DataFrame
    settings: Settings
    bundle: Bundle
    explain: Callable[[Analysis, Iterable[str]], pd.DataFrame]
    find_behind: Callable[[Analysis, str, str, str, int], pd.DataFrame]
    published: pd.DataFrame | None = None
    corrected: pd.DataFrame = field(default_factory=lambda: tables.empty("corrected"))

    def __repr__(self) -> str:
        sizes = (len(self.articles), len(self.passages), int((self.themes["kind"] == "named").sum()))
        return "Analysis of {} articles, {} passages, {} named themes".format(*sizes)

    def theme(self, name: str) -> pd.DataFrame:
        """Return one theme over all articles: date and its precision, title, each model's weight and interval.

        Sorted by date, undated articles last. Raises InputError where no theme has that name.
        """
        self._refuse_unknown_theme(name)
        mine = self.weights[self.weights["theme"] == name]
        dated = self.articles[["article_id", "date", "date_precision", "title"]]
        return dated.merge(mine, on="article_id").sort_values(["date", "article_id", "model"], ignore_index=True)

    def behind(self, theme: str, period: str, *, model: str = "both", n: int = 10) -> pd.DataFrame:
        """Return the table ``behind``: the articles that carry most of a theme's share in a period, at most ``n``.

        ``carried`` is the part of the share that an article carries: over all articles of the period it sums to the
        share in ``trends`` (where articles count by their presence, which labels put right since: to the share by it).
        Raises InputError where the run has no such theme, period or model.
        """
        self.refuse_unknown_model(model)
        self._refuse_unknown_theme(theme)
        return self.find_behind(self, theme, period, model, n)

    def article(self, article_id: str, *, model: str = "lda") -> Shown:
        """Return one article as it was read: each passage's themes, and the words that carry their weight.

        A notebook shows it with its words marked; printed it is plain text; ``words`` is the table behind it.
        Raises InputError where the run has no such article or model.
        """
        self.refuse_unknown_model(model)
        return show_article(self, article_id, model, MODELS[model])

    def typical(self, theme: str, *, model: str = "lda") -> Shown:
        """Return the passages that show a theme best, with the words that carry it, as ``article`` shows an article.

        Raises InputError where the run has no such theme or model.
        """
        self.refuse_unknown_model(model)
        self._refuse_unknown_theme(theme)
        return show_theme(self, theme, model, MODELS[model])

    def _refuse_unknown_theme(self, name: str) -> None:
        known = dict(zip(self.themes["label"], self.themes["theme"], strict=True))
        if name not in known.values():
            near = f" ({name!r} is the label of {known[name]!r})" if name in known else suggest(name, known.values())
            raise InputError([f"no theme is called {name!r}{near}"])

    def refuse_unknown_model(self, name: str) -> None:
        """Raise InputError where no model of the run has that name."""
        if name not in MODELS:
            raise InputError([f"no model is called {name!r} (known: {', '.join(MODELS)})"])
