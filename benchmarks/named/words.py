"""Peers that only look at the words of the lexicon, and at words that stand beside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.preprocessing import normalize

from benchmarks.named.task import Floats, Mask, Scores, lengths, rows_to_one, tfidf

FACTORS = 100  # of the SVD
SURE = 2  # words of a theme, from which an article is sure to speak of it
# The inverse of the penalty. The ceiling's is that of .3 to 30 with which its shares of snippets by month came nearest.
C_SURE, C_CEILING = 0.1, 10.0
FOLDS = 5


def share_of_words(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:  # noqa: ARG001
    """Return the share of an article's words that are the theme's; as its share, that of its lexicon words."""
    found = np.asarray(counts @ member.T.astype(np.float64))
    return Scores(found / lengths(counts), rows_to_one(found))


def tfidf_of_words(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:  # noqa: ARG001
    """Return the sum of the TF-IDF of a theme's words; as its share, that of all themes' sums."""
    found = np.asarray(tfidf(counts) @ member.T.astype(np.float64))
    return Scores(found, rows_to_one(found))


def cosine_in_svd(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:  # noqa: ARG001
    """Return the cosine of an article with the theme's words in the factors of TF-IDF; as its share, that above 0."""
    rows = tfidf(counts)
    svd = TruncatedSVD(min(FACTORS, min(rows.shape) - 1), random_state=seed)
    articles, themes = normalize(svd.fit_transform(rows)), normalize(svd.transform(member.astype(np.float64)))
    cosines = articles @ themes.T
    return Scores(cosines, np.maximum(cosines, 0.0))


def sure_articles(counts: sparse.csr_array, terms: Sequence[str], member: Mask, seed: int) -> Scores:  # noqa: ARG001
    """Return the probability by one logistic classifier a theme, taught on the articles that its words make sure of.

    Sure: two words of the theme or more, and of no theme more; against articles with none of its words.
    """
    rows, found = tfidf(counts), np.asarray(counts @ member.T.astype(np.float64))
    probabilities = np.zeros(found.shape)
    for k in range(len(member)):
        sure = (found[:, k] >= SURE) & (found[:, k] == found.max(axis=1))
        taught = sure | (found[:, k] == 0)
        if sure.any() and not sure[taught].all():
            model = LogisticRegression(C=C_SURE, max_iter=1000).fit(rows[taught], sure[taught])
            probabilities[:, k] = model.predict_proba(rows)[:, 1]
    return Scores(probabilities, probabilities)


def supervised(counts: sparse.csr_array, truth: Mask, labelled: Mask, seed: int) -> Scores:
    """Return the probability by one logistic classifier a theme that was shown the labels of other articles.

    The labelled articles are foretold in five folds; the others' scores are missing.
    """
    rows = tfidf(counts)[labelled]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    probabilities = np.full(truth.shape, np.nan)
    for k in range(truth.shape[1]):
        model = LogisticRegression(C=C_CEILING, max_iter=1000)
        foretold: Floats = cross_val_predict(model, rows, truth[labelled, k], cv=folds, method="predict_proba")
        probabilities[labelled, k] = foretold[:, 1]
    return Scores(probabilities, probabilities)
