"""Pictures of a run in which some tables are others, and where their words stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pandas as pd
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import analysis as an
from analysis.plots import in_style
from analysis.report.picture import Picture


def draw(kind: Callable[[an.Analysis], Picture | None], run: an.Analysis, **tables: pd.DataFrame) -> Picture | None:
    """Return one picture of a run in which some tables are others."""
    with in_style():
        return kind(replace(run, **tables))


def drifted(moved: an.Analysis) -> an.Analysis:
    """Return the run with words that came twice, and one that went, in passages of its own."""
    text = moved.articles.set_index("article_id")["text"]
    place = moved.passages.iloc[0]
    word = text[place["article_id"]][place["start"] :].split()[1]
    row = {
        "model": "both", "theme": "energy", "frequency": "month", "period": "2020-02",
        "start": pd.Timestamp("2020-02-01"), "term": word, "written": word, "direction": "came",
        "before": 0.0, "now": 0.25, "log_odds": 1.0, "z": 5.0, "p_adjusted": 0.001,
        "n_passages": 7, "passage_id": place["passage_id"],
    }  # fmt: skip
    later = {"period": "2020-03", "start": pd.Timestamp("2020-03-01"), "z": 9.0}
    rows = [row, {**row, **later}, {**row, **later, "term": "gas", "written": "gas", "direction": "went", "z": -3.0}]
    context = {
        "theme": "energy", "term": word, "article_id": place["article_id"], "passage_id": place["passage_id"],
        "start": 0, "end": 3, "before": "one <b> ", "keyword": word, "after": " more",
    }  # fmt: skip
    return replace(moved, drift=pd.DataFrame(rows), drift_contexts=pd.DataFrame([context]))


def cut_words(figure: Figure) -> list[str]:
    """Return the words that reach over the edge of a figure."""
    places = _places(figure)
    width, height = figure.canvas.get_width_height()
    return [
        text
        for text, box in places
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1
    ]  # fmt: skip


def words_over_words(figure: Figure) -> list[tuple[str, str]]:
    """Return the pairs of words that stand over each other."""
    places = _places(figure)
    return [(a, b) for (a, box), (b, other) in combinations(places, 2) if _overlap(box, other) > 1.0]


def _places(figure: Figure) -> list[tuple[str, Bbox]]:
    with in_style():
        FigureCanvasAgg(figure).draw()
        unseen = {id(label) for ax in figure.axes for axis in (ax.xaxis, ax.yaxis) for label in _off_the_axis(axis)}
        texts = [text for text in figure.findobj(Text) if text.get_visible() and id(text) not in unseen]
        return [(t.get_text(), Text.get_window_extent(t)) for t in texts if t.get_text().strip()]


def _off_the_axis(axis: Axis) -> list[Text]:
    """Return the labels of an axis that are not drawn, since their places lie beyond its limits."""
    low, high = sorted(axis.get_view_interval())
    return [t.label1 for t in [*axis.get_major_ticks(), *axis.get_minor_ticks()] if not low <= t.get_loc() <= high]


def _overlap(a: Bbox, b: Bbox) -> float:
    both = Bbox.intersection(a, b)
    return 0.0 if both is None else min(both.width, both.height)
