"""The season: what was planted is taken out, and steps are left where they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.trends.season import without_season


def months(n):
    return np.arange("2001-01", np.datetime64("2001-01") + n, dtype="datetime64[M]")


def summer(start):
    return 0.2 * np.cos(2 * np.pi * (start.astype("datetime64[D]").astype(float) - 190) / 365.2425)


@pytest.mark.parametrize("freq", ["QS", "MS", "W-MON", "D"])
def test_a_season_goes_and_the_step_stays(freq):
    start = pd.date_range("2001-01-01", "2005-03-01", freq=freq).to_numpy()
    step = 0.3 * (start >= np.datetime64("2002-10-01"))
    random = np.random.default_rng(0)
    noise, weight = random.normal(0, 0.01, len(start)), random.uniform(0.5, 2, len(start))
    calm = without_season(0.5 + step + summer(start) + noise, weight, start)
    np.testing.assert_allclose(calm - calm.mean(), step - step.mean(), atol=0.05)


@pytest.mark.parametrize(("n", "is_calm"), [(47, False), (48, True)])
def test_less_than_four_years_have_no_season(n, is_calm):
    start = months(n)
    calm = without_season(summer(start), np.ones(n), start)
    assert (np.abs(calm).max() < 0.02) == is_calm
    if not is_calm:
        np.testing.assert_array_equal(calm, summer(start))


def test_noise_loses_little():
    noise = np.random.default_rng(1).standard_normal((200, 48))
    calm = np.array([without_season(y, np.ones(48), months(48)) for y in noise])
    assert 0.85 < calm.var() < 0.95  # four numbers were fitted to 48
