"""TermCounts to themes: the estimators, their refits, and how far two models agree."""

from analysis.models.agreement import agreement, masked
from analysis.models.alignment import match_free
from analysis.models.lda import LDA
from analysis.models.refits import Draw, Spread, refits
from analysis.models.saved import load_model, save_model
from analysis.models.tfidf import TfidfThemes
from analysis.models.weights import article_weights, membership

__all__ = [
    "LDA",
    "Draw",
    "Spread",
    "TfidfThemes",
    "agreement",
    "article_weights",
    "load_model",
    "masked",
    "match_free",
    "membership",
    "refits",
    "save_model",
]
