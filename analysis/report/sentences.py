"""The numbers of a run in plain words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.report.calibrated import summary_words
from analysis.report.labels import article_labels
from analysis.report.over_time.layout import of_named
from analysis.results import MODELS, VIEWS, Analysis

_LIKELY = 0.5  # presence


def percent(share: float) -> str:
    """Return a share as a percentage with the digits that matter.

    >>> percent(0.1234), percent(0.0123), percent(0.0002), percent(0.0)
    ('12%', '1.2%', 'under 0.1%', '0%')
    """
    if share >= 0.0995:
        return f"{share:.0%}"
    return f"{share:.1%}" if share >= 0.0005 else "under 0.1%" if share > 0.000005 else "0%"


def summary(run: Analysis) -> list[str]:
    """Return what the report rests on, and what it cannot say, as paragraphs."""
    articles, named = run.articles, run.themes[run.themes["kind"] == "named"]
    dated = articles["date"].notna()
    span = ""
    if dated.any():
        days = article_labels(run).query("date != ''")["date"]
        first, last = days.iloc[0], days.iloc[-1]
        span = f", dated from {first} to {last}" if first != last else f", dated {first}"
    languages = ", ".join(f"{n} {code}" for code, n in run.passages["language"].value_counts().sort_index().items())
    n_words = int(run.passages["n_tokens"].sum())
    what = (
        f"{_plural(len(articles), 'article')} of {n_words:,} words{span}, cut into "
        f"{_plural(len(run.passages), 'passage')} (by language: {languages}), and read for "
        f"{_plural(len(named), 'named theme')} by two models. LDA takes every passage for a mixture of themes and "
        "looks for those that make its words most likely; TF-IDF gives telling words more weight than common ones "
        "and explains each passage as a sum of themes. A theme's weight in an article is the share of the article's "
        "counted words that the model gives to it. Stop words, and words that stand in more than "
        f"{run.settings.max_share:.0%} of the passages, are not counted."
    )
    cannot = (
        f"Intervals ({run.settings.level:.0%}) cover {covered(run)}. They do not cover what the models mismeasure: "
        "whether the words of the lexicon mean the theme can only be told by people who read and label passages. "
        f"{summary_words(run)} LDA and TF-IDF are given the same lexicon, so that they agree is no independent proof."
    )
    undated = int((~dated).sum())
    without = [f"{_plural(undated, 'article')} without a date: counted, but on no chart of time."] if undated else []
    return [what, cannot, *without, changes(run)]


def covered(run: Analysis) -> str:
    """Return what an article's interval covers."""
    both = "the choice of passages and the refitting of the models"
    return both if run.settings.estimand == "population" else "the refitting of the models alone"


def changes(run: Analysis) -> str:
    """Return what is known of changes over time in one sentence."""
    if run.articles["date"].isna().all():
        return "No article has a date, so nothing is said of time: add dates to the metadata table."
    reasons = run.set_aside.loc[run.set_aside["stage"] == "changes", "detail"]
    if len(reasons):
        n = int(run.articles["date"].notna().sum())
        opening = f"{_plural(n, 'dated article')} {'makes' if n == 1 else 'make'} no trend" if n < 30 else "No change"
        return f"{opening}: {reasons.iloc[0]}."
    shown = of_named(run, run.changes, MODELS)
    if shown.empty:
        return "No named theme's share stepped by more than chance or a slow ramp can make it do."
    found = [f"{row.theme_label} ({MODELS[row.model]}) at {row.at:%Y-%m-%d}" for row in shown.itertuples()]
    return f"Steps in a theme's share that chance hardly makes: {'; '.join(found)}."


def foretelling(run: Analysis) -> str:
    """Return how well LDA's themes foretell words that they were not fitted on, in a sentence; empty if not known."""
    whole = run.quality[(run.quality["theme"] == "all") & (run.quality["model"] == "lda")].set_index("measure")["value"]
    themes, plain = (whole.get(measure, np.nan) for measure in ("perplexity", "unigram_perplexity"))
    if np.isnan(themes) or np.isnan(plain):
        return ""
    verdict = (
        "so the themes tell something of words that they have not seen"
        if themes < plain
        else "so in a corpus of this size the themes describe the articles, and foretell nothing of others"
    )
    return (
        "Told half of a passage that it was not fitted on, LDA hesitates over each word of the other half as between "
        f"{themes:,.0f} equally likely words (perplexity), without any themes as between {plain:,.0f}; {verdict}."
    )


