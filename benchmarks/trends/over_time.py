"""Shares of labelled themes month by month or day by day: this project and its peers, held against editors' labels."""

from __future__ import annotations

import importlib.util
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.pipeline import analyse
from analysis.results import Analysis
from analysis.settings import Settings
from analysis.themes.lexicon import Lexicon
from benchmarks.alone import alone
from benchmarks.named.clusters import documents, guided_model, themes_of_clusters
from benchmarks.named.corpus import HERE, MIN_COUNT, PLANTED, Mask, Named, articles_of, load_named
from benchmarks.named.measure import LONGEST, SEED, ceiling, fit
from benchmarks.named.methods import CEILING, CEILING_NAME, METHODS, OURS, PEER
from benchmarks.named.score import by_period, compared
from benchmarks.named.task import FREE

Floats = NDArray[np.float64]

# What the table calls it: the method of the benchmark of named themes, and whether its score or its share is averaged.
BY_ARTICLE = {
    "keywords, share of all words": ("share of words", "scores"),
    "keywords, share of the lexicon's words": ("share of words", "shares"),
    "gensim LdaModel, eta, groupby": ("gensim LdaModel, eta", "shares"),
    "CorEx, anchored, groupby": ("CorEx, anchored", "shares"),
}
OVER_TIME = "BERTopic, guided, topics_over_time"
UNITS = {"article": "whole articles", "paragraph": "passages"}  # what our models count
SHOWN = "themeline, presence, whole articles"  # what labels are shares of, and what the peers count
OURS_BY_NAME = {f"themeline, {m}, {u}": (unit, m) for unit, u in UNITS.items() for m in ("presence", "weight")}
NAMES = (*OURS_BY_NAME, *BY_ARTICLE, OVER_TIME, CEILING_NAME)
LETTERS = str.maketrans("0123456789", "bcdfghjklm")  # of planted terms: a word with digits is not counted

# Of a corpus: the seconds that the work takes, and by name the shares found (periods x themes).
Found = Iterator[tuple[str, float, pd.DataFrame]]


def measure_over_time(corpus: str) -> dict[str, Any]:
    """Return the figures of each method by name, how many articles and periods they are of, and what was skipped.

    Of each method: kind, seconds, the correlation (a mean over the themes) and the error of its shares against the
    share of a period's labelled articles that have the label, ``pooled``, the correlation over all themes and periods
    together, and by theme ``themes``.
    """
    named = load_named(corpus)
    rows = scored_rows(named)
    truth = by_period(named, named.truth, rows)
    skipped: list[str] = []
    methods = {
        name: {"kind": kind_of(name), "seconds": seconds, **figures(shares, truth, named.themes)}
        for work in (_ours, _by_article, _topics_over_time, _shown_labels)
        for name, seconds, shares in _tried(work, named, skipped)
    }
    return {"n_articles": int(rows.sum()), "n_periods": len(truth), "methods": methods, "skipped": skipped}


def scored_rows(named: Named) -> Mask:
    """Return which articles figures are of."""
    return np.asarray(named.parts["score"] & named.labelled)


def kind_of(name: str) -> str:
    """Return whether a method is ours, a peer or the ceiling."""
    return CEILING if name == CEILING_NAME else OURS if name.startswith("themeline") else PEER


def figures(shares: pd.DataFrame, truth: pd.DataFrame, themes: tuple[str, ...]) -> dict[str, Any]:
    """Return how near shares (periods x themes) come to the true ones, by theme and together."""
    by_theme = {theme: compared(shares[k], truth[k]) for k, theme in enumerate(themes)}
    together = compared(pd.Series(shares.to_numpy().ravel()), pd.Series(truth.to_numpy().ravel()))
    return {
        "correlation": float(np.mean([one["correlation"] for one in by_theme.values()])),
        "pooled": together["correlation"],
        "error": together["period_error"],
        "themes": by_theme,
    }


def _tried(work: Callable[[Named], Found], named: Named, skipped: list[str]) -> Found:
    try:
        for name, seconds, shares in work(named):
            print(f"    {name}: {seconds:.1f} s", flush=True)
            yield name, seconds, shares
    except (ImportError, RuntimeError, subprocess.TimeoutExpired) as fault:  # a peer that breaks loses no other
        skipped.append(f"{work.__name__.strip('_').replace('_', ' ')}: {fault}")


def _ours(named: Named) -> Found:
    for unit in UNITS:
        seconds, blocks = alone(run_blocks, named.name, unit, limit=LONGEST)
        for name, (mine, measure) in OURS_BY_NAME.items():
            if mine == unit:
                yield name, seconds, by_period(named, blocks[measure], scored_rows(named))


