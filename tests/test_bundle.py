"""Bundles: what an analysis learned comes back whole, weighs as it did, and is refused where it is not itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an
from analysis import tables
from analysis.models import save_model
from analysis.models.saved import write_array
from tests import golden_bundle
from tests.forged import forge
from tests.planted import planted_articles

QUICK = an.Settings(n_refits=10, max_share=0.25, n_free=1)
LEXICON = an.Lexicon({"war": ["army", "missile"], "energy": {"label": "Öl", "words": ["oil", "fuel gas", "gas"]}})


@pytest.fixture(scope="module")
def small() -> an.Analysis:
    return an.analyse(planted_articles(24, seed=1), LEXICON, QUICK)


@pytest.fixture
def folder(small: an.Analysis, tmp_path: Path) -> Path:
    an.save_bundle(small, tmp_path / "model")
    return tmp_path / "model"


def refused(folder: Path, *parts: str) -> None:
    with pytest.raises(an.InputError) as told:
        an.load_bundle(folder)
    for part in parts:
        assert part in str(told.value)


def test_prefixes_and_exclusions_come_back_with_the_bundle(tmp_path: Path) -> None:
    words = {"en": ["oil", "gas*"]}
    lexicon = an.Lexicon(
        {"energy": {"words": words, "exclude": {"en": ["oil army", "gasp"]}}, "war": ["army", "missile"]}
    )
    articles = planted_articles(24, seed=1)
    run = an.analyse(articles, lexicon, QUICK)
    an.save_bundle(run, tmp_path / "model")
    loaded = an.load_bundle(tmp_path / "model")
    assert loaded.lexicon.themes == lexicon.themes
    applied = an.apply_bundle(loaded, articles)
    weights = run.weights.set_index(["model", "article_id", "theme"])["weight"]
    pd.testing.assert_series_equal(applied.weights.set_index(weights.index.names)["weight"], weights, check_exact=True)


def test_a_bundle_comes_back_whole(small: an.Analysis, folder: Path) -> None:
    first, second = small.bundle, an.load_bundle(folder)
    assert list(second.models) == list(first.models)
    for name in ("terms", "phrases", "settings", "versions"):
        assert getattr(second, name) == getattr(first, name)
    assert second.lexicon.themes == LEXICON.themes
    pd.testing.assert_frame_equal(second.themes, first.themes, check_exact=True)
    assert repr(second) == repr(first)


def test_saving_it_again_gives_the_same_bytes(small: an.Analysis, folder: Path, tmp_path: Path) -> None:
    an.save_bundle(an.load_bundle(folder), tmp_path / "again")
    threads = small.settings.model_copy(update={"threads": 3})  # no result depends on them
    an.save_bundle(replace(small.bundle, settings=threads), folder)
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_the_articles_of_the_fit_get_their_weights_to_the_byte(run: an.Analysis, tmp_path: Path) -> None:
    an.save_bundle(run, tmp_path / "model")
    for bundle in (run.bundle, an.load_bundle(tmp_path / "model")):
        applied = an.apply_bundle(bundle, run.articles)
        for table in (run, applied):
            tables.conform("weights", table.weights)
        key = ["model", "article_id", "theme", "weight"]
        pd.testing.assert_frame_equal(applied.weights[key], run.weights[key], check_exact=True)
        pd.testing.assert_frame_equal(applied.passage_weights, run.passage_weights, check_exact=True)
        assert (applied.passages["n_counted"] == run.passages["n_counted"]).all()


def test_so_they_do_where_terms_were_left_out(small: an.Analysis) -> None:
    applied = an.apply_bundle(small.bundle, planted_articles(24, seed=1).sample(frac=1, random_state=2))
    pd.testing.assert_series_equal(applied.weights["weight"], small.weights["weight"], check_exact=True)
    assert (applied.passages["n_counted"] == small.passages["n_counted"]).all()
    assert applied.passages["n_left_out"].sum() > 0
    assert applied.weights[["low", "high"]].isna().all(axis=None)
    assert applied.weights["presence"].between(0, 1).all()


def test_a_new_process_gives_the_same_bytes(small: an.Analysis, folder: Path, root: Path) -> None:
    code = (
        "import sys, analysis as an; from tests.planted import planted_articles\n"
        "applied = an.apply_bundle(an.load_bundle(sys.argv[1]), planted_articles(9, seed=5))\n"
        "sys.stdout.buffer.write(applied.weights['weight'].to_numpy().tobytes())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "3", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    told = subprocess.run(
        [sys.executable, "-c", code, folder], cwd=root, env=environment, capture_output=True, check=True
    )
    here = an.apply_bundle(small.bundle, planted_articles(9, seed=5))
    assert told.stdout == here.weights["weight"].to_numpy().tobytes()


def test_an_article_weighs_the_same_whatever_lies_beside_it(small: an.Analysis) -> None:
    articles = planted_articles(9, seed=5)
    together = an.apply_bundle(small.bundle, articles).weights
    alone = an.apply_bundle(small.bundle, articles.iloc[[4]]).weights
    mine = together[together["article_id"] == articles["article_id"][4]]
    np.testing.assert_allclose(alone["weight"], mine["weight"], rtol=0, atol=1e-12)


@pytest.mark.parametrize("others", [[], ["Oil and the army."]])
def test_articles_without_a_known_term_have_missing_weights_and_are_told(small: an.Analysis, others: list[str]) -> None:
    unknown = pd.DataFrame({"text": ["Bananas ripen.", "Of the and in.", "12 34 56"], "path": ["f.csv", "f.csv", None]})
    articles = pd.concat([unknown, pd.DataFrame({"text": others})], ignore_index=True)
    applied = an.apply_bundle(small.bundle, articles)
    ids = set(applied.articles.loc[~applied.articles["text"].isin(others), "article_id"])
    rows = applied.weights["article_id"].isin(ids)
    assert len(applied.weights) == len(articles) * 3 * 4
    assert applied.weights.loc[rows, "weight"].isna().all()
    assert applied.weights.loc[~rows, "weight"].notna().all()
    aside = applied.set_aside[applied.set_aside["reason"] == "no known term"]
    assert set(aside["article_id"]) == ids
    assert "none of its 2 words" in " ".join(aside["detail"])


def test_a_column_that_is_called_as_a_count_is_kept_under_another_name(small: an.Analysis) -> None:
    found = an.apply_bundle(small.bundle, planted_articles(3).assign(n_counted="mine"))
    assert set(found.articles["n_counted_given"]) == {"mine"}
    assert found.articles["n_counted"].gt(0).all()


def test_what_reading_set_aside_is_kept(small: an.Analysis) -> None:
    row = {"stage": ["corpus"], "path": ["x.txt"], "position": [0], "reason": ["no text"]}
    aside = tables.conform("set_aside", pd.DataFrame(row))
    applied = an.apply_bundle(small.bundle, pd.DataFrame({"text": ["Oil.", "Bananas."]}), set_aside=aside)
    assert applied.set_aside["reason"].tolist() == ["no text", "no known term"]


def test_titles_are_counted_where_the_bundle_says_so() -> None:
    articles = planted_articles(8).assign(title=["Missile", "Oil"] * 4)
    run = an.analyse(articles, LEXICON, QUICK.model_copy(update={"text_fields": "title"}))
    applied = an.apply_bundle(run.bundle, pd.DataFrame({"text": ["Oil."], "title": ["Missile"]}))
    assert applied.articles["n_counted"].tolist() == [1]


def test_the_golden_bundle_is_still_read() -> None:
    bundle = an.load_bundle(golden_bundle.FOLDER)
    assert bundle.lexicon.themes == an.Lexicon(golden_bundle.THEMES).themes
    assert ("power", "plant") in bundle.phrases
    assert list(bundle.themes["theme"]) == ["energy", "war", "free_1", "background"]
    weights = an.apply_bundle(bundle, golden_bundle.articles(golden_bundle.NEW)).weights
    expected = pd.read_csv(golden_bundle.WEIGHTS)
    key = ["model", "article_id", "theme"]
    pd.testing.assert_frame_equal(weights[key], expected[key], check_dtype=False)
    np.testing.assert_allclose(weights["weight"], expected["weight"], rtol=0, atol=0.005)


def forged_vocabulary(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    told = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    change(told)
    (folder / "vocabulary.json").write_text(json.dumps(told), encoding="utf-8")
    forge(folder)


FORGERIES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "newer format": (lambda b: b.update(format_version=2), "format 2 is newer than this version"),
    "leading out": (lambda b: b["files"].update({"../../x.npy": "0"}), "'../../x.npy', which is no plain file name"),
    "unknown part": (lambda b: b.update(more=1), "bundle.json: more: Extra inputs"),
    "no settings": (lambda b: b.pop("settings"), "bundle.json: settings: Field required"),
    "unknown setting": (lambda b: b["settings"].update(sed=1), "'sed' (did you mean 'seed'?)"),
    "odd setting": (lambda b: b["settings"].update(level=90), "level is 90"),
    "odd words": (lambda b: b["lexicon"][0]["words"].update(en=[1]), "lexicon.0.words.en.0: Input should be"),
    "no colour": (lambda b: b["lexicon"][0].update(colour="red"), "the colour of theme 'war' is 'red'"),
    "a theme less": (lambda b: b["themes"].pop(), "lda has 4 themes and"),
    "themes turned round": (lambda b: b["themes"].reverse(), "the named themes ('energy', 'war') are not"),
    "theme without kind": (lambda b: b["themes"][0].pop("kind"), "themes.0.kind: Field required"),
    "theme of an odd kind": (lambda b: b["themes"][0].update(kind="odd"), "table themes: column 'kind' holds ['odd']"),
    "absurd number": (lambda b: b["themes"][0].update(order=10**400), "themes.0.order: Input should be less"),
    "no themes": (lambda b: b["themes"].clear(), "table themes"),
    "another model": (lambda b: b.update(model=b["model"]["fitted"]["lda_"]["model"]), "a bundle has a CombinedThemes"),
    "a model of nothing": (lambda b: b.update(model={}), "describes no model"),
    "a part of nothing": (lambda b: b["model"]["fitted"].update(lda_={"model": {}}), "describes no model"),
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGERIES)
def test_forged_bundles_are_refused(folder: Path, forgery: str) -> None:
    change, part = FORGERIES[forgery]
    forge(folder, change)
    refused(folder, part)


def places(node: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value of a JSON document."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield (*at, key)
        yield from places(value, (*at, key))


MARKER = json.loads((golden_bundle.FOLDER / "bundle.json").read_text(encoding="utf-8"))
PLACES = [place for place in places(MARKER) if place[0] not in ("files", "seal")]
ODD = [None, True, 0, -1, 1.5, "x", [], {}, [[1]], {"texts": [1]}, {"array": ["x"], "shape": 1, "dtype": 2}, 10**400]


@given(place=st.sampled_from(PLACES), odd=st.sampled_from(ODD))
def test_an_odd_value_anywhere_is_refused_in_words_or_harmless(
    tmp_path: Path, place: tuple[Any, ...], odd: Any
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(golden_bundle.FOLDER, folder, dirs_exist_ok=True)

    def change(told: dict[str, Any]) -> None:
        *way, last = place
        node = reduce(lambda at, key: at[key], way, cast(Any, told))
        node[last] = odd

    forge(folder, change)
    with suppress(an.InputError):
        assert an.load_bundle(folder).models


@given(data=st.data())
def test_a_changed_byte_anywhere_is_refused(tmp_path: Path, data: st.DataObject) -> None:
    folder = tmp_path / "model"
    shutil.copytree(golden_bundle.FOLDER, folder, dirs_exist_ok=True)
    path = folder / data.draw(st.sampled_from(sorted(path.name for path in folder.iterdir())))
    whole = bytearray(path.read_bytes())
    whole[data.draw(st.integers(0, len(whole) - 3))] ^= data.draw(st.sampled_from([0x01, 0x04, 0x80]))
    path.write_bytes(bytes(whole))
    spaces = path.name == "bundle.json" and json_or_none(whole) == MARKER  # white space says nothing
    if not spaces:
        refused(folder, "")


def json_or_none(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


def test_vocabularies_that_do_not_fit_are_refused(folder: Path) -> None:
    forged_vocabulary(folder, lambda told: told["terms"].append(told["terms"][0]))
    refused(folder, "a term stands twice", "lda has 4 themes and", "tfidf has 4 themes and")
    forged_vocabulary(folder, lambda told: told.update(phrases=["oil"]))
    refused(folder, "vocabulary.json: phrases.0: Input should be a valid list")
    (folder / "vocabulary.json").write_text("{")
    forge(folder)
    refused(folder, "vocabulary.json")
    (folder / "vocabulary.json").rename(folder / "words.json")
    refused(folder, "vocabulary.json is missing", "'words.json' lies there")


def test_faults_of_all_parts_are_told_at_once(folder: Path) -> None:
    components = np.load(folder / "tfidf_.components_.npy")
    components[0, 0] = np.nan
    (folder / "tfidf_.components_.npy").write_bytes(write_array(components))
    (folder / "notes.json").write_text("{}")

    def change(told: dict[str, Any]) -> None:
        told["settings"].update(level=90)
        told["lexicon"][0].update(colour="red")
        told["model"]["fitted"]["lda_"]["model"]["params"].update(colour=1)
        told["files"]["notes.json"] = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

    forge(folder, change)
    refused(
        folder, "level is 90", "'red'", "lda: LDA has no parameter 'colour'", "notes.json is no file of a bundle",
        "tfidf: components_ holds a value that is missing",
    )  # fmt: skip


def test_a_saved_model_is_no_bundle(small: an.Analysis, tmp_path: Path) -> None:
    save_model(small.bundle.models["lda"], tmp_path / "lda")
    refused(tmp_path / "lda", "no bundle.json in it")
    with pytest.raises(an.InputError, match="holds files that save_bundle"):
        an.save_bundle(small, tmp_path / "lda")
