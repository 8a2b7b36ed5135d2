"""Fitted estimators to JSON and arrays, and back: no pickle, so that nothing is run from what is read.

What is kept are the parameters of the constructor and the fitted attributes, those that end with an underscore. A
plain value stands in the JSON; an array, or a number of one of numpy's kinds, in a .npy file of its own; a model that
is part of another one is told as that one is.
"""

from __future__ import annotations

import io
import math
import re
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.errors import Faults, InputError, suggest
from analysis.models.combined import CombinedThemes
from analysis.models.languages import ThemesByLanguage
from analysis.models.lda import LDA
from analysis.models.tfidf import TfidfThemes
from analysis.sealed import Files, Kind, read_sealed, write_sealed
from analysis.versions import versions

Array = NDArray[Any]

CLASSES: dict[str, Any] = {
    "LDA": LDA,
    "TfidfThemes": TfidfThemes,
    "CombinedThemes": CombinedThemes,
    "ThemesByLanguage": ThemesByLanguage,
}
KIND = Kind("themeline model", "model.json", 1, "save_model")

_NOT_KEPT = ("n_jobs",)  # how a machine carries it out, which is no part of what the model is
_FITTED = re.compile(r"[a-z][a-z0-9_]*_")
# What measures each of these arrays; all hold finite numbers, and none below 0 but those that are log odds.
_LENGTHS = {
    "components_": ("n_themes", "n_features_in_"),
    "idf_": ("n_features_in_",),
    "prior": ("guided themes", "n_features_in_"),
    "associations_": ("n_features_in_", "guided themes"),
    "coefficients_": ("n_features_in_", "guided themes"),
    "offsets_": ("guided themes",),
    "n_sure_": ("guided themes",),
    "languages": ("n_features_in_",),
    "language_counts": ("languages", "n_features_in_"),
    "place_": ("languages", "n_themes"),
    "words_": ("languages", "n_themes"),
}
_LOG_ODDS = ("associations_", "coefficients_", "offsets_")
_PARTS = ("from_tfidf_", "say_")  # numbers from 0 to 1
_ROUNDING = 1e-6  # rows of components sum to 1 within this


def save_model(model: Any, folder: str | Path) -> None:
    """Save a fitted LDA, TfidfThemes or CombinedThemes as a folder: model.json, and a .npy file for each array.

    A saved model in that folder is replaced. Raises InputError for another class, a model that is not
    fitted, or a parameter that is neither a plain value nor an array of numbers, such as a random generator.

    >>> import tempfile
    >>> model = LDA(2, random_state=1).fit(np.array([[3, 1], [0, 2]]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_model(model, f"{folder}/lda")
    ...     bool((load_model(f"{folder}/lda").components_ == model.components_).all())
    True
    """
    told, files = describe(model)
    write_sealed(folder, KIND, {"model": told, "versions": versions()}, files)


def load_model(folder: str | Path) -> Any:
    """Return the fitted estimator of a folder that ``save_model`` wrote.

    Raises InputError with every fault: a format newer than this version knows, files that are missing, changed or
    unlisted, arrays that are cut off, of objects, or of a shape that does not fit, parameters that this version lacks.
    """
    content, files = read_sealed(folder, KIND)
    faults = Faults(str(folder))
    model = restore(content.get("model"), files, faults)
    note_unused([content.get("model")], files, faults)
    faults.raise_if_any()
    return model


def describe(model: Any, *, prefix: str = "") -> tuple[dict[str, Any], Files]:
    """Return what a fitted estimator is as JSON, and its arrays as .npy files by name (``prefix`` before each)."""
    name = type(model).__name__
    if CLASSES.get(name) is not type(model):
        raise InputError([f"a model of class {name} cannot be saved; {', '.join(CLASSES)} can"])
    params = {key: value for key, value in model.get_params(deep=False).items() if key not in _NOT_KEPT}
    fitted = {key: value for key, value in sorted(vars(model).items()) if _FITTED.fullmatch(key)}
    faults, files = Faults(name), Files()
    if not fitted:
        faults.add("is not fitted, so there is nothing to save; call fit first")
    told = {
        part: {key: _told(key, value, f"{prefix}{key}.npy", files, faults) for key, value in values.items()}
        for part, values in (("params", params), ("fitted", fitted))
    }
    faults.raise_if_any()
    return {"class": name, **told}, files


def restore(told: Any, files: Mapping[str, bytes], faults: Faults) -> Any:
    """Return the estimator that ``describe`` told of; note every fault, and return None where there is one."""
    own = Faults(faults.where)
    model = _restored(told, files, own)
    if model is not None and not own.found:
        _check(model, own)
    faults.found += own.found
    return None if own.found else model


