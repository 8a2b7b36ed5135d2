"""Weights are comparable over languages: the same content in three of them weighs nearly the same."""

from __future__ import annotations

import numpy as np
import pytest

import analysis as an
from tests.translated import LANGUAGES, LEXICON, translated


@pytest.fixture(scope="module")
def by_language():
    articles, truth = translated()
    run = an.analyse(articles, LEXICON, an.Settings(n_free=0, n_refits=10, threads=2))
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
    # Least squares share a theme out over languages less evenly than LDA does.
    most = {"lda": 0.01, "tfidf": 0.12, "both": 0.06}[model]
    wide = mine.pivot(index="pair", columns="code", values="weight")
    assert wide.sub(wide["en"], axis=0).abs().mean().max() < most
