"""The engine of LDA: expectation-maximisation with each word left out of its own evidence.

A word x of passage d is shared out over the themes k in proportion to phi_xk (n_dk + alpha_k), where n_dk is how many
words of the passage the theme is expected to have, this word left out. That is CVB0 (Asuncion, Welling, Smyth and
Teh 2009), but for the profiles, from which it is not left out. Nothing is kept of a word: with p = sum_k phi_xk
(n_dk + alpha_k), its own part of n_dk + alpha_k is the same times phi_xk / p, so leaving it out is a
factor 1 - phi_xk / p, no less than alpha_k remaining. In short passages this is what keeps themes apart: a word
that counts as evidence for itself stays wherever it started.

The words of a long passage speak for each other, and make shares surer than they should be. So where profiles are
learned a share g of a word becomes g (1 - s (g - sum of all g squared)), with s growing from 0 in passages of 30 words
to 1 in those of 80, but not in the last passes.

Some words stand everywhere. So a part c of each theme's words is taken to be drawn as in all passages: a theme that
holds a term with the frequency phi, of which c b is that common part, learns from n words of the term only
n (1 - c b / phi). c is 0 at first, large when alpha and beta begin to be learned, and fades to a quarter (in short
passages to nearly a half), as in simulated annealing; what is learned is the theme without its common part. On the
six corpora of the benchmark the themes' top words then differ more, on five of them they belong together more, and the
perplexity of held-out words is none to five in a hundred higher. These two are not done where no passages are held out.

Where passages are in several languages, whose terms have nothing in common, a theme has a profile in each (polylingual
topics: Mimno, Wallach, Naradowsky, Smith and McCallum 2009): after each pass every theme is given the same share of
each language. A theme that lost a little of a language would else speak less surely in it, and lose more.

Passages are taken in growing numbers, each fit starting from the one before it; some are held out, and tell from
one half of their words how well the other half is foretold: by them alpha and beta are learned, and the end
is found. Work is cut in blocks that do not depend on the threads, and summed in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.models.lanes import aligned, padded
from analysis.models.loops import (
    add_up,
    count_passages,
    foretell_words,
    learn_profiles,
    scale_profiles,
    settle_passages,
)
from analysis.models.rows import halves

Floats = NDArray[np.float64]
Block = NDArray[np.float32]
Run = Callable[[Callable[[int, int], None], list[int]], None]
Languages = Sequence[tuple[NDArray[np.int64], float]]

LEAST_SAMPLE = 400_000  # distinct words of passages in the smallest sample, at least
GROWTH = 4  # how much larger each sample is than the one before it
SAMPLE_PASSES = 15  # passes over each sample but the last
MOST_BLOCKS = 8  # sums of their own, so at most this many threads
BLOCK = 12  # distinct words of passages for each term in a block, at least: adding up the sums takes its time too
CHECK_EVERY = 5  # passes between two looks at the held-out passages
HELD_OUT, MOST_HELD_OUT, LEAST_PASSAGES = 0.05, 1000, 400
FIXED_PASSES = 20  # passes over all passages before alpha and beta are learned: small ones fix themes too early
SETTLING = 2  # steps that passages are given when they are new to a fit
LAST_PASSES = 5  # passes with the held-out passages, once they are no longer needed
PRIOR_STEPS = 2  # steps of alpha and beta at each look
LEAST_ALPHA, LEAST_BETA = 1e-4, 1e-4
MOVED = 1e-4  # a passage is settled when a step moves less than this share of its words
FIRM = 50.0  # held-out words that speak for one alpha for all themes
STRETCH = np.float32(0.5)  # how far each step goes on beyond its end
SOFTEST = np.float32(1)  # how much shares are evened out in long passages
COMMON, FADING = 0.6, 0.9  # share of each theme's words that is common to all, and what each look leaves of it
LEAST_COMMON = ((10, 50), (0.47, 0.25))  # in passages of so many words on average, no less than this

_WORDS_AT_ONCE = 512


@dataclass(frozen=True)
class Passages:
    """Counts as the compiled loops take them: CSR parts, each row's weight and number of words."""

    starts: NDArray[np.int64]
    terms: NDArray[np.int32]
    counts: Block
    weight: Block
    words: Block

    @classmethod
    def of(cls, X: sparse.csr_array, weight: Floats | None = None) -> Self:
        """Return the rows of some counts, each of weight 1 where none is given."""
        weight = np.ones(X.shape[0]) if weight is None else weight
        words = np.asarray(X.sum(axis=1)).ravel()
        parts = (X.data, weight, words)
        return cls(X.indptr.astype(np.int64), X.indices.astype(np.int32), *(p.astype(np.float32) for p in parts))

    def __len__(self) -> int:
        return len(self.words)

    def frequencies(self, n_terms: int) -> Floats:
        """Return how many words of each term the passages have, by their weight: (terms,)."""
        words = self.counts * np.repeat(self.weight, np.diff(self.starts))
        return np.asarray(np.bincount(self.terms, words, minlength=n_terms), dtype=np.float64)

    def ending_at(self, n_words: int) -> int:
        """Return how many passages, from the first on, hold about that many distinct words."""
        return min(len(self), int(np.searchsorted(self.starts, n_words)))

    def cuts(self, first: int, last: int, n_blocks: int) -> list[int]:
        """Return where to cut some passages into blocks of about the same number of distinct words."""
        ends = np.linspace(self.starts[first], self.starts[last], n_blocks + 1)[1:-1]
        inner = np.clip(np.searchsorted(self.starts, ends), first, last)
        return [first, *(int(cut) for cut in inner), last]