def note_unused(told: list[Any], files: Mapping[str, bytes], faults: Faults) -> None:
    """Note each .npy file that no model names."""
    used = set(_arrays_in(told))
    for name in sorted(name for name in files if name.endswith(".npy") and name not in used):
        faults.add(f"{name} belongs to no model; save it anew")


def _arrays_in(told: Any) -> Iterator[str]:
    """Yield the name of every array that a description speaks of, however deep."""
    if isinstance(told, dict):
        if isinstance(told.get("array"), str):
            yield told["array"]
        told = list(told.values())
    for part in told if isinstance(told, list) else ():
        yield from _arrays_in(part)


def _told(key: str, value: Any, file: str, files: Files, faults: Faults) -> Any:
    """Return a value as JSON: itself, texts, models, or what the array is that is put into ``files``."""
    if type(value) in CLASSES.values():
        inner, arrays = describe(value, prefix=file.removesuffix("npy"))
        files.update(arrays)
        return {"model": inner}
    if isinstance(value, list) and any(type(one) in CLASSES.values() for one in value):
        stem = file.removesuffix(".npy")
        return {"models": [_told(key, one, f"{stem}{i}.npy", files, faults) for i, one in enumerate(value)]}
    plain = value is None or type(value) in (bool, int, str)
    if plain or (type(value) is float and math.isfinite(value)):
        return value
    array = _as_array(value)
    if array is None:
        can = "None, a number, a text, or an array of numbers (for random_state a whole number)"
        faults.add(f"{key} is {type(value).__name__}, which cannot be saved; it must be {can}")
        return None
    if array.dtype == object:
        return {"texts": array.tolist()}
    files[file] = write_array(array)
    return {"array": file, "shape": list(array.shape), "dtype": array.dtype.str}


def _as_array(value: Any) -> Array | None:
    """Return a value as an array of numbers, or of objects where all are texts; None for everything else."""
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        return None
    if array.dtype.kind in "OUT":
        texts = np.asarray(value, dtype=object)
        return texts if texts.ndim == 1 and all(isinstance(text, str) for text in texts) else None
    return array if _is_kept(array.dtype) else None


def _is_kept(dtype: np.dtype[Any]) -> bool:
    """Whether values of this kind are the same on every platform: flags, and numbers of up to eight bytes."""
    return dtype.kind in "biuf" and dtype.itemsize <= 8


def write_array(array: Array) -> bytes:
    """Return an array as the bytes of a .npy file."""
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=False)
    return stream.getvalue()


def read_array(data: bytes) -> Array:
    """Return the array of a .npy file; raise ValueError with the reason for anything but a whole array of numbers.

    The header is held against the number of bytes before anything is allocated.

    >>> read_array(write_array(np.arange(3))[:-1])
    Traceback (most recent call last):
    ...
    ValueError: its header promises 24 bytes for the shape (3,), and 23 are there
    """
    stream = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        if version != (1, 0):
            raise ValueError(f"it is of version {version}")
        with warnings.catch_warnings(action="ignore"):  # of headers that Python 2 wrote
            shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    except Exception as error:  # a header that is none fails in many ways
        raise ValueError(f"it is no .npy file of version 1.0: {error}") from None
    if dtype.hasobject:
        raise ValueError("it holds Python objects, and reading those could run what somebody wrote into them")
    if not _is_kept(dtype):
        raise ValueError(f"it holds {dtype.name}; allowed are flags and numbers of up to eight bytes")
    promised, there = math.prod(shape) * dtype.itemsize, len(data) - stream.tell()
    if promised != there or any(length < 0 for length in shape):
        raise ValueError(f"its header promises {promised} bytes for the shape {shape}, and {there} are there")
    return np.asarray(np.load(io.BytesIO(data), allow_pickle=False))


def _restored(told: Any, files: Mapping[str, bytes], faults: Faults) -> Any:
    """Return the estimator with its parameters and fitted attributes, or None where its description is at fault."""
    if not isinstance(told, dict) or not all(isinstance(told.get(part), dict) for part in ("params", "fitted")):
        faults.add("describes no model: class, params and fitted are needed")
        return None
    if not isinstance(told.get("class"), str) or told["class"] not in CLASSES:
        faults.add(f"the model's class is {told.get('class')!r}; known are {', '.join(CLASSES)}")
        return None
    kind = CLASSES[told["class"]]
    known = kind().get_params()
    for key in sorted(set(told["params"]) - set(known)):
        faults.add(f"{told['class']} has no parameter {key!r} in this version{suggest(key, known)}")
    for key in sorted(key for key in told["fitted"] if not _FITTED.fullmatch(key) or hasattr(kind, key)):
        faults.add(f"{key!r} is no name of a fitted attribute, such as components_")
    params, fitted = (
        {key: _value(key, value, files, faults) for key, value in told[part].items()} for part in ("params", "fitted")
    )
    for key in ("components_", "n_features_in_"):
        if told["fitted"].get(key) is None:
            faults.add(f"the model's {key} is missing")
    if faults.found:
        return None
    model = kind(**params)
    vars(model).update(fitted)
    return model


