"""What LDA and TF-IDF promise alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from sklearn.utils.estimator_checks import parametrize_with_checks

from analysis.models import LDA, CombinedThemes, TfidfThemes, article_weights, membership
from analysis.models.guided import rows_to_shares

IDF = "the inverse document frequency is that of the passages as they are, unweighted, by design"
BY_DESIGN = {
    "check_sample_weight_equivalence_on_dense_data": IDF,
    "check_sample_weight_equivalence_on_sparse_data": IDF,
}


@parametrize_with_checks(
    [LDA(n_themes=3), TfidfThemes(n_themes=3), CombinedThemes(n_themes=3, max_iter=50)],
    expected_failed_checks=lambda model: {} if isinstance(model, LDA) else BY_DESIGN,
)
def test_scikit_learn_takes_it_for_an_estimator(estimator, check):
    check(estimator)


def correlations(model, corpus):
    """Return how each named column goes with each planted theme, over articles."""
    member = membership(corpus.article_of_passage, len(corpus.article_weights))
    found = article_weights(model.transform(corpus.counts.counts), corpus.counts.totals, member)
    return np.corrcoef(found[:, :3].T, corpus.article_weights[:, :3].T)[:3, 3:]


def test_planted_weights_come_back_in_the_named_columns(guided, corpus):
    every = correlations(guided, corpus)
    assert np.diag(every).min() > 0.9
    assert every[~np.eye(3, dtype=bool)].max() < 0


def test_words_that_the_lexicon_does_not_list_lean_to_their_theme(guided, corpus):
    unlisted = ~corpus.lexicon.any(axis=0) & corpus.profiles[:3].any(axis=0)
    home = corpus.profiles[:3, unlisted].argmax(axis=0)
    assert (guided.components_[:3, unlisted].argmax(axis=0) == home).mean() > 0.8


def test_a_theme_learns_the_words_that_the_lexicon_does_not_list(guided, corpus):
    for k in range(3):
        unlisted = (corpus.profiles[k] > 0) & (corpus.lexicon[k] == 0)
        assert guided.components_[k, unlisted].sum() > corpus.profiles[k, unlisted].sum() / 5


def test_themes_without_any_guide_come_back_in_some_order(kind, corpus):
    found = kind(4, random_state=5).fit_transform(corpus.counts.counts)
    every = np.corrcoef(found.T, corpus.passage_weights[:, :3].T)[:4, 4:]
    assert every.max(axis=0).min() > 0.8


def test_guided_weights_do_not_depend_on_the_seed(kind, small):
    first, second = (
        kind(4, prior=small.lexicon, background=True, random_state=s).fit_transform(small.counts.counts) for s in (0, 9)
    )
    assert np.array_equal(first, second)


@pytest.mark.parametrize("seed", range(3))
def test_named_columns_stay_in_place_beside_free_themes(kind, corpus, seed):
    model = kind(6, prior=corpus.lexicon, background=True, random_state=seed).fit(corpus.counts.counts)
    assert np.diag(correlations(model, corpus)).min() > 0.9
    listed = corpus.lexicon > 0
    assert (model.components_[:, listed.any(axis=0)].argmax(axis=0) == np.nonzero(listed.T)[1]).all()


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_the_passages_does_not_matter(kind, corpus, seed):
    order = np.random.default_rng(seed).permutation(corpus.counts.counts.shape[0])
    model = kind(4, prior=corpus.lexicon, background=True)
    straight = model.fit_transform(corpus.counts.counts)
    shuffled = model.fit_transform(corpus.counts.counts[order])
    np.testing.assert_allclose(shuffled, straight[order], atol=1e-6)


def test_a_passage_weighs_the_same_alone_as_among_others(guided, corpus):
    rows = corpus.counts.counts[:40]
    alone = np.vstack([guided.transform(rows[[i]]) for i in range(40)])
    np.testing.assert_allclose(guided.transform(rows), alone, atol=1e-9)


def test_listed_words_have_next_to_no_weight_in_other_themes(guided, corpus):
    for k in range(3):
        others = np.delete(guided.components_, k, axis=0)[:, corpus.lexicon[k] > 0]
        assert others.max() < 1e-6
        assert guided.components_[k, corpus.lexicon[k] > 0].min() > 1e-3


def test_the_rows_of_components_and_of_weights_sum_to_one(guided, corpus):
    weights = guided.transform(corpus.counts.counts)
    for rows in (guided.components_, weights):
        np.testing.assert_allclose(rows.sum(axis=1), 1.0)
        assert rows.min() >= 0


@settings(max_examples=15)
@given(rows=arrays(np.float64, (4, 90), elements=st.sampled_from([0.0, 0.0, 0.5, 1.0, 7.0])))
@pytest.mark.parametrize("kind", [LDA, TfidfThemes])
def test_any_passage_gets_weights_that_sum_to_one_or_none_at_all(kind, rows):
    model = kind(3).fit(np.tile(np.arange(90) % 7, (5, 1)) + np.eye(5, 90))
    weights = model.transform(rows)
    known = rows.any(axis=1)
    assert np.isnan(weights[~known]).all()
    np.testing.assert_allclose(weights[known].sum(axis=1), 1.0)


def test_a_passage_without_a_known_term_is_a_row_of_missing_weights(guided):
    weights = guided.transform(np.vstack([np.zeros(90), np.ones(90)]))
    assert np.isnan(weights[0]).all()
    assert not np.isnan(weights[1]).any()


LEXICON = np.eye(2, 5)
FAULTS = {
    "too few terms": ({"prior": LEXICON[:, :4]}, r"shape \(2, 4\)"),
    "one row without its brackets": ({"prior": [1.0, 0, 0, 0, 0]}, r"shape \(5,\)"),
    "a number": ({"prior": 5.0}, r"shape \(\)"),
    "negative": ({"prior": -LEXICON}, "negative"),
    "not a number": ({"prior": LEXICON * np.nan}, "prior holds a"),
    "infinite": ({"prior": np.where(LEXICON > 0, np.inf, 0)}, "infinite"),
    "too few themes": ({"prior": LEXICON, "n_themes": 1}, "n_themes is 1.* must be 2 or more"),
    "no room for the background": ({"prior": LEXICON, "n_themes": 2, "background": True}, "must be 3 or more"),
    "no theme": ({"n_themes": 0}, "n_themes is 0; it must be a whole number, 1 or more"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_setting_is_refused_by_its_name(kind, fault):
    values, named = FAULTS[fault]
    with pytest.raises(ValueError, match=named):
        kind(**{"n_themes": 6, **values}).fit(np.ones((3, 5)))


def test_a_prior_without_rows_is_the_same_as_no_prior(kind):
    counts = np.eye(4, 5) + 1
    assert np.array_equal(kind(2, prior=np.zeros((0, 5))).fit_transform(counts), kind(2).fit_transform(counts))


def test_counts_of_nothing_are_refused(kind):
    with pytest.raises(ValueError, match="every count is 0"):
        kind(2).fit(np.zeros((3, 4)))


@pytest.mark.parametrize("form", [np.asarray, sparse.csr_array], ids=["dense", "sparse"])
def test_what_is_given_is_left_as_it_was(kind, small, form):
    counts = form(small.counts.counts.toarray())
    prior, weight = small.lexicon.copy(), np.linspace(0.5, 2, counts.shape[0])
    before = [np.array(x.toarray() if sparse.issparse(x) else x) for x in (counts, prior, weight)]
    kind(4, prior=prior, background=True).fit(counts, sample_weight=weight).transform(counts)
    after = [x.toarray() if sparse.issparse(x) else x for x in (counts, prior, weight)]
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_the_same_input_gives_the_same_bytes_in_threads_too(kind, small):
    def weights(_):
        return kind(6, prior=small.lexicon, random_state=3).fit_transform(small.counts.counts).tobytes()

    with ThreadPoolExecutor(4) as pool:
        assert len({*map(weights, range(2)), *pool.map(weights, range(6))}) == 1


def test_the_columns_have_names_in_order(kind, small):
    model = kind(6, prior=small.lexicon, background=True).fit(small.counts.counts)
    names = ["guided_0", "guided_1", "guided_2", "free_0", "free_1", "background"]
    assert list(model.get_feature_names_out()) == names
    assert names[model.free_themes] == ["free_0", "free_1"]


def test_a_row_without_weight_becomes_even():
    assert rows_to_shares(np.array([[1.0, 3.0], [0.0, 0.0]])).tolist() == [[0.25, 0.75], [0.5, 0.5]]
