import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.dates import in_link, in_name, in_post
from analysis.corpus.dates.posts import NETWORKS

DAYS = st.dates(min_value=dt.date(1991, 8, 6), max_value=dt.date(2089, 12, 31))
SITE = "https://harbour.example"


def read(candidates):
    """Return date and precision of what was found."""
    return [(str(c.date), c.precision) for c in candidates]


@given(
    DAYS,
    st.sampled_from(
        ["/%Y/%m/%d/ships", "/%Y/%m/%d", "/news/%Y-%m-%d-ships", "/%Y%m%d/a.html", "/a?date=%Y-%m-%d", "/x/%Y_%m_%d"]
    ),
)
def test_a_link_with_a_day_gives_it(day, form):
    assert read(in_link(SITE + day.strftime(form))) == [(str(day), "day")]


@given(
    DAYS,
    st.sampled_from(["%Y-%m-%d_ships.txt", "ships %Y%m%d.html", "%Y/%m/%d/ships.txt", "%Y.%m.%d.md", "a_%Y-%m-%d"]),
)
def test_a_name_with_a_day_gives_it(day, form):
    assert read(in_name(f"folder/{day:{form}}")) == [(str(day), "day")]


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("/2022/may/09/ships", [("2022-05-09", "day")]),
        ("/2022/5/9/ships", [("2022-05-09", "day")]),
        ("/2022/05/ships", [("2022-05-01", "month")]),
        ("/2022-05/ships", [("2022-05-01", "month")]),
        ("/2022/mai/bateaux", [("2022-05-01", "month")]),
        ("/09.05.2022/ships", [("2022-05-09", "day")]),
        ("/25-05-2022/ships", [("2022-05-25", "day")]),
        ("/2022/05/3-questions", [("2022-05-01", "month")]),
        ("/2022/13/45/ships", []),
        ("/20221332/ships", []),
        ("/article-1234567", []),
        ("/id/120220509123", []),
        ("/2022/ships", []),
        ("", []),
    ],
)
def test_forms_of_links(link, found):
    assert read(in_link(SITE + link)) == found


def test_an_archives_time_of_capture_is_no_date_of_the_page():
    archive = "https://web.archive.org/web/20220509101112"
    assert in_link(f"{archive}/{SITE}/ships") == []
    assert read(in_link(f"{archive}/{SITE}/2012/08/01/ships")) == [("2012-08-01", "day")]


def test_an_ambiguous_link_or_name_tells_both_readings():
    for found in (in_link(SITE + "/05-09-2022/ships"), in_name("05-09-2022.txt")):
        assert (found[0].date, found[0].other) == (dt.date(2022, 9, 5), dt.date(2022, 5, 9))
        assert found[0].confidence < 0.5
    assert read(in_name("05-09-2022.txt", order="mdy")) == [("2022-05-09", "day")]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("parade 9 May 2022.docx", [("2022-05-09", "day")]),
        ("9_мая_2022_парад.txt", [("2022-05-09", "day")]),
        ("2022-05/parade.txt", [("2022-05-01", "month")]),
        ("harbour_2022-05.csv", [("2022-05-01", "month")]),
        ("C:\\news\\2022\\05\\parade.txt", [("2022-05-01", "month")]),
        ("parade.txt", []),
        ("chapter-12-of-2022.txt", []),
    ],
)
def test_forms_of_names(name, found):
    assert read(in_name(name)) == found


def as_snowflake(moment, epoch):
    return (int(moment.timestamp() * 1000) - epoch) << 22


def as_key(moment):
    number, key = int(moment.timestamp()) * 1_000_000 << 10, ""
    while number:
        number, digit = divmod(number, 32)
        key = "234567abcdefghijklmnopqrstuvwxyz"[digit] + key
    return key.rjust(13, "2")


@given(st.datetimes(dt.datetime(2022, 12, 1), dt.datetime(2040, 1, 1), timezones=st.just(dt.UTC)))
def test_the_number_of_a_post_gives_its_day_in_utc(moment):
    for link in (
        f"https://twitter.com/someone/status/{as_snowflake(moment, 1_288_834_974_657)}?s=20",
        f"https://x.com/someone/status/{as_snowflake(moment, 1_288_834_974_657)}",
        f"https://social.example/@someone/{int(moment.timestamp() * 1000) << 16}",
        f"https://bsky.app/profile/someone.example/post/{as_key(moment)}",
        f"https://discord.com/channels/123456789012345678/123456789012345678/{as_snowflake(moment, 1_420_070_400_000)}",
    ):
        (candidate,) = in_post(link)
        assert (candidate.date, candidate.place) == (moment.date(), "post")
        assert candidate.confidence > 0.7


def test_a_number_from_before_its_network_is_no_date():
    assert in_post("https://twitter.com/someone/status/20") == []
    assert in_post("https://twitter.com/someone/status/29700859247") == []
    assert in_post("https://social.example/@someone/12345678901234567") == []


def test_a_text_is_dated_by_a_post_only_where_it_links_to_one():
    one, other = (f"https://twitter.com/someone/status/{1_153_361_371_893_051_393 + n}" for n in (0, 10**15))
    (candidate,) = in_post(f"They met.\n{one}\nThen they left.\n{one}")
    assert str(candidate.date) == "2019-07-22"
    assert candidate.confidence < in_post(one)[0].confidence
    assert in_post(f"They met.\n{one}\nThen they left.\n{other}") == []


def test_every_network_is_read_from_links_of_its_own():
    assert sorted(NETWORKS) == ["Bluesky", "Discord", "Mastodon", "Twitter"]


@given(st.text(max_size=200) | st.text(alphabet="0123456789/-._:@[]htps?", max_size=200))
def test_no_link_or_name_raises(words):
    for candidate in (*in_link(words), *in_link(SITE + words), *in_name(words), *in_post(words)):
        assert candidate.words