def _value(key: str, told: Any, files: Mapping[str, bytes], faults: Faults) -> Any:
    """Return the value that ``_told`` told of; note what is wrong with it."""
    if told is None or isinstance(told, bool | int | float | str):
        return told
    if isinstance(told, dict) and set(told) == {"model"}:
        return restore(told["model"], files, faults.about(f"{faults.where}, {key.strip('_')}"))
    if isinstance(told, dict) and set(told) == {"models"} and isinstance(told["models"], list):
        return [_value(key, one, files, faults) for one in told["models"]]
    if isinstance(told, dict) and set(told) == {"texts"} and isinstance(told["texts"], list):
        return np.array(told["texts"], dtype=object)
    if not isinstance(told, dict) or set(told) != {"array", "shape", "dtype"}:
        faults.add(f"{key} is {str(told)[:60]!r}; it must be a plain value, or an array with its shape and dtype")
        return None
    if not isinstance(told["array"], str) or told["array"] not in files:
        faults.add(f"{key} names the file {told['array']!r}, which is not among those listed")
        return None
    try:
        array = read_array(files[told["array"]])
    except ValueError as error:
        faults.add(f"{told['array']} ({key}) cannot be read: {error}")
        return None
    if [list(array.shape), array.dtype.str] != [told["shape"], told["dtype"]]:
        said = f"{told['dtype']} of shape {told['shape']}"
        faults.add(f"{told['array']} ({key}) is {array.dtype.str} of shape {list(array.shape)}, not {said}")
    native = array.astype(array.dtype.newbyteorder("="), copy=False)
    return native if native.ndim else native[()]


def _check(model: Any, faults: Faults) -> None:
    """Note where the parts of an estimator do not fit together, or it cannot weigh a passage in this version."""
    sizes = {key: getattr(model, key) for key in ("n_themes", "n_features_in_")}
    for key, size in sizes.items():
        if isinstance(size, bool) or not isinstance(size, int | np.integer) or size < 1:
            faults.add(f"{key} is {str(size)[:60]!r}; it must be a whole number above 0")
    if faults.found:
        return
    for key, lengths in _LENGTHS.items():
        value = getattr(model, key, None)
        if value is not None and (why := _misfit(np.asarray(value), lengths, sizes, signed=key in _LOG_ODDS)):
            faults.add(f"{key} {why}")
    if not faults.found and (np.asarray(getattr(model, "place_", 0)) >= model.n_themes).any():
        faults.add(f"place_ names a theme beyond the {model.n_themes} that there are")
    _check_parts(model, faults)
    if not faults.found:
        sums = model.components_.sum(axis=1)
        if not (np.isclose(sums, 1, atol=_ROUNDING, rtol=0) | (sums == 0)).all():
            faults.add("components_ has a row that sums neither to 1 nor to 0")
    if not faults.found and (why := _trial(model)):
        faults.add(f"this version of {type(model).__name__} cannot weigh a passage with it: {why}")


def _check_parts(model: Any, faults: Faults) -> None:
    for key in _PARTS:
        part = getattr(model, key, 0.0)
        if isinstance(part, bool) or not isinstance(part, int | float) or not 0 <= part <= 1:
            faults.add(f"{key} is {str(part)[:60]!r}; it must be a part, 0 to 1")


def _misfit(array: Array, lengths: tuple[str, ...], sizes: Mapping[str, Any], *, signed: bool = False) -> str:
    """Return what is wrong with an array that ``lengths`` measure, '' where nothing is."""
    if array.dtype.kind not in "biuf":
        return "holds no numbers"
    if array.ndim != len(lengths) or any(
        n != sizes.get(length, n) for n, length in zip(array.shape, lengths, strict=True)
    ):
        told = " x ".join(f"{length} ({sizes[length]})" if length in sizes else length for length in lengths)
        return f"has the shape {array.shape}, which is not {told}"
    if not np.isfinite(array).all() or (not signed and (array < 0).any()):
        return "holds a value that is missing, infinite or negative"
    return ""


def _trial(model: Any) -> str:
    """Return why a model cannot weigh a passage of one word; '' where it can."""
    word = sparse.csr_array(([1.0], ([0], [0])), shape=(1, model.n_features_in_))
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            weights = model.transform(word)
            present = model.presence(word)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return str(error)
    if weights.shape != (1, model.n_themes) or not abs(weights.sum() - 1) < _ROUNDING:
        return "its weights do not sum to 1"
    good = present.shape == weights.shape and ((present >= 0) & (present <= 1)).all()
    return "" if good else "what it says of presence is no probability"
