"""The methods that are measured, by name: what each is, how it is set, and what its share is."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

from benchmarks.named import clusters, ours, topics, words
from benchmarks.named.task import FREE, FitScore

OURS, PEER, DEVICE, CEILING = "ours", "peer", "device", "ceiling"


@dataclass(frozen=True)
class Method:
    """A way to find named themes. kind: ours, a peer that people use, a device of a few lines, or the ceiling.

    package: must be there. settings: how it is set; share: what its own share or presence is; both in words.
    """

    name: str
    kind: str
    fit_score: FitScore
    settings: str
    share: str
    package: str = "sklearn"

    @property
    def installed(self) -> bool:
        """Whether the package can be imported."""
        return importlib.util.find_spec(self.package) is not None


WEIGHT = "the theme's weight"
METHODS = {
    method.name: method
    for method in (
        Method("themeline LDA", OURS, ours.lda, ours.SETTINGS, ours.SHARE),
        Method("themeline TF-IDF", OURS, ours.tfidf, ours.SETTINGS, ours.SHARE),
        Method("themeline both", OURS, ours.both, ours.BOTH, ours.SHARE),
        Method(
            "share of words", PEER, words.share_of_words, "the share of an article's words that are the theme's",
            "the theme's part of the words of any theme",
        ),
        Method(
            "TF-IDF of words", PEER, words.tfidf_of_words, "the sum of the TF-IDF of the theme's words",
            "the theme's part of the sum of all themes",
        ),
        Method(
            "CorEx, anchored", PEER, topics.corex,
            f"{FREE} more factors, anchors count {topics.ANCHOR:g} times, binary counts; ranked by log probability, as "
            "its own lists of articles are",
            "the probability", "corextopic",
        ),
        Method(
            "tomotopy, word priors", PEER, topics.tomotopy_priors,
            f"{FREE} free topics, {topics.SWEEPS} iterations, alpha {topics.ALPHA:g}, learned; eta {topics.ETA:g}, "
            f"{topics.PRIOR:,g} for a theme's words in it; 2 workers",
            WEIGHT, "tomotopy",
        ),
        Method(
            "gensim LdaModel, eta", PEER, topics.gensim_eta,
            f"{FREE} free topics, {topics.PASSES} passes, chunks of {topics.CHUNK:,}, alpha 'auto', decay 0.7, offset "
            f"10; eta 0.1, {topics.LEXICON:,g} more for a theme's words in it (with 100 the words have no effect)",
            WEIGHT, "gensim",
        ),
        Method(
            "scikit-learn NMF, seeded", PEER, topics.seeded_nmf,
            f"TF-IDF, {FREE} free factors, starts from the theme's words",
            "the theme's part of an article's factors, each by the sum of its profile",
        ),
        Method(
            "BERTopic, guided", PEER, clusters.bertopic_guided,
            f"seed topics; {clusters.FACTORS} factors of TF-IDF in place of a language model; UMAP to "
            f"{clusters.DIMENSIONS} dimensions, HDBSCAN with clusters of {clusters.CLUSTER} articles or more; one "
            "is taken for the theme whose words weigh most among its ten first terms; not tuned",
            "the probability of the theme's clusters, summed", "bertopic",
        ),
        Method(
            "cosine in an SVD", DEVICE, words.cosine_in_svd,
            f"the cosine with the theme's words in {words.FACTORS} factors of TF-IDF", "the cosine, where above 0",
        ),
        Method(
            "classifier of sure articles", DEVICE, words.sure_articles,
            f"one logistic classifier a theme on TF-IDF (C = {words.C_SURE:g}): articles with {words.SURE} of the "
            "theme's words or more, and of no theme more, against those with none",
            "the probability",
        ),
    )
}  # fmt: skip
CEILING_NAME = "supervised ceiling"
NAMES = (*METHODS, CEILING_NAME)
CEILING_SETTINGS = (
    f"one logistic classifier a theme on TF-IDF (C = {words.C_CEILING:g}), shown the labels of other articles of all "
    f"months; {words.FOLDS} folds"
)
