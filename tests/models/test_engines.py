"""Other libraries' engines behind the same face."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.models import LDA

LIBRARIES = ("gensim", "sklearn")


@pytest.fixture(params=LIBRARIES)
def engine(request):
    return request.param


def fitted(corpus, engine, n_themes=6, max_iter=30, **options):
    return LDA(n_themes, prior=corpus.lexicon, background=True, engine=engine, max_iter=max_iter, **options).fit(
        corpus.counts.counts
    )


def test_all_engines_find_the_same_weights(small, engine):
    ours, theirs = (fitted(small, e, 4).transform(small.counts.counts) for e in ("themeline", engine))
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.98


def test_the_same_bytes_twice_and_rows_that_sum_to_one(small, engine):
    first, second = (fitted(small, engine, max_iter=5) for _ in range(2))
    assert first.components_.tobytes() == second.components_.tobytes()
    np.testing.assert_allclose(first.components_.sum(axis=1), 1.0)
    assert first.components_.min() >= 0


def test_guided_columns_stay_in_place_and_withheld_terms_have_nothing(corpus, engine):
    found = fitted(corpus, engine, max_iter=15).components_
    for k, row in enumerate(corpus.lexicon):
        assert not np.delete(found, k, axis=0)[:, row > 0].any()
        assert (found[k, row > 0] > 0).all()
    cosine = found[:3] @ corpus.profiles[:3].T
    assert (cosine.argmax(axis=1) == range(3)).all()


def test_passages_that_all_count_once_need_no_weights(small, engine):
    counts = small.counts.counts
    plain, weighed = (
        LDA(3, prior=small.lexicon, engine=engine, max_iter=5).fit(counts, sample_weight=w).components_
        for w in (None, np.ones(counts.shape[0]))
    )
    assert np.array_equal(plain, weighed)


def test_neither_order_nor_copies_of_passages_matter(small, engine):
    counts = small.counts.counts
    order = np.random.default_rng(0).permutation(counts.shape[0])
    first, second, third = (
        LDA(3, engine=engine, max_iter=5).fit(X, sample_weight=w).components_.tobytes()
        for X, w in ((counts, 2 * np.ones(len(order))), (counts[order], 2 * np.ones(len(order))), (twice(counts), None))
    )
    assert first == second == third


def twice(counts):
    return counts[np.tile(np.arange(counts.shape[0]), 2)]


def test_a_library_makes_all_passes_and_is_seen_at_the_end(small, engine):
    model = LDA(3, engine=engine, max_iter=4)
    assert [view.n_iter_ for view in model.iter_fit(small.counts.counts)] == [4]
    np.testing.assert_allclose([*model.alpha_, model.beta_], [8 / 3] * 3 + [0.05])


def test_batches_work_with_any_engine(small, engine):
    counts = small.counts.counts
    model = LDA(3, prior=small.lexicon, engine=engine, max_iter=5).partial_fit(counts[:15]).partial_fit(counts[15:])
    np.testing.assert_allclose(model.components_.sum(axis=1), 1.0)


def test_a_theme_that_may_hold_no_term_holds_none(engine):
    prior = np.kron(np.eye(2), np.ones(3))
    model = LDA(3, prior=prior, engine=engine, max_iter=3).fit(prior[[0, 1, 0, 1]] * 4)
    np.testing.assert_allclose(model.components_.sum(axis=1), [1, 1, 0])
    assert not model.transform(prior)[:, 2].any()


@pytest.mark.parametrize("engine", ["mallet", "", None, 3])
def test_an_unknown_engine_is_refused_with_the_known_ones(engine):
    with pytest.raises(ValueError, match="it must be one of 'themeline', 'gensim', 'sklearn'") as told:
        LDA(2, engine=engine).fit(np.eye(3) + 1)
    assert str(told.value).startswith(f"engine is {engine!r}; ")
