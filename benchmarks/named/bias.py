"""How far weights and presence lie above or below what was planted, on the mean of all passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.models import CombinedThemes
from benchmarks.named.corpus import EACH, planted

# What is planted: how many articles, how many speak of a theme (from, to), how many free themes are asked for.
CASES: dict[str, dict[str, Any]] = {
    "few articles": {"n_articles": 100},
    "many articles": {"n_articles": 1600},
    "rare themes": {"rates": (0.01, 0.08)},
    "frequent themes": {"rates": (0.5, 0.9)},
    "six free themes, none planted": {"n_free": 6},
}
SEEDS = range(3)
HEAD = ("planted", "model", "weight", "found less planted", "farthest", "presence", "found less planted", "farthest")
METHOD = f"""\
Bias on planted corpora: three themes of 40 words, six of them in the lexicon; an article that speaks of a theme gives
it {EACH:.0%} of its words. Found less planted: the mean weight (presence) less the planted share of words (of
articles), a mean over the themes and corpora. Farthest: the difference of the theme and corpus where it is largest."""


def measure_bias(seeds: Sequence[int] = SEEDS) -> list[dict[str, Any]]:
    """Return one row for each case and model: what was planted, and how far from it weight and presence are.

    seeds: with each a corpus of each case is drawn. weight, presence: what was planted, a mean over themes and corpora.
    weight_bias, presence_bias: found less planted, likewise; weight_farthest, presence_farthest: the difference of the
    theme and corpus where it is largest.
    """
    rows = []
    for case, asked in CASES.items():
        found = pd.DataFrame([row for seed in seeds for row in _differences(seed=seed, **asked)])
        for model, mine in found.groupby("model", sort=False):
            rows.append({"case": case, "model": str(model), **_summed(mine, "weight"), **_summed(mine, "presence")})
    return rows


def bias_lines(rows: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    """Yield what ``measure_bias`` found as lines under ``HEAD``."""
    for row in rows:
        yield row["case"], row["model"], *_cells(row, "weight"), *_cells(row, "presence")


def _differences(*, n_free: int = 0, **asked: Any) -> Iterator[dict[str, Any]]:
    """Yield for each model and theme of one planted corpus what was planted, and what was found less that."""
    named = planted(**asked)
    n, truth = len(named.themes), named.truth.mean(axis=0)
    model = CombinedThemes(n + n_free + 1, prior=named.member.astype(np.float64), background=True)
    for view, blocks in model.fit(named.counts).told(named.counts).items():
        weight, presence = (block[:, :n].mean(axis=0) for block in blocks)
        for k in range(n):
            yield {
                "model": view,
                "weight": EACH * truth[k], "weight_bias": weight[k] - EACH * truth[k],
                "presence": truth[k], "presence_bias": presence[k] - truth[k],
            }  # fmt: skip


def _summed(rows: pd.DataFrame, measure: str) -> dict[str, float]:
    bias = rows[f"{measure}_bias"].to_numpy()
    farthest = bias[np.abs(bias).argmax()]
    return {
        measure: float(rows[measure].mean()),
        f"{measure}_bias": float(bias.mean()),
        f"{measure}_farthest": float(farthest),
    }


def _cells(row: dict[str, Any], measure: str) -> tuple[str, ...]:
    return f"{row[measure]:.3f}", f"{row[f'{measure}_bias']:+.3f}", f"{row[f'{measure}_farthest']:+.3f}"
