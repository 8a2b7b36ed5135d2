"""The models of the project behind the face of the benchmark of named themes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from analysis.models import LDA, CombinedThemes, TfidfThemes
from benchmarks.named.task import FREE, Mask, Scores

SETTINGS = f"the lexicon as prior, {FREE} free themes, a background; max_iter that of CombinedThemes; else the defaults"
BOTH = "CombinedThemes: a classifier taught by the lexicon and by LDA, and LDA"
SHARE = "the mean presence"


def lda(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:  # noqa: ARG001
    """Return the presence by LDA with the lexicon as a prior, free themes and a background."""
    return _presence(LDA, counts, member, seed)


def tfidf(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:  # noqa: ARG001
    """Return the presence by TF-IDF themes, guided likewise."""
    return _presence(TfidfThemes, counts, member, seed)


def both(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:  # noqa: ARG001
    """Return the presence by the two together."""
    return _presence(CombinedThemes, counts, member, seed)


def _presence(
    kind: type[LDA] | type[TfidfThemes] | type[CombinedThemes], counts: sparse.csr_array, member: Mask, seed: int
) -> Scores:
    prior, passes = member.astype(np.float64), CombinedThemes().max_iter
    model = kind(len(member) + FREE + 1, prior=prior, background=True, max_iter=passes, random_state=seed)
    present = model.fit(counts).presence(counts)[:, : len(member)]
    return Scores(present, present)
