"""The compiled loops of LDA's engine: words shared out over themes, counted, foretold, and learned from.

Rows of themes are padded to a multiple of sixteen float32 and handed over flat; see ``lanes``.
"""

from __future__ import annotations

import numpy as np

from analysis.compiled import compiled
from analysis.models.lanes import (
    LANES,
    add,
    divide,
    filled,
    larger,
    load,
    multiply,
    multiply_add,
    prefetch,
    scratch,
    store,
    sum_of,
)

SHORT, LONG = np.float32(30), np.float32(80)  # words of passages whose shares are not evened out, and most

_AHEAD = 8  # words between asking for a row and using it
_TINY = np.float32(1e-30)


@compiled(inline="always")
def _share_out(expected, at, phi, row, alpha, own, part, width):  # type: ignore[no-untyped-def]
    """Put the themes' shares of a word, up to a factor, into ``part``; return their sum and that of their squares.

    own: how much of the word is left out of its own evidence.
    """
    total = filled(np.float32(0))
    for k in range(0, width, LANES):
        total = multiply_add(load(expected, at + k), load(phi, row + k), total)
    without_it = filled(-own / (sum_of(total) + _TINY))
    total, squares = filled(np.float32(0)), filled(np.float32(0))
    for k in range(0, width, LANES):
        p = load(phi, row + k)
        n = load(expected, at + k)
        without = larger(multiply_add(multiply(n, p), without_it, n), load(alpha, k))
        share = multiply(without, p)
        store(part, k, share)
        total = add(total, share)
        squares = multiply_add(share, share, squares)
    return sum_of(total) + _TINY, sum_of(squares)


@compiled()
def _evidence(starts, counts, expected, alpha, d):  # type: ignore[no-untyped-def]
    """Return where to read what speaks for the themes of a passage, and how much of a word to leave out of it at most.

    A word that stands alone has nothing but alpha: a share of what it left behind itself would only be close to it.
    """
    if starts[d + 1] - starts[d] == 1 and counts[starts[d]] <= 1:
        return alpha, 0, np.float32(0)
    return expected, d * len(alpha), np.float32(1)


@compiled()
def settle_passages(starts, terms, counts, expected, phi, alpha, first, last, steps, tol):  # type: ignore[no-untyped-def]
    """Share out the words of some passages again and again, until less than ``tol`` of them move or for ``steps``."""
    width = len(alpha)
    room = scratch(2, width)
    part, new = room[:width], room[width:]
    for d in range(first, last):
        at = d * width
        evidence, here, most = _evidence(starts, counts, expected, alpha, d)
        for _ in range(steps):
            words = np.float32(0)
            for k in range(0, width, LANES):
                store(new, k, load(alpha, k))
            for j in range(starts[d], starts[d + 1]):
                row = np.int64(terms[j]) * width
                words += counts[j]
                own = min(counts[j], most)
                whole, _squares = _share_out(evidence, here, phi, row, alpha, own, part, width)
                factor = filled(counts[j] / whole)
                for k in range(0, width, LANES):
                    store(new, k, multiply_add(load(part, k), factor, load(new, k)))
            moved = np.float32(0)
            for k in range(width):
                moved += abs(new[k] - expected[at + k])
                expected[at + k] = new[k]
            if moved <= tol * words:
                break


