import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.hashing import random_weights, sha256, stable_hash, stable_id
from tests.naive import naive_weight

NUMBERS = st.integers(0, 2**31 - 1)


def test_hashes_stay_what_they_were():
    assert stable_hash("cuba") == 4955203634704045896
    assert stable_hash("Куба") == 10527280820208417056
    assert stable_id("cuba") == "af35a131687d5"
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.text(max_size=20))
def test_an_id_is_a_letter_and_twelve_hexadecimal_digits(text):
    written = stable_id(text)
    assert written[0] == "a"
    assert len(written) == 13
    assert 0 <= int(written[1:], 16) < 2**48
    assert 0 <= stable_hash(text) < 2**64


@given(st.lists(st.text(max_size=8), max_size=20), NUMBERS, NUMBERS)
def test_weights_equal_the_naive_ones_in_any_order(ids, draw, seed):
    weights = random_weights(ids, draw=draw, seed=seed)
    np.testing.assert_allclose(weights, [naive_weight(i, draw, seed) for i in ids], rtol=1e-12)
    np.testing.assert_array_equal(random_weights(ids[::-1], draw=draw, seed=seed), weights[::-1])
    assert weights.shape == (len(ids),)
    assert (weights > 0).all()


@settings(max_examples=10)
@given(NUMBERS, NUMBERS)
def test_weights_are_exponential_with_mean_one(draw, seed):
    n = 20_000
    weights = random_weights([str(i) for i in range(n)], draw=draw, seed=seed)
    # Six standard errors; the exponential has mean 1, standard deviation 1 and median log 2.
    assert weights.mean() == pytest.approx(1, abs=6 / np.sqrt(n))
    assert (weights < np.log(2)).mean() == pytest.approx(0.5, abs=3 / np.sqrt(n))


@pytest.mark.parametrize("other", [{"draw": 2, "seed": 0}, {"draw": 1, "seed": 1}, {"draw": 0, "seed": 1}])
def test_another_draw_or_seed_gives_unrelated_weights(other):
    ids = [str(i) for i in range(5000)]
    one, two = random_weights(ids, draw=1, seed=0), random_weights(ids, **other)
    assert abs(np.corrcoef(one, two)[0, 1]) < 6 / np.sqrt(len(ids))
