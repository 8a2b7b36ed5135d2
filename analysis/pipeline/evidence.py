"""Which words of which passages show a theme, and what each carries of the article's weight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from analysis import models, text, themes
from analysis.errors import InputError
from analysis.pipeline.counting import Counted
from analysis.pipeline.fitting import Fitted
from analysis.pipeline.preparing import Prepared, texts_of
from analysis.results import Analysis

Floats = NDArray[np.float64]
N_EVIDENCE = 10  # passages kept as evidence of each theme, in each model


def article_evidence(run: Analysis, article_ids: Iterable[str]) -> pd.DataFrame:
    """Return the table ``evidence`` of all passages of some articles, for every theme, however little a word counts.

    Its column ``carried`` adds up, over an article's words, to the theme's weight in the article. Raises InputError
    where an article is not the run's.
    """
    wanted = list(dict.fromkeys(article_ids))
    unknown = sorted(set(wanted) - set(run.articles["article_id"]))
    if unknown:
        raise InputError([f"no article is called {i!r}; see the column article_id of run.articles" for i in unknown])
    bundle, passages = run.bundle, run.passages
    mine = passages[passages["article_id"].isin(wanted)]
    names = list(bundle.themes["theme"])
    with threadpool_limits(limits=1):
        places = places_of(mine, texts_of(run.articles, mine, run.settings), bundle.phrases, text.Words())
        share = _of_its_article(passages, passages["n_counted"].to_numpy())
        every = dict.fromkeys(names, tuple(mine["passage_id"]))
        frames = [
            themes.evidence_table(
                places, every, _carried(model, places, bundle.terms, names, share), model=name, least=0.0
            )
            for name, model in bundle.models.items()
        ]
    return pd.concat(frames, ignore_index=True)


def evidence_table(
    passages: pd.DataFrame, counted: Counted, fitted: dict[str, Fitted], names: list[str]
) -> pd.DataFrame:
    """Return the table ``evidence``: the words of the passages that show each theme best, in each model."""
    ids = counted.counts.passage_ids
    best = {
        model: themes.typical_passages(fit.passage_weights, counted.counts.totals, ids, n_passages=N_EVIDENCE)
        for model, fit in fitted.items()
    }
    wanted = {i for lists in best.values() for passage_ids in lists for i in passage_ids}
    shown = passages[passages["passage_id"].isin(wanted)]
    places = places_of(shown, [counted.text_of[i] for i in shown["passage_id"]], counted.phrases, counted.words)
    frames = [
        themes.evidence_table(
            places,
            dict(zip(names, best[model], strict=True)),
            _carried(fit.model, places, counted.counts.terms, names, _of_its_article(passages, counted.counts.totals)),
            model=model,
        )
        for model, fit in fitted.items()
    ]
    return pd.concat(frames, ignore_index=True)


def places_of(
    passages: pd.DataFrame, texts: list[str], phrases: frozenset[tuple[str, ...]], words: text.Words
) -> pd.DataFrame:
    """Return where each counted word of some passages stands, in characters of its article."""
    places = text.locate_terms(
        texts,
        passage_ids=list(passages["passage_id"]),
        languages=list(passages["language"]),
        phrases=phrases,
        words=words,
    )
    offset = places["passage_id"].map(passages.set_index("passage_id")["start"])
    return places.assign(start=places["start"] + offset, end=places["end"] + offset)


def _of_its_article(passages: pd.DataFrame, n_counted: Floats) -> pd.Series:
    """Return which share of its article's counted words each passage has, by passage_id."""
    words = pd.Series(np.asarray(n_counted, dtype=np.float64), index=passages.index)
    whole = words.groupby(passages["article_id"]).transform("sum")
    return pd.Series((words / whole.where(whole > 0)).fillna(0.0).to_numpy(), index=passages["passage_id"])


def _carried(
    model: Any, places: pd.DataFrame, terms: tuple[str, ...], names: list[str], of_its_article: pd.Series
) -> pd.DataFrame:
    """Return what the words of each term carry of the article's weights: passage_id and term by theme."""
    column = pd.Index(terms).get_indexer(places["term"])
    known = places[column >= 0]
    row, ids = pd.factorize(known["passage_id"], sort=True)
    counts = sparse.csr_array(
        sparse.coo_array((np.ones(len(row)), (row, column[column >= 0])), shape=(len(ids), len(terms)))
    )
    counts.sum_duplicates()
    carried, row = models.carried_weights(model, counts)
    index = pd.MultiIndex.from_arrays([ids[row], np.array(terms, dtype=object)[counts.indices]])
    return pd.DataFrame(carried * of_its_article.loc[ids].to_numpy()[row][:, None], index=index, columns=names)


def contexts_of(ready: Prepared, counted: Counted, shown: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``contexts``: where some words stand in some passages. shown: theme, term, passage_id."""
    passages = ready.passages[ready.passages["passage_id"].isin(shown["passage_id"])]
    texts = [counted.text_of[i] for i in passages["passage_id"]]
    places = shown.merge(places_of(passages, texts, counted.phrases, counted.words), on=["passage_id", "term"])
    places = places.merge(passages[["passage_id", "article_id"]], on="passage_id")
    return themes.contexts_table(places, ready.articles)
