"""TermCounts to themes: the estimators, their refits, and how far two models agree."""

from analysis.models.agreement import agreement, masked
from analysis.models.alignment import match_free, order_free, recognise
from analysis.models.calibration import Calibration, calibration
from analysis.models.carried import carried_weights
from analysis.models.coherence import c_v, diversity, exclusivity, npmi, top_terms
from analysis.models.combined import CombinedThemes
from analysis.models.held_out import (
    completion_perplexity,
    held_out_perplexity,
    split_tokens,
    tuned_completion_perplexity,
)
from analysis.models.languages import ThemesByLanguage, language_counts
from analysis.models.lda import LDA
from analysis.models.number import choose_n_themes
from analysis.models.quality import junk_reasons, model_quality, theme_figures
from analysis.models.refits import Draw, Spread, refits
from analysis.models.saved import load_model, save_model
from analysis.models.tfidf import TfidfThemes
from analysis.models.weights import article_presence, article_weights, membership

__all__ = [
    "LDA",
    "Calibration",
    "CombinedThemes",
    "Draw",
    "Spread",
    "TfidfThemes",
    "ThemesByLanguage",
    "agreement",
    "article_presence",
    "article_weights",
    "c_v",
    "calibration",
    "carried_weights",
    "choose_n_themes",
    "completion_perplexity",
    "diversity",
    "exclusivity",
    "held_out_perplexity",
    "junk_reasons",
    "language_counts",
    "load_model",
    "masked",
    "match_free",
    "membership",
    "model_quality",
    "npmi",
    "order_free",
    "recognise",
    "refits",
    "save_model",
    "split_tokens",
    "theme_figures",
    "top_terms",
    "tuned_completion_perplexity",
]
