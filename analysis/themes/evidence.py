"""Evidence: the passages that show a theme best, and the words in them that carry it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import tables

Floats = NDArray[np.float64]

_CAUTION = 5.0  # words: a passage must be longer than this before its weight is taken at its word
_LEAST = 0.05  # a word that counts less than this for a theme is no evidence of it


def typical_passages(weights: Floats, words: Floats, passage_ids: Sequence[str], *, n_passages: int) -> list[list[str]]:
    """Return for each theme the ids of the passages that show it best, the best first.

    weights: passages x themes. words: how many counted words each passage has. Ranked by weight x n / (n + 5), so
    that a passage of two words does not come first; passages without the theme are left out.
    """
    caution = words / (words + _CAUTION)
    score = np.nan_to_num(weights) * caution[:, None]
    ranked = []
    for k in range(weights.shape[1]):
        order = sorted(range(len(passage_ids)), key=lambda i, k=k: (-round(float(score[i, k]), 9), passage_ids[i]))  # type: ignore[misc]
        ranked.append([passage_ids[i] for i in order[:n_passages] if score[i, k] >= _LEAST])
    return ranked


def evidence_table(
    places: pd.DataFrame,
    passages_of: Mapping[str, Sequence[str]],
    carried: pd.DataFrame,
    *,
    model: str,
    least: float = _LEAST,
) -> pd.DataFrame:
    """Return the table ``evidence`` of one model, with the column ``carried`` more.

    places: where each counted word stands (passage_id, start, end, term), start and end in characters of the
    article. passages_of: for each theme its passages. carried: what the words of a term carry of the weights of the
    passage's article, its index passage_id and term, a column for each theme. A word's ``carried`` is its part of
    that, an even one of its term's; over all words of an article it adds up to the theme's weight in the article
    (where ``least`` is 0). Its ``weight`` for a theme is the share of the word that the model counts to it: what it
    carries of this theme, over what it carries of all; words below ``least`` are left out.
    """
    places = places[pd.MultiIndex.from_frame(places[["passage_id", "term"]]).isin(carried.index)]
    frames = []
    for theme, passage_ids in passages_of.items():
        mine = places[places["passage_id"].isin(passage_ids)]
        if mine.empty:
            continue
        at = carried.index.get_indexer(pd.MultiIndex.from_frame(mine[["passage_id", "term"]]))
        times = mine.groupby(["passage_id", "term"])["start"].transform("size").to_numpy()
        here = carried[theme].to_numpy()[at] / times
        whole = carried.to_numpy()[at].sum(axis=1) / times
        weight = np.divide(here, whole, out=np.zeros_like(whole), where=whole > 0)
        # Rounding may leave a share a hair above 1.
        rows = mine.assign(model=model, theme=theme, weight=np.minimum(weight, 1.0), carried=here)
        frames.append(rows[(weight >= least) & (weight > 0)])
    if not frames:
        return tables.empty("evidence").assign(carried=pd.Series(dtype="float64"))
    return tables.conform("evidence", pd.concat(frames, ignore_index=True))
