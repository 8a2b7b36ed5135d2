"""Evidence: the passages that show a theme best, and the words in them that carry it."""

from __future__ import annotations

from collections.abc import Sequence

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
    passages_of: dict[str, list[str]],
    weights: pd.DataFrame,
    components: pd.DataFrame,
    *,
    model: str,
) -> pd.DataFrame:
    """Return the table ``evidence`` of one model.

    places: where each counted word stands (passage_id, start, end, term), start and end in characters of the
    article. passages_of: for each theme its passages. weights: passages x themes. components: themes x terms. A word's
    ``weight`` for a theme is the share of it that the model counts to the theme in that passage, theta_pk
    phi_kw / sum_j theta_pj phi_jw; words below 0.05 are left out.
    """
    known = places[places["term"].isin(components.columns)]
    frames = []
    for k, (theme, passage_ids) in enumerate(passages_of.items()):
        mine = known[known["passage_id"].isin(passage_ids)]
        if mine.empty:
            continue
        share = weights.loc[mine["passage_id"]].to_numpy() * components[mine["term"]].to_numpy().T
        total = share.sum(axis=1)
        weight = np.divide(share[:, k], total, out=np.zeros_like(total), where=total > 0)
        frames.append(mine.assign(model=model, theme=theme, weight=weight)[weight >= _LEAST])
    if not frames:
        return tables.empty("evidence")
    return tables.conform("evidence", pd.concat(frames, ignore_index=True))
