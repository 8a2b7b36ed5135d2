"""Slow and obvious references for the trends: day by day, article by article, split by split."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools

import numpy as np
from scipy import stats


def name_of(day, frequency):
    """Return the calendar period's name of a day."""
    week = day.isocalendar()
    return {
        "day": day.isoformat(),
        "week": f"{week[0]}-W{week[1]:02d}",
        "month": f"{day.year}-{day.month:02d}",
        "quarter": f"{day.year}-Q{[1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4][day.month - 1]}",
        "year": f"{day.year}",
    }[frequency]


def days_of(date, precision):
    """Return every day that a date of a precision can mean."""
    if precision == "day":
        return [date]
    months = [date.month] if precision == "month" else range(1, 13)
    return [dt.date(date.year, m, d) for m in months for d in range(1, calendar.monthrange(date.year, m)[1] + 1)]


def parts(dates, precisions, frequency):
    """Return the names of all periods in order, and how much of each article lies in each: {period: [parts]}."""
    spans = [days_of(d, p) if d else [] for d, p in zip(dates, precisions, strict=True)]
    every = sorted(day for span in spans for day in span)
    names, day = {}, every[0]
    while day <= every[-1]:
        names.setdefault(name_of(day, frequency), [0.0] * len(dates))
        day += dt.timedelta(days=1)
    for i, span in enumerate(spans):
        for day in span:
            names[name_of(day, frequency)][i] += 1 / len(span)
    return names


def shares(parts_of_period, sizes, weights):
    """Return the mean weight of each theme over the articles of each period."""
    table = np.full((len(parts_of_period), weights.shape[1]), np.nan)
    for p, row in enumerate(parts_of_period.values()):
        for k in range(weights.shape[1]):
            known = [(r * s, w) for r, s, w in zip(row, sizes, weights[:, k], strict=True) if r and not np.isnan(w)]
            total = sum(r for r, _ in known)
            if total:
                table[p, k] = sum(r * w for r, w in known) / total
    return table


def left_by(y, column, weight, place, carry):
    """Return the squared error that a level and a column leave by generalised least squares, with inverses."""
    together = carry ** np.abs(np.subtract.outer(place, place)).astype(float)
    precision = np.linalg.inv(together / np.sqrt(np.outer(weight, weight)))
    x = np.column_stack([np.ones(len(y)), column])
    rest = y - x @ np.linalg.solve(x.T @ precision @ x, x.T @ precision @ y)
    return rest @ precision @ rest


def evidence(y, course, mean, spread, weight, place, carry, level=1e3):
    """Return how probable y is: a wide level, a course of normal height, and noise, their covariances added up.

    Times the level's standard deviation, without which a level that can be anything makes all improbable.
    """
    together = carry ** np.abs(np.subtract.outer(place, place)).astype(float) / np.sqrt(np.outer(weight, weight))
    covariance = together + level**2 + spread**2 * np.outer(course, course)
    return level * 1e3 * stats.multivariate_normal.pdf(y, mean * course, covariance)


def local_line(time, values, n, at, bandwidth, ahead=True, without=None):
    """Return the local line's value at a place: weighted least squares, point by point."""
    points = []
    for i, (t, v, m) in enumerate(zip(time, values, n, strict=True)):
        away = abs(t - at) / bandwidth
        if away < 1 and i != without and (ahead or t <= at):
            points.append((t - at, v, m * (1 - away**3) ** 3))
    if not points:
        return np.nan
    x, y, w = np.array(points).T
    if len({t for t, _, _ in points}) == 1:
        return np.average(y, weights=w)
    return np.polynomial.Polynomial.fit(x, y, 1, w=np.sqrt(w)).convert().coef[0]


def cheapest_states(gain, price):
    """Return the course of states with the largest gain, out of all courses."""
    courses = itertools.product([0, 1], repeat=len(gain))

    def worth(course):
        begun = sum(1 for a, b in itertools.pairwise((0, *course)) if b > a)
        return sum(g for g, s in zip(gain, course, strict=True) if s) - price * begun

    return max(worth(course) for course in courses), worth


def kish(masses):
    """Return how many masses of even size tell as much."""
    squares = sum(m * m for m in masses)
    return sum(masses) ** 2 / squares if squares else 0.0


