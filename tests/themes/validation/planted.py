"""Tables of a run that never was, with themes of separate words, and coders of known habits."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

MODELS = ("lda", "tfidf")


def planted_tables(*, n_articles=40, n_passages=5, n_named=6, n_free=2, seed=0, words=None, common=0.25):
    """Return the tables; theme k's words are named w<k>x<rank>, of shuffled letters so that their names tell nothing.

    words: maps a term to another, to make themes share some. common: how common the first theme is; 0.25 is as others.
    """
    random = np.random.default_rng(seed)
    names = [f"theme{k}" for k in range(n_named)] + [f"free_{k + 1}" for k in range(n_free)] + ["background"]
    kinds = ["named"] * n_named + ["free"] * n_free + ["background"]
    themes = pd.DataFrame(
        {"theme": names, "label": [f"Label {n}" for n in names], "kind": kinds, "order": range(len(names)),
         "colour": "#000000"}
    )  # fmt: skip
    article_ids = [f"a{i:03d}" for i in range(n_articles)]
    passages = pd.DataFrame(
        [(f"{a}-{j:04d}", a, j, 20 * j, 20 * j + 19, 3) for a in article_ids for j in range(n_passages)],
        columns=["passage_id", "article_id", "position", "start", "end", "n_tokens"],
    )
    articles = pd.DataFrame(
        {"article_id": article_ids, "text": [
            " ".join(f"{_word(random, 19)}" for _ in range(n_passages)) for _ in article_ids
        ]}
    )  # fmt: skip
    blocks, weights = [], []
    for model in MODELS:
        block = random.dirichlet([common] + [0.25] * (len(names) - 1), size=len(passages))
        wide = pd.DataFrame(block, columns=names).assign(model=model, passage_id=passages["passage_id"])
        blocks.append(wide)
        mean = wide[names].groupby(passages["article_id"]).mean().reset_index()
        long = mean.melt("article_id", var_name="theme", value_name="weight")
        weights.append(long.assign(model=model, presence=np.minimum(1, 3 * long["weight"])))
    terms = [
        {"model": model, "theme": name, "term": (words or {}).get(term, term), "written": (words or {}).get(term, term),
         "weight": 0.2 / rank, "rank": rank, "lift": 5.0, "in_lexicon": False}
        for k, name in enumerate(names)
        for model in MODELS
        for rank, term in enumerate((planted_word(k, r) for r in range(1, 31)), start=1)
    ]  # fmt: skip
    return {
        "themes": themes,
        "theme_terms": pd.DataFrame(terms),
        "articles": articles,
        "passages": passages,
        "passage_weights": pd.concat(blocks, ignore_index=True),
        "weights": pd.concat(weights, ignore_index=True),
    }


@cache
def planted_word(theme, rank):
    """Return the word of a theme and rank: letters that tell neither."""
    random = np.random.default_rng([theme, rank])
    return _word(random, random.integers(4, 12))


def _word(random, n):
    return "".join(random.choice(list("abcdefghijklmnopqrstuvwxyz"), size=n))


def intruders(key):
    """Return the letter of the intruder of each task."""
    return key[key["intruder"]].drop_duplicates("task_id").set_index("task_id")["letter"]


def answered(key, coder, choose):
    """Return the answers of a coder: ``choose`` takes the options of a task (rows of the key) and gives the answer."""
    tasks = {}
    for option in key.drop_duplicates(["task_id", "letter"]).itertuples():
        tasks.setdefault(option.task_id, []).append(option)
    rows = [(coder, task_id, choose(options)) for task_id, options in tasks.items()]
    return pd.DataFrame(rows, columns=["coder", "task_id", "answer"])


def truthful(theme_is_in):
    """Return how a coder chooses who names all themes that ``theme_is_in(unit_id, theme)``, and finds all intruders."""

    def choose(options):
        found = [o.letter for o in options if o.intruder]
        return " ".join(
            found or [o.letter for o in options if o.kind == "label" and theme_is_in(o.unit_id, o.theme)] or ["none"]
        )

    return choose
