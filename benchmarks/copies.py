"""Near-copies: this project and datasketch on the same texts, in one run, each in a process of its own.

Made-up articles of some 3 kB, of which one in ten is a copy of another with known changes: none but case and white
space, words exchanged (one in 200 to one in 50), a last stretch left out. And the corpora that have copies: the planted
pairs of neardup_minhash, each of its subsets apart, and the exact copies of two others. datasketch is given the same
shingles (three words in small letters), 128 permutations and the same threshold, and its answer is taken as it is;
as it takes a hundred times as long, it gets a part of the made-up articles.

    THEMELINE_CORPORA=... python -m benchmarks.copies
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.corpus.duplicates import THRESHOLD, Copies, find_copies, text_getter
from benchmarks.alone import alone
from benchmarks.corpora import folder
from benchmarks.growth import PARTS, STATUS, exponent

N_ARTICLES, N_FOR_PEER = 100_000, 4_000
N_WORDS = 500
CORPORA = ("neardup_minhash", "reuters21578", "nyt_fulltext_2019_2020")
RUNS = 3
_WORD = re.compile(r"\w+")


class Set(NamedTuple):
    """Articles, and which of them are known to be copies of which."""

    ids: list[str]
    texts: list[str]
    copy_of: dict[str, str]


def made_up(n: int = N_ARTICLES, seed: int = 0) -> Set:
    """Return ``n`` articles, every tenth a copy of the one nine before it, changed in one of five ways in turn."""
    random = np.random.default_rng(seed)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    vocabulary = np.unique(["".join(random.choice(letters, size=3 + k % 6)) for k in range(30_000)])
    random.shuffle(vocabulary)
    chances = 1 / np.arange(1, len(vocabulary) + 1)
    ids, texts, copy_of = [f"a{i:07d}" for i in range(n)], [], {}
    for block in range(0, n, 1000):
        drawn = random.choice(vocabulary, size=(min(1000, n - block), N_WORDS), p=chances / chances.sum())
        texts += [" ".join(row) for row in drawn]
    for i in range(9, n, 10):
        texts[i] = _changed(texts[i - 9].split(), i // 10 % 5, random)
        copy_of[ids[i]] = ids[i - 9]
    return Set(ids, texts, copy_of)


def _changed(words: list[str], way: int, random: np.random.Generator) -> str:
    if way == 0:
        return "  ".join(words).upper()
    if way == 4:
        return " ".join(words[: len(words) * 9 // 10])
    for place in random.choice(len(words), size=len(words) * (1, 2, 4)[way - 1] // 200, replace=False):
        words[place] = f"new{place}"
    return " ".join(words)


def of_corpus(name: str) -> dict[str, Set]:
    """Return the articles of a corpus, its subsets apart, with the pairs that its labels say."""
    table = pd.read_parquet((folder() or Path()) / f"{name}.parquet", columns=["id", "source", "text", "label"])
    table["text"] = table["text"].fillna("")
    if name != "neardup_minhash":
        return {name: Set(table["id"].tolist(), table["text"].tolist(), _exact(table))}
    sets = {}
    for source, part in table.groupby("source"):
        pairs = part[part["label"].notna()].groupby("label")["id"].apply(sorted)
        copy_of = {second: first for first, second in pairs}
        sets[f"{name}, {source}"] = Set(part["id"].tolist(), part["text"].tolist(), copy_of)
    return sets


def _exact(table: pd.DataFrame) -> dict[str, str]:
    """Return the articles whose text, but for case and white space, is that of one with a lower id, that has a text."""
    plain = table["text"].str.lower().str.split().str.join(" ")
    first = table["id"].groupby(plain).transform("min")
    is_copy = (plain != "") & (first != table["id"])
    return dict(zip(table["id"][is_copy], first[is_copy], strict=True))


def ours(articles: Set) -> dict[str, str]:
    """Return the copies that this project finds."""
    found = find_copies(articles.texts, ids=articles.ids)
    return dict(zip(found["article_id"], found["duplicate_of"], strict=True))


def datasketch(articles: Set) -> dict[str, str]:
    """Return the copies that datasketch finds: each article's first neighbour before it, and of that one its own."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=128)
    copy_of: dict[str, str] = {}
    for article_id, text in sorted(zip(articles.ids, articles.texts, strict=True)):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([shingle.encode() for shingle in _shingles(text)])
        near = sorted(index.query(sketch)) if text.strip() else []
        if near:
            copy_of[article_id] = near[0]
        else:
            index.insert(article_id, sketch)
    return copy_of


