"""Held-out perplexity: planted truths, plain loops, and what must not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analysis.models import LDA, completion_perplexity, held_out_perplexity, split_tokens, tuned_completion_perplexity
from analysis.tables import TermCounts
from tests.models import naive
from tests.planted import planted


def smooth(phi, part=0.01):
    return (1 - part) * phi + part / phi.shape[1]


def drawn(seed, n_passages=30, n_themes=4, n_terms=25, n_words=20):
    """Return profiles, alpha and counts drawn from them."""
    random = np.random.default_rng(seed)
    phi = smooth(random.dirichlet(np.full(n_terms, 0.3), n_themes))
    alpha = random.uniform(0.1, 2.0, n_themes)
    theta = random.dirichlet(alpha, n_passages)
    return phi, alpha, np.array([random.multinomial(random.integers(0, n_words), p) for p in theta @ phi])


# --- Halves ---


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000), state=st.integers(0, 5))
def test_the_halves_add_up_and_are_as_large_as_can_be(seed, state):
    X = drawn(seed)[2]
    seen, held = split_tokens(X, state)
    np.testing.assert_array_equal((seen + held).toarray(), X)
    np.testing.assert_array_equal(held.sum(axis=1), X.sum(axis=1) // 2)
    assert min(seen.data.min(), held.data.min()) >= 1
    assert seen.has_canonical_format
    assert held.has_canonical_format


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_a_passage_is_split_alike_whatever_stands_beside_it(seed):
    X = drawn(seed)[2]
    order = np.random.default_rng(seed).permutation(len(X))
    seen, held = split_tokens(X)
    mixed, _ = split_tokens(sparse.csr_array(X[order]))
    np.testing.assert_array_equal(mixed.toarray(), seen.toarray()[order])
    for alone, row in zip(X, held.toarray(), strict=True):
        np.testing.assert_array_equal(split_tokens(alone[None])[1].toarray()[0], row)


def test_every_term_and_every_passage_is_dealt_to_both_sides():
    X = np.ones((400, 30))
    X[:, 0] += np.arange(400)  # passages of the same words are split alike
    held = split_tokens(X)[1].toarray()
    assert 0.4 < held[:, 1:].mean() < 0.6
    assert np.ptp(held[:, 1:].mean(axis=0)) < 0.2
    assert not np.array_equal(held, split_tokens(X, 1)[1].toarray())


@pytest.mark.parametrize(
    ("X", "fault"), [([[0.5]], "not whole"), ([[-1.0]], "0 or more"), ([[np.nan]], "NaN"), ([1.0], "2D")]
)
def test_counts_that_cannot_be_dealt_out_are_refused(X, fault):
    with pytest.raises(ValueError, match=fault):
        split_tokens(X)


def test_a_passage_without_words_has_two_empty_halves():
    seen, held = split_tokens(np.zeros((2, 3)))
    assert seen.shape == held.shape == (2, 3)
    assert seen.nnz == held.nnz == 0


# --- Perplexity ---


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), n_themes=st.integers(1, 6))
def test_the_perplexity_is_what_plain_loops_give(seed, n_themes):
    phi, alpha, X = drawn(seed, n_passages=6, n_themes=n_themes)
    X = np.vstack([X, [2] * X.shape[1]])
    seen, held = split_tokens(X)
    found = completion_perplexity(phi, alpha, seen, held, n_steps=300, tol=0)
    assert found == pytest.approx(naive.completion_perplexity(phi, alpha, seen.toarray(), held.toarray()), rel=1e-5)


@pytest.mark.parametrize("n_terms", [2, 50, 1000])
def test_a_uniform_model_hesitates_between_all_terms(n_terms):
    X = np.random.default_rng(0).integers(0, 3, (20, n_terms))
    even = np.full((5, n_terms), 1 / n_terms)
    assert completion_perplexity(even, np.ones(5), *split_tokens(X)) == pytest.approx(n_terms, rel=1e-12)


def test_one_theme_is_the_plain_frequency_of_its_words():
    phi, _, X = drawn(1, n_themes=1)
    seen, held = split_tokens(X)
    expected = np.exp(-(held @ np.log(phi[0])).sum() / held.sum())
    assert completion_perplexity(phi, [0.7], seen, held) == pytest.approx(expected, rel=1e-12)


def test_the_true_profiles_foretell_best_and_the_more_they_are_spoiled_the_worse():
    corpus = planted(n_articles=60, n_words=60)
    seen, held = split_tokens(corpus.counts.counts)
    random, found = np.random.default_rng(0), []
    noise = random.dirichlet(np.ones(corpus.profiles.shape[1]), len(corpus.profiles))
    for part in (0.0, 0.1, 0.3, 0.6):
        phi = smooth((1 - part) * corpus.profiles + part * noise)
        found.append(completion_perplexity(phi, np.full(4, 0.5), seen, held))
    unigram = smooth(corpus.counts.term_totals[None] / corpus.counts.term_totals.sum())
    assert found == sorted(found)
    assert found[1] < completion_perplexity(unigram, [1.0], seen, held)


def test_a_model_that_has_learned_longer_foretells_better():
    counts = planted(n_articles=60, n_themes=10, seed=2).counts.counts
    X, halves = counts[:500], split_tokens(counts[500:])
    found = [
        completion_perplexity(LDA(11, max_iter=n, tol=0).fit(X).components_, np.full(11, 0.3), *halves)
        for n in (1, 5, 20, 100)
    ]
    assert found == sorted(found, reverse=True)
    assert found[0] > 1.05 * found[-1]


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_the_passages_and_the_threads_change_no_byte(seed):
    phi, alpha, X = drawn(seed, n_passages=300)
    seen, held = split_tokens(X)
    order = np.random.default_rng(seed).permutation(300)
    found = {completion_perplexity(phi, alpha, seen, held, n_jobs=n) for n in (1, 2, 4)}
    found.add(completion_perplexity(phi, alpha, seen[order], held[order], n_jobs=2))
    assert len(found) == 1


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_the_themes_does_not_matter(seed):
    phi, alpha, X = drawn(seed)
    X[0] = 2
    halves, order = split_tokens(X), np.random.default_rng(seed).permutation(len(phi))
    one, other = completion_perplexity(phi, alpha, *halves), completion_perplexity(phi[order], alpha[order], *halves)
    assert one == pytest.approx(other, rel=1e-5)


def test_a_passage_of_which_nothing_is_seen_has_the_weights_of_alpha():
    phi, alpha = np.array([[0.9, 0.1], [0.2, 0.8]]), np.array([3.0, 1.0])
    expected = 1 / (0.75 * 0.9 + 0.25 * 0.2)
    assert completion_perplexity(phi, alpha, [[0, 0]], [[1, 0]]) == pytest.approx(expected, rel=1e-6)


def test_probabilities_too_small_for_single_precision_still_count():
    phi = np.array([[1 - 1e-60, 1e-60], [1 - 1e-60, 1e-60]])
    assert completion_perplexity(phi, [1, 1], [[1, 1]], [[0, 1]]) == pytest.approx(1e60, rel=1e-6)


GOOD = {"phi": [[0.5, 0.5], [0.2, 0.8]], "alpha": [1, 1], "seen": [[1, 0]], "held": [[0, 1]]}


@pytest.mark.parametrize(
    ("spoiled", "fault"),
    [
        ({"alpha": [1, 0]}, "alpha holds 0"),
        ({"alpha": [1, np.nan]}, "alpha holds nan"),
        ({"alpha": [1]}, r"alpha has the shape \(1,\).*\(2,\)"),
        ({"phi": [[0.5, np.nan], [0.2, 0.8]]}, "phi contains NaN"),
        ({"phi": [[0.5, 0.6], [0.2, 0.8]]}, "rows must sum to 1"),
        ({"phi": [[1.5, -0.5], [0.2, 0.8]]}, "no negative"),
        ({"seen": [[1, 0, 0]]}, r"seen has the shape \(1, 3\)"),
        ({"held": [[1, 0], [0, 1]]}, r"held \(2, 2\)"),
        ({"held": [[0, -1]]}, "held holds -1"),
        ({"held": [[0, np.inf]]}, "infinity"),
        ({"held": [[0, 0]]}, "nothing to foretell"),
        ({"phi": [[1, 0], [1, 0]]}, r"1 terms that occur \(1 words\).*columns \[1\].*smooth"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_the_reason(spoiled, fault):
    with pytest.raises(ValueError, match=fault):
        completion_perplexity(**{**GOOD, **spoiled})


# --- Tuning ---


def parts(X, n):
    seen, held = split_tokens(X)
    return (seen[:n], held[:n]), (seen[n:], held[n:])


def test_tuning_betters_a_bad_alpha_and_says_what_it_chose():
    phi, alpha, X = drawn(3, n_passages=400, n_words=60)
    validation, test = parts(X, 200)
    tuned = tuned_completion_perplexity(phi, validation, test, alpha=alpha)
    for bad in (100 * alpha, 0.001 * alpha):
        assert tuned.perplexity < completion_perplexity(phi, bad, *test)
    again = (1 - tuned.smoothing) * phi + tuned.smoothing / phi.shape[1]
    assert tuned.perplexity == pytest.approx(completion_perplexity(again, tuned.alpha, *test), rel=1e-9)
    assert tuned.validation == pytest.approx(completion_perplexity(again, tuned.alpha, *validation), rel=1e-9)


def test_tuning_takes_the_shape_of_alpha_where_it_helps():
    random = np.random.default_rng(0)
    phi = smooth(random.dirichlet(np.full(60, 0.5), 6))
    alpha = np.array([20.0, 0.1, 0.1, 0.1, 0.1, 0.1])
    X = np.array([random.multinomial(12, p) for p in random.dirichlet(alpha, 600) @ phi])
    validation, test = parts(X, 300)
    with_shape = tuned_completion_perplexity(phi, validation, test, alpha=alpha)
    assert with_shape.alpha.argmax() == 0
    assert with_shape.perplexity < tuned_completion_perplexity(phi, validation, test).perplexity


def test_tuning_smooths_profiles_that_give_a_word_no_probability():
    phi = np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0]])
    X = np.random.default_rng(0).multinomial(30, [0.465, 0.465, 0.07], 40)
    tuned = tuned_completion_perplexity(phi, *parts(X, 20))
    assert tuned.smoothing == pytest.approx(0.1)
    assert tuned.perplexity < 4


def test_tuning_refuses_what_the_referee_refuses():
    with pytest.raises(ValueError, match="nothing to foretell"):
        tuned_completion_perplexity([[0.5, 0.5]], ([[1, 1]], [[0, 0]]), ([[1, 1]], [[1, 0]]))
    with pytest.raises(ValueError, match="alpha holds -1"):
        tuned_completion_perplexity([[0.5, 0.5]], ([[1, 1]], [[1, 0]]), ([[1, 1]], [[1, 0]]), alpha=[-1])


# --- A model fitted on the other passages ---


class WithAlpha(LDA):
    """LDA that tells its alpha."""

    def fit(self, X, y=None, sample_weight=None):
        super().fit(X, y, sample_weight)
        self.alpha_ = np.full(self.n_themes, 0.3)
        return self


def test_themes_foretell_planted_passages_better_than_plain_frequencies(corpus):
    right = held_out_perplexity(WithAlpha(4), corpus.counts)
    one = held_out_perplexity(WithAlpha(1), corpus.counts)
    assert right.perplexity < 0.9 * right.unigram
    assert one.perplexity == pytest.approx(one.unigram, rel=0.01)
    assert one.unigram == right.unigram


def test_words_that_no_theme_binds_are_foretold_no_better_by_themes():
    X = np.random.default_rng(0).multinomial(20, np.full(40, 1 / 40), 200)
    counts = TermCounts(
        sparse.csr_array(X.astype(float)), tuple(f"p{i}" for i in range(200)), tuple(f"t{j:02d}" for j in range(40))
    )
    found = held_out_perplexity(WithAlpha(5), counts)
    assert found.perplexity > found.unigram > 39


def test_the_order_of_the_passages_does_not_matter_to_what_is_held_out(small):
    order = np.random.default_rng(0).permutation(len(small.counts.passage_ids))
    shuffled = TermCounts(
        small.counts.counts[order], tuple(small.counts.passage_ids[i] for i in order), small.counts.terms
    )
    one, other = (held_out_perplexity(WithAlpha(3), counts) for counts in (small.counts, shuffled))
    assert one.unigram == other.unigram
    assert one.perplexity == pytest.approx(other.perplexity, rel=1e-6)


def test_too_few_passages_leave_the_figures_missing():
    counts = TermCounts(sparse.csr_array(np.array([[3.0, 1.0]])), ("a",), ("oil", "war"))
    found = held_out_perplexity(WithAlpha(2), counts)
    assert np.isnan(found.perplexity)
    assert np.isnan(found.unigram)


def test_fewer_passages_than_folds_are_held_out_one_by_one():
    X = sparse.csr_array(np.array([[3.0, 1.0], [1.0, 3.0], [0.0, 1.0]]))
    found = held_out_perplexity(WithAlpha(2), TermCounts(X, ("a", "b", "c"), ("oil", "war")))
    assert 1 < found.perplexity < 4
    assert 1 < found.unigram < 4


def test_a_theme_that_may_hold_no_term_is_left_out():
    X = sparse.csr_array(np.tile([[3.0, 1.0], [1.0, 3.0]], (5, 1)))
    counts = TermCounts(X, tuple(f"p{i}" for i in range(10)), ("oil", "war"))
    found = held_out_perplexity(WithAlpha(3, prior=np.eye(2), background=True), counts)
    assert 1 < found.perplexity < 4
