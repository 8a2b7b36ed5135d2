"""What the words of the lexicon teach, against plain loops."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analysis.models.lessons import BELIEVED, Lessons
from tests.models import naive


def a_case(seed):
    random = np.random.default_rng(seed)
    n_themes = int(random.integers(1, 5))
    counts = random.integers(0, 3, (20, 10)) * (random.random((20, 10)) < 0.4)
    guide = (random.random((n_themes, 10)) < 0.3) * random.random((n_themes, 10))
    return counts.astype(float), guide


@settings(max_examples=60)
@given(seed=st.integers(0, 10_000))
def test_passages_are_sure_unnamed_or_elsewhere_as_plain_loops_have_it(seed):
    counts, guide = a_case(seed)
    found = Lessons.of(sparse.csr_array(counts), guide)
    sure, unnamed, elsewhere = naive.lessons(counts, guide)
    np.testing.assert_array_equal(found.sure, sure)
    np.testing.assert_array_equal(found.unnamed, unnamed)
    np.testing.assert_array_equal(found.elsewhere, elsewhere)
    assert not (found.sure & (found.unnamed | found.elsewhere)).any()


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_labels_and_presence_are_probabilities_that_heed_the_words(seed):
    counts, guide = a_case(seed)
    lessons = Lessons.of(sparse.csr_array(counts), guide)
    teacher = np.random.default_rng(seed).random(lessons.sure.shape)
    labels = lessons.labels(teacher)
    assert ((labels >= 0) & (labels <= 1)).all()
    assert (labels[lessons.sure] == 1).all()
    assert (labels[lessons.unnamed] <= teacher[lessons.unnamed]).all()
    present = lessons.with_words(teacher, lessons.sure.sum(axis=0))
    assert ((present >= teacher) & (present <= 1)).all()
    np.testing.assert_array_equal(present[lessons.unnamed], teacher[lessons.unnamed])


def test_the_more_passages_are_sure_the_more_the_teacher_counts():
    one_word = sparse.csr_array(np.array([[1.0, 0.0], [1.0, 0.0]]))
    lessons = Lessons.of(one_word, np.array([[1.0, 1.0]]))
    teacher = np.full((2, 1), 0.2)
    few, many = (lessons.with_words(teacher, np.array([n]))[0, 0] for n in (0.0, 9 * BELIEVED))
    assert few == 1
    assert abs(many - 0.208) < 1e-12
