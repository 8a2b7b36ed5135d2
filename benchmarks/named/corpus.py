"""Articles with themes named by a few words, and the truth: which theme each article is said to be about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.text import Words, count_terms
from analysis.themes.lexicon import Lexicon
from benchmarks.corpora import folder, own_words

HERE = Path(__file__).parent
MIN_COUNT, MAX_SHARE = 5, 0.5
REPORT_FROM = "1987-04"  # of Reuters: settings are chosen on the months before, figures are of these
LEAST_A_DAY = 30  # labelled articles of a day whose share is compared

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Named:
    """Counts (articles x terms), the themes' words, and what is true of the articles.

    member: themes x terms, whether a term is one of the theme's words. truth: articles x themes. labelled: the articles
    of which the truth is known. parts: by name, masks of the articles that figures are taken of: 'score', and 'choose'
    where settings may be chosen on some. period: the day or month of each article; least: how many labelled articles
    a period must have for its share to be compared.
    """

    name: str
    counts: sparse.csr_array
    terms: tuple[str, ...]
    themes: tuple[str, ...]
    member: Mask
    truth: Mask
    labelled: Mask
    parts: dict[str, Mask]
    period: NDArray[np.str_]
    least: int


def missing(name: str) -> str | None:
    """Return why a corpus cannot be loaded, or None if it can."""
    at, file = folder(), FILES.get(name, name)
    if name == PLANTED or (at and (at / f"{file}.parquet").exists()):
        return None
    return f"named themes in {name} are skipped: THEMELINE_CORPORA names no folder that holds {file}.parquet"


@cache
def load_named(name: str) -> Named:
    """Return one of the corpora of ``CORPORA``, or the planted one, by name; one row of the counts an article."""
    return planted() if name == PLANTED else _named(name, *CORPORA[name](articles_of(FILES.get(name, name))))


def _reuters(articles: pd.DataFrame) -> Part:
    date = articles["date"].to_numpy(dtype=str)
    late = date >= REPORT_FROM
    return articles, date, {"choose": ~late, "score": late}, LEAST_A_DAY


def _times(articles: pd.DataFrame) -> Part:
    return articles, _month(articles), _all(articles), 1


def _headlines(articles: pd.DataFrame) -> Part:
    """Take every fifth headline that has keywords, of the three whole years."""
    whole = articles["date"].between("2014", "2017") & (articles["label"] != "")
    some = articles[whole].iloc[::5].reset_index(drop=True)
    return some, _month(some), _all(some), 1


def _groups(articles: pd.DataFrame) -> Part:
    """Take the subject and the first words of each post; each group's posts are dealt to periods unevenly."""
    opening = [" ".join(own_words(post).split()[:OPENING]) for post in articles["text"]]
    period, random = np.zeros(len(articles), dtype=np.int64), np.random.default_rng(0)
    for _, rows in sorted(articles.groupby("label").indices.items()):
        period[rows] = random.choice(N_PERIODS, len(rows), p=random.dirichlet(np.full(N_PERIODS, 2.0)))
    return articles.assign(text=opening), np.char.mod("period %02d", period), _all(articles), 1


def _month(articles: pd.DataFrame) -> NDArray[np.str_]:
    return articles["date"].str[:7].to_numpy(dtype=str)


def _all(articles: pd.DataFrame) -> dict[str, Mask]:
    return {"score": np.ones(len(articles), dtype=bool)}


# Articles, the period of each, masks of parts, and how many labelled articles a period must have.
Part = tuple[pd.DataFrame, NDArray[np.str_], dict[str, Mask], int]
CORPORA: dict[str, Callable[[pd.DataFrame], Part]] = {
    "reuters21578": _reuters,
    "nyt_snippets_2020_2022": _times,
    "nyt_headlines_2014_2016": _headlines,
    "newsgroups20_openings": _groups,
}
FILES = {"nyt_headlines_2014_2016": "nyt_headlines_2013_2020", "newsgroups20_openings": "newsgroups20"}  # others: alike
OPENING, N_PERIODS = 32, 24  # words; periods without dates
PLANTED = "planted"
EACH = 0.2  # of a planted article's words: for each theme that it speaks of


def articles_of(name: str) -> pd.DataFrame:
    """Return the table of a file of the folder of corpora, empty text for what is missing."""
    path = (folder() or Path()) / f"{name}.parquet"
    return pd.read_parquet(path).fillna({"title": "", "text": "", "label": ""})


def _named(name: str, articles: pd.DataFrame, period: NDArray[np.str_], parts: dict[str, Mask], least: int) -> Named:
    lexicon, words = Lexicon.load(HERE / f"{name}.toml"), Words()
    phrases = {phrase for group in lexicon.phrases(words.forms).values() for phrase in group}
    counted = count_terms(
        (articles["title"] + "\n" + articles["text"]).tolist(),
        keep={" ".join(phrase) for phrase in phrases},
        min_count=MIN_COUNT,
        max_share=MAX_SHARE,
        words=words,
    )
    labels = [frozenset(label.split(";")) for label in articles["label"]]
    truth = np.array([[theme.label in given for theme in lexicon.themes] for given in labels])
    labelled = (articles["label"] != "").to_numpy()
    member = lexicon.matrix(counted.terms, words.forms)
    return Named(
        name, counted.counts, counted.terms, lexicon.names, member, truth, labelled, parts, period, least
    )  # fmt: skip


def planted(n_articles: int = 400, n_themes: int = 3, seed: int = 0, rates: tuple[float, float] = (0.1, 0.6)) -> Named:
    """Return a corpus drawn from themes of 40 words each, six of them named, and 60 words of all articles.

    An article has 60 words, a fifth of them for each theme that it speaks of; each day has its own favourites among the
    themes: rates are the least and the most of its articles that speak of one.
    """
    random = np.random.default_rng(seed)
    n_own, n_common, n_days = 40, 60, 8
    day = np.arange(n_articles) * n_days // n_articles
    truth = random.random((n_articles, n_themes)) < random.uniform(*rates, (n_days, n_themes))[day]
    shares = np.column_stack([EACH * truth, 1 - EACH * truth.sum(axis=1)])
    own = np.kron(np.eye(n_themes + 1), np.ones(n_own))[:, : n_themes * n_own]
    common = np.zeros((n_themes + 1, n_common))
    common[-1] = 1
    profiles = np.hstack([own, common])
    profiles *= random.gamma(1.0, size=profiles.shape)
    profiles /= profiles.sum(axis=1, keepdims=True)
    counts = sparse.csr_array([random.multinomial(60, share @ profiles) for share in shares], dtype=np.float64)
    order = np.argsort(-profiles[:-1], axis=1)[:, :6]
    member = np.zeros((n_themes, counts.shape[1]), dtype=bool)
    np.put_along_axis(member, order, True, axis=1)
    everyone = np.ones(n_articles, dtype=bool)
    names = tuple(f"theme_{k}" for k in range(n_themes))
    terms = tuple(f"w{j:03d}" for j in range(counts.shape[1]))
    period = np.array([f"2000-01-{d + 1:02d}" for d in day])
    return Named(PLANTED, counts, terms, names, member, truth, everyone, {"score": everyone}, period, 1)