def _shingles(text: str) -> set[str]:
    words = _WORD.findall(text.lower())
    return {" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))}


def scored(work: Callable[[Set], dict[str, str]], articles: Set, runs: int) -> dict[str, float]:
    """Return seconds (median), and of the articles that are marked as copies recall and precision.

    Of the corpora whose exact copies alone are known, precision says which part of all that is found those are.
    """
    work(Set(["a", "b"], ["oil rose today"] * 2, {}))  # what is compiled or imported first is not counted
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        found = work(articles)
        times.append(time.perf_counter() - start)
    right = len(found.keys() & articles.copy_of.keys())
    return {
        "articles": len(articles.ids),
        "seconds": statistics.median(times),
        "found": len(found),
        "known": len(articles.copy_of),
        "recall": right / max(1, len(articles.copy_of)),
        "precision": right / max(1, len(found)),
    }


def score_made_up(work: Callable[[Set], dict[str, str]], n: int, runs: int) -> dict[str, float]:
    """Return the scores on made-up articles; called in a new process."""
    return scored(work, made_up(n), runs)


def score_corpus(work: Callable[[Set], dict[str, str]], name: str, runs: int) -> dict[str, dict[str, float]]:
    """Return the scores on each subset of a corpus; called in a new process."""
    return {subset: scored(work, articles, runs) for subset, articles in of_corpus(name).items()}


def peak(n: int) -> dict[str, int]:
    """Return the bytes that the search takes at its peak beyond the articles, and the articles'; in a new process."""
    ours(made_up(20))
    articles = made_up(n)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak is counted anew from here
    before = _status("VmRSS")
    copies = Copies()
    for first in range(0, n, 10_000):
        copies.add(articles.ids[first : first + 10_000], articles.texts[first : first + 10_000])
    copies.suspected(copies.found(text_getter(articles.texts, articles.ids)), text_getter(articles.texts, articles.ids))
    return {"peak_bytes": _status("VmHWM") - before, "text_bytes": sum(map(len, articles.texts))}


def _status(name: str) -> int:
    line = next(line for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024


def measure_copies(n: int = N_ARTICLES, *, n_for_peer: int = N_FOR_PEER, runs: int = RUNS) -> dict[str, Any]:
    """Return who finds which copies in what time, how the time grows with the articles, and the memory it takes.

    made_up, and each corpus at hand: for 'ours' and 'datasketch' what ``scored`` returns.
    growth: articles, seconds, exponent. memory: the peak beyond the texts; empty where /proc is not there.
    """
    sizes = [max(20, round(n * part)) for part in PARTS]
    grown = [alone(score_made_up, ours, size, runs) for size in sizes]
    seconds = [score["seconds"] for score in grown]
    results: dict[str, Any] = {
        "made_up": {"ours": grown[-1], "datasketch": alone(score_made_up, datasketch, min(n, n_for_peer), 1)},
        "growth": {"articles": sizes, "seconds": seconds, "exponent": exponent(sizes, seconds)},
        "memory": alone(peak, n) if STATUS.exists() else {},
    }
    for name in CORPORA:
        if (path := folder()) and (path / f"{name}.parquet").is_file():
            both = alone(score_corpus, ours, name, runs), alone(score_corpus, datasketch, name, 1)
            results |= {subset: {"ours": both[0][subset], "datasketch": both[1][subset]} for subset in both[0]}
    return results


def _line(what: str, who: str, score: dict[str, float]) -> str:
    speed = f"{score['articles']:8.0f} {score['seconds']:8.2f} {1e6 * score['seconds'] / score['articles']:10.1f}"
    return f"{what:32} {who:11} {speed} {score['found']:7.0f} {score['recall']:7.3f} {score['precision']:9.3f}"


def report(results: dict[str, Any]) -> Sequence[str]:
    """Return the lines of a table of the results."""
    head = f"{'articles':>8} {'seconds':>8} {'us/article':>10} {'found':>7} {'recall':>7} {'precision':>9}"
    lines = [f"{'what':32} {'who':11} {head}"]
    for what, found in results.items():
        lines += [_line(what, who, found[who]) for who in ("ours", "datasketch") if who in found]
    lines.append(f"growth: {results['growth']}")
    return [*lines, f"memory: {results['memory']}"]


if __name__ == "__main__":
    from benchmarks.copies import measure_copies  # under the name by which the new processes know it

    print("\n".join(report(measure_copies())))
