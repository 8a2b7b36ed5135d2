"""The bundle that every later version must still read: `python -m tests.golden_bundle` made it.

It is made anew only before the first release, or where a format joins (then into a folder of its own, beside the
older ones): a bundle that somebody saved years ago cannot be made anew either.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import analysis as an

FOLDER = Path(__file__).parent / "data" / "bundle-1"
WEIGHTS = FOLDER.with_name("bundle-1-weights.csv")

THEMES = {
    "energy": {"label": "Energy", "colour": "#E69F00", "words": {"en": ["oil", "power plant"], "es": ["petróleo"]}},
    "war": ["army", "missile"],
}
OLD = [
    "The oil price rose. The power plant stood still, and oil went by pipeline.",
    "The army marched. A missile fell, and the army held the town.",
    "The minister spoke of oil, the army and the weather.",
]
NEW = ["Oil for the power plant.", "The army spoke of the weather.", "Bananas ripen."]


def articles(texts: list[str]) -> pd.DataFrame:
    """Return texts as articles whose identifiers are their numbers."""
    return pd.DataFrame({"article_id": [f"a{i}" for i in range(len(texts))], "text": texts})


def make() -> None:
    """Fit the models, save the bundle, and write down what it says of the new articles."""
    run = an.analyse(articles(OLD), an.Lexicon(THEMES), an.Settings(n_free=1, n_refits=10, max_share=1.0))
    an.save_bundle(run, FOLDER)
    weights = an.apply_bundle(run.bundle, articles(NEW)).weights[["model", "article_id", "theme", "weight"]]
    WEIGHTS.write_text(weights.to_csv(index=False, float_format="%.6g", lineterminator="\n"), encoding="utf-8")


if __name__ == "__main__":
    make()
