"""Articles made ready for analysis: split in passages, their words read; all that depends on no lexicon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import corpus, tables, text
from analysis.errors import InputError
from analysis.settings import Settings

Floats = NDArray[np.float64]
# What ``prepare`` depends on; the other settings can differ from one analysis of what it made to the next.
_PREPARED_BY = ("text_fields", "unit", "passage_words", "languages", "learn_phrases", "names", "copies")


@dataclass(frozen=True, eq=False)
class Prepared:
    """Articles made ready by ``prepare``: all that depends on no lexicon."""

    articles: pd.DataFrame
    passages: pd.DataFrame
    set_aside: pd.DataFrame
    settings: Settings
    texts: tuple[str, ...]  # of the passages
    read: text.ReadTexts
    learned: frozenset[tuple[str, ...]]  # phrases
    names: frozenset[str]  # terms that are left out

    def __repr__(self) -> str:
        return f"Prepared: {len(self.articles)} articles, {len(self.passages)} passages"


def prepare(articles: pd.DataFrame, settings: Settings | None = None) -> Prepared:
    """Return articles split in passages, their words read: to be analysed again and again with other lexicons.

    articles: any DataFrame with the column ``text``. What is returned can stand in place of the articles in
    ``analyse``, ``check_lexicon`` and ``hold_lexicon_against``, which give the same bytes as without it, one call at a
    time. Raises InputError with every fault of the articles.

    >>> import analysis as an
    >>> ready = prepare(pd.DataFrame({"text": ["Oil and gas. " * 20, "The army fought a war. " * 20]}))
    >>> lexicons = [an.Lexicon({"energy": [word]}) for word in ("oil", "gas", "army")]
    >>> [an.check_lexicon(ready, lexicon).words["count"].tolist() for lexicon in lexicons]
    [[20.0], [20.0], [20.0]]
    """
    settings = settings or Settings()
    articles, passages, aside = split_articles(articles, settings)
    texts = texts_of(articles, passages, settings)
    languages = list(passages["language"])
    read = text.read_texts(texts, languages=languages)
    names = text.find_names(texts, languages=languages, words=read.words) if settings.names == "drop" else frozenset()
    learned = text.find_phrases(read)["phrase"] if settings.learn_phrases else ()
    phrases = frozenset(tuple(phrase.split()) for phrase in learned)
    other = frozenset(phrase for phrase in phrases if not names.issuperset(phrase))  # a phrase of names is a name
    return Prepared(articles, passages, aside, settings, tuple(texts), read, other, names)


def settings_for(articles: pd.DataFrame | Prepared, settings: Settings | None) -> Settings:
    """Return the settings that are given, else those that the articles were prepared with, else the defaults."""
    if settings is None:
        return articles.settings if isinstance(articles, Prepared) else Settings()
    if not isinstance(settings, Settings):
        wanted = "give Settings(...), such as Settings(n_refits=10)"
        raise InputError([f"settings is a {type(settings).__name__}; {wanted}"])
    return settings


def made_ready(articles: pd.DataFrame | Prepared, settings: Settings) -> Prepared:
    """Return the articles prepared, where they are not yet; raise InputError where other settings prepared them."""
    if not isinstance(articles, Prepared):
        return prepare(articles, settings)
    theirs = {name: (getattr(articles.settings, name), getattr(settings, name)) for name in _PREPARED_BY}
    if moved := [f"{name} was {was!r} and is {now!r}" for name, (was, now) in theirs.items() if was != now]:
        raise InputError([f"the articles were prepared with other settings: {'; '.join(moved)}; prepare them anew"])
    return articles


def split_articles(articles: pd.DataFrame, settings: Settings) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the articles, completed and without copies, their passages, and what was set aside on the way."""
    if not isinstance(articles, pd.DataFrame):
        raise InputError([f"articles is {type(articles).__name__}; it must be a DataFrame with the column 'text'"])
    articles, copies = corpus.complete_articles(articles), tables.empty("set_aside")
    if settings.copies == "drop":
        articles, copies = corpus.drop_copies(articles)
    articles = corpus.counted_text(articles, settings.text_fields)
    passages, aside = corpus.split_passages(
        articles,
        unit=settings.unit,
        passage_words=settings.passage_words,
        languages=settings.languages,
        cut_headline=_cuts_headline(settings),
    )
    return articles, passages, tables.conform("set_aside", pd.concat([copies, aside], ignore_index=True))


def texts_of(articles: pd.DataFrame, passages: pd.DataFrame, settings: Settings) -> list[str]:
    """Return the texts of passages, as the settings want them counted."""
    return corpus.passage_texts(articles, passages, cut_headline=_cuts_headline(settings))


def _cuts_headline(settings: Settings) -> bool:
    """Whether a headline at the top of a text is furniture: where titles are counted, it is none."""
    return settings.text_fields == "text"


def each_counts_as(articles: pd.DataFrame, settings: Settings) -> Floats:
    """Return what each article counts, (articles,): 1, but where copies are weighed 1 over their number."""
    return corpus.copy_weights(articles) if settings.copies == "weigh" else np.ones(len(articles))
