"""What captions say of shares: what they are shares of, what their intervals cover, how many articles they rest on."""

from __future__ import annotations

import pandas as pd

from analysis.results import Analysis
from analysis.trends.periods import ENOUGH, enough


def counted(denominator: str) -> str:
    """Return in words what a share is a share of.

    >>> counted("words, fixed mix of outlets")
    'each article counts by its words, outlets in the mix of the whole time'
    """
    of, _, mix = denominator.partition(", ")
    words = {
        "articles": "each article counts once",
        "words": "each article counts by its words",
        "articles_with_theme": "each article counts by how probable it is that it speaks of the theme",
        "published": "out of all articles that were published",
    }
    return words[of] + (", outlets in the mix of the whole time" if mix else "")


def share_of(denominator: str, frequency: str) -> str:
    """Return what stands on the axis of a share.

    >>> share_of("articles", "month")
    "share: mean over the month's articles"
    """
    of = {
        "articles": f"mean over the {frequency}'s articles",
        "words": f"mean over the {frequency}'s words",
        "articles_with_theme": f"mean over the {frequency}'s articles with the theme",
        "published": f"of all that was published in the {frequency}",
    }
    return f"share: {of[denominator.partition(',')[0]]}"


def nothing(denominator: str) -> str:
    """Return of what a period has none, where it has no share.

    >>> nothing("published, fixed mix of outlets")
    'nothing published'
    """
    return "nothing published" if denominator.startswith("published") else "no article"


def covered(run: Analysis) -> str:
    """Return what the interval of a share covers."""
    return f"{_sampled(run)}the refitting and an allowance for weight in articles that do not speak of the theme"


def covered_by_curve(run: Analysis) -> str:
    """Return what the band of a smooth curve covers, and what of the intervals of shares it leaves out."""
    return (
        f"{_sampled(run)}the refitting and what shares scatter beyond them, so how the theme moved; not the allowance "
        "that the points' intervals have for its level, which is off in all periods alike"
    )


def _sampled(run: Analysis) -> str:
    return "the choice of articles, " if run.settings.estimand == "population" else ""


def interval(run: Analysis) -> str:
    """Return what the interval of a share is and what it leaves out."""
    return f"{run.settings.level:.0%} interval, which covers {covered(run)}, not what else the models mismeasure"


def dated(run: Analysis) -> str:
    """Return how many articles have a date, in words."""
    return plural(int(run.articles["date"].notna().sum()), "dated article")


def rests_on(run: Analysis) -> str:
    """Return how many articles and periods the shares rest on, and what they are shares of."""
    one = run.trends.drop_duplicates("period")
    empty = int((one["n_articles"] == 0).sum())
    without = f", {empty} of them without an article" if empty else ""
    frequency, denominator = one.iloc[0][["frequency", "denominator"]]
    spans = plural(len(one), frequency)
    return f"Shares rest on {dated(run)} in {spans}{without}; {counted(denominator)}."


def chosen_periods(run: Analysis) -> str:
    """Return which period was chosen from the data, and why; '' where the settings name one, or nothing has a date."""
    if run.settings.period != "auto" or run.trends.empty:
        return ""
    n_articles = run.trends.drop_duplicates("period")["n_articles"]
    n, n_enough, frequency = len(n_articles), int(enough(n_articles).sum()), run.trends["frequency"].iloc[0]
    if frequency == "year" and 2 * n_enough < n:
        why = f"the longest, since of none that are shorter do half have {ENOUGH} articles"
    else:
        why = f"the shortest that the dates allow and of which half or more have {ENOUGH} articles ({n_enough} of {n})"
    return f"{frequency}s, chosen from the data: {why}; the setting 'period' takes others"


def plural(n: int, noun: str) -> str:
    """Return a number with its noun.

    >>> plural(1, "week"), plural(2000, "week")
    ('1 week', '2,000 weeks')
    """
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def points(share: float) -> str:
    """Return a difference of shares in percentage points, with its sign.

    >>> points(0.0754), points(-0.2)
    ('+7.5 points', '-20.0 points')
    """
    return f"{100 * share:+.1f} points"


def chance(p: float) -> str:
    """Return an adjusted p-value.

    >>> chance(0.0251), chance(0.0000003)
    ('p .025', 'p < .001')
    """
    return "p < .001" if p < 0.001 else f"p {p:.3f}".replace("0.", ".", 1)


def listed(parts: list[str], most: int) -> str:
    """Return the first of some parts in a row, and how many more there are.

    >>> listed(["a", "b", "c"], 2)
    'a; b; and 1 more'
    """
    more = [f"and {len(parts) - most} more"] if len(parts) > most else []
    return "; ".join(parts[:most] + more)


def dates_as_written(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its dates as text, to the day."""
    dates = {c: table[c].dt.strftime("%Y-%m-%d") for c in table if str(table[c].dtype).startswith("datetime")}
    return table.assign(**dates)
