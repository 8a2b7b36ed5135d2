"""One theme of six words in the Federal Reserve's Beige Books: does its share tell the months of recessions?

The words and the months were fixed before anything was looked at. The months are those from the peak of business to
its trough as the National Bureau of Economic Research dates them.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from analysis.pipeline import Prepared, analyse, count_passages, prepare
from analysis.themes.lexicon import Lexicon
from benchmarks.alone import alone
from benchmarks.named.corpus import articles_of
from benchmarks.named.corpus import missing as missing_table
from benchmarks.named.measure import LONGEST
from benchmarks.trends.over_time import run_settings

CORPUS = "beige_book"
THEME, WORDS = "downturn", ("recession", "layoff", "unemployment", "decline", "weak", "drop")
RECESSIONS = (
    ("1973-11", "1975-03"), ("1980-01", "1980-07"), ("1981-07", "1982-11"), ("1990-07", "1991-03"),
    ("2001-03", "2001-11"), ("2007-12", "2009-06"), ("2020-02", "2020-04"),
)  # fmt: skip
SHOWN = "themeline both, weight"
PLAIN = "share of words"


def missing() -> str | None:
    """Return why the corpus cannot be loaded, or None if it can."""
    return missing_table(CORPUS)


def measure_recessions() -> dict[str, Any]:
    """Return how many months there are and how many are of recessions, the seconds of our run, and the AUC of shares.

    ``auc`` has for each share by its name the area under ROC of its monthly mean in telling months of recessions from
    the others that have an article.
    """
    seconds, shares = alone(shares_by_month, articles_of(CORPUS), limit=LONGEST)
    recession = in_recession(shares.index)
    return {
        "n_months": len(shares), "n_recession": int(recession.sum()), "seconds": seconds,
        "auc": {name: float(roc_auc_score(recession, share)) for name, share in shares.items()},
    }  # fmt: skip


def in_recession(months: pd.Index) -> np.ndarray:
    """Return which months (such as '1980-01') are of a recession.

    >>> in_recession(pd.Index(["1979-12", "1980-01", "1980-07", "1980-08"])).tolist()
    [False, True, True, False]
    """
    return np.array([any(first <= month <= last for first, last in RECESSIONS) for month in months])


def shares_by_month(table: pd.DataFrame) -> tuple[float, pd.DataFrame]:
    """Return the seconds of a run with the one theme, and its monthly shares: months x ways, by the ways' names.

    table: text, and date (such as '1980-01'). Of ours the weight, as the table ``trends`` has it, and the mean
    presence, by each model; ``share of words``: the mean share of an article's counted words that are the theme's.
    """
    articles = table.loc[table["text"].str.strip() != "", ["text", "date"]]
    articles = articles.assign(article_id=[f"a{i:06d}" for i in range(len(articles))], language="en")
    lexicon, month = Lexicon({THEME: list(WORDS)}), articles.set_index("article_id")["date"].str[:7]
    start = time.perf_counter()
    ready = prepare(articles, run_settings(period="month"))
    run = analyse(ready, lexicon)
    seconds = time.perf_counter() - start
    trends = run.trends[(run.trends["theme"] == THEME) & (run.trends["n_articles"] > 0)]
    weights = run.weights[run.weights["theme"] == THEME]
    shares = {PLAIN: share_of_words(ready, lexicon).groupby(month).mean()}
    for model, mine in weights.groupby("model"):
        shares[f"themeline {model}, weight"] = trends[trends["model"] == model].set_index("period")["share"]
        shares[f"themeline {model}, presence"] = mine.set_index("article_id")["presence"].groupby(month).mean()
    return seconds, pd.DataFrame(shares).dropna()


def share_of_words(ready: Prepared, lexicon: Lexicon) -> pd.Series:
    """Return for each article_id the share of its counted words that are the lexicon's, missing where it has none."""
    counts, member = count_passages(ready, lexicon)
    found = counts.counts @ member.any(axis=0).astype(np.float64)
    article = ready.passages["article_id"].to_numpy()
    words = pd.DataFrame({"found": found, "all": counts.totals}).groupby(article).sum()
    return words["found"] / words["all"].where(words["all"] > 0)
