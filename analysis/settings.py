"""Every number and choice of a run, in one frozen object, read from settings.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from analysis.errors import Faults, InputError, suggest

_MOST_FREE = 500


class Settings(BaseModel):
    """What a run depends on besides the articles and the lexicon; every field has a default.

    Raises InputError (from ``load`` and ``of``) that lists every unknown key and every value out of range.

    >>> Settings(seed=7).seed
    7
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = Field(0, ge=0, lt=2**31, description="Where all randomness starts; the same seed gives the same bytes.")
    text_fields: Literal["text", "title", "both"] = Field(
        "text", description="What is counted: the article's text, its title, or both."
    )
    unit: Literal["paragraph", "sentence", "article"] = Field(
        "paragraph", description="What a passage is made of; models count passages."
    )
    passage_words: int = Field(
        40,
        ge=10,
        le=10_000,
        description="How many words a passage of paragraphs aims at; longer ones are split at a sentence's end.",
    )
    languages: tuple[Literal["en", "es", "ru"], ...] = Field(
        ("en", "es", "ru"),
        min_length=1,
        description="The languages that may occur; each passage is given one of them.",
    )
    min_count: int = Field(
        1,
        ge=1,
        description="How many passages a term must stand in to count; above 1, texts in a minority language lose more.",
    )
    max_share: float = Field(
        0.5,
        gt=0,
        le=1,
        description="A term that stands in a larger share of the passages tells nothing apart and is left out.",
    )
    learn_phrases: bool = Field(
        False,
        description="Whether words that stand together far oftener than by chance count as one term.",
    )
    names: Literal["keep", "drop"] = Field(
        "keep",
        description="Names, known by capitals within sentences: 'keep' counts them, 'drop' only those of the lexicon.",
    )
    n_free: int | Literal["auto"] = Field(
        2,
        description="How many free themes are looked for beside the named ones; 'auto': as many as the corpus bears.",
    )
    n_refits: int = Field(
        50,
        ge=10,
        le=10_000,
        description="How many times each model is fitted again on reweighted passages, for the intervals; 10 at least.",
    )
    level: float = Field(0.9, ge=0.5, le=0.999, description="The level of every interval.")
    estimand: Literal["population", "corpus"] = Field(
        "population",
        description="'population': the articles are a sample of what was written; 'corpus': they are all there is.",
    )
    period: Literal["auto", "day", "week", "month", "quarter", "year"] = Field(
        "auto",
        description="The calendar period of the trends; 'auto' takes the finest with five articles in most periods.",
    )
    denominator: Literal["articles", "words", "articles_with_theme", "published"] = Field(
        "articles",
        description="What a share is of: 'articles', 'words', 'articles_with_theme', or 'published' (all that was).",
    )
    fixed_mix: bool = Field(
        False,
        description="Whether outlets count in every period as they do over the whole time, however busy they are.",
    )
    cluster: Literal["article", "outlet_day"] = Field(
        "article",
        description="What was chosen together, for intervals: an 'article', or an outlet's of a day, 'outlet_day'.",
    )
    group: str = Field(
        "", description="A column of the articles, such as source, whose values are compared; '' compares none."
    )
    event_periods: int = Field(
        3, ge=1, le=1_000, description="How many periods before an event, and from it on, are held against each other."
    )
    looks_ahead: bool = Field(
        True, description="Whether later periods have a say in a smooth curve; false for use in real time."
    )
    copies: Literal["drop", "weigh", "keep"] = Field(
        "drop",
        description="Articles that are copies of an earlier one are left out, counted as one together, or kept.",
    )
    threads: int = Field(1, ge=1, le=256, description="How many refits run side by side; results do not depend on it.")

    @field_validator("n_free", mode="plain")
    @classmethod
    def _number_or_auto(cls, value: Any) -> Any:
        if value == "auto" or (type(value) is int and 0 <= value <= _MOST_FREE):
            return value
        allowed = f"Input should be a whole number from 0 to {_MOST_FREE}, or 'auto'"
        raise PydanticCustomError("n_free", allowed)

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise InputError(f"settings: {fault}" for fault in _told(error)) from None

    @classmethod
    def of(cls, values: dict[str, Any], *, where: str = "settings") -> Settings:
        """Return settings from a plain dict; raise InputError that names every fault and ``where`` it stands."""
        try:
            return cls(**values)
        except InputError as error:
            raise InputError(fault.replace("settings: ", f"{where}: ", 1) for fault in error.faults) from None

    @classmethod
    def load(cls, path: str | Path) -> Settings:
        """Return the settings of a TOML file; raise InputError with every fault of it."""
        path = Path(path)
        faults = Faults(str(path))
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            faults.add(
                f"cannot be read ({error.strerror}); name an existing TOML file, or leave it out for the defaults"
            )
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            faults.add(f"is no TOML: {error}")
        faults.raise_if_any()
        return cls.of(values, where=str(path))

    def told(self) -> dict[str, Any]:
        """Return the settings that results depend on, for the manifest: all but ``threads``."""
        return self.model_dump(mode="json", exclude={"threads"})


def _told(error: ValidationError) -> Iterator[str]:
    """Yield each fault in words: unknown keys with the nearest known one, and values out of range."""
    faults = error.errors()
    inner = {fault["loc"][0] for fault in faults if len(fault["loc"]) > 1}  # bad entries say more than their list
    for fault in sorted(faults, key=lambda f: (f["type"] != "extra_forbidden", str(f["loc"]))):
        place = ".".join(str(part) for part in fault["loc"])
        if fault["type"] == "extra_forbidden":
            yield f"unknown key {place!r}{suggest(place, Settings.model_fields)}"
        elif len(fault["loc"]) > 1 or place not in inner:
            # pydantic says 'Input should be ...'
            yield f"{place} is {fault['input']!r}: {fault['msg'].replace('Input should', 'it should', 1)}"
