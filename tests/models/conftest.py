"""A planted corpus and the models fitted to it."""

from __future__ import annotations

import pytest
from threadpoolctl import threadpool_limits

from analysis.models import LDA, CombinedThemes, TfidfThemes
from tests.planted import planted

KINDS = {"lda": LDA, "tfidf": TfidfThemes, "both": CombinedThemes}


@pytest.fixture(autouse=True)
def one_thread_for_linear_algebra():
    with threadpool_limits(limits=1):
        yield


@pytest.fixture(params=KINDS)
def kind(request):
    return KINDS[request.param]


@pytest.fixture(scope="module")
def corpus():
    return planted()


@pytest.fixture(scope="module")
def small():
    return planted(n_articles=6, n_passages=5, seed=3)


@pytest.fixture
def guided(kind, corpus):
    return kind(4, prior=corpus.lexicon, background=True).fit(corpus.counts.counts)
