"""One line of the table of what was measured."""

from __future__ import annotations

from dataclasses import dataclass

GIGABYTE = 1e9


@dataclass(frozen=True)
class Row:
    """One line of the table. ``value`` is what ``must`` and ``aim`` bound: from below, or from above (``less``)."""

    measure: str
    corpus: str
    peer: str
    ours: float
    theirs: float
    value: float
    must: float | None = None
    aim: float | None = None
    less: bool = False

    @property
    def met(self) -> str:
        """'aim', 'must', 'no', or '' where nothing was asked for."""
        if self.must is None:
            return ""
        if self.aim is not None and self._holds(self.aim):
            return "aim"
        return "must" if self._holds(self.must) else "no"

    def _holds(self, bound: float) -> bool:
        return self.value <= bound if self.less else self.value >= bound
