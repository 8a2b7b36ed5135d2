"""Articles that say the same in English, Spanish and Russian: planted pairs to compare weights over languages."""

from __future__ import annotations

import numpy as np
import pandas as pd

import analysis as an

# Words that mean the same, theme by theme: the first three of each theme and language are the lexicon's.
WORDS: dict[str, dict[str, list[str]]] = {
    "energy": {
        "en": ["oil", "fuel", "electricity", "refinery", "barrel", "pipeline"],
        "es": ["petróleo", "combustible", "electricidad", "refinería", "barril", "oleoducto"],
        "ru": ["нефть", "топливо", "электричество", "завод", "баррель", "нефтепровод"],
    },
    "military": {
        "en": ["army", "missile", "soldier", "weapon", "tank", "general"],
        "es": ["ejército", "misil", "soldado", "arma", "tanque", "general"],
        "ru": ["армия", "ракета", "солдат", "оружие", "танк", "генерал"],
    },
    "other": {
        "en": ["city", "year", "house", "water", "street", "school", "river", "bread", "friend", "letter", "garden"],
        "es": ["ciudad", "año", "casa", "agua", "calle", "escuela", "río", "pan", "amigo", "carta", "jardín"],
        "ru": ["город", "год", "дом", "вода", "улица", "школа", "река", "хлеб", "друг", "письмо", "сад"],
    },
}
LANGUAGES = ("en", "es", "ru")
FRAME = {
    "en": "And then the {} was there with the {}.",
    "es": "Y luego el {} estaba allí con la {}.",
    "ru": "И потом {} была там, как и {}.",
}
LEXICON = an.Lexicon(
    {theme: {"words": {code: words[:3] for code, words in WORDS[theme].items()}} for theme in ("energy", "military")}
)


def translated(n: int = 30, *, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return articles (article_id, text, language) and the share of each theme's words in each, by pair and theme.

    Each of n contents stands there in three languages, word for word, in five paragraphs of eight sentences.
    """
    random = np.random.default_rng(seed)
    rows, truth = [], []
    kinds = list(WORDS)
    for pair in range(n):
        energy, military = 0.4 * random.dirichlet([0.5, 0.5]) if pair % 4 else (0.0, 0.0)
        drawn = [
            (kind, int(random.integers(len(WORDS[kind]["en"]))))
            for kind in random.choice(kinds, size=80, p=[energy, military, 1 - energy - military])
        ]
        truth.append({"pair": pair, **{kind: np.mean([k == kind for k, _ in drawn]) for kind in kinds}})
        for code in LANGUAGES:
            said = [WORDS[kind][code][j] for kind, j in drawn]
            sentences = [FRAME[code].format(*said[i : i + 2]) for i in range(0, len(said), 2)]
            paragraphs = [" ".join(sentences[i : i + 8]) for i in range(0, len(sentences), 8)]
            rows.append({"article_id": f"p{pair:02d}-{code}", "text": "\n\n".join(paragraphs), "language": code})
    return pd.DataFrame(rows), pd.DataFrame(truth)
