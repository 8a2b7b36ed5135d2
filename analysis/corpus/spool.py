"""Texts laid aside on the disk while articles stream through, so that one can be looked at once more."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from types import TracebackType


class Spool:
    """Keeps texts by their article's id in a temporary file, which is gone when the context ends.

    >>> with Spool() as spool:
    ...     spool.add(["a"], ["Oil rose."])
    ...     spool.text("a")
    'Oil rose.'
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end of the context
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0

    def add(self, ids: Iterable[str], texts: Iterable[str]) -> None:
        """Lay texts aside."""
        self._file.seek(self._end)
        for article_id, text in zip(ids, texts, strict=True):
            data = text.encode("utf-8", "surrogatepass")
            self._file.write(data)
            self._places[article_id] = self._end, len(data)
            self._end += len(data)

    def text(self, article_id: str) -> str:
        """Return a text; raise KeyError where no such article was laid aside."""
        start, length = self._places[article_id]
        self._file.seek(start)
        return self._file.read(length).decode("utf-8", "surrogatepass")

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
