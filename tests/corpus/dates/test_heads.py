import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.dates import in_head, in_text
from tests.corpus.dates.tongues import EVERY_FORM, in_words

DAYS = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31))
PROSE = "The harbour was quiet that week, and nobody in the town could say why the ships had stayed away. " * 5


def dated(text, title=None, **options):
    """Return the places and dates that a head gives."""
    return [(c.place, str(c.date)) for c in in_head(text, title, **options)]


@given(
    DAYS, st.sampled_from(EVERY_FORM), st.sampled_from(["{}", "[{}]", "# {}", "**{}**", "({})", "{} 10:30", "Lima, {}"])
)
def test_a_line_that_is_a_date_in_any_language_dates_the_text(day, form, line):
    assert dated(f"A headline\n\n{line.format(in_words(day, *form))}\n\n{PROSE}") == [("dateline", str(day))]


@pytest.mark.parametrize(
    ("head", "place", "date"),
    [
        ("date 2022-12-29 They met.", "header", "2022-12-29"),
        ("Date: 9 May 2022\nFrom: the harbour\n\n", "header", "2022-05-09"),
        ("Fecha: 9 de mayo de 2022\n\n", "header", "2022-05-09"),
        ("**Date**: May 9, 2022\n\n", "header", "2022-05-09"),
        ("Ships\nPublished on Monday, 9 May 2022 06:32\n\n", "header", "2022-05-09"),
        ("Ships\nPosted on 09.05.22\n\n", "header", "2022-05-09"),
        ("Опубликовано 9 мая 2022 г.\n\n", "header", "2022-05-09"),
        ("MOSCOW, May 9, 2022 (Reuters) - The parade began at ten.", "dateline", "2022-05-09"),
        ("PARIS, 9 mai 2022 (AFP) - Le défilé", "dateline", "2022-05-09"),
        ("A. Writer, Monday, 9 May 2022\n\n", "dateline", "2022-05-09"),
        ("By A. Writer, 9 May 2022\n\n", "byline", "2022-05-09"),
        ("Por A. Escritora, 9 de mayo de 2022\n\n", "byline", "2022-05-09"),
        ("MEDIA RELEASE A PERSON 9 MAY 2022 FISHERIES SHARE\n\n", "dateline", "2022-05-09"),
        ("9 May 2022, Town Hall, Port City\n\n", "dateline", "2022-05-09"),
        (
            "Встреча с рыбаками прошла в порту. 9 мая 2022 года 13:00 Порт, Город Речь шла о льде.",
            "dateline",
            "2022-05-09",
        ),
        ("News\nships stay away\n98 words\n9 may 2022\nthe daily harbour\nenglish\n", "dateline", "2022-05-09"),
    ],
)
def test_the_places_of_a_head(head, place, date):
    assert dated(head + PROSE) == [(place, date)]


@pytest.mark.parametrize(
    "head",
    [
        "The parade of 9 May 2022 was short.\n\n",
        "They will meet on\n9 May 2022\nin the town.\n\n",
        "When: Monday, 9 May 2022\n\n",
        "Updated 9 May 2022\n\n",
        "Embargo until: 9 May 2022\n\n",
        "9 May 2022 was a day of rain.\n\n",
        "9 May 2022, as nobody in the town could have foreseen, was a day of rain and of long walks.\n\n",
        "* **9 May 2022**\n* **10 May 2022**\n\n",
        "> 9 May 2022\n\n",
        "— Somebody (@somebody) May 9, 2022\n\n",
        "He was born in the town, 9 May 1945, and stayed.\n\n",
        "profits for the quarter ended March 31, 2022\n\n",
        "5-9 May 2022\n\n",
        "29 April - 9 May 2022\n\n",
        "http://harbour.example/page.html Monday, 9 May 2022\n\n",
        "MOSCOW, May 9 (Reuters) - The parade began at ten.",
        "Monday, 9 May\n\n",
    ],
)
def test_a_date_that_tells_of_something_else_is_none_of_the_article(head):
    assert dated(head + PROSE) == []


def test_what_follows_the_first_prose_is_no_head():
    assert dated(f"A headline\n\n{PROSE}\n\n9 May 2022\n\n{PROSE}") == []


def test_a_title_dates_an_article_whose_head_does_not():
    assert dated(PROSE, "Speech to the fishermen 19-2-2010") == [("dateline", "2010-02-19")]
    assert dated(f"20 February 2010\n\n{PROSE}", "Speech to the fishermen 19-2-2010") == [("dateline", "2010-02-20")]
    assert dated(PROSE, "How the war ended on 9 May 1945") == []


def test_figures_in_a_head_are_read_in_the_order_of_their_source():
    text = f"Speech\n\n[11-05-2024]\n\n{PROSE}"
    (candidate,) = in_head(text)
    assert candidate.other == dt.date(2024, 11, 5)
    assert candidate.confidence < 0.5
    assert dated(text, order="dmy") == [("dateline", "2024-05-11")]
    assert dated(text, order="mdy") == [("dateline", "2024-11-05")]


def test_a_leading_date_that_is_none_gives_none():
    assert dated("date 2022-13-45 They met.") == []


def test_running_text_gives_proposals_the_one_named_most_often_first():
    text = "On 7 May 2022 they left. On 9 May 2022 it rained, and since 9 мая 2022 г. nobody has come; not on 31 June."
    candidates = in_text(text)
    assert [(c.place, str(c.date)) for c in candidates] == [("text", "2022-05-09"), ("text", "2022-05-07")]
    assert all(c.confidence < 0.7 for c in candidates)


@given(st.text(max_size=400) | st.text(alphabet="0123456789 .,/-[]()\nMaymoiäяDate:", max_size=400))
def test_no_text_raises(text):
    for candidate in (*in_head(text, text), *in_text(text)):
        assert candidate.words


@pytest.mark.parametrize(
    "piece", ["1 May ", "2022 ", "date ", "9.", "((", "\n", "de ", "May 2022, ", "a" * 50, "12/12/2022 ", "—"]
)
def test_time_grows_no_faster_than_the_text(piece, seconds_of):
    short, long = (piece * (n // len(piece)) for n in (50_000, 400_000))
    assert seconds_of(lambda: read(long)) < max(16 * seconds_of(lambda: read(short)), 0.2)


def read(text):
    in_head(text, text)
    in_text(text)
