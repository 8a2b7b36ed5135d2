"""What the tests of the readers share."""

import time

import pytest


@pytest.fixture(scope="session")
def seconds_of():
    """Return how long a call takes at best of two."""

    def measure(call):
        times = []
        for _ in range(2):
            start = time.perf_counter()
            call()
            times.append(time.perf_counter() - start)
        return min(times)

    return measure
