"""What a report says of free themes: how many, and which of them other fits find again."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from analysis import plots
from analysis.report.picture import WIDTH, Picture
from analysis.results import Analysis

FIRM = 0.8  # of the refits: a theme that fewer find again is not to be built on


def numbered(theme: Any) -> str:
    """Return how charts call a theme: by its label, a free one by its number.

    >>> from types import SimpleNamespace
    >>> numbered(SimpleNamespace(kind="free", theme="free_1", label="Free: oil, gas"))
    'Free 1'
    """
    return str(theme.label) if theme.kind != "free" else str(theme.theme.replace("_", " ").capitalize())


def number_and_words(theme: Any) -> str:
    """Return a theme's label, of a free one the number that charts call it by, and its words.

    >>> from types import SimpleNamespace
    >>> number_and_words(SimpleNamespace(kind="free", theme="free_1", label="Free: oil, gas"))
    'Free 1: oil, gas'
    """
    words = str(theme.label).removeprefix("Free: ")
    return f"{numbered(theme)}: {words}" if theme.kind == "free" else words


def found_again(theme: Any, n_refits: int) -> str:
    """Return in how many refits a theme (a row of the table ``themes``) was found again, in words.

    >>> from types import SimpleNamespace
    >>> found_again(SimpleNamespace(found_in=12), 50)
    'found in 12 of 50 refits'
    """
    return f"found in {theme.found_in} of {n_refits} refits"


def is_firm(theme: Any, n_refits: int) -> bool:
    """Whether enough refits found a theme again."""
    return bool(theme.found_in >= FIRM * n_refits)


def warning_of(theme: Any, n_refits: int) -> str:
    """Return what a chart must say beside a theme that other fits do not find again; empty for a firm one."""
    return "" if is_firm(theme, n_refits) else f" ({found_again(theme, n_refits)})"


def number_picture(run: Analysis) -> Picture | None:
    """Return the picture that shows why there are so many free themes; None where their number was given."""
    table = run.number_of_themes
    if not table["perplexity"].notna().any():
        return None
    figure = Figure(figsize=(WIDTH, 3.2), layout="constrained")
    words = {
        "perplexity": "perplexity of unseen words (lower is better)",
        "stability": "likeness of two fits' themes (1: the same)",
    }
    for ax, (value, label) in zip(figure.subplots(1, 2), words.items(), strict=True):
        plots.draw_number_of_themes(table, value, ax)
        ax.set_ylabel(label)
        ax.set_xlabel("number of free themes")
    return Picture(
        "number-of-themes",
        "How many free themes",
        f"{number_sentence(run)} Points: the mean over five fits, each from another start and on four fifths of the "
        f"articles (of a large corpus a sample); lines: {run.settings.level:.0%} intervals over these fits. Left, how "
        "many words a model hesitates between for words of the fifth that it did not see; right, how like the themes "
        "of two fits are. Filled: numbers that tell nearly as much of unseen words as the best.",
        "Two line charts against the number of free themes: perplexity of unseen words, and likeness of the themes of "
        "two fits; the number chosen is marked.",
        table,
        figure,
    )


def number_sentence(run: Analysis) -> str:
    """Return why there are so many free themes; empty where their number was given."""
    table = run.number_of_themes
    if table.empty:
        return ""
    chosen, enough = table[table["chosen"]].iloc[0], table[table["enough"]]
    n = int(chosen["n_themes"])
    if enough.empty:
        return (
            f"{_were(n, 'is', 'are')} the fewest that were tried: with no number of them "
            "unseen words can be told better than by how frequent words are."
        )
    fewest, most = int(table["n_themes"].min()), int(table["n_themes"].max())
    if n == fewest and chosen["enough"]:
        return _fewest_do(n)
    limit = " It is the most that was tried: more may tell more still." if n == most else ""
    return (
        f"{_were(n, 'was', 'were')} chosen: with {_listed(enough['n_themes'])} of them unseen words are told nearly as "
        f"well as with any number tried (within the error of the best, or 95% of what it adds to {_themes(fewest)}), "
        f"and of these it is the smallest whose themes other fits find again about as well as any.{limit}"
    )


def _fewest_do(n: int) -> str:
    """Return that more free themes than the fewest that were tried gain nothing, in a sentence."""
    if not n:
        return (
            "No free theme was chosen: with any number tried, unseen words are told no better than without, beyond the "
            "error of the difference."
        )
    return (
        f"{_were(n, 'was', 'were')} chosen: with more, unseen words are told no better, "
        "beyond the error of the difference. It is the fewest that was tried: fewer may do as well."
    )


def _were(n: int, one: str, several: str) -> str:
    return f"{_themes(n).capitalize()} {one if n == 1 else several}"


def _themes(n: int) -> str:
    return f"{n or 'no'} free {'theme' if n == 1 else 'themes'}"


def _listed(numbers: Any) -> str:
    *rest, last = [str(n) for n in numbers]
    return f"{', '.join(rest)} or {last}" if rest else last
