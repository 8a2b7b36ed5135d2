"""The lexicon held against a corpus: each figure counted by hand, each problem planted."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pipeline import check_lexicon, hold_lexicon_against
from analysis.settings import Settings
from analysis.tables import TermCounts
from analysis.text import Words, count_terms
from analysis.themes import Lexicon
from analysis.themes.nearest import Nearest

KEPT = Settings(copies="keep", max_share=1.0)
TEXTS = [
    "Oil and more oil came by the river in the spring of that year.",
    "A painter sold an oil painting to the museum, and the curator was glad.",
    "The army of the north marched, and the soldiers sang of gas and gasoline.",
    "Nothing was said about it in the village, and nobody asked.",
]
DATES = ["2020-01-05", "2021-03-01", None, "2019-12-31"]
ARTICLES = pd.DataFrame({"text": TEXTS, "date": DATES})


def rows(lexicon: dict, articles: pd.DataFrame = ARTICLES) -> dict[str, dict]:
    table = hold_lexicon_against(articles, Lexicon(lexicon), KEPT)
    return {row["term"]: row for row in table.to_dict("records")}


def test_every_word_is_told_with_how_often_where_and_when_it_occurs() -> None:
    found = rows({"energy": {"words": {"en": ["Oils", "oil"], "es": ["oil"], "ru": ["нефть"]}}})
    oil = found["oil"]
    assert (oil["words"], oil["languages"]) == ("Oils, oil", "en, es")
    assert (oil["count"], oil["n_passages"], oil["n_articles"], oil["share"]) == (3, 2, 2, 0.5)
    assert (oil["first"], oil["last"]) == (pd.Timestamp("2020-01-05"), pd.Timestamp("2021-03-01"))
    assert pd.isna(oil["problem"])
    assert (found["нефть"]["count"], found["нефть"]["problem"]) == (0, "absent")
    assert pd.isna(found["нефть"]["first"])


def test_a_prefix_has_a_row_for_each_term_that_it_stands_for() -> None:
    found = rows({"energy": {"words": {"en": ["gas*", "petrol*", "gas"]}}})
    assert set(found) == {"gas", "gasoline", "petrol*"}
    assert found["gas"]["words"] == "gas*, gas"
    assert found["petrol*"]["problem"] == "absent"
    assert pd.isna(found["gas"]["first"])  # its only article has no date


def test_why_a_word_says_nothing_is_told() -> None:
    words = {"en": ["painting", "the", "@user", "soldeir", "army"]}
    lexicon = {
        "energy": {"words": words, "exclude": {"en": ["oil painting"]}},
        "war": {"words": {"en": ["army", "power soldier"]}},
    }
    found = rows(lexicon)
    problems = {row["words"]: row["problem"] for row in found.values() if isinstance(row["problem"], str)}
    absent = dict.fromkeys(["soldeir", "power soldier"], "absent")
    assert problems == {"painting": "in phrases only", "the": "stop word", "@user": "no word", **absent}
    assert found["soldeir"]["nearest"] == "soldier"
    assert found["power soldier"]["nearest"] == "soldier"
    table = hold_lexicon_against(ARTICLES, Lexicon(lexicon), KEPT)
    assert table[table["term"] == "army"]["shared_with"].tolist() == ["war", "energy"]
    assert table[table["term"] != "army"]["shared_with"].isna().all()


def test_a_word_for_all_languages_is_absent_only_where_no_form_of_it_occurs_and_is_told_once() -> None:
    spanish = "El petróleo subió ayer en los mercados de todo el mundo y los ministros discutieron las sanciones."
    articles = pd.DataFrame({"text": [*TEXTS, spanish]})
    found = rows({"a": ["soldiers", "sanciones", "state of the art"]}, articles)
    assert {term: (row["count"], row["languages"]) for term, row in found.items()} == {
        "soldier": (1, "en"),
        "sancion": (1, "es"),
        "state of the art": (0, "en, es, ru"),
    }
    assert [row["problem"] for row in found.values() if isinstance(row["problem"], str)] == ["absent"]


def test_a_word_that_loses_its_digits_counts_no_other() -> None:
    articles = pd.DataFrame({"text": ["A cop shot a man in the street of the town, and the cop fled from the police."]})
    assert rows({"a": ["COP26", "cop"]}, articles)["COP26"]["problem"] == "no word"
    assert rows({"a": ["COP26", "cop"]}, articles)["cop"]["words"] == "cop"


def test_a_prefix_whose_words_are_all_excluded_is_told_so() -> None:
    articles = pd.DataFrame({"text": ["Missiles flew over the river and missiles fell, and a power plant burned."]})
    words = ["missil*", "power plan*", "burn*"]
    found = rows({"war": {"words": words, "exclude": ["missiles", "power plants"]}}, articles)
    assert {term: row["problem"] for term, row in found.items() if row["count"] == 0} == {
        "missil*": "excluded",
        "power plan*": "excluded",
    }


def test_what_is_excluded_is_told_with_how_often_it_was_kept_out() -> None:
    lexicon = {
        "energy": {"words": ["oil", "gas*"], "exclude": ["oil painting", "oil panting", "gasoline", "oil F-16"]},
        "war": {"words": ["army"]},
    }
    many = pd.concat([ARTICLES] * 2, ignore_index=True)
    check = check_lexicon(many, lexicon, Settings(copies="keep", max_share=1.0, min_count=3))
    told = {row["words"]: row for row in check.exclusions.to_dict("records")}
    assert set(told) == {"oil painting", "oil panting", "gasoline", "oil F-16"}
    assert (told["oil painting"]["count"], told["oil painting"]["n_articles"]) == (2, 2)  # too rare for the models
    assert (told["gasoline"]["count"], told["gasoline"]["n_articles"]) == (2, 2)
    assert (told["oil panting"]["problem"], told["oil panting"]["nearest"]) == ("absent", "oil, paint")
    assert told["oil F-16"]["problem"] == "no word"
    assert check_lexicon(ARTICLES, {"war": ["army"]}, KEPT).exclusions.empty


def test_a_dict_is_held_against_articles_as_a_lexicon_is() -> None:
    words = {"energy": ["oil", "fuel"]}
    for held in (hold_lexicon_against, lambda *given: check_lexicon(*given).words):
        pd.testing.assert_frame_equal(held(ARTICLES, words, KEPT), held(ARTICLES, Lexicon(words), KEPT))


def test_a_lexicon_is_held_against_mere_counts_in_the_way_that_made_them() -> None:
    lexicon = Lexicon({"energy": {"words": {"en": ["oils", "gas*", "the", "feul", "oil painting"]}}})
    counts = count_terms([*TEXTS, "fuel"], phrases=lexicon.phrases(Words().forms)["energy"])
    found = lexicon.against(counts).set_index("words")
    assert found["count"].to_dict() == {"oils": 2, "gas*": 1, "the": 0, "feul": 0, "oil painting": 1}
    assert found["problem"].dropna().to_dict() == {"the": "stop word", "feul": "absent"}
    assert found["nearest"]["feul"] == "fuel"
    assert found["n_articles"]["oils"] == 1
    plain = TermCounts(counts.counts, counts.passage_ids, counts.terms)
    assert lexicon.against(plain).set_index("words")["count"]["oils"] == 0
    assert lexicon.against(plain, counts.words.forms)["count"].sum() == found["count"].sum()
    assert pickle.loads(pickle.dumps(counts)).words is None


def many(n: int, n_common: int) -> pd.DataFrame:
    """Return articles each with a word of its own, of which so many have a common one."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [f"{letters[i % 26] * 3}{letters[i // 26] * 3}on" for i in range(n)]
    return pd.DataFrame({"text": [f"{name} {'treaty' if i < n_common else 'wheat'}" for i, name in enumerate(names)]})


@pytest.mark.parametrize(
    ("n", "n_common", "common"), [(20, 11, True), (20, 10, False), (19, 19, False), (40, 40, True)]
)
def test_too_common_is_what_more_than_half_of_twenty_articles_or_more_have(n: int, n_common: int, common: bool) -> None:
    found = rows({"a": ["treaty"]}, many(n, n_common))
    assert (found["treaty"]["problem"] == "too common") == common


def test_coverage_is_of_articles_with_any_word_and_sure_are_those_with_two() -> None:
    lexicon = Lexicon({"energy": ["oil", "river"], "war": ["army", "soldier", "gas"], "sport": ["football"]})
    check = check_lexicon(ARTICLES, lexicon, KEPT)
    told = check.coverage.set_index("theme")
    assert told["n_articles"].to_dict() == {"energy": 2, "war": 1, "sport": 0, "all": 3}
    assert told["n_sure"].to_dict() == {"energy": 1, "war": 1, "sport": 0, "all": 2}
    assert told["share"].to_dict() == {"energy": 0.5, "war": 0.25, "sport": 0.0, "all": 0.75}
    assert told["count"].to_dict() == {"energy": 4, "war": 3, "sport": 0, "all": 7}
    assert list(check.empty["path"]) == ["sport"]


def test_ten_thousand_words_that_do_not_occur_are_told_with_their_nearest() -> None:
    letters = "bcdfghjklmnpqrstvwxz"
    words = [f"{a}a{b}e{c}i{d}o" for a in letters for b in letters for c in letters[:5] for d in letters[:5]]
    check = check_lexicon(ARTICLES, Lexicon({"a": {"words": {"en": [*words, "soldiir"]}}}), KEPT)
    assert len(words) == 10_000
    assert check.words.set_index("term")["nearest"].dropna().to_dict()["soldiir"] == "soldier"


short = st.text("abc", min_size=1, max_size=5)


@given(st.lists(short, unique=True, min_size=1, max_size=8), st.lists(short, min_size=1, max_size=3))
def test_the_nearest_words_do_occur_and_do_not_depend_on_what_else_is_asked(known, missing) -> None:
    known = sorted(known)
    nearest = Nearest(known, [1.0] * len(known))
    together = nearest.of(missing)
    assert all(set(found) <= set(known) for found in together)
    assert together == [Nearest(known, [1.0] * len(known)).of([word])[0] for word in missing]
    assert all(found[0] == word for word, found in zip(missing, together, strict=True) if word in known)


def test_what_is_held_against_does_not_depend_on_the_order_of_the_articles() -> None:
    lexicon = Lexicon({"energy": ["oil", "gas*"], "war": ["army", "soldier"]})
    named = ARTICLES.assign(article_id=list("abcd"))
    first, second = (check_lexicon(table, lexicon, KEPT) for table in (named, named.iloc[[2, 0, 3, 1]]))
    for part in ("words", "coverage", "suggestions", "contexts"):
        pd.testing.assert_frame_equal(getattr(first, part), getattr(second, part), check_exact=True)
    assert np.isfinite(first.coverage["share"]).all()
