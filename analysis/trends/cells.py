"""Cells: a period of a group, and what each article counts in it; here it is settled what a share is a share of.

A share is a weighted mean over the articles of a cell. What the weights are is the denominator's choice:

- ``articles``: each article counts once (a part where its date is of month or year precision, or where copies are
  weighed);
- ``words``: each counts by its words;
- ``articles_with_theme``: each counts by how probable it is that it speaks of the theme at all (its presence);
- ``published``: an outside table says how much was published at all, and what is not in the corpus counts as free of
  the theme; for corpora that were found by searching for a theme.

Outlets can be held in the mix that they have over the whole time (post-stratification, Holt and Smith 1979), so that a
busier month of one outlet is no trend: a cell is then made of strata, one an outlet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.errors import Faults, InputError
from analysis.hashing import stable_keys, weights_of_keys
from analysis.trends.periods import Days, Periods, spans_of
from analysis.trends.published import check_published, published_by_stratum, refuse_fewer

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DENOMINATORS = ("articles", "words", "articles_with_theme", "published")
CORRECTABLE = DENOMINATORS[:2]  # by hand labels
CLUSTERS = ("article", "outlet_day")
ALL = "all"  # the group of all articles together
FIXED_MIX = ", fixed mix of outlets"  # follows the denominator's name where outlets are held in their mix


@dataclass(frozen=True)
class Cells:
    """The cells of trends, group by group and period by period, and the strata that they are made of.

    mass: CSR, strata x articles, what each article counts in the stratum. parts: like its entries, how much of the
    article lies there, whatever it counts. cell_of: the cell of each stratum. mix: what each stratum counts in its
    cell. published: how much was published in each stratum, where the denominator is an outside table. clusters: a
    stable key for each article; articles that share one stand or fall together (articles,). n_words, group_of, spans:
    how many words each article has, the number of its group (-1 where no dated article is of it), the first and last
    day that its date can mean.
    """

    periods: Periods
    groups: tuple[str, ...]
    denominator: str
    mass: sparse.csr_array
    parts: Floats
    cell_of: Integers
    mix: Floats
    published: Floats | None
    clusters: Integers
    cluster_ids: Sequence[str]
    n_words: Floats
    group_of: Integers
    spans: tuple[Days, Days]

    @classmethod
    def of(
        cls,
        articles: pd.DataFrame,
        periods: Periods,
        *,
        words: Floats,
        denominator: str = "articles",
        published: pd.DataFrame | None = None,
        group: str | None = None,
        fixed_mix: bool = False,
        cluster: str = "article",
    ) -> Cells:
        """Return the cells of the table ``articles`` over its periods.

        words: how many words each article has, (articles,). published: how much was published at all, a row for each
        ``period`` (its name) or ``date``, with the number ``n`` of articles; with ``source`` where outlets are held in
        their mix, and with the column of ``group`` where there is one. group: a column of ``articles``; each of its
        values gets a trend of its own. fixed_mix: hold the outlets (the column ``source``) in the mix of the whole
        time. cluster: what was chosen together: each 'article', or all of an outlet's on a day ('outlet_day'), since
        one story makes several articles.
        Raises InputError with every fault.

        >>> dates = pd.to_datetime(["2020-01-01", "2020-01-02", "2020-02-01"])
        >>> articles = pd.DataFrame({"article_id": list("abc"), "date": dates, "date_precision": "day"})
        >>> words, periods = np.array([10.0, 30.0, 20.0]), Periods.of(articles, "month")
        >>> cells = Cells.of(articles, periods, words=words, denominator="words")
        >>> cells.mass.toarray().tolist()
        [[10.0, 30.0, 0.0], [0.0, 0.0, 20.0]]
        """
        _check(articles, denominator, published, group, fixed_mix, cluster)
        n_periods, parts = len(periods.periods), sparse.coo_array(periods.parts)
        groups, values, group_of = _groups(articles, group)
        outlets, outlet_of = _outlets(articles, published) if fixed_mix else (("",), np.zeros(len(articles), np.int64))
        entries = parts.coords[1].astype(np.int64)
        cell = group_of[entries] * n_periods + parts.coords[0]
        strata, total, told = np.arange(len(groups) * n_periods), None, np.empty(0, np.bool_)
        if fixed_mix:
            strata = np.unique(cell * len(outlets) + outlet_of[entries])
        if published is not None:
            names = (values, outlets)
            strata, total, told = published_by_stratum(
                published, periods, strata, names, group=group, source="source" if fixed_mix else None
            )
        row = np.searchsorted(strata, cell * len(outlets) + outlet_of[entries]) if fixed_mix else cell
        counted = parts.data * (words[entries] if denominator == "words" else 1.0)
        shape = (len(strata), len(articles))
        mass, whole = (sparse.csr_array((values, (row, entries)), shape=shape) for values in (counted, parts.data))
        # Two entries of one place cannot be, so both matrices have their entries in the same order.
        size = np.asarray(mass.sum(axis=1))
        if total is not None:
            refuse_fewer(total, size, _names(strata, periods, groups, outlets), told)
            size = total
        mix = (
            _mix(size, strata // len(outlets) // n_periods, strata % len(outlets))
            if fixed_mix
            else np.ones(len(strata))
        )
        return cls(
            periods,
            groups,
            denominator + (FIXED_MIX if fixed_mix else ""),
            mass,
            whole.data,
            strata // len(outlets),
            mix,
            total,
            *_clusters(articles, cluster),
            words,
            group_of,
            spans_of(articles),
        )

    def over_all_time(self) -> Cells:
        """Return the cells of one period, the whole time, in which each outlet counts as it does over that time."""
        n_articles, n_periods = self.mass.shape[1], len(self.periods.periods)
        group = self.cell_of // n_periods
        place = np.repeat(group, np.diff(self.mass.indptr)) * n_articles + self.mass.indices
        kept, of_kept = np.unique(place, return_inverse=True)
        mass, parts = (np.bincount(of_kept, each, minlength=len(kept)) for each in (self.mass.data, self.parts))
        shape = (len(self.groups), n_articles)
        return replace(
            self,
            periods=self.periods.together(),
            mass=sparse.csr_array((mass, (kept // n_articles, kept % n_articles)), shape=shape),
            parts=parts.astype(np.float64),
            cell_of=np.arange(len(self.groups)),
            mix=np.ones(len(self.groups)),
            published=None if self.published is None else self._by_group(self.published),
        )

    def _by_group(self, of_strata: Floats) -> Floats:
        group = self.cell_of // len(self.periods.periods)
        return np.bincount(group, of_strata, minlength=len(self.groups)).astype(np.float64)

    def carried(self, weights: Floats, presence: Floats | None, cell: int) -> Floats:
        """Return how much of one theme's share in a cell each article carries: (articles,), with the share as sum.

        weights, presence: of the theme, (articles,). An article that is not in the cell carries nothing.
        """
        own = None if presence is None else presence[:, None]
        below = self.sums(weights[:, None], own)[1][:, 0]
        mine = (self.cell_of == cell) & (below > 0)
        rate = np.where(mine, self.mix, 0.0) / np.where(mine, below, 1.0) / max(float(self.mix[mine].sum()), 1e-300)
        counted = weights if presence is None or not self.by_presence else weights * presence
        return np.asarray(rate @ self.mass) * np.nan_to_num(counted)

    @property
    def n_cells(self) -> int:
        """How many cells there are: groups x periods."""
        return len(self.groups) * len(self.periods.periods)

    @property
    def n_clusters(self) -> int:
        """How many clusters the articles make."""
        return len(self.cluster_ids)

    @property
    def by_presence(self) -> bool:
        """Whether articles count by the presence of the theme."""
        return self.denominator.startswith("articles_with_theme")

    @cached_property
    def gather(self) -> sparse.csr_array:
        """Which stratum belongs to which cell: CSR of ones, cells x strata."""
        n = len(self.cell_of)
        return sparse.csr_array((np.ones(n), (self.cell_of, np.arange(n))), shape=(self.n_cells, n))

    def number_of(self, each: Floats) -> Floats:
        """Return how much of something there is in each cell, given how much each article is of it: (cells,).

        An article that is spread over several periods, or of which copies are weighed, is there in part.
        """
        whole = sparse.csr_array((self.parts, self.mass.indices, self.mass.indptr), self.mass.shape)
        return np.asarray(self.gather @ (whole @ each))

    def span_of_group(self, group: int) -> tuple[dt.date, dt.date] | None:
        """Return the first and last day that the articles of a group (its number) can have, None where it has none."""
        first, last = self.spans
        mine = (self.group_of == group) & ~np.isnat(first)
        return (first[mine].min().item(), last[mine].max().item()) if mine.any() else None

    def shares(self, weights: Floats, presence: Floats | None = None, cluster_weights: Floats | None = None) -> Floats:
        """Return the share of each theme in each cell: cells x themes, missing where nothing counts.

        weights, presence: articles x themes. cluster_weights: what each article counts beside, (articles,). An article
        without a weight counts for nothing.
        """
        mean = _ratio(*self.sums(weights, presence, cluster_weights))
        known = ~np.isnan(mean)
        if (self.mix == 1.0).all() and len(mean) == self.n_cells:
            return mean
        above = self.gather @ (self.mix[:, None] * np.where(known, mean, 0.0))
        return _ratio(above, self.gather @ (self.mix[:, None] * known))

    def sums(
        self, weights: Floats, presence: Floats | None = None, cluster_weights: Floats | None = None
    ) -> tuple[Floats, Floats]:
        """Return what the shares of the strata are the ratio of: two arrays, strata x themes."""
        if self.by_presence and presence is None:
            raise InputError(["the denominator 'articles_with_theme' needs the presence of each theme in each article"])
        mass = self.mass
        if cluster_weights is not None:
            mass = sparse.csr_array((mass.data * cluster_weights[mass.indices], mass.indices, mass.indptr), mass.shape)
        known = ~np.isnan(weights)
        all_known = bool(known.all())
        filled = weights if all_known else np.where(known, weights, 0.0)
        counts = np.where(known, presence, 0.0) if self.by_presence and presence is not None else None
        above = mass @ (filled if counts is None else filled * counts)
        if self.published is not None:
            return above, self._published_like(self.published, known)
        if counts is None and all_known:
            return above, np.asarray(mass.sum(axis=1))[:, None] + np.zeros((1, weights.shape[1]))
        return above, mass @ (known.astype(np.float64) if counts is None else counts)

    def _published_like(self, published: Floats, known: NDArray[np.bool_]) -> Floats:
        """Return how much was published in each stratum, less what its articles without a weight stand for."""
        here = np.asarray(self.mass.sum(axis=1))[:, None]
        seen = self.mass @ known.astype(np.float64)
        return np.asarray(published[:, None] * np.divide(seen, here, out=np.ones_like(seen), where=here > 0))

    def cluster_weights(self, draw: int, seed: int) -> Floats:
        """Return a random weight for each article, the same for those of a cluster: (articles,)."""
        return weights_of_keys(self._cluster_keys, draw=draw, seed=seed)[self.clusters]

    @cached_property
    def _cluster_keys(self) -> NDArray[np.uint64]:
        return stable_keys(self.cluster_ids)


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0))


def _check(
    articles: pd.DataFrame,
    denominator: str,
    published: pd.DataFrame | None,
    group: str | None,
    fixed_mix: bool,
    cluster: str,
) -> None:
    faults = []
    if denominator not in DENOMINATORS:
        faults.append(f"denominator is {denominator!r}; it must be one of {', '.join(DENOMINATORS)}")
    if cluster not in CLUSTERS:
        faults.append(f"cluster is {cluster!r}; it must be one of {', '.join(CLUSTERS)}")
    if denominator == "published" and published is None:
        faults.append("denominator is 'published'; give the table of what was published too (--published FILE)")
    if denominator in DENOMINATORS[:-1] and published is not None:
        faults.append(f"a table of what was published is given, but denominator is {denominator!r}; set 'published'")
    by_outlet = "fixed_mix" if fixed_mix else "cluster" if cluster == "outlet_day" else None
    for column, why in ((group, "group"), ("source" if by_outlet else None, by_outlet)):
        if column is not None and column not in articles:
            faults.append(f"{why}: the articles have no column {column!r} (they have {', '.join(map(str, articles))})")
    if fixed_mix and "source" in articles and len(articles) and not any(_values(articles["source"])):
        faults.append("fixed_mix: no article names its outlet; fill the column 'source', or leave fixed_mix out")
    told = Faults("cells")
    told.found.extend(faults)
    if published is not None and denominator == "published":
        told.collect(check_published, published, group=group, source="source" if fixed_mix else None)
    told.raise_if_any()


def _names(strata: Integers, periods: Periods, groups: tuple[str, ...], outlets: tuple[str, ...]) -> list[str]:
    """Return what strata are called in a fault: the period, the group where there are several, the outlet likewise."""
    cells, outlet = np.divmod(strata, len(outlets))
    group, period = np.divmod(cells, len(periods.periods))
    several = [(groups, group, len(groups) > 1), (outlets, outlet, len(outlets) > 1)]
    return [
        ", ".join([periods.periods[period[i]].name, *(repr(names[at[i]]) for names, at, many in several if many)])
        for i in range(len(strata))
    ]


def _values(column: pd.Series) -> tuple[str, ...]:
    return _labels(column)[0]


def _labels(column: pd.Series) -> tuple[tuple[str, ...], Integers]:
    """Return the values of a column as sorted text, '' for a missing one, and the number of each row's."""
    codes, values = pd.factorize(column.astype("str").fillna(""), sort=True)
    return tuple(values), codes.astype(np.int64)


