"""What a run left out as names, in words."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.report.audit_words import first_of
from analysis.results import Analysis

_SHOWN = 8


def names_lines(run: Analysis) -> Iterator[str]:
    """Yield what was left out as names in a sentence or two; nothing where names are counted."""
    if run.settings.names != "drop":
        return
    left_out = run.names_left_out
    if left_out.empty:
        yield "No term was taken for a name, so none was left out."
        return
    n, times, first = len(left_out), left_out["count"].sum(), first_of(left_out["written"], _SHOWN)
    yield (
        f"Left out as names: {n:,} {'term' if n == 1 else 'terms'}, {times:,.0f} times ({first}). "
        "Names are known by their capitals, so in a small corpus words that stand only within names are among them: "
        "tables/names_left_out.csv lists them all; a word of the lexicon is always counted."
    )
