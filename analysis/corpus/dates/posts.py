"""The numbers of posts that encode when they were written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from analysis.corpus.dates.candidates import Candidate

LINKED, EMBEDDED = 0.9, 0.6  # confidence of a post that is the article, and of one that an article links to
LATEST = dt.date(2100, 1, 1)
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"


class Network(NamedTuple):
    """How a network's links name a post, its first day, and how a post's number becomes milliseconds since 1970."""

    link: re.Pattern[str]
    began: dt.date
    milliseconds: Callable[[str], int]


def _snowflake(number: str, epoch: int) -> int:
    return (int(number) >> 22) + epoch


def _sortable(key: str) -> int:
    number = 0
    for character in key:
        number = number << 5 | _SORTABLE.index(character)
    return (number >> 10) // 1000


# Twitter's announcement of its numbers (2010): above the lowest 22 bits milliseconds since its own epoch;
# numbers from before 5 November 2010 only count. Mastodon, lib/mastodon/snowflake.rb: milliseconds above the lowest
# 16 bits. Bluesky, the specification of TIDs: microseconds above the lowest 10 bits, in a sortable base 32. Discord,
# the reference for its developers: as Twitter's, with another epoch.
NETWORKS = {
    "Twitter": Network(
        re.compile(r"\b(?:twitter|x|nitter)\.(?:com|net)/[^\s/]{1,50}/(?:web/)?status(?:es)?/(\d{11,19})(?!\d)"),
        dt.date(2010, 11, 5),
        lambda number: _snowflake(number, 1_288_834_974_657),
    ),
    "Mastodon": Network(
        re.compile(r"\bhttps?://[^\s/]{3,80}/@[^\s/]{1,80}/(\d{17,18})(?!\d)"),
        dt.date(2016, 10, 6),
        lambda number: int(number) >> 16,
    ),
    "Bluesky": Network(
        re.compile(r"\bbsky\.app/profile/[^\s/]{3,253}/post/([2-7a-j][2-7a-z]{12})(?![2-7a-z])"),
        dt.date(2022, 11, 1),
        _sortable,
    ),
    "Discord": Network(
        re.compile(r"\bdiscord(?:app)?\.com/channels/[^\s/]{1,20}/\d{17,20}/(\d{17,20})(?!\d)"),
        dt.date(2015, 5, 13),
        lambda number: _snowflake(number, 1_420_070_400_000),
    ),
}


def in_post(text_or_link: str) -> list[Candidate]:
    """Return the day (in UTC) that the number of a linked post encodes, as a list of one or none.

    Twitter, Mastodon, Bluesky and Discord; a number that gives a day before its network began is none. A text is
    dated by a post only where it links to a single one, and with less confidence: it may be older or younger.

    >>> str(in_post("https://twitter.com/someone/status/1153361371893051393")[0].date)
    '2019-07-22'
    """
    if "/" not in text_or_link:
        return []
    found = {candidate.words: candidate for candidate in _posts(text_or_link)}
    if len(found) != 1:
        return []
    (candidate,) = found.values()
    alone = not any(map(str.isspace, text_or_link.strip()))
    return [candidate if alone else candidate._replace(confidence=EMBEDDED)]


def _posts(text: str) -> Iterator[Candidate]:
    for network in NETWORKS.values():
        for link in network.link.finditer(text):
            written = dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(milliseconds=network.milliseconds(link[1]))
            if network.began <= written.date() < LATEST:
                yield Candidate(written.date(), "day", "post", link[0], LINKED)
