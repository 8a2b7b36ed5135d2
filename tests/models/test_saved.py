"""Saved estimators: what is read is what was written, or it is refused with the reason."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis.errors import Faults, InputError
from analysis.models import LDA, CombinedThemes, TfidfThemes, load_model, save_model
from analysis.models.saved import CLASSES, describe, read_array, restore, write_array
from tests.forged import forge

KINDS = ["?", "i1", "i4", "<i8", "u2", "<u8", "f2", "<f4", "<f8", ">f8"]
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


@pytest.fixture
def folder(guided, tmp_path: Path) -> Path:
    save_model(guided, tmp_path / "model")
    return tmp_path / "model"


def refused(folder: Path, *parts: str) -> None:
    with pytest.raises(InputError) as told:
        load_model(folder)
    for part in parts:
        assert part in str(told.value)


def forged_array(folder: Path, name: str, array: np.ndarray) -> None:
    """Put another array in a file's place, described and hashed as it should be."""
    (folder / f"{name}.npy").write_bytes(write_array(array))

    def describe_it(told: dict[str, Any]) -> None:
        part = next(part for part in ("params", "fitted") if name in told["model"][part])
        told["model"][part][name].update(shape=list(array.shape), dtype=array.dtype.str)

    forge(folder, describe_it)


def test_a_loaded_model_weighs_to_the_byte_as_the_saved_one(guided, corpus, folder: Path) -> None:
    loaded = load_model(folder)
    assert type(loaded) is type(guided)
    assert loaded.transform(corpus.counts.counts).tobytes() == guided.transform(corpus.counts.counts).tobytes()
    assert set(vars(loaded)) == set(vars(guided))
    np.testing.assert_array_equal(loaded.prior, guided.prior)
    assert list(loaded.get_feature_names_out()) == list(guided.get_feature_names_out())


def test_so_it_does_in_a_new_process(guided, corpus, folder: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "counts.npy", corpus.counts.counts.toarray())
    code = (
        "import sys, numpy as np; from threadpoolctl import threadpool_limits; from analysis.models import load_model\n"
        "with threadpool_limits(limits=1):\n"
        "    weights = load_model(sys.argv[1]).transform(np.load(sys.argv[2]))\n"
        "sys.stdout.buffer.write(weights.tobytes())"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, folder, tmp_path / "counts.npy"], capture_output=True, check=True
    )
    assert told.stdout == guided.transform(corpus.counts.counts).tobytes()


def test_saving_again_gives_the_same_bytes(guided, folder: Path, tmp_path: Path) -> None:
    save_model(guided, tmp_path / "again")
    save_model(load_model(folder), tmp_path / "third")
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()
        assert path.read_bytes() == (tmp_path / "third" / path.name).read_bytes()


def test_names_of_columns_are_kept(kind, tmp_path: Path) -> None:
    frame = pd.DataFrame([[3, 1], [0, 2]], columns=["oil", "нефть"])
    save_model(kind(2).fit(frame), tmp_path / "model")
    loaded = load_model(tmp_path / "model")
    assert loaded.feature_names_in_.tolist() == ["oil", "нефть"]
    assert loaded.transform(frame).shape == (2, 2)


class Threaded(LDA):
    """A model with a parameter that says how a machine carries it out."""

    def __init__(self, n_themes: int = 10, *, n_jobs: int | None = None) -> None:
        super().__init__(n_themes)
        self.n_jobs = n_jobs


def test_the_number_of_threads_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CLASSES, "Threaded", Threaded)
    for n_jobs in (1, 64):
        save_model(Threaded(2, n_jobs=n_jobs).fit([[3, 1], [0, 2]]), tmp_path / str(n_jobs))
    assert (tmp_path / "1" / "model.json").read_bytes() == (tmp_path / "64" / "model.json").read_bytes()
    assert load_model(tmp_path / "64").n_jobs is None


@pytest.mark.parametrize(
    ("params", "part"),
    [
        ({"random_state": np.random.RandomState(0)}, "random_state is RandomState.*a whole number"),
        ({"max_iter": 3 + 4j}, "max_iter is complex"),
        ({"tol": {"a": 1}}, "tol is dict"),
        ({"prior": [[1, 0], [1]]}, "prior is list"),
    ],
)
def test_parameters_that_cannot_be_kept_are_named(kind, params: dict[str, Any], part: str) -> None:
    with pytest.raises(InputError, match=part):
        describe(kind(2).fit([[3, 1], [0, 2]]).set_params(**params))


