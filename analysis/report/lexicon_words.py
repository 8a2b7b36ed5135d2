"""A lexicon held against the articles in words: what a person is told on a terminal, theme by theme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.report.audit_words import cut, first_of, plain
from analysis.results import LexiconCheck
from analysis.themes.suggest import LEAST_ARTICLES

SHOWN = 12  # words of a theme that are listed one by one
LISTED = 20  # words that are listed in a row; of more it is told how many
_WIDTH = 110  # columns of a line
_SIDE = 36  # characters on each side of a word in its context
_SAID = {
    "absent": "absent",
    "in phrases only": "only within phrases that count as terms of their own",
    "excluded": "begun by nothing but what the theme excludes",
    "stop word": "stop words, which are not counted",
    "no word": "not read as words",
}


def lexicon_lines(check: LexiconCheck, labels: dict[str, str], *, suggest: bool = False) -> Iterator[str]:
    """Yield the lines of a lexicon held against articles.

    labels: what each theme is called, in order. suggest: whether further words were looked for, so that it is told
    where none were found.
    """
    n_articles = len(check.articles)
    coverage = check.coverage.set_index("theme")
    whole = coverage.loc["all"]
    yield f"{whole['n_articles']:,.0f} of {n_articles:,} articles ({whole['share']:.0%}) have a word of some theme"
    for theme, label in labels.items():
        mine = check.words[check.words["theme"] == theme]
        yield ""
        yield _headline(mine, coverage.loc[theme], label, n_articles)
        yield from _occurring(mine[mine["count"] > 0])
        yield from _problems(mine, check.languages)
        yield from _shared(mine, labels)
        yield from _excluded(check.exclusions[check.exclusions["theme"] == theme])
        yield from _suggested(check, theme)
        if suggest and not (check.suggestions["theme"] == theme).any():
            yield f"  no further words: {_why_none(int(coverage.loc[theme, 'n_sure']), n_articles)}"


def lexicon_word(row: Any) -> str:
    """Return a term (a row of the table ``lexicon``) as a person wrote it into the lexicon.

    A term is a lemma without accents, which reads ill ('dia de el victoria'). What a prefix stands for was not written,
    and is told by its term.

    >>> from types import SimpleNamespace
    >>> lexicon_word(SimpleNamespace(term="dia de el victoria", words="Día de la Victoria"))
    'Día de la Victoria'
    >>> lexicon_word(SimpleNamespace(term="sanction", words="sanction*, sanctions"))
    'sanctions'
    >>> lexicon_word(SimpleNamespace(term="drilling", words="drill*"))
    'drilling'
    """
    return next((words for words in str(row.words).split(", ") if "*" not in words), str(row.term))


def _headline(mine: pd.DataFrame, covered: pd.Series, label: str, n_articles: int) -> str:
    n_seen = int((mine["count"] > 0).sum())
    if not n_seen:
        return f"{label}: none of its words occurs; the theme will stay empty"
    return (
        f"{label}: {n_seen:,} of {len(mine):,} terms occur, {covered['count']:,.0f} times; "
        f"{covered['n_articles']:,.0f} of {n_articles:,} articles ({covered['share']:.0%}) have one, "
        f"{covered['n_sure']:,.0f} are surely its own"
    )


def _occurring(seen: pd.DataFrame) -> Iterator[str]:
    ordered = seen.sort_values(["count", "term"], ascending=[False, True])
    shown = ordered.head(SHOWN)
    width = max((len(cut(lexicon_word(row), 30)) for row in shown.itertuples()), default=0)
    for row in shown.itertuples():
        dates = "" if pd.isna(row.first) else f", {row.first:%Y-%m-%d} to {row.last:%Y-%m-%d}"
        of = f"{row.n_articles:,} ({row.share:.0%}) of the articles"
        yield f"  {cut(lexicon_word(row), 30):<{width}} {row.count:>6,.0f} in {of}{dates}"
    if len(ordered) > SHOWN:
        rest = ", ".join(f"{lexicon_word(row)} {row.count:.0f}" for row in ordered.iloc[SHOWN:].itertuples())
        yield f"  and {cut(rest, 4 * _WIDTH)}"


def _problems(mine: pd.DataFrame, languages: tuple[str, ...]) -> Iterator[str]:
    common = mine[mine["problem"] == "too common"]
    if len(common):
        listed = first_of(map(lexicon_word, common.itertuples()), LISTED)
        yield f"  too common: {listed} (in more than half of the articles a word tells hardly any apart)"
    foreign = ~mine["languages"].map(lambda codes: bool(set(codes.split(", ")) & set(languages)))
    for problem, said in _SAID.items():
        rows = mine[(mine["problem"] == problem) & ~foreign]
        if len(rows):
            yield f"  {said}: {first_of(_with_nearest(rows), LISTED)}"
    if n := int((foreign & (mine["count"] == 0)).sum()):
        terms = "term, which does" if n == 1 else "terms, which do"
        yield f"  of languages that no passage is in: {n:,} more {terms} not occur"


def _shared(mine: pd.DataFrame, labels: dict[str, str]) -> Iterator[str]:
    rows = mine[mine["shared_with"].notna()]
    if len(rows):
        shared = (
            f"{lexicon_word(row)} ({', '.join(labels[t] for t in row.shared_with.split(', '))})"
            for row in rows.itertuples()
        )
        yield f"  other themes have it too: {first_of(shared, LISTED)}"


def _excluded(mine: pd.DataFrame) -> Iterator[str]:
    """Yield how often what a theme excludes was kept from it, and what it excludes in vain."""
    found = mine[mine["count"] > 0]
    if len(found):
        told = [
            f"{lexicon_word(row)} {row.count:,.0f} in {row.n_articles:,} of the articles" for row in found.itertuples()
        ]
        yield f"  kept out: {first_of(told, LISTED)}"
    if len(rows := mine[mine["problem"].notna()]):
        yield f"  excluded, but never found: {first_of(_with_nearest(rows), LISTED)}"


def _with_nearest(rows: pd.DataFrame) -> list[str]:
    near = [f" (there is: {near})" if isinstance(near, str) else "" for near in rows["nearest"]]
    return [f"{words}{n}" for words, n in zip(rows["words"], near, strict=True)]


def _suggested(check: LexiconCheck, theme: str) -> Iterator[str]:
    mine = check.suggestions[check.suggestions["theme"] == theme]
    if len(mine):
        yield "  could be added, if it means the theme (take or leave):"
    for row in mine.itertuples():
        yield (
            f"    {row.term}: {row.n_sure:,} of its sure articles ({row.share_sure:.0%}) have it, "
            f"{row.n_other:,} of the others ({row.share_other:.0%})"
        )
        places = check.contexts[(check.contexts["theme"] == theme) & (check.contexts["term"] == row.term)]
        yield from map(_in_context, _named(places, check.articles).itertuples())


def _why_none(n_sure: int, n_articles: int) -> str:
    """Return why no further words are suggested for a theme.

    >>> _why_none(0, 5)
    'no article is surely its own, and two are needed'
    >>> _why_none(2, 5)
    'in its 2 sure articles no other word stands so much more than in the other 3 (it must be in 3 articles or more)'
    """
    if n_sure < 2:
        return f"{'one' if n_sure else 'no'} article is surely its own, and two are needed"
    if n_sure == n_articles:
        return "every article is surely its own, so there is nothing to tell them from"
    return (
        f"in its {n_sure:,} sure articles no other word stands so much more than in the other "
        f"{n_articles - n_sure:,} (it must be in {LEAST_ARTICLES} articles or more)"
    )


def _named(places: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return contexts with what their articles are called."""
    name = articles["title"].fillna(articles["path"]).fillna(articles["article_id"])
    date = articles["date"].dt.strftime("%Y-%m-%d").fillna("undated")
    return places.assign(
        article=places["article_id"].map(dict(zip(articles["article_id"], date + " " + name, strict=True)))
    )


def _in_context(row: object) -> str:
    before, word, after, article = (plain(getattr(row, part)) for part in ("before", "keyword", "after", "article"))
    place = f"{cut(article, 50)}, character {row.start:,}"  # type: ignore[attr-defined]
    return f"      {before[-_SIDE:]:>{_SIDE}} [{word}] {after[:_SIDE]:<{_SIDE}}  {place}".rstrip()
