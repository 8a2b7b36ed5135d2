"""Intervals of shares: a score interval whose width borrows from the other periods, with an allowance for level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.trends.scatter import Scatter

Floats = NDArray[np.float64]

_NONE = 1e-12  # a spread below which a theme is in no article
_MOST_DEGREES = 1e6  # as good as none of the doubt that they stand for
# Of the stray weight: measured on planted corpora of 200 to 20,000 articles, so that nine in ten 90% intervals hold.
_OF_STRAY = 0.22
PRIOR_DEGREES = 20.0  # how much the theme's other periods count; 5 is too few for rare themes, and 0 for nearly all


@dataclass(frozen=True)
class Interval:
    """Bounds of shares, the standard errors they come from, in units of the share, and Student's degrees of freedom."""

    low: Floats
    high: Floats
    from_articles: Floats
    from_model: Floats
    from_stray: Floats
    degrees: Floats


def score_interval(
    share: Floats,
    scatter: Scatter | None,
    model: Floats,
    n_refits: Floats | int,
    *,
    level: float,
    stray: Floats | float = 0.0,
) -> Interval:
    """Return the interval of the shares of one group's periods.

    share: periods x themes. scatter: by the choice of articles; None where the articles are all there are. model: the
    variance by the model's own doubt, or by what else does not shrink towards 0 and 1. n_refits: how many refits, or
    cases, that rests on. stray: by how much the weight that a theme has in articles which do not speak of it could lift
    its share; 0.22 of it are taken for a standard error of the share's level.

    A theme's scatter in a period is that of a coin, p (1 - p) / n, times a design effect (Kish 1965), which hardly
    depends on p: articles that lack the theme altogether and articles with some of it both keep to it. So the effect is
    a mean of what the period and what all periods of the theme say, which count for 20 degrees of freedom (moderated as
    variances in limma: Smyth 2004). The interval holds every rate p for which the share found is not too far off
    (Wilson 1927), (share - p)^2 <= t^2 (effect p (1 - p) / n + model + stray), so it never leaves 0 to 1, and a period
    without the theme has an upper bound. Student's t has the degrees of freedom of the variances together
    (Satterthwaite 1946).

    >>> scatter = Scatter(np.array([[0.0016]]), np.array([[100.0]]), np.array([[99.0]]))
    >>> found = score_interval(np.array([[0.2]]), scatter, np.array([[0.0]]), 0, level=0.9)
    >>> found.low.round(2).tolist(), found.high.round(2).tolist()
    ([[0.14]], [[0.27]])
    """
    degrees_model = np.maximum(np.broadcast_to(n_refits, share.shape) - 1.0, 1.0)
    level_doubt = (_OF_STRAY * np.broadcast_to(stray, share.shape)) ** 2
    if scatter is None:
        per_rate, degrees = np.zeros_like(share), degrees_model
        articles = np.zeros_like(share)
    else:
        effect, degrees_articles = design_effect(share, scatter)
        per_rate = np.divide(effect, scatter.n_effective, out=np.zeros_like(effect), where=scatter.n_effective > 0)
        articles = per_rate * _coin((share + per_rate / 2) / (1 + per_rate))  # off zero, where no article has the theme
        known = np.nan_to_num(model)
        degrees = (articles + known + level_doubt) ** 2 / np.maximum(
            articles**2 / degrees_articles + known**2 / degrees_model, 1e-300
        )
        degrees = np.where(articles + known > 0, degrees, degrees_articles)
    degrees = np.clip(degrees, 1.0, _MOST_DEGREES)
    t = stats.t.ppf((1 + level) / 2, degrees)
    low, high = _wilson(share, t**2 * per_rate, t**2 * (model + level_doubt))
    return Interval(low, high, np.sqrt(articles), np.sqrt(model), np.sqrt(level_doubt), degrees)


def design_effect(share: Floats, scatter: Scatter) -> tuple[Floats, Floats]:
    """Return by how much the shares scatter more than coins would, and its degrees of freedom: periods x themes each.

    1 is the most that weights between 0 and 1 can do in clusters of even size; so it is the effect, without doubt, of a
    theme that no article has.
    """
    usable = ~np.isnan(scatter.variance) & ~np.isnan(share)
    n = np.where(usable, scatter.n_effective, 0.0)
    variance = np.where(usable, scatter.variance, 0.0)
    coin = np.where(usable, _coin(share) + variance, 0.0)  # p (1 - p) without the bias of the share's own variance
    degrees = np.where(usable & (coin > 0), np.minimum(scatter.degrees, n - 1), 0.0)
    worth = np.where(usable, np.maximum(n - 1, 0.0), 0.0)
    pooled = _over((worth * n * variance).sum(axis=0), (worth * coin).sum(axis=0))
    own = np.divide(n * variance, coin, out=np.zeros_like(coin), where=coin > 0)
    prior = np.minimum(PRIOR_DEGREES, worth.sum(axis=0) - worth)
    nothing = (prior + degrees == 0) | ((worth * coin).sum(axis=0) <= _NONE)
    effect = np.divide(prior * pooled + degrees * own, prior + degrees, out=np.ones_like(own), where=~nothing)
    return effect, np.where(nothing, np.inf, prior + degrees)


def _coin(share: Floats) -> Floats:
    return np.asarray(np.clip(share * (1 - share), 0.0, None))


def _over(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.divide(above, below, out=np.ones_like(above), where=below > _NONE))


def _wilson(share: Floats, a: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Return the least and greatest p with (share - p)^2 <= a p (1 - p) + v, within 0 to 1."""
    middle = (2 * share + a) / (2 * (1 + a))
    half = np.sqrt(np.clip(a**2 + 4 * a * share * (1 - share) + 4 * (1 + a) * v, 0.0, None)) / (2 * (1 + a))
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)
