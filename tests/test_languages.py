"""Weights are comparable over languages: the same content in three of them weighs nearly the same."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as an
from analysis.models import CombinedThemes
from analysis.pipeline import count_passages
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


@pytest.fixture(scope="module", params=[0, 1])
def unequal(request):
    """What each model tells of the same content, by language, where Spanish has half of it and Russian a quarter."""
    articles, _ = translated(60, seed=request.param)
    each = articles["language"].map({"en": 1, "es": 2, "ru": 4})
    pair = articles["article_id"].str[1:3].astype(int) + 1
    counts, member = count_passages(articles[pair % each == 0], LEXICON, an.Settings())
    of = pd.Series(counts.passage_ids).str.extract(r"p(?P<pair>\d+)-(?P<code>..)")
    model = CombinedThemes(5, prior=member.astype(float), background=True).fit(counts.counts)
    in_all = (of["pair"].astype(int) + 1) % 4 == 0
    return {
        (name, kind): pd.DataFrame(block[in_all, :2]).groupby(of["code"][in_all].to_numpy()).mean()
        for name, blocks in model.told(counts.counts).items()
        for kind, block in zip(("weight", "presence"), blocks, strict=True)
    }


# With fewer free themes than further languages, LDA has no place for the words that a language alone has. Least squares
# give a theme to the language that has most of it: the factor of most variance; the weight by both has half of that.
UNLIKE = pytest.mark.xfail(strict=True, reason="least squares favour the language with most passages")


@pytest.mark.parametrize(
    ("model", "kind", "most"),
    [
        ("lda", "weight", 0.05),
        ("lda", "presence", 0.08),
        ("tfidf", "presence", 0.05),
        ("both", "presence", 0.1),
        pytest.param("tfidf", "weight", 0.1, marks=UNLIKE),
        pytest.param("both", "weight", 0.05, marks=UNLIKE),
    ],
)
def test_languages_of_unequal_size_say_nearly_the_same_of_the_same_content(unequal, model, kind, most):
    means = unequal[model, kind]
    assert list(means.index) == ["en", "es", "ru"]
    assert (means.max() - means.min()).max() < most
