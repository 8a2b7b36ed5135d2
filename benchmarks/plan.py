"""What the default run measures, and how much time each part of it may take: about an hour on two cores."""

from __future__ import annotations

from dataclasses import dataclass, replace

TIMED = "tomotopy, 2 workers"  # the peer whose 300 iterations set the mark
SLOW = ("gensim LdaModel", "gensim LdaMulticore", "scikit-learn online", "scikit-learn batch")
LONGEST = 600.0  # seconds that one fit of ours or of tomotopy may take in any case


@dataclass(frozen=True)
class FitPlan:
    """How a corpus is fitted: seeds of this project, of tomotopy with both cores and with one, of the other peers."""

    corpus: str
    n_themes: int
    max_tokens: int | None = None
    seeds: int = 5
    tomotopy_seeds: int = 5
    one_worker_seeds: int = 0
    slow_seeds: int = 1
    slow_limit: float = 25.0

    def runs(self) -> dict[str, tuple[int, float]]:
        """Return for each engine its number of seeds and the seconds that each may take."""
        return {
            "themeline": (self.seeds, LONGEST),
            TIMED: (self.tomotopy_seeds, LONGEST),
            "tomotopy, 1 worker": (self.one_worker_seeds, LONGEST),
            **dict.fromkeys(SLOW, (self.slow_seeds, self.slow_limit)),
        }

    def with_seeds(self, seeds: int) -> FitPlan:
        """Return the plan with no more than so many seeds of anything."""
        return replace(
            self,
            seeds=min(seeds, self.seeds),
            tomotopy_seeds=min(seeds, self.tomotopy_seeds),
            one_worker_seeds=min(seeds, self.one_worker_seeds),
            slow_seeds=min(seeds, self.slow_seeds),
        )

    def with_limit(self, limit: float) -> FitPlan:
        """Return the plan with another time limit for the slow peers."""
        return replace(self, slow_limit=limit)


# Seconds are for two quiet cores, all seeds of tomotopy | of the slow peers.
FITS = (
    FitPlan("octis_bbc_news", 50, one_worker_seeds=3, slow_seeds=3, slow_limit=4.0),  # 35 | 110
    FitPlan("octis_m10", 50, one_worker_seeds=3, slow_seeds=3, slow_limit=4.0),  # 20 | 110
    FitPlan("reuters21578", 100, slow_limit=20.0),  # 310 | 100
    FitPlan("newsgroups20", 100, 1_150_000, slow_limit=20.0),  # 290 | 100
    FitPlan("nyt_headlines_2013_2020", 100, 300_000, slow_limit=15.0),  # 300 | 80
    FitPlan("un_general_debate", 100, 1_500_000, slow_limit=30.0),  # 150 | 150
)
WITHOUT_CORPORA = FitPlan("planted_20000", 100)  # where none of these is at hand: 450 | 120
QUICK = FitPlan("planted_400", 5, seeds=2, tomotopy_seeds=1, slow_limit=0.3)
BIGGEST = ("un_general_debate", "planted_40000")  # growth and memory: the first that is at hand
BIGGEST_THEMES = 100
GROWTH_SEEDS = 1
