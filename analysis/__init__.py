"""stub for now"""

__version__ = "0.1.0"
