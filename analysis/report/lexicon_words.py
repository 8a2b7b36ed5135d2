"""A lexicon held against the articles in words: what a person is told on a terminal, theme by theme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from analysis.report.audit_words import cut, plain
from analysis.results import LexiconCheck

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


def lexicon_lines(check: LexiconCheck, labels: dict[str, str]) -> Iterator[str]:
    """Yield the lines of a lexicon held against articles. labels: what each theme is called, in order."""
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
    width = max((len(cut(term, 30)) for term in shown["term"]), default=0)
    for row in shown.itertuples():
        dates = "" if pd.isna(row.first) else f", {row.first:%Y-%m-%d} to {row.last:%Y-%m-%d}"
        of = f"{row.n_articles:,} ({row.share:.0%}) of the articles"
        yield f"  {cut(row.term, 30):<{width}} {row.count:>6,.0f} in {of}{dates}"
    if len(ordered) > SHOWN:
        rest = ", ".join(f"{row.term} {row.count:.0f}" for row in ordered.iloc[SHOWN:].itertuples())
        yield f"  and {cut(rest, 4 * _WIDTH)}"


def _problems(mine: pd.DataFrame, languages: tuple[str, ...]) -> Iterator[str]:
    common = mine[mine["problem"] == "too common"]
    if len(common):
        listed = _listed(common["term"])
        yield f"  too common: {listed} (in more than half of the articles a word tells hardly any apart)"
    foreign = ~mine["languages"].map(lambda codes: bool(set(codes.split(", ")) & set(languages)))
    for problem, said in _SAID.items():
        rows = mine[(mine["problem"] == problem) & ~foreign]
        if len(rows):
            yield f"  {said}: {_listed(_with_nearest(rows))}"
    if n := int((foreign & (mine["count"] == 0)).sum()):
        yield f"  of languages that no passage is in: {n:,} more terms, which do not occur"


def _shared(mine: pd.DataFrame, labels: dict[str, str]) -> Iterator[str]:
    rows = mine[mine["shared_with"].notna()]
    if len(rows):
        shared = [
            f"{row.term} ({', '.join(labels[t] for t in row.shared_with.split(', '))})" for row in rows.itertuples()
        ]
        yield f"  other themes have it too: {_listed(shared)}"


def _excluded(mine: pd.DataFrame) -> Iterator[str]:
    """Yield how often what a theme excludes was kept from it, and what it excludes in vain."""
    found = mine[mine["count"] > 0]
    if len(found):
        told = [f"{row.term} {row.count:,.0f} in {row.n_articles:,} of the articles" for row in found.itertuples()]
        yield f"  kept out: {_listed(told)}"
    if len(rows := mine[mine["problem"].notna()]):
        yield f"  excluded, but never found: {_listed(_with_nearest(rows))}"


def _with_nearest(rows: pd.DataFrame) -> list[str]:
    near = [f" (there is: {near})" if isinstance(near, str) else "" for near in rows["nearest"]]
    return [f"{words}{n}" for words, n in zip(rows["words"], near, strict=True)]


def _listed(words: Iterable[str]) -> str:
    words = list(words)
    more = f", and {len(words) - LISTED:,} more" if len(words) > LISTED else ""
    return f"{', '.join(words[:LISTED])}{more}"


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
