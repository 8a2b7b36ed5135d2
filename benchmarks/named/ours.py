"""The models of the project behind the face of the benchmark of named themes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from analysis.models import CombinedThemes
from benchmarks.named.task import FREE, Mask, Scores

SETTINGS = f"the lexicon as prior, {FREE} free themes, a background; otherwise the defaults of CombinedThemes"
BOTH = "a classifier taught by the lexicon and by LDA, and LDA"
SHARE = "the mean presence"


def lda(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:  # noqa: ARG001
    """Return the presence by LDA, as it is fitted for the two together."""
    return _presence("lda", counts, member, seed)


def tfidf(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:  # noqa: ARG001
    """Return the presence by TF-IDF themes, likewise."""
    return _presence("tfidf", counts, member, seed)


def both(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:  # noqa: ARG001
    """Return the presence by the two together."""
    return _presence("both", counts, member, seed)


def _presence(view: str, counts: sparse.csr_array, member: Mask, seed: int) -> Scores:
    n_themes, prior = len(member) + FREE + 1, member.astype(np.float64)
    model = CombinedThemes(n_themes, prior=prior, background=True, random_state=seed).fit(counts)
    present = model.views()[view].presence(counts)[:, : len(member)]
    return Scores(present, present)
