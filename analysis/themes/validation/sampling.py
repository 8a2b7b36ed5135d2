"""Random samples of texts, each with the probability that it had to be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.errors import InputError
from analysis.hashing import stable_hash
from analysis.themes.validation.plan import HEAVY

NO_THEME = "(none)"


def draw_sample(strata: pd.Series, n: int, *, seed: int) -> pd.DataFrame:
    """Return a random sample of n texts: unit_id, stratum, inclusion.

    strata: the stratum of each text, by its id; one stratum for all makes a simple random sample. As many are drawn
    from each stratum as from any other, all where it has fewer, so ``inclusion``, the probability of being drawn, is
    the drawn part of the stratum. Within a stratum those with the smallest hashes of seed and id are drawn:
    neither the order of the texts nor other texts' presence matters. Raises InputError where n is below the
    number of strata, of which some would then have no probability.

    >>> draw_sample(pd.Series("all", index=["a", "b", "c", "d"]), 2, seed=0)["inclusion"].tolist()
    [0.5, 0.5]
    """
    sizes = strata.value_counts().to_dict()
    if n < len(sizes):
        advice = "draw more, or a simple sample"
        raise InputError([f"n_labels is {n}, but the texts fall into {len(sizes)} strata; {advice}"])
    drawn = [
        (unit_id, stratum, n_drawn / sizes[stratum])
        for stratum, n_drawn in sorted(allocation(sizes, n).items())
        for unit_id in by_chance(strata.index[strata == stratum], "sample", seed)[:n_drawn]
    ]
    return pd.DataFrame(sorted(drawn), columns=["unit_id", "stratum", "inclusion"])


def allocation(sizes: Mapping[str, int], n: int) -> dict[str, int]:
    """Return how many to draw of each stratum: n together, even, but no more than a stratum has.

    >>> allocation({"rare": 1, "common": 50, "other": 60}, 11)
    {'rare': 1, 'common': 5, 'other': 5}
    """
    left, drawn = n, {}
    for i, (name, size) in enumerate(sorted(sizes.items(), key=lambda s: (s[1], s[0]))):
        drawn[name] = min(size, left // (len(sizes) - i))
        left -= drawn[name]
    return drawn


def heaviest_theme(weights: pd.DataFrame) -> pd.Series:
    """Return the heaviest theme of each text, or '(none)' where none has a weight of 0.1; ties go to the first.

    weights: texts x themes.
    """
    known = weights.fillna(0.0)
    return known.idxmax(axis=1).where(known.max(axis=1) >= HEAVY, NO_THEME)


def by_chance(ids: Iterable[str], what: str, seed: int) -> list[str]:
    """Return the ids in an order that depends on nothing but them, the seed, and what it is for."""
    return sorted(ids, key=lambda i: (stable_hash(f"{seed}/{what}/{i}"), i))
