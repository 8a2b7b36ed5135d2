"""Peers that are topic models, started from or held to the words of the lexicon."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.decomposition import NMF

from benchmarks.named.task import FREE, Floats, Mask, Scores, rows_to_one, tfidf

ANCHOR = 2.0  # CorEx: how many times a theme's words count
SWEEPS = 300  # tomotopy
PRIOR, ETA = 1000.0, 0.01  # tomotopy: pseudo-counts of a theme's words in it, and of all others
ALPHA = 0.1
PASSES, CHUNK, LEXICON = 10, 1000, 1000.0  # gensim; LEXICON: pseudo-counts of a theme's words in it
SMALL = 0.01  # what NMF starts from where a theme has no word


def corex(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:
    """Return the log probability of a theme by anchored CorEx; as its presence, the probability."""
    from corextopic.corextopic import Corex

    model = Corex(n_hidden=len(member) + FREE, seed=seed)
    anchors = [np.flatnonzero(row).tolist() for row in member]
    # Of the older kind of matrix: it calls methods that the newer arrays have not.
    model.fit(
        sparse.csr_matrix(counts > 0, dtype=np.float64), words=list(terms), anchors=anchors, anchor_strength=ANCHOR
    )
    named = slice(len(member))
    return Scores(model.log_p_y_given_x[:, named], model.p_y_given_x[:, named])


def tomotopy_priors(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:
    """Return the weights of tomotopy's LDA, whose words have priors."""
    import tomotopy

    n_themes = len(member) + FREE
    model = tomotopy.LDAModel(k=n_themes, alpha=ALPHA, eta=ETA, seed=seed)
    for j in np.flatnonzero(member.any(axis=0)):
        model.set_word_prior(terms[j], [*np.where(member[:, j], PRIOR, ETA), *[ETA] * FREE])
    names = np.array(terms, dtype=object)
    at = []
    for i in range(counts.shape[0]):
        row = slice(counts.indptr[i], counts.indptr[i + 1])
        if row.stop > row.start:
            model.add_doc(np.repeat(names[counts.indices[row]], counts.data[row].astype(np.int64)).tolist())
            at.append(i)
    model.train(SWEEPS, workers=2)
    weights = np.full((counts.shape[0], len(member)), np.nan)
    weights[at] = np.array([document.get_topic_dist() for document in model.docs])[:, : len(member)]
    return Scores(weights, weights)


def gensim_eta(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:
    """Return the weights of gensim's LdaModel, whose eta favours the words of the lexicon."""
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaModel

    eta = np.full((len(member) + FREE, len(terms)), 0.1)
    eta[: len(member)] += LEXICON * member
    documents = Sparse2Corpus(sparse.csc_matrix(counts.T))
    model = LdaModel(
        documents, len(eta), dict(enumerate(terms)), eta=eta, alpha="auto", passes=PASSES, chunksize=CHUNK,
        decay=0.7, offset=10, eval_every=None, random_state=seed, dtype=np.float64,
    )  # fmt: skip
    gamma, _ = model.inference(list(documents))
    weights = rows_to_one(gamma)[:, : len(member)]
    return Scores(weights, weights)


def seeded_nmf(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:  # noqa: ARG001
    """Return the amounts of NMF of TF-IDF that starts from the lexicon; as shares, their parts of an article's."""
    rows = tfidf(counts)
    random = np.random.default_rng(seed)
    n_terms, mean = rows.shape[1], np.sqrt(rows.mean() / (len(member) + FREE))
    profiles: Floats = np.abs(random.normal(0.0, mean, (len(member) + FREE, n_terms)))
    profiles[: len(member)] = np.where(member, 1.0, SMALL)
    amounts = np.maximum(rows @ profiles.T, SMALL)
    model = NMF(len(profiles), init="custom", solver="cd", max_iter=200, random_state=seed)
    amounts = model.fit_transform(rows, W=np.ascontiguousarray(amounts), H=profiles)
    parts = amounts * model.components_.sum(axis=1)
    return Scores(parts[:, : len(member)], rows_to_one(parts)[:, : len(member)])
