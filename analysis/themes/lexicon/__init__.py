"""The lexicon: the themes that the user names, and the words that name them, per language."""

from analysis.themes.lexicon.checks import KEYS, PALETTE
from analysis.themes.lexicon.entries import Forms, Phrase, Theme
from analysis.themes.lexicon.objects import Lexicon

__all__ = ["KEYS", "PALETTE", "Forms", "Lexicon", "Phrase", "Theme"]