def test_only_our_fitted_models_are_saved(kind, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not fitted"):
        save_model(kind(2), tmp_path / "model")
    with pytest.raises(
        InputError, match="class dict cannot be saved; LDA, TfidfThemes, CombinedThemes, ThemesByLanguage can"
    ):
        save_model({}, tmp_path / "model")
    assert not (tmp_path / "model").exists()


@given(
    array=st.sampled_from(KINDS).flatmap(
        lambda kind: arrays.arrays(kind, arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
    ),
    fortran=st.booleans(),
)
def test_arrays_of_every_kind_come_back(array: np.ndarray, fortran: bool) -> None:
    array = np.asfortranarray(array) if fortran and array.ndim else array
    again = read_array(write_array(array))
    assert (again.dtype, again.shape, again.tobytes()) == (array.dtype, array.shape, array.tobytes())
    assert again.flags.f_contiguous == array.flags.f_contiguous
    assert again.flags.writeable


@given(
    values=st.fixed_dictionaries({"strength": PLAIN, "tol": PLAIN, "random_state": PLAIN, "more_": PLAIN}),
    kind=st.sampled_from(KINDS),
)
def test_parameters_and_attributes_of_every_kind_come_back(values: dict[str, Any], kind: str) -> None:
    model = LDA(2).fit([[3, 1], [0, 2]])
    extra = values.pop("more_")
    model.set_params(**values)
    model.more_, model.block_, model.numbers_ = extra, np.ones((2, 3), dtype=kind), [1.5, 2.5]
    told, files = describe(model)
    # Weighing needs sensible parameters; what is asked here is only whether all values come back.
    sensible, _ = describe(LDA(2).fit([[3, 1], [0, 2]]))
    again = restore({**told, "params": sensible["params"]}, files, Faults("model"))
    assert repr(again.more_) == repr(extra) or np.isclose(again.more_, extra, equal_nan=True)
    np.testing.assert_array_equal(again.block_, model.block_)
    np.testing.assert_array_equal(again.numbers_, model.numbers_)
    for key, value in values.items():
        if value is None or isinstance(value, bool | int | str) or np.isfinite(value):
            assert told["params"][key] == value
        else:
            np.testing.assert_array_equal(read_array(files[f"{key}.npy"]), value)


@given(data=st.binary(max_size=300), cut=st.integers(0, 160), flip=st.integers(0, 159))
def test_damaged_arrays_are_refused_in_words(data: bytes, cut: int, flip: int) -> None:
    whole = write_array(np.arange(4.0))
    odd = whole[:flip] + bytes([whole[flip] ^ 0xFF]) + whole[flip + 1 :]
    for damaged in (data, whole[:cut] if cut < len(whole) else data, whole[:cut] + data, odd):
        with suppress(ValueError):  # any other exception fails
            assert read_array(damaged).dtype.kind in "biuf"


def objects(tmp_path: Path) -> bytes:
    np.save(tmp_path / "objects.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    return (tmp_path / "objects.npy").read_bytes()


def header(shape: str, kind: str = "<f8") -> bytes:
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


def test_arrays_that_could_run_something_or_fill_the_memory_are_refused(tmp_path: Path) -> None:
    cases = {
        "holds Python objects": objects(tmp_path),
        "promises 8000000000000000000000000 bytes": header("(1000000000000, 1000000000000)") + b"\0" * 8,
        "promises 80 bytes": header("(-2, -5)") + b"\0" * 80,
        "holds complex128": write_array(np.ones(2, dtype=complex)),
        "holds str": write_array(np.array(["a"])),
        "is no .npy file": pickle.dumps([1, 2]),
        "of version (2, 0)": write_array(np.ones(2)).replace(b"\x01\x00", b"\x02\x00", 1),
    }
    for part, data in cases.items():
        with pytest.raises(ValueError, match="it") as told:
            read_array(data)
        assert part in str(told.value)


def test_an_array_of_objects_in_a_forged_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "components_.npy").write_bytes(objects(tmp_path))
    refused(folder, "components_.npy has changed since it was saved")
    forge(folder)
    refused(folder, "components_.npy (components_) cannot be read: it holds Python objects")


def test_a_cut_off_array_is_refused(folder: Path) -> None:
    whole = (folder / "components_.npy").read_bytes()
    (folder / "components_.npy").write_bytes(whole[:-8])
    forge(folder)
    refused(folder, "cannot be read: its header promises")


@pytest.mark.parametrize(
    ("spoil", "part"),
    [
        (
            lambda c: np.where(c == c.max(), np.nan, c),
            "components_ holds a value that is missing, infinite or negative",
        ),
        (lambda c: -c, "missing, infinite or negative"),
        (lambda c: c * 2, "a row that sums neither to 1 nor to 0"),
        (lambda c: c[:, 1:], "n_features_in_ (90)"),
        (lambda c: c[1:], "n_themes (4)"),
        (lambda c: c[0], "components_ has the shape (90,)"),
    ],
)
def test_components_that_make_no_sense_are_refused(folder: Path, spoil: Callable[..., np.ndarray], part: str) -> None:
    forged_array(folder, "components_", spoil(np.load(folder / "components_.npy")))
    refused(folder, part)


def test_an_array_of_another_kind_than_said_is_refused(folder: Path) -> None:
    (folder / "components_.npy").write_bytes(write_array(np.load(folder / "components_.npy").astype("f4")))
    forge(folder)
    refused(folder, "is <f4 of shape [4, 90], not <f8 of shape [4, 90]")


FORGERIES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "another class": (lambda m: m.update({"class": "os.system"}), "class is 'os.system'; known are LDA, TfidfThemes"),
    "no class": (lambda m: m.pop("class"), "class is None"),
    "no parameters": (lambda m: m.pop("params"), "describes no model"),
    "unknown parameter": (lambda m: m["params"].update(strenght=1), "'strenght' in this version (did you mean 'stre"),
    "no attribute": (lambda m: m["fitted"].update(__class__=1), "'__class__' is no name of a fitted attribute"),
    "a method": (lambda m: m["fitted"].update(fit=1), "'fit' is no name of a fitted attribute"),
    "no components": (lambda m: m["fitted"].pop("components_"), "components_ is missing"),
    "another file": (lambda m: m["fitted"]["components_"].update(array="../x.npy"), "names the file '../x.npy'"),
    "a list of files": (lambda m: m["fitted"]["components_"].update(array=["x"]), "names the file ['x']"),
    "an odd value": (lambda m: m["params"].update(tol={"call": "x"}), "tol is"),
    "text for a number": (lambda m: m["params"].update(n_themes="4"), "n_themes is '4'; it must be a whole number"),
    "more themes": (lambda m: m["params"].update(n_themes=10**12), "which is not n_themes (1000000000000)"),
    "text for threads": (lambda m: m["params"].update(n_jobs="x"), "cannot weigh a passage"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_forged_descriptions_are_refused(tmp_path: Path, forgery: str, corpus) -> None:
    folder = tmp_path / "model"
    save_model(LDA(4, prior=corpus.lexicon, background=True, max_iter=5).fit(corpus.counts.counts), folder)
    change, part = FORGERIES[forgery]
    forge(folder, lambda told: change(told["model"]))
    refused(folder, part)


def test_all_faults_of_a_model_are_told_at_once(folder: Path) -> None:
    def change(told: dict[str, Any]) -> None:
        told["model"]["params"].update(colour=1)
        told["model"]["fitted"].pop("n_features_in_")
        told["model"]["params"].pop("prior")

    forge(folder, change)
    refused(folder, "no parameter 'colour'", "n_features_in_ is missing", "prior.npy belongs to no model")


def test_a_model_of_before_a_parameter_takes_its_default(folder: Path, guided) -> None:
    forge(folder, lambda told: told["model"]["params"].pop("tol"))
    assert load_model(folder).tol == type(guided)().tol


def test_a_model_without_what_weighing_needs_is_refused(corpus, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    save_model(TfidfThemes(2, max_iter=5).fit(corpus.counts.counts), folder)
    forge(folder, lambda told: told["model"]["fitted"].update(idf_=None))
    refused(folder, "this version of TfidfThemes cannot weigh a passage with it", "idf_.npy belongs to no model")


@pytest.mark.parametrize("key", ["from_tfidf_", "say_"])
@pytest.mark.parametrize("part", [1.5, -0.1, "half", True])
def test_a_part_beyond_the_whole_is_refused(corpus, tmp_path: Path, key: str, part: Any) -> None:
    folder = tmp_path / "model"
    save_model(CombinedThemes(4, prior=corpus.lexicon, background=True).fit(corpus.counts.counts), folder)
    forge(folder, lambda told: told["model"]["fitted"].update({key: part}))
    refused(folder, f"{key} is", "it must be a part, 0 to 1")
