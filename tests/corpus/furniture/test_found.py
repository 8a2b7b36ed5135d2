import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.furniture.found import find_furniture

LINES = ["Oil rose.", "EFE", "https://a.b/c", "www.a.b", "Filed under: Cuba", "date 2022-12-29 Oil", " Oil  rose. ", ""]


@pytest.mark.parametrize(
    ("text", "furniture", "reason"),
    [
        (" date 2022-12-29 Oil rose.", " date 2022-12-29 ", "date line"),
        ("Oil.\n https://a.b/c \nGas.", " https://a.b/c ", "link"),
        ("Oil.\npic.twitter.com/qNf01", "pic.twitter.com/qNf01", "link"),
        ("Oil.\nWWW.A.B\nGas.", "WWW.A.B", "link"),
        ("Oil.\nFILED UNDER : Cuba, Oil\nGas.", "FILED UNDER : Cuba, Oil", "filed under"),
        ("Russia  steps UP\n\nOil.", "Russia  steps UP", "headline"),
        ("Oil.\n\nefe \n", "efe ", "source line"),
    ],
)
def test_each_kind_of_furniture_is_found_where_it_stands(text, furniture, reason):
    found = find_furniture(text, title="Russia steps up", source="EFE")
    assert [(text[f.start : f.end], f.reason) for f in found] == [(furniture, reason)]


@pytest.mark.parametrize(
    "text",
    [
        "Oil rose, see https://a.b/c today.",
        "He filed under: Cuba.",
        "Oil.\ndate 2022-12-29",
        "EFE\nOil.\nRussia steps up",
        "Russia steps up again\nThe EFE",
        "EFE",
    ],
)
def test_words_of_the_article_are_no_furniture(text):
    assert find_furniture(text, title="Russia steps up", source="EFE") == []


@given(st.lists(st.sampled_from(LINES)).map("\n".join), st.sampled_from(LINES), st.sampled_from(LINES))
def test_furniture_stands_in_the_text_and_no_two_pieces_start_together(text, title, source):
    found = find_furniture(text, title=title, source=source)
    starts = [f.start for f in found]
    assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert starts == sorted(set(starts))
