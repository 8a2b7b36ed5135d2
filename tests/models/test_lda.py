"""Latent Dirichlet allocation: planted truths, and what must not matter."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.stats import spearmanr
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV
from sklearn.utils import check_random_state

from analysis.compiled import threads
from analysis.models import LDA, em
from analysis.models.em import HeldOut, Profiles
from analysis.models.lanes import aligned
from tests.models import naive
from tests.planted import planted

# --- What is fitted ---


@pytest.mark.parametrize("background", [False, True])
@pytest.mark.parametrize("guide", [False, True])
def test_fitting_is_expectation_maximisation(small, background, guide):
    counts = small.counts.counts.toarray()[:12]
    lexicon = small.lexicon[: 3 if guide else 0]
    model = LDA(5, prior=lexicon, background=background, tol=0, max_iter=4, random_state=1)
    weight = np.linspace(0.2, 2, len(counts))
    X, heavy, checked = model._checked_for_fit(counts, weight)
    counts, alpha = X.toarray(), np.array([1.6] * 4 + [4.8 if background else 1.6])
    pseudo, mine = pseudo_counts(counts, heavy, lexicon, background)
    allowed = model._held_terms(X, checked, heavy)
    np.testing.assert_array_equal(allowed, mine)
    held = model._pseudo_counts(X, heavy, checked, allowed)
    np.testing.assert_allclose(held + 0.05 * allowed, pseudo)
    phi = model._start(X, heavy, checked, held, allowed, check_random_state(1))
    assert not phi[~mine].any()
    slow = np.array([alpha * (1 + row.sum() / alpha.sum()) for row in counts])
    slow = np.array([naive.settle(row, n, alpha, phi, em.SETTLING) for row, n in zip(counts, slow, strict=True)])
    last = np.zeros(phi.shape)
    for stretch in (0.0, 0.5, 0.5, 0.5):
        slow, last, phi = naive.em_pass(counts, heavy, slow, last, phi, alpha, pseudo, stretch)
    model.fit(small.counts.counts[:12], sample_weight=weight)
    np.testing.assert_allclose(model.components_, phi, rtol=2e-3, atol=1e-6)
    np.testing.assert_allclose(model.alpha_, alpha, rtol=1e-6)


def pseudo_counts(counts, weight, lexicon, background):
    """Return what five themes are taken to have beforehand, and which terms they may hold, as LDA's docstring says."""
    mine = np.ones((5, counts.shape[1]), dtype=bool)
    totals = weight @ counts
    ten_passages = 10 * totals.sum() / weight.sum()
    for w in np.flatnonzero(lexicon.any(axis=0)):
        mine[:, w] = np.append(lexicon[:, w], [0, 0]) > 0
    for k, row in enumerate(lexicon):
        mine[k] &= (row > 0) | naive.stands_beside(counts, weight, row, errors=1.0)
    eta = np.where(mine, 0.05, 0.0)
    for k, row in enumerate(lexicon):
        eta[k] += row * totals / (row * totals).sum() * ten_passages
    if background:
        free = np.where(mine[-1], totals, 0)
        eta[-1] += free / free.sum() * ten_passages
    return eta, mine


@pytest.mark.parametrize(("n_passages", "errors"), [(40, 1.0), (150, 1.5), (600, 2.0)])
def test_the_more_passages_the_surer_a_term_must_stand_beside_a_theme_to_be_its_own(n_passages, errors):
    random = np.random.default_rng(n_passages)
    counts = random.poisson(0.4, (n_passages, 60)).astype(float)
    counts[:, 0] += 1  # no passage is empty
    counts[:, 5:12] += random.poisson(0.3 * counts[:, 1:2], (n_passages, 7))
    lexicon = np.eye(60)[1:3]
    X, weight, guide = LDA(4, prior=lexicon)._checked_for_fit(counts, np.linspace(0.5, 1.5, n_passages))
    held = LDA(4, prior=lexicon)._held_terms(X, guide, weight)
    listed = lexicon.any(axis=0)
    for k, row in enumerate(lexicon):
        near = naive.stands_beside(X.toarray(), weight, row, errors=errors)
        np.testing.assert_array_equal(held[k], (row > 0) | (near & ~listed))


