"""Where a capital tells that a word is a name: where no sentence begins, and not all is in capitals."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from analysis.text.scan import Found, Surfaces

# Of the words where a capital tells something: a term of which so many have one is a name. A name in a corpus of any
# size is written small somewhere: in a link, a post, by a slip.
NEARLY_ALWAYS = 0.9


def capitals_tell(found: Found, surfaces: Surfaces) -> NDArray[np.bool_]:
    """Return for each word whether a capital tells something there: behind small letters, or a name that is there.

    Only a space parts such a word from a word in small letters, or from a name that is parted so (as in 'of Saudi
    Arabia'). In texts in which most words have capitals, such as headlines, none tells anything. found: with spans.
    """
    first_letters = pc.utf8_slice_codeunits(surfaces.written(0), 0, 1)
    is_small, is_capital = (
        is_such(first_letters).to_numpy(zero_copy_only=False)[found.ids]
        for is_such in (pc.utf8_is_lower, pc.utf8_is_upper)
    )
    behind_small, behind_capital = found.behind_a_space(), found.behind_a_space()
    behind_small[1:] &= is_small[:-1]
    behind_capital[1:] &= is_capital[:-1]
    first = np.maximum.accumulate(np.where(behind_capital, 0, np.arange(len(found.ids))))  # of words with capitals
    return np.asarray(behind_small[first] & ~_mostly(is_capital, found.ends))


def _mostly(of_words: NDArray[np.bool_], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for each word whether something holds of more than half the words of its text."""
    n_words, so_far = np.diff(ends), np.concatenate([[0], np.cumsum(of_words)])
    return np.repeat(2 * np.diff(so_far[ends]) > n_words, n_words)
