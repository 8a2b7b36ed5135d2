"""A task while it is made: what coders will see of it, and what they must not."""

from __future__ import annotations

from typing import NamedTuple

from analysis.hashing import stable_hash, stable_id

QUESTIONS = {
    "label": "Which of these themes does the text speak of? Choose all that apply, or none.",
    "theme_intrusion": "Which of these themes does NOT belong to the text? Choose one.",
    "word_intrusion": "Which of these words does NOT belong with the others? Choose one.",
}
NONE = "none"  # the answer that no option applies


class Said(NamedTuple):
    """What a model says of an option."""

    model: str
    weight: float
    presence: float = float("nan")


class Option(NamedTuple):
    """An option: what coders see, the theme it stands for (and the term), whether it intrudes, what models say."""

    shown: str
    theme: str
    said: tuple[Said, ...]
    term: str | None = None
    intruder: bool = False


class Draft(NamedTuple):
    """A task: its options, and the text it is about with its sample, where there is one."""

    kind: str
    options: tuple[Option, ...]
    text: str | None = None
    unit: str | None = None
    unit_id: str | None = None
    article_id: str | None = None
    stratum: str | None = None
    inclusion: float = float("nan")

    def seen(self) -> str:
        """Return all that coders see of the task, in one text."""
        return "\n".join([self.kind, self.text or "", *(option.shown for option in self.options)])

    def task_id(self) -> str:
        """Return an identifier that is made of what coders see alone, so that it tells them nothing more."""
        return stable_id(self.seen())


def shuffled(draft: Draft, seed: int) -> Draft:
    """Return the task with its options in an order that tells nothing: that of hashes of what is shown."""
    content = draft._replace(options=tuple(sorted(draft.options, key=lambda o: o.shown))).seen()
    return draft._replace(
        options=tuple(sorted(draft.options, key=lambda o: (stable_hash(f"{seed}/{content}/{o.shown}"), o.shown)))
    )


def letters(n: int) -> list[str]:
    """Return the letters of n options, as spreadsheets name their columns.

    >>> letters(28)[-3:]
    ['Z', 'AA', 'AB']
    """
    return [_letter(i) for i in range(n)]


def _letter(i: int) -> str:
    return (_letter(i // 26 - 1) if i >= 26 else "") + chr(ord("A") + i % 26)
