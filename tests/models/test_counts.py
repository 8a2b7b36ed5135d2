"""Counts and settings of every kind: what is fine gives the same as the plain form, what is not is refused in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from analysis.models import LDA, TfidfThemes
from analysis.models.em import Passages

COUNTS = np.random.default_rng(1).poisson(1, (30, 12))
COUNTS[:, 3] = 0
COUNTS[:, 3][:2] = 1
COUNTS[5] = 0


def fitted(kind, X, **options):
    """Return the bytes that a model learns and weighs, as the plain form should."""
    model = kind(3, max_iter=10, **options).fit(X)
    return model.components_.tobytes() + model.transform(X).tobytes()


def unsorted(X):
    """Return a CSR array whose terms stand in reverse order in each row."""
    rows = [np.flatnonzero(row)[::-1] for row in X]
    indices, data = np.concatenate(rows), np.concatenate([X[i, cols] for i, cols in enumerate(rows)])
    return sparse.csr_array((data, indices, np.cumsum([0, *map(len, rows)])), shape=X.shape)


def duplicated(X):
    """Return a CSR array that holds each count in parts of one, and zeros of its own."""
    row, term = np.nonzero(np.ones_like(X))
    row, term = np.concatenate([row, np.repeat(row, X.ravel())]), np.concatenate([term, np.repeat(term, X.ravel())])
    order = np.argsort(row, kind="stable")
    data = np.concatenate([np.zeros(X.size), np.ones(X.sum())])[order]
    starts = np.searchsorted(row[order], np.arange(len(X) + 1))
    return sparse.csr_array((data, term[order], starts), shape=X.shape)


def wide(X):
    """Return a CSR array whose indices are of 64 bits."""
    rows = sparse.csr_array(X)
    rows.indices, rows.indptr = rows.indices.astype(np.int64), rows.indptr.astype(np.int64)
    return rows


FORMS = {
    "float32": lambda X: X.astype(np.float32),
    "int64": lambda X: X.astype(np.int64),
    "uint8": lambda X: X.astype(np.uint8),
    "objects": lambda X: X.astype(object),
    "lists": lambda X: X.tolist(),
    "Fortran order": np.asfortranarray,
    "read-only": lambda X: np.broadcast_to(X, X.shape),
    "csr": sparse.csr_array,
    "csr matrix": sparse.csr_matrix,
    "csr of float32": lambda X: sparse.csr_array(X.astype(np.float32)),
    "csc": sparse.csc_array,
    "coo": sparse.coo_array,
    "lil": sparse.lil_array,
    "pandas": pd.DataFrame,
    "sparse pandas": lambda X: pd.DataFrame.sparse.from_spmatrix(sparse.csr_matrix(X)),
    "unsorted": unsorted,
    "duplicated": duplicated,
    "indices of 64 bits": wide,
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_counts_gives_the_same_bytes(kind, form):
    assert fitted(kind, FORMS[form](COUNTS)) == fitted(kind, COUNTS.astype(float))


def test_a_matrix_of_the_old_kind_is_refused_in_words(kind):
    with pytest.warns(PendingDeprecationWarning), pytest.raises(TypeError, match=r"np\.matrix is not supported"):
        kind(3).fit(np.matrix(COUNTS))


def test_whether_a_word_stands_there_is_a_count(kind):
    assert fitted(kind, COUNTS > 0) == fitted(kind, (COUNTS > 0).astype(float))


def test_zeros_of_either_sign_are_no_counts(kind):
    signed = np.where(COUNTS > 0, COUNTS, -0.0)
    assert fitted(kind, signed) == fitted(kind, COUNTS)


REFUSED = {
    "not a number": (np.where(COUNTS > 3, np.nan, COUNTS), "NaN"),
    "infinite": (np.where(COUNTS > 3, np.inf, COUNTS), "infinity"),
    "negative": (-COUNTS, "counts must be 0 or more"),
    "a negative one": (np.where(COUNTS > 3, -1, COUNTS), "counts must be 0 or more"),
    "more than single precision holds": (COUNTS * 1e38, r"X holds the count \de\+38; .* no more than 1e\+12"),
    "no passages": (np.zeros((0, 4)), "0 sample"),
    "no terms": (np.zeros((4, 0)), "0 feature"),
    "nothing but zeros": (np.zeros((4, 4)), "every count is 0, so there is nothing to learn from"),
    "one passage without its brackets": (COUNTS[0], "Expected 2D array"),
    "three dimensions": (COUNTS[None], "dim 3"),
    "complex": (COUNTS.astype(complex), "Complex data not supported"),
    "words": ([["a", "b"]], "could not convert string"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_is_no_count_is_refused(kind, fault):
    X, told = REFUSED[fault]
    is_table = isinstance(X, np.ndarray) and X.ndim == 2
    for form in (X, sparse.csr_array(X)) if is_table else (X,):
        with pytest.raises(ValueError, match=told):
            kind(2).fit(form)


@pytest.mark.parametrize("fault", ["not a number", "infinite", "negative", "more than single precision holds"])
def test_what_is_no_count_is_not_weighed_either(kind, fault):
    X, told = REFUSED[fault]
    with pytest.raises(ValueError, match=told):
        kind(2, max_iter=2).fit(COUNTS).transform(X)


def test_more_terms_than_32_bits_count_are_refused(kind):
    X = sparse.csr_array((np.ones(1), np.array([2**31 + 5]), np.array([0, 1])), shape=(1, 2**31 + 9))
    with pytest.raises(ValueError, match="X has 2147483657 terms; there must be no more than 2147483647"):
        kind(2).fit(X)


def test_starts_of_passages_are_not_cut_to_32_bits():
    X = wide(COUNTS.astype(float))
    X.indptr = X.indptr + 2**33  # as where two thousand million counts stand before these
    fake = type("Fake", (), {"indptr": X.indptr, "indices": X.indices, "data": X.data, "shape": X.shape})()
    fake.sum = lambda axis: COUNTS.sum(axis=axis)
    assert Passages.of(fake).starts.tolist() == X.indptr.tolist()


@pytest.mark.parametrize("scale", [1e-300, 1e-40, 1e-20, 1e-6, 0.1, 1e6, 1e11])
def test_counts_of_any_size_give_weights(kind, scale):
    X = COUNTS * scale
    model = kind(3, max_iter=20).fit(X)
    weights = model.transform(X)
    assert np.isfinite(model.components_).all()
    np.testing.assert_allclose(weights[COUNTS.any(axis=1)].sum(axis=1), 1.0)
    assert np.isnan(weights[5]).all()


@pytest.mark.parametrize("large", [1e6, 1e12])
def test_one_huge_count_spoils_nothing(kind, large):
    X = COUNTS.astype(float)
    X[0, 0] = large
    model = kind(3, max_iter=20).fit(X)
    assert np.isfinite(model.components_).all()
    np.testing.assert_allclose(model.transform(X)[COUNTS.any(axis=1)].sum(axis=1), 1.0)


@pytest.mark.parametrize("scale", [1e-300, 1e-30, 1e10, 1e30])
def test_weights_of_passages_of_any_size_are_taken(kind, scale):
    model = kind(3, max_iter=20).fit(COUNTS, sample_weight=np.full(30, scale))
    assert np.isfinite(model.components_).all()


def test_weights_beyond_single_precision_are_refused(kind):
    with pytest.raises(ValueError, match=r"more than 1e\+35 words by their weights; divide sample_weight by its mean"):
        kind(3).fit(COUNTS, sample_weight=np.full(30, 1e40))


@pytest.mark.parametrize(
    ("weight", "told"),
    [(np.zeros(30), "non-zero"), (np.full(30, np.nan), "NaN"), (-np.ones(30), "Negative"), (np.ones(3), "shape")],
)
def test_weights_that_are_none_are_refused(kind, weight, told):
    with pytest.raises(ValueError, match=told):
        kind(3).fit(COUNTS, sample_weight=weight)


def test_more_themes_than_terms_and_than_passages_work(kind):
    model = kind(40, max_iter=5).fit(COUNTS)
    assert model.components_.shape == (40, 12)
    np.testing.assert_allclose(model.transform(COUNTS)[:5].sum(axis=1), 1.0)


def test_one_theme_one_term_and_one_passage_work(kind):
    assert kind(1).fit([[3.0]]).transform([[1.0], [0.0]])[0] == 1
    assert kind(1).fit(COUNTS).transform(COUNTS[:2]).tolist() == [[1.0], [1.0]]


WHOLE, NUMBER, POSITIVE = "it must be a whole number, 1 or more", "it must be 0 or more", "it must be a number above 0"
SETTINGS = {
    "n_themes": (["3", np.nan, 0, -3, 1.5, None, True], WHOLE),
    "max_iter": (["3", np.nan, 0, -3, 1.5, None, True], WHOLE),
    "tol": (["x", np.nan, -1, np.inf, None, [0.1], True], NUMBER),
    "strength": (["x", np.nan, -1, np.inf, None, [1], True], NUMBER),
    "alpha": (["x", np.nan, 0, -1.0, np.inf, [1, 2], True], POSITIVE),
    "beta": (["x", np.nan, 0, -1.0, np.inf, None, True], POSITIVE),
    "n_jobs": (["x", np.nan, 0, -3, 1.5, True], "it must be a whole number, 1 or more, or -1 for every core"),
}
FAULTS = [
    (kind, name, value)
    for kind in (LDA, TfidfThemes)
    for name, (values, _) in SETTINGS.items()
    for value in values
    if name in kind().get_params()
]


@pytest.mark.parametrize(("kind", "name", "value"), FAULTS)
def test_a_setting_of_another_kind_or_range_is_refused_by_its_name_and_value(kind, name, value):
    with pytest.raises(ValueError, match="it must be") as told:
        kind(**{"n_themes": 3, name: value}).fit(COUNTS)
    assert str(told.value) == f"{name} is {value!r}; {SETTINGS[name][1]}"


def test_numbers_of_numpy_are_numbers(kind):
    model = kind(np.int64(3), max_iter=np.int32(4), tol=np.float32(0), strength=np.float64(1))
    assert fitted_shape(model) == (3, 12)
    assert fitted_shape(LDA(3, alpha=np.float32(0.5), beta=1, n_jobs=np.int64(1))) == (3, 12)


def fitted_shape(model):
    return model.fit(COUNTS).components_.shape


def test_factors_of_counts_too_small_to_speak_are_even():
    assert np.allclose(TfidfThemes(2).fit(COUNTS * 1e-9).transform(COUNTS)[:2], 0.5)
