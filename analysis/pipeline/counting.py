"""What the models are given: the counts of passages, with the words of a lexicon or of a bundle among the terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis import models, tables, text
from analysis.errors import InputError
from analysis.pipeline.preparing import Prepared, made_ready, settings_for
from analysis.results import Bundle
from analysis.settings import Settings
from analysis.tables import TermCounts
from analysis.themes import Lexicon

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Counted:
    """What the text stage makes for the models, with the words of the lexicon among the terms."""

    counts: TermCounts
    member: NDArray[np.bool_]
    languages: Floats | None  # x terms, how often each stands in passages of each, where there are several
    phrases: frozenset[tuple[str, ...]]
    words: text.Words
    text_of: dict[str, str]  # of each passage


def count_passages(
    articles: pd.DataFrame | Prepared, lexicon: Lexicon | Mapping[str, Any], settings: Settings | None = None
) -> tuple[TermCounts, NDArray[np.bool_]]:
    """Return what the models are given: the passages' counts, and which terms are the lexicon's (themes x terms)."""
    settings = settings_for(articles, settings)
    counted = count_ready(made_ready(articles, settings), Lexicon.of(lexicon), settings)
    return counted.counts, counted.member


def count_ready(ready: Prepared, lexicon: Lexicon, settings: Settings) -> Counted:
    """Return the counts of prepared articles, with the words of the lexicon among the terms."""
    words, vocabulary = ready.read.words, ready.read.vocabulary
    named = frozenset(p for group in lexicon.phrases(words.forms, vocabulary).values() for p in group)
    phrases = named | lexicon.excluded(words.forms, vocabulary) | ready.learned
    counts = text.count_terms(
        ready.read,
        passage_ids=list(ready.passages["passage_id"]),
        phrases=phrases,
        keep={" ".join(phrase) for phrase in named},
        leave_out=ready.names,
        min_count=settings.min_count,
        max_share=settings.max_share,
    )
    member = lexicon.matrix(counts.terms, words.forms)
    languages = models.language_counts(counts, list(ready.passages["language"]))
    return Counted(counts, member, languages, phrases, words, dict(zip(counts.passage_ids, ready.texts, strict=True)))


def names_left_out(ready: Prepared, counted: Counted) -> pd.DataFrame:
    """Return the table ``names_left_out``: the names that are not counted, the most frequent first, as in counts."""
    names = ready.names.difference(counted.counts.terms)  # those of the lexicon are counted
    if not names:
        return tables.empty("names_left_out")
    every = text.count_terms(ready.read, phrases=counted.phrases, min_count=1, max_share=1.0)
    mine = np.flatnonzero([term in names for term in every.terms])
    chosen = every.counts[:, mine]
    told = {
        "term": [every.terms[i] for i in mine],
        "written": [every.terms[i] for i in mine],
        "count": np.asarray(chosen.sum(axis=0)).ravel(),
        "n_passages": np.asarray((chosen > 0).sum(axis=0)).ravel(),
    }
    ordered = pd.DataFrame(told).sort_values(["count", "term"], ascending=[False, True], ignore_index=True)
    return tables.conform("names_left_out", ordered)


def count_known(texts: list[str], passages: pd.DataFrame, bundle: Bundle) -> tuple[TermCounts, Floats]:
    """Return the counts of a bundle's terms, and how many words each passage has, known or not, but for stop words."""
    ids = tuple(passages["passage_id"])
    try:
        counts = text.count_terms(
            texts,
            passage_ids=ids,
            languages=list(passages["language"]),
            phrases=bundle.phrases,
            min_count=1,
            max_share=1.0,
        )
    except InputError:  # there is nothing but stop words; languages and identifiers are the passages' own
        counts = TermCounts(sparse.csr_array((len(ids), 0), dtype=np.float64), ids, ())
    return _chosen(counts, bundle.terms), counts.totals


def _chosen(counts: TermCounts, terms: tuple[str, ...]) -> TermCounts:
    """Return the counts of the given terms in their order; one that does not occur is a column of zeros."""
    column = pd.Index(terms).get_indexer(list(counts.terms))
    rows = np.flatnonzero(column >= 0)
    choice = sparse.csr_array((np.ones(len(rows)), (rows, column[rows])), shape=(len(column), len(terms)))
    chosen = sparse.csr_array(counts.counts @ choice)
    chosen.sort_indices()
    return TermCounts(chosen, counts.passage_ids, terms)


def nothing_told(bundle: Bundle) -> dict[str, tuple[Floats, Floats]]:
    """Return the weights and the presence of no passage, for each model: 0 x themes."""
    nothing = np.empty((0, bundle.model.n_themes))
    return dict.fromkeys(bundle.models, (nothing, nothing))


def shown_as_written(ready: Prepared, counted: Counted, *parts: pd.DataFrame) -> list[pd.DataFrame]:
    """Return tables of terms shown, in the column ``written``, as passages have them; these are read once for all."""
    terms = set().union(*(part["term"] for part in parts))
    forms = text.written_forms(
        ready.texts,
        terms,
        languages=list(ready.passages["language"]),
        phrases=counted.phrases,
        words=counted.words,
    )
    return [part.assign(written=part["term"].map(forms).astype(part["term"].dtype)) for part in parts]
