"""The engine of LDA against plain loops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analysis.compiled import threads
from analysis.models import em
from analysis.models.em import HeldOut, Learning, Passages, Profiles, expect, settle
from analysis.models.guided import rows_to_shares
from analysis.models.lanes import aligned, padded
from analysis.models.rows import halves
from tests.models import naive

N_THEMES, N_TERMS = 5, 20


@pytest.fixture(scope="module")
def run():
    with threads(2) as run:
        yield run


def drawn(seed, n_passages=14, n_themes=N_THEMES):
    """Return counts of short passages, among them one of one word and one of a fraction of one, phi, alpha, weights."""
    random = np.random.default_rng(seed)
    phi = random.dirichlet(np.full(N_TERMS, 0.3), n_themes)
    counts = random.multinomial(6, random.dirichlet(np.full(N_TERMS, 0.5)), n_passages).astype(float)
    counts[0], counts[1] = np.eye(1, N_TERMS), np.eye(1, N_TERMS, 3) * 0.4
    counts[2, :3] = [0.3, 2.5, 1.0]
    return counts, phi, random.uniform(0.05, 2.0, n_themes), random.uniform(0.2, 2.0, n_passages)


def block(values):
    """Return themes' numbers as the compiled loops take them: (n, themes), padded with zeros."""
    values = np.atleast_2d(values)
    room = aligned(len(values), padded(values.shape[1]))
    room[:, : values.shape[1]] = values
    return room


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), n_themes=st.sampled_from([1, 5, 16, 19]), steps=st.integers(1, 6))
def test_passages_settle_as_in_plain_loops(run, seed, n_themes, steps):
    counts, phi, alpha, _ = drawn(seed, n_themes=n_themes)
    passages = Passages.of(sparse.csr_array(counts))
    expected = expect(passages, block(alpha)[0])
    before = expected[:, :n_themes].astype(float)
    settle(passages, expected, block(phi.T), block(alpha)[0], 0, len(counts), steps=steps, tol=0.0, run=run)
    slow = [naive.settle(row, n, alpha, phi, steps) for row, n in zip(counts, before, strict=True)]
    np.testing.assert_allclose(expected[:, :n_themes], slow, rtol=2e-4)
    assert not expected[:, n_themes:].any()


def test_passages_outside_the_stretch_are_left_alone_and_those_that_are_settled_stay(run):
    counts, phi, alpha, _ = drawn(0)
    passages = Passages.of(sparse.csr_array(counts))
    expected = expect(passages, block(alpha)[0])
    before = expected.copy()
    settle(passages, expected, block(phi.T), block(alpha)[0], 3, 9, steps=9, tol=0.0, run=run)
    changed = (expected != before).any(axis=1)
    assert changed[3:9].all()
    assert not changed[:3].any()
    assert not changed[9:].any()
    again = block(expected)
    settle(passages, again, block(phi.T), block(alpha)[0], 3, 9, steps=9, tol=9.0, run=run)
    once = np.array([naive.settle(r, n, alpha, phi, 1) for r, n in zip(counts, expected[:, :5], strict=True)])
    np.testing.assert_allclose(again[3:9, :5], once[3:9], rtol=1e-4)  # one step tells that it is settled


