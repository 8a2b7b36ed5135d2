"""The lexicon held against a corpus, before any model: which of its words occur, where and when, and what they miss."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis import tables
from analysis.tables import TermCounts
from analysis.themes.lexicon.entries import Entry, Forms, Matcher, Theme
from analysis.themes.lexicon.word_checks import OPEN
from analysis.themes.nearest import Nearest

Floats = NDArray[np.float64]
IsStop = Callable[[str, str], bool]

TOO_COMMON = 0.5  # of the articles: a word that more of them have than have it not tells hardly any apart
LEAST_ARTICLES = 20  # of fewer, none is called too common: half of five is three


@dataclass(frozen=True, eq=False)
class Corpus:
    """What a lexicon is held against.

    counts: the passages' terms, the lexicon's phrases joined. belongs: articles x passages, 1 where a passage is of an
    article. dates: of the articles, NaT where there is none. vocabulary: the words of the corpus as terms, in order,
    phrases not joined.
    """

    counts: TermCounts
    belongs: sparse.csr_array
    dates: NDArray[np.datetime64]
    vocabulary: Sequence[str]

    @cached_property
    def by_article(self) -> sparse.csc_array:
        """Articles x terms: how often each article has each term."""
        return sparse.csc_array(self.belongs @ self.counts.counts)


def lexicon_table(themes: Sequence[Theme], corpus: Corpus, forms: Forms, is_stop: IsStop) -> pd.DataFrame:
    """Return the table ``lexicon``: a row for each term of each theme, in the themes' order.

    words and languages: the entries that become this term, joined by commas; a prefix has a row for each term that it
    stands for. count, n_passages, n_articles, share (of the articles), first and last (date): those of the term,
    whatever language it stands in. shared_with: other themes that have the term. problem: why the term says nothing:
    'absent', 'in phrases only' (it occurs, but within phrases that count as terms of their own), 'stop word', 'no word'
    (nothing of it is read as a word), or 'too common' (in more than half of the articles, where these are 20 or more).
    nearest: terms that occur and are spelt alike; of a phrase, those of its words that occur.
    """
    rows = [row for theme in themes for row in _terms_of(theme, corpus.counts.terms, forms)]
    table = pd.DataFrame(rows, columns=["theme", "term", "words", "languages", "entries"])
    table = table.assign(**_figures(list(table["term"]), corpus))
    table["problem"] = [_problem(row, corpus, is_stop) for row in table.itertuples()]
    table["shared_with"] = _shared(table)
    table["nearest"] = _nearest(table, corpus)
    return tables.conform("lexicon", table.drop(columns="entries"))


def coverage_table(member: NDArray[np.bool_], names: Sequence[str], corpus: Corpus) -> pd.DataFrame:
    """Return the table ``coverage``: how much of the corpus has any word of each theme, and (theme 'all') of any theme.

    member: themes x terms. share: of the articles. n_sure: articles that are surely the theme's, see ``sure_articles``;
    of 'all': of some theme.
    """
    sure = sure_articles(member, corpus.by_article)
    groups = np.vstack([member, member.any(axis=0, keepdims=True)]).astype(np.float64)
    in_articles, in_passages = (np.asarray(block @ groups.T) for block in (corpus.by_article, corpus.counts.counts))
    n_articles = (in_articles > 0).sum(axis=0)
    return tables.conform(
        "coverage",
        pd.DataFrame(
            {
                "theme": [*names, "all"],
                "n_articles": n_articles,
                "share": n_articles / in_articles.shape[0],
                "n_passages": (in_passages > 0).sum(axis=0),
                "count": in_articles.sum(axis=0),
                "n_sure": np.append(sure.sum(axis=1), sure.any(axis=0).sum()),
            }
        ),
    )


def sure_articles(member: NDArray[np.bool_], by_article: sparse.csc_array) -> NDArray[np.bool_]:
    """Return which articles are surely a theme's, (themes, articles): two of its words or more, the most of any theme.

    Different words are counted, not how often each stands there.

    >>> by_article = sparse.csc_array(np.array([[3, 1, 0], [9, 0, 0], [1, 1, 1]]))
    >>> sure_articles(np.array([[True, True, False], [False, False, True]]), by_article).tolist()
    [[True, False, True], [False, False, False]]
    """
    holds = sparse.csr_array(by_article > 0).astype(np.float64)
    different = np.asarray(holds @ member.T.astype(np.float64)).T
    sure = np.zeros(different.shape, dtype=bool)
    for k in range(len(different)):
        others = np.delete(different, k, axis=0).max(axis=0, initial=0.0)
        sure[k] = (different[k] >= 2) & (different[k] > others)
    return sure


def empty_themes(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row of ``set_aside`` for each theme none of whose words occurs; it keeps its column, with no weight."""
    rows = []
    for theme, mine in table.groupby("theme", sort=False):
        if not (mine["count"] > 0).any():
            told = "; ".join(_why_empty(mine))
            advice = "give it words that the articles use, or drop the theme"
            detail = f"the theme {theme!r} stays empty: {told}; {advice}"
            rows.append({"stage": "lexicon", "path": theme, "position": 0, "reason": "empty theme", "detail": detail})
    return tables.conform("set_aside", pd.DataFrame(rows)) if rows else tables.empty("set_aside")


