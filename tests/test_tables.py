import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from analysis.errors import ContractError
from analysis.tables import CONTRACTS, TermCounts, conform, empty


def weights(**columns):
    """Two rows of the table weights, with some columns replaced."""
    plain = {"model": "lda", "article_id": ["a", "b"], "theme": "energy", "weight": [0.2, None]}
    return pd.DataFrame({**plain, **columns})


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_an_empty_table_keeps_its_contract(name):
    pd.testing.assert_frame_equal(conform(name, empty(name)), empty(name))


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_every_key_is_made_of_columns_that_every_row_has(name):
    contract = CONTRACTS[name]
    assert all(contract.columns[column].required for column in contract.key)


@given(
    st.lists(st.tuples(st.text(), st.floats(0, 1) | st.none(), st.integers()), max_size=5, unique_by=lambda r: r[0]),
    st.permutations(["model", "article_id", "theme", "weight", "country"]),
)
def test_conform_keeps_further_columns_and_leaves_its_input_alone(rows, order):
    table = pd.DataFrame(
        {
            "model": ["lda"] * len(rows),
            "article_id": [r[0] for r in rows],
            "theme": ["energy"] * len(rows),
            "weight": [r[1] for r in rows],
            "country": [r[2] for r in rows],
        }
    )[order]
    table.index = pd.Index(range(7, 7 + len(rows)))
    before = table.copy(deep=True)
    kept = conform("weights", table)
    pd.testing.assert_frame_equal(table, before)
    assert list(kept) == [*CONTRACTS["weights"].columns, "country"]
    assert kept["country"].tolist() == [r[2] for r in rows]
    pd.testing.assert_frame_equal(conform("weights", kept), kept)


def test_changing_the_copy_does_not_change_the_input():
    table = weights(country=["Cuba", "Russia"])
    kept = conform("weights", table)
    kept.loc[0, ["weight", "country"]] = [0.9, "Chile"]
    pd.testing.assert_frame_equal(table, weights(country=["Cuba", "Russia"]))


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (weights().drop(columns="theme"), "column 'theme' is missing"),
        (weights(theme=["energy", None]), "column 'theme' has 1 missing values"),
        (weights(weight=[0.5, 1.2]), "column 'weight' leaves 0 to 1 (from 0.5 to 1.2)"),
        (weights(weight=["much", "little"]), "column 'weight' is not of kind share"),
        (weights(article_id=["a", "a"]), "two rows share the key"),
        (weights(low=[0.3, 0.1], high=[0.2, 0.4]), "low is above high somewhere"),
    ],
)
def test_a_table_that_breaks_its_contract_is_refused(table, told):
    with pytest.raises(ContractError) as caught:
        conform("weights", table)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("name", "column", "value", "told"),
    [
        ("themes", "kind", "secret", "allowed are ['named', 'free', 'background']"),
        ("themes", "order", 1.5, "column 'order'"),
        ("themes", "found_in", 1.5, "column 'found_in'"),
        ("theme_terms", "lift", np.inf, "column 'lift' is infinite somewhere"),
        ("theme_terms", "in_lexicon", "no", "column 'in_lexicon'"),
        ("theme_terms", "rank", None, "column 'rank'"),
        ("theme_terms", "in_lexicon", None, "column 'in_lexicon' has 1 missing values"),
        ("theme_terms", "in_lexicon", np.nan, "column 'in_lexicon' has 1 missing values"),
    ],
)
def test_a_value_of_another_kind_is_refused_and_not_bent(name, column, value, told):
    rows = {
        "themes": {"theme": "a", "label": "A", "kind": "free", "order": 0, "colour": "#000000"},
        "theme_terms": {"model": "m", "theme": "a", "term": "t", "written": "T"}
        | {"weight": 1, "rank": 1, "lift": 1, "in_lexicon": True},
    }
    conform(name, pd.DataFrame([rows[name]]))
    with pytest.raises(ContractError) as caught:
        conform(name, pd.DataFrame([rows[name] | {column: value}]))
    assert told in str(caught.value)


def test_all_the_ways_in_which_a_table_fails_are_told_at_once():
    with pytest.raises(ContractError) as caught:
        conform("weights", weights(weight=[2.0, 0.1], presence=["x", "y"]).drop(columns=["model", "theme"]))
    for told in ("'model' is missing", "'theme' is missing", "'weight' leaves", "'presence' is not of kind share"):
        assert told in str(caught.value)


def test_shares_may_miss_one_by_the_rounding_of_float32():
    assert len(conform("weights", weights(weight=[1 + 5e-7, -5e-7]))) == 2


@pytest.mark.parametrize(
    ("counts", "ids", "terms", "told"),
    [
        ([[1, 2]], ("a",), ("oil",), "shape (1, 2), not (1, 1)"),
        ([[1], [2]], ("a", "a"), ("oil",), "a passage_id stands twice"),
        ([[1, 2]], ("a",), ("oil", "oil"), "a term stands twice"),
        ([[-1]], ("a",), ("oil",), "negative or not a number"),
        ([[np.nan]], ("a",), ("oil",), "negative or not a number"),
        ([[-1, 2]], ("a", "a"), ("oil", "oil"), "a passage_id stands twice; a term stands twice; a count is negative"),
    ],
)
def test_counts_that_do_not_fit_their_names_are_refused(counts, ids, terms, told):
    with pytest.raises(ContractError) as caught:
        TermCounts(sparse.csr_array(np.array(counts, dtype=float)), ids, terms)
    assert told in str(caught.value)


def test_totals_are_the_sums_of_the_passages():
    counts = TermCounts(sparse.csr_array(np.array([[2.0, 1.0], [0.0, 0.0]])), ("a", "b"), ("oil", "war"))
    assert counts.totals.tolist() == [3, 0]
