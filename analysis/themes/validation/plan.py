"""What is to be drawn for coders: kinds of tasks, how many of each, of which texts, by which sample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.contracts import KINDS_OF_TASK, UNITS_OF_TASKS
from analysis.errors import InputError, suggest
from analysis.results import MODELS, VIEWS

DESIGNS = ("stratified", "simple")
HEAVY = 0.1  # a theme with this weight or more stands in a text
LIKELY = 0.5  # and one with this presence or more

_MOST = 100_000  # tasks of a kind: a person does not code more


@dataclass(frozen=True)
class Plan:
    """What is drawn. Raises InputError with every value that is not allowed.

    kinds: of tasks, see ``draw_tasks``. n_labels: texts to be labelled. unit: whether these are passages or whole
    articles. design: 'simple' (every text is as likely to be drawn) or 'stratified' (as many from each group of
    texts with the same heaviest named theme, so that rare themes are seen as well). n_words: word intrusion tasks a
    theme. n_passages: passages for theme intrusion. model: the one whose themes are tried, and whose weights
    stratify.

    >>> Plan(n_labels=0)
    Traceback (most recent call last):
    ...
    analysis.errors.InputError: n_labels is 0; it must be a whole number from 1 to 100,000
    """

    kinds: tuple[str, ...] = KINDS_OF_TASK
    n_labels: int = 150
    unit: str = "passage"
    design: str = "stratified"
    n_words: int = 2
    n_passages: int = 40
    model: str = "lda"
    seed: int = 0

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise InputError(faults)

    def _faults(self) -> Iterator[str]:
        for kind in self.kinds:
            if kind not in KINDS_OF_TASK:
                yield f"{kind!r} is no kind of task{suggest(kind, KINDS_OF_TASK)}"
        if not self.kinds:
            yield f"no kind of task is named (known: {', '.join(KINDS_OF_TASK)})"
        if self.unit not in UNITS_OF_TASKS:
            yield f"unit is {self.unit!r}; it must be one of {', '.join(UNITS_OF_TASKS)}"
        if self.model not in (models := self._models()):
            yield f"there is no model {self.model!r}{suggest(self.model, models)}"
        if self.design not in DESIGNS:
            yield f"design is {self.design!r}; it must be one of {', '.join(DESIGNS)}"
        for name in ("n_labels", "n_words", "n_passages"):
            if not 1 <= getattr(self, name) <= _MOST:
                yield f"{name} is {getattr(self, name)}; it must be a whole number from 1 to {_MOST:,}"

    def _models(self) -> tuple[str, ...]:
        """Return the models that can be tried; words of themes have only those that are a view of their own."""
        return tuple(MODELS if self.kinds == ("label",) else VIEWS)
