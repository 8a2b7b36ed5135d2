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
from analysis.trends.steps import MIN_SIDE, Fits, fit_steps

MIN_PERIODS = 12  # with fewer, nothing that chance or a slow ramp cannot make as well
MIN_PART = 16  # periods; in a shorter part of a series too few steps are found to pay for looking
WHOLE = 0.75  # of the chance of a false alarm, for a stretch as a whole

Step = tuple[int, float]  # the number of the first period after it, and its p-value


def find_steps(series: list[Series], alarm: float) -> list[list[Step]]:
    """Return the steps of each series in their order, with adjusted p-values.

    series: of ``MIN_PERIODS`` or more each. alarm: how often, where none of them steps, a step is found. A p-value is
    the least ``alarm`` at which the step would be found.
    """
    if not series:
        return []
    noise = noise_of([fits for one in series for fits in _fits_of_sides(one)])
    open_ = [Stretch(one, noise, number) for number, one in enumerate(series)]
    found: list[list[Step]] = [[] for _ in series]
    p = 0.0
    while open_:
        everything = sum(stretch.part for stretch in open_)
        steps = [stretch.surest(everything / stretch.part, alarm) for stretch in open_]
        surest = min(range(len(open_)), key=lambda i: steps[i][1])
        p = max(p, steps[surest][1])
        if p > alarm:
            break
        stretch = open_.pop(surest)
        split, _ = steps[surest]
        found[stretch.number].append((stretch.first + split, p))
        open_ += stretch.sides(split)
    return [sorted(steps) for steps in found]


@dataclass(frozen=True)
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

    def surest(self, times: float, alarm: float) -> Step:
        """Return its surest step, in the whole of it or, where that has none, in a part of it.

        times: what p-values are multiplied by. Two steps that make a stair look like a ramp, two that undo each other
        like noise, unless one is seen alone. The parts share a quarter of the chance of a false alarm.
        """
        times = times / WHOLE if _parts(self.series.n) else times
        split, p = self._whole
        if p * times <= alarm or not _parts(self.series.n):
            return split, min(p * times, 1.0)
        split, p = self._in_parts
        return split, min(p * times * WHOLE / (1 - WHOLE), 1.0)

    def sides(self, split: int) -> Iterator[Stretch]:
        """Return what is to be searched before and after a step, each with its share of the places for a step."""
        n = self.series.n
        for begin, end in itertools.pairwise((0, split, n)):
            if end - begin >= MIN_PERIODS:
                part = self.part * _n_places(end - begin) / _n_places(n)
                yield Stretch(self.series.between(begin, end), self.noise, self.number, self.first + begin, part)

    @cached_property
    def _whole(self) -> Step:
        return _step(self.series, self.noise)

    @cached_property
    def _in_parts(self) -> Step:
        """The surest step in a part, its p-value multiplied by their number."""
        parts = _parts(self.series.n)
        steps = ((begin, _step(self.series.between(begin, end), self.noise)) for begin, end in parts)
        p, split = min((p, begin + split) for begin, (split, p) in steps)
        return split, p * len(parts)


def fit(series: Series) -> Fits:
    """Return how a line and every step fit one series."""
    return fit_steps(series.z[None, :], series.weight, series.place)


def _fits_of_sides(series: Series) -> list[Fits]:
    """Return the fits of both sides of the best step, where they are long enough: a second step there is no noise."""
    whole = fit(series)
    sides = (series.between(*side) for side in itertools.pairwise((0, int(whole.best()[0][0]), series.n)))
    return [fit(side) for side in sides if side.n >= 2 * MIN_SIDE] or [whole]


def _step(series: Series, noise: Noise) -> Step:
    fits = fit(series)
    return int(fits.best()[0][0]), float(chance_of(series.n).p_values(fits, noise)[0])


def _n_places(n: int) -> int:
    """Return where a step may be in so many periods."""
    return n - 2 * MIN_SIDE + 1


def _parts(n: int) -> list[tuple[int, int]]:
    """Return stretches of two thirds and of a third of a series, a sixth apart, where they are long enough to try."""
    widths = [width for width in (2 * n // 3, n // 3) if width >= MIN_PART]
    return [(start, start + width) for width in widths for start in range(0, n - width + 1, max(n // 6, 1))]
