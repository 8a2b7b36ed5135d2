"""What a change of the lexicon, the settings or the articles did: one report beside another."""

from analysis.report.moves.comparing import Moves, compare_runs, moves_json, write_moves
from analysis.report.moves.words import moves_lines

__all__ = ["Moves", "compare_runs", "moves_json", "moves_lines", "write_moves"]
