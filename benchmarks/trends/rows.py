"""What was measured of trends as lines of the one table, and as a part of RESULTS.md."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np

from benchmarks.named.methods import OURS, PEER
from benchmarks.row import Row
from benchmarks.trends import changes, recessions
from benchmarks.trends.coverage import LEVEL
from benchmarks.trends.over_time import NAMES, SHOWN
from benchmarks.trends.speed import N_REFITS

Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]

TIMES = "nyt_snippets_2020_2022"
MUST_CORRELATION, AIM_CORRELATION = 0.90, 0.95  # of shares of the New York Times' sections
AIM_ERROR = 0.5  # of the best peer's
MUST_OFF, AIM_NARROWER = 0.03, 1 / 3  # coverage from its level; of the width of the labels' own interval
MUST_FOUND, AIM_FOUND, MUST_ALARMS = 0.90, 0.95, 0.05
MUST_REFITS, AIM_REFITS, MUST_AFTER, AIM_AFTER = 60.0, 20.0, 10.0, 3.0  # seconds
MILLION = 1_000_000
KINDS = (*(field.name for field in fields(changes.Kind)), "shape")  # columns of the study of changes; others: figures
NO_STEP = ("flat", *changes.RAMPS)  # of which no step must be listed: slow ramps among them
CHANGES: tuple[tuple[str, str, tuple[str, ...], dict[str, Any]], ...] = (
    ("steps of 4 standard errors, found", "found", ("step",), {"must": MUST_FOUND, "aim": AIM_FOUND}),
    ("false alarms over all themes", "alarms", NO_STEP, {"must": MUST_ALARMS, "less": True}),
    ("false alarms beside steps", "alarms", changes.BESIDE, {"must": MUST_ALARMS, "less": True}),
)

METHOD = f"""\
Shares over time: ours are those of a run on the articles' texts with the words of the benchmark of named themes, 20
free themes and else the defaults, whose models count whole articles, as the peers do, or passages (the default). A
label says that an article speaks of a theme, which presence estimates: ours is the mean presence, by both models
together, of the articles of a month (New York Times) or day (Reuters, days with 30 or more labelled articles from April
on). The mean weight, the column `share` of the table `trends`, stands beside. The peers get the counts of that
benchmark. Keywords: the mean share of an article's words, or of its lexicon words, that are the theme's. gensim and
CorEx: the mean of what they give the articles. BERTopic: the frequencies of `topics_over_time` in the theme's clusters,
over the period's articles. The ceiling was shown the labels of other articles. Correlation: with the share of labelled
articles that have the label, a mean over the themes; pooled: over all themes and periods together, which mostly tells
large themes from small ones. Error: the mean absolute difference of the two shares.

Recessions: one theme of six words ({", ".join(recessions.WORDS)}) in the Beige Books; the area under ROC of its
monthly share in telling the months of recessions (as the National Bureau of Economic Research dates them) from others.
Words and months were fixed before; nothing was chosen by the result.

Refits: {N_REFITS} refits of all three models on passages of the default length, on two threads, with their shares and
intervals. After the weights: the tables of shares and of what is read off them, of one model's made-up weights of 28
themes over ten years; the draws' shares are taken as the refits come, and stand apart. Seconds of the processor stand
beside: on a machine that is busy with other work they tell more.

