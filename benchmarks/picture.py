"""One picture: held-out perplexity against the seconds of fitting, a panel for each corpus."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from benchmarks.fits import Curve

# Okabe and Ito's colours, which colour-blind readers can tell apart.
COLOURS = {
    "themeline": "#D55E00",
    "tomotopy, 2 workers": "#0072B2",
    "tomotopy, 1 worker": "#56B4E9",
    "gensim LdaModel": "#009E73",
    "gensim LdaMulticore": "#B79F00",
    "scikit-learn online": "#CC79A7",
    "scikit-learn batch": "#7F7F7F",
}
LABELS = {
    "tomotopy, 2 workers": "tomotopy, 2",
    "tomotopy, 1 worker": "tomotopy, 1",
    "gensim LdaMulticore": "LdaMulticore",
    "gensim LdaModel": "LdaModel",
    "scikit-learn online": "sklearn online",
    "scikit-learn batch": "sklearn batch",
}
COLUMNS = 2
TALLEST = 1.9  # curves start far above; the panel shows up to so many times the lowest value
LINE = 0.062  # height of a label, as a part of the panel's


def draw_curves(results: dict[str, Any], path: Path) -> None:
    """Save the picture of all corpora that ``results`` holds."""
    fits = results["fits"]
    n_rows = math.ceil(len(fits) / COLUMNS)
    columns = min(COLUMNS, len(fits))
    figure, axes = plt.subplots(n_rows, columns, figsize=(5.6 * columns, 3.5 * n_rows), squeeze=False)
    for ax, (name, found) in zip(axes.flat, fits.items(), strict=False):
        draw_corpus(ax, name, found)
    for ax in axes.flat[len(fits) :]:
        ax.set_visible(False)
    figure.suptitle("Held-out perplexity against seconds of fitting:\nlower and further left is better", fontsize=11)
    figure.tight_layout()
    figure.savefig(path, dpi=130, metadata={"Software": None})
    plt.close(figure)


def draw_corpus(ax: Axes, name: str, found: dict[str, Any]) -> None:
    """Draw the curves of one corpus: the first seed with a label, the other seeds faintly."""
    curves = [Curve(**curve) for curve in found["curves"]]
    lowest = min(min(curve.perplexity) for curve in curves)
    highest = max(max(curve.perplexity) for curve in curves)
    longest = max(curve.seconds[-1] for curve in curves)
    ax.set(xscale="log", ylim=(0.97 * lowest, min(TALLEST * lowest, 1.03 * highest)))
    for curve in curves:
        first = curve.seed == 0
        ax.plot(
            curve.seconds, curve.perplexity, color=COLOURS[curve.engine], lw=1.8 if first else 0.8,
            alpha=1.0 if first else 0.4, marker="o" if first else None, ms=2.5,
        )  # fmt: skip
    ax.set_xlim(min(max(curve.seconds[0], 1e-3) for curve in curves) / 1.3, longest * 1.2)
    _label_ends(ax, [curve for curve in curves if curve.seed == 0])
    ax.set_title(f"{name}: {found['n_tokens'] / 1e6:.2g} million words, {found['n_themes']} themes", fontsize=10)
    ax.set_xlabel("seconds of fitting")
    ax.set_ylabel("held-out perplexity")
    ax.spines[["top", "right"]].set_visible(False)


def _label_ends(ax: Axes, curves: list[Curve]) -> None:
    """Name each curve to the right of the panel, at the height of its end, moved apart where names would touch."""
    low, high = ax.get_ylim()
    curves = sorted(curves, key=lambda curve: curve.end)
    heights = [min((curve.end - low) / (high - low), 1.0) for curve in curves]
    left, right = np.log10(ax.get_xlim())
    for curve, height, at in zip(curves, heights, _apart(heights), strict=True):
        x = (math.log10(curve.seconds[-1]) - left) / (right - left)
        ax.annotate(
            LABELS.get(curve.engine, curve.engine), xy=(x, height), xytext=(1.03, at), xycoords="axes fraction",
            textcoords="axes fraction", fontsize=8, va="center", color=COLOURS[curve.engine], annotation_clip=False,
            arrowprops={"arrowstyle": "-", "lw": 0.5, "color": COLOURS[curve.engine], "alpha": 0.6, "shrinkA": 0},
        )  # fmt: skip


def _apart(heights: list[float]) -> list[float]:
    """Return heights in the same order, no two nearer than a line of text."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + LINE) if placed else height)
    over = max(0.0, placed[-1] - 1.0)
    return [height - over for height in placed]