def _why_empty(rows: pd.DataFrame) -> Iterator[str]:
    if (rows["problem"] == "stop word").all():
        yield "all its words are stop words, which are not counted"
        return
    yield "none of its words occurs in the articles"
    near = rows["nearest"].dropna().head(3)
    if len(near):
        yield "near them are " + ", ".join(near)


def _terms_of(theme: Theme, terms: Sequence[str], forms: Forms) -> Iterator[tuple[str, str, str, str, list[Entry]]]:
    matcher = Matcher(theme, forms)
    found: dict[str, list[Entry]] = {}
    for entry, mine in matcher.among(terms):
        for term in mine or [f"{entry.term}{OPEN if entry.is_open else ''}"]:
            found.setdefault(term, []).append(entry)
    for entry in matcher.empty:
        found.setdefault(entry.written, []).append(entry)
    for term, entries in found.items():
        words, codes = (", ".join(dict.fromkeys(getattr(e, part) for e in entries)) for part in ("written", "language"))
        yield theme.name, term, words, codes, entries


def _figures(terms: Sequence[str], corpus: Corpus) -> dict[str, object]:
    """Return how often the terms occur, in how many passages and articles, and when first and last."""
    column = {term: j for j, term in enumerate(corpus.counts.terms)}
    places = np.array([column.get(term, -1) for term in terms], dtype=np.int64)
    known = places >= 0
    chosen, of_passages = corpus.by_article[:, places[known]], sparse.csc_array(corpus.counts.counts)[:, places[known]]
    first, last = np.full((2, len(terms)), np.datetime64("NaT"), dtype="datetime64[s]")
    for i, j in enumerate(np.flatnonzero(known)):
        days = corpus.dates[chosen.indices[chosen.indptr[i] : chosen.indptr[i + 1]]]
        days = days[~np.isnat(days)]
        if len(days):
            first[j], last[j] = days.min(), days.max()

    def spread(values: NDArray[np.generic]) -> Floats:
        whole = np.zeros(len(terms))
        whole[known] = values
        return whole

    n_articles = spread(np.diff(chosen.indptr))
    return {
        "count": spread(np.asarray(of_passages.sum(axis=0)).ravel()),
        "n_passages": spread(np.diff(of_passages.indptr)).astype(np.int64),
        "n_articles": n_articles.astype(np.int64),
        "share": n_articles / max(1, chosen.shape[0]),
        "first": first,
        "last": last,
    }


def _problem(row: object, corpus: Corpus, is_stop: IsStop) -> str | None:
    entries: list[Entry] = row.entries  # type: ignore[attr-defined]
    if row.count:  # type: ignore[attr-defined]
        many = corpus.belongs.shape[0] >= LEAST_ARTICLES and row.share > TOO_COMMON  # type: ignore[attr-defined]
        return "too common" if many else None
    if not any(entry.terms for entry in entries):
        return "no word"
    if any(len(e.terms) == 1 and not e.is_open and is_stop(e.written, e.language) for e in entries):
        return "stop word"
    single = [entry for entry in entries if len(entry.terms) == 1]
    return "in phrases only" if any(True for e in single for _ in e.among(corpus.vocabulary)) else "absent"


def _shared(table: pd.DataFrame) -> list[str | None]:
    """Return for each row the other themes that have its term, None where there is none."""
    themes_of = table.groupby("term")["theme"].agg(list)
    others = ([t for t in themes_of[row.term] if t != row.theme] for row in table.itertuples())
    return [", ".join(found) or None for found in others]


def _nearest(table: pd.DataFrame, corpus: Corpus) -> list[str | None]:
    absent = table[table["problem"] == "absent"]
    words = sorted({e.terms[0] for entries in absent["entries"] for e in entries if len(e.terms) == 1})
    counts = dict(zip(corpus.counts.terms, corpus.counts.term_totals.tolist(), strict=True))
    vocabulary = sorted(set(corpus.vocabulary).union(counts))
    near = dict(zip(words, Nearest(vocabulary, [counts.get(w, 0.0) for w in vocabulary]).of(words), strict=True))
    occurring = set(corpus.vocabulary)
    told: list[str | None] = [None] * len(table)
    for i, entries in zip(absent.index, absent["entries"], strict=True):
        terms = entries[0].terms
        found = near[terms[0]] if len(terms) == 1 else [term for term in terms if term in occurring]
        told[i] = ", ".join(found) or None
    return told