def run_blocks(corpus: str, unit: str) -> tuple[float, dict[str, Floats]]:
    """Return the seconds of a run on the articles of a corpus, and what it gives each article (see ``blocks_of``)."""
    articles, lexicon = articles_and_lexicon(load_named(corpus))
    start = time.perf_counter()
    run = analyse(articles[articles["text"].str.strip() != ""], lexicon, run_settings(unit=unit))
    return time.perf_counter() - start, blocks_of(run, articles["article_id"], lexicon.names)


def blocks_of(run: Analysis, article_ids: pd.Series, themes: Sequence[str]) -> dict[str, Floats]:
    """Return the weight and the presence that both models together give to articles: articles x themes.

    They are missing where the run has no such article. The mean weight over a period's articles is the column ``share``
    of the run's table ``trends``.
    """
    both = run.weights[run.weights["model"] == "both"]
    wide = both.pivot_table(index="article_id", columns="theme", values=["weight", "presence"], dropna=False)
    wide = wide.reindex(article_ids)
    return {measure: wide[measure][list(themes)].to_numpy() for measure in ("weight", "presence")}


def run_settings(**changed: Any) -> Settings:
    """Return the settings of runs: 20 free themes as the peers have, copies kept, ten refits, else the defaults.

    Shares do not depend on the number of refits.
    """
    same = {"n_free": FREE, "min_count": MIN_COUNT, "n_refits": 10, "copies": "keep", "threads": 2}
    return Settings(**(same | changed))


def articles_and_lexicon(named: Named) -> tuple[pd.DataFrame, Lexicon]:
    """Return the articles of a corpus as a user has them (article_id, text, date), in its order, and the lexicon."""
    if named.name == PLANTED:
        texts = [text.translate(LETTERS) for text in documents(named.counts, named.terms)]
        words = {
            theme: [named.terms[j].translate(LETTERS) for j in np.flatnonzero(row)]
            for theme, row in zip(named.themes, named.member, strict=True)
        }
        dates, lexicon = named.period, Lexicon(words)
    else:
        table = articles_of(named.name)
        texts, dates = list(table["title"] + "\n" + table["text"]), table["date"].to_numpy()
        lexicon = Lexicon.load(HERE / f"{named.name}.toml")
    ids = [f"a{i:06d}" for i in range(len(texts))]
    return pd.DataFrame({"article_id": ids, "text": texts, "date": dates, "language": "en"}), lexicon


def _by_article(named: Named) -> Found:
    for method in dict.fromkeys(method for method, _ in BY_ARTICLE.values()):
        if not METHODS[method].installed:
            raise ImportError(f"{METHODS[method].package} is not installed")
        seconds, found = alone(fit, method, named.counts, named.terms, named.member, limit=LONGEST)
        for name, (used, reading) in BY_ARTICLE.items():
            if used == method:
                yield name, seconds, by_period(named, getattr(found, reading), scored_rows(named))


def _topics_over_time(named: Named) -> Found:
    if importlib.util.find_spec("bertopic") is None:
        raise ImportError("bertopic is not installed")
    seconds, shares = alone(topics_over_time, named, limit=LONGEST)
    yield OVER_TIME, seconds, shares


def topics_over_time(named: Named) -> tuple[float, pd.DataFrame]:
    """Return the seconds and the shares of the period's scored articles that BERTopic puts into each theme's clusters.

    The frequencies of ``topics_over_time`` are numbers of articles, so they are divided by the period's articles; a
    period that it leaves out because no article of it has the cluster has the share 0.
    """
    rows = np.flatnonzero(scored_rows(named))
    periods, number = np.unique(named.period[rows], return_inverse=True)
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        texts = documents(named.counts, named.terms)
        model = guided_model(named.counts, named.terms, named.member, SEED, probabilities=False)
        topics = model.fit_transform(texts)[0]
        # Of periods it takes numbers: with the pandas of today it cannot read dates.
        found = model.topics_over_time(
            [texts[i] for i in rows], number.tolist(), topics=[topics[i] for i in rows]
        )  # fmt: skip
    seconds = time.perf_counter() - start
    counted = found.pivot_table(index="Timestamp", columns="Topic", values="Frequency", aggfunc="sum", fill_value=0)
    of = themes_of_clusters(model, named.member, named.terms)
    in_themes = counted.reindex(index=range(len(periods)), columns=range(len(of)), fill_value=0).to_numpy() @ of
    n = np.bincount(number)
    shares = pd.DataFrame(in_themes / n[:, None], index=periods)
    return seconds, shares[n >= named.least]


def _shown_labels(named: Named) -> Found:
    seconds, found = alone(ceiling, named.counts, named.truth, named.labelled, limit=LONGEST)
    yield CEILING_NAME, seconds, by_period(named, found.shares, scored_rows(named))
