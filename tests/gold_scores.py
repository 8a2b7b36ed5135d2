"""How well the models find the passages that a reader labelled: `python -m tests.gold_scores` prints it.

The area under the ROC curve (AUC) is the chance that a passage that speaks of a theme gets more of it than one that
does not, ties counting half. Intervals: 90%, percentiles over 2,000 random weightings of the passages.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

import analysis as an
from analysis.hashing import random_weights

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "gold" / "seed_passages.csv"
THEMES = ("energy", "military", "ww2_memory", "sanctions")
N_DRAWS = 2000


def auc(score: np.ndarray, truth: np.ndarray, weight: np.ndarray | None = None) -> float:
    """Return the weighted chance that a true passage scores above a false one."""
    weight = np.ones(len(score)) if weight is None else weight
    difference = score[truth][:, None] - score[~truth][None, :]
    pairs = weight[truth][:, None] * weight[~truth][None, :]
    return float(((difference > 0) * pairs + 0.5 * (difference == 0) * pairs).sum() / pairs.sum())


def seed_run() -> an.Analysis:
    """Return the analysis of the seed articles at the default settings."""
    reading = an.read_articles(ROOT / "seeds")
    return an.analyse(reading.articles, an.Lexicon.load(ROOT / "seeds" / "themes.toml"), an.Settings())


def lexicon_share(run: an.Analysis) -> pd.DataFrame:
    """Return the plain share of each passage's counted words that are the lexicon's: passages x themes."""
    from analysis.pipeline import count_passages

    counts, member = count_passages(run.articles, an.Lexicon.load(ROOT / "seeds" / "themes.toml"), run.settings)
    share = np.asarray(counts.counts @ member.T) / np.maximum(counts.totals, 1)[:, None]
    names = list(run.themes.loc[run.themes["kind"] == "named", "theme"])
    return pd.DataFrame(share, index=list(counts.passage_ids), columns=names)


def labelled_passages(run: an.Analysis) -> pd.DataFrame:
    """Return the passages of the seed articles with what the reader said of each theme: 1 or 0, a column a theme."""
    gold = pd.read_csv(GOLD)
    paths = run.articles.set_index("article_id")["path"]
    passages = run.passages.assign(file=run.passages["article_id"].map(paths))
    labelled = passages.merge(gold, on=["file", "position"], validate="one_to_one")
    assert len(labelled) == len(gold) == len(passages)
    return labelled


def gold_scores(run: an.Analysis) -> pd.DataFrame:
    """Return theme, model ('lexicon' for the plain share), n_passages that speak of it, auc, low, high."""
    labelled = labelled_passages(run)
    scores = {m: mine.set_index("passage_id") for m, mine in run.passage_weights.groupby("model")}
    scores["lexicon"] = lexicon_share(run)
    draws = [random_weights(labelled["passage_id"], draw=b, seed=0) for b in range(N_DRAWS)]
    rows = []
    for theme in THEMES:
        truth = labelled[theme].to_numpy() == 1
        for model, table in scores.items():
            score = table.loc[labelled["passage_id"], theme].fillna(0.0).to_numpy()
            low, high = np.quantile([auc(score, truth, w) for w in draws], [0.05, 0.95])
            rows.append((theme, model, int(truth.sum()), auc(score, truth), low, high))
    return pd.DataFrame(rows, columns=["theme", "model", "n_passages", "auc", "low", "high"])


def as_text(scores: pd.DataFrame) -> str:
    """Return the scores as a table to read, and what they do not prove."""
    cell = scores.apply(lambda r: f"{r['auc']:.3f} ({r['low']:.3f} to {r['high']:.3f})", axis=1)
    table = scores.assign(cell=cell).pivot_table(
        index=["theme", "n_passages"], columns="model", values="cell", aggfunc="first", sort=False
    )
    fewest = scores.loc[scores["n_passages"].idxmin()]
    warning = (
        f"Only {fewest['n_passages']} passages speak of {fewest['theme']}, nearly all in the lexicon's own words, and "
        "one person both labelled them and wrote the lexicon. A score of 1 here proves very little."
    )
    return f"{table.to_string()}\n\n{warning}"


if __name__ == "__main__":
    print(as_text(gold_scores(seed_run())))
