"""Where series step, searched so that over all of them together a false alarm is as rare as is asked for.

Every stretch of time in which a step is looked for has a part of the chance of a false alarm. Where one is found, the
parts before and after it become stretches of their own; as each loses the places near to the step, they need less than
the whole had, and what is left over goes to all stretches that are still open. So the more themes step, the less sure
the next has to be: a sequentially rejective test (Holm 1979; of weighted hypotheses: Hommel, Bretz and Maurer 2007).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from analysis.trends.alarms import Noise, chance_of, noise_of
from analysis.trends.series import Series
from analysis.trends.steps import MIN_SIDE, Fits

MIN_PERIODS = 12  # with fewer, nothing that chance or a slow ramp cannot make as well
MIN_PART = 16  # periods; in a shorter part of a series too few steps are found to pay for looking
WHOLE = 0.75  # of the chance of a false alarm, for a stretch as a whole

Step = tuple[int, float]  # the number of the first period after it, and its p-value


def find_steps(series: list[Series], alarm: float) -> list[list[Step]]:
    """Return the steps of each series in their order, with adjusted p-values.

    series: of ``MIN_PERIODS`` or more each. alarm: how often, where none of them steps, a step is found. A p-value is
    the least ``alarm`` at which the step is found.
    """
    if not series:
        return []
    noise = noise_of([fits for one in series for fits in _fits_of_sides(one)])
    open_ = [Stretch(one, noise, number) for number, one in enumerate(series)]
    found: list[list[Step]] = [[] for _ in series]
    p = 0.0
    while open_:
        everything = sum(stretch.part for stretch in open_)
        surest = min(open_, key=lambda stretch: stretch.step[1] / stretch.part)
        split, by_chance = surest.step
        p = max(p, min(by_chance * everything / surest.part, 1.0))
        if p > alarm:
            break
        found[surest.number].append((surest.first + split, p))
        open_.remove(surest)
        open_ += surest.sides()
    return [sorted(steps) for steps in found]


@dataclass(frozen=True, eq=False)
class Stretch:
    """A stretch of a series in which a step is looked for.

    series: cut to it. number, first: of the series, and of the stretch's first period in it. part: of the chance of a
    false alarm, beside other stretches.
    """

    series: Series
    noise: Noise
    number: int
    first: int = 0
    part: float = 1.0

    @cached_property
    def step(self) -> Step:
        """The surest step, from the stretch's first period on, and how often chance alone makes any as sure.

        Looked for in the whole of it and in parts: two steps that make a stair look like a ramp, two that undo each
        other like noise, unless one is seen alone. All parts together have a quarter of the chance of a false alarm.
        """
        split, p = _step(self.series, self.noise)
        parts = _parts(self.series.n)
        if not parts:
            return split, p
        looks = [(p / WHOLE, split)]
        for begin, end in parts:
            split, p = _step(self.series.between(begin, end), self.noise)
            looks.append((p * len(parts) / (1 - WHOLE), begin + split))
        p, split = min(looks)
        return split, p

    def sides(self) -> Iterator[Stretch]:
        """Return what is to be searched before and after its step, each with its share of the places for a step."""
        split, _ = self.step
        for begin, end in itertools.pairwise((0, split, self.series.n)):
            if end - begin >= MIN_PERIODS:
                part = self.part * _n_places(end - begin) / _n_places(self.series.n)
                yield Stretch(self.series.between(begin, end), self.noise, self.number, self.first + begin, part)


def _fits_of_sides(series: Series) -> list[Fits]:
    """Return the fits of both sides of the best step, where they are long enough: a second step there is no noise."""
    sides = (series.between(*side) for side in itertools.pairwise((0, int(series.fits.best()[0][0]), series.n)))
    return [side.fits for side in sides if side.n >= 2 * MIN_SIDE] or [series.fits]


def _step(series: Series, noise: Noise) -> Step:
    """Return the likeliest step, and how often chance makes one look as good."""
    return int(series.fits.best()[0][0]), float(chance_of(series.n).p_values(series.fits, noise)[0])


def _n_places(n: int) -> int:
    """Return where a step may be in so many periods."""
    return n - 2 * MIN_SIDE + 1


def _parts(n: int) -> list[tuple[int, int]]:
    """Return stretches of two thirds and of a third of a series, a sixth apart, where they are long enough to try."""
    widths = [width for width in (2 * n // 3, n // 3) if width >= MIN_PART]
    return [(start, start + width) for width in widths for start in range(0, n - width + 1, max(n // 6, 1))]
