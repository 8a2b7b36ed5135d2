"""Text to counts: this project and its peers on the same texts, in one process on one core.

Everybody starts from a list of str and ends with a matrix of texts x words, or its like (gensim: a list of pairs for
each text). Every word that a tool takes for one is kept: no stop words, no limits. Ours runs with the language 'und'
(words in small letters, accents folded) for that, and with English lemmas and stop words besides. ``same`` says which
part of the counts is CountVectorizer's to the word: on the made-up text all of it. Times are processor time, so that
what else runs on the machine matters less; the first run of each, which compiles or fills caches, is left out.

    THEMELINE_CORPORA=... python -m benchmarks.tokens
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import numpy as np
from scipy import sparse

from analysis.text import Words, count_terms

CORPORA = ("reuters21578", "newsgroups20", "un_general_debate")
N_BYTES = 20_000_000  # of a corpus
RUNS = 5
PEER = "CountVectorizer"


def made_up(n_texts: int = 10_000, seed: int = 0) -> list[str]:
    """Return texts of small letters and spaces, words drawn as in a language: the n-th as often as 1/n."""
    random = np.random.default_rng(seed)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    vocabulary = np.unique(["".join(random.choice(letters, size=2 + n % 9)) for n in range(30_000)])
    random.shuffle(vocabulary)
    chances = 1 / np.arange(1, len(vocabulary) + 1)
    drawn = random.choice(vocabulary, size=(n_texts, 300), p=chances / chances.sum())
    return [" ".join(row) for row in drawn]


def texts_of(name: str) -> list[str]:
    """Return the first texts of a corpus of the folder that THEMELINE_CORPORA names."""
    import pandas as pd

    column = pd.read_parquet(Path(os.environ["THEMELINE_CORPORA"], f"{name}.parquet"), columns=["text"])["text"]
    texts, n = [], 0
    for text in column.dropna():
        texts.append(text)
        n += len(text)
        if n > N_BYTES:
            break
    return texts


def _count_vectorizer(texts: list[str]) -> tuple[sparse.csr_array, list[str]]:
    from sklearn.feature_extraction.text import CountVectorizer

    model = CountVectorizer()
    counts = model.fit_transform(texts)
    return sparse.csr_array(counts), list(model.get_feature_names_out())


def _gensim(texts: list[str]) -> list[list[tuple[int, int]]]:
    from gensim.corpora import Dictionary
    from gensim.utils import simple_preprocess

    dictionary = Dictionary()
    return [dictionary.doc2bow(simple_preprocess(text), allow_update=True) for text in texts]


def _polars(texts: list[str]) -> sparse.csr_array:
    import polars as pl

    words = pl.DataFrame({"text": texts}).select(
        row=pl.int_range(pl.len(), dtype=pl.Int32),
        word=pl.col("text").str.to_lowercase().str.extract_all(r"\b\w\w+\b"),
    )
    columns = words.explode("word").drop_nulls().with_columns(column=pl.col("word").rank("dense").cast(pl.Int32) - 1)
    counts = columns.group_by("row", "column").len().sort("row", "column")
    places = (counts["row"].to_numpy(), counts["column"].to_numpy())
    return sparse.csr_array((counts["len"].to_numpy(), places))


def _ours(language: str, words: Words | None) -> Callable[[list[str]], tuple[sparse.csr_array, list[str]]]:
    def count(texts: list[str]) -> tuple[sparse.csr_array, list[str]]:
        counted = count_terms(texts, languages=language, words=words)
        return counted.counts, list(counted.terms)

    return count


def _same(ours: tuple[sparse.csr_array, list[str]], theirs: tuple[sparse.csr_array, list[str]]) -> float:
    """Return which part of all counts of the two is common to both, 0 to 1."""
    place = {term: j for j, term in enumerate(theirs[1])}
    pairs = [(j, place[term]) for j, term in enumerate(ours[1]) if term in place]
    left, right = (list(columns) for columns in zip(*pairs, strict=True))
    both = ours[0].tocsc()[:, left].minimum(theirs[0].tocsc()[:, right]).sum()
    return float(2 * both / (ours[0].sum() + theirs[0].sum()))


def _seconds(work: Callable[[list[str]], Any], texts: list[str]) -> float:
    gc.collect()  # what the one before left behind is not this one's work
    start = time.process_time()
    work(texts)
    return time.process_time() - start


def compile_seconds() -> float:
    """Return how long the first call of this process takes: compiled code made, or read where it is kept."""
    return _seconds(_ours("und", None), ["Oil and gas, U.S. e-mail a@b.cd: https://x.y"])


def measure(runs: int = RUNS) -> list[dict[str, Any]]:
    """Return a row for each corpus and tool: corpus, who, seconds (median), mb_per_second, ratio, same.

    ratio: how many times as fast as CountVectorizer. Corpora that are not there are left out.
    """
    compile_seconds()
    corpora = {"made up": made_up()}
    if folder := os.environ.get("THEMELINE_CORPORA"):
        corpora |= {name: texts_of(name) for name in CORPORA if Path(folder, f"{name}.parquet").is_file()}
    return [row for name, texts in corpora.items() for row in _rows(name, texts, runs)]


def _rows(corpus: str, texts: list[str], runs: int) -> list[dict[str, Any]]:
    workers: dict[str, Callable[[list[str]], Any]] = {
        PEER: _count_vectorizer,
        "gensim": _gensim,
        "polars": _polars,
        "ours": _ours("und", Words()),
        "ours, new words": _ours("und", None),
        "ours, lemmas": _ours("en", Words()),
    }
    first = {who: _seconds(work, texts) for who, work in workers.items()}  # the first fills caches
    # The runs take turns, so that a slow minute of the machine falls on all alike.
    seconds: dict[str, list[float]] = {who: [] for who in workers}
    for _ in range(runs):
        for who, work in workers.items():
            seconds[who].append(_seconds(work, texts))
    medians = {who: statistics.median(times) for who, times in seconds.items()}
    medians["ours, lemmas, new words"] = first["ours, lemmas"]
    n_megabytes = sum(len(text.encode("utf-8", "replace")) for text in texts) / 1e6
    same = _same(workers["ours"](texts), _count_vectorizer(texts))
    return [
        {
            "corpus": corpus,
            "who": who,
            "seconds": median,
            "mb_per_second": n_megabytes / median,
            "ratio": medians[PEER] / median,
            "same": same if who in ("ours", "ours, new words") else float("nan"),
        }
        for who, median in medians.items()
    ]


def main() -> None:
    """Print one table of all measures."""
    print(f"first call (compiled code made, or read where it is kept): {compile_seconds():.2f} s")
    print(f"{'corpus':18} {'who':24} {'seconds':>8} {'MB/s':>7} {'ratio':>6} {'same':>6}")
    for row in measure():
        same = "" if np.isnan(row["same"]) else f"{row['same']:6.3f}"
        speed = f"{row['seconds']:8.3f} {row['mb_per_second']:7.1f} {row['ratio']:6.2f}"
        print(f"{row['corpus']:18} {row['who']:24} {speed} {same}")


if __name__ == "__main__":
    main()
