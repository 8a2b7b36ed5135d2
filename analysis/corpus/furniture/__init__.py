"""Page furniture: stretches of a text that are no words of the article, by what they say or by standing everywhere."""

from analysis.corpus.furniture.found import Furniture, find_furniture
from analysis.corpus.furniture.repeated import find_repeated

__all__ = ["Furniture", "find_furniture", "find_repeated"]
