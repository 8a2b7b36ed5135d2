"""A run over time, and its pictures, that several test files of the report share."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as an
from analysis.report.picture import Picture
from tests.planted import planted_articles

LABEL = "<b>closing</b> $a_b$"


@pytest.fixture(scope="session")
def moved() -> an.Analysis:
    """A run in which energy steps up after the middle, and two papers write, one of them in slanted letters."""
    articles = planted_articles(168, step=0.4)
    articles["source"] = ["<i>Post</i>", "Star"] * 84
    events = pd.DataFrame({"date": ["2021-01-01", "2030-01-01"], "label": [LABEL, "far away"]})
    lexicon = an.Lexicon({"energy": ["oil", "gas", "fuel"], "war": ["army", "missile", "tank"]})
    settings = an.Settings(n_refits=10, n_free=0, period="month", group="source")
    return an.analyse(articles, lexicon, settings, events=events)


@pytest.fixture(scope="session")
def drawn(moved: an.Analysis) -> dict[str, Picture]:
    """The pictures of that run."""
    return an.pictures(moved)
