"""gensim's engine behind the same face."""

from __future__ import annotations

import numpy as np

from analysis.models import LDA


def test_both_engines_find_the_same_weights(small):
    ours, theirs = (
        LDA(4, prior=small.lexicon, background=True, engine=engine, max_iter=30).fit_transform(small.counts.counts)
        for engine in ("themeline", "gensim")
    )
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.98


def test_gensim_gives_the_same_bytes_twice_and_rows_that_sum_to_one(small):
    first, second = (
        LDA(5, prior=small.lexicon, engine="gensim", max_iter=5).fit(small.counts.counts).components_ for _ in range(2)
    )
    assert first.tobytes() == second.tobytes()
    np.testing.assert_allclose(first.sum(axis=1), 1.0)


def test_passages_that_all_count_once_need_no_weights(small):
    counts = small.counts.counts
    plain, weighed = (
        LDA(3, prior=small.lexicon, engine="gensim", max_iter=5).fit(counts, sample_weight=w).components_
        for w in (None, np.ones(counts.shape[0]))
    )
    assert np.array_equal(plain, weighed)