def expect(passages: Passages, alpha: Block) -> Block:
    """Return what is expected of passages before they are read: alpha, and their words in its proportions."""
    expected = aligned(len(passages), len(alpha))
    expect_stretch(passages, alpha, expected, 0, len(passages))
    return expected


def expect_stretch(passages: Passages, alpha: Block, expected: Block, first: int, last: int) -> None:
    """Put what is expected of the passages first to last into ``expected`` (all passages x themes)."""
    part = expected[first:last]
    np.multiply(passages.words[first:last, None], alpha / alpha.sum(), out=part)
    part += alpha


def settle(
    passages: Passages, expected: Block, phi: Block, alpha: Block, first: int, last: int, *, steps: int, tol: float,
    run: Run,
) -> None:  # fmt: skip
    """Share out the words of the passages first to last, again and again, for given profiles.

    expected: passages x themes, alpha plus the expected words, changed in place. Each passage ends by itself, after
    ``steps`` or when its expected words move by less than the share ``tol`` of them.
    """

    def work(start: int, end: int) -> None:
        settle_passages(
            passages.starts, passages.terms, passages.counts, expected.reshape(-1), phi.reshape(-1), alpha, start, end,
            steps, np.float32(tol),
        )  # fmt: skip

    run(work, passages.cuts(first, last, MOST_BLOCKS))


