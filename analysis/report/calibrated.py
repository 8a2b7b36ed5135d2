"""What a report says of presence: which labels put it right, or that none did."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.results import Analysis


def presence_labels(run: Analysis) -> pd.Series:
    """Return by which labels the presence of each named theme was put right, missing where by none; by label."""
    named = run.themes[run.themes["kind"] == "named"].set_index("theme")["label"]
    told = run.weights[run.weights["model"] == "both"].groupby("theme")["calibration"].first().reindex(named.index)
    labels = told.where(told != "none").str.removeprefix("presence: ")
    return labels.set_axis(named.to_numpy())


def presence_words(run: Analysis) -> str:
    """Return how far presence is put right by labels, in words that follow 'presence is'."""
    labels = presence_labels(run)
    known = labels.dropna()
    if known.empty:
        return "not calibrated"
    listed = "; ".join(f"{theme}: {told}" for theme, told in known.items())
    rest = "" if len(known) == len(labels) else ", and not calibrated for other themes"
    return f"put right by labels that people gave ({listed}){rest}"


def label_lines(run: Analysis) -> Iterator[str]:
    """Yield a line for each named theme of a run that was given labels: by which its presence was put right, if any."""
    for theme, told in presence_labels(run).items():
        few = "not put right: that takes 20 labels of it or more, five that say yes and five that say no"
        yield f"presence of {theme}: {few if pd.isna(told) else f'put right by {told}'}"
    labels = dict(zip(run.themes["theme"], run.themes["label"], strict=True))
    for row in _corrected(run).itertuples():
        bounds = "" if pd.isna(row.low) else f" ({row.low:.1%} to {row.high:.1%})"
        told = f"articles that speak of {labels[row.theme]}, by {row.n_labels} labels of dated ones"
        yield f"{told}: {row.share:.1%}{bounds}"


def summary_words(run: Analysis) -> str:
    """Return the sentences of the report's summary on weights and presence against labels."""
    labels = presence_labels(run)
    if labels.isna().all():
        return f"Neither weights nor presence are calibrated against such labels.{_corrected_words(run)}"
    of_passages = (
        " Labels of passages put passages right: an article is taken to have the theme as probably as its surest "
        "passage, and whether articles do was not asked."
        if labels.str.contains(" of passages", na=False).any()
        else ""
    )
    return (
        f"Weights are not calibrated against such labels. Presence is {presence_words(run)}.{of_passages} What the "
        f"choice of labelled texts leaves open of it{_furthest(run)} stands in the tables; no other interval covers it."
        f"{_corrected_words(run)}"
    )


def _furthest(run: Analysis) -> str:
    """Return how wide the widest interval of presence is, in brackets."""
    both = run.weights[(run.weights["model"] == "both") & (run.weights["calibration"] != "none")]
    width = float(np.nanmax((both["presence_high"] - both["presence_low"]).to_numpy()))
    return f" (intervals of {run.settings.level:.0%} are up to {100 * width:.0f} points wide)"


def _corrected(run: Analysis) -> pd.DataFrame:
    """Return the corrected shares of the whole time, a row for each labelled theme."""
    return run.corrected[run.corrected["period"] == "all time"]


def _corrected_words(run: Analysis) -> str:
    """Return the sentence that tells of shares corrected by labels, with a blank before it; '' where there are none."""
    whole = _corrected(run)
    if whole.empty:
        return ""
    n = int(whole["n_labels"].max())
    return f" Shares as {n:,} labels of articles correct them stand in tables/corrected.csv; no chart shows them."
