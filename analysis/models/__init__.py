"""TermCounts to themes: the estimators, their refits, and figures of their quality."""

from analysis.models.lda import LDA
from analysis.models.tfidf import TfidfThemes

__all__ = ["LDA", "TfidfThemes"]
