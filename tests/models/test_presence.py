"""Presence of themes in passages that are short, on corpora with a known truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse, special

from analysis.models import CombinedThemes, combined
from analysis.models.associations import association, mean_of_terms
from analysis.models.lessons import Lessons
from analysis.models.presence import Presence, say_of_associations
from tests.gold_scores import auc

N_OWN, N_STRANGE, N_COMMON = 40, 40, 60


def short_passages(n_words, n_passages=4000, seed=0):
    """Return counts, which passages speak of each of two themes, and their lexicon of four words each.

    A quarter of a passage's words are a theme's where it speaks of it. One word of each lexicon is as frequent as the
    other three together, and stands more often in passages on a matter of its own, which speak of no theme.
    """
    random = np.random.default_rng(seed)
    n_terms = 2 * (N_OWN + N_STRANGE) + N_COMMON
    profiles = np.zeros((5, n_terms))
    for k in range(4):  # two themes, then the two matters
        profiles[k, 40 * k : 40 * (k + 1)] = random.dirichlet(np.full(40, 2.0))
    profiles[4, 160:] = random.dirichlet(np.full(N_COMMON, 2.0))
    lexicon = np.zeros((2, n_terms))
    for k in range(2):
        words = 40 * k + np.arange(4)
        lexicon[k, words] = 1
        profiles[k, words] = [0.03, 0.01, 0.01, 0.01]
        profiles[2 + k, words[0]] = 0.06
    profiles /= profiles.sum(axis=1, keepdims=True)
    truth, strange = random.random((n_passages, 2)) < 0.15, random.random((n_passages, 2)) < 0.15
    part = 0.25 * np.hstack([truth, strange & ~truth])
    counts = [random.multinomial(n_words, p @ profiles[:4] + (1 - p.sum()) * profiles[4]) for p in part]
    return sparse.csr_array(np.array(counts, dtype=float)), truth, lexicon


def areas(counts, truth, lexicon):
    """Return the mean area under the ROC of each view's presence."""
    told = CombinedThemes(5, prior=lexicon, background=True).fit(counts).told(counts)
    return {name: np.mean([auc(p[:, k], truth[:, k]) for k in range(2)]) for name, (_, p) in told.items()}


@pytest.mark.parametrize("n_words", [12, 20])
def test_short_passages_are_put_in_a_better_order_by_what_goes_together(n_words, monkeypatch):
    case = short_passages(n_words)
    found = areas(*case)
    monkeypatch.setattr(combined, "say_of_associations", lambda _: 0.0)
    assert found["both"] > areas(*case)["both"] + 0.015
    assert found["both"] > max(found["lda"], found["tfidf"]) + 0.01


def a_lesson(n_passages=300, seed=0):
    """Return counts, their rows, what LDA says, lessons and associations of a theme with words and one without."""
    random = np.random.default_rng(seed)
    counts = sparse.csr_array((random.random((n_passages, 8)) < 0.3).astype(float))
    guide = np.zeros((2, 8))
    guide[0, :3] = 1
    counts = sparse.csr_array(counts[counts.sum(axis=1) > 0])
    by_lda = np.column_stack([random.random(counts.shape[0]), np.zeros(counts.shape[0])])
    together = association(counts, guide, np.ones(counts.shape[0]))
    return counts, counts, by_lda, Lessons.of(counts, guide), together


def test_by_associations_as_many_passages_speak_of_a_theme_as_hold_its_words():
    counts, rows, by_lda, lessons, together = a_lesson()
    weight = np.random.default_rng(1).gamma(1.0, size=counts.shape[0])
    found = Presence.learn(counts, rows, by_lda, lessons, together, 1.0, weight)
    level = np.average(special.expit(mean_of_terms(counts, found.associations)), weights=weight, axis=0)
    np.testing.assert_allclose(level, [np.average(~lessons.unnamed[:, 0], weights=weight), 1e-6], rtol=1e-3)
    assert found.of(counts, rows, by_lda)[:, 1].max() < 1e-4


def test_associations_without_a_say_change_nothing():
    counts, rows, by_lda, lessons, together = a_lesson()
    weight = np.ones(counts.shape[0])
    without = Presence.learn(counts, rows, by_lda, lessons, None, 0.0, weight).of(counts, rows, by_lda)
    hardly = Presence.learn(counts, rows, by_lda, lessons, together, 1e-9, weight).of(counts, rows, by_lda)
    much = Presence.learn(counts, rows, by_lda, lessons, together, 0.9, weight).of(counts, rows, by_lda)
    np.testing.assert_allclose(hardly, without, atol=1e-3)
    assert np.abs(much - without).max() > 0.1


def test_no_guided_theme_has_no_presence():
    counts, rows, _, _, _ = a_lesson()
    none = np.zeros((counts.shape[0], 0))
    lessons, weight = Lessons.of(counts, np.zeros((0, 8))), np.ones(counts.shape[0])
    found = Presence.learn(counts, rows, none, lessons, association(counts, np.zeros((0, 8)), weight), 0.5, weight)
    assert found.of(counts, rows, none).shape == (counts.shape[0], 0)


def test_a_theme_without_words_in_a_language_is_not_found_in_its_short_passages():
    random = np.random.default_rng(0)
    own, n = np.kron(np.eye(2), np.ones((1, 40))), 2000
    spoken = np.repeat([0, 1], n)
    counts = np.array([random.multinomial(15, own[code] / 40) for code in spoken], dtype=float)
    prior = np.zeros((1, 80))
    prior[0, :4] = 1
    model = CombinedThemes(3, prior=prior, background=True, languages=np.repeat([0, 1], 40)).fit(counts)
    assert model.say_ > 0.7
    present = model.presence(counts)[:, 0]
    assert present[spoken == 0].mean() > 0.1
    assert present[spoken == 1].max() < 1e-3


def test_associations_have_more_to_say_the_shorter_passages_are_and_the_more():
    by_words = [say_of_associations(sparse.csr_array(np.full((3000, 1), n))) for n in (1.0, 15, 25, 30, 35)]
    assert by_words == pytest.approx([0.9, 0.9, 0.45, 0.225, 0])
    by_number = [say_of_associations(sparse.csr_array(np.ones((n, 1)))) for n in (1, 60, 1000, 10_000)]
    assert (np.diff(by_number) > 0).all()
    assert by_number[1] < 0.01
    one_is_long = np.append(np.full(999, 25.0), 100_000.0)
    assert say_of_associations(sparse.csr_array(one_is_long[:, None])) == pytest.approx(0.25)
