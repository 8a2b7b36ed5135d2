"""Weights are comparable over languages: the same content in three of them weighs nearly the same."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as an
from analysis.models import ThemesByLanguage, language_counts
from analysis.pipeline import count_passages
from tests.translated import LANGUAGES, LEXICON, translated


@pytest.fixture(scope="module")
def run():
    return an.analyse(translated()[0], LEXICON, an.Settings(n_free=0, n_refits=10, threads=2))


@pytest.fixture(scope="module")
def by_language(run):
    _, truth = translated()
    table = run.weights.assign(
        pair=run.weights["article_id"].str[1:3].astype(int), code=run.weights["article_id"].str[-2:]
    )
    return table, truth


@pytest.mark.parametrize("model", ["lda", "tfidf", "both"])
@pytest.mark.parametrize("theme", ["energy", "military"])
def test_translated_pairs_weigh_nearly_the_same(by_language, model, theme):
    table, truth = by_language
    mine = table[(table["model"] == model) & (table["theme"] == theme)]
    for value in ("weight", "presence"):
        wide = mine.pivot(index="pair", columns="code", values=value)
        for code in LANGUAGES:
            assert np.corrcoef(wide[code], truth[theme])[0, 1] > 0.8
            assert np.corrcoef(wide[code], wide["en"])[0, 1] > 0.85
    wide = mine.pivot(index="pair", columns="code", values="weight")
    assert wide.sub(wide["en"], axis=0).abs().mean().max() < 0.002


def test_a_bundle_of_several_languages_weighs_as_it_did(run, tmp_path):
    an.save_bundle(run, tmp_path / "model")
    articles, _ = translated()
    applied = an.apply_bundle(an.load_bundle(tmp_path / "model"), articles)
    by = ["model", "article_id", "theme"]
    weights = run.weights.set_index(by)["weight"]
    pd.testing.assert_series_equal(applied.weights.set_index(by)["weight"], weights, check_exact=True)


def test_the_words_of_an_article_add_up_to_its_weights_in_each_language(run):
    ids = ["p05-en", "p05-es", "p05-ru"]
    told = run.explain(run, ids)
    passages = run.passages.set_index("passage_id")["article_id"]
    carried = told.groupby(["model", told["passage_id"].map(passages), "theme"])["carried"].sum()
    weights = run.weights.set_index(["model", "article_id", "theme"])["weight"].loc[carried.index]
    assert np.allclose(carried, weights, atol=1e-6)
    assert set(carried.index.get_level_values(1)) == set(ids)


def told_by_language(articles, shown, n_free):
    """Return what each model tells, in the mean, of the pairs of articles that are shown: (model, kind) to a table."""
    counts, member = count_passages(articles, LEXICON, an.Settings())
    of = pd.Series(counts.passage_ids).str.extract(r"p(?P<pair>\d+)-(?P<code>..)").astype({"pair": int})
    spoken = language_counts(counts, list(of["code"]))
    model = ThemesByLanguage(n_free + 3, prior=member.astype(float), language_counts=spoken).fit(counts.counts)
    rows = shown(of["pair"])
    return {
        (name, kind): pd.DataFrame(block[rows, :2]).groupby(of["code"][rows].to_numpy()).mean()
        for name, blocks in model.told(counts.counts).items()
        for kind, block in zip(("weight", "presence"), blocks, strict=True)
    }


def in_unequal_parts(n, seed, group_of):
    """Return articles of which Spanish has every second group and Russian every fourth, and the number of each."""
    articles, _ = translated(n, seed=seed)
    each = articles["language"].map({"en": 1, "es": 2, "ru": 4})
    pair = articles["article_id"].str.extract(r"p(\d+)")[0].astype(int)
    return articles[group_of(pair) % each == 0]


def fours(pair):
    """Return the group of each pair: one of four speaks of no theme, so each group has the same share of those."""
    return pair // 4


def ones(pair):
    """Return the group of each pair, so that Spanish and Russian have none of those that speak of no theme."""
    return pair + 1


@pytest.fixture(scope="module", params=[(0, 0), (0, 2), (1, 2), (0, 8)], ids=str)
def alike(request):
    seed, n_free = request.param
    articles = in_unequal_parts(120, seed, fours)
    return told_by_language(articles, lambda pair: fours(pair) % 4 == 0, n_free)


@pytest.fixture(scope="module", params=[0, 1])
def unlike(request):
    articles = in_unequal_parts(60, request.param, ones)
    return told_by_language(articles, lambda pair: ones(pair) % 4 == 0, n_free=2)


def gap(means):
    """Return the largest difference of two languages' means."""
    assert list(means.index) == ["en", "es", "ru"]
    return (means.max() - means.min()).max()


@pytest.mark.parametrize("kind", ["weight", "presence"])
@pytest.mark.parametrize("model", ["lda", "tfidf", "both"])
def test_languages_of_unequal_size_say_nearly_the_same_of_the_same_content(alike, model, kind):
    assert gap(alike[model, kind]) < {"weight": 0.02, "presence": 0.03}[kind]


@pytest.mark.parametrize(
    ("model", "weight", "presence"), [("lda", 0.03, 0.05), ("tfidf", 0.05, 0.03), ("both", 0.04, 0.03)]
)
def test_languages_that_speak_of_themes_unlike_often_differ_more(unlike, model, weight, presence):
    assert gap(unlike[model, "weight"]) < weight
    assert gap(unlike[model, "presence"]) < presence


def test_the_number_of_free_themes_is_told_from_the_most_frequent_language():
    articles, _ = translated(6)
    english = articles["language"] == "en"
    settings = an.Settings(n_free="auto", n_refits=10, max_share=1.0, threads=2)
    some = articles[english | (articles.index < 9)]
    alone, among_others = (an.analyse(part, LEXICON, settings).number_of_themes for part in (articles[english], some))
    pd.testing.assert_frame_equal(alone, among_others)
