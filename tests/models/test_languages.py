"""Themes of passages in several languages: terms told apart, weights that are alike, and what goes to which column."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from analysis.errors import InputError
from analysis.models import (
    LDA,
    CombinedThemes,
    TfidfThemes,
    ThemesByLanguage,
    carried_weights,
    language_counts,
    load_model,
    model_quality,
    order_free,
    save_model,
)
from analysis.tables import TermCounts
from tests.planted import planted

N_THEMES, N_COMMON, EVERY = 3, 30, 4  # the second language has each fourth passage


def in_two_languages(n_articles=60, seed=0):
    """Return counts, the language of each passage, the lexicon, and which passages say the same in either.

    The second language has words of its own for all that the first says, but for the first word of the background,
    which both write alike.
    """
    corpus = planted(n_articles=n_articles, n_common=N_COMMON, seed=seed)
    first = corpus.counts.counts.toarray()
    n_passages, n_terms = first.shape
    some = np.arange(0, n_passages, EVERY)
    alike, own = n_terms - N_COMMON, np.delete(np.arange(n_terms), n_terms - N_COMMON)
    counts = np.zeros((n_passages + len(some), 2 * n_terms - 1))
    counts[:n_passages, :n_terms] = first
    counts[n_passages:, n_terms:] = first[some][:, own]
    counts[n_passages:, alike] = first[some, alike]
    languages = ["en"] * n_passages + ["es"] * len(some)
    lexicon = np.hstack([corpus.lexicon, corpus.lexicon[:, own]])
    return sparse.csr_array(counts), languages, lexicon, (some, np.arange(n_passages, len(counts)))


def as_counts(X):
    return TermCounts(X, tuple(map(str, range(X.shape[0]))), tuple(f"t{j:03d}" for j in range(X.shape[1])))


@pytest.fixture(scope="module", params=[0, 4])
def case(request):
    X, languages, lexicon, same = in_two_languages(n_articles=100)
    table = language_counts(as_counts(X), languages)
    model = ThemesByLanguage(N_THEMES + request.param + 1, prior=lexicon, language_counts=table).fit(X)
    return X, languages, lexicon, same, model


def test_what_says_the_same_in_either_language_weighs_the_same(case):
    X, _, _, (first, second), model = case
    for weights, presence in model.told(X).values():
        for block, most in ((weights, 0.02), (presence, 0.04)):
            apart = block[first, :N_THEMES] - block[second, :N_THEMES]
            assert np.abs(apart.mean(axis=0)).max() < most
        assert np.corrcoef(weights[first, :N_THEMES].ravel(), weights[second, :N_THEMES].ravel())[0, 1] > 0.95


def test_weights_sum_to_one_and_presence_is_a_probability(case):
    X, *_, model = case
    for weights, presence in model.told(X).values():
        assert np.allclose(weights.sum(axis=1), 1)
        assert presence.min() >= 0
        assert presence.max() <= 1
    told = model.told(X)
    for name, view in model.views().items():
        assert np.array_equal(view.transform(X), told[name][0])
        assert np.array_equal(view.presence(X), told[name][1])
        assert np.allclose(view.components_.sum(axis=1), 1)


def test_a_free_theme_is_one_language_s_and_each_has_its_share_of_them(case):
    X, languages, _, _, model = case
    n_free = model.free_themes.stop - model.free_themes.start
    english = np.array(languages) == "en"
    weights = model.transform(X)[:, model.free_themes]
    in_english = weights[english].any(axis=0)
    assert (in_english ^ weights[~english].any(axis=0)).all()
    assert in_english.sum() == round(n_free * 0.8)  # with four fifths of the words


def test_words_carry_the_weights_of_their_passages(case):
    X, *_, model = case
    some = X[::17]
    for view in model.views().values():
        carried, row = carried_weights(view, some)
        sums = np.array([carried[row == i].sum(axis=0) for i in range(some.shape[0])])
        assert np.allclose(sums, view.transform(some), atol=1e-9)


def test_free_themes_can_be_put_in_order(case):
    X, _, lexicon, _, model = case
    again = ThemesByLanguage(model.n_themes, prior=lexicon, language_counts=model.language_counts).fit(X)
    words = np.arange(model.n_themes, dtype=float)  # the other way round
    order_free(again, words)
    columns = np.arange(model.n_themes)
    columns[model.free_themes] = columns[model.free_themes][::-1]
    assert np.array_equal(again.transform(X), model.transform(X)[:, columns])
    assert np.allclose(again.components_, model.components_[columns])
    assert np.allclose(again.lda_.components_, model.lda_.components_[columns])


def test_another_fit_takes_the_columns_of_what_it_finds_again(case):
    X, _, lexicon, _, model = case
    again = ThemesByLanguage(model.n_themes, prior=lexicon, language_counts=model.language_counts).fit(X)
    again.place_[:, model.free_themes] = again.place_[:, model.free_themes][:, ::-1]  # as if others were the heaviest
    again.take_columns_of(model)
    assert np.array_equal(again.place_, model.place_)
    assert np.array_equal(again.components_, model.components_)


def test_order_and_seed_alone_decide(case):
    X, _, lexicon, _, model = case
    order = np.random.default_rng(1).permutation(X.shape[0])
    same = {"prior": lexicon, "language_counts": model.language_counts}
    shuffled = ThemesByLanguage(model.n_themes, n_jobs=1, **same).fit(X[order])
    assert np.array_equal(shuffled.transform(X), model.transform(X))
    assert np.array_equal(shuffled.components_, model.components_)


def test_a_saved_model_weighs_as_before(case, tmp_path):
    X, *_, model = case
    save_model(model, tmp_path / "model")
    loaded = load_model(tmp_path / "model")
    for name, blocks in model.told(X).items():
        assert all(map(np.array_equal, loaded.told(X)[name], blocks))


def test_a_saved_model_that_points_outside_is_refused(case, tmp_path):
    *_, model = case
    kept, model.place_ = model.place_, model.place_ + model.n_themes
    save_model(model, tmp_path / "model")
    model.place_ = kept
    with pytest.raises(InputError, match="place_ names a theme beyond"):
        load_model(tmp_path / "model")


def test_what_lda_foretells_is_told_of_terms_by_language(case):
    X, *_, model = case
    names = [str(k) for k in range(model.n_themes)]
    table = model_quality(model.lda_, as_counts(X), model.lda_.transform(X), name="lda", themes=names)
    figures = table[table["theme"] == "all"].set_index("measure")["value"]
    assert figures["perplexity"] < 0.95 * figures["unigram_perplexity"]


def test_a_theme_without_words_in_a_language_is_not_found_there():
    X, languages, lexicon, (_, second), _ = (*in_two_languages(), None)
    lexicon[0, -lexicon.shape[1] // 2 :] = 0
    table = language_counts(as_counts(X), languages)
    model = ThemesByLanguage(N_THEMES + 1, prior=lexicon, language_counts=table).fit(X)
    for weights, _presence in model.told(X).values():
        assert not weights[second, 0].any()
        assert weights[: second[0], 0].mean() > 0.1


def test_a_passage_in_another_language_than_it_is_said_to_be_in_goes_to_its_words():
    X, languages, *_ = in_two_languages()
    wrong = ["es" if i % 30 == 1 else code for i, code in enumerate(languages)]
    assert wrong != languages
    assert np.array_equal(language_counts(as_counts(X), wrong), language_counts(as_counts(X), languages))


def test_few_passages_are_no_language_of_their_own():
    X, languages, *_ = in_two_languages()
    n_first = languages.count("en")
    assert language_counts(as_counts(X[: n_first + 9]), languages[: n_first + 9]) is None
    assert len(language_counts(as_counts(X[: n_first + 10]), languages[: n_first + 10])) == 2
    assert language_counts(as_counts(X[:n_first]), languages[:n_first]) is None


def test_passages_without_words_are_in_no_language():
    X, languages, *_ = in_two_languages()
    n_first = languages.count("en")
    nothing = sparse.csr_array((20, X.shape[1]))
    with_nothing = sparse.vstack([X[: n_first + 9], nothing], format="csr")
    assert language_counts(as_counts(with_nothing), [*languages[: n_first + 9], *["es"] * 20]) is None


def test_a_passage_of_unknown_words_has_no_weight():
    X, languages, lexicon, *_ = in_two_languages()
    model = ThemesByLanguage(N_THEMES + 1, prior=lexicon, language_counts=language_counts(as_counts(X), languages)).fit(
        X
    )
    assert np.isnan(model.transform(np.zeros((1, X.shape[1])))).all()


def test_bad_language_counts_are_refused():
    X, languages, lexicon, *_ = in_two_languages(n_articles=10)
    table = language_counts(as_counts(X), languages)
    for bad, why in [
        (table[:, 1:], "it must be \\(languages"),
        (-table, "a negative"),
        (0 * table, "nothing but 0"),
    ]:
        with pytest.raises(ValueError, match=why):
            ThemesByLanguage(N_THEMES + 1, prior=lexicon, language_counts=bad).fit(X)
    with pytest.raises(ValueError, match="background is False"):
        ThemesByLanguage(N_THEMES, prior=lexicon, background=False, language_counts=table).fit(X)


@pytest.mark.parametrize("kind", [LDA, TfidfThemes, CombinedThemes])
def test_models_refuse_languages_that_do_not_fit(kind):
    X = np.array([[2, 1, 0, 0], [0, 0, 1, 3], [1, 2, 0, 0]])
    of_terms = {"whole number for each": [0, 0, 1], "whole number": [0.0, 0, 1, 1], "two languages": [0, 1, 0, 1]}
    for why, bad in of_terms.items():
        with pytest.raises(ValueError, match=why):
            kind(2, background=True, languages=bad).fit(X)
    assert np.allclose(kind(2, background=True, languages=[0, 0, 1, 1]).fit(X).transform(X).sum(axis=1), 1)


def test_libraries_know_no_languages():
    with pytest.raises(ValueError, match="several languages"):
        LDA(2, languages=[0, 1], engine="gensim").fit(np.eye(2))


def test_one_language_is_as_none():
    X, languages, lexicon, *_ = in_two_languages(n_articles=20)
    first = X[: languages.count("en")]
    plain = LDA(N_THEMES + 3, prior=lexicon, background=True).fit(first)
    alone = LDA(N_THEMES + 3, prior=lexicon, background=True, languages=np.zeros(X.shape[1], dtype=int)).fit(first)
    assert np.allclose(plain.transform(first), alone.transform(first), atol=1e-3)