def theme_paragraph(run: Analysis, theme: str) -> str:
    """Return what the numbers show of one named theme, how sure they are, and what they cannot say."""
    label = run.themes.set_index("theme").loc[theme, "label"]
    mine = run.weights[run.weights["theme"] == theme].merge(article_labels(run), on="article_id")
    views, both = mine[mine["model"].isin(VIEWS)], mine[mine["model"] == "both"]
    sentences = [_highest(views, str(label)), _order(views), _overlap(views), _presence(both), _words(run, theme)]
    return " ".join(s for s in [*sentences, _agreement(run, theme)] if s)


def _highest(mine: pd.DataFrame, label: str) -> str:
    parts = []
    for model, rows in mine[mine["weight"].notna()].groupby("model", sort=True):
        top = rows.sort_values(["weight", "article_id"], ascending=[False, True]).iloc[0]
        interval = "" if np.isnan(top["low"]) else f" ({percent(top['low'])} to {percent(top['high'])})"
        parts.append((MODELS[str(model)], str(top["label"]), f"{percent(top['weight'])}{interval}"))
    if not parts:
        return f"No article has a weight for {label}."
    (first, article, value), *others = parts
    if others and all(article == other[1] for other in others):
        rest = "".join(f", {v} by {m}" for m, _, v in others)
        return f"{label} weighs most in “{article}”: {value} by {first}{rest}."
    return f"{label} weighs most in " + "; ".join(f"“{a}” by {m}: {v}" for m, a, v in parts) + "."


def _order(mine: pd.DataFrame) -> str:
    wide = mine.pivot_table(index="article_id", columns="model", values="weight").dropna()
    if wide.shape[1] < 2 or len(wide) < 3:
        return ""
    ranks = wide.round(3).rank()  # a tenth of a percent: what the report shows
    if ranks.nunique().max() == 1:
        return ""
    if ranks.iloc[:, 0].equals(ranks.iloc[:, 1]):
        return "Both models put the articles in the same order."
    rho = float(np.corrcoef(ranks.iloc[:, 0], ranks.iloc[:, 1])[0, 1]) if ranks.std().gt(0).all() else 0.0
    words = "in nearly the same order" if rho >= 0.7 else "in different orders"
    return f"The models put the articles {words} (rank correlation {rho:.2f})."


def _overlap(mine: pd.DataFrame) -> str:
    """Say from how many of the other articles the highest one can be told apart, in both models."""
    below: list[set[str]] = []
    tops = set()
    for _, rows in mine[mine["low"].notna()].groupby("model", sort=True):
        top = rows.sort_values(["weight", "article_id"], ascending=[False, True]).iloc[0]
        tops.add(top["article_id"])
        below.append(set(rows.loc[rows["high"] < top["low"], "article_id"]))
    if not tops:
        return "No article has passages enough for an interval."
    if len(tops) > 1:
        return "The models do not agree on the first, so none can be called the highest."
    others = mine.loc[mine["low"].notna(), "article_id"].nunique() - 1
    apart = len(set.intersection(*below))
    if others < 1:
        return ""
    if not apart:
        return "Its interval overlaps those of all others, so it cannot be called the highest."
    rest = "" if apart == others else "; from the rest it cannot be told apart"
    return f"In both models its interval lies above those of {apart} of the other {_plural(others, 'article')}{rest}."


def _presence(both: pd.DataFrame) -> str:
    n = int((both["presence"] >= _LIKELY).sum())
    return f"By both together {n:,} of {_plural(len(both), 'article')} probably speak of it (presence of 50% or more)."


def _words(run: Analysis, theme: str) -> str:
    mine = run.lexicon[(run.lexicon["theme"] == theme) & (run.lexicon["count"] > 0)]
    top = mine.sort_values(["count", "term"], ascending=[False, True])
    listed = ", ".join(f"{row.term} ({row.count:.0f})" for row in top.head(5).itertuples(index=False))
    total = int(mine["count"].sum())
    thin = " — too few to lean on" if total < 20 else ""
    return f"The lexicon's words for it occur {total} times{thin}: {listed}{' and others' if len(top) > 5 else ''}."


def _agreement(run: Analysis, theme: str) -> str:
    mine = run.quality[(run.quality["theme"] == theme)].set_index("measure")["value"]
    masked = mine.get("agreement_masked", np.nan)
    if np.isnan(masked):
        return ""
    strength = "hardly" if masked < 0.3 else "partly" if masked < 0.6 else "largely"
    return f"Without the lexicon's words the models {strength} agree on its passages (correlation {masked:.2f})."


def _plural(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
