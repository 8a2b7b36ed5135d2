"""Copies and near-copies: sketches of shingles, bands of them, the true similarity, and two texts side by side."""

from analysis.corpus.duplicates.copies import THRESHOLD, Copies, find_copies, text_getter
from analysis.corpus.duplicates.differences import Difference, show_difference

__all__ = ["THRESHOLD", "Copies", "Difference", "find_copies", "show_difference", "text_getter"]
