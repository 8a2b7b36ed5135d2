"""LDA and TF-IDF together, on corpora with a known truth."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse, stats

from analysis.models import CombinedThemes
from tests.gold_scores import auc

ROOT = Path(__file__).parents[2]
N_THEMES, N_WORDS, N_COMMON, SHARED = 10, 16, 60, 3


def ten_themes(n_passages=600, seed=0, n_words=50):
    """Return counts, which passages speak of which of ten themes, their weights, and the lexicon (six words each).

    Three themes share half their words with each other. A passage speaks of none to two themes, each taking a fifth of
    its words.
    """
    random = np.random.default_rng(seed)
    own = np.arange(N_THEMES * N_WORDS).reshape(N_THEMES, N_WORDS)
    own[1:SHARED, N_WORDS // 2 :] = own[0, N_WORDS // 2 :]
    profiles = np.zeros((N_THEMES + 1, N_THEMES * N_WORDS + N_COMMON))
    for k, words in enumerate(own):
        profiles[k, words] = random.dirichlet(np.full(N_WORDS, 2.0))
    profiles[-1, -N_COMMON:] = random.dirichlet(np.full(N_COMMON, 2.0))
    truth = np.zeros((n_passages, N_THEMES), dtype=bool)
    for row, n in zip(truth, random.integers(0, 3, n_passages), strict=True):
        row[random.choice(N_THEMES, n, replace=False)] = True
    weights = np.column_stack([0.2 * truth, 1 - 0.2 * truth.sum(axis=1)])
    counts = np.array([random.multinomial(n_words, w @ profiles) for w in weights], dtype=float)
    lexicon = np.zeros((N_THEMES, counts.shape[1]))
    for k, words in enumerate(own):
        lexicon[k, words[5:11]] = 1  # of the three, three words are shared and three their own
    return sparse.csr_array(counts), truth, weights, lexicon


@pytest.fixture(scope="module")
def case():
    counts, truth, weights, lexicon = ten_themes()
    model = CombinedThemes(N_THEMES + 1, prior=lexicon, background=True).fit(counts)
    return counts, truth, weights, model.told(counts), lexicon, model


def test_themes_that_share_half_their_words_are_told_apart(case):
    _, truth, weights, told, *_ = case
    for by_model in told.values():
        weight, presence = by_model
        every = np.corrcoef(weight[:, :N_THEMES].T, weights[:, :N_THEMES].T)[:N_THEMES, N_THEMES:]
        assert (every.argmax(axis=1) == np.arange(N_THEMES)).all()
        areas = [auc(presence[:, k], truth[:, k]) for k in range(N_THEMES)]
        assert min(areas[:SHARED]) > 0.9
        assert min(areas[SHARED:]) > 0.98


def test_a_passage_can_speak_of_several_themes(case):
    *_, lexicon, model = case
    two = sparse.csr_array((4 * lexicon[4] + 4 * lexicon[7])[None, :])
    present = model.presence(two)[0]
    assert present[[4, 7]].min() > 0.5
    assert np.delete(present, [4, 7])[:-1].max() < 0.1


def test_the_level_of_weights_and_presence_is_near_the_truth(case):
    _, truth, weights, told, *_ = case
    for name, most in (("lda", 0.03), ("tfidf", 0.02), ("both", 0.02)):
        weight, _ = told[name]
        assert np.abs(weight[:, :N_THEMES].mean(axis=0) - weights[:, :N_THEMES].mean(axis=0)).max() < most
    assert np.abs(told["both"][1][:, :N_THEMES].mean(axis=0) - truth.mean(axis=0)).mean() < 0.04


def test_a_theme_without_words_that_occur_stays_empty_and_moves_no_other(case):
    counts, _, _, told, lexicon, _ = case
    empty = np.insert(lexicon, 4, 0, axis=0)
    found = CombinedThemes(N_THEMES + 2, prior=empty, background=True).fit(counts).told(counts)
    others = np.arange(N_THEMES + 2) != 4
    for name, (weight, presence) in found.items():
        assert (weight[:, 4] == 0).all()
        assert presence[:, 4].max() < 0.01
        np.testing.assert_allclose(weight[:, others].mean(axis=0), told[name][0].mean(axis=0), atol=0.005)


def test_a_theme_keeps_its_column_wherever_it_stands_in_the_lexicon(case):
    counts, _, _, told, lexicon, _ = case
    order = np.random.default_rng(1).permutation(N_THEMES)
    found = CombinedThemes(N_THEMES + 1, prior=lexicon[order], background=True).fit(counts).told(counts)
    for name, (weight, presence) in found.items():
        np.testing.assert_allclose(weight[:, :N_THEMES], told[name][0][:, order], atol=1e-3)
        np.testing.assert_allclose(presence[:, :N_THEMES], told[name][1][:, order], atol=1e-3)


def told_bytes(n_jobs=1, order=None, *, short=False):
    """Return what models say of 200 passages, or of more that are so short that associations have much to say."""
    counts, _, _, lexicon = ten_themes(1200, n_words=12) if short else ten_themes(200)
    order = np.arange(counts.shape[0]) if order is None else order
    model = CombinedThemes(N_THEMES + 3, prior=lexicon, background=True, n_jobs=n_jobs).fit(counts[order])
    back = np.argsort(order)
    return b"".join(block[back].tobytes() for pair in model.told(counts[order]).values() for block in pair)


@pytest.mark.parametrize("short", [False, True])
def test_order_threads_and_process_change_no_byte(short):
    first, n = told_bytes(short=short), 1200 if short else 200
    assert told_bytes(n_jobs=2, short=short) == first
    assert told_bytes(order=np.random.default_rng(0).permutation(n), short=short) == first
    code = (
        "import hashlib; from tests.models.test_combined import told_bytes as t; "
        f"print(hashlib.sha256(t(short={short})).hexdigest())"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.strip() == hashlib.sha256(first).hexdigest()


def test_both_put_passages_in_no_worse_an_order_than_the_better_of_two(case):
    _, truth, _, told, *_ = case
    areas = {name: np.mean([auc(p[:, k], truth[:, k]) for k in range(N_THEMES)]) for name, (_, p) in told.items()}
    assert areas["both"] > max(areas["lda"], areas["tfidf"]) - 0.005
    assert stats.spearmanr(told["lda"][0][:, 0], told["tfidf"][0][:, 0]).statistic > 0.5
