"""Presence of themes in passages that are short, on corpora with a known truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from analysis.models import CombinedThemes
from analysis.models.presence import say_of_associations
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


@pytest.mark.parametrize("n_words", [12, 20])
def test_short_passages_are_put_in_a_better_order_than_by_lda_or_the_words(n_words):
    counts, truth, lexicon = short_passages(n_words)
    told = CombinedThemes(5, prior=lexicon, background=True).fit(counts).told(counts)
    words = counts @ (lexicon > 0).T.astype(float)
    areas = {name: np.mean([auc(p[:, k], truth[:, k]) for k in range(2)]) for name, (_, p) in told.items()}
    areas["words"] = np.mean([auc(words[:, k], truth[:, k]) for k in range(2)])
    assert areas["both"] > max(areas[name] for name in ("lda", "tfidf", "words")) + 0.01


def test_associations_have_more_to_say_the_shorter_passages_are_and_the_more():
    by_words = [say_of_associations(sparse.csr_array(np.full((3000, 1), n)), np.ones(3000)) for n in (1.0, 15, 25, 30)]
    assert by_words == pytest.approx([0.9, 0.9, 0.45, 0.225])
    assert say_of_associations(sparse.csr_array(np.full((3000, 1), 35.0)), np.ones(3000)) == 0
    by_number = [say_of_associations(sparse.csr_array(np.ones((n, 1))), np.ones(n)) for n in (1, 60, 1000, 10_000)]
    assert by_number == sorted(by_number)
    assert by_number[1] < 0.01
    long_one_counts_for_nothing = np.append(np.ones(999), 0.0), np.append(np.full(999, 25.0), 900.0)
    weight, words = long_one_counts_for_nothing
    assert say_of_associations(sparse.csr_array(words[:, None]), weight) == pytest.approx(0.25)
