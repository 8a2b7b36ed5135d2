"""The corpora to measure on: each as counts that every engine gets alike, split without a copy on both sides."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from analysis.hashing import stable_hash
from benchmarks.planted import planted_counts

FOLDER = "THEMELINE_CORPORA"  # the environment variable that names the folder of corpora
VALIDATION, TEST = 0.075, 0.075  # parts of the groups of copies that are held out
OPENING = 200  # documents whose first characters, letters only, are the same are taken for copies
SPEECH_WORDS = 600  # speeches are cut into stretches of so many words
QUOTED = re.compile(r"^(?:\s*[>|:].*|.*(?:writes|wrote):?\s*|In article .*)$", re.MULTILINE)
LEAST_HELD = 4  # a held-out document of fewer known words cannot be halved sensibly


@dataclass(frozen=True)
class Corpus:
    """Counts (documents x terms) in three parts; no document of one part is a copy of one in another."""

    name: str
    train: sparse.csr_array
    validation: sparse.csr_array
    test: sparse.csr_array

    @property
    def n_tokens(self) -> int:
        """How many words the training part has."""
        return int(self.train.sum())


def folder() -> Path | None:
    """Return the folder of corpora, or None where the environment names none."""
    named = os.environ.get(FOLDER)
    return Path(named) if named and Path(named).is_dir() else None


def missing(name: str) -> str | None:
    """Return why a corpus cannot be loaded, or None if it can."""
    if name in READERS and (folder() is None or not _path(name).exists()):
        return f"{name} is skipped: {FOLDER} names no folder that holds {name}.parquet"
    if name not in READERS and not re.fullmatch(r"planted_\d+", name):
        return f"{name} is skipped: there is no such corpus; known are {', '.join(READERS)} and planted_NUMBER"
    return None


def load_corpus(name: str, *, max_tokens: int | None = None) -> Corpus:
    """Return a corpus by name; ``planted_20000`` is 20,000 documents drawn from a known model.

    max_tokens: documents are left out at random (by their hash) until about so many words remain.
    Raises FileNotFoundError where the corpus is not at hand.
    """
    if reason := missing(name):
        raise FileNotFoundError(reason)
    if name not in READERS:
        return _planted(name)
    texts = READERS[name](_path(name))
    groups = np.array([stable_hash(_opening(text)) for text in texts], dtype=np.uint64)
    if name == "nyt_headlines_2013_2020":
        texts, groups = _first_of_each(texts, groups)
    return _split(name, _thinned(texts, groups, max_tokens), tokenised=name.startswith("octis"))


def _planted(name: str) -> Corpus:
    n = int(name.removeprefix("planted_"))
    counts = planted_counts(n, n_themes=max(2, min(50, n // 40)), n_terms=max(50, min(8_000, 2 * n)))
    part = _parts(np.array([stable_hash(f"{name}/{i}") for i in range(counts.shape[0])], dtype=np.uint64))
    return _corpus(name, counts, part)


def _split(name: str, documents: tuple[Sequence[str], NDArray[np.uint64]], *, tokenised: bool) -> Corpus:
    texts, groups = documents
    part = _parts(groups)
    vocabulary = CountVectorizer(
        token_pattern=r"\S+" if tokenised else r"(?u)\b[^\W\d_]{3,}\b",
        stop_words=None if tokenised else "english",
        min_df=2 if tokenised else 5,
        max_df=1.0 if tokenised else 0.5,
        max_features=30_000,
        dtype=np.float64,
    )
    vocabulary.fit(text for text, p in zip(texts, part, strict=True) if p == 0)
    return _corpus(name, sparse.csr_array(vocabulary.transform(texts)), part)


def _corpus(name: str, counts: sparse.csr_array, part: NDArray[np.int64]) -> Corpus:
    """Return the three parts; training documents without a word and held-out ones of very few are left out."""
    counts.sort_indices()
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    train, validation, test = (
        counts[np.flatnonzero((part == p) & (lengths >= least))] for p, least in enumerate((1, LEAST_HELD, LEAST_HELD))
    )
    return Corpus(name, train, validation, test)


def _parts(groups: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return 0 (training), 1 (validation) or 2 (test) for each document; copies have the same group."""
    at = _uniform(groups, "part")
    return np.where(at < VALIDATION, 1, np.where(at < VALIDATION + TEST, 2, 0))


def _uniform(groups: NDArray[np.uint64], use: str) -> NDArray[np.float64]:
    """Return a number from 0 to 1 for each group, the same in every run, another for each use."""
    distinct, where = np.unique(groups, return_inverse=True)
    return np.array([stable_hash(f"{use}/{group}") / 2**64 for group in distinct])[where]


def _first_of_each(texts: Sequence[str], groups: NDArray[np.uint64]) -> tuple[Sequence[str], NDArray[np.uint64]]:
    _, first = np.unique(groups, return_index=True)
    first.sort()
    return [texts[i] for i in first], groups[first]


def _thinned(
    texts: Sequence[str], groups: NDArray[np.uint64], max_tokens: int | None
) -> tuple[Sequence[str], NDArray[np.uint64]]:
    """Return the documents that are kept so that about ``max_tokens`` words remain; two words in five are counted."""
    n_words = 0.4 * sum(text.count(" ") + 1 for text in texts)
    if max_tokens is None or n_words <= max_tokens:
        return texts, groups
    kept = np.flatnonzero(_uniform(groups, "thinned") < max_tokens / n_words)
    return [texts[i] for i in kept], groups[kept]


def _opening(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text[: 4 * OPENING].lower()).strip()[:OPENING]


def _path(name: str) -> Path:
    return (folder() or Path()) / f"{name}.parquet"


def _column(path: Path, *columns: str) -> list[str]:
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=list(columns)).to_pydict()
    return ["\n".join(part or "" for part in row) for row in zip(*table.values(), strict=True)]


def _plain(path: Path) -> list[str]:
    return _column(path, "text")


def _articles(path: Path) -> list[str]:
    return _column(path, "title", "text")


def _titles(path: Path) -> list[str]:
    return _column(path, "title")


def _posts(path: Path) -> list[str]:
    return [own_words(post) for post in _plain(path)]


def own_words(post: str) -> str:
    """Return a post to a newsgroup without its signature, quoted lines and the lines that only name their author."""
    return QUOTED.sub("", post.split("\n-- \n")[0])


def _stretches(path: Path) -> list[str]:
    """Return the speeches, cut into consecutive stretches of some 600 words, alike in length."""
    return [stretch for speech in _plain(path) for stretch in _cut(speech.split())]


def _cut(words: list[str]) -> list[str]:
    n = max(1, round(len(words) / SPEECH_WORDS))
    ends = [round(i * len(words) / n) for i in range(n + 1)]
    return [" ".join(words[a:b]) for a, b in itertools.pairwise(ends)]


READERS: dict[str, Callable[[Path], list[str]]] = {
    "reuters21578": _articles,
    "newsgroups20": _posts,
    "un_general_debate": _stretches,
    "octis_bbc_news": _plain,
    "octis_m10": _plain,
    "nyt_headlines_2013_2020": _titles,
}
