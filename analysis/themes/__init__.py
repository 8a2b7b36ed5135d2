"""The lexicon that names themes, labels for the others, and the words that show a theme in a text."""

from analysis.themes.describe import background_name, carried_names, free_names, theme_terms, themes_table
from analysis.themes.evidence import evidence_table, typical_passages
from analysis.themes.held import Corpus, coverage_table, empty_themes, exclusions_table
from analysis.themes.lexicon import Lexicon, Theme
from analysis.themes.suggest import contexts_table, passages_to_show, suggested_words

__all__ = [
    "Corpus",
    "Lexicon",
    "Theme",
    "background_name",
    "carried_names",
    "contexts_table",
    "coverage_table",
    "empty_themes",
    "evidence_table",
    "exclusions_table",
    "free_names",
    "passages_to_show",
    "suggested_words",
    "theme_terms",
    "themes_table",
    "typical_passages",
]