class Profiles:
    """The themes' profiles as they are learned: phi (terms x themes, each theme's column sums to 1)."""

    def __init__(
        self,
        start: Floats,
        held: Floats | None,
        allowed: NDArray[np.bool_] | None,
        beta: float,
        languages: Languages = (),
    ) -> None:
        """Take the profiles to start from (themes x terms) and what the themes are held to.

        held: pseudo-counts (themes x terms), or None for none. allowed: which theme may hold which term. languages:
        of each, where there are several, the places of its terms, and its share of all words.
        """
        n_themes, n_terms = start.shape
        self.n_themes = n_themes
        width = padded(n_themes)
        self.phi, self._last = aligned(n_terms, width), aligned(n_terms, width)
        self.phi[:, :n_themes] = start.T
        self._held, self._open = aligned(n_terms, width), aligned(n_terms, width)
        self._open[:, :n_themes] = 1.0 if allowed is None else allowed.T
        if held is not None:
            self._held[:, :n_themes] = held.T
        self.beta = np.float32(beta)
        self.common = 0.0
        self._frequencies, self._part = np.zeros(n_terms, dtype=np.float32), aligned(1, width)[0]
        self.totals = np.ones(width)
        self._sums: list[Block] = []
        self._languages = languages
        self.even_out()

    def sums(self, n_blocks: int) -> list[Block]:
        """Return one empty sum of expected words (terms x themes) for each block."""
        while len(self._sums) < n_blocks:
            self._sums.append(aligned(*self.phi.shape))
        return self._sums[:n_blocks]

    def update(self, n_blocks: int, *, stretch: np.float32, run: Run) -> None:
        """Learn the profiles from the blocks' sums, and empty these."""
        n_terms, width = self.phi.shape
        sums = tuple(s.reshape(-1) for s in self._sums[:n_blocks])
        last, held, open_, phi = (a.reshape(-1) for a in (self._last, self._held, self._open, self.phi))
        shared = (self._frequencies, self._part)
        cuts = [*range(0, n_terms, _WORDS_AT_ONCE), n_terms]
        totals = aligned(len(cuts), width)
        for one in sums[1:]:
            run(lambda start, end, one=one: add_up(sums[0], one, start * width, end * width), cuts)  # type: ignore[misc]

        def learn(start: int, end: int) -> None:
            part = totals[start // _WORDS_AT_ONCE]
            learn_profiles(sums[0], last, held, open_, phi, *shared, self.beta, stretch, part, start, end)

        run(learn, cuts)
        self.totals = np.maximum(totals.sum(axis=0, dtype=np.float64), 1e-30)
        scale = aligned(1, width)[0]
        scale[:] = (1 - self.common) / self.totals
        run(lambda start, end: scale_profiles(phi, open_, *shared, scale, start, end), cuts)
        self.even_out()

    def set_apart(self, common: float, frequencies: Floats) -> None:
        """Take a share of each theme's words to be drawn as in all passages: the profiles learned are the rest.

        frequencies: (terms,), how often each term is in all passages.
        """
        self.common, self._frequencies = common, frequencies.astype(np.float32)
        room = (self._frequencies[:, None] * self._open).sum(axis=0, dtype=np.float64)
        self._part[:] = np.divide(common, room, out=np.zeros_like(room), where=room > 0)

    def even_out(self) -> None:
        """Give every theme that may hold terms of a language the share of it there that all words have there."""
        blocks = self.phi[:, : self.n_themes]
        for mine, share in self._languages:
            sums = blocks[mine].sum(axis=0, dtype=np.float64)
            blocks[mine] *= np.divide(share, sums, out=np.zeros_like(sums), where=sums > 0).astype(np.float32)

    def rate(self) -> Block:
        """Return by how much each theme's profile grows with one pseudo-count more: (themes,)."""
        rate: Block = np.zeros(self.phi.shape[1], dtype=np.float32)
        # A theme that may hold no term has no profile that could grow.
        holds = self.phi[:, : self.n_themes].any(axis=0)
        rate[: self.n_themes] = np.where(holds, 1 / self.totals[: self.n_themes], 0.0)
        return rate

    def own(self) -> Block:
        """Return the profiles without what all passages share: terms x themes, padded as phi is."""
        if not self.common:
            return self.phi
        own = aligned(*self.phi.shape)
        np.multiply(self._open, self._part, out=own)
        own *= self._frequencies[:, None]
        np.subtract(self.phi, own, out=own)
        np.maximum(own, np.float32(0), out=own)
        own /= np.float32(1 - self.common)
        return own

    def shares(self) -> Floats:
        """Return the profiles as themes x terms, each row's sum 1, or 0 where a theme may hold no term."""
        rows = np.ascontiguousarray(self.own()[:, : self.n_themes].T, dtype=np.float64)
        totals = rows.sum(axis=1, keepdims=True)
        return np.asarray(np.divide(rows, totals, out=np.zeros_like(rows), where=totals > 0))


class HeldOut:
    """Passages that nothing is learned from but alpha, beta, and when to stop: one half of their words is hidden."""

    def __init__(self, X: sparse.csr_array, alpha: Block) -> None:
        seen, hidden = halves(X)
        self._seen, self._hidden = Passages.of(seen), Passages.of(hidden)
        self._expected = expect(self._seen, alpha)
        self.n_words = float(hidden.sum())

    def move_alpha(self, change: Block) -> None:
        """Take another alpha, by its difference from the one before."""
        self._expected += change

    def foretell(self, phi: Block, alpha: Block, rate: Block, *, steps: int, run: Run) -> Foretold:
        """Return how well the hidden words are foretold from the others, and what they say of alpha and beta.

        phi: terms x themes. rate: for each theme, by how much phi grows with one pseudo-count more.
        """
        settle(self._seen, self._expected, phi, alpha, 0, len(self._seen), steps=steps, tol=MOVED, run=run)
        cuts = self._hidden.cuts(0, len(self._hidden), MOST_BLOCKS)
        width = len(alpha)
        told = np.zeros((MOST_BLOCKS, width + 4))
        parts = (self._hidden.starts, self._hidden.terms, self._hidden.counts, self._expected.reshape(-1))

        def work(block: int, _: int) -> None:
            foretell_words(*parts, phi.reshape(-1), rate, told[block], cuts[block], cuts[block + 1])

        run(work, list(range(MOST_BLOCKS + 1)))
        sums = told.sum(axis=0)
        return Foretold(sums[:width], *(float(value) for value in sums[width:]))


@dataclass(frozen=True)
class Foretold:
    """What hidden words say: how many each unit of alpha explains (themes,), and their log probability in sum.

    cost: what one unit of alpha takes from all else. spread and kept: how many words one pseudo-count more for every
    term would explain, and take.
    """

    explained: Floats
    log_p: float
    cost: float
    spread: float
    kept: float

    def alpha(self, alpha: Block, n_themes: int) -> Block:
        """Return a better alpha, one step of expectation-maximisation on; few words speak for all themes alike."""
        found = alpha[:n_themes].astype(np.float64) * self.explained[:n_themes]
        mean = found.mean() / max(self.cost, 1e-30)
        better: Block = aligned(1, len(alpha))[0]
        better[:n_themes] = np.maximum((found + FIRM * mean) / (self.cost + FIRM), LEAST_ALPHA)
        return better

    def beta(self, beta: float, n_terms: int) -> float:
        """Return a better beta, by such a step."""
        return float(np.clip(beta * self.spread / max(n_terms * self.kept, 1e-30), LEAST_BETA, 1.0))


class Learning:
    """A fit under way: ``passes`` goes on with it, one pass over a sample of the passages at a time."""

    def __init__(
        self, X: sparse.csr_array, weight: Floats, profiles: Profiles, alpha: Floats, *, learn_priors: bool, run: Run
    ) -> None:
        """Take distinct passages in an order as good as random, and what to start from.

        alpha: (themes,). learn_priors: whether alpha and beta are learned where there are passages enough to hold out.
        ``softest`` is how much shares are evened out in long passages.
        """
        n_held = min(int(HELD_OUT * X.shape[0]), MOST_HELD_OUT) if X.shape[0] >= LEAST_PASSAGES else 0
        self.profiles, self._run = profiles, run
        self.alpha = aligned(1, profiles.phi.shape[1])[0]
        self.alpha[: len(alpha)] = alpha
        self._all = Passages.of(X, weight)
        self._n_learned = X.shape[0] - n_held
        self._held = HeldOut(X[self._n_learned :], self.alpha) if n_held else None
        self._learn_priors = learn_priors
        self.softest = SOFTEST if n_held else np.float32(0)
        self._expected = aligned(len(self._all), len(self.alpha))
        self._settled = 0

    def passes(self, max_iter: int, tol: float) -> Iterator[int]:
        """Yield the number of passages that each pass went over; it ends by itself.

        It ends after ``max_iter`` passes over all passages, or when the mean log probability of the hidden words
        grows by less than ``tol`` a pass; where none are hidden, when fewer than the share ``tol`` of the words move.
        Some passes with the held-out passages follow.
        """
        for n_words in self._samples():
            end = min(self._all.ending_at(n_words), self._n_learned)
            for _ in range(SAMPLE_PASSES):
                self._pass(end)
                yield end
        if self._held is None:
            yield from self._until_settled(max_iter, tol)
        else:
            yield from self._until_foretold(self._held, max_iter, tol)

    def _until_settled(self, max_iter: int, tol: float) -> Iterator[int]:
        for _ in range(max_iter):
            moved = self._pass(self._n_learned)
            yield self._n_learned
            if moved < tol:
                break

    def _until_foretold(self, held: HeldOut, max_iter: int, tol: float) -> Iterator[int]:
        profiles, before = self.profiles, -np.inf
        frequencies = self._all.frequencies(len(profiles.phi))
        least = float(np.interp(self._all.words.mean(dtype=np.float64), *LEAST_COMMON))
        for i in range(1, max_iter + 1):
            self._pass(self._n_learned)
            yield self._n_learned
            if i % CHECK_EVERY:
                continue
            late = i > FIXED_PASSES
            now = self._check(held, learn=self._learn_priors and late)
            if late and now - before < tol * CHECK_EVERY:
                break
            before = now if late else -np.inf
            if i >= FIXED_PASSES:
                profiles.set_apart(max(FADING * profiles.common, least) if late else COMMON, frequencies)
        profiles.set_apart(least, frequencies)
        self.softest = np.float32(0)
        for _ in range(LAST_PASSES):
            self._pass(len(self._all))
            yield len(self._all)

    def _samples(self) -> list[int]:
        """Return how many distinct words of passages each sample holds, all but the last."""
        sizes: list[int] = []
        size = int(self._all.starts[self._n_learned]) // GROWTH
        while size >= LEAST_SAMPLE:
            sizes.insert(0, size)
            size //= GROWTH
        return sizes

    def _pass(self, end: int) -> float:
        """Go over the passages up to ``end`` once, learn the profiles, and return what share of the words moved."""
        fresh = end != self._settled
        profiles = self.profiles
        if fresh:
            expect_stretch(self._all, self.alpha, self._expected, self._settled, end)
            settle(self._all, self._expected, profiles.phi, self.alpha, self._settled, end, steps=SETTLING, tol=0.0,
                   run=self._run)  # fmt: skip
            self._settled = end
        size = int(self._all.starts[end])
        n_blocks = int(np.clip(size // (BLOCK * len(profiles.phi)), 2, MOST_BLOCKS))
        cuts = self._all.cuts(0, end, n_blocks)
        sums = profiles.sums(n_blocks)
        stretch = np.float32(0) if fresh else STRETCH
        moved = np.zeros(n_blocks)
        all_ = self._all
        parts = (all_.starts, all_.terms, all_.counts, all_.weight, all_.words, self._expected.reshape(-1))
        phi = profiles.phi.reshape(-1)

        def work(block: int, _: int) -> None:
            first, last = cuts[block], cuts[block + 1]
            moved[block] = count_passages(
                *parts, phi, self.alpha, sums[block].reshape(-1), stretch, self.softest, first, last
            )

        self._run(work, list(range(n_blocks + 1)))
        profiles.update(n_blocks, stretch=stretch, run=self._run)
        return float(moved.sum() / max(float(self._all.words[:end] @ self._all.weight[:end]), 1e-30))

    def _check(self, held: HeldOut, *, learn: bool) -> float:
        """Return the mean log probability of hidden words, and learn alpha and beta from them."""
        profiles, n_themes = self.profiles, self.profiles.n_themes
        for _ in range(PRIOR_STEPS if learn else 1):
            told = held.foretell(profiles.own(), self.alpha, profiles.rate(), steps=SETTLING, run=self._run)
            if learn:
                alpha = told.alpha(self.alpha, n_themes)
                self._expected[: self._settled] += alpha - self.alpha
                held.move_alpha(alpha - self.alpha)
                self.alpha = alpha
                profiles.beta = np.float32(told.beta(float(profiles.beta), len(profiles.phi)))
        return told.log_p / max(held.n_words, 1e-30)
