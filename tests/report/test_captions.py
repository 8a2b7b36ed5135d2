"""Each caption of time says what shares are shares of, how sure they are, and how many articles they rest on."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import analysis as an
from analysis.report.over_time import changes, drift
from analysis.report.picture import Picture
from analysis.report.write import OF_SOME_RUNS, TABLES
from tests.report.redrawn import draw, drifted

OF_ARTICLES = {"composition", "heat"}

DENOMINATOR = re.compile(
    r"[Ee]ach article counts|of all articles that were published|of (the|a theme's|the article's) (counted )?words"
)
INTERVAL = re.compile(r"\d+% interval|no interval is drawn|neither an interval|[Ii]ntervals are|\(\d+%\)")
ABSENT = re.compile(r"no interval is drawn|[Ii]ntervals are left out")
WHERE = re.compile(r"(in|and in) (the values|tables/\w+\.csv)|neither an interval")


@pytest.fixture(scope="module")
def captions(moved: an.Analysis, run: an.Analysis, drawn: dict[str, Picture]) -> dict[str, tuple[int, str]]:
    """How many articles the run of each picture of weights or shares has, and its caption; bursts and drift too."""
    day = {"model": "both", "theme": "energy", "frequency": "day", "denominator": "articles", "group": "all",
           "usual": 0.1, "n_articles": 4.0, "share": 0.4, "strength": 3.0, "start": pd.Timestamp("2020-03-01"),
           "end": pd.Timestamp("2020-03-02")}  # fmt: skip
    more = (draw(changes.bursts, moved, bursts=pd.DataFrame([day])), draw(drift.words_that_moved, drifted(moved)))
    of_many = {**drawn, **{picture.name: picture for picture in more}}
    told = {name: (168, p.caption) for name, p in of_many.items() if p.over_time or name in OF_ARTICLES}
    of_few = an.pictures(run).items()
    return told | {f"{name} of few": (5, p.caption) for name, p in of_few if p.over_time or name in OF_ARTICLES}


def test_every_caption_says_denominator_interval_and_number_of_articles(captions) -> None:
    assert {"trend", "bursts", "drift", "composition", "composition of few", "heat of few"} <= set(captions)
    faults = []
    for name, (n, words) in captions.items():
        said = {
            "number": re.search(rf"\b{n} (dated )?articles\b", words),
            "denominator": DENOMINATOR.search(words),
            "interval": INTERVAL.search(words),
            "where intervals are": not ABSENT.search(words) or WHERE.search(words),
        }
        faults += [f"{name}: {what}" for what, found in said.items() if not found]
    assert not faults


def test_the_tables_that_captions_name_are_written(captions) -> None:
    named = {table for _, words in captions.values() for table in re.findall(r"tables/(\w+)\.csv", words)}
    assert {"trends", "comparisons", "drift"} <= named <= {*TABLES, *OF_SOME_RUNS}
