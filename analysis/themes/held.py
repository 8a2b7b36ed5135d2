"""The lexicon held against a corpus, before any model: which of its words occur, where and when, and what they miss."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis import tables
from analysis.tables import TermCounts
from analysis.themes.lexicon.entries import Entry, Forms, Matcher, Phrase, Theme
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

    @classmethod
    def of(cls, counts: TermCounts) -> Corpus:
        """Return counts as a corpus, each passage an article of its own and without a date."""
        n = len(counts.passage_ids)
        vocabulary = sorted({word for term in counts.terms for word in term.split()})
        return cls(counts, sparse.eye_array(n, format="csr"), np.full(n, "NaT", dtype="datetime64[s]"), vocabulary)

    @cached_property
    def by_article(self) -> sparse.csc_array:
        """Articles x terms: how often each article has each term."""
        return sparse.csc_array(self.belongs @ self.counts.counts)


def lexicon_table(themes: Sequence[Theme], corpus: Corpus, forms: Forms, is_stop: IsStop) -> pd.DataFrame:
    """Return the table ``lexicon``: a row for each term of each theme, in the themes' order.

    words and languages: the entries that become this term, joined by commas; a prefix has a row for each term that it
    stands for. A word that is given for several languages has no row for those in which it is absent, unless it is so
    in all. count, n_passages, n_articles, share (of the articles), first and last (date): those of the term,
    whatever language it stands in. shared_with: other themes that have the term. problem: why the term says nothing:
    'absent', 'in phrases only' (it occurs, but within phrases that count as terms of their own), 'excluded' (what a
    prefix stands for is all excluded by the theme), 'stop word', 'no word' (nothing of it is read as a word), or 'too
    common' (in more than half of the articles, where these are 20 or more).
    nearest: terms that occur and are spelt alike; of a phrase, those of its words that occur, and for each
    other one that is spelt alike.
    """
    table = _rows([_terms_of(theme, corpus, forms) for theme in themes])
    table = table.assign(**_figures(list(table["term"]), corpus))
    table["problem"] = [_problem(row, corpus, is_stop) for row in table.itertuples()]
    table["shared_with"] = _shared(table)
    table["nearest"] = _nearest(table, corpus)
    return tables.conform("lexicon", table.drop(columns=["entries", "left_out"]))


def exclusions_table(themes: Sequence[Theme], corpus: Corpus, forms: Forms) -> pd.DataFrame:
    """Return the table ``exclusions``: a row for each term that a theme excludes, in the themes' order.

    corpus: with counts of all terms, however rare. words and languages: the entries that become this term. count,
    n_articles: how often it is kept from the theme; a single word, from its prefixes. problem: 'absent' or 'no word',
    where nothing is kept out. nearest: as in ``lexicon_table``.
    """
    table = _rows([_exclusions_of(theme, corpus, forms) for theme in themes])
    if table.empty:
        return tables.empty("exclusions")
    figures = _figures(list(table["term"]), corpus)
    table = table.assign(count=figures["count"], n_articles=figures["n_articles"])
    why = ["absent" if any(entry.forms for entry in entries) else "no word" for entries in table["entries"]]
    table["problem"] = [None if n else told for n, told in zip(table["count"], why, strict=True)]
    table["nearest"] = _nearest(table, corpus)
    return tables.conform("exclusions", table.drop(columns=["entries", "left_out"]))


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


class _Found(NamedTuple):
    """What the entries of a theme stand for: the entries of each term, and the terms that the theme leaves out."""

    theme: str
    entries_of: dict[str, list[Entry]]
    left_out: frozenset[str]


def _terms_of(theme: Theme, corpus: Corpus, forms: Forms) -> _Found:
    matcher = Matcher(theme, forms)
    left_out = matcher.left_out(corpus.vocabulary) | matcher.left_out(corpus.counts.terms)
    return _Found(theme.name, _by_term(list(matcher.among(corpus.counts.terms)), matcher.empty), left_out)


def _exclusions_of(theme: Theme, corpus: Corpus, forms: Forms) -> _Found:
    matcher = Matcher(theme, forms)
    found = [(entry, list(entry.among(corpus.counts.terms))) for entry in matcher.excluded]
    return _Found(theme.name, _by_term(found, matcher.empty_excluded), frozenset())


def _by_term(found: Sequence[tuple[Entry, list[str]]], empty: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Return the entries of each term, one that occurs in no language under its term in the first."""
    occurring = {entry.written for entry, mine in found if mine}
    first: dict[str, str] = {}
    entries_of: dict[str, list[Entry]] = {}
    for entry, mine in found:
        if not mine and entry.written not in occurring:
            mine = [first.setdefault(entry.written, f"{entry.term}{OPEN if entry.is_open else ''}")]
        for term in mine:
            entries_of.setdefault(term, []).append(entry)
    for entry in empty:
        if entry.written not in occurring:
            entries_of.setdefault(first.get(entry.written, entry.written), []).append(entry)
    return entries_of


def _rows(found: Sequence[_Found]) -> pd.DataFrame:
    rows = []
    for theme, entries_of, left_out in found:
        for term, mine in entries_of.items():
            said = (", ".join(dict.fromkeys(getattr(e, part) for e in mine)) for part in ("written", "language"))
            rows.append((theme, term, *said, mine, left_out))
    return pd.DataFrame(rows, columns=["theme", "term", "words", "languages", "entries", "left_out"])


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
    known = (corpus.vocabulary, corpus.counts.terms)
    stands_for = {term for entry in entries for ordered in known for term in entry.among(ordered)}
    if stands_for and stands_for <= row.left_out:  # type: ignore[attr-defined]
        return "excluded"
    single = [entry for entry in entries if len(entry.terms) == 1]
    return "in phrases only" if any(True for e in single for _ in e.among(corpus.vocabulary)) else "absent"


def _shared(table: pd.DataFrame) -> list[str | None]:
    """Return for each row the other themes that have its term, None where there is none."""
    themes_of = table.groupby("term")["theme"].agg(list)
    others = ([t for t in themes_of[row.term] if t != row.theme] for row in table.itertuples())
    return [", ".join(found) or None for found in others]


def _nearest(table: pd.DataFrame, corpus: Corpus) -> list[str | None]:
    absent = table[table["problem"] == "absent"]
    occurring = set(corpus.vocabulary)
    terms: set[Phrase] = {entry.terms for entries in absent["entries"] for entry in entries}
    words = sorted({word for phrase in terms for word in phrase if len(phrase) == 1 or word not in occurring})
    counts = dict(zip(corpus.counts.terms, corpus.counts.term_totals.tolist(), strict=True))
    vocabulary = sorted(occurring.union(counts))
    near = dict(zip(words, Nearest(vocabulary, [counts.get(w, 0.0) for w in vocabulary]).of(words), strict=True))

    def near_to(terms: Phrase) -> Sequence[str]:
        if len(terms) == 1:
            return near[terms[0]]
        return [found for term in terms for found in ((term,) if term in occurring else near[term][:1])]

    told: list[str | None] = [None] * len(table)
    for i, entries in zip(absent.index, absent["entries"], strict=True):
        found = [near_to(entry.terms) for entry in entries if entry.forms]
        told[i] = ", ".join(next(filter(None, found), ())) or None
    return told