@pytest.mark.parametrize(("softest", "common"), [(0.0, 0.0), (1.0, 0.0), (0.8, 0.3)])
@pytest.mark.parametrize("withheld", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_passes_are_those_of_plain_loops(run, seed, withheld, softest, common):
    counts, phi, alpha, weight = drawn(seed)
    counts[5:7] *= 9  # between the short passages and the long ones
    counts[7:9] *= 15
    random = np.random.default_rng(seed)
    allowed = np.ones(phi.shape, dtype=bool)
    if withheld:
        allowed[1, 4:9] = allowed[2:, 0] = False
    phi = np.where(allowed, phi, 0)
    phi /= phi.sum(axis=1, keepdims=True)
    held = np.where(allowed, random.gamma(0.3, 1.0, phi.shape), 0)
    learning = Learning(
        sparse.csr_array(counts), weight, Profiles(phi, held, allowed, 0.05), alpha, learn_priors=False, run=run
    )
    learning.softest = np.float32(softest)
    frequencies = weight @ counts
    learning.profiles.set_apart(common, frequencies)
    shared = common * rows_to_shares(allowed * frequencies)
    slow = np.array([alpha + row.sum() * alpha / alpha.sum() for row in counts])
    slow = np.array([naive.settle(row, n, alpha, phi, em.SETTLING) for row, n in zip(counts, slow, strict=True)])
    last, stretch = np.zeros(phi.shape), 0.0
    for n in learning.passes(6, 0.0):
        assert n == len(counts)
        slow, last, phi = naive.em_pass(
            counts, weight, slow, last, phi, alpha, held + 0.05 * allowed, stretch, softest, shared
        )
        stretch = float(em.STRETCH)
        np.testing.assert_allclose(learning.profiles.shares(), rows_to_shares(phi - shared), rtol=2e-3, atol=1e-6)
        assert not learning.profiles.shares()[~allowed].any()
    np.testing.assert_allclose(learning.alpha[:N_THEMES], alpha, rtol=1e-6)


def foretold(run, seed, rate):
    counts, phi, alpha, _ = drawn(seed)
    X = sparse.csr_array(np.round(counts * 2))
    hidden = HeldOut(X, block(alpha)[0])
    told = hidden.foretell(block(phi.T), block(alpha)[0], block(rate)[0], steps=4, run=run)
    parts = [half.toarray() for half in halves(X)]
    start = [alpha + row.sum() * alpha / alpha.sum() for row in parts[0]]
    return told, naive.foretell(*parts, start, phi, alpha, rate, 4), hidden, parts


@pytest.mark.parametrize("seed", range(4))
def test_hidden_words_are_foretold_as_in_plain_loops(run, seed):
    told, slow, hidden, parts = foretold(run, seed, np.linspace(0.01, 0.3, N_THEMES))
    np.testing.assert_allclose(told.explained[:N_THEMES], slow[0], rtol=1e-4)
    np.testing.assert_allclose([told.log_p, told.cost, told.spread, told.kept], slow[1:], rtol=1e-4)
    assert hidden.n_words == parts[1].sum()


@pytest.mark.parametrize("seed", range(4))
def test_alpha_and_beta_are_bettered_by_their_formulas(run, seed):
    told, slow, *_ = foretold(run, seed, np.linspace(0.01, 0.3, N_THEMES))
    alpha = drawn(seed)[2]
    found, firm = alpha * slow[0], em.FIRM
    plain = (found + firm * found.mean() / slow[2]) / (slow[2] + firm)
    np.testing.assert_allclose(told.alpha(block(alpha)[0], N_THEMES)[:N_THEMES], plain, rtol=1e-4)
    assert told.beta(0.02, N_TERMS) == pytest.approx(0.02 * slow[3] / (N_TERMS * slow[4]), rel=1e-4)


def test_better_priors_keep_off_zero_and_the_padding_stays_empty():
    nothing = em.Foretold(np.zeros(16), -1.0, 1e9, 0.0, 1.0)
    better = nothing.alpha(block(np.ones(5))[0], 5)
    np.testing.assert_allclose(better[:5], em.LEAST_ALPHA)
    assert not better[5:].any()
    assert nothing.beta(0.05, 10) == em.LEAST_BETA
    assert em.Foretold(np.zeros(16), -1.0, 0.0, 1.0, 0.0).beta(0.05, 10) == 1.0


@pytest.mark.parametrize("seed", range(4))
def test_what_hidden_words_say_are_the_slopes_of_their_log_probability(seed):
    counts, _, alpha, _ = drawn(seed)
    random = np.random.default_rng(seed)
    found, n = random.gamma(1.0, 5.0, (N_THEMES, N_TERMS)), random.gamma(1.0, 2.0, (len(counts), N_THEMES))

    def log_p(alpha, beta):
        phi = (found + beta) / (found + beta).sum(axis=1, keepdims=True)
        mixed = (n + alpha) / (n + alpha).sum(axis=1, keepdims=True)
        return (counts * np.log(mixed @ phi)).sum()

    phi, rate = found / found.sum(axis=1, keepdims=True), 1 / found.sum(axis=1)
    explained, _, cost, spread, kept = naive.foretell(counts, counts, n + alpha, phi, alpha, rate, 0)
    step = 1e-6
    slope = [(log_p(alpha + step * up, 0) - log_p(alpha - step * up, 0)) / (2 * step) for up in np.eye(N_THEMES)]
    np.testing.assert_allclose(explained - cost, slope, rtol=1e-4, atol=1e-4)
    assert spread - N_TERMS * kept == pytest.approx((log_p(alpha, step) - log_p(alpha, 0)) / step, rel=1e-3)


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000))
def test_leaving_a_word_out_by_a_factor_is_to_take_its_own_part_from_the_evidence(seed):
    random = np.random.default_rng(seed)
    phi, alpha = random.dirichlet(np.full(N_TERMS, 0.3), 4), random.uniform(0.05, 1.0, 4)
    n, row = alpha + random.gamma(1.0, 2.0, 4), np.full(N_TERMS, 2.0)
    own = n * phi[:, 7] / (n @ phi[:, 7])  # the word's part of each theme where nothing is left out
    left = np.maximum(n - own, alpha)
    expected = left * phi[:, 7] / (left @ phi[:, 7])
    np.testing.assert_allclose(naive.word_parts(2.0, row, n, alpha, phi[:, 7]), expected)


