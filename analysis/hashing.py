"""Stable hashes: identifiers and random weights that depend on nothing but their input.

Python's own ``hash`` changes from run to run, and a random stream depends on the order in which it is
drawn. A weight that is a hash of an id and of the draw's number is the same whatever the order of the
articles, the number of parts they are read in, or the number of threads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def stable_hash(text: str) -> int:
    """Return a 64-bit number for a text, the same on every machine and in every run.

    >>> stable_hash("cuba") == stable_hash("cuba")
    True
    """
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest(), "big")


def stable_id(text: str) -> str:
    """Return a short identifier for a text: the letter a and 12 hexadecimal digits.

    The letter keeps spreadsheets from reading an identifier as a number.
    """
    return "a" + hashlib.blake2b(text.encode("utf-8"), digest_size=6).hexdigest()


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def random_weights(ids: Iterable[str], *, draw: int, seed: int) -> NDArray[np.float64]:
    """Return one weight for each id: exponential with mean 1, a function of id, draw and seed alone.

    These are the weights of the Bayesian bootstrap (Rubin 1981): normalised exponentials are a uniform
    draw from all ways to weigh the observations. Every id keeps a positive weight.

    Returns an array of shape (ids,), without a unit.

    >>> random_weights(["a", "b"], draw=1, seed=0)[0] == random_weights(["b", "a"], draw=1, seed=0)[1]
    np.True_
    """
    return weights_of_keys(stable_keys(ids), draw=draw, seed=seed)


def stable_keys(ids: Iterable[str]) -> NDArray[np.uint64]:
    """Return the stable hash of each id, (ids,): made once where many draws follow."""
    return np.array([stable_hash(i) for i in ids], dtype=np.uint64)


def weights_of_keys(keys: NDArray[np.uint64], *, draw: int, seed: int) -> NDArray[np.float64]:
    """Return the ``random_weights`` of the ids that have these keys: (keys,).

    >>> bool(weights_of_keys(stable_keys(["a"]), draw=1, seed=0) == random_weights(["a"], draw=1, seed=0))
    True
    """
    stream = np.uint64(stable_hash(f"{seed}/{draw}"))
    mixed = mix64(mix64(keys) ^ stream)
    # 53 bits fill a float64 exactly; the half step keeps the uniform off 0 and 1.
    uniform = (np.right_shift(mixed, np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53
    return np.asarray(-np.log(uniform))


def mix64(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return 64-bit numbers mixed so that near inputs give unrelated outputs (splitmix64: Steele, Lea and Flood 2014).

    >>> int(mix64(np.array([0], dtype=np.uint64))[0]) == 0xE220A8397B1DCDAF
    True
    """
    with np.errstate(over="ignore"):
        x = x + _GOLDEN
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(x ^ (x >> np.uint64(31)))
