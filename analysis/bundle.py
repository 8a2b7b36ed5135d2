"""Bundles to folders and back: what an analysis learned, kept for articles that come later."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis import tables
from analysis.errors import ContractError, Faults, InputError
from analysis.models import CombinedThemes, ThemesByLanguage
from analysis.models.saved import describe, note_unused, restore
from analysis.results import Analysis, Bundle
from analysis.sealed import Files, Kind, check_replaceable, read_json, read_sealed, write_sealed
from analysis.settings import Settings
from analysis.themes import Lexicon, Theme

KIND = Kind("themeline bundle", "bundle.json", 1, "save_bundle or `themeline report --save-bundle`")
VOCABULARY = "vocabulary.json"


_Number = Annotated[int, Field(ge=0, lt=2**31)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Named(_Strict):
    """A theme of the lexicon."""

    name: str
    label: str
    colour: str
    words: dict[str, list[str]]
    exclude: dict[str, list[str]] = Field(default_factory=dict)


class _Row(_Strict):
    """A row of the table ``themes``."""

    theme: str
    label: str
    kind: str
    order: _Number
    colour: str
    stability: float | None
    found_in: _Number | None
    junk: str | None


class _Content(_Strict):
    """What bundle.json says besides its list of files."""

    versions: dict[str, str]
    settings: dict[str, Any]
    lexicon: list[_Named]
    themes: list[_Row]
    model: dict[str, Any]


class _Vocabulary(_Strict):
    terms: list[str]
    phrases: list[list[str]]


_Part = TypeVar("_Part", _Content, _Vocabulary)


def save_bundle(run: Analysis | Bundle, path: str | Path) -> None:
    """Save what an analysis learned as a folder: bundle.json, vocabulary.json and a .npy file for each array.

    A bundle that is there already is replaced at once, never by half; the same bundle gives the same bytes. Raises
    InputError where something else is in the way.

    >>> import analysis as an, tempfile
    >>> texts = pd.DataFrame({"text": ["Oil and gas.", "The army fought."]})
    >>> run = an.analyse(texts, an.Lexicon({"energy": ["oil"]}), an.Settings(n_free=0))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_bundle(run, f"{folder}/model")
    ...     load_bundle(f"{folder}/model")
    Bundle of LDA and TF-IDF: 2 themes, 4 terms
    """
    bundle = run.bundle if isinstance(run, Analysis) else run
    described, files = describe(bundle.model)
    vocabulary = {"terms": list(bundle.terms), "phrases": sorted(map(list, bundle.phrases))}
    files[VOCABULARY] = f"{json.dumps(vocabulary, indent=0, ensure_ascii=False)}\n".encode()
    content = {
        "versions": dict(bundle.versions),
        "settings": bundle.settings.told(),
        "lexicon": [_named(theme) for theme in bundle.lexicon.themes],
        "themes": bundle.themes.astype(object).where(bundle.themes.notna(), None).to_dict("records"),
        "model": described,
    }
    write_sealed(path, KIND, content, files)


def _named(theme: Theme) -> dict[str, Any]:
    """Return what is kept of a theme; without a list of what it excludes where that is nothing, as in older bundles."""
    told = {"name": theme.name, "label": theme.label, "colour": theme.colour, "words": _lists(theme.words)}
    return {**told, "exclude": _lists(theme.exclude)} if any(theme.exclude.values()) else told


def _lists(words: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {code: list(entries) for code, entries in words.items()}


def load_bundle(path: str | Path) -> Bundle:
    """Return the bundle of a folder that ``save_bundle`` wrote, now or with an earlier version of the package.

    Raises InputError with every fault: a newer format, files that are missing, changed, unlisted or damaged,
    settings and parameters that this version does not know, parts that do not fit together.
    """
    said, files = read_sealed(path, KIND)
    faults = Faults(str(path))
    vocabulary = _valid(_Vocabulary, _json(files.get(VOCABULARY, b"{}")), VOCABULARY, faults)
    content = _valid(_Content, said, KIND.marker, faults)
    bundle = _bundle(content, vocabulary, files, faults) if content and vocabulary else None
    if bundle is None or faults.found:
        raise InputError(faults.found)
    return bundle


def check_bundle_path(path: str | Path) -> None:
    """Raise InputError where no bundle can be saved at ``path``; leave no trace."""
    check_replaceable(path, KIND)


def _valid(kind: type[_Part], value: Any, where: str, faults: Faults) -> _Part | None:
    """Return a part of a bundle as its class, or None where it is at fault, with every fault noted."""
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        for fault in error.errors():
            faults.add(f"{where}: {'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}")
    return None


def _json(data: bytes) -> Any:
    """Return the content of a JSON file; None, which nothing takes, where it is none."""
    try:
        return read_json(data)
    except ValueError:
        return None


def _bundle(content: _Content, vocabulary: _Vocabulary, files: Files, faults: Faults) -> Bundle | None:
    """Return the bundle of parts that are well formed, or None where they do not fit together or this version."""
    model = restore(content.model, files, faults)
    if model is not None and not isinstance(model, CombinedThemes | ThemesByLanguage):
        allowed = "a CombinedThemes, or a ThemesByLanguage"
        faults.add(f"{KIND.marker}: the model is of class {type(model).__name__}; a bundle has {allowed}")
    note_unused([content.model], files, faults)
    for name in sorted(name for name in files if name != VOCABULARY and not name.endswith(".npy")):
        faults.add(f"{name} is no file of a bundle; save it anew")
    settings = _kept(faults, Settings.of, content.settings, where=f"{faults.where}, settings")
    lexicon = _kept(faults, Lexicon.kept, {t.name: t.model_dump(exclude={"name"}) for t in content.lexicon})
    themes = _kept(faults, tables.conform, "themes", pd.DataFrame([row.model_dump() for row in content.themes]))
    if faults.found:
        return None
    terms, phrases = tuple(vocabulary.terms), frozenset(map(tuple, vocabulary.phrases))
    bundle = Bundle(model, terms, phrases, themes, lexicon, settings, content.versions)
    _note_misfits(bundle, faults)
    return bundle


def _kept(faults: Faults, make: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Return what a function makes, or None where it raises, with what it says noted."""
    try:
        return make(*args, **kwargs)
    except InputError as error:
        faults.found += [f if faults.where in f else f"{faults.where}: {f}" for f in error.faults]
    except ContractError as error:
        faults.add(str(error))


def _note_misfits(bundle: Bundle, faults: Faults) -> None:
    """Note where terms, themes, lexicon and models are not of the same run."""
    themes, terms = bundle.themes, bundle.terms
    named = tuple(themes.loc[themes["kind"] == "named", "theme"])
    if len(set(terms)) != len(terms):
        faults.add(f"{VOCABULARY}: a term stands twice")
    if named != bundle.lexicon.names or named != tuple(themes["theme"][: len(named)]):
        faults.add(
            f"{KIND.marker}: the named themes {named} are not the lexicon's {bundle.lexicon.names}, first of all"
        )
    wanted = (len(themes), len(terms))
    for name, model in {"lda": bundle.model.lda_, "tfidf": bundle.model.tfidf_, "the model": bundle.model}.items():
        has = (model.n_themes, model.n_features_in_)
        if has != wanted:
            faults.add(f"{name} has {has[0]} themes and {has[1]} terms; the bundle has {wanted[0]} and {wanted[1]}")
