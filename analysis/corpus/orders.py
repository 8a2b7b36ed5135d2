"""In which order files, or folders, write day and month in dates in figures, as their articles show it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from analysis.corpus.dates import Candidate, Order, orders_shown
from analysis.corpus.drafting import Drafting, Row, date_columns


@dataclass
class DateOrders:
    """Learns from articles as they come, and reads dates such as 03/04/2022 in the order that others show.

    The articles of a file that has several show it for these; those that are a file each show it for their folder.
    drafting: by which dates are resolved.
    """

    drafting: Drafting
    _n_articles: Counter[str] = field(default_factory=Counter)
    _shown: dict[str, set[Order]] = field(default_factory=lambda: defaultdict(set))
    _doubtful: list[tuple[Row, Order | None]] = field(default_factory=list)

    def settle(self, rows: list[Row]) -> None:
        """Take some more articles, and fill in the dates of those that can be read by what is known so far."""
        for row in rows:
            self._n_articles[row["path"]] += 1
            if shown := orders_shown(row["candidates"]):
                self._shown[row["path"]] |= shown
        doubtful = [row for row in rows if _in_doubt(row["candidates"])]
        if not doubtful:
            return
        order_of = self._order_of()
        for row in doubtful:
            order = order_of(row["path"])
            row |= self._dated(row, order) if order else {}
            known = {name: row.get(name) for name in ("article_id", "path", "source", "candidates")}
            self._doubtful.append((known, order))

    def changed(self) -> dict[str, Row]:
        """Return the columns of the date of each article, by its id, that all articles together let read otherwise."""
        order_of = self._order_of()
        return {
            row["article_id"]: self._dated(row, order_of(row["path"]))
            for row, order in self._doubtful
            if order_of(row["path"]) != order
        }

    def _dated(self, row: Row, order: Order | None) -> Row:
        candidates: list[Candidate] = row["candidates"]
        return date_columns(self.drafting.resolve(candidates, row.get("source"), order), {})

    def _order_of(self) -> Callable[[str], Order | None]:
        """Return what gives the order of a path: the one that is shown, None where both are, or none."""
        together: dict[str, set[Order]] = defaultdict(set)
        for path, shown in self._shown.items():
            together[self._group(path)] |= shown
        only = {group: next(iter(shown)) for group, shown in together.items() if len(shown) == 1}
        return lambda path: only.get(self._group(path))

    def _group(self, path: str) -> str:
        return path if self._n_articles[path] > 1 else path.rpartition("/")[0]


def _in_doubt(candidates: list[Candidate]) -> bool:
    """Whether the order of day and month may change which date is taken: not where a person gave it plainly."""
    said = [candidate for candidate in candidates if candidate.place == "metadata"]
    return any(candidate.other for candidate in said or candidates)