def scatter(strata, mix):
    """Return share, variance, effective number and degrees of one cell and theme, cluster by cluster.

    strata: for each outlet its clusters, each a list of (mass, weight). mix: what each outlet counts.
    """
    strata = [(m, s) for m, s in zip(mix, strata, strict=True) if s]
    whole = sum(m for m, _ in strata)
    mean = [sum(a * w for c in s for a, w in c) / sum(a for c in s for a, _ in c) for _, s in strata]
    share = sum(m * y for (m, _), y in zip(strata, mean, strict=True)) / whole
    off, sizes = [], []
    for (m, s), y in zip(strata, mean, strict=True):
        total, n = sum(a for c in s for a, _ in c), kish([sum(a for a, _ in c) for c in s])
        center, enlarged = (y, (n / (n - 1)) ** 0.5) if n > 1 + 1e-12 else (share, 1.0)
        off += [m / whole / total * enlarged * sum(a * (w - center) for a, w in c) for c in s]
        sizes += [m / whole / total * sum(a for a, _ in c) for c in s]
    n, second, fourth = kish(sizes), sum(e**2 for e in off), sum(e**4 for e in off)
    kurtosis = n * fourth / second**2 if second else 0.0
    return share, second, n, min(2 * n / (kurtosis - 1), n - 1) if kurtosis > 1 else n - 1


def effects(shares, variances, n, degrees, prior=20):
    """Return each period's design effect and degrees, moderated by the other periods of the theme."""
    coins = [p * (1 - p) + v for p, v in zip(shares, variances, strict=True)]
    pooled = sum((k - 1) * k * v for k, v in zip(n, variances, strict=True)) / sum(
        (k - 1) * c for k, c in zip(n, coins, strict=True)
    )
    found = []
    for i, (v, k, c, d) in enumerate(zip(variances, n, coins, degrees, strict=True)):
        weight = min(prior, sum(m - 1 for j, m in enumerate(n) if j != i))
        d = d if c > 0 else 0.0
        found.append(((weight * pooled + d * k * v / c) / (weight + d), weight + d))
    return found


def score_bounds(share, per_rate, model, t):
    """Return the least and greatest rate that the share found does not speak against, by trying every one."""
    rates = np.linspace(0, 1, 200_001)
    inside = rates[(share - rates) ** 2 <= t**2 * (per_rate * rates * (1 - rates) + model)]
    return inside.min(), inside.max()


def corrected(weights, labels, inclusion, tuning, n_articles):
    """Return share and variance after correction, label by label; each article counts once in one period.

    weights: of all articles. labels: {place: label}. inclusion: {place: probability}.
    """
    stands_for = {i: 1 / inclusion[i] for i in labels}
    total = sum(stands_for.values())
    off = {i: labels[i] - tuning * weights[i] for i in labels}
    mean = sum(stands_for[i] * off[i] for i in labels) / total
    share = tuning * sum(weights) / n_articles + mean
    n = kish(list(stands_for.values()))
    labelled = sum(stands_for[i] ** 2 * (1 - inclusion[i]) * (off[i] - mean) ** 2 for i in labels) / total**2
    drawn = sum(stands_for[i] * (labels[i] - share) ** 2 for i in labels) / total**2
    return share, (labelled + drawn) * n / (n - 1)


def tuning(label, weight, stands_for, group, n_groups):
    """Return each group's slope of labels on weights, drawn to that of all, and how much of it is its own."""
    together, of_weight, left_over, variance, n = {}, {}, {}, {}, {}
    alike = set()
    for g in range(n_groups):
        mine = [i for i in range(len(label)) if group[i] == g]
        if not mine:
            alike.add(g)
            continue
        total = sum(stands_for[i] for i in mine)
        y, f = (sum(stands_for[i] * x[i] for i in mine) / total for x in (label, weight))
        together[g] = sum(stands_for[i] * (label[i] - y) * (weight[i] - f) for i in mine)
        of_weight[g] = sum(stands_for[i] * (weight[i] - f) ** 2 for i in mine)
        if sum(stands_for[i] * (label[i] - y) ** 2 for i in mine) <= 0:
            alike.add(g)
        if len(mine) >= 3:
            slope = together[g] / of_weight[g]
            left_over[g] = sum(stands_for[i] * (label[i] - y - slope * (weight[i] - f)) ** 2 for i in mine), total
            variance[g] = sum((stands_for[i] * (weight[i] - f)) ** 2 for i in mine) / of_weight[g] ** 2
            n[g] = len(mine)
    common = sum(together.values()) / sum(of_weight.values()) if sum(of_weight.values()) > 0 else 0.0
    slopes, own = [common] * n_groups, [0.0] * n_groups
    if len(n) > 1:
        spare = sum(n.values()) - 2 * len(n)
        noise = sum(s for s, _ in left_over.values()) / sum(t for _, t in left_over.values()) * sum(n.values()) / spare
        doubt = {g: max(noise * variance[g], 1e-12) for g in n}
        worth = sum(1 / v for v in doubt.values())
        middle = sum(together[g] / of_weight[g] / doubt[g] for g in n) / worth
        off = sum((together[g] / of_weight[g] - middle) ** 2 / doubt[g] for g in n)
        between = max(off - (len(n) - 1), 0) / (worth - sum(1 / v**2 for v in doubt.values()) / worth)
        for g in n:
            own[g] = between / (between + doubt[g])
            slopes[g] = common + own[g] * (together[g] / of_weight[g] - common)
    return [0.0 if g in alike else max(s, 0.0) for g, s in enumerate(slopes)], own
