"""A passage's weights followed down to its words."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from analysis.models import LDA, TfidfThemes, carried_weights
from analysis.models.carried import _shared_words


def sums_of(carried, row, n):
    return np.array([carried[row == i].sum(axis=0) for i in range(n)])


@pytest.mark.parametrize("engine", ["themeline", "gensim"])
def test_what_the_words_carry_adds_up_to_the_weights_of_lda(corpus, engine):
    model = LDA(6, prior=corpus.lexicon, background=True, engine=engine, max_iter=20).fit(corpus.counts.counts)
    carried, row = carried_weights(model, corpus.counts.counts)
    assert (carried >= 0).all()
    expected = model.transform(corpus.counts.counts)
    np.testing.assert_allclose(sums_of(carried, row, len(expected)), expected, atol=1e-9)


def test_what_the_words_carry_adds_up_to_the_weights_of_tfidf(corpus):
    model = TfidfThemes(6, prior=corpus.lexicon, background=True).fit(corpus.counts.counts)
    carried, row = carried_weights(model, corpus.counts.counts)
    assert (carried >= 0).all()
    expected = model.transform(corpus.counts.counts)
    np.testing.assert_allclose(sums_of(carried, row, len(expected)), expected, atol=1e-9)


def test_a_word_of_lda_carries_its_own_share_of_the_passage(corpus):
    X = corpus.counts.counts
    model = LDA(4, prior=corpus.lexicon, background=True).fit(X)
    carried, row = carried_weights(model, X)
    n_words = np.asarray(X.sum(axis=1)).ravel()
    np.testing.assert_allclose(carried.sum(axis=1), X.data / n_words[row], rtol=2e-3)
    # Before the last rounding is taken out the shares already are the model's: its own fixed point.
    shared = _shared_words(model, X, row, model.transform(X))
    np.testing.assert_allclose(sums_of(shared, row, len(n_words)) / n_words[:, None], model.transform(X), atol=1e-3)


def test_words_of_the_lexicon_carry_their_theme_alone(guided, corpus):
    X = corpus.counts.counts
    carried, _ = carried_weights(guided, X)
    listed = corpus.lexicon[:, X.indices].T > 0
    others = np.column_stack([~listed, np.ones(len(listed), dtype=bool)])[listed.any(axis=1)]
    np.testing.assert_allclose(carried[listed.any(axis=1)][others], 0.0, atol=1e-12)


def test_a_weight_that_no_word_speaks_for_lies_on_all_of_them():
    model = TfidfThemes(2, prior=[[1, 0, 0], [0, 1, 0]]).fit(np.array([[2.0, 1, 0], [1, 2, 0], [0, 1, 0]]))
    X = sparse.csr_array([[0.0, 0, 4], [1, 0, 0]])
    carried, row = carried_weights(model, X)
    np.testing.assert_allclose(sums_of(carried, row, 2), model.transform(X), atol=1e-12)


def test_no_passages_carry_nothing(guided, corpus):
    carried, row = carried_weights(guided, sparse.csr_array((0, corpus.counts.counts.shape[1])))
    assert carried.shape == (0, 4)
    assert len(row) == 0
