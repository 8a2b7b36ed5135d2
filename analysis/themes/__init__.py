"""The lexicon that names themes, labels for the others, and the words that show a theme in a text."""

from analysis.themes.describe import background_name, carried_names, free_names, theme_terms, themes_table
from analysis.themes.evidence import evidence_table, typical_passages
from analysis.themes.lexicon import Lexicon, Theme

__all__ = [
    "Lexicon",
    "Theme",
    "background_name",
    "carried_names",
    "evidence_table",
    "free_names",
    "theme_terms",
    "themes_table",
    "typical_passages",
]
