"""Figures of themes against plain loops, and junk that was planted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analysis import tables
from analysis.models import LDA, TfidfThemes, c_v, diversity, exclusivity, junk_reasons, model_quality, npmi
from analysis.models.quality import theme_figures
from analysis.tables import TermCounts
from tests.models import naive
from tests.planted import planted


def term_counts(X):
    ids, terms = (tuple(f"{letter}{i:05d}" for i in range(n)) for letter, n in zip("pt", np.shape(X), strict=True))
    return TermCounts(sparse.csr_array(np.asarray(X, dtype=float)), ids, terms)


def a_model(seed, n_passages=20, n_themes=4, n_terms=15):
    random = np.random.default_rng(seed)
    X = random.poisson(0.8, (n_passages, n_terms))
    X[0], X[1] = 1, 0
    weights = random.dirichlet(np.full(n_themes, 0.3), n_passages)
    weights[1] = np.nan
    return random.dirichlet(np.ones(n_terms), n_themes), weights, term_counts(X)


class Fixed:
    """A model that was given its profiles."""

    def __init__(self, components):
        self.components_ = components


def judged(components, weights, counts, named=()):
    names = [f"theme_{k}" for k in range(len(components))]
    table = model_quality(Fixed(components), counts, weights, name="lda", themes=names)
    return table, junk_reasons(table, model="lda", named=named)


# --- Figures ---


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_the_figures_are_what_plain_loops_give(seed):
    components, weights, counts = a_model(seed)
    found = theme_figures(components, weights, counts)
    expected = naive.theme_figures(components, weights, counts.counts.toarray())
    for k, figures in enumerate(expected):
        for measure, value in figures.items():
            np.testing.assert_allclose(found[measure][k], value, rtol=1e-9, err_msg=measure)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_neither_the_order_of_passages_nor_of_themes_changes_a_byte(seed):
    components, weights, counts = a_model(seed)
    random = np.random.default_rng(seed)
    rows, columns = random.permutation(len(weights)), random.permutation(len(components))
    moved = theme_figures(
        components[columns], weights[np.ix_(rows, columns)], term_counts(counts.counts.toarray()[rows])
    )
    for measure, values in theme_figures(components, weights, counts).items():
        np.testing.assert_array_equal(moved[measure], values[columns], err_msg=measure)


def test_the_ends_of_each_scale():
    X = np.full((8, 4), 5)
    components = np.array([[0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0]])
    weights = np.tile([1.0, 0.0], (8, 1))
    found = theme_figures(components, weights, term_counts(X))
    np.testing.assert_allclose(found["corpus_distance"], [0, np.log(4)], atol=1e-12)
    np.testing.assert_allclose(found["uniform_distance"], [0, np.log(4)], atol=1e-12)
    np.testing.assert_allclose(found["effective_terms"], [4, 1])
    np.testing.assert_allclose(found["n_words"], [160, 0])
    np.testing.assert_allclose(found["document_entropy"], [np.log(8), np.nan])
    np.testing.assert_array_equal(found["rank_1"], [1, np.nan])
    np.testing.assert_array_equal(found["allocation_ratio"], [1, np.nan])


def test_terms_that_do_not_occur_do_not_count():
    components, weights, counts = a_model(0)
    wider = np.hstack([components * 0.9, np.full((4, 1), 0.1)])
    X = np.hstack([counts.counts.toarray(), np.zeros((20, 1))])
    for measure, values in theme_figures(wider, weights, term_counts(X)).items():
        np.testing.assert_allclose(values, theme_figures(components, weights, counts)[measure], err_msg=measure)


def test_a_theme_of_no_terms_has_no_distances():
    components, weights, counts = a_model(0)
    components[2] = 0
    found = theme_figures(components, weights, counts)
    for measure in ("corpus_distance", "uniform_distance", "effective_terms"):
        assert np.isnan(found[measure]).tolist() == [False, False, True, False]


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda c, w: (c[:, 1:], w), r"components has the shape \(4, 14\); it must be \(themes, 15 terms\)"),
        (lambda c, w: (c, w[1:]), r"weights has the shape \(19, 4\); it must be \(20 passages, 4 themes\)"),
        (lambda c, w: (-c, w), "0 or more"),
        (lambda c, w: (c * np.nan, w), "0 or more"),
    ],
)
def test_what_does_not_fit_is_refused(spoil, fault):
    components, weights, counts = a_model(0)
    with pytest.raises(ValueError, match=fault):
        theme_figures(*spoil(components, weights), counts)


# --- The table ---


def test_the_table_keeps_its_contract_and_holds_every_figure(guided, corpus):
    weights = guided.transform(corpus.counts.counts)
    names = ["energy", "war", "trade", "background"]
    table = model_quality(guided, corpus.counts, weights, name="lda", themes=names)
    pd.testing.assert_frame_equal(tables.conform("quality", table), table)
    wide = table.pivot_table(index="theme", columns="measure", values="value", sort=False)
    assert list(wide.index) == [*names, "all"]
    expected = {
        **theme_figures(guided.components_, weights, corpus.counts),
        "npmi": npmi(guided.components_, corpus.counts.counts),
        "c_v": c_v(guided.components_, corpus.counts.counts),
        "exclusivity": exclusivity(guided.components_),
    }
    for measure, values in expected.items():
        np.testing.assert_array_equal(wide.loc[names, measure], values)
    whole = wide.loc["all"].dropna()
    assert whole["n_words"] == corpus.counts.counts.sum()
    assert whole["diversity"] == diversity(guided.components_)
    assert whole["c_v"] == pytest.approx(expected["c_v"].mean())


def test_a_model_that_tells_its_alpha_is_tried_on_words_held_out(corpus):
    class WithAlpha(LDA):
        def fit(self, X, y=None, sample_weight=None):
            super().fit(X, y, sample_weight)
            self.alpha_ = np.full(self.n_themes, 0.3)
            return self

    def measures(model):
        fitted = model.fit(corpus.counts.counts)
        table = model_quality(
            fitted, corpus.counts, fitted.transform(corpus.counts.counts), name="m", themes=["a", "b", "c", "d"]
        )
        return table[table["theme"] == "all"].set_index("measure")["value"]

    found = measures(WithAlpha(4))
    assert found["perplexity"] < found["unigram_perplexity"]
    assert "perplexity" not in measures(TfidfThemes(4))


def test_names_must_be_as_many_as_the_themes():
    components, weights, counts = a_model(0)
    with pytest.raises(ValueError, match="themes has 1 names and the model 4"):
        model_quality(Fixed(components), counts, weights, name="lda", themes=["one"])


# --- Junk ---


@pytest.fixture(scope="module")
def true():
    """A planted corpus with its true profiles and weights: three themes and a background."""
    corpus = planted(n_articles=40)
    return corpus.profiles, corpus.passage_weights, corpus.counts


def beside(true, profile, weight, named=()):
    """Return the reason for theme_4, of that profile and taking that part of each passage, beside the true themes."""
    components, weights, counts = true
    weight = np.broadcast_to(weight, len(weights))[:, None]
    _, reasons = judged(np.vstack([components, profile]), np.hstack([weights * (1 - weight), weight]), counts, named)
    assert not {"theme_0", "theme_1", "theme_2"} & set(reasons)
    return reasons.get("theme_4", "")


def frequencies(counts):
    return counts.term_totals / counts.term_totals.sum()


def test_a_copy_of_the_corpus_hardly_differs_from_it(true):
    assert "hardly differs from the whole corpus" in beside(true, frequencies(true[2]), 0.2)


def test_a_starved_theme_takes_almost_no_words(true):
    n_terms = true[0].shape[1]
    assert beside(true, np.full(n_terms, 1 / n_terms), 0.001).startswith("takes almost no words")


def test_a_flat_theme_prefers_no_word(true):
    n_terms = true[0].shape[1]
    assert "prefers hardly any word" in beside(true, np.full(n_terms, 1 / n_terms), 0.1)


def test_a_theme_of_common_words_is_spread_alike(true):
    common = true[0][-1] ** 2  # the commonest of the background's
    assert "spread over all passages alike" in beside(true, common / common.sum(), 0.2)


def test_a_theme_of_one_passage_is_told(true):
    once = np.zeros(len(true[1]))
    once[7] = 0.9
    assert beside(true, true[0][0], once) == "comes from hardly more than one passage"


def test_a_theme_of_one_word_is_told(true):
    assert "hardly more than one word" in beside(true, np.eye(true[0].shape[1])[0], true[1][:, 0] / 2)


def test_what_a_person_named_may_be_even_rare_or_one_word_but_not_nothing(true):
    common, n_terms = true[0][-1] ** 2, true[0].shape[1]
    assert beside(true, common / common.sum(), 0.2, named=["theme_4"]) == ""
    assert beside(true, np.eye(n_terms)[0], true[1][:, 0] / 2, named=["theme_4"]) == ""
    assert "takes almost no words" in beside(true, np.full(n_terms, 1 / n_terms), 0.001, named=["theme_4"])
    assert "hardly differs" in beside(true, frequencies(true[2]), 0.2, named=["theme_4"])


def test_a_true_theme_split_in_two_halves_is_no_junk(true):
    components, weights, counts = true
    halves = np.hstack([weights[:, :1] / 2, weights])
    halves[:, 1] /= 2
    _, reasons = judged(np.vstack([components[:1], components]), halves, counts)
    assert set(reasons) <= {"theme_4"}


@pytest.mark.parametrize("seed", range(4))
def test_free_themes_that_took_common_words_are_told_off_and_those_that_found_a_theme_are_not(seed):
    corpus = planted(n_articles=40, seed=seed)
    model = LDA(10, background=True, random_state=seed).fit(corpus.counts.counts)
    _, reasons = judged(model.components_, model.transform(corpus.counts.counts), corpus.counts)
    share = np.array([model.components_[:, profile > 0].sum(axis=1) for profile in corpus.profiles])
    found = {f"theme_{k}" for k in range(9) if share[:-1, k].max() > 0.7}
    common = {f"theme_{k}" for k in range(9) if share[-1, k] > 0.7}
    assert len(found) >= 3
    assert not found & set(reasons)
    assert len(common & set(reasons)) >= len(common) / 2
    assert common


def test_of_many_free_themes_that_share_random_words_each_is_told_off_and_no_planted_one_is():
    random = np.random.default_rng(0)
    n, n_filler, n_themes = 240, 50, 5  # three are named, two are to be found
    X = np.zeros((n, n_filler + 6 * n_themes))
    X[:, :n_filler] = random.multinomial(21, np.full(n_filler, 1 / n_filler), size=n)
    for i in range(n):
        mine = n_filler + 6 * (i % n_themes)
        X[i, mine : mine + 6] = random.multinomial(14, np.full(6, 1 / 6))
    prior = np.zeros((3, X.shape[1]))
    for k in range(3):
        prior[k, n_filler + 6 * k : n_filler + 6 * k + 3] = 1
    counts = term_counts(X)
    model = LDA(3 + 20 + 1, prior=prior, background=True, n_jobs=1).fit(counts.counts)
    table = model_quality(
        model, counts, model.transform(counts.counts), name="lda", themes=model.get_feature_names_out()
    )
    reasons = junk_reasons(table, model="lda", named=["guided_0", "guided_1", "guided_2"])
    planted_words = model.components_[model.free_themes, n_filler:].sum(axis=1)
    true = {f"free_{k}" for k in np.flatnonzero(planted_words > 0.5)}
    assert len(true) >= 2
    assert not true & set(reasons)
    free = {f"free_{k}" for k in range(20)}
    assert free - true <= set(reasons)
    assert any("heaviest theme of hardly any passage" in reason for reason in reasons.values())


def test_few_passages_tell_nothing():
    components, weights, counts = a_model(0, n_passages=6)
    assert judged(components, weights, counts)[1] == {}


def test_reasons_without_figures_are_refused():
    with pytest.raises(ValueError, match="no figures of the model 'tfidf'"):
        junk_reasons(judged(*a_model(0))[0], model="tfidf")
