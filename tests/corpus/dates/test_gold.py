"""The hand-checked sets of dates, where they are at hand: what is asked of each."""

import pytest

from benchmarks import dating

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(dating.missing() is not None, reason=dating.missing() or "the sets are at hand"),
]


@pytest.fixture(scope="module")
def measured():
    """The figures of every set."""
    return dating.measure_dating()


def test_fewer_pages_are_dated_wrongly_than_by_htmldate_at_its_recall(measured):
    ours, peer = measured["pages"]["themeline"], measured["pages"]["htmldate, extensive"]
    assert ours["right"] >= peer["right"]
    assert ours["wrong"] < 0.7 * peer["wrong"]
    assert ours["pages_a_second"] > peer["pages_a_second"]


def test_dates_in_the_head_of_press_releases_are_found_and_nowhere_made_up(measured):
    head, absent = measured["trove_text"]["head"], measured["trove_text"]["absent"]
    assert head["precision"] >= 0.98
    assert head["recall"] >= 0.92
    assert absent["false"] <= 0.02 * (absent["right"] + absent["wrong"] + absent["none"])


def test_speeches_front_matter_and_newswire(measured):
    assert measured["cfk_es"]["right_share"] >= 0.97
    assert measured["digitalgov_md"]["wrong"] <= 2  # two files whose gold is that of another file of their name
    assert measured["timeml"]["false_share"] <= 0.02


def test_every_date_string_that_fails_has_its_reason(measured):
    strings = measured["date_strings"]
    assert strings["right"] >= 225
    assert strings["n"] == strings["right"] + len(strings["failed"])
    assert all(case["reason"] for case in strings["failed"])


def test_a_loose_text_is_searched_in_under_half_a_millisecond(measured):
    assert measured["milliseconds_an_article"] < 0.5
