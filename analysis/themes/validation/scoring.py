"""How themes stand up to coders, and how far coders agree: figures with intervals."""

from __future__ import annotations

import pandas as pd

from analysis import tables
from analysis.themes.validation.agreement_figures import agreement_figures
from analysis.themes.validation.intrusion_figures import intrusion_figures
from analysis.themes.validation.label_figures import label_figures


def score_answers(answers: pd.DataFrame, key: pd.DataFrame, *, level: float = 0.9, seed: int = 0) -> pd.DataFrame:
    """Return the table ``validation``, a row a figure with its interval, and in ``covers`` what that covers.

    answers, key: the tables ``answers`` and ``task_key``. Measures, by kind of task:

    - word_intrusion, theme_intrusion: ``found``, the part of the answers that name the intruder, for tasks that show
      the theme as it is (its words; or as one of a passage's heavy themes), and ``chance``, what guessing would find.
    - label: ``prevalence``, the part of all texts that have the theme, as most coders say; of each model's weight and
      presence against that, precision, recall and f1 (the theme is said to be there from a weight of 0.1, a presence of
      0.5) and auc, the area under the ROC curve, for which no threshold is needed. Each text counts 1 over its
      probability of being drawn. A text of which as many coders say the one as the other is left out.
    - all: ``alpha``, how far the coders agree (Krippendorff, nominal; chance is reckoned among tasks with as many
      options, or of the same theme), of label tasks by theme as well.

    Rates have Jeffreys intervals for the effective number of observations: answers cluster by task, texts by article.
    F1 is a function of the rate of hits among texts that the model or the coders give the theme. Alpha's interval is
    from a bootstrap over tasks, weights drawn by a hash of task and ``seed``.
    """
    rows = [
        *intrusion_figures(answers, key, level=level),
        *label_figures(answers, key, level=level),
        *agreement_figures(answers, key, level=level, seed=seed),
    ]
    if not rows:
        return tables.empty("validation")
    return tables.conform("validation", pd.DataFrame(rows))
