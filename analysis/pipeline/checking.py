"""A lexicon held against articles, before any model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from scipy import sparse

from analysis import models, tables, text, themes
from analysis.pipeline.counting import Counted, count_ready
from analysis.pipeline.evidence import contexts_of
from analysis.pipeline.preparing import Prepared, made_ready, settings_for
from analysis.results import LexiconCheck
from analysis.settings import Settings
from analysis.themes import Lexicon


def hold_lexicon_against(
    articles: pd.DataFrame | Prepared, lexicon: Lexicon | Mapping[str, Any], settings: Settings | None = None
) -> pd.DataFrame:
    """Return the table ``lexicon``, before any model: for each term of each theme how often it occurs, where and when.

    articles: any DataFrame with the column ``text``, or what ``prepare`` made of it. lexicon: or a dict as
    ``Lexicon`` takes it. Raises InputError where the articles cannot be counted.
    """
    return check_lexicon(articles, lexicon, settings, suggest=False).words


def check_lexicon(
    articles: pd.DataFrame | Prepared,
    lexicon: Lexicon | Mapping[str, Any],
    settings: Settings | None = None,
    *,
    suggest: bool = True,
) -> LexiconCheck:
    """Return a lexicon held against articles, before any model: what its words say, and which words it could have.

    articles: any DataFrame with the column ``text``, or what ``prepare`` made of it. lexicon: or a dict as
    ``Lexicon`` takes it. suggest: whether to look for further words. Raises InputError where the articles cannot be
    counted.

    >>> texts = [f"A refinery {verb} oil and fuel." for verb in ("sells", "buys", "spills", "has")]
    >>> texts += [f"A {bird} sang by the river." for bird in ("wren", "robin", "rook", "swan", "kite", "gull", "owl")]
    >>> lexicon = Lexicon({"energy": ["oil", "fuel", "coal"]})
    >>> found = check_lexicon(pd.DataFrame({"text": texts}), lexicon, Settings(max_share=1))
    >>> found.words["problem"].tolist(), found.coverage["n_articles"].tolist(), found.suggestions["term"].tolist()
    ([nan, nan, 'absent'], [4, 4], ['refinery'])
    """
    lexicon, settings = Lexicon.of(lexicon), settings_for(articles, settings)
    ready = made_ready(articles, settings)
    counted = count_ready(ready, lexicon, settings)
    index = pd.Index(ready.articles["article_id"])
    article_of = index.get_indexer(ready.passages["article_id"])
    held = corpus_of(ready, counted, models.membership(article_of, len(index)))
    words = lexicon_table(lexicon, counted, held)
    coverage = themes.coverage_table(counted.member, lexicon.names, held)
    suggestions, contexts = tables.empty("suggestions"), tables.empty("contexts")
    if suggest:
        suggestions = themes.suggested_words(
            held.by_article, counted.counts.terms, counted.member, themes=lexicon.names
        )
        shown = themes.passages_to_show(suggestions, held, article_of, counted.member, lexicon.names)
        contexts = contexts_of(ready, counted, shown)
    return LexiconCheck(
        words=words,
        exclusions=exclusions_table(lexicon, ready, counted, held.belongs),
        coverage=coverage,
        suggestions=suggestions,
        contexts=contexts,
        articles=ready.articles,
        languages=tuple(sorted(ready.passages["language"].dropna().unique())),
        empty=themes.empty_themes(words),
        settings=settings,
    )


def lexicon_table(lexicon: Lexicon, counted: Counted, held: themes.Corpus) -> pd.DataFrame:
    """Return the table ``lexicon``: the words of the lexicon held against a corpus."""
    return lexicon.against(held, counted.words.forms, counted.words.is_stop)


def exclusions_table(lexicon: Lexicon, ready: Prepared, counted: Counted, belongs: sparse.csr_array) -> pd.DataFrame:
    """Return the table ``exclusions``: how often what the themes exclude is kept from them."""
    if not any(any(theme.exclude.values()) for theme in lexicon.themes):
        return tables.empty("exclusions")
    # Of what is excluded, the counts for the models hold only what is frequent enough.
    counts = text.count_terms(ready.read, passage_ids=counted.counts.passage_ids, phrases=counted.phrases)
    held = themes.Corpus(counts, belongs, ready.articles["date"].to_numpy("datetime64[s]"), ready.read.vocabulary)
    return themes.exclusions_table(lexicon.themes, held, counted.words.forms)


def corpus_of(ready: Prepared, counted: Counted, belongs: sparse.csr_array) -> themes.Corpus:
    """Return the counts with the articles and dates that they belong to, as a lexicon is held against them."""
    dates = ready.articles["date"].to_numpy(dtype="datetime64[s]")
    return themes.Corpus(counted.counts, belongs, dates, ready.read.vocabulary)
