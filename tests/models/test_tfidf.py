"""TF-IDF and its factors."""

from __future__ import annotations

import numpy as np
from sklearn.feature_extraction.text import TfidfTransformer

from analysis.models import TfidfThemes


def test_rows_are_those_of_scikit_learn(small):
    model = TfidfThemes(3).fit(small.counts.counts)
    theirs = TfidfTransformer(sublinear_tf=True).fit_transform(small.counts.counts)
    np.testing.assert_allclose(model.tfidf(small.counts.counts).toarray(), theirs.toarray())


def test_weights_that_are_all_one_change_nothing(small):
    model = TfidfThemes(4, prior=small.lexicon, background=True)
    plain = model.fit(small.counts.counts).components_
    ones = model.fit(small.counts.counts, sample_weight=np.ones(small.counts.counts.shape[0])).components_
    np.testing.assert_allclose(ones, plain, atol=1e-12)


def test_only_the_proportions_of_the_sample_weights_count(small):
    weight = np.linspace(0.5, 2, small.counts.counts.shape[0])
    model = TfidfThemes(4, prior=small.lexicon, strength=0, tol=1e-7, max_iter=2000)
    once, thrice = (model.fit(small.counts.counts, sample_weight=c * weight).components_ for c in (1, 3))
    np.testing.assert_allclose(once, thrice, atol=1e-4)


def test_a_passage_that_counts_more_pulls_the_themes_towards_it(small):
    counts = small.counts.counts
    heavy = np.ones(counts.shape[0])
    heavy[0] = 1000

    def left_over(weight):
        model = TfidfThemes(2, random_state=1).fit(counts, sample_weight=weight)
        row = model.tfidf(counts[[0]]).toarray()[0]
        explained = model.components_.T @ np.linalg.lstsq(model.components_.T, row, rcond=None)[0]
        return np.linalg.norm(row - explained)

    assert left_over(heavy) < 0.5 * left_over(None)


def test_a_firmer_prior_holds_a_theme_closer_to_its_words(small):
    listed = small.lexicon[0] > 0
    held = [
        TfidfThemes(4, prior=small.lexicon, background=True, strength=s).fit(small.counts.counts).components_[0, listed]
        for s in (0, 10, 1000)
    ]
    assert held[0].sum() < held[1].sum() < held[2].sum()
    assert held[2].sum() > 0.95
