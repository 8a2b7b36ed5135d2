"""The models of the project behind the face of the benchmark of named themes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from analysis.models import LDA, TfidfThemes
from benchmarks.named.task import FREE, Mask, Scores

SETTINGS = f"the lexicon as prior, {FREE} free themes, a background; otherwise the defaults"
BOTH = "the mean of the two"
SHARE = "the theme's weight"


def lda(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:  # noqa: ARG001
    """Return the weights of LDA with the lexicon as a prior, free themes and a background."""
    return _weights(LDA, counts, member, seed)


def tfidf(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:  # noqa: ARG001
    """Return the weights of TF-IDF themes, guided likewise."""
    return _weights(TfidfThemes, counts, member, seed)


def both(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:
    """Return the mean of the two."""
    sides = lda(counts, terms, member, seed), tfidf(counts, terms, member, seed)
    return Scores(*(np.mean(pair, axis=0) for pair in zip(*sides, strict=True)))


def _weights(kind: type[LDA] | type[TfidfThemes], counts: sparse.csr_array, member: Mask, seed: int) -> Scores:
    prior = member.astype(np.float64)
    model = kind(len(member) + FREE + 1, prior=prior, background=True, random_state=seed)
    weights = model.fit(counts).transform(counts)[:, : len(member)]
    return Scores(weights, weights)