@compiled()
def count_passages(starts, terms, counts, weight, words, expected, phi, alpha, total, stretch, softest, first, last):  # type: ignore[no-untyped-def]
    """Share out the words of some passages once, add them up by term, and return how many words moved."""
    width = len(alpha)
    room = scratch(2, width)
    part, new = room[:width], room[width:]
    final = len(terms) - 1
    stretched = filled(stretch)
    back = filled(np.float32(-1))
    moved = 0.0
    for d in range(first, last):
        at = d * width
        heavy = filled(weight[d])
        soft = softest * min(max((words[d] - SHORT) / (LONG - SHORT), np.float32(0)), np.float32(1))
        evidence, here, most = _evidence(starts, counts, expected, alpha, d)
        for k in range(0, width, LANES):
            store(new, k, load(alpha, k))
        for j in range(starts[d], starts[d + 1]):
            coming = np.int64(terms[min(j + _AHEAD, final)]) * width
            for k in range(0, width, LANES):
                prefetch(phi, coming + k)
                prefetch(total, coming + k)
            row = np.int64(terms[j]) * width
            own = min(counts[j], most)
            whole, squares = _share_out(evidence, here, phi, row, alpha, own, part, width)
            scale = counts[j] / whole
            factor = filled(scale * (np.float32(1) + soft * squares / (whole * whole)))
            less = filled(-scale * soft / whole)
            for k in range(0, width, LANES):
                share = load(part, k)
                share = multiply(share, multiply_add(share, less, factor))
                store(new, k, add(load(new, k), share))
                store(total, row + k, multiply_add(share, heavy, load(total, row + k)))
        change = filled(np.float32(0))
        for k in range(0, width, LANES):
            n = load(new, k)
            step = multiply_add(load(expected, at + k), back, n)
            change = add(change, larger(step, multiply(step, back)))
            store(expected, at + k, larger(multiply_add(step, stretched, n), load(alpha, k)))
        moved += weight[d] * sum_of(change)
    return moved


@compiled()
def foretell_words(starts, terms, counts, expected, phi, rate, told, first, last):  # type: ignore[no-untyped-def]
    """Add to ``told`` what hidden words say: of each alpha, then log p, cost of alpha, and the two sides of beta."""
    width = len(rate)
    explained = np.zeros(width)
    for d in range(first, last):
        at = d * width
        words = np.float32(0)
        for k in range(width):
            words += expected[at + k]
        for j in range(starts[d], starts[d + 1]):
            row = np.int64(terms[j]) * width
            p, spread, kept = 0.0, 0.0, 0.0
            for k in range(width):
                both = expected[at + k] * phi[row + k]
                p += both
                spread += expected[at + k] * rate[k]
                kept += both * rate[k]
            p = max(p, 1e-30)
            x = counts[j] / p
            for k in range(width):
                explained[k] += x * phi[row + k]
            told[width] += counts[j] * np.log(p / words)
            told[width + 1] += counts[j] / words
            told[width + 2] += x * spread
            told[width + 3] += x * kept
    told[:width] += explained


@compiled()
def add_up(total, other, start, end):  # type: ignore[no-untyped-def]
    """Add one block's counts to another's, and empty them."""
    nothing = filled(np.float32(0))
    for i in range(start, end, LANES):
        store(total, i, add(load(total, i), load(other, i)))
        store(other, i, nothing)


@compiled()
def learn_profiles(total, last, held, open_, phi, common, part, beta, stretch, sums, start, end):  # type: ignore[no-untyped-def]
    """Put counts and pseudo-counts of some terms into phi, add them up in ``sums``, and empty the counts.

    Of the counts, those are left out that ``part`` of each theme's words explains: they are drawn as in all passages.
    """
    width = len(sums)
    nothing, one, back = filled(np.float32(0)), filled(np.float32(1)), filled(np.float32(-1))
    least, stretched, even = filled(np.float32(0.1)), filled(stretch), filled(beta)
    for term in range(start, end):
        row = term * width
        everywhere = filled(-common[term])
        for k in range(0, width, LANES):
            open_here = load(open_, row + k)
            shared = multiply(multiply(everywhere, load(part, k)), open_here)
            # Not a number, where a theme may not hold the term, is not larger than nothing.
            own = larger(add(divide(shared, load(phi, row + k)), one), nothing)
            n = multiply(load(total, row + k), own)
            step = multiply_add(load(last, row + k), back, n)
            store(total, row + k, nothing)
            store(last, row + k, n)
            n = larger(multiply_add(step, stretched, n), multiply(n, least))
            n = add(n, multiply_add(even, open_here, load(held, row + k)))
            store(phi, row + k, n)
            store(sums, k, add(load(sums, k), n))


@compiled()
def scale_profiles(phi, open_, common, part, scale, start, end):  # type: ignore[no-untyped-def]
    """Multiply the profiles of some terms by each theme's ``scale``, and add what all passages share."""
    width = len(scale)
    for term in range(start, end):
        row = term * width
        everywhere = filled(common[term])
        for k in range(0, width, LANES):
            shared = multiply(multiply(everywhere, load(part, k)), load(open_, row + k))
            store(phi, row + k, multiply_add(load(phi, row + k), load(scale, k), shared))