def test_the_factor_is_close_to_cvb0_that_keeps_each_words_parts():
    random = np.random.default_rng(0)
    phi, alpha = random.dirichlet(np.full(N_TERMS, 0.3), 4), np.array([0.1, 0.3, 0.5, 1.0])
    counts = [random.multinomial(10, random.dirichlet(alpha) @ phi) for _ in range(60)]
    ours = np.array([naive.settle(row, alpha * (1 + row.sum() / alpha.sum()), alpha, phi, 60) for row in counts])
    theirs = np.array([naive.cvb0(row, alpha, phi, 60) for row in counts])
    np.testing.assert_allclose(ours.sum(axis=1), theirs.sum(axis=1))
    assert np.abs(ours - theirs).sum(axis=1).mean() / 20 < 0.03  # of ten words, this share stands elsewhere


def test_blocks_cover_all_passages_and_samples_grow():
    X = sparse.random_array((500, 40), density=0.3, rng=np.random.default_rng(0), format="csr")
    passages = Passages.of(X)
    for n_blocks in (1, 2, 8):
        cuts = passages.cuts(0, 500, n_blocks)
        assert cuts[0] == 0
        assert cuts[-1] == 500
        assert cuts == sorted(cuts)
        assert np.diff(passages.starts[cuts]).max() < X.nnz / n_blocks + 40
    assert passages.ending_at(10**9) == 500
    assert passages.starts[passages.ending_at(1000)] >= 1000 > passages.starts[passages.ending_at(1000) - 1]


def test_starts_are_counted_in_64_bits():
    X = sparse.csr_array(np.eye(3))
    assert X.indptr.dtype == np.int32
    assert Passages.of(X).starts.dtype == np.int64


def test_a_theme_that_may_hold_no_term_grows_by_nothing(run):
    allowed = np.array([[True] * N_TERMS, [False] * N_TERMS])
    profiles = Profiles(allowed / N_TERMS, None, allowed, 0.05)
    Learning(sparse.csr_array(np.eye(N_TERMS)), np.ones(N_TERMS), profiles, np.ones(2), learn_priors=False, run=run)
    profiles.sums(2)[0][:, 0] = 1
    profiles.update(2, stretch=np.float32(0), run=run)
    rate = profiles.rate()
    assert rate[0] == pytest.approx(1 / (N_TERMS * 1.05))
    assert not rate[1:].any()
    assert profiles.shares()[1].sum() == 0


def test_samples_grow_fourfold_up_to_all_passages(run, monkeypatch):
    monkeypatch.setattr(em, "LEAST_SAMPLE", 300)
    X = sparse.random_array((1000, 40), density=0.3, rng=np.random.default_rng(0), format="csr")
    learning = Learning(X, np.ones(1000), Profiles(np.full((2, 40), 1 / 40), None, None, 0.05), np.ones(2),
                        learn_priors=False, run=run)  # fmt: skip
    passes = list(learning.passes(3, 0.0))
    n_held = int(em.HELD_OUT * 1000)
    assert passes[-em.LAST_PASSES :] == [1000] * em.LAST_PASSES
    assert passes[-em.LAST_PASSES - 3 : -em.LAST_PASSES] == [1000 - n_held] * 3
    samples = passes[: -em.LAST_PASSES - 3]
    assert len(samples) == 2 * em.SAMPLE_PASSES
    assert samples == sorted(samples)
    assert 3.5 < samples[-1] / samples[0] < 4.5
