"""The passages and the words that show a theme."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.themes import evidence_table, typical_passages

PLACES = pd.DataFrame(
    {
        "passage_id": ["p1", "p1", "p1", "p2", "p2"],
        "start": [0, 4, 9, 20, 26],
        "end": [3, 8, 13, 25, 30],
        "term": ["oil", "army", "said", "army", "rare"],
    }
)
WEIGHTS = pd.DataFrame({"energy": [0.6, 0.0], "war": [0.4, 1.0]}, index=["p1", "p2"])
COMPONENTS = pd.DataFrame({"army": [0.01, 0.6], "oil": [0.8, 0.0], "said": [0.19, 0.4]}, index=["energy", "war"])


def carried_of(places=PLACES, weights=WEIGHTS, components=COMPONENTS):
    """Return what each term carries of each passage's weights where a word is shared out by weight times profile."""
    known = places[places["term"].isin(components.columns)]
    times = known.groupby(["passage_id", "term"]).size()
    rows = [weights.loc[p] * components[t] / (weights.loc[p] * components[t]).sum() * n for (p, t), n in times.items()]
    return pd.DataFrame(rows, index=times.index) / 10


def evidence(passages_of, places=PLACES, **options):
    return evidence_table(places, passages_of, carried_of(places), model="lda", **options)


def test_a_words_weight_is_the_part_of_it_that_the_model_counts_to_the_theme():
    table = evidence({"energy": ["p1"], "war": ["p1"]}).set_index(["theme", "term"])["weight"]
    said = 0.6 * 0.19 + 0.4 * 0.4
    assert table["energy", "oil"] == 1.0
    assert table["energy", "said"] == pytest.approx(0.6 * 0.19 / said)
    assert table["war", "said"] == pytest.approx(0.4 * 0.4 / said)
    assert table["war", "army"] == pytest.approx(0.4 * 0.6 / (0.4 * 0.6 + 0.6 * 0.01))


def test_words_that_hardly_count_and_words_the_model_does_not_know_are_no_evidence():
    table = evidence({"energy": ["p1", "p2"], "war": ["p1", "p2"]})
    assert ("energy", "army") not in set(zip(table["theme"], table["term"], strict=True))
    assert "rare" not in set(table["term"])
    assert table["weight"].between(0.05, 1).all()


def test_evidence_keeps_the_places_of_its_words():
    table = evidence({"energy": [], "war": ["p2"]})
    assert table[["passage_id", "start", "end", "term"]].to_numpy().tolist() == [["p2", 20, 25, "army"]]


@pytest.mark.parametrize("passages_of", [{}, {"energy": [], "war": []}, {"energy": ["p2"]}])
def test_without_anything_to_show_the_table_is_empty(passages_of):
    table = evidence(passages_of)
    assert table.empty
    assert list(table)[:4] == ["model", "theme", "passage_id", "start"]


def test_evidence_leaves_its_tables_as_they_were():
    carried = carried_of()
    before = PLACES.copy(), carried.copy()
    evidence_table(PLACES, {"energy": ["p1"], "war": ["p2"]}, carried, model="lda")
    for was, now in zip(before, (PLACES, carried), strict=True):
        pd.testing.assert_frame_equal(was, now)


def test_what_a_term_carries_is_parted_among_its_places_and_adds_up():
    twice = pd.concat([PLACES, pd.DataFrame({"passage_id": ["p1"], "start": [14], "end": [18], "term": ["army"]})])
    passages_of = {theme: ["p1", "p2"] for theme in WEIGHTS}
    table = evidence(passages_of, twice, least=0.0)
    sums = table.groupby(["passage_id", "term", "theme"])["carried"].sum()
    carried = carried_of(twice).stack()  # noqa: PD013
    np.testing.assert_allclose(sums, carried[carried > 0].loc[sums.index])
    assert table[table["term"] == "army"].groupby(["passage_id", "theme"])["carried"].nunique().eq(1).all()


def test_the_passages_that_show_a_theme_best_come_first():
    weights = np.array([[0.5, 0.5], [0.9, 0.1], [0.7, 0.3]])
    assert typical_passages(weights, np.full(3, 50.0), ["a", "b", "c"], n_passages=2) == [["b", "c"], ["a", "c"]]


def test_a_passage_of_two_words_does_not_come_first():
    weights = np.array([[1.0], [0.8]])
    assert typical_passages(weights, np.array([2.0, 50.0]), ["short", "long"], n_passages=2) == [["long", "short"]]


def test_passages_without_the_theme_or_without_words_are_left_out():
    weights = np.array([[0.01, 0.99], [np.nan, np.nan]])
    assert typical_passages(weights, np.array([50.0, 0.0]), ["a", "b"], n_passages=5) == [[], ["a"]]


def test_ties_go_by_the_passages_id_not_by_its_place():
    weights = np.full((3, 1), 0.5)
    assert typical_passages(weights, np.full(3, 9.0), ["c", "a", "b"], n_passages=3) == [["a", "b", "c"]]
