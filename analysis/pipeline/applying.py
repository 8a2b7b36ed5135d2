"""The models of a bundle applied to new articles."""

from __future__ import annotations

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from analysis import models, tables
from analysis.pipeline.counting import count_known, nothing_told
from analysis.pipeline.preparing import split_articles, texts_of
from analysis.pipeline.weighing import passage_weights_table, weight_rows
from analysis.results import Applied, Bundle

_COUNTED = ("n_counted", "n_left_out")  # columns of an applied bundle's passages that are summed over each article


def apply_bundle(bundle: Bundle, articles: pd.DataFrame, *, set_aside: pd.DataFrame | None = None) -> Applied:
    """Return the weights that the models of a bundle give to articles; nothing is fitted.

    articles: any DataFrame with the column ``text``. set_aside: what reading could not use, to be kept with the rest.
    The articles are split and counted by the bundle's own settings, phrases and terms; what it was fitted on
    gets the weights that it got then, to the byte. Copies are kept. An article without a known term has missing
    weights and is told in ``set_aside``. Raises InputError with every fault of the articles.

    >>> import analysis as an
    >>> texts = ["Oil and gas. " * 20, "The army fought a war. " * 20]
    >>> lexicon = an.Lexicon({"energy": ["oil", "gas"], "war": ["army", "war"]})
    >>> run = an.analyse(pd.DataFrame({"text": texts}), lexicon, an.Settings(min_count=1, n_free=0))
    >>> new = apply_bundle(run.bundle, pd.DataFrame({"text": ["An oil war.", "Bananas."]}))
    >>> new.articles["n_counted"].tolist(), new.articles["n_left_out"].tolist()
    ([2, 0], [0, 1])
    >>> new.set_aside["reason"].tolist()
    ['no known term']
    """
    settings = bundle.settings.model_copy(update={"copies": "keep"})
    names = list(bundle.themes["theme"])
    with threadpool_limits(limits=1):
        articles, passages, aside = split_articles(articles, settings)
        counts, words = count_known(texts_of(articles, passages, settings), passages, bundle)
        passages = passages.assign(
            n_counted=counts.totals.astype(np.int64), n_left_out=(words - counts.totals).astype(np.int64)
        )
        index = pd.Index(articles["article_id"])
        belongs = models.membership(index.get_indexer(passages["article_id"]), len(index))
        told = {column: (belongs @ passages[column].to_numpy()).astype(np.int64) for column in _COUNTED}
        blocks = bundle.model.told(counts.counts) if counts.passage_ids else nothing_told(bundle)
        frames = [
            weight_rows(
                index,
                names,
                name,
                {
                    "weight": models.article_weights(weights, counts.totals, belongs),
                    "presence": models.article_presence(present, belongs),
                },
            )
            for name, (weights, present) in blocks.items()
        ]
    articles = tables.beside_ours(articles, told).assign(**told)
    parts = [set_aside, aside, _unknown(articles, len(bundle.terms))]
    return Applied(
        articles=articles,
        passages=passages,
        set_aside=tables.conform("set_aside", pd.concat([p for p in parts if p is not None], ignore_index=True)),
        weights=tables.conform("weights", pd.concat(frames, ignore_index=True)),
        passage_weights=passage_weights_table(counts.passage_ids, {name: w for name, (w, _) in blocks.items()}, names),
        bundle=bundle,
    )


def _unknown(articles: pd.DataFrame, n_terms: int) -> pd.DataFrame:
    """Return a row of ``set_aside`` for each article without a counted word."""
    shared = articles["path"].duplicated(keep=False)
    unknown = articles[articles["n_counted"] == 0]
    rows = [
        {
            "stage": "weights",
            "path": article_id if not isinstance(path, str) else f"{path}#{article_id}" if shared[i] else path,
            "position": 0,
            "article_id": article_id,
            "reason": "no known term",
            "detail": f"none of its {n} words, stop words aside, is among the {n_terms} terms of the bundle",
        }
        for i, article_id, path, n in zip(
            unknown.index, unknown["article_id"], unknown["path"], unknown["n_left_out"], strict=True
        )
    ]
    return tables.conform("set_aside", pd.DataFrame(rows)) if rows else tables.empty("set_aside")
