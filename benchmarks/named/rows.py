"""What was measured of named themes as lines of the one table, and as a part of RESULTS.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.named.methods import CEILING_NAME, CEILING_SETTINGS, METHODS, OURS, PEER
from benchmarks.row import Row

SHOWN = "themeline both"  # of ours, the one that is held to a figure
# measure, its name in words, whether less is better, what must be and should be reached on reuters21578
ASKED = (
    ("auc", "area under ROC", False, 0.975, 0.985),
    ("average_precision", "average precision", False, 0.86, 0.90),
    ("correlation", "correlation of shares over time", False, 0.92, 0.94),
    ("level_error", "error of the shares' level", True, 0.03, 0.015),
    ("seconds", "seconds, counts given", True, 3.0, 1.0),
)
COLUMNS = (
    ("auc", "AUC"), ("average_precision", "average precision"), ("correlation", "correlation of shares"),
    ("correlation_of_scores", "correlation of scores"), ("period_error", "error by period"),
    ("level_error", "error of level"), ("elsewhere", "elsewhere"),
)  # fmt: skip

METHOD = """\
Every method gets the same counts (one row an article, title and text; lemmas; terms of five articles or more and of
half of them at most) and the same words of each theme; it answers with a score and a share for each article and theme.
All articles are counted, whether they have a label or not; figures are of labelled ones: of reuters21578 from April
to October 1987 (settings were chosen on February and March, those for short texts on the same cut to headline and 32
words; the peers' too), of the other corpora all, with the same settings. The figures of nyt_snippets_2020_2022 were
seen while those for short texts were chosen, and two choices followed them. nyt_headlines_2014_2016 (every fifth
headline with keywords, which are its labels) and newsgroups20_openings (subject and first 32 words of posts, whose
group is the label; each group's posts are dealt unevenly to 24 periods) were not looked at before their figures were
taken, nor was any setting changed after. The words of each theme stand in `benchmarks/named/*.toml`; those for
Reuters are those of the first trials, all others were written before any article was looked at and before any result.

AUC and average precision: of the scores, a mean over the themes. Correlation: of the mean share of a day with 30 or
more labelled articles (New York Times: of a month) with the share of these that have the label; a mean over the themes;
`of scores`: the same with the score in the share's place; ours is set beside the better of a peer's two. Error by
period: the mean absolute difference of these shares. Error of level: the absolute difference of the mean share and the
share of articles that have the label, all periods together; a mean over the themes. Elsewhere: the mean share that a
theme gets in the articles of the part to which nobody gave any label (of Reuters about half; some are of a theme all
the same, so less is not better in itself); empty where all articles have a label, and for the ceiling, which weighs
labelled ones alone. What each method calls a share stands in the table of settings; for some it is a weight and for
some a probability, and both are held against the share of articles with the label. Seconds: one run from counts to
scores, handing the counts over included, in a process of its own, after a small fit that loads and compiles. Kinds: a
peer is what people use; a device is a few lines of scikit-learn; the ceiling was shown the labels of other articles,
near-copies among them, and no method without labels can be asked for more."""


def named_rows(results: dict[str, Any]) -> Iterator[Row]:
    """Yield ours beside the best peer of each measure; on other corpora than Reuters, ours must be ahead of it."""
    for corpus, methods in _by_corpus(results):
        peers = {name: found for name, found in methods.items() if found["kind"] == PEER}
        if SHOWN not in methods or not peers:
            continue
        for measure, words, less, must, aim in ASKED:
            values = {name: _best_reading(found, measure) for name, found in peers.items()}
            best = (min if less else max)(values, key=lambda name: values[name])
            mine, theirs = methods[SHOWN][measure], values[best]
            bounds = (must, aim) if corpus == "reuters21578" else (None if measure == "seconds" else theirs, None)
            yield Row(f"named themes, {words}", corpus, best, mine, theirs, mine, *bounds, less=less)


def _best_reading(found: dict[str, Any], measure: str) -> float:
    """Return a peer's figure; where its score follows the truth over time more nearly than its share, the score's."""
    return max(found[measure], found["correlation_of_scores"]) if measure == "correlation" else found[measure]


def named_tables(results: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """Yield tables as (what stands above, head, lines): one for each corpus, then the settings."""
    for corpus, methods in _by_corpus(results):
        head = ("method", "kind", "seconds", *(words for _, words in COLUMNS))
        if not methods:
            continue
        first = next(iter(methods.values()))
        about = f"{corpus}: {first['n_articles']:,} labelled articles, {first['n_periods']} periods."
        yield about, head, [_line(name, found) for name, found in methods.items()]
    if results.get("named"):
        lines = [(method.name, method.settings, method.share) for method in METHODS.values()]
        yield (
            "Settings:",
            ("method", "settings", "share"),
            [*lines, (CEILING_NAME, CEILING_SETTINGS, "the probability")],
        )


def _line(name: str, found: dict[str, Any]) -> tuple[str, ...]:
    name = f"**{name}**" if found["kind"] == OURS else name
    return (name, found["kind"], f"{found['seconds']:.3g}", *(_figure(found.get(key)) for key, _ in COLUMNS))


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _by_corpus(results: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for corpus, found in results.get("named", {}).items():
        yield corpus, found["methods"]