def test_a_row_that_counts_twice_is_the_row_given_twice(small):
    counts = small.counts.counts
    weight = np.ones(counts.shape[0])
    weight[:7] = 2
    twice = sparse.vstack([counts, counts[:7]], format="csr")
    model = LDA(4, tol=0, max_iter=40, random_state=2)
    weighed = model.fit(counts, sample_weight=weight).components_
    assert weighed.tobytes() == model.fit(twice).components_.tobytes()


def test_a_row_that_counts_for_nothing_is_a_row_left_out(small):
    counts = small.counts.counts
    weight = (np.arange(counts.shape[0]) >= 7).astype(float)
    model = LDA(4, tol=0, max_iter=40, random_state=2)
    weighed = model.fit(counts, sample_weight=weight).components_
    assert weighed.tobytes() == model.fit(counts[7:]).components_.tobytes()


def test_doubling_all_counts_hardly_moves_the_weights(corpus):
    model = LDA(4, prior=corpus.lexicon, background=True)
    once, twice = (model.fit_transform(n * corpus.counts.counts) for n in (1, 2))
    assert np.abs(once - twice).mean() < 0.02


def test_weights_are_the_share_of_words_where_every_word_is_listed():
    corpus = planted(n_articles=6, n_lexicon=20, n_words=50)
    found = LDA(4, prior=corpus.lexicon, background=True).fit_transform(corpus.counts.counts)
    listed = corpus.counts.counts @ corpus.lexicon.T / corpus.counts.totals[:, None]
    np.testing.assert_allclose(found[:, :3], listed, atol=0.05)


# --- Weights ---


def test_a_passage_of_one_word_has_its_exact_weights(guided_lda):
    random = np.random.default_rng(0)
    guided_lda.components_ = random.dirichlet(np.full(90, 0.3), 4)
    guided_lda.alpha_ = np.array([0.02, 0.1, 0.5, 3.0])
    exact = (guided_lda.alpha_[:, None] * guided_lda.components_).T
    exact /= exact.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(guided_lda.transform(np.eye(90)), exact, atol=1e-6)
    np.testing.assert_allclose(guided_lda.transform(0.3 * np.eye(90)), exact, atol=5e-6)


@pytest.fixture
def guided_lda(corpus):
    return LDA(4, prior=corpus.lexicon, background=True, max_iter=5).fit(corpus.counts.counts)


def test_passages_of_single_words_teach_what_they_say():
    counts = np.repeat(np.eye(6), 3, axis=0)
    model = LDA(2, prior=np.eye(2, 6), strength=1).fit(counts)
    assert np.isfinite(model.components_).all()
    weights = model.transform(np.eye(6))
    assert weights[0, 0] > 0.99
    assert weights[1, 1] > 0.99