def _groups(articles: pd.DataFrame, group: str | None) -> tuple[tuple[str, ...], tuple[str, ...], Integers]:
    """Return what the groups of dated articles are called, their values, and the number of each article's, or -1."""
    if group is None:
        return (ALL,), (ALL,), np.zeros(len(articles), np.int64)
    every, codes = _labels(articles[group])
    there = np.unique(codes[articles["date"].notna().to_numpy()])
    values = tuple(every[code] for code in there)
    number = np.full(len(every), -1)
    number[there] = np.arange(len(there))
    return tuple(f"{group}={value}" if value else f"{group} unknown" for value in values), values, number[codes]


def _outlets(articles: pd.DataFrame, published: pd.DataFrame | None) -> tuple[tuple[str, ...], Integers]:
    """Return the outlets, those included that only the outside table knows, and the number of each article's."""
    sides = [articles["source"], *([published["source"]] if published is not None and "source" in published else [])]
    outlets, codes = _labels(pd.concat(sides, ignore_index=True))
    return outlets, codes[: len(articles)]


def _mix(size: Floats, group: Integers, outlet: Integers) -> Floats:
    """Return for each stratum the share that its outlet has of its group over the whole time."""
    of_outlet = pd.Series(size).groupby([group, outlet]).transform("sum").to_numpy()
    return np.asarray(of_outlet / np.maximum(pd.Series(size).groupby(group).transform("sum").to_numpy(), 1e-300))


def _clusters(articles: pd.DataFrame, cluster: str) -> tuple[Integers, Sequence[str]]:
    """Return the number of each article's cluster, and what the clusters are called."""
    ids = articles["article_id"] if "article_id" in articles else articles.index.astype("str").to_series()
    if cluster == "article":
        return np.arange(len(articles)), list(ids)
    source, days = _labels(articles["source"]), articles["date"].to_numpy(dtype="datetime64[D]")
    # An article of which only the month is known was not chosen with those of the month's first day.
    alone = np.isnat(days) | (articles["date_precision"] != "day").to_numpy()
    day = np.where(alone, 0, days.astype(np.int64))
    table = np.column_stack([source[1], day, np.where(alone, np.arange(len(articles)), -1)])
    _, first, numbers = np.unique(table, axis=0, return_index=True, return_inverse=True)
    names = [ids.iloc[i] if alone[i] else f"{source[0][source[1][i]]}|{days[i]}" for i in first]
    return numbers.ravel(), names