Coverage: articles are planted with known rates of five themes over 16 months, and models fitted anew for each
replicate; `covered` is how often the {LEVEL:.0%} interval holds the rate, its mean over replicates with the standard
error of that mean; `off` is the mean distance of shares from rates by what the models mismeasure, and `apart` how often
the interval, moved by it, holds the rate. `corrected` is the same as covered after correction by labels of 200 articles
(half of them where there are fewer than 400). Changes: planted steps of {changes.HEIGHT:g} standard errors of a
period's share; found: one is listed within one period; alarms: of the runs of all themes without a step, those that
list any; beside steps: of the themes that have none, where every other one steps. In the table of what was asked for,
they are means over autocorrelations up to .5; false alarms are of shares that stay or slowly rise
({", ".join(NO_STEP)})."""


def trend_rows(results: dict[str, Any]) -> Iterator[Row]:
    """Yield the lines of the section trends, as far as it was measured."""
    found = results.get("trends", {})
    for corpus, over_time in found.get("over_time", {}).items():
        yield from _over_time_rows(corpus, over_time["methods"])
    if told := found.get("recessions"):
        ours, words = (told["auc"][name] for name in (recessions.SHOWN, recessions.PLAIN))
        yield Row("months of recessions, area under ROC", recessions.CORPUS, recessions.PLAIN, ours, words, ours)
    if refits := found.get("refits"):
        asked = (MUST_REFITS, AIM_REFITS) if refits["corpus"] == "reuters21578" else (None, None)
        yield _alone(f"seconds of {refits['n_refits']} refits", refits["corpus"], refits["seconds"], *asked, less=True)
    for told in found.get("after_weights", {}).values():
        asked = (MUST_AFTER, AIM_AFTER) if told["n_articles"] == MILLION else (None, None)
        where = f"{told['n_articles']:,} articles by {told['period']}"
        yield _alone("seconds after the weights", where, told["all"], *asked, less=True)
    for told in found.get("coverage", {}).values():
        yield from _coverage_rows(told)
    if found.get("changes"):
        yield from _changes_rows(found["changes"]["rows"])


def _over_time_rows(corpus: str, methods: dict[str, Any]) -> Iterator[Row]:
    """Yield ours beside the best peer of each measure."""
    peers = {name: figures for name, figures in methods.items() if figures["kind"] == PEER}
    if SHOWN not in methods or not peers:
        return
    for measure, words, less in (("correlation", "correlation", False), ("error", "mean absolute error", True)):
        best = (min if less else max)(peers, key=lambda name: peers[name][measure])
        mine, theirs = methods[SHOWN][measure], peers[best][measure]
        must, aim = theirs, AIM_ERROR * theirs if less else None
        if corpus == TIMES and not less:
            must, aim = max(theirs, MUST_CORRELATION), AIM_CORRELATION
        yield Row(f"shares over time, {words}", corpus, best, mine, theirs, mine, must, aim, less=less)


def _coverage_rows(told: dict[str, Any]) -> Iterator[Row]:
    where = f"{told['n_articles']:,} articles, {told['kind']}"
    half = told["kind"] == "half of the lexicon"
    measure = "corrected" if half else "covered"
    words = "shares inside the interval" + (", corrected by labels" if half else "")
    off = abs(told[measure] - LEVEL)
    yield Row(f"{words}; from {LEVEL:g}", where, "", told[measure], math.nan, off, MUST_OFF, less=True)
    if half:
        yield _alone("corrected interval, narrower than the labels'", where, told["narrower"], 0.0, AIM_NARROWER)


def _changes_rows(rows: list[dict[str, Any]]) -> Iterator[Row]:
    """Yield for each number of periods the mean over the kinds of run."""
    for n in dict.fromkeys(row["n_periods"] for row in rows):
        mine = [row for row in rows if row["n_periods"] == n and row["excess"] == 1]
        for measure, column, shapes, asked in CHANGES:
            values = [row[column] for row in mine if row["shape"] in shapes]
            if values:
                yield _alone(measure, f"planted, {n} periods", float(np.mean(values)), **asked)


def _alone(
    measure: str, corpus: str, value: float, must: float | None, aim: float | None = None, *, less: bool = False
) -> Row:
    return Row(measure, corpus, "", value, math.nan, value, must, aim, less=less)


def trend_tables(results: dict[str, Any]) -> Iterator[Table]:
    """Yield tables as (what stands above, head, lines)."""
    found = results.get("trends", {})
    for corpus, over_time in found.get("over_time", {}).items():
        yield _over_time_table(corpus, over_time)
    if told := found.get("recessions"):
        about = f"{recessions.CORPUS}: {told['n_months']} months, {told['n_recession']} of them of recessions."
        yield about, ("share", "area under ROC"), [(name, f"{auc:.3f}") for name, auc in told["auc"].items()]
    yield from _speed_tables(found)
    if studies := found.get("coverage"):
        yield _coverage_table(list(studies.values()))
    if told := found.get("changes"):
        yield _changes_table(told)


def _over_time_table(corpus: str, told: dict[str, Any]) -> Table:
    themes = list(next(iter(told["methods"].values()))["themes"]) if told["methods"] else []
    head = ("method", "kind", "seconds", "correlation", "pooled", "error", *(f"correlation, {t}" for t in themes))
    lines = []
    for name in (name for name in NAMES if name in told["methods"]):
        figures = told["methods"][name]
        by_theme = (f"{figures['themes'][theme]['correlation']:.3f}" for theme in themes)
        means = (f"{figures[key]:.3f}" for key in ("correlation", "pooled"))
        shown = f"**{name}**" if figures["kind"] == OURS else name
        lines.append(
            (shown, figures["kind"], f"{figures['seconds']:.3g}", *means, f"{figures['error']:.4f}", *by_theme)
        )
    return f"{corpus}: {told['n_articles']:,} labelled articles, {told['n_periods']} periods.", head, lines


def _speed_tables(found: dict[str, Any]) -> Iterator[Table]:
    if told := found.get("refits"):
        about = f"Refits of {told['corpus']}: {told['n_passages']:,} passages, {told['n_themes']} themes."
        keys = ("n_refits", "fit", "seconds", "processor")
        head = ("refits", "seconds of a fit", "seconds of the refits", "seconds of the processor")
        yield about, head, [tuple(f"{told[key]:.3g}" for key in keys)]
    if sizes := found.get("after_weights"):
        keys = ("cells", "shares", "changes", "slopes", "smooth", "bursts", "agreement", "all", "draws", "processor")
        lines = [
            (f"{told['n_articles']:,}", told["period"], *(f"{told[key]:.2f}" for key in keys))
            for told in sizes.values()
        ]
        head = ("articles", "period", *keys[:-2], f"draws of {N_REFITS} refits", "processor, all")
        yield "After the weights, seconds:", head, lines


def _coverage_table(studies: list[dict[str, Any]]) -> Table:
    keys = ("covered", "error", "lowest", "highest", "apart", "off", "width", "score",
            "corrected", "corrected_error", "narrower")  # fmt: skip
    head = ("planted", "articles", "replicates", *(key.replace("_", " ") for key in keys), "measured on")
    lines = []
    for told in studies:
        about = (told["kind"], f"{told['n_articles']:,}", str(told["n_replicates"]))
        lines.append((*about, *(_three(told.get(key)) for key in keys), told["date"]))
    return "Coverage of planted shares (lowest, highest: of the five themes):", head, lines


def _changes_table(told: dict[str, Any]) -> Table:
    figures = [name for name in told["rows"][0] if name not in KINDS]
    lines = [(*(str(row[k]) for k in KINDS), *(_three(row[name]) for name in figures)) for row in told["rows"]]
    about = (
        f"Changes: {told['n_replicates']} replicates of {told['n_runs']} runs of each kind, measured on {told['date']}."
    )
    return about, (*KINDS, *figures), lines


def _three(value: float | None) -> str:
    return "" if value is None or math.isnan(value) else f"{value:.3f}"