def test_the_order_of_the_terms_only_orders_the_terms(corpus):
    counts, order = corpus.counts.counts[:300], np.random.default_rng(0).permutation(90)
    straight, mixed = (
        LDA(4, prior=corpus.lexicon[:, cols], background=True, max_iter=30, tol=0).fit(counts[:, cols])
        for cols in (np.arange(90), order)
    )
    np.testing.assert_allclose(mixed.components_, straight.components_[:, order], rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(mixed.transform(counts[:, order]), straight.transform(counts), atol=1e-3)


def test_weights_that_are_all_multiplied_are_pseudo_counts_divided(small):
    counts = small.counts.counts
    weight = np.linspace(0.5, 2, counts.shape[0])
    thrice = LDA(4, beta=0.3, tol=0, max_iter=20).fit(counts, sample_weight=3 * weight)
    once = LDA(4, beta=0.1, tol=0, max_iter=20).fit(counts, sample_weight=weight)
    assert np.corrcoef(thrice.components_.ravel(), once.components_.ravel())[0, 1] > 0.999


# --- The end ---


def test_a_fit_of_few_passages_ends_by_itself_or_after_max_iter(small):
    counts = small.counts.counts
    assert LDA(3, max_iter=7, tol=0).fit(counts).n_iter_ == 7
    loose, tight = (LDA(3, max_iter=500, tol=tol).fit(counts).n_iter_ for tol in (1e-2, 1e-4))
    assert loose < tight < 500


@pytest.mark.parametrize("learn", [False, True])
def test_a_fit_with_passages_held_out_ends_by_itself_or_after_max_iter(corpus_500, learn):
    short = LDA(4, max_iter=3, tol=0, learn_priors=learn).fit(corpus_500)
    assert short.n_iter_ == 3 + em.LAST_PASSES
    n_iter = [LDA(4, max_iter=500, tol=tol, learn_priors=learn).fit(corpus_500).n_iter_ for tol in (1e-1, 1e-4)]
    assert n_iter[0] < n_iter[1] < 500


@pytest.fixture(scope="module")
def corpus_500():
    return planted(n_articles=50, n_passages=12, seed=5).counts.counts


# --- Priors ---


def test_without_learning_the_priors_stay(corpus_500):
    model = LDA(4, alpha=0.3, beta=0.02, learn_priors=False, max_iter=30).fit(corpus_500)
    np.testing.assert_allclose([*model.alpha_, model.beta_], [0.3] * 4 + [0.02], rtol=1e-6)


def test_with_few_passages_the_priors_stay(small):
    model = LDA(4, max_iter=30).fit(small.counts.counts)
    np.testing.assert_allclose([*model.alpha_, model.beta_], [2.0] * 4 + [0.05], rtol=1e-6)


ALPHA = np.geomspace(0.02, 0.5, 8)


def drawn(seed, *, n_passages, n_terms, beta, n_words=30):
    """Return profiles and counts drawn from LDA's own model, with known priors."""
    random = np.random.default_rng(seed)
    phi = random.dirichlet(np.full(n_terms, beta), 8)
    theta = random.dirichlet(ALPHA, n_passages)
    return phi, sparse.csr_array(np.array([random.multinomial(n_words, p) for p in theta @ phi]).astype(float))


@pytest.mark.parametrize("seed", range(2))
def test_alpha_is_learned_from_hidden_words(seed):
    phi, X = drawn(seed, n_passages=2000, n_terms=300, beta=0.05, n_words=40)
    profiles = Profiles(phi, None, None, 0.05)
    alpha = aligned(1, 16)[0]
    alpha[:8] = 1.0
    held = HeldOut(X, alpha)
    with threads(1) as run:
        for _ in range(30):
            told = held.foretell(profiles.phi, alpha, profiles.rate(), steps=em.SETTLING, run=run)
            better = told.alpha(alpha, 8)
            held.move_alpha(better - alpha)
            alpha = better
    assert spearmanr(alpha[:8], ALPHA)[0] > 0.95
    assert np.abs(np.log2(alpha[:8] / ALPHA)).max() < 1


@pytest.mark.parametrize("beta", [0.01, 0.1])
@pytest.mark.parametrize("first", [0.01, 0.5])
def test_the_priors_of_the_corpus_are_learned(beta, first):
    phi, X = drawn(1, n_passages=3000, n_terms=3000, beta=beta)
    own = phi * (phi == phi.max(axis=0)) * (phi > 0.7 * phi.sum(axis=0))
    prior = (own >= np.sort(own, axis=1)[:, [-4]]).astype(float)  # so that each theme is found
    model = LDA(8, prior=prior, strength=1, beta=first).fit(X)
    assert beta / 6 < model.beta_ < beta * 6
    assert 0.4 * ALPHA.sum() < model.alpha_.sum() < 2.5 * ALPHA.sum()
    assert spearmanr(model.alpha_, ALPHA)[0] > (0.8 if beta < 0.1 else 0.3)


def test_a_theme_that_may_hold_no_term_spoils_no_prior():
    corpus = planted(n_articles=60, n_common=0, common=0.0, n_lexicon=20)
    model = LDA(4, prior=corpus.lexicon).fit(corpus.counts.counts)
    assert model.components_[3].sum() == 0
    assert model.beta_ < 0.2
    assert np.nanmax(model.transform(corpus.counts.counts)[:, 3]) == 0


# --- Perplexity ---


@pytest.fixture(scope="module")
def told():
    """A known model, passages to fit and passages to foretell."""
    phi, X = drawn(2, n_passages=2500, n_terms=300, beta=0.05)
    return phi, X[:2000], X[2000:]


def known(phi, alpha=ALPHA):
    model = LDA(len(phi), max_iter=1).fit(np.eye(2, phi.shape[1]) + 1)
    model.components_, model.alpha_ = phi, alpha
    return model


def test_a_uniform_model_is_as_surprised_as_there_are_terms(told):
    assert known(np.full((8, 300), 1 / 300)).perplexity(told[2]) == pytest.approx(300, rel=1e-4)


def test_score_and_perplexity_agree(told):
    phi, _, X = told
    uniform = known(np.full((8, 300), 1 / 300))
    n_words = -uniform.score(X) / np.log(300)
    assert n_words == pytest.approx(X.sum() / 2, rel=0.02)
    for model in (uniform, known(phi)):
        assert model.perplexity(X) == pytest.approx(np.exp(-model.score(X) / n_words), rel=1e-3)


def test_the_truth_foretells_better_than_what_is_far_from_it(told):
    phi, _, X = told
    noise = np.random.default_rng(0).dirichlet(np.ones(300), 8)
    found = [known((1 - part) * phi + part * noise).perplexity(X) for part in (0.0, 0.05, 0.2, 0.5, 1.0)]
    assert found == sorted(found)
    assert found[-1] > 3 * found[0]


def test_more_passes_and_the_right_number_of_themes_foretell_better(told):
    phi, X, new = told
    few, many, two = (LDA(k, max_iter=n, tol=0).fit(X).perplexity(new) for k, n in ((8, 1), (8, 200), (2, 200)))
    assert known(phi).perplexity(new) < many < few < two


def test_perplexity_does_not_depend_on_order_or_threads(told):
    phi, _, X = told
    mixed = X[np.random.default_rng(0).permutation(X.shape[0])]
    model = known(phi)
    found = {model.set_params(n_jobs=n).score(rows) for n in (1, 2, 4) for rows in (X, mixed)}
    assert len(found) == 1


@pytest.mark.parametrize("X", [np.eye(300), np.zeros((3, 300)), 0.4 * np.eye(300)])
def test_without_two_words_in_a_passage_nothing_is_foretold(told, X):
    for figure in (known(told[0]).perplexity, known(told[0]).score):
        with pytest.raises(ValueError, match="no word to foretell; give passages of two known words or more"):
            figure(X)


def test_no_passages_have_no_perplexity(told):
    with pytest.raises(ValueError, match="0 sample"):
        known(told[0]).perplexity(np.zeros((0, 300)))


def test_a_grid_search_finds_the_number_of_themes():
    X = planted(n_articles=60, n_themes=5, n_common=0, common=0.0, seed=2).counts.counts
    search = GridSearchCV(LDA(n_jobs=1), {"n_themes": [2, 5, 12]}, cv=3).fit(X)
    assert search.best_params_ == {"n_themes": 5}


# --- Themes found again ---


def matched(found, truth):
    """Return the cosine of each true profile with the one that is matched with it."""
    found, truth = (p / np.maximum(np.linalg.norm(p, axis=1, keepdims=True), 1e-300) for p in (found, truth))
    cosine = truth @ found.T
    return cosine[linear_sum_assignment(-cosine)]


@pytest.mark.parametrize("seed", range(2))
def test_planted_themes_come_back_without_a_guide(seed):
    corpus = planted(n_articles=250, n_themes=8, n_words=40, common=0.2, seed=seed)
    model = LDA(9, background=True, random_state=seed).fit(corpus.counts.counts)
    similar = matched(model.components_, corpus.profiles)
    assert similar[:-1].min() > 0.95
    assert similar[-1] > 0.9  # the common words


@pytest.mark.parametrize("seed", range(2))
def test_in_short_passages_words_that_are_left_out_keep_themes_apart(seed):
    random = np.random.default_rng(seed)
    truth = random.dirichlet(np.full(400, 0.05), 20)
    theta = random.dirichlet(np.full(20, 0.05), 4000)
    X = sparse.csr_array(np.array([random.multinomial(5, p) for p in theta @ truth]).astype(float))
    model = LDA(20, random_state=seed, alpha=0.1, learn_priors=False, tol=0, max_iter=80)
    rows, weight, guide = model._checked_for_fit(X, None)
    start = model._start(
        rows, weight, guide, np.zeros((20, 400)), np.ones((20, 400), dtype=bool), check_random_state(seed)
    )
    plain = naive.plain_em(rows, start, np.full(20, 0.1), 0.05, 80)
    ours = matched(model.fit(X).components_, truth).mean()
    assert ours > matched(plain, truth).mean() + 0.05


# --- A fit under way ---


@pytest.mark.parametrize("max_iter", [3, 10, 12])
def test_a_fit_is_seen_under_way_and_ends_as_fit_does(corpus_500, max_iter):
    whole = LDA(4, max_iter=max_iter, tol=0).fit(corpus_500)
    model, seen = LDA(4, max_iter=max_iter, tol=0), []
    for view in model.iter_fit(corpus_500):
        assert view is model
        seen.append(view.n_iter_)
        np.testing.assert_allclose(view.components_.sum(axis=1), 1.0)
        assert view.transform(corpus_500[:3]).shape == (3, 4)
    assert seen == [*range(5, whole.n_iter_, 5), whole.n_iter_]
    assert same_bytes(model, whole)


def same_bytes(first, second):
    return all(getattr(first, a).tobytes() == getattr(second, a).tobytes() for a in ("components_", "alpha_"))


def test_a_fit_that_is_left_early_keeps_what_it_had(corpus_500):
    model = LDA(4)
    next(iter(model.iter_fit(corpus_500)))
    assert model.n_iter_ == 5
    assert model.transform(corpus_500).shape == (600, 4)


def test_a_fit_under_way_refuses_what_fit_refuses():
    with pytest.raises(ValueError, match="max_iter is 0"):
        next(LDA(2, max_iter=0).iter_fit(np.eye(3)))


def test_batches_teach_about_as_much_as_all_at_once():
    corpus = planted(n_articles=200, n_themes=5, n_words=40, seed=4)
    X = corpus.counts.counts
    model = LDA(6, prior=corpus.lexicon, background=True)
    for start in range(0, X.shape[0], 400):
        model.partial_fit(X[start : start + 400])
    first = LDA(6, prior=corpus.lexicon, background=True).fit(X[:400])
    found, one = (np.diag(cosines(m.components_, corpus.profiles)) for m in (model, first))
    assert found.min() > 0.95
    assert found.mean() >= one.mean()
    np.testing.assert_allclose(model.components_.sum(axis=1), 1.0)
    assert model.n_features_in_ == X.shape[1]
    listed = corpus.lexicon.any(axis=0)
    home = corpus.lexicon.argmax(axis=0)[listed]
    assert (model.components_[:, listed].argmax(axis=0) == home).all()
    assert not model.components_[-1, listed].any()


def cosines(found, truth):
    return (truth / np.linalg.norm(truth, axis=1)[:, None]) @ (found / np.linalg.norm(found, axis=1)[:, None]).T


def test_the_first_batch_is_a_fit(small):
    once, part = LDA(4).fit(small.counts.counts), LDA(4).partial_fit(small.counts.counts)
    assert same_bytes(once, part)


def test_a_new_fit_forgets_the_batches_before_it(small):
    counts = small.counts.counts
    model = LDA(4).partial_fit(counts[:15]).partial_fit(counts[15:])
    assert same_bytes(model.fit(counts).partial_fit(counts), LDA(4).fit(counts))
    fresh = LDA(4).partial_fit(counts).partial_fit(counts[:5])
    assert same_bytes(model.partial_fit(counts[:5]), fresh)
    assert not hasattr(clone(model), "_counted")


def test_a_batch_of_another_vocabulary_is_refused(small):
    model = LDA(4).partial_fit(small.counts.counts)
    with pytest.raises(ValueError, match="89 features, but LDA is expecting 90"):
        model.partial_fit(small.counts.counts[:, :89])
    with pytest.raises(ValueError, match="every count is 0"):
        model.partial_fit(np.zeros((2, 90)))
    assert model.n_features_in_ == 90


def test_batches_in_any_order_of_their_passages_give_the_same_bytes(small):
    counts, order = small.counts.counts, np.random.default_rng(0).permutation(30)
    straight, mixed = (LDA(4).partial_fit(c).partial_fit(c) for c in (counts, counts[order]))
    assert same_bytes(straight, mixed)
