"""A corpus in which everything moves as planted, analysed once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as an

LEXICON = an.Lexicon({"energy": ["oil", "fuel", "gas"], "war": ["army", "soldier", "missile", "tank", "drone"]})
QUICK = an.Settings(n_refits=10, n_free=0, period="month")
BURST = ("2020-09-10", "2020-09-12")
NEW_WORD = "drone"  # of the war; it stands there from 2021 on in the place of OLD_WORD
OLD_WORD = "tank"


def moving_articles(n: int = 240, *, seed: int = 0) -> pd.DataFrame:
    """Return articles of two years and three outlets, in which a theme rises, bursts, and changes its words.

    The energy words' chance rises from .1 to .4 over the two years, and is .2 more in the outlet 'north'; that of war
    words is .15, but .8 in thirty articles more of three days. An outlet has its turn after another.
    """
    random = np.random.default_rng(seed)
    energy = ["oil", "fuel", "gas", "electricity", "refinery"]
    common = [f"{a}{b}" for a in ("bri", "cal", "dor", "fen", "gol") for b in ("mant", "pell", "rund", "stok", "vint")]
    days = [*(np.arange(n) * 730 // n), *np.repeat((pd.to_datetime(BURST[0]) - pd.Timestamp("2020-01-01")).days, 30)]
    rows = []
    for i, day in enumerate(days):
        bursts = i >= n
        date = pd.Timestamp("2020-01-01") + pd.Timedelta(days=int(day) + (i % 3 if bursts else 0))
        source = ("north", "south", "east")[i % 3]
        of_energy = 0.02 if bursts else 0.1 + 0.3 * i / n + 0.2 * (source == "north")
        of_war = 0.8 if bursts else 0.15
        war = ["army", "soldier", "missile", "troop", NEW_WORD if date.year == 2021 else OLD_WORD]
        kinds = random.choice(3, size=60, p=[of_energy, of_war, 1 - of_energy - of_war])
        words = [str(random.choice((energy, war, common)[kind])) for kind in kinds]
        text = "\n\n".join(" ".join(words[j : j + 20]).capitalize() + "." for j in range(0, 60, 20))
        rows.append({"article_id": f"p{i:04d}", "text": text, "date": f"{date:%Y-%m-%d}", "source": source})
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def moved() -> an.Analysis:
    """The analysis of the moving articles, by outlet."""
    return an.analyse(moving_articles(), LEXICON, QUICK.model_copy(update={"group": "source"}))
