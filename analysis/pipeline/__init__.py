"""The order of the stages: articles and a lexicon in, every table out. Nothing else knows it.

Each file is a stretch of the way: ``preparing`` (articles to passages), ``counting`` (passages to counts), ``checking``
(the lexicon, before any model), ``fitting`` (the models and their refits), ``weighing`` and ``evidence`` (what they
say), ``moving`` (shares over time and what is read off them), ``grouping``, ``bursting``, ``drifting`` and ``agreeing``
(further tables of time, gathered by ``over_time``), ``behind`` (a point of a trend), ``calibrating`` and ``correcting``
(what people said). ``asking`` checks what is asked, ``analysing`` puts all together, ``applying`` weighs new articles.
"""

from analysis.pipeline.analysing import analyse
from analysis.pipeline.applying import apply_bundle
from analysis.pipeline.calibrating import calibrate
from analysis.pipeline.checking import check_lexicon, hold_lexicon_against
from analysis.pipeline.correcting import corrected_trends
from analysis.pipeline.counting import count_passages
from analysis.pipeline.evidence import article_evidence
from analysis.pipeline.preparing import Prepared, prepare

__all__ = [
    "Prepared",
    "analyse",
    "apply_bundle",
    "article_evidence",
    "calibrate",
    "check_lexicon",
    "corrected_trends",
    "count_passages",
    "hold_lexicon_against",
    "prepare",
]
