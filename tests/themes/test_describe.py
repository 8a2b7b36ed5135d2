"""What each theme is: terms, labels, and the table of themes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.themes import Lexicon, background_name, free_names, theme_terms, themes_table

LEXICON = Lexicon({"energy": ["oil", "gas"], "war": ["army"]})
TERMS = ["army", "gas", "harbour", "oil", "said", "ship", "wheat"]
TOTALS = np.array([20.0, 10.0, 10.0, 20.0, 100.0, 20.0, 20.0])
MEMBER = np.array([[0, 1, 0, 1, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0]], dtype=bool)
COMPONENTS = np.array(
    [
        [0.0, 0.3, 0.0, 0.5, 0.2, 0.0, 0.0],
        [0.9, 0.0, 0.0, 0.0, 0.1, 0.0, 0.0],
        [0.0, 0.0, 0.2, 0.0, 0.4, 0.3, 0.1],
        [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
    ]
)
NAMES = ["energy", "war", "free_1", "background"]


def terms_of(components=COMPONENTS, totals=TOTALS, terms=tuple(TERMS), member=MEMBER):
    return theme_terms(components, totals, terms, member, model="lda", themes=NAMES[: len(components)])


def table_of(terms, n_free=1):
    n = 3 + n_free
    return themes_table(LEXICON, terms, free=free_names(n_free), stability=np.full(n, 0.5), found_in=np.arange(n))


def test_terms_come_by_weight_and_ties_by_the_alphabet():
    table = terms_of()
    for k, theme in enumerate(NAMES):
        mine = table[table["theme"] == theme]
        expected = sorted(zip(-COMPONENTS[k], TERMS, strict=True))
        assert mine["term"].tolist() == [term for _, term in expected]
        assert mine["rank"].tolist() == list(range(1, 8))
        np.testing.assert_allclose(mine["weight"], [-weight for weight, _ in expected])


def test_lift_is_the_share_in_the_theme_over_the_share_in_the_corpus():
    table = terms_of().set_index(["theme", "term"])
    assert table.loc[("energy", "oil"), "lift"] == 0.5 / (20 / 200)
    assert table.loc[("background", "said"), "lift"] == 1.0 / (100 / 200)


def test_only_a_themes_own_words_are_marked_as_the_lexicons():
    table = terms_of()
    marked = table[table["in_lexicon"]]
    assert set(zip(marked["theme"], marked["term"], strict=True)) == {
        ("energy", "oil"),
        ("energy", "gas"),
        ("war", "army"),
    }


def test_thirty_terms_of_each_theme_are_kept():
    terms = tuple(f"t{j:02d}" for j in range(50))
    table = terms_of(np.full((2, 50), 0.02), np.ones(50), terms, np.zeros((2, 50), dtype=bool))
    assert table.groupby("theme").size().tolist() == [30, 30]
    assert table["term"].tolist() == [*terms[:30], *terms[:30]]


def test_themes_stand_in_the_order_named_free_background():
    table = table_of(terms_of())
    assert table["theme"].tolist() == NAMES
    assert table["kind"].tolist() == ["named", "named", "free", "background"]
    assert table["order"].tolist() == [0, 1, 2, 3]
    assert table["found_in"].tolist() == [0, 1, 2, 3]
    assert table["colour"].str.fullmatch("#[0-9A-F]{6}").all()
    assert table["colour"].is_unique


def test_a_free_theme_is_called_by_the_words_that_set_it_apart_not_by_the_commonest():
    label = table_of(terms_of()).set_index("theme").loc["free_1", "label"]
    assert label == "Free: ship, harbour"  # the others are no heavier than they are everywhere


def test_many_free_themes_are_named_and_coloured():
    terms = pd.concat([terms_of().query("theme == 'free_1'").assign(theme=name) for name in free_names(6)])
    table = table_of(terms, n_free=6)
    assert table["theme"].tolist() == ["energy", "war", *(f"free_{k}" for k in range(1, 7)), background_name()]


def test_no_free_themes_are_needed():
    assert table_of(terms_of(), n_free=0)["kind"].tolist() == ["named", "named", "background"]


def test_what_is_given_is_left_as_it_was():
    components, totals, terms = COMPONENTS.copy(), TOTALS.copy(), terms_of()
    before = terms.copy()
    theme_terms(components, totals, TERMS, MEMBER, model="lda", themes=NAMES)
    table_of(terms)
    assert np.array_equal(components, COMPONENTS)
    assert np.array_equal(totals, TOTALS)
    pd.testing.assert_frame_equal(terms, before)


def test_what_looks_like_junk_is_told_of_any_theme_but_the_background():
    n = 4
    reasons = {"war": "is hardly more than one word", "background": "hardly differs from the whole corpus"}
    table = themes_table(
        LEXICON, terms_of(), free=["free_1"], stability=np.full(n, 0.5), found_in=np.arange(n), junk=reasons
    ).set_index("theme")
    assert table.loc["war", "junk"] == "is hardly more than one word"
    assert table["junk"].drop("war").isna().all()
    assert table_of(terms_of())["junk"].isna().all()
