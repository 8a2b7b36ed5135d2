"""BERTopic, guided by the words of the lexicon, on factors of TF-IDF: no language model is downloaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer

from benchmarks.named.task import Mask, Scores

FACTORS, NEIGHBOURS, DIMENSIONS = 100, 15, 5
CLUSTER = 30  # articles that a cluster has at least
TOP = 10  # first terms of a cluster, among which a theme's words are looked for


def bertopic_guided(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:
    """Return the probabilities of the clusters that are a theme's, summed.

    BERTopic does not keep its seeds apart: clusters are merged, split and numbered by size. A cluster is taken for the
    theme whose words weigh most (c-TF-IDF) among the cluster's ten first terms.
    """
    texts = documents(counts, terms)
    model = guided_model(counts, terms, member, seed)
    model.fit(texts)
    scores = np.asarray(model.probabilities_).reshape(len(texts), -1) @ themes_of_clusters(model, member, terms)
    return Scores(scores, scores)


def documents(counts: sparse.csr_array, terms: Sequence[str]) -> list[str]:
    """Return counted articles as texts again: their terms, each as often as it was counted."""
    names = np.array(terms, dtype=object)
    words = np.repeat(names[counts.indices], counts.data.astype(np.int64))
    ends = np.asarray(counts.sum(axis=1), dtype=np.int64).ravel().cumsum()
    return [" ".join(part) for part in np.split(words, ends[:-1])]


def guided_model(
    counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int, *, probabilities: bool = True
) -> Any:
    """Return BERTopic, not fitted yet. probabilities: of each article in every cluster, not in its own alone."""
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from hdbscan import HDBSCAN
    from umap import UMAP

    as_they_are: dict[str, Any] = {"token_pattern": r"\S+", "lowercase": False}
    pipe = make_pipeline(
        TfidfVectorizer(sublinear_tf=True, **as_they_are),
        TruncatedSVD(min(FACTORS, min(counts.shape) - 1), random_state=seed),
        Normalizer(),
    )

    class Factors(BaseEmbedder):  # type: ignore[misc]
        """The factors of TF-IDF; the first call, with all documents, learns them."""

        def embed(self, documents: Any, verbose: bool = False) -> Any:  # noqa: ARG002
            return pipe.transform(documents) if hasattr(pipe[0], "vocabulary_") else pipe.fit_transform(documents)

    return BERTopic(
        embedding_model=Factors(),
        umap_model=UMAP(NEIGHBOURS, DIMENSIONS, min_dist=0.0, metric="cosine", random_state=seed),
        hdbscan_model=HDBSCAN(min_cluster_size=CLUSTER, prediction_data=True, core_dist_n_jobs=1),
        vectorizer_model=CountVectorizer(vocabulary=list(terms), **as_they_are),
        seed_topic_list=[[terms[j] for j in np.flatnonzero(row)] for row in member],
        top_n_words=TOP,
        calculate_probabilities=probabilities,
    )


def themes_of_clusters(model: Any, member: Mask, terms: Sequence[str]) -> Mask:
    """Return which cluster is which theme's: clusters x themes; many are none's."""
    column = {term: j for j, term in enumerate(terms)}
    clusters = sorted(cluster for cluster in model.get_topics() if cluster >= 0)
    weights = np.zeros((len(clusters), len(member)))
    for i, cluster in enumerate(clusters):
        for term, weight in model.get_topic(cluster):
            if term in column:
                weights[i] += weight * member[:, column[term]]
    best = weights.max(axis=1, keepdims=True)
    return (weights == best) & (best > 0)
