"""The same passages and settings give the same bytes: in any order, on any number of threads, in any process."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from threadpoolctl import threadpool_limits

import analysis
from analysis.hashing import sha256
from analysis.models import LDA, TfidfThemes, em
from tests.planted import planted


@pytest.fixture(scope="module")
def many():
    """Passages enough to hold some out, of which some are given twice or thrice."""
    corpus = planted(n_articles=80, n_words=30, seed=7)
    X = corpus.counts.counts
    return corpus, sparse.csr_array(X[np.r_[np.arange(X.shape[0]), :40, 30:60]])


def lda(corpus, **options):
    return LDA(6, prior=corpus.lexicon, background=True, max_iter=30, **options)


def tfidf(corpus, **options):
    return TfidfThemes(6, prior=corpus.lexicon, background=True, max_iter=30, **options)


MODELS = {
    "lda": lda,
    "fixed priors": lambda corpus, **options: lda(corpus, learn_priors=False, **options),
    "free themes": lambda corpus, **options: LDA(20, max_iter=30, **options),  # noqa: ARG005
    "tfidf": tfidf,
    "free factors": lambda corpus, **options: TfidfThemes(20, max_iter=30, **options),  # noqa: ARG005
}


def learned(model, X):
    """Return hashes of what a model learns, and of the weights of the first passages."""
    model.fit(X)
    parts = [model.components_, getattr(model, "alpha_", model.components_), np.array(getattr(model, "beta_", 0))]
    return [sha256(np.ascontiguousarray(part).tobytes()) for part in parts]


@pytest.fixture(params=[None, 1500], ids=["one sample", "growing samples"])
def _samples(request, monkeypatch):
    monkeypatch.setattr(em, "LEAST_SAMPLE", request.param or em.LEAST_SAMPLE)


@pytest.mark.usefixtures("_samples")
@pytest.mark.parametrize("name", MODELS)
def test_no_order_of_passages_changes_a_byte(many, name):
    corpus, X = many
    order = np.random.default_rng(0).permutation(X.shape[0])
    model, mixed = MODELS[name](corpus), MODELS[name](corpus)
    assert learned(model, X) == learned(mixed, X[order]) == learned(model, X)
    assert model.transform(X)[order].tobytes() == mixed.transform(X[order]).tobytes()


@pytest.mark.usefixtures("_samples")
@pytest.mark.parametrize("name", ["lda", "fixed priors", "free themes"])
def test_no_number_of_threads_changes_a_byte(many, name):
    corpus, X = many
    models = [MODELS[name](corpus, n_jobs=n) for n in (1, 2, 4, None)]
    assert len({tuple(learned(model, X)) for model in models}) == 1
    assert len({model.transform(X).tobytes() for model in models}) == 1


@pytest.mark.parametrize("name", MODELS)
def test_no_number_of_threads_of_linear_algebra_changes_a_byte(many, name):
    corpus, X = many
    found = set()
    for n in (1, 2, 4):
        with threadpool_limits(n):
            model = MODELS[name](corpus)
            found.add((*learned(model, X), model.transform(X).tobytes()))
    assert len(found) == 1


@pytest.mark.parametrize("name", MODELS)
def test_no_passage_weighs_another_for_what_stands_beside_it(many, name):
    corpus, X = many
    model = MODELS[name](corpus).fit(X)
    weights = model.transform(X)
    with threadpool_limits(4):
        for part in (slice(0, 1), slice(3, 10), slice(500, None)):
            assert model.transform(X[part]).tobytes() == weights[part].tobytes()


@pytest.mark.parametrize("name", ["lda", "fixed priors", "free themes"])
def test_a_passage_given_twice_is_one_that_counts_twice(many, name):
    corpus, X = many
    X, copies = X[:960], np.random.default_rng(0).integers(1, 4, 960)
    repeated, weighed = MODELS[name](corpus), MODELS[name](corpus)
    weighed.fit(X, sample_weight=copies)
    repeated.fit(X[np.repeat(np.arange(960), copies)])
    assert repeated.components_.tobytes() == weighed.components_.tobytes()
    assert repeated.alpha_.tobytes() == weighed.alpha_.tobytes()


def test_fits_side_by_side_do_not_disturb_each_other(many):
    corpus, X = many
    alone = {name: learned(make(corpus), X) for name, make in MODELS.items()}
    with ThreadPoolExecutor(4) as pool:
        beside = pool.map(lambda name: learned(MODELS[name](corpus), X), [*MODELS, *MODELS])
        assert dict(zip([*MODELS, *MODELS], beside, strict=True)) == alone


SCRIPT = """
from tests.models.test_same_bytes import MODELS, learned
from tests.planted import planted
corpus = planted(n_articles=50, seed=7)
print({name: learned(make(corpus), corpus.counts.counts) for name, make in MODELS.items()})
"""


def test_another_process_finds_the_same_bytes():
    corpus = planted(n_articles=50, seed=7)
    here = {name: learned(make(corpus), corpus.counts.counts) for name, make in MODELS.items()}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=Path(analysis.__file__).parent.parent, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(here)
